//! XML, one piece after the other. Nothing that a document declares is believed or expanded: only
//! the five entities of XML are known, and a document type is an error.

use std::borrow::Cow;
use std::io::{BufReader, Read};
use std::rc::Rc;

use quick_xml::Reader;
use quick_xml::escape::{resolve_xml_entity, unescape};
use quick_xml::events::{BytesEnd, BytesRef, BytesStart, Event};

use super::Fault;
use super::archive::Meter;

/// A part of a workbook.
pub(super) struct Xml<'a> {
    reader: Reader<BufReader<Box<dyn Read + 'a>>>,
    buffer: Vec<u8>,
    meter: Rc<Meter>,
    name: String,
    ended: bool,
}

/// A piece of XML; an empty element is a start and an end.
pub(super) enum Piece<'x> {
    /// The start of an element.
    Start(Element<'x>),
    /// The end of an element.
    End(End<'x>),
    /// Text.
    Text(Cow<'x, str>),
    /// What says nothing: comments, declarations.
    Nothing,
    /// The end of the part.
    Done,
}

/// The start of an element.
pub(super) struct Element<'x>(BytesStart<'x>);

/// The end of an element.
pub(super) struct End<'x>(BytesEnd<'x>);

impl End<'_> {
    /// The name of the element without a prefix.
    pub fn name(&self) -> &str {
        local(self.0.name().0)
    }
}

impl Element<'_> {
    /// Its name without a prefix.
    pub fn name(&self) -> &str {
        local(self.0.name().0)
    }

    /// The value of the first attribute with this name, prefix included; control characters that it
    /// spells are replaced.
    pub fn attribute(&self, name: &str) -> Option<String> {
        self.find(|key| key == name)
    }

    /// The value of the first attribute that has a prefix, followed by this name.
    pub fn prefixed(&self, name: &str) -> Option<String> {
        self.find(|key| key.split_once(':').is_some_and(|(_, local)| local == name))
    }

    /// The number that an attribute holds.
    pub fn number(&self, name: &str) -> Option<u32> {
        self.attribute(name)?.trim().parse().ok()
    }

    /// Whether an attribute says yes.
    pub fn flag(&self, name: &str) -> bool {
        self.attribute(name).is_some_and(|value| matches!(value.trim(), "1" | "true" | "on"))
    }

    fn find(&self, wanted: impl Fn(&str) -> bool) -> Option<String> {
        let mut attributes = self.0.attributes();
        // Without the check for repeated names, which compares each with all.
        let mut found = attributes.with_checks(false).flatten().filter(|a| wanted(a.key.0));
        let value = found.next()?.value;
        let text = unescape(&value).map_or_else(|_| value.to_string(), Cow::into_owned);
        Some(crate::text::clean(text))
    }
}

impl<'a> Xml<'a> {
    /// A part that is read from the beginning.
    pub fn new(bytes: BufReader<Box<dyn Read + 'a>>, meter: Rc<Meter>, name: &str) -> Self {
        let mut reader = Reader::from_reader(bytes);
        reader.config_mut().expand_empty_elements = true;
        Self { reader, buffer: Vec::new(), meter, name: name.to_owned(), ended: false }
    }

    /// The next piece. After the end there is none, so that no loop can wait for more.
    pub fn next(&mut self) -> Result<Piece<'_>, Fault> {
        if self.ended {
            return Err(Fault::damaged(format!("its part `{}` ends too early", self.name)));
        }
        self.buffer.clear();
        self.meter.next();
        let event = match self.reader.read_event_into(&mut self.buffer) {
            Ok(event) => event,
            Err(error) => return Err(wrong(&self.meter, &self.name, &error)),
        };
        self.ended = matches!(event, Event::Eof);
        piece(event, &self.name)
    }

    /// Steps over the rest of the element that just began.
    pub fn skip(&mut self, element: &str) -> Result<(), Fault> {
        let mut depth = 1;
        while depth > 0 {
            match self.next()? {
                Piece::Start(start) => depth += usize::from(start.name() == element),
                Piece::End(end) => depth -= usize::from(end.name() == element),
                _ => {}
            }
        }
        Ok(())
    }

    /// The text up to the end of the element that just began, without that of `skipped` elements.
    /// `most` is how many bytes it may have.
    pub fn text(&mut self, element: &str, skipped: &str, most: usize) -> Result<String, Fault> {
        let mut out = String::new();
        let (mut depth, mut silent) = (1, 0);
        while depth > 0 {
            match self.next()? {
                Piece::Start(start) => {
                    depth += usize::from(start.name() == element);
                    silent += usize::from(start.name() == skipped);
                }
                Piece::End(end) => {
                    depth -= usize::from(end.name() == element);
                    silent -= usize::from(end.name() == skipped);
                }
                Piece::Text(text) if silent == 0 => out.push_str(&text),
                _ => {}
            }
            if out.len() > most {
                return Err(long_cell());
            }
        }
        Ok(out)
    }
}

/// What is wrong with a text that is longer than a cell may hold.
pub(super) fn long_cell() -> Fault {
    Fault::too_much("one of its cells has more than 1 MiB of text")
}

fn piece<'x>(event: Event<'x>, part: &str) -> Result<Piece<'x>, Fault> {
    Ok(match event {
        Event::Start(start) | Event::Empty(start) => Piece::Start(Element(start)),
        Event::End(end) => Piece::End(End(end)),
        Event::Text(text) => Piece::Text(text.xml10_content()),
        Event::CData(text) => Piece::Text(text.xml10_content()),
        Event::GeneralRef(name) => Piece::Text(character(&name, part)?),
        Event::DocType(_) => {
            return Err(Fault::damaged(format!(
                "its part `{part}` declares a document type, which no spreadsheet program does"
            )));
        }
        Event::Comment(_) | Event::Decl(_) | Event::PI(_) => Piece::Nothing,
        Event::Eof => Piece::Done,
    })
}

/// The character that a reference in a text stands for.
fn character(reference: &BytesRef<'_>, part: &str) -> Result<Cow<'static, str>, Fault> {
    if let Ok(Some(character)) = reference.resolve_char_ref() {
        return Ok(character.to_string().into());
    }
    let known = resolve_xml_entity(reference).map(Cow::Borrowed);
    known.ok_or_else(|| {
        let name: String = reference.chars().take(40).collect();
        Fault::damaged(format!("its part `{part}` contains the unknown entity `&{name};`"))
    })
}

/// A name without its prefix.
fn local(name: &str) -> &str {
    name.rsplit_once(':').map_or(name, |(_, local)| local)
}

fn wrong(meter: &Meter, part: &str, error: &quick_xml::Error) -> Fault {
    meter
        .fault()
        .unwrap_or_else(|| Fault::damaged(format!("its part `{part}` is damaged ({error})")))
}
