//! Finds the files of the default theme, which become part of the program.

#![allow(clippy::disallowed_methods, reason = "it runs before there is a program")]

use std::path::{Path, PathBuf};
use std::{env, fs};

fn main() {
    println!("cargo::rerun-if-changed=themes/default");
    let theme =
        Path::new(&env::var("CARGO_MANIFEST_DIR").expect("cargo sets it")).join("themes/default");
    let out = env::var("OUT_DIR").expect("cargo sets it");
    let out = Path::new(&out);
    let table = |folder: &str, include: &str| {
        let mut files = Vec::new();
        find(&theme.join(folder), "", &mut files);
        files.sort();
        let entries = files.iter().map(|file| {
            let name = if folder == "strings" { file.trim_end_matches(".toml") } else { file };
            let source = theme.join(folder).join(file);
            match folder {
                "static" => {
                    let path = published(&source, &out.join(file));
                    format!("    ({name:?}, {include}!({path:?}), {include}!({source:?})),\n")
                }
                _ => format!("    ({name:?}, {include}!({source:?})),\n"),
            }
        });
        entries.collect::<String>()
    };
    let text = format!(
        "/// Templates by name.\npub(super) const TEMPLATES: &[(&str, &str)] = &[\n{}];\n\
         /// Words by language.\npub(super) const STRINGS: &[(&str, &str)] = &[\n{}];\n\
         /// Static files by route: what is published, and the source of it.\npub(super) const STATICS: &[(&str, &[u8], &[u8])] = &[\n{}];\n",
        table("templates", "include_str"),
        table("strings", "include_str"),
        table("static", "include_bytes"),
    );
    fs::write(out.join("theme.rs"), text).expect("the folder is there");
}

/// The file that becomes part of the program: scripts and style sheets without comments and indentation, since
/// readers wait for every byte. In scripts, a comment has lines of its own, no text is longer than a line, and no
/// template stands in a template.
fn published(file: &Path, out: &Path) -> PathBuf {
    let ending = file.extension().and_then(|ending| ending.to_str());
    if !matches!(ending, Some("js" | "css")) {
        return file.to_owned();
    }
    let text = fs::read_to_string(file).expect("scripts and style sheets are UTF-8");
    let text = if ending == Some("css") { without_comments(&text) } else { text };
    let lines = text.lines().map(str::trim);
    let lines = lines.filter(|line| !line.is_empty() && !line.starts_with("//"));
    let text: String = match ending {
        Some("js") => lines.flat_map(|line| [without_spaces(line), "\n".to_owned()]).collect(),
        _ => lines.flat_map(|line| [line, "\n"]).collect(),
    };
    fs::write(out, text).expect("the folder is there");
    out.to_owned()
}

/// A line of a script without the spaces that separate nothing. Texts, templates and regular expressions stay.
fn without_spaces(line: &str) -> String {
    let mut out = String::new();
    let mut rest = line;
    while let Some(c) = rest.chars().next() {
        let before = out.chars().next_back();
        let len = match c {
            '"' | '\'' | '`' => end_of(rest, c),
            '/' if begins_expression(&out) => end_of(rest, c),
            _ => c.len_utf8(),
        };
        let (token, after) = rest.split_at(len);
        let next = after.chars().next();
        let is_word = |c: Option<char>| {
            c.is_some_and(|c| c.is_alphanumeric() || matches!(c, '_' | '$') || !c.is_ascii())
        };
        let separates = (is_word(before) && is_word(next))
            || (before == next && matches!(next, Some('+' | '-')));
        if c != ' ' || separates {
            out.push_str(token);
        }
        rest = after;
    }
    out
}

/// Whether what comes next in a script is the beginning of an expression, where a slash does not divide.
fn begins_expression(before: &str) -> bool {
    before.is_empty()
        || before.ends_with("return")
        || before.ends_with(|c| "(,=:[!&|?{};>".contains(c))
}

/// Where the text, template or regular expression ends that a line begins with.
fn end_of(text: &str, mark: char) -> usize {
    let (mut is_escaped, mut in_class) = (false, false);
    for (at, c) in text.char_indices().skip(1) {
        match c {
            _ if is_escaped => is_escaped = false,
            '\\' => is_escaped = true,
            '[' if mark == '/' => in_class = true,
            ']' if mark == '/' => in_class = false,
            c if c == mark && !in_class => return at + 1,
            _ => {}
        }
    }
    panic!("no end: {text}");
}

/// A style sheet without what stands between `/*` and `*/`.
fn without_comments(style: &str) -> String {
    let mut parts = style.split("/*");
    let first = parts.next().unwrap_or_default().to_owned();
    let rest = parts.map(|part| part.split_once("*/").map_or("", |(_, after)| after));
    first + &rest.collect::<String>()
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
