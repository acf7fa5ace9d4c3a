//! The sentence in which a reference stands, to be shown at the far end.

use std::ops::Range;

use super::record::Excerpt;
use crate::source::floor_char;

/// A sentence longer than this many characters is shortened around the reference.
const MOST_CHARS: usize = 280;

/// A block of text, and the references in it that show the title of what they lead to: each its
/// byte and its number.
#[derive(Clone, Copy)]
pub(super) struct Block<'b> {
    pub(super) text: &'b str,
    pub(super) titles: &'b [(usize, usize)],
}

impl Block<'_> {
    /// The sentence around `range`, shortened with ellipses where it is very long.
    pub(super) fn sentence_around(self, range: Range<usize>) -> Excerpt {
        // A paragraph may be huge and full of references; what is far off is never shown.
        let before = self.text[..range.start].char_indices().rev();
        let from = before.take(MOST_CHARS + 1).last().map_or(range.start, |(at, _)| at);
        let after = self.text[range.end..].char_indices().nth(MOST_CHARS + 1);
        let to = after.map_or(self.text.len(), |(at, _)| range.end + at);
        let mut starts = self.text[from..range.start].rmatch_indices(ENDS);
        let start = starts.find_map(|(at, end)| {
            let after = from + at + end.len();
            self.is_end(from + at, after).then_some(after)
        });
        let mut ends = self.text[range.end..to].match_indices(ENDS);
        let end = ends.find_map(|(at, end)| {
            let at = range.end + at;
            self.is_end(at, at + end.len()).then_some(at + end.len())
        });
        let sentence = start.unwrap_or(from)..end.unwrap_or(to);
        let kept = self.shortened(sentence.clone(), range);
        let mut out = Writer::default();
        if kept.start > sentence.start {
            out.push("… ");
        }
        self.write(&mut out, kept.clone());
        if kept.end < sentence.end {
            out.push(" …");
        }
        out.finish()
    }

    /// Whether the mark at `at` ends a sentence: something follows that begins a new one, and the
    /// word before is not an abbreviation.
    fn is_end(self, at: usize, after: usize) -> bool {
        if !self.text[at..].starts_with(['.', '!', '?']) {
            return true;
        }
        let rest = &self.text[after..];
        let space = rest.len() - rest.trim_start().len();
        let next = rest[space..].chars().next();
        let titled = self.titles_in(after..after + space + 1).next().is_some();
        let begins = titled || next.is_none_or(|c| !c.is_lowercase());
        let spaced = space > 0 || rest.is_empty();
        let before = floor_char(self.text, at.saturating_sub(LONGEST_ABBREVIATION));
        let abbreviates =
            self.text[at..].starts_with('.') && is_abbreviation(&self.text[before..at]);
        spaced && begins && !abbreviates
    }

    /// The titles that stand within a range.
    fn titles_in(self, range: Range<usize>) -> impl Iterator<Item = (usize, usize)> {
        let first = self.titles.partition_point(|(at, _)| *at < range.start);
        self.titles[first..].iter().copied().take_while(move |(at, _)| *at < range.end)
    }

    /// What is shown of a long sentence: whole words around a reference.
    fn shortened(self, sentence: Range<usize>, link: Range<usize>) -> Range<usize> {
        if self.text[sentence.clone()].trim().chars().count() <= MOST_CHARS {
            return sentence;
        }
        let before = self.text[sentence.start..link.start].char_indices().rev();
        let start = before.take(MOST_CHARS / 2).last().map_or(0, |(at, _)| at) + sentence.start;
        let after = self.text[start..sentence.end].char_indices().nth(MOST_CHARS);
        let end = after.map_or(sentence.end, |(at, _)| start + at).max(link.end);
        // In scripts without spaces there are no words to keep whole.
        let space = self.text[start..link.start].find(char::is_whitespace);
        let first = match start > sentence.start {
            true => space.map_or(start, |at| start + at),
            false => start,
        };
        let space = self.text[link.end..end].rfind(char::is_whitespace);
        let last = match end < sentence.end {
            true => space.map_or(end, |at| link.end + at),
            false => end,
        };
        first..last
    }

    fn write(self, out: &mut Writer, range: Range<usize>) {
        let mut from = range.start;
        // One at the very end belongs to it, too.
        for (at, link) in self.titles_in(range.start..range.end + 1) {
            out.push(&self.text[from..at]);
            out.title(link);
            from = at;
        }
        out.push(&self.text[from..range.end]);
    }
}

/// Writes an excerpt with single spaces.
#[derive(Default)]
struct Writer {
    text: String,
    titles: Vec<(u32, u32)>,
    /// Whether a space is due before what comes next.
    space: bool,
}

impl Writer {
    fn push(&mut self, text: &str) {
        for c in text.chars() {
            if c.is_whitespace() {
                self.space = !self.text.is_empty() || !self.titles.is_empty();
                continue;
            }
            self.spaced();
            self.text.push(c);
        }
    }

    fn title(&mut self, link: usize) {
        self.spaced();
        self.titles.push((self.text.len() as u32, link as u32));
    }

    fn spaced(&mut self) {
        if std::mem::take(&mut self.space) {
            self.text.push(' ');
        }
    }

    fn finish(self) -> Excerpt {
        Excerpt { text: self.text.into(), titles: self.titles.into() }
    }
}

/// How many bytes before a full stop are looked at for an abbreviation.
const LONGEST_ABBREVIATION: usize = 24;

const ENDS: [char; 6] = ['.', '!', '?', '。', '！', '？'];

/// `Mr`, `Dr`, `No`, and single capital letters (`K. H. J.`).
fn is_abbreviation(before: &str) -> bool {
    let word =
        before.rsplit(|c: char| c.is_whitespace() || c == '.' || c == '(').next().unwrap_or("");
    let letters = word.chars().count();
    (letters == 1 && word.chars().all(char::is_uppercase))
        || ["Mr", "Mrs", "Ms", "Dr", "Prof", "No", "vs", "cf", "e.g", "i.e", "St", "Art", "para"]
            .contains(&word)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn around(block: &str, word: &str) -> String {
        let at = block.find(word).expect("the word is in the block");
        let block = Block { text: block, titles: &[] };
        block.sentence_around(at..at + word.len()).text.to_string()
    }

    #[test]
    fn a_sentence_ends_where_the_next_begins() {
        let block = "One here. Two with UNEP there! Three.";
        assert_eq!(around(block, "UNEP"), "Two with UNEP there!");
        assert_eq!(around(block, "One"), "One here.");
        assert_eq!(around(block, "Three"), "Three.");
    }

    #[test]
    fn titles_and_initials_end_no_sentence() {
        let block = "It was chaired by Mr. K. H. J. Wijayadasa of UNEP. Then more.";
        assert_eq!(around(block, "UNEP"), "It was chaired by Mr. K. H. J. Wijayadasa of UNEP.");
    }

    #[test]
    fn a_number_with_a_point_ends_no_sentence() {
        assert_eq!(
            around("About 2.5 tonnes at UNEP in total.", "UNEP"),
            "About 2.5 tonnes at UNEP in total."
        );
    }

    #[test]
    fn a_long_sentence_is_shortened_around_the_reference() {
        let block = format!("{} UNEP {}", "before ".repeat(100), "after ".repeat(100));
        let sentence = around(&block, "UNEP");
        assert!(
            sentence.starts_with("… ") && sentence.ends_with(" …") && sentence.contains("UNEP")
        );
        assert!(sentence.chars().count() <= MOST_CHARS + 4);
    }

    #[test]
    fn words_are_kept_whole() {
        let block = format!("{} UNEP {}", "Entwicklung ".repeat(40), "Zusammenarbeit ".repeat(40));
        let sentence = around(&block, "UNEP");
        let words = sentence.split(' ');
        assert!(words.clone().count() > 15);
        for word in words {
            assert!(["…", "UNEP", "Entwicklung", "Zusammenarbeit"].contains(&word), "{sentence}");
        }
        let block = format!("{}字UNEP{}", "字".repeat(400), "字".repeat(400));
        assert!(around(&block, "UNEP").chars().count() <= MOST_CHARS + 4);
    }

    #[test]
    fn titles_stand_in_a_sentence_where_they_are_shown() {
        let text = "One.  said that  and  agree. Two.";
        let at = |word| text.find(word).expect("it is there");
        let titles = [(at("  said") + 1, 0), (at("  and") + 1, 1), (at(" agree"), 2)];
        let block = Block { text, titles: &titles };
        let excerpt = block.sentence_around(titles[1].0..titles[1].0);
        let shown = excerpt.filled(|link| format!("<{link}>").into());
        assert_eq!(shown, "<0> said that <1> and <2> agree.");
    }
}
