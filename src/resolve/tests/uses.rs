//! Uses of terms: what is found, where, and which uses are links.

use proptest::prelude::*;

use crate::edition::{Case, Inflection, LinkPolicy, Match, Place, TextId};
use crate::resolve::sample::Sample;
use crate::resolve::words::{is_word, name_key};

/// Checks what is found in a text on some terms; `all` uses are links.
#[track_caller]
fn check(terms: &[&str], text: &str, expected: &[&str]) {
    let sample = terms.iter().fold(Sample::new(), |sample, term| sample.term(term));
    check_sample(sample, text, expected);
}

#[track_caller]
fn check_sample(sample: Sample, text: &str, expected: &[&str]) {
    let outcome = sample.config(|config| config.glossary.link = LinkPolicy::All).text("t", text).resolve();
    assert_eq!(outcome.uses(), expected, "in {text:?}");
}

#[test]
fn terms_are_found_at_word_borders() {
    check(&["Article 5"], "Under Article 5, all. Article 51. An Article. Article 5.2", &["Article 5:Article 5"]);
    check(&["CBRN"], "CBRN threats; cbrn; CBRNX", &["CBRN:CBRN"]);
    check(
        &["battlegroup"],
        "Eight battlegroups. Battlegroup-level",
        &["battlegroups:battlegroup", "Battlegroup:battlegroup"],
    );
    check(&["can"], "We can't. We can.", &["can:can"]);
}

#[test]
fn signs_in_a_form_matter_as_the_key_has_them() {
    check(
        &["360-degree approach"],
        "a 360\u{2011}degree approach",
        &["360\u{2011}degree approach:360-degree approach"],
    );
    check(&["ES-11/1"], "resolution ES–11/1 of", &["ES–11/1:ES-11/1"]);
    check(&["U.N. Charter"], "the U.N. Charter’s aims", &["U.N. Charter:U.N. Charter"]);
    check(&["U.N."], "the U.N. and the U.N.’s", &["U.N.:U.N.", "U.N.:U.N."]);
    check(&["C++"], "C and C++ code", &["C++:C++"]);
    check(&["§ 5"], "see §\u{a0}5, not 5", &["§\u{a0}5:§ 5"]);
}

#[test]
fn typography_and_line_breaks_do_not_matter() {
    check(&["Washington Treaty"], "the Washington\nTreaty", &["Washington\nTreaty:Washington Treaty"]);
    check(&["Washington Treaty"], "the Washington\n\nTreaty", &[]);
    check(&["rock 'n' roll"], "rock ‘n’ roll", &["rock ‘n’ roll:rock 'n' roll"]);
    check(&["état"], "l'État: un État", &["État:état"]);
}

#[test]
fn english_endings_match() {
    check(&["Alliance"], "the Alliance's, the Alliance’s", &["Alliance:Alliance", "Alliance:Alliance"]);
    check(&["policy"], "Policies; policys", &["Policies:policy"]);
    check(&["Defence Policy"], "Defence Policies", &["Defence Policies:Defence Policy"]);
    let exact = Sample::new().term_with("policy", |term| term.inflection = Inflection::Exact);
    check_sample(exact, "policies, a policy's, policy", &["policy:policy"]);
    let french = Sample::new().config(|config| config.book.language = "fr".into()).term("Alliance");
    check_sample(french, "l’Alliance, Alliances", &["Alliance:Alliance"]);
}

#[test]
fn case_follows_the_form() {
    check(&["Ally"], "an ally, an Ally, ALLY", &["Ally:Ally"]);
    check(&["ally"], "an ally, an Ally, ALLY", &["ally:ally", "Ally:ally", "ALLY:ally"]);
    check(&["the Alliance"], "The Alliance. the alliance", &["The Alliance:the Alliance"]);
    let loose = Sample::new().term_with("Ally", |term| term.case = Case::Insensitive);
    check_sample(loose, "ally ALLY", &["ally:Ally", "ALLY:Ally"]);
    let strict = Sample::new().term_with("ally", |term| term.case = Case::Sensitive);
    check_sample(strict, "ally Ally", &["ally:ally"]);
}

#[test]
fn the_longest_form_wins() {
    let terms = ["Article 5", "Article", "Article 5 guarantee", "guarantee clause"];
    check(
        &terms,
        "The Article 5 guarantee clause, an Article",
        &["Article 5 guarantee:Article 5 guarantee", "Article:Article"],
    );
    check(&terms, "Article 5 guaranteed", &["Article 5:Article 5"]);
}

#[test]
fn an_excepted_phrase_hides_the_term() {
    let sample = Sample::new().term_with("Article 5", |term| {
        term.except = vec!["Article 5 of the Constitution".into(), "their Article 5".into()];
    });
    check_sample(
        sample,
        "Article 5 of the Constitution, their Article 5, Article 5 of the Treaty",
        &["Article 5:Article 5"],
    );
}

#[test]
fn scripts_without_spaces_match_anywhere() {
    check(&["条約", "北大西洋条約"], "これは北大西洋条約です。NATO条約", &["北大西洋条約:北大西洋条約", "条約:条約"]);
    check(&["NATO"], "NATOは条約", &["NATO:NATO"]);
}

#[test]
fn links_code_headings_and_the_own_page_are_left_out() {
    check(&["ally"], "# An ally\n\nAn `ally`, an [ally](https://x.org), [[ally]], ally\n\n    ally", &["ally:ally"]);
    let sample = Sample::new()
        .term_with("Article 5", |term| term.body.reading = "Article 5 binds the Alliance.".into())
        .term("Alliance")
        .term("Article");
    check_sample(sample, "x", &["Alliance:Alliance"]);
}

#[test]
fn a_scope_confines_a_term_to_its_texts_and_their_notes() {
    let within = |name: &'static str| {
        move |term: &mut crate::edition::Term| {
            term.within = vec![(name.to_owned(), term.span)];
        }
    };
    let outcome = Sample::new()
        .text("2022/brussels", "The Council met.")
        .text("charter", "The Council met.")
        .note("2022/brussels", "n", "The Council again.")
        .page("about", "The Council.")
        .term_with("NAC", |term| {
            term.aliases = vec![("Council".into(), term.span)];
            within("2022")(term);
        })
        .term_with("UNSC", |term| {
            term.aliases = vec![("Council".into(), term.span)];
            within("charter")(term);
        })
        .resolve();
    assert_eq!(outcome.uses(), ["Council:NAC", "Council:UNSC", "Council:NAC"]);
    assert_eq!(outcome.codes(), []);
}

#[test]
fn the_policy_chooses_the_links() {
    let text = "ally ally\n\nally\n\n# H\n\nally\n\nally";
    let check = |policy, expected: &str| {
        let sample = Sample::new().config(|config| config.glossary.link = policy);
        let outcome = sample.term("ally").text("t", text).note("t", "n", "ally").resolve();
        let linked: String =
            outcome.edition.glossary.occurrences.iter().map(|u| if u.linked { '+' } else { '-' }).collect();
        assert_eq!(linked, expected, "{policy:?}");
    };
    check(LinkPolicy::None, "------");
    check(LinkPolicy::FirstInText, "+----+");
    check(LinkPolicy::FirstInSection, "+--+-+");
    check(LinkPolicy::FirstInParagraph, "+-++++");
    check(LinkPolicy::All, "++++++");
    let never = Sample::new().term_with("ally", |term| term.matching = Match::Never).text("t", text).resolve();
    assert!(never.uses().is_empty());
    assert!(never.found.is_empty());
}

#[test]
fn uses_stand_in_order_and_by_term() {
    let outcome = Sample::new().term("b").term("a").page("p", "b a").text("t", "a b").note("t", "n", "b").resolve();
    assert_eq!(outcome.uses(), ["a:a", "b:b", "b:b", "b:b", "a:a"]);
    assert_eq!(outcome.edition.glossary.by_term, [vec![0, 4], vec![1, 2, 3]]);
    assert_eq!(outcome.edition.glossary.in_place(Place::Text(TextId(0))).len(), 2);
}

proptest! {
    /// Uses never overlap, stand at word borders, and fold to a form of their term.
    #[test]
    fn uses_are_sound(
        terms in proptest::collection::btree_set("[abA]{1,2}([ -][abA5]{1,2}){0,2}", 1..6),
        text in "([abA5]{1,3}[ ,.'’\n-]{1,2}|“|é|条| ){0,40}",
    ) {
        let sample = terms.iter().fold(Sample::new(), |sample, term| sample.term(term));
        let sample = sample.config(|config| config.glossary.link = LinkPolicy::All);
        let outcome = sample.text("t", &text).resolve();
        let mut last = (Place::Text(TextId(0)), 0);
        for held in &outcome.edition.glossary.occurrences {
            let reading = &outcome.edition.prose(held.place).reading;
            let words = held.range.of(reading);
            prop_assert!((held.place, held.range.start) >= last);
            last = (held.place, held.range.end);
            let before = reading.get(..held.range.start as usize).unwrap_or_default().chars().next_back();
            let after = reading.get(held.range.end as usize..).unwrap_or_default().chars().next();
            prop_assert!(!before.is_some_and(is_word) && !after.is_some_and(is_word), "{words:?}");
            let headword = name_key(&outcome.edition.terms[held.term.0 as usize].headword);
            let found = name_key(words);
            let plural = crate::resolve::words::plurals(&headword).contains(&found);
            prop_assert!(found == headword || plural, "{found:?} for {headword:?}");
        }
    }
}
