//! The keeper: one thread that owns the publication, answers for its pages, and brings it up to date.
//!
//! In: messages: a page is asked for, files changed, stop. Out: replies, and a [`Status`] that browsers are told of. A page is
//! made when it is asked for, never before. While the publication has errors the last good pages are shown.

#![allow(
    clippy::disallowed_methods,
    reason = "the preview waits for a burst of changes to end, and says how long it took"
)]

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use tokio::sync::{oneshot, watch};

use super::address::{Found, find};
use super::annotate::{self, Wish};
use super::publication::{Change, Publication};
use super::reply::Reply;
use super::{News, Preview};
use crate::compilation::Extent;
use crate::diag::{self, Paint, Style};
use crate::disk::{self, Whole};
use crate::edition::paths;
use crate::error::Error;
use crate::output::Output;
use crate::parse::Drafts;
use crate::render;

/// A burst of changes ends when nothing came for so long …
const SILENCE: Duration = Duration::from_millis(3);
/// … and is not waited for any longer than this.
const BURST: Duration = Duration::from_millis(10);
/// So many good pages are kept to be shown while there are errors.
const KEPT: usize = 200;

/// A file of more bytes is not shown.
const LARGEST: u64 = 512 << 20;

/// What the preview tells whoever started it.
pub(super) type Tell = Arc<dyn Fn(News<'_>) + Send + Sync>;

/// What the keeper is asked.
pub(super) enum Message {
    /// The file that a request's path names.
    Page(String, oneshot::Sender<Reply>),
    /// Something is to be written for the author.
    Write(Wish, oneshot::Sender<Reply>),
    /// These paths may have changed.
    Changed(BTreeSet<PathBuf>),
    /// To end.
    Stop,
}

/// What browsers are told.
#[derive(Clone, Debug, Default)]
pub(super) struct Status {
    /// Counts the states of the publication.
    pub(super) generation: u64,
    /// What is wrong, each as a JSON object.
    pub(super) problems: Vec<serde_json::Value>,
    /// Files that pages show and that changed while the preview runs, each with the state in which it did so last.
    pub(super) shown: BTreeMap<String, u64>,
}

/// The thread, and the ways to it.
pub(super) struct Keeper {
    /// Where messages go.
    pub(super) messages: Sender<Message>,
    /// What browsers are told, and when that changes.
    pub(super) status: watch::Receiver<Arc<Status>>,
    thread: JoinHandle<()>,
}

impl Keeper {
    /// Ends the thread.
    pub(super) fn stop(self) {
        if self.messages.send(Message::Stop).is_ok() {
            // It ended in a panic at worst, which was told already.
            let _ = self.thread.join();
        }
    }
}

/// Starts the thread.
pub(super) fn start(root: PathBuf, preview: &Preview, tell: Tell) -> Keeper {
    let (messages, inbox) = channel();
    let (status, told) = watch::channel(Arc::new(Status::default()));
    let desk = Desk { inbox, status, tell, editor: preview.editor.clone(), pending: VecDeque::new() };
    let drafts = preview.drafts;
    let thread = std::thread::spawn(move || keep(&root, drafts, desk));
    Keeper { messages, status: told, thread }
}

/// What the keeper works with.
struct Desk {
    inbox: Receiver<Message>,
    status: watch::Sender<Arc<Status>>,
    tell: Tell,
    editor: String,
    /// What was asked for while changes came in: it is answered after these are taken in.
    pending: VecDeque<Message>,
}

/// Why the keeper stops answering for a while.
enum Event {
    Changed(Change),
    /// The publication cannot be read; the paths are looked at again with the next.
    Broken(Error),
    /// It can be read again, and is what it was.
    Mended,
    Stop,
}

/// Pages that were served when nothing was wrong, by path.
type Good = BTreeMap<String, Vec<u8>>;

fn keep(root: &Path, drafts: Drafts, mut desk: Desk) {
    let mut good = Good::new();
    let mut started = Instant::now();
    let mut publication = loop {
        match Publication::open(root.to_owned(), drafts) {
            Ok(publication) => break publication,
            Err(error) => {
                (desk.tell)(News::Failed(&error));
                desk.publish(vec![fault(&error)], &[]);
                if !desk.wait(&error) {
                    return;
                }
                started = Instant::now();
            }
        }
    };
    (desk.tell)(News::Compiled(&publication.compilation, Extent::Whole, started.elapsed()));
    let (mut broken, mut shown) = (None, Vec::new());
    loop {
        let event = attend(&mut desk, (&publication, &shown), broken.take(), &mut good);
        started = Instant::now();
        shown.clear();
        match event {
            Event::Stop => return,
            Event::Broken(error) => broken = Some(error),
            Event::Mended => {}
            Event::Changed(change) => {
                let applied = publication.apply(change);
                shown = applied.shown;
                (desk.tell)(News::Compiled(&publication.compilation, applied.extent, started.elapsed()));
            }
        }
    }
}

/// Answers for the publication as it stands, until it changes; `shown` are the files that changed last.
fn attend(
    desk: &mut Desk,
    (publication, shown): (&Publication, &[String]),
    broken: Option<Error>,
    good: &mut Good,
) -> Event {
    let compilation = &publication.compilation;
    let rendered = render::render(compilation.edition(), compilation.config(), &publication.theme);
    let mut problems: Vec<serde_json::Value> = desk.problems(publication);
    let was_broken = broken.is_some();
    let (output, faults) = match rendered {
        Ok(output) => (output, broken),
        Err(error) => (Output::new(), Some(error)),
    };
    if let Some(error) = &faults {
        (desk.tell)(News::Failed(error));
        problems.insert(0, fault(error));
    }
    let is_good = faults.is_none() && !compilation.diagnostics().iter().any(diag::Diagnostic::is_error);
    desk.publish(problems, shown);
    // Its page for lost readers begins its links with the path that the site has on its own server.
    let base = compilation.config().site.folder().unwrap_or_else(|| "/".to_owned());
    let mut site = Site { output: &output, root: &publication.root, base: &base, is_good, good };
    loop {
        let paths = match desk.next() {
            None | Some(Message::Stop) => return Event::Stop,
            Some(Message::Page(path, reply)) => {
                // A browser that went away needs no answer.
                drop(reply.send(site.answer(&path)));
                continue;
            }
            Some(Message::Write(wish, reply)) => {
                let made = annotate::make(publication, (&wish, &base));
                let paths = made.as_ref().map(|made| BTreeSet::from([made.place.clone()])).unwrap_or_default();
                drop(reply.send(annotate::reply(made, |file, line| desk.link(file, (line, 1)))));
                paths
            }
            Some(Message::Changed(paths)) => match desk.burst(paths) {
                Some(paths) => paths,
                None => return Event::Stop,
            },
        };
        match publication.differs(&paths) {
            Ok(Some(change)) => return Event::Changed(change),
            Err(error) => return Event::Broken(error),
            Ok(None) if was_broken && !paths.is_empty() => return Event::Mended,
            Ok(None) => {}
        }
    }
}

impl Desk {
    /// Returns what is to be done next; `None` when nobody is left to ask for anything.
    fn next(&mut self) -> Option<Message> {
        self.pending.pop_front().or_else(|| self.inbox.recv().ok())
    }

    /// Gathers the changes that follow each other at once; `None` when it is time to end.
    fn burst(&mut self, mut paths: BTreeSet<PathBuf>) -> Option<BTreeSet<PathBuf>> {
        let end = Instant::now() + BURST;
        loop {
            match self.inbox.recv_timeout(SILENCE.min(end.saturating_duration_since(Instant::now()))) {
                Ok(Message::Changed(more)) => paths.extend(more),
                Ok(asked @ (Message::Page(..) | Message::Write(..))) => self.pending.push_back(asked),
                Ok(Message::Stop) | Err(RecvTimeoutError::Disconnected) => return None,
                Err(RecvTimeoutError::Timeout) => return Some(paths),
            }
            if Instant::now() >= end {
                return Some(paths);
            }
        }
    }

    /// Waits for a change while there is no publication to show; tells whether to go on.
    fn wait(&mut self, error: &Error) -> bool {
        loop {
            match self.inbox.recv() {
                Err(_) | Ok(Message::Stop) => return false,
                Ok(Message::Changed(paths)) => return self.burst(paths).is_some(),
                Ok(Message::Page(_, reply)) => {
                    drop(reply.send(Reply { kind: "text/html; charset=utf-8", ..Reply::words(500, &apology(error)) }));
                }
                Ok(Message::Write(_, reply)) => drop(reply.send(annotate::refusal(error))),
            }
        }
    }

    /// Tells browsers how the publication stands.
    fn publish(&self, problems: Vec<serde_json::Value>, changed: &[String]) {
        self.status.send_modify(|status| {
            let generation = status.generation + 1;
            let mut shown = status.shown.clone();
            shown.extend(changed.iter().map(|path| (path.clone(), generation)));
            *status = Arc::new(Status { generation, problems, shown });
        });
    }

    /// Returns the address that opens a file in the author's editor, at a line and a column.
    fn link(&self, file: &Path, (line, column): (usize, usize)) -> String {
        self.editor
            .replace("{file}", &paths::absolute(&file.to_string_lossy().replace('\\', "/")))
            .replace("{line}", &line.to_string())
            .replace("{column}", &column.to_string())
    }

    /// What is wrong, each with what a browser shows of it and the address that opens the author's editor.
    fn problems(&self, publication: &Publication) -> Vec<serde_json::Value> {
        let compilation = &publication.compilation;
        let sources = compilation.sources();
        let one = |held: &diag::Diagnostic| {
            let mut object: serde_json::Value =
                serde_json::from_str(&diag::json(std::slice::from_ref(held), sources)).unwrap_or_default();
            let style = Style { paint: Paint::Plain, cap: 1 };
            object["shown"] = diag::human(std::slice::from_ref(held), sources, style).into();
            let file = publication.root.join(object["file"].as_str().unwrap_or_default());
            let at = |key: &str| object[key].as_u64().and_then(|at| usize::try_from(at).ok()).unwrap_or(1);
            object["open"] = self.link(&file, (at("line"), at("column"))).into();
            object
        };
        compilation.diagnostics().iter().take(diag::CAP).map(one).collect()
    }
}

/// What a browser shows of an error that is not one of the authors' text.
fn fault(error: &Error) -> serde_json::Value {
    serde_json::json!({ "type": "fault", "severity": "error", "message": error.to_string(), "shown": error.to_string() })
}

/// A page for a publication that cannot be read at all.
fn apology(error: &Error) -> String {
    let words = error.to_string().replace('&', "&amp;").replace('<', "&lt;");
    format!(
        "<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>Nothing to show yet</title></head>\
         <body><h1>Nothing to show yet</h1><pre>{words}</pre></body></html>\n"
    )
}

/// The site as it stands.
struct Site<'s, 'e> {
    output: &'s Output<'e>,
    root: &'s Path,
    base: &'s str,
    is_good: bool,
    good: &'s mut Good,
}

impl Site<'_, '_> {
    fn answer(&mut self, asked: &str) -> Reply {
        let files = self.output.files();
        let good = &*self.good;
        match find(asked, self.base, |path| files.contains_key(path) || (!self.is_good && good.contains_key(path))) {
            Found::Moved(location) => Reply::moved(location),
            Found::File(path) => self.file(&path),
            Found::Nothing if files.contains_key(paths::NOT_FOUND) => {
                Reply { status: 404, ..self.file(paths::NOT_FOUND) }
            }
            Found::Nothing => Reply::words(404, "There is nothing at this address.\n"),
        }
    }

    fn file(&mut self, path: &str) -> Reply {
        if !self.is_good
            && let Some(kept) = self.good.get(path)
        {
            return Reply::file(path, kept.clone());
        }
        let Some(content) = self.output.files().get(path) else {
            return Reply::words(404, "There is nothing at this address.\n");
        };
        match disk::whole(self.root, path, content, LARGEST) {
            Ok(Whole::TooLarge(_)) => Reply::words(500, "This file is too large for the preview.\n"),
            Ok(Whole::Bytes(bytes)) => {
                let bytes = bytes.into_owned();
                let is_page = Path::new(path).extension().is_some_and(|end| end == "html");
                if self.is_good && is_page && (self.good.len() < KEPT || self.good.contains_key(path)) {
                    self.good.insert(path.to_owned(), bytes.clone());
                }
                Reply::file(path, bytes)
            }
            Err(error) => Reply { kind: "text/html; charset=utf-8", ..Reply::words(500, &apology(&error)) },
        }
    }
}
