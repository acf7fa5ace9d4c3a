//! Letters without what readers do not type: case, accents, vowel signs, forms.

use std::borrow::Cow;
use std::sync::LazyLock;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// What a character does in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Class {
    /// It ends a word.
    Separator,
    /// It is part of a word.
    Word,
    /// It is a word of its own, more or less: the scripts that set no spaces between words.
    Single,
}

/// Letters that Unicode does not take apart, each with what stands for it. `search-engine.js` has the same list.
const SPECIAL: &[(char, &str)] = &[
    ('æ', "ae"),
    ('ð', "d"),
    ('ø', "o"),
    ('þ', "th"),
    ('đ', "d"),
    ('ħ', "h"),
    ('ı', "i"),
    ('ł', "l"),
    ('ŋ', "n"),
    ('œ', "oe"),
    ('ة', "ه"),
    ('ى', "ي"),
    ('٠', "0"),
    ('١', "1"),
    ('٢', "2"),
    ('٣', "3"),
    ('٤', "4"),
    ('٥', "5"),
    ('٦', "6"),
    ('٧', "7"),
    ('٨', "8"),
    ('٩', "9"),
    ('ٱ', "ا"),
    ('ک', "ك"),
    ('ی', "ي"),
    ('۰', "0"),
    ('۱', "1"),
    ('۲', "2"),
    ('۳', "3"),
    ('۴', "4"),
    ('۵', "5"),
    ('۶', "6"),
    ('۷', "7"),
    ('۸', "8"),
    ('۹', "9"),
];

/// Accents, vowel signs and what else stands above or below letters without making others of them. Those of
/// Indic and Japanese writing do make others, and stay.
fn is_dropped(c: char) -> bool {
    is_unseen(c)
        || matches!(c,
        '\u{300}'..='\u{36f}' | '\u{591}'..='\u{5c7}' | '\u{610}'..='\u{61a}' | '\u{640}' | '\u{64b}'..='\u{65f}'
        | '\u{670}' | '\u{6d6}'..='\u{6ed}' | '\u{1ab0}'..='\u{1aff}' | '\u{1dc0}'..='\u{1dff}'
        | '\u{20d0}'..='\u{20f0}' | '\u{fe00}'..='\u{fe0f}' | '\u{fe20}'..='\u{fe2f}')
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || is_combining_mark(c) || is_unseen(c)
}

/// The soft hyphen, joiners, and their like: what stands within words and is not seen.
fn is_unseen(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200c}' | '\u{200d}' | '\u{2060}' | '\u{feff}')
}

/// Whether a folded character stands for a word of its own.
pub fn is_single(c: char) -> bool {
    matches!(u32::from(c),
        0xe01..=0xe5b | 0xe81..=0xedf | 0x1000..=0x109f | 0x1100..=0x11ff | 0x1780..=0x17ff | 0x2e80..=0x2fdf
        | 0x3005..=0x3007 | 0x3021..=0x3029 | 0x3031..=0x3035 | 0x303b..=0x30fa | 0x30fc..=0x318f
        | 0x31a0..=0x31bf | 0x31f0..=0x31ff | 0x3400..=0x4dbf | 0x4e00..=0x9fff | 0xa960..=0xa97f
        | 0xac00..=0xd7ff | 0xf900..=0xfaff | 0x1b000..=0x1b16f | 0x20000..=0x323af)
}

/// The characters of most alphabets, folded.
static TABLE: LazyLock<Vec<(Class, Box<str>)>> =
    LazyLock::new(|| ('\0'..TABLED).map(fold_slowly).map(|(c, t)| (c, t.into())).collect());
/// The first character that is not in the table.
const TABLED: char = '\u{3200}';

/// The ideographs of Chinese, Japanese and Korean, and the syllables of Korean: they stand for themselves.
fn is_plain(c: char) -> bool {
    matches!(c, '\u{4e00}'..='\u{9fff}' | '\u{3400}'..='\u{4dbf}' | '\u{ac00}'..='\u{d7a3}')
}

/// A character as words are compared, and what it does in a text. Part of a word, it may stand for nothing (an
/// accent) or for several characters.
pub fn fold(c: char) -> (Class, Cow<'static, str>) {
    match c {
        ..TABLED => {
            let (class, text) = &TABLE[c as usize];
            (*class, Cow::Borrowed(&**text))
        }
        c if is_plain(c) => (Class::Single, c.to_string().into()),
        c => {
            let (class, text) = fold_slowly(c);
            (class, text.into())
        }
    }
}

fn fold_slowly(c: char) -> (Class, String) {
    if !is_word(c) {
        return (Class::Separator, String::new());
    }
    // Readers of Russian never write и for й.
    if matches!(c, 'й' | 'Й') {
        return (Class::Word, "й".into());
    }
    let mut out = String::new();
    let small = |c: char| c.to_uppercase().flat_map(char::to_lowercase);
    for c in c.nfkd().flat_map(small).nfkd().filter(|c| is_word(*c) && !is_dropped(*c)) {
        match SPECIAL.binary_search_by_key(&c, |(known, _)| *known) {
            Ok(at) => out.push_str(SPECIAL[at].1),
            Err(_) => out.push(c),
        }
    }
    let out: String = out.nfc().collect();
    let class = if out.starts_with(is_single) { Class::Single } else { Class::Word };
    (class, out)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folded(text: &str) -> String {
        text.chars().map(|c| fold(c).1).collect()
    }

    #[test]
    fn the_list_of_letters_is_sorted() {
        assert!(SPECIAL.is_sorted_by_key(|(c, _)| *c));
    }

    #[test]
    fn accents_case_and_forms_make_no_difference() {
        for (a, b) in [
            ("ÉLÉGANT", "elegant"),
            ("Straße", "strasse"),
            ("İstanbul ıslak", "istanbulislak"),
            ("ΟΔΟΣ", "οδοσ"),
            ("ёж", "еж"),
            ("إدارة", "اداره"),
            ("مُحَمَّد", "محمد"),
            ("الىـــ", "الي"),
            ("٢٠٠٣", "2003"),
            ("Œuvre Łódź", "oeuvrelodz"),
            ("ｅ－ｗａｓｔｅ", "ewaste"),
            ("ﬁn", "fin"),
        ] {
            assert_eq!(folded(a), b);
        }
    }

    #[test]
    fn what_makes_another_letter_stays() {
        for text in ["й", "が", "한", "कि"] {
            assert_eq!(folded(text), text);
        }
    }
}
