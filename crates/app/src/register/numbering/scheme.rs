//! Numbering schemes: a number as a row of segments, made from a document's codes and a counter.
//!
//! Promises: no IO; exactly one counter in a scheme that [`Scheme::check`] accepts; a number outgrows its width rather
//! than failing.

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
/// One segment of a number.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Segment {
    /// The project's reference.
    Project,
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
    #[schema(example = json!([
        {"kind": "code", "field": "discipline"}, {"kind": "literal", "text": "-"}, {"kind": "counter", "width": 4, "start": 1},
    ]))]
    pub segments: Vec<Segment>,
    /// What the counter counts.
    #[serde(default)]
    pub scope: CounterScope,
}

/// The codes of a document by field.
pub type Codes = BTreeMap<String, String>;

/// What is wrong with a scheme: the segment and a sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Flaw {
    /// The segment, from 0; none speaks of the whole.
    pub segment: Option<usize>,
    /// The sentence.
    pub message: String,
}

impl Scheme {
    /// The scheme as a project follows it: its reference stands in it as fixed text.
    #[must_use]
    pub fn of_project(&self, reference: &str) -> Self {
        let text = || reference.split_whitespace().collect::<Vec<_>>().join("-");
        let segments = self.segments.iter().map(|segment| match segment {
            Segment::Project => Segment::Literal { text: text() },
            other => other.clone(),
        });
        Self { segments: segments.collect(), scope: self.scope }
    }

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

    /// The segment of the counter: its least digits.
    fn width(&self) -> usize {
        self.segments
            .iter()
            .find_map(|segment| match segment {
                Segment::Counter { width, .. } => Some(usize::from(*width)),
                _ => None,
            })
            .unwrap_or(1)
    }

    /// How a sequence is shown to people: its fixed parts, `####` for the counter, `{zone}` for what varies within it.
    #[must_use]
    pub fn sequence(&self, codes: Option<&Codes>, day: Option<Date>) -> String {
        self.shown(codes, day, None)
    }

    /// The same with a count in place of the counter.
    #[must_use]
    pub fn shown(&self, codes: Option<&Codes>, day: Option<Date>, count: Option<i64>) -> String {
        let shown = |segment: &Segment| match (segment, codes, day) {
            (Segment::Counter { .. }, ..) => match count {
                Some(count) => format!("{count:0width$}", width = self.width()),
                None => "#".repeat(self.width()),
            },
            (Segment::Code { field }, None, _) => format!("{{{field}}}"),
            (Segment::Code { field }, Some(codes), _) => {
                codes.get(field).cloned().unwrap_or_else(|| format!("{{{field}}}"))
            }
            (Segment::Year, _, None) => "{year}".to_owned(),
            (Segment::ShortYear, _, None) => "{yy}".to_owned(),
            (Segment::Month, _, None) => "{mm}".to_owned(),
            (other, codes, day) => {
                piece(other, codes.unwrap_or(&Codes::new()), day.unwrap_or(Date::ZERO), None)
            }
        };
        self.segments.iter().map(shown).collect()
    }

    /// What a number begins with before its counter.
    #[must_use]
    pub fn beginning(&self, codes: &Codes, day: Date) -> String {
        let before = self.segments.iter().take_while(|segment| !matches!(segment, Segment::Counter { .. }));
        before.map(|segment| piece(segment, codes, day, None)).collect()
    }

    /// The number for these codes, this day and this count.
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
}

/// What a segment says; without a counter, a sign in its place.
fn piece(segment: &Segment, codes: &Codes, day: Date, counter: Option<i64>) -> String {
    match segment {
        Segment::Project => String::new(),
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
