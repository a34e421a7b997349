//! What a build writes: a map from path to content that refuses two writers of one path.
//!
//! In: `render` puts pages under paths. Out: `disk` asks each for its bytes, in any order and on any thread.
//! Pages are made when they are asked for, so that a site of ten thousand texts never stands in memory whole.

use std::borrow::Cow;
use std::collections::BTreeMap;

use crate::error::Error;

/// Makes the bytes of one page.
pub type Maker<'e> = Box<dyn Fn() -> Result<Vec<u8>, Error> + Send + Sync + 'e>;

/// What stands at one path of the output.
pub enum Content<'e> {
    /// Bytes that are at hand.
    Bytes(Cow<'e, [u8]>),
    /// A page that is made when it is written.
    Page(Maker<'e>),
    /// A copy of a file of the publication, by its path from the root.
    Copy(String),
}

/// Two writers wanted one path (compared without regard to case).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Taken {
    /// The path that was refused.
    pub path: String,
    /// Who holds it.
    pub holder: String,
}

/// The whole site, by path.
#[derive(Default)]
pub struct Output<'e> {
    files: BTreeMap<String, Content<'e>>,
    /// Paths that are not all in small letters, by the same path in small letters.
    mixed: BTreeMap<String, String>,
}

impl<'e> Output<'e> {
    /// Makes an empty output.
    pub fn new() -> Self {
        Self::default()
    }

    /// Puts content at a path (`/` between parts, relative to the output folder).
    ///
    /// # Errors
    /// [`Taken`] when something stands there already, also when only the case of a letter differs:
    /// such sites break on systems that ignore case.
    pub fn put(&mut self, path: impl Into<String>, content: Content<'e>) -> Result<(), Taken> {
        let path = path.into();
        let small = path.bytes().all(|byte| byte.is_ascii() && !byte.is_ascii_uppercase());
        let lower = if small { None } else { Some(path.to_lowercase()).filter(|lower| *lower != path) };
        let key = lower.as_ref().unwrap_or(&path);
        if let Some(holder) = self.mixed.get(key).or_else(|| self.files.get_key_value(key).map(|(held, _)| held)) {
            return Err(Taken { holder: holder.clone(), path });
        }
        if let Some(lower) = lower {
            self.mixed.insert(lower, path.clone());
        }
        self.files.insert(path, content);
        Ok(())
    }

    /// Returns every path with its content, in the order of the paths.
    pub fn files(&self) -> &BTreeMap<String, Content<'e>> {
        &self.files
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_path_has_one_writer_whatever_the_case() {
        let mut output = Output::new();
        assert!(output.put("a/Index.html", Content::Bytes(Cow::Borrowed(b"1"))).is_ok());
        let refused = output.put("a/index.html", Content::Bytes(Cow::Borrowed(b"2")));
        assert_eq!(refused, Err(Taken { path: "a/index.html".into(), holder: "a/Index.html".into() }));
        let refused = output.put("A/INDEX.html", Content::Bytes(Cow::Borrowed(b"3")));
        assert_eq!(refused.map_err(|taken| taken.holder), Err("a/Index.html".to_owned()));
        assert!(output.put("é", Content::Bytes(Cow::Borrowed(b"4"))).is_ok());
        assert!(output.put("É", Content::Bytes(Cow::Borrowed(b"5"))).is_err());
        assert_eq!(output.files().len(), 2);
    }
}
