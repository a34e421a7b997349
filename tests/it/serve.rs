//! The preview, as a browser and whoever else on the machine meets it.

mod annotate;
mod edits;
mod preview;
mod refusals;
mod watching;

use std::io::{BufRead as _, BufReader};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use preview::{Preview, status, write};

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

#[cfg(unix)]
#[test]
fn an_interrupt_ends_it_cleanly() {
    let mut preview = Preview::start();
    preview.wait("/text/", |page| page.contains("A first remark."));
    // A browser that holds its events open is not waited for.
    let open = std::net::TcpStream::connect(("127.0.0.1", preview.port)).unwrap();
    write_request(&open, preview.port);
    let child = rustix::process::Pid::from_child(&preview.child);
    rustix::process::kill_process(child, rustix::process::Signal::INT).unwrap();
    let started = Instant::now();
    let ended = loop {
        if let Some(ended) = preview.child.try_wait().unwrap() {
            break ended;
        }
        assert!(started.elapsed() < Duration::from_secs(30), "it goes on");
        std::thread::sleep(Duration::from_millis(10));
    };
    assert_eq!(ended.code(), Some(0));
    assert!(std::net::TcpStream::connect(("127.0.0.1", preview.port)).is_err());
}

#[cfg(unix)]
fn write_request(mut to: &std::net::TcpStream, port: u16) {
    use std::io::Write as _;
    write!(to, "GET /_postil/events HTTP/1.1\r\nHost: localhost:{port}\r\n\r\n").unwrap();
}
