//! Drawings as SVG: bars, bars in parts, and squares that are the darker the more.
//!
//! Labels stand above their bars, so that a drawing is narrow enough for a telephone. Every number
//! is written out, and parts differ by pattern as well, so that nothing depends on colour. Colours
//! are attributes, which a style sheet may replace by class; there is no style in the drawing.

use crate::language::Direction;
use crate::plan::ViewPage;
use crate::text::escape;
use crate::view::View;
use crate::views::grid::{Grid, Head};

/// The width of bars with their labels, in units of the drawing; text is 13 units high.
const WIDTH: usize = 320;
/// The room that the number behind a bar takes.
const NUMBER: usize = 36;
/// The height of a line of text.
const LINE: usize = 17;
/// The height of a bar.
const BAR: usize = 18;
/// The room between two rows.
const GAP: usize = 12;
/// The room for the labels beside a heat map, and the side of one of its squares.
const SIDE: usize = 130;
const SQUARE: usize = 38;
/// The most letters of a label above a heat map.
const LETTERS: usize = 24;
/// How many colours and patterns there are; more parts begin again.
const SERIES: usize = 6;
/// The colours of parts where no style sheet says otherwise.
const COLOURS: [&str; SERIES] = ["#005f99", "#a4262c", "#1a6b3c", "#7a5200", "#5b4a9b", "#515e69"];
/// The lines that are drawn over each colour, in a square of 6 units; nothing over the first.
const PATTERNS: [&str; SERIES] = ["", "M0 6L6 0", "M0 3H6", "M3 0V6", "M0 0L6 6", "M0 3H6M3 0V6"];
/// The fill of each step of a heat map, and of the number on it; the first is that of nothing.
const HEAT: [(&str, &str); 5] = [
    ("#f4f7f9", "#515e69"),
    ("#d6e8f5", "#1c242b"),
    ("#9cc8e8", "#1c242b"),
    ("#1f6fa5", "#ffffff"),
    ("#004370", "#ffffff"),
];

/// A drawing in the making.
struct Drawing {
    out: String,
    width: usize,
    height: usize,
    rtl: bool,
}

/// Draws a bar for each row; `alone` for a file of its own, which needs a ground.
pub(super) fn bars(view: &View<'_>, page: &ViewPage, grid: &Grid, alone: bool) -> String {
    draw(view, (page, grid), alone, |drawing| rows(drawing, grid, false))
}

/// Draws a bar for each row, in parts for the columns.
pub(super) fn stacked(view: &View<'_>, page: &ViewPage, grid: &Grid, alone: bool) -> String {
    draw(view, (page, grid), alone, |drawing| rows(drawing, grid, true))
}

/// Draws a square for each cell, the darker the more.
pub(super) fn heat(view: &View<'_>, page: &ViewPage, grid: &Grid, alone: bool) -> String {
    draw(view, (page, grid), alone, |drawing| squares(drawing, grid))
}

fn draw(
    view: &View<'_>,
    (page, grid): (&ViewPage, &Grid),
    alone: bool,
    fill: impl FnOnce(&mut Drawing),
) -> String {
    let rtl = view.languages()[view.language].direction() == Direction::Rtl;
    let mut drawing = Drawing { out: String::new(), width: WIDTH, height: 4, rtl };
    fill(&mut drawing);
    let Drawing { out, width, height, .. } = drawing;
    // In a page the style sheet sees to it that the drawing is not a wider than its column.
    let size = format!(" width=\"{}\" height=\"{}\"", width * 5 / 4, height * 5 / 4);
    let class = if width > WIDTH { "drawing wide" } else { "drawing" };
    let ground = if alone { "<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n" } else { "" };
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"{class}\" viewBox=\"0 0 {width} {height}\"{size} role=\"img\" aria-labelledby=\"_chart-title _chart-desc\" lang=\"{}\" direction=\"{}\" font-family=\"system-ui, sans-serif\" font-size=\"13\">\n<title id=\"_chart-title\">{}</title>\n<desc id=\"_chart-desc\">{}</desc>\n{ground}{out}</svg>\n",
        view.tag(),
        if rtl { "rtl" } else { "ltr" },
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

fn rows(drawing: &mut Drawing, grid: &Grid, parts: bool) {
    let sums = grid.cells.iter().map(|row| row.values().map(Vec::len).sum::<usize>());
    let sums: Vec<usize> = if parts {
        sums.collect()
    } else {
        grid.rows.heads.iter().map(|head| head.count).collect()
    };
    let most = sums.iter().copied().max().unwrap_or(0).max(1);
    if parts {
        patterns(drawing);
        legend(drawing, &grid.columns.heads);
    }
    for (row, head) in grid.rows.heads.iter().enumerate() {
        drawing.label(&head.label);
        let length = |count: usize| count * (WIDTH - NUMBER) / most;
        if parts {
            let (mut start, mut before) = (0, 0);
            for (series, items) in grid.row(row).enumerate() {
                before += items.len();
                let end = length(before);
                drawing.part((start, end - start), series, items.len());
                start = end;
            }
        } else {
            drawing.rect((0, length(sums[row])), "series-1", COLOURS[0]);
        }
        // A record may stand in several parts; their sum would then be the number of nothing.
        if sums[row] == head.count {
            drawing.number(length(sums[row]), sums[row]);
        }
        drawing.height += BAR + GAP;
    }
}

fn patterns(drawing: &mut Drawing) {
    drawing.out.push_str("<defs>\n");
    for (number, path) in PATTERNS.iter().enumerate().skip(1) {
        drawing.out.push_str(&format!(
            "<pattern id=\"_pattern-{}\" width=\"6\" height=\"6\" patternUnits=\"userSpaceOnUse\"><path class=\"hatch\" d=\"{path}\" fill=\"none\" stroke=\"#fff\"/></pattern>\n",
            number + 1
        ));
    }
    drawing.out.push_str("</defs>\n");
}

fn legend(drawing: &mut Drawing, heads: &[Head]) {
    for (series, head) in heads.iter().enumerate() {
        drawing.part((0, BAR), series, 0);
        let top = drawing.height + 14;
        drawing.text(BAR + 8, top, "ink", &short(&head.label, 48));
        drawing.height += BAR + 4;
    }
    drawing.height += GAP;
}

fn squares(drawing: &mut Drawing, grid: &Grid) {
    let columns = grid.columns.heads.len();
    let square = SQUARE.max((WIDTH - SIDE).checked_div(columns).unwrap_or(0).min(64));
    drawing.width = WIDTH.max(SIDE + columns * square);
    let labels: Vec<String> =
        grid.columns.heads.iter().map(|head| short(&head.label, LETTERS)).collect();
    let top = labels.iter().map(|label| width(label)).max().unwrap_or(0) + 8;
    for (column, label) in labels.iter().enumerate() {
        drawing.upright(SIDE + column * square + square / 2 + 4, top - 6, label);
    }
    drawing.height = top;
    let most = grid.filled().map(Vec::len).max().unwrap_or(0).max(1);
    for (row, head) in grid.rows.heads.iter().enumerate() {
        let lines = wrapped(&head.label, SIDE - 10);
        let height = SQUARE.max(lines.len() * LINE + 6);
        let first = drawing.height + (height - lines.len() * LINE) / 2 + 13;
        for (at, line) in lines.iter().enumerate() {
            drawing.text(0, first + at * LINE, "ink", line);
        }
        for (column, items) in grid.row(row).enumerate() {
            drawing.square((SIDE + column * square, square, height), items.len(), most);
        }
        drawing.height += height;
    }
    drawing.height += 4;
}

impl Drawing {
    /// Where something begins that is `wide` wide: mirrored where texts run from right to left.
    fn x(&self, start: usize, wide: usize) -> usize {
        if self.rtl { self.width - start - wide } else { start }
    }

    fn text(&mut self, start: usize, y: usize, class: &str, text: &str) {
        let x = self.x(start, 0);
        let fill = if class == "ink" { "#1c242b" } else { "#515e69" };
        self.out.push_str(&format!(
            "<text class=\"{class}\" x=\"{x}\" y=\"{y}\" fill=\"{fill}\">{}</text>\n",
            self.isolated(text)
        ));
    }

    /// A text that keeps its own direction in a drawing of the other one.
    fn isolated(&self, text: &str) -> String {
        let text = escape(text);
        if self.rtl { format!("\u{2068}{text}\u{2069}") } else { text }
    }

    /// A text that is read from bottom to top, above a column.
    fn upright(&mut self, middle: usize, y: usize, text: &str) {
        let x = if self.rtl { self.width - middle + 8 } else { middle };
        // The end of a text that runs from right to left is its left one.
        let anchor = if self.rtl { " text-anchor=\"end\"" } else { "" };
        self.out.push_str(&format!(
            "<text class=\"ink\" x=\"{x}\" y=\"{y}\" transform=\"rotate(-90 {x} {y})\" fill=\"#1c242b\"{anchor}>{}</text>\n",
            self.isolated(text)
        ));
    }

    /// The words above a bar.
    fn label(&mut self, label: &str) {
        for line in wrapped(label, WIDTH) {
            let y = self.height + 13;
            self.text(0, y, "ink", &line);
            self.height += LINE;
        }
    }

    fn rect(&mut self, (start, wide): (usize, usize), class: &str, fill: &str) {
        let (x, y) = (self.x(start, wide), self.height);
        self.out.push_str(&format!(
            "<rect class=\"{class}\" x=\"{x}\" y=\"{y}\" width=\"{wide}\" height=\"{BAR}\" fill=\"{fill}\"/>\n"
        ));
    }

    /// A part of a bar, with its number where there is room.
    fn part(&mut self, (start, wide): (usize, usize), series: usize, count: usize) {
        if wide == 0 {
            return;
        }
        let number = series % SERIES;
        // Where colours begin again, other patterns lie over them.
        let pattern = (series + series / SERIES) % SERIES;
        // A hair of the ground parts neighbours.
        let inner = (start, wide.saturating_sub(1).max(1));
        self.rect(inner, &format!("series-{}", number + 1), COLOURS[number]);
        if pattern > 0 {
            self.rect(inner, "pattern", &format!("url(#_pattern-{})", pattern + 1));
        }
        if count > 0 && wide >= 24 {
            let middle = start + wide / 2;
            let (x, y) = (self.x(middle - 10, 20), self.height + 2);
            self.out.push_str(&format!(
                "<rect class=\"ground\" x=\"{x}\" y=\"{y}\" width=\"20\" height=\"14\" rx=\"3\" fill=\"#fff\"/>\n<text class=\"ink\" x=\"{}\" y=\"{}\" font-size=\"11\" text-anchor=\"middle\" fill=\"#1c242b\">{count}</text>\n",
                x + 10,
                y + 11
            ));
        }
    }

    /// The number behind a bar.
    fn number(&mut self, start: usize, count: usize) {
        let y = self.height + 14;
        self.text(start + 6, y, "ink", &count.to_string());
    }

    fn square(&mut self, (start, wide, height): (usize, usize, usize), count: usize, most: usize) {
        let step = if count == 0 { 0 } else { (count * 4).div_ceil(most) };
        let (fill, ink) = HEAT[step];
        let (x, y) = (self.x(start, wide), self.height);
        self.out.push_str(&format!(
            "<rect class=\"heat-{step}\" x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" fill=\"{fill}\"/>\n<text class=\"heat-ink-{step}\" x=\"{}\" y=\"{}\" text-anchor=\"middle\" fill=\"{ink}\">{count}</text>\n",
            x + 1,
            y + 1,
            wide - 2,
            height - 2,
            x + wide / 2,
            y + height / 2 + 5
        ));
    }
}

/// How wide a text is, in units, as fonts are in general: letters of East Asia are square.
fn width(text: &str) -> usize {
    text.chars().map(|c| if u32::from(c) >= 0x2e80 { 13 } else { 7 }).sum()
}

/// A text in lines that are not wider than `most`; at most three, the last one cut.
fn wrapped(text: &str, most: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        match lines.last_mut().filter(|line| width(line) + 7 + width(word) <= most) {
            Some(line) => {
                line.push(' ');
                line.push_str(word);
            }
            None => lines.push(word.to_owned()),
        }
    }
    if lines.len() > 3 {
        lines.truncate(3);
        lines[2].push_str(" …");
    }
    lines.iter().map(|line| short(line, most / 6)).collect()
}

/// A text of at most `most` letters; a longer one ends in three dots.
fn short(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    let cut: String = text.chars().take(most - 1).collect();
    format!("{}…", cut.trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_label_has_at_most_three_lines_and_no_line_is_too_long() {
        assert_eq!(wrapped("one two", 200), ["one two"]);
        assert_eq!(wrapped("one two three", 50), ["one two", "three"]);
        assert_eq!(wrapped("a b c d", 8), ["a", "b", "…"]);
        assert_eq!(wrapped("Donaudampfschifffahrt", 60), ["Donaudamp…"]);
    }

    #[test]
    fn letters_of_east_asia_are_wider() {
        assert!(width("环境") > width("ab"));
    }
}
