//! What goes over the wire about sharing and access.

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::abilities::Abilities;
use crate::people::{CompanyRef, PersonRef};

/// Whom something is shared with.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SubjectKey {
    /// `person`, `company` or `group`.
    #[schema(example = "company")]
    pub kind: String,
    /// The public id.
    pub id: String,
}

/// Which rights come with a share; viewing always does.
#[derive(Clone, Copy, Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Rights {
    /// The file itself.
    #[serde(default)]
    pub download: bool,
    /// Comments.
    #[serde(default)]
    pub comment: bool,
}

/// A share to be made.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewShare {
    /// With whom.
    pub subjects: Vec<SubjectKey>,
    /// Which revision.
    pub revision_id: String,
    /// Are later accepted revisions shared too?
    #[serde(default)]
    pub later: bool,
    /// Which rights.
    #[serde(default)]
    pub rights: Rights,
    /// The last day; required for nobody inside, the policy's default for people from outside.
    pub ends_on: Option<String>,
    /// Why.
    #[serde(default)]
    pub reason: String,
    /// Said by the sharer of a restricted document.
    #[serde(default)]
    pub confirm_confidential: bool,
}

/// How a share is asked for.
#[derive(Clone, Copy, Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct Preview {
    /// Only say who would gain what; nothing is kept.
    #[serde(default)]
    pub preview: bool,
}

/// Whom something was shared with, in a list.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct SharedWith {
    /// `person`, `company` or `group`.
    pub kind: &'static str,
    /// The public id.
    pub id: String,
    /// The name.
    pub name: String,
}

/// One share.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ShareView {
    /// The public id.
    pub id: String,
    /// With whom.
    pub subject: SharedWith,
    /// The rights.
    pub rights: Vec<&'static str>,
    /// The code of the revision shared.
    pub revision: String,
    /// Are later accepted revisions shared too?
    pub later: bool,
    /// Why.
    pub reason: String,
    /// Since when.
    pub granted_at: String,
    /// Until when; null for no end.
    pub ends_at: Option<String>,
    /// Did it let the person into the project as an external participant?
    pub admitted: bool,
}

/// Who would gain, or gained, what.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, ToSchema)]
pub struct Gains {
    /// How many people see more than before.
    pub people: usize,
    /// Of how many companies.
    pub companies: usize,
    /// How many of them are from outside.
    pub outside: usize,
    /// The first twenty names, with their companies.
    pub names: Vec<String>,
    /// How many documents.
    pub documents: usize,
}

/// The answer to a share: what was made, or with `preview` what would come of it.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Shares {
    /// The shares; empty in a preview.
    pub items: Vec<ShareView>,
    /// Who gains.
    pub gains: Gains,
}

/// Why a share is revoked.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Revocation {
    /// The reason, kept in the audit log.
    #[serde(default)]
    pub reason: String,
}

/// A later end.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Extension {
    /// The new last day.
    pub ends_on: String,
}

/// Who it is that has access.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct AccessSubject {
    /// The public id; null for everybody of a role.
    pub id: Option<String>,
    /// The name.
    pub name: String,
    /// A person's company.
    pub company: Option<CompanyRef>,
}

/// Which revisions.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct AccessRevisions {
    /// The first revision's code.
    pub from: Option<String>,
    /// The last revision's code; null when later ones are included.
    pub to: Option<String>,
    /// In words.
    pub text: String,
}

/// One way in which a document can be seen.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct AccessItem {
    /// `person`, `company`, `group`, `link` or `role`.
    pub kind: &'static str,
    /// Who.
    pub subject: AccessSubject,
    /// By which rule or switch.
    pub via: Option<String>,
    /// The rights.
    pub rights: Vec<&'static str>,
    /// The revisions; null for the whole document.
    pub revisions: Option<AccessRevisions>,
    /// The reason given, or the kind of grant.
    pub reason: Option<String>,
    /// Who gave it.
    pub granted_by: Option<PersonRef>,
    /// Since when; null where a role gives it.
    pub granted_at: Option<String>,
    /// Until when; null for no end.
    pub ends_at: Option<String>,
    /// Does it let anybody from outside in?
    pub outside: bool,
    /// How many people it reaches now.
    pub people_count: usize,
    /// When it was last used to open or get the document.
    pub last_used_at: Option<String>,
    /// The share behind it.
    pub share_id: Option<String>,
    /// The guest share behind it.
    pub guest_share_id: Option<String>,
    /// What the reader may do.
    #[schema(value_type = std::collections::BTreeMap<String, crate::abilities::Ability>)]
    pub abilities: Abilities,
}

/// How many have access now.
#[derive(Clone, Copy, Debug, Default, Serialize, ToSchema)]
pub struct AccessCounts {
    /// Companies with somebody who sees it.
    pub companies: usize,
    /// People who see it.
    pub people: usize,
    /// People from outside and links that see it.
    pub outside: usize,
}

/// Every way in which a document can be seen.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct DocumentAccess {
    /// Why the reader sees it.
    pub mine: String,
    /// The ways.
    pub items: Vec<AccessItem>,
    /// How many.
    pub counts: AccessCounts,
}

/// Of whom and when access is explained.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ExplainQuery {
    /// The member.
    pub member: String,
    /// A moment of the past; now unless given.
    pub at: Option<String>,
}

/// Why somebody may see a document, or may not.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ExplanationView {
    /// May they?
    pub allowed: bool,
    /// The answer in a sentence.
    #[schema(
        example = "M. Ito can view A-101 because B. Lee shared revision C on 2 May 2026, ends 30 June 2026."
    )]
    pub sentence: String,
    /// The rule that lets them in.
    pub rule: Option<&'static str>,
    /// What the answer rests on.
    pub grounds: Vec<String>,
    /// What came nearest.
    pub nearest_miss: Option<String>,
    /// The least that would let them in.
    pub smallest_grant: Option<String>,
}

/// A row of the external access matrix.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
pub struct RuleView {
    /// The row's id.
    #[schema(example = "DR-03")]
    pub id: &'static str,
    /// The module.
    pub module: &'static str,
    /// The act.
    pub action: &'static str,
    /// `allowed`, `conditional` or `not_allowed`.
    pub verdict: &'static str,
    /// The condition or the reason.
    pub condition: &'static str,
}

/// The external access matrix.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct RuleList {
    /// The rows.
    pub items: Vec<RuleView>,
    /// Always null: the matrix is one page.
    pub next: Option<String>,
}
