//! What people of the organisation do with guest shares: edit, extend, revoke, renew the link.

use axum::http::StatusCode;
use axum::response::Response;
use serde_json::json;
use wayleave_access::audit::{Event, Stamp};
use wayleave_access::ledger;
use wayleave_access::{Caps, Cause, Permit, ProjectFacts, Target, act, documents};
use wayleave_base::{ErrorCode, GuestShareId, ProjectId, Token, TokenKind};

use super::draft;
use super::log::{self, Line};
use super::model::{LONGEST, Terms, end, short_text};
use super::reading::{found, read};
use super::store::{self, Shown};
use super::view::{EditGuestShare, ExtendGuestShare, NewLink, RevokeGuestShare};
use super::{links, sent, timers};
use crate::cx::Cx;
use crate::error::{Error, FieldError, Result};
use crate::password;
use crate::wire;
use crate::work::{ProjectRow, Work};

/// The public address of a link.
#[must_use]
pub fn link_text(public_url: &str, link: &Token) -> String {
    format!("{public_url}/g/{}", link.reveal())
}

pub(super) async fn new_link(work: &mut Work, share: GuestShareId) -> Result<Token> {
    let link = Token::mint(TokenKind::GuestLink, work.cx.ids());
    let (organisation, now) = (work.organisation.id, work.now());
    links::keep_link(&mut work.tx, organisation, share, &link, now).await?;
    Ok(link)
}

/// Writes what a person did to the share into its log.
pub(super) async fn note(work: &mut Work, share: GuestShareId, event: &str) -> Result<()> {
    let (organisation, now, actor) = (work.organisation.id, work.now(), work.actor());
    let email = work.me.email.clone();
    let line = Line { event, actor: &actor, email: &email, revision: "" };
    Ok(log::write(&mut work.tx, organisation, share, now, line).await?)
}

/// A share that the person may manage, with the permit to do so.
struct Managed {
    project: ProjectRow,
    facts: ProjectFacts,
    shown: Shown,
    permit: Permit<act::GuestShareManage>,
}

async fn managed(work: &mut Work, project: &str, share: &str) -> Result<Managed> {
    let (project, facts) = work.project(project).await?;
    let shown = found(work, &facts, share).await?;
    let target = Target { maker: shown.share.maker(), ..Target::default() };
    let permit = work.permit_in(&facts, target)?;
    if !shown.share.live {
        let detail = "A revoked guest share stays revoked. Create a new one.";
        return Err(Error::because(ErrorCode::AlreadyEnded, detail));
    }
    Ok(Managed { project, facts, shown, permit })
}

fn event<'a>(action: &'a str, project: ProjectId, shown: &'a Shown) -> Event<'a> {
    let entity = ("guest_share", shown.share.public_id.as_str(), shown.share.label.as_str());
    Event::new("guest_share", action, entity).project(project)
}

/// Changes label, terms or password. What the policy says now holds for what is changed now.
pub async fn edit(
    cx: &Cx,
    organisation: &str,
    project: &str,
    share: &str,
    asked: EditGuestShare,
) -> Result<Response> {
    let password_hash = match asked.password.clone().flatten().filter(|text| draft::password_fits(text)) {
        Some(text) => Some(password::hash(cx.shared(), text).await?),
        None => None,
    };
    let mut work = Work::write(cx, organisation).await?;
    let managed = managed(&mut work, project, share).await?;
    let before = managed.shown.share.clone();
    let mut after = before.clone();
    let mut errors = Vec::new();
    if let Some(label) = &asked.label {
        match short_text("label", label, LONGEST) {
            Ok(label) if label.is_empty() => {
                errors.push(FieldError::new("label", "required", "A label is required."));
            }
            Ok(label) => after.label = label,
            Err(error) => errors.push(error),
        }
    }
    after.allow_download = asked.allow_download.unwrap_or(before.allow_download);
    after.max_opens = asked.max_opens.unwrap_or(before.max_opens);
    after.require_name = asked.require_name.unwrap_or(before.require_name);
    after.require_email = asked.require_email.unwrap_or(before.require_email);
    match &asked.password {
        None => {}
        Some(None) => after.password_hash = None,
        Some(Some(_)) if password_hash.is_some() => after.password_hash = password_hash,
        Some(Some(_)) => errors.push(draft::bad_password()),
    }
    errors.extend(changed_against(&before, &after, &managed.facts));
    if after.max_opens > 0 && after.max_opens < before.opens {
        let detail = format!("It was opened {} times already.", before.opens);
        errors.push(FieldError::new("max_opens", "too_few", detail));
    }
    if after.allow_download != before.allow_download && before.ends_at <= work.now() {
        let detail = "The share has expired. Extend it first.";
        errors.push(FieldError::new("allow_download", "expired", detail));
    }
    if after.allow_download && !before.allow_download {
        errors.extend(may_download(&mut work, &managed).await?);
    }
    Error::check(errors)?;
    let told = |share: &store::ShareRow| {
        json!({
            "label": share.label, "allow_download": share.allow_download, "max_opens": share.max_opens,
            "has_password": share.password_hash.is_some(), "require_name": share.require_name,
            "require_email": share.require_email,
        })
    };
    let event = event("guest_share.edited", managed.project.id, &managed.shown)
        .before(told(&before))
        .after(told(&after));
    let stamp = work.record(&managed.permit, event).await?;
    store::update(&mut work.tx, &stamp, &after).await?;
    if after.allow_download != before.allow_download {
        let cause = Cause::GuestShare(after.id.get());
        ledger::recap_cause(&mut work.tx, &stamp, cause, draft::caps(after.allow_download)).await?;
    }
    if after.password_hash != before.password_hash {
        // Who came in with the former password, or without one, passes the new gate as well.
        links::end_sessions(&mut work.tx, stamp.organisation(), after.id, stamp.at()).await?;
    }
    note(&mut work, after.id, "edited").await?;
    let view = read(&mut work, &managed.project, &managed.facts, share).await?;
    work.finish(StatusCode::OK, &view).await
}

/// What the policy says against the terms that were changed; what stays as it was is not held against the editor.
fn changed_against(
    before: &store::ShareRow,
    after: &store::ShareRow,
    facts: &ProjectFacts,
) -> Vec<FieldError> {
    let terms = Terms {
        allow_download: after.allow_download,
        has_password: after.password_hash.is_some(),
        max_opens: after.max_opens,
        require_name: after.require_name,
        require_email: after.require_email,
        mail_code: after.mail_code,
    };
    let changed = |field: &str| match field {
        "allow_download" => before.allow_download != after.allow_download,
        "password" => before.password_hash != after.password_hash,
        "max_opens" => before.max_opens != after.max_opens,
        "require_name" => before.require_name != after.require_name,
        "require_email" => before.require_email != after.require_email,
        _ => true,
    };
    terms.against(&facts.share_policy).into_iter().filter(|error| changed(&error.field)).collect()
}

/// Nobody hands out a download that they do not have.
async fn may_download(work: &mut Work, managed: &Managed) -> Result<Option<FieldError>> {
    let given = sent::given(&mut work.tx, managed.shown.share.subject_id).await?;
    let ids: Vec<_> = given.iter().map(|given| given.document_id).collect();
    let seen = documents::among(&mut work.tx, &managed.facts.scope(), &ids).await?;
    let has = given.iter().all(|given| {
        let visible = seen.iter().find(|visible| visible.document.id == given.document_id);
        visible.is_some_and(|visible| visible.reach.caps_on(given.rev_from).has(Caps::DOWNLOAD))
    });
    Ok((!has).then(draft::beyond_own_rights))
}

/// Gives a share a new end. One that expired works again.
pub async fn extend(
    cx: &Cx,
    organisation: &str,
    project: &str,
    share: &str,
    asked: ExtendGuestShare,
) -> Result<Response> {
    let mut work = Work::write(cx, organisation).await?;
    let managed = managed(&mut work, project, share).await?;
    prolong(&mut work, &managed, &asked.expires_on).await?;
    let view = read(&mut work, &managed.project, &managed.facts, share).await?;
    work.finish(StatusCode::OK, &view).await
}

async fn prolong(work: &mut Work, managed: &Managed, expires_on: &str) -> Result<()> {
    let now = work.now();
    let ends_at = end(&managed.facts.share_policy, now, &managed.project.timezone, expires_on)
        .map_err(|error| Error::Fields(vec![error]))?;
    let share = &managed.shown.share;
    let event = event("guest_share.extended", managed.project.id, &managed.shown)
        .before(json!({"expires_at": wire::time(share.ends_at)}))
        .after(json!({"expires_at": wire::time(ends_at)}));
    let stamp = work.record(&managed.permit, event).await?;
    ledger::extend_cause(&mut work.tx, &stamp, Cause::GuestShare(share.id.get()), ends_at).await?;
    store::note_warning(&mut work.tx, stamp.organisation(), share.id, 0).await?;
    timers::set(&mut work.tx, stamp.organisation(), share.id, ends_at, now).await?;
    note(work, share.id, "extended").await
}

/// Revokes a share: its grant, its links and its sessions end with the commit.
pub async fn revoke(
    cx: &Cx,
    organisation: &str,
    project: &str,
    share: &str,
    asked: RevokeGuestShare,
) -> Result<Response> {
    let reason = asked.reason.unwrap_or_default();
    let reason = short_text("reason", &reason, 500).map_err(|error| Error::Fields(vec![error]))?;
    let mut work = Work::write(cx, organisation).await?;
    let managed = managed(&mut work, project, share).await?;
    let event = event("guest_share.revoked", managed.project.id, &managed.shown).reason(&reason);
    let stamp = work.record(&managed.permit, event).await?;
    end_now(&mut work.tx, &stamp, managed.shown.share.id).await?;
    note(&mut work, managed.shown.share.id, "revoked").await?;
    let view = read(&mut work, &managed.project, &managed.facts, share).await?;
    work.finish(StatusCode::OK, &view).await
}

/// Ends everything that a share gave.
async fn end_now(tx: &mut wayleave_db::Tx, stamp: &Stamp, share: GuestShareId) -> Result<()> {
    ledger::close_cause(tx, stamp, Cause::GuestShare(share.get())).await?;
    links::void_links(tx, stamp.organisation(), share, stamp.at()).await?;
    links::end_sessions(tx, stamp.organisation(), share, stamp.at()).await?;
    Ok(())
}

/// Makes a new link and voids every former one with its sessions.
pub async fn regenerate(cx: &Cx, organisation: &str, project: &str, share: &str) -> Result<Response> {
    let mut work = Work::write(cx, organisation).await?;
    let managed = managed(&mut work, project, share).await?;
    let id = managed.shown.share.id;
    let event = event("guest_share.regenerated", managed.project.id, &managed.shown);
    let stamp = work.record(&managed.permit, event).await?;
    links::void_links(&mut work.tx, stamp.organisation(), id, stamp.at()).await?;
    links::end_sessions(&mut work.tx, stamp.organisation(), id, stamp.at()).await?;
    let link = new_link(&mut work, id).await?;
    note(&mut work, id, "regenerated").await?;
    let view = NewLink { link: link_text(&cx.shared().config.public_url, &link) };
    work.finish_secret(StatusCode::OK, &view).await
}

/// A share ended or prolonged from the ledger, by its public id; the caller commits.
pub async fn revoke_within(work: &mut Work, project: &str, share: &str, reason: &str) -> Result<()> {
    let managed = managed(work, project, share).await?;
    let event = event("guest_share.revoked", managed.project.id, &managed.shown).reason(reason);
    let stamp = work.record(&managed.permit, event).await?;
    end_now(&mut work.tx, &stamp, managed.shown.share.id).await?;
    note(work, managed.shown.share.id, "revoked").await
}

/// A share prolonged from the ledger, by its public id; the caller commits.
pub async fn extend_within(work: &mut Work, project: &str, share: &str, ends_on: &str) -> Result<()> {
    let managed = managed(work, project, share).await?;
    prolong(work, &managed, ends_on).await
}
