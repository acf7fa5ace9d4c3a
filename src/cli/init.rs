//! `plenary init`: a small site to begin with.

use std::path::PathBuf;

use clap::Args;

use super::new::write;
use super::{FINE, Failure, output};

/// The arguments of `plenary init`.
#[derive(Args)]
pub(super) struct InitArguments {
    /// The folder to make it in
    #[arg(default_value = ".")]
    folder: PathBuf,
}

/// The files of the site, as they lie in src/cli/starter.
const FILES: &[(&str, &str)] = &[
    ("site.toml", include_str!("starter/site.toml")),
    (".gitignore", include_str!("starter/gitignore")),
    ("content/_index.md", include_str!("starter/home.md")),
    ("content/guide/_index.md", include_str!("starter/guide.md")),
    ("content/meetings/kick-off.md", include_str!("starter/kick-off.md")),
    ("content/organisations/example-agency.md", include_str!("starter/example-agency.md")),
    ("content/actions/first-inventory.md", include_str!("starter/first-inventory.md")),
];

pub(super) fn run(arguments: &InitArguments) -> Result<u8, Failure> {
    let folder = &arguments.folder;
    if folder.join(crate::config::FILE).exists() {
        let message = format!("{} holds a site already", folder.display());
        return Err(Failure::new(message).hint("name another folder: `plenary init my-portal`"));
    }
    for (path, text) in FILES {
        write(&folder.join(path), text)?;
    }
    output::say(&format!("made a site in {}; see it with", folder.display()));
    output::say(&format!("  plenary serve --site {}", folder.display()));
    Ok(FINE)
}
