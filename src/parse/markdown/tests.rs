//! What is read out of a text.

use super::numbers::letter;
use super::*;
use crate::parse::html::Segment;
use crate::parse::record::Origin;
use crate::source::Sources;

fn settings() -> Markdown {
    Markdown { raw_html: RawHtml::Sanitise, smart: false, extensions: true }
}

fn parse(markdown: &str) -> (Body, Vec<Link>, Vec<String>) {
    let sources = Sources::from_archive("-- a.md --\n");
    let settings = settings();
    let text = Text {
        text: markdown,
        source: sources.find("a.md").expect("made above").0,
        path: "content/a.md",
        offset: 0,
        settings: &settings,
        numbered: true,
        field: None,
        is_kind: &|kind| kind == "meeting",
    };
    let (mut links, mut diagnostics) = (Vec::new(), Vec::new());
    let read = read(&text, Some("T"), &mut links, &mut diagnostics);
    let said = diagnostics.iter().map(|d| {
        let span = d.span.expect("every complaint has a place");
        format!("{} {:?}", d.code.slug(), &markdown[span.range()])
    });
    (read.body, links, said.collect())
}

/// The HTML with its holes in words.
fn shown(body: &Body) -> String {
    let one = |segment| match segment {
        Segment::Text(text) => text.to_owned(),
        Segment::Hole(hole) => format!("{{{hole:?}}}"),
    };
    body.html.segments().map(one).collect()
}

#[test]
fn references_become_holes_and_keep_their_place() {
    let text = "See [[unep]], [[meeting:x#para_1|the fifth]] and [a](b.md#c). Else [b](https://b.example).";
    let (body, links, _) = parse(text);
    assert_eq!(
        shown(&body),
        "<p>See {Open(0)}{Title(0)}{Close(0)}, {Open(1)}the fifth{Close(1)} and \
         {Open(2)}a{Close(2)}. Else <a href=\"https://b.example\">b</a>.</p>\n"
    );
    let places: Vec<_> = links.iter().map(|link| &text[link.span.range()]).collect();
    assert_eq!(places, ["unep", "meeting:x#para_1", "b.md#c"]);
}

#[test]
fn a_link_may_have_brackets_in_its_text() {
    let text = "A [[1]](https://a.example/x), [[b]](b.md#c) and [[unep]] (see above), [[x]](no).";
    let (body, links, _) = parse(text);
    assert!(
        shown(&body).starts_with("<p>A <a href=\"https://a.example/x\">[1]</a>, "),
        "{}",
        shown(&body)
    );
    let places: Vec<_> = links.iter().map(|link| &text[link.span.range()]).collect();
    assert_eq!(places, ["b.md#c", "unep", "x"]);
}

#[test]
fn a_reference_knows_the_sentence_around_it() {
    let (_, links, _) = parse("First. Then [[unep|UNEP]] came. Last.");
    assert_eq!(links[0].origin, Origin::Body("Then UNEP came.".into()));
}

#[test]
fn a_reference_in_a_table_knows_its_row() {
    let (body, links, _) = parse("| a | b |\n| - | - |\n| x | [[unep\\|UNEP]] |\n");
    assert_eq!(links[0].origin, Origin::Body("x · UNEP".into()));
    assert!(shown(&body).contains("<td>{Open(0)}UNEP{Close(0)}</td>"), "{}", shown(&body));
}

#[test]
fn numbered_paragraphs_can_be_cited() {
    let (body, _, said) = parse("1. one\n2. two\n   - x\n   - y\n\n## H\n\n3. three\n\n4. four\n");
    let ids: Vec<_> = body.anchors.iter().map(|anchor| &*anchor.id).collect();
    assert_eq!(
        ids,
        ["h", "para_1", "para_2", "para_2__point_a", "para_2__point_b", "para_3", "para_4"]
    );
    assert!(shown(&body).contains("<li id=\"para_2__point_b\" class=\"para\">"));
    assert_eq!(said, [] as [&str; 0]);
}

#[test]
fn a_paragraph_that_is_out_of_order_is_reported_and_keeps_its_number() {
    let (_, _, said) = parse("1. one\n\n## H\n\n4. four\n");
    assert_eq!(said, ["paragraph-order \"4. four\""]);
    let (body, _, said) = parse("1. one\n4. four\n5. five\n");
    assert_eq!(said, ["paragraph-order \"4. four\""]);
    assert!(shown(&body).contains("<li id=\"para_4\" class=\"para\" value=\"4\">"), "{}", shown(&body));
    assert!(shown(&body).contains("<li id=\"para_5\" class=\"para\">"), "{}", shown(&body));
}

#[test]
fn items_show_the_numbers_that_are_written_where_these_go_up() {
    let (body, _, said) = parse("- a\n\n  1. one\n  2. two\n  5. five\n  6. six\n");
    assert!(shown(&body).contains("<li>two</li>\n<li value=\"5\">five</li>\n<li>six</li>"));
    assert_eq!(said, ["skipped-number \"5. five\""]);
    let (body, _, said) = parse("- a\n\n  1. one\n  1. two\n  1. three\n");
    assert!(!shown(&body).contains("value"), "{}", shown(&body));
    assert_eq!(said, [] as [&str; 0]);
}

#[test]
fn a_table_that_counts_its_rows_lacks_those_that_it_leaves_out() {
    let rows = |numbers: [&str; 4]| numbers.map(|n| format!("| {n} | x |\n")).concat();
    let head = "| | a |\n| - | - |\n";
    let said = |numbers| parse(&(head.to_owned() + &rows(numbers))).2;
    assert_eq!(said(["1", "2", "4", "6"]), ["skipped-number \"4\""]);
    assert_eq!(said(["1", "2", "4", "x"]), [] as [&str; 0]);
    assert_eq!(said(["1", "2", "3", "4"]), [] as [&str; 0]);
}

#[test]
fn what_nothing_defines_is_reported_at_its_place() {
    let (_, _, said) = parse("A [text][label] and a note[^1], but `[x][y]` and a[0] not.");
    assert_eq!(said, ["undefined-label \"[label]\"", "undefined-footnote \"[^1]\""]);
}

#[test]
fn the_mark_of_a_note_that_is_glued_to_a_word_is_reported() {
    let (_, _, said) = parse("For its agreements.1 and the session2, see (organizations.3).");
    let expected = ["agreements.1", "session2", "organizations.3"];
    assert_eq!(said, expected.map(|word| format!("glued-number {word:?}")));
    let fine = "CO2, v2, E/CN.17, para_12, ISO14001, `python3`, Rio+20, MP3, year2003, [[#section2]], [session2](page2.md), table.02, \
                https://a.example/page2, agreements[^1].\n\n[^1]: A note.";
    assert_eq!(parse(fine).2, [] as [&str; 0]);
}

#[test]
fn html_that_is_taken_out_is_reported_at_its_line() {
    let (body, _, said) = parse("a\n\n<div>\n<script>x</script>\n</div>\n\n<b>bold</b> text");
    assert_eq!(said, ["removed-html \"<script>\""]);
    assert!(shown(&body).contains("<b>bold</b>") && !shown(&body).contains("script"));
}

#[test]
fn headings_have_anchors_and_permalinks() {
    let (body, _, _) = parse("## Where *it* is\n\n## Where it is\n");
    let ids: Vec<_> = body.headings.iter().map(|heading| &*heading.id).collect();
    assert_eq!(ids, ["where-it-is", "where-it-is-1"]);
    assert!(shown(&body).contains("<h2 id=\"where-it-is-1\">"));
}

#[test]
fn letters_go_on_after_z() {
    assert_eq!([letter(1), letter(26), letter(27), letter(53)], ["a", "z", "aa", "ba"]);
}
