//! Stems of words, by the algorithms of Snowball.

use std::borrow::Cow;

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

/// Endings of words by language, folded, the longest first. A form that no text has is tried without each of
/// them, where stems are not made; what is left must be a stem of the index.
const ENDINGS: &[(&str, &str)] = &[
    (
        "ar",
        "ياتها اتها اته اتي ونها تها هما كما تين يات ات ان ون ين ها هم هن نا كم تي يه ته وا ه ي ت ا ن",
    ),
    (
        "en",
        "isations izations ational isation ization ations ements ively ation ement ments ingly ities ional iness \
         ings ment ness ally able ible ions ance ence ized ised izes ises ings ity ies ied ing ion ers est ive ous ful \
         ely al ly es ed er or s e y",
    ),
    (
        "es",
        "aciones amientos amiento idades acion mente iones adora adores ibles ables idad ador ando iendo ados adas \
         idos idas aron ieron able ible ico ica icos icas ivo iva ion ado ada ido ida aba ian cion es os as ar er ir an en \
         ia o a e s",
    ),
    (
        "fr",
        "issements issement ations atrices atrice ateurs ateur ements ement ation ables ances ences ibles ites ites ions \
         able ance ence ible ives euse euses eurs eux ant ants ent ees aient ait era eront ite ion eur ive ifs if ie ee es er ez \
         ir is it s e x",
    ),
    (
        "ru",
        "остями остях иями ости ость ениями ениях ение ения ении ений ыми ими ого его ому ему ами ями ать ять ить еть ают яют ует \
         ала ила али или ах ях ов ев ей ой ый ий ая яя ое ее ые ие ую юю ом ем ам ям ии ию ия ья а я о е у ю ы и ь",
    ),
];

/// The endings of a language by its tag, separated by spaces; empty where none are known.
pub fn endings(tag: &str) -> &'static str {
    let primary = tag.split('-').next().unwrap_or_default();
    ENDINGS.iter().find(|(language, _)| *language == primary).map_or("", |(_, endings)| endings)
}

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
        let bare = without_article(lower);
        let stem = match &self.0 {
            Some(snowball) if !has_digit() => snowball.stem(&bare),
            _ => lower.into(),
        };
        let folded: String = stem.chars().map(|c| super::fold(c).1).collect();
        match folded.is_empty() {
            true => lower.chars().map(|c| super::fold(c).1).collect(),
            false => folded,
        }
    }
}

/// An Arabic word without its article and what is written together with that, since Snowball takes other endings
/// off words with an article: all of a feminine plural, where it leaves a letter without one.
fn without_article(word: &str) -> Cow<'_, str> {
    const ARTICLES: [&str; 6] = ["وال", "فال", "بال", "كال", "ال", "لل"];
    let rest = ARTICLES.iter().find_map(|article| word.strip_prefix(article));
    let bare = rest.filter(|rest| rest.chars().count() > 2).unwrap_or(word);
    match bare.ends_with("ات") {
        true => format!("ال{bare}").into(),
        false => bare.into(),
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
        same("ar", &["النفايات", "نفايات", "والنفايات", "للنفايات"]);
        same("ar", &["المستهلك", "مستهلك"]);
        same("ar", &["غابة", "الغابات", "غابات"]);
        same("ar", &["البلدان", "بلدان"]);
    }

    #[test]
    fn endings_are_folded() {
        for (tag, endings) in super::ENDINGS {
            for ending in endings.split(' ') {
                let folded: String = ending.chars().map(|c| crate::words::fold(c).1).collect();
                assert_eq!(folded, ending, "{tag}");
            }
        }
    }

    #[test]
    fn a_language_without_an_algorithm_leaves_words_as_they_are() {
        assert_eq!(Stemmer::of("ja").stem("京都"), "京都");
        assert_eq!(Stemmer::of("en").stem("cop15s"), "cop15s");
    }
}
