//! What people of the organisation do with guest shares: create, see, edit, extend, revoke, renew the link, read the log.

use axum::http::StatusCode;
use axum::response::Response;
use serde_json::json;
use wayleave_access::audit::{Event, Stamp};
use wayleave_access::ledger::{self, NewGrant};
use wayleave_access::{
    Action, Cause, Denial, ObjectKind, Outcome, Permit, ProjectFacts, Reason, SubjectKind, Target, act,
};
use wayleave_base::{ErrorCode, GuestShareId, ProjectId, Timestamp, Token, TokenKind};

use super::draft::{self, Draft};
use super::log::{self, Line};
use super::model::{LONGEST, Terms, end, short_text};
use super::store::{self, NewShare, Reader, Shown, Wanted};
use super::view::{
    AccessLog, CreatedGuestShare, EditGuestShare, ExtendGuestShare, Frame, GuestShare, GuestShares,
    ListGuestShares, ListLog, NewGuestShare, NewLink, RevokeGuestShare, suspended,
};
use super::{mails, model, timers};
use crate::cx::Cx;
use crate::error::{Error, FieldError, Result};
use crate::password;
use crate::work::{ProjectRow, Work};
use crate::{people, wire};

/// The public address of a link.
#[must_use]
pub fn link_text(public_url: &str, link: &Token) -> String {
    format!("{public_url}/g/{}", link.reveal())
}

/// Creates a guest share and hands over its link, once.
pub async fn create(cx: &Cx, organisation: &str, project: &str, new: NewGuestShare) -> Result<Response> {
    // A slow hash must not hold the one writer of SQLite; what is wrong with the password is told with the rest.
    let password_hash = match new.password.clone().filter(|password| draft::password_fits(password)) {
        Some(password) => Some(password::hash(cx.shared(), password).await?),
        None => None,
    };
    let mut work = Work::write(cx, organisation).await?;
    let (project, facts) = work.project(project).await?;
    let visible = work.document(&facts, &new.document_id).await?;
    let permit: Permit<act::GuestShareCreate> = work.permit_in(&facts, Target::document(&visible))?;
    let draft = Draft::check(&new, &visible, &facts.share_policy, work.now(), &project.timezone)?;

    let public_id = cx.ids().public(GuestShareId::PREFIX);
    let document = &visible.document;
    let event = Event::new("guest_share", "guest_share.created", ("guest_share", &public_id, &draft.label))
        .project(project.id)
        .after(draft.told(document, password_hash.is_some()))
        .confidential(document.restricted);
    let stamp = work.record(&permit, event).await?;
    let subject = ledger::new_subject(&mut work.tx, &stamp, SubjectKind::Link).await?;
    let share = store::insert(
        &mut work.tx,
        &stamp,
        &NewShare {
            public_id: &public_id,
            project: project.id,
            subject,
            document: document.id,
            follows: draft.follows.code(),
            pinned_seq: draft.seq,
            label: &draft.label,
            recipient: (&draft.recipient_name, &draft.recipient_email),
            terms: &draft.terms,
            password_hash,
        },
    )
    .await?;
    let grant = NewGrant {
        subject,
        project: project.id,
        object_kind: ObjectKind::Document,
        object: document.id.get(),
        caps: draft.caps(),
        rev_from: draft.seq,
        rev_to: draft.last_seq(),
        reason: Reason::Link,
        cause: Cause::GuestShare(share.get()),
        ends_at: draft.ends_at,
    };
    ledger::grant(&mut work.tx, &stamp, &grant).await?;
    let link = new_link(&mut work, share).await?;
    note(&mut work, share, "created").await?;
    let now = work.now();
    timers::set(&mut work.tx, stamp.organisation(), share, draft.ends_at, now).await?;
    if facts.share_policy.send_share_emails && !draft.recipient_email.is_empty() {
        mails::announce(&mut work, share, &draft, document, &project.timezone).await?;
    }
    let view = read(&mut work, &project, &facts, &public_id).await?;
    let created = CreatedGuestShare { share: view, link: link_text(&cx.shared().config.public_url, &link) };
    work.finish_secret(StatusCode::CREATED, &created).await
}

async fn new_link(work: &mut Work, share: GuestShareId) -> Result<Token> {
    let link = Token::mint(TokenKind::GuestLink, work.cx.ids());
    let (organisation, now) = (work.organisation.id, work.now());
    store::keep_link(&mut work.tx, organisation, share, &link, now).await?;
    Ok(link)
}

/// Writes what a person did to the share into its log.
async fn note(work: &mut Work, share: GuestShareId, event: &str) -> Result<()> {
    let (organisation, now, actor) = (work.organisation.id, work.now(), work.actor());
    let email = work.me.email.clone();
    let line = Line { event, actor: &actor, email: &email, revision: "" };
    Ok(log::write(&mut work.tx, organisation, share, now, line).await?)
}

/// Who reads, and whose shares they may see; 403 when not even their own kind is theirs to list.
fn reader(work: &Work, facts: &ProjectFacts) -> Reader {
    let everybodys = facts.outcome(Action::GuestShareList, Target::default()).is_allowed();
    Reader { me: work.me.subject, everybodys }
}

async fn found(work: &mut Work, facts: &ProjectFacts, share: &str) -> Result<Shown> {
    let reader = reader(work, facts);
    let place = (work.organisation.id, facts.project);
    let shown = store::find(&mut work.tx, &facts.scope(), reader, place, share)
        .await?
        .ok_or_else(Error::not_found)?;
    let target = Target { maker: shown.share.maker(), ..Target::default() };
    let own = match facts.outcome(Action::GuestShareManage, target) {
        // A locked project still shows what it holds.
        Outcome::Allow { .. } | Outcome::Deny(Denial::State(_)) => true,
        Outcome::Deny(_) => false,
    };
    if own || reader.everybodys { Ok(shown) } else { Err(Error::not_found()) }
}

async fn read(
    work: &mut Work,
    project: &ProjectRow,
    facts: &ProjectFacts,
    share: &str,
) -> Result<GuestShare> {
    let shown = found(work, facts, share).await?;
    let mut items = show(work, project, facts, vec![shown]).await?;
    items.pop().ok_or_else(Error::not_found)
}

async fn show(
    work: &mut Work,
    project: &ProjectRow,
    facts: &ProjectFacts,
    rows: Vec<Shown>,
) -> Result<Vec<GuestShare>> {
    let makers: Vec<_> = rows.iter().map(|row| row.share.created_by).collect();
    let organisation = work.organisation.id;
    let people = people::by_subject(&mut work.tx, organisation, &makers).await?;
    let frame = Frame { facts, zone: &project.timezone, now: work.now(), people: &people };
    Ok(rows.into_iter().map(|row| frame.show(row)).collect())
}

/// One guest share.
pub async fn get(cx: &Cx, organisation: &str, project: &str, share: &str) -> Result<GuestShare> {
    let mut work = Work::read(cx, organisation).await?;
    let (project, facts) = work.project(project).await?;
    read(&mut work, &project, &facts, share).await
}

/// The guest shares of a project that the reader may see, newest first.
pub async fn list(cx: &Cx, organisation: &str, project: &str, asked: ListGuestShares) -> Result<GuestShares> {
    let limit = wire::page_size(asked.limit)?;
    let state = match asked.state.as_deref() {
        None => None,
        Some(code) => Some(model::State::parse(code).ok_or_else(|| {
            Error::field("state", "unknown", "A state is active, expired, exhausted, revoked or suspended.")
        })?),
    };
    let mut work = Work::read(cx, organisation).await?;
    let (project, facts) = work.project(project).await?;
    let reader = reader(&work, &facts);
    if !reader.everybodys {
        let _: Permit<act::GuestShareListOwn> = work.permit_in(&facts, Target::default())?;
    }
    let list = format!(
        "guest_shares:{}:{}:{:?}:{:?}",
        project.public_id, work.me.public_id, asked.document, asked.state
    );
    let before = position(cx, &list, asked.cursor.as_deref())?;
    let wanted = Wanted { document: asked.document, state, before };
    let place = (work.organisation.id, project.id);
    let at = (work.now(), suspended(&facts), limit);
    let mut rows = store::list(&mut work.tx, &facts.scope(), reader, place, &wanted, at).await?;
    let more = rows.len() > limit;
    rows.truncate(limit);
    let last = rows.last().map(|row| row.share.id.get());
    let next = last.filter(|_| more).map(|last| cx.shared().cursors.seal(&list, &last));
    let items = show(&mut work, &project, &facts, rows).await?;
    Ok(GuestShares { items, next })
}

fn position(cx: &Cx, list: &str, cursor: Option<&str>) -> Result<Option<i64>> {
    let Some(cursor) = cursor else { return Ok(None) };
    let position = cx.shared().cursors.open(list, cursor);
    position.map(Some).ok_or_else(|| Error::code(ErrorCode::InvalidCursor))
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
        regrant(&mut work, &stamp, &after).await?;
    }
    if after.password_hash != before.password_hash {
        // Who came in with the former password, or without one, passes the new gate as well.
        store::end_sessions(&mut work.tx, stamp.organisation(), after.id, stamp.at()).await?;
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
    let id = managed.shown.share.document_id;
    let visible = wayleave_access::documents::find_by_id(&mut work.tx, &managed.facts.scope(), id).await?;
    let seq = managed.shown.share.pinned_seq;
    let has = visible.is_some_and(|visible| visible.reach.caps_on(seq).has(wayleave_access::Caps::DOWNLOAD));
    Ok((!has).then(draft::beyond_own_rights))
}

/// Closes the link's grant and opens it anew with the rights that the share allows now.
async fn regrant(work: &mut Work, stamp: &Stamp, share: &store::ShareRow) -> Result<()> {
    let cause = Cause::GuestShare(share.id.get());
    ledger::close_cause(&mut work.tx, stamp, cause).await?;
    let grant = NewGrant {
        subject: share.subject_id,
        project: share.project_id,
        object_kind: ObjectKind::Document,
        object: share.document_id.get(),
        caps: draft::caps(share.allow_download),
        rev_from: share.pinned_seq,
        rev_to: draft::last_seq(&share.follows, share.pinned_seq),
        reason: Reason::Link,
        cause,
        ends_at: share.ends_at,
    };
    ledger::grant(&mut work.tx, stamp, &grant).await?;
    Ok(())
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
    store::void_links(tx, stamp.organisation(), share, stamp.at()).await?;
    store::end_sessions(tx, stamp.organisation(), share, stamp.at()).await?;
    Ok(())
}

/// Makes a new link and voids every former one with its sessions.
pub async fn regenerate(cx: &Cx, organisation: &str, project: &str, share: &str) -> Result<Response> {
    let mut work = Work::write(cx, organisation).await?;
    let managed = managed(&mut work, project, share).await?;
    let id = managed.shown.share.id;
    let event = event("guest_share.regenerated", managed.project.id, &managed.shown);
    let stamp = work.record(&managed.permit, event).await?;
    store::void_links(&mut work.tx, stamp.organisation(), id, stamp.at()).await?;
    store::end_sessions(&mut work.tx, stamp.organisation(), id, stamp.at()).await?;
    let link = new_link(&mut work, id).await?;
    note(&mut work, id, "regenerated").await?;
    let view = NewLink { link: link_text(&cx.shared().config.public_url, &link) };
    work.finish_secret(StatusCode::OK, &view).await
}

/// The access log of a share, newest first.
pub async fn access_log(
    cx: &Cx,
    organisation: &str,
    project: &str,
    share: &str,
    asked: ListLog,
) -> Result<AccessLog> {
    let limit = wire::page_size(asked.limit)?;
    let mut work = Work::read(cx, organisation).await?;
    let (_, facts) = work.project(project).await?;
    let shown = found(&mut work, &facts, share).await?;
    let list = format!("guest_share_log:{}:{}", shown.share.public_id, work.me.public_id);
    let before = position(cx, &list, asked.cursor.as_deref())?;
    let mut rows = log::list(&mut work.tx, work.organisation.id, shown.share.id, before, limit + 1).await?;
    let more = rows.len() > limit;
    rows.truncate(limit);
    let last = rows.last().map(|row| row.id);
    let next = last.filter(|_| more).map(|last| cx.shared().cursors.seal(&list, &last));
    Ok(AccessLog { items: rows.into_iter().map(log::LogRow::shown).collect(), next })
}

/// The newest lines that an export holds.
const EXPORTED: usize = 50_000;

/// The access log of a share as CSV.
pub async fn access_log_csv(cx: &Cx, organisation: &str, project: &str, share: &str) -> Result<Vec<u8>> {
    let mut work = Work::read(cx, organisation).await?;
    let (_, facts) = work.project(project).await?;
    let shown = found(&mut work, &facts, share).await?;
    let rows = log::list(&mut work.tx, work.organisation.id, shown.share.id, None, EXPORTED).await?;
    log::csv(rows)
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

/// The moment in words for people, such as `5 December 2026, 23:59 (Europe/Zurich)`.
#[must_use]
pub fn moment(at: Timestamp, zone: &str) -> String {
    let timezone = jiff::tz::TimeZone::get(zone).unwrap_or(jiff::tz::TimeZone::UTC);
    let time = jiff::Timestamp::from_millisecond(at).unwrap_or_default().to_zoned(timezone);
    format!("{} ({zone})", time.strftime("%-d %B %Y, %H:%M"))
}
