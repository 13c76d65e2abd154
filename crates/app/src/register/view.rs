//! Documents and revisions as readers see them. The team sees documents whole; whoever comes from outside sees the
//! revisions within their reach, the status of the one shown, and no trace of any other.

use std::collections::HashMap;

use serde::Serialize;
use utoipa::ToSchema;
use wayleave_access::documents::{RevisionRow, Visible};
use wayleave_access::{Action, Caps, Outcome, ProjectFacts, Target};
use wayleave_base::{CompanyId, DocumentId, SubjectId};

use super::{statuses, store};
use crate::abilities::{Abilities, Ability, ability};
use crate::error::Result;
use crate::people::{self, CompanyRef, PersonRef};
use crate::wire;
use crate::work::Work;

/// The revision shown of a document.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ShownRevision {
    /// The public id.
    pub id: String,
    /// The code.
    #[schema(example = "P02")]
    pub code: String,
    /// Its place among the revisions that the reader sees, from 1.
    pub seq: i64,
    /// When it was uploaded.
    pub uploaded_at: String,
    /// `pending`, `accepted` or `rejected`.
    pub acceptance: String,
    /// Its status.
    pub status: String,
    /// Is it the current revision?
    pub current: bool,
    /// Is there a newer accepted revision than the one shown?
    pub newer: bool,
}

/// The code of a revision.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct RevisionCode {
    /// The public id.
    pub id: String,
    /// The code.
    pub code: String,
}

/// A document in a list.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = DocumentRow)]
pub struct RowView {
    /// The public id.
    #[schema(example = "doc_0d1w5v9m3q8r7t2y4k6h1n5b0c")]
    pub id: String,
    /// The number; empty while a submission waits for one.
    #[schema(example = "A-101")]
    pub number: String,
    /// The title.
    #[schema(example = "Ground floor plan")]
    pub title: String,
    /// The code of the document type.
    pub document_type: String,
    /// The code of the discipline.
    pub discipline: String,
    /// The status; from outside, that of the revision shown.
    #[schema(example = "for_review")]
    pub status: String,
    /// The revision shown.
    pub revision: ShownRevision,
    /// The latest approved revision, where it is within reach.
    pub latest_approved: Option<RevisionCode>,
    /// Does something of it wait for acceptance?
    pub pending: bool,
    /// Is it restricted to groups?
    pub restricted: bool,
    /// Is it locked?
    pub locked: bool,
    /// When it last changed.
    pub updated_at: String,
    /// Did the reader create it, or upload a revision of it?
    pub mine: bool,
    /// How many outsiders see it now; only for those who may see the ledger.
    pub outside_count: Option<i64>,
    /// The media type of the file shown.
    pub media_type: String,
    /// The pages of the file shown, 0 when it has none.
    pub pages: i64,
    /// Why the reader sees it, where grants are the reason.
    pub why: Vec<&'static str>,
    /// What the reader may do.
    #[schema(value_type = std::collections::BTreeMap<String, Ability>)]
    pub abilities: Abilities,
}

/// What is allowed with a revision.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
pub struct CapsView {
    /// See it and the images of its pages.
    pub view: bool,
    /// Get the file.
    pub download: bool,
}

/// A revision of a document.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Revision)]
pub struct RevisionView {
    /// The public id.
    pub id: String,
    /// The code.
    #[schema(example = "P02")]
    pub code: String,
    /// Its place among the revisions that the reader sees, from 1.
    pub seq: i64,
    /// The date on the sheet.
    pub revision_date: Option<String>,
    /// Its status.
    pub status: String,
    /// `pending`, `accepted` or `rejected`.
    pub acceptance: String,
    /// Why it was rejected.
    pub acceptance_reason: String,
    /// Who accepted or rejected it.
    pub decided_by: Option<PersonRef>,
    /// When it was accepted or rejected.
    pub decided_at: Option<String>,
    /// The file's name.
    pub filename: String,
    /// The file's size in bytes.
    pub size: i64,
    /// The file's media type.
    pub media_type: String,
    /// Its pages, 0 when it has none that can be drawn.
    pub pages: i64,
    /// Width and height of each page in points.
    pub page_sizes: Vec<[f32; 2]>,
    /// What changed.
    pub change_description: String,
    /// Who uploaded it.
    pub uploaded_by: Option<PersonRef>,
    /// The company it came from.
    pub received_from: Option<CompanyRef>,
    /// When it was uploaded.
    pub uploaded_at: String,
    /// The SHA-256 of the file.
    pub sha256: String,
    /// Is it the current revision?
    pub current: bool,
    /// Is it the latest approved revision?
    pub latest_approved: bool,
    /// What the reader may do with it.
    pub caps: CapsView,
}

/// A lock on a document.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct LockView {
    /// Who locked it.
    pub by: Option<PersonRef>,
    /// When.
    pub at: String,
    /// Why.
    pub reason: String,
}

/// A group as shown beside what it may see.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct GroupRef {
    /// The public id.
    pub id: String,
    /// The name.
    pub name: String,
}

/// A document with everything the reader may see of it.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Document)]
pub struct DocumentView {
    /// What lists show.
    #[serde(flatten)]
    pub row: RowView,
    /// The description.
    pub description: String,
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
    /// The tags.
    pub tags: Vec<String>,
    /// Who created it; not told outside.
    pub created_by: Option<PersonRef>,
    /// When it was created; not told outside.
    pub created_at: Option<String>,
    /// Who owns it; not told outside.
    pub owner: Option<PersonRef>,
    /// The revisions within reach, newest first.
    pub revisions: Vec<RevisionView>,
    /// The lock, if there is one.
    pub lock: Option<LockView>,
    /// The groups it is restricted to; not told outside.
    pub restricted_to: Vec<GroupRef>,
    /// The statuses that may follow by hand.
    pub next_statuses: Vec<&'static str>,
    /// The version that an edit must name; 0 for those who cannot edit.
    pub version: i64,
}

/// What lists offer on each row.
pub const ROW_ACTIONS: &[Action] =
    &[Action::DocumentDownload, Action::RevisionUpload, Action::GuestShareCreate, Action::DocumentShare];

/// What the document's page offers.
pub const DOCUMENT_ACTIONS: &[Action] = &[
    Action::DocumentDownload,
    Action::DocumentEdit,
    Action::DocumentStatus,
    Action::DocumentLock,
    Action::DocumentUnlock,
    Action::DocumentRestrict,
    Action::DocumentDelete,
    Action::RevisionUpload,
    Action::RevisionAccept,
    Action::DocumentShare,
    Action::DocumentAccess,
    Action::DocumentHistory,
    Action::GuestShareCreate,
];

/// Turns documents into what the person of this work sees of them.
pub struct Viewer<'a> {
    facts: &'a ProjectFacts,
    me: SubjectId,
    outside: Option<HashMap<DocumentId, i64>>,
}

impl<'a> Viewer<'a> {
    /// A viewer for these documents; it asks for the outsiders of all of them at once.
    pub async fn new(work: &mut Work, facts: &'a ProjectFacts, documents: &[Visible]) -> Result<Self> {
        let outside = if facts.outcome(Action::AccessView, Target::default()).is_allowed() {
            let ids: Vec<DocumentId> = documents.iter().map(|visible| visible.document.id).collect();
            Some(crate::sharing::outside::outside_counts(&mut work.tx, facts, &ids).await?)
        } else {
            None
        };
        Ok(Self { facts, me: work.me.subject, outside })
    }

    /// A document as a row.
    #[must_use]
    pub fn row(&self, visible: &Visible, actions: &[Action]) -> RowView {
        let (document, shown) = (&visible.document, visible.shown());
        let team = self.facts.is_team();
        let approved = visible.revisions.iter().find(|revision| revision.seq == document.approved_seq);
        // The time of another revision's upload would tell of it.
        let updated_at =
            if team { document.updated_at } else { shown.decided_at.unwrap_or(shown.uploaded_at) };
        RowView {
            id: document.public_id.clone(),
            number: document.number.clone(),
            title: document.title.clone(),
            document_type: document.document_type.clone(),
            discipline: document.discipline.clone(),
            status: if team { document.status.clone() } else { shown.status.clone() },
            revision: ShownRevision {
                id: shown.public_id.clone(),
                code: shown.code.clone(),
                seq: self.place(visible, shown),
                uploaded_at: wire::time(shown.uploaded_at),
                acceptance: shown.acceptance.clone(),
                status: shown.status.clone(),
                current: shown.seq == document.current_seq,
                newer: document.current_seq > shown.seq,
            },
            latest_approved: approved
                .map(|revision| RevisionCode { id: revision.public_id.clone(), code: revision.code.clone() }),
            pending: visible.revisions.iter().any(|revision| revision.acceptance == "pending"),
            restricted: team && document.restricted,
            locked: document.locked_at.is_some(),
            updated_at: wire::time(updated_at),
            mine: self.is_mine(visible),
            outside_count: self
                .outside
                .as_ref()
                .map(|counts| counts.get(&document.id).copied().unwrap_or_default()),
            media_type: shown.media_type.clone(),
            pages: shown.pages,
            why: visible.reach.why.iter().map(|reason| reason.code()).collect(),
            abilities: self.abilities(visible, actions),
        }
    }

    fn is_mine(&self, visible: &Visible) -> bool {
        visible.revisions.iter().any(|revision| revision.uploaded_by == self.me)
            || (self.facts.is_team() && visible.document.created_by == self.me)
    }

    /// A revision's place: the team counts all, others what they see.
    fn place(&self, visible: &Visible, revision: &RevisionRow) -> i64 {
        if self.facts.is_team() {
            return revision.seq;
        }
        visible.revisions.iter().filter(|other| other.seq <= revision.seq).count() as i64
    }

    fn abilities(&self, visible: &Visible, actions: &[Action]) -> Abilities {
        let target = Target::document(visible);
        actions.iter().map(|action| (action.code(), self.can(*action, target))).collect()
    }

    fn can(&self, action: Action, target: Target<'_>) -> Ability {
        let outcome = self.facts.outcome(action, target);
        // Asking for an edit is an act of its own, not this one done later.
        if action == Action::DocumentEdit
            && outcome.needs_approval()
            && let Outcome::Allow { rule, .. } = outcome
        {
            return Ability {
                allowed: false,
                reason: Some("Ask a Document Controller to change it.".to_owned()),
                rule: Some(rule.to_owned()),
                condition: None,
            };
        }
        ability(&outcome)
    }

    /// A revision with the people and companies it names.
    #[must_use]
    pub fn revision(&self, visible: &Visible, revision: &RevisionRow, names: &Names) -> RevisionView {
        let caps = visible.caps_on(revision);
        RevisionView {
            id: revision.public_id.clone(),
            code: revision.code.clone(),
            seq: self.place(visible, revision),
            revision_date: revision.revision_date.clone(),
            status: revision.status.clone(),
            acceptance: revision.acceptance.clone(),
            acceptance_reason: revision.acceptance_reason.clone(),
            decided_by: revision.decided_by.and_then(|person| names.person(person)),
            decided_at: revision.decided_at.map(wire::time),
            filename: revision.filename.clone(),
            size: revision.size,
            media_type: revision.media_type.clone(),
            pages: revision.pages,
            page_sizes: serde_json::from_str(&revision.page_sizes).unwrap_or_default(),
            change_description: revision.change_description.clone(),
            uploaded_by: names.person(revision.uploaded_by),
            received_from: revision.received_from.and_then(|company| names.companies.get(&company).cloned()),
            uploaded_at: wire::time(revision.uploaded_at),
            sha256: revision.blob_hash.clone(),
            current: revision.seq == visible.document.current_seq,
            latest_approved: revision.seq == visible.document.approved_seq,
            caps: CapsView { view: caps.has(Caps::VIEW), download: caps.has(Caps::DOWNLOAD) },
        }
    }
}

/// The people and companies that documents name, read in one statement each.
#[derive(Default)]
pub struct Names {
    people: HashMap<SubjectId, PersonRef>,
    companies: HashMap<CompanyId, CompanyRef>,
}

impl Names {
    /// Reads the names that these documents need.
    pub async fn load(work: &mut Work, documents: &[Visible]) -> Result<Self> {
        let mut subjects = Vec::new();
        let mut companies = Vec::new();
        for visible in documents {
            let document = &visible.document;
            subjects.extend([document.created_by, document.owner_id]);
            subjects.extend(document.locked_by);
            for revision in &visible.revisions {
                subjects.push(revision.uploaded_by);
                subjects.extend(revision.decided_by);
                companies.extend(revision.received_from);
            }
        }
        Ok(Self {
            people: people::by_subject(&mut work.tx, work.organisation.id, &subjects).await?,
            companies: store::companies(&mut work.tx, work.organisation.id, &companies).await?,
        })
    }

    /// A person by subject.
    #[must_use]
    pub fn person(&self, subject: SubjectId) -> Option<PersonRef> {
        self.people.get(&subject).cloned()
    }
}

/// One document in full.
pub async fn document(work: &mut Work, facts: &ProjectFacts, visible: &Visible) -> Result<DocumentView> {
    let one = std::slice::from_ref(visible);
    let viewer = Viewer::new(work, facts, one).await?;
    let names = Names::load(work, one).await?;
    let team = facts.is_team();
    let restricted_to = if team && visible.document.restricted {
        store::restricted_to(&mut work.tx, work.organisation.id, visible.document.id).await?
    } else {
        Vec::new()
    };
    let row = viewer.row(visible, DOCUMENT_ACTIONS);
    let may_set = facts.outcome(Action::DocumentStatus, Target::document(visible)).is_allowed();
    let next = may_set.then(|| visible.document.state().status).map_or(&[][..], statuses::after);
    let stored = visible.document.clone();
    Ok(DocumentView {
        row,
        description: stored.description,
        zone: stored.zone,
        stage: stored.stage,
        level: stored.level,
        programme: stored.programme,
        sub_programme: stored.sub_programme,
        package: stored.package,
        wbs: stored.wbs,
        originator: stored.originator,
        area: stored.area,
        building: stored.building,
        floor: stored.floor,
        asset_tag: stored.asset_tag,
        tags: serde_json::from_str(&stored.tags).unwrap_or_default(),
        created_by: team.then(|| names.person(stored.created_by)).flatten(),
        created_at: team.then(|| wire::time(stored.created_at)),
        owner: team.then(|| names.person(stored.owner_id)).flatten(),
        revisions: visible
            .revisions
            .iter()
            .map(|revision| viewer.revision(visible, revision, &names))
            .collect(),
        lock: stored.locked_at.map(|at| LockView {
            by: stored.locked_by.and_then(|person| names.person(person)),
            at: wire::time(at),
            reason: if team { stored.lock_reason } else { String::new() },
        }),
        restricted_to,
        next_statuses: next.iter().map(|status| status.code()).collect(),
        version: if team { stored.row_version } else { 0 },
    })
}
