//! The words of reports of formal work: what is measured, and by what it is counted and narrowed.

use std::fmt;

use serde::Serialize;
use utoipa::ToSchema;
use wayleave_db::Sql;

use super::rows::Reader;
use crate::reports::times::Span;

/// What is made of the things that are counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = ReportMeasure)]
pub enum Measure {
    /// How many there are.
    Number,
    /// For how many days they took, on average.
    Days,
    /// What part of them, in a hundred.
    Percent,
}

impl Measure {
    /// What is told of so many with this sum, to one decimal; none of the number itself, and where there is nothing.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "sums of milliseconds are far below 2^53")]
    pub fn of(self, count: i64, sum: i64) -> Option<f64> {
        let share = |whole: f64| (sum as f64 / count as f64 * whole * 10.0).round() / 10.0;
        match self {
            Self::Number => None,
            _ if count == 0 => None,
            Self::Days => Some(share(1.0 / 86_400_000.0)),
            Self::Percent => Some(share(100.0)),
        }
    }
}

/// Codes with what people read.
pub type Words = &'static [(&'static str, &'static str)];

/// What a dimension reads of a row.
#[derive(Debug, PartialEq, Eq)]
pub enum By {
    /// One of these codes, which stand in this order.
    Words(&'static str, Words),
    /// A code, and its name.
    Named(&'static str, &'static str),
    /// What a transmittal is sent for; its name is the organisation's.
    Purpose(&'static str),
    /// The part of the calendar in which this moment lies.
    Time(&'static str, Span),
    /// Whoever is among them; it narrows and is not counted by, for there may be several.
    Among(&'static str),
}

/// By what formal work is counted, and narrowed.
#[derive(Debug, PartialEq, Eq)]
pub struct Dimension {
    /// Its name.
    pub key: &'static str,
    /// What people read.
    pub label: &'static str,
    /// What it reads.
    pub by: By,
    /// The parameter by which the list asks for one code.
    pub asked: Option<&'static str>,
    /// The metric that, counted by it, tells the values that there are.
    pub told_by: &'static str,
}

impl Dimension {
    /// Can one count by it?
    #[must_use]
    pub fn counts(&self) -> bool {
        !matches!(self.by, By::Among(_))
    }

    /// Can one narrow by it? Time is narrowed by days.
    #[must_use]
    pub fn narrows(&self) -> bool {
        self.time().is_none()
    }

    /// The moment that it counts by, and the parts.
    #[must_use]
    pub fn time(&self) -> Option<(&'static str, Span)> {
        match self.by {
            By::Time(column, span) => Some((column, span)),
            _ => None,
        }
    }

    /// The dimension of [`Dimension::told_by`] that tells its codes: who is among several is told one by one.
    #[must_use]
    pub fn told_as(&self) -> &'static str {
        if self.key == "assignee" { "person" } else { self.key }
    }

    /// The codes that there are, where they are few and known.
    #[must_use]
    pub fn words(&self) -> Option<Words> {
        match self.by {
            By::Words(_, words) => Some(words),
            _ => None,
        }
    }
}

/// Whose permission is asked beside that to see reports.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Needs {
    /// To look at workflows.
    Workflows,
    /// To look at transmittals.
    Transmittals,
    /// Both.
    Both,
}

/// What is counted of formal work.
pub struct Source {
    /// What its numbers are numbers of.
    pub counts: &'static str,
    /// ` from … where …`: the rows that the reader is shown.
    pub rows: fn(&mut Sql, &Reader),
    /// What is made of them, and of which number.
    pub measured: (Measure, &'static str),
    /// What the days of a question are days of.
    pub days: Option<(&'static str, &'static str)>,
    /// By what it is counted and narrowed.
    pub dimensions: &'static [Dimension],
    /// The list that shows the rows.
    pub list: Option<&'static str>,
    /// Whose permission is asked.
    pub needs: Needs,
}

impl fmt::Debug for Source {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("Source").field("counts", &self.counts).finish_non_exhaustive()
    }
}

/// Formal work that is told one by one.
#[derive(Debug)]
pub struct Listing {
    /// What is told.
    pub source: &'static Source,
    /// Which.
    pub which: Which,
    /// The columns: a name, what people read, what stands in it, and its share of the width on paper.
    pub columns: &'static [Column],
}

/// What is told one by one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Which {
    /// Transmittals that were issued.
    Transmittals,
    /// What is overdue.
    Overdue,
}

/// What stands in a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = ReportColumnHolds)]
pub enum Holds {
    /// Words.
    Text,
    /// A number.
    Number,
    /// A day.
    Day,
}

/// A column: its name, what people read, what stands in it, and its share of the width on paper.
pub type Column = (&'static str, &'static str, Holds, f32);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_average_is_told_to_one_decimal_and_nothing_of_nothing() {
        assert_eq!(Measure::Percent.of(3, 2), Some(66.7));
        assert_eq!(Measure::Days.of(2, 3 * 86_400_000), Some(1.5));
        assert_eq!((Measure::Days.of(0, 0), Measure::Number.of(3, 0)), (None, None));
    }
}
