//! `/next-change.json`: when the files of the site will next differ without an edit, which, and why.

use std::collections::BTreeSet;

use serde_json::{Value as Json, json};

use super::Output;
use super::ahead::{Change, Changed};
use super::files::Files;
use crate::clock::Cause;
use crate::plan::{Claims, DEFAULT_LANGUAGE};

pub(super) const OUTPUT: Output =
    Output::of_all("next_change", "the date of the next change", claim, make);

/// How many files are named.
const MOST_FILES: usize = 1_000;

fn claim(claims: &mut Claims<'_>) {
    claims.site("next-change.json", DEFAULT_LANGUAGE);
}

fn make(files: &Files) -> Option<Vec<u8>> {
    let value = match files.next_change() {
        None => json!({ "next": null }),
        Some(Change { day, causes, files }) => json!({
            "next": day.to_string(),
            "because": because(causes),
            "count": files.len(),
            "files": files.iter().take(MOST_FILES).map(file).collect::<Vec<_>>(),
        }),
    };
    Some(format!("{value:#}\n").into_bytes())
}

fn file(changed: &Changed) -> Json {
    json!({
        "url": changed.route.address(),
        "change": if changed.is_gone { "removed" } else { "changed" },
        "because": because(&changed.causes),
    })
}

fn because(causes: &BTreeSet<Cause>) -> Json {
    let one = |cause: &Cause| match &cause.record {
        Some(record) => json!({ "record": record.as_str(), "what": cause.what }),
        None => json!({ "what": cause.what }),
    };
    causes.iter().map(one).collect()
}
