//! A diff as lines for people, and as JSON for programs.

use std::fmt::Write;

use serde_json::{Value as Json, json};

use super::{Change, Changed, Diff, Named};

/// How many characters of a value are shown.
const MOST_SHOWN: usize = 120;

/// A line for each change.
pub fn lines(diff: &Diff) -> String {
    let mut out = String::new();
    for (word, all) in [("added", &diff.added), ("removed", &diff.removed)] {
        for named in all {
            let _ = writeln!(out, "{word} {}: {}", name(named, &diff.changed), named.title);
        }
    }
    for moved in &diff.moved {
        let _ = writeln!(
            out,
            "moved {} → {}: {}",
            moved.from.record, moved.to.named.record, moved.to.named.title
        );
        changed(&mut out, &moved.to, &diff.changed);
    }
    diff.changed.iter().for_each(|it| changed(&mut out, it, &diff.changed));
    out
}

fn changed(out: &mut String, changed: &Changed, all: &[Changed]) {
    for change in &changed.fields {
        let _ = writeln!(out, "{}: {} {}", name(&changed.named, all), change.field, values(change));
    }
}

/// The name of a record, with the language where it has several.
fn name(named: &Named, all: &[Changed]) -> String {
    let first = all.iter().find(|it| it.named.record == named.record);
    match first.is_none_or(|first| first.named.lang == named.lang) {
        true => named.record.clone(),
        false => format!("{} ({})", named.record, named.lang),
    }
}

/// What a field was and is, in a line.
pub(super) fn values(change: &Change) -> String {
    if change.field == "body" {
        let words = |value: &Json| value.as_str().unwrap_or_default().split_whitespace().count();
        return format!("{} → {} words", words(&change.old), words(&change.new));
    }
    match (change.old.as_array(), change.new.as_array()) {
        (Some(old), Some(new)) => {
            let only = |mark: &str, these: &[Json], others: &[Json]| {
                let mine = these.iter().filter(|item| !others.contains(item));
                mine.map(|item| format!("{mark}{}", value(item))).collect::<Vec<_>>()
            };
            let parts = [only("+ ", new, old), only("− ", old, new)].concat();
            if parts.is_empty() { "in another order".to_owned() } else { parts.join(", ") }
        }
        _ => format!("{} → {}", value(&change.old), value(&change.new)),
    }
}

fn value(value: &Json) -> String {
    let text = match value {
        Json::Null => "–".to_owned(),
        Json::String(text) if text.is_empty() => "–".to_owned(),
        Json::String(text) => crate::text::single_spaces(text),
        Json::Array(items) => items.iter().map(self::value).collect::<Vec<_>>().join(", "),
        other => other.to_string(),
    };
    match text.char_indices().nth(MOST_SHOWN) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    }
}

/// Everything, with whole values.
pub fn json(diff: &Diff) -> String {
    let value = json!({
        "added": diff.added.iter().map(named).collect::<Vec<_>>(),
        "removed": diff.removed.iter().map(named).collect::<Vec<_>>(),
        "moved": diff.moved.iter().map(|moved| {
            let mut out = of_changed(&moved.to);
            out["from"] = named(&moved.from);
            out
        }).collect::<Vec<_>>(),
        "changed": diff.changed.iter().map(of_changed).collect::<Vec<_>>(),
    });
    format!("{value:#}\n")
}

fn named(named: &Named) -> Json {
    let Named { record, lang, title, url } = named;
    json!({ "record": record, "lang": lang, "title": title, "url": url })
}

fn of_changed(changed: &Changed) -> Json {
    let mut out = named(&changed.named);
    let field = |change: &Change| {
        let Change { field, old, new } = change;
        json!({ "field": field, "old": old, "new": new })
    };
    out["fields"] = changed.fields.iter().map(field).collect();
    out
}
