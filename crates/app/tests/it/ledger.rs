//! The ledger of external access: what stands in it, who reads it, and changes in bulk.

use serde_json::{Value, json};
use wayleave_testkit::{Client, NewDocument, TestApp, World};

use crate::transmittals::links::Sent;

async fn rows(client: &mut Client, world: &World, query: &str) -> Vec<Value> {
    let page = client.get(&world.project_path(&format!("/access{query}"))).await.expect(200).json();
    page["items"].as_array().unwrap().clone()
}

fn of_kind<'a>(rows: &'a [Value], kind: &str) -> Vec<&'a Value> {
    rows.iter().filter(|row| row["kind"] == kind).collect()
}

#[tokio::test]
async fn it_holds_memberships_switches_and_submissions_of_outsiders_and_nobody_elses() {
    let app = TestApp::new().await;
    let world = app.world().await;
    world.document(&app, &NewDocument { uploader: "external", ..NewDocument::default() }).await;
    world.document(&app, &NewDocument { number: "A-102", ..NewDocument::default() }).await;
    let mut admin = world.client(&app, "project_admin").await;
    let rows = rows(&mut admin, &world, "").await;
    let names: Vec<&str> =
        of_kind(&rows, "membership").iter().map(|row| row["who"]["name"].as_str().unwrap()).collect();
    assert_eq!(names.len(), 3, "{names:?}");
    assert!(names.iter().all(|name| name.starts_with("external") || name.starts_with("stranger")));
    assert_eq!(of_kind(&rows, "full_register").len(), 1);
    let submissions = of_kind(&rows, "submission");
    assert_eq!(submissions.len(), 1);
    assert_eq!(submissions[0]["what"]["label"], "A-101 · Ground floor plan");
}

#[tokio::test]
async fn only_those_who_manage_members_or_shares_read_it() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let path = world.project_path("/access");
    for (kind, status) in [
        ("org_admin", 200),
        ("project_admin", 200),
        ("controller", 200),
        ("initiator", 403),
        ("viewer", 403),
        ("external", 403),
        ("member", 404),
    ] {
        let _ = world.client(&app, kind).await.get(&path).await.expect(status);
    }
    let whole = world.path("/access");
    for (kind, status) in
        [("org_admin", 200), ("org_manager", 200), ("project_admin", 403), ("external", 403)]
    {
        let _ = world.client(&app, kind).await.get(&whole).await.expect(status);
    }
}

#[tokio::test]
async fn a_restricted_document_is_named_to_admins_alone() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let secret = NewDocument {
        number: "C-900",
        title: "Contract sum",
        restricted: true,
        uploader: "external",
        ..NewDocument::default()
    };
    world.document(&app, &secret).await;
    let mut admin = world.client(&app, "project_admin").await;
    assert!(
        rows(&mut admin, &world, "?kind=submission").await[0]["what"]["label"]
            .as_str()
            .unwrap()
            .contains("C-900")
    );
    let mut controller = world.client(&app, "controller").await;
    let seen = rows(&mut controller, &world, "?kind=submission").await;
    assert_eq!(seen[0]["what"]["label"], "A restricted document");
    assert_eq!(seen[0]["what"]["id"], Value::Null);
    assert!(rows(&mut controller, &world, "?q=contract").await.is_empty());
}

#[tokio::test]
async fn a_document_has_every_way_in_that_opens_it_and_no_other() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let sent = NewDocument { uploader: "external", ..NewDocument::default() };
    let submitted = world.document(&app, &sent).await;
    let register = world.document(&app, &NewDocument { number: "A-102", ..NewDocument::default() }).await;
    let secret = NewDocument { number: "C-900", restricted: true, ..NewDocument::default() };
    let secret = world.document(&app, &secret).await;
    let mut controller = world.client(&app, "controller").await;
    let kinds = async |client: &mut Client, document: &str| {
        let found = rows(client, &world, &format!("?document={document}")).await;
        let mut kinds: Vec<String> =
            found.iter().map(|row| row["kind"].as_str().unwrap().to_owned()).collect();
        kinds.sort();
        kinds
    };
    // What is in the register is open to the full register; external participants alone see nothing of it.
    assert_eq!(kinds(&mut controller, &register.id).await, ["full_register"]);
    assert_eq!(kinds(&mut controller, &submitted.id).await, ["full_register", "submission"]);
    assert!(kinds(&mut controller, "doc_0000000000000000000000000").await.is_empty());
    // The reader is not entitled to the restricted one, and learns nothing of who is.
    assert!(kinds(&mut controller, &secret.id).await.is_empty());
    let mut admin = world.client(&app, "org_admin").await;
    let whole = world.path(&format!("/access?document={}", register.id));
    assert_eq!(admin.get(&whole).await.expect(422).json()["errors"][0]["field"], "document");
}

#[tokio::test]
async fn rows_are_ended_in_bulk_and_each_is_told_of() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let document =
        world.document(&app, &NewDocument { uploader: "stranger", ..NewDocument::default() }).await;
    let path = world.project_path(&format!("/documents/{}", document.id));
    let mut admin = world.client(&app, "project_admin").await;
    let all = rows(&mut admin, &world, "").await;
    let stranger = all
        .iter()
        .find(|row| {
            row["kind"] == "membership" && row["who"]["name"].as_str().unwrap().starts_with("stranger")
        })
        .unwrap();
    let submission = of_kind(&all, "submission")[0];
    let body = json!({"ids": [stranger["id"], submission["id"], "msh_nothing"], "reason": "left the job"});
    let outcome = admin.post(&world.project_path("/access/revoke"), &body).await.expect(200).json();
    assert_eq!(outcome["done"], json!([stranger["id"]]));
    assert_eq!(outcome["refused"].as_array().unwrap().len(), 2);
    let _ = world.client(&app, "stranger").await.get(&path).await.expect(404);
    let log = admin.get(&world.project_path("/audit?action=project.member_ended")).await.expect(200).json();
    assert_eq!(log["items"].as_array().unwrap().len(), 1);
    assert_eq!(log["items"][0]["reason"], "left the job");
    let closed = rows(&mut admin, &world, "?state=closed").await;
    assert!(closed.iter().any(|row| row["id"] == stranger["id"]));
}

#[tokio::test]
async fn rows_are_prolonged_within_the_ceiling() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let mut admin = world.client(&app, "project_admin").await;
    let all = rows(&mut admin, &world, "?kind=full_register").await;
    let path = world.project_path("/access/extend");
    let outcome =
        admin.post(&path, &json!({"ids": [all[0]["id"]], "ends_on": "2027-03-01"})).await.expect(200).json();
    assert_eq!(outcome["done"].as_array().unwrap().len(), 1);
    let all = rows(&mut admin, &world, "?kind=full_register").await;
    assert!(all[0]["ends_at"].as_str().unwrap().starts_with("2027-03-01"));
    let outcome =
        admin.post(&path, &json!({"ids": [all[0]["id"]], "ends_on": "2099-03-01"})).await.expect(200).json();
    assert_eq!(outcome["refused"].as_array().unwrap().len(), 1);
    let _ = admin.post(&path, &json!({"ids": [], "ends_on": "2027-03-01"})).await.expect(422);
    let _ = world
        .client(&app, "viewer")
        .await
        .post(&path, &json!({"ids": ["x"], "ends_on": "2027-03-01"}))
        .await
        .expect(403);
}

#[tokio::test]
async fn pages_and_the_spreadsheet_hold_every_row_once() {
    let app = TestApp::new().await;
    let world = app.world().await;
    for number in ["B-1", "B-2", "B-3"] {
        world.document(&app, &NewDocument { number, uploader: "external", ..NewDocument::default() }).await;
    }
    let mut admin = world.client(&app, "project_admin").await;
    let whole = rows(&mut admin, &world, "").await;
    let (mut ids, mut cursor) = (Vec::new(), String::new());
    loop {
        let page =
            admin.get(&world.project_path(&format!("/access?limit=2{cursor}"))).await.expect(200).json();
        ids.extend(page["items"].as_array().unwrap().iter().map(|row| row["id"].clone()));
        let Some(next) = page["next"].as_str() else { break };
        cursor = format!("&cursor={next}");
    }
    assert_eq!(ids, whole.iter().map(|row| row["id"].clone()).collect::<Vec<_>>());
    let csv = admin.get(&world.project_path("/access.csv")).await.expect(200).text();
    assert_eq!(csv.lines().count(), whole.len() + 1);
}

#[tokio::test]
async fn what_a_transmittal_opened_stands_with_how_much_it_is_and_when_it_was_last_used() {
    let mut sent = Sent::new("for_review").await;
    sent.told().await;
    let found = rows(&mut sent.admin, &sent.world, "?q=trn-001").await;
    assert_eq!((of_kind(&found, "guest_share").len(), of_kind(&found, "transmittal").len()), (2, 1));
    let id = sent.path.rsplit('/').next().unwrap();
    for row in &found {
        let what = &row["what"];
        assert_eq!((&what["kind"], &what["label"]), (&json!("transmittal"), &json!("TRN-001, 2 documents")));
        assert_eq!((&what["id"], &what["documents"]), (&json!(id), &json!(2)));
        assert_eq!(row["last_used_at"], Value::Null, "{row}");
    }
    // A look at one of them is use of it, by whoever it was given to and nobody else.
    let [_, two] = &sent.documents;
    let file = format!("/documents/{}/revisions/{}/file", two.id, two.revisions[0]);
    let path = sent.world.project_path(&file);
    let _ = sent.world.client(&sent.app, "viewer").await.get(&path).await.expect(200);
    assert_eq!(rows(&mut sent.admin, &sent.world, "?kind=transmittal").await[0]["last_used_at"], Value::Null);
    let _ = sent.world.client(&sent.app, "external").await.get(&path).await.expect(200);
    let used = rows(&mut sent.admin, &sent.world, "?kind=transmittal").await[0]["last_used_at"].clone();
    assert!(used.is_string(), "{used}");
    let csv =
        sent.admin.get(&sent.world.project_path("/access.csv?kind=transmittal")).await.expect(200).text();
    assert!(csv.contains("\"TRN-001, 2 documents\""), "{csv}");
    // A link of one document stands under it still.
    let terms = json!({"document_id": two.id, "label": "One", "expires_on": "2026-11-30"});
    let _ = sent.admin.post(&sent.world.project_path("/guest-shares"), &terms).await.expect(201);
    let one = rows(&mut sent.admin, &sent.world, "?kind=guest_share").await[0].clone();
    assert_eq!(
        (&one["what"]["kind"], &one["what"]["documents"]),
        (&json!("document"), &Value::Null),
        "{one}"
    );
}
