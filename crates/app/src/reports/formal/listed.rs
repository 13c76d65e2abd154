//! Formal work told one by one: the register of transmittals, and what is overdue.

use std::collections::{BTreeMap, HashMap};

use wayleave_db::{row, sql};

use super::count;
use super::overdue::{self, Narrow, OverdueItem};
use super::rows::{self, Reader};
use super::source::{Column, Listing, Which};
use super::tables::KINDS;
use crate::error::Result;
use crate::reports::question::Prepared;
use crate::reports::view::{Entry, EntryColumn, Link, Listed, ListedCell};
use crate::transmittals;
use crate::wire;
use crate::work::Work;

/// The most that is told at once.
pub const MOST: usize = 1_000;

/// What is asked for, and whether there is more.
pub async fn list(
    work: &mut Work,
    reader: &Reader,
    listing: &'static Listing,
    prepared: &Prepared,
) -> Result<Listed> {
    let (rows, more) = match listing.which {
        Which::Transmittals => transmittals(work, reader, listing, prepared).await?,
        Which::Overdue => late(work, reader, prepared).await?,
    };
    let column = |(key, label, holds, share): &Column| EntryColumn {
        key: (*key).to_owned(),
        label: (*label).to_owned(),
        holds: *holds,
        share: *share,
    };
    Ok(Listed { columns: listing.columns.iter().map(column).collect(), rows, more })
}

fn text(value: impl Into<String>) -> ListedCell {
    ListedCell { text: Some(value.into()).filter(|text| !text.is_empty()), ..ListedCell::default() }
}

fn number(value: i64) -> ListedCell {
    ListedCell { number: Some(value), ..ListedCell::default() }
}

fn day(value: Option<String>) -> ListedCell {
    ListedCell { day: value, ..ListedCell::default() }
}

fn link(list: &'static str, id: &str) -> Link {
    Link { list, query: BTreeMap::from([("id", vec![id.to_owned()])]) }
}

row! {
    struct SentRow {
        public_id: String, number: String, subject: String, purpose: String, purpose_kept: String, state: String,
        issued_at: Option<i64>, acknowledge_by: Option<String>, documents: i64, recipients: i64, asked: i64,
        answered: i64,
    }
}

/// Transmittals that were issued, by number.
async fn transmittals(
    work: &mut Work,
    reader: &Reader,
    listing: &'static Listing,
    prepared: &Prepared,
) -> Result<(Vec<Entry>, bool)> {
    let mut statement = sql("select t.public_id, t.number, t.subject, t.purpose, t.purpose_kept, t.state, t.issued_at, t.acknowledge_by,
          (select count(*) from transmittal_document x where x.transmittal_id = t.id) as documents,
          (select count(*) from transmittal_recipient y where y.transmittal_id = t.id) as recipients,
          (select count(*) from transmittal_recipient y where y.transmittal_id = t.id and y.acknowledgement = 'required') as asked,
          (select ");
    statement.push(&format!(
        "coalesce(sum({}), 0) from transmittal_recipient y where y.transmittal_id = t.id and y.acknowledgement = 'required') as answered",
        rows::ANSWERED
    ));
    count::asked(&mut statement, listing.source, reader, prepared);
    statement.push(" order by t.number_key, t.id limit ").arg(MOST as i64 + 1);
    let mut found: Vec<SentRow> = work.tx.all(statement).await?;
    let more = found.len() > MOST;
    found.truncate(MOST);
    let purposes = transmittals::purpose_names(work).await?;
    Ok((found.into_iter().map(|row| of_transmittal(row, reader, &purposes)).collect(), more))
}

fn of_transmittal(row: SentRow, reader: &Reader, purposes: &HashMap<String, String>) -> Entry {
    let today = reader.today;
    let waits = row.state == "issued" && row.answered < row.asked;
    let due = row.acknowledge_by.as_ref().and_then(|day| day.parse::<jiff::civil::Date>().ok());
    let days = due.filter(|due| waits && *due < today);
    let days = days.map(|due| wire::days_since(due, today));
    let issued = row.issued_at.map(|at| reader.day_of(at).to_string());
    // What it was sent for is told as it was called then.
    let purpose = Some(transmittals::purpose_name(&row.purpose_kept)).filter(|name| !name.is_empty());
    let purpose = purpose.or_else(|| purposes.get(&row.purpose).cloned()).unwrap_or_default();
    Entry {
        cells: vec![
            text(&row.number),
            text(&row.subject),
            text(purpose),
            day(issued),
            text(if row.state == "recalled" { "Recalled" } else { "Issued" }),
            number(row.documents),
            number(row.recipients),
            number(row.answered),
            number(row.asked),
            day(row.acknowledge_by),
            days.map(number).unwrap_or_default(),
        ],
        late: days.is_some(),
        link: Some(link("transmittal", &row.public_id)),
    }
}

/// What is overdue; what was due first comes first.
async fn late(work: &mut Work, reader: &Reader, prepared: &Prepared) -> Result<(Vec<Entry>, bool)> {
    let asks =
        |key: &str| prepared.only.iter().find(|(one, _)| one.key == key).map(|(_, codes)| codes.as_slice());
    let narrow = Narrow {
        kinds: asks("kind"),
        people: asks("person"),
        companies: asks("company"),
        bands: asks("late"),
        own: None,
    };
    let (found, more) = overdue::list(work, reader, &narrow, MOST).await?;
    Ok((found.iter().map(of_late).collect(), more))
}

fn of_late(late: &OverdueItem) -> Entry {
    let kind = KINDS.iter().find(|(code, _)| *code == late.kind).map_or(late.kind, |(_, label)| *label);
    let list = if late.kind == "step" { "workflow" } else { "transmittal" };
    Entry {
        cells: vec![
            text(kind),
            text(&late.number),
            text(&late.title),
            text(late.step_name.as_deref().unwrap_or_default()),
            text(&late.person),
            text(&late.company),
            day(Some(late.due_on.clone())),
            number(late.days),
        ],
        late: true,
        link: Some(link(list, &late.id)),
    }
}

#[cfg(test)]
mod tests {
    use super::super::tables::{LATE, REGISTER};
    use super::*;

    #[test]
    fn a_row_has_a_cell_for_every_column() {
        let late = OverdueItem {
            kind: "step",
            id: "wfl_1".to_owned(),
            number: String::new(),
            title: String::new(),
            step_id: None,
            step_name: None,
            mine: false,
            person: String::new(),
            company: String::new(),
            due_on: "2026-11-01".to_owned(),
            days: 8,
        };
        assert_eq!(of_late(&late).cells.len(), LATE.columns.len());
        assert_eq!(REGISTER.columns.len(), 11);
    }
}
