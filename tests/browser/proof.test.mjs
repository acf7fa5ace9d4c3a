// What is promised of pages, checked by programs that are not ours: HTML without errors, weights within the budgets, paper
// that loses no cell, and questions of readers that are answered within three clicks.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import test, { after, before } from "node:test";
import { gzipSync } from "node:zlib";
import { FileSystemConfigLoader, HtmlValidate } from "html-validate";
import { browser, files, scratch, servePortal } from "./portal.mjs";
import { pages } from "./types.mjs";

let chromium, portal;
before(async () => {
  [chromium, portal] = await Promise.all([browser(), servePortal()]);
});
after(async () => {
  await chromium?.close();
  await portal?.close();
});

const file = (address) => join(portal.folder, address === pages.missing ? "404.html" : address + "index.html");

test("html-validate finds no error on a page of each type", async () => {
  const config = {
    extends: ["html-validate:standard"],
    rules: {
      // Matters of taste, and of how templates are laid out.
      "long-title": "off",
      "no-trailing-whitespace": "off",
      "void-style": "off",
      "attribute-boolean-style": "off",
      // The names of our own places begin with a line, so that no record can have them.
      "valid-id": "off",
      // A scrollable region takes the focus, so that the keyboard can move it.
      "no-redundant-role": "off",
      "prefer-native-element": "off",
      // A telephone number or date may be any text.
      "tel-non-breaking": "off",
    },
  };
  const validator = new HtmlValidate(new FileSystemConfigLoader(config));
  const wrong = [];
  for (const [type, address] of Object.entries(pages)) {
    const report = await validator.validateString(readFileSync(file(address), "utf8"), config);
    for (const { messages } of report.results)
      for (const { line, column, ruleId, message, severity } of messages)
        if (severity === 2) wrong.push(`${type} ${line}:${column} ${ruleId}: ${message}`);
  }
  assert.deepEqual(wrong, []);
});

test("the Nu Html Checker finds no error on a page of each type, nor on any English page", () => {
  const jar = createRequire(import.meta.url)("vnu-jar");
  // Lists that are narrowed or sorted are made like the list; their types are there.
  const isOther = (path) => /^(fr|ar)\/|\/(by|sorted)\//.test(path);
  const english = files(portal.folder).filter((path) => path.endsWith(".html") && !isOther(path));
  const all = [...new Set([...Object.values(pages).map(file), ...english.map((path) => join(portal.folder, path))])];
  const done = spawnSync("java", ["-Xss4m", "-jar", jar, "--errors-only", "--exit-zero-always", "--format", "json", ...all], {
    encoding: "utf8", maxBuffer: 64 << 20,
  });
  assert.equal(done.status, 0, done.error ?? done.stderr);
  const { messages } = JSON.parse(done.stderr);
  assert.deepEqual(messages.map(({ url, lastLine, message, extract }) => `${url}:${lastLine} ${message} ${extract}`), []);
});

test("no page of any type is heavier than its budget", () => {
  const weight = (bytes) => gzipSync(bytes).length;
  const linked = (html, pattern) => [...html.matchAll(pattern)].map(([, at]) => at.replace(/^(\/some\/prefix\/|[./]+)/, ""));
  for (const [type, address] of Object.entries(pages)) {
    const html = readFileSync(file(address), "utf8");
    const sum = (pattern) => linked(html, pattern).reduce((all, at) => all + weight(readFileSync(join(portal.folder, at))), 0);
    const styles = sum(/<link rel="stylesheet" href="([^"]+)"/g);
    assert.ok(styles > 1_000 && styles <= 12_000, `${type}: style sheets weigh ${styles}`);
    const whole = weight(html) + styles;
    const most = /matrix|gaps|scorecard|stages|chart|bars|heat|calendar/.test(type) ? 150_000 : 60_000;
    assert.ok(whole <= most, `${type}: ${whole}`);
  }
});

/** The words of a text, as often as it has them. */
function words(text) {
  const counted = new Map();
  const plain = text.normalize("NFKC").replace(/[\u200e\u200f\u2066-\u2069\u00ad]/g, "");
  for (const word of plain.match(/[\p{L}\p{N}]+/gu) ?? []) counted.set(word, (counted.get(word) ?? 0) + 1);
  return counted;
}

// Every text that can be seen in cells of tables: what only screen readers get is left out.
const cellsOf = (page) => page.evaluate(() => {
  const texts = [];
  for (const cell of document.querySelectorAll("main :is(td, th)")) {
    const walker = document.createTreeWalker(cell, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const own = walker.currentNode.parentElement;
      const isLeftOut = own.closest(".unseen, .full, .role, button, .permalink, [aria-hidden=true]");
      if (!isLeftOut && own.checkVisibility()) texts.push(walker.currentNode.data);
    }
  }
  return texts.join(" ");
});

/** The words of cells that the printed page lacks, or has less often than the page. */
async function lostOnPaper(address) {
  const page = await chromium.newPage({ reducedMotion: "reduce", javaScriptEnabled: false });
  await page.goto(new URL(address, portal.url).href);
  const wanted = words(await cellsOf(page));
  const paper = join(scratch(), "page.pdf");
  writeFileSync(paper, await page.pdf({ preferCSSPageSize: true }));
  await page.close();
  assert.ok(wanted.size > 5, `${address} has hardly any cell`);
  const read = spawnSync("pdftotext", ["-enc", "UTF-8", paper, "-"], { encoding: "utf8" });
  assert.equal(read.status, 0, read.error ?? read.stderr);
  // Where a line ends in a hyphen, pdftotext joins two words; so words are looked for within words.
  const printed = read.stdout.normalize("NFKC");
  const found = (word) => printed.split(word).length - 1;
  const lost = [...wanted].filter(([word, times]) => found(word) < times);
  return lost.map(([word, times]) => `${word}: ${found(word)} of ${times}`);
}

for (const type of ["table", "matrix", "wide-matrix", "gaps", "scorecard", "ledger", "stages", "report", "heat-map"]) {
  test(`${type} loses no cell on paper, and no word of one is cut`, async () => {
    assert.deepEqual(await lostOnPaper(pages[type]), []);
  });
}

/** The address of the page in a language whose table of this class has the most columns. */
function widest(name, language) {
  const columns = (html) => (html.match(new RegExp(`<table class="[^"]*\\b${name}\\b.*?</thead>`, "s"))?.[0].match(/<th/g) ?? []).length;
  const inLanguage = (path) => (path.match(/^(ar|fr)\//)?.[1] ?? "en") === language;
  const sizes = files(portal.folder).filter((path) => path.endsWith("index.html") && !path.includes("/by/") && inLanguage(path))
    .map((path) => [columns(readFileSync(join(portal.folder, path), "utf8")), path.replace(/index\.html$/, "")]);
  return sizes.reduce((most, one) => (one[0] > most[0] ? one : most));
}

for (const [name, least] of [["grid", 15], ["rows", 10]]) {
  for (const language of ["en", "ar"]) {
    test(`the widest table of the portal with the class ${name} in ${language} loses no cell on paper, and no word of one is cut`, async () => {
      const [columns, address] = widest(name, language);
      assert.ok(columns >= least, `${address} has ${columns} columns`);
      // Words in Arabic letters are other characters in a PDF, and those in Latin letters are in every column.
      const lost = (await lostOnPaper(address)).filter((word) => !/\p{Script=Arabic}/u.test(word));
      assert.deepEqual(lost, [], address);
    });
  }
}

/** What readers want to know, the page that answers it, and what stands there. */
const questions = {
  "Who can fund the collection of e-waste?": ["stages/collection/", "Financing"],
  "What guidance is there for transboundary movement?": ["stages/transport/", "Guidance"],
  "Which priorities were ranked highest, and who leads?": ["priorities/asia-pacific-scp-2003/", "3 (highest)"],
  "Who in my country has done this?": ["countries/india/", "India"],
  "Where are needs that nobody answers?": ["unanswered-needs/", "Needs without an answer"],
  "Where is no support on offer?": ["gaps/", "Empty cells"],
  "What has my agency promised, and what is late?": ["organisations/unep/", "UNEP"],
  "What is overdue?": ["ledger/overdue/", "Overdue"],
  "Who else works on a topic?": ["who-works-on-what/", "Lead agency"],
  "How much is known of each case study?": ["case-points-scorecard/", "Score"],
};

/** The links of a page that lead to pages of the site, as they are written and as addresses from the root. */
function linksOf(address) {
  const html = readFileSync(join(portal.folder, address, "index.html"), "utf8").replace(/<head>.*?<\/head>/s, "");
  const found = [...html.matchAll(/<a\b[^>]*? href="([^"#]+)"/g)].map(([, href]) => href);
  const at = (href) => new URL(href, `http://x/${address}`);
  return found.map((href) => [href, at(href)]).filter(([, url]) => url.host === "x" && url.pathname.endsWith("/"))
    .map(([href, url]) => [href, decodeURIComponent(url.pathname.slice(1))]);
}

/** The shortest way from the home page, as links that are followed. */
function way(to) {
  let ways = [["", []]];
  const met = new Set([""]);
  for (let clicks = 1; clicks <= 3; clicks += 1) {
    const next = [];
    for (const [address, links] of ways)
      for (const [href, there] of linksOf(address)) {
        if (there === to) return [...links, href];
        if (!met.has(there)) met.add(there) && next.push([there, [...links, href]]);
      }
    ways = next;
  }
  return null;
}

test("questions of readers are answered within three clicks", async () => {
  const page = await chromium.newPage({ reducedMotion: "reduce", viewport: { width: 1280, height: 800 } });
  page.setDefaultTimeout(10_000);
  const clicks = {};
  for (const [question, [address, answer]] of Object.entries(questions)) {
    const links = way(address);
    assert.ok(links, `${question} More than three clicks to /${address}`);
    clicks[question] = links.length;
    await page.goto(portal.url);
    for (const href of links) await page.locator(`a[href="${href}"]`).first().click();
    assert.equal(page.url(), new URL(address, portal.url).href, question);
    assert.ok((await page.locator("main").innerText()).includes(answer), `${question} ${answer} is not there`);
  }
  await page.close();
  assert.ok(Object.values(clicks).every((count) => count <= 3), JSON.stringify(clicks));
});
