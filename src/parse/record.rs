//! What one file holds once it is read: fields, body, and every reference that it makes.

use std::borrow::Cow;
use std::sync::Arc;

use super::html::Html;
use super::mentions::Mention;
use crate::country::Country;
use crate::edtf;
use crate::fingerprint::Fingerprint;
use crate::id::RecordKey;
use crate::language::Language;
use crate::source::{SourceId, Span};

mod table;

pub use table::{Cell, Column, Fills, Form, Head, Looks, Row, Table};

/// One record in one language.
#[derive(Clone, Debug)]
pub struct Record {
    /// Its name; translations share it.
    pub key: RecordKey,
    /// The number of its kind in the schema.
    pub kind: usize,
    /// The number of the kind in whose folder it lies, which gives its address.
    pub home: usize,
    /// The number of its language in the site's list.
    pub language: usize,
    /// The file.
    pub source: SourceId,
    /// The path of the file below the site's root.
    pub path: Arc<str>,
    /// The fingerprint of the file.
    pub fingerprint: Fingerprint,
    /// What it is called.
    pub title: String,
    /// Whether front matter or a heading gave the title (else it was made from the file's name).
    pub has_title: bool,
    /// The place of the front matter, for diagnostics about what is not there.
    pub head: Span,
    /// The fields that were given, in the order of the kind's fields.
    pub fields: Vec<FieldValue>,
    /// What fields were before, by field and date.
    pub history: Vec<Past>,
    /// The numbers of fields that were given but could not be read; they have been reported.
    pub unread: Vec<usize>,
    /// Whether the front matter as a whole could not be read, so that nothing is known of any field.
    pub damaged: bool,
    /// The kinds of the rows of its table, where the table could not be read: that references lead to
    /// none of them follows from what has been reported.
    pub lost_rows: Vec<usize>,
    /// Who may see it, as far as its own file or row says.
    pub visibility: Visibility,
    /// The text.
    pub body: Body,
    /// Every reference, in fields and body.
    pub links: Vec<Link>,
    /// The table that it holds, whose rows are records.
    pub table: Option<Box<Table>>,
    /// Its place in a table, where it is a row of one.
    pub row: Option<Box<Row>>,
}

/// Who may see a record, least strict first: of several that apply, the greatest holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Visibility {
    /// Everybody.
    #[default]
    Public,
    /// Everybody who asks for drafts.
    Draft,
    /// Nobody any more: its `expires` says so.
    Expired,
    /// Nobody yet: its `publish_from` says so.
    Early,
    /// Not the public: its `distribution` says so.
    Restricted,
    /// It cannot be read who may see it, which has been reported.
    Unclear,
}

/// A field that was given.
#[derive(Clone, Debug)]
pub struct FieldValue {
    /// The number of the field in its kind.
    pub field: usize,
    /// The value.
    pub value: Value,
    /// What the source says about the value (`date_status = "planned"`); empty where nothing.
    pub status: String,
    /// The place of the value.
    pub span: Span,
}

/// What a field was from a day on.
#[derive(Clone, Debug)]
pub struct Past {
    /// The number of the field in its kind.
    pub field: usize,
    /// From when.
    pub date: Box<edtf::Date>,
    /// The value.
    pub value: Value,
    /// The references to what supports it, by their numbers in [`Record::links`].
    pub sources: Vec<usize>,
    /// The place of the entry.
    pub span: Span,
}

/// A typed value.
#[derive(Clone, Debug)]
pub enum Value {
    /// A text of one paragraph.
    Text(String),
    /// A name in a language of its own.
    Name(Box<Name>),
    /// Markdown.
    Markdown(Box<Body>),
    /// A whole number.
    Integer(i64),
    /// A number.
    Number(f64),
    /// True or false.
    Bool(bool),
    /// A date.
    Date(Box<edtf::Date>),
    /// The source states no date; the field's status says so in words.
    NotStated,
    /// A web address.
    Url(String),
    /// One of the field's words, by its number.
    Choice(usize),
    /// A country.
    Country(&'static Country),
    /// A language.
    Language(Language),
    /// A reference, by its number in [`Record::links`].
    Ref(usize),
    /// Several values.
    List(Vec<Value>),
}

/// A name of a record in a language that is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Name {
    /// The name.
    pub text: String,
    /// Its language.
    pub language: Language,
}

/// A text that was read as Markdown: HTML with holes where references go.
#[derive(Clone, Debug, Default)]
pub struct Body {
    /// The HTML.
    pub html: Html,
    /// How many words it has, code included.
    pub words: usize,
    /// The headings, in order.
    pub headings: Vec<Heading>,
    /// Every place that can be cited, sorted by name.
    pub anchors: Vec<Anchor>,
    /// What it names without a reference, each at its first place.
    pub mentions: Vec<Mention>,
    /// The anchors of numbered paragraphs and points, in order.
    pub paragraphs: Vec<String>,
    /// The links that lead out of the site, in order.
    pub outward: Vec<Outward>,
}

/// A link that leads out of the site.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outward {
    /// Its address, as it is published.
    pub url: String,
    /// Where it stands.
    pub span: Span,
}

/// A heading of a body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Heading {
    /// 1 to 6.
    pub level: u8,
    /// Its anchor.
    pub id: String,
    /// Its text.
    pub text: String,
}

/// A place in a body that can be cited.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Anchor {
    /// The name, without `#`.
    pub id: String,
    /// What stands there: a heading's text, or a paragraph's number.
    pub label: String,
    /// The byte of the record's file at which its line begins.
    pub at: u32,
}

/// A reference as the author wrote it.
#[derive(Clone, Debug)]
pub struct Link {
    /// The place.
    pub span: Span,
    /// The reference as written, for messages.
    pub written: Box<str>,
    /// What it asks for.
    pub target: Target,
    /// Where it stands.
    pub origin: Origin,
}

/// What a reference asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// A record by id, name, acronym or symbol.
    Record {
        /// The kind before the colon, where one was written.
        kind: Option<String>,
        /// The id or name.
        name: String,
        /// The anchor after `#`, where one was written.
        anchor: Option<String>,
    },
    /// A file: a path from the site's root.
    File {
        /// The path.
        path: String,
        /// The anchor after `#`, where one was written.
        anchor: Option<String>,
    },
    /// An address of the site, without its leading slash.
    Site {
        /// The address.
        path: String,
        /// The anchor after `#`, where one was written.
        anchor: Option<String>,
    },
    /// A place on the same page.
    Here {
        /// The anchor.
        anchor: String,
    },
}

/// Where a reference stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// In a field, by its number in the kind.
    Field(usize),
    /// In the body: the sentence around it.
    Body(Excerpt),
    /// An image of the body.
    Image,
}

/// A sentence with references. Those without words of their own show the title of what they lead
/// to, which is not known yet. The references of a sentence share it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Excerpt {
    /// The words.
    pub text: Arc<str>,
    /// Where titles stand: the byte, and the number of the link.
    pub titles: Arc<[(u32, u32)]>,
}

impl Excerpt {
    /// The sentence with its titles.
    pub fn filled<'t>(&self, title: impl Fn(usize) -> Cow<'t, str>) -> String {
        let mut out = String::with_capacity(self.text.len());
        let mut from = 0;
        for (at, link) in self.titles.iter() {
            out.push_str(&self.text[from..*at as usize]);
            out.push_str(&title(*link as usize));
            from = *at as usize;
        }
        out.push_str(&self.text[from..]);
        out
    }
}

impl Record {
    /// The value of the field with this number.
    pub fn value(&self, field: usize) -> Option<&FieldValue> {
        let at = self.fields.binary_search_by_key(&field, |value| value.field).ok()?;
        Some(&self.fields[at])
    }

    /// Whether the body has a place with this name.
    pub fn anchor(&self, id: &str) -> Option<&Anchor> {
        let at = self.body.anchors.binary_search_by(|anchor| (*anchor.id).cmp(id)).ok()?;
        Some(&self.body.anchors[at])
    }
}

impl Value {
    /// Calls `visit` with every single value: the items of a list, or the value itself.
    pub fn each<'a>(&'a self, visit: &mut dyn FnMut(&'a Value)) {
        match self {
            Value::List(items) => items.iter().for_each(|item| item.each(visit)),
            single => visit(single),
        }
    }

    /// The number of the link, where the value is a reference.
    pub fn as_link(&self) -> Option<usize> {
        match self {
            Value::Ref(link) => Some(*link),
            _ => None,
        }
    }

    /// The text, where the value is one.
    pub fn as_text(&self) -> Option<&str> {
        match self {
            Value::Text(text) | Value::Url(text) => Some(text),
            Value::Name(name) => Some(&name.text),
            _ => None,
        }
    }
}
