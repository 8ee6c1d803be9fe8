//! `traced!`: a macro that sees a function's name and its arguments, however many there are.

use std::cell::RefCell;

thread_local! {
    static JOURNAL: RefCell<Vec<String>> = const { RefCell::new(Vec::new()) };
}

/// Adds a line to this thread's journal.
pub fn note(line: String) {
    JOURNAL.with_borrow_mut(|lines| lines.push(line));
}

/// Takes the lines out of this thread's journal.
#[must_use]
pub fn take_journal() -> Vec<String> {
    JOURNAL.take()
}

// ANCHOR: traced
/// Makes a function note each call, with its arguments and its result.
#[macro_export]
macro_rules! traced {
    (
        $(#[$attribute:meta])*
        $visibility:vis fn $name:ident(
            $($argument:ident: $type:ty),*
        ) -> $result:ty $body:block
    ) => {
        $(#[$attribute])*
        $visibility fn $name($($argument: $type),*) -> $result {
            fn undecorated($($argument: $type),*) -> $result $body

            let call = [
                String::from(stringify!($name))
                $(, format!(concat!(" ", stringify!($argument), "={:?}"), $argument))*
            ].concat();
            let result = undecorated($($argument),*);
            $crate::decorators::traced::note(format!("{call} gives {result:?}"));
            result
        }
    };
}
// ANCHOR_END: traced

// ANCHOR: gcd
traced! {
    /// The greatest common divisor, by Euclid.
    pub fn gcd(a: u64, b: u64) -> u64 {
        if b == 0 {
            return a;
        }
        gcd(b, a % b)
    }
}
// ANCHOR_END: gcd

/// What `gcd(12, 18)` notes, a line each.
#[must_use]
pub fn journal_of_gcd() -> String {
    let _ = take_journal();
    gcd(12, 18);
    take_journal().join("\n") + "\n"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_shows_this_journal() {
        assert_eq!(journal_of_gcd(), include_str!("traced.txt"));
    }

    #[test]
    fn functions_of_any_number_of_arguments_can_be_traced() {
        traced! {
            fn none() -> u8 { 1 }
        }
        traced! {
            fn taken(name: String, x: f64, y: f64) -> String { format!("{name} {}", x + y) }
        }
        assert_eq!(none(), 1);
        assert_eq!(taken("sum".to_owned(), 0.5, 1.0), "sum 1.5");
        let journal = [
            "none gives 1",
            "taken name=\"sum\" x=0.5 y=1.0 gives \"sum 1.5\"",
        ];
        assert_eq!(take_journal(), journal);
    }
}
