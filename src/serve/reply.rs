//! What a browser gets for a path.

/// An answer.
#[derive(Clone, Debug)]
pub(super) struct Reply {
    /// The HTTP status.
    pub(super) status: u16,
    /// The content type.
    pub(super) kind: &'static str,
    /// The bytes.
    pub(super) body: Vec<u8>,
    /// Where to go instead, with 301.
    pub(super) location: Option<String>,
}

impl Reply {
    /// Makes the answer that a file of the site is.
    pub(super) fn file(path: &str, body: Vec<u8>) -> Self {
        Self { status: 200, kind: kind(path), body, location: None }
    }

    /// Makes an answer in plain words.
    pub(super) fn words(status: u16, words: &str) -> Self {
        Self { status, kind: "text/plain; charset=utf-8", body: words.as_bytes().to_vec(), location: None }
    }

    /// Makes an answer for a script.
    pub(super) fn json(status: u16, told: &serde_json::Value) -> Self {
        Self { status, kind: "application/json", body: told.to_string().into_bytes(), location: None }
    }

    /// Sends the browser elsewhere on this server.
    pub(super) fn moved(location: String) -> Self {
        Self { location: Some(location), ..Self::words(301, "") }
    }
}

/// The content type that follows from a name.
fn kind(path: &str) -> &'static str {
    match path.rsplit_once('.').map_or("", |(_, end)| end).to_ascii_lowercase().as_str() {
        "html" => "text/html; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "json" | "map" => "application/json",
        "jsonld" => "application/ld+json",
        "xml" => "application/xml",
        "txt" | "md" | "bib" => "text/plain; charset=utf-8",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "gif" => "image/gif",
        "webp" => "image/webp",
        "avif" => "image/avif",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "woff" => "font/woff",
        "ttf" => "font/ttf",
        "otf" => "font/otf",
        "pdf" => "application/pdf",
        "mp3" => "audio/mpeg",
        "mp4" => "video/mp4",
        "webm" => "video/webm",
        "wasm" => "application/wasm",
        _ => "application/octet-stream",
    }
}
