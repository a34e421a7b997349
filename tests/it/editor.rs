//! `new` opens the author's editor: at a terminal, at the line to write at, and without a shell.

use std::fs::File;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};

/// A publication and an editor that writes down what it is told.
struct Desk {
    folder: tempfile::TempDir,
}

impl Desk {
    fn new() -> Self {
        let desk = Self { folder: tempfile::tempdir().unwrap() };
        let init = Command::new(env!("CARGO_BIN_EXE_postil")).args(["init", "--quiet"]).arg(desk.root()).status();
        assert!(init.unwrap().success());
        // Two editors of one kind; a folder with a space, as on many machines.
        for name in ["my editor", "vim"] {
            let place = desk.editor(name);
            std::fs::create_dir_all(place.parent().unwrap()).unwrap();
            let told = desk.folder.path().join("told");
            std::fs::write(&place, format!("#!/bin/sh\nprintf '%s\\n' \"$@\" >'{}'\n", told.display())).unwrap();
            std::fs::set_permissions(&place, std::fs::Permissions::from_mode(0o755)).unwrap();
        }
        desk
    }

    fn root(&self) -> PathBuf {
        self.folder.path().join("book")
    }

    fn editor(&self, name: &str) -> PathBuf {
        self.folder.path().join("my tools").join(name)
    }

    /// Runs a command, at a terminal or not; returns what the editor was told, if it was opened.
    fn run(&self, arguments: &[&str], (visual, editor): (&str, &str), terminal: bool) -> Option<Vec<String>> {
        let master = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY).unwrap();
        grantpt(&master).unwrap();
        unlockpt(&master).unwrap();
        let name = ptsname(&master, Vec::new()).unwrap().into_string().unwrap();
        let line = || File::options().read(true).write(true).open(&name).unwrap();
        let mut command = Command::new(env!("CARGO_BIN_EXE_postil"));
        command.args(arguments).current_dir(self.root()).env("VISUAL", visual).env("EDITOR", editor);
        if terminal {
            command.stdin(line()).stdout(line()).stderr(line());
        } else {
            command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        }
        assert!(command.status().unwrap().success(), "{arguments:?}");
        let told = self.folder.path().join("told");
        let said = std::fs::read_to_string(&told).ok();
        let _ = std::fs::remove_file(told);
        said.map(|said| said.lines().map(str::to_owned).collect())
    }
}

fn line_of(file: &Path, words: &str) -> usize {
    let text = std::fs::read_to_string(file).unwrap();
    let found = text.lines().zip(1..).filter(|(line, _)| line.starts_with(words)).last();
    found.unwrap().1
}

#[test]
fn the_editor_opens_at_the_line_to_write_at() {
    let desk = Desk::new();
    let (notes, term) = (
        desk.root().canonicalize().unwrap().join("content/gettysburg-address/commentary/notes.md"),
        desk.root().canonicalize().unwrap().join("content/glossary/civil-war.md"),
    );
    let note = |words| ["new", "note", "gettysburg-address", words];
    let quoted = |name| format!("'{}' --wait \"; touch it\"", desk.editor(name).display());
    let told = desk.run(&note("a new birth of freedom"), (&quoted("my editor"), "false"), true).unwrap();
    assert_eq!(told, ["--wait", "; touch it", notes.to_str().unwrap()]);
    let told = desk.run(&note("the brave men"), ("", &quoted("vim")), true).unwrap();
    let line = line_of(&notes, "Write here");
    assert_eq!(told, ["--wait", "; touch it", &format!("+{line}"), notes.to_str().unwrap()]);
    let told = desk.run(&["new", "term", "civil war"], (" ", &quoted("vim")), true).unwrap();
    assert_eq!(told[2..], [format!("+{}", line_of(&term, "short:")), term.to_str().unwrap().to_owned()]);
    assert!(!desk.root().join("it").exists(), "no shell reads it");
}

#[test]
fn no_editor_opens_where_none_is_wanted() {
    let desk = Desk::new();
    let vim = format!("'{}'", desk.editor("vim").display());
    let note = |words| ["new", "note", "gettysburg-address", words];
    assert_eq!(desk.run(&note("a new birth of freedom"), (&vim, ""), false), None);
    assert_eq!(desk.run(&note("the brave men"), ("", ""), true), None);
    assert_eq!(desk.run(&["new", "term", "civil war", "--no-edit"], (&vim, &vim), true), None);
    // The note is written although the editor cannot be run, or fails.
    assert_eq!(desk.run(&note("a great battle-field"), ("/nowhere/to/be/found", ""), true), None);
    assert_eq!(desk.run(&note("final resting place"), ("false", ""), true), None);
    let notes = std::fs::read_to_string(desk.root().join("content/gettysburg-address/commentary/notes.md")).unwrap();
    assert!(notes.contains("> a great battle-field\n") && notes.contains("> final resting place\n"), "{notes}");
}
