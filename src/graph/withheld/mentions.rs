//! Files that the text of a record names, however it does: in Markdown, in raw HTML (`src`, `href`,
//! `srcset`), in a style, in a field, in a cell.
//!
//! A record that is left out names a file wherever its text holds the way to it. A published one
//! names it where a tag does; its links and images are known already.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use percent_encoding::percent_decode_str;

use super::{folder, nfc};
use crate::config::Config;
use crate::parse::{Record, reference};
use crate::source::Sources;

/// The files beside content, by path and by name.
pub(super) struct Files<'s> {
    config: &'s Config,
    /// Paths with composed letters.
    paths: BTreeSet<String>,
    /// Names that separators would cut, by folder.
    odd: BTreeMap<String, Vec<String>>,
}

impl<'s> Files<'s> {
    pub(super) fn new(sources: &Sources, config: &'s Config) -> Self {
        let assets = sources.assets().iter().map(|asset| &*asset.path);
        let content = assets.filter(|path| path.starts_with(&*config.content));
        let paths: BTreeSet<String> = content.map(|path| nfc(path).into_owned()).collect();
        let mut odd: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for path in &paths {
            let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
            if name.contains(separates) || !name.contains('.') {
                odd.entry(folder.to_owned()).or_default().push(name.to_owned());
            }
        }
        Self { config, paths, odd }
    }

    /// The files that a record names. `holder` is the path of the record that holds its table.
    pub(super) fn mentioned_by(
        &self,
        record: &Record,
        holder: Option<&str>,
        (is_shown, sources): (bool, &Sources),
    ) -> BTreeSet<String> {
        let mut out = BTreeSet::new();
        if self.paths.is_empty() {
            return out;
        }
        let bases: Vec<&str> =
            [Some(&*record.path), holder].into_iter().flatten().filter_map(folder).collect();
        let texts: Vec<Arc<str>> = match &record.row {
            Some(row) => row.cells.iter().map(|cell| (&*cell.text).into()).collect(),
            None => vec![sources.get(record.source).text.clone()],
        };
        for text in &texts {
            match is_shown {
                true => self.named_in(&tags(text), &bases, &mut out),
                false => self.named_in(text, &bases, &mut out),
            }
        }
        out
    }

    fn named_in(&self, text: &str, bases: &[&str], out: &mut BTreeSet<String>) {
        let pieces = text.split(separates).map(|piece| piece.trim_end_matches(['.', ':', '!']));
        for piece in pieces.filter(|piece| piece.contains('.')) {
            out.extend(self.forms(piece, bases).find(|path| self.paths.contains(path)));
        }
        for base in bases {
            let names = self.odd.get(*base).into_iter().flatten();
            out.extend(
                names.filter(|name| text.contains(&**name)).map(|name| format!("{base}/{name}")),
            );
        }
    }

    /// The paths that a piece of text may mean: from the folder of the record, or from the content
    /// folder; an address of the site leads there, too.
    fn forms<'a>(
        &'a self,
        piece: &'a str,
        bases: &'a [&'a str],
    ) -> impl Iterator<Item = String> + 'a {
        let base_url = self.config.base_url.as_str();
        let own = (!base_url.is_empty()).then(|| piece.strip_prefix(base_url)).flatten();
        let way = own.unwrap_or(piece);
        let way = way.split(['#', '?']).next().unwrap_or(way);
        let decoded = crate::text::plain(&percent_decode_str(way).decode_utf8_lossy());
        let root = self.config.content.trim_end_matches('/');
        let from = bases.iter().copied().filter(move |_| own.is_none()).chain([root]);
        from.map(move |base| {
            let way = decoded.trim_start_matches('/');
            let path = reference::join(&format!("{base}/-"), way);
            nfc(&path).into_owned()
        })
    }
}

/// What stands between the way to a file and the text around it.
fn separates(c: char) -> bool {
    c.is_whitespace() || "\"'`<>()[]{}|,;=*\\".contains(c)
}

/// The tags of a text, one a line.
fn tags(text: &str) -> String {
    let mut out = String::new();
    for (at, _) in text.match_indices('<') {
        let rest = &text[at + 1..];
        if rest.starts_with(|c: char| c.is_ascii_alphabetic()) {
            out.push_str(&rest[..rest.find(['>', '<']).unwrap_or(rest.len())]);
            out.push('\n');
        }
    }
    out
}
