//! A site day by day: a new day changes only what it must, and what the site says of the next change is true.

#![allow(clippy::disallowed_methods, reason = "a long walk is asked for in the environment")]

use std::collections::{BTreeMap, BTreeSet};

use plenary::build;
use plenary::bundle::Content;
use plenary::edtf::{Date, Day};
use plenary::source::Sources;
use plenary::state::State;
use plenary::view::Settings;

/// The files of an output by route.
type Output = BTreeMap<String, Vec<u8>>;

const SITE: &str = r#"-- site.toml --
title = "Days"
base_url = "https://days.example/"
languages = ["en", "fr"]
[kinds.meeting]
folder = "meetings"
stale = { ageing = 3, stale = 7 }
[kinds.meeting.fields]
date = { type = "date" }
[kinds.action]
folder = "actions"
list = { columns = ["due", "state"] }
[kinds.action.fields]
due = { type = "date" }
state = { type = "enum", values = ["active", "done"] }
owner = { type = "ref", kind = "meeting" }
[kinds.plan]
folder = "plans"
valid = "period"
[kinds.plan.fields]
period = { type = "date" }
[[views]]
path = "ahead"
title = "Meetings ahead"
kind = "meeting"
where = "date and date >= today"
[[views]]
type = "ledger"
path = "ledger"
title = "Ledger"
kind = "action"
[[views]]
type = "calendar"
path = "calendar"
title = "Calendar"
kind = "meeting"
[[views]]
type = "links"
path = "links"
title = "Links"
stale_after = 6
-- links.lock --
https://one.example/ 2026-02-10 200
https://two.example/ 2026-02-10 404
-- content/elsewhere.md --
# Elsewhere
<https://one.example/> <https://two.example/>
-- content/_index.md --
# Home
-- content/meetings/spring.md --
+++
title = "Spring session"
date = "2026-04-12"
+++
-- content/meetings/autumn.md --
+++
title = "Autumn session"
date = "2026-10-05/2026-10-07"
+++
-- content/meetings/next.md --
+++
title = "The one in the year after"
date = "2027-02"
+++
-- content/actions/open.md --
+++
title = "Write it down"
due = "2026-06-30"
state = "active"
owner = "spring"
+++
-- content/actions/month.md --
+++
title = "Some day in August"
due = "2026-08"
state = "active"
+++
-- content/actions/done.md --
+++
title = "Done long before"
due = "2026-07-15"
state = "done"
+++
-- content/plans/now.md --
+++
title = "Plan of these years"
period = "2026-03/2026-11"
+++
-- content/plans/secret.md --
+++
title = "Hidden until November"
publish_from = 2026-11-11
+++
-- content/plans/call.md --
+++
title = "A call that ends"
expires = 2026-05-20
+++
-- content/plans/unseen.md --
+++
title = "Never seen"
distribution = "internal"
publish_from = 2026-02-02
+++
-- content/meetings/checked.md --
+++
title = "Checked in January"
reviewed = 2026-01-31
+++
-- content/guide.md --
# A guide

No day changes it.
"#;

fn day(text: &str) -> Day {
    Date::parse(text).expect("a date").earliest().expect("a day")
}

fn made(sources: &Sources, today: &str, state: &mut State) -> Output {
    let settings = Settings { today: today.to_owned(), ..Settings::default() };
    let build = build(sources, &settings, state);
    let mut out = Output::new();
    for at in build.bundle.order().concat() {
        let route = &build.bundle.files()[at].0;
        if let Some(Content::Bytes(bytes)) = build.bundle.content(at).value {
            out.insert(route.as_str().to_owned(), bytes);
        }
    }
    out
}

fn cold(sources: &Sources, today: &str) -> Output {
    made(sources, today, &mut State::default())
}

/// The files that two outputs do not have in common.
fn differences(one: &Output, other: &Output) -> BTreeSet<String> {
    let routes = one.keys().chain(other.keys());
    routes.filter(|route| one.get(*route) != other.get(*route)).cloned().collect()
}

#[test]
fn a_new_day_makes_those_pages_again_that_differ() {
    let sources = Sources::from_archive(SITE);
    let mut state = State::keeping();
    let mut before = made(&sources, "2026-01-01", &mut state);
    state.kept.files.take_made();
    for today in
        ["2026-01-02", "2026-04-12", "2026-04-13", "2026-07-01", "2026-09-01", "2027-01-01"]
    {
        let warm = made(&sources, today, &mut state);
        assert_eq!(differences(&warm, &cold(&sources, today)), BTreeSet::new(), "{today}: stale");
        let again = state.kept.files.take_made();
        let again: BTreeSet<_> = again.iter().map(|route| route.as_str().to_owned()).collect();
        // What is gone was not made. Feeds, catalogues and lists for programs look at all records again.
        let is_page = |file: &String| file.ends_with(".html") || file.ends_with("index.md");
        let again: BTreeSet<_> = again.into_iter().filter(is_page).collect();
        let changed: BTreeSet<_> = changed(&warm, &before).into_iter().filter(is_page).collect();
        assert_eq!(again, changed, "{today}: pages that were made again");
        before = warm;
    }
}

#[test]
fn days_may_follow_each_other_in_any_order() {
    let sources = Sources::from_archive(SITE);
    let mut state = State::keeping();
    for today in ["2027-03-01", "2026-01-01", "2026-08-15", "2020-02-02", "2026-10-06"] {
        let warm = made(&sources, today, &mut state);
        assert_eq!(differences(&warm, &cold(&sources, today)), BTreeSet::new(), "{today}");
    }
}

/// What an output says of the next change: the day, and the files that will differ or be gone.
fn prediction(output: &Output) -> Option<(Day, BTreeSet<String>)> {
    let json: serde_json::Value = serde_json::from_slice(&output[NEXT]).expect("it is JSON");
    let next = day(json["next"].as_str()?);
    let files = json["files"].as_array().expect("a list of files").iter();
    let url = |file: &serde_json::Value| file["url"].as_str().expect("an address")[1..].to_owned();
    let page =
        |url: String| if url.ends_with('/') || url.is_empty() { url + "index.html" } else { url };
    Some((next, files.map(|file| page(url(file))).collect()))
}

const NEXT: &str = "next-change.json";

/// The output on a day, made anew.
fn on(sources: &Sources, day: Day) -> Output {
    cold(sources, &day.to_string())
}

/// The files of an output that differ in another, but for the one that tells of them.
fn changed(one: &Output, other: &Output) -> BTreeSet<String> {
    let mut differences = differences(one, other);
    differences.retain(|route| route != NEXT && one.contains_key(route));
    differences
}

#[test]
fn the_next_change_is_neither_late_nor_early() {
    let sources = Sources::from_archive(SITE);
    let (mut today, end) = (day("2026-01-01"), day("2027-04-01"));
    let mut days = Vec::new();
    let mut output = on(&sources, today);
    while let Some((next, files)) = prediction(&output) {
        assert!(next > today, "{next} is not after {today}");
        // What is late grows later every year, so there is always a next change.
        if next >= end {
            break;
        }
        let eve = Day::of_number(next.number() - 1);
        assert_eq!(differences(&output, &on(&sources, eve)), BTreeSet::new(), "{today}: late");
        let after = on(&sources, next);
        assert_eq!(changed(&output, &after), files, "{today}: the files of {next}");
        assert!(!differences(&output, &after).is_empty(), "{today}: early");
        days.push(next.to_string());
        (today, output) = (next, after);
    }
    // What stays hidden and what nobody shows make no difference; feeds announce even what is done. On 10 August the
    // last check of a link is six months old.
    let expected = [
        "2026-03-01",
        "2026-04-12",
        "2026-04-13",
        "2026-04-30",
        "2026-05-20",
        "2026-06-30",
        "2026-07-01",
        "2026-07-15",
        "2026-07-30",
        "2026-08-10",
        "2026-08-30",
        "2026-08-31",
        "2026-09-01",
        "2026-09-30",
        "2026-10-05",
        "2026-10-06",
        "2026-10-30",
        "2026-10-31",
        "2026-11-11",
        "2026-11-30",
        "2026-12-01",
        "2026-12-30",
        "2026-12-31",
        "2027-01-01",
        "2027-01-30",
        "2027-01-31",
        "2027-02-01",
        "2027-02-28",
        "2027-03-30",
        "2027-03-31",
    ];
    assert_eq!(days, expected);
}

/// `DAYS=3650 cargo test --test days` walks ten years, one day at a time.
#[test]
fn day_by_day_nothing_differs_but_on_the_days_that_were_named() {
    let Ok(days) = std::env::var("DAYS") else { return };
    let sources = Sources::from_archive(SITE);
    let mut state = State::keeping();
    let first = day("2026-01-01").number();
    let mut before = on(&sources, Day::of_number(first));
    for number in first + 1..first + days.parse::<i64>().expect("a number of days") {
        let today = Day::of_number(number);
        let output = made(&sources, &today.to_string(), &mut state);
        let predicted = prediction(&before);
        match predicted.filter(|(next, _)| *next == today) {
            Some((_, files)) => assert_eq!(changed(&before, &output), files, "{today}"),
            None => assert_eq!(differences(&before, &output), BTreeSet::new(), "{today}"),
        }
        before = output;
    }
}

#[test]
fn what_is_not_public_yet_is_not_named() {
    let sources = Sources::from_archive(SITE);
    let output = cold(&sources, "2026-11-10");
    let text = String::from_utf8_lossy(&output[NEXT]).into_owned();
    assert!(text.contains("2026-11-11") && text.contains("publish_from"), "{text}");
    for word in ["secret", "unseen", "Hidden"] {
        assert!(!text.contains(word), "{text}");
    }
}
