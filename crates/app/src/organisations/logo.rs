//! The organisation's logo: a PNG, decoded and encoded anew, so that nothing but its pixels is ever served.

use std::sync::Arc;

use axum::body::{Body, Bytes};
use axum::extract::{FromRequest, Path, Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::json;
use wayleave_access::audit::Event;
use wayleave_access::{Target, act, ledger};
use wayleave_base::{ErrorCode, OrganisationId};
use wayleave_blob::BlobHash;
use wayleave_db::sql;
use wayleave_media::{FileBytes, RenderError};

use crate::cx::Cx;
use crate::error::{Error, Problem, Result};
use crate::files;
use crate::settings::{self, BRANDING, Branding};
use crate::shared::Shared;
use crate::work::Work;

const MOST: usize = 2_000_000;

/// Set the logo: a PNG of at most 2 MB and at least 200 × 50 pixels.
#[utoipa::path(put, path = "/api/v1/organisations/{organisation}/logo", operation_id = "put_logo", tag = "settings",
    params(("organisation" = String, Path, description = "Public id or slug.")),
    request_body(content = Vec<u8>, content_type = "image/png"),
    responses((status = 204, description = "Set."),
        (status = "default", description = "Refused.", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("organisation.settings"))))]
pub async fn put_logo(cx: Cx, Path(organisation): Path<String>, request: Request) -> Result<Response> {
    // Decided before the bytes are read, so that a stranger cannot make the server decode pictures.
    let work = Work::read(&cx, &organisation).await?;
    work.permit::<act::OrganisationSettings>(Target::default())?;
    drop(work);
    let too_large = || Error::because(ErrorCode::TooLarge, "A logo has 2 MB at most.");
    let bytes = Bytes::from_request(request, &()).await.map_err(|_| too_large())?;
    if bytes.len() > MOST {
        return Err(too_large());
    }
    let file = FileBytes::from(bytes.to_vec());
    let drawn = tokio::task::spawn_blocking(move || wayleave_media::logo(&file))
        .await
        .map_err(anyhow::Error::from)?;
    let png = drawn.map_err(|error| refused(&error))?;
    let stored = cx.shared().blobs.put_bytes(Bytes::from(png)).await.map_err(anyhow::Error::from)?;
    let size = i64::try_from(stored.size).map_err(anyhow::Error::from)?;
    replace(&cx, &organisation, Some((stored.hash.to_string(), size))).await
}

fn refused(error: &RenderError) -> Error {
    Error::field("logo", "not_a_logo", format!("This cannot be a logo: {error}."))
}

/// Remove the logo.
#[utoipa::path(delete, path = "/api/v1/organisations/{organisation}/logo", operation_id = "delete_logo", tag = "settings",
    params(("organisation" = String, Path, description = "Public id or slug.")),
    responses((status = 204, description = "Removed."),
        (status = "default", description = "Refused.", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("organisation.settings"))))]
pub async fn delete_logo(cx: Cx, Path(organisation): Path<String>) -> Result<Response> {
    replace(&cx, &organisation, None).await
}

async fn replace(cx: &Cx, organisation: &str, logo: Option<(String, i64)>) -> Result<Response> {
    let mut work = Work::write(cx, organisation).await?;
    let permit = work.permit::<act::OrganisationSettings>(Target::default())?;
    let id = work.organisation.id;
    let before = settings::branding(&mut work.tx, id).await?;
    let after = Branding { logo: logo.as_ref().map(|(hash, _)| hash.clone()), ..before.clone() };
    if after != before {
        let (public_id, name) = (work.organisation.public_id.clone(), work.organisation.name.clone());
        let event = Event::new("organisation", "settings.changed", ("organisation", &public_id, &name))
            .before(json!({"branding": {"logo": before.logo}}))
            .after(json!({"branding": {"logo": after.logo}}));
        let stamp = work.record(&permit, event).await?;
        if let Some((hash, size)) = &logo {
            files::refer(&mut work.tx, stamp.at(), hash, *size).await?;
        }
        if let Some(former) = &before.logo {
            files::release(&mut work.tx, stamp.at(), former).await?;
        }
        let value = serde_json::to_string(&after).map_err(anyhow::Error::from)?;
        ledger::set(&mut work.tx, &stamp, None, BRANDING, &value).await?;
    }
    work.finish_empty().await
}

/// The logo of an organisation.
///
/// It is public: sign-in pages, mails and the guest portal show it.
#[utoipa::path(get, path = "/api/v1/organisations/{organisation}/logo", operation_id = "get_logo", tag = "settings",
    params(("organisation" = String, Path, description = "Slug.")),
    responses((status = 200, body = Vec<u8>, content_type = "image/png"),
        (status = "default", description = "Refused.", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("public"))))]
pub async fn get_logo(
    State(shared): State<Arc<Shared>>,
    Path(organisation): Path<String>,
    headers: HeaderMap,
) -> Result<Response> {
    serve(&shared, &organisation, &headers).await
}

/// The same, at the address that mails carry.
pub async fn public_logo(
    State(shared): State<Arc<Shared>>,
    Path(organisation): Path<String>,
    headers: HeaderMap,
) -> Result<Response> {
    serve(&shared, &organisation, &headers).await
}

async fn serve(shared: &Shared, slug: &str, headers: &HeaderMap) -> Result<Response> {
    let mut tx = shared.db.read().await?;
    let found =
        sql("select id as n from organisation where (slug = $1 or public_id = $1) and suspended_at is null");
    let id = tx.maybe_int(found.bind(slug)).await?.map(OrganisationId).ok_or_else(Error::not_found)?;
    tx.enter(id).await?;
    let hash = settings::branding(&mut tx, id).await?.logo.ok_or_else(Error::not_found)?;
    drop(tx);
    let etag = format!("\"{hash}\"");
    let hash = BlobHash::parse(&hash).map_err(anyhow::Error::from)?;
    let asked = headers.get(header::IF_NONE_MATCH).and_then(|value| value.to_str().ok());
    let (status, body) = if asked == Some(etag.as_str()) {
        (StatusCode::NOT_MODIFIED, Body::empty())
    } else {
        let (_, stream) = shared.blobs.get(hash, None).await.map_err(anyhow::Error::from)?;
        (StatusCode::OK, Body::from_stream(stream))
    };
    let mut response = (status, body).into_response();
    let answer = response.headers_mut();
    answer.insert(header::CONTENT_TYPE, HeaderValue::from_static("image/png"));
    answer.insert(header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=300"));
    answer.insert(header::ETAG, HeaderValue::from_str(&etag).map_err(anyhow::Error::from)?);
    // Mail programs in a browser show it from another site.
    let policy = HeaderName::from_static("cross-origin-resource-policy");
    answer.insert(policy, HeaderValue::from_static("cross-origin"));
    Ok(response)
}
