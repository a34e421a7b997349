//! A reader: a browser at one of the sites, with a screen, a taste for light or dark, and script on or off.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::{Value, json};

use crate::driver::{Driver, Pointer, Session};
use crate::host::Host;

/// A publication that was built, on a disk and on a server.
pub(crate) struct Site {
    folder: tempfile::TempDir,
    host: Host,
    /// One page of each kind, by the name of the kind: the largest.
    pub(crate) kinds: BTreeMap<String, String>,
}

impl Site {
    /// Builds a publication and serves it under a folder.
    pub(crate) fn build(root: &Path, under: &'static str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let made = Command::new(env!("CARGO_BIN_EXE_postil"))
            .args(["build", "--strict", "--quiet", "--root"])
            .arg(root)
            .arg("--out")
            .arg(folder.path().join("site"))
            .output()
            .unwrap();
        assert!(made.status.success(), "{}: {}", root.display(), String::from_utf8_lossy(&made.stderr));
        let site = folder.path().join("site");
        let host = Host::start(&site, under);
        Self { kinds: kinds(&site), folder, host }
    }

    /// Writes the files of a publication, builds it, and serves it under a folder.
    pub(crate) fn of(files: &[(&str, &str)], under: &'static str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        for (path, words) in files {
            write(folder.path(), path, words);
        }
        Self::build(folder.path(), under)
    }

    /// The site's address over HTTP.
    pub(crate) fn http(&self, path: &str) -> String {
        self.host.url(path)
    }

    /// The site's address on the disk.
    pub(crate) fn disk(&self, path: &str) -> String {
        format!("file://{}", self.path(path).display())
    }

    /// Where a page stands on the disk.
    pub(crate) fn path(&self, path: &str) -> PathBuf {
        self.folder.path().join("site").join(path)
    }
}

/// Finds the largest page of each kind. Each page at the top, and that of each text, is a kind of its own.
fn kinds(site: &Path) -> BTreeMap<String, String> {
    let mut largest: BTreeMap<String, (u64, String)> = BTreeMap::new();
    for entry in walkdir::WalkDir::new(site).sort_by_file_name().into_iter().map(|entry| entry.unwrap()) {
        let path = entry.path().strip_prefix(site).unwrap().to_str().unwrap().replace('\\', "/");
        if !path.ends_with(".html") {
            continue;
        }
        let parts: Vec<&str> = path.split('/').collect();
        let kind = match parts.as_slice() {
            [folder @ ("glossary" | "tags" | "authors"), name] if *name != "index.html" => format!("{folder}/*"),
            [text, "notes", _] => format!("{text}/notes/*"),
            _ => path.clone(),
        };
        let bytes = entry.metadata().unwrap().len();
        let held = largest.entry(kind).or_default();
        if bytes > held.0 {
            *held = (bytes, path);
        }
    }
    largest.into_iter().map(|(kind, (_, path))| (kind, path)).collect()
}

/// What every case is given.
pub(crate) struct World {
    /// The edition that ships with the program.
    pub(crate) edition: Site,
    /// A publication that uses everything once; its address is that of the folder that it is served under.
    pub(crate) sampler: Site,
    pub(crate) driver: Driver,
}

impl World {
    pub(crate) fn new() -> Self {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let driver = Driver::start();
        let edition = Site::build(root, "/repo/");
        let sampler = Site::build(&root.join("tests/fixtures/sampler"), "/harbour/");
        Self { edition, sampler, driver }
    }

    /// Both sites.
    pub(crate) fn sites(&self) -> [&Site; 2] {
        [&self.edition, &self.sampler]
    }

    /// One page of each kind of both sites.
    pub(crate) fn pages(&self) -> impl Iterator<Item = (&Site, &str)> {
        self.sites().into_iter().flat_map(|site| site.kinds.values().map(move |path| (site, path.as_str())))
    }

    /// The pages of texts.
    pub(crate) fn texts(&self) -> [(&Site, &'static str); 3] {
        let [edition, sampler] = self.sites();
        [(edition, "statement/index.html"), (sampler, "charter/index.html"), (sampler, "minutes/index.html")]
    }

    /// A reader with a screen so wide, in pixels.
    pub(crate) fn reader(&self, width: u32) -> Reader {
        let reader = Reader { session: self.driver.session() };
        reader.resize(width);
        reader
    }
}

/// A browser, with the words in which the cases speak.
pub(crate) struct Reader {
    session: Session,
}

impl Reader {
    /// Makes the screen so wide; the narrow ones are those of telephones, which are touched.
    pub(crate) fn resize(&self, width: u32) {
        let phone = width < 500;
        let size =
            json!({ "width": width, "height": if phone { 640 } else { 900 }, "deviceScaleFactor": 1, "mobile": phone });
        self.session.devtools("Emulation.setDeviceMetricsOverride", &size);
        self.session.devtools("Emulation.setTouchEmulationEnabled", &json!({ "enabled": phone }));
    }

    /// Sets what the system of the reader prefers: `light`, `dark`.
    pub(crate) fn prefers(&self, scheme: &str) {
        let features = json!([{ "name": "prefers-color-scheme", "value": scheme }]);
        self.session.devtools("Emulation.setEmulatedMedia", &json!({ "media": "", "features": features }));
    }

    /// Has the system paint pages in its own few colours.
    pub(crate) fn forced_colors(&self) {
        let features = json!([{ "name": "forced-colors", "value": "active" }]);
        self.session.devtools("Emulation.setEmulatedMedia", &json!({ "media": "", "features": features }));
    }

    /// Sets how large the browser makes text of which nobody says how large it is, in pixels.
    pub(crate) fn text_size(&self, pixels: u32) {
        self.session.devtools("Page.setFontSizes", &json!({ "fontSizes": { "standard": pixels } }));
    }

    /// Shows pages as they are printed.
    pub(crate) fn as_printed(&self) {
        self.session.devtools("Emulation.setEmulatedMedia", &json!({ "media": "print" }));
    }

    /// Turns script off, or on again, for pages that are opened from now on.
    pub(crate) fn script(&self, on: bool) {
        self.session.devtools("Emulation.setScriptExecutionDisabled", &json!({ "value": !on }));
    }

    /// Has a script run before those of every page that is opened from now on.
    pub(crate) fn before_pages(&self, script: &str) {
        self.session.devtools("Page.addScriptToEvaluateOnNewDocument", &json!({ "source": script }));
    }

    #[track_caller]
    pub(crate) fn open(&self, url: &str) {
        self.session.open(url);
    }

    #[track_caller]
    pub(crate) fn run(&self, script: &str) -> Value {
        self.session.run(script)
    }

    #[track_caller]
    pub(crate) fn wait(&self, script: &str) -> Value {
        self.session.wait(script)
    }

    /// Holds that a script returns `true`.
    #[track_caller]
    pub(crate) fn holds(&self, what: &str, script: &str) {
        let found = self.run(script);
        assert_eq!(found, true, "{what} does not hold on {}", self.run("return location.href"));
    }

    #[track_caller]
    pub(crate) fn press(&self, keys: &str) {
        self.session.press(keys);
    }

    #[track_caller]
    pub(crate) fn click(&self, css: &str) {
        self.session.point(css, Pointer::Click);
    }

    #[track_caller]
    pub(crate) fn hover(&self, css: &str) {
        self.session.point(css, Pointer::Hover);
    }

    #[track_caller]
    pub(crate) fn tap(&self, css: &str) {
        self.session.point(css, Pointer::Tap);
    }

    /// Prints the page on paper of this size, in inches, and returns the PDF in Base64.
    pub(crate) fn print(&self, (width, height): (f64, f64)) -> String {
        let paper = json!({ "paperWidth": width, "paperHeight": height, "preferCSSPageSize": false });
        let made = self.session.devtools("Page.printToPDF", &paper);
        made["data"].as_str().expect("a PDF").to_owned()
    }

    /// Returns how many things of a role those hear who cannot see.
    pub(crate) fn heard(&self, role: &str) -> usize {
        let tree = self.session.devtools("Accessibility.getFullAXTree", &json!({}));
        let nodes = tree["nodes"].as_array().expect("a tree");
        nodes.iter().filter(|node| node["role"]["value"] == role && node["ignored"] == false).count()
    }

    /// Returns what was asked of servers since this was last asked.
    pub(crate) fn requests(&self) -> Vec<String> {
        self.session.requests()
    }

    /// Holds that the console stayed empty and that nothing was asked of anyone but the site, since this was last asked.
    #[track_caller]
    pub(crate) fn quiet(&self) {
        let console = self.session.console();
        assert!(console.is_empty(), "the console says: {console:#?}");
        let own =
            |url: &str| url.starts_with("http://127.0.0.1:") || url.starts_with("file://") || url.starts_with("data:");
        let foreign: Vec<String> = self.requests().into_iter().filter(|url| !own(url)).collect();
        assert!(foreign.is_empty(), "asked elsewhere: {foreign:#?}");
    }
}

/// Writes a file below a folder.
pub(crate) fn write(root: &Path, path: &str, words: &str) {
    let place = root.join(path);
    std::fs::create_dir_all(place.parent().unwrap()).unwrap();
    std::fs::write(place, words).unwrap();
}
