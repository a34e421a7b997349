//! One run at the terminal: where the publication is, how much is said, and in which colours.
//!
//! The one place that prints. What was asked for goes to standard output, all else to standard error.
#![allow(clippy::disallowed_methods, reason = "a command begins at the folder that it is run in")]

use std::fmt::Display;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use anstream::{AutoStream, ColorChoice};
use clap::builder::styling::{AnsiColor, Effects, Style as Ansi};

use super::args::{Shared, When};
use crate::diag::{self, CAP, Diagnostic, Paint, Style, visible};
use crate::error::Error;
use crate::source::Sources;

/// How a heading or a name looks.
pub(super) const STRONG: Ansi = Ansi::new().effects(Effects::BOLD);
/// How a command to type or a path looks.
pub(super) const TYPED: Ansi = AnsiColor::Cyan.on_default();
const WRONG: Ansi = AnsiColor::BrightRed.on_default().effects(Effects::BOLD);
const REMEDY: Ansi = AnsiColor::BrightCyan.on_default().effects(Effects::BOLD);

/// How much is said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Volume {
    Quiet,
    Normal,
    Verbose,
}

/// One run at the terminal.
#[derive(Clone, Debug)]
pub(super) struct Session {
    root: Option<PathBuf>,
    volume: Volume,
    color: ColorChoice,
}

impl Session {
    /// Begins a run as the arguments say.
    pub(super) fn new(shared: &Shared) -> Self {
        let volume = match (shared.quiet, shared.verbose) {
            (true, _) => Volume::Quiet,
            (_, true) => Volume::Verbose,
            _ => Volume::Normal,
        };
        let color = match shared.color {
            When::Auto => ColorChoice::Auto,
            When::Always => ColorChoice::Always,
            When::Never => ColorChoice::Never,
        };
        Self { root: shared.root.clone(), volume, color }
    }

    /// Finds the publication's folder: the given one, or the nearest upwards that holds a `book.toml`.
    ///
    /// # Errors
    /// [`Error::Usage`] when there is none.
    pub(super) fn root(&self) -> Result<PathBuf, Error> {
        let holds = |folder: &Path| folder.join("book.toml").is_file();
        if let Some(root) = &self.root {
            let told = || {
                format!(
                    "there is no book.toml in `{0}`\nrun `postil init {0}` to begin a publication there",
                    root.display()
                )
            };
            return if holds(root) { Ok(root.clone()) } else { Err(Error::Usage(told())) };
        }
        let here = std::env::current_dir().map_err(Error::io("find", "."))?;
        here.ancestors().find(|folder| holds(folder)).map(Path::to_path_buf).ok_or_else(|| {
            Error::Usage(
                "there is no book.toml here or in a folder above\n\
                 run `postil init` to begin a publication, or name its folder with `--root DIR`"
                    .into(),
            )
        })
    }

    /// Shows diagnostics as a person reads them.
    pub(super) fn tell(&self, diagnostics: &[Diagnostic], sources: &Sources) {
        let cap = if self.volume == Volume::Verbose { usize::MAX } else { CAP };
        self.warn(diag::human(diagnostics, sources, Style { paint: Paint::Coloured, cap }));
    }

    /// Writes what was asked for.
    pub(super) fn put(&self, text: impl Display) {
        let mut out = AutoStream::new(std::io::stdout(), self.color);
        // Whoever reads us may stop before the end (`| head`): no reason to fail.
        let _ = write!(out, "{text}").and_then(|()| out.flush());
    }

    /// Writes a line of what was done, unless quiet was asked for.
    pub(super) fn say(&self, line: impl Display) {
        if self.volume != Volume::Quiet {
            self.put(format_args!("{line}\n"));
        }
    }

    /// Writes a line of what is being done, if that was asked for.
    pub(super) fn murmur(&self, line: impl Display) {
        if self.volume == Volume::Verbose {
            self.warn(format_args!("{line}\n"));
        }
    }

    /// Writes what is wrong.
    pub(super) fn warn(&self, text: impl Display) {
        let mut out = AutoStream::new(std::io::stderr(), self.color);
        let _ = write!(out, "{text}");
    }

    /// Tells what stopped the run; lines after the first are remedies, unless they begin with two spaces.
    pub(super) fn fail(&self, error: &Error) {
        let told = error.to_string();
        let told = visible(&told);
        let (what, remedies) = told.split_once('\n').unwrap_or((&told, ""));
        self.warn(format_args!("{WRONG}error{WRONG:#}{STRONG}: {what}{STRONG:#}\n"));
        for line in remedies.lines() {
            if line.starts_with("  ") {
                self.warn(format_args!("{line}\n"));
            } else {
                self.warn(format_args!("{REMEDY}help{REMEDY:#}: {line}\n"));
            }
        }
    }
}
