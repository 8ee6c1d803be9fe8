//! Machine cards: where numbers come from.

use crate::html::escape;
use crate::quantity::bytes;
use crate::record::Record;

/// The cards of one or two records, folded, as a table with a column for each.
pub fn cards(reference: &Record, own: Option<&Record>) -> String {
    let mine = facts(reference);
    let yours = own.map(facts);
    let mut rows = String::new();
    for (at, (name, fact)) in mine.iter().enumerate() {
        let other = yours.as_ref().map(|facts| facts[at].1.as_str());
        if fact.is_empty() && other.is_none_or(str::is_empty) {
            continue;
        }
        rows.push_str(&format!(
            "<tr><th scope=\"row\">{name}</th><td>{}</td>",
            or_unknown(fact)
        ));
        if let Some(other) = other {
            rows.push_str(&format!("<td>{}</td>", or_unknown(other)));
        }
        rows.push_str("</tr>");
    }
    let (title, heads) = match own {
        Some(_) => (
            "The two machines",
            "<th scope=\"col\">Reference</th><th scope=\"col\">Yours</th>",
        ),
        None => ("The reference machine", "<th scope=\"col\">Reference</th>"),
    };
    format!(
        "<details class=\"machine\"><summary>{title}</summary><table><thead><tr><td></td>{heads}</tr></thead><tbody>{rows}</tbody></table></details>"
    )
}

fn or_unknown(fact: &str) -> String {
    if fact.is_empty() {
        "not known".to_owned()
    } else {
        escape(fact)
    }
}

/// The machine of a record in a few words: processor, cores, date.
pub fn line(record: &Record) -> String {
    let machine = &record.machine;
    let mut parts = vec![if machine.cpu.is_empty() {
        "an unnamed processor".to_owned()
    } else {
        machine.cpu.trim().to_owned()
    }];
    if let Some(cores) = machine.logical_cores {
        parts.push(format!(
            "{cores} logical core{}",
            if cores == 1 { "" } else { "s" }
        ));
    }
    if !machine.rustc.is_empty() {
        parts.push(compiler(&machine.rustc));
    }
    if let Some(day) = record.run.date.get(..10) {
        parts.push(day.to_owned());
    }
    parts.join(", ")
}

/// `rustc 1.95.0` of `rustc 1.95.0 (hash date)`.
fn compiler(version: &str) -> String {
    version
        .split(" (")
        .next()
        .unwrap_or(version)
        .trim()
        .to_owned()
}

/// All facts of a card, in one order; an unknown one is empty.
fn facts(record: &Record) -> Vec<(&'static str, String)> {
    let (machine, run) = (&record.machine, &record.run);
    let cores = match (machine.physical_cores, machine.logical_cores) {
        (Some(physical), Some(logical)) => format!("{physical} physical, {logical} logical"),
        (None, Some(logical)) => format!("{logical} logical"),
        (Some(physical), None) => format!("{physical} physical"),
        (None, None) => String::new(),
    };
    let caches = machine.caches.iter().map(|cache| {
        let shared = if cache.shared_by > 1 {
            format!(" for {} logical cores", cache.shared_by)
        } else {
            String::new()
        };
        let kind = if cache.kind == "unified" {
            String::new()
        } else {
            format!(" {}", cache.kind)
        };
        format!("L{}{kind} {}{shared}", cache.level, bytes(cache.bytes))
    });
    let python = run.python.as_ref().map(|peer| {
        let mut parts = vec![peer.python.clone()];
        parts.extend(
            peer.numpy
                .as_ref()
                .map(|version| format!("NumPy {version}")),
        );
        parts.extend(
            peer.numba
                .as_ref()
                .map(|version| format!("Numba {version}")),
        );
        parts.extend(
            peer.svml
                .map(|svml| if svml { "with SVML" } else { "without SVML" }.to_owned()),
        );
        parts.join(", ")
    });
    let virtual_machine = machine.virtual_machine.map(|seen| {
        if seen {
            "a hypervisor is seen"
        } else {
            "no hypervisor is seen"
        }
    });
    let samples = if record.rows.iter().any(|row| row.verdicts.is_some()) {
        "races a row"
    } else {
        "interleaved rounds"
    };
    let run_kind = if run.quick { ", a quick run" } else { "" };
    let processor = match (machine.cpu.trim(), machine.arch.as_str()) {
        (cpu, "") => cpu.to_owned(),
        (cpu, arch) => format!("{cpu} ({arch})"),
    };
    vec![
        ("Processor", processor),
        ("Cores", cores),
        ("Caches", caches.collect::<Vec<_>>().join("; ")),
        (
            "Memory",
            machine.memory_bytes.map(bytes).unwrap_or_default(),
        ),
        (
            "Frequency governor",
            machine.governor.clone().unwrap_or_default(),
        ),
        (
            "Transparent huge pages",
            machine.huge_pages.clone().unwrap_or_default(),
        ),
        (
            "Virtual machine",
            virtual_machine.unwrap_or_default().to_owned(),
        ),
        ("Operating system", machine.os.clone()),
        ("Compiler", machine.rustc.clone()),
        ("Flags", machine.flags.clone()),
        ("Python", python.unwrap_or_default()),
        (
            "Measured",
            format!("{} in {} {samples}{run_kind}", run.date, run.rounds),
        ),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample;

    #[test]
    fn a_card_tells_what_is_known_and_leaves_out_what_nobody_knows() {
        let card = cards(&sample::record("powers", &[]), None);
        assert!(
            card.contains("<th scope=\"row\">Processor</th><td>Sample CPU &lt;1&gt; (x86_64)</td>"),
            "{card}"
        );
        assert!(
            card.contains("L1 data 32\u{a0}KiB; L3 8.0\u{a0}MiB for 2 logical cores")
                || card.contains("L3 8\u{a0}MiB for 2"),
            "{card}"
        );
        assert!(!card.contains("governor"), "{card}");
        assert!(card.contains("2026-11-22T10:00:00Z in 9 interleaved rounds"));
    }

    #[test]
    fn two_cards_stand_side_by_side() {
        let mut own = sample::record("powers", &[]);
        own.machine.governor = Some("performance".to_owned());
        own.run.quick = true;
        let card = cards(&sample::record("powers", &[]), Some(&own));
        assert!(
            card.contains(
                "<th scope=\"row\">Frequency governor</th><td>not known</td><td>performance</td>"
            ),
            "{card}"
        );
        assert!(card.contains("rounds, a quick run"));
    }

    #[test]
    fn a_machine_in_one_line() {
        assert_eq!(
            line(&sample::record("powers", &[])),
            "Sample CPU <1>, 2 logical cores, rustc 1.95.0, 2026-11-22"
        );
    }
}
