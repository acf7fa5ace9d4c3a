//! What pages weigh when they are sent compressed, and whether that is within the site's budgets.
//!
//! A page can only be too heavy if it is so uncompressed, so nearly all pages are weighed without
//! compressing them.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;
use std::sync::Mutex;

use flate2::Compression;
use flate2::write::GzEncoder;

use crate::diag::{Code, Diagnostic};
use crate::id::Route;

mod html;

/// What files of a site may weigh, in bytes, compressed with gzip as most servers do; `None` for no limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Budgets {
    /// A page together with its style sheets.
    pub page: Option<usize>,
    /// The same for a page of rows and columns: a matrix, its gaps, a scorecard, a chart, stages, a calendar.
    pub matrix: Option<usize>,
    /// All style sheets of a page.
    pub css: Option<usize>,
    /// All scripts of a page.
    pub script: Option<usize>,
}

/// A budget as authors write it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Budget {
    /// `page`.
    Page,
    /// `matrix`.
    Matrix,
    /// `css`.
    Css,
    /// `script`.
    Script,
}

impl Budget {
    /// The key under `[budgets]`.
    fn key(self) -> &'static str {
        match self {
            Self::Page => "page",
            Self::Matrix => "matrix",
            Self::Css => "css",
            Self::Script => "script",
        }
    }

    fn of(self, budgets: &Budgets) -> Option<usize> {
        match self {
            Self::Page => budgets.page,
            Self::Matrix => budgets.matrix,
            Self::Css => budgets.css,
            Self::Script => budgets.script,
        }
    }
}

type Class = dyn Fn(&Route) -> Option<Budget> + Send + Sync;
/// Gives the bytes of a file of the site, where there is one at an address.
pub type Asset<'a> = dyn Fn(&Route) -> Option<Vec<u8>> + Sync + 'a;

/// Weighs the files of one build.
pub struct Scales {
    budgets: Budgets,
    /// Which budget a page has, if it has one.
    class: Box<Class>,
    /// What each style sheet and script weighs.
    assets: Mutex<BTreeMap<String, usize>>,
    /// The groups of style sheets and of scripts that pages load.
    groups: Mutex<BTreeSet<(Budget, Vec<String>)>>,
}

impl Scales {
    /// Scales with these budgets; `class` says which of them a page has.
    pub fn new(
        budgets: Budgets,
        class: impl Fn(&Route) -> Option<Budget> + Send + Sync + 'static,
    ) -> Self {
        let (assets, groups) = (Mutex::default(), Mutex::default());
        Self { budgets, class: Box::new(class), assets, groups }
    }

    /// The report of a page that weighs too much.
    pub fn check(&self, route: &Route, bytes: &[u8], asset: &Asset<'_>) -> Option<Diagnostic> {
        let page = route.as_str().ends_with(".html").then(|| std::str::from_utf8(bytes).ok())??;
        let head = html::head(page);
        let styles = within(route, &head.styles);
        self.note(Budget::Css, &styles, asset);
        self.note(Budget::Script, &within(route, &head.scripts), asset);
        let budget = (self.class)(route)?;
        let limit = budget.of(&self.budgets)?;
        let beside = self.together(&styles);
        if bytes.len() + beside <= limit {
            return None;
        }
        let weight = compressed(bytes) + beside;
        (weight > limit).then(|| {
            let headline = format!(
                "{} weighs {} compressed, with its style sheets; its budget is {}",
                route.address(),
                kilobytes(weight),
                kilobytes(limit)
            );
            let parts = html::parts(page).into_iter().map(|(name, part)| (name, compressed(part.as_bytes())));
            let diagnostic = Diagnostic::new(Code::OverBudget, headline).in_file(route.as_str());
            let diagnostic = match largest(parts.chain([("style sheets".to_owned(), beside)])) {
                parts if parts.is_empty() => diagnostic,
                parts => diagnostic.note(format!("its largest parts: {parts}")),
            };
            diagnostic.help(format!(
                "divide the page or shorten its largest part, or raise `{}` under `[budgets]` in site.toml",
                budget.key()
            ))
        })
    }

    /// The reports of style sheets and scripts that weigh too much, after all pages have been weighed.
    pub fn shared(&self) -> Vec<Diagnostic> {
        let groups = self.groups.lock().map(|groups| groups.clone()).unwrap_or_default();
        groups.iter().filter_map(|(budget, files)| self.group(*budget, files)).collect()
    }

    fn group(&self, budget: Budget, files: &[String]) -> Option<Diagnostic> {
        let (weight, limit) = (self.together(files), budget.of(&self.budgets)?);
        if weight <= limit {
            return None;
        }
        let what = if budget == Budget::Css { "style sheets" } else { "scripts" };
        let headline = format!(
            "the {what} of a page weigh {} compressed; their budget is {}",
            kilobytes(weight),
            kilobytes(limit)
        );
        let parts = largest(files.iter().map(|file| (file.clone(), self.weight(file))));
        let diagnostic =
            Diagnostic::new(Code::OverBudget, headline).in_file(files.first()?.as_str());
        let help = format!(
            "remove what no page needs, or raise `{}` under `[budgets]` in site.toml",
            budget.key()
        );
        Some(diagnostic.note(format!("the largest: {parts}")).help(help))
    }

    /// Takes note of files that a page loads, and weighs those that are new.
    fn note(&self, budget: Budget, files: &[String], asset: &Asset<'_>) {
        let group = (budget, files.to_vec());
        let is_known = self.groups.lock().is_ok_and(|groups| groups.contains(&group));
        if is_known || files.is_empty() {
            return;
        }
        for file in files {
            let bytes = Route::file(file).and_then(|route| asset(&route)).unwrap_or_default();
            let weight = compressed(&bytes);
            let _ = self.assets.lock().map(|mut assets| assets.insert(file.clone(), weight));
        }
        // Only now, so that nobody relies on weights that are not known yet.
        let _ = self.groups.lock().map(|mut groups| groups.insert(group));
    }

    fn together(&self, files: &[String]) -> usize {
        files.iter().map(|file| self.weight(file)).sum()
    }

    fn weight(&self, file: &str) -> usize {
        self.assets.lock().ok().and_then(|assets| assets.get(file).copied()).unwrap_or(0)
    }
}

/// How many bytes these are when they are compressed.
pub fn compressed(bytes: &[u8]) -> usize {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    // Writing into memory does not fail.
    let written = encoder.write_all(bytes).and_then(|()| encoder.finish());
    written.map_or(bytes.len(), |out| out.len())
}

/// The addresses of files that a page loads, from the site's root; files of other sites are left out.
fn within(page: &Route, addresses: &[&str]) -> Vec<String> {
    let folder = page.as_str().rsplit_once('/').map_or("", |(folder, _)| folder);
    addresses.iter().filter_map(|address| joined(folder, address)).collect()
}

fn joined(folder: &str, address: &str) -> Option<String> {
    let address = address.split(['?', '#']).next().unwrap_or(address);
    if address.contains(':') || address.starts_with("//") {
        return None;
    }
    let mut steps: Vec<&str> = match address.starts_with('/') {
        true => Vec::new(),
        false => folder.split('/').filter(|step| !step.is_empty()).collect(),
    };
    for step in address.split('/') {
        match step {
            "" | "." => {}
            ".." => drop(steps.pop()?),
            step => steps.push(step),
        }
    }
    Some(steps.join("/"))
}

/// The three heaviest parts in words.
fn largest(parts: impl Iterator<Item = (String, usize)>) -> String {
    let mut parts: Vec<(String, usize)> = parts.filter(|(_, weight)| *weight > 0).collect();
    parts.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    let words = parts.iter().take(3).map(|(name, weight)| format!("{name} {}", kilobytes(*weight)));
    words.collect::<Vec<_>>().join(", ")
}

/// A weight in kilobytes of a thousand bytes, with one digit.
fn kilobytes(bytes: usize) -> String {
    let tenths = bytes.div_ceil(100);
    match tenths % 10 {
        0 => format!("{} kB", tenths / 10),
        tenth => format!("{}.{tenth} kB", tenths / 10),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A text that hardly compresses, always the same.
    fn noise(bytes: usize) -> String {
        let mut state = 7_u64;
        let mut next = || {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            char::from(b'!' + 1 + (state >> 33) as u8 % 60).to_string().replace('<', "x")
        };
        (0..bytes).map(|_| next()).collect()
    }

    fn scales(page: usize, css: usize) -> Scales {
        let budgets = Budgets { page: Some(page), matrix: None, css: Some(css), script: None };
        Scales::new(budgets, |route| {
            Some(match route.as_str().starts_with("grid") {
                true => Budget::Matrix,
                false => Budget::Page,
            })
        })
    }

    fn page(body: &str) -> String {
        format!(
            "<head><link rel=\"stylesheet\" href=\"../a.css\"></head><body><section><h2>Rows</h2>{body}</section><nav aria-label=\"Pages\">{}</nav></body>",
            noise(300)
        )
    }

    fn route(path: &str) -> Route {
        Route::file(path).expect("a good address")
    }

    #[test]
    fn a_heavy_page_is_reported_with_its_largest_parts() {
        let scales = scales(3_000, 10_000);
        let css = |_: &Route| Some(noise(600).into_bytes());
        let light = page("a few words");
        assert_eq!(scales.check(&route("x/index.html"), light.as_bytes(), &css), None);
        let heavy = page(&noise(4_000));
        let reported =
            scales.check(&route("x/index.html"), heavy.as_bytes(), &css).expect("a report");
        assert!(reported.message.starts_with("/x/ weighs "), "{reported:?}");
        let note = format!("{reported:?}");
        let at = |name: &str| note.find(name).unwrap_or_else(|| panic!("{name}: {note}"));
        assert!(at("“Rows”") < at("style sheets 0"), "{note}");
        // Text that repeats is light, however long it is.
        let long = page(&"word ".repeat(20_000));
        assert_eq!(scales.check(&route("x/index.html"), long.as_bytes(), &css), None);
        // Another class of pages, and other files.
        assert_eq!(scales.check(&route("grid/index.html"), heavy.as_bytes(), &css), None);
        assert_eq!(scales.check(&route("x/data.json"), heavy.as_bytes(), &css), None);
    }

    #[test]
    fn style_sheets_are_weighed_together_and_reported_once() {
        let scales = scales(1_000_000, 1_000);
        let css = |_: &Route| Some(noise(2_000).into_bytes());
        for path in ["x/index.html", "y/index.html"] {
            assert_eq!(scales.check(&route(path), page("").as_bytes(), &css), None);
        }
        let reported = scales.shared();
        assert_eq!(reported.len(), 1, "{reported:?}");
        assert!(reported[0].message.starts_with("the style sheets of a page weigh "));
    }

    #[test]
    fn addresses_are_resolved_from_the_page() {
        let within = |address: &str| joined("a/b", address);
        assert_eq!(within("../../x.css").as_deref(), Some("x.css"));
        assert_eq!(within("./x.css?1").as_deref(), Some("a/b/x.css"));
        assert_eq!(within("/x.css").as_deref(), Some("x.css"));
        assert_eq!((within("https://e.example/x.css"), within("../../../x.css")), (None, None));
    }

    #[test]
    fn kilobytes_have_a_thousand_bytes_and_are_rounded_up() {
        assert_eq!([60_000, 60_001, 999].map(kilobytes), ["60 kB", "60.1 kB", "1 kB"]);
    }
}
