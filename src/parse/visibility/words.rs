//! The words with which people say who may see something.

use crate::schema::Kind;

/// The field that marks drafts.
pub const DRAFT: &str = "draft";
/// The field that says who may read a record.
pub const DISTRIBUTION: &str = "distribution";
/// The field with the first day on which a record is published.
pub const PUBLISH_FROM: &str = "publish_from";
/// The field with the first day on which a record is no longer published.
pub const EXPIRES: &str = "expires";
/// The fields that say who may see a record, and when.
pub const FIELDS: &[&str] = &[DRAFT, DISTRIBUTION, PUBLISH_FROM, EXPIRES];
/// The value of `distribution` that lets a record be published.
pub const PUBLIC: &str = "public";

/// Words of other programs that withhold a page, with whether `true` is what withholds it.
const ELSEWHERE: &[(&str, bool)] = &[
    ("confidential", true),
    ("hidden", true),
    ("internal", true),
    ("private", true),
    ("restricted", true),
    ("secret", true),
    ("unlisted", true),
    ("unpublished", true),
    ("embargoed", true),
    ("public", false),
    ("publish", false),
    ("published", false),
];

/// What other programs call `publish_from`, in letters only.
const LIKE_PUBLISH_FROM: &[&str] =
    &["publishdate", "publishon", "embargo", "embargoeduntil", "embargountil"];
/// What other programs call `expires`, in letters only.
const LIKE_EXPIRES: &[&str] =
    &["expiry", "expirydate", "expiresat", "expireson", "unpublishdate", "unpublishon"];

/// Yes as people write it.
const YES: &[&str] =
    &["true", "yes", "y", "on", "1", "x", "✓", "oui", "sí", "si", "да", "نعم", "是"];
/// No as people write it.
const NO: &[&str] = &["false", "no", "n", "off", "0", "non", "нет", "لا", "否"];

/// What an answer means; `None` where it is none.
pub(super) fn yes_or_no(text: &str) -> Option<bool> {
    let text = text.trim().to_lowercase();
    let is = |words: &[&str]| words.contains(&&*text);
    if is(YES) { Some(true) } else { is(NO).then_some(false) }
}

/// The field that was meant by a name that is not a field's, where its value fits: `Draft`, `drafts`,
/// `distributions`, a label of the field in some language, or the word of another program.
pub(super) fn meant(name: &str, value: &str, kind: &Kind) -> Option<&'static str> {
    let word = letters(name);
    let is_answer = yes_or_no(value).is_some();
    let is_label = |field: &str| {
        let field = kind.field(field).map(|at| &kind.fields[at]);
        field.is_some_and(|it| it.label.by_language.values().any(|l| l.to_lowercase() == word))
    };
    if ["draft", "drafts", "isdraft"].contains(&&*word)
        || is_answer && (is_near(&word, DRAFT, 1) || is_label(DRAFT))
        || value.trim().eq_ignore_ascii_case(DRAFT)
    {
        return Some(DRAFT);
    }
    let is_distribution = is_near(&word, DISTRIBUTION, 2) && word != "distributor"
        || word == "distr"
        || is_label(DISTRIBUTION);
    if LIKE_PUBLISH_FROM.contains(&&*word) || is_near(&word, "publishfrom", 2) {
        return Some(PUBLISH_FROM);
    }
    if LIKE_EXPIRES.contains(&&*word) || is_near(&word, EXPIRES, 1) {
        return Some(EXPIRES);
    }
    let elsewhere = ELSEWHERE.iter().find(|(theirs, _)| *theirs == word);
    let withholds = elsewhere.is_some_and(|(_, when)| yes_or_no(value) == Some(*when));
    match (is_distribution || word == "visibility", withholds) {
        (true, _) => Some(DISTRIBUTION),
        (false, true) => Some(DRAFT),
        (false, false) => None,
    }
}

/// Whether the title of a column sounds as if its cells said who may see a row.
pub(in crate::parse) fn is_column(title: &str) -> bool {
    let word = letters(title);
    ["draft", "drafts", "isdraft", "distr"].contains(&&*word)
        || is_near(&word, DRAFT, 1) && !LIKE_DRAFT.contains(&&*word)
        || is_near(&word, DISTRIBUTION, 2) && word != "distributor"
}

/// Words of their own that are nearly `draft`.
const LIKE_DRAFT: &[&str] = &["craft", "daft", "drift", "graft", "raft"];

/// Whether the text of a cell in such a column may withhold its row.
pub(in crate::parse) fn may_hide(text: &str) -> bool {
    yes_or_no(text) != Some(false) && text.trim() != PUBLIC
}

fn letters(name: &str) -> String {
    name.chars().filter(|c| c.is_alphabetic()).flat_map(char::to_lowercase).collect()
}

fn is_near(word: &str, name: &str, most: usize) -> bool {
    word.len().abs_diff(name.len()) <= most && strsim::damerau_levenshtein(word, name) <= most
}
