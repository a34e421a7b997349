//! The content security policy of every page: only what the site itself holds is loaded and run.
//!
//! In: the theme's templates. Out: the policy, with the hash of each inline script and style sheet that a template holds,
//! so that those run and no other does. It holds over HTTP and from a disk alike. A `style` attribute may stand anywhere,
//! for the places of notes are custom properties. The only file that hashes for browsers.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::engine::Html;
use crate::error::Error;
use crate::source::Theme;

/// What a template may hold that needs a hash: the element, and the directive that lets it through.
const INLINE: [(&str, &str); 2] = [("script", "script-src"), ("style", "style-src")];

/// Writes the policy of a theme; `assembly` says whether the site runs WebAssembly of its own.
///
/// # Errors
/// [`Error::Theme`] for an inline script or style sheet that is not the same on every page: no hash fits it.
pub(crate) fn policy(theme: &Theme, assembly: bool) -> Result<Html, Error> {
    let mut directives = vec!["default-src 'self'".to_owned()];
    for (element, directive) in INLINE {
        let mut sources = vec![format!("{directive} 'self'")];
        for (name, template) in &theme.templates {
            for words in inline(template, element) {
                if ["{{", "{%", "{#"].iter().any(|opening| words.contains(opening)) {
                    return Err(varying(name, element));
                }
                let source = format!("'sha256-{}'", STANDARD.encode(hmac_sha256::Hash::hash(words.as_bytes())));
                if !sources.contains(&source) {
                    sources.push(source);
                }
            }
        }
        if assembly && element == "script" {
            sources.push("'wasm-unsafe-eval'".to_owned());
        }
        directives.push(sources.join(" "));
    }
    directives
        .push("style-src-attr 'unsafe-inline'; object-src 'none'; base-uri 'none'; form-action 'self'".to_owned());
    let policy = directives.join("; ");
    Ok(Html::new(&policy))
}

/// Returns what stands in the elements of a name, but for scripts that are loaded, or that are data and never run.
fn inline<'t>(template: &'t str, element: &'static str) -> impl Iterator<Item = &'t str> {
    let mut rest = template;
    std::iter::from_fn(move || {
        loop {
            let (_, after) = rest.split_once('<')?;
            rest = after;
            let Some(after) = strip_name(rest, element) else { continue };
            let (tag, words) = after.split_once('>')?;
            let end = (0..words.len()).find(|&at| {
                words
                    .get(at..)
                    .and_then(|rest| rest.strip_prefix("</"))
                    .is_some_and(|rest| strip_name(rest, element).is_some())
            });
            let (words, after) = words.split_at(end.unwrap_or(words.len()));
            rest = after;
            if runs(tag) {
                return Some(words);
            }
        }
    })
}

/// Returns what follows the name of an element, in any case of its letters.
fn strip_name<'t>(words: &'t str, element: &str) -> Option<&'t str> {
    let (name, rest) = words.split_at_checked(element.len())?;
    let ends = rest.starts_with(|next: char| next.is_whitespace() || matches!(next, '>' | '/'));
    (name.eq_ignore_ascii_case(element) && ends).then_some(rest)
}

fn runs(tag: &str) -> bool {
    let tag = tag.to_ascii_lowercase();
    let value = |name: &str| {
        let (_, after) = tag.split_once(&format!(" {name}="))?;
        after.trim_start_matches(['"', '\'']).split(['"', '\'', ' ', '>']).next()
    };
    let is_script = |kind: &str| {
        matches!(kind, "" | "module" | "text/css" | "importmap" | "speculationrules") || kind.contains("javascript")
    };
    value("src").is_none() && value("type").is_none_or(is_script)
}

fn varying(template: &str, element: &str) -> Error {
    let message = format!(
        "the inline `<{element}>` holds a tag of the template language, so that the content security policy cannot name \
         it by its hash; put it into a file of `static/`, and what changes from page to page into a `data-` attribute"
    );
    Error::Theme { template: template.to_owned(), message }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn made(templates: &[(&str, &'static str)]) -> Result<String, Error> {
        let mut theme = Theme::default();
        for (name, words) in templates {
            theme.templates.insert((*name).to_owned(), (*words).into());
        }
        policy(&theme, false).map(|html| html.as_str().to_owned())
    }

    #[test]
    fn nothing_inline_runs_unless_a_template_holds_it() {
        let policy =
            made(&[("a.html", "<script src=\"{{ shell.script }}\" defer></script><p>script</p><scripted>x")]).unwrap();
        assert_eq!(
            policy,
            "default-src 'self'; script-src 'self'; style-src 'self'; style-src-attr 'unsafe-inline'; object-src 'none'; \
             base-uri 'none'; form-action 'self'"
        );
        let data = "<script type=\"application/ld+json\">{{ x }}</script>";
        assert_eq!(made(&[("a.html", data)]).unwrap(), policy);
    }

    #[test]
    fn inline_scripts_and_styles_are_named_by_their_hash() {
        let script = "<SCRIPT>alert(1)</SCRIPT>";
        let policy =
            made(&[("a.html", script), ("b.html", "<style>p{}</style>\n<script type='module'>alert(1)</script >")])
                .unwrap();
        let hash = "'sha256-bhHHL3z2vDgxUt0W3dWQOrprscmda2Y5pLsLg4GF+pI='";
        assert!(policy.contains(&format!("script-src 'self' {hash}; style-src 'self' 'sha256-")), "{policy}");
        assert_eq!(policy.matches("sha256-").count(), 2, "{policy}");
    }

    #[test]
    fn an_inline_script_that_changes_is_refused() {
        for words in ["let a = {{ x }};", "{% if x %}a(){% endif %}", "{# why #}"] {
            let theme = format!("<p>\n<script>{words}</script>");
            let made = made(&[("b.html", theme.leak())]);
            assert!(
                matches!(&made, Err(Error::Theme { template, message }) if template == "b.html" && message.contains("static/"))
            );
        }
    }
}
