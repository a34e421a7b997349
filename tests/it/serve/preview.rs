//! A preview that a test starts and asks.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// A preview of a publication of its own.
pub(super) struct Preview {
    _folder: tempfile::TempDir,
    pub(super) root: PathBuf,
    pub(super) child: Child,
    pub(super) port: u16,
}

pub(super) const TEXT: &str = "---\ntitle: The text\n---\n\nThe League keeps the peace.\n\nThe old harbour fell.\n";

impl Preview {
    /// Starts on a small publication.
    pub(super) fn start() -> Self {
        Self::start_with(&[])
    }

    /// Starts on a small publication, with files of the test's own added or put in the stead of others.
    pub(super) fn start_with(files: &[(&str, &str)]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().to_owned();
        write(&root, "book.toml", "[book]\ntitle = \"Preview\"\n[site]\nurl = \"https://example.org/repo/\"\n");
        write(&root, "content/text/text.md", TEXT);
        write(&root, "content/text/commentary/notes.md", "## One {#one}\n\n> keeps the peace\n\nA first remark.\n");
        write(&root, "content/text/figure.txt", "a figure");
        for (path, words) in files {
            write(&root, path, words);
        }
        let mut child = Command::new(env!("CARGO_BIN_EXE_postil"))
            .args(["serve", "--port", "0", "--root"])
            .arg(&root)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut said = BufReader::new(child.stdout.take().unwrap());
        let mut line = String::new();
        said.read_line(&mut line).unwrap();
        // What it says of every change must go somewhere, or it waits in the end.
        std::thread::spawn(move || std::io::copy(&mut said, &mut std::io::sink()));
        let address = line.split("http://").nth(1).unwrap_or_else(|| panic!("it says where it is: {line:?}"));
        let port = address.split('/').next().unwrap().rsplit(':').next().unwrap().parse().unwrap();
        Self { _folder: folder, root, child, port }
    }

    /// Asks for a path with more header lines; returns the whole answer.
    pub(super) fn ask(&self, request: &str, headers: &str) -> String {
        self.send(request, headers, "")
    }

    /// The same with a body.
    pub(super) fn send(&self, request: &str, headers: &str, body: &str) -> String {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
        write!(stream, "{request} HTTP/1.1\r\nConnection: close\r\n{headers}\r\n{body}").unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).unwrap();
        String::from_utf8_lossy(&answer).into_owned()
    }

    /// Asks for a path as a browser on this machine does.
    pub(super) fn get(&self, path: &str) -> String {
        self.ask(&format!("GET {path}"), &format!("Host: 127.0.0.1:{}\r\n", self.port))
    }

    /// The token that the pages of this run hold.
    pub(super) fn token(&self) -> String {
        let page = self.get("/");
        let token = page.split("data-token=\"").nth(1).and_then(|rest| rest.split('"').next());
        token.unwrap_or_else(|| panic!("the page holds a token: {page}")).to_owned()
    }

    /// Asks for something to be written, as a page of the preview does; returns the status and the answer.
    pub(super) fn post(&self, kind: &str, wish: &serde_json::Value) -> (String, serde_json::Value) {
        let (host, body) = (format!("127.0.0.1:{}", self.port), wish.to_string());
        let headers = format!(
            "Host: {host}\r\nOrigin: http://{host}\r\nX-Postil-Token: {}\r\nContent-Type: application/json\r\n\
             Content-Length: {}\r\n",
            self.token(),
            body.len()
        );
        let answer = self.send(&format!("POST /_postil/{kind}"), &headers, &body);
        let told = answer.split_once("\r\n\r\n").map(|(_, body)| body).unwrap_or_default();
        (status(&answer).to_owned(), serde_json::from_str(told).unwrap_or_else(|_| panic!("it is JSON: {answer}")))
    }

    /// Waits until a page holds words; the changes that the test makes are seen long before the time is over.
    #[track_caller]
    pub(super) fn wait(&self, path: &str, holds: impl Fn(&str) -> bool) -> String {
        let started = Instant::now();
        loop {
            let page = self.get(path);
            if holds(&page) {
                return page;
            }
            assert!(started.elapsed() < Duration::from_secs(30), "{path} stayed as it was: {page}");
            std::thread::sleep(Duration::from_millis(10));
        }
    }

    /// The state that browsers are told of first.
    pub(super) fn state(&self) -> String {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        write!(stream, "GET /_postil/events HTTP/1.1\r\nHost: localhost:{}\r\n\r\n", self.port).unwrap();
        let lines = BufReader::new(stream).lines();
        lines.map(Result::unwrap).find(|line| line.starts_with("data:")).unwrap()
    }
}

impl Drop for Preview {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

pub(super) fn write(root: &Path, path: &str, words: &str) {
    let place = root.join(path);
    std::fs::create_dir_all(place.parent().unwrap()).unwrap();
    std::fs::write(place, words).unwrap();
}

pub(super) fn status(answer: &str) -> &str {
    answer.split(' ').nth(1).unwrap_or_default()
}
