//! What documents are classified by: choices of the organisation, fields of the harbour project, and its numbers.

use anyhow::Result;
use serde_json::{Value, json};

use super::stage::Stage;
use crate::demo::caller::Caller;
use crate::demo::cast::COMPANIES;
use crate::demo::works::OPTIONS;

/// The letters that stand for roles in the harbour's numbers.
const ROLES: &[(&str, &str)] = &[
    ("A", "Architect"),
    ("S", "Structural engineer"),
    ("C", "Civil engineer"),
    ("M", "Mechanical engineer"),
    ("F", "Facade engineer"),
    ("P", "Piling contractor"),
    ("Q", "Quantity surveyor"),
];

/// The choices of the organisation, besides those that every one begins with: the companies are originators.
pub async fn choices(stage: &Stage, admin: &Caller) -> Result<()> {
    let companies = COMPANIES.iter().map(|company| ("originator", company.code, company.name));
    let others = OPTIONS
        .iter()
        .flat_map(|(field, values)| values.iter().map(move |(code, label)| (*field, *code, *label)));
    for (field, code, label) in companies.chain(others) {
        let path = stage.organisation(&format!("/fields/{field}/options"));
        admin.post(&path, json!({"code": code, "label": label})).await?;
    }
    Ok(())
}

/// The harbour's own fields and the scheme of its numbers.
pub async fn harbour(stage: &Stage) -> Result<()> {
    let director = stage.caller("farida.haddad")?;
    for (key, label, kind) in [
        ("role", "Role", "dropdown"),
        ("handover", "Handed over on", "date"),
        ("asset_register", "Goes to the asset register", "toggle"),
        ("client_reference", "Reference of the client", "text"),
    ] {
        let body = json!({"key": key, "label": label, "kind": kind});
        director.post(&stage.project("harbour", "/fields")?, body).await?;
    }
    for (code, label) in ROLES {
        let body = json!({"code": code, "label": label});
        director.post(&stage.project("harbour", "/fields/role/options")?, body).await?;
    }
    let mut segments = vec![json!({"kind": "project"})];
    for field in ["originator", "zone", "level", "document_type", "role"] {
        segments.push(json!({"kind": "literal", "text": "-"}));
        segments.push(json!({"kind": "code", "field": field}));
    }
    segments.push(json!({"kind": "literal", "text": "-"}));
    segments.push(json!({"kind": "counter", "width": 4, "start": 100}));
    let numbering = json!({"mode": "automatic", "scheme": {"scope": "project", "segments": segments}});
    director.replace(&stage.project("harbour", "/numbering")?, numbering).await.map(drop)
}

/// What a paper of a project says in the project's own fields.
pub fn of_paper(project: &str, role: &str) -> Value {
    if project == "harbour" { json!({"role": role}) } else { json!({}) }
}
