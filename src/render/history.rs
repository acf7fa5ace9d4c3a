//! What fields of a record were before: on its page, as data, and as a line where they are numbers.

use std::fmt::Write;

use serde_json::{Map, Value as Json, json};

use super::context::{History, HistoryEntry};
use super::{data, html};
use crate::graph::EntityId;
use crate::text::escape;
use crate::view::{PastFact, Shown, View};

/// The histories of a record's fields, in the order of its kind.
pub(crate) fn of_record<'v>(view: &View<'v>, id: EntityId) -> Vec<History<'v>> {
    let past = view.history(id);
    let of_field = past.chunk_by(|a, b| a.field.name == b.field.name);
    let history = of_field.map(|facts| History {
        name: &facts[0].field.name,
        label: facts[0].field.label.get(view.tag()),
        entries: facts.iter().map(|fact| entry(view, fact)).collect(),
        trend: trend(view, facts).into(),
    });
    history.collect()
}

fn entry(view: &View<'_>, fact: &PastFact<'_>) -> HistoryEntry {
    let sources = fact.sources.iter().map(|source| in_html(view, source));
    HistoryEntry {
        date: in_html(view, &fact.date).into(),
        value: in_html(view, &fact.value).into(),
        sources: sources.collect::<Vec<_>>().join(html::comma(view)).into(),
    }
}

fn in_html(view: &View<'_>, shown: &Shown<'_>) -> String {
    let mut out = String::new();
    html::value(view, &mut out, shown);
    out
}

/// The histories as data, by field.
pub(crate) fn json(view: &View<'_>, id: EntityId) -> Option<Json> {
    let past = view.history(id);
    let mut out = Map::new();
    for facts in past.chunk_by(|a, b| a.field.name == b.field.name) {
        let entries = facts.iter().map(|fact| {
            let value = |shown| data::value_json(view, shown);
            let sources: Vec<Json> = fact.sources.iter().map(value).collect();
            json!({ "date": value(&fact.date), "value": value(&fact.value), "source": sources })
        });
        out.insert(facts[0].field.name.clone(), entries.collect());
    }
    (!out.is_empty()).then_some(Json::Object(out))
}

const WIDTH: f64 = 320.0;
const HEIGHT: f64 = 96.0;
/// Room for the dots and the words.
const EDGE: f64 = 18.0;

/// A point of the line.
struct Point {
    x: f64,
    y: f64,
    /// What stands there, in words.
    words: String,
}

/// The values as a line over time, with the first of them as the baseline; nothing where fewer than two have a size
/// and a day. The table beside it says the same in words.
fn trend(view: &View<'_>, facts: &[PastFact<'_>]) -> String {
    let sized: Vec<(i64, f64, String)> = facts
        .iter()
        .filter_map(|fact| {
            let words = format!("{}: {}", data::text(view, &fact.date), words(view, &fact.value));
            Some((fact.day?.number(), fact.size?, words))
        })
        .collect();
    let points = placed(sized);
    if points.len() < 2 { String::new() } else { drawn(&points) }
}

fn words(view: &View<'_>, shown: &Shown<'_>) -> String {
    match shown {
        Shown::Choice(_, label) => (*label).to_owned(),
        other => data::text(view, other),
    }
}

fn placed(sized: Vec<(i64, f64, String)>) -> Vec<Point> {
    let days = || sized.iter().map(|(day, ..)| *day);
    let sizes = || sized.iter().map(|(_, size, _)| *size);
    let (Some(first), Some(last)) = (days().min(), days().max()) else { return Vec::new() };
    let (least, most) =
        (sizes().fold(f64::INFINITY, f64::min), sizes().fold(f64::NEG_INFINITY, f64::max));
    let part =
        |value: f64, from: f64, to: f64| if to > from { (value - from) / (to - from) } else { 0.5 };
    let place = |(day, size, words): &(i64, f64, String)| Point {
        x: EDGE + part(*day as f64, first as f64, last as f64) * (WIDTH - 2.0 * EDGE),
        y: HEIGHT - EDGE - part(*size, least, most) * (HEIGHT - 2.0 * EDGE),
        words: words.clone(),
    };
    sized.iter().map(place).collect()
}

fn drawn(points: &[Point]) -> String {
    let label: Vec<&str> = points.iter().map(|point| &*point.words).collect();
    let mut out = format!(
        "<svg class=\"trend\" role=\"img\" viewBox=\"0 0 {WIDTH} {HEIGHT}\" width=\"{WIDTH}\" height=\"{HEIGHT}\" \
         aria-label=\"{}\">",
        escape(&label.join("; "))
    );
    let base = points[0].y;
    let _ = write!(
        out,
        "<line x1=\"0\" x2=\"{WIDTH}\" y1=\"{base:.1}\" y2=\"{base:.1}\" stroke=\"currentColor\" \
         stroke-opacity=\".4\" stroke-dasharray=\"4 4\"/>"
    );
    let line: Vec<String> =
        points.iter().map(|point| format!("{:.1},{:.1}", point.x, point.y)).collect();
    let _ = write!(
        out,
        "<polyline points=\"{}\" fill=\"none\" stroke=\"currentColor\" stroke-width=\"2\"/>",
        line.join(" ")
    );
    for point in points {
        let words = escape(&point.words);
        let _ = write!(
            out,
            "<circle cx=\"{:.1}\" cy=\"{:.1}\" r=\"4\" fill=\"currentColor\"><title>{words}</title></circle>",
            point.x, point.y
        );
    }
    out.push_str("</svg>");
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_runs_from_the_baseline_to_the_last_value() {
        let points = placed(vec![
            (0, 1.0, "2010: 1".to_owned()),
            (10, 3.0, "2012: 3".to_owned()),
            (20, 2.0, "2014: <2>".to_owned()),
        ]);
        let places: Vec<_> = points.iter().map(|point| (point.x, point.y)).collect();
        assert_eq!(places, [(18.0, 78.0), (160.0, 18.0), (302.0, 48.0)]);
        let svg = drawn(&points);
        assert!(svg.contains("points=\"18.0,78.0 160.0,18.0 302.0,48.0\""), "{svg}");
        assert!(svg.contains("y1=\"78.0\"") && svg.contains("2014: &lt;2&gt;"), "{svg}");
    }

    #[test]
    fn values_of_one_size_lie_in_the_middle() {
        let points = placed(vec![(0, 1.0, String::new()), (1, 1.0, String::new())]);
        assert!(points.iter().all(|point| point.y == 48.0));
        assert!(placed(Vec::new()).is_empty());
    }
}
