//! What the process takes: samples, a line for each minute, and the judgement.

use crate::program::Program;

/// How much more there may be at the end.
const SHARE: f64 = 0.05;

/// What the process takes at a moment.
#[derive(Clone, Copy, Debug)]
pub struct Sample {
    /// Resident memory in MiB.
    pub resident: f64,
    /// Open descriptors that are connections.
    pub connections: usize,
    /// The other open descriptors, but the lock of an action under way.
    pub files: usize,
    pub threads: usize,
}

impl Sample {
    /// Looks at a process.
    #[expect(clippy::cast_precision_loss, reason = "no process is that large")]
    pub fn of(program: &Program) -> Self {
        let mut descriptors = program.descriptors();
        // Held for as long as an action on several runners is under way, which a random key may have begun.
        descriptors.retain(|link| !link.contains("/operations-"));
        let connections = descriptors.iter().filter(|link| link.starts_with("socket:")).count();
        Self {
            resident: program.resident() as f64 / 1_048_576.0,
            connections,
            files: descriptors.len() - connections,
            threads: program.threads().len(),
        }
    }
}

/// The samples of one minute.
#[derive(Clone, Default, Debug)]
pub struct Minute {
    /// Those of its whole length.
    pub all: Vec<Sample>,
    /// Those of its quiet end, if it has one.
    pub quiet: Vec<Sample>,
}

/// The middle one; of an even number the higher.
fn median<T: Copy + PartialOrd>(samples: &[Sample], of: impl Fn(&Sample) -> T) -> Option<T> {
    let mut values: Vec<T> = samples.iter().map(of).collect();
    values.sort_by(|one, other| one.partial_cmp(other).unwrap_or(std::cmp::Ordering::Equal));
    values.get(values.len() / 2).copied()
}

impl Minute {
    /// Its cells of the table.
    pub fn line(&self) -> String {
        let cell = |of: fn(&Sample) -> usize| median(&self.all, of).unwrap_or(0);
        let resident = median(&self.all, |sample| sample.resident).unwrap_or(0.0);
        let (connections, files, threads) =
            (cell(|sample| sample.connections), cell(|sample| sample.files), cell(|sample| sample.threads));
        format!("{resident:>12.1} {connections:>12} {files:>6} {threads:>8}")
    }
}

/// What is wrong with the last minute, beside the one to compare with; a line for each figure, and whether it is well.
pub fn judge(base: &Minute, end: &Minute, accounts: usize) -> Vec<(String, bool)> {
    let of = |name: &str, one: Option<f64>, other: Option<f64>, slack: f64| {
        let (Some(one), Some(other)) = (one, other) else { return (format!("{name}: not measured"), false) };
        let change = (other / one - 1.0) * 100.0;
        let is_well = other <= one * (1.0 + SHARE) + slack;
        (format!("{name}: {one:.1} then, {other:.1} at the end ({change:+.1} %)"), is_well)
    };
    let quiet = |minute: &Minute, of: fn(&Sample) -> usize| {
        median(&minute.quiet, of).and_then(|number| u32::try_from(number).ok()).map(f64::from)
    };
    let resident = |minute: &Minute| median(&minute.all, |sample| sample.resident);
    let counted =
        |name: &str, field: fn(&Sample) -> usize, slack: f64| of(name, quiet(base, field), quiet(end, field), slack);
    // A list of several pages is read with a connection or two, as it happens to come: one more for each account.
    let pooled = u32::try_from(accounts).map_or(0.0, f64::from);
    vec![
        of("resident memory, MiB (median of the minute)", resident(base), resident(end), 0.0),
        counted("descriptors that are connections (quiet)", |sample| sample.connections, pooled),
        counted("other descriptors (quiet)", |sample| sample.files, 0.0),
        counted("threads (quiet)", |sample| sample.threads, 0.0),
    ]
}
