//! How the cells of a workbook show their numbers.

use std::collections::BTreeMap;

use crate::sheet::workbook::Fault;
use crate::sheet::workbook::shown::Format;
use crate::sheet::workbook::xml::{Piece, Xml};

/// Excel takes 65,490.
const MOST_STYLES: usize = 100_000;

/// Excel takes about 250.
const MOST_FORMATS: usize = 2_000;

/// The formats of a workbook, and which of them each style has.
#[derive(Default)]
pub(super) struct Styles {
    formats: BTreeMap<u32, Format>,
    styles: Vec<u32>,
}

impl Styles {
    /// The format of a style; numbers of a style that is not there are shown as they are.
    pub fn format(&self, style: usize) -> &Format {
        let number = self.styles.get(style);
        number.and_then(|number| self.formats.get(number)).unwrap_or(&Format::General)
    }
}

/// Reads the formats and the list of styles.
pub(super) fn read(mut xml: Xml<'_>) -> Result<Styles, Fault> {
    let mut out = Styles::default();
    let mut in_cells = false;
    loop {
        match xml.next()? {
            Piece::Start(start) => match start.name() {
                "numFmt" => {
                    let (number, code) = (start.number("numFmtId"), start.attribute("formatCode"));
                    if let (Some(number), Some(code)) = (number, code) {
                        out.formats.insert(number, Format::of(&code));
                    }
                }
                "cellXfs" => in_cells = true,
                "xf" if in_cells => {
                    let number = start.number("numFmtId").unwrap_or(0);
                    out.formats.entry(number).or_insert_with(|| Format::built_in(number));
                    out.styles.push(number);
                }
                _ => {}
            },
            Piece::End(end) if end.name() == "cellXfs" => in_cells = false,
            Piece::Done => return Ok(out),
            _ => {}
        }
        if out.styles.len() > MOST_STYLES || out.formats.len() > MOST_FORMATS {
            let message = "it has more than 100,000 styles or 2,000 number formats";
            return Err(Fault::too_much(message));
        }
    }
}
