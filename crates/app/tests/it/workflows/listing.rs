//! The list of workflows: searched, narrowed by whose turn it is, and late; and what one waits for.

use serde_json::{Value, json};
use wayleave_testkit::{Client, DAY, NewDocument, TestApp, World};

use super::run::{active, answer, at, start, wish};
use super::{person, role, step};

async fn asked(client: &mut Client, world: &World, query: &str) -> Value {
    client.get(&world.project_path(&format!("/workflows?{query}"))).await.expect(200).json()
}

async fn numbers(client: &mut Client, world: &World, query: &str) -> Vec<String> {
    let list = asked(client, world, query).await;
    let rows = list["items"].as_array().unwrap();
    rows.iter().map(|row| row["number"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn a_list_says_at_which_stage_each_is_and_whose_turn_it_is() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let mut admin = world.client(&app, "project_admin").await;
    let mut initiator = world.client(&app, "initiator").await;
    let document = world.document(&app, &NewDocument::default()).await;
    let hidden = NewDocument { number: "SEC-900", restricted: true, ..NewDocument::default() };
    let hidden = world.document(&app, &hidden).await;
    let inside = json!([{"name": "Check", "steps": [step("review", &role("reviewer"))]},
        {"name": "Approval", "steps": [step("approve", &role("project_admin"))]}]);
    let inside = active(&mut admin, &world, json!({}), inside).await;
    let outside = json!([{"name": "Reply", "steps": [step("review", &person(&world, "responder"))]}]);
    let outside = active(&mut admin, &world, json!({}), outside).await;
    let first = start(&mut initiator, &world, &wish(&inside, &[&document])).await;
    let mut wished = wish(&outside, &[&hidden]);
    wished["title"] = json!("Ärger am Dach");
    wished["confirm_restricted"] = json!(true);
    let _ = start(&mut admin, &world, &wished).await;
    let [reviewer, responder] = ["reviewer", "responder"].map(|kind| world.people[kind].id.clone());
    let template = format!("template={}", outside["id"].as_str().unwrap());
    let (by_reviewer, by_responder) = (format!("turn={reviewer}"), format!("turn={responder}"));
    let about = format!("document={}", hidden.id);
    for (query, found) in [
        ("", vec!["WF-002", "WF-001"]),
        ("sort=number", vec!["WF-001", "WF-002"]),
        ("sort=due", vec!["WF-001", "WF-002"]),
        ("q=%C3%A4rger", vec!["WF-002"]),
        ("q=wf-001%20ground", vec!["WF-001"]),
        ("q=sec-900", vec!["WF-002"]),
        ("status=completed", vec![]),
        (&template, vec!["WF-002"]),
        (&by_reviewer, vec!["WF-001"]),
        (&by_responder, vec!["WF-002"]),
        (&about, vec!["WF-002"]),
        ("turn=outside", vec!["WF-002"]),
        ("turn=mine", vec![]),
        ("turn=com_00000000000000000000000000", vec![]),
        ("started_by_me=true", vec!["WF-002"]),
        ("overdue=true", vec![]),
    ] {
        assert_eq!(numbers(&mut admin, &world, query).await, found, "{query}");
    }
    let mut viewer = world.client(&app, "viewer").await;
    assert_eq!(numbers(&mut viewer, &world, "").await.len(), 2);
    for query in ["q=sec-900", &about] {
        assert!(numbers(&mut viewer, &world, query).await.is_empty(), "{query}");
    }
    for query in ["sort=colour", "turn=yours", "status=lost"] {
        let _ = admin.get(&world.project_path(&format!("/workflows?{query}"))).await.expect(422);
    }
    // What the list says of one, its page says.
    let list = asked(&mut viewer, &world, "").await;
    assert_eq!(list["counts"], json!({"active": 2, "returned": 0, "completed": 0, "cancelled": 0}));
    let page = asked(&mut viewer, &world, "limit=1").await;
    let second = format!("limit=1&cursor={}", page["next"].as_str().unwrap());
    assert_eq!(
        (&page["counts"], &asked(&mut viewer, &world, &second).await["counts"]),
        (&list["counts"], &json!(null))
    );
    for row in list["items"].as_array().unwrap() {
        let path = world.project_path(&format!("/workflows/{}", row["id"].as_str().unwrap()));
        let one = viewer.get(&path).await.expect(200).json();
        for (name, value) in row.as_object().unwrap() {
            assert_eq!(&one[name], value, "{name}");
        }
    }
    let row = &list["items"][1];
    assert_eq!((&row["stage_name"], &row["days_late"]), (&json!("Check"), &json!(null)));
    assert_eq!(row["waits_for"]["people"][0]["id"], reviewer.as_str());
    assert_eq!(list["items"][0]["waits_for"]["people"][0]["outside"], true);
    // What one started waits for others, and so does what one answered.
    let waiting = initiator.get(&world.path("/my-steps?state=waiting")).await.expect(200).json();
    let one = &waiting["items"][0];
    assert_eq!((&one["started"], &one["number"]), (&json!(true), &json!("WF-001")));
    assert_eq!(one["waits_for"]["people"][0]["id"], reviewer.as_str());
    let mut client = world.client(&app, "reviewer").await;
    let _ = client.post(&at(&world, &first, (0, 0), "/respond"), &answer(1, "review")).await.expect(200);
    let waiting = client.get(&world.path("/my-steps?state=waiting")).await.expect(200).json();
    assert_eq!(waiting["items"][0]["started"], false);
    assert_eq!(
        waiting["items"][0]["waits_for"]["people"][0]["id"],
        world.people["project_admin"].id.as_str()
    );
    app.run_jobs().await;
}

#[tokio::test]
async fn what_is_late_is_counted_where_it_is_listed() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let mut admin = world.client(&app, "project_admin").await;
    let mut late = step("review", &role("reviewer"));
    late["sla_hours"] = json!(24);
    let template = active(&mut admin, &world, json!({}), json!([{"name": "Check", "steps": [late]}])).await;
    for number in ["A-1", "A-2"] {
        let document = world.document(&app, &NewDocument { number, ..NewDocument::default() }).await;
        let _ = start(&mut admin, &world, &wish(&template, &[&document])).await;
    }
    app.clock().advance(4 * DAY);
    let mut admin = world.client(&app, "project_admin").await;
    let list = asked(&mut admin, &world, "overdue=true").await;
    assert_eq!(list["items"].as_array().unwrap().len(), 2);
    assert_eq!(list["items"][0]["days_late"], 3);
    let board = admin.get(&world.project_path("/dashboard")).await.expect(200).json();
    let tiles = board["tiles"].as_array().unwrap();
    let tile = tiles.iter().find(|tile| tile["key"] == "workflows_overdue").unwrap();
    assert_eq!((&tile["count"], &tile["link"]["list"]), (&json!(2), &json!("workflows")));
    assert!(board["overdue"]["everybodys"].as_bool().unwrap());
    let late = board["overdue"]["items"].as_array().unwrap();
    assert_eq!(late.len(), 2);
    assert_eq!(
        (&late[0]["kind"], &late[0]["days"], &late[0]["mine"]),
        (&json!("step"), &json!(3), &json!(false))
    );
    // Whoever does not look after the project is told of their own alone.
    let mut reviewer = world.client(&app, "reviewer").await;
    let own = reviewer.get(&world.project_path("/dashboard")).await.expect(200).json();
    assert_eq!(
        (&own["overdue"]["everybodys"], own["overdue"]["items"].as_array().unwrap().len()),
        (&json!(false), 2)
    );
    let mine = &own["overdue"]["items"][0];
    assert_eq!((&mine["mine"], &mine["step_id"]), (&json!(true), &late[0]["step_id"]));
    let mut initiator = world.client(&app, "initiator").await;
    let none = initiator.get(&world.project_path("/dashboard")).await.expect(200).json();
    assert_eq!(none["overdue"]["items"], json!([]));
    let project = admin.get(&world.project_path("")).await.expect(200).json();
    assert_eq!(project["counts"]["workflows_overdue"], 2);
    let mut external = world.client(&app, "external").await;
    let project = external.get(&world.project_path("")).await.expect(200).json();
    let counts = &project["counts"];
    assert_eq!((&counts["workflows_overdue"], &counts["mail_failed"]), (&json!(null), &json!(null)));
    app.run_jobs().await;
}
