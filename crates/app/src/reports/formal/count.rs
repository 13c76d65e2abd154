//! Counting formal work, and narrowing it.

use std::collections::{BTreeMap, HashMap};

use jiff::civil::Date;
use wayleave_access::documents::spans;
use wayleave_access::{ProjectFacts, Target, act};
use wayleave_base::Timestamp;
use wayleave_db::{Sql, row, sql};

use super::rows::Reader;
use super::source::{By, Dimension, Needs, Source};
use crate::error::{FieldError, Result};
use crate::reports::model::{Group, Metric, Of};
use crate::reports::question::Prepared;
use crate::reports::run::{Counted, Sum, too_wide};
use crate::reports::times;
use crate::transmittals;
use crate::work::Work;

/// The most codes of a filter, and the longest.
const CODES: usize = 50;
const LONGEST: usize = 200;

/// What a question is narrowed to: codes by dimension.
pub type Only = Vec<(&'static Dimension, Vec<String>)>;

/// Reads what a question is narrowed to.
pub fn only(errors: &mut Vec<FieldError>, metric: &Metric, asked: &BTreeMap<String, Vec<String>>) -> Only {
    let mut found = Only::new();
    for (key, codes) in asked {
        let place = format!("only.{key}");
        let Some(one) = metric.filters().iter().find(|one| one.key == key && one.narrows()) else {
            errors.push(FieldError::new(place, "unknown_choice", "One cannot narrow by this here."));
            continue;
        };
        let known =
            |code: &String| one.words().is_none_or(|words| words.iter().any(|(word, _)| word == code));
        if codes.len() > CODES || codes.iter().any(|code| code.len() > LONGEST) {
            let text = format!("Choose {CODES} values at most.");
            errors.push(FieldError::new(place, "out_of_range", text));
        } else if !codes.iter().all(known) {
            errors.push(FieldError::new(place, "unknown_choice", "There is no such value."));
        } else if !codes.is_empty() {
            found.push((one, codes.clone()));
        }
    }
    found
}

/// Asks whether whoever may see reports may also look at what this one is about.
pub fn permit(work: &Work, facts: &ProjectFacts, of: Of) -> Result<()> {
    let needs = match of {
        Of::Documents | Of::Revisions => return Ok(()),
        Of::Formal(source) => source.needs,
        Of::Listed(listing) => listing.source.needs,
    };
    if needs != Needs::Transmittals {
        work.permit_in::<act::WorkflowView>(facts, Target::default())?;
    }
    if needs != Needs::Workflows {
        work.permit_in::<act::TransmittalView>(facts, Target::default())?;
    }
    Ok(())
}

/// ` from … where …`: the rows that are asked for.
pub fn asked(text: &mut Sql, source: &Source, reader: &Reader, prepared: &Prepared) {
    (source.rows)(text, reader);
    for (one, codes) in &prepared.only {
        match one.by {
            By::Words(code, _) | By::Named(code, _) | By::Purpose(code) => {
                text.push(&format!(" and {code} in ")).text_list(codes);
            }
            By::Among(among) => {
                text.push(" and ").push(among).text_list(codes).push(")");
            }
            By::Time(..) => {}
        }
    }
    if let Some((_, column)) = source.days.filter(|_| prepared.days != (None, None)) {
        let (from, before) = times::between(prepared.days.0, prepared.days.1, &prepared.zone);
        text.push(&format!(" and {column} >= ")).arg(from);
        text.push(&format!(" and {column} < ")).arg(before);
    }
}

row! {
    struct Cell { one: String, two: String, one_name: String, two_name: String, n: i64, total: i64 }
}

/// The numbers of a question; the names of what was counted by come with them.
pub async fn counted(
    work: &mut Work,
    reader: &Reader,
    source: &'static Source,
    prepared: &mut Prepared,
) -> Result<Counted> {
    let parts = parts(work, reader, source, prepared).await?;
    let mut text =
        sql("select one, two, min(one_name) as one_name, min(two_name) as two_name, count(*) as n,
          cast(sum(measured) as bigint) as total from (select ");
    for (at, name) in ["one", "two"].into_iter().enumerate() {
        let bounds = parts.get(at).map(|parts| starts(parts, prepared)).unwrap_or_default();
        match prepared.groups.get(at) {
            Some(Group::Formal(dimension)) => read(&mut text, dimension, (name, &bounds)),
            _ => drop(text.push(&format!("'' as {name}, '' as {name}_name, "))),
        }
    }
    text.push(source.measured.1).push(" as measured");
    asked(&mut text, source, reader, prepared);
    text.push(") x group by one, two order by one, two");
    let mut counted = Counted { parts, ..Counted::default() };
    let mut names: [HashMap<String, String>; 2] = [HashMap::new(), HashMap::new()];
    for row in work.tx.all::<Cell>(text).await? {
        names[0].insert(row.one.clone(), row.one_name);
        names[1].insert(row.two.clone(), row.two_name);
        counted.cells.insert((row.one, row.two), Sum { count: row.n, sum: row.total });
    }
    for (at, names) in names.into_iter().enumerate() {
        let Some(Group::Formal(dimension)) = prepared.groups.get(at).cloned() else { continue };
        let known = names_of(work, dimension, names).await?;
        prepared.names.insert(dimension.key, known);
    }
    Ok(counted)
}

fn starts(parts: &[Date], prepared: &Prepared) -> Vec<Timestamp> {
    parts.iter().map(|day| times::start(*day, &prepared.zone)).collect()
}

/// The code of a row in a dimension, and its name.
fn read(text: &mut Sql, dimension: &Dimension, (name, bounds): (&str, &[Timestamp])) {
    let (code, label) = match dimension.by {
        By::Words(code, _) | By::Purpose(code) => (code, "''"),
        By::Named(code, label) => (code, label),
        By::Among(_) => ("''", "''"),
        By::Time(column, _) => {
            spans(text, column, bounds);
            text.push(&format!(" as {name}, '' as {name}_name, "));
            return;
        }
    };
    text.push(&format!("{code} as {name}, {label} as {name}_name, "));
}

row! {
    struct Extent { low: Option<i64>, high: Option<i64> }
}

/// The first days of the parts of time in which there is anything, by dimension.
async fn parts(
    work: &mut Work,
    reader: &Reader,
    source: &Source,
    prepared: &Prepared,
) -> Result<Vec<Vec<Date>>> {
    let mut all = Vec::new();
    for (at, group) in prepared.groups.iter().enumerate() {
        let Group::Formal(dimension) = group else { continue };
        let Some((column, span)) = dimension.time() else {
            all.push(Vec::new());
            continue;
        };
        let mut text = sql("select ");
        text.push(&format!("min({column}) as low, max({column}) as high"));
        asked(&mut text, source, reader, prepared);
        let found: Extent = work.tx.one(text).await?;
        let day = |at| times::day(at, &prepared.timezone);
        all.push(match found.low.zip(found.high) {
            Some((low, high)) => span.parts(day(low), day(high)).ok_or_else(|| too_wide(prepared, at))?,
            None => Vec::new(),
        });
    }
    Ok(all)
}

/// What people read for these codes of a dimension, beside what their rows say.
async fn names_of(
    work: &mut Work,
    dimension: &Dimension,
    found: HashMap<String, String>,
) -> Result<HashMap<String, String>> {
    Ok(match dimension.by {
        By::Words(_, words) => own(words),
        By::Purpose(_) => transmittals::purpose_names(work).await?,
        _ => found,
    })
}

fn own(words: &[(&str, &str)]) -> HashMap<String, String> {
    words.iter().map(|(code, label)| ((*code).to_owned(), (*label).to_owned())).collect()
}

row! {
    struct Name { code: String, name: String }
}

/// What a question is narrowed to, in words: one statement for each dimension whose names rows say.
pub async fn told(
    work: &mut Work,
    reader: &Reader,
    source: &Source,
    prepared: &Prepared,
) -> Result<Vec<(&'static str, String)>> {
    let mut told = Vec::new();
    for (one, codes) in &prepared.only {
        let mut names = HashMap::new();
        let statement = match one.by {
            By::Named(code, name) => {
                let mut text = sql("select ");
                text.push(&format!("{code} as code, min({name}) as name"));
                (source.rows)(&mut text, reader);
                text.push(&format!(" and {code} in ")).text_list(codes).push(&format!(" group by {code}"));
                Some(text)
            }
            By::Among(among) if among == super::rows::ASKED => {
                let mut text = sql(
                    "select m.public_id as code, u.name from member m join account u on u.id = m.account_id where m.organisation_id = ",
                );
                text.arg(reader.organisation).push(" and m.public_id in ").text_list(codes);
                Some(text)
            }
            _ => None,
        };
        if let Some(text) = statement {
            names.extend(work.tx.all::<Name>(text).await?.into_iter().map(|row| (row.code, row.name)));
        }
        let names = names_of(work, one, names).await?;
        let word = |code: &String| match names.get(code).filter(|name| !name.is_empty()) {
            Some(name) => name.clone(),
            None if code.is_empty() => "None".to_owned(),
            None => code.clone(),
        };
        told.push((one.label, codes.iter().map(word).collect::<Vec<_>>().join(", ")));
    }
    Ok(told)
}
