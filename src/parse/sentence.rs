//! The sentence in which a reference stands, to be shown at the far end.

use std::ops::Range;

use crate::source::floor_char;
use crate::text::single_spaces;

/// A sentence longer than this many characters is shortened around the reference.
const MOST_CHARS: usize = 280;

/// What is further off than this many bytes is not looked at: more than is shown, in any script.
const FAR: usize = 4 * MOST_CHARS;

/// The sentence of `block` around `range`, shortened with ellipses where it is very long.
pub(super) fn sentence_around(block: &str, range: Range<usize>) -> String {
    // A paragraph may be huge and full of references; what is far off is never shown.
    let from = floor_char(block, range.start.saturating_sub(FAR));
    let to = floor_char(block, range.end.saturating_add(FAR));
    let (block, range) = (&block[from..to], range.start - from..range.end - from);
    let start = block[..range.start].rmatch_indices(ENDS).find_map(|(at, end)| {
        let after = at + end.len();
        is_end(block, at, after).then_some(after)
    });
    let end = block[range.end..].match_indices(ENDS).find_map(|(at, end)| {
        let at = range.end + at;
        is_end(block, at, at + end.len()).then_some(at + end.len())
    });
    let sentence = start.unwrap_or(0)..end.unwrap_or(block.len());
    shortened(&block[sentence.clone()], range.start.max(sentence.start) - sentence.start)
}

const ENDS: [char; 6] = ['.', '!', '?', '。', '！', '？'];

/// Whether the mark at `at` ends a sentence: something follows that begins a new one, and the
/// word before is no abbreviation.
fn is_end(block: &str, at: usize, after: usize) -> bool {
    if !block[at..].starts_with(['.', '!', '?']) {
        return true;
    }
    let mut next = block[after..].chars();
    let spaced = next.next().is_none_or(char::is_whitespace);
    let begins = next.find(|c| !c.is_whitespace()).is_none_or(|c| !c.is_lowercase());
    spaced && begins && !(block[at..].starts_with('.') && is_abbreviation(&block[..at]))
}

/// `Mr`, `Dr`, `No`, and single capital letters (`K. H. J.`).
fn is_abbreviation(before: &str) -> bool {
    let word =
        before.rsplit(|c: char| c.is_whitespace() || c == '.' || c == '(').next().unwrap_or("");
    let letters = word.chars().count();
    (letters == 1 && word.chars().all(char::is_uppercase))
        || ["Mr", "Mrs", "Ms", "Dr", "Prof", "No", "vs", "cf", "e.g", "i.e", "St", "Art", "para"]
            .contains(&word)
}

fn shortened(sentence: &str, at: usize) -> String {
    let trimmed = sentence.trim();
    if trimmed.chars().count() <= MOST_CHARS {
        return single_spaces(trimmed);
    }
    let before = sentence[..at].chars().count();
    let skip = before.saturating_sub(MOST_CHARS / 2);
    let kept: String = sentence.chars().skip(skip).take(MOST_CHARS).collect();
    let kept = single_spaces(&kept);
    let front = if skip > 0 { "… " } else { "" };
    let back = if skip + MOST_CHARS < sentence.chars().count() { " …" } else { "" };
    format!("{front}{kept}{back}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn around(block: &str, word: &str) -> String {
        let at = block.find(word).expect("the word is in the block");
        sentence_around(block, at..at + word.len())
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
}
