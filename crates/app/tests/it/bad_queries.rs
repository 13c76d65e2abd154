//! Addresses that cannot be accepted: ids, filters and cursors that are broken, foreign, or made for something else.

use std::collections::BTreeMap;

use axum::http::Method;
use wayleave_testkit::{Client, Reply, TestApp};

use crate::bad_input::{fault, neighbours};
use crate::denial::bodies;
use crate::denial::fixture::Fixture;
use crate::operations::{Operation, call, operations};

/// Values that no id has, as they stand in an address.
const NO_IDS: &[&str] = &[
    "%00",
    "doc_%00",
    "%ff%fe",
    "%C0%AE%C0%AE",
    "..%2F..%2Fetc%2Fpasswd",
    "%2e%2e",
    "'%20or%201=1%20--",
    "%22%3B%20drop%20table%20document",
    "-1",
    "0",
    "9223372036854775808",
    "%F0%9F%A6%80",
    "%E2%80%AEcod",
    "%0d%0aset-cookie:%20a=b",
    "%25s%25n",
    "*",
    "null",
];

async fn ask(
    client: &mut Client,
    operation: &Operation,
    ids: &BTreeMap<String, String>,
    path: &str,
) -> Reply {
    let (kind, body) = operation.body(ids);
    operation.speaking(client).send(operation.method.clone(), path, kind, body).await
}

#[tokio::test]
async fn what_is_no_id_is_refused_wherever_an_id_stands_in_an_address() {
    let app = TestApp::new().await;
    let fixture = Fixture::new(&app).await;
    let mut admin = fixture.world.client(&app, "org_admin").await;
    let before = app.state().await;
    let long = "x".repeat(8_000);
    let (mut wrong, mut cases) = (Vec::new(), 0);
    for operation in operations() {
        let template = operation.path.replace("/guest-shares/{share}", "/guest-shares/{guest_share}");
        let names: Vec<&str> =
            template.split('/').filter_map(|part| part.strip_prefix('{')?.strip_suffix('}')).collect();
        for name in names {
            for value in NO_IDS.iter().copied().chain([long.as_str()]) {
                let mut ids = fixture.ids.clone();
                ids.insert(name.to_owned(), value.to_owned());
                let reply = ask(
                    &mut admin,
                    &operation,
                    &fixture.ids,
                    &operation.address_with_query(&with_subject(ids, &fixture)),
                )
                .await;
                cases += 1;
                if let Some(complaint) = fault(&reply) {
                    wrong.push(format!(
                        "{} with {name} {}: {complaint}",
                        operation.id,
                        &value[..value.len().min(30)]
                    ));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{} of {cases} cases: {wrong:#?}", wrong.len());
    assert!(cases > 2_000, "{cases}");
    assert_eq!(app.state().await, before);
}

/// The person that a query asks about stays the one of the fixture.
fn with_subject(mut ids: BTreeMap<String, String>, fixture: &Fixture) -> BTreeMap<String, String> {
    ids.insert("stranger".to_owned(), fixture.ids["stranger"].clone());
    ids
}

#[tokio::test]
async fn things_of_the_project_next_door_are_absent_even_for_who_may_see_both() {
    let app = TestApp::new().await;
    let fixture = Fixture::new(&app).await;
    let neighbours = neighbours(&app, &fixture).await;
    let mut admin = fixture.world.client(&app, "org_admin").await;
    let before = app.state().await;
    let mut wrong = Vec::new();
    for operation in operations() {
        for (name, theirs) in &neighbours {
            let template = operation.path.replace("/guest-shares/{share}", "/guest-shares/{guest_share}");
            if !template.contains(&format!("{{{name}}}")) {
                continue;
            }
            let mut answers = Vec::new();
            for id in [theirs.clone(), format!("{}_{}", theirs.split('_').next().unwrap(), "0".repeat(26))] {
                let mut ids = fixture.ids.clone();
                ids.insert(name.clone(), id);
                let reply = call(&mut admin, &operation, &ids).await;
                answers.push((reply.status.as_u16(), reply.text()));
            }
            if answers[0] != answers[1] || answers[0].0 < 400 {
                wrong.push(format!("{} with {name}: {answers:?}", operation.id));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert_eq!(app.state().await, before);
}

#[tokio::test]
async fn filters_that_cannot_be_read_are_refused_and_foreign_ones_find_what_absent_ones_find() {
    let app = TestApp::new().await;
    let fixture = Fixture::new(&app).await;
    let foreign = Fixture::other(&app).await;
    let mut admin = fixture.world.client(&app, "org_admin").await;
    let before = app.state().await;
    let mut wrong = Vec::new();
    let mut note =
        |what: String, complaint: Option<String>| wrong.extend(complaint.map(|why| format!("{what}: {why}")));
    for operation in
        operations().iter().filter(|operation| operation.method == Method::GET && operation.id != "get_logo")
    {
        let base = operation.address_with_query(&fixture.ids);
        let with = |pair: &str| format!("{base}{}{pair}", if base.contains('?') { '&' } else { '?' });
        if !operation.query.is_empty() {
            note(
                format!("{} with an unknown parameter", operation.id),
                fault(&admin.get(&with("zzyzx=1")).await),
            );
        }
        for (name, kind) in operation
            .query
            .iter()
            .filter(|(name, _)| !bodies::query(&operation.id).contains(&format!("{name}=")))
        {
            // What is one answer and no page takes the parameters of its list, and makes nothing of these two.
            let is_whole = operation.id.starts_with("export") || operation.id.starts_with("count");
            if is_whole && matches!(name.as_str(), "limit" | "cursor") {
                continue;
            }
            let broken: &[&str] = match kind.as_str() {
                "integer" => &["x", "1.5", "99999999999999999999999", "-1", "%00", "0x10"],
                "boolean" => &["maybe", "2", "%00"],
                _ => &["%ff"],
            };
            for value in broken {
                let reply = admin.get(&with(&format!("{name}={value}"))).await;
                note(format!("{} with {name}={value}", operation.id), fault(&reply));
            }
            // A text that means nothing finds nothing or is refused; it breaks nothing.
            for value in
                ["%00", "x%00y", "%25%5F", "'", "%F0%9F%A6%80", &"x".repeat(5_000), "%E2%80%AE", "..%2F"]
            {
                let reply = admin.get(&with(&format!("{name}={value}"))).await;
                if !reply.status.is_success() {
                    note(
                        format!("{} with {name}={}", operation.id, &value[..value.len().min(20)]),
                        fault(&reply),
                    );
                }
            }
            let twice = admin.get(&with(&format!("{name}=1&{name}=2"))).await;
            if !twice.status.is_success() {
                note(format!("{} with {name} twice", operation.id), fault(&twice));
            }
            if operation.id.starts_with("export") {
                continue;
            }
            for (what, id) in &foreign.ids {
                let absent = format!("{}_{}", id.split('_').next().unwrap(), "0".repeat(26));
                if absent.len() != id.len() {
                    continue;
                }
                let theirs = admin.get(&with(&format!("{name}={}", id.replace(' ', "%20")))).await;
                let nobodys = admin.get(&with(&format!("{name}={absent}"))).await;
                let alike = theirs.status == nobodys.status
                    && theirs.text().replace(id, "") == nobodys.text().replace(&absent, "");
                if !alike {
                    note(
                        format!("{} with {name}={what}", operation.id),
                        Some(format!("{} is not {}", theirs.text(), nobodys.text())),
                    );
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert_eq!(without_exports(app.state().await), without_exports(before));
}

/// An export is an event of its own: it reads, and says in the log that it did.
fn without_exports(state: BTreeMap<String, String>) -> BTreeMap<String, String> {
    state.into_iter().filter(|(column, _)| !column.starts_with("audit_")).collect()
}

/// The cursor with another letter in its midst.
fn altered(cursor: &str) -> String {
    let other = if cursor.as_bytes()[9] == b'A' { 'B' } else { 'A' };
    format!("{}{other}{}", &cursor[..9], &cursor[10..])
}

#[tokio::test]
async fn a_cursor_leads_on_in_its_own_list_for_its_own_reader_alone() {
    let app = TestApp::new().await;
    let fixture = Fixture::new(&app).await;
    let world = &fixture.world;
    for number in ["A-201", "A-202"] {
        world.document(&app, &wayleave_testkit::NewDocument { number, ..Default::default() }).await;
    }
    let mut admin = world.client(&app, "org_admin").await;
    let mut manager = world.client(&app, "org_manager").await;
    let paged: Vec<Operation> = operations()
        .into_iter()
        .filter(|operation| operation.query.iter().any(|(name, _)| name == "cursor"))
        .filter(|operation| !operation.id.contains("export") && !operation.id.starts_with("count_document"))
        // Whoever administers asks for no edits and so has no list of their own; an import's rows are its maker's.
        .filter(|operation| !["list_own_edit_requests", "list_import_rows"].contains(&operation.id.as_str()))
        .collect();
    let path = |operation: &Operation, rest: &str| {
        let base = operation.address_with_query(&fixture.ids);
        format!("{base}{}{rest}", if base.contains('?') { '&' } else { '?' })
    };
    let mut cursors = Vec::new();
    for operation in &paged {
        let first = admin.get(&path(operation, "limit=1")).await.expect(200).json();
        if let Some(cursor) = first["next"].as_str() {
            let second = path(operation, &format!("limit=1&cursor={cursor}"));
            let second = admin.get(&second).await.expect(200).json();
            assert_ne!(first["items"], second["items"], "{}", operation.id);
            cursors.push((operation.id.clone(), cursor.to_owned()));
        }
    }
    assert!(cursors.len() >= 6, "few lists have a second page: {cursors:?}");
    let mut wrong = Vec::new();
    for operation in &paged {
        for (list, cursor) in &cursors {
            let mut tries = vec![("altered", altered(cursor)), ("cut", cursor[..20].to_owned())];
            if *list != operation.id {
                tries.push(("of another list", cursor.clone()));
            }
            tries.extend([("made up", "AAAA".to_owned()), ("long", "A".repeat(6_000))]);
            for (what, cursor) in tries {
                let reply = admin.get(&path(operation, &format!("limit=1&cursor={cursor}"))).await;
                if reply.status.as_u16() != 422 || reply.code() != "invalid_cursor" {
                    wrong.push(format!(
                        "{} with a cursor {what} ({list}): {} {}",
                        operation.id,
                        reply.status,
                        reply.text()
                    ));
                }
            }
            if *list == operation.id {
                let theirs = manager.get(&path(operation, &format!("limit=1&cursor={cursor}"))).await;
                if !theirs.status.is_client_error() {
                    wrong.push(format!("{} takes another reader's cursor", operation.id));
                }
                for (name, _) in operation
                    .query
                    .iter()
                    .filter(|(name, _)| matches!(name.as_str(), "q" | "status" | "sort"))
                {
                    let value = if name == "sort" { "title" } else { "for_review" };
                    let reply =
                        admin.get(&path(operation, &format!("limit=1&{name}={value}&cursor={cursor}"))).await;
                    if !reply.status.is_client_error() {
                        wrong.push(format!("{} takes a cursor under another {name}", operation.id));
                    }
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}
