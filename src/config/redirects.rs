//! `[redirects]`: old addresses that no record can answer for, such as those of lists, views and files.

use super::reader::Reader;
use crate::diag::{Code, Diagnostic};
use crate::source::Span;

/// An old address and where it leads, as written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Redirect {
    /// The old address.
    pub from: String,
    /// The address that answers for it.
    pub to: String,
    /// Where the old address is written.
    pub span: Span,
}

/// Whether both are addresses of the site is found out where its addresses are known.
pub(super) fn read(reader: &mut Reader<'_, '_>) -> Vec<Redirect> {
    let mut out = Vec::new();
    for (key, value) in reader.table("redirects").iter().flat_map(|table| &table.entries) {
        match value.as_text() {
            Some(to) => {
                out.push(Redirect { from: key.name.clone(), to: to.to_owned(), span: key.span });
            }
            None => reader.report(
                Diagnostic::new(Code::WrongSetting, format!("`{}` takes an address", key.name))
                    .at(value.span)
                    .help("write the address from the site's root, such as `\"/meetings/\"`"),
            ),
        }
    }
    out
}
