//! Arrivals: files that come in pieces, over as many connections as it takes (tus 1.0).
//!
//! Every request decides anew whether the person may add documents here, and an arrival is known to nobody but who began
//! it. A piece is on the disk before it is acknowledged. The last byte is acknowledged when the whole file has been taken in
//! as any other upload is, so a client that is told of the end has an upload, and one whose server died before sends a byte
//! and is told then.
//!
//! Nobody but its sender can see an arrival and nothing can be made of it, so beginning, continuing and cancelling one write
//! no event; what is written is the upload that it ends in.

mod finish;
pub mod protocol;
pub mod store;

use axum::body::Body;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use futures::TryStreamExt;
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;
use wayleave_base::{ArrivalId, ErrorCode, Timestamp};
use wayleave_blob::{BlobError, Held};
use wayleave_media::{TypePolicy, check_name, safe_filename};

use super::steady::steady;
use super::{serve, uploads};
use crate::cx::Cx;
use crate::error::{Error, Result};
use crate::wire;
use crate::work::Work;
use store::{Arrival, Owner};

/// After this long without a piece an arrival is dropped, in milliseconds.
const SILENCE: i64 = 24 * 3600 * 1000;
/// How many arrivals a person may have begun, whatever their size.
const MOST: i64 = 1000;

/// Where an arrival is.
#[derive(Clone, Debug)]
pub struct Place {
    /// The organisation, as asked for.
    pub organisation: String,
    /// The project.
    pub project: String,
    /// The arrival.
    pub arrival: String,
}

/// A file that arrives in pieces.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Arrival)]
pub struct ArrivalView {
    /// The public id.
    pub id: String,
    /// The file's name, made harmless.
    #[schema(example = "A-101_P02 Ground floor plan.pdf")]
    pub filename: String,
    /// The announced size in bytes.
    #[schema(example = 2_147_483_648_i64)]
    pub size: i64,
    /// How many bytes are here.
    #[schema(example = 1_073_741_824_i64)]
    pub offset: i64,
    /// Until when it can be continued.
    pub expires_at: String,
    /// The upload that was made of it, once it is whole.
    #[schema(value_type = Option<uploads::UploadView>)]
    pub upload: Option<Value>,
}

/// Says what is spoken here.
pub async fn describe(cx: &Cx, organisation: &str, project: &str) -> Result<Response> {
    uploads::admit(cx, organisation, project).await?;
    let mut response = StatusCode::NO_CONTENT.into_response();
    let headers = response.headers_mut();
    headers.insert("tus-version", HeaderValue::from_static(protocol::VERSION));
    headers.insert("tus-extension", HeaderValue::from_static(protocol::EXTENSIONS));
    headers.insert("tus-checksum-algorithm", HeaderValue::from_static(protocol::ALGORITHMS));
    headers.insert("tus-max-size", HeaderValue::from(cx.shared().config.max_upload));
    Ok(response)
}

/// Begins an arrival, with its first bytes when they come along.
pub async fn begin(
    cx: &Cx,
    organisation: &str,
    project: &str,
    headers: &HeaderMap,
    body: Body,
) -> Result<Response> {
    let mut work = Work::write(cx, organisation).await?;
    let (row, facts) = work.project(project).await?;
    let _ = uploads::entitled(&work, &facts)?;
    let policy = uploads::policy(&mut work).await?;
    protocol::version(headers)?;
    let announced = protocol::announced(headers)?;
    let limit = cx.shared().config.max_upload;
    if announced.size > limit {
        return Err(uploads::too_large(limit));
    }
    let bytes_come = protocol::brings_bytes(headers)?;
    let filename = safe_filename(&announced.filename);
    check_name(&filename, &policy).map_err(|refusal| uploads::refused(&refusal))?;
    let owner = Owner { organisation: work.organisation.id, project: row.id, subject: work.me.subject };
    let size = i64::try_from(announced.size).map_err(anyhow::Error::from)?;
    within_bounds(&mut work, owner, size).await?;
    let (id, now) = (cx.ids().public(ArrivalId::PREFIX), work.now());
    let location = format!(
        "/api/v1/organisations/{}/projects/{}/uploads/resumable/{id}",
        work.organisation.slug, row.public_id
    );
    store::insert(&mut work.tx, owner, (&id, &filename, size), (now, now + SILENCE)).await?;
    let known = store::find(&mut work.tx, owner, &id, now).await?.ok_or_else(Error::not_found)?;
    // The file is there before the row that names it is.
    cx.shared().staging.create(&id).await.map_err(failed)?;
    work.commit().await?;
    let place = Place { organisation: organisation.to_owned(), project: project.to_owned(), arrival: id };
    let mut stand = Stand { offset: 0, expires_at: now + SILENCE };
    if bytes_come {
        let held = cx.shared().staging.hold(&known.public_id).await.map_err(failed)?;
        stand = take(cx, &place, (known, policy), held, headers, body).await?;
    }
    let mut response = told(StatusCode::CREATED, stand);
    let location = HeaderValue::from_str(&location).map_err(anyhow::Error::from)?;
    response.headers_mut().insert(header::LOCATION, location);
    Ok(response)
}

/// Holds what a person and their organisation upload at a time to the settings.
async fn within_bounds(work: &mut Work, owner: Owner, size: i64) -> Result<()> {
    let unfinished = store::unfinished(&mut work.tx, owner, work.cx.now()).await?;
    let config = &work.cx.shared().config;
    let beyond = |sum: i64, most: u64| u64::try_from(sum.saturating_add(size)).is_ok_and(|sum| sum > most);
    let sentence = if unfinished.count >= MOST {
        format!("You have begun {MOST} uploads that are not finished. Finish or cancel some of them first.")
    } else if beyond(unfinished.own, config.unfinished_person) {
        format!(
            "Your unfinished uploads and this one exceed the {} allowed at a time. Finish or cancel some of them first.",
            uploads::amount(config.unfinished_person)
        )
    } else if beyond(unfinished.everybody, config.unfinished_organisation) {
        format!(
            "The unfinished uploads of everybody in the organisation and this one exceed the {} allowed at a time. Try again later.",
            uploads::amount(config.unfinished_organisation)
        )
    } else {
        return Ok(());
    };
    Err(Error::because(ErrorCode::UnfinishedUploads, sentence))
}

/// How far an arrival has come.
#[derive(Clone, Copy, Debug)]
struct Stand {
    offset: u64,
    expires_at: Timestamp,
}

/// One's own arrival, if one may still add documents here.
async fn find(work: &mut Work, place: &Place) -> Result<Arrival> {
    let (project, facts) = work.project(&place.project).await?;
    let owner = Owner { organisation: work.organisation.id, project: project.id, subject: work.me.subject };
    let now = work.now();
    let found = store::find(&mut work.tx, owner, &place.arrival, now).await?.ok_or_else(Error::not_found)?;
    let _ = uploads::entitled(work, &facts)?;
    Ok(found)
}

/// How far it has come, as acknowledged: its last byte counts when the upload is made.
async fn offset(cx: &Cx, arrival: &Arrival) -> Result<u64> {
    let size = whole(arrival);
    if arrival.view.is_some() {
        return Ok(size);
    }
    let here = cx.shared().staging.size(&arrival.public_id).await.map_err(failed)?;
    Ok(here.min(size - 1))
}

fn whole(arrival: &Arrival) -> u64 {
    u64::try_from(arrival.size).unwrap_or(1).max(1)
}

/// Where a client goes on.
pub async fn ask(cx: &Cx, place: &Place, headers: &HeaderMap) -> Result<Response> {
    let mut work = Work::read(cx, &place.organisation).await?;
    let arrival = find(&mut work, place).await?;
    drop(work);
    protocol::version(headers)?;
    let stand = Stand { offset: offset(cx, &arrival).await?, expires_at: arrival.expires_at };
    let mut response = told(StatusCode::OK, stand);
    let headers = response.headers_mut();
    headers.insert("upload-length", HeaderValue::from(arrival.size));
    let metadata = protocol::metadata(&arrival.filename);
    headers.insert("upload-metadata", HeaderValue::from_str(&metadata).map_err(anyhow::Error::from)?);
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(response)
}

/// The arrival, with the upload that it became.
pub async fn get(cx: &Cx, place: &Place) -> Result<ArrivalView> {
    let mut work = Work::read(cx, &place.organisation).await?;
    let arrival = find(&mut work, place).await?;
    drop(work);
    let offset = i64::try_from(offset(cx, &arrival).await?).unwrap_or(i64::MAX);
    let upload =
        arrival.view.as_deref().map(serde_json::from_str).transpose().map_err(anyhow::Error::from)?;
    Ok(ArrivalView {
        id: arrival.public_id,
        filename: arrival.filename,
        size: arrival.size,
        offset,
        expires_at: wire::time(arrival.expires_at),
        upload,
    })
}

/// Takes a piece.
pub async fn append(cx: &Cx, place: &Place, headers: &HeaderMap, body: Body) -> Result<Response> {
    let mut work = Work::read(cx, &place.organisation).await?;
    let arrival = find(&mut work, place).await?;
    let policy = uploads::policy(&mut work).await?;
    drop(work);
    protocol::version(headers)?;
    protocol::piece(headers)?;
    let asked = protocol::offset(headers)?;
    if arrival.view.is_some() {
        let stand = Stand { offset: whole(&arrival), expires_at: arrival.expires_at };
        return if asked == stand.offset {
            Ok(told(StatusCode::NO_CONTENT, stand))
        } else {
            Err(elsewhere(stand.offset))
        };
    }
    let held = cx.shared().staging.hold(&arrival.public_id).await.map_err(failed)?;
    let stands = held.size().min(whole(&arrival) - 1);
    if asked != stands {
        return Err(elsewhere(stands));
    }
    let stand = take(cx, place, (arrival, policy), held, headers, body).await?;
    Ok(told(StatusCode::NO_CONTENT, stand))
}

/// Appends the body to what is held, and makes the upload of it once it is whole.
async fn take(
    cx: &Cx,
    place: &Place,
    (arrival, policy): (Arrival, TypePolicy),
    held: Held,
    headers: &HeaderMap,
    body: Body,
) -> Result<Stand> {
    let size = whole(&arrival);
    let room = size - held.size().min(size - 1);
    if protocol::body_length(headers).is_some_and(|length| length > room) {
        return Err(too_much());
    }
    let checksum = protocol::checksum(headers)?;
    let mut stream = steady(body);
    let held = if held.size() < size {
        held.append(stream, room, checksum.as_ref()).await.map_err(failed)?
    } else {
        // All of it is here since a server died before it could take the file in. The byte that the client still owes says
        // that it is to be done now; what it is, is known.
        match stream.try_next().await {
            Ok(Some(chunk)) if !chunk.is_empty() => held,
            _ => return kept(cx, place, &arrival, size - 1).await,
        }
    };
    match held.size() {
        here if here < size => kept(cx, place, &arrival, here).await,
        _ => finish::detached(cx, place, arrival, policy, held).await,
    }
}

/// Keeps an arrival for another day, if nobody cancelled it meanwhile.
async fn kept(cx: &Cx, place: &Place, arrival: &Arrival, offset: u64) -> Result<Stand> {
    let cx = cx.later();
    let mut work = Work::write(&cx, &place.organisation).await?;
    let expires_at = work.now() + SILENCE;
    if !store::renew(&mut work.tx, arrival.id, expires_at).await? {
        return Err(Error::not_found());
    }
    work.commit().await?;
    Ok(Stand { offset, expires_at })
}

/// Drops an arrival and its bytes. An upload that was made of it stays.
pub async fn cancel(cx: &Cx, place: &Place, headers: &HeaderMap) -> Result<Response> {
    let mut work = Work::write(cx, &place.organisation).await?;
    let arrival = find(&mut work, place).await?;
    protocol::version(headers)?;
    store::delete(&mut work.tx, arrival.id).await?;
    work.commit().await?;
    cx.shared().staging.remove(&arrival.public_id).await.map_err(failed)?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

fn told(status: StatusCode, stand: Stand) -> Response {
    let mut response = status.into_response();
    let headers = response.headers_mut();
    headers.insert("upload-offset", HeaderValue::from(stand.offset));
    if let Some(until) = protocol::http_time(stand.expires_at) {
        headers.insert("upload-expires", until);
    }
    response
}

fn elsewhere(offset: u64) -> Error {
    Error::because(ErrorCode::WrongOffset, format!("The upload stands at {offset} bytes; go on from there."))
}

fn too_much() -> Error {
    Error::because(ErrorCode::TooLarge, "The piece holds more bytes than were announced for the file.")
}

/// What a failure of the staging folder means. A file that is not on this machine is as good as none: the client begins anew.
fn failed(error: BlobError) -> Error {
    match error {
        BlobError::Busy => Error::code(ErrorCode::BeingWritten),
        BlobError::Checksum => Error::code(ErrorCode::ChecksumMismatch),
        BlobError::TooLarge { .. } => too_much(),
        BlobError::NotFound => Error::not_found(),
        other => serve::missing(other),
    }
}
