//! In Python a timer is a decorator of six lines: note the time, call the function, note the time again. It works on every
//! function, since it knows nothing of their arguments. In the lesson, an attribute macro had to know the arguments of
//! what it decorated, so it refused generic functions and methods. Yours refuses neither.
//!
//! You write the attribute **`#[timed(sink)]`**. A function that carries it does what it did before, and at the end of each
//! call it calls `sink(name, elapsed)`: the function's name, a `&'static str`, and a [`Duration`].
//!
//! - **Every function**: with arguments and results of any type, generic, with lifetimes and `impl Trait`; methods with
//!   `self`, `&self` and `&mut self`. Its docs, its other attributes and its visibility stay.
//! - **Every way out**: the last expression, `return`, `?`, and a panic as well.
//! - **Once for each call**, after all that the body did. The time is that of the whole body.
//! - **`sink` is an expression** for an `Fn(&'static str, Duration)`, not only a name. It is evaluated once, at the beginning
//!   of the call, and may use the function's arguments: `#[timed(|name, time| log.note(name, time))]`.
//! - **Whatever the function calls its things**, a variable `guard`, a type `Guard`, they stay what they are. And
//!   `fn r#type()` is called `type`.
//! - **Wherever the function stands.** What your macro writes is read there, and there `Drop` or `Fn` may be something
//!   else, and `std` too. A path that begins with `::` means the crate of that name.
//!
//! **What it refuses**, with a compile error that says so: an `async` function, as there most of the time belongs to others;
//! a `const` function, as there is no clock when it runs in the compiler; anything that isn't a function with a body; and an
//! attribute without a sink. The errors must have the words *async*, *const*, *function*, *sink*.
//!
//! **If what your macro writes doesn't compile**, neither does this file, and no test runs. The compiler then points at a
//! `#[timed(…)]` down here, and the function below it says which rule it was.
//!
//! **Before you start, guess.** How much of a function's signature does your macro have to understand?
//!
//! **What earns points.**
//!
//! | group | what is looked at |
//! | --- | --- |
//! | `values` | arguments go in, results come out, and there is a report |
//! | `names` | names that the function has already |
//! | `exits` | `return`, `?`, panics |
//! | `generics` | type parameters, lifetimes, `impl Trait` |
//! | `methods` | `self` in all its forms |
//! | `reports` | once for each call, at the end, to the sink that was named, of the whole time |
//! | `refused` | what can't be timed is an error with words |
//!
//! The crates `syn`, `quote` and `proc-macro2`, and `std`. Your crate is built and run inside a sandbox's compiler when it is
//! graded: it can read no files there, and start nothing. Docs, attributes and visibility are looked at here only.

#![allow(dead_code, reason = "a stub's sinks are called by nobody")]
#![allow(
    clippy::multiple_bound_locations,
    clippy::needless_lifetimes,
    reason = "a macro must bear what is written"
)]

use std::cell::RefCell;
use std::fmt::Display;
use std::io::Write;
use std::num::ParseIntError;
use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::Duration;

use answer::timed;

thread_local! {
    static REPORTS: RefCell<Vec<(String, Duration)>> = const { RefCell::new(Vec::new()) };
}

/// A sink that keeps what it is told. Each test has a thread of its own, and so its own reports.
fn report(name: &'static str, elapsed: Duration) {
    REPORTS.with_borrow_mut(|reports| reports.push((name.to_owned(), elapsed)));
}

/// The names that were reported since the last time.
fn names() -> Vec<String> {
    REPORTS.take().into_iter().map(|(name, _)| name).collect()
}

// Arguments go in, results come out.

#[timed(report)]
fn nothing() {}

#[timed(report)]
fn sum(a: u32, b: u32) -> u32 {
    a + b
}

#[test]
fn a_call_is_reported_by_its_name() {
    nothing();
    assert_eq!(
        names(),
        ["nothing"],
        "the attribute's sink is told of each call"
    );
}

#[test]
fn arguments_go_in_and_the_result_comes_out() {
    assert_eq!(sum(2, 3), 5);
    assert_eq!(names(), ["sum"]);
}

#[timed(report)]
fn swapped(
    (a, b): (u8, char),
    [first, .., last]: [i64; 3],
    mut text: String,
) -> (char, u8, i64, String) {
    text.push('!');
    (b, a, first + last, text)
}

#[test]
fn arguments_may_be_patterns_and_mutable() {
    let swapped = swapped((1, 'x'), [2, 3, 4], "so".to_owned());
    assert_eq!(swapped, ('x', 1, 6, "so!".to_owned()));
    assert_eq!(names(), ["swapped"]);
}

#[timed(report)]
fn doubled(values: &mut [f64]) -> &mut f64 {
    values.iter_mut().for_each(|value| *value *= 2.0);
    &mut values[0]
}

#[test]
fn what_is_borrowed_may_be_changed_and_handed_back() {
    let mut values = vec![1.0, f64::NAN, f64::INFINITY];
    *doubled(&mut values) += 0.5;
    assert_eq!(values[0], 2.5);
    assert!(values[1].is_nan());
    assert_eq!(names(), ["doubled"]);
}

// Names.

#[timed(report)]
fn namesake(guard: u32, sink: u32, begin: u32, name: &str, elapsed: u32) -> String {
    struct Guard(u32);
    format!("{name}{}", Guard(guard + sink + begin + elapsed).0)
}

#[test]
fn variables_and_types_of_the_function_keep_their_meaning() {
    assert_eq!(namesake(1, 2, 3, "n", 4), "n10");
    assert_eq!(names(), ["namesake"]);
}

/// Types of the module, which a macro might call its own the same.
mod types {
    pub struct Guard(pub u32);
    pub struct Timer(pub u32);
    pub struct Timed(pub u32);

    #[answer::timed(super::report)]
    pub fn beside(x: u32) -> u32 {
        Guard(x).0 + Timer(x).0 + Timed(x).0
    }
}

#[timed(report)]
fn of_types(x: u32) -> u32 {
    use types::*;
    Guard(x).0 + Timer(x).0 + Timed(x).0
}

#[test]
fn types_that_the_function_imports_or_stands_beside_are_still_those() {
    assert_eq!(of_types(2), 6);
    assert_eq!(types::beside(2), 6);
}

#[timed(report)]
fn r#type() -> u8 {
    7
}

#[test]
fn a_raw_name_is_reported_without_its_mark() {
    assert_eq!(r#type(), 7);
    assert_eq!(
        names(),
        ["type"],
        "the function is called `type`; `r#` only says that this is no keyword"
    );
}

mod elsewhere {
    // No name of the standard library is as usual here.
    #[allow(non_camel_case_types)]
    struct std;
    struct Duration;
    struct Instant;
    trait Drop {}
    trait Fn {}

    #[answer::timed(super::report)]
    pub fn far(x: u8) -> u8 {
        x + 1
    }
}

#[test]
fn the_function_may_stand_where_nothing_is_imported() {
    assert_eq!(elsewhere::far(1), 2);
    assert_eq!(names(), ["far"]);
}

// Ways out.

#[timed(report)]
fn sign(x: f64) -> i8 {
    if x.is_nan() {
        return 0;
    }
    for (sign, matches) in [(1, x > 0.0), (-1, x < 0.0)] {
        if matches {
            return sign;
        }
    }
    0
}

#[test]
fn an_early_return_is_reported_too() {
    assert_eq!(
        [f64::NAN, 2.0, -f64::INFINITY, -0.0].map(sign),
        [0, 1, -1, 0]
    );
    assert_eq!(
        names(),
        ["sign"; 4],
        "four calls, and three of them end by a `return`"
    );
}

#[timed(report)]
fn parsed(text: &str) -> Result<i32, Box<dyn std::error::Error>> {
    let number: i32 = text.trim().parse()?;
    Ok(number + 1)
}

#[timed(report)]
fn third(values: &[u8]) -> Option<u8> {
    let rest = values.get(2..)?;
    rest.first().copied()
}

#[test]
fn a_question_mark_that_leaves_is_reported_too() {
    assert_eq!(parsed(" 41 ").expect("that is a number"), 42);
    assert!(
        parsed("many")
            .expect_err("that is none")
            .is::<ParseIntError>()
    );
    assert_eq!((third(&[1, 2, 3]), third(&[1])), (Some(3), None));
    assert_eq!(
        names(),
        ["parsed", "parsed", "third", "third"],
        "two calls each, and the second ends at a `?`"
    );
}

#[timed(report)]
fn checked(x: i32) -> i32 {
    assert!(x > 0, "not {x}");
    x
}

#[test]
fn so_is_a_panic() {
    let panic = std::panic::catch_unwind(|| checked(-1)).expect_err("-1 isn't positive");
    assert_eq!(
        panic.downcast_ref::<String>().map(String::as_str),
        Some("not -1")
    );
    assert_eq!(
        names(),
        ["checked"],
        "a call that ends by a panic is reported too: the time until then has been spent"
    );
}

// Generics.

#[timed(report)]
fn largest<'a, T: PartialOrd, const N: usize>(values: &'a [T; N]) -> Option<&'a T>
where
    T: Display,
{
    values.iter().reduce(|a, b| if b > a { b } else { a })
}

#[test]
fn a_generic_function_stays_generic() {
    assert_eq!(largest(&[1, 3, 2]), Some(&3));
    assert_eq!(largest(&["a", "c", "b"]), Some(&"c"));
    assert_eq!(largest::<f64, 0>(&[]), None);
    assert_eq!(names(), ["largest"; 3]);
}

#[timed(report)]
fn multiples(of: u32, how: impl Fn(u32) -> u32) -> impl Iterator<Item = u32> {
    (1..=3).map(move |k| how(k * of))
}

#[test]
fn argument_and_result_may_be_some_type_with_a_trait() {
    let all: Vec<u32> = multiples(5, |x| x + 1).collect();
    assert_eq!(all, [6, 11, 16]);
    assert_eq!(
        names(),
        ["multiples"],
        "the call that made the iterator; it ended before the iterator was used"
    );
}

// Methods.

#[derive(Clone)]
struct Counter {
    count: u32,
}

impl Counter {
    #[timed(report)]
    fn new(count: u32) -> Self {
        Self { count }
    }

    #[timed(report)]
    fn next(&mut self) -> u32 {
        self.count += 1;
        self.count
    }

    #[timed(report)]
    fn get(&self) -> &u32 {
        &self.count
    }

    #[timed(report)]
    fn finish(self) -> u32 {
        self.count
    }
}

trait Named {
    fn name(&self) -> String;
}

impl Named for Counter {
    #[timed(report)]
    fn name(&self) -> String {
        format!("counter at {}", self.count)
    }
}

#[test]
fn methods_are_functions_with_self() {
    let mut counter = Counter::new(3);
    assert_eq!((counter.next(), *counter.get()), (4, 4));
    assert_eq!(counter.name(), "counter at 4");
    assert_eq!(counter.finish(), 4);
    assert_eq!(names(), ["new", "next", "get", "name", "finish"]);
}

// Reports.

#[timed(report)]
fn slow() {
    sleep(Duration::from_millis(20));
}

#[test]
fn the_time_is_that_of_the_whole_body() {
    slow();
    let reports = REPORTS.take();
    let [(_, elapsed)] = &reports[..] else {
        panic!("one call, one report: {reports:?}");
    };
    assert!(
        *elapsed >= Duration::from_millis(20),
        "it slept for 20 ms, and {elapsed:?} were reported"
    );
}

#[timed(report)]
fn factorial(n: u64) -> u64 {
    if n == 0 { 1 } else { n * factorial(n - 1) }
}

#[test]
fn each_call_of_a_recursion_is_one() {
    assert_eq!(factorial(4), 24);
    let reports = REPORTS.take();
    assert_eq!(reports.len(), 5, "calls of `factorial`, for 4 down to 0");
    assert!(
        reports.is_sorted_by_key(|(_, elapsed)| elapsed),
        "the innermost ends first: {reports:?}"
    );
}

#[timed(report)]
fn noisy() {
    struct Late;
    impl Drop for Late {
        fn drop(&mut self) {
            report("dropped", Duration::ZERO);
        }
    }
    let _late = Late;
    report("body", Duration::ZERO);
}

#[test]
fn the_report_comes_after_all_that_the_body_did() {
    noisy();
    assert_eq!(
        names(),
        ["body", "dropped", "noisy"],
        "what the body drops at its end is its work, too"
    );
}

fn other(name: &'static str, _: Duration) {
    report(
        if name == "twice" {
            "to another sink"
        } else {
            name
        },
        Duration::ZERO,
    );
}

#[timed(other)]
#[timed(report)]
fn twice() {}

#[test]
fn several_sinks_are_several_attributes() {
    twice();
    let mut told = names();
    told.sort();
    assert_eq!(
        told,
        ["to another sink", "twice"],
        "each attribute's sink is told of the call"
    );
}

#[derive(Default)]
struct Log(RefCell<Vec<String>>);

#[timed(|name, _| log.0.borrow_mut().push(format!("{name} of {x}")))]
fn logged(log: &Log, x: u32) -> u32 {
    log.0.borrow_mut().push("body".to_owned());
    x + 1
}

#[test]
fn a_sink_may_be_a_closure_that_uses_the_arguments() {
    let log = Log::default();
    assert_eq!(logged(&log, 1), 2);
    assert_eq!(
        log.0.into_inner(),
        ["body", "logged of 1"],
        "the closure may name `log` and `x`, and is called when the body is done"
    );
}

fn made() -> fn(&'static str, Duration) {
    report("sink", Duration::ZERO);
    report
}

#[timed(made())]
fn with_made() {
    report("body", Duration::ZERO);
}

#[test]
fn a_sink_is_evaluated_once_and_first() {
    with_made();
    assert_eq!(
        names(),
        ["sink", "body", "with_made"],
        "`made()` makes the sink, before the body runs, and the call ends with a report to it"
    );
}

// What stays.

mod shown {
    /// A function with docs.
    #[must_use]
    #[answer::timed(super::report)]
    #[inline]
    pub(super) fn kept() -> u8 {
        1
    }
}

#[test]
fn attributes_and_visibility_stay() {
    // That this compiles is half of the test: the function can be seen from here.
    assert_eq!(shown::kept(), 1);
    let source = "pub mod inner { #[answer::timed(|_, _| ())] #[must_use] pub fn kept() -> u8 { 1 } }\n\
                  pub fn use_it() { inner::kept(); }\n#[deny(unused_must_use)] pub fn end() { inner::kept(); }";
    let said = compiled(source).expect_err("a result that must be used isn't");
    assert!(
        said.contains("must be used"),
        "`#[must_use]` was lost: {said}"
    );
}

// What is refused.

/// Compiles a text with the macro; what the compiler says when it doesn't.
fn compiled(source: &str) -> Result<(), String> {
    use std::env::consts::{DLL_PREFIX, DLL_SUFFIX};

    // Cargo puts the macro beside this test. After a change there may be several, and the newest is the one.
    let this = std::env::current_exe().expect("this test is a file");
    let folder = this.parent().expect("a file lies in a folder");
    let library = format!("{DLL_PREFIX}{}-", env!("CARGO_PKG_NAME").replace('-', "_"));
    let entries = std::fs::read_dir(folder).expect("cargo's folder can be read");
    let newest = entries
        .flatten()
        .filter(|entry| {
            let name = entry.file_name().to_string_lossy().into_owned();
            name.starts_with(&library) && name.ends_with(DLL_SUFFIX)
        })
        .max_by_key(|entry| entry.metadata().and_then(|data| data.modified()).ok())
        .expect("cargo has built the macro");
    let mut compiler = Command::new("rustc")
        .args([
            "--edition=2024",
            "--crate-type=lib",
            "--crate-name=refused",
            "--emit=metadata",
        ])
        .arg("-o")
        .arg(folder.join(format!(
            "refused-{}-{:?}.rmeta",
            std::process::id(),
            std::thread::current().id()
        )))
        .arg("--extern")
        .arg(format!("answer={}", newest.path().display()))
        .arg("-")
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .expect("rustc can be started");
    let mut input = compiler.stdin.take().expect("stdin is piped");
    input
        .write_all(source.as_bytes())
        .expect("rustc reads its input");
    drop(input);
    let output = compiler.wait_with_output().expect("rustc ends");
    if output.status.success() {
        Ok(())
    } else {
        Err(String::from_utf8_lossy(&output.stderr).into_owned())
    }
}

fn assert_refused(source: &str, word: &str) {
    let Err(said) = compiled(source) else {
        panic!("this compiles, and should be an error with the word `{word}`: {source}");
    };
    let errors: Vec<&str> = said
        .lines()
        .filter(|line| line.starts_with("error"))
        .collect();
    assert!(
        errors
            .iter()
            .any(|error| error.to_lowercase().contains(word)),
        "no error has the word `{word}`; the compiler says: {errors:?}"
    );
    assert!(
        !said.contains("panicked"),
        "an error points at the code; a panic doesn't: {said}"
    );
}

#[test]
fn an_innocent_function_compiles() {
    assert_eq!(
        compiled("#[answer::timed(|_, _| ())] pub fn f(x: u8) -> u8 { x }"),
        Ok(())
    );
}

#[test]
fn an_async_function_is_refused() {
    assert_refused("#[answer::timed(|_, _| ())] pub async fn f() {}", "async");
}

#[test]
fn a_const_function_is_refused() {
    assert_refused("#[answer::timed(|_, _| ())] pub const fn f() {}", "const");
}

#[test]
fn what_is_no_function_is_refused() {
    assert_refused("#[answer::timed(|_, _| ())] pub struct Point;", "function");
    assert_refused(
        "pub trait T { #[answer::timed(|_, _| ())] fn without_a_body(&self); }",
        "function",
    );
}

#[test]
fn an_attribute_without_a_sink_is_refused() {
    assert_refused("#[answer::timed] pub fn f() {}", "sink");
    assert_refused("#[answer::timed()] pub fn f() {}", "sink");
}
