//! The opening of a link: one transaction that decides, counts, makes the session and writes both logs, or nothing.

use serde_json::json;
use wayleave_access::audit::{self, Actor, Event};
use wayleave_access::documents::RevisionRow;
use wayleave_access::{Permit, Principal, ProjectFacts, Target, Visible, act, documents};
use wayleave_base::{GuestSessionId, OrganisationId, Token, TokenKind};
use wayleave_db::{Tx, sql};

use super::door::{self, Door};
use super::halt::Halt;
use super::parcel::Parcel;
use super::sessions::SessionRow;
use super::{limits, sessions};
use crate::cx::Cx;
use crate::error::Error;
use crate::guests::log::{self, Line};
use crate::guests::model::Follows;
use crate::guests::store::ShareRow;
use crate::guests::{code, timers};
use crate::transmittals::cover;

/// Who a guest is, as far as that is known.
#[derive(Clone, Debug)]
pub struct Guest {
    /// The name that was given.
    pub name: String,
    /// The address that was given or proven.
    pub email: String,
    /// How sure that is.
    pub assurance: &'static str,
}

impl Guest {
    /// The guest of a session.
    #[must_use]
    pub fn of(session: &SessionRow) -> Self {
        Self { name: session.name.clone(), email: session.email.clone(), assurance: session.assurance() }
    }

    /// The same guest before any code was checked: what was typed is no more than typed.
    #[must_use]
    pub fn typed(&self) -> Self {
        let assurance = if self.assurance == "mail_proven" { "typed_name" } else { self.assurance };
        Self { assurance, ..self.clone() }
    }

    /// Did the guest give a name or an address?
    #[must_use]
    pub fn is_named(&self) -> bool {
        !self.name.is_empty() || !self.email.is_empty()
    }

    /// The name under which the guest is written down: given, or that of the link itself.
    #[must_use]
    pub fn called(&self, share: &ShareRow) -> String {
        if !self.name.is_empty() {
            self.name.clone()
        } else if !self.email.is_empty() {
            self.email.clone()
        } else {
            link_name(share)
        }
    }

    /// What the pages bear: the name that was given, or the address that the link was made for. Only a link that was made for
    /// no address goes by its own name.
    #[must_use]
    pub fn marked(&self, share: &ShareRow) -> String {
        if self.is_named() || share.transmittal_id.is_none() || share.recipient_email.is_empty() {
            self.called(share)
        } else {
            share.recipient_email.clone()
        }
    }

    /// The guest as the audit log writes them.
    #[must_use]
    pub fn actor(&self, cx: &Cx, share: &ShareRow) -> Actor {
        Actor {
            kind: "guest",
            id: share.public_id.clone(),
            name: self.called(share),
            subject: share.subject_id,
            assurance: self.assurance,
            ip: cx.meta.ip.to_string(),
            user_agent: cx.meta.user_agent.clone(),
            request_id: cx.meta.request_id.clone(),
        }
    }
}

/// What an unnamed guest is called. The label is internal and stays so.
#[must_use]
pub fn link_name(share: &ShareRow) -> String {
    let tail = share.public_id.rsplit('_').next().unwrap_or_default();
    format!("Guest link {}", tail.chars().take(6).collect::<String>())
}

/// The link's standing in the project, unless everything of it is shut.
pub async fn standing(
    tx: &mut Tx,
    cx: &Cx,
    organisation: OrganisationId,
    share: &ShareRow,
) -> Result<ProjectFacts, Halt> {
    let guest = Principal::Guest { subject: share.subject_id, share: share.id };
    let facts = ProjectFacts::load(tx, organisation, share.project_id, &guest, cx.now()).await?;
    // The door looked at the same facts; a guest is let in by neither alone.
    facts.filter(|facts| !facts.locked && facts.share_policy.guest_sharing_enabled).ok_or(Halt::Nothing)
}

/// A document as the link reaches it now, and the permit to see it.
pub struct Seen {
    /// The link's standing in the project.
    pub facts: ProjectFacts,
    /// The document.
    pub visible: Visible,
    /// The revision that the link shows.
    pub revision: RevisionRow,
    /// The permit.
    pub permit: Permit<act::DocumentView>,
}

impl Seen {
    /// Decides anew whether the link reaches a document, as for every request of a guest: its own, or the one at a place of
    /// the transmittal that it went out with. Nothing when it does not, or when the revision was taken back.
    pub async fn decide(
        tx: &mut Tx,
        cx: &Cx,
        organisation: OrganisationId,
        share: &ShareRow,
        place: Option<i64>,
    ) -> Result<Option<Self>, Halt> {
        let facts = standing(tx, cx, organisation, share).await?;
        let named = match (share.transmittal_id, place) {
            (None, None) => None,
            (Some(transmittal), Some(place)) => {
                cover::sent_at(tx, transmittal, place, share.subject_id).await?
            }
            _ => return Err(Halt::Broken(Error::not_found())),
        };
        if place.is_some() && named.is_none() {
            return Err(Halt::Broken(Error::not_found()));
        }
        let document = named.as_ref().map_or(share.document_id, |named| named.document_id);
        let Some(visible) = documents::find_by_id(tx, &facts.scope(), document).await? else {
            return Ok(None);
        };
        let wanted = |revision: &&RevisionRow| match (&named, Follows::parse(&share.follows)) {
            (Some(named), _) => revision.id == named.revision_id,
            (None, Some(Follows::LatestApproved)) => revision.seq == visible.document.approved_seq,
            (None, _) => revision.seq == share.pinned_seq,
        };
        let found = visible.revisions.iter().find(wanted).filter(|revision| is_there(&visible, revision));
        let Some(revision) = found.cloned() else { return Ok(None) };
        let permit = facts
            .decide::<act::DocumentView>(Target::document(&visible))
            .permit()
            .map_err(|denial| Halt::Broken(Error::from(denial)))?;
        Ok(Some(Self { facts, visible, revision, permit }))
    }
}

/// Was the revision not taken back?
#[must_use]
pub fn is_there(visible: &Visible, revision: &RevisionRow) -> bool {
    revision.status != "withdrawn" && visible.document.status != "withdrawn"
}

/// What the opening of a link is written down as.
enum Opening {
    /// The document that it shows.
    Document(Box<Seen>),
    /// What was sent with a transmittal.
    Parcel(Box<Parcel>),
}

impl Opening {
    async fn decide(tx: &mut Tx, cx: &Cx, door: &Door) -> Result<Self, Halt> {
        let gone = || Halt::Gone(Box::new(door.head.clone()));
        let (organisation, share) = (door.organisation, &door.share);
        Ok(match share.transmittal_id {
            None => {
                let seen = Seen::decide(tx, cx, organisation, share, None).await?;
                Self::Document(Box::new(seen.ok_or_else(gone)?))
            }
            Some(transmittal) => {
                let parcel = Parcel::decide(tx, cx, organisation, share, transmittal).await?;
                Self::Parcel(Box::new(parcel.ok_or_else(gone)?))
            }
        })
    }

    /// The revision that is shown, where there is one.
    fn revision(&self) -> &str {
        match self {
            Self::Document(seen) => &seen.revision.code,
            Self::Parcel(_) => "",
        }
    }

    async fn record(
        &self,
        tx: &mut Tx,
        cx: &Cx,
        door: &Door,
        actor: &Actor,
        guest: &Guest,
    ) -> Result<(), Halt> {
        let (organisation, share, now) = (door.organisation, &door.share, cx.now());
        let entity = ("guest_share", share.public_id.as_str(), share.label.as_str());
        let event = Event::new("guest_share", "guest_share.accessed", entity).project(share.project_id);
        let mut after = json!({"name": guest.name, "email": guest.email, "open": share.opens + 1});
        match self {
            Self::Document(seen) => {
                after["document"] = json!(seen.visible.document.public_id);
                after["revision"] = json!(seen.revision.code);
                let event = event.after(after).confidential(seen.visible.document.restricted);
                audit::record(tx, cx.ids(), organisation, now, actor, &seen.permit, event).await?;
            }
            Self::Parcel(parcel) => {
                after["transmittal"] = json!(parcel.cover.public_id);
                let event = event.after(after).confidential(parcel.restricted());
                audit::record(tx, cx.ids(), organisation, now, actor, &parcel.permit, event).await?;
            }
        }
        Ok(())
    }
}

/// A link that was opened.
pub struct Opened {
    /// The public id of the session.
    pub session: String,
    /// The session's token, for the cookie.
    pub token: Token,
}

/// Opens the link for a guest who passed its gate.
pub async fn open(
    cx: &Cx,
    door: &Door,
    guest: &Guest,
    taken: Option<&limits::Try>,
    proof: Option<i64>,
) -> Result<Opened, Halt> {
    let (organisation, now) = (door.organisation, cx.now());
    let mut tx = cx.db().begin_in(organisation).await?;
    // The share may have changed while the password was compared; from here on nothing changes until the commit.
    audit::hold(&mut tx, organisation).await?;
    let Some(now_met) = door::met(&mut tx, cx, organisation, door.share.id).await? else {
        return Err(Halt::Nothing);
    };
    let door = Door { token: door.token.clone(), ..now_met }.ajar()?;
    let share = &door.share;
    let opening = Opening::decide(&mut tx, cx, &door).await?;
    if let Some(code) = proof
        && !code::spend(&mut tx, organisation, code, now).await?
    {
        return Err(Halt::TooMany);
    }
    let actor = guest.actor(cx, share);
    opening.record(&mut tx, cx, &door, &actor, guest).await?;
    let Some(opens) = count(&mut tx, organisation, share, now).await? else {
        tx.rollback().await?;
        return Err(Halt::Exhausted(Box::new(door)));
    };
    let opened = begin(&mut tx, cx, organisation, share, guest).await?;
    let line = Line { event: "accessed", actor: &actor, email: &guest.email, revision: opening.revision() };
    log::write(&mut tx, organisation, share.id, now, line).await?;
    if opens == 1 {
        timers::notify(&mut tx, cx.shared(), organisation, share, "guest_share.opened", now).await?;
    }
    if share.max_opens > 0 && opens == share.max_opens {
        let spent = ShareRow { opens, ..share.clone() };
        timers::note_end(&mut tx, cx.shared(), organisation, &spent, "exhausted").await?;
    }
    if let Some(taken) = taken {
        limits::give_back(&mut tx, taken).await?;
    }
    tx.commit().await?;
    Ok(opened)
}

/// Counts the open, if there is one left; the database decides between those who come at once.
async fn count(
    tx: &mut Tx,
    organisation: OrganisationId,
    share: &ShareRow,
    now: i64,
) -> Result<Option<i64>, Halt> {
    Ok(tx
        .maybe_int(
            sql("update guest_share set opens = opens + 1, last_accessed_at = $3
                 where id = $1 and organisation_id = $2 and (max_opens = 0 or opens < max_opens) returning opens as n")
            .bind(share.id)
            .bind(organisation)
            .bind(now),
        )
        .await?)
}

async fn begin(
    tx: &mut Tx,
    cx: &Cx,
    organisation: OrganisationId,
    share: &ShareRow,
    guest: &Guest,
) -> Result<Opened, Halt> {
    let token = Token::mint(TokenKind::GuestSession, cx.ids());
    let session = cx.ids().public(GuestSessionId::PREFIX);
    tx.execute(
        sql("insert into guest_session (token_hash, organisation_id, public_id, guest_share_id, name, email, assurance, ip,
               user_agent, created_at, idle_until) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)")
        .bind(token.hash())
        .bind(organisation)
        .bind(&session)
        .bind(share.id)
        .bind(&guest.name)
        .bind(&guest.email)
        .bind(guest.assurance)
        .bind(cx.meta.ip.to_string())
        .bind(&cx.meta.user_agent)
        .bind(cx.now())
        .bind(cx.now() + sessions::IDLE),
    )
    .await?;
    Ok(Opened { session, token })
}
