//! Creating a project: with it comes the Document Control group, which is never empty.

use jiff::tz::TimeZone;
use serde_json::json;
use wayleave_access::audit::{Event, Stamp};
use wayleave_access::ledger::{self, NewMembership};
use wayleave_access::policy::DOCUMENT_CONTROL_GATES;
use wayleave_access::{Cause, OrganisationRole, Role, SubjectKind, Target, act};
use wayleave_base::{GroupId, NEVER, ProjectId, SubjectId};
use wayleave_db::sql;

use super::people::{Candidate, find_candidate};
use super::view::{NewProject, ProjectView};
use super::{project, tell};
use crate::cx::Cx;
use crate::error::{Error, FieldError, OnTaken, Result};
use crate::settings::{self, General};
use crate::wire;
use crate::work::Work;

/// What keeps references apart in an organisation.
pub const REFERENCE_KEY: &str = "project_organisation_id_reference_key";

/// Another project has the reference already.
pub fn reference_taken() -> Error {
    Error::field("reference", "taken", "Another project has this reference.")
}

struct Checked {
    reference: String,
    name: String,
    description: String,
    timezone: String,
    controller: Candidate,
}

/// Creates a project and names its first Document Controller.
pub async fn create(cx: &Cx, organisation: &str, new: NewProject) -> Result<(Work, ProjectView)> {
    let mut work = Work::write(cx, organisation).await?;
    let permit = work.permit::<act::ProjectCreate>(Target::default())?;
    let checked = check(&mut work, &new).await?;
    let public_id = cx.ids().public(ProjectId::PREFIX);
    let event =
        Event::new("project", "project.created", ("project", &public_id, &checked.name)).after(json!({
            "reference": checked.reference, "name": checked.name, "timezone": checked.timezone,
            "first_controller": checked.controller.public_id,
        }));
    let stamp = work.record(&permit, event).await?;
    let id = insert(&mut work, &public_id, &checked, &new).await?;
    let group = found_document_control(&mut work, &stamp, id).await?;
    ledger::join(&mut work.tx, &stamp, group, checked.controller.subject).await?;
    let appointed = appoint(&mut work, &stamp, id, &checked.controller).await?;
    let (row, facts) = work.project(&public_id).await?;
    if appointed {
        tell::tell_role(&mut work, &row, checked.controller.subject, None, Some(Role::Initiator)).await?;
    }
    let payload = json!({"role": "document_controller"});
    tell::tell(&mut work, &row, checked.controller.subject, "document_control.joined", payload).await?;
    let view = project::views(&mut work, vec![(row, facts)]).await?.pop().ok_or_else(Error::not_found)?;
    Ok((work, view))
}

async fn check(work: &mut Work, new: &NewProject) -> Result<Checked> {
    let mut errors = Vec::new();
    let reference = wire::name(&mut errors, "reference", &new.reference, 40);
    let name = wire::name(&mut errors, "name", &new.name, 200);
    let description = wire::text(&mut errors, "description", &new.description, 4000, false);
    let (organisation, now) = (work.organisation.id, work.now());
    let timezone = match &new.timezone {
        Some(zone) => zone.clone(),
        None => {
            settings::read::<General>(&mut work.tx, organisation, None, settings::GENERAL).await?.timezone
        }
    };
    check_zone(&mut errors, &timezone);
    check_days(&mut errors, new.starts_on.as_deref(), new.ends_on.as_deref());
    let found = find_candidate(&mut work.tx, organisation, &new.first_controller, now).await?;
    let controller = match found {
        None => Err("There is no such active member."),
        Some(person) => match person.refuses_control(None) {
            Some(why) => Err(why),
            None => Ok(person),
        },
    };
    let controller =
        controller.map_err(|why| errors.push(FieldError::new("first_controller", "refused", why)));
    match controller {
        Ok(controller) if errors.is_empty() => {
            Ok(Checked { reference, name, description, timezone, controller })
        }
        _ => Err(Error::Fields(errors)),
    }
}

/// Refuses a zone that is not known.
pub fn check_zone(errors: &mut Vec<FieldError>, zone: &str) {
    if TimeZone::get(zone).is_err() {
        errors.push(FieldError::new("timezone", "unknown", "Choose a time zone such as Europe/Lisbon."));
    }
}

/// Refuses days that are none, and an end before the start.
pub fn check_days(errors: &mut Vec<FieldError>, starts_on: Option<&str>, ends_on: Option<&str>) {
    let mut day = |field, text: Option<&str>| match text.map(|text| wire::parse_day(field, text)) {
        Some(Err(error)) => {
            errors.push(error);
            None
        }
        Some(Ok(day)) => Some(day),
        None => None,
    };
    let (start, end) = (day("starts_on", starts_on), day("ends_on", ends_on));
    if start.zip(end).is_some_and(|(start, end)| end < start) {
        errors.push(FieldError::new("ends_on", "before_start", "The last day lies before the first."));
    }
}

async fn insert(work: &mut Work, public_id: &str, checked: &Checked, new: &NewProject) -> Result<ProjectId> {
    let id = work
        .tx
        .int(
            sql("insert into project (organisation_id, public_id, reference, name, description, timezone, starts_on, ends_on,
                   created_by, created_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) returning id as n")
            .bind(work.organisation.id)
            .bind(public_id)
            .bind(&checked.reference)
            .bind(&checked.name)
            .bind(&checked.description)
            .bind(&checked.timezone)
            .bind(new.starts_on.clone())
            .bind(new.ends_on.clone())
            .bind(work.me.subject)
            .bind(work.cx.now()),
        )
        .await
        .on_taken(REFERENCE_KEY, reference_taken)?;
    Ok(ProjectId(id))
}

/// Creates the Document Control group with the gates it carries.
async fn found_document_control(work: &mut Work, stamp: &Stamp, project: ProjectId) -> Result<SubjectId> {
    let subject = ledger::new_subject(&mut work.tx, stamp, SubjectKind::Group).await?;
    work.tx
        .execute(
            sql("insert into access_group (organisation_id, public_id, project_id, subject_id, kind, name, name_key,
                   description, created_at)
                 values ($1, $2, $3, $4, 'document_control', 'Document Control', 'document control', $5, $6)")
            .bind(work.organisation.id)
            .bind(work.cx.ids().public(GroupId::PREFIX))
            .bind(project)
            .bind(subject)
            .bind("Accepts what comes in, keeps the register, looks after guest shares.")
            .bind(work.cx.now()),
        )
        .await?;
    for gate in DOCUMENT_CONTROL_GATES {
        ledger::add_group_action(&mut work.tx, stamp, subject, *gate).await?;
    }
    Ok(subject)
}

/// Gives a first controller who is no staff the membership that the work needs; says whether it did.
async fn appoint(work: &mut Work, stamp: &Stamp, project: ProjectId, person: &Candidate) -> Result<bool> {
    if person.role != OrganisationRole::Member {
        return Ok(false);
    }
    let new = NewMembership {
        project,
        subject: person.subject,
        role: Role::Initiator,
        label: "document_controller",
        cause: Cause::Membership(0),
        reason: "",
        ends_at: NEVER,
    };
    let ids = work.cx.ids().clone();
    ledger::set_membership(&mut work.tx, &ids, stamp, &new).await?;
    Ok(true)
}
