//! The last weeks of a project's calendar.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use wayleave_base::Timestamp;

use crate::wire;

/// How many weeks the dashboard shows, the present one included.
pub const SHOWN: i64 = 12;

/// The last weeks, from Monday to Sunday, and the moments at which they begin, with the end of the last behind them.
#[must_use]
pub fn last(now: Timestamp, zone: &str) -> (Vec<(Date, Date)>, Vec<Timestamp>) {
    let today = wire::day_of(now, zone);
    let monday = shift(today, -i64::from(today.weekday().to_monday_zero_offset()));
    let begins: Vec<Date> = (0..=SHOWN).map(|week| shift(monday, 7 * (week + 1 - SHOWN))).collect();
    let zone = TimeZone::get(zone).unwrap_or(TimeZone::UTC);
    let moments = begins
        .iter()
        .map(|day| day.to_zoned(zone.clone()).map_or(now, |start| start.timestamp().as_millisecond()))
        .collect();
    let weeks = begins.iter().take(begins.len() - 1).map(|from| (*from, shift(*from, 6))).collect();
    (weeks, moments)
}

fn shift(day: Date, days: i64) -> Date {
    day.saturating_add(jiff::Span::new().days(days))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weeks_begin_on_mondays_of_the_projects_own_zone() {
        // Saturday noon in UTC is Sunday in Kiritimati.
        let (weeks, moments) = last(1_795_262_400_000, "Pacific/Kiritimati");
        assert_eq!((weeks.len(), moments.len()), (12, 13));
        let (from, to) = weeks[11];
        assert_eq!((from.to_string(), to.to_string()), ("2026-11-16".to_owned(), "2026-11-22".to_owned()));
        assert_eq!(wire::time(moments[11]), "2026-11-15T10:00:00.000Z");
        assert_eq!(wire::time(moments[12]), "2026-11-22T10:00:00.000Z");
        assert_eq!(weeks[0].0.to_string(), "2026-08-31");
    }
}
