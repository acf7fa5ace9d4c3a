//! The titles of a table and what becomes of each column.

use super::failure::is_failure;
use super::settings::{How, Settings, normal};
use super::{Column, Fills, Head};
use crate::data::Value;
use crate::diag::{Code, Diagnostic, Diagnostics};
use crate::id::RecordKey;
use crate::parse::visibility;
use crate::schema::Kind;
use crate::sheet::Row;
use crate::source::{SourceId, Span};
use crate::text::{did_you_mean, quoted_list, single_spaces};

/// The columns of a table, with how each is read.
pub(super) struct Columns {
    /// What the rows have in common.
    pub head: Head,
    /// How the cells of each column are read.
    pub how: Vec<How>,
    /// The column whose empty cells continue the row above.
    pub continues: Option<usize>,
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
pub(super) fn read(
    table: &RecordKey,
    settings: &Settings,
    kind: &Kind,
    titles: (&Row<'_>, SourceId),
    said: &mut Diagnostics,
) -> Columns {
    let (row, source) = titles;
    let names: Vec<String> = (0..row.cells.len()).map(|at| single_spaces(row.text(at))).collect();
    let place = |at: usize| Span::new(source, row.cells[at].place.clone());
    let mut columns: Vec<Column> = names.iter().map(|title| blank(title)).collect();
    let mut how = vec![How::default(); columns.len()];
    let mut taken = vec![false; columns.len()];
    let (mut doubtful, mut is_unsure) = (Vec::new(), false);
    let decides = |fills: Fills| fills.field().is_some_and(|at| visibility::decides(kind, at));
    for wanted in &settings.columns {
        match find(&names, &wanted.title) {
            Some(at) => {
                taken[at] = true;
                columns[at].fills = wanted.fills;
                columns[at].shown = !wanted.how.hidden;
                how[at] = wanted.how.clone();
                if wanted.fills == Fills::Nothing && visibility::is_column(&wanted.title) {
                    doubtful.push(at);
                    said.push(doubt(&wanted.title, wanted.span));
                }
            }
            None => {
                is_unsure |= decides(wanted.fills);
                said.push(missing(&wanted.title, wanted.span, &names));
                // The column that was meant is not complained about as well.
                nearest(&wanted.title, &names).into_iter().for_each(|at| taken[at] = true);
            }
        }
    }
    let id = id(settings, &names, &columns, said);
    if let Some(at) = id {
        columns[at].fills = Fills::Id;
        taken[at] = true;
    }
    let is_title = |at: usize| !names[at].is_empty() && !is_failure(&names[at]);
    for at in (0..columns.len()).filter(|at| !taken[*at] && is_title(*at)) {
        match by_name(kind, &names[at]) {
            Some(field) => columns[at].fills = Fills::Field(field),
            None if visibility::is_column(&names[at]) => {
                doubtful.push(at);
                said.push(doubt(&names[at], place(at)));
            }
            None => said.push(unmapped(&names[at], place(at), kind)),
        }
    }
    said.absorb(twice(&columns, kind, place));
    let continues = settings.continues.as_ref().and_then(|named| asked(named, &names, said));
    for (column, how) in columns.iter_mut().zip(&how) {
        column.separators = separators(column.fills, how, kind);
        column.texts = how.values.iter().map(|meaning| meaning.text.clone()).collect();
    }
    let decides = columns.iter().any(|column| decides(column.fills));
    let (table, section) = (Some(table.clone()), settings.section);
    let head = Head { table, columns, id, section, is_unclear: is_unsure };
    Columns { head, how, continues, doubtful, is_unsure, decides }
}

/// The report of a column that sounds as if it said who may see the rows, and fills no field.
fn doubt(title: &str, span: Span) -> Diagnostic {
    let headline =
        format!("the column “{title}” may say which rows are published, but is not read");
    visibility::unclear(headline, span)
        .help(format!("add `\"{title}\" = \"draft\"` (or `\"distribution\"`) to [table.columns]"))
        .help("or give the column another title")
}

/// The column whose title is most like another.
fn nearest(title: &str, names: &[String]) -> Option<usize> {
    let near = crate::text::nearest(title, names.iter().map(String::as_str), 1);
    names.iter().position(|name| Some(&name.as_str()) == near.first())
}

/// The complaints about columns that fill a field which a column before them fills.
fn twice(columns: &[Column], kind: &Kind, place: impl Fn(usize) -> Span) -> Diagnostics {
    let one = |(at, column): (usize, &Column)| {
        let Fills::Field(field) = column.fills else { return None };
        let first = columns[..at].iter().position(|before| before.fills == column.fills)?;
        let (name, title) = (&kind.fields[field].name, &column.title);
        let headline = format!("an earlier column fills the field `{name}` already");
        let help = match columns[first].title == *title {
            true => "give one of the two columns another title".to_owned(),
            false => format!("name another field for “{title}”, or write `\"{title}\" = false`"),
        };
        let note = format!("its cells count only where “{}” is empty", columns[first].title);
        let diagnostic = Diagnostic::new(Code::UnmappedColumn, headline).at(place(at));
        Some(diagnostic.related(place(first), "the first one").help(help).note(note))
    };
    columns.iter().enumerate().filter_map(one).collect()
}

fn blank(title: &str) -> Column {
    let (separators, texts) = Default::default();
    Column { title: title.to_owned(), fills: Fills::Nothing, separators, texts, shown: true }
}

/// What parts the items of a column's cells: its own separators, else those of its field.
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
    settings: &Settings,
    names: &[String],
    columns: &[Column],
    said: &mut Diagnostics,
) -> Option<usize> {
    if let Some(named) = &settings.id {
        return asked(named, names, said);
    }
    let told = columns.iter().position(|column| column.fills == Fills::Id);
    let at = told.or_else(|| find(names, "id"));
    if at.is_none() {
        said.push(
            Diagnostic::new(Code::NoRowIds, "the rows of this table have no lasting address")
                .at(settings.span)
                .help("run `plenary fix --ids`, which adds a column of ids to the file")
                .note("until then, a row that is put in or moved changes the addresses of others"),
        );
    }
    at
}

/// The column with a title that the settings ask for; says so where there is none.
fn asked(
    (title, span): &(String, Span),
    names: &[String],
    said: &mut Diagnostics,
) -> Option<usize> {
    let at = find(names, title);
    if at.is_none() {
        said.push(missing(title, *span, names));
    }
    at
}

/// A field whose name or label is the column's title.
fn by_name(kind: &Kind, title: &str) -> Option<usize> {
    let title = normal(title);
    let name = title.replace(' ', "_");
    let same =
        |field: &crate::schema::Field| field.name == name || normal(&field.label.default) == title;
    kind.fields.iter().position(same)
}

fn missing(title: &str, span: Span, names: &[String]) -> Diagnostic {
    let headline = format!("the table has no column “{title}”");
    let diagnostic = Diagnostic::new(Code::MissingColumn, headline).at(span);
    let there: Vec<&str> = names.iter().map(|n| &**n).filter(|name| !name.is_empty()).collect();
    let diagnostic = match did_you_mean(title, there.iter().copied()) {
        Some(help) => diagnostic.help(help),
        None => diagnostic.help("write the column's title as it stands in the table's first row"),
    };
    diagnostic.note(format!("it has {}", quoted_list(&there, "and")))
}

fn unmapped(title: &str, span: Span, kind: &Kind) -> Diagnostic {
    let headline = format!("nothing says what the column “{title}” is");
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
        let text = normal(text);
        self.sections.iter().find(|meaning| meaning.normal == text).map(|meaning| &*meaning.values)
    }
}
