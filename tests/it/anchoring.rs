//! The acceptance cases of anchoring (`cases.json`, and in `edits.json` those of what edits leave of a passage), and its laws.
//!
//! A case is a text, a lemma and what must come of it. Offsets in the cases count Unicode scalar values of the reading,
//! with `format: markdown` of the source.

use std::ops::Range as Bytes;

use postil::anchor::anchor;
use postil::diag::{Checked, Code, Diagnostic};
use postil::edition::lock::{Lock, Locked, lemma_hash};
use postil::edition::{
    Anchored, Authors, Block, Constraint, Leaf, LeafKind, Lemma, Manuscript, Note, Origin, OrphanReason, Paragraph,
    Passage, Placement, Prose, Run, Selector, Text, TextId, TextMeta, Verdict,
};
use postil::reading::sentences;
use postil::source::{FileId, Range, Span};
use proptest::prelude::*;
use serde_json::Value;

const TEXT: FileId = FileId(0);
const NOTES: FileId = FileId(1);

#[test]
fn the_acceptance_cases_pass() {
    let read = |cases| serde_json::from_str::<Vec<Value>>(cases).expect("the cases are JSON");
    let cases = [read(include_str!("cases.json")), read(include_str!("edits.json"))].concat();
    let failed: Vec<String> =
        cases.iter().filter_map(|case| fails(case).map(|why| format!("{}: {why}", case["name"]))).collect();
    assert!(failed.is_empty(), "{} cases fail:\n{}", failed.len(), failed.join("\n"));
}

/// Runs a case; tells why it fails.
fn fails(case: &Value) -> Option<String> {
    let source = case["text"].as_str().expect("a case has a text");
    let text = if case["format"] == "markdown" { markdown(source) } else { plain(source) };
    let (prefix, suffix) = (case["prefix"].as_str().unwrap_or_default(), case["suffix"].as_str().unwrap_or_default());
    let lemma = case["lemma"].as_str().expect("a case has a lemma");
    let number = |name: &str| case[name].as_u64().and_then(|number| u32::try_from(number).ok());
    let constraint = Constraint { paragraph: number("paragraph"), nth: number("occurrence") };
    if case["lock"] == true {
        let checked = place_remembered(text, (prefix, lemma, suffix), constraint);
        return compare(&case["expect"], source, &checked);
    }
    // A missing joining space is forgiven.
    let tries = [(prefix.to_owned(), suffix.to_owned()), (format!("{prefix} "), format!(" {suffix}"))];
    let tries = tries.into_iter().take(if prefix.is_empty() && suffix.is_empty() { 1 } else { 2 });
    let results: Vec<Option<String>> = tries
        .map(|(prefix, suffix)| {
            let checked = place(text.clone(), focused(&prefix, lemma, &suffix), constraint);
            compare(&case["expect"], source, &checked)
        })
        .collect();
    if results.iter().any(Option::is_none) { None } else { results.into_iter().flatten().next() }
}

fn compare(expect: &Value, source: &str, checked: &Checked<Anchored>) -> Option<String> {
    let text = &checked.value.texts[0];
    let note = &checked.value.notes[0];
    let span = |range: Range| text.prose.span(TEXT, range).bytes();
    let scalars = |bytes: Bytes<usize>| {
        let count = |at: usize| source.get(..at).expect("spans are at characters").chars().count() as u64;
        (count(bytes.start), count(bytes.end))
    };
    let wanted =
        |value: &Value| (value["start"].as_u64().unwrap_or_default(), value["end"].as_u64().unwrap_or_default());
    let (status, ranges, tier) = match &note.place {
        Placement::Anchored(found) => ("anchored", vec![found[0].ranges[0]], Some(found[0].verdict)),
        Placement::Unplaced { orphans, .. } => {
            let status = if orphans[0].reason == OrphanReason::Ambiguous { "ambiguous" } else { "orphaned" };
            (status, orphans[0].candidates.iter().map(|held| held.range).collect(), None)
        }
        Placement::Whole => return Some("the note has no lemma".into()),
    };
    let got: Vec<_> = ranges.into_iter().map(|range| scalars(span(range))).collect();
    let tier = tier.map(|tier| match tier {
        Verdict::Exact => "exact",
        Verdict::Normalised => "normalised",
        Verdict::Fuzzy => "fuzzy",
    });
    let expected: Vec<_> = match expect["status"].as_str() {
        Some("anchored") => vec![wanted(expect)],
        Some("ambiguous") => expect["candidates"].as_array().into_iter().flatten().map(wanted).collect(),
        _ if expect["suggestion"].is_object() => vec![wanted(&expect["suggestion"])],
        _ => got.clone(),
    };
    let same_places = if status == "orphaned" { got.first() == expected.first() } else { got == expected };
    let same_tier = expect["tier"].is_null() || expect["tier"].as_str() == tier;
    let said = status == "anchored" || !checked.diagnostics.is_empty() || expect["status"] == "orphaned";
    if Some(status) == expect["status"].as_str() && same_places && same_tier && said {
        return None;
    }
    Some(format!("expected {expect}, got {status} {got:?} {tier:?}, diagnostics {:?}", checked.diagnostics))
}

fn focused(prefix: &str, lemma: &str, suffix: &str) -> Lemma {
    let words = format!("{prefix}{lemma}{suffix}");
    let words = words.trim_matches(|c: char| c.is_whitespace() && !(prefix.is_empty() && suffix.is_empty())).to_owned();
    let focus = Range::new(prefix.len(), prefix.len() + lemma.len());
    Lemma { words, focus: if prefix.trim().is_empty() && suffix.trim().is_empty() { Vec::new() } else { vec![focus] } }
}

fn place(text: Text, lemma: Lemma, constraint: Constraint) -> Checked<Anchored> {
    let span = Span { file: NOTES, start: 10, end: 20 };
    place_selector(text, Selector { passage: Passage::Quote(lemma), constraint, span })
}

fn place_selector(text: Text, selector: Selector) -> Checked<Anchored> {
    anchor(Manuscript { texts: vec![text], notes: vec![note("n", vec![selector])], ..Manuscript::default() })
}

/// Places a quotation with the words that stood around it when it was last confirmed; of the old text nothing else is known.
fn place_remembered(
    mut text: Text,
    (before, exact, after): (&str, &str, &str),
    constraint: Constraint,
) -> Checked<Anchored> {
    let span = Span { file: NOTES, start: 10, end: 20 };
    let passage = Passage::Quote(Lemma { words: exact.to_owned(), focus: Vec::new() });
    let selector = Selector { passage, constraint, span };
    let held = Locked {
        note: "n".into(),
        quote: 1,
        lemma: lemma_hash(&selector),
        block: 0,
        at: Range::new(0, exact.len()),
        focus: Vec::new(),
        exact: exact.to_owned(),
        before: before.to_owned(),
        after: after.to_owned(),
        rival: 0.0,
        verdict: Verdict::Exact,
        confidence: 1.0,
        was: None,
        doubt: None,
    };
    text.lock = Some(Lock { passages: vec![held], ..Lock::default() });
    place_selector(text, selector)
}

fn note(id: &str, place: Vec<Selector>) -> Note<Vec<Selector>> {
    let span = Span { file: NOTES, start: 0, end: 5 };
    let (text, file, id) = (TextId(0), NOTES, id.to_owned());
    let (title, layer, authors, date, tags) = (None, None, Authors::default(), None, Vec::new());
    Note {
        id,
        text,
        file,
        span,
        origin: Origin::default(),
        title,
        layer,
        authors,
        date,
        tags,
        place,
        body: Prose::default(),
    }
}

/// Makes a text whose blocks are parted by blank lines and stand in the source as they are read.
fn plain(reading: &str) -> Text {
    let run = Run { reading: 0, source: 0, len: u32::try_from(reading.len()).expect("cases are short") };
    text(reading, vec![run])
}

fn text(reading: &str, runs: Vec<Run>) -> Text {
    let mut prose = Prose { reading: reading.to_owned(), runs, ..Prose::default() };
    let mut paragraphs = Vec::new();
    let mut at = 0;
    for block in reading.split("\n\n") {
        let range = Range::new(at, at + block.len());
        at += block.len() + 2;
        let span = Span { file: TEXT, start: range.start, end: range.end };
        let number = u32::try_from(paragraphs.len() + 1).expect("cases are short");
        let place = u32::try_from(prose.blocks.len()).expect("cases are short");
        prose.blocks.push(Block::Leaf(Leaf { kind: LeafKind::Paragraph, range, span }));
        let (fragment, sentences) = (format!("p{number}"), sentences(reading, range));
        paragraphs.push(Paragraph { number: Some(number), fragment, range, block: place, sentences });
    }
    let meta = TextMeta { title: "A text".into(), ..TextMeta::default() };
    Text {
        id: "text".into(),
        file: TEXT,
        meta,
        prose,
        paragraphs,
        sections: Vec::new(),
        lock: None,
        versions: Vec::new(),
    }
}

/// Reads the little Markdown of the cases. To be replaced by the parser: a stand-in while both were being built.
fn markdown(source: &str) -> Text {
    let mut reading = String::new();
    let mut runs: Vec<Run> = Vec::new();
    let mut at = 0;
    let mut linked = false;
    while let Some(rest) = source.get(at..).filter(|rest| !rest.is_empty()) {
        let (skip, words, len) =
            step(rest, at == 0 || source.get(..at).is_some_and(|head| head.ends_with('\n')), linked);
        if rest.starts_with("\n\n[^") {
            break;
        }
        linked = (linked || rest.starts_with('[') && !rest.starts_with("[^")) && !rest.starts_with(']');
        if !words.is_empty() {
            let narrow = |at: usize| u32::try_from(at).expect("cases are short");
            let run = Run { reading: narrow(reading.len()), source: narrow(at), len: narrow(len) };
            let continues =
                runs.last().is_some_and(|last| last.source + last.len == run.source && words.len() == len && len == 1);
            match runs.last_mut() {
                Some(last) if continues && last.source + (run.reading - last.reading) == run.source => last.len += 1,
                _ => runs.push(run),
            }
            reading.push_str(words);
        }
        at += skip;
    }
    text(&reading, runs)
}

/// Returns how much of the source a step takes, what it reads as, and for how many bytes of the source.
fn step(rest: &str, line_start: bool, linked: bool) -> (usize, &str, usize) {
    let upto = |end: &str| rest.find(end).map_or(rest.len(), |at| at + end.len());
    if line_start && rest.starts_with("- ") {
        return (2, "", 0);
    }
    if rest.starts_with("\n- ") {
        return (1, "\n\n", 1);
    }
    if rest.starts_with("[^") {
        return (upto("]"), "", 0);
    }
    if linked && rest.starts_with("](") {
        return (upto(")"), "", 0);
    }
    if rest.starts_with("&amp;") {
        return (5, "&", 5);
    }
    if rest.starts_with('\\') {
        return (2, rest.get(1..2).unwrap_or_default(), 2);
    }
    if rest.starts_with(['*', '`', '[']) {
        return (1, "", 0);
    }
    let len = rest.chars().next().map_or(0, char::len_utf8);
    (len, rest.get(..len).unwrap_or_default(), len)
}

#[track_caller]
fn diagnosed(reading: &str, lemma: &str, constraint: Constraint) -> Diagnostic {
    let checked = place(plain(reading), Lemma { words: lemma.into(), focus: Vec::new() }, constraint);
    let mut found = checked.diagnostics.into_iter();
    let first = found.next().expect("there is a diagnostic");
    assert_eq!(found.next(), None);
    first
}

const BELL: &str = "The bell rang. At noon the bell rang again.\n\nAfter dark the bell rang a third time.";

#[test]
fn an_ambiguous_quote_is_told_apart() {
    let found = diagnosed(BELL, "the bell rang", Constraint::default());
    assert_eq!(found.code, Code::QuoteAmbiguous);
    assert_eq!(found.message, "this quote fits 2 passages of the text");
    assert_eq!(
        found.notes[0],
        "`¶1`: The bell rang. At noon **the bell rang** again – to mean this one, write `> noon **the bell rang**`"
    );
    assert!(found.help.is_some_and(|help| help.contains("{p=1}")));
}

#[test]
fn what_it_says_to_paste_is_unique() {
    let reading = "a b c d e.\n\nx b c d y.\n\na b c d z.";
    let found = diagnosed(reading, "b c", Constraint::default());
    for note in &found.notes {
        let line = note.rsplit('`').nth(1).expect("a line to paste").trim_start_matches("> ");
        let before = line.find("**").expect("a focus");
        let focus = Range::new(before, before + "b c".len());
        let lemma = Lemma { words: line.replace("**", ""), focus: vec![focus] };
        let checked = place(plain(reading), lemma, Constraint::default());
        assert!(
            matches!(&checked.value.notes[0].place, Placement::Anchored(found) if found[0].verdict == Verdict::Exact)
        );
    }
    assert_eq!(found.notes.len(), 3);
}

#[test]
fn an_ambiguous_elision_is_told_apart() {
    let reading = "We mend the road for safety. We light the lamps for safety.";
    let found = diagnosed(reading, "We … safety", Constraint::default());
    assert!(found.notes[1].ends_with("write `> We light … safety`"), "{:?}", found.notes);
}

#[test]
fn an_elision_that_may_begin_or_end_twice_in_a_sentence_is_ambiguous() {
    check_pasted(
        "Here we guard the harbour while we keep the bell and the tally of the boats.",
        "we … the bell",
        &[&["we guard the harbour while we keep the bell"], &["we keep the bell"]],
    );
    check_pasted(
        "The clerk shall weigh the salt before noon and sell the salt after it.",
        "shall weigh … salt",
        &[&["shall weigh the salt"], &["shall weigh the salt before noon and sell the salt"]],
    );
}

/// Pastes what is said of each place of an ambiguous lemma, as an author would, and holds that it is then that place.
#[track_caller]
fn check_pasted(reading: &str, lemma: &str, expected: &[&[&str]]) {
    let compiled = |quote: &str| {
        let mut sources = postil::Sources::new();
        sources.add("content/t/text.md", format!("---\ntitle: T\n---\n\n{reading}\n").into_bytes());
        sources.add("content/t/commentary/n.md", format!("## N\n\n{quote}\n\nA comment.\n").into_bytes());
        postil::compile(&sources, &postil::Config::titled("T"), postil::Drafts::Hide)
    };
    let said = compiled(&format!("> {lemma}")).diagnostics;
    let [found] = said.as_slice() else { panic!("{said:?}") };
    assert_eq!(found.code, Code::QuoteAmbiguous);
    let lines = found.notes.iter().map(|note| note.rsplit('`').nth(1).expect("a line to paste"));
    let mut pasted = Vec::new();
    for line in lines {
        let checked = compiled(line);
        assert_eq!(checked.diagnostics, [], "{line}");
        let text = &checked.value.texts[0].prose.reading;
        pasted.push(checked.value.notes[0].place.ranges().map(|range| range.of(text).to_owned()).collect::<Vec<_>>());
    }
    assert_eq!(pasted, expected);
}

#[test]
fn what_it_says_to_paste_can_be_pasted() {
    check_pasted(
        "Dr. Smith spoke first and then he left the room.\n\nDr. Smith spoke at length and he left the room.",
        "Dr. Smith spoke … left the room",
        &[&["Dr. Smith spoke first and then he left the room"], &["Dr. Smith spoke at length and he left the room"]],
    );
    check_pasted(
        "We *take* note of “our” commitment to peace.\n\nWe take note of “our” commitment to war.",
        "note of \"our\" **commitment** to",
        &[&["commitment"], &["commitment"]],
    );
    check_pasted(
        "We mend the 1. road for safety, and more. We light the lamps for safety, and less.",
        "“**We** [...] for **safety**,”",
        &[&["We", "safety"], &["We", "safety"]],
    );
    check_pasted(
        "We mend “the” road for safety. We mend \"the\" lamps for safety.",
        "We mend … safety",
        &[&["We mend “the” road for safety"], &["We mend \"the\" lamps for safety"]],
    );
}

#[test]
fn parts_that_are_far_apart_are_said_to_be() {
    let far = format!("Перша частина. {}Остання частина.", "Слово за словом. ".repeat(400));
    let found = diagnosed(&far, "Перша частина … Остання частина", Constraint::default());
    assert_eq!(
        found.message,
        "the parts of this quote stand in the text, but more than 6000 letters apart: too far for one passage"
    );
    let near = format!("Перша частина. {}Остання частина.", "Слово за словом. ".repeat(300));
    let lemma =
        Lemma { words: "Перша частина … Остання частина".into(), focus: Vec::new() };
    let checked = place(plain(&near), lemma, Constraint::default());
    assert_eq!(checked.diagnostics, []);
}

#[test]
fn a_stop_that_the_text_has_too_is_kept() {
    let reading = "They found the fence cut in three places. They left, and \u{201c}mended\u{201d} it.";
    for (lemma, expected) in [
        ("They found … in three places.", "They found the fence cut in three places."),
        ("They found … in three places,", "They found the fence cut in three places"),
        ("“They left … it.”", "They left, and \u{201c}mended\u{201d} it."),
        ("found the fence cut in three plaices.", "found the fence cut in three places."),
    ] {
        let checked = place(plain(reading), Lemma { words: lemma.into(), focus: Vec::new() }, Constraint::default());
        let words: Vec<_> = checked.value.notes[0].place.ranges().map(|range| range.of(reading)).collect();
        assert_eq!(words, [expected], "{lemma}");
    }
    let focus = "They found … **three places.**";
    let at = focus.find("**").expect("it is bold");
    let words = focus.replace("**", "");
    let lemma = Lemma { focus: vec![Range::new(at, words.len())], words };
    let checked = place(plain(reading), lemma, Constraint::default());
    let words: Vec<_> = checked.value.notes[0].place.ranges().map(|range| range.of(reading)).collect();
    assert_eq!(words, ["three places."]);
    let found = diagnosed(reading, "found the fence cut in three plaices.", Constraint::default());
    assert_eq!(found.patch.map(|(_, words)| words).as_deref(), Some("> found the fence cut in three places."));
}

#[test]
fn a_long_quote_with_a_slip_is_placed() {
    let reading: String = (0..40_000).map(|at| format!("word{at}{} ", if at % 9 == 8 { "." } else { "" })).collect();
    let reading = reading.trim_end().to_owned();
    let start = reading.find("word9000 ").expect("it is there");
    let end = reading.find(" word21000").expect("it is there");
    let lemma = reading.get(start..end).expect("it is ASCII").replace("word15000 ", "wrod ");
    let checked = place(plain(&reading), Lemma { words: lemma, focus: Vec::new() }, Constraint::default());
    let Placement::Anchored(found) = &checked.value.notes[0].place else { panic!("{:?}", checked.diagnostics) };
    assert_eq!((found[0].verdict, found[0].ranges[0]), (Verdict::Fuzzy, Range::new(start, end)));
    assert_eq!(checked.diagnostics[0].message, "the quote says `wrod`, the text says `word15000`");
}

#[test]
fn a_fuzzy_quote_shows_the_difference_and_the_cure() {
    let reading = "They found the fence cut in three places and left.";
    let found = diagnosed(reading, "the fence cut in three plaices", Constraint::default());
    assert_eq!(found.code, Code::QuoteFuzzy);
    assert_eq!(found.message, "the quote says `plaices`, the text says `places`");
    assert_eq!(found.patch.map(|(_, words)| words).as_deref(), Some("> the fence cut in three places"));
}

#[test]
fn a_quote_in_another_paragraph_says_where() {
    let constraint = Constraint { paragraph: Some(1), nth: None };
    let found = diagnosed(BELL, "a third time", constraint);
    assert_eq!(found.code, Code::QuoteElsewhere);
    assert_eq!(found.message, "this quote is not in `¶1`, but in `¶2`");
    let found = diagnosed(BELL, "a third time", Constraint { paragraph: Some(7), nth: None });
    assert_eq!(found.message, "there is no `¶7`: the text has 2 paragraphs, `¶1` to `¶2`; the quote is in `¶2`");
    let found = diagnosed(BELL, "the bell rang", Constraint { paragraph: None, nth: Some(3) });
    assert_eq!(found.message, "`nth=3` is asked for, but the quote stands in the text only 2 times");
}

#[test]
fn a_lost_quote_says_why() {
    let plainly = |lemma| diagnosed(BELL, lemma, Constraint::default());
    assert_eq!(plainly("bel").message, "this quote stands in the text only as a part of longer words");
    assert_eq!(
        plainly("third time … bell rang").message,
        "the parts of this quote stand in the text, but not one after the other"
    );
    assert_eq!(plainly("Three ships lay frozen in the roads").message, "this quote is not in the text");
    assert_eq!(plainly("—").message, "this quote has no words");
}

#[test]
fn paragraphs_and_sentences_are_named_by_number() {
    let span = Span { file: NOTES, start: 10, end: 20 };
    let wanted =
        [Passage::Paragraphs(1, 2), Passage::Sentence(1, 2), Passage::Paragraphs(3, 3), Passage::Sentence(2, 9)];
    let selectors = wanted.map(|passage| Selector { passage, constraint: Constraint::default(), span });
    let checked = anchor(Manuscript {
        texts: vec![plain(BELL)],
        notes: vec![note("n", selectors.into())],
        ..Manuscript::default()
    });
    let Placement::Unplaced { found, orphans } = &checked.value.notes[0].place else { panic!("two have no place") };
    let words: Vec<&str> = found.iter().map(|anchor| anchor.ranges[0].of(BELL)).collect();
    assert_eq!(words, [BELL, "At noon the bell rang again."]);
    assert_eq!(orphans.len(), 2);
    let messages: Vec<&str> = checked.diagnostics.iter().map(|found| found.message.as_str()).collect();
    assert_eq!(
        messages,
        ["there is no `¶3`: the text has 2 paragraphs, `¶1` to `¶2`", "there is no `¶2.9`: `¶2` has one sentence"]
    );
}

#[test]
fn notes_stand_in_the_order_of_the_text() {
    let span = Span { file: NOTES, start: 10, end: 20 };
    let quote = |words: &str| Passage::Quote(Lemma { words: words.into(), focus: Vec::new() });
    let select = |words: &str| vec![Selector { passage: quote(words), constraint: Constraint::default(), span }];
    let notes = vec![
        note("lost", select("nowhere at all")),
        note("late", select("After dark")),
        note("short", select("The bell")),
        note("long", select("The bell rang")),
        note("whole", Vec::new()),
    ];
    let checked = anchor(Manuscript { texts: vec![plain(BELL)], notes, ..Manuscript::default() });
    let order: Vec<&str> = checked.value.notes.iter().map(|note| note.id.as_str()).collect();
    assert_eq!(order, ["whole", "long", "short", "late", "lost"]);
}

proptest! {
    #[test]
    fn a_range_described_by_its_words_is_found_again(
        words in proptest::collection::vec("[a-cé水]{1,3}|“[ab]”|—|the", 1..60), from in 0_usize..60, len in 1_usize..20
    ) {
        let reading = words.join(" ");
        let from = from % words.len();
        let to = (from + len).min(words.len());
        let start = words.iter().take(from).map(|word| word.len() + 1).sum::<usize>();
        let lemma = words.get(from..to).unwrap_or_default().join(" ");
        let meant = Range::new(start, start + lemma.len());
        prop_assume!(lemma.chars().any(char::is_alphanumeric));
        let checked = place(plain(&reading), Lemma { words: lemma, focus: Vec::new() }, Constraint::default());
        match &checked.value.notes[0].place {
            Placement::Anchored(found) => {
                prop_assert_eq!(found[0].ranges.as_slice(), &[meant]);
                prop_assert_eq!(found[0].verdict, Verdict::Exact);
            }
            Placement::Unplaced { orphans, .. } => prop_assert_eq!(orphans[0].reason, OrphanReason::Ambiguous),
            Placement::Whole => prop_assert!(false, "it has a lemma"),
        }
    }

    #[test]
    fn nothing_makes_it_panic(reading in "\\PC{0,80}|[ab.…\\[\\]\n “’é\u{301}ß-]{0,60}", lemma in "\\PC{0,30}|[ab.…\\[\\]\n “’é\u{301}ß-]{0,30}", nth in 0_u32..3, focus in 0_usize..30) {
        let at = lemma.floor_char_boundary(focus.min(lemma.len()));
        let focus = if at > 0 { vec![Range::new(0, at)] } else { Vec::new() };
        let constraint = Constraint { paragraph: (nth == 2).then_some(1), nth: (nth == 1).then_some(1) };
        let checked = place(plain(&reading), Lemma { words: lemma, focus }, constraint);
        for range in checked.value.notes[0].place.ranges() {
            prop_assert!(!range.is_empty() && reading.get(range.bytes()).is_some());
        }
    }
}
