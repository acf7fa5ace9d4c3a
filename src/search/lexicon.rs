//! Words that were read before: few make up most of what is written, so what follows from a word is made once.

use std::cell::RefCell;

use rustc_hash::FxHashMap;

use super::hash;
use super::vocabulary::length;
use crate::fingerprint::Fingerprint;
use crate::words::{Stemmer, Token, key};

/// How many words are remembered; more are made again.
const MOST: usize = 200_000;

/// What follows from a word, in one language.
pub(super) struct Word {
    /// As it is compared.
    pub(super) form: Box<str>,
    pub(super) stem: Box<str>,
    /// The hash of the key of the form, and of that of the stem, where it is filed.
    pub(super) own: u32,
    pub(super) home: u32,
    pub(super) is_elsewhere: bool,
    /// Its length and its hash, if it may be misspelt.
    pub(super) spelt: Option<(usize, u64)>,
    /// Where it is among the words of the document that is being read, from 1.
    slot: u32,
}

/// The words of a language, by how they are written in small letters.
pub(super) struct Lexicon {
    language: String,
    stemmer: Stemmer,
    numbers: FxHashMap<Box<str>, u32>,
    words: Vec<Word>,
    /// A word that is looked for by two spellings.
    both: String,
}

impl Lexicon {
    fn new(language: &str) -> Self {
        Self {
            language: language.to_owned(),
            stemmer: Stemmer::of(language),
            numbers: FxHashMap::default(),
            words: Vec::new(),
            both: String::new(),
        }
    }

    pub(super) fn word(&self, number: u32) -> &Word {
        &self.words[number as usize]
    }

    /// The place of a word among those of a document, each of which is given here when it is first met.
    pub(super) fn slot(&mut self, token: &Token<'_>, next: impl FnOnce(u32) -> usize) -> usize {
        let number = self.number(token);
        let word = &mut self.words[number as usize];
        if word.slot == 0 {
            word.slot = next(number) as u32 + 1;
        }
        word.slot as usize - 1
    }

    /// The end of a document that has these words.
    pub(super) fn close(&mut self, words: impl Iterator<Item = u32>) {
        words.for_each(|number| self.words[number as usize].slot = 0);
        if self.words.len() >= MOST {
            self.numbers.clear();
            self.words.clear();
        }
    }

    fn number(&mut self, token: &Token<'_>) -> u32 {
        let Token { folded, lower, .. } = *token;
        let spelling = match folded == lower {
            true => lower,
            false => {
                // What folds into a word need not follow from its small letters alone.
                self.both.clear();
                self.both.extend([lower, "\n", folded]);
                &self.both
            }
        };
        if let Some(number) = self.numbers.get(spelling) {
            return *number;
        }
        let number = self.words.len() as u32;
        self.numbers.insert(spelling.into(), number);
        self.words.push(Word::of(&self.stemmer, token));
        number
    }
}

impl Word {
    fn of(stemmer: &Stemmer, token: &Token<'_>) -> Self {
        let form = token.folded;
        let stem: Box<str> = stemmer.stem(token.lower).into();
        let (own, home) = (key(form), key(&stem));
        Self {
            own: hash(own),
            home: hash(home),
            is_elsewhere: own != home,
            spelt: length(form).map(|length| (length, Fingerprint::of(form).half())),
            form: form.into(),
            slot: 0,
            stem,
        }
    }
}

thread_local! {
    static LEXICONS: RefCell<Vec<Lexicon>> = const { RefCell::new(Vec::new()) };
}

/// Reads a document with the words of its language that this thread has read.
pub(super) fn with<T>(language: &str, read: impl FnOnce(&mut Lexicon) -> T) -> T {
    let known = LEXICONS.with_borrow_mut(|all| {
        let at = all.iter().position(|lexicon| lexicon.language == language)?;
        Some(all.swap_remove(at))
    });
    let mut lexicon = known.unwrap_or_else(|| Lexicon::new(language));
    let out = read(&mut lexicon);
    LEXICONS.with_borrow_mut(|all| all.push(lexicon));
    out
}
