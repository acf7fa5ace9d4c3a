//! Language tags (BCP 47) as far as a site needs them: language, script, region. Says which way a language is written
//! and what it is called, in itself and in English.

use std::fmt;

/// A well-formed tag in its usual spelling: `fr`, `pt-BR`, `zh-Hant`, `sr-Latn-RS`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Language {
    tag: String,
}

/// The way a line of text runs; `Display` gives the value of HTML's `dir`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// Left to right.
    Ltr,
    /// Right to left.
    Rtl,
}

impl Direction {
    /// As HTML has it.
    pub fn as_str(self) -> &'static str {
        match self {
            Direction::Ltr => "ltr",
            Direction::Rtl => "rtl",
        }
    }
}

impl Language {
    /// Reads a tag and puts its letters in the usual case. The error is a sentence for the author, with a guess.
    pub fn parse(text: &str) -> Result<Language, String> {
        match normalised(text.trim()) {
            Some(tag) => Ok(Language { tag }),
            None => Err(message(text.trim())),
        }
    }

    /// The tag in its usual spelling.
    pub fn as_str(&self) -> &str {
        &self.tag
    }

    /// The language alone: `zh` of `zh-Hant-HK`.
    pub fn primary(&self) -> &str {
        self.tag.split('-').next().unwrap_or_default()
    }

    /// The script, where the tag names one: `Hant` of `zh-Hant-HK`.
    pub fn script(&self) -> Option<&str> {
        self.tag.split('-').skip(1).find(|part| part.len() == 4)
    }

    /// The country or region, where the tag names one: `HK` of `zh-Hant-HK`.
    pub fn region(&self) -> Option<&str> {
        self.tag.split('-').skip(1).find(|part| part.len() < 4)
    }

    /// The way it is written: by the script if the tag names one, else by the language (in some countries).
    pub fn direction(&self) -> Direction {
        let rtl = match (self.script(), self.region()) {
            (Some(script), _) => RTL_SCRIPTS.contains(&script),
            (None, Some(region)) if LTR_REGIONS.contains(&(self.primary(), region)) => false,
            (None, Some(region)) if RTL_REGIONS.contains(&(self.primary(), region)) => true,
            (None, _) => RTL_LANGUAGES.contains(&self.primary()),
        };
        if rtl { Direction::Rtl } else { Direction::Ltr }
    }

    /// Its name in itself, `Français`; the tag where the name is not known.
    pub fn own_name(&self) -> &str {
        self.entry().map_or(&self.tag, |(_, own, _)| own)
    }

    /// Its name in English, `French`; the tag where the name is not known.
    pub fn english_name(&self) -> &str {
        self.entry().map_or(&self.tag, |(_, _, english)| english)
    }

    /// The entry for the whole tag, else for language and script, else for the language.
    fn entry(&self) -> Option<&'static (&'static str, &'static str, &'static str)> {
        let with_script = self.script().map(|script| format!("{}-{script}", self.primary()));
        [Some(self.as_str()), with_script.as_deref(), Some(self.primary())]
            .into_iter()
            .flatten()
            .find_map(|tag| NAMES.iter().find(|(known, ..)| *known == tag))
    }
}

impl fmt::Display for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.tag)
    }
}

impl fmt::Display for Direction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The tag in its usual case, if it has one of the forms `xx`, `xx-Xxxx`, `xx-XX`, `xx-Xxxx-XX`.
fn normalised(text: &str) -> Option<String> {
    let mut parts = text.split('-').peekable();
    let mut tag = parts
        .next()
        .filter(|part| (2..=3).contains(&part.len()) && is_letters(part))?
        .to_ascii_lowercase();
    if let Some(script) = parts.next_if(|part| part.len() == 4 && is_letters(part)) {
        let (first, rest) = script.split_at(1);
        tag += &format!("-{}{}", first.to_ascii_uppercase(), rest.to_ascii_lowercase());
    }
    if let Some(region) = parts.next_if(|part| is_region(part)) {
        tag += &format!("-{}", region.to_ascii_uppercase());
    }
    parts.next().is_none().then_some(tag)
}

fn is_letters(part: &str) -> bool {
    part.bytes().all(|byte| byte.is_ascii_alphabetic())
}

/// Two letters of ISO 3166 or three digits of M49.
fn is_region(part: &str) -> bool {
    part.len() == 2 && is_letters(part)
        || part.len() == 3 && part.bytes().all(|byte| byte.is_ascii_digit())
}

/// The message for a text that is not a tag, with the tag that may have been meant.
fn message(text: &str) -> String {
    if text.is_empty() {
        return "a language is missing here; write for example `en` or `pt-BR`".into();
    }
    match guess(text) {
        Some(tag) => format!("`{text}` is not a language tag; write `{tag}`"),
        None => format!("`{text}` is not a language tag such as `en`, `pt-BR` or `zh-Hant`"),
    }
}

/// The tag for `zh_CN`, `en_US.UTF-8`, `French` or `français`.
fn guess(text: &str) -> Option<String> {
    let lower = text.to_lowercase();
    let by_name = NAMES
        .iter()
        .find(|(_, own, english)| own.to_lowercase() == lower || english.to_lowercase() == lower);
    let by_form = || normalised(&text.split(['.', '@']).next()?.replace('_', "-"));
    by_name.map(|(tag, ..)| tag.to_string()).or_else(by_form)
}

/// Scripts in use that run from right to left.
const RTL_SCRIPTS: [&str; 10] =
    ["Adlm", "Arab", "Aran", "Hebr", "Mand", "Nkoo", "Rohg", "Samr", "Syrc", "Thaa"];

/// Languages that run from right to left when the tag names no script.
const RTL_LANGUAGES: [&str; 38] = [
    "aeb", "ajp", "apc", "apd", "ar", "arc", "arq", "ars", "ary", "arz", "azb", "bal", "bqi",
    "ckb", "dv", "fa", "glk", "he", "iw", "ks", "lrc", "mzn", "nqo", "pbt", "pnb", "prs", "ps",
    "rhg", "sam", "sd", "sdh", "skr", "syr", "ug", "ur", "yi", "ji", "ydd",
];

/// Countries where a language that elsewhere runs from left to right is written in Arabic script.
const RTL_REGIONS: [(&str, &str); 9] = [
    ("az", "IR"),
    ("kk", "CN"),
    ("ku", "IQ"),
    ("ku", "IR"),
    ("ky", "CN"),
    ("pa", "PK"),
    ("tk", "AF"),
    ("tk", "IR"),
    ("uz", "AF"),
];

/// Countries where a language that elsewhere runs from right to left is written in another script.
const LTR_REGIONS: [(&str, &str); 1] = [("sd", "IN")];

/// Tag, name in itself, name in English; sorted by tag.
const NAMES: [(&str, &str, &str); 98] = [
    ("af", "Afrikaans", "Afrikaans"),
    ("am", "አማርኛ", "Amharic"),
    ("ar", "العربية", "Arabic"),
    ("az", "Azərbaycan", "Azerbaijani"),
    ("be", "Беларуская", "Belarusian"),
    ("bg", "Български", "Bulgarian"),
    ("bi", "Bislama", "Bislama"),
    ("bn", "বাংলা", "Bengali"),
    ("bo", "བོད་སྐད", "Tibetan"),
    ("bs", "Bosanski", "Bosnian"),
    ("ca", "Català", "Catalan"),
    ("ckb", "کوردیی ناوەندی", "Central Kurdish"),
    ("cs", "Čeština", "Czech"),
    ("cy", "Cymraeg", "Welsh"),
    ("da", "Dansk", "Danish"),
    ("de", "Deutsch", "German"),
    ("dv", "ދިވެހިބަސް", "Divehi"),
    ("dz", "རྫོང་ཁ", "Dzongkha"),
    ("el", "Ελληνικά", "Greek"),
    ("en", "English", "English"),
    ("eo", "Esperanto", "Esperanto"),
    ("es", "Español", "Spanish"),
    ("et", "Eesti", "Estonian"),
    ("eu", "Euskara", "Basque"),
    ("fa", "فارسی", "Persian"),
    ("fi", "Suomi", "Finnish"),
    ("fil", "Filipino", "Filipino"),
    ("fr", "Français", "French"),
    ("ga", "Gaeilge", "Irish"),
    ("gl", "Galego", "Galician"),
    ("gn", "Avañe'ẽ", "Guarani"),
    ("gu", "ગુજરાતી", "Gujarati"),
    ("ha", "Hausa", "Hausa"),
    ("he", "עברית", "Hebrew"),
    ("hi", "हिन्दी", "Hindi"),
    ("hr", "Hrvatski", "Croatian"),
    ("ht", "Kreyòl ayisyen", "Haitian Creole"),
    ("hu", "Magyar", "Hungarian"),
    ("hy", "Հայերեն", "Armenian"),
    ("id", "Bahasa Indonesia", "Indonesian"),
    ("ig", "Igbo", "Igbo"),
    ("is", "Íslenska", "Icelandic"),
    ("it", "Italiano", "Italian"),
    ("ja", "日本語", "Japanese"),
    ("ka", "ქართული", "Georgian"),
    ("kk", "Қазақ тілі", "Kazakh"),
    ("km", "ខ្មែរ", "Khmer"),
    ("kn", "ಕನ್ನಡ", "Kannada"),
    ("ko", "한국어", "Korean"),
    ("ku", "Kurdî", "Kurdish"),
    ("ky", "Кыргызча", "Kyrgyz"),
    ("lo", "ລາວ", "Lao"),
    ("lt", "Lietuvių", "Lithuanian"),
    ("lv", "Latviešu", "Latvian"),
    ("mg", "Malagasy", "Malagasy"),
    ("mk", "Македонски", "Macedonian"),
    ("ml", "മലയാളം", "Malayalam"),
    ("mn", "Монгол", "Mongolian"),
    ("mr", "मराठी", "Marathi"),
    ("ms", "Bahasa Melayu", "Malay"),
    ("mt", "Malti", "Maltese"),
    ("my", "မြန်မာ", "Burmese"),
    ("nb", "Norsk bokmål", "Norwegian Bokmål"),
    ("ne", "नेपाली", "Nepali"),
    ("nl", "Nederlands", "Dutch"),
    ("nn", "Norsk nynorsk", "Norwegian Nynorsk"),
    ("no", "Norsk", "Norwegian"),
    ("pa", "ਪੰਜਾਬੀ", "Punjabi"),
    ("pl", "Polski", "Polish"),
    ("prs", "دری", "Dari"),
    ("ps", "پښتو", "Pashto"),
    ("pt", "Português", "Portuguese"),
    ("pt-BR", "Português (Brasil)", "Brazilian Portuguese"),
    ("ro", "Română", "Romanian"),
    ("ru", "Русский", "Russian"),
    ("sd", "سنڌي", "Sindhi"),
    ("si", "සිංහල", "Sinhala"),
    ("sk", "Slovenčina", "Slovak"),
    ("sl", "Slovenščina", "Slovenian"),
    ("so", "Soomaali", "Somali"),
    ("sq", "Shqip", "Albanian"),
    ("sr", "Српски", "Serbian"),
    ("sr-Latn", "Srpski (latinica)", "Serbian (Latin)"),
    ("sv", "Svenska", "Swedish"),
    ("sw", "Kiswahili", "Swahili"),
    ("ta", "தமிழ்", "Tamil"),
    ("te", "తెలుగు", "Telugu"),
    ("tg", "Тоҷикӣ", "Tajik"),
    ("th", "ไทย", "Thai"),
    ("tr", "Türkçe", "Turkish"),
    ("ug", "ئۇيغۇرچە", "Uyghur"),
    ("uk", "Українська", "Ukrainian"),
    ("ur", "اردو", "Urdu"),
    ("uz", "Oʻzbek", "Uzbek"),
    ("vi", "Tiếng Việt", "Vietnamese"),
    ("yi", "ייִדיש", "Yiddish"),
    ("zh", "中文", "Chinese"),
    ("zh-Hant", "繁體中文", "Traditional Chinese"),
];

#[cfg(test)]
mod tests {
    use super::*;

    fn language(text: &str) -> Language {
        Language::parse(text).unwrap()
    }

    #[test]
    fn a_tag_is_put_in_its_usual_case() {
        for (text, tag) in [
            ("en", "en"),
            ("EN", "en"),
            ("ckb", "ckb"),
            ("PT-br", "pt-BR"),
            ("zh-hant", "zh-Hant"),
            ("SR-LATN-rs", "sr-Latn-RS"),
            ("es-419", "es-419"),
            (" fr ", "fr"),
        ] {
            assert_eq!(language(text).as_str(), tag);
        }
    }

    #[test]
    fn a_tag_has_up_to_three_parts() {
        let full = language("zh-Hant-HK");
        assert_eq!(
            (full.primary(), full.script(), full.region()),
            ("zh", Some("Hant"), Some("HK"))
        );
        let short = language("fr");
        assert_eq!((short.primary(), short.script(), short.region()), ("fr", None, None));
        assert_eq!(language("es-419").region(), Some("419"));
    }

    #[test]
    fn other_forms_are_refused() {
        for text in [
            "",
            "e",
            "en-",
            "-en",
            "en-GB-oxendict",
            "en-GB-Latn",
            "abcd",
            "fr--FR",
            "e1",
            "日本",
            "en-x-y",
        ] {
            assert!(Language::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn the_message_guesses_what_was_meant() {
        for (text, tag) in [
            ("zh_CN", "zh-CN"),
            ("en_US.UTF-8", "en-US"),
            ("French", "fr"),
            ("français", "fr"),
            ("ENGLISH", "en"),
            ("中文", "zh"),
        ] {
            let message = Language::parse(text).unwrap_err();
            assert_eq!(message, format!("`{text}` is not a language tag; write `{tag}`"));
        }
        assert!(Language::parse("klingonese").unwrap_err().contains("such as `en`"));
        assert!(Language::parse(" ").unwrap_err().starts_with("a language is missing"));
    }

    #[test]
    fn languages_of_arabic_and_hebrew_script_run_from_right_to_left() {
        for tag in ["ar", "ar-EG", "fa", "he", "ur", "ps", "ckb", "sd", "ug", "yi", "dv"] {
            assert_eq!(language(tag).direction(), Direction::Rtl, "{tag}");
        }
        for tag in ["en", "ru", "zh", "hi", "am", "tr", "ku", "pa"] {
            assert_eq!(language(tag).direction(), Direction::Ltr, "{tag}");
        }
    }

    #[test]
    fn the_script_outweighs_the_language() {
        for tag in ["ku-Arab", "pa-Arab-PK", "ff-Adlm", "man-Nkoo", "lad-Hebr", "en-Thaa"] {
            assert_eq!(language(tag).direction(), Direction::Rtl, "{tag}");
        }
        for tag in ["ar-Latn", "sd-Deva", "ks-Deva-IN", "yi-Latn"] {
            assert_eq!(language(tag).direction(), Direction::Ltr, "{tag}");
        }
    }

    #[test]
    fn some_countries_write_a_language_the_other_way() {
        assert_eq!(language("pa-PK").direction(), Direction::Rtl);
        assert_eq!(language("uz-AF").direction(), Direction::Rtl);
        assert_eq!(language("sd-IN").direction(), Direction::Ltr);
        assert_eq!(Direction::Rtl.to_string(), "rtl");
    }

    #[test]
    fn names_are_known_in_the_language_and_in_english() {
        for (tag, own, english) in [
            ("ar", "العربية", "Arabic"),
            ("zh", "中文", "Chinese"),
            ("en", "English", "English"),
            ("fr", "Français", "French"),
            ("ru", "Русский", "Russian"),
            ("es-MX", "Español", "Spanish"),
            ("pt-BR", "Português (Brasil)", "Brazilian Portuguese"),
            ("zh-Hant-HK", "繁體中文", "Traditional Chinese"),
        ] {
            assert_eq!((language(tag).own_name(), language(tag).english_name()), (own, english));
        }
    }

    #[test]
    fn an_unknown_language_is_called_by_its_tag() {
        assert_eq!(language("tlh").own_name(), "tlh");
        assert_eq!(language("tlh-Latn").english_name(), "tlh-Latn");
    }

    #[test]
    fn the_table_is_sorted_and_its_tags_are_well_formed() {
        assert!(NAMES.is_sorted_by(|a, b| a.0 < b.0));
        assert!(NAMES.iter().all(|(tag, ..)| language(tag).as_str() == *tag));
    }
}
