//! The letter under which an index lists a text, in scripts whose first character is not what readers look for.

use unicode_normalization::UnicodeNormalization;

/// What a text in Chinese characters stands under where their sound is not known.
const HAN: &str = "漢";

/// The consonants of Hangul syllables in their order; a doubled one stands under the simple one.
const HANGUL: [&str; 19] = [
    "ㄱ", "ㄱ", "ㄴ", "ㄷ", "ㄷ", "ㄹ", "ㅁ", "ㅂ", "ㅂ", "ㅅ", "ㅅ", "ㅇ", "ㅈ", "ㅈ", "ㅊ", "ㅋ",
    "ㅌ", "ㅍ", "ㅎ",
];

/// The rows of the kana: the last character of each, and its name.
const KANA: [(char, &str); 10] = [
    ('お', "あ"),
    ('ご', "か"),
    ('ぞ', "さ"),
    ('ど', "た"),
    ('の', "な"),
    ('ぽ', "は"),
    ('も', "ま"),
    ('よ', "や"),
    ('ろ', "ら"),
    ('ゔ', "わ"),
];

/// The first character of each letter of Pinyin, in the order that CLDR gives Chinese characters by their sound; those
/// that ICU uses for its alphabetic index.
pub(super) const PINYIN: [(&str, &str); 23] = [
    ("阿", "A"),
    ("八", "B"),
    ("嚓", "C"),
    ("哒", "D"),
    ("妸", "E"),
    ("发", "F"),
    ("旮", "G"),
    ("哈", "H"),
    ("丌", "J"),
    ("咔", "K"),
    ("垃", "L"),
    ("妈", "M"),
    ("拏", "N"),
    ("噢", "O"),
    ("妑", "P"),
    ("七", "Q"),
    ("呥", "R"),
    ("仨", "S"),
    ("他", "T"),
    ("屲", "W"),
    ("夕", "X"),
    ("丫", "Y"),
    ("帀", "Z"),
];

/// Whether a character is a Chinese one.
pub(super) fn is_han(c: char) -> bool {
    let ranges = ['\u{3400}'..='\u{4DBF}', '\u{4E00}'..='\u{9FFF}', '\u{F900}'..='\u{FAFF}'];
    ranges.iter().any(|range| range.contains(&c)) || ('\u{20000}'..='\u{3FFFF}').contains(&c)
}

/// Whether a character is a vowel that is written before the consonant after which it is spoken, as in Thai and Lao.
pub(super) fn is_vowel_before(c: char) -> bool {
    matches!(c, '\u{E40}'..='\u{E44}' | '\u{EC0}'..='\u{EC4}')
}

/// The letter of a Chinese character, a kana, a Hangul syllable or an alef. `sound` gives that of a Chinese character, where the
/// language's order knows it.
pub(super) fn of(c: char, sound: &dyn Fn(char) -> Option<&'static str>) -> Option<&'static str> {
    match c {
        c if is_han(c) => Some(sound(c).unwrap_or(HAN)),
        // The forms of alef are one letter, whether or not the language orders them so.
        'آ' | 'أ' | 'إ' | 'ٱ' => Some("ا"),
        '가'..='힣' => Some(HANGUL[(c as usize - '가' as usize) / 588]),
        '\u{3041}'..='\u{3094}' => row(c),
        '\u{30A1}'..='\u{30F4}' => row(char::from_u32(c as u32 - 0x60)?),
        // Half-width forms.
        '\u{FF66}'..='\u{FF9D}' => std::iter::once(c).nfkd().next().and_then(|c| of(c, sound)),
        _ => None,
    }
}

fn row(c: char) -> Option<&'static str> {
    KANA.iter().find(|(last, _)| c <= *last).map(|(_, name)| *name)
}
