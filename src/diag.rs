//! What is wrong, how sure we are, and how to say it.
//!
//! A [`Diagnostic`] is about the author's text. Stages collect them in [`Checked`] products; the
//! command line applies the site's levels once ([`Report::settle`]) and prints them through
//! one of the coats in [`render`].

use std::cmp::Reverse;
use std::collections::BTreeMap;

use crate::source::{Sources, Span};

mod collect;
mod names;
pub mod render;

pub use collect::{Diagnostics, FileName, MOST_IN_FILE, MOST_OF_CODE, More};
pub use names::no_such;

/// How much a diagnostic matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// Not reported.
    Allow,
    /// Worth knowing; never fails a build.
    Info,
    /// Probably a mistake; fails a build only with `--strict`.
    Warning,
    /// A mistake; nothing is published.
    Error,
}

impl Level {
    /// The word that stands in reports and in `[diagnostics]` of site.toml.
    pub fn word(self) -> &'static str {
        match self {
            Level::Allow => "allow",
            Level::Info => "info",
            Level::Warning => "warning",
            Level::Error => "error",
        }
    }

    /// The level with this name; `warn` and `off` are understood too.
    pub fn parse(word: &str) -> Option<Self> {
        match word {
            "allow" | "off" => Some(Level::Allow),
            "info" => Some(Level::Info),
            "warning" | "warn" => Some(Level::Warning),
            "error" => Some(Level::Error),
            _ => None,
        }
    }
}

/// Declares the closed list of codes; a code without its page in docs/diagnostics does not compile.
macro_rules! codes {
    ($( $(#[$doc:meta])* $name:ident = $slug:literal, $level:ident; )*) => {
        /// What a diagnostic is about, as words. The list is closed.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Code { $( $(#[$doc])* $name, )* }

        impl Code {
            /// Every code, in the order of the list.
            pub const ALL: &'static [Code] = &[ $( Code::$name, )* ];

            /// The code as words joined by hyphens.
            pub fn slug(self) -> &'static str {
                match self { $( Code::$name => $slug, )* }
            }

            /// The level that holds unless the site says otherwise.
            pub fn level(self) -> Level {
                match self { $( Code::$name => Level::$level, )* }
            }

            /// The page that explains the code, in Markdown.
            pub fn explanation(self) -> &'static str {
                match self { $( Code::$name => include_str!(concat!("../docs/diagnostics/", $slug, ".md")), )* }
            }
        }
    };
}

codes! {
    /// A reference names no record.
    UnknownReference = "unknown-reference", Error;
    /// A reference fits several records.
    AmbiguousReference = "ambiguous-reference", Error;
    /// A reference names a heading or paragraph that is not on the page.
    UnknownAnchor = "unknown-anchor", Error;
    /// A field refers to a record of another kind than it takes.
    WrongKind = "wrong-kind", Error;
    /// A reference points at a draft or a restricted record, which this build leaves out.
    UnpublishedReference = "unpublished-reference", Error;
    /// A reference leads to a record that is retired.
    RetiredReference = "retired-reference", Info;
    /// A link points at a file that is not there.
    MissingFile = "missing-file", Error;
    /// An image is not there.
    MissingImage = "missing-image", Error;
    /// `[text][label]` without a definition of the label.
    UndefinedLabel = "undefined-label", Error;
    /// `[^note]` without the text of the note.
    UndefinedFootnote = "undefined-footnote", Warning;
    /// Two notes with one name.
    RepeatedFootnote = "repeated-footnote", Warning;
    /// The text of a note to which no mark leads.
    UnusedFootnote = "unused-footnote", Warning;
    /// A word ends in a digit, which may be the mark of a footnote.
    GluedNumber = "glued-number", Info;
    /// The text between the front matter's fences cannot be read.
    FrontMatter = "front-matter", Error;
    /// It is not clear whether a record may be published, so it is not.
    UnclearVisibility = "unclear-visibility", Error;
    /// Text of a record that is left out stands in a file that would be published.
    LeakedText = "leaked-text", Error;
    /// An e-mail address or a telephone number in a public text.
    ContactData = "contact-data", Warning;
    /// A field that the kind does not have.
    UnknownField = "unknown-field", Warning;
    /// A field holds another type of value than it takes.
    WrongType = "wrong-type", Error;
    /// A required field is not given.
    MissingField = "missing-field", Error;
    /// A value that is not among those a field takes.
    UnknownValue = "unknown-value", Error;
    /// A text that is not a date in EDTF.
    BadDate = "bad-date", Error;
    /// A time of day or a time zone that calendars cannot show.
    BadTime = "bad-time", Error;
    /// A text that is not a country, language or web address.
    BadValue = "bad-value", Error;
    /// `[table]` without a table.
    MissingTable = "missing-table", Error;
    /// A workbook that cannot be read.
    BadWorkbook = "bad-workbook", Error;
    /// A table, a row or a cell that is larger than what is read.
    OversizedTable = "oversized-table", Error;
    /// A column that `[table]` names and the table does not have.
    MissingColumn = "missing-column", Error;
    /// A column that is neither mapped nor named like a field.
    UnmappedColumn = "unmapped-column", Warning;
    /// A table without a column of ids.
    NoRowIds = "no-row-ids", Warning;
    /// A row without an id, or with one that cannot be part of an address.
    BadRowId = "bad-row-id", Error;
    /// Two rows with one id.
    DuplicateRow = "duplicate-row", Error;
    /// A section of a table without a row, or a section of a text without words.
    EmptySection = "empty-section", Warning;
    /// A row with more cells than the table has columns.
    LongRow = "long-row", Error;
    /// A quotation mark in a data file that is not closed.
    BrokenQuote = "broken-quote", Error;
    /// A cell that spreadsheet programs may take for a formula.
    FormulaLikeCell = "formula-like-cell", Info;
    /// A cell that a spreadsheet program could not work out.
    FailedFormula = "failed-formula", Error;
    /// Rows, columns or sheets of a workbook that its readers do not see.
    HiddenCells = "hidden-cells", Warning;
    /// Cells of a workbook that are one over several rows and columns.
    MergedBlock = "merged-block", Warning;
    /// A data file in Windows-1252 instead of UTF-8.
    LegacyEncoding = "legacy-encoding", Warning;
    /// A translation of a record that is not there in the site's first language.
    MissingOriginal = "missing-original", Error;
    /// A record has no title.
    MissingTitle = "missing-title", Warning;
    /// A heading that the kind demands is missing.
    MissingSection = "missing-section", Error;
    /// A text has more words than its kind allows.
    LongText = "long-text", Warning;
    /// A record breaks a rule of its kind.
    BrokenRule = "broken-rule", Error;
    /// A policy of the site does not hold.
    BrokenPolicy = "broken-policy", Error;
    /// A view has too many rows and columns to be shown.
    TooLargeMatrix = "too-large-matrix", Error;
    /// The values of a field are too many for a page each.
    TooManyPages = "too-many-pages", Warning;
    /// A level of a scorecard has no evidence.
    MissingEvidence = "missing-evidence", Error;
    /// Two files hold the same record in the same language.
    DuplicateRecord = "duplicate-record", Error;
    /// Two records of one kind have names that are nearly equal.
    AlikeRecords = "alike-records", Warning;
    /// Two places of one page have the same anchor.
    DuplicateAnchor = "duplicate-anchor", Warning;
    /// An acronym has no expansion.
    UnexpandedAcronym = "unexpanded-acronym", Info;
    /// Two acronyms differ in one letter.
    AlikeAcronyms = "alike-acronyms", Info;
    /// The symbol of a document stands in a text without a link.
    UnlinkedSymbol = "unlinked-symbol", Info;
    /// A text mentions an item of an agenda that is not there.
    MissingItem = "missing-item", Info;
    /// Something that a source refers to is not on the site.
    MissingPart = "missing-part", Info;
    /// Numbered paragraphs do not follow each other.
    ParagraphOrder = "paragraph-order", Warning;
    /// A total that a source states is not that of the records.
    StatedTotal = "stated-total", Info;
    /// A count leaves numbers out.
    SkippedNumber = "skipped-number", Info;
    /// Two pages claim one address.
    RouteCollision = "route-collision", Error;
    /// Two addresses differ only in upper and lower case.
    CaseCollision = "case-collision", Error;
    /// An old address is not an address.
    BadRedirect = "bad-redirect", Error;
    /// An address that was published is no longer there.
    LostAddress = "lost-address", Error;
    /// An anchor that was published is no longer there.
    LostAnchor = "lost-anchor", Error;
    /// Addresses that permalinks.lock does not name yet.
    NewAddress = "new-address", Info;
    /// A line of permalinks.lock cannot be read.
    BadPermalinks = "bad-permalinks", Error;
    /// A line of links.lock cannot be read.
    BadLinks = "bad-links", Error;
    /// A link to another site failed more than once.
    FailingLink = "failing-link", Info;
    /// A file is named for a language that the site does not have.
    UnknownLanguage = "unknown-language", Warning;
    /// HTML that is not allowed in content was removed.
    RemovedHtml = "removed-html", Warning;
    /// A text nests its markup too deep, or has too much of it.
    TooMuchMarkup = "too-much-markup", Error;
    /// A page asks another site for an image or another file.
    RemoteFile = "remote-file", Warning;
    /// A link of the file system leads out of the site.
    OutsideLink = "outside-link", Error;
    /// A file or folder cannot be read.
    UnreadableFile = "unreadable-file", Error;
    /// A file has a name that it cannot have.
    BadFileName = "bad-file-name", Error;
    /// A name that some systems cannot hold.
    UnportableName = "unportable-name", Warning;
    /// A file of a kind that is not published from content.
    FileKind = "file-kind", Error;
    /// A picture or data file holds something that browsers run or load.
    ActiveContent = "active-content", Error;
    /// An address that no disk can hold.
    LongAddress = "long-address", Error;
    /// A text file is not UTF-8.
    NotUtf8 = "not-utf8", Error;
    /// site.toml cannot be read.
    SettingsSyntax = "settings-syntax", Error;
    /// A key in site.toml that nothing reads.
    UnknownSetting = "unknown-setting", Error;
    /// A setting holds another type of value than it takes.
    WrongSetting = "wrong-setting", Error;
    /// A colour on which, or in which, text cannot be read well.
    LowContrast = "low-contrast", Warning;
    /// A text of strings/ that is shown nowhere.
    UnusedTranslation = "unused-translation", Warning;
    /// Texts of the model that are not in a language of the site.
    UntranslatedText = "untranslated-text", Info;
    /// A condition or rule cannot be read.
    BadCondition = "bad-condition", Error;
    /// A record of a tree stands above itself.
    CircularTree = "circular-tree", Error;
    /// Two concepts of one kind have the same label in a language.
    SharedLabel = "shared-label", Warning;
    /// A record or page stands too many levels below others.
    DeepTree = "deep-tree", Warning;
    /// A page, or what it loads, weighs more than the site allows.
    OverBudget = "over-budget", Warning;
    /// A template cannot be read or fails on a page.
    TemplateError = "template-error", Error;
    /// The program itself failed on a page.
    InternalError = "internal-error", Error;
}

impl Code {
    /// The code with this name.
    pub fn find(slug: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|code| code.slug() == slug)
    }
}

/// Something that is the case and should not be, at a place of the author's text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// What it is about.
    pub code: Code,
    /// How much it matters; at first the code's own level.
    pub level: Level,
    /// What is the case: one sentence, lower case, no full stop, names in backticks.
    pub message: String,
    /// The place.
    pub span: Option<Span>,
    /// The file, for things that have no place in a text.
    pub path: Option<String>,
    /// A few words at the place itself.
    pub label: Option<String>,
    /// Other places that belong to it, each with a few words.
    pub related: Vec<(Span, String)>,
    /// What to try, each a sentence that starts with a verb.
    pub help: Vec<String>,
    /// Facts that explain, such as the page that was being made.
    pub notes: Vec<String>,
}

impl Diagnostic {
    /// A diagnostic without a place.
    pub fn new(code: Code, message: impl Into<String>) -> Self {
        Self {
            code,
            level: code.level(),
            message: message.into(),
            span: None,
            path: None,
            label: None,
            related: Vec::new(),
            help: Vec::new(),
            notes: Vec::new(),
        }
    }

    /// A mistake of our own: what failed, and what the panic said.
    pub fn internal(what: &str, panic: &(dyn std::any::Any + Send)) -> Self {
        let text = panic.downcast_ref::<String>().map(String::as_str);
        let text = text.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or("no message");
        Self::new(Code::InternalError, format!("plenary failed while {what}")).note(text).help(
            "this is a bug in plenary, not a mistake in your text; please report it with this \
             message",
        )
    }

    /// Puts it at a place.
    pub fn at(mut self, span: Span) -> Self {
        self.span = Some(span);
        self
    }

    /// Puts it at a file as a whole.
    pub fn in_file(mut self, path: impl Into<String>) -> Self {
        self.path = Some(path.into());
        self
    }

    /// Says a few words at the place itself.
    pub fn label(mut self, text: impl Into<String>) -> Self {
        self.label = Some(text.into());
        self
    }

    /// Names another place that belongs to it.
    pub fn related(mut self, span: Span, text: impl Into<String>) -> Self {
        self.related.push((span, text.into()));
        self
    }

    /// Says what to try.
    pub fn help(mut self, text: impl Into<String>) -> Self {
        self.help.push(text.into());
        self
    }

    /// Adds a fact that explains.
    pub fn note(mut self, text: impl Into<String>) -> Self {
        self.notes.push(text.into());
        self
    }

    /// Gives it another level than its code's.
    pub fn level(mut self, level: Level) -> Self {
        self.level = level;
        self
    }
}

/// A value together with everything that was noticed while making it.
#[derive(Clone, Debug)]
pub struct Checked<T> {
    /// The product. Always there, even when parts of the input were bad.
    pub value: T,
    /// What was noticed.
    pub diagnostics: Diagnostics,
}

impl<T> Checked<T> {
    /// A product with what was noticed.
    pub fn new(value: T, diagnostics: impl Into<Diagnostics>) -> Self {
        Self { value, diagnostics: diagnostics.into() }
    }
}

/// Everything that a build reports to the author.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// What was noticed; errors first and then by place once the report is settled.
    pub diagnostics: Diagnostics,
    /// What is only counted, in words, with how many there are; made when the report is settled.
    pub(crate) counted: Vec<(Diagnostic, usize)>,
}

impl Report {
    /// A report of what was noticed, not yet settled.
    pub fn of(diagnostics: Diagnostics) -> Self {
        Self { diagnostics, counted: Vec::new() }
    }

    /// Takes the diagnostics out of a product and hands the product on.
    pub fn absorb<T>(&mut self, checked: Checked<T>) -> T {
        self.diagnostics.absorb(checked.diagnostics);
        checked.value
    }

    /// Applies the site's levels, drops what is allowed and what is reported twice, and sorts: errors
    /// first, then warnings, then infos, each by place.
    pub fn settle(mut self, levels: &BTreeMap<Code, Level>, sources: &Sources) -> Self {
        self.diagnostics.set_levels(levels);
        self.diagnostics.drop_allowed();
        self.diagnostics.sort_by_key(|d| sort_key(d, sources));
        self.counted =
            self.diagnostics.more().map(|more| (more.in_words(sources), more.count)).collect();
        self
    }

    /// The report with its infos only counted, one entry for each code.
    pub fn with_infos_counted(mut self, sources: &Sources) -> Self {
        self.diagnostics.count_only(Level::Info);
        self.counted =
            self.diagnostics.more().map(|more| (more.in_words(sources), more.count)).collect();
        self
    }

    /// The report with its infos neither shown nor named; they still count.
    pub fn without_infos(mut self) -> Self {
        self.diagnostics.count_only(Level::Info);
        self.counted.retain(|(diagnostic, _)| diagnostic.level != Level::Info);
        self
    }

    /// How many diagnostics have this level.
    pub fn count(&self, level: Level) -> usize {
        self.diagnostics.count(level)
    }

    /// Whether anything forbids publishing: an error, or a warning where warnings fail.
    pub fn is_fatal(&self, strict: bool) -> bool {
        self.count(Level::Error) > 0 || strict && self.count(Level::Warning) > 0
    }
}

type SortKey = (Reverse<Level>, String, u32, &'static str, String);

fn sort_key(d: &Diagnostic, sources: &Sources) -> SortKey {
    let path = d.span.map(|s| sources.get(s.source).path.to_string()).or_else(|| d.path.clone());
    let start = d.span.map_or(0, |s| s.start);
    (Reverse(d.level), path.unwrap_or_default(), start, d.code.slug(), d.message.clone())
}
