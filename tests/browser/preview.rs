//! The preview, as an author has it beside the editor: words that are selected become a note, and pictures and styles change
//! on a page that stays.

use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};

use crate::Case;
use crate::reader::{Reader, World, write};

pub(crate) const CASES: &[Case] = &[
    ("selected_words_become_a_note_in_its_place", note),
    ("selected_words_become_a_term", term),
    ("a_picture_and_a_style_change_on_the_page", pictures),
];

/// A running preview; the editor's address leads to a place on the same page, so that a case can see where.
struct Preview {
    folder: tempfile::TempDir,
    child: Child,
    address: String,
}

impl Preview {
    fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let write = |path: &str, words: &str| write(folder.path(), path, words);
        write("book.toml", "[book]\ntitle = \"Preview\"\n[site]\ntheme = \"own\"\n");
        write("themes/own/static/style.css", &style(1));
        let one = |at| format!("Paragraph {at} says that the *bell* rang, and then the bell rang again.");
        let many = (1..=60).map(one).collect::<Vec<_>>().join("\n\n");
        write(
            "content/text/text.md",
            &format!("---\ntitle: The text\n---\n\n{many}\n\n![A map](map.svg)\n\nThe end.\n"),
        );
        write("content/text/commentary/notes.md", "## One {#one}\n\n> Paragraph 40 says\n\nA remark.\n");
        write("content/text/map.svg", &picture(10));
        let mut child = Command::new(env!("CARGO_BIN_EXE_postil"))
            .args(["serve", "--port", "0", "--editor", "#edit:{file}:{line}", "--root"])
            .arg(folder.path())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut said = BufReader::new(child.stdout.take().unwrap());
        let mut line = String::new();
        said.read_line(&mut line).unwrap();
        std::thread::spawn(move || std::io::copy(&mut said, &mut std::io::sink()));
        let address = line.split_whitespace().find(|word| word.starts_with("http://")).unwrap().to_owned();
        Self { folder, child, address }
    }

    /// Opens the page of the text at its paragraph 40, and waits for the first word of the preview.
    fn open(&self, reader: &Reader) {
        reader.open(&format!("{}text/index.html", self.address));
        reader.run("document.getElementById('p40').scrollIntoView(); window.kept = true");
        // Answered in the order of asking: by then the script has its own page, and listens.
        reader.wait("return performance.getEntriesByType('resource').some(e => e.initiatorType === 'fetch' && e.responseEnd > 0)");
        reader.run("window.stood = scrollY");
    }

    fn read(&self, path: &str) -> String {
        std::fs::read_to_string(self.folder.path().join(path)).unwrap()
    }
}

impl Drop for Preview {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The style of the theme, with words in a shade of grey.
fn style(shade: u32) -> String {
    let own = include_str!("../../themes/default/static/style.css");
    format!("{own}\nbody {{ color: rgb({shade}, {shade}, {shade}) !important }}\n")
}

fn picture(width: u32) -> String {
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"10\"><rect width=\"9\" height=\"9\"/></svg>"
    )
}

/// Selects from the first letter of some words of an element to the last of others, and waits until something can be done with them.
fn select(reader: &Reader, (css, from, to): (&str, &str, &str)) {
    let script = format!(
        "const find = (words, end) => {{ const all = document.createTreeWalker(document.querySelector('{css}'), NodeFilter.SHOW_TEXT); \
           let found = null; while (all.nextNode()) {{ const at = all.currentNode.data.lastIndexOf(words); \
             if (at >= 0) found = [all.currentNode, at + (end ? words.length : 0)]; }} return found; }}; \
         const range = document.createRange(); range.setStart(...find('{from}', false)); range.setEnd(...find('{to}', true)); \
         getSelection().removeAllRanges(); getSelection().addRange(range)"
    );
    reader.run(&script);
    reader.wait("return document.querySelector('.postil-pen:not([hidden])') !== null");
}

fn note(world: &World) {
    let (reader, preview) = (world.reader(1280), Preview::start());
    preview.open(&reader);
    select(&reader, ("#p40", "bell rang again", "rang again"));
    let stood = reader.run("return scrollY");
    assert!(stood.as_f64().unwrap() > 500.0, "{stood}");
    reader.press("a");
    reader.wait("return !window.kept && document.getElementById('n-bell-rang-again') !== null");
    reader.wait(&format!("return Math.abs(scrollY - {stood}) < 2"));
    reader.holds("the note is beside its words", "return document.querySelector('#p40 [data-n] , #p40 .r') !== null && document.querySelector('#p40').closest('.para').querySelector('#n-bell-rang-again') !== null");
    let notes = preview.read("content/text/commentary/notes.md");
    let begun =
        "\n## bell rang again {#bell-rang-again}\n\n> 40 says that the bell rang, and then the **bell rang again**\n\n";
    assert!(notes.ends_with(begun), "{notes}");
    let line = notes.matches('\n').count() + 1;
    let hash = reader.run("return decodeURIComponent(location.hash)");
    assert!(hash.as_str().unwrap().ends_with(&format!("content/text/commentary/notes.md:{line}")), "{hash}");
    reader.holds("it is told", "return document.querySelector('.postil-said').textContent.includes('A note was added to content/text/commentary/notes.md')");
    reader.holds(
        "one line reminds of it",
        "return document.querySelector('.postil-live.folded pre')?.checkVisibility() === false",
    );
    reader.click(".postil-live button:nth-of-type(2)");
    reader.wait("return document.querySelector('.postil-live pre').checkVisibility()");
    // Keys are keys where nothing is selected, or where something is typed.
    reader.run("getSelection().removeAllRanges()");
    reader.press("a");
    reader.press("d");
    // Words of a note are no words of the text.
    select(&reader, ("#n-one", "remark", "remark"));
    reader.holds("only a term can be made of them", "return document.querySelector('.postil-pen button').hidden");
    reader.press("a");
    // A selection over two paragraphs goes past the notes between them.
    select(&reader, ("article", "Paragraph 40", "Paragraph 41"));
    reader.press("a");
    reader.wait("return document.querySelectorAll('.text .note').length === 3");
    let notes = preview.read("content/text/commentary/notes.md");
    let long = "> Paragraph 40 says that the bell rang, and then the bell rang again.\n>\n> Paragraph 41\n\n";
    assert!(notes.starts_with("## One") && notes.ends_with(long), "{notes}");
    reader.quiet();
}

fn term(world: &World) {
    let (reader, preview) = (world.reader(1280), Preview::start());
    preview.open(&reader);
    select(&reader, ("#p40", "bell rang", "bell rang"));
    reader.click(".postil-pen button:last-child");
    reader.wait("return !window.kept && document.querySelector('a[data-g=bell-rang]') !== null");
    assert_eq!(preview.read("content/glossary/bell-rang.md"), "---\nterm: \"bell rang\"\n---\n\n");
    preview.open(&reader);
    select(&reader, ("#p41", "bell rang", "bell rang"));
    reader.press("d");
    reader.wait("return document.querySelector('.postil-said:not([hidden])')?.textContent.includes('already')");
    reader.holds("the page stays", "return window.kept === true");
    assert_eq!(preview.read("content/glossary/bell-rang.md"), "---\nterm: \"bell rang\"\n---\n\n");
    reader.quiet();
}

fn pictures(world: &World) {
    let (reader, preview) = (world.reader(1280), Preview::start());
    preview.open(&reader);
    reader.wait("return document.querySelector('img[alt=\"A map\"]').naturalWidth === 10");
    write(preview.folder.path(), "content/text/map.svg", &picture(20));
    reader.wait("return document.querySelector('img[alt=\"A map\"]').naturalWidth === 20");
    let colour =
        |shade: u32| format!("return getComputedStyle(document.body).color === 'rgb({shade}, {shade}, {shade})'");
    reader.wait(&colour(1));
    write(preview.folder.path(), "themes/own/static/style.css", &style(2));
    reader.wait(&colour(2));
    reader.wait("return document.querySelectorAll('link[rel=stylesheet]').length === 2");
    reader.holds("the page stays", "return window.kept === true");
    // What is wrong is shown over the last good page, which stays.
    write(
        preview.folder.path(),
        "content/text/commentary/notes.md",
        "## One {#one}\n\n> nowhere in the text\n\nA remark.\n",
    );
    reader.wait("return document.querySelector('.postil-live:not([hidden])')?.textContent.includes('quote-not-found')");
    reader.holds(
        "the last good page",
        "return document.querySelector('#n-one').textContent.includes('A remark.') && window.kept === true",
    );
    reader.holds(
        "a link opens the file",
        "return decodeURIComponent(document.querySelector('.postil-live a').hash).endsWith('notes.md:3')",
    );
    write(
        preview.folder.path(),
        "content/text/commentary/notes.md",
        "## One {#one}\n\n> Paragraph 40 says\n\nMended.\n",
    );
    reader.wait("return document.querySelector('#n-one').textContent.includes('Mended.') && !document.querySelector('.postil-live:not([hidden])')");
    reader.quiet();
}
