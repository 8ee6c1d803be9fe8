//! The tables in the terminal.

use workbook_pages::profile::{Profile, percent};

/// Rows of a table at most.
const MOST: usize = 20;
/// What has a smaller share isn't shown.
const LEAST: f64 = 0.005;

/// Prints both tables, and how sure they are.
pub fn print(profile: &Profile, all: bool) {
    let share = |count| percent(profile.share(count));
    println!(
        "{}: {} samples in {:.1} s, in which the work was done {} times",
        profile.title(),
        profile.samples,
        profile.seconds,
        profile.calls
    );
    // The standard error of a share p of n samples is √(p(1 − p)/n), which is largest for a half.
    println!(
        "A share is known to within ±{} or better; own: in the function itself{}; cumulative: with all that it called\n",
        percent(2.0 * (0.25 / profile.samples.max(1) as f64).sqrt()),
        if all {
            ""
        } else {
            " and in library code that it called"
        }
    );
    println!(
        "{:>7} {:>10} {:>10}  function",
        "own",
        "cumulative",
        if all { "" } else { "library" }
    );
    let shown = |count: u64| profile.share(count) >= LEAST;
    for function in profile
        .functions
        .iter()
        .filter(|f| shown(f.cumulative))
        .take(MOST)
    {
        println!(
            "{:>7} {:>10} {:>10}  {} ({})",
            share(function.own),
            share(function.cumulative),
            if all {
                String::new()
            } else {
                share(function.library)
            },
            function.name,
            function.file
        );
    }
    if shown(profile.elsewhere) {
        println!(
            "{:>7} {:>10} {:>10}  elsewhere",
            share(profile.elsewhere),
            "",
            ""
        );
    }
    println!("\n{:>7} {:>10}  line", "own", "cumulative");
    for line in profile
        .lines
        .iter()
        .filter(|l| shown(l.cumulative))
        .take(MOST)
    {
        println!(
            "{:>7} {:>10}  {}:{}  {}",
            share(line.own),
            share(line.cumulative),
            line.file,
            line.line,
            line.text
        );
    }
    println!();
}
