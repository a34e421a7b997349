//! A page from the web, as the Markdown of a base text.
//!
//! Only its main content is taken; scripts, styles, menus, forms and pictures are dropped, and links that lead into
//! the site that it comes from become plain words.

use htmd::element_handler::{HandlerResult, Handlers};
use htmd::{Element, HtmlToMarkdown};

use super::import::{BY_SOURCE, Base, is_numbered, number, printed, words_of};
use crate::error::Error;

/// What is never part of a text.
const DROPPED: &[&str] = &[
    "script", "style", "noscript", "template", "nav", "aside", "footer", "form", "button", "select", "iframe",
    "object", "svg", "math", "canvas", "audio", "video", "img", "picture", "head", "title",
];

/// Reads a page; `title` stands where it has none.
///
/// # Errors
/// [`Error::Usage`] when it cannot be read.
pub(super) fn html(text: &str, title: String) -> Result<Base, Error> {
    let lower = text.to_ascii_lowercase();
    let main = ["main", "article", "body"].iter().find_map(|tag| inside((text, &lower), tag)).unwrap_or(text);
    let converter = HtmlToMarkdown::builder()
        .skip_tags(DROPPED.to_vec())
        .add_handler(vec!["a"], link)
        .add_handler(vec!["sup"], |handlers: &dyn Handlers, element: Element<'_>| raised(handlers, &element, RAISED))
        .add_handler(vec!["sub"], |handlers: &dyn Handlers, element: Element<'_>| raised(handlers, &element, LOWERED))
        .build();
    let wrong = |error| Error::Usage(format!("the page cannot be read: {error}"));
    let body = converter.convert(main).map_err(wrong)?;
    let body = body.trim();
    let (heading, rest) = match body.strip_prefix("# ").map(|rest| rest.split_once('\n').unwrap_or((rest, ""))) {
        Some((heading, rest)) => (Some(heading.trim().to_owned()), rest.trim_start()),
        None => (None, body),
    };
    let titled = || inside((text, &lower), "title").map(|words| converter.convert(words).unwrap_or_default());
    let title = heading.or_else(titled).and_then(|words| words_of(&words)).unwrap_or(title);
    let (matter, body) = match numbered(rest) {
        Some(body) => (BY_SOURCE.to_owned(), body),
        None => (String::new(), rest.to_owned()),
    };
    Ok(Base { title, matter, body })
}

/// Keeps a link to the web, and of any other its words.
fn link(handlers: &dyn Handlers, element: Element<'_>) -> Option<HandlerResult> {
    let href = element.attrs.iter().find(|attribute| &attribute.name.local == "href");
    let web = href.is_some_and(|held| {
        let held = held.value.trim_start().to_ascii_lowercase();
        ["http://", "https://", "mailto:"].iter().any(|scheme| held.starts_with(scheme))
    });
    if web { handlers.fallback(element) } else { Some(handlers.walk_children(element.node)) }
}

/// Returns what stands between the first tag of a name and the last that closes it.
fn inside<'t>((text, lower): (&'t str, &str), tag: &str) -> Option<&'t str> {
    let open = format!("<{tag}");
    let start = lower
        .match_indices(&open)
        .map(|(at, _)| at + open.len())
        .find(|at| lower.as_bytes().get(*at).is_some_and(|byte| byte.is_ascii_whitespace() || *byte == b'>'))?;
    let start = start + lower.get(start..)?.find('>')? + 1;
    let end = lower.get(start..)?.rfind(&format!("</{tag}")).map_or(text.len(), |at| start + at);
    text.get(start..end)
}

/// Figures and signs, and the small ones for them.
const RAISED: [&str; 2] = ["0123456789+-−=()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ⁿ"];
const LOWERED: [&str; 2] = ["0123456789+-−=()", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎"];

/// Writes `m<sup>2</sup>` as m², where there are letters for all of it; else the words go on as they are.
#[expect(clippy::unnecessary_wraps, reason = "the converter asks its handlers whether there is a result")]
fn raised(handlers: &dyn Handlers, element: &Element<'_>, [plain, small]: [&str; 2]) -> Option<HandlerResult> {
    let inside = handlers.walk_children(element.node);
    let find =
        |letter: char| plain.chars().zip(small.chars()).find(|(held, _)| *held == letter).map(|(_, small)| small);
    let words: Option<String> = inside.content.trim().chars().filter(|letter| *letter != '\\').map(find).collect();
    Some(words.map_or(inside, HandlerResult::from))
}

/// Writes a body anew whose paragraphs the document itself numbers; `None` for any other.
fn numbered(body: &str) -> Option<String> {
    let mut numbers = Vec::new();
    let mut blocks = Vec::new();
    for block in body.split("\n\n").filter(|block| !block.trim().is_empty()) {
        // The converter escapes what would begin a list.
        let digits = block.len() - block.trim_start_matches(|letter: char| letter.is_ascii_digit()).len();
        let (head, rest) = block.split_at_checked(digits)?;
        let bare = format!("{head}{}", rest.strip_prefix('\\').unwrap_or(rest));
        if !block.starts_with('#') {
            numbers.push(printed(&bare));
        }
        blocks.push(number(&bare).map_or_else(|| block.to_owned(), |(number, words)| format!("{number} {words}")));
    }
    is_numbered(&numbers).then(|| blocks.join("\n\n"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(page: &str, title: &str, body: &str) {
        let base = html(page, "Fallback".into()).unwrap_or_else(|error| panic!("{error}"));
        assert_eq!((base.title.as_str(), base.body.as_str()), (title, body));
    }

    #[test]
    fn the_main_content_is_taken() {
        check(
            "<html><head><title>A &amp; B</title><script>x()</script></head><body><nav><a href=/>Home</a></nav>\
             <main class=m><h1>The Title</h1><p>One <em>two</em>.</p><script>evil()</script><p>Three.</p></main></body></html>",
            "The Title",
            "One *two*.\n\nThree.",
        );
        check("<title>A &amp; B</title><p>One.</p>", "A & B", "One.");
        check("<p>One.</p>", "Fallback", "One.");
    }

    #[test]
    fn links_into_the_old_site_become_words() {
        check(
            "<p><a href=\"/x\">one</a> <a href=\"https://a.org/\">two</a> <a href=\"javascript:x\">three</a> <img src=x></p>",
            "Fallback",
            "one [two](https://a.org/) three",
        );
    }

    #[test]
    fn printed_numbers_are_known() {
        let page = "<h1>T</h1><p>1. One</p><h2>Part</h2><p>2.&nbsp;Two</p>";
        let base = html(page, "Fallback".into()).unwrap_or_else(|error| panic!("{error}"));
        assert_eq!((base.matter.as_str(), base.body.as_str()), (BY_SOURCE, "1. One\n\n## Part\n\n2. Two"));
        let base = html("<p>1. One</p><p>Two</p>", "Fallback".into()).unwrap_or_else(|error| panic!("{error}"));
        assert_eq!((base.matter.as_str(), base.body.as_str()), ("", "1\\. One\n\nTwo"));
    }

    #[test]
    fn small_figures_stay_small() {
        check(
            "<p>10 m<sup>2</sup> of H<sub>2</sub>O<sup>(1)</sup> at 1<sup>er</sup>.</p>",
            "Fallback",
            "10 m² of H₂O⁽¹⁾ at 1er.",
        );
    }
}
