//! The server, spoken to over a plain socket.

mod common;

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::Command;
use std::time::{Duration, Instant};

use common::Copy;
use common::server::{Server, status};

/// How long an answer says that it is, in bytes.
fn length(answer: &str) -> usize {
    let told = answer
        .lines()
        .find_map(|line| line.strip_prefix("content-length: "));
    told.unwrap().trim().parse().unwrap()
}

#[test]
fn pages_and_assets_are_served_and_everything_else_is_not() {
    let copy = Copy::new();
    let server = Server::start(copy.command(&[]));
    for path in ["/", "/timing.html", "/index.html"] {
        assert_eq!(status(&server.get(path)), "200", "{path}");
    }
    let page = server.get("/timing.html").to_ascii_lowercase();
    assert!(page.contains("content-security-policy: default-src 'self'"));
    assert!(!page.contains("content-encoding"));
    let packed = server.say(&format!(
        "GET /timing.html HTTP/1.1\r\nHost: 127.0.0.1:{}\r\nAccept-Encoding: gzip\r\nConnection: close\r\n\r\n",
        server.port
    ));
    assert_eq!(status(&packed), "200");
    assert!(
        packed.contains("content-encoding: gzip") && packed.contains("content-type: text/html")
    );
    assert!(2 * length(&packed) < length(&page), "{}", length(&packed));
    for path in [
        "/nothing.html",
        "/../Cargo.toml",
        "/%2e%2e/%2e%2e/Cargo.toml",
        "/..%2f..%2fCargo.toml",
        "//etc/passwd",
        "/.built-by-cargo-workbook/x",
    ] {
        let answer = server.get(path);
        assert!(
            ["400", "404"].contains(&status(&answer)),
            "{path}: {answer}"
        );
        assert!(
            !answer.contains("[workspace]") && !answer.contains("root:"),
            "{path}"
        );
    }
}

#[test]
fn a_wrong_or_missing_host_is_turned_away() {
    let copy = Copy::new();
    let server = Server::start(copy.command(&[]));
    let port = server.port;
    for host in [
        "evil.example".to_owned(),
        format!("evil.example:{port}"),
        "127.0.0.1:1".to_owned(),
        String::new(),
    ] {
        let answer = server.say(&format!(
            "GET /timing.html HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n"
        ));
        assert!(
            ["421", "400"].contains(&status(&answer)),
            "{host}: {answer}"
        );
    }
    assert_eq!(status(&server.say(&format!("GET http://evil.example/ HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n\r\n"))), "421");
    assert_ne!(status(&server.say("GET / HTTP/1.0\r\n\r\n")), "200");
    assert_eq!(status(&server.get("/")), "200", "and it still serves");
}

#[test]
fn only_a_page_of_this_server_may_listen_for_reloads() {
    let copy = Copy::new();
    let server = Server::start(copy.command(&[]));
    let port = server.port;
    let shake = |origin: &str| {
        format!(
            "GET /__livereload HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\
             Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n{origin}\r\n"
        )
    };
    assert_eq!(
        status(
            &server.say(
                &shake("Origin: http://evil.example\r\n")
                    .replace("Connection: Upgrade", "Connection: Upgrade, close")
            )
        ),
        "403"
    );
    assert_eq!(
        status(
            &server.say(&shake("").replace("Connection: Upgrade", "Connection: Upgrade, close"))
        ),
        "403"
    );

    let mut stream = TcpStream::connect(("127.0.0.1", port)).unwrap();
    stream
        .set_read_timeout(Some(Duration::from_secs(30)))
        .unwrap();
    stream
        .write_all(shake(&format!("Origin: http://127.0.0.1:{port}\r\n")).as_bytes())
        .unwrap();
    let mut reader = BufReader::new(stream);
    let mut line = String::new();
    reader.read_line(&mut line).unwrap();
    assert!(line.contains("101"), "{line}");
    while line != "\r\n" {
        line.clear();
        reader.read_line(&mut line).unwrap();
    }
    // The socket hears of an edit: a text frame of six letters.
    copy.edit("book/src/timing.md", "\n", "\n\nedited by a test\n");
    let mut frame = [0; 8];
    reader.read_exact(&mut frame).unwrap();
    assert_eq!(&frame[2..], b"reload");
    assert!(server.get("/timing.html").contains("edited by a test"));
}

#[test]
fn a_book_that_breaks_while_it_is_served_leaves_the_last_good_one() {
    let copy = Copy::new();
    let server = Server::start(copy.command(&[]));
    let cookie = server.connect(&server.link());
    let trouble = |headers: &[(&str, &str)]| server.post("/__workbook/book", headers, "{}");
    let own = [("Cookie", cookie.as_str())];
    assert_eq!(
        status(&trouble(&[])),
        "401",
        "it may name the reader's files"
    );
    assert!(
        trouble(&own).ends_with("\"trouble\":null}"),
        "{}",
        trouble(&own)
    );
    let before = server.get("/timing.html");
    copy.edit(
        "book/src/timing.md",
        "{{#measured powers",
        "{{#measured nothing",
    );
    let deadline = Instant::now() + Duration::from_secs(30);
    while trouble(&own).ends_with("\"trouble\":null}") {
        assert!(Instant::now() < deadline, "the build never failed");
        std::thread::sleep(Duration::from_millis(100));
    }
    assert!(trouble(&own).contains("timing.md:"), "{}", trouble(&own));
    assert_eq!(status(&server.get("/timing.html")), "200");
    assert_eq!(
        server.get("/timing.html").split_once("\r\n\r\n").unwrap().1,
        before.split_once("\r\n\r\n").unwrap().1
    );
    copy.edit(
        "book/src/timing.md",
        "{{#measured nothing",
        "mended by a test\n\n{{#measured powers",
    );
    let deadline = Instant::now() + Duration::from_secs(30);
    while !server.get("/timing.html").contains("mended by a test") {
        assert!(Instant::now() < deadline, "the mended book never came");
        std::thread::sleep(Duration::from_millis(100));
    }
    assert!(
        trouble(&own).ends_with("\"trouble\":null}"),
        "{}",
        trouble(&own)
    );
}

#[cfg(unix)]
#[test]
fn a_server_that_is_told_to_stop_leaves_nothing_behind() {
    let copy = Copy::new();
    let mut server = Server::start(copy.command(&[]));
    let served = || {
        std::fs::read_dir(copy.path(".workbook"))
            .unwrap()
            .filter(|entry| {
                entry
                    .as_ref()
                    .unwrap()
                    .file_name()
                    .to_string_lossy()
                    .starts_with("served-")
            })
            .count()
    };
    assert_eq!(served(), 1);
    let pid = server.child.id().to_string();
    assert!(
        Command::new("kill")
            .args(["-INT", &pid])
            .status()
            .unwrap()
            .success()
    );
    assert!(server.child.wait().unwrap().success());
    assert_eq!(served(), 0);
}

#[test]
fn a_port_in_use_is_bad_usage_and_says_what_to_do() {
    let copy = Copy::new();
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    let ran = copy.run(&["serve", "--port", &port]);
    assert_eq!(ran.code, Some(2), "{ran:#?}");
    assert!(
        ran.stderr.contains(&port) && ran.stderr.contains("--port"),
        "{ran:#?}"
    );
}
