//! The order in which runners have their turns, and which of them are never away together.

use super::Subject;

/// Puts the runners in the order of their turns: fewest runs first, then fewest environments, then as they stood; those that
/// are left out last. `load` tells of each whether it is, and how many of both are seen.
pub fn in_order<T>(mut subjects: Vec<T>, load: impl Fn(&T) -> (bool, (usize, usize))) -> Vec<T> {
    subjects.sort_by_key(|subject| load(subject));
    subjects
}

/// Whether two runners are never away at the same time: environments of one project default to both, or it is not known
/// whom one of them serves.
pub fn are_kept_apart(one: &Subject, other: &Subject) -> bool {
    match (&one.serves, &other.serves) {
        (Some(one), Some(other)) => one.iter().any(|project| other.contains(project)),
        _ => true,
    }
}
