//! Finds the files of the default theme, which become part of the program.

#![allow(clippy::disallowed_methods, reason = "it runs before there is a program")]

use std::path::Path;
use std::{env, fs};

fn main() {
    println!("cargo::rerun-if-changed=themes/default");
    let theme =
        Path::new(&env::var("CARGO_MANIFEST_DIR").expect("cargo sets it")).join("themes/default");
    let table = |folder: &str, include: &str| {
        let mut files = Vec::new();
        find(&theme.join(folder), "", &mut files);
        files.sort();
        let entries = files.iter().map(|file| {
            let name = if folder == "strings" { file.trim_end_matches(".toml") } else { file };
            let path = theme.join(folder).join(file);
            format!("    ({name:?}, {include}!({path:?})),\n")
        });
        entries.collect::<String>()
    };
    let text = format!(
        "/// Templates by name.\npub(super) const TEMPLATES: &[(&str, &str)] = &[\n{}];\n\
         /// Words by language.\npub(super) const STRINGS: &[(&str, &str)] = &[\n{}];\n\
         /// Static files by route.\npub(super) const STATICS: &[(&str, &[u8])] = &[\n{}];\n",
        table("templates", "include_str"),
        table("strings", "include_str"),
        table("static", "include_bytes"),
    );
    let out = Path::new(&env::var("OUT_DIR").expect("cargo sets it")).join("theme.rs");
    fs::write(out, text).expect("the folder is there");
}

/// The files below a folder, each with the way to it.
fn find(folder: &Path, way: &str, out: &mut Vec<String>) {
    for entry in fs::read_dir(folder).expect("the theme has this folder").flatten() {
        let name = format!("{way}{}", entry.file_name().to_string_lossy());
        match entry.path().is_dir() {
            true => find(&entry.path(), &format!("{name}/"), out),
            false => out.push(name),
        }
    }
}
