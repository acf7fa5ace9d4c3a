//! The records of a site as an SQLite database: a table for each kind, one for each list field, and the full text of all
//! paragraphs. Built in memory; the same site gives the same bytes.

use rusqlite::{Connection, MAIN_DB, Result, params, params_from_iter, types::Value as Cell};

use super::data::{address, languages, text};
use super::items::{is_reference, list};
use crate::graph::EntityId;
use crate::schema::{Field, Kind, Type};
use crate::view::{Leads, Shown, View};

mod names;
mod paragraphs;
mod words;

use names::{Column, Names, Table, quoted};

/// The tables that every database has. `paragraphs_text` finds words in `paragraphs`.
const SCHEMA: &str = "
PRAGMA page_size = 4096;
CREATE TABLE records (
  kind TEXT NOT NULL, id TEXT NOT NULL, lang TEXT NOT NULL, title TEXT NOT NULL, url TEXT NOT NULL,
  changed TEXT, PRIMARY KEY (kind, id, lang)
);
CREATE TABLE links (
  source_kind TEXT NOT NULL, source TEXT NOT NULL, field TEXT, target_kind TEXT NOT NULL, target TEXT NOT NULL
);
CREATE TABLE kinds (kind TEXT NOT NULL, lang TEXT NOT NULL, label TEXT NOT NULL, plural TEXT NOT NULL,
  \"table\" TEXT NOT NULL, PRIMARY KEY (kind, lang));
CREATE TABLE fields (kind TEXT NOT NULL, field TEXT NOT NULL, lang TEXT NOT NULL, label TEXT NOT NULL,
  type TEXT NOT NULL, help TEXT NOT NULL, PRIMARY KEY (kind, field, lang));
CREATE TABLE choices (kind TEXT NOT NULL, field TEXT NOT NULL, value TEXT NOT NULL, lang TEXT NOT NULL,
  label TEXT NOT NULL, PRIMARY KEY (kind, field, value, lang));
CREATE TABLE paragraphs (
  number INTEGER PRIMARY KEY, kind TEXT NOT NULL, id TEXT NOT NULL, lang TEXT NOT NULL, url TEXT NOT NULL,
  text TEXT NOT NULL
);
CREATE VIRTUAL TABLE paragraphs_text USING fts5(
  text, content='paragraphs', content_rowid='number', tokenize='unicode61 remove_diacritics 2'
);
";

/// What is made when all tables are full.
const INDEXES: &str = "
CREATE INDEX links_by_source ON links (source_kind, source);
CREATE INDEX links_by_target ON links (target_kind, target);
CREATE INDEX paragraphs_by_record ON paragraphs (kind, id, lang);
INSERT INTO paragraphs_text (paragraphs_text) VALUES ('rebuild');
INSERT INTO paragraphs_text (paragraphs_text) VALUES ('optimize');
";

/// The database of a site.
pub(crate) fn database(view: &View<'_>) -> Vec<u8> {
    written(view).expect("a database in memory takes all that a site holds")
}

fn written(view: &View<'_>) -> Result<Vec<u8>> {
    let mut connection = Connection::open_in_memory()?;
    connection.execute_batch(SCHEMA)?;
    let transaction = connection.transaction()?;
    let database = Database { view, connection: &transaction };
    database.fill()?;
    transaction.execute_batch(INDEXES)?;
    transaction.commit()?;
    serialised(&mut connection)
}

/// A database without records: what remains are the words of its format.
pub(crate) fn empty() -> Vec<u8> {
    let made = || {
        let mut connection = Connection::open_in_memory()?;
        connection.execute_batch(SCHEMA)?;
        connection.execute_batch(INDEXES)?;
        serialised(&mut connection)
    };
    made().expect("an empty database can be made")
}

fn serialised(connection: &mut Connection) -> Result<Vec<u8>> {
    Ok(connection.serialize(MAIN_DB)?.to_vec())
}

/// A database that is being filled.
struct Database<'d, 's> {
    view: &'d View<'s>,
    connection: &'d Connection,
}

impl Database<'_, '_> {
    fn fill(&self) -> Result<()> {
        let everything = self.view.everything();
        for id in &everything {
            self.each_language(*id, |view| self.record(view, *id))?;
        }
        let mut kinds: Vec<usize> = everything.iter().map(|id| self.view.kind_of(*id)).collect();
        kinds.sort_unstable();
        kinds.dedup();
        let mut names = Names::new(SCHEMA);
        for kind in kinds {
            self.kind(kind, &mut names)?;
        }
        for link in self.view.relations() {
            let (from, to) = (self.view.key(link.from), self.view.key(link.to));
            let sql = "INSERT INTO links VALUES (?, ?, ?, ?, ?)";
            let row = params![from.kind(), from.id(), link.field, to.kind(), to.id()];
            self.connection.prepare_cached(sql)?.execute(row)?;
        }
        for id in everything {
            self.each_language(id, |view| self.paragraphs(view, id))?;
        }
        Ok(())
    }

    /// Does something for each language in which an entity has a text.
    fn each_language(&self, id: EntityId, act: impl Fn(&View<'_>) -> Result<()>) -> Result<()> {
        let mut languages = languages(self.view, id);
        languages.try_for_each(|language| self.view.in_language(language, &act))
    }

    fn record(&self, view: &View<'_>, id: EntityId) -> Result<()> {
        let key = view.key(id);
        let row = params![
            key.kind(),
            key.id(),
            view.tag(),
            view.title(id),
            address(&view.route(id)),
            view.last_change(id)
        ];
        let sql = "INSERT INTO records VALUES (?, ?, ?, ?, ?, ?)";
        self.connection.prepare_cached(sql)?.execute(row)?;
        Ok(())
    }

    /// The table of a kind, those of its list fields, and the view that shows it in words.
    fn kind(&self, kind: usize, names: &mut Names) -> Result<()> {
        let described = self.view.kind(kind);
        let given: Vec<&Field> =
            self.view.given(kind).iter().map(|at| &described.fields[*at]).collect();
        let table = Table::of(described, &given, names);
        self.connection.execute_batch(&table.sql())?;
        for id in self.view.all_of(kind) {
            self.each_language(id, |view| self.row(view, id, &table))?;
        }
        self.words(described, &given, &table)
    }

    fn row(&self, view: &View<'_>, id: EntityId, table: &Table<'_>) -> Result<()> {
        let front = [view.key(id).id(), view.tag(), view.title(id), &address(&view.route(id))];
        let mut row: Vec<Cell> = front.map(|text| text.to_owned().into()).to_vec();
        for Column { field, has_kind, .. } in &table.columns {
            let shown = view.fact(id, &field.name).map(|fact| fact.shown);
            row.push(shown.as_ref().map_or(Cell::Null, |shown| cell(view, shown)));
            row.extend(has_kind.then(|| kind_of(shown.as_ref())));
        }
        self.connection.prepare_cached(&table.insert())?.execute(params_from_iter(row))?;
        for (field, name) in &table.lists {
            let marks = if is_reference(field) { "?, ?" } else { "?" };
            let sql = format!("INSERT INTO {} VALUES (?, ?, ?, {marks})", quoted(name));
            let mut statement = self.connection.prepare_cached(&sql)?;
            for (order, item) in (1_i64..).zip(list(view, id, field)) {
                let front: [Cell; 3] = [
                    view.key(id).id().to_owned().into(),
                    view.tag().to_owned().into(),
                    order.into(),
                ];
                let item = item.into_iter().map(Cell::from);
                statement.execute(params_from_iter(front.into_iter().chain(item)))?;
            }
        }
        Ok(())
    }

    /// What a kind, its fields and their words are called in each language.
    fn words(&self, kind: &Kind, fields: &[&Field], table: &Table<'_>) -> Result<()> {
        for language in self.view.languages() {
            let tag = language.as_str();
            let row =
                params![kind.name, tag, kind.label.get(tag), kind.plural.get(tag), table.name];
            let sql = "INSERT INTO kinds VALUES (?, ?, ?, ?, ?)";
            self.connection.prepare_cached(sql)?.execute(row)?;
            for field in fields {
                let (label, word) = (field.label.get(tag), field.kind.word());
                let row = params![kind.name, field.name, tag, label, word, field.help];
                let sql = "INSERT INTO fields VALUES (?, ?, ?, ?, ?, ?)";
                self.connection.prepare_cached(sql)?.execute(row)?;
                for choice in field.kind.choices() {
                    let row =
                        params![kind.name, field.name, choice.value, tag, choice.label.get(tag)];
                    let sql = "INSERT OR IGNORE INTO choices VALUES (?, ?, ?, ?, ?)";
                    self.connection.prepare_cached(sql)?.execute(row)?;
                }
            }
        }
        self.connection.execute_batch(&words::view(kind, table, self.view.tag()))
    }

    fn paragraphs(&self, view: &View<'_>, id: EntityId) -> Result<()> {
        let (record, number) = view.record(id);
        let html = super::html::body(view, &record.body, number);
        let (key, url) = (view.key(id), address(&view.route(id)));
        let sql = "INSERT INTO paragraphs (kind, id, lang, url, text) VALUES (?, ?, ?, ?, ?)";
        let mut statement = self.connection.prepare_cached(sql)?;
        for (anchor, text) in paragraphs::of(&html) {
            let url = if anchor.is_empty() { url.clone() } else { format!("{url}#{anchor}") };
            statement.execute(params![key.kind(), key.id(), view.tag(), url, text])?;
        }
        Ok(())
    }
}

/// A value as a cell of its type.
fn cell(view: &View<'_>, shown: &Shown<'_>) -> Cell {
    match shown {
        Shown::Integer(number) => (*number).into(),
        Shown::Number(number) => (*number).into(),
        Shown::Bool(yes) => i64::from(*yes).into(),
        Shown::NotStated => Cell::Null,
        other => text(view, other).into(),
    }
}

/// The kind of the record that a reference leads to.
fn kind_of(shown: Option<&Shown<'_>>) -> Cell {
    match shown {
        Some(Shown::Link(Leads::To(place), _)) => place.key.kind().to_owned().into(),
        _ => Cell::Null,
    }
}

/// The type of a column in SQL.
fn sql_type(field: &Field) -> &'static str {
    match field.kind {
        Type::Integer | Type::Bool => "INTEGER",
        Type::Number => "REAL",
        _ => "TEXT",
    }
}
