//! `postil explain`: what a diagnostic means and what to do, from the pages of the codes.

use std::fmt::Write as _;

use super::Outcome;
use super::session::{STRONG, Session, TYPED};
use crate::diag::{Code, Severity, nearest};
use crate::error::Error;

/// Shows the page of a code, or the list of all codes.
///
/// # Errors
/// [`Error::Usage`] when there is no such code.
pub(super) fn run(session: &Session, name: Option<&str>) -> Result<Outcome, Error> {
    let Some(name) = name else {
        session.put(list());
        return Ok(Outcome::Done);
    };
    // Codes are shown in brackets and people copy what they see.
    let bare = name.trim_start_matches("error").trim_start_matches("warning").trim_matches(['[', ']', ':', '`', ' ']);
    let Some(code) = Code::ALL.iter().find(|code| code.name().eq_ignore_ascii_case(bare)) else {
        let near = nearest(bare, Code::ALL.iter().map(|code| code.name()));
        let near = near.map(|near| format!("did you mean `{near}`? ")).unwrap_or_default();
        return Err(Error::Usage(format!("there is no code `{name}`\n{near}`postil explain` lists them all")));
    };
    session.put(page(*code));
    Ok(Outcome::Done)
}

/// Lists all codes with the first sentence of their pages.
fn list() -> String {
    let width = Code::ALL.iter().map(|code| code.name().len()).max().unwrap_or_default();
    let mut told = String::new();
    for (heading, severity) in [("Errors", Severity::Error), ("Warnings", Severity::Warning)] {
        writeln!(told, "{STRONG}{heading}{STRONG:#}").expect("writing to a string cannot fail");
        for code in Code::ALL.iter().filter(|code| code.severity() == severity) {
            let pad = " ".repeat(width - code.name().len());
            let line = first_sentence(code.page());
            writeln!(told, "  {TYPED}{}{TYPED:#}{pad}  {line}", code.name()).expect("writing to a string cannot fail");
        }
        told.push('\n');
    }
    told.push_str("`postil explain CODE` says what to do.\n");
    told
}

/// Returns the first sentence below a page's heading, on one line.
fn first_sentence(page: &str) -> String {
    let paragraph = page.split("\n\n").nth(1).unwrap_or_default().replace('\n', " ");
    match paragraph.find(". ") {
        Some(at) => paragraph.get(..=at).unwrap_or_default().to_owned(),
        None => paragraph,
    }
}

/// Writes a page for the terminal: headings bold, examples set in.
fn page(code: Code) -> String {
    let severity = match code.severity() {
        Severity::Error => "an error: the site is not written",
        Severity::Warning => "a warning: the site is written, but not with `--strict`",
    };
    let mut told = String::new();
    let mut fenced = false;
    for line in code.page().lines() {
        if line.starts_with("```") {
            fenced = !fenced;
            continue;
        }
        let written = match (fenced, line.trim_start_matches('#').trim()) {
            (true, _) if line.is_empty() => writeln!(told),
            (true, _) => writeln!(told, "    {TYPED}{line}{TYPED:#}"),
            (false, heading) if line.starts_with("# ") => writeln!(told, "{STRONG}{heading}{STRONG:#} ({severity})"),
            (false, heading) if line.starts_with('#') => writeln!(told, "{STRONG}{heading}{STRONG:#}"),
            (false, _) => writeln!(told, "{line}"),
        };
        written.expect("writing to a string cannot fail");
    }
    told
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns the lines of a page that are not in an example.
    fn prose(page: &str) -> Vec<&str> {
        let mut inside = false;
        let outside = |line: &&str| {
            let fence = line.starts_with("```");
            inside ^= fence;
            !inside && !fence
        };
        page.lines().filter(outside).collect()
    }

    #[test]
    fn each_code_has_a_name_of_its_own() {
        let mut names: Vec<_> = Code::ALL.iter().map(|code| code.name()).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), Code::ALL.len());
        let kebab = |part: &str| {
            !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
        };
        assert!(names.iter().all(|name| name.split('-').all(kebab)));
    }

    #[test]
    fn each_code_has_a_page() {
        for code in Code::ALL {
            let (name, page) = (code.name(), code.page());
            assert_eq!(page.lines().next(), Some(format!("# {name}").as_str()));
            let headings: Vec<_> = prose(page).into_iter().filter(|line| line.starts_with("## ")).collect();
            assert_eq!(headings, ["## Example", "## What to do"], "{name}");
            assert!((12..=34).contains(&page.lines().count()), "{name}: {} lines", page.lines().count());
            let fences = page.lines().filter(|line| line.starts_with("```")).count();
            assert!(fences >= 4 && fences.is_multiple_of(2), "{name}: {fences} fences");
            assert!(page.lines().all(|line| line.chars().count() <= 130), "{name}: a line is too long for a terminal");
            let first = first_sentence(page);
            assert!(first.ends_with('.') && first.chars().count() <= 110, "{name}: {first}");
        }
    }

    #[test]
    fn a_page_is_shown_without_its_fences() {
        let told = page(Code::QuoteAmbiguous);
        assert!(told.contains("quote-ambiguous") && !told.contains("```") && !told.contains("\n#"));
    }
}
