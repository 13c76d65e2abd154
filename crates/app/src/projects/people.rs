//! Members of the organisation as somebody to be let into a project, and when such access must end.

use wayleave_access::{OrganisationRole, Role, SharePolicy};
use wayleave_base::{NEVER, OrganisationId, SubjectId, Timestamp};
use wayleave_db::{DbResult, Tx, row, sql};

use crate::error::FieldError;
use crate::wire;

row! {
    struct CandidateRow {
        subject_id: SubjectId, public_id: String, name: String, email: String, role: String, controlling: Option<i64>,
    }
}

/// An active member of the organisation who may be let into a project.
#[derive(Clone, Debug)]
pub struct Candidate {
    /// The subject.
    pub subject: SubjectId,
    /// The member's public id.
    pub public_id: String,
    /// The name.
    pub name: String,
    /// The organisation role.
    pub role: OrganisationRole,
    controlling: Option<bool>,
}

/// The member with this public id, unless they were deactivated.
pub async fn find_candidate(
    tx: &mut Tx,
    organisation: OrganisationId,
    public_id: &str,
    now: Timestamp,
) -> DbResult<Option<Candidate>> {
    let row: Option<CandidateRow> = tx
        .optional(
            sql("select m.subject_id, m.public_id, a.name, a.email, r.role, c.controlling from member m
                 join account a on a.id = m.account_id
                 join organisation_role r on r.subject_id = m.subject_id and r.closed_at is null
                   and r.valid_from <= $3 and r.ends_at > $3
                 left join company c on c.id = m.company_id
                 where m.organisation_id = $1 and m.public_id = $2")
            .bind(organisation)
            .bind(public_id)
            .bind(now),
        )
        .await?;
    Ok(row.and_then(|row| {
        Some(Candidate {
            subject: row.subject_id,
            public_id: row.public_id,
            name: row.name,
            role: OrganisationRole::parse(&row.role)?,
            controlling: row.controlling.map(|controlling| controlling == 1),
        })
    }))
}

impl Candidate {
    /// Is the person from outside: of a company that does not control, or of none and not staff?
    #[must_use]
    pub fn outside(&self) -> bool {
        let staff = matches!(self.role, OrganisationRole::OrgAdmin | OrganisationRole::OrgManager);
        self.controlling.map_or(!staff, |controlling| !controlling)
    }

    /// Is the person's company one that controls nothing? Such a person's access always has an end.
    #[must_use]
    pub fn of_outside_company(&self) -> bool {
        self.controlling == Some(false)
    }

    /// Why the person may not hold this project role, if so.
    #[must_use]
    pub fn refuses(&self, role: Role) -> Option<&'static str> {
        match (self.role, role) {
            (OrganisationRole::WorkflowResponder, _) => {
                Some("A responder holds no project role; give them the member role first.")
            }
            (OrganisationRole::OrgAdmin | OrganisationRole::OrgManager, Role::External) => {
                Some("Organisation staff cannot be external participants.")
            }
            _ => None,
        }
    }

    /// Why the person may not be a Document Controller, if so.
    #[must_use]
    pub fn refuses_control(&self, membership: Option<Role>) -> Option<&'static str> {
        if self.role == OrganisationRole::WorkflowResponder {
            Some("A responder cannot be a Document Controller.")
        } else if membership == Some(Role::External) {
            Some("An external participant cannot be a Document Controller.")
        } else if self.outside() {
            Some("Document Controllers belong to a company that controls the project.")
        } else {
            None
        }
    }
}

/// The end of access for somebody from outside: the day asked for, or the policy's default; never beyond its ceiling.
pub fn external_end(
    field: &str,
    ends_on: Option<&str>,
    policy: &SharePolicy,
    now: Timestamp,
    zone: &str,
) -> Result<Timestamp, FieldError> {
    let Some(day) = ends_on else {
        return Ok(wire::end_of_day_after(now, policy.external_default_days, zone));
    };
    let end = future_end(field, day, now, zone)?;
    let ceiling = wire::end_of_day_after(now, policy.external_max_days, zone);
    if end > ceiling {
        let detail = format!(
            "The policy ends access from outside after {} days at most, on {}.",
            policy.external_max_days,
            wire::day_of(ceiling, zone)
        );
        return Err(FieldError::new(field, "beyond_ceiling", detail));
    }
    Ok(end)
}

/// The end of a day that is not over yet.
pub fn future_end(field: &str, day: &str, now: Timestamp, zone: &str) -> Result<Timestamp, FieldError> {
    let end = wire::end_of_day(field, day, zone)?;
    if end <= now {
        return Err(FieldError::new(field, "in_the_past", "Choose today or a later day."));
    }
    if end >= NEVER {
        return Err(FieldError::new(field, "not_a_day", "This day is out of range."));
    }
    Ok(end)
}
