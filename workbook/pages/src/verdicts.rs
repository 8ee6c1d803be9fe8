//! How many races of a series ended in which verdict: a table of the rows that stand for many races.

use stopwatch::{FALSE_ALARM, TENTH_FOUND};

use crate::html::{code, escape};
use crate::kernel::{Kernel, KernelError};
use crate::machine;
use crate::measured::invitation;
use crate::record::{Record, Row, Verdicts};
use crate::stale;

/// The table as one line of HTML: the reference's races, and the reader's where there are some.
pub fn table(kernel: &Kernel) -> Result<String, KernelError> {
    if !kernel
        .reference
        .rows
        .iter()
        .any(|row| row.verdicts.is_some())
    {
        return Err(KernelError::NoRow {
            kernel: kernel.name.clone(),
            what: "row of races with their verdicts".to_owned(),
            known: "times only".to_owned(),
        });
    }
    let own = kernel.own();
    let whose = |title: &str, record: &Record| {
        let title = match own {
            Some(_) => format!("<tr><th scope=\"rowgroup\" colspan=\"6\">{title}</th></tr>"),
            None => String::new(),
        };
        let rows: String = record.rows.iter().filter_map(line).collect();
        format!("<tbody>{title}{rows}</tbody>")
    };
    let mut html = format!(
        "<figure class=\"measured verdicts\" data-kernel=\"{}\">",
        escape(&kernel.name)
    );
    html.extend(stale::mark(kernel));
    html.extend(stale::own_mark(kernel));
    html.push_str(&format!(
        "<div class=\"table-wrapper\" role=\"region\" tabindex=\"0\" aria-label=\"Verdicts of {0}\"><table>\
         <caption>Verdicts of {1} on one contender: how many races ended in which. Promised are at most {2} <em>faster</em> of two \
         identical functions, and at least {3} against one that has a tenth more to do</caption>\
         <thead><tr><th scope=\"col\">Series</th><th scope=\"col\">Work</th><th scope=\"col\">Races</th>\
         <th scope=\"col\">Faster</th><th scope=\"col\">Not faster</th><th scope=\"col\">Cannot tell</th></tr></thead>{4}{5}</table></div>",
        escape(&kernel.name),
        code(&kernel.name),
        percent(FALSE_ALARM),
        percent(TENTH_FOUND),
        whose("Reference", &kernel.reference),
        own.map(|record| whose("Yours", record)).unwrap_or_default(),
    ));
    html.push_str(&machine::cards(&kernel.reference, own, &[]));
    html.push_str(&invitation(kernel));
    html.push_str("</figure>");
    Ok(html)
}

fn line(row: &Row) -> Option<String> {
    let verdicts = row.verdicts?;
    let Verdicts {
        faster,
        not_faster,
        cannot_tell,
    } = verdicts;
    let races = f64::from(faster) + f64::from(not_faster) + f64::from(cannot_tell);
    let share = |count: u32| {
        format!(
            "<td>{count} ({})</td>",
            percent(f64::from(count) / races.max(1.0))
        )
    };
    Some(format!(
        "<tr><th scope=\"row\">{}</th><td>{}</td><td>{races}</td>{}{}{}</tr>",
        code(&row.variant),
        code(&row.size),
        share(faster),
        share(not_faster),
        share(cannot_tell),
    ))
}

/// A share in percent, to a tenth where it matters.
fn percent(share: f64) -> String {
    let percent = share * 100.0;
    let decimals = usize::from(percent > 0.05 && percent < 9.95);
    format!("{percent:.decimals$}\u{a0}%")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample;

    fn races(faster: u32, not_faster: u32, cannot_tell: u32) -> Row {
        Row {
            verdicts: Some(Verdicts {
                faster,
                not_faster,
                cannot_tell,
            }),
            ..sample::row("identical", "chain", 1, 1e-3)
        }
    }

    #[test]
    fn a_table_has_the_counts_their_shares_and_what_is_promised() {
        let html = table(&sample::kernel(&[races(3, 6, 391)], &[])).unwrap();
        assert!(!html.contains('\n'), "{html}");
        for part in [
            "<td>400</td><td>3 (0.8\u{a0}%)</td><td>6 (1.5\u{a0}%)</td><td>391 (98\u{a0}%)</td>",
            "at most 2.5\u{a0}% <em>faster</em>",
            "at least 95\u{a0}%",
            "cargo workbook bench powers",
        ] {
            assert!(html.contains(part), "{part}: {html}");
        }
        assert!(!html.contains("Yours"), "{html}");
    }

    #[test]
    fn the_readers_races_stand_below_the_reference() {
        let html = table(&sample::kernel(&[races(3, 5, 392)], &[races(0, 40, 0)])).unwrap();
        let (reference, yours) = html.split_once(">Yours<").unwrap();
        assert!(reference.contains("<td>3 ("), "{html}");
        assert!(
            yours.contains("<td>0 (0\u{a0}%)</td><td>40 (100\u{a0}%)</td>"),
            "{html}"
        );
    }

    #[test]
    fn a_record_of_times_alone_has_no_such_table() {
        let times = sample::kernel(&[sample::row("mul", "x^2", 1, 1e-3)], &[]);
        assert!(
            table(&times)
                .unwrap_err()
                .to_string()
                .contains("no row of races with their verdicts")
        );
    }
}
