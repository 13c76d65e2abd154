//! Months and quarters of a project's calendar.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Span as Length, ToSpan};
use wayleave_base::{NEVER, Timestamp};

use crate::wire;

/// How long the parts are in which time is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Span {
    /// From the first of a month to its last.
    Month,
    /// Three months.
    Quarter,
}

/// More parts than this are no report.
pub const MOST: usize = 400;

impl Span {
    /// The first day of the part in which a day lies.
    #[must_use]
    pub fn first(self, day: Date) -> Date {
        let month = match self {
            Self::Month => day.month(),
            Self::Quarter => (day.month() - 1) / 3 * 3 + 1,
        };
        Date::new(day.year(), month, 1).unwrap_or(day)
    }

    fn length(self) -> Length {
        match self {
            Self::Month => 1.month(),
            Self::Quarter => 3.months(),
        }
    }

    /// The first days of the parts from the one of `low` to the one behind that of `high`; none when there are too many.
    #[must_use]
    pub fn parts(self, low: Date, high: Date) -> Option<Vec<Date>> {
        let mut parts = vec![self.first(low)];
        while parts.last().is_some_and(|last| *last <= high) {
            let next = parts.last()?.checked_add(self.length()).ok()?;
            parts.push(next);
            if parts.len() > MOST + 1 {
                return None;
            }
        }
        Some(parts)
    }

    /// The code of the part that begins on a day: `2026-11`, `2026-Q4`.
    #[must_use]
    pub fn code(self, first: Date) -> String {
        match self {
            Self::Month => first.strftime("%Y-%m").to_string(),
            Self::Quarter => format!("{}-Q{}", first.strftime("%Y"), (first.month() - 1) / 3 + 1),
        }
    }

    /// The part that begins on a day, for people.
    #[must_use]
    pub fn label(self, first: Date) -> String {
        match self {
            Self::Month => first.strftime("%B %Y").to_string(),
            Self::Quarter => format!("Q{} {}", (first.month() - 1) / 3 + 1, first.strftime("%Y")),
        }
    }
}

/// The moment at which a day begins.
#[must_use]
pub fn start(day: Date, zone: &TimeZone) -> Timestamp {
    day.to_zoned(zone.clone()).map_or(NEVER, |start| start.timestamp().as_millisecond())
}

/// The moments between which the days from one to another lie, each of which may be open.
#[must_use]
pub fn between(from: Option<Date>, to: Option<Date>, zone: &TimeZone) -> (Timestamp, Timestamp) {
    let after = to.map(|day| day.tomorrow().map_or(NEVER, |next| start(next, zone)));
    (from.map_or(0, |day| start(day, zone)), after.unwrap_or(NEVER))
}

/// The day on which a moment lies.
#[must_use]
pub fn day(at: Timestamp, zone: &str) -> Date {
    wire::day_of(at, zone)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Date {
        text.parse().expect("a day")
    }

    #[test]
    fn parts_run_from_the_first_day_of_one_to_behind_the_last() {
        let months = Span::Month.parts(of("2026-01-31"), of("2026-03-01")).expect("few");
        assert_eq!(months, ["2026-01-01", "2026-02-01", "2026-03-01", "2026-04-01"].map(of));
        let quarters = Span::Quarter.parts(of("2025-12-31"), of("2026-01-01")).expect("few");
        assert_eq!(quarters, ["2025-10-01", "2026-01-01", "2026-04-01"].map(of));
        assert_eq!(quarters.iter().map(|day| Span::Quarter.code(*day)).collect::<Vec<_>>()[1], "2026-Q1");
        assert_eq!(Span::Month.label(of("2026-11-01")), "November 2026");
        assert_eq!(Span::Month.parts(of("1900-01-01"), of("2026-01-01")), None);
        assert_eq!(Span::Month.parts(of("2026-02-03"), of("2026-02-03")).map(|parts| parts.len()), Some(2));
    }

    #[test]
    fn days_are_those_of_the_zone() {
        let zone = TimeZone::get("Europe/Berlin").expect("a zone");
        let (from, before) = between(Some(of("2026-03-29")), Some(of("2026-03-29")), &zone);
        // The day on which summer time begins is an hour shorter.
        assert_eq!(before - from, 23 * 3600 * 1000);
        assert_eq!(between(None, None, &zone), (0, NEVER));
    }
}
