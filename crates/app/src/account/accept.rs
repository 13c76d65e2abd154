//! Accepting an invitation: whoever holds the mailed token becomes a member, with everything the invitation offers, in
//! one transaction. Somebody who has an account proves that they are its owner first; the token alone signs nobody in.

use serde_json::json;
use wayleave_access::audit::{self, Actor, Event, Stamp};
use wayleave_access::ledger::{self, NewMembership};
use wayleave_access::{Cause, OrganisationRole, SubjectKind, SystemAct};
use wayleave_base::{
    AccountId, CompanyId, ErrorCode, MemberId, OrganisationId, ProjectId, SubjectId, Token, TokenKind,
};
use wayleave_db::{DbResult, Tx, row, sql};

use crate::cx::Cx;
use crate::error::{Error, OnTaken, Result};
use crate::notices::{self, Notice};
use crate::organisations::companies;
use crate::organisations::invitations::store::{self, InvitationRow};
use crate::work::{OrganisationRow, find_session};
use crate::{password, people, settings, wire, workflows};

use super::attempts::{Limit, forget, hold};
use super::sessions;
use super::sign_in::{AccountRow, by_email, by_id, view};
use super::view::{AcceptInvitation, InvitationCheck, InvitedTo, InvitingOrganisation, MeView};
use crate::expiry::{self, Ending};

fn used() -> Error {
    Error::code(ErrorCode::InvitationUsed)
}

/// The token, its organisation and its invitation; a wrong one counts against the place it came from.
async fn held(cx: &Cx, token: &str) -> Result<(Token, OrganisationRow, InvitationRow)> {
    let held = hold(cx.shared(), &[Limit::tokens_from(cx.meta.ip)]).await?;
    let token = Token::parse(TokenKind::Invitation, token).ok_or_else(used)?;
    let mut tx = cx.db().begin().await?;
    let (organisation, invitation) = store::by_token(&mut tx, &token, cx.now()).await?.ok_or_else(used)?;
    let organisation = OrganisationRow::load(&mut tx, organisation).await?;
    held.forgive(&mut tx).await?;
    tx.commit().await?;
    Ok((token, organisation, invitation))
}

row! {
    struct ProjectName { id: ProjectId, name: String }
}

/// What an invitation offers, to whoever holds its token.
pub async fn check(cx: &Cx, token: &str) -> Result<InvitationCheck> {
    let (_, organisation, invitation) = held(cx, token).await?;
    let mut tx = cx.db().read_in(organisation.id).await?;
    let branding = settings::branding(&mut tx, organisation.id).await?;
    let account = by_email(&mut tx, &invitation.email).await?;
    let inviters: Vec<SubjectId> = invitation.invited_by.into_iter().collect();
    let inviter = people::by_subject(&mut tx, organisation.id, &inviters)
        .await?
        .into_values()
        .next()
        .map(|person| person.name);
    let offers = invitation.offers();
    let ids: Vec<i64> = offers.iter().map(|offer| offer.project).collect();
    let mut text = sql("select id, name from project where organisation_id = ");
    text.arg(organisation.id).push(" and id in ").id_list(&ids);
    let names: Vec<ProjectName> = tx.all(text).await?;
    let projects = offers
        .iter()
        .filter_map(|offer| {
            let project = names.iter().find(|row| row.id == offer.project())?;
            Some(InvitedTo { name: project.name.clone(), role: offer.role.clone() })
        })
        .collect();
    Ok(InvitationCheck {
        organisation: InvitingOrganisation {
            slug: organisation.slug,
            name: organisation.name,
            colour: branding.colour,
            has_logo: branding.logo.is_some(),
        },
        needs_password: account.as_ref().is_none_or(|account| account.password_hash.is_none()),
        name: account.map_or(invitation.name, |account| account.name),
        email: invitation.email,
        inviter,
        projects,
        role: invitation.organisation_role,
    })
}

/// Whoever accepts, proven.
enum Guest {
    /// The owner of an account.
    Owner(AccountRow),
    /// Somebody without one: their name and the hash of the password they chose.
    Newcomer { name: String, hash: String },
}

impl Guest {
    fn name(&self) -> &str {
        match self {
            Self::Owner(account) => &account.name,
            Self::Newcomer { name, .. } => name,
        }
    }

    fn assurance(&self) -> &'static str {
        match self {
            Self::Owner(_) => "account",
            Self::Newcomer { .. } => "mail_proven",
        }
    }
}

/// Accepts an invitation and signs in.
pub async fn accept(cx: &Cx, given: AcceptInvitation) -> Result<(Token, MeView)> {
    let (token, organisation, invitation) = held(cx, &given.token).await?;
    let guest = prove(cx, &invitation, given).await?;
    let role = OrganisationRole::parse(&invitation.organisation_role).ok_or_else(used)?;
    let mut tx = cx.db().begin_in(organisation.id).await?;
    let account = match &guest {
        Guest::Owner(account) => account.id,
        Guest::Newcomer { name, hash } => create_account(&mut tx, cx, &invitation.email, name, hash).await?,
    };
    let joining = Joining { cx, organisation: &organisation, invitation: &invitation, role };
    joining.join(&mut tx, account, &guest).await?;
    let spent = sql("update secret set used_at = $2 where token_hash = $1 and used_at is null");
    if tx.execute(spent.bind(token.hash()).bind(cx.now())).await? == 0 {
        return Err(used());
    }
    forget(&mut tx, &Limit::password(&invitation.email)).await?;
    let session = sessions::open(&mut tx, cx, account).await?;
    let account = by_id(&mut tx, account).await?;
    let me = view(&mut tx, &account, cx.now()).await?;
    tx.commit().await?;
    cx.shared().wake.notify_one();
    Ok((session, me))
}

/// Proves who accepts: by the session, by the account's password, or, without an account, by choosing a password.
async fn prove(cx: &Cx, invitation: &InvitationRow, given: AcceptInvitation) -> Result<Guest> {
    let mut tx = cx.db().read().await?;
    let account = by_email(&mut tx, &invitation.email).await?;
    let signed_in = match &cx.session {
        Some(_) => find_session(&mut tx, cx).await.ok().map(|session| session.account_id),
        None => None,
    };
    drop(tx);
    let Some(account) = account.filter(|account| account.password_hash.is_some()) else {
        return newcomer(cx, invitation, given).await;
    };
    if signed_in == Some(account.id) {
        return Ok(Guest::Owner(account));
    }
    let Some(password) = given.password else {
        let detail = "This address has an account. Sign in with it, or give its password, and accept again.";
        return Err(Error::because(ErrorCode::Unauthenticated, detail));
    };
    hold(cx.shared(), &[Limit::password(&account.email), Limit::sign_ins_from(cx.meta.ip)]).await?;
    if !password::verify(cx.shared(), password, account.password_hash.clone()).await? {
        return Err(Error::field("password", "wrong", "This is not the password of your account."));
    }
    Ok(Guest::Owner(account))
}

async fn newcomer(cx: &Cx, invitation: &InvitationRow, given: AcceptInvitation) -> Result<Guest> {
    let name = given.name.unwrap_or_else(|| invitation.name.clone());
    let mut errors = Vec::new();
    let name = wire::line("name", &name, 200, true).map_err(|error| errors.push(error)).unwrap_or_default();
    let password = given.password.unwrap_or_default();
    if let Err(Error::Fields(found)) = password::check("password", &password, &[&invitation.email, &name]) {
        errors.extend(found);
    }
    Error::check(errors)?;
    let hash = password::hash(cx.shared(), password).await?;
    Ok(Guest::Newcomer { name, hash })
}

async fn create_account(tx: &mut Tx, cx: &Cx, email: &str, name: &str, hash: &str) -> Result<AccountId> {
    let id = tx
        .int(
            sql("insert into account (public_id, email, name, password_hash, created_at, password_changed_at)
                 values ($1, $2, $3, $4, $5, $5)
                 on conflict (email) do update set name = excluded.name, password_hash = excluded.password_hash,
                   password_changed_at = excluded.password_changed_at where account.password_hash is null
                 returning id as n")
            .bind(cx.ids().public(AccountId::PREFIX))
            .bind(email)
            .bind(name)
            .bind(hash)
            .bind(cx.now()),
        )
        .await;
    match id {
        Ok(id) => Ok(AccountId(id)),
        // Somebody made the account a moment ago; accepting again takes the way of those who have one.
        Err(wayleave_db::DbError::NoRow) => Err(Error::code(ErrorCode::Conflict)),
        Err(error) => Err(error.into()),
    }
}

row! {
    struct Former {
        id: MemberId, public_id: String, subject_id: SubjectId, company_id: Option<CompanyId>, role: Option<String>,
    }
}

/// The change that makes somebody a member.
struct Joining<'a> {
    cx: &'a Cx,
    organisation: &'a OrganisationRow,
    invitation: &'a InvitationRow,
    role: OrganisationRole,
}

impl Joining<'_> {
    async fn join(&self, tx: &mut Tx, account: AccountId, guest: &Guest) -> Result<()> {
        let organisation = self.organisation.id;
        let former = self.former(tx, account).await?;
        let member = former
            .as_ref()
            .map_or_else(|| self.cx.ids().public(MemberId::PREFIX), |former| former.public_id.clone());
        let stamp = self.record(tx, &member, guest).await?;
        // Read again under the log's lock: another invitation may have been accepted meanwhile.
        let former = self.former(tx, account).await?;
        if former.as_ref().is_some_and(|former| former.role.is_some()) {
            return Err(Error::code(ErrorCode::AlreadyMember));
        }
        // A step may wait for whoever comes; it was given to the subject that becomes theirs now.
        let expected = store::get(tx, organisation, self.invitation.id).await?.and_then(|row| row.subject_id);
        let subject = match (&former, expected) {
            (Some(former), _) => former.subject_id,
            (None, Some(expected)) => expected,
            (None, None) => ledger::new_subject(tx, &stamp, SubjectKind::Person).await?,
        };
        if !store::accept(tx, organisation, self.invitation.id, subject, stamp.at()).await? {
            return Err(used());
        }
        match &former {
            Some(former) => self.return_as(tx, &stamp, former).await?,
            None => self.insert(tx, account, subject, &member).await?,
        }
        ledger::set_organisation_role(tx, &stamp, subject, Some(self.role)).await?;
        if let Some(company) = self.invitation.company_id {
            let group = companies::subject_of(tx, organisation, company).await?;
            ledger::join(tx, &stamp, group, subject).await?;
        }
        self.open_memberships(tx, &stamp, subject).await?;
        let change = (&stamp, workflows::Turn::Changed);
        workflows::settle(tx, self.cx.shared(), self.organisation, change, (subject, None)).await?;
        self.tell_inviter(tx, &member, stamp.at()).await?;
        Ok(())
    }

    async fn former(&self, tx: &mut Tx, account: AccountId) -> DbResult<Option<Former>> {
        tx.optional(
            sql("select m.id, m.public_id, m.subject_id, m.company_id, r.role from member m
                 left join organisation_role r on r.subject_id = m.subject_id and r.closed_at is null
                 where m.account_id = $1 and m.organisation_id = $2")
            .bind(account)
            .bind(self.organisation.id),
        )
        .await
    }

    /// The event names the one who accepts; the rows that follow from it are opened in the inviter's name.
    async fn record(&self, tx: &mut Tx, member: &str, guest: &Guest) -> DbResult<Stamp> {
        let meta = &self.cx.meta;
        let actor = Actor {
            kind: "person",
            id: member.to_owned(),
            name: guest.name().to_owned(),
            subject: self.invitation.invited_by.unwrap_or(SubjectId(0)),
            assurance: guest.assurance(),
            ip: meta.ip.to_string(),
            user_agent: meta.user_agent.clone(),
            request_id: meta.request_id.clone(),
        };
        let event = Event::new("user", "user.joined", ("member", member, guest.name())).after(json!({
            "role": self.role.code(),
            "invitation": self.invitation.public_id,
            "memberships": self.invitation.offers().len(),
        }));
        let act = SystemAct::AcceptInvitation;
        audit::record(tx, self.cx.ids(), self.organisation.id, self.cx.now(), &actor, &act, event).await
    }

    async fn insert(&self, tx: &mut Tx, account: AccountId, subject: SubjectId, member: &str) -> Result<()> {
        tx.execute(
            sql("insert into member (organisation_id, public_id, subject_id, account_id, company_id, created_at)
                 values ($1, $2, $3, $4, $5, $6)")
            .bind(self.organisation.id)
            .bind(member)
            .bind(subject)
            .bind(account)
            .bind(self.invitation.company_id)
            .bind(self.cx.now()),
        )
        .await
        .on_taken("member_organisation_id_account_id_key", || Error::code(ErrorCode::AlreadyMember))?;
        tx.execute(
            sql("insert into account_organisation (account_id, organisation_id) values ($1, $2)
                 on conflict (account_id, organisation_id) do nothing")
            .bind(account)
            .bind(self.organisation.id),
        )
        .await?;
        Ok(())
    }

    /// Somebody who was a member once is the same member again.
    async fn return_as(&self, tx: &mut Tx, stamp: &Stamp, former: &Former) -> DbResult<()> {
        let organisation = self.organisation.id;
        if let Some(company) =
            former.company_id.filter(|company| Some(*company) != self.invitation.company_id)
        {
            let group = companies::subject_of(tx, organisation, company).await?;
            ledger::leave(tx, stamp, group, former.subject_id).await?;
        }
        tx.execute(
            sql("update member set company_id = $3 where id = $1 and organisation_id = $2")
                .bind(former.id)
                .bind(organisation)
                .bind(self.invitation.company_id),
        )
        .await?;
        Ok(())
    }

    /// Opens the memberships offered. One whose end has passed meanwhile, or whose project was locked, is left out.
    async fn open_memberships(&self, tx: &mut Tx, stamp: &Stamp, subject: SubjectId) -> DbResult<()> {
        for offer in self.invitation.offers() {
            let Some(role) = offer.role().filter(|_| offer.ends_at > stamp.at()) else { continue };
            if is_locked(tx, self.organisation.id, offer.project()).await? {
                continue;
            }
            let membership = NewMembership {
                project: offer.project(),
                subject,
                role,
                label: &offer.label,
                cause: Cause::Invitation(self.invitation.id),
                reason: "",
                ends_at: offer.ends_at,
            };
            ledger::set_membership(tx, self.cx.ids(), stamp, &membership).await?;
            let ending = Ending::membership(offer.project(), subject);
            expiry::set(tx, self.organisation.id, ending, offer.ends_at, stamp.at()).await?;
        }
        Ok(())
    }

    async fn tell_inviter(&self, tx: &mut Tx, member: &str, now: i64) -> DbResult<()> {
        let Some(inviter) = self.invitation.invited_by else { return Ok(()) };
        let notice = Notice {
            kind: "invitation.accepted",
            project: None,
            document: None,
            payload: json!({"member": member}),
        };
        // The kind has no letter of its own; who wants it by mail gets it in the words of the bell.
        notices::notify(tx, self.cx.ids(), self.organisation.id, now, &[inviter], &notice).await?;
        Ok(())
    }
}

async fn is_locked(tx: &mut Tx, organisation: OrganisationId, project: ProjectId) -> DbResult<bool> {
    let text = sql(
        "select count(*) as n from project_lock where organisation_id = $1 and project_id = $2 and closed_at is null",
    );
    Ok(tx.int(text.bind(organisation).bind(project)).await? > 0)
}
