//! Which files may have changed: the system's word, and a look of our own in case it is silent.
//!
//! In: the publication's folder. Out: [`Message::Changed`] with paths. What the system says is a hint: the keeper looks at the
//! files themselves. Every two seconds (less often where a look takes long) all are looked at, because some editors, network
//! drives and new folders escape the system's notice.

#![allow(clippy::disallowed_methods, reason = "files are looked at again after a while")]

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::mpsc::Sender;
use std::time::{Duration, Instant};

use notify::{Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher};

use super::keeper::Message;
use crate::disk;

/// How long to wait between two looks of our own, at least.
const PAUSE: Duration = Duration::from_secs(2);
/// A look may take one part in so many of the time.
const SHARE: u32 = 400;

/// What watches, for as long as it is held.
pub(super) struct Watching {
    _system: RecommendedWatcher,
}

/// Begins to watch.
///
/// # Errors
/// Why the system does not watch; the looks of our own are taken all the same.
pub(super) fn watch(root: &Path, src: &str, messages: Sender<Message>) -> Result<Watching, String> {
    look_again_and_again(root.to_owned(), src.to_owned(), messages.clone());
    let told = move |event: notify::Result<Event>| {
        let paths: BTreeSet<PathBuf> = match event {
            Ok(event) if event.need_rescan() => BTreeSet::from([PathBuf::new()]),
            Ok(event) if matches!(event.kind, EventKind::Access(_)) => return,
            Ok(event) => event.paths.into_iter().filter(|path| is_ours(path)).collect(),
            Err(_) => BTreeSet::from([PathBuf::new()]),
        };
        if !paths.is_empty() {
            // The keeper ended: so will this.
            let _ = messages.send(Message::Changed(paths));
        }
    };
    let mut system = notify::recommended_watcher(told).map_err(|error| error.to_string())?;
    let watched = watched(root, src).into_iter().try_for_each(|(path, mode)| system.watch(&path, mode));
    watched.map_err(|error| error.to_string())?;
    Ok(Watching { _system: system })
}

/// The folder itself for its settings, and the folders of content and themes.
fn watched(root: &Path, src: &str) -> Vec<(PathBuf, RecursiveMode)> {
    let mut all = vec![(root.to_owned(), RecursiveMode::NonRecursive)];
    all.extend(disk::watched_folders(root, src).into_iter().map(|folder| (folder, RecursiveMode::Recursive)));
    all
}

/// Leaves out what editors write beside a file, so that it costs no look at all.
fn is_ours(path: &Path) -> bool {
    let name = path.file_name().map(|name| name.to_string_lossy()).unwrap_or_default();
    !(name.starts_with('.') || name.starts_with('_') || name.ends_with('~') || name.ends_with(".swp") || name == "4913")
}

fn look_again_and_again(root: PathBuf, src: String, messages: Sender<Message>) {
    std::thread::spawn(move || {
        let mut before = disk::marks(&root, &src);
        let mut pause = PAUSE;
        loop {
            std::thread::sleep(pause);
            let started = Instant::now();
            let now = disk::marks(&root, &src);
            pause = PAUSE.max(started.elapsed() * SHARE);
            let paths = changed(&before, &now);
            before = now;
            if !paths.is_empty() && messages.send(Message::Changed(paths)).is_err() {
                return;
            }
        }
    });
}

fn changed<M: PartialEq>(before: &BTreeMap<PathBuf, M>, now: &BTreeMap<PathBuf, M>) -> BTreeSet<PathBuf> {
    let gone = before.keys().filter(|path| !now.contains_key(*path));
    let other = now.iter().filter(|(path, mark)| before.get(*path) != Some(mark)).map(|held| held.0);
    gone.chain(other).cloned().collect()
}
