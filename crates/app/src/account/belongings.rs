//! The organisations that an account belongs to, and what is written in each of their logs about it.

use serde_json::Value;
use wayleave_access::audit::{self, Actor, Event};
use wayleave_access::{OrganisationRole, SystemAct};
use wayleave_base::{AccountId, MemberId, OrganisationId, SubjectId, Timestamp};
use wayleave_db::{DbResult, Tx, row, sql};

use crate::shared::Shared;
use crate::work::OrganisationRow;

row! {
    struct Standing { id: MemberId, public_id: String, subject_id: SubjectId, role: String }
}

/// An organisation in which the account is active, and as whom.
#[derive(Clone, Debug)]
pub struct Belonging {
    /// The organisation.
    pub organisation: OrganisationRow,
    /// The member's public id.
    pub member: String,
    /// The member's subject.
    pub subject: SubjectId,
    /// The role.
    pub role: OrganisationRole,
}

/// Where the account is active, in the order in which the logs are locked. The transaction is left inside the last of
/// these organisations.
pub async fn of_account(tx: &mut Tx, account: AccountId, now: Timestamp) -> DbResult<Vec<Belonging>> {
    let organisations: Vec<OrganisationRow> = tx
        .all(
            sql("select o.id, o.public_id, o.slug, o.name from account_organisation b
                 join organisation o on o.id = b.organisation_id
                 where b.account_id = $1 and o.suspended_at is null order by o.id")
            .bind(account),
        )
        .await?;
    let mut found = Vec::with_capacity(organisations.len());
    for organisation in organisations {
        tx.enter(organisation.id).await?;
        let standing: Option<Standing> = tx
            .optional(
                sql("select m.id, m.public_id, m.subject_id, r.role from member m
                     join organisation_role r on r.subject_id = m.subject_id and r.closed_at is null
                       and r.valid_from <= $3 and r.ends_at > $3
                     where m.account_id = $1 and m.organisation_id = $2")
                .bind(account)
                .bind(organisation.id)
                .bind(now),
            )
            .await?;
        let Some(standing) = standing else { continue };
        let Some(role) = OrganisationRole::parse(&standing.role) else { continue };
        found.push(Belonging {
            organisation,
            member: standing.public_id,
            subject: standing.subject_id,
            role,
        });
    }
    Ok(found)
}

/// Is the account active in an organisation other than this one? The transaction is inside `here` again afterwards.
pub(crate) async fn active_elsewhere(
    tx: &mut Tx,
    account: AccountId,
    here: OrganisationId,
    now: Timestamp,
) -> DbResult<bool> {
    let found = of_account(tx, account, now).await?;
    tx.enter(here).await?;
    Ok(found.iter().any(|belonging| belonging.organisation.id != here))
}

/// From where an account was used, as written in the logs.
#[derive(Clone, Debug)]
pub struct Origin {
    /// The address.
    pub ip: String,
    /// The program.
    pub user_agent: String,
    /// The request.
    pub request_id: String,
    /// How sure we are of who it is.
    pub assurance: &'static str,
}

impl Origin {
    /// The origin of a request by whoever holds the account.
    #[must_use]
    pub fn of(meta: &crate::cx::Meta) -> Self {
        Self {
            ip: meta.ip.to_string(),
            user_agent: meta.user_agent.clone(),
            request_id: meta.request_id.clone(),
            assurance: "account",
        }
    }
}

/// An event about an account.
#[derive(Clone, Debug)]
pub struct AccountEvent<'a> {
    /// `auth` or `user`.
    pub category: &'a str,
    /// What was done.
    pub action: &'a str,
    /// What entitles to it.
    pub act: SystemAct,
    /// The values before and after, where there are some.
    pub change: Option<(Value, Value)>,
}

/// Writes an event about an account in the log of every organisation in which it is active.
pub async fn record_everywhere(
    tx: &mut Tx,
    shared: &Shared,
    (account, name): (AccountId, &str),
    at: Timestamp,
    origin: &Origin,
    what: &AccountEvent<'_>,
) -> DbResult<()> {
    for belonging in of_account(tx, account, at).await? {
        tx.enter(belonging.organisation.id).await?;
        let actor = Actor {
            kind: "person",
            id: belonging.member.clone(),
            name: name.to_owned(),
            subject: belonging.subject,
            assurance: origin.assurance,
            ip: origin.ip.clone(),
            user_agent: origin.user_agent.clone(),
            request_id: origin.request_id.clone(),
        };
        let mut event = Event::new(what.category, what.action, ("member", &belonging.member, name));
        if let Some((before, after)) = &what.change {
            event = event.before(before.clone()).after(after.clone());
        }
        audit::record(tx, &shared.ids, belonging.organisation.id, at, &actor, &what.act, event).await?;
    }
    Ok(())
}
