//! `plenary init`: a small site to begin with.

use std::path::PathBuf;

use clap::Args;

use super::model::json_schema;
use super::new::write;
use super::{FINE, Failure, output};
use crate::disk::Gate;

/// The arguments of `plenary init`.
#[derive(Args)]
pub(super) struct InitArguments {
    /// The folder to create the site in
    #[arg(default_value = ".")]
    folder: PathBuf,
}

/// The files of the new site, from src/cli/starter.
const FILES: &[(&str, &str)] = &[
    ("site.toml", include_str!("starter/site.toml")),
    (".gitignore", include_str!("starter/gitignore")),
    ("content/_index.md", include_str!("starter/home.md")),
    ("content/guide/_index.md", include_str!("starter/guide.md")),
    ("content/meetings/kick-off.md", include_str!("starter/kick-off.md")),
    ("content/organisations/example-agency.md", include_str!("starter/example-agency.md")),
    ("content/organisations/partner-agency.md", include_str!("starter/second-agency.md")),
    ("content/meetings/second-meeting.md", include_str!("starter/second-meeting.md")),
    ("content/actions/partner-list.md", include_str!("starter/partner-list.md")),
    ("content/tables/priorities.md", include_str!("starter/priorities.md")),
    ("content/tables/priorities.csv", include_str!("starter/priorities.csv")),
    ("model/kinds/lesson.toml", include_str!("starter/lesson.toml")),
    ("content/lessons/write-it-down.md", include_str!("starter/write-it-down.md")),
    ("content/actions/first-inventory.md", include_str!("starter/first-inventory.md")),
];

/// The file that tells editors what site.toml and model files may hold; their first lines name it.
const SCHEMA: &str = ".plenary/schema.json";

pub(super) fn run(arguments: &InitArguments) -> Result<u8, Failure> {
    let folder = &arguments.folder;
    // A link that leads nowhere is there, too.
    if folder.join(crate::config::FILE).symlink_metadata().is_ok() {
        let message = format!("{} already contains a site", folder.display());
        return Err(Failure::new(message).hint("name another folder: `plenary init my-portal`"));
    }
    std::fs::create_dir_all(folder)
        .map_err(|error| Failure::new(format!("cannot create {}: {error}", folder.display())))?;
    let gate = Gate::new(folder);
    for (path, text) in FILES {
        write(&gate, path, text)?;
    }
    write(&gate, SCHEMA, &(json_schema() + "\n"))?;
    output::say(&format!("created a site in {}; to see it, run", folder.display()));
    output::say(&format!("  plenary serve --site {}", folder.display()));
    Ok(FINE)
}
