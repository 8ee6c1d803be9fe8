//! The hints of an exercise, as feedback shows them: its `hints.md`, read as students' own command reads it.

use std::path::Path;

use maud::{Markup, PreEscaped, Render};
use pulldown_cmark::{Event, Parser, Tag, TagEnd};

use super::text::block;
use crate::verdict::{Judgement, Verdict};

/// The hints, mildest first; none where there is no file.
pub(crate) fn read(exercise: &Path) -> Vec<String> {
    let text = std::fs::read_to_string(exercise.join("hints.md")).unwrap_or_default();
    let mut hints: Vec<String> = Vec::new();
    for line in text.lines() {
        if line.starts_with("## ") {
            hints.push(String::new());
        } else if let Some(hint) = hints.last_mut() {
            hint.push_str(line);
            hint.push('\n');
        }
    }
    hints
        .into_iter()
        .map(|hint| hint.trim().to_owned())
        .collect()
}

/// Which hint helps on from here, by its place: the first until a group passes, then the second.
///
/// The others are the student's to ask for. A submission that passed, that isn't there or that nobody could judge needs
/// none.
pub(crate) fn next(judgement: &Judgement) -> Option<usize> {
    match judgement.verdict {
        Verdict::Missing | Verdict::NotGradable | Verdict::GraderFault => return None,
        _ => {}
    }
    let groups = &judgement.groups;
    let failed = |verdict: Verdict| verdict != Verdict::Pass && !verdict.is_pending();
    match groups.iter().any(|group| failed(group.verdict)) {
        true => Some(usize::from(
            groups.iter().any(|group| group.verdict == Verdict::Pass),
        )),
        false => groups.is_empty().then_some(0),
    }
}

/// Markdown as HTML: text, code, emphasis and lists; links and pictures as their words, HTML as text.
pub(crate) fn render(markdown: &str) -> Markup {
    let mut html = String::new();
    let markdown = block(markdown);
    for event in Parser::new(&markdown) {
        match event {
            Event::Start(tag) => html.push_str(match &tag {
                Tag::Paragraph => "<p>",
                Tag::List(None) => "<ul>",
                Tag::List(Some(_)) => "<ol>",
                Tag::Item => "<li>",
                Tag::CodeBlock(_) => "<pre><code>",
                Tag::Emphasis => "<em>",
                Tag::Strong => "<strong>",
                Tag::BlockQuote(_) => "<blockquote>",
                Tag::Heading { .. } => "<p><strong>",
                _ => "",
            }),
            Event::End(tag) => html.push_str(match tag {
                TagEnd::Paragraph => "</p>",
                TagEnd::List(false) => "</ul>",
                TagEnd::List(true) => "</ol>",
                TagEnd::Item => "</li>",
                TagEnd::CodeBlock => "</code></pre>",
                TagEnd::Emphasis => "</em>",
                TagEnd::Strong => "</strong>",
                TagEnd::BlockQuote(_) => "</blockquote>",
                TagEnd::Heading(_) => "</strong></p>",
                _ => "",
            }),
            Event::Code(text) => {
                html.push_str("<code>");
                text.as_ref().render_to(&mut html);
                html.push_str("</code>");
            }
            Event::Text(text) | Event::Html(text) | Event::InlineHtml(text) => {
                text.as_ref().render_to(&mut html);
            }
            Event::SoftBreak | Event::HardBreak => html.push('\n'),
            _ => {}
        }
    }
    PreEscaped(html)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sandbox::Level;
    use crate::verdict::GroupResult;

    #[test]
    fn hints_are_marked_up_and_nothing_in_them_is_html() {
        let html = render(
            "Use `a < b`, *now*:\n\n- one\n- [two](https://x.example)\n\n<script>x</script>\n",
        )
        .0;
        assert_eq!(
            html,
            "<p>Use <code>a &lt; b</code>, <em>now</em>:</p><ul><li>one</li><li>two</li></ul>\
             &lt;script&gt;x&lt;/script&gt;"
        );
    }

    #[test]
    fn the_next_hint_depends_on_how_far_a_student_came() {
        let judged = |verdicts: &[Verdict]| {
            let group = |verdict: &Verdict| GroupResult {
                name: verdict.to_string(),
                about: String::new(),
                verdict: *verdict,
                points: 0,
                max_points: 1,
                message: String::new(),
                case: None,
            };
            let groups = verdicts.iter().map(group).collect();
            next(&Judgement::of_groups("q", groups, None, Level::Weak))
        };
        assert_eq!(judged(&[Verdict::Wrong, Verdict::Panic]), Some(0));
        assert_eq!(judged(&[Verdict::Pass, Verdict::NotFaster]), Some(1));
        assert_eq!(judged(&[Verdict::Pass, Verdict::CannotTell]), None);
        let unrun = |verdict| next(&Judgement::unrun("q", 1, verdict, ""));
        assert_eq!(unrun(Verdict::BuildError), Some(0));
        assert_eq!(unrun(Verdict::Missing), None);
        assert_eq!(unrun(Verdict::GraderFault), None);
    }
}
