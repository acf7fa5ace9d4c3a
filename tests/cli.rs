//! The program as people run it: exit status, streams, and what stays as it was.
#![allow(clippy::disallowed_methods, reason = "a test that runs the program on real folders")]

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

fn plenary(folder: &Path, arguments: &[&str]) -> Output {
    let program = env!("CARGO_BIN_EXE_plenary");
    Command::new(program).args(arguments).current_dir(folder).output().expect("the program starts")
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// A new site in a temporary folder.
fn site() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let made = plenary(folder.path(), &["init", "."]);
    assert_eq!(made.status.code(), Some(0), "{}", text(&made.stderr));
    folder
}

#[test]
fn a_new_site_has_no_problems_and_a_second_build_writes_nothing() {
    let site = site();
    let first = plenary(site.path(), &["build", "--strict"]);
    assert_eq!(first.status.code(), Some(0), "{}", text(&first.stderr));
    let second = text(&plenary(site.path(), &["build"]).stdout);
    assert!(second.contains("0 files written") && second.contains("0 removed"), "{second}");
}

#[test]
fn infos_are_counted_unless_they_are_asked_for() {
    let site = site();
    let report = "+++\ntitle = \"Report\"\nmissing_parts = [\"Annex 1\"]\n+++\n";
    fs::create_dir_all(site.path().join("content/documents")).expect("a folder");
    fs::write(site.path().join("content/documents/report.md"), report).expect("a record");
    let count = "info[missing-part]: 1 in one file; `--infos` shows them\n";
    for verb in ["build", "check"] {
        let said = text(&plenary(site.path(), &[verb]).stderr);
        assert!(said.contains(count), "{said}");
        assert!(said.starts_with("error["), "errors come first: {said}");
        let all = text(&plenary(site.path(), &[verb, "--infos"]).stderr);
        assert!(all.contains("3 | missing_parts") && !all.contains(count), "{all}");
        let quiet = plenary(site.path(), &[verb, "--quiet"]);
        let (said, done) = (text(&quiet.stderr), text(&quiet.stdout));
        assert!(said.starts_with("error[") && !said.contains("info["), "{said}");
        assert_eq!(done, "");
    }
    let json = text(&plenary(site.path(), &["check", "--format", "json"]).stdout);
    assert!(json.contains("\"infos\": 1") && json.contains("\"count\": 1"), "{json}");
}

#[test]
fn a_site_with_errors_publishes_nothing_and_keep_going_does() {
    let site = site();
    plenary(site.path(), &["build"]);
    let page = site.path().join("public/meetings/kick-off/index.html");
    let before = fs::read(&page).expect("the page is there");
    let record = site.path().join("content/meetings/kick-off.md");
    let broken = fs::read_to_string(&record).expect("it is there") + "\nNew: [[nobody]].\n";
    fs::write(&record, broken).expect("it can be written");
    let failed = plenary(site.path(), &["build"]);
    assert_eq!(failed.status.code(), Some(1));
    assert!(text(&failed.stderr).contains("error[unknown-reference]: no record is named `nobody`"));
    assert_eq!(fs::read(&page).expect("the page is still there"), before);
    assert_eq!(plenary(site.path(), &["build", "--keep-going"]).status.code(), Some(1));
    assert_ne!(fs::read(&page).expect("the page is there"), before);
}

#[test]
fn what_no_folder_can_hold_is_reported_and_the_rest_is_published_if_asked() {
    let site = site();
    plenary(site.path(), &["build"]);
    let page = site.path().join("public/meetings/kick-off/index.html");
    fs::create_dir_all(site.path().join("static")).expect("it can be made");
    fs::write(site.path().join("static/meetings"), "a file").expect("it can be written");
    for arguments in [&["build"][..], &["build", "--keep-going"]] {
        let failed = plenary(site.path(), arguments);
        let said = text(&failed.stderr);
        assert_eq!(failed.status.code(), Some(1), "{said}");
        assert!(
            said.contains("error[route-collision]: `meetings` is both a file and a folder"),
            "{said}"
        );
        let last = text(&failed.stdout) + &said;
        assert_eq!(last.contains("nothing was published"), arguments.len() == 1, "{last}");
        assert!(page.exists());
    }
}

#[test]
fn an_output_folder_that_is_read_is_refused() {
    let site = site();
    for out in ["content/public", "static", "templates/x/y"] {
        let refused = plenary(site.path(), &["build", "--out", out]);
        assert_eq!(refused.status.code(), Some(2), "{out}");
        assert!(!site.path().join(out).exists(), "{out}");
    }
}

#[test]
fn what_is_no_site_and_what_is_no_argument_cannot_work() {
    let empty = tempfile::tempdir().expect("a temporary folder");
    let none = plenary(empty.path(), &["check"]);
    assert_eq!(none.status.code(), Some(2));
    assert!(text(&none.stderr).contains("there is no site.toml"));
    assert_eq!(plenary(empty.path(), &["biuld"]).status.code(), Some(2));
    assert_eq!(plenary(empty.path(), &["--help"]).status.code(), Some(0));
}

#[test]
fn a_report_for_programs_stands_alone_on_the_standard_stream() {
    let site = site();
    fs::write(site.path().join("content/a.md"), "# A\n[[nobody]]\n").expect("it can be written");
    let report = plenary(site.path(), &["check", "--format", "json"]);
    let json: serde_json::Value = serde_json::from_slice(&report.stdout).expect("it is JSON");
    assert_eq!(json["errors"], 1);
    assert_eq!(json["diagnostics"][0]["file"], "content/a.md");
    assert_eq!(json["diagnostics"][0]["line"], 2);
}

/// A site with three actions.
fn actions() -> tempfile::TempDir {
    let site = tempfile::tempdir().expect("a temporary folder");
    let write = |path: &str, text: &str| {
        let path = site.path().join(path);
        fs::create_dir_all(path.parent().expect("it lies in a folder")).expect("a folder");
        fs::write(path, text).expect("it can be written");
    };
    let kinds = "[kinds.action]\nfolder = \"actions\"\n\
        fields.due = { type = \"date\" }\n\
        fields.state = { type = \"enum\", values = [\"active\", \"implemented\"] }\n";
    write("site.toml", kinds);
    write(
        "content/actions/a.md",
        "+++\ntitle = \"A\"\nstate = \"active\"\ndue = 2005-08-12\n+++\n",
    );
    write(
        "content/actions/b.md",
        "+++\ntitle = \"B, two\"\nstate = \"active\"\ndue = 2004-01-01\n+++\n",
    );
    write(
        "content/actions/c.md",
        "+++\ntitle = \"C\"\nstate = \"implemented\"\n+++\n\n## Why\n\nSo.\n",
    );
    site
}

#[test]
fn a_query_prints_the_records_that_meet_its_condition() {
    let site = actions();
    let query = |arguments: &[&str]| {
        let all = [&["query"], arguments, &["--as-of", "2005-01-01"]].concat();
        let output = plenary(site.path(), &all);
        (output.status.code(), text(&output.stdout), text(&output.stderr))
    };
    let (status, out, said) =
        query(&["due and due < today", "--kind", "action", "--fields", "due"]);
    assert_eq!((status, said.as_str()), (Some(0), "1 record\n"));
    assert_eq!(out, "action:b  B, two\n    due: 2004-01-01\n");
    let (_, out, _) =
        query(&["state == 'active'", "--format", "csv", "--fields=due", "--sort=-due"]);
    assert_eq!(
        out,
        "id,kind,title,url,due\r\na,action,A,/actions/a/,2005-08-12\r\n\
         b,action,\"B, two\",/actions/b/,2004-01-01\r\n"
    );
    let (_, out, _) = query(&["state == 'implemented'", "--format", "json", "--fields=due,state"]);
    let json: serde_json::Value = serde_json::from_str(&out).expect("it is JSON");
    assert_eq!(json[0]["fields"], serde_json::json!({ "due": null, "state": "implemented" }));
    let (status, out, said) = query(&["state == 'gone'"]);
    assert_eq!((status, out.as_str()), (Some(0), ""));
    assert_eq!(said, "no record matches the condition\n");
}

#[test]
fn what_is_printed_cannot_act_on_a_terminal() {
    let title = "title = \"a\\u001b[31m\\u202eb\"";
    let site = site();
    let page = format!("+++\n{title}\n+++\n&#27;[31m\n");
    fs::write(site.path().join("content/x.md"), page).expect("it can be written");
    for arguments in [&["query", "", "--kind", "page"][..], &["why", "/x/"], &["check"]] {
        let output = plenary(site.path(), arguments);
        let all = text(&output.stdout) + &text(&output.stderr);
        assert!(!all.contains(['\u{1b}', '\u{202e}']), "{arguments:?}: {all:?}");
        assert!(arguments[0] != "query" || all.contains("[31m"), "{arguments:?}: {all:?}");
    }
}

#[test]
fn a_query_that_cannot_be_asked_says_why() {
    let site = actions();
    for (arguments, help) in [
        (&["stat == 'active'"][..], "did you mean `state`?"),
        (&["", "--kind", "acton"], "did you mean `action`?"),
        (&["", "--kind", "action", "--fields", "dua"], "did you mean `due`?"),
        (&["", "--sort", "-dat"], "no field of the kind `action` is named `dat`"),
        (&["state == "], "it ends too early"),
    ] {
        let output = plenary(site.path(), &[&["query"], arguments].concat());
        assert_eq!(output.status.code(), Some(1), "{arguments:?}");
        assert!(text(&output.stderr).contains(help), "{}", text(&output.stderr));
    }
}

#[test]
fn why_names_the_lines_behind_a_page_and_a_place_on_it() {
    let site = actions();
    let cites = "+++\ntitle = \"D\"\n+++\n\nAs\n[[action:c]] says.\n";
    fs::write(site.path().join("content/actions/d.md"), cites).expect("it can be written");
    let why = |arguments: &[&str]| {
        let output = plenary(site.path(), &[&["why"], arguments].concat());
        (output.status.code(), text(&output.stdout), text(&output.stderr))
    };
    let (status, out, _) = why(&["actions/c"]);
    assert_eq!(status, Some(0));
    for line in [
        "/actions/c/ is the page of the record `action:c`",
        "    title  content/actions/c.md:2: title = \"C\"",
        "    state  content/actions/c.md:3: state = \"implemented\"",
        "    text  content/actions/d.md:6: [[action:c]] says.",
    ] {
        assert!(out.lines().any(|own| own == line), "{line}\n{out}");
    }
    let (_, out, _) = why(&["https://portal.example/actions/c/#why", "--format", "json"]);
    let json: serde_json::Value = serde_json::from_str(&out).expect("it is JSON");
    assert_eq!(
        json["place"][0],
        serde_json::json!({
            "file": "content/actions/c.md", "line": 6, "text": "## Why",
        })
    );
    assert_eq!(json["records"][0]["shows"], "everything");
    let (_, out, _) = why(&["/actions/a/#due"]);
    assert!(out.contains("made from\n  content/actions/a.md:4: due = 2005-08-12\n"), "{out}");
}

#[test]
fn why_offers_the_nearest_address_or_place() {
    let site = actions();
    for (address, help) in [
        (
            "/action/a/",
            "error: the site has no page `/action/a/`\n  help: did you mean `/actions/a/`",
        ),
        ("actions/a#dut", "help: did you mean `due`?"),
        ("actions/c#whi", "help: did you mean `why`?"),
    ] {
        let output = plenary(site.path(), &["why", address]);
        assert_eq!(output.status.code(), Some(1), "{address}");
        assert!(text(&output.stderr).contains(help), "{}", text(&output.stderr));
    }
}

#[test]
fn explain_names_the_templates_of_a_page_and_where_they_were_found() {
    let site = actions();
    let templates = site.path().join("templates");
    fs::create_dir(&templates).expect("a folder can be made");
    let footer = "{% extends \"parent/base.html\" %}{% block footer %}{% endblock footer %}";
    fs::write(templates.join("base.html"), footer).expect("it can be written");
    let output = plenary(site.path(), &["explain", "--template", "/actions/c/"]);
    let out = text(&output.stdout);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    for line in [
        "/actions/c/ is the page of the record `action:c`",
        "  action.html              not found",
        "  record.html              built in",
        "  base.html                templates/base.html (site)",
        "                             overrides built in",
        "                             overridden blocks: footer",
        "  {% extends \"parent/record.html\" %}",
    ] {
        assert!(out.lines().any(|own| own == line), "{line}\n{out}");
    }
    let json = plenary(site.path(), &["explain", "--template", "/actions/c/", "--format", "json"]);
    let json: serde_json::Value = serde_json::from_slice(&json.stdout).expect("it is JSON");
    assert_eq!(json["tried"][0], serde_json::json!({ "name": "action.html", "layers": [] }));
    assert_eq!(json["tried"][1]["layers"][0]["layer"], "built-in");
    let output = plenary(site.path(), &["explain", "--template", "/action/c/"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(text(&output.stderr).contains("did you mean `/actions/c/`"));
}

/// A site with a table whose rows have no ids.
fn table() -> tempfile::TempDir {
    let site = tempfile::tempdir().expect("a temporary folder");
    let write = |path: &str, bytes: &[u8]| {
        let path = site.path().join(path);
        fs::create_dir_all(path.parent().expect("it lies in a folder")).expect("a folder");
        fs::write(path, bytes).expect("it can be written");
    };
    write("site.toml", b"[kinds.table]\nfolder = \"tables\"\n[kinds.row]\nfolder = \"rows\"\n");
    let record = "+++\ntitle = \"Table\"\n[table]\nrow_kind = \"row\"\ncolumns = { Sujet = \"title\", Qui = false }\n+++\n";
    write("content/tables/t/index.md", record.as_bytes());
    write("content/tables/t/table.csv", b"Sujet;Qui\r\nD\xe9chets;x\r\nEau;\r\n");
    site
}

#[test]
fn fix_gives_ids_to_rows_and_changes_nothing_else() {
    let site = table();
    let file = site.path().join("content/tables/t/table.csv");
    let before = fs::read(&file).expect("it is there");
    let dry = plenary(site.path(), &["fix", "--ids", "--dry-run"]);
    assert_eq!(dry.status.code(), Some(0), "{}", text(&dry.stderr));
    let said = text(&dry.stdout);
    assert!(said.contains("table.csv would get a column `id` with 2 ids (row-01 to row-02)"));
    assert!(said.contains("  - Eau;\n  + row-02;Eau;\n"), "{said}");
    assert_eq!(fs::read(&file).expect("it is there"), before);
    assert_eq!(plenary(site.path(), &["fix", "--ids"]).status.code(), Some(0));
    let after = fs::read(&file).expect("it is there");
    assert_eq!(after, b"id;Sujet;Qui\r\nrow-01;D\xe9chets;x\r\nrow-02;Eau;\r\n");
    let folder = file.parent().expect("it lies in a folder");
    assert_eq!(fs::read_dir(folder).expect("it can be read").count(), 2, "nothing is left over");
    let built = plenary(site.path(), &["build"]);
    assert_eq!(built.status.code(), Some(0), "{}", text(&built.stderr));
    assert!(!text(&built.stderr).contains("no-row-ids"));
    assert!(site.path().join("public/rows/t/row-02/index.html").is_file());
    let again = text(&plenary(site.path(), &["fix", "--ids"]).stdout);
    assert_eq!(again, "every row has an id (1 table checked)\n");
}

#[test]
fn fix_says_what_it_cannot_do() {
    let site = table();
    fs::remove_file(site.path().join("content/tables/t/table.csv")).expect("it was there");
    let mut workbook = rust_xlsxwriter::Workbook::new();
    workbook
        .add_worksheet()
        .write(0, 0, "Sujet")
        .and_then(|s| s.write(1, 0, "Eau"))
        .expect("cells");
    let file = site.path().join("content/tables/t/table.xlsx");
    workbook.save(&file).expect("it can be written");
    let before = fs::read(&file).expect("it is there");
    let refused = plenary(site.path(), &["fix", "--ids"]);
    assert_eq!(refused.status.code(), Some(1));
    assert!(text(&refused.stderr).contains("`table.xlsx` is a workbook"));
    assert!(text(&refused.stderr).contains("help: open it, write ids"));
    assert_eq!(fs::read(&file).expect("it is there"), before);
    assert_eq!(plenary(site.path(), &["fix"]).status.code(), Some(2));
}

#[test]
fn fix_adds_what_is_not_translated() {
    let site = tempfile::tempdir().expect("a temporary folder");
    let put = |path: &str, text: &str| {
        let path = site.path().join(path);
        fs::create_dir_all(path.parent().expect("it has one")).expect("a folder");
        fs::write(path, text).expect("a file");
    };
    put("site.toml", "title = \"Portal\"\nlanguages = [\"en\", \"fr\"]\n");
    put("model/meeting.toml", "[kinds.meeting]\nlabel = \"Meeting\"\nfields.place = {}\n");
    put("strings/fr.toml", "# Par nous\n[kinds.meeting]\nlabel = \"Réunion\" # bien\n");
    let dry = plenary(site.path(), &["fix", "--strings", "fr", "--dry-run"]);
    assert_eq!(text(&dry.stdout), "strings/fr.toml would get 2 texts\n");
    assert_eq!(plenary(site.path(), &["fix", "--strings", "fr"]).status.code(), Some(0));
    let filled = fs::read_to_string(site.path().join("strings/fr.toml")).expect("it is there");
    assert_eq!(
        filled,
        "title = \"\"  # Portal\n\n# Par nous\n[kinds.meeting]\nlabel = \"Réunion\" # bien\n\n[kinds.meeting.fields.place]\nlabel = \"\"  # Place\n"
    );
    let again = plenary(site.path(), &["fix", "--strings", "fr"]);
    assert_eq!(text(&again.stdout), "strings/fr.toml has every text\n");
    let unknown = plenary(site.path(), &["fix", "--strings", "de"]);
    assert_eq!(unknown.status.code(), Some(2));
    // A language that the program does not know gets its words, too.
    put("site.toml", "title = \"Portal\"\nlanguages = [\"en\", \"de\"]\n");
    assert_eq!(plenary(site.path(), &["fix", "--strings", "de"]).status.code(), Some(0));
    let filled = fs::read_to_string(site.path().join("strings/de.toml")).expect("it is there");
    assert!(filled.contains("what_is_here = \"\"  # What is here\n"), "{filled}");
    assert!(filled.contains("[fields.summary]\nlabel = \"\"  # Summary\n"), "{filled}");
}

#[test]
fn init_makes_a_site_that_has_nothing_to_say_and_tells_editors_what_it_may_hold() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let made = plenary(folder.path(), &["init", "portal"]);
    assert_eq!(made.status.code(), Some(0));
    let site = folder.path().join("portal");
    let checked = plenary(&site, &["check", "--strict"]);
    assert_eq!((checked.status.code(), text(&checked.stderr)), (Some(0), String::new()));
    // The schema that the first line of each file names is there.
    for file in ["site.toml", "model/kinds/lesson.toml"] {
        let first = fs::read_to_string(site.join(file)).expect("it is there");
        let first = first.lines().next().and_then(|line| line.strip_prefix("#:schema "));
        let named = site.join(file).with_file_name(first.expect("it names a schema"));
        let schema = fs::read_to_string(&named).expect("it is there");
        assert_eq!(schema, text(&plenary(&site, &["model", "--schema"]).stdout), "{file}");
    }
}

#[test]
fn a_build_that_is_not_due_does_nothing() {
    // A new site has an action that grows later every year.
    let site = tempfile::tempdir().expect("a temporary folder");
    fs::create_dir(site.path().join("content")).expect("a folder");
    fs::write(site.path().join("site.toml"), "title = \"Site\"\n").expect("a file");
    let put = |path: &str, text: &str| fs::write(site.path().join(path), text).expect("a file");
    let build = |day: &str| plenary(site.path(), &["build", "--if-due", "--as-of", day]);
    put("content/call.md", "+++\ntitle = \"Call\"\nexpires = 2030-05-20\n+++\n");
    put("content/picture.png", "one");
    let first = text(&build("2030-01-01").stdout);
    let last = first.trim_end().lines().next_back().unwrap_or_default();
    assert!(
        last.starts_with("next change: 20 May 2030, ") && last.ends_with(" (expires of page:call)"),
        "{first}"
    );
    let page = site.path().join("public/call/index.html");
    assert!(page.exists());
    let nothing =
        "nothing to do: no file of the site has changed, and the next change is on 20 May 2030\n";
    for day in ["2030-01-02", "2030-05-19"] {
        let second = build(day);
        assert_eq!((second.status.code(), &*text(&second.stdout)), (Some(0), nothing));
    }
    // Files that are copied count, and so do the settings.
    put("content/picture.png", "two");
    assert!(text(&build("2030-05-19").stdout).contains("1 file written"));
    let other = plenary(
        site.path(),
        &["build", "--if-due", "--as-of", "2030-05-19", "--base-url", "https://a.example/"],
    );
    assert!(text(&other.stdout).contains("written"));
    build("2030-05-19");
    let gone = text(&build("2030-05-20").stdout);
    assert!(
        !page.exists() && gone.contains("next change: none before a file of the site changes"),
        "{gone}"
    );
    let never =
        "nothing to do: no file of the site has changed, and no day will change the output\n";
    assert_eq!(text(&build("2039-12-31").stdout), never);
}

#[test]
fn without_a_date_the_day_is_that_of_the_time_zone_or_of_source_date_epoch() {
    let site = site();
    let settings = fs::read_to_string(site.path().join("site.toml")).expect("it is there");
    let zone = |name: &str| format!("timezone = \"{name}\"\n{settings}");
    fs::write(
        site.path().join("content/call.md"),
        "+++\ntitle = \"Call\"\nexpires = 2026-03-29\n+++\n",
    )
    .expect("a file");
    let build = |epoch: &str| {
        let program = env!("CARGO_BIN_EXE_plenary");
        let mut command = Command::new(program);
        command.arg("build").env("SOURCE_DATE_EPOCH", epoch).current_dir(site.path());
        command.output().expect("the program starts")
    };
    // 23:30 on 28 March in London, half past midnight in Zurich.
    for (name, is_there) in [("UTC", true), ("Europe/Zurich", false)] {
        fs::write(site.path().join("site.toml"), zone(name)).expect("a file");
        assert_eq!(build("1774740600").status.code(), Some(0));
        assert_eq!(site.path().join("public/call/index.html").exists(), is_there, "{name}");
    }
    assert_eq!(build("yesterday").status.code(), Some(2));
}

/// Runs git in a folder, at a date.
fn git(folder: &Path, date: &str, arguments: &[&str]) {
    let mut command = Command::new("git");
    command.arg("-C").arg(folder).args(["-c", "user.name=A", "-c", "user.email=a@example.org"]);
    command.args(arguments).env("GIT_COMMITTER_DATE", date).env("GIT_AUTHOR_DATE", date);
    let done = command.output().expect("git starts");
    assert!(done.status.success(), "{}", text(&done.stderr));
}

#[test]
fn diff_tells_what_changed_between_outputs_folders_and_revisions() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let (top, site) = (folder.path(), folder.path().join("portal"));
    fs::create_dir_all(site.join("content/items")).expect("a folder");
    let put = |path: &str, text: &str| fs::write(site.join(path), text).expect("a file");
    let rank = |rank: u8| format!("+++\ntitle = \"Nine\"\nrank = {rank}\n+++\nText.\n");
    put(
        "site.toml",
        "base_url = \"https://a.example/\"\n[kinds.item]\nfolder = \"items\"\n\
         fields.rank = { type = \"integer\" }\n",
    );
    put("content/items/nine.md", &rank(2));
    put("content/items/old.md", "+++\ntitle = \"Moves\"\n+++\nThe same words.\n");
    git(top, "2026-01-01T12:00:00Z", &["init", "--quiet"]);
    git(top, "2026-01-01T12:00:00Z", &["add", "."]);
    git(top, "2026-01-01T12:00:00Z", &["commit", "--quiet", "-m", "one"]);
    assert_eq!(plenary(&site, &["build", "--out", "../out-1"]).status.code(), Some(0));
    put("content/items/nine.md", &rank(3));
    fs::rename(site.join("content/items/old.md"), site.join("content/items/new.md"))
        .expect("moved");
    put("content/items/secret.md", "+++\ntitle = \"Hidden\"\ndraft = true\n+++\n");
    put("content/items/fresh.md", "# Fresh\n");
    let expected = "added item:fresh: Fresh\nmoved item:old → item:new: Moves\n\
        item:new: url /items/old/ → /items/new/\nitem:nine: rank 2 → 3\n";
    let diff = |arguments: &[&str]| {
        let done = plenary(&site, &[&["diff"], arguments].concat());
        assert_eq!(done.status.code(), Some(0), "{arguments:?} {}", text(&done.stderr));
        text(&done.stdout)
    };
    assert_eq!(diff(&["HEAD"]), expected);
    git(top, "2026-02-01T12:00:00Z", &["add", "."]);
    git(top, "2026-02-01T12:00:00Z", &["commit", "--quiet", "-m", "two"]);
    assert_eq!(plenary(&site, &["build", "--out", "../out-2"]).status.code(), Some(0));
    for states in [["../out-1", "../out-2"], ["HEAD~1", "HEAD"], ["../out-1", "."]] {
        assert_eq!(diff(&states), expected, "{states:?}");
    }
    assert_eq!(diff(&["--since", "2026-02-01"]), expected);
    assert_eq!(diff(&["--since", "2026-01-02", "--until", "2026-01-31"]), "");
    assert!(diff(&["--since", "2025-01-01", "--until", "2026-01-31"]).contains("added item:nine"));
    let page = diff(&["--since", "2026-02-01", "--until", "2026-02-28", "--format", "html"]);
    assert!(page.contains("<h1>Changes from 2026-02-01 to 2026-02-28</h1>"), "{page}");
    assert!(page.contains("https://a.example/items/fresh/") && !page.contains("Hidden"), "{page}");
    let feed = diff(&["HEAD~1", "HEAD", "--format", "atom", "--as-of", "2026-02-02"]);
    assert_eq!(feed.matches("<entry>").count(), 3, "{feed}");
    let json: serde_json::Value =
        serde_json::from_str(&diff(&["HEAD~1", "--format", "json"])).expect("it is JSON");
    assert_eq!(json["changed"][0]["fields"][0]["new"], 3);
    let unknown = plenary(&site, &["diff", "no-such-thing"]);
    assert_eq!(unknown.status.code(), Some(2));
    assert!(text(&unknown.stderr).contains("neither a folder nor a revision"));
}
