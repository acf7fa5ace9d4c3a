//! Names that are nearly equal, found without comparing each with all others.
//!
//! Names that are alike stand close to each other in the order of their letters, from the front or
//! from the back, or have the same words, or the same consonants.

use std::borrow::Cow;

use rayon::prelude::*;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;
use xxhash_rust::xxh3::xxh3_64;

/// How many of the names behind it a name is compared with.
const NEIGHBOURS: usize = 4;
/// The fewest letters of names that may differ in spaces and signs.
const FEWEST: usize = 4;
/// The fewest letters of names that may differ in one letter.
const FEWEST_FOR_ONE: usize = 7;
/// The fewest letters of names that may differ in two vowels.
const FEWEST_FOR_TWO: usize = 10;
/// The most bytes from the first to the last letter that differs, where one does.
const MOST_FOR_ONE: usize = 8;
/// The most bytes from the first to the last letter that differs, where two do.
const MOST_FOR_TWO: usize = 40;
/// Words with fewer letters than this say what sets a thing apart: `A`, `II`, `No`.
const LONG_WORD: usize = 4;

/// A name, and whose it is.
#[derive(Clone, Debug)]
pub(super) struct Name<'a> {
    /// The name.
    pub text: Cow<'a, str>,
    /// The number of the record.
    pub owner: u32,
    /// Whether it is the record's title.
    pub is_title: bool,
}

/// What was found among names.
#[derive(Debug, Default)]
pub(super) struct Found {
    /// Names that are alike, by number.
    pub alike: Vec<(usize, usize)>,
    /// How many comparisons it took.
    pub comparisons: usize,
}

/// A name as it is compared.
struct Key {
    name: usize,
    owner: u32,
    /// The letters and digits, in lower case, without accents.
    letters: String,
    /// How many there are.
    len: usize,
    /// The letters from the back.
    reversed: String,
    /// The mark of the words in alphabetical order.
    sorted: u64,
    /// The mark of the consonants, without repetition.
    skeleton: u64,
    /// The short words, and those with digits.
    short: String,
}

/// The names that are nearly equal and not those of one record.
pub(super) fn find(names: &[Name<'_>]) -> Found {
    let mut keys: Vec<Key> = names.par_iter().enumerate().map(|(at, name)| key(at, name)).collect();
    keys.par_sort_unstable_by(|a, b| {
        (&a.letters, a.owner, a.name).cmp(&(&b.letters, b.owner, b.name))
    });
    // A record's title comes before its other names.
    keys.dedup_by(|a, b| a.letters == b.letters && a.owner == b.owner);
    let mut found = Found::default();
    for pair in keys.windows(2).filter(|pair| pair[0].letters == pair[1].letters) {
        compare(names, (&pair[0], &pair[1]), &mut found);
    }
    // One of the names with the same letters speaks for all.
    keys.dedup_by(|a, b| a.letters == b.letters);
    near(names, keys.iter(), &mut found);
    let mut from_behind: Vec<&Key> = keys.iter().collect();
    from_behind.par_sort_unstable_by(|a, b| a.reversed.cmp(&b.reversed));
    near(names, from_behind.into_iter(), &mut found);
    for mark in [|key: &Key| key.sorted, |key: &Key| key.skeleton] {
        let mut marked: Vec<(u64, &Key)> = keys.iter().map(|key| (mark(key), key)).collect();
        marked.sort_by_key(|(mark, _)| *mark);
        for same in marked.chunk_by(|a, b| a.0 == b.0) {
            near(names, same.iter().map(|(_, key)| *key), &mut found);
        }
    }
    found.alike.sort_unstable();
    found.alike.dedup();
    found
}

/// Compares names with those that stand close behind them.
fn near<'k>(names: &[Name<'_>], keys: impl Iterator<Item = &'k Key> + Clone, found: &mut Found) {
    let mut behind = keys.clone();
    for one in keys {
        behind.next();
        behind.clone().take(NEIGHBOURS).for_each(|other| compare(names, (one, other), found));
    }
}

fn compare(names: &[Name<'_>], (one, other): (&Key, &Key), found: &mut Found) {
    found.comparisons += 1;
    if one.owner != other.owner && is_alike(names, one, other) {
        found.alike.push((one.name.min(other.name), one.name.max(other.name)));
    }
}

fn is_alike(names: &[Name<'_>], one: &Key, other: &Key) -> bool {
    let (a, b) = (&names[one.name], &names[other.name]);
    if a.text == b.text {
        // Records may well share an acronym.
        return a.is_title && b.is_title;
    }
    let least = one.len.min(other.len);
    if one.letters == other.letters || one.sorted == other.sorted {
        return least >= FEWEST;
    }
    let same_start = one.letters.chars().next() == other.letters.chars().next();
    if least < FEWEST_FOR_ONE || one.short != other.short || !same_start {
        return false;
    }
    let most = if least >= FEWEST_FOR_TWO && one.skeleton == other.skeleton { 2 } else { 1 };
    let (a, b) = apart(&one.letters, &other.letters);
    // Most are told apart at a glance.
    let farthest = if most == 1 { MOST_FOR_ONE } else { MOST_FOR_TWO };
    a.len().max(b.len()) <= farthest && strsim::osa_distance(a, b) <= most
}

/// Two texts without what they have in common at their beginnings and ends.
fn apart<'t>(mut a: &'t str, mut b: &'t str) -> (&'t str, &'t str) {
    let same = |(a, b): &(char, char)| a == b;
    let start: usize = a.chars().zip(b.chars()).take_while(same).map(|(c, _)| c.len_utf8()).sum();
    (a, b) = (&a[start..], &b[start..]);
    let end = a.chars().rev().zip(b.chars().rev()).take_while(same);
    let end: usize = end.map(|(c, _)| c.len_utf8()).sum();
    (&a[..a.len() - end], &b[..b.len() - end])
}

fn key(name: usize, named: &Name<'_>) -> Key {
    let plain = plain(&named.text);
    let words = plain.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let mut words: Vec<&str> = words.collect();
    let is_short =
        |word: &&str| word.chars().count() < LONG_WORD || word.contains(char::is_numeric);
    let short = words.iter().copied().filter(|word| is_short(word)).collect::<Vec<_>>().join(" ");
    let letters = words.concat();
    words.sort_unstable();
    let skeleton = xxh3_64(skeleton(&letters).as_bytes());
    let sorted = xxh3_64(words.join(" ").as_bytes());
    let len = letters.chars().count();
    let reversed = letters.chars().rev().collect();
    Key { name, owner: named.owner, letters, len, reversed, sorted, skeleton, short }
}

/// A text in lower case, without accents.
fn plain(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    text.nfkd().filter(|c| !is_combining_mark(*c)).collect::<String>().to_lowercase()
}

/// The letters that are not vowels, each run of one letter once.
fn skeleton(letters: &str) -> String {
    let mut out: Vec<char> = letters.chars().filter(|c| !"aeiouy".contains(*c)).collect();
    out.dedup();
    out.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names<T: AsRef<str>>(titles: &[T]) -> Vec<Name<'_>> {
        let titles = titles.iter().enumerate();
        titles
            .map(|(at, title)| Name {
                text: title.as_ref().into(),
                owner: at as u32,
                is_title: true,
            })
            .collect()
    }

    fn are_alike(one: &str, other: &str) -> bool {
        !find(&names(&[one, other])).alike.is_empty()
    }

    #[test]
    fn variants_of_a_name_are_alike() {
        for (one, other) in [
            ("Muhammed Omotola", "Mohammed Omotola"),
            ("Muhammad Omotola", "Mohammed Omotola"),
            ("UNESCAP", "UN ESCAP"),
            ("Jannica Pitkänen-Brunnsberg", "Jannica Pitkanen Brunnsberg"),
            ("Hossein Fadaei", "Fadaei, Hossein"),
            ("Eco-labelling", "Eco-labeling"),
            ("Closure", "Closure"),
        ] {
            assert!(are_alike(one, other), "{one} / {other}");
        }
    }

    #[test]
    fn names_of_several_things_are_not() {
        for (one, other) in [
            ("Report 2012", "Report 2013"),
            ("Working group A", "Working group B"),
            ("Phase I of the work", "Phase II of the work"),
            ("Zambia", "Gambia"),
            ("Slovenia", "Slovakia"),
            ("Import of waste", "Export of waste"),
            ("CEB", "C.E.B."),
            ("", "-"),
        ] {
            assert!(!are_alike(one, other), "{one} / {other}");
        }
    }

    #[test]
    fn a_name_that_is_shared_is_not_alike_but_a_title_is() {
        let mut shared = names(&["IMG", "IMG"]);
        shared[0].is_title = false;
        assert_eq!(find(&shared).alike, []);
        let mut both = names(&["IMG", "IMG", "IMG", "IMG"]);
        for (at, name) in both.iter_mut().enumerate() {
            (name.owner, name.is_title) = (at as u32 / 2, at % 2 == 0);
        }
        assert_eq!(find(&both).alike, [(0, 2)], "titles and acronyms");
        let mut own = names(&["UNESCAP", "UN ESCAP"]);
        own[1].owner = 0;
        assert_eq!(find(&own).alike, [], "of one record");
    }

    #[test]
    fn ten_thousand_names_take_few_comparisons() {
        let syllables = ["ba", "ke", "ri", "no", "tu", "sal", "mer", "dis", "lop", "gun"];
        let name = |n: usize| {
            let digits = [n / 1000, n / 100 % 10, n / 10 % 10, n % 10];
            let spelt = digits.map(|digit| syllables[digit]).concat();
            format!("Meeting of the experts on {spelt}")
        };
        let mut titles: Vec<String> = (0..10_000).map(name).collect();
        let numbered = (0..10_000).map(|n| format!("Meeting number {n} of the experts"));
        titles.extend(numbered);
        titles.push("Meeting of the experts on noketusol".to_owned());
        let found = find(&names(&titles));
        assert!(found.comparisons < 20 * titles.len(), "{} comparisons", found.comparisons);
        assert!(!found.alike.is_empty());
    }
}
