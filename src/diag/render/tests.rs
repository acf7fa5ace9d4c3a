//! One small report with every shape, in every coat.

use super::*;
use crate::diag::Code;
use crate::source::{Sources, Span};

/// Two files: what a terminal, a browser or a workflow command could trip over is in them.
fn sources() -> Sources {
    Sources::from_archive(
        "-- content/a.md --\n# Énergie\n\n\tSee [[Climate Pannel]] \u{1b}[31m<b>.\r\n\r\nLast\n\
         -- content/قمة.md --\nقمة المناخ <script>alert(1)</script>\n",
    )
}

/// The place of `needle` in the file at `path`.
fn at(sources: &Sources, path: &str, needle: &str) -> Span {
    let (id, source) = sources.find(path).expect("the file is there");
    let start = source.text.find(needle).expect("the text is there");
    Span::new(id, start..start + needle.len())
}

fn report(sources: &Sources) -> Report {
    let (a, b) = ("content/a.md", "content/قمة.md");
    let diagnostics = vec![
        Diagnostic::new(Code::UnknownReference, "`Climate Pannel` names no record")
            .at(at(sources, a, "[[Climate Pannel]]"))
            .label("not found")
            .related(at(sources, b, "<script>"), "100%0A `قمة` is near")
            .help("write `[[Climate Panel]]`")
            .note("the page is made\nfrom \u{9b}31m two files"),
        Diagnostic::new(Code::MissingTitle, "the record has no title").at(at(
            sources,
            a,
            "# Énergie\n\n\tSee",
        )),
        Diagnostic::new(Code::WrongSetting, "`base, url` is not `address`").in_file("site: 1.toml"),
        Diagnostic::new(Code::InternalError, "100%0A <i>\u{1b}[0m</i>").level(Level::Info),
        Diagnostic::new(Code::BadDate, "never said").level(Level::Allow),
    ];
    Report::of(diagnostics.into())
}

fn check(coat: impl Fn(&Report, &Sources) -> String, expected: &str) {
    let sources = sources();
    let actual = coat(&report(&sources), &sources);
    assert!(actual == expected, "got:\n{actual}\nexpected:\n{expected}");
}

#[test]
fn a_terminal_without_colour_shows_plain_text() {
    check(|report, sources| human(report, sources, false), HUMAN);
}

#[test]
fn infos_that_are_only_counted_take_one_line_a_code_in_every_format() {
    let sources = sources();
    let place = at(&sources, "content/a.md", "Last");
    let info = |n: usize| {
        Diagnostic::new(Code::MissingPart, format!("{n}")).level(Level::Info).in_file("b.md")
    };
    let mut report = report(&sources);
    let before = report.diagnostics.count(Level::Info);
    report.diagnostics.extend((0..3).map(info));
    report.diagnostics.push(info(9).at(place));
    let report = report.with_infos_counted(&sources);
    assert_eq!(report.count(Level::Info), before + 4);
    let text = human(&report, &sources, false);
    assert!(text.contains("\ninfo[missing-part]: 4 in 2 files; `--infos` shows them\n"), "{text}");
    let json: serde_json::Value =
        serde_json::from_str(&json(&report, &sources)).expect("it is JSON");
    assert_eq!(json["infos"], before + 4);
    let counts = json["diagnostics"].as_array().expect("a list").iter();
    let infos = counts.filter(|d| d["level"] == "info").filter_map(|d| d["count"].as_u64());
    assert_eq!(infos.sum::<u64>() as usize, before + 4);
    assert!(github(&report, &sources).contains("::notice title=missing-part::4 in 2 files"));
    assert!(sarif(&report, &sources).contains("\"occurrenceCount\": 4"));
    let quiet = human(&report.without_infos(), &sources, false);
    assert!(!quiet.contains("info["), "{quiet}");
}

#[test]
fn what_is_too_much_is_counted_in_every_format() {
    let text = format!("-- content/a.md --\n{}\n", "x".repeat(300_000));
    let sources = Sources::from_archive(&text);
    let (id, _) = sources.find("content/a.md").expect("it is there");
    let one = |at: usize| {
        Diagnostic::new(Code::MissingFile, format!("there is no file `{at}`"))
            .at(Span::new(id, at..at + 1))
    };
    let report = Report::of((0..200_000).map(one).collect());
    let report = report.settle(&Default::default(), &sources);
    assert_eq!(report.count(Level::Error), 200_000);
    assert_eq!(super::summary(&report), "200,000 errors");
    let text = human(&report, &sources, false);
    assert!(text.len() < 100_000, "{} bytes", text.len());
    let rest = "and 199,900 more like this in this file: there is no file `100`";
    assert!(text.contains(rest), "{text}");
    assert!(github(&report, &sources).contains(rest));
    assert!(html(&report, &sources).contains("and 199,900 more like this in this file"));
    let json: serde_json::Value =
        serde_json::from_str(&json(&report, &sources)).expect("it is JSON");
    let entries = json["diagnostics"].as_array().expect("a list");
    let sum: u64 = entries.iter().filter_map(|entry| entry["count"].as_u64()).sum();
    assert_eq!((entries.len(), sum), (crate::diag::MOST_IN_FILE + 1, 200_000));
    assert!(sarif(&report, &sources).contains("\"occurrenceCount\": 199900"));
}

#[test]
fn colour_adds_nothing_but_colour() {
    let coloured = |report: &Report, sources: &Sources| {
        let text = human(report, sources, true);
        assert!(text.contains('\x1b'));
        let mut parts = text.split("\x1b[");
        let first = parts.next().unwrap_or_default().to_owned();
        parts.fold(first, |out, part| {
            let (numbers, rest) = part.split_once('m').expect("a colour ends with m");
            assert!(numbers.chars().all(|c| c.is_ascii_digit() || c == ';'), "{numbers}");
            out + rest
        })
    };
    check(coloured, HUMAN);
}

#[test]
fn a_long_line_is_cut_around_the_place() {
    let prose = "The summit adopted it. ".repeat(60);
    let sources = Sources::new(vec![("a".into(), format!("{prose}[[X]] {prose}"))], Vec::new());
    let found = Diagnostic::new(Code::UnknownReference, "`X` names no record");
    let report = Report::of(vec![found.at(at(&sources, "a", "[[X]]"))].into());
    let text = human(&report, &sources, false);
    assert!(text.contains(" --> a:1:1381\n"), "{text}");
    assert!(text.contains(" it. [[X]] The "), "{text}");
    assert!(text.lines().all(|line| line.chars().count() <= 110), "{text}");
    assert!(html(&report, &sources).contains(" it. <mark>[[X]]</mark> The "));
}

#[test]
fn a_line_of_data_is_named_and_not_shown() {
    let sources = Sources::new(vec![("a".into(), "x".repeat(30_000))], Vec::new());
    let found = Diagnostic::new(Code::BadDate, "bad").at(at(&sources, "a", "x")).label("here");
    let report = Report::of(vec![found].into());
    assert_eq!(human(&report, &sources, false), "error[bad-date]: bad\n--> a:1:1\n = note: here\n");
    assert!(json(&report, &sources).contains("\"source_line\": null"));
}

#[test]
fn every_place_in_every_text_can_be_shown() {
    let texts = [
        "",
        "\n",
        "a\r\n\tñ気\r\n\r\n",
        "\r👩‍👧e\u{301}\u{1b}]8;;\u{7}\n\n\u{202e}قمة\0",
        "\u{feff}\u{200b}",
    ];
    for text in texts {
        let sources = Sources::new(vec![("a\u{1b}\n".into(), text.into())], Vec::new());
        let id = sources.iter().next().expect("there is one").0;
        for start in 0..text.len() + 2 {
            for end in start..text.len() + 3 {
                let found = Diagnostic::new(Code::BadDate, text).at(Span::new(id, start..end));
                let found = found.label(text).related(Span::new(id, 0..start), text).help(text);
                let report = Report::of(vec![found].into());
                let (human, json) = (human(&report, &sources, false), json(&report, &sources));
                assert!(!human.contains(|c: char| c.is_control() && !"\n\t".contains(c)));
                assert!(!json.contains(|c: char| c.is_control() && c != '\n'));
                assert!(!html(&report, &sources).contains(['\u{1b}', '\u{202e}', '\0']));
                assert_eq!(github(&report, &sources).lines().count(), 1);
                serde_json::from_str::<serde_json::Value>(&sarif(&report, &sources)).unwrap();
            }
        }
    }
}

#[test]
fn a_program_gets_json() {
    check(json, JSON);
}

#[test]
fn github_gets_workflow_commands() {
    check(github, GITHUB);
}

#[test]
fn a_code_scanner_gets_sarif() {
    let rules = [
        (Code::UnknownReference, "error"),
        (Code::MissingTitle, "warning"),
        (Code::WrongSetting, "error"),
        (Code::InternalError, "error"),
    ];
    let rules: Vec<_> = rules.into_iter().map(|(code, level)| rule(code, level)).collect();
    let expected = SARIF.replace("VERSION", env!("CARGO_PKG_VERSION"));
    check(sarif, &expected.replacen("…", &rules.join(",\n"), 1));
}

/// A rule as it stands in SARIF; its texts come from the page of the code.
fn rule(code: Code, level: &str) -> String {
    let text = |text: &str| serde_json::to_string(text).expect("a text is JSON");
    let (id, page) = (code.slug(), text(code.explanation()));
    let short = text(&sarif::first_sentence(code.explanation()).expect("a page says something"));
    format!(
        r#"            {{
              "id": "{id}",
              "shortDescription": {{
                "text": {short}
              }},
              "help": {{
                "text": {page},
                "markdown": {page}
              }},
              "defaultConfiguration": {{
                "level": "{level}"
              }}
            }}"#
    )
}

#[test]
fn a_browser_gets_html() {
    check(html, HTML);
}

#[test]
fn the_summary_counts_what_there_is() {
    check(|report, _| summary(report), "2 errors, 1 warning, 1 info");
    assert_eq!(summary(&Report::default()), "no problems");
}

const HUMAN: &str = r##"error[unknown-reference]: `Climate Pannel` names no record
 --> content/a.md:3:6
  |
3 |     See [[Climate Pannel]] �[31m<b>.
  |         ^^^^^^^^^^^^^^^^^^ not found
  |
 ::: content/قمة.md:1:12
  |
1 | قمة المناخ <script>alert(1)</script>
  |            -------- 100%0A `قمة` is near
  |
  = help: write `[[Climate Panel]]`
  = note: the page is made
          from �31m two files

error[wrong-setting]: `base, url` is not `address`
--> site: 1.toml

warning[missing-title]: the record has no title
 --> content/a.md:1:1
  |
1 | / # Énergie
2 | |
3 | |     See [[Climate Pannel]] �[31m<b>.
  | |_______^

info[internal-error]: 100%0A <i>␛[0m</i>
"##;

const JSON: &str = r##"{
  "errors": 2,
  "warnings": 1,
  "infos": 1,
  "diagnostics": [
    {
      "code": "unknown-reference",
      "level": "error",
      "message": "`Climate Pannel` names no record",
      "count": 1,
      "file": "content/a.md",
      "line": 3,
      "column": 6,
      "end_line": 3,
      "end_column": 24,
      "source_line": "\tSee [[Climate Pannel]] �[31m<b>.",
      "label": "not found",
      "related": [
        {
          "file": "content/قمة.md",
          "line": 1,
          "column": 12,
          "label": "100%0A `قمة` is near"
        }
      ],
      "help": [
        "write `[[Climate Panel]]`"
      ],
      "notes": [
        "the page is made\nfrom \u009b31m two files"
      ],
      "explain": "plenary explain unknown-reference"
    },
    {
      "code": "wrong-setting",
      "level": "error",
      "message": "`base, url` is not `address`",
      "count": 1,
      "file": "site: 1.toml",
      "line": null,
      "column": null,
      "end_line": null,
      "end_column": null,
      "source_line": null,
      "label": null,
      "related": [],
      "help": [],
      "notes": [],
      "explain": "plenary explain wrong-setting"
    },
    {
      "code": "missing-title",
      "level": "warning",
      "message": "the record has no title",
      "count": 1,
      "file": "content/a.md",
      "line": 1,
      "column": 1,
      "end_line": 3,
      "end_column": 5,
      "source_line": "# Énergie",
      "label": null,
      "related": [],
      "help": [],
      "notes": [],
      "explain": "plenary explain missing-title"
    },
    {
      "code": "internal-error",
      "level": "info",
      "message": "100%0A <i>\u001b[0m</i>",
      "count": 1,
      "file": null,
      "line": null,
      "column": null,
      "end_line": null,
      "end_column": null,
      "source_line": null,
      "label": null,
      "related": [],
      "help": [],
      "notes": [],
      "explain": "plenary explain internal-error"
    }
  ]
}
"##;

const GITHUB: &str = r##"::error file=content/a.md,line=3,endLine=3,col=6,endColumn=24,title=unknown-reference::`Climate Pannel` names no record%0Anot found%0Ahelp: write `[[Climate Panel]]`%0Anote: the page is made%0Afrom �31m two files
::error file=site%3A 1.toml,title=wrong-setting::`base, url` is not `address`
::warning file=content/a.md,line=1,endLine=3,title=missing-title::the record has no title
::notice title=internal-error::100%250A <i>␛[0m</i>
"##;

const SARIF: &str = r##"{
  "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
  "version": "2.1.0",
  "runs": [
    {
      "tool": {
        "driver": {
          "name": "plenary",
          "version": "VERSION",
          "rules": [
…
          ]
        }
      },
      "columnKind": "unicodeCodePoints",
      "results": [
        {
          "ruleId": "unknown-reference",
          "ruleIndex": 0,
          "level": "error",
          "message": {
            "text": "`Climate Pannel` names no record\nnot found\nhelp: write `[[Climate Panel]]`\nnote: the page is made\nfrom \u009b31m two files"
          },
          "locations": [
            {
              "physicalLocation": {
                "artifactLocation": {
                  "uri": "content/a.md"
                },
                "region": {
                  "startLine": 3,
                  "startColumn": 6,
                  "endLine": 3,
                  "endColumn": 24
                }
              }
            }
          ],
          "relatedLocations": [
            {
              "id": 1,
              "physicalLocation": {
                "artifactLocation": {
                  "uri": "content/%D9%82%D9%85%D8%A9.md"
                },
                "region": {
                  "startLine": 1,
                  "startColumn": 12,
                  "endLine": 1,
                  "endColumn": 20
                }
              },
              "message": {
                "text": "100%0A `قمة` is near"
              }
            }
          ]
        },
        {
          "ruleId": "wrong-setting",
          "ruleIndex": 2,
          "level": "error",
          "message": {
            "text": "`base, url` is not `address`"
          },
          "locations": [
            {
              "physicalLocation": {
                "artifactLocation": {
                  "uri": "site%3A%201.toml"
                }
              }
            }
          ]
        },
        {
          "ruleId": "missing-title",
          "ruleIndex": 1,
          "level": "warning",
          "message": {
            "text": "the record has no title"
          },
          "locations": [
            {
              "physicalLocation": {
                "artifactLocation": {
                  "uri": "content/a.md"
                },
                "region": {
                  "startLine": 1,
                  "startColumn": 1,
                  "endLine": 3,
                  "endColumn": 5
                }
              }
            }
          ]
        },
        {
          "ruleId": "internal-error",
          "ruleIndex": 3,
          "level": "note",
          "message": {
            "text": "100%0A <i>\u001b[0m</i>"
          }
        }
      ]
    }
  ]
}
"##;

const HTML: &str = r##"<plenary-report lang="en" dir="ltr">
<h2>2 errors, 1 warning, 1 info</h2>
<ol class="plenary-list">
<li class="plenary-item plenary-error">
<h3><b class="plenary-level">error</b> <code>unknown-reference</code> <code dir="auto">Climate Pannel</code> names no record</h3>
<p class="plenary-place" translate="no">content/a.md:3:6</p>
<pre dir="auto" translate="no">	See <mark>[[Climate Pannel]]</mark> �[31m&lt;b&gt;.</pre>
<p class="plenary-label">not found</p>
<p class="plenary-place" translate="no">content/قمة.md:1:12</p>
<pre dir="auto" translate="no">قمة المناخ <mark>&lt;script&gt;</mark>alert(1)&lt;/script&gt;</pre>
<p class="plenary-label">100%0A <code dir="auto">قمة</code> is near</p>
<p class="plenary-help"><b>help:</b> write <code dir="auto">[[Climate Panel]]</code></p>
<p class="plenary-note"><b>note:</b> the page is made
from �31m two files</p>
</li>
<li class="plenary-item plenary-error">
<h3><b class="plenary-level">error</b> <code>wrong-setting</code> <code dir="auto">base, url</code> is not <code dir="auto">address</code></h3>
<p class="plenary-place" translate="no">site: 1.toml</p>
</li>
<li class="plenary-item plenary-warning">
<h3><b class="plenary-level">warning</b> <code>missing-title</code> the record has no title</h3>
<p class="plenary-place" translate="no">content/a.md:1:1</p>
<pre dir="auto" translate="no"><mark># Énergie</mark></pre>
</li>
</ol>
<details class="plenary-infos">
<summary>Worth knowing: 1 <code>internal-error</code></summary>
<ol class="plenary-list">
<li class="plenary-item plenary-info">
<h3><b class="plenary-level">info</b> <code>internal-error</code> 100%0A &lt;i&gt;␛[0m&lt;/i&gt;</h3>
</li>
</ol>
</details>
</plenary-report>
"##;
