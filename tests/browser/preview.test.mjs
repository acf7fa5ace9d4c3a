// The live preview: an edit reaches the open page, a mistake lies over it and goes when it is fixed.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { cpSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import test, { after, before } from "node:test";
import { browser, program, repository, scratch } from "./portal.mjs";

const site = scratch();
const file = join(site, "content/meetings/img-ewaste-5.md");
/** Long enough for a debug program on a busy machine; how fast it is, is measured elsewhere. */
const patience = { timeout: 60_000 };
let chromium, preview, page, good;
/** What the browser refused or could not do. */
const refused = [];

before(async () => {
  for (const part of ["site.toml", "model", "strings", "content"]) cpSync(join(repository, part), join(site, part), { recursive: true });
  good = readFileSync(file, "utf8");
  preview = spawn(program, ["serve", "--site", site, "--port", "0"], { stdio: ["ignore", "pipe", "inherit"] });
  chromium = await browser();
  page = await chromium.newPage();
  page.on("console", (message) => message.type() === "error" && refused.push(message.text()));
  page.on("pageerror", (error) => refused.push(error.message));
  // The address is printed before the first build: until that is done, another page stands there.
  await page.goto((await address()) + "meetings/img-ewaste-5/");
  await page.locator("main h1").getByText("Issue Management Group").waitFor(patience);
});
after(async () => {
  await chromium?.close();
  preview?.kill();
});

/** The address that the preview prints. */
function address() {
  return new Promise((found, failed) => {
    let said = "";
    preview.stdout.on("data", (bytes) => {
      said += bytes;
      const url = /http:\/\/127\.0\.0\.1:\d+\//.exec(said);
      if (url) found(url[0]);
    });
    preview.on("exit", (status) => failed(new Error(`plenary serve ended with ${status}: ${said}`)));
  });
}

test("an edit is on the open page", async () => {
  writeFileSync(file, good + "\nA sentence that was not there before.\n");
  await page.getByText("A sentence that was not there before.").waitFor(patience);
});

test("a broken reference lies over the page, which stays as it was", async () => {
  writeFileSync(file, good + "\nThis asks for [[organisation:uneep]].\n");
  const overlay = page.locator("#plenary-overlay");
  await overlay.getByText("uneep").first().waitFor(patience);
  await overlay.getByText("unknown-reference").first().waitFor(patience);
  await overlay.getByText("This asks for").first().waitFor(patience);
  await page.locator("main").getByText("A sentence that was not there before.").waitFor(patience);
  // The policy of the page lets the preview's own style and script work.
  assert.equal(await overlay.evaluate((element) => getComputedStyle(element).position), "fixed");
  await page.reload();
  await overlay.getByRole("button", { name: "Close" }).click();
  await overlay.waitFor({ state: "detached", ...patience });
});

test("when it is fixed, nothing lies over the page", async () => {
  writeFileSync(file, good + "\nThis asks for [[organisation:unep]].\n");
  await page.locator("#plenary-overlay").waitFor({ state: "detached", ...patience });
  await page.locator("main").getByText("This asks for").waitFor(patience);
});

test("a new record has a page, and its list shows it", async () => {
  const record = '+++\ntitle = "A meeting that is new"\ndate = 2026-11-22\n+++\n\nIt met.\n';
  await page.goto(new URL("../../meetings/", page.url()).href);
  writeFileSync(join(site, "content/meetings/new-one.md"), record);
  await page.locator("main").getByText("A meeting that is new").waitFor(patience);
});

test("the browser refused nothing", () => {
  // While the site is being built the answer is 503, which is no mistake.
  assert.deepEqual(refused.filter((text) => !text.includes("503")), []);
});
