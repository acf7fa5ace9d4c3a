// One page of each type, in a real browser: what readers see, with and without JavaScript.

import assert from "node:assert/strict";
import { mkdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import test, { after, before } from "node:test";
import { pathToFileURL } from "node:url";
import { browser, files, portalOnDisk, servePortal } from "./portal.mjs";
import { pages } from "./types.mjs";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

let chromium, portal;
before(async () => {
  [chromium, portal] = await Promise.all([browser(), servePortal()]);
});
after(async () => {
  await chromium?.close();
  await portal?.close();
});

/** Opens an address in a fresh profile, does something there, and closes it. */
async function visit(address, options, act) {
  const context = await chromium.newContext({ reducedMotion: "reduce", ...options });
  try {
    const page = await context.newPage();
    page.setDefaultTimeout(10_000);
    const asked = [];
    page.on("request", (request) => asked.push(request.url()));
    const complaints = [];
    page.on("pageerror", (error) => complaints.push(String(error)));
    await page.goto(new URL(address, portal.url).href);
    return await act(page, { asked, complaints });
  } finally {
    await context.close();
  }
}

const narrow = { viewport: { width: 320, height: 640 } };
const wide = { viewport: { width: 1280, height: 800 } };

/** What axe finds on a page, in words. */
async function found(page, options = {}) {
  const { violations } = await page.evaluate((options) => window.axe.run(options), options);
  return violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html}\n${node.failureSummary}`));
}

for (const [type, address] of Object.entries(pages)) {
  for (const size of [narrow, wide]) {
    const { width } = size.viewport;

    test(`${type} at ${width} px: axe finds nothing, in light and in dark; nothing is asked of other hosts, nothing fails, nothing sticks out`, () =>
      visit(address, { ...size, colorScheme: "light" }, async (page, { asked, complaints }) => {
        const beyond = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
        assert.ok(beyond <= 0, `${beyond} px stick out`);
        await photograph(page, `${type}-${width}`);
        await page.evaluate(axe);
        assert.deepEqual(await found(page), []);
        // In the dark nothing but the colours is different.
        await page.emulateMedia({ colorScheme: "dark" });
        assert.deepEqual(await found(page, { runOnly: ["color-contrast"] }), []);
        assert.deepEqual(asked.filter((url) => !url.startsWith(portal.url)), []);
        assert.deepEqual(complaints, []);
      }));
  }
}

/** Keeps a picture of the page where SCREENSHOTS names a folder. */
async function photograph(page, name) {
  const folder = process.env.SCREENSHOTS;
  if (!folder) return;
  mkdirSync(folder, { recursive: true });
  await page.screenshot({ path: join(folder, `${name}.png`), fullPage: name.endsWith("1280") });
}

test("an address that leads nowhere is answered with the page for that, and its links work", () =>
  visit(pages.missing, wide, async (page) => {
    await page.locator("main .cols a").first().click();
    assert.equal(page.url(), portal.url);
  }));

test("the Arabic page runs from right to left, the English one does not", async () => {
  const sides = (page) => page.evaluate(() => [document.documentElement.dir, document.querySelector("h1").getBoundingClientRect()]);
  const [english, left] = await visit(pages.record, narrow, sides);
  const [arabic, right] = await visit(pages.arabic, narrow, sides);
  assert.deepEqual([english, arabic], ["ltr", "rtl"]);
  assert.ok(left.x < 20 && right.x + right.width > 300, "the heading stands at the side where lines begin");
});

for (const type of ["wide-matrix", "arabic-matrix"]) {
  test(`${type}: what has the focus is not hidden behind the heads that stay in sight`, () =>
    visit(pages[type], { viewport: { width: 320, height: 480 } }, async (page) => {
      await page.locator(".grid-scroll").focus();
      const hidden = () =>
        page.evaluate(() => {
          const { left, top, width, height } = document.activeElement.getClientRects()[0];
          const there = document.elementFromPoint(left + width / 2, top + height / 2);
          return document.activeElement.contains(there) ? undefined : document.activeElement.textContent;
        });
      let links = 0;
      for (;;) {
        await page.keyboard.press("Tab");
        if (!(await page.evaluate(() => document.activeElement.matches(".grid a")))) break;
        assert.equal(await hidden(), undefined);
        links += 1;
      }
      assert.ok(links >= 10, `${links} links`);
    }));
}

test("a reader changes the language and stays with the record", () =>
  visit(pages.record, wide, async (page) => {
    await page.locator(".languages a[hreflang=fr]").click();
    assert.equal(page.url(), portal.url + pages.french);
    await page.locator(".languages a[hreflang=ar]").click();
    assert.equal(page.url(), portal.url + pages.arabic);
  }));

for (const where of ["http", "file"]) {
  test(`without JavaScript, from ${where}: menu, filters, sorting and references lead to pages`, async () => {
    const out = where === "file" ? portalOnDisk() : undefined;
    const start = where === "file" ? pathToFileURL(join(out, "index.html")).href : "";
    await visit(start, { ...narrow, javaScriptEnabled: false }, async (page, { asked }) => {
      const headings = [];
      const follow = async (link) => {
        await link.click();
        headings.push(await page.locator("h1").first().textContent());
      };
      await page.locator(".menu summary").click();
      await follow(page.locator(".menu nav a").nth(1));
      await follow(page.locator(".sorts a:not([aria-current])").first());
      await page.locator(".facets summary").click();
      await follow(page.locator(".facets a:not([aria-current])").first());
      assert.ok(await page.locator(".active-facet").textContent());
      await follow(page.locator(".items a").first());
      await follow(page.locator("main a.ref").first());
      await follow(page.locator("a.brand"));
      assert.equal(headings.length, 6);
      assert.ok(headings.every((text) => text.trim()), headings.join(" · "));
      const own = where === "file" ? pathToFileURL(out).href : portal.url;
      assert.deepEqual(asked.filter((url) => !url.startsWith(own)), []);
    });
  });
}

test("the address of a paragraph scrolls to it and marks it", () =>
  visit(pages.numbered + "#para_8", narrow, async (page) => {
    const look = () => {
      const style = (element) => getComputedStyle(element).backgroundColor;
      const eighth = document.getElementById("para_8");
      return [eighth.getBoundingClientRect().top, innerHeight, style(eighth), style(document.getElementById("para_7"))];
    };
    const [top, height, marked, plain] = await page.evaluate(look);
    assert.ok(top >= 0 && top < height, `it stands at ${top} of ${height}`);
    assert.notEqual(marked, plain);
  }));

test("the first stop of the keyboard leads past the navigation", () =>
  visit(pages.list, wide, async (page) => {
    await page.keyboard.press("Tab");
    assert.equal(await page.evaluate(() => document.activeElement.className), "skip");
    const seen = await page.locator(".skip").boundingBox();
    assert.ok(seen.y >= 0, "it can be seen");
    await page.keyboard.press("Enter");
    assert.equal(await page.evaluate(() => document.activeElement.id), "_main");
  }));

test("every stop of the keyboard can be seen", () =>
  visit(pages.report, narrow, async (page) => {
    for (let stop = 0; stop < 30; stop += 1) {
      await page.keyboard.press("Tab");
      const [what, outline, inside] = await page.evaluate(() => {
        const { activeElement: at } = document;
        const box = at.getBoundingClientRect();
        return [at.outerHTML.slice(0, 80), getComputedStyle(at).outlineStyle, box.right > 0 && box.left < innerWidth];
      });
      assert.ok(outline !== "none" && inside, `${what}: outline ${outline}`);
    }
  }));

test("typing narrows a long list", () =>
  visit(pages.list, wide, async (page) => {
    const shown = page.locator(".items > li:visible, table.items tbody tr:visible");
    const all = await shown.count();
    await page.locator(".filter input").fill("basel");
    const some = await shown.count();
    assert.ok(some > 0 && some < all, `${some} of ${all}`);
    assert.match(await page.locator(".filter [role=status]").textContent(), new RegExp(String(some)));
  }));

test("a strict content security policy takes nothing away", async () => {
  // A script that is data is never run.
  const inline = / style="|<style|<script(?![^>]* src=)(?! type="application\/ld\+json">)| on[a-z]+="/;
  for (const path of files(portal.folder).filter((path) => path.endsWith(".html"))) {
    assert.doesNotMatch(readFileSync(join(portal.folder, path), "utf8"), inline, path);
  }
});

test("a page that is not there names those with nearly the same address", async () => {
  await visit(portal.url + "organisation/unpe/", {}, async (page) => {
    const near = page.locator(".nearest a");
    await near.first().waitFor();
    assert.ok((await near.evaluateAll((links) => links.map((link) => link.pathname))).length <= 6);
  });
  await visit(portal.url + "meetings/img-ewaste-6/", {}, async (page) => {
    const first = page.locator(".nearest a").first();
    await first.waitFor();
    assert.match(await first.getAttribute("href"), /\/meetings\/img-ewaste-5\/$/);
    await first.click();
    assert.match(await page.locator("h1").textContent(), /fifth meeting/);
  });
});

test("an acronym tells its title to who hears it, points at it or comes to it by keyboard", async () => {
  await visit(portal.url + "meetings/img-ewaste-5/", {}, async (page) => {
    const short = page.locator(".tasks a.short").first();
    const title = short.locator(".full");
    assert.match(await short.textContent(), /^[A-Z]+ \w+/);
    const width = async () => (await title.boundingBox()).width;
    assert.ok((await width()) <= 1);
    await short.hover();
    assert.ok((await width()) > 40);
    await page.mouse.move(0, 0);
    await short.focus();
    await page.keyboard.press("Shift+Tab");
    await page.keyboard.press("Tab");
    assert.ok((await width()) > 40);
  });
});
