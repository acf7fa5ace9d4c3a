//! Workbooks that nobody should trust: each costs its own file only, and no more than its budget.
//!
//! Work is counted, not timed: what comes out of a small file is small, or an error.

#![allow(clippy::disallowed_methods, reason = "a test that writes and reads a site")]

use std::io::{Cursor, Write};
use std::path::Path;

use plenary::diag::Code;
use plenary::sheet::workbook::{self, Book, Fault};
use plenary::state::State;
use plenary::view::Settings;
use zip::CompressionMethod;
use zip::write::{SimpleFileOptions, ZipWriter};

/// The most text that any workbook of a few kilobytes may become.
const MOST_TEXT: usize = 10 << 20;

type Parts = Vec<(String, Vec<u8>)>;

fn part(name: &str, text: impl Into<Vec<u8>>) -> (String, Vec<u8>) {
    (name.to_owned(), text.into())
}

fn zipped(parts: &Parts) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
    for (name, bytes) in parts {
        zip.start_file(name.as_str(), options).expect("a good name");
        zip.write_all(bytes).expect("memory takes every write");
    }
    zip.finish().expect("memory takes every write").into_inner()
}

/// The parts of an XLSX workbook with one sheet.
fn xlsx_parts(sheet: &str, strings: &str) -> Parts {
    let types = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let relations = |all: &str| format!("<Relationships>{all}</Relationships>");
    let relation = |id: &str, kind: &str, target: &str| {
        format!("<Relationship Id=\"{id}\" Type=\"{types}/{kind}\" Target=\"{target}\"/>")
    };
    let inner = [
        relation("r1", "worksheet", "worksheets/sheet1.xml"),
        relation("r2", "sharedStrings", "sharedStrings.xml"),
    ];
    vec![
        part("_rels/.rels", relations(&relation("r1", "officeDocument", "xl/workbook.xml"))),
        part(
            "xl/workbook.xml",
            "<workbook><sheets><sheet name=\"S\" sheetId=\"1\" r:id=\"r1\"/></sheets></workbook>",
        ),
        part("xl/_rels/workbook.xml.rels", relations(&inner.concat())),
        part("xl/worksheets/sheet1.xml", format!("<worksheet>{sheet}</worksheet>")),
        part(
            "xl/sharedStrings.xml",
            format!("<sst uniqueCount=\"7\" count=\"99999999999\">{strings}</sst>"),
        ),
    ]
}

fn xlsx(sheet: &str, strings: &str) -> Vec<u8> {
    zipped(&xlsx_parts(sheet, strings))
}

fn ods_parts(tables: &str) -> Parts {
    vec![
        part("mimetype", "application/vnd.oasis.opendocument.spreadsheet"),
        part("META-INF/manifest.xml", "<manifest:manifest/>"),
        part(
            "content.xml",
            format!(
                "<office:document-content><office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body></office:document-content>"
            ),
        ),
    ]
}

fn ods(rows: &str) -> Vec<u8> {
    zipped(&ods_parts(&format!("<table:table table:name=\"S\">{rows}</table:table>")))
}

/// The text of the first sheet, or what is wrong.
fn first(ending: &str, bytes: &[u8]) -> Result<String, Fault> {
    let book = workbook::read(ending, bytes)?;
    Ok(book.sheets.into_iter().next().expect("it has a sheet").content?.text)
}

fn refused(ending: &str, bytes: &[u8], because: &str) {
    assert!(bytes.len() < 300_000, "{} bytes for: {because}", bytes.len());
    let fault = first(ending, bytes).expect_err(because);
    assert!(fault.message.contains(because), "{} instead of: {because}", fault.message);
}

fn columns(count: usize) -> String {
    "<c t=\"s\"><v>0</v></c>".repeat(count)
}

#[test]
fn a_shared_text_cannot_be_repeated_without_end() {
    let text = format!("<si><t>{}</t></si>", "x".repeat(32_000));
    let sheet = format!("<sheetData><row>{}</row></sheetData>", columns(10_000));
    refused("xlsx", &xlsx(&sheet, &text), "far more cells or text");
}

#[test]
fn a_small_file_cannot_unpack_to_a_large_one() {
    let spaces = " ".repeat(64 << 20);
    let long = |name: &str| format!("<{name} x=\"{}\"/>", "x".repeat(1_000));
    let many = format!("<sheetData>{}</sheetData>", long("row").repeat(40 << 10));
    refused("xlsx", &xlsx(&many, ""), "unpacks to far more");
    refused("xlsx", &xlsx(&spaces, ""), "more than 4 MiB");
    refused("ods", &ods(&long("table:table-row").repeat(40 << 10)), "unpacks to far more");
    refused("xlsx", &xlsx(&format!("<row {spaces}/>"), ""), "more than 4 MiB");
    refused("xlsx", &xlsx(&format!("<!--{spaces}-->"), ""), "more than 4 MiB");
}

#[test]
fn sheets_that_share_a_part_share_its_budget() {
    let row = format!("<row x=\"{}\"/>", "x".repeat(1_000));
    let sheet = format!("<sheetData>{}</sheetData>", row.repeat(4 << 10));
    let mut parts = xlsx_parts(&sheet, "");
    let listed = "<sheet name=\"S\" r:id=\"r1\"/>".repeat(400);
    parts[1].1 = format!("<workbook><sheets>{listed}</sheets></workbook>").into_bytes();
    let book = workbook::read("xlsx", &zipped(&parts)).expect("the first sheets can be read");
    let unread = book.sheets.iter().filter(|sheet| sheet.content.is_err()).count();
    assert!(unread > 390, "{unread}");
}

#[test]
fn entities_and_document_types_are_not_expanded() {
    let mut parts = xlsx_parts("<sheetData><row><c t=\"str\"><v>&b;</v></c></row></sheetData>", "");
    refused("xlsx", &zipped(&parts), "the unknown entity `&b;`");
    let kind = "<!DOCTYPE w [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;\">]>";
    let sheet = String::from_utf8(parts[3].1.clone()).expect("XML");
    parts[3].1 = format!("{kind}{sheet}").into_bytes();
    refused("xlsx", &zipped(&parts), "declares a document type");
}

#[test]
fn rows_and_columns_cannot_be_repeated_without_end() {
    let cell = |more: &str| {
        format!(
            "<table:table-cell office:value-type=\"float\" office:value=\"1\" {more}><text:p>1</text:p></table:table-cell>"
        )
    };
    let row = |more: &str, cell: &str| format!("<table:table-row {more}>{cell}</table:table-row>");
    let rows = "table:number-rows-repeated=\"1000000\"";
    let columns = "table:number-columns-repeated=\"16384\"";
    refused("ods", &ods(&row(rows, &cell(columns))), "far more cells");
    refused(
        "ods",
        &ods(&row("", &cell("table:number-columns-repeated=\"4294967295\""))),
        "beyond row",
    );
    refused(
        "ods",
        &ods(&row("table:number-rows-repeated=\"4294967295\"", &cell(""))),
        "far more cells",
    );
    let after = row("table:number-rows-repeated=\"4294967295\"", "") + &row("", &cell(""));
    refused("ods", &ods(&after), "beyond row");
    let spaces =
        "<table:table-cell><text:p><text:s text:c=\"4000000000\"/></text:p></table:table-cell>";
    refused("ods", &ods(&row("", spaces)), "more than 1 MiB");
}

#[test]
fn merged_cells_count_as_the_cells_that_they_are() {
    let region = "<mergeCell ref=\"A1:A1048576\"/>".repeat(100_000);
    let cells = "<sheetData><row r=\"1\"><c r=\"A1\"><v>1</v></c></row><row r=\"1048576\"><c r=\"B1048576\"><v>1</v></c></row></sheetData>";
    refused(
        "xlsx",
        &xlsx(&format!("{cells}<mergeCells>{region}</mergeCells>"), ""),
        "far more cells",
    );
}

#[test]
fn empty_cells_before_a_filled_one_count_as_well() {
    let row = |at: usize| format!("<row r=\"{at}\"><c r=\"XFD{at}\"><v>1</v></c></row>");
    let rows: String = (1..1_000).map(row).collect();
    refused("xlsx", &xlsx(&format!("<sheetData>{rows}</sheetData>"), ""), "far more cells");
}

#[test]
fn cells_lie_where_cells_can_be() {
    let sheet = |at: &str| format!("<sheetData><row><c r=\"{at}\"><v>1</v></c></row></sheetData>");
    for at in ["XFE1", "A1048577", "ZZZ9999999"] {
        refused("xlsx", &xlsx(&sheet(at), ""), "beyond row 1,048,576");
    }
    for at in ["", "A0", "1A", "AAAAAAAAAAAAA1", "A99999999999999999999", "&#1;"] {
        refused("xlsx", &xlsx(&sheet(at), ""), "an impossible position");
    }
    let numbers = "<sheetData><row r=\"0\"/><row r=\"4294967295\"/><row r=\"x\"/></sheetData><cols><col min=\"0\" max=\"4294967295\" hidden=\"1\"/></cols><mergeCells><mergeCell ref=\"B2:A1\"/><mergeCell ref=\":\"/></mergeCells><dimension ref=\"A1:XFD1048576\"/>";
    assert_eq!(first("xlsx", &xlsx(numbers, "")), Ok(String::new()));
}

#[test]
fn names_lists_and_styles_are_bounded() {
    let mut parts = xlsx_parts("", "");
    parts[1].1 = format!("<workbook>{}</workbook>", "<sheet name=\"S\"/>".repeat(501)).into_bytes();
    let fault = workbook::read("xlsx", &zipped(&parts)).expect_err("too many sheets");
    assert!(fault.message.contains("more than 500 sheets"), "{}", fault.message);
    let name = "n".repeat(5 << 20);
    parts[1].1 = format!("<workbook><sheet name=\"{name}\"/></workbook>").into_bytes();
    let fault = workbook::read("xlsx", &zipped(&parts)).expect_err("a long name");
    assert!(fault.message.contains("more than 4 MiB"), "{}", fault.message);
    let many: Parts = (0..10_001).map(|at| part(&format!("{at}"), "")).collect();
    let fault = workbook::read("xlsx", &zipped(&many)).expect_err("too many files");
    assert!(fault.message.contains("10,000 files"), "{}", fault.message);
}

#[test]
fn attributes_are_read_in_one_go() {
    let many: String = (0..200_000).map(|at| format!(" a{at}=\"\"")).collect();
    let sheet = format!("<sheetData><row{many}><c><v>1</v></c></row></sheetData>");
    assert_eq!(first("xlsx", &xlsx(&sheet, "")), Ok("\"1\"\n".to_owned()));
}

#[test]
fn a_count_of_texts_that_cannot_be_true_is_reported() {
    let mut parts = xlsx_parts("", "");
    for (count, is_fine) in
        [("1000", true), ("4294967295", false), ("99999999999999999999", false), ("-1", true)]
    {
        parts[4].1 = format!("<sst uniqueCount=\"{count}\"><si><t>a</t></si></sst>").into_bytes();
        let result = workbook::read("xlsx", &zipped(&parts)).map(|_| ());
        assert_eq!(result.is_ok(), is_fine, "{count}: {result:?}");
    }
}

#[test]
fn a_text_that_is_not_there_is_a_fault_of_its_sheet() {
    let sheet = "<sheetData><row><c t=\"s\"><v>7</v></c></row></sheetData>";
    refused("xlsx", &xlsx(sheet, "<si><t>a</t></si>"), "a text that the file does not contain");
}

#[test]
fn control_characters_that_a_workbook_spells_do_not_come_through() {
    let sheet = "<sheetData><row><c t=\"s\"><v>0</v></c><c t=\"inlineStr\"><is><t>a&#1;b</t></is></c><c t=\"str\"><v>_x001B_</v></c></row></sheetData>";
    let text = first("xlsx", &xlsx(sheet, "<si><t>x_x0001_y&#x2;</t></si>")).expect("it is read");
    assert!(!text.contains(|c: char| c.is_control() && c != '\n'), "{text:?}");
    let cell = "<table:table-row><table:table-cell><text:p>a&#1;b</text:p></table:table-cell></table:table-row>";
    let text = first("ods", &ods(cell)).expect("it is read");
    assert!(!text.contains(|c: char| c.is_control() && c != '\n'), "{text:?}");
}

/// A number from a seed, the same in every run.
fn random(seed: &mut u64) -> usize {
    *seed ^= *seed << 13;
    *seed ^= *seed >> 7;
    *seed ^= *seed << 17;
    (*seed >> 16) as usize
}

/// Pieces that mean something to a reader of workbooks.
const PIECES: &[&str] = &[
    "<c>",
    "</c>",
    "<row>",
    "</row>",
    "<v>",
    "t=\"s\"",
    "r=\"A1\"",
    "9999999999",
    "-1",
    "&amp;",
    "&#0;",
    "&x;",
    "<table:table>",
    "</table:table-row>",
    "<text:p>",
    "\"",
    "<",
    ">",
    "\u{0}",
    "<![CDATA[",
    "<!--",
    "é",
    "table:number-rows-repeated=\"99999\"",
];

/// Changes some bytes, here and there.
fn changed(bytes: &[u8], seed: &mut u64) -> Vec<u8> {
    let mut out = bytes.to_vec();
    for _ in 0..1 + random(seed) % 4 {
        let at = random(seed) % out.len().max(1);
        match random(seed) % 5 {
            0 if !out.is_empty() => out[at] = random(seed) as u8,
            1 => out.truncate(at),
            2 => drop(out.drain(at..(at + random(seed) % 40).min(out.len()))),
            3 => {
                let piece = PIECES[random(seed) % PIECES.len()].bytes();
                drop(out.splice(at..at, piece));
            }
            _ => {
                let copy: Vec<u8> = out[at..(at + random(seed) % 200).min(out.len())].to_vec();
                let to = random(seed) % out.len().max(1);
                drop(out.splice(to..to, copy));
            }
        }
    }
    out
}

/// Whole workbooks with everything that is read in them.
fn samples() -> Vec<(&'static str, Parts)> {
    let cells = "<cols><col min=\"2\" max=\"3\" hidden=\"1\"/></cols><sheetData><row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c><c r=\"B1\" s=\"1\"><v>44986</v></c><c r=\"C1\" t=\"b\"><v>1</v></c></row><row r=\"2\" hidden=\"1\"><c r=\"A2\"><f>A1</f><v/></c><c r=\"B2\" t=\"inlineStr\"><is><r><t>x</t></r><rPh><t>y</t></rPh></is></c></row></sheetData><mergeCells><mergeCell ref=\"A1:A2\"/></mergeCells>";
    let rows = "<table:table-column table:visibility=\"collapse\"/><table:table-row><table:table-cell office:value-type=\"date\" office:date-value=\"2023-03-01\" table:number-rows-spanned=\"2\"><text:p>Mar <text:span>2023</text:span></text:p></table:table-cell><table:table-cell table:number-columns-repeated=\"3\"/></table:table-row><table:table-row table:number-rows-repeated=\"2\"><table:covered-table-cell/><table:table-cell office:value-type=\"percentage\" office:value=\"0.075\"><text:p>7.5%</text:p><office:annotation><text:p>n</text:p></office:annotation></table:table-cell></table:table-row>";
    let mut xlsx = xlsx_parts(cells, "<si><r><t>a</t></r><r><t>_x000D_b</t></r></si>");
    xlsx.push(part("xl/styles.xml", "<styleSheet><numFmts><numFmt numFmtId=\"164\" formatCode=\"mmm yyyy\"/></numFmts><cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"164\"/></cellXfs></styleSheet>"));
    let styles =
        "<Relationship Id=\"r3\" Type=\"x/styles\" Target=\"styles.xml\"/></Relationships>";
    let relations = String::from_utf8(xlsx[2].1.clone()).expect("XML");
    xlsx[2].1 = relations.replace("</Relationships>", styles).into_bytes();
    vec![
        ("xlsx", xlsx),
        ("ods", ods_parts(&format!("<table:table table:name=\"S\">{rows}</table:table>"))),
    ]
}

/// What a workbook became, however it was read.
fn checked(result: Result<Book, Fault>) -> bool {
    let faults = |fault: &Fault| assert!(!fault.message.contains("plenary failed"), "a panic");
    let Ok(book) = result.inspect_err(faults) else { return false };
    for sheet in book.sheets {
        let Ok(content) = sheet.content.inspect_err(faults) else { continue };
        assert!(content.text.len() < MOST_TEXT, "{} bytes", content.text.len());
    }
    true
}

#[test]
fn no_damage_to_a_file_or_to_a_part_of_it_panics_or_takes_more_than_its_budget() {
    let mut seed = 0x005e_ed0f_5ee7;
    let (mut read, mut refused) = (0, 0);
    for _ in 0..400 {
        for (ending, mut parts) in samples() {
            let bytes = match random(&mut seed) % 4 {
                0 => changed(&zipped(&parts), &mut seed),
                _ => {
                    let at = random(&mut seed) % parts.len();
                    parts[at].1 = changed(&parts[at].1, &mut seed);
                    zipped(&parts)
                }
            };
            match checked(workbook::read(ending, &bytes)) {
                true => read += 1,
                false => refused += 1,
            }
        }
    }
    assert!(read > 100 && refused > 100, "{read} read, {refused} refused");
}

fn site(files: &[(&str, &[u8])]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    for (path, bytes) in files {
        let path = folder.path().join(path);
        std::fs::create_dir_all(path.parent().expect("it has one")).expect("a folder");
        std::fs::write(path, bytes).expect("a file");
    }
    folder
}

const SITE: &str = "title = \"T\"\nbase_url = \"https://t.example/\"\n[kinds.item]\nfolder = \"items\"\n[kinds.table]\nfolder = \"tables\"\n";

fn record(file: &str) -> String {
    format!("+++\ntitle = \"A\"\n[table]\nrow_kind = \"item\"\nfile = \"{file}\"\n+++\n")
}

fn fixtures() -> Vec<(String, Vec<u8>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/hostile");
    let entries = std::fs::read_dir(folder).expect("the folder is there").flatten();
    let one = |entry: std::fs::DirEntry| {
        let name = entry.file_name().into_string().expect("a name in ASCII");
        (name, std::fs::read(entry.path()).expect("it can be read"))
    };
    let mut out: Vec<_> = entries.map(one).collect();
    out.sort();
    assert!(out.len() >= 4, "{} files", out.len());
    out
}

#[test]
fn a_hostile_workbook_costs_its_own_file_only() {
    for (name, bytes) in fixtures() {
        let (record, path) = (record(&name), format!("content/tables/{name}"));
        let folder = site(&[
            ("site.toml", SITE.as_bytes()),
            ("content/tables/a.md", record.as_bytes()),
            ("content/b.md", b"# B\n"),
            (&path, &bytes),
        ]);
        let sources = plenary::load::read(folder.path(), &[]).expect("it can be read");
        assert_eq!(sources.diagnostics, []);
        let build = plenary::build(&sources.value, &Settings::default(), &mut State::default());
        let said = &build.report.diagnostics;
        assert_eq!(said.len(), 1, "{name}: {said:?}");
        assert_eq!((said[0].code, said[0].path.as_deref()), (Code::BadWorkbook, Some(&*path)));
        assert!(build.bundle.has(&plenary::id::Route::page("b").expect("a page")));
    }
}

#[test]
fn a_workbook_that_nothing_reads_is_not_opened() {
    let files = fixtures();
    let paths: Vec<String> = files.iter().map(|(name, _)| format!("content/{name}")).collect();
    let mut all = vec![("site.toml", SITE.as_bytes()), ("content/b.md", b"# B\n" as &[u8])];
    all.extend(
        paths.iter().zip(&files).map(|(path, (_, bytes))| (path.as_str(), bytes.as_slice())),
    );
    let folder = site(&all);
    let sources = plenary::load::read(folder.path(), &[]).expect("it can be read").value;
    let build = plenary::build(&sources, &Settings::default(), &mut State::default());
    assert_eq!(build.report.diagnostics, []);
    assert!(sources.workbooks().all(|workbook| workbook.asked().is_none()));
}

#[test]
fn a_workbook_that_did_not_change_is_not_converted_again() {
    let sheet = "<sheetData><row><c t=\"str\"><v>id</v></c><c t=\"str\"><v>Title</v></c></row><row><c t=\"str\"><v>a</v></c><c t=\"str\"><v>Bags</v></c></row></sheetData>";
    let (bytes, record) = (xlsx(sheet, ""), record("a.xlsx"));
    let folder = site(&[
        ("site.toml", SITE.as_bytes()),
        ("content/tables/a.md", record.as_bytes()),
        ("content/tables/a.xlsx", &bytes),
    ]);
    let mut state = State::keeping();
    let mut sheets = Vec::new();
    for text in ["# B\n", "# C\n"] {
        std::fs::write(folder.path().join("content/b.md"), text).expect("a file");
        let sources = plenary::load::read(folder.path(), &[]).expect("it can be read").value;
        let build = plenary::build(&sources, &Settings::default(), &mut state);
        assert_eq!(build.report.diagnostics, []);
        sheets.push(
            sources
                .workbooks()
                .find_map(|workbook| workbook.asked())
                .expect("a table asked for it"),
        );
    }
    assert!(std::sync::Arc::ptr_eq(&sheets[0], &sheets[1]));
}

const FIELDS: &str = "[kinds.item.fields]\nshare = { type = \"number\" }\ncode = { type = \"integer\" }\ncost = { type = \"number\" }\nwhen = { type = \"date\" }\nsum = { type = \"number\" }\n";

/// Builds a site with one table; what is said, and the build.
fn built(settings: &str, file: (&str, &[u8])) -> (Vec<plenary::diag::Diagnostic>, plenary::Build) {
    let record = format!("{}{settings}+++\n", record(file.0).trim_end_matches("+++\n"));
    let path = format!("content/tables/{}", file.0);
    let folder = site(&[
        ("site.toml", format!("{SITE}{FIELDS}").as_bytes()),
        ("content/tables/a.md", record.as_bytes()),
        (&path, file.1),
    ]);
    let sources = plenary::load::read(folder.path(), &[]).expect("it can be read").value;
    let build = plenary::build(&sources, &Settings::default(), &mut State::default());
    (build.report.diagnostics.to_vec(), build)
}

fn page(build: &plenary::Build, path: &str) -> String {
    let route = plenary::id::Route::file(path).expect("a good path");
    match build.bundle.get(&route).value {
        Some(plenary::bundle::Content::Bytes(bytes)) => String::from_utf8(bytes).expect("UTF-8"),
        other => panic!("{path}: {other:?}"),
    }
}

/// The first row of a workbook whose cells are formatted.
fn formatted() -> Vec<u8> {
    use rust_xlsxwriter::{Format, Formula, Workbook};
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    for (at, title) in
        ["id", "Title", "Share", "Code", "Cost", "When", "Sum"].into_iter().enumerate()
    {
        sheet.write(0, at as u16, title).expect("a cell");
    }
    let format = |code: &str| Format::new().set_num_format(code);
    sheet.write(1, 0, "a").expect("a cell");
    sheet.write(1, 1, "Bags").expect("a cell");
    sheet.write_with_format(1, 2, 0.075, &format("0.0%")).expect("a cell");
    sheet.write_with_format(1, 3, 42, &format("00000")).expect("a cell");
    sheet.write_with_format(1, 4, 1234.5, &format("\"$\"#,##0.00")).expect("a cell");
    sheet.write_with_format(1, 5, 44986, &format("mmm yyyy")).expect("a cell");
    let sum = Formula::new("=0.1+0.2").set_result("0.30000000000000004");
    sheet.write(1, 6, sum).expect("a cell");
    workbook.save_to_buffer().expect("memory takes every write")
}

/// What all of them show and are, in any kind of file.
fn check_formatted(file: (&str, &[u8])) {
    let (said, build) = built("", file);
    assert_eq!(said, [], "{}", file.0);
    let json = page(&build, "tables/a/table.json");
    for text in ["7.5%", "00042", "$1,234.50", "Mar 2023"] {
        assert!(json.contains(&format!("\"{text}\"")), "{text}: {json}");
    }
    for field in ["\"share\":0.075", "\"code\":42", "\"cost\":1234.5", "\"sum\":0.3", "2023-03"] {
        assert!(json.contains(field), "{field}: {json}");
    }
    let html = page(&build, "tables/a/index.html");
    for text in ["7.5%", "00042", "$1,234.50"] {
        assert!(html.contains(text), "{text}");
    }
}

#[test]
fn a_formatted_cell_is_shown_as_its_program_shows_it_and_stays_what_it_is() {
    check_formatted(("a.xlsx", &formatted()));
}

#[test]
fn the_same_texts_in_csv_are_the_same_numbers_and_dates() {
    let csv = "id,Title,Share,Code,Cost,When,Sum\na,Bags,7.5%,00042,\"$1,234.50\",Mar 2023,0.3\n";
    check_formatted(("a.csv", csv.as_bytes()));
}

#[test]
fn the_text_that_an_ods_cell_shows_is_respected() {
    let text = |text: &str| {
        format!(
            "<table:table-cell office:value-type=\"string\"><text:p>{text}</text:p></table:table-cell>"
        )
    };
    let cell = |kind: &str, value: &str, shown: &str| {
        let name = if kind == "date" { "office:date-value" } else { "office:value" };
        format!(
            "<table:table-cell office:value-type=\"{kind}\" {name}=\"{value}\"><text:p>{shown}</text:p></table:table-cell>"
        )
    };
    let titles: String = ["id", "Title", "Share", "Code", "Cost", "When", "Sum"].map(text).concat();
    let cells = [
        text("a"),
        text("Bags"),
        cell("percentage", "0.075", "7.5%"),
        cell("float", "42", "00042"),
        cell("currency", "1234.5", "$1,234.50"),
        cell("date", "2023-03-01", "Mar 2023"),
        cell("float", "0.30000000000000004", "0.3"),
    ];
    let rows = format!(
        "<table:table-row>{titles}</table:table-row><table:table-row>{}</table:table-row>",
        cells.concat()
    );
    check_formatted(("a.ods", &ods(&rows)));
}

fn codes(said: &[plenary::diag::Diagnostic]) -> Vec<Code> {
    said.iter().map(|diagnostic| diagnostic.code).collect()
}

fn inline(text: &str) -> String {
    format!("<c t=\"inlineStr\"><is><t>{text}</t></is></c>")
}

#[test]
fn a_formula_without_a_result_is_reported() {
    let titles = ["id", "Title", "Cost"].map(inline).concat();
    let formula = |inner: &str| format!("<c><f>SUM(A1)</f>{inner}</c>");
    for inner in ["", "<v/>", "<v></v>"] {
        let row = format!("{}{}{}", inline("a"), inline("b"), formula(inner));
        let sheet = format!("<sheetData><row>{titles}</row><row>{row}</row></sheetData>");
        let (said, _) = built("", ("a.xlsx", &xlsx(&sheet, "")));
        assert_eq!(codes(&said), [Code::FailedFormula]);
        assert!(said[0].message.contains("`=SUM(A1)`"), "{}", said[0].message);
    }
    let row = format!("{}{}<c t=\"str\"><f>A9</f><v></v></c>", inline("a"), inline("b"));
    let sheet = format!("<sheetData><row>{titles}</row><row>{row}</row></sheetData>");
    assert_eq!(built("", ("a.xlsx", &xlsx(&sheet, ""))).0, []);
    let text = |text: &str| {
        format!(
            "<table:table-cell office:value-type=\"string\"><text:p>{text}</text:p></table:table-cell>"
        )
    };
    let titles: String = ["id", "Title", "Cost"].map(text).concat();
    let cells =
        format!("{}{}<table:table-cell table:formula=\"of:=SUM([.A1])\"/>", text("a"), text("b"));
    let rows = format!(
        "<table:table-row>{titles}</table:table-row><table:table-row>{cells}</table:table-row>"
    );
    assert_eq!(codes(&built("", ("a.ods", &ods(&rows))).0), [Code::FailedFormula]);
}

/// Three rows and a hidden column; the second row is hidden.
fn with_hidden() -> Vec<u8> {
    let row = |hidden: &str, cells: [&str; 3]| {
        format!("<row{hidden}>{}</row>", cells.map(inline).concat())
    };
    let rows = [
        row("", ["id", "Title", "Notes"]),
        row(" hidden=\"1\"", ["a", "Secret", "x"]),
        row("", ["b", "Open", "private"]),
    ];
    xlsx(
        &format!(
            "<cols><col min=\"3\" max=\"3\" hidden=\"1\"/></cols><sheetData>{}</sheetData>",
            rows.concat()
        ),
        "",
    )
}

#[test]
fn hidden_rows_and_columns_are_reported_or_left_out() {
    let columns = "[table.columns]\nNotes = false\n";
    let (said, _) = built(columns, ("a.xlsx", &with_hidden()));
    assert_eq!(codes(&said), [Code::HiddenCells; 2]);
    assert!(said.iter().any(|it| it.message.starts_with("row 2 is hidden")), "{said:?}");
    assert!(said.iter().any(|it| it.message.starts_with("column “Notes” is hidden")), "{said:?}");
    let (said, _) = built(&format!("hidden = \"publish\"\n{columns}"), ("a.xlsx", &with_hidden()));
    assert_eq!(said, []);
    let (said, build) = built("hidden = \"leave-out\"\n", ("a.xlsx", &with_hidden()));
    assert_eq!(said, []);
    let json = page(&build, "tables/a/table.json");
    assert!(
        json.contains("Open") && !json.contains("Secret") && !json.contains("private"),
        "{json}"
    );
    let copied = plenary::id::Route::file("tables/a.xlsx").expect("a path");
    assert!(!build.bundle.has(&copied));
}

#[test]
fn a_hidden_sheet_is_not_read_and_its_publication_is_reported() {
    let titles = ["id", "Title"].map(inline).concat();
    let row = ["a", "b"].map(inline).concat();
    let sheet = format!("<sheetData><row>{titles}</row><row>{row}</row></sheetData>");
    let mut parts = xlsx_parts(&sheet, "");
    parts[1].1 = b"<workbook><sheets><sheet name=\"Draft\" state=\"veryHidden\" r:id=\"r1\"/><sheet name=\"S\" r:id=\"r1\"/></sheets></workbook>".to_vec();
    let bytes = zipped(&parts);
    let (said, _) = built("", ("a.xlsx", &bytes));
    assert_eq!(codes(&said), [Code::HiddenCells]);
    assert!(said[0].message.contains("`Draft`"), "{}", said[0].message);
    let (said, build) = built("hidden = \"leave-out\"\n", ("a.xlsx", &bytes));
    assert_eq!(said, []);
    assert!(!build.bundle.has(&plenary::id::Route::file("tables/a.xlsx").expect("a path")));
    let (said, _) = built("sheet = \"Draft\"\n", ("a.xlsx", &bytes));
    assert_eq!(codes(&said), [Code::MissingTable]);
    assert!(said[0].message.contains("is hidden"), "{}", said[0].message);
}

#[test]
fn cells_that_are_merged_over_a_block_are_reported() {
    let titles = ["id", "Title", "Cost"].map(inline).concat();
    let row = |id: &str| format!("<row>{}{}<c/></row>", inline(id), inline("b"));
    let sheet = format!(
        "<sheetData><row>{titles}</row>{}{}</sheetData><mergeCells><mergeCell ref=\"B2:C3\"/></mergeCells>",
        row("a"),
        row("c")
    );
    let (said, _) = built("", ("a.xlsx", &xlsx(&sheet, "")));
    assert_eq!(codes(&said), [Code::MergedBlock]);
    assert!(
        said[0].message.starts_with("row 2, column “Title”: this cell is merged over 2 rows"),
        "{said:?}"
    );
}

#[test]
fn what_follows_from_a_fault_of_a_table_is_not_reported() {
    let settings = "[table.columns]\n\"Tittle\" = \"title\"\n\"Amont\" = \"cost\"\n";
    let (said, _) = built(settings, ("a.csv", b"id,Title,Amount\na,b,5\nc,d,6\n"));
    assert_eq!(codes(&said), [Code::MissingColumn; 2]);
    let (said, _) = built("section = \"nothing\"\n", ("a.csv", b"id,Title\n,Part one\na,b\n"));
    assert_eq!(said.len(), 1, "{said:?}");
    let (said, _) = built("", ("a.xls", b"\xd0\xcf\x11\xe0"));
    assert!(
        said.iter()
            .any(|it| it.code == Code::MissingTable && it.help.iter().any(|h| h.contains("XLSX"))),
        "{said:?}"
    );
}

#[test]
fn the_help_is_for_workbooks_where_the_table_is_one() {
    let titles = ["id", "Title"].map(inline).concat();
    let rows = [["", "b", "c"], ["x y", "b", ""]]
        .map(|row| format!("<row>{}</row>", row.map(inline).concat()));
    let sheet = format!("<sheetData><row>{titles}</row>{}</sheetData>", rows.concat());
    let (said, _) = built("", ("a.xlsx", &xlsx(&sheet, "")));
    assert!(said.len() >= 2, "{said:?}");
    let helps: String = said.iter().flat_map(|it| it.help.clone()).collect();
    assert!(!helps.contains("quotation mark") && !helps.contains("fix --ids"), "{helps}");
    let sheet =
        format!("<sheetData><row>{}</row><row>{}</row></sheetData>", inline("Title"), inline("b"));
    let (said, _) = built("", ("a.xlsx", &xlsx(&sheet, "")));
    assert_eq!(codes(&said), [Code::NoRowIds]);
    assert!(said[0].help[0].contains("in the workbook"), "{said:?}");
}
