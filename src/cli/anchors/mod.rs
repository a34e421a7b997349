//! `postil anchors`: the notes on a text that changes.
//!
//! Reads the publication, lets the core say how every quotation stands, and tells or writes that. Writes nothing but
//! `anchors.lock` and, for `fix`, quotations in notes; each file in one step.

mod tell;

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use super::Outcome;
use super::args::{AnchorsCommand, AnchorsOptions, Answer};
use super::session::Session;
use crate::anchor::{self, Standing, State};
use crate::config;
use crate::diag::{Diagnostic, nearest};
use crate::disk;
use crate::edition::lock::{LOCK, Locked};
use crate::edition::{Anchor, Manuscript, Note, Selector, Text};
use crate::error::Error;
use crate::parse::{self, Drafts};
use crate::source::{FileId, Sources};

/// A publication with how its quotations stand.
struct Survey {
    root: PathBuf,
    src: String,
    sources: Sources,
    manuscript: Manuscript,
    /// For each note how its quotations stand.
    standings: Vec<Vec<Standing>>,
    /// For each note what is remembered of them.
    held: Vec<Vec<Option<Locked>>>,
    /// What is wrong in the files themselves.
    faults: Vec<Diagnostic>,
}

/// Where a quotation is: its note, and its number in it from 0.
type Quote = (usize, usize);

/// Runs a command of `anchors`.
///
/// # Errors
/// When the publication cannot be read, a note is named that is not there, or a file cannot be written.
pub(super) fn run(session: &Session, command: &AnchorsCommand) -> Result<Outcome, Error> {
    let survey = Survey::open(session)?;
    if survey.faults.iter().any(Diagnostic::is_error) {
        session.tell(&survey.faults, &survey.sources);
        session.warn("nothing was done, because the files themselves have errors\n");
        return Ok(Outcome::Faulty);
    }
    match command {
        AnchorsCommand::Status(options) => {
            tell::status(session, &survey, options.format);
            Ok(survey.outcome(&[]))
        }
        AnchorsCommand::Update(options) => survey.update(session, &[], *options),
        AnchorsCommand::Accept(named) => survey.update(session, &survey.named(&named.notes)?, named.options),
        AnchorsCommand::Fix(some) => survey.fix(session, &survey.named(&some.notes)?, some.options),
        AnchorsCommand::Explain(named) => {
            for note in survey.named(&named.notes)? {
                tell::explain(session, &survey, note, named.options.format);
            }
            Ok(Outcome::Done)
        }
    }
}

impl Survey {
    fn open(session: &Session) -> Result<Self, Error> {
        let root = session.root()?;
        let src = config::glance(disk::read_bytes(&root.join("book.toml"))?).book.src;
        let sources = disk::read(&root, &src)?;
        Ok(Self::of(root, src, sources))
    }

    fn of(root: PathBuf, src: String, sources: Sources) -> Self {
        let mut faults = Vec::new();
        let settings = sources.find("book.toml").map(|file| config::read(&sources, file));
        let config = settings.map_or_else(|| config::Config::titled("Untitled"), |read| read.into(&mut faults));
        let manuscript = parse::parse(&sources, &config, Drafts::Show).into(&mut faults);
        let (mut standings, mut held) = (Vec::new(), Vec::new());
        for (text, notes) in by_text(&manuscript) {
            let mut stand = anchor::stand(text, &notes);
            anchor::look_back(text, &notes, &mut stand);
            standings.extend(stand);
            let remembered = anchor::remembered(text, &notes).into_iter();
            held.extend(remembered.map(|quotes| quotes.into_iter().map(Option::<&Locked>::cloned).collect()));
        }
        Self { root, src, sources, manuscript, standings, held, faults }
    }

    fn text(&self, note: usize) -> Option<&Text> {
        self.manuscript.texts.get(self.manuscript.notes.get(note)?.text.0 as usize)
    }

    /// Returns what is remembered of a quotation.
    fn remembered(&self, (note, quote): Quote) -> Option<&Locked> {
        self.held.get(note)?.get(quote)?.as_ref()
    }

    /// Returns every quotation with how it stands.
    fn quotes(&self) -> impl Iterator<Item = (Quote, &Note<Vec<Selector>>, &Standing)> {
        self.manuscript.notes.iter().zip(&self.standings).zip(0..).flat_map(|((note, standings), at)| {
            standings.iter().zip(0..).map(move |(standing, quote)| ((at, quote), note, standing))
        })
    }

    /// Tells whether nothing is lost, but of the notes that are accepted what can be.
    fn outcome(&self, accepted: &[usize]) -> Outcome {
        let lost = |(quote, _, standing): (Quote, &Note<_>, &Standing)| {
            let settled = accepted.contains(&quote.0) && self.acceptable(quote).is_some();
            matches!(standing.state, State::Gone | State::Ambiguous) && !settled
        };
        if self.quotes().any(lost) { Outcome::Faulty } else { Outcome::Done }
    }

    /// Returns the place that is taken when a quotation is accepted as it stands.
    fn acceptable(&self, (note, quote): Quote) -> Option<Anchor> {
        let selector = self.manuscript.notes.get(note)?.place.get(quote)?;
        anchor::acceptable(self.text(note)?, selector, self.standings.get(note)?.get(quote)?)
    }

    /// Returns what is remembered of passages that no note has any more.
    fn forgotten(&self) -> Vec<(&Text, &Locked)> {
        let of = |(text, notes): (_, Vec<&Note<Vec<Selector>>>)| {
            anchor::forgotten(text, &notes).into_iter().map(move |held| (text, held))
        };
        by_text(&self.manuscript).flat_map(of).collect()
    }

    /// Finds notes by their names.
    fn named(&self, names: &[String]) -> Result<Vec<usize>, Error> {
        let full = |note: &Note<_>| {
            let text = self.manuscript.texts.get(note.text.0 as usize).map_or("", |text| text.id.as_str());
            format!("{text}#{}", note.id)
        };
        let find = |name: &String| {
            let notes = || self.manuscript.notes.iter().enumerate();
            let found: Vec<usize> =
                notes().filter(|(_, note)| note.id == *name || full(note) == *name).map(|(at, _)| at).collect();
            match found.as_slice() {
                [only] => Ok(*only),
                [] => {
                    let near = nearest(name, self.manuscript.notes.iter().map(|note| note.id.as_str()));
                    let help = near.map_or("`postil anchors status --format json` lists the notes".into(), |near| {
                        format!("did you mean `{near}`?")
                    });
                    Err(Error::Usage(format!("there is no note `{name}`\n{help}")))
                }
                several => {
                    let names = several.iter().filter_map(|&at| self.manuscript.notes.get(at)).map(full);
                    let names = names.map(|name| format!("`{name}`")).collect::<Vec<_>>().join(" or ");
                    Err(Error::Usage(format!("several texts have a note `{name}`\nwrite {names}")))
                }
            }
        };
        names.iter().map(find).collect()
    }

    /// Writes the locks; the doubtful places of the named notes are taken.
    fn update(&self, session: &Session, accepted: &[usize], options: AnchorsOptions) -> Result<Outcome, Error> {
        let files = self.locks(&self.sources, accepted);
        tell::update(session, self, (&files, accepted), options);
        write(&files, options)?;
        Ok(self.outcome(accepted))
    }

    /// Takes out of the locks what they remember of quotations that are written anew: a note without a title is called by the number
    /// of its passage, and would have what another remembered.
    fn forget(&self, told: &[(Quote, Option<String>)], sources: &mut Sources) {
        for (text, at) in self.manuscript.texts.iter().zip(0_u32..) {
            let mut is_written = BTreeSet::new();
            for ((note, quote), _) in told.iter().filter(|(_, made)| made.is_some()) {
                let on_text = self.manuscript.notes.get(*note).filter(|note| note.text.0 == at);
                is_written.extend(on_text.map(|note| (note.id.as_str(), *quote)));
            }
            let file = sources.find(&self.path(text));
            if let (Some(lock), Some(file), false) = (&text.lock, file, is_written.is_empty()) {
                let mut lock = lock.clone();
                lock.passages
                    .retain(|held| !is_written.contains(&(held.note.as_str(), held.quote.saturating_sub(1) as usize)));
                sources.replace(file, lock.write().into_bytes());
            }
        }
    }

    /// Returns the path of a text's lock.
    fn path(&self, text: &Text) -> String {
        format!("{}/{}/{LOCK}", self.src, text.id)
    }

    /// Makes the locks that are not as they stand in the files that are `held`: their paths and bytes.
    fn locks(&self, held: &Sources, accepted: &[usize]) -> Vec<File> {
        let taken: Vec<(u32, &str)> = accepted
            .iter()
            .filter_map(|&at| self.manuscript.notes.get(at))
            .map(|note| (note.text.0, note.id.as_str()))
            .collect();
        let mut standings = self.standings.as_slice();
        let mut files = Vec::new();
        for (text, notes) in by_text(&self.manuscript) {
            let (own, rest) = standings.split_at(notes.len());
            standings = rest;
            let lock = anchor::relock(text, &notes, own, |note| taken.contains(&(note.text.0, &note.id)));
            let (path, made) = (self.path(text), lock.write());
            let old = held.find(&path).map(|file| held.file(file).text.as_str());
            if old != Some(made.as_str()) && !(old.is_none() && lock.passages.is_empty()) {
                files.push(File { place: self.root.join(&path), path, bytes: made.into_bytes() });
            }
        }
        files
    }

    /// Rewrites quotations: those of the named notes, or all that were carried over.
    fn fix(&self, session: &Session, named: &[usize], options: AnchorsOptions) -> Result<Outcome, Error> {
        let wanted = |note: usize, quote: usize, state: State| {
            let selector = self.manuscript.notes.get(note).and_then(|note| note.place.get(quote));
            let is_numbered = selector.is_some_and(|selector| selector.passage.number().is_some());
            match state {
                State::Changed => !is_numbered && (named.is_empty() || named.contains(&note)),
                State::Moved => is_numbered && (named.is_empty() || named.contains(&note)),
                State::Doubtful | State::Ambiguous | State::Gone => named.contains(&note),
                _ => false,
            }
        };
        let mut edits: BTreeMap<FileId, Vec<(std::ops::Range<usize>, String)>> = BTreeMap::new();
        let mut told = Vec::new();
        for ((at, quote), note, standing) in
            self.quotes().filter(|((at, quote), _, held)| wanted(*at, *quote, held.state))
        {
            let (Some(text), Some(selector)) = (self.text(at), note.place.get(quote)) else { continue };
            let made = anchor::mend(text, selector, standing.quotable());
            if let Some(words) = &made {
                edits.entry(selector.span.file).or_default().push((selector.span.bytes(), words.clone()));
            }
            told.push(((at, quote), made));
        }
        let mut sources = self.sources.clone();
        let mut files = Vec::new();
        for (file, edits) in edits {
            let source = self.sources.file(file);
            let (path, place) = (source.path.clone(), self.root.join(&source.path));
            let mut bytes = disk::read_bytes(&place)?;
            let mark = if bytes.starts_with(b"\xef\xbb\xbf") { 3 } else { 0 };
            bytes.truncate(mark);
            bytes.extend_from_slice(anchor::splice(source, edits).as_bytes());
            sources.replace(file, bytes.clone());
            files.push(File { place, path, bytes });
        }
        self.forget(&told, &mut sources);
        let after = Self::of(self.root.clone(), self.src.clone(), sources);
        let remembered =
            after.locks(&self.sources, &[]).into_iter().filter(|file| self.sources.find(&file.path).is_some());
        if !files.is_empty() {
            files.extend(remembered);
        }
        tell::fixed(session, self, (&files, &told), options);
        write(&files, options)?;
        let all = told.iter().all(|(_, made)| made.is_some());
        Ok(if all { Outcome::Done } else { Outcome::Faulty })
    }
}

/// A file to write.
struct File {
    place: PathBuf,
    path: String,
    bytes: Vec<u8>,
}

fn write(files: &[File], options: AnchorsOptions) -> Result<(), Error> {
    if options.dry_run {
        return Ok(());
    }
    files.iter().try_for_each(|file| disk::replace(&file.place, &file.bytes))
}

/// Returns each text with the notes on it, which stand together.
fn by_text(manuscript: &Manuscript) -> impl Iterator<Item = (&Text, Vec<&Note<Vec<Selector>>>)> {
    let mut of_text: Vec<Vec<&Note<Vec<Selector>>>> = vec![Vec::new(); manuscript.texts.len()];
    for note in &manuscript.notes {
        if let Some(held) = of_text.get_mut(note.text.0 as usize) {
            held.push(note);
        }
    }
    manuscript.texts.iter().zip(of_text)
}

/// Tells whether the answer is for people.
fn is_human(format: Answer) -> bool {
    format == Answer::Human
}
