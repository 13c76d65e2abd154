//! Notices in words, made of what the reader may see at the moment of reading.

use std::collections::HashMap;

use serde_json::Value;
use wayleave_access::OrganisationRole;

use crate::people;

/// What the words of a notice are made of.
pub struct Words<'a> {
    /// What the notice names.
    pub payload: &'a Value,
    /// The people it names, by their public ids.
    pub people: &'a HashMap<String, String>,
    /// The project.
    pub project: &'a str,
    /// The document's number.
    pub document: Option<&'a str>,
    /// How many documents it is about where it is not one, and whether there were more.
    pub several: Option<(usize, bool)>,
    /// The organisation.
    pub organisation: &'a str,
}

impl Words<'_> {
    fn person(&self, key: &str) -> &str {
        let id = self.payload[key].as_str().unwrap_or_default();
        self.people.get(id).map_or("Somebody", String::as_str)
    }

    fn role(&self, key: &str) -> Option<&'static str> {
        let code = self.payload[key].as_str()?;
        OrganisationRole::parse(code)
            .map(people::organisation_role)
            .or_else(|| wayleave_access::Role::parse(code).map(people::project_role))
    }

    /// The number of the thing that it is about.
    fn number(&self) -> &str {
        self.payload["number"].as_str().unwrap_or_default()
    }

    fn rows(&self) -> i64 {
        self.payload["rows"].as_i64().unwrap_or_default()
    }

    /// A text of the payload.
    fn text(&self, key: &str) -> &str {
        self.payload[key].as_str().unwrap_or_default()
    }

    /// What somebody gave as a reason, behind a colon; nothing where they gave none.
    fn reason(&self) -> String {
        match self.text("reason") {
            "" => ".".to_owned(),
            reason => format!(": {reason}"),
        }
    }

    /// The workflow by number and title.
    fn workflow(&self) -> String {
        match self.text("title") {
            "" => format!("workflow {}", self.number()),
            title => format!("workflow {} \u{201c}{title}\u{201d}", self.number()),
        }
    }

    /// A guest share by the label that its makers gave it, which only they read.
    fn guest_share(&self) -> String {
        match self.payload["label"].as_str().filter(|label| !label.is_empty()) {
            Some(label) => format!("The guest share \u{201c}{label}\u{201d}"),
            None => "A guest share of yours".to_owned(),
        }
    }

    /// The document, or how many they are.
    fn document(&self) -> String {
        match self.several {
            Some((count, false)) => format!("{count} documents"),
            Some((count, true)) => format!("{count} documents or more"),
            None => self.document.unwrap_or("a document").to_owned(),
        }
    }

    /// The warning before an end, to the one who loses the access or to others.
    fn ending(&self, own: bool) -> String {
        let days = match self.payload["days"].as_i64() {
            Some(1) => "in a day".to_owned(),
            Some(days) => format!("in {days} days"),
            None => "soon".to_owned(),
        };
        let what = match (self.document, self.payload["what"].as_str()) {
            (Some(document), _) => format!("access to {document}"),
            (None, Some("share") | None) => "access to a document".to_owned(),
            (None, Some(what)) => what.to_owned(),
        };
        let project = self.project;
        match (own, self.payload["member"].as_str()) {
            (true, _) => format!("Your {what} in {project} ends {days}."),
            (false, Some(_)) => format!("The {what} of {} in {project} ends {days}.", self.person("member")),
            (false, None) if self.payload["people"].as_i64() > Some(1) => {
                format!("The {what} of {} people in {project} ends {days}.", self.payload["people"])
            }
            (false, None) => format!("The {what} of a company or group in {project} ends {days}."),
        }
    }

    /// What is told of workflows.
    fn of_workflow(&self, kind: &str) -> Option<String> {
        let project = self.project;
        Some(match kind {
            "workflow.assigned" => {
                format!("A step of {} in {project} is yours to answer.", self.workflow())
            }
            "step.reminder" => {
                format!("A step of {} in {project} is due soon.", self.workflow())
            }
            "step.overdue" => format!("A step of {} in {project} is late.", self.workflow()),
            "step.escalated" => {
                format!("A step of {} in {project} is late, and was brought to you.", self.workflow())
            }
            "step.vacant" => self.vacant(),
            "step.withdrawn" => self.withdrawn(),
            "workflow.outdated" => {
                let has =
                    if self.several.is_some() { "have newer revisions" } else { "has a newer revision" };
                format!("{} in {} in {project} {has}.", capitalised(self.document()), self.workflow())
            }
            "step.mentioned" => {
                format!("{} mentions you in workflow {} in {project}.", self.person("by"), self.number())
            }
            "step.commented" => {
                format!(
                    "{} commented on a step of workflow {} in {project}.",
                    self.person("by"),
                    self.number()
                )
            }
            "workflow.answered" => {
                let (by, step, workflow) = (self.person("by"), self.text("name"), self.workflow());
                let did = match self.text("answer") {
                    "approve" => "approved",
                    "approve_with_comments" => "approved with comments",
                    "reject" => "rejected",
                    "review" => "reviewed",
                    "acknowledge" => "acknowledged",
                    "return" => "returned",
                    _ => "answered",
                };
                format!("{by} {did} in the step {step} of {workflow} in {project}{}", self.reason())
            }
            "workflow.completed" => {
                let outcome = match self.text("outcome") {
                    "approved" => ": approved",
                    "approved_with_comments" => ": approved with comments",
                    "rejected" => ": rejected",
                    _ => "",
                };
                format!("{} in {project} is completed{outcome}.", capitalised(self.workflow()))
            }
            "workflow.cancelled" => {
                let (by, workflow) = (self.person("by"), self.workflow());
                let did =
                    if self.text("cause") == "rejection" { "rejected and so ended" } else { "cancelled" };
                format!("{by} {did} {workflow} in {project}{}", self.reason())
            }
            "workflow.returned" => {
                let (by, workflow) = (self.person("by"), self.workflow());
                let to = if self.payload["left"] == true {
                    "whoever started it, who is not there any more"
                } else {
                    "you"
                };
                format!("{by} sent {workflow} in {project} back to {to}{}", self.reason())
            }
            _ => return None,
        })
    }

    /// Which step does not ask the reader any more, and why.
    fn withdrawn(&self) -> String {
        let why = match self.text("why") {
            "answered" => "enough others have answered",
            "terminated" => "it was ended without an answer",
            "cancelled" => "the workflow was cancelled",
            "rejected" => "somebody rejected, and that ended the workflow",
            "returned" => "the workflow was sent back",
            "reassigned" => "it was given to somebody else",
            "late" => "it was late and was given to somebody else",
            _ => "the workflow goes on without it",
        };
        let (step, workflow, project) = (self.text("name"), self.workflow(), self.project);
        format!(
            "Step {step} of {workflow} in {project} does not need you any more, because {why}{}",
            self.reason()
        )
    }

    /// For whom a step waits in vain, and why.
    fn vacant(&self) -> String {
        let text = |key: &str| self.payload[key].as_str().unwrap_or("somebody").to_owned();
        let why = match self.payload["why"].as_str() {
            Some("invitation_expired") => "whose invitation has expired",
            Some("invitation_revoked") => "whose invitation was revoked",
            _ => "who is not in the project any more",
        };
        let who = match self.payload["member"].as_str() {
            Some(_) => self.person("member").to_owned(),
            None => text("who"),
        };
        let (step, project) = (text("name"), self.project);
        format!("Step {step} of workflow {} in {project} waits for {who}, {why}.", self.number())
    }

    /// What is told of work packages.
    fn of_package(&self, kind: &str) -> Option<String> {
        let (project, number) = (self.project, self.number());
        Some(match kind {
            "work_package.assigned" => {
                format!("{} assigned work package {number} in {project} to you.", self.person("by"))
            }
            "work_package.submitted" => {
                format!("{} submitted work package {number} in {project} for your review.", self.person("by"))
            }
            "work_package.returned" => {
                let (by, reason) = (self.person("by"), self.text("reason"));
                format!("{by} returned work package {number} in {project}: {reason}")
            }
            "work_package.approved" => {
                format!("{} approved work package {number} in {project}.", self.person("by"))
            }
            "work_package.noted" => {
                format!("{} wrote a note on work package {number} in {project}.", self.person("by"))
            }
            "work_package.due" => format!("Work package {number} in {project} is due soon."),
            "work_package.overdue" => format!("Work package {number} in {project} is overdue."),
            _ => return None,
        })
    }

    /// What is told of transmittals.
    fn of_transmittal(&self, kind: &str) -> Option<String> {
        let project = self.project;
        Some(match kind {
            "transmittal.issued" => {
                format!("{} sent you transmittal {} in {project}.", self.person("by"), self.number())
            }
            "transmittal.reminder" => {
                let (by, number) = (self.person("by"), self.number());
                format!("{by} reminds you to acknowledge transmittal {number} in {project}.")
            }
            "transmittal.recalled" => {
                let (number, reason) = (self.number(), self.text("reason"));
                format!("Transmittal {number} in {project} was recalled. The reason given: {reason}")
            }
            "transmittal.overdue" => {
                format!("Transmittal {} in {project} was not acknowledged in time.", self.number())
            }
            "transmittal.acknowledged" => {
                format!("{} acknowledged transmittal {} in {project}.", self.text("name"), self.number())
            }
            "transmittal.recorded" => {
                let (by, number, note) = (self.person("by"), self.number(), self.text("note"));
                format!(
                    "{by} recorded that you acknowledged transmittal {number} in {project}, with this note: {note} \
                     If that is not so, you can say it there."
                )
            }
            "transmittal.contested" => {
                let (name, number, comment) = (self.text("name"), self.number(), self.text("comment"));
                let said = if self.payload["received"] == true {
                    format!(
                        "{name} acknowledged transmittal {number} in {project} beside what was recorded for them."
                    )
                } else {
                    format!(
                        "{name} says that they did not receive transmittal {number} in {project}, for which an \
                         acknowledgement was recorded."
                    )
                };
                if comment.is_empty() { said } else { format!("{said} They add: {comment}") }
            }
            _ => return None,
        })
    }

    /// The notice in words; a kind without words of its own says where something happened.
    #[must_use]
    pub fn of(&self, kind: &str) -> String {
        let (project, organisation) = (self.project, self.organisation);
        let document = self.document();
        let role = self.role("role").or_else(|| self.role("after")).unwrap_or("somebody with another role");
        match kind {
            "role.changed" => {
                format!("{} changed your role: you are {role} of {organisation} now.", self.person("by"))
            }
            "invitation.accepted" => {
                format!("{} accepted your invitation to {organisation}.", self.person("member"))
            }
            "access.handed_over" => {
                format!("What {} granted in {project} belongs to the project now.", self.person("leaver"))
            }
            "submission.received" => format!("{} submitted a document in {project}.", self.person("by")),
            "submission.accepted" => format!("Your submission was accepted in {project} as {document}."),
            "submission.rejected" => format!("Your submission in {project} was rejected."),
            "edit_request.made" => {
                format!("{} asks for edits of {document} in {project}.", self.person("by"))
            }
            "edit_request.approved" => format!("Your edits of {document} in {project} were approved."),
            "edit_request.rejected" => format!("Your edits of {document} in {project} were rejected."),
            "edit_request.deleted" => {
                format!("Your request for edits of {document} in {project} was removed.")
            }
            "edit_request.lapsed" => {
                format!(
                    "Your request for edits in {project} was closed: the document was merged with another."
                )
            }
            "document.edited" => {
                format!("{} changed the details of {document} in {project}.", self.person("by"))
            }
            // Whoever answers a step does not set a status: the workflow does, of which its holder may not know.
            "document.status_changed" if self.payload["by"].is_null() => {
                format!("The status of {document} in {project} changed.")
            }
            "document.status_changed" => {
                format!("{} changed the status of {document} in {project}.", self.person("by"))
            }
            "document.revised" if self.several.is_some() => {
                format!("{document} in {project} have new revisions.")
            }
            "document.revised" => format!("{document} in {project} has a new revision."),
            "import.entered" => {
                format!("Your import into {project} is done: {} rows.", self.rows())
            }
            "import.refused" => {
                format!("Your import into {project} was not entered: some rows are wrong now.")
            }
            "import.waiting" => {
                let (by, rows) = (self.person("by"), self.rows());
                format!("{by} imported {rows} documents into {project}; they wait for acceptance.")
            }
            "export.ready" => format!("Your export of {project} is ready: {} rows.", self.rows()),
            "document.shared" => format!("{document} of {project} was shared with you."),
            "guest_share.expiring" => format!("{} in {project} ends soon.", self.guest_share()),
            "guest_share.opened" => {
                format!("{} in {project} was opened for the first time.", self.guest_share())
            }
            "guest_share.asked" => format!("{} in {project} is over, and asked for.", self.guest_share()),
            "guest_share.password_failures" => {
                let share = self.guest_share();
                format!("{share} in {project} was tried with many wrong passwords.")
            }
            "access.expiring" | "access.ending" => self.ending(kind == "access.ending"),
            "document_control.joined" => format!("You are a Document Controller of {project} now."),
            "group.joined" => format!("You were put into a group of {project}."),
            "group.left" => format!("You were taken out of a group of {project}."),
            "full_register.granted" => format!("You may see the full register of {project} now."),
            "full_register.ended" => format!("Your access to the full register of {project} has ended."),
            "membership.granted" => format!("You take part in {project} now."),
            "membership.changed" => format!("Your role in {project} has changed."),
            "membership.ended" | "membership.removed" => format!("Your membership in {project} has ended."),
            _ => {
                let told = self
                    .of_workflow(kind)
                    .or_else(|| self.of_package(kind))
                    .or_else(|| self.of_transmittal(kind));
                told.unwrap_or_else(|| format!("There is something new in {project}."))
            }
        }
    }
}

fn capitalised(mut text: String) -> String {
    if let Some(first) = text.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn words_name_people_by_what_the_reader_sees() {
        let people = HashMap::from([("mem_1".to_owned(), "Bo Lee".to_owned())]);
        let payload = json!({"by": "mem_1", "role": "org_manager"});
        let words = Words {
            payload: &payload,
            people: &people,
            project: "P",
            document: None,
            several: None,
            organisation: "Harbour",
        };
        assert_eq!(
            words.of("role.changed"),
            "Bo Lee changed your role: you are an organisation manager of Harbour now."
        );
        assert_eq!(words.of("never.heard_of"), "There is something new in P.");
        let many = Words { payload: &payload, several: Some((12, false)), ..words };
        assert_eq!(many.of("document.status_changed"), "Bo Lee changed the status of 12 documents in P.");
        let many = Words { several: Some((500, true)), ..many };
        assert_eq!(many.of("document.revised"), "500 documents or more in P have new revisions.");
        let payload = json!({"by": "mem_1", "number": "WF-002", "title": "Deck", "name": "Check", "answer": "reject",
            "cause": "rejection", "outcome": "rejected", "reason": "The stairs do not fit."});
        let words = Words { payload: &payload, several: None, ..many };
        assert_eq!(
            ["workflow.answered", "workflow.cancelled", "workflow.completed"].map(|kind| words.of(kind)),
            [
                "Bo Lee rejected in the step Check of workflow WF-002 \u{201c}Deck\u{201d} in P: The stairs do not fit.",
                "Bo Lee rejected and so ended workflow WF-002 \u{201c}Deck\u{201d} in P: The stairs do not fit.",
                "Workflow WF-002 \u{201c}Deck\u{201d} in P is completed: rejected.",
            ]
        );
        let payload = json!({"member": "mem_1", "days": 7, "what": "Full Register Access"});
        let words = Words { payload: &payload, several: None, ..many };
        assert_eq!(words.of("access.ending"), "Your Full Register Access in P ends in 7 days.");
        assert_eq!(words.of("access.expiring"), "The Full Register Access of Bo Lee in P ends in 7 days.");
    }
}
