//! What transmittals are sent for: four purposes that every organisation has, and its own.

use std::collections::HashMap;

use axum::http::StatusCode;
use axum::response::Response;
use serde::{Deserialize, Serialize};
use serde_json::json;
use wayleave_access::audit::Event;
use wayleave_access::{Action, Target, act};
use wayleave_base::{ErrorCode, OrganisationId};
use wayleave_db::{DbResult, Tx, row, sql};

use super::view_lists::{NewPurpose, Purpose, PurposeEdit, PurposeList};
use crate::abilities::abilities;
use crate::cx::Cx;
use crate::error::{Error, FieldError, OnTaken, Result};
use crate::settings::{self, TRANSMITTALS, Transmittals};
use crate::wire;
use crate::work::Work;

/// The most purposes that an organisation has of its own.
const MOST: i64 = 100;
const NAME_TAKEN: &str = "transmittal_purpose_organisation_id_name_key_key";

/// Code, name, answer asked for, acknowledgement: the purposes of every organisation (K-7.3).
const BUILT_IN: [(&str, &str, &str, &str); 4] = [
    ("for_approval", "For Approval", "formal", "required"),
    ("for_review", "For Review", "comments", "required"),
    ("for_information", "For Information", "none", "optional"),
    ("as_requested", "As Requested", "none", "required"),
];

/// What a purpose means; kept with a transmittal that was issued for it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Meaning {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// The answer asked for.
    pub response: String,
    /// Is receipt to be acknowledged?
    pub acknowledgement: String,
    /// Must recipients without an account prove their address?
    pub mail_code: bool,
    /// Does it issue what is sent for it?
    pub issues: bool,
}

/// What the purpose meant, as it was kept with a transmittal that was issued.
#[must_use]
pub fn kept(text: &str) -> Option<Meaning> {
    serde_json::from_str(text).ok()
}

/// Its name then.
#[must_use]
pub fn purpose_name(text: &str) -> String {
    kept(text).map(|kept| kept.name).unwrap_or_default()
}

row! {
    struct PurposeRow {
        id: i64, public_id: String, name: String, response: String, acknowledgement: String, mail_code: bool,
        issues: bool, retired_at: Option<i64>, row_version: i64,
    }
}

const COLUMNS: &str =
    "select id, public_id, name, response, acknowledgement, mail_code, issues, retired_at, row_version
    from transmittal_purpose where organisation_id = $1";

impl PurposeRow {
    fn shown(self) -> Purpose {
        Purpose {
            id: self.public_id,
            name: self.name,
            response: self.response,
            acknowledgement: self.acknowledgement,
            mail_code: self.mail_code,
            issues: self.issues,
            built_in: false,
            active: self.retired_at.is_none(),
            version: self.row_version,
        }
    }
}

impl Purpose {
    /// What it means now.
    #[must_use]
    pub fn meaning(&self) -> Meaning {
        Meaning {
            id: self.id.clone(),
            name: self.name.clone(),
            response: self.response.clone(),
            acknowledgement: self.acknowledgement.clone(),
            mail_code: self.mail_code,
            issues: self.issues,
        }
    }
}

/// Every purpose that the organisation has, retired ones too.
pub async fn all(tx: &mut Tx, organisation: OrganisationId) -> DbResult<Vec<Purpose>> {
    let built_in = BUILT_IN.iter().map(|(code, name, response, acknowledgement)| Purpose {
        id: (*code).to_owned(),
        name: (*name).to_owned(),
        response: (*response).to_owned(),
        acknowledgement: (*acknowledgement).to_owned(),
        mail_code: false,
        issues: false,
        built_in: true,
        active: true,
        version: 0,
    });
    let mut text = sql(COLUMNS).bind(organisation);
    text.push(" order by name_key");
    let own: Vec<PurposeRow> = tx.all(text).await?;
    Ok(built_in.chain(own.into_iter().map(PurposeRow::shown)).collect())
}

/// What the purposes are called, by their code.
pub async fn names(work: &mut Work) -> Result<HashMap<String, String>> {
    let all = all(&mut work.tx, work.organisation.id).await?;
    Ok(all.into_iter().map(|purpose| (purpose.id, purpose.name)).collect())
}

/// The purposes, for everybody who belongs to the organisation.
pub async fn list(cx: &Cx, organisation: &str) -> Result<PurposeList> {
    let mut work = Work::read(cx, organisation).await?;
    work.permit::<act::OrganisationView>(Target::default())?;
    let items = all(&mut work.tx, work.organisation.id).await?;
    let usual: Transmittals = settings::read(&mut work.tx, work.organisation.id, None, TRANSMITTALS).await?;
    let facts = work.facts();
    let acts = abilities(&[Action::OrganisationSettings], |act| facts.outcome(act, Target::default()));
    Ok(PurposeList { items, next: None, acknowledge_days: usual.acknowledge_days, abilities: acts })
}

fn check(errors: &mut Vec<FieldError>, response: &str, acknowledgement: &str) {
    if !["none", "comments", "formal"].contains(&response) {
        errors.push(FieldError::new("response", "unknown", "Choose none, comments or formal."));
    }
    if !["required", "optional", "none"].contains(&acknowledgement) {
        let detail = "Choose required, optional or none.";
        errors.push(FieldError::new("acknowledgement", "unknown", detail));
    }
}

fn taken() -> Error {
    Error::field("name", "taken", "There is a purpose of this name already.")
}

/// A name that no purpose of every organisation has.
fn free(errors: &mut Vec<FieldError>, name: &str) -> String {
    let name = wire::name(errors, "name", name, 60);
    if BUILT_IN.iter().any(|(_, other, ..)| wire::key(other) == wire::key(&name)) {
        errors.push(FieldError::new("name", "taken", "There is a purpose of this name already."));
    }
    name
}

fn told(purpose: &Purpose) -> serde_json::Value {
    json!({"name": purpose.name, "response": purpose.response, "acknowledgement": purpose.acknowledgement,
        "mail_code": purpose.mail_code, "issues": purpose.issues, "active": purpose.active})
}

/// Adds a purpose.
pub async fn create(cx: &Cx, organisation: &str, new: NewPurpose) -> Result<Response> {
    let mut work = Work::write(cx, organisation).await?;
    let permit = work.permit::<act::OrganisationSettings>(Target::default())?;
    let mut errors = Vec::new();
    let name = free(&mut errors, &new.name);
    check(&mut errors, &new.response, &new.acknowledgement);
    Error::check(errors)?;
    let count = sql("select count(*) as n from transmittal_purpose where organisation_id = $1");
    if work.tx.int(count.bind(work.organisation.id)).await? >= MOST {
        return Err(Error::because(ErrorCode::Conflict, format!("There are {MOST} purposes already.")));
    }
    let purpose = Purpose {
        id: work.cx.ids().public("tpu"),
        name,
        response: new.response,
        acknowledgement: new.acknowledgement,
        mail_code: new.mail_code,
        issues: new.issues,
        built_in: false,
        active: true,
        version: 1,
    };
    let entity = ("transmittal_purpose", purpose.id.as_str(), purpose.name.as_str());
    let event = Event::new("organisation", "transmittal_purpose.created", entity).after(told(&purpose));
    work.record(&permit, event).await?;
    let text = sql("insert into transmittal_purpose (organisation_id, public_id, name, name_key, response, acknowledgement,
          mail_code, created_at, updated_at, issues) values ($1, $2, $3, $4, $5, $6, $7, $8, $8, $9)")
    .bind(work.organisation.id)
    .bind(&purpose.id)
    .bind(&purpose.name)
    .bind(wire::key(&purpose.name))
    .bind(&purpose.response)
    .bind(&purpose.acknowledgement)
    .bind(purpose.mail_code)
    .bind(work.now())
    .bind(purpose.issues);
    work.tx.execute(text).await.on_taken(NAME_TAKEN, taken)?;
    work.finish(StatusCode::CREATED, &purpose).await
}

/// Changes a purpose of the organisation's own, or retires it.
pub async fn edit(cx: &Cx, organisation: &str, id: &str, edit: PurposeEdit) -> Result<Response> {
    let mut work = Work::write(cx, organisation).await?;
    let permit = work.permit::<act::OrganisationSettings>(Target::default())?;
    let mut text = sql(COLUMNS).bind(work.organisation.id).bind(id);
    text.push(" and public_id = $2");
    let row: PurposeRow = work.tx.optional(text).await?.ok_or_else(Error::not_found)?;
    let (key, before) = (row.id, row.shown());
    let mut errors = Vec::new();
    let after = Purpose {
        name: edit.name.as_ref().map_or_else(|| before.name.clone(), |name| free(&mut errors, name)),
        response: edit.response.unwrap_or_else(|| before.response.clone()),
        acknowledgement: edit.acknowledgement.unwrap_or_else(|| before.acknowledgement.clone()),
        mail_code: edit.mail_code.unwrap_or(before.mail_code),
        issues: edit.issues.unwrap_or(before.issues),
        active: edit.active.unwrap_or(before.active),
        version: before.version + 1,
        ..before.clone()
    };
    check(&mut errors, &after.response, &after.acknowledgement);
    Error::check(errors)?;
    if before.version != edit.version {
        return Err(Error::code(ErrorCode::Stale));
    }
    let entity = ("transmittal_purpose", after.id.as_str(), after.name.as_str());
    let event = Event::new("organisation", "transmittal_purpose.changed", entity)
        .before(told(&before))
        .after(told(&after));
    work.record(&permit, event).await?;
    let now = work.now();
    let text =
        sql("update transmittal_purpose set name = $2, name_key = $3, response = $4, acknowledgement = $5,
          mail_code = $6, retired_at = $7, updated_at = $8, issues = $9, row_version = row_version + 1 where id = $1")
        .bind(key)
        .bind(&after.name)
        .bind(wire::key(&after.name))
        .bind(&after.response)
        .bind(&after.acknowledgement)
        .bind(after.mail_code)
        .bind((!after.active).then_some(now))
        .bind(now)
        .bind(after.issues);
    work.tx.execute(text).await.on_taken(NAME_TAKEN, taken)?;
    work.finish(StatusCode::OK, &after).await
}
