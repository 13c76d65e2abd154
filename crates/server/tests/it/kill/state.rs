//! What the server shows, held against what the writers were told.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;
use sha2::{Digest as _, Sha256};

use super::client::Client;
use super::writer::{Document, Effect, Tally, Way, Writer};

/// What was seen of the audit log so far.
#[derive(Default)]
pub struct Seen {
    seq: i64,
    events: BTreeMap<String, i64>,
    downloads: usize,
    unheard: usize,
}

impl Seen {
    /// After a restart: first as the death left it, then with the open requests asked again.
    pub async fn check(&mut self, client: &Client, writers: &mut [Writer], context: &str) {
        assert_eq!(client.get("/readyz").await.unwrap().status, 200, "{context}");
        self.documents(client, writers, false, context).await;
        self.ways(client, writers, context).await;
        for writer in writers.iter_mut() {
            writer.ask_again().await;
        }
        self.documents(client, writers, false, context).await;
        self.ways(client, writers, context).await;
        self.log(client, writers, context).await;
        for document in writers.iter_mut().flat_map(|writer| &mut writer.documents) {
            document.touched = false;
        }
    }

    /// At the end: every document again, with every file.
    pub async fn check_everything(&mut self, client: &Client, writers: &[Writer], context: &str) {
        self.documents(client, writers, true, context).await;
        self.ways(client, writers, context).await;
        self.log(client, writers, context).await;
        for way in writers.iter().flat_map(|writer| &writer.documents).flat_map(|document| &document.links) {
            if !way.ended {
                shown(client, way, context).await;
            }
        }
    }

    /// What happened, in one line.
    pub fn told(&self, writers: &[Writer]) -> String {
        let sum = |of: fn(&Tally) -> i64| writers.iter().map(|writer| of(&writer.tally)).sum::<i64>();
        format!(
            "{} documents, {} further revisions, {} shares ({} ended), {} links ({} ended); {} of {} uploads and {} other requests \
             were cut off, {} documents and revisions of them after the commit; {} downloads compared",
            sum(|tally| tally.created),
            sum(|tally| tally.revised),
            sum(|tally| tally.shared),
            sum(|tally| tally.unshared),
            sum(|tally| tally.linked),
            sum(|tally| tally.unlinked),
            sum(|tally| tally.uploads.0 - tally.uploads.1),
            sum(|tally| tally.uploads.0),
            sum(|tally| tally.left_open),
            self.unheard,
            self.downloads
        )
    }

    /// Every acknowledged document is listed, and nothing else but what a request left open may have made; those that were
    /// touched have the revisions they should, each with its whole file.
    async fn documents(&mut self, client: &Client, writers: &[Writer], all: bool, context: &str) {
        let listed = pages(client, &client.at("/documents"), "").await;
        let listed: BTreeMap<String, Value> =
            listed.into_iter().map(|row| (row["number"].as_str().unwrap().to_owned(), row)).collect();
        let mut expected = 0;
        for writer in writers {
            for (at, document) in writer.documents.iter().enumerate() {
                let row = listed.get(&document.number);
                assert!(row.is_some(), "{context}: {} is lost", document.number);
                expected += 1;
                let open = match writer.open.as_ref().map(|open| &open.effect) {
                    Some(Effect::Revised { document, revision }) if *document == at => Some(revision),
                    _ => None,
                };
                if all || document.touched || open.is_some() {
                    let mut hashes: BTreeMap<&str, &str> = BTreeMap::new();
                    hashes.extend(open.map(|open| (open.code.as_str(), open.hash.as_str())));
                    hashes.extend(
                        document.revisions.iter().map(|known| (known.code.as_str(), known.hash.as_str())),
                    );
                    let seen = self.document(client, &document.id, &hashes, context).await;
                    self.unheard += usize::from(seen.len() > document.revisions.len());
                    let lost = document.revisions.iter().find(|known| !seen.contains(&known.id));
                    assert!(lost.is_none(), "{context}: {lost:?} of {} is lost", document.number);
                }
            }
            if let Some(Effect::Created { number, revision }) = writer.open.as_ref().map(|open| &open.effect)
                && let Some(row) = listed.get(number)
            {
                expected += 1;
                self.unheard += 1;
                let hashes = BTreeMap::from([(revision.code.as_str(), revision.hash.as_str())]);
                self.document(client, row["id"].as_str().unwrap(), &hashes, context).await;
            }
        }
        assert_eq!(listed.len(), expected, "{context}: a document that nobody asked for");
    }

    /// A document with revisions of these codes only, at least one, one of them current, each with its file. Returns the
    /// ids of the revisions.
    async fn document(
        &mut self,
        client: &Client,
        id: &str,
        hashes: &BTreeMap<&str, &str>,
        context: &str,
    ) -> BTreeSet<String> {
        let seen = client.get(&client.at(&format!("/documents/{id}"))).await.unwrap().fine().json();
        let revisions = seen["revisions"].as_array().unwrap();
        assert!(!revisions.is_empty(), "{context}: {id} has no revision");
        assert_eq!(revisions.iter().filter(|one| one["current"] == true).count(), 1, "{context}: {seen}");
        let mut ids = BTreeSet::new();
        for revision in revisions {
            let (code, own) = (revision["code"].as_str().unwrap(), revision["id"].as_str().unwrap());
            let hash = hashes.get(code);
            assert!(hash.is_some(), "{context}: nobody asked for {code} of {id}");
            let path = client.at(&format!("/documents/{id}/revisions/{own}/file"));
            let file = client.get(&path).await.unwrap().fine();
            assert_eq!(Some(&hex::encode(Sha256::digest(&file.body)).as_str()), hash, "{context}: {path}");
            self.downloads += 1;
            ids.insert(own.to_owned());
        }
        ids
    }

    /// Every acknowledged share and link is in force or ended as acknowledged; beside them stand no more than what requests
    /// left open may have done.
    async fn ways(&self, client: &Client, writers: &[Writer], context: &str) {
        for (kind, of) in [("share", shares as Of), ("guest_share", links as Of)] {
            let rows = pages(client, &client.at("/access"), &format!("&kind={kind}")).await;
            let live: BTreeSet<&str> = rows.iter().map(|row| row["id"].as_str().unwrap()).collect();
            let (mut known, mut unknown, mut open) = (0, 0, 0);
            for writer in writers {
                let effect = writer.open.as_ref().map(|open| &open.effect);
                open += usize::from(matches!(
                    (kind, effect),
                    ("share", Some(Effect::Shared { .. })) | ("guest_share", Some(Effect::Linked { .. }))
                ));
                for (at, document) in writer.documents.iter().enumerate() {
                    for (way_at, way) in of(document).iter().enumerate() {
                        let ending = match (kind, effect) {
                            ("share", Some(Effect::Unshared { document, share })) => {
                                (*document, *share) == (at, way_at)
                            }
                            ("guest_share", Some(Effect::Unlinked { document, link })) => {
                                (*document, *link) == (at, way_at)
                            }
                            _ => false,
                        };
                        match &way.id {
                            None => unknown += 1,
                            Some(id) => {
                                let there = live.contains(id.as_str());
                                known += usize::from(there);
                                assert!(ending || there != way.ended, "{context}: {kind} {id} {way:?}");
                            }
                        }
                    }
                }
            }
            let more = live.len() - known;
            assert!(
                (unknown..=unknown + open).contains(&more),
                "{context}: {more} more of {kind}, {unknown} known, {open} open"
            );
        }
    }

    /// The log is whole, and holds one event for each effect.
    async fn log(&mut self, client: &Client, writers: &[Writer], context: &str) {
        let check = client.get(&client.in_organisation("/audit/verify")).await.unwrap().fine().json();
        assert_eq!(check["ok"], true, "{context}: {check}");
        let (mut newest, mut cursor) = (self.seq, String::new());
        'pages: loop {
            let path = client.in_organisation(&format!("/audit?limit=200{cursor}"));
            let page = client.get(&path).await.unwrap().fine().json();
            for event in page["items"].as_array().unwrap() {
                let seq = event["seq"].as_i64().unwrap();
                if seq <= self.seq {
                    break 'pages;
                }
                newest = newest.max(seq);
                *self.events.entry(event["action"].as_str().unwrap().to_owned()).or_default() += 1;
            }
            let Some(next) = page["next"].as_str() else { break };
            cursor = format!("&cursor={next}");
        }
        self.seq = newest;
        let sum = |of: fn(&Tally) -> i64| writers.iter().map(|writer| of(&writer.tally)).sum::<i64>();
        for (action, expected) in [
            ("document.created", sum(|tally| tally.created)),
            ("revision.uploaded", sum(|tally| tally.revised)),
            ("document.shared", sum(|tally| tally.shared)),
            ("share.revoked", sum(|tally| tally.unshared)),
            ("guest_share.created", sum(|tally| tally.linked)),
            ("guest_share.revoked", sum(|tally| tally.unlinked)),
        ] {
            let found = self.events.get(action).copied().unwrap_or_default();
            assert_eq!(found, expected, "{context}: events {action}");
        }
        let uploads = self.events.get("upload.received").copied().unwrap_or_default();
        let (begun, acknowledged) = (sum(|tally| tally.uploads.0), sum(|tally| tally.uploads.1));
        assert!((acknowledged..=begun).contains(&uploads), "{context}: {uploads} uploads");
    }
}

type Of = fn(&Document) -> &[Way];

fn shares(document: &Document) -> &[Way] {
    &document.shares
}

fn links(document: &Document) -> &[Way] {
    &document.links
}

/// A live link shows its door.
async fn shown(client: &Client, way: &Way, context: &str) {
    if let Some(link) = &way.link {
        let door = client.get(link).await.unwrap();
        assert_eq!(door.status, 200, "{context}: {way:?}");
    }
}

/// All rows of a list.
async fn pages(client: &Client, path: &str, filter: &str) -> Vec<Value> {
    let (mut rows, mut cursor) = (Vec::new(), String::new());
    loop {
        let page = client.get(&format!("{path}?limit=200{filter}{cursor}")).await.unwrap().fine().json();
        rows.extend(page["items"].as_array().unwrap().iter().cloned());
        let Some(next) = page["next"].as_str() else { return rows };
        cursor = format!("&cursor={next}");
    }
}
