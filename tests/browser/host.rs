//! A server with the manners of GitHub Pages: a site in a subfolder, names by upper and lower case, a page for what is not
//! there, no listing of a folder.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::sync::Arc;

use walkdir::WalkDir;

/// A site that is served until the program ends.
pub(crate) struct Host {
    port: u16,
    folder: &'static str,
}

type Files = BTreeMap<String, Vec<u8>>;

impl Host {
    /// Serves what stands in a folder of the disk under a folder of the server: `/repo/`.
    pub(crate) fn start(root: &Path, folder: &'static str) -> Self {
        // Names in a map differ by case on every system.
        let files: Files = WalkDir::new(root)
            .into_iter()
            .map(|entry| entry.unwrap())
            .filter(|entry| entry.file_type().is_file())
            .map(|entry| {
                let name = entry.path().strip_prefix(root).unwrap().to_str().unwrap().replace('\\', "/");
                (name, std::fs::read(entry.path()).unwrap())
            })
            .collect();
        let files = Arc::new(files);
        let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
        let port = listener.local_addr().unwrap().port();
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let files = Arc::clone(&files);
                std::thread::spawn(move || answer(stream, (&files, folder)));
            }
        });
        Self { port, folder }
    }

    /// The address of a path of the site.
    pub(crate) fn url(&self, path: &str) -> String {
        format!("http://127.0.0.1:{}{}{path}", self.port, self.folder)
    }
}

/// A browser that goes away in the middle is no fault.
fn answer(stream: TcpStream, (files, folder): (&Files, &str)) -> Option<()> {
    let mut reader = BufReader::new(stream);
    let mut request = String::new();
    reader.read_line(&mut request).ok()?;
    let mut line = String::new();
    while reader.read_line(&mut line).ok()? > 0 && !line.trim().is_empty() {
        line.clear();
    }
    let address = request.split(' ').nth(1)?;
    let path = address.split(['?', '#']).next()?;
    let (status, kind, body) = match path.strip_prefix(folder).and_then(|path| find(files, path)) {
        Some(Found::File(name)) => ("200 OK", kind(name), files.get(name)?.as_slice()),
        Some(Found::Folder) => {
            return write(&mut reader, ("301 Moved Permanently", &format!("Location: {path}/\r\n"), b""));
        }
        None => ("404 Not Found", kind("404.html"), files.get("404.html").map(Vec::as_slice).unwrap_or_default()),
    };
    write(&mut reader, (status, &format!("Content-Type: {kind}\r\n"), body))
}

enum Found<'f> {
    File(&'f str),
    Folder,
}

fn find<'f>(files: &'f Files, path: &str) -> Option<Found<'f>> {
    let path = percent_encoding::percent_decode_str(path).decode_utf8().ok()?;
    let named = |name: String| files.get_key_value(&name).map(|(name, _)| Found::File(name));
    if path.is_empty() || path.ends_with('/') {
        return named(format!("{path}index.html"));
    }
    named(path.to_string()).or_else(|| named(format!("{path}.html"))).or_else(|| {
        let within = format!("{path}/");
        files.keys().any(|name| name.starts_with(&within)).then_some(Found::Folder)
    })
}

fn kind(name: &str) -> &'static str {
    match name.rsplit('.').next() {
        Some("html") => "text/html; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("js") => "application/javascript; charset=utf-8",
        Some("json" | "jsonld") => "application/json; charset=utf-8",
        Some("xml") => "application/xml",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("woff2") => "font/woff2",
        Some("txt") => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

fn write(reader: &mut BufReader<TcpStream>, (status, headers, body): (&str, &str, &[u8])) -> Option<()> {
    let head = format!("HTTP/1.1 {status}\r\n{headers}Content-Length: {}\r\nConnection: close\r\n\r\n", body.len());
    reader.get_mut().write_all(&[head.as_bytes(), body].concat()).ok()
}
