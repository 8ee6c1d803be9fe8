//! What pages have the server do: started, followed, called off, and asked for by those who may not.
#![cfg(unix)]

mod common;

use std::process::Command;
use std::time::{Duration, Instant};

use common::Copy;
use common::miniature::Miniature;
use common::process::{descendants, is_alive};
use common::server::{Page, Server, status};
use serde_json::Value;

const JOBS: &str = "/__workbook/jobs";
const STATE: &str = "/__workbook/jobs/state";
const CANCEL: &str = "/__workbook/jobs/cancel";

/// A spec that says who it is and whom it left behind, and waits for far longer than any test. On Linux what it left behind
/// has a session of its own, and a parent that has ended.
const WAITS: &str = r#"//! Wait.

#[test]
fn it_waits() {
    let own = if cfg!(target_os = "linux") { "setsid" } else { "" };
    let script = format!("{own} sleep 600 </dev/null >/dev/null 2>&1 & echo $!");
    let shell = std::process::Command::new("sh").args(["-c", &script]).output().unwrap();
    let left = String::from_utf8(shell.stdout).unwrap();
    std::fs::write("told", format!("{} {left}", std::process::id())).unwrap();
    std::fs::rename("told", "pid").unwrap();
    std::thread::sleep(std::time::Duration::from_secs(600));
}
"#;
/// A spec that passes for whatever compiles.
const PASSES: &str = "//! Be there.\n\n#[test]\nfn it_is_there() {}\n";

impl Page<'_> {
    fn post(&self, path: &str, body: &str) -> (String, Value) {
        let answer = self
            .server
            .post(path, &[("Cookie", self.cookie.as_str())], body);
        let document = document(&answer);
        (status(&answer).to_owned(), document)
    }

    /// Starts a job and tells its number.
    fn start(&self, kind: &str, id: &str) -> u64 {
        let (status, answer) = self.post(JOBS, &order(kind, id));
        assert_eq!(status, "200", "{answer}");
        answer["job"]["number"].as_u64().unwrap()
    }

    /// Everything that a job says after an event, to its end.
    fn follow(&self, number: u64, seen: u64) -> Vec<Value> {
        let path = format!("{JOBS}/{number}/events/{seen}");
        let socket = self
            .server
            .socket(&path, &self.server.origin(), &self.cookie);
        let events = socket.unwrap_or_else(|answer| panic!("{answer}"));
        events
            .map(|text| serde_json::from_str(&text).unwrap())
            .collect()
    }
}

fn document(answer: &str) -> Value {
    let body = answer.split_once("\r\n\r\n").unwrap().1;
    serde_json::from_str(body).unwrap_or_else(|error| panic!("{error} in {answer}"))
}

fn order(kind: &str, id: &str) -> String {
    format!("{{\"format\":1,\"kind\":{kind:?},\"id\":{id:?}}}")
}

/// How a job ended: the last of its events, which is its only end.
fn how(events: &[Value]) -> &str {
    let ends = events.iter().filter(|event| event["event"] == "ended");
    assert_eq!(ends.count(), 1, "{events:?}");
    events.last().unwrap()["how"].as_str().unwrap()
}

fn finding(events: &[Value]) -> &Value {
    let found = events.iter().find(|event| event["event"] == "found");
    &found.unwrap_or_else(|| panic!("{events:?}"))["finding"]
}

fn wait_for(what: &str, mut is_so: impl FnMut() -> bool) {
    let deadline = Instant::now() + Duration::from_secs(300);
    while !is_so() {
        assert!(Instant::now() < deadline, "waited in vain: {what}");
        std::thread::sleep(Duration::from_millis(50));
    }
}

/// The process that waits and the one that it left behind, once they are there.
fn waiting(copy: &Copy) -> Vec<String> {
    let file = copy.path("exercises/timeit/pid");
    wait_for("the tests run", || file.exists());
    let told = std::fs::read_to_string(&file).unwrap();
    std::fs::remove_file(file).unwrap();
    let pids: Vec<String> = told.split_whitespace().map(str::to_owned).collect();
    assert_eq!(pids.len(), 2, "{told}");
    pids
}

/// Waits until none of them lives.
fn gone(pids: &[String]) {
    wait_for("the processes are gone", || {
        !pids.iter().any(|pid| is_alive(pid))
    });
}

#[test]
fn an_exercise_is_checked_for_a_page_one_job_at_a_time_and_called_off_with_all_its_processes() {
    let copy = Copy::new();
    copy.write("exercises/timeit/spec.rs", PASSES);
    let mut server = Server::start(copy.command(&[]));
    let page = Page::open(&server);

    // It passes, and whoever comes later, or again, reads the same.
    let number = page.start("check", "timeit");
    let events = page.follow(number, 0);
    assert_eq!(how(&events), "done");
    assert_eq!(finding(&events)["tests"][0]["name"], "spec::it_is_there");
    assert_eq!(finding(&events)["tests"][0]["passed"], true);
    let again = page.follow(number, 0);
    assert_eq!(again, events);
    let numbers: Vec<_> = events.iter().map(|event| event["seq"].as_u64()).collect();
    assert!(numbers.is_sorted() && numbers[0] == Some(1), "{numbers:?}");
    let seen = events[events.len() - 2]["seq"].as_u64().unwrap();
    assert_eq!(page.follow(number, seen), events[events.len() - 1..]);
    assert!(
        copy.read(".workbook/progress.json").contains("timeit"),
        "the terminal knows, too"
    );

    // Compile errors name the learner's file, its line and column.
    let whole = copy.read("exercises/timeit/src/lib.rs");
    copy.write(
        "exercises/timeit/src/lib.rs",
        &format!("{whole}\nfn broken() -> u8 {{ \"x\" }}\n"),
    );
    let events = page.follow(page.start("check", "timeit"), 0);
    assert_eq!(how(&events), "done");
    assert_eq!(finding(&events)["compiles"], false);
    let error = finding(&events)["errors"][0].as_str().unwrap();
    let line = whole.lines().count() + 2;
    assert!(
        error.contains(&format!("exercises/timeit/src/lib.rs:{line}:")),
        "{error}"
    );
    assert!(!error.contains('\u{1b}'), "no colours on a page: {error:?}");
    copy.write("exercises/timeit/src/lib.rs", &whole);

    // While one runs, another is refused, and is told which runs.
    copy.write("exercises/timeit/spec.rs", WAITS);
    let number = page.start("check", "timeit");
    let pids = waiting(&copy);
    let (refused, answer) = page.post(JOBS, &order("check", "q1"));
    assert_eq!(refused, "409", "{answer}");
    assert_eq!(answer["running"]["number"], number);
    assert_eq!(answer["running"]["id"], "timeit");
    let (_, answer) = page.post(STATE, "{\"format\":1}");
    let jobs = answer["jobs"].as_array().unwrap();
    let running: Vec<_> = jobs.iter().filter(|job| job["running"] == true).collect();
    assert_eq!(running.len(), 1, "{answer}");

    // It is called off: no process is left, its verdict isn't kept, and the next may start.
    let kept = copy.read(".workbook/progress.json");
    let (cancelled, answer) = page.post(CANCEL, &format!("{{\"format\":1,\"number\":{number}}}"));
    assert_eq!(cancelled, "200", "{answer}");
    assert_eq!(how(&page.follow(number, 0)), "cancelled");
    gone(&pids);
    assert_eq!(copy.read(".workbook/progress.json"), kept);

    // A server that is told to stop takes the job with it.
    page.start("check", "timeit");
    let pids = waiting(&copy);
    let own = server.child.id().to_string();
    let told = Command::new("kill").args(["-INT", &own]).status().unwrap();
    assert!(told.success());
    assert!(server.child.wait().unwrap().success());
    gone(&pids);

    // As does one that is killed, or breaks down: it can do nothing about it any more.
    let mut server = Server::start(copy.command(&[]));
    Page::open(&server).start("check", "timeit");
    let mut pids = waiting(&copy);
    pids.extend(descendants(&server.child.id().to_string()));
    server.child.kill().unwrap();
    server.child.wait().unwrap();
    gone(&pids);
}

#[test]
fn a_kernel_is_measured_for_a_page_and_keeps_its_rounds_when_it_is_called_off() {
    let here = Miniature::new();
    // The page may ask for what has a reference.
    let ran = here
        .command(&["bench", "quick", "--json"])
        .output()
        .unwrap();
    assert!(ran.status.success(), "{ran:?}");
    let own = |kernel: &str| here.path(&format!(".workbook/measurements/{kernel}.json"));
    let record = std::fs::read_to_string(own("quick")).unwrap();
    for kernel in ["quick", "slow", "deaf"] {
        let reference = record.replace("\"quick\"", &format!("{kernel:?}"));
        here.write(&format!("book/measurements/{kernel}.json"), reference);
    }
    std::fs::remove_file(own("quick")).unwrap();
    let server = Server::start(here.command(&[]));
    let page = Page::open(&server);
    let text = |file: &str| std::fs::read_to_string(here.path(file)).unwrap_or_default();
    let gone = |pid: &str| wait_for("its child is gone", || !is_alive(pid));

    let events = page.follow(page.start("bench", "quick"), 0);
    assert_eq!(how(&events), "done", "{events:?}");
    assert_eq!(finding(&events)["kernel"], "quick");
    assert!(own("quick").is_file());
    assert!(
        here.path("target/page/release").is_dir(),
        "in its own folder"
    );

    // Called off in the middle: what it measured is kept, and says so; nobody stays behind.
    let number = page.start("bench", "slow");
    wait_for("nine rounds", || text("rounds") == "9");
    let child = text("child");
    page.post(CANCEL, &format!("{{\"format\":1,\"number\":{number}}}"));
    let events = page.follow(number, 0);
    assert_eq!(how(&events), "cancelled");
    let mut steps = events.iter().filter(|event| event["event"] == "progress");
    let last = steps.next_back().unwrap();
    assert_eq!(last["steps"], serde_json::json!([9, 1000]), "{last}");
    let said = |words: &str| events.iter().any(|event| event["text"] == words);
    assert!(said("warning: said on standard error"), "{events:?}");
    let slow: Value = serde_json::from_slice(&std::fs::read(own("slow")).unwrap()).unwrap();
    assert_eq!(slow["run"]["interrupted"], true);
    gone(&child);

    // What doesn't listen is ended all the same, by a cancel as by the end of the server.
    let deaf = || {
        let _ = std::fs::remove_file(here.path("child"));
        let number = page.start("bench", "deaf");
        wait_for("it runs", || !text("child").is_empty());
        (number, text("child"))
    };
    let (number, child) = deaf();
    page.post(CANCEL, &format!("{{\"format\":1,\"number\":{number}}}"));
    assert_eq!(how(&page.follow(number, 0)), "cancelled");
    gone(&child);
    let (_, child) = deaf();
    let own = server.child.id().to_string();
    let told = Command::new("kill").args(["-INT", &own]).status().unwrap();
    assert!(told.success());
    wait_for("the server ends", || !is_alive(&own));
    gone(&child);
}

#[test]
fn an_example_that_a_page_runs_is_run_for_a_page_and_called_off() {
    let here = Miniature::new();
    let run = "cargo run --release -p listings --example";
    here.write(
        "book/src/page.md",
        format!("# Page\n\n```sh\nRAYON_NUM_THREADS=3 {run} prints\n```\n\n```sh\n{run} waits\n```\n\n```sh\n{run} fails\n```\n"),
    );
    here.write(
        "book/listings/examples/prints.rs",
        "fn main() {\n    println!(\"7\\n{}\", std::env::var(\"RAYON_NUM_THREADS\").unwrap());\n}\n",
    );
    here.write(
        "book/listings/examples/waits.rs",
        "fn main() {\n    std::fs::write(\"pid\", std::process::id().to_string()).unwrap();\n    \
         std::thread::sleep(std::time::Duration::from_secs(600));\n}\n",
    );
    here.write(
        "book/listings/examples/fails.rs",
        "fn main() {\n    panic!(\"on purpose\");\n}\n",
    );
    let server = Server::start(here.command(&[]));
    let page = Page::open(&server);
    let says = |events: &[Value], words: &str| {
        let mut texts = events.iter().filter_map(|event| event["text"].as_str());
        texts.any(|text| text.contains(words))
    };

    let events = page.follow(page.start("run", "prints"), 0);
    assert_eq!(how(&events), "done", "{events:?}");
    assert!(
        events.iter().any(|event| event["text"] == "7")
            && events.iter().any(|event| event["text"] == "3"),
        "{events:?}"
    );
    let events = page.follow(page.start("run", "fails"), 0);
    assert_eq!(how(&events), "failed", "{events:?}");
    assert!(says(&events, "on purpose"), "{events:?}");

    let number = page.start("run", "waits");
    let pid = || std::fs::read_to_string(here.path("pid")).unwrap_or_default();
    wait_for("it runs", || !pid().is_empty());
    page.post(CANCEL, &format!("{{\"format\":1,\"number\":{number}}}"));
    assert_eq!(how(&page.follow(number, 0)), "cancelled");
    wait_for("the process is gone", || !is_alive(&pid()));
    let (status, answer) = page.post(JOBS, &order("run", "measure"));
    assert_eq!(status, "422", "{answer}");
}

#[test]
fn what_the_page_may_not_ask_for_is_refused_and_the_server_still_serves() {
    let copy = Copy::new();
    let server = Server::start(copy.command(&[]));
    let page = Page::open(&server);
    let cookie = ("Cookie", page.cookie.as_str());
    let good = order("check", "timeit");
    let port = server.port;
    let foreign_port = format!("http://127.0.0.1:{}", port ^ 1);
    let long = order("time", &"1".repeat(70_000));
    for (path, headers, body, expected) in [
        (JOBS, vec![], good.as_str(), "401"),
        (JOBS, vec![("Cookie", "workbook-session=1")], &good, "401"),
        (JOBS, vec![cookie, ("Origin", "")], &good, "403"),
        (JOBS, vec![cookie, ("Origin", "null")], &good, "403"),
        (JOBS, vec![cookie, ("Origin", &foreign_port)], &good, "403"),
        (
            JOBS,
            vec![cookie, ("Origin", "http://evil.example")],
            &good,
            "403",
        ),
        (JOBS, vec![cookie, ("Host", "evil.example")], &good, "421"),
        (
            JOBS,
            vec![cookie, ("Content-Type", "text/plain")],
            &good,
            "415",
        ),
        (JOBS, vec![cookie], &long, "413"),
        (JOBS, vec![cookie], &order("check", "nothing"), "422"),
        (JOBS, vec![cookie], &order("check", "../timeit"), "422"),
        (
            JOBS,
            vec![cookie],
            &order("check", "exercise-timeit"),
            "422",
        ),
        (JOBS, vec![cookie], &order("race", "make-sure"), "422"),
        (JOBS, vec![cookie], &order("bench", "../../Cargo"), "422"),
        (JOBS, vec![cookie], &order("bench", "--reference"), "422"),
        (JOBS, vec![cookie], &order("profile", "sum/--all"), "422"),
        // No page runs it so: it asks on the terminal, writes into the book, or isn't there.
        (JOBS, vec![cookie], &order("run", "make_sure"), "422"),
        (JOBS, vec![cookie], &order("run", "figures"), "422"),
        (JOBS, vec![cookie], &order("run", "nothing"), "422"),
        (
            JOBS,
            vec![cookie],
            &order("run", "../examples/clocks"),
            "422",
        ),
        (JOBS, vec![cookie], &order("sh", "true"), "400"),
        (
            JOBS,
            vec![cookie],
            "{\"format\":1,\"kind\":\"check\",\"id\":\"timeit\",\"command\":\"true\"}",
            "400",
        ),
        (STATE, vec![], "{\"format\":1}", "401"),
        (
            STATE,
            vec![cookie, ("Origin", "http://evil.example")],
            "{\"format\":1}",
            "403",
        ),
        (CANCEL, vec![], "{\"format\":1,\"number\":1}", "401"),
        (CANCEL, vec![cookie], "{\"format\":1,\"number\":7}", "422"),
        (CANCEL, vec![cookie], "{\"format\":1}", "422"),
        (
            "/__workbook/jobs/../../Cargo.toml",
            vec![cookie],
            "{}",
            "404",
        ),
    ] {
        let answer = server.post(path, &headers, body);
        let shown = &body[..body.len().min(100)];
        assert_eq!(
            status(&answer),
            expected,
            "{path} {headers:?} {shown}: {answer}"
        );
    }
    // No job came of any of it.
    let (_, answer) = page.post(STATE, "{\"format\":1}");
    assert_eq!(answer["jobs"], serde_json::json!([]));

    // A job's socket: for pages of this server in a browser that is connected, and for jobs that there are.
    let events = format!("{JOBS}/1/events/0");
    let own = server.origin();
    for (path, origin, cookie, expected) in [
        (events.as_str(), "http://evil.example", cookie.1, "403"),
        (&events, "", cookie.1, "403"),
        (&events, "null", cookie.1, "403"),
        (&events, &foreign_port, cookie.1, "403"),
        (&events, &own, "", "401"),
        (&events, &own, cookie.1, "404"),
        ("/__workbook/jobs/x/events/0", &own, cookie.1, "400"),
        ("/__workbook/jobs/1/events/-1", &own, cookie.1, "400"),
    ] {
        let answer = server.socket(path, origin, cookie).err().unwrap();
        assert_eq!(status(&answer), expected, "{path} {origin}: {answer}");
    }

    // A crowd, and two who never finish a request, hold nobody up.
    use std::io::{Read as _, Write as _};
    let mut slow = std::net::TcpStream::connect(("127.0.0.1", port)).unwrap();
    slow.write_all(b"POST /__workbook/jobs HTTP/1.1\r\nHost: 127")
        .unwrap();
    let mut trickle = std::net::TcpStream::connect(("127.0.0.1", port)).unwrap();
    let head = format!(
        "POST {JOBS} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nOrigin: {own}\r\nCookie: {}\r\n\
         Content-Type: application/json\r\nContent-Length: 50\r\n\r\n{{\"format\":",
        cookie.1
    );
    trickle.write_all(head.as_bytes()).unwrap();
    std::thread::scope(|scope| {
        let crowd: Vec<_> = (0..200)
            .map(|at| {
                let server = &server;
                scope.spawn(move || match at % 2 {
                    0 => status(&server.get("/timing.html")).to_owned(),
                    _ => status(&server.post(JOBS, &[], "{}")).to_owned(),
                })
            })
            .collect();
        for (at, answer) in crowd.into_iter().enumerate() {
            assert_eq!(answer.join().unwrap(), ["200", "401"][at % 2]);
        }
    });
    assert_eq!(status(&server.get("/")), "200");

    // The one whose body doesn't come is told so, and let go.
    trickle
        .set_read_timeout(Some(std::time::Duration::from_secs(60)))
        .unwrap();
    let mut answer = [0; 12];
    trickle.read_exact(&mut answer).unwrap();
    assert_eq!(&answer, b"HTTP/1.1 408");
    // As is the one who never got to the end of a head.
    slow.set_read_timeout(Some(std::time::Duration::from_secs(60)))
        .unwrap();
    let mut left = Vec::new();
    slow.read_to_end(&mut left).unwrap();
    assert!(!left.starts_with(b"HTTP/1.1 2"), "{left:?}");
}
