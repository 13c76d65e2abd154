//! Whom a step, a rule of the review matrix or an escalation names: a role, a person or a group. People and groups are
//! named by public id, and are looked up together, whatever the number of places that name them.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use wayleave_base::{OrganisationId, ProjectId, SubjectId, Timestamp};
use wayleave_db::{DbResult, Tx, row, sql};

use crate::error::FieldError;
use crate::people::{self, PersonRef};

/// How somebody is named.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum PartyKind {
    /// Whoever holds a role in the project, or one of its holders.
    Role,
    /// One person of the organisation, in the project or not.
    Person,
    /// Everybody in a group of the project.
    Group,
    /// Whoever starts the workflow chooses.
    Open,
    /// The review matrix says.
    Matrix,
}

/// The kinds that name somebody by themselves.
pub const NAMING: &[PartyKind] = &[PartyKind::Role, PartyKind::Person, PartyKind::Group];

/// A role that steps can be given to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum HeldRole {
    /// Project Admins.
    ProjectAdmin,
    /// Initiators.
    Initiator,
    /// Reviewers.
    Reviewer,
}

impl HeldRole {
    /// The code as memberships have it.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::ProjectAdmin => "project_admin",
            Self::Initiator => "initiator",
            Self::Reviewer => "reviewer",
        }
    }
}

/// Who is named.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = WorkflowParty, example = json!({"kind": "role", "role": "reviewer"}))]
pub struct Party {
    /// How.
    pub kind: PartyKind,
    /// The role; for the kind `role`.
    #[serde(default)]
    pub role: Option<HeldRole>,
    /// The person, or the one holder of the role that is meant; without one, every holder is.
    #[serde(default)]
    #[schema(example = "mem_5n0vq2m8c4k7x1w9r3t6y0b2aj")]
    pub person_id: Option<String>,
    /// The group; for the kind `group`.
    #[serde(default)]
    pub group_id: Option<String>,
}

impl Party {
    /// Notes what is wrong with how somebody is named at `field`, before anybody is looked up.
    pub fn check(&self, errors: &mut Vec<FieldError>, field: &str, allowed: &[PartyKind]) {
        if !allowed.contains(&self.kind) {
            errors.push(FieldError::new(
                format!("{field}.kind"),
                "not_for_this",
                "This is not offered here.",
            ));
            return;
        }
        let [role, person, group] = self.kind.takes();
        let given = [
            ("role", role, self.role.is_some()),
            ("person_id", person, self.person_id.is_some()),
            ("group_id", group, self.group_id.is_some()),
        ];
        for (name, takes, is_given) in given {
            let place = format!("{field}.{name}");
            match takes {
                Takes::Must if !is_given => {
                    errors.push(FieldError::new(place, "required", "This is required."));
                }
                Takes::Never if is_given => {
                    let detail = "This does not belong to this kind; leave it out.";
                    errors.push(FieldError::new(place, "not_for_this", detail));
                }
                _ => {}
            }
        }
    }
}

/// What a kind wants of a field.
#[derive(Clone, Copy)]
enum Takes {
    Must,
    May,
    Never,
}

impl PartyKind {
    /// What it wants of role, person and group.
    fn takes(self) -> [Takes; 3] {
        use Takes::{May, Must, Never};
        match self {
            Self::Role => [Must, May, Never],
            Self::Person => [Never, Must, Never],
            Self::Group => [Never, Never, Must],
            Self::Open | Self::Matrix => [Never, Never, Never],
        }
    }
}

/// A group by name.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = WorkflowGroup)]
pub struct GroupName {
    /// The id.
    #[schema(example = "grp_5n0vq2m8c4k7x1w9r3t6y0b2aj")]
    pub id: String,
    /// The name.
    #[schema(example = "Structure")]
    pub name: String,
}

row! {
    #[derive(Debug)]
    struct PersonRow { public_id: String, subject_id: SubjectId, active: bool, role: Option<String> }
}

row! {
    #[derive(Debug)]
    struct GroupRow { public_id: String, name: String }
}

/// The people and groups that some parties name, as they are now: who is there, and what they are called.
#[derive(Debug, Default)]
pub struct Cast {
    people: HashMap<String, PersonRow>,
    groups: HashMap<String, GroupRow>,
    shown: HashMap<SubjectId, PersonRef>,
}

impl Cast {
    /// Looks up whoever these parties name, in as many statements for many as for few.
    pub async fn load<'a>(
        tx: &mut Tx,
        (organisation, project): (OrganisationId, ProjectId),
        parties: impl Iterator<Item = &'a Party>,
        now: Timestamp,
    ) -> DbResult<Self> {
        let (mut people, mut groups) = (Vec::new(), Vec::new());
        for party in parties {
            people.extend(party.person_id.as_deref());
            groups.extend(party.group_id.as_deref());
        }
        let people = find_people(tx, (organisation, project), &people, now).await?;
        let groups = find_groups(tx, project, &groups).await?;
        let subjects: Vec<SubjectId> = people.iter().map(|person| person.subject_id).collect();
        let shown = people::by_subject(tx, organisation, &subjects).await?;
        Ok(Self {
            people: people.into_iter().map(|person| (person.public_id.clone(), person)).collect(),
            groups: groups.into_iter().map(|group| (group.public_id.clone(), group)).collect(),
            shown,
        })
    }

    /// Notes who of a party at `field` is not there, or not there any more.
    pub fn check(&self, errors: &mut Vec<FieldError>, field: &str, party: &Party) {
        if let Some(id) = &party.person_id {
            let place = format!("{field}.person_id");
            match (self.people.get(id).filter(|person| person.active), party.role) {
                (None, _) => {
                    errors.push(FieldError::new(place, "unknown", "There is no such active member."));
                }
                (Some(person), Some(role)) if person.role.as_deref() != Some(role.code()) => {
                    let detail = "This person does not hold the role in this project.";
                    errors.push(FieldError::new(place, "not_a_holder", detail));
                }
                _ => {}
            }
        }
        if party.group_id.as_ref().is_some_and(|id| !self.groups.contains_key(id)) {
            let place = format!("{field}.group_id");
            errors.push(FieldError::new(place, "unknown", "The project has no such group."));
        }
    }

    /// The people, by name, for showing.
    #[must_use]
    pub fn people(&self) -> Vec<PersonRef> {
        let mut people: Vec<PersonRef> = self.shown.values().cloned().collect();
        people.sort_by(|a, b| (&a.name, &a.id).cmp(&(&b.name, &b.id)));
        people
    }

    /// The groups, by name, for showing.
    #[must_use]
    pub fn groups(&self) -> Vec<GroupName> {
        let named = |group: &GroupRow| GroupName { id: group.public_id.clone(), name: group.name.clone() };
        let mut groups: Vec<GroupName> = self.groups.values().map(named).collect();
        groups.sort_by(|a, b| (&a.name, &a.id).cmp(&(&b.name, &b.id)));
        groups
    }
}

async fn find_people(
    tx: &mut Tx,
    (organisation, project): (OrganisationId, ProjectId),
    ids: &[&str],
    now: Timestamp,
) -> DbResult<Vec<PersonRow>> {
    let mut text = sql("select m.public_id, m.subject_id, p.role,
          cast(case when r.id is null then 0 else 1 end as bigint) as active
        from member m
        left join organisation_role r on r.subject_id = m.subject_id and r.closed_at is null
          and r.valid_from <= $3 and r.ends_at > $3
        left join project_membership p on p.subject_id = m.subject_id and p.project_id = $2 and p.closed_at is null
          and p.valid_from <= $3 and p.ends_at > $3
        where m.organisation_id = $1 and m.public_id in ")
    .bind(organisation)
    .bind(project)
    .bind(now);
    text.text_list(ids);
    tx.all(text).await
}

async fn find_groups(tx: &mut Tx, project: ProjectId, ids: &[&str]) -> DbResult<Vec<GroupRow>> {
    let mut text = sql("select public_id, name from access_group where project_id = $1 and deleted_at is null and public_id in ")
        .bind(project);
    text.text_list(ids);
    tx.all(text).await
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wrong(party: &Party, allowed: &[PartyKind]) -> Vec<(String, &'static str)> {
        let mut errors = Vec::new();
        party.check(&mut errors, "to", allowed);
        errors.into_iter().map(|error| (error.field, error.code)).collect()
    }

    #[test]
    fn each_kind_takes_its_own_fields_and_no_others() {
        let id = || Some("mem_1".to_owned());
        let party = |kind, role, person_id, group_id| Party { kind, role, person_id, group_id };
        let role = Some(HeldRole::Reviewer);
        for right in [
            party(PartyKind::Role, role, None, None),
            party(PartyKind::Role, role, id(), None),
            party(PartyKind::Person, None, id(), None),
            party(PartyKind::Group, None, None, id()),
        ] {
            assert_eq!(wrong(&right, NAMING), []);
        }
        let told = |name: &str, code| vec![(format!("to.{name}"), code)];
        let nothing = party(PartyKind::Person, None, None, None);
        assert_eq!(wrong(&nothing, NAMING), told("person_id", "required"));
        let both = party(PartyKind::Group, None, id(), id());
        assert_eq!(wrong(&both, NAMING), told("person_id", "not_for_this"));
        let open = party(PartyKind::Open, None, None, None);
        assert_eq!(wrong(&open, NAMING), told("kind", "not_for_this"));
        assert_eq!(wrong(&open, &[PartyKind::Open]), []);
    }
}
