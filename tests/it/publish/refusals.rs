//! What is not published, and what is said of it. Each case holds that neither side was touched.

use std::fs;
use std::process::Command;

use super::{Place, Run};

#[track_caller]
fn check(place: &Place, args: &[&str], words: &[&str]) {
    let told = place.refused(args);
    for word in words {
        assert!(told.contains(word), "{args:?}: {word} not in {told}");
    }
}

#[test]
fn names_that_could_be_something_else() {
    let place = Place::new();
    for remote in [
        "-x",
        "--receive-pack=touch PWNED",
        "--upload-pack=touch PWNED",
        "ext::sh -c touch% PWNED",
        "$(touch PWNED)",
        "",
    ] {
        check(&place, &[&format!("--remote={remote}")], &["remote"]);
    }
    check(&place, &["--remote=https://me:s3cret@a.org/r"], &["https://***@a.org/r", "git remote add"]);
    for branch in ["-x", "--force", "+x", "main:x", "refs/heads/x", "a..b", "HEAD", ""] {
        check(&place, &[&format!("--branch={branch}")], &["not the plain name of a branch", "gh-pages"]);
    }
    assert!(!place.book.join("PWNED").exists());
}

#[test]
fn remotes_that_may_not_be_spoken_to() {
    let place = Place::new();
    check(&place, &["--remote", "nowhere"], &["no remote `nowhere`", "`origin`"]);
    for address in [
        "ext::sh -c touch% PWNED",
        "http://u:s3cret@a.org/r",
        "git://a.org/r",
        "fd::0",
        "-x",
        "--upload-pack=touch PWNED",
    ] {
        place.git("repo", &["config", "remote.odd.url", address]);
        let told = place.refused(&["--remote", "odd"]);
        assert!(told.contains("remote `odd`") && !told.contains("s3cret"), "{told}");
    }
    place.git("repo", &["config", "remote.odd.url", "safe:x"]);
    place.git("repo", &["config", "url.ext::sh -c touch% PWNED .insteadOf", "safe:"]);
    check(&place, &["--remote", "odd"], &["names a helper program"]);
    assert!(!place.book.join("PWNED").exists());
    place.git("repo", &["remote", "remove", "odd"]);
    place.git("repo", &["remote", "remove", "origin"]);
    check(&place, &[], &["has no remote", "git remote add origin"]);
}

#[test]
fn what_is_not_committed() {
    let place = Place::new();
    place.write("content/about.md", "---\ntitle: About\n---\n\nWords.\n");
    check(&place, &[], &["a file is not committed", "content/about.md", "--allow-dirty"]);
    place.postil(&["publish", "--allow-dirty"], 0);
    place.commit("about");
    place.write("unrelated.txt", "x");
    place.write("content/_later.md", "x");
    place.postil(&["publish"], 0);
    place.write("themes/default/static/more.css", "x");
    check(&place, &[], &["themes/default/static/more.css"]);
    fs::remove_dir_all(place.book.join("themes")).unwrap();
    let settings = fs::read_to_string(place.book.join("book.toml")).unwrap();
    place.write("book.toml", format!("{settings}\n# more\n"));
    place.git("repo", &["add", "book.toml"]);
    check(&place, &[], &["book.toml"]);
}

#[test]
fn branches_that_are_not_for_a_site() {
    let place = Place::new();
    check(&place, &["--branch", "main"], &["the branch of the content"]);
    place.git("repo", &["push", "--quiet", "origin", "main", "main:sources"]);
    check(&place, &["--branch", "sources", "--adopt"], &["holds a publication", "book.toml"]);
    place.git("repo", &["checkout", "--quiet", "-b", "work"]);
    check(&place, &["--branch", "work"], &["the branch that you are on"]);
    place.git("origin.git", &["symbolic-ref", "HEAD", "refs/heads/live"]);
    place.meddle("live", &[("x.html", "theirs")]);
    place.git("other", &["rm", "-q", "-r", "--ignore-unmatch", "content", "book.toml", ".gitignore", ".github"]);
    place.git("other", &["commit", "--quiet", "--allow-empty", "-m", "only x"]);
    place.git("other", &["push", "--quiet", "origin", "live"]);
    check(&place, &["--branch", "live"], &["the default branch of `origin`"]);
}

#[test]
fn a_branch_that_holds_something_else_is_adopted_only_when_asked() {
    let place = Place::new();
    place.meddle("gh-pages", &[("docs.html", "theirs"), ("index.html", "theirs")]);
    check(&place, &[], &["did not write: `docs.html`", "--adopt"]);
    let run = place.postil(&["publish", "--adopt"], 0);
    assert!(run.err.contains("`index.html`, which Postil did not write, is replaced"), "{}", run.err);
    assert_eq!(place.show("docs.html"), "theirs");
    assert_eq!(place.commits(), 2);
    place.postil(&["publish"], 0);
    place.meddle("gh-pages", &[(".postil-manifest", "postil-manifest 99\n")]);
    check(&place, &[], &["another version wrote it", "--adopt"]);
}

#[test]
fn a_publication_with_errors() {
    let place = Place::new();
    place.write("content/about.md", "---\ntitle: About\n---\n\nSee [[Nothing at all]].\n");
    place.commit("wrong");
    let run = place.postil(&["publish"], 1);
    assert!(run.err.contains("nothing was published"), "{}", run.err);
    assert_eq!(place.remote(), "");
}

#[test]
fn drafts_are_never_published() {
    let place = Place::new();
    place.write("content/secret.md", "---\ntitle: Secret\ndraft: true\n---\n\nWords.\n");
    place.commit("a draft");
    place.postil(&["publish"], 0);
    assert!(!place.site().contains(&"secret.html".to_owned()));
}

#[test]
fn what_is_too_large() {
    let place = Place::new();
    let sparse = |path: &str, megabytes: u64| {
        let path = place.book.join(path);
        fs::File::create(path).unwrap().set_len(megabytes * 1024 * 1024).unwrap();
    };
    sparse("content/film.mp4", 101);
    check(&place, &["--allow-dirty"], &["`film.mp4` (101 MB)", "100 MB at most"]);
    (0..11).for_each(|at| sparse(&format!("content/film-{at}.mp4"), 98));
    fs::remove_file(place.book.join("content/film.mp4")).unwrap();
    check(&place, &["--allow-dirty"], &["1078 MB", "1024 MB at most", "film-9.mp4"]);
}

#[test]
fn no_git_and_no_repository() {
    let place = Place::new();
    let run = |path: &str| {
        let mut command = place.command(&["publish"]);
        Run::of(command.env("PATH", path).output().unwrap())
    };
    // A git that lies in the folder itself is not the user's.
    let trap = place.book.join("git");
    fs::write(&trap, "#!/bin/sh\ntouch PWNED\n").unwrap();
    #[cfg(unix)]
    fs::set_permissions(&trap, std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
    for path in ["", ".", ".::"] {
        let run = run(path);
        assert!(run.code == Some(4) && run.err.contains("there is no git"), "{}", run.err);
    }
    assert!(!place.book.join("PWNED").exists());
    fs::create_dir(place.at("alone")).unwrap();
    let mut init = place.command(&["init"]);
    assert!(init.current_dir(place.at("alone")).output().unwrap().status.success());
    let run = Run::of(place.command(&["publish"]).current_dir(place.at("alone")).output().unwrap());
    assert!(
        run.code == Some(4) && run.err.contains("not in a git repository") && run.err.contains("git init"),
        "{}",
        run.err
    );
}

#[test]
fn nobody_who_publishes() {
    let place = Place::new();
    place.git("repo", &["config", "--unset", "user.email"]);
    check(&place, &[], &["does not know who publishes", "git config user.email"]);
}

#[test]
fn a_remote_that_is_down() {
    let place = Place::published();
    place.add_page("about");
    fs::rename(place.at("origin.git"), place.at("away.git")).unwrap();
    let own = place.own();
    let run = place.postil(&["publish"], 4);
    assert!(run.err.contains("cannot be reached") && run.err.contains("nothing was changed"), "{}", run.err);
    assert!(place.own() == own);
    fs::rename(place.at("away.git"), place.at("origin.git")).unwrap();
    place.postil(&["publish"], 0);
    assert_eq!(place.commits(), 2);
}

#[cfg(unix)]
#[test]
fn a_remote_whose_hook_refuses() {
    let place = Place::published();
    place.add_page("about");
    place.hook("echo no site today; exit 1");
    check(&place, &[], &["refused the site", "no site today", "as it was"]);
    fs::remove_file(place.at("origin.git/hooks/pre-receive")).unwrap();
    place.postil(&["publish"], 0);
    assert_eq!(place.commits(), 2);
}

#[test]
fn tokens_are_never_shown() {
    let place = Place::new();
    place.git("repo", &["remote", "set-url", "origin", "https://me:s3cret@127.0.0.1:1/u/r.git"]);
    let mut command = place.command(&["publish", "--verbose"]);
    // git's own trace names the whole address.
    let run = Run::of(command.env("GIT_TRACE", "1").output().unwrap());
    assert!(run.code == Some(4) && run.err.contains("cannot be reached"), "{}", run.err);
    assert!(run.err.contains("https://***@127.0.0.1:1/") && !run.err.contains("s3cret"), "{}", run.err);
    assert!(!run.out.contains("s3cret"), "{}", run.out);
}

#[test]
fn the_address_on_github_is_worked_out() {
    let place = Place::new();
    // The address is GitHub's, but what git speaks to is the folder beside.
    let here = place.at("origin.git");
    let ssh = place.at("home/ssh");
    place.git("repo", &["remote", "set-url", "origin", "git@github.com:User/Notes.git"]);
    {
        let script =
            "#!/bin/sh\nfor last; do :; done\nexec git \"$(echo \"$last\" | sed 's/^git-//; s/ .*//')\" 'HERE'\n";
        fs::write(&ssh, script.replace("HERE", &here.display().to_string())).unwrap();
        fs::set_permissions(&ssh, std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
        let mut command: Command = place.command(&["publish"]);
        let run = Run::of(command.env("GIT_SSH", &ssh).env("GIT_SSH_VARIANT", "simple").output().unwrap());
        assert_eq!(run.code, Some(0), "{}", run.err);
        for word in [
            "taking https://user.github.io/Notes/",
            "it will be at https://user.github.io/Notes/",
            "https://github.com/user/Notes/settings/pages",
        ] {
            assert!(run.out.contains(word), "{word} not in {}", run.out);
        }
        assert!(place.show("index.html").contains("https://user.github.io/Notes/"));
        place.add_page("about");
        let mut command: Command = place.command(&["publish"]);
        let run = Run::of(command.env("GIT_SSH", &ssh).env("GIT_SSH_VARIANT", "simple").output().unwrap());
        assert!(run.code == Some(0) && !run.out.contains("settings/pages"), "{}", run.out);
    }
}
