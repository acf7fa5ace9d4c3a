//! What a field is on the page of a record, so that themes need not know the kinds.

use super::Type;

/// The place of a field on the page of a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Slot {
    /// When it is, or holds.
    Date,
    /// Where it is.
    Place,
    /// The body that it belongs to.
    Body,
    /// Who answers for it.
    Owner,
    /// By when it is to be done.
    Due,
    /// People who have to do with it.
    People,
    /// A number or rank that matters.
    Figure,
    /// How far it is, or whether it holds.
    Status,
    /// That somebody is missing: a date, a number, or true.
    Vacancy,
    /// The sign that it is known by, such as an acronym or a document symbol.
    Symbol,
    /// What sort of its kind it is.
    Type,
    /// What it takes the place of.
    Supersedes,
    /// The points that it covers, of all that the field takes.
    Points,
    /// The points that it still lacks, of all that the field takes.
    Missing,
    /// Something to read.
    Text,
    /// Something to look up, beside the text.
    Aside,
    /// Housekeeping, which is folded at the end.
    About,
}

/// The words for slots.
pub(super) const SLOTS: &[(&str, Slot); 17] = &[
    ("date", Slot::Date),
    ("place", Slot::Place),
    ("body", Slot::Body),
    ("owner", Slot::Owner),
    ("due", Slot::Due),
    ("people", Slot::People),
    ("figure", Slot::Figure),
    ("status", Slot::Status),
    ("vacancy", Slot::Vacancy),
    ("symbol", Slot::Symbol),
    ("type", Slot::Type),
    ("supersedes", Slot::Supersedes),
    ("points", Slot::Points),
    ("missing", Slot::Missing),
    ("text", Slot::Text),
    ("aside", Slot::Aside),
    ("about", Slot::About),
];

/// What a value of a status means to readers. Each has a shape and a colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Tone {
    /// Done, agreed, in force.
    Done,
    /// Ahead: planned, proposed.
    Due,
    /// Too late.
    Late,
    /// Going on, and not yet done.
    Open,
    /// Nobody and nothing: vacant, not held, not known.
    Void,
    /// No longer in force.
    Old,
}

/// The words for tones.
pub(super) const TONES: &[(&str, Tone); 6] = &[
    ("done", Tone::Done),
    ("due", Tone::Due),
    ("late", Tone::Late),
    ("open", Tone::Open),
    ("void", Tone::Void),
    ("old", Tone::Old),
];

/// Words that mean the same on most sites, for values of a status without a tone.
const USUAL: &[(Tone, &[&str])] = &[
    (
        Tone::Done,
        &[
            "accepted",
            "achieved",
            "adopted",
            "agreed",
            "approved",
            "available",
            "closed",
            "completed",
            "confirmed",
            "done",
            "final",
            "finished",
            "fulfilled",
            "implemented",
            "in-force",
            "published",
            "ratified",
            "resolved",
            "valid",
        ],
    ),
    (
        Tone::Due,
        &[
            "announced",
            "draft",
            "pending",
            "planned",
            "proposed",
            "provisional",
            "scheduled",
            "submitted",
            "tentative",
            "upcoming",
        ],
    ),
    (Tone::Late, &["delayed", "late", "missed", "overdue"]),
    (
        Tone::Open,
        &["active", "begun", "current", "in-progress", "ongoing", "open", "started", "under-way"],
    ),
    (
        Tone::Void,
        &["awaiting-funds", "missing", "none", "not-held", "require-funding", "unknown", "vacant"],
    ),
    (
        Tone::Old,
        &[
            "cancelled",
            "elapsed",
            "expired",
            "inactive",
            "not-maintained",
            "obsolete",
            "postponed",
            "rejected",
            "repealed",
            "retired",
            "stagnant",
            "stopped",
            "superseded",
            "withdrawn",
        ],
    ),
];

impl Tone {
    /// The word that stands in site.toml, and in the classes of a theme.
    pub fn word(self) -> &'static str {
        TONES.iter().find(|(_, tone)| *tone == self).map_or("", |(word, _)| word)
    }

    /// The tone of a word of a status that has none of its own, where it is one of the usual words.
    pub(super) fn usual(word: &str) -> Option<Self> {
        let word = word.to_lowercase().replace([' ', '_'], "-");
        USUAL.iter().find(|(_, words)| words.contains(&&*word)).map(|(tone, _)| *tone)
    }
}

impl Slot {
    /// Whether it counts the words of a list among all that there are.
    pub fn is_points(self) -> bool {
        matches!(self, Slot::Points | Slot::Missing)
    }

    /// The word that stands in site.toml.
    pub fn word(self) -> &'static str {
        SLOTS.iter().find(|(_, slot)| *slot == self).map_or("", |(word, _)| word)
    }

    /// The slot of a field that names none: it follows from its type and, where one type serves
    /// several, from the usual names.
    pub(super) fn of(name: &str, kind: &Type, is_name: bool) -> Self {
        match (kind, name) {
            (Type::Text, _) if is_name => Slot::Symbol,
            (_, _) if is_name => Slot::About,
            (Type::Date, "due" | "deadline" | "due_date") => Slot::Due,
            (Type::Date, _) => Slot::Date,
            (Type::Enum(_), "status" | "state") => Slot::Status,
            (Type::Enum(_), "type") => Slot::Type,
            (Type::Rank(_), _) => Slot::Figure,
            (Type::Integer, "order" | "position" | "sequence" | "step") => Slot::About,
            (Type::Integer | Type::Number, _) => Slot::Figure,
            (Type::Text | Type::Ref(_), "place" | "venue" | "city" | "location") => Slot::Place,
            (Type::Country, _) => Slot::Place,
            (Type::Ref(_), "body") => Slot::Body,
            (_, "owner" | "owners" | "responsible") if kind.targets().is_some() => Slot::Owner,
            (Type::Ref(_), "supersedes" | "replaces") => Slot::Supersedes,
            (Type::Bool, _) => Slot::About,
            (Type::Text | Type::Markdown, _) => Slot::Text,
            (Type::List(item), _) if matches!(**item, Type::Text | Type::Markdown) => Slot::Text,
            _ => Slot::Aside,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_word_has_two_tones() {
        let mut words: Vec<&str> = USUAL.iter().flat_map(|(_, words)| *words).copied().collect();
        let all = words.len();
        words.sort_unstable();
        words.dedup();
        assert_eq!(words.len(), all);
        assert_eq!(Tone::usual("In force"), Some(Tone::Done));
        assert_eq!(Tone::usual("green"), None);
    }
}
