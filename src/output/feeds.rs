//! What feeds and calendars are about: the whole site, the records of a kind, or what refers to a record that somebody
//! may follow.

use crate::graph::EntityId;
use crate::id::Route;
use crate::plan::{Claims, Job, Layout, Subject};
use crate::render::page;
use crate::schema::Type;
use crate::view::View;

/// Claims the address of a feed for each of them in each language; a label and a media type for the links to it.
pub(super) fn claim(claims: &mut Claims<'_>, name: &str, link: (&'static str, &'static str)) {
    let layout = claims.layout;
    for language in layout.languages() {
        let path = format!("{}{name}", layout.prefix(language));
        claims.site(&path, language).download = Some(link);
        let followed = followed(layout, language, |id| layout.is_news(*id, language));
        // Whether a kind has a feed must not depend on whether it has news yet.
        let kinds = layout.present_kinds().into_iter().filter(|kind| has_dates(layout, *kind));
        for (about, page) in lists(layout, language, kinds).into_iter().chain(followed) {
            claims.add(page.sibling(name), language, about).download = Some(link);
        }
    }
}

fn has_dates(layout: Layout<'_>, kind: usize) -> bool {
    layout.schema.kinds[kind].fields.iter().any(|field| !field.common && field.kind == Type::Date)
}

/// Kinds, each with the page of its list.
pub(super) fn lists(
    layout: Layout<'_>,
    language: usize,
    kinds: impl IntoIterator<Item = usize>,
) -> Vec<(Subject, Route)> {
    let page =
        |kind| Some((Subject::Kind(kind), layout.plan.kind_listing(kind, language)?.route(1)));
    kinds.into_iter().filter_map(page).collect()
}

/// What somebody may follow and some of whose referring records are wanted, each with its page.
pub(super) fn followed(
    layout: Layout<'_>,
    language: usize,
    is_wanted: impl Fn(&EntityId) -> bool,
) -> Vec<(Subject, Route)> {
    let has_any = |id: &EntityId| layout.referring(*id, language).iter().any(&is_wanted);
    let all = layout.followed().into_iter().filter(has_any);
    all.map(|id| (Subject::Entity(id), layout.plan.route(id, language).clone())).collect()
}

/// The records that a feed or calendar is about.
pub(super) fn among(view: &View<'_>, job: &Job) -> Vec<EntityId> {
    match job.about {
        Subject::Kind(kind) => view.all_of(kind),
        Subject::Entity(id) => view.referring(id),
        _ => {
            let kinds = &view.config().feed.kinds;
            let is_wanted = |id: &EntityId| {
                let kind = view.key(*id).kind();
                kinds.is_empty() || kinds.iter().any(|(name, _)| name == kind)
            };
            view.everything().into_iter().filter(is_wanted).collect()
        }
    }
}

/// What it is called: the title of the site, and that of what it is about.
pub(super) fn title(view: &View<'_>, job: &Job) -> String {
    let site = view.config().title.get(view.tag());
    match job.about {
        Subject::Kind(kind) => format!("{site}: {}", view.kind(kind).plural.get(view.tag())),
        Subject::Entity(id) => format!("{site}: {}", view.title(id)),
        _ => site.to_owned(),
    }
}

/// The page that it is about.
pub(super) fn home(view: &View<'_>, job: &Job) -> Route {
    match job.about {
        Subject::Site => page::home_route(view, view.language),
        _ => job.route.sibling("index.html"),
    }
}
