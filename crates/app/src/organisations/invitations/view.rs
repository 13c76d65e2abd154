//! What goes over the wire about invitations.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::abilities::Abilities;
use crate::people::{CompanyRef, PersonRef};

/// An invitation.
#[derive(Debug, Serialize, ToSchema)]
pub struct InvitationView {
    /// The public id.
    pub id: String,
    /// The address invited.
    pub email: String,
    /// The name given.
    pub name: String,
    /// The organisation role offered.
    pub role: String,
    /// The company.
    pub company: Option<CompanyRef>,
    /// The memberships that come with it.
    pub memberships: Vec<OfferView>,
    /// Who invites; null when it is the server's operator.
    pub invited_by: Option<PersonRef>,
    /// When it was made.
    pub created_at: String,
    /// Until when it can be accepted.
    pub expires_at: String,
    /// `pending`, `accepted`, `expired` or `revoked`.
    pub state: &'static str,
    /// What may be done with it.
    #[schema(value_type = std::collections::BTreeMap<String, crate::abilities::Ability>)]
    pub abilities: Abilities,
}

/// A membership that comes with an invitation.
#[derive(Debug, Serialize, ToSchema)]
pub struct OfferView {
    /// The project.
    pub project: OfferedProject,
    /// The role in it.
    pub role: String,
    /// The last day.
    pub ends_on: Option<String>,
}

/// The project of an offered membership.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct OfferedProject {
    /// The public id.
    pub id: String,
    /// The name.
    pub name: String,
}

/// People to be invited, all with the same role, company and memberships.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewInvitations {
    /// Whom, 50 at most.
    pub invitations: Vec<Invitee>,
    /// The organisation role.
    #[schema(example = "member")]
    pub role: String,
    /// The company.
    pub company_id: Option<String>,
    /// The memberships.
    #[serde(default)]
    pub memberships: Vec<NewOffer>,
    /// What is added to the mail.
    pub message: Option<String>,
}

/// People to be invited into a project and, as members, into its organisation.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewProjectInvitations {
    /// Whom, 50 at most.
    pub invitations: Vec<Invitee>,
    /// The company.
    pub company_id: Option<String>,
    /// The project role; without one, `external` unless the company controls the project, then the organisation's default.
    #[schema(example = "external")]
    pub role: Option<String>,
    /// The last day; without one, a membership from outside ends by the policy's default.
    #[schema(example = "2027-03-31")]
    pub ends_on: Option<String>,
    /// What is added to the mail.
    pub message: Option<String>,
}

/// Somebody to be invited.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Invitee {
    /// The e-mail address.
    #[schema(example = "b.lee@example.org")]
    pub email: String,
    /// The name.
    #[serde(default)]
    #[schema(example = "Bo Lee")]
    pub name: String,
}

/// A membership to come with the invitations.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewOffer {
    /// The project.
    pub project_id: String,
    /// The project role; without one, `external` for people of a company that controls no project, else the
    /// organisation's default.
    pub role: Option<String>,
    /// The last day; without one, an external membership ends by the policy's default.
    #[schema(example = "2027-03-31")]
    pub ends_on: Option<String>,
}

/// The invitations made.
#[derive(Debug, Serialize, ToSchema)]
pub struct Invited {
    /// In the order given.
    pub items: Vec<InvitationView>,
}
