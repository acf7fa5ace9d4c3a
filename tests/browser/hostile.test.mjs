// A site whose author means harm, opened page by page: nothing runs, nothing is asked of another site, nothing that is left
// out is in any byte.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { inflateRawSync } from "node:zlib";
import test, { after, before } from "node:test";
import { SaxesParser } from "saxes";
import { hostileSite, marker, secret } from "./hostile-site.mjs";
import { browser, files, program, scratch, serveFolder } from "./portal.mjs";

const { site, planted } = hostileSite();
let chromium, served, online, disk;

/** Builds the site, which is full of errors; gives the folder and what was said. */
function build(...args) {
  const out = join(scratch(), "out");
  const done = spawnSync(program, ["build", "--site", site, "--keep-going", "--no-cache", "--out", out, ...args], { encoding: "utf8", maxBuffer: 1 << 28 });
  assert.ok(done.status === 0 || done.status === 1, `${done.status} ${done.stderr.slice(-2000)}`);
  return { out, said: done.stderr };
}

before(async () => {
  chromium = await browser();
  served = await serveFolder();
  online = build("--base-url", served.url);
  served.fill(online.out);
  disk = build("--for-disk");
});
after(async () => {
  await chromium?.close();
  await served?.close();
});

test("every kind and field is planted, and there are pages to open", () => {
  assert.ok(planted.kinds > 15 && planted.fields > 150, JSON.stringify(planted));
  assert.ok(files(online.out).filter((path) => path.endsWith(".html")).length > 150);
});

test("no page fails", () => {
  assert.ok(!/internal-error/.test(online.said), online.said.split("\n").find((line) => line.includes("internal-error")));
});

test("a policy stands first in the head of every page", () => {
  const first = /^\s*<!doctype html>\s*<html[^<>]*>\s*<head>\s*<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'self'; [^"<>]*">/;
  for (const { out } of [online, disk]) {
    const pages = files(out).filter((path) => path.endsWith(".html"));
    for (const name of ["404.html", "fr/404.html", "gone/index.html"]) assert.ok(pages.includes(name), name);
    assert.deepEqual(pages.filter((path) => !first.test(readFileSync(join(out, path), "utf8"))), []);
  }
});

/** What is wrong with a page that is open; runs in the page. */
function faults(marker) {
  const found = [];
  const name = (element) => element.outerHTML.slice(0, 160);
  const own = /^(https?|mailto|tel|file):$/;
  for (const element of document.querySelectorAll("*")) {
    if (element.localName === marker) found.push(`markup: ${name(element.parentElement)}`);
    if (["iframe", "frame", "object", "embed", "base", "style", "form:not(.row-tools, .find)"].some((bad) => element.matches(bad))) found.push(`element: ${name(element)}`);
    if (element.localName === "script" && element.text.trim()) {
      // A script that is data is never run; it must be readable.
      if (element.type === "application/ld+json") JSON.parse(element.text);
      else found.push(`script: ${name(element)}`);
    }
    for (const { name: attribute, value } of element.attributes) {
      if (/^on/i.test(attribute) || attribute === "style" || attribute === "formaction") found.push(`attribute: ${name(element)}`);
      // eslint-disable-next-line no-control-regex
      if (/[\u0001-\u0008]/.test(value)) found.push(`control character: ${name(element)}`);
      if (["href", "src", "action", "poster", "data", "xlink:href"].includes(attribute) && value) {
        const { protocol } = new URL(value, location.href);
        if (!own.test(protocol)) found.push(`address: ${name(element)}`);
      }
    }
  }
  // eslint-disable-next-line no-control-regex
  if (/[\u0001-\u0008]/.test(document.documentElement.textContent)) found.push("a control character in the text");
  return found;
}

/** Opens all pages, some at a time; gives everything that should not be. */
async function visit(out, base, suffix) {
  // On a disk the pages that narrow a list and those in French are left out: they are made like the list, and like the English ones.
  const wanted = (path) => path.endsWith(".html") && (base.startsWith("http") || !/\/(by|sorted)\/|^fr\//.test(path));
  const paths = files(out).filter(wanted)[Symbol.iterator]();
  const found = await Promise.all(Array.from({ length: 4 }, () => visitSome(paths, out, base, suffix)));
  return found.flat();
}

async function visitSome(paths, out, base, suffix) {
  const wrong = [];
  const context = await chromium.newContext();
  const page = await context.newPage();
  let at = "";
  const say = (what) => wrong.push(`${at}: ${what}`);
  await page.addInitScript(() => {
    window.refused = [];
    addEventListener("securitypolicyviolation", (event) => window.refused.push([event.effectiveDirective, event.blockedURI]));
  });
  page.on("dialog", (dialog) => (say(`a dialog: ${dialog.message()}`), dialog.dismiss()));
  page.on("pageerror", (error) => say(`an error: ${error.message}`));
  // What content asks for in vain is its own fault (a picture that is not there, or is another site's).
  page.on("console", (message) => message.type() === "error" && !/Failed to load resource|img-src|media-src/.test(message.text()) && say(`the console: ${message.text()}`));
  await context.route("**/*", (route) => {
    const url = route.request().url();
    if (!url.startsWith(base)) say(`a request: ${url}`);
    return url.startsWith(base) ? route.continue() : route.abort();
  });
  for (const path of paths) {
    at = path;
    const address = suffix(base + path.split("/").map(encodeURIComponent).join("/"));
    await page.goto(address, { waitUntil: "load" });
    if (/http-equiv="refresh"/.test(readFileSync(join(out, path), "utf8"))) {
      // It leads to a page of the site, which has its own turn.
      await page.waitForURL((url) => url.href !== address && url.href.startsWith(base));
      continue;
    }
    (await page.evaluate(faults, marker)).forEach(say);
    const refused = await page.evaluate(() => window.refused);
    refused.filter(([what]) => !/^(img|media)-src/.test(what)).forEach((pair) => say(`the policy refused ${pair}`));
  }
  await context.close();
  return wrong;
}

test("nothing runs, leaves or becomes markup on a server", { timeout: 900_000 }, async () => {
  assert.deepEqual(await visit(online.out, served.url, (address) => address.replace(/index\.html$/, "")), []);
});

test("nothing runs, leaves or becomes markup on a disk", { timeout: 900_000 }, async () => {
  const base = pathToFileURL(disk.out).href + "/";
  assert.deepEqual(await visit(disk.out, base, (address) => address), []);
});

/** Opens an address without the help of a policy: what asks for another site is seen, and refused. */
async function open(address, answer = (route) => route.continue()) {
  const context = await chromium.newContext({ bypassCSP: true });
  const page = await context.newPage();
  const wrong = [];
  page.on("pageerror", (error) => wrong.push(error.message));
  await context.route("**/*", (route) => {
    if (route.request().url().startsWith(served.origin + "/")) return answer(route);
    wrong.push(route.request().url());
    return route.abort();
  });
  await page.goto(address, { waitUntil: "networkidle" });
  return { page, wrong, close: () => context.close() };
}

test("the address of a table leads to its rows only", async () => {
  const table = served.url + "tables/long/";
  const names = ["//evil.example", "\\\\evil.example", "/\\evil.example", "javascript:alert(1)", "https:evil.example", "%2F%2Fevil.example",
    "..", "../../notes", "row.1/../../../notes", "%"];
  for (const name of names) {
    const { page, wrong, close } = await open(`${table}#${name}`);
    assert.deepEqual(wrong, [], name);
    assert.equal(page.url().split("#")[0], table, name);
    await close();
  }
  const first = readFileSync(join(online.out, "tables/long/index.html"), "utf8");
  const later = [...Array(150).keys()].map((n) => `row.${n}`).find((id) => !first.includes(`id="${id}"`));
  const { page, close } = await open(`${table}#${later}`);
  await page.waitForURL(`${served.url}notes/long/${later}/`);
  await close();
});

test("a list whose address begins with two slashes stays where it is", async () => {
  // A script that takes the path for an address would go to the host `notes`.
  const list = `${served.origin}//notes/`;
  const file = (path) => path.replace(/^\/+/, "").replace(/(^|\/)$/, "$1index.html");
  const { page, wrong, close } = await open(list, (route) => route.fulfill({ path: join(online.out, file(new URL(route.request().url()).pathname)) }));
  const box = page.locator(".facets input[type=checkbox]").first();
  await box.check();
  assert.ok(page.url().startsWith(list + "?"), page.url());
  await box.uncheck();
  assert.equal(page.url(), list);
  assert.deepEqual(wrong, []);
  await close();
});

/** The bytes of a file; of an archive also those of its parts. */
function* contents(path) {
  const bytes = readFileSync(path);
  yield bytes;
  if (bytes.subarray(0, 2).toString() !== "PK") return;
  for (let at = bytes.indexOf("PK\u0001\u0002"); at >= 0; at = bytes.indexOf("PK\u0001\u0002", at + 4)) {
    const [method, size, start] = [bytes.readUInt16LE(at + 10), bytes.readUInt32LE(at + 20), bytes.readUInt32LE(at + 42)];
    const data = start + 30 + bytes.readUInt16LE(start + 26) + bytes.readUInt16LE(start + 28);
    const part = bytes.subarray(data, data + size);
    yield method === 8 ? inflateRawSync(part) : part;
  }
}

test("what is left out is in no byte of the output, nor in a name", () => {
  const wrong = [];
  for (const { out } of [online, disk]) {
    for (const path of files(out)) {
      if (path.toLowerCase().includes(secret)) wrong.push(`the name ${path}`);
      for (const bytes of contents(join(out, path))) {
        const at = bytes.toString("latin1").toLowerCase().indexOf(secret);
        if (at >= 0) wrong.push(`${path}: ${bytes.toString("utf8", Math.max(0, at - 60), at + 60)}`);
      }
    }
  }
  assert.deepEqual(wrong, []);
});

test("every XML file is well-formed, and every JSON file is JSON", () => {
  for (const path of files(online.out)) {
    const text = () => readFileSync(join(online.out, path), "utf8");
    if (/\.(json|jsonld)$/.test(path)) assert.doesNotThrow(() => JSON.parse(text()), path);
    if (!/\.(xml|svg)$/.test(path)) continue;
    const parser = new SaxesParser({ xmlns: true });
    parser.on("error", (error) => assert.fail(`${path}: ${error.message}`));
    parser.write(text()).close();
  }
});
