//! The card of an exercise: the task, what it is worth, which file to edit, what to type.

use std::path::Path;

use super::{TaskError, manifest};
use crate::exercise::{Any, Manifest, Threads};
use crate::html::{code, escape};
use crate::quantity::ratio;

/// The card as Markdown with HTML around it; `prose` is the task's text, ready to show.
pub fn card(root: &Path, name: &str, prose: &str, has_solution: bool) -> Result<String, TaskError> {
    let manifest = manifest(root, name)?;
    let facts: String = facts(&manifest, name)
        .iter()
        .map(|(term, fact)| format!("<div><dt>{term}</dt><dd>{fact}</dd></div>"))
        .collect();
    let solution = if has_solution {
        format!("<p><a href=\"#solution-{name}\">Solution, when you want it</a></p>\n")
    } else {
        String::new()
    };
    Ok(format!(
        "<section class=\"exercise\" data-exercise=\"{name}\">\n\n\
         ### Exercise: {title} {{#exercise-{name}}}\n\n\
         <dl class=\"facts\">{facts}</dl>\n\n\
         {prose}\n\n\
         <div class=\"commands\"><pre><code class=\"language-console nohighlight\">{commands}</code></pre></div>\n\
         {solution}</section>",
        title = heading(&manifest.title),
        prose = prose.trim(),
        commands = commands(name, manifest.goal.is_some()),
    ))
}

/// What to type, on one line of HTML: a blank line would end the block.
fn commands(name: &str, has_race: bool) -> String {
    let check = if has_race {
        format!("cargo workbook check {name} --race")
    } else {
        format!("cargo workbook check {name}")
    };
    let mut lines = vec![
        format!("cargo workbook check {name}"),
        format!("cargo test -p exercise-{name}"),
        format!("cargo workbook hint {name}"),
    ];
    if has_race {
        lines.insert(1, check);
    }
    lines.join("&#10;")
}

/// A title in which Markdown sees only text.
fn heading(title: &str) -> String {
    let mut text = String::new();
    for character in title.chars() {
        if character.is_ascii_punctuation() && !matches!(character, ',' | '.' | '-' | ':' | '\'') {
            text.push('\\');
        }
        text.push(character);
    }
    text
}

fn facts(manifest: &Manifest, name: &str) -> Vec<(&'static str, String)> {
    let mut facts = vec![
        ("Edit", code(&format!("exercises/{name}/src/lib.rs"))),
        ("Points", manifest.points.to_string()),
    ];
    if let Some(goal) = manifest.goal {
        facts.push((
            "Goal",
            format!("{} times as fast as the plain version", ratio(goal)),
        ));
    }
    let threads = match manifest.threads {
        Threads::Any(Any::Any) => "as many as the machine has".to_owned(),
        Threads::One => "one".to_owned(),
        Threads::Count(count) => format!("at most {count}"),
    };
    facts.push(("Threads", threads));
    let crates = match manifest.crates.as_slice() {
        [] => "the standard library only".to_owned(),
        names => names
            .iter()
            .map(|name| code(name))
            .collect::<Vec<_>>()
            .join(", "),
    };
    facts.push(("Crates", crates));
    if manifest.allows_unsafe {
        facts.push(("Unsafe code", escape("allowed")));
    }
    facts
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample;

    fn html(extra: &str) -> String {
        let folder = tempfile::tempdir().unwrap();
        let manifest = format!(
            "[package.metadata.workbook]\ntitle = \"The *best* market\"\npage = \"timing\"\npoints = 20\n{extra}"
        );
        sample::write(folder.path(), "exercises/q1/Cargo.toml", &manifest);
        card(folder.path(), "q1", "Simulate **it**.", true).unwrap()
    }

    #[test]
    fn a_card_tells_the_task_the_file_the_points_and_the_commands() {
        let card = html("goal = 3.0\ncrates = [\"rayon\"]\nthreads = \"any\"\n");
        for part in [
            "### Exercise: The \\*best\\* market {#exercise-q1}\n",
            "exercises/q1/src/lib&#46;rs",
            "<dt>Points</dt><dd>20</dd>",
            "<dd>3.0 times as fast as the plain version</dd>",
            "<dd>as many as the machine has</dd>",
            "<code>rayon</code>",
            "\n\nSimulate **it**.\n\n",
            "cargo workbook check q1&#10;cargo workbook check q1 --race&#10;cargo test -p exercise-q1&#10;cargo workbook hint q1",
            "href=\"#solution-q1\"",
        ] {
            assert!(card.contains(part), "{part} in {card}");
        }
    }

    #[test]
    fn an_exercise_without_a_race_has_no_goal() {
        let card = html("threads = 2\nunsafe = true\n");
        assert!(!card.contains("Goal") && !card.contains("--race"));
        assert!(
            card.contains("at most 2")
                && card.contains("standard library only")
                && card.contains("Unsafe code")
        );
    }
}
