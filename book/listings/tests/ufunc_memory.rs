//! Ufuncs ask for as much memory as the page says.

use listings::counting::Counting;
use listings::ufuncs::memory::table;

#[global_allocator]
static ALLOCATOR: Counting = Counting::new();

// One test alone in its program: the allocator counts what all threads do.
#[test]
fn the_table_on_the_page_is_what_the_code_prints() {
    assert_eq!(
        include_str!("../src/ufuncs/memory.txt"),
        table(&ALLOCATOR),
        "write it again: cargo run -q -p listings --example ufunc_memory > book/listings/src/ufuncs/memory.txt"
    );
}
