//! Files beside content: which of them may be published, by their endings and by what is in them.
//!
//! Content comes from many hands, so what browsers or servers would run is not taken from it. What
//! may lie there is a list, not what may not: an ending that nobody thought of is asked about.

mod css;
mod xml;

/// Endings that content may have without any setting. None of them is run by browsers.
const ALLOWED: &[&str] = &[
    // Pictures.
    "apng", "avif", "bmp", "gif", "heic", "heif", "ico", "jfif", "jpeg", "jpg", "jxl", "png", "svg",
    "tif", "tiff", "webp", // Sound and film.
    "aac", "flac", "m4a", "m4v", "mkv", "mov", "mp3", "mp4", "mpeg", "mpg", "oga", "ogg", "ogv",
    "opus", "srt", "vtt", "wav", "weba", "webm", // Documents.
    "doc", "docx", "epub", "key", "numbers", "odg", "odp", "ods", "odt", "pages", "pdf", "ppt",
    "pptx", "rtf", "txt", "xls", "xlsx", // Data.
    "bib", "csv", "dbf", "geojson", "gpkg", "ics", "json", "jsonl", "jsonld", "ndjson", "parquet",
    "prj", "ris", "shp", "shx", "sqlite", "toml", "topojson", "tsv", "ttl", "vcf", "xml", "yaml",
    "yml", // Archives.
    "7z", "bz2", "gz", "tar", "xz", "zip",
];

/// Endings of what browsers run, or show as a page of the site. No setting allows them.
const ACTIVE: &[&str] = &[
    "appcache",
    "cjs",
    "class",
    "css",
    "dhtml",
    "hta",
    "htc",
    "htm",
    "html",
    "jar",
    "jhtml",
    "js",
    "jse",
    "mht",
    "mhtml",
    "mjs",
    "mts",
    "shtm",
    "shtml",
    "svgz",
    "swf",
    "ts",
    "vbe",
    "vbs",
    "wasm",
    "webarchive",
    "webmanifest",
    "wsf",
    "xbl",
    "xht",
    "xhtm",
    "xhtml",
    "xul",
    "xsl",
    "xslt",
];

/// Endings of what web servers run wherever in a name they stand, as in `a.php.png`.
const SERVED: &[&str] = &[
    "ashx", "asmx", "asp", "aspx", "cfm", "cgi", "fcgi", "htaccess", "htpasswd", "jsp", "jspx",
    "phar", "php", "php3", "php4", "php5", "php7", "php8", "phps", "pht", "phtml", "shtml",
];

/// Endings of XML that browsers show as a document, so that what is in it may run.
const XML: &[&str] = &[
    "atom", "dae", "gml", "gpx", "kml", "mathml", "mml", "owl", "plist", "rdf", "rss", "wsdl",
    "xml", "xsd",
];

/// What may become of a file beside content.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// It is published as it is.
    Fine,
    /// An SVG: it is published if nothing in it runs or loads anything.
    Svg,
    /// Other XML: likewise.
    Xml,
    /// Browsers or servers would run it.
    Active,
    /// A record or a description of a table whose ending is not written in small letters.
    Misspelt,
    /// Its ending is not on the list, or it has none.
    Unknown,
}

/// The ending of a path in small letters: what stands after the last full stop of the name.
pub fn ending(path: &str) -> Option<String> {
    let name = path.rsplit('/').next().unwrap_or(path);
    let (before, ending) = name.rsplit_once('.')?;
    (!before.is_empty() && !ending.is_empty()).then(|| ending.to_lowercase())
}

/// Whether the files with this ending run, whatever the settings say.
pub fn is_active(ending: &str) -> bool {
    ACTIVE.contains(&ending) || SERVED.contains(&ending)
}

/// What may become of the file at `path`, where the site allows the endings `more` too.
pub fn kind(path: &str, more: &[String]) -> Kind {
    let name = path.rsplit('/').next().unwrap_or(path).to_lowercase();
    let Some(ending) = ending(path) else { return Kind::Unknown };
    let is_served = name.split('.').skip(1).any(|part| SERVED.contains(&part));
    match ending.as_str() {
        _ if is_served => Kind::Active,
        "svg" => Kind::Svg,
        "md" | "markdown" => Kind::Misspelt,
        "toml" if !path.ends_with(".toml") => Kind::Misspelt,
        active if is_active(active) => Kind::Active,
        known if !ALLOWED.contains(&known) && !more.iter().any(|more| more == known) => {
            Kind::Unknown
        }
        xml if XML.contains(&xml) => Kind::Xml,
        _ => Kind::Fine,
    }
}

/// Whether it depends on what is in a file whether it may be published.
pub fn is_checked(path: &str) -> bool {
    ending(path).is_some_and(|ending| ending == "svg" || XML.contains(&ending.as_str()))
}

/// What browsers would run or load in the file at `path`, with its line; `None` where there is
/// nothing of the kind, and for files that need no check.
pub fn objection(path: &str, bytes: &[u8]) -> Option<String> {
    if !is_checked(path) {
        return None;
    }
    let is_svg = ending(path).as_deref() == Some("svg");
    xml::objection(bytes, is_svg).map(|found| format!("line {}: {}", found.line, found.what))
}

#[cfg(test)]
mod tests;
