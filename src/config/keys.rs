//! Tables of settings as data. What a key is called, takes and means stands once: readers check against
//! it, translations are laid on it, and the JSON Schema for editors is made from it.

use crate::data::Table;
use crate::text::humanise;

/// The keys that a table may have.
pub type Keys = &'static [Key];

/// A key of a table of settings.
#[derive(Clone, Copy, Debug)]
pub struct Key {
    /// The name.
    pub name: &'static str,
    /// What values it takes.
    pub takes: Takes,
    /// What it does, in words for an author.
    pub about: &'static str,
    /// The value that holds where none is written, as TOML; empty where there is none.
    pub default: &'static str,
    /// Whether it must be given.
    pub required: bool,
}

/// What values a key takes.
#[derive(Clone, Copy, Debug)]
pub enum Takes {
    /// A text.
    Text,
    /// One of several words.
    Word(&'static [&'static str]),
    /// True or false.
    Flag,
    /// A whole number of at least this.
    Number(i64),
    /// A list of texts, or one text.
    Texts,
    /// A visible text: one text, or a table of texts by language.
    Localised(Unwritten),
    /// A table with these keys.
    Table(Keys),
    /// A text, a list of texts, or a table with these keys.
    TextsOrTable(Keys),
    /// A text, or a table with these keys.
    TextOrTable(Keys),
    /// A list of tables with these keys, each known by the value of one of them.
    Tables(Keys, &'static str),
    /// A table of tables with these keys, each by a name of the author's choice.
    Named(Keys),
    /// A list of tables with these keys, or of plain values that stand for their first key.
    Values(Keys),
    /// Whatever is named as [`VISIBLE`] texts are, at any depth: of tables whose keys are known where
    /// they are used.
    Visible,
    /// A table of words by names that the author does not choose.
    Map(Names),
    /// A table of true or false, by names that whoever uses them knows.
    Flags,
    /// A table that holds anything.
    AnyTable,
    /// Any value.
    Any,
}

/// What stands for a visible text that is not written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unwritten {
    /// Nothing: only what is written can be translated.
    Nothing,
    /// Nothing; and a language in which it is not written shows something else.
    Optional,
    /// The name of what it belongs to, as words.
    Name,
    /// The text of another key of the same table.
    Like(&'static str),
}

/// The names and the words of a table of words.
#[derive(Clone, Copy, Debug)]
pub struct Names {
    /// The names.
    pub names: fn() -> Vec<&'static str>,
    /// The words that each takes.
    pub words: &'static [&'static str],
}

impl Key {
    /// A key that need not be given.
    pub const fn new(name: &'static str, takes: Takes, about: &'static str) -> Self {
        Self { name, takes, about, default: "", required: false }
    }

    /// With the value that holds where none is written, as TOML.
    pub const fn default(self, default: &'static str) -> Self {
        Self { default, ..self }
    }

    /// A key that must be given.
    pub const fn required(self) -> Self {
        Self { required: true, ..self }
    }
}

/// A visible text that can be translated where it is written.
pub const LOCALISED: Takes = Takes::Localised(Unwritten::Nothing);

/// A visible text that is the name of what it belongs to, as words, where it is not written.
pub const LABEL: Takes = Takes::Localised(Unwritten::Name);

/// What visible texts of a view are called, so that they are found without knowing all types of view.
pub const VISIBLE: Keys = &[
    Key::new("title", LOCALISED, "The words above it."),
    Key::new("description", LOCALISED, "A sentence below the title."),
    Key::new("label", LOCALISED, "What it is called."),
];

/// The keys of a view, as far as translations need them.
pub const VIEW: Keys = &[Key::new("", Takes::Visible, "")];

/// The words of pairs of a word and its meaning.
pub const fn words<T: Copy, const N: usize>(pairs: &[(&'static str, T); N]) -> [&'static str; N] {
    let mut out = [""; N];
    let mut at = 0;
    while at < N {
        out[at] = pairs[at].0;
        at += 1;
    }
    out
}

impl Unwritten {
    /// The text that stands for one that is not written in `table`, which is called `name`.
    pub fn text(self, table: &Table, name: &str) -> Option<String> {
        match self {
            Unwritten::Nothing | Unwritten::Optional => None,
            Unwritten::Name => Some(humanise(name)),
            Unwritten::Like(other) => {
                let other = table.get(other).and_then(super::localised);
                Some(other.map_or_else(|| humanise(name), |text| text.default))
            }
        }
    }
}
