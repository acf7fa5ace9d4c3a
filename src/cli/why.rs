//! `plenary why`: the records, fields and lines behind a page.

use std::io::Write;

use clap::{Args, ValueEnum};

use super::{ERRORS, FINE, Failure, SettingsArguments, SiteArgument};
use crate::diag::render::visible;
use crate::state::State;
use crate::text::quoted_list;
use crate::why::{self, Nothing};

pub(super) const AFTER_HELP: &str = "\
Examples:
  plenary why /meetings/kick-off/             the records and fields that the page shows
  plenary why meetings/kick-off#date          the line of a field
  plenary why /documents/report/#para_12      the line of a paragraph
  plenary why https://portal.example/actions/ a whole address works, too";

/// The arguments of `plenary why`.
#[derive(Args)]
pub(super) struct WhyArguments {
    /// The address of a page, and optionally `#` and a place on the page
    address: String,
    /// The format of the output
    #[arg(long, value_enum, default_value_t = Form::Text)]
    format: Form,
    #[command(flatten)]
    settings: SettingsArguments,
    #[command(flatten)]
    site: SiteArgument,
}

/// The formats of the output.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Form {
    /// For people
    Text,
    /// For programs
    Json,
}

pub(super) fn run(arguments: &WhyArguments) -> Result<u8, Failure> {
    let settings = arguments.settings.settings(false)?;
    let root = &arguments.site.site;
    let out = super::build::out_folder(root, None);
    let read = super::build::read(root, &out, &settings, &mut State::default())?;
    let (what, near) = match why::explain(&read.build.site, &read.sources, &arguments.address) {
        Ok(why) => {
            let text = match arguments.format {
                Form::Text => visible(&why.text()),
                Form::Json => why.json(),
            };
            // A reader that hung up is no reason to fail.
            let _ = std::io::stdout().lock().write_all(text.as_bytes());
            return Ok(FINE);
        }
        Err(Nothing::NoPage(near)) => ("the site has no page", near),
        Err(Nothing::NoPlace(near)) => ("the page has no such place:", near),
    };
    eprintln!("error: {what} `{}`", visible(&arguments.address));
    if !near.is_empty() {
        eprintln!("  help: did you mean {}?", visible(&quoted_list(&near, "or")));
    }
    Ok(ERRORS)
}
