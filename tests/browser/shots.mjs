// Pictures of each type of page, for people: node tests/browser/shots.mjs FOLDER [PATTERN]
// PATTERN narrows down the types by their names. Each is taken on a wide screen, on a telephone, in the dark, and as paper.

import { mkdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { browser, servePortal } from "./portal.mjs";
import { pages } from "./types.mjs";

const [folder = "shots", pattern = ""] = process.argv.slice(2);
mkdirSync(folder, { recursive: true });
const [chromium, portal] = await Promise.all([browser(), servePortal()]);
const looks = {
  wide: { viewport: { width: 1280, height: 900 }, colorScheme: "light" },
  phone: { viewport: { width: 320, height: 700 }, colorScheme: "light" },
  dark: { viewport: { width: 1280, height: 900 }, colorScheme: "dark" },
};
for (const [type, address] of Object.entries(pages).filter(([type]) => type.includes(pattern))) {
  for (const [look, options] of Object.entries(looks)) {
    const page = await chromium.newPage({ reducedMotion: "reduce", ...options });
    await page.goto(new URL(address, portal.url).href);
    await page.screenshot({ path: join(folder, `${type}-${look}.png`), fullPage: true });
    if (look === "wide") await page.pdf({ path: join(folder, `${type}.pdf`), preferCSSPageSize: true });
    await page.close();
  }
}
await chromium.close();
await portal.close();
console.log(`${resolve(folder)}`);
