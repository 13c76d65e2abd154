//! People who are given a step before they have come: invited where they are needed, and let in by accepting.

use serde_json::{Value, json};
use wayleave_testkit::{Arranged, Client, DAY, NewDocument, Reply, TestApp, World};

use super::run::{active, answer, at, start, wish};
use super::{fault, faults, id, role, step};
use crate::register::events;
use crate::sessions::mailed_token;

const NEW: &str = "kim.moss@example.org";
const FRESH: &str = "seven green lamps beside a quiet harbour";

/// A wish whose first step is answered by these addresses.
async fn asking(admin: &mut Client, world: &World, document: &Arranged, emails: &Value) -> Value {
    let stages = json!([
        {"steps": [step("approve", &json!({"kind": "open"}))]},
        {"name": "Approval", "steps": [step("approve", &role("project_admin"))]}
    ]);
    let template = active(admin, world, json!({}), stages).await;
    let mut wished = wish(&template, &[document]);
    wished["steps"] = json!([{"stage": 0, "step": 0, "emails": emails}]);
    wished
}

/// Accepts the invitation that was mailed last.
async fn accept(app: &TestApp, email: &str) -> Client {
    app.run_jobs().await;
    let mut guest = app.anonymous();
    let body = json!({"token": mailed_token(app, email), "name": "Kim Moss", "password": FRESH});
    let _ = guest.post("/api/v1/invitations/accept", &body).await.expect(200);
    guest
}

async fn workflow(client: &mut Client, world: &World, made: &Value) -> Value {
    client.get(&world.project_path(&format!("/workflows/{}", id(made)))).await.expect(200).json()
}

async fn bell(client: &mut Client, world: &World) -> Vec<(String, String)> {
    let list = client.get(&world.path("/notifications")).await.expect(200).json();
    let text = |one: &Value, key: &str| one[key].as_str().unwrap().to_owned();
    list["items"].as_array().unwrap().iter().map(|one| (text(one, "kind"), text(one, "text"))).collect()
}

fn standing(shown: &Value) -> &Value {
    &shown["stages"][0]["steps"][0]["assignees"][0]["standing"]
}

#[tokio::test]
async fn somebody_invited_at_the_start_answers_as_soon_as_they_accept() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let mut admin = world.client(&app, "org_admin").await;
    let document = world.document(&app, &NewDocument::default()).await;
    let wished = asking(&mut admin, &world, &document, &json!([" Kim.Moss@example.org"])).await;
    let path = world.project_path("/workflows");
    let checked = admin.post(&format!("{path}/check"), &wished).await.expect(200).json();
    assert_eq!(
        (&checked["problems"], &checked["abilities"]["member.invite"]["allowed"]),
        (&json!([]), &json!(true))
    );
    let newcomer = json!([{"email": NEW, "name": "", "invited": false}]);
    assert_eq!(checked["steps"][0]["newcomers"], newcomer);
    let made = start(&mut admin, &world, &wished).await;
    let part = &made["stages"][0]["steps"][0]["assignees"][0];
    assert_eq!((&part["person"]["name"], &part["standing"]), (&json!(NEW), &json!("invited")));
    assert_eq!(events(&app, &world, "user.invited").await.len(), 1);
    app.run_jobs().await;
    let mails: Vec<_> = app.mails().into_iter().filter(|mail| mail.to.email == NEW).collect();
    assert_eq!(mails.len(), 1, "one mail, which says both");
    assert!(mails[0].text.contains("you are asked to approve WF-001 Ground floor"), "{}", mails[0].text);
    let mut guest = accept(&app, NEW).await;
    let mine = guest.get(&world.path("/my-steps")).await.expect(200).json();
    assert_eq!(mine["items"][0]["number"], "WF-001");
    assert_eq!(bell(&mut guest, &world).await[0].0, "workflow.assigned");
    let shown = guest.get(&at(&world, &made, (0, 0), "")).await.expect(200).json();
    assert_eq!((&shown["documents"][0]["document_id"], &shown["withheld"]), (&json!(document.id), &json!(0)));
    let _ = guest.get(&world.project_path(&format!("/documents/{}", document.id))).await.expect(200);
    let _ = guest.get(&path).await.expect(404);
    let respond = at(&world, &made, (0, 0), "/respond");
    let _ = guest.post(&respond, &answer(1, "approve")).await.expect(200);
    let shown = workflow(&mut admin, &world, &made).await;
    let part = &shown["stages"][0]["steps"][0]["assignees"][0];
    assert_eq!(
        (&part["person"]["name"], &part["standing"], &part["answer"]),
        (&json!("Kim Moss"), &json!("here"), &json!("approve"))
    );
    app.run_jobs().await;
}

#[tokio::test]
async fn an_address_names_somebody_only_to_those_who_may_invite() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let mut admin = world.client(&app, "org_admin").await;
    let document = world.document(&app, &NewDocument::default()).await;
    let member = world.people["reviewer"].email.clone();
    let wished = asking(&mut admin, &world, &document, &json!([NEW])).await;
    let path = world.project_path("/workflows");
    for kind in ["project_admin", "initiator"] {
        let mut client = world.client(&app, kind).await;
        for path in [path.clone(), format!("{path}/check")] {
            let _ = client.post(&path, &wished).await.expect(403);
        }
        let mut plain = wished.clone();
        plain["steps"] = json!([]);
        let checked = client.post(&format!("{path}/check"), &plain).await.expect(200).json();
        assert_eq!(checked["abilities"]["member.invite"]["allowed"], false);
    }
    let mut wrong = async |emails: Value, expected: Vec<(String, String)>| {
        let mut wished = wished.clone();
        wished["steps"][0]["emails"] = emails;
        let reply = admin.post(&path, &wished).await.expect(422);
        assert_eq!(faults(&reply), expected);
    };
    wrong(json!([member]), fault("steps[0].emails[0]", "already_member")).await;
    wrong(json!(["kim"]), fault("steps[0].emails[0]", "not_an_address")).await;
    wrong(json!([NEW, NEW]), fault("steps[0].emails[1]", "repeated")).await;
    let many: Vec<String> = (0..51).map(|n| format!("p{n}@example.org")).collect();
    wrong(json!(many), fault("steps[0].person_ids", "too_many")).await;
    let other = json!({"invitations": [{"email": "ada@example.org", "name": "Ada"}], "role": "member"});
    let _ = admin.post(&world.path("/invitations"), &other).await.expect(201);
    let mut other = wished.clone();
    other["steps"][0]["emails"] = json!(["ada@example.org"]);
    let reply = admin.post(&path, &other).await.expect(422);
    assert_eq!(faults(&reply), fault("steps[0].emails[0]", "not_for_this"));
    assert!(events(&app, &world, "workflow.started").await.is_empty());
    assert_eq!(events(&app, &world, "user.invited").await.len(), 1);
}

#[tokio::test]
async fn who_is_invited_already_is_waited_for_and_asked_when_their_stage_opens() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let mut admin = world.client(&app, "org_manager").await;
    let document = world.document(&app, &NewDocument::default()).await;
    let new = json!({"invitations": [{"email": NEW, "name": "Kim"}], "role": "workflow_responder"});
    let invited = admin.post(&world.path("/invitations"), &new).await.expect(201).json();
    app.run_jobs().await;
    let stages = json!([
        {"steps": [step("approve", &role("project_admin"))]},
        {"steps": [step("approve", &json!({"kind": "open"}))]}
    ]);
    let template = active(&mut admin, &world, json!({}), stages).await;
    let mut wished = wish(&template, &[&document]);
    wished["steps"] = json!([{"stage": 1, "step": 0, "emails": [NEW]}]);
    let made = start(&mut admin, &world, &wished).await;
    app.run_jobs().await;
    let told = app.mails().pop().unwrap();
    assert!(told.text.contains("will wait for you once those before it are done"), "{}", told.text);
    let part = workflow(&mut admin, &world, &made).await["stages"][1]["steps"][0]["assignees"][0].clone();
    assert_eq!((&part["person"]["id"], &part["person"]["name"]), (&invited["items"][0]["id"], &json!("Kim")));
    let mut boss = world.client(&app, "project_admin").await;
    let _ = boss.post(&at(&world, &made, (0, 0), "/respond"), &answer(1, "approve")).await.expect(200);
    app.run_jobs().await;
    let told = app.mails().into_iter().rfind(|mail| mail.to.email == NEW).unwrap();
    assert!(told.text.contains("A step of a workflow waits for you"), "{}", told.text);
    let mut guest = accept(&app, NEW).await;
    let shown = guest.get(&at(&world, &made, (1, 0), "")).await.expect(200).json();
    assert_eq!(shown["documents"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn a_step_whose_invitation_ends_waits_visibly_and_the_next_invitation_takes_it_up() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let mut admin = world.client(&app, "org_admin").await;
    let document = world.document(&app, &NewDocument::default()).await;
    let wished = asking(&mut admin, &world, &document, &json!([NEW])).await;
    let made = start(&mut admin, &world, &wished).await;
    app.clock().advance(7 * DAY);
    app.run_jobs().await;
    let mut admin = world.client(&app, "org_admin").await;
    assert_eq!(standing(&workflow(&mut admin, &world, &made).await), "invitation_expired");
    let told = bell(&mut admin, &world).await;
    let expired = "Step Check of workflow WF-001 in Harbour waits for kim.moss@example.org, whose invitation has expired.";
    assert_eq!(told[0], ("step.vacant".to_owned(), expired.to_owned()));
    let list = admin.get(&world.path("/invitations")).await.expect(200).json();
    let one = world.path(&format!("/invitations/{}", id(&list["items"][0])));
    let _ = admin.post(&format!("{one}/resend"), &json!({})).await.expect(204);
    assert_eq!(standing(&workflow(&mut admin, &world, &made).await), "invited");
    app.run_jobs().await;
    let again = app.mails().into_iter().rfind(|mail| mail.to.email == NEW).unwrap();
    assert!(again.text.contains("A step of a workflow waits for you"), "{}", again.text);
    let _ = admin.post(&format!("{one}/revoke"), &json!({})).await.expect(204);
    assert_eq!(standing(&workflow(&mut admin, &world, &made).await), "invitation_revoked");
    assert!(bell(&mut admin, &world).await[0].1.ends_with("whose invitation was revoked."));
    let new = json!({"invitations": [{"email": NEW, "name": "Kim"}], "role": "workflow_responder"});
    let _ = admin.post(&world.path("/invitations"), &new).await.expect(201);
    assert_eq!(standing(&workflow(&mut admin, &world, &made).await), "invited");
    let mut guest = accept(&app, NEW).await;
    let shown = guest.get(&at(&world, &made, (0, 0), "")).await.expect(200).json();
    assert_eq!(shown["documents"].as_array().unwrap().len(), 1);
    assert_eq!(standing(&workflow(&mut admin, &world, &made).await), "here");
}

#[tokio::test]
async fn a_part_goes_to_somebody_who_is_invited_and_from_them_to_somebody_else() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let (mut admin, mut boss) =
        (world.client(&app, "org_admin").await, world.client(&app, "project_admin").await);
    let document = world.document(&app, &NewDocument::default()).await;
    let stages = json!([{"steps": [step("approve", &role("reviewer"))]}]);
    let template = active(&mut admin, &world, json!({}), stages).await;
    let made = start(&mut admin, &world, &wish(&template, &[&document])).await;
    let path = at(&world, &made, (0, 0), "/reassign");
    let reviewer = world.people["reviewer"].id.clone();
    let body = json!({"from_person_id": reviewer, "to_email": NEW});
    let _ = boss.post(&path, &body).await.expect(403);
    for both in [
        json!({"from_person_id": reviewer}),
        json!({"from_person_id": reviewer, "to_email": NEW, "to_person_id": reviewer}),
    ] {
        let reply = admin.post(&path, &both).await.expect(422);
        assert_eq!(faults(&reply), fault("to_person_id", "required"));
    }
    let shown = admin.post(&path, &body).await.expect(200).json();
    let part = &shown["assignees"][0];
    assert_eq!((&part["person"]["name"], &part["standing"]), (&json!(NEW), &json!("invited")));
    app.run_jobs().await;
    let token = mailed_token(&app, NEW);
    // Somebody else has it by the time they accept: there is nothing for them, and nothing was opened.
    let body = json!({"from_person_id": part["person"]["id"], "to_person_id": reviewer});
    let _ = boss.post(&path, &body).await.expect(200);
    let mut guest = app.anonymous();
    let body = json!({"token": token, "name": "Kim Moss", "password": FRESH});
    let _ = guest.post("/api/v1/invitations/accept", &body).await.expect(200);
    let mine = guest.get(&world.path("/my-steps")).await.expect(200).json();
    assert_eq!(mine["items"], json!([]));
    for path in [at(&world, &made, (0, 0), ""), world.project_path(&format!("/documents/{}", document.id))] {
        let _ = guest.get(&path).await.expect(404);
    }
}

#[tokio::test]
async fn accepting_and_ending_the_step_at_once_leave_the_step_to_whoever_was_first() {
    for round in 0..4 {
        let app = TestApp::new().await;
        let world = app.world().await;
        let mut admin = world.client(&app, "org_admin").await;
        let document = world.document(&app, &NewDocument::default()).await;
        let wished = asking(&mut admin, &world, &document, &json!([NEW])).await;
        let made = start(&mut admin, &world, &wished).await;
        app.run_jobs().await;
        let mut guest = app.anonymous();
        let body = json!({"token": mailed_token(&app, NEW), "name": "Kim Moss", "password": FRESH});
        let (path, why) = (at(&world, &made, (0, 0), "/terminate"), json!({"reason": "Not needed"}));
        let (accepted, ended): (Reply, Reply) = if round % 2 == 0 {
            tokio::join!(guest.post("/api/v1/invitations/accept", &body), admin.post(&path, &why))
        } else {
            let (ended, accepted) =
                tokio::join!(admin.post(&path, &why), guest.post("/api/v1/invitations/accept", &body));
            (accepted, ended)
        };
        assert_eq!((accepted.status.as_u16(), ended.status.as_u16()), (200, 200));
        let theirs = world.project_path(&format!("/documents/{}", document.id));
        let _ = guest.get(&theirs).await.expect(404);
        let mine = guest.get(&world.path("/my-steps")).await.expect(200).json();
        assert_eq!(mine["items"], json!([]));
    }
}
