//! The texts in SQLite databases. Their bytes alone do not tell: a long text is cut where a page ends, and an index of
//! words has the ends of words without their beginnings.

use rusqlite::{Connection, MAIN_DB, types::ValueRef};

/// What is in a database.
pub(super) struct Texts {
    /// The texts of all cells, each on lines of its own.
    pub(super) cells: String,
    /// Whether it has an index of words, so that its bytes hold parts of words.
    pub(super) has_index: bool,
}

/// The texts in a file, where that is a database.
pub(super) fn read(bytes: &[u8]) -> Option<Texts> {
    bytes.starts_with(b"SQLite format 3\0").then(|| texts(bytes).ok()).flatten()
}

fn texts(bytes: &[u8]) -> rusqlite::Result<Texts> {
    let mut connection = Connection::open_in_memory()?;
    connection.deserialize_read_exact(MAIN_DB, bytes, bytes.len(), true)?;
    // Nothing that a file brings along is run.
    connection.execute_batch("PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON;")?;
    let mut out = Texts { cells: String::new(), has_index: false };
    let sql = "SELECT name, ifnull(sql, '') FROM sqlite_schema WHERE type IN ('table', 'view')";
    let mut statement = connection.prepare(sql)?;
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let tables: Vec<(String, String)> = rows.collect::<rusqlite::Result<_>>()?;
    out.has_index = tables.iter().any(|(_, sql)| sql.to_lowercase().contains("using fts"));
    for (name, sql) in &tables {
        out.push(name);
        out.push(sql);
        let is_plain = sql.to_lowercase().starts_with("create table");
        if is_plain {
            out.table(&connection, name)?;
        }
    }
    Ok(out)
}

impl Texts {
    fn table(&mut self, connection: &Connection, name: &str) -> rusqlite::Result<()> {
        let sql = format!("SELECT * FROM \"{}\"", name.replace('"', "\"\""));
        let mut statement = connection.prepare(&sql)?;
        let columns = statement.column_count();
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            for at in 0..columns {
                if let ValueRef::Text(text) = row.get_ref(at)? {
                    self.push(&String::from_utf8_lossy(text));
                }
            }
        }
        Ok(())
    }

    fn push(&mut self, text: &str) {
        self.cells.push_str(text);
        self.cells.push('\n');
    }
}
