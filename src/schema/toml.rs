//! Kinds -> the TOML that declares them.

use std::fmt::Write;

use super::search::KindSearch;
use super::{Choice, Field, Kind, Slot, Thresholds, Type};
use crate::config::{ListSettings, Style};
use crate::data::{Key, Node, Value, key};
use crate::text::{Localised, humanise};

/// A kind as it stands in site.toml; what is as it would be anyway is left out, and so are the
/// fields that every kind has.
pub fn kind(kind: &Kind) -> String {
    let mut out = String::new();
    let _ = writeln!(out, "[kinds.{}]", key(&kind.name));
    line(&mut out, "folder", &text(&kind.folder));
    line(&mut out, "label", &localised(&kind.label));
    line(&mut out, "plural", &localised(&kind.plural));
    given(&mut out, "icon", &kind.icon);
    if kind.description != Localised::default() {
        line(&mut out, "description", &localised(&kind.description));
    }
    given(&mut out, "help", &kind.help);
    if kind.autolink {
        line(&mut out, "autolink", "true");
    }
    if kind.has_graph {
        line(&mut out, "graph", "true");
    }
    if !kind.sections.is_empty() {
        line(&mut out, "sections", &texts(kind.sections.iter().map(String::as_str)));
    }
    if !kind.times.valid.is_empty() {
        line(&mut out, "valid", &texts(kind.times.valid.iter().map(String::as_str)));
    }
    let Thresholds { ageing, stale } = kind.times.stale;
    if kind.times.stale != Thresholds::default() {
        line(&mut out, "stale", &format!("{{ ageing = {ageing}, stale = {stale} }}"));
    }
    if let Some(most) = kind.max_words {
        line(&mut out, "max_words", &most.to_string());
    }
    if !kind.rules.is_empty() {
        let rules = kind.rules.iter().map(|rule| {
            let level = rule.level.word();
            let (require, words) = (text(rule.require.text()), text(&rule.text));
            format!("  {{ require = {require}, text = {words}, level = \"{level}\" }},\n")
        });
        line(&mut out, "rules", &format!("[\n{}]", rules.collect::<String>()));
    }
    if kind.exports.is_followed {
        line(&mut out, "followed", "true");
    }
    for (name, value) in kind.vocabulary.written.iter().chain(&kind.exports.written) {
        line(&mut out, name, &inline(value));
    }
    let found = search(&kind.search);
    if !found.is_empty() {
        line(&mut out, "search", &format!("{{ {} }}", found.join(", ")));
    }
    list(&mut out, &kind.name, &kind.list);
    let own: Vec<&Field> = kind.fields.iter().filter(|field| !field.common).collect();
    if !own.is_empty() {
        let _ = writeln!(out, "\n[kinds.{}.fields]", key(&kind.name));
        for field in own {
            let _ = writeln!(out, "{} = {{ {} }}", key(&field.name), settings(field).join(", "));
        }
    }
    out.push('\n');
    out
}

/// A value on one line.
fn inline(value: &Value) -> String {
    match &value.node {
        Node::List(items) => {
            format!("[{}]", items.iter().map(inline).collect::<Vec<_>>().join(", "))
        }
        Node::Table(table) => {
            let entry =
                |(name, value): &(Key, Value)| format!("{} = {}", key(&name.name), inline(value));
            match table.entries.is_empty() {
                true => "{}".to_owned(),
                false => format!(
                    "{{ {} }}",
                    table.entries.iter().map(entry).collect::<Vec<_>>().join(", ")
                ),
            }
        }
        _ => value.to_json().to_string(),
    }
}

fn settings(field: &Field) -> Vec<String> {
    let mut out = vec![format!("type = \"{}\"", field.kind.word())];
    if let Type::List(item) = &field.kind
        && !matches!(**item, Type::Ref(_) | Type::Text)
    {
        out.push(format!("of = \"{}\"", item.word()));
    }
    match field.kind.targets().unwrap_or_default() {
        [] => {}
        [one] => out.push(format!("kind = {}", text(one))),
        several => out.push(format!("kind = {}", texts(several.iter().map(String::as_str)))),
    }
    if !field.kind.choices().is_empty() {
        let values: Vec<_> = field.kind.choices().iter().map(choice).collect();
        out.push(format!("values = [{}]", values.join(", ")));
    }
    if !field.label.by_language.is_empty() || field.label.default != humanise(&field.name) {
        out.push(format!("label = {}", localised(&field.label)));
    }
    let flags = [
        ("required", field.required),
        ("name", field.is_name),
        ("lacking", field.lacking),
        ("first", field.first),
        ("contact", field.is_contact),
        ("printed", field.is_printed),
        ("history", field.history),
    ];
    out.extend(
        flags.iter().filter(|(_, is_set)| *is_set).map(|(name, _)| format!("{name} = true")),
    );
    if field.slot != Slot::of(&field.name, &field.kind, field.is_name) {
        out.push(format!("slot = {}", text(field.slot.word())));
    }
    if let Some(default) = &field.default {
        out.push(format!("default = {}", default.to_json()));
    }
    if let Some((counts, _)) = &field.counts {
        out.push(format!("counts = {}", text(counts)));
    }
    if let Some(inverse) = &field.inverse {
        out.push(format!("inverse = {}", localised(inverse)));
    }
    if let Some(role) = &field.role {
        out.push(format!("role = {}", localised(role)));
    }
    if !field.split.is_empty() {
        out.push(format!("split = {}", texts(field.split.iter().map(String::as_str))));
    }
    if !field.help.is_empty() {
        out.push(format!("help = {}", text(&field.help)));
    }
    out
}

fn choice(choice: &Choice) -> String {
    let tone = choice.tone.map(|tone| format!(", tone = {}", text(tone.word())));
    if tone.is_none()
        && choice.label.by_language.is_empty()
        && choice.label.default == humanise(&choice.value)
    {
        return text(&choice.value);
    }
    let (value, label) = (text(&choice.value), localised(&choice.label));
    format!("{{ value = {value}, label = {label}{} }}", tone.unwrap_or_default())
}

fn search(search: &KindSearch) -> Vec<String> {
    let KindSearch { facets, facet, off, weight } = search;
    let mut out = Vec::new();
    if !facets.is_empty() {
        out.push(format!("facets = {}", texts(facets.iter().map(|(name, _)| name.as_str()))));
    }
    out.extend(facet.then(|| "facet = true".to_owned()));
    out.extend(off.then(|| "off = true".to_owned()));
    out.extend((*weight != super::search::USUAL).then(|| format!("weight = {weight}")));
    out
}

fn list(out: &mut String, kind: &str, list: &ListSettings) {
    if *list == ListSettings::default() {
        return;
    }
    let _ = writeln!(out, "\n[kinds.{}.list]", key(kind));
    if !list.sort.is_empty() {
        let sorts = list
            .sort
            .iter()
            .map(|sort| text(&format!("{}{}", if sort.descending { "-" } else { "" }, sort.field)));
        line(out, "sort", &format!("[{}]", sorts.collect::<Vec<_>>().join(", ")));
    }
    for (name, fields) in [("facets", &list.facets), ("columns", &list.columns)] {
        if !fields.is_empty() {
            line(out, name, &texts(fields.iter().map(|(field, _)| field.as_str())));
        }
    }
    if let Some((group, _)) = &list.group {
        line(out, "group", &text(group));
    }
    if list.page_size > 0 {
        line(out, "page_size", &list.page_size.to_string());
    }
    if list.facet_pages > 0 {
        line(out, "facet_pages", &list.facet_pages.to_string());
    }
    if list.style != Style::default() {
        line(out, "as", &text(list.style.word()));
    }
}

fn line(out: &mut String, name: &str, value: &str) {
    let _ = writeln!(out, "{name} = {value}");
}

fn given(out: &mut String, name: &str, value: &str) {
    if !value.is_empty() {
        line(out, name, &text(value));
    }
}

/// A text as a TOML string.
fn text(text: &str) -> String {
    ::toml::Value::String(text.to_owned()).to_string()
}

fn texts<'t>(items: impl Iterator<Item = &'t str>) -> String {
    format!("[{}]", items.map(text).collect::<Vec<_>>().join(", "))
}

fn localised(words: &Localised) -> String {
    if words.by_language.is_empty() {
        return text(&words.default);
    }
    let entries =
        words.by_language.iter().map(|(tag, words)| format!("{} = {}", key(tag), text(words)));
    format!("{{ {} }}", entries.collect::<Vec<_>>().join(", "))
}

#[cfg(test)]
mod tests {
    use crate::model;
    use crate::schema;
    use crate::source::Sources;

    #[test]
    fn the_printed_model_reads_back_as_itself() {
        let print = |site: &str| {
            let sources = Sources::new(vec![("site.toml".to_owned(), site.to_owned())], vec![]);
            let config = model::read(&sources);
            let schema = schema::read(&sources, &config.value);
            assert_eq!(config.diagnostics, []);
            assert_eq!(schema.diagnostics, []);
            let kinds = schema.value.kinds.iter().filter(|kind| !kind.is_page());
            kinds.map(super::kind).collect::<String>()
        };
        let first = print("extends = \"knowledge-portal\"\n");
        assert!(first.contains("[kinds.meeting]") && first.contains("[kinds.priority.fields]"));
        assert_eq!(print(&first), first);
    }
}
