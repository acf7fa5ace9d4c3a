//! Puts texts that are yet to be written into a file of strings/, and leaves the rest as it is.

use std::ops::Range;

use super::words::dotted;
use crate::data::{self, Node, Place, Table};
use crate::source::SourceId;

/// A longer text stands above the line that asks for its translation.
const BESIDE: usize = 60;

/// A text that is yet to be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Blank {
    /// The names of the tables that it stands in, and its own.
    pub path: Vec<String>,
    /// What is written for it: `""` or `[]`.
    pub value: &'static str,
    /// What stands for it until then.
    pub instead: String,
}

/// A file of strings/ with blanks.
#[derive(Debug)]
pub struct Filled {
    /// The whole file.
    pub text: String,
    /// How many blanks were put in.
    pub added: usize,
    /// The tables to which nothing can be added, since they are written in one line.
    pub closed: Vec<String>,
}

/// Adds `blanks` to the tables of a file that they belong to, or below them. `source` is the number
/// of the file, if it has one. A file that cannot be read is left alone.
pub fn fill(text: &str, blanks: &[Blank], source: SourceId) -> Result<Filled, data::Problem> {
    let place = Place { source, offset: 0 };
    if let Some(problem) = data::toml(text, place).1.pop() {
        return Err(problem);
    }
    let mut out = Filled { text: text.to_owned(), added: 0, closed: Vec::new() };
    for group in blanks.chunk_by(|a, b| table_of(a) == table_of(b)) {
        let lines: String = group.iter().map(line).collect();
        let filled = inserted(&out.text, table_of(&group[0]), &lines, place);
        // A table that is written in one line cannot be opened a second time.
        if data::toml(&filled, place).1.is_empty() {
            out.text = filled;
            out.added += group.len();
        } else {
            out.closed.push(dotted(table_of(&group[0]).iter().map(String::as_str)));
        }
    }
    Ok(out)
}

fn table_of(blank: &Blank) -> &[String] {
    blank.path.split_last().map_or(&[], |(_, table)| table)
}

fn line(blank: &Blank) -> String {
    let name = data::key(blank.path.last().map_or("", String::as_str));
    let instead = blank.instead.split_whitespace().collect::<Vec<_>>().join(" ");
    match instead.chars().count() {
        ..=BESIDE => format!("{name} = {}  # {instead}\n", blank.value),
        _ => format!("# {instead}\n{name} = {}\n", blank.value),
    }
}

/// The text with `lines` at the end of a table, which is added where it is not there.
fn inserted(text: &str, table: &[String], lines: &str, place: Place) -> String {
    let mut out = text.to_owned();
    if let Some(at) = end_of(text, table, place) {
        let before = if at > 0 && !text[..at].ends_with('\n') { "\n" } else { "" };
        // What stands before the first table is set apart from it.
        let after = if at == 0 && !text.is_empty() { "\n" } else { "" };
        out.insert_str(at, &format!("{before}{lines}{after}"));
        return out;
    }
    out.truncate(out.trim_end().len());
    if !out.is_empty() {
        out.push_str("\n\n");
    }
    out + &format!("[{}]\n{lines}", dotted(table.iter().map(String::as_str)))
}

/// The byte behind the last value of a table that has a line of its own.
fn end_of(text: &str, table: &[String], place: Place) -> Option<usize> {
    let mut values = Vec::new();
    ranges(&data::toml(text, place).0, &mut values);
    // Before any table stands the one that has no name.
    let mut end = table.is_empty().then_some(0);
    let mut is_open = table.is_empty();
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let start = at;
        at += line.len();
        let is_value = values.iter().any(|value| value.start < start && start < value.end);
        if !is_value && line.trim_start().starts_with('[') {
            is_open = header(line, place).is_some_and(|path| path == table);
        }
        let says = is_value || !line.trim_start().starts_with(['#', '\n', '\r']);
        if is_open && says && !line.trim().is_empty() {
            end = Some(at);
        }
    }
    end
}

/// Where the values of a file stand, but for tables.
fn ranges(table: &Table, out: &mut Vec<Range<usize>>) {
    for (_, value) in &table.entries {
        match &value.node {
            Node::Table(table) => ranges(table, out),
            _ => out.push(value.span.range()),
        }
    }
}

/// The names in a line that opens a table.
fn header(line: &str, place: Place) -> Option<Vec<String>> {
    let (mut table, problems) = data::toml(&format!("{line}\n"), place);
    let mut path = Vec::new();
    while let Some((key, value)) = table.entries.pop() {
        path.push(key.name);
        let Node::Table(inner) = value.node else { return None };
        table = inner;
    }
    problems.is_empty().then_some(path)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Sources;

    fn blank(path: &str, instead: &str) -> Blank {
        let path = path.split('/').map(str::to_owned).collect();
        Blank { path, value: "\"\"", instead: instead.to_owned() }
    }

    fn filled(text: &str, blanks: &[Blank]) -> Filled {
        fill(text, blanks, Sources::default().built_in()).expect("it can be read")
    }

    #[test]
    fn what_stands_there_stays_where_it_is() {
        let text = "# Mine\nhome = \"Accueil\"\n\n# Meetings\n[kinds.meeting] # here\nlabel = \"\"\"\n[kinds.a]\n\"\"\"\n# end\n\n[kinds.need]\nlabel = \"Besoin\"";
        let blanks = [
            blank("title", "Portal"),
            blank("kinds/meeting/plural", "Meetings"),
            blank("kinds/meeting/description", &"Who met. ".repeat(10)),
            blank("kinds/meeting/fields/chair/label", "Chair"),
            blank("kinds/need/plural", "Needs"),
            blank("views/a b/title", "A\nview"),
        ];
        let filled = filled(text, &blanks);
        assert_eq!(
            filled.text,
            "# Mine\nhome = \"Accueil\"\ntitle = \"\"  # Portal\n\n# Meetings\n[kinds.meeting] # here\nlabel = \"\"\"\n[kinds.a]\n\"\"\"\nplural = \"\"  # Meetings\n# Who met. Who met. Who met. Who met. Who met. Who met. Who met. Who met. Who met. Who met.\ndescription = \"\"\n# end\n\n[kinds.need]\nlabel = \"Besoin\"\nplural = \"\"  # Needs\n\n[kinds.meeting.fields.chair]\nlabel = \"\"  # Chair\n\n[views.\"a b\"]\ntitle = \"\"  # A view\n"
        );
        assert_eq!((filled.added, filled.closed.len()), (6, 0));
    }

    #[test]
    fn a_table_in_one_line_is_left_alone_and_named() {
        let text = "kinds.meeting = { label = \"Réunion\" }\n";
        let filled = filled(text, &[blank("kinds/meeting/plural", "Meetings"), blank("a", "A")]);
        assert_eq!(filled.closed, ["kinds.meeting"]);
        assert_eq!(filled.text, format!("{text}a = \"\"  # A\n"));
    }

    #[test]
    fn an_empty_file_is_filled() {
        let blanks = [blank("title", "Portal"), blank("kinds/meeting/label", "Meeting")];
        assert_eq!(
            filled("", &blanks).text,
            "title = \"\"  # Portal\n\n[kinds.meeting]\nlabel = \"\"  # Meeting\n"
        );
        let only_tables = filled("[dates]\nfirst_day = \"1er\"\n", &blanks[..1]).text;
        assert_eq!(only_tables, "title = \"\"  # Portal\n\n[dates]\nfirst_day = \"1er\"\n");
    }
}
