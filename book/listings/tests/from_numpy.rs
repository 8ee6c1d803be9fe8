//! The primer's snippets give in Rust what they give in Python, and the page shows all of them in both languages.

mod python;

use std::path::{Path, PathBuf};

use listings::from_numpy::{Value, given, idioms};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// The values of the Python file, if there is a Python with numpy.
fn python_values() -> Option<Vec<(String, Value)>> {
    let left_out = "the values of the primer's Python snippets";
    let interpreter = python::interpreter("import numpy", "Python with numpy", left_out)?;
    let output = python::run(&interpreter, "from_numpy.py");
    let lines = String::from_utf8(output.stdout).expect("JSON is UTF-8");
    Some(lines.lines().map(value).collect())
}

/// The name and the value in a line that the Python file printed.
fn value(line: &str) -> (String, Value) {
    let line: serde_json::Value = serde_json::from_str(line).expect("each line is JSON");
    let integers = |key: &str| {
        let items = line[key].as_array().expect("a list").iter();
        items.map(|item| item.as_u64().expect("an integer"))
    };
    let value = Value {
        shape: integers("shape").map(|length| length as usize).collect(),
        numbers: integers("bits").map(f64::from_bits).collect(),
    };
    (line["name"].as_str().expect("a name").to_owned(), value)
}

/// Equal but for the last few bits, since a sum may be added up in another order; NaN where NaN is expected.
fn same(found: f64, expected: f64) -> bool {
    (found.is_nan() && expected.is_nan())
        || found == expected
        || (found - expected).abs() <= 4.0 * f64::EPSILON * expected.abs()
}

#[test]
fn each_snippet_gives_what_its_python_twin_gives() {
    let Some(python) = python_values() else {
        return;
    };
    let names: Vec<&str> = idioms().map(|idiom| idiom.name).collect();
    let theirs: Vec<&str> = python.iter().map(|(name, _)| &name[..]).collect();
    assert_eq!(names, theirs, "the same snippets in the same order");
    for (idiom, (name, expected)) in idioms().zip(&python) {
        let found = (idiom.run)(given()).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert_eq!(found.shape, expected.shape, "the shape of {name}");
        let numbers = found.numbers.iter().zip(&expected.numbers);
        let alike = numbers.into_iter().all(|(&a, &b)| same(a, b));
        assert!(
            alike,
            "{name}: {:?}, not {:?}",
            found.numbers, expected.numbers
        );
    }
}

#[test]
fn a_few_values_are_known_without_python() {
    let known: [(&str, &[usize], &[f64]); 7] = [
        ("view_of_part", &[5], &[1.0, 20.0, 3.0, 4.0, 5.0]),
        ("copied_part", &[5], &[1.0, 2.0, 3.0, 4.0, 5.0]),
        ("every_other", &[3], &[3.0, 4.0, 5.0]),
        ("strides", &[4], &[3.0, 1.0, 1.0, 3.0]),
        ("axes", &[3], &[4.0, 2.0, 3.0]),
        ("mask_select", &[3], &[4.0, 5.0, 9.0]),
        ("to_pixel", &[6], &[255.0, 0.0, 255.0, 0.0, 255.0, 255.0]),
    ];
    for (name, shape, numbers) in known {
        let idiom = idioms().find(|idiom| idiom.name == name);
        let value = (idiom.expect(name).run)(given()).expect(name);
        assert_eq!(value.shape, shape, "{name}");
        assert_eq!(value.numbers, numbers, "{name}");
    }
}

#[test]
fn the_page_shows_each_snippet_once_in_both_languages() {
    let page = std::fs::read_to_string(root().join("book/src/from-numpy.md")).expect("the page");
    for idiom in idioms() {
        let shown = |language: &str| {
            let end = format!(":{}}}}}", idiom.name);
            let includes = page.lines().filter(|line| line.ends_with(&end));
            includes.filter(|line| line.contains(language)).count()
        };
        let counts = (shown("python/from_numpy.py"), shown("src/from_numpy/"));
        assert_eq!(counts, (1, 1), "{}: Python, Rust", idiom.name);
    }
}
