//! `/data/KIND.json`: all records of a kind, one object for each language.

use serde_json::Value as Json;

use super::{Output, kind_file};
use crate::plan::{Claims, Job};
use crate::render::data::{self, languages, record_object};
use crate::view::View;

pub(super) const OUTPUT: Output = Output::new("kind_json", "all records of a kind", claim, make);

fn claim(claims: &mut Claims<'_>) {
    kind_file(claims, "json", "JSON", "application/json");
}

fn make(view: &View<'_>, job: &Job) -> Option<Vec<u8>> {
    let mut out = b"[".to_vec();
    for id in view.all_of(job.kind()?) {
        for language in languages(view, id) {
            let object = view.in_language(language, |view| record_object(view, id));
            let first = out.len() == 1;
            data::item(&mut out, &Json::Object(object), first);
        }
    }
    out.extend_from_slice(b"\n]\n");
    Some(out)
}
