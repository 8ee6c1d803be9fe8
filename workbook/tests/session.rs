//! The server's session, and what it guards: attacked over a plain socket.

mod common;

use common::Copy;
use common::server::{Server, status};

/// The JSON document that an answer holds.
fn document(answer: &str) -> serde_json::Value {
    let body = answer.split_once("\r\n\r\n").unwrap().1;
    serde_json::from_str(body).unwrap_or_else(|error| panic!("{error} in {answer}"))
}

/// A request to keep one guess.
fn bet(question: &str, at: &str, guess: &str) -> String {
    format!(
        "{{\"format\":1,\"guesses\":[{{\"question\":{question:?},\"at\":{at:?},\"guess\":{guess},\"reference\":7.9,\"own\":null}}]}}"
    )
}

const QUESTION: &str = "timing#powers/powf/powi/x^3";
const ONE: &str = "2026-03-01T09:30:00.000Z";
const GUESSES: &str = "/__workbook/guesses";
const ERASE: &str = "/__workbook/guesses/erase";

#[test]
fn guesses_are_kept_for_the_browser_that_opened_the_link_and_for_no_other() {
    let copy = Copy::new();
    let server = Server::start(copy.command(&[]));
    let port = server.port;
    let nothing = "{\"format\":1,\"guesses\":[]}";
    let link = server.link();

    // The book needs no link, and says where it comes from.
    let page = server.get("/timing.html");
    assert!(page.contains("<meta name=\"workbook-server\""));
    let connected = |cookie: &str| {
        let answer = server.say(&format!("GET /__workbook/session HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n{cookie}Connection: close\r\n\r\n"));
        document(&answer)["connected"].as_bool().unwrap()
    };
    assert!(!connected(""));

    // Wrong tokens, a look ahead and a foreign host don't use the link up; it works once.
    for wrong in [
        "x".to_owned(),
        link[..link.len() - 1].to_owned(),
        "..%2f..%2fCargo.toml".to_owned(),
    ] {
        let path = wrong.rsplit('/').next().unwrap();
        let answer = server.get(&format!("/__workbook/enter/{path}"));
        assert_eq!(status(&answer), "403", "{answer}");
        assert!(
            answer.contains("Print another link") && !answer.contains("set-cookie"),
            "{answer}"
        );
    }
    for (method, host, more, expected) in [
        ("HEAD", format!("127.0.0.1:{port}"), "", "503"),
        (
            "GET",
            format!("127.0.0.1:{port}"),
            "Sec-Purpose: prefetch;prerender\r\n",
            "503",
        ),
        ("GET", "evil.example".to_owned(), "", "421"),
    ] {
        let answer = server.say(&format!(
            "{method} {link} HTTP/1.1\r\nHost: {host}\r\n{more}Connection: close\r\n\r\n"
        ));
        assert_eq!(
            (status(&answer), answer.contains("set-cookie")),
            (expected, false),
            "{answer}"
        );
    }
    let cookie = server.connect(&link);
    assert!(connected(&format!("Cookie: {cookie}\r\n")));
    let again = server.get(&link);
    assert_eq!(
        (status(&again), again.contains("set-cookie")),
        ("403", false),
        "{again}"
    );

    // With the cookie, from our own page: kept, and told again.
    let with = [("Cookie", cookie.as_str())];
    let kept = server.post(GUESSES, &with, &bet(QUESTION, ONE, "3"));
    assert_eq!(status(&kept), "200", "{kept}");
    assert!(kept.contains("cache-control: no-store"), "{kept}");
    let read = document(&server.post(GUESSES, &with, nothing));
    assert_eq!(read["guesses"][0]["guess"], 3.0);
    let file: serde_json::Value =
        serde_json::from_str(&copy.read(".workbook/guesses.json")).unwrap();
    assert_eq!(
        (&file["guesses"], &file["store"]),
        (&read["guesses"], &read["store"])
    );

    // Everything else is refused, and says so in JSON.
    let long = format!(
        "{{\"format\":1,\"guesses\":[],\"x\":\"{}\"}}",
        "x".repeat(70_000)
    );
    let many = serde_json::json!({"format": 1, "guesses": vec![document(&kept)["guesses"][0].clone(); 201]}).to_string();
    let of = |question: &str| bet(question, ONE, "3");
    let wrong_cookie = format!("workbook-session-{port}={}", "0".repeat(64));
    let foreign_port = format!("http://127.0.0.1:{}", port ^ 1);
    for (path, headers, body, expected) in [
        (GUESSES, vec![], nothing, "401"),
        (
            GUESSES,
            vec![("Cookie", wrong_cookie.as_str())],
            nothing,
            "401",
        ),
        (GUESSES, vec![with[0], ("Origin", "")], nothing, "403"),
        (GUESSES, vec![with[0], ("Origin", "null")], nothing, "403"),
        (
            GUESSES,
            vec![with[0], ("Origin", "http://evil.example")],
            nothing,
            "403",
        ),
        (
            GUESSES,
            vec![with[0], ("Origin", &foreign_port)],
            nothing,
            "403",
        ),
        (
            GUESSES,
            vec![
                with[0],
                ("Host", "evil.example"),
                ("Origin", "http://evil.example"),
            ],
            nothing,
            "421",
        ),
        (
            GUESSES,
            vec![with[0], ("Content-Type", "text/plain")],
            nothing,
            "415",
        ),
        (GUESSES, vec![with[0], ("Content-Type", "")], nothing, "415"),
        (GUESSES, vec![with[0]], &long, "413"),
        (
            GUESSES,
            vec![with[0], ("Content-Length", "99999999999")],
            nothing,
            "413",
        ),
        (GUESSES, vec![with[0]], "{", "400"),
        (
            GUESSES,
            vec![with[0]],
            "{\"format\":1,\"guesses\":[],\"path\":\"/etc/passwd\"}",
            "400",
        ),
        (
            GUESSES,
            vec![with[0]],
            "{\"format\":2,\"guesses\":[]}",
            "422",
        ),
        (GUESSES, vec![with[0]], &many, "422"),
        (GUESSES, vec![with[0]], &of("nothing"), "422"),
        (
            GUESSES,
            vec![with[0]],
            &of("../../timing#powers/powf/powi/x^3"),
            "422",
        ),
        (
            GUESSES,
            vec![with[0]],
            &of("timing#powers/../../x^3"),
            "422",
        ),
        (
            GUESSES,
            vec![with[0]],
            &of("timing#powers/powf/powi/<script>"),
            "422",
        ),
        (GUESSES, vec![with[0]], &bet(QUESTION, "now", "3"), "422"),
        (GUESSES, vec![with[0]], &bet(QUESTION, ONE, "-3"), "422"),
        (GUESSES, vec![with[0]], &bet(QUESTION, ONE, "1e999"), "400"),
        (ERASE, vec![], "{\"erase\":true}", "401"),
        (
            ERASE,
            vec![with[0], ("Origin", "http://evil.example")],
            "{\"erase\":true}",
            "403",
        ),
        (ERASE, vec![with[0]], "{\"erase\":false}", "422"),
        (ERASE, vec![with[0]], nothing, "400"),
        (
            "/__workbook/link",
            vec![("Origin", "http://evil.example")],
            "",
            "403",
        ),
        (
            "/__workbook/guesses/../../Cargo.toml",
            vec![with[0]],
            nothing,
            "404",
        ),
        ("/__workbook/nothing", vec![with[0]], nothing, "404"),
    ] {
        let answer = server.post(path, &headers, body);
        let shown = &body[..body.len().min(200)];
        assert_eq!(
            status(&answer),
            expected,
            "{path} {headers:?} {shown}: {answer}"
        );
        if expected != "421" {
            assert!(document(&answer)["error"].is_string(), "{answer}");
        }
    }
    assert_eq!(
        status(&server.get(GUESSES)),
        "403",
        "what changes or reads state is no link"
    );
    let read = document(&server.post(GUESSES, &with, nothing));
    assert_eq!(
        read["guesses"].as_array().unwrap().len(),
        1,
        "nothing was kept of all this"
    );

    // A file that breaks meanwhile is set aside, and what can be read of it carried over.
    let broken = copy
        .read(".workbook/guesses.json")
        .replace("\"store\"", "\"shop\"");
    copy.write(".workbook/guesses.json", &broken);
    let read = document(&server.post(GUESSES, &with, nothing));
    let aside = read["set_aside"].as_str().unwrap();
    assert_eq!(std::fs::read_to_string(aside).unwrap(), broken);
    assert_eq!(read["guesses"].as_array().unwrap().len(), 1);

    // Erased, and a copy kept.
    let erased = document(&server.post(ERASE, &with, "{\"erase\":true}"));
    assert_eq!(erased["guesses"], serde_json::json!([]));
    let kept = std::fs::read_to_string(erased["copy"].as_str().unwrap()).unwrap();
    assert!(kept.contains(QUESTION), "{kept}");

    // A browser that lost its cookie gets a new link, in the terminal and not in the answer.
    let asked = server.post("/__workbook/link", &[], "");
    assert_eq!(status(&asked), "200", "{asked}");
    let new = server.link();
    assert!(!asked.contains(new.rsplit('/').next().unwrap()), "{asked}");
    assert_eq!(status(&server.post("/__workbook/link", &[], "")), "429");
    assert_eq!(server.connect(&new), cookie);
    assert_eq!(status(&server.get("/")), "200", "and it still serves");
}
