//! What is told of a quotation whose passage was rewritten or taken out, and what `fix` makes of it.

use super::HEAD;
use crate::cli::Folder;

const NOTES: &str = "content/t/commentary/n.md";

/// A publication with a note on some words, remembered; then its text is revised.
fn revised(text: &str, quote: &str, edits: &[(&str, &str)]) -> Folder {
    let folder = Folder::new();
    folder.write("book.toml", "[book]\ntitle = \"T\"\n");
    folder.write("content/t/text.md", format!("{HEAD}{text}\n"));
    folder.write(NOTES, format!("## A {{#a}}\n\n> {quote}\n\nB.\n"));
    folder.run(&["anchors", "update"], 0);
    let mut text = text.to_owned();
    for (old, new) in edits {
        assert!(text.contains(old), "{old}");
        text = text.replacen(old, new, 1);
    }
    folder.write("content/t/text.md", format!("{HEAD}{text}\n"));
    folder
}

const HARBOUR: &str = "# Dues\n\nThe council of the harbour sets the dues for every vessel that enters the basin. Boats of the \
fleet pay half.\n\nA vessel that leaves the harbour without paying is refused entry for one year. The harbour master keeps a \
register of all such vessels; the register is open to the public. Whoever disputes an entry in the register may appeal to the \
council within thirty days.\n\nThe pilots report every week";

#[test]
fn the_first_word_of_a_block_is_quoted_as_it_was_replaced() {
    let sets = ("The council of the harbour sets", "Each council of the harbour fixes");
    let folder = revised(HARBOUR, "The council of the harbour sets the dues", &[sets]);
    let run = folder.run(&["anchors", "fix"], 0);
    assert!(run.out.contains("  + > Each council of the harbour fixes the dues\n"), "{}", run.out);
    let week = ("every week", "every Monday");
    let folder = revised(HARBOUR, "The pilots report every week", &[week]);
    let run = folder.run(&["anchors", "fix"], 0);
    assert!(run.out.contains("  + > The pilots report every Monday\n"), "{}", run.out);
    // A sentence before the passage is none of it.
    let more = ("The council of the harbour sets", "So it is. Each council of the harbour fixes");
    let folder = revised(HARBOUR, "The council of the harbour sets the dues", &[more]);
    let run = folder.run(&["anchors", "fix"], 0);
    assert!(!run.out.contains("So it is"), "{}", run.out);
}

#[test]
fn nothing_stands_where_a_sentence_was_taken_out() {
    let gone = (" The harbour master keeps a register of all such vessels; the register is open to the public.", "");
    for quote in ["The harbour master keeps a register", "The harbour master keeps … the register is open"] {
        let folder = revised(HARBOUR, quote, &[gone]);
        // Once for what was remembered of the text, and once when the new text is.
        for _ in 0..2 {
            let status = folder.run(&["anchors", "status"], 1).out;
            assert!(status.contains("is no longer in the text") && !status.contains("at its place"), "{status}");
            folder.run(&["anchors", "update"], 1);
        }
    }
    let other = (gone.0, " Nobody asks why.");
    let status = revised(HARBOUR, "The harbour master keeps a register", &[other]).run(&["anchors", "status"], 1).out;
    assert!(status.contains("at its place, in `¶2`, the text says now: `Nobody asks why`"), "{status}");
}

#[test]
fn a_place_that_no_text_has_is_not_believed() {
    let folder = revised(HARBOUR, "Boats of the fleet pay half", &[("thirty", "forty")]);
    let lock = folder.read("content/t/anchors.lock");
    let at = lock.find("\"at\":[").unwrap();
    let end = at + lock[at..].find(']').unwrap();
    let placed = |place: &str| {
        folder.write("content/t/anchors.lock", format!("{}\"at\":{place}{}", &lock[..at], &lock[end..]));
    };
    placed("[4294967200,4294967227");
    let run = folder.run(&["anchors", "status"], 0);
    assert!(run.out.contains("1 quotation: 1 moved"), "{}", run.out);
    for place in ["[4294967290,3", "[7,3"] {
        placed(place);
        let run = folder.run(&["check"], 1);
        assert!(run.err.contains("its words do not fill its place"), "{place}: {}", run.err);
    }
}
