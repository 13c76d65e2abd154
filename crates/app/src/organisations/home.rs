//! The organisation itself, as whoever opens it sees it.

use axum::Json;
use axum::extract::Path;
use serde::Serialize;
use utoipa::ToSchema;
use wayleave_access::{Action, Target, act};
use wayleave_db::{row, sql};

use crate::abilities::{Abilities, abilities};
use crate::cx::Cx;
use crate::error::{Problem, Result};
use crate::notices;
use crate::settings::{self, GENERAL, General};
use crate::work::Work;

/// An organisation.
#[derive(Debug, Serialize, ToSchema)]
pub struct OrganisationView {
    /// The public id.
    pub id: String,
    /// The name in addresses.
    pub slug: String,
    /// The name.
    pub name: String,
    /// The primary colour.
    #[schema(example = "#1d4ed8")]
    pub colour: String,
    /// Is there a logo?
    pub has_logo: bool,
    /// The time zone.
    #[schema(example = "Europe/London")]
    pub timezone: String,
    /// How days are written.
    #[schema(example = "YYYY-MM-DD")]
    pub date_format: String,
    /// The role of whoever asks.
    #[schema(example = "member")]
    pub role: &'static str,
    /// The member who asks.
    pub member_id: String,
    /// What waits for them.
    pub counts: OrganisationCounts,
    /// What they may do.
    #[schema(value_type = std::collections::BTreeMap<String, crate::abilities::Ability>)]
    pub abilities: Abilities,
}

/// What waits for a person.
#[derive(Debug, Serialize, ToSchema)]
pub struct OrganisationCounts {
    /// Submissions that they may accept or reject.
    pub pending: i64,
    /// Notices they have not read; 100 at most.
    pub notifications: i64,
}

const ACTIONS: &[Action] = &[
    Action::OrganisationSettings,
    Action::OrganisationSecurity,
    Action::MemberList,
    Action::MemberInvite,
    Action::CompanyManage,
    Action::OptionManage,
    Action::ProjectCreate,
    Action::OrganisationLedger,
    Action::OrganisationAudit,
    Action::OrganisationAuditExport,
    Action::OutboxView,
];

row! {
    struct Waiting { public_id: String, waiting: i64 }
}

/// The organisation.
#[utoipa::path(get, path = "/api/v1/organisations/{organisation}", operation_id = "get_organisation", tag = "organisation",
    params(("organisation" = String, Path, description = "Public id or slug.")),
    responses((status = 200, body = OrganisationView),
        (status = "default", description = "Refused.", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("organisation.view"))))]
pub async fn get_organisation(cx: Cx, Path(organisation): Path<String>) -> Result<Json<OrganisationView>> {
    let mut work = Work::read(&cx, &organisation).await?;
    work.permit::<act::OrganisationView>(Target::default())?;
    let id = work.organisation.id;
    let branding = settings::branding(&mut work.tx, id).await?;
    let general: General = settings::read(&mut work.tx, id, None, GENERAL).await?;
    let counts = OrganisationCounts {
        pending: pending(&mut work).await?,
        notifications: notices::unread(&mut work).await?,
    };
    Ok(Json(OrganisationView {
        colour: branding.colour,
        has_logo: branding.logo.is_some(),
        timezone: general.timezone,
        date_format: general.date_format,
        role: work.me.role.code(),
        member_id: work.me.public_id.clone(),
        counts,
        abilities: abilities(ACTIONS, |action| work.facts().outcome(action, Target::default())),
        id: work.organisation.public_id,
        slug: work.organisation.slug,
        name: work.organisation.name,
    }))
}

/// How many submissions wait in the projects whose queue the person sees. Projects without any cost nothing.
async fn pending(work: &mut Work) -> Result<i64> {
    let waiting: Vec<Waiting> = work
        .tx
        .all(
            sql("select p.public_id, count(*) as waiting from revision r
                 join document d on d.id = r.document_id and d.deleted_at is null join project p on p.id = r.project_id
                 where r.organisation_id = $1 and r.acceptance = 'pending' group by p.public_id, p.id
                 order by p.id desc limit 100")
            .bind(work.organisation.id),
        )
        .await?;
    let mut count = 0;
    for project in waiting {
        // A project that is none of the person's is absent for them, like any other.
        let Ok((_, facts)) = work.project(&project.public_id).await else { continue };
        if facts.outcome(Action::SubmissionList, Target::default()).is_allowed() {
            count += project.waiting;
        }
    }
    Ok(count)
}
