//! Delimited text as RFC 4180 describes it, that spreadsheet programs can open without harm.

use std::borrow::Cow;

/// A table that is being written.
pub(crate) struct Delimited(csv::Writer<Vec<u8>>);

impl Delimited {
    /// A table without lines.
    pub fn new() -> Self {
        let mut how = csv::WriterBuilder::new();
        Self(how.terminator(csv::Terminator::CRLF).from_writer(Vec::new()))
    }

    /// Adds a line; all have the same number of cells.
    pub fn line<T: AsRef<str>>(&mut self, cells: impl IntoIterator<Item = T>) {
        for cell in cells {
            let written = self.0.write_field(&*harmless(cell.as_ref()));
            written.expect("memory takes every write");
        }
        let ended = self.0.write_record(None::<&[u8]>);
        ended.expect("memory takes every write, and lines are of one length");
    }

    /// The bytes of the table.
    pub fn finish(self) -> Vec<u8> {
        self.0.into_inner().expect("memory takes every write")
    }
}

/// A text that a spreadsheet program does not run. One that begins as a formula does and calls a
/// function or another program gets an apostrophe, which such programs know; every other text stays
/// as it is, since programs read these files, too.
fn harmless(text: &str) -> Cow<'_, str> {
    let begins = text
        .trim_start_matches([' ', '\u{a0}'])
        .starts_with(['=', '+', '-', '@', '\t', '\r', '\n']);
    match begins && text.contains(['(', '|']) {
        true => format!("'{text}").into(),
        false => text.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_would_run_gets_an_apostrophe_and_nothing_else_does() {
        for text in [
            "=HYPERLINK(\"https://evil.example\")",
            "+cmd|' /C calc'!A0",
            "@SUM(A1)",
            "-2+cmd|'x'!A",
            "\t=SUM(1)",
            " =A(1)",
        ] {
            assert_eq!(harmless(text), format!("'{text}"));
        }
        for text in ["++", "-5", "+ see the annex", "=1+1", "a (b)", "f(x) = 1", "-", ""] {
            assert_eq!(harmless(text), text);
        }
    }

    #[test]
    fn lines_end_as_the_standard_says_and_quotes_are_doubled() {
        let mut table = Delimited::new();
        table.line(["a", "b \"c\", d"]);
        table.line(["", "=F(1)"]);
        assert_eq!(table.finish(), b"a,\"b \"\"c\"\", d\"\r\n,'=F(1)\r\n");
    }
}
