// What the engine answers from the index of a small site: without a browser, since it needs none.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { before, test } from "node:test";
import { program, scratch } from "../browser/portal.mjs";
import { bits, engine } from "./engine.mjs";

const SITE = `
title = "Search"
languages = ["en", "fr", "ar", "ja"]
[kinds.agency]
folder = "agencies"
label = "Agency"
plural = "Agencies"
search = { facet = true }
[kinds.agency.fields]
acronym = { type = "text", name = true }
[kinds.paper]
folder = "papers"
label = { en = "Paper", fr = "Document" }
plural = { en = "Papers", fr = "Documents" }
search = { facets = ["state"] }
[kinds.paper.fields]
symbol = { type = "text", name = true }
date = { type = "date" }
by = { type = "ref", kind = "agency" }
state = { type = "enum", values = ["draft-text", "agreed"] }
secret = { type = "text" }
supersedes = { type = "ref", kind = "paper", label = "Supersedes", inverse = "Superseded by" }
[kinds.step]
folder = "steps"
[kinds.secret]
folder = "secrets"
search = { off = true }
`;
const record = (fields, text = "") => `+++\n${fields}\n+++\n${text}\n`;
const long = (topic) => `${topic} ${"filler words that mean nothing at all ".repeat(12)}`;
const FILES = {
  "site.toml": SITE,
  "content/agencies/abolished.md": record('title = "Abolished board"\nretired = 2016-12-31'),
  "content/agencies/unep.md": record('title = "United Nations Environment Programme"\nacronym = "UNEP"'),
  "content/agencies/unep.fr.md": record('title = "Programme pour l\'environnement"\nacronym = "PNUE"', "Il coordonne."),
  "content/agencies/who.md": record('title = "World Health Organization"\nacronym = "WHO"'),
  "content/papers/plan.md": record('title = "Work plan"\nsymbol = "EMG/SOM.19/03/Rev.1"\ndate = 2013-09-12\nby = "unep"\nstate = "agreed"',
    `## Introduction\n\n${long("Recycling of batteries.")}\n\n## Money\n\n${long("The collection of e-waste is financed.")}\n`),
  "content/papers/report.md": record('title = "Report"\nsymbol = "EMG/SOM.19/05"\ndate = "2014-02/2015-03"\nby = "who"', `${long("A report on collections.")}\n\nSee [[unep]].`),
  "content/papers/note.md": record('title = "Note"\ndate = 2014-02-01', "Recycled phones. Élégante naïveté. بالنفايات الإلكترونية"),
  "content/papers/kyoto.ja.md": record('title = "東京都の会議"', "第五回電子廃棄物会議の記録。"),
  "content/papers/hostile.md": record('title = "<img src=x onerror=alert(1)> __proto__ \\\\ \\" constructor"', "toString hasOwnProperty </script> \u2028 end"),
  "content/papers/odd.md": record(`title = "\u202eevil\u202c \u0301\u0301 ${"x".repeat(500)}"\nsymbol = "\u0301"\nstate = "agreed"`, `\u0301 \u200f\u202eoverridden ${"й".repeat(300)} constructor`),
  "content/papers/draft.md": record('title = "Clandestine"\ndraft = true', "Clandestine words."),
  "content/papers/rules-old.md": record('title = "Rules of procedure"\ndate = 1999-05-01', "Quorum and voting of the assembly, in full, with a seal. See [[unep]], [[who]]."),
  "content/papers/rules-new.md": record('title = "Rules of procedure"\ndate = 2021-05-01\nsupersedes = "rules-old"', "Quorum and voting of the assembly."),
  "content/papers/summary.md": record('title = "Summary"\ndate = 2010', "Quorum."),
  "content/plan.md": record('title = "Timetable"\n[table]\nrow_kind = "step"', "| id | title |\n| --- | --- |\n| s.1 | Stocktaking |\n"),
  "content/secrets/s.md": record('title = "Unfindable"', "Unfindable."),
};
for (let at = 0; at < 70; at++) FILES[`content/papers/x${at}.md`] = record(`title = "Proposal ${at}"`, `Some words number${at}.`);

let folder;
before(() => {
  const site = path.join(scratch(), "site");
  for (const [name, text] of Object.entries(FILES)) {
    mkdirSync(path.dirname(path.join(site, name)), { recursive: true });
    writeFileSync(path.join(site, name), text);
  }
  folder = path.join(site, "public");
  const done = spawnSync(program, ["build", "--site", site, "--out", folder], { encoding: "utf8" });
  assert.equal(done.status, 0, done.stdout + done.stderr);
});

const open = (language = "en") => engine(folder).open(language, bits(readdirSync(`${folder}/search/${language}`)));
// The engine runs in a realm of its own, whose arrays are others.
const here = (value) => JSON.parse(JSON.stringify(value));
const ask = async (question, language) => {
  const found = await open(language).search(typeof question === "string" ? { text: question } : question);
  const { total, words, corrected } = found;
  return here({ total, words, corrected, hits: await found.hits(0, 20) });
};
const titles = async (question, language) => (await ask(question, language)).hits.map((hit) => hit.title);
const quote = (hit) => hit.quote.map((piece) => (piece.mark ? `[${piece.text}]` : piece.text)).join("");

test("symbols are found whole and in part, before everything else", async () => {
  assert.equal((await titles("EMG/SOM.19/03/Rev.1"))[0], "Work plan");
  assert.deepEqual(await titles("som.19"), ["Work plan", "Report"]);
  assert.deepEqual(await titles("SOM.19/5"), ["Report"]);
});

test("an acronym, a title and a number are found first", async () => {
  assert.equal((await titles("unep"))[0], "United Nations Environment Programme");
  assert.equal((await titles("pnue"))[0], "United Nations Environment Programme");
  assert.equal((await titles("Proposal 7"))[0], "Proposal 7");
  assert.equal((await titles("x9"))[0], "Proposal 9");
  assert.equal((await titles("SOM19/03"))[0], "Work plan");
  assert.equal((await titles("proposal7"))[0], "Proposal 7");
});

test("a hit leads to its passage, and shows the words", async () => {
  const { hits: [hit] } = await ask("financed collection");
  assert.match(hit.url, /papers\/plan\/#money$/);
  assert.equal(hit.place, "Money");
  assert.match(quote(hit), /The \[collection\] of e-waste is \[financed\]/);
  assert.deepEqual([hit.kind, hit.date], ["paper", "12 September 2013"]);
});

test("forms, accents, hyphens and letters make no difference", async () => {
  assert.deepEqual(new Set(await titles("recycle")), new Set(["Note", "Work plan"]));
  assert.deepEqual(await titles("elegante NAIVETE"), ["Note"]);
  assert.deepEqual(await titles("ewaste"), ["Work plan"]);
  assert.deepEqual(await titles("e-waste"), ["Work plan"]);
  assert.deepEqual(await titles("الالكترونية"), ["Note"]);
  assert.deepEqual(await titles("電子廃棄物", "ja"), ["東京都の会議"]);
  assert.deepEqual(await titles("京", "ja"), ["東京都の会議"]);
  assert.deepEqual(new Set(await titles("recycl")), new Set(["Note", "Work plan"]));
  // Forms that no text has.
  assert.deepEqual(await titles("battery"), ["Work plan"]);
  assert.deepEqual(new Set(await titles("collecting")), new Set(["Report", "Work plan"]));
  assert.deepEqual(await titles("phone"), ["Note"]);
});

test("misspelt words find only where nothing matches, and it is said", async () => {
  const found = await ask("kolection finnanced");
  assert.deepEqual(found.corrected.map((change) => change.to), ["collection", "financed"]);
  assert.equal(found.hits[0].title, "Work plan");
  assert.equal((await ask("collection")).corrected, null);
  assert.equal((await ask("SOM.18/03")).corrected, null);
});

test("where no record has all words, those with most are shown, and what is missing", async () => {
  const found = await ask("batteries zzzzzzzz");
  assert.deepEqual(found.hits.map((hit) => hit.title), ["Work plan"]);
  assert.deepEqual(found.words.map((word) => word.missing), [false, true]);
});

test("where few records have all words of a long question, those that lack one follow and say so", async () => {
  const { hits } = await ask("quorum voting assembly seal");
  assert.deepEqual(hits.map((hit) => [hit.url.split("/").at(-2), hit.lacks]), [["rules-old", []], ["rules-new", ["seal"]]]);
  // A short question needs all of its words, and a filter changes nothing about which records may lack one.
  assert.equal((await ask("quorum seal")).total, 1);
  const narrowed = await ask({ text: "quorum voting assembly seal", filters: { year: ["2021"] } });
  assert.deepEqual(narrowed.hits.map((hit) => hit.lacks), [["seal"]]);
});

test("what takes the place of a record stands before it, and the hit of the other leads there", async () => {
  const { hits } = await ask("rules of procedure");
  assert.deepEqual(hits.map((hit) => hit.date), ["1 May 2021", "1 May 1999"]);
  assert.deepEqual(hits[0].later, []);
  assert.deepEqual(hits[1].later, [{ label: "Superseded by", title: "Rules of procedure", url: "search/en/../../papers/rules-new/" }]);
  assert.equal((await ask("rules-old")).hits[0].date, "1 May 1999");
});

test("results are sorted by date on demand, those without a date last", async () => {
  const dates = async (newest) => (await ask({ text: "", filters: { kind: ["paper"] }, newest })).hits.map((hit) => hit.date);
  const sorted = await dates(true);
  // An interval counts from its beginning.
  assert.deepEqual(sorted.slice(0, 7), ["1 May 2021", "1 February 2014", "February 2014 – March 2015", "12 September 2013", "2010", "1 May 1999", ""]);
  assert.notDeepEqual(await dates(false), sorted);
});

test("a large facet is loaded when somebody asks for it, or chose of it", async () => {
  const copy = path.join(scratch(), "large");
  cpSync(`${folder}/search`, `${copy}/search`, { recursive: true });
  const root = `${copy}/search/en/root.js`;
  const text = readFileSync(root, "utf8");
  const large = text.replace(/(\["year","Year","year",\[\],)\d+/, "$1999999");
  assert.notEqual(large, text);
  writeFileSync(root, large);
  const { open, loads } = engine(copy);
  const index = open("en", bits(readdirSync(`${copy}/search/en`)));
  const loaded = () => loads.some((load) => load.file.endsWith("/f-year.js"));
  const year = (facets) => facets.find((facet) => facet.name === "year");
  const { load } = year(await (await index.search({ text: "collection" })).facets);
  assert.ok(!loaded());
  assert.deepEqual(here(await load()).map((own) => [own.value, own.count]), [["2015", 1], ["2014", 1], ["2013", 1]]);
  assert.ok(loaded());
  assert.ok(year(await (await index.search({ text: "collection", filters: { year: ["2013"] } })).facets).values.some((own) => own.chosen));
});

test("kinds, years and records are understood", async () => {
  const index = open();
  const understood = async (text) => {
    const { filters, text: rest } = here(await index.understand(text));
    return [filters.map(({ facet, value }) => `${facet}=${value}`), rest];
  };
  assert.deepEqual(await understood("papers 2014 united nations environment programme"), [["kind=paper", "year=2014", "agency=unep"], ""]);
  assert.deepEqual(await understood("papers unep recycling"), [["kind=paper", "agency=unep"], "recycling"]);
  // Retired records have numbers as well.
  assert.deepEqual(await understood("papers who collections"), [["kind=paper", "agency=who"], "collections"]);
  assert.deepEqual(await understood("agreed collection"), [["state=agreed"], "collection"]);
  // Nothing would be left, a name is the whole question, or it is a part of a symbol.
  assert.deepEqual(await understood("agencies batteries"), [[], "agencies batteries"]);
  assert.deepEqual(await understood("UNEP"), [[], "UNEP"]);
  assert.deepEqual(await understood("x/2014"), [[], "x/2014"]);
  assert.deepEqual(await open("fr").understand("documents 2014").then((found) => found.filters.length), 2);
});

test("facets count what is left, each without its own choice", async () => {
  const found = await ask({ text: "", filters: { kind: ["paper"], year: ["2014"] } });
  assert.deepEqual(new Set(found.hits.map((hit) => hit.title)), new Set(["Report", "Note"]));
  const counted = await open().search({ text: "", filters: { kind: ["paper"], year: ["2014"] } });
  const facets = Object.fromEntries(here(await counted.facets)
    .map((facet) => [facet.name, Object.fromEntries(facet.values.map((value) => [value.value, value.count]))]));
  assert.deepEqual(facets, { kind: { paper: 2 }, year: { 2021: 1, 2015: 1, 2014: 2, 2013: 1, 2010: 1, 1999: 1 }, agency: { who: 1, unep: 1 } });
  const either = await ask({ text: "", filters: { year: ["2013", "2015"] } });
  assert.deepEqual(new Set(either.hits.map((hit) => hit.title)), new Set(["Work plan", "Report"]));
});

test("names, symbols and titles are suggested by their words", async () => {
  const index = open();
  const suggested = async (text) => here(await index.suggest(text, 5)).map((one) => [one.title, one.detail, one.type]);
  assert.deepEqual((await suggested("u"))[0], ["United Nations Environment Programme", "", "record"]);
  assert.deepEqual(await suggested("pnu"), [["United Nations Environment Programme", "PNUE", "record"]]);
  assert.deepEqual(await suggested("som.19/03"), [["Work plan", "EMG/SOM.19/03/Rev.1", "record"]]);
  assert.deepEqual(await suggested("som19/3"), [["Work plan", "EMG/SOM.19/03/Rev.1", "record"]]);
  // Of many names that differ in a number, the one with the number.
  assert.equal((await suggested("proposal 7"))[0][0], "Proposal 7");
  assert.equal((await suggested("x7"))[0][1], "x7");
  assert.deepEqual(await suggested("health w"), [["World Health Organization", "", "record"]]);
  assert.deepEqual((await suggested("agenc")).at(-1), ["Agencies", "", "view"]);
  assert.deepEqual((await suggested("stock"))[0], ["Stocktaking", "", "row"]);
  assert.deepEqual(here(await index.suggest("東", 5)).map((one) => one.title), ["東京都の会議"]);
});

test("a record without a text in the language says which it has", async () => {
  const [hit] = (await ask("電子", "fr")).hits;
  assert.deepEqual([hit.lang, hit.langLabel], ["ja", "日本語"]);
  assert.match(hit.url, /^search\/fr\/\.\.\/\.\.\/fr\/papers\/kyoto\//);
});

test("words that mean something to JavaScript are words, and markup is text", async () => {
  for (const word of ["__proto__", "constructor", "toString", "hasOwnProperty", "onerror"]) {
    const [hit] = (await ask(word)).hits;
    assert.equal(hit?.title, '<img src=x onerror=alert(1)> __proto__ \\ " constructor', word);
  }
  assert.deepEqual(await titles(""), []);
  assert.deepEqual(await titles("!!! ???"), []);
});

test("marks without a letter, overrides of the direction and endless words break nothing", async () => {
  const found = async (question) => (await ask(question)).hits.map((hit) => hit.url.split("/").at(-2));
  for (const question of ["evil", "overridden", "x".repeat(500), "x".repeat(45), "й".repeat(300)]) assert.deepEqual(await found(question), ["odd"], question.slice(0, 50));
  for (const question of ["\u0301", "\u202e", "\u200f\u0301 \u202c"]) assert.deepEqual(await found(question), [], escape(question));
  const [first] = here(await open().suggest("evi", 5));
  assert.match(first.title, /evil/);
  assert.deepEqual(here(await open().suggest("\u0301", 5)), []);
});

test("a name that JavaScript knows is no facet", async () => {
  for (const name of ["__proto__", "constructor", "toString"]) {
    const filters = Object.create(null);
    filters[name] = ["x"];
    const found = await open().search({ text: "collection", filters });
    assert.equal(found.total, 2, name);
    assert.ok((await found.facets).length > 0);
  }
});

test("what is left out is not found", async () => {
  for (const word of ["clandestine", "unfindable", "abolished"]) assert.deepEqual(await titles(word), []);
});

test("every word of every record finds it", async () => {
  const index = open();
  for (const [name, text] of Object.entries(FILES)) {
    if (!/papers\/(plan|report|note|x1?\d)\.md/.test(name)) continue;
    const body = text.split("+++").at(-1).replace(/\[\[.*\]\]/, "");
    for (const word of new Set(body.match(/[\p{L}\d]{4,}/gu))) {
      const found = await index.search({ text: word });
      const hits = await found.hits(0, found.total);
      assert.ok(hits.some((hit) => hit.url.includes(name.slice(8, -3))), `${name}: ${word}`);
    }
  }
});
