//! The preview: the site served from memory while its files are written, each page as it would be built.
//!
//! In: a publication's folder. Out: pages over HTTP on this machine alone, and word of every change to the browsers that show
//! them. `watch` tells which files changed, `keeper` keeps the publication compiled and makes the pages that are asked for,
//! `http` answers browsers, `annotate` begins notes and terms for the author. Never writes a file of the site.

mod address;
mod annotate;
mod http;
mod keeper;
mod publication;
mod reply;
mod token;
mod watch;

use std::net::{IpAddr, SocketAddr, TcpListener};
use std::path::PathBuf;
use std::time::Duration;

use crate::compilation::{Compilation, Extent};
use crate::error::Error;
use crate::parse::Drafts;

/// So many ports are tried after the one that was asked for.
const PORTS: u16 = 100;

/// What is served, and how.
#[derive(Clone, Debug)]
pub struct Preview {
    /// The publication's folder.
    pub root: PathBuf,
    /// Whether drafts are shown.
    pub drafts: Drafts,
    /// The address to listen on.
    pub host: IpAddr,
    /// The port to listen on, or the first of those that are tried.
    pub port: u16,
    /// The address that opens a file in the author's editor, with `{file}`, `{line}` and `{column}` in it.
    pub editor: String,
}

/// What the preview tells whoever started it.
pub enum News<'n> {
    /// It listens here.
    Listening(SocketAddr),
    /// The publication was compiled, again if it is not the first time, in so much time.
    Compiled(&'n Compilation, Extent, Duration),
    /// It cannot be read, or its theme cannot be used; what was served before is served still.
    Failed(&'n Error),
    /// Files cannot be watched; they are looked at every two seconds instead.
    Polling(String),
}

/// Serves a publication until it is interrupted.
///
/// # Errors
/// [`Error::Usage`] when it cannot listen on the address, [`Error::Io`] when the folder is not there.
pub fn serve(preview: &Preview, tell: impl Fn(News<'_>) + Send + Sync + 'static) -> Result<(), Error> {
    let root = preview.root.canonicalize().map_err(Error::io("read", &preview.root))?;
    let src = publication::settings(&root)?.book.src;
    let listener = listen(preview.host, preview.port)?;
    let address = listener.local_addr().map_err(Error::io("listen at", preview.host.to_string()))?;
    tell(News::Listening(address));
    let tell = std::sync::Arc::new(tell);
    let keeper = keeper::start(root.clone(), preview, std::sync::Arc::clone(&tell) as keeper::Tell);
    let watching = watch::watch(&root, &src, keeper.messages.clone());
    if let Err(why) = &watching {
        tell(News::Polling(why.clone()));
    }
    http::run(listener, address, &keeper)?;
    drop(watching);
    keeper.stop();
    Ok(())
}

fn listen(host: IpAddr, port: u16) -> Result<TcpListener, Error> {
    let mut last = None;
    for port in port..=port.saturating_add(PORTS) {
        match TcpListener::bind((host, port)) {
            Ok(listener) => return Ok(listener),
            Err(error) if error.kind() == std::io::ErrorKind::AddrInUse => last = Some(error),
            Err(error) => {
                last = Some(error);
                break;
            }
        }
    }
    let why = last.map_or_else(String::new, |error| format!(": {error}"));
    Err(Error::Usage(format!("cannot listen at {host}, port {port}{why}\nname another port with `--port`")))
}
