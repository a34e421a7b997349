//! Copying: what is copied from a text is the text.

use crate::Case;
use crate::reader::{Site, World};

pub(crate) const CASES: &[Case] = &[
    ("copying_paragraphs_gives_their_text", copying),
    ("copying_gives_tables_and_no_marks", tables),
    ("numbers_cannot_be_selected", numbers),
];

fn copying(world: &World) {
    let reader = world.reader(1280);
    for (site, path) in world.texts() {
        reader.open(&site.http(path));
        let copied = reader.run(
            "const all = [...document.querySelectorAll('.text .para > p[id]')], at = all.findIndex(p => p.querySelector('.r')); \
             const [first, last] = [all[at], all[at + 1] ?? all[at]], range = document.createRange(); \
             range.setStart(first, 0); range.setEnd(last, last.childNodes.length); \
             getSelection().removeAllRanges(); getSelection().addRange(range); \
             const held = new DataTransfer(); \
             first.dispatchEvent(new ClipboardEvent('copy', { clipboardData: held, bubbles: true, cancelable: true })); \
             const words = p => { const copy = p.cloneNode(true); for (const r of copy.querySelectorAll('.r')) { \
             if (r.nextSibling?.data === '\\u2009') r.nextSibling.remove(); r.remove(); } return copy.textContent; }; \
             return [held.getData('text/plain'), [...new Set([first, last])].map(words).join('\\n\\n')]",
        );
        assert_eq!(copied[0], copied[1], "{path}");
        assert!(copied[0].as_str().unwrap().len() > 40);
    }
    reader.quiet();
}

fn tables(world: &World) {
    let files = [
        ("book.toml", "[book]\ntitle = \"T\"\n"),
        (
            "content/a/text.md",
            "---\ntitle: A\n---\n\nEvery ship[^1] pays a toll.\n\n| Ship | Toll |\n| --- | --- |\n| Barge | One |\n| Brig | Two |\n\n\
             - First.\n- Second.\n\nAll is said.\n\n[^1]: Or boat.\n",
        ),
        ("content/a/commentary/notes.md", "## N\n\n> a toll\n\nOne.\n\n## M\n\n> toll\n\nTwo.\n"),
    ];
    let site = Site::of(&files, "/a/");
    let reader = world.reader(1280);
    reader.open(&site.http("a/index.html"));
    let copied = reader.run(
        "const article = document.querySelector('.text'), held = new DataTransfer(); getSelection().selectAllChildren(article); \
         article.dispatchEvent(new ClipboardEvent('copy', { clipboardData: held, bubbles: true, cancelable: true })); \
         const page = new DOMParser().parseFromString(held.getData('text/html'), 'text/html'); \
         return [held.getData('text/plain'), page.querySelectorAll('td').length, page.querySelectorAll('sup').length]",
    );
    assert_eq!(
        copied[0],
        "Every ship pays a toll.\n\nShip\tToll\nBarge\tOne\nBrig\tTwo\n\nFirst.\n\nSecond.\n\nAll is said.\n\nOr boat."
    );
    assert_eq!((copied[1].as_u64(), copied[2].as_u64()), (Some(4), Some(0)));
    reader.quiet();
}

fn numbers(world: &World) {
    let reader = world.reader(1280);
    reader.script(false);
    reader.open(&world.edition.http("statement/index.html"));
    let selected = reader.run(
        "const p = [...document.querySelectorAll('.text .para')].find(e => e.querySelectorAll('.r').length > 1); \
         const range = document.createRange(); range.setStartBefore(p.firstElementChild); range.setEndAfter(p.querySelector('p[id]')); \
         getSelection().removeAllRanges(); getSelection().addRange(range); \
         const copy = p.querySelector('p[id]').cloneNode(true); copy.querySelectorAll('.r').forEach(r => r.remove()); \
         return [getSelection().toString().trim(), copy.textContent.trim()]",
    );
    assert_eq!(selected[0], selected[1]);
    reader.quiet();
}
