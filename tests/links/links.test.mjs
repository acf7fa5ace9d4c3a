// Nothing points nowhere: lychee, which knows nothing of this program, follows every href, src, srcset, poster, cite and fragment of
// every page: of the portal, of the test sites and of a corpus, on a server below a path and as files.
//
// It does not read the `url` of a refresh, which redirects repeat as a link.

import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import test, { before } from "node:test";
import { files, program, repository, scratch, serveFolder } from "../browser/portal.mjs";
import { corpus } from "./corpus.mjs";

const crawler = process.env.LYCHEE ?? "lychee";
/** A server on this machine needs no patience: one answer is the truth. */
const hasty = ["--max-retries", "0", "--max-redirects", "0", "--host-request-interval", "0ms", "--host-concurrency", "32", "--max-concurrency", "32"];

/** Has the crawler look at these; gives its report. */
function crawl(...args) {
  const always = ["--no-progress", "--include-fragments=anchor-only", "--include-verbatim", "--format", "json"];
  const child = spawn(crawler, [...always, ...args], { cwd: scratch(), stdio: ["ignore", "pipe", "pipe"] });
  const said = { out: "", err: "" };
  child.stdout.on("data", (bytes) => (said.out += bytes));
  child.stderr.on("data", (bytes) => (said.err += bytes));
  return new Promise((done, failed) => {
    child.on("error", failed);
    child.on("close", (status) => (status === 0 || status === 2 ? done(JSON.parse(said.out)) : failed(new Error(`${status}: ${said.err}`))));
  });
}

/** Looks at files; a link to a folder is wrong there. */
const crawlFiles = (folder) => crawl("--offline", "--index-files", "", "--extensions", "html", folder);

/** Looks at pages of a server, and asks no other server for anything. */
function crawlServer(served) {
  const pages = files(served.folder).filter((path) => path.endsWith(".html"));
  const address = (path) => served.url + path.split("/").map(encodeURIComponent).join("/").replace(/index\.html$/, "");
  const list = join(scratch(), "pages.txt");
  writeFileSync(list, pages.map((path) => address(path) + "\n").join(""));
  return crawl(...hasty, "--include", `^${served.origin}/`, "--exclude", ".", "--files-from", list);
}

/** What is broken, one line each. */
const broken = (report) =>
  Object.entries(report.error_map).flatMap(([page, links]) => links.map(({ url, status }) => `${page}: ${url} (${status.text ?? status.code})`));

/** Builds a site; gives the folder. */
function build(site, ...args) {
  const out = join(scratch(), "out");
  const done = spawnSync(program, ["build", "--site", site, "--no-cache", "--quiet", "--out", out, ...args], { encoding: "utf8", maxBuffer: 1 << 28 });
  assert.equal(done.status, 0, `${site}: ${done.stderr.slice(0, 4000)}`);
  return out;
}

/** What each fault on the page below is called; `ok` and `self` are none. */
const faults = `<!doctype html><html><head><title>t</title><link rel="stylesheet" href="gone1.css"><script src="gone2.js"></script></head><body>
<a href="gone3/index.html">a</a><a href="#gone4">b</a><a href="b.html#gone5">c</a><a href="b.html#%C3%A9">ok</a><a href="b.html#para_1">ok</a>
<img src="gone6.png" srcset="gone7.png 2x, gone8.png 3x"><picture><source srcset="gone9.png"></picture><a href="index.html">self</a>
<video poster="gone10.jpg" src="gone11.mp4"><source src="gone12.mp4"><track src="gone13.vtt"></video><audio src="gone14.mp3"></audio>
<blockquote cite="gone15.html">x</blockquote><q cite="gone16.html">y</q><map name=m><area href="gone17.html"></map><pre><a href="gone18.html">x</a></pre>
<svg><a href="gone19.html"><text>x</text></a></svg></body></html>`;

test("the crawler finds every fault that is planted", async () => {
  const folder = join(scratch(), "faults");
  mkdirSync(folder);
  writeFileSync(join(folder, "index.html"), faults);
  writeFileSync(join(folder, "404.html"), "<title>x</title>");
  writeFileSync(join(folder, "b.html"), '<!doctype html><title>x</title><p id="é">x<p id="para_1">y');
  const served = await serveFolder(folder);
  const planted = Array.from({ length: 19 }, (_, n) => `gone${n + 1}`);
  const reports = await Promise.all([crawlFiles(folder), crawlServer(served)]).finally(served.close);
  for (const report of reports) {
    const found = broken(report).map((line) => /gone\d+/.exec(line)?.[0] ?? line);
    assert.deepEqual(found.sort(), [...planted].sort());
  }
});

const sites = readdirSync(join(repository, "tests/sites")).map((name) => [`the test site ${name}`, join(repository, "tests/sites", name), 10]);
const drawn = join(scratch(), "corpus");
before(() => corpus(drawn));

for (const [name, site, pages] of [["the portal", repository, 1000], ...sites, ["the corpus", drawn, 500]]) {
  test(`nothing in ${name} points nowhere, on a server`, { timeout: 300_000 }, async () => {
    const served = await serveFolder();
    const crawled = async () => crawlServer({ ...served, folder: served.fill(build(site, "--base-url", served.url)) });
    const report = await crawled().finally(served.close);
    assert.ok(report.total > 10 * pages, `only ${report.total} links`);
    assert.deepEqual(broken(report).slice(0, 50), [], `${report.errors} of ${report.total}`);
  });

  test(`nothing in ${name} points nowhere, on a disk`, { timeout: 300_000 }, async () => {
    const report = await crawlFiles(build(site, "--for-disk"));
    assert.ok(report.total > 10 * pages, `only ${report.total} links`);
    assert.deepEqual(broken(report).slice(0, 50), [], `${report.errors} of ${report.total}`);
  });
}
