//! The reader's guesses, for the pages that ask for them. Both answers hold all that is kept then.

use axum::extract::{Request, State};
use axum::response::Response;
use serde::Deserialize;
use serde_json::json;

use super::json;
use super::refusal::Refusal;
use crate::guesses::{FORMAT, Guess, Guesses, GuessesError, Kept};

/// How many guesses one request may bring.
const AT_ONCE: usize = 200;

/// What a browser hands over; nothing, if it only asks.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct More {
    format: u32,
    guesses: Vec<Guess>,
}

/// Adds the guesses that the file lacks.
pub async fn merge(State(guesses): State<Guesses>, request: Request) -> Result<Response, Refusal> {
    let more: More = json::read(request).await?;
    if more.format != FORMAT {
        let format = more.format;
        return Err(Refusal::Invalid(format!(
            "guesses of format {format} are not known here, only those of format {FORMAT}: reload the page"
        )));
    }
    if more.guesses.len() > AT_ONCE {
        return Err(Refusal::Invalid(format!(
            "a request may bring {AT_ONCE} guesses at once: send them in parts"
        )));
    }
    for guess in &more.guesses {
        guess
            .check()
            .map_err(|wrong| Refusal::Invalid(wrong.to_string()))?;
    }
    let read = off_the_road(move || guesses.merge(more.guesses)).await?;
    let aside = read.set_aside.map(|path| path.display().to_string());
    Ok(told(&read.kept, json!({ "set_aside": aside })))
}

/// What a request to erase must say, so that none is sent by mistake.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Erase {
    erase: bool,
}

/// Forgets all guesses, and keeps a copy.
pub async fn erase(State(guesses): State<Guesses>, request: Request) -> Result<Response, Refusal> {
    let asked: Erase = json::read(request).await?;
    if !asked.erase {
        return Err(Refusal::Invalid(
            "this erases nothing: say `true`".to_owned(),
        ));
    }
    let (read, copy) = off_the_road(move || guesses.erase()).await?;
    let copy = copy.map(|path| path.display().to_string());
    Ok(told(&read.kept, json!({ "copy": copy })))
}

/// Files may be slow: they are read and written where no other request waits.
async fn off_the_road<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, GuessesError> + Send + 'static,
) -> Result<T, Refusal> {
    let done = tokio::task::spawn_blocking(work).await;
    let done = done.map_err(|error| Refusal::Fault(error.to_string()))?;
    done.map_err(|error| {
        eprintln!("error: {error}");
        match error {
            GuessesError::Full(_) => Refusal::Full(error.to_string()),
            GuessesError::File { .. } => Refusal::Fault(error.to_string()),
        }
    })
}

fn told(kept: &Kept, mut more: serde_json::Value) -> Response {
    more["format"] = json!(kept.format);
    more["store"] = json!(kept.store);
    more["guesses"] = json!(kept.guesses);
    json::answer(&more)
}
