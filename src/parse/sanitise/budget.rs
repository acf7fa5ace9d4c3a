//! How much raw HTML a text may have. What html5ever does for a tag grows with the elements that
//! are open around it, so these are bounded before it is called.

use super::scan::{MOST_ATTRIBUTES, Tag};

/// How many tags a text may have.
const MOST_TAGS: usize = 20_000;

/// How many elements may be nested.
const DEEPEST: usize = 100;

/// How many elements such as `<b>` may be open: html5ever opens them again in every paragraph.
const MOST_FORMATTING: usize = 20;

const FORMATTING: [&str; 14] = [
    "a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u",
];

/// Elements without a closing tag.
const EMPTY: [&str; 14] = [
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source",
    "track", "wbr",
];

/// Elements whose closing tag may be left out. They end where the next begins and so are never
/// deeper than the elements that are counted.
const ENDS_ITSELF: [&str; 13] =
    ["p", "li", "dt", "dd", "tr", "td", "th", "thead", "tbody", "tfoot", "colgroup", "rt", "rp"];

/// What is left of the budget of a text.
#[derive(Default)]
pub(in crate::parse) struct Budget {
    tags: usize,
    open: Vec<String>,
    exceeded: bool,
}

/// What a tag is over the budget with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::parse) enum Excess {
    Tags,
    Depth,
    Formatting,
    Attributes,
}

impl Excess {
    /// What is the case, for the author.
    pub(in crate::parse) fn headline(self) -> String {
        match self {
            Self::Tags => format!("this text has more than {MOST_TAGS} HTML tags"),
            Self::Depth => format!("more than {DEEPEST} HTML elements are nested here"),
            Self::Formatting => {
                format!("more than {MOST_FORMATTING} elements such as `<b>` are open here")
            }
            Self::Attributes => format!("this tag has more than {MOST_ATTRIBUTES} attributes"),
        }
    }

    /// What to try.
    pub(in crate::parse) fn help(self) -> &'static str {
        match self {
            Self::Tags => "write it in Markdown, or put a part of it on a page of its own",
            Self::Depth | Self::Formatting => "close each element where it ends",
            Self::Attributes => "remove the attributes that it does not need",
        }
    }
}

impl Budget {
    /// Takes a tag out of the budget; says why where the budget is exhausted.
    pub(in crate::parse) fn spend(&mut self, tag: &Tag) -> Result<(), Excess> {
        self.tags += 1;
        if self.tags > MOST_TAGS {
            return Err(Excess::Tags);
        }
        if tag.has_more {
            return Err(Excess::Attributes);
        }
        if tag.closes {
            self.close(&tag.name);
            return Ok(());
        }
        self.open(&tag.name)
    }

    /// Whether this is the first excess of the text; the others would be echoes of it.
    pub(in crate::parse) fn is_first_excess(&mut self) -> bool {
        !std::mem::replace(&mut self.exceeded, true)
    }

    fn open(&mut self, name: &str) -> Result<(), Excess> {
        if EMPTY.contains(&name) || ENDS_ITSELF.contains(&name) {
            return Ok(());
        }
        let formats = self.open.iter().filter(|open| is_formatting(open)).count();
        if is_formatting(name) && formats >= MOST_FORMATTING {
            return Err(Excess::Formatting);
        }
        if self.open.len() >= DEEPEST {
            return Err(Excess::Depth);
        }
        self.open.push(name.to_owned());
        Ok(())
    }

    /// Closes the element of this name that was opened last, as the standard has it: with it end
    /// those within it, but for formatting, which goes on.
    fn close(&mut self, name: &str) {
        let Some(at) = self.open.iter().rposition(|open| open == name) else { return };
        if is_formatting(name) {
            self.open.remove(at);
            return;
        }
        let within = self.open.split_off(at);
        self.open.extend(within.into_iter().skip(1).filter(|open| is_formatting(open)));
    }
}

fn is_formatting(name: &str) -> bool {
    FORMATTING.contains(&name)
}

#[cfg(test)]
mod tests {
    use super::super::scan::{Piece, pieces};
    use super::*;

    /// What the first tag that is over the budget is over it with, and its number.
    fn excess(html: &str) -> Option<(Excess, usize)> {
        let mut budget = Budget::default();
        let mut tags = pieces(html).filter_map(|piece| match piece {
            Piece::Tag(tag) => Some(tag),
            _ => None,
        });
        let at = tags.by_ref().map(|tag| budget.spend(&tag)).enumerate();
        at.filter_map(|(at, spent)| Some((spent.err()?, at))).next()
    }

    #[test]
    fn elements_that_are_not_closed_are_counted() {
        assert_eq!(excess(&"<div>".repeat(200)), Some((Excess::Depth, DEEPEST)));
        assert_eq!(excess(&"<b>".repeat(200)), Some((Excess::Formatting, MOST_FORMATTING)));
        assert_eq!(
            excess(&"<b><div></b>".repeat(200)),
            Some((Excess::Depth, (DEEPEST - 1) * 3 + 1))
        );
        assert_eq!(
            excess(&"<div><b></div>".repeat(200)),
            Some((Excess::Formatting, MOST_FORMATTING * 3 + 1))
        );
    }

    #[test]
    fn ordinary_html_is_within_the_budget() {
        for html in ["<p>a<br>", "<li>a", "<div><span></div>", "<b>a</b>", "<tr><td>a<td>b"] {
            assert_eq!(excess(&html.repeat(2_000)), None, "{html}");
        }
    }

    #[test]
    fn tags_and_attributes_are_counted() {
        assert_eq!(excess(&"<br>".repeat(30_000)), Some((Excess::Tags, MOST_TAGS)));
        let many = format!("<p{}>", " a=b".repeat(60));
        assert_eq!(excess(&many), Some((Excess::Attributes, 0)));
    }
}
