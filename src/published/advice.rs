//! The very line that an author adds, so that what was published leads somewhere again.

use std::collections::BTreeMap;

use super::From;
use crate::parse::Record;

/// What the `redirect_from` of each record should name, by the number of the record.
pub(super) struct Advice<'a> {
    from: From<'a>,
    missing: BTreeMap<u32, Vec<String>>,
}

/// The line that names one old address.
pub(super) fn of_address(address: &str) -> String {
    line(&[address.to_owned()], false)
}

fn line(values: &[String], yaml: bool) -> String {
    let values: Vec<String> = values.iter().map(|value| format!("{value:?}")).collect();
    let equals = if yaml { ":" } else { " =" };
    format!("redirect_from{equals} [{}]", values.join(", "))
}

impl<'a> Advice<'a> {
    /// Everything that is missing in a record goes into one line.
    pub(super) fn new(from: From<'a>, missing: impl Iterator<Item = (u32, String)>) -> Self {
        let mut out = Self { from, missing: BTreeMap::new() };
        for (record, value) in missing {
            out.missing.entry(record).or_default().push(value);
        }
        out
    }

    /// What to write, and where.
    pub(super) fn line(&self, number: u32) -> String {
        let record = &self.from.graph.records[number as usize];
        let given = self.given(record);
        let text = self.from.sources.get(record.source).text.trim_start();
        let missing = self.missing.get(&number).into_iter().flatten().cloned();
        let values: Vec<String> = given.iter().cloned().chain(missing).collect();
        let line = line(&values, text.starts_with("---"));
        let path = &record.path;
        if let Some(row) = &record.row {
            let cell = values.join("; ");
            return format!(
                "write `{cell}` into the column `redirect_from` of the row `{}` of its table",
                row.id
            );
        }
        match (given.is_empty(), text.starts_with("---") || text.starts_with("+++")) {
            (false, _) => format!("change the line in the front matter of {path} to `{line}`"),
            (true, true) => format!("add this line to the front matter of {path}: `{line}`"),
            (true, false) => {
                format!(
                    "add this line to {path}, between two lines of `+++` at its beginning: `{line}`"
                )
            }
        }
    }

    /// The line that keeps the identifier of a record whose file was renamed.
    pub(super) fn identifier(from: From<'_>, old: &str, number: u32) -> Option<String> {
        let (record, site) = (&from.graph.records[number as usize], from.config.identifier());
        let field = from.schema.kinds[record.kind].field("uuid")?;
        if site.is_empty() || record.row.is_some() || record.value(field).is_some() {
            return None;
        }
        let uuid = crate::id::uuid(site, old);
        Some(format!("to keep its identifier, add this line, too: `uuid = \"{uuid}\"`"))
    }

    /// What `redirect_from` of a record names already.
    fn given(&self, record: &Record) -> Vec<String> {
        let field = self.from.schema.kinds[record.kind].field("redirect_from");
        let mut out = Vec::new();
        if let Some(given) = field.and_then(|field| record.value(field)) {
            given.value.each(&mut |value| out.extend(value.as_text().map(str::to_owned)));
        }
        out
    }
}
