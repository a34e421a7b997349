//! Counts what was right and what was wrong.

use crate::publication::Answer;
use crate::truth::Truth;

/// The counts of some runs.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Tally {
    kept: usize,
    right: usize,
    exact: usize,
    wrong: usize,
    ambiguous: usize,
    gone: usize,
    false_on_gone: usize,
    foreign: usize,
    false_on_foreign: usize,
    notes: usize,
    milliseconds: f64,
}

/// What an answer is worth.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Worth {
    /// It is right, or rightly none.
    Right,
    /// It is right, but begins or ends elsewhere.
    Ragged,
    /// It names a place that is not the one.
    Wrong,
    /// It names none, though there is one.
    Missed,
    /// It does not count.
    Uncounted,
}

impl Tally {
    /// Counts the answer for a quotation of the text. Right is what overlaps the truth by half.
    pub(crate) fn judge(&mut self, new: &str, truth: Truth, answer: Answer) -> Worth {
        match (truth, answer) {
            (Truth::Unclear, _) => Worth::Uncounted,
            (Truth::Gone, answer) => {
                self.gone += 1;
                let is_false = matches!(answer, Answer::There(..));
                self.false_on_gone += usize::from(is_false);
                if is_false { Worth::Wrong } else { Worth::Right }
            }
            (Truth::Kept(start, end), Answer::There(from, to, _)) => {
                self.kept += 1;
                if !overlap((start, end), (from, to)) {
                    self.wrong += 1;
                    return Worth::Wrong;
                }
                self.right += 1;
                let near = |one: usize, two: usize| new[one.min(two)..one.max(two)].chars().count() <= 1;
                let is_exact = near(start, from) && near(end, to);
                self.exact += usize::from(is_exact);
                if is_exact { Worth::Right } else { Worth::Ragged }
            }
            (Truth::Kept(..), answer) => {
                self.kept += 1;
                self.ambiguous += usize::from(answer == Answer::Ambiguous);
                Worth::Missed
            }
        }
    }

    /// Counts the answer for a quotation of another text.
    pub(crate) fn judge_foreign(&mut self, answer: Answer) -> Worth {
        self.foreign += 1;
        let is_false = matches!(answer, Answer::There(..));
        self.false_on_foreign += usize::from(is_false);
        if is_false { Worth::Wrong } else { Worth::Right }
    }

    /// Counts the time of a run.
    pub(crate) fn time(&mut self, notes: usize, milliseconds: f64) {
        self.notes += notes;
        self.milliseconds += milliseconds;
    }

    /// Adds another's counts.
    pub(crate) fn add(&mut self, other: &Self) {
        self.kept += other.kept;
        self.right += other.right;
        self.exact += other.exact;
        self.wrong += other.wrong;
        self.ambiguous += other.ambiguous;
        self.gone += other.gone;
        self.false_on_gone += other.false_on_gone;
        self.foreign += other.foreign;
        self.false_on_foreign += other.false_on_foreign;
        self.notes += other.notes;
        self.milliseconds += other.milliseconds;
    }

    /// Writes the counts as a line of a table.
    #[expect(clippy::cast_precision_loss, reason = "counts here are small")]
    pub(crate) fn line(&self, name: &str) -> String {
        let share = |part: usize, all: usize| match all {
            0 => "-".to_owned(),
            _ => format!("{:.2}", 100.0 * part as f64 / all as f64),
        };
        let time = self.milliseconds / self.notes.max(1) as f64;
        format!(
            "{name:<34} {:>6} {:>7} {:>7} {:>6} {:>6} {:>6} {:>6} {:>7} {:>4} {time:>7.3}",
            self.kept,
            share(self.right, self.kept),
            share(self.exact, self.kept),
            share(self.wrong, self.kept),
            share(self.ambiguous, self.kept),
            self.gone,
            share(self.false_on_gone, self.gone),
            self.foreign,
            self.false_on_foreign,
        )
    }
}

/// The head of the table.
pub(crate) fn head() -> String {
    format!(
        "{:<34} {:>6} {:>7} {:>7} {:>6} {:>6} {:>6} {:>6} {:>7} {:>4} {:>7}",
        "", "kept", "found", "ends", "wrong", "ambig.", "gone", "false", "foreign", "f.", "ms/note"
    )
}

/// Tells whether two stretches share at least half of what they cover together.
pub(crate) fn overlap(one: (usize, usize), two: (usize, usize)) -> bool {
    let shared = one.1.min(two.1).saturating_sub(one.0.max(two.0));
    let all = one.1.max(two.1) - one.0.min(two.0);
    all > 0 && 2 * shared >= all
}
