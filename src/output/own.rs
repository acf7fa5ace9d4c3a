//! The texts of the program itself: words that stand in files of every site, whatever it says.

use crate::leak::{self, Text};
use crate::parse::highlight;
use crate::render::database;
use crate::render::workbook::{self, About, Cell};
use crate::views;

/// The code that writes files and words: what it writes stands in it.
const CODE: &[&str] = &[
    include_str!("../render/answers.rs"),
    include_str!("feeds.rs"),
    include_str!("../render/calendar.rs"),
    include_str!("../render/catalog.rs"),
    include_str!("../render/columns.rs"),
    include_str!("../render/csvw.rs"),
    include_str!("../render/data.rs"),
    include_str!("../render/database.rs"),
    include_str!("../render/database/names.rs"),
    include_str!("../render/database/words.rs"),
    include_str!("../render/feed.rs"),
    include_str!("../render/html.rs"),
    include_str!("../render/informea.rs"),
    include_str!("../render/items.rs"),
    include_str!("../render/package.rs"),
    include_str!("../render/page.rs"),
    include_str!("../render/page/letters.rs"),
    include_str!("../render/page/lists.rs"),
    include_str!("../render/sheet.rs"),
    include_str!("../render/table.rs"),
    include_str!("../render/table/cell.rs"),
    include_str!("../country/iso-3166.tsv"),
    include_str!("../edtf/display.rs"),
    include_str!("../language.rs"),
    include_str!("../parse/markdown/numbers.rs"),
    include_str!("../parse/markdown/write.rs"),
    include_str!("../plan.rs"),
    include_str!("../plan/timeline.rs"),
    include_str!("../schema.rs"),
    include_str!("../schema/common-fields.toml"),
    include_str!("../schema/knowledge-portal.toml"),
];

/// Words that the Markdown library writes into attributes.
const MARKDOWN: &str = "footnote footnotes footnote-ref footnote-backref footnote-definition anchor \
    alert alert-title note tip important warning caution checkbox checked disabled contains-task-list \
    task-list-item language wikilink details summary";

/// Texts that every site may publish.
pub fn texts() -> Vec<Text> {
    let code = super::CODE.iter().chain(CODE).copied().chain([MARKDOWN]).map(Text::from);
    let mut out: Vec<Text> = code.chain(views::texts()).collect();
    out.push(Text::from(&*highlight::style_sheet()));
    for empty in [empty_workbook(), database::empty()] {
        leak::unpacked(&empty, &mut |part| {
            out.push(Text::from(&*String::from_utf8_lossy(part)));
        });
    }
    out
}

/// A workbook that says nothing: what remains are the words of its format.
fn empty_workbook() -> Vec<u8> {
    let text = || "a".to_owned();
    let lines = vec![(text(), text())];
    let about =
        About { title: text(), sheets: [text(), "b".to_owned()], lines, right_to_left: true };
    let row = vec![
        Cell::text("a"),
        Cell::integer(1),
        Cell::Bool(true),
        Cell::Day("2003-11-06".to_owned()),
    ];
    let titles = ["a", "b", "c", "d"].map(str::to_owned);
    workbook::write(&about, &titles, std::iter::once(row))
}
