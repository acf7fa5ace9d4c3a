//! Finished HTML of ours -> Markdown (CommonMark, with the tables of GFM).

use super::tree::{Element, Node, read, text};

/// A piece of a page as Markdown. Links keep their addresses, so the way to the root is still to be written.
pub(crate) fn of_html(html: &str) -> String {
    let mut out = String::new();
    blocks(&mut out, &read(html), &Within::default());
    out.trim().to_owned()
}

/// A piece of a page as Markdown of one line.
pub(crate) fn line_of_html(html: &str) -> String {
    let nodes = read(html);
    let items: Vec<String> = match &nodes[..] {
        [Node::Element(list)] if list.name == "ul" => {
            elements(&list.children).map(|item| inline(&item.children)).collect()
        }
        _ => vec![inline(&nodes)],
    };
    items.join("; ")
}

/// A text as Markdown that shows it as it is.
pub(crate) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        if matches!(character, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '|' | '#') {
            out.push('\\');
        }
        out.push(character);
    }
    out
}

/// A link. Round brackets in an address would end it.
pub(crate) fn link(words: &str, url: &str) -> String {
    let url = url.replace(' ', "%20").replace('(', "%28").replace(')', "%29");
    format!("[{words}]({url})")
}

/// What a block stands in.
#[derive(Default)]
struct Within {
    /// What stands before each of its lines but the first.
    indent: String,
    /// Whether no empty line stands between its blocks.
    is_tight: bool,
}

const INLINE: [&str; 22] = [
    "a", "abbr", "b", "bdi", "br", "cite", "code", "del", "em", "i", "img", "input", "ins", "kbd",
    "mark", "q", "s", "small", "span", "strong", "sub", "sup",
];

fn elements<'n, 'h>(nodes: &'n [Node<'h>]) -> impl Iterator<Item = &'n Element<'h>> {
    nodes.iter().filter_map(|node| match node {
        Node::Element(element) => Some(element),
        Node::Text(_) => None,
    })
}

fn is_inline(node: &Node<'_>) -> bool {
    match node {
        Node::Text(_) => true,
        Node::Element(element) => INLINE.contains(&element.name) || element.name == "time",
    }
}

/// Writes blocks; texts that stand between them are paragraphs.
fn blocks(out: &mut String, nodes: &[Node<'_>], within: &Within) {
    let mut at = 0;
    while at < nodes.len() {
        let end =
            nodes[at..].iter().position(|node| !is_inline(node)).map_or(nodes.len(), |n| at + n);
        paragraph(out, &inline(&nodes[at..end]), within);
        if let Some(Node::Element(element)) = nodes.get(end) {
            block(out, element, within);
        }
        at = end + 1;
    }
}

/// Begins a block: an empty line stands before it, unless the list around it has none.
fn start(out: &mut String, within: &Within) {
    let wanted = if within.is_tight { "\n" } else { "\n\n" };
    while !out.is_empty() && !out.ends_with(' ') && !out.ends_with(wanted) {
        out.push('\n');
    }
    if out.ends_with('\n') {
        out.push_str(&within.indent);
    }
}

fn paragraph(out: &mut String, text: &str, within: &Within) {
    if text.is_empty() {
        return;
    }
    start(out, within);
    let lines = text.split('\n').map(|line| match line.as_bytes() {
        // What would begin a list, a quotation or a line below a heading.
        [b'-' | b'+' | b'>' | b'=' | b'~', ..] => format!("\\{line}"),
        _ => numbered(line),
    });
    let between = format!("\n{}", within.indent);
    out.push_str(&lines.collect::<Vec<_>>().join(&between));
    out.push('\n');
}

/// A line of text that begins with a number and a full stop does not become an item of a list: the full stop is escaped.
fn numbered(line: &str) -> String {
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    match line.as_bytes().get(digits) {
        Some(b'.' | b')') if (1..10).contains(&digits) => {
            format!("{}\\{}", &line[..digits], &line[digits..])
        }
        _ => line.to_owned(),
    }
}

fn block(out: &mut String, element: &Element<'_>, within: &Within) {
    let children = &element.children;
    match element.name {
        "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => heading(out, element, within),
        "p" | "dd" | "summary" | "figcaption" => paragraph(out, &inline(children), within),
        "dt" => paragraph(out, &emphasised("**", &inline(children)), within),
        "ul" | "ol" => list(out, element, within),
        "blockquote" => quotation(out, children, within),
        "pre" => code(out, element, within),
        "hr" => paragraph(out, "* * *", within),
        "table" => table(out, element, within),
        _ => blocks(out, children, within),
    }
}

fn heading(out: &mut String, element: &Element<'_>, within: &Within) {
    let level = element.name[1..].parse().unwrap_or(1);
    start(out, within);
    out.push_str(&"#".repeat(level));
    out.push(' ');
    out.push_str(&inline(&element.children).replace('\n', " "));
    out.push('\n');
}

fn quotation(out: &mut String, children: &[Node<'_>], within: &Within) {
    start(out, within);
    out.push_str("> ");
    blocks(out, children, &Within { indent: format!("{}> ", within.indent), is_tight: false });
}

fn list(out: &mut String, list: &Element<'_>, within: &Within) {
    let first: usize = list.get("start").and_then(|start| start.parse().ok()).unwrap_or(1);
    let items = || elements(&list.children).filter(|item| item.name == "li");
    let has_paragraphs =
        |item: &Element<'_>| elements(&item.children).any(|inner| inner.name == "p");
    let is_tight = !items().any(has_paragraphs);
    start(out, within);
    for (number, item) in (first..).zip(items()) {
        let mark = match list.name {
            "ol" => format!("{number}. "),
            _ => "- ".to_owned(),
        };
        start(out, &Within { indent: within.indent.clone(), is_tight });
        out.push_str(&mark);
        let indent = format!("{}{}", within.indent, " ".repeat(mark.len()));
        blocks(out, &item.children, &Within { indent, is_tight });
    }
}

fn code(out: &mut String, element: &Element<'_>, within: &Within) {
    let inner = elements(&element.children).find(|inner| inner.name == "code");
    let language = inner.and_then(|code| code.get("class")).unwrap_or_default();
    let language = language.split(' ').find_map(|class| class.strip_prefix("language-"));
    let mut text = String::new();
    verbatim(&mut text, &element.children);
    let fence = "`".repeat(longest_run(&text).max(2) + 1);
    start(out, within);
    let between = format!("\n{}", within.indent);
    let lines: Vec<&str> = text.trim_end_matches('\n').split('\n').collect();
    let (language, lines) = (language.unwrap_or_default(), lines.join(&between));
    out.push_str(&format!("{fence}{language}{between}{lines}{between}{fence}\n"));
}

fn verbatim(out: &mut String, nodes: &[Node<'_>]) {
    for node in nodes {
        match node {
            Node::Text(text) => out.push_str(text),
            Node::Element(element) => verbatim(out, &element.children),
        }
    }
}

fn longest_run(text: &str) -> usize {
    text.split(|character| character != '`').map(str::len).max().unwrap_or(0)
}

/// A table of GFM: its cells hold one line each.
fn table(out: &mut String, table: &Element<'_>, within: &Within) {
    let mut rows = Vec::new();
    find_rows(&mut rows, &table.children);
    let cells = |row: &Element<'_>| -> Vec<String> {
        let cells = elements(&row.children).filter(|cell| matches!(cell.name, "td" | "th"));
        cells.map(|cell| line(&cell.children)).collect()
    };
    let rows: Vec<Vec<String>> = rows.into_iter().map(cells).collect();
    let Some((head, body)) = rows.split_first() else { return };
    let row = |cells: &[String]| format!("| {} |", cells.join(" | "));
    let rule = format!("|{}", " --- |".repeat(head.len().max(1)));
    let lines: Vec<String> =
        [row(head), rule].into_iter().chain(body.iter().map(|cells| row(cells))).collect();
    start(out, within);
    out.push_str(&lines.join(&format!("\n{}", within.indent)));
    out.push('\n');
}

fn find_rows<'n, 'h>(out: &mut Vec<&'n Element<'h>>, nodes: &'n [Node<'h>]) {
    for element in elements(nodes) {
        match element.name {
            "tr" => out.push(element),
            _ => find_rows(out, &element.children),
        }
    }
}

/// What a cell holds, on one line.
fn line(nodes: &[Node<'_>]) -> String {
    let mut out = String::new();
    blocks(&mut out, nodes, &Within::default());
    crate::text::single_spaces(&out)
}

fn inline(nodes: &[Node<'_>]) -> String {
    let mut out = String::new();
    for node in nodes {
        match node {
            Node::Text(text) => out.push_str(&escaped(&text.replace(['\n', '\r'], " "))),
            Node::Element(element) => out.push_str(&within_line(element)),
        }
    }
    let lines = out.split('\n').map(crate::text::single_spaces);
    lines.collect::<Vec<_>>().join("\n").trim().to_owned()
}

fn within_line(element: &Element<'_>) -> String {
    let words = || padded(&element.children);
    match element.name {
        "br" => "\\\n".to_owned(),
        "em" | "i" | "cite" => emphasised("*", &words()),
        "strong" | "b" => emphasised("**", &words()),
        "del" | "s" => emphasised("~~", &words()),
        "code" | "kbd" => in_code(&text(&element.children)),
        "img" => format!(
            "!{}",
            link(
                &escaped(element.get("alt").unwrap_or_default()),
                element.get("src").unwrap_or_default()
            )
        ),
        "input" => if element.get("checked").is_some() { "[x] " } else { "[ ] " }.to_owned(),
        "a" if element.is_mark() => String::new(),
        "a" => match element.get("href") {
            Some(url) => link(&inline(&element.children), url),
            None => words(),
        },
        _ => words(),
    }
}

/// Pieces of a line with the blanks around them.
fn padded(nodes: &[Node<'_>]) -> String {
    let mut all = String::new();
    for node in nodes {
        match node {
            Node::Text(text) => all.push_str(&escaped(&text.replace(['\n', '\r'], " "))),
            Node::Element(element) => all.push_str(&within_line(element)),
        }
    }
    all
}

/// Emphasis: blanks stand outside of the marks, or they would be none.
fn emphasised(mark: &str, words: &str) -> String {
    let inner = words.trim();
    if inner.is_empty() {
        return words.to_owned();
    }
    let start = &words[..words.len() - words.trim_start().len()];
    let end = &words[words.trim_end().len()..];
    format!("{start}{mark}{inner}{mark}{end}")
}

fn in_code(text: &str) -> String {
    let fence = "`".repeat(longest_run(text) + 1);
    let blank = if text.starts_with('`') || text.ends_with('`') { " " } else { "" };
    format!("{fence}{blank}{text}{blank}{fence}")
}

#[cfg(test)]
mod tests {
    use super::of_html;

    #[test]
    fn blocks_are_written_as_markdown() {
        let html = "<h2 id=\"a\">A <a class=\"permalink\" href=\"#a\">#</a></h2>\n<p>One <em>two </em>\
            <a href=\"../x/\">three</a>.</p>\n<ul>\n<li>a\n<ol start=\"3\">\n<li>\n<p>b</p>\n</li>\n</ol>\n</li>\n\
            <li>c</li>\n</ul>\n<blockquote>\n<p>q</p>\n<p>r</p>\n</blockquote>";
        let markdown = "## A\n\nOne *two* [three](../x/).\n\n- a\n  3. b\n- c\n\n> q\n\n> r";
        assert_eq!(of_html(html), markdown);
    }

    #[test]
    fn text_does_not_become_markup() {
        assert_eq!(
            of_html("<p>1. *a* [b]</p><p>- c &lt;d&gt;</p>"),
            "1\\. \\*a\\* \\[b\\]\n\n\\- c \\<d>"
        );
    }

    #[test]
    fn code_and_tables_keep_what_they_show() {
        let html = "<pre><code class=\"language-toml\"><span>a</span> = 1\n\nb\n</code></pre>\
            <table><thead><tr><th>x|y</th></tr></thead><tbody><tr><td><p>1</p><p>2</p></td></tr></tbody></table>";
        let markdown = "```toml\na = 1\n\nb\n```\n\n| x\\|y |\n| --- |\n| 1 2 |";
        assert_eq!(of_html(html), markdown);
    }
}
