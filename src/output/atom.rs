//! `/atom.xml` of each language: the newest records as a feed (RFC 4287).

use tera::Value as Tera;

use super::Output;
use crate::graph::EntityId;
use crate::plan::{Claims, Job};
use crate::render::feed::{Moment, newest};
use crate::render::html::object;
use crate::render::page;
use crate::view::View;

pub(super) const OUTPUT: Output =
    Output { name: "atom", what: "the news feed", is_optional: true, claim, make, resource: None };

fn claim(claims: &mut Claims<'_>) {
    for language in claims.layout.languages() {
        let path = format!("{}atom.xml", claims.layout.prefix(language));
        claims.site(&path, language).download = Some(("Atom", "application/atom+xml"));
    }
}

fn make(view: &View<'_>, job: &Job) -> Option<Vec<u8>> {
    feed(view, job)
}

fn feed(view: &View<'_>, job: &Job) -> Option<Vec<u8>> {
    let dated = newest(view);
    let today = Moment::of_day(&view.settings().today);
    let updated = dated.first().map_or(&today, |(moment, _)| moment);
    let home = page::home_route(view, view.language);
    let mut context = page::common(view, job, "feed", view.config().title.get(view.tag()));
    let entries: Vec<Tera> = dated.iter().map(|(moment, id)| entry(view, moment, *id)).collect();
    let feed = object([
        ("id", Tera::from(view.absolute(&home))),
        ("url", Tera::from(view.absolute(&job.route))),
        ("home", Tera::from(view.absolute(&home))),
        ("updated", Tera::from(updated.text.as_str())),
        ("entries", Tera::from(entries)),
    ]);
    context.insert_value("feed", feed);
    page::finish(view, job, "atom.xml", &context)
}

fn entry(view: &View<'_>, moment: &Moment, id: EntityId) -> Tera {
    let kind = view.kind(view.kind_of(id));
    object([
        ("title", Tera::from(view.title(id))),
        ("url", Tera::from(view.absolute(&view.route(id)))),
        ("date", Tera::from(moment.text.as_str())),
        ("summary", Tera::from(page::text_field(view, id, "summary"))),
        ("kind", Tera::from(kind.name.as_str())),
        ("kind_label", Tera::from(kind.label.get(view.tag()))),
    ])
}
