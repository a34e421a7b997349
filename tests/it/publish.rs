//! `postil publish`, with the real git, and bare repositories in temporary folders for remotes.
#![allow(clippy::unwrap_used, clippy::disallowed_methods, reason = "a test works on files, and may fail")]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use tempfile::TempDir;

mod refusals;

/// A publication in a clone, a bare remote beside it, and a home without anyone's settings.
struct Place {
    top: TempDir,
    book: PathBuf,
}

/// What a run said.
struct Run {
    out: String,
    err: String,
    code: Option<i32>,
}

impl Place {
    /// A committed publication whose remote `origin` is empty.
    fn new() -> Self {
        Self::within("")
    }

    /// The same, in a folder of the repository.
    fn within(folder: &str) -> Self {
        let top = tempfile::tempdir().unwrap();
        fs::create_dir_all(top.path().join("home")).unwrap();
        let book = top.path().join("repo").join(folder);
        fs::create_dir_all(&book).unwrap();
        let place = Self { top, book };
        place.git("", &["init", "--quiet", "--bare", "-b", "main", "origin.git"]);
        place.git("repo", &["init", "--quiet", "-b", "main"]);
        place.git("repo", &["config", "user.name", "An Author"]);
        place.git("repo", &["config", "user.email", "author@example.org"]);
        place.git("repo", &["remote", "add", "origin", "../origin.git"]);
        place.postil(&["init"], 0);
        place.commit("the publication");
        place
    }

    /// A publication that was published once.
    fn published() -> Self {
        let place = Self::new();
        place.postil(&["publish"], 0);
        place
    }

    fn at(&self, path: &str) -> PathBuf {
        self.top.path().join(path)
    }

    fn write(&self, path: &str, text: impl AsRef<[u8]>) {
        let path = self.book.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    fn commit(&self, message: &str) {
        self.git("repo", &["add", "-A"]);
        self.git("repo", &["commit", "--quiet", "-m", message]);
    }

    /// Adds a page, and commits it.
    fn add_page(&self, name: &str) {
        self.write(&format!("content/{name}.md"), format!("---\ntitle: {name}\n---\n\nWords on {name}.\n"));
        self.commit(name);
    }

    fn set(&self, command: &mut Command) {
        for name in ["GIT_DIR", "GIT_INDEX_FILE", "GIT_WORK_TREE", "GIT_AUTHOR_NAME", "GIT_AUTHOR_EMAIL", "EMAIL"] {
            command.env_remove(name);
        }
        command.env("HOME", self.at("home")).env("XDG_CONFIG_HOME", self.at("home")).env("GIT_CONFIG_NOSYSTEM", "1");
        command.env("TMPDIR", self.at("home")).stdin(Stdio::null());
    }

    #[track_caller]
    fn git(&self, folder: &str, args: &[&str]) -> String {
        let mut command = Command::new("git");
        command.args(args).current_dir(self.at(folder));
        self.set(&mut command);
        let output = command.output().unwrap();
        assert!(output.status.success(), "git {args:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8_lossy(&output.stdout).trim_end().to_owned()
    }

    fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_postil"));
        command.args(args).current_dir(&self.book).stdout(Stdio::piped()).stderr(Stdio::piped());
        self.set(&mut command);
        command
    }

    #[track_caller]
    fn postil(&self, args: &[&str], code: i32) -> Run {
        let run = Run::of(self.command(args).output().unwrap());
        assert_eq!(run.code, Some(code), "postil {args:?}\n{}\n{}", run.out, run.err);
        run
    }

    /// Refuses a publication, holds that nothing was changed anywhere, and returns what was said.
    #[track_caller]
    fn refused(&self, args: &[&str]) -> String {
        let before = (self.own(), self.remote());
        let run = self.postil(&[&["publish"], args].concat(), 4);
        assert!(run.err.starts_with("error: ") && run.err.contains("\nhelp: "), "{}", run.err);
        assert!((self.own(), self.remote()) == before, "something was changed");
        run.err
    }

    /// Every file of the user's repository, `.git` too, but for its objects.
    fn own(&self) -> BTreeMap<String, Vec<u8>> {
        let mut files = files(&self.at("repo"));
        files.retain(|path, _| !path.starts_with(".git/objects/"));
        files
    }

    /// Every reference of the remote.
    fn remote(&self) -> String {
        self.git("origin.git", &["for-each-ref"])
    }

    /// The files of the branch.
    fn site(&self) -> Vec<String> {
        let listed = self.git("origin.git", &["ls-tree", "-r", "--name-only", "-z", "gh-pages"]);
        listed.split('\0').filter(|path| !path.is_empty()).map(str::to_owned).collect()
    }

    fn show(&self, path: &str) -> String {
        self.git("origin.git", &["show", &format!("gh-pages:{path}")])
    }

    fn commits(&self) -> usize {
        self.git("origin.git", &["rev-list", "--count", "gh-pages"]).parse().unwrap()
    }

    /// Commits to the branch as someone else would.
    fn meddle(&self, branch: &str, files: &[(&str, &str)]) {
        let other = self.at("other");
        if !other.exists() {
            self.git("", &["clone", "--quiet", "origin.git", "other"]);
            self.git("other", &["config", "user.name", "Another"]);
            self.git("other", &["config", "user.email", "another@example.org"]);
        }
        self.git("other", &["fetch", "--quiet"]);
        let start = format!("origin/{branch}");
        if self.remote().contains(&format!("refs/heads/{branch}")) {
            self.git("other", &["checkout", "--quiet", "-B", branch, &start]);
        } else {
            self.git("other", &["checkout", "--quiet", "--orphan", branch]);
        }
        for (path, text) in files {
            fs::write(other.join(path), text).unwrap();
        }
        self.git("other", &["add", "-A"]);
        self.git("other", &["commit", "--quiet", "-m", "by another hand"]);
        self.git("other", &["push", "--quiet", "origin", branch]);
    }

    /// Makes the remote run a script before it takes a push.
    #[cfg(unix)]
    fn hook(&self, script: &str) {
        use std::os::unix::fs::PermissionsExt;
        let hook = self.at("origin.git/hooks/pre-receive");
        fs::write(&hook, format!("#!/bin/sh\n{script}\n")).unwrap();
        fs::set_permissions(&hook, fs::Permissions::from_mode(0o755)).unwrap();
    }
}

impl Run {
    fn of(output: std::process::Output) -> Self {
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        Self { out: text(output.stdout), err: text(output.stderr), code: output.status.code() }
    }
}

fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let entries = walkdir::WalkDir::new(folder).min_depth(1).into_iter().map(Result::unwrap);
    let files = entries.filter(|entry| !entry.file_type().is_dir()).map(|entry| {
        let path = entry.path().strip_prefix(folder).unwrap().to_string_lossy().into_owned();
        (path, fs::read(entry.path()).unwrap())
    });
    files.collect()
}

#[test]
fn the_first_publication_is_the_built_site() {
    let place = Place::new();
    let before = place.own();
    let run = place.postil(&["publish"], 0);
    assert!(place.own() == before, "the repository was touched");
    assert!(run.out.contains("published ") && run.out.contains("`gh-pages` of `origin`"), "{}", run.out);
    assert_eq!(run.err, "");
    let out = place.at("site");
    place.postil(&["build", "--out", &out.display().to_string()], 0);
    let built = files(&out);
    let number = built.len() - 1;
    let told =
        format!("published {number} files to the branch `gh-pages` of `origin`: {number} new, 0 changed, 0 removed");
    assert!(run.out.contains(&told), "the manifest is no file of the site: {}", run.out);
    assert_eq!(place.site(), built.keys().cloned().collect::<Vec<_>>());
    place.git("", &["clone", "--quiet", "-b", "gh-pages", "origin.git", "checkout"]);
    let mut taken = files(&place.at("checkout"));
    taken.retain(|path, _| !path.starts_with(".git/"));
    assert!(taken == built, "the branch is not the built site");
    assert!(built.contains_key(".nojekyll"));
    let source = place.git("repo", &["rev-parse", "--short", "HEAD"]);
    let said = place.git("origin.git", &["log", "-1", "--format=%s|%an|%ce", "gh-pages"]);
    assert_eq!(said, format!("Publish The Gettysburg Address, annotated ({source})|An Author|author@example.org"));
    assert!(files(&place.at("home")).is_empty(), "the workshop was left");
}

#[test]
fn nothing_is_committed_when_nothing_changed_and_history_is_kept_when_it_did() {
    let place = Place::published();
    let first = place.git("origin.git", &["rev-parse", "gh-pages"]);
    let again = place.postil(&["publish"], 0);
    assert!(again.out.contains("nothing changed"), "{}", again.out);
    assert_eq!(place.git("origin.git", &["rev-parse", "gh-pages"]), first);
    place.add_page("about");
    place.postil(&["publish", "-m", "A page --amend"], 0);
    assert_eq!(place.git("origin.git", &["rev-parse", "gh-pages^"]), first);
    assert_eq!(place.git("origin.git", &["log", "-1", "--format=%s", "gh-pages"]), "A page --amend");
    assert!(place.site().contains(&"about.html".to_owned()));
    fs::remove_file(place.book.join("content/about.md")).unwrap();
    place.commit("without");
    place.postil(&["publish"], 0);
    assert!(!place.site().contains(&"about.html".to_owned()));
    assert_eq!(place.commits(), 3);
}

#[test]
fn files_of_other_hands_are_kept() {
    let place = Place::published();
    let page = "<p>theirs</p>";
    place.add_page("about");
    place.postil(&["publish"], 0);
    place.add_page("gone");
    place.postil(&["publish"], 0);
    place.meddle("gh-pages", &[("CNAME", "notes.example.org\n"), ("theirs.html", page), ("about.html", "by hand")]);
    fs::remove_file(place.book.join("content/about.md")).unwrap();
    fs::remove_file(place.book.join("content/gone.md")).unwrap();
    place.commit("without");
    let run = place.postil(&["publish"], 0);
    assert!(!place.site().contains(&"gone.html".into()) && !run.err.contains("gone.html"), "{}", run.err);
    assert!(run.err.contains("`about.html`") && run.err.contains("changed by hand"), "{}", run.err);
    assert!(run.out.contains("https://notes.example.org/"), "{}", run.out);
    let kept = ["CNAME", "theirs.html", "about.html"].map(|path| place.show(path));
    assert_eq!(kept, ["notes.example.org", page, "by hand"]);
    assert!(place.show("index.html").contains("https://notes.example.org/"));
    place.postil(&["publish", "--clean"], 0);
    let site = place.site();
    assert!(site.contains(&"CNAME".into()), "a domain is never lost");
    assert!(!site.contains(&"theirs.html".into()) && !site.contains(&"about.html".into()), "{site:?}");
}

#[test]
fn a_file_in_the_way_is_told_of() {
    let place = Place::published();
    place.meddle("gh-pages", &[("more", "a file")]);
    place.add_page("more/one");
    let told = place.refused(&[]);
    assert!(told.contains("`more`") && told.contains("--clean"), "{told}");
    place.postil(&["publish", "--clean"], 0);
    assert!(place.site().contains(&"more/one.html".into()));
}

#[test]
fn the_domain_of_the_settings_is_published() {
    let place = Place::new();
    let settings = fs::read_to_string(place.book.join("book.toml")).unwrap();
    place.write("book.toml", settings.replace("[site]\n", "[site]\ncname = \"notes.example.org\"\n"));
    place.commit("a domain");
    let run = place.postil(&["publish"], 0);
    assert!(run.out.contains("it will be at https://notes.example.org/"), "{}", run.out);
    assert_eq!(place.show("CNAME"), "notes.example.org");
    place.write("book.toml", settings);
    place.commit("no domain");
    place.postil(&["publish"], 0);
    assert!(!place.site().contains(&"CNAME".into()));
}

#[test]
fn a_publication_may_lie_in_a_folder_of_the_repository() {
    let place = Place::within("books/one");
    fs::write(place.at("repo/unrelated.txt"), "not committed").unwrap();
    place.postil(&["publish"], 0);
    assert!(place.site().contains(&"index.html".into()));
    place.write("content/about.md", "---\ntitle: About\n---\n\nWords.\n");
    let told = place.refused(&[]);
    assert!(told.contains("books/one/content/about.md"), "{told}");
}

#[test]
fn a_dry_run_changes_nothing_at_all() {
    let place = Place::published();
    place.meddle("gh-pages", &[("theirs.html", "theirs")]);
    place.add_page("about");
    fs::remove_file(place.book.join("content/glossary/civil-war.md")).ok();
    let before = (files(&place.at("repo")), files(&place.at("origin.git")));
    let run = place.postil(&["publish", "--dry-run"], 0);
    assert!(run.out.contains("+ about.html\n") && run.out.contains("~ .postil-manifest\n"), "{}", run.out);
    assert!(run.out.contains("1 new, ") && run.out.contains("nothing was published"), "{}", run.out);
    let clean = place.postil(&["publish", "--dry-run", "--clean"], 0);
    assert!(clean.out.contains("- theirs.html\n"), "{}", clean.out);
    assert!((files(&place.at("repo")), files(&place.at("origin.git"))) == before, "something was written");
    assert!(files(&place.at("home")).is_empty(), "the workshop was left");
    assert_eq!(place.postil(&["publish", "--quiet"], 0).out, "");
}

#[test]
fn a_clone_that_never_saw_the_branch_publishes_on_top_of_it() {
    let place = Place::published();
    place.git("repo", &["push", "--quiet", "origin", "main"]);
    place.git("", &["clone", "--quiet", "--single-branch", "-b", "main", "origin.git", "x"]);
    let fresh = place.at("x");
    for (name, value) in [("user.name", "B"), ("user.email", "b@example.org")] {
        place.git("x", &["config", name, value]);
    }
    place.meddle("gh-pages", &[("theirs.html", "theirs")]);
    let before = place.git("x", &["for-each-ref"]);
    fs::write(fresh.join("content/about.md"), "---\ntitle: About\n---\n\nWords.\n").unwrap();
    let run = Run::of(place.command(&["publish", "--allow-dirty"]).current_dir(&fresh).output().unwrap());
    assert_eq!(run.code, Some(0), "{}", run.err);
    assert_eq!(place.git("x", &["for-each-ref"]), before);
    assert!(!fresh.join(".git/FETCH_HEAD").exists());
    assert!(place.site().contains(&"about.html".into()) && place.site().contains(&"theirs.html".into()));
    assert_eq!(place.commits(), 3);
    let said = place.git("origin.git", &["log", "-1", "--format=%s", "gh-pages"]);
    assert!(said.ends_with(", with changes)"), "{said}");
}

#[cfg(unix)]
#[test]
fn a_branch_that_moves_meanwhile_is_published_upon() {
    let place = Place::published();
    place.add_page("about");
    // The first push that comes is overtaken: someone else's commit stands there before it is taken.
    place.hook(
        "test -e moved && exit 0; touch moved; unset GIT_QUARANTINE_PATH GIT_OBJECT_DIRECTORY GIT_ALTERNATE_OBJECT_DIRECTORIES\n\
         tree=$(git rev-parse gh-pages^{tree})\n\
         new=$(GIT_AUTHOR_NAME=a GIT_AUTHOR_EMAIL=a GIT_COMMITTER_NAME=a GIT_COMMITTER_EMAIL=a git commit-tree $tree -p gh-pages -m overtaken)\n\
         echo $new > refs/heads/gh-pages",
    );
    let run = place.postil(&["publish"], 0);
    assert!(run.err.contains("trying once more"), "{}", run.err);
    let log = place.git("origin.git", &["log", "--format=%s", "gh-pages"]);
    let subjects: Vec<_> = log.lines().map(|line| line.split(' ').next().unwrap()).collect();
    assert_eq!(subjects, ["Publish", "overtaken", "Publish"]);
    assert!(place.site().contains(&"about.html".into()));
}

#[test]
fn of_two_at_once_each_goes_through_or_says_why() {
    let place = Place::published();
    place.add_page("about");
    place.git("", &["clone", "--quiet", "repo", "second"]);
    for (name, value) in [("user.name", "B"), ("user.email", "b@example.org"), ("remote.origin.url", "../origin.git")] {
        place.git("second", &["config", name, value]);
    }
    fs::write(place.at("second/content/second.md"), "---\ntitle: Second\n---\n\nWords.\n").unwrap();
    let mut both: Vec<_> = [place.book.clone(), place.at("second")]
        .into_iter()
        .map(|folder| place.command(&["publish", "--allow-dirty"]).current_dir(folder).spawn().unwrap())
        .collect();
    let runs: Vec<_> = both.drain(..).map(|child| Run::of(child.wait_with_output().unwrap())).collect();
    let done = runs.iter().filter(|run| run.code == Some(0)).count();
    assert!(done >= 1, "{}\n{}", runs[0].err, runs[1].err);
    for run in runs.iter().filter(|run| run.code != Some(0)) {
        assert!(run.code == Some(4) && run.err.contains("by someone else"), "{}", run.err);
    }
    place.git("origin.git", &["fsck", "--strict"]);
    assert_eq!(place.commits(), 1 + done);
}

#[cfg(unix)]
#[test]
fn a_kill_leaves_the_old_site_or_the_new_one() {
    let place = Place::published();
    let started = Instant::now();
    place.postil(&["publish", "--dry-run"], 0);
    let whole = started.elapsed();
    for round in 0..12_u32 {
        place.add_page(&format!("page-{round}"));
        let old = place.git("origin.git", &["rev-parse", "gh-pages"]);
        let own = place.own();
        let mut child = place.command(&["publish"]).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        thread::sleep(whole * (round + 1) / 10);
        child.kill().unwrap();
        child.wait().unwrap();
        // What git was told before the kill it may still finish.
        settle(&place);
        assert!(place.own() == own, "round {round}: the repository was touched");
        let now = place.git("origin.git", &["rev-parse", "gh-pages"]);
        assert!(
            now == old || place.git("origin.git", &["rev-parse", "gh-pages^"]) == old,
            "round {round}: neither old nor new"
        );
        place.git("repo", &["fsck", "--no-dangling", "--strict"]);
        place.git("origin.git", &["fsck", "--no-dangling", "--strict"]);
        place.postil(&["publish"], 0);
        assert!(place.site().contains(&format!("page-{round}.html")), "round {round}");
    }
}

/// Waits until the remote stands still; what goes while it is looked at is a sign that it does not.
#[cfg(unix)]
fn settle(place: &Place) {
    let look = || {
        let entries = walkdir::WalkDir::new(place.at("origin.git")).into_iter();
        let sizes =
            entries.map(|entry| Some((entry.as_ref().ok()?.path().to_owned(), entry.ok()?.metadata().ok()?.len())));
        sizes.collect::<Option<BTreeMap<PathBuf, u64>>>()
    };
    let mut before = look();
    loop {
        thread::sleep(Duration::from_millis(200));
        let now = look();
        if now.is_some() && now == before {
            return;
        }
        before = now;
    }
}
