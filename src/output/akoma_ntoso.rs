//! `index.akn.xml` beside the page of a record with numbered paragraphs: the record as Akoma Ntoso.

use super::{Output, each_page};
use crate::plan::{Claims, Job, Subject};
use crate::render::akoma;
use crate::view::View;

pub(super) const OUTPUT: Output =
    Output::new("akoma_ntoso", "the numbered paragraphs, as Akoma Ntoso, of", claim, make);

fn claim(claims: &mut Claims<'_>) {
    let layout = claims.layout;
    for (id, language) in each_page(layout) {
        let entity = layout.graph.entity(id);
        let kind = &layout.schema.kinds[entity.kind];
        let is_numbered = kind
            .field("paragraphs")
            .is_some_and(|field| layout.graph.field(id, language, field).is_some());
        let is_document = kind.field("symbol").is_some();
        if is_numbered && is_document && entity.variants[language].is_some() {
            let route = layout.plan.route(id, language).sibling("index.akn.xml");
            claims.add(route, language, Subject::Entity(id));
        }
    }
}

fn make(view: &View<'_>, job: &Job) -> Option<Vec<u8>> {
    Some(akoma::document(view, job.entity()?))
}
