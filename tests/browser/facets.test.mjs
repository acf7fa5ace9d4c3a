// Values of facets chosen together: in the page, over the pages of a long list, in the address, and from a disk.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import test, { after, before } from "node:test";
import { pathToFileURL } from "node:url";
import { browser, portalOnDisk, program, scratch, serveFolder, servePortal } from "./portal.mjs";

let chromium, portal;
before(async () => {
  [chromium, portal] = await Promise.all([browser(), servePortal()]);
});
after(async () => {
  await chromium?.close();
  await portal?.close();
});

async function visit(address, act) {
  const context = await chromium.newContext({ viewport: { width: 1280, height: 800 } });
  try {
    const page = await context.newPage();
    page.setDefaultTimeout(10_000);
    const complaints = [];
    page.on("pageerror", (error) => complaints.push(String(error)));
    await page.goto(address);
    await act(page);
    assert.deepEqual(complaints, []);
  } finally {
    await context.close();
  }
}

const shown = (page) => page.locator(".results .items > li:visible, table.items tbody tr:not(.group-title):visible");
const box = (page, facet, value) => page.locator(`[data-facet="${facet}"] [data-value="${value}"] input`);
const said = (page) => page.locator(".combined [role=status]").textContent();

/** A list of thirty records on three pages. */
function longList(...args) {
  const site = scratch();
  const content = join(site, "content/letters");
  mkdirSync(content, { recursive: true });
  writeFileSync(join(site, "site.toml"), `
title = "Letters"
[kinds.letter]
folder = "letters"
fields.colour = { type = "enum", values = ["red", "blue", "green"] }
fields.size = { type = "enum", values = ["small", "large"] }
list = { facets = ["colour", "size"], page_size = 10 }
`);
  for (let n = 10; n < 40; n += 1) {
    const colour = ["red", "blue", "green"][n % 3];
    writeFileSync(join(content, `l${n}.md`), `+++\ntitle = "Letter ${n}"\ncolour = "${colour}"\nsize = "${n % 2 ? "small" : "large"}"\n+++\n`);
  }
  const out = join(site, "public");
  const done = spawnSync(program, ["build", "--site", site, "--out", out, ...args], { encoding: "utf8" });
  assert.equal(done.status, 0, done.stderr);
  return out;
}

test("values of two facets narrow a list together, and the number is announced", () =>
  visit(portal.url + "organisations/", async (page) => {
    const all = await shown(page).count();
    await box(page, "type", "un-entity").check();
    const entities = await shown(page).count();
    await box(page, "topics", "e-waste").check();
    const both = await shown(page).count();
    assert.ok(both > 0 && both < entities && entities < all, `${both}, ${entities}, ${all}`);
    assert.match(await said(page), new RegExp(`^${both} `));
  }));

test("typing narrows what is chosen, and does not bring back what is not", () =>
  visit(portal.url + "organisations/", async (page) => {
    await box(page, "type", "centre").check();
    const chosen = await shown(page).count();
    await page.locator(".filter input").fill("a");
    assert.ok((await shown(page).count()) <= chosen);
    await page.locator(".filter input").fill("");
    assert.equal(await shown(page).count(), chosen);
  }));

test("what is chosen stands in the address; going back takes it away, and the address can be passed on", () =>
  visit(portal.url + "organisations/", async (page) => {
    const all = await shown(page).count();
    await box(page, "type", "un-entity").check();
    await box(page, "type", "centre").check();
    const some = await shown(page).count();
    const address = page.url();
    assert.match(address, /\?type=.*&type=/);
    await page.goBack();
    await page.goBack();
    assert.equal(await shown(page).count(), all);
    await page.goto(address);
    assert.equal(await shown(page).count(), some);
    assert.ok(await box(page, "type", "centre").isChecked());
    await page.locator(".combined button").click();
    assert.equal(await shown(page).count(), all);
  }));

test("on the page of one value, another choice leads to the whole list with both", () =>
  visit(portal.url + "organisations/by/type/un-entity/", async (page) => {
    assert.ok(await box(page, "type", "un-entity").isChecked());
    await box(page, "topics", "e-waste").check();
    await page.waitForURL(/organisations\/\?/);
    assert.ok(await box(page, "type", "un-entity").isChecked());
    assert.ok((await shown(page).count()) > 0);
  }));

test("a list of several pages is narrowed as a whole", async () => {
  const served = await serveFolder(longList());
  try {
    await visit(served.url + "letters/", async (page) => {
      assert.equal(await shown(page).count(), 10);
      await box(page, "colour", "red").check();
      await page.waitForFunction(() => document.querySelector(".combined [role=status]").textContent.startsWith("10 "));
      await box(page, "size", "small").check();
      await page.waitForFunction(() => document.querySelector(".combined [role=status]").textContent.startsWith("5 "));
      assert.equal(await shown(page).count(), 5);
      const titles = await shown(page).locator("a").allTextContents();
      assert.deepEqual(titles, ["Letter 15", "Letter 21", "Letter 27", "Letter 33", "Letter 39"]);
      await shown(page).locator("a").last().click();
      assert.equal(await page.locator("h1").textContent(), "Letter 39");
    });
  } finally {
    await served.close();
  }
});

test("what stands in several groups is counted once", async () => {
  const site = scratch();
  mkdirSync(join(site, "content/letters"), { recursive: true });
  writeFileSync(join(site, "site.toml"), `
title = "Letters"
[kinds.letter]
folder = "letters"
fields.to = { type = "list" }
fields.size = { type = "enum", values = ["small", "large"] }
list = { group = "to", facets = ["size", "to"] }
`);
  for (let n = 10; n < 24; n += 1) {
    const to = n % 2 ? '"Ann"' : '"Ann", "Bob"';
    writeFileSync(join(site, `content/letters/l${n}.md`), `+++\ntitle = "Letter ${n}"\nto = [${to}]\nsize = "${n < 20 ? "small" : "large"}"\n+++\n`);
  }
  const out = join(site, "public");
  const done = spawnSync(program, ["build", "--site", site, "--out", out], { encoding: "utf8" });
  assert.equal(done.status, 0, done.stderr);
  const served = await serveFolder(out);
  try {
    await visit(served.url + "letters/", async (page) => {
      assert.match(await page.locator(".showing").textContent(), /^14 in all/);
      assert.equal(await shown(page).count(), 21);
      await box(page, "size", "small").check();
      assert.match(await said(page), /^10 /);
      assert.equal(await shown(page).count(), 15);
      assert.equal(await page.locator('[data-value="bob"] .count').textContent(), "5");
      await page.locator(".filter input").fill("letter 12");
      assert.equal(await shown(page).count(), 2);
      assert.match(await page.locator(".filter [role=status]").textContent(), /\b1\b/);
    });
  } finally {
    await served.close();
  }
});

test("from a disk, the entries of the page are narrowed and the page says so", async () => {
  const out = longList("--for-disk");
  await visit(pathToFileURL(join(out, "letters/index.html")).href, async (page) => {
    await box(page, "colour", "red").check();
    await page.waitForFunction(() => document.querySelector(".combined [role=status]").textContent.includes("of this page"));
    assert.equal(await shown(page).count(), 3);
  });
});

test("from a disk, a short list is narrowed as a whole", () => {
  const out = portalOnDisk();
  return visit(pathToFileURL(join(out, "organisations/index.html")).href, async (page) => {
    const all = await shown(page).count();
    await box(page, "type", "centre").check();
    const some = await shown(page).count();
    assert.ok(some > 0 && some < all, `${some} of ${all}`);
    await page.reload();
    assert.equal(await shown(page).count(), some);
  });
});
