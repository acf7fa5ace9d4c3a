//! The same input gives the same bytes, whatever the order of files and the number of threads.
#![allow(clippy::disallowed_methods, reason = "a test that reads the portal from the disk")]

use std::collections::BTreeMap;
use std::path::Path;

use plenary::bundle::Content;
use plenary::source::{Source, Sources};
use plenary::state::State;
use plenary::view::Settings;

/// The fingerprint of every output file of this repository's own portal.
fn output(sources: &Sources, threads: usize) -> BTreeMap<String, String> {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("threads");
    let settings = Settings { today: "2026-01-01".to_owned(), ..Settings::default() };
    pool.install(|| {
        let build = plenary::build(sources, &settings, &mut State::default());
        let files = build.bundle.order().concat().into_iter();
        files
            .map(|at| {
                let route = &build.bundle.files()[at].0;
                let mark = match build.bundle.content(at).value {
                    Some(Content::Bytes(bytes)) => {
                        plenary::fingerprint::Fingerprint::of(bytes).hex()
                    }
                    other => format!("{other:?}"),
                };
                (route.as_str().to_owned(), mark)
            })
            .collect()
    })
}

#[test]
fn the_order_of_files_and_the_number_of_threads_do_not_matter() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let sources = plenary::load::read(root, &[]).expect("the portal can be read").value;
    let backwards: Vec<Source> = {
        let mut files: Vec<Source> = sources.iter().map(|(_, source)| source.clone()).collect();
        files.reverse();
        files
    };
    let mut assets = sources.assets().to_vec();
    assets.reverse();
    let backwards = Sources::from_parts(backwards, assets);
    let first = output(&sources, 1);
    assert!(first.len() > 200, "the portal has pages");
    assert_eq!(first, output(&backwards, 4));
}
