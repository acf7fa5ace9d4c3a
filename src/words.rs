//! Words of texts as a search compares them: folded letters, the tokens of a text, and stems.
//!
//! `search-engine.js` of the theme does the same to what a reader types; `tests/search/` compares both over all
//! of Unicode.

mod fold;
mod stem;
mod tokens;

pub use fold::{Class, fold, is_single};
pub use stem::{Stemmer, endings};
pub use tokens::{LONGEST, Token, key, tokens};

/// The tokens of a text, folded, as they follow each other; those that say nothing new are left out.
pub fn folded(text: &str) -> Vec<String> {
    let mut out = Vec::new();
    tokens(text, &mut |token| out.extend((!token.extra).then(|| token.folded.to_owned())));
    out
}
