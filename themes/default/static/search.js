// The search box with its suggestions, and the page with the results. search-engine.js reads the index. What was found is set
// as text and never becomes markup; addresses come from the index alone.
(() => {
  const make = (name, attributes, ...children) => {
    const element = document.createElement(name);
    for (const key in attributes) element.setAttribute(key, attributes[key]);
    element.append(...children);
    return element;
  };
  // The drawing of a kind, as the index has it: the path in the icons of the theme.
  const icon = (path) => {
    const drawing = document.querySelector(".find .icon").cloneNode(true);
    if (path) drawing.firstElementChild.setAttribute("d", path);
    return drawing;
  };
  const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);
  const marked = (text, marks = []) => {
    let at = 0;
    const parts = marks.flatMap(([from, to]) => to > at ? [text.slice(at, from), make("mark", {}, text.slice(Math.max(at, from), (at = to)))] : []);
    return [...parts, text.slice(at)];
  };
  const foreign = ({ lang }) => (lang ? { lang, dir: "auto" } : {});
  const opened = {};
  const open = ({ dataset }) =>
    (opened[dataset.index] ??= plenarySearch.open({ base: new URL(dataset.index, location.href).href, bits: +dataset.bits }));

  // The box: a combobox with a list, as in the ARIA Authoring Practices.
  const box = (form, number) => {
    const words = form.dataset;
    const input = form.elements.q;
    const id = "_suggestions-" + number;
    const list = make("div", { role: "listbox", id, class: "suggestions", "aria-label": words.list, hidden: "" });
    const said = make("p", { role: "status", class: "unseen" });
    form.append(list, said);
    let options = [];
    let active = -1;
    let turn = 0;

    const choose = (at) => {
      active = at;
      options.forEach(({ element }, i) => element.setAttribute("aria-selected", i === at));
      input.setAttribute("aria-activedescendant", options[at]?.element.id ?? "");
      options[at]?.element.scrollIntoView({ block: "nearest" });
    };
    const show = (isOpen, ...content) => {
      list.replaceChildren(...content);
      list.hidden = !isOpen;
      input.setAttribute("aria-expanded", isOpen);
      choose(-1);
    };
    const close = () => {
      turn += 1;
      options = [];
      said.textContent = "";
      show(false);
    };
    const follow = ({ url }, aside) => {
      if (!url) form.requestSubmit();
      else if (aside) window.open(url, "_blank", "noopener");
      else location.assign(url);
    };
    const option = (item, ...content) => {
      const element = make("div", { role: "option", id: id + "-" + options.length, "aria-selected": false }, ...content);
      // The box keeps the focus.
      element.addEventListener("mousedown", (event) => event.preventDefault());
      element.addEventListener("click", (event) => follow(item, event.ctrlKey || event.metaKey));
      options.push({ ...item, element });
      return element;
    };
    const suggestion = (item) => {
      const detail = [item.detail, item.kindLabel].filter(Boolean).join(" · ");
      return option(item, icon(item.icon), make("span", foreign(item), ...marked(item.title, item.marks)), make("small", {}, detail));
    };
    const suggest = async () => {
      const q = input.value.trim();
      const now = (turn += 1);
      if (!q) return close();
      const found = await open(form).suggest(q, 8).catch(() => []);
      if (now !== turn || document.activeElement !== input) return;
      const held = options[active]?.url;
      options = [];
      const group = (type, label) => {
        const items = found.filter((item) => item.type === type);
        return items.length ? [make("div", { role: "group", "aria-label": label }, make("p", { "aria-hidden": true }, label), ...items.map(suggestion))] : [];
      };
      const groups = [...group("record", words.records), ...group("row", words.rows), ...group("view", words.views)];
      const everywhere = option({}, icon(), make("span", {}, fill(words.all, { q })));
      everywhere.classList.add("everywhere");
      show(true, ...groups, everywhere);
      // What was chosen while more was typed stays chosen.
      if (held) choose(options.findIndex(({ url }) => url === held));
      said.textContent = fill(words.said, { n: found.length });
    };

    // What returns false is left to the browser, too.
    const leave = () => (choose(-1), false);
    const keys = {
      ArrowDown: ({ altKey }) => (list.hidden ? suggest() : altKey || choose((active + 1) % options.length)),
      ArrowUp: ({ altKey }) => (altKey ? close() : list.hidden || choose((active > 0 ? active : options.length) - 1)),
      Enter: () => active >= 0 && follow(options[active]),
      Escape: () => !list.hidden && close(),
      Home: leave,
      End: leave,
      ArrowLeft: leave,
      ArrowRight: leave,
    };
    input.addEventListener("keydown", (event) => {
      const busy = event.isComposing || event.ctrlKey || event.metaKey || event.shiftKey;
      if (!busy && Object.hasOwn(keys, event.key) && keys[event.key](event) !== false) event.preventDefault();
    });
    for (const [key, value] of [["role", "combobox"], ["aria-autocomplete", "list"], ["aria-controls", id]]) input.setAttribute(key, value);
    input.addEventListener("input", suggest);
    input.addEventListener("blur", close);
    form.addEventListener("submit", close);
    close();
    // What was typed while the scripts were loaded.
    if (document.activeElement === input && !document.querySelector(".search")) suggest();
  };

  // The page. What is asked stands in the address, ?q=e-waste&kind=meeting&year=2017; `words` says that nothing in the text is
  // to be taken as a filter.
  const page = (root, form) => {
    const words = root.dataset;
    const part = (name) => root.querySelector("." + name);
    const [said, found, results, chips, notes, more, failed, narrowing] =
      ["said", "found", "results", "chips", "notes", "more", "failed", "narrowing"].map(part);
    const order = part("order").querySelector("select");
    const title = document.title;
    const step = 20;
    const soon = 6;
    const few = 8;
    const wide = new Set();
    let turn = 0;
    let now;

    const read = () => {
      const asked = [...new URLSearchParams(location.search)];
      const text = (asked.find(([name]) => name === "q")?.[1] ?? "").normalize("NFC").trim().slice(0, 400);
      const [asWords, newest] = ["words", "sort"].map((wanted) => asked.some(([name]) => name === wanted));
      return { text, asWords, newest, chosen: asked.filter(([name]) => !["q", "words", "sort"].includes(name)) };
    };
    const go = (change) => {
      const { text, asWords, newest, chosen } = { ...read(), ...change };
      const url = new URL(location.href);
      url.search = new URLSearchParams([...(text ? [["q", text]] : []), ...(asWords ? [["words", ""]] : []), ...(newest ? [["sort", "date"]] : []), ...chosen]);
      url.hash = "";
      // Some browsers refuse this to files on a disk.
      try {
        history.pushState(null, "", url);
      } catch {
        return location.assign(url);
      }
      return show();
    };
    // Filters that were recognised in the text are the same as chosen ones; removing one removes its words.
    const isSame = (facet, value) => (own) => own.facet === facet && own.value === value;
    const without = (text, spans) => {
      const parts = spans.sort((a, b) => b.from - a.from);
      return parts.reduce((rest, { from, to }) => rest.slice(0, from) + " " + rest.slice(to), text).replace(/\s+/g, " ").trim();
    };
    const remove = (facet, value) => {
      const { text, chosen } = read();
      const left = chosen.filter(([name, own]) => name !== facet || own !== value);
      return go({ text: without(text, now.recognised.filter(isSame(facet, value))), chosen: left });
    };
    const add = (facet, value) => go({ chosen: [...read().chosen, [facet, value]] });

    const ask = async ({ text, asWords, newest, chosen }) => {
      const index = open(form);
      const exact = /["“”«»„]/.test(text);
      const understood = asWords ? { filters: [], text } : await index.understand(text);
      const search = (text, filters) => index.search({ text, filters: index.byFacet(filters), exact, newest });
      const recognised = understood.filters;
      const picked = chosen.map(([facet, value]) => ({ facet, value }));
      const answer = await search(understood.text, [...picked, ...recognised]);
      if (answer.total || !recognised.length) return { answer, recognised, dropped: [] };
      const other = await search(text, picked);
      return other.total ? { answer: other, recognised: [], dropped: recognised.map(({ label }) => label) } : { answer, recognised, dropped: [] };
    };

    const showChips = (chosen, facets) => {
      const known = facets.flatMap(({ name, label, values }) => values.map((own) => ({ ...own, facet: name, head: label })));
      const every = now.recognised.filter(({ facet, value }, at) => now.recognised.findIndex(isSame(facet, value)) === at);
      for (const [facet, value] of chosen)
        if (facets.some(({ name }) => name === facet) && !every.some(isSame(facet, value))) every.push({ facet, value });
      const focused = chips.contains(document.activeElement);
      chips.replaceChildren(...every.map(({ facet, value, label }) => {
        const own = known.find(isSame(facet, value));
        const text = own?.label ?? label ?? value;
        const head = own?.head ?? "";
        const chip = make("button", { type: "button", "aria-label": fill(words.remove, { label: head + " " + text }) }, make("small", {}, head), " ", make("bdi", {}, text));
        chip.addEventListener("click", () => remove(facet, value));
        return chip;
      }));
      chips.hidden = !every.length;
      part("clear").hidden = every.length < 2;
      part("as-words").hidden = !now.recognised.length;
      if (focused) (chips.querySelector("button") ?? form.elements.q).focus();
    };
    const showNotes = ({ answer, dropped }) => {
      const named = (which) => answer.words.filter(which).map(({ word }) => word).join(", ");
      const lines = (answer.corrected ?? []).map((change) => fill(words.corrected, change));
      const nowhere = named(({ found }) => !found);
      const missing = named(({ found, missing }) => found && missing);
      if (dropped.length) lines.push(fill(words.dropped, { labels: dropped.join(", ") }));
      if (nowhere && answer.total) lines.push(fill(words.nowhere, { words: nowhere }));
      if (missing) lines.push(fill(words.missing, { words: missing }));
      notes.replaceChildren(...lines.map((line) => make("p", { class: "notice" }, line)));
    };
    const hit = (own) => {
      const language = own.lang && fill(words.language, { language: own.langLabel || own.lang });
      const lacks = own.lacks[0] && fill(words.lacks, { words: own.lacks.join(", ") });
      const about = [own.kindLabel, own.date, own.place, language, lacks].filter(Boolean);
      const quote = own.quote.map(({ text, mark }) => (mark ? make("mark", {}, text) : text));
      return make("li", {}, icon(own.icon), make("div", {},
        make("a", { href: own.url, ...foreign(own) }, ...marked(own.title, own.titleMarks)),
        make("p", { class: "about" }, ...about.flatMap((text, i) => [i ? " · " : "", make("bdi", {}, text)])),
        ...own.later.map(({ label, title, url }) => make("p", {}, label, " ", make("a", { href: url }, title))),
        ...(quote.length ? [make("p", { class: "quote", ...foreign(own) }, ...quote)] : []),
      ));
    };
    const append = async (count) => {
      const mine = turn;
      const hits = await now.answer.hits(results.children.length, count);
      if (mine !== turn) return;
      results.append(...hits.map(hit));
      more.hidden = results.children.length >= now.answer.total;
    };
    const showMore = async () => {
      const from = results.children.length;
      await append(step);
      results.children[from]?.querySelector("a").focus();
      history.replaceState(results.children.length, "");
    };

    const facet = ({ name, label, values, load }) => {
      if (load) {
        const button = make("button", { type: "button", "data-facet": name }, words.show);
        const set = make("fieldset", {}, make("legend", {}, label), button);
        button.addEventListener("click", () => load().then((values) => {
          const opened = facet({ name, label, values });
          set.replaceWith(opened);
          opened.querySelector("input")?.focus();
        }).catch(fail));
        return set;
      }
      const most = Math.max(...values.map(({ count }) => count));
      const items = values.map((own) => {
        const box = make("input", { type: "checkbox", value: own.value, "data-facet": name });
        box.checked = own.chosen;
        box.addEventListener("change", () => (box.checked ? add : remove)(name, own.value));
        const row = make("label", {}, box, make("span", {}, own.label), make("span", { class: "count" }, own.count));
        row.style.setProperty("--share", own.count / most);
        return make("li", {}, row);
      });
      const set = make("fieldset", {}, make("legend", {}, label), make("ul", {}, ...items));
      if (items.length < few + 2) return set;
      const button = make("button", { type: "button", "data-facet": name });
      const fold = () => {
        const all = wide.has(name);
        items.forEach((item, i) => (item.hidden = !all && i >= few && !values[i].chosen));
        button.setAttribute("aria-expanded", all);
        button.textContent = all ? words.fewer : fill(words.all, { n: items.length });
      };
      button.addEventListener("click", () => (wide.delete(name) || wide.add(name), fold()));
      fold();
      set.append(button);
      return set;
    };
    const showFacets = (facets) => {
      const { dataset, value } = document.activeElement;
      const held = narrowing.contains(document.activeElement) && dataset.facet;
      narrowing.lastElementChild.replaceChildren(...facets.map(facet));
      narrowing.hidden = !facets.length;
      // What had the focus has it again.
      if (held) [...narrowing.querySelectorAll("[data-facet]")].find((own) => own.dataset.facet === held && own.value === value)?.focus();
    };
    const showViews = (views) => {
      const place = part("views");
      place.hidden = !views.length;
      place.lastElementChild.replaceChildren(...views.flatMap(({ title, url }, i) => [i ? ", " : "", make("a", { href: url }, title)]));
    };
    const fail = ({ message }) => {
      failed.firstElementChild.textContent = fill(words.failed, { file: message });
      failed.hidden = false;
      said.textContent = "";
    };
    const say = (text, n) => {
      const line = n ? (text ? words.foundFor : words.found) : text ? words.noneFor : words.none;
      // In a page that runs from right to left, a question in Latin letters keeps its own order.
      said.textContent = fill(line, { n, q: document.dir === "rtl" ? "\u2068" + text + "\u2069" : text });
    };
    const show = async (count) => {
      const mine = (turn += 1);
      const state = read();
      const { text, chosen } = state;
      const idle = !text && !chosen.length;
      form.elements.q.value = text;
      document.title = (text ? text + " · " : "") + title;
      document.querySelectorAll(".languages a").forEach((link) => (link.search = location.search));
      root.classList.toggle("searched", !idle);
      part("ways-in").hidden = !idle;
      failed.hidden = true;
      said.textContent = "";
      if (idle) return (found.hidden = true);
      const waiting = setTimeout(() => (said.textContent = words.searching), 250);
      found.setAttribute("aria-busy", true);
      try {
        const asked = await ask(state);
        const { answer } = asked;
        // A browser may load six files at a time: the first hits are shown before the others are asked for.
        const [hits, views] = await Promise.all([answer.hits(0, soon), open(form).views(text)]);
        clearTimeout(waiting);
        if (mine !== turn) return;
        now = asked;
        found.hidden = false;
        results.replaceChildren(...hits.map(hit));
        order.value = state.newest ? "date" : "";
        showNotes(asked);
        showViews(views);
        part("nothing").hidden = part("ways-in").hidden = answer.total > 0;
        say(text, answer.total);
        await append((count || step) - soon);
        const facets = await answer.facets;
        if (mine !== turn) return;
        showFacets(facets);
        showChips(chosen, facets);
      } catch (error) {
        if (mine === turn) fail(error);
      }
      clearTimeout(waiting);
      if (mine === turn) found.removeAttribute("aria-busy");
    };

    form.addEventListener("submit", (event) => {
      event.preventDefault();
      go({ text: form.elements.q.value.trim(), asWords: false });
    });
    order.addEventListener("change", () => go({ newest: order.value }));
    more.firstElementChild.addEventListener("click", () => showMore().catch(fail));
    failed.querySelector("button").addEventListener("click", () => show());
    part("clear").addEventListener("click", () => go({ text: without(read().text, now.recognised), chosen: [] }));
    part("as-words").addEventListener("click", () => go({ asWords: true }));
    addEventListener("popstate", ({ state }) => show(state));
    root.querySelector(".no-script").remove();
    show(history.state);
  };

  const forms = document.querySelectorAll("form.find[data-index]");
  forms.forEach(box);
  const root = document.querySelector(".search");
  if (root && forms.length) page(root, forms[0]);
})();
