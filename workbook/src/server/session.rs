//! Who may read and change what is the reader's own: the browser that opened the link which `serve` prints.
//!
//! Any page, and any program of another user on this machine, can reach a port on loopback. So what is the reader's own
//! takes a secret: a random link, printed in the reader's terminal, that works once and leaves a cookie. Scripts can't
//! read the cookie (`HttpOnly`), and other sites can't have it sent (`SameSite=Strict`). Ports don't count in that, though:
//! a page of another server on this machine is the same site. It can send a request with the cookie and can't read the
//! answer; `Origin`, which tells it from our own pages, must be right as well.
//!
//! A start of the server is a session. The book itself can be read without one.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use axum::extract::{Path, Request, State};
use axum::http::{HeaderMap, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{Html, IntoResponse, Response};
use serde_json::json;
use sha2::{Digest, Sha256};

use super::guard::same_origin;
use super::json;
use super::refusal::Refusal;

/// Where links lead, before their token.
pub const ENTRANCE: &str = "/__workbook/enter";
/// Links are printed no more often than this when a page asks for one.
const PAUSE: Duration = Duration::from_secs(3);
/// How long a browser keeps the cookie, in seconds: a month. It is of no use once the server has stopped.
const LIFETIME: u32 = 30 * 24 * 3600;

/// A start of the server.
#[derive(Debug)]
pub struct Session {
    /// `http://127.0.0.1:PORT`.
    address: String,
    /// Cookies don't know of ports: each server's has a name of its own.
    cookie: String,
    secret: String,
    link: Mutex<Link>,
}

#[derive(Debug, Default)]
struct Link {
    /// What the link ends in, until it is used.
    token: Option<String>,
    printed: Option<Instant>,
}

impl Session {
    /// A session of the server at `port`.
    ///
    /// # Errors
    /// When the system has no random numbers.
    pub fn new(port: u16) -> Result<Self, getrandom::Error> {
        Ok(Self {
            address: format!("http://127.0.0.1:{port}"),
            cookie: format!("workbook-session-{port}"),
            secret: random()?,
            link: Mutex::default(),
        })
    }

    /// A link that works once: the one that still waits to be used, or else a new one. So nobody who asks for links can
    /// take the reader's away.
    ///
    /// # Errors
    /// When the system has no random numbers.
    pub fn link(&self) -> Result<String, getrandom::Error> {
        let mut link = self.lock();
        let token = match &link.token {
            Some(token) => token.clone(),
            None => random()?,
        };
        link.token = Some(token.clone());
        Ok(format!("{}{ENTRANCE}/{token}", self.address))
    }

    /// Whether a token is the link's, which is then used up.
    fn admits(&self, token: &str) -> bool {
        let mut link = self.lock();
        let is_right = link
            .token
            .as_deref()
            .is_some_and(|right| same(token, right));
        if is_right {
            link.token = None;
        }
        is_right
    }

    /// Whether a request comes with the session's cookie.
    pub fn knows(&self, headers: &HeaderMap) -> bool {
        headers
            .get_all(header::COOKIE)
            .iter()
            .filter_map(|cookies| cookies.to_str().ok())
            .flat_map(|cookies| cookies.split(';'))
            .filter_map(|cookie| cookie.trim().split_once('='))
            .any(|(name, value)| name == self.cookie && same(value, &self.secret))
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Link> {
        self.link.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// 256 random bits.
fn random() -> Result<String, getrandom::Error> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes)?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}

/// Whether two secrets are equal. How long it takes tells nothing of where they differ: what is compared are hashes.
fn same(one: &str, other: &str) -> bool {
    Sha256::digest(one) == Sha256::digest(other)
}

/// Lets a request pass that comes from a page of this server, in a browser that is connected. Everything that reads or
/// changes what is the reader's own, or runs something, stands behind this.
pub async fn required(
    State(session): State<Arc<Session>>,
    request: Request,
    next: Next,
) -> Result<Response, Refusal> {
    if !same_origin(request.headers()) {
        return Err(Refusal::Origin);
    }
    if !session.knows(request.headers()) {
        return Err(Refusal::NotConnected);
    }
    Ok(next.run(request).await)
}

/// The link: leaves the cookie and leads to the book.
pub async fn enter(
    State(session): State<Arc<Session>>,
    Path(token): Path<String>,
    method: Method,
    headers: HeaderMap,
) -> Response {
    let is_guess_of_the_browser = |name: &str| {
        let purpose = headers.get(name).and_then(|purpose| purpose.to_str().ok());
        purpose.is_some_and(|purpose| purpose.contains("prefetch") || purpose.contains("prerender"))
    };
    // A browser that looks ahead, or only asks, doesn't use the link up.
    if method != Method::GET
        || is_guess_of_the_browser("sec-purpose")
        || is_guess_of_the_browser("purpose")
    {
        return StatusCode::SERVICE_UNAVAILABLE.into_response();
    }
    let to_the_book = [(header::LOCATION, "/"), (header::CACHE_CONTROL, "no-store")];
    if session.admits(&token) {
        let cookie = format!(
            "{}={}; HttpOnly; SameSite=Strict; Path=/; Max-Age={LIFETIME}",
            session.cookie, session.secret
        );
        return (
            StatusCode::SEE_OTHER,
            to_the_book,
            [(header::SET_COOKIE, cookie)],
        )
            .into_response();
    }
    if session.knows(&headers) {
        return (StatusCode::SEE_OTHER, to_the_book).into_response();
    }
    let no_store = [(header::CACHE_CONTROL, "no-store")];
    (StatusCode::FORBIDDEN, no_store, Html(USED_UP)).into_response()
}

/// What a link says that doesn't work, with a way to another.
const USED_UP: &str = r#"<!doctype html><html lang="en-GB"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<link rel="icon" href="data:,"><title>This link doesn't work any more</title>
<style>:root { color-scheme: light dark; } body { max-width: 36rem; margin: 3rem auto; padding: 0 1rem; font: 1.1rem/1.5 sans-serif; } button { font: inherit; padding: 0.3em 1em; }</style></head>
<body><main><h1>This link doesn't work any more</h1>
<p>Each link works once. This one was used already, or belongs to an earlier start of the server.</p>
<p><button type="button" id="another">Print another link in the terminal</button> <span id="said" role="status"></span></p>
<p>Or stop <code>cargo workbook serve</code> with Ctrl-C and start it again: it prints a link, and with <code>--open</code> it opens it.</p>
<p>To read the book you need no link: <a href="/">read on</a>.</p></main>
<script>document.getElementById("another").onclick = async () => {
  let said = "The server doesn't answer: is it still running?";
  try { const answer = await fetch("/__workbook/link", { method: "POST" }); said = (await answer.json())[answer.ok ? "done" : "error"]; } catch { }
  document.getElementById("said").textContent = said;
};</script></body></html>
"#;

/// Whether this browser is connected. Nobody else learns anything from it, and it tells nothing of the reader's.
pub async fn state(State(session): State<Arc<Session>>, headers: HeaderMap) -> Response {
    json::answer(&json!({ "format": 1, "connected": session.knows(&headers) }))
}

/// Prints a new link in the terminal, for a browser that lost its cookie. It never goes into the answer.
pub async fn print_link(
    State(session): State<Arc<Session>>,
    headers: HeaderMap,
) -> Result<Response, Refusal> {
    if !same_origin(&headers) {
        return Err(Refusal::Origin);
    }
    {
        let mut link = session.lock();
        if link.printed.is_some_and(|when| when.elapsed() < PAUSE) {
            return Err(Refusal::TooOften);
        }
        link.printed = Some(Instant::now());
    }
    let link = session
        .link()
        .map_err(|error| Refusal::Fault(error.to_string()))?;
    println!("A page asks for a link. To connect your browser, open this once: {link}");
    let done = "Done: open the link that stands in the terminal of cargo workbook serve.";
    Ok(json::answer(&json!({ "done": done })))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn token(link: &str) -> &str {
        link.rsplit('/').next().unwrap()
    }

    #[test]
    fn a_link_works_once_and_stays_until_it_is_used() {
        let session = Session::new(3000).unwrap();
        assert!(!session.admits(""), "there is no link yet");
        let link = session.link().unwrap();
        assert_eq!(session.link().unwrap(), link, "asked for again");
        assert!(link.starts_with("http://127.0.0.1:3000/__workbook/enter/"));
        assert_eq!(token(&link).len(), 64);
        for wrong in ["", "0", &token(&link)[1..]] {
            assert!(!session.admits(wrong), "{wrong}");
        }
        assert!(session.admits(token(&link)));
        assert!(!session.admits(token(&link)), "twice");
        let next = session.link().unwrap();
        assert_ne!(next, link);
        assert!(!session.admits(token(&link)) && session.admits(token(&next)));
    }

    #[test]
    fn the_cookie_is_found_among_others_and_nothing_else_is_taken_for_it() {
        let session = Session::new(3000).unwrap();
        let knows = |cookies: &str| {
            let mut headers = HeaderMap::new();
            headers.insert(header::COOKIE, cookies.parse().unwrap());
            session.knows(&headers)
        };
        let secret = &session.secret;
        assert!(knows(&format!("a=b; workbook-session-3000={secret}; c")));
        for wrong in [
            String::new(),
            "workbook-session-3000=".to_owned(),
            format!("workbook-session-3001={secret}"),
            format!("workbook-session-3000={secret}0"),
            format!("a=workbook-session-3000={secret}"),
            secret.clone(),
        ] {
            assert!(!knows(&wrong), "{wrong}");
        }
        assert!(!session.knows(&HeaderMap::new()));
        assert_ne!(Session::new(3000).unwrap().secret, *secret);
    }
}
