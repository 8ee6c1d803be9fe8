//! Debug build: the right program, built to be inspected.

// ANCHOR: mended
/// How this program was built, as far as a program can tell.
pub fn build() -> &'static str {
    if cfg!(debug_assertions) {
        "a debug build: its times mean nothing (run it with --release)"
    } else {
        "a release build"
    }
}
// ANCHOR_END: mended

#[cfg(test)]
mod tests {
    #[test]
    fn the_build_is_told_by_what_it_does_on_overflow() {
        let checks_overflow = std::panic::catch_unwind(|| {
            let most = std::hint::black_box(u8::MAX);
            most + 1
        })
        .is_err();
        assert_eq!(super::build().starts_with("a debug build"), checks_overflow);
    }
}
