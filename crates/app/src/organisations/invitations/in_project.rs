//! Invitations that the administrators of a project make: whoever is invited becomes a member of the organisation, and
//! belongs to this one project. No other organisation role and no other project can be given this way.

use axum::Json;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use wayleave_access::{Action, OrganisationRole, Permit, ProjectFacts, Role, Target, act};

use super::service::{self, Offered, Plan};
use super::store::{self, InvitationRow};
use super::view::{InvitationView, Invited, NewProjectInvitations};
use crate::abilities::ability;
use crate::cx::Cx;
use crate::error::{Error, FieldError, Problem, Result};
use crate::projects::open_project;
use crate::settings::{self, SECURITY, Security};
use crate::wire::{self, Body, List, Paging, Params};
use crate::work::{ProjectRow, Work};

/// The invitations that were made in the project, the newest first.
#[utoipa::path(get, path = "/api/v1/organisations/{organisation}/projects/{project}/invitations",
    operation_id = "list_project_invitations", tag = "team",
    params(("organisation" = String, Path, description = "Public id or slug."), ("project" = String, Path, description = "The project."), Paging),
    responses((status = 200, body = List<InvitationView>),
        (status = "default", description = "Refused.", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("invitation.list"))))]
pub async fn list_project_invitations(
    cx: Cx,
    Path((organisation, project)): Path<(String, String)>,
    Params(query): Params<Paging>,
) -> Result<Json<List<InvitationView>>> {
    let mut work = Work::read(&cx, &organisation).await?;
    let (row, facts) = open_project(&mut work, &project).await?;
    work.permit_in::<act::InvitationList>(&facts, Target::default())?;
    let (rows, next) = service::page(&mut work, Some(row.id), &query).await?;
    Ok(Json(List { items: shown(&mut work, &facts, rows).await?, next }))
}

/// Invite people into the project by mail, 50 at most at once, all or none. They become members of the organisation.
#[utoipa::path(post, path = "/api/v1/organisations/{organisation}/projects/{project}/invitations",
    operation_id = "invite_to_project", tag = "team",
    params(("organisation" = String, Path, description = "Public id or slug."), ("project" = String, Path, description = "The project.")),
    request_body = NewProjectInvitations,
    responses((status = 201, body = Invited),
        (status = "default", description = "Refused.", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("invitation.manage"))))]
pub async fn invite_to_project(
    cx: Cx,
    Path((organisation, project)): Path<(String, String)>,
    Body(new): Body<NewProjectInvitations>,
) -> Result<Response> {
    let mut work = Work::write(&cx, &organisation).await?;
    let (row, facts) = open_project(&mut work, &project).await?;
    let permit = work.permit_in::<act::InvitationManage>(&facts, Target::default())?;
    let plan = check(&mut work, &row, &facts, &new).await?;
    let rows = service::send(&mut work, &permit, &plan).await?;
    let items = shown(&mut work, &facts, rows).await?;
    work.finish(StatusCode::CREATED, &Invited { items }).await
}

/// Send an invitation into the project again, under a new link and for another seven days.
#[utoipa::path(post, path = "/api/v1/organisations/{organisation}/projects/{project}/invitations/{invitation}/resend",
    operation_id = "resend_project_invitation", tag = "team",
    params(("organisation" = String, Path, description = "Public id or slug."), ("project" = String, Path, description = "The project."), ("invitation" = String, Path, description = "The invitation's id.")),
    responses((status = 204, description = "On its way."),
        (status = "default", description = "Refused.", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("invitation.manage"))))]
pub async fn resend_project_invitation(
    cx: Cx,
    Path((organisation, project, invitation)): Path<(String, String, String)>,
) -> Result<Response> {
    let (mut work, row, permit) = open(&cx, &organisation, &project, &invitation).await?;
    service::resend_one(&mut work, row, &permit).await?;
    work.finish_empty().await
}

/// Revoke an invitation into the project.
#[utoipa::path(post, path = "/api/v1/organisations/{organisation}/projects/{project}/invitations/{invitation}/revoke",
    operation_id = "revoke_project_invitation", tag = "team",
    params(("organisation" = String, Path, description = "Public id or slug."), ("project" = String, Path, description = "The project."), ("invitation" = String, Path, description = "The invitation's id.")),
    responses((status = 204, description = "Revoked."),
        (status = "default", description = "Refused.", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("invitation.manage"))))]
pub async fn revoke_project_invitation(
    cx: Cx,
    Path((organisation, project, invitation)): Path<(String, String, String)>,
) -> Result<Response> {
    let (mut work, row, permit) = open(&cx, &organisation, &project, &invitation).await?;
    service::revoke_one(&mut work, &row, &permit).await?;
    work.finish_empty().await
}

async fn shown(
    work: &mut Work,
    facts: &ProjectFacts,
    rows: Vec<InvitationRow>,
) -> Result<Vec<InvitationView>> {
    let may = ability(&facts.outcome(Action::InvitationManage, Target::default()));
    service::shown(work, rows, |_| may.clone()).await
}

/// An invitation made in this project; those of other projects and of the organisation are not its administrators' to
/// touch, and do not exist for them.
async fn open(
    cx: &Cx,
    organisation: &str,
    project: &str,
    invitation: &str,
) -> Result<(Work, InvitationRow, Permit<act::InvitationManage>)> {
    let mut work = Work::write(cx, organisation).await?;
    let (project, facts) = open_project(&mut work, project).await?;
    work.permit_in::<act::InvitationList>(&facts, Target::default())?;
    let row = store::find(&mut work.tx, work.organisation.id, invitation)
        .await?
        .filter(|row| row.project_id == Some(project.id))
        .ok_or_else(Error::not_found)?;
    let permit = work.permit_in::<act::InvitationManage>(&facts, Target::default())?;
    Ok((work, row, permit))
}

async fn check(
    work: &mut Work,
    project: &ProjectRow,
    facts: &ProjectFacts,
    new: &NewProjectInvitations,
) -> Result<Plan> {
    let mut errors = Vec::new();
    let people = service::check_people(work, &new.invitations, &mut errors).await?;
    refuse_former(work, &people, &mut errors).await?;
    let message = wire::text(&mut errors, "message", new.message.as_deref().unwrap_or_default(), 2000, false);
    let company = service::check_company(work, new.company_id.as_deref(), &mut errors).await?;
    // Whoever belongs to no company that controls the project comes from outside.
    let inside = company.as_ref().is_some_and(|company| company.controlling);
    let usual = if inside {
        let organisation = work.organisation.id;
        let security: Security = settings::read(&mut work.tx, organisation, None, SECURITY).await?;
        Role::parse(&security.default_project_role).unwrap_or(Role::Reviewer)
    } else {
        Role::External
    };
    let role = OrganisationRole::Member;
    let outside = company.as_ref().is_some_and(|company| !company.controlling);
    let invitee = Offered { organisation_role: role, usual, outside };
    let asked = (new.role.as_deref(), new.ends_on.as_deref());
    let offer = service::check_offer("", asked, &invitee, (project, facts), work.now())
        .map_err(|error| errors.push(error))
        .ok();
    Error::check(errors)?;
    let (offers, projects) =
        offer.map(|(role, offer)| (offer, (project.name.clone(), role))).into_iter().unzip();
    Ok(Plan { people, role, company, within: Some(project.id), offers, projects, message })
}

/// Who was deactivated comes back by the organisation's own administrators, not by those of a project.
async fn refuse_former(
    work: &mut Work,
    people: &[(String, String)],
    errors: &mut Vec<FieldError>,
) -> Result<()> {
    let emails: Vec<String> = people.iter().map(|(email, _)| email.clone()).collect();
    let organisation = work.organisation.id;
    let members = store::members_among(&mut work.tx, organisation, &emails).await?;
    let former = store::former_among(&mut work.tx, organisation, &emails).await?;
    for (at, email) in emails.iter().enumerate() {
        if former.contains(email) && !members.contains(email) {
            let detail =
                "This person was a member before; an organisation administrator can invite them again.";
            errors.push(FieldError::new(format!("invitations[{at}].email"), "former_member", detail));
        }
    }
    Ok(())
}
