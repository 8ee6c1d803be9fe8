//! Calls the answer.

fn main() {
    frames::serve(|input, output| {
        output.u64(answer::primes_below(input.u64()?));
        Ok(())
    });
}
