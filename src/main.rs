//! The command line; everything is in the library.

use std::process::ExitCode;

fn main() -> ExitCode {
    ExitCode::from(plenary::cli::run(std::env::args_os()))
}
