//! Styles in an SVG: whether they load anything from elsewhere.

/// Functions of CSS that load what their text names without `url(`, or that old browsers run.
const LOADING: &[&str] = &["image-set(", "image(", "src(", "cross-fade(", "expression(", "paint("];

/// What data a style may carry in itself.
const DATA: &[&str] = &[
    "data:image/png",
    "data:image/jpeg",
    "data:image/jpg",
    "data:image/gif",
    "data:image/webp",
    "data:font/",
    "data:application/font-",
    "data:application/x-font-",
    "data:application/octet-stream;base64,",
];

/// How many bytes of an address tell whether it leads elsewhere.
const ENOUGH: usize = 200;

/// What a style would load or run; `None` where there is nothing.
pub(super) fn objection(style: &str) -> Option<String> {
    let style = without_comments(style).to_lowercase();
    // An escape could spell any of what follows.
    if style.contains('\\') {
        return Some("a backslash in a style".into());
    }
    for word in ["@import", "javascript:", "behavior:", "-moz-binding"] {
        if style.contains(word) {
            return Some(format!("`{word}` in a style"));
        }
    }
    if let Some(name) = LOADING.iter().find(|name| calls(&style, name)) {
        return Some(format!("`{name}…)` in a style"));
    }
    let targets = style.match_indices("url(").map(|(at, found)| &style[at + found.len()..]);
    targets.map(inside).find(|target| !stays(target)).map(|target| {
        let short: String = target.chars().take(40).collect();
        format!("`url({short})` in a style")
    })
}

/// Whether the function is called, and not one whose name ends alike.
fn calls(style: &str, name: &str) -> bool {
    style.match_indices(name).any(|(at, _)| {
        let before = style[..at].chars().next_back();
        // `-webkit-image-set(` is one of them, too.
        before.is_none_or(|c| !c.is_alphanumeric() && c != '_')
    })
}

/// The beginning of what stands between the parentheses, without quotation marks.
fn inside(rest: &str) -> &str {
    // No more of it matters, and a style may have very many that do not end.
    let rest = rest[..crate::source::floor_char(rest, ENOUGH)].trim_start();
    match rest.chars().next() {
        Some(quote @ ('"' | '\'')) => rest[1..].split(quote).next().unwrap_or("").trim(),
        _ => rest.split(')').next().unwrap_or("").trim(),
    }
}

fn stays(target: &str) -> bool {
    target.starts_with('#') || DATA.iter().any(|data| target.starts_with(data))
}

fn without_comments(style: &str) -> String {
    let mut out = String::with_capacity(style.len());
    let mut rest = style;
    while let Some((before, after)) = rest.split_once("/*") {
        out.push_str(before);
        rest = after.split_once("*/").map_or("", |(_, after)| after);
    }
    out + rest
}
