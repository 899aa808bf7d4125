//! [`Report`]: the figures of a benchmark, each beside its budget, and a verdict at the end.

use std::process::ExitCode;
use std::time::Duration;

/// A figure with its unit.
#[derive(Clone, Copy)]
pub enum Figure {
    Time(Duration),
    /// How many times as much as another one.
    Ratio(f64),
    Bytes(usize),
    /// So many bytes.
    Mebibytes(u64),
    Percent(f64),
    Count(usize),
}

impl Figure {
    #[expect(clippy::cast_precision_loss, reason = "no figure is that large")]
    fn value(self) -> f64 {
        match self {
            Self::Time(time) => time.as_secs_f64() * 1_000.0,
            Self::Ratio(value) | Self::Percent(value) => value,
            Self::Bytes(number) | Self::Count(number) => number as f64,
            Self::Mebibytes(bytes) => bytes as f64 / 1_048_576.0,
        }
    }

    fn in_words(self, value: f64) -> String {
        match self {
            Self::Time(_) => format!("{value:.3} ms"),
            Self::Ratio(_) => format!("{value:.2} x"),
            Self::Bytes(_) => format!("{value:.0} B"),
            Self::Mebibytes(_) => format!("{value:.1} MiB"),
            Self::Percent(_) => format!("{value:.3} %"),
            Self::Count(_) => format!("{value:.0}"),
        }
    }
}

/// Prints a figure without a budget.
pub fn tell(what: &str, figure: Figure) {
    say(&format!("{what:<74} {:>12}", figure.in_words(figure.value())));
}

/// What was measured so far, and what of it does not hold.
#[derive(Default)]
pub struct Report {
    broken: Vec<String>,
    judged: usize,
}

impl Report {
    /// A figure that may be as large as `most`.
    pub fn judge(&mut self, what: &str, figure: Figure, most: f64) {
        let is_kept = figure.value() <= most;
        let words = figure.in_words(figure.value());
        let verdict = if is_kept { "holds" } else { "DOES NOT HOLD" };
        let line = format!("{what:<74} {words:>12}   at most {:<12} {verdict}", figure.in_words(most));
        say(&line);
        self.judged += 1;
        if !is_kept {
            self.broken.push(line);
        }
    }

    /// Repeats what does not hold; a code other than zero if there is anything.
    pub fn end(self) -> ExitCode {
        say(&format!("\n{} of {} budgets hold", self.judged - self.broken.len(), self.judged));
        self.broken.iter().for_each(|line| say(line));
        if self.broken.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
    }
}

#[expect(clippy::print_stdout, reason = "the figures are for the terminal")]
fn say(line: &str) {
    println!("{line}");
}

/// Times of the same thing.
#[derive(Default)]
pub struct Times(Vec<Duration>);

impl Times {
    pub fn push(&mut self, time: Duration) {
        self.0.push(time);
    }

    pub fn extend(&mut self, times: impl IntoIterator<Item = Duration>) {
        self.0.extend(times);
    }

    pub fn count(&self) -> usize {
        self.0.len()
    }

    /// The time that so many of a hundred do not exceed.
    fn percentile(&self, percent: usize) -> Duration {
        let mut sorted = self.0.clone();
        sorted.sort_unstable();
        sorted[(sorted.len() * percent / 100).min(sorted.len() - 1)]
    }

    pub fn median(&self) -> Duration {
        self.percentile(50)
    }

    pub fn p99(&self) -> Duration {
        self.percentile(99)
    }

    /// How many times as long as `other`, by the medians.
    pub fn ratio_to(&self, other: &Self) -> Figure {
        Figure::Ratio(self.median().as_secs_f64() / other.median().as_secs_f64())
    }
}
