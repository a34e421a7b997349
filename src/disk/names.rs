//! Which names of files can be used on every system, and which are not the publication's at all.
//!
//! In: one part of a path. Out: why it cannot be used, in words. Touches no disk.

/// The largest file that is read as text.
pub(super) const LARGEST: u64 = 64 * 1024 * 1024;

/// What is passed over when a folder is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Passing {
    /// Names that begin with a dot, and editors' backups.
    Hidden,
    /// Those, and names that begin with `_`.
    HiddenAndUnderscored,
}

impl Passing {
    /// Tells whether a file or folder of this name is passed over.
    pub(super) fn passes(self, name: &[u8]) -> bool {
        let backup = name.ends_with(b"~")
            || (name.len() > 1 && name.starts_with(b"#") && name.ends_with(b"#"))
            || name.ends_with(b".swp");
        let underscored = self == Self::HiddenAndUnderscored && name.starts_with(b"_");
        name.starts_with(b".") || backup || underscored
    }
}

/// Names that Windows keeps for devices, with any extension and in any case.
const DEVICES: [&str; 6] = ["con", "prn", "aux", "nul", "conin$", "conout$"];

/// Says why a name cannot be used on every system, or nothing if it can.
pub(super) fn fault(name: &str) -> Option<String> {
    if name.is_empty() || name == "." || name == ".." {
        return Some(format!("`{name}` is not a name"));
    }
    if let Some(bad) = name.chars().find(|letter| letter.is_control() || r#"\/:*?"<>|"#.contains(*letter)) {
        return Some(if bad.is_control() {
            format!("a name cannot hold the control character U+{:04X}", u32::from(bad))
        } else {
            format!("a name with `{bad}` cannot be used on every system")
        });
    }
    if name.ends_with(['.', ' ']) {
        return Some("a name that ends with a dot or a space cannot be used on Windows".to_owned());
    }
    is_device(name).then(|| format!("Windows keeps the name `{name}` for a device"))
}

/// Says why a path (`/` between its parts) is not one of plain names below a folder, or nothing if it is.
pub(super) fn path_fault(path: &str) -> Option<String> {
    path.split('/').find_map(fault)
}

fn is_device(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or(name).trim_end().to_ascii_lowercase();
    if DEVICES.contains(&stem.as_str()) {
        return true;
    }
    let number = stem.strip_prefix("com").or_else(|| stem.strip_prefix("lpt"));
    number.is_some_and(|rest| {
        let mut letters = rest.chars();
        matches!((letters.next(), letters.next()), (Some('0'..='9' | '¹' | '²' | '³'), None))
    })
}

/// Returns every folder above a path, the nearest first: `a/b`, then `a`, for `a/b/c`.
pub(super) fn folders_above(path: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(path.rsplit_once('/').map(|(above, _)| above), |folder| {
        folder.rsplit_once('/').map(|(above, _)| above)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_break_somewhere_are_refused() {
        for name in [
            "",
            ".",
            "..",
            "a\\b",
            "a:b",
            "a\u{7}b",
            "a\nb",
            "end.",
            "end ",
            "CON",
            "nul.txt",
            "Com1",
            "lpt9.tar.gz",
            "COM²",
            "what?",
            "con .md",
        ] {
            assert!(fault(name).is_some(), "{name:?} was let through");
        }
        for name in ["a", ".nojekyll", "console.md", "com10", "company", "Erklärung.md", "a b", "…"] {
            assert_eq!(fault(name), None, "{name:?} was refused");
        }
    }

    #[test]
    fn a_path_is_plain_below_its_folder() {
        for path in ["/etc/passwd", "a//b", "a/../b", "a/", "./a", ""] {
            assert!(path_fault(path).is_some(), "{path:?} was let through");
        }
        assert_eq!(path_fault("texts/one/index.html"), None);
    }

    #[test]
    fn what_editors_leave_is_passed_over() {
        for name in [".git", "notes.md~", "#notes.md#", "notes.md.swp"] {
            assert!(Passing::Hidden.passes(name.as_bytes()), "{name}");
        }
        assert!(Passing::HiddenAndUnderscored.passes(b"_draft.md"));
        assert!(!Passing::Hidden.passes(b"_macros.html"));
        assert!(!Passing::Hidden.passes(b"#"));
    }

    #[test]
    fn folders_above_a_path() {
        assert_eq!(folders_above("a/b/c").collect::<Vec<_>>(), ["a/b", "a"]);
        assert_eq!(folders_above("c").count(), 0);
    }
}
