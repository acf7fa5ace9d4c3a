//! `/data/KIND.json`: all records of a kind, one object for each language.

use serde_json::Value as Json;

use super::{Output, kind_file};
use crate::plan::{Claims, Job};
use crate::render::data::{self, languages, record_object};
use crate::view::{Site, View};

/// See the module.
pub(super) struct KindJson;

impl Output for KindJson {
    fn name(&self) -> &'static str {
        "kind_json"
    }

    fn claim(&self, claims: &mut Claims<'_>) {
        kind_file(claims, "json", "JSON", "application/json");
    }

    fn make(&self, view: &View<'_>, job: &Job) -> Option<Vec<u8>> {
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

    fn describe(&self, _: &Site, _: &Job) -> String {
        "all records of a kind".to_owned()
    }
}
