//! Templates that include or extend each other too deep.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{Texts, named_in};
use crate::diag::{Code, Diagnostic};
use crate::engine::MOST_INCLUDES;
use crate::source::{SourceId, Span};

/// Templates that use others which use others, and so on, more than [`MOST_INCLUDES`] deep. Those that
/// lead back to themselves are left to the engine, which says how.
pub(super) fn too_deep(texts: &Texts) -> Vec<String> {
    let uses = |name: &String| -> Vec<&str> {
        named_in(&texts[name]).into_iter().filter(|used| texts.contains_key(*used)).collect()
    };
    let mut waits: BTreeMap<&str, usize> = BTreeMap::new();
    let mut users: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for name in texts.keys() {
        let used = uses(name);
        waits.insert(name, used.len());
        used.into_iter().for_each(|used| users.entry(used).or_default().push(name));
    }
    let mut depth: BTreeMap<&str, usize> = BTreeMap::new();
    let mut ready: Vec<&str> =
        waits.iter().filter(|(_, n)| **n == 0).map(|(name, _)| *name).collect();
    while let Some(name) = ready.pop() {
        let own = *depth.entry(name).or_insert(0);
        for user in users.get(name).into_iter().flatten().copied() {
            let deepest = depth.entry(user).or_insert(0);
            *deepest = (own + 1).max(*deepest);
            let left = waits.get_mut(user).expect("every template waits");
            *left -= 1;
            if *left == 0 {
                ready.push(user);
            }
        }
    }
    let deep = depth.into_iter().filter(|(_, depth)| *depth > MOST_INCLUDES);
    deep.map(|(name, _)| name.to_owned()).collect()
}

/// The diagnostic about one of them.
pub(super) fn diagnostic(path: &Arc<str>, source: Option<SourceId>) -> Diagnostic {
    let headline =
        format!("this template includes or extends others more than {MOST_INCLUDES} levels deep");
    let out = Diagnostic::new(Code::TemplateError, headline)
        .help("include or extend fewer levels of templates");
    match source {
        Some(source) => out.at(Span::new(source, 0..0)),
        None => out.in_file(&**path),
    }
}
