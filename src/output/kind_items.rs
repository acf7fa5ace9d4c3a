//! `/data/KIND-FIELD.csv`: the items of a list field of all records of a kind, one a line.

use serde_json::Value as Json;

use super::Output;
use crate::id::{Route, slug};
use crate::plan::{Claims, DEFAULT_LANGUAGE, Job, Subject};
use crate::render::columns::is_list;
use crate::render::data::languages;
use crate::render::items::{self, file_name, is_reference, list};
use crate::render::package::{self, column, foreign, name, resource, schema};
use crate::schema::Kind;
use crate::view::View;

pub(super) const OUTPUT: Output =
    Output::new("kind_items", "the items of a field of a kind", claim, make).described(described);

fn claim(claims: &mut Claims<'_>) {
    let layout = claims.layout;
    for kind in layout.present_kinds() {
        let described = &layout.schema.kinds[kind];
        let given = layout.plan.given[kind].iter().copied();
        for field in given.filter(|at| is_list(&described.fields[*at])) {
            let file = file_name(&slug(&described.name), &described.fields[field]);
            let route = Route::file(&format!("data/{file}"));
            let route = route.expect("names of data files are made of slugs");
            claims.add(route, DEFAULT_LANGUAGE, Subject::Kind(kind)).job.part = field;
        }
    }
}

fn make(view: &View<'_>, job: &Job) -> Option<Vec<u8>> {
    let kind = job.kind()?;
    let field = &view.kind(kind).fields[job.part];
    let records = view.all_of(kind).into_iter();
    let records = records.flat_map(|id| languages(view, id).map(move |language| (id, language)));
    let lists = records.map(|(id, language)| {
        let tag = view.languages()[language].as_str();
        let front = vec![view.key(id).id().to_owned(), tag.to_owned()];
        (front, view.in_language(language, |view| list(view, id, field)))
    });
    Some(items::items(&["id", "lang"], field, lists))
}

fn described(view: &View<'_>, job: &Job) -> Option<Json> {
    let kind = view.kind(job.kind()?);
    let title = kind.fields[job.part].label.get(view.tag());
    Some(resource(job.route.name(), title, items_schema(view, kind, job.part)))
}

/// The schema of the items of a list field of a kind.
fn items_schema(view: &View<'_>, kind: &Kind, field: usize) -> Json {
    let field = &kind.fields[field];
    let front = [column("id", "string"), column("lang", "string")];
    let fields = [&front[..], &package::items(field, view.tag())[..]].concat();
    let mut keys = vec![foreign(&["id", "lang"], &name(&slug(&kind.name)), &["id", "lang"])];
    if is_reference(field) {
        keys.push(foreign(&["target_kind", "target"], "records", &["kind", "id"]));
    }
    let mut out = schema(fields, &["id", "lang", "order"]);
    out["foreignKeys"] = keys.into();
    out
}
