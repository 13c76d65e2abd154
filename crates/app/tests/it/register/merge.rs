//! Merging documents that are one.

use serde_json::{Value, json};
use wayleave_access::Caps;
use wayleave_testkit::{Arranged, Client, DAY, NewDocument, TestApp, World};

use super::{at, events};

fn id(document: &Arranged) -> Value {
    json!({"id": document.id})
}

/// A document of the register and the same one sent under a wrong number.
async fn twins(app: &TestApp, world: &World) -> (Arranged, Arranged) {
    let right = NewDocument {
        status: "approved",
        revisions: &[("P01", "accepted"), ("P02", "accepted")],
        ..NewDocument::default()
    };
    let wrong = NewDocument {
        number: "A-1O1",
        status: "approved",
        revisions: &[("P01", "accepted"), ("P03", "accepted")],
        uploader: "external",
        ..NewDocument::default()
    };
    (world.document(app, &right).await, world.document(app, &wrong).await)
}

fn body(right: &Arranged, wrong: &Arranged, latest: &str, codes: &Value) -> Value {
    json!({"target_id": right.id, "source_ids": [wrong.id], "latest_revision_id": latest, "codes": codes, "sure": true})
}

async fn merge(world: &World, client: &mut Client, body: &Value, status: u16) -> Value {
    client.post(&world.project_path("/documents/merge"), body).await.expect(status).json()
}

async fn codes(client: &mut Client, path: &str) -> Vec<String> {
    let seen = client.get(path).await.expect(200).json();
    seen["revisions"]
        .as_array()
        .unwrap()
        .iter()
        .map(|revision| revision["code"].as_str().unwrap().to_owned())
        .collect()
}

#[tokio::test]
async fn a_preview_tells_what_a_merge_then_does_and_changes_nothing_itself() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let mut controller = world.client(&app, "controller").await;
    let (right, wrong) = twins(&app, &world).await;
    let until = app.clock().now() + 30 * DAY;
    // The stranger was given the wrong one with what follows, and borealis the right one with what follows.
    world.grant(&app, &wrong, world.people["stranger"].subject, Caps::VIEW, (1, 2_147_483_647), until).await;
    world.grant(&app, &right, world.people["external_full"].subject, Caps::VIEW, (2, 2), until).await;
    let ask = body(&right, &wrong, &wrong.revisions[1], &json!({}));
    let path = world.project_path("/documents/merge/preview");
    let told = controller.post(&path, &ask).await.expect(200).json();
    assert_eq!((&told["number"], told["sources"].as_array().unwrap().len()), (&json!("A-101"), 1));
    let rows: Vec<Value> = told["revisions"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| {
            json!([row["from"]["number"], row["code"], row["new_code"], row["new_status"], row["current"]])
        })
        .collect();
    assert_eq!(
        json!(rows),
        json!([
            ["A-1O1", "P03", "P03", "approved", true],
            ["A-1O1", "P01", "P01-2", "superseded", false],
            ["A-101", "P02", "P02", "superseded", false],
            ["A-101", "P01", "P01", "superseded", false]
        ])
    );
    assert_eq!(
        (&told["collisions"][0]["suggested"], &told["problems"][0]["code"]),
        (&json!("P01-2"), &json!("revision_code_taken"))
    );
    assert_eq!(
        codes(&mut controller, &at(&world, &id(&wrong), "")).await,
        ["P03", "P01"],
        "nothing has changed"
    );
    assert!(events(&app, &world, "document.merged").await.is_empty());
    let reply = merge(&world, &mut controller, &ask, 422).await;
    assert_eq!(reply["errors"][0]["field"], format!("codes.{}", wrong.revisions[0]));
    let given = body(&right, &wrong, &wrong.revisions[1], &json!({wrong.revisions[0].as_str(): "P00"}));
    let mut unsure = given.clone();
    unsure["sure"] = json!(false);
    assert_eq!(merge(&world, &mut controller, &unsure, 422).await["errors"][0]["code"], "confirm");
    let done = merge(&world, &mut controller, &given, 200).await;
    assert_eq!(
        (&done["revision"]["code"], &done["status"], &done["latest_approved"]["code"]),
        (&json!("P03"), &json!("approved"), &json!("P03"))
    );
    assert_eq!(codes(&mut controller, &at(&world, &id(&right), "")).await, ["P03", "P00", "P02", "P01"]);
    assert_eq!(done["former_numbers"], json!(["A-1O1"]));
    // The stranger sees the same revisions where they lie now, the uploader their own, and others no more than before.
    let path = at(&world, &id(&right), "");
    assert_eq!(codes(&mut world.client(&app, "stranger").await, &path).await, ["P03", "P00"]);
    assert_eq!(codes(&mut world.client(&app, "external").await, &path).await, ["P03", "P00"]);
    let one = events(&app, &world, "document.merged").await;
    assert_eq!((one.len(), &one[0]["after"]["merged"]), (1, &json!("A-1O1")));
    assert_eq!(events(&app, &world, "document.merged_away").await[0]["entity"], json!(wrong.id));
    // Its file goes on being served.
    let content = at(&world, &id(&right), &format!("/revisions/{}/content", wrong.revisions[1]));
    let _ = controller.get(&content).await.expect(200);
}

#[tokio::test]
async fn who_would_newly_see_what_is_told_before_and_true_afterwards() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let mut controller = world.client(&app, "controller").await;
    let (right, wrong) = twins(&app, &world).await;
    let until = app.clock().now() + 30 * DAY;
    world.grant(&app, &right, world.people["stranger"].subject, Caps::VIEW, (2, 2_147_483_647), until).await;
    let ask = body(&right, &wrong, &wrong.revisions[1], &json!({wrong.revisions[0].as_str(): "P00"}));
    let told =
        controller.post(&world.project_path("/documents/merge/preview"), &ask).await.expect(200).json();
    assert_eq!(
        (&told["gain_count"], &told["outside_gain_count"], &told["loss_count"]),
        (&json!(1), &json!(1), &json!(0))
    );
    assert_eq!(told["gains"][0]["person"]["id"], json!(world.people["stranger"].id));
    assert_eq!(told["gains"][0]["revisions"], json!(["P00", "P03"]));
    let _ = merge(&world, &mut controller, &ask, 200).await;
    let path = at(&world, &id(&right), "");
    assert_eq!(codes(&mut world.client(&app, "stranger").await, &path).await, ["P03", "P00", "P02"]);
}

#[tokio::test]
async fn a_merged_number_stays_reserved_and_leads_those_who_see_the_other_there() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let mut controller = world.client(&app, "controller").await;
    let (right, wrong) = twins(&app, &world).await;
    let latest = right.revisions[1].clone();
    let ask = body(&right, &wrong, &latest, &json!({wrong.revisions[0].as_str(): "P00"}));
    let done = merge(&world, &mut controller, &ask, 200).await;
    assert_eq!(done["revision"]["code"], "P02");
    let old = at(&world, &id(&wrong), "");
    for kind in ["controller", "viewer", "org_admin", "external", "external_full"] {
        let reply = world.client(&app, kind).await.get(&old).await.expect(410).json();
        assert_eq!(
            (&reply["code"], &reply["document_id"]),
            (&json!("document_merged"), &json!(right.id)),
            "{kind}"
        );
    }
    let absent = world.project_path("/documents/doc_00000000000000000000000000");
    let mut stranger = world.client(&app, "stranger").await;
    let (hidden, nothing) = (stranger.get(&old).await.expect(404), stranger.get(&absent).await.expect(404));
    assert_eq!(hidden.text(), nothing.text());
    let listed = controller.get(&world.project_path("/documents")).await.expect(200).json();
    assert_eq!(listed["items"].as_array().unwrap().len(), 1);
    let upload = super::upload(&world, &mut controller, "again.pdf").await;
    let rows = json!({"rows": [super::row(&upload, "A-1O1", "P01")]});
    let reply = controller.post(&world.project_path("/documents"), &rows).await.expect(422).json();
    assert_eq!(reply["errors"][0]["code"], "document_number_taken");
    let mut admin = world.client(&app, "project_admin").await;
    let _ = admin.post(&at(&world, &id(&wrong), "/restore"), &json!({})).await.expect(404);
    assert_eq!(admin.get(&world.project_path("/bin")).await.expect(200).json()["items"], json!([]));
    // The next revision follows behind all of them.
    let upload = super::upload(&world, &mut controller, "next.pdf").await;
    let next = json!({"upload_id": upload, "revision": "P04"});
    let now = controller.post(&at(&world, &id(&right), "/revisions"), &next).await.expect(201).json();
    assert_eq!((&now["revision"]["code"], &now["revision"]["seq"]), (&json!("P04"), &json!(5)));
}

#[tokio::test]
async fn shares_links_and_requests_follow_the_document() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let (mut controller, mut initiator, mut external) = (
        world.client(&app, "controller").await,
        world.client(&app, "initiator").await,
        world.client(&app, "external").await,
    );
    let (right, wrong) = twins(&app, &world).await;
    let share = json!({"subjects": [{"kind": "company", "id": world.companies["corvus"].0}], "revision_id": wrong.revisions[1],
        "ends_on": "2026-12-31", "reason": "review"});
    let _ = initiator.post(&at(&world, &id(&wrong), "/shares"), &share).await.expect(201);
    let link = json!({"document_id": wrong.id, "label": "Tender", "expires_on": "2026-12-05"});
    let link = initiator.post(&world.project_path("/guest-shares"), &link).await.expect(201).json();
    let wish = json!({"changes": {"title": "Cellar"}});
    let _ = external.post(&at(&world, &id(&wrong), "/edit-requests"), &wish).await.expect(201);
    app.run_jobs().await;
    let ask = body(&right, &wrong, &wrong.revisions[1], &json!({wrong.revisions[0].as_str(): "P00"}));
    let told =
        controller.post(&world.project_path("/documents/merge/preview"), &ask).await.expect(200).json();
    assert_eq!(json!([told["shares"], told["guest_shares"], told["edit_requests"]]), json!([1, 1, 1]));
    assert_eq!(told["losses"], json!([]));
    let _ = merge(&world, &mut controller, &ask, 200).await;
    let path = at(&world, &id(&right), "");
    assert_eq!(codes(&mut world.client(&app, "stranger").await, &path).await, ["P03"]);
    let access = initiator.get(&at(&world, &id(&right), "/access")).await.expect(200).json();
    assert!(access.to_string().contains("Corvus"), "{access}");
    let share = link["share"]["id"].as_str().unwrap();
    let now = controller.get(&world.project_path(&format!("/guest-shares/{share}"))).await.expect(200).json();
    assert!(now.to_string().contains(&right.id), "{now}");
    let address = link["url"].as_str().or(link["link"].as_str()).unwrap_or_default();
    if let Some(at) = address.find("/g/") {
        let mut guest = app.anonymous();
        let opened = guest.form(&address[at..], &[]).await;
        assert_eq!(opened.status.as_u16(), 303, "{}", opened.text());
        let page = guest.get(opened.header("location").unwrap()).await.expect(200).text();
        assert!(
            page.contains("A-101") && !page.contains("A-1O1"),
            "the guest sees the document as it is called now"
        );
    }
    let mine = external.get(&world.project_path("/edit-requests/mine")).await.expect(200).json();
    assert_eq!(
        (&mine["items"][0]["state"], &mine["items"][0]["document"]["number"]),
        (&json!("lapsed"), &json!("A-101"))
    );
    app.run_jobs().await;
    let mails = app.mails();
    assert!(
        mails
            .iter()
            .any(|mail| mail.to.email == world.people["external"].email && mail.subject.contains("closed"))
    );
    let mut viewer = world.client(&app, "project_admin").await;
    let ledger = viewer.get(&world.project_path("/access")).await.expect(200).text();
    assert!(!ledger.contains("A-1O1 "), "{ledger}");
}

#[tokio::test]
async fn what_is_not_one_document_is_not_merged() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let mut controller = world.client(&app, "controller").await;
    let (right, wrong) = twins(&app, &world).await;
    let latest = wrong.revisions[1].as_str();
    let refuse = async |client: &mut Client, body: Value, status: u16, code: &str| {
        let reply = merge(&world, client, &body, status).await;
        let told = if status == 422 { &reply["errors"][0]["code"] } else { &reply["code"] };
        assert_eq!(told, code, "{reply}");
    };
    let with = |sources: Value, latest: &str| json!({"target_id": right.id, "source_ids": sources, "latest_revision_id": latest, "sure": true});
    refuse(&mut controller, with(json!([]), latest), 422, "out_of_range").await;
    refuse(&mut controller, with(json!([wrong.id, "doc_1", "doc_2"]), latest), 422, "out_of_range").await;
    refuse(&mut controller, with(json!([right.id]), latest), 422, "repeated").await;
    refuse(&mut controller, with(json!(["doc_none"]), latest), 422, "unknown").await;
    refuse(&mut controller, with(json!([wrong.id]), &wrong.revisions[0]), 422, "unknown_choice").await;
    let mut stale = body(&right, &wrong, latest, &json!({wrong.revisions[0].as_str(): "P00"}));
    stale["versions"] = json!({wrong.id.as_str(): 7});
    refuse(&mut controller, stale, 412, "stale").await;
    let same = NewDocument {
        number: "A-2",
        status: "approved",
        revisions: &[("P02", "accepted")],
        ..NewDocument::default()
    };
    let same = world.document(&app, &same).await;
    refuse(&mut controller, with(json!([same.id]), &same.revisions[0]), 422, "same_latest_revision").await;
    let waits = NewDocument {
        number: "A-3",
        revisions: &[("Q1", "accepted"), ("Q2", "pending")],
        ..NewDocument::default()
    };
    let waits = world.document(&app, &waits).await;
    refuse(&mut controller, with(json!([waits.id]), &waits.revisions[0]), 409, "conflict").await;
    let secret = NewDocument {
        number: "C-9",
        restricted: true,
        revisions: &[("Q1", "accepted")],
        uploader: "controller",
        ..NewDocument::default()
    };
    let secret = world.document(&app, &secret).await;
    refuse(&mut controller, with(json!([secret.id]), &secret.revisions[0]), 409, "conflict").await;
    let _ =
        controller.post(&at(&world, &id(&wrong), "/lock"), &json!({"reason": "evidence"})).await.expect(200);
    refuse(&mut controller, with(json!([wrong.id]), latest), 409, "document_locked").await;
    for kind in ["viewer", "reviewer", "initiator", "external_full"] {
        let reply =
            merge(&world, &mut world.client(&app, kind).await, &with(json!([wrong.id]), latest), 403).await;
        assert_eq!(reply["action"], "document.merge", "{kind}");
    }
    let other = json!({"document_type": "REP", "version": 1});
    let third = NewDocument { number: "R-1", revisions: &[("Q1", "accepted")], ..NewDocument::default() };
    let third = world.document(&app, &third).await;
    let _ = controller.patch(&at(&world, &id(&third), ""), &other).await.expect(200);
    refuse(&mut controller, with(json!([third.id]), &third.revisions[0]), 422, "other_document_type").await;
}

#[tokio::test]
async fn what_is_merged_is_found_by_its_files_and_by_its_own_title_no_more() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let mut controller = world.client(&app, "controller").await;
    let right = super::create(&world, &mut controller, "A-1", "P01").await;
    let wrong = super::create(&world, &mut controller, "B-7", "P02").await;
    let edit = json!({"version": 1, "title": "Cellar"});
    let _ = controller.patch(&at(&world, &wrong, ""), &edit).await.expect(200);
    let ask = json!({"target_id": right["id"], "source_ids": [wrong["id"]], "latest_revision_id": wrong["revision"]["id"], "sure": true});
    let _ = merge(&world, &mut controller, &ask, 200).await;
    for (question, hits) in [("file:B-7_P02.pdf", 1), ("title:Cellar", 0), ("rev:P02", 1)] {
        let found =
            controller.get(&world.project_path(&format!("/documents?q={question}"))).await.expect(200).json();
        let rows = found["items"].as_array().unwrap();
        assert_eq!(rows.len(), hits, "{question}");
        assert!(rows.iter().all(|row| row["id"] == right["id"]), "{question}");
    }
}
