//! The review matrix: rules that are checked when they are kept, and the test that says what they come to.

use serde_json::{Value, json};
use wayleave_testkit::{Client, TestApp, World};

use super::{fault, faults, id, person, role};
use crate::register::events;

async fn keep(client: &mut Client, world: &World, name: &str, more: Value) -> Value {
    let mut body = json!({"name": name});
    for (key, value) in more.as_object().unwrap() {
        body[key] = value.clone();
    }
    client.post(&world.project_path("/review-matrix"), &body).await.expect(201).json()
}

async fn ask(client: &mut Client, world: &World, values: Value) -> Value {
    client.post(&world.project_path("/review-matrix/test"), &values).await.expect(200).json()
}

/// Gives fields choices, so that a value which is none of them is refused.
async fn choices(client: &mut Client, world: &World) {
    for (field, code) in [("discipline", "STR"), ("discipline", "ARC"), ("zone", "Z1")] {
        let row = json!({"code": code, "label": code});
        let reply = client.post(&world.path(&format!("/fields/{field}/options")), &row).await;
        assert!(matches!(reply.status.as_u16(), 201 | 422), "{}", reply.text());
    }
}

#[tokio::test]
async fn the_test_says_which_rules_speak_what_they_come_to_and_why_the_others_do_not() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let mut admin = world.client(&app, "org_admin").await;
    choices(&mut admin, &world).await;
    let people = |kinds: &[&str]| kinds.iter().map(|kind| person(&world, kind)).collect::<Vec<_>>();
    let structure = json!({"criteria": {"discipline": "str"}, "reviewers": people(&["reviewer", "responder"]), "mode": "any",
        "sla_hours": 120});
    let structure = keep(&mut admin, &world, "Structure", structure).await;
    assert_eq!(structure["rule"]["criteria"]["discipline"], "STR");
    let zone = json!({"criteria": {"discipline": "STR", "zone": "Z1"}, "reviewers": people(&["viewer"])});
    keep(&mut admin, &world, "Zone", zone).await;
    let all = json!({"reviewers": [person(&world, "reviewer"), role("initiator")], "mode": "majority", "sla_hours": 48,
        "optional": true});
    let all = keep(&mut admin, &world, "All", all).await;
    let off = json!({"reviewers": people(&["member"]), "active": false});
    keep(&mut admin, &world, "Off", off).await;
    let mut viewer = world.client(&app, "viewer").await;
    let found = ask(&mut viewer, &world, json!({"discipline": "STR", "document_type": null})).await;
    let names = |list: &Value| -> Vec<String> {
        list.as_array().unwrap().iter().map(|rule| rule["name"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(names(&found["matched"]), ["All", "Structure"]);
    assert_eq!(names(&found["missed"]), ["Zone"]);
    assert_eq!(found["missed"][0]["failing"], json!([{"field": "zone", "wanted": "Z1", "given": null}]));
    assert_eq!((&found["mode"], &found["sla_hours"]), (&json!("majority"), &json!(48)));
    let reviewers = found["reviewers"].as_array().unwrap();
    let optional: Vec<bool> = reviewers.iter().map(|one| one["optional"].as_bool().unwrap()).collect();
    assert_eq!(optional, [false, true, false]);
    assert_eq!(reviewers[0]["rule_ids"], json!([all["id"], structure["id"]]));
    assert_eq!(found["warnings"][0]["code"], "catch_all");
    assert_eq!(found["warnings"][0]["rule_ids"], json!([all["id"]]));
    let list = viewer.get(&world.project_path("/review-matrix")).await.expect(200).json();
    assert_eq!(list["warnings"][0]["rule_ids"], json!([all["id"]]));
    assert_eq!(list["items"].as_array().unwrap().len(), 4);
    let alone = ask(&mut viewer, &world, json!({"discipline": "ARC"})).await;
    assert_eq!((names(&alone["matched"]), &alone["warnings"]), (vec!["All".to_owned()], &json!([])));
    let reply = viewer.post(&world.project_path("/review-matrix/test"), &json!({"zone": "Z9"})).await;
    assert_eq!(faults(&reply), fault("zone", "unknown_choice"));
}

#[tokio::test]
async fn somebody_stands_in_once_nobody_is_behind_a_reviewer() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let mut admin = world.client(&app, "org_admin").await;
    let rule = json!({"reviewers": [person(&world, "reviewer")], "fallback": person(&world, "responder")});
    let rule = keep(&mut admin, &world, "All", rule).await;
    let found = ask(&mut admin, &world, json!({})).await;
    assert_eq!(found["reviewers"].as_array().unwrap().len(), 1);
    let path = world.path(&format!("/members/{}/deactivate", world.people["reviewer"].id));
    let _ = admin.post(&path, &json!({})).await.expect(204);
    let found = ask(&mut admin, &world, json!({})).await;
    let state = |one: &Value| (one["available"].clone(), one["stands_in"].clone());
    assert_eq!(state(&found["reviewers"][0]), (json!(false), json!(false)));
    assert_eq!(state(&found["reviewers"][1]), (json!(true), json!(true)));
    let at = world.project_path(&format!("/review-matrix/{}", id(&rule)));
    let shown = admin.get(&at).await.expect(200).json();
    assert_eq!(shown["unavailable"], json!([shown["rule"]["reviewers"][0]]));
    // Whoever is not in the project cannot answer in it, and the matrix says so before anything is started.
    let outside = json!({"reviewers": [person(&world, "member")]});
    let outside = keep(&mut admin, &world, "Not in the project", outside).await;
    assert_eq!(outside["unavailable"], json!([outside["rule"]["reviewers"][0]]));
    let path = world.path(&format!("/members/{}/deactivate", world.people["responder"].id));
    let _ = admin.post(&path, &json!({})).await.expect(204);
    assert_eq!(ask(&mut admin, &world, json!({})).await["warnings"][0]["code"], "nobody");
}

#[tokio::test]
async fn a_rule_is_kept_whole_changed_by_its_version_and_told_in_the_log() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let mut admin = world.client(&app, "project_admin").await;
    let mut staff = world.client(&app, "org_admin").await;
    choices(&mut staff, &world).await;
    let path = world.project_path("/review-matrix");
    let right = json!({"name": "R", "criteria": {"zone": "Z1"}, "reviewers": [role("reviewer")]});
    for (key, value, field, code) in [
        ("reviewers", json!([]), "reviewers", "required"),
        ("reviewers", json!([role("reviewer"), role("reviewer")]), "reviewers[1]", "repeated"),
        ("reviewers", json!([{"kind": "open"}]), "reviewers[0].kind", "not_for_this"),
        ("fallback", json!({"kind": "group"}), "fallback.group_id", "required"),
        ("fallback", person(&world, "disabled"), "fallback.person_id", "unknown"),
        ("criteria", json!({"zone": "Z9"}), "criteria.zone", "unknown_choice"),
        ("sla_hours", json!(0), "sla_hours", "out_of_range"),
        ("name", json!(""), "name", "required"),
    ] {
        let mut body = right.clone();
        body[key] = value;
        let reply = admin.post(&path, &body).await;
        assert_eq!(faults(&reply), fault(field, code), "{key}");
    }
    let made = admin.post(&path, &right).await.expect(201).json();
    assert_eq!(faults(&admin.post(&path, &right).await.expect(422)), fault("name", "taken"));
    let at = format!("{path}/{}", id(&made));
    let _ = staff.patch(&world.path("/fields/zone/options/Z1"), &json!({"retired": true})).await.expect(200);
    let mut rule = made["rule"].clone();
    rule["active"] = json!(false);
    let kept = admin.put(&at, &json!({"version": 1, "rule": rule})).await.expect(200).json();
    assert_eq!((&kept["version"], &kept["rule"]["criteria"]["zone"]), (&json!(2), &json!("Z1")));
    let _ = admin.put(&at, &json!({"version": 1, "rule": rule})).await.expect(412);
    rule["mode"] = json!("most");
    let reply = admin.put(&at, &json!({"version": 2, "rule": rule})).await.expect(422);
    assert_eq!(faults(&reply), fault("rule.mode", "malformed"));
    let _ = admin.delete(&at).await.expect(204);
    let _ = admin.get(&at).await.expect(404);
    for action in ["created", "changed", "deleted"] {
        assert_eq!(events(&app, &world, &format!("review_rule.{action}")).await.len(), 1, "{action}");
    }
    let log = admin.get(&world.project_path("/audit")).await.expect(200).text();
    assert!(log.contains("took the rule R out of the review matrix"), "{log}");
}
