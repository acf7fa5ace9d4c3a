//! A Markdown file of tests as headings and fences, and the writing back of fences.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// A Markdown file: what it consists of, as far as tests are concerned.
pub(crate) struct Page {
    pub(crate) parts: Vec<Part>,
}

/// A part of a file.
#[derive(Clone)]
pub(crate) enum Part {
    /// A heading: level, text and line (from 1).
    Heading(usize, String, usize),
    /// A block between fences.
    Fence(Fence),
}

/// A block between fences.
#[derive(Clone, Debug)]
pub(crate) struct Fence {
    /// The words after the opening fence.
    pub(crate) info: Vec<String>,
    /// What stands between the fences; every line ends in a line feed.
    pub(crate) text: String,
    /// The file.
    file: Arc<Path>,
    /// The first line of the text, from 0, and the line of the closing fence.
    lines: (usize, usize),
}

/// A fence that is to hold another text.
#[derive(Clone)]
pub(crate) struct Edit {
    file: Arc<Path>,
    lines: (usize, usize),
    text: String,
}

impl Fence {
    /// The fence with another text.
    pub(crate) fn edit(&self, text: &str) -> Edit {
        Edit { file: self.file.clone(), lines: self.lines, text: text.to_owned() }
    }
}

/// Reads a file; one that is not there is empty.
pub(crate) fn read(path: &Path) -> Page {
    let text = fs::read_to_string(path).unwrap_or_default();
    let file: Arc<Path> = path.into();
    let lines: Vec<&str> = text.lines().collect();
    let mut parts = Vec::new();
    let mut at = 0;
    while at < lines.len() {
        let line = lines[at];
        if let Some((ticks, info)) = opening(line) {
            let closes = |line: &&str| line.trim_end() == ticks;
            let end = lines[at + 1..].iter().position(closes).map_or(lines.len(), |n| at + 1 + n);
            let text = lines[at + 1..end].iter().flat_map(|line| [*line, "\n"]).collect();
            let info = info.split_whitespace().map(str::to_owned).collect();
            parts.push(Part::Fence(Fence { info, text, file: file.clone(), lines: (at + 1, end) }));
            at = end;
        } else if line.starts_with('#') {
            let level = line.bytes().take_while(|b| *b == b'#').count();
            parts.push(Part::Heading(level, line[level..].trim().to_owned(), at + 1));
        }
        at += 1;
    }
    Page { parts }
}

/// The backticks of an opening fence, and what stands behind them.
fn opening(line: &str) -> Option<(&str, &str)> {
    let ticks = line.bytes().take_while(|b| *b == b'`').count();
    (ticks >= 3).then(|| line.split_at(ticks))
}

/// Writes new texts into their fences.
pub(crate) fn write(edits: Vec<Edit>) {
    let mut by_file: BTreeMap<PathBuf, Vec<Edit>> = BTreeMap::new();
    for edit in edits {
        by_file.entry(edit.file.to_path_buf()).or_default().push(edit);
    }
    for (file, mut edits) in by_file {
        let text = fs::read_to_string(&file).expect("it was read before");
        let mut lines: Vec<&str> = text.lines().collect();
        edits.sort_by_key(|edit| std::cmp::Reverse(edit.lines.0));
        for edit in &edits {
            lines.splice(edit.lines.0..edit.lines.1, edit.text.lines());
        }
        fs::write(&file, lines.join("\n") + "\n").expect("the file can be written");
        println!("wrote {}", file.display());
    }
}
