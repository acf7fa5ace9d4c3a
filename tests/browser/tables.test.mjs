// Tables whose rows are records, in a real browser: a small one, and one of 250 rows on three pages.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { extname, join } from "node:path";
import test, { after, before } from "node:test";
import { pathToFileURL } from "node:url";
import { browser, program, repository, scratch } from "./portal.mjs";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const site = scratch();
const small = "priorities/regional/";
const long = "priorities/long/";
const many = "priorities/many/";
let chromium, server, url, out, disk;

/** The site of tests/sites/tables with a second table, which has 250 rows, and a third, which has twelve columns. */
function write() {
  const from = join(repository, "tests/sites/tables");
  for (const part of ["site.toml", "content"]) cpSync(join(from, part), join(site, part), { recursive: true });
  mkdirSync(join(site, "content", long));
  const settings = 'row_kind = "priority"\nsort = ["title", "rank"]\nfacets = ["rank"]\ncolumns = { Issue = "title" }';
  writeFileSync(join(site, "content", long, "index.md"), `+++\ntitle = "A long table"\n[table]\n${settings}\n+++\n`);
  const rows = Array.from({ length: 250 }, (_, i) => `r${i + 1},Issue ${String(i + 1).padStart(3, "0")},${3 - (i % 3)}`);
  writeFileSync(join(site, "content", long, "table.csv"), ["id,Issue,rank", ...rows].join("\n") + "\n");
  mkdirSync(join(site, "content", many));
  const lead = 'group = "section"\nsection = "section"\ncolumns = { Issue = "title", Leads = { field = "focal_points", split = ["+"] } }';
  writeFileSync(join(site, "content", many, "index.md"), `+++\ntitle = "A wide table"\n[table]\nrow_kind = "priority"\n${lead}\n+++\n`);
  const parts = Array.from({ length: 9 }, (_, i) => `Part ${i + 1}`);
  const cells = (row) => parts.map((part) => `${part} of ${row}`).join(",");
  const lines = Array.from({ length: 40 }, (_, i) => `${i % 20 ? "" : `,SECTION ${1 + i / 20}\n`}w${i + 1},Issue ${i + 1} of the wide table,${cells(i + 1)},UNEP+UNIDO`);
  writeFileSync(join(site, "content", many, "table.csv"), [`id,Issue,${parts.join(",")},Leads`, ...lines].join("\n") + "\n");
}

function build(...args) {
  const out = join(scratch(), "out");
  const done = spawnSync(program, ["build", "--site", site, "--no-cache", "--out", out, ...args], { encoding: "utf8" });
  assert.equal(done.status, 0, done.stdout + done.stderr);
  return out;
}

before(async () => {
  write();
  [out, disk] = [build(), build("--for-disk")];
  const types = { ".css": "text/css", ".html": "text/html", ".js": "text/javascript", ".svg": "image/svg+xml" };
  server = createServer((request, response) => {
    const path = decodeURIComponent(new URL(request.url, "http://x").pathname);
    const name = path.endsWith("/") ? path + "index.html" : path;
    try {
      const bytes = readFileSync(join(out, name));
      response.writeHead(200, { "Content-Type": `${types[extname(name)] ?? "application/octet-stream"}; charset=utf-8` }).end(bytes);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
  url = `http://127.0.0.1:${server.address().port}/`;
  chromium = await browser();
});
after(async () => {
  await chromium?.close();
  server?.close();
});

/** Opens an address in a fresh profile, does something there, and closes it. */
async function visit(address, options, act) {
  const context = await chromium.newContext({ reducedMotion: "reduce", ...options });
  try {
    const page = await context.newPage();
    page.setDefaultTimeout(10_000);
    const complaints = [];
    page.on("pageerror", (error) => complaints.push(String(error)));
    await page.goto(new URL(address, url).href);
    await act(page);
    assert.deepEqual(complaints, []);
  } finally {
    await context.close();
  }
}

/** The ids of the rows that are shown, from top to bottom. */
const shown = (page) =>
  page.locator("table.rows tbody tr:not(.group-title):visible").evaluateAll((rows) => rows.map((row) => row.id));
const head = (page, name) => page.locator("table.rows thead").getByRole("button", { name });
const narrow = { viewport: { width: 320, height: 640 } };
const wide = { viewport: { width: 1280, height: 800 } };

for (const address of [small, long, long + "page/2/", small + "by/rank/3/", small + "production.02/", "ar/" + small, many, "ar/" + many]) {
  for (const size of [narrow, wide]) {
    for (const colorScheme of ["light", "dark"]) {
      test(`${address} at ${size.viewport.width} px, ${colorScheme}: axe finds nothing, nothing sticks out`, () =>
        visit(address, { ...size, colorScheme }, async (page) => {
          const fold = page.locator(".row-tools summary");
          if (await fold.isVisible()) await fold.click();
          await page.evaluate(axe);
          const { violations } = await page.evaluate(() => window.axe.run());
          assert.deepEqual(violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html}`)), []);
          assert.ok((await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)) <= 0);
        }));
    }
  }
}

test("without JavaScript a reader goes from a row to its page, to the table and on to the next page", () =>
  visit(small + "#production.02", { ...wide, javaScriptEnabled: false }, async (page) => {
    assert.equal((await shown(page)).length, 6);
    assert.equal(await page.locator("tr:target").getAttribute("id"), "production.02");
    assert.equal(await page.locator(".row-tools").isVisible(), false);
    await page.getByRole("rowheader", { name: "Taxes on virgin material" }).getByRole("link").first().click();
    await page.locator(".row-of a").click();
    assert.equal(page.url(), url + small + "#production.02");
    await page.goto(url + long);
    await page.locator(".pager a[rel=next]").click();
    assert.equal((await shown(page))[0], "r101");
    await page.locator(".narrow summary").click();
    await page.locator(".narrow a:not([aria-current])").first().click();
    assert.equal(await page.locator("h1").textContent(), "A long table");
    assert.ok((await shown(page)).every((id) => (id.slice(1) - 1) % 3 === 0));
  }));

test("the title of a column puts the rows in order, the best rank first and what is not stated last", () =>
  visit(small, wide, async (page) => {
    const table = await shown(page);
    await head(page, "Regional priority").click();
    assert.deepEqual(await shown(page), [
      "production.01", "consumption.01", "production.02", "consumption.03", "production.03", "consumption.02",
    ]);
    const column = page.locator("table.rows thead th").nth(1);
    assert.equal(await column.getAttribute("aria-sort"), "ascending");
    assert.equal(await page.locator(".group-title:visible").count(), 0);
    await head(page, "Regional priority").click();
    assert.equal(await column.getAttribute("aria-sort"), "descending");
    assert.deepEqual((await shown(page)).slice(-2), ["consumption.01", "consumption.02"]);
    await head(page, "Regional priority").click();
    assert.deepEqual(await shown(page), table);
    assert.equal(await page.locator(".group-title:visible").count(), 2);
    await head(page, "Cost").click();
    assert.deepEqual((await shown(page)).slice(0, 3), ["production.02", "consumption.02", "production.03"]);
  }));

test("words and columns filter the rows, which are counted; the groups count what they show", () =>
  visit(small, wide, async (page) => {
    await page.getByLabel("Find in the rows").fill("unep");
    assert.deepEqual(await shown(page), ["production.01", "consumption.01"]);
    assert.equal(await page.locator(".row-tools [role=status]").textContent(), "2 of 6 rows");
    assert.deepEqual(await page.locator(".group-title .count").allTextContents(), ["1", "1"]);
    await page.locator(".row-tools summary").click();
    await page.locator(".row-fields").getByLabel("Support needed").selectOption("Financial");
    assert.deepEqual(await shown(page), ["production.01"]);
    await page.getByRole("button", { name: "Show all rows" }).click();
    assert.equal((await shown(page)).length, 6);
    assert.deepEqual(await page.locator(".group-title .count").allTextContents(), ["3", "3"]);
  }));

test("what was chosen stands in the address: it can be shared, and the back button takes it back", () =>
  visit(small, wide, async (page) => {
    await head(page, "Cost").click();
    await page.locator(".row-tools summary").click();
    await page.locator(".row-fields").getByLabel("Support needed").selectOption("Technical");
    const chosen = await shown(page);
    const address = page.url();
    await visit(address, wide, async (other) => {
      assert.deepEqual(await shown(other), chosen);
      assert.equal(await other.locator(".row-fields").getByLabel("Support needed").inputValue(), "Technical");
    });
    await page.goBack();
    assert.equal((await shown(page)).length, 6);
    assert.equal(await page.locator("th[aria-sort]").count(), 1);
    await page.goBack();
    assert.equal(await page.locator("th[aria-sort]").count(), 0);
    assert.equal(page.url(), url + small);
    await page.goForward();
    assert.equal(await page.locator("th[aria-sort]").count(), 1);
  }));

test("typing a word is one step for the back button", () =>
  visit(small, wide, async (page) => {
    await page.getByLabel("Find in the rows").pressSequentially("waste");
    assert.deepEqual(await shown(page), ["production.03"]);
    await page.goBack();
    assert.equal(page.url(), url + small);
    assert.equal((await shown(page)).length, 6);
  }));

test("on a table of several pages the help says that it sees one of them", () =>
  visit(long, wide, async (page) => {
    assert.match(await page.locator(".row-tools [role=status]").textContent(), /^100 of 100 rows .*this page/);
    assert.ok(await page.locator(".narrow").isVisible(), "the pages for all rows stay in reach");
  }));

test("an anchor to a row that stands on a later page leads to the row's own page", () =>
  visit(long + "#r250", wide, async (page) => {
    await page.waitForURL(url + long + "r250/");
    await page.locator(".row-of a").click();
    assert.equal(page.url(), url + long + "page/3/#r250");
  }));

test("from a disk the rows are put in order and filtered, too", () =>
  visit(pathToFileURL(join(disk, small, "index.html")).href, wide, async (page) => {
    await head(page, "Cost").click();
    await page.getByLabel("Find in the rows").fill("unido");
    assert.deepEqual(await shown(page), ["production.03", "production.01"]);
  }));

test("paper shows every row, also those that a filter hides", () =>
  visit(small + "?q=unep", wide, async (page) => {
    assert.equal((await shown(page)).length, 2);
    await page.emulateMedia({ media: "print" });
    assert.equal((await shown(page)).length, 6);
  }));

test("on a narrow screen each cell has the title of its column before it", () =>
  visit(small, narrow, async (page) => {
    const label = (cell) => cell.evaluate((cell) => getComputedStyle(cell, "::before").content);
    assert.match(await label(page.locator("#production\\.01 td").first()), /^"Regional priority\s*"/);
    await head(page, "Cost").click();
    assert.equal((await shown(page))[0], "production.02");
  }));

test("the titles of the columns stay in sight and hide nothing that has the focus", () =>
  visit(long, wide, async (page) => {
    await page.locator("#r60 a").first().focus();
    await page.evaluate(() => scrollBy(0, 400));
    const below = async () => {
      const [titles, link] = await page.evaluate(() => [
        document.querySelector("table.rows thead th").getBoundingClientRect(),
        document.activeElement.getBoundingClientRect(),
      ]);
      assert.ok(titles.top >= 0 && titles.top < 5, `the titles stand at ${titles.top}`);
      return link.top >= titles.bottom;
    };
    for (let stop = 0; stop < 12; stop += 1) {
      await page.keyboard.press("Shift+Tab");
      assert.ok(await below(), `stop ${stop}`);
    }
  }));

for (const address of [many, "ar/" + many]) {
  test(`${address}: in the frame of a wide table titles and row names stay in sight and hide nothing that has the focus`, () =>
    visit(address, { viewport: { width: 1000, height: 600 } }, async (page) => {
      const frame = page.locator(".rows-frame");
      const toward = address.startsWith("ar/") ? -1 : 1;
      await frame.evaluate((frame, toward) => frame.scrollTo(toward * frame.scrollWidth / 2, 900), toward);
      const stays = () => page.evaluate(() => {
        const box = (part) => document.querySelector(part).getBoundingClientRect();
        const [frame, title, row] = [box(".rows-frame"), box("thead [data-name=title]"), box("#w20 th")];
        const rtl = document.documentElement.dir === "rtl";
        const side = (part) => (rtl ? frame.right - part.right : part.left - frame.left);
        return [title.top - frame.top, side(title), side(row)].map(Math.round);
      });
      assert.ok((await stays()).every((gap) => gap >= 0 && gap <= 2), String(await stays()));
      assert.ok(await page.locator("#w20 td:visible").count());
      await page.locator("#w40 a").last().focus();
      let links = 0;
      for (; links < 60; links += 1) {
        const hidden = await page.evaluate(() => {
          const { left, top, width, height } = document.activeElement.getClientRects()[0];
          const there = document.elementFromPoint(left + width / 2, top + height / 2);
          return document.activeElement.contains(there) ? undefined : document.activeElement.textContent;
        });
        assert.equal(hidden, undefined, `after ${links} stops`);
        await page.keyboard.press("Shift+Tab");
        if (!(await page.evaluate(() => document.activeElement.matches("table.rows tbody a")))) break;
      }
      assert.ok(links >= 40, `${links} links`);
    }));
}
