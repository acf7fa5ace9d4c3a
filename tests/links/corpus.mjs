// A site that is drawn at random from a seed, with every way of leading somewhere that authors have: references by id, name and
// path, anchors, rows, paragraphs, notes, raw HTML, files with awkward names, translations, old addresses, and all views.

import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** Numbers between 0 and 1, the same in every run. */
function numbers(seed) {
  return () => {
    seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
    return seed / 2 ** 32;
  };
}

const settings = `title = { en = "A corpus", fr = "Un corpus" }
languages = ["en", "fr"]

[kinds.organisation]
folder = "organisations"
fields.acronym = { type = "text", name = true }
fields.parent = { type = "ref", kind = "organisation", inverse = { en = "Parts", fr = "Parties" } }
list = { facets = ["parent"], page_size = 20, sort = ["title", "acronym"] }
[kinds.meeting]
folder = "meetings"
fields.date = { type = "date" }
fields.organisers = { type = "refs", kind = "organisation", inverse = { en = "Organises", fr = "Organise" } }
fields.state = { type = "enum", values = ["held", "planned"] }
fields.follows = { type = "ref", kind = "meeting", inverse = { en = "Followed by", fr = "Suivie de" } }
fields.note = { type = "markdown" }
list = { facets = ["organisers", "state", "date"], columns = ["date", "organisers"], group = "state", page_size = 20, as = "table" }
[kinds.table]
folder = "tables"
[kinds.priority]
folder = "priorities"
fields.leads = { type = "refs", kind = "organisation", inverse = "Leads", split = ["; "] }
fields.rank = { type = "rank", values = ["3", "2", "1"] }
[kinds.term]
folder = "terms"
fields.acronym = { type = "text", name = true }
`;

const views = ["list", "timeline", "ledger", "glossary", "tree", "matrix", "gaps", "chart"].map((type) => {
  const more = {
    ledger: 'owner = "organisers"\ndue = "date"\nstate = "state"\nopen = ["planned"]\n', tree: 'parent = "follows"\n', glossary: "",
    matrix: 'rows = "organisers"\ncolumns = "state"\n', gaps: 'rows = "organisers"\ncolumns = "state"\n',
    chart: 'rows = "organisers"\n',
  };
  return `\n[[views]]\ntype = "${type}"\npath = "views/${type}"\ntitle = "The ${type}"\nkind = "${type === "glossary" ? "term" : "meeting"}"\n${more[type] ?? 'facets = ["state"]\n'}`;
}).join("");

/** Writes the corpus into a folder; gives how many records it has. */
export function corpus(site, size = 200, seed = 7) {
  const chance = numbers(seed);
  const below = (n) => Math.floor(chance() * n);
  let written = 0;
  const write = (path, text) => {
    mkdirSync(dirname(join(site, path)), { recursive: true });
    writeFileSync(join(site, path), text);
    written += 1;
  };
  const files = ["a picture.png", "résumé.pdf", "100 % (final).pdf", "été/plan d'été.svg", "plain.png"];
  const up = "../files/";
  const encode = (path) => path.split("/").map(encodeURIComponent).join("/");

  /** Something that leads somewhere; `fr` for a text in French. */
  const lead = (n, fr) => {
    const to = below(size);
    const file = files[below(files.length)];
    const ending = fr && to % 3 === 0 ? ".fr.md" : ".md";
    const section = fr && to % 3 === 0 ? "partie" : "section-one";
    const kinds = [
      () => `[[meeting-${to}]]`, () => `[[organisation-${to}|some words]]`, () => `[[ORG${to}]]`, () => `[[meeting:meeting-${to}#para_2]]`,
      () => `[a meeting](../meetings/meeting-${to}.md)`, () => `[a place](../organisations/organisation-${to}${ending}#${section})`,
      () => `[[table-all#row-${below(250)}]]`, () => `[[table-all/row-${below(250)}]]`, () => `[a file](${up}${encode(file)})`, () => `![a picture](${up}plain.png)`,
      () => `[here](#${fr ? "partie" : "section-one"})`, () => "[a folder](/meetings/)", () => `[an old address](/old/${to}/)`,
      () => `<a href="../organisations/organisation-${to}.md#section-one">raw</a>`, () => `<a href="/meetings/meeting-${to}/">raw</a>`,
      () => `<img src="${up}plain.png" srcset="${up}a%20picture.png 2x" alt="raw">`, () => `<a href="#${fr ? "partie" : "section-one"}">raw</a>`,
      () => `<q cite="../meetings/meeting-${to}.md">quoted</q>`,
    ];
    return kinds[(n + below(kinds.length)) % kinds.length]();
  };
  const paragraph = (n, fr) => `A sentence with ${lead(n, fr)}, and ${lead(n + 5, fr)}; see ${lead(n + 11, fr)}[^1].`;
  const body = (n, fr) => [
    fr ? "## Partie" : "## Section one", paragraph(n, fr), fr ? "## Été & œuvres" : "## “Quoted”, & more", paragraph(n + 1, fr),
    fr ? "## Partie" : "## Section one", paragraph(n + 2, fr), "| a | b |\n| --- | --- |\n| " + lead(n, fr).replaceAll("|", "\\|") + " | x |", "[^1]: A note.",
  ].join("\n\n");

  write("site.toml", settings + views);
  for (const file of files) write(`content/files/${file}`, file.endsWith(".svg") ? '<svg xmlns="http://www.w3.org/2000/svg"/>' : "bytes");
  for (let n = 0; n < size; n += 1) {
    const parent = n > 5 ? `parent = "organisation-${below(5)}"\n` : "";
    const old = `redirect_from = ["/old/${n}/"]\n`;
    write(`content/organisations/organisation-${n}.md`, `+++\ntitle = "Organisation ${n}"\nacronym = "ORG${n}"\n${parent}${old}+++\n\n${body(n, false)}\n`);
    if (n % 3 === 0) write(`content/organisations/organisation-${n}.fr.md`, `+++\ntitle = "L’organisation ${n}"\n+++\n\n${body(n, true)}\n`);
    const fields = `date = "20${String(below(30)).padStart(2, "0")}"\norganisers = ["ORG${below(size)}", "organisation-${below(size)}"]\nstate = "${chance() < 0.5 ? "held" : "planned"}"\n`;
    const follows = n > 0 && n % 2 ? `follows = "meeting-${n - 1}"\n` : "";
    const points = `1. First, ${lead(n, false)}.\n2. Second:\n   - (a) a point\n   - (b) ${lead(n + 3, false)}\n3. Third.`;
    write(`content/meetings/meeting-${n}.md`, `+++\ntitle = "Meeting ${n}"\nparagraphs = "numbered"\nnote = "See [[ORG${below(size)}]] and [this](#section-one)."\n${fields}${follows}+++\n\n${points}\n\n${body(n, false)}\n`);
    if (n % 10 === 0) write(`content/terms/term-${n}.md`, `+++\ntitle = "Term ${n}"\nacronym = "T${n}"\n+++\n\n${paragraph(n, false)}\n\n[^1]: A note.\n\n## Section one\n`);
    if (n % 10 === 0) write(`content/guide/step ${n}/naïve page.md`, `# Step ${n}\n\nSee [[meeting-${n}]] and [the file](../../files/${encode(files[0])}).\n`);
  }
  const columns = '[table.columns]\n"Issue" = "title"\n"Rank" = "rank"\n"Who" = "leads"\n';
  write("content/tables/table-all/index.md", `+++\ntitle = "All"\n[table]\nrow_kind = "priority"\n${columns}+++\n`);
  const rows = Array.from({ length: 250 }, (_, n) => `row-${n},Issue ${n},${1 + (n % 3)},ORG${below(size)}; organisation-${below(size)}\n`);
  write("content/tables/table-all/table.csv", "id,Issue,Rank,Who\n" + rows.join(""));
  return written;
}
