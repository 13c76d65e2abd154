//! The policy of external access that an organisation sets and a project may only make stricter.

use serde::{Deserialize, Serialize};

/// How a field of a guest share's gate is treated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Demand {
    /// Not offered.
    Off,
    /// The creator chooses.
    Optional,
    /// Every share has it.
    Required,
}

/// Who may share restricted documents with guests.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Confidential {
    /// Nobody.
    No,
    /// Project Admins and above.
    ProjectAdmin,
}

/// The policy. Days are whole days; a count of 0 means no limit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct SharePolicy {
    /// May anybody create and use guest shares?
    pub guest_sharing_enabled: bool,
    /// The end offered first.
    pub default_days: i64,
    /// The ceiling.
    pub max_days: i64,
    /// May creators choose another end below the ceiling?
    pub allow_custom_expiry: bool,
    /// The count of opens offered first.
    pub default_max_opens: i64,
    /// May creators choose another count?
    pub creators_may_override_count: bool,
    /// May initiators share what they see?
    pub initiators_may_share: bool,
    /// A password on the link.
    pub password: Demand,
    /// The guest's name.
    pub name: Demand,
    /// The guest's e-mail address.
    pub email: Demand,
    /// May shares allow downloading?
    pub allow_download: bool,
    /// Restricted documents.
    pub confidential: Confidential,
    /// Send the link to a given address.
    pub send_share_emails: bool,
    /// The end offered first for people from outside.
    pub external_default_days: i64,
    /// The ceiling for people from outside.
    pub external_max_days: i64,
}

impl Default for SharePolicy {
    fn default() -> Self {
        Self {
            guest_sharing_enabled: true,
            default_days: 14,
            max_days: 90,
            allow_custom_expiry: true,
            default_max_opens: 0,
            creators_may_override_count: true,
            initiators_may_share: true,
            password: Demand::Optional,
            name: Demand::Off,
            email: Demand::Off,
            allow_download: true,
            confidential: Confidential::ProjectAdmin,
            send_share_emails: false,
            external_default_days: 180,
            external_max_days: 730,
        }
    }
}

impl SharePolicy {
    /// What holds in a project: of each pair the stricter, so a project can never widen its organisation's policy.
    #[must_use]
    pub fn stricter(&self, project: &Self) -> Self {
        let max_days = self.max_days.min(project.max_days);
        let external_max_days = self.external_max_days.min(project.external_max_days);
        Self {
            guest_sharing_enabled: self.guest_sharing_enabled && project.guest_sharing_enabled,
            default_days: project.default_days.min(max_days),
            max_days,
            allow_custom_expiry: self.allow_custom_expiry && project.allow_custom_expiry,
            default_max_opens: fewer(self.default_max_opens, project.default_max_opens),
            creators_may_override_count: self.creators_may_override_count
                && project.creators_may_override_count,
            initiators_may_share: self.initiators_may_share && project.initiators_may_share,
            password: stricter_demand(self.password, project.password),
            name: stricter_demand(self.name, project.name),
            email: stricter_demand(self.email, project.email),
            allow_download: self.allow_download && project.allow_download,
            confidential: self.confidential.min(project.confidential),
            send_share_emails: self.send_share_emails && project.send_share_emails,
            external_default_days: project.external_default_days.min(external_max_days),
            external_max_days,
        }
    }

    /// The fields whose value in `project` is laxer than here, by name.
    #[must_use]
    pub fn widened_by(&self, project: &Self) -> Vec<&'static str> {
        let mut fields = Vec::new();
        let mut check = |name, widened: bool| {
            if widened {
                fields.push(name);
            }
        };
        check("guest_sharing_enabled", project.guest_sharing_enabled && !self.guest_sharing_enabled);
        check("max_days", project.max_days > self.max_days);
        check("allow_custom_expiry", project.allow_custom_expiry && !self.allow_custom_expiry);
        check(
            "default_max_opens",
            fewer(self.default_max_opens, project.default_max_opens) != project.default_max_opens,
        );
        check(
            "creators_may_override_count",
            project.creators_may_override_count && !self.creators_may_override_count,
        );
        check("initiators_may_share", project.initiators_may_share && !self.initiators_may_share);
        check("password", stricter_demand(self.password, project.password) != project.password);
        check("name", stricter_demand(self.name, project.name) != project.name);
        check("email", stricter_demand(self.email, project.email) != project.email);
        check("allow_download", project.allow_download && !self.allow_download);
        check("confidential", project.confidential > self.confidential);
        check("send_share_emails", project.send_share_emails && !self.send_share_emails);
        check("external_max_days", project.external_max_days > self.external_max_days);
        fields
    }
}

/// Zero means no limit.
fn fewer(one: i64, other: i64) -> i64 {
    match (one, other) {
        (0, limit) | (limit, 0) => limit,
        (one, other) => one.min(other),
    }
}

/// A demand of the organisation stays; otherwise the project's choice holds, but what is off stays off.
fn stricter_demand(organisation: Demand, project: Demand) -> Demand {
    match organisation {
        Demand::Optional => project,
        fixed => fixed,
    }
}
