//! Jobs: what pages have the server do on this machine.
//!
//! | file | idea |
//! |---|---|
//! | `example` | which programs of the listings the pages run |
//! | `order` | what may be asked for, by name |
//! | `desk` | one job at a time, called off with all its processes |
//! | `work`, `tool` | doing it: within the server, or as a process of the command |
//! | `log`, `finding` | what it says and finds, numbered and bounded |
//!
//! Events go over a WebSocket: a browser sends `Origin` with it, which it doesn't with a plain GET of the page's own server,
//! so the check that guards everything else guards this as it is. They are kept in memory, and end with the server, as
//! jobs do; what a job leaves for good, a verdict or a record, is in the files that the terminal's commands write.

mod desk;
mod example;
mod finding;
mod log;
mod order;
mod tool;
mod work;

use std::sync::Arc;
use std::time::Duration;

use axum::extract::ws::{Message, WebSocket, WebSocketUpgrade};
use axum::extract::{Path, Request, State};
use axum::response::Response;
use serde::Deserialize;
use serde_json::json;

use super::json;
use super::refusal::Refusal;
use desk::{Declined, Job};
use order::{Asked, FORMAT, Order};

pub use desk::Desk;
pub use order::exercise;

/// How long a page may take to receive one event.
const PATIENCE: Duration = Duration::from_secs(20);
/// The longest message that a page may send while it listens; there is nothing that it needs to say.
const LONGEST: usize = 1024;

/// Starts a job; refused, with what runs, while another one runs.
pub async fn start(State(desk): State<Arc<Desk>>, request: Request) -> Result<Response, Refusal> {
    let asked: Asked = json::read(request).await?;
    let order = Order::new(asked, desk.workspace())?;
    match desk.start(order) {
        Ok(job) => Ok(json::answer(
            &json!({ "format": FORMAT, "job": job.about() }),
        )),
        Err(Declined::Busy(job)) => Err(Refusal::Busy(json!(job.about()))),
        Err(Declined::Closing) => Err(Refusal::Fault("the server is about to stop".to_owned())),
        Err(Declined::Fault(error)) => Err(Refusal::Fault(error.to_string())),
    }
}

/// A request that names no job, or one.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Which {
    format: u32,
    #[serde(default)]
    number: Option<u64>,
}

impl Which {
    async fn read(request: Request) -> Result<Self, Refusal> {
        let which: Self = json::read(request).await?;
        if which.format == FORMAT {
            Ok(which)
        } else {
            Err(Refusal::Invalid(
                "this page is of another version: reload it".to_owned(),
            ))
        }
    }
}

/// The jobs that are remembered, the newest last.
pub async fn state(State(desk): State<Arc<Desk>>, request: Request) -> Result<Response, Refusal> {
    Which::read(request).await?;
    let jobs = desk.remembered();
    let jobs: Vec<_> = jobs.iter().map(|job| job.about()).collect();
    Ok(json::answer(&json!({ "format": FORMAT, "jobs": jobs })))
}

/// Calls a job off. Its log says when it has ended.
pub async fn cancel(State(desk): State<Arc<Desk>>, request: Request) -> Result<Response, Refusal> {
    let which = Which::read(request).await?;
    let job = which
        .number
        .and_then(|number| desk.job(number))
        .ok_or_else(|| Refusal::Invalid("there is no such job".to_owned()))?;
    desk.cancel(&job);
    Ok(json::answer(
        &json!({ "format": FORMAT, "job": job.about() }),
    ))
}

/// A job's events after the one of number `seen`, as they come.
pub async fn events(
    State(desk): State<Arc<Desk>>,
    Path((number, seen)): Path<(u64, u64)>,
    upgrade: WebSocketUpgrade,
) -> Result<Response, Refusal> {
    let job = desk.job(number).ok_or(Refusal::Unknown)?;
    let upgrade = upgrade.max_message_size(LONGEST).max_frame_size(LONGEST);
    Ok(upgrade.on_upgrade(move |socket| stream(socket, job, seen)))
}

async fn stream(mut socket: WebSocket, job: Arc<Job>, mut seen: u64) {
    let mut news = job.log.news();
    loop {
        news.mark_unchanged();
        let batch = job.log.after(seen);
        let lost = batch
            .lost
            .then(|| Arc::<str>::from(json!({ "event": "lost" }).to_string()));
        let events = batch.events.iter().map(|(number, json)| {
            seen = *number;
            Arc::clone(json)
        });
        for event in lost.into_iter().chain(events) {
            let sent = socket.send(Message::Text((&*event).into()));
            // Who doesn't take what was asked for may ask again: nothing of it is gone.
            if !matches!(tokio::time::timeout(PATIENCE, sent).await, Ok(Ok(()))) {
                return;
            }
        }
        if batch.ended {
            let _ = tokio::time::timeout(PATIENCE, socket.send(Message::Close(None))).await;
            return;
        }
        tokio::select! {
            changed = news.changed() => if changed.is_err() { return },
            said = socket.recv() => if !matches!(said, Some(Ok(_))) { return },
        }
    }
}
