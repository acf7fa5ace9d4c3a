//! Two files with one address, and addresses that differ only in upper and lower case.

use std::collections::{BTreeMap, BTreeSet};

use rustc_hash::FxHashSet;

use super::job::{Claim, PLENARY, Rank};
use crate::bundle::Origin;
use crate::diag::{Code, Diagnostic, Diagnostics};
use crate::id::Route;
use crate::source::Span;

/// Sorts the claims by route, reports those that meet, and keeps one owner of each route, so that
/// what is left can be written.
pub(super) fn check(
    claims: &mut Vec<Claim>,
    copies: &mut BTreeMap<Route, Origin>,
    diagnostics: &mut Diagnostics,
) {
    claims.sort_by(|a, b| (&a.job.route, a.rank).cmp(&(&b.job.route, b.rank)));
    for pair in claims.windows(2) {
        if pair[0].job.route == pair[1].job.route {
            diagnostics.push(collision(&pair[0], &pair[1]));
        }
    }
    claims.dedup_by(|second, first| second.job.route == first.job.route);
    for claim in claims.iter() {
        match copies.remove(&claim.job.route) {
            Some(Origin::Copied(path)) => diagnostics.push(copy_collision(claim, &path)),
            Some(_) => diagnostics.push(theme_collision(claim)),
            None => {}
        }
    }
    differ_in_case(claims, copies, diagnostics);
    file_and_folder(claims, copies, diagnostics);
}

fn collision(first: &Claim, second: &Claim) -> Diagnostic {
    let address = first.job.route.address();
    let headline = format!("two pages claim the address {address}");
    let mut out = Diagnostic::new(Code::RouteCollision, headline)
        .note(format!("{} claims it, and so does {}", first.by, second.by))
        .help("rename one of them, or give one of them another path");
    match (first.span, second.span) {
        (Some(first), Some(second)) if first != second => {
            out = out.at(second).related(first, "the first one")
        }
        (_, Some(span)) | (Some(span), None) => out = out.at(span),
        (None, None) => out = out.in_file(first.by.clone()),
    }
    out
}

fn copy_collision(claim: &Claim, path: &str) -> Diagnostic {
    let headline = format!("a page and a file claim the address {}", claim.job.route.address());
    Diagnostic::new(Code::RouteCollision, headline)
        .in_file(path)
        .note(format!("{} claims it, too", claim.by))
        .help("rename the file")
}

fn theme_collision(claim: &Claim) -> Diagnostic {
    let address = claim.job.route.address();
    let headline = format!("a page and a file of the theme claim the address {address}");
    let out = Diagnostic::new(Code::RouteCollision, headline).help("choose another address");
    match claim.span {
        Some(span) => out.at(span),
        None => out.in_file(claim.by.clone()),
    }
}

fn differ_in_case(
    claims: &[Claim],
    copies: &BTreeMap<Route, Origin>,
    diagnostics: &mut Diagnostics,
) {
    let made = claims.iter().map(|claim| (&claim.job.route, Some(claim)));
    let routes = || made.clone().chain(copies.keys().map(|route| (route, None)));
    let small = |route: &Route| route.as_str().to_lowercase();
    // One of two such addresses has a capital letter; most sites have none.
    let capital: FxHashSet<String> =
        routes().map(|(route, _)| route).filter(|route| has_capital(route)).map(small).collect();
    if capital.is_empty() {
        return;
    }
    let mut all: Vec<(String, &Route, Option<&Claim>)> = routes()
        .map(|(route, claim)| (small(route), route, claim))
        .filter(|(small, ..)| capital.contains(small))
        .collect();
    all.sort_by(|a, b| (&a.0, a.1).cmp(&(&b.0, b.1)));
    let mut reported = BTreeSet::new();
    for pair in all.windows(2) {
        let ((a, first, claim), (b, second, other)) = (&pair[0], &pair[1]);
        // A page's data file would only say the same again.
        if a != b || first == second || first.as_str().ends_with("index.json") {
            continue;
        }
        // Neither do the same two files in another language.
        if let (Some(claim), Some(other)) = (claim, other)
            && !reported.insert((&claim.by, &other.by))
        {
            continue;
        }
        let headline = format!(
            "the addresses {} and {} differ only in upper and lower case",
            first.address(),
            second.address()
        );
        let mut out = Diagnostic::new(Code::CaseCollision, headline)
            .help("rename one of them: many systems cannot hold both");
        match other.or(*claim) {
            Some(Claim { span: Some(span), .. }) => out = out.at(*span),
            Some(claim) => out = out.in_file(claim.by.clone()),
            None => out = out.in_file(second.as_str()),
        }
        diagnostics.push(out);
    }
}

fn has_capital(route: &Route) -> bool {
    let text = route.as_str();
    if text.is_ascii() {
        text.bytes().any(|byte| byte.is_ascii_uppercase())
    } else {
        text.to_lowercase() != text
    }
}

/// A file cannot have the name of a folder. A page stays where only copied files would lie in the
/// folder; otherwise, and in the place of an old address, what lies in the folder stays.
fn file_and_folder(
    claims: &mut Vec<Claim>,
    copies: &mut BTreeMap<Route, Origin>,
    diagnostics: &mut Diagnostics,
) {
    let names = report_file_and_folder(claims, copies, diagnostics);
    let is_page = |name: &str| {
        let at = claims.binary_search_by(|claim| claim.job.route.as_str().cmp(name));
        at.is_ok_and(|at| claims[at].rank != Rank::Redirect)
    };
    let holds_page = |name: &str| {
        let inside = format!("{name}/");
        let at = claims.partition_point(|claim| *claim.job.route.as_str() < *inside);
        claims.get(at).is_some_and(|claim| claim.job.route.as_str().starts_with(&inside))
    };
    let (pages, files): (BTreeSet<String>, BTreeSet<String>) =
        names.into_iter().partition(|name| is_page(name) && !holds_page(name));
    let below_page = |route: &Route| {
        let path = route.as_str();
        path.match_indices('/').any(|(at, _)| pages.contains(&path[..at]))
    };
    copies.retain(|route, _| !files.contains(route.as_str()) && !below_page(route));
    claims.retain(|claim| !files.contains(claim.job.route.as_str()));
}

/// Reports files that have the name of a folder; returns the names.
fn report_file_and_folder(
    claims: &[Claim],
    copies: &BTreeMap<Route, Origin>,
    diagnostics: &mut Diagnostics,
) -> Vec<String> {
    let mut met: BTreeMap<&str, (&Route, &Route)> = BTreeMap::new();
    let made = folders(claims.iter().map(|claim| &claim.job.route));
    for (folder, inside) in made.chain(folders(copies.keys())) {
        if let Some(file) = file_named(folder, claims, copies) {
            met.entry(folder).or_insert((file, inside));
        }
    }
    let mut reported = BTreeSet::new();
    let names = met.keys().map(|name| (*name).to_owned()).collect();
    for (folder, (file, inside)) in met {
        let Some(file) = whose(file, claims, copies) else { continue };
        let Some(inside) = whose(inside, claims, copies) else { continue };
        // The same two may meet in every language.
        if reported.insert((file.0.clone(), inside.0.clone())) {
            diagnostics.push(at_once(folder, file, inside));
        }
    }
    names
}

/// The folders of sorted routes, each with the first file that lies in it.
fn folders<'a>(
    routes: impl Iterator<Item = &'a Route>,
) -> impl Iterator<Item = (&'a str, &'a Route)> {
    let mut before = "";
    routes.flat_map(move |route| {
        let path = route.as_str();
        // What lies in one folder stands together, so a folder of the route before was met.
        let same = before.bytes().zip(path.bytes()).take_while(|(a, b)| a == b).count();
        before = path;
        let ends = path.match_indices('/').filter(move |(at, _)| *at >= same);
        ends.map(move |(at, _)| (&path[..at], route))
    })
}

/// The route of the file that has the name of a folder.
fn file_named<'a>(
    folder: &str,
    claims: &'a [Claim],
    copies: &'a BTreeMap<Route, Origin>,
) -> Option<&'a Route> {
    if let Ok(at) = claims.binary_search_by(|claim| claim.job.route.as_str().cmp(folder)) {
        return Some(&claims[at].job.route);
    }
    copies.get_key_value(folder).map(|(route, _)| route)
}

/// Who asks for a file, and where.
type Whose = (String, Option<Span>);

fn whose(route: &Route, claims: &[Claim], copies: &BTreeMap<Route, Origin>) -> Option<Whose> {
    if let Ok(at) = claims.binary_search_by(|claim| claim.job.route.cmp(route)) {
        return Some((claims[at].by.clone(), claims[at].span));
    }
    copies.get(route).map(|origin| match origin {
        Origin::Copied(path) => (path.to_string(), None),
        _ => (PLENARY.to_owned(), None),
    })
}

fn at_once(folder: &str, file: Whose, inside: Whose) -> Diagnostic {
    let out =
        Diagnostic::new(Code::RouteCollision, format!("`{folder}` is both a file and a folder"));
    let out = match (inside.1, file.1) {
        (Some(span), _) | (None, Some(span)) => out.at(span),
        (None, None) if file.0 == PLENARY => out.in_file(inside.0.clone()),
        (None, None) => out.in_file(file.0.clone()),
    };
    out.note(format!("the file comes from {}, and {} is in the folder", file.0, inside.0))
        .help("rename one of them")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_folder_is_met_once_with_its_first_file() {
        let paths = ["a-b/x", "a/b/x", "a/b/y", "a/bc/x", "a/c", "d"];
        let routes = paths.map(|path| Route::file(path).expect("a good path"));
        let found: Vec<_> = folders(routes.iter()).map(|(at, file)| (at, file.as_str())).collect();
        let expected = [("a-b", "a-b/x"), ("a", "a/b/x"), ("a/b", "a/b/x"), ("a/bc", "a/bc/x")];
        assert_eq!(found, expected);
    }
}
