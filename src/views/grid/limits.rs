//! How large rows and columns may become. A table that nobody can read is reported instead of made:
//! its page, its data and the lists behind its cells would take all memory.

use super::View;
use crate::diag::{Code, Diagnostic};
use crate::plan::ViewSettings;
use crate::text::thousands;

/// How many cells a view may have, its rows times its columns, unless it says otherwise.
const MOST_CELLS: usize = 40_000;
/// How many records may stand in the cells of a view together.
pub(in crate::views) const MOST_ITEMS: usize = 500_000;

/// What is wrong with a view of so many rows and columns.
pub(in crate::views) fn check(view: &View, [rows, columns]: [usize; 2]) -> Option<Diagnostic> {
    let most = if view.grid.max_cells == 0 { MOST_CELLS } else { view.grid.max_cells };
    let is_fine = rows.checked_mul(columns.max(1)).is_some_and(|cells| cells <= most);
    let headline = format!(
        "`{}` would have {} rows and {} columns: more than {} cells",
        view.view.path,
        thousands(rows),
        thousands(columns),
        thousands(most)
    );
    (!is_fine).then(|| too_large(&view.view, headline))
}

/// The diagnostic about a view whose cells hold too many records.
pub(in crate::views) fn too_many_items(view: &ViewSettings) -> Diagnostic {
    let most = thousands(MOST_ITEMS);
    too_large(view, format!("the cells of `{}` would contain more than {most} records", view.path))
}

fn too_large(view: &ViewSettings, headline: String) -> Diagnostic {
    Diagnostic::new(Code::TooLargeMatrix, headline)
        .at(view.span)
        .help("count fewer records with `where`, or show fewer rows and columns")
        .help("or make it a list with `facets`, which is shown in pages")
}
