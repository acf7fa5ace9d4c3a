//! Tables that nobody should have to read: what is said of them is bounded, and each costs work in
//! proportion to its size. Whatever compared each with all would take minutes here.

use plenary::diag::{Code, Diagnostic};
use plenary::source::Sources;
use plenary::state::State;
use plenary::view::Settings;

const SITE: &str = "-- site.toml --\ntitle = \"T\"\nbase_url = \"https://t.example/\"\n[kinds.table]\nfolder = \"tables\"\n[kinds.item]\nfolder = \"items\"\n[kinds.item.fields]\nwhen = { type = \"date\" }\ncost = { type = \"number\" }\ntags = { type = \"list\" }\npart = { type = \"text\" }\n";

/// What is said of a table, and how many rows it has.
fn read(settings: &str, table: &str) -> (Vec<Diagnostic>, usize) {
    let sources = Sources::from_archive(&format!(
        "{SITE}-- content/items/t/index.md --\n+++\ntitle = \"T\"\n[table]\nrow_kind = \"item\"\n{settings}+++\n-- content/items/t/table.csv --\n{table}\n"
    ));
    let build = plenary::build(&sources, &Settings::default(), &mut State::default());
    let records = &build.site.graph().records;
    let rows = records.iter().filter_map(|record| record.table.as_ref()).map(|t| t.rows.len());
    (build.report.diagnostics, rows.sum())
}

fn count(said: &[Diagnostic], code: Code) -> usize {
    said.iter().filter(|diagnostic| diagnostic.code == code).count()
}

#[test]
fn a_hundred_thousand_columns_are_reported_once_and_some_by_name() {
    let titles: String = (0..100_000).map(|at| format!(",c{at}")).collect();
    let (said, rows) = read("", &format!("id,Title{titles}\na,b,1"));
    assert_eq!((count(&said, Code::OversizedTable), rows), (1, 1));
    assert_eq!((count(&said, Code::UnmappedColumn), said.len()), (21, 22));
    assert!(
        said.iter().any(|it| it.message.ends_with("16,362 more columns have the same fault")),
        "{said:?}"
    );
}

#[test]
fn columns_of_one_title_and_a_row_with_a_million_cells_are_counted() {
    let (said, _) = read("", &format!("id,Title{}\na,b", ",same".repeat(16_000)));
    assert!(said.len() <= 50, "{}", said.len());
    let (said, _) = read("", &format!("id,Title\na{}", ",x".repeat(1_000_000)));
    assert_eq!((count(&said, Code::LongRow), count(&said, Code::OversizedTable)), (1, 1));
    assert!(said.iter().any(|it| it.message.contains("this row has 1000001 cells")), "{said:?}");
}

#[test]
fn a_settings_table_with_thousands_of_columns_is_looked_up() {
    let columns: String = (0..5_000).map(|at| format!("\"c{at}\" = false\n")).collect();
    let titles: String = (0..10_000).map(|at| format!(",c{at}")).collect();
    let (said, _) = read(&format!("[table.columns]\n{columns}"), &format!("id,Title{titles}\na,b"));
    assert_eq!(count(&said, Code::UnmappedColumn), 21);
    let (said, _) = read(&format!("[table.columns]\n{columns}"), "id,Title\na,b");
    assert_eq!(count(&said, Code::MissingColumn), 101);
}

#[test]
fn a_cell_of_ten_megabytes_costs_that_cell() {
    let long = "y ".repeat(5 << 20);
    let (said, rows) = read("", &format!("id,Title,Tags\na,b,\"{long}\"\nc,d,e"));
    assert_eq!((count(&said, Code::OversizedTable), said.len(), rows), (1, 1, 2));
    let (said, _) = read("", &format!("id,{long}\na,b"));
    assert_eq!((count(&said, Code::OversizedTable), said.len()), (1, 1));
    let (said, _) =
        read("section = \"part\"\n", &format!("id,Title\n,{long}\n{}", "a,b\n".repeat(1_000)));
    assert_eq!(count(&said, Code::OversizedTable), 1);
}

#[test]
fn a_list_of_a_hundred_thousand_items_is_read_in_one_go() {
    let items: String = (0..100_000).map(|at| format!("{at}, ")).collect();
    let settings = "[table.columns]\nTags = { field = \"tags\", split = [\", \", \" and \", \"; \"], values = { \"x, y\" = \"z\" } }\n";
    let (said, _) = read(settings, &format!("id,Title,Tags\na,b,\"{items}\""));
    assert_eq!(said, []);
    // Pieces that are written differently in the file, and tags that never end.
    let quoted = "a \"\"b\"\", ".repeat(100_000);
    let tags = "<li<br".repeat(170_000);
    let (said, _) = read(settings, &format!("id,Title,Tags\na,b,\"{quoted}\"\nc,d,\"{tags}\""));
    assert_eq!(said, []);
}

#[test]
fn thousands_of_texts_with_a_meaning_are_looked_up() {
    let values: String =
        (0..3_000).map(|at| format!("\"the value {at}, or so\" = \"v{at}\", ")).collect();
    let settings = format!(
        "[table.columns]\nTags = {{ field = \"tags\", split = [\", \"], values = {{ {values} }} }}\n"
    );
    let rows: String =
        (0..3_000).map(|at| format!("r{at},b,\"The value {at}, or  so, other\"\n")).collect();
    let (said, rows) = read(&settings, &format!("id,Title,Tags\n{rows}"));
    assert_eq!((said, rows), (Vec::new(), 3_000));
}

#[test]
fn a_fault_of_very_many_rows_is_counted() {
    let (said, rows) = read("", &format!("id,Title\n{}", "a,b\n".repeat(30_000)));
    assert_eq!((count(&said, Code::DuplicateRow), rows), (101, 1_001));
    let table: String = (0..5_000).map(|at| format!("r{at},b,soon{at},much,=x\n")).collect();
    let (said, _) = read("", &format!("id,Title,When,Cost,Tags\n{table}"));
    let counts =
        [Code::BadDate, Code::WrongType, Code::FormulaLikeCell].map(|code| count(&said, code));
    assert_eq!(counts, [101; 3]);
    let (said, _) = read("", &format!("id,Title\n{}", "\"x,y\n".repeat(20_000)));
    assert_eq!(count(&said, Code::BrokenQuote), 101);
}

#[test]
fn a_row_that_very_many_rows_continue_is_put_together_in_one_go() {
    let more = ",,some more text\n".repeat(100_000);
    let (said, rows) = read("continues = \"Title\"\n", &format!("id,Title,Tags\na,b,c\n{more}"));
    assert_eq!((count(&said, Code::OversizedTable), rows), (1, 1));
}
