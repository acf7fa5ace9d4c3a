//! The theme that comes with the program: the files of themes/default, as build.rs found them, and the
//! templates of files that no theme should have to write.

include!(concat!(env!("OUT_DIR"), "/theme.rs"));

/// The name of the theme.
pub(super) const NAME: &str = "default";

/// Templates of files that are not pages, by name.
pub(super) const OWN: &[(&str, &str)] = &[
    ("atom.xml", include_str!("files/atom.xml")),
    ("redirect.html", include_str!("files/redirect.html")),
];
