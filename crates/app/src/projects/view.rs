//! What goes over the wire about projects.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use wayleave_access::SharePolicy;

use crate::abilities::Abilities;
use crate::people::PersonRef;
use crate::policy::{PolicyEdit, PolicyView};
use crate::settings::{Register, RevisionCodes, RunningWorkflows, WorkPackages};
use crate::wire::given;

pub use super::view_groups::*;

/// A moment at which something ends.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Until {
    /// Until when.
    pub until: String,
}

/// How much there is in a project, as far as the reader may know.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ProjectCounts {
    /// Documents within the reader's reach, counted to 10,001.
    pub documents: i64,
    /// Revisions within the reader's reach that wait for acceptance; null unless the reader may see the queue.
    pub pending: Option<i64>,
    /// People from outside and live links with a way in; null unless the reader may see the ledger.
    pub outsiders: Option<i64>,
    /// Transmittals that the reader is to acknowledge.
    #[schema(example = 1)]
    pub to_acknowledge: i64,
    /// Transmittals past their day of which somebody is silent; null unless the reader may issue transmittals.
    #[schema(example = 2)]
    pub transmittals_overdue: Option<i64>,
    /// Issued transmittals of which a mail failed; null likewise.
    #[schema(example = 0)]
    pub mail_failed: Option<i64>,
    /// Workflows that are late; null unless the reader may look at workflows.
    #[schema(example = 3)]
    pub workflows_overdue: Option<i64>,
}

/// A project as its reader sees it.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ProjectView {
    /// The public id.
    pub id: String,
    /// The short reference.
    #[schema(example = "HRB-01")]
    pub reference: String,
    /// The name.
    #[schema(example = "Harbour bridge")]
    pub name: String,
    /// The description.
    pub description: String,
    /// The time zone.
    pub timezone: String,
    /// The first day.
    pub starts_on: Option<String>,
    /// The last day.
    pub ends_on: Option<String>,
    /// Is it locked?
    pub locked: bool,
    /// The reader's project role.
    pub role: Option<&'static str>,
    /// How the reader stands to it: `admin`, `member` or `external`.
    pub mode: &'static str,
    /// Is the reader a Document Controller?
    pub controller: bool,
    /// The reader's Full Register Access, if it is on.
    pub full_register: Option<Until>,
    /// When the reader's own access ends; told to those from outside.
    pub access_ends_at: Option<String>,
    /// Whom to ask: Document Controllers, told to those from outside, who see no team.
    pub contacts: Vec<PersonRef>,
    /// The version that an edit must name.
    pub version: i64,
    /// How much there is.
    pub counts: ProjectCounts,
    /// What the reader may do.
    #[schema(value_type = std::collections::BTreeMap<String, crate::abilities::Ability>)]
    pub abilities: Abilities,
}

/// A project to be created.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewProject {
    /// The short reference, unique in the organisation.
    #[schema(example = "HRB-01")]
    pub reference: String,
    /// The name.
    pub name: String,
    /// The description.
    #[serde(default)]
    pub description: String,
    /// The time zone; the organisation's unless given.
    pub timezone: Option<String>,
    /// The first day.
    pub starts_on: Option<String>,
    /// The last day.
    pub ends_on: Option<String>,
    /// The member who becomes the first Document Controller.
    pub first_controller: String,
}

/// An edit of a project; absent fields stay.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ProjectEdit {
    /// The version that was read.
    pub version: i64,
    /// The short reference, unique in the organisation.
    pub reference: Option<String>,
    /// The name.
    pub name: Option<String>,
    /// The description.
    pub description: Option<String>,
    /// The time zone.
    pub timezone: Option<String>,
    /// The first day; null for none.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<String>)]
    pub starts_on: Option<Option<String>>,
    /// The last day; null for none.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<String>)]
    pub ends_on: Option<Option<String>>,
}

/// Why something is done.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Why {
    /// The reason, kept in the audit log.
    #[serde(default)]
    pub reason: String,
}

/// The lock of a project.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Lock {
    /// Why, kept in the audit log.
    #[serde(default)]
    pub reason: String,
    /// Even though its closeout is not done. Only organisation administrators may.
    #[serde(default)]
    #[schema(example = false)]
    pub early: bool,
}

/// The policy of external access at three levels.
#[derive(Debug, Serialize, ToSchema)]
pub struct PolicyLevels {
    /// The organisation's.
    #[schema(value_type = PolicyView)]
    pub organisation: SharePolicy,
    /// The project's own, if it has one.
    #[schema(value_type = Option<PolicyView>)]
    pub project: Option<SharePolicy>,
    /// What holds: of each pair the stricter.
    #[schema(value_type = PolicyView)]
    pub effective: SharePolicy,
}

/// How the register works.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
pub struct RegisterView {
    /// Do uploads by members wait for acceptance too?
    pub all_uploads_need_acceptance: bool,
    /// Which codes revisions may have: `free` or `p_c`.
    pub revision_codes: RevisionCodes,
    /// For how many days what was deleted or archived is kept.
    pub retention_days: i64,
}

impl From<Register> for RegisterView {
    fn from(register: Register) -> Self {
        Self {
            all_uploads_need_acceptance: register.all_uploads_need_acceptance,
            revision_codes: register.revision_codes,
            retention_days: register.retention_days,
        }
    }
}

/// A change of how the register works; absent fields stay.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RegisterEdit {
    /// Do uploads by members wait for acceptance too?
    pub all_uploads_need_acceptance: Option<bool>,
    /// Which codes revisions may have: `free` or `p_c`.
    pub revision_codes: Option<RevisionCodes>,
    /// For how many days what was deleted or archived is kept, 30 to 36500.
    pub retention_days: Option<i64>,
}

/// How work packages work.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
pub struct WorkPackagesView {
    /// What becomes of submitting a package some of whose workflows still run: `warn` or `refuse`.
    pub submit_with_active_workflows: RunningWorkflows,
}

impl From<WorkPackages> for WorkPackagesView {
    fn from(settings: WorkPackages) -> Self {
        Self { submit_with_active_workflows: settings.submit_with_active_workflows }
    }
}

/// A change of how work packages work; absent fields stay.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct WorkPackagesEdit {
    /// What becomes of submitting a package some of whose workflows still run: `warn` or `refuse`.
    pub submit_with_active_workflows: Option<RunningWorkflows>,
}

/// The settings of a project.
#[derive(Debug, Serialize, ToSchema)]
pub struct ProjectSettingsView {
    /// External access.
    pub external_access: PolicyLevels,
    /// The register.
    pub register: RegisterView,
    /// Work packages.
    pub work_packages: WorkPackagesView,
    /// What the reader may do.
    #[schema(value_type = std::collections::BTreeMap<String, crate::abilities::Ability>)]
    pub abilities: Abilities,
}

/// An edit of settings: the sections that change.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ProjectSettingsEdit {
    /// Fields of the policy; stricter than the organisation's only. Null returns to the organisation's policy.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<PolicyEdit>)]
    pub external_access: Option<Option<serde_json::Map<String, serde_json::Value>>>,
    /// The register.
    pub register: Option<RegisterEdit>,
    /// Work packages.
    pub work_packages: Option<WorkPackagesEdit>,
}

/// A person with an address.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Contact {
    /// The person.
    #[serde(flatten)]
    pub person: PersonRef,
    /// The e-mail address.
    pub email: String,
}

/// A group's name.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct GroupRef {
    /// The public id.
    pub id: String,
    /// The name.
    pub name: String,
}

/// Full Register Access of a member.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct FullRegisterView {
    /// Until when.
    pub until: String,
    /// Who switched it on.
    pub granted_by: Option<PersonRef>,
    /// Why.
    pub reason: String,
}

/// A membership in a project.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct MembershipView {
    /// The public id; a change opens a new row with a new id.
    pub id: String,
    /// Whose it is.
    pub person: Contact,
    /// The project role.
    #[schema(example = "external")]
    pub role: String,
    /// The label beside the role; it carries no rights.
    pub label: String,
    /// The role in the organisation.
    pub organisation_role: String,
    /// Who gave it.
    pub granted_by: Option<PersonRef>,
    /// When.
    pub granted_at: String,
    /// Until when; null for no end.
    pub ends_at: Option<String>,
    /// Full Register Access, if it is on.
    pub full_register: Option<FullRegisterView>,
    /// The project's groups this person is in.
    pub groups: Vec<GroupRef>,
    /// What the reader may do.
    #[schema(value_type = std::collections::BTreeMap<String, crate::abilities::Ability>)]
    pub abilities: Abilities,
}

/// A membership to be given.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewMembership {
    /// The member of the organisation.
    pub member_id: String,
    /// The role or one of its labels; from the settings and the person's company unless given.
    pub role: Option<String>,
    /// A label beside the role.
    #[serde(default)]
    pub label: String,
    /// The last day; people from outside always have one.
    pub ends_on: Option<String>,
    /// The reason.
    #[serde(default)]
    pub reason: String,
}

/// A change of a membership; absent fields stay.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MembershipEdit {
    /// The role or one of its labels.
    pub role: Option<String>,
    /// The last day; null for none.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<String>)]
    pub ends_on: Option<Option<String>>,
    /// The reason.
    #[serde(default)]
    pub reason: String,
}

/// Full Register Access to be switched on.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewFullRegister {
    /// The last day.
    pub ends_on: String,
    /// The reason.
    pub reason: String,
}
