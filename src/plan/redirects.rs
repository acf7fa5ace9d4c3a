//! Old addresses and what answers for each: those that records name (`redirect_from`), those of
//! `[redirects]`, and pages of lists that are gone while the list is still there.

use std::collections::{BTreeMap, BTreeSet};

use rustc_hash::FxHashSet;

use super::job::Redirect;
use super::layout::Layout;
use super::product::DEFAULT_LANGUAGE;
use crate::config;
use crate::diag::{Code, Diagnostic, Diagnostics};
use crate::graph::EntityId;
use crate::id::{RecordKey, Route};
use crate::parse::Visibility;
use crate::permalinks::{self, Permalinks};
use crate::source::Span;
use crate::text::did_you_mean;

/// Every old address, in the order in which they are written. `taken` are the addresses of everything
/// else that the site consists of.
pub(super) fn of(
    (layout, permalinks): (Layout<'_>, &Permalinks),
    taken: FxHashSet<&Route>,
    diagnostics: &mut Diagnostics,
) -> Vec<Redirect> {
    let mut all = All { layout, taken, written: Vec::new(), places: BTreeMap::new() };
    for id in layout.entities() {
        for language in layout.languages() {
            all.of_record(id, language, diagnostics);
        }
    }
    for redirect in &layout.config.redirects {
        all.of_settings(redirect, diagnostics);
    }
    all.number();
    let mut out: Vec<Redirect> = Vec::new();
    for written in &all.written {
        out.extend(all.followed(written, diagnostics));
    }
    all.vanished(permalinks, &mut out);
    out
}

/// An old address as it is written.
struct Written {
    from: Route,
    to: To,
    language: usize,
    by: String,
    span: Span,
    /// Whether it follows from one that is written for another language.
    is_implied: bool,
}

/// What an old address is said to lead to.
enum To {
    Page(EntityId),
    Address(String),
}

/// What an address leads to in the end.
struct End {
    to: Route,
    anchor: Option<String>,
    record: Option<EntityId>,
}

/// Why an address leads to nothing.
enum Lost {
    /// There is nothing at this address.
    Nothing(String),
    /// It leads back to itself through these.
    Circle(Vec<usize>),
}

struct All<'a> {
    layout: Layout<'a>,
    taken: FxHashSet<&'a Route>,
    written: Vec<Written>,
    /// The number of what is written first for an old address.
    places: BTreeMap<Route, usize>,
}

impl All<'_> {
    fn of_record(&mut self, id: EntityId, language: usize, diagnostics: &mut Diagnostics) {
        let Layout { graph, schema, .. } = self.layout;
        let entity = graph.entity(id);
        let Some(at) = entity.variants[language] else { return };
        let record = &graph.records[at as usize];
        let field = schema.kinds[entity.kind].field("redirect_from");
        let Some(given) = field.and_then(|field| record.value(field)) else { return };
        given.value.each(&mut |value| {
            let Some(old) = value.as_text().filter(|old| !old.starts_with('#')) else { return };
            let Some(from) = old_route(old) else {
                return diagnostics.push(bad_address(old).at(given.span));
            };
            let (by, span) = (record.path.to_string(), given.span);
            let to = To::Page(id);
            self.written.push(Written { from, to, language, by, span, is_implied: false });
            // The page exists in every language, and so did the old one.
            if at == entity.base {
                self.in_other_languages(old, (&record.path, span, language), &|_| To::Page(id));
            }
        });
    }

    fn of_settings(&mut self, redirect: &config::Redirect, diagnostics: &mut Diagnostics) {
        let config::Redirect { from: old, to, span } = redirect;
        let Some(from) = old_route(old) else {
            return diagnostics.push(bad_address(old).at(*span));
        };
        let by = config::FILE.to_owned();
        let target = To::Address(to.clone());
        self.written.push(Written {
            from,
            to: target,
            language: 0,
            by,
            span: *span,
            is_implied: false,
        });
        self.in_other_languages(old, (config::FILE, *span, 0), &|prefix| {
            To::Address(format!("/{prefix}{}", to.trim_start_matches('/')))
        });
    }

    fn in_other_languages(
        &mut self,
        old: &str,
        (by, span, own): (&str, Span, usize),
        to: &dyn Fn(&str) -> To,
    ) {
        for language in self.layout.languages().filter(|language| *language != own) {
            let prefix = self.layout.prefix(language);
            let path = format!("{prefix}{}", old.trim().trim_start_matches('/'));
            if let Some(from) = old_route(&path).filter(|from| !self.taken.contains(from)) {
                let by = by.to_owned();
                let to = to(&prefix);
                self.written.push(Written { from, to, language, by, span, is_implied: true });
            }
        }
    }

    /// Notes where each old address is written first; what only follows gives way to what is written.
    fn number(&mut self) {
        let own: FxHashSet<Route> =
            self.written.iter().filter(|w| !w.is_implied).map(|w| w.from.clone()).collect();
        let mut implied = FxHashSet::default();
        self.written.retain(|written| {
            let is_free = !own.contains(&written.from) && implied.insert(written.from.clone());
            !written.is_implied || is_free
        });
        for (at, written) in self.written.iter().enumerate() {
            self.places.entry(written.from.clone()).or_insert(at);
        }
    }

    /// What an old address leads to in the end.
    fn followed(&self, written: &Written, diagnostics: &mut Diagnostics) -> Option<Redirect> {
        let Written { from, language, by, span, is_implied, .. } = written;
        match self.end_of(written, &mut Vec::new()) {
            Ok(End { to, anchor, record }) => {
                let (by, span) = (by.clone(), Some(*span));
                Some(Redirect {
                    from: from.clone(),
                    to,
                    anchor,
                    language: *language,
                    record,
                    by,
                    span,
                })
            }
            Err(_) if *is_implied => None,
            Err(Lost::Nothing(to)) => {
                diagnostics.push(self.no_address(&to).at(*span));
                None
            }
            Err(Lost::Circle(circle)) => {
                // Each of them leads in the same circle, which is reported once.
                let first = circle.iter().map(|at| &self.written[*at].from).min();
                if first == Some(from) {
                    diagnostics.push(self.circle(&circle, *span));
                }
                None
            }
        }
    }

    fn end_of(&self, written: &Written, seen: &mut Vec<usize>) -> Result<End, Lost> {
        match &written.to {
            To::Page(id) => {
                let to = self.layout.plan.route(*id, written.language).clone();
                Ok(End { to, anchor: None, record: Some(*id) })
            }
            To::Address(address) => self.end(address, seen),
        }
    }

    /// What an address of the site leads to in the end.
    fn end(&self, address: &str, seen: &mut Vec<usize>) -> Result<End, Lost> {
        let (path, anchor) = match address.split_once('#') {
            Some((path, anchor)) => (path, Some(anchor.to_owned())),
            None => (address, None),
        };
        let path = path.trim_start_matches('/');
        let forms = [Route::page(path), Route::file(path)];
        if let Some(to) = forms.into_iter().flatten().find(|route| self.taken.contains(route)) {
            return Ok(End { to, anchor, record: None });
        }
        let next = old_route(path).and_then(|route| self.places.get(&route));
        let Some(next) = next.copied() else { return Err(Lost::Nothing(address.to_owned())) };
        if let Some(start) = seen.iter().position(|at| *at == next) {
            return Err(Lost::Circle(seen[start..].to_vec()));
        }
        seen.push(next);
        let end = self.end_of(&self.written[next], seen)?;
        Ok(End { anchor: anchor.or(end.anchor), ..end })
    }

    fn no_address(&self, to: &str) -> Diagnostic {
        let headline = format!("`{to}`, where this old address is to lead, is not on this site");
        let out = Diagnostic::new(Code::BadRedirect, headline);
        let mut pages: Vec<String> = self.taken.iter().map(|route| route.address()).collect();
        pages.sort();
        match did_you_mean(to, pages.iter().map(String::as_str)) {
            Some(help) => out.help(help),
            None => out.help("write an address from the site's root, such as `/meetings/`"),
        }
    }

    fn circle(&self, circle: &[usize], own: Span) -> Diagnostic {
        let addresses =
            circle.iter().chain(circle.first()).map(|at| self.written[*at].from.address());
        let headline = "this old address leads back to itself";
        let mut out = Diagnostic::new(Code::BadRedirect, headline)
            .at(own)
            .note(addresses.collect::<Vec<_>>().join(" → "))
            .help("let one of them lead to a page");
        let others = circle.iter().map(|at| self.written[*at].span).filter(|span| *span != own);
        for other in others {
            out = out.related(other, "and on from here");
        }
        out
    }

    /// Pages of lists that were published and are gone, because fewer records are listed or none has a
    /// value any more, lead to the list; so do the pages of records that have expired.
    fn vanished(&self, old: &Permalinks, out: &mut Vec<Redirect>) {
        let left_out = self.layout.graph.left_out.iter();
        let expired = left_out.filter(|out| out.visibility == Visibility::Expired);
        let expired: BTreeSet<&RecordKey> = expired.map(|out| &out.record.key).collect();
        for (full, _, address) in old.each() {
            let above: Vec<&str> = match &address.record {
                None => lists_above(&full).collect(),
                Some(known) if expired.contains(&known.key) => folders_above(&full).collect(),
                Some(_) => continue,
            };
            let is_gone = self.end(&full, &mut Vec::new()).is_err();
            let Some(from) = old_route(&full).filter(|_| is_gone) else { continue };
            let end = above.into_iter().find_map(|list| self.end(list, &mut Vec::new()).ok());
            let Some(End { to, .. }) = end else { continue };
            let mut languages = self.layout.languages().rev();
            let language = languages.find(|at| full.starts_with(&self.layout.prefix(*at)));
            out.push(Redirect {
                from,
                to,
                anchor: None,
                language: language.unwrap_or(DEFAULT_LANGUAGE),
                record: None,
                by: permalinks::FILE.to_owned(),
                span: address.span,
            });
        }
    }
}

/// The folders above an address, the nearest first; the last is that of the site.
fn folders_above(path: &str) -> impl Iterator<Item = &str> {
    fn above(path: &str) -> Option<&str> {
        (!path.is_empty()).then(|| path.rsplit_once('/').map_or("", |(above, _)| above))
    }
    std::iter::successors(above(path.trim_end_matches('/')), |path| above(path))
}

/// What stands in an address between a list and its further pages.
const PARTS: &[&str] = &["/page/", "/by/", "/sorted/", "/linked/"];

/// The lists that an address belongs to, the nearest first, without slashes at their ends.
pub fn lists_above(path: &str) -> impl Iterator<Item = &str> {
    fn above(path: &str) -> Option<&str> {
        let cut = PARTS.iter().filter_map(|part| path.rfind(part)).max()?;
        Some(&path[..cut])
    }
    std::iter::successors(above(path), |path| above(path))
}

fn bad_address(old: &str) -> Diagnostic {
    let headline = format!("`{old}` is not an address of this site");
    let help = "write the old address from the site's root, such as `/meetings/old-name/`";
    let out = Diagnostic::new(Code::BadRedirect, headline).help(help);
    match old.contains('#') {
        true => out.help("an old anchor of this page stands alone: `\"#old -> #new\"`"),
        false => out,
    }
}

/// The file of an old address: `/a/b/` is a folder's page, `/a/b.html` a file.
fn old_route(old: &str) -> Option<Route> {
    let path = old.trim().strip_prefix('/').unwrap_or(old.trim());
    if path.is_empty() || path.contains(['?', '#', ':']) {
        return None;
    }
    if path.ends_with(".html") || path.ends_with(".htm") {
        Route::file(path)
    } else {
        Route::page(path)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pages_of_a_list_belong_to_it() {
        let above = |path| lists_above(path).collect::<Vec<_>>();
        assert_eq!(above("a/by/b/c/page/2/"), ["a/by/b/c", "a"]);
        assert_eq!(above("a/linked/b/"), ["a"]);
        assert_eq!(above("a/b/"), [] as [&str; 0]);
    }
}
