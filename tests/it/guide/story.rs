//! A story of the guide: a fresh folder, a home without anyone's settings, and remotes of its own.

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use tempfile::TempDir;

use super::page::{Block, Kind};

/// What stands for ssh: `git@github.com:you/notes.git` is a bare repository in the story's folder, made when first asked for.
const SSH: &str = "#!/bin/sh\n\
    for last; do :; done\n\
    name=$(echo \"$last\" | sed \"s/^[^']*'//; s/'.*//\")\n\
    place=\"$HOME/remotes/$name\"\n\
    [ -d \"$place\" ] || git init --quiet --bare -b main \"$place\"\n\
    exec git \"$(echo \"$last\" | sed 's/^git-//; s/ .*//')\" \"$place\"\n";
/// git's settings of whoever tells the story.
const SETTINGS: &str = "[user]\n\tname = An Author\n\temail = author@example.org\n[init]\n\tdefaultBranch = main\n[advice]\n\tdetachedHead = false\n";

/// What a command printed, and how it ended.
pub(crate) struct Told {
    /// Its output and its errors.
    pub(crate) out: String,
    /// The exit code.
    pub(crate) code: i32,
}

/// A story that is being told.
pub(crate) struct Story {
    top: TempDir,
    /// The folder that the story has come to.
    pub(crate) folder: PathBuf,
    /// What the last commands printed, until something else comes.
    printed: Option<String>,
}

impl Story {
    /// Begins in an empty folder.
    pub(crate) fn new() -> Self {
        let top = tempfile::tempdir().unwrap();
        let home = top.path().join("home");
        let folder = top.path().join("work");
        fs::create_dir_all(&home).unwrap();
        fs::create_dir_all(&folder).unwrap();
        fs::write(home.join(".gitconfig"), SETTINGS).unwrap();
        fs::write(home.join("ssh"), SSH).unwrap();
        fs::set_permissions(home.join("ssh"), fs::Permissions::from_mode(0o755)).unwrap();
        Self { top, folder, printed: None }
    }

    /// Takes files and folders in.
    pub(super) fn take(&self, from: &Path, names: &[&str]) {
        for entry in names.iter().flat_map(|name| walkdir::WalkDir::new(from.join(name))) {
            let entry = entry.unwrap();
            let to = self.folder.join(entry.path().strip_prefix(from).unwrap());
            if entry.file_type().is_dir() {
                fs::create_dir_all(to).unwrap();
            } else {
                fs::copy(entry.path(), to).unwrap();
            }
        }
    }

    /// Does what a block says.
    ///
    /// # Errors
    /// What is not as the block says.
    pub(super) fn block(&mut self, block: &Block) -> Result<(), String> {
        let printed = self.printed.take();
        match &block.kind {
            Kind::Commands(code) => self.printed = Some(self.commands(&block.words, *code)?),
            Kind::Output => {
                let printed = printed.ok_or("there are no commands before it that print this")?;
                if !matches(&block.words, &printed) {
                    return Err(format!("the page shows\n{}\nbut it is\n{printed}", block.words));
                }
            }
            Kind::File(path) => self.write(path, &block.words),
            Kind::Append(path) => {
                let held = fs::read_to_string(self.folder.join(path)).map_err(|error| format!("{path}: {error}"))?;
                self.write(path, &format!("{held}\n{}", block.words));
            }
            Kind::Shows(path) => {
                let held = fs::read_to_string(self.folder.join(path)).map_err(|error| format!("{path}: {error}"))?;
                if !held.contains(&block.words) {
                    return Err(format!("{path} does not hold these lines; it is\n{held}"));
                }
            }
            Kind::Shown => {}
        }
        Ok(())
    }

    /// Writes a file of the folder that the story has come to.
    pub(crate) fn write(&self, path: &str, words: &str) {
        let path = self.folder.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, words).unwrap();
    }

    /// Runs commands; all but the last must succeed, and the last ends with the code.
    fn commands(&mut self, lines: &str, code: i32) -> Result<String, String> {
        let lines: Vec<_> = lines.lines().map(|line| line.split(" #").next().unwrap_or_default().trim()).collect();
        let lines: Vec<_> = lines.into_iter().filter(|line| !line.is_empty() && !line.starts_with('#')).collect();
        let mut printed = String::new();
        for (at, line) in lines.iter().enumerate() {
            let told = self.run(line)?;
            let expected = if at + 1 == lines.len() { code } else { 0 };
            if told.code != expected {
                return Err(format!("`{line}`: exit code {}, not {expected}\n{}", told.code, told.out));
            }
            printed.push_str(&told.out);
        }
        Ok(printed)
    }

    /// Runs one command.
    ///
    /// # Errors
    /// When it is none that the guide may run.
    pub(crate) fn run(&mut self, line: &str) -> Result<Told, String> {
        let words = split(line)?;
        let words: Vec<_> = words.iter().map(String::as_str).collect();
        match words.as_slice() {
            ["cd", folder] => {
                self.folder = self.folder.join(folder).canonicalize().map_err(|error| format!("`{line}`: {error}"))?;
                Ok(Told { out: String::new(), code: 0 })
            }
            ["git", args @ ..] => Ok(self.finish("git", args)),
            ["cargo", "run", "--release", "--", args @ ..] | ["postil", args @ ..] => match args {
                ["serve", more @ ..] => self.serve(more),
                _ => Ok(self.finish(env!("CARGO_BIN_EXE_postil"), args)),
            },
            _ => Err(format!("`{line}` is not a command that the guide may give")),
        }
    }

    fn command(&self, program: &str, args: &[&str]) -> Command {
        let home = self.top.path().join("home");
        let mut command = Command::new(program);
        command.args(args).current_dir(&self.folder).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        for name in ["GIT_DIR", "GIT_INDEX_FILE", "GIT_WORK_TREE", "EMAIL", "GITHUB_WORKSPACE", "POSTIL_EDITOR"] {
            command.env_remove(name);
        }
        command.env("HOME", &home).env("XDG_CONFIG_HOME", &home).env("TMPDIR", &home).env("GIT_CONFIG_NOSYSTEM", "1");
        command
            .env("GIT_SSH", home.join("ssh"))
            .env("GIT_SSH_VARIANT", "simple")
            .env("GIT_CEILING_DIRECTORIES", self.top.path());
        // Whoever looks into a file looks and goes on.
        command.env("VISUAL", "true").env("EDITOR", "true").env("LC_ALL", "C.UTF-8");
        command
    }

    fn finish(&self, program: &str, args: &[&str]) -> Told {
        // One pipe for both, so that all stands in the order in which a terminal shows it.
        let (mut reader, writer) = std::io::pipe().unwrap();
        let mut command = self.command(program, args);
        let mut child = command.stdout(writer.try_clone().unwrap()).stderr(writer).spawn().unwrap();
        drop(command);
        let mut printed = Vec::new();
        reader.read_to_end(&mut printed).unwrap();
        let code = child.wait().unwrap().code().unwrap_or(-1);
        Told { out: String::from_utf8_lossy(&printed).into_owned(), code }
    }

    /// Serves on a free port, asks for the first page, and ends it.
    fn serve(&self, args: &[&str]) -> Result<Told, String> {
        let args: Vec<_> = args.iter().copied().filter(|arg| *arg != "--open").collect();
        let mut child =
            self.command(env!("CARGO_BIN_EXE_postil"), &[&["serve", "--port", "0"], &*args].concat()).spawn().unwrap();
        let mut out = String::new();
        BufReader::new(child.stdout.as_mut().unwrap()).read_line(&mut out).unwrap();
        let page = out.split("http://").nth(1).and_then(|rest| rest.split('/').next()).map(ask);
        child.kill().unwrap();
        child.wait().unwrap();
        match page {
            Some(page) if page.starts_with("HTTP/1.1 200") => Ok(Told { out, code: 0 }),
            other => Err(format!("the first page was not served: {other:?}, {out}")),
        }
    }
}

fn ask(host: &str) -> String {
    let mut stream = TcpStream::connect(host).unwrap();
    write!(stream, "GET / HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n").unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer
}

/// Splits a line into words; `"` and `'` keep several together.
fn split(line: &str) -> Result<Vec<String>, String> {
    let (mut words, mut word, mut mark) = (Vec::new(), None::<String>, None);
    for letter in line.chars() {
        match (letter, mark) {
            (_, Some(held)) if letter == held => mark = None,
            ('"' | '\'', None) => {
                mark = Some(letter);
                word.get_or_insert_default();
            }
            (' ', None) => words.extend(word.take()),
            ('|' | '>' | '<' | '&' | ';' | '$' | '*' | '\\', None) => {
                return Err(format!("`{line}` is not a command that the guide may give: there is no shell"));
            }
            _ => word.get_or_insert_default().push(letter),
        }
    }
    words.extend(word);
    if mark.is_some() { Err(format!("`{line}`: a quotation mark is not closed")) } else { Ok(words) }
}

/// Tells whether an output is as a page shows it: `…` stands for any words, on a line of its own for any lines.
fn matches(shown: &str, printed: &str) -> bool {
    let shown: Vec<_> = shown.lines().map(str::trim_end).collect();
    let printed: Vec<_> = printed.lines().map(str::trim_end).collect();
    lines(&shown, &printed)
}

fn lines(shown: &[&str], printed: &[&str]) -> bool {
    match shown {
        [] => printed.is_empty(),
        [dots, rest @ ..] if dots.trim() == "…" => (0..=printed.len()).any(|at| lines(rest, &printed[at..])),
        [first, rest @ ..] => {
            printed.split_first().is_some_and(|(held, after)| like(first, held) && lines(rest, after))
        }
    }
}

fn like(shown: &str, printed: &str) -> bool {
    let mut parts = shown.split('…');
    let Some(mut rest) = printed.strip_prefix(parts.next().unwrap_or_default()) else { return false };
    let mut parts = parts.peekable();
    while let Some(part) = parts.next() {
        if parts.peek().is_none() {
            return rest.ends_with(part);
        }
        let Some(at) = rest.find(part) else { return false };
        rest = &rest[at + part.len()..];
    }
    rest.is_empty()
}
