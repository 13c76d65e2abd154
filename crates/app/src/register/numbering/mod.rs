//! Numbers: made by a scheme from a document's codes and a counter that only ever goes up, or typed by hand. A number is
//! allocated in the transaction that uses it, under the lock of the counter's row, and is not given out again whatever
//! becomes of its document.

mod api;
pub(crate) mod counters;
mod gaps;
mod guess;
mod reading;
pub(crate) mod scheme;
#[cfg(test)]
mod scheme_tests;
mod service;
mod view;

use std::collections::BTreeMap;

use serde_json::Value;
use wayleave_base::{OrganisationId, ProjectId, Timestamp};
use wayleave_db::{DbResult, Tx, row, sql};

use super::keys;
use super::store::Fields;
use crate::error::{Error, FieldError, Result};
use crate::metadata::model::{Catalogue, Field, Values, is_code};
use crate::metadata::store as metadata;
use crate::settings::{self, NUMBERING, Numbering};
use crate::wire;
use scheme::{Codes, Scheme};

pub(crate) use api::routes;
pub(in crate::register) use guess::of_file;
pub(crate) use service::preview;

/// No counter goes beyond what people would ever count; a number that somebody typed with more is no count.
const MOST: i64 = 999_999_999;

/// The numbering in force in a project, with what it is read by.
pub struct Numberer {
    /// The project.
    project: ProjectId,
    /// Does the project give numbers by itself?
    automatic: bool,
    /// Is it the project's own, rather than the organisation's?
    pub own: bool,
    /// The scheme, the project's reference written into it.
    pub scheme: Option<Scheme>,
    /// The project's time zone.
    zone: String,
    /// The project's fields.
    pub catalogue: Catalogue,
    /// Every code of every field.
    options: BTreeMap<String, Vec<String>>,
}

row! {
    struct ProjectRow { reference: String, timezone: String }
}

/// The numbering of a project: its own where it has one, else the organisation's.
pub async fn of(tx: &mut Tx, organisation: OrganisationId, project: ProjectId) -> DbResult<Numberer> {
    let row: ProjectRow =
        tx.one(sql("select reference, timezone from project where id = $1").bind(project)).await?;
    let own: Option<Numbering> =
        settings::find::<Option<Numbering>>(tx, organisation, Some(project), NUMBERING).await?.flatten();
    let theirs: Numbering = settings::read(tx, organisation, None, NUMBERING).await?;
    let catalogue = metadata::load(tx, organisation, Some(project)).await?;
    let is_own = own.is_some();
    let numbering = own.unwrap_or(theirs);
    Ok(Numberer {
        project,
        automatic: numbering.mode == "automatic" && numbering.scheme.is_some(),
        own: is_own,
        scheme: numbering.scheme.map(|scheme| scheme.of_project(&row.reference)),
        zone: row.timezone,
        options: catalogue.codes(),
        catalogue,
    })
}

/// The fields that the numbers of a project are made of.
pub async fn fields(tx: &mut Tx, organisation: OrganisationId, project: ProjectId) -> DbResult<Vec<String>> {
    let own =
        settings::find::<Option<Numbering>>(tx, organisation, Some(project), NUMBERING).await?.flatten();
    let numbering = match own {
        Some(own) => own,
        None => settings::read(tx, organisation, None, NUMBERING).await?,
    };
    let fields = numbering.scheme.as_ref().map(Scheme::fields).unwrap_or_default();
    Ok(fields.into_iter().map(str::to_owned).collect())
}

row! {
    struct SettingRow { value: String }
}

/// Is the field a part of the numbers of this project or, where none is meant, of any or of the organisation?
pub async fn uses(
    tx: &mut Tx,
    organisation: OrganisationId,
    project: Option<ProjectId>,
    key: &str,
) -> DbResult<bool> {
    let mut text =
        sql("select value from setting where closed_at is null and organisation_id = $1 and key = $2")
            .bind(organisation)
            .bind(NUMBERING);
    if let Some(project) = project {
        text.push(" and project_id = ").arg(project);
    }
    let rows: Vec<SettingRow> = tx.all(text).await?;
    Ok(rows.iter().any(|row| {
        let numbering: Option<Numbering> = serde_json::from_str(&row.value).unwrap_or_default();
        let scheme = numbering.and_then(|numbering| numbering.scheme);
        scheme.is_some_and(|scheme| scheme.fields().contains(&key))
    }))
}

/// Does the project give numbers by itself?
#[must_use]
pub fn is_automatic(numberer: &Numberer) -> bool {
    numberer.automatic
}

/// What numbers can be made of: the values of a document in its own and in built-in fields.
#[must_use]
pub fn codes(fields: &Fields, values: &Values) -> Codes {
    let mut codes = values.clone();
    for (key, value) in fields.coded() {
        if !value.is_empty() {
            codes.insert(key.to_owned(), value.to_owned());
        }
    }
    codes
}

impl Numberer {
    /// Notes the fields whose codes a number would need and does not find.
    pub fn check(&self, errors: &mut Vec<FieldError>, codes: &Codes) {
        let Some(scheme) = self.scheme.as_ref().filter(|_| self.automatic) else { return };
        for key in scheme.fields() {
            let path = self.catalogue.get(key).map_or_else(|| format!("fields.{key}"), Field::path);
            if errors.iter().any(|error| error.field == path) {
                continue;
            }
            match codes.get(key).filter(|code| !code.is_empty()) {
                None => {
                    let text = "The number is made of it: choose a code.";
                    errors.push(FieldError::new(path, "needed_for_number", text));
                }
                Some(code) if !is_code(code) => {
                    let text = "The number is made of it: write a code of letters, digits and hyphens.";
                    errors.push(FieldError::new(path, "not_a_code", text));
                }
                Some(_) => {}
            }
        }
    }

    /// Every code of every field, and those of a document.
    fn options_with(&self, codes: &Codes) -> BTreeMap<String, Vec<String>> {
        let mut options = self.options.clone();
        for (key, code) in codes {
            let known = options.entry(key.clone()).or_default();
            if !known.contains(code) {
                known.push(code.clone());
            }
        }
        options
    }
}

/// The next number, without taking it; none where it depends on a document's codes.
pub async fn peek(tx: &mut Tx, numberer: &Numberer, now: Timestamp) -> DbResult<Option<String>> {
    let Some(scheme) = numberer.scheme.as_ref().filter(|scheme| scheme.fields().is_empty()) else {
        return Ok(None);
    };
    let (codes, day) = (Codes::new(), wire::day_of(now, &numberer.zone));
    let key = scheme.counter_key(&codes, day);
    let next = counters::next(tx, numberer.project, &key).await?.unwrap_or(0).max(scheme.start());
    let number = scheme.number(&codes, day, next);
    if super::lookup::numbered(tx, numberer.project, &[&number], false).await?.is_empty() {
        return Ok(Some(number));
    }
    let highest = highest(tx, numberer, scheme, (&codes, &key, now)).await?.max(next);
    Ok(Some(scheme.number(&codes, day, highest + 1)))
}

/// Takes the next number for a document with these codes. The counter's row stays locked until the transaction ends.
pub async fn allocate(
    tx: &mut Tx,
    organisation: OrganisationId,
    numberer: &Numberer,
    codes: &Codes,
    now: Timestamp,
) -> Result<String> {
    let Some(scheme) = &numberer.scheme else {
        return Err(Error::field("number", "required", "A number is required."));
    };
    let mut errors = Vec::new();
    numberer.check(&mut errors, codes);
    Error::check(errors)?;
    let day = wire::day_of(now, &numberer.zone);
    let key = scheme.counter_key(codes, day);
    loop {
        let taken = counters::take(tx, (organisation, numberer.project), &key, scheme.start()).await?;
        let number = scheme.number(codes, day, taken);
        if number.chars().count() > 64 {
            let text = format!("The number would be {number}, which is longer than 64 characters.");
            return Err(Error::field("number", "too_long", text));
        }
        if super::lookup::numbered(tx, numberer.project, &[&number], false).await?.is_empty() {
            return Ok(number);
        }
        // Numbers older than the counter are in the way: go past all of them at once.
        let highest = highest(tx, numberer, scheme, (codes, &key, now)).await?;
        counters::advance(tx, (organisation, numberer.project), &key, highest + 1).await?;
    }
}

/// Moves the counter past a number that was given by hand, if the scheme could come to it.
pub async fn notice(
    tx: &mut Tx,
    organisation: OrganisationId,
    numberer: &Numberer,
    number: &str,
    codes: &Codes,
) -> DbResult<()> {
    let Some(scheme) = &numberer.scheme else { return Ok(()) };
    match scheme.read(number, &numberer.options_with(codes)) {
        Some(reading) if reading.counter < MOST => {
            let place = (organisation, numberer.project);
            counters::advance(tx, place, &reading.key, reading.counter + 1).await
        }
        _ => Ok(()),
    }
}

row! {
    struct Number { number: String }
}

/// The highest count that a number of this sequence has.
async fn highest(
    tx: &mut Tx,
    numberer: &Numberer,
    scheme: &Scheme,
    (codes, key, now): (&Codes, &str, Timestamp),
) -> DbResult<i64> {
    // The keys of all numbers that begin alike lie between two texts; the digits that end the beginning join the counter's
    // in the key, so the search begins before them.
    let beginning = scheme.beginning(codes, wire::day_of(now, &numberer.zone));
    let letters = beginning.trim_end_matches(|letter: char| letter.is_ascii_digit());
    let from = keys::sort_key(letters).trim_end().to_owned();
    let rows: Vec<Number> = tx
        .all(
            sql("select number from document where project_id = $1 and admitted = 1 and number_key >= $2 and number_key < $3")
                .bind(numberer.project)
                .bind(&from)
                .bind(format!("{from}\u{10ffff}")),
        )
        .await?;
    let options = numberer.options_with(codes);
    let counts = rows.iter().filter_map(|row| scheme.read(&row.number, &options));
    Ok(counts.filter(|reading| reading.key == key).map(|reading| reading.counter).max().unwrap_or(0))
}

/// A numbering as its setting is stored, and as events tell it.
fn stored(numbering: &Numbering) -> Value {
    serde_json::json!(numbering)
}
