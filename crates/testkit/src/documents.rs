//! Documents of a world, written as the product writes them, with a small PDF behind each revision.

use bytes::Bytes;
use wayleave_access::ledger::{self, NewGrant};
use wayleave_access::search::{self, DocumentTexts, Place};
use wayleave_access::{Caps, Cause, ObjectKind, Reason};
use wayleave_base::{DocumentId, NEVER, RevisionId, SubjectId};
use wayleave_db::sql;

use crate::{TestApp, World, arrange};

/// A document to be put into a world.
#[derive(Clone, Debug)]
pub struct NewDocument<'a> {
    /// The number.
    pub number: &'a str,
    /// The title.
    pub title: &'a str,
    /// The status.
    pub status: &'a str,
    /// Is it restricted?
    pub restricted: bool,
    /// Code and acceptance of each revision, oldest first.
    pub revisions: &'a [(&'a str, &'a str)],
    /// The kind of person who uploaded it.
    pub uploader: &'a str,
}

impl Default for NewDocument<'_> {
    fn default() -> Self {
        Self {
            number: "A-101",
            title: "Ground floor plan",
            status: "for_review",
            restricted: false,
            revisions: &[("P01", "accepted")],
            uploader: "initiator",
        }
    }
}

/// A document of a world.
#[derive(Clone, Debug)]
pub struct Arranged {
    /// The internal id.
    pub document: DocumentId,
    /// The public id.
    pub id: String,
    /// The public ids of its revisions, oldest first.
    pub revisions: Vec<String>,
}

impl World {
    /// Puts a document into the world's project.
    pub async fn document(&self, app: &TestApp, new: &NewDocument<'_>) -> Arranged {
        let ids = app.app().shared().ids.clone();
        let uploader = self.people[new.uploader].subject;
        let stored =
            app.app().shared().blobs.put_bytes(Bytes::from_static(PDF)).await.expect("memory takes a file");
        let now = app.clock().now();
        let mut tx = app.db().begin_in(self.organisation).await.expect("a transaction");
        let stamp = arrange::stamp(&mut tx, &ids, self.organisation, now, uploader).await;
        let admitted = new.revisions.iter().any(|(_, acceptance)| *acceptance == "accepted");
        let current = new
            .revisions
            .iter()
            .rposition(|(_, acceptance)| *acceptance == "accepted")
            .map_or(0, |at| at as i64 + 1);
        let id = ids.public(DocumentId::PREFIX);
        let document = tx
            .int(
                sql("insert into document (organisation_id, public_id, project_id, number, number_key, number_look, title, title_key, status, admitted,
                       restricted, current_seq, latest_seq, owner_id, created_by, created_at, updated_at, document_type)
                     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $14, $15, $15, 'DRG') returning id as n")
                .bind(self.organisation)
                .bind(&id)
                .bind(self.project)
                .bind(new.number)
                .bind(wayleave_app::sort_key(new.number))
                .bind(wayleave_app::look_key(new.number))
                .bind(new.title)
                .bind(wayleave_app::sort_key(new.title))
                .bind(new.status)
                .bind(admitted)
                .bind(new.restricted)
                .bind(current)
                .bind(new.revisions.len() as i64)
                .bind(uploader)
                .bind(now),
            )
            .await
            .expect("a document");
        let place =
            Place { organisation: self.organisation, project: self.project, document: DocumentId(document) };
        let texts = DocumentTexts { number: new.number, title: new.title, ..DocumentTexts::default() };
        search::put_document(&mut tx, place, &texts).await.expect("words");
        let mut revisions = Vec::new();
        for (at, (code, acceptance)) in new.revisions.iter().enumerate() {
            let public_id = ids.public(RevisionId::PREFIX);
            let seq = at as i64 + 1;
            let revision = tx
                .int(
                    sql("insert into revision (organisation_id, public_id, project_id, document_id, seq, code, code_key, blob_hash, filename,
                           size, media_type, pages, page_sizes, status, acceptance, uploaded_by, uploaded_at)
                         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 'application/pdf', 1, '[[200,200]]', $11, $12, $13, $14) returning id as n")
                    .bind(self.organisation)
                    .bind(&public_id)
                    .bind(self.project)
                    .bind(document)
                    .bind(seq)
                    .bind(*code)
                    .bind(wayleave_app::sort_key(code))
                    .bind(stored.hash.to_string())
                    .bind(format!("{}_{code}.pdf", new.number))
                    .bind(stored.size as i64)
                    .bind(new.status)
                    .bind(*acceptance)
                    .bind(uploader)
                    .bind(now),
                )
                .await
                .expect("a revision");
            let file = format!("{}_{code}.pdf", new.number);
            search::put_file(&mut tx, place, seq, &file, code).await.expect("words");
            tx.execute(
                sql("insert into blob (hash, size, refs, created_at) values ($1, $2, 1, $3) on conflict (hash) do update set refs = blob.refs + 1")
                    .bind(stored.hash.to_string())
                    .bind(stored.size as i64)
                    .bind(now),
            )
            .await
            .expect("a reference");
            ledger::revision_changed(&mut tx, &stamp, RevisionId(revision)).await.expect("a history");
            let grant = NewGrant {
                caps: Caps::VIEW.with(Caps::DOWNLOAD),
                rev_from: seq,
                rev_to: seq,
                reason: Reason::Created,
                cause: Cause::Upload(revision),
                ..self.grant_on(document, uploader)
            };
            ledger::grant(&mut tx, &stamp, &grant).await.expect("a grant");
            revisions.push(public_id);
        }
        ledger::document_changed(&mut tx, &stamp, DocumentId(document)).await.expect("a history");
        tx.commit().await.expect("a commit");
        Arranged { document: DocumentId(document), id, revisions }
    }

    /// Grants a subject rights on a document directly in the ledger.
    pub async fn grant(
        &self,
        app: &TestApp,
        document: &Arranged,
        subject: SubjectId,
        caps: Caps,
        rev: (i64, i64),
        ends_at: i64,
    ) -> i64 {
        let ids = app.app().shared().ids.clone();
        let mut tx = app.db().begin_in(self.organisation).await.expect("a transaction");
        let by = self.people["controller"].subject;
        let stamp = arrange::stamp(&mut tx, &ids, self.organisation, app.clock().now(), by).await;
        let grant = NewGrant {
            caps,
            rev_from: rev.0,
            rev_to: rev.1,
            ends_at,
            ..self.grant_on(document.document.get(), subject)
        };
        let id = ledger::grant(&mut tx, &stamp, &grant).await.expect("a grant");
        tx.commit().await.expect("a commit");
        id
    }

    fn grant_on(&self, document: i64, subject: SubjectId) -> NewGrant {
        NewGrant {
            subject,
            project: self.project,
            object_kind: ObjectKind::Document,
            object: document,
            caps: Caps::VIEW,
            rev_from: 1,
            rev_to: 1,
            reason: Reason::Shared,
            cause: Cause::Share(0),
            ends_at: NEVER,
        }
    }
}

/// One page, 200 by 200 points, with a black square on it.
pub const PDF: &[u8] = b"%PDF-1.4
1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj
2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj
3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]/Contents 4 0 R/Resources<<>>>>endobj
4 0 obj<</Length 22>>stream
50 50 100 100 re f
    endstream endobj
xref
0 5
0000000000 65535 f 
0000000009 00000 n 
0000000052 00000 n 
0000000101 00000 n 
0000000186 00000 n 
trailer<</Size 5/Root 1 0 R>>
startxref
256
%%EOF
";
