//! Serving the book on loopback: a guard before everything, the newest whole book behind it, a socket that says when to
//! reload, and, for the browser that opened the printed link, what is the reader's own.

mod connections;
mod exercises;
mod guard;
mod guesses;
mod jobs;
mod json;
mod refusal;
mod session;
mod shrink;
mod site;
mod watch;

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;

use axum::Router;
use axum::extract::ws::{Message, WebSocket, WebSocketUpgrade};
use axum::extract::{Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::{any, get, post};
use tokio::sync::broadcast::error::RecvError;

use crate::guesses::Guesses;
use crate::workspace::Workspace;
use exercises::Exercises;
use jobs::Desk;
use refusal::Refusal;

pub use guard::Guard;
pub use session::Session;
pub use site::Site;

/// Path of the WebSocket that tells pages to reload.
pub const RELOAD: &str = "__livereload";

/// Nothing on a page may come from, or go to, another host. mdBook's own scripts are inline.
const POLICY: &str = "default-src 'self'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; \
    img-src 'self' data:; font-src 'self' data:; worker-src 'self' blob:; object-src 'none'; base-uri 'self'; \
    form-action 'self'; frame-ancestors 'self'";

/// Why the server doesn't run.
#[derive(Debug, thiserror::Error)]
pub enum ServerError {
    /// The port is taken.
    #[error(
        "port {0} is in use, perhaps by another `cargo workbook serve`; stop that one, or choose another with --port"
    )]
    PortInUse(u16),
    /// The port can't be had.
    #[error("cannot listen on port {port}")]
    Listen {
        /// Which port.
        port: u16,
        /// What the system said.
        source: std::io::Error,
    },
    /// Files can't be watched.
    #[error("cannot watch the book's files for changes")]
    Watch(#[source] notify_debouncer_full::notify::Error),
}

/// Binds the port on loopback. Port 0 takes any free one.
pub async fn listen(port: u16) -> Result<tokio::net::TcpListener, ServerError> {
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
    tokio::net::TcpListener::bind(address)
        .await
        .map_err(|source| match source.kind() {
            std::io::ErrorKind::AddrInUse => ServerError::PortInUse(port),
            _ => ServerError::Listen { port, source },
        })
}

/// Every address that is answered, and what it takes beyond the right host.
fn routes(
    site: Arc<Site>,
    guard: Guard,
    session: Arc<Session>,
    guesses: Guesses,
    desk: Arc<Desk>,
    exercises: Exercises,
) -> Router {
    // What is the reader's own: only for pages of this server in a browser that is connected.
    let own = Router::new()
        .route("/__workbook/guesses", post(guesses::merge))
        .route("/__workbook/guesses/erase", post(guesses::erase))
        .with_state(guesses)
        .merge(
            Router::new()
                .route("/__workbook/book", post(trouble))
                .with_state(Arc::clone(&site)),
        )
        .merge(
            Router::new()
                .route("/__workbook/jobs", post(jobs::start))
                .route("/__workbook/jobs/state", post(jobs::state))
                .route("/__workbook/jobs/cancel", post(jobs::cancel))
                .route("/__workbook/jobs/{number}/events/{seen}", get(jobs::events))
                .with_state(desk),
        )
        .merge(
            Router::new()
                .route(
                    "/__workbook/exercise",
                    post(exercises::show).put(exercises::save),
                )
                .route("/__workbook/exercise/keep", post(exercises::keep_aside))
                .route("/__workbook/exercise/hint", post(exercises::next_hint))
                .route("/__workbook/exercise/reset", post(exercises::start_again))
                .route("/__workbook/exercise/copy", post(exercises::get_back))
                .route("/__workbook/exercise/solution", post(exercises::reveal))
                .route("/__workbook/progress", post(exercises::progress))
                .with_state(exercises),
        )
        .route_layer(middleware::from_fn_with_state(
            Arc::clone(&session),
            session::required,
        ));
    // How a browser becomes connected: for everybody.
    let door = Router::new()
        .route(
            &format!("{}/{{token}}", session::ENTRANCE),
            get(session::enter),
        )
        .route("/__workbook/session", get(session::state))
        .route("/__workbook/link", post(session::print_link))
        .route("/__workbook/{*else}", any(async || Refusal::Unknown))
        .with_state(session);
    // The book: for everybody.
    Router::new()
        .route(&format!("/{RELOAD}"), get(reload))
        .fallback(page)
        .with_state(site)
        .merge(own)
        .merge(door)
        .layer(middleware::from_fn_with_state(Arc::new(guard), guarded))
}

/// Serves `site` until `stop` ends, rebuilding it whenever one of its sources in the workspace changes.
pub async fn serve(
    listener: tokio::net::TcpListener,
    guard: Guard,
    session: Arc<Session>,
    site: Arc<Site>,
    workspace: &Workspace,
    stop: impl Future<Output = ()>,
) -> Result<(), ServerError> {
    let _watcher =
        watch::rebuild_on_change(&workspace.root, Arc::clone(&site)).map_err(ServerError::Watch)?;
    let served = Arc::clone(&site);
    let guesses = Guesses::of(&workspace.own_dir());
    let workspace = Arc::new(workspace.clone());
    let exercises = Exercises::of(Arc::clone(&workspace));
    let desk = Arc::new(Desk::new(workspace, Arc::clone(&site)));
    let app = routes(site, guard, session, guesses, Arc::clone(&desk), exercises);
    // A page keeps its reload socket open for ever: the server doesn't wait for those.
    tokio::select! {
        never = connections::take(listener, app) => match never {},
        () = stop => {}
    }
    // Nothing else is served any more, so this may take its moment.
    desk.close();
    served.close();
    Ok(())
}

/// Listens from now on for Ctrl-C, and on Unix for a polite kill or the end of the terminal, too; the future ends then.
pub fn told_to_stop() -> impl Future<Output = ()> {
    #[cfg(unix)]
    let heard = {
        use tokio::signal::unix::{SignalKind, signal};
        let kinds = [
            SignalKind::interrupt(),
            SignalKind::terminate(),
            SignalKind::hangup(),
        ];
        kinds.map(signal)
    };
    async {
        #[cfg(unix)]
        if let [Ok(mut interrupt), Ok(mut terminate), Ok(mut hangup)] = heard {
            tokio::select! {
                _ = interrupt.recv() => {}
                _ = terminate.recv() => {}
                _ = hangup.recv() => {}
            }
            return;
        }
        let _ = tokio::signal::ctrl_c().await;
    }
}

async fn guarded(State(guard): State<Arc<Guard>>, request: Request, next: Next) -> Response {
    let host = request
        .headers()
        .get(header::HOST)
        .and_then(|host| host.to_str().ok());
    // A request line may carry a host of its own; then both must be ours.
    let line = request
        .uri()
        .authority()
        .map(|authority| authority.as_str());
    if !host.is_some_and(|host| guard.allows_host(host))
        || !line.is_none_or(|host| guard.allows_host(host))
    {
        return (
            StatusCode::MISDIRECTED_REQUEST,
            "This server answers only to the address it was started on.\n",
        )
            .into_response();
    }
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    headers.insert(
        header::CONTENT_SECURITY_POLICY,
        HeaderValue::from_static(POLICY),
    );
    headers.insert(
        header::X_CONTENT_TYPE_OPTIONS,
        HeaderValue::from_static("nosniff"),
    );
    headers.insert(
        header::REFERRER_POLICY,
        HeaderValue::from_static("no-referrer"),
    );
    headers
        .entry(header::CACHE_CONTROL)
        .or_insert(HeaderValue::from_static("no-cache"));
    response
}

/// What the newest build of the book failed with, for the reader whose files it is made of.
async fn trouble(State(site): State<Arc<Site>>) -> Response {
    json::answer(&serde_json::json!({ "format": 1, "trouble": site.trouble() }))
}

async fn page(State(site): State<Arc<Site>>, request: Request) -> Response {
    site.answer(request).await
}

async fn reload(
    State(site): State<Arc<Site>>,
    request: axum::http::HeaderMap,
    upgrade: WebSocketUpgrade,
) -> Response {
    if !guard::same_origin(&request) {
        return (
            StatusCode::FORBIDDEN,
            "Only pages of this server may listen.\n",
        )
            .into_response();
    }
    upgrade.on_upgrade(move |socket| announce(socket, site))
}

/// Tells one page to reload when the next book is ready.
async fn announce(mut socket: WebSocket, site: Arc<Site>) {
    let mut news = site.news();
    loop {
        tokio::select! {
            heard = news.recv() => match heard {
                Ok(()) | Err(RecvError::Lagged(_)) => {
                    if socket.send(Message::Text("reload".into())).await.is_err() {
                        return;
                    }
                }
                Err(RecvError::Closed) => return,
            },
            said = socket.recv() => match said {
                Some(Ok(_)) => {}
                _ => return,
            },
        }
    }
}
