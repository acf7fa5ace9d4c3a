//! The licence for having a cache: after any edits a warm build equals a cold one byte for byte
//! and message for message, and only the pages that must be are made again.

use std::collections::BTreeMap;

use plenary::build;
use plenary::bundle::Content;
use plenary::id::Route;
use plenary::source::Sources;
use plenary::state::State;
use plenary::view::Settings;

/// The files of a site by path.
type Files = BTreeMap<String, String>;

/// Every output file, and every message.
type Output = (BTreeMap<String, Vec<u8>>, Vec<String>);

fn settings() -> Settings {
    Settings { today: "2026-01-01".to_owned(), ..Settings::default() }
}

fn made(files: &Files, state: &mut State) -> Output {
    let sources = Sources::new(files.clone().into_iter().collect(), vec![]);
    let build = build(&sources, &settings(), state);
    let mut said: Vec<_> = build
        .report
        .diagnostics
        .iter()
        .map(|d| format!("{} {}", d.code.slug(), d.message))
        .collect();
    let mut out = BTreeMap::new();
    for at in build.bundle.order().concat() {
        let route = &build.bundle.files()[at].0;
        let page = build.bundle.content(at);
        said.extend(page.diagnostics.iter().map(|d| format!("{} {}", d.code.slug(), d.message)));
        if let Some(Content::Bytes(bytes)) = page.value {
            out.insert(route.as_str().to_owned(), bytes);
        }
    }
    (out, said)
}

fn compare(step: usize, edit: &str, warm: &Output, cold: &Output) {
    assert_eq!(warm.1, cold.1, "step {step} ({edit}): other messages");
    let names = |output: &Output| output.0.keys().cloned().collect::<Vec<_>>();
    assert_eq!(names(warm), names(cold), "step {step} ({edit}): other files");
    for (route, bytes) in &cold.0 {
        if warm.0[route] != *bytes {
            let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
            let (old, new) = (text(&warm.0[route]), text(bytes));
            let differ = old.lines().zip(new.lines()).find(|(a, b)| a != b);
            panic!("step {step} ({edit}): {route} is stale\n{differ:#?}");
        }
    }
}

/// A small generator of numbers (xorshift), so that a failure can be repeated.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % sides as u64) as usize
    }

    fn pick<'a>(&mut self, among: &[&'a str]) -> &'a str {
        among[self.roll(among.len())]
    }
}

const SITE: &str = r#"
title = "Walk"
languages = ["en", "fr"]
base_url = "https://walk.example/"
navigation = [{ to = "meetings" }, { title = "Guide", to = "guide" }]
[kinds.meeting]
folder = "meetings"
plural = "Meetings"
list = { sort = ["title", "-date"], facets = ["hosts", "state"], columns = ["hosts"], page_size = 3 }
[kinds.meeting.fields]
date = { type = "date" }
hosts = { type = "refs", kind = "agency", inverse = "Hosted" }
state = { type = "enum", values = ["open", "closed"] }
[kinds.agency]
folder = "agencies"
plural = "Agencies"
[kinds.agency.fields]
acronym = { type = "text", name = true }
tasks = { type = "integer", counts = "task.owner" }
[kinds.task]
folder = "tasks"
[kinds.task.fields]
owner = { type = "ref", kind = "agency" }
due = { type = "date" }
state = { type = "enum", default = "active", values = ["active", "implemented"] }
done = { type = "date" }
from_meeting = { type = "ref", kind = "meeting" }
part_of = { type = "ref", kind = "task" }
[kinds.table]
folder = "tables"
[[views]]
path = "open"
title = "Open ones"
kind = "meeting"
where = 'state == "open"'
group = "hosts"
[[views]]
type = "ledger"
path = "ledger"
title = "Ledger"
kind = "task"
[[views]]
type = "timeline"
path = "timeline"
title = "Timeline"
kind = "meeting"
[[views]]
type = "tree"
path = "plan"
title = "Plan"
kind = "task"
parent = "part_of"
state = "state"
[[views]]
type = "glossary"
path = "glossary"
title = "Glossary"
kind = "agency"
[[views]]
type = "links"
path = "links"
title = "Links"
"#;

/// Views with rows and columns: over relations, over fields, and over both.
const GRIDS: &str = r#"
[[views]]
type = "matrix"
path = "who"
title = "Who"
rows = "agency"
columns = "meeting"
[[views]]
type = "matrix"
path = "states"
title = "States"
kind = "meeting"
rows = "hosts"
columns = "state"
[[views]]
type = "gaps"
path = "gaps"
title = "Gaps"
of = "states"
[[views]]
type = "chart"
path = "chart"
title = "Chart"
rows = "meeting.state"
[[views]]
type = "stages"
path = "shop"
title = "Shop"
rows = "agency"
[[views.blocks]]
title = "Meetings"
kind = "meeting"
"#;

const NAMES: &[&str] = &["a", "b", "c", "d", "e"];

fn meeting(dice: &mut Dice) -> String {
    let mut text = format!("+++\ntitle = \"Meeting {}\"\n", dice.roll(6));
    if dice.roll(2) == 0 {
        text += &format!("hosts = [\"{}\"]\n", dice.pick(NAMES));
    }
    if dice.roll(2) == 0 {
        text += &format!("state = \"{}\"\n", dice.pick(&["open", "closed", "opne"]));
    }
    if dice.roll(3) == 0 {
        text += &format!("date = \"200{}\"\n", dice.roll(9));
    }
    if dice.roll(8) == 0 {
        text += "draft = true\n";
    }
    if dice.roll(8) == 0 {
        text += &format!("redirect_from = [\"/old/{}/\"]\n", dice.roll(3));
    }
    text + &format!(
        "+++\nSee [[agency:{}]], [[meeting:{}#h]] and <https://{}.example/>.\n\n## H\n",
        dice.pick(NAMES),
        dice.pick(NAMES),
        dice.pick(NAMES)
    )
}

fn agency(dice: &mut Dice) -> String {
    let acronym = dice.pick(&["X", "Y", "Z"]);
    format!(
        "+++\ntitle = \"Agency {}\"\nacronym = \"{acronym}\"\ntasks = 1\n+++\nMet [[{acronym}]] at {}.\n",
        dice.roll(5),
        dice.roll(3)
    )
}

fn task(dice: &mut Dice) -> String {
    let mut text = format!("+++\ntitle = \"Task {}\"\n", dice.roll(3));
    for (field, among) in [
        ("owner", &["a", "b"][..]),
        ("due", &["2025", "2026"]),
        ("state", &["active", "implemented"]),
        ("done", &["2003"]),
        ("from_meeting", &["a", "b", "c"]),
        ("part_of", &["a", "b", "c"]),
    ] {
        if dice.roll(2) == 0 {
            text += &format!("{field} = \"{}\"\n", dice.pick(among));
        }
    }
    text + "+++\n"
}

/// The record that holds a table of meetings, or its rows.
fn table(dice: &mut Dice) -> (String, String) {
    if dice.roll(3) == 0 {
        let (title, size) = (dice.roll(3), 1 + dice.roll(3));
        let draft = if dice.roll(6) == 0 { "draft = true\n" } else { "" };
        let (columns, cited) = (dice.pick(&["Note = false", ""]), dice.pick(NAMES));
        let text = format!(
            "+++\ntitle = \"Table {title}\"\n{draft}[table]\nrow_kind = \"meeting\"\npage_size = {size}\nfacets = [\"state\"]\n[table.columns]\n{columns}\n+++\nSee [[#{cited}]].\n",
        );
        return ("content/meetings/t/index.md".to_owned(), text);
    }
    // Most rows stay as they are, so that one can see what a neighbour's change does to them.
    let mut text = format!("id,title,hosts,state,{}\n", dice.pick(&["Note", "Note", "Remark"]));
    for name in &NAMES[..3] {
        let changed = if dice.roll(5) == 0 { dice.pick(&["open", "closed", ""]) } else { "open" };
        if dice.roll(4) > 0 {
            text += &format!("{name},Row {name},a,{changed},x\n");
        }
    }
    ("content/meetings/t/table.csv".to_owned(), text)
}

/// What other sites answered.
fn links(dice: &mut Dice) -> String {
    let mut text = String::new();
    for name in NAMES {
        let (outcome, day) = (dice.pick(&["200", "404", "timeout", "soon"]), 1 + dice.roll(9));
        text += &format!("https://{name}.example/ 202{}-05-0{day} {outcome}\n", 4 + dice.roll(2));
    }
    text
}

/// Changes, adds or removes one file; says what it did.
fn edit(files: &mut Files, dice: &mut Dice) -> String {
    let name = dice.pick(NAMES);
    let language = dice.pick(&["", "", ".fr"]);
    let (path, text) = match dice.roll(24) {
        12..=14 => (format!("content/tasks/{name}.md"), task(dice)),
        0..=3 => (format!("content/meetings/{name}{language}.md"), meeting(dice)),
        4 | 5 => (format!("content/agencies/{name}{language}.md"), agency(dice)),
        6 => (
            format!("content/guide/{name}.md"),
            format!("# Page {}\nSee [[{name}]], [[t#{name}]].\n", dice.roll(4)),
        ),
        7 => ("content/meetings/_index.md".to_owned(), format!("All {} of them.\n", dice.roll(3))),
        8 => ("content/_index.md".to_owned(), format!("# Home {}\n", dice.roll(3))),
        9 => {
            let template = dice.pick(&["record.html", "fragments/line.html", "base.html"]);
            let text = match template {
                "record.html" => format!(
                    "{{% extends \"base.html\" %}}{{% block content %}}{} {{{{ record.title }}}} {{{{ record.body }}}}{{% for group in record.related %}}{{{{ group.label }}}}{{% for item in group.items %}}{{{{ item.html }}}}{{% endfor %}}{{% endfor %}}{{% endblock content %}}",
                    dice.roll(3)
                ),
                "fragments/line.html" => {
                    format!("<li>{} {{{{ record.title }}}}</li>", dice.roll(3))
                }
                _ => format!(
                    "{{% extends \"parent/base.html\" %}}{{% block brand %}}{}{{% endblock brand %}}",
                    dice.roll(3)
                ),
            };
            (format!("templates/{template}"), text)
        }
        15..=18 => table(dice),
        19 => {
            let field = format!(
                "[kinds.agency.fields]\ncity = {{ type = \"text\" }}\n[[views]]\npath = \"all-{0}\"\ntitle = \"All {0}\"\nkind = \"agency\"\n",
                dice.roll(2)
            );
            (format!("model/{}.toml", dice.pick(&["agency", "more/agency"])), field)
        }
        20 | 21 => {
            let label = format!("[kinds.agency]\nlabel = \"Agence {}\"\n", dice.roll(3));
            ("strings/fr.toml".to_owned(), label)
        }
        22 | 23 => ("links.lock".to_owned(), links(dice)),
        10 => ("strings/en.toml".to_owned(), format!("home = \"Home {}\"\n", dice.roll(3))),
        _ => {
            let title = format!("title = \"Walk {}\"", dice.roll(3));
            let site = format!("{SITE}{GRIDS}");
            ("site.toml".to_owned(), site.replace("title = \"Walk\"", &title))
        }
    };
    if dice.roll(3) == 0 && path != "site.toml" && files.remove(&path).is_some() {
        return format!("removed {path}");
    }
    files.insert(path.clone(), text);
    format!("wrote {path}")
}

#[test]
fn a_warm_build_equals_a_cold_one_after_any_edits() {
    for seed in [1, 20_261_122, 77] {
        let mut dice = Dice(seed);
        let mut files = Files::from([("site.toml".to_owned(), format!("{SITE}{GRIDS}"))]);
        let mut state = State::keeping();
        let (mut warm_pages, mut cold_pages) = (0, 0);
        for step in 0..70 {
            let edit = edit(&mut files, &mut dice);
            let warm = made(&files, &mut state);
            warm_pages += state.kept.files.take_made().len();
            let cold = made(&files, &mut State::default());
            cold_pages += cold.0.len();
            compare(step, &edit, &warm, &cold);
        }
        assert!(
            warm_pages * 2 < cold_pages,
            "the cache saves too little: {warm_pages} of {cold_pages}"
        );
    }
}

const SMALL: &[(&str, &str)] = &[
    ("site.toml", SITE),
    ("content/agencies/a.md", "+++\ntitle = \"Agency A\"\n+++\n"),
    ("content/agencies/b.md", "+++\ntitle = \"Agency B\"\n+++\n"),
    ("content/meetings/m.md", "+++\ntitle = \"M\"\nhosts = [\"a\"]\n+++\nWith [[b]].\n"),
    ("content/guide/p.md", "# Page\n"),
];

/// A small site with these settings.
fn small(settings: &str) -> Files {
    let mut files: Files = SMALL.iter().map(|(p, t)| ((*p).to_owned(), (*t).to_owned())).collect();
    files.insert("site.toml".to_owned(), settings.to_owned());
    files
}

/// What is made again, in English.
#[derive(Debug, Default, PartialEq)]
struct Again {
    pages: Vec<String>,
    fragments: Vec<String>,
}

impl Again {
    fn new(pages: &[&str], fragments: &[&str]) -> Self {
        let owned = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect();
        Self { pages: owned(pages), fragments: owned(fragments) }
    }
}

/// The pages and fragments that are made again after one file was written.
fn again(mut files: Files, path: &str, text: &str) -> Again {
    let mut state = State::keeping();
    made(&files, &mut state);
    state.kept.files.take_made();
    state.kept.fragments.take_made();
    files.insert(path.to_owned(), text.to_owned());
    made(&files, &mut state);
    let pages = state.kept.files.take_made().into_iter().map(|route| route.as_str().to_owned());
    let pages = pages.filter(|route| route.ends_with(".html") && !route.starts_with("fr/"));
    let fragments = state.kept.fragments.take_made().into_iter();
    let fragments = fragments.filter(|fragment| fragment.entity.language == 0);
    let fragments =
        fragments.map(|fragment| format!("{:?} {}", fragment.shape, fragment.entity.key));
    let mut out = Again { pages: pages.collect(), fragments: fragments.collect() };
    out.pages.sort();
    out.fragments.sort();
    out
}

#[test]
fn a_changed_text_makes_its_own_page_again_and_no_fragment() {
    let text = "+++\ntitle = \"Agency A\"\n+++\nA new text.\n";
    let again = again(small(SITE), "content/agencies/a.md", text);
    // The printed form of the glossary has the texts of its records.
    let pages = ["agencies/a/index.html", "print/glossary/index.html"];
    assert_eq!(again, Again::new(&pages, &[]));
}

#[test]
fn another_check_of_a_link_makes_the_pages_again_that_show_it() {
    let mut files = small(SITE);
    let text =
        "+++\ntitle = \"Agency A\"\n+++\nSee <https://a.example/> and <https://b.example/>.\n";
    files.insert("content/agencies/a.md".to_owned(), text.to_owned());
    files.insert("content/guide/p.md".to_owned(), "# Page\n<https://b.example/>\n".to_owned());
    let failed = "https://a.example/ 2025-05-03 404\n";
    let again = |files: &Files, lock| again(files.clone(), "links.lock", lock);
    let expected = ["agencies/a/index.html", "links/index.html"];
    assert_eq!(again(&files, failed), Again::new(&expected, &[]));
    // That a link works is told by the list of all links only.
    let works = "https://a.example/ 2025-05-03 200\n";
    assert_eq!(again(&files, works), Again::new(&["links/index.html"], &[]));
    assert_eq!(again(&files, "https://c.example/ 2025-05-03 404\n"), Again::default());
}

#[test]
fn a_changed_summary_makes_the_fragments_again_that_show_it() {
    let text = "+++\ntitle = \"Agency A\"\nsummary = \"New\"\n+++\n";
    let again = again(small(SITE), "content/agencies/a.md", text);
    let expected = Again::new(
        &[
            "agencies/a/index.html",
            "agencies/index.html",
            "glossary/index.html",
            "print/glossary/index.html",
        ],
        &["Definition agency:a", "Line agency:a"],
    );
    assert_eq!(again, expected);
}

#[test]
fn a_changed_title_makes_the_pages_again_that_show_it() {
    let again = again(small(SITE), "content/agencies/a.md", "+++\ntitle = \"Agency Z\"\n+++\n");
    let expected = Again::new(
        &[
            "agencies/a/index.html",
            "agencies/index.html",
            "glossary/index.html",
            "meetings/by/hosts/a/index.html",
            "meetings/index.html",
            "meetings/m/index.html",
            "meetings/sorted/date-descending/index.html",
            "print/glossary/index.html",
            "print/timeline/index.html",
            "search/index.html",
            "search/index/a/index.html",
        ],
        // The line of the meeting names its host.
        &["Definition agency:a", "Line agency:a", "Line meeting:m"],
    );
    assert_eq!(again, expected);
}

#[test]
fn a_new_sentence_makes_the_page_again_that_it_cites() {
    let text = "+++\ntitle = \"M\"\nhosts = [\"a\"]\n+++\nNow together with [[b]].\n";
    let again = again(small(SITE), "content/meetings/m.md", text);
    let pages = ["agencies/b/index.html", "meetings/m/index.html", "print/timeline/index.html"];
    assert_eq!(again, Again::new(&pages, &[]));
}

#[test]
fn a_closed_item_makes_the_page_of_the_next_meeting_again() {
    let task = |more: &str| format!("+++\ntitle = \"T\"\nfrom_meeting = \"m\"\n{more}+++\n");
    let mut files = small(SITE);
    let first = "+++\ntitle = \"M\"\ndate = 2003-05-01\n+++\n";
    files.insert("content/meetings/m.md".to_owned(), first.to_owned());
    files.insert("content/meetings/n.md".to_owned(), first.replace("2003", "2004"));
    files.insert("content/meetings/o.md".to_owned(), first.replace("2003", "2002"));
    files.insert("content/tasks/t.md".to_owned(), task(""));
    let closed = task("state = \"implemented\"\ndone = 2003-06-01\n");
    let again = again(files, "content/tasks/t.md", &closed);
    assert_eq!(
        again.pages,
        [
            "ledger/by/from_meeting/m/index.html",
            "ledger/by/state/implemented/index.html",
            "ledger/index.html",
            "ledger/overdue/index.html",
            "ledger/without-owner/index.html",
            // The page of the meeting that the item comes from says how far it is.
            "meetings/m/index.html",
            "meetings/n/index.html",
            "plan/index.html",
            "print/ledger/index.html",
            "print/plan/index.html",
            "tasks/t/index.html",
        ]
    );
}

#[test]
fn nothing_changed_makes_nothing_again() {
    let (path, text) = SMALL[1];
    assert_eq!(again(small(SITE), path, text), Again::default());
}

#[test]
fn a_changed_value_makes_the_rows_and_columns_again_that_count_it() {
    let text = "+++\ntitle = \"M\"\nhosts = [\"a\"]\nstate = \"open\"\n+++\nWith [[b]].\n";
    let again = again(small(&format!("{SITE}{GRIDS}")), "content/meetings/m.md", text);
    assert_eq!(
        again.pages,
        [
            // The page of its host shows the state of the meeting.
            "agencies/a/index.html",
            "chart/index.html",
            "gaps/index.html",
            "meetings/by/hosts/a/index.html",
            "meetings/by/state/open/index.html",
            "meetings/index.html",
            "meetings/m/index.html",
            "meetings/sorted/date-descending/index.html",
            "open/index.html",
            "print/open/index.html",
            "print/timeline/index.html",
            "search/index.html",
            "states/a/index.html",
            "states/a/open/index.html",
            "states/by-column/open/index.html",
            "states/index.html",
        ]
    );
    // All forms show its state, and its line stands in two lists with different columns.
    let fragments = [
        "BacklinkWithSentence meeting:m",
        "Entry meeting:m",
        "Line meeting:m",
        "Line meeting:m",
        "Relation meeting:m",
    ];
    assert_eq!(again.fragments, fragments);
}

#[test]
fn a_changed_text_makes_no_rows_and_columns_again() {
    let text = "+++\ntitle = \"Agency A\"\n+++\nA new text.\n";
    let again = again(small(&format!("{SITE}{GRIDS}")), "content/agencies/a.md", text);
    let pages = ["agencies/a/index.html", "print/glossary/index.html"];
    assert_eq!(again, Again::new(&pages, &[]));
}

/// A site with a table whose rows are records, on two pages.
const TABLE: &[(&str, &str)] = &[
    (
        "site.toml",
        r#"
title = "Rows"
[kinds.agency]
folder = "agencies"
[kinds.priority]
folder = "priorities"
plural = "Priorities"
list = { sort = "title", columns = ["rank"] }
[kinds.priority.fields]
rank = { type = "rank", values = ["3", "2", "1"] }
lead = { type = "refs", kind = "agency", inverse = "Leads" }
[kinds.table]
folder = "tables"
"#,
    ),
    ("content/agencies/a.md", "# Agency A\n"),
    (
        "content/priorities/t/index.md",
        "+++\ntitle = \"T\"\ntable = { row_kind = \"priority\", page_size = 2, columns = { Issue = \"title\", Note = false } }\n+++\n",
    ),
    ("content/priorities/t/table.csv", ROWS),
    ("content/guide/cites.md", "# Cites\n\nSee [[t#x.3]].\n"),
];

const ROWS: &str =
    "id,Issue,rank,lead,Note\nx.1,One,3,a,\nx.2,Two,2,,\nx.3,Three,1,,\nx.4,Four,1,,\n";

/// Every file that is made again after the table was changed; all other pages stay as they were.
fn after(rows: &str) -> Vec<String> {
    let mut files: Files = TABLE.iter().map(|(p, t)| ((*p).to_owned(), (*t).to_owned())).collect();
    let mut state = State::keeping();
    made(&files, &mut state);
    state.kept.files.take_made();
    files.insert("content/priorities/t/table.csv".to_owned(), rows.to_owned());
    let warm = made(&files, &mut state);
    let again = state.kept.files.take_made();
    compare(0, "the table", &warm, &made(&files, &mut State::default()));
    // Data of whole kinds and of the whole site depend on every record, those of a table on every row.
    let common = |route: &&Route| {
        let path = route.as_str();
        let describes = |name: &str| path.ends_with(name);
        let of_table = path.contains("/table")
            || describes("/datapackage.json")
            || describes("/csv-metadata.json");
        let of_search = path.starts_with("search/en/");
        path.starts_with("data/") || !path.contains('/') || of_table || of_search
    };
    again.iter().filter(|route| !common(route)).map(|route| route.as_str().to_owned()).collect()
}

#[test]
fn a_changed_cell_makes_the_pages_again_that_show_it() {
    // The note stands on the first of the two pages.
    assert_eq!(
        after(&ROWS.replace("x.2,Two,2,,", "x.2,Two,2,,more")),
        [
            "priorities/t/index.html",
            "priorities/t/index.json",
            "priorities/t/index.md",
            "priorities/t/x.2/index.html",
            "priorities/t/x.2/index.json",
            "priorities/t/x.2/index.md",
        ]
    );
    // The page of every row shows which rows have the best rank.
    assert_eq!(
        after(&ROWS.replace("x.1,One,3", "x.1,One,2")),
        [
            "agencies/a/index.html",
            "priorities/index.html",
            "priorities/t/index.html",
            "priorities/t/index.json",
            "priorities/t/index.md",
            "priorities/t/x.1/index.html",
            "priorities/t/x.1/index.json",
            "priorities/t/x.1/index.md",
            "priorities/t/x.2/index.html",
            "priorities/t/x.3/index.html",
            "priorities/t/x.4/index.html",
        ]
    );
}

#[test]
fn a_changed_cell_makes_the_fragments_of_its_row_again() {
    let files = || TABLE.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned()));
    let rows = ROWS.replace("x.1,One,3", "x.1,One,2");
    let again = again(files().collect(), "content/priorities/t/table.csv", &rows);
    let own = ["Line priority:t/x.1", "Relation priority:t/x.1", "TableRow priority:t/x.1"];
    assert_eq!(again.fragments, own);
}

#[test]
fn a_row_that_is_put_in_moves_no_page_and_is_met_where_it_stands_now() {
    let rows = ROWS.replace("x.2,Two", "x.9,New,3,,\nx.2,Two");
    assert_eq!(
        after(&rows),
        [
            "priorities/index.html",
            "priorities/index.md",
            "priorities/t/index.html",
            "priorities/t/index.json",
            "priorities/t/index.md",
            "priorities/t/page/2/index.html",
            "priorities/t/page/3/index.html",
            // Its next row is another.
            "priorities/t/x.1/index.html",
            "priorities/t/x.1/index.json",
            "priorities/t/x.2/index.html",
            "priorities/t/x.2/index.json",
            "priorities/t/x.3/index.html",
            "priorities/t/x.3/index.json",
            "priorities/t/x.4/index.html",
            "priorities/t/x.4/index.json",
            "priorities/t/x.9/index.html",
            "priorities/t/x.9/index.json",
            "priorities/t/x.9/index.md",
            // A letter that was not there stands on the pages of all others.
            "search/index.html",
            "search/index/a/index.html",
            "search/index/c/index.html",
            "search/index/f/index.html",
            "search/index/n/index.html",
            "search/index/o/index.html",
            "search/index/t/index.html",
        ]
    );
    let swapped =
        "id,Issue,rank,lead,Note\nx.3,Three,1,,\nx.1,One,3,a,\nx.2,Two,2,,\nx.4,Four,1,,\n";
    assert!(after(swapped).contains(&"guide/cites/index.html".to_owned()));
}

#[test]
fn a_reference_to_the_place_of_a_row_makes_the_page_of_the_row_again() {
    let files = || TABLE.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned()));
    let made = again(files().collect(), "content/guide/cites.md", "# Cites\n\nSee [[t#x.4]].\n");
    assert_eq!(
        made.pages,
        [
            "guide/cites/index.html",
            "priorities/t/index.html",
            "priorities/t/x.3/index.html",
            "priorities/t/x.4/index.html",
        ]
    );
}

#[test]
fn another_title_of_a_column_makes_the_rows_again() {
    let again = after(&ROWS.replace("Note", "Remark"));
    assert!(again.contains(&"priorities/t/x.1/index.html".to_owned()), "{again:?}");
}

/// The files that are read after some were written; all others are known from the build before.
fn parsed(files: &[(&str, &str)], written: &[(&str, &str)]) -> Vec<String> {
    let owned = |(path, text): &(&str, &str)| ((*path).to_owned(), (*text).to_owned());
    let mut files: Files = files.iter().map(owned).collect();
    let mut state = State::keeping();
    made(&files, &mut state);
    files.extend(written.iter().map(owned));
    let warm = made(&files, &mut state);
    let parsed = state.known.parsed().iter().map(|path| path.to_string()).collect();
    compare(0, "files", &warm, &made(&files, &mut State::default()));
    parsed
}

#[test]
fn a_new_file_is_the_only_one_that_is_read_wherever_it_stands() {
    for path in ["content/agencies/0.md", "content/meetings/z.md", "content/zzz.md"] {
        assert_eq!(parsed(SMALL, &[(path, "# New\n")]), [path]);
    }
    assert_eq!(parsed(SMALL, &[]), [] as [&str; 0]);
    let table = "content/priorities/t/table.csv";
    assert_eq!(
        parsed(TABLE, &[("content/0.csv", "a\n"), ("content/0.md", "# New\n")]),
        ["content/0.md"]
    );
    assert_eq!(parsed(TABLE, &[(table, &ROWS.replace("Two", "2"))]), [table]);
}

#[test]
fn a_changed_setting_reads_again_what_depends_on_it() {
    let parsed = |from: &str, to: &str| {
        assert!(SITE.contains(from), "{from}");
        let site = SITE.replace(from, to);
        parsed(&[SMALL, &[("content/_index.md", "Words.\n")]].concat(), &[("site.toml", &site)])
    };
    let nothing = [] as [&str; 0];
    let meetings = ["content/meetings/m.md"];
    assert_eq!(parsed("base_url = \"https://walk", "base_url = \"https://run"), nothing);
    assert_eq!(parsed("languages", "\n\nlanguages"), nothing);
    assert_eq!(parsed("facets = [\"hosts\", \"state\"]", "facets = [\"hosts\"]"), nothing);
    assert_eq!(parsed("plural = \"Meetings\"", "plural = \"Sittings\""), nothing);
    assert_eq!(parsed("[\"open\", \"closed\"]", "[\"open\", \"shut\"]"), meetings);
    assert_eq!(parsed("[kinds.meeting.fields]", "[kinds.meeting.fields]\nplace = {}"), meetings);
    assert_eq!(parsed("title = \"Walk\"", "title = \"Run\""), ["content/_index.md"]);
    let all = [
        "content/_index.md",
        "content/agencies/a.md",
        "content/agencies/b.md",
        "content/guide/p.md",
        "content/meetings/m.md",
    ];
    assert_eq!(parsed("[\"en\", \"fr\"]", "[\"en\", \"es\"]"), all);
    assert_eq!(parsed("folder = \"tasks\"", "folder = \"guide\""), all);
    assert_eq!(parsed("[kinds.task]", "[markdown]\nsmart = true\n[kinds.task]"), all);
}

#[test]
fn a_changed_kind_reads_its_table_again() {
    let site = TABLE[0].1.replace("\"3\", \"2\", \"1\"", "\"4\", \"3\", \"2\", \"1\"");
    let table = ["content/priorities/t/index.md", "content/priorities/t/table.csv"];
    assert_eq!(parsed(TABLE, &[("site.toml", &site)]), table);
    let beside = ("content/priorities/t/index.csv", ROWS);
    assert_eq!(parsed(TABLE, &[beside]), ["content/priorities/t/index.md", beside.0]);
}
