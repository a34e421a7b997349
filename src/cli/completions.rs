//! `postil completions`: what lets a shell complete our commands.

use clap::CommandFactory as _;

use super::Outcome;
use super::args::Args;
use super::session::Session;

/// Prints the completions of a shell.
pub(super) fn run(session: &Session, shell: clap_complete::Shell) -> Outcome {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Args::command(), "postil", &mut script);
    session.put(String::from_utf8_lossy(&script));
    Outcome::Done
}
