//! The register's statements that write.

use wayleave_access::audit::Stamp;
use wayleave_access::ledger::{self, NewGrant};
use wayleave_access::search::{self, DocumentTexts, Place};
use wayleave_access::{Caps, Cause, ObjectKind, Reason};
use wayleave_base::{
    CompanyId, DocumentId, NEVER, OrganisationId, ProjectId, RevisionId, SubjectId, Timestamp,
};
use wayleave_db::{DbResult, Sql, Tx, row, sql};

use super::keys;
use crate::metadata::model::{BUILT_IN, Catalogue, Values, source};
use crate::metadata::values;

/// The classifying fields of a document.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Fields {
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
    /// The description.
    pub description: String,
    /// The tags.
    pub tags: Vec<String>,
}

impl Fields {
    /// The fields of a stored document.
    #[must_use]
    pub fn of(document: &wayleave_access::documents::DocumentRow) -> Self {
        let document = document.clone();
        Self {
            document_type: document.document_type,
            discipline: document.discipline,
            zone: document.zone,
            stage: document.stage,
            level: document.level,
            programme: document.programme,
            sub_programme: document.sub_programme,
            package: document.package,
            wbs: document.wbs,
            originator: document.originator,
            area: document.area,
            building: document.building,
            floor: document.floor,
            asset_tag: document.asset_tag,
            description: document.description,
            tags: serde_json::from_str(&document.tags).unwrap_or_default(),
        }
    }

    /// The values of the built-in fields, by key.
    pub fn coded(&self) -> impl Iterator<Item = (&'static str, &str)> {
        let values = [
            &self.document_type,
            &self.discipline,
            &self.zone,
            &self.stage,
            &self.level,
            &self.programme,
            &self.sub_programme,
            &self.package,
            &self.originator,
        ];
        BUILT_IN.iter().copied().zip(values.map(String::as_str))
    }

    /// The same, to be changed.
    pub fn coded_mut(&mut self) -> impl Iterator<Item = (&'static str, &mut String)> {
        let values = [
            &mut self.document_type,
            &mut self.discipline,
            &mut self.zone,
            &mut self.stage,
            &mut self.level,
            &mut self.programme,
            &mut self.sub_programme,
            &mut self.package,
            &mut self.originator,
        ];
        BUILT_IN.iter().copied().zip(values)
    }

    /// What a search finds the document by.
    pub fn texts<'a>(&'a self, number: &'a str, title: &'a str, own: &'a Values) -> DocumentTexts<'a> {
        let built_in = self.coded().map(|(key, value)| (source(key), value));
        let own = own.iter().map(|(key, value)| (source(key), value.as_str()));
        let values = built_in.chain([(source("wbs"), self.wbs.as_str())]).chain(own).collect();
        DocumentTexts { number, title, description: &self.description, tags: &self.tags, values }
    }

    fn tags_json(&self) -> String {
        serde_json::json!(self.tags).to_string()
    }

    /// Binds every field, in the order of [`FIELD_COLUMNS`].
    fn bind(&self, text: Sql) -> Sql {
        text.bind(&self.document_type)
            .bind(&self.discipline)
            .bind(&self.zone)
            .bind(&self.stage)
            .bind(&self.level)
            .bind(&self.programme)
            .bind(&self.sub_programme)
            .bind(&self.package)
            .bind(&self.wbs)
            .bind(&self.originator)
            .bind(&self.area)
            .bind(&self.building)
            .bind(&self.floor)
            .bind(&self.asset_tag)
            .bind(&self.description)
            .bind(self.tags_json())
    }
}

/// The columns of [`Fields`].
const FIELD_COLUMNS: [&str; 16] = [
    "document_type",
    "discipline",
    "zone",
    "stage",
    "level",
    "programme",
    "sub_programme",
    "package",
    "wbs",
    "originator",
    "area",
    "building",
    "floor",
    "asset_tag",
    "description",
    "tags",
];

/// A document to be stored.
pub struct NewDocument<'a> {
    /// The public id.
    pub public_id: &'a str,
    /// The project.
    pub project: ProjectId,
    /// The number; empty for a submission that waits for one.
    pub number: &'a str,
    /// The title.
    pub title: &'a str,
    /// The fields.
    pub fields: &'a Fields,
    /// The values of fields that are no columns.
    pub values: &'a Values,
    /// What those fields are.
    pub catalogue: &'a Catalogue,
    /// The status.
    pub status: &'a str,
    /// Does it enter the register at once?
    pub admitted: bool,
    /// Who creates it.
    pub by: SubjectId,
}

/// Stores a document whose first revision follows.
pub async fn insert_document(
    tx: &mut Tx,
    organisation: OrganisationId,
    now: Timestamp,
    new: &NewDocument<'_>,
) -> DbResult<DocumentId> {
    let approved = new.admitted && super::statuses::is_approved(new.status);
    let text = sql("")
        .bind(organisation)
        .bind(new.public_id)
        .bind(new.project)
        .bind(new.number)
        .bind(keys::sort_key(new.number))
        .bind(keys::look_key(new.number))
        .bind(new.title)
        .bind(keys::sort_key(new.title))
        .bind(new.status)
        .bind(new.admitted)
        .bind(new.by)
        .bind(now)
        .bind(approved);
    let mut text = new.fields.bind(text);
    text.push(
        "insert into document (organisation_id, public_id, project_id, number, number_key, number_look, title, title_key, \
         status, admitted, owner_id, created_by, created_at, updated_at, current_seq, latest_seq, approved_seq, ",
    );
    text.push(&FIELD_COLUMNS.join(", "));
    text.push(
        ") values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $11, $12, $12, $10, 1, $13, $14, $15, $16, $17, $18, $19, \
         $20, $21, $22, $23, $24, $25, $26, $27, $28, $29) returning id as n",
    );
    let document = DocumentId(tx.int(text).await?);
    let place = Place { organisation, project: new.project, document };
    values::write(tx, organisation, document, new.catalogue, (&Values::new(), new.values)).await?;
    search::put_document(tx, place, &new.fields.texts(new.number, new.title, new.values)).await?;
    Ok(document)
}

/// A file that was uploaded and waits to become a revision.
#[derive(Clone, Debug)]
pub struct Staged {
    /// The upload.
    pub id: i64,
    /// The content.
    pub blob_hash: String,
    /// The file's name.
    pub filename: String,
    /// The size in bytes.
    pub size: i64,
    /// The media type.
    pub media_type: String,
    /// The pages.
    pub pages: i64,
    /// Their sizes, JSON.
    pub page_sizes: String,
}

/// A revision to be stored.
pub struct NewRevision<'a> {
    /// The public id.
    pub public_id: &'a str,
    /// The project.
    pub project: ProjectId,
    /// The document.
    pub document: DocumentId,
    /// Its place.
    pub seq: i64,
    /// Its code.
    pub code: &'a str,
    /// The date on the sheet.
    pub date: Option<&'a str>,
    /// The file.
    pub file: &'a Staged,
    /// What changed.
    pub change: &'a str,
    /// Its status.
    pub status: &'a str,
    /// Does it enter the register at once?
    pub accepted: bool,
    /// Who uploads it.
    pub by: SubjectId,
    /// The uploader's company.
    pub company: Option<CompanyId>,
}

/// Stores a revision; it takes over the upload's reference to the file.
pub async fn insert_revision(
    tx: &mut Tx,
    organisation: OrganisationId,
    now: Timestamp,
    new: &NewRevision<'_>,
) -> DbResult<RevisionId> {
    let (decided_by, decided_at) = if new.accepted { (Some(new.by), Some(now)) } else { (None, None) };
    let id = tx
        .int(
            sql("insert into revision (organisation_id, public_id, project_id, document_id, seq, code, code_key, revision_date,
                   blob_hash, filename, size, media_type, pages, page_sizes, change_description, status, acceptance, decided_by,
                   decided_at, uploaded_by, received_from, uploaded_at)
                 values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22)
                 returning id as n")
            .bind(organisation)
            .bind(new.public_id)
            .bind(new.project)
            .bind(new.document)
            .bind(new.seq)
            .bind(new.code)
            .bind(keys::sort_key(new.code))
            .bind(new.date)
            .bind(&new.file.blob_hash)
            .bind(&new.file.filename)
            .bind(new.file.size)
            .bind(&new.file.media_type)
            .bind(new.file.pages)
            .bind(&new.file.page_sizes)
            .bind(new.change)
            .bind(new.status)
            .bind(if new.accepted { "accepted" } else { "pending" })
            .bind(decided_by)
            .bind(decided_at)
            .bind(new.by)
            .bind(new.company)
            .bind(now),
        )
        .await?;
    let place = Place { organisation, project: new.project, document: new.document };
    search::put_file(tx, place, new.seq, &new.file.filename, new.code).await?;
    Ok(RevisionId(id))
}

/// Opens the uploader's own grant: exactly this revision, to see and to download.
pub async fn grant_upload(
    tx: &mut Tx,
    stamp: &Stamp,
    project: ProjectId,
    (document, revision, seq): (DocumentId, RevisionId, i64),
    uploader: SubjectId,
) -> DbResult<()> {
    let grant = NewGrant {
        subject: uploader,
        project,
        object_kind: ObjectKind::Document,
        object: document.get(),
        caps: Caps::VIEW.with(Caps::DOWNLOAD),
        rev_from: seq,
        rev_to: seq,
        reason: Reason::Created,
        cause: Cause::Upload(revision.get()),
        ends_at: NEVER,
    };
    ledger::grant(tx, stamp, &grant).await.map(|_| ())
}

/// Marks a document as changed: its version and its time move.
pub async fn touch(tx: &mut Tx, document: DocumentId, now: Timestamp) -> DbResult<()> {
    tx.execute(
        sql("update document set updated_at = $2, row_version = row_version + 1 where id = $1")
            .bind(document)
            .bind(now),
    )
    .await
    .map(|_| ())
}

/// Writes title and the fields that are columns; the others are written before, and found here.
pub async fn update_fields(
    tx: &mut Tx,
    place: Place,
    (number, title): (&str, &str),
    fields: &Fields,
    now: Timestamp,
) -> DbResult<()> {
    let text = sql("").bind(place.document).bind(title).bind(keys::sort_key(title)).bind(now);
    let mut text = fields.bind(text);
    text.push(
        "update document set title = $2, title_key = $3, updated_at = $4, row_version = row_version + 1",
    );
    for (at, column) in FIELD_COLUMNS.iter().enumerate() {
        text.push(&format!(", {column} = ${}", at + 5));
    }
    text.push(" where id = $1");
    tx.execute(text).await?;
    let own = values::of(tx, place.document).await?;
    search::put_document(tx, place, &fields.texts(number, title, &own)).await
}

/// Keeps a number for the document that had it, so that no other gets it.
pub async fn keep_number(
    tx: &mut Tx,
    organisation: OrganisationId,
    (project, document): (ProjectId, DocumentId),
    number: &str,
    now: Timestamp,
) -> DbResult<()> {
    tx.execute(
        sql("insert into former_number (organisation_id, project_id, document_id, number, number_key, since)
             values ($1, $2, $3, $4, $5, $6) on conflict (project_id, number_key) do nothing")
        .bind(organisation)
        .bind(project)
        .bind(document)
        .bind(number)
        .bind(keys::sort_key(number))
        .bind(now),
    )
    .await
    .map(|_| ())
}

/// Takes the words from a document that is removed for good: its texts, its files' names, and what it was found by. The
/// number stays, so that no other document gets it.
pub async fn forget(tx: &mut Tx, document: DocumentId, now: Timestamp) -> DbResult<()> {
    search::forget(tx, document).await?;
    tx.execute(sql("delete from document_value where document_id = $1").bind(document)).await?;
    let text =
        sql("update revision set blob_hash = '', filename = '', size = 0, pages = 0, page_sizes = '[]',
        change_description = '' where document_id = $1")
        .bind(document);
    tx.execute(text).await?;
    let mut text = sql("").bind(document).bind(now);
    text.push("update document set title = '', title_key = '', tags = '[]', purged_at = $2, row_version = row_version + 1");
    for column in FIELD_COLUMNS.iter().filter(|column| **column != "tags") {
        text.push(&format!(", {column} = ''"));
    }
    text.push(" where id = $1");
    tx.execute(text).await.map(|_| ())
}

/// Writes the status of a revision.
pub async fn set_revision_status(
    tx: &mut Tx,
    stamp: &Stamp,
    revision: RevisionId,
    status: &str,
) -> DbResult<()> {
    tx.execute(sql("update revision set status = $2 where id = $1").bind(revision).bind(status)).await?;
    ledger::revision_changed(tx, stamp, revision).await
}

row! {
    struct Accepted { id: RevisionId, seq: i64, status: String }
}

/// Brings a document in line with its accepted revisions: the current one gives it its status, and of the approved ones
/// only the newest keeps that status, the others are superseded.
pub async fn settle(tx: &mut Tx, stamp: &Stamp, document: DocumentId) -> DbResult<()> {
    let accepted: Vec<Accepted> = tx
        .all(
            sql("select id, seq, status from revision where document_id = $1 and acceptance = 'accepted' order by seq desc")
                .bind(document),
        )
        .await?;
    let mut approved = accepted.iter().filter(|revision| super::statuses::is_approved(&revision.status));
    let newest = approved.next().map_or(0, |revision| revision.seq);
    for older in approved {
        set_revision_status(tx, stamp, older.id, "superseded").await?;
    }
    tx.execute(
        sql("update document set approved_seq = $2, status = coalesce((select r.status from revision r
               where r.document_id = $1 and r.seq = document.current_seq), status) where id = $1")
        .bind(document)
        .bind(newest),
    )
    .await?;
    ledger::document_changed(tx, stamp, document).await
}
