//! The author's gate, broken on purpose. One exercise is enough: its promises are checked alone.

mod common;

use common::{Copy, Ran};

fn verify(break_it: impl FnOnce(&Copy)) -> Ran {
    let copy = Copy::new();
    break_it(&copy);
    copy.run(&["verify", "timeit"])
}

fn broken(ran: &Ran, naming: &[&str]) {
    assert_eq!(ran.code, Some(1), "{ran:#?}");
    for word in naming {
        assert!(
            ran.stdout.contains(word),
            "{word:?} is not in {}",
            ran.stdout
        );
    }
}

#[test]
fn the_workbook_as_it_stands_holds() {
    let ran = verify(|_| {});
    assert_eq!(ran.code, Some(0), "{ran:#?}");
}

#[test]
fn a_stub_that_passes_is_found() {
    let ran = verify(|copy| {
        let solution = copy.read("solutions/timeit/src/lib.rs");
        copy.write("exercises/timeit/src/lib.rs", &solution);
        copy.write("exercises/timeit/start.rs", &solution);
    });
    broken(&ran, &["the stub passes"]);
}

#[test]
fn a_broken_solution_is_found() {
    let ran = verify(|copy| {
        copy.write(
            "solutions/timeit/src/lib.rs",
            &copy.read("exercises/timeit/start.rs"),
        )
    });
    broken(&ran, &["✗ timeit: the solution passes the spec"]);
}

#[test]
fn a_wrong_answer_that_gets_points_is_found() {
    let ran = verify(|copy| {
        let right = copy.read("solutions/timeit/src/lib.rs");
        let wrong = std::fs::read_dir(copy.path("solutions/timeit/wrong"))
            .unwrap()
            .next()
            .unwrap()
            .unwrap()
            .path();
        let head: String = std::fs::read_to_string(&wrong)
            .unwrap()
            .lines()
            .take_while(|line| line.starts_with("//!"))
            .map(|line| format!("{line}\n"))
            .collect();
        std::fs::write(wrong, format!("{head}{right}")).unwrap();
    });
    broken(&ran, &["wrong/"]);
}

#[test]
fn changed_code_is_found_and_the_command_that_mends_it_named_and_a_comment_is_not() {
    // One exercise is enough here, too, and the solution that a kernel is measured in.
    let alone = |copy: &Copy| {
        for folder in ["exercises", "solutions"] {
            for entry in std::fs::read_dir(copy.path(folder))
                .unwrap()
                .map(Result::unwrap)
            {
                let stays = entry.file_name() == "timeit"
                    || (folder == "solutions" && entry.file_name() == "q1");
                if entry.path().is_dir() && !stays {
                    std::fs::remove_dir_all(entry.path()).unwrap();
                }
            }
        }
    };
    let file = "book/listings/src/gauss.rs";
    let copy = Copy::new();
    alone(&copy);
    let text = copy.read(file);
    copy.write(file, &format!("{text}\n// A remark.\n\n"));
    let ran = copy.run(&["verify"]);
    assert!(
        ran.stdout.contains("✓ gauss: its reference record"),
        "{ran:#?}"
    );
    copy.write(
        file,
        &format!("{text}\n/// More.\npub const MORE: u32 = 1;\n"),
    );
    // And a record in which a row takes a hundredth of the time that memory allows.
    let record = "book/measurements/sum.json";
    let mut sum: serde_json::Value = serde_json::from_str(&copy.read(record)).unwrap();
    let rows = sum["rows"].as_array_mut().unwrap();
    let row = { rows.iter_mut() }
        .find(|row| row["variant"] == "simd" && row["size"] == "10^7")
        .unwrap();
    for key in ["median_s", "low_s", "high_s"] {
        row[key] = (row[key].as_f64().unwrap() / 100.0).into();
    }
    copy.write(record, &sum.to_string());
    let ran = copy.run(&["verify"]);
    broken(
        &ran,
        &[
            "✗ gauss: its reference record",
            "cargo workbook bench --stale --reference",
            "✗ no row reaches more than its ceiling",
            "sum/simd at 10^7, 1 thread, reaches",
            "% of memory bandwidth, by this bound: Each number, 8 bytes, is read once",
        ],
    );
}

#[test]
fn a_changed_start_a_stray_file_and_a_missing_hint_are_found() {
    let ran = verify(|copy| {
        copy.write("exercises/timeit/start.rs", "// something else\n");
        copy.write("exercises/timeit/notes.txt", "");
        copy.edit("exercises/timeit/hints.md", "## Hint 3", "### Hint 3");
    });
    broken(
        &ran,
        &[
            "cargo workbook reset timeit",
            "notes.txt is stray",
            "hints.md",
        ],
    );
}
