//! What a report can be asked, in which order it answers, and how it refuses.

use serde_json::{Value, json};
use wayleave_testkit::{DAY, NewDocument, TestApp};

use super::{counts, describe, documents_by, run};

#[tokio::test]
async fn a_report_is_a_table_of_two_dimensions_with_totals() {
    let app = TestApp::new().await;
    let world = app.world().await;
    for (number, status, discipline) in [
        ("A-1", "approved", "STR"),
        ("A-2", "approved", "STR"),
        ("A-3", "draft", "ARC"),
        ("A-4", "for_review", ""),
    ] {
        let document = world.document(&app, &NewDocument { number, status, ..NewDocument::default() }).await;
        describe(&app, &world, &document.id, &json!({"discipline": discipline})).await;
    }
    app.run_jobs().await;
    let mut viewer = world.client(&app, "viewer").await;
    let question = json!({"metric": "document_by_discipline", "group_by": ["status"]});
    let report = run(&mut viewer, &world, &question).await;
    assert_eq!(report["dimensions"][0], json!({"key": "discipline", "label": "Discipline"}));
    // The most frequent first, what has none last; statuses in their own order.
    assert_eq!(counts(&report["rows"]), [(json!("STR"), 2), (json!("ARC"), 1), (json!(""), 1)]);
    assert_eq!(
        counts(&report["columns"]),
        [(json!("draft"), 1), (json!("for_review"), 1), (json!("approved"), 2)]
    );
    let first = &report["rows"][0];
    assert_eq!(first["cells"][0], json!({"count": 0, "value": null, "link": null}));
    let query = json!({"discipline": ["STR"], "status": ["approved"]});
    assert_eq!(
        first["cells"][2],
        json!({"count": 2, "value": null, "link": {"list": "documents", "query": query}})
    );
    assert_eq!(report["rows"][2]["link"]["query"], json!({"q": ["-discipline:*"]}));
    assert_eq!(report["total"]["count"], 4);
    // The same dimension named once more is no other.
    let question = json!({"metric": "document_by_discipline", "group_by": ["discipline", "status"]});
    assert_eq!(run(&mut viewer, &world, &question).await["rows"], report["rows"]);
    let question = json!({"metric": "document_by_status"});
    let alone = run(&mut viewer, &world, &question).await;
    assert_eq!((counts(&alone["rows"]), &alone["columns"]), (counts(&report["columns"]), &json!([])));
}

#[tokio::test]
async fn months_are_those_of_the_project_and_empty_ones_stand_between() {
    let app = TestApp::new().await;
    let world = app.world().await;
    world.document(&app, &NewDocument::default()).await;
    app.clock().advance(75 * DAY);
    world.document(&app, &NewDocument { number: "A-102", ..NewDocument::default() }).await;
    let mut viewer = world.client(&app, "viewer").await;
    let report = run(&mut viewer, &world, &documents_by(&["created_month"])).await;
    let months: Vec<(Value, i64)> = [("2026-11", 1), ("2026-12", 0), ("2027-01", 0), ("2027-02", 1)]
        .map(|(month, n)| (json!(month), n))
        .into();
    assert_eq!(counts(&report["rows"]), months);
    assert_eq!(report["rows"][0]["label"], "November 2026");
    assert_eq!(report["rows"][0]["link"]["query"], json!({"q": ["created:2026-11-01..2026-11-30"]}));
    let report = run(&mut viewer, &world, &documents_by(&["created_quarter"])).await;
    assert_eq!(counts(&report["rows"]), [(json!("2026-Q4"), 1), (json!("2027-Q1"), 1)]);
    let mut question = documents_by(&["created_month"]);
    (question["from"], question["query"]) = (json!("2026-12-10"), json!({"q": "plan OR stair"}));
    let report = run(&mut viewer, &world, &question).await;
    assert_eq!(counts(&report["rows"]), [(json!("2027-02"), 1)]);
    let q = report["rows"][0]["link"]["query"]["q"][0].as_str().unwrap();
    assert_eq!(q, "(plan OR stair) created:2027-02-01..2027-02-28");
    assert_eq!(
        report["conditions"],
        json!([{"label": "Search", "value": "plan OR stair"}, {"label": "Created", "value": "from 2026-12-10"}])
    );
}

#[tokio::test]
async fn rare_values_are_shown_together() {
    let app = TestApp::new().await;
    let world = app.world().await;
    for at in 0..62 {
        let number = format!("A-{at}");
        world.document(&app, &NewDocument { number: &number, ..NewDocument::default() }).await;
    }
    let mut tx = app.db().begin_in(world.organisation).await.unwrap();
    // An originator of its own for each, and one with a comma, which no filter can ask for.
    let text =
        wayleave_db::sql("update document set originator = 'Firm ' || number where organisation_id = $1")
            .bind(world.organisation);
    tx.execute(text).await.unwrap();
    let text = wayleave_db::sql(
        "update document set originator = 'A, B' where number = 'A-0' and organisation_id = $1",
    )
    .bind(world.organisation);
    tx.execute(text).await.unwrap();
    tx.commit().await.unwrap();
    let mut viewer = world.client(&app, "viewer").await;
    let report = run(&mut viewer, &world, &documents_by(&["status", "originator"])).await;
    let columns = report["columns"].as_array().unwrap();
    assert_eq!(columns.len(), 60);
    assert_eq!(
        (&columns[59]["code"], &columns[59]["label"], &columns[59]["count"], &columns[59]["link"]),
        (&json!(null), &json!("3 others"), &json!(3), &json!(null))
    );
    assert_eq!((&columns[0]["code"], &columns[0]["link"]), (&json!("A, B"), &json!(null)));
    assert_eq!(report["total"]["count"], 62);
}

#[tokio::test]
async fn a_question_that_makes_no_sense_is_refused_with_the_field() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let mut viewer = world.client(&app, "viewer").await;
    let path = world.project_path("/reports");
    let of = |more: Value| {
        let mut question = documents_by(&["status"]);
        for (key, value) in more.as_object().unwrap() {
            question[key] = value.clone();
        }
        question
    };
    for (question, field) in [
        (of(json!({"metric": "weather"})), "metric"),
        (of(json!({"group_by": []})), "group_by"),
        (of(json!({"group_by": ["status", "zone", "level"]})), "group_by"),
        (of(json!({"group_by": ["title"]})), "group_by[0]"),
        (of(json!({"group_by": ["status", "fields.none"]})), "group_by[1]"),
        (of(json!({"group_by": ["status", "uploaded_month"]})), "group_by[1]"),
        (of(json!({"group_by": ["status", "status"]})), "group_by[1]"),
        (json!({"metric": "document_by_status", "group_by": ["zone", "level"]}), "group_by"),
        (json!({"metric": "document_by_status", "group_by": ["zone", "status"]}), "group_by"),
        (of(json!({"from": "soon"})), "from"),
        (of(json!({"to": "2026-02-30"})), "to"),
        (of(json!({"from": "-000001-01-01"})), "from"),
        (of(json!({"from": "2026-03-01", "to": "2026-02-01"})), "to"),
        (of(json!({"query": {"q": "(plan"}})), "query.q"),
        (of(json!({"query": {"status": ["done"]}})), "query.status"),
        (of(json!({"query": {"field": ["none:x"]}})), "query.field"),
        (of(json!({"query": {"sort": "number"}})), "query.sort"),
        (of(json!({"query": {"notice": "ntf_0"}})), "query.notice"),
        (of(json!({"query": {"limit": 5}})), "query.limit"),
        (of(json!({"query": {"cursor": "x"}})), "query.cursor"),
        (of(json!({"query": {"zone": vec!["Z"; 51]}})), "query.zone"),
    ] {
        let reply = viewer.post(&format!("{path}/run"), &question).await.expect(422).json();
        assert_eq!(reply["errors"][0]["field"], field, "{question}");
        let body = json!({"format": "csv", "question": question});
        let reply = viewer.post(&format!("{path}/file"), &body).await.expect(422).json();
        assert_eq!(reply["errors"][0]["field"], format!("question.{field}"), "{question}");
        let body = json!({"name": "Kept", "question": question});
        let reply = viewer.post(&path, &body).await.expect(422).json();
        assert_eq!(reply["errors"][0]["field"], format!("question.{field}"), "{question}");
    }
}

#[tokio::test]
async fn a_search_that_leaves_no_room_is_counted_without_links() {
    let app = TestApp::new().await;
    let world = app.world().await;
    world.document(&app, &NewDocument::default()).await;
    let mut viewer = world.client(&app, "viewer").await;
    let mut question = documents_by(&["created_month"]);
    question["query"] = json!({"q": vec!["plan"; 50].join(" ")});
    let report = run(&mut viewer, &world, &question).await;
    assert_eq!((&report["rows"][0]["count"], &report["rows"][0]["link"]), (&json!(1), &json!(null)));
    assert_eq!(report["total"]["link"]["query"], json!({"q": [vec!["plan"; 50].join(" ")]}));
}
