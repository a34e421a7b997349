//! The HTTP side: pages for browsers on this machine, and word of every change.
//!
//! In: requests. Out: replies of the keeper, the preview's own scripts and style (put into every page), and `/_postil/events`, the
//! server-sent events that tell of a new state. A request whose `Host` names another machine is refused, so that no web site
//! can read the preview under a name of its own (DNS rebinding); so is a request that a page from elsewhere makes. What writes,
//! `/_postil/note` and `/_postil/term`, asks for the origin and for the token that the pages of this run hold.

use std::convert::Infallible;
use std::net::{IpAddr, SocketAddr, TcpListener};
use std::sync::Arc;
use std::sync::mpsc::Sender;

use axum::Router;
use axum::extract::{Request, State};
use axum::http::{HeaderValue, Method, StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse as _, Response};
use axum::routing::{get, post};
use tokio::sync::{oneshot, watch};
use tokio_stream::wrappers::WatchStream;
use tokio_stream::{Stream, StreamExt as _};

use super::annotate::Wish;
use super::keeper::{Keeper, Message, Status};
use super::reply::Reply;
use super::token;
use crate::error::Error;

/// A page sends no more than this.
const LARGEST: usize = 64 << 10;

/// What every page gets; the scripts and their style are the preview's own.
fn live(token: &str) -> String {
    format!(
        "<link rel=\"stylesheet\" href=\"/_postil/live.css\"><script src=\"/_postil/live.js\" defer></script>\
         <script src=\"/_postil/annotate.js\" data-token=\"{token}\" defer></script>\n"
    )
}

/// What every request is answered from.
#[derive(Clone)]
struct Preview {
    messages: Sender<Message>,
    status: watch::Receiver<Arc<Status>>,
    address: SocketAddr,
    /// What the pages of this run know, and no others.
    token: Arc<str>,
}

/// Serves until the process is interrupted.
///
/// # Errors
/// [`Error::Io`] when the system takes the listener away, [`Error::Usage`] when it gives no random numbers.
pub(super) fn run(listener: TcpListener, address: SocketAddr, keeper: &Keeper) -> Result<(), Error> {
    let failed = || Error::io("serve at", address.to_string());
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(failed())?;
    let token = token::draw()?.into();
    let preview = Preview { messages: keeper.messages.clone(), status: keeper.status.clone(), address, token };
    let served = runtime.block_on(async {
        listener.set_nonblocking(true)?;
        let listener = tokio::net::TcpListener::from_std(listener)?;
        let app = router(preview);
        tokio::select! {
            served = axum::serve(listener, app) => served,
            // Browsers hold their streams of events open: they are not waited for.
            _ = tokio::signal::ctrl_c() => Ok(()),
        }
    });
    runtime.shutdown_background();
    served.map_err(failed())
}

fn router(preview: Preview) -> Router {
    Router::new()
        .route("/_postil/events", get(events))
        .route("/_postil/live.js", get(|| async { asset("live.js", include_bytes!("client/live.js")) }))
        .route("/_postil/annotate.js", get(|| async { asset("annotate.js", include_bytes!("client/annotate.js")) }))
        .route("/_postil/note", post(note))
        .route("/_postil/term", post(term))
        .route("/_postil/live.css", get(|| async { asset("live.css", include_bytes!("client/live.css")) }))
        .fallback(page)
        .layer(middleware::from_fn_with_state(preview.clone(), guard))
        .with_state(preview)
}

/// Refuses requests that no page of this preview makes, and marks every answer as one that is not to be kept.
async fn guard(State(preview): State<Preview>, request: Request, next: Next) -> Response {
    let mut response = match refusal(&preview, &request) {
        Some((status, why)) => (status, why).into_response(),
        None => next.run(request).await,
    };
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert("cross-origin-resource-policy", HeaderValue::from_static("same-origin"));
    headers.insert(header::X_FRAME_OPTIONS, HeaderValue::from_static("DENY"));
    response
}

fn refusal(preview: &Preview, request: &Request) -> Option<(StatusCode, &'static str)> {
    let headers = request.headers();
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
    if !is_this_machine(host, preview.address.port()) {
        return Some((StatusCode::FORBIDDEN, "This preview answers to the address that it was started with.\n"));
    }
    let origin = headers.get(header::ORIGIN).map(|origin| origin.to_str().unwrap_or_default());
    if origin.is_some_and(|origin| origin.strip_prefix("http://") != Some(host)) {
        return Some((StatusCode::FORBIDDEN, "This preview answers to its own pages.\n"));
    }
    if request.method() == Method::GET || request.method() == Method::HEAD {
        return None;
    }
    if request.method() != Method::POST || !matches!(request.uri().path(), "/_postil/note" | "/_postil/term") {
        return Some((StatusCode::METHOD_NOT_ALLOWED, "This can be read, and no more.\n"));
    }
    let token = headers.get("x-postil-token").map(HeaderValue::as_bytes);
    if origin.is_none() || token != Some(preview.token.as_bytes()) {
        return Some((StatusCode::FORBIDDEN, "This preview writes for its own pages: reload the page.\n"));
    }
    let kind = headers.get(header::CONTENT_TYPE).map(HeaderValue::as_bytes);
    (kind != Some(b"application/json")).then_some((StatusCode::UNSUPPORTED_MEDIA_TYPE, "JSON is asked for.\n"))
}

/// Tells whether a `Host` is an address by number or `localhost`, with this port: a name that anyone may own is neither.
fn is_this_machine(host: &str, port: u16) -> bool {
    let (name, given) = match host.rsplit_once(':') {
        Some((name, digits)) if !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit()) => {
            (name, digits.parse().ok())
        }
        _ => (host, Some(80)),
    };
    let bare = name.strip_prefix('[').and_then(|name| name.strip_suffix(']')).unwrap_or(name);
    given == Some(port) && (name.eq_ignore_ascii_case("localhost") || bare.parse::<IpAddr>().is_ok())
}

/// Answers with a file of the site.
async fn page(State(preview): State<Preview>, request: Request) -> Response {
    let asked = request.uri().path().to_owned();
    let reply = answer(&preview, |reply| Message::Page(asked, reply)).await;
    let is_page = reply.kind.starts_with("text/html");
    let reply = if is_page { Reply { body: with_live(reply.body, &preview.token), ..reply } } else { reply };
    response(reply)
}

/// Begins a note.
async fn note(State(preview): State<Preview>, request: Request) -> Response {
    write(&preview, request, |wish| serde_json::from_slice(wish).map(Wish::Note)).await
}

/// Begins a term.
async fn term(State(preview): State<Preview>, request: Request) -> Response {
    write(&preview, request, |wish| serde_json::from_slice(wish).map(Wish::Term)).await
}

async fn write(
    preview: &Preview,
    request: Request,
    read: impl Fn(&[u8]) -> Result<Wish, serde_json::Error>,
) -> Response {
    let Ok(body) = axum::body::to_bytes(request.into_body(), LARGEST).await else {
        let told = serde_json::json!({ "error": "that is too much to quote: select less" });
        return response(Reply::json(413, &told));
    };
    match read(&body) {
        Ok(wish) => response(answer(preview, |reply| Message::Write(wish, reply)).await),
        Err(_) => response(Reply::words(400, "This is not what a page of the preview sends.\n")),
    }
}

/// Asks the keeper.
async fn answer(preview: &Preview, ask: impl FnOnce(oneshot::Sender<Reply>) -> Message) -> Reply {
    let (reply, answer) = oneshot::channel();
    let ending = || Reply::words(503, "The preview is ending.\n");
    match preview.messages.send(ask(reply)) {
        Ok(()) => answer.await.unwrap_or_else(|_| ending()),
        Err(_) => ending(),
    }
}

fn response(reply: Reply) -> Response {
    let status = StatusCode::from_u16(reply.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut response = (status, [(header::CONTENT_TYPE, reply.kind)], reply.body).into_response();
    if let Some(place) = reply.location.and_then(|place| HeaderValue::from_str(&place).ok()) {
        response.headers_mut().insert(header::LOCATION, place);
    }
    response
}

/// Puts the preview's scripts at the end of the head.
fn with_live(mut page: Vec<u8>, token: &str) -> Vec<u8> {
    let end = page.windows(7).position(|window| window == b"</head>").unwrap_or(page.len());
    page.splice(end..end, live(token).into_bytes());
    page
}

fn asset(name: &str, bytes: &'static [u8]) -> Response {
    let reply = Reply::file(name, bytes.to_vec());
    ([(header::CONTENT_TYPE, reply.kind)], reply.body).into_response()
}

/// Tells of the state of the publication, now and whenever it changes.
async fn events(State(preview): State<Preview>) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    let told = WatchStream::new(preview.status).map(|status| {
        let Status { generation, problems, shown } = &*status;
        let state = serde_json::json!({ "generation": generation, "problems": problems, "shown": shown });
        Ok(Event::default().event("state").data(state.to_string()))
    });
    Sse::new(told).keep_alive(KeepAlive::default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_addresses_by_number_and_localhost_are_this_machine() {
        for host in ["127.0.0.1:4000", "localhost:4000", "LOCALHOST:4000", "[::1]:4000", "192.168.1.7:4000"] {
            assert!(is_this_machine(host, 4000), "{host}");
        }
        for host in [
            "evil.example:4000",
            "127.0.0.1:4001",
            "127.0.0.1",
            "localhost.evil.example:4000",
            "",
            ":4000",
            "127.0.0.1.evil:4000",
        ] {
            assert!(!is_this_machine(host, 4000), "{host}");
        }
        assert!(is_this_machine("localhost", 80));
    }

    #[test]
    fn the_script_stands_at_the_end_of_the_head() {
        let page = with_live(b"<head><title>x</title></head><body></body>".to_vec(), "0f");
        let live = live("0f");
        assert_eq!(String::from_utf8(page).unwrap(), format!("<head><title>x</title>{live}</head><body></body>"));
        assert!(with_live(b"x".to_vec(), "0f").ends_with(live.as_bytes()));
    }
}
