//! Numbers read back by their scheme: those that somebody typed, imported, or gave a file as its name.
//!
//! Promises: no IO; every number that the scheme can make from the codes it is given is read; of several readings the
//! first wins, longer codes before shorter ones; hostile codes do not hold it up.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::scheme::{Codes, CounterScope, Scheme, Segment};

/// The most digits that are read as a counter.
const MAX_DIGITS: usize = 12;
/// How many segments are tried before a number counts as none of the scheme's.
const MAX_STEPS: usize = 10_000;

/// A number read by its scheme.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reading {
    /// The codes that stand in it.
    pub codes: Codes,
    /// The counter.
    pub counter: i64,
    /// What tells its counter from others, as [`Scheme::counter_key`] makes it.
    pub key: String,
    /// The first day that would have given the same number, as far as the number tells.
    pub day: Option<Date>,
}

impl Scheme {
    /// Reads a number back, given the codes that each field may have.
    #[must_use]
    pub fn read(&self, number: &str, options: &BTreeMap<String, Vec<String>>) -> Option<Reading> {
        // As the scheme writes it first, then with more or fewer zeros.
        self.read_as(number, options, Sign::Exact).or_else(|| self.read_as(number, options, Sign::Loose))
    }

    /// Reads the key of a counter back, as [`Scheme::counter_key`] makes it for combinations.
    #[must_use]
    pub fn read_key(&self, key: &str, options: &BTreeMap<String, Vec<String>>) -> Option<Reading> {
        match self.scope {
            CounterScope::Combination => {
                let reading = self.read_as(key.strip_prefix("combination ")?, options, Sign::Key)?;
                (reading.key == key).then_some(reading)
            }
            CounterScope::Project => (key == "project").then(|| Reading {
                codes: Codes::new(),
                counter: 0,
                key: key.to_owned(),
                day: None,
            }),
            CounterScope::Year => {
                let year = key.strip_prefix("year ")?.parse().ok()?;
                let day = Date::new(year, 1, 1).ok()?;
                Some(Reading { codes: Codes::new(), counter: 0, key: key.to_owned(), day: Some(day) })
            }
        }
    }

    fn read_as(&self, text: &str, options: &BTreeMap<String, Vec<String>>, sign: Sign) -> Option<Reading> {
        let letters: Vec<char> = text.trim().chars().collect();
        let mut state = State { options, sign, steps: 0, found: Found::default() };
        if !state.read(&self.segments, &letters) {
            return None;
        }
        let Found { codes, counter, year, short_year, month } = state.found;
        let counter = counter?;
        let year = year.or_else(|| short_year.map(|short| 2000 + short));
        let day = match (year, month) {
            (None, None) => None,
            (year, month) => Some(Date::new(year.unwrap_or(2000), month.unwrap_or(1), 1).ok()?),
        };
        let key = self.counter_key(&codes, day.unwrap_or(Date::ZERO));
        Some(Reading { codes, counter, key, day })
    }
}

/// What stands where the counter is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Sign {
    /// Digits with as many zeros as the scheme writes.
    Exact,
    /// Digits.
    Loose,
    /// The sign that stands for them in a key.
    Key,
}

/// What was read so far.
#[derive(Clone, Default)]
struct Found {
    codes: Codes,
    counter: Option<i64>,
    year: Option<i16>,
    short_year: Option<i16>,
    month: Option<i8>,
}

struct State<'a> {
    options: &'a BTreeMap<String, Vec<String>>,
    sign: Sign,
    /// How many segments were tried; hostile codes could make that very many.
    steps: usize,
    found: Found,
}

impl State<'_> {
    /// Reads the segments from the letters, trying longer codes and counters first.
    fn read(&mut self, segments: &[Segment], letters: &[char]) -> bool {
        let Some((first, rest)) = segments.split_first() else { return letters.is_empty() };
        self.steps += 1;
        if self.steps > MAX_STEPS {
            return false;
        }
        match first {
            Segment::Project => self.read(rest, letters),
            Segment::Literal { text } => after(letters, text).is_some_and(|letters| self.read(rest, letters)),
            Segment::Code { field } => self.code(field, rest, letters),
            Segment::Counter { width, .. } => self.counter(usize::from(*width), rest, letters),
            Segment::Year => self.dated(4, rest, letters, |found, number| {
                let fits = (1900..2200).contains(&number)
                    && found.year.is_none_or(|year| year == number)
                    && found.short_year.is_none_or(|short| short == number % 100);
                found.year = Some(number);
                fits
            }),
            Segment::ShortYear => self.dated(2, rest, letters, |found, number| {
                let fits = found.year.is_none_or(|year| year % 100 == number)
                    && found.short_year.is_none_or(|short| short == number);
                found.short_year = Some(number);
                fits
            }),
            Segment::Month => self.dated(2, rest, letters, |found, number| {
                let month = i8::try_from(number).unwrap_or_default();
                let fits = (1..=12).contains(&month) && found.month.is_none_or(|known| known == month);
                found.month = Some(month);
                fits
            }),
        }
    }

    fn code(&mut self, field: &str, rest: &[Segment], letters: &[char]) -> bool {
        let mut codes: Vec<&String> = self.options.get(field).into_iter().flatten().collect();
        codes.sort_by_key(|code| std::cmp::Reverse(code.chars().count()));
        // The same field twice must say the same.
        let known = self.found.codes.get(field).cloned();
        for code in codes.into_iter().filter(|code| known.as_ref().is_none_or(|known| known == *code)) {
            let Some(letters) = after(letters, code) else { continue };
            self.found.codes.insert(field.to_owned(), code.clone());
            if self.read(rest, letters) {
                return true;
            }
        }
        match known {
            Some(known) => self.found.codes.insert(field.to_owned(), known),
            None => self.found.codes.remove(field),
        };
        false
    }

    fn counter(&mut self, width: usize, rest: &[Segment], letters: &[char]) -> bool {
        if self.sign == Sign::Key {
            self.found.counter = Some(0);
            return letters
                .split_first()
                .is_some_and(|(first, letters)| *first == '#' && self.read(rest, letters));
        }
        let digits = letters.iter().take_while(|letter| letter.is_ascii_digit()).count();
        for length in (1..=digits.min(MAX_DIGITS)).rev() {
            let (count, letters) = letters.split_at(length);
            let significant = count.iter().skip_while(|digit| **digit == '0').count().max(1);
            if self.sign == Sign::Exact && length != significant.max(width) {
                continue;
            }
            self.found.counter = count.iter().collect::<String>().parse().ok();
            if self.found.counter.is_some() && self.read(rest, letters) {
                return true;
            }
        }
        false
    }

    fn dated(
        &mut self,
        digits: usize,
        rest: &[Segment],
        letters: &[char],
        take: impl Fn(&mut Found, i16) -> bool,
    ) -> bool {
        let Some((head, letters)) = letters.split_at_checked(digits) else { return false };
        if !head.iter().all(char::is_ascii_digit) {
            return false;
        }
        let Ok(number) = head.iter().collect::<String>().parse::<i16>() else { return false };
        let before = (self.found.year, self.found.short_year, self.found.month);
        if take(&mut self.found, number) && self.read(rest, letters) {
            return true;
        }
        (self.found.year, self.found.short_year, self.found.month) = before;
        false
    }
}

/// The letters behind `text`, if they begin with it in any case.
fn after<'a>(letters: &'a [char], text: &str) -> Option<&'a [char]> {
    let mut rest = letters;
    for wanted in text.chars() {
        let (letter, more) = rest.split_first()?;
        if !letter.to_lowercase().eq(wanted.to_lowercase()) {
            return None;
        }
        rest = more;
    }
    Some(rest)
}
