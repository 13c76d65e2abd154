//! Numbering schemes: a number as a row of segments, made from a document's codes and a counter, and read back from a
//! number that somebody typed or imported.
//!
//! Promises: no IO; exactly one counter in a scheme that [`Scheme::check`] accepts; a number outgrows its width rather
//! than failing; reading back finds every number that the scheme can make from the codes it is given.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// The most segments of a scheme.
pub const MAX_SEGMENTS: usize = 20;
/// The longest literal.
const MAX_LITERAL: usize = 20;
/// The widest counter.
const MAX_WIDTH: u8 = 8;
/// The most digits that are read as a counter.
const MAX_DIGITS: usize = 15;
/// How many segments are tried before a number counts as none of the scheme's.
const MAX_STEPS: usize = 10_000;

/// One segment of a number.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Segment {
    /// Fixed text.
    Literal {
        /// The text.
        text: String,
    },
    /// The code that the document has in this field: `discipline`, `document_type`, `zone`, `stage`, `level`,
    /// `programme`, `sub_programme`, `package`, `originator`, or the key of a metadata field.
    Code {
        /// The field.
        field: String,
    },
    /// The counter.
    Counter {
        /// How many digits at least, 1 to 8.
        width: u8,
        /// The first number.
        start: i64,
    },
    /// The year of creation in four digits, in the project's time zone.
    Year,
    /// The year of creation in two digits.
    ShortYear,
    /// The month of creation in two digits.
    Month,
}

/// What has a counter of its own.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum CounterScope {
    /// Each combination of the variable segments.
    #[default]
    Combination,
    /// The project.
    Project,
    /// Each calendar year.
    Year,
}

/// How numbers are made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Scheme {
    /// The segments in order.
    pub segments: Vec<Segment>,
    /// What the counter counts.
    #[serde(default)]
    pub scope: CounterScope,
}

/// The codes of a document by field.
pub type Codes = BTreeMap<String, String>;

/// A number read by its scheme.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reading {
    /// The codes that stand in it.
    pub codes: Codes,
    /// The counter.
    pub counter: i64,
    /// What tells its counter from others, as [`Scheme::counter_key`] makes it.
    pub key: String,
}

/// What is wrong with a scheme: the segment and a sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Flaw {
    /// The segment, from 0; none speaks of the whole.
    pub segment: Option<usize>,
    /// The sentence.
    pub message: String,
}

impl Scheme {
    /// What is wrong with the scheme, for a project that has these coded fields.
    #[must_use]
    pub fn check(&self, fields: &[String]) -> Vec<Flaw> {
        let mut flaws = Vec::new();
        let mut flaw = |segment: Option<usize>, message: &str| {
            flaws.push(Flaw { segment, message: message.to_owned() });
        };
        let counters = self.segments.iter().filter(|one| matches!(one, Segment::Counter { .. })).count();
        if counters != 1 {
            flaw(None, "A scheme has exactly one counter.");
        }
        if self.segments.len() > MAX_SEGMENTS {
            flaw(None, "A scheme has at most 20 segments.");
        }
        let dated = |one: &Segment| matches!(one, Segment::Year | Segment::ShortYear);
        if self.scope == CounterScope::Year && !self.segments.iter().any(dated) {
            flaw(None, "A counter that begins anew each year needs the year in the number.");
        }
        for (at, segment) in self.segments.iter().enumerate() {
            match segment {
                Segment::Literal { text } if text.trim() != text || text.is_empty() => {
                    flaw(Some(at), "A fixed text has at least one sign and no blank at either end.");
                }
                Segment::Literal { text } if text.chars().count() > MAX_LITERAL => {
                    flaw(Some(at), "A fixed text has at most 20 signs.");
                }
                Segment::Literal { text } if text.chars().any(char::is_control) => {
                    flaw(Some(at), "A fixed text has no line breaks or other control signs.");
                }
                Segment::Code { field } if !fields.contains(field) => {
                    flaw(Some(at), "There is no such field with codes.");
                }
                Segment::Counter { width, .. } if !(1..=MAX_WIDTH).contains(width) => {
                    flaw(Some(at), "A counter has 1 to 8 digits.");
                }
                Segment::Counter { start, .. } if !(0..=99_999_999).contains(start) => {
                    flaw(Some(at), "A counter begins between 0 and 99,999,999.");
                }
                _ => {}
            }
        }
        flaws
    }

    /// The fields whose codes the numbers need.
    #[must_use]
    pub fn fields(&self) -> Vec<&str> {
        let mut fields: Vec<&str> = Vec::new();
        for segment in &self.segments {
            if let Segment::Code { field } = segment
                && !fields.contains(&field.as_str())
            {
                fields.push(field);
            }
        }
        fields
    }

    /// The fields that the scheme needs and these codes lack.
    #[must_use]
    pub fn missing(&self, codes: &Codes) -> Vec<&str> {
        self.fields().into_iter().filter(|field| codes.get(*field).is_none_or(String::is_empty)).collect()
    }

    /// Where the counter begins.
    #[must_use]
    pub fn start(&self) -> i64 {
        self.segments
            .iter()
            .find_map(|segment| match segment {
                Segment::Counter { start, .. } => Some(*start),
                _ => None,
            })
            .unwrap_or(1)
    }

    /// The number for these codes, this day and this count. Codes that are missing are left out: see [`Scheme::missing`].
    #[must_use]
    pub fn number(&self, codes: &Codes, day: Date, counter: i64) -> String {
        self.segments.iter().map(|segment| piece(segment, codes, day, Some(counter))).collect()
    }

    /// What tells the counter for these codes and this day from the other counters of the project.
    #[must_use]
    pub fn counter_key(&self, codes: &Codes, day: Date) -> String {
        match self.scope {
            CounterScope::Project => "project".to_owned(),
            CounterScope::Year => format!("year {}", day.year()),
            CounterScope::Combination => {
                let pieces = self.segments.iter().map(|segment| piece(segment, codes, day, None));
                format!("combination {}", pieces.collect::<String>().to_lowercase())
            }
        }
    }

    /// Reads a number back, given the codes that each field may have. Of several readings the first wins, longer codes
    /// before shorter ones.
    #[must_use]
    pub fn read(&self, number: &str, options: &BTreeMap<String, Vec<String>>) -> Option<Reading> {
        let letters: Vec<char> = number.trim().chars().collect();
        let mut state = State { codes: Codes::new(), counter: None, year: None, steps: 0 };
        if !read_on(&self.segments, &letters, options, &mut state) {
            return None;
        }
        let counter = state.counter?;
        // A key asks for the year alone; the month stands in the number itself.
        let mut key_parts = String::new();
        for segment in &self.segments {
            match segment {
                Segment::Counter { .. } => key_parts.push('#'),
                Segment::Year => key_parts.push_str(&format!("{:04}", state.year?.0)),
                Segment::ShortYear => key_parts.push_str(&format!("{:02}", state.year?.0 % 100)),
                Segment::Month => key_parts.push_str(&format!("{:02}", state.year?.1)),
                Segment::Literal { text } => key_parts.push_str(text),
                Segment::Code { field } => key_parts.push_str(state.codes.get(field)?),
            }
        }
        let key = match self.scope {
            CounterScope::Project => "project".to_owned(),
            CounterScope::Year => format!("year {}", state.year?.0),
            CounterScope::Combination => format!("combination {}", key_parts.to_lowercase()),
        };
        Some(Reading { codes: state.codes, counter, key })
    }
}

/// What a segment says; without a counter, a sign in its place.
fn piece(segment: &Segment, codes: &Codes, day: Date, counter: Option<i64>) -> String {
    match segment {
        Segment::Literal { text } => text.clone(),
        Segment::Code { field } => codes.get(field).cloned().unwrap_or_default(),
        Segment::Counter { width, .. } => match counter {
            Some(counter) => format!("{counter:0width$}", width = usize::from(*width)),
            None => "#".to_owned(),
        },
        Segment::Year => format!("{:04}", day.year()),
        Segment::ShortYear => format!("{:02}", day.year() % 100),
        Segment::Month => format!("{:02}", day.month()),
    }
}

struct State {
    codes: Codes,
    counter: Option<i64>,
    /// Year and month, as far as the number tells.
    year: Option<(i16, i8)>,
    /// How many segments were tried; hostile codes could make that very many.
    steps: usize,
}

/// Reads the segments from the letters, trying longer codes and counters first.
fn read_on(
    segments: &[Segment],
    letters: &[char],
    options: &BTreeMap<String, Vec<String>>,
    state: &mut State,
) -> bool {
    let Some((first, rest)) = segments.split_first() else { return letters.is_empty() };
    state.steps += 1;
    if state.steps > MAX_STEPS {
        return false;
    }
    match first {
        Segment::Literal { text } => {
            after(letters, text).is_some_and(|letters| read_on(rest, letters, options, state))
        }
        Segment::Code { field } => {
            let mut codes: Vec<&String> = options.get(field).into_iter().flatten().collect();
            codes.sort_by_key(|code| std::cmp::Reverse(code.chars().count()));
            // The same field twice must say the same.
            let known = state.codes.get(field).cloned();
            for code in codes.into_iter().filter(|code| known.as_ref().is_none_or(|known| known == *code)) {
                let Some(letters) = after(letters, code) else { continue };
                state.codes.insert(field.clone(), code.clone());
                if read_on(rest, letters, options, state) {
                    return true;
                }
            }
            match known {
                Some(known) => state.codes.insert(field.clone(), known),
                None => state.codes.remove(field),
            };
            false
        }
        Segment::Counter { .. } => {
            let digits = letters.iter().take_while(|letter| letter.is_ascii_digit()).count();
            for length in (1..=digits.min(MAX_DIGITS)).rev() {
                let (count, letters) = letters.split_at(length);
                state.counter = count.iter().collect::<String>().parse().ok();
                if state.counter.is_some() && read_on(rest, letters, options, state) {
                    return true;
                }
            }
            false
        }
        Segment::Year => dated(
            letters,
            4,
            |number, state| {
                state.year = Some((number, state.year.map_or(1, |(_, month)| month)));
                (1900..2200).contains(&number)
            },
            rest,
            options,
            state,
        ),
        Segment::ShortYear => dated(
            letters,
            2,
            |number, state| {
                let known = state.year.map(|(year, _)| year).filter(|year| year % 100 == number);
                state.year = Some((known.unwrap_or(2000 + number), state.year.map_or(1, |(_, month)| month)));
                true
            },
            rest,
            options,
            state,
        ),
        Segment::Month => dated(
            letters,
            2,
            |number, state| {
                state.year =
                    Some((state.year.map_or(0, |(year, _)| year), i8::try_from(number).unwrap_or(0)));
                (1..=12).contains(&number)
            },
            rest,
            options,
            state,
        ),
    }
}

fn dated(
    letters: &[char],
    digits: usize,
    take: impl Fn(i16, &mut State) -> bool,
    rest: &[Segment],
    options: &BTreeMap<String, Vec<String>>,
    state: &mut State,
) -> bool {
    let Some(head) = letters.get(..digits) else { return false };
    if !head.iter().all(char::is_ascii_digit) {
        return false;
    }
    let Ok(number) = head.iter().collect::<String>().parse::<i16>() else { return false };
    let before = state.year;
    if take(number, state) && read_on(rest, letters.get(digits..).unwrap_or_default(), options, state) {
        return true;
    }
    state.year = before;
    false
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
