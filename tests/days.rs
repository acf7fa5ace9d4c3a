//! A site day by day: a new day changes only what it must, and what the site says of the next change is true.

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
[kinds.meeting.fields]
date = { type = "date" }
[kinds.action]
folder = "actions"
list = { columns = ["due", "state"] }
[kinds.action.fields]
due = { type = "date" }
state = { type = "enum", values = ["active", "done"] }
owner = { type = "ref", kind = "meeting" }
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
    for (at, (route, _)) in build.bundle.files().iter().enumerate() {
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
        assert_eq!(again, differences(&before, &warm), "{today}: pages that were made again");
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
    assert!(day("2026-01-01") < day("2027-01-01"));
}
