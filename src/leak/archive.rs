//! What is packed in a file: the parts of workbooks, documents and other ZIP archives, the texts of databases.

use std::io::{Cursor, Read};

use zip::ZipArchive;

use super::database;

/// No more bytes than these are unpacked of one file.
const MOST_BYTES: u64 = 256 << 20;

/// No more parts than these are unpacked of one file.
const MOST_PARTS: usize = 10_000;

/// An archive within an archive is unpacked; one within that is not.
const DEEPEST: u8 = 2;

/// What is left to unpack of one file.
pub(super) struct Budget {
    bytes: u64,
    parts: usize,
    depth: u8,
}

impl Default for Budget {
    fn default() -> Self {
        Self { bytes: MOST_BYTES, parts: MOST_PARTS, depth: DEEPEST }
    }
}

/// Calls `visit` with the bytes of a file, or with the name and the bytes of every part of it,
/// until `visit` has found what it looks for.
pub(super) fn each<T>(
    bytes: &[u8],
    budget: &mut Budget,
    visit: &mut dyn FnMut(&[u8]) -> Option<T>,
) -> Option<T> {
    let is_zip = bytes.starts_with(b"PK\x03\x04") && budget.depth > 0;
    let Some(mut archive) = is_zip.then(|| ZipArchive::new(Cursor::new(bytes)).ok()).flatten()
    else {
        return plain(bytes, visit);
    };
    budget.depth -= 1;
    let mut found = None;
    for at in 0..archive.len() {
        if found.is_some() || budget.parts == 0 {
            break;
        }
        budget.parts -= 1;
        let Ok(part) = archive.by_index(at) else { continue };
        found = part.name().ok().and_then(|name| visit(name.as_bytes()));
        let mut unpacked = Vec::new();
        // What is damaged ends early; what was unpacked until then is looked at.
        let _ = part.take(budget.bytes).read_to_end(&mut unpacked);
        budget.bytes -= unpacked.len() as u64;
        found = found.or_else(|| each(&unpacked, budget, visit));
    }
    budget.depth += 1;
    found
}

/// The bytes of a file that is no archive; of a database its texts, too.
fn plain<T>(bytes: &[u8], visit: &mut dyn FnMut(&[u8]) -> Option<T>) -> Option<T> {
    let Some(database) = database::read(bytes) else { return visit(bytes) };
    let found = visit(database.cells.as_bytes());
    found.or_else(|| if database.has_index { None } else { visit(bytes) })
}
