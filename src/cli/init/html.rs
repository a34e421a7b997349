//! A page from the web, as the Markdown of a base text.
//!
//! Only its main content is taken; scripts, styles, menus, forms and pictures are dropped, and links that lead into
//! the site that it comes from become plain words.

use htmd::element_handler::{HandlerResult, Handlers};
use htmd::{Element, HtmlToMarkdown};

use super::import::Base;
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
    let converter = HtmlToMarkdown::builder().skip_tags(DROPPED.to_vec()).add_handler(vec!["a"], link).build();
    let wrong = |error| Error::Usage(format!("the page cannot be read: {error}"));
    let body = converter.convert(main).map_err(wrong)?;
    let body = body.trim();
    let (heading, rest) = match body.strip_prefix("# ").map(|rest| rest.split_once('\n').unwrap_or((rest, ""))) {
        Some((heading, rest)) => (Some(heading.trim().to_owned()), rest.trim_start()),
        None => (None, body),
    };
    let titled = || inside((text, &lower), "title").map(|words| converter.convert(words).unwrap_or_default());
    let title = heading.or_else(titled).map(|words| bare(&words)).filter(|words| !words.is_empty()).unwrap_or(title);
    Ok(Base { title, matter: String::new(), body: rest.to_owned() })
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

/// Takes the marks and the line feeds out of a title.
fn bare(words: &str) -> String {
    let words: String = words.chars().filter(|letter| !matches!(letter, '*' | '`' | '\\' | '#')).collect();
    words.split_whitespace().collect::<Vec<_>>().join(" ")
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
}
