//! Rows as the database would hand them out, for tests that need no database.

use wayleave_access::documents::{DocumentRow, RevisionRow};
use wayleave_base::{DocumentId, ProjectId, RevisionId, SubjectId};

use crate::oracle::{Document, Revision};

pub fn document_row(of: &Document) -> DocumentRow {
    let none = String::new;
    DocumentRow {
        id: DocumentId(of.id),
        public_id: of.public.clone(),
        project_id: ProjectId(of.project),
        number: none(),
        number_key: of.number_key.clone(),
        title: none(),
        title_key: of.title_key.clone(),
        description: none(),
        document_type: none(),
        discipline: none(),
        zone: none(),
        stage: none(),
        level: none(),
        programme: none(),
        sub_programme: none(),
        package: none(),
        wbs: none(),
        originator: none(),
        area: none(),
        building: none(),
        floor: none(),
        asset_tag: none(),
        tags: none(),
        status: of.status.to_owned(),
        admitted: of.admitted(),
        restricted: of.restricted,
        current_seq: of.current(),
        latest_seq: of.revisions.len() as i64,
        approved_seq: 0,
        current_code: none(),
        current_dated: none(),
        current_accepted: 0,
        current_uploaded: 0,
        locked_at: of.locked.then_some(1),
        locked_by: None,
        lock_reason: none(),
        owner_id: SubjectId(of.creator),
        created_by: SubjectId(of.creator),
        created_at: 1,
        updated_at: of.updated,
        deleted_at: of.deleted.then_some(1),
        deleted_by: None,
        superseded_by: None,
        row_version: 1,
    }
}

pub fn revision_row(document: &Document, of: &Revision) -> RevisionRow {
    let none = String::new;
    RevisionRow {
        id: RevisionId(of.id),
        public_id: none(),
        document_id: DocumentId(document.id),
        seq: of.seq,
        code: none(),
        revision_date: None,
        blob_hash: none(),
        filename: none(),
        size: 1,
        media_type: none(),
        pages: 0,
        page_sizes: none(),
        change_description: none(),
        status: of.status.to_owned(),
        acceptance: of.acceptance.to_owned(),
        acceptance_reason: none(),
        decided_by: None,
        decided_at: None,
        uploaded_by: SubjectId(of.uploader),
        received_from: None,
        uploaded_at: 1,
    }
}
