// Five helps that nothing depends on: `/` leads to the search box, a permalink copies a citation, several values narrow a list together, a long list is
// filtered while one types, and the rows of a table are put in order and filtered by column.
(() => {
  const words = document.currentScript.dataset;
  const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);
  const text = (element) => (element ? element.textContent.trim() : "");

  // The scripts of the search come when somebody is about to search. The search page has them from the start.
  const finds = [...document.querySelectorAll("form.find")];
  let loaded = document.querySelector(".search");
  const load = (form) => {
    if (loaded || !form.dataset.index) return;
    loaded = true;
    const add = (name, attributes) => document.head.append(Object.assign(document.createElement(name), attributes));
    add("link", { rel: "stylesheet", href: form.dataset.root + "search.css" });
    ["search-engine.js", "search.js"].forEach((name) => add("script", { src: form.dataset.root + name, async: false }));
  };
  finds.forEach((form) => {
    form.addEventListener("focusin", () => load(form));
    if (form.contains(document.activeElement)) load(form);
  });
  document.addEventListener("keydown", (event) => {
    const busy = event.ctrlKey || event.metaKey || event.altKey || event.isComposing;
    const input = finds[0]?.elements.q;
    if (event.key !== "/" || busy || !input?.hasAttribute("aria-keyshortcuts") || event.target.closest("input, textarea, select, [contenteditable]")) return;
    event.preventDefault();
    input.focus();
    input.select();
  });

  // The lasting address where the site has one, else the one that is being read.
  const address = (link) => {
    const canonical = document.querySelector("link[rel=canonical]");
    return new URL(link.getAttribute("href"), canonical ? canonical.href : location.href).href;
  };

  // Addresses are made from what stands on the page and in its own address, which anybody can write. None of them may lead
  // to another site or run: `//other.example` and `javascript:…` are addresses, too.
  const within = (address) => {
    const url = new URL(address, location.href);
    return url.protocol === location.protocol && url.host === location.host ? url.href : location.href;
  };
  // This page with another query. It begins with the scheme, so that a path that begins with two slashes stays a path.
  const here = (query) => {
    const url = new URL(location.href);
    url.search = query;
    url.hash = "";
    return url.href;
  };
  // The page of a row, one folder below `folder`; nothing where the id is more than a name.
  const pageBelow = (folder, id) => {
    const base = new URL(folder, location.href);
    let name;
    try {
      name = decodeURIComponent(id);
    } catch {
      return null;
    }
    if (!/^[\p{L}\p{M}\p{N}_-][\p{L}\p{M}\p{N}._-]*$/u.test(name)) return null;
    const url = new URL("./" + encodeURIComponent(name) + "/", base);
    return url.host === location.host && url.href.startsWith(base.href.replace(/[^/]*$/, "")) ? url.href : null;
  };

  const placeOf = (link) => {
    const point = /^#para_(.+?)(?:__point_(.+))?$/.exec(link.hash);
    if (point) return fill(words.para, { n: point[1] + (point[2] ? " (" + point[2] + ")" : "") });
    const heading = link.parentElement.cloneNode(true);
    heading.querySelectorAll(".permalink").forEach((part) => part.remove());
    return text(heading);
  };

  // Screen readers must know the region before its text changes, so it stands there from the start.
  const toast = document.createElement("p");
  toast.className = "toast";
  toast.setAttribute("role", "status");
  document.body.append(toast);
  let timer;
  const say = (message) => {
    toast.textContent = message;
    clearTimeout(timer);
    timer = setTimeout(() => (toast.textContent = ""), 4000);
  };

  document.addEventListener("click", (event) => {
    const link = event.target.closest("a.permalink");
    if (!link || !navigator.clipboard || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const what = placeOf(link);
    const source = [what, text(document.querySelector("h1")), text(document.querySelector(".brand"))].join(", ");
    const citation = source + "\n" + address(link);
    navigator.clipboard.writeText(citation).then(() => say(fill(words.copied, { what })), () => {});
  });

  // Lists: every entry carries the numbers of its facets and values, in the order of the page (data-entries).
  const results = document.querySelector(".results[data-entries]");
  const itemsOf = (root) =>
    [...root.querySelectorAll(".results .items > li, table.items > tbody > tr:not(.group-title), dl.items > div")];
  // An entry is out of the choice (class out) or does not have the words that are typed (hidden).
  const seen = (item) => !item.hidden && !item.classList.contains("out");
  const regroup = () => document.querySelectorAll(".results .group").forEach((group) => {
    group.hidden = !itemsOf(document).some((item) => seen(item) && group.contains(item));
  });
  // What has several values may stand in several groups; it is counted once.
  const number = (items) => new Set(items.map((item) => item.querySelector("a[href]")?.href ?? item)).size;
  const entriesOf = (root) => {
    const values = root.querySelector(".results").dataset.entries.split(";");
    return itemsOf(root).map((item, i) => ({ item, has: new Set((values[i] || "").split(" ")) }));
  };

  /** Check boxes beside the links of the facets. What is chosen stands in the address: ?type=ngo&region=africa. */
  const combine = () => {
    const facets = [...document.querySelectorAll(".facets [data-facet]")].map((list, f) => ({
      name: list.dataset.facet,
      all: list.dataset.all,
      values: [...list.querySelectorAll("[data-value]")].map((row, v) => ({ row, key: f + "." + v, name: row.dataset.value })),
    }));
    const line = results.querySelector(".combined");
    if (!line || !facets.length) return;
    const said = line.querySelector("[role=status]");
    const whole = facets.every((facet) => facet.values.every(({ row }) => !row.querySelector("a[aria-current]")));
    const isStart = new URL(facets[0].all, location).pathname === location.pathname;
    const pages = Number(results.dataset.pages);
    const own = entriesOf(document);
    const boxes = facets.flatMap((facet) => facet.values.map((value) => {
      const box = document.createElement("input");
      const link = value.row.querySelector("a");
      box.type = "checkbox";
      box.setAttribute("aria-label", link.textContent);
      box.checked = link.hasAttribute("aria-current");
      value.row.prepend(box);
      value.count = value.row.querySelector(".count");
      value.all = value.count.textContent;
      return (value.box = box);
    }));
    line.hidden = false;
    const button = line.querySelector("button");
    button.hidden = true;

    const chosen = () => facets.map((facet) => facet.values.filter(({ box }) => box.checked)).filter((some) => some.length);
    const meets = (entry, choice) => choice.every((some) => some.some(({ key }) => entry.has.has(key)));
    const query = () => {
      const words = new URLSearchParams();
      facets.forEach((facet) => facet.values.forEach(({ box, name }) => box.checked && words.append(facet.name, name)));
      return String(words) && "?" + words;
    };
    const read = () => {
      const words = new URLSearchParams(location.search);
      facets.forEach((facet) => facet.values.forEach((value) => (value.box.checked = words.getAll(facet.name).includes(value.name))));
    };

    // Where the list has several pages, the pages of the rarest choice hold all that can meet every choice.
    const load = async (address) => {
      const answer = await fetch(address);
      if (!answer.ok) throw new Error(answer.status);
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      page.querySelectorAll(".items [href]").forEach((link) => (link.href = new URL(link.getAttribute("href"), answer.url).href));
      const next = page.querySelector(".pager [rel=next]");
      const rest = next ? await load(new URL(next.getAttribute("href"), answer.url)) : [];
      return [...entriesOf(page), ...rest];
    };
    const gather = async (choice) => {
      const sum = (some) => some.reduce((n, { all }) => n + Number(all), 0);
      const rarest = choice.reduce((a, b) => (sum(b) < sum(a) ? b : a));
      const loaded = await Promise.all(rarest.map(({ row }) => load(row.querySelector("a").href)));
      const seen = new Set();
      return loaded.flat().filter(({ item }) => {
        const { href } = item.querySelector("a");
        return !seen.has(href) && seen.add(href);
      });
    };

    const found = document.createElement(own[0] && own[0].item.closest("table") ? "tbody" : "div");
    found.className = "group found";
    const place = results.querySelector(".group");
    const holder = () => {
      if (found.tagName === "TBODY") return found;
      const list = place.querySelector(".items").cloneNode(false);
      found.replaceChildren(list);
      return list;
    };
    let turn = 0;
    const show = async () => {
      const now = (turn += 1);
      const choice = chosen();
      let shown = own;
      let message = said.dataset.found;
      if (choice.length && pages > 1) {
        try {
          shown = await gather(choice);
        } catch {
          message = said.dataset.here;
        }
        if (now !== turn) return;
      }
      const elsewhere = shown !== own;
      const matching = shown.filter((entry) => meets(entry, choice));
      found.remove();
      if (elsewhere) {
        holder().replaceChildren(...matching.map(({ item }) => document.importNode(item, true)));
        place.before(found);
      }
      own.forEach((entry) => entry.item.classList.toggle("out", elsewhere || !meets(entry, choice)));
      regroup();
      results.querySelectorAll(".pager, .showing, .sums").forEach((part) => (part.hidden = choice.length > 0));
      if (pages === 1) count();
      button.hidden = !choice.length;
      said.textContent = choice.length ? fill(message, { n: number(matching.map(({ item }) => item)) }) : "";
    };
    // How many entries each value would leave, beside what is chosen of the other facets.
    const count = () => facets.forEach((facet) => {
      const others = facets.filter((other) => other !== facet).map((other) => other.values.filter(({ box }) => box.checked));
      const left = own.filter((entry) => meets(entry, others.filter((some) => some.length)));
      facet.values.forEach((value) => (value.count.textContent = number(left.filter(({ has }) => has.has(value.key)).map(({ item }) => item))));
    });
    const choose = () => {
      const address = facets[0].all.split(/[?#]/)[0] + query();
      if (!whole || !isStart) return location.assign(within(address));
      history.pushState(null, "", here(query()));
      show();
    };
    boxes.forEach((box) => box.addEventListener("change", choose));
    button.addEventListener("click", () => {
      boxes.forEach((box) => (box.checked = false));
      choose();
      boxes[0].focus();
    });
    if (!whole || !isStart) return;
    addEventListener("popstate", () => (read(), show()));
    if (location.search) read(), show();
  };
  if (results) combine();

  // Letters are compared without case and accents.
  const plain = (string) => string.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

  // Tables whose rows are records. What the reader chose stands in the address, so that it can be shared.
  const sortRows = (table, form) => {
    const said = form.dataset;
    const heads = [...table.tHead.rows[0].cells];
    const groups = [...table.tBodies].map((body) => ({ body, rows: [...body.querySelectorAll("tr:not(.group-title)")] }));
    const rows = groups.flatMap((group) => group.rows);
    const collator = new Intl.Collator(document.documentElement.lang, { numeric: true });
    const names = heads.map((head, i) => head.dataset.name || String(i));
    const bare = (cell) => {
      const copy = cell.cloneNode(true);
      copy.querySelectorAll(".permalink, .source, .rank-marks").forEach((part) => part.remove());
      return text(copy);
    };
    const items = (cell) => {
      const parts = [...cell.querySelectorAll("li")];
      return parts.length ? parts.map(text) : [bare(cell)];
    };
    const cells = rows.map((row) => [...row.cells].map((cell) => ({
      items: items(cell), text: plain(bare(cell)), empty: !!cell.querySelector(".empty"), value: cell.dataset.value,
    })));
    const texts = rows.map((row) => plain(row.textContent));
    const compare = (i) => (a, b) => {
      if (a[i].empty || b[i].empty) return a[i].empty - b[i].empty;
      if (a[i].value && b[i].value) return a[i].value - b[i].value;
      return collator.compare(a[i].text, b[i].text);
    };

    // A column with few different values gets a choice, others a field for words.
    const fields = heads.map((head, i) => {
      const known = new Map();
      cells.forEach((row) => row[i].items.forEach((item) => known.has(item) || known.set(item, row)));
      const few = known.size <= 20 && known.size * 2 <= rows.length + 2;
      const field = document.createElement(few ? "select" : "input");
      if (few) {
        const values = [...known].sort(([a, x], [b, y]) => (x[i].value || x[i].empty ? compare(i)(x, y) : 0) || collator.compare(a, b));
        field.append(new Option(said.all, ""), ...values.map(([value]) => new Option(value, value)));
      } else field.type = "search";
      field.name = "in." + names[i];
      const label = document.createElement("label");
      label.append(text(head), " ", field);
      form.querySelector(".row-fields").append(label);
      return field;
    });
    const buttons = heads.map((head) => {
      const button = document.createElement("button");
      button.type = "button";
      button.append(...head.childNodes);
      head.append(button);
      return button;
    });

    const shows = (state, row, at) => {
      const words = plain(state.q).split(/\s+/).filter(Boolean);
      return words.every((word) => texts[at].includes(word)) && fields.every((field, i) => {
        const wanted = state.in[i];
        if (!wanted) return true;
        return field.type === "search" ? row[i].text.includes(plain(wanted)) : row[i].items.includes(wanted);
      });
    };
    const apply = (state) => {
      const column = names.indexOf(state.sort.replace(/^-/, ""));
      const sign = state.sort.startsWith("-") ? -1 : 1;
      heads.forEach((head, i) => {
        if (i === column) head.setAttribute("aria-sort", sign < 0 ? "descending" : "ascending");
        else head.removeAttribute("aria-sort");
      });
      let count = 0;
      rows.forEach((row, at) => count += !(row.hidden = !shows(state, cells[at], at)));
      // In another order the rows leave their groups, which come back with the order of the table.
      table.classList.toggle("dissolved", column >= 0);
      if (column >= 0) {
        const last = (row) => row[column].empty;
        const order = cells.map((row, at) => [row, at]).sort(([a, x], [b, y]) =>
          last(a) - last(b) || sign * compare(column)(a, b) || x - y);
        groups[0].body.append(...order.map(([, at]) => rows[at]));
      } else groups.forEach((group) => group.body.append(...group.rows));
      groups.forEach((group, at) => {
        group.body.hidden = column < 0 ? group.rows.every((row) => row.hidden) : at > 0;
        const shown = group.body.querySelector(".group-title .count");
        if (shown) {
          shown.dataset.all ??= shown.textContent;
          const all = group.rows.every((row) => !row.hidden);
          shown.textContent = all ? shown.dataset.all : group.rows.filter((row) => !row.hidden).length;
        }
      });
      const numbers = { n: count, count: rows.length };
      const note = said.part ? " " + said.part : "";
      form.querySelector("[role=status]").textContent = count < rows.length || note ? fill(said.shown, numbers) + note : "";
      form.querySelector("[type=reset]").hidden = count === rows.length;
      form.q.value = state.q;
      fields.forEach((field, i) => (field.value = state.in[i]));
    };

    // What stands in the address, and the address of what the reader chose.
    const read = () => {
      const asked = new URLSearchParams(location.search);
      const get = (name) => asked.get(name) ?? "";
      return { q: get("q"), sort: get("sort"), in: fields.map((field) => get(field.name)) };
    };
    let state = read();
    const go = (change, keep) => {
      state = { ...state, ...change };
      const asked = new URLSearchParams();
      [["q", state.q], ["sort", state.sort], ...fields.map((field, i) => [field.name, state.in[i]])]
        .forEach(([name, value]) => value && asked.append(name, value));
      const search = String(asked);
      apply(state);
      // Some browsers refuse this to files on a disk; the table works all the same.
      try {
        history[keep ? "replaceState" : "pushState"](null, "", here(search) + location.hash);
      } catch {}
    };
    buttons.forEach((button, i) => button.addEventListener("click", () => {
      const next = { [names[i]]: "-" + names[i], ["-" + names[i]]: "" };
      go({ sort: next[state.sort] ?? names[i] });
    }));
    const chosen = () => ({ q: form.q.value, in: fields.map((field) => field.value) });
    // A word that is being typed is one step for the back button, not one for each letter.
    let typing = false;
    form.addEventListener("input", (event) => {
      const types = event.target.type === "search";
      go(chosen(), types && typing);
      typing = types;
    });
    form.addEventListener("change", () => (typing = false));
    form.addEventListener("submit", (event) => event.preventDefault());
    form.addEventListener("reset", (event) => {
      event.preventDefault();
      typing = false;
      go({ q: "", in: fields.map(() => "") });
    });
    addEventListener("popstate", () => apply((state = read())));

    form.hidden = false;
    form.querySelector("details").open = state.in.some(Boolean);
    document.querySelectorAll(".narrow.whole").forEach((links) => (links.hidden = true));
    apply(state);
    const id = location.hash.slice(1);
    const cited = document.querySelector(":target");
    if (cited && location.search) cited.scrollIntoView();
    // An address from the time when the table had one page: the row has a page of its own.
    if (id && !cited && said.rows && location.protocol !== "file:") {
      const there = pageBelow(said.rows, id);
      if (there) fetch(there, { method: "HEAD" }).then((answer) => answer.ok && location.replace(there), () => {});
    }
  };
  const tables = document.querySelector("table.rows");
  const tools = document.querySelector(".row-tools");
  if (tables && tools) sortRows(tables, tools);

  const box = document.querySelector(".filter");
  if (!box || itemsOf(document).length < 12) return;
  const found = box.querySelector("[role=status]");
  box.hidden = false;
  box.querySelector("input").addEventListener("input", (event) => {
    const wanted = plain(event.target.value).split(/\s+/).filter(Boolean);
    const items = itemsOf(document);
    items.forEach((item) => {
      const own = plain(item.textContent);
      item.hidden = !wanted.every((word) => own.includes(word));
    });
    regroup();
    found.textContent = wanted.length ? fill(words.found, { n: number(items.filter(seen)) }) : "";
  });
})();
