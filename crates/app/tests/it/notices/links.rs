//! The links in mails that stop mails like them.

use serde_json::json;
use wayleave_db::sql;
use wayleave_testkit::{DAY, TestApp};

use super::{bell, choose, documents, mails_to, share, stop_link};

#[tokio::test]
async fn one_click_on_the_link_of_a_mail_stops_its_kind_and_nothing_else() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let [first, second] = documents(&app, &world, ["A-1", "A-2"]).await;
    share(&app, &world, &first, "external").await;
    app.run_jobs().await;
    let link = stop_link(&mails_to(&app, "external", 0)[0]);
    let before = app.state().await;
    // Whatever follows links in mails stops nothing.
    let shown = app.anonymous().get(&link).await.expect(200);
    assert!(shown.text().contains("A document was shared with you"), "{}", shown.text());
    let _ = app.anonymous().head(&link).await;
    assert_eq!(app.state().await, before);
    // A mail program posts without cookies and without saying where it comes from.
    let form = [("List-Unsubscribe", "One-Click")];
    let _ = app.anonymous().silent().form(&link, &form).await.expect(200);
    let _ = app.anonymous().silent().form(&link, &form).await.expect(200);
    share(&app, &world, &second, "external").await;
    app.run_jobs().await;
    assert_eq!(mails_to(&app, "external", 0).len(), 1, "no more mails of this kind");
    let mut external = world.client(&app, "external").await;
    assert_eq!(bell(&mut external, &world, "").await["unread"], 2, "the bell goes on");
    let chosen = external.get(&world.path("/notification-choices")).await.expect(200).json();
    let off: Vec<&str> = chosen["kinds"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|row| row["mail"]["on"] != row["mail"]["usual"])
        .map(|row| row["kind"].as_str().unwrap())
        .collect();
    assert_eq!(off, ["document.shared"]);
    let mut admin = world.client(&app, "org_admin").await;
    let log = admin.get(&world.path("/audit?action=user.mails_stopped")).await.expect(200).json();
    assert_eq!(log["items"].as_array().unwrap().len(), 1, "one event, however often it is clicked");
}

#[tokio::test]
async fn a_link_that_was_altered_or_whose_holder_left_stops_nothing() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let [document] = documents(&app, &world, ["A-1"]).await;
    share(&app, &world, &document, "external").await;
    app.run_jobs().await;
    let link = stop_link(&mails_to(&app, "external", 0)[0]);
    let before = app.state().await;
    let mut altered = link.clone();
    let last = altered.pop().unwrap();
    altered.push(if last == 'A' { 'B' } else { 'A' });
    for wrong in [altered.as_str(), "/n/stop/wln", "/n/stop/x", "/n/stop/%00", &link[..link.len() - 9]] {
        for reply in [app.anonymous().get(wrong).await, app.anonymous().form(wrong, &[]).await] {
            assert_eq!(reply.status.as_u16(), 404, "{wrong}");
        }
    }
    assert_eq!(app.state().await, before);
    let mut admin = world.client(&app, "org_admin").await;
    let leave = world.path(&format!("/members/{}/deactivate", world.people["external"].id));
    let _ = admin.post(&leave, &json!({})).await.expect(204);
    let _ = app.anonymous().form(&link, &[]).await.expect(404);
    app.run_jobs().await;
}

#[tokio::test]
async fn the_link_of_a_digest_stops_digests() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let [first, second] = documents(&app, &world, ["A-1", "A-2"]).await;
    let mut external = world.client(&app, "external").await;
    choose(&mut external, &world, json!({"rhythm": "daily"})).await;
    share(&app, &world, &first, "external").await;
    app.clock().advance(DAY);
    app.run_jobs().await;
    let link = stop_link(&mails_to(&app, "external", 0)[0]);
    let _ = app.anonymous().silent().form(&link, &[("List-Unsubscribe", "One-Click")]).await.expect(200);
    let chosen = external.get(&world.path("/notification-choices")).await.expect(200).json();
    assert_eq!(chosen["rhythm"], "never");
    share(&app, &world, &second, "external").await;
    app.clock().advance(7 * DAY);
    app.run_jobs().await;
    assert_eq!(mails_to(&app, "external", 0).len(), 1);
}

#[tokio::test]
async fn no_link_that_stops_mails_lies_in_the_database() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let [document] = documents(&app, &world, ["A-1"]).await;
    share(&app, &world, &document, "external").await;
    app.run_jobs().await;
    let link = stop_link(&mails_to(&app, "external", 0)[0]);
    let token = link.rsplit('/').next().unwrap();
    let mut tx = app.db().read_in(world.organisation).await.unwrap();
    let pattern = format!("%{token}%");
    let found =
        sql("select count(*) as n from mail where body_text like $1 or body_html like $1").bind(pattern);
    assert_eq!(tx.int(found).await.unwrap(), 0);
}
