//! A cell of an ODS sheet: what it shows stands in it as text, what it is in its attributes.

use crate::sheet::workbook::Fault;
use crate::sheet::workbook::grid::LONGEST_CELL;
use crate::sheet::workbook::shown::general;
use crate::sheet::workbook::xml::{Element, Piece, Xml, long_cell};
use crate::sheet::{Known, Value, fifteen_digits};

/// Elements in a cell whose text is not the cell's: notes, drawings, the sound of characters.
const NOT_TEXT: &[&str] = &["annotation", "frame", "custom-shape", "ruby-text", "note", "g"];

/// A cell.
pub(super) struct Cell {
    /// What it shows.
    pub text: String,
    /// What is known of it.
    pub known: Known,
    /// How often it stands in its row.
    pub times: u32,
    /// How many rows it stretches over.
    pub rows: u32,
    /// How many columns it stretches over.
    pub columns: u32,
}

/// A cell that just began.
pub(super) struct Begun {
    kind: String,
    value: Option<String>,
    formula: Option<String>,
    times: u32,
    rows: u32,
    columns: u32,
}

/// What the attributes of a cell say.
pub(super) fn begin(start: &Element<'_>) -> Begun {
    let kind = start.attribute("office:value-type").unwrap_or_default();
    let name = match kind.as_str() {
        "date" => "office:date-value",
        "time" => "office:time-value",
        "boolean" => "office:boolean-value",
        "string" => "office:string-value",
        _ => "office:value",
    };
    let times = |name: &str| start.number(name).unwrap_or(1).max(1);
    Begun {
        value: start.attribute(name),
        formula: start.attribute("table:formula"),
        times: times("table:number-columns-repeated"),
        rows: times("table:number-rows-spanned"),
        columns: times("table:number-columns-spanned"),
        kind,
    }
}

impl Begun {
    /// Reads the rest of the cell.
    pub fn read(self, xml: &mut Xml<'_>) -> Result<Cell, Fault> {
        let shown = paragraphs(xml)?;
        let Self { times, rows, columns, .. } = self;
        let (text, known) = self.meaning(shown);
        Ok(Cell { text, known, times, rows, columns })
    }

    fn meaning(self, shown: String) -> (String, Known) {
        let value = self.value.unwrap_or_default();
        let typed = match self.kind.as_str() {
            "" if shown.is_empty() && self.formula.is_some() => {
                let formula = self.formula.unwrap_or_default();
                let formula = formula.split_once('=').map_or(&*formula, |(_, formula)| formula);
                return (format!("={formula}"), Known::unsaved());
            }
            "float" | "percentage" | "currency" => number(&value).map(Value::Number),
            "boolean" => Some(Value::Bool(value == "true")),
            "date" => date(&value, &shown).map(Value::Date),
            _ => None,
        };
        let text = match (&typed, shown.is_empty()) {
            (_, false) => shown,
            (Some(Value::Number(number)), true) => general(*number),
            (_, true) => value,
        };
        (text, Known::value(typed))
    }
}

fn number(value: &str) -> Option<f64> {
    value.trim().parse().ok().filter(|number: &f64| number.is_finite()).map(fifteen_digits)
}

/// A date no more exact than it is shown: `March 2023` of `2023-03-01` is the month.
fn date(value: &str, shown: &str) -> Option<String> {
    let value = value.trim();
    let (day, time) = value.split_once('T').unwrap_or((value, ""));
    let parts: Vec<&str> = day.split('-').collect();
    let [year, month, _] = parts[..] else { return None };
    let numbers = shown.split(|c: char| !c.is_numeric()).filter(|part| !part.is_empty());
    let numbers: Vec<&str> = numbers.collect();
    // East Asian dates have a word behind each number.
    let is_word = |c: char| c.is_alphabetic() && !"年月日년월일".contains(c);
    let has_year = numbers.contains(&year);
    let date = match (numbers.len(), shown.contains(is_word)) {
        (1, false) if has_year => year.to_owned(),
        (1, true) | (2, false) if has_year => format!("{year}-{month}"),
        _ => day.to_owned(),
    };
    let time = time.split('.').next().unwrap_or("");
    let is_shown = date.len() == day.len() && numbers.len() > 3 && !time.is_empty();
    Some(if is_shown && time != "00:00:00" { format!("{date}T{time}") } else { date })
}

/// The text of the cell that just began: its paragraphs, each on a line of its own.
fn paragraphs(xml: &mut Xml<'_>) -> Result<String, Fault> {
    let (mut out, mut count) = (String::new(), 0);
    loop {
        match xml.next()? {
            Piece::Start(start) if start.name() == "p" => {
                if count > 0 {
                    out.push('\n');
                }
                count += 1;
                paragraph(xml, &mut out)?;
            }
            Piece::Start(start) => {
                let name = start.name().to_owned();
                xml.skip(&name)?;
            }
            Piece::End(end) if end.name() == "table-cell" => return Ok(out),
            _ => {}
        }
    }
}

/// The text of the paragraph that just began.
fn paragraph(xml: &mut Xml<'_>, out: &mut String) -> Result<(), Fault> {
    let mut depth = 1;
    while depth > 0 {
        match xml.next()? {
            Piece::Start(start) if NOT_TEXT.contains(&start.name()) => {
                let name = start.name().to_owned();
                xml.skip(&name)?;
            }
            Piece::Start(start) => {
                depth += 1;
                match start.name() {
                    "s" => {
                        let spaces = start.number("text:c").unwrap_or(1) as usize;
                        out.extend(std::iter::repeat_n(' ', spaces.min(LONGEST_CELL + 1)));
                    }
                    "tab" => out.push('\t'),
                    "line-break" => out.push('\n'),
                    _ => {}
                }
            }
            Piece::End(_) => depth -= 1,
            Piece::Text(text) => out.push_str(&text),
            _ => {}
        }
        if out.len() > LONGEST_CELL {
            return Err(long_cell());
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::date;

    #[test]
    fn a_date_is_no_more_exact_than_it_is_shown() {
        let read = |shown: &str| date("2023-03-05", shown).expect("a date");
        for shown in ["05.03.2023", "5 March 2023", "03/05/23", "2023年3月5日", "", "5 Mar"] {
            assert_eq!(read(shown), "2023-03-05", "{shown}");
        }
        for shown in ["March 2023", "03/2023", "mars 2023", "2023年3月"] {
            assert_eq!(read(shown), "2023-03", "{shown}");
        }
        assert_eq!(read("2023"), "2023");
        assert_eq!(
            date("2023-03-05T09:30:00", "05/03/2023 09:30").as_deref(),
            Some("2023-03-05T09:30:00")
        );
        assert_eq!(date("2023-03-05T09:30:00", "05/03/2023").as_deref(), Some("2023-03-05"));
        assert_eq!(date("yesterday", "yesterday"), None);
    }
}
