//! What may be written after `postil`: the arguments, and the words of the help.

use std::path::PathBuf;

use clap::{ArgAction, Args as ClapArgs, Parser, Subcommand, ValueEnum, ValueHint};

/// Turns a text and a commentary written in Markdown into a cross-linked static website.
#[derive(Debug, Parser)]
#[command(name = "postil", version = env!("POSTIL_VERSION"), propagate_version = true, max_term_width = 100)]
#[command(after_help = "A first publication:\n  postil init my-book\n  cd my-book\n  postil build")]
pub(super) struct Args {
    /// What every command takes.
    #[command(flatten)]
    pub(super) shared: Shared,
    /// The command.
    #[command(subcommand)]
    pub(super) command: Command,
}

/// What every command takes.
#[derive(Debug, ClapArgs)]
#[command(next_display_order = 100)]
pub(super) struct Shared {
    /// The publication's folder; without it, the nearest folder upwards that holds a `book.toml`
    #[arg(long, global = true, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub(super) root: Option<PathBuf>,
    /// Say nothing but what is wrong
    #[arg(short, long, global = true, action = ArgAction::SetTrue, conflicts_with = "verbose")]
    pub(super) quiet: bool,
    /// Show every problem, and what is done
    #[arg(short, long, global = true, action = ArgAction::SetTrue)]
    pub(super) verbose: bool,
    /// Colours in the output
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    pub(super) color: When,
}

/// When to use colours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum When {
    /// On a terminal, unless the environment says no (NO_COLOR)
    Auto,
    /// Also in a file or a pipe
    Always,
    /// Not at all
    Never,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Begin a publication: a text, a first note, a glossary
    ///
    /// Asks nothing and overwrites nothing.
    #[command(after_help = "Examples:\n  postil init my-book\n  postil init my-book --from statement.txt")]
    Init(InitOptions),
    /// Make the site
    ///
    /// Nothing is written while the publication has errors.
    #[command(after_help = "Example:\n  postil build --strict")]
    Build(BuildOptions),
    /// Show the site in a browser while you write
    ///
    /// The page follows every change at once, and shows every problem over the last good state. Select words and press `a` to begin
    /// a note on them, or `d` to define them as a term: it is written into your files, and your editor opens there. Else
    /// nothing is written to disk.
    #[command(after_help = "Example:\n  postil serve --open")]
    Serve(ServeOptions),
    /// Look for problems, and write nothing
    #[command(after_help = "Example:\n  postil check --format json")]
    Check(CheckOptions),
    /// Put the site on a branch of a git remote, as GitHub Pages takes it
    ///
    /// The working tree, the index and the current branch are not touched, and no history is rewritten.
    #[command(after_help = "Examples:\n  postil publish --dry-run\n  postil publish")]
    Publish(PublishOptions),
    /// Add a note or a term
    #[command(
        after_help = "Examples:\n  postil new note statement \"Our commitment to Article 5\"\n  postil new term \"Defence Investment Pledge\""
    )]
    New {
        /// Which.
        #[command(subcommand)]
        command: NewCommand,
    },
    /// Keep the notes on a text that changes: what moved, what changed, what is gone
    ///
    /// The file `anchors.lock` beside a text remembers where every note stood, and what the text said there.
    #[command(
        after_help = "Examples:\n  postil anchors update\n  postil anchors status\n  postil anchors fix iron-clad --dry-run"
    )]
    Anchors {
        /// What to do.
        #[command(subcommand)]
        command: AnchorsCommand,
    },
    /// Say what a problem means and what to do
    #[command(after_help = "Example:\n  postil explain quote-ambiguous")]
    Explain {
        /// The code in the brackets of a problem; without one, all codes are listed
        code: Option<String>,
    },
    /// Print what lets a shell complete `postil` commands
    #[command(after_help = "Example:\n  postil completions bash > ~/.local/share/bash-completion/completions/postil")]
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
}

/// The arguments of `init`.
#[derive(Debug, ClapArgs)]
pub(super) struct InitOptions {
    /// The folder to begin in; it is made if it is not there
    #[arg(default_value = ".", value_hint = ValueHint::DirPath)]
    pub(super) dir: PathBuf,
    /// A text to begin with: plain text, Markdown or HTML
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(super) from: Option<PathBuf>,
}

/// The arguments of `build`.
#[derive(Debug, ClapArgs)]
pub(super) struct BuildOptions {
    /// Where to write the site, instead of `build-dir` in book.toml
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub(super) out: Option<PathBuf>,
    /// Warnings fail too
    #[arg(long)]
    pub(super) strict: bool,
    /// Take in what is marked `draft: true`
    #[arg(long)]
    pub(super) drafts: bool,
    /// Write the site although some quotes were not found; their notes stand apart
    #[arg(long)]
    pub(super) keep_going: bool,
}

/// The arguments of `serve`.
#[derive(Debug, ClapArgs)]
pub(super) struct ServeOptions {
    /// The port to listen on (0: any); when it is taken, the next free one
    #[arg(long, default_value_t = 4000)]
    pub(super) port: u16,
    /// The address to listen on; others than this machine's own let anyone on the network read the preview
    #[arg(long, value_name = "IP", default_value = "127.0.0.1")]
    pub(super) host: std::net::IpAddr,
    /// Open the site in the browser
    #[arg(long)]
    pub(super) open: bool,
    /// Take in what is marked `draft: true`
    #[arg(long)]
    pub(super) drafts: bool,
    /// The address by which a problem, or a new note, opens its file
    #[arg(long, value_name = "URL", env = "POSTIL_EDITOR", default_value = "vscode://file{file}:{line}:{column}")]
    pub(super) editor: String,
}

/// The arguments of `publish`.
#[derive(Debug, ClapArgs)]
#[allow(clippy::struct_excessive_bools, reason = "each is a flag of its own")]
pub(super) struct PublishOptions {
    /// The name of the remote, as `git remote` lists it
    #[arg(long, value_name = "NAME", default_value = "origin")]
    pub(super) remote: String,
    /// The branch that takes the site
    #[arg(long, value_name = "NAME", default_value = "gh-pages")]
    pub(super) branch: String,
    /// Show what would be added, changed and removed, and publish nothing
    #[arg(long)]
    pub(super) dry_run: bool,
    /// Remove also the files of the branch that Postil did not write (all but CNAME)
    #[arg(long)]
    pub(super) clean: bool,
    /// Publish although there are changes that are not committed
    #[arg(long)]
    pub(super) allow_dirty: bool,
    /// Publish to a branch that holds something else; its files are kept
    #[arg(long)]
    pub(super) adopt: bool,
    /// What the commit says, instead of `Publish` with the title and the commit that it was made from
    #[arg(short, long, value_name = "TEXT")]
    pub(super) message: Option<String>,
}

/// The arguments of `check`.
#[derive(Debug, ClapArgs)]
pub(super) struct CheckOptions {
    /// How problems are written
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    pub(super) format: Format,
    /// Warnings fail too
    #[arg(long)]
    pub(super) strict: bool,
    /// Take in what is marked `draft: true`
    #[arg(long)]
    pub(super) drafts: bool,
}

/// How `check` writes what it found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// For people
    Human,
    /// For programs: a JSON object a line for every note and problem, and a summary
    Json,
    /// For GitHub Actions: annotations beside the files
    Github,
}

/// What `anchors` does.
#[derive(Debug, Subcommand)]
pub(super) enum AnchorsCommand {
    /// List the notes that do not stand as they did, and write nothing
    Status(AnchorsOptions),
    /// Remember where the notes stand: those found to the letter, moved, or carried over
    ///
    /// Words that have changed stay a warning until `fix` or `accept`; what is doubtful, ambiguous or gone stays as it was remembered.
    Update(AnchorsOptions),
    /// Confirm the changed or doubtful places of notes, and remember all others as `update` does
    Accept(NamedNotes),
    /// Quote the text's new words in the notes: all that were carried over, or the named ones
    ///
    /// Nothing but the quotation itself is changed in a file.
    Fix(SomeNotes),
    /// Show what is remembered of a note, and the likeliest places with what differs there
    Explain(NamedNotes),
}

/// What every command of `anchors` takes.
#[derive(Clone, Copy, Debug, ClapArgs)]
pub(super) struct AnchorsOptions {
    /// Say what would be written, and write nothing
    #[arg(long)]
    pub(super) dry_run: bool,
    /// How the answer is written
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    pub(super) format: Answer,
}

/// Notes that must be named.
#[derive(Debug, ClapArgs)]
pub(super) struct NamedNotes {
    /// The notes: their ids, with `TEXT#` before them where two texts have the same
    #[arg(required = true, value_name = "ID")]
    pub(super) notes: Vec<String>,
    /// What every command of `anchors` takes.
    #[command(flatten)]
    pub(super) options: AnchorsOptions,
}

/// Notes that may be named.
#[derive(Debug, ClapArgs)]
pub(super) struct SomeNotes {
    /// The notes: their ids, with `TEXT#` before them where two texts have the same
    #[arg(value_name = "ID")]
    pub(super) notes: Vec<String>,
    /// What every command of `anchors` takes.
    #[command(flatten)]
    pub(super) options: AnchorsOptions,
}

/// How `anchors` answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Answer {
    /// For people
    Human,
    /// For programs: a JSON object a line
    Json,
}

/// What `new` adds.
#[derive(Debug, Subcommand)]
pub(super) enum NewCommand {
    /// Add a note on some words of a text
    ///
    /// Nothing is written unless the words stand in the text, and at one place only; the places are listed else. Then your
    /// editor is opened at the note.
    #[command(after_help = "Example:\n  postil new note statement \"Our commitment to Article 5\"")]
    Note(NoteOptions),
    /// Add a term to the glossary
    #[command(after_help = "Example:\n  postil new term \"Defence Investment Pledge\"")]
    Term(TermOptions),
}

/// The arguments of `new note`.
#[derive(Debug, ClapArgs)]
pub(super) struct NoteOptions {
    /// The text: its folder under `content`
    pub(super) text: String,
    /// The words that the note is about, as they stand in the text
    pub(super) words: String,
    /// The file in the text's `commentary` folder that takes the note
    #[arg(long, value_name = "FILE", default_value = "notes.md")]
    pub(super) file: String,
    /// Whether the editor is opened.
    #[command(flatten)]
    pub(super) editing: Editing,
}

/// What every command that makes a file to write in takes.
#[derive(Clone, Copy, Debug, ClapArgs)]
pub(super) struct Editing {
    /// Do not open the editor ($VISUAL, or $EDITOR); it is opened at a terminal only
    #[arg(long)]
    pub(super) no_edit: bool,
}

/// The arguments of `new term`.
#[derive(Debug, ClapArgs)]
pub(super) struct TermOptions {
    /// The term as its page shall show it
    pub(super) headword: String,
    /// Whether the editor is opened.
    #[command(flatten)]
    pub(super) editing: Editing,
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::*;

    #[test]
    fn the_commands_are_well_formed() {
        Args::command().debug_assert();
    }
}
