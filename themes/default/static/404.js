// The addresses of the site that are most like the one that was asked for. Without it, the page names the kinds.
(() => {
  const part = document.querySelector(".nearest");
  if (!part || location.protocol === "file:") return;
  const most = 6;
  const path = (address) => new URL(address, location.href).pathname;
  const words = (address) => {
    try {
      return decodeURIComponent(address).toLowerCase().split(/[^\p{L}\p{N}]+/u).filter(Boolean);
    } catch {
      return [];
    }
  };
  // How alike two words are: the pairs of letters that they share, from 0 to 1.
  const pairs = (word) => [...word].slice(1).map((letter, at) => word[at] + letter);
  const alike = (one, other) => {
    if (one === other) return 1;
    const [a, b] = [pairs(one), pairs(other)];
    const shared = a.filter((pair) => b.includes(pair)).length;
    return a.length + b.length ? (2 * shared) / (a.length + b.length) : 0;
  };
  const asked = words(location.pathname);
  const score = (address) => {
    const own = words(address);
    const best = asked.map((word) => Math.max(0, ...own.map((other) => alike(word, other))));
    const found = best.filter((value) => value > 0.5).reduce((sum, value) => sum + value, 0);
    return found - 0.05 * own.length;
  };
  const show = (addresses) => {
    const known = [...new Set(addresses.map(path))].map((address) => [score(address), address]);
    const near = known.filter(([value]) => value > 0.5).sort(([a], [b]) => b - a).slice(0, most);
    near.forEach(([, address]) => {
      const link = document.createElement("a");
      link.href = location.origin + address;
      link.textContent = decodeURIComponent(address);
      const item = document.createElement("li");
      item.append(link);
      part.querySelector("ul").append(item);
    });
    part.hidden = !near.length;
  };
  const base = new URL(part.dataset.addresses, location.href);
  // A large site has a list of lists.
  const read = async (address, depth) => {
    const answer = await fetch(address);
    const list = new DOMParser().parseFromString(answer.ok ? await answer.text() : "", "application/xml");
    const places = [...list.getElementsByTagName("loc")].map((place) => place.textContent.trim());
    if (!list.querySelector("sitemap") || depth > 0) return places;
    const here = (place) => new URL(new URL(place).pathname.split("/").pop(), base);
    return (await Promise.all(places.slice(0, 20).map((place) => read(here(place), 1)))).flat();
  };
  read(base, 0)
    .then((all) => {
      const places = all.map((place) => new URL(place, base).pathname);
      // The site may be read at another address than the one that it is published at.
      const folder = base.pathname.replace(/[^/]*$/, "");
      const roots = places.reduce((root, place) => {
        let at = 0;
        while (at < root.length && root[at] === place[at]) at += 1;
        return root.slice(0, at);
      }, places[0] ?? "/").replace(/[^/]*$/, "");
      show(places.map((place) => folder + place.slice(roots.length)));
    }, () => {});
})();
