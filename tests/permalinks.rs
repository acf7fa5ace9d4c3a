//! No address that was published is lost without an error, whatever authors do to their files; and what
//! the errors ask for brings it back.

use std::collections::{BTreeMap, BTreeSet};

use plenary::diag::{Code, Diagnostic};
use plenary::id::Route;
use plenary::permalinks::{FILE, Permalinks};
use plenary::source::Sources;
use plenary::state::State;
use plenary::view::Settings;
use plenary::{Build, build, published};

type Files = BTreeMap<String, String>;

const SITE: &str = "languages = [\"en\", \"fr\"]\nbase_url = \"https://a.example/\"\n\
    [kinds.meeting]\nfolder = \"meetings\"\nlist = { facets = [\"state\"], page_size = 4 }\n\
    [kinds.meeting.fields]\nstate = { type = \"enum\", values = [\"open\", \"closed\"] }\n";

/// A small generator of numbers (xorshift), so that a failure can be repeated.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % sides as u64) as usize
    }
}

const WORDS: &[&str] =
    &["Dates", "People", "Costs", "Places", "Papers", "Next steps", "Open questions"];

fn record(dice: &mut Dice, name: &str) -> String {
    let state = ["open", "closed"][dice.roll(2)];
    let mut out = format!("+++\nstate = \"{state}\"\n+++\n# The record {name}\n");
    for _ in 0..1 + dice.roll(4) {
        let (heading, number) = (WORDS[dice.roll(WORDS.len())], dice.roll(9999));
        out.push_str(&format!(
            "\n## {heading}\n\nSome words about {name}, {number} of them in all.\n"
        ));
    }
    out
}

fn site(dice: &mut Dice) -> Files {
    let mut files = Files::from([("site.toml".to_owned(), SITE.to_owned())]);
    for at in 0..9 {
        files.insert(format!("content/meetings/m{at}.md"), record(dice, &format!("m{at}")));
    }
    files.insert("content/guide.md".to_owned(), record(dice, "guide"));
    files.insert("content/guide.fr.md".to_owned(), record(dice, "guide in French"));
    files
}

/// A name in `content/` that no file had before.
fn new_name(dice: &mut Dice) -> String {
    let folder = ["content/meetings/", "content/", "content/notes/"][dice.roll(3)];
    format!("{folder}n{}.md", dice.roll(1_000_000))
}

/// What an author may do to the files of a site.
fn edit(files: &mut Files, dice: &mut Dice) -> String {
    let names: Vec<String> = files.keys().filter(|path| path.ends_with(".md")).cloned().collect();
    let name = names[dice.roll(names.len())].clone();
    match dice.roll(6) {
        0 => {
            let (text, to) = (files.remove(&name).expect("it is there"), new_name(dice));
            files.insert(to.clone(), text);
            format!("{name} is renamed to {to}")
        }
        1 => {
            files.remove(&name);
            format!("{name} is deleted")
        }
        2 => {
            let mut parts: Vec<String> = files[&name].split("\n## ").map(str::to_owned).collect();
            parts[1..].reverse();
            files.insert(name.clone(), parts.join("\n## "));
            format!("the headings of {name} are turned round")
        }
        3 => {
            let old = WORDS[dice.roll(WORDS.len())];
            let text = files[&name].replace(&format!("## {old}"), &format!("## Of {old}"));
            files.insert(name.clone(), text);
            format!("the heading {old} of {name} has other words")
        }
        4 => {
            let to = new_name(dice);
            files.insert(to.clone(), record(dice, &to));
            format!("{to} is new")
        }
        _ => {
            let text = files[&name].replace("state = \"open\"", "state = \"closed\"");
            files.insert(name.clone(), text);
            format!("{name} is closed")
        }
    }
}

fn built(files: &Files) -> (Build, Sources) {
    let sources = Sources::new(files.clone().into_iter().collect(), vec![]);
    let settings = Settings { today: "2026-01-01".to_owned(), ..Settings::default() };
    (build(&sources, &settings, &mut State::default()), sources)
}

fn published_by(build: &Build) -> Permalinks {
    published::of(build.site.graph(), build.site.plan(), build.site.config())
}

fn lost(build: &Build) -> Vec<&Diagnostic> {
    let codes = [Code::LostAddress, Code::LostAnchor];
    build.report.diagnostics.iter().filter(|d| codes.contains(&d.code)).collect()
}

/// The addresses of all pages of a site.
fn pages(build: &Build) -> BTreeSet<Route> {
    let files = build.bundle.files().iter().map(|(route, _)| route.clone());
    files.filter(|route| route.as_str().ends_with(".html")).collect()
}

/// Tells of the anchors that are gone from pages that are still there; returns how many there are.
fn anchors_gone(before: &Permalinks, now: &Permalinks, tell: impl Fn(&str)) -> usize {
    let mut count = 0;
    for (path, address) in &before.addresses {
        let Some(own) = now.addresses.get(path).filter(|own| own.record.is_some()) else {
            continue;
        };
        for anchor in address.anchors.keys().filter(|anchor| !own.anchors.contains_key(*anchor)) {
            tell(&format!("{path}#{anchor}"));
            count += 1;
        }
    }
    count
}

/// Adds the lines that the errors show; returns how many there were.
fn obey(files: &mut Files, errors: &[&Diagnostic]) -> usize {
    let mut done = 0;
    for help in errors.iter().flat_map(|error| &error.help) {
        let Some((before, line)) =
            help.split_once('`').filter(|(before, _)| before.contains("content/"))
        else {
            continue;
        };
        let path = before.split(&[' ', ':', ','][..]).find(|word| word.starts_with("content/"));
        let path = path.expect("the help names a file");
        let line = line.rsplit_once('`').expect("the line ends").0;
        let line = line.rsplit_once("`: `").map_or(line, |(_, line)| line);
        let text = files.get_mut(path).expect("it is a file of the site");
        let old: Vec<&str> = text.lines().filter(|l| !l.starts_with("redirect_from")).collect();
        *text = old.join("\n").replacen("+++\n", &format!("+++\n{line}\n"), 1) + "\n";
        done += 1;
    }
    done
}

#[test]
fn no_address_is_lost_without_an_error_and_the_lines_that_errors_show_bring_it_back() {
    let (mut edits, mut errors_met, mut lines, mut gone) = (0, 0, 0, 0);
    for seed in 1..=8_u64 {
        let mut dice = Dice(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15));
        let mut files = site(&mut dice);
        let (first, _) = built(&files);
        let (mut before, mut list) = (pages(&first), published_by(&first));
        files.insert(FILE.to_owned(), list.to_text());
        for _ in 0..6 {
            let done: Vec<String> =
                (0..2 + dice.roll(6)).map(|_| edit(&mut files, &mut dice)).collect();
            edits += done.len();
            let (now, sources) = built(&files);
            let errors = lost(&now);
            errors_met += errors.len();
            let there = pages(&now);
            let missing: Vec<&Route> = before.difference(&there).collect();
            gone += missing.len();
            // Each page that vanished is named by an error, as it is or as the default language has it.
            for route in missing {
                let address = route.address();
                let address = address.strip_prefix("/fr").unwrap_or(&address);
                let named =
                    errors.iter().any(|error| error.message.contains(&format!("`{address}`")));
                let list = plenary::plan::lists_above(address).last();
                let by_list =
                    list.is_some_and(|list| errors.iter().any(|e| e.message.contains(list)));
                assert!(
                    named || by_list,
                    "seed {seed}: {} is lost after {done:?}",
                    route.address()
                );
            }
            gone += anchors_gone(&list, &published_by(&now), |anchor| {
                let named =
                    errors.iter().any(|error| error.message.contains(&format!("`{anchor}`")));
                assert!(named, "seed {seed}: {anchor} is lost after {done:?}");
            });
            lines += obey(&mut files, &errors);
            let (fixed, _) = built(&files);
            for error in lost(&fixed) {
                // What is left has been deleted, so that a person has to say what follows.
                let is_open = error.help.iter().any(|help| help.contains("takes its place"));
                assert!(is_open, "seed {seed}: {} is not fixed after {done:?}", error.message);
            }
            // The list keeps what is lost until somebody answers for it.
            list = published_by(&fixed);
            list.keep(&plenary::permalinks::read(&sources).value.expect("it is there"));
            files.insert(FILE.to_owned(), list.to_text());
            before = pages(&fixed);
        }
    }
    let met = (edits, errors_met, lines, gone);
    assert!(edits > 150 && errors_met > 100 && lines > 40 && gone > 100, "{met:?}");
}

#[test]
fn a_list_that_is_updated_keeps_what_it_had() {
    let mut dice = Dice(7);
    let mut files = site(&mut dice);
    let old = published_by(&built(&files).0);
    files.retain(|path, _| path != "content/meetings/m3.md");
    let mut new = published_by(&built(&files).0);
    new.keep(&old);
    assert_eq!(new.lacks(&old), 0);
    let text = new.to_text();
    let sources = Sources::new(vec![(FILE.to_owned(), text.clone())], vec![]);
    let read = plenary::permalinks::read(&sources);
    assert!(read.diagnostics.is_empty());
    assert_eq!(read.value.expect("it is there").to_text(), text);
}
