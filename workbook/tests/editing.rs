//! An exercise's file, hints, copies and solution, as its page in the browser has them.

mod common;

use common::Copy;
use common::server::{Page, Server, status};
use serde_json::{Value, json};

const EXERCISE: &str = "/__workbook/exercise";
const FILE: &str = "exercises/timeit/src/lib.rs";

impl Page<'_> {
    fn send(&self, method: &str, path: &str, body: &Value) -> (String, Value) {
        let cookie = [("Cookie", self.cookie.as_str())];
        let answer = self.server.send(method, path, &cookie, &body.to_string());
        let document = answer.split_once("\r\n\r\n").unwrap().1;
        let document =
            serde_json::from_str(document).unwrap_or_else(|error| panic!("{error} in {answer}"));
        (status(&answer).to_owned(), document)
    }

    /// A request that must be followed.
    fn ask(&self, path: &str, body: Value) -> Value {
        let (status, answer) = self.send("POST", path, &body);
        assert_eq!(status, "200", "{path} {body}: {answer}");
        answer
    }

    fn show(&self) -> Value {
        self.ask(EXERCISE, json!({ "format": 1, "id": "timeit" }))
    }

    fn save(&self, text: &str, base: &Value, keep: bool) -> (String, Value) {
        let body = json!({ "format": 1, "id": "timeit", "text": text, "base": base, "keep": keep });
        self.send("PUT", EXERCISE, &body)
    }
}

#[test]
fn a_file_that_is_edited_on_two_sides_is_never_lost() {
    let copy = Copy::new();
    let server = Server::start(copy.command(&[]));
    let page = Page::open(&server);

    let card = page.show();
    assert_eq!(card["text"], copy.read(FILE));
    assert_eq!(card["state"], "untouched");
    assert_eq!((&card["hints"], &card["copies"]), (&json!([]), &json!([])));

    // Saved, and the terminal sees it; the version is the new one.
    let (saved, answer) = page.save("// mine\n", &card["version"], false);
    assert_eq!(saved, "200", "{answer}");
    assert_eq!(copy.read(FILE), "// mine\n");
    assert_eq!(page.show()["version"], answer["version"]);
    assert_eq!(page.show()["state"], Value::Null, "it has to be checked");

    // An editor writes meanwhile: the page's text is refused, with both texts, and nothing is overwritten.
    copy.write(FILE, "// the editor's\n");
    let (refused, conflict) = page.save("// the page's\n", &answer["version"], false);
    assert_eq!(refused, "409", "{conflict}");
    assert_eq!(conflict["texts"]["disk"]["text"], "// the editor's\n");
    assert_eq!(conflict["texts"]["yours"], "// the page's\n");
    assert_eq!(copy.read(FILE), "// the editor's\n");

    // The reader decides for the page's, and the other one is kept, can be found, and comes back.
    let there = &conflict["texts"]["disk"]["version"];
    let (saved, answer) = page.save("// the page's\n", there, true);
    assert_eq!(saved, "200", "{answer}");
    assert_eq!(copy.read(FILE), "// the page's\n");
    let name = answer["copies"][0]["name"].as_str().unwrap();
    assert_eq!(answer["copy"], name);
    let wanted = json!({ "format": 1, "id": "timeit", "copy": name });
    let kept = page.ask("/__workbook/exercise/copy", wanted);
    assert_eq!(kept["text"], "// the editor's\n");

    // What stands in the editor alone can be kept as well.
    let aside = json!({ "format": 1, "id": "timeit", "text": "// not saved\n" });
    let kept = page.ask("/__workbook/exercise/keep", aside);
    assert_eq!(kept["copies"].as_array().unwrap().len(), 2);
    assert_eq!(copy.read(FILE), "// the page's\n");

    // Back at the start; the last text is kept, too.
    let reset = page.ask(
        "/__workbook/exercise/reset",
        json!({ "format": 1, "id": "timeit" }),
    );
    assert_eq!(reset["text"], copy.read("exercises/timeit/start.rs"));
    assert_eq!(reset["copies"].as_array().unwrap().len(), 3);
    assert_eq!(page.show()["state"], "untouched");
    assert!(copy.run(&["list"]).stdout.contains("· timeit"));
}

#[test]
fn hints_come_one_at_a_time_and_the_solution_when_it_is_asked_for() {
    let copy = Copy::new();
    let server = Server::start(copy.command(&[]));
    let page = Page::open(&server);
    let timeit = || json!({ "format": 1, "id": "timeit" });

    // The page and the terminal count the same hints.
    let first = page.ask("/__workbook/exercise/hint", timeit());
    assert_eq!(first["hints"].as_array().unwrap().len(), 1);
    assert_eq!(first["hints"][0]["title"], "Hint 1 of 3");
    let html = first["hints"][0]["html"].as_str().unwrap();
    assert!(html.starts_with("<p>"), "{html}");
    assert!(first["said"].as_str().unwrap().starts_with("Hint 1 of 3"));
    assert!(
        copy.run(&["hint", "timeit"])
            .stdout
            .starts_with("Hint 2 of 3")
    );
    assert_eq!(page.show()["hints"].as_array().unwrap().len(), 2);
    let last = page.ask("/__workbook/exercise/hint", timeit());
    assert_eq!(last["hints"].as_array().unwrap().len(), 3);
    let none = page.ask("/__workbook/exercise/hint", timeit());
    assert!(none["said"].as_str().unwrap().contains("all 3 hints"));

    let solution = "/__workbook/exercise/solution";
    let ask = |anyway: bool| json!({ "format": 1, "id": "timeit", "anyway": anyway });
    let (refused, answer) = page.send("POST", solution, &ask(false));
    assert_eq!(refused, "403", "{answer}");
    assert!(answer["text"].is_null());
    let shown = page.ask(solution, ask(true));
    assert_eq!(shown["text"], copy.read("solutions/timeit/src/lib.rs"));
    std::fs::remove_dir_all(copy.path("solutions/timeit")).unwrap();
    let (refused, answer) = page.send("POST", solution, &ask(true));
    assert_eq!(refused, "422", "a hand-out has none: {answer}");
    assert_eq!(page.show()["solution"], false);

    let progress = page.ask("/__workbook/progress", json!({ "format": 1 }));
    let all = progress["exercises"].as_array().unwrap();
    assert!(
        all.iter()
            .any(|row| row["id"] == "timeit" && row["state"] == "untouched")
    );
}

#[test]
fn nobody_else_and_nothing_else_gets_at_a_file() {
    let copy = Copy::new();
    let server = Server::start(copy.command(&[]));
    let page = Page::open(&server);
    let before = copy.read(FILE);
    let version = page.show()["version"].as_str().unwrap().to_owned();
    let cookie = ("Cookie", page.cookie.as_str());
    let save = |id: &str, text: &str| {
        json!({ "format": 1, "id": id, "text": text, "base": version }).to_string()
    };
    let named = |id: &str| json!({ "format": 1, "id": id }).to_string();
    let long = save("timeit", &"x".repeat(300_000));
    let longer = save("timeit", &"x".repeat(1_700_000));
    let foreign = ("Origin", "http://evil.example");
    let copied = |name: &str| json!({ "format": 1, "id": "timeit", "copy": name }).to_string();
    let paths = ["", "/hint", "/reset", "/copy", "/solution", "/keep"]
        .map(|end| format!("{EXERCISE}{end}"));
    for path in paths
        .iter()
        .map(String::as_str)
        .chain(["/__workbook/progress"])
    {
        let body = named("timeit");
        for (headers, expected) in [
            (vec![], "401"),
            (vec![cookie, foreign], "403"),
            (vec![cookie, ("Origin", "")], "403"),
            (vec![cookie, ("Host", "evil.example"), foreign], "421"),
            (vec![cookie, ("Content-Type", "text/plain")], "415"),
        ] {
            let answer = server.post(path, &headers, &body);
            assert_eq!(status(&answer), expected, "{path} {headers:?}: {answer}");
        }
        assert_ne!(status(&server.get(path)), "200", "{path} is no link");
    }
    for (method, path, headers, body, expected) in [
        ("PUT", &paths[0], vec![], save("timeit", "x"), "401"),
        (
            "PUT",
            &paths[0],
            vec![cookie, foreign],
            save("timeit", "x"),
            "403",
        ),
        (
            "PUT",
            &paths[0],
            vec![cookie],
            save("../timeit", "x"),
            "422",
        ),
        (
            "PUT",
            &paths[0],
            vec![cookie],
            save("timeit/../q1", "x"),
            "422",
        ),
        ("PUT", &paths[0], vec![cookie], save("", "x"), "422"),
        ("PUT", &paths[0], vec![cookie], long, "413"),
        ("PUT", &paths[0], vec![cookie], longer, "413"),
        ("POST", &paths[0], vec![cookie], named("nothing"), "422"),
        ("POST", &paths[0], vec![cookie], named("/etc"), "422"),
        (
            "POST",
            &paths[3],
            vec![cookie],
            copied("../../../Cargo.toml"),
            "422",
        ),
        (
            "POST",
            &paths[3],
            vec![cookie],
            copied("/etc/passwd"),
            "422",
        ),
        ("DELETE", &paths[0], vec![cookie], named("timeit"), "405"),
    ] {
        let answer = server.send(method, path, &headers, &body);
        assert_eq!(
            status(&answer),
            expected,
            "{method} {path} {headers:?}: {answer}"
        );
    }
    // However much of it is still on its way when it's refused: the sender is told why.
    for _ in 0..30 {
        let longest = save("timeit", &"x".repeat(5_000_000));
        let answer = server.send("PUT", &paths[0], &[cookie], &longest);
        assert_eq!(status(&answer), "413", "{answer}");
    }
    assert_eq!(copy.read(FILE), before, "and nothing came of it");
    assert!(!copy.path(".workbook/kept").exists());
}
