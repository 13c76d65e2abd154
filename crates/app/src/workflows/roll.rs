//! Who stands behind the parties of a plan at the moment in which a workflow starts: one list of people for each step.

use std::collections::{BTreeSet, HashMap};

use wayleave_access::{OrganisationRole, Role};
use wayleave_base::{OrganisationId, ProjectId, SubjectId, Timestamp};
use wayleave_db::{DbResult, Tx, row, sql};

use super::party::{Party, PartyKind};
use crate::people::{is_reachable, standing_of};

/// What a step says when nobody can be found for it: a code and a sentence.
pub type Lack = (&'static str, &'static str);

row! {
    struct PersonRow { public_id: String, subject_id: SubjectId, role: Option<String>, standing: Option<String> }
}

row! {
    struct HolderRow { key: String, subject_id: SubjectId, role: Option<String>, standing: Option<String> }
}

/// A person with their project role and their role in the organisation; none who was deactivated.
#[derive(Clone, Debug)]
struct Person {
    subject: SubjectId,
    role: Option<String>,
    standing: OrganisationRole,
}

impl Person {
    fn new(subject: SubjectId, role: Option<String>, standing: Option<&str>) -> Option<Self> {
        Some(Self { subject, role, standing: OrganisationRole::parse(standing?)? })
    }

    fn is_reachable(&self) -> bool {
        is_reachable(self.standing, self.role.as_deref())
    }

    fn holds(&self, role: &str) -> bool {
        self.standing != OrganisationRole::WorkflowResponder && self.role.as_deref() == Some(role)
    }
}

/// The people whom some parties and some choices name, with the holders of roles and the members of groups.
#[derive(Debug, Default)]
pub struct Roll {
    people: HashMap<String, Person>,
    holders: Vec<Person>,
    groups: HashMap<String, Vec<Person>>,
}

impl Roll {
    /// Looks everybody up, in three statements.
    pub async fn load<'a>(
        tx: &mut Tx,
        (organisation, project): (OrganisationId, ProjectId),
        parties: impl Iterator<Item = &'a Party>,
        chosen: impl Iterator<Item = &'a str>,
        now: Timestamp,
    ) -> DbResult<Self> {
        let (mut people, mut groups): (BTreeSet<&str>, BTreeSet<&str>) = (chosen.collect(), BTreeSet::new());
        for party in parties {
            people.extend(party.person_id.as_deref());
            groups.extend(party.group_id.as_deref());
        }
        let people: Vec<&str> = people.into_iter().collect();
        let mut text = sql(concat!(
            "select m.public_id, m.subject_id, p.role, r.role as standing from member m",
            standing_of!("m.subject_id"),
            "where m.organisation_id = $1 and m.public_id in "
        ))
        .bind(organisation)
        .bind(project)
        .bind(now);
        text.text_list(&people);
        let named: Vec<PersonRow> = tx.all(text).await?;
        let text = sql("select p.role as key, p.subject_id, p.role, r.role as standing from project_membership p
            join organisation_role r on r.subject_id = p.subject_id and r.closed_at is null and r.valid_from <= $3
              and r.ends_at > $3
            where p.organisation_id = $1 and p.project_id = $2 and p.closed_at is null and p.valid_from <= $3
              and p.ends_at > $3 and p.role in ('project_admin', 'initiator', 'reviewer') order by p.subject_id");
        let holders: Vec<HolderRow> = tx.all(text.bind(organisation).bind(project).bind(now)).await?;
        let groups: Vec<&str> = groups.into_iter().collect();
        let mut text = sql(concat!(
            "select g.public_id as key, b.subject_id, p.role, r.role as standing from access_group g
             join group_member b on b.group_id = g.subject_id and b.closed_at is null and b.valid_from <= $3
               and b.ends_at > $3",
            standing_of!("b.subject_id"),
            "where g.organisation_id = $1 and g.project_id = $2 and g.deleted_at is null and g.public_id in "
        ))
        .bind(organisation)
        .bind(project)
        .bind(now);
        text.text_list(&groups).push(" order by b.subject_id");
        let members: Vec<HolderRow> = tx.all(text).await?;
        let mut roll = Self::default();
        for row in named {
            let person = Person::new(row.subject_id, row.role, row.standing.as_deref());
            roll.people.extend(person.map(|person| (row.public_id, person)));
        }
        let person = |row: HolderRow| Person::new(row.subject_id, row.role, row.standing.as_deref());
        roll.holders = holders.into_iter().filter_map(person).collect();
        for row in members {
            let key = row.key.clone();
            roll.groups.entry(key).or_default().extend(person(row));
        }
        Ok(roll)
    }

    /// Is there anybody behind a party who could answer?
    #[must_use]
    pub fn is_available(&self, party: &Party) -> bool {
        self.behind(party).is_ok_and(|people| !people.is_empty())
    }

    /// The people behind a party; kinds that name nobody by themselves have none.
    pub fn behind(&self, party: &Party) -> Result<Vec<SubjectId>, Lack> {
        let named = || party.person_id.as_deref().map(|id| self.person(id)).transpose();
        match (party.kind, party.role) {
            (PartyKind::Person, _) => Ok(named()?.into_iter().collect()),
            (PartyKind::Role, Some(role)) if party.person_id.is_some() => {
                let person = named()?;
                let held =
                    self.holders.iter().any(|one| Some(one.subject) == person && one.holds(role.code()));
                let lack = ("not_a_holder", "This person does not hold the role in this project any more.");
                person.filter(|_| held).map(|person| vec![person]).ok_or(lack)
            }
            (PartyKind::Role, Some(role)) => {
                let held = self.holders.iter().filter(|one| one.holds(role.code()));
                some(held, ("nobody", "Nobody holds this role in the project."))
            }
            (PartyKind::Group, _) => {
                let group = party.group_id.as_ref().and_then(|id| self.groups.get(id));
                let members = group.into_iter().flatten().filter(|one| one.is_reachable());
                some(members, ("nobody", "Nobody of this group is in the project."))
            }
            (PartyKind::Open | PartyKind::Matrix | PartyKind::Role, _) => Ok(Vec::new()),
        }
    }

    /// A person by public id.
    pub fn person(&self, id: &str) -> Result<SubjectId, Lack> {
        let person = self.people.get(id).ok_or(("unknown", "There is no such active member."))?;
        let lack = ("not_in_project", "This person is not in the project. Take them into it first.");
        person.is_reachable().then_some(person.subject).ok_or(lack)
    }

    /// Is this somebody from outside: who answers steps and nothing else, or an external participant?
    #[must_use]
    pub fn is_outside(&self, id: &str) -> bool {
        self.people.get(id).is_some_and(|person| {
            let role = person.role.as_deref().and_then(Role::parse);
            person.standing == OrganisationRole::WorkflowResponder || role == Some(Role::External)
        })
    }
}

fn some<'a>(people: impl Iterator<Item = &'a Person>, lack: Lack) -> Result<Vec<SubjectId>, Lack> {
    let people: Vec<SubjectId> = people.map(|person| person.subject).collect();
    if people.is_empty() { Err(lack) } else { Ok(people) }
}
