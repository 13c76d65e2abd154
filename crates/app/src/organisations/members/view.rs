//! What goes over the wire about members.

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use wayleave_access::{Action, OrganisationFacts, OrganisationRole, Target};

use crate::abilities::{Abilities, abilities};
use crate::people::CompanyRef;
use crate::wire;

use super::store::MemberRow;

/// A member of the organisation.
#[derive(Debug, Serialize, ToSchema)]
pub struct MemberView {
    /// The public id.
    pub id: String,
    /// The name.
    #[schema(example = "Bo Lee")]
    pub name: String,
    /// The e-mail address.
    #[schema(example = "b.lee@example.org")]
    pub email: String,
    /// The position.
    pub position: String,
    /// The telephone number.
    pub phone: String,
    /// The company.
    pub company: Option<CompanyRef>,
    /// The role, or the last one of somebody who was deactivated.
    #[schema(example = "member")]
    pub role: String,
    /// `active` or `deactivated`.
    pub status: &'static str,
    /// How many projects the person has a membership in.
    pub projects_count: i64,
    /// When the person was last here, to the minute.
    pub last_active_at: Option<String>,
    /// When the person became a member.
    pub created_at: String,
    /// What may be done with this member.
    #[schema(value_type = std::collections::BTreeMap<String, crate::abilities::Ability>)]
    pub abilities: Abilities,
    /// The roles that whoever asks may give this member.
    pub allowed_roles: Vec<&'static str>,
}

/// A member as shown to whoever `facts` speak of.
#[must_use]
pub fn member(row: MemberRow, facts: &OrganisationFacts) -> MemberView {
    let role = row.role();
    let target = Target { person: Some(row.subject_id), person_role: role, ..Target::default() };
    let acts = [Action::MemberChangeRole, Action::MemberDeactivate, Action::MemberEdit];
    let may_give = |new: OrganisationRole| {
        facts.outcome(Action::MemberChangeRole, Target { new_role: Some(new), ..target }).is_allowed()
    };
    let company = row.company_public_id.zip(row.company_name).map(|(id, name)| CompanyRef {
        id,
        name,
        controlling: row.controlling == Some(1),
    });
    MemberView {
        id: row.public_id,
        name: row.name,
        email: row.email,
        position: row.position,
        phone: row.phone,
        company,
        role: row.open_role.or(row.last_role).unwrap_or_default(),
        status: if role.is_some() { "active" } else { "deactivated" },
        projects_count: row.projects_count,
        last_active_at: row.last_active_at.map(wire::time),
        created_at: wire::time(row.created_at),
        abilities: abilities(&acts, |action| facts.outcome(action, target)),
        allowed_roles: OrganisationRole::ALL
            .iter()
            .filter(|role| may_give(**role))
            .map(|role| role.code())
            .collect(),
    }
}

/// Which members.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct MemberQuery {
    /// A part of name, address, position or company.
    pub q: Option<String>,
    /// The role.
    pub role: Option<String>,
    /// `active` or `deactivated`.
    pub status: Option<String>,
    /// The company's id.
    pub company: Option<String>,
    /// Rows of a page, 1 to 200.
    pub limit: Option<i64>,
    /// Where the page before ended.
    pub cursor: Option<String>,
}

/// What may be changed of a member.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ChangeMember {
    /// The position.
    pub position: Option<String>,
    /// The telephone number.
    pub phone: Option<String>,
    /// The company; null for none.
    #[serde(default, deserialize_with = "crate::wire::given")]
    #[schema(value_type = Option<String>)]
    pub company_id: Option<Option<String>>,
}

/// A role to be given.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct GiveRole {
    /// The organisation role.
    #[schema(example = "member")]
    pub role: String,
}

/// A role that might be given.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct RoleQuery {
    /// The organisation role.
    pub role: String,
}

/// What a change of role would take away.
#[derive(Debug, Serialize, ToSchema)]
pub struct RoleImpact {
    /// The memberships that would end.
    pub memberships_removed: Vec<RemovedMembership>,
}

/// A membership that would end.
#[derive(Debug, Serialize, ToSchema)]
pub struct RemovedMembership {
    /// The project.
    pub project: NamedProject,
    /// The role in it.
    pub role: String,
}

/// A project by id and name.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct NamedProject {
    /// The public id.
    pub id: String,
    /// The name.
    pub name: String,
}

/// Why somebody is deactivated.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Deactivation {
    /// The reason.
    pub reason: Option<String>,
}
