//! Feeds damaged input to everything that reads what others wrote.
//!
//! Without arguments every file below `fuzz/corpus/` is replayed and each is mutated a few times, always in the same way.
//! With `FUZZ_SECONDS=120` new mutations are tried for that long; `FUZZ_SEED` repeats a run. tests/README.md tells how to
//! replay one input and how to add a target.
//!
//! Each target runs in a process of its own with a limit on its memory, so that an abort, an overflow of the stack or an
//! endless loop is a result like any other.
#![allow(
    clippy::disallowed_methods,
    clippy::print_stdout,
    reason = "a test runner, not the program"
)]

use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

#[path = "fuzz/check.rs"]
mod check;
#[path = "fuzz/child.rs"]
mod child;
#[path = "fuzz/mutate.rs"]
mod mutate;
#[path = "fuzz/target.rs"]
mod target;

use child::Orders;
use target::{TARGETS, Target};

/// The address space of a process that runs a target, in KiB: room for a large site, too little for an amplification.
const MEMORY: u64 = 6 * 1024 * 1024;

/// How many mutations of each target an ordinary test run tries.
const RUNS: usize = 20;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match words[..] {
        ["child", name, ref orders @ ..] => child::run(target::named(name), &Orders::read(orders)),
        ["replay", name, file] => child::replay(target::named(name), Path::new(file)),
        // What test runners ask for before they run anything.
        ["--list", ..] => ExitCode::SUCCESS,
        _ => all(words.iter().copied().find(|word| !word.starts_with('-')).unwrap_or("")),
    }
}

/// Runs every target whose name holds `wanted`.
fn all(wanted: &str) -> ExitCode {
    let chosen: Vec<_> = TARGETS.iter().filter(|target| target.name.contains(wanted)).collect();
    let orders = orders(chosen.len().max(1));
    let failures: Vec<String> =
        chosen.iter().filter_map(|target| one(target, &orders).err()).collect();
    for failure in &failures {
        println!("\n{failure}");
    }
    println!("{} passed, {} failed", chosen.len() - failures.len(), failures.len());
    if failures.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// What each target is told to do: a number of runs, or its share of the seconds.
fn orders(targets: usize) -> Orders {
    let number = |name: &str| std::env::var(name).ok().and_then(|text| text.parse::<u64>().ok());
    let clock = || SystemTime::now().duration_since(UNIX_EPOCH).map_or(1, |now| now.as_secs());
    match number("FUZZ_SECONDS") {
        Some(seconds) => {
            let share = Duration::from_secs(seconds.div_ceil(targets as u64));
            Orders { seed: number("FUZZ_SEED").unwrap_or_else(clock), runs: usize::MAX, share }
        }
        None => Orders { seed: 1, runs: RUNS, share: Duration::from_secs(600) },
    }
}

fn one(target: &Target, orders: &Orders) -> Result<(), String> {
    let current = current_input(target);
    let program = std::env::current_exe().map_err(|error| error.to_string())?;
    let mut command = limited(&program);
    command.args(["child", target.name]).args(orders.words()).env("FUZZ_CURRENT", &current);
    let output = command.output().map_err(|error| error.to_string())?;
    let said = String::from_utf8_lossy(&output.stdout);
    print!("{said}");
    if output.status.success() {
        return Ok(());
    }
    let kept = current.with_extension("failed");
    let kept = std::fs::copy(&current, &kept).map_or(current, |_| kept);
    Err(format!(
        "{}: {} (seed {})\n{}replay it: cargo test --test fuzz -- replay {} {}",
        target.name,
        output.status,
        orders.seed,
        last_lines(&output.stderr),
        target.name,
        kept.display(),
    ))
}

/// The input that a target is reading is kept here, so that a process that died leaves it behind.
fn current_input(target: &Target) -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("fuzz-{}", target.name))
}

/// A command with a limit on its memory, where there is a shell that can set one.
fn limited(program: &Path) -> Command {
    if cfg!(not(target_os = "linux")) {
        return Command::new(program);
    }
    let mut command = Command::new("sh");
    command.args(["-c", &format!("ulimit -v {MEMORY}; exec \"$0\" \"$@\"")]).arg(program);
    command
}

/// The end of what a process wrote to its error output.
fn last_lines(bytes: &[u8]) -> String {
    let text = String::from_utf8_lossy(bytes);
    let lines: Vec<&str> = text.lines().collect();
    lines[lines.len().saturating_sub(12)..].iter().map(|line| format!("  {line}\n")).collect()
}
