//! What nobody should hand in: each is refused by itself, with a reason, and the batch goes on.

use std::fs;
use std::io::Cursor;
use std::path::Path;

use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use crate::archives::{End, Raw, gz, raw_zip, tar, tar_entry, tar_extension, zip, zst};
use crate::{answer, intake, passed_over, put, refused, xz};

pub const GOOD: &[u8] = b"fn good() {}";
pub const PATH: &str = "exercises/q1/src/lib.rs";

/// A tar of these entries, with its end.
fn whole(entries: &[Vec<u8>]) -> Vec<u8> {
    let mut tar = entries.concat();
    tar.extend([0; 1024]);
    tar
}

/// A raw zip of these files and a good one.
fn with_good(mut files: Vec<Raw>) -> Vec<u8> {
    files.push(Raw::stored(PATH.as_bytes(), GOOD));
    raw_zip(&files, End::Usual)
}

/// Puts each archive into the class, beside a good one; asserts that each is refused for its reason.
pub fn all_refused(rows: &[(&str, Vec<u8>, &str)]) {
    let intake = intake(false, |at| {
        for (name, bytes, _) in rows {
            put(&at.join(format!("{name}.zip")), bytes);
        }
        put(&at.join("zz-good.zip"), zip(&[(PATH, GOOD)]));
    });
    for (name, _, reason) in rows {
        refused(&intake, name, reason);
    }
    assert_eq!(answer(&intake, "zz-good"), Ok("fn good() {}"));
    assert_eq!(intake.students.len(), rows.len() + 1);
}

#[test]
fn archives_that_lead_out_of_themselves_are_refused() {
    let mut rows = Vec::new();
    for (name, path) in [
        ("up", "../q1/src/lib.rs"),
        ("root", "/q1/src/lib.rs"),
        ("drive", "C:\\q1\\src\\lib.rs"),
        ("drive-relative", "c:q1/src/lib.rs"),
        ("deep", "a/..\\../q1/src/lib.rs"),
        ("share", "\\\\host\\share\\lib.rs"),
    ] {
        let zip = zip(&[(path, b"x"), (PATH, GOOD)]);
        rows.push((name.to_owned(), zip, "leads out of it"));
        let tar = whole(&[
            tar_entry(path, b'0', b"x", ""),
            tar_entry(PATH, b'0', GOOD, ""),
        ]);
        rows.push((format!("tar-{name}"), tar, "leads out of it"));
    }
    let long = tar_entry("././@LongLink", b'L', b"../../x\0", "");
    rows.push((
        "tar-long".to_owned(),
        whole(&[long, tar_entry("x", b'0', b"x", "")]),
        "leads out of it",
    ));
    let pax = tar_extension(b'x', "path", "/etc/x");
    rows.push((
        "tar-pax".to_owned(),
        whole(&[pax, tar_entry("x", b'0', b"x", "")]),
        "leads out of it",
    ));
    rows.push((
        "nul".to_owned(),
        with_good(vec![Raw::stored(b"q1/src/lib.rs\0.txt", b"x")]),
        "holds a NUL",
    ));
    let rows: Vec<_> = rows
        .iter()
        .map(|(name, bytes, reason)| (name.as_str(), bytes.clone(), *reason))
        .collect();
    all_refused(&rows);
}

#[test]
fn links_devices_and_pipes_in_archives_are_never_followed() {
    let special = |mode: u32| {
        let mut raw = Raw::stored(b"q1/src/lib.rs", b"/etc/passwd");
        raw.mode = mode;
        raw_zip(&[raw], End::Usual)
    };
    let mut by_crate = ZipWriter::new(Cursor::new(Vec::new()));
    by_crate
        .add_symlink("q1/src/lib.rs", "/etc/passwd", SimpleFileOptions::default())
        .unwrap();
    let in_tar = |kind: u8| whole(&[tar_entry("q1/src/lib.rs", kind, b"", "/etc/passwd")]);
    all_refused(&[
        (
            "symlink",
            by_crate.finish().unwrap().into_inner(),
            "is a symbolic link",
        ),
        ("device", special(0o020_666), "is a device"),
        ("disk", special(0o060_666), "is a device"),
        ("pipe", special(0o010_666), "is a pipe"),
        ("socket", special(0o140_666), "is a socket"),
        ("tar-hard", in_tar(b'1'), "is a hard link"),
        ("tar-symlink", in_tar(b'2'), "is a symbolic link"),
        ("tar-device", in_tar(b'3'), "is a device"),
        ("tar-disk", in_tar(b'4'), "is a device"),
        ("tar-pipe", in_tar(b'6'), "is a pipe"),
        ("tar-sparse", in_tar(b'S'), "is a sparse file"),
        ("tar-other", in_tar(b'Z'), "is a special file"),
        (
            "through",
            whole(&[
                tar_entry("q1", b'2', b"", "/tmp"),
                tar_entry("q1/src/lib.rs", b'0', GOOD, ""),
            ]),
            "leads through q1, which is no folder",
        ),
        (
            "file-as-folder",
            zip(&[("q1", b"x"), ("q1/src/lib.rs", GOOD)]),
            "leads through q1, which is no folder",
        ),
    ]);
}

#[test]
fn a_link_beside_the_answer_costs_nothing_and_is_told() {
    let intake = intake(false, |at| {
        let tar = whole(&[
            tar_entry("data", b'2', b"", "/data"),
            tar_entry(PATH, b'0', GOOD, ""),
        ]);
        put(&at.join("ada.tar"), tar);
    });
    assert_eq!(answer(&intake, "ada"), Ok("fn good() {}"));
    assert_eq!(
        passed_over(&intake, "ada"),
        ["data: a symbolic link, which is never opened or followed"]
    );
}

#[test]
fn archives_with_two_meanings_are_refused() {
    let good = |name: &[u8]| Raw::stored(name, GOOD);
    let q1 = b"q1/src/lib.rs".as_slice();
    let other_name = Raw {
        local_name: Some(b"q3/src/lib.rs".to_vec()),
        ..good(q1)
    };
    let more_than_it_says = Raw {
        unpacked: 4,
        ..Raw::deflated(q1, &[b'x'; 4000])
    };
    let less_than_it_says = Raw {
        unpacked: 400,
        ..Raw::deflated(q1, GOOD)
    };
    let other_checksum = Raw { crc: 1, ..good(q1) };
    let beyond = Raw {
        stated: 1 << 20,
        ..good(q1)
    };
    let overlapping = [
        good(b"a"),
        Raw {
            header_at: Some(0),
            ..good(b"a")
        },
    ];
    let shared_bytes = [
        Raw::stored(b"a", &raw_zip(&[good(b"b")], End::Usual)),
        Raw {
            header_at: Some(31),
            ..good(b"b")
        },
    ];
    let twins = [good(q1), Raw::stored(q1, b"other")];
    let cp437 = [good(b"Zo\x89"), good("Zoë".as_bytes())];
    let slashes = [good(b"q1/src/lib.rs"), good(b"q1\\src\\lib.rs")];
    let pax_size = [
        tar_extension(b'x', "size", "1"),
        tar_entry("q1/src/lib.rs", b'0', GOOD, ""),
    ];
    let pax_of_all = [
        tar_extension(b'g', "path", "x"),
        tar_entry("q1/src/lib.rs", b'0', GOOD, ""),
    ];
    let tar_twins = [
        tar_entry("q1/src/lib.rs", b'0', GOOD, ""),
        tar_entry("./q1/src/lib.rs", b'0', b"other", ""),
    ];
    let mut appended = zip(&[(PATH, GOOD)]);
    appended.extend(b"and more");
    let mut prepended = b"MZ and a program".to_vec();
    prepended.extend(zip(&[(PATH, GOOD)]));
    all_refused(&[
        (
            "names",
            raw_zip(&[other_name], End::Usual),
            "differs from place",
        ),
        (
            "more",
            raw_zip(&[more_than_it_says], End::Usual),
            "more than it says",
        ),
        ("less", raw_zip(&[less_than_it_says], End::Usual), "damaged"),
        (
            "checksum",
            raw_zip(&[other_checksum], End::Usual),
            "damaged",
        ),
        (
            "beyond",
            raw_zip(&[beyond], End::Usual),
            "differs from place",
        ),
        ("overlap", raw_zip(&overlapping, End::Usual), "overlap"),
        ("quine", raw_zip(&shared_bytes, End::Usual), "overlap"),
        (
            "twins",
            raw_zip(&twins, End::Usual),
            "two files in the archive",
        ),
        (
            "encodings",
            raw_zip(&cp437, End::Usual),
            "two files in the archive",
        ),
        (
            "slashes",
            raw_zip(&slashes, End::Usual),
            "two files in the archive",
        ),
        (
            "fewer",
            raw_zip(&twins, End::Count(1)),
            "holds more than it says",
        ),
        (
            "many",
            raw_zip(&twins, End::Count(7)),
            "directory is broken",
        ),
        ("appended", appended, "no directory at its end"),
        ("prepended", prepended, "named like an archive"),
        ("pax-size", whole(&pax_size), "two sizes"),
        ("pax-of-all", whole(&pax_of_all), "one name or size"),
        ("tar-twins", whole(&tar_twins), "two files in the archive"),
    ]);
}

#[test]
fn encrypted_and_uncommon_archives_are_refused_by_name() {
    let encrypted = Raw {
        flags: 1,
        ..Raw::stored(PATH.as_bytes(), GOOD)
    };
    let aes = Raw {
        method: 99,
        extra: b"\x01\x99\x07\0\x02\0AE\x03\x08\0".to_vec(),
        ..Raw::stored(PATH.as_bytes(), GOOD)
    };
    let method = |method: u16| {
        let raw = Raw {
            method,
            ..Raw::stored(PATH.as_bytes(), GOOD)
        };
        raw_zip(&[raw], End::Usual)
    };
    all_refused(&[
        ("encrypted", raw_zip(&[encrypted], End::Usual), "encrypted"),
        ("aes", raw_zip(&[aes], End::Usual), "encrypted"),
        ("bzip2", method(12), "packed by bzip2, which isn't read"),
        ("lzma", method(14), "packed by LZMA"),
        ("method", method(42), "packed by an uncommon method"),
        (
            "7z",
            b"7z\xbc\xaf\x27\x1c\0\x04".to_vec(),
            "a 7z, an archive of a kind",
        ),
        (
            "rar",
            b"Rar!\x1a\x07\x01\0".to_vec(),
            "a rar, an archive of a kind",
        ),
        (
            "bz2",
            b"BZh91AY&SY".to_vec(),
            "a bzip2, an archive of a kind",
        ),
    ]);
}

#[test]
fn archives_that_are_cut_off_anywhere_are_refused() {
    let tar = tar(&[("q1/src/lib.rs", GOOD)]);
    let noise: Vec<u8> = (0..3000_u32).map(|i| ((i * i) >> 3) as u8).collect();
    let wholes = [
        ("zip", zip(&[(PATH, GOOD), ("x", &noise)])),
        ("tar", tar.clone()),
        ("gz", gz(&tar)),
        ("xz", xz::by_xz()),
        ("xz-stored", xz::stored(&tar, 0)),
        ("zst", zst(&tar)),
    ];
    let intake = intake(false, |at| {
        for (name, bytes) in &wholes {
            put(&at.join(format!("{name}-whole.zip")), bytes);
            for cut in (1..bytes.len()).step_by(bytes.len() / 13 + 1) {
                // Of the blocks of zeros at the end of a tar, one is enough.
                if *name != "tar" || cut < tar.len() - 1024 {
                    put(&at.join(format!("{name}-{cut}.zip")), &bytes[..cut]);
                }
            }
        }
    });
    let mut cuts = 0;
    for student in intake.students.keys() {
        match student.strip_suffix("-whole") {
            Some(_) => assert!(answer(&intake, student).is_ok(), "{student}"),
            None => {
                refused(&intake, student, "");
                cuts += 1;
            }
        }
    }
    assert!(cuts > 60, "{cuts}");
}

#[test]
fn large_zips_and_names_of_other_systems_are_read() {
    let deflated = Raw::deflated(PATH.as_bytes(), GOOD);
    let mut wide = Raw {
        stated: u32::MAX,
        unpacked: u32::MAX,
        ..deflated.clone()
    };
    wide.extra = [1, 0, 16, 0].to_vec();
    wide.extra.extend((GOOD.len() as u64).to_le_bytes());
    wide.extra
        .extend((deflated.packed.len() as u64).to_le_bytes());
    // Finder leaves the sizes out of the first header, and writes them behind the bytes.
    let streamed = Raw {
        flags: 1 << 3,
        ..deflated.clone()
    };
    let mut streamed = raw_zip(&[streamed], End::Usual);
    streamed[14..26].fill(0);
    let mut from_dos = deflated.clone();
    from_dos.mode = 0;
    from_dos.name = b"Aufgabe f\x81r q1/exercises/q1/src/lib.rs".to_vec();
    let intake = intake(false, |at| {
        put(
            &at.join("end.zip"),
            raw_zip(std::slice::from_ref(&deflated), End::Wide),
        );
        put(&at.join("entry.zip"), raw_zip(&[wide.clone()], End::Usual));
        put(&at.join("streamed.zip"), streamed.clone());
        put(
            &at.join("dos.zip"),
            raw_zip(&[from_dos.clone()], End::Usual),
        );
    });
    for student in ["end", "entry", "streamed", "dos"] {
        assert_eq!(answer(&intake, student), Ok("fn good() {}"), "{student}");
    }
}

#[test]
fn a_broken_archive_beside_an_answer_is_told_and_costs_nothing() {
    let intake = intake(false, |at| {
        put(&at.join("ada").join(PATH), GOOD);
        put(&at.join("ada/old.zip"), b"PK\x03\x04 and then nothing");
    });
    assert_eq!(answer(&intake, "ada"), Ok("fn good() {}"));
    let told = passed_over(&intake, "ada").join("\n");
    assert!(
        told.contains("old.zip: not a zip that can be read"),
        "{told}"
    );
}

#[cfg(unix)]
#[test]
fn links_and_special_files_on_disk_are_never_followed() {
    use std::os::unix::fs::symlink;

    let secret = tempfile::tempdir().unwrap();
    put(&secret.path().join("q1/src/lib.rs"), "secret");
    let file = secret.path().join("q1/src/lib.rs");
    let pipe = |path: &Path| {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        nix::unistd::mkfifo(path, nix::sys::stat::Mode::S_IRWXU).unwrap();
    };
    let intake = intake(false, |at| {
        fs::create_dir_all(at.join("file/q1/src")).unwrap();
        symlink(&file, at.join("file/q1/src/lib.rs")).unwrap();
        fs::create_dir_all(at.join("folder")).unwrap();
        symlink(secret.path().join("q1"), at.join("folder/q1")).unwrap();
        symlink(secret.path(), at.join("whole")).unwrap();
        pipe(&at.join("pipe/q1/src/lib.rs"));
        pipe(&at.join("a-pipe.zip"));
        fs::create_dir_all(at.join("socket/q1/src")).unwrap();
        drop(std::os::unix::net::UnixListener::bind(at.join("socket/q1/src/lib.rs")).unwrap());
    });
    refused(&intake, "file", "is a symbolic link");
    refused(&intake, "pipe", "is a pipe");
    refused(&intake, "socket", "is a socket");
    refused(&intake, "folder", "q1 is a symbolic link");
    let beside: Vec<_> = intake.ignored.iter().map(|it| it.path.as_str()).collect();
    assert_eq!(beside, ["a-pipe.zip", "whole"]);
}
