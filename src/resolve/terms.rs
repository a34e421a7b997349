//! The glossary as a whole: the order of its terms, names that two terms claim, what they refer to, terms without use.
//!
//! In: terms as parsed. Out: terms in the order of the publication's language, see-also both ways, diagnostics.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::near::{listed, nearest};
use super::scope::Scopes;
use super::words::name_key;
use crate::diag::{Code, Diagnostic};
use crate::edition::{Case, Edition, Match, Target, Term, TermId};
use crate::reading::Collation;
use crate::source::Span;

/// Sorts terms by headword as a language sorts, numbers by their value.
pub(super) fn sort(terms: &mut [Term], language: &str) {
    let order = Collation::new(language);
    terms.sort_by(|a, b| order.compare(&a.headword, &b.headword).then_with(|| a.id.cmp(&b.id)));
}

/// A name of a term, as it is written.
#[derive(Clone, Copy, Debug)]
struct Claim<'e> {
    term: TermId,
    name: &'e str,
    span: Span,
    is_headword: bool,
}

/// Names of terms, by their key: first the headword of each, then its aliases.
pub(super) type Names = HashMap<String, Vec<TermId>>;

/// Collects the names of all terms; reports headwords that two files define, and names that two terms claim where both
/// are looked for. A headword that is defined twice names the first of the two.
pub(super) fn names(terms: &[Term], scopes: &Scopes, found: &mut Vec<Diagnostic>) -> Names {
    let mut by_key: BTreeMap<String, Vec<Claim<'_>>> = BTreeMap::new();
    for claim in claims(terms) {
        by_key.entry(name_key(claim.name)).or_default().push(claim);
    }
    let mut names = Names::with_capacity(by_key.len());
    for (key, mut held) in by_key {
        if held.len() > 1 {
            held.sort_by_key(|claim| claim.span);
            check_claims(terms, scopes, (&held, found));
            // One error says that a headword is defined twice: its links lead to the first definition meanwhile.
            let mut defined = false;
            held.retain(|claim| !claim.is_headword || !std::mem::replace(&mut defined, true));
        }
        let mut ids: Vec<_> = held.iter().map(|claim| claim.term).collect();
        ids.sort_unstable();
        ids.dedup();
        names.insert(key, ids);
    }
    names
}

/// Terms whose headword another one has too: one error says so, and all that follows from it is not said.
pub(super) fn doubled(terms: &[Term]) -> BTreeSet<TermId> {
    let mut by_key: HashMap<String, TermId> = HashMap::with_capacity(terms.len());
    let mut found = BTreeSet::new();
    for (term, at) in terms.iter().zip(0..) {
        if let Some(first) = by_key.insert(name_key(&term.headword), TermId(at)) {
            found.extend([first, TermId(at)]);
        }
    }
    found
}

fn check_claims(terms: &[Term], scopes: &Scopes, (held, found): (&[Claim<'_>], &mut Vec<Diagnostic>)) {
    for (at, later) in held.iter().enumerate() {
        let before = held.get(..at).unwrap_or_default();
        if let Some(first) = before.iter().find(|first| clash(terms, scopes, (first, later))) {
            found.push(clash_of(first, later, terms));
        }
    }
}

fn claims(terms: &[Term]) -> impl Iterator<Item = Claim<'_>> {
    terms.iter().zip(0..).flat_map(|(term, at)| {
        let id = TermId(at);
        let head = Claim { term: id, name: &term.headword, span: term.span, is_headword: true };
        let aliases = term.aliases.iter();
        std::iter::once(head).chain(aliases.map(move |(name, span)| Claim {
            term: id,
            name,
            span: *span,
            is_headword: false,
        }))
    })
}

fn clash(terms: &[Term], scopes: &Scopes, (one, other): (&Claim<'_>, &Claim<'_>)) -> bool {
    if one.term == other.term {
        return false;
    }
    if one.is_headword && other.is_headword {
        return true;
    }
    let never = |claim: &Claim<'_>| terms.get(claim.term.0 as usize).is_some_and(|term| term.matching == Match::Never);
    let told_apart = one.name != other.name && is_bound(terms, one) && is_bound(terms, other);
    !never(one) && !never(other) && !told_apart && scopes.overlap(one.term, other.term)
}

/// Tells whether a name matches with its capitals only.
fn is_bound(terms: &[Term], claim: &Claim<'_>) -> bool {
    terms.get(claim.term.0 as usize).is_some_and(|term| match term.case {
        Case::Smart => claim.name.chars().any(char::is_uppercase),
        Case::Sensitive => true,
        Case::Insensitive => false,
    })
}

fn clash_of(first: &Claim<'_>, later: &Claim<'_>, terms: &[Term]) -> Diagnostic {
    let headword = |claim: &Claim<'_>| terms.get(claim.term.0 as usize).map_or("", |term| term.headword.as_str());
    if first.is_headword && later.is_headword {
        return Diagnostic::new(Code::DuplicateTerm, later.span, format!("the term `{}` is defined twice", later.name))
            .label("here again")
            .also(first.span, "defined here first")
            .help("join the two files into one, or give one of them another headword");
    }
    let claimed = format!("`{}` is claimed by `{}` and by `{}`", later.name, headword(first), headword(later));
    Diagnostic::new(Code::AmbiguousTerm, later.span, claimed)
        .label(format!("a name of `{}`", headword(later)))
        .also(first.span, format!("a name of `{}`", headword(first)))
        .help("leave it to one of them, or confine both to different texts with `within`")
}

/// Returns for each term those that it and they name in `see-also`.
pub(super) fn see_also(terms: &[Term], names: &Names, found: &mut Vec<Diagnostic>) -> Vec<Vec<TermId>> {
    let mut both: Vec<BTreeSet<TermId>> = vec![BTreeSet::new(); terms.len()];
    let mut link = |from: TermId, to: TermId| {
        if let Some(held) = both.get_mut(from.0 as usize) {
            held.insert(to);
        }
    };
    for (term, at) in terms.iter().zip(0..) {
        for (name, span) in &term.see_also {
            match names.get(&name_key(name)).and_then(|held| held.first()) {
                Some(&other) if other != TermId(at) => {
                    link(TermId(at), other);
                    link(other, TermId(at));
                }
                Some(_) => {}
                None => found.push(unknown(name, *span, terms)),
            }
        }
    }
    both.into_iter().map(|held| held.into_iter().collect()).collect()
}

fn unknown(name: &str, span: Span, terms: &[Term]) -> Diagnostic {
    let problem = Diagnostic::new(Code::UnknownTerm, span, format!("there is no term `{name}`"));
    let near = nearest(name, terms.iter().map(|term| term.headword.as_str()));
    match near.first() {
        Some(first) => problem.help(format!("did you mean {}?", listed(&near))).patch(span, *first),
        None => problem.help("name a headword or an alias of the glossary, or add the term"),
    }
}

/// Warns of terms that stand nowhere: not in a text, a note, a page or another definition, and no link leads to them.
pub(super) fn check_use(edition: &Edition, scopes: &Scopes, found: &mut Vec<Diagnostic>) {
    let doubled = doubled(&edition.terms);
    for (term, at) in edition.terms.iter().zip(0..) {
        let id = TermId(at);
        let used = edition.glossary.by_term.get(at as usize).is_some_and(|uses| !uses.is_empty());
        let linked = || edition.backlinks_to(&Target::Term(id)).next().is_some();
        if term.matching == Match::Never || used || scopes.is_nowhere(id) || doubled.contains(&id) || linked() {
            continue;
        }
        let problem = Diagnostic::new(Code::UnusedTerm, term.span, format!("`{}` is used nowhere", term.headword))
            .help("add the form in which it occurs to `aliases`, or say `match: never` to keep it all the same");
        found.push(problem);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::resolve::sample;

    #[track_caller]
    fn check_order(language: &str, expected: &[&str]) {
        let mut terms: Vec<_> = expected.iter().rev().map(|name| sample::term(name)).collect();
        sort(&mut terms, language);
        let found: Vec<_> = terms.iter().map(|term| term.headword.as_str()).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn terms_stand_in_the_order_of_the_language() {
        check_order("en", &["Alliance", "Article 3", "Article 5", "Article 10", "battlegroup", "état", "Zeal"]);
        check_order("sv", &["Zeal", "ångström", "ärende", "öde"]);
        check_order("de", &["Ärger", "Zeal"]);
        check_order("not a language", &["a", "b"]);
    }
}
