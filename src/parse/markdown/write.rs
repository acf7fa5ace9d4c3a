//! The tree as HTML, with holes where references go.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::fmt::{self, Write};
use std::rc::Rc;

use comrak::html::{ChildRendering, format_node_default};
use comrak::nodes::{AlertType, AstNode, NodeValue, TableAlignment};
use comrak::{Options, create_formatter};

use crate::parse::highlight;
use crate::parse::html::{Hole, Html};

/// What an item of a list bears.
#[derive(Default)]
pub(super) struct Item {
    /// Its anchor, where it can be cited.
    pub(super) anchor: Option<String>,
    /// Its number among the items that can be cited.
    pub(super) place: Option<usize>,
    /// Its number, where that does not follow from the one before it.
    pub(super) number: Option<usize>,
    /// Whether another item has that anchor already.
    pub(super) repeated: bool,
}

/// A link, image or reference that leads to the site itself.
#[derive(Clone, Copy)]
pub(super) struct Mark {
    /// Its number in the record's links.
    pub(super) link: usize,
    /// Whether it shows the title of what it leads to.
    pub(super) bare: bool,
}

/// What the walk found out about the nodes of a tree.
#[derive(Default)]
pub(super) struct Marks {
    links: BTreeMap<usize, Mark>,
    /// The links of raw HTML, each with the byte at which its address goes.
    raw: BTreeMap<usize, Vec<(usize, usize)>>,
    /// What the items of all lists bear, in order.
    pub(super) items: std::vec::IntoIter<Item>,
    /// The anchors of all headings, in order.
    pub(super) headings: std::vec::IntoIter<String>,
    /// The links that lead out of the site, by their numbers in the body.
    outward: BTreeMap<usize, usize>,
}

impl Marks {
    /// Notes what a node is. A node is known by its address, which its text has no part in.
    pub(super) fn put<'a>(&mut self, node: &'a AstNode<'a>, mark: Mark) {
        self.links.insert(std::ptr::from_ref(node).addr(), mark);
    }

    /// Notes that a link leads out of the site, and its number among those that do.
    pub(super) fn put_outward<'a>(&mut self, node: &'a AstNode<'a>, number: usize) {
        self.outward.insert(std::ptr::from_ref(node).addr(), number);
    }

    fn outward<'a>(&self, node: &'a AstNode<'a>) -> Option<usize> {
        self.outward.get(&std::ptr::from_ref(node).addr()).copied()
    }

    /// Notes where the addresses of links go in raw HTML.
    pub(super) fn put_raw<'a>(&mut self, node: &'a AstNode<'a>, holes: Vec<(usize, usize)>) {
        if !holes.is_empty() {
            self.raw.insert(std::ptr::from_ref(node).addr(), holes);
        }
    }

    fn take_raw<'a>(&mut self, node: &'a AstNode<'a>) -> Option<Vec<(usize, usize)>> {
        self.raw.remove(&std::ptr::from_ref(node).addr())
    }

    /// What a node is.
    pub(super) fn get<'a>(&self, node: &'a AstNode<'a>) -> Option<Mark> {
        self.links.get(&std::ptr::from_ref(node).addr()).copied()
    }
}

/// The tree as HTML.
pub(super) fn html<'a>(root: &'a AstNode<'a>, options: &Options<'_>, marks: Marks) -> Html {
    let out = Rc::new(RefCell::new(Html::default()));
    let writer = Writer { out: out.clone(), marks, ..Writer::default() };
    Formatter::format_document(root, options, &mut Sink(out.clone()), writer)
        .expect("a string takes every write");
    out.take()
}

/// Where the formatter writes. Its own handlers add holes to the same HTML.
struct Sink(Rc<RefCell<Html>>);

impl Write for Sink {
    fn write_str(&mut self, html: &str) -> fmt::Result {
        self.0.borrow_mut().push(html);
        Ok(())
    }
}

/// What the formatter must remember.
#[derive(Default)]
struct Writer {
    out: Rc<RefCell<Html>>,
    marks: Marks,
    /// The anchor of the last heading; it names the tables below it.
    heading: Option<String>,
    /// The items that are open, each with its number among those that can be cited.
    open: Vec<Option<usize>>,
}

impl Writer {
    fn hole(&self, hole: Hole) {
        self.out.borrow_mut().hole(hole);
    }
}

type Context<'a, 'b> = comrak::html::Context<'a, 'b, Writer>;

create_formatter!(Formatter<Writer>, {
    NodeValue::Link(ref link) => |context, node, entering| {
        let Some(mark) = context.user.marks.get(node) else {
            let shown = format_node_default(context, node, entering)?;
            if entering && node.first_child().is_none() {
                context.escape(&link.url)?;
            }
            if let (false, Some(number)) = (entering, context.user.marks.outward(node)) {
                context.user.hole(Hole::Outward(number));
            }
            return Ok(shown);
        };
        context.user.hole(if entering { Hole::Open(mark.link) } else { Hole::Close(mark.link) });
        if entering && mark.bare {
            context.user.hole(Hole::Title(mark.link));
        }
    },
    NodeValue::HtmlBlock(ref html) => |context, node, entering| {
        let raw = if entering { context.user.marks.take_raw(node) } else { None };
        let Some(holes) = raw else { return format_node_default(context, node, entering) };
        context.cr()?;
        write_raw(context, &html.literal, holes)?;
        context.cr()?;
    },
    NodeValue::HtmlInline(ref html) => |context, node, entering| {
        let raw = if entering { context.user.marks.take_raw(node) } else { None };
        let Some(holes) = raw else { return format_node_default(context, node, entering) };
        write_raw(context, html, holes)?;
    },
    NodeValue::WikiLink(_) => |context, node, entering| {
        let Some(mark) = context.user.marks.get(node) else { return Ok(ChildRendering::HTML) };
        context.user.hole(if entering { Hole::Open(mark.link) } else { Hole::Close(mark.link) });
        if entering && mark.bare {
            context.user.hole(Hole::Title(mark.link));
            return Ok(ChildRendering::Skip);
        }
    },
    NodeValue::Image(ref link) => |context, node, entering| {
        let Some(mark) = context.user.marks.get(node) else {
            return format_node_default(context, node, entering);
        };
        if entering {
            context.write_str("<img src=\"")?;
            context.user.hole(Hole::Address(mark.link));
            context.write_str("\" alt=\"")?;
            return Ok(ChildRendering::Plain);
        }
        if !link.title.is_empty() {
            context.write_str("\" title=\"")?;
            context.escape(&link.title)?;
        }
        context.write_str("\" loading=\"lazy\" />")?;
    },
    NodeValue::Heading(heading) => |context, entering| {
        if entering {
            context.user.heading = context.user.marks.headings.next();
        }
        write_heading(context, heading.level, entering)?;
    },
    NodeValue::Alert(ref alert) => |context, node, entering| {
        if !entering || alert.title.is_some() {
            return format_node_default(context, node, entering);
        }
        write_alert(context, alert.alert_type)?;
    },
    NodeValue::Item(_) => |context, node, entering| {
        if !entering {
            if let Some(Some(place)) = context.user.open.pop() {
                context.user.hole(Hole::Citing(place));
            }
            return format_node_default(context, node, entering);
        }
        let item = context.user.marks.items.next().unwrap_or_default();
        context.user.open.push(item.place);
        match (&item.anchor, item.number) {
            (None, None) => return format_node_default(context, node, entering),
            _ => write_item(context, &item)?,
        }
    },
    NodeValue::TaskItem(ref item) => |context, entering| {
        if entering {
            context.user.marks.items.next();
        }
        write_task(context, item.symbol.is_some(), entering)?;
    },
    NodeValue::CodeBlock(ref code) => |context, entering| {
        if entering {
            let language = code.info.split_whitespace().next().unwrap_or("");
            context.cr()?;
            context.write_str(&highlight::block(&code.literal, language))?;
        }
    },
    NodeValue::TableCell => |context, node, entering| {
        write_cell(context, node, entering)?;
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

/// A cell of a table. How it is aligned is a class, since the attribute for it is obsolete.
fn write_cell<'a>(
    context: &mut Context<'_, '_>,
    node: &'a AstNode<'a>,
    entering: bool,
) -> fmt::Result {
    let is_head = node.parent().is_some_and(|row| row.data().value == NodeValue::TableRow(true));
    let name = if is_head { "th" } else { "td" };
    if !entering {
        return write!(context, "</{name}>");
    }
    context.cr()?;
    match alignment(node) {
        TableAlignment::Right => write!(context, "<{name} class=\"end\">"),
        TableAlignment::Center => write!(context, "<{name} class=\"center\">"),
        TableAlignment::Left | TableAlignment::None => write!(context, "<{name}>"),
    }
}

/// How the column of a cell is aligned.
fn alignment<'a>(cell: &'a AstNode<'a>) -> TableAlignment {
    let table = cell.parent().and_then(|row| row.parent());
    let Some(table) = table else { return TableAlignment::None };
    let data = table.data();
    let NodeValue::Table(table) = &data.value else { return TableAlignment::None };
    if table.alignments.iter().all(|alignment| *alignment == TableAlignment::None) {
        return TableAlignment::None;
    }
    let column = cell.preceding_siblings().count().saturating_sub(1);
    table.alignments.get(column).copied().unwrap_or(TableAlignment::None)
}

/// Raw HTML with the addresses that the page fills in.
fn write_raw(context: &mut Context<'_, '_>, html: &str, holes: Vec<(usize, usize)>) -> fmt::Result {
    let mut from = 0;
    for (at, link) in holes {
        context.write_str(&html[from..at])?;
        context.user.hole(Hole::Address(link));
        from = at;
    }
    context.write_str(&html[from..])
}

/// A heading; the link to it is named by the heading that it stands in, in whatever language.
fn write_heading(context: &mut Context<'_, '_>, level: u8, entering: bool) -> fmt::Result {
    let id = context.user.heading.clone().unwrap_or_default();
    if entering {
        context.cr()?;
        write!(context, "<h{level} id=\"")?;
        context.escape(&id)?;
        return context.write_str("\">");
    }
    context.write_str(" <a class=\"permalink\" href=\"#")?;
    context.escape(&id)?;
    context.write_str("\" aria-labelledby=\"")?;
    context.escape(&id)?;
    write!(context, "\">#</a></h{level}>")?;
    context.lf()
}

/// The opening tags of an alert, with the theme's word for it.
fn write_alert(context: &mut Context<'_, '_>, alert: AlertType) -> fmt::Result {
    let (class, word) = match alert {
        AlertType::Note => ("note", "alert_note"),
        AlertType::Tip => ("tip", "alert_tip"),
        AlertType::Important => ("important", "alert_important"),
        AlertType::Warning => ("warning", "alert_warning"),
        AlertType::Caution => ("caution", "alert_caution"),
    };
    context.cr()?;
    writeln!(context, "<div class=\"markdown-alert markdown-alert-{class}\">")?;
    context.write_str("<p class=\"markdown-alert-title\">")?;
    context.user.hole(Hole::Word(word));
    context.write_str("</p>\n")
}

/// An item with a box that is ticked or not.
fn write_task(context: &mut Context<'_, '_>, done: bool, entering: bool) -> fmt::Result {
    if !entering {
        return context.write_str("</li>\n");
    }
    let (checked, word) = if done { (" checked=\"\"", "task_done") } else { ("", "task_open") };
    context.cr()?;
    context.write_str("<li class=\"task-list-item\"><input type=\"checkbox\" disabled=\"\"")?;
    write!(context, "{checked} aria-label=\"")?;
    context.user.hole(Hole::Word(word));
    context.write_str("\" /> ")
}

/// A table scrolls by itself; the heading above it names it, or the word for a table.
fn write_table_scroll(context: &mut Context<'_, '_>) -> fmt::Result {
    context.write_str("<div class=\"table-scroll\" role=\"region\" tabindex=\"0\" ")?;
    match context.user.heading.clone() {
        Some(id) => {
            context.write_str("aria-labelledby=\"")?;
            context.escape(&id)?;
        }
        None => {
            context.write_str("aria-label=\"")?;
            context.user.hole(Hole::Word("table"));
        }
    }
    context.write_str("\">")
}

fn write_item(out: &mut impl Write, item: &Item) -> fmt::Result {
    let number = item.number.map(|number| format!(" value=\"{number}\"")).unwrap_or_default();
    let Some(id) = &item.anchor else { return write!(out, "<li{number}>") };
    let label = match id.rsplit_once("__point_") {
        Some((_, letter)) => format!("({letter})"),
        None => id.trim_start_matches("para_").to_owned(),
    };
    match item.repeated {
        true => write!(out, "<li class=\"para\"{number}>")?,
        false => write!(out, "<li id=\"{id}\" class=\"para\"{number}>")?,
    }
    write!(out, "<a class=\"permalink\" href=\"#{id}\">{label}</a> ")
}
