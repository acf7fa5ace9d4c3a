//! Lists of records: those of the kinds, the views of site.toml, and a page for each value that
//! filters one, so that everything works without JavaScript.

use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::sync::Arc;

use super::special::{self, Special};
use super::{Input, Plan, language_prefix, select, timeline, word};
use crate::config::{ListSettings, Sort, Style, ViewSettings, ViewType, no_such};
use crate::diag::Diagnostic;
use crate::graph::EntityId;
use crate::id::{Route, slug};
use crate::parse::{FieldValue, Value};
use crate::schema::{self, Field};
use crate::source::Span;

/// Records on one page, unless a list says otherwise.
const PAGE_SIZE: usize = 100;

/// One list of records in one language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listing {
    /// The address, with its language, without slashes at its ends.
    pub folder: String,
    /// The language.
    pub language: usize,
    /// The title of the page.
    pub title: String,
    /// A sentence about it.
    pub description: String,
    /// The page whose words stand above the list.
    pub intro: Option<EntityId>,
    /// How a record is shown.
    pub style: Style,
    /// The fields that are shown beside the title.
    pub columns: Vec<String>,
    /// The kinds that it lists.
    pub kinds: Vec<usize>,
    /// Records on one page.
    pub page_size: usize,
    /// The records, in order.
    pub entities: Vec<EntityId>,
    /// The groups, in order; their counts add up to the number of records. Empty: no groups.
    pub groups: Vec<Group>,
    /// What filters the list.
    pub facets: Vec<Facet>,
    /// The orders: label, address, whether it is this list's.
    pub sorts: Vec<(String, String, bool)>,
    /// For a page that is filtered by a value: the facet's and the value's words.
    pub filter: Option<(String, String)>,
    /// The address of the whole list.
    pub whole: String,
    /// Who claims the address, for complaints.
    pub claimed_by: String,
    /// Where the list is declared.
    pub span: Option<Span>,
    /// The table whose rows it lists.
    pub table: Option<EntityId>,
    /// What its page shows beside the records.
    pub special: Special,
    /// The values that filter it, by record: for each facet and value their numbers, `0.3 1.0`.
    /// Shared by the list and its narrowed pages.
    pub values: Arc<BTreeMap<EntityId, String>>,
}

/// Some records of a list that stand together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// The words above them.
    pub title: String,
    /// The name in an address.
    pub slug: String,
    /// How many.
    pub count: usize,
}

/// A field whose values filter a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Facet {
    /// The field's name in addresses.
    pub slug: String,
    /// The field's words.
    pub label: String,
    /// The values that some record has.
    pub values: Vec<FacetValue>,
}

/// A value that filters a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FacetValue {
    /// The value's name in addresses.
    pub slug: String,
    /// The words.
    pub label: String,
    /// How many records have it.
    pub count: usize,
    /// The address of the filtered list.
    pub folder: String,
}

impl Listing {
    /// Whether its first page stands on the page of the record that holds the table.
    pub fn is_on_record(&self) -> bool {
        self.table.is_some() && self.folder == self.whole
    }

    /// How many pages it has; at least one.
    pub fn pages(&self) -> usize {
        self.entities.len().div_ceil(self.page_size).max(1)
    }

    /// The address of a page, from 1.
    pub fn route(&self, page: usize) -> Route {
        let folder = match page {
            1 => self.folder.clone(),
            page => format!("{}/page/{page}", self.folder),
        };
        Route::page(&folder).expect("lists have checked addresses")
    }

    /// The records of a page, from 1, and the number of the first of them.
    pub fn page(&self, page: usize) -> (usize, &[EntityId]) {
        let start = (page - 1) * self.page_size;
        let end = (start + self.page_size).min(self.entities.len());
        (start, &self.entities[start.min(end)..end])
    }
}

/// Plans every list of every language.
pub(super) fn plan(input: Input<'_>, plan: &mut Plan, diagnostics: &mut Vec<Diagnostic>) {
    let by_kind = by_kind(input);
    for language in 0..input.config.languages.len() {
        let mut numbers = vec![None; input.schema.kinds.len()];
        let mut ranks = vec![u32::MAX; input.graph.entities.len()];
        for (kind, entities) in by_kind.iter().enumerate() {
            let listing = kind_listing(input, language, kind, entities);
            for (rank, id) in listing.entities.iter().enumerate() {
                ranks[*id as usize] = rank as u32;
            }
            let described = &input.schema.kinds[kind];
            if !entities.is_empty() && !described.folder.is_empty() {
                numbers[kind] = Some(plan.listings.len());
                add(input, plan, listing, &kind_settings(described));
            }
        }
        plan.kind_listings.push(numbers);
        plan.ranks.push(ranks);
        tables(input, language, plan);
        for view in input.config.views.iter().filter(|v| !matches!(v.what, ViewType::Grid(_))) {
            let mut said = Vec::new();
            let view = special::settled(input, view, &mut said);
            let listing = view_listing(input, language, &view, &by_kind, &mut said);
            let first = plan.listings.len();
            add(input, plan, listing, &view.list);
            special::complete(input, plan, first, &view, &mut said);
            if language == super::DEFAULT_LANGUAGE {
                diagnostics.append(&mut said);
            }
        }
    }
}

pub(super) fn by_kind(input: Input<'_>) -> Vec<Vec<EntityId>> {
    let mut out = vec![Vec::new(); input.schema.kinds.len()];
    for (id, entity) in input.graph.entities.iter().enumerate() {
        let table = &input.graph.records[entity.base as usize].table;
        // A table of rows of its own kind is none of them.
        if table.as_ref().is_none_or(|table| table.row_kind != entity.kind) {
            out[entity.kind].push(id as EntityId);
        }
    }
    out
}

/// Plans the list of the rows of every table.
fn tables(input: Input<'_>, language: usize, plan: &mut Plan) {
    let mut places = vec![u32::MAX; input.graph.entities.len()];
    for id in 0..input.graph.entities.len() as EntityId {
        let shown = input.graph.record(id, language);
        let base = input.graph.base(id);
        // A translation without data of its own shows the rows of the original.
        let Some(table) = shown.table.as_ref().or(base.table.as_ref()) else { continue };
        let route = plan.route(id, language);
        let mut listing = Listing {
            folder: route.folder_form().trim_end_matches('/').to_owned(),
            title: shown.title.clone(),
            kinds: vec![table.row_kind],
            claimed_by: shown.path.to_string(),
            span: Some(shown.head),
            table: Some(id),
            style: Style::Rows,
            ..blank(language, &table.list, Vec::new())
        };
        listing.entities = table.rows.iter().filter_map(|row| input.graph.find(row)).collect();
        if let Some(order) = table.list.sort.first() {
            sort(input, &mut listing, Some(order));
        }
        let number = plan.listings.len();
        plan.table_listings.insert((id, language), number);
        add(input, plan, listing, &table.list);
        for (place, row) in plan.listings[number].entities.iter().enumerate() {
            places[*row as usize] = place as u32;
        }
    }
    plan.row_places.push(places);
}

fn kind_listing(input: Input<'_>, language: usize, kind: usize, entities: &[EntityId]) -> Listing {
    let described = &input.schema.kinds[kind];
    let tag = input.config.languages[language].as_str();
    let intro = intro(input, &described.folder);
    let mut listing = Listing {
        folder: format!("{}{}", language_prefix(input.config, language), described.folder),
        title: described.plural.get(tag).to_owned(),
        description: if intro.is_none() {
            described.description.get(tag).to_owned()
        } else {
            String::new()
        },
        intro,
        claimed_by: format!("the list of the kind `{}`", described.name),
        kinds: vec![kind],
        span: None,
        ..blank(language, &kind_settings(described), entities.to_vec())
    };
    sort(input, &mut listing, kind_settings(described).sort.first());
    listing
}

fn kind_settings(kind: &schema::Kind) -> ListSettings {
    timeline::settled(&kind.list, &[kind])
}

pub(super) fn blank(language: usize, settings: &ListSettings, entities: Vec<EntityId>) -> Listing {
    Listing {
        folder: String::new(),
        language,
        title: String::new(),
        description: String::new(),
        intro: None,
        style: settings.style,
        columns: settings.columns.iter().map(|(name, _)| name.clone()).collect(),
        kinds: Vec::new(),
        page_size: if settings.page_size == 0 { PAGE_SIZE } else { settings.page_size },
        entities,
        groups: Vec::new(),
        facets: Vec::new(),
        sorts: Vec::new(),
        filter: None,
        whole: String::new(),
        claimed_by: String::new(),
        span: None,
        table: None,
        special: Special::None,
        values: Arc::default(),
    }
}

/// The page whose words stand above the list at an address.
pub(super) fn intro(input: Input<'_>, folder: &str) -> Option<EntityId> {
    input.graph.find(&crate::id::RecordKey::new(schema::PAGE, folder))
}

pub(super) fn view_listing(
    input: Input<'_>,
    language: usize,
    view: &ViewSettings,
    by_kind: &[Vec<EntityId>],
    diagnostics: &mut Vec<Diagnostic>,
) -> Listing {
    let tag = input.config.languages[language].as_str();
    let kinds = view_kinds(input, view, diagnostics);
    let described: Vec<_> = kinds.iter().map(|kind| &input.schema.kinds[*kind]).collect();
    select::check_names(&described, &view.list, diagnostics);
    let mut entities: Vec<_> =
        kinds.iter().flat_map(|kind| by_kind[*kind].iter().copied()).collect();
    if let Some((text, span)) = &view.condition {
        let condition = (text.as_str(), *span);
        select::retain(input, &described, condition, language, &mut entities, diagnostics);
    }
    let mut listing = Listing {
        folder: format!("{}{}", language_prefix(input.config, language), view.path),
        title: view.title.get(tag).to_owned(),
        description: view.description.get(tag).to_owned(),
        intro: intro(input, &view.path),
        claimed_by: format!("the view `{}`", view.path),
        kinds,
        span: Some(view.span),
        ..blank(language, &view.list, entities)
    };
    sort(input, &mut listing, view.list.sort.first());
    listing
}

pub(super) fn view_kinds(
    input: Input<'_>,
    view: &ViewSettings,
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<usize> {
    if view.kinds.is_empty() {
        return (0..input.schema.kinds.len())
            .filter(|k| !input.schema.kinds[*k].is_page())
            .collect();
    }
    let mut out = Vec::new();
    for (name, span) in &view.kinds {
        match input.schema.find(name) {
            Some(kind) => out.push(kind),
            None => {
                let names = input.schema.kinds.iter().map(|kind| &*kind.name);
                diagnostics.push(no_such("kind", name, *span, names));
            }
        }
    }
    out
}

/// Adds a list, a list for each further order, and one for each value of each facet.
fn add(input: Input<'_>, plan: &mut Plan, mut listing: Listing, settings: &ListSettings) {
    listing.whole.clone_from(&listing.folder);
    let tag = input.config.languages[listing.language].as_str().to_owned();
    let words: Vec<_> =
        settings.sort.iter().map(|s| sort_label(input, &listing, s, &tag)).collect();
    let folders: Vec<_> =
        settings.sort.iter().enumerate().map(|(n, s)| sort_folder(&listing, n, s)).collect();
    let orders = |current: usize| -> Vec<_> {
        let both = words.iter().zip(&folders).enumerate();
        both.map(|(n, (word, folder))| (word.clone(), folder.clone(), n == current)).collect()
    };
    let facets: Vec<_> =
        settings.facets.iter().filter_map(|(name, _)| facet(input, &listing, name)).collect();
    listing.facets = facets.iter().map(|(facet, _)| facet.clone()).collect();
    listing.values = Arc::new(values(&facets));
    if settings.sort.len() > 1 {
        listing.sorts = orders(0);
    }
    let group = settings.group.as_ref().map(|(name, _)| name.as_str());
    let mut more = Vec::new();
    for (number, sort_by) in settings.sort.iter().enumerate().skip(1) {
        let mut sorted =
            Listing { folder: folders[number].clone(), sorts: orders(number), ..listing.clone() };
        sort(input, &mut sorted, Some(sort_by));
        more.push(sorted);
    }
    for (facet, members) in facets {
        for (value, entities) in facet.values.iter().zip(members) {
            let filter = Some((facet.label.clone(), value.label.clone()));
            let folder = value.folder.clone();
            let filtered =
                Listing { folder, filter, entities, sorts: Vec::new(), ..listing.clone() };
            more.push(filtered);
        }
    }
    if let Some(group) = group {
        for listing in std::iter::once(&mut listing).chain(&mut more) {
            grouped(input, listing, group);
        }
    }
    plan.listings.push(listing);
    plan.listings.append(&mut more);
}

fn sort_folder(listing: &Listing, number: usize, sort: &Sort) -> String {
    let end = if sort.descending { "-descending" } else { "" };
    match number {
        0 => listing.folder.clone(),
        _ => format!("{}/sorted/{}{end}", listing.folder, slug(&sort.field)),
    }
}

fn sort_label(input: Input<'_>, listing: &Listing, sort: &Sort, tag: &str) -> String {
    let kinds = listing.kinds.iter().map(|kind| &input.schema.kinds[*kind]);
    let field = kinds.filter_map(|kind| kind.field(&sort.field).map(|at| &kind.fields[at])).next();
    let label = field.map_or(sort.field.as_str(), |field| field.label.get(tag));
    format!("{label} {}", if sort.descending { "↓" } else { "↑" })
}

/// Puts the records of a list in order; records without the value come last, and equal ones by
/// title, then by key.
fn sort(input: Input<'_>, listing: &mut Listing, sort: Option<&Sort>) {
    let language = listing.language;
    let collator = &input.collators[language];
    let mut keyed: Vec<(Key<'_>, &str, EntityId)> = listing
        .entities
        .iter()
        .map(|id| {
            let record = input.graph.record(*id, language);
            let key = sort.map_or(Key::Missing, |sort| key(input, *id, language, &sort.field));
            (key, record.title.as_str(), *id)
        })
        .collect();
    let descending = sort.is_some_and(|sort| sort.descending);
    keyed.sort_by(|a, b| {
        let by_key = match (&a.0, &b.0) {
            (Key::Missing, Key::Missing) => Ordering::Equal,
            (Key::Missing, _) => Ordering::Greater,
            (_, Key::Missing) => Ordering::Less,
            (a, b) if descending => compare(collator, b, a),
            (a, b) => compare(collator, a, b),
        };
        let named = || {
            let (x, y) = (input.graph.record(a.2, language), input.graph.record(b.2, language));
            // Rows stand in the order of their table, after what has a file of its own.
            match (&x.row, &y.row) {
                (Some(x), Some(y)) => (x.table(), x.order).cmp(&(y.table(), y.order)),
                (None, None) => collator.compare(a.1, b.1),
                (x, y) => x.is_some().cmp(&y.is_some()),
            }
        };
        by_key.then_with(named).then(a.2.cmp(&b.2))
    });
    listing.entities = keyed.into_iter().map(|(_, _, id)| id).collect();
}

/// The place of a row in its table.
fn order(input: Input<'_>, id: EntityId, language: usize) -> usize {
    input.graph.record(id, language).row.as_ref().map_or(0, |row| row.order)
}

/// What a record is sorted by.
enum Key<'a> {
    Missing,
    Number(f64),
    Date(&'a crate::edtf::Date),
    Text(&'a str),
}

fn key<'a>(input: Input<'a>, id: EntityId, language: usize, name: &str) -> Key<'a> {
    let graph = input.graph;
    match name {
        "title" => return Key::Text(&graph.record(id, language).title),
        "id" => return Key::Text(graph.entity(id).key.id()),
        _ => {}
    }
    let kind = &input.schema.kinds[graph.entity(id).kind];
    let Some(number) = kind.field(name) else { return Key::Missing };
    let Some((record, given)) = graph.field(id, language, number) else { return Key::Missing };
    let mut first = None;
    given.value.each(&mut |value| first = first.or(Some(value)));
    match first {
        Some(Value::Integer(number)) => Key::Number(*number as f64),
        Some(Value::Number(number)) => Key::Number(*number),
        Some(Value::Choice(number)) => Key::Number(*number as f64),
        Some(Value::Bool(yes)) => Key::Number(f64::from(u8::from(!yes))),
        Some(Value::Date(date)) => Key::Date(date),
        Some(Value::Text(text) | Value::Url(text)) => Key::Text(text),
        Some(Value::Country(country)) => {
            Key::Text(country.name(input.config.languages[language].as_str()))
        }
        Some(Value::Ref(link)) => graph
            .target(record, *link)
            .map_or(Key::Missing, |id| Key::Text(&graph.record(id, language).title)),
        _ => Key::Missing,
    }
}

/// The date of a record in a field; `None` where it is not given or not a date.
pub(super) fn date_of<'a>(
    input: Input<'a>,
    id: EntityId,
    language: usize,
    name: &str,
) -> Option<&'a crate::edtf::Date> {
    match key(input, id, language, name) {
        Key::Date(date) => Some(date),
        _ => None,
    }
}

fn compare(collator: &crate::collate::Collator, a: &Key<'_>, b: &Key<'_>) -> Ordering {
    match (a, b) {
        (Key::Number(a), Key::Number(b)) => a.total_cmp(b),
        (Key::Date(a), Key::Date(b)) => a.cmp(b),
        (Key::Text(a), Key::Text(b)) => collator.compare(a, b),
        // Kinds of one view may hold different types of value in a field of one name.
        (Key::Number(_), _) | (Key::Date(_), Key::Text(_)) => Ordering::Less,
        _ => Ordering::Greater,
    }
}

/// A value by which records are filtered or grouped: its order, its name in addresses, its words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Member {
    pub(crate) order: i64,
    pub(crate) slug: String,
    pub(crate) label: String,
}

/// The values that a record has in a field, as facets and groups know them.
fn members(input: Input<'_>, id: EntityId, language: usize, name: &str) -> Vec<Member> {
    let entity = input.graph.entity(id);
    let kind = &input.schema.kinds[entity.kind];
    if name == "kind" {
        let label = kind.plural.get(input.config.languages[language].as_str()).to_owned();
        return vec![Member { order: 0, slug: slug(&kind.name), label }];
    }
    let Some(number) = kind.field(name) else { return Vec::new() };
    let Some((record, given)) = input.graph.field(id, language, number) else { return Vec::new() };
    let mut out = Vec::new();
    given.value.each(&mut |value| {
        out.extend(member(input, &kind.fields[number], record, given, value, language));
    });
    out.dedup();
    out
}

/// A value as facets, groups and heads know it.
pub(crate) fn member(
    input: Input<'_>,
    field: &Field,
    record: u32,
    given: &FieldValue,
    value: &Value,
    language: usize,
) -> Option<Member> {
    let tag = input.config.languages[language].as_str();
    let text = |text: &str| Member { order: 0, slug: word::of(text), label: text.to_owned() };
    let found = match value {
        Value::Choice(number) => {
            let choices = field.kind.choices();
            let label = choices[*number].label.get(tag).to_owned();
            Member { order: *number as i64, slug: word::of_choice(choices, *number), label }
        }
        Value::Ref(link) => {
            let id = input.graph.target(record, *link)?;
            let target = input.graph.entity(id);
            let several = field.kind.targets().is_none_or(|kinds| kinds.len() != 1);
            let name = if several { target.key.as_str() } else { target.key.id() };
            let label = input.graph.record(id, language).title.clone();
            Member { order: 0, slug: word::of(name), label }
        }
        Value::Country(country) => Member {
            order: 0,
            slug: country.alpha2.to_lowercase(),
            label: country.name(tag).to_owned(),
        },
        Value::Language(language) => Member {
            order: 0,
            slug: slug(language.as_str()),
            label: language.own_name().to_owned(),
        },
        Value::Date(date) => {
            let year = date.year()?;
            Member { order: -year, slug: year.to_string(), label: year.to_string() }
        }
        Value::Bool(yes) => {
            let label = field.label.get(tag);
            let label = if *yes { label.to_owned() } else { format!("{label}: –") };
            Member { order: i64::from(!yes), slug: yes.to_string(), label }
        }
        Value::Integer(number) => {
            Member { order: *number, slug: number.to_string(), label: number.to_string() }
        }
        Value::Text(value) | Value::Url(value) => text(value),
        Value::NotStated => text(&given.status),
        Value::Markdown(_) | Value::Number(_) | Value::List(_) => return None,
    };
    (!found.slug.is_empty()).then_some(found)
}

/// The values of a field that some record of a list has, and the records that have each.
fn facet(input: Input<'_>, listing: &Listing, name: &str) -> Option<(Facet, Vec<Vec<EntityId>>)> {
    let mut found: BTreeMap<String, (Member, Vec<EntityId>)> = BTreeMap::new();
    for id in &listing.entities {
        for member in members(input, *id, listing.language, name) {
            let slot = found.entry(member.slug.clone()).or_insert_with(|| (member, Vec::new()));
            if slot.1.last() != Some(id) {
                slot.1.push(*id);
            }
        }
    }
    if found.is_empty() {
        return None;
    }
    let collator = &input.collators[listing.language];
    let mut values: Vec<_> = found.into_values().collect();
    values.sort_by(|(a, _), (b, _)| {
        a.order.cmp(&b.order).then_with(|| collator.compare(&a.label, &b.label))
    });
    let label = field_label(input, listing, name);
    let described = values.iter().map(|(member, entities)| FacetValue {
        slug: member.slug.clone(),
        label: member.label.clone(),
        count: entities.len(),
        folder: format!("{}/by/{}/{}", listing.folder, slug(name), member.slug),
    });
    let facet = Facet { slug: slug(name), label, values: described.collect() };
    Some((facet, values.into_iter().map(|(_, entities)| entities).collect()))
}

/// The numbers of facets and values that each record has.
fn values(facets: &[(Facet, Vec<Vec<EntityId>>)]) -> BTreeMap<EntityId, String> {
    let mut out: BTreeMap<EntityId, String> = BTreeMap::new();
    for (facet, (_, members)) in facets.iter().enumerate() {
        for (value, entities) in members.iter().enumerate() {
            for id in entities {
                let text = out.entry(*id).or_default();
                let blank = if text.is_empty() { "" } else { " " };
                text.push_str(&format!("{blank}{facet}.{value}"));
            }
        }
    }
    out
}

fn field_label(input: Input<'_>, listing: &Listing, name: &str) -> String {
    let tag = input.config.languages[listing.language].as_str();
    let kinds = listing.kinds.iter().map(|kind| &input.schema.kinds[*kind]);
    let mut fields = kinds.filter_map(|kind| kind.field(name).map(|at| &kind.fields[at]));
    fields.next().map_or_else(|| crate::text::humanise(name), |f| f.label.get(tag).to_owned())
}

/// Puts the records of a list into groups by the first value of a field, groups in order.
pub(super) fn grouped(input: Input<'_>, listing: &mut Listing, name: &str) {
    if listing.style == Style::Timeline {
        return timeline::group(input, listing, name);
    }
    let first = |id: &EntityId| members(input, *id, listing.language, name).into_iter().next();
    let mut keyed: Vec<(Option<Member>, EntityId)> =
        listing.entities.iter().map(|id| (first(id), *id)).collect();
    if listing.table.is_some() {
        // The sections of a table stand in the order of the table.
        let mut first: BTreeMap<String, usize> = BTreeMap::new();
        for (member, id) in &keyed {
            let Some(member) = member else { continue };
            let order = order(input, *id, listing.language);
            let slot = first.entry(member.slug.clone()).or_insert(order);
            *slot = order.min(*slot);
        }
        for (member, _) in &mut keyed {
            if let Some(member) = member {
                member.order = first[&member.slug] as i64;
            }
        }
    }
    let collator = &input.collators[listing.language];
    keyed.sort_by(|(a, _), (b, _)| match (a, b) {
        (Some(a), Some(b)) => {
            a.order.cmp(&b.order).then_with(|| collator.compare(&a.label, &b.label))
        }
        (a, b) => a.is_none().cmp(&b.is_none()),
    });
    let mut groups: Vec<Group> = Vec::new();
    for (member, _) in &keyed {
        let (slug, title) = member.as_ref().map_or(("none", ""), |m| (&m.slug, &m.label));
        match groups.last_mut().filter(|group| group.slug == slug) {
            Some(group) => group.count += 1,
            None => groups.push(Group { title: title.to_owned(), slug: slug.to_owned(), count: 1 }),
        }
    }
    listing.entities = keyed.into_iter().map(|(_, id)| id).collect();
    listing.groups = groups;
}
