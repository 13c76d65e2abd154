//! Folders and documents by the hundred thousand, with the closure and the histories that belong to them.

use wayleave_base::{CompanyId, DocumentId, FolderId, Ids, ProjectId, RevisionId, SubjectId, Timestamp};
use wayleave_db::{Arg, DbResult, Tx, sql};

use super::rows::Insert;
use crate::audit::Stamp;
use crate::words::{Acceptance, Status};

/// How many documents are written before what follows from them.
const DOCUMENTS: usize = 1024;

/// A folder to be loaded.
#[derive(Clone, Debug)]
pub struct BulkFolder<'a> {
    /// The project.
    pub project: ProjectId,
    /// The folder it hangs below, which exists already.
    pub parent: Option<FolderId>,
    /// The name.
    pub name: &'a str,
}

/// A document to be loaded, in the register since `created_at`.
#[derive(Clone, Debug)]
pub struct BulkDocument {
    /// The project.
    pub project: ProjectId,
    /// The folder it lies in.
    pub folder: Option<FolderId>,
    /// The number, and the number as sorted.
    pub number: (String, String),
    /// The title, and the title as sorted.
    pub title: (String, String),
    /// The text that the register's search looks through.
    pub search_text: String,
    /// The code of the document type.
    pub document_type: String,
    /// The code of the discipline.
    pub discipline: String,
    /// The status.
    pub status: Status,
    /// Is it restricted to groups?
    pub restricted: bool,
    /// Who created and owns it.
    pub owner: SubjectId,
    /// When it was created.
    pub created_at: Timestamp,
    /// Its revisions, oldest first, all accepted; at least one.
    pub revisions: Vec<BulkRevision>,
}

/// An accepted revision to be loaded.
#[derive(Clone, Debug)]
pub struct BulkRevision {
    /// The code.
    pub code: String,
    /// The file.
    pub blob_hash: String,
    /// The file's name.
    pub filename: String,
    /// The file's size in bytes.
    pub size: i64,
    /// The file's media type.
    pub media_type: String,
    /// Its pages and their sizes in points as a JSON list of pairs.
    pub pages: (i64, String),
    /// The company it came from.
    pub received_from: Option<CompanyId>,
    /// When it was uploaded.
    pub uploaded_at: Timestamp,
}

/// Loads folders, one level after the other; returns their ids in the order given.
pub async fn folders(
    tx: &mut Tx,
    ids: &Ids,
    stamp: &Stamp,
    new: &[BulkFolder<'_>],
) -> DbResult<Vec<FolderId>> {
    let public: Vec<String> = new.iter().map(|_| ids.public(FolderId::PREFIX)).collect();
    let insert = Insert {
        table: "folder",
        same: vec![("organisation_id", stamp.organisation().into()), ("created_at", stamp.at().into())],
        columns: &["public_id", "project_id", "parent_id", "name"],
    };
    let rows = public.iter().zip(new).map(|(public_id, new)| {
        vec![public_id.into(), new.project.into(), new.parent.into(), new.name.into()]
    });
    let made = insert.by_public_id(tx, rows).await?;
    let made: Vec<i64> = public.iter().map(|public_id| made[public_id]).collect();
    for chunk in made.chunks(DOCUMENTS) {
        let mut above = sql(
            "insert into folder_ancestor (organisation_id, ancestor_id, folder_id)
             select f.organisation_id, a.ancestor_id, f.id from folder f join folder_ancestor a on a.folder_id = f.parent_id
             where f.id in ",
        );
        above.id_list(chunk);
        above.push(" union all select f.organisation_id, f.id, f.id from folder f where f.id in ");
        above.id_list(chunk);
        tx.execute(above).await?;
        let mut history =
            sql("insert into folder_parent_history (organisation_id, folder_id, parent_id, valid_from)
             select f.organisation_id, f.id, f.parent_id, f.created_at from folder f where f.id in ");
        history.id_list(chunk);
        tx.execute(history).await?;
    }
    Ok(made.into_iter().map(FolderId).collect())
}

/// Loads documents with their revisions, their place below their folders, and the histories; returns their ids and
/// public ids in the order given.
pub async fn documents(
    tx: &mut Tx,
    ids: &Ids,
    stamp: &Stamp,
    new: &[BulkDocument],
) -> DbResult<Vec<(DocumentId, String)>> {
    let mut all = Vec::with_capacity(new.len());
    for chunk in new.chunks(DOCUMENTS) {
        let public: Vec<String> = chunk.iter().map(|_| ids.public(DocumentId::PREFIX)).collect();
        let rows = public.iter().zip(chunk).map(|(public_id, new)| new.columns(public_id));
        let made = document_insert(stamp).by_public_id(tx, rows).await?;
        let made: Vec<i64> = public.iter().map(|public_id| made[public_id]).collect();
        let revisions = made
            .iter()
            .zip(chunk)
            .flat_map(|(document, new)| {
                new.revisions.iter().enumerate().map(move |row| (*document, new, row))
            })
            .map(|(document, new, (at, revision))| {
                revision.columns(ids, document, new, at as i64 + 1, new.status_of(at))
            });
        revision_insert(stamp).run(tx, revisions).await?;
        follow(tx, &made).await?;
        all.extend(made.into_iter().map(DocumentId).zip(public));
    }
    Ok(all)
}

fn document_insert(stamp: &Stamp) -> Insert<'static> {
    Insert {
        table: "document",
        same: vec![("organisation_id", stamp.organisation().into()), ("admitted", true.into())],
        columns: &[
            "public_id",
            "project_id",
            "folder_id",
            "number",
            "number_key",
            "title",
            "title_key",
            "search_text",
            "document_type",
            "discipline",
            "status",
            "restricted",
            "current_seq",
            "latest_seq",
            "approved_seq",
            "owner_id",
            "created_by",
            "created_at",
            "updated_at",
        ],
    }
}

fn revision_insert(stamp: &Stamp) -> Insert<'static> {
    Insert {
        table: "revision",
        same: vec![
            ("organisation_id", stamp.organisation().into()),
            ("acceptance", Acceptance::Accepted.code().into()),
        ],
        columns: &[
            "public_id",
            "project_id",
            "document_id",
            "seq",
            "code",
            "code_key",
            "blob_hash",
            "filename",
            "size",
            "media_type",
            "pages",
            "page_sizes",
            "status",
            "uploaded_by",
            "received_from",
            "uploaded_at",
        ],
    }
}

impl BulkDocument {
    fn columns(&self, public_id: &str) -> Vec<Arg> {
        let last = self.revisions.len() as i64;
        let updated_at = self.revisions.last().map_or(self.created_at, |revision| revision.uploaded_at);
        vec![
            public_id.into(),
            self.project.into(),
            self.folder.into(),
            (&self.number.0).into(),
            (&self.number.1).into(),
            (&self.title.0).into(),
            (&self.title.1).into(),
            (&self.search_text).into(),
            (&self.document_type).into(),
            (&self.discipline).into(),
            self.status.code().into(),
            self.restricted.into(),
            last.into(),
            last.into(),
            (if self.status == Status::Approved { last } else { 0 }).into(),
            self.owner.into(),
            self.owner.into(),
            self.created_at.into(),
            updated_at.into(),
        ]
    }

    /// What was replaced is superseded; the last revision has the document's status.
    fn status_of(&self, at: usize) -> Status {
        if at + 1 == self.revisions.len() { self.status } else { Status::Superseded }
    }
}

impl BulkRevision {
    fn columns(&self, ids: &Ids, document: i64, of: &BulkDocument, seq: i64, status: Status) -> Vec<Arg> {
        vec![
            ids.public(RevisionId::PREFIX).into(),
            of.project.into(),
            document.into(),
            seq.into(),
            (&self.code).into(),
            self.code.to_lowercase().into(),
            (&self.blob_hash).into(),
            (&self.filename).into(),
            self.size.into(),
            (&self.media_type).into(),
            self.pages.0.into(),
            (&self.pages.1).into(),
            status.code().into(),
            of.owner.into(),
            self.received_from.into(),
            self.uploaded_at.into(),
        ]
    }
}

/// What the ledger keeps beside documents: the folders above them and the three histories, each since its row began.
async fn follow(tx: &mut Tx, documents: &[i64]) -> DbResult<()> {
    for text in [
        "insert into document_ancestor (organisation_id, ancestor_id, document_id) select d.organisation_id, a.ancestor_id, d.id
         from document d join folder_ancestor a on a.folder_id = d.folder_id where d.id in ",
        "insert into document_folder_history (organisation_id, document_id, folder_id, valid_from)
         select d.organisation_id, d.id, d.folder_id, d.created_at from document d where d.folder_id is not null and d.id in ",
        "insert into document_history (organisation_id, document_id, status, admitted, restricted, current_seq, deleted, valid_from)
         select d.organisation_id, d.id, d.status, d.admitted, d.restricted, d.current_seq, 0, d.created_at
         from document d where d.id in ",
        "insert into revision_history (organisation_id, revision_id, document_id, seq, status, acceptance, valid_from)
         select r.organisation_id, r.id, r.document_id, r.seq, r.status, r.acceptance, r.uploaded_at
         from revision r where r.document_id in ",
    ] {
        for chunk in documents.chunks(256) {
            let mut statement = sql(text);
            statement.id_list(chunk);
            tx.execute(statement).await?;
        }
    }
    Ok(())
}
