//! What is answered to a request that isn't followed: a status, and a sentence that says why and what to do.

use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::Value;

/// Why a request isn't followed.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    /// It was sent by a page of another site, or by no page.
    #[error("only pages of this server may ask for this")]
    Origin,
    /// It comes without the session's cookie.
    #[error(
        "this browser isn't connected: open the link that `cargo workbook serve` prints in its terminal"
    )]
    NotConnected,
    /// It isn't JSON.
    #[error("only `application/json` is read here")]
    NotJson,
    /// It is too long.
    #[error("the request is longer than {0} bytes: send it in parts")]
    TooLong(usize),
    /// It didn't arrive.
    #[error("the request didn't arrive whole in time: send it again")]
    TooSlow,
    /// Its JSON isn't what it should be.
    #[error("the request can't be read: {0}")]
    Malformed(String),
    /// It can be read, and makes no sense.
    #[error("{0}")]
    Invalid(String),
    /// A new link was printed only just now.
    #[error("a link was printed a moment ago: look in the terminal of `cargo workbook serve`")]
    TooOften,
    /// No such address.
    #[error("there is nothing at this address")]
    Unknown,
    /// There is no room left.
    #[error("{0}")]
    Full(String),
    /// Another job runs: this one.
    #[error("another job runs: wait for it, or cancel it")]
    Busy(Value),
    /// The file isn't the one that the page has seen: this is what it holds.
    #[error(
        "the file was changed elsewhere meanwhile, and is left as it is: choose what it is to hold"
    )]
    Differs(Value),
    /// The solution is there, and the reader may not want to see it yet.
    #[error("the tests don't pass yet: say that you want to see it anyway")]
    NotYet,
    /// The machine's fault.
    #[error("{0}")]
    Fault(String),
}

impl Refusal {
    fn status(&self) -> StatusCode {
        match self {
            Self::Origin | Self::NotYet => StatusCode::FORBIDDEN,
            Self::NotConnected => StatusCode::UNAUTHORIZED,
            Self::NotJson => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::TooLong(_) => StatusCode::PAYLOAD_TOO_LARGE,
            Self::TooSlow => StatusCode::REQUEST_TIMEOUT,
            Self::Malformed(_) => StatusCode::BAD_REQUEST,
            Self::Invalid(_) => StatusCode::UNPROCESSABLE_ENTITY,
            Self::TooOften => StatusCode::TOO_MANY_REQUESTS,
            Self::Unknown => StatusCode::NOT_FOUND,
            Self::Full(_) | Self::Busy(_) | Self::Differs(_) => StatusCode::CONFLICT,
            Self::Fault(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let mut body = serde_json::json!({ "error": self.to_string() });
        match &self {
            Self::Busy(job) => body["running"] = job.clone(),
            Self::Differs(texts) => body["texts"] = texts.clone(),
            _ => {}
        }
        let body = body.to_string();
        let json = [(header::CONTENT_TYPE, "application/json")];
        (self.status(), json, body).into_response()
    }
}
