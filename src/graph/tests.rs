use super::*;
use crate::diag::Diagnostic;
use crate::parse::Known;

const SITE: &str = "-- site.toml --\nlanguages = [\"en\", \"fr\"]\n[kinds.agency]\nfolder = \"agencies\"\n\
    [kinds.agency.fields]\nacronym = { type = \"text\", name = true }\nparent = { type = \"ref\", kind = \"agency\" }\n\
    [kinds.meeting]\nfolder = \"meetings\"\n[kinds.meeting.fields]\nhosts = { type = \"refs\", kind = \"agency\" }\n";

fn graph(files: &str) -> Checked<Graph> {
    let sources = Sources::from_archive(&format!("{SITE}{files}"));
    let config = crate::model::read(&sources).value;
    let schema = crate::schema::read(&sources, &config).value;
    let records = crate::parse::records(&sources, &config, &schema, &mut Known::default()).value;
    let from = From { sources: &sources, config: &config, schema: &schema };
    resolve(records, from, Scope { drafts: false, distributions: &[], clock: &Clock::default() })
}

/// Every entity with the keys of those that refer to it, and every message.
fn shown(files: &str) -> Vec<String> {
    let Checked { value: graph, diagnostics } = graph(files);
    let mut out = Vec::new();
    for (id, entity) in graph.entities.iter().enumerate() {
        let from = graph.incoming(id as EntityId).iter().map(|e| graph.entity(e.from).key.id());
        out.push(format!("{} <- {:?}", entity.key.id(), from.collect::<Vec<_>>()));
    }
    out.extend(diagnostics.iter().map(|d| format!("{}: {}", d.code.slug(), d.message)));
    out
}

#[test]
fn a_reference_is_seen_at_both_ends() {
    let files = "-- content/agencies/unep.md --\n+++\ntitle = \"UN Environment\"\nacronym = \"UNEP\"\n+++\n\
        -- content/meetings/m.md --\n+++\ntitle = \"M\"\nhosts = [\"UNEP\"]\n+++\nSee [[un environment]].\n";
    assert_eq!(shown(files), ["unep <- [\"m\", \"m\"]", "m <- []"]);
}

#[test]
fn an_id_comes_before_a_name_and_exact_spelling_before_any_other() {
    let files = "-- content/agencies/emg.md --\n+++\ntitle = \"A\"\n+++\n\
        -- content/agencies/x.md --\n+++\ntitle = \"B\"\nnames = [\"emg\", \"EMG\"]\n+++\n\
        -- content/meetings/m.md --\n# M\n[[emg]] [[EMG]]\n";
    assert_eq!(shown(files), ["emg <- [\"m\"]", "x <- [\"m\"]", "m <- []"]);
}

#[test]
fn a_name_that_two_records_share_must_be_written_with_an_id() {
    let files = "-- content/agencies/a.md --\n+++\ntitle = \"A\"\nacronym = \"IMG\"\n+++\n\
        -- content/agencies/b.md --\n+++\ntitle = \"B\"\nacronym = \"IMG\"\n+++\n\
        -- content/meetings/m.md --\n# M\n[[IMG]] [[agency:a]]\n";
    let expected =
        ["a <- [\"m\"]", "b <- []", "m <- []", "ambiguous-reference: `IMG` matches 2 records"];
    assert_eq!(shown(files), expected);
}

#[test]
fn translations_are_one_entity() {
    let files = "-- content/agencies/a.md --\n# A\n[[m]]\n-- content/agencies/a.fr.md --\n# Un\n[[m]]\n\
        -- content/meetings/m.md --\n# M\n";
    let graph = graph(files).value;
    assert_eq!(graph.entities.len(), 2);
    let m = graph.find(&RecordKey::new("meeting", "m")).expect("it is there");
    let seen = |language| graph.incoming(m).iter().filter(|e| graph.is_seen(e, language)).count();
    assert_eq!((graph.incoming(m).len(), seen(0), seen(1)), (2, 1, 1));
}

#[test]
fn a_reference_to_the_place_of_a_row_in_its_table_names_the_row_too() {
    let files = "-- content/meetings/t.md --\n+++\n[table]\nrow_kind = \"agency\"\n+++\n# T\n\
        See [r2](#r2).\n\n## Note\n\n| id | title |\n| --- | --- |\n| r1 | A |\n| r2 | B |\n\
        -- content/meetings/m.md --\n# M\n[[t#r1]] [x](t.md#r1) [[t#note]]\n";
    let expected =
        ["t/r1 <- [\"m\", \"m\"]", "t/r2 <- [\"t\"]", "m <- []", "t <- [\"m\", \"m\", \"m\"]"];
    assert_eq!(shown(files), expected);
}

/// A seeded tree of records that refer to each other and to nothing.
fn random_files(mut seed: u64) -> String {
    let mut roll = move |sides: u64| {
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        seed % sides
    };
    let mut out = String::new();
    for at in 0..12 {
        let hosts: Vec<_> = (0..roll(4)).map(|_| format!("\"a{}\"", roll(14))).collect();
        out += &format!(
            "-- content/meetings/m{at}.md --\n+++\nhosts = [{}]\n+++\n# M{at}\n",
            hosts.join(", ")
        );
        for _ in 0..roll(6) {
            out += &format!("Text [[a{}]] and [x](../meetings/m{}.md).\n\n", roll(14), roll(14));
        }
        out += &format!(
            "-- content/agencies/a{at}.md --\n+++\nparent = \"a{}\"\n+++\n# A{at}\n[[m{}#top]]\n",
            roll(14),
            roll(14)
        );
    }
    out
}

/// How many places a diagnostic is about: its own, and those that it counts.
fn places(diagnostic: &Diagnostic) -> usize {
    let count = |note: &String| note.strip_prefix("it stands in ")?.split(' ').next()?.parse().ok();
    1 + diagnostic.notes.iter().find_map(count).unwrap_or(0)
}

#[test]
fn links_out_equal_links_in() {
    for seed in 1..=60 {
        let Checked { value: graph, diagnostics } = graph(&random_files(seed * 7919));
        let found = |found: &&Option<Found>| matches!(found, Some(Found { to: To::Entity(_), .. }));
        let out = graph.found.iter().flatten().filter(found).count();
        let incoming: usize =
            (0..graph.entities.len()).map(|id| graph.incoming(id as EntityId).len()).sum();
        assert_eq!(out, incoming, "seed {seed}");
        // What was not found was reported, every single one.
        let missing = graph.found.iter().flatten().filter(|found| found.is_none()).count();
        let reported: usize = diagnostics.iter().map(places).sum();
        assert_eq!(missing, reported, "seed {seed}: {diagnostics:#?}");
        for (id, entity) in graph.entities.iter().enumerate() {
            for edge in graph.incoming(id as EntityId) {
                let back = graph.target(edge.record, edge.link as usize);
                assert_eq!(back, Some(id as EntityId), "seed {seed}: {:?}", entity.key);
            }
        }
    }
}

#[test]
fn a_name_that_is_often_looked_up_in_vain_is_counted() {
    let Checked { diagnostics, .. } =
        graph(&format!("-- content/a.md --\n# A\n{}\n", "[[nobody]] ".repeat(1000)));
    assert_eq!(diagnostics.len(), 10);
    assert_eq!(diagnostics[9].notes, ["it occurs in 990 more places of this record"]);
}
