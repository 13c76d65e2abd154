//! What a guest sees behind the door: the document's page, its images, its file, and the way out. Every request decides
//! anew, so what is revoked is gone with the next one.

use std::sync::Arc;

use axum::extract::rejection::QueryRejection;
use axum::extract::{Path, Query};
use axum::http::{HeaderMap, Method, StatusCode, header};
use axum::response::Response;
use minijinja::context;
use minijinja::value::{Serde, Value};
use serde::{Deserialize, Serialize};
use serde_json::json;
use wayleave_access::audit::{self, Event};
use wayleave_access::documents::RevisionRow;
use wayleave_access::{Caps, Permit, Target, act};
use wayleave_blob::BlobHash;
use wayleave_db::{Tx, row, sql};
use wayleave_media::Stamp;

use super::door::{self, Door};
use super::halt::Halt;
use super::open::{Guest, Seen};
use super::sessions::{self, SessionRow};
use super::{pages, parcel};
use crate::cx::Cx;
use crate::error::Error;
use crate::guests::log::{self, Line};
use crate::guests::model::{Follows, State};
use crate::register::pages::{Source, Wanted, drawn_type, image};
use crate::register::previews;
use crate::register::serve::{ServedFile, Wish};
use crate::settings;
use crate::transmittals::cover;
use crate::wire;
use crate::wire::Dates;

/// The widths of page images that the page offers, narrowest first.
const ZOOMS: [u32; 4] = [960, 1280, 1920, 3200];

/// A guest inside, decided for this request.
struct Inside {
    session: SessionRow,
    door: Door,
    seen: Seen,
    /// The place of the document in a transmittal, from 1.
    place: Option<i64>,
}

impl Inside {
    /// Who the guest is.
    fn guest(&self) -> Guest {
        Guest::of(&self.session)
    }

    fn may_download(&self) -> bool {
        self.seen.visible.caps_on(&self.seen.revision).has(Caps::DOWNLOAD)
    }
}

/// The session of a page and the door of its link, for one request.
pub async fn admitted(
    tx: &mut Tx,
    cx: &Cx,
    headers: &HeaderMap,
    id: &str,
) -> Result<(SessionRow, Door), Halt> {
    let session =
        sessions::find(tx, headers, &cx.shared().config, id, cx.now()).await?.ok_or(Halt::Closed)?;
    let door = door::met(tx, cx, session.organisation_id, session.guest_share_id).await?;
    let door = door.ok_or(Halt::Nothing)?;
    // A link that was opened as often as allowed keeps those who are in.
    if door.state == State::Expired { Err(Halt::Expired(Box::new(door))) } else { Ok((session, door)) }
}

/// Lets a session in to what its page shows for one request, or says why not.
async fn inside(cx: &Cx, headers: &HeaderMap, at: &At) -> Result<Inside, Halt> {
    let mut tx = cx.db().read().await?;
    let admitted = admitted(&mut tx, cx, headers, &at.session).await?;
    within(cx, tx, admitted, at).await
}

/// Lets somebody who was admitted in to the document of a link, or to one at a place of a transmittal.
async fn within(cx: &Cx, mut tx: Tx, (session, door): (SessionRow, Door), at: &At) -> Result<Inside, Halt> {
    let place = at.place.as_deref().map(str::parse::<i64>).transpose();
    let place = place.map_err(|_| Halt::Broken(Error::not_found()))?;
    let seen = Seen::decide(&mut tx, cx, door.organisation, &door.share, place).await?;
    drop(tx);
    let Some(seen) = seen else { return Err(Halt::Gone(Box::new(door.head))) };
    sessions::touch(cx.shared(), &session, cx.now()).await?;
    Ok(Inside { session, door, seen, place })
}

row! {
    struct Place { type_label: Option<String> }
}

/// What a document's type is called.
async fn type_label(tx: &mut Tx, inside: &Inside) -> Result<Option<String>, Halt> {
    let place: Place = tx
        .one(
            sql("select t.label as type_label from project p
                 left join metadata_field f on f.organisation_id = p.organisation_id and f.project_id is null
                   and f.key = 'document_type'
                 left join field_option t on t.field_id = f.id and t.code = $2 and coalesce(t.project_id, p.id) = p.id
                 where p.id = $1")
            .bind(inside.door.share.project_id)
            .bind(&inside.seen.visible.document.document_type),
        )
        .await?;
    Ok(place.type_label)
}

row! {
    struct From { project_zone: String, sender: Option<String> }
}

/// Where a link comes from.
pub struct Origin {
    /// The project's time zone.
    pub zone: String,
    /// Who sent it, unless they left.
    pub sender: Option<String>,
    /// How the organisation writes days.
    pub dates: Dates,
}

impl Origin {
    /// Loads where a link comes from.
    pub async fn load(tx: &mut Tx, door: &Door) -> Result<Self, Halt> {
        let dates = settings::dates(tx, door.organisation).await?;
        let from: From = tx
            .one(
                sql("select p.timezone as project_zone, a.name as sender from project p
                     left join member m on m.subject_id = $2 and m.organisation_id = p.organisation_id
                     left join account a on a.id = m.account_id where p.id = $1")
                .bind(door.share.project_id)
                .bind(door.share.created_by),
            )
            .await?;
        let sender = from.sender.filter(|_| !door.share.owned_by_project);
        Ok(Self { zone: from.project_zone, sender, dates })
    }
}

/// Which page is looked at, and how large. Anything unreadable is the first page as it fits.
#[derive(Default, Deserialize)]
pub struct Look {
    page: Option<String>,
    zoom: Option<String>,
}

#[derive(Serialize)]
struct Zoom {
    level: usize,
    percent: u32,
    current: bool,
}

/// Which document is looked at.
#[derive(Deserialize)]
pub struct At {
    session: String,
    #[serde(default)]
    place: Option<String>,
    #[serde(default)]
    page: String,
}

/// GET: the document's page, or the list of what was sent with a transmittal.
pub async fn show(
    cx: Cx,
    headers: HeaderMap,
    Path(at): Path<At>,
    look: Result<Query<Look>, QueryRejection>,
) -> Result<Response, Halt> {
    let mut tx = cx.db().read().await?;
    let (session, door) = admitted(&mut tx, &cx, &headers, &at.session).await?;
    if let (None, Some(transmittal)) = (&at.place, door.share.transmittal_id) {
        return parcel::show(&cx, tx, session, door, transmittal).await;
    }
    let inside = within(&cx, tx, (session, door), &at).await?;
    let mut tx = cx.db().read_in(inside.door.organisation).await?;
    let origin = Origin::load(&mut tx, &inside.door).await?;
    let kind = type_label(&mut tx, &inside).await?;
    drop(tx);
    let (share, revision) = (&inside.door.share, &inside.seen.revision);
    let document = &inside.seen.visible.document;
    let look = look.map(|Query(look)| look).unwrap_or_default();
    let count = count(&cx, revision).await?;
    let number = |text: &Option<String>| text.as_deref().and_then(|text| text.parse::<i64>().ok());
    let page = number(&look.page).unwrap_or(1).clamp(1, count.max(1));
    let most = i64::try_from(ZOOMS.len()).unwrap_or(1);
    let zoom = usize::try_from(number(&look.zoom).unwrap_or(1).clamp(1, most)).unwrap_or(1);
    let zooms: Vec<Zoom> = ZOOMS
        .iter()
        .enumerate()
        .map(|(at, width)| Zoom { level: at + 1, percent: width * 100 / ZOOMS[0], current: at + 1 == zoom })
        .collect();
    let pinned = Follows::parse(&share.follows) == Some(Follows::Pinned);
    let guest = inside.guest();
    let values = context! {
        head => Value::from(Serde(&inside.door.head)),
        id => at.session,
        place => inside.place,
        number => &document.number,
        title => &document.title,
        kind => kind.unwrap_or_else(|| document.document_type.clone()),
        revision => &revision.code,
        revision_date => revision.revision_date.as_deref().map(|day| origin.dates.written(day)),
        status => words(&revision.status),
        until => origin.dates.moment(share.ends_at, &origin.zone),
        sender => origin.sender,
        recipient => &share.recipient_name,
        superseded => pinned && cover::outdated(&inside.seen.visible, revision),
        follows => !pinned,
        file => &revision.filename,
        size => wire::size(revision.size),
        may_download => inside.may_download(),
        count,
        page,
        zoom,
        zooms => Value::from(Serde(&zooms)),
        width => ZOOMS[zoom - 1],
        called => guest.called(share),
        named => guest.is_named(),
        proven => inside.session.assurance() == "mail_proven",
    };
    Ok(pages::page(StatusCode::OK, "document.html.j2", values))
}

/// How many pages there are to show. What is made into pages when the first of them is asked for has one until then.
async fn count(cx: &Cx, revision: &RevisionRow) -> Result<i64, Halt> {
    if drawn_type(&revision.media_type).is_some() {
        return Ok(revision.pages.max(1));
    }
    if !previews::can_be_made(cx.shared(), &revision.media_type) {
        return Ok(0);
    }
    match previews::kept(cx.shared(), &revision.blob_hash).await {
        Ok(made) => Ok(made.map_or(1, |made| made.source.pages.max(1))),
        Err(Error::Internal(error)) => Err(Halt::Broken(Error::Internal(error))),
        // Nothing can be made of it.
        Err(_) => Ok(0),
    }
}

/// A status in words for people.
pub fn words(code: &str) -> String {
    let plain = code.replace('_', " ");
    let mut letters = plain.chars();
    letters
        .next()
        .map_or_else(String::new, |first| first.to_uppercase().collect::<String>() + letters.as_str())
}

/// How wide an image is asked for.
#[derive(Default, Deserialize)]
pub struct Wide {
    width: Option<String>,
}

/// GET: the image of a page, with the guest's name and the time in its pixels.
pub async fn picture(
    cx: Cx,
    headers: HeaderMap,
    Path(at): Path<At>,
    wide: Result<Query<Wide>, QueryRejection>,
) -> Result<Response, Halt> {
    let inside = inside(&cx, &headers, &at).await?;
    let page = at.page.parse::<i64>().map_err(|_| Halt::Broken(Error::not_found()))?;
    let asked = wide.ok().and_then(|Query(wide)| wide.width).and_then(|text| text.parse().ok());
    let time = jiff::Timestamp::from_millisecond(cx.now()).unwrap_or_default();
    let lines = [inside.guest().marked(&inside.door.share), time.strftime("%Y-%m-%d %H:%M UTC").to_string()];
    let source = Source {
        hash: inside.seen.revision.blob_hash.clone(),
        size: u64::try_from(inside.seen.revision.size).unwrap_or(0),
        media_type: inside.seen.revision.media_type.clone(),
        pages: inside.seen.revision.pages,
    };
    let wanted = Wanted {
        page,
        width: asked.unwrap_or(ZOOMS[0]).clamp(160, 4096),
        region: None,
        stamp: inside.seen.permit.watermark().then(|| Stamp::new(lines)),
    };
    let shared: &Arc<_> = cx.shared();
    Ok(image(shared, &source, &wanted).await?.answer(&headers))
}

/// A guest in front of a file that they may take along, and the permit.
async fn taking(
    cx: &Cx,
    headers: &HeaderMap,
    at: &At,
) -> Result<(Inside, Permit<act::DocumentDownload>), Halt> {
    let inside = inside(cx, headers, at).await?;
    let target = Target::document(&inside.seen.visible);
    let permit: Permit<act::DocumentDownload> = inside
        .seen
        .facts
        .decide::<act::DocumentDownload>(target)
        .permit()
        .map_err(|denial| Halt::Broken(denial.into()))?;
    if inside.may_download() { Ok((inside, permit)) } else { Err(Halt::Broken(Error::not_found())) }
}

/// A file of a transmittal that goes into an archive: decided and written down as a download of its own when its turn
/// comes; none when it may not be taken along, or no longer.
pub async fn taken(
    cx: &Cx,
    headers: &HeaderMap,
    session: &str,
    place: i64,
) -> crate::error::Result<Option<(String, BlobHash)>> {
    let at = At { session: session.to_owned(), place: Some(place.to_string()), page: String::new() };
    let noted = async {
        let (inside, permit) = taking(cx, headers, &at).await?;
        note_download(cx, &inside, &permit).await?;
        Ok(inside)
    };
    let inside = match noted.await {
        Ok(inside) => inside,
        Err(Halt::Broken(error @ Error::Internal(_))) => return Err(error),
        Err(_) => return Ok(None),
    };
    let revision = &inside.seen.revision;
    let hash = BlobHash::parse(&revision.blob_hash).map_err(anyhow::Error::from)?;
    Ok(Some((revision.filename.clone(), hash)))
}

/// GET: the file, whole or in part. What is handed out is written down before its first byte leaves.
pub async fn file(cx: Cx, method: Method, headers: HeaderMap, Path(at): Path<At>) -> Result<Response, Halt> {
    let (inside, permit) = taking(&cx, &headers, &at).await?;
    let file = ServedFile {
        hash: inside.seen.revision.blob_hash.clone(),
        size: u64::try_from(inside.seen.revision.size).unwrap_or(0),
        filename: inside.seen.revision.filename.clone(),
        media_type: inside.seen.revision.media_type.clone(),
        inline: false,
    };
    let wish = file.wish(&headers);
    let hands_out = method != Method::HEAD && matches!(wish, Wish::Whole | Wish::Part(_));
    if hands_out {
        note_download(&cx, &inside, &permit).await?;
    }
    Ok(file.answer(cx.shared(), &method, wish).await?)
}

/// Writes a download down, once for each session, file and hour: programs fetch files in parts, and several at a time.
async fn note_download(cx: &Cx, inside: &Inside, permit: &Permit<act::DocumentDownload>) -> Result<(), Halt> {
    let (share, organisation) = (&inside.door.share, inside.door.organisation);
    let (id, now) = (inside.seen.revision.id.get(), cx.now());
    let mut tx = cx.db().read_in(organisation).await?;
    if sessions::was_noted(&mut tx, &inside.session, id, now).await? {
        return Ok(());
    }
    drop(tx);
    let guest = inside.guest();
    let actor = guest.actor(cx, share);
    let revision = &inside.seen.revision;
    let document = &inside.seen.visible.document;
    let entity = ("guest_share", share.public_id.as_str(), share.label.as_str());
    let event = Event::new("guest_share", "guest_share.downloaded", entity)
        .project(share.project_id)
        .after(json!({"document": document.public_id, "revision": revision.code,
            "file": revision.filename, "sha256": revision.blob_hash}))
        .confidential(document.restricted);
    let mut tx = cx.db().begin_in(organisation).await?;
    audit::record(&mut tx, cx.ids(), organisation, cx.now(), &actor, permit, event).await?;
    if !sessions::note_download(&mut tx, &inside.session, id, now).await? {
        // Another part of the same file was first.
        return Ok(tx.rollback().await?);
    }
    let counted = sql(
        "update guest_share set downloads = downloads + 1, last_accessed_at = $3 where id = $1 and organisation_id = $2",
    );
    tx.execute(counted.bind(share.id).bind(organisation).bind(cx.now())).await?;
    let line = Line { event: "downloaded", actor: &actor, email: &guest.email, revision: &revision.code };
    log::write(&mut tx, organisation, share.id, cx.now(), line).await?;
    Ok(tx.commit().await?)
}

/// POST: the guest leaves; the session ends here and in the database.
pub async fn leave(cx: Cx, headers: HeaderMap, Path(id): Path<String>) -> Result<Response, Halt> {
    let mut tx = cx.db().begin().await?;
    let session =
        sessions::find(&mut tx, &headers, &cx.shared().config, &id, cx.now()).await?.ok_or(Halt::Closed)?;
    sessions::end(&mut tx, &session, cx.now()).await?;
    let door = door::met(&mut tx, &cx, session.organisation_id, session.guest_share_id).await?;
    tx.commit().await?;
    let (head, share) = door.map(|door| (door.head, door.share.public_id)).unzip();
    let text = "You have left. To see it again, use your link.";
    let mut response = pages::message(StatusCode::OK, head.as_ref(), "Closed", text);
    if let Some(share) = share {
        let cookie = sessions::set_cookie(&cx.shared().config, &share, None);
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    Ok(response)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statuses_are_said_in_words() {
        assert_eq!(words("approved_with_comments"), "Approved with comments");
    }
}
