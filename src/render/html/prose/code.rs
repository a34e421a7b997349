//! Code, coloured by classes: syntect finds the scopes, a short class stands for each.
//!
//! In: code and the language that its fence names. Out: spans with the classes below; an unknown language, or code too
//! long to colour, is plain. The only file that names syntect. Never writes a colour: the theme gives each class one.
//!
//! | class | what | class | what |
//! | --- | --- | --- | --- |
//! | `hc` | comment | `hf` | function name |
//! | `hs` | string | `ht` | type name |
//! | `he` | escape in a string | `hg` | tag name |
//! | `hn` | number | `ha` | attribute name |
//! | `hl` | constant of the language | `hv` | variable |
//! | `hk` | keyword | `hp` | parameter |
//! | `ho` | operator | `hb` | bold |
//! | `hd` | storage: `fn`, `let`, `static` | `hi` | italic |
//! | `hh` | heading | `hq` | quotation |
//! | `h1` | inserted | `h0` | deleted |
//! | `hx` | invalid | `hy` | name from a library |

use std::sync::LazyLock;

use syntect::parsing::{ParseState, Scope, ScopeStack, SyntaxReference, SyntaxSet};
use syntect::util::LinesWithEndings;

use crate::render::escape;

static SYNTAXES: LazyLock<SyntaxSet> = LazyLock::new(SyntaxSet::load_defaults_newlines);

/// Longer code stands plain: a pattern takes up to 6 ms for a kilobyte, and content must not stop a build.
const LONGEST: usize = 32 * 1024;
/// A longer line stands plain, with all that follow it.
const LONGEST_LINE: usize = 2048;

/// Scopes and their classes; the first that fits holds.
static CLASSES: LazyLock<Vec<(Scope, &'static str)>> = LazyLock::new(|| {
    const ALL: &[(&str, &str)] = &[
        ("comment", "hc"),
        ("constant.character.escape", "he"),
        ("constant.numeric", "hn"),
        ("constant", "hl"),
        ("string", "hs"),
        ("keyword.operator", "ho"),
        ("keyword", "hk"),
        ("storage", "hd"),
        ("entity.name.function", "hf"),
        ("support.function", "hf"),
        ("variable.function", "hf"),
        ("entity.name.tag", "hg"),
        ("entity.other.attribute-name", "ha"),
        ("entity.name.section", "hh"),
        ("entity.name", "ht"),
        ("support.type", "ht"),
        ("support", "hy"),
        ("variable.parameter", "hp"),
        ("variable", "hv"),
        ("markup.heading", "hh"),
        ("markup.bold", "hb"),
        ("markup.italic", "hi"),
        ("markup.quote", "hq"),
        ("markup.inserted", "h1"),
        ("markup.deleted", "h0"),
        ("invalid", "hx"),
    ];
    ALL.iter().filter_map(|&(scope, class)| Some((Scope::new(scope).ok()?, class))).collect()
});

/// Writes code, coloured when its language is known.
pub(super) fn highlight(out: &mut String, code: &str, language: &str) {
    match syntax(language) {
        Some(syntax) if code.len() <= LONGEST => coloured(out, code, syntax),
        _ => escape::text(out, code),
    }
}

/// Returns the class that names a language on its element: what a fence says, cut at the first character that no name
/// of a language has.
pub(super) fn class(language: &str) -> &str {
    let end = language.find(|letter: char| !letter.is_ascii_alphanumeric() && !"+#-_.".contains(letter));
    language.get(..end.unwrap_or(language.len())).unwrap_or_default()
}

fn syntax(language: &str) -> Option<&'static SyntaxReference> {
    let name = class(language);
    let found = if name.is_empty() { None } else { SYNTAXES.find_syntax_by_token(name) };
    found.filter(|syntax| syntax.name != "Plain Text")
}

fn coloured(out: &mut String, code: &str, syntax: &SyntaxReference) {
    let mut state = ParseState::new(syntax);
    let mut stack = ScopeStack::new();
    let mut ink = Spans { out, class: None };
    let mut done = 0;
    for line in LinesWithEndings::from(code) {
        let parsed = if line.len() > LONGEST_LINE { None } else { state.parse_line(line, &SYNTAXES).ok() };
        let Some(operations) = parsed else { break };
        let mut at = 0;
        for (offset, operation) in &operations {
            ink.write(line.get(at..*offset).unwrap_or_default(), class_of(&stack));
            at = (*offset).max(at);
            if stack.apply(operation).is_err() {
                stack = ScopeStack::new();
            }
        }
        ink.write(line.get(at..).unwrap_or_default(), class_of(&stack));
        done += line.len();
    }
    ink.write(code.get(done..).unwrap_or_default(), None);
    ink.close();
}

/// The innermost scope that has a class gives it.
fn class_of(stack: &ScopeStack) -> Option<&'static str> {
    let class = |scope: &Scope| CLASSES.iter().find(|(prefix, _)| prefix.is_prefix_of(*scope)).map(|(_, class)| *class);
    stack.as_slice().iter().rev().find_map(class)
}

/// Writes spans; neighbours of one class are one.
struct Spans<'o> {
    out: &'o mut String,
    class: Option<&'static str>,
}

impl Spans<'_> {
    fn write(&mut self, words: &str, class: Option<&'static str>) {
        if words.is_empty() {
            return;
        }
        if self.class != class && !words.trim().is_empty() {
            self.close();
            if let Some(class) = class {
                self.out.push_str("<span class=\"");
                self.out.push_str(class);
                self.out.push_str("\">");
                self.class = Some(class);
            }
        }
        escape::text(self.out, words);
    }

    fn close(&mut self) {
        if self.class.take().is_some() {
            self.out.push_str("</span>");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(code: &str, language: &str, expected: &str) {
        let mut out = String::new();
        highlight(&mut out, code, language);
        assert_eq!(out, expected);
    }

    #[test]
    fn known_languages_are_coloured() {
        check(
            "let x = 1; // <b>\n",
            "rust,ignore",
            "<span class=\"hd\">let</span> x <span class=\"ho\">= </span><span class=\"hn\">1</span>; \
             <span class=\"hc\">// &lt;b&gt;\n</span>",
        );
    }

    #[test]
    fn unknown_languages_are_plain() {
        check("a < b", "nope\"><script>", "a &lt; b");
        check("a < b", "", "a &lt; b");
        assert_eq!(class("nope\"><script>"), "nope");
    }
}
