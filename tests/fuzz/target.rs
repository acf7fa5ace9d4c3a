//! What is fed: each target puts its input into one place of a small site, or into one reader.

use plenary::source::{Sources, Workbook};

use crate::check;

/// Something that reads what others wrote.
pub(crate) struct Target {
    /// Its name, which is that of the folder with its corpus.
    pub(crate) name: &'static str,
    /// Pieces of text that mean something to it.
    pub(crate) words: &'static [&'static str],
    /// Reads an input. The error says which promise was broken.
    pub(crate) run: fn(&[u8]) -> Result<(), String>,
}

/// The target with this name.
pub(crate) fn named(name: &str) -> &'static Target {
    TARGETS.iter().find(|target| target.name == name).expect("a target has this name")
}

/// Every target.
pub(crate) static TARGETS: &[Target] = &[
    Target { name: "front-matter", words: FRONT_MATTER, run: front_matter },
    Target { name: "markdown", words: MARKDOWN, run: markdown },
    Target { name: "table", words: TABLE, run: table },
    Target { name: "workbook", words: WORKBOOK, run: workbook },
    Target { name: "date", words: DATE, run: date },
    Target { name: "condition", words: CONDITION, run: condition },
    Target { name: "settings", words: SETTINGS, run: settings },
    Target { name: "svg", words: SVG, run: svg },
    Target { name: "site", words: SITE_WORDS, run: site },
];

const FRONT_MATTER: &[&str] = &[
    "+++\n",
    "---\n",
    "title = ",
    "\"\"\"",
    "'''",
    "[table]\n",
    "[[x]]\n",
    "draft = true\n",
    "draft: yes\n",
    "distribution = \"members\"\n",
    "names = [",
    "date = 2026-02-30\n",
    "date: 12:30\n",
    "&a ",
    "*a",
    "<<: ",
    "!!str ",
    "\\u0001",
    "\u{feff}",
    "\r",
    "\t",
    "{ a = 1 }",
    "1.10",
    "NO",
    "~",
    "source = [\"b\"]\n",
    "summary = \"[[b]]\"\n",
];

const SVG: &[&str] = &[
    "<script>",
    "</script>",
    "<svg:script/>",
    "<g onload=\"x\"/>",
    "<style>",
    "</style>",
    "@import",
    "url(",
    "href=\"javascript:x\"",
    "xlink:href=\"#a\"",
    "<!--",
    "-->",
    "<![CDATA[",
    "]]>",
    "<?xml-stylesheet ?>",
    "<!DOCTYPE svg [",
    "]>",
    "&x;",
    "&#60;",
    "xmlns=\"http://www.w3.org/1999/xhtml\"",
    "xmlns:x=\"http://www.w3.org/2000/svg\"",
    "<foreignObject>",
    "<g>",
    "</g>",
    "\"",
    "'",
    "/>",
    "\u{feff}",
];

const MARKDOWN: &[&str] = &[
    "[[b]]",
    "[[",
    "]]",
    "[[b|",
    "[[item:b#",
    "](",
    "![",
    "[^1]",
    "[^1]: ",
    "> ",
    "> [!NOTE]\n",
    "1. ",
    "- ",
    "    ",
    "```",
    "~~~",
    "|a|b|\n|-|-|\n",
    "# ",
    "<div>",
    "</div>",
    "<!--",
    "-->",
    "<a href=\"",
    "<img src=\"x\" onerror=alert(1)>",
    "&#1;",
    "&#x2;s0&#3;",
    "javascript:alert(1)",
    "<script>",
    "</script>",
    "<svg onload=alert(1)>",
    "**",
    "_",
    "~~",
    "`",
    "<https://x.example>",
    "www.x.example",
    ": ",
    "[x]: /y \"t\"\n",
    "\u{1}",
    "\u{202e}",
    "&lt;",
    "\\",
    "<style>",
    "<![CDATA[",
    "<?",
    "é",
    "\u{301}",
    "「",
    "」",
];

const TABLE: &[&str] = &[
    "\"",
    "\"\"",
    ",",
    ";",
    "\t",
    "\r\n",
    "\n",
    "id,Issue,Who,When,Amount\n",
    "b",
    "[[b]]",
    "b; b",
    "=HYPERLINK(\"https://x.example\")",
    "@SUM(A1)",
    "#REF!",
    "1.234,50",
    "1,200",
    "12 000",
    "7.5%",
    "01.03.2024",
    "2024-13-40",
    "not stated",
    "&#1;",
    "\u{1}",
    "\u{feff}",
    "not public",
];

const DATE: &[&str] = &[
    "2003-11-06",
    "/",
    "..",
    "~",
    "?",
    "%",
    "X",
    "-",
    "-2003",
    "Y17000000002",
    "2003-21",
    "T10:00:00Z",
    "+01:00",
    "[2003,2004]",
    "{2003..2004}",
    "E5",
    "S2",
    "March 2003",
    "6-7 November 2003",
    "12/11/2003",
];

const CONDITION: &[&str] = &[
    "title",
    "state",
    " == ",
    " = ",
    "\"open\"",
    " and ",
    " or ",
    "not ",
    " in ",
    "(",
    ")",
    "[",
    "]",
    "{",
    "}",
    "| length",
    "~",
    " * ",
    "999999999",
    "range(end=9)",
    "refs",
    ".",
    "is defined",
    "'",
    "%}",
    "{{",
    "date < \"2024\"",
];

const SETTINGS: &[&str] = &[
    "title = \"<b>\"\n",
    "base_url = \"https://x.example/\"\n",
    "languages = [\"en\", \"fr\"]\n",
    "[kinds.item]\n",
    "folder = \"items\"\n",
    "fields.x = { type = \"refs\", kind = \"item\" }\n",
    "[[views]]\n",
    "type = \"matrix\"\n",
    "type = \"ledger\"\n",
    "path = \"x\"\n",
    "kind = \"item\"\n",
    "where = 'state == \"open\"'\n",
    "rows = \"state\"\n",
    "columns = \"refs\"\n",
    "[[assert]]\n",
    "every = \"item\"\n",
    "navigation = [{ to = \"items\" }]\n",
    "extends = \"knowledge-portal\"\n",
    "[diagnostics]\n",
    "content = \"..\"\n",
    "theme = \"../x\"\n",
    "[markdown]\n",
    "raw_html = \"keep\"\n",
    "extensions = false\n",
];

const SITE_WORDS: &[&str] = &[
    "-- content/items/b.md --\n",
    "-- content/items/b.fr.md --\n",
    "-- content/b.md --\n",
    "-- site.toml --\n",
    "-- templates/page.html --\n",
    "-- strings/fr.toml --\n",
    "-- content/tables/t.csv --\n",
    "+++\n",
    "draft = true\n",
    "title = \"x\"\n",
    "[[b]]",
    "[table]\nrow_kind = \"item\"\n",
    "{{ record.body | safe }}",
    "{% block main %}{% endblock %}",
    "{% for x in records %}{% endfor %}",
];

/// A site with records of each kind that the targets refer to.
const AROUND: &str = r#"
-- site.toml --
title = "Fuzz"
languages = ["en", "fr"]
base_url = "https://fuzz.example/"
[kinds.item]
folder = "items"
list = { facets = ["state", "refs"], columns = ["state", "refs", "date"] }
[kinds.item.fields]
state = { type = "enum", values = ["open", "closed"] }
refs = { type = "refs", kind = "item", inverse = "Named by" }
date = { type = "date" }
note = { type = "markdown" }
link = { type = "url" }
amount = { type = "number" }
country = { type = "country" }
[kinds.table]
folder = "tables"
[[views]]
type = "matrix"
path = "matrix"
title = "Matrix"
kind = "item"
rows = "state"
columns = "refs"
-- content/items/b.md --
+++
title = "B"
names = ["BB"]
state = "open"
refs = ["b"]
date = "2003-11"
+++
Text with [[b]] and a heading.

## Sec

1. One
2. Two
"#;

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// The site around, with more files.
fn with(files: &[(&str, &str)]) -> Sources {
    let around = Sources::from_archive(AROUND);
    let mut all: std::collections::BTreeMap<String, String> = around
        .iter()
        .map(|(_, source)| (source.path.to_string(), source.text.to_string()))
        .collect();
    all.extend(files.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())));
    Sources::new(all.into_iter().collect(), vec![])
}

fn front_matter(bytes: &[u8]) -> Result<(), String> {
    check::site(&with(&[("content/items/a.md", &text(bytes))]))
}

fn markdown(bytes: &[u8]) -> Result<(), String> {
    let body = format!("+++\ntitle = \"A\"\nnote = '''{}'''\n+++\n", text(bytes).replace('\'', ""));
    let numbered = format!("+++\ntitle = \"N\"\nparagraphs = \"numbered\"\n+++\n{}", text(bytes));
    check::site(&with(&[
        ("content/items/a.md", &(body + &text(bytes))),
        ("content/items/a.fr.md", &text(bytes)),
        ("content/n.md", &numbered),
    ]))
}

const TABLE_HEAD: &str = r#"+++
title = "T"
[table]
row_kind = "item"
columns = { "Issue" = "title", "Who" = "refs", "When" = "date", "Amount" = "amount" }
+++
"#;

fn table(bytes: &[u8]) -> Result<(), String> {
    check::site(&with(&[
        ("content/tables/t.md", TABLE_HEAD),
        ("content/tables/t.csv", &text(bytes)),
    ]))
}

const WORKBOOK: &[&str] = &[
    "PK\u{3}\u{4}",
    "PK\u{1}\u{2}",
    "PK\u{5}\u{6}",
    "content.xml",
    "xl/workbook.xml",
    "xl/worksheets/sheet1.xml",
    "mimetype",
    "number-rows-repeated=\"1048576\"",
    "<row r=\"1048576\">",
    "<c t=\"s\"><v>",
    "uniqueCount=\"4294967295\"",
    "<!DOCTYPE x [<!ENTITY a \"b\">]>",
    "&a;",
    "_x0001_",
];

/// The same bytes as both formats, each read by a table.
fn workbook(bytes: &[u8]) -> Result<(), String> {
    let head = |file: &str| TABLE_HEAD.replace("[table]", &format!("[table]\nfile = \"{file}\""));
    let names = ["t.xlsx", "t.ods"];
    let sources =
        with(&[("content/tables/x.md", &head(names[0])), ("content/tables/o.md", &head(names[1]))]);
    let books = names.map(|name| Workbook::new(&format!("content/tables/{name}"), bytes.to_vec()));
    check::site(&sources.with_workbooks(books.into()))
}

fn date(bytes: &[u8]) -> Result<(), String> {
    let text = text(bytes);
    let Ok(date) = plenary::edtf::Date::parse(&text) else { return Ok(()) };
    match (date.earliest(), date.latest()) {
        (Some(first), Some(last)) if first > last => Err(format!("`{text}` ends before it begins")),
        _ => Ok(()),
    }
}

fn condition(bytes: &[u8]) -> Result<(), String> {
    let quoted = text(bytes).replace(['\'', '\n', '\r'], " ");
    let view = format!(
        "\n[[views]]\npath = \"v\"\ntitle = \"V\"\nkind = \"item\"\nwhere = '''{quoted}'''\n"
    );
    let around = Sources::from_archive(AROUND);
    let (_, settings) = around.find("site.toml").expect("the site around has settings");
    check::site(&with(&[("site.toml", &format!("{}{view}", settings.text))]))
}

fn settings(bytes: &[u8]) -> Result<(), String> {
    check::site(&with(&[("site.toml", &text(bytes))]))
}

fn site(bytes: &[u8]) -> Result<(), String> {
    check::site(&Sources::from_archive(&text(bytes)))
}

/// An SVG that passes has no script and no handler, as another reader sees it.
fn svg(input: &[u8]) -> Result<(), String> {
    if plenary::attachment::objection("a.svg", input).is_some() {
        return Ok(());
    }
    let text = String::from_utf8_lossy(input).to_lowercase();
    let text = without(&without(&text, "<!--", "-->"), "<![cdata[", "]]>");
    for tag in text.split('<').skip(1).map(|tag| tag.split('>').next().unwrap_or(tag)) {
        let name = tag.split(|c: char| c.is_whitespace() || c == '/').next().unwrap_or(tag);
        let name = name.rsplit(':').next().unwrap_or(name);
        if ["script", "foreignobject", "iframe", "handler", "set", "animate"].contains(&name) {
            return Err(format!("`<{tag}>` passed"));
        }
        let mut attributes = tag.split(['"', '\'']).step_by(2).map(str::trim);
        if attributes.any(|text| {
            text.rsplit([' ', ':', '\n', '\t', '\r'])
                .next()
                .is_some_and(|a| a.starts_with("on") && a.ends_with('='))
        }) {
            return Err(format!("`<{tag}>` passed"));
        }
    }
    Ok(())
}

/// A text without what stands between two marks, first come first served.
fn without(text: &str, from: &str, to: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once(from) {
        out.push_str(before);
        rest = after.split_once(to).map_or("", |(_, after)| after);
    }
    out + rest
}
