//! `plenary model`: the kinds that a site has, as they would stand in site.toml.

use clap::Args;

use super::{FINE, Failure, SiteArgument, output};
use crate::{load, model, schema, views};

/// The arguments of `plenary model`.
#[derive(Args)]
pub(super) struct ModelArguments {
    #[command(flatten)]
    site: SiteArgument,
    /// Print this kind only
    kind: Option<String>,
    /// Print a JSON Schema of site.toml and model files, for editors that complete and check them
    #[arg(long, conflicts_with = "kind")]
    schema: bool,
}

/// What editors need to know of site.toml and model files.
pub(super) fn json_schema() -> String {
    let known = model::schema::Known {
        views: views::keys().collect(),
        assert: views::ASSERT,
        outputs: crate::output::optional().collect(),
    };
    format!("{:#}", model::schema::schema(&known))
}

pub(super) fn run(arguments: &ModelArguments) -> Result<u8, Failure> {
    if arguments.schema {
        output::say(&json_schema());
        return Ok(FINE);
    }
    let sources = load::read(&arguments.site.site, &[])?.value;
    let config = model::read(&sources).value;
    let schema = schema::read(&sources, &config).value;
    if let Some(name) = &arguments.kind
        && schema.kind(name).is_none()
    {
        let names = schema.kinds.iter().map(|kind| kind.name.as_str());
        let failure = Failure::new(format!("the site has no kind `{name}`"));
        return Err(match crate::text::did_you_mean(name, names) {
            Some(hint) => failure.hint(hint),
            None => failure,
        });
    }
    let wanted =
        |kind: &&schema::Kind| arguments.kind.as_ref().is_none_or(|name| *name == kind.name);
    for kind in schema.kinds.iter().filter(wanted) {
        output::say(schema::toml::kind(kind).trim_end_matches('\n'));
    }
    Ok(FINE)
}
