//! The command line; everything is in the library.

use std::process::ExitCode;

// A site is hundreds of thousands of small texts; this allocator saves a third of the CPU time that
// checking them takes (benches/README.md).
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    ExitCode::from(plenary::cli::run(std::env::args_os()))
}
