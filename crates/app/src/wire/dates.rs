//! How an organisation writes days to people: in mails, in files for spreadsheets, on the pages of guests.

use jiff::Zoned;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use wayleave_base::Timestamp;

/// How an organisation writes days.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Dates {
    /// `2026-12-05`
    #[default]
    Iso,
    /// `05/12/2026`
    British,
    /// `12/05/2026`
    American,
}

impl Dates {
    /// The ways there are, by the names that settings give them.
    const NAMES: [(&'static str, Self); 3] =
        [("YYYY-MM-DD", Self::Iso), ("DD/MM/YYYY", Self::British), ("MM/DD/YYYY", Self::American)];

    /// The way with this name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::NAMES.iter().find(|(known, _)| *known == name).map(|(_, way)| *way)
    }

    fn pattern(self) -> &'static str {
        match self {
            Self::Iso => "%Y-%m-%d",
            Self::British => "%d/%m/%Y",
            Self::American => "%m/%d/%Y",
        }
    }

    /// The day in a time zone on which a moment lies.
    #[must_use]
    pub fn day(self, at: Timestamp, zone: &str) -> String {
        local(at, zone).map_or_else(String::new, |time| time.strftime(self.pattern()).to_string())
    }

    /// A day as stored, such as `2026-12-05`, as the organisation writes it; what is no day stays as it is.
    #[must_use]
    pub fn written(self, day: &str) -> String {
        day.parse::<Date>().map_or_else(|_| day.to_owned(), |day| day.strftime(self.pattern()).to_string())
    }

    /// A moment to the minute, with its time zone, such as `2026-12-05, 23:59 (Europe/Zurich)`.
    #[must_use]
    pub fn moment(self, at: Timestamp, zone: &str) -> String {
        local(at, zone).map_or_else(String::new, |time| {
            format!("{}, {} ({zone})", time.strftime(self.pattern()), time.strftime("%H:%M"))
        })
    }

    /// A moment to the minute as spreadsheets read it, such as `2026-12-05 23:59`.
    #[must_use]
    pub fn cell(self, at: Timestamp, zone: &str) -> String {
        local(at, zone).map_or_else(String::new, |time| {
            format!("{} {}", time.strftime(self.pattern()), time.strftime("%H:%M"))
        })
    }
}

fn local(at: Timestamp, zone: &str) -> Option<Zoned> {
    let zone = TimeZone::get(zone).unwrap_or(TimeZone::UTC);
    jiff::Timestamp::from_millisecond(at).ok().map(|at| at.to_zoned(zone))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_written_as_the_organisation_does() {
        let at = 1_796_079_599_999;
        let shown = |name| Dates::parse(name).map(|way| way.day(at, "Europe/Berlin"));
        assert_eq!(shown("YYYY-MM-DD").as_deref(), Some("2026-11-30"));
        assert_eq!(shown("DD/MM/YYYY").as_deref(), Some("30/11/2026"));
        assert_eq!(shown("MM/DD/YYYY").as_deref(), Some("11/30/2026"));
        assert_eq!(shown("DD.MM.YYYY"), None);
        assert_eq!(Dates::American.written("2026-11-30"), "11/30/2026");
        assert_eq!(Dates::American.written(""), "");
        let moment = Dates::British.moment(at, "Europe/Berlin");
        assert_eq!(moment, "30/11/2026, 23:59 (Europe/Berlin)");
        assert_eq!(Dates::default().cell(at, "UTC"), "2026-11-30 22:59");
    }
}
