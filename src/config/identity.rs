//! `[theme]` and `[publisher]`: what a site looks like, and who publishes it.

use super::Reader;
use super::keys::{Key, Keys, LOCALISED, Takes, words};
use crate::colour::{BLACK, Colour, TEXT, WHITE};
use crate::diag::{Code, Diagnostic};
use crate::edtf::Date;
use crate::source::Span;
use crate::text::Localised;

/// What a site looks like, as far as it differs from its theme.
#[derive(Clone, Debug, Default)]
pub struct Identity {
    /// A picture beside the site's name, as an address of the site; and where that is written.
    pub logo: Option<(String, Span)>,
    /// The colour of links and buttons, dark enough for a white page.
    pub accent: Option<Colour>,
    /// Which letters are used.
    pub letters: Letters,
}

/// Which letters are used.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Letters {
    /// With serifs for titles and sources, without for the rest.
    #[default]
    Mixed,
    /// Without serifs throughout.
    Sans,
    /// With serifs throughout.
    Serif,
}

/// Who publishes a site.
#[derive(Clone, Debug, Default)]
pub struct Publisher {
    /// The name.
    pub name: Localised,
    /// The web address of the publisher; empty where none is given.
    pub url: String,
    /// An e-mail or web address for readers; empty where none is given.
    pub contact: String,
    /// The name of the licence of texts and data.
    pub licence: Localised,
    /// The web address of the licence.
    pub licence_url: String,
    /// When the site was last brought up to date; where it is left out, the newest date of a review.
    pub updated: Option<Date>,
    /// Pages that the footer links, such as the accessibility statement: references as in the navigation.
    pub links: Vec<(String, Span)>,
}

const LETTERS: &[(&str, Letters); 3] =
    &[("mixed", Letters::Mixed), ("sans", Letters::Sans), ("serif", Letters::Serif)];

/// The keys of `[theme]`.
pub(super) const THEME: Keys = &[
    Key::new("name", Takes::Text, "A folder below `themes/`.").default("\"default\""),
    Key::new(
        "logo",
        Takes::Text,
        "A picture beside the site's name: the path of a file in `static/`. Without one, an emblem is made from the title.",
    ),
    Key::new(
        "accent",
        Takes::Text,
        "The colour of links and buttons, such as `#005a87`; the header is a dark shade of it.",
    ),
    Key::new(
        "letters",
        Takes::Word(&words(LETTERS)),
        "Letters with serifs for titles and sources only, nowhere, or everywhere.",
    )
    .default("\"mixed\""),
];

/// The keys of `[publisher]`.
pub(super) const PUBLISHER: Keys = &[
    Key::new("name", LOCALISED, "Who publishes the site."),
    Key::new("url", Takes::Text, "The web address of the publisher."),
    Key::new("contact", Takes::Text, "An e-mail or web address for readers."),
    Key::new("licence", LOCALISED, "The licence of texts and data, such as `CC BY 4.0`."),
    Key::new("licence_url", Takes::Text, "The web address of the licence."),
    Key::new(
        "updated",
        Takes::Any,
        "When the site was last brought up to date; the newest `reviewed` of a record where it is left out.",
    ),
    Key::new(
        "links",
        Takes::Texts,
        "Pages for the footer, such as an accessibility statement or how to cite; named as in the navigation.",
    ),
];

/// Reads `theme`: the name of a folder and its place, and what the site sets itself.
pub(super) fn theme(reader: &mut Reader<'_, '_>) -> (Option<(String, Span)>, Identity) {
    let written = reader.value("theme");
    if written.is_none_or(|value| value.as_table().is_none()) {
        return (reader.text_at("theme"), Identity::default());
    }
    let Some(table) = reader.table("theme") else { return Default::default() };
    let mut reader = Reader::of(table, &[THEME], "[theme]", reader.diagnostics());
    let identity = Identity {
        logo: reader.text_at("logo"),
        accent: accent(&mut reader),
        letters: reader.word("letters", LETTERS).unwrap_or_default(),
    };
    let name = reader.text_at("name");
    reader.finish();
    (name, identity)
}

/// The accent colour; one that cannot be read on a white page is reported and darkened.
fn accent(reader: &mut Reader<'_, '_>) -> Option<Colour> {
    let (text, span) = reader.text_at("accent")?;
    let Some(colour) = Colour::parse(text.trim()) else {
        let headline = format!("`{text}` is not a colour");
        let diagnostic = Diagnostic::new(Code::WrongSetting, headline).at(span);
        reader.report(diagnostic.help("write six hexadecimal digits, such as `#005a87`"));
        return None;
    };
    let shade = colour.readable(WHITE, BLACK, TEXT);
    if shade != colour {
        let contrast = colour.contrast(WHITE);
        let headline = format!(
            "`{text}` on a white page has a contrast of {contrast:.1} to 1, but text needs {TEXT} to 1"
        );
        let diagnostic = Diagnostic::new(Code::LowContrast, headline).at(span);
        let help = format!("write `{shade}`, the nearest shade that is dark enough");
        reader.report(diagnostic.help(help).note(format!("this build uses `{shade}`")));
    }
    Some(shade)
}

/// Reads `[publisher]`.
pub(super) fn publisher(reader: &mut Reader<'_, '_>) -> Publisher {
    let Some(table) = reader.table("publisher") else { return Publisher::default() };
    let mut reader = Reader::of(table, &[PUBLISHER], "[publisher]", reader.diagnostics());
    let publisher = Publisher {
        name: reader.localised("name").unwrap_or_default(),
        url: address(&mut reader, "url"),
        contact: address(&mut reader, "contact"),
        licence: reader.localised("licence").unwrap_or_default(),
        licence_url: address(&mut reader, "licence_url"),
        updated: updated(&mut reader),
        links: reader.texts("links").unwrap_or_default(),
    };
    reader.finish();
    publisher
}

/// A web or e-mail address as it stands in a link.
fn address(reader: &mut Reader<'_, '_>, key: &'static str) -> String {
    let Some((text, span)) = reader.text_at(key) else { return String::new() };
    let strange = |c: char| c.is_whitespace() || c.is_control() || matches!(c, '<' | '>' | '"');
    let is_web = text.starts_with("https://") || text.starts_with("http://");
    let mail = text.trim_start_matches("mailto:");
    let is_mail = key == "contact"
        && mail.split_once('@').is_some_and(|(a, b)| !a.is_empty() && b.contains('.'));
    if !text.contains(strange) && is_web {
        return text;
    }
    if !text.contains(strange) && is_mail {
        return format!("mailto:{mail}");
    }
    let what = if key == "contact" { "an e-mail or web address" } else { "a web address" };
    let diagnostic = Diagnostic::new(Code::WrongSetting, format!("`{text}` is not {what}"));
    reader.report(
        diagnostic.at(span).help("write the whole address, such as `https://unep.example/`"),
    );
    String::new()
}

fn updated(reader: &mut Reader<'_, '_>) -> Option<Date> {
    let value = reader.value("updated")?;
    let date = value.scalar().and_then(|text| Date::parse(&text).ok());
    if date.is_none() {
        let diagnostic = Diagnostic::new(Code::WrongSetting, "`updated` takes a date");
        reader.report(diagnostic.at(value.span).help("write it as in `2026-11-30`"));
    }
    date
}
