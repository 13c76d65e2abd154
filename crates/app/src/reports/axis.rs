//! One dimension of a report: which values it has, in which order, and what asks for each.

use std::collections::{BTreeMap, HashMap};

use jiff::civil::Date;
use wayleave_access::Status;

use super::model::Group;
use super::question::Prepared;
use crate::error::{Error, Result};
use crate::register::overview;

/// The most values of the first dimension, and of the second. What is rarer is shown together.
pub const MOST: [usize; 2] = [200, 60];

/// What finds the documents of a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Pick {
    /// The code.
    Code(String),
    /// That there is none.
    Without,
    /// The days.
    Days(Date, Date),
    /// Nothing does.
    Nothing,
}

/// A value.
#[derive(Clone, Debug)]
pub struct Value {
    /// Its code; none for the values that are shown together.
    pub code: Option<String>,
    /// What people read.
    pub label: String,
    /// What finds its documents.
    pub pick: Pick,
}

/// A dimension.
#[derive(Clone, Debug)]
pub struct Axis {
    /// By what is counted.
    pub group: Group,
    /// Its values in order.
    pub values: Vec<Value>,
    places: HashMap<String, usize>,
}

impl Axis {
    /// The place of the value that a counted code stands for.
    #[must_use]
    pub fn place(&self, code: &str) -> Option<usize> {
        self.places.get(code).copied()
    }
}

/// The values of the dimension that stands at a place of the question, out of the numbers by code; `parts` are the first
/// days of the spans of time, with the end of the last.
pub fn axis(
    prepared: &Prepared,
    at: usize,
    totals: &BTreeMap<String, i64>,
    parts: &[Date],
) -> Result<Option<Axis>> {
    let Some(group) = prepared.groups.get(at) else { return Ok(None) };
    let most = MOST.get(at).copied().unwrap_or(1);
    let (values, places) = match group.span() {
        Some(_) => of_time(prepared, (at, group), totals, (parts, most))?,
        None => of_codes(prepared, group, totals, most),
    };
    Ok(Some(Axis { group: group.clone(), values, places }))
}

type Values = (Vec<Value>, HashMap<String, usize>);

/// Spans of time ascend, with the empty ones between the first and the last that is not.
fn of_time(
    prepared: &Prepared,
    (at, group): (usize, &Group),
    totals: &BTreeMap<String, i64>,
    (parts, most): (&[Date], usize),
) -> Result<Values> {
    let counted: Vec<usize> =
        totals.iter().filter(|(_, count)| **count > 0).filter_map(|(code, _)| code.parse().ok()).collect();
    let (Some(first), Some(last)) = (counted.iter().min(), counted.iter().max()) else {
        return Ok(Values::default());
    };
    if last - first >= most {
        let text = "This is more time than a report shows; choose fewer days, or longer spans.";
        return Err(Error::field(format!("group_by[{}]", place_in_request(prepared, at)), "too_wide", text));
    }
    let mut values = Vec::new();
    let mut places = HashMap::new();
    let span = group.span().unwrap_or(super::times::Span::Month);
    for place in *first..=*last {
        let (Some(from), Some(next)) = (parts.get(place), parts.get(place + 1)) else { continue };
        places.insert(place.to_string(), values.len());
        values.push(Value {
            code: Some(span.code(*from)),
            label: span.label(*from),
            pick: Pick::Days(*from, next.yesterday().unwrap_or(*from)),
        });
    }
    Ok((values, places))
}

/// Where the dimension at this place stood in the request, which does not name the metric's own.
pub fn place_in_request(prepared: &Prepared, at: usize) -> usize {
    if prepared.metric.first.is_some() { at.saturating_sub(1) } else { at }
}

/// Statuses and other few words in their own order, other codes by their number; what has no value comes last, but for what is shown together.
fn of_codes(prepared: &Prepared, group: &Group, totals: &BTreeMap<String, i64>, most: usize) -> Values {
    let words = match group {
        Group::Formal(dimension) => dimension.words(),
        _ => None,
    };
    let ordered = matches!(group, Group::Status) || words.is_some();
    let order = |code: &str| match (group, words) {
        (Group::Status, _) => {
            Status::ALL.iter().position(|status| status.code() == code).unwrap_or(usize::MAX)
        }
        (_, Some(words)) => words.iter().position(|(word, _)| *word == code).unwrap_or(usize::MAX),
        _ => 0,
    };
    let label = |code: &str| match (code, group.field()) {
        (code, _) if matches!(group, Group::Formal(_)) => prepared.name(group, code),
        ("", _) => "None".to_owned(),
        (code, Some(field)) => prepared.label(field, code),
        (code, None) => overview::status_words(code),
    };
    let mut found: Vec<(&String, i64, String)> = totals
        .iter()
        .filter(|(_, count)| **count > 0)
        .map(|(code, count)| (code, *count, label(code)))
        .collect();
    found.sort_by(|one, two| {
        let rank = |(code, count, _): &(&String, i64, String)| {
            let count = if ordered { 0 } else { -count };
            (code.is_empty() && words.is_none(), order(code), count)
        };
        rank(one).cmp(&rank(two)).then_with(|| one.2.cmp(&two.2)).then_with(|| one.0.cmp(two.0))
    });
    let kept = if found.len() > most { most - 1 } else { found.len() };
    let places =
        found.iter().enumerate().map(|(place, (code, ..))| ((*code).clone(), place.min(kept))).collect();
    let folded = found.len() - kept;
    let mut values: Vec<Value> = found
        .into_iter()
        .take(kept)
        .map(|(code, _, label)| Value {
            pick: if code.is_empty() { Pick::Without } else { Pick::Code(code.clone()) },
            code: Some(code.clone()),
            label,
        })
        .collect();
    if folded > 0 {
        values.push(Value { code: None, label: format!("{folded} others"), pick: Pick::Nothing });
    }
    (values, places)
}
