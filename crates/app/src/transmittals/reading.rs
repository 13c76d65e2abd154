//! Transmittals as they are shown.

use serde_json::json;
use wayleave_access::{Action, ProjectFacts, Target, act};

use super::store::{self, Sight, TransmittalRow as Row};
use super::view::{ListTransmittals, Transmittal, TransmittalList, TransmittalRow};
use super::view_lists::Purpose;
use super::{documents, entries, purposes};
use crate::abilities::{Abilities, abilities};
use crate::cx::Cx;
use crate::error::{Error, Result};
use crate::people;
use crate::wire;
use crate::work::{ProjectRow, Work};

/// What a reader is shown: drafts are of those who prepare transmittals, what was issued is of the project's people.
#[must_use]
pub fn sight(facts: &ProjectFacts) -> Sight {
    let drafts = facts.outcome(Action::TransmittalDrafts, Target::default()).is_allowed();
    Sight { drafts, issued: facts.is_team() }
}

/// The transmittals of a project, newest first.
pub async fn list(
    cx: &Cx,
    organisation: &str,
    project: &str,
    asked: ListTransmittals,
) -> Result<TransmittalList> {
    let limit = wire::page_size(asked.limit)?;
    if let Some(state) = asked.state.as_deref()
        && !["draft", "issued", "recalled"].contains(&state)
    {
        return Err(Error::field("state", "unknown", "Choose draft, issued or recalled."));
    }
    let mut work = Work::read(cx, organisation).await?;
    let (project, facts) = work.project(project).await?;
    work.permit_in::<act::TransmittalView>(&facts, Target::default())?;
    let key = json!(["transmittals", project.public_id, asked.state, work.me.subject.get()]).to_string();
    let before: Option<i64> = wire::position(cx, &key, asked.cursor.as_deref())?;
    let place = (work.organisation.id, project.id);
    let which = (sight(&facts), asked.state.as_deref());
    let mut rows = store::page(&mut work.tx, place, which, before, limit).await?;
    let next = wire::cut(cx, &key, &mut rows, limit, |row| row.id.get());
    let purposes = purposes::all(&mut work.tx, place.0).await?;
    let makers: Vec<_> = rows.iter().map(|row| row.created_by).collect();
    let people = people::by_subject(&mut work.tx, place.0, &makers).await?;
    let items = rows
        .into_iter()
        .map(|row| TransmittalRow {
            purpose: purpose(&purposes, &row).name,
            id: row.public_id,
            number: row.number,
            subject: row.subject,
            state: row.state,
            dated_on: row.dated_on,
            documents: row.documents,
            created_by: people.get(&row.created_by).cloned(),
            updated_at: wire::time(row.updated_at),
        })
        .collect();
    let acts = [Action::TransmittalManage, Action::TransmittalIssue];
    Ok(TransmittalList {
        items,
        next,
        abilities: abilities(&acts, |act| facts.outcome(act, Target::default())),
    })
}

/// What a transmittal is sent for: what it meant when it was issued, or what it means now.
#[must_use]
pub fn purpose(purposes: &[Purpose], row: &Row) -> Purpose {
    let now = purposes.iter().find(|purpose| purpose.id == row.purpose);
    let kept: Option<purposes::Meaning> = serde_json::from_str(&row.purpose_kept).ok();
    let shown = Purpose {
        id: row.purpose.clone(),
        name: String::new(),
        response: "none".to_owned(),
        acknowledgement: "none".to_owned(),
        mail_code: false,
        built_in: false,
        active: false,
        version: 0,
    };
    let shown = now.cloned().unwrap_or(shown);
    match kept {
        None => shown,
        Some(kept) => Purpose {
            name: kept.name,
            response: kept.response,
            acknowledgement: kept.acknowledgement,
            mail_code: kept.mail_code,
            ..shown
        },
    }
}

/// One transmittal.
pub async fn get(cx: &Cx, organisation: &str, project: &str, id: &str) -> Result<Transmittal> {
    let mut work = Work::read(cx, organisation).await?;
    let (project, facts) = work.project(project).await?;
    work.permit_in::<act::TransmittalView>(&facts, Target::default())?;
    shown(&mut work, &project, &facts, id).await
}

/// One transmittal, if the reader is shown it.
pub async fn shown(
    work: &mut Work,
    project: &ProjectRow,
    facts: &ProjectFacts,
    id: &str,
) -> Result<Transmittal> {
    let place = (work.organisation.id, project.id);
    let row = store::find(&mut work.tx, place, sight(facts), id).await?.ok_or_else(Error::not_found)?;
    let named = store::documents(&mut work.tx, row.id).await?;
    let (items, withheld) = documents::seen(work, facts, &named).await?;
    let addressed = addressed(&row);
    let now = work.now();
    let known = entries::look_up(&mut work.tx, (place.0, Some(place.1)), &addressed, now).await?;
    let purposes = purposes::all(&mut work.tx, place.0).await?;
    let people = people::by_subject(&mut work.tx, place.0, &[row.created_by]).await?;
    Ok(Transmittal {
        purpose: purpose(&purposes, &row),
        recipients: addressed.iter().map(|entry| known.shown(entry)).collect(),
        documents: items.iter().map(documents::Item::shown).collect(),
        withheld,
        created_by: people.get(&row.created_by).cloned(),
        abilities: may(facts, &row),
        id: row.public_id,
        number: row.number,
        subject: row.subject,
        state: row.state,
        dated_on: row.dated_on,
        remarks: row.remarks,
        acknowledge_by: row.acknowledge_by,
        access_ends_on: row.access_ends_on,
        created_at: wire::time(row.created_at),
        updated_at: wire::time(row.updated_at),
        version: row.row_version,
    })
}

/// Whom a transmittal is addressed to.
#[must_use]
pub fn addressed(row: &Row) -> Vec<entries::Entry> {
    serde_json::from_str(&row.addressed).unwrap_or_default()
}

/// What the reader may do with it: a draft is prepared and issued, and nothing of it changes after that.
fn may(facts: &ProjectFacts, row: &Row) -> Abilities {
    let acts = [Action::TransmittalManage, Action::TransmittalIssue];
    let mut may = abilities(&acts, |act| facts.outcome(act, Target::default()));
    if row.state != "draft" {
        for ability in may.values_mut() {
            *ability = ability.clone().refused("It was issued, and stays as it is.");
        }
    }
    may
}
