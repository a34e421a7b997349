//! A base text: its paragraphs, sentences and sections.

use super::lock::Lock;
use super::{Authors, Date, Prose, Version};
use crate::source::{FileId, Range};

/// A text that notes are written on.
#[derive(Clone, Debug)]
pub struct Text {
    /// The path of its folder under the content folder: `statement`, `2022/brussels`.
    pub id: String,
    /// The file.
    pub file: FileId,
    /// What its front matter says.
    pub meta: TextMeta,
    /// The text itself.
    pub prose: Prose,
    /// Its paragraphs in order: every leaf of running text, footnotes excepted.
    pub paragraphs: Vec<Paragraph>,
    /// Its sections in order, one for each heading.
    pub sections: Vec<Section>,
    /// Where the notes on it stood when that was last confirmed.
    pub lock: Option<Lock>,
    /// Its earlier versions, the oldest first.
    pub versions: Vec<Version>,
}

/// The front matter of a text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TextMeta {
    /// The title.
    pub title: String,
    /// What this version of it is called: `Draft`, `Final text`.
    pub label: Option<String>,
    /// A short title for links.
    pub short_title: Option<String>,
    /// The subtitle.
    pub subtitle: Option<String>,
    /// One or two sentences on it.
    pub description: Option<String>,
    /// The day of the text.
    pub date: Option<Date>,
    /// Who issued it.
    pub authors: Authors,
    /// Where it was published: an http or https address.
    pub source: Option<String>,
    /// Under which terms it is reproduced.
    pub rights: Option<String>,
    /// Its language (BCP 47), where it differs from the publication's.
    pub language: Option<String>,
    /// Where it stands among the texts.
    pub order: Option<i64>,
    /// How its paragraphs are numbered.
    pub numbering: Numbering,
}

/// How paragraphs are numbered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Numbering {
    /// ¶1, ¶2 …: every paragraph in turn.
    #[default]
    Auto,
    /// The numbers that the document itself prints.
    Source,
    /// Counted for links (`p1` …), but not shown.
    None,
}

/// A paragraph of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Paragraph {
    /// Its number. Without one it continues the numbered paragraph before it (`numbering: source`).
    pub number: Option<u32>,
    /// Its fragment: `p12`; an explicit `{#id}` wins; `p12-2` for one that continues ¶12.
    pub fragment: String,
    /// Its words in the reading.
    pub range: Range,
    /// Its leaf, by its place in [`Prose::blocks`].
    pub block: u32,
    /// Its sentences in order; together they cover its words.
    pub sentences: Vec<Range>,
}

/// A section of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Section {
    /// The level of its heading, 1 to 6.
    pub level: u8,
    /// Its fragment.
    pub fragment: String,
    /// Its heading's words in the reading.
    pub range: Range,
    /// Its first paragraph, by its place in [`Text::paragraphs`]; the number of paragraphs when none follows.
    pub first: u32,
}

impl Text {
    /// Returns the title that links to it show.
    pub fn link_title(&self) -> &str {
        self.meta.short_title.as_deref().unwrap_or(&self.meta.title)
    }

    /// Returns the place of the paragraph that holds an offset of the reading, or that stands last before it.
    pub fn paragraph_at(&self, offset: u32) -> Option<usize> {
        self.paragraphs.partition_point(|held| held.range.start <= offset).checked_sub(1)
    }

    /// Returns the place of the paragraph with this number.
    pub fn paragraph_numbered(&self, number: u32) -> Option<usize> {
        let guess = (number as usize).saturating_sub(1);
        if self.paragraphs.get(guess).is_some_and(|held| held.number == Some(number)) {
            return Some(guess);
        }
        self.paragraphs.iter().position(|held| held.number == Some(number))
    }

    /// Returns the number of the paragraph that holds an offset; where that one only continues, the number that it continues.
    pub fn number_at(&self, offset: u32) -> Option<u32> {
        let at = self.paragraph_at(offset)?;
        self.paragraphs.get(..=at)?.iter().rev().find_map(|held| held.number)
    }
}
