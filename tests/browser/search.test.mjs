// The search, as readers meet it: the box and its suggestions, the page with the results, without a script, from a disk, and on
// a site whose author means harm.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import test, { after, before } from "node:test";
import { pathToFileURL } from "node:url";
import { gzipSync } from "node:zlib";
import { hostileSite, marker, secret } from "./hostile-site.mjs";
import { browser, files, portalOnDisk, program, scratch, serveFolder, servePortal } from "./portal.mjs";
import { bits, engine } from "../search/engine.mjs";
import { throttled } from "../search/throttled.mjs";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

let chromium, portal;
before(async () => {
  [chromium, portal] = await Promise.all([browser(), servePortal()]);
});
after(async () => {
  await chromium?.close();
  await portal?.close();
});

/** Opens an address in a fresh profile and does something there. No page may ask another site, or do what its policy refuses. */
async function visit(address, act, options = {}) {
  const context = await chromium.newContext({ viewport: { width: 1280, height: 800 }, reducedMotion: "reduce", ...options });
  try {
    const page = await context.newPage();
    page.setDefaultTimeout(10_000);
    const asked = [];
    const complaints = [];
    page.on("request", (request) => asked.push(request.url()));
    page.on("pageerror", (error) => complaints.push(String(error)));
    page.on("console", (message) => /Content.Security.Policy/i.test(message.text()) && complaints.push(message.text()));
    const there = new URL(address, portal.url).href;
    await page.goto(there);
    await act(page, asked);
    assert.deepEqual(complaints, []);
    const own = there.startsWith("file:") ? "file:" : new URL(there).origin;
    assert.deepEqual(asked.filter((url) => !url.startsWith(own)), []);
  } finally {
    await context.close();
  }
}

const input = (page) => page.locator("form.find input");
const option = (page) => page.locator("[role=option]");
const results = (page) => page.locator("ol.results > li");
const said = (page) => page.locator(".said");
const chip = (page) => page.locator(".chips button");
const facet = (page, name, value) => page.locator(`.narrowing input[data-facet="${name}"][value="${value}"]`);

/** Waits until the results of what is asked now are there; gives their number. */
async function total(page) {
  await page.waitForFunction(() => {
    const found = document.querySelector(".found");
    return !found.hidden && !found.hasAttribute("aria-busy");
  });
  return Number(/(\d+)\D*$/.exec(await said(page).textContent())?.[1] ?? 0);
}

const find = (q) => "search/?" + new URLSearchParams({ q });

test("nothing is loaded before the box is used; `/` leads to it", () =>
  visit("meetings/", async (page, asked) => {
    const before = asked.length;
    assert.deepEqual(asked.filter((url) => url.includes("search")), []);
    await page.keyboard.press("/");
    assert.ok(await input(page).evaluate((field) => field === document.activeElement && !field.value));
    await page.waitForFunction(() => document.querySelector("form.find [role=combobox]"));
    const scripts = asked.slice(before).filter((url) => url.endsWith(".js"));
    assert.deepEqual(scripts.map((url) => url.split("/").pop()).sort(), ["search-engine.js", "search.js"]);
  }));

// This repository has the sources of the theme, so its portal publishes them as they stand.
test("the two scripts of the search that the program publishes weigh at most 14 kB compressed", () => {
  const site = scratch();
  const out = join(site, "out");
  writeFileSync(join(site, "site.toml"), 'title = "Site"\n');
  const done = spawnSync(program, ["build", "--site", site, "--out", out], { encoding: "utf8" });
  assert.equal(done.status, 0, done.stdout + done.stderr);
  const weights = ["search-engine.js", "search.js"].map((name) => gzipSync(readFileSync(join(out, name)), { level: 9 }).length);
  assert.ok(weights[0] + weights[1] <= 14_000, weights.join(" + "));
});

test("the keyboard alone chooses a suggestion, as in a combobox of the ARIA practices", () =>
  visit("meetings/", async (page) => {
    const field = input(page);
    await page.keyboard.press("/");
    await page.keyboard.type("unep");
    await page.locator(".everywhere", { hasText: "“unep”" }).waitFor();
    assert.equal(await field.getAttribute("aria-expanded"), "true");
    assert.match(await page.locator("form.find [role=status]").textContent(), /\d/);
    assert.equal(await page.locator("[role=option][aria-selected=true]").count(), 0);
    await page.keyboard.press("ArrowDown");
    const first = option(page).first();
    assert.equal(await field.getAttribute("aria-activedescendant"), await first.getAttribute("id"));
    assert.equal(await first.getAttribute("aria-selected"), "true");
    await page.keyboard.press("ArrowUp");
    assert.equal(await option(page).last().getAttribute("aria-selected"), "true");
    await page.keyboard.press("Home");
    assert.equal(await page.locator("[role=option][aria-selected=true]").count(), 0);
    assert.equal(await field.evaluate((own) => own.selectionStart), 0);
    await page.keyboard.press("Escape");
    assert.equal(await field.getAttribute("aria-expanded"), "false");
    assert.equal(await field.inputValue(), "unep");
    await page.keyboard.press("ArrowDown");
    await option(page).first().waitFor();
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    await page.waitForURL(portal.url + "organisations/unep/");
  }));

test("Enter in the box leads to the results, and so does the last suggestion", () =>
  visit("organisations/unep/", async (page) => {
    await page.keyboard.press("/");
    await page.keyboard.type("help centre");
    await option(page).first().waitFor();
    await page.keyboard.press("ArrowUp");
    await page.keyboard.press("Enter");
    await page.waitForURL(/search\/\?q=help\+centre$/);
    assert.ok((await total(page)) > 5);
    assert.equal(await input(page).inputValue(), "help centre");
    const marked = await results(page).locator("mark").allTextContents();
    assert.ok(marked.some((word) => /help|centre/i.test(word)), marked.join());
  }));

test("a hit leads to the very paragraph, which is marked there", () =>
  visit(find("Vietnam EIA consumption patterns"), async (page) => {
    await total(page);
    const place = results(page).locator('a[href*="#para_"]').first();
    const { hash } = new URL(await place.evaluate((link) => link.href));
    await place.click();
    await page.waitForURL(/#para_/);
    const color = await page.locator(`[id="${hash.slice(1)}"]`).evaluate((own) => own.matches(":target") && getComputedStyle(own).backgroundColor);
    assert.ok(color && color !== "rgba(0, 0, 0, 0)", String(color));
  }));

test("kinds, years and names become filters; removing one removes its words; the back button brings them back", () =>
  visit(find("meetings 2017 unep e-waste"), async (page) => {
    const all = await total(page);
    await chip(page).first().waitFor();
    const labels = await chip(page).locator("bdi").allTextContents();
    assert.deepEqual(labels, ["Meetings", "2017", "United Nations Environment Programme", "E-waste"]);
    for (const item of await results(page).locator(".about").allTextContents()) assert.match(item, /^Meeting/);
    await page.getByRole("button", { name: /Remove.*2017/ }).click();
    await page.waitForURL((url) => url.searchParams.get("q") === "meetings unep e-waste");
    assert.ok((await total(page)) >= all);
    assert.equal(await input(page).inputValue(), "meetings unep e-waste");
    await page.goBack();
    assert.equal(await input(page).inputValue(), "meetings 2017 unep e-waste");
    assert.equal(await total(page), all);
    // The same filters from the address find the same.
    const address = new URL(portal.url + "search/");
    address.search = "kind=meeting&year=2017&organisation=unep&topic=e-waste";
    await page.goto(address.href);
    assert.equal(await total(page), all);
  }));

test("the words of a filter can be searched for as words", () =>
  visit(find("meetings 2003"), async (page) => {
    const filtered = await total(page);
    await page.getByRole("button", { name: "as words" }).click();
    await page.waitForURL(/words=/);
    await page.waitForFunction(() => document.querySelector(".chips").hidden);
    assert.notEqual(await total(page), filtered);
  }));

test("the number beside each value of a facet is the number of results with it, and lists agree", () =>
  visit("search/?kind=organisation", async (page) => {
    const all = await total(page);
    const listed = readFileSync(join(portal.folder, "search/index.html"), "utf8");
    const link = /organisations\/"[^>]*>.*<span class="count">(\d+)<\/span><\/a>/.exec(listed);
    assert.equal(all, Number(link[1]));
    await page.locator(".narrowing input").first().waitFor();
    const values = await page.locator(".narrowing input:not(:checked)").evaluateAll((boxes) =>
      boxes.map((box) => ({ facet: box.dataset.facet, value: box.value, count: Number(box.parentElement.lastElementChild.textContent) })));
    assert.ok(values.length > 10);
    assert.ok(values.every(({ count }) => count > 0));
    const other = values.filter((own) => own.facet !== "kind");
    for (const { facet: name, value, count } of other.filter((_, i) => i % Math.ceil(other.length / 6) === 0)) {
      await page.goto(portal.url + "search/?" + new URLSearchParams([["kind", "organisation"], [name, value]]));
      assert.equal(await total(page), count, `${name}=${value}`);
    }
  }));

test("a facet is chosen with the keyboard, keeps the focus, and adds to the others", () =>
  visit("search/?q=waste", async (page) => {
    const all = await total(page);
    await facet(page, "kind", "organisation").focus();
    await page.keyboard.press("Space");
    await page.waitForURL(/kind=organisation/);
    const some = await total(page);
    assert.ok(some > 0 && some < all, `${some} of ${all}`);
    await page.waitForFunction(() => document.activeElement.value === "organisation" && document.activeElement.checked);
    // Within a facet, values add up.
    await page.locator("fieldset", { hasText: "Kind" }).getByRole("button").click();
    await facet(page, "kind", "meeting").check();
    await page.waitForURL(/kind=organisation&kind=meeting/);
    assert.ok((await total(page)) > some);
    await page.goBack();
    assert.equal(await total(page), some);
    assert.ok(!(await facet(page, "kind", "meeting").isChecked()));
    await chip(page).first().click();
    assert.equal(await total(page), all);
  }));

test("more results come on demand, and the first of them gets the focus", () =>
  visit("search/?kind=action&kind=decision", async (page) => {
    const all = await total(page);
    assert.ok(all > 20, String(all));
    assert.equal(await results(page).count(), 20);
    await page.getByRole("button", { name: "Show more results" }).click();
    await page.waitForFunction(() => document.querySelectorAll("ol.results > li").length > 20);
    assert.ok(await results(page).nth(20).locator("a").evaluate((link) => link === document.activeElement));
  }));

test("a misspelt word finds, and the page says so; what is not there is said, with what to try", () =>
  visit(find("kolection"), async (page) => {
    assert.ok((await total(page)) > 0);
    assert.match(await page.locator(".notes").textContent(), /kolection.*collection/);
    await page.goto(portal.url + find("zzqqxx qqzz"));
    assert.equal(await total(page), 0);
    assert.ok(await page.locator(".nothing").isVisible());
    assert.ok(await page.locator(".letters a").first().isVisible());
  }));

test("results stand in the order that was chosen, and the address says so", () =>
  visit("search/?kind=meeting", async (page) => {
    const all = await total(page);
    const years = async () => {
      const about = await results(page).locator(".about").allTextContents();
      return about.map((text) => Number(/\b(?:19|20)\d\d\b/.exec(text)?.[0] ?? 0));
    };
    const order = page.getByRole("combobox", { name: "Order by" });
    await order.selectOption({ label: "newest first" });
    await page.waitForURL(/sort=date/);
    assert.equal(await total(page), all);
    const sorted = await years();
    assert.ok(sorted.length >= 10 && sorted[0] > 2000, sorted.join());
    assert.deepEqual(sorted, [...sorted].sort((a, b) => b - a));
    await page.reload();
    await total(page);
    assert.deepEqual(await years(), sorted);
    assert.equal(await order.inputValue(), "date");
    await order.selectOption({ label: "relevance" });
    await page.waitForURL((url) => !url.searchParams.has("sort"));
    await total(page);
    assert.notDeepEqual(await years(), sorted);
  }));

test("on a line of 0.26 Mbit/s with 400 ms to the server, the first results are there within 4 s", async () => {
  const served = await serveFolder(portal.folder, { cache: "max-age=600" });
  try {
    await visit(served.url + "meetings/", async (page) => {
      const shown = await throttled(page, "waste recycling guidance");
      assert.ok(shown <= 4000, `${shown} ms`);
    });
  } finally {
    await served.close();
  }
});

test("what follows a campaign in an address is no filter", () =>
  visit("search/?q=waste&utm_source=letter", async (page) => assert.ok((await total(page)) > 0)));

test("a file that cannot be loaded is reported, and another try succeeds", () =>
  visit("search/", async (page) => {
    await page.route(/\/t-\d+\.js/, (route) => route.abort());
    await input(page).fill("collection");
    await page.keyboard.press("Enter");
    await page.locator(".failed").waitFor();
    assert.match(await page.locator(".failed").textContent(), /t-\d+\.js/);
    await page.unroute(/\/t-\d+\.js/);
    await page.locator(".failed button").click();
    assert.ok((await total(page)) > 0);
    assert.ok(await page.locator(".failed").isHidden());
  }));

test("Arabic: forms of letters make no difference, and the page is mirrored", () =>
  visit("ar/search/?" + new URLSearchParams({ q: "النفايات الالكترونية" }), async (page) => {
    assert.ok((await total(page)) > 0);
    const count = await results(page).count();
    await page.goto(portal.url + "ar/search/?" + new URLSearchParams({ q: "النفايات الإلكترونيّة" }));
    await total(page);
    assert.equal(await results(page).count(), count);
    assert.equal(await page.evaluate(() => document.dir), "rtl");
    const [icon, link] = await Promise.all([".icon", "a"].map((part) => results(page).first().locator(part).boundingBox()));
    assert.ok(icon.x >= link.x + link.width, `${icon.x}, ${link.x}`);
    // The other languages get the same question.
    assert.match(await page.locator('.languages [lang="fr"]').evaluate((link) => link.href), /fr\/search\/\?q=/);
  }));

for (const width of [320, 1280]) {
  test(`at ${width} px axe finds nothing in the suggestions and the results, in light and in dark, and nothing sticks out`, () =>
    visit(find("meetings 2003 kolection"), async (page) => {
      const check = async (what, options = {}) => {
        const { violations } = await page.evaluate((options) => window.axe.run(options), options);
        assert.deepEqual(violations.flatMap(({ id, nodes }) => nodes.map((node) => `${what}: ${id}: ${node.html}`)), []);
        assert.ok((await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)) <= 0, what);
      };
      await total(page);
      await chip(page).first().waitFor();
      await page.evaluate(axe);
      await check("results");
      await page.emulateMedia({ colorScheme: "dark" });
      await check("results in the dark", { runOnly: ["color-contrast"] });
      await page.emulateMedia({ colorScheme: "light" });
      await input(page).fill("unep");
      await option(page).first().waitFor();
      await page.keyboard.press("ArrowDown");
      await check("suggestions");
      await page.goto(portal.url + find("zzqqxx qqzz"));
      await total(page);
      await page.evaluate(axe);
      await check("nothing");
    }, { viewport: { width, height: 800 } }));
}

test("without the script the box leads to a page from which everything can be reached", () =>
  visit("meetings/", async (page) => {
    await input(page).fill("unep");
    await page.keyboard.press("Enter");
    await page.waitForURL(/search\/\?q=unep$/);
    assert.ok(await page.locator(".no-script").isVisible());
    await page.locator(".letters a", { hasText: /^U$/ }).click();
    await page.locator("main a", { hasText: /^UNEP$/ }).click();
    await page.waitForURL(/organisations\/unep\/$/);
  }, { javaScriptEnabled: false }));

test("what is suggested reads as it is written, whichever parts of it are typed", () =>
  visit("meetings/", async (page) => {
    for (const typed of ["waste waste", "ewaste waste", "un unep"]) {
      await input(page).first().fill(typed);
      await page.waitForFunction((typed) => document.querySelector(".everywhere")?.textContent.includes(typed), typed);
      const shown = await page.locator("[role=option]:not(.everywhere) > span").allTextContents();
      assert.ok(shown.length > 0, typed);
      for (const text of shown) assert.doesNotMatch(text, /(waste|unep)(?=\1)/i, typed);
    }
  }));

test("of two questions, one soon after the other, the second is answered, and nothing says that the first is being looked for", () =>
  visit("search/?q=policy", async (page) => {
    await total(page);
    await page.evaluate(() => {
      const form = document.querySelector("form.find");
      for (const text of ["recycling", "10yfp"]) {
        form.elements.q.value = text;
        form.requestSubmit();
      }
    });
    await page.waitForFunction(() => /10yfp/.test(document.querySelector(".said").textContent));
    // The sentence that something is being looked for comes a quarter of a second after the question.
    await page.waitForTimeout(600);
    assert.match(await said(page).textContent(), /10yfp/);
  }));

test("the numbers beside values of a corrected question are those of what it was corrected to", () =>
  visit("search/?q=kolection&kind=stage", async (page) => {
    await total(page);
    const counts = (page) => page.locator(".narrowing fieldset:has([data-facet=kind]) li .count").allTextContents();
    const corrected = await counts(page);
    await page.goto(new URL("search/?q=collection&words=&kind=stage", portal.url).href);
    await total(page);
    assert.deepEqual(corrected, await counts(page));
    assert.ok(corrected.length > 2, corrected.join(" "));
  }));

test("removing a filter removes its words, also where the address has letters in two pieces", () =>
  visit("fr/search/?q=" + encodeURIComponent("déchets réunions 2017".normalize("NFD")), async (page) => {
    await total(page);
    await chip(page).filter({ hasText: "2017" }).click();
    await total(page);
    assert.equal(new URL(page.url()).searchParams.get("q"), "déchets réunions");
  }));

test("from a disk, the box and the results work the same, with and without the script", async () => {
  const out = portalOnDisk();
  const home = pathToFileURL(join(out, "meetings/index.html")).href;
  await visit(home, async (page) => {
    await page.keyboard.press("/");
    await page.keyboard.type("unep");
    await option(page).first().waitFor();
    await page.keyboard.press("Escape");
    await page.keyboard.press("Enter");
    await page.waitForURL(/search\/index\.html\?q=unep$/);
    assert.ok((await total(page)) > 0);
    const first = results(page).first().locator("a");
    assert.match(await first.evaluate((link) => link.href), /organisations\/unep\/index\.html$/);
    await facet(page, "kind", "meeting").check();
    await page.waitForURL(/kind=meeting/);
    assert.ok((await total(page)) > 0);
    await page.goBack();
    await results(page).first().locator("a").click();
    assert.match(await page.locator("h1").textContent(), /Environment Programme/);
  });
  await visit(home, async (page) => {
    await input(page).fill("unep");
    await page.keyboard.press("Enter");
    await page.waitForURL(/search\/index\.html\?q=unep$/);
  }, { javaScriptEnabled: false });
});

test("on a site whose author means harm, nothing runs, and what is left out is not found", async () => {
  const { site } = hostileSite();
  const out = join(scratch(), "out");
  spawnSync(program, ["build", "--site", site, "--keep-going", "--no-cache", "--out", out], { encoding: "utf8", maxBuffer: 1 << 28 });
  const served = await serveFolder(out);
  const looked = async (page) => {
    assert.equal(await page.locator(marker).count(), 0);
    assert.equal(await page.evaluate(() => [...document.querySelectorAll("main *")].filter((own) => [...own.attributes].some(({ name }) => /^on/.test(name))).length), 0);
    const links = await page.locator("main a[href]").evaluateAll((all) => all.map((link) => new URL(link.href).origin));
    assert.deepEqual(links.filter((origin) => origin !== served.origin), []);
  };
  try {
    await visit(served.url + "search/?" + new URLSearchParams({ q: "alert script", note: "<b>", __proto__: "1" }), async (page) => {
      page.on("dialog", (dialog) => assert.fail(dialog.message()));
      await page.goto(served.url + "search/?q=alert");
      assert.ok((await total(page)) > 10);
      await looked(page);
      for (const q of [`<${marker}>`, "__proto__ constructor", `"'><img src=x onerror=alert(1)>`, secret]) {
        await input(page).fill(q);
        await page.locator("form.find button").click();
        await page.waitForURL((url) => url.searchParams.get("q") === q);
        const count = await total(page);
        if (q === secret) assert.equal(await results(page).locator("a", { hasText: secret }).count(), 0, String(count));
        await looked(page);
      }
      await input(page).fill("aler");
      await option(page).first().waitFor();
      await looked(page);
    });
  } finally {
    await served.close();
  }
});

/** The index of a language of the portal, without a browser. */
function indexOf(language) {
  const folder = `search/${language}/`;
  const there = files(portal.folder).filter((name) => name.startsWith(folder)).map((name) => name.slice(folder.length));
  return engine(portal.folder).open(language, bits(there));
}

for (const language of ["en", "fr", "ar"]) {
  test(`every record is found by the words on its page: ${language}`, async () => {
    const index = indexOf(language);
    const prefix = language === "en" ? "" : language + "/";
    const records = new RegExp(`^${prefix}(meetings|organisations|documents|actions|programmes|decisions)/[^/]+/index\\.html$`);
    const pages = files(portal.folder).filter((name) => records.test(name));
    const lost = [];
    let asked = 0;
    // Always the same ones: a page in so many, and a word of it.
    for (let n = 0; asked < 200; n += 1) {
      const path = pages[(n * 7919) % pages.length];
      const main = /<main[^>]*>(.*)<\/main>/s.exec(readFileSync(join(portal.folder, path), "utf8"))[1];
      const body = /<div class="prose"[^>]*>(.*?)<\/div>/s.exec(main)?.[1] ?? /<h1[^>]*>(.*?)<\/h1>/s.exec(main)[1];
      const words = body.replace(/<a class="permalink".*?<\/a>/gs, " ").replace(/<[^>]*>|&\w+;/g, " ").match(/\p{L}{4,}/gu);
      if (!words) continue;
      asked += 1;
      const word = words[(n * 104729) % words.length];
      const answer = await index.search({ text: word, filters: {} });
      const hits = await answer.hits(0, answer.total);
      const address = path.replace(/index\.html$/, "");
      if (!hits.some(({ url }) => url.includes(address))) lost.push(`${word}: ${address}`);
    }
    assert.deepEqual(lost, []);
  });
}

test("the number beside every value of every facet is the number of results that it leaves", async () => {
  const index = indexOf("en");
  const wrong = [];
  let compared = 0;
  for (const asked of [{ text: "", filters: { kind: ["organisation", "meeting"] } }, { text: "e-waste recycling guidance platform", filters: {} }, { text: "waste", filters: { year: ["2003"] } }]) {
    for (const { name, values } of await (await index.search(asked)).facets) {
      for (const { value, count } of values) {
        // The values of a facet add up, so one is compared without the others.
        const { total } = await index.search({ ...asked, filters: { ...asked.filters, [name]: [value] } });
        if (total !== count) wrong.push(`${asked.text} ${name}=${value}: ${count}, ${total}`);
        compared += 1;
      }
    }
  }
  assert.deepEqual(wrong, []);
  assert.ok(compared > 100, String(compared));
});
