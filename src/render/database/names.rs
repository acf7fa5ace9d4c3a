//! The names of tables and columns. SQLite does not tell capital letters from small ones, so no two names may differ in
//! that alone.

use std::collections::BTreeSet;
use std::fmt::Write;

use super::sql_type;
use crate::render::columns::is_list;
use crate::render::items::is_reference;
use crate::schema::{Field, Kind, Type};

/// The columns with which the table of each kind begins.
const FRONT: [&str; 4] = ["id", "lang", "title", "url"];

/// Names that are taken, in small letters.
#[derive(Default)]
pub(super) struct Names(BTreeSet<String>);

impl Names {
    /// The names of the tables that some statements make, and those that SQLite makes for them.
    pub(super) fn new(schema: &str) -> Self {
        let words = schema.split(|c: char| !c.is_alphanumeric() && c != '_');
        Self(words.map(str::to_lowercase).collect())
    }

    /// The name as SQL has names, with `_` behind it until no other is the same.
    fn unique(&mut self, name: &str) -> String {
        let name = name.replace(['-', '.', ' '], "_");
        let mut out = match name.to_lowercase().starts_with("sqlite_") {
            true => format!("_{name}"),
            false => name,
        };
        while !self.0.insert(out.to_lowercase()) {
            out.push('_');
        }
        out
    }
}

/// The table of a kind.
pub(super) struct Table<'k> {
    pub(super) name: String,
    pub(super) columns: Vec<Column<'k>>,
    /// Its list fields, each with the name of the table of its items.
    pub(super) lists: Vec<(&'k Field, String)>,
    /// The name of the view that shows it in words.
    pub(super) labels: String,
}

/// A column for the values of a field.
pub(super) struct Column<'k> {
    pub(super) field: &'k Field,
    pub(super) name: String,
    /// Whether a column with the kind of what is referred to follows, since there may be several.
    pub(super) has_kind: bool,
}

impl<'k> Table<'k> {
    pub(super) fn of(kind: &Kind, fields: &[&'k Field], names: &mut Names) -> Self {
        let mut own = Names(FRONT.map(str::to_owned).into());
        let mut columns = Vec::new();
        for field in fields.iter().filter(|field| !is_list(field)) {
            let name = own.unique(&field.name);
            let has_kind = matches!(&field.kind, Type::Ref(kinds) if kinds.len() != 1);
            if has_kind {
                own.unique(&format!("{name}_kind"));
            }
            columns.push(Column { field, name, has_kind });
        }
        let name = names.unique(&kind.name);
        let lists = fields.iter().filter(|field| is_list(field));
        let lists = lists.map(|field| (*field, names.unique(&format!("{name}_{}", field.name))));
        let lists = lists.collect();
        let labels = names.unique(&format!("{name}_labels"));
        Self { name, columns, lists, labels }
    }

    /// The statements that make it and the tables of its lists.
    pub(super) fn sql(&self) -> String {
        let mut out = format!("CREATE TABLE {} (\n", quoted(&self.name));
        for column in FRONT {
            let _ = writeln!(out, "  {column} TEXT NOT NULL,");
        }
        for Column { field, name, has_kind } in &self.columns {
            let _ = writeln!(out, "  {} {},", quoted(name), sql_type(field));
            if *has_kind {
                let _ = writeln!(out, "  {} TEXT,", quoted(&format!("{name}_kind")));
            }
        }
        out.push_str("  PRIMARY KEY (id, lang)\n);\n");
        for (field, name) in &self.lists {
            let value = match is_reference(field) {
                true => "target_kind TEXT NOT NULL, target TEXT NOT NULL",
                false => "value NOT NULL",
            };
            let _ = writeln!(
                out,
                "CREATE TABLE {} (\n  id TEXT NOT NULL, lang TEXT NOT NULL, \"order\" INTEGER NOT NULL, {value},\n  \
                 PRIMARY KEY (id, lang, \"order\"), FOREIGN KEY (id, lang) REFERENCES {} (id, lang)\n) WITHOUT ROWID;",
                quoted(name),
                quoted(&self.name)
            );
        }
        out
    }

    /// The statement that takes a row.
    pub(super) fn insert(&self) -> String {
        let kinds = self.columns.iter().filter(|column| column.has_kind).count();
        let marks = vec!["?"; FRONT.len() + self.columns.len() + kinds];
        format!("INSERT INTO {} VALUES ({})", quoted(&self.name), marks.join(", "))
    }
}

/// A name in SQL.
pub(super) fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}
