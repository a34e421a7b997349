//! The manifest: which files of the output folder are ours, and what was in them.
//!
//! A first line that names the format, then a line a file: the hash of its bytes, a space, its path; sorted by path.
//! No clock, no path outside the folder. It is what marks a folder as ours; it does not list itself. An empty one claims nothing.

use std::collections::BTreeMap;
use std::fmt::Write;

use super::names;

/// The manifest's own path in the output.
pub const NAME: &str = ".postil-manifest";

const FIRST_LINE: &str = "postil-manifest 1";

/// The 128 bits of a file's XXH3: to tell whether someone changed a file, not to keep out who means to deceive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hash(pub(super) [u8; 16]);

impl Hash {
    /// Hashes bytes that are at hand.
    pub fn of(bytes: &[u8]) -> Self {
        Self(xxhash_rust::xxh3::xxh3_128(bytes).to_be_bytes())
    }

    /// Reads the 32 hexadecimal digits that [`Hash::write`] makes.
    pub(super) fn parse(digits: &str) -> Option<Self> {
        if digits.len() != 32 || !digits.bytes().all(|digit| matches!(digit, b'0'..=b'9' | b'a'..=b'f')) {
            return None;
        }
        Some(Self(u128::from_str_radix(digits, 16).ok()?.to_be_bytes()))
    }

    /// Appends 32 hexadecimal digits.
    pub(super) fn write(self, to: &mut String) {
        write!(to, "{:032x}", u128::from_be_bytes(self.0)).expect("a String takes all that is written to it");
    }
}

/// The files of a site by path.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Manifest {
    /// What was written at each path.
    pub files: BTreeMap<String, Hash>,
}

impl Manifest {
    /// Reads a manifest.
    ///
    /// # Errors
    /// What is wrong with one that this version did not write, in words.
    pub fn parse(text: &str) -> Result<Self, String> {
        let mut lines = text.lines();
        match lines.next() {
            None => return Ok(Self::default()),
            Some(FIRST_LINE) => {}
            Some(_) => return Err(format!("its first line is not `{FIRST_LINE}`: another version wrote it")),
        }
        let mut files = BTreeMap::new();
        for line in lines {
            let (digits, path) = line.split_once(' ').ok_or_else(|| format!("`{line}` is not a hash and a path"))?;
            let hash = Hash::parse(digits).ok_or_else(|| format!("`{digits}` is not a hash"))?;
            if let Some(fault) = path_fault(path) {
                return Err(fault);
            }
            files.insert(path.to_owned(), hash);
        }
        Ok(Self { files })
    }

    /// Writes the manifest as text.
    pub fn text(&self) -> String {
        let mut text = String::with_capacity(self.files.len() * 64 + 32);
        text.push_str(FIRST_LINE);
        text.push('\n');
        for (path, hash) in &self.files {
            hash.write(&mut text);
            text.push(' ');
            text.push_str(path);
            text.push('\n');
        }
        text
    }
}

/// Says why a path cannot be that of a file of the site, or nothing if it can.
pub(super) fn path_fault(path: &str) -> Option<String> {
    if let Some(fault) = names::path_fault(path) {
        return Some(format!("`{path}` is not a path inside the site: {fault}"));
    }
    let first = path.split('/').next().unwrap_or_default().to_ascii_lowercase();
    let reserved = first.starts_with(".postil-") || first == ".git";
    reserved.then(|| format!("`{path}` is a path that the site may not use"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_manifest_comes_back_as_it_was() {
        let mut manifest = Manifest::default();
        manifest.files.insert("texts/a b/index.html".to_owned(), Hash::of(b"one"));
        manifest.files.insert(".nojekyll".to_owned(), Hash::of(b""));
        let text = manifest.text();
        assert_eq!(Manifest::parse(&text), Ok(manifest));
        assert!(text.starts_with("postil-manifest 1\n"));
        assert!(text.ends_with(" texts/a b/index.html\n"));
    }

    #[test]
    fn a_manifest_that_leads_elsewhere_is_refused() {
        let hash = "0".repeat(32);
        for path in ["../book.toml", "/etc/passwd", "a/../../b", ".git/config", ".postil-staging/0", ""] {
            assert!(Manifest::parse(&format!("{FIRST_LINE}\n{hash} {path}\n")).is_err(), "{path:?}");
        }
        assert!(Manifest::parse("postil-manifest 2\n").is_err());
        assert!(Manifest::parse(&format!("{FIRST_LINE}\nabc path\n")).is_err());
        assert_eq!(Manifest::parse(""), Ok(Manifest::default()));
    }
}
