//! Code -> HTML with classes; the style sheets that go with it.

use std::sync::LazyLock;

use syntect::html::{ClassStyle, ClassedHTMLGenerator, css_for_theme_with_class_style};
use syntect::parsing::{SyntaxReference, SyntaxSet};
use syntect::util::LinesWithEndings;
use two_face::theme::EmbeddedThemeName;

use crate::text::escape_into;

/// Classes look like `hl-keyword`, so that they never meet a theme's own.
const STYLE: ClassStyle = ClassStyle::SpacedPrefixed { prefix: "hl-" };

/// Code longer than this is shown as it is: colours help nobody there, and cost seconds.
const MOST_BYTES: usize = 200_000;

static SYNTAXES: LazyLock<SyntaxSet> = LazyLock::new(two_face::syntax::extra_newlines);

/// `<pre><code>` with the code's words in classes. An unknown language is shown as it is.
pub fn block(code: &str, language: &str) -> String {
    let mut out = String::with_capacity(code.len() * 3 + 64);
    out.push_str("<pre class=\"code\" tabindex=\"0\"><code");
    if !language.is_empty() {
        out.push_str(" class=\"language-");
        escape_into(&mut out, language);
        out.push('"');
    }
    out.push('>');
    match syntax(language).filter(|_| code.len() <= MOST_BYTES).and_then(|s| classed(code, s)) {
        Some(html) => out.push_str(&html),
        None => escape_into(&mut out, code),
    }
    out.push_str("</code></pre>\n");
    out
}

fn syntax(language: &str) -> Option<&'static SyntaxReference> {
    let name = match language {
        "" => return None,
        "sol" => "solidity",
        name => name,
    };
    SYNTAXES.find_syntax_by_token(name)
}

fn classed(code: &str, syntax: &SyntaxReference) -> Option<String> {
    let mut generator = ClassedHTMLGenerator::new_with_class_style(syntax, &SYNTAXES, STYLE);
    for line in LinesWithEndings::from(code) {
        generator.parse_html_for_line_which_includes_newline(line).ok()?;
    }
    Some(generator.finalize())
}

/// The style sheet for highlighted code, light and dark, for the grounds of the default theme.
pub fn style_sheet() -> String {
    let light = css(EmbeddedThemeName::InspiredGithub, [0xf4, 0xf7, 0xf9]);
    let dark = css(EmbeddedThemeName::OneHalfDark, [0x1d, 0x24, 0x2c]);
    format!(
        "@media print, (prefers-color-scheme: light) {{\n{light}}}\n\
         @media screen and (prefers-color-scheme: dark) {{\n{dark}}}\n"
    )
}

/// The colours of a theme, as far from the ground as readers with weak eyes need them.
fn css(name: EmbeddedThemeName, ground: [u8; 3]) -> String {
    let mut theme = two_face::theme::extra().get(name).clone();
    for item in &mut theme.scopes {
        let Some(ink) = &mut item.style.foreground else { continue };
        let behind = item.style.background.map_or(ground, |color| [color.r, color.g, color.b]);
        [ink.r, ink.g, ink.b] = legible([ink.r, ink.g, ink.b], behind);
    }
    css_for_theme_with_class_style(&theme, STYLE).expect("the embedded themes make style sheets")
}

/// The least contrast of text and ground that WCAG 2 asks for (level AA).
const CONTRAST: f64 = 4.5;

/// `ink`, or where it is too near to `ground`, the nearest mixture with black or white that is not.
fn legible(ink: [u8; 3], ground: [u8; 3]) -> [u8; 3] {
    let far = if luminance(ground) > 0.18 { 0.0 } else { 255.0 };
    let mixed = |part: u8| {
        ink.map(|c| (f64::from(c) + (far - f64::from(c)) * f64::from(part) / 20.0) as u8)
    };
    let enough = |ink: &[u8; 3]| {
        let (a, b) = (luminance(*ink), luminance(ground));
        (a.max(b) + 0.05) / (a.min(b) + 0.05) >= CONTRAST
    };
    (0..=20).map(mixed).find(enough).unwrap_or(ink)
}

/// How bright a colour is to the eye: WCAG's relative luminance, from 0 to 1.
fn luminance(color: [u8; 3]) -> f64 {
    let [r, g, b] = color.map(|c| {
        let c = f64::from(c) / 255.0;
        if c <= 0.04045 { c / 12.92 } else { ((c + 0.055) / 1.055).powf(2.4) }
    });
    0.2126 * r + 0.7152 * g + 0.0722 * b
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_languages_get_classes_and_unknown_ones_are_escaped() {
        assert!(block("a = 1 # b\n", "toml").contains("hl-comment"));
        let plain = block("<b>", "no-such-language");
        assert!(plain.contains("&lt;b&gt;") && !plain.contains("hl-"));
    }

    #[test]
    fn the_style_sheet_has_a_dark_part() {
        assert!(style_sheet().contains("prefers-color-scheme: dark"));
    }

    #[test]
    fn a_colour_changes_no_more_than_it_must() {
        assert_eq!(legible([0, 0, 0], [255, 255, 255]), [0, 0, 0]);
        assert_eq!(legible([255, 255, 255], [20, 20, 20]), [255, 255, 255]);
        let green = legible([0x63, 0xa3, 0x5c], [0xf4, 0xf7, 0xf9]);
        assert!(green[1] > green[0] && green[1] > 90, "{green:?} is still green");
    }
}
