// A site whose author means harm: what could become markup, an address or a hole stands in every field of every kind, in
// cells, names, names of files, settings and words. Beside it, records that are left out hold a secret in the same places.

import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { program, repository, scratch } from "./portal.mjs";

/** The element that appears where a text became markup. */
export const marker = "xss-m";

/** What no byte of the output may hold. */
export const secret = "zqsecret";

/** A text that is harmless only where it stays one. */
const polyglot =
  `"'><${marker} x=1></title></textarea></style></script><script>alert(1)</script><img src=x onerror=alert(1)>` +
  `<svg/onload=alert(1)>&#1;s0&#2;&#x1;r&#x2;\u0001s0\u0002\u0003{{ 7 * 7 }}{% include "x" %}]]>--><!--javascript:alert(1)`;

/** Addresses that run, or lead to another site, in forms that filters have missed. */
const addresses = [
  "javascript:alert(1)", "JaVaScRiPt:alert(1)", " javascript:alert(1)", "java\tscript:alert(1)", "java&#10;script:alert(1)",
  "&#106;avascript:alert(1)", "javascript&colon;alert(1)", "&#1;javascript:alert(1)", "\u0001javascript:alert(1)",
  "vbscript:x", "data:text/html,<script>alert(1)</script>", "//evil.example/", "\\\\evil.example/", "/\\evil.example",
  "https:evil.example", "&#1;s0&#2;", "&#1;s1&#2;", "&#1;r0&#2;", "&#1;&#2;", "&#x01;o0&#x02;", "\u0001s0\u0002",
];

const quoted = (text) => JSON.stringify(text).replace(/\u007f/g, "\\u007f");

/** The kinds and their fields, as `plenary model` prints them. */
function model(site) {
  const done = spawnSync(program, ["model", "--site", site], { encoding: "utf8", maxBuffer: 1 << 26 });
  const kinds = {};
  let kind, inFields;
  for (const line of done.stdout.split("\n")) {
    const head = /^\[kinds\.([\w-]+)(\.fields)?\]$/.exec(line);
    const folder = /^folder = "(.*)"$/.exec(line);
    const field = /^([\w-]+) = \{ type = "(\w+)"(?:, kind = \[?"([\w-]+)")?/.exec(line);
    if (head) [kind, inFields] = [(kinds[head[1]] ??= { folder: "", fields: [] }), !!head[2]];
    else if (line.startsWith("[")) inFields = false;
    else if (folder && !inFields) kind.folder = folder[1];
    else if (inFields && field) kind.fields.push({ name: field[1], type: field[2], of: field[3] });
  }
  return kinds;
}

/** A value that the field takes, with as much of the text in it as can be. */
function fitting({ type, of }, text) {
  switch (type) {
    case "integer": case "number": return "7";
    case "bool": return "true";
    case "date": return quoted("2024-05-01");
    case "url": return quoted(`https://evil.example/?${text}`);
    case "country": return quoted("FR");
    case "ref": return quoted(`${of ?? "organisation"}:wild`);
    case "refs": return `[${quoted(`${of ?? "organisation"}:wild`)}]`;
    case "list": return `[${quoted(text)}]`;
    default: return quoted(text);
  }
}

const common = (text) => `title = ${quoted(text)}\nsummary = ${quoted(text)}\nnames = [${quoted(text)}, "x ${text.length}"]\n`;
const record = (fields, body) => `+++\n${fields}+++\n\n${body}\n`;

/** The text of a record; the addresses stand in those of a few kinds, since they are many and treated alike. */
function body(text, addresses = []) {
  const links = addresses.flatMap((address) => [
    `[a](<${address}>)`, `![a](<${address}>)`, `<a href="${address}">b</a>`, `<a href='${address}'>c</a>`, `<img src="${address}" alt="d">`,
    `<form action="${address}"><button formaction="${address}">e</button></form>`, `<video poster="${address}" src="${address}"></video>`,
  ]);
  return [
    `# ${text}`, text, `[[organisation:wild|${text}]]`, `\`${text}\``, "```html\n" + text + "\n```", `> [!NOTE] ${text}\n> ${text}`,
    `| ${text.replaceAll("|", "")} | b |\n| --- | --- |\n| ${text.replaceAll("|", "")} | d |`, `Note[^1].\n\n[^1]: ${text}`, ...links,
    `<p style="background:url(//evil.example/a)" onclick="alert(1)">x</p>`, `<style>@import "//evil.example/b";</style>`,
    `<iframe src="//evil.example/"></iframe><object data="//evil.example/"></object><base href="//evil.example/">`,
    `<meta http-equiv="refresh" content="0; url=//evil.example/">`, `<math><mi xlink:href="javascript:alert(1)">m</mi></math>`,
    `<svg><a xlink:href="javascript:alert(1)"><text>t</text></a><animate onbegin=alert(1)></svg>`,
    `<details ontoggle=alert(1) open>x</details><input autofocus onfocus=alert(1)>`, `<noscript><p title="</noscript><img src=x onerror=alert(1)>">`,
  ].join("\n\n");
}

const settings = `
title = ${quoted(polyglot)}
description = ${quoted(polyglot)}
extends = "knowledge-portal"
languages = ["en", "fr"]
params = { x = ${quoted(polyglot)} }

[kinds.note]
folder = "notes"
label = ${quoted(polyglot)}
plural = ${quoted(polyglot)}
description = ${quoted(polyglot)}
help = ${quoted(polyglot)}
[kinds.note.list]
facets = ["word", "choice", "about"]
columns = ["word", "choice", "about", "number"]
group = "choice"
as = "table"
[kinds.note.fields]
word = { type = "text", label = ${quoted(polyglot)}, help = ${quoted(polyglot)} }
rich = { type = "markdown" }
choice = { type = "enum", values = [{ value = "a", label = ${quoted(polyglot)} }, { value = ${quoted(polyglot)}, label = "b" }] }
about = { type = "refs", kind = "note", label = ${quoted(polyglot)}, inverse = ${quoted(polyglot)} }
number = { type = "integer" }

[[navigation]]
to = "notes"
title = ${quoted(polyglot)}

${["list", "timeline", "ledger", "glossary", "tree", "matrix", "gaps", "chart"].map((type) => `[[views]]
type = "${type}"
path = "view-${type}"
title = ${quoted(polyglot)}
description = ${quoted(polyglot)}
kind = "${type === "ledger" ? "action" : "note"}"
${{ matrix: 'rows = "choice"\ncolumns = "word"\n', gaps: 'rows = "choice"\ncolumns = "word"\n', chart: 'rows = "choice"\n', tree: 'parent = "about"\n' }[type] ?? ""}`).join("\n")}
`;

const cell = (text) => `"${text.replaceAll('"', '""')}"`;

/** Writes the site into a fresh folder. */
export function hostileSite() {
  const site = join(scratch(), "site");
  const write = (path, text) => {
    mkdirSync(dirname(join(site, path)), { recursive: true });
    writeFileSync(join(site, path), text);
  };
  write("site.toml", settings);
  const planted = { kinds: 0, fields: 0 };
  for (const [kind, { folder, fields }] of Object.entries(model(site))) {
    if (!folder) continue;
    planted.kinds += 1;
    planted.fields += fields.length;
    const all = (text, value) => fields.map((field) => `${field.name} = ${value(field, text)}\n`).join("");
    const odd = (_, text) => quoted(text);
    const text = body(polyglot, ["note", "table"].includes(kind) ? addresses : []);
    write(`content/${folder}/wild.md`, record(common(polyglot) + all(polyglot, fitting), text));
    write(`content/${folder}/wild.fr.md`, record(common(polyglot) + all(polyglot, fitting), text));
    write(`content/${folder}/odd.md`, record(common("Odd") + all(polyglot, odd), polyglot));
    write(`content/${folder}/address.md`, record(common("Address") + all("javascript:alert(1)", odd), ""));
    const hidden = common(secret) + all(secret, fitting);
    write(`content/${folder}/hidden-${secret}.md`, record(`draft = true\n${hidden}`, secret));
    write(`content/${folder}/closed-${secret}.md`, record(`distribution = "internal"\n${hidden}`, secret));
    write(`content/${folder}/closed-${secret}.fr.md`, record(common(secret), secret));
  }
  write("content/notes/choice.md", record(`title = "A"\nword = ${quoted(polyglot)}\nrich = ${quoted(polyglot)}\nchoice = "a"\nabout = ["wild"]\n`, "x"));
  write("content/tables/cells/index.md", record('title = "Cells"\n[table]\nrow_kind = "note"\n[table.columns]\n"Name" = "title"\n"Word" = "word"\n"Who" = "distribution"\n', ""));
  write("content/tables/cells/table.csv", ["id,Name,Word,Who," + cell(polyglot), `one,${cell(polyglot)},${cell(polyglot)},public,${cell(polyglot)}`,
    `two,=HYPERLINK(1),${cell("javascript:alert(1)")},public,x`, `${secret},${secret},${secret},internal,${secret}`].join("\n") + "\n");
  // So many rows that the table has several pages.
  write("content/tables/long/index.md", record('title = "Long"\n[table]\nrow_kind = "note"\n[table.columns]\n"Name" = "title"\n', ""));
  write("content/tables/long/table.csv", "id,Name\n" + Array.from({ length: 150 }, (_, n) => `row.${n},Row ${n}\n`).join(""));
  for (const name of [`<${marker}>`, "<svg onload=alert(1)>", `"onmouseover="alert(1)`, "'x", "javascript:alert(1)", "&#1;s0&#2;", "a\u0001s0\u0002b", "{{ 7 }}"]) {
    write(`content/guide/${name}.md`, `# Name\n\n[[${name}]]\n`);
    write(`content/guide/${name}.png`, "no picture");
  }
  write(`content/guide/${secret}/_index.md`, record("draft = true\n", `# ${secret}\n\n![](${secret}.png)`));
  write(`content/guide/${secret}/${secret}.png`, secret);
  write("content/_index.md", record("", `# ${polyglot}\n\n${body(polyglot, addresses)}`));
  write("content/old.md", record(`title = ${quoted(polyglot)}\nredirect_from = ["/gone/", "/deep/er/gone/"]\n`, "x"));
  const words = readFileSync(join(repository, "themes/default/strings/en.toml"), "utf8").matchAll(/^(\w+) = "(.*)"$/gm);
  write("strings/fr.toml", [...words].map(([, key, text]) => `${key} = ${quoted(`${polyglot} ${text.match(/\{\w+\}/g)?.join(" ") ?? ""}`)}\n`).join(""));
  return { site, planted };
}
