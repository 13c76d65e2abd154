//! Every operation of the API, called by every kind of person: on what they may know of, on what is hidden from them, on
//! what belongs to another organisation, and on what does not exist.
//!
//! The operations come from the OpenAPI description, so a new one fails here until it is taken up. What is expected is
//! typed by hand in `expected.rs`.

pub mod bodies;
pub mod expected;
pub mod fixture;

use std::collections::BTreeMap;

use serde_json::Value;
use wayleave_testkit::{Client, Reply, TestApp};

use crate::operations::{Operation, call, operations};
use expected::{BY_ACTION, KINDS, OWN, PUBLIC};
use fixture::Fixture;

#[test]
fn every_operation_names_the_act_that_is_decided() {
    let mut wrong = Vec::new();
    for operation in operations() {
        let known = BY_ACTION.iter().any(|(action, _)| *action == operation.action);
        let listed = PUBLIC.contains(&operation.id.as_str()) || OWN.contains(&operation.id.as_str());
        if !known && !listed {
            wrong.push(format!("{} ({:?})", operation.id, operation.action));
        }
        if known && listed {
            wrong.push(format!("{} is listed as public or own but names an act", operation.id));
        }
    }
    assert!(wrong.is_empty(), "operations that the denial table does not know: {wrong:#?}");
    let actions: Vec<&str> = wayleave_access::Action::ALL.iter().map(|action| action.code()).collect();
    for (action, letters) in BY_ACTION {
        assert!(actions.contains(action), "{action} is no act");
        assert_eq!(letters.len(), KINDS.len(), "{action}");
    }
    for action in actions {
        assert!(BY_ACTION.iter().any(|(known, _)| *known == action), "{action} is not in the denial table");
    }
}

#[tokio::test]
async fn nobody_calls_anything_but_the_public_operations_without_signing_in() {
    let app = TestApp::new().await;
    let fixture = Fixture::new(&app).await;
    for operation in operations().iter().filter(|operation| !PUBLIC.contains(&operation.id.as_str())) {
        let reply = call(&mut app.anonymous(), operation, &fixture.ids).await;
        // Signing out without a session leaves one signed out.
        let expected = if operation.id == "sign_out" { 204 } else { 401 };
        assert_eq!(reply.status.as_u16(), expected, "{}: {}", operation.id, reply.text());
    }
}

#[tokio::test]
async fn every_operation_answers_every_kind_of_person_as_the_specification_says() {
    let app = TestApp::new().await;
    let fixture = Fixture::new(&app).await;
    let mut wrong = Vec::new();
    let mut cases = 0;
    for operation in operations() {
        let Some((_, letters)) = BY_ACTION.iter().find(|(action, _)| *action == operation.action) else {
            continue;
        };
        // What arrives in pieces lies in a file, which nothing takes back: it gets a world of its own.
        let own = if operation.id.ends_with("arrival") { Some(TestApp::new().await) } else { None };
        let own_fixture = if let Some(own) = &own { Some(Fixture::new(own).await) } else { None };
        let (app, fixture) = (own.as_ref().unwrap_or(&app), own_fixture.as_ref().unwrap_or(&fixture));
        let letters = KINDS.iter().zip(letters.chars());
        let letters =
            letters.map(|(kind, letter)| (kind, bodies::exception(&operation.id, kind).unwrap_or(letter)));
        let mut letters: Vec<(&&str, char)> = letters.collect();
        // There, those who are refused come first.
        letters.sort_by_key(|(_, letter)| *letter == 'y');
        for (kind, letter) in letters {
            let mut client = fixture.client(app, kind).await;
            // Elsewhere everybody finds the world as it was, whatever those before them may do.
            app.keep_nothing(own.is_none());
            let reply = call(&mut client, &operation, &fixture.ids).await;
            app.keep_nothing(false);
            cases += 1;
            if let Some(complaint) = complaint(letter, &reply) {
                wrong.push(format!("{} as {kind}: {complaint}", operation.id));
            }
        }
    }
    assert!(wrong.is_empty(), "{} of {cases} cases are wrong: {wrong:#?}", wrong.len());
    assert!(cases > 1_000, "the description or the table lost its rows: {cases} cases");
}

fn complaint(letter: char, reply: &Reply) -> Option<String> {
    let status = reply.status.as_u16();
    let fits = match letter {
        'y' => !matches!(status, 401 | 403 | 404) && status < 500,
        'n' => status == 403,
        _ => status == 404,
    };
    (!fits).then(|| {
        format!("expected {letter}, got {status}: {}", reply.text().chars().take(200).collect::<String>())
    })
}

/// The parameters whose value is a thing that could be hidden.
const HIDEABLE: &[&str] = &[
    "project",
    "document",
    "revision",
    "member",
    "membership",
    "group",
    "override_id",
    "share",
    "invitation",
    "request",
    "company",
    "field",
    "option",
    "mail",
    "notification",
    "upload",
    "arrival",
    "view",
    "report",
    "purpose",
    "list",
    "project_list",
    "transmittal",
    "template",
    "rule",
    "workflow",
    "step",
    "attachment",
    "package",
    "file",
];

#[tokio::test]
async fn hidden_foreign_and_absent_things_answer_byte_for_byte_alike() {
    let app = TestApp::new().await;
    let fixture = Fixture::new(&app).await;
    let foreign = Fixture::other(&app).await;
    let mut wrong = Vec::new();
    let mut cases = 0;
    for operation in operations() {
        for name in HIDEABLE.iter().filter(|name| operation.path.contains(&format!("{{{name}}}"))) {
            let name = if operation.path.contains("/guest-shares/") && *name == "share" {
                &"guest_share"
            } else {
                name
            };
            for kind in
                ["org_admin", "project_admin", "initiator", "viewer", "external", "stranger", "responder"]
            {
                let mut client = fixture.client(&app, kind).await;
                let absent =
                    ask_for(&mut client, &operation, &fixture.ids, name, &absent_like(&fixture.ids[*name]))
                        .await;
                let mut others = vec![foreign.ids[*name].clone()];
                if *name == "document"
                    && matches!(kind, "initiator" | "viewer" | "external" | "stranger" | "responder")
                {
                    others.push(fixture.hidden_document.clone());
                }
                for other in others {
                    let answer = ask_for(&mut client, &operation, &fixture.ids, name, &other).await;
                    cases += 1;
                    if answer != absent || answer.0 < 400 {
                        wrong.push(format!(
                            "{} as {kind} with another {name}: {answer:?} is not {absent:?}",
                            operation.id
                        ));
                    }
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{} of {cases} cases differ: {wrong:#?}", wrong.len());
}

/// Status, content type and body of the answer when one parameter is replaced.
async fn ask_for(
    client: &mut Client,
    operation: &Operation,
    ids: &BTreeMap<String, String>,
    name: &str,
    id: &str,
) -> (u16, String, String) {
    let mut ids = ids.clone();
    ids.insert(name.to_owned(), id.to_owned());
    let reply = call(client, operation, &ids).await;
    let kind = reply.header("content-type").unwrap_or_default().to_owned();
    (reply.status.as_u16(), kind, reply.text())
}

/// An id of the same form that nothing bears.
fn absent_like(id: &str) -> String {
    let prefix = id.split('_').next().unwrap();
    format!("{prefix}_{}", "0".repeat(26))
}

#[test]
fn every_operation_declares_how_it_fails() {
    let description = wayleave_app::http::openapi().clone();
    for methods in description["paths"].as_object().unwrap().values() {
        for operation in methods.as_object().unwrap().values() {
            let failure = &operation["responses"]["default"]["content"]["application/problem+json"]["schema"];
            assert_ne!(*failure, Value::Null, "{}", operation["operationId"]);
        }
    }
}
