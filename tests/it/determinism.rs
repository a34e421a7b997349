//! Same files, same bytes: whatever the threads, the folder, the environment, the order in which files were made; and a
//! rebuild is what a clean build would be.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::golden;

/// Where the publications of this repository stand.
fn publications() -> [(&'static str, PathBuf); 2] {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    [("edition", root.to_owned()), ("sampler", golden::folder())]
}

/// Copies a publication file by file, in this order or from the last to the first.
fn copy(from: &Path, to: &Path, backwards: Backwards) {
    let files =
        golden::files(&from.join("content")).into_iter().map(|(path, place)| (format!("content/{path}"), place));
    let mut files: Vec<_> = files.chain([("book.toml".to_owned(), from.join("book.toml"))]).collect();
    if backwards == Backwards::Yes {
        files.reverse();
    }
    for (path, place) in files {
        write(&to.join(path), &fs::read(place).unwrap());
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Backwards {
    Yes,
    No,
}

fn write(place: &Path, bytes: &[u8]) {
    fs::create_dir_all(place.parent().unwrap()).unwrap();
    fs::write(place, bytes).unwrap();
}

/// Builds with the program in a shell, so that the umask can be set, and returns every file.
#[track_caller]
fn build(root: &Path, out: &Path, (umask, environment): (&str, &[(&str, &str)])) -> BTreeMap<String, Vec<u8>> {
    let run = Command::new("sh")
        .args(["-c", &format!("umask {umask}; exec \"$0\" build --quiet --keep-going --root \"$1\" --out \"$2\"")])
        .args([Path::new(env!("CARGO_BIN_EXE_postil")), root, out])
        .envs(environment.iter().copied())
        .output()
        .unwrap();
    assert!(matches!(run.status.code(), Some(0 | 1)), "{}", String::from_utf8_lossy(&run.stderr));
    tree(out)
}

fn tree(root: &Path) -> BTreeMap<String, Vec<u8>> {
    golden::files(root).into_iter().map(|(path, place)| (path, fs::read(place).unwrap())).collect()
}

#[track_caller]
fn check_equal(expected: &BTreeMap<String, Vec<u8>>, found: &BTreeMap<String, Vec<u8>>, what: &str) {
    let names = |tree: &BTreeMap<String, Vec<u8>>| tree.keys().cloned().collect::<Vec<_>>();
    assert_eq!(names(expected), names(found), "{what}");
    let different: Vec<_> =
        expected.iter().filter(|(path, bytes)| found[*path] != **bytes).map(|held| held.0).collect();
    assert!(different.is_empty(), "{what}: {different:?} differ");
}

#[test]
fn nothing_but_the_files_decides_the_bytes() {
    for (name, root) in publications() {
        let folder = tempfile::tempdir().unwrap();
        let place = |name: &str| folder.path().join(name);
        copy(&root, &place("one"), Backwards::No);
        copy(&root, &place("another place/zwei"), Backwards::Yes);
        let plain = [("RAYON_NUM_THREADS", "1"), ("TZ", "UTC"), ("LC_ALL", "C")];
        let other = [("RAYON_NUM_THREADS", "8"), ("TZ", "Pacific/Kiritimati"), ("LC_ALL", "tr_TR.UTF-8")];
        let first = build(&place("one"), &place("out/first"), ("022", &plain));
        assert!(first.len() > 20, "{name} has {} files", first.len());
        let second = build(&place("another place/zwei"), &place("out/deeper/second"), ("077", &other));
        check_equal(&first, &second, name);
    }
}

/// A small generator: the same steps in every run.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % sides
    }
}

/// Changes, adds or takes away one file of a publication.
fn step(root: &Path, dice: &mut Dice, number: usize) {
    let content = root.join("content");
    let mut texts: Vec<PathBuf> = golden::files(&content).into_values().collect();
    texts.retain(|place| place.extension().is_some_and(|ending| ending == "md" || ending == "txt"));
    texts.retain(|place| !place.components().any(|part| part.as_os_str() == "versions"));
    let chosen = texts[dice.roll(texts.len())].clone();
    match dice.roll(6) {
        0 => write(&content.join(format!("extra/page{number}.md")), b"# A page\n\nThe toll and [[charter]].\n"),
        1 => write(&content.join(format!("glossary/extra{number}.md")), format!("---\nterm: word{number}\n---\n\nThe quay.\n").as_bytes()),
        2 => write(
            &content.join(format!("charter/commentary/extra{number}.md")),
            format!("---\ntags: [tag{number}]\nauthor: Author {number}\n---\n\n## Extra {number}\n\n> Signed by the masters\n\nThe toll.\n").as_bytes(),
        ),
        3 if texts.len() > 6 => fs::remove_file(chosen).unwrap(),
        4 => write(&content.join(format!("charter/file{number}.pdf")), format!("bytes {number}").as_bytes()),
        _ => {
            let mut text = fs::read_to_string(&chosen).unwrap();
            text += &format!("\n\nMore words {number}, and the toll.\n");
            fs::write(&chosen, text).unwrap();
        }
    }
}

#[test]
fn a_rebuild_is_what_a_clean_build_would_be() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().join("book");
    copy(&golden::folder(), &root, Backwards::No);
    let out = folder.path().join("out");
    let plain: (&str, &[(&str, &str)]) = ("022", &[]);
    build(&root, &out, plain);
    let mut dice = Dice(7);
    for number in 0..21 {
        if number < 20 {
            step(&root, &mut dice, number);
        } else {
            write(&root.join("content/charter/versions/1712-04-20-draft.md"), b"---\nlabel: Sketch\n---\n\nA toll.\n");
        }
        let again = build(&root, &out, plain);
        let clean = folder.path().join(format!("clean{number}"));
        check_equal(&build(&root, &clean, plain), &again, &format!("step {number}"));
        fs::remove_dir_all(clean).unwrap();
    }
}
