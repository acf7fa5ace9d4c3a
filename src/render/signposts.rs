//! What a page says of itself to programs that follow links: Signposting (signposting.org), with the
//! relation types of RFC 8288 and RFC 8574.

use super::context::{Markup, Signpost};
use crate::graph::EntityId;
use crate::id::{Route, uuid, written_uuid};
use crate::plan::Subject;
use crate::view::View;

/// The name of the file that has the links of all pages of a language.
pub(crate) const LINKSET: &str = "linkset.json";

/// The media type of that file (RFC 9264).
const LINKSET_TYPE: &str = "application/linkset+json";

/// A link from one page to another file of the site.
pub(crate) struct Link {
    /// The relation.
    pub(crate) rel: &'static str,
    /// What it leads to.
    pub(crate) to: Route,
    /// The media type, or `""`.
    pub(crate) media: &'static str,
}

/// The links of the page of a record, but for those to itself.
pub(crate) fn of_record(view: &View<'_>, id: EntityId) -> Vec<Link> {
    let data = view.route(id).sibling("index.json");
    let has_data = view.has_language(id, view.language) && view.exists(&data);
    let data = has_data.then_some(Link { rel: "describedby", to: data, media: "application/json" });
    let table = view.row(id).map(|place| view.route(place.table));
    let list = || view.kind_listing(view.home_of(id)).map(|(_, route)| route);
    // What is retired is in no list.
    let collection = table.or_else(list).filter(|_| !view.is_retired(id));
    let collection = collection.map(|to| Link { rel: "collection", to, media: "text/html" });
    let language = view.table_language(id).unwrap_or(view.language);
    let files = view.downloads(Subject::Entity(id), language).iter();
    let items = files.map(|file| Link { rel: "item", to: file.route.clone(), media: file.media });
    data.into_iter().chain(collection).chain(items).collect()
}

/// The same for the head of a page, with the address that is to be cited.
pub(crate) fn of_page<'v>(view: &View<'v>, id: EntityId, cite_as: String) -> Vec<Signpost> {
    let cited = (!cite_as.is_empty()).then(|| Signpost {
        rel: "cite-as",
        url: escaped(&cite_as),
        media: "",
    });
    let linkset = linkset(view);
    let linkset =
        view.exists(&linkset).then_some(Link { rel: "linkset", to: linkset, media: LINKSET_TYPE });
    let links = of_record(view, id).into_iter().chain(linkset);
    let links =
        links.map(|Link { rel, to, media }| Signpost { rel, url: view.url(&to).into(), media });
    cited.into_iter().chain(links).collect()
}

fn escaped(url: &str) -> Markup {
    crate::text::escape(url).into()
}

/// The file with the links of all pages in the language of a page.
pub(crate) fn linkset(view: &View<'_>) -> Route {
    let prefix = crate::plan::language_prefix(view.config(), view.language);
    Route::file(&format!("{prefix}{LINKSET}")).expect("a language's folder is a good address")
}

/// The identifier of a record that stays when its address changes; `None` if the site has no address.
pub(crate) fn identifier(view: &View<'_>, id: EntityId) -> Option<String> {
    let own = written_uuid(&super::page::text_field(view, id, "uuid"));
    let site = view.config().identifier();
    own.or_else(|| (!site.is_empty()).then(|| uuid(site, view.key(id).as_str())))
}
