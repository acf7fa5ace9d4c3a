//! What templates get: the contract that docs/themes.md describes. A test compares the two.
//!
//! A text is escaped by the template; a [`Markup`] is HTML or an address already. What is missing is
//! `""`, `0`, `false` or an empty list, and an [`Option`] is nothing.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::Value as Json;
use tera::Value as Tera;

mod letters;

pub use letters::{
    FacetList, LetterLink, LetterPage, NameEntry, NameGroup, SearchPage, ShortFacet, ShortValue,
};

/// A text that is HTML or an address already, so that templates print it as it is.
#[derive(Clone, Debug, Serialize)]
#[serde(transparent)]
pub struct Markup(Tera);

impl Default for Markup {
    fn default() -> Self {
        Self::from("")
    }
}

impl Markup {
    /// The text.
    pub(super) fn as_str(&self) -> &str {
        self.0.as_str().unwrap_or_default()
    }
}

impl From<&str> for Markup {
    fn from(text: &str) -> Self {
        Self(Tera::safe_string(text))
    }
}

impl From<String> for Markup {
    fn from(text: String) -> Self {
        Self::from(text.as_str())
    }
}

/// `site` of every page.
#[derive(Serialize)]
pub struct Site<'v> {
    /// `title` of site.toml, in the page's language.
    pub title: &'v str,
    /// `description` of site.toml, in the page's language.
    pub description: &'v str,
    /// The address of the site, or `""`.
    pub base_url: &'v str,
    /// The table `[params]` of site.toml, as it is.
    pub params: &'v Json,
    /// The version of the program.
    pub version: &'static str,
    /// The picture beside the name, or `""`.
    pub logo: Markup,
    /// The emblem made from the title.
    pub emblem: Markup,
    /// The style sheet with the colours and letters of the site, or `""`.
    pub styles: Markup,
    /// The colour of the header on light pages.
    pub band: String,
    /// The same on dark pages.
    pub band_dark: String,
    /// Who publishes it.
    pub publisher: Publisher<'v>,
}

/// Who publishes a site; what is not known is `""`.
#[derive(Default, Serialize)]
pub struct Publisher<'v> {
    /// The name.
    pub name: &'v str,
    /// The web address.
    pub url: Markup,
    /// The e-mail or web address for readers, as it is shown.
    pub contact: &'v str,
    /// The same for a link.
    pub contact_url: Markup,
    /// The name of the licence.
    pub licence: &'v str,
    /// The address of the licence.
    pub licence_url: Markup,
    /// Further pages for the footer.
    pub links: Vec<Link>,
    /// When the site was last brought up to date, in words.
    pub updated: String,
}

/// `page` of every page.
#[derive(Default, Serialize)]
pub struct Page<'v> {
    /// What is shown: `record`, `list`, the type of a view, and so on.
    #[serde(rename = "type")]
    pub page_type: &'v str,
    /// The title.
    pub title: String,
    /// A sentence about it, or `""`.
    pub description: String,
    /// The address from the root of the site.
    pub path: String,
    /// The same with `base_url`; `""` without one.
    pub url: String,
    /// The home page of this language.
    pub home: Markup,
    /// The language of the page around the text.
    pub lang: &'v str,
    /// Its direction, `ltr` or `rtl`.
    pub dir: &'static str,
    /// The language of the text; another one where the page falls back.
    pub content_lang: &'v str,
    /// Its direction.
    pub content_dir: &'static str,
    /// The name of the language that is shown instead, else `""`.
    pub fallback: &'v str,
    /// The languages of the site; empty where there is one.
    pub languages: Vec<PageLanguage<'v>>,
    /// The same page in other languages; empty without `base_url`.
    pub alternates: Vec<Alternate>,
    /// The way to the page. The last is the page itself; its address is `""`.
    pub breadcrumbs: Vec<Link>,
    /// The address of the page's data, or `""`.
    pub json: Markup,
    /// Links for programs: what describes the page, what it belongs to.
    pub links: Vec<Signpost>,
    /// The address of the page as Markdown, or `""`.
    pub markdown: Markup,
    /// The address of its printed form with all that belongs to it, or `""`.
    pub print: Markup,
    /// The address of a copy of the site in this language for readers without a network, or `""`.
    pub offline: Markup,
    /// The page as JSON-LD, for a `<script type="application/ld+json">`, or `""`.
    pub linked_data: Markup,
    /// The feeds of this language.
    pub feeds: Vec<Download>,
    /// Where readers search, or nothing.
    pub search: Option<SearchBox>,
    /// Whether search engines should stay away.
    pub noindex: bool,
}

/// A link of a page for programs (Signposting).
#[derive(Clone, Debug, Default, Serialize)]
pub struct Signpost {
    /// The relation.
    pub rel: &'static str,
    /// The address.
    pub url: Markup,
    /// The media type, or `""`.
    #[serde(rename = "type")]
    pub media: &'static str,
}

/// Where readers search.
#[derive(Default, Serialize)]
pub struct SearchBox {
    /// The address of the page with the results.
    pub url: Markup,
    /// The address below which the files of the index lie; `""` without an index.
    pub index: Markup,
    /// The index has two to the power of this many files of each sort.
    pub bits: usize,
    /// Whether the key `/` leads to the box.
    pub shortcut: bool,
}

/// A language that readers can choose.
#[derive(Default, Serialize)]
pub struct PageLanguage<'v> {
    /// Its tag.
    pub code: &'v str,
    /// Its own name.
    pub name: &'v str,
    /// Its direction.
    pub dir: &'static str,
    /// The page in it, or its home page.
    pub url: Markup,
    /// Whether it is that of the page.
    pub current: bool,
    /// Whether the page has a text in it.
    pub available: bool,
}

/// The page in a language, for search engines.
#[derive(Default, Serialize)]
pub struct Alternate {
    /// The tag of the language, or `x-default`.
    pub lang: String,
    /// The whole address.
    pub url: String,
}

/// A title with an address.
#[derive(Clone, Default, Serialize)]
pub struct Link {
    /// The title.
    pub title: String,
    /// The address.
    pub url: Markup,
}

/// An entry of the main navigation.
#[derive(Default, Serialize)]
pub struct NavEntry<'v> {
    /// The title.
    pub title: &'v str,
    /// The address.
    pub url: Markup,
    /// Whether the page lies there or below.
    pub current: bool,
}

/// A file to take home.
#[derive(Default, Serialize)]
pub struct Download {
    /// What the link says.
    pub label: &'static str,
    /// The address.
    pub url: Markup,
    /// The media type.
    #[serde(rename = "type")]
    pub media: &'static str,
}

/// `record` of the page of a record. Views add what they show on the page of a record.
#[derive(Default, Serialize)]
pub struct Record<'v> {
    /// The name of its kind.
    pub kind: &'v str,
    /// What one record of the kind is called; `""` for plain pages.
    pub kind_label: &'v str,
    /// What all records of the kind are called.
    pub kind_plural: &'v str,
    /// The address of the list of the kind, or `""`.
    pub kind_url: Markup,
    /// Its id.
    pub id: &'v str,
    /// The name of its icon.
    pub icon: &'v str,
    /// The title.
    pub title: &'v str,
    /// The summary, or `""`.
    pub summary: String,
    /// The text.
    pub body: Markup,
    /// The headings of the second to fourth level.
    pub toc: Vec<TocEntry<'v>>,
    /// How many words the text has.
    pub words: usize,
    /// The fields that are given, in the kind's order.
    pub facts: Vec<Fact<'v>>,
    /// What sort of its kind it is, or `""`.
    pub type_label: String,
    /// The signs that it is known by, such as an acronym.
    pub symbols: Vec<String>,
    /// The facts below the title: one cell for each slot.
    pub strip: Vec<StripCell<'v>>,
    /// The facts whose field says `first = true`.
    pub first_facts: Vec<Fact<'v>>,
    /// Those that are something to read.
    pub text_facts: Vec<Fact<'v>>,
    /// Those that stand beside the text.
    pub aside_facts: Vec<Fact<'v>>,
    /// Housekeeping.
    pub about_facts: Vec<Fact<'v>>,
    /// People by the bodies that they speak for, where they are many.
    pub people: Vec<PeopleGroup>,
    /// How many they are.
    pub people_count: usize,
    /// How it stands, or nothing.
    pub status: Option<Status>,
    /// Its sources, or `""`.
    pub sources: Markup,
    /// The fields by name as data; empty where the template does not ask for them.
    pub fields: BTreeMap<&'v str, Json>,
    /// Its other names: texts, or HTML where the language of a name is known.
    pub names: Vec<Tera>,
    /// What points at it in fields, by kind.
    pub related: Vec<Related<'v>>,
    /// What it is connected with, as a drawing, or `""`.
    pub graph: Markup,
    /// How much it covers of what it should.
    pub points: Vec<Points<'v>>,
    /// How many records point at it; plain pages do not count.
    pub related_count: usize,
    /// Who names it in a text only.
    pub mentions: Mentions,
    /// Figures about what points at it.
    pub stats: Vec<Stat>,
    /// `public`, or who may see it.
    pub distribution: String,
    /// When it was reviewed, in words, or `""`.
    pub reviewed: String,
    /// How long ago that was: `fresh`, `ageing` or `stale`, or `""`.
    pub freshness: &'static str,
    /// Whether it holds: `upcoming`, `valid`, `expired`, or `""` where it does not say until when.
    pub validity: &'static str,
    /// Whether it is a draft.
    pub draft: bool,
    /// Feeds and the calendar of what refers to it.
    pub follow: Vec<Download>,
    /// Since when it is retired, in words, or `""`.
    pub retired: String,
    /// What took its place.
    pub superseded_by: Vec<Successor<'v>>,
    /// What it takes the place of.
    pub supersedes: Vec<Successor<'v>>,
    /// What its fields were before.
    pub history: Vec<History<'v>>,
    /// Of a record that holds a table of rows: the table.
    pub table: Option<Table<'v>>,
    /// Of a row of such a table: its place.
    pub row: Option<RowOfTable<'v>>,
}

/// How much a record covers of a fixed number of points.
#[derive(Default, Serialize)]
pub struct Points<'v> {
    /// The name of the field.
    pub name: &'v str,
    /// What the field is called.
    pub label: &'v str,
    /// How many points it covers.
    pub done: usize,
    /// How many there are.
    pub all: usize,
    /// Both in words.
    pub progress: String,
    /// The points in their order.
    pub items: Vec<Point<'v>>,
}

/// A point that a record covers or lacks.
#[derive(Default, Serialize)]
pub struct Point<'v> {
    /// What it is called.
    pub label: &'v str,
    /// Whether the record covers it.
    pub done: bool,
}

/// How a record stands: a word, its meaning, and what it adds.
#[derive(Clone, Default, Serialize)]
pub struct Status {
    /// What it means: `done`, `due`, `late`, `open`, `void` or `old`.
    pub tone: &'static str,
    /// The word.
    pub label: String,
    /// Such as `9 years late`, or `""`.
    pub note: String,
}

/// A record that took the place of another, or whose place another took.
#[derive(Default, Serialize)]
pub struct Successor<'v> {
    /// What the field is called in which this is said.
    pub label: String,
    /// The title.
    pub title: &'v str,
    /// The address.
    pub url: Markup,
    /// Its date in words, or `""`.
    pub date: String,
    /// The language of the title.
    pub lang: &'v str,
    /// Its direction.
    pub dir: &'static str,
}

/// What a field was before.
#[derive(Default, Serialize)]
pub struct History<'v> {
    /// The name of the field.
    pub name: &'v str,
    /// What it is called.
    pub label: &'v str,
    /// Its values, the oldest first.
    pub entries: Vec<HistoryEntry>,
    /// Numbers as a line, or `""`.
    pub trend: Markup,
}

/// What a field was from a day on.
#[derive(Default, Serialize)]
pub struct HistoryEntry {
    /// From when.
    pub date: Markup,
    /// The value.
    pub value: Markup,
    /// What supports it, or `""`.
    pub sources: Markup,
}

/// A heading of a text.
#[derive(Default, Serialize)]
pub struct TocEntry<'v> {
    /// Its anchor.
    pub id: &'v str,
    /// Its text.
    pub title: &'v str,
    /// 2 to 4.
    pub level: u8,
    /// The headings below it.
    pub children: Vec<TocEntry<'v>>,
}

/// A field that a record gives.
#[derive(Clone, Default, Serialize)]
pub struct Fact<'v> {
    /// The name of the field.
    pub name: &'v str,
    /// What it is called.
    pub label: &'v str,
    /// The value.
    pub html: Markup,
    /// Whether that is a list of several things.
    pub is_list: bool,
    /// How many the site has where the source states another number.
    pub recorded: Option<usize>,
}

/// A cell of the strip below the title: the fields of one slot.
#[derive(Default, Serialize)]
pub struct StripCell<'v> {
    /// The slot.
    pub slot: &'static str,
    /// The first of them.
    pub head: Fact<'v>,
    /// The others.
    pub more: Vec<Fact<'v>>,
}

/// People who speak for one body.
#[derive(Default, Serialize)]
pub struct PeopleGroup {
    /// What tells it from others.
    #[serde(skip)]
    pub key: String,
    /// The short name of the body, or `""`.
    pub short: String,
    /// Its title; `""` where they speak for none.
    pub title: String,
    /// Its address.
    pub url: Markup,
    /// The people.
    pub people: Vec<Person>,
}

/// Somebody who has to do with a record.
#[derive(Default, Serialize)]
pub struct Person {
    /// The name.
    pub title: String,
    /// The address.
    pub url: Markup,
    /// What tells it from others.
    #[serde(skip)]
    pub key: String,
    /// The roles, but for the most usual one.
    pub roles: Vec<String>,
}

/// The records of a kind that point at a record in fields.
#[derive(Default, Serialize)]
pub struct Related<'v> {
    /// Its anchor.
    pub id: String,
    /// What stands above it: the role, where all have the same, else what the records are called.
    pub label: String,
    /// What the records of its kind are called.
    pub kind_label: &'v str,
    /// The name of the icon of the kind.
    pub icon: &'v str,
    /// How many there are.
    pub count: usize,
    /// Whether it comes before the text: what is to be done, and what a meeting led to.
    pub before_text: bool,
    /// The titles of the columns, where it is a table of what is to be done or of what an event led to; else empty.
    pub columns: Vec<String>,
    /// How many are shown before the fold.
    pub first: usize,
    /// The records, each once.
    pub items: Vec<RelatedEntry>,
    /// How many are overdue.
    pub late: usize,
    /// For how many nobody answers.
    pub no_owner: usize,
    /// Pages with all of them, where they are very many.
    pub more: Vec<More>,
}

/// A record that points at another.
#[derive(Default, Serialize)]
pub struct RelatedEntry {
    /// What is shown of it.
    pub html: Markup,
    /// What the other one is to it, where that is not the same for all.
    pub roles: Vec<String>,
}

/// A page with all records that point at a record in one way.
#[derive(Default, Serialize)]
pub struct More {
    /// In which way.
    pub label: String,
    /// How many they are.
    pub count: usize,
    /// The address.
    pub url: Markup,
}

/// Who names a record in a text only.
#[derive(Default, Serialize)]
pub struct Mentions {
    /// How many records do.
    pub count: usize,
    /// What the fold is called.
    pub label: String,
    /// One `<li>` each.
    pub items: Markup,
    /// The plain pages that do, likewise.
    pub pages: Markup,
    /// Pages with all of them, where they are very many.
    pub more: Vec<More>,
}

/// A figure about what points at a record.
#[derive(Default, Serialize)]
pub struct Stat {
    /// What is counted.
    pub label: String,
    /// How many.
    pub count: usize,
    /// Where they stand.
    pub url: Markup,
    /// What it means, or `""`.
    pub tone: &'static str,
}

/// A table whose rows are records.
#[derive(Default, Serialize)]
pub struct Table<'v> {
    /// The words above it.
    pub caption: ForeignText<'v>,
    /// What marks and ranks in its cells mean.
    pub legend: ForeignText<'v>,
    /// What its rows are called.
    pub kind_plural: &'v str,
    /// How many rows it has.
    pub count: usize,
    /// Its files.
    pub downloads: Vec<Download>,
    /// The address below which the pages of its rows lie.
    pub rows_url: Markup,
}

/// A text with its language where that is not the page's.
#[derive(Default, Serialize)]
pub struct ForeignText<'v> {
    /// The text.
    pub text: &'v str,
    /// The language, or nothing.
    pub lang: Option<&'v str>,
    /// Its direction, or nothing.
    pub dir: Option<&'static str>,
}

/// The place of a row in its table.
#[derive(Default, Serialize)]
pub struct RowOfTable<'v> {
    /// The table; its address leads to the place of the row.
    pub table: Named<'v>,
    /// The number of the row, from 1.
    pub number: usize,
    /// The part of the table in which it stands.
    pub section: String,
    /// All rows in their order, where they are not too many.
    pub places: Vec<RowSeat>,
    /// The best rank, where the rows have one.
    pub best: &'v str,
    /// The cells whose text says something that no field shows.
    pub cells: Vec<PrintedCell<'v>>,
    /// The row above it, or nothing.
    pub previous: Option<Named<'v>>,
    /// The row below it, or nothing.
    pub next: Option<Named<'v>>,
}

/// A row among all rows of its table.
#[derive(Clone, Copy, Default, Serialize)]
pub struct RowSeat {
    /// Whether it has the best rank.
    pub best: bool,
    /// Whether it is the row of the page.
    pub current: bool,
}

/// A record by its title.
#[derive(Default, Serialize)]
pub struct Named<'v> {
    /// The title.
    pub title: &'v str,
    /// The address.
    pub url: Markup,
    /// The language of the title.
    pub lang: &'v str,
    /// Its direction.
    pub dir: &'static str,
}

/// A cell as its source has it.
#[derive(Default, Serialize)]
pub struct PrintedCell<'v> {
    /// The title of its column.
    pub label: &'v str,
    /// Its text.
    pub text: String,
}

/// `home` of the home page.
#[derive(Default, Serialize)]
pub struct Home<'v> {
    /// Questions by who asks them.
    pub audiences: Vec<Audience>,
    /// Numbers that matter.
    pub figures: Vec<HomeAnswer>,
    /// The stages of a cycle.
    pub cycle: Vec<HomeRecord<'v>>,
    /// The kind of the stages, or nothing.
    pub cycle_kind: Option<KindEntry<'v>>,
    /// The newest records of a kind.
    pub latest: Vec<HomeRecord<'v>>,
    /// Those to come.
    pub next: Vec<HomeRecord<'v>>,
    /// That kind, or nothing.
    pub latest_kind: Option<KindEntry<'v>>,
    /// The kinds in groups; the last group has those that stand in no other, and the title `""`.
    pub groups: Vec<KindGroup<'v>>,
}

/// Questions of one audience.
#[derive(Default, Serialize)]
pub struct Audience {
    /// Its anchor, or `""`.
    pub id: String,
    /// Who asks, or `""`.
    pub title: String,
    /// The questions.
    pub questions: Vec<HomeAnswer>,
}

/// A question with its answer, or a number with what it counts.
#[derive(Default, Serialize)]
pub struct HomeAnswer {
    /// The question, or what is counted.
    pub text: String,
    /// The title of the page that answers it.
    pub title: String,
    /// Its address.
    pub url: Markup,
    /// How many records stand there, where it is a list.
    pub count: Option<usize>,
    /// Of how many they are a part.
    pub of: Option<usize>,
    /// What the number means, or `""`.
    pub tone: &'static str,
}

/// A record that the home page names.
#[derive(Default, Serialize)]
pub struct HomeRecord<'v> {
    /// The title.
    pub title: &'v str,
    /// The address.
    pub url: Markup,
    /// The language of the title.
    pub lang: &'v str,
    /// Its direction.
    pub dir: &'static str,
    /// Its date, or `""`.
    pub date: Markup,
    /// Of a stage: how many records refer to it.
    pub count: usize,
}

/// Kinds that stand together.
#[derive(Default, Serialize)]
pub struct KindGroup<'v> {
    /// What stands above them, or `""`.
    pub title: String,
    /// The kinds.
    pub kinds: Vec<KindEntry<'v>>,
}

/// A kind that has records: an entry of the home page.
#[derive(Clone, Default, Serialize)]
pub struct KindEntry<'v> {
    /// Its name.
    pub name: &'v str,
    /// What one of its records is called.
    pub label: &'v str,
    /// What all of them are called.
    pub plural: &'v str,
    /// The name of its icon.
    pub icon: &'v str,
    /// How many records it has.
    pub count: usize,
    /// The address of its list.
    pub url: Markup,
    /// What it is.
    pub description: &'v str,
}

/// A page in the navigation of a section.
#[derive(Default, Serialize)]
pub struct TreeNode<'v> {
    /// The title.
    pub title: &'v str,
    /// The address.
    pub url: Markup,
    /// Whether it is the page that is shown.
    pub current: bool,
    /// Whether that page is this one or lies below it.
    pub open: bool,
    /// The pages below it.
    pub children: Vec<TreeNode<'v>>,
}

/// `list` of a page that lists records.
#[derive(Default, Serialize)]
pub struct List<'v> {
    /// The title.
    pub title: String,
    /// A sentence about it, or `""`.
    pub description: &'v str,
    /// The words of the page `_index.md`, or `""`.
    pub intro: Markup,
    /// How many records it has in all.
    pub count: usize,
    /// The number of the first entry on this page.
    pub first: usize,
    /// The number of the last one.
    pub last: usize,
    /// Whether some record stands in several groups.
    pub repeated: bool,
    /// Which fragment made the items.
    pub style: &'v str,
    /// The fields that are shown, or the columns of a table.
    pub columns: Vec<Column<'v>>,
    /// Of the rows of a table: the table.
    pub table: Option<Table<'v>>,
    /// The entries in groups; one with the title `""` where nothing is grouped.
    pub groups: Vec<Group<'v>>,
    /// What filters the list.
    pub facets: Vec<Facet<'v>>,
    /// For the script that combines facets: which values each entry has.
    pub entries: String,
    /// On a page that is filtered: by what; else `""`.
    pub facet: String,
    /// The orders.
    pub sorts: Vec<Choice<'v>>,
    /// The numbered pages.
    pub pager: Pager,
    /// The name of the kind where there is only one, else `""`.
    pub kind: &'v str,
    /// The data of a kind's list or of a table; empty on pages that show a part of it.
    pub downloads: Vec<Download>,
    /// The feeds and the calendar of a kind's list; empty on pages that show a part of it.
    pub follow: Vec<Download>,
}

/// A column of a list.
#[derive(Default, Serialize)]
pub struct Column<'v> {
    /// Its name.
    pub name: String,
    /// What stands above it.
    pub label: String,
    /// The language of that, where it is not the page's.
    pub lang: Option<&'v str>,
    /// Its direction.
    pub dir: Option<&'static str>,
    /// Of a table's column: `rank`, `number`, `date` or `text`.
    #[serde(rename = "type")]
    pub value_type: Option<&'static str>,
}

/// Entries of a list that stand together.
#[derive(Default, Serialize)]
pub struct Group<'v> {
    /// What stands above them.
    pub title: String,
    /// The language of that, where it is not the page's.
    pub lang: Option<&'v str>,
    /// Its direction.
    pub dir: Option<&'static str>,
    /// Its anchor.
    pub id: String,
    /// How many entries it has in all.
    pub count: usize,
    /// Those on this page.
    pub items: Markup,
}

/// A field whose values filter a list.
#[derive(Default, Serialize)]
pub struct Facet<'v> {
    /// Its name in addresses.
    pub name: &'v str,
    /// What it is called.
    pub label: &'v str,
    /// Its values.
    pub values: Vec<FacetValue<'v>>,
    /// The address of the whole list.
    pub all_url: Markup,
    /// Whether one of its values filters this page.
    pub active: bool,
}

/// A value that filters a list.
#[derive(Default, Serialize)]
pub struct FacetValue<'v> {
    /// Its name in addresses.
    pub name: &'v str,
    /// What it is called.
    pub label: &'v str,
    /// The acronym or other short name of the record that it is, or `""`.
    pub short: &'v str,
    /// The language of that, where it is not the page's.
    pub lang: Option<&'v str>,
    /// Its direction.
    pub dir: Option<&'static str>,
    /// How many records have it.
    pub count: usize,
    /// How much that is of the most frequent value, in twentieths; at least 1.
    pub share: usize,
    /// The address of the list that it filters.
    pub url: Markup,
    /// Whether it filters this page.
    pub current: bool,
}

/// One of several pages that show the same.
#[derive(Default, Serialize)]
pub struct Choice<'v> {
    /// What it is called.
    pub label: &'v str,
    /// Its address.
    pub url: Markup,
    /// Whether it is this page.
    pub current: bool,
}

/// The numbered pages of a list.
#[derive(Default, Serialize)]
pub struct Pager {
    /// The number of this page, from 1.
    pub page: usize,
    /// How many there are.
    pub pages: usize,
    /// The address of the page before, or `""`.
    pub previous: Markup,
    /// That of the next one.
    pub next: Markup,
    /// The first, the last, and those around this one.
    pub numbers: Vec<PageNumber>,
}

/// A numbered page.
#[derive(Default, Serialize)]
pub struct PageNumber {
    /// Its number.
    pub n: usize,
    /// Its address.
    pub url: Markup,
    /// Whether it is this one.
    pub current: bool,
}

/// `record` of a fragment.
#[derive(Default, Serialize)]
pub struct Entry<'v> {
    /// The name of its kind.
    pub kind: &'v str,
    /// What one record of the kind is called.
    pub kind_label: &'v str,
    /// The name of its icon.
    pub icon: &'v str,
    /// Its id.
    pub id: &'v str,
    /// The title.
    pub title: &'v str,
    /// The summary, or `""`.
    pub summary: &'v str,
    /// The address.
    pub url: Markup,
    /// The language of the text.
    pub lang: &'v str,
    /// Its direction.
    pub dir: &'static str,
    /// Whether a ledger says that it is overdue.
    pub overdue: bool,
    /// How it stands, or nothing.
    pub status: Option<Status>,
    /// By when it is to be done, or `""`; only on the page of a record that it refers to, as the next five.
    pub due: Markup,
    /// When it is, or `""`.
    pub date: Markup,
    /// Who answers for it, by short names, or `""`.
    pub owners: Markup,
    /// Whether nobody answers for it, although somebody should.
    pub no_owner: bool,
    /// What sort of its kind it is, or `""`.
    pub sort: Markup,
    /// The slots that its kind has, of those above and of `status`.
    pub slots: Vec<&'static str>,
    /// Whether it is a draft.
    pub draft: bool,
    /// Whether another record took its place.
    pub superseded: bool,
    /// Whether it holds: `upcoming`, `valid`, `expired`, or `""` where it does not say until when.
    pub validity: &'static str,
    /// The columns of the list.
    pub facts: Vec<EntryFact<'v>>,
    /// Its rank, or `""`.
    pub rank: Markup,
    /// Of a row of a table: its table and the part of it.
    pub row: Option<EntryRow<'v>>,
}

/// A field that a fragment shows.
#[derive(Default, Serialize)]
pub struct EntryFact<'v> {
    /// The name of the field.
    pub name: &'v str,
    /// What it is called.
    pub label: String,
    /// The value, or `""`.
    pub html: Markup,
    /// The same as text.
    pub text: String,
}

/// What a fragment of a row says of its table.
#[derive(Default, Serialize)]
pub struct EntryRow<'v> {
    /// The table.
    pub table: Named<'v>,
    /// The part of it in which the row stands.
    pub section: String,
}

/// `row` of a fragment with the columns of its own table.
#[derive(Default, Serialize)]
pub struct Row<'v> {
    /// Its own part of its id: the `id` of the `<tr>`.
    pub id: &'v str,
    /// What that was in earlier versions of the table, as its old addresses say.
    pub old_ids: Vec<String>,
    /// Its number, from 1.
    pub number: usize,
    /// The address of the row that stays.
    pub permalink: Markup,
    /// Its cells.
    pub cells: Vec<Cell<'v>>,
}

/// A cell of a row.
#[derive(Default, Serialize)]
pub struct Cell<'v> {
    /// The title of its column.
    pub label: &'v str,
    /// Whether it is the title of the row, of which nothing else is said.
    pub is_title: bool,
    /// What it shows.
    pub html: Markup,
    /// Why it shows nothing: `not_stated`, `nothing` where its text stands for no value, or `""`.
    pub empty: &'static str,
    /// What the source says, where that differs.
    pub source: String,
    /// A number to sort by, or `""`.
    pub value: String,
    /// The language of the text; `""` where it is the page's.
    pub lang: &'v str,
    /// Its direction.
    pub dir: &'static str,
}

/// Compares what views give to templates with docs/themes.md.
#[cfg(test)]
pub(crate) mod docs {
    use std::collections::BTreeSet;

    use serde::Serialize;

    const PAGE: &str = include_str!("../../docs/themes.md");

    /// The names of a struct.
    pub(crate) fn keys(context: &impl Serialize) -> BTreeSet<String> {
        let value = serde_json::to_value(context).expect("contexts are JSON");
        value.as_object().expect("it is a struct").keys().cloned().collect()
    }

    /// The names in the first column of the table below a heading.
    pub(crate) fn table(heading: &str) -> BTreeSet<String> {
        let (_, section) = PAGE.split_once(&format!("\n## {heading}\n")).expect("it is there");
        let section = section.split("\n## ").next().unwrap_or(section);
        let firsts = section.lines().filter_map(|line| line.strip_prefix("| `")?.split('|').next());
        let names = firsts.flat_map(|first| first.split('`').step_by(2));
        names.filter(|name| !name.trim().is_empty()).map(str::to_owned).collect()
    }

    /// The names that do not stand as code in the paragraph, or the row of a table, with this text.
    pub(crate) fn undescribed(at: &str, keys: BTreeSet<String>) -> Vec<String> {
        let page = PAGE.replace("\n|", "\n\n|");
        let block = page.split("\n\n").find(|block| block.contains(at)).expect("it is described");
        let code: BTreeSet<&str> = block.split('`').skip(1).step_by(2).collect();
        keys.into_iter().filter(|key| !code.contains(key.as_str())).collect()
    }
}
