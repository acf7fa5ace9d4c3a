//! `permalinks.lock`: the addresses that a site has published, and the anchors of its texts, as a text
//! that people can compare line by line.
//!
//! An address that begins with `*` exists in every language of the site: `*/about/` is `/about/`,
//! `/fr/about/` and so on. The page of a record names the record, and two fingerprints by which it is
//! found again under another name. Its anchors stand below it.

use std::collections::BTreeMap;

use crate::diag::{Checked, Code, Diagnostic, Diagnostics};
use crate::id::RecordKey;
use crate::source::{SourceId, Sources, Span};

/// The name of the file, beside site.toml.
pub const FILE: &str = "permalinks.lock";

/// The first lines of the file.
const HEAD: &str = "\
# The addresses that this site has published, and the anchors of its texts. `*/about/` stands for this
# address in every language. `plenary build --update-permalinks` writes this file; commit it.
";

/// What stands for a fingerprint of nothing.
const NOTHING: &str = "-";

/// Every address that a site has published.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Permalinks {
    /// The tags of the site's languages when they were published; the first has no folder.
    pub languages: Vec<String>,
    /// The addresses, without the folder of a language where they exist in all of them.
    pub addresses: BTreeMap<String, Address>,
    /// Where the languages are written.
    pub span: Option<Span>,
}

/// An address that was published.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Address {
    /// Whether it exists in every language.
    pub in_every_language: bool,
    /// The record whose page it is.
    pub record: Option<Known>,
    /// The anchors of the text on it, each with its place in the file.
    pub anchors: BTreeMap<String, Option<Span>>,
    /// Its place in the file.
    pub span: Option<Span>,
}

/// What is known of the record whose page was at an address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Known {
    /// Its name.
    pub key: RecordKey,
    /// A fingerprint of its text; empty where it has none.
    pub text: String,
    /// A fingerprint of its title.
    pub title: String,
}

impl Permalinks {
    /// Every address, without its first slash, with the entry that names it.
    pub fn each(&self) -> impl Iterator<Item = (String, &str, &Address)> {
        self.addresses.iter().flat_map(move |(path, address)| {
            let languages = if address.in_every_language { self.languages.len().max(1) } else { 1 };
            (0..languages).map(move |at| {
                let rest = path.trim_start_matches('/');
                let full = match at {
                    0 => rest.to_owned(),
                    at => format!("{}/{rest}", self.languages[at]),
                };
                (full, &**path, address)
            })
        })
    }

    /// Takes over what is not named here.
    pub fn keep(&mut self, old: &Permalinks) {
        for (path, address) in &old.addresses {
            let own = self.addresses.entry(path.clone()).or_insert_with(|| Address {
                in_every_language: address.in_every_language,
                ..Address::default()
            });
            own.record = own.record.take().or_else(|| address.record.clone());
            own.in_every_language |= address.in_every_language;
            for (anchor, span) in &address.anchors {
                own.anchors.entry(anchor.clone()).or_insert(*span);
            }
        }
    }

    /// How many addresses and anchors of another it does not name.
    pub fn lacks(&self, other: &Permalinks) -> usize {
        let lacks = |(path, address): (&String, &Address)| match self.addresses.get(path) {
            None => 1 + address.anchors.len(),
            Some(own) => {
                let anchors = address.anchors.keys();
                let new = anchors.filter(|anchor| !own.anchors.contains_key(*anchor)).count();
                new + usize::from(address.in_every_language && !own.in_every_language)
            }
        };
        other.addresses.iter().map(lacks).sum()
    }

    /// The text of the file.
    pub fn to_text(&self) -> String {
        let mut out = format!("{HEAD}languages {}\n\n", self.languages.join(" "));
        for (path, address) in &self.addresses {
            if address.in_every_language {
                out.push('*');
            }
            out.push_str(&escaped(path));
            if let Some(Known { key, text, title }) = &address.record {
                let text = if text.is_empty() { NOTHING } else { text };
                out.push_str(&format!(" {} {text} {title}", escaped(key.as_str())));
            }
            out.push('\n');
            for anchor in address.anchors.keys() {
                out.push_str(&format!("  #{}\n", escaped(anchor)));
            }
        }
        out
    }
}

/// Reads the file of a site; `None` where it has none.
pub fn read(sources: &Sources) -> Checked<Option<Permalinks>> {
    let Some((id, source)) = sources.find(FILE) else { return Checked::new(None, Vec::new()) };
    let mut reading =
        Reading { id, out: Permalinks::default(), last: None, wrong: Diagnostics::new() };
    let mut at = 0;
    for line in source.text.split_inclusive('\n') {
        reading.line(line.trim_end(), at);
        at += line.len();
    }
    Checked::new(Some(reading.out), reading.wrong)
}

/// The file while it is read.
struct Reading {
    id: SourceId,
    out: Permalinks,
    /// The address to which the next anchor belongs.
    last: Option<String>,
    wrong: Diagnostics,
}

impl Reading {
    fn line(&mut self, line: &str, at: usize) {
        let span = Span::new(self.id, at..at + line.len());
        if line.is_empty() || line.starts_with("# ") {
            return;
        }
        let understood = match line.split_once(' ') {
            Some(("languages", tags)) => {
                self.out.languages = tags.split_whitespace().map(str::to_owned).collect();
                self.out.span = Some(span);
                true
            }
            _ => self.anchor(line, span) || self.address(line, span),
        };
        if !understood {
            self.wrong.push(not_understood(line).at(span));
        }
    }

    fn anchor(&mut self, line: &str, span: Span) -> bool {
        let Some(anchor) = line.strip_prefix("  #") else { return false };
        let Some(address) = self.last.as_ref().and_then(|last| self.out.addresses.get_mut(last))
        else {
            return false;
        };
        let start = span.start as usize + 2;
        let span = Span::new(span.source, start..span.end as usize);
        address.anchors.insert(unescaped(anchor), Some(span));
        true
    }

    fn address(&mut self, line: &str, span: Span) -> bool {
        let in_every_language = line.starts_with('*');
        let rest = line.strip_prefix('*').unwrap_or(line);
        let words: Vec<&str> = rest.split(' ').collect();
        let record = match words[..] {
            [_] => None,
            [_, key, text, title] if key.contains(':') => Some(known(key, text, title)),
            _ => return false,
        };
        if !rest.starts_with('/') {
            return false;
        }
        let path = unescaped(words[0]);
        let anchors = BTreeMap::new();
        let length = line.find(' ').unwrap_or(line.len());
        let span = Span::new(span.source, span.start as usize..span.start as usize + length);
        let address = Address { in_every_language, record, anchors, span: Some(span) };
        self.out.addresses.insert(path.clone(), address);
        self.last = Some(path);
        true
    }
}

fn known(key: &str, text: &str, title: &str) -> Known {
    let key = unescaped(key);
    let (kind, id) = key.split_once(':').unwrap_or(("", &key));
    let text = if text == NOTHING { "" } else { text };
    Known { key: RecordKey::new(kind, id), text: text.to_owned(), title: title.to_owned() }
}

fn not_understood(line: &str) -> Diagnostic {
    let conflict = ["<<<<<<<", "=======", ">>>>>>>"].iter().any(|mark| line.starts_with(mark));
    let headline = match conflict {
        true => "two versions of this file were merged, and a conflict is left",
        false => "this line is neither an address nor an anchor",
    };
    let out = Diagnostic::new(Code::BadPermalinks, headline);
    match conflict {
        true => out.help("keep the lines of both versions, and delete the marks"),
        false => out.help("delete the line, or take it from an earlier version of the file"),
    }
}

/// A word of the file: blanks, control characters and `%` are written as in addresses (RFC 3986).
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c.is_whitespace() || c.is_control() || c == '%' {
            true => c.to_string().bytes().for_each(|byte| out.push_str(&format!("%{byte:02X}"))),
            false => out.push(c),
        }
    }
    out
}

fn unescaped(text: &str) -> String {
    percent_encoding::percent_decode_str(text).decode_utf8_lossy().into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str =
        "languages en fr\n\n/data/a%20b.csv\n*/guide/ page:guide 0a1b 2c3d\n  #para_1\n  #étapes\n";

    fn read_text(text: &str) -> Checked<Permalinks> {
        let Checked { value, diagnostics } =
            read(&Sources::new(vec![(FILE.to_owned(), text.to_owned())], Vec::new()));
        Checked::new(value.expect("it is there"), diagnostics)
    }

    #[test]
    fn what_is_written_is_read() {
        let Checked { value, diagnostics } = read_text(TEXT);
        assert!(diagnostics.is_empty());
        assert_eq!(value.to_text(), format!("{HEAD}{TEXT}"));
        let each: Vec<_> = value.each().map(|(path, ..)| path).collect();
        assert_eq!(each, ["data/a b.csv", "guide/", "fr/guide/"]);
        assert_eq!(read_text(&value.to_text()).value.lacks(&value), 0);
    }

    #[test]
    fn lines_that_cannot_be_read_are_reported_and_the_rest_is_kept() {
        let text = TEXT.replace("*/guide/", "<<<<<<< main\n*/guide/").replace("0a1b ", "");
        let Checked { value, diagnostics } = read_text(&text);
        // The anchors below a line that cannot be read belong to the address before it.
        assert_eq!(diagnostics.len(), 2);
        assert!(value.addresses.contains_key("/data/a b.csv"));
    }

    #[test]
    fn what_was_published_once_is_kept() {
        let old = read_text(TEXT).value;
        let mut new = Permalinks::default();
        new.keep(&old);
        assert_eq!(new.lacks(&old), 0);
        assert_eq!(Permalinks::default().lacks(&old), 4);
    }
}
