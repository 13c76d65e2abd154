//! Who may call an operation, in words, from the rows of the policy.

use serde_json::{Value, json};
use wayleave_access::policy::{Column, RULES, Rule, When, Who};
use wayleave_access::{Action, Caps, Obligation};

/// The permission of the act that an operation decides: a sentence and the rows behind it.
pub fn of(code: &str) -> Value {
    let Some(action) = Action::ALL.iter().find(|action| action.code() == code) else {
        let text = match code {
            "session" => "Whoever is signed in, for what is their own.",
            _ => "Anybody; nobody need be signed in.",
        };
        return json!({"text": text, "action": Value::Null, "rows": []});
    };
    let rows: Vec<Value> = RULES
        .iter()
        .filter(|rule| rule.action == *action)
        .map(|rule| json!({"id": rule.id, "who": who(rule.who), "when": conditions(rule)}))
        .collect();
    json!({"text": format!("Who may {}.", action.text()), "action": code, "rows": rows})
}

fn who(who: Who) -> String {
    match who {
        Who::Organisation(roles) => {
            let roles: Vec<String> = roles.iter().map(|role| role.code().replace('_', " ")).collect();
            format!("of the organisation: {}", roles.join(", "))
        }
        Who::OrgAdmin => "organisation administrators".to_owned(),
        Who::Admins => "organisation administrators and managers, Project Admins".to_owned(),
        Who::Team => "administrators and members of the project".to_owned(),
        Who::Members => "members of the project by role".to_owned(),
        Who::Role(role) => format!("{}s", spoken(role.code())),
        Who::External => "external participants".to_owned(),
        Who::ExternalFull => "external participants with Full Register Access".to_owned(),
        Who::Responder => "responders".to_owned(),
        Who::Guest => "guests".to_owned(),
    }
}

fn conditions(rule: &Rule) -> String {
    let mut parts: Vec<String> = rule.when.iter().map(|when| condition(*when)).collect();
    parts.extend(rule.then.iter().map(|duty| obligation(*duty).to_owned()));
    parts.join("; ")
}

fn condition(when: When) -> String {
    let codes = |codes: Vec<&str>| codes.into_iter().map(spoken).collect::<Vec<_>>().join(", ");
    match when {
        When::ProjectWide { columns, unaccepted } => {
            let columns: Vec<String> = columns.iter().map(|column| self::column(*column)).collect();
            let whole = if unaccepted { ", unaccepted revisions too" } else { "" };
            format!("every document that is {}{whole}", columns.join(" and "))
        }
        When::Granted(caps) => format!("what was granted with the right to {}", rights(caps)),
        When::Holds(gate) => format!("holding the permission {}", spoken(gate.code())),
        When::DocumentControl => "as a Document Controller".to_owned(),
        When::Caps(caps) => format!("with the right to {}", rights(caps)),
        When::OwnDocument => "on their own document".to_owned(),
        When::DocumentStatusIn(statuses) => {
            format!("while the document is {}", codes(statuses.iter().map(|status| status.code()).collect()))
        }
        When::StatusIn(statuses) => {
            format!("to the status {}", codes(statuses.iter().map(|status| status.code()).collect()))
        }
        When::Unlocked => "while the document is not locked".to_owned(),
        When::MayShareConfidential => "restricted documents only where the policy lets them".to_owned(),
        When::InitiatorsMayShare => "where the policy lets initiators share".to_owned(),
        When::TemplatesOpen => {
            "where the organisation does not keep active templates for its administrators".to_owned()
        }
        When::SharingEnabled => "where guest sharing is on".to_owned(),
        When::OwnThing => "what they made themselves".to_owned(),
        When::NotSelf => "not for themselves".to_owned(),
        When::TargetNotOrgAdmin => "not for organisation administrators".to_owned(),
        When::NewRoleNotOrgAdmin => "not to make somebody an organisation administrator".to_owned(),
    }
}

fn column(column: Column) -> String {
    match column {
        Column::NotDeleted => "not deleted".to_owned(),
        Column::Admitted => "accepted".to_owned(),
        Column::NotRestricted => "not restricted".to_owned(),
        Column::StatusNotIn(statuses) => {
            let codes: Vec<String> = statuses.iter().map(|status| spoken(status.code())).collect();
            format!("none of {}", codes.join(", "))
        }
    }
}

fn obligation(duty: Obligation) -> &'static str {
    match duty {
        Obligation::ApprovalByDocumentController => "a Document Controller decides",
        Obligation::ForcePending => "what is made is pending first",
        Obligation::Watermark => "page images bear the reader's name",
        Obligation::LogRead => "reading is logged",
    }
}

fn rights(caps: Caps) -> String {
    let words: Vec<String> =
        Caps::WORDS.iter().filter(|(right, _)| caps.has(*right)).map(|(_, word)| spoken(word)).collect();
    words.join(" and ")
}

fn spoken(code: &str) -> String {
    code.replace('_', " ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_act_names_its_rows() {
        for action in Action::ALL {
            let permission = of(action.code());
            assert!(!permission["rows"].as_array().is_some_and(Vec::is_empty), "{}", action.code());
        }
    }
}
