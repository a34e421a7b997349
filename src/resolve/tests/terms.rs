//! The glossary as a whole: names claimed twice, see-also, scopes, terms without use.

use crate::diag::Code;
use crate::edition::{Match, PageId, Place, Target, TermId};
use crate::resolve::sample::Sample;

#[test]
fn one_headword_has_one_file() {
    let outcome =
        Sample::new().term("Article 5").term_with("article  5", |term| term.id = "article-5-2".into()).resolve();
    let problem = outcome.the(Code::DuplicateTerm);
    assert_eq!(problem.secondary.len(), 1);
}

#[test]
fn a_headword_defined_twice_is_one_error_and_its_links_lead_to_the_first() {
    let sample = Sample::new().term("Article").term_with("Article", |term| term.id = "article-2".into());
    let outcome = sample.page("p", "[[Article]], [[articles]], Article.").resolve();
    assert_eq!(outcome.codes(), [Code::DuplicateTerm]);
    let to: Vec<_> = outcome.edition.references_in(Place::Page(PageId(0))).iter().map(|held| held.to.clone()).collect();
    assert_eq!(to, [Target::Term(TermId(0)), Target::Term(TermId(0))]);
}

#[test]
fn a_name_that_two_terms_claim_is_ambiguous() {
    let outcome =
        Sample::new().term("Council").term_with("NAC", |t| t.aliases = vec![("council".into(), t.span)]).resolve();
    assert!(outcome.the(Code::AmbiguousTerm).message.contains("`Council`"));
}

#[test]
fn capitals_tell_two_names_apart() {
    let outcome = Sample::new().term("MAP").term_with("chart", |t| t.aliases = vec![("Map".into(), t.span)]).resolve();
    assert_eq!(outcome.codes(), []);
}

#[test]
fn see_also_goes_both_ways() {
    let outcome = Sample::new()
        .term("a")
        .term_with("b", |t| t.see_also = vec![("A".into(), t.span)])
        .term_with("Treaty", |t| t.see_also = vec![("Tready".into(), t.span)])
        .term("Treasure")
        .resolve();
    assert_eq!(outcome.edition.glossary.see_also[..2], [vec![TermId(1)], vec![TermId(0)]]);
    let problem = outcome.the(Code::UnknownTerm);
    assert_eq!(problem.patch.as_ref().map(|patch| patch.1.as_str()), Some("Treaty"));
}

#[test]
fn a_scope_names_a_text_or_a_folder() {
    let outcome =
        Sample::new().text("statement", "x").term_with("a", |t| t.within = vec![("statment".into(), t.span)]).resolve();
    assert_eq!(outcome.the(Code::UnknownScope).patch.as_ref().map(|patch| patch.1.as_str()), Some("statement"));
    assert_eq!(outcome.found.len(), 1);
}

#[test]
fn a_term_without_use_is_named() {
    let outcome = Sample::new()
        .term("a")
        .term("linked")
        .term_with("never", |t| t.matching = Match::Never)
        .term("used")
        .page("p", "used, [[linked]]")
        .resolve();
    assert!(outcome.the(Code::UnusedTerm).message.contains("`a`"));
}

#[test]
fn tags_that_differ_in_case_are_one() {
    let mut sample = Sample::new().text("t", "x").note("t", "a", "x").note("t", "b", "x");
    sample.anchored.notes[0].tags = vec!["Defence".into()];
    sample.anchored.notes[1].tags = vec!["defence".into(), "DEFENCE".into()];
    let outcome = sample.resolve();
    assert_eq!(outcome.edition.notes[1].tags, ["Defence"]);
    assert_eq!(outcome.codes(), []);
}
