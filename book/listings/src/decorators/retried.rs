//! `retried`: a decorator with an argument of its own.

use std::sync::atomic::{AtomicU32, Ordering};

use listings_macros::decorate;

// ANCHOR: retried
/// The given function, called up to `times` times until it succeeds.
pub fn retried<A: Clone, R, E>(
    times: u32,
    function: impl Fn(A) -> Result<R, E>,
) -> impl Fn(A) -> Result<R, E> {
    move |argument| {
        for _ in 1..times {
            if let Ok(result) = function(argument.clone()) {
                return Ok(result);
            }
        }
        function(argument)
    }
}
// ANCHOR_END: retried

/// An instrument didn't answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NoAnswer;

/// The voltage of a channel, from an instrument that answers every third time.
///
/// # Errors
/// When it doesn't answer.
pub fn voltage(channel: u8) -> Result<f64, NoAnswer> {
    static ASKED: AtomicU32 = AtomicU32::new(1);
    match ASKED.fetch_add(1, Ordering::Relaxed) % 3 {
        0 => Ok(0.5 * f64::from(channel)),
        _ => Err(NoAnswer),
    }
}

// ANCHOR: patient
/// The voltage of a channel, or an error after three tries.
#[decorate(retried(3))]
pub fn patient_voltage(channel: u8) -> Result<f64, NoAnswer> {
    voltage(channel)
}
// ANCHOR_END: patient

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;

    #[test]
    fn it_stops_at_the_first_success() {
        let calls = Cell::new(0);
        let third_time = |x: i32| {
            calls.update(|n| n + 1);
            if calls.get() == 3 {
                Ok(x)
            } else {
                Err(NoAnswer)
            }
        };
        assert_eq!(retried(5, third_time)(7), Ok(7));
        assert_eq!(calls.get(), 3);
    }

    #[test]
    fn the_last_error_is_the_one_that_is_seen() {
        let calls = Cell::new(0);
        let failing = |(): ()| -> Result<(), i32> {
            calls.update(|n| n + 1);
            Err(calls.get())
        };
        assert_eq!(retried(3, failing)(()), Err(3));
        assert_eq!(
            retried(0, failing)(()),
            Err(4),
            "no tries at all would have nothing to return"
        );
    }

    #[test]
    fn the_macro_hands_the_decorators_arguments_on() {
        for _ in 0..3 {
            assert_eq!(patient_voltage(8), Ok(4.0));
        }
    }
}
