//! The newest whole book, and what went wrong with a newer one.

use std::convert::Infallible;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use axum::extract::Request;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use tokio::sync::broadcast;
use tower::ServiceExt;
use tower_http::services::{ServeDir, ServeFile};

use super::shrink::shrink;
use crate::book::{self, BookError};

/// A book that can be rebuilt while it is read.
#[derive(Debug)]
pub struct Site {
    root: PathBuf,
    scratch: tempfile::TempDir,
    current: Mutex<Current>,
    news: broadcast::Sender<()>,
    hold: Mutex<Hold>,
}

/// Who wants pages to stay as they are for now.
#[derive(Debug, Default)]
struct Hold {
    by: usize,
    /// There was news meanwhile.
    missed: bool,
}

/// While this lives, no page is told to reload: what it would miss, it is told at the end.
#[derive(Debug)]
pub struct Held(Arc<Site>);

impl Drop for Held {
    fn drop(&mut self) {
        let mut hold = self.0.lock_hold();
        hold.by -= 1;
        if hold.by == 0 && std::mem::take(&mut hold.missed) {
            // Nobody listening is no failure.
            let _ = self.0.news.send(());
        }
    }
}

#[derive(Debug, Default)]
struct Current {
    /// How many builds were started; each has a folder of its own.
    builds: u64,
    /// The folder of the last good one. Dropping the last reference removes it.
    good: Option<Arc<tempfile::TempDir>>,
    /// What the newest build said, if it failed.
    error: Option<String>,
}

impl Site {
    /// A site without a book yet, for the workspace at `root`; its folders are made in `own_dir` and removed at the end.
    pub fn new(root: &Path, own_dir: &Path) -> Result<Self, BookError> {
        let place = |source| BookError::Place {
            path: own_dir.to_owned(),
            source,
        };
        std::fs::create_dir_all(own_dir).map_err(place)?;
        let scratch = tempfile::Builder::new()
            .prefix("served-")
            .tempdir_in(own_dir)
            .map_err(place)?;
        let (news, _) = broadcast::channel(8);
        Ok(Self {
            root: root.to_owned(),
            scratch,
            current: Mutex::default(),
            news,
            hold: Mutex::default(),
        })
    }

    /// Builds the book anew; on success pages reload, on failure the last good book stays.
    pub fn rebuild(&self) -> Result<(), BookError> {
        let place = |source| BookError::Place {
            path: self.scratch.path().to_owned(),
            source,
        };
        let number = {
            let mut current = self.lock();
            current.builds += 1;
            current.builds
        };
        let folder = tempfile::Builder::new()
            .prefix(&format!("{number}-"))
            .tempdir_in(self.scratch.path())
            .map_err(place)?;
        let built = book::render(&self.root, folder.path(), Some(super::RELOAD))
            .and_then(|()| shrink(folder.path()).map_err(place));
        let mut current = self.lock();
        match &built {
            Ok(()) => {
                current.good = Some(Arc::new(folder));
                current.error = None;
            }
            Err(error) => current.error = Some(error.to_string()),
        }
        drop(current);
        self.tell();
        built
    }

    /// Tells pages to reload, now or once nobody holds them any more.
    fn tell(&self) {
        let mut hold = self.lock_hold();
        if hold.by > 0 {
            hold.missed = true;
        } else {
            // Nobody listening is no failure.
            let _ = self.news.send(());
        }
    }

    /// Keeps pages from reloading for as long as what is returned lives.
    pub fn hold(self: &Arc<Self>) -> Held {
        self.lock_hold().by += 1;
        Held(Arc::clone(self))
    }

    /// What the newest build said, if it failed: then an older book is served, or none.
    pub fn trouble(&self) -> Option<String> {
        self.lock().error.clone()
    }

    /// Removes what was served. A rebuild that is still under way fails, and nobody hears of it.
    pub fn close(&self) {
        let _ = std::fs::remove_dir_all(self.scratch.path());
    }

    /// Hears of every finished build.
    pub fn news(&self) -> broadcast::Receiver<()> {
        self.news.subscribe()
    }

    /// Answers a request for a page or an asset.
    pub async fn answer(&self, request: Request) -> Response {
        let (good, error) = {
            let current = self.lock();
            (current.good.clone(), current.error.clone())
        };
        // `good` is held until the answer is on its way, so that its folder isn't removed under it.
        match good {
            Some(folder) => {
                let missing = ServeFile::new(folder.path().join("404.html"));
                let served = ServeDir::new(folder.path())
                    .precompressed_gzip()
                    .not_found_service(missing)
                    .oneshot(request)
                    .await;
                served
                    .unwrap_or_else(|never: Infallible| match never {})
                    .into_response()
            }
            None => broken(
                error
                    .as_deref()
                    .unwrap_or("the first build has not finished"),
            ),
        }
    }

    fn lock_hold(&self) -> std::sync::MutexGuard<'_, Hold> {
        self.hold.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Current> {
        self.current.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The page that stands in while there is no good book; it reloads with the next build.
fn broken(error: &str) -> Response {
    let error = error.replace('&', "&amp;").replace('<', "&lt;");
    let reload = super::RELOAD;
    let page = format!(
        "<!doctype html><html lang=\"en-GB\"><meta charset=\"utf-8\"><title>The book doesn't build</title>\
         <h1>The book doesn't build</h1><pre>{error}</pre><p>Mend it and save: this page reloads by itself.</p>\
         <script>new WebSocket(`ws://${{location.host}}/{reload}`).onmessage = () => location.reload();</script></html>"
    );
    let html = HeaderValue::from_static("text/html; charset=utf-8");
    (
        StatusCode::SERVICE_UNAVAILABLE,
        [(header::CONTENT_TYPE, html)],
        page,
    )
        .into_response()
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::sync::broadcast::error::TryRecvError;

    #[test]
    fn pages_that_are_held_hear_of_a_build_once_the_last_one_lets_go() {
        let folder = tempfile::tempdir().unwrap();
        let site = Arc::new(Site::new(folder.path(), folder.path()).unwrap());
        let mut news = site.news();
        site.tell();
        assert_eq!(news.try_recv(), Ok(()));
        let (one, two) = (site.hold(), site.hold());
        site.tell();
        site.tell();
        drop(one);
        assert_eq!(news.try_recv(), Err(TryRecvError::Empty));
        drop(two);
        assert_eq!(news.try_recv(), Ok(()));
        assert_eq!(news.try_recv(), Err(TryRecvError::Empty), "once");
        drop(site.hold());
        assert_eq!(news.try_recv(), Err(TryRecvError::Empty), "there was none");
    }
}
