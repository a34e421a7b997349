//! An earlier version of a text: the same front matter, and what it does not say is taken from the text, or from its file's name.

use super::{Drafts, Input, front_matter, text};
use crate::diag::Diagnostic;
use crate::edition::{Text, Version};

/// Reads a version; `None` for a draft that is left out. A day that its file's name begins with is its own, unless it names one.
pub(super) fn read(
    input: &Input<'_>,
    (id, slug): (&str, &str),
    drafts: Drafts,
    sink: &mut Vec<Diagnostic>,
) -> Option<Version> {
    let title = |matter: &front_matter::Matter, sink: &mut Vec<Diagnostic>| matter.phrase("title", sink);
    let mut text =
        text::read_titled(input, id, (drafts, sink), |matter, sink| title(matter, sink).unwrap_or_default())?;
    text.meta.date = text.meta.date.or_else(|| front_matter::date(slug.get(..10)?));
    Some(Version { slug: slug.to_owned(), text, traces: Vec::new() })
}

/// Gives a text its versions, by their days and then by their names.
pub(super) fn give(text: &mut Text, mut versions: Vec<Version>) {
    for version in &mut versions {
        let meta = &mut version.text.meta;
        if meta.title.is_empty() {
            meta.title.clone_from(&text.meta.title);
        }
        if meta.language.is_none() {
            meta.language.clone_from(&text.meta.language);
        }
    }
    versions.sort_by(|one, two| (one.text.meta.date, &one.slug).cmp(&(two.text.meta.date, &two.slug)));
    text.versions = versions;
}
