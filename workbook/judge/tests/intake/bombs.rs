//! What grows without end when it is unpacked, and what is only too much.

use std::path::Path;
use std::time::Duration;

use workbook_judge::intake::Caps;
use zip::CompressionMethod;
use zip::write::SimpleFileOptions;

use crate::archives::{gz, tar, tar_entry, zip, zip_with, zst};
use crate::hostile::{GOOD, PATH, all_refused};
use crate::{answer, capped, put, refused, xz};

#[test]
fn bombs_are_refused_before_they_go_off() {
    let zeros = vec![0; 40 << 20];
    let big = tar(&[("big", &zeros), ("q1/src/lib.rs", GOOD)]);
    let stored = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    let bomb = gz(&big);
    let bombs_in_a_zip: Vec<(String, Vec<u8>)> = (0..20)
        .map(|at| (format!("{at}.zip"), zip(&[("x", b"")])))
        .collect();
    let bombs_in_a_zip: Vec<(&str, &[u8])> = bombs_in_a_zip
        .iter()
        .map(|(name, bytes)| (name.as_str(), bytes.as_slice()))
        .collect();
    let many: Vec<String> = (0..20_100).map(|i| format!("f{i}")).collect();
    let many: Vec<(&str, &[u8])> = many.iter().map(|name| (name.as_str(), &b""[..])).collect();
    let inner = zip(&[("q1/src/lib.rs", GOOD)]);
    let deep = zip(&[("b.zip", &zip(&[("c.zip", &inner)]))]);
    all_refused(&[
        (
            "grows",
            zip(&[("q1/src/lib.rs", &[b' '; 900 << 10])]),
            "grows more than 500 times",
        ),
        (
            "large",
            zip_with(&[("q1/src/lib.rs", &zeros[..2 << 20])], stored),
            "larger than 1 MiB",
        ),
        ("gz", bomb.clone(), "grows more than 500 times"),
        ("zst", zst(&big), "grows more than 500 times"),
        ("xz", xz::zeros(300), "grows more than 500 times"),
        (
            "nested",
            zip_with(&[("hw.tar.gz", &bomb)], stored),
            "hw.tar.gz: it grows more than",
        ),
        (
            "nested-zip",
            zip(&[("hw.zip", &zip(&[(PATH, &zeros)]))]),
            "src/lib.rs: is larger than 1 MiB",
        ),
        ("archives", zip(&bombs_in_a_zip), "more than 16 archives"),
        ("many", zip(&many), "more than 20000 files"),
        ("many-in-tar", tar(&many), "more than 20000 files"),
        (
            "deep",
            deep,
            "b.zip/c.zip: an archive in an archive in an archive",
        ),
        (
            "dictionary",
            xz::stored(&tar(&[(PATH, GOOD)]), 40),
            "not a tar.xz that can be read",
        ),
    ]);
}

#[test]
fn a_compressed_tar_of_zeros_is_refused_in_every_compression() {
    // A tar that begins as one, and whose one file has no end.
    let header = &tar_entry("big", b'0', &vec![0; 1 << 20], "")[..512];
    let mut header = header.to_vec();
    let mut field = tar::Header::from_byte_slice(&header).clone();
    field.set_size(300 << 20);
    field.set_cksum();
    header.copy_from_slice(field.as_bytes());
    let xz = [xz::stored(&header, 0), xz::zeros(300)].concat();
    all_refused(&[("xz", xz, "grows more than 500 times")]);
}

#[test]
fn caps_hold_for_each_submission_and_for_all() {
    let small = Caps {
        unpacked_bytes: 64 << 10,
        archive_bytes: 256 << 10,
        kept_bytes: 8 << 10,
        entries: 30,
        ..Caps::default()
    };
    let noise: Vec<u8> = (0..100_000_u32)
        .map(|i| (i.wrapping_mul(2_654_435_761) >> 24) as u8)
        .collect();
    let lay_out = |at: &Path| {
        put(
            &at.join("unpacked.tar.gz"),
            gz(&tar(&[("x", &noise), (PATH, GOOD)])),
        );
        put(
            &at.join("packed.tar"),
            tar(&[("x", &noise.repeat(3)), (PATH, GOOD)]),
        );
        for number in 0..40 {
            put(&at.join(format!("folder/{number}")), "");
        }
        put(&at.join("kept/exercises/q1/src/lib.rs"), [b' '; 6 << 10]);
        put(
            &at.join("kept/exercises/timeit/src/lib.rs"),
            [b' '; 6 << 10],
        );
        put(&at.join("good").join(PATH), GOOD);
    };
    let intake = capped(false, small, lay_out);
    refused(&intake, "unpacked", "unpacks to more than 64 KiB");
    refused(&intake, "packed", "larger than 256 KiB");
    refused(&intake, "folder", "more than 30 files");
    assert_eq!(answer(&intake, "kept").map(str::len), Ok(6 << 10));
    let kept = intake.students["kept"].answer("timeit");
    assert!(
        format!("{kept:?}").contains("more than 8 KiB of sources"),
        "{kept:?}"
    );
    assert_eq!(answer(&intake, "good"), Ok("fn good() {}"));

    let few = Caps {
        batch_bytes: 20,
        ..Caps::default()
    };
    let intake = capped(false, few, |at| {
        for student in ["ada", "bob"] {
            put(&at.join(student).join(PATH), GOOD);
        }
    });
    assert_eq!(answer(&intake, "ada"), Ok("fn good() {}"));
    refused(&intake, "bob", "all submissions together");
}

#[test]
fn a_submission_has_only_so_much_time() {
    let none = Caps {
        time: Duration::ZERO,
        ..Caps::default()
    };
    let intake = capped(false, none, |at| {
        put(&at.join("ada").join(PATH), GOOD);
        put(&at.join("bob.zip"), zip(&[(PATH, GOOD)]));
    });
    for student in ["ada", "bob"] {
        refused(&intake, student, "takes longer than 0 s");
    }
}
