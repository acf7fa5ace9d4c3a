//! Views: pages that `[[views]]` in site.toml asks for. Each type is one folder here, with its settings,
//! its planning and its showing; its template is in the theme. Nothing else names them.

use crate::config::keys::Keys;
use crate::config::{Config, Reader};
use crate::diag::{Checked, Diagnostics};
use crate::leak::Text;
use crate::plan::Laid;
use crate::source::Span;
use crate::view::OnRecord;
// Planning passes these on; what they hold is shown later.
use crate::view::{content_as, on_list, on_page};

mod calendar;
mod chart;
mod gaps;
mod glossary;
mod grid;
mod ledger;
mod links;
mod list;
mod matrix;
mod policy;
pub use policy::ASSERT;
mod record_shown;
mod review;
mod scorecard;
mod settings;
mod stages;
mod timeline;
mod tree;

/// A type of view.
struct ViewType {
    /// The word that `type` takes.
    word: &'static str,
    /// Its keys beside those of every view.
    keys: &'static [Keys],
    /// Reads the settings of a view of this type, which is declared at the place.
    read: fn(&mut Reader<'_, '_>, Span) -> Option<Box<dyn Laid>>,
    /// What views of this type show on pages of records.
    on_record: &'static [OnRecord],
    /// The code that writes words into pages: they may stand in every site.
    code: &'static [&'static str],
}

/// Every type of view; the first is that of a view that does not say.
const TYPES: &[ViewType] = &[
    list::TYPE,
    matrix::TYPE,
    gaps::TYPE,
    scorecard::TYPE,
    chart::TYPE,
    stages::TYPE,
    timeline::TYPE,
    ledger::TYPE,
    glossary::TYPE,
    tree::TYPE,
    calendar::TYPE,
    review::TYPE,
    links::TYPE,
];

/// The words that `type` takes.
const WORDS: &[&str] = &{
    let mut out = [""; TYPES.len()];
    let mut at = 0;
    while at < out.len() {
        out[at] = TYPES[at].word;
        at += 1;
    }
    out
};

/// The keys of each type of view, with its word.
pub fn keys() -> impl Iterator<Item = (&'static str, Vec<Keys>)> {
    TYPES.iter().map(|of| (of.word, [&[settings::VIEW], of.keys].concat()))
}

/// Reads every view and every policy.
pub fn read(config: &Config) -> Checked<Vec<Box<dyn Laid>>> {
    let mut diagnostics = Diagnostics::new();
    let mut out: Vec<Box<dyn Laid>> = Vec::new();
    let words: Vec<_> = TYPES.iter().map(|of| (of.word, of)).collect();
    for (table, span) in &config.views {
        let unsaid = &mut Diagnostics::new();
        let of = Reader::of(table, &[settings::VIEW], "", unsaid).word("type", &words);
        let of = of.unwrap_or(&TYPES[0]);
        let keys = [&[settings::VIEW], of.keys].concat();
        let mut reader = Reader::of(table, &keys, "a view", &mut diagnostics);
        reader.word("type", &words);
        out.extend((of.read)(&mut reader, *span));
        reader.finish();
    }
    out.push(Box::new(policy::read(config, &mut diagnostics)));
    Checked::new(out, diagnostics)
}

/// What views show on the pages of records.
pub fn on_record() -> Vec<OnRecord> {
    TYPES.iter().flat_map(|of| of.on_record).copied().collect()
}

/// The code of the views, whose words may stand in every site.
pub fn texts() -> Vec<Text> {
    let own = TYPES.iter().flat_map(|of| of.code).chain(grid::CODE);
    own.map(|code| Text::from(*code)).collect()
}
