//! The judge of timed: functions of all sorts that carry the attribute, and what their sinks must be told.
//!
//! The subject is compiled anew for each group, with the part that belongs to it.

use std::process::ExitCode;

use workbook_judge::contest::{self, Case, Group, Judge};
use workbook_judge::fresh::Fresh;

#[path = "judge/call.rs"]
mod call;

use call::{Event, case, report};

fn main() -> ExitCode {
    contest::main(&Timed)
}

struct Timed;

const GROUPS: [Group; 7] = [
    Group::new(
        "values",
        2,
        "arguments go in, results come out, and there is a report",
    ),
    Group::new("names", 1, "names that the function has already"),
    Group::new("exits", 2, "`return`, `?`, panics"),
    Group::new("generics", 1, "type parameters, lifetimes, `impl Trait`"),
    Group::new("methods", 1, "`self` in all its forms"),
    Group::new(
        "reports",
        2,
        "once for each call, at the end, to the sink that was named, of the whole time",
    ),
    Group::new("refused", 1, "what can't be timed is an error with words")
        .refused(&["async", "const", "function", "sink"]),
];

impl Judge for Timed {
    fn groups(&self) -> &[Group] {
        &GROUPS
    }

    fn cases(&self, group: &str, seed: u64) -> Vec<Case> {
        let mut fresh = Fresh::new(seed, group);
        match group {
            "values" => values(&mut fresh),
            "names" => names(&mut fresh),
            "exits" => exits(&mut fresh),
            "generics" => generics(&mut fresh),
            "methods" => methods(&mut fresh),
            "reports" => reports(&mut fresh),
            _ => Vec::new(),
        }
    }
}

fn numbers<const N: usize>(fresh: &mut Fresh) -> [u64; N] {
    std::array::from_fn(|_| 10 + fresh.below(1_000_000))
}

fn values(fresh: &mut Fresh) -> Vec<Case> {
    let mut cases = vec![case(
        "a function of nothing",
        0,
        &[],
        Vec::new(),
        vec![report("nothing")],
    )];
    for _ in 0..3 {
        let [a, b, c, d] = numbers(fresh);
        let results = vec![a + b];
        cases.push(case("a sum", 1, &[a, b], results, vec![report("sum")]));
        let results = vec![b, a + c + d, a.to_string().len() as u64 + 1];
        cases.push(case(
            "arguments that are patterns",
            2,
            &[a, b, c, d],
            results,
            vec![report("parts")],
        ));
        let results = vec![2 * a + 1, 2 * b];
        cases.push(case(
            "an argument that is changed",
            3,
            &[a, b],
            results,
            vec![report("changed")],
        ));
    }
    cases
}

fn names(fresh: &mut Fresh) -> Vec<Case> {
    let x: [u64; 6] = numbers(fresh);
    let weighted = x.iter().zip(1..).map(|(x, weight)| weight * x).sum();
    vec![
        case(
            "variables called guard, sink, begin …",
            0,
            &x,
            vec![weighted],
            vec![report("variables")],
        ),
        case(
            "types called Guard, Timer …",
            1,
            &x[..1],
            vec![4 * x[0]],
            vec![report("of_types")],
        ),
        case(
            "a function called r#match",
            2,
            &x[..1],
            vec![x[0] + 1],
            vec![report("match")],
        ),
        case(
            "a function where `std` is something else",
            3,
            &x[..1],
            vec![x[0] + 2],
            vec![report("far")],
        ),
    ]
}

fn exits(fresh: &mut Fresh) -> Vec<Case> {
    let [x, y, z] = numbers(fresh);
    let once = |name| vec![report(name)];
    vec![
        case(
            "a return in a loop",
            0,
            &[7 * (x | 1)],
            vec![divisor(7 * (x | 1))],
            once("divisor"),
        ),
        case(
            "a loop that comes to its end",
            0,
            &[101],
            vec![101],
            once("divisor"),
        ),
        case("a `?` that goes on", 1, &[x], vec![x + 1], once("parsed")),
        case("a `?` that leaves", 2, &[x], vec![0], once("parsed")),
        case(
            "a `?` on an Option that goes on",
            3,
            &[x, y, z],
            vec![z],
            once("third"),
        ),
        case(
            "a `?` on an Option that leaves",
            3,
            &[x],
            vec![0],
            once("third"),
        ),
        case(
            "a panic that doesn't come",
            4,
            &[x],
            vec![x],
            once("checked"),
        ),
        case("a panic", 4, &[x % 10], vec![0], once("checked")),
    ]
}

fn divisor(x: u64) -> u64 {
    (2..x).find(|d| x.is_multiple_of(*d)).unwrap_or(x)
}

fn generics(fresh: &mut Fresh) -> Vec<Case> {
    let mut cases = Vec::new();
    for _ in 0..3 {
        let [a, b, c] = numbers(fresh);
        let once = |name| vec![report(name)];
        cases.push(case(
            "the largest of three numbers",
            0,
            &[a, b, c],
            vec![a.max(b).max(c)],
            once("largest"),
        ));
        cases.push(case(
            "the largest of two texts",
            1,
            &[a, b],
            vec![a.max(b)],
            once("largest"),
        ));
        let products = (1..=3).map(|k| k * a + b).collect();
        cases.push(case(
            "some function in, some iterator out",
            2,
            &[a, b],
            products,
            once("multiples"),
        ));
        cases.push(case("two types", 3, &[a, b], vec![a, b], once("both")));
    }
    cases
}

fn methods(fresh: &mut Fresh) -> Vec<Case> {
    let [x, y] = numbers(fresh);
    let each = ["new", "next", "get", "doubled", "finish"].map(report);
    [x, y]
        .map(|x| {
            case(
                "five methods",
                0,
                &[x],
                vec![x + 1, x + 1, 2 * (x + 1), x + 1],
                each.to_vec(),
            )
        })
        .into()
}

fn reports(fresh: &mut Fresh) -> Vec<Case> {
    let [x, y] = numbers(fresh);
    let calls = 1 + fresh.below(20);
    let milliseconds = 5 + fresh.below(20);
    let slept = Event::Report("slow".to_owned(), 1_000_000 * milliseconds);
    let recursion = vec![report("sum_to"); calls as usize + 1];
    vec![
        case(
            "a recursion",
            0,
            &[calls],
            vec![calls * (calls + 1) / 2],
            recursion,
        ),
        case(
            "a body that is seen",
            1,
            &[x],
            Vec::new(),
            vec![Event::Note(x), Event::Note(x + 1), report("noisy")],
        ),
        case(
            "a body that sleeps, in milliseconds",
            2,
            &[milliseconds],
            Vec::new(),
            vec![slept],
        ),
        case(
            "a sink that uses the arguments",
            3,
            &[x, y],
            vec![x],
            vec![Event::Note(x), Event::Note(x * y), report("closure")],
        ),
        case(
            "a sink that is made",
            4,
            &[x],
            Vec::new(),
            vec![Event::Note(x), Event::Note(x + 1), report("evaluated")],
        ),
        case(
            "two attributes",
            5,
            &[],
            Vec::new(),
            vec![report("twice"); 2],
        ),
    ]
}
