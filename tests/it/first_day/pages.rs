//! A server with the manners of GitHub Pages, for a checkout of the branch: a project's site below its name.
//!
//! `/repo` and a folder without its slash are sent on; a name without `.html` finds its page; what is not there is `404.html` with
//! that status; names are told apart by their letters' case. Outside of `/repo/` there is nothing.

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::thread;

/// A site that is served; the thread ends with the test's process.
pub(super) struct Pages {
    address: SocketAddr,
}

/// An answer.
pub(super) struct Answer {
    /// Its status.
    pub(super) status: u16,
    /// Where it sends on.
    pub(super) location: Option<String>,
    /// What kind of thing it is.
    pub(super) kind: String,
    /// What it holds, as text.
    pub(super) body: String,
}

impl Pages {
    /// Serves a folder below a path.
    pub(super) fn serve(folder: &Path, base: &'static str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let folder = folder.to_owned();
        thread::spawn(move || {
            for stream in listener.incoming() {
                // A reader that goes away is no reason to stop.
                let _ = stream.and_then(|stream| answer(stream, &folder, base));
            }
        });
        Self { address }
    }

    /// Asks for a path.
    pub(super) fn get(&self, path: &str) -> Answer {
        let mut stream = TcpStream::connect(self.address).unwrap();
        write!(stream, "GET {path} HTTP/1.1\r\nHost: you.github.io\r\nConnection: close\r\n\r\n").unwrap();
        let mut bytes = Vec::new();
        stream.read_to_end(&mut bytes).unwrap();
        let text = String::from_utf8_lossy(&bytes);
        let (head, body) = text.split_once("\r\n\r\n").unwrap();
        let header = |name: &str| head.lines().find_map(|line| line.strip_prefix(name)).map(str::to_owned);
        Answer {
            status: head.split(' ').nth(1).unwrap().parse().unwrap(),
            location: header("Location: "),
            kind: header("Content-Type: ").unwrap_or_default(),
            body: body.to_owned(),
        }
    }
}

fn answer(mut stream: TcpStream, folder: &Path, base: &str) -> std::io::Result<()> {
    let mut lines = BufReader::new(stream.try_clone()?).lines();
    let first = lines.next().unwrap_or_else(|| Ok(String::new()))?;
    for line in lines {
        if line?.is_empty() {
            break;
        }
    }
    let asked = first.split(' ').nth(1).unwrap_or("/").split('?').next().unwrap_or_default().to_owned();
    let send_on = |to: &str| format!("HTTP/1.1 301 Moved Permanently\r\nLocation: {to}\r\nContent-Length: 0\r\n\r\n");
    let decoded = percent_encoding::percent_decode_str(&asked).decode_utf8_lossy().into_owned();
    let Some(path) = decoded.strip_prefix(base) else {
        let known = format!("{decoded}/") == base;
        let head = if known { send_on(base) } else { "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n".into() };
        return stream.write_all(head.as_bytes());
    };
    let at = folder.join(path);
    let inside = !path.split('/').any(|part| part == ".." || part == ".git");
    let found = [at.clone(), at.join("index.html"), PathBuf::from(format!("{}.html", at.display()))];
    let found = match found {
        _ if !inside => None,
        [_, index, _] if path.is_empty() || path.ends_with('/') => index.is_file().then_some(index),
        [_, index, _] if index.is_file() => return stream.write_all(send_on(&format!("{asked}/")).as_bytes()),
        [file, _, page] => [file, page].into_iter().find(|path| path.is_file()),
    };
    let status = if found.is_some() { "200 OK" } else { "404 Not Found" };
    let found = found.unwrap_or_else(|| folder.join("404.html"));
    let body = fs::read(&found)?;
    let (kind, length) = (kind(&found), body.len());
    write!(
        stream,
        "HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n"
    )?;
    stream.write_all(&body)
}

fn kind(path: &Path) -> &'static str {
    match path.extension().and_then(|ending| ending.to_str()).unwrap_or_default() {
        "html" => "text/html; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "js" => "application/javascript; charset=utf-8",
        "json" | "jsonld" => "application/json; charset=utf-8",
        "svg" => "image/svg+xml",
        "xml" => "application/xml",
        "txt" => "text/plain; charset=utf-8",
        "woff2" => "font/woff2",
        _ => "application/octet-stream",
    }
}
