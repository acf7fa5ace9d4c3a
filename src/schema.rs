//! Which kinds of record there are, and which fields they have.
//!
//! The model is data: the built-in kinds stand in `schema/knowledge-portal.toml`, `model` lays the
//! site's own on them, and both are read by the code below.

use std::collections::{BTreeMap, BTreeSet};

use crate::config::keys::{Key as Setting, Keys, LABEL, LOCALISED, Takes, Unwritten, words};
use crate::config::{Config, LEVELS, LIST, ListSettings, Reader, list_settings, localised};
use crate::data::{self, Key, Node, Place, Table, Value};
use crate::diag::{Checked, Code, Diagnostic, Diagnostics, Level, no_such};
use crate::source::{SourceId, Sources, Span};
use crate::text::{Localised, humanise};

mod asked;
pub mod condition;
pub mod counts;
pub mod exports;
pub mod search;
mod slot;
mod time;
pub mod toml;
pub mod vocabulary;

pub use asked::{CONDITION_NAMES, NAMED, fields as asked_fields, unknown, unknown_value};
use condition::Condition;
use exports::Exports;
use search::KindSearch;
use slot::{SLOTS, TONES};
pub use slot::{Slot, Tone};
pub use time::{Freshness, Thresholds, Times};
use vocabulary::Vocabulary;

/// The fields that every kind has, and the kind of plain pages.
const COMMON_FIELDS: &str = include_str!("schema/common-fields.toml");

/// What the kind of a record is called where it stands among fields.
const KIND_WORDS: &[(&str, &str)] = &[
    ("ar", "النوع"),
    ("en", "Kind"),
    ("es", "Tipo"),
    ("fr", "Type"),
    ("ru", "Вид"),
    ("zh", "类型"),
];

/// The field that says which others a record is not; every kind has it.
pub const DIFFERENT_FROM: &str = "different_from";

/// The label of a field of the first of these kinds that has it. What every record has beside its
/// fields, its kind and its id, has a label, too.
pub fn label<'k>(mut kinds: impl Iterator<Item = &'k Kind>, name: &str, tag: &str) -> String {
    let field = kinds.find_map(|kind| Some(&kind.fields[kind.field(name)?]));
    match field {
        Some(field) => field.label.get(tag).to_owned(),
        None => label_beside_fields(name, tag),
    }
}

fn label_beside_fields(name: &str, tag: &str) -> String {
    let primary = tag.split('-').next();
    let word = KIND_WORDS.iter().find(|(language, _)| Some(*language) == primary);
    match word {
        Some((_, word)) if name == "kind" => (*word).to_owned(),
        _ => humanise(name),
    }
}

/// The kind of plain pages.
pub const PAGE: &str = "page";

/// All kinds, sorted by name.
#[derive(Clone, Debug, Default)]
pub struct Schema {
    /// The kinds.
    pub kinds: Vec<Kind>,
}

/// What a record can be.
#[derive(Clone, Debug)]
pub struct Kind {
    /// The name, as in `[kinds.NAME]`.
    pub name: String,
    /// The folder of its records below the content folder, and its address; `""` for plain pages.
    pub folder: String,
    /// What one of them is called.
    pub label: Localised,
    /// What several of them are called.
    pub plural: Localised,
    /// A word for a picture.
    pub icon: String,
    /// A sentence for readers, where kinds are listed.
    pub description: Localised,
    /// A sentence for authors.
    pub help: String,
    /// Whether the first mention of a name of such a record becomes a link by itself.
    pub autolink: bool,
    /// Whether the page of each of them shows as a drawing what it is connected with.
    pub has_graph: bool,
    /// Headings that every record must have.
    pub sections: Vec<String>,
    /// How many words the text of a record may have.
    pub max_words: Option<usize>,
    /// What must hold for every record.
    pub rules: Vec<Rule>,
    /// The fields: first the kind's own, then those that every kind has.
    pub fields: Vec<Field>,
    /// How they are listed.
    pub list: ListSettings,
    /// What they are in vocabularies of the Web.
    pub vocabulary: Vocabulary,
    /// What they are in calendars and to other portals.
    pub exports: Exports,
    /// How they are searched.
    pub search: KindSearch,
    /// What their days mean.
    pub times: Times,
}

/// A condition that every record of a kind must meet.
#[derive(Clone, Debug)]
pub struct Rule {
    /// The condition.
    pub require: Condition,
    /// What the author is told when it does not hold.
    pub text: String,
    /// How much it matters.
    pub level: Level,
    /// Where the condition stands.
    pub span: Span,
}

/// A typed value that records of a kind have.
#[derive(Clone, Debug)]
pub struct Field {
    /// The name in front matter.
    pub name: String,
    /// The type.
    pub kind: Type,
    /// What people see.
    pub label: Localised,
    /// Whether a record must have it.
    pub required: bool,
    /// The value of records that do not give one.
    pub default: Option<Value>,
    /// A sentence for authors.
    pub help: String,
    /// The heading at the far end of a reference.
    pub inverse: Option<Localised>,
    /// What the referred record is to this one (`organiser`, `sponsor`).
    pub role: Option<Localised>,
    /// Whether its value is another name of the record.
    pub is_name: bool,
    /// Separators of a list that may be written as one text; empty: it may not.
    pub split: Vec<String>,
    /// Whether it names what the record's source refers to and the site does not have.
    pub lacking: bool,
    /// What it states the total of: a field, or `KIND.FIELD`; and where that is written.
    pub counts: Option<(String, Span)>,
    /// Whether it stands before the other fields, below a heading of its own.
    pub first: bool,
    /// What it is on the page of a record.
    pub slot: Slot,
    /// Whether it holds personal contact data, which is published only where the record says so.
    pub is_contact: bool,
    /// Whether records that refer with it are part of the printed report of the record at the other end.
    pub is_printed: bool,
    /// Whether records tell what it was before.
    pub history: bool,
    /// Whether every kind has it.
    pub common: bool,
    /// Whether its declaration is wrong, so that nothing can be said about its values.
    pub is_broken: bool,
}

/// What a field holds.
#[derive(Clone, Debug, PartialEq)]
pub enum Type {
    /// A text of one paragraph.
    Text,
    /// Markdown.
    Markdown,
    /// A whole number.
    Integer,
    /// A number.
    Number,
    /// True or false.
    Bool,
    /// A date in EDTF.
    Date,
    /// A web address.
    Url,
    /// One of several words, in order.
    Enum(Vec<Choice>),
    /// One of several words, best first.
    Rank(Vec<Choice>),
    /// A country of ISO 3166.
    Country,
    /// A language tag.
    Language,
    /// A reference to a record of one of these kinds; of any kind where empty.
    Ref(Vec<String>),
    /// Several of one type.
    List(Box<Type>),
}

/// One of the words that an `enum` or `rank` field takes.
#[derive(Clone, Debug, PartialEq)]
pub struct Choice {
    /// The word in front matter.
    pub value: String,
    /// What people see.
    pub label: Localised,
    /// What it means; nothing where that is neither written nor usual.
    pub tone: Option<Tone>,
}

impl Field {
    /// Whether its value is a sign that the record can be called by.
    pub fn is_short(&self) -> bool {
        self.is_name && self.kind == Type::Text && self.slot == Slot::Symbol
    }

    /// Whether its values are other names of the record, each of which may say its language.
    pub fn takes_names(&self) -> bool {
        self.common && self.name == "names"
    }
}

impl Type {
    /// The type of one value: of an item, where the type is a list.
    pub fn item(&self) -> &Type {
        match self {
            Type::List(item) => item,
            other => other,
        }
    }

    /// The kinds that a reference of this type may lead to, where the type is a reference.
    pub fn targets(&self) -> Option<&[String]> {
        match self.item() {
            Type::Ref(kinds) => Some(kinds),
            _ => None,
        }
    }

    /// The words that the type takes, where it has such words.
    pub fn choices(&self) -> &[Choice] {
        match self.item() {
            Type::Enum(choices) | Type::Rank(choices) => choices,
            _ => &[],
        }
    }

    /// What the type takes, in words for an author.
    pub fn describe(&self) -> String {
        match self {
            Type::Text => "a text in quotation marks".to_owned(),
            Type::Markdown => "a text in quotation marks (Markdown)".to_owned(),
            Type::Integer => "a whole number".to_owned(),
            Type::Number => "a number".to_owned(),
            Type::Bool => "true or false".to_owned(),
            Type::Date => "a date, such as 2003-11-06 or \"2003-11\"".to_owned(),
            Type::Url => "a web address".to_owned(),
            Type::Enum(_) | Type::Rank(_) => "one of its words".to_owned(),
            Type::Country => "a country: its ISO code or its name".to_owned(),
            Type::Language => "a language tag, such as \"fr\"".to_owned(),
            Type::Ref(_) => "the id or name of a record".to_owned(),
            Type::List(item) => format!("a list; each item is {}", item.describe()),
        }
    }

    /// The word that stands in site.toml.
    pub fn word(&self) -> &'static str {
        match self {
            Type::Text => "text",
            Type::Markdown => "markdown",
            Type::Integer => "integer",
            Type::Number => "number",
            Type::Bool => "bool",
            Type::Date => "date",
            Type::Url => "url",
            Type::Enum(_) => "enum",
            Type::Rank(_) => "rank",
            Type::Country => "country",
            Type::Language => "language",
            Type::Ref(_) => "ref",
            Type::List(item) if matches!(**item, Type::Ref(_)) => "refs",
            Type::List(_) => "list",
        }
    }
}

impl Schema {
    /// The number of the kind with this name.
    pub fn find(&self, name: &str) -> Option<usize> {
        self.kinds.binary_search_by(|kind| (*kind.name).cmp(name)).ok()
    }

    /// The kind with this name.
    pub fn kind(&self, name: &str) -> Option<&Kind> {
        self.find(name).map(|at| &self.kinds[at])
    }

    /// The number of the kind of plain pages.
    pub fn page(&self) -> usize {
        self.find(PAGE).expect("every schema has the kind of plain pages")
    }
}

impl Kind {
    /// The number of the field with this name.
    pub fn field(&self, name: &str) -> Option<usize> {
        self.fields.iter().position(|field| field.name == name)
    }

    /// The number of the date field whose status has this name: `date_status` is that of `date`.
    pub fn date_of_status(&self, name: &str) -> Option<usize> {
        let field = self.field(name.strip_suffix("_status")?)?;
        let is_status = self.fields[field].kind == Type::Date && self.field(name).is_none();
        is_status.then_some(field)
    }

    /// Whether records of this kind are plain pages.
    pub fn is_page(&self) -> bool {
        self.name == PAGE
    }
}

/// What comes with the program: `kinds` (that of plain pages; with `portal` those of knowledge
/// portals, too) and `fields`, which every kind has.
pub fn built_in(sources: &Sources, portal: bool) -> Table {
    let place = Place { source: sources.built_in(), offset: 0 };
    let mut out = data::toml(COMMON_FIELDS, place).0;
    if portal {
        out.merge(data::toml(&sources.get(sources.built_in()).text, place).0);
    }
    out
}

/// Reads the kinds of a site.
pub fn read(sources: &Sources, config: &Config) -> Checked<Schema> {
    let mut diagnostics = Diagnostics::new();
    let common = common_fields(&config.fields);
    let mut schema = Schema::default();
    for (key, value) in &config.kinds.entries {
        match value.as_table() {
            Some(table) => schema.kinds.push(kind(&key.name, table, &common, &mut diagnostics)),
            None => diagnostics.push(not_a_table(&key.name, value.span)),
        }
    }
    schema.kinds.sort_by(|a, b| a.name.cmp(&b.name));
    check(&schema, &config.kinds, &mut diagnostics);
    search::check(&schema, config, &mut diagnostics);
    counts::check(&mut schema, &mut diagnostics);
    check_rules(&mut schema, sources.built_in(), &mut diagnostics);
    vocabulary::check(&mut schema, sources.built_in(), &mut diagnostics);
    exports::check(&schema, sources.built_in(), &mut diagnostics);
    for (name, span) in &config.feed.kinds {
        if schema.kind(name).is_none() {
            let names = schema.kinds.iter().map(|kind| &*kind.name);
            diagnostics.push(no_such("kind", name, *span, names));
        }
    }
    drop_unknown(&mut schema);
    Checked::new(schema, diagnostics)
}

fn not_a_table(name: &str, span: Span) -> Diagnostic {
    Diagnostic::new(Code::WrongSetting, format!("`kinds.{name}` takes a table"))
        .at(span)
        .help(format!("write `[kinds.{name}]` on a line of its own and its settings below"))
}

/// The keys of a kind.
pub const KIND: Keys = &[
    Setting::new(
        "folder",
        Takes::Text,
        "The folder of its records below the content folder, and their address; the name of the kind where it is left out.",
    ),
    Setting::new("label", LABEL, "What one of them is called."),
    Setting::new(
        "plural",
        Takes::Localised(Unwritten::Like("label")),
        "What several of them are called.",
    ),
    Setting::new("icon", Takes::Text, "A picture of the theme, such as `calendar`."),
    Setting::new("description", LOCALISED, "A sentence for readers, shown on the home page."),
    Setting::new("help", Takes::Text, "A sentence for authors."),
    Setting::new("autolink", Takes::Flag, "Reserved: nothing links mentions by itself yet.")
        .default("false"),
    Setting::new(
        "graph",
        Takes::Flag,
        "Whether the page of each of them shows as a drawing what it is connected with.",
    )
    .default("false"),
    Setting::new("sections", Takes::Texts, "Headings that every record must have."),
    Setting::new(
        "max_words",
        Takes::Number(1),
        "The most words that the text of a record should have.",
    ),
    Setting::new("rules", Takes::Tables(RULE, "require"), "What must hold for every record."),
    Setting::new("fields", Takes::Named(FIELD), "The fields, each by its name."),
    Setting::new("list", Takes::Table(LIST), "How the records are listed."),
    Setting::new(
        "schema_org",
        Takes::Any,
        "What the records are in the vocabulary schema.org: a type, and a field for each property.",
    ),
    Setting::new(
        "skos",
        Takes::AnyTable,
        "That the records are concepts, and which fields hold what SKOS says of them.",
    ),
    Setting::new(
        "calendar",
        Takes::Table(exports::CALENDAR),
        "The entries that they make in calendars.",
    ),
    Setting::new("informea", Takes::Table(exports::INFORMEA), "What they are to InforMEA."),
    Setting::new(
        "dataset",
        Takes::Table(exports::DATASET),
        "What the catalogue says of them as data sets.",
    ),
    Setting::new(
        "followed",
        Takes::Flag,
        "Whether each of them has feeds and a calendar of what refers to it.",
    )
    .default("false"),
    Setting::new("search", Takes::Table(search::SEARCH), "How the records are searched."),
    Setting::new(
        "valid",
        Takes::Texts,
        "The date field that says when a record holds, or two of them: the first day and the last.",
    ),
    Setting::new("stale", Takes::Table(time::STALE), "When a record should be checked again."),
];

const RULE: Keys = &[
    Setting::new("require", Takes::Text, "The condition that must hold.").required(),
    Setting::new("text", Takes::Text, "What the author is told when it does not."),
    Setting::new("level", Takes::Word(&words(LEVELS)), "How much it matters.").default("\"error\""),
];

/// The keys of a field.
pub const FIELD: Keys = &[
    Setting::new("type", Takes::Word(TYPES), "What the field takes.").default("\"text\""),
    Setting::new("label", LABEL, "What people see."),
    Setting::new("required", Takes::Flag, "Whether a record without it is an error.")
        .default("false"),
    Setting::new("default", Takes::Any, "The value that holds where a record gives none."),
    Setting::new("help", Takes::Text, "A sentence for authors."),
    Setting::new("values", Takes::Values(CHOICE), "The words that an `enum` or `rank` takes."),
    Setting::new("of", Takes::Word(ITEM_TYPES), "The type of the items of a `list`.")
        .default("\"text\""),
    Setting::new("kind", Takes::Texts, "The kinds that a `ref` or `refs` may lead to."),
    Setting::new("inverse", LOCALISED, "The heading at the other end."),
    Setting::new(
        "role",
        Takes::Localised(Unwritten::Optional),
        "What the record at the other end is to this one; a language without it shows the label.",
    ),
    Setting::new("name", Takes::Flag, "Whether the value is another name of the record.")
        .default("false"),
    Setting::new("split", Takes::Texts, "Separators, so that a list may be written as one text."),
    Setting::new("counts", Takes::Text, "What it states the total of: a field, or `KIND.FIELD`."),
    Setting::new(
        "lacking",
        Takes::Flag,
        "Whether each entry is something that the source refers to and that is not there.",
    )
    .default("false"),
    Setting::new("first", Takes::Flag, "Whether it stands before the other fields.")
        .default("false"),
    Setting::new(
        "slot",
        Takes::Word(&words(SLOTS)),
        "What it is on the page of a record; it follows from the type where it is left out.",
    ),
    Setting::new(
        "contact",
        Takes::Flag,
        "Whether it holds personal contact data, published only with `publish_contact = true`.",
    )
    .default("false"),
    Setting::new(
        "printed",
        Takes::Flag,
        "Whether records that refer with it stand in the printed report of the one at the other end.",
    )
    .default("false"),
    Setting::new("history", Takes::Flag, "Whether records tell what it was before.")
        .default("false"),
];

const CHOICE: Keys = &[
    Setting::new("value", Takes::Text, "The word.").required(),
    Setting::new("label", LABEL, "What people see."),
    Setting::new("tone", Takes::Word(&words(TONES)), "What the value of a status means."),
];

fn kind(name: &str, table: &Table, common: &[Field], diagnostics: &mut Diagnostics) -> Kind {
    let mut reader = Reader::of(table, &[KIND], format!("the kind `{name}`"), diagnostics);
    let label = reader.localised("label").unwrap_or_else(|| Localised::plain(humanise(name)));
    let plural = reader.localised("plural").unwrap_or_else(|| label.clone());
    let folder = reader.folder("folder").unwrap_or_else(|| name.to_owned());
    let fields = fields(name, &mut reader, common);
    let kind = Kind {
        name: name.to_owned(),
        folder,
        plural,
        label,
        icon: reader.text("icon").unwrap_or_default(),
        description: reader.localised("description").unwrap_or_default(),
        help: reader.text("help").unwrap_or_default(),
        autolink: reader.flag("autolink").unwrap_or(false),
        has_graph: reader.flag("graph").unwrap_or(false),
        sections: reader.texts("sections").into_iter().flatten().map(|(text, _)| text).collect(),
        max_words: reader.number("max_words", 1).map(|most| most as usize),
        rules: rules(&mut reader),
        times: time::times(name, &fields, &mut reader),
        fields,
        list: kind_list(name, &mut reader),
        vocabulary: vocabulary::read(
            reader.value("schema_org"),
            reader.value("skos"),
            reader.diagnostics(),
        ),
        exports: exports::read(name, &mut reader),
        search: search::kind_search(name, &mut reader),
    };
    reader.finish();
    kind
}

fn kind_list(name: &str, reader: &mut Reader<'_, '_>) -> ListSettings {
    let Some(table) = reader.table("list") else { return ListSettings::default() };
    let what = format!("the list of the kind `{name}`");
    let mut reader = Reader::of(table, &[LIST], what, reader.diagnostics());
    let settings = list_settings(&mut reader);
    reader.finish();
    settings
}

fn rules(reader: &mut Reader<'_, '_>) -> Vec<Rule> {
    let mut out = Vec::new();
    for (table, span) in reader.tables("rules") {
        let mut reader = Reader::of(table, &[RULE], "a rule", reader.diagnostics());
        let text = reader.text("text").unwrap_or_default();
        let level = reader.word("level", LEVELS).unwrap_or(Level::Error);
        match reader.text_at("require") {
            Some((require, span)) => {
                let condition = read_condition(&require, span, reader.diagnostics());
                out.extend(condition.map(|require| Rule { require, text, level, span }));
            }
            None => reader.report(
                Diagnostic::new(Code::WrongSetting, "this rule has no `require`")
                    .at(span)
                    .help("add `require = \"…\"` with the condition that must hold"),
            ),
        }
        reader.finish();
    }
    out
}

/// Reads a condition that is written at `span` (a text in quotation marks).
pub fn read_condition(text: &str, span: Span, diagnostics: &mut Diagnostics) -> Option<Condition> {
    match Condition::parse(text) {
        Ok(condition) => Some(condition),
        Err((message, at)) => {
            let help = Condition::help(text);
            let headline = match help {
                Some(_) => format!("the condition `{text}` cannot be read"),
                None => format!("the condition `{text}` cannot be read: {message}"),
            };
            let start = (span.start as usize + 1 + at).min(span.end as usize);
            let place = Span::new(span.source, start..span.end as usize);
            let help = help.unwrap_or(
                "write it as in a template, for example `status == \"agreed\" and not owner`",
            );
            diagnostics.push(Diagnostic::new(Code::BadCondition, headline).at(place).help(help));
            None
        }
    }
}

fn fields(kind: &str, reader: &mut Reader<'_, '_>, common: &[Field]) -> Vec<Field> {
    let (mut out, mut again): (Vec<Field>, Vec<&str>) = Default::default();
    let table = reader.table("fields");
    for (key, value) in table.iter().flat_map(|table| &table.entries) {
        if common.iter().any(|field| field.name == key.name) && value.as_table().is_some() {
            let headline = format!("every kind already has the field `{}`", key.name);
            reader.report(Diagnostic::new(Code::WrongSetting, headline).at(key.span));
            again.push(&key.name);
        } else {
            out.push(own_field(kind, key, value, reader.diagnostics()));
        }
    }
    out.extend(common.iter().map(|field| {
        // What a second declaration was to change is not known, such as who may see a record.
        let is_broken = field.is_broken || again.contains(&&*field.name);
        Field { is_broken, ..field.clone() }
    }));
    out
}

fn own_field(kind: &str, key: &Key, value: &Value, diagnostics: &mut Diagnostics) -> Field {
    let what = format!("the field `{}` of the kind `{kind}`", key.name);
    if let Some(table) = value.as_table() {
        return field(&key.name, table, Reader::of(table, &[FIELD], what, diagnostics));
    }
    diagnostics.push(
        Diagnostic::new(Code::WrongSetting, format!("{what} takes a table"))
            .at(value.span)
            .help(format!("write `{} = {{ type = \"text\" }}`", key.name)),
    );
    let (empty, mut unsaid) = (Table::default(), Diagnostics::new());
    let field = field(&key.name, &empty, Reader::of(&empty, &[FIELD], "", &mut unsaid));
    Field { is_broken: true, ..field }
}

/// The fields that every kind has.
fn common_fields(table: &Table) -> Vec<Field> {
    let tables = table.entries.iter().filter_map(|(key, value)| Some((key, value.as_table()?)));
    let mut unsaid = Diagnostics::new();
    let fields = tables.map(|(key, table)| {
        let reader = Reader::of(table, &[FIELD], "", &mut unsaid);
        Field { common: true, ..field(&key.name, table, reader) }
    });
    fields.collect()
}

fn field(name: &str, table: &Table, mut reader: Reader<'_, '_>) -> Field {
    let before = reader.diagnostics().len();
    let kind = field_type(table, &mut reader);
    let is_broken = reader.diagnostics().len() > before;
    let field = Field {
        name: name.to_owned(),
        kind,
        is_broken,
        label: reader.localised("label").unwrap_or_else(|| Localised::plain(humanise(name))),
        required: reader.flag("required").unwrap_or(false),
        default: reader.value("default").cloned(),
        help: reader.text("help").unwrap_or_default(),
        inverse: reader.localised("inverse"),
        role: reader.localised("role"),
        is_name: reader.flag("name").unwrap_or(false),
        split: reader.texts("split").into_iter().flatten().map(|(text, _)| text).collect(),
        counts: reader.text_at("counts"),
        lacking: reader.flag("lacking").unwrap_or(false),
        first: reader.flag("first").unwrap_or(false),
        slot: Slot::About,
        is_contact: reader.flag("contact").unwrap_or(false),
        is_printed: reader.flag("printed").unwrap_or(false),
        history: reader.flag("history").unwrap_or(false),
        common: false,
    };
    let slot = reader.word("slot", SLOTS);
    let usual = match field.is_contact {
        true => Slot::Aside,
        false => Slot::of(name, &field.kind, field.is_name),
    };
    let slot = slot.unwrap_or(usual);
    let is_list = matches!(field.kind, Type::List(_)) && !field.kind.choices().is_empty();
    let is_misplaced = slot.is_points() && !is_list;
    if is_misplaced && !is_broken {
        reader.report(no_points(slot, table));
    }
    let slot = if is_misplaced { usual } else { slot };
    reader.finish();
    Field { slot, kind: toned(field.kind, slot), ..field }
}

/// That points can only be counted among the words of a list.
fn no_points(slot: Slot, table: &Table) -> Diagnostic {
    let headline = format!("the slot `{}` is for a list of words", slot.word());
    let span = table.get("slot").map(|value| value.span);
    let diagnostic = Diagnostic::new(Code::WrongSetting, headline);
    let diagnostic = span.into_iter().fold(diagnostic, Diagnostic::at);
    diagnostic.help("write `type = \"list\"`, `of = \"enum\"`, and all the points as `values`")
}

/// The type of a field with the usual tones of a status, where its values have none of their own.
fn toned(kind: Type, slot: Slot) -> Type {
    let toned = |mut choices: Vec<Choice>| {
        if slot == Slot::Status && choices.iter().all(|choice| choice.tone.is_none()) {
            choices.iter_mut().for_each(|choice| choice.tone = Tone::usual(&choice.value));
        }
        choices
    };
    match kind {
        Type::Enum(choices) => Type::Enum(toned(choices)),
        other => other,
    }
}

/// The words for the types of the items of a list.
const ITEM_TYPES: &[&str] = TYPES.split_at(12).0;

/// The words for types.
const TYPES: &[&str] = &[
    "text", "markdown", "integer", "number", "bool", "date", "url", "enum", "rank", "country",
    "language", "ref", "refs", "list",
];

fn field_type(table: &Table, reader: &mut Reader<'_, '_>) -> Type {
    let words: Vec<_> = TYPES.iter().map(|word| (*word, *word)).collect();
    let word = reader.word("type", &words).unwrap_or("text");
    let kinds = reader.texts("kind").unwrap_or_default();
    let choices = reader.value("values").map(choices);
    let of = reader.word("of", &words[..ITEM_TYPES.len()]).unwrap_or("text");
    if let Some(Err(span)) = choices {
        reader.report(
            Diagnostic::new(Code::WrongSetting, "this is not a value of an `enum` or `rank` field")
                .at(span)
                .help("write a text, or `{ value = \"…\", label = \"…\" }`"),
        );
    }
    let choices = choices.and_then(Result::ok).unwrap_or_default();
    if choices.is_empty() && (matches!(word, "enum" | "rank") || matches!(of, "enum" | "rank")) {
        let span = table.get("type").map(|value| value.span);
        let headline = format!("a field of type `{word}` needs `values`");
        let diagnostic = Diagnostic::new(Code::WrongSetting, headline);
        let diagnostic = span.into_iter().fold(diagnostic, Diagnostic::at);
        reader.report(diagnostic.help("add `values = [\"…\", \"…\"]`"));
    }
    let kinds = kinds.into_iter().map(|(kind, _)| kind).collect();
    make_type(word, of, kinds, choices)
}

fn make_type(word: &str, of: &str, kinds: Vec<String>, choices: Vec<Choice>) -> Type {
    match word {
        "markdown" => Type::Markdown,
        "integer" => Type::Integer,
        "number" => Type::Number,
        "bool" => Type::Bool,
        "date" => Type::Date,
        "url" => Type::Url,
        "enum" => Type::Enum(choices),
        "rank" => Type::Rank(choices),
        "country" => Type::Country,
        "language" => Type::Language,
        "ref" => Type::Ref(kinds),
        "refs" => Type::List(Box::new(Type::Ref(kinds))),
        "list" => Type::List(Box::new(make_type(of, "text", kinds, choices))),
        _ => Type::Text,
    }
}

/// The values of an `enum` or `rank` field; the place of the first that is none.
fn choices(value: &Value) -> Result<Vec<Choice>, Span> {
    let Node::List(items) = &value.node else { return Err(value.span) };
    items.iter().map(|item| choice(item).ok_or(item.span)).collect()
}

fn tone(word: &str) -> Option<Tone> {
    TONES.iter().find(|(known, _)| *known == word).map(|(_, tone)| *tone)
}

fn choice(item: &Value) -> Option<Choice> {
    if let Some(value) = item.scalar() {
        return Some(Choice { label: Localised::plain(humanise(&value)), value, tone: None });
    }
    let table = item.as_table()?;
    let value = table.get("value")?.scalar()?;
    let label = table.get("label").and_then(localised);
    let label = label.unwrap_or_else(|| Localised::plain(humanise(&value)));
    Some(Choice { label, value, tone: table.get("tone").and_then(Value::as_text).and_then(tone) })
}

/// What can only be checked when all kinds are known.
fn check(schema: &Schema, kinds: &Table, diagnostics: &mut Diagnostics) {
    let given: BTreeMap<&str, &(Key, Value)> =
        kinds.entries.iter().rev().map(|entry| (&*entry.0.name, entry)).collect();
    for kind in &schema.kinds {
        let table = given.get(&*kind.name).and_then(|(_, value)| value.as_table());
        check_targets(schema, kind, table, diagnostics);
        check_list(kind, &kind.list, diagnostics);
    }
    check_folders(schema, &given, diagnostics);
}

fn check_targets(
    schema: &Schema,
    kind: &Kind,
    table: Option<&Table>,
    diagnostics: &mut Diagnostics,
) {
    let fields = table.and_then(|t| t.get("fields")).and_then(Value::as_table);
    for field in &kind.fields {
        for target in field.kind.targets().unwrap_or_default() {
            if schema.kind(target).is_none() {
                let value = fields.and_then(|t| t.get(&field.name)).and_then(Value::as_table);
                let span = value.and_then(|t| t.get("kind")).map(|v| v.span);
                let names = schema.kinds.iter().map(|k| &*k.name);
                diagnostics.extend(span.map(|span| no_such("kind", target, span, names)));
            }
        }
    }
}

/// Removes kinds that have been reported, so that records are not blamed for them: a
/// reference then takes any kind.
fn drop_unknown(schema: &mut Schema) {
    let names: BTreeSet<String> = schema.kinds.iter().map(|kind| kind.name.clone()).collect();
    for kind in &mut schema.kinds {
        for field in &mut kind.fields {
            let item = match &mut field.kind {
                Type::List(item) => item,
                other => other,
            };
            if let Type::Ref(kinds) = item {
                kinds.retain(|kind| names.contains(kind));
            }
        }
    }
}

/// Reports names in a list's settings that are not fields of the kind.
pub fn check_list(kind: &Kind, list: &ListSettings, diagnostics: &mut Diagnostics) {
    let sorts = list.sort.iter().map(|sort| (&sort.field, sort.span));
    let others = list.facets.iter().chain(&list.columns).chain(&list.group);
    for (name, span) in sorts.chain(others.map(|(name, span)| (name, *span))) {
        if kind.field(name).is_none() && name != "id" {
            let what = format!("field of the kind `{}`", kind.name);
            let names = kind.fields.iter().map(|field| &*field.name);
            diagnostics.push(no_such(&what, name, span, names));
        }
    }
}

/// Removes rules that ask for what does not exist, and reports them. A site that gives a built-in
/// kind other values cannot change its rules, which then simply hold.
fn check_rules(schema: &mut Schema, built_in: SourceId, diagnostics: &mut Diagnostics) {
    for at in 0..schema.kinds.len() {
        let rules = std::mem::take(&mut schema.kinds[at].rules);
        let kept = rules.into_iter().filter(|rule| {
            let asked = (&rule.require, &[&schema.kinds[at]][..]);
            let unknown = asked::unknown(asked.0, asked.1, schema, rule.span);
            let is_kept = unknown.is_none() || rule.span.source == built_in;
            let value = asked::unknown_value(asked.0, asked.1, schema, rule.span);
            let value = value.filter(|_| unknown.is_none() && rule.span.source != built_in);
            diagnostics.extend(unknown.filter(|_| !is_kept).into_iter().chain(value));
            is_kept
        });
        let kept = kept.collect();
        schema.kinds[at].rules = kept;
    }
}

fn check_folders(
    schema: &Schema,
    given: &BTreeMap<&str, &(Key, Value)>,
    diagnostics: &mut Diagnostics,
) {
    let mut first: BTreeMap<&str, &Kind> = BTreeMap::new();
    for kind in schema.kinds.iter().filter(|kind| !kind.is_page()) {
        let other = *first.entry(&kind.folder).or_insert(kind);
        if other.name != kind.name {
            let headline =
                format!("the kinds `{}` and `{}` claim the same folder", other.name, kind.name);
            let span = given.get(&*kind.name);
            let diagnostic = Diagnostic::new(Code::WrongSetting, headline);
            diagnostics.push(span.into_iter().fold(diagnostic, |d, (key, _)| d.at(key.span)));
        }
    }
}
