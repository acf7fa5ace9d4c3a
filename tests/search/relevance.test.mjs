// Real questions in three languages, typed into the box of the built portal: the record that is wanted must be among the first hits.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { browser, servePortal } from "../browser/portal.mjs";

const QUESTIONS = JSON.parse(readFileSync(new URL("questions.json", import.meta.url), "utf8"));
const LOOKED_AT = 10;

let chromium, portal;
before(async () => {
  [chromium, portal] = await Promise.all([browser(), servePortal()]);
});
after(async () => {
  await chromium?.close();
  await portal?.close();
});

/** Asks a question on the search page; gives the addresses of the first hits. */
async function ask(page, question) {
  await page.locator(".search form.find input").fill(question);
  await page.keyboard.press("Enter");
  await page.waitForURL((url) => url.searchParams.get("q") === question);
  await page.waitForFunction(() => !document.querySelector(".found").hasAttribute("aria-busy") && document.querySelector(".said").textContent);
  const links = await page.locator("ol.results > li > div > a").evaluateAll((all) => all.map((link) => link.href));
  return links.slice(0, LOOKED_AT).map((url) => "/" + url.slice(portal.url.length));
}

/** Whether a hit is what is wanted; where only the page is named, any place on it. */
const fits = (hit, wanted) => wanted.some((own) => hit === own || (!own.includes("#") && hit.split("#")[0] === own));

test("there are questions enough, in English, French and Arabic", () => {
  assert.ok(QUESTIONS.length >= 80, String(QUESTIONS.length));
  for (const lang of ["en", "fr", "ar"]) assert.ok(QUESTIONS.filter((own) => own.lang === lang).length >= 10, lang);
});

test("what is wanted is among the first hits", async (t) => {
  const missed = [];
  let reciprocal = 0, amongThree = 0;
  for (const lang of new Set(QUESTIONS.map((own) => own.lang))) {
    const page = await chromium.newPage();
    page.setDefaultTimeout(20_000);
    await page.goto(`${portal.url}${lang === "en" ? "" : lang + "/"}search/`);
    for (const { ask: question, want, within } of QUESTIONS.filter((own) => own.lang === lang)) {
      const hits = await ask(page, question);
      const place = hits.findIndex((hit) => fits(hit, want)) + 1;
      if (place) reciprocal += 1 / place;
      if (place && place <= 3) amongThree += 1;
      if (!place || place > within) missed.push(`${lang}: ${question}: ${place || "not found"}, before it ${hits.slice(0, 3).join(" ")}`);
    }
    await page.close();
  }
  const [mrr, three] = [reciprocal, amongThree].map((sum) => sum / QUESTIONS.length);
  t.diagnostic(`MRR ${mrr.toFixed(3)}, success@3 ${three.toFixed(3)} of ${QUESTIONS.length} questions`);
  assert.deepEqual(missed, []);
  assert.ok(mrr >= 0.9 && three >= 0.95, `MRR ${mrr}, success@3 ${three}`);
});
