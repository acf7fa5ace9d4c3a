//! Several words in a row.

use super::words::Word;

/// A word with fewer letters says little.
pub(super) const SHORTEST: usize = 3;

/// How many words in a row of a longer text are looked for.
pub(super) const LONGEST: usize = 5;

/// How many words of a phrase must say something, and how many letters it must have.
const LEAST: (usize, usize) = (3, 12);

/// Rows of words up to the last one that was read.
pub(super) struct Phrases {
    /// Which numbers of words are asked for.
    lengths: [bool; LONGEST + 1],
    last: [Option<Word>; LONGEST],
}

impl Phrases {
    pub(super) fn new(lengths: [bool; LONGEST + 1]) -> Self {
        Self { lengths, last: [None; LONGEST] }
    }

    /// Adds a word; calls `visit` with the mark and the beginning of each row of words that ends
    /// with it and says enough.
    pub(super) fn add(&mut self, word: Word, visit: &mut dyn FnMut(u64, usize)) {
        if word.is_apart {
            self.last = [None; LONGEST];
        }
        self.last.rotate_left(1);
        self.last[LONGEST - 1] = Some(word);
        for len in (1..=LONGEST).filter(|len| self.lengths[*len]) {
            let row = self.last[LONGEST - len..].iter().copied();
            let Some(row) = row.collect::<Option<Row>>() else { continue };
            if row.says_enough() {
                visit(row.mark, row.start);
            }
        }
    }
}

/// The mark of a text that is a row of a few words and no more.
pub(super) fn whole(words: &[Word]) -> Option<u64> {
    let fits = (LEAST.0..LONGEST).contains(&words.len());
    let row: Row = words.iter().copied().collect();
    (fits && row.says_enough()).then_some(row.mark)
}

/// A row of words.
#[derive(Default)]
struct Row {
    mark: u64,
    start: usize,
    len: usize,
    words: usize,
    letters: usize,
    characters: usize,
}

impl Row {
    fn says_enough(&self) -> bool {
        self.characters == LONGEST || self.words >= LEAST.0 && self.letters >= LEAST.1
    }
}

impl FromIterator<Word> for Row {
    fn from_iter<I: IntoIterator<Item = Word>>(words: I) -> Self {
        words.into_iter().fold(Row::default(), |row, word| Row {
            mark: (row.mark.rotate_left(7) ^ word.mark).wrapping_mul(0x9e37_79b9_7f4a_7c15),
            start: if row.len == 0 { word.start } else { row.start },
            len: row.len + 1,
            words: row.words + usize::from(word.letters >= SHORTEST),
            letters: row.letters + word.letters,
            characters: row.characters + usize::from(word.is_character),
        })
    }
}
