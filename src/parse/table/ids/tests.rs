use super::*;
use crate::model;
use crate::parse;
use crate::schema;

/// A site whose only table has this file.
fn target(settings: &str, name: &str, text: &str) -> Target {
    let site = "-- site.toml --\n[kinds.table]\nfolder = \"tables\"\n[kinds.row]\nfolder = \"rows\"\nfields.part = { type = \"text\" }\n";
    let record = format!("+++\n[table]\nrow_kind = \"row\"\n{settings}\n+++\n");
    let mut texts: Vec<(String, String)> = Sources::from_archive(site)
        .iter()
        .map(|(_, s)| (s.path.to_string(), s.text.to_string()))
        .collect();
    match name {
        "" => texts.push(("content/tables/t.md".to_owned(), format!("{record}{text}"))),
        name => {
            texts.push(("content/tables/t/index.md".to_owned(), record));
            texts.push((format!("content/tables/t/{name}"), text.to_owned()));
        }
    }
    let sources = Sources::new(texts, Vec::new());
    let config = model::read(&sources).value;
    let schema = schema::read(&sources, &config).value;
    parse::tables(&sources, &config, &schema).pop().expect("there is a table")
}

fn filled(settings: &str, text: &str) -> String {
    let filled = target(settings, "table.csv", text).fill(text.as_bytes());
    let bytes = filled.expect("it can be done").expect("there is something to do").bytes;
    String::from_utf8(bytes).expect("it was UTF-8")
}

/// The table in the text of a record.
fn in_text(settings: &str, text: &str) -> String {
    let target = target(settings, "", text);
    let filled = target.fill(target.text.as_bytes());
    let bytes = filled.expect("it can be done").expect("there is something to do").bytes;
    let whole = String::from_utf8(bytes).expect("it was UTF-8");
    whole.rsplit_once("+++\n").expect("it has front matter").1.to_owned()
}

#[test]
fn a_column_comes_first_and_sections_name_the_rows() {
    let text = "Issue;Rank;;\r\nPRODUCTION;;;\r\n\r\nBags;3;;\r\n;;;\r\n\"a\r\nb\";2;;\r\nFOOD & DRINK\r\nWater;1";
    let expected = "id;Issue;Rank;;\r\n;PRODUCTION;;;\r\n\r\nproduction.01;Bags;3;;\r\n;;;;\r\nproduction.02;\"a\r\nb\";2;;\r\n;FOOD & DRINK\r\nfood-drink.01;Water;1";
    assert_eq!(filled("section = \"part\"", text), expected);
}

#[test]
fn rows_without_sections_are_numbered() {
    assert_eq!(
        filled("", "Issue,Rank\nBags,3\nWater,1\n"),
        "id,Issue,Rank\nrow-01,Bags,3\nrow-02,Water,1\n"
    );
}

#[test]
fn repeated_titles_get_the_title_and_what_continues_a_row_gets_nothing() {
    let settings = "repeated_header = true\ncontinues = \"Issue\"";
    let text = "Issue,Who\nBags,unep\n,apo\nIssue,Who\nWater,apo\n";
    let expected = "id,Issue,Who\nrow-01,Bags,unep\n,,apo\nid,Issue,Who\nrow-02,Water,apo\n";
    assert_eq!(filled(settings, text), expected);
}

#[test]
fn an_empty_id_follows_the_manner_of_the_row_above_and_never_one_that_is_there() {
    let text = "Issue,id\nA,p.1\nB,\nC,p.2\nD\nE,x\nF,\"\"\nG,row-09\n";
    let expected = "Issue,id\nA,p.1\nB,p.3\nC,p.2\nD,p.4\nE,x\nF,row-10\nG,row-09\n";
    assert_eq!(filled("", text), expected);
}

#[test]
fn lines_above_the_titles_keep_their_columns() {
    let text = "Priorities of Asia\n\nIssue,Rank\nBags,3\n";
    assert_eq!(filled("header = 3", text), ",Priorities of Asia\n\nid,Issue,Rank\nrow-01,Bags,3\n");
}

#[test]
fn a_file_whose_cells_are_all_quoted_stays_so() {
    assert_eq!(
        filled("", "\"Issue\"\t\"Rank\"\n\"Bags\"\t\"3\"\n"),
        "\"id\"\t\"Issue\"\t\"Rank\"\n\"row-01\"\t\"Bags\"\t\"3\"\n"
    );
}

#[test]
fn marks_and_encodings_stay() {
    let text = b"\xef\xbb\xbfIssue\nBags\n";
    let bytes =
        target("", "table.csv", "Issue\nBags\n").fill(text).expect("done").expect("done").bytes;
    assert_eq!(bytes, b"\xef\xbb\xbfid,Issue\nrow-01,Bags\n");
    let windows = b"Sujet;Qui\r\nD\xe9chets;\x80\x81\r\n\xc9TAT;x\r\n";
    let bytes = target("", "table.csv", "").fill(windows).expect("done").expect("done").bytes;
    assert_eq!(bytes, b"id;Sujet;Qui\r\nrow-01;D\xe9chets;\x80\x81\r\nrow-02;\xc9TAT;x\r\n");
    assert!(target("", "table.csv", "").fill(b"\xff\xfeI\0\n\0").is_err());
}

#[test]
fn a_table_in_markdown_gets_a_column() {
    let text =
        "Before | all.\n\n| Issue | Who |\n| --- | :-: |\n| FOOD | |\n| a \\| b | x |\n\nAfter.\n";
    let expected = "Before | all.\n\n| id | Issue | Who |\n| --- | --- | :-: |\n|  | FOOD | |\n| food.01 | a \\| b | x |\n\nAfter.\n";
    assert_eq!(in_text("section = \"part\"", text), expected);
    let bare = "Issue | Who\n--- | ---\nFOOD |\na | x\n";
    let expected = "id | Issue | Who\n--- | --- | ---\n| | FOOD |\nfood.01 | a | x\n";
    assert_eq!(in_text("section = \"part\"", bare), expected);
}

#[test]
fn a_gap_in_markdown_is_filled() {
    let text = "| Issue | id |\n| --- | --- |\n| a | x1 |\n| b |  |\n| c |\n";
    assert_eq!(
        in_text("", text),
        "| Issue | id |\n| --- | --- |\n| a | x1 |\n| b | x2 |\n| c | x3 |\n"
    );
}

#[test]
fn what_cannot_be_done_is_said() {
    let broken = "Issue\n\"Bags\n";
    assert!(target("", "table.csv", broken).fill(broken.as_bytes()).is_err());
    let named = target("id = \"Nr\"", "table.csv", "Issue\nBags\n");
    let refusal = named.fill(b"Issue\nBags\n").expect_err("there is no such column");
    assert!(refusal.message.contains("“Nr”"));
    let workbook = target("file = \"a.xlsx\"", "a.xlsx", "Issue\nBags\n");
    assert!(workbook.fill(b"PK").expect_err("it is a workbook").message.contains("workbook"));
    let fine = target("file = \"a.xlsx\"", "a.xlsx", "id,Issue\na,Bags\n");
    assert!(fine.fill(b"PK").expect("nothing to do").is_none());
}

/// A small generator of numbers (xorshift), so that a failure can be repeated.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % sides as u64) as usize
    }

    fn pick<'a>(&mut self, among: &[&'a str]) -> &'a str {
        among[self.roll(among.len())]
    }
}

/// A file as spreadsheet programs and people write them.
fn any_file(dice: &mut Dice) -> String {
    let delimiter = dice.pick(&[",", ";", "\t"]);
    let line = dice.pick(&["\n", "\r\n", "\r"]);
    let cells =
        ["", "", "x", "SECTION", "\"a b\"", "\"two\nlines\"", "\"\"", " ", "é 漢", "\"q\"\"q\""];
    let mut out = ["Issue", "Rank", "Who"].join(delimiter) + line;
    for _ in 0..dice.roll(8) {
        if dice.roll(6) > 0 {
            let row: Vec<&str> = (0..=dice.roll(4)).map(|_| dice.pick(&cells)).collect();
            out.push_str(&row.join(delimiter));
        }
        out.push_str(line);
    }
    if dice.roll(2) == 0 {
        out.truncate(out.trim_end_matches(line).len());
    }
    out
}

/// The file without its first column.
fn without_first(text: &str) -> String {
    let delimiter = sheet::delimiter("table.csv", text, None);
    let mut out = String::new();
    let mut from = 0;
    for row in sheet::every(text, delimiter).rows {
        let first = &row.cells[0].place;
        out.push_str(&text[from..first.start]);
        from = if row.cells.len() > 1 { first.end + 1 } else { first.start };
    }
    out + &text[from..]
}

#[test]
fn taking_the_column_away_gives_the_file_as_it_was() {
    let settings = ["", "section = \"part\"", "continues = \"Issue\"", "repeated_header = true"];
    let targets = settings.map(|settings| target(settings, "table.csv", ""));
    let mut dice = Dice(0x5eed);
    for round in 0..4000 {
        let text = any_file(&mut dice);
        let target = &targets[round % targets.len()];
        let filled = target.fill(text.as_bytes()).expect("it is well formed");
        let filled = filled.expect("there is no column of ids");
        let after = String::from_utf8(filled.bytes.clone()).expect("it was UTF-8");
        assert_eq!(without_first(&after), text, "round {round}: {after:?}");
        let again = target.fill(&filled.bytes).expect("it is as good a file");
        assert!(again.is_none(), "round {round}: {text:?} {after:?}");
        let ids: std::collections::BTreeSet<_> = filled.ids.iter().collect();
        assert_eq!(ids.len(), filled.ids.len());
    }
}

#[test]
fn a_row_with_nothing_but_its_id_is_no_section() {
    let text = "Issue,Rank,id\nPRODUCTION,,\n,,x.1\nBags,3,\n";
    // The name follows that of the row above.
    let expected = "Issue,Rank,id\nPRODUCTION,,\n,,x.1\nBags,3,x.2\n";
    assert_eq!(filled("section = \"part\"", text), expected);
}
