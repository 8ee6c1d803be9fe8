//! The judge of make-sure: fresh conversations, and the order in which a wrapper asks, reads and calls.

use std::process::ExitCode;

use workbook_judge::contest::{self, Case, Group, Judge};
use workbook_judge::fresh::Fresh;

#[path = "judge/event.rs"]
mod event;
#[path = "judge/session.rs"]
mod session;

use session::Session;

fn main() -> ExitCode {
    contest::main(&MakeSure)
}

struct MakeSure;

const GROUPS: [Group; 6] = [
    Group::new("yes", 2, "the question, and the call that follows a yes"),
    Group::new("no", 1, "no call after a no"),
    Group::new("words", 2, "what counts as a yes or a no, and what doesn't"),
    Group::new("asks-again", 2, "unclear answers, and how many of them"),
    Group::new(
        "no-answer",
        1,
        "the end of the input, and inputs and outputs that break",
    ),
    Group::new("many-calls", 2, "a wrapper that is called again and again"),
];

impl Judge for MakeSure {
    fn groups(&self) -> &[Group] {
        &GROUPS
    }

    fn cases(&self, group: &str, seed: u64) -> Vec<Case> {
        let mut fresh = Fresh::new(seed, group);
        match group {
            "yes" => yes(&mut fresh),
            "no" => no(&mut fresh),
            "words" => words(&mut fresh),
            "asks-again" => asks_again(&mut fresh),
            "no-answer" => no_answer(&mut fresh),
            "many-calls" => many_calls(&mut fresh),
            _ => Vec::new(),
        }
    }
}

const YES: [&str; 7] = ["y", "Y", "yes", "YES", "yEs", "  y ", "\tyes"];
const NO: [&str; 7] = ["n", "N", "no", "NO", "nO", " n", "no\t "];
const UNCLEAR: [&str; 10] = [
    "yesterday",
    "ye",
    "y.",
    "not now",
    "yy",
    "ja",
    "1",
    "y n",
    "?",
    "no no",
];

/// One call, and what is typed.
fn one(fresh: &mut Fresh, text: impl Into<String>) -> Session {
    Session {
        arguments: vec![fresh.below(1_000_000)],
        factor: fresh.word(),
        text: text.into(),
        reading_breaks: false,
        writing_breaks: false,
    }
}

fn pick(fresh: &mut Fresh, words: &[&'static str]) -> &'static str {
    words[fresh.below(words.len() as u64) as usize]
}

// The cases.

fn yes(fresh: &mut Fresh) -> Vec<Case> {
    ["y\n", "yes\n", "y\nn\n"]
        .map(|text| one(fresh, text).case("a yes"))
        .into()
}

fn no(fresh: &mut Fresh) -> Vec<Case> {
    ["n\n", "no\n", "n\ny\n"]
        .map(|text| one(fresh, text).case("a no"))
        .into()
}

fn words(fresh: &mut Fresh) -> Vec<Case> {
    let mut cases = Vec::new();
    for word in YES.into_iter().chain(NO) {
        let end = if fresh.below(2) == 0 { "\n" } else { "\r\n" };
        cases.push(one(fresh, format!("{word}{end}")).case("a word"));
    }
    for word in UNCLEAR {
        let answer = pick(fresh, &["y", "n"]);
        cases.push(one(fresh, format!("{word}\n{answer}\n")).case("a word that is neither"));
    }
    cases
}

fn asks_again(fresh: &mut Fresh) -> Vec<Case> {
    let mut cases = Vec::new();
    for unclear in 1..=5 {
        let mut text = String::new();
        for _ in 0..unclear {
            text += pick(fresh, &UNCLEAR);
            text += "\n";
        }
        text += pick(fresh, &["yes\n", "no\n"]);
        cases.push(one(fresh, text).case("unclear answers"));
    }
    for text in [
        "\ny\n",
        "  \n\nno\n",
        "\r\n\r\n\r\ny\n",
        "\n\n  perhaps \ny\n",
    ] {
        cases.push(one(fresh, text).case("empty lines"));
    }
    cases
}

fn no_answer(fresh: &mut Fresh) -> Vec<Case> {
    let mut cases = Vec::new();
    for text in ["", "hm\n", "hm\nwell\n", "hm"] {
        cases.push(one(fresh, text).case("the end of the input"));
        let broken = Session {
            reading_breaks: true,
            ..one(fresh, text)
        };
        cases.push(broken.case("an input that breaks"));
    }
    for text in ["y", "no", "hm\nYES"] {
        cases.push(one(fresh, text).case("a last line without its ending"));
    }
    let broken = Session {
        writing_breaks: true,
        ..one(fresh, "y\n")
    };
    cases.push(broken.case("an output that breaks"));
    cases
}

fn many_calls(fresh: &mut Fresh) -> Vec<Case> {
    let mut cases = Vec::new();
    for calls in [2, 5, 20] {
        let mut session = one(fresh, "");
        session.arguments = (0..calls).map(|_| fresh.below(1_000_000)).collect();
        for _ in 0..calls {
            // Up to three unclear answers, so that some calls give up and the next one has to begin anew.
            for _ in 0..fresh.below(4) {
                session.text += pick(fresh, &UNCLEAR);
                session.text += "\n";
            }
            session.text += pick(fresh, &YES);
            session.text += "\n";
            session.text += pick(fresh, &NO);
            session.text += "\n";
        }
        cases.push(session.case("several calls"));
    }
    let mut dry = one(fresh, "y\nn\n");
    dry.arguments = vec![3, 2, 1, 0];
    cases.push(dry.case("more calls than answers"));
    cases
}
