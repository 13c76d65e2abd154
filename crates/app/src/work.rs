//! The unit of work of a signed-in request: one transaction inside one organisation, with the person who acts.

use std::sync::Mutex;

use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use wayleave_access::audit::{self, Actor, Event, Stamp};
use wayleave_access::{
    Act, Action, Decision, Denial, OrganisationFacts, OrganisationRole, Permit, Principal, ProjectFacts,
    Target, Visible, Warrant, documents,
};
use wayleave_base::{AccountId, ErrorCode, MemberId, OrganisationId, ProjectId, SubjectId, Timestamp, Token};
use wayleave_db::{DbResult, Sql, Tx, row, sql};
use wayleave_jobs::{Enqueue, Job};

use crate::cx::Cx;
use crate::error::{Error, Result};
use crate::workflows::{self, Turn};

row! {
    /// An organisation as stored.
    #[derive(Clone, Debug)]
    pub struct OrganisationRow {
        /// The internal id.
        pub id: OrganisationId,
        /// The public id.
        pub public_id: String,
        /// The name in addresses.
        pub slug: String,
        /// The name.
        pub name: String,
    }
}

impl OrganisationRow {
    /// The organisation; none where it is gone or suspended.
    pub async fn live(tx: &mut Tx, organisation: OrganisationId) -> DbResult<Option<Self>> {
        let text =
            sql("select id, public_id, slug, name from organisation where id = $1 and suspended_at is null");
        tx.optional(text.bind(organisation)).await
    }

    /// The organisation, suspended or not.
    pub async fn load(tx: &mut Tx, organisation: OrganisationId) -> DbResult<Self> {
        tx.one(sql("select id, public_id, slug, name from organisation where id = $1").bind(organisation))
            .await
    }
}

row! {
    /// A project as stored.
    #[derive(Clone, Debug)]
    pub struct ProjectRow {
        /// The internal id.
        pub id: ProjectId,
        /// The public id.
        pub public_id: String,
        /// The short reference, unique in the organisation.
        pub reference: String,
        /// The name.
        pub name: String,
        /// The description.
        pub description: String,
        /// The time zone.
        pub timezone: String,
        /// The first day.
        pub starts_on: Option<String>,
        /// The last day.
        pub ends_on: Option<String>,
        /// When it was created.
        pub created_at: i64,
        /// The version that an edit must name.
        pub row_version: i64,
    }
}

impl ProjectRow {
    /// A project by its internal id.
    pub async fn load(tx: &mut Tx, organisation: OrganisationId, project: ProjectId) -> DbResult<Self> {
        let mut text = sql(PROJECT).bind(organisation).bind(project);
        text.push(" and id = $2");
        tx.one(text).await
    }
}

const PROJECT: &str = "select id, public_id, reference, name, description, timezone, starts_on, ends_on, created_at, row_version
    from project where organisation_id = $1";

row! {
    /// The account behind a session.
    #[derive(Clone, Debug)]
    pub struct SessionRow {
        /// The account.
        pub account_id: AccountId,
        /// The session's public id.
        pub public_id: String,
        /// When it was last seen.
        pub last_used_at: i64,
        /// The account's public id.
        pub account_public_id: String,
        /// The e-mail address.
        pub email: String,
        /// The person's name.
        pub name: String,
        /// The theme chosen.
        pub theme: String,
    }
}

row! {
    struct MemberRow { id: MemberId, public_id: String, subject_id: SubjectId, role: Option<String> }
}

row! {
    struct ActingRow {
        id: MemberId, public_id: String, subject_id: SubjectId, account_id: AccountId, name: String, email: String,
        role: String,
    }
}

/// The person who acts, in this organisation.
#[derive(Clone, Debug)]
pub struct Me {
    /// The account.
    pub account: AccountId,
    /// The member.
    pub member: MemberId,
    /// The member's public id.
    pub public_id: String,
    /// The subject that grants name.
    pub subject: SubjectId,
    /// The organisation role.
    pub role: OrganisationRole,
    /// The name.
    pub name: String,
    /// The e-mail address.
    pub email: String,
}

impl Me {
    fn of(row: ActingRow) -> Option<Self> {
        Some(Self {
            role: OrganisationRole::parse(&row.role)?,
            account: row.account_id,
            member: row.id,
            public_id: row.public_id,
            subject: row.subject_id,
            name: row.name,
            email: row.email,
        })
    }
}

/// The members of an organisation who may act, with their role of this moment.
fn acting(organisation: OrganisationId, now: Timestamp) -> Sql {
    sql("select m.id, m.public_id, m.subject_id, m.account_id, a.name, a.email, r.role from member m
         join account a on a.id = m.account_id
         join organisation_role r on r.subject_id = m.subject_id and r.closed_at is null
           and r.valid_from <= $2 and r.ends_at > $2
         where m.organisation_id = $1 and ")
    .bind(organisation)
    .bind(now)
}

/// A transaction inside one organisation and the person it acts for. Dropping it undoes everything.
pub struct Work {
    /// The transaction.
    pub tx: Tx,
    /// The request.
    pub cx: Cx,
    /// The organisation.
    pub organisation: OrganisationRow,
    /// Who acts.
    pub me: Me,
}

/// The session behind a token, if it is live: not revoked, not idle for too long, not too old.
pub async fn find_session(tx: &mut Tx, cx: &Cx) -> Result<SessionRow> {
    let Some(token) = &cx.session else { return Err(Error::code(ErrorCode::Unauthenticated)) };
    let found = session_of(tx, token, cx.now()).await?;
    let session = found.ok_or_else(|| Error::code(ErrorCode::Unauthenticated))?;
    if cx.now() - session.last_used_at >= crate::account::NOTED_EVERY {
        cx.meta.used.note(token.hash(), cx.now());
    }
    Ok(session)
}

/// The live session of a token.
pub(crate) async fn session_of(tx: &mut Tx, token: &Token, now: Timestamp) -> DbResult<Option<SessionRow>> {
    tx.optional(
        sql("select s.account_id, s.public_id, s.last_used_at, a.public_id as account_public_id, a.email, a.name, a.theme
             from session s join account a on a.id = s.account_id
             where s.token_hash = $1 and s.revoked_at is null and s.idle_until > $2 and s.absolute_until > $2")
        .bind(token.hash())
        .bind(now),
    )
    .await
}

impl Work {
    /// Starts reading inside the organisation that `name` (public id or slug) means. An organisation that the person does
    /// not belong to is absent.
    pub async fn read(cx: &Cx, name: &str) -> Result<Self> {
        let tx = cx.db().read().await?;
        Self::start(tx, cx, name, false).await
    }

    /// Starts writing inside the organisation, after every other change of it has ended: whatever is read from here on,
    /// the role of the one who acts first of all, stays true until the commit. So of two acts that exclude each other the
    /// second sees the first, the same request sent twice at once finds its own answer, and no two changes wait for each
    /// other in a ring.
    pub async fn write(cx: &Cx, name: &str) -> Result<Self> {
        let tx = cx.db().begin().await?;
        let mut work = Self::start(tx, cx, name, true).await?;
        work.replay().await?;
        Ok(work)
    }

    async fn start(mut tx: Tx, cx: &Cx, name: &str, alone: bool) -> Result<Self> {
        let session = find_session(&mut tx, cx).await?;
        let organisation: OrganisationRow = tx
            .optional(
                sql("select o.id, o.public_id, o.slug, o.name from organisation o
                     join account_organisation b on b.organisation_id = o.id and b.account_id = $1
                     where (o.slug = $2 or o.public_id = $2) and o.suspended_at is null")
                .bind(session.account_id)
                .bind(name),
            )
            .await?
            .ok_or_else(Error::not_found)?;
        tx.enter(organisation.id).await?;
        if alone {
            audit::hold(&mut tx, organisation.id).await?;
        }
        let member: MemberRow = tx
            .optional(
                sql("select m.id, m.public_id, m.subject_id, r.role from member m
                     left join organisation_role r on r.subject_id = m.subject_id and r.closed_at is null
                       and r.valid_from <= $3 and r.ends_at > $3
                     where m.account_id = $1 and m.organisation_id = $2")
                .bind(session.account_id)
                .bind(organisation.id)
                .bind(cx.now()),
            )
            .await?
            .ok_or_else(Error::not_found)?;
        // A member without an open role was deactivated: the organisation is absent for them.
        let role = member.role.as_deref().and_then(OrganisationRole::parse).ok_or_else(Error::not_found)?;
        cx.meta.used.note_member(organisation.id, member.id);
        let me = Me {
            account: session.account_id,
            member: member.id,
            public_id: member.public_id,
            subject: member.subject_id,
            role,
            name: session.name,
            email: session.email,
        };
        Ok(Self { tx, cx: cx.clone(), organisation, me })
    }

    /// Starts reading as a member without a session: a job acts as the person who caused it, and is decided anew as what
    /// they are by then. Whoever belongs to the organisation no more is refused.
    pub async fn read_as(cx: &Cx, organisation: OrganisationId, member: MemberId) -> Result<Self> {
        let tx = cx.db().read().await?;
        Self::start_as(tx, cx, (organisation, member), false).await
    }

    /// Starts writing as a member without a session.
    pub async fn write_as(cx: &Cx, organisation: OrganisationId, member: MemberId) -> Result<Self> {
        let tx = cx.db().begin().await?;
        Self::start_as(tx, cx, (organisation, member), true).await
    }

    async fn start_as(
        mut tx: Tx,
        cx: &Cx,
        (organisation, member): (OrganisationId, MemberId),
        alone: bool,
    ) -> Result<Self> {
        let organisation =
            OrganisationRow::live(&mut tx, organisation).await?.ok_or_else(Error::not_found)?;
        tx.enter(organisation.id).await?;
        if alone {
            audit::hold(&mut tx, organisation.id).await?;
        }
        let mut one = acting(organisation.id, cx.now());
        one.push("m.id = ").arg(member);
        let me = tx.optional(one).await?.and_then(Me::of).ok_or_else(Error::not_found)?;
        Ok(Self { tx, cx: cx.clone(), organisation, me })
    }

    /// The same transaction as another member would read in it: for showing what somebody will see, to be dropped and never
    /// committed.
    pub async fn seen_by(mut self, subject: SubjectId) -> Result<Self> {
        let mut one = acting(self.organisation.id, self.cx.now());
        one.push("m.subject_id = ").arg(subject);
        self.me = self.tx.optional(one).await?.and_then(Me::of).ok_or_else(Error::not_found)?;
        Ok(self)
    }

    /// The moment of the request.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.cx.now()
    }

    /// The person as the access core knows them.
    #[must_use]
    pub fn principal(&self) -> Principal {
        Principal::Person { subject: self.me.subject, role: self.me.role }
    }

    /// The facts for acts on the organisation.
    #[must_use]
    pub fn facts(&self) -> OrganisationFacts {
        OrganisationFacts { principal: self.principal() }
    }

    /// Brings the steps of workflows that wait for somebody in line with their standing, after an act that changed it: in one
    /// project, or in all.
    pub async fn settle_steps(
        &mut self,
        change: (&Stamp, Turn),
        whom: (SubjectId, Option<ProjectId>),
    ) -> Result<()> {
        let shared = self.cx.shared().clone();
        workflows::settle(&mut self.tx, &shared, &self.organisation, change, whom).await
    }

    /// A project by public id and the person's standing in it; 404 when there is none for them.
    pub async fn project(&mut self, public_id: &str) -> Result<(ProjectRow, ProjectFacts)> {
        let mut text = sql(PROJECT).bind(self.organisation.id).bind(public_id);
        text.push(" and public_id = $2");
        let project: Option<ProjectRow> = self.tx.optional(text).await?;
        let project = project.ok_or_else(Error::not_found)?;
        let (principal, now) = (self.principal(), self.now());
        let facts = ProjectFacts::load(&mut self.tx, self.organisation.id, project.id, &principal, now)
            .await?
            .ok_or_else(Error::not_found)?;
        Ok((project, facts))
    }

    /// A document within reach; 404 when there is none for this person.
    pub async fn document(&mut self, facts: &ProjectFacts, public_id: &str) -> Result<Visible> {
        documents::find(&mut self.tx, &facts.scope(), public_id).await?.ok_or_else(Error::not_found)
    }

    /// Decides an act on the organisation and returns the permit, or the refusal.
    pub fn permit<A: Act>(&self, target: Target<'_>) -> Result<Permit<A>> {
        self.checked(
            self.facts().decide::<A>(target).permit(),
            None,
            "organisation",
            &self.organisation.public_id,
        )
    }

    /// Decides an act in a project (or on a document of it) and returns the permit, or the refusal.
    pub fn permit_in<A: Act>(&self, facts: &ProjectFacts, target: Target<'_>) -> Result<Permit<A>> {
        let entity = target.document.map_or("project", |_| "document");
        let id = target.document.map_or("", |document| document.document.public_id.as_str());
        self.checked(facts.decide::<A>(target).permit(), Some(facts.project), entity, id)
    }

    /// Decides an act that may be allowed as a request only.
    pub fn decide_in<A: Act>(&self, facts: &ProjectFacts, target: Target<'_>) -> Result<Decision<A>> {
        match facts.decide::<A>(target) {
            Decision::Deny(denial) => {
                self.checked::<Permit<A>>(Err(denial), Some(facts.project), "project", "")?;
                unreachable!("a denial is an error")
            }
            decision => Ok(decision),
        }
    }

    /// Passes a permit on; a refusal of a write is noted for the audit log.
    fn checked<T>(
        &self,
        outcome: std::result::Result<T, Denial>,
        project: Option<ProjectId>,
        entity: &'static str,
        id: &str,
    ) -> Result<T> {
        if let Err(Denial::Forbidden { action, rule, .. }) = &outcome
            && action.writes()
        {
            self.cx.shared().refusals.note(Refusal {
                organisation: self.organisation.id,
                at: self.now(),
                actor: self.actor(),
                action: *action,
                rule,
                project,
                entity,
                entity_id: id.to_owned(),
            });
        }
        Ok(outcome?)
    }

    /// The person as the audit log writes them.
    #[must_use]
    pub fn actor(&self) -> Actor {
        let meta = &self.cx.meta;
        Actor {
            kind: "person",
            id: self.me.public_id.clone(),
            name: self.me.name.clone(),
            subject: self.me.subject,
            assurance: "account",
            ip: meta.ip.to_string(),
            user_agent: meta.user_agent.clone(),
            request_id: meta.request_id.clone(),
        }
    }

    /// Writes the audit event of a change; its stamp opens the ledger.
    pub async fn record(&mut self, warrant: &impl Warrant, event: Event<'_>) -> Result<Stamp> {
        let actor = self.actor();
        let (organisation, now) = (self.organisation.id, self.now());
        let ids = self.cx.ids().clone();
        Ok(audit::record(&mut self.tx, &ids, organisation, now, &actor, warrant, event).await?)
    }

    /// Enqueues a job in this transaction.
    pub async fn enqueue<J: Job>(&mut self, job: &J) -> Result<()> {
        let how = Enqueue { organisation: Some(self.organisation.id), ..Enqueue::default() };
        let now = self.now();
        Ok(wayleave_jobs::enqueue(&mut self.tx, now, job, how).await?)
    }

    /// Commits and wakes the workers.
    pub async fn commit(self) -> Result<()> {
        self.tx.commit().await?;
        self.cx.shared().wake.notify_one();
        Ok(())
    }

    /// Commits and answers with `value`, which is kept for a repetition under the same idempotency key. The value must
    /// hold no secret; an answer that does is given by [`Work::finish_secret`].
    pub async fn finish<T: Serialize>(self, status: StatusCode, value: &T) -> Result<Response> {
        let body = serde_json::to_string(value).map_err(anyhow::Error::from)?;
        self.keep_and_commit(status, &body).await?;
        Ok((status, [("content-type", "application/json")], body).into_response())
    }

    /// Commits and answers with nothing but that it is done.
    pub async fn finish_empty(self) -> Result<Response> {
        self.keep_and_commit(StatusCode::NO_CONTENT, "").await?;
        Ok(StatusCode::NO_CONTENT.into_response())
    }

    /// Commits and answers with a value that holds a secret. A repetition is told that the secret was shown once.
    pub async fn finish_secret<T: Serialize>(self, status: StatusCode, value: &T) -> Result<Response> {
        let note = serde_json::json!({"repeated": true, "detail": "This was done already; its link was shown once."});
        self.keep_and_commit(StatusCode::OK, &note.to_string()).await?;
        Ok((status, Json(value)).into_response())
    }

    async fn keep_and_commit(mut self, status: StatusCode, body: &str) -> Result<()> {
        if let Some((key, hash)) = self.cx.meta.idempotency.clone() {
            self.tx
                .execute(
                    sql("insert into idempotency_record (principal, key, route, body_hash, status, body, created_at)
                         values ($1, $2, $3, $4, $5, $6, $7)")
                    .bind(self.principal_key())
                    .bind(key)
                    .bind(&self.cx.meta.route)
                    .bind(hash)
                    .bind(i64::from(status.as_u16()))
                    .bind(body)
                    .bind(self.now()),
                )
                .await?;
        }
        self.commit().await
    }

    fn principal_key(&self) -> String {
        format!("{}:{}", self.organisation.public_id, self.me.public_id)
    }

    /// Answers a repeated request from its record; the same key on another request is a conflict.
    async fn replay(&mut self) -> Result<()> {
        let Some((key, hash)) = self.cx.meta.idempotency.clone() else { return Ok(()) };
        let kept: Option<Kept> = self
            .tx
            .optional(
                sql("select route, body_hash, status, body from idempotency_record where principal = $1 and key = $2")
                    .bind(self.principal_key())
                    .bind(key),
            )
            .await?;
        match kept {
            None => Ok(()),
            Some(kept) if kept.route == self.cx.meta.route && kept.body_hash == hash => {
                Err(Error::Replay(u16::try_from(kept.status).unwrap_or(200), kept.body))
            }
            Some(_) => Err(Error::code(ErrorCode::IdempotencyMismatch)),
        }
    }
}

row! {
    struct Kept { route: String, body_hash: Vec<u8>, status: i64, body: String }
}

/// A refused write, on its way into the audit log.
#[derive(Clone, Debug)]
pub struct Refusal {
    organisation: OrganisationId,
    at: Timestamp,
    actor: Actor,
    action: Action,
    rule: &'static str,
    project: Option<ProjectId>,
    entity: &'static str,
    entity_id: String,
}

/// Refused writes, collected and written to the audit log within a second. A crash may lose that second.
#[derive(Default)]
pub struct Refusals(Mutex<Vec<Refusal>>);

/// A flood of refusals must not fill the memory; beyond this many between two writes they are dropped.
const MOST: usize = 10_000;

struct Refused(&'static str);

impl Warrant for Refused {
    fn rule(&self) -> &'static str {
        self.0
    }
    fn grounds(&self) -> &[i64] {
        &[]
    }
}

impl Refusals {
    fn note(&self, refusal: Refusal) {
        let mut waiting = self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        if waiting.len() < MOST {
            waiting.push(refusal);
        }
    }

    /// Writes what was collected.
    pub async fn write(&self, cx: &crate::shared::Shared) -> Result<()> {
        let waiting = std::mem::take(&mut *self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner));
        for refusal in waiting {
            let mut tx = cx.db.begin_in(refusal.organisation).await?;
            let entity = (refusal.entity, refusal.entity_id.as_str(), "");
            let mut event = Event::new("authorization", "permission.denied", entity)
                .after(serde_json::json!({"action": refusal.action.code()}));
            event.project = refusal.project;
            let warrant = Refused(refusal.rule);
            audit::record(
                &mut tx,
                &cx.ids,
                refusal.organisation,
                refusal.at,
                &refusal.actor,
                &warrant,
                event,
            )
            .await?;
            tx.commit().await?;
        }
        Ok(())
    }
}
