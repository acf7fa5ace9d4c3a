// The archive of the site, unpacked and opened from a disk: no page asks for anything that is not there, and nothing
// but the disk is asked.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import test, { after, before } from "node:test";
import { browser as launch, files, program, repository, scratch } from "./portal.mjs";

const folder = scratch();
let browser;

before(async () => {
  const site = join(folder, "site");
  mkdirSync(site);
  for (const part of ["content", "model", "strings"]) cpSync(join(repository, part), join(site, part), { recursive: true });
  const settings = readFileSync(join(repository, "site.toml"), "utf8");
  writeFileSync(join(site, "site.toml"), `${settings}\n[outputs]\noffline_zip = true\n`);
  const out = join(folder, "out");
  const built = spawnSync(program, ["build", "--site", site, "--no-cache", "--out", out], { encoding: "utf8" });
  assert.equal(built.status, 0, built.stdout + built.stderr);
  for (const language of ["en", "ar"]) {
    const unpacked = spawnSync("python3", ["-m", "zipfile", "-e", join(out, `offline-${language}.zip`), folder], { encoding: "utf8" });
    assert.equal(unpacked.status, 0, unpacked.stderr);
  }
  browser = await launch();
});

after(() => browser?.close());

for (const language of ["en", "ar"]) {
  test(`the copy in the language ${language} opens from a disk, without a failed request`, async () => {
    const root = join(folder, `offline-${language}`);
    const page = await browser.newPage();
    const [failed, asked] = [[], []];
    // The first page sends the reader on: what it had begun to ask for is given up, and is not missing.
    page.on("requestfailed", (request) => request.failure().errorText === "net::ERR_ABORTED" || failed.push(`${request.url()}: ${request.failure().errorText}`));
    page.on("request", (request) => asked.push(request.url()));
    const address = (path) => pathToFileURL(join(root, path)).href;
    const below = language === "en" ? "" : `${language}/`;
    await page.goto(address("index.html"), { waitUntil: "commit" });
    await page.waitForURL(address(`${below}index.html`));
    await page.goto(address(`${below}meetings/img-ewaste-5/index.html`), { waitUntil: "load" });
    assert.equal(await page.locator("html").getAttribute("lang"), language);
    const links = await page.locator("main a[href]").evaluateAll((all) => all.map((link) => link.href));
    const local = new Set(files(root));
    const missing = links.filter((link) => link.startsWith("file:")).map((link) => decodeURIComponent(new URL(link).pathname))
      .map((path) => path.slice(root.length + 1)).filter((path) => !local.has(path));
    assert.deepEqual(missing, []);
    assert.deepEqual(failed, []);
    assert.deepEqual(asked.filter((url) => !url.startsWith("file:")), []);
    await page.close();
  });
}

test("the checksums in the archive are those of its files", () => {
  const done = spawnSync("sha256sum", ["--check", "--quiet", "--strict", "SHA256SUMS"], { cwd: join(folder, "offline-en"), encoding: "utf8" });
  assert.equal(done.status, 0, done.stdout + done.stderr);
});
