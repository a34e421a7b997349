//! The command line: an edge over the same pipeline as everything else.
//!
//! In: arguments. Out: what the command does, words on the terminal, and an exit code:
//! 0 done, 1 the publication has errors, 2 wrong usage, 3 the outside world failed, 4 publishing was refused or failed,
//! 101 a bug of our own.

mod anchors;
mod args;
mod build;
mod check;
mod completions;
mod editor;
mod explain;
mod init;
mod new;
mod panic;
mod publication;
mod publish;
mod records;
mod serve;
mod session;
mod tally;

use std::ffi::OsString;
use std::process::ExitCode;

use clap::Parser as _;

use crate::error::Error;
use args::{Args, Command, NewCommand};
use session::Session;

/// How a command ended that met no [`Error`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Outcome {
    /// It did what was asked.
    Done,
    /// The publication has errors, and they were told.
    Faulty,
}

/// Runs the command that the arguments name (the first is the program's own name), and returns its exit code.
pub fn run(args: impl IntoIterator<Item = OsString>) -> ExitCode {
    panic::set_hook();
    let args = match Args::try_parse_from(args) {
        Ok(args) => args,
        Err(error) => {
            // A closed terminal is no reason to fail twice.
            let _ = error.print();
            return ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(2));
        }
    };
    let session = Session::new(&args.shared);
    match dispatch(&session, &args.command) {
        Ok(Outcome::Done) => ExitCode::SUCCESS,
        Ok(Outcome::Faulty) => ExitCode::FAILURE,
        Err(error) => {
            session.fail(&error);
            ExitCode::from(code(&error))
        }
    }
}

fn dispatch(session: &Session, command: &Command) -> Result<Outcome, Error> {
    match command {
        Command::Init(options) => init::run(session, options),
        Command::Build(options) => build::run(session, options),
        Command::Serve(options) => serve::run(session, options),
        Command::Check(options) => check::run(session, options),
        Command::Publish(options) => publish::run(session, options),
        Command::New { command: NewCommand::Note(options) } => new::note(session, options),
        Command::New { command: NewCommand::Term(options) } => new::term(session, options),
        Command::Anchors { command } => anchors::run(session, command),
        Command::Explain { code } => explain::run(session, code.as_deref()),
        Command::Completions { shell } => Ok(completions::run(session, *shell)),
    }
}

/// A theme belongs to the publication, so a wrong template is the publication's error.
fn code(error: &Error) -> u8 {
    match error {
        Error::Theme { .. } | Error::Words { .. } => 1,
        Error::Usage(_) => 2,
        Error::Publish(_) => 4,
        _ => 3,
    }
}
