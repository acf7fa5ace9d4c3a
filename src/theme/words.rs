//! The words of a theme: what buttons and headings say, and how dates are written.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{built_in, read_table, text_of};
use crate::config::Config;
use crate::data::{self, Key, Node, Place, Table, Value};
use crate::diag::Diagnostics;
use crate::edtf;
use crate::fingerprint::{Fingerprint, Hasher};
use crate::language::Language;
use crate::model::{self, Blank};
use crate::source::Sources;

/// The words of one language; what it lacks is English.
#[derive(Clone, Debug)]
pub struct Words {
    texts: BTreeMap<String, String>,
    /// How dates are written.
    pub dates: edtf::Words,
    /// The fingerprint of all words.
    pub fingerprint: Fingerprint,
}

impl Words {
    /// The text of a key.
    pub fn text(&self, key: &str) -> Option<&str> {
        self.texts.get(key).map(String::as_str)
    }

    /// The text of a key where `{name}` stands for the value of that name.
    pub fn filled(&self, key: &str, values: &[(&str, &str)]) -> String {
        let mut text = self.text(key).unwrap_or(key).to_owned();
        for (name, value) in values {
            text = text.replace(&format!("{{{name}}}"), value);
        }
        text
    }
}

/// The words that are written for a language, in the theme and by the site. An empty one is yet to be
/// written.
fn written(
    sources: &Sources,
    folder: &str,
    language: &Language,
    diagnostics: &mut Diagnostics,
) -> Table {
    let mut out = Table::default();
    for tag in [language.primary(), language.as_str()] {
        out.merge(built_in_table(tag, sources));
        for folder in [folder, ""] {
            let path = format!("{folder}{}", model::strings(tag));
            let mut words = read_table(sources, &path, diagnostics).unwrap_or_default();
            words.entries.retain(|(key, value)| {
                !model::is_of_model(&key.name, value) && text_of(value) != Some("")
            });
            out.merge(words);
        }
    }
    out
}

/// The words of the program and of the site's first language that are not written in another one.
fn missing(first: &Table, there: &Table, language: &Language, english: &Table) -> Table {
    let mut out = english.clone();
    out.merge(first.clone());
    let speaks_english = language.primary() == "en";
    out.entries.retain(|(key, value)| {
        let is_there = |table: &Table| table.get(&key.name).is_some();
        let is_written = is_there(there) || speaks_english && is_there(english);
        !is_written && text_of(value).is_some()
    });
    out
}

/// The words that strings/ does not name yet in a language.
pub fn blanks(sources: &Sources, config: &Config, language: &Language) -> Vec<Blank> {
    let (folder, mut unsaid) = (format!("themes/{}/", config.theme), Diagnostics::new());
    let first = written(sources, &folder, &config.languages[0], &mut unsaid);
    let there = written(sources, &folder, language, &mut unsaid);
    let words = missing(&first, &there, language, &built_in_table("en", sources)).entries;
    let file = model::strings(language.as_str());
    let named = read_table(sources, &file, &mut unsaid).unwrap_or_default();
    let new = words.into_iter().filter(|(key, _)| named.get(&key.name).is_none());
    let blank = |(key, value): (Key, Value)| Blank {
        path: vec![key.name],
        value: "\"\"",
        instead: value.scalar().unwrap_or_default(),
    };
    new.map(blank).collect()
}

/// The words of every language of the site. How many a language lacks is reported.
pub(super) fn load(
    sources: &Sources,
    config: &Config,
    folder: &str,
    diagnostics: &mut Diagnostics,
) -> Vec<Arc<Words>> {
    let english = built_in_table("en", sources);
    let languages = config.languages.iter();
    let all = languages.map(|language| written(sources, folder, language, diagnostics));
    let all: Vec<Table> = all.collect();
    for (language, there) in config.languages.iter().zip(&all) {
        let lacks = missing(&all[0], there, language, &english).entries;
        if !lacks.is_empty() {
            let names = lacks.into_iter().map(|(key, _)| key.name).collect();
            diagnostics.push(model::untranslated("word", " of the theme", names, language));
        }
    }
    let whole = all.into_iter().map(|there| {
        let mut table = english.clone();
        table.merge(there);
        Arc::new(words(&table))
    });
    whole.collect()
}

fn built_in_table(tag: &str, sources: &Sources) -> Table {
    let text = built_in::STRINGS.iter().find(|(name, _)| *name == tag).map_or("", |(_, text)| text);
    data::toml(text, Place { source: sources.built_in(), offset: 0 }).0
}

fn words(table: &Table) -> Words {
    let mut hasher = Hasher::default();
    let mut texts = BTreeMap::new();
    for (key, value) in &table.entries {
        hasher.add(&key.name).add(value.to_json().to_string());
        if let Some(text) = text_of(value) {
            texts.insert(key.name.clone(), text.to_owned());
        }
    }
    let dates = table.get("dates").and_then(data::Value::as_table);
    let dates = dates.map_or_else(edtf::Words::english, date_words);
    Words { texts, dates, fingerprint: hasher.finish() }
}

fn date_words(table: &Table) -> edtf::Words {
    let mut out = edtf::Words::english();
    if let Some(months) = list(table, "months") {
        out.months.clone_from(&months);
        out.months_with_day = list(table, "months_with_day").unwrap_or(months);
    }
    if let Some(seasons) = list(table, "seasons") {
        out.seasons = seasons;
    }
    for (name, text) in [
        ("first_day", &mut out.first_day),
        ("day_month_year", &mut out.day_month_year),
        ("day_month", &mut out.day_month),
        ("month_year", &mut out.month_year),
        ("range", &mut out.range),
        ("span", &mut out.span),
        ("about", &mut out.about),
        ("possibly", &mut out.possibly),
        ("from", &mut out.from),
        ("until", &mut out.until),
        ("from_end_unknown", &mut out.from_end_unknown),
        ("until_start_unknown", &mut out.until_start_unknown),
        ("decade", &mut out.decade),
        ("between", &mut out.between),
        ("before_era", &mut out.before_era),
        ("date_time", &mut out.date_time),
        ("unknown", &mut out.unknown),
    ] {
        if let Some(given) = table.get(name).and_then(text_of) {
            *text = given.to_owned();
        }
    }
    out
}

fn list<const N: usize>(table: &Table, name: &str) -> Option<[String; N]> {
    let Node::List(items) = &table.get(name)?.node else { return None };
    let texts: Option<Vec<String>> = items.iter().map(|v| text_of(v).map(str::to_owned)).collect();
    texts?.try_into().ok()
}
