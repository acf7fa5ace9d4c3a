//! `/data/datapackage.json`: what the data files of the kinds mean, as a Frictionless Data Package. Each output
//! describes its own files.

use serde_json::Value as Json;

use super::{Output, named};
use crate::plan::{Claims, DEFAULT_LANGUAGE, Job, Subject};
use crate::render::package::{describe, package, written};
use crate::view::View;

pub(super) const OUTPUT: Output =
    Output::new("data_package", "what the columns of the data files mean", claim, make);

fn claim(claims: &mut Claims<'_>) {
    claims.site("data/datapackage.json", DEFAULT_LANGUAGE);
}

fn make(view: &View<'_>, _: &Job) -> Option<Vec<u8>> {
    Some(written(&whole(view)))
}

/// The package of all data files in `/data/`.
pub(super) fn whole(view: &View<'_>) -> Json {
    let config = view.config();
    let mut jobs: Vec<&Job> = view.jobs().iter().collect();
    // Other tables refer to that of all records, so it stands first.
    jobs.sort_by_key(|job| job.about != Subject::Site);
    let resource = |job: &&Job| named(job.output).resource?(view, job);
    let resources = jobs.iter().filter_map(resource).collect();
    let title = config.title.get(view.tag());
    let mut out = package(title, title, resources);
    describe(&mut out, "description", config.description.get(view.tag()));
    describe(&mut out, "homepage", view.base_url());
    out
}
