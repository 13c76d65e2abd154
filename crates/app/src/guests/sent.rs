//! The links that go out with a transmittal: one for each address, each a guest share of its own that shows everything that
//! was sent. They are made in few statements, however many there are; the link itself is made when its mail leaves.

use std::collections::BTreeMap;

use wayleave_access::audit::Stamp;
use wayleave_access::ledger::{self, NewGrant};
use wayleave_access::{Cause, ObjectKind, Reason, SubjectKind};
use wayleave_base::{
    DocumentId, GuestShareId, OrganisationId, ProjectId, SubjectId, Timestamp, TransmittalId,
};
use wayleave_db::{DbResult, Tx, row, sql};

use super::draft;
use super::mails::{self, Covering};
use super::model::{Follows, Terms};
use super::{store, timers};
use crate::error::Result;
use crate::shared::Shared;
use crate::work::{OrganisationRow, Work};

/// What the links of a transmittal have in common.
#[derive(Clone, Copy, Debug)]
pub struct Sending<'a> {
    /// The project.
    pub project: ProjectId,
    /// The transmittal.
    pub transmittal: TransmittalId,
    /// Its number.
    pub number: &'a str,
    /// The terms.
    pub terms: &'a Terms,
}

/// For whom a link is made.
#[derive(Clone, Copy, Debug)]
pub struct LinkFor<'a> {
    /// The name, if one was given.
    pub name: &'a str,
    /// The address.
    pub email: &'a str,
    /// Until when it opens.
    pub ends_at: Timestamp,
    /// What it opens, at least one: documents and the place of the revision.
    pub documents: &'a [(DocumentId, i64)],
}

/// How many links one statement keeps.
const AT_ONCE: usize = 100;

row! {
    struct Made { id: GuestShareId, subject_id: SubjectId }
}

/// Makes a link for each address, in their order, and answers with their subjects.
pub async fn send(
    work: &mut Work,
    stamp: &Stamp,
    sending: &Sending<'_>,
    to: &[LinkFor<'_>],
) -> Result<Vec<SubjectId>> {
    if to.is_empty() {
        return Ok(Vec::new());
    }
    let subjects = ledger::new_subjects(&mut work.tx, stamp, SubjectKind::Link, to.len()).await?;
    let mut made: Vec<Made> = Vec::new();
    for (to, subjects) in to.chunks(AT_ONCE).zip(subjects.chunks(AT_ONCE)) {
        made.extend(insert(work, stamp, sending, to.iter().zip(subjects)).await?);
    }
    open(work, stamp, sending, to, &subjects, &made).await?;
    note_made(work, stamp, &made).await?;
    Ok(subjects)
}

/// Keeps the shares of some links.
async fn insert<'a>(
    work: &mut Work,
    stamp: &Stamp,
    sending: &Sending<'_>,
    links: impl Iterator<Item = (&'a LinkFor<'a>, &'a SubjectId)>,
) -> Result<Vec<Made>> {
    let ids = work.cx.ids().clone();
    let terms = sending.terms;
    let mut text = sql("").bind(stamp.organisation()).bind(sending.project).bind(sending.transmittal);
    text.push(
        "insert into guest_share (organisation_id, project_id, transmittal_id, document_id, pinned_seq, follows, public_id,
           subject_id, label, recipient_name, recipient_email, allow_download, max_opens, require_name, require_email,
           mail_code, created_by, created_at) values ",
    );
    for (at, (one, subject)) in links.enumerate() {
        let (first, seq) = one.documents.first().copied().unwrap_or((DocumentId(0), 0));
        text.push(if at > 0 { ", ($1, $2, $3, " } else { "($1, $2, $3, " });
        text.arg(first).push(", ").arg(seq).push(", ").arg(Follows::Pinned.code()).push(", ");
        text.arg(ids.public(GuestShareId::PREFIX)).push(", ").arg(*subject).push(", ");
        text.arg(format!("{} to {}", sending.number, one.email).chars().take(120).collect::<String>());
        text.push(", ").arg(one.name).push(", ").arg(one.email).push(", ");
        text.arg(terms.allow_download).push(", ").arg(terms.max_opens).push(", ").arg(terms.require_name);
        text.push(", ").arg(terms.require_email).push(", ").arg(terms.mail_code).push(", ");
        text.arg(stamp.by()).push(", ").arg(stamp.at()).push(")");
    }
    text.push(" returning id, subject_id");
    Ok(work.tx.all(text).await?)
}

/// A link, until when it opens, and as what.
type Whom = (SubjectId, Timestamp, Cause);

/// Opens what is sent to every link; most are sent the same.
async fn open(
    work: &mut Work,
    stamp: &Stamp,
    sending: &Sending<'_>,
    to: &[LinkFor<'_>],
    subjects: &[SubjectId],
    made: &[Made],
) -> Result<()> {
    let mut parts: BTreeMap<&[(DocumentId, i64)], Vec<Whom>> = BTreeMap::new();
    for (one, subject) in to.iter().zip(subjects) {
        let Some(share) = made.iter().find(|made| made.subject_id == *subject) else { continue };
        let whom = (*subject, one.ends_at, Cause::GuestShare(share.id.get()));
        parts.entry(one.documents).or_default().push(whom);
    }
    let shape = NewGrant {
        subject: SubjectId(0),
        project: sending.project,
        object_kind: ObjectKind::Document,
        object: 0,
        caps: draft::caps(sending.terms.allow_download),
        rev_from: 0,
        rev_to: 0,
        reason: Reason::Link,
        cause: Cause::GuestShare(0),
        ends_at: 0,
    };
    for (documents, whom) in parts {
        ledger::grant_each(&mut work.tx, stamp, &shape, &whom, documents).await?;
    }
    Ok(())
}

/// Writes into the log of each link that it was made.
async fn note_made(work: &mut Work, stamp: &Stamp, made: &[Made]) -> Result<()> {
    let actor = work.actor();
    let ids: Vec<i64> = made.iter().map(|made| made.id.get()).collect();
    let mut text = sql("insert into guest_access (organisation_id, guest_share_id, at, event, ip, user_agent, name, email, assurance)
        select organisation_id, id, created_at, 'created', $1, $2, $3, $4, $5 from guest_share where organisation_id = $6 and id in ")
    .bind(&actor.ip)
    .bind(&actor.user_agent)
    .bind(&actor.name)
    .bind(work.me.email.clone())
    .bind(actor.assurance)
    .bind(stamp.organisation());
    text.id_list(&ids);
    work.tx.execute(text).await?;
    Ok(())
}

/// Ends every link of a transmittal: the grants, the links and the sessions.
pub async fn end(tx: &mut Tx, stamp: &Stamp, transmittal: TransmittalId) -> DbResult<()> {
    ledger::close_links(tx, stamp, transmittal).await?;
    for text in [
        "update secret set used_at = $3 where organisation_id = $1 and kind = 'guest_link' and used_at is null
           and target_id in (select s.id from guest_share s where s.transmittal_id = $2)",
        "update guest_session set revoked_at = $3 where organisation_id = $1 and revoked_at is null
           and guest_share_id in (select s.id from guest_share s where s.transmittal_id = $2)",
    ] {
        tx.execute(sql(text).bind(stamp.organisation()).bind(transmittal).bind(stamp.at())).await?;
    }
    Ok(())
}

/// Sends links of a transmittal to those for whom they were made, each mail with a link of its own and what it says.
pub async fn announce(
    tx: &mut Tx,
    shared: &Shared,
    organisation: &OrganisationRow,
    transmittal: TransmittalId,
    links: &[(SubjectId, Covering)],
) -> Result<()> {
    for share in sent_with(tx, organisation.id, transmittal).await? {
        if let Some((_, covering)) = links.iter().find(|(subject, _)| *subject == share.subject_id) {
            mails::announce(tx, shared, organisation, &share, covering.clone()).await?;
        }
    }
    Ok(())
}

/// Sets the timers of the links of a transmittal.
pub async fn watch(
    tx: &mut Tx,
    shared: &Shared,
    organisation: OrganisationId,
    transmittal: TransmittalId,
) -> Result<()> {
    let now = shared.clock.now();
    for share in sent_with(tx, organisation, transmittal).await? {
        timers::set(tx, organisation, share.id, share.ends_at, now).await?;
    }
    Ok(())
}

/// The links in force that went out with a transmittal.
async fn sent_with(
    tx: &mut Tx,
    organisation: OrganisationId,
    transmittal: TransmittalId,
) -> DbResult<Vec<store::ShareRow>> {
    let mut text = sql("select ");
    text.push(store::SHARE).push(store::FROM).push(" where s.organisation_id = ").arg(organisation);
    text.push(" and s.transmittal_id = ").arg(transmittal).push(" and g.closed_at is null order by s.id");
    tx.all(text).await
}

/// The share of a link, if it went out with a transmittal.
pub async fn share_of(
    tx: &mut Tx,
    organisation: OrganisationId,
    link: SubjectId,
) -> DbResult<Option<GuestShareId>> {
    let text = sql("select id as n from guest_share where organisation_id = $1 and subject_id = $2
        and transmittal_id is not null");
    Ok(tx.maybe_int(text.bind(organisation).bind(link)).await?.map(GuestShareId))
}

row! {
    /// A document that a link opens, from which revision on.
    #[derive(Clone, Copy, Debug)]
    pub struct GivenRow {
        /// The document.
        pub document_id: DocumentId,
        /// The first revision covered.
        pub rev_from: i64,
    }
}

/// What a link opens.
pub async fn given(tx: &mut Tx, link: SubjectId) -> DbResult<Vec<GivenRow>> {
    let text = sql("select object_id as document_id, rev_from from access_grant where subject_id = $1 and object_kind = 1
        and closed_at is null order by id");
    tx.all(text.bind(link)).await
}
