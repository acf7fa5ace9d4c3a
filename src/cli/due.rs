//! `--if-due`: whether anything could differ from what was published.

use std::io::Read as _;

use crate::disk::Gate;
use crate::edtf::{Date, Day, Words};
use crate::emit::Due;
use crate::fingerprint::{Fingerprint, Hasher};
use crate::output::Change;
use crate::source::Sources;
use crate::text::thousands;
use crate::view::Settings;

/// The fingerprint of all that a build depends on, but for the day: the program, the settings, and every byte of
/// every file of the site.
pub(super) fn inputs(sources: &Sources, gate: &Gate, settings: &Settings) -> String {
    let mut all = Hasher::default();
    let settings = Settings { today: String::new(), ..settings.clone() };
    all.add(env!("CARGO_PKG_VERSION")).add(format!("{settings:?}"));
    for (_, source) in sources.iter() {
        all.fingerprint(source.fingerprint);
    }
    for book in sources.workbooks() {
        all.fingerprint(book.fingerprint);
    }
    for asset in sources.assets() {
        all.add(&*asset.path).fingerprint(contents(gate, &asset.path));
    }
    all.finish().hex()
}

/// The fingerprint of a file that is copied. What cannot be read is for the build to report.
fn contents(gate: &Gate, path: &str) -> Fingerprint {
    let mut bytes = Vec::new();
    let read = gate.open(path).ok().and_then(|mut file| file.read_to_end(&mut bytes).ok());
    read.map_or(Fingerprint::ABSENT, |_| Fingerprint::of(&bytes))
}

/// What to say instead of building, where nothing can differ on this day from what was published.
pub(super) fn nothing_to_do(published: Option<&Due>, inputs: &str, today: &str) -> Option<String> {
    let due = published.filter(|due| due.inputs == inputs)?;
    let today = Date::parse(today).ok()?.earliest()?;
    if due.next.is_some_and(|next| next <= today) {
        return None;
    }
    Some(format!("nothing to do: no file of the site has changed, and {}", until(due.next)))
}

fn until(next: Option<Day>) -> String {
    match next {
        Some(day) => format!("the next change is on {}", words(day)),
        None => "no day will change the output".to_owned(),
    }
}

/// The last line of a build's report.
pub(super) fn next_change(change: Option<&Change>) -> String {
    let Some(change) = change else {
        return "next change: none before a file of the site changes".to_owned();
    };
    let because: Vec<String> = change
        .causes
        .iter()
        .map(|cause| match &cause.record {
            Some(record) => format!("{} of {record}", cause.what),
            None => cause.what.clone(),
        })
        .collect();
    let because = match &because[..] {
        [] => String::new(),
        [one] => format!(" ({one})"),
        [one, more @ ..] => format!(" ({one}, and {} more)", thousands(more.len())),
    };
    let files = match change.files.len() {
        0 => "new files".to_owned(),
        number => super::output::count(number, "file", "files"),
    };
    format!("next change: {}, {files}{because}", words(change.day))
}

fn words(day: Day) -> String {
    let date = Date::parse(&day.to_string());
    date.map_or_else(|_| day.to_string(), |date| date.display(&Words::english()))
}
