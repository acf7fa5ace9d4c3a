//! The tree as HTML, with holes where references go.

use std::fmt::Write;

use comrak::html::{ChildRendering, format_node_default};
use comrak::nodes::{AstNode, NodeValue};
use comrak::{Options, create_formatter};

use super::collect_text;
use crate::parse::highlight;
use crate::parse::record::hole;

/// What an item of a list bears.
#[derive(Default)]
pub(super) struct Item {
    /// Its anchor, where it can be cited.
    pub(super) anchor: Option<String>,
    /// Its number, where that does not follow from the one before it.
    pub(super) number: Option<usize>,
}

/// The tree as HTML; `items` are those of all lists, in order, `len` the bytes of the text.
pub(super) fn html<'a>(
    root: &'a AstNode<'a>,
    options: &Options<'_>,
    items: Vec<Item>,
    len: usize,
) -> String {
    let writer = Writer { items, ..Writer::default() };
    let mut html = String::with_capacity(len * 3 / 2);
    Formatter::format_document(root, options, &mut html, writer)
        .expect("a string takes every write");
    html
}

/// What the formatter must remember.
#[derive(Default)]
struct Writer {
    items: Vec<Item>,
    next_item: usize,
    /// The anchor of the last heading; it names the tables below it.
    heading: Option<String>,
}

impl Writer {
    fn next_item(&mut self) -> Item {
        self.next_item += 1;
        self.items.get_mut(self.next_item - 1).map(std::mem::take).unwrap_or_default()
    }
}

create_formatter!(Formatter<Writer>, {
    NodeValue::Link(ref link) => |context, node, entering| {
        match link_number(&link.url) {
            Some(number) => write_hole(context, if entering { hole::LINK } else { hole::END }, number)?,
            None => return format_node_default(context, node, entering),
        }
    },
    NodeValue::WikiLink(ref link) => |context, entering| {
        let number = link_number(&link.url).expect("the walk numbers every reference");
        write_hole(context, if entering { hole::LINK } else { hole::END }, number)?;
        if entering && link.url.ends_with(BARE) {
            write_hole(context, hole::TEXT, number)?;
            return Ok(ChildRendering::Skip);
        }
    },
    NodeValue::Image(ref link) => |context, node, entering| {
        let Some(number) = link_number(&link.url) else {
            return format_node_default(context, node, entering);
        };
        if entering {
            context.write_str("<img src=\"")?;
            write_hole(context, hole::SRC, number)?;
            context.write_str("\" alt=\"")?;
            return Ok(ChildRendering::Plain);
        }
        if !link.title.is_empty() {
            context.write_str("\" title=\"")?;
            context.escape(&link.title)?;
        }
        context.write_str("\" loading=\"lazy\" />")?;
    },
    NodeValue::Heading(heading) => |context, node, entering| {
        if entering {
            let text = collect_text(node);
            let id = context.anchorizer.anchorize(&text);
            context.cr()?;
            write!(context, "<h{} id=\"", heading.level)?;
            context.escape(&id)?;
            context.write_str("\">")?;
            context.user.heading = Some(id);
        } else {
            // The link is named by the heading that it stands in, in whatever language.
            let id = context.user.heading.clone().unwrap_or_default();
            context.write_str(" <a class=\"permalink\" href=\"#")?;
            context.escape(&id)?;
            context.write_str("\" aria-labelledby=\"")?;
            context.escape(&id)?;
            write!(context, "\">#</a></h{}>", heading.level)?;
            context.lf()?;
        }
    },
    NodeValue::Item(_) => |context, node, entering| {
        let item = if entering { context.user.next_item() } else { Item::default() };
        match (&item.anchor, item.number) {
            (None, None) => return format_node_default(context, node, entering),
            _ => write_item(context, &item)?,
        }
    },
    NodeValue::TaskItem(ref item) => |context, entering| {
        if !entering {
            context.write_str("</li>\n")?;
            return Ok(ChildRendering::HTML);
        }
        context.user.next_item();
        context.cr()?;
        let (checked, label) = match item.symbol {
            Some(_) => (" checked=\"\"", word("task_done")),
            None => ("", word("task_open")),
        };
        write!(
            context,
            "<li class=\"task-list-item\"><input type=\"checkbox\" disabled=\"\"{checked} aria-label=\"{label}\" /> "
        )?;
    },
    NodeValue::CodeBlock(ref code) => |context, entering| {
        if entering {
            let language = code.info.split_whitespace().next().unwrap_or("");
            context.cr()?;
            context.write_str(&highlight::block(&code.literal, language))?;
        }
    },
    NodeValue::Table(_) => |context, node, entering| {
        if entering {
            context.cr()?;
            write_table_scroll(context)?;
            return format_node_default(context, node, entering);
        }
        format_node_default(context, node, entering)?;
        context.write_str("</div>\n")?;
    },
});

fn write_hole(out: &mut impl Write, what: char, number: usize) -> std::fmt::Result {
    write!(out, "{}{what}{number}{}", hole::OPEN, hole::CLOSE)
}

/// A table scrolls by itself; the heading above it names it, or the word for a table.
fn write_table_scroll(context: &mut comrak::html::Context<'_, '_, Writer>) -> std::fmt::Result {
    context.write_str("<div class=\"table-scroll\" role=\"region\" tabindex=\"0\" ")?;
    match context.user.heading.clone() {
        Some(id) => {
            context.write_str("aria-labelledby=\"")?;
            context.escape(&id)?;
        }
        None => write!(context, "aria-label=\"{}", word("table"))?,
    }
    context.write_str("\">")
}

fn write_item(out: &mut impl Write, item: &Item) -> std::fmt::Result {
    let number = item.number.map(|number| format!(" value=\"{number}\"")).unwrap_or_default();
    let Some(id) = &item.anchor else { return write!(out, "<li{number}>") };
    let label = match id.rsplit_once("__point_") {
        Some((_, letter)) => format!("({letter})"),
        None => id.trim_start_matches("para_").to_owned(),
    };
    write!(out, "<li id=\"{id}\" class=\"para\"{number}>")?;
    write!(out, "<a class=\"permalink\" href=\"#{id}\">{label}</a> ")
}

/// The number of a link as an address, until the tree is written.
pub(super) fn number_of(link: usize) -> String {
    format!("{}{link}", hole::OPEN)
}

/// The number that stands for an address.
pub(super) fn link_number(url: &str) -> Option<usize> {
    url.strip_prefix(hole::OPEN)?.trim_end_matches(BARE).parse().ok()
}

/// Marks a reference that shows the title of what it leads to.
pub(super) const BARE: &str = "t";

/// A hole for a word of the theme, which is written in the language of the page.
pub(super) fn word(key: &str) -> String {
    format!("{}{}{key}{}", hole::OPEN, hole::WORD, hole::CLOSE)
}
