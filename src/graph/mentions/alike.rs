//! Acronyms that differ in one letter, found without comparing each with all others.

use std::collections::BTreeMap;

/// The fewest letters of acronyms that may be one; shorter ones are often near to each other.
const FEWEST: usize = 5;

/// Acronyms in which the one nearest to another is found.
pub(super) struct Index<'n> {
    /// The acronyms by what is left of them without one letter, and by themselves.
    by_rest: BTreeMap<String, &'n str>,
}

impl<'n> Index<'n> {
    pub(super) fn new(acronyms: impl Iterator<Item = &'n str>) -> Self {
        let mut by_rest = BTreeMap::new();
        for acronym in acronyms.filter(|acronym| is_long(acronym)) {
            for rest in rests(acronym) {
                by_rest.entry(rest).or_insert(acronym);
            }
        }
        Self { by_rest }
    }

    /// The acronym that has one letter more, one less or another one.
    pub(super) fn nearest(&self, acronym: &str) -> Option<&'n str> {
        let mut rests = rests(acronym).filter(|_| is_long(acronym));
        rests.find_map(|rest| self.by_rest.get(&rest).copied())
    }
}

fn is_long(acronym: &str) -> bool {
    acronym.chars().count() >= FEWEST
}

/// An acronym, and what is left of it without each of its letters.
fn rests(acronym: &str) -> impl Iterator<Item = String> {
    let without = |(at, letter): (usize, char)| {
        format!("{}{}", &acronym[..at], &acronym[at + letter.len_utf8()..])
    };
    std::iter::once(acronym.to_owned()).chain(acronym.char_indices().map(without))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_differs_in_one_letter() {
        let index = Index::new(["APELL", "UNITAR", "SACEP", "CEB"].into_iter());
        for (acronym, nearest) in [
            ("APEEL", Some("APELL")),
            ("UNITR", Some("UNITAR")),
            ("UNITARY", Some("UNITAR")),
            ("UNIDO", None),
            ("CEC", None),
            ("APEXX", None),
        ] {
            assert_eq!(index.nearest(acronym), nearest, "{acronym}");
        }
    }
}
