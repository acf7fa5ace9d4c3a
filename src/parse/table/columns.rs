//! The titles of a table and what becomes of each column.

use std::collections::BTreeMap;

use super::failure::is_failure;
use super::holder::Given;
use super::meanings::normal;
use super::settings::{How, Settings, Wanted};
use super::tally::{Tally, What, shortened};
use crate::data::Value;
use crate::diag::{Code, Diagnostic, Diagnostics};
use crate::fingerprint::Fingerprint;
use crate::parse::record::{Column, Fills, Head};
use crate::parse::visibility;
use crate::schema::Kind;
use crate::sheet::{MOST_COLUMNS, Row};
use crate::source::Span;
use crate::text::{did_you_mean, quoted_list, single_spaces};

/// The columns of a table, with how each is read.
pub(super) struct Columns {
    /// What the rows have in common.
    pub head: Head,
    /// How the cells of each column are read.
    pub how: Vec<How>,
    /// The column whose empty cells continue the row above.
    pub continues: Option<usize>,
    /// The fields whose column the table does not have.
    pub lost: Vec<usize>,
    /// Columns that fill no field, and whose titles sound as if they said who may see a row.
    pub doubtful: Vec<usize>,
    /// Whether a column that says who may see the rows is missing.
    pub is_unsure: bool,
    /// Whether a column fills a field that says who may see a row.
    decides: bool,
}

impl Columns {
    /// Whether the cells of a row may say who may see it.
    pub fn guards(&self) -> bool {
        self.decides || self.is_unsure || !self.doubtful.is_empty()
    }
}

/// Reads the titles. `titles` is the row that holds them.
pub(super) fn read(given: Given<'_>, row: &Row<'_>, diagnostics: &mut Diagnostics) -> Columns {
    let (Given { settings, data, .. }, kind) = (given, given.kind());
    let names = Titles::of(row);
    let mut found = Found::new(&names);
    let mut tally = Tally::new(diagnostics);
    for wanted in &settings.columns {
        if !found.take(&names, wanted) {
            tally.add(0, missing(&wanted.title, wanted.span, &names));
            found.meant(&names, wanted);
        } else if wanted.fills == Fills::Nothing && visibility::is_column(&wanted.title) {
            found.doubtful.extend(names.find(&wanted.title));
            tally.add(0, doubt(&wanted.title, wanted.span));
        }
    }
    tally.finish(What::Columns);
    let id = id(given, &names, &found.columns, diagnostics);
    if let Some(at) = id {
        found.columns[at].fills = Fills::Id;
        found.taken[at] = true;
    }
    let mut tally = Tally::few(diagnostics);
    let fields = fields(kind);
    let place = |at: usize| Span::new(data.source, row.cells[at].place.clone());
    for at in (0..names.all.len()).filter(|at| !found.taken[*at] && names.is_title(*at)) {
        match by_name(&fields, &names.normal[at]) {
            Some(field) => found.columns[at].fills = Fills::Field(field),
            None if visibility::is_column(&names.all[at]) => {
                found.doubtful.push(at);
                tally.add(0, doubt(&names.all[at], place(at)));
            }
            None => tally.add(0, unmapped(&names.all[at], place(at), kind)),
        }
    }
    twice(&found.columns, kind, place).into_iter().for_each(|it| tally.add(1, it));
    tally.finish(What::Columns);
    let continues = settings.continues.as_ref().and_then(|named| asked(named, &names, diagnostics));
    found.finish(given, id, continues)
}

/// The report of a column that sounds as if it said who may see the rows, and fills no field.
fn doubt(title: &str, span: Span) -> Diagnostic {
    let headline = format!(
        "the column “{title}” may state which rows are published, but plenary does not read it"
    );
    visibility::unclear(headline, span)
        .help(format!("add `\"{title}\" = \"draft\"` (or `\"distribution\"`) to [table.columns]"))
        .help("or give the column another title")
}

/// The titles of a table.
struct Titles {
    all: Vec<String>,
    /// The same as titles are compared.
    normal: Vec<String>,
    /// The first column with each title.
    first: BTreeMap<String, usize>,
}

impl Titles {
    fn of(row: &Row<'_>) -> Self {
        // A title that is too long has been reported.
        let title = |at: usize| match row.text(at) {
            text if text.len() > LONGEST_TITLE => String::new(),
            text => single_spaces(text),
        };
        let all: Vec<String> = (0..row.cells.len().min(MOST_COLUMNS)).map(title).collect();
        let normal: Vec<String> = all.iter().map(|title| normal(title)).collect();
        let first = normal.iter().enumerate().rev().map(|(at, title)| (title.clone(), at));
        Self { first: first.collect(), normal, all }
    }

    fn find(&self, title: &str) -> Option<usize> {
        self.first.get(&normal(title)).copied()
    }

    fn is_title(&self, at: usize) -> bool {
        !self.all[at].is_empty() && !is_failure(&self.all[at])
    }

    /// The column whose title is most like another.
    fn nearest(&self, title: &str) -> Option<usize> {
        let near = crate::text::nearest(title, self.some(), 1);
        self.find(near.first()?)
    }

    /// The titles, as far as a person would look through them.
    fn some(&self) -> impl Iterator<Item = &str> {
        self.all.iter().map(String::as_str).filter(|title| !title.is_empty()).take(1_000)
    }
}

/// The longest title of a column.
pub(super) const LONGEST_TITLE: usize = 1_000;

/// What was found out about the columns so far.
struct Found {
    columns: Vec<Column>,
    how: Vec<How>,
    /// Whether the settings say what a column is.
    taken: Vec<bool>,
    /// The fields whose column could not be found.
    lost: Vec<usize>,
    /// Columns that fill no field, and whose titles sound as if they said who may see a row.
    doubtful: Vec<usize>,
}

impl Found {
    fn new(names: &Titles) -> Self {
        let columns: Vec<Column> = names.all.iter().map(|title| blank(title)).collect();
        let (how, taken) = (vec![How::default(); columns.len()], vec![false; columns.len()]);
        Self { columns, how, taken, lost: Vec::new(), doubtful: Vec::new() }
    }

    /// Takes the column that the settings name, if there is one.
    fn take(&mut self, names: &Titles, wanted: &Wanted) -> bool {
        let Some(at) = names.find(&wanted.title) else { return false };
        self.taken[at] = true;
        self.columns[at].fills = wanted.fills;
        self.how[at] = wanted.how.clone();
        true
    }

    /// What follows from a title that no column has is not reported as well: neither the column
    /// that was meant, nor that rows have no value of its field.
    fn meant(&mut self, names: &Titles, wanted: &Wanted) {
        names.nearest(&wanted.title).into_iter().for_each(|at| self.taken[at] = true);
        self.lost.extend(wanted.fills.field());
    }

    fn finish(mut self, given: Given<'_>, id: Option<usize>, continues: Option<usize>) -> Columns {
        let (table, kind, section) =
            (Some(given.holder.key.clone()), given.kind(), given.settings.section);
        for (column, how) in self.columns.iter_mut().zip(&mut self.how) {
            column.separators = separators(column.fills, how, kind);
            column.texts = how.values.texts().map(str::to_owned).collect();
            how.values.divide(&column.separators);
        }
        let decides = |field: usize| visibility::decides(kind, field);
        let is_unsure = self.lost.iter().any(|field| decides(*field));
        let columns = self.columns;
        let decides = columns.iter().filter_map(|column| column.fills.field()).any(decides);
        let Self { how, lost, doubtful, .. } = self;
        let hidden = (0..how.len()).filter(|at| how[*at].hidden).collect();
        let mark = Fingerprint::of(format!("{columns:?} {hidden:?}"));
        let head = Head { table, columns, hidden, id, section, mark, is_unclear: is_unsure };
        Columns { head, how, continues, lost, doubtful, is_unsure, decides }
    }
}

/// The diagnostics for columns that fill a field which a column before them fills.
fn twice(columns: &[Column], kind: &Kind, place: impl Fn(usize) -> Span) -> Vec<Diagnostic> {
    let mut firsts = BTreeMap::new();
    let one = |(at, column): (usize, &Column)| {
        let field = column.fills.field()?;
        let first = *firsts.entry(field).or_insert(at);
        if first == at {
            return None;
        }
        let (name, title) = (&kind.fields[field].name, &column.title);
        let headline = format!("an earlier column already fills the field `{name}`");
        let help = match columns[first].title == *title {
            true => "give one of the two columns another title".to_owned(),
            false => format!("name another field for “{title}”, or write `\"{title}\" = false`"),
        };
        let note = format!("its cells are used only where “{}” is empty", columns[first].title);
        let diagnostic = Diagnostic::new(Code::UnmappedColumn, headline).at(place(at));
        Some(diagnostic.related(place(first), "the first one").help(help).note(note))
    };
    columns.iter().enumerate().filter_map(one).collect()
}

fn blank(title: &str) -> Column {
    let (separators, texts) = Default::default();
    Column { title: title.to_owned(), fills: Fills::Nothing, separators, texts }
}

/// The separators in a column's cells: its own, else those of its field.
fn separators(fills: Fills, how: &How, kind: &Kind) -> Vec<String> {
    match fills {
        _ if !how.split.is_empty() => how.split.clone(),
        Fills::Field(field) => kind.fields[field].split.clone(),
        _ => Vec::new(),
    }
}

pub(super) fn find(names: &[String], wanted: &str) -> Option<usize> {
    let wanted = normal(wanted);
    names.iter().position(|name| normal(name) == wanted)
}

/// The column with the ids: the one that `id` names, one that is told to be it, or one called so.
fn id(
    Given { settings, data, .. }: Given<'_>,
    names: &Titles,
    columns: &[Column],
    diagnostics: &mut Diagnostics,
) -> Option<usize> {
    if let Some(named) = &settings.id {
        return asked(named, names, diagnostics);
    }
    let told = columns.iter().position(|column| column.fills == Fills::Id);
    let at = told.or_else(|| names.find("id"));
    if at.is_none() {
        let help = match data.is_workbook() {
            true => "add a column `id` in the workbook with a short name for each row, and save it",
            false => "run `plenary fix --ids`, which adds a column of ids to the file",
        };
        diagnostics.push(
            Diagnostic::new(Code::NoRowIds, "the rows of this table have no lasting address")
                .at(settings.span)
                .help(help)
                .note("until then, inserting or moving a row changes the addresses of others"),
        );
    }
    at
}

/// The column with the ids, by its title alone.
pub(super) fn id_by_title(settings: &Settings, titles: &Row<'_>) -> Option<usize> {
    let told = settings.columns.iter().find(|wanted| wanted.fills == Fills::Id);
    let named = settings.id.as_ref().map(|(title, _)| title.as_str());
    let title = named.or(told.map(|wanted| wanted.title.as_str())).unwrap_or("id");
    Titles::of(titles).find(title)
}

/// The column with a title that the settings ask for; reports a missing one.
fn asked(
    (title, span): &(String, Span),
    names: &Titles,
    diagnostics: &mut Diagnostics,
) -> Option<usize> {
    let at = names.find(title);
    if at.is_none() {
        diagnostics.push(missing(title, *span, names));
    }
    at
}

/// The numbers of the fields of a kind by their names and labels.
fn fields(kind: &Kind) -> BTreeMap<String, usize> {
    let mut out = BTreeMap::new();
    for (at, field) in kind.fields.iter().enumerate() {
        out.entry(field.name.clone()).or_insert(at);
        out.entry(normal(&field.label.default)).or_insert(at);
    }
    out
}

/// A field whose name or label is the column's title.
fn by_name(fields: &BTreeMap<String, usize>, title: &str) -> Option<usize> {
    let (name, label) = (fields.get(&title.replace(' ', "_")), fields.get(title));
    name.into_iter().chain(label).min().copied()
}

fn missing(title: &str, span: Span, names: &Titles) -> Diagnostic {
    let headline = format!("the table has no column “{title}”");
    let diagnostic = Diagnostic::new(Code::MissingColumn, headline).at(span);
    let diagnostic = match did_you_mean(title, names.some()) {
        Some(help) => diagnostic.help(help),
        None => diagnostic.help("write the column's title as it is in the table's first row"),
    };
    let there: Vec<&str> = names.some().collect();
    shortened(diagnostic.note(format!("it has {}", quoted_list(&there, "and"))))
}

fn unmapped(title: &str, span: Span, kind: &Kind) -> Diagnostic {
    let headline = format!("no setting maps the column “{title}”");
    let names = kind.fields.iter().map(|field| &*field.name);
    let name = title.to_lowercase().replace(' ', "_");
    let near = crate::text::nearest(&name, names, 1).first().map(|near| (*near).to_owned());
    let example = near.unwrap_or_else(|| "…".to_owned());
    Diagnostic::new(Code::UnmappedColumn, headline).at(span).help(format!(
        "add `\"{title}\" = \"{example}\"` (a field) to [table.columns], or `\"{title}\" = false`"
    ))
}

impl Settings {
    /// What a text of a section row stands for.
    pub(super) fn section_values(&self, text: &str) -> Option<&[Value]> {
        self.sections.find(text)
    }
}
