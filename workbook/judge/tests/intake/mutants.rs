//! Thousands of damaged archives: none may panic, hang, or get past a cap; none may cost anybody else anything.

use std::path::Path;

use workbook_judge::intake::{Absence, Answer, Caps};

use crate::archives::{End, Raw, gz, raw_zip, tar, tar_entry, tar_extension, zip, zst};
use crate::{answer, capped, export, put, xz};

/// A generator of numbers that are the same in every run (Marsaglia's xorshift64).
struct Numbers(u64);

impl Numbers {
    fn next(&mut self, below: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % below.max(1) as u64) as usize
    }

    /// Changes some bytes, or takes some away, or repeats some.
    fn mutate(&mut self, bytes: &mut Vec<u8>) {
        for _ in 0..=self.next(4) {
            let at = self.next(bytes.len());
            let length = 1 + self.next(24.min(bytes.len() - at));
            match self.next(7) {
                0 => bytes[at] ^= 1 << self.next(8),
                1 => bytes[at] = [0, 1, 0x7f, 0x80, 0xff][self.next(5)],
                2 => bytes[at..at + length].fill(0xff),
                3 => bytes[at..at + length].fill(0),
                4 => drop(bytes.drain(at..at + length)),
                5 => {
                    let repeated = bytes[at..at + length].to_vec();
                    bytes.splice(at..at, repeated);
                }
                _ => bytes.truncate(at.max(1)),
            }
            if bytes.is_empty() {
                return;
            }
        }
    }
}

/// Archives of every kind, each with an answer in it.
fn whole() -> Vec<Vec<u8>> {
    let text = b"fn f() { /* a text that can be compressed, a text that can be compressed */ }";
    let tar = tar(&[("q1/src/lib.rs", text), ("notes/x.txt", b"x")]);
    let long = [
        tar_extension(b'x', "path", "q1/src/lib.rs"),
        tar_entry("short", b'0', text, ""),
        tar_entry("././@LongLink", b'L', b"a/long/name/q1/src/lib.rs\0", ""),
        tar_entry("short", b'0', text, ""),
        tar_entry("link", b'2', b"", "q1"),
        vec![0; 1024],
    ]
    .concat();
    let plain = zip(&[("q1/src/lib.rs", text), ("Cargo.toml", b"")]);
    let files = [
        Raw::deflated(b"q1/src/lib.rs", text),
        Raw::stored(b"a/b", b"c"),
    ];
    vec![
        plain.clone(),
        raw_zip(&files, End::Usual),
        raw_zip(&files, End::Wide),
        zip(&[("hw.zip", &plain), ("hw.tar.gz", &gz(&tar))]),
        tar.clone(),
        long,
        gz(&tar),
        zst(&tar),
        xz::by_xz(),
        xz::stored(&tar, 0),
        xz::zeros(2),
    ]
}

const CAPS: Caps = Caps {
    entries: 50,
    source_bytes: 4 << 10,
    archive_bytes: 1 << 20,
    unpacked_bytes: 1 << 20,
    archives: 4,
    kept_bytes: 8 << 10,
    ..DEFAULT
};
const DEFAULT: Caps = Caps::usual();

#[test]
fn mutants_are_refused_or_read_and_nothing_else() {
    const MUTANTS: usize = 4000;
    let whole = whole();
    let lay_out = |at: &Path| {
        let mut numbers = Numbers(0x9e37_79b9_7f4a_7c15);
        for number in 0..MUTANTS {
            let mut bytes = whole[number % whole.len()].clone();
            numbers.mutate(&mut bytes);
            put(&at.join(format!("m{number}.zip")), bytes);
        }
        put(&at.join("good/q1/src/lib.rs"), "good");
    };
    let intake = capped(false, CAPS, lay_out);
    assert_eq!(
        intake.students.len(),
        MUTANTS + 1,
        "nobody is lost or made up"
    );
    assert_eq!(answer(&intake, "good"), Ok("good"));
    let (mut read, mut refused) = (0, 0);
    for (student, submission) in &intake.students {
        let texts: usize = submission
            .answers
            .values()
            .map(|answer| match answer {
                Answer::Source(text) => text.len(),
                Answer::Refused(_) => 0,
            })
            .sum();
        assert!(texts <= 3 * (CAPS.kept_bytes as usize), "{student}");
        let told = format!("{submission:?}");
        assert!(
            !told.contains("makes what reads it fail"),
            "{student}: {told}"
        );
        match submission.answer("q1") {
            Ok(_) => read += 1,
            Err(Absence::Hidden(reason)) => {
                assert!(
                    !reason.is_empty() && reason.len() < 1000,
                    "{student}: {reason}"
                );
                refused += 1;
            }
            Err(Absence::Missing(_)) => {}
        }
    }
    // Neither is everything refused, nor anything believed.
    assert!(read > MUTANTS / 20, "{read} read");
    assert!(refused > MUTANTS / 2, "{refused} refused");
}

#[test]
fn a_mutant_of_an_export_is_a_class_or_an_error() {
    let text = b"fn f() {}";
    let class = [
        zip(&[
            ("ada/q1/src/lib.rs", text),
            ("bob.zip", &zip(&[("q1/src/lib.rs", text)])),
        ]),
        gz(&tar(&[
            ("ada/q1/src/lib.rs", text),
            ("bob/q1/src/lib.rs", text),
        ])),
    ];
    let mut numbers = Numbers(7);
    let (mut classes, mut errors) = (0, 0);
    for number in 0..400 {
        let mut bytes = class[number % class.len()].clone();
        numbers.mutate(&mut bytes);
        match export("class.zip", &bytes) {
            Ok(intake) => {
                assert!(intake.students.len() <= 4);
                classes += 1;
            }
            Err(error) => {
                assert!(
                    error.is_usage() && !error.to_string().contains("makes what reads it fail"),
                    "{error}"
                );
                errors += 1;
            }
        }
    }
    assert!(
        classes > 10 && errors > 10,
        "{classes} classes, {errors} errors"
    );
}
