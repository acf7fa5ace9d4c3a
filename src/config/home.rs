//! `[home]`: what stands on the home page beside its words.

use super::Reader;
use super::keys::{Key, Keys, LOCALISED, Takes};
use crate::diag::{Code, Diagnostic};
use crate::source::Span;
use crate::text::Localised;

/// What stands on the home page beside its words.
#[derive(Clone, Debug, Default)]
pub struct Home {
    /// Questions that readers have, each with where it is answered.
    pub questions: Vec<HomeLink>,
    /// Numbers that matter.
    pub figures: Vec<HomeLink>,
    /// The kind whose records are the stages of a cycle, and where that is written.
    pub cycle: Option<(String, Span)>,
    /// The kind whose newest and next records are named.
    pub latest: Option<(String, Span)>,
    /// The kinds in groups.
    pub groups: Vec<(Localised, Vec<(String, Span)>)>,
}

/// A question, or a number with its words.
#[derive(Clone, Debug)]
pub struct HomeLink {
    /// The words.
    pub text: Localised,
    /// Who asks; or nothing.
    pub audience: Localised,
    /// Where it leads: a reference as in the navigation.
    pub to: (String, Span),
    /// Of how many the number is a part: the list of all.
    pub of: Option<(String, Span)>,
    /// What the number means: the word of a tone.
    pub tone: &'static str,
}

const TONES: &[(&str, &str); 6] = &[
    ("done", "done"),
    ("due", "due"),
    ("late", "late"),
    ("open", "open"),
    ("void", "void"),
    ("old", "old"),
];

const QUESTION: Keys = &[
    Key::new("to", Takes::Text, "Where it is answered, as in the navigation.").required(),
    Key::new("text", LOCALISED, "The question."),
    Key::new("audience", LOCALISED, "Who asks it; those of one audience stand together."),
];

const FIGURE: Keys = &[
    Key::new("to", Takes::Text, "The list whose records are counted.").required(),
    Key::new("text", LOCALISED, "What is counted; it follows the number."),
    Key::new("of", Takes::Text, "The list of all, of which they are a part."),
    Key::new("tone", Takes::Word(&super::keys::words(TONES)), "What the number means."),
];

const GROUP: Keys = &[
    Key::new("title", LOCALISED, "What stands above them."),
    Key::new("kinds", Takes::Texts, "The kinds, in order.").required(),
];

/// The keys of `[home]`.
pub(super) const HOME: Keys = &[
    Key::new("questions", Takes::Tables(QUESTION, "to"), "Questions, each with its answer."),
    Key::new("figures", Takes::Tables(FIGURE, "to"), "Numbers that matter."),
    Key::new("cycle", Takes::Text, "A kind whose records are the stages of a cycle, in order."),
    Key::new("latest", Takes::Text, "A kind whose newest and next records are named."),
    Key::new("groups", Takes::Tables(GROUP, "title"), "The kinds in groups."),
];

/// Reads `[home]`.
pub(super) fn read(reader: &mut Reader<'_, '_>) -> Home {
    let Some(table) = reader.table("home") else { return Home::default() };
    let mut reader = Reader::of(table, &[HOME], "[home]", reader.diagnostics());
    let home = Home {
        questions: links(&mut reader, "questions", QUESTION),
        figures: links(&mut reader, "figures", FIGURE),
        cycle: reader.text_at("cycle"),
        latest: reader.text_at("latest"),
        groups: groups(&mut reader),
    };
    reader.finish();
    home
}

fn links(reader: &mut Reader<'_, '_>, name: &'static str, keys: Keys) -> Vec<HomeLink> {
    let mut out = Vec::new();
    for (table, span) in reader.tables(name) {
        let is_question = name == "questions";
        let what = if is_question { "a question" } else { "a figure" };
        let mut reader = Reader::of(table, &[keys], what, reader.diagnostics());
        let text = reader.localised("text").unwrap_or_default();
        let (audience, of, tone) = match is_question {
            true => (reader.localised("audience").unwrap_or_default(), None, None),
            false => (Localised::default(), reader.text_at("of"), reader.word("tone", TONES)),
        };
        match reader.text_at("to") {
            Some(to) => {
                out.push(HomeLink { text, audience, to, of, tone: tone.unwrap_or_default() })
            }
            None => reader.report(
                Diagnostic::new(Code::WrongSetting, format!("{what} leads nowhere"))
                    .at(span)
                    .help("add `to = \"…\"` with a page, a record or the folder of a view"),
            ),
        }
        reader.finish();
    }
    out
}

fn groups(reader: &mut Reader<'_, '_>) -> Vec<(Localised, Vec<(String, Span)>)> {
    let mut out = Vec::new();
    for (table, _) in reader.tables("groups") {
        let mut reader = Reader::of(table, &[GROUP], "a group of kinds", reader.diagnostics());
        let title = reader.localised("title").unwrap_or_default();
        out.push((title, reader.texts("kinds").unwrap_or_default()));
        reader.finish();
    }
    out
}
