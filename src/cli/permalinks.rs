//! `plenary build --update-permalinks`: what is published goes into permalinks.lock, and nothing that
//! was published is dropped from it.

use super::build::Read;
use super::fix::overwrite;
use super::output::{self, count};
use super::{Failure, ReportArguments};
use crate::diag::{Code, Report};
use crate::permalinks::{self, FILE};
use crate::published;

/// Writes the list, unless something on it is lost.
pub(super) fn update(
    read: &Read,
    report: &Report,
    arguments: &ReportArguments,
) -> Result<(), Failure> {
    let lost = [Code::LostAddress, Code::LostAnchor, Code::BadPermalinks];
    let lost = report.diagnostics.iter().filter(|d| lost.contains(&d.code)).count();
    if lost > 0 {
        let lost = count(lost, "problem", "problems");
        return Err(Failure::new(format!(
            "{FILE} stays as it was: {lost} with it must be solved first"
        ))
        .hint("the report above shows the lines to add"));
    }
    let old = permalinks::read(&read.sources).value.unwrap_or_default();
    let mut new =
        published::of(read.build.site.graph(), read.build.site.plan(), read.build.site.config());
    let added = old.lacks(&new);
    new.keep(&old);
    let text = new.to_text();
    match read.sources.find(FILE) {
        Some((_, source)) if *source.text == *text => {}
        Some(_) => overwrite(&read.gate, FILE, text.as_bytes())?,
        None => super::new::write(&read.gate, FILE, &text)?,
    }
    output::line(
        &format!("{FILE}: {} added", count(added, "address or anchor", "addresses and anchors")),
        arguments,
    );
    Ok(())
}
