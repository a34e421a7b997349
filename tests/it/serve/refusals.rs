//! What the preview refuses: other hosts, other origins, other files, and to listen where others can reach it unasked.

use std::io::{BufRead as _, BufReader};
use std::process::{Command, Stdio};

use super::preview::{Preview, status};

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
fn nothing_is_written_for_anyone_but_its_own_pages() {
    let preview = Preview::start();
    let (port, token) = (preview.port, preview.token());
    let host = format!("Host: 127.0.0.1:{port}\r\n");
    let origin = format!("Origin: http://127.0.0.1:{port}\r\n");
    let secret = format!("X-Postil-Token: {token}\r\n");
    let (json, plain) = ("Content-Type: application/json\r\n", "Content-Type: text/plain\r\n");
    let wish = r#"{"page":"/text/","fragment":"p1","before":"The League","words":"keeps the peace"}"#;
    let term = r#"{"words":"League"}"#;
    let wrong = "X-Postil-Token: 00000000000000000000000000000000\r\n";
    let evil = "Host: evil.example\r\nOrigin: http://evil.example\r\n";
    let before = files(&preview);
    for (path, headers, body, expected) in [
        ("note", format!("{evil}{secret}{json}"), wish, "403"),
        ("note", format!("{host}Origin: http://evil.example\r\n{secret}{json}"), wish, "403"),
        ("note", format!("{host}Origin: https://127.0.0.1:{port}\r\n{secret}{json}"), wish, "403"),
        ("note", format!("{host}Origin: http://localhost:{port}\r\n{secret}{json}"), wish, "403"),
        ("note", format!("{host}Origin: null\r\n{secret}{json}"), wish, "403"),
        ("note", format!("{host}{secret}{json}"), wish, "403"),
        ("note", format!("{host}{origin}{json}"), wish, "403"),
        ("note", format!("{host}{origin}{wrong}{json}"), wish, "403"),
        ("note", format!("{host}{origin}{secret}{plain}"), wish, "415"),
        ("note", format!("{host}{origin}{secret}{json}"), "{}", "400"),
        ("note", format!("{host}{origin}{secret}{json}"), "[1", "400"),
        ("term", format!("{host}Origin: http://evil.example\r\n{secret}{json}"), term, "403"),
        ("term", format!("{host}{origin}{json}"), term, "403"),
        ("events", format!("{host}{origin}{secret}{json}"), term, "405"),
    ] {
        let headers = format!("{headers}Content-Length: {}\r\n", body.len());
        let answer = preview.send(&format!("POST /_postil/{path}"), &headers, body);
        assert_eq!(status(&answer), expected, "{path} {headers} {answer}");
    }
    let long = format!("{{\"words\":\"{}\"}}", "a".repeat(70_000));
    let headers = format!("{host}{origin}{secret}{json}Content-Length: {}\r\n", long.len());
    assert_eq!(status(&preview.send("POST /_postil/term", &headers, &long)), "413");
    for method in ["PUT", "DELETE", "PATCH"] {
        let headers = format!("{host}{origin}{secret}{json}");
        assert_eq!(status(&preview.ask(&format!("{method} /_postil/note"), &headers)), "405");
    }
    assert_eq!(files(&preview), before);
}

/// Every file of the publication with its bytes.
fn files(preview: &Preview) -> Vec<(std::path::PathBuf, Vec<u8>)> {
    let found = walkdir::WalkDir::new(&preview.root).sort_by_file_name().into_iter().map(Result::unwrap);
    let files = found.filter(|entry| entry.file_type().is_file());
    files.map(|entry| (entry.path().to_owned(), std::fs::read(entry.path()).unwrap())).collect()
}

#[test]
fn others_are_let_in_only_when_that_is_asked_for_and_told() {
    let preview = Preview::start();
    let listens = |host: &[&str]| {
        let mut child = Command::new(env!("CARGO_BIN_EXE_postil"))
            .args(["serve", "--port", "0", "--root"])
            .arg(&preview.root)
            .args(host)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.as_mut().unwrap()).read_line(&mut line).unwrap();
        child.kill().unwrap();
        (line, String::from_utf8(child.wait_with_output().unwrap().stderr).unwrap())
    };
    let (line, told) = listens(&[]);
    assert!(line.contains("http://127.0.0.1:") && !told.contains("anyone"), "{line}{told}");
    let (line, told) = listens(&["--host", "0.0.0.0"]);
    assert!(line.contains("http://0.0.0.0:"), "{line}");
    assert!(told.contains("warning: anyone who can reach this machine"), "{told}");
}
