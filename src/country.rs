//! Countries and areas: ISO 3166-1 codes with the names that the United Nations uses, in its six languages.
//!
//! The data is `country/iso-3166.tsv`, sorted by alpha-2 code. English names are those of the UN's M49 list; where M49
//! has no entry (Taiwan Province of China) it is the UN's usage. Names in the other languages are the UN's where it has
//! one of its own, and Unicode CLDR's short names otherwise. The last column holds other names that an author may
//! write, which are understood but never shown.

use std::sync::LazyLock;

/// The languages that names are known in, in the order of the columns.
pub const LANGUAGES: [&str; 6] = ["en", "fr", "es", "ru", "ar", "zh"];

/// A country or area with a code of its own in ISO 3166-1.
#[derive(Debug, PartialEq, Eq)]
pub struct Country {
    /// Two letters, `KR`.
    pub alpha2: &'static str,
    /// Three letters, `KOR`.
    pub alpha3: &'static str,
    /// Three digits, `410`; the same in ISO 3166-1 and M49.
    pub numeric: &'static str,
    /// The M49 region in English, `Asia`; empty for Antarctica only.
    pub region: &'static str,
    /// The M49 sub-region in English, `Eastern Asia`; empty for Antarctica only.
    pub subregion: &'static str,
    names: [&'static str; LANGUAGES.len()],
    also: &'static str,
}

/// A map of the world on which each country is one tile, roughly where it lies. A line is a row of tiles, two letters each;
/// `..` is the sea. States and areas of which reports speak have a tile, small dependent islands have none.
const TILES: &str = include_str!("country/tiles.txt");

/// Every tile of the map: its column, its row, and the alpha-2 code of its country.
pub fn tiles() -> impl Iterator<Item = (usize, usize, &'static str)> {
    let rows = TILES.lines().enumerate();
    let tiles = rows.flat_map(|(row, line)| {
        line.split_whitespace().enumerate().map(move |(column, code)| (column, row, code))
    });
    tiles.filter(|(.., code)| *code != "..")
}

impl Country {
    /// The name in a language (`fr`, or a longer tag such as `fr-CA`); in English where the language is none of the six.
    pub fn name(&self, language: &str) -> &'static str {
        let primary = language.split(['-', '_']).next().unwrap_or_default();
        let column = LANGUAGES.iter().position(|known| known.eq_ignore_ascii_case(primary));
        self.names[column.unwrap_or(0)]
    }

    /// Everything `find` knows it by, as written in the data.
    fn keys(&self) -> impl Iterator<Item = &'static str> {
        [self.alpha2, self.alpha3].into_iter().chain(self.names).chain(self.other_names())
    }

    fn other_names(&self) -> impl Iterator<Item = &'static str> {
        self.also.split("; ").filter(|name| !name.is_empty())
    }
}

/// All 249 countries and areas, sorted by alpha-2 code.
pub fn all() -> &'static [Country] {
    &TABLE.countries
}

/// The country with this alpha-2 or alpha-3 code, or with this name in any of the six languages.
/// Letter case, the kind of apostrophe and blanks around the text make no difference.
pub fn find(text: &str) -> Option<&'static Country> {
    let key = folded(text);
    let at = TABLE.index.binary_search_by(|(known, _)| known.as_str().cmp(&key)).ok()?;
    Some(&TABLE.countries[TABLE.index[at].1])
}

/// The parsed file and its index.
struct Table {
    countries: Vec<Country>,
    /// Folded code or name, and the place in `countries`; sorted, so that it can be searched by halves.
    index: Vec<(String, usize)>,
}

static TABLE: LazyLock<Table> = LazyLock::new(|| {
    let countries: Vec<_> =
        include_str!("country/iso-3166.tsv").lines().skip(1).map(country).collect();
    let mut index: Vec<_> = (countries.iter().enumerate())
        .flat_map(|(place, country)| country.keys().map(move |key| (folded(key), place)))
        .collect();
    index.sort();
    index.dedup();
    Table { countries, index }
});

/// One line of the file.
fn country(line: &'static str) -> Country {
    let mut cells = line.split('\t');
    let mut next = || cells.next().expect("every line of iso-3166.tsv has twelve cells");
    Country {
        alpha2: next(),
        alpha3: next(),
        numeric: next(),
        region: next(),
        subregion: next(),
        names: std::array::from_fn(|_| next()),
        also: next(),
    }
}

/// The form in which codes and names are compared.
fn folded(text: &str) -> String {
    text.trim().replace(['’', 'ʼ'], "'").replace('\u{a0}', " ").to_lowercase()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    fn english(code: &str) -> &'static str {
        find(code).unwrap().name("en")
    }

    #[test]
    fn every_tile_is_a_country_and_none_has_two() {
        let codes: Vec<&str> = super::tiles().map(|(.., code)| code).collect();
        let mut once = codes.clone();
        once.sort_unstable();
        once.dedup();
        assert_eq!(once.len(), codes.len());
        assert!(codes.len() > 195, "{}", codes.len());
        let unknown = codes.iter().filter(|code| super::find(code).is_none());
        assert_eq!(unknown.collect::<Vec<_>>(), [] as [&&str; 0]);
    }

    #[test]
    fn there_are_249_entries_sorted_by_code() {
        assert_eq!(all().len(), 249);
        assert!(all().is_sorted_by(|a, b| a.alpha2 < b.alpha2));
    }

    #[test]
    fn codes_are_well_formed_and_unique() {
        let mut numerics = BTreeMap::new();
        let mut alpha3s = BTreeMap::new();
        for country in all() {
            assert!(
                country.alpha2.len() == 2 && country.alpha2.bytes().all(|b| b.is_ascii_uppercase())
            );
            assert!(
                country.alpha3.len() == 3 && country.alpha3.bytes().all(|b| b.is_ascii_uppercase())
            );
            assert!(
                country.numeric.len() == 3 && country.numeric.bytes().all(|b| b.is_ascii_digit())
            );
            assert_eq!(numerics.insert(country.numeric, country.alpha2), None);
            assert_eq!(alpha3s.insert(country.alpha3, country.alpha2), None);
        }
    }

    #[test]
    fn no_cell_with_a_name_is_empty_or_padded() {
        for country in all() {
            for name in country.names {
                assert!(!name.is_empty() && name.trim() == name, "{country:?}");
            }
        }
    }

    #[test]
    fn every_line_has_exactly_twelve_cells() {
        for line in include_str!("country/iso-3166.tsv").lines() {
            assert_eq!(line.split('\t').count(), 12, "{line}");
        }
    }

    #[test]
    fn english_names_are_those_of_the_united_nations() {
        for (code, name) in [
            ("KR", "Republic of Korea"),
            ("KP", "Democratic People's Republic of Korea"),
            ("VN", "Viet Nam"),
            ("BO", "Bolivia (Plurinational State of)"),
            ("VE", "Venezuela (Bolivarian Republic of)"),
            ("TR", "Türkiye"),
            ("CI", "Côte d'Ivoire"),
            ("IR", "Iran (Islamic Republic of)"),
            ("GB", "United Kingdom of Great Britain and Northern Ireland"),
            ("PS", "State of Palestine"),
            ("US", "United States of America"),
            ("TZ", "United Republic of Tanzania"),
            ("MD", "Republic of Moldova"),
            ("CD", "Democratic Republic of the Congo"),
            ("CG", "Congo"),
            ("LA", "Lao People's Democratic Republic"),
            ("SY", "Syrian Arab Republic"),
            ("FM", "Micronesia (Federated States of)"),
            ("HK", "China, Hong Kong Special Administrative Region"),
            ("TW", "Taiwan Province of China"),
            ("VA", "Holy See"),
            ("MK", "North Macedonia"),
            ("SZ", "Eswatini"),
            ("CZ", "Czechia"),
            ("CV", "Cabo Verde"),
            ("TL", "Timor-Leste"),
            ("BN", "Brunei Darussalam"),
            ("NL", "Netherlands (Kingdom of the)"),
            ("FK", "Falkland Islands (Malvinas)"),
        ] {
            assert_eq!(english(code), name);
        }
    }

    #[test]
    fn names_exist_in_the_six_languages() {
        let korea = find("KR").unwrap();
        assert_eq!(korea.name("fr"), "République de Corée");
        assert_eq!(korea.name("es"), "República de Corea");
        assert_eq!(korea.name("ru"), "Республика Корея");
        assert_eq!(korea.name("ar"), "جمهورية كوريا");
        assert_eq!(korea.name("zh-Hans"), "大韩民国");
        assert_eq!(korea.name("FR-ca"), "République de Corée");
        assert_eq!(korea.name("pt"), "Republic of Korea");
        assert_eq!(korea.name(""), "Republic of Korea");
    }

    #[test]
    fn every_code_and_name_finds_its_own_country() {
        for country in all() {
            for key in country.keys() {
                assert_eq!(find(key).map(|found| found.alpha2), Some(country.alpha2), "{key}");
                assert_eq!(
                    find(&key.to_uppercase()).map(|found| found.alpha2),
                    Some(country.alpha2),
                    "{key}"
                );
            }
        }
    }

    #[test]
    fn no_name_stands_for_two_countries() {
        assert!(TABLE.index.windows(2).all(|pair| pair[0].0 != pair[1].0));
    }

    #[test]
    fn case_apostrophes_and_blanks_make_no_difference() {
        for text in [
            "ci",
            "CIV",
            " côte d’ivoire ",
            "CÔTE D'IVOIRE",
            "Кот-д’Ивуар",
            "科特迪瓦",
            "Ivory Coast",
        ] {
            assert_eq!(find(text).map(|country| country.alpha2), Some("CI"), "{text}");
        }
    }

    #[test]
    fn everyday_names_are_understood_and_never_shown() {
        for (text, code) in [
            ("South Korea", "KR"),
            ("UK", "GB"),
            ("USA", "US"),
            ("Bolivia", "BO"),
            ("Turkey", "TR"),
            ("Swaziland", "SZ"),
        ] {
            let country = find(text).unwrap();
            assert_eq!(country.alpha2, code);
            assert_ne!(country.name("en"), text);
        }
    }

    #[test]
    fn other_texts_are_no_country() {
        for text in ["", "XX", "Atlantis", "Korea", "410", "Asia"] {
            assert_eq!(find(text), None, "{text}");
        }
    }

    #[test]
    fn regions_are_those_of_m49() {
        for (code, region, subregion) in [
            ("KE", "Africa", "Sub-Saharan Africa"),
            ("EG", "Africa", "Northern Africa"),
            ("MX", "Americas", "Latin America and the Caribbean"),
            ("CA", "Americas", "Northern America"),
            ("CY", "Asia", "Western Asia"),
            ("TR", "Asia", "Western Asia"),
            ("GB", "Europe", "Northern Europe"),
            ("FJ", "Oceania", "Melanesia"),
        ] {
            let country = find(code).unwrap();
            assert_eq!((country.region, country.subregion), (region, subregion));
        }
        let without: Vec<_> = all().iter().filter(|country| country.subregion.is_empty()).collect();
        assert!(matches!(without[..], [Country { alpha2: "AQ", region: "", .. }]));
    }

    #[test]
    fn sub_regions_have_as_many_members_as_in_m49() {
        let mut sizes = BTreeMap::new();
        for country in all() {
            *sizes.entry(country.subregion).or_insert(0) += 1;
        }
        assert_eq!(sizes["Sub-Saharan Africa"], 53);
        assert_eq!(sizes["Latin America and the Caribbean"], 52);
        assert_eq!(sizes["Western Asia"], 18);
        assert_eq!(sizes.len(), 18);
    }
}
