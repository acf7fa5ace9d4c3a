//! The process that runs one target: first the corpus as it is, then mutations of it.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use crate::mutate::Mutator;
use crate::target::Target;

/// An input that takes longer than this is a finding. The program is not optimised here, and the machine may be busy.
const PATIENCE: Duration = Duration::from_secs(60);

/// What a process is told to do.
pub(crate) struct Orders {
    /// Where the random numbers begin.
    pub(crate) seed: u64,
    /// How many mutations to try.
    pub(crate) runs: usize,
    /// How long to try.
    pub(crate) share: Duration,
}

impl Orders {
    /// The orders as arguments of a process.
    pub(crate) fn words(&self) -> [String; 3] {
        [self.seed.to_string(), self.runs.to_string(), self.share.as_secs().to_string()]
    }

    /// Reads what [`Orders::words`] wrote.
    pub(crate) fn read(words: &[&str]) -> Self {
        let number = |at: usize| words.get(at).and_then(|word| word.parse().ok()).unwrap_or(1);
        Self { seed: number(0), runs: number(1) as usize, share: Duration::from_secs(number(2)) }
    }
}

/// Replays the corpus of a target, then tries mutations. Fails at the first input that breaks a promise.
pub(crate) fn run(target: &'static Target, orders: &Orders) -> ExitCode {
    let began = Instant::now();
    let watch = Watch::start();
    let corpus = corpus(target);
    assert!(!corpus.is_empty(), "`{}` has no corpus", target.name);
    for (path, bytes) in &corpus {
        if let Err(problem) = watch.one(target, bytes) {
            eprintln!("{}: {problem}", path.display());
            return ExitCode::FAILURE;
        }
    }
    let seeds: Vec<Vec<u8>> = corpus.into_iter().map(|(_, bytes)| bytes).collect();
    let mut mutator = Mutator::new(orders.seed, &seeds, target.words);
    let mut runs = 0;
    while runs < orders.runs && began.elapsed() < orders.share {
        if let Err(problem) = watch.one(target, &mutator.next()) {
            eprintln!("mutation {runs}: {problem}");
            return ExitCode::FAILURE;
        }
        runs += 1;
    }
    let slowest = Duration::from_millis(watch.slowest.load(Ordering::Relaxed));
    println!(
        "{:<14} {:>4} inputs of the corpus, {runs:>6} mutations, slowest {slowest:.1?}",
        target.name,
        seeds.len()
    );
    ExitCode::SUCCESS
}

/// Runs a target on one file.
pub(crate) fn replay(target: &'static Target, file: &Path) -> ExitCode {
    let bytes = std::fs::read(file).expect("the file can be read");
    match Watch::start().one(target, &bytes) {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            eprintln!("{problem}");
            ExitCode::FAILURE
        }
    }
}

/// Every file of a target's corpus, sorted by name.
fn corpus(target: &Target) -> Vec<(PathBuf, Vec<u8>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fuzz/corpus").join(target.name);
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.path()).collect();
    paths.sort();
    paths.into_iter().filter_map(|path| Some((path.clone(), std::fs::read(path).ok()?))).collect()
}

/// Ends the process where one input takes too long, which a loop without an end does.
struct Watch {
    began: Instant,
    /// When the present input was begun, in milliseconds after `began`; 0 between inputs.
    busy_since: &'static AtomicU64,
    /// How long the slowest input took, in milliseconds.
    slowest: AtomicU64,
    current: Option<PathBuf>,
}

impl Watch {
    fn start() -> Self {
        let (began, busy_since) = (Instant::now(), &*Box::leak(Box::new(AtomicU64::new(0))));
        std::thread::spawn(move || {
            loop {
                std::thread::sleep(Duration::from_millis(200));
                let since = busy_since.load(Ordering::Relaxed);
                if since > 0 && began.elapsed() > Duration::from_millis(since) + PATIENCE {
                    eprintln!("an input took longer than {PATIENCE:?}");
                    std::process::abort();
                }
            }
        });
        let current = std::env::var_os("FUZZ_CURRENT").map(PathBuf::from);
        Self { began, busy_since, slowest: AtomicU64::new(0), current }
    }

    fn one(&self, target: &Target, bytes: &[u8]) -> Result<(), String> {
        if let Some(path) = &self.current {
            std::fs::write(path, bytes).map_err(|error| error.to_string())?;
        }
        let start = self.began.elapsed().as_millis() as u64;
        self.busy_since.store(start.max(1), Ordering::Relaxed);
        let outcome = catch_unwind(AssertUnwindSafe(|| (target.run)(bytes)));
        self.busy_since.store(0, Ordering::Relaxed);
        let took = self.began.elapsed().as_millis() as u64 - start;
        self.slowest.fetch_max(took, Ordering::Relaxed);
        outcome.unwrap_or_else(|_| Err("it panicked".to_owned()))
    }
}
