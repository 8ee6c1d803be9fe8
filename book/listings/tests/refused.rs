//! What the compiler must refuse, with the message that pages show.
//!
//! After a change of the compiler, `TRYBUILD=overwrite cargo test -p listings --test refused` writes the new messages.

#[test]
fn programs_that_the_pages_call_wrong_are_refused_with_the_message_they_show() {
    trybuild::TestCases::new().compile_fail("tests/refused/*.rs");
}
