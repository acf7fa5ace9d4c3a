//! XLSX, the workbook of Excel and of ECMA-376.

use std::collections::BTreeMap;

use super::archive::Archive;
use super::grid::{Allowance, At, Grid, LONGEST_CELL, MOST_COLUMNS, Region};
use super::shown::DAYS_TO_1904;
use super::xml::{Element, Piece, Xml};
use super::{Book, BookSheet, Content, Fault, MOST_SHEETS, Span};
use crate::sheet::{Known, Value};

mod strings;
mod styles;

use styles::Styles;

/// Where the workbook is, if its archive does not say it.
const USUAL_PLACE: &str = "xl/workbook.xml";

/// What the cells of all sheets are read with.
struct Shared {
    strings: Vec<Box<str>>,
    styles: Styles,
    /// Whether days count from 1904.
    since_1904: bool,
}

/// A sheet as the workbook lists it.
struct Listed {
    name: String,
    hidden: bool,
    /// The number of its part in the list of relations.
    relation: String,
}

/// Reads a workbook.
pub(super) fn read(bytes: &[u8]) -> Result<Book, Fault> {
    let mut archive = Archive::open(bytes)?;
    let mut allowance = Allowance::new(bytes.len());
    let place = match relations(&mut archive, "")?.of_type("officeDocument") {
        Some(place) => place,
        None => USUAL_PLACE.to_owned(),
    };
    let (listed, since_1904) = list(archive.needed(&place)?)?;
    let parts = relations(&mut archive, &place)?;
    let strings = match parts.of_type("sharedStrings") {
        Some(part) => archive.part(&part)?.map(strings::read).transpose()?.unwrap_or_default(),
        None => Vec::new(),
    };
    let styles = match parts.of_type("styles") {
        Some(part) => archive.part(&part)?.map(styles::read).transpose()?.unwrap_or_default(),
        None => Styles::default(),
    };
    let shared = Shared { strings, styles, since_1904 };
    let sheets = listed.into_iter().map(|listed| {
        let part = parts.parts.get(&listed.relation).map(|(_, part)| part.as_str());
        let content = match (listed.hidden, part) {
            // What nobody sees is not read.
            (true, _) | (_, None) => Ok(Content::default()),
            (false, Some(part)) => sheet(&mut archive, part, &shared, &mut allowance),
        };
        BookSheet { name: listed.name, hidden: listed.hidden, content }
    });
    Ok(Book { sheets: sheets.collect() })
}

/// The parts that another part refers to: type and place by their numbers.
#[derive(Default)]
struct Relations {
    parts: BTreeMap<String, (String, String)>,
}

impl Relations {
    fn of_type(&self, wanted: &str) -> Option<String> {
        let mut parts = self.parts.values();
        let is_wanted = |kind: &str| kind.rsplit('/').next() == Some(wanted);
        parts.find(|(kind, _)| is_wanted(kind)).map(|(_, place)| place.clone())
    }
}

/// What a part refers to; an empty name stands for the archive itself.
fn relations(archive: &mut Archive<'_>, part: &str) -> Result<Relations, Fault> {
    let (folder, name) = part.rsplit_once('/').unwrap_or(("", part));
    let folder = if folder.is_empty() { String::new() } else { format!("{folder}/") };
    let mut out = Relations::default();
    let Some(mut xml) = archive.part(&format!("{folder}_rels/{name}.rels"))? else {
        return Ok(out);
    };
    loop {
        match xml.next()? {
            Piece::Start(start) if start.name() == "Relationship" => {
                let attribute = |name: &str| start.attribute(name).unwrap_or_default();
                let target = attribute("Target");
                let place = match target.strip_prefix('/') {
                    Some(whole) => whole.to_owned(),
                    None => format!("{folder}{}", target.trim_start_matches("./")),
                };
                out.parts.insert(attribute("Id"), (attribute("Type"), place));
            }
            Piece::Done => return Ok(out),
            _ => {}
        }
    }
}

/// The sheets of a workbook, and whether its days count from 1904.
fn list(mut xml: Xml<'_>) -> Result<(Vec<Listed>, bool), Fault> {
    let (mut sheets, mut since_1904) = (Vec::new(), false);
    loop {
        match xml.next()? {
            Piece::Start(start) if start.name() == "workbookPr" => {
                since_1904 = start.flag("date1904");
            }
            Piece::Start(start) if start.name() == "sheet" => {
                if sheets.len() >= MOST_SHEETS {
                    return Err(Fault::too_much("it has more than 500 sheets"));
                }
                let state = start.attribute("state").unwrap_or_default();
                sheets.push(Listed {
                    name: start.attribute("name").unwrap_or_default(),
                    hidden: state == "hidden" || state == "veryHidden",
                    relation: start.prefixed("id").unwrap_or_default(),
                });
            }
            Piece::Done => return Ok((sheets, since_1904)),
            _ => {}
        }
    }
}

/// Reads the cells of a sheet.
fn sheet(
    archive: &mut Archive<'_>,
    part: &str,
    shared: &Shared,
    allowance: &mut Allowance,
) -> Result<Content, Fault> {
    let mut xml = archive.needed(part)?;
    let mut sheet = Sheet {
        shared,
        grid: Grid::new(allowance),
        next: At { row: 0, column: 0 },
        content: Content::default(),
    };
    loop {
        match xml.next()? {
            Piece::Start(start) if start.name() == "c" => {
                let cell = sheet.begin(&start)?;
                sheet.cell(cell, &mut xml)?;
            }
            Piece::Start(start) => sheet.start(&start)?,
            // Rows need not say which they are.
            Piece::End(end) if end.name() == "row" => {
                sheet.next = At { row: sheet.next.row.saturating_add(1), column: 0 };
            }
            Piece::Done => return sheet.finish(),
            _ => {}
        }
    }
}

/// A sheet that is being read.
struct Sheet<'s, 'a> {
    shared: &'s Shared,
    grid: Grid<'a>,
    /// Where the next cell is that does not say where it is.
    next: At,
    content: Content,
}

/// A cell that just began.
struct Begun {
    at: At,
    kind: String,
    style: usize,
}

/// What stands in a cell.
#[derive(Default)]
struct Inside {
    value: String,
    has_value: bool,
    formula: Option<String>,
}

impl Sheet<'_, '_> {
    fn start(&mut self, start: &Element<'_>) -> Result<(), Fault> {
        match start.name() {
            "row" => {
                let row =
                    start.number("r").map_or(self.next.row, |number| number.saturating_sub(1));
                self.next = At { row, column: 0 };
                if start.flag("hidden") || is_zero(start, "ht") {
                    let span = Span { from: row, to: row.saturating_add(1) };
                    self.content.hidden_rows.push(span);
                }
            }
            "col" if start.flag("hidden") || is_zero(start, "width") => {
                let (Some(from), Some(to)) = (start.number("min"), start.number("max")) else {
                    return Ok(());
                };
                let to = to.min(MOST_COLUMNS);
                self.content.hidden_columns.push(Span { from: from.saturating_sub(1), to });
            }
            "mergeCell" => {
                let region = start.attribute("ref").and_then(|text| region(&text));
                region.map_or(Ok(()), |region| self.grid.merge(region))?;
            }
            _ => {}
        }
        Ok(())
    }

    fn begin(&mut self, start: &Element<'_>) -> Result<Begun, Fault> {
        let at = match start.attribute("r") {
            Some(text) => at(&text)
                .ok_or_else(|| Fault::damaged("a cell in it has an impossible position"))?,
            None => self.next,
        };
        self.next = At { row: at.row, column: at.column + 1 };
        let style = start.number("s").unwrap_or(0) as usize;
        Ok(Begun { at, kind: start.attribute("t").unwrap_or_default(), style })
    }

    fn cell(&mut self, cell: Begun, xml: &mut Xml<'_>) -> Result<(), Fault> {
        let inside = inside(xml)?;
        // Only a text can be empty and yet a result.
        let is_unsaved = inside.formula.is_some()
            && inside.value.is_empty()
            && !(cell.kind == "str" && inside.has_value);
        if is_unsaved {
            let formula = format!("={}", inside.formula.unwrap_or_default());
            return self.grid.add(cell.at, &formula, Known::unsaved());
        }
        let (text, value) = self.read(&cell, inside.value)?;
        self.grid.add(cell.at, &text, Known::value(value))
    }

    /// What a cell shows, and what it is.
    fn read(&self, cell: &Begun, value: String) -> Result<(String, Option<Value>), Fault> {
        match cell.kind.as_str() {
            "s" => {
                let number = value.trim().parse::<usize>().ok();
                let text = number.and_then(|number| self.shared.strings.get(number));
                let text = text.ok_or_else(|| {
                    Fault::damaged("a cell in it refers to a text that the file does not contain")
                })?;
                Ok((text.to_string(), None))
            }
            "b" => {
                let yes = value.trim() == "1" || value.trim().eq_ignore_ascii_case("true");
                Ok((if yes { "TRUE" } else { "FALSE" }.to_owned(), Some(Value::Bool(yes))))
            }
            "str" | "inlineStr" => Ok((strings::unescaped(&value), None)),
            "e" => Ok((value, None)),
            "d" => {
                let day = day(&value);
                Ok((day.clone(), Some(Value::Date(day))))
            }
            _ => Ok(self.number(cell, value)),
        }
    }

    fn number(&self, cell: &Begun, value: String) -> (String, Option<Value>) {
        let Some(number) = value.trim().parse().ok().filter(|n: &f64| n.is_finite()) else {
            return (value, None);
        };
        let format = self.shared.styles.format(cell.style);
        // A number below one is a time of day.
        let is_late = self.shared.since_1904 && number >= 1.0 && format.is_date();
        format.show(if is_late { number + DAYS_TO_1904 } else { number })
    }

    fn finish(self) -> Result<Content, Fault> {
        Ok(self.content.with(self.grid.finish()?))
    }
}

/// Whether a height or width is nothing, which hides as well.
fn is_zero(start: &Element<'_>, name: &str) -> bool {
    start.attribute(name).and_then(|size| size.trim().parse::<f64>().ok()) == Some(0.0)
}

/// A date as it is typed: without a time of day where that is midnight.
fn day(value: &str) -> String {
    match value.trim().split_once('T') {
        Some((day, time))
            if time.trim_start_matches("00:00").trim_matches(['Z', ':', '.', '0']).is_empty() =>
        {
            day.to_owned()
        }
        _ => value.trim().to_owned(),
    }
}

/// What stands in the cell that just began.
fn inside(xml: &mut Xml<'_>) -> Result<Inside, Fault> {
    let mut out = Inside::default();
    loop {
        match xml.next()? {
            Piece::Start(start) => match start.name() {
                "v" => {
                    out.has_value = true;
                    out.value = xml.text("v", "", LONGEST_CELL)?;
                }
                "f" => out.formula = Some(xml.text("f", "", LONGEST_CELL)?),
                // The sound of Japanese characters is not part of the text.
                "is" => out.value = xml.text("is", "rPh", LONGEST_CELL)?,
                _ => {}
            },
            Piece::End(end) if end.name() == "c" => return Ok(out),
            _ => {}
        }
    }
}

/// `B3`, with or without `$`.
fn at(text: &str) -> Option<At> {
    let text = text.replace('$', "");
    let digits = text.find(|c: char| c.is_ascii_digit())?;
    let (letters, digits) = text.split_at(digits);
    if letters.is_empty() || letters.len() > 3 || digits.len() > 7 {
        return None;
    }
    let letter =
        |c: u8| c.is_ascii_alphabetic().then(|| u32::from(c.to_ascii_uppercase() - b'A') + 1);
    let column = letters.bytes().try_fold(0, |sum, c| Some(sum * 26 + letter(c)?))?;
    let row: u32 = digits.parse().ok()?;
    Some(At { row: row.checked_sub(1)?, column: column - 1 })
}

/// `B3:C5`.
fn region(text: &str) -> Option<Region> {
    let (from, to) = text.split_once(':')?;
    let (from, to) = (at(from)?, at(to)?);
    (from.row <= to.row && from.column <= to.column).then_some(Region { from, to })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_read_as_spreadsheets_write_them() {
        assert_eq!(at("A1"), Some(At { row: 0, column: 0 }));
        assert_eq!(at("$XFD$1048576"), Some(At { row: 1_048_575, column: 16_383 }));
        assert_eq!(["A0", "1", "A", "AAAA1", "A12345678", "Ä1", ""].map(at), [None; 7]);
        assert_eq!(region("B2:A1"), None);
    }

    #[test]
    fn a_date_that_is_written_out_has_a_time_only_where_it_says_more() {
        assert_eq!(day("2023-03-01T00:00:00.000Z"), "2023-03-01");
        assert_eq!(day("2023-03-01T09:30:00"), "2023-03-01T09:30:00");
        assert_eq!(day("2023-03-01"), "2023-03-01");
    }
}
