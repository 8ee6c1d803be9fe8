//! Exercises as the judge knows them.

use workbook_judge::Task;
use workbook_pages::exercise::Threads;

use crate::workspace::Exercise;

/// The judge's view of an exercise.
pub fn task(exercise: &Exercise) -> Task {
    let manifest = &exercise.manifest;
    Task {
        name: exercise.name.clone(),
        points: manifest.points,
        goal: manifest.goal,
        crates: manifest.crates.clone(),
        allows_unsafe: manifest.allows_unsafe,
        is_macro: exercise.is_macro,
        threads: match manifest.threads {
            Threads::Any(_) => None,
            Threads::Count(threads) => Some(threads),
            Threads::One => Some(1),
        },
        workspace: exercise.workspace.clone(),
        exercise_dir: exercise.dir.clone(),
        solution_dir: exercise.solution_dir.clone(),
    }
}
