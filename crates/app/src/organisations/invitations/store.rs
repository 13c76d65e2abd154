//! The rows of invitations.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};
use wayleave_access::{OrganisationRole, Role};
use wayleave_base::{CompanyId, InvitationId, OrganisationId, ProjectId, SubjectId, Timestamp, Token};
use wayleave_db::{DbResult, Tx, row, sql};

row! {
    /// An invitation as stored.
    #[derive(Clone, Debug)]
    pub struct InvitationRow {
        pub id: i64,
        pub public_id: String,
        pub email: String,
        pub name: String,
        pub organisation_role: String,
        pub company_id: Option<CompanyId>,
        pub project_id: Option<ProjectId>,
        pub memberships: String,
        pub message: String,
        pub invited_by: Option<SubjectId>,
        pub created_at: i64,
        pub expires_at: i64,
        pub accepted_at: Option<i64>,
        pub revoked_at: Option<i64>,
        /// Whoever will accept it, where a step of a workflow waits for them already.
        pub subject_id: Option<SubjectId>,
    }
}

const COLUMNS: &str = "i.id, i.public_id, i.email, i.name, i.organisation_role, i.company_id, i.project_id, i.memberships, \
                       i.message, i.invited_by, i.created_at, i.expires_at, i.accepted_at, i.revoked_at, i.subject_id";

/// A membership that comes with an invitation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Offer {
    /// The project.
    pub project: i64,
    /// The role in it.
    pub role: String,
    /// The label shown beside the role.
    #[serde(default)]
    pub label: String,
    /// Until when.
    pub ends_at: Timestamp,
}

impl Offer {
    /// The project.
    #[must_use]
    pub fn project(&self) -> ProjectId {
        ProjectId(self.project)
    }

    /// The role.
    #[must_use]
    pub fn role(&self) -> Option<Role> {
        Role::parse(&self.role)
    }
}

impl InvitationRow {
    /// `pending`, `accepted`, `expired` or `revoked`.
    #[must_use]
    pub fn state(&self, now: Timestamp) -> &'static str {
        match self {
            Self { accepted_at: Some(_), .. } => "accepted",
            Self { revoked_at: Some(_), .. } => "revoked",
            Self { expires_at, .. } if *expires_at <= now => "expired",
            _ => "pending",
        }
    }

    /// Will whoever accepts it answer steps of the project? Responders do, and members whom it lets into the project.
    #[must_use]
    pub fn leads_to(&self, project: ProjectId, now: Timestamp) -> bool {
        match OrganisationRole::parse(&self.organisation_role) {
            Some(OrganisationRole::WorkflowResponder) => true,
            Some(OrganisationRole::Member) => {
                self.offers().iter().any(|offer| offer.project() == project && offer.ends_at > now)
            }
            _ => false,
        }
    }

    /// What whoever was invited is called before they have come.
    #[must_use]
    pub fn called(&self) -> &str {
        if self.name.is_empty() { &self.email } else { &self.name }
    }

    /// The memberships that come with it.
    #[must_use]
    pub fn offers(&self) -> Vec<Offer> {
        serde_json::from_str(&self.memberships).unwrap_or_default()
    }
}

/// An invitation to be written.
#[derive(Clone, Debug)]
pub struct NewInvitation<'a> {
    /// The address invited.
    pub email: &'a str,
    /// The name given.
    pub name: &'a str,
    /// The organisation role offered, by code.
    pub role: &'a str,
    /// The company.
    pub company: Option<CompanyId>,
    /// The project it was made in; nothing for one of the organisation.
    pub project: Option<ProjectId>,
    /// The memberships.
    pub offers: &'a [Offer],
    /// What the inviter adds.
    pub message: &'a str,
    /// Who invites; nobody for the operator.
    pub invited_by: Option<SubjectId>,
    /// The public id.
    pub public_id: &'a str,
    /// Until when it can be accepted.
    pub expires_at: Timestamp,
}

/// Writes an invitation and returns its number. Who was a member before comes back as the same, and what waits for somebody
/// who was invited at this address before waits for whoever accepts this one.
pub async fn insert(
    tx: &mut Tx,
    organisation: OrganisationId,
    now: Timestamp,
    new: &NewInvitation<'_>,
) -> DbResult<i64> {
    let offers = serde_json::to_string(new.offers).unwrap_or_else(|_| "[]".to_owned());
    tx.int(
        sql("insert into invitation (organisation_id, public_id, email, name, organisation_role, company_id, memberships,
               message, invited_by, created_at, expires_at, project_id, subject_id)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12,
               coalesce((select m.subject_id from member m join account a on a.id = m.account_id
                   where m.organisation_id = $1 and a.email = $3),
                 (select max(i.subject_id) from invitation i where i.organisation_id = $1 and i.email = $3)))
             returning id as n")
        .bind(organisation)
        .bind(new.public_id)
        .bind(new.email)
        .bind(new.name)
        .bind(new.role)
        .bind(new.company)
        .bind(offers)
        .bind(new.message)
        .bind(new.invited_by)
        .bind(now)
        .bind(new.expires_at)
        .bind(new.project),
    )
    .await
}

/// An invitation by its public id.
pub async fn find(
    tx: &mut Tx,
    organisation: OrganisationId,
    public_id: &str,
) -> DbResult<Option<InvitationRow>> {
    let mut text = sql("select ");
    text.push(COLUMNS).push(" from invitation i where i.organisation_id = ").arg(organisation);
    text.push(" and i.public_id = ").arg(public_id);
    tx.optional(text).await
}

/// An invitation by its number.
pub async fn get(tx: &mut Tx, organisation: OrganisationId, id: i64) -> DbResult<Option<InvitationRow>> {
    let mut text = sql("select ");
    text.push(COLUMNS).push(" from invitation i where i.organisation_id = ").arg(organisation);
    text.push(" and i.id = ").arg(id);
    tx.optional(text).await
}

/// A page of invitations, the newest first: of the organisation, or those made in one project.
pub async fn list(
    tx: &mut Tx,
    organisation: OrganisationId,
    project: Option<ProjectId>,
    before: Option<i64>,
    limit: i64,
) -> DbResult<Vec<InvitationRow>> {
    let mut text = sql("select ");
    text.push(COLUMNS).push(" from invitation i where i.organisation_id = ").arg(organisation);
    if let Some(project) = project {
        text.push(" and i.project_id = ").arg(project);
    }
    if let Some(before) = before {
        text.push(" and i.id < ").arg(before);
    }
    text.push(" order by i.id desc limit ").arg(limit);
    tx.all(text).await
}

/// The invitations of these addresses that can be accepted.
pub async fn open_among(
    tx: &mut Tx,
    organisation: OrganisationId,
    now: Timestamp,
    emails: &[&str],
) -> DbResult<Vec<InvitationRow>> {
    let mut text = sql("select ");
    text.push(COLUMNS).push(" from invitation i where i.accepted_at is null and i.revoked_at is null");
    text.push(" and i.organisation_id = ").arg(organisation).push(" and i.expires_at > ").arg(now);
    text.push(" and i.email in ").text_list(emails).push(" order by i.id");
    tx.all(text).await
}

/// The last invitation of each of these subjects who were invited before they had come.
pub async fn of_subjects(
    tx: &mut Tx,
    organisation: OrganisationId,
    subjects: &[SubjectId],
) -> DbResult<HashMap<SubjectId, InvitationRow>> {
    let ids: Vec<i64> = subjects.iter().map(|subject| subject.get()).collect();
    let mut text = sql("select ");
    text.push(COLUMNS).push(" from invitation i where i.organisation_id = ").arg(organisation);
    text.push(" and i.subject_id in ").id_list(&ids).push(" order by i.id");
    let rows: Vec<InvitationRow> = tx.all(text).await?;
    Ok(rows.into_iter().filter_map(|row| Some((row.subject_id?, row))).collect())
}

/// Says who will accept an invitation.
pub async fn expect(tx: &mut Tx, organisation: OrganisationId, id: i64, subject: SubjectId) -> DbResult<()> {
    let text = sql("update invitation set subject_id = $3 where id = $1 and organisation_id = $2");
    tx.execute(text.bind(id).bind(organisation).bind(subject)).await.map(|_| ())
}

row! {
    struct Email { email: String }
}

/// Which of these addresses have an invitation that can be accepted.
pub async fn pending_among(
    tx: &mut Tx,
    organisation: OrganisationId,
    now: Timestamp,
    emails: &[String],
) -> DbResult<Vec<String>> {
    let mut text = sql(
        "select email from invitation where accepted_at is null and revoked_at is null and organisation_id = ",
    );
    text.arg(organisation).push(" and expires_at > ").arg(now).push(" and email in ").text_list(emails);
    Ok(tx.all::<Email>(text).await?.into_iter().map(|row| row.email).collect())
}

/// Which of these addresses belong to active members.
pub async fn members_among(
    tx: &mut Tx,
    organisation: OrganisationId,
    emails: &[String],
) -> DbResult<Vec<String>> {
    let mut text = sql("select a.email from member m join account a on a.id = m.account_id
        join organisation_role r on r.subject_id = m.subject_id and r.closed_at is null where m.organisation_id = ");
    text.arg(organisation).push(" and a.email in ").text_list(emails);
    Ok(tx.all::<Email>(text).await?.into_iter().map(|row| row.email).collect())
}

/// Which of these addresses were members before, so that the organisation knows of their accounts.
pub async fn former_among(
    tx: &mut Tx,
    organisation: OrganisationId,
    emails: &[String],
) -> DbResult<Vec<String>> {
    let mut text =
        sql("select a.email from member m join account a on a.id = m.account_id where m.organisation_id = ");
    text.arg(organisation).push(" and a.email in ").text_list(emails);
    Ok(tx.all::<Email>(text).await?.into_iter().map(|row| row.email).collect())
}

/// Takes the invitation as accepted; `false` when it cannot be accepted any more.
pub async fn accept(
    tx: &mut Tx,
    organisation: OrganisationId,
    id: i64,
    by: SubjectId,
    now: Timestamp,
) -> DbResult<bool> {
    let text =
        sql("update invitation set accepted_at = $3, accepted_by = $4 where id = $1 and organisation_id = $2
           and accepted_at is null and revoked_at is null and expires_at > $3");
    Ok(tx.execute(text.bind(id).bind(organisation).bind(now).bind(by)).await? == 1)
}

/// Revokes the invitation; `false` when it was accepted or revoked already.
pub async fn revoke(tx: &mut Tx, organisation: OrganisationId, id: i64, now: Timestamp) -> DbResult<bool> {
    let text = sql("update invitation set revoked_at = $3 where id = $1 and organisation_id = $2
           and accepted_at is null and revoked_at is null");
    Ok(tx.execute(text.bind(id).bind(organisation).bind(now)).await? == 1)
}

/// Gives the invitation a new end; `false` when it was accepted or revoked already.
pub async fn prolong(tx: &mut Tx, organisation: OrganisationId, id: i64, until: Timestamp) -> DbResult<bool> {
    let text = sql("update invitation set expires_at = $3 where id = $1 and organisation_id = $2
           and accepted_at is null and revoked_at is null");
    Ok(tx.execute(text.bind(id).bind(organisation).bind(until)).await? == 1)
}

row! {
    struct Target { organisation_id: OrganisationId, target_id: i64 }
}

/// The invitation that a token opens, if it can be accepted; the transaction enters its organisation.
pub async fn by_token(
    tx: &mut Tx,
    token: &Token,
    now: Timestamp,
) -> DbResult<Option<(OrganisationId, InvitationRow)>> {
    let target: Option<Target> = tx
        .optional(
            sql("select s.organisation_id, s.target_id from secret s join organisation o on o.id = s.organisation_id
                 where s.token_hash = $1 and s.kind = 'invitation' and s.used_at is null and s.expires_at > $2
                   and o.suspended_at is null")
            .bind(token.hash())
            .bind(now),
        )
        .await?;
    let Some(target) = target else { return Ok(None) };
    tx.enter(target.organisation_id).await?;
    let row = get(tx, target.organisation_id, target.target_id).await?;
    Ok(row.filter(|row| row.state(now) == "pending").map(|row| (target.organisation_id, row)))
}

/// The prefix of public ids.
pub const PREFIX: &str = InvitationId::PREFIX;
