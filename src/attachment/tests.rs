use super::*;

fn svg(inside: &str) -> Option<String> {
    let text = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" xmlns:xlink=\"http://www.w3.org/1999/xlink\">\n{inside}\n</svg>"
    );
    objection("a.svg", text.as_bytes())
}

#[test]
fn the_last_ending_counts_whatever_its_case() {
    for (path, expected) in [
        ("content/a.pdf", Kind::Fine),
        ("content/a.PDF", Kind::Fine),
        ("content/a.html.png", Kind::Fine),
        ("content/a.svg", Kind::Svg),
        ("content/a.SVG", Kind::Svg),
        ("content/a.xml", Kind::Xml),
        ("content/a.png.html", Kind::Active),
        ("content/a.HtMl", Kind::Active),
        ("content/a.svgz", Kind::Active),
        ("content/a.php.png", Kind::Active),
        ("content/a.MD", Kind::Misspelt),
        ("content/a.Toml", Kind::Misspelt),
        ("content/a.markdown", Kind::Misspelt),
        ("content/v1.2/README", Kind::Unknown),
        ("content/a.", Kind::Unknown),
        ("content/.png", Kind::Unknown),
        ("content/a.dwg", Kind::Unknown),
    ] {
        assert_eq!(kind(path, &[]), expected, "{path}");
    }
    assert_eq!(kind("content/a.DWG", &["dwg".into()]), Kind::Fine);
    assert_eq!(kind("content/a.kml", &["kml".into()]), Kind::Xml);
    for ending in ACTIVE.iter().chain(SERVED) {
        let path = format!("content/a.{ending}");
        assert_eq!(kind(&path, &[(*ending).to_owned()]), Kind::Active, "{path}");
    }
}

#[test]
fn a_plain_picture_is_published() {
    for inside in [
        "<path d=\"M0 0\" fill=\"url(#g)\"/>",
        "<use xlink:href=\"#g\"/><use href=\"#g\"/>",
        "<style>.a { fill: red; filter: url(\"#f\") } /* http://example.org */</style>",
        "<style><![CDATA[ .a > .b { fill: red } ]]></style>",
        "<a href=\"https://example.org/?a=1&amp;b=2\"><text>link &lt; &#233;</text></a>",
        "<a xlink:href=\"../guide/\"><text>link</text></a>",
        "<image href=\"data:image/png;base64,AAAA\"/>",
        "<style>@font-face { src: url(data:font/woff2;base64,AAAA) }</style>",
        "<metadata><rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\"/></metadata>",
        "<style/><text style=\"fill: red\">onload=alert(1)</text>",
        "<!-- <script>alert(1)</script> -->",
        "<title>&lt;script></title>",
    ] {
        assert_eq!(svg(inside), None, "{inside}");
    }
    let illustrator = "\u{feff}<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<!-- Generator -->\n\
        <!DOCTYPE svg PUBLIC \"-//W3C//DTD SVG 1.1//EN\" \"http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd\">\n\
        <s:svg xmlns:s=\"http://www.w3.org/2000/svg\"><s:g/></s:svg>\n";
    assert_eq!(objection("a.svg", illustrator.as_bytes()), None);
}

#[test]
fn what_runs_or_loads_in_a_picture_is_found() {
    for inside in [
        "<script>alert(1)</script>",
        "<x:script xmlns:x=\"http://www.w3.org/2000/svg\" href=\"x\"/>",
        "<g onload=\"alert(1)\"/>",
        "<g OnClick=\"alert(1)\"/>",
        "<a href=\"javascript:alert(1)\"/>",
        "<a href=\" java&#10;script:alert(1)\"/>",
        "<a xlink:href=\"&#106;avascript:alert(1)\"/>",
        "<a href=\"data:text/html,x\"/>",
        "<a href=\"#\" ping=\"https://example.org\"/>",
        "<use href=\"https://example.org/a.svg#x\"/>",
        "<use xlink:href=\"other.svg#x\"/>",
        "<use href=\"data:image/svg+xml;base64,AAAA#x\"/>",
        "<image href=\"https://example.org/a.png\"/>",
        "<image href=\"data:image/svg+xml,x\"/>",
        "<foreignObject><p xmlns=\"http://www.w3.org/1999/xhtml\">x</p></foreignObject>",
        "<p xmlns=\"http://www.w3.org/1999/xhtml\">x</p>",
        "<animate attributeName=\"href\" to=\"javascript:alert(1)\"/>",
        "<set attributeName=\"onclick\" to=\"x\"/>",
        "<handler type=\"x\"/>",
        "<iframe/>",
        "<style>@import 'https://example.org/a.css';</style>",
        "<style>@im/**/port 'x'; @import url(x)</style>",
        "<style>a { fill: url(https://example.org/a.svg#x) }</style>",
        "<style>a { background: image-set('https://example.org/a.png' 1x) }</style>",
        "<style>a { background: -webkit-image-set('x' 1x) }</style>",
        "<style>a { fill: \\75rl(x) }</style>",
        "<style>@im<desc/>port 'x'</style>",
        "<style>a { fill: <![CDATA[url(x)]]> }</style>",
        "<style>a { fill: &#117;rl(x) }</style>",
        "<g style=\"fill: url('x')\"/>",
        "<g fill=\"URL(x)\"/>",
        "<g filter=\"u&#114;l(x)\"/>",
        "<g xml:base=\"https://example.org/\"/>",
        "<g xmlns=\"http://www.w3.org/1999/xht&#109;l\"/>",
        "<text>&entity;</text>",
        "<?xml-stylesheet href=\"x\"?>",
        "<g>",
        "</svg><svg>",
        "<g a=\"1\" a=\"2\"/>",
        "<g a=\"<script>\"/>",
        "<y:g/>",
        "\u{7}",
    ] {
        assert!(svg(inside).is_some(), "{inside}");
    }
    assert_eq!(svg("<g/>\n<script/>").as_deref(), Some("line 3: the element `<script>`"));
}

#[test]
fn what_cannot_be_checked_is_refused() {
    let plain = "<svg xmlns=\"http://www.w3.org/2000/svg\"/>";
    let utf16: Vec<u8> = plain.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let marked = [&[0xff, 0xfe][..], &utf16].concat();
    let declared = format!("<?xml version=\"1.0\" encoding=\"UTF-7\"?>{plain}");
    let entity = format!("<!DOCTYPE svg [<!ENTITY x \"<script/>\">]>{plain}");
    let sheet = format!("<?xml-stylesheet href=\"a.xsl\"?>{plain}");
    let deep = format!("<svg xmlns=\"http://www.w3.org/2000/svg\">{}", "<g>".repeat(100_000));
    let all: [&[u8]; 9] = [
        &utf16,
        &marked,
        b"\x1f\x8b\x08\x00",
        declared.as_bytes(),
        entity.as_bytes(),
        sheet.as_bytes(),
        b"<html xmlns=\"http://www.w3.org/1999/xhtml\"/>",
        b"<svg/>",
        deep.as_bytes(),
    ];
    for bytes in all {
        assert!(objection("a.svg", bytes).is_some(), "{:?}", String::from_utf8_lossy(bytes));
    }
    assert!(objection("a.svg", b"").is_some());
    // Bounded before it is compared, and read in one pass: neither ends in this test otherwise.
    let many: String = (0..300_000).map(|n| format!(" a{n}=\"\"")).collect();
    let found = svg(&format!("<g{many}/>")).expect("it is refused");
    assert!(found.ends_with("more than 1000 attributes in one element"), "{found}");
    assert_eq!(svg(&format!("<style>{}</style>", "url(#".repeat(200_000))), None);
}

#[test]
fn other_xml_may_hold_data_and_nothing_that_runs() {
    let fine = "<?xml version=\"1.0\"?><data><script>x</script><a href=\"javascript:x\"/></data>";
    assert_eq!(objection("a.xml", fine.as_bytes()), None);
    for bad in [
        "<?xml-stylesheet type=\"text/xsl\" href=\"a.xsl\"?><data/>",
        "<data><x:script xmlns:x=\"http://www.w3.org/1999/xhtml\">alert(1)</x:script></data>",
        "<svg xmlns=\"http://www.w3.org/2000/svg\" onload=\"x\"/>",
        "<!DOCTYPE a [<!ENTITY x \"y\">]><a/>",
        "<a xmlns=\"http://www.w3.org/1999/xhtm&#x6c;\"/>",
    ] {
        assert!(objection("a.xml", bad.as_bytes()).is_some(), "{bad}");
    }
}
