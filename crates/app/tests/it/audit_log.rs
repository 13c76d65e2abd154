//! The audit log: who reads it, how it is exported, and that its chain holds.

use wayleave_testkit::{NewDocument, TestApp};

#[tokio::test]
async fn the_log_is_read_by_those_who_hold_the_gate() {
    let app = TestApp::new().await;
    let world = app.world().await;
    world.document(&app, &NewDocument::default()).await;
    let project = world.project_path("/audit");
    for (kind, status) in
        [("org_admin", 200), ("project_admin", 200), ("initiator", 403), ("external", 403), ("member", 404)]
    {
        let _ = world.client(&app, kind).await.get(&project).await.expect(status);
    }
    let whole = world.path("/audit");
    for (kind, status) in
        [("org_admin", 200), ("org_manager", 200), ("project_admin", 403), ("external", 403)]
    {
        let _ = world.client(&app, kind).await.get(&whole).await.expect(status);
    }
    let other = app.other_world().await;
    let _ = other.client(&app, "org_admin").await.get(&project).await.expect(404);
    let _ = app.anonymous().get(&project).await.expect(401);
}

#[tokio::test]
async fn pages_follow_each_other_without_gap_or_repetition() {
    let app = TestApp::new().await;
    let world = app.world().await;
    for number in ["A-1", "A-2", "A-3", "A-4"] {
        world.document(&app, &NewDocument { number, ..NewDocument::default() }).await;
    }
    let mut admin = world.client(&app, "org_admin").await;
    let (mut seen, mut cursor) = (Vec::new(), String::new());
    loop {
        let page = admin.get(&world.path(&format!("/audit?limit=2{cursor}"))).await.expect(200).json();
        seen.extend(page["items"].as_array().unwrap().iter().map(|event| event["seq"].as_i64().unwrap()));
        let Some(next) = page["next"].as_str() else { break };
        cursor = format!("&cursor={next}");
    }
    let expected: Vec<i64> = (1..=seen.len() as i64).rev().collect();
    assert_eq!(seen, expected);
    let reply = admin.get(&world.path("/audit?limit=3&cursor=AAAA")).await.expect(422);
    assert_eq!(reply.code(), "invalid_cursor");
}

#[tokio::test]
async fn an_export_is_itself_logged_and_carries_no_formulas() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let mut admin = world.client(&app, "org_admin").await;
    let csv = admin.get(&world.path("/audit/export?format=csv")).await.expect(200).text();
    assert!(csv.starts_with("\u{feff}seq,at,category,action,summary"));
    let exported = format!("org admin of {0} exported the audit log of {0} Construction", world.slug);
    assert!(csv.contains(&exported), "{csv}");
    assert!(csv.contains("audit.exported"));
    let list = admin.get(&world.path("/audit/export?format=json")).await.expect(200).json();
    assert_eq!(list[0]["action"], "audit.exported");
    let _ = world.client(&app, "org_manager").await.get(&world.path("/audit/export")).await.expect(403);
    let _ = admin.get(&world.path("/audit/export?format=xml")).await.expect(422);
}

#[tokio::test]
async fn the_chain_holds_and_says_so() {
    let app = TestApp::new().await;
    let world = app.world().await;
    world.document(&app, &NewDocument::default()).await;
    let check =
        world.client(&app, "org_admin").await.get(&world.path("/audit/verify")).await.expect(200).json();
    assert_eq!(check["ok"], true);
    assert!(check["events"].as_i64().unwrap() > 0);
}

#[tokio::test]
async fn a_history_tells_changes_to_the_team_and_who_read_what_to_those_who_read_the_log() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let document = world.document(&app, &NewDocument::default()).await;
    let at = |rest: &str| world.project_path(&format!("/documents/{}{rest}", document.id));
    let mut admin = world.client(&app, "project_admin").await;
    let _ = admin.post(&at("/lock"), &serde_json::json!({"reason": "issued"})).await.expect(200);
    let mut viewer = world.client(&app, "viewer").await;
    let file = at(&format!("/revisions/{}/file", document.revisions[0]));
    let _ = viewer.get(&file).await.expect(200);
    let actions = async |client: &mut wayleave_testkit::Client, query: &str| {
        let page = client.get(&at(&format!("/history{query}"))).await.expect(200).json();
        let items = page["items"].as_array().unwrap().iter();
        items.map(|event| event["action"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    let read = "document.downloaded".to_owned();
    let everything = actions(&mut admin, "").await;
    assert_eq!(everything[0], read);
    assert_eq!(actions(&mut admin, "?kind=all").await, everything);
    let changes: Vec<String> = everything.iter().filter(|action| **action != read).cloned().collect();
    assert!(changes.contains(&"document.locked".to_owned()), "{changes:?}");
    assert_eq!(actions(&mut admin, "?kind=changes").await, changes);
    assert_eq!(actions(&mut viewer, "").await, changes);
    assert_eq!(actions(&mut viewer, "?kind=changes").await, changes);
    assert_eq!(viewer.get(&at("/history?kind=all")).await.expect(403).json()["rule"], "K-2.1/14");
    let _ = admin.get(&at("/history?kind=some")).await.expect(422);
    let log = admin.get(&world.project_path("/audit?kind=changes")).await.expect(200).text();
    assert!(log.contains("document.locked") && !log.contains("document.downloaded"), "{log}");
}
