//! The view of a kind's table in words: columns are called what people call them, words of lists by their labels,
//! references by titles.

use std::collections::BTreeSet;

use super::names::{Column, Table, quoted};
use crate::render::items::is_reference;
use crate::schema::{Field, Kind, Type};

/// The statement that makes the view; its columns are called as in a language.
pub(super) fn view(kind: &Kind, table: &Table<'_>, tag: &str) -> String {
    let mut titles = Titles(["id", "lang", "title", "url"].map(str::to_owned).into());
    let mut columns = vec!["t.id, t.lang, t.title, t.url".to_owned()];
    for column in &table.columns {
        let title = titles.unique(column.field.label.get(tag));
        columns.push(format!("{} AS {}", single(kind, column), quoted(&title)));
    }
    for (field, name) in &table.lists {
        let title = titles.unique(field.label.get(tag));
        columns.push(format!("{} AS {}", several(kind, field, name), quoted(&title)));
    }
    let (view, table) = (quoted(&table.labels), quoted(&table.name));
    format!("CREATE VIEW {view} AS SELECT\n  {}\nFROM {table} AS t;", columns.join(",\n  "))
}

/// Titles of columns that are taken.
struct Titles(BTreeSet<String>);

impl Titles {
    fn unique(&mut self, title: &str) -> String {
        let mut out = title.to_owned();
        let mut number = 2;
        while !self.0.insert(out.to_lowercase()) {
            out = format!("{title} ({number})");
            number += 1;
        }
        out
    }
}

/// The value of a column, in words.
fn single(kind: &Kind, column: &Column<'_>) -> String {
    let value = format!("t.{}", quoted(&column.name));
    match &column.field.kind {
        Type::Ref(kinds) => {
            let of = match &kinds[..] {
                [one] => text(one),
                _ => format!("t.{}", quoted(&format!("{}_kind", column.name))),
            };
            format!("ifnull({}, {value})", title(&of, &value))
        }
        Type::Enum(_) | Type::Rank(_) => {
            format!("ifnull({}, {value})", label(kind, column.field, &value))
        }
        _ => value,
    }
}

/// The items of a list, in words, one behind the other.
fn several(kind: &Kind, field: &Field, table: &str) -> String {
    let value = match () {
        () if is_reference(field) => {
            format!("ifnull({}, i.target)", title("i.target_kind", "i.target"))
        }
        () if !field.kind.choices().is_empty() => {
            format!("ifnull({}, i.value)", label(kind, field, "i.value"))
        }
        () => "i.value".to_owned(),
    };
    // The primary key of the table has the items in order.
    format!(
        "(SELECT group_concat({value}, '; ') FROM {} AS i WHERE i.id = t.id AND i.lang = t.lang)",
        quoted(table)
    )
}

/// The title of a record, in the language of the row or else in another.
fn title(kind: &str, id: &str) -> String {
    let found = format!("SELECT r.title FROM records AS r WHERE r.kind = {kind} AND r.id = {id}");
    format!("coalesce(({found} AND r.lang = t.lang), ({found} ORDER BY r.rowid LIMIT 1))")
}

/// What a word of a field is called in the language of the row.
fn label(kind: &Kind, field: &Field, value: &str) -> String {
    format!(
        "(SELECT c.label FROM choices AS c WHERE c.kind = {} AND c.field = {} AND c.value = {value} \
         AND c.lang = t.lang)",
        text(&kind.name),
        text(&field.name)
    )
}

/// A text in SQL.
fn text(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}
