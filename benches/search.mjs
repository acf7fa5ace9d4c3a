// What the search of a site costs: CPU time, files, bytes and round trips. Beside it, if it is installed, Pagefind.
//
//   node benches/search.mjs SITE… [--plenary PATH] [--pagefind PATH] [--questions 40]
//
// SITE is the folder of a site; the generator that benches/README.md names makes sites of any size. Each is built
// with and without the index. Questions are three words of a record, taken at random, always the same ones. A file is
// counted as a server sends it, compressed with gzip -6, and a round trip is what must have arrived before something
// else is asked for.
import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { bits, engine } from "../tests/search/engine.mjs";

const options = { plenary: path.resolve("target/release/plenary"), pagefind: "", questions: "40" };
const sites = [];
for (let at = 2; at < process.argv.length; at++) {
  const name = process.argv[at].replace(/^--/, "");
  if (name in options && process.argv[at].startsWith("--")) options[name] = process.argv[++at];
  else sites.push(process.argv[at]);
}

const scratch = mkdtempSync(path.join(tmpdir(), "plenary-search-"));
process.on("exit", () => rmSync(scratch, { recursive: true, force: true }));

/** Runs a program; returns its CPU seconds (user and system) and its peak MiB. */
function run(program, args) {
  const timed = ["-f", "%U %S %M", program, ...args];
  const done = spawnSync("/usr/bin/time", timed, { encoding: "utf8", maxBuffer: 1 << 28 });
  if (done.status !== 0) throw new Error(`${program} failed\n${done.stdout}${done.stderr}`);
  const [user, system, peak] = done.stderr.trim().split("\n").at(-1).split(" ").map(Number);
  return { seconds: user + system, peak: peak / 1024 };
}

const seconds = (number) => number.toFixed(2);
const kilobytes = (number) => (number / 1000).toFixed(1);
const compressed = (bytes) => gzipSync(bytes, { level: 6 }).length;
const sorted = (list) => [...list].sort((a, b) => a - b);
const middle = (list) => sorted(list)[Math.floor(list.length / 2)];
const row = (...cells) => console.log(`| ${cells.join(" | ")} |`);

/** The files below a folder that are of the index. */
function filesOf(folder) {
  const names = readdirSync(folder, { recursive: true }).filter((name) => statSync(path.join(folder, name)).isFile());
  return names.map((name) => ({ name, size: statSync(path.join(folder, name)).size }));
}

/** A generator of numbers, so that questions are the same each time. */
function dice(seed) {
  return (sides) => {
    seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
    return seed % sides;
  };
}

/** Three words of a record each. */
function questions(folder, language, count) {
  const roll = dice(7);
  const records = readdirSync(path.join(folder, "r")).filter((name) => /^\d+\.js$/.test(name)).sort();
  return Array.from({ length: count }, () => {
    const text = readFileSync(path.join(folder, "r", records[roll(records.length)]), "utf8");
    const words = [...new Set(text.match(/\p{L}{5,}/gu) ?? [])].filter((word) => word !== "plenarySearch");
    return [1, 2, 3].map(() => words[roll(words.length)]).join(" ");
  });
}

/** What one reader's first question moves: up to the first ten hits, and up to the facets. */
async function cost(out, language, question, delay) {
  const { open, loads } = engine(out, delay);
  const index = open(language, bits(readdirSync(`${out}/search/${language}`)));
  const bytes = () => loads.reduce((sum, load) => sum + compressed(load.bytes), 0);
  const found = await index.search({ text: question });
  await found.hits(0, 10);
  const first = { bytes: bytes(), rounds: Math.max(...loads.map((load) => load.round)), files: loads.length };
  await found.facets;
  return { ...first, facets: bytes() - first.bytes };
}

async function suggestion(out, language, letter) {
  const { open, loads } = engine(out);
  await open(language, bits(readdirSync(`${out}/search/${language}`))).suggest(letter, 8);
  return loads.reduce((sum, load) => sum + compressed(load.bytes), 0);
}

/** A copy of a site that has no index. */
function withoutIndex(site) {
  const copy = path.join(scratch, "without");
  rmSync(copy, { recursive: true, force: true });
  cpSync(site, copy, { recursive: true });
  const settings = path.join(copy, "site.toml");
  const text = readFileSync(settings, "utf8");
  const off = "[outputs]\nsearch_index = false\n";
  writeFileSync(settings, text.includes("[outputs]") ? text.replace("[outputs]\n", off) : `${text}\n${off}`);
  return copy;
}

async function measure(site) {
  const out = path.join(scratch, path.basename(site));
  const builds = (site, folder) => {
    const build = () => run(options.plenary, ["build", "--quiet", "--site", site, "--out", folder]);
    const all = [build(), build(), build(), build()].slice(1);
    return { seconds: middle(all.map((one) => one.seconds)), peak: middle(all.map((one) => one.peak)) };
  };
  const whole = builds(site, out);
  const without = builds(withoutIndex(site), path.join(scratch, "other"));
  const language = readdirSync(path.join(out, "search")).find((name) => statSync(path.join(out, "search", name)).isDirectory());
  const folder = path.join(out, "search", language);
  const files = filesOf(folder);
  const asked = questions(folder, language, Number(options.questions));
  const costs = [];
  for (const question of asked) costs.push(await cost(out, language, question, 5));
  const letters = [];
  for (const letter of "abcdefghijklmnopqrstuvwxyz") letters.push(await suggestion(out, language, letter));
  const records = files.filter(({ name }) => /^r.\d+\.js$/.test(name)).length;
  const most = (key) => Math.max(...costs.map((one) => one[key]));
  row(records, "plenary", `${seconds(whole.seconds - without.seconds)} (the build ${seconds(whole.seconds)})`, `+${(whole.peak - without.peak).toFixed(0)}`, files.length,
    (files.reduce((sum, file) => sum + file.size, 0) / 1e6).toFixed(1),
    `${kilobytes(middle(costs.map((one) => one.bytes)))} / ${kilobytes(most("bytes"))}`, most("rounds"),
    kilobytes(most("facets")), kilobytes(Math.max(...letters)));
  if (options.pagefind) pagefind(out, records);
}

/** Pagefind on the same pages. Its chunks are compressed already. */
function pagefind(out, records) {
  const { seconds: used, peak } = run(options.pagefind, ["--site", out, "--output-subdir", "pagefind"]);
  const files = filesOf(path.join(out, "pagefind"));
  const size = (pattern) => files.filter(({ name }) => pattern.test(name)).map((file) => file.size);
  const [chunks, fragments] = [size(/\.pf_index$/), size(/\.pf_fragment$/)];
  const fixed = size(/wasm\.en\.pagefind$|\.pf_meta$|pagefind-entry\.json$/).reduce((a, b) => a + b, 0)
    + compressed(readFileSync(path.join(out, "pagefind", "pagefind.js")));
  const average = (list) => list.reduce((a, b) => a + b, 0) / list.length;
  const query = fixed + 3 * average(chunks) + 10 * average(fragments);
  row(records, "Pagefind", seconds(used), peak.toFixed(0), files.length, (files.reduce((sum, file) => sum + file.size, 0) / 1e6).toFixed(1),
    `${kilobytes(query)} (computed: what is always loaded, three average chunks, ten average fragments)`, "", "", "");
}

row("records", "", "CPU s", "peak MiB", "files", "MB", "first question of three words, kB: median / most", "round trips", "facets, kB", "first letter, kB");
row(...Array(10).fill("---"));
for (const site of sites) {
  await measure(path.resolve(site));
  readdirSync(scratch).forEach((name) => rmSync(path.join(scratch, name), { recursive: true, force: true }));
}
