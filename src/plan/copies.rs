//! Files that are copied: those of themes and of `static/`, and those beside content, as far as
//! content may have them.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::sync::Arc;

use super::product::Input;
use crate::attachment::{self, Kind};
use crate::bundle::Origin;
use crate::config::{self, Config};
use crate::diag::{Code, Diagnostic, Diagnostics};
use crate::id::Route;
use crate::source::Sources;
use crate::theme::Theme;

/// How many files of one ending are reported one by one.
const MOST_REPORTED: usize = 20;

/// Files that are copied: the theme's, the site's static ones, and those beside content, but for
/// those of records that are left out. A file beside content never takes the place of another.
pub(super) fn copies(
    input: Input<'_>,
    sources: &Sources,
    theme: &Theme,
    diagnostics: &mut Diagnostics,
) -> BTreeMap<Route, Origin> {
    let mut out = theme.statics.clone();
    out.retain(|_, origin| match origin {
        Origin::Copied(path) => is_free(path, input, sources, diagnostics),
        _ => true,
    });
    let mut refused: BTreeMap<(Option<String>, bool), Vec<&str>> = BTreeMap::new();
    for path in sources.assets().iter().map(|asset| &asset.path) {
        if !is_content(path, input.config) || !is_free(path, input, sources, diagnostics) {
            continue;
        }
        let kind = attachment::kind(path, &input.config.files.allow);
        match (kind, sources.active(path)) {
            (Kind::Misspelt, _) => diagnostics.push(misspelt(path)),
            (Kind::Active | Kind::Unknown, _) => {
                let ending = attachment::ending(path);
                refused.entry((ending, kind == Kind::Active)).or_default().push(path);
            }
            (Kind::Svg | Kind::Xml, Some(what)) => diagnostics.push(active(path, what)),
            (Kind::Fine | Kind::Svg | Kind::Xml, _) => {
                place(path, input.config, &mut out, diagnostics)
            }
        }
    }
    for ((ending, runs), paths) in refused {
        let rest = paths.len().saturating_sub(MOST_REPORTED);
        for (number, path) in paths.into_iter().take(MOST_REPORTED).enumerate() {
            let reported = not_published(path, ending.as_deref(), runs);
            diagnostics.push(match (number, rest) {
                (0, 1..) => reported
                    .note(format!("{rest} more files with this extension are not listed here")),
                _ => reported,
            });
        }
    }
    out
}

/// Whether a file may be published: it is not left out, and it is not another name of such a file.
/// A record is published as a page only, so no link leads around what its fields say.
fn is_free(path: &str, input: Input<'_>, sources: &Sources, diagnostics: &mut Diagnostics) -> bool {
    let withheld = &input.graph.withheld;
    let Some(target) = sources.link(path) else { return !withheld.contains(path) };
    let is_text = target.ends_with(".md") || target.ends_with(".toml");
    let is_record = is_text && is_content(target, input.config) && sources.find(target).is_some();
    if is_record {
        diagnostics.push(link_to_record(path, target));
    }
    !is_record && !withheld.contains(path) && !withheld.contains(target)
}

/// Whether a file lies beside content, and not in another folder of the site.
fn is_content(path: &str, config: &Config) -> bool {
    let elsewhere = config.content.is_empty() && config::is_own(path);
    path.starts_with(&*config.content) && !elsewhere
}

/// The address of a file that stands beside content; `None` for the files of a theme.
pub(crate) fn asset_route(path: &str, config: &Config) -> Option<Route> {
    is_content(path, config).then(|| Route::file(&path[config.content.len()..])).flatten()
}

/// Gives a file its address, unless it is taken.
fn place(
    path: &Arc<str>,
    config: &Config,
    out: &mut BTreeMap<Route, Origin>,
    diagnostics: &mut Diagnostics,
) {
    let Some(route) = asset_route(path, config) else {
        return diagnostics.push(no_address(path));
    };
    match out.entry(route) {
        Entry::Vacant(free) => drop(free.insert(Origin::Copied(path.clone()))),
        Entry::Occupied(taken) => diagnostics.push(taken_by_theme(path, taken.key(), taken.get())),
    }
}

fn taken_by_theme(path: &str, route: &Route, owner: &Origin) -> Diagnostic {
    let headline = format!("two files claim the address {}", route.address());
    let owner = match owner {
        Origin::Copied(path) => path.to_string(),
        _ => "the theme that comes with plenary".to_owned(),
    };
    Diagnostic::new(Code::RouteCollision, headline)
        .in_file(path)
        .note(format!("{owner} claims it, and so does {path}"))
        .help("rename the file")
        .help("to replace a file of the theme, put yours into `static/`")
}

fn link_to_record(path: &str, target: &str) -> Diagnostic {
    let headline = format!("`{path}` is not published: it is a link to the record `{target}`");
    Diagnostic::new(Code::FileKind, headline)
        .in_file(path)
        .help("delete the link; a record is published as a page")
}

fn no_address(path: &str) -> Diagnostic {
    let headline = format!("the name of `{path}` cannot be part of an address");
    Diagnostic::new(Code::BadFileName, headline).in_file(path).help("rename it without backslashes")
}

fn misspelt(path: &str) -> Diagnostic {
    let (before, ending) = path.rsplit_once('.').unwrap_or((path, ""));
    let right = if ending.eq_ignore_ascii_case("toml") { "toml" } else { "md" };
    let name = before.rsplit('/').next().unwrap_or(before);
    let headline = format!("`{path}` is not read: its extension is `.{ending}`, not `.{right}`");
    Diagnostic::new(Code::BadFileName, headline)
        .in_file(path)
        .help(format!("rename it to `{name}.{right}`"))
}

fn active(path: &str, what: &str) -> Diagnostic {
    let headline = format!("`{path}` is not published: browsers would run or load what is in it");
    let help = match path.to_lowercase().ends_with(".svg") {
        true => "remove that part, or save the picture as plain SVG or as PNG",
        false => "remove that part",
    };
    Diagnostic::new(Code::ActiveContent, headline)
        .in_file(path)
        .note(what)
        .help(help)
        .help("if you trust its author, put it into `static/`")
}

fn not_published(path: &str, ending: Option<&str>, runs: bool) -> Diagnostic {
    let why = match (ending, runs) {
        (None, _) => "its name has no extension".to_owned(),
        (Some(ending), true) if attachment::is_active(ending) => {
            format!("browsers or servers run files that end in `.{ending}`")
        }
        (Some(_), true) => "some servers run a file with such a name".to_owned(),
        (Some(ending), false) => {
            format!("`.{ending}` is not on the list of extensions allowed in content")
        }
    };
    let out = Diagnostic::new(Code::FileKind, format!("`{path}` is not published: {why}"))
        .in_file(path)
        .help("put it into `static/`, whose files are published unchanged");
    match (ending, runs) {
        (None, _) => out.help("or give it an extension, such as `.txt`"),
        (Some(_), true) => out.note(
            "`allow`, under `[files]` in site.toml, adds to the list, except for files that run",
        ),
        (Some(ending), false) => out.help(format!(
            "or add it to the list in site.toml, under `[files]`: `allow = [\"{ending}\"]`"
        )),
    }
}
