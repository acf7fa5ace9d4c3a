//! SVG and other XML: whether anything in it runs, or loads something from elsewhere.
//!
//! Of SVG only elements that are known to be harmless are let through. The bytes are published
//! unchanged, so whatever a browser might read in another way than we do is refused too: other
//! encodings, entities of the document's own, and what is not well formed.

use std::borrow::Cow;

use quick_xml::NsReader;
use quick_xml::events::{BytesStart, Event};
use quick_xml::name::ResolveResult;

use super::css;

const SVG: &str = "http://www.w3.org/2000/svg";

/// Elements of SVG that neither run nor change others. Those that animate can change an address.
const ELEMENTS: &[&str] = &[
    "a",
    "circle",
    "clipPath",
    "defs",
    "desc",
    "ellipse",
    "feBlend",
    "feColorMatrix",
    "feComponentTransfer",
    "feComposite",
    "feConvolveMatrix",
    "feDiffuseLighting",
    "feDisplacementMap",
    "feDistantLight",
    "feDropShadow",
    "feFlood",
    "feFuncA",
    "feFuncB",
    "feFuncG",
    "feFuncR",
    "feGaussianBlur",
    "feImage",
    "feMerge",
    "feMergeNode",
    "feMorphology",
    "feOffset",
    "fePointLight",
    "feSpecularLighting",
    "feSpotLight",
    "feTile",
    "feTurbulence",
    "filter",
    "flowPara",
    "flowRegion",
    "flowRoot",
    "flowSpan",
    "font",
    "font-face",
    "font-face-name",
    "glyph",
    "g",
    "hkern",
    "image",
    "line",
    "linearGradient",
    "marker",
    "mask",
    "metadata",
    "missing-glyph",
    "path",
    "pattern",
    "polygon",
    "polyline",
    "radialGradient",
    "rect",
    "solidcolor",
    "stop",
    "style",
    "svg",
    "switch",
    "symbol",
    "text",
    "textPath",
    "title",
    "tref",
    "tspan",
    "use",
    "view",
    "vkern",
];

/// What drawing programs write for themselves; browsers do nothing with it.
const NOTES: &[&str] = &[
    "http://www.inkscape.org/",
    "http://sodipodi.sourceforge.net/",
    "http://inkscape.sourceforge.net/",
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "http://creativecommons.org/ns#",
    "http://web.resource.org/cc/",
    "http://purl.org/dc/",
    "http://ns.adobe.com/",
    "http://www.bohemiancoding.com/sketch/ns",
    "http://www.figma.com/figma/ns",
    "http://www.serif.com/",
    "http://vectornator.io",
    "http://schemas.microsoft.com/visio/",
    "http://www.w3.org/2000/01/rdf-schema#",
    "http://iptc.org/std/",
    "adobe:ns:meta/",
];

/// Namespaces whose elements browsers bring to life in any XML.
const ALIVE: &[&str] = &[
    "http://www.w3.org/1999/xhtml",
    SVG,
    "http://www.w3.org/1998/Math/MathML",
    "http://www.w3.org/1999/XSL/Transform",
    "http://www.mozilla.org/",
];

/// Attributes that lead or send somewhere else, whatever element they stand on.
const SENDING: &[&str] =
    &["action", "background", "base", "formaction", "ping", "src", "srcdoc", "srcset"];

/// How many attributes an element may have.
const MOST_ATTRIBUTES: usize = 1000;

/// How deep elements may be nested.
const DEEPEST: usize = 1000;

/// Something that runs or loads, and its line.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Found {
    pub(super) line: usize,
    pub(super) what: String,
}

/// The first thing in a document that runs or loads something.
pub(super) fn objection(bytes: &[u8], is_svg: bool) -> Option<Found> {
    let Ok(text) = std::str::from_utf8(bytes) else {
        return Some(Found {
            line: 1,
            what: "the file is not UTF-8, so it cannot be checked".into(),
        });
    };
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let strange = |c: char| c.is_control() && !matches!(c, '\n' | '\r' | '\t');
    if let Some(at) = text.find(strange) {
        let what = "a control character, so the file cannot be checked".into();
        return Some(Found { line: line(text, at), what });
    }
    let mut walk = Walk { is_svg, depth: 0, roots: 0, style: None };
    let (at, what) = walk.first(text)?;
    Some(Found { line: line(text, at), what })
}

fn line(text: &str, at: usize) -> usize {
    let at = crate::source::floor_char(text, at);
    text[..at].bytes().filter(|byte| *byte == b'\n').count() + 1
}

/// Goes through a document from its beginning to its end.
struct Walk {
    is_svg: bool,
    depth: usize,
    roots: usize,
    /// The text of the style that is being read.
    style: Option<String>,
}

impl Walk {
    /// The place and name of the first thing that runs or loads.
    fn first(&mut self, text: &str) -> Option<(usize, String)> {
        let mut reader = NsReader::from_str(text);
        reader.config_mut().check_comments = true;
        loop {
            let at = reader.buffer_position() as usize;
            let found = match reader.read_resolved_event() {
                Ok((_, Event::Eof)) => return self.end().map(|what| (at, what)),
                Ok((namespace, event)) => self.event(&namespace, &event),
                Err(error) => Some(format!("this is not well-formed XML ({error})")),
            };
            if let Some(what) = found {
                return Some((at, what));
            }
        }
    }

    fn end(&self) -> Option<String> {
        (self.depth > 0 || self.roots != 1)
            .then(|| "this is not well-formed XML (an element is not closed)".into())
    }

    fn event(&mut self, namespace: &ResolveResult<'_>, event: &Event<'_>) -> Option<String> {
        match event {
            Event::Start(start) => {
                let found = self.element(namespace, start);
                self.depth += 1;
                let deep = (self.depth > DEEPEST).then(|| "elements nested too deep".to_owned());
                found.or(deep)
            }
            Event::Empty(start) => {
                let found = self.element(namespace, start);
                found.or_else(|| self.closed())
            }
            Event::End(_) => {
                self.depth = self.depth.saturating_sub(1);
                self.closed()
            }
            Event::Text(text) => self.text(text),
            Event::CData(text) => self.text(text),
            Event::GeneralRef(name) => self.entity(name),
            Event::Decl(declaration) => encoding(declaration),
            Event::PI(instruction) => processing(instruction),
            Event::DocType(kind) => kind
                .contains(['[', '<'])
                .then(|| "entities of the document's own (`<!DOCTYPE … [`)".into()),
            Event::Comment(_) | Event::Eof => None,
        }
    }

    /// Text outside the root is an error that browsers answer in different ways.
    fn text(&mut self, text: &str) -> Option<String> {
        if let Some(style) = &mut self.style {
            style.push_str(text);
        }
        let outside = self.depth == 0 && !text.trim().is_empty();
        outside.then(|| "text outside the root element".into())
    }

    fn entity(&mut self, name: &str) -> Option<String> {
        match quick_xml::escape::unescape(&format!("&{name};")) {
            Ok(text) => self.text(&text),
            Err(_) => Some(format!("the entity `&{name};`")),
        }
    }

    /// An element ends: if it is a style, its text is looked at.
    fn closed(&mut self) -> Option<String> {
        self.style.take().and_then(|style| css::objection(&style))
    }

    fn element(&mut self, namespace: &ResolveResult<'_>, start: &BytesStart<'_>) -> Option<String> {
        self.roots += usize::from(self.depth == 0);
        let (name, local) = (start.name().into_inner(), start.local_name().into_inner().to_owned());
        let namespace = match namespace {
            ResolveResult::Bound(namespace) => namespace.into_inner(),
            ResolveResult::Unbound => "",
            ResolveResult::Unknown(prefix) => {
                return Some(format!("the unknown prefix `{prefix}`"));
            }
        };
        let is_fine = match (self.is_svg, namespace) {
            (true, SVG) => ELEMENTS.contains(&local.as_str()),
            (true, other) => self.depth > 0 && NOTES.iter().any(|notes| other.starts_with(notes)),
            (false, other) => !ALIVE.iter().any(|alive| other.starts_with(alive)),
        };
        if !is_fine && self.is_svg && self.depth == 0 {
            return Some("the root is not `<svg xmlns=\"http://www.w3.org/2000/svg\">`".into());
        }
        if !is_fine {
            return Some(format!("the element `<{name}>`"));
        }
        if self.style.is_some() {
            // Its text would be read on both sides of the element, as one.
            return Some(format!("the element `<{name}>` in a style"));
        }
        if local == "style" && self.is_svg {
            self.style = Some(String::new());
        }
        self.attributes(&local, start)
    }

    fn attributes(&self, element: &str, start: &BytesStart<'_>) -> Option<String> {
        start.attributes().enumerate().find_map(|(number, attribute)| match attribute {
            // Each is compared with all before it.
            _ if number == MOST_ATTRIBUTES => {
                Some(format!("more than {MOST_ATTRIBUTES} attributes in one element"))
            }
            Err(error) => Some(format!("this is not well-formed XML ({error})")),
            Ok(attribute) => {
                let name = attribute.key.into_inner();
                if attribute.value.contains('<') {
                    return Some(format!("this is not well-formed XML (`<` in `{name}`)"));
                }
                let value = match quick_xml::escape::unescape(&attribute.value) {
                    Ok(value) => value,
                    Err(_) => return Some(format!("an entity in `{name}`")),
                };
                self.attribute(element, name, &attribute.value, value)
            }
        })
    }

    fn attribute(
        &self,
        element: &str,
        name: &str,
        raw: &str,
        value: Cow<'_, str>,
    ) -> Option<String> {
        if name == "xmlns" || name.starts_with("xmlns:") {
            return raw.contains('&').then(|| format!("an entity in `{name}`"));
        }
        if !self.is_svg {
            return None;
        }
        let local = name.rsplit(':').next().unwrap_or(name).to_lowercase();
        let fine = match local.as_str() {
            handler if handler.starts_with("on") => false,
            sending if SENDING.contains(&sending) => false,
            "href" => leads_nowhere_else(element, &value),
            "style" => return css::objection(&value),
            _ => return value.to_lowercase().contains("url").then(|| css::objection(&value))?,
        };
        let short: String = value.chars().take(40).collect();
        (!fine).then(|| format!("`{name}=\"{short}\"`"))
    }
}

/// Whether an address stays in the file, or, of a link that a reader follows, is a plain one.
fn leads_nowhere_else(element: &str, address: &str) -> bool {
    let address = address.trim().to_lowercase();
    let starts = |all: &[&str]| all.iter().any(|start| address.starts_with(start));
    let pictures = [
        "data:image/png",
        "data:image/jpeg",
        "data:image/jpg",
        "data:image/gif",
        "data:image/webp",
    ];
    match element {
        _ if address.is_empty() || address.starts_with('#') => true,
        "a" if starts(&["https://", "http://", "mailto:"]) => true,
        "a" => !address.contains(|c: char| c == ':' || c == '\\' || c.is_control()),
        "image" | "feImage" => starts(&pictures),
        _ => false,
    }
}

/// What the first line says about encoding: bytes that we read as UTF-8 must be that for browsers.
fn encoding(declaration: &str) -> Option<String> {
    let small = declaration.to_lowercase();
    let (_, named) = small.split_once("encoding")?;
    let named = named.trim_start_matches([' ', '\t', '\r', '\n', '=', '"', '\'']);
    let is_ours = ["utf-8", "utf8", "us-ascii"].iter().any(|name| named.starts_with(name));
    (!is_ours).then(|| "an encoding other than UTF-8; save the file as UTF-8".into())
}

/// An instruction to programs: one names a style sheet, and a style sheet can run script.
fn processing(instruction: &str) -> Option<String> {
    let name = instruction.split_whitespace().next().unwrap_or("");
    (name != "xpacket").then(|| format!("the instruction `<?{name} …?>`"))
}
