//! The tokens of a text: what is found when it is asked for.

use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

use super::fold::{Class, fold, is_single};

/// The most characters of a token; longer words are found by their beginning.
pub const LONGEST: usize = 40;

/// A token of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Token<'t> {
    /// As it is compared.
    pub folded: &'t str,
    /// As it is written, in small letters; the stem is made from it.
    pub lower: &'t str,
    /// Whether others say the same: two words with a hyphen between them as one word, and the last character of
    /// a run of pairs.
    pub extra: bool,
}

/// Calls `visit` with every token.
///
/// A token is a run of letters and digits; zeros before a number do not count. Writing without spaces gives
/// each pair of characters that follow each other, and the last character. `e-waste` gives `e`, `waste` and
/// `ewaste`.
pub fn tokens(text: &str, visit: &mut dyn FnMut(Token<'_>)) {
    let (run, before, joined) = <(Run, Run, Run)>::default();
    let mut reader = Reader { visit, run, before, joined, hyphen: false };
    if text.is_ascii() || is_nfc_quick(text.chars()) == IsNormalized::Yes {
        reader.text(text);
    } else {
        reader.text(&text.nfc().collect::<String>());
    }
    reader.end();
}

/// The beginning of a folded token, by which it is filed: four characters, or one of those that are words.
pub fn key(folded: &str) -> &str {
    let most = if folded.starts_with(is_single) { 1 } else { 4 };
    let end = folded.char_indices().nth(most).map_or(folded.len(), |(at, _)| at);
    &folded[..end]
}

/// A word that is being read, or was. Texts have millions, so what holds them is used again.
#[derive(Default)]
struct Run {
    folded: String,
    /// As it is written, where that is not ASCII.
    lower: String,
    len: usize,
    single: bool,
}

struct Reader<'v> {
    visit: &'v mut dyn FnMut(Token<'_>),
    run: Run,
    /// The word before, if any.
    before: Run,
    joined: Run,
    /// Whether nothing but a hyphen stands between the word before and what follows.
    hyphen: bool,
}

impl Reader<'_> {
    /// Reads a text in composed form; letters and digits of ASCII, which most are, as runs.
    fn text(&mut self, mut rest: &str) {
        loop {
            let plain = rest.bytes().take_while(u8::is_ascii_alphanumeric).count();
            let (run, after) = rest.split_at(plain);
            if !run.is_empty() {
                self.begin(false);
                self.run.push(run);
            }
            let Some(c) = after.chars().next() else { return };
            self.read(c);
            rest = &after[c.len_utf8()..];
        }
    }

    /// Reads a character that is neither a letter nor a digit of ASCII.
    fn read(&mut self, c: char) {
        if c.is_ascii() {
            return self.separate(c);
        }
        let (class, folded) = fold(c);
        match class {
            Class::Separator => self.separate(c),
            // A vowel sign on its own is not a word.
            _ if folded.is_empty() => {}
            _ => {
                self.begin(class == Class::Single);
                self.run.push_folded(c, &folded);
            }
        }
    }

    /// Reads a character that does not belong to a word.
    fn separate(&mut self, c: char) {
        let was_word = self.run.len > 0;
        self.end();
        self.hyphen = was_word && matches!(c, '-' | '\u{2010}' | '\u{2011}');
    }

    /// Ends the word that is being read if what follows is of another writing.
    fn begin(&mut self, single: bool) {
        if self.run.len > 0 && self.run.single != single {
            self.end();
            self.hyphen = false;
        }
        self.run.single = single;
    }

    fn end(&mut self) {
        let hyphen = std::mem::take(&mut self.hyphen);
        if self.run.len == 0 {
            return;
        }
        if self.run.single {
            pairs(&self.run.folded, self.visit);
            self.before.clear();
        } else {
            self.run.strip_zeros();
            (self.visit)(self.run.token(false));
            if hyphen && self.before.has_letters_only() && self.run.has_letters_only() {
                self.joined.join(&self.before, &self.run);
                (self.visit)(self.joined.token(true));
            }
            std::mem::swap(&mut self.before, &mut self.run);
        }
        self.run.clear();
    }
}

impl Run {
    fn clear(&mut self) {
        self.folded.clear();
        self.lower.clear();
        self.len = 0;
    }

    /// Appends letters and digits of ASCII.
    fn push(&mut self, text: &str) {
        let kept = &text[..text.len().min(LONGEST.saturating_sub(self.len))];
        self.len += text.len();
        if !self.lower.is_empty() {
            append_small(&mut self.lower, kept);
        }
        append_small(&mut self.folded, kept);
    }

    fn push_folded(&mut self, c: char, folded: &str) {
        self.len += 1;
        if self.len <= LONGEST || self.single {
            if self.lower.is_empty() {
                self.lower.push_str(&self.folded);
            }
            self.folded.push_str(folded);
            self.lower.extend(c.to_lowercase());
        }
    }

    fn join(&mut self, one: &Run, two: &Run) {
        self.clear();
        for run in [one, two] {
            self.folded.push_str(&run.folded);
            self.lower.push_str(run.lower());
        }
    }

    fn lower(&self) -> &str {
        if self.lower.is_empty() { &self.folded } else { &self.lower }
    }

    fn token(&self, extra: bool) -> Token<'_> {
        Token { folded: &self.folded, lower: self.lower(), extra }
    }

    /// Whether it is a word of letters.
    fn has_letters_only(&self) -> bool {
        self.len > 0 && !self.folded.contains(|c: char| c.is_numeric())
    }

    /// `007` is `7`.
    fn strip_zeros(&mut self) {
        if self.folded.starts_with('0') && self.folded.bytes().all(|b| b.is_ascii_digit()) {
            let zeros = self.folded.len() - self.folded.trim_start_matches('0').len();
            self.folded.drain(..zeros.min(self.folded.len() - 1));
            self.lower.clear();
        }
    }
}

/// Appends a text of ASCII in small letters.
fn append_small(out: &mut String, text: &str) {
    let start = out.len();
    out.push_str(text);
    out[start..].make_ascii_lowercase();
}

/// Pairs of characters that follow each other, and the last character.
fn pairs(folded: &str, visit: &mut dyn FnMut(Token<'_>)) {
    let mut starts = folded.char_indices().map(|(at, _)| at).chain([folded.len()]);
    let (mut one, mut two) = (starts.next().unwrap_or(0), starts.next().unwrap_or(0));
    loop {
        let end = starts.next();
        let pair = &folded[one..end.unwrap_or(two)];
        visit(Token { folded: pair, lower: pair, extra: end.is_none() && one > 0 });
        let Some(end) = end else { return };
        (one, two) = (two, end);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(text: &str) -> Vec<String> {
        let mut out = Vec::new();
        tokens(text, &mut |token| out.push(token.folded.to_owned()));
        out
    }

    #[test]
    fn symbols_come_apart_and_zeros_do_not_count() {
        assert_eq!(all("SOM.19/03"), ["som", "19", "3"]);
        assert_eq!(all("000 007 2003 10"), ["0", "7", "2003", "10"]);
        assert_eq!(all("l\u{2019}eau don't"), ["l", "eau", "don", "t"]);
    }

    #[test]
    fn a_hyphen_joins_words() {
        assert_eq!(all("e-waste"), ["e", "waste", "ewaste"]);
        assert_eq!(all("a-b-c"), ["a", "b", "ab", "c", "bc"]);
        assert_eq!(all("COVID-19 a - b"), ["covid", "19", "a", "b"]);
    }

    #[test]
    fn what_is_not_seen_within_a_word_does_not_count() {
        assert_eq!(all("co\u{ad}operation می\u{200c}خواهم"), ["cooperation", "ميخواهم"]);
    }

    #[test]
    fn writing_without_spaces_gives_pairs() {
        assert_eq!(all("東京都 abc京"), ["東京", "京都", "都", "abc", "京"]);
        assert_eq!(all("PC東京"), ["pc", "東京", "京"]);
    }

    #[test]
    fn composed_or_not_it_is_one_word() {
        assert_eq!(all("e\u{301}tat"), all("\u{e9}tat"));
        assert_eq!(all("и\u{306}"), ["й"]);
    }

    #[test]
    fn tokens_are_filed_by_their_beginning() {
        assert_eq!(["recycling", "run", "京都", "éa"].map(key), ["recy", "run", "京", "éa"]);
    }
}
