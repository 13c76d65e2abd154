//! The ways in which access ends, each with what comes before and after it.

use serde_json::{Value, json};
use wayleave_access::Caps;
use wayleave_testkit::{Arranged, Client, NewDocument, Reply, TestApp, World};

use super::poller::Ask;

/// A way in which access ends.
#[derive(Clone, Copy, Debug)]
pub enum Kind {
    /// A share is revoked.
    Unshared,
    /// A guest's link is revoked.
    LinkRevoked,
    /// A member is deactivated.
    Deactivated,
    /// A membership in the project ends.
    OutOfProject,
    /// Somebody leaves an access control group with which was shared.
    OutOfGroup,
    /// A grant ends by its date.
    Expired,
    /// Full Register Access is switched off.
    RegisterClosed,
    /// Somebody signs out everywhere.
    SignedOut,
}

/// All of them.
pub const KINDS: [Kind; 8] = [
    Kind::Unshared,
    Kind::LinkRevoked,
    Kind::Deactivated,
    Kind::OutOfProject,
    Kind::OutOfGroup,
    Kind::Expired,
    Kind::RegisterClosed,
    Kind::SignedOut,
];

/// How long a grant of [`Kind::Expired`] lasts, in milliseconds.
const SHORT: i64 = 5;

/// A world with a document for each kind of end that needs one of its own.
pub struct Scene<'a> {
    app: &'a TestApp,
    world: World,
    shared: Arranged,
    grouped: Arranged,
    expiring: Arranged,
    unshared: Arranged,
    group: String,
    admin: Client,
    boss: Client,
    controller: Client,
    /// What the ending needs to know of the beginning.
    current: String,
    other: Option<Client>,
}

impl<'a> Scene<'a> {
    /// The world.
    pub async fn new(app: &'a TestApp) -> Self {
        let world = app.world().await;
        let mut made = Vec::new();
        for number in ["A-101", "A-102", "A-103", "A-104"] {
            made.push(world.document(app, &NewDocument { number, ..NewDocument::default() }).await);
        }
        let [shared, grouped, expiring, unshared] = made.try_into().unwrap();
        let mut admin = world.client(app, "project_admin").await;
        let new = json!({"name": "Facade", "description": "", "actions": [], "member_ids": []});
        let group = admin.post(&world.project_path("/groups"), &new).await.expect(201).json();
        let group = group["id"].as_str().unwrap().to_owned();
        let (boss, controller) =
            (world.client(app, "org_admin").await, world.client(app, "controller").await);
        let mut scene = Self {
            app,
            world,
            shared,
            grouped,
            expiring,
            unshared,
            group,
            admin,
            boss,
            controller,
            current: String::new(),
            other: None,
        };
        scene.share(&scene.grouped.clone(), "group", &scene.group.clone()).await;
        scene
    }

    fn id(&self, kind: &str) -> &str {
        &self.world.people[kind].id
    }

    fn path(&self, rest: &str) -> String {
        self.world.project_path(rest)
    }

    async fn share(&mut self, document: &Arranged, kind: &str, id: &str) -> String {
        let body = json!({"subjects": [{"kind": kind, "id": id}], "revision_id": document.revisions[0],
            "rights": {"download": true}, "ends_on": "2026-12-31", "reason": "coordination"});
        let path = self.path(&format!("/documents/{}/shares", document.id));
        let made = self.admin.post(&path, &body).await.expect(201).json();
        made["items"][0]["id"].as_str().unwrap().to_owned()
    }

    /// Somebody's list, document, and part of its file.
    async fn asks(&self, kind: &str, document: &Arranged, refusal: u16) -> Vec<Ask> {
        let client = self.world.client(self.app, kind).await;
        let one = self.path(&format!("/documents/{}", document.id));
        let file = format!("{one}/revisions/{}/file", document.revisions[0]);
        let ask = |client: &Client, path: String, listed: Option<String>| Ask {
            client: client.clone(),
            path,
            listed,
            refusal,
        };
        vec![
            ask(&client, self.path("/documents?limit=50"), Some(document.id.clone())),
            ask(&client, one, None),
            ask(&client.clone().with_header("range", "bytes=0-9"), file, None),
        ]
    }

    async fn guest(&mut self) -> Vec<Ask> {
        let body = json!({"document_id": self.shared.id, "label": "Tender", "expires_on": "2026-12-05", "allow_download": true});
        let made = self.admin.post(&self.path("/guest-shares"), &body).await.expect(201).json();
        self.current = made["share"]["id"].as_str().unwrap().to_owned();
        let link = made["link"].as_str().unwrap();
        let mut guest = self.app.anonymous();
        let opened = guest.form(&link[link.find("/g/").unwrap()..], &[]).await.expect(303);
        let place = opened.header("location").unwrap().to_owned();
        let part = guest.clone().with_header("range", "bytes=0-9");
        let file = format!("{place}/file");
        vec![
            Ask { client: guest, path: place, listed: None, refusal: 404 },
            Ask { client: part, path: file, listed: None, refusal: 404 },
        ]
    }

    /// Lets somebody in, and says what they will keep asking.
    pub async fn begin(&mut self, kind: Kind) -> Vec<Ask> {
        let external = self.id("external").to_owned();
        match kind {
            Kind::Unshared => {
                self.current = self.share(&self.shared.clone(), "person", &external).await;
                self.asks("external", &self.shared, 404).await
            }
            Kind::LinkRevoked => self.guest().await,
            Kind::Deactivated => self.asks("viewer", &self.shared, 401).await,
            Kind::OutOfProject => self.asks("reviewer", &self.shared, 404).await,
            Kind::OutOfGroup => {
                let path = self.path(&format!("/groups/{}/members/{}", self.group, self.id("stranger")));
                let _ = self.admin.put(&path, &json!({})).await.expect(204);
                self.asks("stranger", &self.grouped, 404).await
            }
            Kind::Expired => {
                let (subject, until) =
                    (self.world.people["external"].subject, self.app.clock().now() + SHORT);
                let rights = Caps::VIEW.with(Caps::DOWNLOAD);
                self.world.grant(self.app, &self.expiring, subject, rights, (1, 1), until).await;
                self.asks("external", &self.expiring, 404).await
            }
            Kind::RegisterClosed => self.asks("external_full", &self.unshared, 404).await,
            Kind::SignedOut => {
                self.other = Some(self.world.client(self.app, "viewer").await);
                self.asks("viewer", &self.shared, 401).await
            }
        }
    }

    /// Ends it; when this returns, the answer was received.
    pub async fn end(&mut self, kind: Kind) {
        let nothing = json!({});
        let _ = match kind {
            Kind::Unshared => {
                let path = self.path(&format!("/shares/{}/revoke", self.current));
                self.admin.post(&path, &nothing).await.expect(200)
            }
            Kind::LinkRevoked => {
                let path = self.path(&format!("/guest-shares/{}/revoke", self.current));
                self.admin.post(&path, &nothing).await.expect(200)
            }
            Kind::Deactivated => {
                let path = self.world.path(&format!("/members/{}/deactivate", self.id("viewer")));
                self.boss.post(&path, &nothing).await.expect(204)
            }
            Kind::OutOfProject => {
                let path = self.path(&format!("/members/{}/end", self.id("reviewer")));
                self.admin.post(&path, &nothing).await.expect(200)
            }
            Kind::OutOfGroup => {
                let path = self.path(&format!("/groups/{}/members/{}", self.group, self.id("stranger")));
                self.admin.delete(&path).await.expect(204)
            }
            Kind::Expired => return self.app.clock().advance(SHORT),
            Kind::RegisterClosed => {
                let path = self.path(&format!("/members/{}/full-register", self.id("external_full")));
                self.controller.delete(&path).await.expect(204)
            }
            Kind::SignedOut => {
                let other = self.other.as_mut().unwrap();
                other.delete("/api/v1/me/sessions?all=true").await.expect(204)
            }
        };
    }

    /// Gives back what later trials need.
    pub async fn restore(&mut self, kind: Kind) {
        match kind {
            Kind::Deactivated => {
                let path = self.world.path(&format!("/members/{}/reactivate", self.id("viewer")));
                let _ = self.boss.post(&path, &json!({"role": "member"})).await.expect(200);
                let _ = self.admit("viewer").await;
            }
            Kind::OutOfProject => {
                let _ = self.admit("reviewer").await;
            }
            Kind::RegisterClosed => {
                let path = self.path(&format!("/members/{}/full-register", self.id("external_full")));
                let body = json!({"ends_on": "2026-12-15", "reason": "tender"});
                let _ = self.controller.post(&path, &body).await.expect(200);
            }
            _ => {}
        }
    }

    async fn admit(&mut self, kind: &str) -> Reply {
        let body: Value = json!({"member_id": self.id(kind), "role": kind});
        self.admin.post(&self.path("/members"), &body).await.expect(201)
    }
}
