//! A world to test in: an organisation with a controlling and two outside companies, a project, and a person of each kind.

use std::collections::BTreeMap;

use wayleave_access::ledger::{self, NewMembership};
use wayleave_access::{Cause, Gate, OrganisationRole, Role, SubjectKind};
use wayleave_base::{AccountId, NEVER, OrganisationId, ProjectId, SubjectId};
use wayleave_db::{Tx, sql};

use crate::arrange::{self, NewMember};
use crate::client::Client;
use crate::{DAY, TestApp};

/// A person of a world.
#[derive(Clone, Debug)]
pub struct Person {
    /// The member's public id.
    pub id: String,
    /// The subject.
    pub subject: SubjectId,
    /// The account.
    pub account: AccountId,
    /// The e-mail address.
    pub email: String,
    /// The name.
    pub name: String,
}

/// An organisation with a project and a person of each kind.
pub struct World {
    /// The organisation.
    pub organisation: OrganisationId,
    /// Its public id.
    pub organisation_id: String,
    /// Its slug.
    pub slug: String,
    /// The project.
    pub project: ProjectId,
    /// Its public id.
    pub project_id: String,
    /// The people by kind: `org_admin`, `org_manager`, `project_admin`, `initiator`, `controller`, `reviewer`, `viewer`,
    /// `external` (Borealis), `external_full` (Borealis), `stranger` (external of Corvus), `responder`, `member`
    /// (in no project), `disabled`.
    pub people: BTreeMap<&'static str, Person>,
    /// The companies by name: `acme`-like controlling one under `own`, and `borealis`, `corvus`.
    pub companies: BTreeMap<&'static str, (String, SubjectId)>,
    /// The subject of the Document Control group.
    pub document_control: SubjectId,
}

const PEOPLE: &[(&str, OrganisationRole, &str, Option<Role>)] = &[
    ("org_admin", OrganisationRole::OrgAdmin, "own", None),
    ("org_manager", OrganisationRole::OrgManager, "own", None),
    ("project_admin", OrganisationRole::Member, "own", Some(Role::ProjectAdmin)),
    ("initiator", OrganisationRole::Member, "own", Some(Role::Initiator)),
    ("controller", OrganisationRole::Member, "own", Some(Role::Initiator)),
    ("reviewer", OrganisationRole::Member, "own", Some(Role::Reviewer)),
    ("viewer", OrganisationRole::Member, "own", Some(Role::Viewer)),
    ("external", OrganisationRole::Member, "borealis", Some(Role::External)),
    ("external_full", OrganisationRole::Member, "borealis", Some(Role::External)),
    ("stranger", OrganisationRole::Member, "corvus", Some(Role::External)),
    ("responder", OrganisationRole::WorkflowResponder, "corvus", None),
    ("member", OrganisationRole::Member, "own", None),
    ("disabled", OrganisationRole::Member, "own", Some(Role::Viewer)),
];

impl World {
    pub(crate) async fn new(app: &TestApp, slug: &str) -> Self {
        let ids = app.app().shared().ids.clone();
        let at = app.clock().now() - 30 * DAY;
        let mut tx = app.db().begin().await.expect("a transaction");
        let (organisation, organisation_id) = arrange::organisation(&mut tx, &ids, slug, at).await;
        let stamp = arrange::stamp(&mut tx, &ids, organisation, at, SubjectId(0)).await;
        let mut companies = BTreeMap::new();
        let mut numbers = BTreeMap::new();
        for (key, name, controlling) in [
            ("own", format!("{slug} Build"), true),
            ("borealis", "Borealis Engineers".into(), false),
            ("corvus", "Corvus Facades".into(), false),
        ] {
            let (id, subject, public_id) = arrange::company(&mut tx, &ids, &stamp, &name, controlling).await;
            companies.insert(key, (public_id, subject));
            numbers.insert(key, (id, subject));
        }
        let mut people = BTreeMap::new();
        for (kind, role, company, _) in PEOPLE {
            let (email, name) =
                (format!("{kind}@{slug}.example"), format!("{} of {slug}", kind.replace('_', " ")));
            let new =
                NewMember { email: &email, name: &name, role: *role, company: numbers.get(company).copied() };
            let (subject, account, id) = arrange::member(&mut tx, &ids, &stamp, &new).await;
            people.insert(*kind, Person { id, subject, account, email, name });
        }
        let stamp = arrange::stamp(&mut tx, &ids, organisation, at, people["org_admin"].subject).await;
        let project_id = ids.public(ProjectId::PREFIX);
        let insert =
            sql("insert into project (organisation_id, public_id, reference, name, created_by, created_at)
             values ($1, $2, $3, $4, $5, $6) returning id as n");
        let insert = insert.bind(organisation).bind(&project_id).bind("HRB-01").bind("Harbour");
        let project = tx.int(insert.bind(people["org_admin"].subject).bind(at)).await.expect("a project");
        let mut world = Self {
            organisation,
            organisation_id,
            slug: slug.to_owned(),
            project: ProjectId(project),
            project_id,
            people,
            companies,
            document_control: SubjectId(0),
        };
        world.document_control = world.found_document_control(&mut tx, app, &stamp).await;
        for (kind, _, _, role) in PEOPLE {
            if let Some(role) = role {
                let subject = world.people[kind].subject;
                let ends_at = if *role == Role::External { app.clock().now() + 60 * DAY } else { NEVER };
                let new = NewMembership {
                    project: world.project,
                    subject,
                    role: *role,
                    label: "",
                    cause: Cause::Membership(0),
                    reason: "",
                    ends_at,
                };
                ledger::set_membership(&mut tx, &ids, &stamp, &new).await.expect("a membership");
            }
        }
        ledger::join(&mut tx, &stamp, world.document_control, world.people["controller"].subject)
            .await
            .expect("a controller");
        let full = (world.project, world.people["external_full"].subject);
        let until = app.clock().now() + 30 * DAY;
        ledger::set_full_register(&mut tx, &ids, &stamp, full, "", until).await.expect("a switch");
        ledger::set_organisation_role(&mut tx, &stamp, world.people["disabled"].subject, None)
            .await
            .expect("an end");
        tx.commit().await.expect("a commit");
        world
    }

    async fn found_document_control(
        &self,
        tx: &mut Tx,
        app: &TestApp,
        stamp: &wayleave_access::audit::Stamp,
    ) -> SubjectId {
        let ids = &app.app().shared().ids;
        let subject = ledger::new_subject(tx, stamp, SubjectKind::Group).await.expect("a subject");
        tx.execute(
            sql("insert into access_group (organisation_id, public_id, project_id, subject_id, kind, name, name_key, created_at)
                 values ($1, $2, $3, $4, 'document_control', 'Document Control', 'document control', $5)")
            .bind(self.organisation)
            .bind(ids.public("grp"))
            .bind(self.project)
            .bind(subject)
            .bind(stamp.at()),
        )
        .await
        .expect("a group");
        for gate in [Gate::ManageDocuments, Gate::ManageGuestShares] {
            ledger::add_group_action(tx, stamp, subject, gate).await.expect("a gate");
        }
        subject
    }

    /// A signed-in client of this kind of person.
    pub async fn client(&self, app: &TestApp, kind: &str) -> Client {
        let token = arrange::session(app, self.people[kind].account).await;
        let name = wayleave_app::http::cookies::name(&app.app().shared().config, "wayleave");
        app.anonymous().with_cookie(&name, &token)
    }

    /// Brings further people of Borealis into the project as external participants.
    pub async fn crowd(&self, app: &TestApp, round: usize, count: usize) {
        let ids = app.app().shared().ids.clone();
        let mut tx = app.db().begin_in(self.organisation).await.expect("a transaction");
        let by = self.people["org_admin"].subject;
        let stamp = arrange::stamp(&mut tx, &ids, self.organisation, app.clock().now(), by).await;
        let borealis = self.companies["borealis"].1;
        let company = sql("select id as n from company where subject_id = $1").bind(borealis);
        let company = tx.int(company).await.expect("the company");
        for at in 0..count {
            let email = self.crowd_email(round, at);
            let new = NewMember {
                email: &email,
                name: &format!("Person {round}-{at}"),
                role: OrganisationRole::Member,
                company: Some((company, borealis)),
            };
            let (subject, ..) = arrange::member(&mut tx, &ids, &stamp, &new).await;
            let membership = NewMembership {
                project: self.project,
                subject,
                role: Role::External,
                label: "",
                cause: Cause::Membership(0),
                reason: "",
                ends_at: app.clock().now() + 60 * DAY,
            };
            ledger::set_membership(&mut tx, &ids, &stamp, &membership).await.expect("a membership");
        }
        tx.commit().await.expect("a commit");
    }

    /// The id of one of the crowd.
    pub async fn crowd_member(&self, app: &TestApp, round: usize, at: usize) -> String {
        let mut tx = app.db().read_in(self.organisation).await.expect("a transaction");
        let text =
            sql("select m.public_id from member m join account a on a.id = m.account_id where a.email = $1");
        let row = tx.row(text.bind(self.crowd_email(round, at))).await.expect("an answer").expect("a member");
        row.get("public_id").expect("a text")
    }

    fn crowd_email(&self, round: usize, at: usize) -> String {
        format!("crowd-{round}-{at}@{}.example", self.slug)
    }

    /// The address of the organisation's API.
    #[must_use]
    pub fn path(&self, rest: &str) -> String {
        format!("/api/v1/organisations/{}{rest}", self.slug)
    }

    /// The address of the project's API.
    #[must_use]
    pub fn project_path(&self, rest: &str) -> String {
        self.path(&format!("/projects/{}{rest}", self.project_id))
    }
}
