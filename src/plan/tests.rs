use super::*;
use crate::graph::{self, Scope};
use crate::parse::Known;

fn plan(files: &str) -> Checked<Plan> {
    let sources = Sources::from_archive(files);
    let config = crate::model::read(&sources).value;
    let schema = crate::schema::read(&sources, &config).value;
    let records = crate::parse::records(&sources, &config, &schema, &mut Known::default()).value;
    let from = graph::From { sources: &sources, config: &config, schema: &schema };
    let clock = &Clock::new("2026-01-01");
    let graph =
        graph::resolve(records, from, Scope { drafts: false, distributions: &[], clock }).value;
    let theme = crate::theme::load(&sources, &config).value;
    let (graph, theme, config, schema) = (&graph, &theme, &config, &schema);
    let permalinks = &crate::permalinks::Permalinks::default();
    let checks = &crate::links::Checks::default();
    let (views, sources) = (&[][..], &sources);
    let from = From { graph, sources, theme, config, schema, views, clock, permalinks, checks };
    make(from, crate::output::claim)
}

/// The addresses of all pages of a site, without data and the program's own files.
fn addresses(files: &str) -> Vec<String> {
    let jobs = plan(files).value.jobs;
    let pages = jobs.iter().map(|job| job.route.address()).filter(|a| a.ends_with('/'));
    pages.collect()
}

const KIND: &str = "[kinds.meeting]\nfolder = \"meetings\"\n\
    list = { sort = [\"title\", \"-state\"], facets = [\"state\"], page_size = 2 }\n\
    [kinds.meeting.fields]\nstate = { type = \"enum\", values = [\"open\", \"closed\"] }\n";

#[test]
fn a_kind_has_a_list_with_pages_orders_and_facets() {
    let files = format!(
        "-- site.toml --\n{KIND}[search]\noff = true\n-- content/meetings/a.md --\n+++\nstate = \"open\"\n+++\n# A\n\
         -- content/meetings/b.md --\n# B\n-- content/meetings/c.md --\n# C\n"
    );
    let expected = [
        "/",
        "/meetings/a/",
        "/meetings/b/",
        "/meetings/by/state/open/",
        "/meetings/c/",
        "/meetings/",
        "/meetings/page/2/",
        "/meetings/sorted/state-descending/",
        "/meetings/sorted/state-descending/page/2/",
    ];
    assert_eq!(addresses(&files), expected);
}

#[test]
fn every_page_exists_in_every_language() {
    let files = "-- site.toml --\nlanguages = [\"en\", \"fr\"]\n[search]\noff = true\n-- content/about.md --\n# About\n";
    assert_eq!(addresses(files), ["/about/", "/fr/about/", "/fr/", "/"]);
}

#[test]
fn an_old_address_never_hides_a_page_and_is_reported() {
    let files = "-- content/a.md --\n+++\nredirect_from = [\"/b/\", \"x?y\"]\n+++\n# A\n-- content/b.md --\n# B\n";
    let plan = plan(files);
    let codes: Vec<_> = plan.diagnostics.iter().map(|d| d.code.slug()).collect();
    assert_eq!(codes, ["bad-redirect", "route-collision"]);
    let route = Route::page("b").expect("a good address");
    assert!(plan.value.page_of(&route).is_some());
}

#[test]
fn addresses_that_differ_only_in_case_are_reported() {
    let plan = plan("-- content/Aa.md --\n# A\n-- content/aa.md --\n# B\n");
    let codes: Vec<_> = plan.diagnostics.iter().map(|d| d.code.slug()).collect();
    assert_eq!(codes, ["case-collision"]);
}
