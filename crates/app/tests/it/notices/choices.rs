//! What people choose to be told, and what the organisation says is usual.

use serde_json::{Value, json};
use wayleave_testkit::TestApp;

use super::{bell, choose, documents, header, mails_to, share};

#[tokio::test]
async fn each_kind_comes_the_ways_that_its_reader_chose() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let [first, second, third] = documents(&app, &world, ["A-1", "A-2", "A-3"]).await;
    let mut external = world.client(&app, "external").await;
    let one =
        |bell: bool, mail: bool| json!({"kinds": [{"kind": "document.shared", "bell": bell, "mail": mail}]});
    let chosen = choose(&mut external, &world, one(true, false)).await;
    let row =
        chosen["kinds"].as_array().unwrap().iter().find(|row| row["kind"] == "document.shared").unwrap();
    assert_eq!(row["mail"], json!({"on": false, "usual": true, "fixed": false, "why": null}));
    share(&app, &world, &first, "external").await;
    app.run_jobs().await;
    assert_eq!(mails_to(&app, "external", 0).len(), 0);
    assert_eq!(bell(&mut external, &world, "").await["unread"], 1);
    choose(&mut external, &world, one(false, true)).await;
    share(&app, &world, &second, "external").await;
    app.run_jobs().await;
    assert_eq!(mails_to(&app, "external", 0).len(), 1);
    assert_eq!(bell(&mut external, &world, "").await["unread"], 1);
    choose(&mut external, &world, one(false, false)).await;
    share(&app, &world, &third, "external").await;
    app.run_jobs().await;
    assert_eq!(mails_to(&app, "external", 0).len(), 1);
    assert_eq!(bell(&mut external, &world, "").await["unread"], 1);
    let mut admin = world.client(&app, "org_admin").await;
    let log = admin.get(&world.path("/audit?action=user.notices_chosen")).await.expect(200).json();
    assert_eq!(log["items"].as_array().unwrap().len(), 3, "one event for each change");
    choose(&mut external, &world, one(false, false)).await;
    let log = admin.get(&world.path("/audit?action=user.notices_chosen")).await.expect(200).json();
    assert_eq!(log["items"].as_array().unwrap().len(), 3, "and none where nothing changed");
}

#[tokio::test]
async fn what_concerns_security_cannot_be_switched_off() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let mut member = world.client(&app, "member").await;
    let seen = member.get(&world.path("/notification-choices")).await.expect(200).json();
    let fixed: Vec<&str> = seen["kinds"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|row| row["mail"]["fixed"] == true)
        .map(|row| row["kind"].as_str().unwrap())
        .collect();
    for kind in ["role.changed", "invitation.sent", "password.changed", "password.reset"] {
        assert!(fixed.contains(&kind), "{kind} in {fixed:?}");
    }
    for row in seen["kinds"].as_array().unwrap() {
        assert_eq!(row["mail"]["why"].is_string(), row["mail"]["fixed"] == true, "{row}");
    }
    let path = world.path("/notification-choices");
    for kind in fixed {
        let refused =
            member.patch(&path, &json!({"kinds": [{"kind": kind, "mail": false}]})).await.expect(422);
        assert_eq!(refused.json()["errors"][0]["code"], "fixed", "{kind}");
    }
    let refused = member.patch(&path, &json!({"kinds": [{"kind": "no.such"}]})).await.expect(422).json();
    assert_eq!(refused["errors"][0]["field"], "kinds[0].kind");
    // Whoever wants no mail at all still reads that their role changed.
    choose(&mut member, &world, json!({"rhythm": "never"})).await;
    let mut admin = world.client(&app, "org_admin").await;
    let role = world.path(&format!("/members/{}/role", world.people["member"].id));
    let _ = admin.post(&role, &json!({"role": "org_manager"})).await.expect(200);
    app.run_jobs().await;
    let told = mails_to(&app, "member", 0);
    assert_eq!(told.len(), 1);
    assert_eq!(
        header(&told[0], "List-Unsubscribe"),
        None,
        "what cannot be stopped offers no link to stop it"
    );
}

#[tokio::test]
async fn the_organisations_usual_way_is_a_setting_with_limits() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let mut manager = world.client(&app, "org_manager").await;
    let path = world.path("/settings");
    let stored = manager.get(&path).await.expect(200).json();
    let usual = json!({"digest": "at_once", "hour": 8, "weekday": 1, "keep_days": 90});
    assert_eq!(stored["notifications"], usual);
    let change = json!({"notifications": {"digest": "weekly", "weekday": 5}});
    let changed = manager.patch(&path, &change).await.expect(200).json();
    assert_eq!(changed["notifications"]["weekday"], 5);
    for wrong in
        [json!({"hour": 24}), json!({"weekday": 0}), json!({"keep_days": 29}), json!({"digest": "hourly"})]
    {
        let _ = manager.patch(&path, &json!({"notifications": wrong})).await.expect(422);
    }
    let mut viewer = world.client(&app, "viewer").await;
    let seen = viewer.get(&world.path("/notification-choices")).await.expect(200).json();
    assert_eq!((&seen["rhythm"], &seen["organisation"]["digest"]), (&Value::Null, &json!("weekly")));
}
