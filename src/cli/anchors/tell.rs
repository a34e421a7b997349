//! What `anchors` says: a few lines for people, or a JSON object a line.

use serde_json::{Value, json};

use super::{File, Quote, Survey, is_human};
use crate::anchor::{Standing, State, considered, differences};
use crate::cli::args::{AnchorsOptions, Answer};
use crate::cli::session::{STRONG, Session, TYPED};
use crate::cli::tally::count;
use crate::diag::{Lines, line};
use crate::edition::lock::Locked;
use crate::edition::{Orphan, Passage};
use crate::source::Range;

const STATES: [State; 8] = [
    State::Unchanged,
    State::New,
    State::Moved,
    State::Changed,
    State::Doubtful,
    State::Ambiguous,
    State::Earlier,
    State::Gone,
];

/// Lists what does not stand as it did.
pub(super) fn status(session: &Session, survey: &Survey, format: Answer) {
    for (quote, _, standing) in survey.quotes() {
        if !is_human(format) {
            session.put(line(&record(survey, quote)));
        } else if standing.state.is_news() {
            session.put(brief(survey, quote));
        }
    }
    if is_human(format) {
        forgotten(session, survey);
        session.say(sum(survey));
        let any = |wanted: &[State]| survey.quotes().any(|(.., standing)| wanted.contains(&standing.state));
        if any(&[State::New, State::Moved]) {
            session.say(format_args!("`{TYPED}postil anchors update{TYPED:#}` remembers them as they stand now"));
        }
        if any(&[State::Changed, State::Doubtful]) {
            session.say(format_args!(
                "`{TYPED}postil anchors fix ID{TYPED:#}` quotes the new words, `{TYPED}postil anchors accept ID{TYPED:#}` keeps the quotation"
            ));
        }
    } else {
        forgotten_records(session, survey);
        session.put(line(&summary(survey, &[])));
    }
}

/// Says what an update writes.
pub(super) fn update(
    session: &Session,
    survey: &Survey,
    (files, accepted): (&[File], &[usize]),
    options: AnchorsOptions,
) {
    for (quote, _, standing) in survey.quotes() {
        if !is_human(options.format) {
            session.put(line(&record(survey, quote)));
        } else if standing.state.is_news() {
            session.put(brief(survey, quote));
            if accepted.contains(&quote.0) {
                session.put(answer(survey, quote));
            }
        }
    }
    if is_human(options.format) {
        forgotten(session, survey);
        session.say(sum(survey));
        written(session, files, options);
    } else {
        forgotten_records(session, survey);
        session.put(line(&summary(survey, files)));
    }
}

/// Says what came of accepting how a quotation stands.
fn answer(survey: &Survey, quote: Quote) -> String {
    let standing = survey.standings.get(quote.0).and_then(|held| held.get(quote.1));
    match survey.acceptable(quote) {
        Some(_) => "  accepted\n".to_owned(),
        None if matches!(standing.map(|held| held.state), Some(State::Ambiguous | State::Gone)) => {
            format!("  not accepted, because it has no place: {}\n", help(standing))
        }
        None => String::new(),
    }
}

fn help(standing: Option<&Standing>) -> &str {
    let help = standing.and_then(|held| held.diagnostic.as_ref()).and_then(|held| held.help.as_deref());
    help.unwrap_or("quote other words")
}

/// Lists what is forgotten, because no note has it any more.
fn forgotten(session: &Session, survey: &Survey) {
    for (text, held) in survey.forgotten() {
        let which = if held.quote == 1 { String::new() } else { format!(", quotation {}", held.quote) };
        session.put(format_args!("{STRONG}forgotten{STRONG:#} {}#{}{which}\n", text.id, held.note));
        session.put(format_args!("  no note has it any more; it was on: {}\n", flat(&held.exact)));
    }
}

fn forgotten_records(session: &Session, survey: &Survey) {
    for (text, held) in survey.forgotten() {
        session.put(line(&json!({
            "type": "forgotten",
            "text": text.id,
            "note": held.note,
            "quote": held.quote,
            "was": held.exact,
        })));
    }
}

/// Says which quotations are written anew.
pub(super) fn fixed(
    session: &Session,
    survey: &Survey,
    (files, told): (&[File], &[(Quote, Option<String>)]),
    options: AnchorsOptions,
) {
    for (quote, made) in told {
        if !is_human(options.format) {
            let mut record = record(survey, *quote);
            record["quotation"] = json!(made);
            session.put(line(&record));
            continue;
        }
        session.put(head(survey, *quote));
        if let Some(made) = made {
            let selector = survey.manuscript.notes.get(quote.0).and_then(|note| note.place.get(quote.1));
            let old = selector.map(|selector| survey.sources.words(selector.span)).unwrap_or_default();
            old.lines().for_each(|line| session.put(format_args!("  - {line}\n")));
            made.lines().for_each(|line| session.put(format_args!("  + {line}\n")));
            continue;
        }
        let standing = survey.standings.get(quote.0).and_then(|held| held.get(quote.1));
        if standing.is_some_and(|held| held.place.is_err()) {
            session.put(format_args!("  not fixed, because it has no place: {}\n", help(standing)));
        } else {
            session.put("  no quotation tells this place from others: quote it yourself, with more words\n");
        }
    }
    if !is_human(options.format) {
        session.put(line(&summary(survey, files)));
    } else if told.is_empty() {
        session.say("no quotation needs new words");
    } else {
        written(session, files, options);
    }
}

/// Shows what is remembered of a note, and the likeliest places.
pub(super) fn explain(session: &Session, survey: &Survey, note: usize, format: Answer) {
    let quotes = survey.quotes().filter(|((at, _), ..)| *at == note);
    for (quote, held, _) in quotes {
        let (Some(text), Some(selector)) = (survey.text(note), held.place.get(quote.1)) else { continue };
        let remembered = survey.remembered(quote);
        let Passage::Quote(lemma) = &selector.passage else {
            if !is_human(format) {
                session.put(line(&record(survey, quote)));
                continue;
            }
            session.put(brief(survey, quote));
            session.put(format_args!("  the note names: {}\n", selector.passage.number().unwrap_or_default()));
            if let Some(held) = remembered {
                session.put(format_args!("  remembered: {STRONG}{}{STRONG:#}\n", flat(held.confirmed())));
            }
            continue;
        };
        let words = remembered.map_or(lemma.words.as_str(), |held| held.exact.as_str());
        let places = considered(text, words, remembered);
        let shown = |range: Range| range.of(&text.prose.reading);
        if !is_human(format) {
            let mut record = record(survey, quote);
            let place = |place: &crate::edition::Candidate| {
                json!({
                    "score": round(place.confidence),
                    "paragraph": text.number_at(place.range.start),
                    "words": shown(place.range),
                    "differences": differences(words, shown(place.range)),
                })
            };
            record["candidates"] = places.iter().map(place).collect();
            session.put(line(&record));
            continue;
        }
        session.put(brief(survey, quote));
        session.put(format_args!("  the note quotes: {}\n", flat(&lemma.words)));
        if let Some(held) = remembered {
            session.put(format_args!(
                "  remembered: {}{STRONG}{}{STRONG:#}{}\n",
                flat(held.before.trim_start()),
                flat(&held.exact),
                flat(&held.after)
            ));
            session.put(format_args!("  the best other place fitted: {}\n", round(held.rival)));
        }
        for place in places {
            let number = text.number_at(place.range.start).map_or_else(String::new, |number| format!(" ¶{number}"));
            session.put(format_args!("  {:.2}{number}: {}\n", place.confidence, flat(shown(place.range))));
            for told in differences(words, shown(place.range)) {
                session.put(format_args!("      {told}\n"));
            }
        }
    }
}

fn flat(words: &str) -> String {
    words.replace("\n\n", " ¶ ").replace('\n', " ")
}

fn written(session: &Session, files: &[File], options: AnchorsOptions) {
    let verb = if options.dry_run { "would write" } else { "wrote" };
    for file in files {
        session.say(format_args!("{verb} {TYPED}{}{TYPED:#}", file.path));
    }
    if files.is_empty() {
        session.say("nothing to write");
    }
}

fn head(survey: &Survey, (at, quote): Quote) -> String {
    let Some((note, text)) = survey.manuscript.notes.get(at).zip(survey.text(at)) else { return String::new() };
    let Some(selector) = note.place.get(quote) else { return String::new() };
    let file = survey.sources.file(selector.span.file);
    let line = Lines::new(&file.text).line(selector.span.start as usize);
    let state = survey.standings.get(at).and_then(|held| held.get(quote)).map_or("", |held| held.state.name());
    format!("{STRONG}{state}{STRONG:#} {}#{} ({}:{line})\n", text.id, note.id, file.path)
}

fn brief(survey: &Survey, quote: Quote) -> String {
    let standing = survey.standings.get(quote.0).and_then(|held| held.get(quote.1));
    let mut told = head(survey, quote);
    if let Some(diagnostic) = standing.and_then(|held| held.diagnostic.as_ref()) {
        let lines = std::iter::once(&diagnostic.message).chain(&diagnostic.notes);
        told.extend(lines.flat_map(|line| ["  ", line, "\n"]));
    }
    told
}

fn counts(survey: &Survey) -> Vec<(State, usize)> {
    let number = |state| survey.quotes().filter(|(.., standing)| standing.state == state).count();
    STATES.into_iter().map(|state| (state, number(state))).filter(|(_, number)| *number > 0).collect()
}

fn sum(survey: &Survey) -> String {
    let counts = counts(survey);
    let all = counts.iter().map(|(_, number)| number).sum();
    let parts: Vec<String> = counts.iter().map(|(state, number)| format!("{number} {}", state.name())).collect();
    let parts = if parts.is_empty() { String::new() } else { format!(": {}", parts.join(", ")) };
    format!("{}{parts}", count(all, "quotation"))
}

fn summary(survey: &Survey, files: &[File]) -> Value {
    let mut told = json!({ "type": "summary" });
    for state in STATES {
        told[state.name()] = json!(survey.quotes().filter(|(.., standing)| standing.state == state).count());
    }
    told["files"] = files.iter().map(|file| file.path.as_str()).collect();
    told
}

fn record(survey: &Survey, (at, quote): Quote) -> Value {
    let Some((note, text)) = survey.manuscript.notes.get(at).zip(survey.text(at)) else { return Value::Null };
    let Some((selector, standing)) =
        note.place.get(quote).zip(survey.standings.get(at).and_then(|held| held.get(quote)))
    else {
        return Value::Null;
    };
    let file = survey.sources.file(selector.span.file);
    let reading = text.prose.reading.as_str();
    let candidates =
        |orphan: &Orphan| -> Vec<&str> { orphan.candidates.iter().map(|held| held.range.of(reading)).collect() };
    let (now, confidence, places) = match &standing.place {
        Ok(anchor) => (standing.replaced.or(standing.range()), anchor.confidence, Vec::new()),
        Err(orphan) => (None, 0.0, candidates(orphan)),
    };
    json!({
        "type": "anchor",
        "text": text.id,
        "note": note.id,
        "quote": quote + 1,
        "state": standing.state.name(),
        "file": file.path,
        "line": Lines::new(&file.text).line(selector.span.start as usize),
        "confidence": round(confidence),
        "was": survey.remembered((at, quote)).map(Locked::confirmed),
        "now": now.map(|range| range.of(reading)),
        "paragraph": now.and_then(|range| text.number_at(range.start)),
        "candidates": places,
        "message": standing.diagnostic.as_ref().map(|held| held.message.as_str()),
    })
}

fn round(share: f32) -> f64 {
    (f64::from(share) * 1000.0).round() / 1000.0
}
