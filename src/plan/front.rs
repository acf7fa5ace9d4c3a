//! The home page as it was planned.

use super::tree::NavTarget;
use crate::graph::EntityId;

/// What stands on the home page in one language.
#[derive(Clone, Debug, Default)]
pub struct Home {
    /// Questions.
    pub questions: Vec<Answer>,
    /// Numbers.
    pub figures: Vec<Answer>,
    /// The stages of a cycle, each with the number of records that refer to it.
    pub cycle: Vec<(EntityId, usize)>,
    /// The newest records of a kind, newest first.
    pub latest: Vec<EntityId>,
    /// Those that are still to come, next first.
    pub next: Vec<EntityId>,
    /// The kinds in groups: the title, and the numbers of the kinds.
    pub groups: Vec<(String, Vec<usize>)>,
}

/// Where a question is answered, or where what is counted is listed.
#[derive(Clone, Debug)]
pub struct Answer {
    /// The words.
    pub text: String,
    /// Who asks, or nothing.
    pub audience: String,
    /// The title of where it leads.
    pub title: String,
    /// Where it leads.
    pub to: NavTarget,
    /// How many records stand there, where it is a list.
    pub count: Option<usize>,
    /// Of how many.
    pub of: Option<usize>,
    /// What the number means: the word of a tone, or nothing.
    pub tone: &'static str,
}
