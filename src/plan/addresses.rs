//! Addresses that cannot be: names that plenary needs itself, names that no disk holds, and names
//! that some systems cannot hold.

use std::collections::{BTreeMap, BTreeSet};

use super::job::{Claim, PLENARY, Rank};
use crate::bundle::{self, Origin};
use crate::diag::{Code, Diagnostic, Diagnostics};
use crate::id::Route;

/// The most bytes of a name in any usual file system.
const LONGEST_NAME: usize = 255;

/// The most bytes of a whole path; systems allow 4096 with the folders above the site.
const LONGEST_PATH: usize = 2000;

/// Names that mean a device on Windows, whatever ending follows.
const DEVICES: &[&str] = &["con", "prn", "aux", "nul", "conin$", "conout$"];

/// Removes what cannot be written, and reports it; reports what some systems cannot hold.
pub(super) fn check(
    claims: &mut Vec<Claim>,
    copies: &mut BTreeMap<Route, Origin>,
    diagnostics: &mut Diagnostics,
) {
    let mut told = BTreeSet::new();
    let mut keep = |reported: Option<Diagnostic>, by: &str| {
        let Some(reported) = reported else { return true };
        let stays = reported.code == Code::UnportableName;
        // The page of a record, its data and so on have the same name: it is named once.
        if told.insert((by.to_owned(), reported.message.clone())) {
            diagnostics.push(reported);
        }
        stays
    };
    claims.retain(|claim| {
        let reported = objection(&claim.job.route).map(|objection| objection.of_page(claim));
        keep(reported, &claim.by)
    });
    copies.retain(|route, origin| {
        let by = match origin {
            Origin::Copied(path) => path.to_string(),
            _ => PLENARY.to_owned(),
        };
        keep(objection(route).map(|objection| objection.of_file(route, &by)), &by)
    });
}

/// What is wrong with an address.
enum Objection {
    Reserved(String),
    Long(usize),
    LongPath(usize),
    Unportable(String, &'static str),
}

fn objection(route: &Route) -> Option<Objection> {
    let path = route.as_str();
    let first = path.split('/').next().unwrap_or(path);
    if bundle::RESERVED.iter().any(|name| first.eq_ignore_ascii_case(name)) {
        return Some(Objection::Reserved(first.to_owned()));
    }
    if path.len() > LONGEST_PATH {
        return Some(Objection::LongPath(path.len()));
    }
    if let Some(part) = path.split('/').find(|part| part.len() > LONGEST_NAME) {
        return Some(Objection::Long(part.len()));
    }
    let strange =
        |part: &str| unportable(part).map(|why| Objection::Unportable(part.to_owned(), why));
    path.split('/').find_map(strange)
}

/// Why a name cannot be held by some systems.
fn unportable(part: &str) -> Option<&'static str> {
    let before = part.split('.').next().unwrap_or(part).trim_end().to_lowercase();
    let port = before.strip_prefix("com").or_else(|| before.strip_prefix("lpt"));
    let is_port = port.is_some_and(|n| {
        matches!(n, "0" | "1" | "2" | "3" | "4" | "5" | "6" | "7" | "8" | "9" | "¹" | "²" | "³")
    });
    match part {
        _ if is_port || DEVICES.contains(&before.as_str()) => {
            Some("is the name of a device on Windows")
        }
        _ if part.ends_with(['.', ' ']) => {
            Some("ends in a full stop or a space, which Windows drops")
        }
        _ if part.starts_with(' ') => Some("begins with a space"),
        _ if part.contains(['<', '>', ':', '"', '|', '?', '*']) => {
            Some("holds one of the characters `< > : \" | ? *`, which Windows does not allow")
        }
        _ if part.contains(char::is_control) => Some("contains a control character"),
        _ => None,
    }
}

impl Objection {
    fn of_page(self, claim: &Claim) -> Diagnostic {
        let is_redirect = claim.rank == Rank::Redirect;
        let out = self.diagnostic(&claim.job.route, is_redirect);
        match claim.span {
            Some(span) => out.at(span),
            None => out.in_file(claim.by.clone()),
        }
    }

    fn of_file(self, route: &Route, path: &str) -> Diagnostic {
        self.diagnostic(route, false).in_file(path)
    }

    fn diagnostic(self, route: &Route, is_redirect: bool) -> Diagnostic {
        match self {
            Self::Reserved(name) => {
                let code = if is_redirect { Code::BadRedirect } else { Code::RouteCollision };
                let headline = format!("plenary reserves the name `/{name}`");
                Diagnostic::new(code, headline).help("choose another address")
            }
            Self::Long(bytes) => {
                let headline = format!("a part of an address has {bytes} bytes");
                too_long(headline, format!("it begins with {}", beginning(route)))
            }
            Self::LongPath(bytes) => {
                let headline = format!("an address has {bytes} bytes");
                too_long(headline, format!("it begins with {}", beginning(route)))
            }
            Self::Unportable(part, why) => {
                let headline = format!("`{part}`, a part of an address, {why}");
                Diagnostic::new(Code::UnportableName, headline)
                    .help("rename it, so that the site can be copied to any system")
            }
        }
    }
}

fn too_long(headline: String, note: String) -> Diagnostic {
    let limits =
        format!("a part may have {LONGEST_NAME} bytes, and a whole address {LONGEST_PATH}");
    Diagnostic::new(Code::LongAddress, headline)
        .note(note)
        .note(limits)
        .help("choose a shorter name")
}

fn beginning(route: &Route) -> String {
    let start: String = route.as_str().chars().take(60).collect();
    format!("`/{start}…`")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_some_systems_cannot_hold_is_known() {
        for bad in [
            "CON",
            "aux.txt",
            "nul",
            "COM1",
            "lpt9.tar.gz",
            "com¹",
            "a.",
            "a ",
            " a",
            "a:b",
            "a?",
            "a\nb",
            "con .txt",
        ] {
            assert!(unportable(bad).is_some(), "{bad}");
        }
        for good in ["console", "com10", "aux-1", "index.html", ".well-known", "a.b", "é", "comet"]
        {
            assert!(unportable(good).is_none(), "{good}");
        }
    }

    #[test]
    fn a_name_of_255_bytes_is_the_longest() {
        let route =
            |bytes: usize| Route::file(&format!("a/{}", "x".repeat(bytes))).expect("a route");
        assert!(objection(&route(255)).is_none());
        assert!(matches!(objection(&route(256)), Some(Objection::Long(256))));
        let deep = Route::file(&vec!["x"; 1200].join("/")).expect("a route");
        assert!(matches!(objection(&deep), Some(Objection::LongPath(_))));
    }
}
