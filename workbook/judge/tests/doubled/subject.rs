//! Uses the answer's macro: a part of this for each group.

pub fn main() {
    frames::serve(|input, output| {
        output.u64(square(input.u64()?));
        Ok(())
    });
}

#[cfg(group = "plain")]
#[answer::doubled]
fn square(x: u64) -> u64 {
    if x == 0 {
        return 0;
    }
    x * x
}

#[cfg(group = "generic")]
fn square(x: u64) -> u64 {
    times(x, x)
}

#[cfg(group = "generic")]
#[answer::doubled]
fn times<T: Into<u64>>(a: T, b: T) -> u64
where
    T: Copy,
{
    a.into() * b.into()
}

#[cfg(group = "refused")]
#[answer::doubled]
async fn square(x: u64) -> u64 {
    x * x
}
