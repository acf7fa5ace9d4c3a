//! What a record is connected with, as a drawing: the record, and a line to each of its neighbours, which stand below
//! the relation that they are in.
//!
//! Places across are percentages, and texts keep their size, as in charts: the drawing can be read at 320 px. Those who
//! hear the page get a sentence; the lists of the page have the same links.

use std::collections::BTreeSet;

use super::{icon, relations};
use crate::graph::EntityId;
use crate::language::Direction;
use crate::plan::Related;
use crate::render::drawing::{short, wrapped};
use crate::text::escape;
use crate::view::{Leads, Shown, View};

/// With fewer neighbours than this there is nothing to draw.
const FEWEST: usize = 3;
/// The most neighbours that are drawn, and the most relations.
const MOST: usize = 10;
const MOST_GROUPS: usize = 5;
/// Where the record and its neighbours stand across, in percent.
const HUB: usize = 12;
const NODE: usize = 32;
/// The room between a neighbour and its words, in pixels; the height of a line; and what is between two neighbours.
const BESIDE: i64 = 12;
const LINE: usize = 17;
const GAP: usize = 7;
/// The room above the name of a relation.
const ABOVE: usize = 16;
/// The most letters of a line, and the most lines of a name: so many have room on a telephone.
const LETTERS: usize = 23;
const LINES: usize = 2;
/// The size of the circle of the record, and the most letters that have room in it.
const RADIUS: usize = 29;
const INSIDE: usize = 7;
/// The colour where no style sheet says otherwise.
const ACCENT: &str = "#005a87";

/// Those that are connected with a record in one way.
struct Group {
    label: String,
    /// The part of the page that has all of them; nothing where that is not known.
    anchor: Option<String>,
    ids: Vec<EntityId>,
}

/// The drawing of the neighbours of a record; nothing where its kind does not ask for it, or where they are few.
pub(super) fn of(view: &View<'_>, id: EntityId, related: &[Related]) -> String {
    if !view.kind(view.kind_of(id)).has_graph {
        return String::new();
    }
    let groups = neighbours(view, id, related);
    match count(&groups) {
        0..FEWEST => String::new(),
        _ => drawn(view, id, &groups),
    }
}

fn count(groups: &[Group]) -> usize {
    groups.iter().map(|group| group.ids.len()).sum()
}

/// The neighbours, each once: what the record names, what refers to it and has a drawing, too, then the others.
fn neighbours(view: &View<'_>, id: EntityId, related: &[Related]) -> Vec<Group> {
    let mut incoming: Vec<(&Related, u16)> =
        related.iter().filter_map(|group| Some((group, group.field?))).collect();
    incoming.retain(|(group, field)| !view.kind(group.kind).fields[*field as usize].common);
    incoming.sort_by_key(|(group, _)| {
        (!view.kind(group.kind).has_graph, std::cmp::Reverse(group.items.len()))
    });
    let mut out = named(view, id);
    out.extend(incoming.into_iter().map(|(group, _)| Group {
        label: relations::related_label(view, group),
        anchor: Some(format!("_rel-{}", view.kind(group.kind).name)),
        ids: group.items.iter().filter(|item| !item.at_paragraph).map(|item| item.from).collect(),
    }));
    let mut seen = BTreeSet::from([id]);
    out.iter_mut().for_each(|group| group.ids.retain(|id| seen.insert(*id)));
    out.retain(|group| !group.ids.is_empty());
    out
}

/// What the fields of a record name of kinds that have such a drawing.
fn named(view: &View<'_>, id: EntityId) -> Vec<Group> {
    let facts = view.facts(id).into_iter().filter(|fact| !fact.field.common);
    let group = facts.map(|fact| Group {
        label: fact.field.label.get(view.tag()).to_owned(),
        anchor: None,
        ids: ids(view, &fact.shown),
    });
    group.collect()
}

fn ids(view: &View<'_>, shown: &Shown<'_>) -> Vec<EntityId> {
    match shown {
        Shown::Link(Leads::To(place), _) => {
            let id = view.find(&place.key);
            id.filter(|id| view.kind(view.kind_of(*id)).has_graph).into_iter().collect()
        }
        Shown::List(items) => items.iter().flat_map(|item| ids(view, item)).collect(),
        _ => Vec::new(),
    }
}

/// How many of each group are drawn: one of each in turn, until there are enough.
fn shares(sizes: &[usize]) -> Vec<usize> {
    let mut out = vec![0; sizes.len()];
    while out.iter().sum::<usize>() < MOST {
        let before = out.iter().sum::<usize>();
        for (share, size) in out.iter_mut().zip(sizes) {
            *share = (*share + 1).min(*size);
        }
        let over = out.iter().sum::<usize>().saturating_sub(MOST);
        let grown = out.iter_mut().rev().filter(|share| **share > 1).take(over);
        grown.for_each(|share| *share -= 1);
        if out.iter().sum::<usize>() == before {
            break;
        }
    }
    out
}

/// A drawing in the making. The lines are kept apart, since they lie below everything else.
struct Drawing<'v, 's> {
    view: &'v View<'s>,
    words: String,
    lines: Vec<usize>,
    height: usize,
    rtl: bool,
}

fn drawn(view: &View<'_>, id: EntityId, groups: &[Group]) -> String {
    let rtl = view.languages()[view.language].direction() == Direction::Rtl;
    let mut drawing = Drawing { view, words: String::new(), lines: Vec::new(), height: 2, rtl };
    let shown = &groups[..groups.len().min(MOST_GROUPS)];
    let sizes: Vec<usize> = shown.iter().map(|group| group.ids.len()).collect();
    for (group, share) in shown.iter().zip(shares(&sizes)) {
        // One more takes no more room than the words that there is one more.
        let is_last = share + 1 == group.ids.len();
        drawing.group(group, if is_last { share + 1 } else { share });
    }
    if count(groups) > count(shown) {
        drawing.height += ABOVE;
        let more = view
            .words()
            .filled("values_more", &[("n", &(count(groups) - count(shown)).to_string())]);
        drawing.more(&more, None);
    }
    drawing.height = drawing.height.max(2 * RADIUS + 4);
    let title = view.words().filled("graph_of", &[("title", view.title(id))]);
    let about = described(view, groups);
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"net\" width=\"100%\" height=\"{}\" role=\"group\" aria-labelledby=\"_graph-title _graph-desc\" direction=\"{}\" font-size=\"13\" fill=\"currentColor\">\n<title id=\"_graph-title\">{}</title>\n<desc id=\"_graph-desc\">{}</desc>\n<g aria-hidden=\"true\">\n{}{}{}</g>\n</svg>",
        drawing.height,
        if rtl { "rtl" } else { "ltr" },
        escape(&title),
        escape(&about),
        drawing.edges(),
        drawing.hub(id),
        drawing.words,
    )
}

/// The language of a title as an attribute, where it is not that of the page; links in drawings take no direction.
fn lang(view: &View<'_>, language: usize) -> String {
    match language == view.language {
        true => String::new(),
        false => format!(" lang=\"{}\"", view.languages()[language].as_str()),
    }
}

/// The lines with the title of a neighbour; with its short name where the title is too long.
fn called(view: &View<'_>, id: EntityId) -> Vec<String> {
    let whole = wrapped(view.title(id), LETTERS, LINES);
    let short = view.short_name(id);
    let is_cut = whole.last().is_some_and(|line| line.ends_with('…'));
    if is_cut && !short.is_empty() { vec![short.to_owned()] } else { whole }
}

/// The drawing in a sentence: how many neighbours there are in each relation.
fn described(view: &View<'_>, groups: &[Group]) -> String {
    let of = |group: &Group| format!("{} ({})", group.label, group.ids.len());
    let all: Vec<String> = groups.iter().map(of).collect();
    view.words().filled(
        "graph_description",
        &[("n", &count(groups).to_string()), ("relations", &all.join(", "))],
    )
}

impl Drawing<'_, '_> {
    /// A place across as an attribute; the drawing is mirrored where one reads from right to left.
    fn x(&self, percent: usize) -> String {
        format!("{}%", if self.rtl { 100 - percent } else { percent })
    }

    /// A relation, the first of its neighbours, and how many more there are.
    fn group(&mut self, group: &Group, share: usize) {
        self.height += if self.height > 2 { ABOVE + LINE } else { LINE };
        self.text("soft", &short(&group.label, LETTERS + 3));
        group.ids[..share].iter().for_each(|id| self.node(*id));
        if group.ids.len() > share {
            let rest = (group.ids.len() - share).to_string();
            let more = self.view.words().filled("values_more", &[("n", &rest)]);
            self.more(&more, group.anchor.as_deref());
        }
    }

    /// A line of words beside the neighbours.
    fn text(&mut self, class: &str, words: &str) {
        let dx = if self.rtl { -BESIDE } else { BESIDE };
        let (x, y) = (self.x(NODE), self.height - 4);
        let words = escape(words);
        // A name keeps its own direction in a drawing of the other one.
        let words = if self.rtl { format!("\u{2068}{words}\u{2069}") } else { words };
        self.words.push_str(&format!(
            "<text class=\"{class}\" x=\"{x}\" dx=\"{dx}\" y=\"{y}\">{words}</text>\n"
        ));
    }

    /// A neighbour: a dot and its name, which lead to it.
    fn node(&mut self, id: EntityId) {
        let view = self.view;
        let title = view.title(id);
        let name = called(view, id);
        self.height += GAP;
        let (y, x) = (self.height + LINE / 2 + 1, self.x(NODE));
        self.lines.push(y);
        self.words.push_str(&format!(
            "<a href=\"{}\" tabindex=\"-1\"{}><title>{}</title><circle class=\"node\" cx=\"{x}\" cy=\"{y}\" r=\"5\" fill=\"#fff\" stroke=\"{ACCENT}\" stroke-width=\"2\"/>\n",
            view.url(&view.route(id)),
            lang(view, view.language_of(id)),
            escape(title),
        ));
        for line in name {
            self.height += LINE;
            self.text("name", &line);
        }
        self.words.push_str("</a>\n");
    }

    /// That there are more, with the way to the list of them.
    fn more(&mut self, words: &str, anchor: Option<&str>) {
        self.height += LINE + GAP / 2;
        let Some(anchor) = anchor else { return self.text("soft", words) };
        self.words.push_str(&format!("<a href=\"#{}\" tabindex=\"-1\">", escape(anchor)));
        self.text("soft", words);
        self.words.push_str("</a>\n");
    }

    /// The lines from the record to its neighbours.
    fn edges(&self) -> String {
        let (from, to, middle) = (self.x(HUB), self.x(NODE), self.height / 2);
        let line = |y: &usize| {
            format!(
                "<line x1=\"{from}\" y1=\"{middle}\" x2=\"{to}\" y2=\"{y}\" stroke=\"currentColor\" stroke-opacity=\".35\"/>\n"
            )
        };
        self.lines.iter().map(line).collect()
    }

    /// The record itself: a disc with its short name, or with the icon of its kind.
    fn hub(&self, id: EntityId) -> String {
        let (x, y) = (self.x(HUB), self.height / 2);
        let disc = format!(
            "<circle class=\"hub\" cx=\"{x}\" cy=\"{y}\" r=\"{RADIUS}\" fill=\"{ACCENT}\"/>\n"
        );
        let name = self.view.short_name(id);
        if !name.is_empty() && short(name, INSIDE) == name {
            let name = escape(name);
            return format!(
                "{disc}<text class=\"hub-ink\" x=\"{x}\" y=\"{}\" text-anchor=\"middle\" font-size=\"12\" font-weight=\"700\" fill=\"#fff\">{name}</text>\n",
                y + 4
            );
        }
        let path = icon(self.view, &self.view.kind(self.view.kind_of(id)).icon);
        format!(
            "{disc}<svg x=\"{x}\" y=\"{y}\" overflow=\"visible\"><path class=\"hub-icon\" transform=\"translate(-14 -14) scale(1.17)\" d=\"{path}\" fill=\"none\" stroke=\"#fff\" stroke-width=\"1.6\"/></svg>\n"
        )
    }
}

#[cfg(test)]
mod tests {
    use super::shares;

    #[test]
    fn every_relation_gets_its_share_and_no_more_than_ten_are_drawn() {
        assert_eq!(shares(&[1, 2]), [1, 2]);
        assert_eq!(shares(&[7, 4, 8, 5, 3]), [2, 2, 2, 2, 2]);
        assert_eq!(shares(&[30, 1]), [9, 1]);
        assert_eq!(shares(&[9, 9, 9]), [4, 3, 3]);
        assert_eq!(shares(&[]), [] as [usize; 0]);
    }
}
