//! `/offline-<language>.zip`: the whole site in one language, as `--for-disk` builds it, with checksums. It opens
//! from a disk.

use super::Output;
use crate::plan::{Claims, Job, offline_path};
use crate::view::View;

pub(super) const OUTPUT: Output =
    Output::new("offline_zip", "the copy of the site for readers without a network", claim, make)
        .archive();

fn claim(claims: &mut Claims<'_>) {
    for language in claims.layout.languages() {
        let tag = claims.layout.config.languages[language].as_str();
        claims.site(&offline_path(tag), language);
    }
}

/// Whoever asks for it gets the files to pack (`Bundle::content`), and makes the archive of them.
fn make(_: &View<'_>, _: &Job) -> Option<Vec<u8>> {
    None
}
