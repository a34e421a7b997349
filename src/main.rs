//! The program: arguments in, an exit code out.

use std::process::ExitCode;

/// Pages are made of many small pieces on several threads: this allocator takes a seventh off the time of a build.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    postil::cli::run(std::env::args_os())
}
