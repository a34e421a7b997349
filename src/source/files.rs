//! The set of source files, in the order of their paths.
//!
//! In: path and bytes. Out: text, with what was wrong with the bytes kept for `parse` to report.

use super::{FileId, Span};

/// What was wrong with a file before anyone parsed it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Defect {
    /// The bytes are not UTF-8, first at this byte.
    NotUtf8(u32),
    /// The file is larger than a source may be.
    TooLarge,
    /// The path is not a file that can be read: a pipe, a socket, a device.
    NotAFile,
    /// A symbolic link leads out of the publication's folder.
    LinkOutside,
    /// The name cannot be used on every system; the words say why.
    BadName(String),
}

/// One file of the publication, as text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// The path from the publication's root, with `/` between its parts.
    pub path: String,
    /// The text without a byte order mark; where bytes were not UTF-8, with U+FFFD in their stead.
    pub text: String,
    /// What was wrong with the file itself.
    pub defect: Option<Defect>,
}

/// All files of a publication: those that are read as text, and those that are only copied.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sources {
    files: Vec<Source>,
    assets: Vec<String>,
    within: String,
}

impl Sources {
    /// Makes an empty set.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a file and returns its id; a byte order mark is dropped, bytes that are not UTF-8 are kept as a defect.
    pub fn add(&mut self, path: impl Into<String>, bytes: Vec<u8>) -> FileId {
        self.push(decoded(path.into(), bytes))
    }

    /// Puts new bytes in the place of a file that is in the set.
    ///
    /// # Panics
    /// Never for an id that this set gave out.
    pub fn replace(&mut self, id: FileId, bytes: Vec<u8>) {
        let held = self.files.get_mut(id.0 as usize).expect("a FileId comes from the Sources that it is used with");
        *held = decoded(std::mem::take(&mut held.path), bytes);
    }

    /// Adds a file that could not be read as text, so that its defect is reported at its path.
    pub fn add_defective(&mut self, path: impl Into<String>, defect: Defect) -> FileId {
        self.push(Source { path: path.into(), text: String::new(), defect: Some(defect) })
    }

    /// Names a file that is copied beside the pages and never read as text.
    pub fn add_asset(&mut self, path: impl Into<String>) {
        self.assets.push(path.into());
    }

    /// Says in which folder of its repository the publication lies: a path with `/` at its end, or nothing for the top.
    pub fn lie_within(&mut self, folder: impl Into<String>) {
        self.within = folder.into();
    }

    /// Returns the folder of the repository that the publication lies in, as [`Self::lie_within`] was told.
    pub fn within(&self) -> &str {
        &self.within
    }

    /// Returns the file with this id.
    ///
    /// # Panics
    /// Never for an id that this set gave out.
    pub fn file(&self, id: FileId) -> &Source {
        self.files.get(id.0 as usize).expect("a FileId comes from the Sources that it is used with")
    }

    /// Returns every file with its id, in the order in which they were added.
    pub fn iter(&self) -> impl Iterator<Item = (FileId, &Source)> {
        self.files.iter().enumerate().map(|(at, file)| (FileId(u32::try_from(at).unwrap_or(u32::MAX)), file))
    }

    /// Returns the paths of the files that are only copied.
    pub fn assets(&self) -> &[String] {
        &self.assets
    }

    /// Finds a file by its path.
    pub fn find(&self, path: &str) -> Option<FileId> {
        self.iter().find(|(_, file)| file.path == path).map(|(id, _)| id)
    }

    /// Returns the words that a span covers.
    pub fn words(&self, span: Span) -> &str {
        self.file(span.file).text.get(span.bytes()).unwrap_or_default()
    }

    fn push(&mut self, source: Source) -> FileId {
        let id = FileId(u32::try_from(self.files.len()).unwrap_or(u32::MAX));
        self.files.push(source);
        id
    }
}

fn decoded(path: String, bytes: Vec<u8>) -> Source {
    let (mut text, defect) = match String::from_utf8(bytes) {
        Ok(text) => (text, None),
        Err(error) => {
            let at = u32::try_from(error.utf8_error().valid_up_to()).unwrap_or(u32::MAX);
            (String::from_utf8_lossy(error.as_bytes()).into_owned(), Some(Defect::NotUtf8(at)))
        }
    };
    if text.starts_with('\u{feff}') {
        text.drain(..'\u{feff}'.len_utf8());
    }
    Source { path, text, defect }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_byte_order_mark_is_not_text() {
        let mut sources = Sources::new();
        let id = sources.add("a.md", b"\xef\xbb\xbfTitle".to_vec());
        assert_eq!(sources.file(id).text, "Title");
        assert_eq!(sources.file(id).defect, None);
    }

    #[test]
    fn bytes_that_are_not_utf8_are_placed() {
        let mut sources = Sources::new();
        let id = sources.add("a.md", b"caf\xe9".to_vec());
        assert_eq!(sources.file(id).defect, Some(Defect::NotUtf8(3)));
    }
}
