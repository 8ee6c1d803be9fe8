//! Uses the answer's macro, a part of this for each group: runs a function, and sends back what came of it and what its
//! sinks were told, in order.

use std::cell::RefCell;
use std::time::Duration;

use frames::Writer;

thread_local! {
    static EVENTS: RefCell<Vec<Writer>> = const { RefCell::new(Vec::new()) };
}

pub fn main() {
    frames::serve(|input, output| {
        let which = input.u8()?;
        let arguments = input.u64s()?;
        EVENTS.take();
        let results = part::run(which, &arguments);
        let events = EVENTS.take();
        output.u64s(&results).u64(events.len() as u64);
        for event in events {
            output.bytes(event.as_bytes());
        }
        Ok(())
    });
}

/// The sink.
fn report(name: &'static str, elapsed: Duration) {
    let mut event = Writer::new();
    event.u8(1).str(name).u64(elapsed.as_nanos() as u64);
    EVENTS.with_borrow_mut(|events| events.push(event));
}

/// What a body does that can be seen from outside.
fn note(number: u64) {
    let mut event = Writer::new();
    event.u8(2).u64(number);
    EVENTS.with_borrow_mut(|events| events.push(event));
}

#[cfg(group = "values")]
mod part {
    use super::report;
    use answer::timed;

    #[timed(report)]
    fn nothing() {}

    #[timed(report)]
    fn sum(a: u64, b: u64) -> u64 {
        a + b
    }

    #[timed(report)]
    fn parts((a, b): (u64, u64), [first, .., last]: [u64; 3], mut text: String) -> (u64, u64, String) {
        text.push('!');
        (b, a + first + last, text)
    }

    #[timed(report)]
    fn changed(values: &mut Vec<u64>) -> &mut u64 {
        values.iter_mut().for_each(|value| *value *= 2);
        &mut values[0]
    }

    pub fn run(which: u8, x: &[u64]) -> Vec<u64> {
        match which {
            0 => {
                nothing();
                Vec::new()
            }
            1 => vec![sum(x[0], x[1])],
            2 => {
                let (b, rest, text) = parts((x[0], x[1]), [x[2], 0, x[3]], x[0].to_string());
                vec![b, rest, text.len() as u64]
            }
            _ => {
                let mut values = x.to_vec();
                *changed(&mut values) += 1;
                values
            }
        }
    }
}

#[cfg(group = "names")]
mod part {
    use super::report;
    use answer::timed;

    #[timed(report)]
    fn variables(guard: u64, sink: u64, begin: u64, start: u64, result: u64, elapsed: u64) -> u64 {
        let timer = guard + 2 * sink;
        timer + 3 * begin + 4 * start + 5 * result + 6 * elapsed
    }

    mod types {
        pub struct Guard(pub u64);
        pub struct Timer(pub u64);
        pub struct Timed(pub u64);
        pub struct Sink(pub u64);
    }

    #[timed(report)]
    fn of_types(x: u64) -> u64 {
        use types::*;
        Guard(x).0 + Timer(x).0 + Timed(x).0 + Sink(x).0
    }

    #[timed(report)]
    fn r#match(x: u64) -> u64 {
        x + 1
    }

    mod elsewhere {
        #[allow(non_camel_case_types)]
        struct std;
        struct Duration;
        struct Instant;
        trait Drop {}
        trait Fn {}

        #[answer::timed(super::report)]
        pub fn far(x: u64) -> u64 {
            x + 2
        }
    }

    pub fn run(which: u8, x: &[u64]) -> Vec<u64> {
        vec![match which {
            0 => variables(x[0], x[1], x[2], x[3], x[4], x[5]),
            1 => of_types(x[0]),
            2 => r#match(x[0]),
            _ => elsewhere::far(x[0]),
        }]
    }
}

#[cfg(group = "exits")]
mod part {
    use super::report;
    use answer::timed;

    #[timed(report)]
    fn divisor(x: u64) -> u64 {
        for d in 2..x {
            if x % d == 0 {
                return d;
            }
        }
        x
    }

    #[timed(report)]
    fn parsed(text: &str) -> Result<u64, Box<dyn std::error::Error>> {
        let number: u64 = text.parse()?;
        Ok(number + 1)
    }

    #[timed(report)]
    fn third(values: &[u64]) -> Option<u64> {
        let rest = values.get(2..)?;
        rest.first().copied()
    }

    #[timed(report)]
    fn checked(x: u64) -> u64 {
        assert!(x > 9, "too small");
        x
    }

    pub fn run(which: u8, x: &[u64]) -> Vec<u64> {
        vec![match which {
            0 => divisor(x[0]),
            1 => parsed(&x[0].to_string()).unwrap_or(0),
            2 => parsed(&format!("{}?", x[0])).unwrap_or(0),
            3 => third(x).unwrap_or(0),
            _ => std::panic::catch_unwind(|| checked(x[0])).unwrap_or(0),
        }]
    }
}

#[cfg(group = "generics")]
mod part {
    use super::report;
    use answer::timed;

    #[timed(report)]
    fn largest<'a, T: PartialOrd, const N: usize>(values: &'a [T; N]) -> Option<&'a T>
    where
        T: std::fmt::Debug,
    {
        values.iter().reduce(|a, b| if b > a { b } else { a })
    }

    #[timed(report)]
    fn multiples(of: u64, how: impl Fn(u64) -> u64) -> impl Iterator<Item = u64> {
        (1..=3).map(move |k| how(k * of))
    }

    #[timed(report)]
    fn both<A: Into<u64>, B>(a: A, b: B) -> (u64, B) {
        (a.into(), b)
    }

    pub fn run(which: u8, x: &[u64]) -> Vec<u64> {
        match which {
            0 => largest(&[x[0], x[1], x[2]]).into_iter().copied().collect(),
            1 => {
                let texts = [x[0], x[1]].map(|x| format!("{x:020}"));
                largest(&texts).into_iter().filter_map(|text| text.parse().ok()).collect()
            }
            2 => multiples(x[0], |product| product + x[1]).collect(),
            _ => {
                let (a, b) = both(x[0] as u32, vec![x[1]]);
                [vec![a], b].concat()
            }
        }
    }
}

#[cfg(group = "methods")]
mod part {
    use super::report;
    use answer::timed;

    struct Counter {
        count: u64,
    }

    impl Counter {
        #[timed(report)]
        fn new(count: u64) -> Self {
            Self { count }
        }

        #[timed(report)]
        fn next(&mut self) -> u64 {
            self.count += 1;
            self.count
        }

        #[timed(report)]
        fn get(&self) -> &u64 {
            &self.count
        }

        #[timed(report)]
        fn finish(self) -> u64 {
            self.count
        }
    }

    trait Doubled {
        fn doubled(&self) -> u64;
    }

    impl Doubled for Counter {
        #[timed(report)]
        fn doubled(&self) -> u64 {
            2 * self.count
        }
    }

    pub fn run(_which: u8, x: &[u64]) -> Vec<u64> {
        let mut counter = Counter::new(x[0]);
        vec![counter.next(), *counter.get(), counter.doubled(), counter.finish()]
    }
}

#[cfg(group = "reports")]
mod part {
    use std::time::Duration;

    use super::{note, report};
    use answer::timed;

    #[timed(report)]
    fn sum_to(n: u64) -> u64 {
        if n == 0 { 0 } else { n + sum_to(n - 1) }
    }

    struct Late(u64);

    impl Drop for Late {
        fn drop(&mut self) {
            note(self.0);
        }
    }

    #[timed(report)]
    fn noisy(x: u64) {
        let _late = Late(x + 1);
        note(x);
    }

    #[timed(report)]
    fn slow(milliseconds: u64) {
        std::thread::sleep(Duration::from_millis(milliseconds));
    }

    #[timed(|name, elapsed| { note(scale * x); report(name, elapsed) })]
    fn closure(x: u64, scale: u64) -> u64 {
        note(x);
        x
    }

    fn made(x: u64) -> fn(&'static str, Duration) {
        note(x);
        report
    }

    #[timed(made(x))]
    fn evaluated(x: u64) {
        note(x + 1);
    }

    fn other(name: &'static str, elapsed: Duration) {
        report(name, elapsed);
    }

    #[timed(other)]
    #[timed(report)]
    fn twice() {}

    pub fn run(which: u8, x: &[u64]) -> Vec<u64> {
        match which {
            0 => return vec![sum_to(x[0])],
            1 => noisy(x[0]),
            2 => slow(x[0]),
            3 => return vec![closure(x[0], x[1])],
            4 => evaluated(x[0]),
            _ => twice(),
        }
        Vec::new()
    }
}

// Each must be an error, so that this doesn't compile.
#[cfg(group = "refused")]
mod part {
    use super::report;
    use answer::timed;

    #[timed(report)]
    async fn awaited() {}

    #[timed(report)]
    const fn constant() -> u64 {
        1
    }

    #[timed(report)]
    struct Point;

    #[timed]
    fn silent() {}

    pub fn run(_which: u8, _x: &[u64]) -> Vec<u64> {
        Vec::new()
    }
}
