//! What is planted in texts comes out as text: no element, attribute, address or hole is made of it.

use std::cell::RefCell;
use std::fmt::Write;

use html5ever::tokenizer::{
    BufferQueue, StartTag, Tag, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts,
};
use plenary::bundle::Content;
use plenary::config::{Markdown, RawHtml};
use plenary::parse::markdown::{Text, read};
use plenary::parse::{Hole, Html, Segment};
use plenary::schema::{Kind, Type};
use plenary::source::Sources;
use plenary::state::State;
use plenary::view::Settings;
use plenary::{Build, build};

/// Texts that would be more than text if somebody forgot to escape them, or decoded them once too
/// often. What they would make is called `pwn` throughout.
const POLYGLOTS: &[&str] = &[
    "\"><pwn-el pwn=1 onload=pwn()>",
    "'><pwn-el pwn='1' onload='pwn()'>",
    "<script>pwn()</script>",
    "</title></script></style></textarea><pwn-el>",
    "--><pwn-el><!--",
    "]]><pwn-el>",
    "<img src=x onerror=pwn()>",
    "<svg onload=pwn()><a xlink:href=javascript:pwn()>",
    "<a href=\"javascript:pwn()\">a</a>",
    "<a href=\"&#1;s0&#2;\">a</a>",
    "<a href=\"java&Tab;script&colon;pwn()\">a</a>",
    "<a href=\"jav\u{1}ascript:pwn()\">a</a>",
    "&#1;s0&#2; &#1;wpwn&#2; &#1;o0&#2;a&#1;c0&#2; &#3; &#x1b;[31m",
    "\u{1}s0\u{2} \u{1}o0\u{2}a\u{1}c0\u{2} \u{3} \u{1b}[31m \u{9b}",
    "&lt;pwn-el&gt; &amp;lt;pwn-el&amp;gt;",
    "[a](javascript:pwn()) ![a](javascript:pwn()) <javascript:pwn()>",
    "[a](JaVa&#x0a;ScRiPt&#58;pwn()) [a](data:text/html,pwn) [a](vbscript:pwn)",
    "[a][pwn] [[pwn|<pwn-el>]] `<pwn-el>` **<pwn-el>**",
    "[a](x \"\\\" onload=pwn()\") ![\"onload=pwn()](x.png)",
    "{{ pwn }} {% pwn %} {{ \"<pwn-el>\" | safe }}",
    "<base href=//pwn><meta http-equiv=refresh content=\"0;url=//pwn\">",
    "<form action=//pwn><button formaction=javascript:pwn()>a</button></form>",
    "<iframe srcdoc=\"<pwn-el>\" src=//pwn></iframe><object data=//pwn></object>",
    "<style>@import \"//pwn\"</style><link rel=stylesheet href=//pwn>",
    "<p style=\"background:url(//pwn)\" pwn=1>a</p>",
    "<math><mi xlink:href=\"data:text/html,pwn\">",
    "<div title=\"\n\n[a](x) onload=pwn() \">",
    "<noscript><p title=\"</noscript><img src=x onerror=pwn()>\">",
    "<table><td background=\"javascript:pwn()\"><blockquote cite=\"javascript:pwn()\">",
    "<video poster=javascript:pwn()><source srcset=\"a.png 1x, javascript:pwn() 2x\">",
    "<img src=a.png onload=pwn() srcset='a.png 1x, \"><pwn-el>' alt='\"onload=pwn()'>",
    "=HYPERLINK(\"//pwn\") \u{202e}pwn\u{ffff}",
];

/// A text as TOML writes it, with escapes for what is not shown.
fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            c if c.is_control() => write!(out, "\\u{:04x}", u32::from(c)).expect("it is a text"),
            c => out.push(c),
        }
    }
    out + "\""
}

fn polyglot(number: usize) -> &'static str {
    POLYGLOTS[number % POLYGLOTS.len()]
}

/// A field's value with a polyglot in it, where the field takes a text.
fn planted(kind: &Type, text: &str) -> Option<String> {
    match kind {
        Type::Text | Type::Markdown => Some(quoted(text)),
        Type::Url => {
            Some(quoted(&format!("https://ok.example/{}", text.replace(char::is_whitespace, "+"))))
        }
        Type::List(item) => planted(item, text).map(|value| format!("[{value}, {value}]")),
        Type::Date => Some(quoted("")),
        _ => None,
    }
}

/// A record of a kind with a polyglot in every field that takes a text, and in its text.
fn record(kind: &Kind, number: usize) -> String {
    let mut out = String::from("+++\n");
    for (at, field) in kind.fields.iter().enumerate() {
        let text = polyglot(number + at * 7);
        // These are no texts: they say where a record is, and who may read it when.
        if ["distribution", "redirect_from", "publish_from", "expires", "retired"]
            .contains(&&*field.name)
        {
            continue;
        }
        if let Some(value) = planted(&field.kind, text) {
            writeln!(out, "{} = {value}", field.name).expect("it is a text");
        }
        if field.kind == Type::Date {
            writeln!(out, "{}_status = {}", field.name, quoted(text)).expect("it is a text");
        }
    }
    let texts: Vec<_> = (0..6).map(|at| polyglot(number + at * 11)).collect();
    let [a, b, c, d, e, f] = &texts[..] else { unreachable!("there are six") };
    let line = e.replace('\n', " ");
    write!(
        out,
        "+++\n{a}\n\n## {line} [x](x)\n\n- {b}\n\n| {line} | x |\n| - | - |\n| {line} | [[pwn|{line}]] |\n\n> {c}[^1]\n\n\
         ![{line}](a.png \"{line}\")\n\n[^1]: {d}\n\n```{line}\n{f}\n```\n\n{f}\n"
    )
    .expect("it is a text");
    out
}

const TABLE: &str = "+++\ntitle = \"Rows\"\n[table]\nrow_kind = \"priority\"\nfile = \"rows.csv\"\n\
    columns = { \"What\" = \"title\", \"Why\" = \"summary\" }\n+++\n";

fn sources() -> Sources {
    let (en, fr) = (quoted(polyglot(0)), quoted(polyglot(2)));
    let settings = format!(
        "title = {{ en = {en}, fr = {fr} }}\ndescription = {fr}\nbase_url = \"https://ok.example/a/\"\n\
         extends = \"knowledge-portal\"\nlanguages = [\"en\", \"fr\"]\n[params]\nx = {en}\n\
         [[navigation]]\ntitle = {en}\nto = \"priority\"\n\
         [kinds.priority]\nfolder = \"priorities\"\nlabel = {en}\nplural = {fr}\ndescription = {en}\n\
         fields.word = {{ type = \"enum\", label = {en}, help = {fr}, values = [{{ value = \"w\", label = {fr} }}] }}\n\
         [[views]]\npath = \"all\"\ntitle = {fr}\ndescription = {en}\nkinds = [\"priority\"]\ngroup = \"word\"\n"
    );
    let words = format!("home = {en}\nskip = {fr}\nbroken_reference = {en}\n");
    let mut files = vec![
        ("site.toml".to_owned(), settings),
        ("strings/fr.toml".to_owned(), words.clone()),
        ("strings/en.toml".to_owned(), words),
        ("content/priorities/rows.md".to_owned(), TABLE.to_owned()),
        ("content/priorities/rows.csv".to_owned(), rows()),
        ("content/priorities/\u{3}\"onload=pwn() <pwn-el>.md".to_owned(), "# A\n".to_owned()),
    ];
    let sources = Sources::new(files.clone(), Vec::new());
    let config = plenary::model::read(&sources).value;
    let schema = plenary::schema::read(&sources, &config).value;
    for (at, kind) in schema.kinds.iter().enumerate() {
        for number in 0..10 {
            let path = format!("content/{}/x{number}", kind.folder);
            let text = record(kind, at * 5 + number);
            files.push((format!("{path}.fr.md"), text.replace("<b>", "<i>")));
            files.push((format!("{path}.md"), text));
        }
    }
    Sources::new(files, Vec::new())
}

fn rows() -> String {
    let cell = |text: &str| format!("\"{}\"", text.replace('"', "\"\""));
    let rows = POLYGLOTS.iter().enumerate();
    let rows = rows.map(|(at, text)| format!("r{at},{},{}\n", cell(text), cell(polyglot(at + 3))));
    format!("id,What,Why\n{}", rows.collect::<String>())
}

/// Every text that is made, with its route.
fn texts(build: &Build) -> Vec<(String, String)> {
    let files = build.bundle.files().iter().enumerate();
    let texts = files.filter_map(|(at, (route, _))| match build.bundle.content(at).value {
        Some(Content::Bytes(bytes)) => {
            Some((route.as_str().to_owned(), String::from_utf8(bytes).ok()?))
        }
        _ => None,
    });
    texts.collect()
}

/// Collects all opening tags.
struct Tags(RefCell<Vec<Tag>>);

impl TokenSink for Tags {
    type Handle = ();

    fn process_token(&self, token: Token, _: u64) -> TokenSinkResult<()> {
        if let Token::TagToken(tag) = token
            && tag.kind == StartTag
        {
            self.0.borrow_mut().push(tag);
        }
        TokenSinkResult::Continue
    }
}

fn tags(html: &str) -> Vec<Tag> {
    let tokenizer = Tokenizer::new(Tags(RefCell::default()), TokenizerOpts::default());
    let input = BufferQueue::default();
    input.push_back(html.into());
    let _ = tokenizer.feed(&input);
    tokenizer.end();
    tokenizer.sink.0.take()
}

/// Elements that the theme itself has never, or only with files of its own.
const ACTIVE: &[&str] =
    &["pwn-el", "iframe", "object", "embed", "base", "style", "math", "noscript"];

/// What a block of JSON-LD has as its type.
const LINKED_DATA: &str = "application/ld+json";

/// The blocks of JSON-LD of a page that no program can read.
fn broken_data(html: &str) -> impl Iterator<Item = &str> {
    let blocks = html.split("<script type=\"application/ld+json\">").skip(1);
    let blocks = blocks.map(|rest| rest.split("</script>").next().unwrap_or(rest));
    blocks.filter(|block| serde_json::from_str::<serde_json::Value>(block).is_err())
}

/// What is wrong with a tag of a page.
fn wrong(tag: &Tag) -> Option<String> {
    let name = &*tag.name;
    let attribute = |key: &str| tag.attrs.iter().find(|a| &*a.name.local == key).map(|a| &*a.value);
    let refreshes = name == "meta"
        && attribute("http-equiv").is_some_and(|v| v.eq_ignore_ascii_case("refresh"));
    let own =
        |url: Option<&str>| url.is_some_and(|url| !url.contains("//") && !url.contains("pwn"));
    // A block of data is no script. The tags in it would have been found: the tokenizer is not told that it is text.
    let is_data =
        name == "script" && tag.attrs.len() == 1 && attribute("type") == Some(LINKED_DATA);
    let foreign = name == "script" && !is_data && !own(attribute("src"))
        || name == "link" && attribute("rel") == Some("stylesheet") && !own(attribute("href"));
    if ACTIVE.contains(&name) || refreshes || foreign {
        return Some(format!("the element {tag:?}"));
    }
    let bad = tag.attrs.iter().find(|a| {
        let key = &*a.name.local;
        let value: String = a
            .value
            .to_lowercase()
            .chars()
            .filter(|c| !c.is_whitespace() && !c.is_control())
            .collect();
        let runs =
            ["javascript:", "data:", "vbscript:"].iter().any(|scheme| value.starts_with(scheme));
        let is_address =
            ["href", "src", "cite", "action", "poster", "srcset", "background"].contains(&key);
        let asks = key == "src" && value.contains("//");
        key.starts_with("on")
            || key.contains("pwn")
            || key == "style" && value.contains("pwn")
            || is_address && runs
            || asks
    });
    bad.map(|attribute| format!("the attribute {attribute:?} of {name}"))
}

fn is_forbidden(c: char) -> bool {
    c.is_control() && !matches!(c, '\n' | '\r' | '\t') || c == '\u{ffff}'
}

#[test]
fn nothing_that_is_planted_in_a_text_is_more_than_text() {
    let build = build(&sources(), &Settings::default(), &mut State::default());
    let texts = texts(&build);
    let mut wrongs = Vec::new();
    for (route, text) in &texts {
        if let Some(at) = text.find(is_forbidden) {
            wrongs.push(format!("{route} has the character {:?}", text[at..].chars().next()));
        }
        if route.ends_with(".html") || route.ends_with(".xml") {
            let found = tags(text)
                .iter()
                .filter_map(wrong)
                .map(|what| format!("{route}: {what}"))
                .collect::<Vec<_>>();
            wrongs.extend(found);
            wrongs.extend(broken_data(text).map(|block| format!("{route}: {block}")));
        }
    }
    let pages = texts
        .iter()
        .filter(|(route, text)| route.ends_with(".html") && text.contains("pwn"))
        .count();
    assert!(pages > 500, "only {pages} pages show what was planted");
    assert_eq!(wrongs, [] as [String; 0]);
    let codes = build.report.diagnostics.iter().map(|d| d.code.slug());
    assert_eq!(codes.filter(|code| *code == "internal-error").count(), 0);
}

#[test]
fn no_template_makes_the_way_to_the_root_of_a_text() {
    let template = "{{ record.title | safe }}|{{ record.title }}|{{ record.title | upper | safe }}|\
        {{ site.title | safe }}|{{ site.params.x | safe }}|{{ t(key=\"home\") | safe }}|{{ record.body }}";
    let sources = Sources::new(
        vec![
            ("templates/page.html".to_owned(), template.to_owned()),
            (
                "site.toml".to_owned(),
                "title = \"a\\u0003b\"\nparams.x = \"a\\u0003b\"\n".to_owned(),
            ),
            ("strings/en.toml".to_owned(), "home = \"a\\u0003b\"\n".to_owned()),
            (
                "content/x.md".to_owned(),
                "---\ntitle: \"a\\x03\\u0001b\"\n---\n&#3;&#1; [a](&#3;) <i title=\"&#3;\">a</i>\n"
                    .to_owned(),
            ),
        ],
        Vec::new(),
    );
    let texts = texts(&build(&sources, &Settings::default(), &mut State::default()));
    let (_, page) =
        texts.iter().find(|(route, _)| route == "x/index.html").expect("there is a page");
    assert!(!page.contains("../") && !page.contains(is_forbidden), "{page}");
    assert!(page.starts_with("a\u{fffd}\u{fffd}b|"), "{page}");
}

#[test]
fn the_sanitiser_does_not_depend_on_extensions() {
    for extensions in ["true", "false"] {
        let sources = Sources::new(
            vec![
                ("site.toml".to_owned(), format!("markdown.extensions = {extensions}\n")),
                ("content/x.md".to_owned(), POLYGLOTS.join("\n\n")),
            ],
            Vec::new(),
        );
        let build = build(&sources, &Settings::default(), &mut State::default());
        let wrongs: Vec<_> = texts(&build)
            .iter()
            .filter(|(route, _)| route == "x/index.html")
            .flat_map(|(_, text)| tags(text).iter().filter_map(wrong).collect::<Vec<_>>())
            .collect();
        assert_eq!(wrongs, [] as [String; 0], "extensions = {extensions}");
        let removed = build.report.diagnostics.iter().filter(|d| d.code.slug() == "removed-html");
        assert!(removed.count() > 10, "extensions = {extensions}");
    }
}

/// Pieces of which texts are put together at random.
const PIECES: &[&str] = &[
    "[[a|",
    "]]",
    "[[a]]",
    "[x](b.md)",
    "](b.md)",
    "![",
    "![x](a.png)",
    "[^1]",
    "[^1]: x",
    "<div title=\"",
    "\">",
    "'>",
    "<a href='b.md'>",
    "</a>",
    "<img src=\"a.png\" alt='",
    "<img srcset='a.png 1x, b.png 2x'",
    "<video poster=a.png id=x ",
    "<a id='_main' name=x href=#x>",
    "[](b.md)",
    "[[a|]]",
    "<script>",
    "</script>",
    "<style>",
    "<!--",
    "-->",
    "<b>",
    "</b>",
    "<table>",
    "<td>",
    "</table>",
    "<p ",
    "/>",
    "<",
    ">",
    "&#1;",
    "&#x3;",
    "&lt;",
    "&",
    "\u{1}",
    "\u{3}",
    "`",
    "```",
    "\n",
    "\n\n",
    "\n> ",
    "\n- ",
    "\n1. ",
    "\n# ",
    "\n| a | b |\n| - | - |\n",
    "|",
    "*",
    "**",
    "_",
    "~~",
    "é",
    "字",
    "x",
    " ",
    "\t",
    "https://a.example/",
    "javascript:pwn()",
    "onload=pwn() ",
    "[!NOTE]",
    "\n: ",
    "\\",
    "\"",
    "hole0x0z",
    "<pwn-el>",
];

/// Numbers that look random and are the same in each run.
fn numbers(seed: u64) -> impl FnMut(usize) -> usize {
    let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    move |below| {
        state =
            state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize % below
    }
}

/// What is wrong with the HTML of a text.
fn faults(html: &Html) -> Vec<String> {
    let mut out: Vec<_> = tags(html.text()).iter().filter_map(wrong).collect();
    out.extend(html.text().contains(is_forbidden).then(|| "a control character".to_owned()));
    let mut open = Vec::new();
    for segment in html.segments() {
        match segment {
            Segment::Hole(Hole::Open(link)) => open.push(link),
            Segment::Hole(Hole::Close(link)) if open.pop() != Some(link) => {
                out.push(format!("the link {link} ends and never began"));
            }
            _ => {}
        }
    }
    out.extend(open.into_iter().map(|link| format!("the link {link} never ends")));
    out
}

#[test]
fn texts_of_random_pieces_come_out_whole() {
    let sources = Sources::from_archive("-- a.md --\n");
    let (source, _) = sources.find("a.md").expect("made above");
    for seed in 0..4_000 {
        let mut number = numbers(seed);
        let len = 1 + number(40);
        let markdown: String = (0..len).map(|_| PIECES[number(PIECES.len())]).collect();
        let raw_html = [RawHtml::Sanitise, RawHtml::Sanitise, RawHtml::Escape][number(3)];
        let settings = Markdown { raw_html, smart: seed % 2 == 0, extensions: seed % 5 > 0 };
        let text = Text {
            text: &markdown,
            source,
            path: "content/a.md",
            offset: 0,
            settings: &settings,
            numbered: seed % 3 == 0,
            field: None,
            within: "",
            is_kind: &|_| false,
        };
        let body = read(&text, None, &mut Vec::new(), &mut plenary::diag::Diagnostics::new()).body;
        assert_eq!(faults(&body.html), [] as [String; 0], "{seed}: {markdown:?}");
    }
}
