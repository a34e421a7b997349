//! A term of the glossary.

use super::front_matter::{Matter, Standing};
use super::markdown::{Keep, Tokens};
use super::{Drafts, Input};
use crate::diag::{Code, Diagnostic};
use crate::edition::{Case, Inflection, LinkPolicy, Match, Term};
use crate::reading::slug;

const KEYS: &[&str] =
    &["term", "aliases", "short", "see-also", "match", "case", "except", "within", "inflect", "draft"];

const MATCHES: &[(&str, Match)] = &[
    ("auto", Match::Auto),
    ("always", Match::Always),
    ("never", Match::Never),
    ("none", Match::Policy(LinkPolicy::None)),
    ("first-in-text", Match::Policy(LinkPolicy::FirstInText)),
    ("first-in-section", Match::Policy(LinkPolicy::FirstInSection)),
    ("first-in-paragraph", Match::Policy(LinkPolicy::FirstInParagraph)),
    ("all", Match::Policy(LinkPolicy::All)),
];

const CASES: &[(&str, Case)] =
    &[("smart", Case::Smart), ("sensitive", Case::Sensitive), ("insensitive", Case::Insensitive)];

/// Reads a term; `None` for a draft that is left out, and for a file without a headword.
pub(super) fn read(input: &Input<'_>, drafts: Drafts, sink: &mut Vec<Diagnostic>) -> Option<Term> {
    let matter = Matter::read(input.id, input.source, KEYS, sink);
    let standing = matter.standing(drafts, sink);
    if standing == Standing::Draft {
        return None;
    }
    let headword = matter.required("term", "Article 5", sink)?;
    let span = matter.span("term").unwrap_or_else(|| matter.top());
    let id = slug(&headword);
    if id.is_empty() {
        sink.push(
            Diagnostic::new(Code::InvalidValue, span, format!("`{headword}` holds no letter or figure"))
                .help("a headword is a word or a phrase that stands in the text"),
        );
        return None;
    }
    let tokens = Tokens::new(input.id, &input.source.text, matter.body, input.html);
    tokens.check(sink);
    let inflection = match matter.flag("inflect", sink) {
        Some(false) => Inflection::Exact,
        Some(true) | None => Inflection::English,
    };
    let term = Term {
        id,
        file: input.id,
        span,
        headword,
        aliases: matter.placed_list("aliases", input.source),
        short: matter.phrase("short", sink),
        see_also: matter.placed_list("see-also", input.source),
        matching: matter.choice("match", MATCHES, sink).unwrap_or_default(),
        case: matter.choice("case", CASES, sink).unwrap_or_default(),
        except: matter.list("except"),
        within: matter.placed_list("within", input.source),
        inflection,
        body: tokens.prose(tokens.all(), Keep::All, sink),
    };
    (standing == Standing::Published).then_some(term)
}
