//! The organisation's outgoing mail. Links that let somebody in are not kept with it; where mail goes to files, an
//! inviter may read the invitation they sent, and nobody reads a reset link or a code.

use axum::Json;
use axum::extract::Path;
use serde::Serialize;
use utoipa::ToSchema;
use wayleave_access::{Target, act};
use wayleave_base::{ErrorCode, SubjectId};
use wayleave_db::{row, sql};
use wayleave_mail::TemplateName;

use crate::cx::Cx;
use crate::error::{Error, Problem, Result};
use crate::wire::{List, Paging, Params, page_size, time};
use crate::work::Work;

row! {
    struct MailRow {
        id: i64, public_id: String, template: String, to_email: String, subject: String, body_text: String,
        inviter_id: Option<SubjectId>, created_at: i64, sent_at: Option<i64>, failed_at: Option<i64>, error: String,
    }
}

const COLUMNS: &str = "id, public_id, template, to_email, subject, body_text, inviter_id, created_at, sent_at, failed_at, error";

/// A mail.
#[derive(Debug, Serialize, ToSchema)]
pub struct MailView {
    /// The public id.
    pub id: String,
    /// Which template it was made of.
    #[schema(example = "member_invited")]
    pub template: String,
    /// Whom it is to.
    pub to: String,
    /// The subject.
    pub subject: String,
    /// When it was written.
    pub created_at: String,
    /// When it left.
    pub sent_at: Option<String>,
    /// When sending it was given up.
    pub failed_at: Option<String>,
    /// What the last try ran into.
    pub error: Option<String>,
    /// May whoever asks read the link in it?
    pub may_read_link: bool,
}

/// A mail with its text.
#[derive(Debug, Serialize, ToSchema)]
pub struct MailDetail {
    /// The mail.
    #[serde(flatten)]
    pub mail: MailView,
    /// The text.
    pub text: String,
}

fn may_read_link(work: &Work, row: &MailRow) -> bool {
    row.template == TemplateName::MemberInvited.as_str()
        && row.inviter_id == Some(work.me.subject)
        && row.sent_at.is_some()
        && work.cx.shared().mailer.keeps()
}

fn view(work: &Work, row: MailRow) -> MailView {
    MailView {
        may_read_link: may_read_link(work, &row),
        id: row.public_id,
        template: row.template,
        to: row.to_email,
        subject: row.subject,
        created_at: time(row.created_at),
        sent_at: row.sent_at.map(time),
        failed_at: row.failed_at.map(time),
        error: (!row.error.is_empty()).then_some(row.error),
    }
}

/// The organisation's outgoing mail, the newest first.
#[utoipa::path(get, path = "/api/v1/organisations/{organisation}/outbox", operation_id = "list_outbox", tag = "organisation",
    params(("organisation" = String, Path, description = "Public id or slug."), Paging),
    responses((status = 200, body = List<MailView>),
        (status = "default", description = "Refused.", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("outbox.view"))))]
pub async fn list_outbox(
    cx: Cx,
    Path(organisation): Path<String>,
    Params(query): Params<Paging>,
) -> Result<Json<List<MailView>>> {
    let mut work = Work::read(&cx, &organisation).await?;
    work.permit::<act::OutboxView>(Target::default())?;
    let limit = page_size(query.limit)?;
    let list = format!("outbox?{}", work.me.subject);
    let mut text = sql("select ");
    text.push(COLUMNS).push(" from mail where organisation_id = ").arg(work.organisation.id);
    if let Some(cursor) = &query.cursor {
        let before: Option<i64> = cx.shared().cursors.open(&list, cursor);
        text.push(" and id < ").arg(before.ok_or_else(|| Error::code(ErrorCode::InvalidCursor))?);
    }
    text.push(" order by id desc limit ").arg(limit as i64 + 1);
    let mut rows: Vec<MailRow> = work.tx.all(text).await?;
    let more = rows.len() > limit;
    rows.truncate(limit);
    let next = rows.last().filter(|_| more).map(|row| cx.shared().cursors.seal(&list, &row.id));
    Ok(Json(List { items: rows.into_iter().map(|row| view(&work, row)).collect(), next }))
}

/// A mail with its text.
#[utoipa::path(get, path = "/api/v1/organisations/{organisation}/outbox/{mail}", operation_id = "get_mail", tag = "organisation",
    params(("organisation" = String, Path, description = "Public id or slug."), ("mail" = String, Path, description = "The mail's id.")),
    responses((status = 200, body = MailDetail),
        (status = "default", description = "Refused.", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("outbox.view"))))]
pub async fn get_mail(
    cx: Cx,
    Path((organisation, mail)): Path<(String, String)>,
) -> Result<Json<MailDetail>> {
    let mut work = Work::read(&cx, &organisation).await?;
    work.permit::<act::OutboxView>(Target::default())?;
    let mut text = sql("select ");
    text.push(COLUMNS).push(" from mail where organisation_id = ").arg(work.organisation.id);
    text.push(" and public_id = ").arg(mail);
    let found: Option<MailRow> = work.tx.optional(text).await?;
    let row = found.ok_or_else(Error::not_found)?;
    let kept =
        if may_read_link(&work, &row) { cx.shared().mailer.read_file(&row.public_id).await } else { None };
    let text = if row.template == TemplateName::GuestMailCode.as_str() {
        "This mail carried a code, which is not kept.".to_owned()
    } else {
        kept.unwrap_or_else(|| row.body_text.clone())
    };
    Ok(Json(MailDetail { mail: view(&work, row), text }))
}
