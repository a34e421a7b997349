//! A text that changes: `fix` touches quotations alone, and a lock carries notes over.

use postil::anchor::{State, mend, relock, splice, stand};
use postil::config::Config;
use postil::edition::lock::Lock;
use postil::edition::{Manuscript, Note, Selector};
use postil::parse::{Drafts, parse};
use postil::source::Sources;
use proptest::prelude::*;

use crate::cli::Folder;

mod became;
mod pending;
mod typed;

const HEAD: &str = "---\ntitle: T\n---\n\n";
const TEXT: &str = "The bell of the *old* harbour rang before dawn, and nobody in the lower town paid it any attention. The \
warden, who had kept the keys since spring, walked down to the gate.\n\nA second boat came in on the tide; it carried \
salt, rope, and three passengers who asked for the inn. The warden wrote their names in the register.\n\nBy noon the \
council had met twice. It resolved that the gate be closed at dusk, that the bell be rung by day, and that the register be \
kept in the chapel.";
const QUOTES: [&str; 4] = [
    "harbour rang before dawn",
    "salt, rope, and **three passengers**",
    "It resolved … kept in the chapel",
    "The warden",
];

/// Writes the text of a publication anew.
fn set(folder: &Folder, paragraphs: &[&str]) {
    folder.write("content/t/text.md", format!("{HEAD}{}\n", paragraphs.join("\n\n")));
}

fn sources(text: &str, notes: &str, lock: Option<&str>) -> Sources {
    let mut sources = Sources::new();
    sources.add("content/t/text.md", format!("{HEAD}{text}\n").into_bytes());
    sources.add("content/t/commentary/n.md", notes.as_bytes().to_vec());
    if let Some(lock) = lock {
        sources.add("content/t/anchors.lock", lock.as_bytes().to_vec());
    }
    sources
}

fn read(sources: &Sources) -> Manuscript {
    let read = parse(sources, &Config::titled("T"), Drafts::Show);
    assert_eq!(read.diagnostics, []);
    read.value
}

fn notes(line_end: &str) -> String {
    let ends = ["{p=1}", "", "", "{p=2}"];
    let note = |(at, quote): (usize, &&str)| {
        let bell = ends[at];
        format!("## Note {at} {bell}\n\n> {quote}\n\nA comment, with `code` and  two spaces.\n\n> not a lemma\n\n")
    };
    let all: String = QUOTES.iter().enumerate().map(note).collect();
    format!("---\nauthor: A\n---\n\n{all}").replace('\n', line_end)
}

fn locked(manuscript: &Manuscript) -> Lock {
    let notes: Vec<&Note<Vec<Selector>>> = manuscript.notes.iter().collect();
    let text = &manuscript.texts[0];
    relock(text, &notes, &stand(text, &notes), |_| false)
}

/// Takes out, doubles or replaces words of the text.
fn revised(edits: &[(usize, u8)]) -> String {
    let mut words: Vec<String> = TEXT.split(' ').map(str::to_owned).collect();
    for &(at, kind) in edits {
        let at = at % words.len();
        if words[at].contains("\n\n") {
            continue;
        }
        match kind {
            0 => drop(words.remove(at)),
            1 => words.insert(at, "certainly".into()),
            2 => words[at] = "another".into(),
            _ => words[at].push('s'),
        }
    }
    words.join(" ")
}

#[test]
fn an_unchanged_text_is_as_it_was() {
    let notes = notes("\n");
    let first = read(&sources(TEXT, &notes, None));
    let lock = locked(&first).write();
    let again = read(&sources(TEXT, &notes, Some(&lock)));
    let all: Vec<_> = again.notes.iter().collect();
    assert!(stand(&again.texts[0], &all).iter().flatten().all(|held| held.state == State::Unchanged));
    assert_eq!(locked(&again).write(), lock);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]
    #[test]
    fn fix_changes_quotations_alone(edits in proptest::collection::vec((0_usize..200, 0_u8..4), 1..12), crlf: bool) {
        let end = if crlf { "\r\n" } else { "\n" };
        let notes = notes(end);
        let lock = locked(&read(&sources(TEXT, &notes, None))).write();
        let text = revised(&edits);
        let before = sources(&text, &notes, Some(&lock));
        let old = read(&before);
        let all: Vec<_> = old.notes.iter().collect();
        let (mut made, mut meant) = (Vec::new(), Vec::new());
        for (note, standings) in all.iter().zip(stand(&old.texts[0], &all)) {
            for (selector, standing) in note.place.iter().zip(standings) {
                if let (State::Changed, Ok(anchor)) = (standing.state, &standing.place)
                    && let Some(words) = mend(&old.texts[0], selector, &anchor.ranges)
                {
                    made.push((selector.span.bytes(), words));
                    meant.push((note.id.clone(), anchor.ranges.clone()));
                }
            }
        }
        let file = before.find("content/t/commentary/n.md").unwrap();
        let fixed = splice(before.file(file), made.clone());
        // What stands between the quotations stands there byte for byte.
        let (mut rest, mut at) = (fixed.as_str(), 0);
        for (place, words) in &made {
            let kept = &notes[at..place.start];
            prop_assert!(rest.starts_with(kept));
            rest = &rest[kept.len()..];
            let words = words.replace('\n', end);
            prop_assert!(rest.starts_with(&words));
            rest = &rest[words.len()..];
            at = place.end;
        }
        prop_assert_eq!(rest, &notes[at..]);
        let after = read(&sources(&text, &fixed, None));
        let all: Vec<_> = after.notes.iter().collect();
        let found = stand(&after.texts[0], &all);
        for (id, ranges) in meant {
            let at = all.iter().position(|note| note.id == id).unwrap();
            prop_assert!(found[at][0].state == State::New, "{:?}\n{}", found[at][0], fixed);
            prop_assert_eq!(&found[at][0].place.as_ref().unwrap().ranges, &ranges);
        }
    }
}
