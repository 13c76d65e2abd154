//! What issuing a draft would do, asked before it is done.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use wayleave_testkit::{Client, DAY, NewDocument, START, TestApp, World};

use super::{address, draft, faults, person};
use crate::register::events;

async fn checked(client: &mut Client, world: &World, body: &Value) -> Value {
    let path = world.project_path("/transmittals");
    let made = client.post(&path, body).await.expect(201).json();
    let at = format!("{path}/{}/check", made["id"].as_str().unwrap());
    client.post(&at, &json!({})).await.expect(200).json()
}

fn receiver<'a>(check: &'a Value, name: &str) -> &'a Value {
    let all = check["receivers"].as_array().unwrap();
    all.iter()
        .find(|one| one["name"].as_str().unwrap().starts_with(name) || one["email"] == name)
        .unwrap_or_else(|| panic!("no {name} in {check}"))
}

#[tokio::test]
async fn it_is_told_who_newly_sees_what_until_when_and_nothing_is_kept() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let one = world.document(&app, &NewDocument::default()).await;
    let two = world.document(&app, &NewDocument { number: "A-102", ..NewDocument::default() }).await;
    let rights = wayleave_access::Caps(131);
    world.grant(&app, &two, world.people["external"].subject, rights, (1, 1), START + 30 * DAY).await;
    let mut initiator = world.client(&app, "initiator").await;
    let people = [person(&world, "viewer"), person(&world, "external"), address("k.ode@harbour.example")];
    let before = app.state().await;
    let check = checked(&mut initiator, &world, &draft(&[&one, &two], &people)).await;
    assert_eq!((&check["may_issue"], &check["obstacles"]), (&json!(true), &json!([])));
    let newly = |name: &str| receiver(&check, name)["newly_seen"].clone();
    // A viewer reads the register anyhow: that receipt can be acknowledged lets them see nothing more.
    assert_eq!(
        (newly("viewer"), newly("external"), newly("k.ode@harbour.example")),
        (json!(0), json!(1), json!(2))
    );
    assert_eq!(receiver(&check, "viewer")["ends_at"], json!(null));
    assert!(receiver(&check, "external")["ends_at"].as_str().unwrap().starts_with("2027-01-20"));
    assert_eq!(receiver(&check, "external")["ends_with_membership"], true);
    let link = receiver(&check, "k.ode@harbour.example");
    assert_eq!((&link["by"], &link["outside"]), (&json!("link"), &json!(true)));
    assert!(link["ends_at"].as_str().unwrap().starts_with("2026-12-05"));
    assert_eq!(
        (&check["gains"]["people"], &check["gains"]["outside"], &check["gains"]["documents"]),
        (&json!(2), &json!(2), &json!(2))
    );
    assert!(events(&app, &world, "transmittal.issued").await.is_empty());
    let grants = |state: &BTreeMap<String, String>| state.get("access_grant.id").cloned();
    assert_eq!(grants(&before), grants(&app.state().await));
    let mut external = world.client(&app, "external").await;
    let _ = external.get(&world.project_path(&format!("/documents/{}", one.id))).await.expect(404);
}

#[tokio::test]
async fn who_is_not_in_the_project_is_let_in_by_those_alone_who_may_let_people_in() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let document = world.document(&app, &NewDocument::default()).await;
    let body = draft(&[&document], &[person(&world, "member")]);
    let mut admin = world.client(&app, "project_admin").await;
    let check = checked(&mut admin, &world, &body).await;
    assert_eq!((&check["may_issue"], &receiver(&check, "member")["admitted"]), (&json!(true), &json!(true)));
    assert_eq!(receiver(&check, "member")["newly_seen"], 1);
    let mut initiator = world.client(&app, "initiator").await;
    let check = checked(&mut initiator, &world, &body).await;
    assert_eq!(faults(&check, "obstacles"), [("recipients".to_owned(), "not_in_project".to_owned())]);
    // A company stands for those of its people who are in the project.
    let company = json!({"kind": "company", "id": world.companies["corvus"].0});
    let check = checked(&mut initiator, &world, &draft(&[&document], &[company])).await;
    let names: Vec<&str> =
        check["receivers"].as_array().unwrap().iter().map(|one| one["name"].as_str().unwrap()).collect();
    assert_eq!(names.len(), 1, "the stranger, and not the responder, who is in no project: {names:?}");
    assert_eq!(check["receivers"][0]["via"], "Corvus Facades");
}

#[tokio::test]
async fn who_of_a_company_is_left_out_is_told_by_name_to_those_alone_who_may_let_people_in() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let document = world.document(&app, &NewDocument::default()).await;
    let company = |key: &str| json!({"kind": "company", "id": world.companies[key].0, "role": "cc"});
    let body = draft(&[&document], &[person(&world, "external"), company("corvus"), company("own")]);
    let mut admin = world.client(&app, "project_admin").await;
    let check = checked(&mut admin, &world, &body).await;
    let left = check["left_out"]["people"].as_array().unwrap();
    let told: Vec<(&Value, &Value, &Value, &Value)> = left
        .iter()
        .map(|one| (&one["person"]["id"], &one["via"], &one["role"], &one["may_be_let_in"]))
        .collect();
    let (member, responder) = (json!(world.people["member"].id), json!(world.people["responder"].id));
    let own = &json!(format!("{} Build", world.slug));
    let (yes, no, cc) = (json!(true), json!(false), json!("cc"));
    assert_eq!(told, [(&member, own, &cc, &yes), (&responder, &json!("Corvus Facades"), &cc, &no)]);
    assert_eq!(check["left_out"]["others"], 0);
    assert_eq!(check["may_issue"], true, "it stands against nothing");
    let mut initiator = world.client(&app, "initiator").await;
    let check = checked(&mut initiator, &world, &body).await;
    assert_eq!((&check["left_out"]["people"], &check["left_out"]["others"]), (&json!([]), &json!(2)));
    let everybody = draft(&[&document], &[person(&world, "external")]);
    let check = checked(&mut initiator, &world, &everybody).await;
    assert_eq!(check["left_out"], json!({"people": [], "others": 0}));
}

#[tokio::test]
async fn an_address_of_somebody_in_the_project_is_their_account() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let document = world.document(&app, &NewDocument::default()).await;
    let mut initiator = world.client(&app, "initiator").await;
    let inside = world.people["external"].email.clone();
    let elsewhere = world.people["member"].email.clone();
    let check =
        checked(&mut initiator, &world, &draft(&[&document], &[address(&inside), address(&elsewhere)])).await;
    assert_eq!(receiver(&check, "external")["by"], "account");
    assert_eq!(receiver(&check, &elsewhere)["by"], "link");
}

#[tokio::test]
async fn what_stands_against_issuing_is_told_with_its_place() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let document = world.document(&app, &NewDocument::default()).await;
    let mut admin = world.client(&app, "project_admin").await;
    let mut initiator = world.client(&app, "initiator").await;
    let codes =
        |check: &Value| faults(check, "obstacles").into_iter().map(|(_, code)| code).collect::<Vec<_>>();
    let check = checked(&mut initiator, &world, &draft(&[], &[])).await;
    assert_eq!(codes(&check), ["required", "required"]);
    let mut body = draft(&[&document], &[person(&world, "external")]);
    body["recipients"][0]["role"] = json!("cc");
    assert_eq!(codes(&checked(&mut initiator, &world, &body).await), ["required"]);
    body["recipients"][0]["role"] = json!("to");
    body["access_ends_on"] = json!("2036-01-01");
    let check = checked(&mut initiator, &world, &body).await;
    assert_eq!(faults(&check, "obstacles"), [("access_ends_on".to_owned(), "beyond_ceiling".to_owned())]);
    // Links go out only where the policy of external access lets the issuer make them.
    let body = draft(&[&document], &[address("k.ode@harbour.example")]);
    assert_eq!(codes(&checked(&mut initiator, &world, &body).await), Vec::<String>::new());
    let policy = json!({"external_access": {"initiators_may_share": false}});
    let _ = admin.patch(&world.project_path("/settings"), &policy).await.expect(200);
    assert_eq!(codes(&checked(&mut initiator, &world, &body).await), ["links_refused"]);
    // What was withdrawn meanwhile does not go out.
    let path = world.project_path("/transmittals");
    let made = admin.post(&path, &draft(&[&document], &[person(&world, "viewer")])).await.expect(201).json();
    let status = json!({"status": "withdrawn", "version": 1, "reason": "wrong"});
    let _ = admin
        .post(&world.project_path(&format!("/documents/{}/status", document.id)), &status)
        .await
        .expect(200);
    let at = format!("{path}/{}/check", made["id"].as_str().unwrap());
    assert_eq!(codes(&admin.post(&at, &json!({})).await.expect(200).json()), ["withdrawn"]);
}
