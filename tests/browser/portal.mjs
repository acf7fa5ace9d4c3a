// What the tests share: the portal of this repository built into a fresh folder, a server for its
// files, and a browser.

import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, readdirSync, rmSync, statSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { extname, join, relative, resolve, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { chromium } from "playwright-core";

/** The repository. */
export const repository = resolve(fileURLToPath(new URL("../..", import.meta.url)));

/** The program under test. */
export const program = process.env.PLENARY ?? join(repository, "target/debug/plenary");

/** Where the portal is served: below a path, so that a link that begins with `/` leads astray. */
export const prefix = "/some/prefix/";

const types = {
  ".css": "text/css", ".csv": "text/csv", ".html": "text/html", ".js": "text/javascript",
  ".json": "application/json", ".svg": "image/svg+xml", ".txt": "text/plain", ".xml": "application/xml",
};

const scratched = [];
process.on("exit", () => scratched.forEach((folder) => rmSync(folder, { recursive: true, force: true })));

/** A fresh folder that vanishes when the tests end. */
export function scratch() {
  const folder = mkdtempSync(join(tmpdir(), "plenary-browser-"));
  scratched.push(folder);
  return folder;
}

/** Builds the portal with these further arguments; returns the folder with its files. */
export function build(...args) {
  const out = join(scratch(), "out");
  const done = spawnSync(program, ["build", "--site", repository, "--no-cache", "--out", out, ...args], { encoding: "utf8" });
  if (done.status !== 0) throw new Error(`plenary build failed\n${done.error ?? ""}\n${done.stdout}${done.stderr}`);
  return out;
}

/** The paths of all files below a folder, with forward slashes, sorted. */
export function files(folder) {
  const found = [];
  const walk = (at) => {
    for (const name of readdirSync(at)) {
      const path = join(at, name);
      if (statSync(path).isDirectory()) walk(path);
      else found.push(relative(folder, path).split(sep).join("/"));
    }
  };
  walk(folder);
  return found.sort();
}

/** Serves a folder below `prefix`, as a plain web server would; `cache` is what browsers may keep. */
export async function serveFolder(folder, { cache = "no-store" } = {}) {
  const answer = (path) => {
    const name = path === "" || path.endsWith("/") ? path + "index.html" : path;
    try {
      return [200, name, readFileSync(join(folder, name))];
    } catch {
      return [404, "404.html", readFileSync(join(folder, "404.html"))];
    }
  };
  const server = createServer((request, response) => {
    const path = decodeURIComponent(new URL(request.url, "http://x").pathname);
    const inside = path.startsWith(prefix) && !path.includes("..");
    const [status, name, bytes] = inside ? answer(path.slice(prefix.length)) : [404, "x.txt", "not part of the site"];
    const type = types[extname(name)] ?? "application/octet-stream";
    const packed = /\bgzip\b/.test(request.headers["accept-encoding"] ?? "") && type.startsWith("text/");
    const encoding = packed ? { "Content-Encoding": "gzip" } : {};
    response.writeHead(status, { "Content-Type": `${type}; charset=utf-8`, "Cache-Control": cache, ...encoding });
    response.end(packed ? gzipSync(bytes) : bytes);
  });
  await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
  const origin = `http://127.0.0.1:${server.address().port}`;
  const fill = (made) => (folder = made);
  return { folder, fill, origin, url: origin + prefix, close: () => new Promise((done) => server.close(done)) };
}

/** The portal that `run.mjs` has built and serves for all tests; nothing where one file of tests is run by hand. */
const shared = JSON.parse(process.env.PLENARY_PORTAL ?? "null");

/** Serves the portal, built for the address it has. */
export async function servePortal() {
  if (shared) return { ...shared, close: () => {} };
  const served = await serveFolder();
  const folder = served.fill(build("--base-url", served.url));
  return { ...served, folder };
}

/** Builds the portal for a disk; returns its folder. */
export const portalOnDisk = () => shared?.disk ?? build("--for-disk");

/** A browser without a window, with a fresh profile of its own. */
export function browser() {
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: [
      "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
      "--disable-component-update", "--disable-sync", "--no-sandbox",
    ],
  });
}
