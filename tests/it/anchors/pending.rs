//! What waits for its author: changed and doubtful passages stay told until each is settled, whatever is remembered meanwhile;
//! renamed notes keep their memory; and of two passages that are much alike neither is taken for the other without a word.

use super::set;
use crate::cli::Folder;

const NOTES: &str = "content/t/commentary/n.md";
const SHIP: &str = "The ship pays four crowns in the port of Zor every year.";
const TARIFF: &str = "The tariff on salt and iron shall be ten per cent of the value.";
const COUNCIL: &str = "The council sits on Mondays and hears complaints from strangers in public session.";

/// A publication with these notes, by id and quotation, remembered.
fn remembered(paragraphs: &[&str], notes: &[(&str, &str)]) -> Folder {
    let folder = Folder::new();
    folder.write("book.toml", "[book]\ntitle = \"T\"\n");
    set(&folder, paragraphs);
    write(&folder, notes);
    folder.run(&["anchors", "update"], 0);
    folder
}

fn write(folder: &Folder, notes: &[(&str, &str)]) {
    let note = |(id, quote): &(&str, &str)| format!("## N {{#{id}}}\n\n> {quote}\n\nC.\n\n");
    folder.write(NOTES, notes.iter().map(note).collect::<String>());
}

#[track_caller]
fn says(folder: &Folder, args: &[&str], code: i32, words: &[&str]) {
    let run = folder.run(args, code);
    let told = format!("{}{}", run.out, run.err);
    for words in words {
        assert!(told.contains(words), "`{words}` is not in {told}");
    }
}

#[test]
fn changed_words_are_told_until_they_are_fixed_or_accepted() {
    let notes = [("a", "pays four crowns"), ("b", "salt and iron shall be ten per cent"), ("c", "¶3")];
    let folder = remembered(&[SHIP, TARIFF, COUNCIL], &notes);
    let changed = [("four", "nine"), ("ten", "forty"), ("Mondays", "Sundays")];
    let now: Vec<String> =
        [SHIP, TARIFF, COUNCIL].iter().zip(changed).map(|(text, (old, new))| text.replace(old, new)).collect();
    set(&folder, &now.iter().map(String::as_str).collect::<Vec<_>>());
    folder.run(&["anchors", "fix", "a"], 0);
    for _ in 0..2 {
        says(
            &folder,
            &["anchors", "status"],
            0,
            &["1 unchanged, 2 changed", "the quote says `ten`", "the text said `Mondays`"],
        );
        says(&folder, &["check", "--strict"], 1, &["2 warnings", "anchors fix b", "anchors accept c"]);
        folder.run(&["anchors", "update"], 0);
    }
    // What was there before is no news.
    set(&folder, &[&now[0], TARIFF, &now[2]]);
    says(&folder, &["anchors", "status"], 0, &["2 unchanged, 1 changed"]);
    set(&folder, &[&now[0], &now[1], &now[2]]);
    folder.run(&["anchors", "fix", "b"], 0);
    assert!(folder.read(NOTES).contains("> salt and iron shall be forty per cent\n"));
    folder.run(&["anchors", "accept", "c"], 0);
    says(&folder, &["check", "--strict"], 0, &["no problems"]);
}

#[test]
fn a_passage_does_not_wear_off_at_its_ends() {
    let folder = remembered(&[SHIP, TARIFF, COUNCIL], &[("a", "salt and iron shall be ten per cent of the value")]);
    for (from, to) in [("salt", "sugar"), ("value", "price"), ("sugar", "coal"), ("price", "goods")] {
        let text = folder.read("content/t/text.md").replace(from, to);
        folder.write("content/t/text.md", text);
        folder.run(&["anchors", "update"], 0);
        folder.run(&["anchors", "accept", "a"], 0);
    }
    says(&folder, &["check", "--strict"], 0, &["no problems"]);
    assert!(folder.read("content/t/anchors.lock").contains("\"coal and iron shall be ten per cent of the goods\""));
}

#[test]
fn what_is_in_doubt_stays_in_doubt() {
    let notes =
        [("a", "sits on Mondays and hears complaints from strangers"), ("b", "four crowns"), ("c", "public session")];
    let folder = remembered(&[SHIP, TARIFF, COUNCIL], &notes);
    let council = COUNCIL
        .replace("Mondays and hears complaints from strangers", "Sundays and receives petitions from foreigners");
    set(&folder, &[&SHIP.replace("four", "five"), TARIFF, &council]);
    folder.run(&["anchors", "fix", "b"], 0);
    for _ in 0..2 {
        says(&folder, &["anchors", "update"], 0, &["doubtful t#a", "2 unchanged, 1 doubtful"]);
        says(&folder, &["check"], 0, &["1 warning"]);
    }
    // Where its place is rewritten too, nothing is known of it.
    set(&folder, &[SHIP, TARIFF, "Nobody knows when the court meets next."]);
    says(&folder, &["anchors", "status"], 1, &["gone t#a"]);
    says(&folder, &["anchors", "fix", "a"], 1, &["not fixed, because it has no place: quote other words"]);
    set(&folder, &[SHIP, "Some other day.", TARIFF, &council]);
    says(&folder, &["anchors", "fix", "a"], 0, &["+ > sits on Sundays and receives petitions from foreigners"]);
    says(&folder, &["anchors", "status"], 0, &["3 quotations: 2 unchanged, 1 changed"]);
}

#[test]
fn a_renamed_note_is_known_by_its_quotation() {
    let folder = remembered(&[SHIP, TARIFF, COUNCIL], &[("a", "¶2"), ("b", "four crowns")]);
    set(&folder, &["A new one.", SHIP, TARIFF, COUNCIL]);
    write(&folder, &[("tariff", "¶2"), ("b", "four crowns")]);
    says(&folder, &["check"], 0, &["`¶2` is another passage now: what this note is about is `¶3`"]);
    assert!(!folder.run(&["anchors", "status"], 0).out.contains("forgotten"));
    folder.run(&["anchors", "fix"], 0);
    assert!(folder.read(NOTES).starts_with("## N {#tariff}\n\n> ¶3\n"));
    // The same where quotations before it come and go.
    folder.write(NOTES, "## N {#a}\n\n> four crowns\n\n> ¶3\n\nC.\n");
    folder.run(&["anchors", "update"], 0);
    set(&folder, &[SHIP, TARIFF, COUNCIL]);
    folder.write(NOTES, "## N {#a}\n\n> ¶3\n\nC.\n");
    says(&folder, &["check"], 0, &["what this note is about is `¶2`"]);
}

#[test]
fn paragraphs_that_are_torn_apart_are_told() {
    let folder = remembered(&["One is first.", SHIP, TARIFF, COUNCIL, "The end."], &[("a", "¶2–4")]);
    set(&folder, &[SHIP, "One is first.", TARIFF, COUNCIL, "The end."]);
    says(&folder, &["check"], 0, &["`¶2–4` is torn apart", "is in `¶1–4`", "it also says `One is first`"]);
    says(&folder, &["anchors", "fix"], 0, &["no quotation needs new words"]);
    says(&folder, &["anchors", "update"], 0, &["1 doubtful"]);
    says(&folder, &["anchors", "fix", "a"], 0, &["+ > ¶1–4"]);
    says(&folder, &["check", "--strict"], 0, &["no problems"]);
}

#[test]
fn what_an_earlier_version_has_is_not_gone() {
    let folder =
        remembered(&[SHIP, TARIFF, COUNCIL], &[("a", "hears complaints from strangers"), ("b", "four crowns")]);
    folder.write("content/t/versions/1700-01-02.md", [SHIP, TARIFF, COUNCIL].join("\n\n"));
    set(&folder, &[SHIP, TARIFF, "The council sits on Mondays."]);
    for command in ["status", "update"] {
        let told = ["earlier t#a", "stands in the earlier version `1700-01-02`", "1 unchanged, 1 earlier"];
        says(&folder, &["anchors", command], 0, &told);
    }
    says(&folder, &["check"], 0, &["quote-earlier", "1 warning"]);
    set(&folder, &[SHIP, TARIFF, COUNCIL]);
    says(&folder, &["anchors", "status"], 0, &["2 quotations: 2 unchanged"]);
}

#[test]
fn of_two_that_are_alike_neither_is_the_other() {
    let article = |what: &str, days: &str| {
        format!("The Parties shall consult each other on {what} within {days} days of the entry into force.")
    };
    let end = "The award is final.";
    let begun = || remembered(&[&article("forests", "17"), &article("customs", "22"), end], &[("w", "within 17 days")]);
    let other = article("customs", "17");
    let folder = begun();
    set(
        &folder,
        &[
            "The Parties shall consult each other on forests no later than seventeen days after the entry into force.",
            &other,
            end,
        ],
    );
    says(&folder, &["anchors", "status"], 1, &["gone t#w", "at its place, in `¶1`"]);
    let folder = begun();
    set(&folder, &["The Parties shall consult each other on forests.", &other, end]);
    says(&folder, &["anchors", "status"], 1, &["gone t#w"]);
    // One of both is left, and either may be it.
    let folder = begun();
    set(&folder, &[&other, end]);
    says(&folder, &["check", "--strict"], 1, &["quote-moved", "may be this passage, or another that was much like it"]);
    folder.run(&["anchors", "update"], 0);
    says(&folder, &["check", "--strict"], 0, &["no problems"]);
}
