//! A finished page → the files that it loads, and the parts that it consists of.

/// The addresses of what the head of a page loads.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Head<'h> {
    pub(super) styles: Vec<&'h str>,
    pub(super) scripts: Vec<&'h str>,
}

/// What a page loads, as its head says.
pub(super) fn head(page: &str) -> Head<'_> {
    let end = page.find("</head>").unwrap_or(0);
    let mut out = Head::default();
    for tag in Tags::of(&page[..end]) {
        match tag.name {
            "link" if tag.attribute("rel") == Some("stylesheet") => {
                out.styles.extend(tag.attribute("href"))
            }
            "script" => out.scripts.extend(tag.attribute("src")),
            _ => {}
        }
    }
    out
}

/// Elements that may be a part of a page.
const PARTS: [&str; 9] =
    ["aside", "details", "footer", "header", "nav", "section", "svg", "table", "div"];

/// The outermost parts of a page with their HTML, none within another.
pub(super) fn parts(page: &str) -> Vec<(String, &str)> {
    let mut out: Vec<(String, &str)> = Vec::new();
    let mut open: Vec<(Tag<'_>, bool)> = Vec::new();
    for tag in Tags::of(page).filter(|tag| PARTS.contains(&tag.name)) {
        if !tag.closes {
            let is_part = tag.name != "div"
                || tag.attribute("class").is_some_and(|class| class.starts_with("prose"));
            open.push((tag, is_part));
            continue;
        }
        let Some(at) = open.iter().rposition(|(opened, _)| opened.name == tag.name) else {
            continue;
        };
        open.truncate(at + 1);
        let Some((opened, is_part)) = open.pop() else { continue };
        if is_part && !open.iter().any(|(_, is_part)| *is_part) {
            let html = &page[opened.start..tag.end];
            out.push((named(&opened, html), html));
        }
    }
    out
}

/// What a part is called: by its heading, its label, or its element.
fn named(tag: &Tag<'_>, html: &str) -> String {
    let heading = Tags::of(html)
        .find(|tag| !tag.closes && matches!(tag.name, "h1" | "h2" | "h3" | "caption"));
    let words = heading.map(|heading| text(&html[heading.end..], heading.name));
    let words = words.or_else(|| tag.attribute("aria-label").map(str::to_owned));
    match (tag.name, words.filter(|words| !words.is_empty())) {
        (_, Some(words)) => format!("“{words}”"),
        ("div", None) => "the text".to_owned(),
        ("svg", None) => "a drawing".to_owned(),
        (name, None) => format!("<{name}>"),
    }
}

/// The text up to the end of an element.
fn text(html: &str, element: &str) -> String {
    let html = &html[..html.find(&format!("</{element}")).unwrap_or(0)];
    let mut out = String::new();
    for (at, piece) in html.split('<').enumerate() {
        out.push_str(if at == 0 {
            piece
        } else {
            piece.split_once('>').map_or("", |(_, text)| text)
        });
    }
    out.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A tag with its place.
#[derive(Clone, Copy, Debug)]
struct Tag<'h> {
    name: &'h str,
    closes: bool,
    inside: &'h str,
    start: usize,
    end: usize,
}

impl<'h> Tag<'h> {
    /// The value of an attribute that is written with quotation marks, as our pages are.
    fn attribute(&self, name: &str) -> Option<&'h str> {
        let written = format!(" {name}=\"");
        let start = self.inside.find(&written)? + written.len();
        let length = self.inside[start..].find('"')?;
        Some(&self.inside[start..start + length])
    }
}

/// The tags of a finished page, in order.
struct Tags<'h> {
    html: &'h str,
    at: usize,
}

impl<'h> Tags<'h> {
    fn of(html: &'h str) -> Self {
        Self { html, at: 0 }
    }
}

impl<'h> Iterator for Tags<'h> {
    type Item = Tag<'h>;

    fn next(&mut self) -> Option<Tag<'h>> {
        let start = self.at + self.html[self.at..].find('<')?;
        let end = start + self.html[start..].find('>')? + 1;
        self.at = end;
        let inside = &self.html[start + 1..end - 1];
        let closes = inside.starts_with('/');
        let name = inside.trim_start_matches('/');
        let name = name.split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or("");
        Some(Tag { name, closes, inside, start, end })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_head_says_what_a_page_loads() {
        let page = "<html><head><link rel=\"icon\" href=\"i.svg\"><link rel=\"stylesheet\" href=\"a.css\"><script src=\"a.js\" defer></script></head><body><script src=\"b.js\"></script>";
        assert_eq!(head(page), Head { styles: vec!["a.css"], scripts: vec!["a.js"] });
    }

    #[test]
    fn parts_are_disjoint_and_named_by_what_readers_see() {
        let page = "<header>x</header><div class=\"shell\"><section class=a><h2>Who <b>leads</b></h2><table><caption>T</caption></table></section><div class=\"prose\">text</div></div><nav aria-label=\"Pages\"></nav></section>";
        let names: Vec<String> = parts(page).into_iter().map(|(name, _)| name).collect();
        assert_eq!(names, ["<header>", "“Who leads”", "the text", "“Pages”"]);
    }
}
