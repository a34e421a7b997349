//! What `--version` says: read from git or from what `cargo package` wrote, never from the clock.

use std::path::Path;
use std::process::Command;

#[path = "../../build.rs"]
#[allow(dead_code, reason = "the build script's own `main` is cargo's to run")]
mod script;

const COMMITTED: &str = "2022-03-24T23:30:00 -0500";

#[track_caller]
fn git(folder: &Path, args: &[&str]) -> String {
    let mut command = Command::new("git");
    command.args(args).current_dir(folder).env("HOME", folder).env("GIT_CONFIG_NOSYSTEM", "1");
    command.env("GIT_COMMITTER_DATE", COMMITTED).env("GIT_AUTHOR_DATE", COMMITTED);
    let output = command.output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap().trim().to_owned()
}

/// A repository with a commit, and the commit's id.
fn repository() -> (tempfile::TempDir, String) {
    let top = tempfile::tempdir().unwrap();
    let at = top.path();
    git(at, &["init", "--quiet", "-b", "main"]);
    git(at, &["-c", "user.name=A", "-c", "user.email=a@b.org", "commit", "--quiet", "--allow-empty", "-m", "first"]);
    let commit = git(at, &["rev-parse", "HEAD"]);
    (top, commit)
}

#[test]
fn it_says_the_commit_and_its_day() {
    let (top, commit) = repository();
    let said = format!("{} 2022-03-24", &commit[..9]);
    assert_eq!(script::made_from(top.path(), None), Some(said.clone()));
    assert_eq!(script::version("1.2.3", Some(&said)), format!("1.2.3 ({said})"));
    // The day is the commit's own wherever the program is made, unless whoever makes it names another.
    let other = script::made_from(top.path(), Some("1700000000"));
    assert_eq!(other, Some(format!("{} 2023-11-14", &commit[..9])));
}

#[test]
fn sources_without_git_say_what_they_know() {
    let top = tempfile::tempdir().unwrap();
    assert_eq!(script::made_from(top.path(), None), None);
    assert_eq!(script::version("1.2.3", None), "1.2.3");
    assert_eq!(script::made_from(top.path(), Some("951827696")), Some("2000-02-29".into()));
    assert_eq!(script::made_from(top.path(), Some("not a time")), None);
    let (repository, commit) = repository();
    // Sources that someone keeps inside a repository are not that repository's.
    let inside = repository.path().join("vendor/postil");
    std::fs::create_dir_all(&inside).unwrap();
    assert_eq!(script::made_from(&inside, None), None);
    let info = format!("{{\n  \"git\": {{\n    \"sha1\": \"{commit}\"\n  }},\n  \"path_in_vcs\": \"\"\n}}");
    std::fs::write(inside.join(".cargo_vcs_info.json"), info).unwrap();
    assert_eq!(script::made_from(&inside, None), Some(commit[..9].to_owned()));
}

#[test]
fn only_files_that_exist_are_watched() {
    let (top, _) = repository();
    let watched = script::watched(top.path());
    assert!(watched.contains(&".git/HEAD".into()) && watched.contains(&".git/refs/heads/main".into()), "{watched:?}");
    for path in &watched {
        assert!(top.path().join(path).exists(), "{path}: cargo would build anew each time");
    }
    assert_eq!(script::watched(tempfile::tempdir().unwrap().path()), Vec::<String>::new());
}

#[test]
fn the_program_says_its_version_and_pages_do_not_say_the_commit() {
    let output = Command::new(env!("CARGO_BIN_EXE_postil")).arg("--version").output().unwrap();
    let said = String::from_utf8(output.stdout).unwrap();
    let number = env!("CARGO_PKG_VERSION");
    assert!(said.trim_end() == format!("postil {number}") || said.starts_with(&format!("postil {number} (")), "{said}");
    let page = &crate::site::Site::new().text("Words.\n").build()["text/index.html"];
    assert!(page.contains(&format!("content=\"Postil {number}\"")), "a page names the version alone");
}
