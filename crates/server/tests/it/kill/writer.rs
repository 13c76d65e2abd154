//! A client that writes: it does one thing after the other, remembers what it was told, and after a death asks again what
//! was left open.

use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use super::client::{Answer, Client, Died};
use super::random::Random;

/// A revision as its writer knows it.
#[derive(Clone, Debug)]
pub struct Revision {
    /// The code.
    pub code: String,
    /// The public id, once it is acknowledged.
    pub id: String,
    /// What its file hashes to.
    pub hash: String,
}

/// A share or a guest's link.
#[derive(Clone, Debug)]
pub struct Way {
    /// The public id; unknown when the only answer that told it was lost.
    pub id: Option<String>,
    /// The link of a guest, where it was shown.
    pub link: Option<String>,
    /// Was it ended?
    pub ended: bool,
}

/// A document as its writer knows it.
#[derive(Clone, Debug)]
pub struct Document {
    /// The number.
    pub number: String,
    /// The public id, once it is acknowledged.
    pub id: String,
    /// The acknowledged revisions.
    pub revisions: Vec<Revision>,
    /// The acknowledged shares.
    pub shares: Vec<Way>,
    /// The acknowledged links.
    pub links: Vec<Way>,
    /// Did something happen to it since it was last checked?
    pub touched: bool,
}

/// What an answer will mean.
#[derive(Clone, Debug)]
pub enum Effect {
    /// A document with its first revision.
    Created { number: String, revision: Revision },
    /// A revision of the writer's n-th document.
    Revised { document: usize, revision: Revision },
    /// A share of it.
    Shared { document: usize },
    /// The end of its n-th share.
    Unshared { document: usize, share: usize },
    /// A link to it.
    Linked { document: usize },
    /// The end of its n-th link.
    Unlinked { document: usize, link: usize },
}

/// A request that was sent and not answered yet.
#[derive(Clone, Debug)]
pub struct Open {
    path: String,
    key: String,
    body: Value,
    /// What it is for.
    pub effect: Effect,
}

/// How often each thing was acknowledged, by the event that it writes.
#[derive(Clone, Copy, Debug, Default)]
pub struct Tally {
    /// Uploads that were begun, and those that were acknowledged.
    pub uploads: (i64, i64),
    /// Documents.
    pub created: i64,
    /// Further revisions.
    pub revised: i64,
    /// Shares.
    pub shared: i64,
    /// Shares ended.
    pub unshared: i64,
    /// Links.
    pub linked: i64,
    /// Links ended.
    pub unlinked: i64,
    /// Requests that a death left open.
    pub left_open: i64,
}

/// A writer.
pub struct Writer {
    at: u64,
    client: Client,
    random: Random,
    requests: u64,
    /// Its documents.
    pub documents: Vec<Document>,
    /// The request that the death left open.
    pub open: Option<Open>,
    /// What was acknowledged.
    pub tally: Tally,
}

impl Writer {
    /// A writer with nothing done yet.
    pub fn new(at: u64, client: Client, random: Random) -> Self {
        let (documents, tally) = (Vec::new(), Tally::default());
        Self { at, client, random, requests: 0, documents, open: None, tally }
    }

    /// The server has another address now.
    pub fn moves_to(&mut self, client: &Client) {
        self.client = client.clone();
    }

    /// Does one thing after the other until the server dies.
    pub async fn work_until_it_dies(&mut self) {
        while self.step().await.is_ok() {}
    }

    /// Asks again what was left open. The same key makes it the same request: it is done by now, or was before.
    pub async fn ask_again(&mut self) {
        let Some(open) = self.open.take() else { return };
        self.tally.left_open += 1;
        let answer = self.client.post(&open.path, Some(&open.key), &open.body).await.unwrap();
        self.settle(&open.effect, &answer.fine());
        // And once more: the answer is the same, and nothing more happens.
        self.client.post(&open.path, Some(&open.key), &open.body).await.unwrap().fine();
    }

    async fn step(&mut self) -> Result<(), Died> {
        let documents = self.documents.len() as u64;
        if documents < 2 {
            return self.create().await;
        }
        let document = self.random.below(documents) as usize;
        let live = |ways: &[Way]| ways.iter().position(|way| !way.ended && way.id.is_some());
        match self.random.below(10) {
            0..=2 => self.create().await,
            3..=4 => self.revise(document).await,
            5..=6 => self.share(document).await,
            7 => match live(&self.documents[document].shares) {
                Some(share) => self.unshare(document, share).await,
                None => self.share(document).await,
            },
            8 => self.link(document).await,
            _ => match live(&self.documents[document].links) {
                Some(link) => self.unlink(document, link).await,
                None => self.link(document).await,
            },
        }
    }

    /// Sends a request that must not be lost: it is noted before, and settled with its answer.
    async fn send(&mut self, path: String, body: Value, effect: Effect) -> Result<(), Died> {
        self.requests += 1;
        let key = format!("{}-{}", self.at, self.requests);
        self.open = Some(Open { path: path.clone(), key: key.clone(), body: body.clone(), effect });
        let answer = self.client.post(&path, Some(&key), &body).await?;
        if let Some(open) = self.open.take() {
            self.settle(&open.effect, &answer.fine());
        }
        Ok(())
    }

    /// Uploads a file of some size and returns the upload's id and what the file hashes to.
    async fn upload(&mut self) -> Result<(String, String), Died> {
        let length = match self.random.below(20) {
            0..=12 => 200 + self.random.below(30_000),
            13..=18 => 30_000 + self.random.below(400_000),
            _ => 1_000_000 + self.random.below(4_000_000),
        };
        let (name, content) = if self.random.below(3) == 0 {
            ("plan.pdf", pdf(&self.random.text(length as usize)))
        } else {
            ("notes.txt", self.random.text(length as usize))
        };
        self.tally.uploads.0 += 1;
        let answer = self.client.upload(name, &content).await?.fine();
        self.tally.uploads.1 += 1;
        Ok((answer.json()["id"].as_str().unwrap().to_owned(), hex::encode(Sha256::digest(&content))))
    }

    async fn create(&mut self) -> Result<(), Died> {
        let (upload, hash) = self.upload().await?;
        self.requests += 1;
        let number = format!("W{}-{:04}", self.at, self.requests);
        let row = json!({"upload_id": upload, "number": number, "title": "Plan", "revision": "P01", "document_type": "DRG"});
        let revision = Revision { code: "P01".to_owned(), id: String::new(), hash };
        let path = self.client.at("/documents");
        self.send(path, json!({"rows": [row]}), Effect::Created { number, revision }).await
    }

    async fn revise(&mut self, document: usize) -> Result<(), Died> {
        let (upload, hash) = self.upload().await?;
        let known = &self.documents[document];
        let code = format!("P{:02}", known.revisions.len() + 1);
        let path = self.client.at(&format!("/documents/{}/revisions", known.id));
        let body = json!({"upload_id": upload, "revision": code});
        let revision = Revision { code, id: String::new(), hash };
        self.send(path, body, Effect::Revised { document, revision }).await
    }

    async fn share(&mut self, document: usize) -> Result<(), Died> {
        let known = &self.documents[document];
        let path = self.client.at(&format!("/documents/{}/shares", known.id));
        let company = json!([{"kind": "company", "id": self.client.company()}]);
        let body = json!({"subjects": company, "revision_id": known.revisions[0].id, "reason": "review"});
        self.send(path, body, Effect::Shared { document }).await
    }

    async fn unshare(&mut self, document: usize, share: usize) -> Result<(), Died> {
        let id = self.documents[document].shares[share].id.clone().unwrap();
        let path = self.client.at(&format!("/shares/{id}/revoke"));
        self.send(path, json!({"reason": "done"}), Effect::Unshared { document, share }).await
    }

    async fn link(&mut self, document: usize) -> Result<(), Died> {
        let day = jiff::Timestamp::from_millisecond(wayleave_base::Clock::system().now()).unwrap()
            + jiff::SignedDuration::from_hours(20 * 24);
        let id = &self.documents[document].id;
        let body =
            json!({"document_id": id, "label": "Tender", "expires_on": day.strftime("%Y-%m-%d").to_string()});
        let path = self.client.at("/guest-shares");
        self.send(path, body, Effect::Linked { document }).await
    }

    async fn unlink(&mut self, document: usize, link: usize) -> Result<(), Died> {
        let id = self.documents[document].links[link].id.clone().unwrap();
        let path = self.client.at(&format!("/guest-shares/{id}/revoke"));
        self.send(path, json!({}), Effect::Unlinked { document, link }).await
    }

    /// Remembers what an answer says.
    fn settle(&mut self, effect: &Effect, answer: &Answer) {
        let text = |value: &Value| value.as_str().map(str::to_owned);
        let json = answer.json();
        match effect.clone() {
            Effect::Created { number, mut revision } => {
                self.tally.created += 1;
                let row = &json["items"][0];
                revision.id = text(&row["revision"]["id"]).unwrap();
                let id = text(&row["id"]).unwrap();
                let (shares, links) = (Vec::new(), Vec::new());
                self.documents.push(Document {
                    number,
                    id,
                    revisions: vec![revision],
                    shares,
                    links,
                    touched: true,
                });
            }
            Effect::Revised { document, mut revision } => {
                self.tally.revised += 1;
                let told = json["revisions"].as_array().unwrap();
                let own = told.iter().find(|told| told["code"] == revision.code.as_str()).unwrap();
                revision.id = text(&own["id"]).unwrap();
                self.documents[document].revisions.push(revision);
                self.documents[document].touched = true;
            }
            Effect::Shared { document } => {
                self.tally.shared += 1;
                let id = text(&json["items"][0]["id"]);
                assert!(id.is_some(), "{json}");
                self.documents[document].shares.push(Way { id, link: None, ended: false });
            }
            Effect::Unshared { document, share } => {
                self.tally.unshared += 1;
                self.documents[document].shares[share].ended = true;
            }
            Effect::Linked { document } => {
                self.tally.linked += 1;
                // A repetition of what was done already is not told the link, nor whose it is.
                let link = text(&json["link"]).map(|link| link[link.find("/g/").unwrap()..].to_owned());
                self.documents[document].links.push(Way {
                    id: text(&json["share"]["id"]),
                    link,
                    ended: false,
                });
                self.documents[document].touched = true;
            }
            Effect::Unlinked { document, link } => {
                self.tally.unlinked += 1;
                self.documents[document].links[link].ended = true;
            }
        }
    }
}

/// A PDF of one page with a square on it, and a stream that nothing refers to, to make it as large as wished for.
fn pdf(filler: &[u8]) -> Vec<u8> {
    let stream =
        [format!("<</Length {}>>stream\n", filler.len()).as_bytes(), filler, b"\nendstream "].concat();
    let objects: [&[u8]; 5] = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]/Contents 4 0 R/Resources<<>>>>",
        b"<</Length 18>>stream\n50 50 100 100 re f\nendstream ",
        &stream,
    ];
    let mut bytes = b"%PDF-1.4\n".to_vec();
    let mut table = String::from("xref\n0 6\n0000000000 65535 f \n");
    for (at, object) in objects.iter().enumerate() {
        table.push_str(&format!("{:010} 00000 n \n", bytes.len()));
        bytes.extend_from_slice(format!("{} 0 obj", at + 1).as_bytes());
        bytes.extend_from_slice(object);
        bytes.extend_from_slice(b"endobj\n");
    }
    let start = bytes.len();
    let end = format!("{table}trailer<</Size 6/Root 1 0 R>>\nstartxref\n{start}\n%%EOF\n");
    bytes.extend_from_slice(end.as_bytes());
    bytes
}
