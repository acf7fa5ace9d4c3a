//! Documents -> the files of a search index. A document is what a page shows of a record; the index is kept in
//! shards of which a browser loads the few that it needs.
//!
//! Each document is analysed alone ([`Analysis`]), into one portion for each shard that it has words in. A shard
//! is made from its portions, so it is out of date only if one of them is another. docs/search.md has the
//! formula and the format.

mod analysis;
mod dates;
mod digits;
mod facets;
mod front;
mod index;
mod lexicon;
mod portions;
mod suggestions;
mod terms;
mod vocabulary;

pub use analysis::analyse;
pub use index::{File, Index};
pub use vocabulary::LENGTHS;

use crate::fingerprint::{Fingerprint, Hasher};
use portions::Portions;

/// What is to be found of a record.
#[derive(Clone, Debug, Default)]
pub struct Document {
    /// Its title.
    pub title: String,
    /// Its other names: acronyms, symbols, names in other languages, its id.
    pub names: Vec<String>,
    /// A sentence or two about it.
    pub summary: String,
    /// The texts of its other fields, each with the field's label.
    pub fields: Vec<(String, String)>,
    /// Its texts, in the order of the page.
    pub passages: Vec<Passage>,
    /// What it is filtered by.
    pub values: Vec<FacetValue>,
    /// The tag of the language that it is written in.
    pub language: String,
    /// The number of its kind.
    pub kind: usize,
    /// Its address from the site's root.
    pub url: String,
    /// What decides between records that fit a question equally.
    pub standing: Standing,
    /// The value that records which refer to it have, where its kind is a facet.
    pub is_value: Option<String>,
    /// The first day of its date, as days since 1970.
    pub day: Option<i64>,
    /// Its date in words.
    pub date: String,
    /// What takes its place: the label of the field, its title and its address from the site's root.
    pub later: Vec<[String; 3]>,
    /// Whether it is a row of a table.
    pub is_row: bool,
}

impl Document {
    /// The fingerprint of what a hit shows of it.
    fn fingerprint(&self) -> Fingerprint {
        let Self { title, names, summary, fields, passages, url, date, later, .. } = self;
        let mut hasher = Hasher::default();
        let mut add = |texts: &mut dyn Iterator<Item = &String>| {
            texts.for_each(|text| _ = hasher.add(text));
            hasher.number(0);
        };
        add(&mut [title, summary, url, date].into_iter());
        add(&mut names.iter());
        add(&mut fields.iter().flat_map(|(label, text)| [label, text]));
        add(&mut later.iter().flatten());
        add(&mut passages.iter().flat_map(|p| [&p.anchor, &p.heading, &p.text]));
        hasher.number(self.kind as u64).finish()
    }
}

/// A piece of a text that is shown as a whole.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Passage {
    /// The place on the page, without `#`; empty where it has none.
    pub anchor: String,
    /// The heading above it, if it is the first below that heading.
    pub heading: String,
    /// The text.
    pub text: String,
}

/// A value by which a record is filtered.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct FacetValue {
    /// The number of the facet.
    pub facet: usize,
    /// The value, as it stands in addresses.
    pub value: String,
    /// What readers see; empty where the value is another record, which knows its title.
    pub label: String,
}

/// What decides between records that fit a question equally.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Standing {
    /// How many records refer to it, by powers of two: 0 for none, 1 for one or two, 2 for three to six.
    pub links: u32,
    /// The year of its date.
    pub year: Option<i64>,
    /// Whether another record takes its place.
    pub is_superseded: bool,
}

/// How much a word counts, by the field in which it stands.
#[derive(Clone, Debug, PartialEq)]
pub struct Weights {
    /// In a name: an acronym, a symbol, an id.
    pub names: f32,
    /// In the title.
    pub title: f32,
    /// In a heading.
    pub headings: f32,
    /// In the summary.
    pub summary: f32,
    /// In another field.
    pub fields: f32,
    /// In the text.
    pub body: f32,
}

impl Default for Weights {
    fn default() -> Self {
        Self { names: 10.0, title: 8.0, headings: 2.0, summary: 3.0, fields: 1.5, body: 1.0 }
    }
}

/// What an index knows in advance, before any document.
#[derive(Clone, Debug)]
pub struct Shape<'a> {
    /// There are 2^bits shards.
    pub bits: u32,
    /// The names of the facets.
    pub facets: &'a [String],
    /// How much words count.
    pub weights: &'a Weights,
}

/// What a document adds to an index.
pub struct Analysis {
    /// The fingerprint of all of it.
    pub mark: Fingerprint,
    /// The fingerprint of the document.
    pub document: Fingerprint,
    title: Box<str>,
    url: Box<str>,
    kind: u16,
    is_row: bool,
    names: Box<[Box<str>]>,
    standing: Standing,
    day: Option<i64>,
    values: Box<[FacetValue]>,
    is_value: Option<Box<str>>,
    terms: Portions,
    prefixes: Portions,
    /// By length: a hash of its words.
    words: [u64; LENGTHS.end - LENGTHS.start],
}

/// How many records a shard of terms is made for.
const RECORDS_OF_A_SHARD: usize = 32;

/// The number of bits of the numbers of shards on a site with so many records: there is a shard for every 32
/// records, and always a power of two, so that pages change only when a site doubles.
pub fn bits(records: usize) -> u32 {
    records.div_ceil(RECORDS_OF_A_SHARD).next_power_of_two().trailing_zeros()
}

/// The shard that a key is filed in: FNV-1a of its UTF-16 code units, which a browser has at hand.
pub fn shard(key: &str, bits: u32) -> u32 {
    cut(hash(key), bits)
}

fn hash(key: &str) -> u32 {
    let add = |hash: u32, unit| (hash ^ u32::from(unit)).wrapping_mul(0x0100_0193);
    key.encode_utf16().fold(0x811c_9dc5_u32, add)
}

/// The shard of a hash.
fn cut(hash: u32, bits: u32) -> u32 {
    (hash ^ hash >> 15) & ((1 << bits) - 1)
}

impl Standing {
    /// As one digit: the references first, by powers of two, then the date, by years that never move. Below 8:
    /// another record takes its place.
    fn digit(self) -> usize {
        const YEARS: [i64; 7] = [1995, 2000, 2005, 2010, 2015, 2020, 2024];
        let links = self.links.min(7) as usize;
        let year = self.year.map_or(0, |year| YEARS.partition_point(|from| *from <= year));
        if self.is_superseded { year } else { 8 + links * 8 + year }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shards_double_with_the_records() {
        assert_eq!([0, 1, 32, 33, 64, 65, 10_000].map(bits), [0, 0, 0, 1, 1, 2, 9]);
    }

    #[test]
    fn keys_are_filed_evenly() {
        let mut counts = [0; 64];
        for number in 0..6400 {
            counts[shard(&format!("k{number}"), 6) as usize] += 1;
        }
        assert!(counts.iter().all(|count| (50..150).contains(count)), "{counts:?}");
    }

    #[test]
    fn more_references_stand_before_a_later_date() {
        let digit =
            |links, year| Standing { links, year: Some(year), is_superseded: false }.digit();
        assert!(digit(1, 1990) > digit(0, 2030));
        assert!(digit(3, 2024) > digit(3, 2000));
        assert!(digit(40, 2024) < 92);
        let superseded = Standing { links: 40, year: Some(2024), is_superseded: true }.digit();
        assert!(superseded < digit(0, 1990));
    }
}
