//! What a site looks like by itself: its emblem, its colours and letters, and who publishes it.

use std::f64::consts::PI;
use std::fmt::Write;

use super::context::{Link, Markup, Publisher};
use super::page::target;
use crate::colour::{BLACK, Colour, WHITE};
use crate::config::{Config, Letters};
use crate::fingerprint::Fingerprint;
use crate::text::escape;
use crate::view::View;

/// The colour of the header without an accent of the site, on light and on dark pages.
const BAND: [Colour; 2] = [Colour::new(0x0b, 0x30, 0x46), Colour::new(0x0a, 0x24, 0x33)];
/// The ground of dark pages.
const DARK: Colour = Colour::new(0x10, 0x17, 0x1e);
/// The contrast of the header's words.
const BAND_CONTRAST: f64 = 11.0;
/// The contrast of links and buttons on dark pages.
const DARK_CONTRAST: f64 = 7.0;

/// The rows of seats of an emblem: the radius and the number of seats.
const ROWS: [(f64, u32); 3] = [(10.0, 5), (18.5, 8), (27.0, 11)];

/// The colour of the header on light and on dark pages.
pub(crate) fn bands(config: &Config) -> [Colour; 2] {
    let Some(accent) = config.identity.accent else { return BAND };
    let band = accent.readable(WHITE, BLACK, BAND_CONTRAST);
    [band, band.mixed(BLACK, 25)]
}

/// Whether a site has colours or letters of its own.
pub(crate) fn has_styles(config: &Config) -> bool {
    config.identity.accent.is_some() || config.identity.letters != Letters::Mixed
}

/// The style sheet with the colours and letters of the site.
pub(crate) fn styles(config: &Config) -> String {
    let mut out = String::from("/* The colours and letters that [theme] in site.toml sets. */\n");
    let letters = match config.identity.letters {
        Letters::Mixed => "",
        Letters::Sans => ":root, :lang(ar), :lang(fa), :lang(ur) { --serif: var(--sans); }\n",
        Letters::Serif => ":root { --sans: var(--serif); }\n",
    };
    out.push_str(letters);
    if let Some(accent) = config.identity.accent {
        let (light, dark) = colours(config, accent);
        let _ = write!(
            out,
            "@media screen {{\n  :root {{ {light} }}\n}}\n\
             @media screen and (prefers-color-scheme: dark) {{\n  :root {{ {dark} }}\n}}\n"
        );
    }
    out
}

/// The tokens that follow from the accent, on light and on dark pages.
fn colours(config: &Config, accent: Colour) -> (String, String) {
    let tokens = |accent: Colour, ground: Colour, band: Colour| {
        let of = |name: &str, colour: Colour| format!("--{name}: {colour};");
        [
            of("accent", accent),
            of("tint", ground.mixed(accent, 15)),
            of("band", band),
            of("band-soft", band.mixed(WHITE, 75)),
            of("band-rule", band.mixed(WHITE, 25)),
            of("band-mark", accent.readable(band, WHITE, 5.0)),
        ]
        .join(" ")
    };
    let [band, dark_band] = bands(config);
    let on_dark = accent.readable(DARK, WHITE, DARK_CONTRAST);
    (tokens(accent, WHITE, band), tokens(on_dark, DARK, dark_band))
}

/// Three rows of seats, of which the title of the site says which are taken: one path with those, one
/// with the others.
pub(crate) fn emblem(title: &str) -> [String; 2] {
    let mut out = [String::new(), String::new()];
    let mut bits = Fingerprint::of(title).number();
    for (radius, seats) in ROWS {
        for seat in 0..seats {
            let angle = PI * f64::from(seat) / f64::from(seats - 1);
            let (x, y) = (32.0 - radius * angle.cos(), 31.0 - radius * angle.sin());
            let _ = write!(out[(bits & 1) as usize], "M{x:.0} {y:.0}h0");
            bits = bits.rotate_right(1);
        }
    }
    out
}

/// The emblem as a picture of its own.
pub(crate) fn icon(config: &Config) -> String {
    let [taken, free] = emblem(&config.title.default);
    let [light, _] = bands(config);
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 -15 64 64\"><rect y=\"-15\" width=\"64\" height=\"64\" fill=\"{light}\"/>\
         <g stroke=\"#fff\" stroke-width=\"6\" stroke-linecap=\"round\"><path d=\"{taken}\"/><path d=\"{free}\" opacity=\".35\"/></g></svg>\n"
    )
}

/// The emblem of the site as it stands in pages.
pub(crate) fn emblem_markup(config: &Config) -> Markup {
    let [taken, free] = emblem(&config.title.default);
    format!(
        "<svg class=\"emblem\" viewBox=\"0 0 64 34\" aria-hidden=\"true\" focusable=\"false\"><path d=\"{taken}\"/><path d=\"{free}\" opacity=\".4\"/></svg>"
    )
    .into()
}

/// Who publishes the site, for the footer.
pub(crate) fn publisher<'v>(view: &View<'v>) -> Publisher<'v> {
    let publisher = &view.config().publisher;
    let tag = view.tag();
    let links = view
        .footer()
        .iter()
        .map(|(title, to)| Link { title: title.clone(), url: target(view, to).into() });
    let shown = publisher.contact.trim_start_matches("mailto:");
    let shown = shown.trim_start_matches("https://").trim_start_matches("http://");
    Publisher {
        name: publisher.name.get(tag),
        url: escape(&publisher.url).into(),
        contact: shown.trim_end_matches('/'),
        contact_url: escape(&publisher.contact).into(),
        licence: publisher.licence.get(tag),
        licence_url: escape(&publisher.licence_url).into(),
        links: links.collect(),
        updated: view.updated(),
    }
}
