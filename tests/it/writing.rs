//! The site is whole at every moment: foreign files, two builds at once, kills, full disks, mounts.
//!
//! Where a process must die or a disk must be small, this binary runs itself again in a role (see [`child`]).

#![allow(clippy::disallowed_methods, reason = "these tests look at real files, in temporary folders")]
#![allow(clippy::unwrap_used, reason = "a test that cannot go on shall fail")]

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::mpsc;
use std::time::Duration;

use postil::disk::{Destination, How, Written, write};
use postil::error::Error;
use postil::output::{Content, Output};
use tempfile::TempDir;

type Tree = BTreeMap<String, Vec<u8>>;

/// A publication in a temporary folder, with its output in `public`.
struct Place {
    top: PathBuf,
    _temp: Option<TempDir>,
}

impl Place {
    fn new() -> Self {
        // Memory rather than a disk where there is one: flushing a busy disk takes long, and a kill does not care.
        let memory = Path::new("/dev/shm");
        let temp = if memory.is_dir() { tempfile::tempdir_in(memory) } else { tempfile::tempdir() }.unwrap();
        let top = temp.path().canonicalize().unwrap();
        fs::create_dir_all(top.join("content")).unwrap();
        Self { top, _temp: Some(temp) }
    }

    fn existing(top: &Path) -> Self {
        Self { top: top.to_owned(), _temp: None }
    }

    fn out(&self) -> PathBuf {
        self.top.join("public")
    }

    fn write(&self, site: &Tree) -> Result<Written, Error> {
        self.write_output(&output(site), &|| ())
    }

    fn write_output(&self, output: &Output<'_>, on_wait: &dyn Fn()) -> Result<Written, Error> {
        let place = Destination { root: self.top.clone(), out: self.out(), src: "content".to_owned() };
        write(&place, output, on_wait)
    }

    /// What stands in the output, without the manifest and without what another hand put there.
    fn site(&self) -> Tree {
        let mut tree = tree(&self.out());
        tree.retain(|path, _| path != ".postil-manifest" && !path.contains("mine"));
        tree
    }

    /// Checks that the site is this one, and that nothing else is left anywhere.
    #[track_caller]
    fn check(&self, site: &Tree) {
        assert!(self.site() == *site, "the site is not the one that was written");
        let beside: Vec<_> = fs::read_dir(&self.top).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        assert!(beside.iter().all(|name| name == "content" || name == "public"), "left beside: {beside:?}");
        assert!(!self.out().join(".postil-staging").exists());
    }
}

fn tree(folder: &Path) -> Tree {
    let mut found = Tree::new();
    let entries = walkdir::WalkDir::new(folder).min_depth(1).into_iter().map(Result::unwrap);
    for entry in entries.filter(|entry| !entry.file_type().is_dir()) {
        let path = entry.path().strip_prefix(folder).unwrap().to_string_lossy().into_owned();
        found.insert(path, fs::read(entry.path()).unwrap());
    }
    found
}

fn site(files: &[(&str, &str)]) -> Tree {
    files.iter().map(|(path, text)| ((*path).to_owned(), text.as_bytes().to_vec())).collect()
}

/// Sixty pages and assets in a few folders; a third of them differs from one name to the other.
fn large(name: &str) -> Tree {
    let page = |at: usize| {
        let same = if at.is_multiple_of(3) { name } else { "same" };
        let kind = if at.is_multiple_of(5) { "css" } else { "html" };
        (format!("texts/{}/{at}.{kind}", at % 7), format!("{same} {at}\n").repeat(40).into_bytes())
    };
    let mut tree: Tree = (0..60).map(page).collect();
    tree.insert(format!("only/{name}/index.html"), b"only here".to_vec());
    tree
}

fn output(site: &Tree) -> Output<'_> {
    let mut output = Output::new();
    for (at, (path, bytes)) in site.iter().enumerate() {
        let content = match at % 2 {
            0 => Content::Bytes(Cow::Borrowed(bytes)),
            _ => Content::Page(Box::new(|| Ok(bytes.clone()))),
        };
        output.put(path, content).unwrap();
    }
    output
}

#[test]
fn a_site_replaces_the_one_before() {
    let place = Place::new();
    let old = site(&[("index.html", "1"), ("a/b/c.html", "2"), ("style.css", "3"), ("turns", "file")]);
    let new = site(&[("index.html", "1"), ("a/new.html", "2"), ("style.css", "4"), ("turns/folder.html", "5")]);
    assert_eq!(place.write(&old).unwrap().how, How::Swapped);
    place.check(&old);
    let written = place.write(&new).unwrap();
    assert_eq!((written.written, written.unchanged, written.removed), (3, 1, 2));
    place.check(&new);
    assert!(!place.out().join("a/b").exists());
    place.write(&old).unwrap();
    place.check(&old);
}

#[cfg(unix)]
#[test]
fn what_did_not_change_is_not_touched() {
    use std::os::unix::fs::MetadataExt;
    let place = Place::new();
    fs::write(place.top.join("content/image.png"), vec![7; 300_000]).unwrap();
    let mut site = large("one");
    let write = |site: &Tree| {
        let mut output = output(site);
        output.put("image.png", Content::Copy("content/image.png".to_owned())).unwrap();
        place.write_output(&output, &|| ()).unwrap()
    };
    let facts = || {
        let entries = walkdir::WalkDir::new(&place.top).sort_by_file_name().into_iter().map(Result::unwrap);
        let facts = entries.map(|entry| (entry.path().to_owned(), entry.metadata().unwrap()));
        facts.map(|(path, facts)| (path, facts.ino(), facts.mtime_nsec(), facts.ctime_nsec())).collect::<Vec<_>>()
    };
    write(&site);
    let before = facts();
    let again = write(&site);
    assert_eq!((again.how, again.written, again.unchanged), (How::Untouched, 0, 62));
    assert_eq!(facts(), before);
    site.insert("texts/0/0.css".to_owned(), b"new".to_vec());
    let next = write(&site);
    assert_eq!((next.how, next.written, next.unchanged), (How::Swapped, 1, 61));
    assert_eq!(fs::read(place.out().join("image.png")).unwrap(), vec![7; 300_000]);
    fs::write(place.out().join("image.png"), vec![8; 300_000]).unwrap();
    assert_eq!(write(&site).written, 1);
    assert_eq!(fs::read(place.out().join("image.png")).unwrap(), vec![7; 300_000]);
}

#[test]
fn what_another_hand_put_there_stays() {
    let place = Place::new();
    place.write(&large("one")).unwrap();
    for mine in [".git/HEAD-mine", "mine.txt", "texts/0/mine", "folder-mine/file"] {
        fs::create_dir_all(place.out().join(mine).parent().unwrap()).unwrap();
        fs::write(place.out().join(mine), "mine").unwrap();
    }
    fs::create_dir(place.out().join("empty")).unwrap();
    for name in ["two", "three", "one"] {
        let written = place.write(&large(name)).unwrap();
        assert!(matches!(written.how, How::FileByFile(why) if why.contains("not in one step")));
        place.check(&large(name));
        let mine = tree(&place.out()).into_iter().filter(|(_, bytes)| bytes == b"mine").count();
        assert_eq!(mine, 4);
        assert!(place.out().join("empty").is_dir());
        assert!(!place.out().join(format!("only/{}", if name == "two" { "one" } else { "two" })).exists());
    }
    assert_eq!(place.write(&large("one")).unwrap().how, How::Untouched);
    let turned = site(&[("texts", "a file where folders were"), ("only", "here too")]);
    assert!(matches!(place.write(&turned), Err(Error::OutputRefused(why)) if why.contains("mine")));
    place.check(&large("one"));
    fs::remove_file(place.out().join("texts/0/mine")).unwrap();
    place.write(&turned).unwrap();
    place.check(&turned);
}

#[test]
fn a_file_of_another_hand_is_never_taken_over() {
    let place = Place::new();
    place.write(&site(&[("index.html", "1")])).unwrap();
    fs::write(place.out().join("CNAME"), "notes.example.org\n").unwrap();
    let wanted = site(&[("index.html", "1"), ("CNAME", "other.example.org\n")]);
    assert!(matches!(place.write(&wanted), Err(Error::OutputRefused(why)) if why.contains("CNAME")));
    let same = site(&[("index.html", "1"), ("CNAME", "notes.example.org\n")]);
    assert_eq!(place.write(&same).unwrap().how, How::Untouched);
    place.write(&site(&[("index.html", "2")])).unwrap();
    assert_eq!(fs::read(place.out().join("CNAME")).unwrap(), b"notes.example.org\n");
}

#[test]
fn a_folder_that_is_not_ours_is_refused() {
    let place = Place::new();
    fs::create_dir(place.out()).unwrap();
    fs::write(place.out().join("mine"), "1").unwrap();
    let wanted = site(&[("index.html", "1")]);
    assert!(matches!(place.write(&wanted), Err(Error::OutputRefused(why)) if why.contains(".postil-manifest")));
    assert_eq!(tree(&place.out()), site(&[("mine", "1")]));
    fs::write(place.out().join(".postil-manifest"), "").unwrap();
    place.write(&wanted).unwrap();
    place.check(&wanted);
    fs::write(place.out().join(".postil-manifest"), "postil-manifest 99\n").unwrap();
    assert!(matches!(place.write(&wanted), Err(Error::OutputRefused(why)) if why.contains("another version")));
}

#[test]
fn only_staging_folders_with_our_mark_are_cleared_away() {
    let place = Place::new();
    let mine = place.top.join(".public.staging-mine");
    fs::create_dir(&mine).unwrap();
    fs::write(mine.join("file"), "1").unwrap();
    fs::create_dir(place.top.join(".public.staging-empty")).unwrap();
    place.write(&large("one")).unwrap();
    assert_eq!(tree(&mine), site(&[("file", "1")]));
    fs::remove_dir_all(&mine).unwrap();
    place.check(&large("one"));
    fs::create_dir(place.out().join(".postil-staging")).unwrap();
    fs::write(place.out().join(".postil-staging/mine"), "1").unwrap();
    assert!(matches!(place.write(&large("two")), Err(Error::OutputRefused(_))));
    fs::write(place.out().join(".postil-staging/journal"), "postil-journal 1\nput 0 ../x\n").unwrap();
    assert!(matches!(place.write(&large("two")), Err(Error::OutputRefused(_))));
    assert_eq!(fs::read(place.out().join(".postil-staging/mine")).unwrap(), b"1");
}

#[test]
fn an_old_page_that_someone_changed_is_kept() {
    let place = Place::new();
    place.write(&site(&[("index.html", "1"), ("gone.html", "2"), ("away/edited-mine.html", "3")])).unwrap();
    fs::write(place.out().join("away/edited-mine.html"), "by hand").unwrap();
    let new = site(&[("index.html", "1")]);
    let written = place.write(&new).unwrap();
    assert_eq!((written.removed, written.kept), (1, vec!["away/edited-mine.html".to_owned()]));
    assert_eq!(fs::read(place.out().join("away/edited-mine.html")).unwrap(), b"by hand");
    place.check(&new);
    assert_eq!(place.write(&new).unwrap().how, How::Untouched);
}

#[test]
fn a_path_outside_the_site_is_refused() {
    let place = Place::new();
    for path in ["../x", "/x", "a//b", "a/./b", "", "a\\b", "a:b", "nul", ".git/config", ".postil-manifest"] {
        let wanted = site(&[("index.html", "1"), (path, "2")]);
        assert!(matches!(place.write(&wanted), Err(Error::OutputRefused(_))), "{path:?} was let through");
        assert!(!place.out().exists());
    }
}

#[cfg(unix)]
#[test]
fn only_files_of_the_publication_are_copied() {
    let place = Place::new();
    let outside = Place::new();
    fs::write(outside.top.join("secret"), "1").unwrap();
    fs::write(place.top.join("content/.env"), "1").unwrap();
    fs::write(place.top.join("content/fine"), "1").unwrap();
    std::os::unix::fs::symlink(outside.top.join("secret"), place.top.join("content/link")).unwrap();
    std::os::unix::fs::symlink(&outside.top, place.top.join("content/folder")).unwrap();
    let copy = |path: &str| {
        let mut output = Output::new();
        output.put("copy", Content::Copy(path.to_owned())).unwrap();
        place.write_output(&output, &|| ())
    };
    for path in ["content/link", "content/folder/secret", "content/.env", "content", "content/none", "../x"] {
        assert!(matches!(copy(path), Err(Error::OutputRefused(_))), "{path} was copied");
        assert!(!place.out().exists());
    }
    copy("content/fine").unwrap();
    place.check(&site(&[("copy", "1")]));
}

#[test]
fn a_page_that_cannot_be_made_leaves_the_old_site() {
    let place = Place::new();
    let old = large("one");
    place.write(&old).unwrap();
    let new = large("two");
    let mut failing = output(&new);
    let fail = || Err(Error::Usage("no such page".to_owned()));
    failing.put("texts/3/fails.html", Content::Page(Box::new(fail))).unwrap();
    assert!(matches!(place.write_output(&failing, &|| ()), Err(Error::Usage(_))));
    place.check(&old);
}

#[test]
fn the_same_site_is_the_same_bytes_whatever_came_before() {
    let places = [Place::new(), Place::new()];
    places[0].write(&large("one")).unwrap();
    let pool = rayon::ThreadPoolBuilder::new().num_threads(8).build().unwrap();
    pool.install(|| places[0].write(&large("two")).map(|_| ())).unwrap();
    let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build().unwrap();
    pool.install(|| places[1].write(&large("two")).map(|_| ())).unwrap();
    let trees = places.map(|place| tree(&place.out()));
    assert_eq!(trees[0], trees[1]);
    let manifest = String::from_utf8(trees[0][".postil-manifest"].clone()).unwrap();
    assert!(manifest.starts_with("postil-manifest 1\n"));
    assert_eq!(manifest.lines().count(), 1 + large("two").len());
}

#[test]
fn two_builds_at_once_leave_a_whole_site() {
    let place = Place::new();
    std::thread::scope(|scope| {
        for name in ["one", "two"] {
            let place = &place;
            scope.spawn(move || (0..15).for_each(|_| drop(place.write(&large(name)).unwrap())));
        }
    });
    let last = place.site();
    assert!(last == large("one") || last == large("two"));
    place.check(&last);
}

#[test]
fn a_build_that_waits_says_so() {
    let place = Place::new();
    let (waits, is_waiting) = mpsc::channel();
    let (begins, has_begun) = mpsc::channel();
    let is_waiting = std::sync::Mutex::new(is_waiting);
    let wait = Duration::from_secs(20);
    let first = move || {
        begins.send(()).unwrap();
        is_waiting.lock().unwrap().recv_timeout(wait).expect("the second build says that it waits");
        Ok(b"first".to_vec())
    };
    std::thread::scope(|scope| {
        let place = &place;
        scope.spawn(move || {
            let mut output = Output::new();
            output.put("index.html", Content::Page(Box::new(first))).unwrap();
            place.write_output(&output, &|| ()).unwrap();
        });
        has_begun.recv_timeout(wait).unwrap();
        let second = site(&[("index.html", "second")]);
        place.write_output(&output(&second), &|| waits.send(()).unwrap()).unwrap();
    });
    place.check(&site(&[("index.html", "second")]));
}

#[cfg(target_os = "linux")]
mod faults;
