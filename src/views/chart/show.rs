//! Drawings as SVG: bars, bars in parts, and squares that are the darker the more.
//!
//! Bars are as wide as their column: places are percentages, texts keep their size, so that a drawing can be read on a telephone
//! as well as on a wide screen. Labels stand at what they name, and every number is written out, so that nothing depends on colour.
//! Colours are attributes, which a style sheet may replace by class; there is no style in the drawing.

use crate::language::Direction;
use crate::plan::ViewPage;
use crate::render::drawing::{short, wrapped};
use crate::text::escape;
use crate::view::View;
use crate::views::grid::Grid;

mod shares;

use shares::shares;

/// The width of a drawing that is a file of its own, in pixels; text is 14 high.
const WIDTH: usize = 640;
/// The height of a line of text.
const LINE: usize = 20;
/// The height of a bar.
const BAR: usize = 20;
/// The room between two rows.
const GAP: usize = 14;
/// The part of the width that the longest bar has, in thousandths; the rest is for its number.
const LONGEST: usize = 740;
/// The most letters of a line of a label: so many have room on a telephone.
const LETTERS: usize = 38;
/// The most lines of a label.
const LINES: usize = 3;
/// The room for the labels beside a heat map, and the side of one of its squares.
const SIDE: usize = 150;
const SQUARE: usize = 40;
/// The colour of bars where no style sheet says otherwise.
const ACCENT: &str = "#005a87";
/// The fill of each step of a heat map, and of the number on it; the first is that of nothing.
pub(super) const HEAT: [(&str, &str); 5] = [
    ("#f5f4f0", "#535e68"),
    ("#d6e8f5", "#14202b"),
    ("#9cc8e8", "#14202b"),
    ("#1f6fa5", "#ffffff"),
    ("#0b3046", "#ffffff"),
];

/// A drawing in the making.
struct Drawing {
    out: String,
    height: usize,
    rtl: bool,
}

/// What a drawing is filled with, and where it stands.
type Fill = fn(&mut Drawing, &Grid);

/// Draws a bar for each row; `alone` for a file of its own, which needs a ground.
pub(super) fn bars(view: &View<'_>, page: &ViewPage, grid: &Grid, alone: bool) -> String {
    draw(view, (page, grid), alone, rows)
}

/// Draws a bar for each row, in parts for the columns.
pub(super) fn stacked(view: &View<'_>, page: &ViewPage, grid: &Grid, alone: bool) -> String {
    draw(view, (page, grid), alone, parts)
}

/// Draws a square for each cell, the darker the more: as a file. On a page the table is the drawing.
pub(super) fn heat(view: &View<'_>, page: &ViewPage, grid: &Grid, alone: bool) -> String {
    if alone { draw(view, (page, grid), alone, squares) } else { String::new() }
}

fn draw(view: &View<'_>, (page, grid): (&ViewPage, &Grid), alone: bool, fill: Fill) -> String {
    let rtl = view.languages()[view.language].direction() == Direction::Rtl;
    let mut drawing = Drawing { out: String::new(), height: 4, rtl };
    fill(&mut drawing, grid);
    let Drawing { out, height, .. } = drawing;
    let (size, ground) = match alone {
        true => (
            format!("viewBox=\"0 0 {WIDTH} {height}\" width=\"{WIDTH}\" height=\"{height}\""),
            "<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n",
        ),
        false => (format!("width=\"100%\" height=\"{height}\""), ""),
    };
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"drawing\" {size} role=\"img\" aria-labelledby=\"_chart-title _chart-desc\" lang=\"{}\" direction=\"{}\" font-family=\"system-ui, sans-serif\" font-size=\"14\">\n<title id=\"_chart-title\">{}</title>\n<desc id=\"_chart-desc\">{}</desc>\n{ground}{out}</svg>\n",
        view.tag(),
        if rtl { "rtl" } else { "ltr" },
        escape(&page.title),
        escape(&described(view, grid)),
    )
}

/// A drawing of a fixed shape, whose links are links, unless it is a file of its own.
pub(super) fn frame(
    view: &View<'_>,
    (page, grid): (&ViewPage, &Grid),
    (width, height): (usize, usize),
    (alone, content): (bool, &str),
) -> String {
    let size =
        if alone { format!(" width=\"{width}\" height=\"{height}\"") } else { String::new() };
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"drawing map\" viewBox=\"0 0 {width} {height}\"{size} role=\"group\" aria-labelledby=\"_chart-title\" lang=\"{}\" font-family=\"system-ui, sans-serif\" font-size=\"9\" text-anchor=\"middle\">\n<title id=\"_chart-title\">{}</title>\n<desc>{}</desc>\n{content}</svg>\n",
        view.tag(),
        escape(&page.title),
        escape(&described(view, grid)),
    )
}

/// What the drawing shows, in a sentence.
fn described(view: &View<'_>, grid: &Grid) -> String {
    let most =
        grid.rows.heads.iter().max_by_key(|head| (head.count, std::cmp::Reverse(&head.slug)));
    let Some(most) = most else { return String::new() };
    view.words().filled(
        "chart_description",
        &[
            ("items", &grid.items),
            ("rows", &grid.rows.label),
            ("most", &most.label),
            ("count", &most.count.to_string()),
        ],
    )
}

/// The rows, the longest bar first; years and other numbers keep their order.
fn in_order(grid: &Grid) -> Vec<usize> {
    let heads = &grid.rows.heads;
    let mut rows: Vec<usize> = (0..heads.len()).collect();
    if heads.iter().any(|head| head.slug.parse::<i64>().is_err()) {
        rows.sort_by_key(|row| std::cmp::Reverse(heads[*row].count));
    }
    rows
}

fn rows(drawing: &mut Drawing, grid: &Grid) {
    let heads = &grid.rows.heads;
    let counts: Vec<usize> = heads.iter().map(|head| head.count).collect();
    let most = counts.iter().copied().max().unwrap_or(0).max(1);
    let shares = shares(&counts, grid.count);
    for row in in_order(grid) {
        drawing.label(&heads[row].label, None);
        let wide = counts[row] * LONGEST / most;
        drawing.rect((0, wide), 1.0);
        let share = shares.as_ref().map(|shares| format!(" ({}%)", shares[row]));
        drawing.number(wide, &format!("{}{}", counts[row], share.unwrap_or_default()));
        drawing.height += BAR + GAP;
    }
}

/// A bar for each row; below it, what its parts are.
fn parts(drawing: &mut Drawing, grid: &Grid) {
    let sum = |row: usize| grid.row(row).map(<[_]>::len).sum::<usize>();
    let most = (0..grid.rows.heads.len()).map(sum).max().unwrap_or(0).max(1);
    let columns = grid.columns.heads.len();
    // What stands in several columns would make shares of some rows only.
    let is_shared = (0..grid.rows.heads.len()).any(|row| sum(row) != grid.rows.heads[row].count);
    for row in in_order(grid) {
        let head = &grid.rows.heads[row];
        drawing.label(&head.label, Some(head.count));
        let counts: Vec<usize> = grid.row(row).map(<[_]>::len).collect();
        let mut start = 0;
        let mut before = 0;
        for (column, count) in counts.iter().enumerate() {
            before += count;
            let end = before * 1_000 / most;
            drawing.rect((start, end - start), shade(column, columns));
            start = end;
        }
        drawing.height += BAR + 6;
        let shares = shares(&counts, head.count).filter(|_| !is_shared);
        for (column, count) in counts.iter().enumerate().filter(|(_, count)| **count > 0) {
            let share = shares.as_ref().map(|shares| format!(" ({}%)", shares[column]));
            let number = format!("{count}{}", share.unwrap_or_default());
            let label = short(&grid.columns.heads[column].label, LETTERS - 8);
            drawing.part(shade(column, columns), &label, &number);
        }
        drawing.height += GAP;
    }
}

/// How dark a part is: the first is the darkest.
fn shade(column: usize, columns: usize) -> f64 {
    let steps = columns.saturating_sub(1).max(1);
    1.0 - 0.8 * column as f64 / steps as f64
}

fn squares(drawing: &mut Drawing, grid: &Grid) {
    let columns = grid.columns.heads.len().max(1);
    let square = ((WIDTH - SIDE) / columns).clamp(1, 2 * SQUARE);
    for (column, head) in grid.columns.heads.iter().enumerate() {
        drawing.height += LINE;
        let at = SIDE + column * square + square / 2;
        drawing.text(at * 1_000 / WIDTH, 0, &short(&head.label, LETTERS));
    }
    drawing.height += GAP;
    for (row, head) in grid.rows.heads.iter().enumerate() {
        drawing.height += SQUARE / 2 + 4;
        drawing.text(0, 0, &short(&head.label, 20));
        drawing.height -= SQUARE / 2 + 4;
        for (column, items) in grid.row(row).enumerate() {
            drawing.square((SIDE + column * square, square), items.len(), grid.heat(items.len()));
        }
        drawing.height += SQUARE;
    }
    drawing.height += 4;
}

/// Thousandths as a percentage.
fn percent(thousandths: usize) -> String {
    match thousandths % 10 {
        0 => format!("{}%", thousandths / 10),
        tenth => format!("{}.{tenth}%", thousandths / 10),
    }
}

impl Drawing {
    /// A text that begins at some thousandths of the width, and so many pixels further in.
    fn text(&mut self, start: usize, further: usize, text: &str) {
        let (x, further) = match self.rtl {
            true => (1_000 - start, -(further as i64)),
            false => (start, further as i64),
        };
        self.out.push_str(&format!(
            "<text class=\"ink\" x=\"{}\" dx=\"{further}\" y=\"{}\" fill=\"#14202b\">{}</text>\n",
            percent(x),
            self.height,
            self.isolated(text)
        ));
    }

    /// A text that keeps its own direction in a drawing of the other one.
    fn isolated(&self, text: &str) -> String {
        let text = escape(text);
        if self.rtl { format!("\u{2068}{text}\u{2069}") } else { text }
    }

    /// The words above a bar, and how many there are of it.
    fn label(&mut self, label: &str, count: Option<usize>) {
        let mut lines = wrapped(label, LETTERS, LINES);
        if let (Some(last), Some(count)) = (lines.last_mut(), count) {
            last.push_str(&format!(" · {count}"));
        }
        for line in lines {
            self.height += LINE - 6;
            self.text(0, 0, &line);
            self.height += 6;
        }
    }

    /// A bar or a part of one, between thousandths of the width.
    fn rect(&mut self, (start, wide): (usize, usize), shade: f64) {
        if wide == 0 {
            return;
        }
        let x = if self.rtl { 1_000 - start - wide } else { start };
        self.out.push_str(&format!(
            "<rect class=\"bar\" x=\"{}\" y=\"{}\" width=\"{}\" height=\"{BAR}\" fill=\"{ACCENT}\" fill-opacity=\"{shade:.2}\" stroke=\"#fff\"/>\n",
            percent(x),
            self.height,
            percent(wide)
        ));
    }

    /// The number behind a bar.
    fn number(&mut self, start: usize, number: &str) {
        self.height += 15;
        self.text(start, 6, number);
        self.height -= 15;
    }

    /// What a part of a bar is.
    fn part(&mut self, shade: f64, label: &str, number: &str) {
        let (x, dx) = if self.rtl { ("100%", " transform=\"translate(-12)\"") } else { ("0", "") };
        self.out.push_str(&format!(
            "<rect class=\"bar\" x=\"{x}\" y=\"{}\" width=\"12\" height=\"12\"{dx} fill=\"{ACCENT}\" fill-opacity=\"{shade:.2}\" stroke=\"#fff\"/>\n",
            self.height + 2
        ));
        self.height += 13;
        self.text(0, 20, &format!("{label} {number}"));
        self.height += LINE - 13;
    }

    fn square(&mut self, (start, wide): (usize, usize), count: usize, step: usize) {
        let (fill, ink) = HEAT[step];
        let (x, y) = (if self.rtl { WIDTH - start - wide } else { start }, self.height);
        self.out.push_str(&format!(
            "<rect class=\"heat-{step}\" x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" fill=\"{fill}\"/>\n<text x=\"{}\" y=\"{}\" text-anchor=\"middle\" fill=\"{ink}\">{count}</text>\n",
            x + 1,
            y + 1,
            wide.saturating_sub(2),
            SQUARE - 2,
            x + wide / 2,
            y + SQUARE / 2 + 5
        ));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_become_lighter_and_never_vanish() {
        assert_eq!([shade(0, 1), shade(0, 3), shade(2, 3)], [1.0, 1.0, 0.19999999999999996]);
    }
}
