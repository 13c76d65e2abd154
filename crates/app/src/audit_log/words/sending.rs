//! What was done about transmittals, in words.

use serde_json::json;

use super::Words;

impl Words<'_> {
    pub(super) fn of_sending(&self) -> Option<String> {
        let thing = self.thing();
        let active = |value: &serde_json::Value| value["active"] == json!(true);
        Some(match self.row.action.as_str() {
            "transmittal_purpose.created" => format!("added the purpose {thing} of transmittals"),
            "transmittal_purpose.changed" if active(&self.before) && !active(&self.after) => {
                format!("retired the purpose {thing} of transmittals")
            }
            "transmittal_purpose.changed" => {
                format!("changed the purpose {thing} of transmittals{}", self.changed())
            }
            "distribution_list.created" => format!("made the distribution list {thing}"),
            "distribution_list.changed" => {
                format!("changed the distribution list {thing}{}", self.changed())
            }
            "distribution_list.deleted" => format!("deleted the distribution list {thing}"),
            "transmittal.created" => format!("began the transmittal {thing}"),
            "transmittal.changed" => {
                format!("changed the draft of the transmittal {thing}{}", self.changed())
            }
            "transmittal.issued" => format!("issued the transmittal {thing}"),
            "transmittal.issue_undone" => format!("undid the issuing of the transmittal {thing}"),
            "transmittal.acknowledged" if self.after["how"] == json!("recorded") => {
                let who = self.after["recipient"].as_str().unwrap_or_default();
                format!("recorded that {who} acknowledged receipt of the transmittal {thing}")
            }
            "transmittal.acknowledged" if self.after["how"] == json!("link") => {
                let who = self.after["recipient"].as_str().unwrap_or_default();
                format!("acknowledged receipt of the transmittal {thing} by the link that was sent to {who}")
            }
            "transmittal.contested" if self.after["received"] == json!(true) => {
                format!("acknowledged receipt of the transmittal {thing} beside what was recorded for them")
            }
            "transmittal.contested" => {
                format!("contested what was recorded for them: they did not receive the transmittal {thing}")
            }
            "transmittal.acknowledged" => format!("acknowledged receipt of the transmittal {thing}"),
            "transmittal.reminded" => format!("reminded the silent recipients of the transmittal {thing}"),
            "transmittal.access_extended" => {
                let who = self.after["recipient"].as_str().unwrap_or_default();
                let until = self.until(&self.after["ends_at"]);
                format!("moved the end of what the transmittal {thing} opened to {who}{until}")
            }
            "transmittal.recalled" => format!("recalled the transmittal {thing}"),
            "transmittal.deleted" => format!("deleted the draft of the transmittal {thing}"),
            _ => return None,
        })
    }
}
