//! The links in mails that stop mails like them (RFC 8058): no sign-in, one click, that kind alone.
//!
//! The link is a sealed statement of whose and which mails it stops. Opening it shows a button and changes nothing, so
//! that whatever follows links in mails stops nothing; the button's POST does, and so does that of mail programs.

use axum::extract::Path;
use axum::extract::rejection::PathRejection;
use axum::http::StatusCode;
use axum::response::Response;
use minijinja::context;
use minijinja::value::{Serde, Value};
use serde_json::json;
use wayleave_access::SystemAct;
use wayleave_access::audit::{self, Actor, Event};
use wayleave_base::{OrganisationId, SubjectId};
use wayleave_db::{DbResult, Tx, row, sql};

use super::kinds::{self, DIGEST};
use super::store;
use crate::cx::Cx;
use crate::error::Result;
use crate::guests::pages;
use crate::people;
use crate::settings::Rhythm;
use crate::shared::Shared;
use crate::work::OrganisationRow;

/// What a link is sealed for.
const SEAL: &str = "stop mails";
/// What its token begins with, so that logs cut it.
const PREFIX: &str = "wln";

/// The address that stops mails of this kind for this person.
pub async fn link(
    tx: &mut Tx,
    shared: &Shared,
    organisation: &OrganisationRow,
    subject: SubjectId,
    kind: &str,
) -> DbResult<String> {
    let member = people::public_id(tx, organisation.id, subject).await?.unwrap_or_default();
    let sealed = shared.cursors.seal(SEAL, &(&organisation.public_id, member, kind));
    Ok(format!("{}/n/stop/{PREFIX}{sealed}", shared.config.public_url))
}

row! {
    struct Holder { subject_id: SubjectId, member: String, name: String, organisation: String, organisation_id: OrganisationId }
}

/// What a link would stop.
struct Stop {
    holder: Holder,
    kind: String,
    title: &'static str,
}

/// Reads a link; whatever is no such link, or of somebody who left, is nothing.
async fn find(cx: &Cx, token: &str, write: bool) -> Result<Option<(Tx, Stop)>> {
    let sealed = token.strip_prefix(PREFIX).unwrap_or_default();
    let opened: Option<(String, String, String)> = cx.shared().cursors.open(SEAL, sealed);
    let Some((organisation, member, kind)) = opened else { return Ok(None) };
    let title = match kinds::find(&kind) {
        Some(kind) if kind.fixed.is_none() => kind.title,
        None if kind == DIGEST => "Digests of what happened",
        Some(_) | None => return Ok(None),
    };
    let mut tx = if write { cx.db().begin().await? } else { cx.db().read().await? };
    let found = sql("select id as n from organisation where public_id = $1 and suspended_at is null");
    let Some(id) = tx.maybe_int(found.bind(&organisation)).await?.map(OrganisationId) else {
        return Ok(None);
    };
    tx.enter(id).await?;
    if write {
        audit::hold(&mut tx, id).await?;
    }
    let holder =
        sql("select m.subject_id, m.public_id as member, a.name, o.name as organisation, m.organisation_id
         from member m join account a on a.id = m.account_id join organisation o on o.id = m.organisation_id
         join organisation_role r on r.subject_id = m.subject_id and r.closed_at is null
         where m.organisation_id = $1 and m.public_id = $2");
    let holder: Option<Holder> = tx.optional(holder.bind(id).bind(&member)).await?;
    Ok(holder.map(|holder| (tx, Stop { holder, kind, title })))
}

/// GET: says what the button would stop.
pub async fn show(cx: Cx, path: std::result::Result<Path<String>, PathRejection>) -> Response {
    let token = path.map_or_else(|_| String::new(), |Path(token)| token);
    match find(&cx, &token, false).await {
        Ok(Some((_, stop))) => {
            let values = context! {
                head => Value::from(Serde(None::<()>)),
                token,
                organisation => stop.holder.organisation,
                kind => stop.title,
            };
            pages::headers(pages::page(StatusCode::OK, "stop.html.j2", values)).await
        }
        Ok(None) => nothing().await,
        Err(error) => axum::response::IntoResponse::into_response(error),
    }
}

/// POST: stops them. A second time changes nothing.
pub async fn stop(cx: Cx, path: std::result::Result<Path<String>, PathRejection>) -> Response {
    let token = path.map_or_else(|_| String::new(), |Path(token)| token);
    match stopped(&cx, &token).await {
        Ok(Some((organisation, kind))) => {
            let text = format!(
                "{organisation} sends you no more mails of this kind: {kind}. Whatever else you are told, and how, you can \
                 choose under your name after signing in."
            );
            pages::headers(pages::message(StatusCode::OK, None, "These mails are stopped", &text)).await
        }
        Ok(None) => nothing().await,
        Err(error) => axum::response::IntoResponse::into_response(error),
    }
}

async fn nothing() -> Response {
    let text = "There is nothing behind this link. What you are told by mail, you can choose under your name after signing in.";
    pages::headers(pages::message(StatusCode::NOT_FOUND, None, "Link not found", text)).await
}

async fn stopped(cx: &Cx, token: &str) -> Result<Option<(String, &'static str)>> {
    let Some((mut tx, stop)) = find(cx, token, true).await? else { return Ok(None) };
    if is_on(&mut tx, &stop).await? {
        let meta = &cx.meta;
        let actor = Actor {
            kind: "person",
            id: stop.holder.member.clone(),
            name: stop.holder.name.clone(),
            subject: stop.holder.subject_id,
            assurance: "mail_proven",
            ip: meta.ip.to_string(),
            user_agent: meta.user_agent.clone(),
            request_id: meta.request_id.clone(),
        };
        let event =
            Event::new("user", "user.mails_stopped", ("member", &stop.holder.member, &stop.holder.name))
                .after(json!({"kind": stop.kind}));
        let (organisation, now) = (stop.holder.organisation_id, cx.now());
        audit::record(&mut tx, cx.ids(), organisation, now, &actor, &SystemAct::StopMails, event).await?;
        keep(&mut tx, &stop, now).await?;
        tx.commit().await?;
    }
    Ok(Some((stop.holder.organisation, stop.title)))
}

async fn is_on(tx: &mut Tx, stop: &Stop) -> Result<bool> {
    let (organisation, subject) = (stop.holder.organisation_id, stop.holder.subject_id);
    if stop.kind == DIGEST {
        return Ok(store::rhythm(tx, organisation, subject).await? != Some(Rhythm::Never));
    }
    let choices = store::choices(tx, organisation, subject).await?;
    let chosen = choices.iter().find(|choice| choice.kind == stop.kind);
    Ok(chosen.map_or(kinds::of(&stop.kind).mail, |choice| choice.mail))
}

async fn keep(tx: &mut Tx, stop: &Stop, now: i64) -> Result<()> {
    let (organisation, subject) = (stop.holder.organisation_id, stop.holder.subject_id);
    if stop.kind == DIGEST {
        store::set_rhythm(tx, organisation, subject, now, Some(Rhythm::Never)).await?;
        return Ok(());
    }
    let choices = store::choices(tx, organisation, subject).await?;
    let bell = choices.iter().find(|choice| choice.kind == stop.kind).is_none_or(|choice| choice.bell);
    store::choose(tx, organisation, subject, now, (&stop.kind, bell, false)).await?;
    Ok(())
}
