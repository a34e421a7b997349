//! `postil anchors` as it is typed: what it says, what it writes, and what it leaves alone.

use std::collections::BTreeMap;

use proptest::prelude::*;
use serde_json::Value;

use super::{TEXT, notes, revised, set};
use crate::cli::Folder;

const BELL: &str = "The bell of the old harbour rang before dawn, and nobody in the lower town paid it any attention.";
const BOAT: &str =
    "A second boat came in on the tide; it carried salt, rope, and three passengers who asked for the inn.";
const COUNCIL: &str = "By noon the council had met twice. It resolved that the gate be closed at dusk.";
const WARDEN: &str = "The warden wrote their names in the register, as he had done every evening since the spring.";

const ONE: &str = "content/t/commentary/one.md";
const TWO: &str = "content/t/commentary/two.md";
const LOCK: &str = "content/t/anchors.lock";

/// A publication of three paragraphs with a note on each, in two files of which one ends its lines as Windows does.
fn begun() -> Folder {
    let folder = Folder::new();
    folder.write("book.toml", "[book]\ntitle = \"T\"\n");
    set(&folder, &[BELL, BOAT, COUNCIL]);
    folder.write(ONE, "## Bell {#bell}\r\n\r\n> harbour rang before dawn\r\n\r\nA comment.\r\n\r\n> not a lemma\r\n");
    folder.write(TWO, "## Boat {#boat}\n\n> three passengers who asked\n\nB.\n\n## Council {#council}\n\n> ¶3\n\nC.\n");
    folder
}

/// The same, remembered.
fn remembered() -> Folder {
    let folder = begun();
    folder.run(&["anchors", "update"], 0);
    folder
}

/// How the quotations stand, by note, as the JSON of `status` tells.
fn states(folder: &Folder, code: i32) -> BTreeMap<String, String> {
    let records = folder.run(&["anchors", "status", "--format", "json"], code).records();
    let word = |record: &Value, name: &str| record[name].as_str().unwrap().to_owned();
    records
        .iter()
        .filter(|record| record["type"] == "anchor")
        .map(|record| (word(record, "note"), word(record, "state")))
        .collect()
}

#[track_caller]
fn stand(folder: &Folder, code: i32, expected: &[(&str, &str)]) {
    let expected = expected.iter().map(|(note, state)| ((*note).to_owned(), (*state).to_owned())).collect();
    assert_eq!(states(folder, code), expected);
}

#[test]
fn update_remembers_and_says_so() {
    let folder = begun();
    assert!(folder.run(&["check"], 0).out.contains("postil anchors update"));
    let status = folder.run(&["anchors", "status"], 0);
    assert!(status.out.contains("3 quotations: 3 new") && status.out.contains("anchors update"), "{}", status.out);
    let before = folder.files();
    let run = folder.run(&["anchors", "update", "--dry-run"], 0);
    assert!(run.out.contains(&format!("would write {LOCK}")), "{}", run.out);
    assert_eq!(folder.files(), before);
    let run = folder.run(&["anchors", "update", "--format", "json"], 0);
    let summary = run.records().pop().unwrap();
    assert_eq!((&summary["new"], &summary["files"]), (&Value::from(3), &serde_json::json!([LOCK])));
    assert!(!folder.run(&["check"], 0).out.contains("postil anchors"));
    stand(&folder, 0, &[("bell", "unchanged"), ("boat", "unchanged"), ("council", "unchanged")]);
    assert!(folder.run(&["anchors", "update"], 0).out.contains("nothing to write"));
}

#[test]
fn a_text_without_quotations_needs_no_lock() {
    let folder = begun();
    folder.write(ONE, "## On the whole\n\nA comment on all of it.\n");
    folder.write(TWO, "## Once more\n\nAnother.\n");
    assert!(!folder.run(&["check"], 0).out.contains("postil anchors"));
    assert!(folder.run(&["anchors", "update"], 0).out.contains("nothing to write"));
}

#[test]
fn fix_writes_new_words_and_numbers_into_several_files() {
    let folder = remembered();
    set(&folder, &[&BELL.replace("rang", "tolled"), &BOAT.replace("three", "two"), WARDEN, COUNCIL]);
    stand(&folder, 0, &[("bell", "changed"), ("boat", "changed"), ("council", "moved")]);
    let status = folder.run(&["anchors", "status"], 0).out;
    for told in [
        "changed t#bell (content/t/commentary/one.md:3)",
        "the quote says `rang`, the text says `tolled`",
        "`¶3` is another passage now: what this note is about is `¶4`",
        "3 quotations: 1 moved, 2 changed",
    ] {
        assert!(status.contains(told), "{told} not in {status}");
    }
    assert!(
        folder.run(&["check", "--strict"], 1).err.contains("write `> ¶4`, or let `postil anchors fix council` do it")
    );
    let before = folder.files();
    let run = folder.run(&["anchors", "fix", "--dry-run"], 0);
    assert!(run.out.contains("  + > harbour tolled before dawn") && run.out.contains("would write"), "{}", run.out);
    assert_eq!(folder.files(), before);
    let run = folder.run(&["anchors", "fix"], 0);
    for told in ["  - > ¶3\n  + > ¶4\n", "wrote content/t/commentary/one.md", "wrote content/t/anchors.lock"] {
        assert!(run.out.contains(told), "{told} not in {}", run.out);
    }
    let one = "## Bell {#bell}\r\n\r\n> harbour tolled before dawn\r\n\r\nA comment.\r\n\r\n> not a lemma\r\n";
    assert_eq!(folder.read(ONE), one);
    let two = "## Boat {#boat}\n\n> two passengers who asked\n\nB.\n\n## Council {#council}\n\n> ¶4\n\nC.\n";
    assert_eq!(folder.read(TWO), two);
    stand(&folder, 0, &[("bell", "unchanged"), ("boat", "unchanged"), ("council", "unchanged")]);
    folder.run(&["check", "--strict"], 0);
    assert!(folder.run(&["anchors", "fix"], 0).out.contains("no quotation needs new words"));
}

#[test]
fn what_comes_back_is_no_loss_to_its_neighbours() {
    let folder = begun();
    folder.write(TWO, "## Town {#town}\n\n> the lower town paid it any attention\n\nB.\n");
    folder.write(ONE, "## Bell {#bell}\n\n> The bell of the old harbour\n\nA.\n");
    folder.run(&["anchors", "update"], 0);
    let changed = BELL.replace("The bell of the old harbour rang", "A gong sounded");
    set(&folder, &[&changed, BOAT, COUNCIL]);
    stand(&folder, 1, &[("bell", "gone"), ("town", "unchanged")]);
    folder.run(&["anchors", "update"], 1);
    let between = folder.read(LOCK);
    set(&folder, &[BELL, BOAT, COUNCIL]);
    stand(&folder, 0, &[("bell", "unchanged"), ("town", "unchanged")]);
    // Also where the town is remembered with a paragraph that is past, and the bell with the one that stands there.
    folder.run(&["anchors", "update"], 0);
    let past = |line: &&str| line.contains("\"block\"") && line.contains("A gong sounded");
    let gong = between.lines().find(past).unwrap().replace("attention.\"}", "attention.\",\"past\":true}");
    let town = between.lines().find(|line| line.contains("\"town\"")).unwrap().to_owned();
    let now = folder.read(LOCK);
    let (head, rest) = now.split_once('\n').unwrap();
    let rest: Vec<&str> = rest.lines().filter(|line| !line.contains("\"town\"")).collect();
    folder.write(LOCK, format!("{head}\n{gong}\n{}\n{town}\n", rest.join("\n")));
    stand(&folder, 0, &[("bell", "unchanged"), ("town", "moved")]);
}

#[test]
fn what_is_gone_is_told_with_what_to_do() {
    let folder = remembered();
    set(&folder, &[WARDEN, BOAT, COUNCIL]);
    stand(&folder, 1, &[("bell", "gone"), ("boat", "unchanged"), ("council", "unchanged")]);
    let run = folder.run(&["anchors", "accept", "bell"], 1);
    assert!(run.out.contains("not accepted, because it has no place: quote other words"), "{}", run.out);
    assert!(folder.read(LOCK).contains("harbour rang before dawn"));
    let run = folder.run(&["anchors", "accept", "bel"], 2);
    assert!(run.err.contains("there is no note `bel`") && run.err.contains("did you mean `bell`?"), "{}", run.err);
    let run = folder.run(&["anchors", "accept", "nonsuch"], 2);
    assert!(run.err.contains("`postil anchors status --format json` lists the notes"), "{}", run.err);
    let listed = folder.run(&["anchors", "status", "--format", "json"], 1).out;
    assert!(["bell", "boat", "council"].iter().all(|note| listed.contains(&format!("\"{note}\""))), "{listed}");
    let run = folder.run(&["anchors", "explain", "bell"], 0);
    assert!(run.out.contains("remembered: ") && run.out.contains("harbour rang before dawn"), "{}", run.out);
    let record = folder.run(&["anchors", "explain", "t#bell", "--format", "json"], 0).records().remove(0);
    assert_eq!((&record["state"], &record["was"]), (&Value::from("gone"), &Value::from("harbour rang before dawn")));
    assert!(record["candidates"].is_array());
}

#[test]
fn a_dry_run_writes_nothing_whatever_is_asked() {
    let folder = remembered();
    set(&folder, &[&BELL.replace("rang", "tolled"), WARDEN, COUNCIL]);
    let before = folder.files();
    for format in ["human", "json"] {
        for (command, code) in [("status", 1), ("update", 1), ("accept", 1), ("fix", 0), ("explain", 0)] {
            let mut args = vec!["anchors", command, "--dry-run", "--format", format];
            args.extend(if matches!(command, "accept" | "explain") { Some("bell") } else { None });
            let run = folder.run(&args, code);
            assert_eq!(run.err, "", "{command}");
            if format == "json" {
                assert!(!run.records().is_empty(), "{command}");
            }
            assert_eq!(folder.files(), before, "{command}");
        }
    }
}

#[test]
fn what_no_note_has_any_more_is_listed_before_it_is_forgotten() {
    let folder = remembered();
    folder.write(TWO, "## Council {#council}\n\n> ¶3\n\nC.\n");
    for command in ["status", "update"] {
        let args = ["anchors", command, "--dry-run"];
        let run = folder.run(&args, 0);
        let told = "forgotten t#boat\n  no note has it any more; it was on: three passengers who asked\n";
        assert!(run.out.contains(told), "{}", run.out);
        let records = folder.run(&[&args[..], &["--format", "json"]].concat(), 0).records();
        assert!(records.iter().any(|record| record["type"] == "forgotten" && record["note"] == "boat"), "{records:?}");
    }
    folder.run(&["anchors", "update"], 0);
    assert!(!folder.read(LOCK).contains("three passengers who asked\",\"before"));
    assert!(!folder.run(&["anchors", "status"], 0).out.contains("forgotten"));
}

#[test]
fn notes_called_by_their_numbers_are_renumbered_all_at_once() {
    let folder = begun();
    folder.write(ONE, "> ¶1\n\nOn the bell.\n\n---\n\n> ¶2\n\nOn the boat.\n");
    folder.write(TWO, "> ¶3.2\n\nOn the gate.\n");
    folder.run(&["anchors", "update"], 0);
    set(&folder, &[WARDEN, BELL, BOAT, COUNCIL]);
    let run = folder.run(&["check"], 0);
    assert_eq!(run.err.matches("quote-moved").count(), 3, "{}", run.err);
    folder.run(&["anchors", "fix"], 0);
    assert_eq!(folder.read(ONE), "> ¶2\n\nOn the bell.\n\n---\n\n> ¶3\n\nOn the boat.\n");
    assert_eq!(folder.read(TWO), "> ¶4.2\n\nOn the gate.\n");
    assert!(states(&folder, 0).values().all(|state| state == "unchanged"), "{:?}", states(&folder, 0));
    folder.run(&["check", "--strict"], 0);
}

#[test]
fn a_number_whose_passage_is_gone_may_be_kept() {
    let folder = remembered();
    set(&folder, &[BELL, BOAT, WARDEN]);
    stand(&folder, 1, &[("bell", "unchanged"), ("boat", "unchanged"), ("council", "gone")]);
    let run = folder.run(&["check"], 1);
    assert!(run.err.contains("quote-gone") && run.err.contains("`postil anchors accept council`"), "{}", run.err);
    let run = folder.run(&["anchors", "accept", "council"], 0);
    assert!(run.out.contains("  accepted"), "{}", run.out);
    stand(&folder, 0, &[("bell", "unchanged"), ("boat", "unchanged"), ("council", "unchanged")]);
}

/// What of a file of notes is not a quotation that names a passage: all but the first block quote below each heading.
fn rest(file: &str) -> Vec<&str> {
    let mut rest = Vec::new();
    let mut is_lemma = false;
    for line in file.split_inclusive('\n') {
        is_lemma = line.starts_with("## ") || is_lemma && (line.starts_with('>') || line.trim().is_empty());
        if !(is_lemma && line.starts_with('>')) {
            rest.push(line);
        }
    }
    rest
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]
    #[test]
    fn fix_as_it_is_typed_changes_quotations_alone(
        edits in proptest::collection::vec((0_usize..200, 0_u8..4), 1..12),
        crlf: bool,
    ) {
        let folder = Folder::new();
        let file = "content/t/commentary/n.md";
        let before = notes(if crlf { "\r\n" } else { "\n" });
        folder.write("book.toml", "[book]\ntitle = \"T\"\n");
        set(&folder, &[TEXT]);
        folder.write(file, &before);
        folder.run(&["anchors", "update"], 0);
        set(&folder, &[&revised(&edits)]);
        let text = folder.read("content/t/text.md");
        let run = folder.ends(&["anchors", "fix", "--format", "json"]);
        let fixed = run.records();
        // It ends with 1 where no quotation tells a place from others, and says so.
        let all = fixed.iter().all(|record| record["type"] == "summary" || record["quotation"].is_string());
        prop_assert_eq!(run.code, Some(i32::from(!all)), "{}", run.err);
        let after = folder.read(file);
        prop_assert_eq!(rest(&before), rest(&after));
        prop_assert_eq!(folder.read("content/t/text.md"), text);
        for record in fixed.iter().filter(|record| record["quotation"].is_string()) {
            let lines = record["quotation"].as_str().unwrap().replace('\n', if crlf { "\r\n" } else { "\n" });
            prop_assert!(after.contains(&lines), "{} not in {}", lines, after);
        }
        let records = folder.run(&["anchors", "fix", "--dry-run", "--format", "json"], 0).records();
        prop_assert!(!records.iter().any(|record| record["quotation"].is_string()), "{:?}", records);
    }
}
