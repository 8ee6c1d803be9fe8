//! Machine cards: where numbers come from.

use crate::html::escape;
use crate::machines::Further;
use crate::quantity::bytes;
use crate::record::Record;

/// What stands where a fact can't be told.
const UNKNOWN: &str = "unknown";

/// The cards of a kernel's records, folded, as a table with a column for each machine.
pub fn cards(reference: &Record, own: Option<&Record>, further: &[Further]) -> String {
    let yours = own.map(|record| ("Yours", record));
    let machines: Vec<(&str, &Record)> = std::iter::once(("Reference", reference))
        .chain(yours)
        .chain(
            further
                .iter()
                .map(|machine| (machine.name.as_str(), &machine.record)),
        )
        .collect();
    let heads: String = machines
        .iter()
        .map(|(name, _)| format!("<th scope=\"col\">{}</th>", escape(name)))
        .collect();
    let columns: Vec<_> = machines.iter().map(|(_, record)| facts(record)).collect();
    let mut rows = String::new();
    for (at, (name, _)) in columns[0].iter().enumerate() {
        rows.push_str(&format!("<tr><th scope=\"row\">{name}</th>"));
        for facts in &columns {
            let fact = match facts[at].1.as_str() {
                "" => UNKNOWN.to_owned(),
                known => escape(known),
            };
            rows.push_str(&format!("<td>{fact}</td>"));
        }
        rows.push_str("</tr>");
    }
    let title = match machines.len() {
        1 => "The reference machine".to_owned(),
        2 => "The two machines".to_owned(),
        count => format!("The {count} machines"),
    };
    format!(
        "<details class=\"machine\"><summary>{title}</summary><table><thead><tr><td></td>{heads}</tr></thead><tbody>{rows}</tbody></table></details>"
    )
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
    let cores = match machine.usable_cores {
        Some(usable)
            if machine
                .logical_cores
                .is_some_and(|logical| logical != usable) =>
        {
            format!("{cores}, {usable} of them usable")
        }
        _ => cores,
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
            // As `numba -s` says of it.
            peer.numba.as_ref().map(|_| match peer.svml {
                Some(true) => "SVML in use".to_owned(),
                Some(false) => "SVML not in use".to_owned(),
                None => "SVML unknown".to_owned(),
            }),
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
    let run_kind = match (run.quick, run.interrupted) {
        (false, false) => "",
        (true, false) => ", a quick run",
        (false, true) => ", a run that was interrupted",
        (true, true) => ", a quick run that was interrupted",
    };
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
        ("Container", machine.container.clone().unwrap_or_default()),
        (
            "Limit to processor time",
            machine.cpu_quota.clone().unwrap_or_default(),
        ),
        (
            "NUMA nodes",
            machine
                .numa_nodes
                .map(|nodes| nodes.to_string())
                .unwrap_or_default(),
        ),
        ("Operating system", machine.os.clone()),
        ("Compiler", machine.rustc.clone()),
        ("Flags", machine.flags.clone()),
        (
            "Python",
            python.unwrap_or_else(|| "not part of this run".to_owned()),
        ),
        (
            "Measured",
            format!(
                "{} in {} interleaved rounds{run_kind}",
                run.date, run.rounds
            ),
        ),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample;

    #[test]
    fn a_card_tells_what_is_known_and_says_what_is_not() {
        let card = cards(&sample::record("powers", &[]), None, &[]);
        assert!(
            card.contains("<th scope=\"row\">Processor</th><td>Sample CPU &lt;1&gt; (x86_64)</td>"),
            "{card}"
        );
        assert!(
            card.contains("L1 data 32\u{a0}KiB; L3 8.0\u{a0}MiB for 2 logical cores")
                || card.contains("L3 8\u{a0}MiB for 2"),
            "{card}"
        );
        assert!(
            card.contains("<th scope=\"row\">Frequency governor</th><td>unknown</td>"),
            "{card}"
        );
        assert!(
            card.contains("<th scope=\"row\">Python</th><td>not part of this run</td>"),
            "{card}"
        );
        assert!(card.contains("2026-11-22T10:00:00Z in 9 interleaved rounds"));
    }

    #[test]
    fn two_cards_stand_side_by_side() {
        let mut own = sample::record("powers", &[]);
        own.machine.governor = Some("performance".to_owned());
        own.run.quick = true;
        let card = cards(&sample::record("powers", &[]), Some(&own), &[]);
        assert!(
            card.contains(
                "<th scope=\"row\">Frequency governor</th><td>unknown</td><td>performance</td>"
            ),
            "{card}"
        );
        assert!(card.contains("rounds, a quick run"));
    }

    #[test]
    fn a_further_machine_has_a_column_by_its_name() {
        let mut record = sample::record("powers", &[]);
        record.machine.logical_cores = Some(64);
        record.machine.usable_cores = Some(8);
        record.machine.cpu_quota = Some("8 cores".to_owned());
        record.run.python = Some(crate::record::Python {
            python: "3.11".to_owned(),
            numba: Some("0.61".to_owned()),
            svml: Some(false),
            ..Default::default()
        });
        record.run.interrupted = true;
        let further = Further {
            name: "ward-8".to_owned(),
            record,
            changed: Vec::new(),
        };
        let reference = sample::record("powers", &[]);
        let card = cards(&reference, None, std::slice::from_ref(&further));
        for part in [
            "The two machines",
            "<th scope=\"col\">Reference</th><th scope=\"col\">ward-8</th>",
            "64 logical, 8 of them usable",
            "<td>unknown</td><td>8 cores</td>",
            "3.11, Numba 0.61, SVML not in use",
            "a run that was interrupted",
        ] {
            assert!(card.contains(part), "{part} is not in {card}");
        }
        assert!(cards(&reference, Some(&reference), &[further]).contains("The 3 machines"));
    }

    #[test]
    fn a_machine_in_one_line() {
        assert_eq!(
            line(&sample::record("powers", &[])),
            "Sample CPU <1>, 2 logical cores, rustc 1.95.0, 2026-11-22"
        );
    }
}
