//! Requests and answers in JSON. A request may come from anybody: it is read within limits of length and time.

use std::time::Duration;

use axum::body::Body;
use axum::extract::Request;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use http_body_util::BodyExt as _;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::refusal::Refusal;

/// The longest request, in bytes.
pub const LONGEST: usize = 64 * 1024;
/// How long a request may take to arrive.
const PATIENCE: Duration = Duration::from_secs(10);
/// How much of a request that is too long is still taken off the line, in bytes.
const SWALLOWED: usize = 8 * 1024 * 1024;

/// Reads the body of a request.
///
/// # Errors
/// When it isn't JSON, is longer than [`LONGEST`], doesn't arrive, or isn't a `T`.
pub async fn read<T: DeserializeOwned>(request: Request) -> Result<T, Refusal> {
    read_within(request, LONGEST).await
}

/// The same with another limit to the length, in bytes.
///
/// # Errors
/// As [`read`].
pub async fn read_within<T: DeserializeOwned>(
    request: Request,
    longest: usize,
) -> Result<T, Refusal> {
    let kind = request.headers().get(header::CONTENT_TYPE);
    let kind = kind.and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    let kind = kind.split(';').next().unwrap_or_default().trim();
    if !kind.eq_ignore_ascii_case("application/json") {
        return Err(Refusal::NotJson);
    }
    let announced = request.headers().get(header::CONTENT_LENGTH);
    let announced = announced
        .and_then(|length| length.to_str().ok())
        .and_then(|length| length.parse::<usize>().ok());
    if announced.is_some_and(|length| length > SWALLOWED) {
        return Err(Refusal::TooLong(longest));
    }
    let text = tokio::time::timeout(PATIENCE, arriving(request.into_body(), longest))
        .await
        .map_err(|_| Refusal::TooSlow)??;
    serde_json::from_slice(&text).map_err(|error| Refusal::Malformed(error.to_string()))
}

/// Takes a body off the line; what length it announced doesn't count, which may be a lie, or missing.
///
/// A body that is too long is read on and forgotten: a connection that is closed on a sender loses the answer that says so.
async fn arriving(mut body: Body, longest: usize) -> Result<Vec<u8>, Refusal> {
    let mut text = Vec::new();
    let mut length = 0;
    while let Some(frame) = body.frame().await {
        let frame = frame.map_err(|error| Refusal::Malformed(error.to_string()))?;
        let Ok(piece) = frame.into_data() else {
            continue;
        };
        length += piece.len();
        if length > SWALLOWED {
            break;
        }
        if length > longest {
            text = Vec::new();
        } else {
            text.extend_from_slice(&piece);
        }
    }
    if length > longest {
        return Err(Refusal::TooLong(longest));
    }
    Ok(text)
}

/// An answer, which no cache may keep.
pub fn answer(value: &impl Serialize) -> Response {
    match serde_json::to_string(value) {
        Ok(body) => {
            let headers = [
                (header::CONTENT_TYPE, "application/json"),
                (header::CACHE_CONTROL, "no-store"),
            ];
            (headers, body).into_response()
        }
        Err(error) => Refusal::Fault(error.to_string()).into_response(),
    }
}
