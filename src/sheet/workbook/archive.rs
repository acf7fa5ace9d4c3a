//! The archive that a workbook is: its parts by name, each inflated no further than a budget allows.

use std::cell::Cell;
use std::collections::BTreeMap;
use std::io::{self, BufReader, Cursor, Read};
use std::rc::Rc;

use zip::ZipArchive;
use zip::result::ZipError;

use super::Fault;
use super::xml::Xml;

/// An archive with more entries than this is refused before its list is read.
const MOST_ENTRIES: usize = 10_000;

/// What every entry of an archive's list begins with.
const ENTRY: &[u8] = b"PK\x01\x02";

/// How much a workbook may inflate to, whatever its size.
const BASE_BYTES: u64 = 16 << 20;

/// How much more for each of its bytes; spreadsheet programs come to about 20.
const BYTES_PER_BYTE: u64 = 100;

/// How much at the very most.
const MOST_BYTES: u64 = 512 << 20;

/// The longest run of one element, comment or text.
const MOST_BYTES_AT_ONCE: u64 = 4 << 20;

/// The parts of a workbook.
pub(super) struct Archive<'b> {
    zip: ZipArchive<Cursor<&'b [u8]>>,
    numbers: BTreeMap<String, usize>,
    meter: Rc<Meter>,
}

/// How many bytes may still be inflated.
pub(super) struct Meter {
    left: Cell<u64>,
    at_once: Cell<u64>,
}

impl Meter {
    fn new(len: usize) -> Rc<Self> {
        let more = (len as u64).saturating_mul(BYTES_PER_BYTE);
        let left = Cell::new(BASE_BYTES.saturating_add(more).min(MOST_BYTES));
        Rc::new(Self { left, at_once: Cell::new(0) })
    }

    /// Begins the next element, comment or text.
    pub fn next(&self) {
        self.at_once.set(0);
    }

    /// What is wrong, where a budget was used up.
    pub fn fault(&self) -> Option<Fault> {
        if self.left.get() == 0 {
            let message = "it unpacks to far more than a workbook of its size should";
            return Some(Fault::too_much(message));
        }
        let is_long = self.at_once.get() > MOST_BYTES_AT_ONCE;
        is_long.then(|| Fault::too_much("a single cell or note in it has more than 4 MiB"))
    }

    fn count(&self, read: usize) -> io::Result<usize> {
        let read_now = read as u64;
        self.left.set(self.left.get().saturating_sub(read_now));
        self.at_once.set(self.at_once.get() + read_now);
        match self.fault() {
            None => Ok(read),
            Some(_) => Err(io::Error::other("a budget is used up")),
        }
    }
}

/// A part of the archive whose bytes are counted.
struct Metered<R> {
    inner: R,
    meter: Rc<Meter>,
}

impl<R: Read> Read for Metered<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.meter.count(read)
    }
}

impl<'b> Archive<'b> {
    /// Opens an archive; only its list of entries is read.
    pub fn open(bytes: &'b [u8]) -> Result<Self, Fault> {
        if !bytes.starts_with(b"PK\x03\x04") {
            return Err(other_format(bytes));
        }
        let entries = memchr::memmem::find_iter(bytes, ENTRY).take(MOST_ENTRIES + 1).count();
        if entries > MOST_ENTRIES {
            return Err(Fault::too_much("it is an archive of more than 10,000 files"));
        }
        let zip = ZipArchive::new(Cursor::new(bytes)).map_err(|error| damaged(&error))?;
        let name = |at| Some((plain(&zip.name_for_index(at)?.ok()?), at));
        let numbers = (0..zip.len()).filter_map(name).collect();
        Ok(Self { numbers, meter: Meter::new(bytes.len()), zip })
    }

    /// A part as XML; `None` where there is none with this name.
    pub fn part(&mut self, name: &str) -> Result<Option<Xml<'_>>, Fault> {
        let Some(number) = self.numbers.get(&plain(name)) else { return Ok(None) };
        let inner = self.zip.by_index(*number).map_err(|error| damaged(&error))?;
        let meter = self.meter.clone();
        let bytes: Box<dyn Read + '_> = Box::new(Metered { inner, meter: meter.clone() });
        Ok(Some(Xml::new(BufReader::new(bytes), meter, name)))
    }

    /// A part that every workbook has.
    pub fn needed(&mut self, name: &str) -> Result<Xml<'_>, Fault> {
        self.part(name)?
            .ok_or_else(|| Fault::damaged(format!("the part `{name}` is missing in it")))
    }
}

/// A part's name as parts are compared: programs differ in case and in the direction of slashes.
fn plain(name: &str) -> String {
    name.replace('\\', "/").trim_start_matches('/').to_lowercase()
}

fn damaged(error: &ZipError) -> Fault {
    if matches!(error, ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED)) {
        return protected();
    }
    Fault::damaged(format!("its archive is damaged ({error})"))
}

/// What is wrong with a file that is not an archive. The other formats of spreadsheets are told by
/// their first bytes and never opened.
fn other_format(bytes: &[u8]) -> Fault {
    match bytes {
        [] => Fault::damaged("it is empty"),
        [0xd0, 0xcf, 0x11, 0xe0, ..] => protected(),
        _ => Fault::damaged("it is not a workbook, despite its name"),
    }
}

/// XLSX files with a password have the outer form of XLS files.
pub(super) fn protected() -> Fault {
    Fault {
        message: "it is protected by a password, or is an old XLS file under a new name".to_owned(),
        help: "open it in your spreadsheet program and save it as XLSX or ODS, without a password"
            .to_owned(),
    }
}
