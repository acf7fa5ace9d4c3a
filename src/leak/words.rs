//! Bytes -> words, so that a text is found again however a file writes it: in other letter case,
//! without accents, with HTML entities, JSON escapes or percent signs, with tags between or within
//! its words. One pass, linear.

use unicode_normalization::char::{decompose_compatible, is_combining_mark};

/// How a text is read.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct How {
    /// Whether `\n`, `\u00e9` and `%C3%A9` are escapes.
    pub escapes: bool,
    /// Whether tags are passed over.
    pub tags: bool,
    /// Whether the addresses of Markdown links are passed over.
    pub links: bool,
    /// Whether a line is a text of its own.
    pub lines: bool,
    /// Whether an apostrophe stands within a word, as in addresses made of a title.
    pub apostrophes: bool,
}

/// A word of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Word {
    /// A number that stands for its letters, without case and accents.
    pub mark: u64,
    /// The byte at which it begins.
    pub start: usize,
    /// The byte after its last one.
    pub end: usize,
    /// How many letters and digits it has.
    pub len: usize,
    /// How many letters it has.
    pub letters: usize,
    /// Whether it is a character of a script that does not separate words.
    pub is_character: bool,
    /// Whether something stands before it that no sentence goes across.
    pub is_apart: bool,
}

/// A tag longer than this many bytes is text.
const LONGEST_TAG: usize = 4096;

/// Tags within words and sentences. A link is none: lists of links make sentences by chance.
const INLINE: &[&str] =
    &["b", "code", "em", "i", "mark", "s", "small", "span", "strong", "sub", "sup", "u", "wbr"];

/// Calls `visit` with each word, in order.
pub(super) fn each(bytes: &[u8], how: How, visit: &mut dyn FnMut(Word)) {
    let mut reader =
        Reader { bytes, how, at: 0, word: None, without: [0; 2], is_apart: true, visit };
    while reader.at < bytes.len() {
        reader.step();
    }
    reader.end(bytes.len());
}

struct Reader<'b, 'v> {
    bytes: &'b [u8],
    how: How,
    at: usize,
    word: Option<Word>,
    /// Up to where each kind of end was looked for without finding one.
    without: [usize; 2],
    /// Whether something that no sentence goes across came after the last word.
    is_apart: bool,
    visit: &'v mut dyn FnMut(Word),
}

/// What is passed over to its end.
#[derive(Clone, Copy)]
enum Closing {
    Tag,
    Link,
}

impl Reader<'_, '_> {
    /// Where a tag or an address ends. No byte is looked at twice in vain, however many begin.
    fn end_of(&mut self, byte: u8, what: Closing) -> Option<usize> {
        let most = (self.at + LONGEST_TAG).min(self.bytes.len());
        let from = self.without[what as usize].clamp(self.at, most);
        let end = self.bytes[from..most].iter().position(|b| *b == byte).map(|end| from + end);
        self.without[what as usize] = end.unwrap_or(most);
        end
    }

    fn step(&mut self) {
        let at = self.at;
        match self.bytes[at] {
            byte if byte.is_ascii_alphanumeric() => {
                self.at += 1;
                self.letter(byte.to_ascii_lowercase().into(), at);
            }
            byte if byte >= 0x80 => match character(&self.bytes[at..]) {
                Some(c) => {
                    self.at += c.len_utf8();
                    self.character(c, at);
                }
                None => self.pass(1),
            },
            b'&' => self.entity(),
            b'\\' if self.how.escapes => self.escape(),
            b'%' if self.how.escapes => self.percent(),
            b'<' if self.how.tags => self.tag(),
            b']' if self.how.links && self.bytes.get(at + 1) == Some(&b'(') => {
                let end = self.end_of(b')', Closing::Link);
                self.part(end.map_or(1, |end| end + 1 - at));
            }
            b'\'' if self.how.apostrophes => self.at += 1,
            _ if self.goes_on() => self.pass(1),
            _ => self.part(1),
        }
    }

    /// Passes over bytes that end a word.
    fn pass(&mut self, len: usize) {
        self.end(self.at);
        self.at += len;
    }

    /// Passes over bytes that end a text.
    fn part(&mut self, len: usize) {
        self.pass(len);
        self.is_apart = true;
    }

    /// Whether a sentence goes on across the character here. A comma without a space behind it, and
    /// a quotation mark beside brackets or a comma, are those of data.
    fn goes_on(&self) -> bool {
        let beside = |at: Option<usize>| at.and_then(|at| self.bytes.get(at)).copied();
        let (before, after) = (beside(self.at.checked_sub(1)), beside(Some(self.at + 1)));
        match self.bytes[self.at] {
            b'\n' => !self.how.lines,
            b',' => after.is_some_and(|byte| byte.is_ascii_whitespace()),
            b'"' => {
                ![before, after].into_iter().flatten().any(|byte| b",:;[]{}\n\t".contains(&byte))
            }
            byte => b" \r-'*_`~\\&%".contains(&byte),
        }
    }

    fn end(&mut self, at: usize) {
        if let Some(word) = self.word.take() {
            (self.visit)(Word { end: at, ..word });
        }
    }

    /// Adds a character that is not ASCII, or was written as an escape, and began at `start`.
    fn character(&mut self, c: char, start: usize) {
        if is_invisible(c) || is_combining_mark(c) || self.how.apostrophes && c == '’' {
            return;
        }
        if !c.is_alphanumeric() {
            self.end(start);
            self.is_apart |= !c.is_whitespace() && !"‘’“”„«»‐‑".contains(c);
        } else if c == 'و' && self.word.is_none() {
            // “And”, which Arabic writes as a part of the word behind it.
        } else if is_unseparated(c) {
            self.end(start);
            self.letter(c, start);
            if let Some(word) = &mut self.word {
                word.is_character = true;
            }
            self.end(self.at);
        } else {
            let mut letters = [None; 8];
            let mut free = letters.iter_mut();
            decompose_compatible(c, |c| {
                if let (false, Some(slot)) = (is_combining_mark(c), free.next()) {
                    *slot = Some(c);
                }
            });
            letters
                .into_iter()
                .flatten()
                .flat_map(char::to_lowercase)
                .for_each(|c| self.letter(c, start));
        }
    }

    fn letter(&mut self, c: char, start: usize) {
        // FNV-1a: short, and good enough for words.
        const BASIS: u64 = 0xcbf2_9ce4_8422_2325;
        const PRIME: u64 = 0x0100_0000_01b3;
        let (end, len, letters, is_character) = (start, 0, 0, false);
        let is_apart = self.is_apart;
        let new = Word { mark: BASIS, start, end, len, letters, is_character, is_apart };
        self.is_apart = false;
        let word = self.word.get_or_insert(new);
        word.mark = (word.mark ^ u64::from(c)).wrapping_mul(PRIME);
        word.len += 1;
        word.letters += usize::from(c.is_alphabetic());
    }

    /// `&amp;`, `&#233;`, `&eacute;`.
    fn entity(&mut self) {
        let rest = &self.bytes[self.at + 1..];
        let len = rest.iter().take(12).position(|byte| *byte == b';');
        let name = len.and_then(|len| std::str::from_utf8(&rest[..len]).ok());
        let (Some(name), start) = (name, self.at) else { return self.pass(1) };
        match named(name) {
            Some(c) => {
                self.at += name.len() + 2;
                self.any(c, start);
            }
            None if name.bytes().all(|b| b.is_ascii_alphanumeric()) && !name.is_empty() => {
                self.pass(name.len() + 2);
            }
            None => self.pass(1),
        }
    }

    /// Adds a character that was written as an escape.
    fn any(&mut self, c: char, start: usize) {
        match c.is_ascii_alphanumeric() {
            true => self.letter(c.to_ascii_lowercase(), start),
            false => self.character(c, start),
        }
    }

    /// `\n`, `\u00e9`.
    fn escape(&mut self) {
        let (start, rest) = (self.at, &self.bytes[self.at + 1..]);
        match rest.first() {
            Some(b'u') => match rest.get(1..5).and_then(hex).and_then(char::from_u32) {
                Some(c) => {
                    self.at += 6;
                    self.any(c, start);
                }
                None => self.pass(2),
            },
            Some(b'n' | b't' | b'r' | b'b' | b'f') => self.part(2),
            _ => self.pass(1),
        }
    }

    /// `%C3%A9`.
    fn percent(&mut self) {
        let start = self.at;
        let mut buffer = [0; 4];
        let mut len = 0;
        while len < 4
            && let Some(byte) = percent(&self.bytes[start + 3 * len..])
        {
            buffer[len] = byte;
            len += 1;
        }
        match character(&buffer[..len]) {
            Some(c) => {
                self.at += 3 * c.len_utf8();
                self.any(c, start);
            }
            None => self.pass(1),
        }
    }

    fn tag(&mut self) {
        let rest = &self.bytes[self.at + 1..];
        let begins = rest.first().is_some_and(|b| b.is_ascii_alphabetic() || b"/!".contains(b));
        let end = begins.then(|| self.end_of(b'>', Closing::Tag)).flatten();
        let Some(end) = end.map(|end| end - self.at - 1) else { return self.pass(1) };
        let tag = &rest[usize::from(rest[0] == b'/')..end];
        let name = tag.split(|b| !b.is_ascii_alphanumeric()).next().unwrap_or(tag);
        match std::str::from_utf8(name).is_ok_and(|name| INLINE.contains(&name)) {
            true => self.at += end + 2,
            false => self.part(end + 2),
        }
    }
}

/// The character at the beginning of some bytes.
fn character(bytes: &[u8]) -> Option<char> {
    let len = match bytes.first()? {
        0..0x80 => 1,
        0xc0..0xe0 => 2,
        0xe0..0xf0 => 3,
        _ => 4,
    };
    std::str::from_utf8(bytes.get(..len)?).ok()?.chars().next()
}

fn hex(digits: &[u8]) -> Option<u32> {
    u32::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()
}

fn percent(bytes: &[u8]) -> Option<u8> {
    match bytes {
        [b'%', high, low, ..] => u8::try_from(hex(&[*high, *low])?).ok(),
        _ => None,
    }
}

/// The character that an entity stands for. Accents do not matter, so `eacute` is an e.
fn named(name: &str) -> Option<char> {
    const ACCENTS: &[&str] =
        &["acute", "grave", "circ", "uml", "tilde", "cedil", "ring", "caron", "slash"];
    match name.strip_prefix('#') {
        Some(number) => {
            let hex = number.strip_prefix(['x', 'X']).map(|hex| u32::from_str_radix(hex, 16));
            char::from_u32(hex.unwrap_or_else(|| number.parse()).ok()?)
        }
        None if name == "shy" => Some('\u{ad}'),
        None => {
            let accent = name.get(1..).is_some_and(|accent| ACCENTS.contains(&accent));
            name.chars().next().filter(|c| accent && c.is_ascii_alphabetic())
        }
    }
}

/// Characters within words that readers do not see.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}')
}

/// Whether the script of a character does not put spaces between words.
fn is_unseparated(c: char) -> bool {
    matches!(c, '\u{0e00}'..='\u{0eff}' | '\u{1780}'..='\u{17ff}' | '\u{1000}'..='\u{109f}'
        | '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{20000}'..='\u{3ffff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: How =
        How { escapes: true, tags: true, links: true, lines: false, apostrophes: true };

    fn marks(text: &str, how: How) -> Vec<u64> {
        let mut out = Vec::new();
        each(text.as_bytes(), how, &mut |word| out.push(word.mark));
        out
    }

    #[test]
    fn a_text_is_the_same_words_however_it_is_written() {
        let words = marks("sante publique a geneve", How::default());
        for text in [
            "Santé publique à Genève",
            "SANTÉ, publique: à «Genève»",
            "sant&eacute; publique &agrave; Gen&#232;ve",
            "Sant\\u00e9\\npublique\\t\\u00e0 Gen\\u00E8ve",
            "sant%C3%A9%20publique/%c3%a0/Gen%C3%A8ve",
            "<p>San<b>té</b> publique</p><p>à Genève</p>",
            "san\u{ad}te\u{301} publique à Genève",
            "[santé](x.md) publique à Genève",
        ] {
            assert_eq!(marks(text, ALL), words, "{text}");
        }
    }

    #[test]
    fn places_and_letters_are_known() {
        let mut found = Vec::new();
        each("a Émile 12b".as_bytes(), How::default(), &mut |word| found.push(word));
        let places: Vec<_> = found.iter().map(|w| (w.start, w.end, w.len, w.letters)).collect();
        assert_eq!(places, [(0, 1, 1, 1), (2, 8, 5, 5), (9, 12, 3, 1)]);
    }

    #[test]
    fn characters_of_scripts_without_spaces_are_words() {
        assert_eq!(marks("秘密の予算", How::default()).len(), 5);
    }

    #[test]
    fn any_bytes_end() {
        for bytes in
            [&b"<"[..], b"&", b"&#;", b"\\", b"\\u12", b"%", b"%C3", b"](", b"\xff\xc3", b"<a"]
        {
            each(bytes, ALL, &mut |_| {});
        }
    }
}
