//! Fresh memory costs page faults, memory that was used before doesn't.
#![cfg(unix)]

use listings::double::{collect, faults::page_faults, iterator};

// One test alone in its program: faults are counted for the whole process.
#[test]
fn a_big_fresh_output_is_handed_over_page_by_page_and_a_used_one_is_there() {
    let a = vec![1.0; 10_000_000];
    let bytes = size_of_val(a.as_slice()) as i64;
    let (mut out, fresh) = page_faults(|| collect(&a));
    let ((), again) = page_faults(|| iterator(&a, &mut out));
    // A page is 4 KiB or, where the system gives huge ones unasked, 2 MiB.
    assert!(fresh >= bytes / (2 << 20), "{fresh} faults");
    assert!(
        again < fresh / 4,
        "{again} faults the second time, {fresh} the first"
    );
}
