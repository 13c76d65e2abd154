//! What went out with a transmittal as the holder of a link sees it: what it says of itself, the list of what was sent, and the
//! form that acknowledges receipt.

use std::collections::VecDeque;

use axum::Form;
use axum::body::Body;
use axum::extract::rejection::{FormRejection, QueryRejection};
use axum::extract::{Path, Query};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use minijinja::context;
use minijinja::value::{Serde, Value};
use serde::{Deserialize, Serialize};
use wayleave_access::audit;
use wayleave_access::documents::RevisionRow;
use wayleave_access::{Caps, Permit, Target, Visible, act, documents};
use wayleave_base::{DocumentId, OrganisationId, Timestamp, TransmittalId};
use wayleave_db::Tx;

use super::door::Door;
use super::halt::Halt;
use super::open::{Guest, is_there, standing};
use super::pages;
use super::sessions::{self, SessionRow};
use super::viewer::{Origin, admitted, taken, words as status};
use crate::cx::Cx;
use crate::download::attached;
use crate::error::Error;
use crate::guests::log;
use crate::guests::store::ShareRow;
use crate::packed::{self, Entries, Entry, Names, ZIP};
use crate::receipts;
use crate::register::serve;
use crate::transmittals::cover::{self, Cover};
use crate::transmittals::{self, ByLink, Named, RecipientRow};
use crate::wire;

/// A document that was sent: what it was then, and as far as the link still reaches it, what it is now.
pub struct Item {
    named: Named,
    now: Option<(Visible, RevisionRow)>,
}

impl Item {
    /// The revision whose file may be taken along.
    fn file(&self) -> Option<&RevisionRow> {
        let (visible, revision) = self.now.as_ref()?;
        visible.caps_on(revision).has(Caps::DOWNLOAD).then_some(revision)
    }
}

/// What a link shows of a transmittal, and the permit to see it.
pub struct Parcel {
    /// What it says of itself.
    pub cover: Cover,
    /// What was sent.
    pub sent: Vec<Item>,
    /// What it says of whoever holds the link.
    pub recipient: Option<RecipientRow>,
    /// The permit.
    pub permit: Permit<act::TransmittalView>,
}

impl Parcel {
    /// Decides anew what of a transmittal a link reaches; nothing once it was recalled.
    pub async fn decide(
        tx: &mut Tx,
        cx: &Cx,
        organisation: OrganisationId,
        share: &ShareRow,
        transmittal: TransmittalId,
    ) -> Result<Option<Self>, Halt> {
        let facts = standing(tx, cx, organisation, share).await?;
        let permit = facts
            .decide::<act::TransmittalView>(Target::default())
            .permit()
            .map_err(|denial| Halt::Broken(Error::from(denial)))?;
        let Some(cover) = cover::cover(tx, organisation, transmittal).await? else { return Ok(None) };
        let named = cover::sent(tx, transmittal, share.subject_id).await?;
        let ids: Vec<DocumentId> = named.iter().map(|named| named.document_id).collect();
        let seen = documents::among(tx, &facts.scope(), &ids).await?;
        let sent = named
            .into_iter()
            .map(|named| {
                let visible = seen.iter().find(|visible| visible.document.id == named.document_id);
                let found = visible.and_then(|visible| {
                    let revision = visible.revisions.iter().find(|row| row.id == named.revision_id)?;
                    is_there(visible, revision).then(|| (visible.clone(), revision.clone()))
                });
                Item { named, now: found }
            })
            .collect();
        let recipient = cover::recipient(tx, transmittal, share.subject_id).await?;
        Ok(Some(Self { cover, sent, recipient, permit }))
    }

    /// Is anything of it restricted?
    #[must_use]
    pub fn restricted(&self) -> bool {
        let restricted = |(visible, _): &(Visible, RevisionRow)| visible.document.restricted;
        self.sent.iter().any(|item| item.now.as_ref().is_some_and(restricted))
    }
}

/// One line of the list.
#[derive(Debug, Serialize)]
struct Line<'a> {
    place: i64,
    number: &'a str,
    title: &'a str,
    revision: &'a str,
    status: String,
    there: bool,
    outdated: bool,
    may_download: bool,
    size: String,
}

/// GET: the list of what was sent.
pub async fn show(
    cx: &Cx,
    mut tx: Tx,
    session: SessionRow,
    door: Door,
    transmittal: TransmittalId,
) -> Result<Response, Halt> {
    let parcel = Parcel::decide(&mut tx, cx, door.organisation, &door.share, transmittal).await?;
    let Some(parcel) = parcel else { return Err(Halt::Gone(Box::new(door.head))) };
    let origin = Origin::load(&mut tx, &door).await?;
    drop(tx);
    sessions::touch(cx.shared(), &session, cx.now()).await?;
    let guest = Guest::of(&session);
    let values = words(&parcel, &door, &origin, (&session.public_id, &guest), cx.now());
    Ok(pages::page(StatusCode::OK, "parcel.html.j2", values))
}

/// What the page says to a guest; its links lead to what lies behind `id`.
pub fn words(
    parcel: &Parcel,
    door: &Door,
    origin: &Origin,
    (id, guest): (&str, &Guest),
    now: Timestamp,
) -> Value {
    let lines: Vec<Line<'_>> = parcel.sent.iter().map(line).collect();
    let (cover, share) = (&parcel.cover, &door.share);
    let recipient = parcel.recipient.as_ref();
    context! {
        head => Value::from(Serde(&door.head)),
        id,
        number => &cover.number,
        subject => &cover.subject,
        purpose => cover.purpose(),
        dated => origin.dates.written(&cover.dated_on),
        remarks => &cover.remarks,
        sender => &origin.sender,
        recipient => &share.recipient_name,
        until => origin.dates.moment(share.ends_at, &origin.zone),
        lines => Value::from(Serde(&lines)),
        all => all(&parcel.sent),
        asked => cover.is_out(now) && recipient.is_some_and(RecipientRow::is_silent),
        required => recipient.is_some_and(|one| one.acknowledgement == "required"),
        by_day => cover.acknowledge_by.as_deref().map(|day| origin.dates.written(day)),
        acknowledged => recipient
            .and_then(|one| one.acknowledged_at)
            .map(|at| origin.dates.moment(at, &origin.zone)),
        received_by => recipient.map(|one| one.received_by.as_str()).unwrap_or_default(),
        called => guest.called(share),
        named => guest.is_named(),
        proven => guest.assurance == "mail_proven",
    }
}

/// What all files that may be taken along are together; nothing where there is one at most.
fn all(sent: &[Item]) -> Option<String> {
    let sizes: Vec<i64> = sent.iter().filter_map(Item::file).map(|revision| revision.size).collect();
    let (count, size) = (sizes.len(), sizes.iter().sum());
    (count > 1).then(|| format!("{count} files, {}", wire::size(size)))
}

fn line(item: &Item) -> Line<'_> {
    let (named, now) = (&item.named, item.now.as_ref());
    Line {
        place: named.position,
        number: &named.number,
        title: &named.title,
        revision: &named.revision,
        status: status(&named.status),
        there: now.is_some(),
        outdated: now.is_some_and(|(visible, revision)| cover::outdated(visible, revision)),
        may_download: item.file().is_some(),
        size: now.map(|(_, revision)| wire::size(revision.size)).unwrap_or_default(),
    }
}

/// The files of a transmittal on their way into an archive.
struct Files {
    cx: Cx,
    headers: HeaderMap,
    session: String,
    places: VecDeque<i64>,
    names: Names,
}

impl Entries for Files {
    async fn next(&mut self) -> crate::error::Result<Option<Entry>> {
        while let Some(place) = self.places.pop_front() {
            // Each file is a request of its own to the rules and to the log.
            let cx = self.cx.later();
            let taken = taken(&cx, &self.headers, &self.session, place).await?;
            if let Some((filename, hash)) = taken {
                let (size, stream) = cx.shared().blobs.get(hash, None).await.map_err(serve::missing)?;
                return Ok(Some(Entry::Stored(self.names.give(&filename), size, stream)));
            }
        }
        Ok(None)
    }
}

/// GET: all files that may be taken along, in one archive.
pub async fn files(
    cx: Cx,
    method: Method,
    headers: HeaderMap,
    Path(id): Path<String>,
) -> Result<Response, Halt> {
    let mut tx = cx.db().read().await?;
    let (session, door) = admitted(&mut tx, &cx, &headers, &id).await?;
    let nothing = || Halt::Broken(Error::not_found());
    let transmittal = door.share.transmittal_id.ok_or_else(nothing)?;
    let parcel = Parcel::decide(&mut tx, &cx, door.organisation, &door.share, transmittal).await?;
    let parcel = parcel.ok_or_else(nothing)?;
    drop(tx);
    let taken = parcel.sent.iter().filter(|item| item.file().is_some());
    let places: VecDeque<i64> = taken.map(|item| item.named.position).collect();
    if places.is_empty() {
        return Err(nothing());
    }
    sessions::touch(cx.shared(), &session, cx.now()).await?;
    let name = format!("{}.zip", wayleave_media::safe_filename(&parcel.cover.number));
    if method == Method::HEAD {
        return Ok(attached(Body::empty(), ZIP, &name)?);
    }
    let now = cx.now();
    let entries = Files { cx, headers, session: id, places, names: Names::without(&[]) };
    Ok(attached(packed::body(entries, now).await?, ZIP, &name)?)
}

/// What a guest says with an acknowledgement.
#[derive(Default, Deserialize)]
pub struct Fields {
    #[serde(default)]
    comment: String,
    #[serde(default)]
    received_by: String,
}

/// POST: receipt acknowledged, once. Whoever asks again is shown what was said.
pub async fn acknowledge(
    cx: Cx,
    headers: HeaderMap,
    Path(id): Path<String>,
    form: Result<Form<Fields>, FormRejection>,
) -> Result<Response, Halt> {
    let organisation = {
        let mut tx = cx.db().read().await?;
        admitted(&mut tx, &cx, &headers, &id).await?.1.organisation
    };
    let unread = |_| Halt::Broken(Error::field("comment", "unreadable", "What was sent could not be read."));
    let Form(fields) = form.map_err(unread)?;
    // A text too long for its field is cut: the page has no room for it, so it was not typed there.
    let cut = |text: &str, most: usize| {
        text.chars().filter(|letter| *letter == '\n' || !letter.is_control()).take(most).collect::<String>()
    };
    let (comment, received_by) = (cut(fields.comment.trim(), 1000), cut(fields.received_by.trim(), 120));
    let mut tx = cx.db().begin_in(organisation).await?;
    // The link may be revoked at this moment; from here on nothing changes until the commit.
    audit::hold(&mut tx, organisation).await?;
    let (session, door) = admitted(&mut tx, &cx, &headers, &id).await?;
    let gone = || Halt::Gone(Box::new(door.head.clone()));
    let transmittal = door.share.transmittal_id.ok_or_else(|| Halt::Broken(Error::not_found()))?;
    let facts = standing(&mut tx, &cx, organisation, &door.share).await?;
    let permit: Permit<act::TransmittalAcknowledge> = facts
        .decide::<act::TransmittalAcknowledge>(Target::default())
        .permit()
        .map_err(|denial| Halt::Broken(Error::from(denial)))?;
    let cover = cover::cover(&mut tx, organisation, transmittal).await?.ok_or_else(gone)?;
    let guest = Guest::of(&session);
    let actor = guest.actor(&cx, &door.share);
    let by = ByLink {
        organisation,
        project: door.share.project_id,
        cover: &cover,
        actor: &actor,
        typed: &guest.name,
        comment: &comment,
        received_by: &received_by.replace('\n', " "),
    };
    if transmittals::by_link(&mut tx, &cx, &by, &permit).await? {
        let line = log::Line { event: "acknowledged", actor: &actor, email: &guest.email, revision: "" };
        log::write(&mut tx, organisation, door.share.id, cx.now(), line).await?;
        tx.commit().await?;
        cx.shared().wake.notify_one();
    }
    let place = HeaderValue::from_str(&format!("/v/{}", session.public_id));
    let place = place.map_err(|error| Halt::Broken(Error::from(anyhow::Error::from(error))))?;
    Ok((StatusCode::SEE_OTHER, [(header::LOCATION, place)]).into_response())
}

/// In what form a receipt is asked for.
#[derive(Default, Deserialize)]
pub struct Wish {
    format: Option<String>,
}

/// GET: the receipt of the acknowledgement that was given through this link, signed, or printed for reading.
pub async fn receipt(
    cx: Cx,
    headers: HeaderMap,
    Path(id): Path<String>,
    wish: Result<Query<Wish>, QueryRejection>,
) -> Result<Response, Halt> {
    let wish = wish.map(|Query(wish)| wish).unwrap_or_default();
    let mut tx = cx.db().read().await?;
    let (_, door) = admitted(&mut tx, &cx, &headers, &id).await?;
    let (organisation, share) = (door.organisation, &door.share);
    let transmittal = share.transmittal_id.ok_or_else(|| Halt::Broken(Error::not_found()))?;
    let parcel = Parcel::decide(&mut tx, &cx, organisation, share, transmittal).await?;
    let recipient = parcel.and_then(|parcel| parcel.recipient);
    let event = recipient.and_then(|recipient| recipient.acknowledged_seq);
    let event = event.ok_or_else(|| Halt::Broken(Error::not_found()))?;
    let form = receipts::Form::parse(wish.format.as_deref())?;
    let place = (organisation, share.project_id);
    drop(tx);
    Ok(receipts::answer(cx.shared(), place, event, form).await?)
}
