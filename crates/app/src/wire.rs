//! How values look on the wire: times, days, bodies and queries.

mod body;
mod dates;

use std::fmt::Formatter;
use std::marker::PhantomData;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use jiff::ToSpan as _;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde::de::value::MapAccessDeserializer;
use serde::de::{DeserializeOwned, MapAccess, Visitor};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use wayleave_base::{ErrorCode, NEVER, Timestamp};

use crate::cx::Cx;
use crate::error::{Error, FieldError, Result};

pub use body::Body;
pub use dates::Dates;

/// A moment as RFC 3339 with milliseconds, such as `2026-11-21T14:03:00.000Z`.
#[must_use]
pub fn time(at: Timestamp) -> String {
    jiff::Timestamp::from_millisecond(at).map_or_else(|_| String::new(), |at| format!("{at:.3}"))
}

/// A moment, or nothing for "no end".
#[must_use]
pub fn end(at: Timestamp) -> Option<String> {
    (at < NEVER).then(|| time(at))
}

/// Reads an RFC 3339 moment.
pub fn parse_time(field: &str, text: &str) -> Result<Timestamp> {
    text.parse::<jiff::Timestamp>()
        .map(jiff::Timestamp::as_millisecond)
        .map_err(|_| Error::field(field, "not_a_time", "Write the time like 2026-11-21T14:03:00Z."))
}

/// Reads a day such as `2026-11-30`.
pub fn parse_day(field: &str, text: &str) -> std::result::Result<Date, FieldError> {
    text.parse().map_err(|_| FieldError::new(field, "not_a_day", "Write the day like 2026-11-30."))
}

/// The last millisecond of a day in a time zone: what ends "on" a day holds all of it.
pub fn end_of_day(field: &str, text: &str, zone: &str) -> std::result::Result<Timestamp, FieldError> {
    let day = parse_day(field, text)?;
    let zone = TimeZone::get(zone).unwrap_or(TimeZone::UTC);
    day.tomorrow()
        .and_then(|next| next.to_zoned(zone))
        .map(|next| next.timestamp().as_millisecond() - 1)
        .map_err(|_| FieldError::new(field, "not_a_day", "This day is out of range."))
}

/// At which hour people are told of a day.
const MORNING: i8 = 8;

/// The morning of the day that lies so many days after another, by the clocks of a time zone.
#[must_use]
pub fn morning(day: Date, after: i64, zone: &str) -> Option<Timestamp> {
    let on = day.checked_add(after.days()).ok()?;
    let zone = TimeZone::get(zone).unwrap_or(TimeZone::UTC);
    Some(on.at(MORNING, 0, 0, 0).to_zoned(zone).ok()?.timestamp().as_millisecond())
}

/// An e-mail address as it is stored: trimmed and in lower case. What is no address is refused.
pub fn email(field: &str, text: &str) -> std::result::Result<String, FieldError> {
    let address = text.trim().to_lowercase();
    let clean = address.chars().all(|letter| !letter.is_control() && !letter.is_whitespace());
    let shaped = address.split_once('@').is_some_and(|(name, domain)| {
        !name.is_empty()
            && name.len() <= 64
            && !domain.contains('@')
            && domain.split('.').all(|label| !label.is_empty())
            && !address.contains(['<', '>', ',', ';', '"', '(', ')'])
    });
    if clean && shaped && address.len() <= 254 {
        Ok(address)
    } else {
        Err(FieldError::new(field, "not_an_address", "Write the address like b.lee@example.org."))
    }
}

/// A text of one line: trimmed, within the length, without line breaks; `required` refuses an empty one.
pub fn line(field: &str, text: &str, most: usize, required: bool) -> std::result::Result<String, FieldError> {
    let text = text.trim();
    if text.is_empty() && required {
        return Err(FieldError::new(field, "required", "This is required."));
    }
    if text.chars().count() > most {
        return Err(FieldError::new(field, "too_long", format!("This may have {most} characters at most.")));
    }
    if text.chars().any(char::is_control) {
        return Err(FieldError::new(
            field,
            "not_a_line",
            "This must be one line without special characters.",
        ));
    }
    Ok(text.to_owned())
}

/// The key under which names are compared: lower case, single spaces.
#[must_use]
pub fn key(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

/// The pattern that finds `text` anywhere, for `like … escape '!'`.
#[must_use]
pub fn pattern(text: &str) -> String {
    let escaped = text.trim().to_lowercase().replace('!', "!!").replace('%', "!%").replace('_', "!_");
    format!("%{escaped}%")
}

/// The query string; unknown or malformed parameters are refused with their name.
pub struct Params<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequestParts<S> for Params<T> {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self> {
        axum_extra::extract::Query::<T>::from_request_parts(parts, state)
            .await
            .map(|query| Self(query.0))
            .map_err(|error| {
                Error::because(ErrorCode::Malformed, format!("The query cannot be read: {error}."))
            })
    }
}

/// How many rows a page has: 50 unless asked, 200 at most.
pub fn page_size(limit: Option<i64>) -> Result<usize> {
    match limit {
        None => Ok(50),
        Some(limit) => usize::try_from(limit)
            .ok()
            .filter(|limit| (1..=200).contains(limit))
            .ok_or_else(|| Error::field("limit", "out_of_range", "A page has 1 to 200 rows.")),
    }
}

/// A page of rows as it goes over the wire.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct List<T: ToSchema> {
    /// The rows.
    pub items: Vec<T>,
    /// Pass as `cursor` to get the next page; null on the last.
    pub next: Option<String>,
}

/// Which page of a list without filters.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct Paging {
    /// Rows per page, 50 unless given.
    #[param(minimum = 1, maximum = 200)]
    pub limit: Option<i64>,
    /// Where the page begins, from the page before.
    pub cursor: Option<String>,
}

/// Which page of a list that can be searched.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct Search {
    /// A part of the name.
    pub q: Option<String>,
    /// Rows per page, 50 unless given.
    #[param(minimum = 1, maximum = 200)]
    pub limit: Option<i64>,
    /// Where the page begins, from the page before.
    pub cursor: Option<String>,
}

impl Search {
    /// The words looked for, if any.
    pub fn words(&self) -> Result<Option<&str>> {
        let words = self.q.as_deref().map(str::trim).filter(|words| !words.is_empty());
        if words.is_some_and(|words| words.chars().count() > 200) {
            return Err(Error::field("q", "too_long", "At most 200 characters."));
        }
        Ok(words)
    }
}

/// Where the page before ended, out of its cursor; a cursor of another list is refused.
pub fn position<T: DeserializeOwned>(cx: &Cx, list: &str, cursor: Option<&str>) -> Result<Option<T>> {
    let Some(cursor) = cursor else { return Ok(None) };
    let position = cx.shared().cursors.open(list, cursor);
    position.map(Some).ok_or_else(|| Error::code(ErrorCode::InvalidCursor))
}

/// Cuts rows that were read with one to spare to a page, and seals where the next one begins.
pub fn cut<R, T: Serialize>(
    cx: &Cx,
    list: &str,
    rows: &mut Vec<R>,
    limit: usize,
    position: impl Fn(&R) -> T,
) -> Option<String> {
    let more = rows.len() > limit;
    rows.truncate(limit);
    rows.last().filter(|_| more).map(|last| cx.shared().cursors.seal(list, &position(last)))
}

/// Keeps apart a field that is absent and one that is null.
pub fn given<'de, D, T>(reader: D) -> std::result::Result<Option<Option<T>>, D::Error>
where
    D: serde::Deserializer<'de>,
    T: Deserialize<'de>,
{
    Option::<T>::deserialize(reader).map(Some)
}

/// An object or null, and nothing else: a list of its values is none, though it could be read as one.
pub fn object<'de, D, T>(reader: D) -> std::result::Result<Option<T>, D::Error>
where
    D: serde::Deserializer<'de>,
    T: Deserialize<'de>,
{
    struct Only<T>(PhantomData<T>);

    impl<'de, T: Deserialize<'de>> Visitor<'de> for Only<T> {
        type Value = Option<T>;

        fn expecting(&self, text: &mut Formatter<'_>) -> std::fmt::Result {
            text.write_str("an object")
        }

        fn visit_unit<E>(self) -> std::result::Result<Self::Value, E> {
            Ok(None)
        }

        fn visit_map<A: MapAccess<'de>>(self, map: A) -> std::result::Result<Self::Value, A::Error> {
            T::deserialize(MapAccessDeserializer::new(map)).map(Some)
        }
    }

    reader.deserialize_any(Only(PhantomData))
}

/// A trimmed text of at most `most` characters; an empty one is refused when it is required.
pub fn text(errors: &mut Vec<FieldError>, field: &str, value: &str, most: usize, required: bool) -> String {
    let value = value.trim();
    if value.chars().count() > most {
        errors.push(FieldError::new(field, "too_long", format!("At most {most} characters.")));
    } else if required && value.is_empty() {
        errors.push(FieldError::new(field, "required", "This is required."));
    } else if value.chars().any(|letter| letter.is_control() && letter != '\n') {
        errors.push(FieldError::new(field, "control_characters", "Control characters are not accepted."));
    }
    value.to_owned()
}

/// A name: a text of one line, required, whose faults go with the others.
pub fn name(errors: &mut Vec<FieldError>, field: &str, value: &str, most: usize) -> String {
    line(field, value, most, true).map_err(|error| errors.push(error)).unwrap_or_default()
}

/// The day in a time zone on which a moment lies.
#[must_use]
pub fn day_of(at: Timestamp, zone: &str) -> Date {
    let zone = TimeZone::get(zone).unwrap_or(TimeZone::UTC);
    jiff::Timestamp::from_millisecond(at).map_or(Date::MAX, |at| at.to_zoned(zone).date())
}

/// How many days after a day another is.
#[must_use]
pub fn days_since(day: Date, today: Date) -> i64 {
    i64::from(day.until(today).map_or(0, |span| span.get_days()))
}

/// A size as people write it, such as `3 MB`.
#[must_use]
pub fn size(bytes: i64) -> String {
    let mut rest = bytes.max(0);
    let mut unit = "bytes";
    for next in ["kB", "MB", "GB"] {
        if rest < 1000 {
            break;
        }
        rest = (rest + 500) / 1000;
        unit = next;
    }
    format!("{rest} {unit}")
}

/// How many there are of what takes an `s`, such as `1 document` and `6 documents`.
#[must_use]
pub fn counted(count: i64, what: &str) -> String {
    format!("{count} {what}{}", if count == 1 { "" } else { "s" })
}

/// A moment's day as people write it, such as `2 May 2026`.
#[must_use]
pub fn spoken_day(at: Timestamp, zone: &str) -> String {
    day_of(at, zone).strftime("%-d %B %Y").to_string()
}

/// A moment as people write it, such as `2 May 2026 at 14:03`.
#[must_use]
pub fn spoken_time(at: Timestamp, zone: &str) -> String {
    let zone = TimeZone::get(zone).unwrap_or(TimeZone::UTC);
    jiff::Timestamp::from_millisecond(at)
        .map_or_else(|_| String::new(), |at| at.to_zoned(zone).strftime("%-d %B %Y at %H:%M").to_string())
}

/// The last millisecond of the day that lies so many days after today.
#[must_use]
pub fn end_of_day_after(now: Timestamp, days: i64, zone: &str) -> Timestamp {
    let day = day_of(now, zone).saturating_add(jiff::Span::new().days(days.clamp(0, 36_500)));
    end_of_day("", &day.to_string(), zone).unwrap_or(NEVER - 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_and_counts_are_said_in_words() {
        assert_eq!(size(999), "999 bytes");
        assert_eq!(size(1_499_000), "1 MB");
        assert_eq!(size(2_600_000_000), "3 GB");
        assert_eq!(counted(1, "document"), "1 document");
        assert_eq!(counted(0, "document"), "0 documents");
    }

    #[test]
    fn addresses_are_trimmed_lowered_and_refused_when_they_are_none() {
        assert_eq!(email("email", " B.Lee@Example.org "), Ok("b.lee@example.org".to_owned()));
        for wrong in [
            "",
            "b.lee",
            "@example.org",
            "b@",
            "b@a@c",
            "b lee@example.org",
            "b@example..org",
            "<b@example.org>",
        ] {
            assert!(email("email", wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_day_ends_where_its_zone_says() {
        assert_eq!(
            end_of_day("ends_on", "2026-11-30", "UTC").map(time),
            Ok("2026-11-30T23:59:59.999Z".to_owned())
        );
        assert_eq!(
            end_of_day("ends_on", "2026-11-30", "Europe/Berlin").map(time),
            Ok("2026-11-30T22:59:59.999Z".to_owned())
        );
        assert_eq!(day_of(1_796_079_599_999, "Europe/Berlin").to_string(), "2026-11-30");
    }

    #[test]
    fn patterns_take_no_wildcards_from_people() {
        assert_eq!(pattern("50%_A!"), "%50!%!_a!!%");
    }
}
