//! Events as sentences: who did what to what, with the names of that time. The codes stay beside them for filters; an
//! action without words of its own is still told honestly.

mod sending;

use serde_json::{Value, json};
use wayleave_access::{Action, OrganisationRole, Role};

use super::store::EventRow;
use crate::{people, wire};

/// What a sentence is made of.
struct Words<'a> {
    row: &'a EventRow,
    before: Value,
    after: Value,
}

/// The event in words.
#[must_use]
pub fn summary(row: &EventRow) -> String {
    let read = |text: &Option<String>| {
        text.as_deref().and_then(|text| serde_json::from_str(text).ok()).unwrap_or(Value::Null)
    };
    let words = Words { row, before: read(&row.before), after: read(&row.after) };
    let (subject, verb) = row.action.split_once('.').unwrap_or(("", &row.action));
    let told = match subject {
        "document" | "revision" | "submission" | "upload" | "edit_request" | "attachment" => {
            words.of_register()
        }
        "guest_share" => words.of_link(),
        "transmittal" | "transmittal_purpose" | "distribution_list" => words.of_sending(),
        "share" | "group" | "override" | "full_register" | "permission" => words.of_access(),
        "project" | "saved_view" | "report" | "mail_text" => words.of_project(),
        "workflow" | "workflow_template" | "review_rule" => words.of_workflows(),
        "work_package" => words.of_packages(),
        "field" | "option" | "numbering" | "preset" => words.of_metadata(),
        "user" | "auth" | "invitation" => words.of_people(),
        _ => words.of_organisation(),
    };
    match told {
        Some(told) => format!("{} {told}", words.actor()),
        None => {
            let action = format!("{subject} {verb}").replace('_', " ");
            format!("{}: {} ({})", words.actor(), action.trim(), words.thing())
        }
    }
}

impl Words<'_> {
    fn actor(&self) -> &str {
        let name = self.row.actor_name.as_deref().filter(|name| !name.is_empty());
        match (self.row.actor_kind.as_str(), name) {
            ("system", _) => "Wayleave",
            ("operator", _) => "The operator",
            (_, Some(name)) => name,
            ("guest", None) => "A guest",
            _ => "Somebody",
        }
    }

    /// What it was done to, by its name of that time.
    fn thing(&self) -> &str {
        let label = self.row.entity_label.as_deref().filter(|label| !label.is_empty());
        label.unwrap_or(match self.row.entity_kind.as_str() {
            "document" => "a document",
            "member" => "a member",
            "project" => "the project",
            "organisation" => "the organisation",
            _ => "something",
        })
    }

    fn text<'v>(value: &'v Value, key: &str) -> &'v str {
        value[key].as_str().unwrap_or_default()
    }

    fn is_own(&self) -> bool {
        self.row.entity_id == self.row.actor_id
    }

    /// A document with the revision that the event speaks of: `A-101 Ground floor plan, P02`.
    fn revision(&self) -> String {
        match Self::text(&self.after, "revision") {
            "" => self.thing().to_owned(),
            code => format!("{}, revision {code}", self.thing()),
        }
    }

    /// ` until 3 March 2027`, in the project's own zone; nothing for what has no end.
    fn until(&self, value: &Value) -> String {
        let Some(at) = value.as_str().and_then(|text| wire::parse_time("", text).ok()) else {
            return String::new();
        };
        format!(" until {}", wire::spoken_day(at, self.row.project_timezone.as_deref().unwrap_or("UTC")))
    }

    fn role(value: &Value) -> String {
        let code = value["role"].as_str().unwrap_or_default();
        OrganisationRole::parse(code)
            .map(people::organisation_role)
            .or_else(|| Role::parse(code).map(people::project_role))
            .unwrap_or("no role")
            .to_owned()
    }

    /// The names of the fields that differ.
    fn changed(&self) -> String {
        let (Some(before), Some(after)) = (self.before.as_object(), self.after.as_object()) else {
            return String::new();
        };
        let fields: Vec<String> = after
            .iter()
            .filter(|(key, value)| before.get(*key) != Some(*value))
            .map(|(key, _)| key.replace('_', " "))
            .collect();
        if fields.is_empty() { String::new() } else { format!(" ({})", fields.join(", ")) }
    }

    fn status(value: &Value) -> String {
        Self::text(value, "status").replace('_', " ")
    }

    fn of_register(&self) -> Option<String> {
        let (thing, revision) = (self.thing(), self.revision());
        Some(match self.row.action.as_str() {
            "document.created" => format!("added {revision}"),
            "revision.uploaded" => format!("uploaded {revision}"),
            "submission.received" => format!("submitted {revision}"),
            "submission.accepted" => format!("accepted {revision}"),
            "submission.rejected" => format!("rejected the submission {thing}"),
            "document.viewed" => format!("looked at {revision}"),
            "document.downloaded" => format!("downloaded {revision}"),
            "document.edited" => format!("edited {thing}{}", self.changed()),
            "document.status_changed" => {
                let (from, to) = (Self::status(&self.before), Self::status(&self.after));
                format!("changed the status of {thing} from {from} to {to}")
            }
            "document.locked" => format!("locked {thing}"),
            "document.unlocked" => format!("unlocked {thing}"),
            "document.restricted" => match self.after["workflows"].as_array() {
                Some(running) => {
                    let running: Vec<&str> = running.iter().filter_map(serde_json::Value::as_str).collect();
                    format!("restricted {thing}, which stays open to those whom {} asks", running.join(", "))
                }
                None => format!("restricted {thing}"),
            },
            "document.unrestricted" => format!("lifted the restriction of {thing}"),
            "document.deleted" => format!("deleted {thing}"),
            "document.restored" => format!("restored {thing}"),
            "document.purged" => format!("removed {thing} for good"),
            "document.superseded" => {
                format!("marked {thing} as superseded by {}", Self::text(&self.after, "superseded_by"))
            }
            "document.merged" => format!("merged {} into {thing}", Self::text(&self.after, "merged")),
            "document.merged_away" => {
                format!("merged {thing} into {}", Self::text(&self.after, "merged_into"))
            }
            "edit_request.made" => format!("asked for edits of {thing}{}", self.changed()),
            "edit_request.approved" => format!("approved edits of {thing}{}", self.changed()),
            "edit_request.rejected" => format!("rejected edits of {thing}{}", self.changed()),
            "edit_request.deleted" => format!("removed a request for edits of {thing}{}", self.changed()),
            "edit_request.withdrawn" => format!("withdrew a request for edits of {thing}{}", self.changed()),
            "document.shared" => self.shared(),
            "register.exported" => format!("exported {thing}"),
            "export.deleted" => format!("deleted the export {thing}"),
            "import.checked" => format!("had the sheet {thing} checked for an import"),
            "import.asked" => format!("asked to import {thing}"),
            "import.entered" => format!("imported {thing}: {} rows", self.after["rows"]),
            "import.deleted" => format!("deleted the import {thing}"),
            "upload.received" | "attachment.received" => format!("sent the file {thing}"),
            "upload.discarded" | "attachment.discarded" => format!("discarded the file {thing}"),
            "attachment.downloaded" => format!("downloaded the file {thing}"),
            _ => return None,
        })
    }

    /// `shared A-101 P02 with Baulink until 3 March 2027 and Kim Ode`.
    fn shared(&self) -> String {
        let none = Vec::new();
        let with: Vec<String> = self.after["with"]
            .as_array()
            .unwrap_or(&none)
            .iter()
            .map(|with| format!("{}{}", Self::text(with, "name"), self.until(&with["ends_at"])))
            .collect();
        let later = if self.after["later"] == true { " and later ones" } else { "" };
        format!("shared {}{later} with {}", self.revision(), listed(&with))
    }

    fn of_link(&self) -> Option<String> {
        let label = self.thing();
        let document = Self::text(&self.after, "number");
        let of = if document.is_empty() { String::new() } else { format!(" to {document}") };
        Some(match self.row.action.as_str() {
            "guest_share.created" => {
                format!("made the guest link \"{label}\"{of}{}", self.until(&self.after["expires_at"]))
            }
            "guest_share.edited" => format!("edited the guest link \"{label}\"{}", self.changed()),
            "guest_share.extended" => {
                format!("extended the guest link \"{label}\"{}", self.until(&self.after["expires_at"]))
            }
            "guest_share.regenerated" => format!("gave the guest link \"{label}\" a new address"),
            "guest_share.revoked" => format!("revoked the guest link \"{label}\""),
            "guest_share.accessed" => format!("opened the guest link \"{label}\""),
            "guest_share.downloaded" => {
                format!("downloaded {} by the guest link \"{label}\"", Self::text(&self.after, "file"))
            }
            "guest_share.password_failed" => format!("gave a wrong password on the guest link \"{label}\""),
            "guest_share.asked" => format!("asked for the guest link \"{label}\", which is over"),
            "guest_share.expired" => format!("noted that the guest link \"{label}\" has expired"),
            "guest_share.exhausted" => {
                format!("noted that the guest link \"{label}\" was opened as often as allowed")
            }
            _ => return None,
        })
    }

    fn of_access(&self) -> Option<String> {
        let thing = self.thing();
        Some(match self.row.action.as_str() {
            "share.revoked" => format!("revoked the share of {thing}"),
            "share.extended" => {
                format!("extended the share of {thing}{}", self.until(&self.after["ends_at"]))
            }
            "group.created" => format!("created the group {thing}"),
            "group.changed" => format!("changed the group {thing}{}", self.changed()),
            "group.deleted" => format!("deleted the group {thing}"),
            "group.member_added" => format!("put {} into the group {thing}", Self::text(&self.after, "name")),
            "group.member_removed" => {
                format!("took {} out of the group {thing}", Self::text(&self.before, "name"))
            }
            "override.set" => {
                let verb = if Self::text(&self.after, "effect") == "grant" { "granted" } else { "denied" };
                let gate = Self::text(&self.after, "action").replace('_', " ");
                format!("{verb} \"{gate}\" to {thing}{}", self.until(&self.after["ends_at"]))
            }
            "override.ended" => format!("ended an override of \"{}\"", thing.replace('_', " ")),
            "full_register.granted" => {
                format!("gave {thing} Full Register Access{}", self.until(&self.after["until"]))
            }
            "full_register.ended" => format!("took Full Register Access from {thing}"),
            "permission.denied" => {
                let code = Self::text(&self.after, "action");
                let act = Action::ALL.iter().find(|action| action.code() == code);
                format!("was refused: to {}", act.map_or(code, |action| action.text()))
            }
            _ => return None,
        })
    }

    fn of_project(&self) -> Option<String> {
        let thing = self.thing();
        let shared = |value: &Value| value["shared"] == json!(true);
        Some(match self.row.action.as_str() {
            "project.created" => format!("created the project {thing}"),
            "project.changed" => format!("changed the project {thing}{}", self.changed()),
            "project.settings_changed" => format!("changed the settings of {thing}{}", self.changed()),
            "mail_text.changed" => format!("put the mail {thing} in other words"),
            "mail_text.reset" => format!("put the mail {thing} back into the standard words"),
            "mail_text.tested" => format!("sent themselves a test of the mail {thing}"),
            "project.inspected" => format!("recorded the final inspection of the project {thing}"),
            "project.inspection_withdrawn" => {
                format!("took back the final inspection of the project {thing}")
            }
            "project.archived" => format!("took the archive of the project {thing}"),
            "project.locked" if self.after["open"].as_array().is_some_and(|open| !open.is_empty()) => {
                format!("locked the project {thing} before its closeout was done")
            }
            "project.locked" => format!("locked the project {thing}"),
            "project.unlocked" => format!("unlocked the project {thing}"),
            "project.member_added" => {
                let until = self.until(&self.after["ends_at"]);
                format!("let {thing} into the project as {}{until}", Self::role(&self.after))
            }
            "project.member_changed" => {
                let (from, to) = (Self::role(&self.before), Self::role(&self.after));
                let until = match self.until(&self.after["ends_at"]) {
                    end if end.is_empty() => " without an end".to_owned(),
                    end => end,
                };
                if from == to {
                    format!("set the membership of {thing} as {to}{until}")
                } else {
                    format!("changed the role of {thing} from {from} to {to}{until}")
                }
            }
            "saved_view.created" => format!("saved the view {thing}"),
            "saved_view.changed" => format!("changed the view {thing}{}", self.changed()),
            "saved_view.deleted" => format!("deleted the view {thing}"),
            "report.created" => format!("kept the report {thing}"),
            "report.changed" if shared(&self.after) && !shared(&self.before) => {
                format!("shared the report {thing} with the team")
            }
            "report.changed" if shared(&self.before) && !shared(&self.after) => {
                format!("shared the report {thing} with the team no longer")
            }
            "report.changed" => format!("changed the report {thing}{}", self.changed()),
            "report.deleted" => format!("deleted the report {thing}"),
            "report.exported" => {
                format!("exported the report {thing} ({})", Self::text(&self.after, "format"))
            }
            "project.member_ended" => format!("ended the membership of {thing}"),
            _ => return None,
        })
    }

    fn of_workflows(&self) -> Option<String> {
        let thing = self.thing();
        Some(match self.row.action.as_str() {
            "workflow.started" => {
                format!("started the workflow {} {thing}", Self::text(&self.after, "number"))
            }
            "workflow.answered" if self.after.get("signature").is_some() => {
                format!("signed the step {} of the workflow {thing}", Self::text(&self.after, "name"))
            }
            "workflow.answered" => {
                let answer = Self::text(&self.after, "answer").replace('_', " ");
                format!(
                    "answered the step {} of the workflow {thing}: {answer}",
                    Self::text(&self.after, "name")
                )
            }
            "workflow.commented" => {
                format!("commented on the step {} of the workflow {thing}", Self::text(&self.after, "name"))
            }
            "workflow.delegated" => {
                let (name, hands) = (Self::text(&self.after, "name"), self.hands());
                format!("delegated the step {name} of the workflow {thing}{hands}")
            }
            "workflow.reassigned" => {
                let (name, hands) = (Self::text(&self.after, "name"), self.hands());
                format!("reassigned the step {name} of the workflow {thing}{hands}")
            }
            "workflow.completed" => match Self::text(&self.after, "outcome").replace('_', " ").as_str() {
                "" => format!("completed the workflow {thing}"),
                outcome => format!("completed the workflow {thing}: {outcome}"),
            },
            "workflow.rejected" => match Self::text(&self.after, "name") {
                "" => format!("ended the workflow {thing}: rejected"),
                name => format!("ended the workflow {thing} in the step {name}: rejected"),
            },
            "workflow.outdated" => {
                format!("noted that the workflow {thing} is about {}", self.outdated())
            }
            "workflow.step_terminated" => {
                format!("ended the step {} of the workflow {thing}", Self::text(&self.after, "name"))
            }
            "workflow.cancelled" => format!("cancelled the workflow {thing}"),
            "workflow.recalled" => format!("sent the workflow {thing} back"),
            "workflow.resubmitted" => format!("started the workflow {thing} again"),
            "workflow_template.created" if self.after.get("copied_from").is_some() => {
                let source = Self::text(&self.after["copied_from"], "name");
                format!("copied the workflow template {source} as {thing}")
            }
            "workflow_template.created" => format!("wrote the workflow template {thing}"),
            "workflow_template.changed" => {
                format!("changed the workflow template {thing}{}", self.changed())
            }
            "workflow_template.activated" => format!("activated the workflow template {thing}"),
            "workflow_template.archived" => format!("archived the workflow template {thing}"),
            "workflow_template.deleted" => format!("deleted the workflow template {thing}"),
            "review_rule.created" => format!("added the rule {thing} to the review matrix"),
            "review_rule.changed" => {
                format!("changed the rule {thing} of the review matrix{}", self.changed())
            }
            "review_rule.deleted" => format!("took the rule {thing} out of the review matrix"),
            _ => return None,
        })
    }

    /// From whom to whom, as far as it was written down.
    fn hands(&self) -> String {
        let part = |word: &str, key: &str| match Self::text(&self.after, key) {
            "" => String::new(),
            name => format!(" {word} {name}"),
        };
        format!("{}{}", part("from", "from_name"), part("to", "to_name"))
    }

    /// The revisions that are not the current ones any more; those of restricted documents are not named.
    fn outdated(&self) -> String {
        let all = self.after["documents"].as_array().map(Vec::as_slice).unwrap_or_default();
        match all {
            [one] if one["number"].is_string() => {
                let text = |key| Self::text(one, key);
                format!(
                    "revision {} of {}, which {} has followed",
                    text("revision"),
                    text("number"),
                    text("newer")
                )
            }
            [_] => "an earlier revision of a document than the current one".to_owned(),
            many => format!("earlier revisions of {} documents than the current ones", many.len()),
        }
    }

    /// `from 3 March 2027 to 5 March 2027`, where a change was one of the day by which something is due.
    fn due_moved(&self) -> Option<String> {
        let day = |value: &Value| match value["due_on"].as_str() {
            Some(text) => wire::parse_day("", text).ok().map(|day| day.strftime("%-d %B %Y").to_string()),
            None => Some("no day".to_owned()),
        };
        let (from, to) = (day(&self.before)?, day(&self.after)?);
        (from != to).then(|| format!("from {from} to {to}"))
    }

    fn of_packages(&self) -> Option<String> {
        let thing = self.thing();
        Some(match self.row.action.as_str() {
            "work_package.changed" if self.due_moved().is_some() => {
                let moved = self.due_moved().unwrap_or_default();
                format!("changed the due date of the work package {thing} {moved}{}", self.changed())
            }
            "work_package.created" => format!("created the work package {thing}"),
            "work_package.changed" => format!("changed the work package {thing}{}", self.changed()),
            "work_package.started" => format!("started the work package {thing}"),
            "work_package.submitted" => format!("submitted the work package {thing}"),
            "work_package.returned" => format!("returned the work package {thing}"),
            "work_package.resumed" => format!("resumed the work package {thing}"),
            "work_package.approved" => format!("approved the work package {thing}"),
            "work_package.closed" => format!("closed the work package {thing}"),
            "work_package.noted" => format!("wrote a note on the work package {thing}"),
            "work_package.evidence_added" => format!("added evidence to the work package {thing}"),
            _ => return None,
        })
    }

    fn of_metadata(&self) -> Option<String> {
        let (thing, place) = (self.thing(), Self::text(&self.after, "field"));
        let retired = |value: &Value| value["retired"] == json!(true);
        Some(match self.row.action.as_str() {
            "field.added" => format!("added the field {thing}"),
            "field.changed" if retired(&self.after) && !retired(&self.before) => {
                format!("retired the field {thing}")
            }
            "field.changed" => format!("changed the field {thing}{}", self.changed()),
            "field.deleted" => format!("deleted the field {thing}"),
            "option.added" => format!("added {thing} to the choices of {place}"),
            "option.changed" if retired(&self.after) && !retired(&self.before) => {
                format!("took {thing} from the choices of {place}")
            }
            "option.changed" => format!("changed {thing} among the choices of {place}{}", self.changed()),
            "option.deleted" => {
                format!("deleted {thing} from the choices of {}", Self::text(&self.before, "field"))
            }
            "numbering.changed" => format!("changed the numbering of {thing}"),
            "numbering.counter_set" => format!(
                "set the next count of {} from {} to {}",
                Self::text(&self.after, "sequence"),
                self.before["next"],
                self.after["next"]
            ),
            "preset.chosen" => format!("chose the preset {} for {thing}", Self::text(&self.after, "preset")),
            _ => return None,
        })
    }

    fn of_people(&self) -> Option<String> {
        let thing = self.thing();
        Some(match self.row.action.as_str() {
            "auth.login" => "signed in".to_owned(),
            "auth.login_failed" => "failed to sign in".to_owned(),
            "auth.logout" => "signed out".to_owned(),
            "user.password_changed" => "changed their password".to_owned(),
            "user.password_reset" => "set a new password by a link".to_owned(),
            "user.renamed" => {
                format!("changed their name from {}", Self::text(&self.before, "name"))
            }
            "user.joined" => format!("joined as {}", Self::role(&self.after)),
            "user.invited" if self.after["project_role"].is_string() => {
                let role = json!({"role": self.after["project_role"]});
                let until = self.until(&self.after["ends_at"]);
                format!("invited {thing} into the project as {}{until}", Self::role(&role))
            }
            "user.invited" => format!("invited {thing} as {}", Self::role(&self.after)),
            "invitation.resent" => format!("sent the invitation to {thing} again"),
            "invitation.revoked" => format!("revoked the invitation to {thing}"),
            "user.edited" if self.is_own() => format!("edited their own details{}", self.changed()),
            "user.edited" => format!("edited the details of {thing}{}", self.changed()),
            "user.notices_chosen" => "chose what to be told and how".to_owned(),
            "user.mails_stopped" => "stopped a kind of mail by the link in one".to_owned(),
            "user.deactivated" => format!("deactivated {thing}"),
            "user.reactivated" => format!("took {thing} back as {}", Self::role(&self.after)),
            "user.role_changed" => {
                let (from, to) = (Self::role(&self.before), Self::role(&self.after));
                format!("changed the role of {thing} from {from} to {to}")
            }
            _ => return None,
        })
    }

    fn of_organisation(&self) -> Option<String> {
        let thing = self.thing();
        Some(match self.row.action.as_str() {
            "organisation.created" => format!("created the organisation {thing}"),
            "settings.changed" => format!("changed the organisation's settings{}", self.changed()),
            "company.created" => format!("added the company {thing}"),
            "company.changed" => format!("changed the company {thing}{}", self.changed()),
            "audit.exported" => format!("exported the audit log of {thing}"),
            _ => return None,
        })
    }
}

/// `a, b and c`.
fn listed(items: &[String]) -> String {
    match items {
        [] => "nobody".to_owned(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event(action: &str, label: &str, before: &Value, after: &Value) -> String {
        summary(&EventRow {
            seq: 1,
            at: 0,
            category: String::new(),
            action: action.to_owned(),
            project_public_id: None,
            project_reference: None,
            project_name: None,
            project_timezone: Some("Europe/Berlin".to_owned()),
            actor_kind: "person".to_owned(),
            actor_id: "mem_1".to_owned(),
            actor_name: Some("Kim Ode".to_owned()),
            assurance: "account".to_owned(),
            ip: None,
            user_agent: None,
            entity_kind: "document".to_owned(),
            entity_id: "doc_1".to_owned(),
            entity_label: Some(label.to_owned()),
            before: Some(before.to_string()),
            after: Some(after.to_string()),
            reason: None,
            rule: String::new(),
            grounds: "[]".to_owned(),
            confidential: false,
            request_id: String::new(),
            leaf_hash: Vec::new(),
        })
    }

    #[test]
    fn events_are_told_with_names_and_days() {
        let none = Value::Null;
        let shared = json!({"with": [{"name": "Baulink", "ends_at": "2027-03-03T22:59:59.999Z"}, {"name": "Bo Lee"}],
            "revision": "P02", "later": false});
        let (as_viewer, as_initiator) = (json!({"role": "viewer"}), json!({"role": "initiator"}));
        for (told, expected) in [
            (
                event("document.shared", "A-101 Plan", &none, &shared),
                "Kim Ode shared A-101 Plan, revision P02 with Baulink until 3 March 2027 and Bo Lee",
            ),
            (
                event(
                    "document.status_changed",
                    "A-101",
                    &json!({"status": "for_review"}),
                    &json!({"status": "approved"}),
                ),
                "Kim Ode changed the status of A-101 from for review to approved",
            ),
            (
                event("project.member_changed", "Bo Lee", &as_viewer, &as_initiator),
                "Kim Ode changed the role of Bo Lee from viewer to initiator without an end",
            ),
            (
                event(
                    "document.edited",
                    "A-101",
                    &json!({"title": "a", "zone": "1"}),
                    &json!({"title": "b", "zone": "1"}),
                ),
                "Kim Ode edited A-101 (title)",
            ),
            (
                event("permission.denied", "", &none, &json!({"action": "document.lock"})),
                "Kim Ode was refused: to lock the document",
            ),
            (event("thing.turned_over", "it", &none, &none), "Kim Ode: thing turned over (it)"),
        ] {
            assert_eq!(told, expected);
        }
    }
}
