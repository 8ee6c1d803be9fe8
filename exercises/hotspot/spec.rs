//! A colleague's program reads the log of a few weather stations and says, for each station, how many readings there are,
//! their mean, and which days were odd. It is right, it is well named and well cut, and it is slow. Nobody knows why:
//! there is no line in it at which you would shake your head.
//!
//! You mend **`summary(log)`**. It takes the text of a log and gives the stations in the order of their names. Everything
//! else in the file is yours to change or throw away, but for the two types that `summary` gives.
//!
//! ```text
//! Nordkap;17;-3.5
//! Lindesnes;17;4.25
//! Nordkap;18;-2
//! ```
//!
//! **What must stay.** A line is `STATION;DAY;VALUE`, nothing more and nothing less: a name that isn't empty, what `parse`
//! takes for a `u32`, and what it takes for an `f64`, if that is finite. So there is no space around the numbers; a name
//! may hold any. If a station has several readings of one day, the first one counts and the others don't. A reading is odd if it is more than two standard deviations away from its station's mean;
//! the deviation divides by the number of readings, as NumPy's `std` does. Odd days come in the order of the days, however
//! the log is ordered. A log without lines has no stations.
//!
//! **Errors.** `BadLine` with the number of the first line that can't be read, counted from one.
//!
//! **How to go about it.** Don't read the program first. Guess which function takes longest, write the guess down, and
//! profile:
//!
//! ```text
//! cargo workbook profile hotspot
//! ```
//!
//! Mend what takes longest, and *only that*. Check, and profile again: the next one may have been hiding. Where a function
//! spends its time in a library, `--all` says in which part of it: find your function in the flame graph, and see what
//! stands on it.
//!
//! **What earns points.**
//!
//! | group | what is looked at |
//! | --- | --- |
//! | `errors` | the first line that can't be read |
//! | `report` | names, counts and means |
//! | `duplicates` | second readings of a day |
//! | `odd` | the odd days, also of large values that differ little |
//! | `speed` | at least 100 times as fast as the program as it was given |
//!
//! One of the tests below fails at the start, and may do so until the last of the hot places is gone: the one that counts
//! allocations. One thread, and `std` is enough. `unsafe` isn't needed, nor allowed.

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;
use std::fmt::Write;

use answer::{BadLine, Station, summary};

/// The system's allocator, which counts how often each thread asks it for memory.
struct Counting;

thread_local! {
    static ASKED: Cell<u64> = const { Cell::new(0) };
}

// SAFETY: every call is passed on to the system's allocator with nothing changed, and counting allocates nothing.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        let _ = ASKED.try_with(|asked| asked.set(asked.get() + 1));
        // SAFETY: the caller keeps the contract of `alloc`.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        // SAFETY: the pointer came from `alloc` above, and so from the system's allocator, with this layout.
        unsafe { System.dealloc(pointer, layout) }
    }
}

#[global_allocator]
static COUNTING: Counting = Counting;

/// The stations of a log that can be read.
fn stations(log: &str) -> Vec<Station> {
    summary(log).expect("every line can be read")
}

/// The one station of a log.
fn only(log: &str) -> Station {
    let mut all = stations(log);
    assert_eq!(all.len(), 1, "one station in {log:?}");
    all.remove(0)
}

#[test]
fn one_reading_is_a_station() {
    let expected = Station {
        name: "Nordkap".to_owned(),
        readings: 1,
        mean: -3.5,
        odd: vec![],
    };
    assert_eq!(stations("Nordkap;17;-3.5\n"), [expected]);
}

#[test]
fn a_log_without_lines_has_no_stations() {
    assert_eq!(summary(""), Ok(vec![]));
}

#[test]
fn the_last_line_needs_no_end() {
    assert_eq!(stations("A;1;2"), stations("A;1;2\n"));
}

#[test]
fn stations_come_in_the_order_of_their_names() {
    let names: Vec<String> = stations("c;1;0\na;1;0\nb;1;0\nÅ;1;0\na;2;0\n")
        .into_iter()
        .map(|station| station.name)
        .collect();
    assert_eq!(names, ["a", "b", "c", "Å"], "as `str` is ordered");
}

#[test]
fn each_station_has_a_mean_of_its_own() {
    let both = stations("a;1;1\nb;1;10\na;2;2\nb;2;30\na;3;6\n");
    assert_eq!((both[0].readings, both[0].mean), (3, 3.0));
    assert_eq!((both[1].readings, both[1].mean), (2, 20.0));
}

#[test]
fn the_first_reading_of_a_day_counts() {
    let station = only("a;1;5\na;1;100\na;2;7\na;1;200\n");
    assert_eq!(
        (station.readings, station.mean),
        (2, 6.0),
        "5 and 7 count; 100 and 200 came second on their days"
    );
}

#[test]
fn two_stations_may_have_readings_of_the_same_day() {
    let both = stations("a;1;5\nb;1;6\n");
    assert_eq!(
        (both[0].readings, both[1].readings),
        (1, 1),
        "a second reading is one of the same day and the same station"
    );
}

#[test]
fn two_equal_readings_of_different_days_both_count() {
    assert_eq!(
        only("a;1;5\na;2;5\n").readings,
        2,
        "what is read twice is the day, not the value"
    );
}

/// Nine quiet days and one that isn't.
fn ten_days(quiet: f64, loud: f64) -> String {
    let mut log = String::new();
    for day in 1..=9 {
        writeln!(log, "a;{day};{quiet}").expect("a text takes it");
    }
    writeln!(log, "a;10;{loud}").expect("a text takes it");
    log
}

#[test]
fn a_reading_far_from_the_mean_is_odd() {
    // The mean is 1 and the deviation 3: 10 is three deviations away.
    assert_eq!(only(&ten_days(0.0, 10.0)).odd, [10]);
}

#[test]
fn a_reading_far_below_the_mean_is_odd_as_well() {
    assert_eq!(only(&ten_days(0.0, -10.0)).odd, [10]);
}

#[test]
fn exactly_two_deviations_away_is_not_odd() {
    // Four zeros and a five: the mean is 1, the deviation 2, and 5 is two of them away.
    assert_eq!(
        only("a;1;0\na;2;0\na;3;0\na;4;0\na;5;5\n").odd,
        [],
        "day 5 is two deviations away, and odd is what is farther"
    );
}

#[test]
fn readings_that_are_all_alike_have_no_odd_one() {
    assert_eq!(
        only("a;1;4\na;2;4\na;3;4\n").odd,
        [],
        "the deviation is 0, and no reading is farther away than that"
    );
}

#[test]
fn odd_days_come_in_the_order_of_the_days() {
    let mut log = String::from("a;90;50\na;70;-50\na;80;50\n");
    for day in 0..60 {
        writeln!(log, "a;{day};{}", day % 2).expect("a text takes it");
    }
    assert_eq!(
        only(&log).odd,
        [70, 80, 90],
        "the log has them as 90, 70, 80; the report goes by the days"
    );
}

#[test]
fn a_second_reading_makes_no_day_odd() {
    let log = format!("{}a;3;1000\n", ten_days(1.0, 1.0));
    assert_eq!(only(&log).odd, [], "the 1000 came second and doesn't count");
}

#[test]
fn large_values_that_differ_little_have_odd_days_too() {
    assert_eq!(
        only(&ten_days(1e9, 1e9 + 10.0)).odd,
        [10],
        "the squares of such values have lost what makes the difference: subtract the mean before you square"
    );
}

#[test]
fn a_line_with_too_few_or_too_many_fields_is_bad() {
    for line in ["", "a", "a;1", "a;1;2;3", "a;1;2;", ";;;"] {
        let log = format!("a;1;2\nb;1;2\n{line}\nc;1;2\n");
        assert_eq!(summary(&log), Err(BadLine { line: 3 }), "{line:?}");
    }
}

#[test]
fn a_field_that_is_not_what_it_should_be_is_bad() {
    for line in [
        ";1;2",
        "a;-1;2",
        "a;1.5;2",
        "a;x;2",
        "a;1;x",
        "a;1;",
        "a;1;NaN",
        "a;1;inf",
        "a; 1;2",
        "a;4294967296;2",
    ] {
        assert_eq!(summary(line), Err(BadLine { line: 1 }), "{line:?}");
    }
}

#[test]
fn the_first_bad_line_is_named() {
    assert_eq!(
        summary("a;1;2\nbad\nworse\n"),
        Err(BadLine { line: 2 }),
        "counted from one, the first bad line is the second"
    );
}

#[test]
fn a_second_reading_of_a_day_must_be_a_number_all_the_same() {
    assert_eq!(
        summary("a;1;2\na;1;x\n"),
        Err(BadLine { line: 2 }),
        "the second line doesn't count, but has to be read"
    );
}

#[test]
fn a_name_may_hold_spaces_and_whatever_else_is_no_semicolon() {
    assert_eq!(only("Svalbard, west / 2;0;1\n").name, "Svalbard, west / 2");
}

#[test]
fn a_line_is_read_without_asking_for_memory() {
    let mut log = String::new();
    for line in 0..4000 {
        writeln!(log, "station {};{};{}", line % 4, line / 4, line % 7).expect("a text takes it");
    }
    let before = ASKED.get();
    assert_eq!(stations(&log).len(), 4);
    let asked = ASKED.get() - before;
    assert!(
        asked < 1000,
        "4000 lines asked for memory {asked} times. Leave this for last: hotter places come first. When they are gone, \
         profile with --all, and look in the flame graph at what the allocator (malloc, free) stands on. Which functions \
         make a new text for each line, and who needs it?"
    );
}
