//! The bytes of a file and its text: which byte a character is, and bytes with changes.

use std::borrow::Cow;

use encoding_rs::WINDOWS_1252;

use super::change::{Change, Refusal};

/// The mark with which some programs begin a text in UTF-8.
const MARK: &[u8] = b"\xef\xbb\xbf";

/// How the characters of a file are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Encoding {
    /// UTF-8, with so many bytes of a byte order mark before it.
    Utf8(usize),
    /// A byte for each character.
    Windows,
}

impl Encoding {
    /// The encoding of a file, as the program reads it.
    pub(super) fn of(bytes: &[u8]) -> Result<Self, Refusal> {
        let wide = [b"\xff\xfe", b"\xfe\xff"].iter().any(|mark| bytes.starts_with(*mark));
        match std::str::from_utf8(bytes) {
            Ok(_) if bytes.starts_with(MARK) => Ok(Encoding::Utf8(MARK.len())),
            Ok(_) => Ok(Encoding::Utf8(0)),
            Err(_) if wide || bytes.starts_with(MARK) => Err(Refusal {
                message: "the file is neither UTF-8 nor Windows-1252".to_owned(),
                help: "save it as “CSV UTF-8”, and try again".to_owned(),
            }),
            Err(_) => Ok(Encoding::Windows),
        }
    }

    /// The text of a file.
    pub(super) fn text(self, bytes: &[u8]) -> Cow<'_, str> {
        match self {
            Encoding::Utf8(mark) => String::from_utf8_lossy(&bytes[mark..]),
            Encoding::Windows => WINDOWS_1252.decode_without_bom_handling(bytes).0,
        }
    }

    /// The bytes of a file whose text gets changes, in order; all other bytes stay.
    pub(super) fn changed(
        self,
        bytes: &[u8],
        text: &str,
        changes: &[Change],
    ) -> Result<Vec<u8>, Refusal> {
        let mut out = Vec::with_capacity(bytes.len() + changes.len() * 16);
        let (mut byte, mut at) = (0, 0);
        if let Encoding::Utf8(mark) = self {
            out.extend_from_slice(&bytes[..mark]);
            byte = mark;
        }
        for change in changes {
            let before = self.len(&text[at..change.at.start]);
            out.extend_from_slice(&bytes[byte..byte + before]);
            out.extend_from_slice(&self.encoded(&change.text)?);
            byte += before + self.len(&text[change.at.clone()]);
            at = change.at.end;
        }
        out.extend_from_slice(&bytes[byte..]);
        Ok(out)
    }

    /// How many bytes a piece of the text takes in the file.
    fn len(self, text: &str) -> usize {
        match self {
            Encoding::Utf8(_) => text.len(),
            Encoding::Windows => text.chars().count(),
        }
    }

    fn encoded(self, text: &str) -> Result<Cow<'_, [u8]>, Refusal> {
        let Encoding::Windows = self else { return Ok(text.as_bytes().into()) };
        match WINDOWS_1252.encode(text) {
            (bytes, _, false) => Ok(bytes),
            _ => Err(Refusal {
                message: format!("`{text}` cannot be written in Windows-1252"),
                help: "save the file as “CSV UTF-8”, and try again".to_owned(),
            }),
        }
    }
}
