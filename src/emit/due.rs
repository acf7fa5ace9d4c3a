//! What a scheduled build needs to know of the build before: what it was made from, and until when it holds.
//!
//! A small text beside the manifest, without the day of that build: the same site has the same bytes.

use std::fs;
use std::io;
use std::path::Path;

use super::Failure;
use crate::bundle::DUE;
use crate::edtf::{Date, Day};

/// How the text begins; the number is that of the format.
const HEAD: &str = "plenary due 1";

/// What the last build into a folder left word of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Due {
    /// The fingerprint of all that it was made from, but for the day.
    pub inputs: String,
    /// The first day on which its files differ; `None` if they never do.
    pub next: Option<Day>,
}

impl Due {
    /// Reads what an output folder holds; `None` where there is nothing that can be read.
    pub fn read(out: &Path) -> Option<Self> {
        parse(&fs::read_to_string(out.join(DUE)).ok()?)
    }

    /// Writes it into an output folder.
    pub fn write(&self, out: &Path) -> Result<(), Failure> {
        let next = self.next.map_or("never".to_owned(), |day| day.to_string());
        let text = format!("{HEAD}\ninputs: {}\nnext: {next}\n", self.inputs);
        let path = out.join(DUE);
        if fs::read_to_string(&path).is_ok_and(|old| old == text) {
            return Ok(());
        }
        fs::write(&path, text).map_err(Failure::of("cannot write", path))
    }

    /// Removes it from an output folder, whose files are about to change.
    pub fn forget(out: &Path) -> Result<(), Failure> {
        match fs::remove_file(out.join(DUE)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                Err(Failure::of("cannot remove", out.join(DUE))(error))
            }
            _ => Ok(()),
        }
    }
}

fn parse(text: &str) -> Option<Due> {
    let mut lines = text.lines();
    let (head, inputs, next) = (lines.next()?, lines.next()?, lines.next()?);
    let next = match next.strip_prefix("next: ")? {
        "never" => None,
        day => Some(Date::parse(day).ok()?.earliest()?),
    };
    let inputs = inputs.strip_prefix("inputs: ")?.to_owned();
    (head == HEAD && text.ends_with('\n')).then_some(Due { inputs, next })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_and_nothing_else() {
        let folder = tempfile::tempdir().expect("a folder");
        assert_eq!(Due::read(folder.path()), None);
        for next in [None, Some(Day { year: 2026, month: 5, day: 3 })] {
            let due = Due { inputs: "abc".to_owned(), next };
            due.write(folder.path()).expect("it can be written");
            assert_eq!(Due::read(folder.path()), Some(due));
        }
        Due::forget(folder.path()).expect("it can be removed");
        Due::forget(folder.path()).expect("it is gone");
        assert_eq!(Due::read(folder.path()), None);
        for bad in [
            "",
            "plenary due 2\ninputs: a\nnext: never\n",
            "plenary due 1\ninputs: a\nnext: 2026-05",
        ] {
            assert_eq!(parse(bad), None, "{bad:?}");
        }
    }
}
