//! An organisation that exists twice: in the database, written through the ledger, and in the oracle's plain structs.
//! Every act here does both, so that the two can be compared at any time.

use std::collections::BTreeSet;

use wayleave_access::audit::{self, Actor, Event, Stamp};
use wayleave_access::ledger::{self, NewGrant, NewMembership, NewOverride};
use wayleave_access::search::{self, DocumentTexts, Place};
use wayleave_access::{
    Caps, Cause, Gate, ObjectKind, OrganisationRole, Principal, Reason, Role, SharePolicy, SubjectKind,
    SystemAct,
};
use wayleave_base::{
    DocumentId, FolderId, GuestShareId, Ids, NEVER, OrganisationId, ProjectId, RevisionId, SubjectId,
};
use wayleave_db::{Sql, Tx, sql};
use wayleave_query::Source;

use crate::oracle::{
    Company, Document, Folder, FullRegister, Grant, Group, Id, Link, Membership, On, Override, Person,
    Policy, Project, Revision, Who, Word, World,
};
use crate::sought::INSIDE;

pub struct Site {
    pub organisation: OrganisationId,
    pub world: World,
    pub now: i64,
    pub events: i64,
    ids: Ids,
    stamp: Option<Stamp>,
    next: Id,
}

/// A revision to be written: uploader, acceptance, status.
pub type NewRevision = (Id, Word, Word);

/// Where documents belong.
pub const AREAS: [&str; 3] = ["", "yard", "hall"];

/// A document to be written.
pub struct NewDocument<'a> {
    pub project: Id,
    pub creator: Id,
    pub folder: Option<Id>,
    pub status: Word,
    pub restricted: bool,
    pub revisions: &'a [NewRevision],
    pub number_key: String,
    pub title_key: String,
    pub document_type: Word,
    pub discipline: Word,
}

impl Site {
    /// A new organisation; `key` must be its own in the database.
    pub async fn found(tx: &mut Tx, key: &str, now: i64) -> Self {
        let ids = Ids::system();
        let organisation = tx
            .int(
                sql("insert into organisation (public_id, slug, name, created_at) values ($1, $2, $2, $3) returning id as n")
                    .bind(ids.public("org"))
                    .bind(key)
                    .bind(now),
            )
            .await
            .unwrap();
        let organisation = OrganisationId(organisation);
        tx.enter(organisation).await.unwrap();
        audit::begin(tx, organisation).await.unwrap();
        Self { organisation, world: World::default(), now, events: 0, ids, stamp: None, next: 1 }
    }

    /// The event that stands for what happens in this millisecond.
    pub async fn stamp(&mut self, tx: &mut Tx) -> Stamp {
        match self.stamp.take() {
            Some(stamp) if stamp.at() == self.now => stamp,
            _ => self.new_stamp(tx).await,
        }
    }

    /// A new event, also within the same millisecond.
    pub async fn new_stamp(&mut self, tx: &mut Tx) -> Stamp {
        self.events += 1;
        let event = Event::new("access", "access.changed", ("test", "test", "a change"))
            .after(serde_json::json!({ "n": self.events }));
        let actor = Actor::system("test");
        audit::record(tx, &self.ids, self.organisation, self.now, &actor, &SystemAct::Operator, event)
            .await
            .unwrap()
    }

    fn keep(&mut self, stamp: Stamp) {
        self.stamp = Some(stamp);
    }

    pub fn advance(&mut self, ms: i64) {
        self.now += ms;
    }

    /// A number that no other cause here has.
    pub fn fresh(&mut self) -> Id {
        self.next += 1;
        self.next
    }

    pub fn principal(&self, who: Who) -> Principal {
        match who {
            Who::Person(id) => Principal::Person {
                subject: SubjectId(id),
                role: OrganisationRole::parse(self.world.person(id).role).unwrap(),
            },
            Who::Guest(id) => Principal::Guest { subject: SubjectId(id), share: GuestShareId(id) },
        }
    }

    async fn subject(&mut self, tx: &mut Tx, kind: SubjectKind) -> Id {
        let stamp = self.stamp(tx).await;
        let id = ledger::new_subject(tx, &stamp, kind).await.unwrap().get();
        self.keep(stamp);
        id
    }

    pub async fn person(&mut self, tx: &mut Tx, role: Word) -> Id {
        let id = self.subject(tx, SubjectKind::Person).await;
        self.world.people.push(Person { id, role });
        self.set_role(tx, id, role).await;
        id
    }

    /// A demotion to responder ends the memberships, as the product does.
    pub async fn set_role(&mut self, tx: &mut Tx, person: Id, role: Word) {
        if role == "workflow_responder" {
            let projects: Vec<Id> = self.world.projects.iter().map(|project| project.id).collect();
            for project in projects {
                self.end_membership(tx, project, person).await;
            }
        }
        let stamp = self.stamp(tx).await;
        let parsed = OrganisationRole::parse(role);
        ledger::set_organisation_role(tx, &stamp, SubjectId(person), parsed).await.unwrap();
        self.keep(stamp);
        self.world.people.iter_mut().find(|known| known.id == person).unwrap().role = role;
    }

    pub async fn project(&mut self, tx: &mut Tx) -> Id {
        let creator = self.world.people[0].id;
        let public = self.ids.public("prj");
        let id = tx
            .int(
                sql("insert into project (organisation_id, public_id, reference, name, created_by, created_at)
                     values ($1, $2, $2, $2, $3, $4) returning id as n")
                .bind(self.organisation)
                .bind(public)
                .bind(creator)
                .bind(self.now),
            )
            .await
            .unwrap();
        self.world.projects.push(Project { id, locked: false, policy: None, members: vec![], full: vec![] });
        id
    }

    fn project_mut(&mut self, id: Id) -> &mut Project {
        self.world.projects.iter_mut().find(|project| project.id == id).unwrap()
    }

    pub async fn set_membership(&mut self, tx: &mut Tx, project: Id, person: Id, role: Word, ends: i64) {
        let stamp = self.stamp(tx).await;
        let new = NewMembership {
            project: ProjectId(project),
            subject: SubjectId(person),
            role: Role::parse(role).unwrap(),
            label: "",
            cause: Cause::Membership(0),
            reason: "",
            ends_at: ends,
        };
        ledger::set_membership(tx, &self.ids, &stamp, &new).await.unwrap();
        self.keep(stamp);
        let project = self.project_mut(project);
        project.members.retain(|member| member.person != person);
        project.members.push(Membership { person, role, ends });
    }

    pub async fn end_membership(&mut self, tx: &mut Tx, project: Id, person: Id) {
        let stamp = self.stamp(tx).await;
        ledger::end_membership(tx, &stamp, ProjectId(project), SubjectId(person)).await.unwrap();
        self.keep(stamp);
        let at = self.project_mut(project);
        at.members.retain(|member| member.person != person);
        at.full.retain(|switch| switch.person != person);
        for group in self.world.groups.iter_mut().filter(|group| group.project == project) {
            group.members.remove(&person);
        }
        for grant in &mut self.world.grants {
            if grant.subject == person && grant.project == project && grant.reason != "created" {
                grant.open = false;
            }
        }
    }

    pub async fn set_full(&mut self, tx: &mut Tx, project: Id, person: Id, ends: i64) {
        let stamp = self.stamp(tx).await;
        let at = (ProjectId(project), SubjectId(person));
        ledger::set_full_register(tx, &self.ids, &stamp, at, "test", ends).await.unwrap();
        self.keep(stamp);
        let project = self.project_mut(project);
        project.full.retain(|switch| switch.person != person);
        project.full.push(FullRegister { person, ends });
    }

    pub async fn end_full(&mut self, tx: &mut Tx, project: Id, person: Id) {
        let stamp = self.stamp(tx).await;
        ledger::end_full_register(tx, &stamp, ProjectId(project), SubjectId(person)).await.unwrap();
        self.keep(stamp);
        self.project_mut(project).full.retain(|switch| switch.person != person);
    }

    pub async fn group(&mut self, tx: &mut Tx, project: Id, control: bool, gates: &[Word]) -> Id {
        let id = self.subject(tx, SubjectKind::Group).await;
        let public = self.ids.public("grp");
        tx.execute(
            sql("insert into access_group (organisation_id, public_id, project_id, subject_id, kind, name, name_key, created_at)
                 values ($1, $2, $3, $4, $5, $2, $2, $6)")
            .bind(self.organisation)
            .bind(public)
            .bind(project)
            .bind(id)
            .bind(if control { "document_control" } else { "group" })
            .bind(self.now),
        )
        .await
        .unwrap();
        self.world.groups.push(Group {
            id,
            project,
            control,
            members: BTreeSet::new(),
            gates: BTreeSet::new(),
            ended: false,
        });
        for gate in gates {
            self.add_gate(tx, id, gate).await;
        }
        id
    }

    fn group_mut(&mut self, id: Id) -> &mut Group {
        self.world.groups.iter_mut().find(|group| group.id == id).unwrap()
    }

    pub async fn add_gate(&mut self, tx: &mut Tx, group: Id, gate: Word) {
        let stamp = self.stamp(tx).await;
        ledger::add_group_action(tx, &stamp, SubjectId(group), Gate::parse(gate).unwrap()).await.unwrap();
        self.keep(stamp);
        self.group_mut(group).gates.insert(gate);
    }

    pub async fn keep_gates(&mut self, tx: &mut Tx, group: Id, keep: &[Word]) {
        let stamp = self.stamp(tx).await;
        let gates: Vec<Gate> = keep.iter().map(|gate| Gate::parse(gate).unwrap()).collect();
        ledger::keep_group_actions(tx, &stamp, SubjectId(group), &gates).await.unwrap();
        self.keep(stamp);
        self.group_mut(group).gates.retain(|gate| keep.contains(gate));
    }

    pub async fn end_group(&mut self, tx: &mut Tx, group: Id) {
        let stamp = self.stamp(tx).await;
        ledger::end_group(tx, &stamp, SubjectId(group)).await.unwrap();
        self.keep(stamp);
        let ended = self.group_mut(group);
        ended.ended = true;
        ended.members.clear();
        ended.gates.clear();
        for grant in self.world.grants.iter_mut().filter(|grant| grant.subject == group) {
            grant.open = false;
        }
    }

    pub async fn company(&mut self, tx: &mut Tx) -> Id {
        let id = self.subject(tx, SubjectKind::Company).await;
        let public = self.ids.public("com");
        let text = sql("insert into company (organisation_id, public_id, subject_id, name, name_key, designation, controlling,
                 created_at) values ($1, $2, $3, $2, $2, 'consultant', 0, $4) returning id as n")
        .bind(self.organisation)
        .bind(public)
        .bind(id)
        .bind(self.now);
        let row = tx.int(text).await.unwrap();
        self.world.companies.push(Company { id, row, members: BTreeSet::new() });
        id
    }

    /// Into a group or a company.
    pub async fn join(&mut self, tx: &mut Tx, group: Id, person: Id) {
        let stamp = self.stamp(tx).await;
        ledger::join(tx, &stamp, SubjectId(group), SubjectId(person)).await.unwrap();
        self.keep(stamp);
        self.members_mut(group).insert(person);
    }

    pub async fn leave(&mut self, tx: &mut Tx, group: Id, person: Id) {
        let stamp = self.stamp(tx).await;
        let was = ledger::leave(tx, &stamp, SubjectId(group), SubjectId(person)).await.unwrap();
        self.keep(stamp);
        assert_eq!(self.members_mut(group).remove(&person), was);
    }

    fn members_mut(&mut self, group: Id) -> &mut BTreeSet<Id> {
        if let Some(at) = self.world.groups.iter().position(|known| known.id == group) {
            return &mut self.world.groups[at].members;
        }
        &mut self.world.companies.iter_mut().find(|known| known.id == group).unwrap().members
    }

    pub async fn set_override(&mut self, tx: &mut Tx, mut new: Override) {
        let stamp = self.stamp(tx).await;
        let row = NewOverride {
            project: new.project.map(ProjectId),
            subject: new.person.map(SubjectId),
            role: new.role.map(|role| Role::parse(role).unwrap()),
            gate: Gate::parse(new.gate).unwrap(),
            grant: new.grant,
            reason: "test",
            ends_at: new.ends,
        };
        let public = ledger::set_override(tx, &self.ids, &stamp, &row).await.unwrap();
        self.keep(stamp);
        let find = sql("select id as n from permission_override where public_id = $1").bind(public);
        new.id = tx.int(find).await.unwrap();
        self.world.overrides.push(new);
    }

    pub async fn end_override(&mut self, tx: &mut Tx, id: Id) {
        let stamp = self.stamp(tx).await;
        assert!(ledger::end_override(tx, &stamp, id).await.unwrap());
        self.keep(stamp);
        self.world.overrides.retain(|row| row.id != id);
    }

    /// The policy of the organisation, or of a project.
    pub async fn set_policy(&mut self, tx: &mut Tx, project: Option<Id>, policy: Policy) {
        let stamp = self.stamp(tx).await;
        let whole = SharePolicy {
            guest_sharing_enabled: policy.sharing,
            initiators_may_share: policy.initiators,
            confidential: if policy.admins_share_confidential {
                wayleave_access::Confidential::ProjectAdmin
            } else {
                wayleave_access::Confidential::No
            },
            ..SharePolicy::default()
        };
        let value = serde_json::to_string(&whole).unwrap();
        ledger::set(tx, &stamp, project.map(ProjectId), "external_access", &value).await.unwrap();
        if project.is_none() {
            let security = format!("{{\"active_templates_reserved\":{}}}", policy.reserved);
            ledger::set(tx, &stamp, None, "security", &security).await.unwrap();
        }
        self.keep(stamp);
        match project {
            Some(project) => self.project_mut(project).policy = Some(policy),
            None => self.world.policy = policy,
        }
    }

    pub async fn lock_project(&mut self, tx: &mut Tx, project: Id, lock: bool) {
        let stamp = self.stamp(tx).await;
        if lock && !self.world.project(project).locked {
            ledger::lock_project(tx, &stamp, ProjectId(project), "test").await.unwrap();
        } else if !lock {
            let was = ledger::unlock_project(tx, &stamp, ProjectId(project)).await.unwrap();
            assert_eq!(was, self.world.project(project).locked);
        }
        self.keep(stamp);
        self.project_mut(project).locked = lock;
    }

    pub async fn folder(&mut self, tx: &mut Tx, project: Id, parent: Option<Id>) -> Id {
        let stamp = self.stamp(tx).await;
        let at = ProjectId(project);
        let id = ledger::create_folder(tx, &self.ids, &stamp, at, parent.map(FolderId), "folder")
            .await
            .unwrap()
            .get();
        self.keep(stamp);
        self.world.folders.push(Folder { id, project, parent });
        id
    }

    /// Moves a folder; below itself it does not go.
    pub async fn move_folder(&mut self, tx: &mut Tx, folder: Id, parent: Option<Id>) {
        let stamp = self.stamp(tx).await;
        let moved = ledger::move_folder(tx, &stamp, FolderId(folder), parent.map(FolderId)).await.unwrap();
        self.keep(stamp);
        let mut above = parent;
        let mut circle = false;
        while let Some(id) = above {
            circle |= id == folder;
            above = self.world.folders.iter().find(|known| known.id == id).unwrap().parent;
        }
        assert_eq!(moved, !circle, "moving a folder below itself");
        if moved {
            self.world.folders.iter_mut().find(|known| known.id == folder).unwrap().parent = parent;
        }
    }

    pub async fn place(&mut self, tx: &mut Tx, document: Id, folder: Option<Id>) {
        let stamp = self.stamp(tx).await;
        ledger::place_document(tx, &stamp, DocumentId(document), folder.map(FolderId)).await.unwrap();
        self.keep(stamp);
        self.document_mut(document).folder = folder;
    }

    pub fn document_mut(&mut self, id: Id) -> &mut Document {
        self.world.documents.iter_mut().find(|document| document.id == id).unwrap()
    }

    pub async fn document(&mut self, tx: &mut Tx, new: NewDocument<'_>) -> Id {
        let public = self.ids.public("doc");
        let area = AREAS[self.world.documents.len() % AREAS.len()];
        let admitted = new.revisions.iter().any(|(_, acceptance, _)| *acceptance == "accepted");
        let id = tx
            .int(
                sql("insert into document (organisation_id, public_id, project_id, number, number_key, title, title_key,
                       document_type, discipline, status, admitted, restricted, owner_id, created_by, created_at, updated_at,
                       area)
                     values ($1, $2, $3, $4, $4, $5, $5, $6, $7, $8, $9, $10, $11, $11, $12, $12, $13) returning id as n")
                .bind(self.organisation)
                .bind(&public)
                .bind(new.project)
                .bind(&new.number_key)
                .bind(&new.title_key)
                .bind(new.document_type)
                .bind(new.discipline)
                .bind(new.status)
                .bind(admitted)
                .bind(new.restricted)
                .bind(new.creator)
                .bind(self.now)
                .bind(area),
            )
            .await
            .unwrap();
        let place = self.search_place(new.project, id);
        let tag = INSIDE[usize::try_from(id).unwrap() % INSIDE.len()];
        let texts = DocumentTexts {
            tags: &[tag.to_owned()],
            number: &new.number_key,
            title: &new.title_key,
            values: vec![(Source::Type, new.document_type), (Source::Discipline, new.discipline)],
            ..DocumentTexts::default()
        };
        search::put_document(tx, place, &texts).await.unwrap();
        self.world.documents.push(Document {
            id,
            public,
            project: new.project,
            folder: None,
            status: new.status,
            restricted: new.restricted,
            deleted: false,
            locked: false,
            creator: new.creator,
            revisions: vec![],
            number_key: new.number_key,
            title_key: new.title_key,
            updated: self.now,
            document_type: new.document_type,
            discipline: new.discipline,
            tag,
            area,
        });
        for (uploader, acceptance, status) in new.revisions {
            self.write_revision(tx, id, *uploader, acceptance, status).await;
        }
        self.settle(tx, id).await;
        if new.folder.is_some() {
            self.place(tx, id, new.folder).await;
        }
        id
    }

    /// Adds a revision; its uploader's own grant covers exactly it.
    pub async fn revision(&mut self, tx: &mut Tx, document: Id, (uploader, acceptance, status): NewRevision) {
        self.write_revision(tx, document, uploader, acceptance, status).await;
        self.settle(tx, document).await;
    }

    fn search_place(&self, project: Id, document: Id) -> Place {
        let (organisation, project) = (self.organisation, ProjectId(project));
        Place { organisation, project, document: DocumentId(document) }
    }

    async fn write_revision(
        &mut self,
        tx: &mut Tx,
        document: Id,
        uploader: Id,
        acceptance: Word,
        status: Word,
    ) {
        let known = self.world.document(document);
        let (project, seq) = (known.project, known.revisions.len() as i64 + 1);
        // Of what is asked of revisions each has its own, so that one that is not shown shows when it is found.
        let turn = document * 5 + seq * 3;
        let dated = (turn % 4 > 0).then(|| format!("2026-01-{:02}", turn % 9 + 1));
        let uploaded = self.now - turn % 7;
        let decided = (acceptance == "accepted" && turn % 3 > 0).then_some(self.now + turn % 5);
        let companies = &self.world.companies;
        let from = companies.get(usize::try_from(turn).unwrap() % (companies.len() + 1)).map(|one| one.row);
        let id = tx
            .int(
                sql("insert into revision (organisation_id, public_id, project_id, document_id, seq, code, code_key, blob_hash,
                       filename, size, media_type, status, acceptance, uploaded_by, uploaded_at, revision_date, decided_at,
                       received_from)
                     values ($1, $2, $3, $4, $5, $6, $6, 'none', 'a.pdf', 1, 'application/pdf', $7, $8, $9, $10, $11, $12, $13)
                     returning id as n")
                .bind(self.organisation)
                .bind(self.ids.public("rev"))
                .bind(project)
                .bind(document)
                .bind(seq)
                .bind(format!("R{seq}"))
                .bind(status)
                .bind(acceptance)
                .bind(uploader)
                .bind(uploaded)
                .bind(dated.clone())
                .bind(decided)
                .bind(from),
            )
            .await
            .unwrap();
        // Of every revision's file name and content some words are its own, so that what stands in a hidden revision shows
        // when it is found.
        let word = |at: i64| INSIDE[usize::try_from(id * 7 / 2 + at).unwrap() % INSIDE.len()];
        let file = format!("{} {}.pdf", word(0), word(seq));
        let inside = format!("{} {} {}", word(3), word(1 + seq), word(seq / 2));
        let place = self.search_place(project, document);
        search::put_file(tx, place, seq, &file, &format!("R{seq}")).await.unwrap();
        search::put_content(tx, place, seq, std::slice::from_ref(&inside)).await.unwrap();
        let issued_to = self.issue(tx, (project, id), uploader).await;
        let in_workflow = self.review(tx, (project, id), uploader).await;
        let revision = Revision {
            id,
            seq,
            acceptance,
            status,
            uploader,
            file,
            inside,
            issued_to,
            in_workflow,
            dated,
            decided,
            uploaded,
            from,
        };
        self.document_mut(document).revisions.push(revision);
        let stamp = self.stamp(tx).await;
        ledger::revision_changed(tx, &stamp, RevisionId(id)).await.unwrap();
        self.keep(stamp);
        let cause = ("upload", id);
        let grant = self.new_grant(uploader, On::Document(document), project, 3, "created", cause);
        self.grant(tx, Grant { from: seq, to: seq, ..grant }).await;
    }

    /// Sends every third revision by a transmittal, of which half the purposes issue, and some are recalled; tells to whom
    /// it was issued.
    async fn issue(&mut self, tx: &mut Tx, (project, revision): (Id, Id), uploader: Id) -> Option<Vec<Id>> {
        if revision % 3 != 0 {
            return None;
        }
        let (issues, recalled) = (revision % 2 == 0, revision % 5 == 0);
        let some = usize::try_from(revision / 3).unwrap() % self.world.people.len();
        let to: BTreeSet<Id> = [uploader, self.world.people[some].id].into();
        let key = self.ids.public("trn");
        let text = sql("insert into transmittal (organisation_id, project_id, public_id, number, number_key, subject, subject_key,
              purpose, issues, dated_on, remarks, addressed, state, issued_by, issued_at, told_at, created_by, created_at, updated_at)
            values ($1, $2, $3, $3, $3, '', '', 'own', $4, '2026-01-01', '', '[]', $5, $6, $7, $7, $6, $7, $7) returning id as n")
        .bind(self.organisation)
        .bind(project)
        .bind(&key)
        .bind(issues)
        .bind(if recalled { "recalled" } else { "issued" })
        .bind(uploader)
        .bind(self.now);
        let transmittal = tx.int(text).await.unwrap();
        let text =
            sql("insert into transmittal_document (organisation_id, transmittal_id, position, revision_id)
            values ($1, $2, 1, $3)");
        tx.execute(text.bind(self.organisation).bind(transmittal).bind(revision)).await.unwrap();
        for subject in &to {
            let text = sql("insert into transmittal_recipient (organisation_id, public_id, transmittal_id, subject_id, role, name,
                  company, via, who_key, acknowledgement, ends_at) values ($1, $2, $3, $4, 'to', '', '', '', '', 'none', $5)")
            .bind(self.organisation)
            .bind(self.ids.public("rcp"))
            .bind(transmittal)
            .bind(*subject)
            .bind(NEVER);
            tx.execute(text).await.unwrap();
        }
        (issues && !recalled).then(|| to.into_iter().collect())
    }

    /// Puts every fourth revision into a workflow, of which some are over; tells whether one is not.
    async fn review(&mut self, tx: &mut Tx, (project, revision): (Id, Id), by: Id) -> bool {
        if revision % 4 != 0 {
            return false;
        }
        let over = revision % 3 == 0;
        let key = self.ids.public("wfl");
        let text = sql("insert into workflow_template (organisation_id, public_id, project_id, name, name_key, description,
              category, state, number, created_by, created_at, updated_by, updated_at)
            values ($1, $2, $3, $2, $2, '', '', 'active', 1, $4, $5, $4, $5) returning id as n");
        let text = text.bind(self.organisation).bind(&key).bind(project).bind(by).bind(self.now);
        let template = tx.int(text).await.unwrap();
        let text = sql("insert into workflow (organisation_id, public_id, project_id, number, number_key, title, title_key, priority,
              notes, template_id, template_name, template_version, plan, status, round, stage, verdicts, initiator_id, started_at,
              updated_at) values ($1, $2, $3, $2, $2, '', '', 'low', '', $4, '', 1, '', $5, 1, 0, '', $6, $7, $7) returning id as n")
        .bind(self.organisation)
        .bind(&key)
        .bind(project)
        .bind(template)
        .bind(if over { "completed" } else { "active" })
        .bind(by)
        .bind(self.now);
        let workflow = tx.int(text).await.unwrap();
        let text = sql("insert into workflow_document (organisation_id, workflow_id, round, position, revision_id, status_before)
            values ($1, $2, 1, 1, $3, 'draft')");
        tx.execute(text.bind(self.organisation).bind(workflow).bind(revision)).await.unwrap();
        !over
    }

    /// Writes what follows from the revisions and what history keeps.
    pub async fn settle(&mut self, tx: &mut Tx, document: Id) {
        let known = self.world.document(document);
        let statement = sql("update document set admitted = $2, current_seq = $3, latest_seq = $4, status = $5, restricted = $6,
                deleted_at = $7, locked_at = $8, updated_at = $9 where id = $1")
            .bind(document)
            .bind(known.admitted())
            .bind(known.current())
            .bind(known.revisions.len() as i64)
            .bind(known.status)
            .bind(known.restricted)
            .bind(known.deleted.then_some(self.now))
            .bind(known.locked.then_some(self.now))
            .bind(self.now);
        tx.execute(statement).await.unwrap();
        self.document_mut(document).updated = self.now;
        let stamp = self.stamp(tx).await;
        ledger::document_changed(tx, &stamp, DocumentId(document)).await.unwrap();
        self.keep(stamp);
    }

    /// Accepts or rejects a revision.
    pub async fn judge(&mut self, tx: &mut Tx, document: Id, seq: i64, acceptance: Word, status: Word) {
        let now = self.now;
        let revision =
            self.document_mut(document).revisions.iter_mut().find(|revision| revision.seq == seq).unwrap();
        (revision.acceptance, revision.status, revision.decided) = (acceptance, status, Some(now));
        let id = revision.id;
        let change = sql("update revision set acceptance = $2, status = $3, decided_at = $4 where id = $1");
        tx.execute(change.bind(id).bind(acceptance).bind(status).bind(self.now)).await.unwrap();
        let stamp = self.stamp(tx).await;
        ledger::revision_changed(tx, &stamp, RevisionId(id)).await.unwrap();
        self.keep(stamp);
        self.settle(tx, document).await;
    }

    /// A grant without an end, from revision 0 to all later ones, not yet written.
    pub fn new_grant(
        &self,
        subject: Id,
        on: On,
        project: Id,
        caps: i64,
        reason: Word,
        cause: (Word, Id),
    ) -> Grant {
        let (from, to) = (0, ledger::ALL_LATER);
        Grant { id: 0, subject, on, project, caps, from, to, reason, cause, ends: NEVER, open: true }
    }

    pub async fn grant(&mut self, tx: &mut Tx, mut grant: Grant) -> Id {
        let stamp = self.stamp(tx).await;
        let (object_kind, object) = match grant.on {
            On::Document(id) => (ObjectKind::Document, id),
            On::Folder(id) => (ObjectKind::Folder, id),
        };
        let new = NewGrant {
            subject: SubjectId(grant.subject),
            project: ProjectId(grant.project),
            object_kind,
            object,
            caps: Caps(grant.caps),
            rev_from: grant.from,
            rev_to: grant.to,
            reason: reason(grant.reason),
            cause: cause(grant.cause),
            ends_at: grant.ends,
        };
        grant.id = ledger::grant(tx, &stamp, &new).await.unwrap();
        self.keep(stamp);
        let id = grant.id;
        self.world.grants.push(grant);
        id
    }

    pub async fn close_grant(&mut self, tx: &mut Tx, id: Id) {
        let stamp = self.stamp(tx).await;
        let closed = ledger::close_grant(tx, &stamp, id).await.unwrap();
        self.keep(stamp);
        let grant = self.world.grants.iter_mut().find(|grant| grant.id == id).unwrap();
        assert_eq!(std::mem::replace(&mut grant.open, false), closed);
    }

    pub async fn close_cause(&mut self, tx: &mut Tx, of: (Word, Id)) {
        let stamp = self.stamp(tx).await;
        let closed = ledger::close_cause(tx, &stamp, cause(of)).await.unwrap();
        self.keep(stamp);
        let mut count = 0;
        for grant in self.world.grants.iter_mut().filter(|grant| grant.cause == of && grant.open) {
            grant.open = false;
            count += 1;
        }
        assert_eq!(closed, count, "grants of one cause");
    }

    /// Open grants of the cause, expired ones too, get another end.
    pub async fn extend_cause(&mut self, tx: &mut Tx, of: (Word, Id), ends: i64) {
        let stamp = self.new_stamp(tx).await;
        let extended = ledger::extend_cause(tx, &stamp, cause(of), ends).await.unwrap();
        self.keep(stamp);
        let (kind, id) = cause(of).raw();
        let find =
            sql("select id, subject_id, object_kind, object_id, caps, rev_from, rev_to from access_grant
              where cause_kind = $1 and cause_id = $2 and closed_at is null and organisation_id = $3")
            .bind(kind)
            .bind(id)
            .bind(self.organisation);
        let columns = ["id", "subject_id", "object_kind", "object_id", "caps", "rev_from", "rev_to"];
        let rows = tx.rows(find).await.unwrap();
        let mut rows: Vec<[i64; 7]> =
            rows.iter().map(|row| columns.map(|name| row.get(name).unwrap())).collect();
        let mut copies = Vec::new();
        for grant in self.world.grants.iter_mut().filter(|grant| grant.cause == of && grant.open) {
            grant.open = false;
            let (kind, object) = match grant.on {
                On::Document(id) => (1, id),
                On::Folder(id) => (2, id),
            };
            let same = [grant.subject, kind, object, grant.caps, grant.from, grant.to];
            let at = rows.iter().position(|row| row[1..] == same).expect("a copy of every open grant");
            copies.push(Grant { id: rows.swap_remove(at)[0], open: true, ends, ..grant.clone() });
        }
        assert_eq!((rows.len(), copies.len() as u64), (0, extended), "copies of one cause");
        self.world.grants.extend(copies);
    }

    /// A guest's link on one revision.
    pub async fn link(
        &mut self,
        tx: &mut Tx,
        document: Id,
        caps: i64,
        (from, to): (i64, i64),
        ends: i64,
    ) -> Id {
        let id = self.subject(tx, SubjectKind::Link).await;
        let project = self.world.document(document).project;
        let grant = self.new_grant(id, On::Document(document), project, caps, "link", ("guest_share", id));
        self.grant(tx, Grant { from, to, ends, ..grant }).await;
        self.world.links.push(Link { id, project });
        id
    }

    pub fn everybody(&self) -> Vec<Who> {
        let people = self.world.people.iter().map(|person| Who::Person(person.id));
        people.chain(self.world.links.iter().map(|link| Who::Guest(link.id))).collect()
    }
}

fn reason(word: Word) -> Reason {
    Reason::ALL.iter().copied().find(|reason| reason.code() == word).unwrap()
}

pub fn cause((kind, id): (Word, Id)) -> Cause {
    match kind {
        "share" => Cause::Share(id),
        "guest_share" => Cause::GuestShare(id),
        "upload" => Cause::Upload(id),
        "restriction" => Cause::Restriction(id),
        "folder_share" => Cause::FolderShare(id),
        other => panic!("no cause is called {other}"),
    }
}

/// `select count(*)` of something, for invariants.
pub async fn number(tx: &mut Tx, statement: Sql) -> i64 {
    tx.int(statement).await.unwrap()
}
