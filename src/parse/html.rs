//! HTML with holes: what a page fills in stands beside the text, so that no text can spell it.

use std::fmt;

use crate::text::cleaned;

/// Something that only the page can write, since it depends on the site.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hole {
    /// The opening tag of a link, by its number in the record's links.
    Open(usize),
    /// The closing tag of that link.
    Close(usize),
    /// The words of a link that has none of its own: the title of what it leads to.
    Title(usize),
    /// The address that a link leads to, within the quotation marks of an attribute.
    Address(usize),
    /// A word of the theme, in the language of the page.
    Word(&'static str),
    /// What cites a numbered paragraph or point, at its end; by its number among those of the body.
    Citing(usize),
    /// What is known of a link that leads out of the site, behind it; by its number among those of the body.
    Outward(usize),
}

/// A piece of HTML with holes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Segment<'h> {
    /// HTML as it is.
    Text(&'h str),
    /// Something that the page fills in.
    Hole(Hole),
}

/// HTML with holes. There is no control character in it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Html {
    text: String,
    /// The holes in order, each with the byte of the text before which it stands.
    holes: Vec<(usize, Hole)>,
}

impl Html {
    /// The HTML without its holes.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Whether nothing is in it.
    pub fn is_empty(&self) -> bool {
        self.text.is_empty() && self.holes.is_empty()
    }

    /// The holes, each with the byte of the text before which it stands.
    pub(super) fn holes(&self) -> &[(usize, Hole)] {
        &self.holes
    }

    /// Text and holes in the order in which they are shown.
    pub fn segments(&self) -> impl Iterator<Item = Segment<'_>> {
        let starts = std::iter::once(0).chain(self.holes.iter().map(|(at, _)| *at));
        let ends = self.holes.iter().map(|(at, _)| *at).chain([self.text.len()]);
        let texts = starts.zip(ends).map(|(start, end)| Segment::Text(&self.text[start..end]));
        let holes = self.holes.iter().map(|(_, hole)| Some(Segment::Hole(*hole))).chain([None]);
        texts.zip(holes).flat_map(|(text, hole)| std::iter::once(text).chain(hole))
    }

    /// Appends HTML. Control characters are replaced here, since every decoding lies behind.
    pub(super) fn push(&mut self, html: &str) {
        self.text.push_str(&cleaned(html));
    }

    /// Appends a hole.
    pub(super) fn hole(&mut self, hole: Hole) {
        self.holes.push((self.text.len(), hole));
    }

    /// Inserts HTML before a byte of the text.
    pub(super) fn insert(&mut self, at: usize, html: &str) {
        let html = cleaned(html);
        self.text.insert_str(at, &html);
        for (place, _) in self.holes.iter_mut().filter(|(place, _)| *place >= at) {
            *place += html.len();
        }
    }

    /// The same HTML, where every opening tag of a link has its closing tag and the other way
    /// round: a link that lost one of them in the sanitiser would reach to the end of the page.
    pub(super) fn balanced(mut self) -> Self {
        let mut open: Vec<usize> = Vec::new();
        let mut kept = vec![true; self.holes.len()];
        for (at, (_, hole)) in self.holes.iter().enumerate() {
            match hole {
                Hole::Open(_) => open.push(at),
                Hole::Close(link) => match open.last() {
                    Some(last) if self.holes[*last].1 == Hole::Open(*link) => drop(open.pop()),
                    _ => kept[at] = false,
                },
                _ => {}
            }
        }
        open.into_iter().for_each(|at| kept[at] = false);
        let mut kept = kept.into_iter();
        self.holes.retain(|_| kept.next().unwrap_or(true));
        self
    }

    /// The same HTML without room for more.
    pub(super) fn shrunk(mut self) -> Self {
        self.text.shrink_to_fit();
        self.holes.shrink_to_fit();
        self
    }
}

impl fmt::Write for Html {
    fn write_str(&mut self, html: &str) -> fmt::Result {
        self.push(html);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn holes_stand_between_texts() {
        let mut html = Html::default();
        html.push("<p>");
        html.hole(Hole::Open(0));
        html.push("a");
        html.hole(Hole::Close(0));
        html.hole(Hole::Word("note"));
        let segments: Vec<_> = html.segments().collect();
        let (text, hole) = (Segment::Text, Segment::Hole);
        assert_eq!(
            segments,
            [
                text("<p>"),
                hole(Hole::Open(0)),
                text("a"),
                hole(Hole::Close(0)),
                text(""),
                hole(Hole::Word("note")),
                text("")
            ]
        );
    }

    #[test]
    fn a_control_character_is_replaced_whoever_writes_it() {
        let mut html = Html::default();
        html.push("a\u{1}b\u{3}");
        assert_eq!(html.text(), "a\u{fffd}b\u{fffd}");
    }

    #[test]
    fn a_link_without_one_of_its_tags_is_none() {
        let mut html = Html::default();
        for hole in [
            Hole::Open(0),
            Hole::Title(0),
            Hole::Close(0),
            Hole::Open(1),
            Hole::Close(2),
            Hole::Open(3),
        ] {
            html.hole(hole);
        }
        let kept: Vec<_> = html.balanced().holes.into_iter().map(|(_, hole)| hole).collect();
        assert_eq!(kept, [Hole::Open(0), Hole::Title(0), Hole::Close(0)]);
    }
}
