//! A browser, driven: Chromium through chromedriver, over the W3C WebDriver protocol.
//!
//! One [`Driver`] is the program; each [`Session`] a browser of its own, with an empty profile. What WebDriver cannot say
//! (the size of the screen, colours, script off) goes through to Chromium's own protocol.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

/// How long something may take that is known to come. Nothing is measured by it.
const PATIENCE: Duration = Duration::from_mins(1);

const REMEDY: &str = "install Chromium and its driver (Debian: apt-get install chromium chromium-driver), or run ./test.sh, \
     which does; CHROMEDRIVER and CHROMIUM name programs that stand elsewhere";

/// The running chromedriver.
pub(crate) struct Driver {
    child: Child,
    port: u16,
}

impl Driver {
    /// Starts it on a free port, which it tells.
    pub(crate) fn start() -> Self {
        let program = std::env::var("CHROMEDRIVER").unwrap_or_else(|_| "chromedriver".to_owned());
        let mut child = Command::new(&program)
            .arg("--port=0")
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap_or_else(|error| panic!("`{program}` does not start ({error}): {REMEDY}"));
        let mut told = BufReader::new(child.stdout.take().unwrap());
        let mut line = String::new();
        while told.read_line(&mut line).unwrap() > 0 {
            if let Some((_, port)) = line.split_once("successfully on port ") {
                let port = port.trim().trim_end_matches('.').parse().unwrap();
                // It goes on talking; its words must not stop it.
                std::thread::spawn(move || std::io::copy(&mut told, &mut std::io::sink()));
                return Self { child, port };
            }
            line.clear();
        }
        let end = child.wait().unwrap();
        panic!("`{program}` does not tell its port ({end}): {REMEDY}");
    }

    /// Opens a browser.
    pub(crate) fn session(&self) -> Session {
        let mut chrome = json!({
            "args": [
                "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run",
                "--disable-background-networking", "--disable-component-update", "--disable-sync", "--hide-scrollbars",
                // Nothing but the machine itself has an address.
                "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
            ],
        });
        if let Ok(binary) = std::env::var("CHROMIUM") {
            chrome["binary"] = json!(binary);
        }
        let wanted = json!({ "capabilities": { "alwaysMatch": {
            "browserName": "chrome",
            "goog:chromeOptions": chrome,
            "goog:loggingPrefs": { "browser": "ALL", "performance": "ALL" },
        } } });
        let made = call(self.port, ("POST", "/session"), &wanted)
            .unwrap_or_else(|error| panic!("no browser starts ({error}): {REMEDY}"));
        let id = made["sessionId"].as_str().expect("a session has an id").to_owned();
        Session { port: self.port, id }
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        // Asked to go, it closes the browsers that are still open.
        drop(call(self.port, ("GET", "/shutdown"), &Value::Null));
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

/// A browser with one page open.
pub(crate) struct Session {
    port: u16,
    id: String,
}

/// What a pointer does.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Pointer {
    Click,
    Hover,
    Tap,
}

impl Session {
    /// Sends a command of WebDriver.
    #[track_caller]
    pub(crate) fn command(&self, method: &str, path: &str, body: &Value) -> Value {
        call(self.port, (method, &format!("/session/{}{path}", self.id)), body)
            .unwrap_or_else(|error| panic!("{path}: {error}"))
    }

    /// Sends a command of Chromium's own protocol.
    #[track_caller]
    pub(crate) fn devtools(&self, name: &str, params: &Value) -> Value {
        self.command("POST", "/goog/cdp/execute", &json!({ "cmd": name, "params": params }))
    }

    /// Opens an address, and waits until all of it is there.
    #[track_caller]
    pub(crate) fn open(&self, url: &str) {
        self.command("POST", "/url", &json!({ "url": url }));
    }

    /// Runs a script in the page and returns what it returns; also where the page itself may run none.
    #[track_caller]
    pub(crate) fn run(&self, script: &str) -> Value {
        self.command("POST", "/execute/sync", &json!({ "script": script, "args": [] }))
    }

    /// Runs a script until it returns something that is true; what it waits for is known to come.
    #[track_caller]
    pub(crate) fn wait(&self, script: &str) -> Value {
        let started = Instant::now();
        loop {
            let found = self.run(script);
            if !matches!(found, Value::Null | Value::Bool(false)) {
                return found;
            }
            assert!(started.elapsed() < PATIENCE, "this never became true: {script}");
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// Presses keys together.
    #[track_caller]
    pub(crate) fn press(&self, keys: &str) {
        let step = |kind: &'static str| move |key: char| json!({ "type": kind, "value": key.to_string() });
        let steps: Vec<Value> =
            keys.chars().map(step("keyDown")).chain(keys.chars().rev().map(step("keyUp"))).collect();
        self.command("POST", "/actions", &json!({ "actions": [{ "type": "key", "id": "keys", "actions": steps }] }));
    }

    /// Brings an element into view and moves a pointer there.
    #[track_caller]
    pub(crate) fn point(&self, css: &str, pointer: Pointer) {
        let script = format!(
            "const e = document.querySelector({}); if (!e) return 'there is none'; \
             const middle = () => {{ const r = e.getClientRects()[0]; return [r.left + r.width / 2, r.top + r.height / 2].map(Math.round); }}; \
             if (middle()[1] < 0 || middle()[1] > innerHeight) e.scrollIntoView({{ block: 'center' }}); \
             const top = document.elementFromPoint(...middle()); \
             return e.contains(top) ? middle() : 'covered by ' + (top?.outerHTML ?? 'nothing').slice(0, 200)",
            json!(css)
        );
        let at = self.run(&script);
        assert!(at.is_array(), "`{css}`: {at}");
        let kind = if pointer == Pointer::Tap { "touch" } else { "mouse" };
        let mut steps = vec![json!({ "type": "pointerMove", "x": at[0], "y": at[1], "duration": 0 })];
        if pointer != Pointer::Hover {
            steps.extend(["pointerDown", "pointerUp"].map(|step| json!({ "type": step, "button": 0 })));
        }
        let actions =
            json!([{ "type": "pointer", "id": kind, "parameters": { "pointerType": kind }, "actions": steps }]);
        self.command("POST", "/actions", &json!({ "actions": actions }));
    }

    /// Returns the messages of the console since this was last asked.
    pub(crate) fn console(&self) -> Vec<String> {
        let entries = self.command("POST", "/se/log", &json!({ "type": "browser" }));
        let message = |entry: &Value| entry["message"].as_str().unwrap_or_default().to_owned();
        entries.as_array().into_iter().flatten().map(message).collect()
    }

    /// Returns the addresses that were asked for since this was last asked.
    pub(crate) fn requests(&self) -> Vec<String> {
        let entries = self.command("POST", "/se/log", &json!({ "type": "performance" }));
        let event = |entry: &Value| {
            let held: Value = serde_json::from_str(entry["message"].as_str()?).ok()?;
            let event = &held["message"];
            let asked = event["method"] == "Network.requestWillBeSent";
            asked.then(|| event["params"]["request"]["url"].as_str().unwrap_or_default().to_owned())
        };
        entries.as_array().into_iter().flatten().filter_map(event).collect()
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        drop(call(self.port, ("DELETE", &format!("/session/{}", self.id)), &Value::Null));
    }
}

/// Sends a request to chromedriver and returns the value of its answer.
fn call(port: u16, (method, path): (&str, &str), body: &Value) -> Result<Value, String> {
    let words = |error: std::io::Error| error.to_string();
    let mut stream = TcpStream::connect(("127.0.0.1", port)).map_err(words)?;
    stream.set_read_timeout(Some(2 * PATIENCE)).map_err(words)?;
    let body = if body.is_null() { String::new() } else { body.to_string() };
    let length = body.len();
    let head = format!(
        "{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nContent-Type: application/json\r\n\
         Content-Length: {length}\r\nConnection: close\r\n\r\n"
    );
    stream.write_all(&[head.as_bytes(), body.as_bytes()].concat()).map_err(words)?;
    let mut answer = BufReader::new(stream);
    let mut length = 0;
    loop {
        let mut line = String::new();
        answer.read_line(&mut line).map_err(words)?;
        if line.trim().is_empty() {
            break;
        }
        if let Some((name, value)) = line.split_once(':')
            && name.eq_ignore_ascii_case("content-length")
        {
            length = value.trim().parse().map_err(|_| format!("a length that is no number: {value}"))?;
        }
    }
    let mut bytes = vec![0; length];
    answer.read_exact(&mut bytes).map_err(words)?;
    let mut reply: Value = serde_json::from_slice(&bytes).map_err(|error| error.to_string())?;
    let value = reply["value"].take();
    match value["error"].as_str() {
        Some(error) => Err(format!("{error}: {}", value["message"].as_str().unwrap_or_default())),
        None => Ok(value),
    }
}
