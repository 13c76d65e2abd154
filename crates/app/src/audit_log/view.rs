//! Audit events on the wire.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::{IntoParams, ToSchema};

use super::service::Happened;
use super::store::EventRow;
use super::words;
use crate::wire;

/// Who did it.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct EventActor {
    /// `person`, `guest`, `system` or `operator`.
    #[schema(example = "person")]
    pub kind: String,
    /// The public id, or the name of the part of the system.
    pub id: String,
    /// The name at that time; absent when it was erased.
    pub name: Option<String>,
}

/// What it was done to.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct EventEntity {
    /// Its kind.
    #[schema(example = "document")]
    pub kind: String,
    /// Its public id.
    pub id: String,
    /// What it was called then.
    pub label: Option<String>,
}

/// A project as shown beside an event.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct EventProject {
    /// The public id.
    pub id: String,
    /// The reference.
    pub reference: String,
    /// The name.
    pub name: String,
}

/// One event of the audit log.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct AuditEvent {
    /// Its number in the organisation, without gaps.
    #[schema(example = 42)]
    pub seq: i64,
    /// When it happened.
    #[schema(example = "2026-11-21T14:03:00.000Z")]
    pub at: String,
    /// The category.
    #[schema(example = "document")]
    pub category: String,
    /// What was done.
    #[schema(example = "document.locked")]
    pub action: String,
    /// The same in words.
    #[schema(
        example = "Kim Ode shared A-101 Ground floor plan, revision P02 with Baulink until 3 March 2027"
    )]
    pub summary: String,
    /// The project it happened in.
    pub project: Option<EventProject>,
    /// Who did it.
    pub actor: EventActor,
    /// How sure we are of who it is.
    #[schema(example = "account")]
    pub assurance: String,
    /// The address it came from.
    pub ip: Option<String>,
    /// The program it was done with.
    pub user_agent: Option<String>,
    /// What it was done to.
    pub entity: EventEntity,
    /// The values before.
    pub before: Option<Value>,
    /// The values after.
    pub after: Option<Value>,
    /// The reason given.
    pub reason: Option<String>,
    /// The rule that allowed or refused it.
    #[schema(example = "K-5.7/lock")]
    pub rule: String,
    /// The numbers of the grants that allowed it.
    pub grounds: Value,
    /// Did it concern a restricted document?
    pub confidential: bool,
    /// The request.
    pub request_id: String,
    /// The hash of the event's leaf in the chain.
    pub hash: String,
}

/// What an export or a list looks for.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct AuditQuery {
    /// Only events of this project (public id).
    pub project: Option<String>,
    /// Only this category.
    pub category: Option<String>,
    /// Only this action, such as `document.locked`.
    pub action: Option<String>,
    /// Only by this actor (public id).
    pub actor: Option<String>,
    /// Only on this entity (public id).
    pub entity: Option<String>,
    /// From this moment on.
    pub from: Option<String>,
    /// Before this moment.
    pub to: Option<String>,
    /// `changes` leaves out that somebody looked at something or downloaded it; `all` holds everything. Without it, a
    /// document's history holds changes alone for those who may not read the project's log; other lists hold everything.
    #[param(example = "changes")]
    pub kind: Option<String>,
    /// Words that name, label, action or reason contain.
    pub q: Option<String>,
    /// Rows per page, 50 unless said, 200 at most.
    pub limit: Option<i64>,
    /// Where the last page ended.
    pub cursor: Option<String>,
    /// Of an export: `csv` or `json`.
    pub format: Option<String>,
}

/// What the check of the chain found.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct AuditCheck {
    /// How many events were checked.
    pub events: i64,
    /// The first number.
    pub first: i64,
    /// The last number.
    pub last: i64,
    /// Is everything as it was written?
    pub ok: bool,
    /// The first thing that is wrong.
    pub problem: Option<String>,
}

impl From<EventRow> for AuditEvent {
    fn from(row: EventRow) -> Self {
        let value = |text: Option<String>| text.and_then(|text| serde_json::from_str(&text).ok());
        let summary = words::summary(&row);
        Self {
            summary,
            seq: row.seq,
            at: wire::time(row.at),
            category: row.category,
            action: row.action,
            project: row.project_public_id.zip(row.project_reference).map(|(id, reference)| EventProject {
                id,
                reference,
                name: row.project_name.unwrap_or_default(),
            }),
            actor: EventActor { kind: row.actor_kind, id: row.actor_id, name: row.actor_name },
            assurance: row.assurance,
            ip: row.ip,
            user_agent: row.user_agent,
            entity: EventEntity { kind: row.entity_kind, id: row.entity_id, label: row.entity_label },
            before: value(row.before),
            after: value(row.after),
            reason: row.reason,
            rule: row.rule,
            grounds: value(Some(row.grounds)).unwrap_or_default(),
            confidential: row.confidential,
            request_id: row.request_id,
            hash: hex::encode(row.leaf_hash),
        }
    }
}

/// Something that happened to a thing, as its own page shows it.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct PastEvent {
    /// Who did what.
    #[schema(example = "Bo Lee cancelled the workflow WF-001 Ground floor")]
    pub text: String,
    /// Why, if they said so.
    #[schema(example = "The sheet was withdrawn.")]
    pub reason: Option<String>,
    /// When.
    pub at: String,
}

impl PastEvent {
    /// Without what was said with it, where that stands beside it.
    #[must_use]
    pub fn without_reason(self) -> Self {
        Self { reason: None, ..self }
    }
}

impl From<Happened> for PastEvent {
    fn from(event: Happened) -> Self {
        let reason = Some(event.reason).filter(|reason| !reason.is_empty());
        Self { text: event.told, reason, at: wire::time(event.at) }
    }
}
