//! The status of a record as readers see it: a word with a tone, never a colour alone.

use super::context::Status;
use crate::graph::EntityId;
use crate::number;
use crate::schema::Tone;
use crate::text::escape;
use crate::view::{Late, Standing, View};

/// The status of a record; nothing where its fields say none.
pub(crate) fn of(view: &View<'_>, id: EntityId) -> Option<Status> {
    let standing = view.standing(id);
    shown(view, &standing)
}

/// The status of a record that stands so.
pub(crate) fn shown(view: &View<'_>, standing: &Standing<'_>) -> Option<Status> {
    let word = |key: &str| view.words().filled(key, &[]);
    let label =
        |tone: Tone, label: String, note: String| Some(Status { tone: tone.word(), label, note });
    if !standing.superseded_by.is_empty() {
        return label(Tone::Old, word("superseded"), String::new());
    }
    if let Some(late) = &standing.late {
        return label(Tone::Late, word("overdue"), age(view, late));
    }
    let state = standing.state?;
    let tone = state.tone?;
    label(tone, state.label.get(view.tag()).to_owned(), String::new())
}

/// How late something is, in its greatest unit: `9 years late`.
pub(crate) fn age(view: &View<'_>, late: &Late) -> String {
    match late {
        Late { years: 1.., .. } => counted(view, "late_years", late.years as usize),
        Late { months: 1.., .. } => counted(view, "late_months", late.months as usize),
        // Days are not counted, so that a page need not be published again every day.
        Late { .. } => view.words().filled("late_newly", &[]),
    }
}

/// The text of a key in the form that goes with a number, such as `late_years_one`; where there is no
/// such form, the key itself.
pub(crate) fn counted(view: &View<'_>, key: &str, number: usize) -> String {
    let form = format!("{key}_{}", number::plural(number, &view.languages()[view.language]));
    let words = view.words();
    let key = if words.text(&form).is_some() { &form } else { key };
    words.filled(key, &[("n", &number.to_string())])
}

/// A seat with its word, as HTML.
pub(crate) fn seat(tone: Tone, label: &str) -> String {
    let word = tone.word();
    format!("<span class=\"st is-{word}\"><i class=\"seat {word}\"></i>{}</span>", escape(label))
}
