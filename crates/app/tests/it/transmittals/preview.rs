//! What somebody will see is what they then see, and looking at it beforehand changes nothing.

use serde_json::{Value, json};
use wayleave_testkit::{NewDocument, TestApp};

use super::links::open;
use super::{address, draft, faults, person};

const MINUTE: i64 = 60_000;
const KIM: &str = "k.ode@harbour.example";

/// A page without what differs from one visit to another: the session in its addresses.
fn plain(page: &str, session: &str) -> String {
    page.replace(session, "preview")
}

#[tokio::test]
async fn mail_and_pages_are_those_that_come_and_nothing_is_kept() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let one = world.document(&app, &NewDocument::default()).await;
    let two = world.document(&app, &NewDocument { number: "B-202", ..NewDocument::default() }).await;
    let mut admin = world.client(&app, "project_admin").await;
    let to = [
        address(KIM),
        person(&world, "external"),
        person(&world, "viewer"),
        address("p.roy@harbour.example"),
    ];
    let mut body = draft(&[&one, &two], &to);
    body["remarks"] = json!("Please look at the stairs first.");
    let made = admin.post(&world.project_path("/transmittals"), &body).await.expect(201).json();
    let path = world.project_path(&format!("/transmittals/{}", made["id"].as_str().unwrap()));
    // Ten minutes pass before the mails leave: the preview is of that moment's day.
    let ask = format!("{path}/preview");
    let before = app.state().await;
    let link = admin.post(&ask, &json!({"email": KIM})).await.expect(200).json();
    let by = |kind: &str| json!({"person": world.people[kind].id});
    let outside = admin.post(&ask, &by("external")).await.expect(200).json();
    let inside = admin.post(&ask, &by("viewer")).await.expect(200).json();
    assert_eq!(before, app.state().await, "nothing is kept");
    app.run_jobs().await;
    assert!(app.mails().is_empty());
    assert_eq!(
        (&link["by"], &link["outside"], &link["transmittal"]),
        (&json!("link"), &json!(true), &json!(null))
    );
    assert_eq!(
        (&outside["by"], &outside["outside"], &outside["pages"]),
        (&json!("account"), &json!(true), &json!(null))
    );
    assert_eq!(inside["outside"], false);
    let _ = admin.post(&format!("{path}/issue"), &json!({"version": 1})).await.expect(200);
    app.clock().advance(10 * MINUTE);
    app.run_jobs().await;
    // The mail that comes is the one that was shown, but for what opens something.
    let mails = app.mails();
    let mail = mails.iter().find(|mail| mail.to.email == KIM).unwrap();
    let found = mail.text.split_whitespace().find(|word| word.contains("/g/")).unwrap().to_owned();
    assert_eq!(json!(mail.subject), link["mail"]["subject"]);
    assert_eq!(json!(mail.text.replace(&found, "[link hidden]")), link["mail"]["text"]);
    let html = mail.html.as_ref().unwrap().replace(&found.replace('/', "&#x2f;"), "[link hidden]");
    assert_eq!(json!(html.replace(&found, "[link hidden]")), link["mail"]["html"]);
    assert_eq!(json!(mail.enclosures[0].filename), link["mail"]["enclosure"]);
    let mail = mails.iter().find(|mail| mail.to.email == world.people["external"].email).unwrap();
    assert_eq!(json!(mail.subject), outside["mail"]["subject"]);
    // So are the pages.
    let mut guest = app.anonymous();
    let door = format!("/g/{}", found.rsplit('/').next().unwrap());
    let gate = guest.get(&door).await.expect(200).text();
    assert_eq!(json!(gate.replace(door.trim_start_matches("/g/"), "preview")), link["pages"]["door"]);
    let place = open(&mut guest, &door).await;
    let page = guest.get(&place).await.expect(200).text();
    let shown = link["pages"]["inside"].as_str().unwrap();
    let name = |text: &str| text.split("Guest link ").next().unwrap().to_owned();
    assert_eq!(name(&plain(&page, place.trim_start_matches("/v/"))), name(shown));
    // And what the accounts read.
    for (kind, shown) in [("external", &outside), ("viewer", &inside)] {
        let mut client = world.client(&app, kind).await;
        let view = client.get(&path).await.expect(200).json();
        for key in ["documents", "purpose", "recipients", "remarks", "abilities", "state", "withheld"] {
            assert_eq!(view[key], shown["transmittal"][key], "{kind} {key}");
        }
        let names = |view: &Value| -> Vec<Value> {
            view["received"].as_array().unwrap().iter().map(|one| one["name"].clone()).collect()
        };
        assert_eq!(names(&view), names(&shown["transmittal"]));
    }
    // What was issued is looked at by itself.
    let _ = admin.post(&ask, &json!({"email": KIM})).await.expect(409);
}

#[tokio::test]
async fn only_those_who_would_get_it_have_a_view_and_only_whoever_may_issue_looks() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let one = world.document(&app, &NewDocument::default()).await;
    let mut admin = world.client(&app, "project_admin").await;
    let body = draft(&[&one], &[address(KIM)]);
    let made = admin.post(&world.project_path("/transmittals"), &body).await.expect(201).json();
    let path = world.project_path(&format!("/transmittals/{}/preview", made["id"].as_str().unwrap()));
    let viewer = world.people["viewer"].id.clone();
    for (asked, field) in [
        (json!({}), "person"),
        (json!({"person": viewer}), "person"),
        (json!({"person": viewer, "email": KIM}), "person"),
        (json!({"email": "x@harbour.example"}), "email"),
    ] {
        let reply = admin.post(&path, &asked).await.expect(422).json();
        assert_eq!(faults(&reply, "errors")[0].0, field, "{asked}");
    }
    let mut viewer = world.client(&app, "viewer").await;
    let _ = viewer.post(&path, &json!({"email": KIM})).await.expect(403);
    let mut external = world.client(&app, "external").await;
    let _ = external.post(&path, &json!({"email": KIM})).await.expect(403);
    // What cannot be issued is seen by nobody.
    let body = draft(&[], &[address(KIM)]);
    let made = admin.post(&world.project_path("/transmittals"), &body).await.expect(201).json();
    let path = world.project_path(&format!("/transmittals/{}/preview", made["id"].as_str().unwrap()));
    let reply = admin.post(&path, &json!({"email": KIM})).await.expect(422).json();
    assert_eq!(faults(&reply, "errors"), [("documents".to_owned(), "required".to_owned())]);
}
