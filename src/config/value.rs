//! What makes a language tag, an address, a path inside the publication: checks of single values.
//!
//! In: a value as written. Out: the value in its one form, or what is wrong with it and the remedy.

/// What is wrong (after the setting's name, lower case), and what to do.
pub(super) type Refusal = (&'static str, String);

/// Checks a BCP 47 language tag.
pub(super) fn language(tag: &str) -> Result<String, Refusal> {
    let short = tag.split('-').next().is_some_and(|first| (2..=3).contains(&first.len()));
    if short && icu_locale_core::Locale::try_from_str(tag).is_ok() {
        return Ok(tag.to_owned());
    }
    let help = "write the language's code, such as \"en\", \"de\", \"pt-BR\" or \"zh-Hant\"";
    Err(("is not a language tag", help.into()))
}

/// Checks the address of the site, and gives it its final slash.
pub(super) fn site_url(url: &str) -> Result<String, Refusal> {
    let example = "write the whole address, such as \"https://user.github.io/repo/\"";
    let url = web(url, example)?;
    if url.contains(['?', '#']) {
        return Err(("must be the address of a folder, without `?` or `#`", example.into()));
    }
    Ok(if url.ends_with('/') { url } else { format!("{url}/") })
}

/// Checks the address of the repository, and takes a final slash away.
pub(super) fn repository(url: &str) -> Result<String, Refusal> {
    web(url, "write the address of its page, such as \"https://github.com/user/repo\"")
        .map(|url| url.trim_end_matches('/').trim_end_matches(".git").to_owned())
}

/// Checks an address on the web: http or https, with a host.
fn web(url: &str, example: &str) -> Result<String, Refusal> {
    let lower = url.to_lowercase();
    let rest = lower.strip_prefix("https://").or_else(|| lower.strip_prefix("http://"));
    let Some(rest) = rest else {
        return Err(("must begin with `https://` or `http://`", example.into()));
    };
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let odd = |c: char| {
        c.is_whitespace() || c.is_control() || matches!(c, '"' | '<' | '>' | '\\' | '`' | '{' | '}' | '|' | '^')
    };
    if url.contains(odd) {
        return Err(("has a character that no address may have", example.into()));
    }
    if host.is_empty() || host.starts_with([':', '.']) || host.contains('@') {
        return Err(("names no host", example.into()));
    }
    Ok(url.to_owned())
}

/// Checks a domain name.
pub(super) fn domain(name: &str) -> Result<String, Refusal> {
    let good = |label: &str| {
        let letters = label.chars().all(|c| c.is_alphanumeric() || c == '-');
        letters && !label.is_empty() && label.len() <= 63 && !label.starts_with('-') && !label.ends_with('-')
    };
    if name.contains('.') && name.split('.').all(good) {
        return Ok(name.to_owned());
    }
    Err(("is not a domain name", "write the name alone, such as \"notes.example.org\", without `https://`".into()))
}

/// Checks the name of a branch by the rules of git that matter here.
pub(super) fn branch(name: &str) -> Result<String, Refusal> {
    let odd = |c: char| c.is_whitespace() || c.is_control() || "~^:?*[\\".contains(c);
    let edge = name.starts_with(['-', '/', '.']) || name.ends_with(['/', '.']);
    if edge || name.contains(odd) || name.contains("..") || name.contains("@{") || name.contains("//") {
        return Err(("is not the name of a branch", "write the name as git shows it, such as \"main\"".into()));
    }
    Ok(name.to_owned())
}

/// Checks the folder of the sources.
pub(super) fn source_folder(path: &str) -> Result<String, Refusal> {
    folder(path, "write a folder inside the publication, such as \"content\"")
}

/// Checks the folder of the site.
pub(super) fn site_folder(path: &str) -> Result<String, Refusal> {
    folder(path, "write a folder inside the publication that is for the site alone, such as \"public\"")
}

/// Checks a path that must stay inside the publication's folder.
fn folder(path: &str, inside: &str) -> Result<String, Refusal> {
    if path.starts_with(['/', '\\', '~']) || path.get(1..2) == Some(":") {
        return Err(("must not be an absolute path", inside.to_owned()));
    }
    if path.contains(['\\', ':']) || path.contains(char::is_control) {
        return Err(("has a character that not every system allows in a path", "use `/` between folders".into()));
    }
    let parts: Vec<_> = path.split('/').filter(|part| !part.is_empty() && *part != ".").collect();
    if parts.contains(&"..") {
        return Err(("must not lead out of the publication with `..`", inside.to_owned()));
    }
    if parts.is_empty() {
        return Err(("must not be the publication's folder itself", inside.to_owned()));
    }
    if parts.iter().any(|part| part.ends_with(['.', ' '])) {
        return Err(("has a folder whose name ends with a stop or a space", inside.to_owned()));
    }
    Ok(parts.join("/"))
}

/// Checks the name of a theme: one folder below `themes`.
pub(super) fn theme(name: &str) -> Result<String, Refusal> {
    let help = "write the name of a folder in `themes`, or \"default\"";
    match folder(name, help) {
        Ok(name) if !name.contains('/') => Ok(name),
        Ok(_) => Err(("must be a name, not a path", help.into())),
        Err((what, _)) => Err((what, help.into())),
    }
}

/// Checks the id of a layer: it stands in headings as `layer=id`.
pub(super) fn layer(id: &str) -> Result<String, Refusal> {
    if id.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_')) {
        return Ok(id.to_owned());
    }
    Err(("must be one word of letters, digits and hyphens", "what readers see is its `title`".into()))
}

/// Tells whether one of two paths is the other, or lies in it.
pub(super) fn meet(a: &str, b: &str) -> bool {
    let within = |inner: &str, outer: &str| {
        inner.strip_prefix(outer).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    };
    let (a, b) = (a.to_lowercase(), b.to_lowercase());
    within(&a, &b) || within(&b, &a)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(read: fn(&str) -> Result<String, Refusal>, good: &[(&str, &str)], bad: &[&str]) {
        for (written, meant) in good {
            assert_eq!(read(written).as_deref(), Ok(*meant), "{written}");
        }
        for written in bad {
            assert!(read(written).is_err(), "{written}");
        }
    }

    #[test]
    fn values_are_read_strictly() {
        check(
            language,
            &[("en", "en"), ("pt-BR", "pt-BR"), ("zh-Hant", "zh-Hant")],
            &["english", "e", "en_", "en us", "-"],
        );
        let good = [("https://a.org", "https://a.org/"), ("http://localhost:4000/x/", "http://localhost:4000/x/")];
        check(
            site_url,
            &good,
            &["a.org", "https://", "https:///x", "javascript:x", "https://a b", "https://a.org/?x", "https://u@a.org"],
        );
        check(
            repository,
            &[("https://github.com/u/r.git", "https://github.com/u/r"), ("https://a.org/r/", "https://a.org/r")],
            &["git@github.com:u/r"],
        );
        check(domain, &[("notes.example.org", "notes.example.org")], &["https://a.org", "localhost", "a..b", "-a.org"]);
        check(branch, &[("main", "main"), ("a/b", "a/b")], &["-x", "a b", "a..b", "x~1", "/a"]);
        check(
            source_folder,
            &[("content", "content"), ("./a//b/", "a/b")],
            &["/a", "../a", "a/../b", "C:/x", "a\\b", ".", "~/x", "a."],
        );
        check(theme, &[("mine", "mine")], &["a/b", "../x", "/x"]);
        check(layer, &[("law", "law"), ("völker_recht-2", "völker_recht-2")], &["the law", "a=b"]);
    }

    #[test]
    fn the_help_is_good_for_the_setting() {
        for (read, good) in [(source_folder as fn(&str) -> _, "content"), (site_folder, "public")] {
            for bad in [".", "/a", "../a", "a."] {
                let (_, help) = read(bad).expect_err("it leads elsewhere");
                assert!(help.contains(&format!("\"{good}\"")), "{help}");
            }
        }
    }

    #[test]
    fn paths_that_meet_are_known() {
        assert!(meet("a", "a") && meet("a/b", "a") && meet("A", "a/b"));
        assert!(!meet("ab", "a") && !meet("a/b", "a/c"));
    }
}
