//! The table of a figure: a group of rows for each size, a pair of columns for each machine.

use stopwatch::Comparison;

use super::{Line, Shown, further};
use crate::html::{code, escape};
use crate::kernel::Kernel;
use crate::quantity::{percent, precise_ratio, ratio, time, time_interval};
use crate::record::{Language, Row};

/// A table of more rows than this is folded: the plot and the reading say what it shows.
const LONG: usize = 20;

/// The table; `number` counts the figures of a page.
pub(super) fn table(shown: &Shown, number: usize) -> String {
    let has_own = shown.has_own();
    let rows = || {
        shown
            .groups
            .iter()
            .flat_map(|group| &group.lines)
            .map(Line::row)
    };
    let has_threads = rows().any(|row| row.threads != 1);
    // What one thread uses is its own time again.
    let has_core_time = shown
        .groups
        .iter()
        .flat_map(|group| &group.lines)
        .any(|line| core_rows(line).any(|row| row.threads > 1 && row.core_s.is_some()));
    let shares = |own: bool| {
        let rows = shown.groups.iter().flat_map(move |group| group.rows(own));
        { rows }.any(|row| row.share_of_ceiling.is_some())
    };
    let columns = Columns {
        kernel: shown.kernel,
        machines: further::shown(shown),
        has_own,
        has_threads,
        has_core_time,
        shares: [false, true].map(shares),
    };
    let caption = match shown.groups.as_slice() {
        [only] => format!("{} at {}", code(&shown.kernel.name), code(only.size)),
        _ => code(&shown.kernel.name),
    };
    let body: String = shown
        .groups
        .iter()
        .map(|group| columns.group(group, shown.groups.len() > 1))
        .collect();
    let table = format!(
        "<div class=\"table-wrapper\" role=\"region\" tabindex=\"0\" aria-label=\"Table {number} of {0}\"><table>\
         <caption>Time of one evaluation of {caption}: median and 95&nbsp;% interval, and speed against the first row</caption>\
         <thead>{1}</thead>{body}</table></div>",
        escape(&shown.kernel.name),
        columns.head(),
    );
    match rows().count() {
        count if count > LONG => {
            format!(
                "<details class=\"long\"><summary>The table of all {count} rows</summary>{table}</details>"
            )
        }
        _ => table,
    }
}

struct Columns<'a> {
    kernel: &'a Kernel,
    /// The further machines, by their numbers.
    machines: Vec<usize>,
    has_own: bool,
    has_threads: bool,
    has_core_time: bool,
    /// Whether a row has a share of its ceiling: of the reference, of the reader's.
    shares: [bool; 2],
}

impl Columns<'_> {
    /// The columns of the reference machine, or of the reader's.
    fn of_one(&self, own: bool) -> usize {
        2 + usize::from(self.shares[usize::from(own)])
    }

    fn count(&self) -> usize {
        let own = if self.has_own { self.of_one(true) } else { 0 };
        1 + usize::from(self.has_threads)
            + usize::from(self.has_core_time)
            + self.of_one(false)
            + own
            + 2 * self.machines.len()
    }

    /// The heads of one machine's columns.
    fn heads(&self, own: bool) -> String {
        let share = if self.shares[usize::from(own)] {
            "<th scope=\"col\">Of the ceiling</th>"
        } else {
            ""
        };
        format!("<th scope=\"col\">Time</th><th scope=\"col\">Speed</th>{share}")
    }

    fn head(&self) -> String {
        let has_several = self.has_own || !self.machines.is_empty();
        let span = if has_several { " rowspan=\"2\"" } else { "" };
        let mut head = format!("<tr><th scope=\"col\"{span}>Variant</th>");
        if self.has_threads {
            head.push_str(&format!("<th scope=\"col\"{span}>Threads</th>"));
        }
        let core_time = if self.has_core_time {
            format!(
                "<th scope=\"col\"{span} title=\"Processor time of all threads\">Core-time</th>"
            )
        } else {
            String::new()
        };
        if !has_several {
            head.push_str(&format!("{}{core_time}</tr>", self.heads(false)));
            return head;
        }
        let (yours, second) = if self.has_own {
            (
                format!(
                    "<th scope=\"colgroup\" colspan=\"{}\">Yours</th>",
                    self.of_one(true)
                ),
                self.heads(true),
            )
        } else {
            (String::new(), String::new())
        };
        head.push_str(&format!(
            "<th scope=\"colgroup\" colspan=\"{}\">Reference</th>{yours}{}{core_time}</tr><tr>{}{second}{}</tr>",
            self.of_one(false),
            further::heads(self.kernel, &self.machines),
            self.heads(false),
            further::second_heads(&self.machines),
        ));
        head
    }

    fn group(&self, group: &super::Group, named: bool) -> String {
        let mut body = String::from("<tbody>");
        if named {
            body.push_str(&format!(
                "<tr class=\"size\"><th scope=\"rowgroup\" colspan=\"{}\">at {}</th></tr>",
                self.count(),
                code(group.size)
            ));
        }
        for line in &group.lines {
            body.push_str(&self.line(group, line));
        }
        body.push_str("</tbody>");
        body
    }

    fn line(&self, group: &super::Group, line: &Line) -> String {
        let row = line.row();
        let mut cells = format!(
            "<tr data-language=\"{}\"><th scope=\"row\">{}",
            language(row),
            code(&row.variant)
        );
        if row.language == Language::Python {
            cells.push_str(" <span class=\"tag\">Python</span>");
        }
        cells.push_str("</th>");
        if self.has_threads {
            let own = line
                .own
                .filter(|own| own.threads != row.threads)
                .map(|own| format!(", yours {}", own.threads));
            cells.push_str(&format!(
                "<td>{}{}</td>",
                row.threads,
                own.unwrap_or_default()
            ));
        }
        cells.push_str(&self.measured(group, line.reference, false));
        if self.has_own {
            cells.push_str(&self.measured(group, line.own, true));
        }
        cells.push_str(&further::cells(group, line, &self.machines));
        if self.has_core_time {
            cells.push_str(&core_time(line));
        }
        cells.push_str("</tr>");
        cells
    }
}

fn language(row: &Row) -> &'static str {
    match row.language {
        Language::Rust => "rust",
        Language::Python => "python",
    }
}

impl Columns<'_> {
    /// The cells of a row on the reference machine, or on the reader's.
    fn measured(&self, group: &super::Group, row: Option<&Row>, own: bool) -> String {
        let share = self.shares[usize::from(own)];
        let Some(row) = row else {
            let columns = self.of_one(own);
            return format!("<td class=\"none\" colspan=\"{columns}\">not measured</td>");
        };
        let mut shown = cells(Cells::Measured {
            row,
            speed: group.speed(row, own),
            threads: None,
        });
        if share {
            shown.push_str(&ceiling(row));
        }
        shown
    }
}

/// What the two cells of a row on one machine show.
pub(super) enum Cells<'a> {
    NotMeasured,
    Measured {
        row: &'a Row,
        /// Against the first row on that machine.
        speed: Option<Comparison>,
        /// The number of threads, where it isn't the line's.
        threads: Option<u32>,
    },
}

/// Time and speed.
pub(super) fn cells(shown: Cells) -> String {
    let Cells::Measured {
        row,
        speed,
        threads,
    } = shown
    else {
        return "<td class=\"none\" colspan=\"2\">not measured</td>".to_owned();
    };
    let scaled = row.scaled_from.as_ref().map(|size| {
        format!(
            " <span class=\"tag\">measured at {}, scaled</span>",
            code(size)
        )
    });
    let threads = threads.map(|threads| format!(" <span class=\"tag\">{threads} threads</span>"));
    let speed = speed.map_or_else(
        || "<td>–</td>".to_owned(),
        |found| {
            let title = format!(
                "95 % interval {} to {}",
                precise_ratio(found.low),
                precise_ratio(found.high)
            );
            format!("<td title=\"{title}\">{}&nbsp;×</td>", ratio(found.ratio))
        },
    );
    format!(
        "<td>{} <small>{}</small>{}{}</td>{speed}",
        time(row.median_s),
        time_interval(row.low_s, row.median_s, row.high_s),
        scaled.unwrap_or_default(),
        threads.unwrap_or_default()
    )
}

/// The rows of a line, on either machine.
fn core_rows<'a>(line: &Line<'a>) -> impl Iterator<Item = &'a Row> {
    line.reference.into_iter().chain(line.own)
}

/// The processor time of all threads: on the reference machine, and the reader's.
fn core_time(line: &Line) -> String {
    let told = |row: Option<&Row>| row.and_then(|row| row.core_s).map(time);
    match (told(line.reference), told(line.own)) {
        (Some(reference), Some(own)) => format!("<td>{reference}, yours {own}</td>"),
        (Some(reference), None) => format!("<td>{reference}</td>"),
        (None, Some(own)) => format!("<td>yours {own}</td>"),
        (None, None) => "<td>–</td>".to_owned(),
    }
}

/// The cell with a row's share of its ceiling.
fn ceiling(row: &Row) -> String {
    match (row.share_of_ceiling, &row.ceiling) {
        (Some(share), Some(bound)) => {
            format!(
                "<td>{} <small>of {}</small></td>",
                percent(share),
                escape(bound)
            )
        }
        (Some(share), None) => format!("<td>{}</td>", percent(share)),
        _ => "<td>–</td>".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::directive::View;
    use crate::sample;

    fn html(reference: &[Row], own: &[Row]) -> String {
        let kernel = sample::kernel(reference, own);
        table(&Shown::of(&kernel, &View::default(), &[]).unwrap(), 1)
    }

    #[test]
    fn a_row_has_its_time_interval_and_speed_against_the_first() {
        let html = html(
            &[
                sample::row("loop", "10^6", 1, 2e-3),
                sample::row("simd", "10^6", 1, 5e-4),
            ],
            &[],
        );
        assert!(
            html.contains(
                "<caption>Time of one evaluation of <code>powers</code> at <code>10&#94;6</code>"
            ),
            "{html}"
        );
        assert!(html.contains("<th scope=\"row\"><code>simd</code></th><td>500\u{a0}µs <small>490–510\u{a0}µs</small></td>"), "{html}");
        assert!(
            html.contains(">4.0&nbsp;×</td>") && html.contains(">1.0&nbsp;×</td>"),
            "{html}"
        );
        assert!(!html.contains("Yours") && !html.contains("Threads") && !html.contains("rowgroup"));
    }

    #[test]
    fn the_readers_numbers_stand_beside_the_reference() {
        let reference = [
            sample::row("loop", "1", 1, 2.0),
            sample::python("numpy", "1", 1, 1.0),
        ];
        let html = html(&reference, &[sample::row("loop", "1", 1, 4.0)]);
        assert!(html.contains("colspan=\"2\">Yours</th>"));
        assert!(html.contains("<td>4.00\u{a0}s <small>"), "{html}");
        assert!(
            html.contains("<tr data-language=\"python\">")
                && html.contains("<span class=\"tag\">Python</span>")
        );
        assert!(html.contains("not measured"));
    }

    #[test]
    fn core_time_is_shown_where_threads_share_the_work_and_somebody_measured_it() {
        let with = |threads: u32, core: Option<f64>| {
            let mut row = sample::row("parallel", "1", threads, 1e-3);
            row.core_s = core;
            row
        };
        let serial = sample::row("loop", "1", 1, 2e-3);
        let shown = html(&[serial.clone(), with(2, Some(1.9e-3))], &[]);
        assert!(shown.contains(">Core-time</th>"), "{shown}");
        assert!(
            shown.contains("<td>1.90\u{a0}ms</td>") && shown.contains("<td>–</td>"),
            "{shown}"
        );
        let both = html(
            &[serial.clone(), with(2, Some(1.9e-3))],
            &[with(2, Some(1.5e-3))],
        );
        assert!(
            both.contains("<td>1.90\u{a0}ms, yours 1.50\u{a0}ms</td>"),
            "{both}"
        );
        assert!(
            !html(&[with(1, Some(1e-3))], &[]).contains("Core-time"),
            "one thread only"
        );
        assert!(
            !html(&[serial, with(2, None)], &[]).contains("Core-time"),
            "not measured"
        );
    }

    #[test]
    fn a_long_table_is_folded() {
        let rows = |count: u32| (0..count).map(|n| sample::row(&format!("v{n}"), "1", 1, 1.0));
        let short: Vec<Row> = rows(20).collect();
        assert!(html(&short, &[]).starts_with("<div"));
        let long: Vec<Row> = rows(21).collect();
        assert!(
            html(&long, &[])
                .starts_with("<details class=\"long\"><summary>The table of all 21 rows")
        );
    }

    #[test]
    fn sizes_threads_scaling_and_ceilings_show_where_they_matter() {
        let mut slow = sample::python("pure", "10^7", 1, 9.0);
        slow.scaled_from = Some("10^4".to_owned());
        let mut fast = sample::row("parallel", "10^7", 2, 1e-3);
        fast.ceiling = Some("memory bandwidth".to_owned());
        fast.share_of_ceiling = Some(0.634);
        let html = html(&[sample::row("loop", "10^6", 1, 1e-3), slow, fast], &[]);
        assert_eq!(
            html.matches("scope=\"rowgroup\" colspan=\"5\"").count(),
            2,
            "{html}"
        );
        assert!(
            html.contains("<td>2</td>")
                && html.contains("63&nbsp;% <small>of memory bandwidth</small>")
        );
        assert!(html.contains("measured at <code>10&#94;4</code>, scaled"));
    }

    #[test]
    fn each_machine_has_shares_of_its_own_ceiling_where_they_are_known() {
        let with = |share: f64| {
            let mut row = sample::row("loop", "1", 1, 1.0);
            row.ceiling = Some("arithmetic".to_owned());
            row.share_of_ceiling = Some(share);
            row
        };
        let both = html(&[with(0.5)], &[with(0.002)]);
        assert_eq!(both.matches("Of the ceiling</th>").count(), 2, "{both}");
        assert!(
            both.contains("50&nbsp;% <small>of arithmetic")
                && both.contains("0.2&nbsp;% <small>of arithmetic")
        );
        assert!(both.contains("colspan=\"3\">Reference") && both.contains("colspan=\"3\">Yours"));
        let one = html(&[with(0.5)], &[sample::row("loop", "1", 1, 1.0)]);
        assert!(one.contains("colspan=\"3\">Reference") && one.contains("colspan=\"2\">Yours"));
        let none = html(&[sample::row("loop", "1", 1, 1.0)], &[]);
        assert!(!none.contains("ceiling"), "{none}");
    }
}
