//! Stems of words, by the algorithms of Snowball.

use rust_stemmers::{Algorithm, Stemmer as Snowball};

/// Makes stems in one language.
pub struct Stemmer(Option<Snowball>);

const ALGORITHMS: &[(&str, Algorithm)] = &[
    ("ar", Algorithm::Arabic),
    ("da", Algorithm::Danish),
    ("de", Algorithm::German),
    ("el", Algorithm::Greek),
    ("en", Algorithm::English),
    ("es", Algorithm::Spanish),
    ("fi", Algorithm::Finnish),
    ("fr", Algorithm::French),
    ("hu", Algorithm::Hungarian),
    ("it", Algorithm::Italian),
    ("nb", Algorithm::Norwegian),
    ("nl", Algorithm::Dutch),
    ("nn", Algorithm::Norwegian),
    ("no", Algorithm::Norwegian),
    ("pt", Algorithm::Portuguese),
    ("ro", Algorithm::Romanian),
    ("ru", Algorithm::Russian),
    ("sv", Algorithm::Swedish),
    ("ta", Algorithm::Tamil),
    ("tr", Algorithm::Turkish),
];

impl Stemmer {
    /// The stemmer of a language by its tag; where there is none, every word is its own stem.
    pub fn of(tag: &str) -> Self {
        let primary = tag.split('-').next().unwrap_or_default();
        let found = ALGORITHMS.iter().find(|(language, _)| *language == primary);
        Self(found.map(|(_, algorithm)| Snowball::create(*algorithm)))
    }

    /// The folded stem of a word in small letters.
    pub fn stem(&self, lower: &str) -> String {
        let has_digit = || lower.contains(|c: char| c.is_numeric());
        let stem = match &self.0 {
            Some(snowball) if !has_digit() => snowball.stem(lower),
            _ => lower.into(),
        };
        let folded: String = stem.chars().map(|c| super::fold(c).1).collect();
        match folded.is_empty() {
            true => lower.chars().map(|c| super::fold(c).1).collect(),
            false => folded,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Stemmer;

    fn same(tag: &str, words: &[&str]) {
        let stemmer = Stemmer::of(tag);
        let stems: Vec<String> = words.iter().map(|word| stemmer.stem(word)).collect();
        assert!(stems.iter().all(|stem| *stem == stems[0]), "{tag}: {stems:?}");
    }

    #[test]
    fn forms_of_a_word_have_one_stem() {
        same("en", &["recycle", "recycled", "recycling", "recycles"]);
        same("fr-CA", &["déchet", "déchets"]);
        same("es", &["residuo", "residuos"]);
        same("ru", &["отход", "отходы", "отходов"]);
        same("ar", &["الاجتماع", "اجتماع"]);
    }

    #[test]
    fn a_language_without_an_algorithm_leaves_words_as_they_are() {
        assert_eq!(Stemmer::of("ja").stem("京都"), "京都");
        assert_eq!(Stemmer::of("en").stem("cop15s"), "cop15s");
    }
}
