//! `/search/LANG/…`: the index of a language, in files of which a browser loads the few that it needs. Each is a
//! classic script that calls `plenarySearch.add`, so that it works from a disk. docs/search.md has the format.

use serde_json::{Value as Json, json};

use super::Output;
use crate::graph::EntityId;
use crate::id::Route;
use crate::plan::{Claims, Job, Subject};
use crate::render::{find, page};
use crate::schema::search::{Facet, facets};
use crate::search::{Document, File, LENGTHS, bits};
use crate::view::View;
use crate::words::{endings, folded};

pub(super) const OUTPUT: Output =
    Output::new("search_index", "a part of the search index", claim, make).gathering(gathers);

/// How many words of a text stand in one file of a record, about.
const PART: usize = 1500;

/// Files of the index come before those of records, which are numbered from here by parts.
const ROOT: usize = 0;
const KINDS_OF_FILES: usize = 6;

fn claim(claims: &mut Claims<'_>) {
    let layout = claims.layout;
    if layout.config.search.off {
        return;
    }
    let shards = 1_usize << bits(layout.graph.entities.len());
    let facets = facets(layout.schema, layout.config);
    for language in layout.languages() {
        let folder = format!("search/{}", layout.config.languages[language].as_str());
        let mut add = |name: String, part: usize| {
            claims.site(&format!("{folder}/{name}.js"), language).job.part = part;
        };
        add("root".to_owned(), ROOT);
        add("d".to_owned(), part(Sort::Dates, 0));
        for shard in 0..shards {
            add(format!("t-{shard}"), part(Sort::Terms, shard));
            add(format!("s-{shard}"), part(Sort::Suggestions, shard));
        }
        LENGTHS.for_each(|length| add(format!("v-{length}"), part(Sort::Vocabulary, length)));
        for (number, facet) in facets.iter().enumerate() {
            add(format!("f-{}", crate::id::slug(&facet.name)), part(Sort::Facet, number));
        }
        for id in layout.entities().filter(|id| is_found(layout, *id)) {
            let words = layout.graph.record(id, language).body.words;
            for part in 0..parts(words) {
                let route = record_route(&folder, id, part);
                claims.add(route, language, Subject::Entity(id)).job.part = part;
            }
        }
    }
}

/// The files of records are made from what the others are made from.
fn gathers(job: &Job) -> bool {
    !matches!(job.about, Subject::Entity(_))
}

fn is_found(layout: crate::plan::Layout<'_>, id: EntityId) -> bool {
    !layout.schema.kinds[layout.graph.entity(id).kind].search.off && !layout.graph.is_retired(id)
}

fn parts(words: usize) -> usize {
    words.div_ceil(PART).max(1)
}

fn record_route(folder: &str, id: EntityId, part: usize) -> Route {
    let name = if part == 0 { format!("{id}") } else { format!("{id}-{part}") };
    Route::file(&format!("{folder}/r/{name}.js")).expect("numbers are good names")
}

/// The sorts of files that there are several of.
#[derive(Clone, Copy)]
enum Sort {
    Terms = 1,
    Suggestions = 2,
    Vocabulary = 3,
    Facet = 4,
    Dates = 5,
}

/// The number of a file among all of its language.
fn part(sort: Sort, number: usize) -> usize {
    number * KINDS_OF_FILES + sort as usize
}

fn make(view: &View<'_>, job: &Job) -> Option<Vec<u8>> {
    let data = match (job.about, job.part % KINDS_OF_FILES, job.part / KINDS_OF_FILES) {
        (Subject::Entity(id), ..) => record(view, id, job.part)?,
        (_, 1, number) => view.index_data(File::Terms(number as u32)),
        (_, 2, number) => view.index_data(File::Suggestions(number as u32)),
        (_, 3, number) => view.index_data(File::Vocabulary(number)),
        (_, 4, number) => view.index_data(File::Facet(number)),
        (_, 5, _) => view.index_data(File::Dates),
        _ => root(view).to_string(),
    };
    let name = job.route.as_str();
    let name = name.strip_prefix("search/").and_then(|name| name.strip_suffix(".js"));
    let name = Json::from(name.unwrap_or_default());
    Some(format!("plenarySearch.add({name},{data})\n").into_bytes())
}

/// What is needed for every question.
fn root(view: &View<'_>) -> Json {
    let config = view.config();
    let read = |file| -> Json {
        serde_json::from_str(&view.index_data(file)).expect("it was written as JSON")
    };
    let (standing, sizes) = (read(File::Standing), read(File::Sizes));
    let kinds: Vec<Json> = (0..view.kind_count()).map(|kind| kind_json(view, kind)).collect();
    let facets = view.search_facets().iter().zip(sizes.as_array().into_iter().flatten());
    let facets: Vec<Json> = facets.map(|(facet, size)| facet_json(view, facet, size)).collect();
    let mut stop_words: Vec<String> = match &config.search.stop_words {
        Some(own) => own.iter().flat_map(|word| folded(word)).collect(),
        None => (0..view.languages().len()).flat_map(|at| stop_words_of(view, at)).collect(),
    };
    stop_words.sort();
    stop_words.dedup();
    let mut endings: Vec<&str> =
        view.languages().iter().map(|language| endings(language.as_str())).collect();
    endings.retain(|endings| !endings.is_empty());
    json!([standing, kinds, facets, stop_words, lists(view), endings.join(" ")])
}

/// The words that questions in a language do without.
fn stop_words_of(view: &View<'_>, language: usize) -> Vec<String> {
    view.in_language(language, |view| folded(view.words().text("search_stop_words").unwrap_or("")))
}

/// A kind: its name, what readers see of it, the words that a question may have for it, how many records it has,
/// how much they count, and the number after that of its last record.
fn kind_json(view: &View<'_>, number: usize) -> Json {
    let kind = view.kind(number);
    let (label, plural) = (kind.label.get(view.tag()), kind.plural.get(view.tag()));
    let mut words = vec![folded(&kind.name).join(" "), folded(&kind.folder).join(" ")];
    for language in view.languages() {
        let tag = language.as_str();
        words.extend([&kind.label, &kind.plural].map(|text| folded(text.get(tag)).join(" ")));
    }
    words.sort();
    words.dedup();
    words.retain(|word| !word.is_empty());
    let count = view.all_of(number).len();
    let icon = page::icon(view, &kind.icon);
    let (weight, end) = (kind.search.weight, view.end_of(number));
    json!([kind.name, label, plural, icon, words, count, weight, end])
}

/// A facet: its name, what readers see of it, the words that a question may have for its values, and how large
/// it is.
fn facet_json(view: &View<'_>, facet: &Facet, size: &Json) -> Json {
    let words = view.words();
    let label = match view.facet_label(facet) {
        Some(label) => label.get(view.tag()).to_owned(),
        None => words.text(&format!("search_{}", facet.name)).unwrap_or(&facet.name).to_owned(),
    };
    let mut values = Vec::new();
    for choice in view.facet_choices(facet) {
        for language in view.languages() {
            let label = choice.label.get(language.as_str());
            values.push(json!([
                folded(label).join(" "),
                choice.value,
                choice.label.get(view.tag())
            ]));
        }
    }
    values.dedup();
    json!([facet.name, label, crate::id::slug(&facet.name), values, size])
}

/// The lists and views whose titles may be asked for.
fn lists(view: &View<'_>) -> Vec<Json> {
    let pages = view.titled_pages().into_iter();
    pages.map(|(title, route)| json!([title, find::path(view, &route)])).collect()
}

/// What a hit shows of a record: in the first file all but the text beyond its first part.
fn record(view: &View<'_>, id: EntityId, part: usize) -> Option<String> {
    let document = view.found(id)?;
    let count = parts(view.record(id).0.body.words);
    let mut before = 0;
    let mut starts = Vec::new();
    let parts = find::parts(&document.passages, count, PART);
    for part in &parts {
        starts.push(before);
        before += part.len();
    }
    let passages = parts[part].iter().map(|own| (&own.anchor, &own.heading, &own.text));
    let passages: Vec<_> = passages.collect();
    if part > 0 {
        return serde_json::to_string(&passages).ok();
    }
    let language = view.language_of(id);
    let other = (language != view.language).then(|| &view.languages()[language]);
    let language = other.map(|language| (language.as_str(), language.own_name()));
    let Document { title, url, kind, date, names, summary, fields, later, .. } = &document;
    let about = (title, url, kind, date, language, names, summary, fields, passages, starts, later);
    serde_json::to_string(&about).ok()
}
