//! `postil check`: what is wrong, and nothing written.

use std::path::Path;

use super::Outcome;
use super::args::{CheckOptions, Format};
use super::publication::{Publication, without_words};
use super::records;
use super::session::{Session, TYPED};
use super::tally::Tally;
use crate::config::Strictness;
use crate::diag::{self, Code};
use crate::disk;
use crate::edition::{Edition, Text, TextId};
use crate::error::Error;
use crate::parse::Drafts;

/// Checks the publication.
///
/// # Errors
/// When it cannot be read.
pub(super) fn run(session: &Session, options: &CheckOptions) -> Result<Outcome, Error> {
    let drafts = if options.drafts { Drafts::Show } else { Drafts::Hide };
    let Publication { root, config, sources, edition, diagnostics, .. } = Publication::open(session.root()?, drafts)?;
    let tally = Tally::of(&edition, &diagnostics);
    match options.format {
        Format::Human => {
            session.tell(&diagnostics, &sources);
            session.say(format_args!("{tally}: {}", tally.problems()));
            let is_new = |(text, at): (&Text, u32)| text.lock.is_none() && is_quoted(&edition, TextId(at));
            let is_broken = diagnostics.iter().any(|held| held.code == Code::InvalidLock);
            if !is_broken && edition.texts.iter().zip(0..).any(is_new) {
                session.say(format_args!(
                    "hint: `{TYPED}postil anchors update{TYPED:#}` remembers where the notes stand, so that they survive a change of the text"
                ));
            }
            let theme = disk::theme(&root, &config.site.theme).ok();
            if let Some(hint) = theme.and_then(|theme| without_words(&config, &theme)) {
                session.say(hint);
            }
        }
        Format::Json => {
            session.put(records::notes(&edition, &sources));
            session.put(diag::json(&diagnostics, &sources));
            session.put(records::summary(tally));
        }
        Format::Github => {
            session.put(diag::github(&diagnostics, &sources, &within_workspace(&root)));
            session.say(format_args!("{tally}: {}", tally.problems()));
        }
    }
    let strict = options.strict || config.build.strict == Strictness::Strict;
    let faulty = tally.errors > 0 || (strict && tally.warnings > 0);
    Ok(if faulty { Outcome::Faulty } else { Outcome::Done })
}

/// Says where the publication lies in the folder that GitHub checked out, from whose top it takes paths.
#[allow(clippy::disallowed_methods, reason = "the host says it in the environment")]
fn within_workspace(root: &Path) -> String {
    let inside = || {
        let workspace = Path::new(&std::env::var_os("GITHUB_WORKSPACE")?).canonicalize().ok()?;
        let root = root.canonicalize().ok()?;
        Some(root.strip_prefix(workspace).ok()?.to_owned())
    };
    let parts: Vec<_> = inside().iter().flatten().map(|part| format!("{}/", part.to_string_lossy())).collect();
    parts.concat()
}

/// Tells whether a note quotes a text.
fn is_quoted(edition: &Edition, text: TextId) -> bool {
    edition.notes_on(text).any(|(_, note)| note.place.start().is_some())
}
