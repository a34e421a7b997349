//! Diagnostics for people: the source line, what is wrong under it, and what to do.
//!
//! In: diagnostics in the order in which they are to be told. Out: text, with colours if the style says so.
//! Nothing from the authors' files passes that a terminal would obey.

use std::fmt::Write as _;

use annotate_snippets::{Annotation, AnnotationKind, Element, Group, Level, Origin, Patch, Renderer, Snippet};
use anstream::adapter::strip_str;

use super::excerpt::{Excerpt, cut};
use super::lines::{Atlas, Lines};
use super::visible::{one_line, visible};
use super::{Diagnostic, Label, Severity};
use crate::source::{Sources, Span};

/// The most problems that are told at once.
pub const CAP: usize = 50;
/// Labels of one file that are farther apart than this, in lines, are shown in two pieces.
const APART: usize = 40;

/// How diagnostics look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Style {
    /// With colours or without.
    pub paint: Paint,
    /// How many are shown; the rest are counted.
    pub cap: usize,
}

/// With colours or without.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Paint {
    /// Letters alone.
    Plain,
    /// ANSI colours.
    Coloured,
}

impl Default for Style {
    /// Plain, and no more than [`CAP`].
    fn default() -> Self {
        Self { paint: Paint::Plain, cap: CAP }
    }
}

/// Writes diagnostics as a person reads them, a blank line after each.
pub fn human(diagnostics: &[Diagnostic], sources: &Sources, style: Style) -> String {
    let renderer = match style.paint {
        Paint::Plain => Renderer::plain(),
        Paint::Coloured => Renderer::styled(),
    };
    let mut atlas = Atlas::new(sources);
    let mut told = String::new();
    for diagnostic in shown(diagnostics, style.cap) {
        push(&mut told, &renderer.render(&report(diagnostic, &mut atlas)));
        told.push('\n');
    }
    let more = diagnostics.len().saturating_sub(style.cap);
    if more > 0 {
        let problems = if more == 1 { "problem" } else { "problems" };
        writeln!(told, "… and {more} more {problems}; `--verbose` shows all\n")
            .expect("writing to a string cannot fail");
    }
    told
}

/// Adds what was rendered, without the mark of a second file that has no name: it follows a cut line's true place.
fn push(told: &mut String, rendered: &str) {
    for line in rendered.lines() {
        if line.contains(":::") && strip_str(line).to_string().trim() == ":::" {
            continue;
        }
        told.push_str(line.trim_end());
        told.push('\n');
    }
}

/// Returns as many as may be shown, in their order: warnings only where errors leave room, for they do not stop a build.
fn shown(diagnostics: &[Diagnostic], cap: usize) -> impl Iterator<Item = &Diagnostic> {
    let errors = diagnostics.iter().filter(|held| held.is_error()).count();
    let mut room = [cap, cap.saturating_sub(errors)];
    diagnostics.iter().filter(move |held| {
        let room = &mut room[usize::from(!held.is_error())];
        let fits = *room > 0;
        *room = room.saturating_sub(1);
        fits
    })
}

/// Makes the parts of one diagnostic: what and where, the facts, and the remedy.
fn report<'a>(diagnostic: &'a Diagnostic, atlas: &mut Atlas<'_>) -> Vec<Group<'a>> {
    let level = match diagnostic.code.severity() {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
    };
    let title = level.primary_title(one_line(&diagnostic.message)).id(diagnostic.code.name());
    let mut problem = Group::with_title(title);
    for cluster in clusters(diagnostic, atlas) {
        problem = problem.elements(place(&cluster, atlas));
    }
    for note in &diagnostic.notes {
        problem = problem.element(Level::NOTE.message(visible(note)));
    }
    let Some((span, words)) = &diagnostic.patch else {
        let help = diagnostic.help.as_deref().map(|help| Level::HELP.message(visible(help)));
        return vec![problem.elements(help)];
    };
    let help = diagnostic.help.as_deref().map_or("change it to this".into(), one_line);
    vec![problem, Level::HELP.secondary_title(help).element(mended(*span, words, atlas))]
}

/// A label, and how it is drawn.
struct Drawn<'a> {
    label: &'a Label,
    kind: AnnotationKind,
}

/// Gathers labels of the same file that stand near each other; the primary one's cluster comes first.
fn clusters<'a>(diagnostic: &'a Diagnostic, atlas: &mut Atlas<'_>) -> Vec<Vec<Drawn<'a>>> {
    let mut clusters = vec![vec![Drawn { label: &diagnostic.primary, kind: AnnotationKind::Primary }]];
    for label in &diagnostic.secondary {
        let drawn = Drawn { label, kind: AnnotationKind::Context };
        let near =
            clusters.iter_mut().find(|held| held.iter().all(|other| is_near(label.span, other.label.span, atlas)));
        match near {
            Some(cluster) => cluster.push(drawn),
            None => clusters.push(vec![drawn]),
        }
    }
    clusters
}

fn is_near(a: Span, b: Span, atlas: &mut Atlas<'_>) -> bool {
    let lines = atlas.lines(a.file);
    a.file == b.file && lines.line_at(a.start as usize).abs_diff(lines.line_at(b.start as usize)) <= APART
}

/// Draws one cluster: its path and place, then its lines. A file without text (it could not be read) has only a place.
fn place<'a>(cluster: &[Drawn<'a>], atlas: &mut Atlas<'_>) -> Vec<Element<'a>> {
    let Some(first) = cluster.first() else { return Vec::new() };
    let file = first.label.span.file;
    let path = one_line(atlas.path(file)).into_owned();
    let lines = atlas.lines(file);
    let start = lines.position(first.label.span.start as usize);
    if lines.text().is_empty() {
        return vec![Origin::path(path).line(start.line).char_column(start.column).into()];
    }
    let spans: Vec<_> = cluster.iter().map(|drawn| drawn.label.span.bytes()).collect();
    let Excerpt { text, line, spans } = cut(lines, &spans);
    let shown = spans.first().map(|span| Lines::new(&text).position(span.start).column);
    let annotations = cluster.iter().zip(spans).map(|(drawn, span)| annotation(drawn, span));
    let snippet = Snippet::source(text).line_start(line).annotations(annotations);
    if shown == Some(start.column) {
        return vec![snippet.path(path).into()];
    }
    // The line was cut: its true column must be told apart from the one that is drawn.
    vec![Origin::path(path).line(start.line).char_column(start.column).into(), snippet.into()]
}

fn annotation<'a>(drawn: &Drawn<'a>, span: std::ops::Range<usize>) -> Annotation<'a> {
    let words = Some(one_line(&drawn.label.words)).filter(|words| !words.is_empty());
    drawn.kind.span(span).label(words)
}

/// Draws the lines as they are once mended.
fn mended<'a>(span: Span, words: &'a str, atlas: &mut Atlas<'_>) -> Snippet<'a, Patch<'a>> {
    let path = one_line(atlas.path(span.file)).into_owned();
    let Excerpt { text, line, spans } = cut(atlas.lines(span.file), &[span.bytes()]);
    let place = spans.into_iter().next().unwrap_or_default();
    Snippet::source(text).path(path).line_start(line).patch(Patch::new(place, visible(words)))
}

#[cfg(test)]
mod tests {
    use super::super::Code;
    use super::*;
    use crate::source::FileId;

    fn sources(text: &str) -> (Sources, FileId) {
        let mut sources = Sources::new();
        let file = sources.add("content/a/commentary/notes.md", text.into());
        (sources, file)
    }

    #[test]
    fn a_problem_shows_its_line_its_facts_and_its_remedy() {
        let (sources, file) = sources("## Title\n\n> We … security\n");
        let held = Diagnostic::new(Code::QuoteAmbiguous, Span::new(file, 12, 27), "these words fit 2 passages")
            .label("which?")
            .also(Span::new(file, 3, 8), "in this note")
            .note("¶1: “We, the Heads”")
            .help("quote a little more");
        let expected = "\
error[quote-ambiguous]: these words fit 2 passages
 --> content/a/commentary/notes.md:3:3
  |
1 | ## Title
  |    ----- in this note
2 |
3 | > We … security
  |   ^^^^^^^^^^^^^ which?
  |
  = note: ¶1: “We, the Heads”
  = help: quote a little more

";
        assert_eq!(human(&[held], &sources, Style::default()), expected);
    }

    #[test]
    fn a_patch_shows_the_line_mended() {
        let (sources, file) = sources("> in 1745 it\n");
        let held = Diagnostic::new(Code::QuoteFuzzy, Span::new(file, 2, 12), "the words differ")
            .help("quote the text as it stands")
            .patch(Span::new(file, 5, 9), "1743");
        let told = human(&[held], &sources, Style::default());
        assert!(told.starts_with("warning[quote-fuzzy]: the words differ\n"), "{told}");
        assert!(told.contains("help: quote the text as it stands") && told.contains("> in 1743 it"), "{told}");
    }

    #[test]
    fn nothing_that_a_terminal_obeys_passes() {
        let (sources, file) = sources("a \u{1b}[31m \u{202e} \u{9b}b\n");
        let held = Diagnostic::new(Code::RawHtml, Span::new(file, 2, 9), "an \u{1b}]0;x\u{7} and\nmore")
            .label("\u{200f}")
            .note("\u{9d}")
            .help("\u{2066}")
            .patch(Span::new(file, 0, 1), "\u{1b}c");
        let told = human(&[held], &sources, Style::default());
        assert!(
            !told.contains(|c: char| (c.is_control() && c != '\n') || super::super::visible::is_unsafe(c)),
            "{told}"
        );
    }

    #[test]
    fn a_long_line_and_an_unreadable_file_are_told_shortly() {
        let text = format!("{}wrong{}", "é".repeat(100_000), "é".repeat(100_000));
        let (mut sources, file) = sources(&text);
        let none = sources.add("content/b.md", Vec::new());
        let held = [
            Diagnostic::new(Code::RawHtml, Span::new(file, 200_000, 200_005), "m")
                .patch(Span::new(file, 200_000, 200_005), "x"),
            Diagnostic::new(Code::NotAFile, Span::new(none, 0, 0), "m").help("h"),
        ];
        let told = human(&held, &sources, Style::default());
        assert!(told.len() < 3000 && told.contains("notes.md:1:100001"), "{told}");
        assert!(told.contains("content/b.md:1:1\n"), "{told}");
        assert!(!told.contains(":::"), "{told}");
    }

    #[test]
    fn columns_count_characters_whatever_their_width() {
        let (sources, file) = sources("水\té\u{301} words\n");
        let held = Diagnostic::new(Code::RawHtml, Span::new(file, 9, 14), "m");
        let told = human(&[held], &sources, Style::default());
        assert!(told.contains("notes.md:1:6\n"), "{told}");
    }

    #[test]
    fn warnings_do_not_crowd_out_errors() {
        let (sources, file) = sources("words\n");
        let at = |code| Diagnostic::new(code, Span::new(file, 0, 1), "m");
        let mut held = vec![at(Code::RawHtml); 53];
        held.push(at(Code::EmptyLemma));
        let told = human(&held, &sources, Style::default());
        assert_eq!((told.matches("warning[").count(), told.matches("error[").count()), (CAP - 1, 1));
    }

    #[test]
    fn what_is_not_shown_is_counted() {
        let (sources, file) = sources("words\n");
        let one = Diagnostic::new(Code::RawHtml, Span::new(file, 0, 1), "m");
        let told = human(&vec![one; 53], &sources, Style::default());
        assert_eq!(told.matches("warning[raw-html]").count(), CAP);
        assert!(told.ends_with("… and 3 more problems; `--verbose` shows all\n\n"));
    }
}
