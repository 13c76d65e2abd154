//! Reports of formal work: as many as the lists show, measured as their rows say, and to whom they are shown.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use wayleave_testkit::{Client, DAY, NewDocument, TestApp, World};

use super::{counts, run};
use crate::transmittals;
use crate::workflows::run::{active, answer, at, start, wish};
use crate::workflows::{person, role, step};

const HOUR: i64 = 3_600_000;

/// Answers the step of a workflow, which is the only one.
async fn answered(client: &mut Client, world: &World, workflow: &Value) {
    let _ = client.post(&at(world, workflow, (0, 0), "/respond"), &answer(1, "review")).await.expect(200);
}

/// Sends a document to these people, who are to acknowledge receipt within a week.
async fn sent(admin: &mut Client, world: &World, purpose: &str, to: &[Value], by: &str) -> String {
    let document = admin.get(&world.project_path("/documents?limit=1&sort=number")).await.expect(200).json();
    let body = json!({"subject": "Ground floor, second issue", "purpose": purpose, "acknowledge_by": by,
        "documents": [{"document_id": document["items"][0]["id"]}], "recipients": to});
    let made = admin.post(&world.project_path("/transmittals"), &body).await.expect(201).json();
    let path = world.project_path(&format!("/transmittals/{}", made["id"].as_str().unwrap()));
    let _ = admin.post(&format!("{path}/issue"), &json!({"version": 1})).await.expect(200);
    path
}

/// Of two templates: one workflow answered in time, one answered late, one that nobody answers. Of three recipients one
/// acknowledges receipt.
async fn filled(app: &TestApp) -> World {
    let world = app.world().await;
    let mut admin = world.client(app, "project_admin").await;
    let mut timed = step("review", &role("reviewer"));
    timed["sla_hours"] = json!(24);
    let review = active(&mut admin, &world, json!({}), json!([{"name": "Check", "steps": [timed]}])).await;
    let mut outside = step("review", &person(&world, "responder"));
    outside["sla_hours"] = json!(48);
    let reply = active(&mut admin, &world, json!({}), json!([{"name": "Reply", "steps": [outside]}])).await;
    let mut made = Vec::new();
    for (at, template) in [&review, &review, &reply].into_iter().enumerate() {
        let hidden =
            NewDocument { number: &format!("A-{at}"), restricted: at == 2, ..NewDocument::default() };
        let document = world.document(app, &hidden).await;
        let mut wished = wish(template, &[&document]);
        wished["confirm_restricted"] = json!(true);
        made.push(start(&mut admin, &world, &wished).await);
    }
    let to = ["reviewer", "external", "viewer"].map(|kind| transmittals::person(&world, kind));
    let path = sent(&mut admin, &world, "for_review", &to, "2026-11-30").await;
    app.clock().advance(12 * HOUR);
    app.run_jobs().await;
    let mut reviewer = world.client(app, "reviewer").await;
    answered(&mut reviewer, &world, &made[0]).await;
    let _ = reviewer.post(&format!("{path}/acknowledge"), &json!({})).await.expect(200);
    app.clock().advance(36 * HOUR);
    let mut reviewer = world.client(app, "reviewer").await;
    answered(&mut reviewer, &world, &made[1]).await;
    app.clock().advance(18 * DAY);
    app.run_jobs().await;
    world
}

fn ask(metric: &str, groups: &[&str]) -> Value {
    json!({"metric": metric, "group_by": groups})
}

/// Labels with how many, and what is told of them.
fn told(report: &Value) -> Vec<(String, i64, Option<f64>)> {
    let rows = report["rows"].as_array().unwrap().iter();
    rows.map(|row| {
        let label = row["label"].as_str().unwrap().to_owned();
        (label, row["count"].as_i64().unwrap(), row["value"].as_f64())
    })
    .collect()
}

/// The rows of the list that a link opens.
async fn listed(client: &mut Client, world: &World, link: &Value) -> Vec<Value> {
    let mut query = String::from("?limit=200");
    for (name, values) in link["query"].as_object().unwrap() {
        query.push_str(&format!("&{name}={}", values[0].as_str().unwrap()));
    }
    let path = world.project_path(&format!("/{}{query}", link["list"].as_str().unwrap()));
    client.get(&path).await.expect(200).json()["items"].as_array().unwrap().clone()
}

#[tokio::test]
async fn workflows_and_transmittals_are_counted_as_their_lists_show_them() {
    let app = TestApp::new().await;
    let world = filled(&app).await;
    let mut admin = world.client(&app, "project_admin").await;
    // A draft is of those who prepare transmittals.
    let body = json!({"subject": "Not yet", "purpose": "for_information"});
    let _ = admin.post(&world.project_path("/transmittals"), &body).await.expect(201);
    let mut compared = 0;
    for kind in ["project_admin", "initiator", "controller", "reviewer", "viewer"] {
        let mut client = world.client(&app, kind).await;
        for question in [
            ask("workflow_count", &["template", "status"]),
            ask("workflow_count", &["status"]),
            ask("transmittal_count", &["purpose", "state"]),
            ask("transmittal_count", &["state"]),
        ] {
            let report = run(&mut client, &world, &question).await;
            let rows = report["rows"].as_array().unwrap();
            let cells = rows.iter().flat_map(|row| row["cells"].as_array().unwrap());
            let columns = report["columns"].as_array().unwrap();
            for cell in rows.iter().chain(cells).chain(columns).chain([&report["total"]]) {
                if cell["count"] == 0 {
                    assert!(cell["link"].is_null());
                    continue;
                }
                let found = listed(&mut client, &world, &cell["link"]).await;
                assert_eq!(cell["count"], found.len(), "{kind}: {question} {}", cell["link"]);
                compared += 1;
            }
        }
        let all = run(&mut client, &world, &ask("transmittal_count", &["state"])).await;
        match kind {
            "project_admin" | "initiator" => assert_eq!(all["total"]["count"], 2, "{kind}"),
            "viewer" => assert_eq!(all["total"]["count"], 1, "a draft is not theirs"),
            _ => {}
        }
    }
    assert!(compared > 40, "{compared}");
}

#[tokio::test]
async fn what_is_measured_is_what_the_rows_themselves_say() {
    let app = TestApp::new().await;
    let world = filled(&app).await;
    let mut viewer = world.client(&app, "viewer").await;
    let rows = viewer.get(&world.project_path("/workflows?status=completed")).await.expect(200).json();
    let moment = |value: &Value| value.as_str().unwrap().parse::<jiff::Timestamp>().unwrap().as_millisecond();
    let mut took: BTreeMap<String, Vec<i64>> = BTreeMap::new();
    for row in rows["items"].as_array().unwrap() {
        let name = row["template_name"].as_str().unwrap().to_owned();
        took.entry(name).or_default().push(moment(&row["ended_at"]) - moment(&row["started_at"]));
    }
    let days = |took: &[i64]| {
        let tenths = (took.iter().sum::<i64>() * 10) as f64 / (took.len() as i64 * DAY) as f64;
        tenths.round() / 10.0
    };
    let plain: Vec<_> =
        took.iter().map(|(name, took)| (name.clone(), took.len() as i64, Some(days(took)))).collect();
    let report = run(&mut viewer, &world, &ask("workflow_cycle_time", &["template"])).await;
    assert_eq!((told(&report), &report["measure"]), (plain, &json!("days")));
    assert_eq!(report["total"], json!({"count": 2, "value": 1.3, "link": null}));
    // Half a day and two days after the start, with a day to answer; the third was never answered.
    let report = run(&mut viewer, &world, &ask("step_on_time_rate", &["template", "priority"])).await;
    let names = ["Template 0".to_owned(), "Template 1".to_owned()];
    assert_eq!(told(&report), [(names[0].clone(), 2, Some(50.0)), (names[1].clone(), 1, Some(0.0))]);
    assert_eq!(report["total"]["value"], 33.3);
    let report = run(&mut viewer, &world, &ask("step_on_time_rate", &["due_month"])).await;
    assert_eq!(counts(&report["rows"]), [(json!("2026-11"), 3)]);
    let report = run(&mut viewer, &world, &ask("transmittal_ack_rate", &["purpose"])).await;
    assert_eq!(told(&report), [("For Review".to_owned(), 3, Some(33.3))]);
    let report = run(&mut viewer, &world, &ask("transmittal_ack_rate", &["company", "issued_quarter"])).await;
    assert_eq!(report["total"]["count"], 3);
    assert_eq!(report["columns"][0]["code"], "2026-Q4");
}

#[tokio::test]
async fn what_is_overdue_is_counted_and_told_one_by_one() {
    let app = TestApp::new().await;
    let world = filled(&app).await;
    let mut viewer = world.client(&app, "viewer").await;
    let report = run(&mut viewer, &world, &ask("overdue_items", &["kind", "late"])).await;
    assert_eq!(
        counts(&report["rows"]),
        [(json!("step"), 1), (json!("acknowledgement"), 2)],
        "kinds stand in their own order"
    );
    let report = run(&mut viewer, &world, &ask("overdue_register", &[])).await;
    let rows = report["listed"]["rows"].as_array().unwrap();
    assert_eq!((report["total"]["count"].as_i64(), rows.len()), (Some(3), 3));
    let text = |row: &Value, at: usize| row["cells"][at]["text"].as_str().unwrap_or_default().to_owned();
    assert_eq!(
        (text(&rows[0], 0), text(&rows[0], 1), text(&rows[0], 3)),
        ("Step".into(), "WF-003".into(), "Check".into())
    );
    assert_eq!(text(&rows[0], 4), "responder of acme");
    // Started on the 21st with two days; now it is the 11th of December.
    assert_eq!(
        (&rows[0]["cells"][6]["day"], &rows[0]["cells"][7]["number"]),
        (&json!("2026-11-23"), &json!(18))
    );
    assert_eq!(rows[0]["link"]["list"], "workflow");
    let days: Vec<_> = rows.iter().map(|row| row["cells"][7]["number"].as_i64().unwrap()).collect();
    assert_eq!(days, [18, 11, 11]);
    for (only, found) in [
        (json!({"kind": ["step"]}), 1),
        (json!({"late": ["week"]}), 0),
        (json!({"late": ["month"], "kind": ["acknowledgement"]}), 2),
        (json!({"person": [world.people["responder"].id]}), 1),
        (json!({"person": [world.people["viewer"].id, world.people["external"].id]}), 2),
    ] {
        for (metric, groups) in [("overdue_register", vec![]), ("overdue_items", vec!["person"])] {
            let mut question = ask(metric, &groups);
            question["only"] = only.clone();
            let report = run(&mut viewer, &world, &question).await;
            assert_eq!(report["total"]["count"], found, "{question}");
        }
    }
    let report = run(&mut viewer, &world, &ask("transmittal_register", &[])).await;
    let row = &report["listed"]["rows"][0];
    let number = |at: usize| row["cells"][at]["number"].as_i64();
    assert_eq!((text(row, 0), text(row, 2)), ("TRN-001".to_owned(), "For Review".to_owned()));
    assert_eq!((number(6), number(7), number(8), number(10)), (Some(3), Some(1), Some(3), Some(11)));
}

#[tokio::test]
async fn formal_work_is_narrowed_by_codes_and_days() {
    let app = TestApp::new().await;
    let world = filled(&app).await;
    let mut viewer = world.client(&app, "viewer").await;
    let templates = run(&mut viewer, &world, &ask("workflow_count", &["template"])).await;
    let template = templates["rows"][0]["code"].clone();
    for (only, days, found) in [
        (json!({"template": [template]}), json!({}), 2),
        (json!({"template": [template], "status": ["active"]}), json!({}), 0),
        (json!({"status": ["active", "completed"]}), json!({}), 3),
        (json!({"assignee": [world.people["responder"].id]}), json!({}), 1),
        (json!({"assignee": ["mem_none"]}), json!({}), 0),
        (json!({}), json!({"from": "2026-11-22"}), 0),
        (json!({}), json!({"to": "2026-11-21"}), 3),
    ] {
        let mut question = ask("workflow_count", &["outcome"]);
        question["only"] = only;
        for (key, value) in days.as_object().unwrap() {
            question[key] = value.clone();
        }
        let report = run(&mut viewer, &world, &question).await;
        assert_eq!(report["total"]["count"], found, "{question}");
    }
    let mut question = ask("workflow_count", &["status"]);
    question["only"] = json!({"template": [template], "assignee": [world.people["reviewer"].id]});
    let report = run(&mut viewer, &world, &question).await;
    let conditions = report["conditions"].to_string();
    assert!(conditions.contains("Template 0") && conditions.contains("reviewer of acme"), "{conditions}");
    let path = world.project_path("/reports/run");
    for (question, field) in [
        (json!({"metric": "workflow_count", "group_by": ["discipline"]}), "group_by[0]"),
        (json!({"metric": "workflow_count", "group_by": ["assignee"]}), "group_by[0]"),
        (json!({"metric": "workflow_count", "group_by": []}), "group_by"),
        (json!({"metric": "overdue_register", "group_by": ["kind"]}), "group_by"),
        (json!({"metric": "workflow_count", "group_by": ["status"], "query": {"q": "plan"}}), "query"),
        (
            json!({"metric": "workflow_count", "group_by": ["status"], "only": {"status": ["lost"]}}),
            "only.status",
        ),
        (
            json!({"metric": "workflow_count", "group_by": ["status"], "only": {"created_month": ["1"]}}),
            "only.created_month",
        ),
        (
            json!({"metric": "workflow_count", "group_by": ["status"], "only": {"template": vec!["x"; 51]}}),
            "only.template",
        ),
        (
            json!({"metric": "document_count", "group_by": ["status"], "only": {"status": ["draft"]}}),
            "only.status",
        ),
        (json!({"metric": "overdue_items", "group_by": ["kind"], "from": "2026-11-01"}), "from"),
    ] {
        let reply = viewer.post(&path, &question).await.expect(422).json();
        assert_eq!(reply["errors"][0]["field"], field, "{question}");
    }
}

#[tokio::test]
async fn reports_of_formal_work_are_files_and_take_as_many_statements_for_many_rows() {
    let app = TestApp::new().await;
    let world = filled(&app).await;
    let mut viewer = world.client(&app, "viewer").await;
    let questions = [
        ask("workflow_count", &["template", "created_month"]),
        ask("step_on_time_rate", &["person", "company"]),
        ask("overdue_items", &["person", "late"]),
        ask("transmittal_ack_rate", &["purpose", "person"]),
        ask("overdue_register", &[]),
        ask("transmittal_register", &[]),
    ];
    let path = world.project_path("/reports/file");
    for question in &questions {
        for (format, begins) in [("csv", "\u{feff}"), ("xlsx", "PK"), ("pdf", "%PDF")] {
            let body = json!({"format": format, "name": "Formal work", "question": question});
            let reply = viewer.post(&path, &body).await.expect(200);
            assert!(reply.body.starts_with(begins.as_bytes()), "{format} {question}");
        }
    }
    let body = json!({"format": "csv", "question": questions[4]});
    let text = viewer.post(&path, &body).await.expect(200).text();
    let lines: Vec<&str> = text.trim_start_matches('\u{feff}').lines().collect();
    assert_eq!(lines[0], "Kind,Number,Title,Step,Waits for,Company,Was due,Days overdue");
    assert!(lines[1].starts_with("Step,WF-003,Ground floor,Check,responder of acme,"), "{}", lines[1]);
    let body = json!({"format": "csv", "question": ask("step_on_time_rate", &["template"])});
    let text = viewer.post(&path, &body).await.expect(200).text();
    let lines: Vec<&str> = text.trim_start_matches('\u{feff}').lines().collect();
    assert_eq!(lines, ["Template,Per cent,Steps", "Template 0,50.0,2", "Template 1,0.0,1", "Total,33.3,3"]);
    let mut before = Vec::new();
    for round in 0..2 {
        if round == 1 {
            let mut admin = world.client(&app, "project_admin").await;
            let to = ["external", "viewer"].map(|kind| transmittals::person(&world, kind));
            for _ in 0..4 {
                let _ = sent(&mut admin, &world, "as_requested", &to, "2026-12-12").await;
            }
            app.clock().advance(3 * DAY);
            app.run_jobs().await;
            viewer = world.client(&app, "viewer").await;
        }
        let mut taken = Vec::new();
        for question in &questions {
            // The first request of a session is noted; that is not compared.
            let _ = run(&mut viewer, &world, question).await;
            let begun = app.db().statements();
            let _ = run(&mut viewer, &world, question).await;
            taken.push(app.db().statements() - begun);
        }
        if round == 1 {
            assert_eq!(taken, before);
        }
        before = taken;
    }
}

#[tokio::test]
async fn who_may_not_see_reports_is_told_nothing_of_formal_work() {
    let app = TestApp::new().await;
    let world = filled(&app).await;
    let question = ask("overdue_register", &[]);
    let path = world.project_path("/reports/run");
    for kind in ["external", "external_full"] {
        let reply = world.client(&app, kind).await.post(&path, &question).await;
        assert_eq!(reply.status.as_u16(), 403, "{kind}");
        assert!(!reply.text().contains("WF-"), "{kind}");
    }
    let _ = world.client(&app, "responder").await.post(&path, &question).await.expect(404);
    let list =
        world.client(&app, "viewer").await.get(&world.project_path("/reports")).await.expect(200).json();
    let ready: Vec<_> =
        list["ready"].as_array().unwrap().iter().map(|one| one["name"].as_str().unwrap()).collect();
    for name in ["Document Status Summary", "Workflow Summary", "Transmittal Register", "Overdue Report"] {
        assert!(ready.contains(&name), "{ready:?}");
    }
    let mut viewer = world.client(&app, "viewer").await;
    for one in list["ready"].as_array().unwrap() {
        let _ = run(&mut viewer, &world, &one["question"]).await;
    }
}
