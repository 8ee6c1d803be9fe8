//! Taking in connections, each with limits of its own: nobody holds one for ever by saying nothing.

use std::convert::Infallible;
use std::time::Duration;

use axum::Router;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use tokio::net::TcpListener;

/// How long the head of a request may take to arrive, and how long a connection stays open between two requests.
const PATIENCE: Duration = Duration::from_secs(20);
/// How long to wait when the system has no connections left to give: they come back as others end.
const BREATH: Duration = Duration::from_millis(200);

/// Answers with `app` whoever connects to `listener`, for ever.
pub async fn take(listener: TcpListener, app: Router) -> Infallible {
    loop {
        let Ok((stream, _)) = listener.accept().await else {
            tokio::time::sleep(BREATH).await;
            continue;
        };
        let service = TowerToHyperService::new(app.clone());
        tokio::spawn(async move {
            let connection = http1::Builder::new()
                .timer(TokioTimer::new())
                .header_read_timeout(PATIENCE)
                .serve_connection(TokioIo::new(stream), service)
                .with_upgrades();
            // A connection that breaks is its reader's affair, who asks again.
            let _ = connection.await;
        });
    }
}
