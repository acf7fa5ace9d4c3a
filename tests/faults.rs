//! A careless author: two hundred faults of some seventy kinds in one tree, one run, one report
//! for each at its very line, and nothing else. No false alarm, no cascade.

use std::collections::BTreeMap;

use plenary::diag::{Code, Diagnostic, Diagnostics};
use plenary::source::{Asset, LineIndex, Sources};
use plenary::state::State;
use plenary::view::Settings;
use plenary::{Build, build};

/// How many faults are planted.
const FAULTS: usize = 200;

/// A line of a file, with the codes that must be reported there.
#[derive(Clone, Default)]
struct Line {
    text: String,
    faults: Vec<Code>,
}

/// A file that faults are planted into.
#[derive(Clone)]
struct File {
    path: String,
    lines: Vec<Line>,
    /// What is wrong with the file as a whole.
    whole: Vec<Code>,
    /// Whether its front matter was spoilt altogether, so that nothing else may be planted there.
    spoilt: bool,
}

impl File {
    fn new(path: &str, text: &str) -> Self {
        let line = |text: &str| Line { text: text.to_owned(), faults: Vec::new() };
        Self {
            path: path.to_owned(),
            lines: text.lines().map(line).collect(),
            whole: vec![],
            spoilt: false,
        }
    }

    fn is(&self, folder: &str) -> bool {
        self.path.starts_with(&format!("content/{folder}/"))
    }

    /// The line of a field of the front matter, where nothing was planted yet.
    fn field(&self, name: &str) -> Option<usize> {
        let starts = [format!("{name} = "), format!("{name}: ")];
        let at = self.lines.iter().position(|l| starts.iter().any(|s| l.text.starts_with(s)))?;
        (!self.spoilt && self.lines[at].faults.is_empty()).then_some(at)
    }

    /// Writes another line in place of a field's.
    fn set(&mut self, name: &str, line: &str, code: Code) -> bool {
        let Some(at) = self.field(name) else { return false };
        self.lines[at] = Line { text: line.to_owned(), faults: vec![code] };
        true
    }

    /// Adds a line to the front matter.
    fn front(&mut self, line: &str, code: Code) -> bool {
        let name = line.split([' ', ':']).next().unwrap_or(line);
        if self.spoilt || self.lines.iter().any(|l| l.text.starts_with(name)) {
            return false;
        }
        self.lines.insert(1, Line { text: line.to_owned(), faults: vec![code] });
        true
    }

    /// Takes a line out; the complaint stands at the file's first line.
    fn take(&mut self, at: Option<usize>, code: Code) -> bool {
        let Some(at) = at else { return false };
        self.lines.remove(at);
        self.lines[0].faults.push(code);
        true
    }

    /// Adds a paragraph at the end.
    fn text(&mut self, line: &str, codes: &[Code]) -> bool {
        self.lines.push(Line::default());
        self.lines.push(Line { text: line.to_owned(), faults: codes.to_vec() });
        true
    }

    /// Spoils the front matter.
    fn spoil(&mut self, name: &str, line: &str) -> bool {
        // Others cite places in the first records; of a spoilt one nobody can say what it holds.
        let done = !self.path.ends_with("-01.md")
            && self.lines.iter().all(|l| l.faults.is_empty())
            && self.set(name, line, Code::FrontMatter);
        self.spoilt |= done;
        done
    }
}

/// Numbers that look random and are the same every time.
struct Dice(u64);

impl Dice {
    fn below(&mut self, most: usize) -> usize {
        self.0 = self.0.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
        (self.0 >> 33) as usize % most
    }
}

const SITE: &str = r#"title = "Careless"
base_url = "https://portal.example/"
languages = ["en", "fr"]

[markdown]
raw_html = "sanitise"

[[navigation]]
title = "Agencies"
to = "agencies"

[[views]]
path = "funds"
title = "Funds"
kind = "agency"
where = 'type == "fund"'
sort = ["title"]

[kinds.agency]
folder = "agencies"
plural = "Agencies"
sections = ["Mandate"]
rules = [{ require = 'staff < 1000', text = "An agency is small." }]

[kinds.agency.fields]
acronym = { type = "text", name = true, required = true }
website = { type = "url" }
country = { type = "country" }
tongue = { type = "language" }
type = { type = "enum", values = ["fund", "office"], required = true }
size = { type = "rank", values = ["large", "small"] }
staff = { type = "integer", required = true }
budget = { type = "number" }
active = { type = "bool" }
founded = { type = "date", required = true }
note = { type = "markdown" }
parent = { type = "ref", kind = "agency", inverse = "Parts" }
partners = { type = "refs", kind = "agency", inverse = "Partners" }
regions = { type = "list", of = "country" }
words = { type = "list", split = [",", ";"] }
lacks = { type = "list", lacking = true }
stated_meetings = { type = "integer", counts = "meeting.hosts" }

[kinds.meeting]
folder = "meetings"
plural = "Meetings"

[kinds.meeting.fields]
date = { type = "date", required = true }
hosts = { type = "refs", kind = "agency", split = [","], inverse = "Hosted" }
seats = { type = "integer" }
kind-of = { type = "enum", values = ["plenary", "working group"] }

[kinds.meeting.list]
sort = ["-date", "title"]
facets = ["hosts"]

[kinds.report]
folder = "reports"
plural = "Reports"
max_words = 300

[kinds.report.fields]
number = { type = "integer" }
of = { type = "ref", kind = "meeting", required = true, inverse = "Reports" }
"#;

fn agency(n: usize) -> File {
    let (a, b, c) = (n % 50 + 1, (n + 6) % 50 + 1, (n + 12) % 50 + 1);
    let text = format!(
        "+++\ntitle = \"Agency {n:02}\"\nacronym = \"AG{n:02}\"\nwebsite = \"https://ag{n}.example/\"\n\
         country = \"KR\"\ntongue = \"fr\"\ntype = \"fund\"\nsize = \"small\"\nstaff = {n}\nbudget = 1.5\n\
         active = true\nfounded = \"19{:02}-04\"\nnote = \"A *note* on [[agency-{a:02}]].\"\n\
         parent = \"agency-{b:02}\"\npartners = [\"agency-{a:02}\", \"agency-{c:02}#mandate\"]\n\
         regions = [\"FR\", \"Japan\"]\nwords = \"one, two; three\"\n\
         redirect_from = [\"/old/agency-{n:02}/\"]\nreviewed = 2024-02-29\n+++\n\n## Mandate\n\n\
         It works with [[agency-{a:02}|a friend]] and [another](agency-{b:02}.md#mandate), see\n\
         [the list](/agencies/) and ![a picture](picture.png).\n\n\
         | who | what |\n| --- | --- |\n| [[Agency {c:02}]] | it [helps](../guide/page-1.md) |\n",
        n + 10,
    );
    File::new(&format!("content/agencies/agency-{n:02}.md"), &text)
}

fn meeting(n: usize) -> File {
    let (a, b) = (n % 50 + 1, n * 7 % 50 + 1);
    let text = format!(
        "---\ntitle: Meeting {n:02}\ndate: 20{n:02}-05-01/20{n:02}-05-03\nhosts: agency-{a:02}, agency-{b:02}\n\
         seats: {n}\nkind-of: plenary\nsummary: \"Held once: in {n}.\"\n---\n\nThe [[agency-{b:02}]] met.\n\n\
         - first\n- second, with [[agency-{a:02}#mandate]]\n",
    );
    File::new(&format!("content/meetings/meeting-{n:02}.md"), &text)
}

fn report(n: usize) -> File {
    let text = format!(
        "+++\ntitle = \"Report {n:02}\"\nnumber = {n}\nof = \"meeting-{n:02}\"\nparagraphs = \"numbered\"\n+++\n\n\
         1. One, of [[meeting-{n:02}]].\n2. Two.\n   - a point\n\n## Later\n\n3. Three, as in [[#para_1]].\n",
    );
    File::new(&format!("content/reports/report-{n:02}.md"), &text)
}

fn page(n: usize) -> File {
    let text =
        format!("# Page {n}\n\nSee [[report-0{}#para_2__point_a]] and `[[nothing]]`.\n", n % 9 + 1);
    File::new(&format!("content/guide/page-{n}.md"), &text)
}

/// 120 records that are fine.
fn clean() -> Vec<File> {
    let mut files: Vec<_> = (1..=50).map(agency).collect();
    files.extend((1..=40).map(meeting));
    files.extend((1..=20).map(report));
    files.extend((0..10).map(page));
    files
}

/// Plants one fault into a file, if it fits there; `n` is the fault's own number.
type Plant = fn(&mut File, usize) -> bool;

/// A fault in a file: its name, and the folder of the files that it fits into.
const PLANTS: &[(&str, &str, Plant)] = &[
    ("unknown in text", "agencies", |f, n| {
        f.text(&format!("Ask [[nobody-{n}]] now."), &[Code::UnknownReference])
    }),
    ("unknown of a kind", "agencies", |f, n| {
        f.text(&format!("Ask [[meeting:nobody-{n}]]."), &[Code::UnknownReference])
    }),
    ("unknown in a list item", "meetings", |f, n| {
        f.text(&format!("- an item, [[nobody {n}|x]]"), &[Code::UnknownReference])
    }),
    ("unknown in a heading", "guide", |f, n| {
        f.text(&format!("## On [[nobody-{n}]]"), &[Code::UnknownReference])
    }),
    ("unknown in a quotation", "meetings", |f, n| {
        f.text(&format!("> «[[nobody-{n}]]»"), &[Code::UnknownReference])
    }),
    ("two on a line", "reports", |f, n| {
        f.text(&format!("Both [[nobody-{n}]] and [[noone-{n}]]."), &[Code::UnknownReference; 2])
    }),
    ("unknown in a cell", "agencies", |f, n| {
        let Some(at) = f.lines.iter().position(|l| l.text.starts_with("| [[Agency")) else {
            return false;
        };
        let text = format!("| né | [[nobody-{n}\\|he]] |");
        f.lines.insert(at + 1, Line { text, faults: vec![Code::UnknownReference] });
        true
    }),
    ("unknown after an accent", "guide", |f, n| {
        f.text(&format!("Où « é » [[nobody-{n}]]"), &[Code::UnknownReference])
    }),
    ("unknown in a note", "guide", |f, n| {
        f.text(&format!("A note[^n{n}].\n\n[^n{n}]: See [[nobody-{n}]]."), &[]) && {
            split_last(f, &[Code::UnknownReference]);
            true
        }
    }),
    ("unknown in a ref", "agencies", |f, n| {
        f.set("parent", &format!("parent = \"nobody-{n}\""), Code::UnknownReference)
    }),
    ("unknown in refs", "agencies", |f, n| {
        f.set(
            "partners",
            &format!("partners = [\"agency-01\", \"nobody-{n}\"]"),
            Code::UnknownReference,
        )
    }),
    ("unknown in a split text", "meetings", |f, n| {
        f.set("hosts", &format!("hosts: agency-01, nobody-{n}"), Code::UnknownReference)
    }),
    ("unknown in a Markdown field", "agencies", |f, n| {
        f.set("note", &format!("note = \"Ask [[nobody-{n}]].\""), Code::UnknownReference)
    }),
    ("unknown in a common field", "agencies", |f, n| {
        f.front(&format!("source = \"nobody-{n}\""), Code::UnknownReference)
    }),
    ("ambiguous", "guide", |f, _| f.text("Ask [[Twin]].", &[Code::AmbiguousReference])),
    ("ambiguous in a field", "agencies", |f, _| {
        f.set("parent", "parent = \"Twin\"", Code::AmbiguousReference)
    }),
    ("anchor in a reference", "agencies", |f, n| {
        f.text(&format!("At [[agency-01#no-{n}]]."), &[Code::UnknownAnchor])
    }),
    ("anchor in a link", "guide", |f, n| {
        f.text(&format!("At [x](../agencies/agency-02.md#no-{n})."), &[Code::UnknownAnchor])
    }),
    ("anchor on the page itself", "reports", |f, n| {
        f.text(&format!("At [x](#no-{n})."), &[Code::UnknownAnchor])
    }),
    ("anchor of an address", "guide", |f, n| {
        f.text(&format!("At [x](/agencies/agency-02/#no-{n})."), &[Code::UnknownAnchor])
    }),
    ("anchor of a paragraph", "meetings", |f, _| {
        f.text("At [[report-01#para_99]].", &[Code::UnknownAnchor])
    }),
    ("anchor in a field", "agencies", |f, n| {
        f.set("partners", &format!("partners = [\"agency-03#no-{n}\"]"), Code::UnknownAnchor)
    }),
    ("wrong kind", "agencies", |f, _| f.set("parent", "parent = \"meeting-01\"", Code::WrongKind)),
    ("wrong kind by name", "reports", |f, _| f.set("of", "of = \"Agency 01\"", Code::WrongKind)),
    ("wrong kind with its kind", "reports", |f, _| {
        f.set("of", "of = \"agency:agency-01\"", Code::WrongKind)
    }),
    ("missing file", "guide", |f, n| {
        f.text(&format!("A [file](no-{n}.md)."), &[Code::MissingFile])
    }),
    ("missing download", "meetings", |f, n| {
        f.text(&format!("A [file](files/no-{n}.pdf)."), &[Code::MissingFile])
    }),
    ("missing page", "meetings", |f, n| {
        f.text(&format!("A [page](/no/{n}/)."), &[Code::MissingFile])
    }),
    ("missing static file", "guide", |f, n| {
        f.text(&format!("A [file](/logos/no-{n}.svg)."), &[Code::MissingFile])
    }),
    ("missing by label", "guide", |f, n| {
        f.text(&format!("A [file][l{n}].\n\n[l{n}]: no-{n}.md"), &[]) && {
            let at = f.lines.len() - 1;
            f.lines[at].faults = vec![];
            split_first(f, &[Code::MissingFile]);
            true
        }
    }),
    ("missing image", "agencies", |f, n| {
        f.text(&format!("![a map](maps/no-{n}.png)"), &[Code::MissingImage])
    }),
    ("undefined label", "meetings", |f, n| {
        f.text(&format!("See [the text][no-{n}]."), &[Code::UndefinedLabel])
    }),
    ("undefined note", "meetings", |f, n| {
        f.text(&format!("A claim[^no{n}]."), &[Code::UndefinedFootnote])
    }),
    ("misspelt field", "agencies", |f, _| f.front("tilte = \"x\"", Code::UnknownField)),
    ("misspelt field in YAML", "meetings", |f, _| f.front("sumary: x", Code::UnknownField)),
    ("field of another kind", "reports", |f, _| f.front("acronym = \"x\"", Code::UnknownField)),
    ("text: wrong type", "agencies", |f, _| f.front("summary = 5", Code::WrongType)),
    ("title: wrong type", "reports", |f, _| f.set("title", "title = [\"x\"]", Code::WrongType)),
    ("markdown: wrong type", "agencies", |f, _| f.set("note", "note = [1]", Code::WrongType)),
    ("integer: wrong type", "agencies", |f, _| f.set("staff", "staff = \"12\"", Code::WrongType)),
    ("integer: wrong type in YAML", "meetings", |f, _| {
        f.set("seats", "seats: many", Code::WrongType)
    }),
    ("number: wrong type", "agencies", |f, _| f.set("budget", "budget = \"1.5\"", Code::WrongType)),
    ("bool: wrong type", "agencies", |f, _| f.set("active", "active = \"yes\"", Code::WrongType)),
    ("date: wrong type", "agencies", |f, _| f.set("founded", "founded = true", Code::WrongType)),
    ("url: wrong type", "agencies", |f, _| f.set("website", "website = [[1]]", Code::WrongType)),
    ("enum: wrong type", "agencies", |f, _| f.set("type", "type = { a = 1 }", Code::WrongType)),
    ("rank: wrong type", "agencies", |f, _| f.set("size", "size = [\"small\"]", Code::WrongType)),
    ("country: wrong type", "agencies", |f, _| {
        f.set("country", "country = [\"KR\"]", Code::WrongType)
    }),
    ("language: wrong type", "agencies", |f, _| {
        f.set("tongue", "tongue = { a = 1 }", Code::WrongType)
    }),
    ("ref: wrong type", "reports", |f, _| f.set("of", "of = [\"meeting-01\"]", Code::WrongType)),
    ("refs: wrong type", "agencies", |f, _| {
        f.set("partners", "partners = { a = 1 }", Code::WrongType)
    }),
    ("list: wrong type", "agencies", |f, _| f.set("words", "words = { a = 1 }", Code::WrongType)),
    ("item: wrong type", "agencies", |f, _| f.set("words", "words = [\"a\", 5]", Code::WrongType)),
    ("draft: wrong type", "meetings", |f, _| f.front("draft: perhaps", Code::WrongType)),
    ("missing text", "agencies", |f, _| f.take(f.field("acronym"), Code::MissingField)),
    ("missing date", "meetings", |f, _| f.take(f.field("date"), Code::MissingField)),
    ("missing ref", "reports", |f, _| f.take(f.field("of"), Code::MissingField)),
    ("missing title", "reports", |f, _| f.take(f.field("title"), Code::MissingTitle)),
    ("no such day", "agencies", |f, _| f.set("founded", "founded = \"2003-02-30\"", Code::BadDate)),
    ("no date", "meetings", |f, _| f.set("date", "date: next spring", Code::BadDate)),
    ("empty date", "meetings", |f, _| f.set("date", "date: \"\"", Code::BadDate)),
    ("ends before it begins", "meetings", |f, _| {
        f.set("date", "date: 2003-05-04/2003-05-01", Code::BadDate)
    }),
    ("unknown value", "agencies", |f, _| f.set("type", "type = \"fnud\"", Code::UnknownValue)),
    ("unknown value in YAML", "meetings", |f, _| {
        f.set("kind-of", "kind-of: party", Code::UnknownValue)
    }),
    ("unknown rank", "agencies", |f, _| f.set("size", "size = \"huge\"", Code::UnknownValue)),
    ("bad country", "agencies", |f, _| f.set("country", "country = \"Koraea\"", Code::BadValue)),
    ("bad country in a list", "agencies", |f, _| {
        f.set("regions", "regions = [\"FR\", \"Atlantis\"]", Code::BadValue)
    }),
    ("bad language", "agencies", |f, _| f.set("tongue", "tongue = \"frensh!\"", Code::BadValue)),
    ("bad address", "agencies", |f, _| {
        f.set("website", "website = \"www.un.org\"", Code::BadValue)
    }),
    ("broken rule", "agencies", |f, _| f.set("staff", "staff = 5000", Code::BrokenRule)),
    ("bad TOML", "reports", |f, _| f.spoil("number", "number = = 5")),
    ("bad TOML text", "reports", |f, _| f.spoil("number", "number = \"five")),
    ("a key twice", "reports", |f, _| {
        f.spoil("of", "of = \"meeting-01\"") && {
            let again = f.lines[3].clone();
            f.lines[3].faults.clear();
            f.lines.insert(4, again);
            true
        }
    }),
    ("bad YAML", "meetings", |f, _| f.spoil("seats", "seats: ]")),
    ("bad YAML text", "meetings", |f, _| f.spoil("summary", "summary: Held: twice: over")),
    ("script", "guide", |f, _| f.text("<script>alert(1)</script>", &[Code::RemovedHtml])),
    ("handler", "meetings", |f, _| {
        f.text("A <span onclick=\"x()\">word</span>.", &[Code::RemovedHtml])
    }),
    ("script address", "guide", |f, _| {
        f.text("<a href=\"javascript:x\">word</a>", &[Code::RemovedHtml])
    }),
    ("bad redirect", "agencies", |f, _| {
        f.set("redirect_from", "redirect_from = [\"/a/../b/\"]", Code::BadRedirect)
    }),
    ("redirect elsewhere", "agencies", |f, _| {
        f.set("redirect_from", "redirect_from = [\"https://a.example/\"]", Code::BadRedirect)
    }),
    ("taken address", "agencies", |f, _| {
        f.set("redirect_from", "redirect_from = [\"/meetings/meeting-01/\"]", Code::RouteCollision)
    }),
    ("missing part", "agencies", |f, _| f.front("lacks = [\"Annex 1\"]", Code::MissingPart)),
    ("stated total", "agencies", |f, _| f.front("stated_meetings = 99", Code::StatedTotal)),
    ("skipped number", "guide", |f, n| {
        f.text(&format!("## List {n}\n\n1. one\n3. three"), &[]) && {
            split_last(f, &[Code::SkippedNumber]);
            true
        }
    }),
    ("long text", "reports", |f, _| {
        let fits = !f.spoilt && f.lines[0].faults.is_empty();
        fits && f.text(&"word ".repeat(300), &[]) && {
            f.lines[0].faults.push(Code::LongText);
            true
        }
    }),
    ("paragraph order", "reports", |f, n| {
        f.text(&format!("## Part {n}\n\n{}. Much later.", 10 + n), &[]) && {
            split_last(f, &[Code::ParagraphOrder]);
            true
        }
    }),
];

/// Cuts the last line at its own line ends and puts the faults at the last piece.
fn split_last(file: &mut File, faults: &[Code]) {
    split(file, faults, |pieces| pieces.len() - 1);
}

/// Cuts the last line at its own line ends and puts the faults at the first piece.
fn split_first(file: &mut File, faults: &[Code]) {
    split(file, faults, |_| 0);
}

fn split(file: &mut File, faults: &[Code], which: fn(&[Line]) -> usize) {
    let last = file.lines.pop().expect("a line was just added");
    let mut pieces = File::new("", &last.text).lines;
    let at = which(&pieces);
    pieces[at].faults = faults.to_vec();
    file.lines.extend(pieces);
}

/// Files that are a fault by being there, and the records that faults above lead to.
fn strangers() -> Vec<File> {
    let mut out = Vec::new();
    let mut add = |path: &str, text: &str, head: &[Code], whole: &[Code]| {
        let mut file = File::new(path, text);
        file.lines[0].faults = head.to_vec();
        file.whole = whole.to_vec();
        out.push(file);
    };
    let agency = |title: &str| {
        format!(
            "+++\ntitle = \"{title}\"\nacronym = \"{title}\"\ntype = \"fund\"\nstaff = 1\nfounded = \"1999\"\n+++\n## Mandate\n\nIt lends.\n"
        )
    };
    let without = |title: &str| agency(title).replace("## Mandate", "## Mandat");
    add("content/agencies/x-1.md", &agency("Twin"), &[], &[]);
    add("content/agencies/x-2.md", &agency("Twin"), &[], &[]);
    add("content/agencies/Mixed.md", &agency("Mixed case"), &[], &[]);
    add("content/agencies/mixed.md", &agency("Other case"), &[Code::CaseCollision], &[]);
    add("content/agencies/twice.md", &agency("Twice"), &[], &[]);
    add("content/agencies/twice/index.md", &agency("Twice"), &[Code::DuplicateRecord], &[]);
    add("content/agencies/lost.de.md", &agency("Lost"), &[], &[Code::UnknownLanguage]);
    add("content/agencies/without-1.md", &without("Without 1"), &[Code::MissingSection], &[]);
    add("content/agencies/without-2.md", &without("Without 2"), &[Code::MissingSection], &[]);
    add(
        "content/agencies/hidden.md",
        &agency("Hidden").replace("+++\ntitle", "+++\ndraft = true\ntitle"),
        &[],
        &[],
    );
    let cites = "# Cites\n\nThe [[hidden]] one.\n";
    add("content/guide/cites.md", cites, &[], &[]);
    out.last_mut().expect("just added").lines[2].faults = vec![Code::UnpublishedReference];
    out[1].lines[1].faults = vec![Code::AlikeRecords];
    out.push(File::new("content/meetings/open.md", "+++\ntitle = \"Open\"\n\nText.\n"));
    let open = out.last_mut().expect("just added");
    open.lines[0].faults = vec![Code::FrontMatter];
    out
}

/// Mistakes in site.toml: a line that is replaced (or, where empty, added at the end), and what
/// stands there instead.
const SETTINGS: &[(&str, &str, Code)] = &[
    ("title = \"Careless\"", "titel = \"Careless\"", Code::UnknownSetting),
    ("base_url = ", "base_url = \"portal.example\"", Code::WrongSetting),
    ("languages = ", "languages = [\"en\", \"fr\", \"not a tag\"]", Code::WrongSetting),
    ("raw_html = ", "raw_html = \"sanitised\"", Code::WrongSetting),
    ("to = \"agencies\"", "to = \"agencys\"", Code::UnknownReference),
    ("where = ", "where = 'type == '", Code::BadCondition),
    ("sort = [\"title\"]", "sort = [\"titel\"]", Code::WrongSetting),
    (
        "rules = ",
        "rules = [{ require = 'staff < 1000', text = \"An agency is small.\", levle = \"info\" }]",
        Code::UnknownSetting,
    ),
    ("facets = [\"hosts\"]", "facets = [\"host\"]", Code::WrongSetting),
    (
        "words = { type",
        "words = { type = \"list\", split = [\",\", \";\"], lable = \"W\" }",
        Code::UnknownSetting,
    ),
    (
        "parent = { type",
        "parent = { type = \"ref\", kind = [\"agency\", \"agncy\"], inverse = \"Parts\" }",
        Code::WrongSetting,
    ),
    ("", "[diagnostics]", Code::InternalError),
    ("", "missing-titel = \"allow\"", Code::UnknownSetting),
    ("", "missing-title = \"loud\"", Code::WrongSetting),
];

/// Plants the mistakes of site.toml.
fn settings() -> File {
    let mut file = File::new("site.toml", SITE);
    for (old, new, code) in SETTINGS {
        let line = Line { text: (*new).to_owned(), faults: vec![*code] };
        match file.lines.iter().position(|l| !old.is_empty() && l.text.starts_with(old)) {
            Some(at) => file.lines[at] = line,
            None => file.lines.push(line),
        }
    }
    // The header of a table is no fault of its own.
    file.lines.iter_mut().for_each(|l| l.faults.retain(|code| *code != Code::InternalError));
    file
}

/// Everything with its faults, and how many of each sort were planted.
fn careless(seed: u64) -> (Vec<File>, BTreeMap<&'static str, usize>) {
    let mut files = clean();
    let (mut dice, mut planted) = (Dice(seed), BTreeMap::new());
    files.extend(strangers());
    files.push(settings());
    let mut number = files.iter().map(|f| expected(f).len()).sum::<usize>();
    for round in 0.. {
        let (name, folder, plant) = PLANTS[round % PLANTS.len()];
        if number >= FAULTS {
            break;
        }
        // Records that others point at by name or heading keep their names and headings.
        let fitting: Vec<usize> =
            (0..130).filter(|at| files.get(*at).is_some_and(|f| f.is(folder))).collect();
        let from = dice.below(fitting.len());
        let tried = (0..fitting.len()).find(|step| {
            let at = fitting[(from + step) % fitting.len()];
            let plain = files[at].path.contains("agency-") || !files[at].is("agencies");
            plain && at < 120 && plant(&mut files[at], round)
        });
        if tried.is_some() {
            *planted.entry(name).or_insert(0) += 1;
        }
        number = files.iter().map(|f| expected(f).len()).sum::<usize>();
    }
    (files, planted)
}

/// What must be said about a file, as `path:line code`.
fn expected(file: &File) -> Vec<String> {
    let whole = file.whole.iter().map(|code| format!("{} {}", file.path, code.slug()));
    let lines = file.lines.iter().enumerate().flat_map(|(at, line)| {
        line.faults.iter().map(move |code| format!("{}:{} {}", file.path, at + 1, code.slug()))
    });
    whole.chain(lines).collect()
}

fn sources(files: &[File]) -> Sources {
    let text = |f: &File| f.lines.iter().map(|l| format!("{}\n", l.text)).collect::<String>();
    let texts = files.iter().map(|f| (f.path.clone(), text(f))).collect();
    let picture = Asset { path: "content/agencies/picture.png".into(), len: 1 };
    Sources::new(texts, vec![picture])
}

fn said(diagnostic: &Diagnostic, sources: &Sources) -> String {
    let code = diagnostic.code.slug();
    match diagnostic.span {
        Some(span) => {
            let source = sources.get(span.source);
            let (line, _) = LineIndex::new(&source.text).position(span.start as usize);
            format!("{}:{line} {code}", source.path)
        }
        None => format!("{} {code}", diagnostic.path.as_deref().unwrap_or("nowhere")),
    }
}

/// Everything that a run says about these sources: place, code and message.
fn run(sources: &Sources) -> Vec<(String, String)> {
    let settings = Settings { today: "2024-06-01".to_owned(), ..Settings::default() };
    let Build { report, .. } = build(sources, &settings, &mut State::default());
    // The tree has two languages and labels in one: that is said of every site here.
    let faults = report.diagnostics.iter().filter(|d| d.code != Code::UntranslatedText);
    faults.map(|d| (said(d, sources), d.message.clone())).collect()
}

/// What should have been said and was not, and what was said and should not have been.
fn difference(files: &[File]) -> Vec<String> {
    let sources = sources(files);
    let mut wanted: Vec<String> = files.iter().flat_map(expected).collect();
    let mut out = Vec::new();
    for (place, message) in run(&sources) {
        match wanted.iter().position(|wanted| *wanted == place) {
            Some(at) => drop(wanted.swap_remove(at)),
            None => out.push(format!("not asked for: {place}: {message}")),
        }
    }
    out.extend(wanted.iter().map(|wanted| format!("not said: {wanted}")));
    out.sort();
    out
}

#[test]
fn a_clean_tree_gives_no_report() {
    let mut files = clean();
    files.push(File::new("site.toml", SITE));
    assert_eq!(difference(&files), [] as [String; 0]);
}

#[test]
fn each_of_two_hundred_faults_is_reported_once_at_its_line() {
    for seed in [1, 2, 3] {
        let (files, planted) = careless(seed);
        let number = files.iter().map(|f| expected(f).len()).sum::<usize>();
        assert!(
            number >= FAULTS && planted.len() >= 60,
            "{number} faults of {} kinds",
            planted.len()
        );
        assert_eq!(difference(&files), [] as [String; 0], "seed {seed}");
    }
}

/// What a run says about the clean tree with site.toml changed in one place.
fn with_setting(old: &str, new: &str) -> Vec<String> {
    let mut files = clean();
    assert!(SITE.contains(old), "{old}");
    files.push(File::new("site.toml", &SITE.replacen(old, new, 1)));
    run(&sources(&files))
        .into_iter()
        .map(|(place, message)| format!("{place}: {message}"))
        .collect()
}

#[test]
fn a_mistake_in_the_settings_is_not_blamed_on_the_records() {
    let mistakes = [
        ("staff = { type = \"integer\"", "staff = { type = \"intger\"", Code::WrongSetting),
        (
            "staff = { type = \"integer\", required = true }",
            "staff = \"integer\"",
            Code::WrongSetting,
        ),
        ("values = [\"fund\", \"office\"], ", "", Code::WrongSetting),
        (
            "type = \"ref\", kind = \"agency\"",
            "type = \"ref\", kind = \"agncy\"",
            Code::WrongSetting,
        ),
        ("require = 'staff < 1000'", "require = 'stfaf < 1000'", Code::BadCondition),
        ("require = 'staff < 1000'", "require = 'staff <'", Code::BadCondition),
        ("where = 'type == \"fund\"'", "where = 'tpye == \"fund\"'", Code::BadCondition),
        ("title = \"Careless\"", "title = \"Careless", Code::SettingsSyntax),
        ("[kinds.agency]", "[kinds.agency", Code::SettingsSyntax),
        ("plural = \"Agencies\"", "plural = = \"Agencies\"", Code::SettingsSyntax),
    ];
    for (old, new, code) in mistakes {
        let said = with_setting(old, new);
        assert_eq!(said.len(), 1, "{new}: {said:#?}");
        assert!(
            said[0].starts_with("site.toml:") && said[0].contains(code.slug()),
            "{new}: {said:?}"
        );
    }
}

const TABLE_SITE: &str = r#"[kinds.agency]
folder = "agencies"
fields.acronym = { type = "text", name = true }
[kinds.priority]
folder = "priorities"
[kinds.priority.fields]
rank = { type = "rank", values = ["3", "2", "1"], required = true }
leads = { type = "refs", kind = "agency" }
cost = { type = "number" }
"#;

const TABLE: &str = "+++\ntitle = \"T\"\n[table]\nrow_kind = \"priority\"\n[table.columns]\n\
    \"Issue\" = \"title\"\n\"Regional priority\" = \"rank\"\n\
    \"Focal point\" = { field = \"leads\", split = [\" + \"] }\n+++\n";

/// A fault of a row: code, column that must be named, value that must be named, and how the cells
/// are spoilt; `n` is the number of the row among the rows.
type Spoil = (Code, Option<&'static str>, &'static str, fn(&mut Vec<String>, usize));

const SPOILS: &[Spoil] = &[
    (Code::UnknownValue, Some("Regional priority"), "`9`", |c, _| c[2] = "9".to_owned()),
    (Code::UnknownReference, Some("Focal point"), "`UNPE`", |c, _| c[3] = "UNDP + UNPE".to_owned()),
    (Code::WrongType, Some("Cost"), "`much`", |c, _| c[4] = "much".to_owned()),
    (Code::MissingField, None, "`rank`", |c, _| c[2].clear()),
    (Code::BadRowId, None, "no id", |c, _| c[0].clear()),
    (Code::BadRowId, Some("id"), "`a b`", |c, _| c[0] = "a b".to_owned()),
    (Code::DuplicateRow, Some("id"), "`r0`", |c, _| c[0] = "r0".to_owned()),
    (Code::BrokenQuote, Some("Issue"), "quotation", |c, n| c[1] = format!("\"Issue {n}")),
    (Code::FailedFormula, Some("Regional priority"), "`#REF!`", |c, _| c[2] = "#REF!".to_owned()),
    (Code::FailedFormula, Some("Focal point"), "`#N/A`", |c, _| c[3] = "#N/A".to_owned()),
    (Code::FailedFormula, Some("Cost"), "`Err:508`", |c, _| c[4] = " Err:508 ".to_owned()),
    (Code::FailedFormula, Some("id"), "`#NAME?`", |c, _| c[0] = "#NAME?".to_owned()),
    (Code::LongRow, None, "7 cells", |c, _| c.extend(["x".to_owned(), "y".to_owned()])),
];

/// The table with a fault in every third row, and what must be said, by the number of the row as a
/// spreadsheet shows it.
fn careless_table(seed: u64) -> (String, BTreeMap<usize, Spoil>) {
    let mut dice = Dice(seed);
    let mut text = "id,Issue,Regional priority,Focal point,Cost\n".to_owned();
    let mut wrong = BTreeMap::new();
    for n in 0..180 {
        let mut cells = vec![
            format!("r{n}"),
            format!("\"Issue {n}, as \"\"printed\"\"\""),
            "2".to_owned(),
            "UNEP + UNDP".to_owned(),
            "1.5".to_owned(),
        ];
        if n % 3 == 2 {
            let spoil = SPOILS[(n / 3 + dice.below(SPOILS.len())) % SPOILS.len()];
            (spoil.3)(&mut cells, n);
            wrong.insert(n + 2, spoil);
        }
        text += &(cells.join(",") + "\n");
    }
    (text, wrong)
}

#[test]
fn every_fault_of_a_table_names_its_row_column_and_value() {
    for seed in [1, 2, 3] {
        let (table, wrong) = careless_table(seed);
        let agency = |name: &str| format!("+++\ntitle = \"{name}\"\nacronym = \"{name}\"\n+++\n");
        let texts = [
            ("site.toml", TABLE_SITE.to_owned()),
            ("content/agencies/a.md", agency("UNEP")),
            ("content/agencies/b.md", agency("UNDP")),
            ("content/priorities/t/index.md", TABLE.to_owned()),
            ("content/priorities/t/table.csv", table),
        ];
        let texts = texts.map(|(path, text)| (path.to_owned(), text)).to_vec();
        let sources = Sources::new(texts, Vec::new());
        let build = build(&sources, &Settings::default(), &mut State::default());
        let report = build.report_with(&Diagnostics::new(), &sources);
        let rows = |d: &Diagnostic| d.message.split([' ', ',', ':']).nth(1)?.parse::<usize>().ok();
        let said: Vec<_> = report.diagnostics.iter().filter_map(rows).collect();
        assert_eq!(said, wrong.keys().copied().collect::<Vec<_>>(), "seed {seed}");
        for ((row, (code, column, value, _)), said) in wrong.iter().zip(&report.diagnostics) {
            assert_eq!(said.code, *code, "row {row}: {said:?}");
            let place =
                column.map_or(format!("row {row}"), |c| format!("row {row}, column “{c}”:"));
            assert!(said.message.starts_with(&place), "{place}: {}", said.message);
            assert!(said.message.contains(value), "{value}: {}", said.message);
            let line = said
                .span
                .map(|s| LineIndex::new(&sources.get(s.source).text).position(s.start as usize).0);
            assert_eq!(line, Some(*row));
        }
    }
}
