//! `plenary explain`: what the code of a message means.

use clap::Args;

use super::{FINE, Failure, output};
use crate::diag::Code;
use crate::text::did_you_mean;

/// The arguments of `plenary explain`.
#[derive(Args)]
pub(super) struct ExplainArguments {
    /// The code of a diagnostic [default: lists all codes]
    code: Option<String>,
}

pub(super) fn run(arguments: &ExplainArguments) -> Result<u8, Failure> {
    let Some(name) = &arguments.code else {
        for code in Code::ALL {
            output::say(&format!(
                "{:24} {:8} {}",
                code.slug(),
                code.level().word(),
                headline(*code)
            ));
        }
        return Ok(FINE);
    };
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
