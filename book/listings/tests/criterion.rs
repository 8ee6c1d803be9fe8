//! The reader of criterion's files knows those of the criterion that is built here.

use std::time::Duration;

use criterion::Criterion;
use listings::criterion_report::{ReportError, samples};

#[test]
fn the_samples_of_a_fresh_run_are_read() {
    let folder = tempfile::tempdir().unwrap();
    let mut criterion = Criterion::default()
        .output_directory(folder.path())
        .sample_size(10)
        .warm_up_time(Duration::from_millis(1))
        .measurement_time(Duration::from_millis(20))
        .without_plots();
    for name in ["sum of/floats", "sum of/whole numbers"] {
        let (group, function) = name.split_once('/').unwrap();
        let mut group = criterion.benchmark_group(group);
        group.bench_function(function, |bencher| {
            bencher.iter(|| std::thread::sleep(Duration::from_micros(50)));
        });
        group.finish();
        let samples = samples(folder.path(), name).unwrap();
        assert_eq!(samples.as_slice().len(), 10);
        assert!(
            samples.min() >= 50e-6,
            "nobody wakes up before the time: {}",
            samples.min()
        );
    }
    let missing = samples(folder.path(), "sum of/nothing").unwrap_err();
    assert!(matches!(missing, ReportError::Missing { .. }), "{missing}");
}

#[test]
fn a_file_that_criterion_would_not_write_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let new = folder.path().join("group/function/new");
    std::fs::create_dir_all(&new).unwrap();
    std::fs::write(
        new.join("benchmark.json"),
        r#"{"full_id":"group/function"}"#,
    )
    .unwrap();
    for (text, fault) in [
        ("{", "is not what criterion 0.8 writes"),
        (r#"{"iters":[1.0],"times":[0.0]}"#, "which is no time"),
        (r#"{"iters":[],"times":[]}"#, "no samples"),
    ] {
        std::fs::write(new.join("sample.json"), text).unwrap();
        let error = samples(folder.path(), "group/function")
            .unwrap_err()
            .to_string();
        assert!(
            error.contains("sample.json") && error.contains(fault),
            "{error}"
        );
    }
}
