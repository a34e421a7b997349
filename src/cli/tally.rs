//! The numbers of a run: what the publication holds, and how its notes stand.

use std::fmt;

use crate::diag::Diagnostic;
use crate::edition::{Edition, Note, OrphanReason, Placement, Verdict};

/// How a note stands: the worst of its anchors.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Standing {
    /// To the letter, or on the whole text.
    Exact,
    /// Alike but for typography.
    Normalised,
    /// Nearly.
    Fuzzy,
    /// Its words fit several places.
    Ambiguous,
    /// Its words fit no place.
    Orphaned,
}

impl Standing {
    /// Returns how a note stands.
    pub(super) fn of(note: &Note<Placement>) -> Self {
        match &note.place {
            Placement::Whole => Self::Exact,
            Placement::Anchored(anchors) => anchors.iter().map(|held| held.verdict.into()).max().unwrap_or(Self::Exact),
            Placement::Unplaced { orphans, .. } => {
                let lost = orphans.iter().any(|held| held.reason == OrphanReason::NotFound);
                if lost { Self::Orphaned } else { Self::Ambiguous }
            }
        }
    }

    /// Returns the word for it.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Exact => "exact",
            Self::Normalised => "normalised",
            Self::Fuzzy => "fuzzy",
            Self::Ambiguous => "ambiguous",
            Self::Orphaned => "orphaned",
        }
    }
}

impl From<Verdict> for Standing {
    fn from(verdict: Verdict) -> Self {
        match verdict {
            Verdict::Exact => Self::Exact,
            Verdict::Normalised => Self::Normalised,
            Verdict::Fuzzy => Self::Fuzzy,
        }
    }
}

/// What a publication holds, and what is wrong with it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Tally {
    /// Texts.
    pub(super) texts: usize,
    /// Notes.
    pub(super) notes: usize,
    /// Notes by [`Standing`], in its order.
    pub(super) standing: [usize; 5],
    /// Terms.
    pub(super) terms: usize,
    /// Uses of terms.
    pub(super) uses: usize,
    /// Errors.
    pub(super) errors: usize,
    /// Warnings.
    pub(super) warnings: usize,
}

impl Tally {
    /// Counts.
    pub(super) fn of(edition: &Edition, diagnostics: &[Diagnostic]) -> Self {
        let errors = diagnostics.iter().filter(|held| held.is_error()).count();
        let mut standing = [0; 5];
        for note in &edition.notes {
            standing[Standing::of(note) as usize] += 1;
        }
        Self {
            texts: edition.texts.len(),
            notes: edition.notes.len(),
            standing,
            terms: edition.terms.len(),
            uses: edition.glossary.occurrences.len(),
            errors,
            warnings: diagnostics.len() - errors,
        }
    }

    /// Says how many errors and warnings there are: `2 errors, 1 warning`.
    pub(super) fn problems(&self) -> String {
        match (self.errors, self.warnings) {
            (0, 0) => "no problems".into(),
            (errors, 0) => count(errors, "error"),
            (0, warnings) => count(warnings, "warning"),
            (errors, warnings) => format!("{}, {}", count(errors, "error"), count(warnings, "warning")),
        }
    }
}

impl fmt::Display for Tally {
    /// Writes the facts of the publication: `1 text, 3 notes (2 exact, 1 normalised), 2 terms with 9 uses`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}, {}", count(self.texts, "text"), count(self.notes, "note"))?;
        let names = ["exact", "normalised", "fuzzy", "ambiguous", "not found"];
        let held: Vec<_> = self.standing.iter().zip(names).filter(|(number, _)| **number > 0).collect();
        if !held.is_empty() {
            let held: Vec<_> = held.into_iter().map(|(number, name)| format!("{number} {name}")).collect();
            write!(f, " ({})", held.join(", "))?;
        }
        write!(f, ", {} with {}", count(self.terms, "term"), count(self.uses, "use"))
    }
}

/// Writes a number with its noun, in the plural where it is not one.
pub(super) fn count(number: usize, noun: &str) -> String {
    let end = if number == 1 { "" } else { "s" };
    format!("{number} {noun}{end}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_facts_are_one_line() {
        let tally = Tally { texts: 1, notes: 3, standing: [2, 1, 0, 0, 0], terms: 2, uses: 9, errors: 0, warnings: 1 };
        assert_eq!(tally.to_string(), "1 text, 3 notes (2 exact, 1 normalised), 2 terms with 9 uses");
        assert_eq!(tally.problems(), "1 warning");
        assert_eq!(Tally::default().to_string(), "0 texts, 0 notes, 0 terms with 0 uses");
        assert_eq!(Tally { errors: 2, warnings: 1, ..Tally::default() }.problems(), "2 errors, 1 warning");
    }
}
