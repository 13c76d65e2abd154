//! The audit log: one event per change, in the change's own transaction, numbered without gaps and chained.
//!
//! A leaf is SHA-256 over 0x00 and the event's body, a canonical JSON text (keys sorted, no white space). Personal fields
//! stand beside the body; the body holds a salted commitment to each, so that erasing them keeps the chain whole.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use wayleave_base::{Ids, OrganisationId, ProjectId, SubjectId, Timestamp};
use wayleave_db::{DbResult, Tx, row, sql};

use crate::decide::Warrant;

/// Who did it and from where.
#[derive(Clone, Debug)]
pub struct Actor {
    /// `person`, `guest`, `system` or `operator`.
    pub kind: &'static str,
    /// The actor's public id, or the name of the part of the system.
    pub id: String,
    /// The name at that time.
    pub name: String,
    /// The subject, 0 for the system.
    pub subject: SubjectId,
    /// How sure we are of who it is: `anonymous_link`, `typed_name`, `mail_proven`, `account` or `system`.
    pub assurance: &'static str,
    /// The address the request came from.
    pub ip: String,
    /// The program it was made with.
    pub user_agent: String,
    /// The request.
    pub request_id: String,
}

impl Actor {
    /// The system itself.
    #[must_use]
    pub fn system(part: &str) -> Self {
        Self {
            kind: "system",
            id: part.to_owned(),
            name: "Wayleave".to_owned(),
            subject: SubjectId(0),
            assurance: "system",
            ip: String::new(),
            user_agent: String::new(),
            request_id: String::new(),
        }
    }
}

/// What happened.
#[derive(Clone, Debug)]
pub struct Event<'a> {
    /// The category: `document`, `guest_share`, `transmittal`, `user`, `project`, `organisation`, `access`,
    /// `authorization`, `auth`, `workflow`, `work_package`.
    pub category: &'a str,
    /// What was done, such as `document.locked`.
    pub action: &'a str,
    /// The project, if it happened in one.
    pub project: Option<ProjectId>,
    /// The kind, public id and label of what it was done to.
    pub entity: (&'a str, &'a str, &'a str),
    /// The values before.
    pub before: Option<Value>,
    /// The values after.
    pub after: Option<Value>,
    /// The reason given.
    pub reason: Option<&'a str>,
    /// Does it concern a restricted document?
    pub confidential: bool,
}

impl<'a> Event<'a> {
    /// An event with the things every event has.
    #[must_use]
    pub fn new(category: &'a str, action: &'a str, entity: (&'a str, &'a str, &'a str)) -> Self {
        Self {
            category,
            action,
            project: None,
            entity,
            before: None,
            after: None,
            reason: None,
            confidential: false,
        }
    }

    /// In this project.
    #[must_use]
    pub fn project(mut self, project: ProjectId) -> Self {
        self.project = Some(project);
        self
    }

    /// With these values before.
    #[must_use]
    pub fn before(mut self, value: Value) -> Self {
        self.before = Some(value);
        self
    }

    /// With these values after.
    #[must_use]
    pub fn after(mut self, value: Value) -> Self {
        self.after = Some(value);
        self
    }

    /// For this reason; an empty text is none.
    #[must_use]
    pub fn reason(mut self, reason: &'a str) -> Self {
        self.reason = (!reason.is_empty()).then_some(reason);
        self
    }

    /// About a restricted document.
    #[must_use]
    pub fn confidential(mut self, confidential: bool) -> Self {
        self.confidential = confidential;
        self
    }
}

/// The proof that an event was written; it alone opens the ledger, and rows made with it carry the event's number.
#[derive(Debug)]
pub struct Stamp {
    organisation: OrganisationId,
    at: Timestamp,
    by: SubjectId,
    seq: i64,
    leaf: [u8; 32],
}

impl Stamp {
    /// The organisation.
    #[must_use]
    pub fn organisation(&self) -> OrganisationId {
        self.organisation
    }

    /// The moment of the change.
    #[must_use]
    pub fn at(&self) -> Timestamp {
        self.at
    }

    /// Who made it.
    #[must_use]
    pub fn by(&self) -> SubjectId {
        self.by
    }

    /// The number of the event.
    #[must_use]
    pub fn seq(&self) -> i64 {
        self.seq
    }

    /// The event's leaf in the tree over the log.
    #[must_use]
    pub fn leaf(&self) -> &[u8; 32] {
        &self.leaf
    }
}

row! {
    struct Head { seq: i64, hash: Vec<u8> }
}

/// Opens the log of a new organisation.
pub async fn begin(tx: &mut Tx, organisation: OrganisationId) -> DbResult<()> {
    tx.execute(
        sql("insert into audit_head (organisation_id, seq, hash) values ($1, 0, $2)")
            .bind(organisation)
            .bind(vec![0_u8; 32]),
    )
    .await?;
    Ok(())
}

/// Keeps every other change of the organisation waiting until this transaction ends. Nothing changes without an event in
/// the log, so what is read after this stays true until the commit. A change that asks for it before it locks anything
/// else waits for nobody who waits for it. SQLite has one writer at a time and needs no lock of its own.
pub async fn hold(tx: &mut Tx, organisation: OrganisationId) -> DbResult<()> {
    let lock = tx.engine().for_update();
    if !lock.is_empty() {
        let mut text = sql("select seq as n from audit_head where organisation_id = $1").bind(organisation);
        text.push(lock);
        tx.int(text).await?;
    }
    Ok(())
}

/// Writes an event. The head row is locked by its update, so numbers have no gap and no twin.
pub async fn record(
    tx: &mut Tx,
    ids: &Ids,
    organisation: OrganisationId,
    at: Timestamp,
    actor: &Actor,
    warrant: &impl Warrant,
    event: Event<'_>,
) -> DbResult<Stamp> {
    let head: Head = tx
        .one(
            sql("update audit_head set seq = seq + 1 where organisation_id = $1 returning seq, hash")
                .bind(organisation),
        )
        .await?;
    let salt = ids.secret();
    let before = event.before.as_ref().map(canonical);
    let after = event.after.as_ref().map(canonical);
    let grounds = canonical(&json!(warrant.grounds()));
    let body = body(&Body {
        organisation,
        head: &head,
        at,
        actor,
        warrant_rule: warrant.rule(),
        grounds: &grounds,
        event: &event,
        before: before.as_deref(),
        after: after.as_deref(),
        salt: &salt,
    });
    let leaf = leaf_hash(&body);
    let (kind, id, label) = event.entity;
    tx.execute(
        sql("insert into audit_event (organisation_id, seq, at, category, action, project_id, actor_kind, actor_id,
               actor_name, assurance, ip, user_agent, entity_kind, entity_id, entity_label, before, after, reason, rule,
               grounds, confidential, request_id, salt, body, leaf_hash)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22,
               $23, $24, $25)")
        .bind(organisation)
        .bind(head.seq)
        .bind(at)
        .bind(event.category)
        .bind(event.action)
        .bind(event.project)
        .bind(actor.kind)
        .bind(&actor.id)
        .bind(&actor.name)
        .bind(actor.assurance)
        .bind(&actor.ip)
        .bind(&actor.user_agent)
        .bind(kind)
        .bind(id)
        .bind(label)
        .bind(before)
        .bind(after)
        .bind(event.reason)
        .bind(warrant.rule())
        .bind(grounds)
        .bind(event.confidential)
        .bind(&actor.request_id)
        .bind(salt.to_vec())
        .bind(body)
        .bind(leaf.to_vec()),
    )
    .await?;
    tx.execute(
        sql("update audit_head set hash = $2 where organisation_id = $1")
            .bind(organisation)
            .bind(leaf.to_vec()),
    )
    .await?;
    Ok(Stamp { organisation, at, by: actor.subject, seq: head.seq, leaf })
}

struct Body<'a> {
    organisation: OrganisationId,
    head: &'a Head,
    at: Timestamp,
    actor: &'a Actor,
    warrant_rule: &'a str,
    grounds: &'a str,
    event: &'a Event<'a>,
    before: Option<&'a str>,
    after: Option<&'a str>,
    salt: &'a [u8; 32],
}

fn body(parts: &Body<'_>) -> String {
    let Body { actor, event, .. } = parts;
    let commit = |field: &str, value: Option<&str>| value.map(|value| commitment(parts.salt, field, value));
    let (kind, id, label) = event.entity;
    let fields: BTreeMap<&str, Value> = BTreeMap::from([
        ("v", json!(1)),
        ("organisation", json!(parts.organisation.get())),
        ("seq", json!(parts.head.seq)),
        ("previous", json!(hex::encode(&parts.head.hash))),
        ("at", json!(parts.at)),
        ("category", json!(event.category)),
        ("action", json!(event.action)),
        ("project", json!(event.project.map(ProjectId::get))),
        ("actor_kind", json!(actor.kind)),
        ("actor_id", json!(actor.id)),
        ("assurance", json!(actor.assurance)),
        ("entity_kind", json!(kind)),
        ("entity_id", json!(id)),
        ("rule", json!(parts.warrant_rule)),
        ("grounds", json!(parts.grounds)),
        ("confidential", json!(event.confidential)),
        ("request", json!(actor.request_id)),
        ("actor_name_c", json!(commit("actor_name", Some(&actor.name)))),
        ("ip_c", json!(commit("ip", Some(&actor.ip)))),
        ("user_agent_c", json!(commit("user_agent", Some(&actor.user_agent)))),
        ("entity_label_c", json!(commit("entity_label", Some(label)))),
        ("before_c", json!(commit("before", parts.before))),
        ("after_c", json!(commit("after", parts.after))),
        ("reason_c", json!(commit("reason", event.reason))),
    ]);
    serde_json::to_string(&fields).expect("plain values serialise")
}

/// The salted commitment to a personal field.
#[must_use]
pub fn commitment(salt: &[u8], field: &str, value: &str) -> String {
    let mut hasher = Sha256::new();
    hasher.update(salt);
    hasher.update(field.as_bytes());
    hasher.update([0]);
    hasher.update(value.as_bytes());
    hex::encode(hasher.finalize())
}

/// The hash of a leaf, as in RFC 6962.
#[must_use]
pub fn leaf_hash(body: &str) -> [u8; 32] {
    let mut hasher = Sha256::new();
    hasher.update([0]);
    hasher.update(body.as_bytes());
    hasher.finalize().into()
}

/// A value as text with sorted keys and no white space, whatever order the map keeps.
fn canonical(value: &Value) -> String {
    match value {
        Value::Object(map) => {
            let sorted: BTreeMap<&String, &Value> = map.iter().collect();
            let fields: Vec<String> = sorted
                .into_iter()
                .map(|(key, value)| format!("{}:{}", json!(key), canonical(value)))
                .collect();
            format!("{{{}}}", fields.join(","))
        }
        Value::Array(items) => format!("[{}]", items.iter().map(canonical).collect::<Vec<_>>().join(",")),
        other => other.to_string(),
    }
}

/// What a walk over the chain found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verified {
    /// How many events were checked.
    pub events: i64,
    /// The first thing that is wrong, if anything is.
    pub problem: Option<String>,
}

row! {
    struct Stored {
        seq: i64, body: String, leaf_hash: Vec<u8>, salt: Option<Vec<u8>>, actor_name: Option<String>, ip: Option<String>,
        user_agent: Option<String>, entity_label: Option<String>, before: Option<String>, after: Option<String>,
        reason: Option<String>, at: i64, category: String, action: String, project_id: Option<i64>, actor_kind: String,
        actor_id: String, assurance: String, entity_kind: String, entity_id: String, rule: String, grounds: String,
        confidential: bool, request_id: String,
    }
}

/// Walks the whole chain of the organisation: numbers, links, hashes, commitments and the head.
pub async fn verify(tx: &mut Tx, organisation: OrganisationId) -> DbResult<Verified> {
    let mut previous = hex::encode([0_u8; 32]);
    let mut expected = 1;
    loop {
        let batch: Vec<Stored> = tx
            .all(
                sql("select seq, body, leaf_hash, salt, actor_name, ip, user_agent, entity_label, before, after, reason, at,
                       category, action, project_id, actor_kind, actor_id, assurance, entity_kind, entity_id, rule, grounds,
                       confidential, request_id
                     from audit_event where organisation_id = $1 and seq >= $2 order by seq limit 1000")
                .bind(organisation)
                .bind(expected),
            )
            .await?;
        for event in &batch {
            if let Some(problem) = event.problem(expected, &previous) {
                return Ok(Verified { events: expected - 1, problem: Some(problem) });
            }
            previous = hex::encode(&event.leaf_hash);
            expected += 1;
        }
        if batch.len() < 1000 {
            break;
        }
    }
    let head: Head =
        tx.one(sql("select seq, hash from audit_head where organisation_id = $1").bind(organisation)).await?;
    let problem = (head.seq != expected - 1 || hex::encode(&head.hash) != previous)
        .then(|| format!("the log ends at event {}, but its head says {}", expected - 1, head.seq));
    Ok(Verified { events: expected - 1, problem })
}

impl Stored {
    fn problem(&self, expected: i64, previous: &str) -> Option<String> {
        let seq = self.seq;
        if seq != expected {
            return Some(format!("event {expected} is missing"));
        }
        if leaf_hash(&self.body).as_slice() != self.leaf_hash {
            return Some(format!("the body of event {seq} was changed"));
        }
        let Ok(body) = serde_json::from_str::<Value>(&self.body) else {
            return Some(format!("the body of event {seq} cannot be read"));
        };
        if body["seq"] != json!(seq) || body["previous"] != json!(previous) {
            return Some(format!("event {seq} does not follow the one before it"));
        }
        self.plain_problem(&body).or_else(|| self.personal_problem(&body))
    }

    /// The columns that people read and filter by say what the body says.
    fn plain_problem(&self, body: &Value) -> Option<String> {
        let columns = [
            ("at", "at", json!(self.at)),
            ("category", "category", json!(self.category)),
            ("action", "action", json!(self.action)),
            ("project_id", "project", json!(self.project_id)),
            ("actor_kind", "actor_kind", json!(self.actor_kind)),
            ("actor_id", "actor_id", json!(self.actor_id)),
            ("assurance", "assurance", json!(self.assurance)),
            ("entity_kind", "entity_kind", json!(self.entity_kind)),
            ("entity_id", "entity_id", json!(self.entity_id)),
            ("rule", "rule", json!(self.rule)),
            ("grounds", "grounds", json!(self.grounds)),
            ("confidential", "confidential", json!(self.confidential)),
            ("request_id", "request", json!(self.request_id)),
        ];
        let changed = columns.into_iter().find(|(_, field, value)| body[*field] != *value);
        changed.map(|(column, ..)| format!("{column} of event {} was changed", self.seq))
    }

    /// The personal fields fit their commitments. Erasing takes the salt and all of them; what stands where the salt is
    /// gone was put there later.
    fn personal_problem(&self, body: &Value) -> Option<String> {
        let seq = self.seq;
        let fields = [
            ("actor_name", &self.actor_name),
            ("ip", &self.ip),
            ("user_agent", &self.user_agent),
            ("entity_label", &self.entity_label),
            ("before", &self.before),
            ("after", &self.after),
            ("reason", &self.reason),
        ];
        fields.into_iter().find_map(|(field, value)| {
            let fits = match &self.salt {
                Some(salt) => {
                    let found = value.as_ref().map(|value| commitment(salt, field, value));
                    body[format!("{field}_c").as_str()] == json!(found)
                }
                None => value.is_none(),
            };
            (!fits).then(|| format!("{field} of event {seq} was changed"))
        })
    }
}
