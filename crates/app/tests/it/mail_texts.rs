//! Mails in an organisation's own words: whose words win, what they may name, and what they can never do.

use serde_json::{Value, json};
use wayleave_mail::Mail;
use wayleave_testkit::{Arranged, Client, NewDocument, TestApp, World};

/// The text of a mail of the organisation or, with `project`, of the project.
fn text(world: &World, project: bool, mail: &str) -> String {
    let rest = format!("/mail-texts/{mail}");
    if project { world.project_path(&rest) } else { world.path(&rest) }
}

async fn say(client: &mut Client, path: &str, words: Value) -> Value {
    let version = client.get(path).await.expect(200).json()["version"].clone();
    let mut body = words;
    body["version"] = version;
    client.put(path, &body).await.expect(200).json()
}

/// Shares a document with a person and gives the mail that tells them.
async fn shared(app: &TestApp, world: &World, document: &Arranged, kind: &str) -> Mail {
    let mut admin = world.client(app, "org_admin").await;
    let share = json!({"subjects": [{"kind": "person", "id": world.people[kind].id}],
        "revision_id": document.revisions[0], "ends_on": "2026-12-31"});
    let shares = world.project_path(&format!("/documents/{}/shares", document.id));
    let _ = admin.post(&shares, &share).await.expect(201);
    app.run_jobs().await;
    let to = format!("{kind}@");
    let tells = |mail: &Mail| mail.to.email.starts_with(&to) && mail.text.contains("/register/");
    app.mails().into_iter().rev().find(tells).unwrap()
}

#[tokio::test]
async fn a_projects_words_come_before_the_organisations_and_those_before_the_standard() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let document = world.document(&app, &NewDocument::default()).await;
    let mut admin = world.client(&app, "org_manager").await;
    let mut project_admin = world.client(&app, "project_admin").await;
    let (above, own) = (text(&world, false, "document_shared"), text(&world, true, "document_shared"));
    let standard = shared(&app, &world, &document, "external").await;
    assert!(standard.text.starts_with("Hello "), "{}", standard.text);

    say(
        &mut admin,
        &above,
        json!({"subject": "{{ document.number }} for you", "introduction": "Dear {{ recipient.name }},"}),
    )
    .await;
    let document = world.document(&app, &NewDocument { number: "A-102", ..NewDocument::default() }).await;
    let mail = shared(&app, &world, &document, "external").await;
    assert_eq!(mail.subject, "A-102 for you");
    assert!(mail.text.starts_with("Dear ") && !mail.text.contains("Hello"), "{}", mail.text);
    // What happened, the way there and the foot stay.
    for kept in ["/register/", "A-102", "Stop mails of this kind", "Sent automatically by Wayleave"] {
        assert!(mail.text.contains(kept), "{kept}: {}", mail.text);
        assert!(mail.html.as_ref().unwrap().replace("&#x2f;", "/").contains(kept), "{kept}");
    }

    let changed = say(&mut project_admin, &own, json!({"subject": "From {{ project.name }}"})).await;
    assert_eq!((&changed["changed"], &changed["changed_above"]), (&json!(true), &json!(true)));
    assert_eq!(changed["inherited"]["introduction"], "Dear {{ recipient.name }},");
    let other = world.document(&app, &NewDocument { number: "A-202", ..NewDocument::default() }).await;
    let mail = shared(&app, &world, &other, "external").await;
    assert_eq!(mail.subject, "From Harbour");
    assert!(mail.text.starts_with("Dear "), "the rest is as the organisation says: {}", mail.text);

    // Without words of its own the project follows the organisation again, and that the standard.
    say(&mut project_admin, &own, json!({})).await;
    say(&mut admin, &above, json!({"introduction": ""})).await;
    let third = world.document(&app, &NewDocument { number: "A-303", ..NewDocument::default() }).await;
    let mail = shared(&app, &world, &third, "external").await;
    assert!(mail.subject.ends_with("shared A-303 with you") && mail.text.starts_with("Hello "));
    let list = admin.get(&world.path("/mail-texts")).await.expect(200).json();
    assert!(list["items"].as_array().unwrap().iter().all(|one| one["changed"] == false));
}

#[tokio::test]
async fn what_somebody_typed_stays_text_and_a_text_finds_nothing_but_its_list() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let title = "<img src=x onerror=alert(1)> {{ organisation.name }}";
    let document = world.document(&app, &NewDocument { title, ..NewDocument::default() }).await;
    let mut admin = world.client(&app, "org_admin").await;
    let path = text(&world, false, "document_shared");
    let words = json!({
        "subject": "{{ document.title }} {{ link }}",
        "introduction": "<script>alert(2)</script> {{ document.title }}\n{{ head.base_url }}{% for a in b %}[{{ reason }}]",
        "closing": "<a href=\"https://elsewhere.example\">here</a> {{ document.titel }}\n\n{{ open",
    });
    let told = say(&mut admin, &path, words).await;
    let places: Vec<String> = told["warnings"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| format!("{}:{}:{}", one["part"].as_str().unwrap(), one["line"], one["column"]))
        .collect();
    let expected = ["subject:1:22", "introduction:2:1", "introduction:2:37", "closing:1:46", "closing:3:1"];
    assert_eq!(places, expected, "{told}");
    let mail = shared(&app, &world, &document, "external").await;
    assert_eq!(mail.subject, title, "a name in braces is not looked up again, and no link is in the subject");
    let html = mail.html.unwrap();
    for live in ["<script", "<img src=x", "href=\"https://elsewhere", "href=\"https:&#x2f;&#x2f;elsewhere"] {
        assert!(!html.contains(live), "{live}: {html}");
    }
    assert!(html.contains("&lt;script&gt;alert(2)"), "{html}");
    assert!(mail.text.contains("{% for a in b %}[]"), "{}", mail.text);
    assert!(mail.text.contains("{{ open") && !mail.text.contains("titel"), "{}", mail.text);
}

#[tokio::test]
async fn a_digest_and_a_mail_in_the_words_of_the_bell_have_words_of_their_own() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let document = world.document(&app, &NewDocument::default()).await;
    let mut admin = world.client(&app, "org_admin").await;
    let mut external = world.client(&app, "external").await;
    say(&mut admin, &text(&world, false, "digest"), json!({"subject": "{{ digest.count }} news"})).await;
    let status = text(&world, true, "document_status_changed");
    say(&mut admin, &status, json!({"subject": "Status in {{ project.name }}: {{ notice.text }}"})).await;
    let _ = shared(&app, &world, &document, "external").await;
    let choose = json!({"kinds": [{"kind": "document.status_changed", "mail": true}]});
    let _ = external.patch(&world.path("/notification-choices"), &choose).await.expect(200);
    let path = world.project_path(&format!("/documents/{}", document.id));
    let mut version = admin.get(&path).await.expect(200).json()["version"].clone();
    let before = app.mails().len();
    let mut set = async |status: &str| {
        let body = json!({"status": status, "version": version, "reason": "issued"});
        let done = admin.post(&format!("{path}/status"), &body).await.expect(200).json();
        version = done["version"].clone();
    };
    set("approved").await;
    app.run_jobs().await;
    let mails = app.mails()[before..].to_vec();
    assert_eq!(mails.len(), 1, "{mails:?}");
    assert!(mails[0].subject.starts_with("Status in Harbour: "), "{}", mails[0].subject);
    assert!(mails[0].text.contains(mails[0].subject.trim_start_matches("Status in Harbour: ")));

    // Several things at once are a digest.
    let daily = json!({"rhythm": "daily"});
    let _ = external.patch(&world.path("/notification-choices"), &daily).await.expect(200);
    for status in ["under_review", "approved"] {
        set(status).await;
    }
    app.clock().advance(25 * 3600 * 1000);
    app.run_jobs().await;
    assert_eq!(app.mails().last().unwrap().subject, "2 news");
}

#[tokio::test]
async fn who_saves_what_somebody_else_has_changed_is_told_and_the_log_keeps_both() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let mut admin = world.client(&app, "org_admin").await;
    let mut manager = world.client(&app, "org_manager").await;
    let path = text(&world, false, "transmittal_issued");
    let first = json!({"subject": "One", "version": 0});
    assert_eq!(admin.put(&path, &first).await.expect(200).json()["version"], 1);
    let late = manager.put(&path, &json!({"subject": "Two", "version": 0})).await;
    assert_eq!((late.status.as_u16(), late.code().as_str()), (412, "stale"), "{}", late.text());
    // Setting it back does not begin the versions anew.
    assert_eq!(manager.put(&path, &json!({"version": 1})).await.expect(200).json()["version"], 2);
    let again = admin.put(&path, &json!({"subject": "Three", "version": 0})).await;
    assert_eq!(again.status.as_u16(), 412);
    let log = admin.get(&world.path("/audit?kind=changes")).await.expect(200).json();
    let told: Vec<&Value> = log["items"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|event| event["action"].as_str().unwrap().starts_with("mail_text."))
        .collect();
    assert_eq!(told.len(), 2, "{log}");
    assert_eq!(told[0]["action"], "mail_text.reset");
    assert_eq!(told[0]["before"]["subject"], "One");
    assert_eq!(told[1]["after"]["subject"], "One");
}

#[tokio::test]
async fn a_preview_keeps_nothing_and_a_test_comes_to_whoever_asks_alone() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let mut admin = world.client(&app, "project_admin").await;
    let list = admin.get(&world.project_path("/mail-texts")).await.expect(200).json();
    let before = app.state().await;
    for one in list["items"].as_array().unwrap() {
        let path = text(&world, true, one["id"].as_str().unwrap());
        let detail = admin.get(&path).await.expect(200).json();
        assert!(!detail["standard"]["subject"].as_str().unwrap().is_empty(), "{one}");
        // Each fact that the list names is one that the mail has.
        let every: String = detail["variables"]
            .as_array()
            .unwrap()
            .iter()
            .map(|one| format!("{{{{ {} }}}}\n", one["name"].as_str().unwrap()))
            .collect();
        let words = json!({"subject": "Own", "introduction": format!("Dear all\n{every}"), "closing": "Bye"});
        let shown = admin.post(&format!("{path}/preview"), &words).await.expect(200).json();
        assert_eq!((&shown["subject"], &shown["warnings"]), (&json!("Own"), &json!([])), "{one}");
        for variable in detail["variables"].as_array().unwrap() {
            let sample = variable["sample"].as_str().unwrap();
            assert!(!sample.is_empty() && shown["text"].as_str().unwrap().contains(sample), "{variable}");
        }
        assert!(shown["text"].as_str().unwrap().contains("Bye"), "{one}");
    }
    assert_eq!(before, app.state().await, "nothing is kept");
    let path = format!("{}/test", text(&world, true, "transmittal_issued"));
    let _ = admin.post(&path, &json!({"subject": "For {{ recipient.name }}"})).await.expect(204);
    app.run_jobs().await;
    let mails = app.mails();
    assert_eq!(mails.len(), 1);
    let me = &world.people["project_admin"];
    assert_eq!(mails[0].to.email, me.email);
    assert!(mails[0].subject.starts_with("[Test] For "), "{}", mails[0].subject);
}

#[tokio::test]
async fn what_cannot_be_put_in_other_words_is_absent_and_long_texts_are_refused() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let mut admin = world.client(&app, "org_admin").await;
    // Mails about a person's own account belong to no organisation, and an invitation to no project.
    for (project, mail) in
        [(false, "password_reset"), (false, "nothing"), (true, "member_invited"), (true, "digest")]
    {
        let reply = admin.get(&text(&world, project, mail)).await;
        assert_eq!(reply.status.as_u16(), 404, "{mail}");
        let reply = admin.put(&text(&world, project, mail), &json!({"version": 0})).await;
        assert_eq!(reply.status.as_u16(), 404, "{mail}");
    }
    let path = text(&world, false, "digest");
    for (field, words) in [
        ("subject", json!({"subject": "s".repeat(201), "version": 0})),
        ("subject", json!({"subject": "two\nlines", "version": 0})),
        ("introduction", json!({"introduction": "i".repeat(2001), "version": 0})),
        ("closing", json!({"closing": "c".repeat(2001), "version": 0})),
    ] {
        let reply = admin.put(&path, &words).await;
        assert_eq!(reply.status.as_u16(), 422, "{}", reply.text());
        assert_eq!(reply.json()["errors"][0]["field"], field);
    }
    assert_eq!(admin.get(&path).await.expect(200).json()["version"], 0);
}
