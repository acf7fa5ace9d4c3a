// The built files, read by real parsers: no browser is needed here.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join, posix } from "node:path";
import test from "node:test";
import { parse } from "parse5";
import { SaxesParser } from "saxes";
import { build, files } from "./portal.mjs";

const base = "https://portal.test/some/prefix/";
const site = { out: build("--base-url", base) };
const disk = { out: build("--base-url", base, "--for-disk") };

for (const each of [site, disk]) {
  each.files = files(each.out);
  each.known = new Set(each.files);
  each.pages = new Map();
  for (const path of each.files.filter((path) => path.endsWith(".html"))) each.pages.set(path, page(each.out, path));
}

/** What the tests want to know about a page. */
function page(out, path) {
  const errors = [];
  const onParseError = (error) => errors.push(`${path}:${error.startLine}:${error.startCol} ${error.code}`);
  const root = parse(readFileSync(join(out, path), "utf8"), { sourceCodeLocationInfo: true, onParseError });
  const elements = [];
  const walk = (node) => {
    if (node.attrs) elements.push({ name: node.tagName, drawn: node.namespaceURI.endsWith("svg"), ...Object.fromEntries(node.attrs.map((a) => [a.name, a.value])) });
    for (const child of node.childNodes ?? []) walk(child);
  };
  walk(root);
  const ids = elements.map((element) => element.id).filter((id) => id !== undefined);
  return { errors, elements, ids, html: elements.find((element) => element.name === "html") };
}

/** The file and anchor that an address on a page leads to; `null` for another site's. */
function target(address, path) {
  if (/^(mailto|tel|data):/.test(address)) return null;
  const url = new URL(address, base + path);
  if (url.origin !== new URL(base).origin) return null;
  if (!url.href.startsWith(base)) return { outside: url.href };
  const file = decodeURIComponent(url.href.slice(base.length).split(/[?#]/)[0]);
  const folder = file === "" || file.endsWith("/");
  return { file: folder ? file + "index.html" : file, folder, anchor: decodeURIComponent(url.hash.slice(1)) };
}

/** Everything on a page that names another file. */
function addresses({ elements }) {
  const found = [];
  for (const element of elements) {
    for (const name of ["href", "src", "poster", "action"]) if (name in element) found.push(element[name]);
    for (const one of (element.srcset ?? "").split(",")) if (one.trim()) found.push(one.trim().split(/\s+/)[0]);
    const refresh = element["http-equiv"]?.toLowerCase() === "refresh" && /url=(.*)$/i.exec(element.content);
    if (refresh) found.push(refresh[1]);
  }
  return found;
}

function astray(each) {
  const wrong = [];
  for (const [path, page] of each.pages) {
    for (const address of addresses(page)) {
      const to = target(address, path);
      if (to === null) continue;
      if (to.outside || !each.known.has(to.file)) wrong.push(`${path}: ${address}`);
      else if (to.anchor && to.file.endsWith(".html") && !each.pages.get(to.file).ids.includes(to.anchor)) {
        wrong.push(`${path}: ${address} (no such anchor)`);
      }
    }
  }
  return wrong;
}

test("there is a portal to look at", () => {
  assert.ok(site.pages.size > 200, `${site.pages.size} pages`);
});

test("every page is HTML without a parse error", () => {
  for (const each of [site, disk]) assert.deepEqual([...each.pages.values()].flatMap((page) => page.errors), []);
});

test("no id stands twice on a page", () => {
  const twice = (ids) => ids.filter((id, at) => ids.indexOf(id) !== at);
  const wrong = [...site.pages].flatMap(([path, page]) => twice(page.ids).map((id) => `${path}: ${id}`));
  assert.deepEqual(wrong, []);
});

test("every link and anchor leads to something", () => assert.deepEqual(astray(site), []));

test("every link and anchor of a copy for a disk leads to something", () => assert.deepEqual(astray(disk), []));

test("links between pages are relative, so that the site works below any path", () => {
  const wrong = [];
  for (const [path, page] of site.pages) {
    if (posix.basename(path) === "404.html") continue;
    for (const element of page.elements.filter((element) => ["a", "img", "script"].includes(element.name))) {
      const address = element.href ?? element.src ?? "";
      if (address.startsWith("/") || address.startsWith(base)) wrong.push(`${path}: ${address}`);
    }
  }
  assert.deepEqual(wrong, []);
});

test("a link of a copy for a disk names a file and not a folder", () => {
  const wrong = [];
  for (const [path, page] of disk.pages) {
    for (const { name, href } of page.elements) {
      if (name === "a" && href && target(href, path)?.folder) wrong.push(`${path}: ${href}`);
    }
  }
  assert.deepEqual(wrong, []);
});

test("what a style sheet asks for is there", () => {
  for (const path of site.files.filter((path) => path.endsWith(".css"))) {
    const css = readFileSync(join(site.out, path), "utf8");
    for (const [, address] of css.matchAll(/url\(\s*["']?([^"')]+)/g)) {
      const to = target(address, path);
      assert.ok(to === null || site.known.has(to.file), `${path}: ${address}`);
    }
  }
});

test("every page says its language and direction", () => {
  for (const [path, { html }] of site.pages) {
    const language = /^(fr|ar)\//.exec(path)?.[1] ?? "en";
    assert.equal(html.lang, language, path);
    assert.equal(html.dir, language === "ar" ? "rtl" : "ltr", path);
  }
});

test("every page has a title, one h1 and one main", () => {
  for (const [path, { elements }] of site.pages) {
    if (elements.some((element) => element["http-equiv"] === "refresh")) continue;
    for (const name of ["title", "h1", "main"]) {
      // A drawing has a title of its own.
      assert.equal(elements.filter((element) => element.name === name && !element.drawn).length, 1, `${path}: ${name}`);
    }
  }
});

test("the versions of a page name each other", () => {
  const versions = ({ elements }) => elements.filter((element) => element.name === "link" && element.hreflang);
  let seen = 0;
  for (const [path, page] of site.pages) {
    const own = base + path.replace(/index\.html$/, "");
    for (const { hreflang, href } of versions(page)) {
      const to = site.pages.get(target(href, path)?.file);
      assert.ok(to, `${path}: ${href}`);
      assert.ok(versions(to).some((back) => back.href === own), `${href} does not lead back to ${path}`);
      if (hreflang !== "x-default") assert.equal(to.html.lang, hreflang, href);
      seen += 1;
    }
  }
  assert.ok(seen > 0, "no page names another version");
});

test("feeds and sitemaps are well-formed", () => {
  const xml = site.files.filter((path) => /\.(xml|svg)$/.test(path));
  assert.ok(xml.includes("atom.xml") && xml.includes("sitemap.xml"));
  for (const path of xml) {
    const parser = new SaxesParser({ xmlns: true });
    parser.on("error", (error) => assert.fail(`${path}: ${error.message}`));
    parser.write(readFileSync(join(site.out, path), "utf8")).close();
  }
});

test("a feed has what Atom asks for, and each id once", () => {
  for (const path of site.files.filter((path) => path.endsWith("atom.xml"))) {
    const text = readFileSync(join(site.out, path), "utf8");
    for (const name of ["id", "title", "updated"]) assert.match(text, new RegExp(`<feed[^]*?<${name}[ >]`), path);
    const entries = text.split("<entry>").slice(1);
    for (const entry of entries) {
      for (const name of ["id", "title", "updated"]) assert.match(entry, new RegExp(`<${name}[ >]`), path);
    }
    const ids = entries.map((entry) => /<id>(.*?)<\/id>/.exec(entry)[1]);
    assert.equal(new Set(ids).size, ids.length, path);
  }
});

test("the sitemap names pages that exist, each once", () => {
  const text = readFileSync(join(site.out, "sitemap.xml"), "utf8");
  const named = [...text.matchAll(/<loc>(.*?)<\/loc>/g)].map(([, address]) => address);
  assert.ok(named.length > 100, `${named.length} pages`);
  assert.equal(new Set(named).size, named.length);
  for (const address of named) assert.ok(site.pages.has(target(address, "")?.file), address);
});

test("robots.txt names the sitemap", () => {
  assert.match(readFileSync(join(site.out, "robots.txt"), "utf8"), new RegExp(`^Sitemap: ${base}sitemap.xml$`, "m"));
});

test("data are JSON, and their addresses, counted from the site's own root, lead to pages", () => {
  const json = site.files.filter((path) => path.endsWith(".json"));
  assert.ok(json.includes("data/graph.json"));
  for (const path of json) {
    const data = JSON.parse(readFileSync(join(site.out, path), "utf8"));
    for (const { url } of [data].flat().filter((record) => record.url)) {
      // What other portals harvest has whole addresses.
      const to = target(url.startsWith("/") ? "." + url : url, "");
      assert.ok(site.pages.has(to?.file), `${path}: ${url}`);
    }
  }
});
