//! `postil publish`: the site onto a branch of a git remote.
//!
//! What is wrong here is told before the remote is spoken to, and what is wrong there before anything is rendered.
#![allow(clippy::disallowed_methods, reason = "the last line says how long it took")]

use std::time::Instant;

use super::Outcome;
use super::args::PublishOptions;
use super::publication::Publication;
use super::session::{Session, TYPED};
use super::tally::{Tally, count};
use crate::config::Strictness;
use crate::diag::visible;
use crate::disk;
use crate::error::Error;
use crate::parse::Drafts;
use crate::publish::{Aim, Branch, Foreign, GitHub, Objects, Plan, Pushed, Repository, Site, Target, Unmarked};
use crate::render;

/// How many paths of a kind a dry run shows.
const SHOWN: usize = 20;
/// How many files of other hands are told of by name.
const NAMED: usize = 5;

/// Publishes the site, unless the publication has errors.
///
/// # Errors
/// [`Error::Publish`] when it is refused or fails; those of reading and rendering.
pub(super) fn run(session: &Session, options: &PublishOptions) -> Result<Outcome, Error> {
    let started = Instant::now();
    let mut publication = Publication::open(session.root()?, Drafts::Hide)?;
    session.tell(&publication.diagnostics, &publication.sources);
    let tally = Tally::of(&publication.edition, &publication.diagnostics);
    let strict = publication.config.build.strict == Strictness::Strict;
    if tally.errors > 0 || (strict && tally.warnings > 0) {
        session.warn(format_args!("{}: nothing was published\n", tally.problems()));
        return Ok(Outcome::Faulty);
    }
    let edition = &publication.edition;
    if edition.texts.is_empty() && edition.pages.is_empty() && edition.terms.is_empty() {
        return Err(refuse(
            "there is nothing to publish: the publication has no text, no page and no term\nadd a text first",
        ));
    }
    let objects = if options.dry_run { Objects::Scratch } else { Objects::Kept };
    let repository = Repository::find(&publication.root, objects)?;
    let source = publication.config.site.branch.clone();
    let aim = Aim { remote: &options.remote, branch: &options.branch, source: &source };
    let target = Target::find(&repository, aim)?;
    let dirty = repository.uncommitted(&["book.toml", &publication.config.book.src, "themes"])?;
    if !dirty.is_empty() && !options.allow_dirty {
        return Err(uncommitted(&dirty));
    }
    let message = message(&publication, &repository, options, !dirty.is_empty())?;
    // Someone may publish at the same time: then once more, on top of that.
    for _ in 0..2 {
        let branch = Branch::look(&target, if options.adopt { Unmarked::Adopt } else { Unmarked::Refuse })?;
        derive_url(session, &mut publication, &target, &branch);
        let site = make(&publication, &repository)?;
        let foreign = if options.clean { Foreign::Clean } else { Foreign::Keep };
        let plan = Plan::new(&target, &branch, &site, foreign)?;
        if options.dry_run {
            preview(session, &plan, &Report { options, site: &site, started });
            return Ok(Outcome::Done);
        }
        tell_of_others(session, &plan);
        if let Some(commit) = plan.standing() {
            session.say(format_args!(
                "nothing changed: {} holds this site already ({})",
                place(options),
                short(commit)
            ));
            return Ok(Outcome::Done);
        }
        if let Pushed::Done(commit) = target.push(&plan, &message)? {
            done(session, &plan, &commit, &Report { options, site: &site, started });
            where_it_is(session, &publication, target.github().filter(|_| branch.is_new()));
            return Ok(Outcome::Done);
        }
        session.warn(format_args!(
            "{} was changed by someone else meanwhile; trying once more on top of it\n",
            place(options)
        ));
    }
    Err(refuse(&format!("{} is being changed by someone else\nnothing is lost: run this again", place(options))))
}

/// What the last lines are made of.
struct Report<'r> {
    options: &'r PublishOptions,
    site: &'r Site,
    started: Instant,
}

fn refuse(told: &str) -> Error {
    Error::Publish(told.to_owned())
}

fn place(options: &PublishOptions) -> String {
    format!("the branch `{}` of `{}`", visible(&options.branch), visible(&options.remote))
}

fn short(id: &str) -> &str {
    id.get(..7).unwrap_or(id)
}

fn uncommitted(dirty: &[String]) -> Error {
    let shown: String = dirty.iter().take(5).flat_map(|path| ["\n  ", path]).collect();
    let more = if dirty.len() > 5 { format!("\n  … and {} more", dirty.len() - 5) } else { String::new() };
    Error::Publish(format!(
        "{} not committed, and a site should be made from what is{shown}{more}\n\
         commit first, or publish it all the same with `--allow-dirty`",
        if dirty.len() == 1 { "a file is".into() } else { format!("{} are", count(dirty.len(), "file")) }
    ))
}

/// Words the commit: what was asked for, or the title and the commit that the site was made from.
fn message(
    publication: &Publication,
    repository: &Repository,
    options: &PublishOptions,
    dirty: bool,
) -> Result<String, Error> {
    if let Some(message) = &options.message {
        if message.trim().is_empty() {
            return Err(Error::Usage("the message is empty\nleave `--message` out to have one made".into()));
        }
        return Ok(message.clone());
    }
    let title = publication.config.book.title.split_whitespace().collect::<Vec<_>>().join(" ");
    Ok(match (repository.commit(), dirty) {
        (Some(commit), false) => format!("Publish {title} ({commit})\n"),
        (Some(commit), true) => format!("Publish {title} ({commit}, with changes)\n"),
        (None, _) => format!("Publish {title}\n"),
    })
}

/// Works out the address of the site where the settings have none, and says so.
fn derive_url(session: &Session, publication: &mut Publication, target: &Target<'_>, branch: &Branch) {
    let site = &mut publication.config.site;
    if site.url.is_some() {
        return;
    }
    let domain = site.cname.as_deref().or(branch.domain());
    site.url = domain.map(|domain| format!("https://{domain}/")).or_else(|| target.github().map(GitHub::pages));
    if let Some(url) = &site.url {
        session.say(format_args!("no `url` below `[site]` in book.toml: taking {url} for links that must be whole"));
    }
}

fn make(publication: &Publication, repository: &Repository) -> Result<Site, Error> {
    let theme = disk::theme(&publication.root, &publication.config.site.theme)?;
    let output = render::render(&publication.edition, &publication.config, &theme)?;
    Site::make(repository, &output)
}

/// Tells of the files of other hands that someone might miss.
fn tell_of_others(session: &Session, plan: &Plan) {
    let kinds = [
        (&plan.kept, " is not part of the site any more, but was changed by hand and is kept"),
        (&plan.replaced, ", which Postil did not write, is replaced by the site's own; its history stays"),
    ];
    for (paths, told) in kinds {
        for path in paths.iter().take(NAMED) {
            session.warn(format_args!("note: `{}`{told}\n", visible(path)));
        }
        if paths.len() > NAMED {
            session.warn(format_args!("note: … and so with {} more\n", count(paths.len() - NAMED, "file")));
        }
    }
}

/// Counts what differs; the manifest is no file of the site.
fn summary(plan: &Plan) -> String {
    let number = |paths: &[String]| paths.iter().filter(|path| *path != disk::MANIFEST).count();
    format!("{} new, {} changed, {} removed", number(&plan.added), number(&plan.changed), number(&plan.removed))
}

fn preview(session: &Session, plan: &Plan, report: &Report<'_>) {
    tell_of_others(session, plan);
    for (sign, paths) in [('+', &plan.added), ('~', &plan.changed), ('-', &plan.removed)] {
        paths.iter().take(SHOWN).for_each(|path| session.say(format_args!("{sign} {}", visible(path))));
        if paths.len() > SHOWN {
            session.say(format_args!("{sign} … and {} more", paths.len() - SHOWN));
        }
    }
    let files = count(report.site.len(), "file");
    session.say(format_args!("{}: {files}, {}; nothing was published", place(report.options), summary(plan)));
}

fn done(session: &Session, plan: &Plan, commit: &str, report: &Report<'_>) {
    let (files, time) = (count(report.site.len(), "file"), report.started.elapsed().as_secs_f64());
    let place = place(report.options);
    session.say(format_args!("published {files} to {place}: {}, commit {}, {time:.2} s", summary(plan), short(commit)));
}

/// Says where the site will be, and for a branch that is new to GitHub what must be switched on once.
fn where_it_is(session: &Session, publication: &Publication, new: Option<&GitHub>) {
    if let Some(url) = &publication.config.site.url {
        session.say(format_args!("it will be at {TYPED}{url}{TYPED:#} in a minute or two"));
    }
    if let Some(github) = new {
        session.say(format_args!(
            "once, on {TYPED}{}{TYPED:#}: Build and deployment, Source: Deploy from a branch, then this branch and `/ (root)`",
            github.settings()
        ));
    }
}
