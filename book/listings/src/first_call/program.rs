//! The program that kernel `first-call` compiles: prints the first numbers of a trajectory of so many steps.

pub fn trajectory(x0: f64, n: usize) -> Vec<f64> {
    let mut x = vec![0.0; n + 1];
    x[0] = x0;
    for t in 0..n {
        x[t + 1] = 4.0 * x[t] * (1.0 - x[t]);
    }
    x
}

fn main() {
    let n = std::env::args().nth(1).and_then(|n| n.parse().ok());
    for number in trajectory(0.1, n.expect("a number of steps"))
        .iter()
        .take(26)
    {
        println!("{number:e}");
    }
}
