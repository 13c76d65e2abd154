//! Guest shares as people of the organisation make and keep them.

use serde_json::{Value, json};
use wayleave_db::sql;
use wayleave_testkit::{Arranged, Client, DAY, NewDocument, Reply, TestApp, World};

/// For answers of which only the status matters.
pub trait Answered {
    fn gives(&self, status: u16);
}

impl Answered for Reply {
    fn gives(&self, status: u16) {
        assert_eq!(self.status.as_u16(), status, "{}: {}", self.asked, self.text());
    }
}

pub struct Scene {
    pub app: TestApp,
    pub world: World,
    pub document: Arranged,
    pub admin: Client,
}

impl Scene {
    pub async fn new() -> Self {
        Self::with(NewDocument {
            revisions: &[("P01", "accepted"), ("P02", "accepted")],
            ..NewDocument::default()
        })
        .await
    }

    pub async fn with(document: NewDocument<'_>) -> Self {
        let app = TestApp::new().await;
        let world = app.world().await;
        let document = world.document(&app, &document).await;
        let admin = world.client(&app, "project_admin").await;
        Self { app, world, document, admin }
    }

    pub fn path(&self, rest: &str) -> String {
        self.world.project_path(&format!("/guest-shares{rest}"))
    }

    pub fn terms(&self, change: &Value) -> Value {
        let mut body =
            json!({"document_id": self.document.id, "label": "Tender, bidder 3", "expires_on": "2026-12-05"});
        for (key, value) in change.as_object().unwrap() {
            body[key] = value.clone();
        }
        body
    }

    pub async fn create(&mut self, change: &Value) -> (String, String) {
        let (path, body) = (self.path(""), self.terms(change));
        let made = self.admin.post(&path, &body).await.expect(201).json();
        let link = made["link"].as_str().unwrap();
        let link = link.strip_prefix("http://localhost:8080").expect("the public address").to_owned();
        (made["share"]["id"].as_str().unwrap().to_owned(), link)
    }

    pub async fn share(&mut self, id: &str) -> Value {
        let path = self.path(&format!("/{id}"));
        self.admin.get(&path).await.expect(200).json()
    }

    pub async fn act(&mut self, id: &str, act: &str, body: &Value) -> Reply {
        let path = self.path(&format!("/{id}/{act}"));
        self.admin.post(&path, body).await
    }

    /// Writes the policy of external access, as the settings do.
    pub async fn policy(&self, policy: &Value) {
        let mut tx = self.app.db().begin_in(self.world.organisation).await.unwrap();
        tx.execute(
            sql("update setting set closed_at = $1, closed_by = 0, close_seq = 1 where key = 'external_access' and closed_at is null")
                .bind(self.app.clock().now()),
        )
        .await
        .unwrap();
        tx.execute(
            sql("insert into setting (organisation_id, key, value, valid_from, open_seq) values ($1, 'external_access', $2, $3, 1)")
                .bind(self.world.organisation)
                .bind(policy.to_string())
                .bind(self.app.clock().now()),
        )
        .await
        .unwrap();
        tx.commit().await.unwrap();
    }

    pub async fn events(&self, action: &str) -> i64 {
        let mut tx = self.app.db().read_in(self.world.organisation).await.unwrap();
        tx.int(sql("select count(*) as n from audit_event where action = $1").bind(action)).await.unwrap()
    }
}

fn fields(reply: &Reply) -> Vec<String> {
    let json = reply.json();
    json["errors"]
        .as_array()
        .unwrap()
        .iter()
        .map(|error| error["field"].as_str().unwrap().to_owned())
        .collect()
}

#[tokio::test]
async fn a_share_is_created_with_a_link_that_is_shown_once() {
    let mut scene = Scene::new().await;
    let body = scene.terms(&json!({"allow_download": true, "revision_id": scene.document.revisions[0]}));
    let path = scene.path("");
    let mut client = scene.admin.clone().with_header("idempotency-key", "one");
    let made = client.post(&path, &body).await.expect(201).json();
    let share = &made["share"];
    assert_eq!(share["state"], "active");
    assert_eq!(share["revision"]["code"], "P01");
    assert_eq!(share["document"]["number"], "A-101");
    assert_eq!(share["expires_at"], "2026-12-05T23:59:59.999Z");
    assert_eq!(share["created_by"]["name"], "project admin of acme");
    assert_eq!(share["abilities"]["revoke"]["allowed"], true);
    let again = client.post(&path, &body).await.expect(200);
    assert!(!again.text().contains("/g/"), "a repetition tells no link: {}", again.text());
    assert_eq!(scene.events("guest_share.created").await, 1);
    let listed = scene.admin.get(&path).await.expect(200).json();
    assert_eq!(listed["items"].as_array().unwrap().len(), 1);
    assert!(!listed.to_string().contains("wlg_"));
}

#[tokio::test]
async fn every_field_is_held_against_the_policy_at_once() {
    let mut scene = Scene::new().await;
    scene
        .policy(&json!({"max_days": 10, "allow_download": false, "password": "required", "name": "required"}))
        .await;
    let body = scene.terms(&json!({"label": " ", "allow_download": true, "mail_code": true}));
    let reply = scene.admin.post(&scene.path(""), &body).await.expect(422);
    let named = fields(&reply);
    for field in ["label", "expires_on", "allow_download", "password", "require_name", "recipient_email"] {
        assert!(named.iter().any(|name| name == field), "{field} in {named:?}");
    }
    scene.policy(&json!({"guest_sharing_enabled": false})).await;
    let reply = scene.admin.post(&scene.path(""), &scene.terms(&json!({}))).await.expect(403);
    assert_eq!(reply.json()["rule"], "K-2.1/10-create");
}

#[tokio::test]
async fn only_those_the_rules_name_may_share_and_only_what_they_see() {
    let scene = Scene::new().await;
    let body = scene.terms(&json!({}));
    for (kind, status) in [
        ("org_admin", 201),
        ("org_manager", 201),
        ("controller", 201),
        ("initiator", 201),
        ("reviewer", 403),
        ("viewer", 403),
        ("external_full", 403),
        ("external", 404),
        ("member", 404),
    ] {
        let mut client = scene.world.client(&scene.app, kind).await;
        let reply = client.post(&scene.path(""), &body).await;
        assert_eq!(reply.status.as_u16(), status, "{kind}: {}", reply.text());
    }
    scene.policy(&json!({"initiators_may_share": false})).await;
    let mut initiator = scene.world.client(&scene.app, "initiator").await;
    initiator.post(&scene.path(""), &body).await.gives(403);
}

#[tokio::test]
async fn a_restricted_document_needs_an_admin_and_a_word() {
    let mut scene = Scene::with(NewDocument { restricted: true, ..NewDocument::default() }).await;
    let reply = scene.admin.post(&scene.path(""), &scene.terms(&json!({}))).await.expect(422);
    assert_eq!(fields(&reply), ["confirm_confidential"]);
    let confirmed = scene.terms(&json!({"confirm_confidential": true}));
    scene.admin.post(&scene.path(""), &confirmed).await.gives(201);
    let mut controller = scene.world.client(&scene.app, "controller").await;
    controller.post(&scene.path(""), &confirmed).await.gives(404);
    // Who may list every share still does not learn of a document out of reach.
    let listed = controller.get(&scene.path("")).await.expect(200).json();
    assert_eq!(listed["items"].as_array().unwrap().len(), 0);
    scene.policy(&json!({"confidential": "no"})).await;
    scene.admin.post(&scene.path(""), &confirmed).await.gives(403);
}

#[tokio::test]
async fn an_initiator_keeps_their_own_shares_and_no_others() {
    let mut scene = Scene::new().await;
    let (others, _) = scene.create(&json!({})).await;
    let mut initiator = scene.world.client(&scene.app, "initiator").await;
    let body = scene.terms(&json!({"label": "Mine"}));
    let own = initiator.post(&scene.path(""), &body).await.expect(201).json();
    let own = own["share"]["id"].as_str().unwrap();
    let listed = initiator.get(&scene.path("")).await.expect(200).json();
    assert_eq!(listed["items"].as_array().unwrap().len(), 1);
    let hidden = initiator.get(&scene.path(&format!("/{others}"))).await.expect(404);
    let absent = initiator.get(&scene.path("/shr_absent")).await.expect(404);
    assert_eq!(hidden.body, absent.body);
    initiator.post(&scene.path(&format!("/{others}/revoke")), &json!({})).await.gives(404);
    initiator.post(&scene.path(&format!("/{own}/revoke")), &json!({"reason": "Done."})).await.gives(200);
    let mut viewer = scene.world.client(&scene.app, "viewer").await;
    viewer.get(&scene.path("")).await.gives(403);
}

#[tokio::test]
async fn an_expired_share_can_be_extended_and_a_revoked_one_never() {
    let mut scene = Scene::new().await;
    let (id, link) = scene.create(&json!({})).await;
    scene.app.clock().advance(20 * DAY);
    assert_eq!(scene.share(&id).await["state"], "expired");
    scene.app.anonymous().get(&link).await.gives(410);
    let beyond = scene.act(&id, "extend", &json!({"expires_on": "2027-12-01"})).await.expect(422);
    assert_eq!(fields(&beyond), ["expires_on"]);
    let extended = scene.act(&id, "extend", &json!({"expires_on": "2026-12-20"})).await.expect(200).json();
    assert_eq!(extended["state"], "active");
    scene.app.anonymous().get(&link).await.gives(200);
    let revoked = scene.act(&id, "revoke", &json!({"reason": "Not needed."})).await.expect(200).json();
    assert_eq!(revoked["state"], "revoked");
    assert_eq!(revoked["abilities"]["extend"]["allowed"], false);
    let ended = scene.act(&id, "extend", &json!({"expires_on": "2026-12-21"})).await.expect(409);
    assert_eq!(ended.code(), "already_ended");
    scene.act(&id, "revoke", &json!({})).await.gives(409);
    scene.app.anonymous().get(&link).await.gives(404);
}

#[tokio::test]
async fn a_lowered_ceiling_flags_shares_and_leaves_them_running() {
    let mut scene = Scene::new().await;
    let (id, link) = scene.create(&json!({})).await;
    assert_eq!(scene.share(&id).await["over_ceiling"], false);
    scene.policy(&json!({"max_days": 7})).await;
    assert_eq!(scene.share(&id).await["over_ceiling"], true);
    scene.app.anonymous().get(&link).await.gives(200);
    scene.act(&id, "extend", &json!({"expires_on": "2026-12-06"})).await.gives(422);
}

#[tokio::test]
async fn an_edit_changes_what_the_next_request_finds() {
    let mut scene = Scene::new().await;
    let (id, link) = scene.create(&json!({"password": "harbour-crane-9"})).await;
    let path = scene.path(&format!("/{id}"));
    let edited = scene
        .admin
        .patch(&path, &json!({"label": "Renamed", "password": null, "max_opens": 3, "allow_download": true}))
        .await
        .expect(200)
        .json();
    assert_eq!((&edited["label"], &edited["has_password"]), (&json!("Renamed"), &json!(false)));
    let mut guest = scene.app.anonymous();
    let opened = guest.form(&link, &[]).await.expect(303);
    let page = guest.get(opened.header("location").unwrap()).await.expect(200).text();
    assert!(page.contains("Download"));
    assert!(!page.contains("Renamed") && !page.contains("Tender"), "the label stays inside");
    // A new password closes the door behind those who are in.
    scene.admin.patch(&path, &json!({"password": "another crane 12"})).await.gives(200);
    guest.get(opened.header("location").unwrap()).await.gives(404);
    let reply = scene.admin.patch(&path, &json!({"max_opens": 0, "password": "short"})).await.expect(422);
    assert_eq!(fields(&reply), ["password"]);
    assert_eq!(scene.events("guest_share.edited").await, 2);
}

#[tokio::test]
async fn a_new_link_voids_every_former_one_and_its_sessions() {
    let mut scene = Scene::new().await;
    let (id, link) = scene.create(&json!({})).await;
    let mut guest = scene.app.anonymous();
    let opened = guest.form(&link, &[]).await.expect(303);
    let renewed = scene.act(&id, "regenerate", &json!({})).await.expect(200).json();
    let renewed = renewed["link"].as_str().unwrap().replace("http://localhost:8080", "");
    guest.get(&link).await.gives(404);
    guest.get(opened.header("location").unwrap()).await.gives(404);
    guest.get(&renewed).await.gives(200);
}

#[tokio::test]
async fn lists_are_narrowed_by_document_and_state_and_paged() {
    let mut scene = Scene::new().await;
    for at in 0..5 {
        scene.create(&json!({"label": format!("Share {at}"), "max_opens": 1})).await;
    }
    let (revoked, _) = scene.create(&json!({})).await;
    scene.act(&revoked, "revoke", &json!({})).await.gives(200);
    let path = scene.path("?state=active&limit=2");
    let first = scene.admin.get(&path).await.expect(200).json();
    let cursor = first["next"].as_str().unwrap();
    let second = scene.admin.get(&format!("{path}&cursor={cursor}")).await.expect(200).json();
    assert_eq!(first["items"][0]["label"], "Share 4");
    assert_eq!(second["items"][0]["label"], "Share 2");
    let other = scene.path(&format!("?state=revoked&limit=2&cursor={cursor}"));
    assert_eq!(scene.admin.get(&other).await.expect(422).code(), "invalid_cursor");
    for (state, count) in [("revoked", 1), ("expired", 0), ("exhausted", 0), ("suspended", 0)] {
        let path = scene.path(&format!("?state={state}&document={}", scene.document.id));
        let found = scene.admin.get(&path).await.expect(200).json();
        assert_eq!(found["items"].as_array().unwrap().len(), count, "{state}");
    }
    scene.policy(&json!({"guest_sharing_enabled": false})).await;
    let found = scene.admin.get(&scene.path("?state=suspended")).await.expect(200).json();
    assert_eq!(found["items"].as_array().unwrap().len(), 5);
}

#[tokio::test]
async fn owners_are_warned_seven_days_and_one_day_before_the_end_and_the_end_is_written_down_once() {
    let mut scene = Scene::new().await;
    let (id, _) = scene.create(&json!({})).await;
    scene.app.run_jobs().await;
    assert_eq!(scene.app.mails().len(), 0);
    scene.app.clock().advance(8 * DAY);
    scene.app.run_jobs().await;
    let mails = scene.app.mails();
    assert_eq!(mails.len(), 1);
    assert_eq!(mails[0].to.email, "project_admin@acme.example");
    assert!(mails[0].text.contains("Tender, bidder 3"));
    scene.app.clock().advance(6 * DAY);
    scene.app.run_jobs().await;
    assert_eq!(scene.app.mails().len(), 2);
    scene.app.clock().advance(DAY);
    scene.app.run_jobs().await;
    assert_eq!(scene.events("guest_share.expired").await, 1);
    scene.act(&id, "extend", &json!({"expires_on": "2026-12-10"})).await.gives(200);
    scene.app.clock().advance(4 * DAY);
    scene.app.run_jobs().await;
    assert_eq!(scene.app.mails().len(), 3, "the extended share is warned of anew");
}

#[tokio::test]
async fn the_recipient_gets_a_link_that_is_in_no_table() {
    let mut scene = Scene::new().await;
    scene.policy(&json!({"send_share_emails": true})).await;
    scene.create(&json!({"recipient_name": "Bo Li", "recipient_email": "Bo@Client.example"})).await;
    scene.app.run_jobs().await;
    let mails = scene.app.mails();
    assert_eq!((mails.len(), mails[0].to.email.as_str()), (1, "bo@client.example"));
    let start = mails[0].text.find("http://localhost:8080/g/").unwrap();
    let link = mails[0].text[start..].split_whitespace().next().unwrap().replace("http://localhost:8080", "");
    scene.app.anonymous().get(&link).await.gives(200);
    let token = link.trim_start_matches("/g/");
    let mut tx = scene.app.db().read_in(scene.world.organisation).await.unwrap();
    for text in [
        "select count(*) as n from mail where body_text like $1 or body_html like $1",
        "select count(*) as n from job where payload like $1",
    ] {
        let found = tx.int(sql(text).bind(format!("%{token}%"))).await.unwrap();
        assert_eq!(found, 0, "{text}");
    }
    let hidden =
        tx.int(sql("select count(*) as n from mail where body_text like '%[link hidden]%'")).await.unwrap();
    assert_eq!(hidden, 1);
}

#[tokio::test]
async fn the_log_tells_what_was_done_and_exports_without_formulas() {
    let mut scene = Scene::new().await;
    scene.policy(&json!({"name": "optional"})).await;
    let (id, link) = scene.create(&json!({"require_name": true, "allow_download": true})).await;
    let mut guest = scene.app.anonymous();
    let opened = guest.form(&link, &[("name", "=cmd|A1")]).await.expect(303);
    let place = opened.header("location").unwrap();
    guest.get(&format!("{place}/file")).await.gives(200);
    let log = scene.admin.get(&scene.path(&format!("/{id}/log"))).await.expect(200).json();
    let events: Vec<&str> =
        log["items"].as_array().unwrap().iter().map(|line| line["event"].as_str().unwrap()).collect();
    assert_eq!(events, ["downloaded", "accessed", "created"]);
    assert_eq!(log["items"][1]["assurance"], "typed_name");
    let csv = scene.admin.get(&scene.path(&format!("/{id}/log.csv"))).await.expect(200);
    assert!(csv.header("content-disposition").unwrap().starts_with("attachment"));
    assert!(csv.text().contains(",'=cmd|A1,"), "{}", csv.text());
    let share = scene.share(&id).await;
    assert_eq!((&share["opens"], &share["downloads"]), (&json!(1), &json!(1)));
}

#[tokio::test]
async fn a_leavers_shares_go_on_and_belong_to_the_project() {
    let mut scene = Scene::new().await;
    let mut initiator = scene.world.client(&scene.app, "initiator").await;
    let body = scene.terms(&json!({"label": "Of a leaver"}));
    let made = initiator.post(&scene.path(""), &body).await.expect(201).json();
    let id = made["share"]["id"].as_str().unwrap().to_owned();
    let link = made["link"].as_str().unwrap().replace("http://localhost:8080", "");
    let members = scene.world.project_path("/members");
    let members = scene.admin.get(&members).await.expect(200).json();
    let leaver = scene.world.people["initiator"].id.clone();
    let membership = members["items"].as_array().unwrap().iter().find(|one| one["person"]["id"] == leaver);
    let membership = membership.unwrap()["id"].as_str().unwrap();
    let end = scene.world.project_path(&format!("/members/{membership}/end"));
    let ended = scene.admin.post(&end, &json!({})).await;
    assert!(ended.status.is_success(), "{}", ended.text());
    scene.app.anonymous().get(&link).await.gives(200);
    assert_eq!(scene.share(&id).await["owner"], "project");
    scene.app.run_jobs().await;
    let told = scene.app.mails().into_iter().filter(|mail| mail.to.email == "project_admin@acme.example");
    assert!(told.into_iter().any(|mail| mail.text.contains("initiator of acme")));
    scene.act(&id, "revoke", &json!({})).await.gives(200);
}
