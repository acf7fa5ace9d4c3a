// The search box with its suggestions, and the page with the results. search-engine.js reads the index. Nothing that was
// found becomes markup: texts are set as texts, and addresses come from the index alone.
(() => {
  // As in components.html; the first stands for what has no icon of its own.
  const icons = {
    "": "M5 12h14M13 6l6 6-6 6",
    book: "M5 4h6a2 2 0 0 1 2 2v14a2 2 0 0 0-2-2H5zM21 4h-6a2 2 0 0 0-2 2",
    box: "M4 8l8-4 8 4v9l-8 4-8-4zM4 8l8 4 8-4M12 12v9",
    building: "M4 20h16M6 20V9M10 20V9M14 20V9M18 20V9M3 9l9-5 9 5z",
    calendar: "M4 6h16v14H4zM4 10h16M8 3v4M16 3v4",
    check: "M4 4h16v16H4zM8 12l3 3 5-6",
    flag: "M6 21V4h12l-3 4 3 4H6",
    gear: "M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM12 2v4M12 18v4M2 12h4M18 12h4M5 5l3 3M16 16l3 3M19 5l-3 3M8 16l-3 3",
    globe: "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM3 12h18M12 3c-5 5-5 13 0 18M12 3c5 5 5 13 0 18",
    grid: "M4 4h16v16H4zM4 9h16M4 15h16M10 4v16",
    handshake: "M3 7h4l5 2 5-2h4v8h-3l-6 4-6-4H3zM12 9l-3 3 2 2 4-3 4 4",
    letter: "M6 19l6-15 6 15M8 14h8",
    page: "M6 3h9l4 4v14H6zM14 3v5h5M9 13h7M9 17h7",
    person: "M12 4a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM4 21c0-9 16-9 16 0",
    question: "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM9 10c0-4 6-4 6 0 0 2-3 2-3 4M12 17v1",
    seal: "M12 3a6 6 0 1 0 0 12 6 6 0 0 0 0-12zM8 14l-1 7 5-3 5 3-1-7",
    steps: "M3 20h5v-5h5v-5h5V5h4",
    tag: "M4 4h8l8 8-8 8-8-8zM8 8h1",
    search: "M10.5 4a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13zM15.5 15.5L21 21",
  };
  const svg = "http://www.w3.org/2000/svg";
  const icon = (name) => {
    const drawing = document.createElementNS(svg, "svg");
    const path = document.createElementNS(svg, "path");
    drawing.setAttribute("class", "icon");
    drawing.setAttribute("viewBox", "0 0 24 24");
    drawing.setAttribute("aria-hidden", "true");
    path.setAttribute("d", Object.hasOwn(icons, name) ? icons[name] : icons[""]);
    drawing.append(path);
    return drawing;
  };
  const make = (name, attributes, ...children) => {
    const element = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    element.append(...children);
    return element;
  };
  const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);
  const marked = (text, marks = []) => {
    let at = 0;
    const parts = marks.flatMap(([from, to]) => {
      const before = text.slice(at, from);
      at = to;
      return [before, make("mark", {}, text.slice(from, to))];
    });
    return [...parts, text.slice(at)];
  };

  const opened = new Map();
  const open = ({ dataset }) => {
    const base = new URL(dataset.index, location.href).href;
    if (!opened.has(base)) opened.set(base, plenarySearch.open({ base, bits: Number(dataset.bits) }));
    return opened.get(base);
  };

  // The box: a combobox with a list, as in the ARIA Authoring Practices.
  let boxes = 0;
  const box = (form) => {
    const words = form.dataset;
    const input = form.elements.q;
    const id = "_suggestions-" + (boxes += 1);
    const list = make("div", { role: "listbox", id, class: "suggestions", "aria-label": words.list, hidden: "" });
    const said = make("p", { role: "status", class: "unseen" });
    form.append(list, said);
    const attributes = { role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": id };
    for (const [key, value] of Object.entries(attributes)) input.setAttribute(key, value);
    let options = [];
    let active = -1;
    let turn = 0;

    const choose = (at) => {
      active = at;
      options.forEach(({ element }, i) => element.setAttribute("aria-selected", String(i === at)));
      if (at < 0) return input.removeAttribute("aria-activedescendant");
      input.setAttribute("aria-activedescendant", options[at].element.id);
      options[at].element.scrollIntoView({ block: "nearest" });
    };
    const close = () => {
      turn += 1;
      options = [];
      choose(-1);
      list.hidden = true;
      list.replaceChildren();
      input.setAttribute("aria-expanded", "false");
      said.textContent = "";
    };
    const follow = ({ url }, aside) => {
      if (!url) return close(), form.requestSubmit();
      if (aside) return window.open(url, "_blank", "noopener");
      location.assign(url);
    };
    const option = (item, ...content) => {
      const element = make("div", { role: "option", id: `${id}-${options.length}`, "aria-selected": "false" }, ...content);
      // The box keeps the focus.
      element.addEventListener("mousedown", (event) => event.preventDefault());
      element.addEventListener("click", (event) => follow(item, event.ctrlKey || event.metaKey));
      options.push({ ...item, element });
      return element;
    };
    const group = (label, items) => {
      if (!items.length) return [];
      const shown = items.map((item) => {
        const lang = item.lang ? { lang: item.lang, dir: "auto" } : {};
        const detail = item.detail ? [make("small", {}, item.detail)] : [];
        return option(item, icon(item.icon), make("span", lang, ...marked(item.title, item.marks)), ...detail);
      });
      const head = make("p", { "aria-hidden": "true" }, label);
      return [make("div", { role: "group", "aria-label": label }, head, ...shown)];
    };
    const show = async () => {
      const text = input.value.trim();
      const now = (turn += 1);
      if (!text) return close();
      const found = await open(form).suggest(text, 8).catch(() => []);
      if (now !== turn || document.activeElement !== input) return;
      options = [];
      const of = (type) => found.filter((item) => (item.type || "record") === type);
      const groups = [["record", words.records], ["row", words.rows], ["view", words.views]];
      const shown = groups.flatMap(([type, label]) => group(label, of(type)));
      const everywhere = option({}, icon("search"), make("span", {}, fill(words.all, { q: text })));
      everywhere.classList.add("everywhere");
      list.replaceChildren(...shown, everywhere);
      list.hidden = false;
      input.setAttribute("aria-expanded", "true");
      choose(-1);
      said.textContent = fill(words.said, { n: found.length });
    };

    const keys = {
      ArrowDown: (event) => {
        if (list.hidden) return show();
        if (!event.altKey) choose((active + 1) % options.length);
      },
      ArrowUp: (event) => {
        if (event.altKey) return close();
        if (!list.hidden) choose((active < 0 ? options.length : active) - 1);
      },
      Enter: () => (active < 0 ? false : follow(options[active])),
      Escape: () => (list.hidden ? false : close()),
      // The cursor moves in the text, as it does in every other field.
      Home: () => (choose(-1), false),
      End: () => (choose(-1), false),
      ArrowLeft: () => (choose(-1), false),
      ArrowRight: () => (choose(-1), false),
      Tab: () => (close(), false),
    };
    input.addEventListener("keydown", (event) => {
      if (event.isComposing || event.ctrlKey || event.metaKey || event.shiftKey || !Object.hasOwn(keys, event.key)) return;
      if (keys[event.key](event) !== false) event.preventDefault();
    });
    input.addEventListener("input", show);
    input.addEventListener("blur", close);
    form.addEventListener("submit", close);
    if (input.value && document.activeElement === input && !document.querySelector(".search")) show();
  };

  // The page with the results. What is asked stands in the address: ?q=e-waste&kind=meeting&year=2017; `words` says that
  // nothing in the text is to be taken as a filter.
  const page = (root) => {
    const form = root.querySelector("form.find");
    const words = root.dataset;
    const part = (name) => root.querySelector("." + name);
    const [said, found, results, chips, notes] = ["said", "found", "results", "chips", "notes"].map(part);
    const [more, failed, narrowing, nothing] = ["more", "failed", "narrowing", "nothing"].map(part);
    const title = document.title;
    const step = 20;
    const few = 8;
    const wide = new Set();
    let turn = 0;
    let now;

    const read = () => {
      const asked = new URLSearchParams(location.search);
      const filters = new Map();
      for (const [name, value] of asked) {
        if (name !== "q" && name !== "words") filters.set(name, [...(filters.get(name) ?? []), value]);
      }
      return { text: (asked.get("q") ?? "").trim().slice(0, 400), asWords: asked.has("words"), filters };
    };
    const query = ({ text, asWords, filters }) => {
      const asked = new URLSearchParams();
      if (text) asked.append("q", text);
      if (asWords) asked.append("words", "");
      for (const [name, values] of filters) values.forEach((value) => asked.append(name, value));
      return String(asked);
    };
    const go = (change) => {
      const state = { ...read(), ...change };
      const url = new URL(location.href);
      url.search = query(state);
      url.hash = "";
      // Some browsers refuse this to files on a disk.
      try {
        history.pushState(null, "", url.href);
      } catch {
        return location.assign(url.href);
      }
      return show();
    };

    // Filters that were recognised in the text are the same as chosen ones; removing one removes its words.
    const has = (filters, facet, value) => (filters.get(facet) ?? []).includes(value);
    const without = (filters, facet, value) => {
      const rest = new Map(filters);
      const values = (rest.get(facet) ?? []).filter((other) => other !== value);
      if (values.length) rest.set(facet, values);
      else rest.delete(facet);
      return rest;
    };
    const remove = (facet, value) => {
      const { text, filters } = read();
      const spans = now.recognised.filter((own) => own.facet === facet && own.value === value);
      const left = spans.sort((a, b) => b.from - a.from).reduce((rest, { from, to }) => rest.slice(0, from) + " " + rest.slice(to), text);
      return go({ text: left.replace(/\s+/g, " ").trim(), filters: without(filters, facet, value) });
    };
    const add = (facet, value) => {
      const { filters } = read();
      return go({ filters: new Map(filters).set(facet, [...(filters.get(facet) ?? []), value]) });
    };

    const showChips = (state, facets) => {
      const label = (facet, value) => facets.find(({ name }) => name === facet)?.values.find((own) => own.value === value)?.label;
      const known = (facet) => !facets.length || facets.some(({ name }) => name === facet);
      const chosen = [...state.filters].filter(([facet]) => known(facet)).flatMap(([facet, values]) => values.map((value) => ({ facet, value })));
      const every = [...now.recognised, ...chosen.filter(({ facet, value }) => !now.recognised.some((own) => own.facet === facet && own.value === value))];
      const focused = chips.contains(document.activeElement);
      chips.replaceChildren(...every.map(({ facet, value, label: own }) => {
        const text = own ?? label(facet, value) ?? value;
        const kind = facets.find(({ name }) => name === facet)?.label;
        const head = kind ? [make("small", {}, kind)] : [];
        const chip = make("button", { type: "button", "aria-label": fill(words.remove, { label: text }) }, ...head, make("bdi", {}, text));
        chip.addEventListener("click", () => remove(facet, value));
        return chip;
      }));
      chips.hidden = !every.length;
      part("tools").hidden = every.length < 2;
      part("as-words").hidden = !now.recognised.length;
      if (focused) (chips.querySelector("button") ?? form.elements.q).focus();
    };
    const note = (text, values) => make("p", { class: "notice" }, fill(text, values));
    const showNotes = (answer) => {
      const list = (items) => items.join(", ");
      const nowhere = answer.words.filter(({ found }) => !found).map(({ word }) => word);
      const missing = answer.words.filter((own) => own.found && own.missing).map(({ word }) => word);
      notes.replaceChildren(
        ...(answer.corrected ?? []).map((change) => note(words.corrected, change)),
        ...(answer.dropped?.length ? [note(words.dropped, { labels: list(answer.dropped) })] : []),
        ...(nowhere.length ? [note(words.nowhere, { words: list(nowhere) })] : []),
        ...(missing.length ? [note(words.missing, { words: list(missing) })] : []),
      );
    };
    const hit = (own) => {
      const lang = own.lang ? { lang: own.lang, dir: "auto" } : {};
      const about = [own.kindLabel, own.date, own.place, own.lang && fill(words.language, { language: own.langLabel || own.lang })];
      const quote = (own.quote ?? []).map(({ text, mark }) => (mark ? make("mark", {}, text) : text));
      return make("li", {}, icon(own.icon), make("div", {},
        make("a", { href: own.url, ...lang }, ...marked(own.title, own.titleMarks)),
        make("p", { class: "about" }, ...about.filter(Boolean).flatMap((text, i) => [i ? " · " : "", make("bdi", {}, text)])),
        ...(quote.length ? [make("p", { class: "quote", ...lang }, ...quote)] : []),
      ));
    };
    const showMore = async () => {
      const from = results.children.length;
      const hits = await now.answer.hits(from, step);
      results.append(...hits.map(hit));
      more.hidden = results.children.length >= now.answer.total;
      results.children[from]?.querySelector("a").focus();
      history.replaceState({ shown: results.children.length }, "");
    };

    const value = (facet, own, greatest) => {
      const box = make("input", { type: "checkbox", value: own.value, "data-facet": facet.name });
      box.checked = own.chosen;
      box.addEventListener("change", () => (box.checked ? add : remove)(facet.name, own.value));
      const label = make("label", {}, box, make("span", {}, own.label), make("span", { class: "count" }, String(own.count)));
      label.style.setProperty("--share", own.count / greatest);
      return make("li", {}, label);
    };
    const facet = (own) => {
      const greatest = Math.max(...own.values.map(({ count }) => count), 1);
      const items = own.values.map((each) => value(own, each, greatest));
      const fold = (all) => items.forEach((item, i) => (item.hidden = !all && i >= few && !own.values[i].chosen));
      const set = make("fieldset", {}, make("legend", {}, own.label), make("ul", {}, ...items));
      if (items.length > few + 1) {
        const button = make("button", { type: "button", "aria-expanded": "false", "data-facet": own.name });
        const turnTo = (all) => {
          wide[all ? "add" : "delete"](own.name);
          fold(all);
          button.setAttribute("aria-expanded", String(all));
          button.textContent = all ? words.fewer : fill(words.all, { n: items.length });
        };
        button.addEventListener("click", () => turnTo(button.getAttribute("aria-expanded") === "false"));
        turnTo(wide.has(own.name));
        set.append(button);
      }
      return set;
    };
    const showFacets = (facets) => {
      const { dataset, value } = document.activeElement ?? {};
      const held = narrowing.contains(document.activeElement) && dataset?.facet;
      const there = facets.filter(({ values }) => values.length);
      narrowing.lastElementChild.replaceChildren(...there.map(facet));
      narrowing.hidden = !there.length;
      if (held) [...narrowing.querySelectorAll("[data-facet]")].find((own) => own.dataset.facet === held && own.value === value)?.focus();
    };
    const showViews = (views) => {
      const place = part("views");
      place.hidden = !views.length;
      place.lastElementChild.replaceChildren(...views.flatMap(({ title, url }, i) => [i ? ", " : "", make("a", { href: url }, title)]));
    };

    const fail = (error) => {
      const file = error?.file ?? error?.message ?? "";
      failed.firstElementChild.textContent = fill(words.failed, { file });
      failed.hidden = false;
      said.textContent = "";
    };
    const say = (state, total) => {
      // In a page that runs from right to left, a query in Latin letters keeps its own order.
      const about = { n: total, q: document.dir === "rtl" ? "\u2068" + state.text + "\u2069" : state.text };
      const text = total ? (state.text ? words.foundFor : words.found) : state.text ? words.noneFor : words.none;
      said.textContent = fill(text, about);
      document.title = (state.text ? state.text + " · " : "") + title;
    };
    const show = async (shown = step) => {
      const mine = (turn += 1);
      const state = read();
      const idle = !state.text && !state.filters.size;
      form.elements.q.value = state.text;
      root.classList.toggle("searched", !idle);
      part("ways-in").hidden = !idle;
      failed.hidden = true;
      document.querySelectorAll(".languages a").forEach((link) => (link.search = location.search));
      if (idle) {
        said.textContent = "";
        document.title = title;
        found.hidden = true;
        return;
      }
      const waiting = setTimeout(() => (said.textContent = words.searching), 250);
      found.setAttribute("aria-busy", "true");
      try {
        const index = open(form);
        const filters = Object.fromEntries(state.filters);
        const [understood, answer, views] = await Promise.all([
          state.asWords ? { filters: [] } : index.understand(state.text),
          index.search({ text: state.text, filters, exact: state.asWords }),
          index.views(state.text),
        ]);
        const hits = await answer.hits(0, shown);
        if (mine !== turn) return;
        now = { answer, recognised: understood.filters.filter(({ label }) => !answer.dropped?.includes(label)) };
        found.hidden = false;
        results.replaceChildren(...hits.map(hit));
        more.hidden = hits.length >= answer.total;
        showNotes(answer);
        showViews(views);
        nothing.hidden = answer.total > 0;
        part("ways-in").hidden = answer.total > 0;
        say(state, answer.total);
        const facets = await answer.facets;
        if (mine !== turn) return;
        showFacets(facets);
        showChips(state, facets);
      } catch (error) {
        if (mine === turn) fail(error);
      } finally {
        clearTimeout(waiting);
        if (mine === turn) found.removeAttribute("aria-busy");
      }
    };

    form.addEventListener("submit", (event) => {
      event.preventDefault();
      go({ text: form.elements.q.value.trim(), asWords: false });
    });
    more.firstElementChild.addEventListener("click", () => showMore().catch(fail));
    failed.querySelector("button").addEventListener("click", () => show());
    part("tools").addEventListener("click", () => {
      const spans = now.recognised.sort((a, b) => b.from - a.from);
      const text = spans.reduce((rest, { from, to }) => rest.slice(0, from) + " " + rest.slice(to), read().text);
      go({ text: text.replace(/\s+/g, " ").trim(), filters: new Map() });
    });
    part("as-words").addEventListener("click", () => go({ asWords: true }));
    addEventListener("popstate", (event) => show(event.state?.shown));
    show(history.state?.shown);
  };

  document.querySelectorAll("form.find[data-index]").forEach(box);
  const root = document.querySelector(".search");
  if (root?.querySelector("form.find[data-index]")) page(root);
})();
