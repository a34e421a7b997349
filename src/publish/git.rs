//! The user's own git program: found, started without a shell, watched, and stopped when it hangs.
//!
//! In: arguments and bytes. Out: what git printed, or how it failed, in its own words without secrets.
//! git reads the user's settings and asks the user's credential helpers; it never asks at the terminal itself.

#![allow(clippy::disallowed_methods, reason = "git is looked for in the environment, and waited for")]

use std::ffi::{OsStr, OsString};
use std::io::{self, IsTerminal, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::{Duration, Instant};

use super::{address, refuse};
use crate::error::Error;

/// A command that speaks to a remote may be silent for this long.
const SILENCE: Duration = Duration::from_mins(1);
const STEP: Duration = Duration::from_millis(100);
/// How long a command may take to end when it is asked to.
const GRACE: Duration = Duration::from_secs(2);
/// The first version that takes settings from the environment.
const OLDEST: (u32, u32) = (2, 31);

/// What would lead git to another repository, index or history than the publication's own.
const MISLEADING: &[&str] = &[
    "GIT_ALTERNATE_OBJECT_DIRECTORIES",
    "GIT_COMMON_DIR",
    "GIT_CONFIG",
    "GIT_DIR",
    "GIT_GRAFT_FILE",
    "GIT_IMPLICIT_WORK_TREE",
    "GIT_INDEX_FILE",
    "GIT_INTERNAL_SUPER_PREFIX",
    "GIT_NAMESPACE",
    "GIT_OBJECT_DIRECTORY",
    "GIT_PREFIX",
    "GIT_QUARANTINE_PATH",
    "GIT_REPLACE_REF_BASE",
    "GIT_SHALLOW_FILE",
    "GIT_WORK_TREE",
];

/// No monitor, no upkeep, no index but a plain one; a name and an address that the user gave, never the machine's.
const SETTINGS: &[&str] = &[
    "core.fsmonitor=false",
    "core.splitIndex=false",
    "gc.auto=0",
    "maintenance.auto=false",
    "user.useConfigOnly=true",
    "i18n.commitEncoding=UTF-8",
];

/// git, in a folder, with an environment.
#[derive(Clone, Debug)]
pub(super) struct Git {
    program: PathBuf,
    folder: PathBuf,
    env: Vec<(OsString, OsString)>,
    silence: Option<Duration>,
}

/// How a command of git ended that did not do what was asked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Failure {
    /// The exit code; none when it was killed, or could not be started.
    pub(super) code: Option<i32>,
    /// What it printed to standard output.
    pub(super) out: Vec<u8>,
    /// Its words on standard error, without progress and without secrets.
    pub(super) said: Vec<String>,
}

impl Failure {
    /// Makes an error of it: why, the words of git below, then remedies.
    pub(super) fn told(&self, why: &str, remedies: &str) -> Error {
        let said: String = self.said.iter().flat_map(|line| ["\n  ", line]).collect();
        let end = if remedies.is_empty() { String::new() } else { format!("\n{remedies}") };
        refuse(format!("{why}{said}{end}"))
    }

    fn io(error: &io::Error) -> Self {
        Self { said: vec![format!("git could not be run: {error}")], ..Self::default() }
    }
}

impl Git {
    /// Finds git among the absolute folders of `PATH`, never in the folder that it is run in.
    ///
    /// # Errors
    /// [`Error::Publish`] when there is none, or one that is too old.
    pub(super) fn find(folder: &Path) -> Result<Self, Error> {
        let path = std::env::var_os("PATH").unwrap_or_default();
        let name = format!("git{}", std::env::consts::EXE_SUFFIX);
        let mut places =
            std::env::split_paths(&path).filter(|place| place.is_absolute()).map(|place| place.join(&name));
        let Some(program) = places.find(|place| is_program(place)) else {
            return Err(refuse(
                "there is no git on this machine\ninstall it from https://git-scm.com/downloads, then run this again"
                    .into(),
            ));
        };
        let git = Self { program, folder: folder.to_owned(), env: Vec::new(), silence: None };
        let version = git.line(&["--version"]).map_err(|failure| failure.told("git cannot be run", ""))?;
        if age(&version).is_some_and(|found| found < OLDEST) {
            let (major, minor) = OLDEST;
            return Err(refuse(format!(
                "{version} is too old: publishing needs git {major}.{minor} or later\n\
                 install it from https://git-scm.com/downloads, then run this again"
            )));
        }
        Ok(git)
    }

    /// Runs its commands in another folder.
    pub(super) fn at(&self, folder: &Path) -> Self {
        Self { folder: folder.to_owned(), ..self.clone() }
    }

    /// Adds settings to those that the environment gives already: there no other user of the machine can read them.
    pub(super) fn with_settings<'s>(&self, settings: impl Iterator<Item = (String, &'s str)>) -> Self {
        let count = "GIT_CONFIG_COUNT";
        let mut free: usize = std::env::var(count).ok().and_then(|count| count.parse().ok()).unwrap_or(0);
        let mut git = self.clone();
        for (key, value) in settings {
            git = git.with(&format!("GIT_CONFIG_KEY_{free}"), key).with(&format!("GIT_CONFIG_VALUE_{free}"), value);
            free += 1;
        }
        git.with(count, free.to_string())
    }

    /// Adds a variable to its environment.
    pub(super) fn with(&self, name: &str, value: impl AsRef<OsStr>) -> Self {
        let mut git = self.clone();
        git.env.push((name.into(), value.as_ref().to_owned()));
        git
    }

    /// Lets its commands be silent for a minute at most: those that speak to a remote.
    pub(super) fn watched(&self) -> Self {
        Self { silence: Some(SILENCE), ..self.clone() }
    }

    /// Runs a command and returns what it printed.
    ///
    /// # Errors
    /// How it failed.
    pub(super) fn run(&self, args: &[&str]) -> Result<Vec<u8>, Failure> {
        self.feed(args, |_| Ok(()))
    }

    /// Runs a command and returns the first line that it printed.
    ///
    /// # Errors
    /// How it failed.
    pub(super) fn line(&self, args: &[&str]) -> Result<String, Failure> {
        let out = self.run(args)?;
        Ok(String::from_utf8_lossy(&out).lines().next().unwrap_or_default().to_owned())
    }

    /// Runs a command that reads what `write` writes, and returns what it printed.
    ///
    /// # Errors
    /// How it failed. That it did not read to the end shows in how it ended.
    pub(super) fn feed<W>(&self, args: &[&str], write: W) -> Result<Vec<u8>, Failure>
    where
        W: FnOnce(&mut dyn Write) -> io::Result<()> + Send,
    {
        let mut child = self.command(args).spawn().map_err(|error| Failure::io(&error))?;
        let input = child.stdin.take();
        thread::scope(|scope| {
            scope.spawn(move || {
                if let Some(input) = input {
                    let mut input = io::BufWriter::with_capacity(1 << 16, input);
                    let _ = write(&mut input).and_then(|()| input.flush());
                }
            });
            self.watch(child)
        })
    }

    fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(&self.program);
        for setting in SETTINGS {
            command.args(["-c", setting]);
        }
        command.args(args).current_dir(&self.folder);
        for name in MISLEADING {
            command.env_remove(name);
        }
        let fixed = [
            ("LC_ALL", "C"),
            ("GIT_TERMINAL_PROMPT", "0"),
            ("GIT_ALLOW_PROTOCOL", "file:https:ssh"),
            ("GIT_OPTIONAL_LOCKS", "0"),
            ("GIT_NO_REPLACE_OBJECTS", "1"),
            ("GIT_LITERAL_PATHSPECS", "1"),
        ];
        command.envs(fixed).envs(self.env.iter().map(|(name, value)| (name, value)));
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        #[cfg(unix)]
        if is_alone() {
            std::os::unix::process::CommandExt::process_group(&mut command, 0);
        }
        command
    }

    /// Gathers what a command prints until it ends; one that is silent for too long is ended.
    fn watch(&self, mut child: Child) -> Result<Vec<u8>, Failure> {
        let (send, pieces) = mpsc::channel();
        let streams: [Option<Box<dyn Read + Send>>; 2] = [
            child.stdout.take().map(|stream| Box::new(stream) as Box<dyn Read + Send>),
            child.stderr.take().map(|stream| Box::new(stream) as Box<dyn Read + Send>),
        ];
        for (at, stream) in streams.into_iter().enumerate() {
            let send = send.clone();
            // Not joined: a grandchild that outlives the command may hold the stream open.
            thread::spawn(move || pass_on(stream, |piece| send.send((at, piece)).is_ok()));
        }
        drop(send);
        let mut printed = [Vec::new(), Vec::new()];
        let mut heard = Instant::now();
        let mut ended: Option<(ExitStatus, Instant)> = None;
        loop {
            match pieces.recv_timeout(STEP) {
                Ok((at, piece)) => {
                    heard = Instant::now();
                    if let Some(stream) = printed.get_mut(at) {
                        stream.extend_from_slice(&piece);
                    }
                    continue;
                }
                Err(RecvTimeoutError::Disconnected) => break,
                Err(RecvTimeoutError::Timeout) => {}
            }
            match ended {
                Some((_, since)) if since.elapsed() > GRACE => break,
                Some(_) => {}
                None => ended = child.try_wait().ok().flatten().map(|status| (status, Instant::now())),
            }
            if let Some(limit) = self.silence.filter(|limit| ended.is_none() && heard.elapsed() > *limit) {
                end(&mut child);
                let told = format!("nothing was heard for {} seconds, and git was stopped", limit.as_secs());
                return Err(Failure { code: None, out: Vec::new(), said: vec![told] });
            }
        }
        let status = match ended {
            Some((status, _)) => status,
            None => child.wait().map_err(|error| Failure::io(&error))?,
        };
        let [out, said] = printed;
        if status.success() {
            return Ok(out);
        }
        Err(Failure { code: status.code(), out, said: words(&said) })
    }
}

/// Tells whether nobody sits at the terminal. Then git gets a process group of its own, so that it can be ended with all that it
/// started; a person's `ssh` must stay in the group of the terminal to ask for a passphrase, and Ctrl-C must reach it.
#[cfg(unix)]
fn is_alone() -> bool {
    !io::stdin().is_terminal() && !io::stderr().is_terminal()
}

#[cfg(unix)]
fn end(child: &mut Child) {
    use rustix::process::{Pid, Signal, kill_process, kill_process_group};
    let pid = Pid::from_child(child);
    let tell = |signal| {
        // Gone already is as good.
        let _ = if is_alone() { kill_process_group(pid, signal) } else { kill_process(pid, signal) };
    };
    tell(Signal::TERM);
    let asked = Instant::now();
    while asked.elapsed() < GRACE && matches!(child.try_wait(), Ok(None)) {
        thread::sleep(STEP);
    }
    // The group may live on when its leader has ended.
    tell(Signal::KILL);
    let _ = child.wait();
}

#[cfg(not(unix))]
fn end(child: &mut Child) {
    let _ = child.kill();
    let _ = child.wait();
}

/// Hands on what a stream says, piece by piece, until it ends or nobody listens.
fn pass_on(stream: Option<Box<dyn Read + Send>>, mut take: impl FnMut(Vec<u8>) -> bool) {
    let Some(mut stream) = stream else { return };
    let mut buffer = vec![0; 1 << 16];
    loop {
        match stream.read(&mut buffer) {
            Ok(read) if read > 0 && take(buffer.get(..read).unwrap_or_default().to_vec()) => {}
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            _ => return,
        }
    }
}

/// Takes from what git said the lines that a person needs: no progress, no hints for other commands, no secrets.
fn words(said: &[u8]) -> Vec<String> {
    const PROGRESS: &[&str] =
        &["Enumerating ", "Counting ", "Compressing ", "Writing ", "Delta ", "Total ", "Receiving "];
    let said = String::from_utf8_lossy(said);
    let lines = said.lines().map(|line| line.rsplit('\r').next().unwrap_or_default().trim_end());
    let lines = lines.filter(|line| {
        let bare = line.trim_start_matches("remote: ").trim_start();
        let progress = PROGRESS.iter().any(|word| bare.starts_with(word)) || bare.contains("% (");
        !progress && !bare.is_empty() && bare != "remote:" && !line.starts_with("hint:")
    });
    let mut lines: Vec<String> = lines.map(address::mask).collect();
    lines.dedup();
    // The cause stands at the end.
    let surplus = lines.len().saturating_sub(12);
    lines.split_off(surplus)
}

fn age(version: &str) -> Option<(u32, u32)> {
    let mut numbers = version.strip_prefix("git version ")?.split('.');
    Some((numbers.next()?.parse().ok()?, numbers.next()?.parse().ok()?))
}

#[cfg(unix)]
fn is_program(place: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    place.metadata().is_ok_and(|facts| facts.is_file() && facts.permissions().mode() & 0o111 != 0)
}

#[cfg(not(unix))]
fn is_program(place: &Path) -> bool {
    place.is_file()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_git_says_is_told_without_progress() {
        let said = b"Enumerating objects: 5, done.\rWriting objects:  50% (1/2)\rWriting objects: 100% (2/2), done.\n\
            remote: Resolving deltas: 100% (1/1)\nremote: no room for https://me:x@a.org/r   \nremote: \nhint: more\nerror: failed\n";
        assert_eq!(words(said), ["remote: no room for https://***@a.org/r", "error: failed"]);
        assert_eq!(words(&b"a\nb\n".repeat(20)).len(), 12);
    }

    #[test]
    fn versions_are_compared() {
        assert_eq!(age("git version 2.39.5 (Apple Git-154)"), Some((2, 39)));
        assert_eq!(age("git version 2.47.1.windows.2"), Some((2, 47)));
        assert_eq!(age("something else"), None);
    }

    /// A git that is a shell script.
    #[cfg(unix)]
    fn script(folder: &Path, text: &str) -> Git {
        use std::os::unix::fs::PermissionsExt;
        let program = folder.join("git");
        std::fs::write(&program, format!("#!/bin/sh\n{text}\n")).unwrap();
        std::fs::set_permissions(&program, std::fs::Permissions::from_mode(0o755)).unwrap();
        Git { program, folder: folder.to_owned(), env: Vec::new(), silence: Some(Duration::from_secs(1)) }
    }

    #[cfg(unix)]
    #[test]
    fn a_command_that_hangs_is_ended_with_all_that_it_started() {
        let folder = tempfile::tempdir().unwrap();
        let git = script(folder.path(), "sleep 600 & echo $! > child; wait");
        let failure = git.run(&["push"]).unwrap_err();
        assert!(failure.code.is_none() && failure.said[0].contains("git was stopped"), "{failure:?}");
        let child = std::fs::read_to_string(folder.path().join("child")).unwrap();
        let lives = || {
            let state = Command::new("ps").args(["-o", "stat=", "-p", child.trim()]).output().unwrap().stdout;
            !state.is_empty() && !state.starts_with(b"Z")
        };
        if is_alone() {
            assert!(!lives(), "the child of the command lives on");
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_command_that_is_slow_but_speaks_is_waited_for() {
        let folder = tempfile::tempdir().unwrap();
        let git = script(folder.path(), "for i in 1 2 3 4 5; do sleep 0.4; echo $i >&2; done; cat");
        assert_eq!(git.feed(&["push"], |to| to.write_all(b"fed")).unwrap(), b"fed");
    }

    #[cfg(unix)]
    #[test]
    fn a_command_that_reads_nothing_is_no_trouble() {
        let folder = tempfile::tempdir().unwrap();
        let git = script(folder.path(), "echo fatal: no >&2; exit 128");
        let failure = git.feed(&["x"], |to| to.write_all(&vec![0; 1 << 20])).unwrap_err();
        assert_eq!((failure.code, failure.said), (Some(128), vec!["fatal: no".to_owned()]));
    }
}
