//! Tables, flame graph and reading of a profile on a page.

use std::path::Path;

use super::{Profile, flame, percent};
use crate::html::{code, escape, without_markdown};

/// Rows of a table at most.
const MOST: usize = 12;
/// Lines with a smaller share aren't shown.
const LEAST: f64 = 0.005;

/// The figure; `number` counts the figures of a page.
pub fn figure(profile: &Profile, root: &Path, number: usize) -> String {
    let title = profile.title();
    let label = format!("Flame graph {number} of {title}; the tables below have the numbers");
    let mark = match profile.changed(root).as_slice() {
        [] => String::new(),
        changed => {
            let changed: Vec<String> = changed.iter().map(|path| code(path)).collect();
            format!(
                "<p class=\"stale\"><strong>Older than its code.</strong> {} changed since this profile was taken. {} takes it anew.</p>",
                changed.join(", "),
                code(&profile.command)
            )
        }
    };
    format!(
        "<figure class=\"measured profile\">{mark}<div class=\"plot\" role=\"region\" tabindex=\"0\" aria-label=\"{}\">{}</div>\
         <figcaption>Each bar is a function, as wide as its share of the samples, and stands on the one that called it. {}</figcaption>\
         <p class=\"reading\">{}</p>{}{}<details class=\"machine\"><summary>How it was taken</summary><p>{}</p></details></figure>",
        escape(&format!("Flame graph {number} of {title}")),
        flame::inline(profile, &label),
        elsewhere(profile),
        reading(profile),
        functions(profile, number),
        lines(profile, number),
        provenance(profile),
    )
}

fn elsewhere(profile: &Profile) -> String {
    if profile.share(profile.elsewhere) < LEAST {
        return String::new();
    }
    format!(
        "{} of the samples found none of these functions at work.",
        nbsp(&percent(profile.share(profile.elsewhere)))
    )
}

/// What the profile says, in a sentence.
fn reading(profile: &Profile) -> String {
    let Some(first) = profile.functions.first() else {
        return String::new();
    };
    let line = profile.lines.first().filter(|line| !line.text.is_empty());
    let line = line.map_or_else(String::new, |line| {
        format!(
            "; the hottest line, {}, has {}",
            code(&line.text),
            nbsp(&percent(profile.share(line.own)))
        )
    });
    format!(
        "Of all samples, {} were in {} itself{}{line}.",
        nbsp(&percent(profile.share(first.own))),
        code(&first.name),
        if first.library > 0 {
            format!(
                " ({} in library code that it called)",
                nbsp(&percent(profile.share(first.library)))
            )
        } else {
            String::new()
        },
    )
}

fn functions(profile: &Profile, number: usize) -> String {
    let has_library = profile.functions.iter().any(|f| f.library > 0);
    let rows: String = profile
        .functions
        .iter()
        .filter(|function| profile.share(function.cumulative) >= LEAST)
        .take(MOST)
        .map(|function| {
            let library = if has_library {
                format!("<td>{}</td>", nbsp(&percent(profile.share(function.library))))
            } else {
                String::new()
            };
            format!(
                "<tr><th scope=\"row\">{}</th><td>{}</td>{library}<td>{}</td><td class=\"file\">{}</td></tr>",
                code(&function.name),
                nbsp(&percent(profile.share(function.own))),
                nbsp(&percent(profile.share(function.cumulative))),
                code(file(&function.file)),
            )
        })
        .collect();
    let library = if has_library {
        "<th scope=\"col\">of it in libraries</th>"
    } else {
        ""
    };
    format!(
        "<div class=\"table-wrapper\" role=\"region\" tabindex=\"0\" aria-label=\"Functions of profile {number}\"><table class=\"functions\">\
         <caption>{}: share of the samples by function</caption><thead><tr><th scope=\"col\">Function</th>\
         <th scope=\"col\">Own</th>{library}<th scope=\"col\">Cumulative</th><th scope=\"col\">File</th></tr></thead>\
         <tbody>{rows}</tbody></table></div>",
        code(&profile.title())
    )
}

fn lines(profile: &Profile, number: usize) -> String {
    let shown: Vec<_> = profile
        .lines
        .iter()
        .filter(|line| profile.share(line.cumulative) >= LEAST)
        .take(MOST)
        .collect();
    let mut in_order = shown.clone();
    in_order.sort_by_key(|line| (&line.file, line.line));
    let rows: String = in_order
        .iter()
        .map(|line| {
            format!(
                "<tr><td>{}</td><th scope=\"row\">{}</th><td>{}</td><td>{}</td></tr>",
                line.line,
                code(&line.text),
                nbsp(&percent(profile.share(line.own))),
                nbsp(&percent(profile.share(line.cumulative))),
            )
        })
        .collect();
    format!(
        "<div class=\"table-wrapper\" role=\"region\" tabindex=\"0\" aria-label=\"Lines of profile {number}\"><table class=\"lines\">\
         <caption>{}: share of the samples by line, in the order of the file</caption><thead><tr><th scope=\"col\">Number</th>\
         <th scope=\"col\">Line</th><th scope=\"col\">Own</th><th scope=\"col\">Cumulative</th></tr></thead>\
         <tbody>{rows}</tbody></table></div>",
        code(&profile.title())
    )
}

fn provenance(profile: &Profile) -> String {
    let machine = if profile.machine.cpu.is_empty() {
        "an unnamed processor"
    } else {
        profile.machine.cpu.trim()
    };
    format!(
        "{}: {} samples in {:.1}&nbsp;s, in which the work was done {} times; {}, {}, {}.",
        code(&profile.command),
        profile.samples,
        profile.seconds,
        profile.calls,
        without_markdown(&escape(machine)),
        without_markdown(&escape(&profile.machine.rustc)),
        without_markdown(&escape(profile.date.split('T').next().unwrap_or_default())),
    )
}

fn file(path: &str) -> &str {
    path.strip_prefix("book/listings/src/").unwrap_or(path)
}

fn nbsp(text: &str) -> String {
    text.replace(' ', "&nbsp;")
}

/// The share of one function, for a sentence: cumulative, or its own.
pub fn share(profile: &Profile, function: &str, own: bool) -> Option<String> {
    let named = |name: &str| name == function || name.split(['<', ':']).next() == Some(function);
    let found = profile.functions.iter().find(|f| named(&f.name))?;
    let samples = if own { found.own } else { found.cumulative };
    let kind = if own { "own" } else { "cumulative" };
    let share = profile.share(samples);
    Some(format!(
        "<data class=\"number\" value=\"{share:.4}\" title=\"{}\">{}</data>",
        escape(&format!(
            "{kind} share of {function} in {}: {samples} of {} samples",
            profile.title(),
            profile.samples
        )),
        nbsp(&percent(share))
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::profile::{Flame, Function, Line};

    fn profile() -> Profile {
        let file = "book/listings/src/a_b.rs".to_owned();
        let flame = |name: &str, count, inner| Flame {
            name: name.to_owned(),
            file: file.clone(),
            count,
            inner,
        };
        Profile {
            format: 1,
            what: "a/b".to_owned(),
            size: Some("10^6".to_owned()),
            command: "cargo workbook profile a/b".to_owned(),
            date: "2026-01-02T03:04:05Z".to_owned(),
            machine: crate::record::Machine::default(),
            calls: 3,
            seconds: 2.0,
            samples: 200,
            elsewhere: 10,
            sources: std::collections::BTreeMap::new(),
            functions: vec![
                Function {
                    name: "inner<f64>".to_owned(),
                    file: file.clone(),
                    own: 150,
                    library: 15,
                    cumulative: 150,
                },
                Function {
                    name: "outer".to_owned(),
                    file: file.clone(),
                    own: 40,
                    library: 0,
                    cumulative: 190,
                },
            ],
            lines: vec![
                Line {
                    file: file.clone(),
                    line: 9,
                    text: "x * y".to_owned(),
                    own: 150,
                    cumulative: 150,
                },
                Line {
                    file: file.clone(),
                    line: 4,
                    text: "inner(x)".to_owned(),
                    own: 40,
                    cumulative: 190,
                },
            ],
            flames: vec![flame("outer", 190, vec![flame("inner<f64>", 150, vec![])])],
        }
    }

    #[test]
    fn a_figure_has_graph_reading_and_both_tables() {
        let html = figure(&profile(), Path::new("/nowhere"), 1);
        assert!(html.contains("Of all samples, 75&nbsp;% were in <code>inner&lt;f64&gt;</code> itself (7.5&nbsp;% in library code"), "{html}");
        assert!(
            html.contains("5.0&nbsp;% of the samples found none"),
            "{html}"
        );
        let row = "<th scope=\"row\"><code>outer</code></th><td>20&nbsp;%</td><td>0&nbsp;%</td><td>95&nbsp;%</td>";
        assert!(html.contains(row), "{html}");
        let (first, second) = (
            html.find("<td>4</td>").unwrap(),
            html.find("<td>9</td>").unwrap(),
        );
        assert!(first < second, "lines are in the order of the file");
        assert!(
            html.contains("<title>inner&lt;f64&gt;, book/listings/src/a_b.rs: 75 %</title>"),
            "{html}"
        );
        assert!(!html.contains('\n') && !html.contains("Older"));
    }

    #[test]
    fn a_bar_is_as_wide_as_its_share_and_stands_on_its_caller() {
        let svg = flame::document(&profile());
        assert!(svg.contains("y=\"24.50\" width=\"683.00\""), "{svg}");
        assert!(svg.contains("y=\"0.50\" width=\"539.00\""), "{svg}");
        assert!(
            svg.starts_with("<svg xmlns=") && svg.contains("a/b at 10^6: 200 samples in 2.0 s")
        );
    }

    #[test]
    fn a_share_in_a_sentence_is_that_of_one_function() {
        assert!(
            share(&profile(), "outer", false)
                .unwrap()
                .ends_with(">95&nbsp;%</data>")
        );
        assert!(
            share(&profile(), "outer", true)
                .unwrap()
                .ends_with(">20&nbsp;%</data>")
        );
        assert!(
            share(&profile(), "inner", true)
                .unwrap()
                .contains("150 of 200 samples")
        );
        assert_eq!(share(&profile(), "neither", true), None);
    }

    #[test]
    fn a_profile_of_code_that_changed_says_so() {
        let mut old = profile();
        old.sources
            .insert("book/listings/src/a_b.rs".to_owned(), "0".to_owned());
        assert!(figure(&old, Path::new("/nowhere"), 1).contains("Older than its code."));
    }
}
