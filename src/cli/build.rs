//! `postil build`: content → site.
#![allow(clippy::disallowed_methods, reason = "the last line says how long the build took")]

use std::path::Path;
use std::time::Instant;

use super::Outcome;
use super::args::BuildOptions;
use super::publication::{Publication, without_words};
use super::session::Session;
use super::tally::{Tally, count};
use crate::config::Strictness;
use crate::diag::{Code, Diagnostic, visible};
use crate::disk::{self, Destination, How, Written};
use crate::error::Error;
use crate::parse::Drafts;
use crate::render;
use crate::source::Theme;

/// Builds the site, unless the publication has errors.
///
/// # Errors
/// When the publication cannot be read or the site cannot be written.
pub(super) fn run(session: &Session, options: &BuildOptions) -> Result<Outcome, Error> {
    let started = Instant::now();
    let drafts = if options.drafts { Drafts::Show } else { Drafts::Hide };
    let publication = Publication::open(session.root()?, drafts)?;
    session.murmur(format_args!("read and compiled in {:.2} s", started.elapsed().as_secs_f64()));
    session.tell(&publication.diagnostics, &publication.sources);
    let tally = Tally::of(&publication.edition, &publication.diagnostics);
    let strict = options.strict || publication.config.build.strict == Strictness::Strict;
    let faulty = tally.errors > 0 || (strict && tally.warnings > 0);
    if faulty && !(options.keep_going && publication.diagnostics.iter().all(is_tolerable)) {
        refuse(session, &publication.diagnostics, tally);
        return Ok(Outcome::Faulty);
    }
    let theme = disk::theme(&publication.root, &publication.config.site.theme)?;
    let (written, pages, place) = write(session, (&publication, &theme), options)?;
    let files = format!("{} written, {} unchanged", count(written.written, "file"), written.unchanged);
    let time = started.elapsed().as_secs_f64();
    session.say(format_args!("{tally}, {}, {files} in `{place}`, {time:.2} s", count(pages, "page")));
    if let Some(hint) = without_words(&publication.config, &theme) {
        session.say(hint);
    }
    if tally.errors + tally.warnings > 0 {
        session.warn(format_args!("{}\n", tally.problems()));
    }
    Ok(if faulty { Outcome::Faulty } else { Outcome::Done })
}

/// Renders the site and puts it in place; returns what was written, the number of pages, and where they stand.
fn write(
    session: &Session,
    (publication, theme): (&Publication, &Theme),
    options: &BuildOptions,
) -> Result<(Written, usize, String), Error> {
    let Publication { root, config, edition, .. } = publication;
    let output = render::render(edition, config, theme)?;
    let pages =
        output.files().keys().filter(|path| Path::new(path).extension().is_some_and(|end| end == "html")).count();
    let out = options.out.clone().unwrap_or_else(|| publication.path(&config.build.build_dir));
    let place = options.out.as_ref().map_or_else(|| config.build.build_dir.clone(), |out| out.display().to_string());
    let destination = Destination { root: root.clone(), out, src: config.book.src.clone() };
    let wait = || session.warn("another build is writing the site; waiting for it\n");
    let written = disk::write(&destination, &output, &wait)?;
    if let How::FileByFile(why) = &written.how {
        session.warn(format_args!("note: {}\n", visible(why)));
    }
    for path in &written.kept {
        session.warn(format_args!(
            "note: `{}` is not part of the site any more, but was changed by hand and is kept\n",
            visible(path)
        ));
    }
    session.murmur(format_args!("{} removed", count(written.removed, "old file")));
    Ok((written, pages, visible(&place).into_owned()))
}

/// Tells whether a site can be written although this is wrong: the note is shown apart, nothing is lost.
fn is_tolerable(diagnostic: &Diagnostic) -> bool {
    let anchoring = matches!(
        diagnostic.code,
        Code::QuoteAmbiguous
            | Code::QuoteNotFound
            | Code::QuoteElsewhere
            | Code::NoSuchParagraph
            | Code::NoSuchSentence
    );
    anchoring || !diagnostic.is_error()
}

/// Says that nothing was written, and how to go on.
fn refuse(session: &Session, diagnostics: &[Diagnostic], tally: Tally) {
    session.warn(format_args!("{}: the site was not written\n", tally.problems()));
    let first = diagnostics.iter().find(|held| held.is_error()).or(diagnostics.first());
    if let Some(first) = first {
        session.warn(format_args!("`postil explain {}` says more about the first\n", first.code.name()));
    }
    if tally.errors > 0 && diagnostics.iter().all(is_tolerable) {
        session.warn("`postil build --keep-going` writes it all the same, with these notes set apart\n");
    }
}
