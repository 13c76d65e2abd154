//! Documents as readers see them. The team sees documents whole; whoever comes from outside sees the revisions within
//! their reach, the status of the one shown, and no trace of any other.

use std::collections::HashMap;

use wayleave_access::documents::{RevisionRow, Visible};
use wayleave_access::{Action, Caps, ProjectFacts, Target};
use wayleave_base::{CompanyId, DocumentId, ErrorCode, SubjectId, Timestamp};

use super::formal::{self, Done};
use super::view::{CapsView, DocumentView, LockView, RevisionCode, RevisionView, RowView, ShownRevision};
use super::{bin, edit, lookup, relations, requests, state};
use crate::abilities::{Abilities, Ability, ability};
use crate::error::Result;
use crate::metadata::model::Values;
use crate::metadata::values;
use crate::people::{self, CompanyRef, PersonRef};
use crate::wire;
use crate::work::Work;

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
    Action::DocumentSupersede,
    Action::DocumentArchive,
    Action::DocumentUnarchive,
    Action::DocumentMerge,
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
    values: HashMap<DocumentId, Values>,
    done: HashMap<DocumentId, Done>,
}

impl<'a> Viewer<'a> {
    /// A viewer for these documents; it asks for the outsiders, the own fields and the formal work of all of them at once.
    pub async fn new(work: &mut Work, facts: &'a ProjectFacts, documents: &[Visible]) -> Result<Self> {
        let ids: Vec<DocumentId> = documents.iter().map(|visible| visible.document.id).collect();
        let values = values::of_many(&mut work.tx, &ids).await?;
        let outside = if facts.outcome(Action::AccessView, Target::default()).is_allowed() {
            Some(crate::sharing::outside::outside_counts(&mut work.tx, facts, &ids).await?)
        } else {
            None
        };
        let done = formal::done(work, facts, documents).await?;
        Ok(Self { facts, me: work.me.subject, outside, values, done })
    }

    /// A document as a row.
    #[must_use]
    pub fn row(&self, visible: &Visible, actions: &[Action]) -> RowView {
        let (document, shown) = (&visible.document, visible.shown());
        let team = self.facts.is_team();
        let done = self.done.get(&document.id).cloned().unwrap_or_default();
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
            zone: document.zone.clone(),
            stage: document.stage.clone(),
            level: document.level.clone(),
            programme: document.programme.clone(),
            sub_programme: document.sub_programme.clone(),
            package: document.package.clone(),
            wbs: document.wbs.clone(),
            originator: document.originator.clone(),
            area: document.area.clone(),
            building: document.building.clone(),
            floor: document.floor.clone(),
            asset_tag: document.asset_tag.clone(),
            status: if team { document.status.clone() } else { shown.status.clone() },
            revision: ShownRevision {
                id: shown.public_id.clone(),
                code: shown.code.clone(),
                seq: self.place(visible, shown),
                revision_date: shown.revision_date.clone(),
                uploaded_at: wire::time(shown.uploaded_at),
                accepted_at: accepted_at(shown).map(wire::time),
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
            issued: done.issued,
            last_sent: done.last_sent,
            workflow: done.workflow,
            media_type: shown.media_type.clone(),
            pages: shown.pages,
            fields: self.values.get(&document.id).cloned().unwrap_or_default(),
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
        actions.iter().map(|action| (action.code(), self.can(*action, visible, target))).collect()
    }

    /// What the rules say, and where they allow it, what the state says.
    fn can(&self, action: Action, visible: &Visible, target: Target<'_>) -> Ability {
        let shown = ability(&self.facts.outcome(action, target));
        // From outside edits are asked for of what is in the register.
        if action == Action::DocumentEdit
            && shown.condition.is_some()
            && visible.shown().acceptance != "accepted"
        {
            return shown.refused("It waits for acceptance.");
        }
        match state::hindrance(action, visible).filter(|_| shown.allowed) {
            Some((_, text)) => shown.refused(text),
            None => shown,
        }
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
            companies: lookup::companies(&mut work.tx, work.organisation.id, &companies).await?,
        })
    }

    /// A person by subject.
    #[must_use]
    pub fn person(&self, subject: SubjectId) -> Option<PersonRef> {
        self.people.get(&subject).cloned()
    }
}

/// What was given to somebody once is not deleted any more; only the ledger can tell.
async fn never_shared(work: &mut Work, visible: &Visible, abilities: &mut Abilities) -> Result<()> {
    let Some(delete) = abilities.get_mut(Action::DocumentDelete.code()).filter(|can| can.allowed) else {
        return Ok(());
    };
    if bin::was_shared(&mut work.tx, work.organisation.id, visible.document.id).await? {
        *delete = delete.clone().refused(ErrorCode::WasShared.text());
    }
    Ok(())
}

/// When a revision was accepted: what nobody had to decide about was accepted as it came.
#[must_use]
pub fn accepted_at(revision: &RevisionRow) -> Option<Timestamp> {
    let accepted = revision.acceptance == "accepted";
    accepted.then(|| revision.decided_at.unwrap_or(revision.uploaded_at))
}

/// One document in full.
pub async fn document(work: &mut Work, facts: &ProjectFacts, visible: &Visible) -> Result<DocumentView> {
    let one = std::slice::from_ref(visible);
    let viewer = Viewer::new(work, facts, one).await?;
    let names = Names::load(work, one).await?;
    let team = facts.is_team();
    let restricted_to = if team && visible.document.restricted {
        lookup::restricted_to(&mut work.tx, work.organisation.id, visible.document.id).await?
    } else {
        Vec::new()
    };
    let mut row = viewer.row(visible, DOCUMENT_ACTIONS);
    never_shared(work, visible, &mut row.abilities).await?;
    let related = relations::of(work, facts, visible).await?;
    let requests = requests::on_document(work, facts, visible).await?;
    let next = edit::next_statuses(facts, visible);
    let stored = visible.document.clone();
    Ok(DocumentView {
        row,
        description: stored.description,
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
        superseded_by: related.superseded_by,
        supersedes: related.supersedes,
        former_numbers: related.former_numbers,
        open_edit_request: requests.own,
        edit_requests_open: requests.waiting,
        version: if team { stored.row_version } else { 0 },
    })
}
