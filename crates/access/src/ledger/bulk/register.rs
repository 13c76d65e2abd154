//! Folders and documents by the hundred thousand, with the closure and the histories that belong to them.

use std::collections::{BTreeSet, HashMap};

use wayleave_base::{CompanyId, DocumentId, FolderId, Ids, ProjectId, RevisionId, SubjectId, Timestamp};
use wayleave_db::{Arg, DbResult, Tx, row, sql};

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
        revisions(tx, ids, stamp, &made, chunk).await?;
        let history = Insert {
            table: "document_history",
            same: vec![
                ("organisation_id", stamp.organisation().into()),
                ("admitted", true.into()),
                ("deleted", false.into()),
            ],
            columns: &["document_id", "status", "restricted", "current_seq", "valid_from"],
        };
        let rows = made.iter().zip(chunk).map(|(document, new)| {
            let last = new.revisions.len() as i64;
            let status = new.status.code();
            vec![(*document).into(), status.into(), new.restricted.into(), last.into(), new.created_at.into()]
        });
        history.run(tx, rows).await?;
        place(tx, stamp, &made, chunk).await?;
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
    fn columns(
        &self,
        public_id: &str,
        (document, seq): (i64, i64),
        of: &BulkDocument,
        status: Status,
    ) -> Vec<Arg> {
        vec![
            public_id.into(),
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

/// The revisions of these documents and their histories.
async fn revisions(
    tx: &mut Tx,
    ids: &Ids,
    stamp: &Stamp,
    documents: &[i64],
    new: &[BulkDocument],
) -> DbResult<()> {
    let mut rows = Vec::new();
    for (document, new) in documents.iter().zip(new) {
        for (at, revision) in new.revisions.iter().enumerate() {
            let public_id = ids.public(RevisionId::PREFIX);
            rows.push((public_id, *document, new, at as i64 + 1, new.status_of(at), revision));
        }
    }
    let columns = rows.iter().map(|(public_id, document, new, seq, status, revision)| {
        revision.columns(public_id, (*document, *seq), new, *status)
    });
    let made = revision_insert(stamp).by_public_id(tx, columns).await?;
    let history = Insert {
        table: "revision_history",
        same: vec![
            ("organisation_id", stamp.organisation().into()),
            ("acceptance", Acceptance::Accepted.code().into()),
        ],
        columns: &["revision_id", "document_id", "seq", "status", "valid_from"],
    };
    let columns = rows.iter().map(|(public_id, document, _, seq, status, revision)| {
        let (status, since) = (status.code(), revision.uploaded_at);
        vec![made[public_id].into(), (*document).into(), (*seq).into(), status.into(), since.into()]
    });
    history.run(tx, columns).await
}

row! {
    struct Above { ancestor_id: i64, folder_id: i64 }
}

/// The folders above these documents, now and in the history. The rows are made here and not by a join: PostgreSQL would
/// plan that for tables it has not counted yet, and keep the plan while they grow.
async fn place(tx: &mut Tx, stamp: &Stamp, documents: &[i64], new: &[BulkDocument]) -> DbResult<()> {
    let placed: Vec<(i64, i64, Timestamp)> = documents
        .iter()
        .zip(new)
        .filter_map(|(document, new)| Some((*document, new.folder?.get(), new.created_at)))
        .collect();
    let folders: Vec<i64> =
        placed.iter().map(|(_, folder, _)| *folder).collect::<BTreeSet<i64>>().into_iter().collect();
    let mut above: HashMap<i64, Vec<i64>> = HashMap::new();
    for chunk in folders.chunks(256) {
        let mut list = sql("select ancestor_id, folder_id from folder_ancestor where folder_id in ");
        list.id_list(chunk);
        for row in tx.all::<Above>(list).await? {
            above.entry(row.folder_id).or_default().push(row.ancestor_id);
        }
    }
    let organisation = || vec![("organisation_id", stamp.organisation().into())];
    let ancestors =
        Insert { table: "document_ancestor", same: organisation(), columns: &["ancestor_id", "document_id"] };
    let rows = placed.iter().flat_map(|(document, folder, _)| {
        let above = above.get(folder).into_iter().flatten();
        above.map(|ancestor| vec![(*ancestor).into(), (*document).into()])
    });
    ancestors.run(tx, rows).await?;
    let history = Insert {
        table: "document_folder_history",
        same: organisation(),
        columns: &["document_id", "folder_id", "valid_from"],
    };
    let rows = placed
        .iter()
        .map(|(document, folder, since)| vec![(*document).into(), (*folder).into(), (*since).into()]);
    history.run(tx, rows).await
}
