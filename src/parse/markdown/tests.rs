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
    let (body, links, diagnostics) = parsed(markdown);
    let reported = diagnostics.iter().map(|d| {
        let span = d.span.expect("every diagnostic has a place");
        format!("{} {:?}", d.code.slug(), &markdown[span.range()])
    });
    (body, links, reported.collect())
}

fn parsed(markdown: &str) -> (Body, Vec<Link>, Diagnostics) {
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
        within: "",
        is_kind: &|kind| kind == "meeting",
    };
    let (mut links, mut diagnostics) = (Vec::new(), Diagnostics::new());
    let read = read(&text, Some("T"), &mut links, &mut diagnostics);
    (read.body, links, diagnostics)
}

/// The sentence in which a link stands, with numbers where titles do.
fn sentence(link: &Link) -> String {
    let Origin::Body(excerpt) = &link.origin else { panic!("it stands in a body") };
    excerpt.filled(|link| format!("<{link}>").into())
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
         {Open(2)}a{Close(2)}. Else <a href=\"https://b.example\">b</a>{Outward(0)}.</p>\n"
    );
    let places: Vec<_> = links.iter().map(|link| &text[link.span.range()]).collect();
    assert_eq!(places, ["unep", "meeting:x#para_1", "b.md#c"]);
}

#[test]
fn links_to_other_sites_are_collected_with_their_places() {
    let text = "[a](https://a.example/?x=1&y=2 \"T\"), <http://b.example>, www.c.example,\n\
                <a href=\"//d.example/\">d</a>, ![p](https://e.example/p.png), [m](mailto:f@g.example).";
    let (body, ..) = parse(text);
    let found: Vec<_> =
        body.outward.iter().map(|link| (link.url.as_str(), &text[link.span.range()])).collect();
    assert_eq!(
        found,
        [
            ("https://a.example/?x=1&y=2", "https://a.example/?x=1&y=2"),
            ("http://b.example", "http://b.example"),
            ("http://www.c.example", "www.c.example"),
            ("https://d.example/", "//d.example/"),
        ]
    );
}

#[test]
fn a_link_may_have_brackets_in_its_text() {
    let text = "A [[1]](https://a.example/x), [[b]](b.md#c) and [[unep]] (see above), [[x]](no).";
    let (body, links, _) = parse(text);
    assert!(
        shown(&body).starts_with("<p>A <a href=\"https://a.example/x\">[1]</a>{Outward(0)}, "),
        "{}",
        shown(&body)
    );
    let places: Vec<_> = links.iter().map(|link| &text[link.span.range()]).collect();
    assert_eq!(places, ["b.md#c", "unep", "x"]);
}

#[test]
fn a_reference_knows_the_sentence_around_it() {
    let (_, links, _) = parse("First. Then [[unep|UNEP]] came. Last.");
    assert_eq!(sentence(&links[0]), "Then UNEP came.");
    let (_, links, _) = parse("First. [[unep]] and [[unido]]  came. Last.");
    assert_eq!(sentence(&links[0]), "<0> and <1> came.");
}

#[test]
fn a_reference_in_a_table_knows_its_row() {
    let (body, links, _) = parse("| a | b |\n| - | - |\n| x | [[unep\\|UNEP]] |\n");
    assert_eq!(sentence(&links[0]), "x · UNEP");
    let (_, links, _) = parse("| a | b |\n| - | - |\n| [[unep]] | y |\n");
    assert_eq!(sentence(&links[0]), "<0> · y");
    assert!(shown(&body).contains("<td>{Open(0)}UNEP{Close(0)}</td>"), "{}", shown(&body));
}

#[test]
fn numbered_paragraphs_can_be_cited() {
    let (body, _, diagnostics) =
        parse("1. one\n2. two\n   - x\n   - y\n\n## H\n\n3. three\n\n4. four\n");
    let ids: Vec<_> = body.anchors.iter().map(|anchor| &*anchor.id).collect();
    assert_eq!(
        ids,
        ["h", "para_1", "para_2", "para_2__point_a", "para_2__point_b", "para_3", "para_4"]
    );
    assert!(shown(&body).contains("<li id=\"para_2__point_b\" class=\"para\">"));
    assert_eq!(diagnostics, [] as [&str; 0]);
}

#[test]
fn a_paragraph_that_is_out_of_order_is_reported_and_keeps_its_number() {
    let (_, _, diagnostics) = parse("1. one\n\n## H\n\n4. four\n");
    assert_eq!(diagnostics, ["paragraph-order \"4. four\""]);
    let (body, _, diagnostics) = parse("1. one\n4. four\n5. five\n");
    assert_eq!(diagnostics, ["paragraph-order \"4. four\""]);
    assert!(
        shown(&body).contains("<li id=\"para_4\" class=\"para\" value=\"4\">"),
        "{}",
        shown(&body)
    );
    assert!(shown(&body).contains("<li id=\"para_5\" class=\"para\">"), "{}", shown(&body));
}

#[test]
fn items_show_the_numbers_that_are_written_where_these_go_up() {
    let (body, _, diagnostics) = parse("- a\n\n  1. one\n  2. two\n  5. five\n  6. six\n");
    assert!(shown(&body).contains("<li>two</li>\n<li value=\"5\">five</li>\n<li>six</li>"));
    assert_eq!(diagnostics, ["skipped-number \"5. five\""]);
    let (body, _, diagnostics) = parse("- a\n\n  1. one\n  1. two\n  1. three\n");
    assert!(!shown(&body).contains("value"), "{}", shown(&body));
    assert_eq!(diagnostics, [] as [&str; 0]);
}

#[test]
fn a_table_that_counts_its_rows_lacks_those_that_it_leaves_out() {
    let rows = |numbers: [&str; 4]| numbers.map(|n| format!("| {n} | x |\n")).concat();
    let head = "| | a |\n| - | - |\n";
    let diagnostics = |numbers| parse(&(head.to_owned() + &rows(numbers))).2;
    assert_eq!(diagnostics(["1", "2", "4", "6"]), ["skipped-number \"4\""]);
    assert_eq!(diagnostics(["1", "2", "4", "x"]), [] as [&str; 0]);
    assert_eq!(diagnostics(["1", "2", "3", "4"]), [] as [&str; 0]);
}

#[test]
fn what_nothing_defines_is_reported_at_its_place() {
    let (_, _, diagnostics) = parse("A [text][label] and a note[^1], but `[x][y]` and a[0] not.");
    assert_eq!(diagnostics, ["undefined-label \"[label]\"", "undefined-footnote \"[^1]\""]);
}

#[test]
fn the_mark_of_a_note_that_is_glued_to_a_word_is_reported() {
    let (_, _, diagnostics) =
        parse("For its agreements.1 and the session2, see (organizations.3).");
    let expected = ["agreements.1", "session2", "organizations.3"];
    assert_eq!(diagnostics, expected.map(|word| format!("glued-number {word:?}")));
    let fine = "CO2, v2, E/CN.17, para_12, ISO14001, `python3`, Rio+20, MP3, year2003, [[#section2]], [session2](page2.md), table.02, \
                https://a.example/page2, agreements[^1].\n\n[^1]: A note.";
    assert_eq!(parse(fine).2, [] as [&str; 0]);
}

#[test]
fn html_that_is_taken_out_is_reported_at_its_line() {
    let (body, _, diagnostics) =
        parse("a\n\n<div>\n<script>x</script>\n</div>\n\n<b>bold</b> text");
    assert_eq!(diagnostics, ["removed-html \"<script>\""]);
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
fn a_point_is_cited_with_the_number_of_its_paragraph() {
    let (body, ..) = parse("7. Two\n   1. one\n   2. other\n      1. deep\n");
    let labels: Vec<&str> = body.anchors.iter().map(|anchor| &*anchor.label).collect();
    assert_eq!(labels, ["7", "7 (a)", "7 (b)", "7 (b) (a)"]);
}

#[test]
fn letters_go_on_after_z() {
    assert_eq!([letter(1), letter(26), letter(27), letter(53)], ["a", "z", "aa", "ba"]);
}

/// The codes of the diagnostics of a text, each once.
fn codes(markdown: &str) -> Vec<String> {
    let (_, _, diagnostics) = parse(markdown);
    let mut codes: Vec<_> = diagnostics
        .iter()
        .map(|line| line.split(' ').next().unwrap_or_default().to_owned())
        .collect();
    codes.dedup();
    codes
}

#[test]
fn markup_that_is_nested_without_end_is_reported_and_left_out() {
    let many = 100_000;
    let (open, close) = ("![".repeat(many), "](a.png)".repeat(many));
    let (stars, end) = ("*a ".repeat(many), " a*".repeat(many));
    for text in [
        ">".repeat(many),
        format!("a\n\n{}", "> ".repeat(many)),
        "> - ".repeat(many),
        format!("{open}{close}"),
        format!("{stars}b{end}"),
        "<div>".repeat(2 * many),
        "<b>\n".repeat(many),
        format!("<p {}>", "a=b ".repeat(2 * many)),
        format!("x <p {}>", "a ".repeat(2 * many)),
        format!("<div>\n{}", "<br>".repeat(many)),
    ] {
        let start: String = text.chars().take(20).collect();
        assert_eq!(codes(&text).iter().filter(|c| *c == "too-much-markup").count(), 1, "{start}");
    }
}

#[test]
fn what_is_many_is_read_in_one_go() {
    let many = 50_000;
    let (body, _, diagnostics) = parse(&"[".repeat(20 * many));
    assert_eq!((shown(&body).len(), diagnostics.len()), (20 * many + 8, 0));
    let notes: String = (0..many).map(|at| format!("a[^{at}] ")).collect();
    assert_eq!(parsed(&notes).2.len(), many);
    let paragraphs: String = (1..=many).map(|at| format!("{at}. a\n")).collect();
    let (body, _, diagnostics) = parse(&paragraphs);
    assert_eq!((body.anchors.len(), diagnostics.len()), (many, 0));
    let headings = "## a\n".repeat(many);
    assert_eq!(parse(&headings).0.anchors.len(), many);
    let entities = "[a][&auml;] ".repeat(many / 10);
    // They are at one place, and what is noticed twice counts once.
    assert!(!parsed(&entities).2.is_empty());
}

#[test]
fn quotations_that_are_too_deep_leave_everything_in_its_place() {
    let text = format!("{} a\n\n[x](gone.md)\n", ">".repeat(150));
    let (_, links, diagnostics) = parse(&text);
    assert_eq!(diagnostics, [format!("too-much-markup {:?}", ">".repeat(50))]);
    assert_eq!(&text[links[0].span.range()], "gone.md");
}

#[test]
fn no_entity_is_a_control_character() {
    let text = "a&#1;s0&#2;[b&#27;](c&#3;.md \"&#1;\") `&#1;` ![&#3;](https://a.example/&#1;)\n\n\
                # &#1;\n\n```&#1;\nx\n```\n\n<p title=\"&#3;\">&#1;</p>\n\na[^&#1;]\n\n[^&#1;]: x";
    let (body, links, _) = parse(text);
    assert!(!shown(&body).contains(['\u{1}', '\u{2}', '\u{3}', '\u{1b}']), "{}", shown(&body));
    assert!(!format!("{links:?} {:?} {:?}", body.headings, body.anchors).contains("\\u{"));
}

#[test]
fn half_a_tag_swallows_nothing() {
    let (body, _, diagnostics) = parse("<div title=\"\n\n[[unep]] onclick=x \">\n\nEnd.");
    assert!(shown(&body).starts_with("&lt;div title=\"\n"), "{}", shown(&body));
    assert!(shown(&body).contains("<p>{Open(0)}{Title(0)}{Close(0)} onclick=x \"&gt;</p>"));
    assert_eq!(diagnostics, ["removed-html \"<div title=\\\"\""]);
}

#[test]
fn an_image_of_another_site_is_reported() {
    let (_, _, diagnostics) = parse("![a](https://a.example/b.png) [c](https://a.example/b.png)");
    assert_eq!(diagnostics, ["remote-file \"https://a.example/b.png\""]);
}

#[test]
fn the_references_of_a_sentence_share_it() {
    let (_, links, _) = parse(&format!("Start. {}", "[[a]], ".repeat(100)));
    let excerpts: Vec<_> = links
        .iter()
        .map(|link| match &link.origin {
            Origin::Body(excerpt) => excerpt,
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!((excerpts.len(), excerpts[0].titles.len()), (100, 100));
    assert!(excerpts.iter().all(|it| std::sync::Arc::ptr_eq(&it.titles, &excerpts[0].titles)));
}
