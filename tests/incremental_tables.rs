//! The files of tables and kinds are as fresh as pages: after any edits a warm build equals a cold
//! one, and only the files that must be are made again.

use std::collections::BTreeMap;

use plenary::bundle::Content;
use plenary::id::Route;
use plenary::source::{Asset, Sources};
use plenary::state::State;
use plenary::view::Settings;

/// The files of a site by path.
type Files = BTreeMap<String, String>;

const SITE: &str = r#"
title = "Walk"
base_url = "https://walk.example/"
languages = ["en", "fr"]
[kinds.table]
folder = "tables"
[kinds.agency]
folder = "agencies"
[kinds.priority]
folder = "priorities"
[kinds.priority.fields]
rank = { type = "rank", values = ["3", "2", "1"] }
leads = { type = "refs", kind = "agency" }
part = { type = "text" }
[[views]]
type = "matrix"
path = "who"
title = "Who"
kind = "priority"
rows = "leads"
columns = "rank"
[[views]]
type = "gaps"
path = "missing"
title = "Missing"
of = "who"
[[assert]]
matrix = "who"
every = "row"
level = "warning"
"#;

const RECORD: &str = "+++\ntitle = \"Table\"\nsource = [\"a\"]\n[table]\nrow_kind = \"priority\"\nsection = \"part\"\ngroup = \"part\"\nfacets = [\"rank\", \"leads\"]\nsort = [\"rank\", \"-title\"]\npage_size = 2\n[table.columns]\nIssue = \"title\"\nRank = \"rank\"\nWho = { field = \"leads\", split = [\"+\"] }\nDraft = \"draft\"\n+++\n";

const TABLE: &str = "id,Issue,Rank,Who,Draft\n,FOOD,,,\nf1,Bags,3,a + b,\nf2,Water,1,a,\n";

fn start() -> Files {
    let files = [
        ("site.toml", SITE),
        ("content/agencies/a.md", "# Agency A\n"),
        ("content/agencies/b.md", "# Agency B\n"),
        ("content/tables/t/index.md", RECORD),
        ("content/tables/t/table.csv", TABLE),
    ];
    files.map(|(path, text)| (path.to_owned(), text.to_owned())).into()
}

/// Every output file, and every message.
fn made(files: &Files, state: &mut State) -> (BTreeMap<String, Vec<u8>>, Vec<String>) {
    let data = files.iter().filter(|(path, _)| path.ends_with(".csv"));
    let assets =
        data.map(|(path, text)| Asset { path: path.as_str().into(), len: text.len() as u64 });
    let sources = Sources::new(files.clone().into_iter().collect(), assets.collect());
    let settings = Settings { today: "2026-01-01".to_owned(), ..Settings::default() };
    let build = plenary::build(&sources, &settings, state);
    let mut said: Vec<_> = build.report.diagnostics.iter().map(|d| d.message.clone()).collect();
    let mut out = BTreeMap::new();
    for at in build.bundle.order().concat() {
        let route = &build.bundle.files()[at].0;
        let made = build.bundle.content(at);
        said.extend(made.diagnostics.iter().map(|d| d.message.clone()));
        let bytes = match made.value {
            Some(Content::Bytes(bytes)) => bytes,
            other => format!("{other:?}").into_bytes(),
        };
        out.insert(route.as_str().to_owned(), bytes);
    }
    (out, said)
}

/// The data files that are made again after one file was written.
fn again(path: &str, text: &str) -> Vec<String> {
    let mut files = start();
    let mut state = State::keeping();
    made(&files, &mut state);
    state.kept.files.take_made();
    files.insert(path.to_owned(), text.to_owned());
    made(&files, &mut state);
    let made = state.kept.files.take_made();
    let data = made.iter().map(Route::as_str).filter(|path| !path.ends_with(".html"));
    let data = data.filter(|path| !path.ends_with("index.json") && !path.starts_with("search/"));
    data.map(str::to_owned).collect()
}

const OF_TABLE: &[&str] = &[
    "tables/t/datapackage.json",
    "tables/t/table-leads.csv",
    "tables/t/table.csv",
    "tables/t/table.json",
    "tables/t/table.xlsx",
];

#[test]
fn a_changed_cell_makes_the_files_of_its_table_and_kind_again() {
    let found = again("content/tables/t/table.csv", &TABLE.replace("Water", "Air"));
    let of_kind = ["csv", "json", "xlsx"].map(|end| format!("data/priority.{end}"));
    assert!(of_kind.iter().all(|file| found.contains(file)), "{found:?}");
    assert!(OF_TABLE.iter().all(|file| found.iter().any(|f| f == file)), "{found:?}");
    assert!(!found.iter().any(|file| file.starts_with("data/agency")), "{found:?}");
}

#[test]
fn a_new_title_of_what_a_row_refers_to_makes_only_the_files_again_that_show_it() {
    let found = again("content/agencies/b.md", "# Agency Z\n");
    let tables: Vec<_> = found.iter().filter(|file| file.starts_with("tables/")).collect();
    // The items name what they lead to by kind and id, but an entry of theirs is asked for whole.
    assert_eq!(tables, ["tables/t/table-leads.csv", "tables/t/table.json"], "{found:?}");
}

#[test]
fn a_changed_text_elsewhere_leaves_the_files_of_a_table_alone() {
    let found = again("content/agencies/b.md", "# Agency B\n\nA text.\n");
    assert!(!found.iter().any(|file| file.starts_with("tables/")), "{found:?}");
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

fn edit(files: &mut Files, dice: &mut Dice) -> String {
    let agency = dice.pick(&["a", "b"]);
    let (path, text) = match dice.roll(7) {
        0 | 1 => {
            let mut table =
                dice.pick(&["id,Issue,Rank,Who,Draft\n", "Issue,Rank,Who,Draft\n"]).to_owned();
            let has_ids = table.starts_with("id");
            for row in 0..dice.roll(5) {
                if dice.roll(4) == 0 {
                    table.push_str(&format!(",{}\n", dice.pick(&["FOOD", "WATER"])));
                }
                if has_ids {
                    table.push_str(&format!("r{row},"));
                }
                let cells = [&["Bags", "Air", "=1"][..], &["3", "1", ""], &["a", "b", "a+b", ""]];
                let cells = cells.map(|cells| dice.pick(cells));
                table.push_str(&format!("{},{}\n", cells.join(","), dice.pick(&["", "", "yes"])));
            }
            ("content/tables/t/table.csv".to_owned(), table)
        }
        2 => {
            let from = dice.pick(&["title = \"Table\"", "source = [\"a\"]", "section = \"part\""]);
            let to = dice.pick(&["", "title = \"Other\"", "draft = true"]);
            let to = if from.starts_with("section") { "" } else { to };
            ("content/tables/t/index.md".to_owned(), RECORD.replace(from, to))
        }
        3 => {
            let text = dice.pick(&["# Le tableau\n", "+++\ntitle = \"T\"\n[table]\nrow_kind = \"priority\"\ncolumns = { Issue = \"title\" }\n+++\n"]);
            ("content/tables/t/index.fr.md".to_owned(), text.to_owned())
        }
        4 => {
            let from =
                dice.pick(&["Walk", "path = \"who\"", "\"3\", \"2\", \"1\"", "every = \"row\""]);
            let to = dice.pick(&[
                "Run",
                "path = \"who\"\nwhere = 'rank'",
                "\"1\", \"3\"",
                "every = \"cell\"",
            ]);
            ("site.toml".to_owned(), SITE.replace(from, to))
        }
        _ => (format!("content/agencies/{agency}.md"), format!("# Agency {}\n", dice.roll(3))),
    };
    if dice.roll(4) == 0 && path != "site.toml" && files.remove(&path).is_some() {
        return format!("removed {path}");
    }
    files.insert(path.clone(), text);
    format!("wrote {path}")
}

#[test]
fn a_warm_build_equals_a_cold_one_after_any_edits_of_tables() {
    for seed in [1, 20_261_122] {
        let mut dice = Dice(seed);
        let mut files = start();
        let mut state = State::keeping();
        for step in 0..40 {
            let edit = edit(&mut files, &mut dice);
            let warm = made(&files, &mut state);
            let cold = made(&files, &mut State::default());
            assert_eq!(warm.1, cold.1, "step {step} ({edit})");
            let stale = cold.0.iter().find(|(path, bytes)| warm.0.get(*path) != Some(bytes));
            assert!(stale.is_none(), "step {step} ({edit}): {} is stale", stale.expect("some").0);
            assert_eq!(warm.0.len(), cold.0.len(), "step {step} ({edit})");
        }
    }
}
