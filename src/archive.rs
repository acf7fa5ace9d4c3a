//! A site as one ZIP archive: the same files give the same bytes.

use std::fmt::Write as _;
use std::io::{Cursor, Write};

use sha2::{Digest, Sha256};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

use crate::bundle::{Content, Package};
use crate::diag::{Checked, Diagnostic, Diagnostics};
use crate::id::Route;
use crate::text::escape;

/// The list of the checksums of all files, as `sha256sum --check` reads it.
const SUMS: &str = "SHA256SUMS";

/// Endings of files that are compressed already.
const COMPRESSED: [&str; 9] =
    [".png", ".jpg", ".jpeg", ".webp", ".avif", ".woff2", ".zip", ".xlsx", ".pdf"];

/// Reads a file of the site by its path, as far as it can be read.
pub type Read<'a> = &'a dyn Fn(&str) -> Option<Vec<u8>>;

/// Looks at a file of a package, and reports what must not be published.
pub type Look<'a> = &'a dyn Fn(&Route, &Content) -> Option<Diagnostic>;

/// The bytes of a package, and what was reported of its files: there are no bytes if one of them could not be made.
pub fn pack(package: &Package, read: Read<'_>, look: Look<'_>) -> Checked<Option<Vec<u8>>> {
    let mut archive = Archive::new(&package.folder);
    let mut reported = Diagnostics::new();
    for (at, (route, _)) in package.files.files().iter().enumerate() {
        let made = package.files.content(at);
        reported.extend(made.value.as_ref().and_then(|content| look(route, content)));
        let bytes = match made.value {
            Some(Content::Bytes(bytes)) => Some(bytes),
            Some(Content::Static(bytes)) => Some(bytes.to_vec()),
            Some(Content::File(path)) => read(&path),
            Some(Content::Packed(_)) | None => None,
        };
        let Some(bytes) = bytes else { return Checked::new(None, made.diagnostics) };
        if archive.add(route.as_str(), &bytes).is_none() {
            return Checked::new(None, Vec::new());
        }
    }
    Checked::new(archive.finish(package), reported)
}

struct Archive {
    zip: ZipWriter<Cursor<Vec<u8>>>,
    folder: String,
    sums: String,
    has_start: bool,
}

impl Archive {
    fn new(folder: &str) -> Self {
        let zip = ZipWriter::new(Cursor::new(Vec::new()));
        Self { zip, folder: folder.to_owned(), sums: String::new(), has_start: false }
    }

    /// Adds a file; `None` where the archive cannot hold it.
    fn add(&mut self, path: &str, bytes: &[u8]) -> Option<()> {
        let sum = Sha256::digest(bytes);
        let hex = sum.iter().fold(String::new(), |hex, byte| format!("{hex}{byte:02x}"));
        let _ = writeln!(self.sums, "{hex}  {path}");
        self.has_start |= path == "index.html";
        self.write(path, bytes)
    }

    fn write(&mut self, path: &str, bytes: &[u8]) -> Option<()> {
        let is_compressed = COMPRESSED.iter().any(|ending| path.ends_with(ending));
        let method =
            if is_compressed { CompressionMethod::Stored } else { CompressionMethod::Deflated };
        // The first moment that the format knows, so that nothing depends on the clock.
        let options = SimpleFileOptions::default()
            .compression_method(method)
            .last_modified_time(DateTime::default())
            .unix_permissions(0o644);
        self.zip.start_file(format!("{}/{path}", self.folder), options).ok()?;
        self.zip.write_all(bytes).ok()
    }

    /// Adds a first page, where the site has none at its root, and the checksums.
    fn finish(mut self, package: &Package) -> Option<Vec<u8>> {
        if !self.has_start {
            let start = escape(package.start.as_str());
            let page = format!(
                "<!doctype html>\n<html>\n<head>\n<meta charset=\"utf-8\">\n<title>{0}</title>\n\
                 <meta http-equiv=\"refresh\" content=\"0; url={0}\">\n</head>\n<body>\n\
                 <p><a href=\"{0}\">{0}</a></p>\n</body>\n</html>\n",
                start
            );
            self.add("index.html", page.as_bytes())?;
        }
        let sums = std::mem::take(&mut self.sums);
        self.write(SUMS, sums.as_bytes())?;
        Some(self.zip.finish().ok()?.into_inner())
    }
}
