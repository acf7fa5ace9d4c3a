//! A case: files that go in, and what must come out.

use std::collections::BTreeMap;

use plenary::diag::Level;
use plenary::view::Settings;

use crate::made::{self, Made, TODAY};
use crate::page::{Edit, Fence, Page, Part};
use crate::{Outcome, Writing};

/// One section of a file of tests.
#[derive(Clone, Default)]
pub(crate) struct Case {
    /// The truth that it states.
    pub(crate) heading: String,
    /// The line of the heading.
    pub(crate) line: usize,
    fences: Vec<Fence>,
}

/// What is asked of an output file.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Mode {
    /// It is exactly this.
    Whole,
    /// This is what stands between `<main…>` and `</main>`.
    Main,
    /// Each of these lines occurs in it.
    Contains,
    /// None of these lines occurs in it.
    Lacks,
    /// There is no such file.
    Absent,
}

/// The cases of a file. Fences before the first `##` belong to every case.
pub(crate) fn cases(page: &Page) -> Vec<Case> {
    let mut shared: Vec<Fence> = Vec::new();
    let mut out: Vec<Case> = Vec::new();
    for part in &page.parts {
        match part {
            Part::Heading(2, heading, line) => {
                out.push(Case { heading: heading.clone(), line: *line, fences: shared.clone() });
            }
            Part::Heading(..) => {}
            Part::Fence(fence) => match out.last_mut() {
                Some(case) => case.fences.push(fence.clone()),
                None => shared.push(fence.clone()),
            },
        }
    }
    out.retain(|case| !case.fences.is_empty());
    out
}

/// What a fence is, by the words behind its backticks.
enum Role<'f> {
    Input(&'f str),
    Output(&'f str, Mode),
    Diagnostics,
    Command,
    /// An illustration.
    Nothing,
}

fn role(fence: &Fence) -> Result<Role<'_>, String> {
    let words: Vec<&str> = fence.info.iter().map(String::as_str).collect();
    Ok(match words[..] {
        ["diagnostics"] => Role::Diagnostics,
        ["sh"] => Role::Command,
        [] | [_] => Role::Nothing,
        [_, path, ref rest @ ..] => match (path.strip_prefix("public/"), rest) {
            (Some(path), []) => Role::Output(path, Mode::Whole),
            (Some(path), ["main"]) => Role::Output(path, Mode::Main),
            (Some(path), ["contains"]) => Role::Output(path, Mode::Contains),
            (Some(path), ["lacks"]) => Role::Output(path, Mode::Lacks),
            (Some(path), ["absent"]) => Role::Output(path, Mode::Absent),
            (None, []) => Role::Input(path),
            _ => return Err(format!("a fence with the words `{}` is unknown", words.join(" "))),
        },
    })
}

/// What `plenary build …` in a case says.
fn settings(command: &str) -> Result<Settings, String> {
    let mut out = Settings { today: TODAY.to_owned(), ..Settings::default() };
    let mut words = command.split_whitespace();
    if words.next() != Some("plenary") || words.next() != Some("build") {
        return Err("a command begins with `plenary build`".to_owned());
    }
    while let Some(word) = words.next() {
        match word {
            "--for-disk" => out.for_disk = true,
            "--drafts" => out.drafts = true,
            "--distribution" => {
                out.distributions.extend(words.next().map(str::to_owned));
            }
            "--base-url" => out.base_url = words.next().map(str::to_owned),
            "--as-of" => out.today = words.next().unwrap_or_default().to_owned(),
            _ => return Err(format!("cases do not know `{word}`")),
        }
    }
    Ok(out)
}

impl Case {
    fn made(&self) -> Result<Made, String> {
        let mut files = BTreeMap::new();
        let mut command = "plenary build";
        for fence in &self.fences {
            match role(fence)? {
                Role::Input(path) => drop(files.insert(path.to_owned(), fence.text.clone())),
                Role::Command => command = &fence.text,
                _ => {}
            }
        }
        if files.is_empty() {
            return Err("there is no file to build a site from".to_owned());
        }
        Ok(made::site(&files, &settings(command)?))
    }

    /// Runs the case. The edits make it pass, where they may be written.
    pub(crate) fn run(&self, writing: Writing) -> (Outcome, Vec<Edit>) {
        let made = match self.made() {
            Ok(made) => made,
            Err(why) => return (Err(why), Vec::new()),
        };
        let (mut problems, mut edits) = (Vec::new(), Vec::new());
        let mut reported = false;
        for fence in &self.fences {
            let wrong = match role(fence) {
                Ok(Role::Output(path, mode)) => output(&made, fence, path, mode),
                Ok(Role::Diagnostics) => {
                    reported = true;
                    differs("the report", &fence.text, &made.said())
                }
                _ => None,
            };
            match wrong {
                Some((_, Some(text))) if writing == Writing::All => edits.push(fence.edit(&text)),
                Some((problem, _)) => problems.push(problem),
                None => {}
            }
        }
        if !reported && made.report.count(Level::Error) > 0 {
            problems.push(format!("the site has errors:\n{}", made.said()));
        }
        let outcome = if problems.is_empty() { Ok(()) } else { Err(problems.join("\n")) };
        (outcome, edits)
    }

    /// Whether the case's report has a code.
    pub(crate) fn produces(&self, slug: &str) -> Outcome {
        let made = self.made()?;
        match made.report.diagnostics.iter().any(|d| d.code.slug() == slug) {
            true => Ok(()),
            false => Err(format!("the example does not produce `{slug}`:\n{}", made.said())),
        }
    }
}

/// A problem, and the text that would mend the fence where one would.
type Wrong = Option<(String, Option<String>)>;

fn output(made: &Made, fence: &Fence, path: &str, mode: Mode) -> Wrong {
    let Some(text) = made.file(path) else {
        let there = made.paths().join("\n  ");
        let problem = format!("there is no file public/{path}; there are\n  {there}");
        return (mode != Mode::Absent).then_some((problem, None));
    };
    let occurs = |line: &&str| text.contains(line.trim());
    let mut lines = fence.text.lines().filter(|line| !line.trim().is_empty());
    match mode {
        Mode::Absent => Some((format!("there is a file public/{path}"), None)),
        Mode::Whole => differs(path, &fence.text, &ended(&text)),
        Mode::Main => differs(path, &fence.text, &ended(main(&text))),
        Mode::Contains => lines
            .find(|line| !occurs(line))
            .map(|line| (format!("public/{path} has no\n  {line}\nit is\n{text}"), None)),
        Mode::Lacks => lines
            .find(occurs)
            .map(|line| (format!("public/{path} has\n  {line}\nit is\n{text}"), None)),
    }
}

fn main(page: &str) -> &str {
    let start = page.find("<main").and_then(|at| Some(at + page[at..].find('>')? + 1));
    let end = page.rfind("</main>");
    match (start, end) {
        (Some(start), Some(end)) if start <= end => page[start..end].trim_matches('\n'),
        _ => page,
    }
}

/// A text as a fence can hold it: with line feeds, and one at the end.
fn ended(text: &str) -> String {
    let text = text.replace("\r\n", "\n");
    if text.is_empty() || text.ends_with('\n') { text } else { text + "\n" }
}

/// The difference between what is expected and what is there.
pub(crate) fn differs(what: &str, expected: &str, there: &str) -> Wrong {
    if expected == there {
        return None;
    }
    let mut out = String::new();
    let text = |text: &str| snapbox::Data::text(text.to_owned());
    let palette = snapbox::report::Palette::plain();
    let name: &dyn std::fmt::Display = &what;
    snapbox::report::write_diff(&mut out, &text(expected), &text(there), Some(name), None, palette)
        .expect("a string takes every write");
    Some((out, Some(there.to_owned())))
}
