//! Addresses made absolute, for HTML that leaves its page.
//!
//! In: HTML as a page holds it, and the page's address on the web. Out: the same HTML with every `href` and `src` whole.

use url::Url;

/// Makes the addresses in HTML absolute, as seen from the page at `base` (a whole address with a path).
pub(super) fn absolute(html: &str, base: &str) -> String {
    let mut out = String::with_capacity(html.len() + html.len() / 4);
    let mut rest = html;
    // Outside tags `<` is always escaped.
    while let Some((words, after)) = rest.split_once('<') {
        out.push_str(words);
        out.push('<');
        rest = tag(&mut out, after, base);
    }
    out.push_str(rest);
    out
}

/// Writes a tag up to its end, and returns what follows.
fn tag<'h>(out: &mut String, html: &'h str, base: &str) -> &'h str {
    let mut rest = html;
    while let Some((at, found)) = rest.char_indices().find(|(_, letter)| matches!(letter, '>' | '"' | '\'')) {
        let (before, after) = rest.split_at_checked(at + found.len_utf8()).unwrap_or((rest, ""));
        out.push_str(before);
        if found == '>' {
            return after;
        }
        let (value, after) = after.split_once(found).unwrap_or((after, ""));
        if before.ends_with(" href=\"") || before.ends_with(" src=\"") {
            resolve(out, value, base);
        } else {
            out.push_str(value);
        }
        out.push(found);
        rest = after;
    }
    out.push_str(rest);
    ""
}

/// Writes an address as seen from another.
fn resolve(out: &mut String, address: &str, base: &str) {
    let end = address.find(['/', '?', '#']).unwrap_or(address.len());
    let has_scheme = address.get(..end).is_some_and(|start| start.contains(':'));
    if has_scheme || address.starts_with("//") {
        out.push_str(address);
        return;
    }
    if address.is_empty() || address.starts_with(['#', '?']) {
        out.push_str(base);
        out.push_str(address);
        return;
    }
    match Url::parse(base).and_then(|base| base.join(address)) {
        Ok(whole) => out.push_str(whole.as_str()),
        Err(_) => out.push_str(address),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_address_is_whole() {
        let base = "https://a.org/b/c/index.html";
        for (address, whole) in [
            ("#p1", "https://a.org/b/c/index.html#p1"),
            ("notes/x.html#a:b", "https://a.org/b/c/notes/x.html#a:b"),
            ("../glossary/x.html", "https://a.org/b/glossary/x.html"),
            ("../../../../x.html", "https://a.org/x.html"),
            ("/x/y.png", "https://a.org/x/y.png"),
            ("mailto:a@b.org", "mailto:a@b.org"),
            ("https://b.org/?a=1&amp;b=2", "https://b.org/?a=1&amp;b=2"),
            ("", base),
        ] {
            let html = format!("<p>See <a class=\"g\" href=\"{address}\" title='href=\"x\"'>it</a>.</p>");
            let made = absolute(&html, base);
            assert_eq!(made, html.replace(&format!("href=\"{address}\""), &format!("href=\"{whole}\"")));
        }
    }

    #[test]
    fn words_that_look_like_addresses_are_words() {
        let html =
            "<p title=\" href=\">a href=\"b\" src=\"c\" &lt;a href=\"d\"&gt;</p><img src=\"e.png\" alt=\"x > y\">f";
        let made = absolute(html, "https://a.org/b.html");
        assert_eq!(made, html.replace("\"e.png\"", "\"https://a.org/e.png\""));
    }
}
