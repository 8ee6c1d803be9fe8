//! A drawn figure on a page: the drawing, what it says, and the data behind it.

use std::path::Path;

use ink::{Figure, FigureError};

use crate::html::escape;

/// The figure of that name as one line of HTML. `number` counts the figures of a page.
pub fn drawn(root: &Path, name: &str, number: usize) -> Result<String, FigureError> {
    let figure = Figure::read(root, name)?;
    let title = escape(&figure.title);
    let cells = |cells: &[String], tag: &str| -> String {
        let cells = cells
            .iter()
            .map(|cell| format!("<{tag}>{}</{tag}>", escape(cell)));
        cells.collect()
    };
    let head: String = figure
        .columns
        .iter()
        .map(|column| format!("<th scope=\"col\">{}</th>", escape(column)))
        .collect();
    let rows: String = figure
        .rows
        .iter()
        .map(|row| format!("<tr>{}</tr>", cells(row, "td")))
        .collect();
    Ok(format!(
        "<figure class=\"drawn\" id=\"figure-{name}\"><div class=\"plot\" role=\"region\" tabindex=\"0\" aria-label=\"Figure {number}: {title}\">{svg}</div><figcaption><strong>{title}.</strong> {reading}</figcaption><details><summary>The data of this figure</summary><div class=\"table-wrapper\"><table><caption>{title}</caption><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div></details></figure>",
        svg = figure.svg,
        reading = escape(&figure.reading),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_figure_has_its_drawing_its_sentence_and_its_data() {
        let root = tempfile::tempdir().unwrap();
        let figure = Figure::new(
            "circle",
            "A circle & more",
            "It is < round.".to_owned(),
            &["x"],
            vec![vec!["a|b".to_owned()]],
            "<svg role=\"img\"></svg>".to_owned(),
        );
        figure.write(root.path()).unwrap();
        let html = drawn(root.path(), "circle", 4).unwrap();
        assert!(!html.contains('\n'), "{html}");
        for part in [
            "id=\"figure-circle\"",
            "aria-label=\"Figure 4: A circle &amp; more\"",
            "<svg role=\"img\"></svg>",
            "<strong>A circle &amp; more.</strong> It is &lt; round.",
            "<th scope=\"col\">x</th>",
            "<td>a&#124;b</td>",
        ] {
            assert!(html.contains(part), "{part}: {html}");
        }
    }
}
