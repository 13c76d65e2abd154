//! A world in which every kind of thing exists once, with its ids by the name of the path's parameter.

use std::collections::BTreeMap;

use super::bodies::{package, rule, template, workflow};
use serde_json::{Value, json};
use wayleave_access::Caps;
use wayleave_db::sql;
use wayleave_testkit::{Arranged, Client, DAY, NewDocument, START, TestApp, World};

/// The world and the ids of its things.
pub struct Fixture {
    pub world: World,
    pub elsewhere: Option<World>,
    pub ids: BTreeMap<String, String>,
    pub hidden_document: String,
}

impl Fixture {
    /// The world under test, with a second organisation beside it.
    pub async fn new(app: &TestApp) -> Self {
        let mut fixture = Self::of(app, app.world().await).await;
        fixture.elsewhere = Some(app.world_named("elsewhere").await);
        fixture
    }

    /// The same things in another organisation.
    pub async fn other(app: &TestApp) -> Self {
        Self::of(app, app.world_named("foreign").await).await
    }

    async fn of(app: &TestApp, world: World) -> Self {
        let document = world.document(app, &NewDocument::default()).await;
        let hidden = NewDocument {
            number: "C-900",
            title: "Contract sum",
            restricted: true,
            uploader: "org_admin",
            ..NewDocument::default()
        };
        let hidden = world.document(app, &hidden).await;
        let rights = Caps::VIEW.with(Caps::DOWNLOAD);
        world.grant(app, &document, world.people["external"].subject, rights, (1, 1), START + 30 * DAY).await;
        let mut ids = BTreeMap::new();
        let mut put = |name: &str, id: &str| ids.insert(name.to_owned(), id.to_owned());
        put("organisation", &world.slug);
        put("project", &world.project_id);
        put("document", &document.id);
        put("revision", &document.revisions[0]);
        put("page", "1");
        put("seq", "1");
        put("text", "transmittal_issued");
        put("notification", &told(app, &world, &document).await);
        put("session", "ses_00000000000000000000000000");
        put("member", &world.people["viewer"].id);
        put("asked", &world.people["responder"].id);
        put("initiator", &world.people["initiator"].id);
        put("reviewer", &world.people["reviewer"].id);
        put("member_outside", &world.people["member"].id);
        put("stranger", &world.people["stranger"].id);
        put("company", &world.companies["corvus"].0);
        let mut fixture = Self { world, elsewhere: None, ids, hidden_document: hidden.id };
        fixture.made_through_the_api(app).await;
        app.sign_logs().await;
        fixture
    }

    async fn made_through_the_api(&mut self, app: &TestApp) {
        let world = &self.world;
        let mut admin = world.client(app, "org_admin").await;
        let mut initiator = world.client(app, "initiator").await;
        let mut made = BTreeMap::new();
        let team = admin.get(&world.project_path("/members")).await.expect(200).json();
        let viewer = team["items"]
            .as_array()
            .unwrap()
            .iter()
            .find(|row| row["person"]["id"] == self.ids["member"].as_str());
        made.insert("membership", viewer.unwrap()["id"].clone());
        let group = json!({"name": "Commercial", "description": "", "actions": [], "member_ids": [self.ids["member"]]});
        made.insert(
            "group",
            admin.post(&world.project_path("/groups"), &group).await.expect(201).json()["id"].clone(),
        );
        let row = json!({"role": "viewer", "action": "view_reports", "effect": "deny", "reason": "trial"});
        made.insert(
            "override_id",
            admin.post(&world.project_path("/overrides"), &row).await.expect(201).json()["id"].clone(),
        );
        let tail = &world.slug[world.slug.len().saturating_sub(6)..];
        // As long as any other id, for tests that compare answers.
        let key = format!("f_{:x>26}", tail.replace('-', "_"));
        let field = json!({"key": key, "label": "Phase", "kind": "dropdown"});
        made.insert(
            "field",
            admin.post(&world.path("/fields"), &field).await.expect(201).json()["key"].clone(),
        );
        let row = json!({"code": format!("Z-{tail}"), "label": "Zone 1"});
        let path = world.path(&format!("/fields/{key}/options"));
        made.insert("option", admin.post(&path, &row).await.expect(201).json()["code"].clone());
        let scheme = json!({"scope": "combination", "segments": [{"kind": "literal", "text": "N-"},
            {"kind": "code", "field": "zone"}, {"kind": "literal", "text": "-"}, {"kind": "counter", "width": 3, "start": 1}]});
        let numbering = json!({"mode": "manual", "scheme": scheme});
        let _ = admin.put(&world.project_path("/numbering"), &numbering).await.expect(200);
        let address = format!("guest@{}.example", world.slug);
        let row = json!({"invitations": [{"email": address, "name": "Guest"}]});
        // Of the project: the organisation's administrators may change it as well as the project's.
        let invited = admin.post(&world.project_path("/invitations"), &row).await.expect(201).json();
        made.insert("invitation", invited["items"][0]["id"].clone());
        app.run_jobs().await;
        let mails = admin.get(&world.path("/outbox")).await.expect(200).json();
        made.insert("mail", mails["items"][0]["id"].clone());
        let upload = initiator
            .upload(&world.project_path("/uploads?filename=A-200_P01.pdf"), wayleave_testkit::PDF)
            .await;
        made.insert("upload", upload.expect(201).json()["id"].clone());
        let arrival =
            crate::register::arrivals::begin(world, &initiator, "A-201_P01.pdf", wayleave_testkit::PDF.len())
                .await;
        made.insert("arrival", arrival.rsplit('/').next().unwrap().into());
        let share = json!({
            "subjects": [{"kind": "company", "id": world.companies["borealis"].0}], "revision_id": self.ids["revision"],
            "ends_on": "2026-12-31", "reason": "review"
        });
        let path = world.project_path(&format!("/documents/{}/shares", self.ids["document"]));
        made.insert(
            "share",
            initiator.post(&path, &share).await.expect(201).json()["items"][0]["id"].clone(),
        );
        let row = json!({"name": "Mine", "shared": true, "query": {"q": "plan"}});
        made.insert(
            "view",
            initiator.post(&world.project_path("/views"), &row).await.expect(201).json()["id"].clone(),
        );
        let question = json!({"metric": "document_by_status"});
        let row = json!({"name": "Mine", "shared": true, "question": question});
        made.insert(
            "report",
            initiator.post(&world.project_path("/reports"), &row).await.expect(201).json()["id"].clone(),
        );
        made.extend(self.planned(&mut admin).await);
        let wish = json!({"format": "csv"});
        made.insert(
            "export",
            initiator.post(&world.project_path("/exports"), &wish).await.expect(201).json()["id"].clone(),
        );
        let sheet = "Number;Title;Document type;Revision;Status\nA-500;Roof;DRG;P01;for_review\n";
        let import = initiator.upload(&world.project_path("/imports?filename=register.csv"), sheet).await;
        made.insert("import", import.expect(201).json()["id"].clone());
        let guest =
            json!({"document_id": self.ids["document"], "label": "Tender", "expires_on": "2026-12-05"});
        let guest = initiator.post(&world.project_path("/guest-shares"), &guest).await.expect(201).json();
        made.insert("guest_share", guest["share"]["id"].clone());
        let mut external = world.client(app, "external").await;
        let wish = json!({"changes": {"title": "Ground floor, block B"}, "comment": ""});
        let path = world.project_path(&format!("/documents/{}/edit-requests", self.ids["document"]));
        made.insert("request", external.post(&path, &wish).await.expect(201).json()["id"].clone());
        self.prepared_to_be_sent(app, &mut made).await;
        self.started(app, &mut made).await;
        for (name, id) in made {
            self.ids.insert(
                name.to_owned(),
                id.as_str().unwrap_or_else(|| panic!("no id of {name}: {id}")).to_owned(),
            );
        }
    }

    /// A purpose, distribution lists and the draft of a transmittal.
    async fn prepared_to_be_sent(&self, app: &TestApp, made: &mut BTreeMap<&str, Value>) {
        let world = &self.world;
        let mut admin = world.client(app, "org_admin").await;
        let mut initiator = world.client(app, "initiator").await;
        let purpose = json!({"name": "For Tender", "acknowledgement": "required"});
        let purpose = admin.post(&world.path("/transmittal-purposes"), &purpose).await.expect(201).json();
        made.insert("purpose", purpose["id"].clone());
        for (name, path) in [
            ("list", world.path("/distribution-lists")),
            ("project_list", world.project_path("/distribution-lists")),
        ] {
            let list = json!({"name": "Tender", "entries": [{"kind": "company", "id": world.companies["corvus"].0}]});
            made.insert(name, admin.post(&path, &list).await.expect(201).json()["id"].clone());
        }
        let draft = json!({"subject": "Tender", "purpose": "for_review", "documents": [{"document_id": self.ids["document"]}],
            "recipients": [{"kind": "list", "id": made["list"]}, {"kind": "address", "email": "bids@harbour.example"}]});
        let draft = initiator.post(&world.project_path("/transmittals"), &draft).await.expect(201).json();
        made.insert("transmittal", draft["id"].clone());
    }

    /// A template and a rule of the review matrix.
    async fn planned(&self, admin: &mut Client) -> Vec<(&'static str, serde_json::Value)> {
        let mut made = Vec::new();
        for (name, path, body) in [
            ("template", "/workflow-templates", template("Mine", &self.ids)),
            ("rule", "/review-matrix", rule("Mine", &self.ids)),
        ] {
            let reply = admin.post(&self.world.project_path(path), &body).await.expect(201);
            made.push((name, reply.json()["id"].clone()));
        }
        made
    }

    /// A workflow of the initiator's that waits for the responder.
    async fn started(&self, app: &TestApp, made: &mut BTreeMap<&str, Value>) {
        let world = &self.world;
        let (mut admin, mut initiator) =
            (world.client(app, "org_admin").await, world.client(app, "initiator").await);
        let path = world.project_path("/workflow-templates");
        let step = json!({"name": "Approve", "type": "approve", "assignment": {"kind": "open"}});
        let plan = json!({"name": "Approval", "category": "Approval", "stages": [{"steps": [step]}]});
        let template = admin.post(&path, &plan).await.expect(201).json()["id"].clone();
        let path = format!("{path}/{}/activate", template.as_str().unwrap());
        let _ = admin.post(&path, &json!({"version": 1})).await.expect(200);
        let document = NewDocument { number: "W-100", ..NewDocument::default() };
        let document = world.document(app, &document).await;
        let mut ids = self.ids.clone();
        ids.insert("active_template".to_owned(), template.as_str().unwrap().to_owned());
        let people = [self.ids["asked"].as_str(), world.people["reviewer"].id.as_str()];
        let wish = workflow("Mine", &document.id, &people, &ids);
        let started = initiator.post(&world.project_path("/workflows"), &wish).await.expect(201).json();
        // The reviewer has answered; the responder has not.
        let path = started["stages"][0]["steps"][0]["id"].as_str().unwrap();
        let path = world.project_path(&format!("/steps/{path}"));
        let mut reviewer = world.client(app, "reviewer").await;
        let file = format!("{path}/attachments?filename=Sketch.pdf");
        let file = reviewer.upload(&file, wayleave_testkit::PDF).await.expect(201).json()["id"].clone();
        let yes = json!({"version": 1, "answer": "approve", "attachments": [file]});
        let answered = reviewer.post(&format!("{path}/respond"), &yes).await.expect(200).json();
        made.insert("attachment", file);
        made.insert("response", answered["responses"][0]["id"].clone());
        made.insert("active_template", template);
        made.insert("workflow", started["id"].clone());
        made.insert("step", started["stages"][0]["steps"][0]["id"].clone());
        let mut ids = self.ids.clone();
        ids.insert("workflow".to_owned(), started["id"].as_str().unwrap().to_owned());
        let path = world.project_path("/work-packages");
        let packed = initiator.post(&path, &package("Mine", &ids)).await.expect(201).json();
        let path = format!("{path}/{}", packed["id"].as_str().unwrap());
        let file = format!("{path}/attachments?filename=Protocol.pdf");
        let file = initiator.upload(&file, wayleave_testkit::PDF).await.expect(201).json()["id"].clone();
        let shows = json!({"attachments": [file]});
        let _ = initiator.post(&format!("{path}/evidence"), &shows).await.expect(201);
        made.insert("package", packed["id"].clone());
        made.insert("file", file);
        app.run_jobs().await;
    }

    /// A signed-in client of this kind of person.
    pub async fn client(&self, app: &TestApp, kind: &str) -> Client {
        match (&self.elsewhere, kind) {
            (Some(elsewhere), "other_admin") => elsewhere.client(app, "org_admin").await,
            _ => self.world.client(app, kind).await,
        }
    }
}

/// A notice of `external`; who was given a document in the database was told nothing of it.
async fn told(app: &TestApp, world: &World, document: &Arranged) -> String {
    let id = app.app().shared().ids.public("ntf");
    let text = sql("insert into notification (organisation_id, public_id, subject_id, kind, project_id, document_id, payload,
          created_at) values ($1, $2, $3, 'document.shared', $4, $5, '{}', $6)");
    let text = text.bind(world.organisation).bind(&id).bind(world.people["external"].subject);
    let text = text.bind(world.project).bind(document.document).bind(app.clock().now());
    let mut tx = app.db().begin_in(world.organisation).await.unwrap();
    tx.execute(text).await.unwrap();
    tx.commit().await.unwrap();
    id
}
