//! The `postil` program: arguments in, exit code out.

use std::process::ExitCode;

fn main() -> ExitCode {
    postil::cli::run(std::env::args_os())
}
