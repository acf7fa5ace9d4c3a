//! Code -> HTML with classes; the style sheets that go with it.

use std::fmt::Write;
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

/// The style sheet for highlighted code, light and dark.
pub fn style_sheet() -> String {
    let themes = two_face::theme::extra();
    let css = |name| {
        css_for_theme_with_class_style(themes.get(name), STYLE)
            .expect("the embedded themes make style sheets")
    };
    let mut out = css(EmbeddedThemeName::InspiredGithub);
    let dark = css(EmbeddedThemeName::OneHalfDark);
    let _ = write!(out, "@media (prefers-color-scheme: dark) {{\n{dark}}}\n");
    out
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
}
