// Two helps that nothing depends on: a permalink copies a citation, and a long list is filtered while one types.
(() => {
  const words = document.currentScript.dataset;
  const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);
  const text = (element) => (element ? element.textContent.trim() : "");

  // The lasting address where the site has one, else the one that is being read.
  const address = (hash) => {
    const canonical = document.querySelector("link[rel=canonical]");
    return (canonical ? canonical.href : location.href.split("#")[0]) + hash;
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
    const citation = source + "\n" + address(link.hash);
    navigator.clipboard.writeText(citation).then(() => say(fill(words.copied, { what })), () => {});
  });

  // Letters are compared without case and accents.
  const plain = (string) => string.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
  const box = document.querySelector(".filter");
  const items = [...document.querySelectorAll("ul.items > li, table.items > tbody > tr:not(.group-title)")];
  if (!box || items.length < 12) return;
  const found = box.querySelector("[role=status]");
  const texts = items.map((item) => plain(item.textContent));
  box.hidden = false;
  box.querySelector("input").addEventListener("input", (event) => {
    const wanted = plain(event.target.value).split(/\s+/).filter(Boolean);
    items.forEach((item, i) => (item.hidden = !wanted.every((word) => texts[i].includes(word))));
    document.querySelectorAll(".group").forEach((group) => {
      group.hidden = !items.some((item) => !item.hidden && group.contains(item));
    });
    found.textContent = wanted.length ? fill(words.found, { n: items.filter((item) => !item.hidden).length }) : "";
  });
})();
