//! The rows of documents and revisions, and a document together with what of it is visible.

use wayleave_base::{CompanyId, DocumentId, ProjectId, RevisionId, SubjectId};
use wayleave_db::row;

use crate::reach::{DocumentState, Reach, RevisionState};
use crate::words::{Acceptance, Caps, Status};

row! {
    /// A document as stored.
    #[derive(Clone, Debug)]
    pub struct DocumentRow {
        /// The internal id; creation order.
        pub id: DocumentId,
        /// The public id.
        pub public_id: String,
        /// The project.
        pub project_id: ProjectId,
        /// The number.
        pub number: String,
        /// The number as sorted.
        pub number_key: String,
        /// The title.
        pub title: String,
        /// The title as sorted.
        pub title_key: String,
        /// The description.
        pub description: String,
        /// The code of the document type.
        pub document_type: String,
        /// The code of the discipline.
        pub discipline: String,
        /// The code of the zone.
        pub zone: String,
        /// The code of the stage.
        pub stage: String,
        /// The code of the level.
        pub level: String,
        /// The programme.
        pub programme: String,
        /// The sub-programme.
        pub sub_programme: String,
        /// The package or contract.
        pub package: String,
        /// The code in the work breakdown structure.
        pub wbs: String,
        /// The producing company.
        pub originator: String,
        /// The area.
        pub area: String,
        /// The building.
        pub building: String,
        /// The floor.
        pub floor: String,
        /// The asset's tag.
        pub asset_tag: String,
        /// The tags, a JSON list of texts.
        pub tags: String,
        /// The status's code.
        pub status: String,
        /// Does it have an accepted revision?
        pub admitted: bool,
        /// Is it restricted to groups?
        pub restricted: bool,
        /// The latest accepted revision, 0 for none.
        pub current_seq: i64,
        /// The latest revision of any kind.
        pub latest_seq: i64,
        /// The latest approved revision, 0 for none.
        pub approved_seq: i64,
        /// The code of the current revision as sorted, empty for none; never told to anybody else than the project's team.
        pub current_code: String,
        /// The date on the current revision, empty for none; likewise.
        pub current_dated: String,
        /// When the current revision was accepted, 0 for none; likewise.
        pub current_accepted: i64,
        /// When the current revision was uploaded, 0 for none; likewise.
        pub current_uploaded: i64,
        /// When it was locked.
        pub locked_at: Option<i64>,
        /// Who locked it.
        pub locked_by: Option<SubjectId>,
        /// Why it was locked.
        pub lock_reason: String,
        /// Who owns it.
        pub owner_id: SubjectId,
        /// Who created it.
        pub created_by: SubjectId,
        /// When it was created.
        pub created_at: i64,
        /// When it last changed.
        pub updated_at: i64,
        /// When it was put in the bin.
        pub deleted_at: Option<i64>,
        /// Who put it there.
        pub deleted_by: Option<SubjectId>,
        /// The document that supersedes it, where somebody said so.
        pub superseded_by: Option<DocumentId>,
        /// The version that an edit must name.
        pub row_version: i64,
    }
}

row! {
    /// A revision as stored.
    #[derive(Clone, Debug)]
    pub struct RevisionRow {
        /// The internal id.
        pub id: RevisionId,
        /// The public id.
        pub public_id: String,
        /// Its document.
        pub document_id: DocumentId,
        /// Its place in the document, from 1.
        pub seq: i64,
        /// Its code.
        pub code: String,
        /// The date on the sheet.
        pub revision_date: Option<String>,
        /// The file.
        pub blob_hash: String,
        /// The file's name.
        pub filename: String,
        /// The file's size in bytes.
        pub size: i64,
        /// The file's media type.
        pub media_type: String,
        /// Its pages, 0 when it has none.
        pub pages: i64,
        /// The sizes of its pages in points, a JSON list of pairs.
        pub page_sizes: String,
        /// What changed.
        pub change_description: String,
        /// Its status.
        pub status: String,
        /// Has it entered the register?
        pub acceptance: String,
        /// Why it was rejected.
        pub acceptance_reason: String,
        /// Who accepted or rejected it.
        pub decided_by: Option<SubjectId>,
        /// When it was accepted or rejected.
        pub decided_at: Option<i64>,
        /// Who uploaded it.
        pub uploaded_by: SubjectId,
        /// The company it came from.
        pub received_from: Option<CompanyId>,
        /// When it was uploaded.
        pub uploaded_at: i64,
    }
}

/// The columns of [`DocumentRow`] from table `d`.
pub(super) const DOCUMENT_COLUMNS: &str = "d.id, d.public_id, d.project_id, d.number, d.number_key, d.title, d.title_key, \
     d.description, d.document_type, d.discipline, d.zone, d.stage, d.level, d.programme, d.sub_programme, d.package, \
     d.wbs, d.originator, d.area, d.building, d.floor, d.asset_tag, d.tags, d.status, d.admitted, d.restricted, \
     d.current_seq, d.latest_seq, d.approved_seq, d.current_code, d.current_dated, d.current_accepted, \
     d.current_uploaded, d.locked_at, d.locked_by, d.lock_reason, d.owner_id, d.created_by, \
     d.created_at, d.updated_at, d.deleted_at, d.deleted_by, d.superseded_by, d.row_version";

/// The columns of [`RevisionRow`] from table `r`.
pub(super) const REVISION_COLUMNS: &str = "r.id, r.public_id, r.document_id, r.seq, r.code, r.revision_date, r.blob_hash, \
     r.filename, r.size, r.media_type, r.pages, r.page_sizes, r.change_description, r.status, r.acceptance, \
     r.acceptance_reason, r.decided_by, r.decided_at, r.uploaded_by, r.received_from, r.uploaded_at";

row! {
    /// What of a document decides whether and where it is counted.
    pub(super) struct CountedDocument {
        id: DocumentId,
        project_id: ProjectId,
        document_type: String,
        discipline: String,
        zone: String,
        stage: String,
        level: String,
        programme: String,
        sub_programme: String,
        package: String,
        originator: String,
        area: String,
        building: String,
        floor: String,
        asset_tag: String,
        status: String,
        admitted: bool,
        restricted: bool,
        current_seq: i64,
        locked_at: Option<i64>,
        owner_id: SubjectId,
        created_at: i64,
        updated_at: i64,
    }
}

row! {
    /// What of a revision does.
    pub(super) struct CountedRevision {
        id: RevisionId,
        document_id: DocumentId,
        seq: i64,
        revision_date: Option<String>,
        status: String,
        acceptance: String,
        decided_at: Option<i64>,
        uploaded_by: SubjectId,
        received_from: Option<CompanyId>,
        uploaded_at: i64,
    }
}

/// The columns of [`CountedDocument`] from table `d`.
pub(super) const COUNTED_COLUMNS: &str = "d.id, d.project_id, d.document_type, d.discipline, d.zone, d.stage, d.level, \
     d.programme, d.sub_programme, d.package, d.originator, d.area, d.building, d.floor, d.asset_tag, d.status, \
     d.admitted, d.restricted, d.current_seq, d.locked_at, d.owner_id, d.created_at, d.updated_at";

/// The columns of [`CountedRevision`] from table `r`.
pub(super) const COUNTED_REVISION_COLUMNS: &str = "r.id, r.document_id, r.seq, r.revision_date, r.status, r.acceptance, r.decided_at, r.uploaded_by, r.received_from, \
     r.uploaded_at";

impl From<CountedDocument> for DocumentRow {
    /// The document without what no count asks for.
    fn from(row: CountedDocument) -> Self {
        Self {
            id: row.id,
            public_id: String::new(),
            project_id: row.project_id,
            number: String::new(),
            number_key: String::new(),
            title: String::new(),
            title_key: String::new(),
            description: String::new(),
            document_type: row.document_type,
            discipline: row.discipline,
            zone: row.zone,
            stage: row.stage,
            level: row.level,
            programme: row.programme,
            sub_programme: row.sub_programme,
            package: row.package,
            wbs: String::new(),
            originator: row.originator,
            area: row.area,
            building: row.building,
            floor: row.floor,
            asset_tag: row.asset_tag,
            tags: String::new(),
            status: row.status,
            admitted: row.admitted,
            restricted: row.restricted,
            current_seq: row.current_seq,
            latest_seq: 0,
            approved_seq: 0,
            current_code: String::new(),
            current_dated: String::new(),
            current_accepted: 0,
            current_uploaded: 0,
            locked_at: row.locked_at,
            locked_by: None,
            lock_reason: String::new(),
            owner_id: row.owner_id,
            created_by: row.owner_id,
            created_at: row.created_at,
            updated_at: row.updated_at,
            // What lies in the bin is not listed.
            deleted_at: None,
            deleted_by: None,
            superseded_by: None,
            row_version: 0,
        }
    }
}

impl From<CountedRevision> for RevisionRow {
    /// The revision without what no count asks for.
    fn from(row: CountedRevision) -> Self {
        Self {
            id: row.id,
            public_id: String::new(),
            document_id: row.document_id,
            seq: row.seq,
            code: String::new(),
            revision_date: row.revision_date,
            blob_hash: String::new(),
            filename: String::new(),
            size: 0,
            media_type: String::new(),
            pages: 0,
            page_sizes: String::new(),
            change_description: String::new(),
            status: row.status,
            acceptance: row.acceptance,
            acceptance_reason: String::new(),
            decided_by: None,
            decided_at: row.decided_at,
            uploaded_by: row.uploaded_by,
            received_from: row.received_from,
            uploaded_at: row.uploaded_at,
        }
    }
}

impl DocumentRow {
    /// What a rule looks at.
    #[must_use]
    pub fn state(&self) -> DocumentState {
        DocumentState {
            // A code that is not known can be reached by nobody but through a grant.
            status: Status::parse(&self.status).unwrap_or(Status::Draft),
            admitted: self.admitted,
            restricted: self.restricted,
            deleted: self.deleted_at.is_some(),
        }
    }
}

impl RevisionRow {
    /// What a rule looks at.
    #[must_use]
    pub fn state(&self) -> RevisionState {
        RevisionState {
            seq: self.seq,
            acceptance: Acceptance::parse(&self.acceptance).unwrap_or(Acceptance::Pending),
        }
    }
}

/// A document within reach, its visible revisions, and what may be done with them.
#[derive(Clone, Debug)]
pub struct Visible {
    /// The document.
    pub document: DocumentRow,
    /// The visible revisions, newest first.
    pub revisions: Vec<RevisionRow>,
    /// What of it is within reach, and why.
    pub reach: Reach,
}

impl Visible {
    /// The revision shown.
    #[must_use]
    pub fn shown(&self) -> &RevisionRow {
        self.revisions
            .iter()
            .find(|revision| revision.seq == self.reach.shown)
            .expect("the shown revision is one of the visible ones")
    }

    /// A visible revision by its public id.
    #[must_use]
    pub fn revision(&self, public_id: &str) -> Option<&RevisionRow> {
        self.revisions.iter().find(|revision| revision.public_id == public_id)
    }

    /// The same document with that visible revision as the one shown, so that acts are decided by the rights on it.
    #[must_use]
    pub fn showing(&self, revision: &RevisionRow) -> Self {
        let mut other = self.clone();
        other.reach.shown = revision.seq;
        other.reach.caps = self.reach.caps_on(revision.seq);
        other
    }

    /// The rights on a visible revision.
    #[must_use]
    pub fn caps_on(&self, revision: &RevisionRow) -> Caps {
        self.reach.caps_on(revision.seq)
    }
}
