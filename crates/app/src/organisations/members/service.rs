//! List, showing and editing members.

use axum::http::StatusCode;
use axum::response::Response;
use serde_json::json;
use wayleave_access::audit::Event;
use wayleave_access::{OrganisationRole, Target, act, ledger};
use wayleave_base::ErrorCode;

use crate::cx::Cx;
use crate::error::{Error, Result};
use crate::organisations::companies;
use crate::wire::{self, List, page_size};
use crate::work::Work;

use super::store::{self, Filter, MemberRow};
use super::view::{ChangeMember, MemberQuery, MemberView, member};

/// The role of a code.
pub fn role(code: &str) -> Result<OrganisationRole> {
    OrganisationRole::parse(code).ok_or_else(|| Error::field("role", "unknown", "There is no such role."))
}

fn filter(query: &MemberQuery) -> Result<Filter> {
    let active = match query.status.as_deref() {
        None => None,
        Some("active") => Some(true),
        Some("deactivated") => Some(false),
        Some(_) => {
            return Err(Error::field("status", "unknown", "The status is active or deactivated."));
        }
    };
    Ok(Filter {
        q: query.q.as_deref().map(str::trim).filter(|q| !q.is_empty()).map(str::to_owned),
        role: query.role.as_deref().map(role).transpose()?,
        active,
        company: query.company.clone(),
    })
}

/// A page of members, by name.
pub async fn list(cx: &Cx, organisation: &str, query: &MemberQuery) -> Result<List<MemberView>> {
    let mut work = Work::read(cx, organisation).await?;
    work.permit::<act::MemberList>(Target::default())?;
    let limit = page_size(query.limit)?;
    let filter = filter(query)?;
    let list = format!("members?{}&{filter:?}", work.me.subject);
    let after: Option<(String, i64)> = match &query.cursor {
        Some(cursor) => {
            let opened = cx.shared().cursors.open(&list, cursor);
            Some(opened.ok_or_else(|| Error::code(ErrorCode::InvalidCursor))?)
        }
        None => None,
    };
    let (id, now) = (work.organisation.id, work.now());
    let mut rows = store::list(&mut work.tx, id, now, &filter, after.as_ref(), limit as i64 + 1).await?;
    let more = rows.len() > limit;
    rows.truncate(limit);
    let next = rows
        .last()
        .filter(|_| more)
        .map(|row| cx.shared().cursors.seal(&list, &(&row.sort_key, row.id.get())));
    let facts = work.facts();
    Ok(List { items: rows.into_iter().map(|row| member(row, &facts)).collect(), next })
}

/// A member of the organisation, for somebody who may see members.
pub async fn load(work: &mut Work, public_id: &str) -> Result<MemberRow> {
    work.permit::<act::MemberList>(Target::default())?;
    let (id, now) = (work.organisation.id, work.now());
    store::find(&mut work.tx, id, now, public_id).await?.ok_or_else(Error::not_found)
}

/// One member.
pub async fn get(cx: &Cx, organisation: &str, public_id: &str) -> Result<MemberView> {
    let mut work = Work::read(cx, organisation).await?;
    let row = load(&mut work, public_id).await?;
    Ok(member(row, &work.facts()))
}

/// Changes position, telephone number or company. With the company, what is shared with it changes hands at once.
pub async fn change(cx: &Cx, organisation: &str, public_id: &str, change: ChangeMember) -> Result<Response> {
    let mut work = Work::write(cx, organisation).await?;
    let row = load(&mut work, public_id).await?;
    let id = work.organisation.id;
    let target = Target { person: Some(row.subject_id), person_role: row.role(), ..Target::default() };
    let permit = work.permit::<act::MemberEdit>(target)?;
    let mut errors = Vec::new();
    let mut text = |field: &str, given: Option<&String>, kept: &str, most: usize| {
        given.map_or_else(
            || kept.to_owned(),
            |given| {
                wire::line(field, given, most, false).map_err(|error| errors.push(error)).unwrap_or_default()
            },
        )
    };
    let position = text("position", change.position.as_ref(), &row.position, 200);
    let phone = text("phone", change.phone.as_ref(), &row.phone, 50);
    Error::check(errors)?;
    let unknown = || Error::field("company_id", "unknown", "There is no such company.");
    let (company, company_public) = match change.company_id {
        None => (row.company_id, row.company_public_id.clone()),
        Some(None) => (None, None),
        Some(Some(wanted)) => {
            let found = companies::find(&mut work.tx, id, &wanted).await?.ok_or_else(unknown)?;
            (Some(found.id), Some(found.public_id))
        }
    };
    let before = json!({"position": row.position, "phone": row.phone, "company": row.company_public_id});
    let after = json!({"position": position, "phone": phone, "company": company_public});
    if before != after {
        let event = Event::new("user", "user.edited", ("member", &row.public_id, &row.name));
        let stamp = work.record(&permit, event.before(before).after(after)).await?;
        store::update(&mut work.tx, id, row.id, (&position, &phone), company).await?;
        if company != row.company_id {
            if let Some(former) = row.company_id {
                let group = companies::subject_of(&mut work.tx, id, former).await?;
                ledger::leave(&mut work.tx, &stamp, group, row.subject_id).await?;
            }
            if let Some(company) = company {
                let group = companies::subject_of(&mut work.tx, id, company).await?;
                ledger::join(&mut work.tx, &stamp, group, row.subject_id).await?;
            }
        }
    }
    let row = load(&mut work, public_id).await?;
    let view = member(row, &work.facts());
    work.finish(StatusCode::OK, &view).await
}
