//! Machines that lack something: a filter on this test's own system calls makes one of any machine. Grading takes what is
//! left, says so, and never takes what contains nothing unless that is accepted.

use std::collections::BTreeMap;
use std::process::Command;

use seccompiler::{
    SeccompAction, SeccompCmpArgLen, SeccompCmpOp, SeccompCondition, SeccompFilter, SeccompRule,
};
use serde_json::Value;

use super::faults::Class;
use super::tell;
use crate::common::{Ran, repository};

/// What a machine lacks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Lack {
    Namespaces,
    Landlock,
}

/// Runs a command where this is lacking: a filter is a thread's own, and its children's.
fn run(mut command: Command, lacks: &'static [Lack]) -> Ran {
    let here = move || {
        for lack in lacks {
            confine(*lack);
        }
        Ran::new(command.output().unwrap())
    };
    std::thread::spawn(here).join().unwrap()
}

fn confine(lack: Lack) {
    let always = Vec::new;
    match lack {
        Lack::Landlock => {
            deny(
                libc::ENOSYS,
                [(libc::SYS_landlock_create_ruleset, always())],
            );
        }
        Lack::Namespaces => {
            let flag = u64::try_from(libc::CLONE_NEWUSER).unwrap();
            let new_user = SeccompCondition::new(
                0,
                SeccompCmpArgLen::Qword,
                SeccompCmpOp::MaskedEq(flag),
                flag,
            );
            let new_user = SeccompRule::new(vec![new_user.unwrap()]).unwrap();
            // Flags of `clone3` can't be seen; libraries fall back to `clone`.
            deny(libc::ENOSYS, [(libc::SYS_clone3, always())]);
            let calls = [
                (libc::SYS_clone, vec![new_user]),
                (libc::SYS_unshare, always()),
            ];
            deny(libc::EPERM, calls);
        }
    }
}

fn deny(error: i32, calls: impl IntoIterator<Item = (i64, Vec<SeccompRule>)>) {
    let filter = SeccompFilter::new(
        calls.into_iter().collect::<BTreeMap<_, _>>(),
        SeccompAction::Allow,
        SeccompAction::Errno(error.cast_unsigned()),
        std::env::consts::ARCH.try_into().unwrap(),
    );
    let program: seccompiler::BpfProgram = filter.unwrap().try_into().unwrap();
    seccompiler::apply_filter(&program).unwrap();
}

fn doctor(lacks: &'static [Lack], arguments: &[&str]) -> Ran {
    let mut command = Command::new(env!("CARGO_BIN_EXE_workbook"));
    command
        .args(["grade", "--doctor"])
        .args(arguments)
        .current_dir(repository());
    run(command, lacks)
}

/// What `--doctor --json` found of one of the means.
fn works(found: &Value, name: &str) -> bool {
    let means = found["means"].as_array().unwrap();
    let means = means.iter().find(|means| means["name"] == name);
    let means = means.unwrap_or_else(|| panic!("nothing is said of {name}: {found:#}"));
    for field in ["found", "means", "remedy"] {
        assert!(!means[field].as_str().unwrap().is_empty(), "{means:#}");
    }
    means["works"].as_bool().unwrap()
}

/// Whether both levels work here: on another machine there is nothing to take away.
fn has_both() -> bool {
    let found = doctor(&[], &["--json"]).json();
    let both = works(&found, "level bubblewrap") && works(&found, "level landlock");
    if !both {
        tell(&format!(
            "NOT TESTED with means taken away, since this machine lacks some: {found:#}"
        ));
    }
    both
}

#[test]
fn the_doctor_finds_what_is_missing_and_says_how_to_get_it() {
    if !has_both() {
        return;
    }
    let ran = doctor(&[Lack::Landlock], &["--json"]);
    let found = ran.json();
    assert_eq!((ran.code, &found["level"]), (Some(0), &"bubblewrap".into()));
    assert!(!works(&found, "Landlock") && !works(&found, "level landlock"));
    assert!(works(&found, "namespaces") && works(&found, "linker"));

    let ran = doctor(&[Lack::Namespaces], &["--json"]);
    let found = ran.json();
    assert_eq!((ran.code, &found["level"]), (Some(0), &"landlock".into()));
    assert!(!works(&found, "namespaces") && !works(&found, "level bubblewrap"));

    let ran = doctor(&[Lack::Namespaces, Lack::Landlock], &[]);
    assert_eq!(ran.code, Some(1), "{ran:#?}");
    for said in [
        "✗ namespaces",
        "✗ Landlock",
        "✓ linker",
        "to get it: use Linux 6.2 or later",
        "allow user namespaces",
        "`--accept-weak-containment` grades all the same",
    ] {
        assert!(ran.stdout.contains(said), "{said:?} is not in {ran:#?}");
    }
}

#[test]
fn containment_is_never_weakened_in_silence() {
    if !has_both() {
        return;
    }
    let class = Class::of(&["hostile/wrong"]);
    let sandbox = |out: &str| -> Value {
        let text = std::fs::read(class.path(out).join("grades.json")).unwrap();
        let document: Value = serde_json::from_slice(&text).unwrap();
        document["sandbox"].clone()
    };
    let grade =
        |out: &str, lacks, arguments: &[&str]| run(class.command(out, arguments, None), lacks);
    let ran = grade("second", &[Lack::Namespaces], &[]);
    assert_eq!(ran.code, Some(0), "{ran:#?}");
    assert_eq!(sandbox("second"), "landlock");
    let said = "a stronger sandbox doesn't work here: bubblewrap: ";
    assert!(ran.stderr.contains(said), "{ran:#?}");
    assert!(ran.stdout.contains("sandbox: landlock"), "{ran:#?}");

    let both = &[Lack::Namespaces, Lack::Landlock];
    let ran = grade("refused", both, &[]);
    assert_eq!(ran.code, Some(3), "{ran:#?}");
    assert!(ran.stderr.contains("--accept-weak-containment"), "{ran:#?}");
    assert!(!class.path("refused/grades.json").exists());
    let ran = grade("refused", both, &["--sandbox", "landlock"]);
    assert_eq!(ran.code, Some(3), "what was asked for or nothing: {ran:#?}");
    assert!(!class.path("refused/grades.json").exists());

    let ran = grade("accepted", both, &["--accept-weak-containment"]);
    assert_eq!(ran.code, Some(0), "{ran:#?}");
    assert_eq!(sandbox("accepted"), "weak");
    assert!(ran.stdout.contains("weak containment"), "{ran:#?}");
}
