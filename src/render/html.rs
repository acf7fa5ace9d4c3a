//! HTML of values and texts: holes are filled with what their links lead to.

use tera::Value as Tera;

use super::status;
use crate::language::Language;
use crate::number;
use crate::parse::{Body, Hole, Segment};
use crate::schema::Type;
use crate::text::{escape, escape_into};
use crate::view::{Fact, Leads, Place, ROOT, Shown, View};

/// A table for a template.
pub(crate) fn object(entries: impl IntoIterator<Item = (&'static str, Tera)>) -> Tera {
    let map: tera::Map = entries.into_iter().map(|(key, value)| (key.into(), value)).collect();
    Tera::from(map)
}

/// A text that is HTML or an address already.
pub(crate) fn safe(text: &str) -> Tera {
    Tera::safe_string(text)
}

/// The HTML of a body with every hole filled, for the page of `view`.
pub(crate) fn body(view: &View<'_>, body: &Body, record: u32) -> String {
    cited_body(view, body, record, |_| String::new())
}

/// The same; `citing` says what stands at the end of the paragraph with an anchor.
pub(crate) fn cited_body(
    view: &View<'_>,
    body: &Body,
    record: u32,
    citing: impl Fn(&str) -> String,
) -> String {
    let mut out = String::with_capacity(body.html.text().len() + 512);
    let mut links = LinksOf { view, record, last: None };
    for segment in body.html.segments() {
        match segment {
            Segment::Text(html) => out.push_str(html),
            Segment::Hole(Hole::Citing(place)) => out.push_str(&citing(&body.paragraphs[place])),
            Segment::Hole(Hole::Outward(at)) => {
                mark_of_link(view, &mut out, &body.outward[at].url);
            }
            Segment::Hole(hole) => fill(&mut links, &mut out, hole),
        }
    }
    out
}

/// What the links of a text lead to. Two or three holes that follow each other stand for one link.
struct LinksOf<'v, 's> {
    view: &'v View<'s>,
    record: u32,
    last: Option<(usize, Leads)>,
}

impl LinksOf<'_, '_> {
    fn leads(&mut self, link: usize) -> &Leads {
        let last = self.last.take().filter(|(known, _)| *known == link);
        let leads = last.unwrap_or_else(|| (link, self.view.leads(self.record, link)));
        &self.last.insert(leads).1
    }
}

fn fill(links: &mut LinksOf<'_, '_>, out: &mut String, hole: Hole) {
    let (view, record) = (links.view, links.record);
    match hole {
        Hole::Word(key) => escape_into(out, view.words().text(key).unwrap_or(key)),
        Hole::Open(link) => open_link(view, out, links.leads(link)),
        Hole::Close(link) => match links.leads(link) {
            Leads::Nowhere => out.push_str("</span>"),
            _ => out.push_str("</a>"),
        },
        Hole::Title(link) => match links.leads(link) {
            Leads::To(place) => called(view, out, place, view.language_of_text(record)),
            _ => escape_into(out, view.written(record, link)),
        },
        Hole::Address(link) => match links.leads(link) {
            Leads::To(Place { url, .. }) | Leads::File(url) | Leads::Here(url) => out.push_str(url),
            // A browser would ask for whatever was written there.
            Leads::Nowhere => {}
        },
        // What cites a paragraph stands on the page of its record only, and both are of the body.
        Hole::Citing(_) | Hole::Outward(_) => {}
    }
}

/// What a page says of a link that failed; whether it says anything.
fn mark_of_link(view: &View<'_>, out: &mut String, url: &str) -> bool {
    let mark = view.mark_of_link(url);
    if let Some(mark) = &mark {
        out.push_str(&format!(" <span class=\"mark failed-link\">{}</span>", escape(mark)));
    }
    mark.is_some()
}

/// An address as a link with what is known of it; whether it failed.
fn address(view: &View<'_>, out: &mut String, url: &str) -> bool {
    let shown = url.trim_start_matches("https://").trim_start_matches("http://");
    out.push_str(&format!("<a href=\"{}\">{}</a>", escape(url), escape(shown)));
    mark_of_link(view, out, url)
}

/// The address of a record itself. Where it failed, the copy that the record names follows.
fn own_address(view: &View<'_>, out: &mut String, url: &str) {
    if address(view, out, url)
        && let Some(copy) = view.archived_copy()
    {
        let word = view.words().filled("link_archived", &[]);
        out.push_str(&format!(" <a href=\"{}\">{}</a>", escape(copy), escape(&word)));
    }
}

/// What a reference shows, with its language where that is known and not that of the text around it.
pub(crate) fn called(view: &View<'_>, out: &mut String, place: &Place, around: usize) {
    match &place.called_in {
        Some(language) => out.push_str(&name(&place.called, language)),
        None if place.by_name => escape_into(out, &place.called),
        None => title(view, out, place, around),
    }
}

/// The title of what a reference leads to, likewise.
fn title(view: &View<'_>, out: &mut String, place: &Place, around: usize) {
    if place.language == around {
        escape_into(out, &place.title);
    } else {
        out.push_str(&name(&place.title, &view.languages()[place.language]));
    }
}

pub(crate) fn open_link(view: &View<'_>, out: &mut String, leads: &Leads) {
    match leads {
        Leads::To(place) => {
            out.push_str("<a class=\"ref\" href=\"");
            out.push_str(&place.url);
            out.push_str("\">");
        }
        Leads::File(url) | Leads::Here(url) => {
            out.push_str("<a href=\"");
            out.push_str(url);
            out.push_str("\">");
        }
        Leads::Nowhere => {
            out.push_str("<span class=\"broken-reference\" title=\"");
            escape_into(out, view.words().text("broken_reference").unwrap_or("broken reference"));
            out.push_str("\">");
        }
    }
}

/// The HTML of a field's value, with what the source says about it.
pub(crate) fn fact(view: &View<'_>, fact: &Fact<'_>) -> String {
    let mut out = String::new();
    match (&fact.field.kind, &fact.shown) {
        (kind @ Type::Rank(_), Shown::Choice(value, label)) => {
            super::table::rank(&mut out, kind, value, label);
        }
        (Type::Enum(choices), Shown::Choice(value, label)) => {
            let tone = choices.iter().find(|choice| choice.value == *value);
            match tone.and_then(|choice| choice.tone) {
                Some(tone) => out.push_str(&status::seat(tone, label)),
                None => escape_into(&mut out, label),
            }
        }
        (_, Shown::Url(url)) if fact.field.name == "url" => own_address(view, &mut out, url),
        (_, shown) => value(view, &mut out, shown),
    }
    if matches!(fact.shown, Shown::NotStated) {
        let words = view.words();
        escape_into(&mut out, words.text("not_stated").unwrap_or(fact.status));
    }
    if !fact.status.is_empty() && !is_said(fact) {
        out.push_str(" (");
        escape_into(&mut out, fact.status);
        out.push(')');
    }
    out
}

/// What stands between the values of a list in the language of the page.
pub(crate) fn comma<'s>(view: &View<'s>) -> &'s str {
    view.words().text("comma").unwrap_or(", ")
}

/// The HTML of references by their short names, with the titles for those who hear them or point at
/// them; a value that is not a reference as it is.
pub(crate) fn short_fact(view: &View<'_>, fact: &Fact<'_>) -> String {
    let mut out = String::new();
    match &fact.shown {
        Shown::List(items) => {
            for (number, item) in items.iter().enumerate() {
                out.push_str(if number > 0 { comma(view) } else { "" });
                short_value(view, &mut out, item);
            }
        }
        shown => short_value(view, &mut out, shown),
    }
    out
}

pub(crate) fn short_value(view: &View<'_>, out: &mut String, shown: &Shown<'_>) {
    let Shown::Link(Leads::To(place), _) = shown else { return value(view, out, shown) };
    match short_place(view, place) {
        Some(short) => out.push_str(&format!(
            "<a class=\"ref short\" href=\"{}\">{}<span class=\"full\"{}> {}</span></a>",
            place.url,
            escape(short),
            language(view, place.language),
            escape(&place.title)
        )),
        None => value(view, out, shown),
    }
}

/// The short name of what a reference leads to; nothing where it leads to a place on its page.
fn short_place<'s>(view: &View<'s>, place: &Place) -> Option<&'s str> {
    let id = view.find(&place.key)?;
    let short = view.short_name(id);
    (!short.is_empty() && view.title(id) == place.title).then_some(short)
}

/// Whether a value is a reference, or several, without a note on what the source states.
pub(crate) fn is_links(fact: &Fact<'_>) -> bool {
    let is_link = |shown: &Shown<'_>| matches!(shown, Shown::Link(..));
    let all = match &fact.shown {
        Shown::List(items) => items.iter().all(is_link),
        shown => is_link(shown),
    };
    all && fact.status.is_empty()
}

/// Whether the status says no more than that the source states nothing.
fn is_said(fact: &Fact<'_>) -> bool {
    matches!(fact.shown, Shown::NotStated) && fact.status.eq_ignore_ascii_case("not stated")
}

/// Whether a field's value is a list of several things.
pub(crate) fn is_list(fact: &Fact<'_>) -> bool {
    matches!(&fact.shown, Shown::List(items) if items.len() > 1)
}

pub(crate) fn value(view: &View<'_>, out: &mut String, shown: &Shown<'_>) {
    match shown {
        Shown::Text(text) => escape_into(out, text),
        Shown::Name(text, language) => out.push_str(&name(text, language)),
        Shown::Markdown(text, record) => out.push_str(&body(view, text, *record)),
        Shown::Integer(number) => out.push_str(&number.to_string()),
        Shown::Number(number) => {
            out.push_str(&number::local(*number, &view.languages()[view.language]))
        }
        Shown::Bool(yes) => {
            let key = if *yes { "yes" } else { "no" };
            escape_into(out, view.words().text(key).unwrap_or(key));
        }
        Shown::Date { words, exact, .. } => match exact {
            Some(exact) => {
                out.push_str(&format!(
                    "<time datetime=\"{}\">{}</time>",
                    escape(exact),
                    escape(words)
                ));
            }
            None => escape_into(out, words),
        },
        Shown::NotStated => {}
        Shown::Url(url) => {
            address(view, out, url);
        }
        Shown::Choice(_, label) | Shown::Country(_, label) | Shown::Language(_, label) => {
            escape_into(out, label);
        }
        Shown::Link(leads, written) => link(view, out, leads, written),
        Shown::List(items) => list(view, out, items),
    }
}

/// The tag and the direction of the language of some words, where it is not that of the page.
pub(crate) fn foreign<'s>(
    view: &View<'s>,
    language: Option<usize>,
) -> (Option<&'s str>, Option<&'static str>) {
    let language = language.map(|at| &view.languages()[at]);
    (language.map(Language::as_str), language.map(|language| language.direction().as_str()))
}

/// The attributes that say the language of some words, where it is not that of the page.
pub(crate) fn language(view: &View<'_>, language: usize) -> String {
    if language == view.language {
        return String::new();
    }
    let language = &view.languages()[language];
    format!(" lang=\"{}\" dir=\"{}\"", language.as_str(), language.direction().as_str())
}

/// A name, with its language for those who hear it and its direction for those who see it.
pub(crate) fn name(text: &str, language: &Language) -> String {
    let (tag, direction) = (language.as_str(), language.direction());
    format!("<span lang=\"{tag}\" dir=\"{direction}\">{}</span>", escape(text))
}

fn link(view: &View<'_>, out: &mut String, leads: &Leads, written: &str) {
    open_link(view, out, leads);
    match leads {
        Leads::To(place) => title(view, out, place, view.language),
        _ => escape_into(out, written),
    }
    out.push_str(if *leads == Leads::Nowhere { "</span>" } else { "</a>" });
}

fn list(view: &View<'_>, out: &mut String, items: &[Shown<'_>]) {
    if let [only] = items {
        return value(view, out, only);
    }
    out.push_str("<ul>");
    for item in items {
        out.push_str("<li>");
        value(view, out, item);
        out.push_str("</li>");
    }
    out.push_str("</ul>");
}

/// Writes the way to the site's root into every place that waits for it. No other control character
/// is in a page: texts lost theirs when they were read, and lose them where they are written.
pub(crate) fn to_root(page: &str, root: &str) -> Vec<u8> {
    let mut out = Vec::with_capacity(page.len() + page.len() / 8);
    let mut from = 0;
    for at in memchr::memchr_iter(ROOT as u8, page.as_bytes()) {
        out.extend_from_slice(&page.as_bytes()[from..at]);
        out.extend_from_slice(root.as_bytes());
        from = at + 1;
    }
    out.extend_from_slice(&page.as_bytes()[from..]);
    out
}
