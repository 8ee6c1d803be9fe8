//! What a figure shows, in a sentence or two that are computed from the record.

use super::plot::size_number;
use super::{Group, Shown, name};
use crate::html::code;
use crate::quantity::{precise_ratio, time};
use crate::record::Row;

pub(super) fn sentences(shown: &Shown) -> String {
    let reference = match shown.groups.as_slice() {
        [only] => one_size(only, false, "On the reference machine"),
        several => over_sizes(several, false, "On the reference machine"),
    };
    if !shown.has_own() {
        return reference;
    }
    let own = match shown.groups.as_slice() {
        [only] => one_size(only, true, "On yours"),
        several => over_sizes(several, true, "On yours"),
    };
    format!("{reference} {own}")
}

/// The rows that no other is measurably faster than: the fastest, and those whose ratio to it has an interval that reaches one.
fn fastest<'a>(rows: &[&'a Row]) -> Vec<&'a Row> {
    let mut sorted = rows.to_vec();
    sorted.sort_by(|a, b| a.median_s.total_cmp(&b.median_s));
    let Some(&best) = sorted.first() else {
        return sorted;
    };
    sorted.retain(|row| std::ptr::eq(*row, best) || is_level(row, best));
    sorted
}

/// Whether the two can't be told apart: by their common rounds, or by their own intervals where there are none.
fn is_level(slower: &Row, best: &Row) -> bool {
    slower
        .over(best)
        .map_or(slower.low_s <= best.high_s, |found| found.low <= 1.0)
}

fn one_size(group: &Group, own: bool, machine: &str) -> String {
    let rows: Vec<&Row> = group.rows(own).collect();
    let first = fastest(&rows);
    let Some(&best) = first.first() else {
        return format!("{machine} nothing was measured here.");
    };
    if rows.len() == 1 {
        return format!("{machine} {} takes {}.", name(best), time(best.median_s));
    }
    let mut sentence = match first.len() {
        1 => format!(
            "{machine} {} is fastest, with {}",
            name(best),
            time(best.median_s)
        ),
        _ => format!(
            "{machine} {} are fastest, and their intervals don’t tell them apart",
            list(&first)
        ),
    };
    let rest: Vec<&&Row> = rows
        .iter()
        .filter(|row| !first.iter().any(|level| std::ptr::eq(*level, **row)))
        .collect();
    let next = rest.iter().min_by(|a, b| a.median_s.total_cmp(&b.median_s));
    let last = rest.iter().max_by(|a, b| a.median_s.total_cmp(&b.median_s));
    if let (Some(next), Some(last)) = (next, last) {
        sentence.push_str(&format!(
            "; the next, {}, takes {} as long",
            name(next),
            times(next, best)
        ));
        if !std::ptr::eq(**next, **last) {
            sentence.push_str(&format!(
                ", and the slowest, {}, {}",
                name(last),
                times(last, best)
            ));
        }
    }
    sentence.push('.');
    sentence
}

/// Which variant is fastest at which sizes; neighbours with the same answer are taken together where sizes have an order.
fn over_sizes(groups: &[Group], own: bool, machine: &str) -> String {
    let numbers: Option<Vec<f64>> = groups.iter().map(|group| size_number(group.size)).collect();
    let mut order: Vec<usize> = (0..groups.len()).collect();
    if let Some(numbers) = &numbers {
        order.sort_by(|&a, &b| numbers[a].total_cmp(&numbers[b]));
    }
    let mut spans: Vec<(Vec<String>, &str, &str)> = Vec::new();
    for group in order.into_iter().map(|at| &groups[at]) {
        let rows: Vec<&Row> = group.rows(own).collect();
        let mut winners: Vec<String> = fastest(&rows).into_iter().map(name).collect();
        winners.sort();
        match spans.last_mut() {
            _ if winners.is_empty() => {}
            Some(last) if numbers.is_some() && last.0 == winners => last.2 = group.size,
            _ => spans.push((winners, group.size, group.size)),
        }
    }
    let parts: Vec<String> = spans
        .iter()
        .map(|(winners, from, to)| {
            let sizes = if from == to {
                format!("at {}", code(from))
            } else {
                format!("from {} to {}", code(from), code(to))
            };
            match winners.as_slice() {
                [one] => format!("{one} {sizes}"),
                several => format!("{} {sizes}, too close to tell apart", join(several)),
            }
        })
        .collect();
    if parts.is_empty() {
        return format!("{machine} nothing was measured here.");
    }
    format!("{machine} the fastest is {}.", parts.join("; "))
}

fn times(slower: &Row, best: &Row) -> String {
    match slower.over(best) {
        Some(found) => format!("{} times", precise_ratio(found.ratio)),
        None => format!(
            "about {} times",
            precise_ratio(slower.median_s / best.median_s)
        ),
    }
}

fn list(rows: &[&Row]) -> String {
    join(&rows.iter().map(|row| name(row)).collect::<Vec<_>>())
}

fn join(names: &[String]) -> String {
    match names {
        [one] => one.clone(),
        [first, last] => format!("{first} and {last}"),
        _ => format!(
            "{} and {}",
            names[..names.len() - 1].join(", "),
            names[names.len() - 1]
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::directive::View;
    use crate::sample;

    fn read(reference: &[Row], own: &[Row]) -> String {
        let kernel = sample::kernel(reference, own);
        let text = sentences(&Shown::of(&kernel, &View::default(), &[]).unwrap());
        text.replace("<code>", "")
            .replace("</code>", "")
            .replace('\u{a0}', " ")
            .replace("&#94;", "^")
    }

    #[test]
    fn the_fastest_is_named_with_its_distance_to_the_next_and_the_last() {
        let rows = [
            sample::row("loop", "1", 1, 4e-3),
            sample::row("simd", "1", 1, 1e-3),
            sample::python("numpy", "1", 1, 2e-3),
        ];
        assert_eq!(
            read(&rows, &[]),
            "On the reference machine simd is fastest, with 1.00 ms; the next, numpy (Python), takes 2.00 times as long, and the slowest, loop, 4.00 times."
        );
    }

    #[test]
    fn rows_that_cannot_be_told_apart_are_said_to_be_so() {
        let mut close = sample::row("b", "1", 1, 1.01);
        close.samples_s.reverse();
        let rows = [
            sample::row("a", "1", 1, 1.0),
            close,
            sample::row("c", "1", 1, 3.0),
        ];
        assert_eq!(
            read(&rows, &[]),
            "On the reference machine a and b are fastest, and their intervals don’t tell them apart; the next, c, takes 3.00 times as long."
        );
    }

    #[test]
    fn neighbouring_sizes_with_the_same_winner_are_taken_together() {
        let rows: Vec<Row> = [("1", 1.0), ("3", 4.0), ("2", 2.0)]
            .iter()
            .flat_map(|&(size, seconds)| {
                [
                    sample::row("mul", size, 1, seconds),
                    sample::row("powf", size, 1, 3.0),
                ]
            })
            .collect();
        assert_eq!(
            read(&rows, &rows[..2]),
            "On the reference machine the fastest is mul from 1 to 2; powf at 3. On yours the fastest is mul at 1."
        );
    }

    #[test]
    fn a_single_row_is_stated() {
        assert_eq!(
            read(&[sample::row("loop", "1", 1, 1.0)], &[]),
            "On the reference machine loop takes 1.00 s."
        );
    }
}
