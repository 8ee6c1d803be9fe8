//! The Python cell of the page on other roads keeps its promise. (Its Rust twin is tested beside its source.)

use std::path::Path;
use std::process::Command;

#[test]
fn the_cosine_of_c_is_a_cosine_in_python_too() {
    if cfg!(windows) {
        eprintln!("left out: Windows has no library named m");
        return;
    }
    let cell = Path::new(env!("CARGO_MANIFEST_DIR")).join("python/other_roads.py");
    let Ok(output) = Command::new("python3").arg(cell).output() else {
        eprintln!("left out: the Python cell of other roads. There is no python3 on the path.");
        return;
    };
    let complaint = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{complaint}");
}
