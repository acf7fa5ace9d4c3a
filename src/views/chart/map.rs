//! A map of the world in tiles: one for each country, the darker the more.

use std::collections::BTreeMap;

use super::show::frame;
use crate::country;
use crate::diag::{Code, Diagnostic, Diagnostics};
use crate::parse::Value;
use crate::plan::ViewPage;
use crate::plan::reading::Reading;
use crate::schema::Type;
use crate::text::escape;
use crate::view::View;
use crate::views::grid::{Grid, Head, Making};

/// The side of a tile with the room around it, and the room.
const TILE: usize = 20;
const ROOM: usize = 2;

/// Says of every row which country it is, and reports rows of which none is a country.
pub(super) fn place(
    reading: Reading<'_>,
    grid: &mut Grid,
    making: &Making<'_>,
    diagnostics: &mut Diagnostics,
) {
    for head in &mut grid.rows.heads {
        head.country = country_of(reading, head).unwrap_or_default();
    }
    let heads = &grid.rows.heads;
    if !heads.is_empty() && heads.iter().all(|head| head.country.is_empty()) {
        let headline = "no row of this map is a country";
        let diagnostic = Diagnostic::new(Code::WrongSetting, headline).at(making.view.view.span);
        let help = "let `rows` lead to a field of the type `country`, or to records that have one";
        diagnostics.push(diagnostic.help(help));
    }
}

/// The code of the country that a row is, or whose record it is.
fn country_of(reading: Reading<'_>, head: &Head) -> Option<&'static str> {
    let Some(id) = head.entity else { return country::find(&head.slug).map(|c| c.alpha2) };
    let field = reading.kind(id).fields.iter().position(|field| field.kind == Type::Country)?;
    match reading.given_at(id, field)?.first()? {
        Value::Country(country) => Some(country.alpha2),
        _ => None,
    }
}

/// Draws the map; `alone` for a file of its own.
pub(super) fn draw(view: &View<'_>, page: &ViewPage, grid: &Grid, alone: bool) -> String {
    let by_code = grid.rows.heads.iter().map(|head| (head.country, head));
    let by_code: BTreeMap<&str, &Head> = by_code.collect();
    let most = grid.rows.heads.iter().map(|head| head.count).max().unwrap_or(0).max(1);
    let (mut out, mut land, mut width, mut height) = (String::new(), String::new(), 0, 0);
    for (column, row, code) in country::tiles() {
        let (x, y) = (column * TILE, row * TILE);
        (width, height) = (width.max(x + TILE), height.max(y + TILE));
        match by_code.get(code).filter(|head| head.count > 0) {
            Some(head) => out.push_str(&tile(view, head, (x, y), (head.count * 4).div_ceil(most))),
            None => land.push_str(&format!("M{x} {y}h{0}v{0}h-{0}z", TILE - ROOM)),
        }
    }
    let land = format!("<path class=\"land\" fill=\"#dddcd6\" d=\"{land}\"/>\n");
    frame(view, (page, grid), (width, height), (alone, &format!("{land}{out}")))
}

/// The tile of a country that has records.
fn tile(view: &View<'_>, head: &Head, (x, y): (usize, usize), step: usize) -> String {
    let (label, code, count) = (escape(&head.label), head.country, head.count);
    let (fill, ink) = super::show::HEAT[step];
    let tile = format!(
        "<rect class=\"tile t{step}\" x=\"{x}\" y=\"{y}\" width=\"{0}\" height=\"{0}\" fill=\"{fill}\"><title>{label}: {count}</title></rect><text class=\"i{step}\" x=\"{1}\" y=\"{2}\" fill=\"{ink}\">{code}</text>",
        TILE - ROOM,
        x + (TILE - ROOM) / 2,
        y + 13,
    );
    match head.entity {
        Some(id) => {
            let url = view.url(&view.route(id));
            format!("<a href=\"{url}\" aria-label=\"{label}: {count}\">{tile}</a>\n")
        }
        None => tile + "\n",
    }
}
