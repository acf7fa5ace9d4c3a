//! What the program makes of letters and texts, for `tests/search/words.test.mjs`, which compares it with what the
//! script of the theme makes of them in a browser.

#![allow(clippy::disallowed_methods, reason = "a test that writes what another reads")]

use std::fmt::Write;
use std::fs;
use std::path::Path;

use plenary::words::{Class, fold, key, tokens};

/// Texts in which the two could differ.
const TEXTS: &[&str] = &[
    "SOM.19/03 and E/CN.17/1999/12, 007, 0, 2003",
    "e-waste co-operation a-b-c x\u{2010}y COVID-19 - alone -",
    "l\u{2019}eau d'Ivoire Côte E\u{301}tat",
    "الاجتماع الخامس للفريق المعني بالنفايات الإلكترونية ٢٠١٧ مُحَمَّد",
    "Ёлка й и\u{306} отходов",
    "東京都の会議 第5回PC東京ガギグカ",
    "한국어 문서의 검색 ภาษาไทย ព្រះ",
    "हिन्दी में खोज ½ ﬁn Ⅷ ｅ－ｗａｓｔｅ",
    "verylongwordverylongwordverylongwordverylongwordverylongword!",
    "🙂 emoji\u{fe0f} \u{300}alone a\u{300}\u{301}\u{302}b",
];

#[test]
fn folding_is_written_for_the_browser() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("search");
    fs::create_dir_all(&folder).expect("a folder can be made");
    let mut out = String::new();
    for c in '\0'..=char::MAX {
        let (class, folded) = fold(c);
        if class != Class::Separator {
            let single = u8::from(class == Class::Single);
            writeln!(out, "{:x}\t{single}\t{folded}", u32::from(c)).expect("it is a text");
        }
    }
    assert!(out.lines().count() > 100_000);
    fs::write(folder.join("folding.tsv"), out).expect("it can be written");
    let texts = TEXTS.iter().map(|text| {
        let mut found = Vec::new();
        tokens(text, &mut |t| found.push((t.folded.to_owned(), t.extra, key(t.folded).to_owned())));
        (*text, found)
    });
    let texts = serde_json::to_string(&texts.collect::<Vec<_>>()).expect("it is data");
    fs::write(folder.join("tokens.json"), texts).expect("it can be written");
}
