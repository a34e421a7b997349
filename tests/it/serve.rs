//! The preview, as a browser and whoever else on the machine meets it.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// A preview of a publication of its own.
struct Preview {
    _folder: tempfile::TempDir,
    root: PathBuf,
    child: Child,
    port: u16,
}

const TEXT: &str = "---\ntitle: The text\n---\n\nThe League keeps the peace.\n\nThe old harbour fell.\n";

impl Preview {
    fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().to_owned();
        write(&root, "book.toml", "[book]\ntitle = \"Preview\"\n[site]\nurl = \"https://example.org/repo/\"\n");
        write(&root, "content/text/text.md", TEXT);
        write(&root, "content/text/commentary/notes.md", "## One {#one}\n\n> keeps the peace\n\nA first remark.\n");
        write(&root, "content/text/figure.txt", "a figure");
        let mut child = Command::new(env!("CARGO_BIN_EXE_postil"))
            .args(["serve", "--port", "0", "--root"])
            .arg(&root)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.as_mut().unwrap()).read_line(&mut line).unwrap();
        let address = line.split("http://").nth(1).unwrap_or_else(|| panic!("it says where it is: {line:?}"));
        let port = address.split('/').next().unwrap().rsplit(':').next().unwrap().parse().unwrap();
        Self { _folder: folder, root, child, port }
    }

    /// Asks for a path with more header lines; returns the whole answer.
    fn ask(&self, request: &str, headers: &str) -> String {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
        write!(stream, "{request} HTTP/1.1\r\nConnection: close\r\n{headers}\r\n").unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).unwrap();
        String::from_utf8_lossy(&answer).into_owned()
    }

    fn get(&self, path: &str) -> String {
        self.ask(&format!("GET {path}"), &format!("Host: 127.0.0.1:{}\r\n", self.port))
    }

    /// Waits until a page holds words; the changes that the test makes are seen long before the time is over.
    #[track_caller]
    fn wait(&self, path: &str, holds: impl Fn(&str) -> bool) -> String {
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
    fn state(&self) -> String {
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

fn write(root: &Path, path: &str, words: &str) {
    let place = root.join(path);
    std::fs::create_dir_all(place.parent().unwrap()).unwrap();
    std::fs::write(place, words).unwrap();
}

fn status(answer: &str) -> &str {
    answer.split(' ').nth(1).unwrap_or_default()
}

#[test]
fn pages_are_served_as_a_server_of_static_files_does() {
    let preview = Preview::start();
    let home = preview.get("/");
    assert!(home.contains("/_postil/live.js") && home.contains("cache-control: no-store"), "{home}");
    assert!(preview.get("/repo/text/").contains("keeps the peace"));
    assert!(preview.get("/text").contains("location: /text/\r\n"));
    assert!(preview.get("/text/figure.txt").ends_with("a figure"));
    assert!(preview.get("/_postil/live.js").contains("text/javascript"));
    let lost = preview.get("/nowhere.html");
    assert!(status(&lost) == "404" && lost.contains("This page does not exist"), "{lost}");
    assert!(!preview.root.join("public").exists(), "nothing is written");
}

#[test]
fn other_hosts_other_pages_and_other_files_are_refused() {
    let preview = Preview::start();
    let own = format!("Host: 127.0.0.1:{}\r\n", preview.port);
    for (request, headers) in [
        ("GET /", "Host: evil.example\r\n".to_owned()),
        ("GET /", format!("Host: evil.example:{}\r\n", preview.port)),
        ("GET /_postil/events", format!("{own}Origin: http://evil.example\r\n")),
        ("POST /", format!("{own}Origin: http://evil.example\r\nContent-Length: 0\r\n")),
    ] {
        assert_eq!(status(&preview.ask(request, &headers)), "403", "{request} {headers}");
    }
    assert_eq!(status(&preview.ask("POST /", &format!("{own}Content-Length: 0\r\n"))), "405");
    for path in [
        "/../book.toml",
        "/%2e%2e/book.toml",
        "/..%2fbook.toml",
        "/text/..%5c..%5cbook.toml",
        "/book.toml",
        "//etc/passwd",
    ] {
        assert_eq!(status(&preview.get(path)), "404", "{path}");
    }
}

#[test]
fn every_kind_of_change_is_seen() {
    let preview = Preview::start();
    let root = &preview.root;
    preview.wait("/text/", |page| page.contains("A first remark."));
    write(root, "content/text/text.md", &TEXT.replace("old harbour", "new harbour"));
    preview.wait("/text/", |page| page.contains("new harbour"));
    // As editors save: beside, then moved over.
    write(root, "content/text/.text.md.tmp", &TEXT.replace("old harbour", "third harbour"));
    std::fs::rename(root.join("content/text/.text.md.tmp"), root.join("content/text/text.md")).unwrap();
    preview.wait("/text/", |page| page.contains("third harbour"));
    write(root, "content/deep/er/about.md", "# A page in a new folder\n");
    preview.wait("/deep/er/about.html", |page| page.contains("A page in a new folder"));
    std::fs::remove_file(root.join("content/deep/er/about.md")).unwrap();
    preview.wait("/deep/er/about.html", |page| status(page) == "404");
    write(root, "book.toml", "[book]\ntitle = \"Renamed\"\n");
    preview.wait("/", |page| page.contains("Renamed"));
    for count in 0..100 {
        write(root, &format!("content/many/{count}.md"), &format!("# Page {count}\n"));
    }
    preview.wait("/many/99.html", |page| page.contains("Page 99"));
    preview.wait("/many/0.html", |page| page.contains("Page 0"));
}

#[test]
fn while_something_is_wrong_the_last_good_page_is_shown_with_the_problem() {
    let preview = Preview::start();
    preview.wait("/text/", |page| page.contains("A first remark."));
    let path = "content/text/commentary/notes.md";
    write(&preview.root, path, "## One {#one}\n\n> never stands there at all\n\nA second remark.\n");
    let started = Instant::now();
    let told = loop {
        let told = preview.state();
        if told.contains("quote-not-found") {
            break told;
        }
        assert!(started.elapsed() < Duration::from_secs(30), "{told}");
        std::thread::sleep(Duration::from_millis(10));
    };
    assert!(told.contains("never stands there") && told.contains("notes.md:3:"), "{told}");
    assert!(told.contains("\"open\":\"vscode://file"), "{told}");
    assert!(preview.get("/text/").contains("A first remark."));
    write(&preview.root, path, "## One {#one}\n\n> keeps the peace\n\nA third remark.\n");
    preview.wait("/text/", |page| page.contains("A third remark."));
    assert!(!preview.state().contains("quote-not-found"));
}

#[test]
fn settings_that_were_gone_for_a_moment_leave_nothing_behind() {
    let preview = Preview::start();
    preview.wait("/text/", |page| page.contains("A first remark."));
    let place = preview.root.join("book.toml");
    let settings = std::fs::read(&place).unwrap();
    let wait = |is_told: fn(&str) -> bool| {
        let started = Instant::now();
        while !is_told(&preview.state()) {
            assert!(started.elapsed() < Duration::from_secs(30), "{}", preview.state());
            std::thread::sleep(Duration::from_millis(10));
        }
    };
    std::fs::remove_file(&place).unwrap();
    wait(|told| told.contains("book.toml"));
    assert!(preview.get("/text/").contains("A first remark."));
    std::fs::write(&place, settings).unwrap();
    wait(|told| told.contains("\"problems\":[]"));
}

#[test]
fn the_next_port_is_taken_when_one_is_not_free() {
    let preview = Preview::start();
    let mut child = Command::new(env!("CARGO_BIN_EXE_postil"))
        .args(["serve", "--port", &preview.port.to_string(), "--root"])
        .arg(&preview.root)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.as_mut().unwrap()).read_line(&mut line).unwrap();
    let mut told = String::new();
    BufReader::new(child.stderr.as_mut().unwrap()).read_line(&mut told).unwrap();
    child.kill().unwrap();
    child.wait().unwrap();
    assert!(line.contains("http://127.0.0.1:") && !line.contains(&format!(":{}/", preview.port)), "{line}");
    assert!(told.contains(&format!("port {} is taken", preview.port)), "{told}");
}
