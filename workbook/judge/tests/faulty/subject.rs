//! Calls the answer.

fn main() {
    frames::serve(|input, output| {
        output.u64(answer::next(input.u64()?));
        Ok(())
    });
}
