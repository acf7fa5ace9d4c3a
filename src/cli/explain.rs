//! `plenary explain`: what the code of a message means, or which templates made a page.

use clap::Args;

use super::why::Form;
use super::{ERRORS, FINE, Failure, SettingsArguments, SiteArgument, output};
use crate::diag::Code;
use crate::diag::render::visible;
use crate::state::State;
use crate::text::{did_you_mean, quoted_list};
use crate::why::{self, Nothing};

pub(super) const AFTER_HELP: &str = "\
Examples:
  plenary explain                                     lists the codes of all diagnostics
  plenary explain unknown-reference                   what a code means, with an example
  plenary explain --template /organisations/unep/     which templates made a page, where each was
                                                      found, and which blocks can be overridden";

/// The arguments of `plenary explain`.
#[derive(Args)]
pub(super) struct ExplainArguments {
    /// The code of a diagnostic [default: lists all codes]
    #[arg(conflicts_with = "template")]
    code: Option<String>,
    /// Show which templates made the page at this address, and where each was found
    #[arg(long, value_name = "ADDRESS")]
    template: Option<String>,
    /// The format of what `--template` shows
    #[arg(long, value_enum, default_value_t = Form::Text, requires = "template")]
    format: Form,
    #[command(flatten)]
    settings: SettingsArguments,
    #[command(flatten)]
    site: SiteArgument,
}

pub(super) fn run(arguments: &ExplainArguments) -> Result<u8, Failure> {
    match (&arguments.template, &arguments.code) {
        (Some(address), _) => templates(arguments, address),
        (None, Some(name)) => code(name),
        (None, None) => {
            codes();
            Ok(FINE)
        }
    }
}

fn templates(arguments: &ExplainArguments, address: &str) -> Result<u8, Failure> {
    let settings = arguments.settings.settings(false)?;
    let root = &arguments.site.site;
    let out = super::build::out_folder(root, None);
    let read = super::build::read(root, &out, &settings, &mut State::default())?;
    match why::templates(&read.build.site, address) {
        Ok(found) => {
            let text = match arguments.format {
                Form::Text => visible(&found.text()),
                Form::Json => found.json(),
            };
            output::say(text.trim_end());
            Ok(FINE)
        }
        Err(Nothing::NoPage(near) | Nothing::NoPlace(near)) => {
            eprintln!("error: the site has no page `{}`", visible(address));
            if !near.is_empty() {
                eprintln!("  help: did you mean {}?", visible(&quoted_list(&near, "or")));
            }
            Ok(ERRORS)
        }
    }
}

fn codes() {
    for code in Code::ALL {
        let line = format!("{:24} {:8} {}", code.slug(), code.level().word(), headline(*code));
        output::say(&line);
    }
}

fn code(name: &str) -> Result<u8, Failure> {
    let Some(code) = Code::find(name) else {
        let failure = Failure::new(format!("there is no code `{name}`"));
        return Err(match did_you_mean(name, Code::ALL.iter().map(|code| code.slug())) {
            Some(hint) => failure.hint(hint),
            None => failure.hint("`plenary explain` without a code lists all codes"),
        });
    };
    output::say(code.explanation().trim_end());
    Ok(FINE)
}

/// The first sentence of a code's page.
fn headline(code: Code) -> &'static str {
    let lines = code.explanation().lines().skip(1).map(str::trim);
    lines
        .filter(|line| !line.is_empty())
        .map(|line| line.trim_end_matches('.'))
        .next()
        .unwrap_or("")
}
