//! Work packages as they are shown: whole to everybody who works in the project, but for documents that they do not see.

use std::collections::{HashMap, HashSet};

use wayleave_access::documents::{self, Visible};
use wayleave_access::{Action, Target};
use wayleave_base::{DocumentId, SubjectId};

use super::contents::{self, Held, action_of, is_accepted};
use super::moves::NO_EVIDENCE;
use super::store::{self, EvidenceRow, LinkRow, NoteRow, PackageRow, RunRow};
use super::tables::{Move, State};
use super::view::{
    EvidenceDocument, WorkPackage, WorkPackageDocument, WorkPackageEvidence, WorkPackageItem,
    WorkPackageNote, WorkPackagePerson, WorkPackageWorkflow,
};
use crate::abilities::{Abilities, Ability, ability};
use crate::attachments::{self, Attached, Takers};
use crate::audit_log::{self, PastEvent};
use crate::cx::Cx;
use crate::error::Result;
use crate::people::{self, PersonRef};
use crate::settings::{self, WORK_PACKAGES, WorkPackages};
use crate::wire;
use crate::work::Work;

type Shown = HashMap<SubjectId, PersonRef>;

/// One package.
pub async fn get(cx: &Cx, organisation: &str, project: &str, id: &str) -> Result<WorkPackage> {
    let mut work = Work::read(cx, organisation).await?;
    let held = Held::find(&mut work, project, id).await?;
    view(&mut work, &held).await
}

/// A package as lists show it.
pub fn item(
    row: &PackageRow,
    (people, present): (&Shown, &HashSet<SubjectId>),
    today: &str,
) -> Result<WorkPackageItem> {
    let state = State::parse(&row.state).ok_or_else(|| anyhow::anyhow!("a state that is none"))?;
    Ok(WorkPackageItem {
        id: row.public_id.clone(),
        reference: row.reference.clone(),
        name: row.name.clone(),
        state,
        assignee: row.assignee_id.and_then(|person| part(person, people, present)),
        due_on: row.due_on.clone(),
        overdue: state.runs() && row.due_key.as_str() < today,
        updated_at: wire::time(row.updated_at),
    })
}

fn part(person: SubjectId, people: &Shown, present: &HashSet<SubjectId>) -> Option<WorkPackagePerson> {
    let shown = people.get(&person)?.clone();
    Some(WorkPackagePerson { person: shown, in_project: present.contains(&person) })
}

/// Those who have a part in a package.
pub async fn people(work: &mut Work, held: &Held) -> Result<Shown> {
    let all: Vec<SubjectId> =
        held.row.assignee_id.into_iter().chain(held.reviewers.iter().copied()).collect();
    Ok(people::by_subject(&mut work.tx, work.organisation.id, &all).await?)
}

/// What of a package is not finished yet.
pub struct Unfinished {
    /// Workflows that still run, each in a sentence.
    pub active: Vec<String>,
    /// Workflows that ended otherwise than they should, each in a sentence.
    ended: Vec<String>,
    /// Documents that are not accepted and that the reader sees, each in a sentence.
    documents: Vec<String>,
    /// Is there one that they do not see?
    hidden: bool,
}

impl Unfinished {
    /// Looks at what belongs to a package.
    pub async fn load(work: &mut Work, held: &Held) -> Result<Self> {
        let links = store::documents(&mut work.tx, held.row.id).await?;
        let runs = store::workflows(&mut work.tx, held.row.id).await?;
        let seen = seen(work, held, &links, &[]).await?;
        Ok(Self::of(&links, &runs, &seen))
    }

    fn of(links: &[LinkRow], runs: &[RunRow], seen: &[Visible]) -> Self {
        let is_seen = |link: &&LinkRow| seen.iter().any(|one| one.document.id == link.id);
        let (known, hidden): (Vec<&LinkRow>, Vec<&LinkRow>) =
            links.iter().filter(|link| !is_accepted(link)).partition(is_seen);
        let words = |status: &str| status.replace('_', " ");
        let told = |run: &&RunRow| {
            format!("Workflow {} is not completed: it is {}.", run.number, words(&run.status))
        };
        Self {
            active: runs
                .iter()
                .filter(|run| matches!(run.status.as_str(), "active" | "returned"))
                .map(|run| told(&run))
                .collect(),
            ended: runs.iter().filter(|run| run.status == "cancelled").map(|run| told(&run)).collect(),
            documents: known
                .iter()
                .map(|link| {
                    let name = if link.number.is_empty() { "A document" } else { &link.number };
                    format!("{name} is not accepted: its status is {}.", words(&link.status))
                })
                .collect(),
            hidden: !hidden.is_empty(),
        }
    }

    /// All of it that the reader may know of, in sentences; last what they do not see.
    pub fn sentences(&self) -> impl Iterator<Item = String> {
        let hidden = self.hidden.then(|| "Something in this work package is not finished.".to_owned());
        let known = self.active.iter().chain(&self.ended).chain(&self.documents).cloned();
        known.collect::<Vec<String>>().into_iter().chain(hidden)
    }

    /// What the reader is warned of.
    fn warnings(&self) -> Vec<String> {
        self.active.iter().chain(&self.ended).chain(&self.documents).cloned().collect()
    }
}

/// The documents that belong to a package or are evidence of it, as far as the reader sees them, in one go.
async fn seen(
    work: &mut Work,
    held: &Held,
    links: &[LinkRow],
    evidence: &[EvidenceRow],
) -> Result<Vec<Visible>> {
    let mut ids: Vec<DocumentId> = links.iter().map(|link| link.id).collect();
    ids.extend(evidence.iter().filter_map(|row| row.document_id));
    ids.sort_unstable();
    ids.dedup();
    Ok(documents::among(&mut work.tx, &held.facts.scope(), &ids).await?)
}

/// The package as it stands now.
pub async fn view(work: &mut Work, held: &Held) -> Result<WorkPackage> {
    let row = &held.row;
    let links = store::documents(&mut work.tx, row.id).await?;
    let runs = store::workflows(&mut work.tx, row.id).await?;
    let notes = store::notes(&mut work.tx, row.id).await?;
    let evidence = store::evidence(&mut work.tx, row.id).await?;
    let seen = seen(work, held, &links, &evidence).await?;
    let pieces: Vec<i64> = evidence.iter().map(|one| one.id).collect();
    let files = attachments::of(&mut work.tx, Takers::Evidence, &pieces).await?;
    let parts: Vec<SubjectId> = row.assignee_id.into_iter().chain(held.reviewers.iter().copied()).collect();
    let mut subjects = parts.clone();
    subjects.push(row.created_by);
    subjects.extend(notes.iter().map(|note| note.subject_id));
    subjects.extend(evidence.iter().map(|one| one.subject_id));
    let (place, now) = ((work.organisation.id, held.project.id), work.now());
    let people = people::by_subject(&mut work.tx, place.0, &subjects).await?;
    let present = store::present(&mut work.tx, place, &parts, now).await?;
    let today = wire::day_of(now, &held.project.timezone).to_string();
    let unfinished = Unfinished::of(&links, &runs, &seen);
    let abilities = abilities(work, held, &unfinished, !evidence.is_empty()).await?;
    let events = audit_log::happened_to(&mut work.tx, place, &row.public_id, audit_log::SHOWN).await?;
    Ok(WorkPackage {
        item: item(row, (&people, &present), &today)?,
        description: row.description.clone(),
        reviewers: held.reviewers.iter().filter_map(|one| part(*one, &people, &present)).collect(),
        created_by: people.get(&row.created_by).cloned(),
        created_at: wire::time(row.created_at),
        documents: links.iter().filter_map(|link| document(link, &seen)).collect(),
        workflows: runs.into_iter().map(workflow).collect(),
        evidence: evidence.iter().filter_map(|one| piece(one, &seen, &files, &people)).collect(),
        notes: notes.into_iter().map(|one| note(one, &people)).collect(),
        // Why something was done is among the notes.
        history: events.into_iter().map(PastEvent::from).map(PastEvent::without_reason).collect(),
        warnings: if held.state.runs() { unfinished.warnings() } else { Vec::new() },
        version: row.row_version,
        abilities,
    })
}

fn document(link: &LinkRow, seen: &[Visible]) -> Option<WorkPackageDocument> {
    let visible = seen.iter().find(|one| one.document.id == link.id)?;
    let revision = visible.shown();
    Some(WorkPackageDocument {
        document_id: link.public_id.clone(),
        number: link.number.clone(),
        title: visible.document.title.clone(),
        revision: revision.code.clone(),
        status: link.status.clone(),
        accepted: is_accepted(link),
    })
}

fn workflow(run: RunRow) -> WorkPackageWorkflow {
    WorkPackageWorkflow {
        id: run.public_id,
        number: run.number,
        title: run.title,
        status: run.status,
        outcome: run.outcome,
    }
}

/// A piece of evidence; a document that the reader does not see is not there.
fn piece(
    row: &EvidenceRow,
    seen: &[Visible],
    files: &HashMap<i64, Vec<Attached>>,
    people: &Shown,
) -> Option<WorkPackageEvidence> {
    let document = match (row.document_id, row.revision_id) {
        (Some(document), Some(revision)) => {
            let visible = seen.iter().find(|one| one.document.id == document)?;
            let revision = visible.revisions.iter().find(|one| one.id == revision)?;
            Some(EvidenceDocument {
                document_id: visible.document.public_id.clone(),
                revision_id: revision.public_id.clone(),
                number: visible.document.number.clone(),
                title: visible.document.title.clone(),
                revision: revision.code.clone(),
            })
        }
        _ => None,
    };
    Some(WorkPackageEvidence {
        id: row.public_id.clone(),
        document,
        attachments: files.get(&row.id).map(|files| attachments::view(files)).unwrap_or_default(),
        person: people.get(&row.subject_id).cloned(),
        at: wire::time(row.created_at),
    })
}

fn note(row: NoteRow, people: &Shown) -> WorkPackageNote {
    WorkPackageNote {
        id: row.public_id,
        person: people.get(&row.subject_id).cloned(),
        act: row.act.as_deref().and_then(Move::parse),
        text: row.body,
        at: wire::time(row.created_at),
    }
}

/// The names under which clients ask what may be done.
const MOVES: [(&str, Move); 6] = [
    ("work_package.start", Move::Start),
    ("work_package.submit", Move::Submit),
    ("work_package.return", Move::Return),
    ("work_package.resume", Move::Resume),
    ("work_package.approve", Move::Approve),
    ("work_package.close", Move::Close),
];

/// What may be done, and what the state or what is unfinished has against it.
async fn abilities(
    work: &mut Work,
    held: &Held,
    unfinished: &Unfinished,
    has_evidence: bool,
) -> Result<Abilities> {
    let me = work.me.subject;
    let (organisation, project) = (work.organisation.id, Some(held.project.id));
    let option: WorkPackages = settings::read(&mut work.tx, organisation, project, WORK_PACKAGES).await?;
    let may = |action: Action| ability(&held.facts.outcome(action, held.target(action, me)));
    let parts = held.parts(me);
    let mut found = Abilities::new();
    for (name, wanted) in MOVES {
        let able = may(action_of(wanted));
        let against = match held.state.after(&parts, wanted) {
            None => Some(wanted.refusal(held.state)),
            Some(_) if wanted == Move::Close => (!has_evidence).then(|| NO_EVIDENCE.to_owned()),
            Some(_) => unfinished.against(wanted, option.submit_with_active_workflows),
        };
        found.insert(name, refused(able, against));
    }
    let edit = ability(&held.facts.outcome(Action::WorkPackageManage, Target::default()));
    let kept = "What a work package is about stays once it was approved.";
    found.insert("work_package.edit", refused(edit, (!held.state.is_editable()).then(|| kept.to_owned())));
    let contribute = may(Action::WorkPackageContribute);
    let closed = (held.state == State::Closed).then(|| contents::CLOSED.to_owned());
    found.insert("work_package.contribute", refused(contribute, closed));
    Ok(found)
}

fn refused(able: Ability, against: Option<String>) -> Ability {
    match against {
        Some(why) if able.allowed => able.refused(why),
        _ => able,
    }
}
