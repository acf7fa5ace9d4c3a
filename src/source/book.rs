//! A workbook of a site. It is read when a table asks for it, and only then.

use std::sync::{Arc, OnceLock};

use super::Source;
use crate::fingerprint::Fingerprint;
use crate::sheet::workbook::{self, Fault};

/// The file of a workbook, and its sheets once they were asked for.
#[derive(Clone)]
pub struct Workbook {
    /// The path from the site's root, with `/` on every system.
    pub path: Arc<str>,
    /// The fingerprint of path and bytes.
    pub fingerprint: Fingerprint,
    bytes: Arc<[u8]>,
    sheets: OnceLock<Arc<Sheets>>,
}

/// The sheets of a workbook.
pub struct Sheets {
    /// The texts: of the first sheet that is seen under the path of the workbook, then of each
    /// under the path, an exclamation mark and its name.
    texts: Result<Vec<Source>, Fault>,
    /// The names of the sheets that readers of the workbook do not see.
    hidden: Vec<String>,
    /// The sheets that cannot be read, by name.
    faults: Vec<(String, Fault)>,
}

impl std::fmt::Debug for Workbook {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Workbook({}, {} bytes)", self.path, self.bytes.len())
    }
}

impl Workbook {
    /// A workbook that was not read yet.
    pub fn new(path: &str, bytes: Vec<u8>) -> Self {
        let fingerprint = Fingerprint::of_parts([path.as_bytes(), &bytes]);
        Self { path: path.into(), fingerprint, bytes: bytes.into(), sheets: OnceLock::new() }
    }

    /// Takes over the sheets of a workbook with the same fingerprint.
    pub fn remember(&self, sheets: Arc<Sheets>) {
        // Whoever was first has the same ones.
        let _ = self.sheets.set(sheets);
    }

    /// The sheets, where somebody asked for them.
    pub fn asked(&self) -> Option<Arc<Sheets>> {
        self.sheets.get().cloned()
    }

    /// The texts of its sheets, or what is wrong with it.
    pub fn sheets(&self) -> Result<&[Source], &Fault> {
        self.read().texts.as_deref()
    }

    /// The names of the sheets that its readers do not see.
    pub fn hidden(&self) -> &[String] {
        &self.read().hidden
    }

    /// The names of the sheets that can be read, in order.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        let sheets = self.sheets().unwrap_or(&[]).iter();
        sheets.filter_map(|sheet| sheet.path.strip_prefix(&*self.path)?.strip_prefix('!'))
    }

    /// What is wrong with a sheet: the one with this name, or the first that is seen.
    pub fn fault(&self, name: Option<&str>) -> Option<&Fault> {
        let Sheets { texts, faults, .. } = self.read();
        let is_asked = |(of, _): &&(String, Fault)| name.is_none_or(|name| name == of);
        texts.as_ref().err().or_else(|| faults.iter().find(is_asked).map(|(_, fault)| fault))
    }

    fn read(&self) -> &Sheets {
        self.sheets.get_or_init(|| {
            let ending = self.path.rsplit('.').next().unwrap_or("").to_lowercase();
            Arc::new(self.converted(workbook::read(&ending, &self.bytes)))
        })
    }

    fn converted(&self, book: Result<workbook::Book, Fault>) -> Sheets {
        let mut out = Sheets { texts: Ok(Vec::new()), hidden: Vec::new(), faults: Vec::new() };
        let sheets = match book {
            Ok(book) => book.sheets,
            Err(fault) => return Sheets { texts: Err(fault), ..out },
        };
        let mut texts = Vec::new();
        for sheet in sheets {
            match sheet.content {
                _ if sheet.hidden => out.hidden.push(sheet.name),
                Err(fault) => out.faults.push((sheet.name, fault)),
                Ok(mut content) => {
                    let text: Arc<str> = std::mem::take(&mut content.text).into();
                    let content = Arc::new(content);
                    if texts.is_empty() && out.faults.is_empty() {
                        texts.push(self.source(&self.path, &text, &content));
                    }
                    let path = format!("{}!{}", self.path, sheet.name);
                    texts.push(self.source(&path, &text, &content));
                }
            }
        }
        Sheets { texts: Ok(texts), ..out }
    }

    fn source(&self, path: &str, text: &Arc<str>, content: &Arc<workbook::Content>) -> Source {
        Source {
            path: path.into(),
            text: text.clone(),
            fingerprint: Fingerprint::of_parts([path, &self.fingerprint.hex()]),
            sheet: Some(content.clone()),
        }
    }
}
