//! The preprocessor over a miniature book: what a good page becomes, and how each fault is told.

mod miniature;

use std::io::Write;
use std::process::{Command, Stdio};

use mdbook_preprocessor::book::{Book, BookItem, Chapter};
use miniature::{KERNEL, Miniature};
use workbook_pages::stale;

#[test]
fn a_good_page_shows_its_numbers_listings_task_and_formulas() {
    let page = "\
# Timing

It takes $n$ steps, at \\$5 each.

{{#guess powers powf/mul}}

{{#measured powers}}

`powf` takes {{#ratio powers powf/mul}} times as long, {{#value powers/powf at x^3}} in all.
{{#claim powers mul faster-than powf}}So *multiply*.{{/claim}}

```rust
{{#include ../listings/src/powers.rs:mul}}
```

- In Python:

  ~~~py
  {{#include ../listings/python/powers.py:numpy}}
  ~~~

{{#exercise q1}}

{{#solution q1}}

A directive looks so: \\{{#measured powers}}
";
    let text = Miniature::new().page(page).unwrap();
    for part in [
        "It takes <math display=\"inline\"><mi>n</mi></math> steps, at \\$5 each.",
        "<div class=\"guess\" id=\"guess-1\" data-guess=\"timing#powers/powf/mul/x^2\"",
        "<figure class=\"measured\" data-kernel=\"powers\" data-variants=\"",
        "<svg viewBox=",
        "<th scope=\"row\"><code>numpy</code> <span class=\"tag\">Python</span></th>",
        ">3.4</data> times as long, <data ",
        ">3.40\u{a0}ms</data> in all.\nSo *multiply*.\n",
        "```rust\n{{#include ../listings/src/powers.rs:mul}}\n```",
        "### Exercise: The stock market {#exercise-q1}",
        "Simulate the market, where <math",
        "<details class=\"solution\" id=\"solution-q1\">",
        "```rust\npub fn simulate() {}\n```",
        "A directive looks so: \\{{#measured powers}}",
    ] {
        assert!(text.contains(part), "{part}\nis not in\n{text}");
    }
    for part in [
        "class=\"stale\"",
        "Yours</th>",
        "contradiction",
        "{{/claim}}",
    ] {
        assert!(!text.contains(part), "{part}\nis in\n{text}");
    }
}

#[test]
fn a_bet_covers_what_follows_it_up_to_the_next_heading_or_exercise() {
    let miniature = Miniature::new();
    let covered = |page: &str| {
        let text = miniature.page(page).unwrap();
        let (_, fold) = text.split_once("<details class=\"answer\"").unwrap();
        let (fold, rest) = fold
            .split_once("</ul>")
            .unwrap()
            .1
            .split_once("</details>")
            .unwrap();
        (fold.trim().to_owned(), rest.trim().to_owned())
    };
    let pair = |fold: &str, rest: &str| (fold.to_owned(), rest.to_owned());
    let bet = "# A\n\n{{#guess powers powf/mul}}";
    assert_eq!(
        covered(&format!("{bet}\n\nSo.\n\n## B\n\nc\n")),
        pair("So.", "## B\n\nc")
    );
    assert_eq!(
        covered(&format!("{bet}\n\n```sh\n# no heading\n```\n")),
        pair("```sh\n# no heading\n```", "")
    );
    let (fold, rest) = covered(&format!("{bet}\n\nSo.\n\n{{{{#exercise q1}}}}\n"));
    assert_eq!(fold, "So.");
    assert!(rest.starts_with("<section class=\"exercise\""), "{rest}");
    assert_eq!(
        covered("> {{#guess powers powf/mul}}\n\nOpen.\n"),
        pair("", "Open.")
    );
    assert_eq!(
        covered("<details>\n\n{{#guess powers powf/mul}}\n\nOpen.\n\n</details>\n\n# B\n"),
        pair("", "Open.\n\n</details>\n\n# B")
    );
    // A second bet within the step lies under the cover of the first, and both covers end with it.
    let text = miniature
        .page(&format!(
            "{bet}\n\n{{{{#guess powers mul/powf}}}}\n\nSo.\n\n# B\n"
        ))
        .unwrap();
    assert!(
        text.ends_with("So.\n\n</details>\n\n</details>\n\n# B\n")
            && text.contains("id=\"guess-2\""),
        "{text}"
    );
}

#[test]
fn a_page_can_list_the_bets_of_all_pages() {
    let miniature = Miniature::new();
    let chapter = |title: &str, text: &str, path: &str| {
        BookItem::Chapter(Chapter::new(title, text.to_owned(), path, vec![]))
    };
    let book = Book::new_with_items(vec![
        chapter("All", "{{#guesses}}\n", "all.md"),
        chapter("Timing", "{{#guess powers powf/mul}}\n", "timing.md"),
    ]);
    let book = workbook_pages::Pages::new()
        .render(miniature.root(), &miniature.root().join("book/src"), book)
        .unwrap();
    let text = &book.chapters().next().unwrap().content;
    assert!(
        text.contains(
            "<li data-question=\"timing#powers/powf/mul/x^2\"><a href=\"timing.html#guess-1\">"
        ),
        "{text}"
    );
}

#[test]
fn a_removed_anchor_is_told_with_page_and_line() {
    let miniature = Miniature::new();
    miniature.write(
        "book/listings/src/powers.rs",
        &KERNEL.replace("ANCHOR: mul", "ANCHOR: times"),
    );
    miniature.record("book/measurements/powers.json", 3.4);
    let message =
        miniature.fault("# Timing\n\n```rust\n{{#include ../listings/src/powers.rs:mul}}\n```\n");
    assert_eq!(
        message,
        "timing.md:4: book/listings/src/powers.rs has no `ANCHOR: mul`; it has times"
    );
}

#[test]
fn a_misspelt_include_is_told_with_page_and_line() {
    let message =
        Miniature::new().fault("a\n\n```rust\n{{#include ../listings/src/power.rs:mul}}\n```\n");
    assert!(
        message.starts_with("timing.md:4: there is no file book/listings/src/power.rs"),
        "{message}"
    );
    let message =
        Miniature::new().fault("a\n\n```rust\n{{#inclde ../listings/src/powers.rs:mul}}\n```\n");
    assert!(
        message.starts_with("timing.md:4: there is no directive `#inclde`"),
        "{message}"
    );
}

#[test]
fn a_block_typed_by_hand_is_told_with_page_and_line() {
    let message = Miniature::new().fault("a\n\n```rust,ignore\nfn f() {}\n```\n");
    assert!(
        message.starts_with("timing.md:4: Rust typed by hand"),
        "{message}"
    );
    let message = Miniature::new().fault("- a\n\n  ~~~python\n  x = 1\n  ~~~\n");
    assert!(
        message.starts_with("timing.md:4: Python typed by hand"),
        "{message}"
    );
    let message =
        Miniature::new().fault("a\n\n<pre><code class=\"language-rust\">fn f() {}</code></pre>\n");
    assert!(
        message.starts_with("timing.md:3: a Rust listing in raw HTML"),
        "{message}"
    );
}

#[test]
fn a_missing_record_is_told_once_with_page_line_and_remedy() {
    let miniature = Miniature::new();
    miniature.remove("book/measurements/powers.json");
    let message =
        miniature.fault("# Timing\n\n{{#measured powers}}\n\nand {{#value powers/mul}}\n");
    assert_eq!(
        message,
        "timing.md:3: no record at book/measurements/powers.json: write it with `cargo workbook bench powers --reference`"
    );
}

#[test]
fn a_broken_record_is_told_with_page_and_line() {
    let miniature = Miniature::new();
    miniature.write("book/measurements/powers.json", "{\"format\": 2}");
    let message = miniature.fault("{{#measured powers}}\n");
    assert!(
        message.starts_with(
            "timing.md:1: the record book/measurements/powers.json is not one of format 1"
        ),
        "{message}"
    );
}

#[test]
fn a_contradicted_claim_is_told_with_page_line_and_ratio() {
    let message =
        Miniature::new().fault("a\n\nb {{#claim powers powf faster-than mul}}It is.{{/claim}}\n");
    assert!(
        message.starts_with(
            "timing.md:3: `powers` doesn't show that `powf` is faster than `mul` at `x^2`"
        ),
        "{message}"
    );
    assert!(
        message.contains("is 0.294 (95 % interval 0.294 to 0.294, 9 rounds)"),
        "{message}"
    );
    let message = Miniature::new().fault("{{#claim powers powf level-with mul}}It is.{{/claim}}\n");
    assert!(message.contains("`powf` is level with `mul`"), "{message}");
}

#[test]
fn an_unknown_or_misplaced_directive_is_told_with_page_and_line() {
    let miniature = Miniature::new();
    let message = miniature.fault("a\r\n\r\n{{#mesured powers}}\r\n");
    assert!(
        message.starts_with("timing.md:3: there is no directive `#mesured`"),
        "{message}"
    );
    let message = miniature.fault("a\n`{{#value powers/mul}}`\n");
    assert!(
        message.starts_with("timing.md:2: `{{#value powers/mul}}` stands in code"),
        "{message}"
    );
    let message = miniature.fault("a\n\nSee {{#measured powers}}\n");
    assert!(
        message.starts_with("timing.md:3: `{{#measured powers}}` makes a block of its own"),
        "{message}"
    );
    let message = miniature.fault("a {{#claim powers mul faster-than powf}}It is.\n");
    assert!(
        message.starts_with("timing.md:1: this claim has no end"),
        "{message}"
    );
    let message = miniature.fault("a {{/claim}}\n");
    assert!(
        message.starts_with("timing.md:1: `{{/claim}}` ends no claim"),
        "{message}"
    );
    let message = miniature.fault("a\n{{#value powers/pow}}\n");
    assert!(
        message.starts_with("timing.md:2: the record of `powers` has no variant `pow` at `x^2`"),
        "{message}"
    );
}

#[test]
fn a_formula_that_cannot_be_read_is_told_with_page_and_line() {
    let miniature = Miniature::new();
    let message = miniature.fault("a\n\n$$\n\\nosuchthing x\n$$\n");
    assert!(
        message.starts_with("timing.md:3: the formula `\\nosuchthing x` can't be read"),
        "{message}"
    );
    let message = miniature.fault("a\nb $\\frac{1}$ c\n");
    assert!(
        message.starts_with("timing.md:2: the formula `\\frac{1}` can't be read"),
        "{message}"
    );
    let message = miniature.fault("a\nb $\\frac{1$ c\n");
    assert!(
        message.starts_with("timing.md:2: a formula begins here and doesn't end"),
        "{message}"
    );
}

#[test]
fn an_exercise_that_is_not_there_is_told_with_page_and_line() {
    let miniature = Miniature::new();
    let message = miniature.fault("a\n\n{{#exercise q2}}\n");
    assert!(
        message.starts_with("timing.md:3: cannot read exercises/q2/"),
        "{message}"
    );
    miniature.write("exercises/q1/spec.rs", "//! Do $\\nosuchthing$.\n");
    let message = miniature.fault("{{#exercise q1}}\n");
    assert!(
        message.starts_with("exercises/q1/spec.rs:1: the formula"),
        "{message}"
    );
}

#[test]
fn the_faults_of_all_pages_are_told_together_in_order() {
    let chapter =
        |name: &str, text: &str| Chapter::new(name, text.to_owned(), format!("{name}.md"), vec![]);
    let mut first = chapter("first", "{{#what}}\n\n```rust\nfn f() {}\n```\n{{#why}}\n");
    first.sub_items.push(BookItem::Chapter(Chapter::new(
        "inner",
        "$\\nosuch$\n".to_owned(),
        "part/inner.md",
        vec![],
    )));
    let draft = Chapter::new_draft("later", vec![]);
    let items = vec![
        BookItem::PartTitle("Lessons".to_owned()),
        BookItem::Chapter(first),
        BookItem::Chapter(draft),
        BookItem::Separator,
        BookItem::Chapter(chapter("last", "\n\n{{#value none/none}}\n")),
    ];
    let problems = Miniature::new().book(items).unwrap_err();
    let places: Vec<String> = problems
        .0
        .iter()
        .map(|problem| format!("{}:{}", problem.page.display(), problem.line))
        .collect();
    assert_eq!(
        places,
        [
            "first.md:1",
            "first.md:4",
            "first.md:6",
            "part/inner.md:1",
            "last.md:3"
        ]
    );
    assert!(
        problems
            .to_string()
            .starts_with("5 problems on the book's pages\nfirst.md:1: ")
    );
}

#[test]
fn includes_of_a_page_in_a_folder_start_there() {
    let page = |path: &str, include: &str| {
        let text = format!("```rust\n{{{{#include {include}/listings/src/powers.rs:mul}}}}\n```\n");
        let miniature = Miniature::new();
        miniature.write(&format!("book/src/{path}"), &text);
        miniature.book(vec![BookItem::Chapter(Chapter::new(
            "a",
            text,
            path,
            vec![],
        ))])
    };
    assert!(page("part/a.md", "../..").is_ok());
    assert!(page("part/a.md", "..").is_err());
}

#[test]
fn the_readers_numbers_stand_beside_the_reference_and_contradict_claims() {
    let miniature = Miniature::new();
    miniature.record(".workbook/measurements/powers.json", 0.5);
    let page = "{{#measured powers at x^2}}\n\n{{#claim powers mul faster-than powf}}It is.{{/claim}} So.\n\n{{#guess powers powf/mul}}\n";
    let text = miniature.page(page).unwrap();
    assert!(
        text.contains("Yours</th>")
            && text.contains("500\u{a0}µs")
            && text.contains("data-own=\"5e-1\""),
        "{text}"
    );
    let (_, note) = text
        .split_once("It is. <span class=\"contradiction\"")
        .expect("a note follows the sentence");
    assert!(note.contains("On your machine this doesn’t hold"), "{note}");
}

#[test]
fn a_broken_record_of_the_reader_is_named_and_breaks_nothing() {
    let miniature = Miniature::new();
    miniature.write(".workbook/measurements/powers.json", "not json");
    let text = miniature.page("{{#measured powers}}\n").unwrap();
    assert!(
        text.contains("Your own numbers are left out:")
            && text.contains(".workbook/measurements/powers.json"),
        "{text}"
    );
}

#[test]
fn a_reader_s_record_of_any_brokenness_leaves_the_reference_and_a_remark() {
    let miniature = Miniature::new();
    let own = ".workbook/measurements/powers.json";
    let whole = std::fs::read_to_string(miniature.root().join("book/measurements/powers.json"));
    let whole = whole.unwrap();
    let shown = |naming: &str| {
        let text = miniature.page("{{#measured powers}}\n").unwrap();
        assert!(text.contains("<caption>"), "{naming}");
        assert!(text.contains("Your own numbers are left out:"), "{naming}");
        assert!(text.contains(naming), "{naming}: {text}");
        assert!(!text.contains("Yours</th>"), "{naming}");
    };
    for (text, naming) in [
        (whole[..whole.len() / 2].to_owned(), "EOF"),
        (whole.replace("\"format\":1", "\"format\":7"), "format 7"),
        (whole.replace("\"powers\"", "\"sum\""), "not of the kernel"),
        (
            whole.replacen("\"low_s\":", "\"low_s\":-", 1),
            "not positive and ordered",
        ),
        (
            whole.replacen("\"low_s\":", "\"low_s\":NaN,\"x\":", 1),
            "expected value",
        ),
        (
            whole.replacen("\"mul\"", "\"m\\u001bul\"", 1),
            "control character",
        ),
    ] {
        miniature.write(own, &text);
        shown(naming);
    }
    std::fs::write(miniature.root().join(own), b"\xff\xfe").unwrap();
    shown("UTF");
    miniature.remove(own);
    miniature.write(&format!("{own}/mine.txt"), "");
    shown("it is a folder");
}

#[test]
fn further_machines_have_columns_and_only_a_committed_one_can_break_a_build() {
    let miniature = Miniature::new();
    miniature.record("book/measurements/machines/acre/powers.json", 2.0);
    miniature.record(".workbook/machines/ward/powers.json", 5.0);
    let text = miniature.page("{{#measured powers}}\n").unwrap();
    for part in [
        "colspan=\"2\">acre</th>",
        "colspan=\"2\">ward</th>",
        "B: <code>ward</code>",
        "The 3 machines",
    ] {
        assert!(text.contains(part), "{part} is not in {text}");
    }
    miniature.write(".workbook/machines/ward/powers.json", "{");
    let text = miniature.page("{{#measured powers}}\n").unwrap();
    assert!(
        text.contains("A machine is left out:") && !text.contains("ward</th>"),
        "{text}"
    );
    miniature.write("book/measurements/machines/acre/powers.json", "{");
    let message = miniature.fault("{{#measured powers}}\n");
    assert!(
        message.starts_with("timing.md:1: the record book/measurements/machines/acre/powers.json is not one of format 1: EOF"),
        "{message}"
    );
}

#[test]
fn changed_code_marks_its_kernel_wherever_it_is_told_of_and_a_comment_does_not() {
    let miniature = Miniature::new();
    miniature.write(
        "book/listings/src/powers.rs",
        &format!("// Why.\n\n{KERNEL}"),
    );
    assert!(
        !miniature
            .page("{{#measured powers}}\n")
            .unwrap()
            .contains("class=\"stale\"")
    );
    assert_eq!(stale(miniature.root()).unwrap(), []);
    miniature.write(
        "book/listings/src/powers.rs",
        &KERNEL.replace("x * x", "x + x"),
    );
    for page in [
        "{{#measured powers}}\n",
        "It takes {{#value powers/mul}}.\n",
    ] {
        let text = miniature.page(page).unwrap();
        assert!(text.contains("Measured before its code changed."), "{text}");
        assert!(
            text.contains("cargo workbook bench &#45;&#45;stale &#45;&#45;reference"),
            "{text}"
        );
    }
    let stale = stale(miniature.root()).unwrap();
    assert_eq!(
        (
            stale.len(),
            stale[0].kernel.as_str(),
            stale[0].changed.as_slice()
        ),
        (1, "powers", &["book/listings/src/powers.rs".to_owned()][..])
    );
}

#[test]
fn a_copy_without_solutions_says_so() {
    let miniature = Miniature::new();
    miniature.remove("solutions");
    assert!(
        miniature
            .page("{{#solution q1}}\n")
            .unwrap()
            .contains("Not in this copy.")
    );
}

#[test]
fn text_right_after_a_figure_stays_text() {
    let text = Miniature::new()
        .page("> {{#measured powers}}\n> *after*\n")
        .unwrap();
    assert!(
        text.starts_with("> <figure") && text.ends_with("</figure>\n>\n> *after*\n"),
        "{text}"
    );
}

/// Runs the program with a book on its standard input.
fn program(miniature: &Miniature, page: &str) -> (Option<i32>, String, String) {
    let context = serde_json::json!({"root": miniature.root().join("book"), "config": {"book": {"src": "src"}}, "renderer": "html", "mdbook_version": "0.5.4"});
    let book = Book::new_with_items(vec![BookItem::Chapter(Chapter::new(
        "Timing",
        page.to_owned(),
        "timing.md",
        vec![],
    ))]);
    let mut child = Command::new(env!("CARGO_BIN_EXE_workbook-pages"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child
        .stdin
        .take()
        .unwrap()
        .write_all(serde_json::json!([context, book]).to_string().as_bytes())
        .unwrap();
    let output = child.wait_with_output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (
        output.status.code(),
        text(output.stdout),
        text(output.stderr),
    )
}

#[test]
fn the_program_speaks_the_protocol_of_mdbook() {
    let supports = Command::new(env!("CARGO_BIN_EXE_workbook-pages"))
        .args(["supports", "html"])
        .status()
        .unwrap();
    assert!(supports.success());
    let (code, book, _) = program(&Miniature::new(), "It takes {{#value powers/mul}}.\n");
    let book: Book = serde_json::from_str(&book).unwrap();
    assert_eq!(code, Some(0));
    assert!(
        book.chapters()
            .next()
            .unwrap()
            .content
            .contains("1.00\u{a0}ms</data>.")
    );
}

#[test]
fn the_program_fails_with_page_and_line_and_says_nothing_on_its_output() {
    let (code, output, errors) = program(&Miniature::new(), "a\n{{#what}}\n");
    assert_eq!((code, output.as_str()), (Some(1), ""));
    assert!(
        errors.contains("timing.md:2: there is no directive `#what`"),
        "{errors}"
    );
}

#[test]
fn evidence_becomes_a_table_and_a_loop_and_old_evidence_is_marked() {
    let miniature = Miniature::new();
    let message = miniature.fault("a\n\n{{#evidence powers}}\n");
    assert!(
        message.starts_with("timing.md:3: no evidence at book/measurements/evidence/powers.json")
            && message.contains("cargo workbook evidence powers --reference"),
        "{message}"
    );
    let source = "book/listings/src/powers.rs";
    let fingerprint = workbook_pages::fingerprint::file(&miniature.root().join(source)).unwrap();
    let evidence = serde_json::json!({"format": 1, "kernel": "powers", "size": "x^2", "numbers": 10, "rustc": "rustc 1.95.0",
        "sources": {source: fingerprint}, "bytes": [{"variant": "mul", "threads": 1, "asked": 80, "most": 80}],
        "instructions": null,
        "code": [{"variant": "mul", "level": "x86-64", "loop": ["1:", "    mulpd xmm0, xmm0"], "packed": 1, "scalar": 0, "bits": 128}]});
    miniature.write(
        "book/measurements/evidence/powers.json",
        &evidence.to_string(),
    );
    let page = "{{#evidence powers}}\n\n{{#machine-code powers/mul}}\n";
    let text = miniature.page(page).unwrap();
    assert!(text.contains("<td>8</td><td>2</td>"), "{text}");
    assert!(
        text.contains("\n```text\n1:\n    mulpd xmm0, xmm0\n```\n"),
        "{text}"
    );
    assert!(!text.contains("class=\"stale\""), "{text}");
    miniature.write(source, &KERNEL.replace("x * x", "x + x"));
    assert_eq!(
        miniature
            .page(page)
            .unwrap()
            .matches("Older than its code")
            .count(),
        2
    );
    let message = miniature.fault("{{#machine-code powers/powf}}\n");
    assert!(
        message.contains("has no machine code of `powf`"),
        "{message}"
    );
}
