//! The commands as a user gives them: the built program, in folders of its own.
#![allow(clippy::unwrap_used, clippy::disallowed_methods, reason = "a test works on files, and may fail")]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use postil::config::Config;
use postil::parse::Drafts;
use postil::source::Sources;
use serde_json::Value;

/// A folder that vanishes with its test.
pub(crate) struct Folder(tempfile::TempDir);

impl Folder {
    pub(crate) fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    /// A folder in which `postil init` was run.
    fn begun() -> Self {
        let folder = Self::new();
        folder.run(&["init"], 0);
        folder
    }

    fn path(&self, path: &str) -> PathBuf {
        self.0.path().join(path)
    }

    pub(crate) fn write(&self, path: &str, text: impl AsRef<[u8]>) {
        let path = self.path(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    pub(crate) fn read(&self, path: &str) -> String {
        fs::read_to_string(self.path(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
    }

    /// Runs the program in the folder, and holds that it ends with this code.
    #[track_caller]
    pub(crate) fn run(&self, args: &[&str], code: i32) -> Run {
        let run = self.ends(args);
        assert_eq!(run.code, Some(code), "postil {args:?}\n{}\n{}", run.out, run.err);
        run
    }

    /// Runs the program in the folder, however it ends.
    pub(crate) fn ends(&self, args: &[&str]) -> Run {
        let output = Command::new(env!("CARGO_BIN_EXE_postil")).args(args).current_dir(self.0.path()).output().unwrap();
        Run::from(output)
    }

    /// Every file with its bytes.
    pub(crate) fn files(&self) -> BTreeMap<PathBuf, Vec<u8>> {
        let mut files = BTreeMap::new();
        gather(self.0.path(), &mut files);
        files
    }
}

fn gather(folder: &Path, files: &mut BTreeMap<PathBuf, Vec<u8>>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            gather(&path, files);
        } else {
            let bytes = fs::read(&path).unwrap();
            files.insert(path, bytes);
        }
    }
}

/// What a run said.
pub(crate) struct Run {
    pub(crate) out: String,
    pub(crate) err: String,
    pub(crate) code: Option<i32>,
}

impl From<Output> for Run {
    fn from(output: Output) -> Self {
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        Self { out: text(output.stdout), err: text(output.stderr), code: output.status.code() }
    }
}

impl Run {
    /// Reads every line as JSON.
    pub(crate) fn records(&self) -> Vec<Value> {
        self.out
            .lines()
            .map(|line| serde_json::from_str(line).unwrap_or_else(|error| panic!("{line}: {error}")))
            .collect()
    }
}

#[test]
fn a_new_publication_builds_without_a_word() {
    let folder = Folder::begun();
    let check = folder.run(&["check", "--strict"], 0);
    assert_eq!(check.err, "");
    let build = folder.run(&["build", "--strict"], 0);
    assert_eq!(build.err, "");
    assert_eq!(build.out.lines().count(), 1, "{}", build.out);
    assert!(build.out.starts_with("1 text, 3 notes (2 exact, 1 normalised), 1 term with "), "{}", build.out);
    assert!(folder.read("public/gettysburg-address/index.html").contains("Four score"));
    let again = folder.run(&["build"], 0);
    assert!(again.out.contains("0 files written"), "{}", again.out);
}

#[test]
fn init_overwrites_nothing() {
    let folder = Folder::new();
    folder.write("content/gettysburg-address/text.md", "mine");
    folder.write(".gitignore", "mine");
    let before = folder.files();
    let run = folder.run(&["init"], 3);
    assert!(run.err.contains("text.md") && run.err.contains("nothing was written"), "{}", run.err);
    assert_eq!(folder.files(), before);
    fs::remove_file(folder.path("content/gettysburg-address/text.md")).unwrap();
    folder.write(".github/workflows/pages.yml", "mine");
    let run = folder.run(&["init"], 0);
    assert_eq!([".gitignore", ".github/workflows/pages.yml"].map(|path| folder.read(path)), ["mine", "mine"]);
    for told in
        ["your .gitignore is kept: add the line `/public`", "your workflow `.github/workflows/pages.yml` is kept"]
    {
        assert!(run.out.contains(told), "{told} not in {}", run.out);
    }
    assert!(!run.out.contains("  .gitignore"), "{}", run.out);
    let again = folder.run(&["init"], 3);
    assert!(again.err.contains("book.toml") && again.err.contains("help: name another folder"), "{}", again.err);
}

#[test]
fn init_in_a_folder_of_a_repository_puts_the_workflow_where_the_host_looks() {
    let folder = Folder::new();
    fs::create_dir(folder.path(".git")).unwrap();
    let run = folder.run(&["init", "books/one"], 0);
    let path = ".github/workflows/pages.yml";
    assert!(!folder.path("books/one").join(path).exists() && folder.path("books/one/.gitignore").exists());
    assert!(run.out.contains(&folder.path(path).canonicalize().unwrap().display().to_string()), "{}", run.out);
    assert!(folder.read(path).contains("root: \"books/one\""), "{}", folder.read(path));
    let workflow = folder.read(path);
    let run = folder.run(&["init", "books/two"], 0);
    assert!(run.out.contains("is kept: it may have to learn of this publication"), "{}", run.out);
    assert_eq!(folder.read(path), workflow);
}

#[test]
fn a_note_is_edited_where_it_lies_in_the_repository() {
    let folder = Folder::new();
    fs::create_dir(folder.path(".git")).unwrap();
    folder.run(&["init", "books/one"], 0);
    let settings = folder.read("books/one/book.toml");
    let named = settings.replace("\n[site]\n", "\n[site]\nrepository = \"https://codeberg.org/u/r\"\n");
    folder.write("books/one/book.toml", named);
    folder.run(&["build", "--root", "books/one", "--out", "site"], 0);
    let page = folder.read("site/gettysburg-address/index.html");
    let file = "books/one/content/gettysburg-address/commentary";
    assert!(page.contains(&format!("\"https://codeberg.org/u/r/_edit/main/{file}/notes.md#L")), "{page}");
    assert!(page.contains(&format!("\"https://codeberg.org/u/r/_new/main/{file}?")), "{page}");
}

#[test]
fn init_makes_the_folder_and_says_what_comes_next() {
    let folder = Folder::new();
    let run = folder.run(&["init", "my book"], 0);
    assert!(
        run.out.ends_with(
            "next:\n  cd 'my book'\n  postil serve --open  the site in your browser, following what you write\n  \
             postil publish       the site on the web, once there are git and a remote\n"
        ),
        "{}",
        run.out
    );
    for path in ["book.toml", ".gitignore", ".github/workflows/pages.yml"] {
        assert!(run.out.contains(&format!("\n  {path}\n")) && folder.path("my book").join(path).exists(), "{path}");
    }
    folder.run(&["--root", "my book", "check", "--strict"], 0);
}

/// Holds that a publication made of a given file is sound, and returns its text as the pages show it.
#[track_caller]
fn import(name: &str, bytes: &[u8]) -> Folder {
    let folder = Folder::new();
    folder.write(name, bytes);
    let run = folder.run(&["init", "book", "--from", name], 0);
    assert_eq!(run.err, "");
    let check = folder.run(&["--root", "book", "check", "--strict", "--format", "json"], 0);
    let last = check.records().pop().unwrap();
    assert_eq!((&last["notes"], &last["terms"]), (&Value::from(1), &Value::from(1)), "{last}");
    assert_ne!(last["uses"], Value::from(0));
    folder
}

#[test]
fn a_text_from_elsewhere_builds_without_a_warning() {
    import("a statement.txt", b"\xef\xbb\xbf\r\n    We, the Heads of State of the United Nations, met.\r\n1. We condemn *it* in the\r\n# strongest [terms].\r\n");
    import("wrapped.txt", b"The Title\n\nOne paragraph that is wrapped\nover two lines of text here.\n\n- Another paragraph of several words.\n");
    import("numbered.txt", b"1. We meet in the old hall.\n\n2. We shall remember the promise.\n");
    import(
        "doc.md",
        "# The Title\n\nSome words of *great* importance.\n\n## Part\n\nMore words of importance.\n".as_bytes(),
    );
    import("page.html", b"<title>T</title><nav>x</nav><main><h1>The Title</h1><p>We, the <b>peoples</b> of the United Nations.</p><script>x</script></main>");
}

/// Lines that would mean something in Markdown.
const ODD: &[&str] = &[
    "1. In response",
    "12) In",
    "1.In",
    "2022",
    "# not",
    "#hashtag",
    "> x",
    "- x",
    "-x",
    "+ x",
    "* x",
    "*x*",
    "_x_",
    "a_b_c",
    "[x](y)",
    "[[x]]",
    "[^1]",
    "![x](y)",
    "`x`",
    "<b>x</b>",
    "&amp; & &#38; AT&T",
    "--- x",
    "***x",
    "- - - x",
    "=== x",
    "~~~ x",
    "~~x~~",
    "```x",
    "| a | b |",
    ": x",
    "a\\b",
    "a \\",
    "x {#id}.",
    "x {.c}",
    "https://a.org/_x_",
    "<https://a.org>",
    "[x]: y",
    "$x$",
    "- [ ] x",
    "“quoted” — dash",
    "\\x",
    "+x",
    "a * b",
    "1986\\. A",
    "!x",
    "<!-- x -->",
    "x <?php ?>",
    "Setext\n===",
    "x\n---",
    "x\n- y",
    "x\n1. y",
    "x\n# y",
    "x\n> y",
    "x\n```",
    "x | y\n--|--",
    "x\n***",
    "x\n+",
    "x\n~~~",
];

#[test]
fn no_word_of_plain_text_is_changed() {
    let folder = Folder::new();
    folder.write("odd.txt", format!("The Title\n\n{}\n", ODD.join("\n\n")));
    folder.run(&["init", ".", "--from", "odd.txt"], 0);
    let mut sources = Sources::new();
    sources.add("content/the-title/text.md", folder.read("content/the-title/text.md").into_bytes());
    let checked = postil::parse::parse(&sources, &Config::titled("T"), Drafts::Hide);
    assert_eq!(checked.diagnostics, []);
    let text = &checked.value.texts[0];
    let read: Vec<_> =
        text.paragraphs.iter().map(|held| held.range.of(&text.prose.reading).replace('\n', " ")).collect();
    let meant: Vec<_> = ODD.iter().map(|lines| lines.replace('\n', " ")).collect();
    assert_eq!(read, meant);
}

#[test]
fn what_cannot_be_imported_leaves_nothing() {
    let folder = Folder::new();
    folder.write("x.docx", "PK");
    folder.write("x.txt", b"caf\xe9");
    folder.run(&["init", "book", "--from", "x.docx"], 2);
    folder.run(&["init", "book", "--from", "x.txt"], 2);
    folder.run(&["init", "book", "--from", "missing.txt"], 3);
    assert!(!folder.path("book").exists());
}

#[test]
fn errors_leave_the_site_unwritten() {
    let folder = Folder::begun();
    folder.write(
        "content/gettysburg-address/commentary/more.md",
        "## More {#more}\n\n> words that are nowhere in it\n\nA note.\n",
    );
    let run = folder.run(&["build"], 1);
    assert!(run.err.contains("error[quote-not-found]") && run.err.contains("more.md:3:"), "{}", run.err);
    assert!(run.err.contains("was not written") && run.err.contains("postil explain quote-not-found"), "{}", run.err);
    assert!(!folder.path("public").exists());
    folder.run(&["build", "--keep-going"], 1);
    assert!(folder.read("public/gettysburg-address/index.html").contains("A note."));
}

#[test]
fn keep_going_is_for_quotes_only() {
    let folder = Folder::begun();
    folder.write("content/about.md", "---\ntitle: About\n---\n\nSee [[Nothing at all]].\n");
    folder.run(&["build", "--keep-going"], 1);
    assert!(!folder.path("public").exists());
}

#[test]
fn warnings_fail_a_strict_build_only() {
    let folder = Folder::begun();
    folder.write(
        "content/glossary/unused.md",
        "---\nterm: Flibbertigibbet\nshort: A word.\n---\n\nA word that is not used.\n",
    );
    folder.run(&["check"], 0);
    folder.run(&["check", "--strict"], 1);
    folder.run(&["build", "--strict"], 1);
    assert!(!folder.path("public").exists());
    let run = folder.run(&["build"], 0);
    assert!(run.err.contains("warning[unused-term]"), "{}", run.err);
}

#[test]
fn check_writes_nothing() {
    let folder = Folder::begun();
    let before = folder.files();
    for format in ["human", "json", "github"] {
        folder.run(&["check", "--format", format], 0);
    }
    assert_eq!(folder.files(), before);
}

#[test]
fn json_has_a_line_for_every_note_and_problem_and_a_summary() {
    let folder = Folder::begun();
    folder.write(
        "content/gettysburg-address/commentary/more.md",
        "## More {#more}\n\n> we can not\n\nA note.\n\n## All\n\nOn the whole.\n",
    );
    let records = folder.run(&["check", "--format", "json"], 1).records();
    let kinds: Vec<_> = records.iter().map(|held| held["type"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["note", "note", "note", "note", "note", "diagnostic", "summary"]);
    let note = |id: &str| records.iter().find(|held| held["id"] == id).unwrap();
    let score = note("score");
    assert_eq!((&score["verdict"], &score["line"], &score["confidence"]), (&"exact".into(), &5.into(), &1.0.into()));
    assert_eq!(score["targets"][0]["quote"], "Four score and seven years ago");
    assert_eq!((&score["targets"][0]["start"], &score["targets"][0]["end"]), (&0.into(), &30.into()));
    assert_eq!(score["targets"][0]["paragraph"], 1);
    assert_eq!((&note("more")["verdict"], &note("more")["targets"]), (&"ambiguous".into(), &Value::Array(vec![])));
    assert_eq!((&note("all")["verdict"], &note("all")["targets"]), (&"exact".into(), &Value::Array(vec![])));
    let summary = records.last().unwrap();
    assert_eq!((&summary["notes"], &summary["ambiguous"], &summary["errors"]), (&5.into(), &1.into(), &1.into()));
    let problem = &records[5];
    assert_eq!((&problem["code"], &problem["line"]), (&"quote-ambiguous".into(), &3.into()));
}

#[test]
fn github_gets_workflow_commands() {
    let folder = Folder::begun();
    folder.write("content/gettysburg-address/commentary/more.md", "## More\n\n> we can not\n\nA note.\n");
    let run = folder.run(&["check", "--format", "github"], 1);
    let file = "content/gettysburg-address/commentary/more.md";
    assert!(run.out.starts_with(&format!("::error file={file},line=3,")), "{}", run.out);
}

#[test]
fn the_publication_is_found_from_a_folder_inside() {
    let folder = Folder::begun();
    let inside = folder.path("content/glossary");
    let status = Command::new(env!("CARGO_BIN_EXE_postil")).arg("check").current_dir(inside).output().unwrap().status;
    assert_eq!(status.code(), Some(0));
    let run = Folder::new().run(&["check"], 2);
    assert!(run.err.contains("postil init"), "{}", run.err);
}

#[test]
fn a_new_note_is_added_where_its_words_stand() {
    let folder = Folder::begun();
    let notes = "content/gettysburg-address/commentary/notes.md";
    folder.run(&["new", "note", "gettysburg-address", "a new birth of  freedom"], 0);
    let text = folder.read(notes);
    assert!(
        text.contains("\n## a new birth of freedom {#a-new-birth-of-freedom}\n\n> a new birth of freedom\n\n"),
        "{text}"
    );
    folder.run(&["new", "note", "gettysburg-address", "a new birth of freedom", "--file", "law.md"], 0);
    assert!(
        folder
            .read("content/gettysburg-address/commentary/law.md")
            .starts_with("## a new birth of freedom {#a-new-birth-of-freedom-2}")
    );
    folder.run(&["check", "--strict"], 0);
}

#[test]
fn a_note_that_would_not_anchor_is_not_written() {
    let folder = Folder::begun();
    let before = folder.files();
    let run = folder.run(&["new", "note", "gettysburg-address", "we can not"], 1);
    assert!(run.err.contains("quote-ambiguous"), "{}", run.err);
    let run = folder.run(&["new", "note", "gettysburg-address", "four scor and seven years"], 1);
    assert!(run.err.contains("> Four score and seven years"), "{}", run.err);
    let run = folder.run(&["new", "note", "gettysburg-address", "words that are nowhere in it"], 1);
    assert!(run.err.contains("quote-not-found"), "{}", run.err);
    let run = folder.run(&["new", "note", "getysburg-address", "all men"], 2);
    assert!(run.err.contains("did you mean `gettysburg-address`?"), "{}", run.err);
    folder.run(&["new", "note", "gettysburg-address", "all men", "--file", "../x.md"], 2);
    assert_eq!(folder.files(), before);
}

#[test]
fn a_note_that_would_be_code_is_not_written() {
    let folder = Folder::begun();
    let file = "content/gettysburg-address/commentary/open.md";
    for open in ["> all men\n\nAs in:\n\n```\n> code\n", "> all men\n\nA comment.\n\n<!-- a remark\n"] {
        folder.write(file, open);
        let run = folder.run(&["new", "note", "gettysburg-address", "a new birth of freedom", "--file", "open.md"], 2);
        assert!(run.err.contains("not closed"), "{}", run.err);
        assert_eq!(folder.read(file), open);
    }
    folder.write(file, "> all men\n\nAs in:\n\n```\n> code\n```\n");
    folder.run(&["new", "note", "gettysburg-address", "a new birth of freedom", "--file", "open.md"], 0);
}

#[test]
fn a_new_term_is_made_once() {
    let folder = Folder::begun();
    folder.run(&["new", "term", "civil war"], 0);
    assert!(folder.read("content/glossary/civil-war.md").starts_with("---\nterm: \"civil war\"\n"));
    folder.run(&["check", "--strict"], 0);
    let before = folder.files();
    let run = folder.run(&["new", "term", "Civil War"], 2);
    assert!(run.err.contains("content/glossary/civil-war.md"), "{}", run.err);
    folder.run(&["new", "term", "—"], 2);
    assert_eq!(folder.files(), before);
}

#[test]
fn wrong_usage_ends_with_two() {
    let folder = Folder::new();
    let run = folder.run(&["biuld"], 2);
    assert!(run.err.contains("build"), "{}", run.err);
    folder.run(&[], 2);
    folder.run(&["build", "--nonsense"], 2);
    folder.run(&["--root", "nowhere", "build"], 2);
    folder.run(&["check", "--quiet", "--verbose"], 2);
    assert!(folder.run(&["--version"], 0).out.starts_with("postil "));
    for command in ["init", "build", "check", "publish", "new", "explain", "completions"] {
        let help = folder.run(&[command, "--help"], 0).out;
        assert!(help.contains("postil "), "{help}");
    }
}

#[test]
fn colours_come_only_where_they_are_wanted() {
    let folder = Folder::new();
    folder.write("book.toml", "[book]\ntitel = \"T\"\n");
    folder.write("content/index.md", "---\ntitle: T\n---\n\nWords.\n");
    assert!(!folder.run(&["check"], 1).err.contains('\u{1b}'));
    assert!(folder.run(&["check", "--color", "always"], 1).err.contains('\u{1b}'));
    assert!(!folder.run(&["check", "--color", "never"], 1).err.contains('\u{1b}'));
}

#[test]
fn settings_are_told_with_everything_else() {
    let folder = Folder::begun();
    folder.write("book.toml", "[book]\ntitel = \"T\"\n[site]\nurl = \"a.org\"\n");
    let run = folder.run(&["build"], 1);
    for told in ["book.toml:2:1", "book.toml:4:7", "did you mean `title`?", "3 errors"] {
        assert!(run.err.contains(told), "{told} not in {}", run.err);
    }
}

#[test]
fn shells_get_completions() {
    let folder = Folder::new();
    for shell in ["bash", "zsh", "fish", "powershell"] {
        let script = folder.run(&["completions", shell], 0).out;
        assert!(script.contains("postil") && script.contains("keep-going"), "{shell}");
    }
}

#[test]
fn quiet_says_only_what_is_wrong() {
    let folder = Folder::begun();
    let run = folder.run(&["build", "--quiet"], 0);
    assert_eq!((run.out.as_str(), run.err.as_str()), ("", ""));
}
