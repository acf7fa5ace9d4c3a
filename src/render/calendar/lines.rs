//! Content lines of RFC 5545, section 3.1: they end in CRLF, and a long one is folded.

/// The most octets of a line, without its end.
const MOST: usize = 75;

/// Lines that are being written.
#[derive(Default)]
pub(super) struct Lines(String);

impl Lines {
    /// A property whose value needs no escapes.
    pub(super) fn plain(&mut self, name: &str, value: &str) {
        self.fold(&format!("{name}:{value}"));
    }

    /// The same, unless there is no value.
    pub(super) fn given_plain(&mut self, name: &str, value: &str) {
        if !value.is_empty() {
            self.plain(name, value);
        }
    }

    /// A property whose value is a text.
    pub(super) fn text(&mut self, name: &str, value: &str) {
        self.plain(name, &escaped(value));
    }

    /// The same, unless there is no value.
    pub(super) fn given(&mut self, name: &str, value: &str) {
        self.given_plain(name, &escaped(value));
    }

    pub(super) fn finish(self) -> Vec<u8> {
        self.0.into_bytes()
    }

    /// Each further line begins with a space, which counts; no character is cut.
    fn fold(&mut self, line: &str) {
        let mut used = 0;
        for c in line.chars() {
            if used + c.len_utf8() > MOST {
                self.0.push_str("\r\n ");
                used = 1;
            }
            self.0.push(c);
            used += c.len_utf8();
        }
        self.0.push_str("\r\n");
    }
}

/// A text with the escapes of section 3.3.11; other control characters are not allowed there.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.trim().chars() {
        match c {
            '\\' | ';' | ',' => out.extend(['\\', c]),
            '\n' => out.push_str("\\n"),
            c if c.is_control() => {}
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_lines_are_folded_between_characters() {
        let mut lines = Lines::default();
        lines.text("SUMMARY", &"é🌍, ".repeat(30));
        let text = String::from_utf8(lines.finish()).expect("UTF-8");
        let folded: Vec<&str> = text.split("\r\n").collect();
        assert!(folded.len() > 3 && folded.iter().all(|line| line.len() <= MOST), "{folded:?}");
        assert!(folded[1].starts_with(' '));
        let whole = text.replace("\r\n ", "");
        assert_eq!(whole.trim_end(), format!("SUMMARY:{}", "é🌍\\, ".repeat(30).trim_end()));
    }

    #[test]
    fn texts_are_escaped() {
        assert_eq!(escaped("a\\b; c, d\r\ne\u{7}"), "a\\\\b\\; c\\, d\\ne");
    }
}
