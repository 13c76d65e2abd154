//! Telling people that access is about to end, by the bell and by mail: whoever loses it, who gave it, and the Document
//! Controllers; where none of these can be told, the project's administrators. Everybody is judged by what they may see
//! at this moment: nobody learns of a document, or of a team, that they may no longer open.

use serde_json::json;
use wayleave_access::{Action, OrganisationRole, Principal, ProjectFacts, Target, documents};
use wayleave_base::{OrganisationId, SubjectId};
use wayleave_db::{DbResult, Tx, row, sql};
use wayleave_mail::AccessExpiring;

use super::found::Found;
use crate::error::Result;
use crate::mailing::{self, Sender};
use crate::notices::{self, Notice, Recipient};
use crate::people;
use crate::shared::Shared;
use crate::wire;
use crate::work::OrganisationRow;

row! {
    struct Place {
        organisation_public_id: String, slug: String, organisation_name: String, project_public_id: String,
        project_name: String, timezone: String,
    }
}

row! {
    struct Held { role: String }
}

/// Somebody to be told.
struct Reader {
    subject: SubjectId,
    own: bool,
    /// The page to go to, below the project's.
    page: String,
}

/// Tells everybody whom it concerns that this access ends in so many days.
pub async fn all(
    tx: &mut Tx,
    shared: &Shared,
    organisation: OrganisationId,
    found: &Found,
    days: i64,
) -> Result<()> {
    let place = place(tx, organisation, found).await?;
    let whole = OrganisationRow {
        id: organisation,
        public_id: place.organisation_public_id.clone(),
        slug: place.slug.clone(),
        name: place.organisation_name.clone(),
    };
    for reader in readers(tx, shared, organisation, found).await? {
        for recipient in noted(tx, shared, organisation, found, &reader, days).await? {
            send(tx, shared, &whole, &place, found, (&reader, &recipient, days)).await?;
        }
    }
    Ok(())
}

async fn place(tx: &mut Tx, organisation: OrganisationId, found: &Found) -> DbResult<Place> {
    tx.one(
        sql("select o.public_id as organisation_public_id, o.slug, o.name as organisation_name,
               p.public_id as project_public_id, p.name as project_name, p.timezone
             from organisation o join project p on p.organisation_id = o.id where o.id = $1 and p.id = $2")
        .bind(organisation)
        .bind(found.project),
    )
    .await
}

/// Whom it concerns, without those who may not know.
async fn readers(
    tx: &mut Tx,
    shared: &Shared,
    organisation: OrganisationId,
    found: &Found,
) -> Result<Vec<Reader>> {
    let now = shared.clock.now();
    let mut people = vec![found.given_by];
    people.extend(people::document_controllers(tx, found.project, now).await?);
    let mut readers = among(tx, shared, organisation, found, &people).await?;
    if readers.is_empty() {
        let admins = people::project_admins(tx, organisation, found.project, now).await?;
        readers = among(tx, shared, organisation, found, &admins).await?;
    }
    readers.extend(among(tx, shared, organisation, found, &found.holders).await?);
    let mut told = Vec::new();
    readers.retain(|reader| {
        let first = !told.contains(&reader.subject);
        told.push(reader.subject);
        first
    });
    Ok(readers)
}

async fn among(
    tx: &mut Tx,
    shared: &Shared,
    organisation: OrganisationId,
    found: &Found,
    people: &[SubjectId],
) -> Result<Vec<Reader>> {
    let mut readers = Vec::new();
    for subject in people {
        if let Some(reader) = reader(tx, shared, organisation, found, *subject).await? {
            readers.push(reader);
        }
    }
    Ok(readers)
}

/// The person as a reader of the warning; nobody when they may not know what it says.
async fn reader(
    tx: &mut Tx,
    shared: &Shared,
    organisation: OrganisationId,
    found: &Found,
    subject: SubjectId,
) -> Result<Option<Reader>> {
    let now = shared.clock.now();
    let held: Option<Held> = tx
        .optional(
            sql("select role from organisation_role where organisation_id = $1 and subject_id = $2
                   and closed_at is null and valid_from <= $3 and ends_at > $3")
            .bind(organisation)
            .bind(subject)
            .bind(now),
        )
        .await?;
    let Some(role) = held.and_then(|held| OrganisationRole::parse(&held.role)) else { return Ok(None) };
    let principal = Principal::Person { subject, role };
    let facts = ProjectFacts::load(tx, organisation, found.project, &principal, now).await?;
    let Some(facts) = facts else { return Ok(None) };
    let own = found.holders.contains(&subject);
    let may = |action| facts.outcome(action, Target::default()).is_allowed();
    let mut page = String::new();
    if let Some(document) = found.document {
        let visible = documents::find_by_id(tx, &facts.scope(), document).await?;
        let Some(visible) = visible else { return Ok(None) };
        page = format!("/register/{}", visible.document.public_id);
    } else if !own && !may(Action::TeamView) {
        return Ok(None);
    }
    if let Some(transmittal) = &found.transmittal {
        page = format!("/transmittals/{transmittal}");
    }
    if !own && may(Action::AccessView) {
        page = "/access".to_owned();
    }
    Ok(Some(Reader { subject, own, page }))
}

/// Puts the notice behind the reader's bell and answers whether a letter is due; none is when it lies there already,
/// because the job runs again.
async fn noted(
    tx: &mut Tx,
    shared: &Shared,
    organisation: OrganisationId,
    found: &Found,
    reader: &Reader,
    days: i64,
) -> Result<Vec<Recipient>> {
    let member = match found.holders[..] {
        [holder] => people::public_id(tx, organisation, holder).await?,
        _ => None,
    };
    let kind = if reader.own { "access.ending" } else { "access.expiring" };
    let notice = Notice {
        kind,
        project: Some(found.project),
        document: found.document,
        payload: json!({"member": member, "days": days, "people": found.holders.len(),
            "what": if found.document.is_some() { "share" } else { found.access.as_str() },
            "transmittal": found.transmittal, "until": wire::time(found.ends_at)}),
    };
    let lies = sql("select count(*) as n from notification where organisation_id = $1 and subject_id = $2
        and kind = $3 and project_id = $4 and coalesce(document_id, 0) = $5 and payload = $6")
    .bind(organisation)
    .bind(reader.subject)
    .bind(kind)
    .bind(found.project)
    .bind(found.document.map_or(0, wayleave_base::DocumentId::get))
    .bind(notice.payload.to_string());
    if tx.int(lies).await? > 0 {
        return Ok(Vec::new());
    }
    let now = shared.clock.now();
    Ok(notices::notify(tx, &shared.ids, organisation, now, &[reader.subject], &notice).await?)
}

async fn send(
    tx: &mut Tx,
    shared: &Shared,
    organisation: &OrganisationRow,
    place: &Place,
    found: &Found,
    (reader, recipient, days): (&Reader, &Recipient, i64),
) -> Result<()> {
    // Of many it is said how many they are.
    let one = if let [holder] = found.holders[..] { Some(holder) } else { None };
    let mut named = vec![found.given_by];
    named.extend(one);
    let names = people::by_subject(tx, organisation.id, &named).await?;
    let holder = one.and_then(|holder| names.get(&holder));
    let person = holder.map(|person| person.name.as_str()).or(found.collective.as_deref());
    let company = holder.and_then(|person| person.company.as_ref()).map(|company| company.name.as_str());
    let base = &shared.config.public_url;
    let link = format!("{base}/o/{}/p/{}{}", place.slug, place.project_public_id, reader.page);
    let head = Sender::telling(tx, shared, organisation, recipient).await?;
    let letter = AccessExpiring {
        head: head.head(),
        project: &place.project_name,
        own: reader.own,
        person: person.unwrap_or_default(),
        company,
        access: &found.access,
        granted_by: names.get(&found.given_by).map(|person| person.name.as_str()),
        days_left: u32::try_from(days).unwrap_or(0),
        expires: &head.dates().day(found.ends_at, &place.timezone),
        link: &link,
    };
    mailing::post_notice(tx, shared, organisation.id, shared.clock.now(), recipient, &letter).await
}
