//! The nearest of many names, without comparing a word with each of them.
//!
//! Names that are like a word stand close to it in the order of their letters, from the front or
//! from the back, or share letters with it that few others have in that order. Only those are
//! compared, and only so many: what is wrong with a site of many records costs the same for each
//! fault, however many records there are.

use rustc_hash::FxHashMap;

use super::{LONGEST_NAME, ranked};

/// How many names are compared with each word; where there are no more, all of them are.
pub const MOST_COMPARED: usize = 200;
/// How many names are compared that stand before a word, and how many behind it.
const NEIGHBOURS: usize = 16;
/// How many names with the same three letters in a row are looked at.
const MOST_ALIKE: usize = 40;

/// Names in which the nearest ones can be found.
#[derive(Debug, Default)]
pub struct Index<'n> {
    names: Vec<(String, &'n str)>,
    /// The names by their letters from the back.
    backwards: Vec<(String, u32)>,
    /// The names that have a run of three letters, by the run.
    grams: FxHashMap<[char; 3], Vec<u32>>,
    /// How many names have a run.
    counts: FxHashMap<[char; 3], u32>,
    /// The names without one letter, for words too short to have runs of letters in common.
    without: FxHashMap<String, Vec<u32>>,
}

/// Names with at most so many letters are found without one of them.
const SHORT: usize = 7;

impl<'n> Index<'n> {
    /// An index of these names; those that are too long to be meant are left out.
    pub fn new(names: impl IntoIterator<Item = &'n str>) -> Self {
        let names = names.into_iter().filter(|name| name.len() <= LONGEST_NAME);
        let mut names: Vec<_> = names.map(|name| (name.to_lowercase(), name)).collect();
        names.sort();
        names.dedup();
        let mut index = Self { names, ..Self::default() };
        if index.names.len() > MOST_COMPARED {
            index.fill();
        }
        index
    }

    fn fill(&mut self) {
        for (at, (name, _)) in self.names.iter().enumerate() {
            let at = at as u32;
            self.backwards.push((reversed(name), at));
            for gram in grams(name) {
                *self.counts.entry(gram).or_default() += 1;
                add(self.grams.entry(gram).or_default(), at);
            }
            for short in without_one(name) {
                add(self.without.entry(short).or_default(), at);
            }
        }
        self.backwards.sort();
    }

    /// The names most like `word`, best first, at most `most` of them.
    pub fn nearest(&self, word: &str, most: usize) -> Vec<&'n str> {
        if word.len() > LONGEST_NAME {
            return Vec::new();
        }
        let wanted = word.to_lowercase();
        let candidates = self.candidates(&wanted).into_iter();
        ranked(&wanted, candidates.map(|at| &self.names[at as usize]), most)
    }

    /// The numbers of the names that are compared with a word in lower case.
    fn candidates(&self, wanted: &str) -> Vec<u32> {
        if self.backwards.is_empty() {
            return (0..self.names.len() as u32).collect();
        }
        let mut out = self.neighbours(wanted);
        for short in without_one(wanted).into_iter().chain([wanted.to_owned()]) {
            out.extend(self.without.get(&short).into_iter().flatten());
        }
        // Rare runs say most.
        let mut runs: Vec<(u32, [char; 3])> =
            grams(wanted).into_iter().filter_map(|g| Some((*self.counts.get(&g)?, g))).collect();
        runs.sort_unstable();
        for (_, run) in runs {
            if out.len() >= MOST_COMPARED {
                break;
            }
            out.extend(&self.grams[&run]);
        }
        out.sort_unstable();
        out.dedup();
        out.truncate(2 * MOST_COMPARED);
        out
    }

    /// The names around the place where a word would stand.
    fn neighbours(&self, wanted: &str) -> Vec<u32> {
        let place = self.names.partition_point(|(name, _)| name.as_str() < wanted);
        let around = |place: usize, len: usize| {
            place.saturating_sub(NEIGHBOURS)..(place + NEIGHBOURS).min(len)
        };
        let mut out: Vec<u32> = around(place, self.names.len()).map(|at| at as u32).collect();
        let wanted = reversed(wanted);
        let place = self.backwards.partition_point(|(name, _)| *name < wanted);
        out.extend(around(place, self.backwards.len()).map(|at| self.backwards[at].1));
        out
    }
}

/// Adds a number to a list that is looked at up to [`MOST_ALIKE`] only.
fn add(list: &mut Vec<u32>, at: u32) {
    if list.len() < MOST_ALIKE && list.last() != Some(&at) {
        list.push(at);
    }
}

fn reversed(name: &str) -> String {
    name.chars().rev().collect()
}

/// Every run of three letters, with the ends of the name as letters of their own.
fn grams(name: &str) -> Vec<[char; 3]> {
    let ends = |end: char| std::iter::once(end);
    let letters: Vec<char> = ends('\u{2}').chain(name.chars()).chain(ends('\u{3}')).collect();
    letters.windows(3).map(|run| [run[0], run[1], run[2]]).collect()
}

/// A short name without each of its letters.
fn without_one(name: &str) -> Vec<String> {
    let letters: Vec<char> = name.chars().collect();
    if letters.len() > SHORT {
        return Vec::new();
    }
    let without = |at: usize| letters[..at].iter().chain(&letters[at + 1..]).collect();
    (0..letters.len()).map(without).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Names of four syllables, none like another.
    fn many(count: usize) -> Vec<String> {
        let syllables = ["ba", "ke", "ri", "no", "tu", "sal", "mer", "dis", "lop", "gun"];
        let name = |n: usize| {
            let digits = [n / 1_000 % 10, n / 100 % 10, n / 10 % 10, n % 10];
            format!("{}-{}", digits.map(|digit| syllables[digit]).concat(), n / 10_000)
        };
        (0..count).map(name).collect()
    }

    fn nearest<'n>(names: &'n [String], word: &str) -> Vec<&'n str> {
        Index::new(names.iter().map(String::as_str)).nearest(word, 3)
    }

    #[test]
    fn a_misspelt_name_is_found_among_many() {
        let mut names = many(5_000);
        names.extend(["unep", "UNIDO", "icimod"].map(str::to_owned));
        for (wrong, right) in [
            ("unepp", "unep"),
            ("uenp", "unep"),
            ("unidp", "UNIDO"),
            ("icmod", "icimod"),
            ("bakerino-1", "bakerino-0"),
            ("bakarino-0", "bakerino-0"),
            ("xakerino-0", "bakerino-0"),
            ("bakreino-0", "bakerino-0"),
            ("bakerin-0", "bakerino-0"),
        ] {
            assert!(
                nearest(&names, wrong).contains(&right),
                "{wrong}: {:?}",
                nearest(&names, wrong)
            );
        }
        assert!(nearest(&names, "wholly-different").is_empty());
    }

    #[test]
    fn the_work_for_a_word_does_not_grow_with_the_names() {
        let plain = |count: usize| (0..count).map(|n| format!("note-{n}")).collect::<Vec<_>>();
        for names in [many(1_000), many(10_000), plain(1_000), plain(10_000)] {
            let index = Index::new(names.iter().map(String::as_str));
            for word in ["note-99999x", "nothing-like-it", "a", "ba", "bakerinx-0"] {
                let compared = index.candidates(word).len();
                assert!(compared <= 2 * MOST_COMPARED, "{word}: {compared} of {}", names.len());
            }
        }
    }

    #[test]
    fn few_names_are_all_compared() {
        let names = many(MOST_COMPARED);
        let index = Index::new(names.iter().map(String::as_str));
        assert_eq!(index.candidates("x").len(), MOST_COMPARED);
    }
}
