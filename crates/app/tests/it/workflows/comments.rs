//! Comments on steps: who reads them, who is told, and when there are no more.

use serde_json::{Value, json};
use wayleave_db::sql;
use wayleave_testkit::{Client, TestApp, World};

use super::run::{active, wish};
use super::{fault, faults, id, person, role, step};
use crate::register::events;

/// A workflow whose one stage a responder and the reviewers answer side by side, and the addresses of its two steps.
async fn running(admin: &mut Client, world: &World) -> (Value, [String; 2]) {
    let stages =
        json!([{"steps": [step("approve", &person(world, "responder")), step("review", &role("reviewer"))]}]);
    let template = active(admin, world, json!({"document_required": false}), stages).await;
    let path = world.project_path("/workflows");
    let made = admin.post(&path, &wish(&template, &[])).await.expect(201).json();
    let at = |step: usize| {
        let step = id(&made["stages"][0]["steps"][step]);
        world.project_path(&format!("/steps/{step}"))
    };
    let steps = [at(0), at(1)];
    (made, steps)
}

fn said(text: &str, mentions: &[&str]) -> Value {
    json!({"text": text, "mentions": mentions})
}

async fn told(client: &mut Client, world: &World) -> Vec<String> {
    let list = client.get(&world.path("/notifications")).await.expect(200).json();
    let kinds = list["items"].as_array().unwrap().iter().map(|one| one["kind"].as_str().unwrap().to_owned());
    kinds.filter(|kind| kind.starts_with("step.")).collect()
}

#[tokio::test]
async fn the_team_and_whoever_answers_the_step_talk_about_it_and_nobody_else_does() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let (mut admin, mut viewer) =
        (world.client(&app, "project_admin").await, world.client(&app, "viewer").await);
    let (mut responder, mut external) =
        (world.client(&app, "responder").await, world.client(&app, "external").await);
    let (_, [theirs, reviews]) = running(&mut admin, &world).await;
    let (theirs, reviews) = (format!("{theirs}/comments"), format!("{reviews}/comments"));
    let asked = said("Is the stair still to move?", &[&world.people["viewer"].id]);
    let seen = responder.post(&theirs, &asked).await.expect(201).json();
    let comment = &seen["items"][0];
    assert_eq!(comment["text"], "Is the stair still to move?");
    assert_eq!(comment["person"]["id"], world.people["responder"].id.as_str());
    assert_eq!(comment["mentions"][0]["id"], world.people["viewer"].id.as_str());
    assert_eq!(seen["outsiders"], json!([]), "who else reads is not told outside");
    // Whoever is mentioned is told as such; whoever started it hears of it; whoever said it is not told.
    assert_eq!(told(&mut viewer, &world).await, ["step.mentioned"]);
    assert_eq!(told(&mut admin, &world).await, ["step.commented"]);
    let answer = said("It stays.", &[&world.people["responder"].id]);
    let seen = viewer.post(&theirs, &answer).await.expect(201).json();
    assert_eq!(seen["items"].as_array().unwrap().len(), 2);
    assert_eq!(seen["outsiders"][0]["id"], world.people["responder"].id.as_str());
    assert_eq!(told(&mut responder, &world).await, ["step.mentioned"]);
    let list = responder.get(&theirs).await.expect(200).json();
    assert_eq!(list["items"][1]["text"], "It stays.");
    assert_eq!(list["abilities"]["step.comment"]["allowed"], true);
    // A step that is somebody else's, and a person from outside who has no part in it.
    let _ = responder.get(&reviews).await.expect(404);
    let _ = responder.post(&reviews, &said("And here?", &[])).await.expect(404);
    for client in [&mut external, &mut world.client(&app, "stranger").await] {
        let _ = client.get(&theirs).await.expect(404);
        let _ = client.post(&theirs, &said("Hello.", &[])).await.expect(404);
    }
    let logged = events(&app, &world, "workflow.commented").await;
    assert_eq!(logged.len(), 2);
}

#[tokio::test]
async fn nobody_is_mentioned_who_cannot_see_it_and_an_ended_workflow_is_not_talked_about() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let mut admin = world.client(&app, "project_admin").await;
    let (made, [theirs, reviews]) = running(&mut admin, &world).await;
    let (theirs, reviews) = (format!("{theirs}/comments"), format!("{reviews}/comments"));
    let responder = world.people["responder"].id.as_str();
    for (path, who) in [
        (&reviews, responder),
        (&theirs, world.people["external"].id.as_str()),
        (&theirs, world.people["member"].id.as_str()),
        (&theirs, "mem_000000000000000000000000000"),
    ] {
        let reply = admin.post(path, &said("Look.", &[who])).await.expect(422);
        assert_eq!(faults(&reply), fault("mentions[0]", "unknown"), "{who}");
    }
    let reply = admin.post(&theirs, &said("  ", &[])).await.expect(422);
    assert_eq!(faults(&reply), fault("text", "required"));
    let many: Vec<&str> = std::iter::repeat_n(responder, 21).collect();
    let reply = admin.post(&theirs, &said("Look.", &many)).await.expect(422);
    assert_eq!(faults(&reply), fault("mentions", "too_many"));
    assert!(events(&app, &world, "workflow.commented").await.is_empty());
    let _ = admin.post(&theirs, &said("Look.", &[responder])).await.expect(201);
    let mut tx = app.db().begin_in(world.organisation).await.unwrap();
    for text in ["update step_comment set body = 'Never said.'", "delete from step_comment"] {
        assert!(tx.execute(sql(text)).await.is_err(), "{text}");
        drop(tx);
        tx = app.db().begin_in(world.organisation).await.unwrap();
    }
    drop(tx);
    let cancel = world.project_path(&format!("/workflows/{}/cancel", id(&made)));
    let _ = admin.post(&cancel, &json!({"reason": "Drawn anew"})).await.expect(200);
    let kept = admin.get(&theirs).await.expect(200).json();
    assert_eq!((&kept["items"][0]["text"], kept["items"].as_array().unwrap().len()), (&json!("Look."), 1));
    assert_eq!(kept["abilities"]["step.comment"]["reason"], "The workflow has ended.");
    let _ = admin.post(&theirs, &said("Too late.", &[])).await.expect(409);
    let mut responder = world.client(&app, "responder").await;
    let _ = responder.get(&theirs).await.expect(404);
}
