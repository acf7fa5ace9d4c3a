//! The theme that comes with the program: the files of themes/default, and the templates of files
//! that no theme should have to write.
//!
//! The lists are checked against the folder by a test.

/// The name of the theme.
pub(super) const NAME: &str = "default";

/// Templates by name.
pub(super) const TEMPLATES: &[(&str, &str)] = &[
    ("404.html", include_str!("../../themes/default/templates/404.html")),
    ("base.html", include_str!("../../themes/default/templates/base.html")),
    ("chart.html", include_str!("../../themes/default/templates/chart.html")),
    ("components.html", include_str!("../../themes/default/templates/components.html")),
    (
        "fragments/backlink.html",
        include_str!("../../themes/default/templates/fragments/backlink.html"),
    ),
    ("fragments/card.html", include_str!("../../themes/default/templates/fragments/card.html")),
    (
        "fragments/definition.html",
        include_str!("../../themes/default/templates/fragments/definition.html"),
    ),
    ("fragments/entry.html", include_str!("../../themes/default/templates/fragments/entry.html")),
    ("fragments/line.html", include_str!("../../themes/default/templates/fragments/line.html")),
    ("fragments/row.html", include_str!("../../themes/default/templates/fragments/row.html")),
    (
        "fragments/table-row.html",
        include_str!("../../themes/default/templates/fragments/table-row.html"),
    ),
    ("gaps.html", include_str!("../../themes/default/templates/gaps.html")),
    ("glossary.html", include_str!("../../themes/default/templates/glossary.html")),
    ("home.html", include_str!("../../themes/default/templates/home.html")),
    ("ledger.html", include_str!("../../themes/default/templates/ledger.html")),
    ("linked.html", include_str!("../../themes/default/templates/linked.html")),
    ("list.html", include_str!("../../themes/default/templates/list.html")),
    ("listing.html", include_str!("../../themes/default/templates/listing.html")),
    ("matrix.html", include_str!("../../themes/default/templates/matrix.html")),
    ("page.html", include_str!("../../themes/default/templates/page.html")),
    ("parts/blocks.html", include_str!("../../themes/default/templates/parts/blocks.html")),
    ("parts/branches.html", include_str!("../../themes/default/templates/parts/branches.html")),
    ("parts/grid-foot.html", include_str!("../../themes/default/templates/parts/grid-foot.html")),
    ("parts/grid-head.html", include_str!("../../themes/default/templates/parts/grid-head.html")),
    ("parts/grid-table.html", include_str!("../../themes/default/templates/parts/grid-table.html")),
    ("parts/groups.html", include_str!("../../themes/default/templates/parts/groups.html")),
    ("parts/lang.html", include_str!("../../themes/default/templates/parts/lang.html")),
    ("parts/open.html", include_str!("../../themes/default/templates/parts/open.html")),
    ("parts/pager.html", include_str!("../../themes/default/templates/parts/pager.html")),
    ("parts/policy.html", include_str!("../../themes/default/templates/parts/policy.html")),
    ("parts/related.html", include_str!("../../themes/default/templates/parts/related.html")),
    ("parts/rows.html", include_str!("../../themes/default/templates/parts/rows.html")),
    ("parts/table.html", include_str!("../../themes/default/templates/parts/table.html")),
    ("parts/toc.html", include_str!("../../themes/default/templates/parts/toc.html")),
    ("record.html", include_str!("../../themes/default/templates/record.html")),
    ("scorecard.html", include_str!("../../themes/default/templates/scorecard.html")),
    ("stages.html", include_str!("../../themes/default/templates/stages.html")),
    ("tree.html", include_str!("../../themes/default/templates/tree.html")),
    ("atom.xml", include_str!("files/atom.xml")),
    ("redirect.html", include_str!("files/redirect.html")),
];

/// Words by language.
pub(super) const STRINGS: &[(&str, &str)] = &[
    ("ar", include_str!("../../themes/default/strings/ar.toml")),
    ("en", include_str!("../../themes/default/strings/en.toml")),
    ("es", include_str!("../../themes/default/strings/es.toml")),
    ("fr", include_str!("../../themes/default/strings/fr.toml")),
    ("ru", include_str!("../../themes/default/strings/ru.toml")),
    ("zh", include_str!("../../themes/default/strings/zh.toml")),
];

/// Static files by route.
pub(super) const STATICS: &[(&str, &[u8])] = &[
    ("favicon.svg", include_bytes!("../../themes/default/static/favicon.svg")),
    ("plenary.css", include_bytes!("../../themes/default/static/plenary.css")),
    ("plenary.js", include_bytes!("../../themes/default/static/plenary.js")),
];
