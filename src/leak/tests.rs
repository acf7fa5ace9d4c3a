use std::io::Write;

use super::*;

fn secret(text: &str) -> Secret {
    let place = Place::File("content/secret.md".into());
    Secret { text: text.into(), place, reason: "content/secret.md is a draft".into() }
}

fn guard(secrets: &[&str], published: &[&str]) -> Guard {
    let secrets = secrets.iter().map(|text| secret(text)).collect();
    Guard::new(secrets, published.iter().map(|text| Text::from(*text)).collect())
}

fn finds(guard: &Guard, bytes: &[u8]) -> bool {
    guard.check("a/index.html", bytes).is_some()
}

#[test]
fn a_word_that_only_a_withheld_text_has_is_found_however_it_is_written() {
    let guard = guard(&["A levy on Crème brûlée sellers"], &["a levy on many sellers"]);
    for bytes in [
        "<p>Brulee</p>",
        "{\"title\":\"br\\u00fbl\\u00e9e\"}",
        "{\"text\":\"a\\nbr\\u00FBl\\u00E9e\"}",
        "<a href=\"/br%C3%BBl%C3%A9e/\">x</a>",
        "BR&Ucirc;L&#xC9;E",
        "br<b>ûl</b>ée",
        "creme-brulee",
        "a,b\nBRÛLÉE,c\n",
    ] {
        assert!(finds(&guard, bytes.as_bytes()), "{bytes}");
    }
    assert!(!finds(&guard, b"<p>A levy on sellers, one and all.</p>"));
}

#[test]
fn several_words_in_a_row_are_found_where_each_alone_is_published() {
    let words = "the budget of the office will be cut in half next year";
    let guard = guard(&["It will be half: the office budget will be cut."], &[words]);
    assert!(finds(&guard, b"<p>Half! The <em>office</em> budget will be cut</p>"));
    assert!(!finds(&guard, words.as_bytes()));
    assert!(!finds(&guard, b"The office will be cut in half"));
}

#[test]
fn a_short_text_is_looked_for_as_a_whole() {
    let guard = guard(&["Regional water plan"], &["water", "the regional", "plan b"]);
    assert!(finds(&guard, b"<td>Regional water plan</td>"));
    assert!(!finds(&guard, b"<td>Water plan</td><td>Regional</td>"));
}

#[test]
fn what_is_published_is_no_secret() {
    let text = "A levy on chrysanthemums will be paid by all who grow them";
    assert!(!finds(&guard(&[text], &[text]), text.as_bytes()));
    // An address is made of the title's words.
    assert!(!finds(&guard(&["divoire"], &["Côte d’Ivoire, Côte d'Ivoire"]), b"cote-divoire"));
}

#[test]
fn common_words_dates_and_numbers_are_no_secret() {
    let guard = guard(&["2003-11-06 at 12 in 100000 and 1 2 3 4 5 6 7"], &[]);
    assert!(!finds(&guard, b"2003-11-06 100000 1 2 3 4 5 6 7"));
}

#[test]
fn scripts_without_spaces_are_looked_for_by_their_characters() {
    let guard = guard(&["来年度の秘密予算案"], &["予算", "来年"]);
    assert!(finds(&guard, "<p>会議：度の秘密予算が</p>".as_bytes()));
    assert!(!finds(&guard, "<p>来年の予算</p>".as_bytes()));
}

#[test]
fn archives_are_unpacked() {
    let guard = guard(&["chrysanthemums"], &[]);
    let zip = |name: &str, bytes: &[u8]| {
        let mut out = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
        let options = zip::write::SimpleFileOptions::default();
        out.start_file(name, options).expect("a part");
        out.write_all(bytes).expect("memory takes every write");
        out.finish().expect("an archive").into_inner()
    };
    let inner = zip("a.txt", "x ".repeat(5000).as_bytes());
    assert!(!finds(&guard, &inner));
    let inner = zip("a.txt", b"<t>chrysanthemums</t>");
    assert!(finds(&guard, &inner) && finds(&guard, &zip("inner.zip", &inner)));
    assert!(finds(&guard, &zip("chrysanthemums.txt", b"")));
    // A damaged archive is no reason to stop.
    assert!(!finds(&guard, &inner[..inner.len() - 20]));
}

/// A database with some texts, and with an index of their words where that is asked for.
fn database(texts: &[&str], index: bool) -> Vec<u8> {
    let made = || {
        let mut database = rusqlite::Connection::open_in_memory()?;
        database.execute_batch("CREATE TABLE texts (text TEXT)")?;
        for text in texts {
            database.execute("INSERT INTO texts VALUES (?)", [text])?;
        }
        if index {
            database.execute_batch(
                "CREATE VIRTUAL TABLE words USING fts5(text, content='texts');
                 INSERT INTO words (words) VALUES ('rebuild');",
            )?;
        }
        Ok::<_, rusqlite::Error>(database.serialize("main")?.to_vec())
    };
    made().expect("a database in memory")
}

#[test]
fn databases_are_unpacked() {
    let guard = guard(&["chrysanthemums"], &[]);
    // Wherever a page ends, the word is found.
    for before in 4000..4100 {
        let text = format!("{} chrysanthemums", "x ".repeat(before / 2));
        assert!(finds(&guard, &database(&[&text], false)), "{before}");
    }
    assert!(finds(&guard, &database(&["Chrysanthemums"], true)));
    assert!(!finds(&guard, &database(&["tulips"], true)));
    // A damaged one is no reason to stop.
    let whole = database(&["chrysanthemums"], false);
    assert!(finds(&guard, &whole[..whole.len() - 1]));
}

#[test]
fn an_index_of_words_has_ends_of_words_that_are_not_there() {
    let guard = guard(&["nationals"], &[]);
    let words = ["inter", "internationals"];
    assert!(!finds(&guard, &database(&words, true)));
    assert!(finds(&guard, &database(&["inter", "nationals"], true)));
}

#[test]
fn bytes_that_are_no_text_hold_short_words_by_chance() {
    let guard = guard(&["abcde chrysanthemums"], &[]);
    assert!(!finds(&guard, b"\x00\xff abcde \x00"));
    assert!(finds(&guard, b"\x00\xff chrysanthemums \x00"));
    assert!(finds(&guard, b"SQLite format 3\x00 abcde \x00"));
}

#[test]
fn an_address_is_looked_at_too() {
    let guard = guard(&["chrysanthemums"], &[]);
    assert!(guard.check("items/chrysanthemums/index.html", b"").is_some());
}

#[test]
fn the_bytes_of_withheld_files_can_be_learnt() {
    let file = ("content/a.txt".into(), b"chrysanthemums and tulips".to_vec());
    let guard = guard(&[], &["tulips"]).knowing(vec![file]);
    let found = guard.check("b.txt", b"Chrysanthemums").expect("it is in the file");
    assert_eq!(found.path.as_deref(), Some("content/a.txt"));
    assert!(!finds(&guard, b"tulips"));
}

#[test]
fn files_with_one_text_are_one_report() {
    let guard = guard(&["chrysanthemums tulipomania"], &[]);
    let leak = |text: &[u8]| guard.check("a", text).expect("a leak");
    let diagnostics =
        vec![leak(b"chrysanthemums"), leak(b"chrysanthemums tulips"), leak(b"chrysanthemums")];
    let folded = fold(diagnostics.into_iter().map(|leak| vec![leak].into()));
    assert_eq!(folded.len(), 1);
    assert!(folded[0].notes.iter().any(|note| note == "2 more files contain it"));
}

#[test]
fn the_work_is_linear() {
    // Deep nesting of what begins and never ends is where readers of text go wrong.
    let guard = guard(&["chrysanthemums"], &[]);
    for piece in ["<", "&", "%", "\\u", "](", "<a ", "a&b", "PK\u{3}\u{4}"] {
        assert!(!finds(&guard, piece.repeat(200_000).as_bytes()));
    }
}
