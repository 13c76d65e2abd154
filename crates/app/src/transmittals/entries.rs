//! Whom distribution lists and transmittals name, as kept, and who that is when they are looked up.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use serde::{Deserialize, Serialize};
use wayleave_base::{OrganisationId, ProjectId, SubjectId, Timestamp};
use wayleave_db::{Tx, row, sql};

use super::view_lists::{EntryKey, EntryView};
use crate::error::{FieldError, Result};
use crate::sharing::people_of;
use crate::wire;

/// The most entries of a list or a transmittal.
pub const MOST: usize = 200;

/// One entry as kept: by public ids, so that what it stands for is looked up when it counts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// `person`, `group`, `company`, `list` or `address`.
    pub kind: String,
    /// The public id, empty for an address.
    #[serde(default)]
    pub id: String,
    /// Whom an address belongs to.
    #[serde(default)]
    pub name: String,
    /// The address.
    #[serde(default)]
    pub email: String,
    /// `to` or `cc` on a transmittal, empty in a list.
    #[serde(default)]
    pub role: String,
    /// The public ids of the documents of a transmittal that are not ticked for them.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub without: BTreeSet<String>,
}

/// Reads entries as they were sent; `kinds` are the kinds that may be named here.
pub fn read(errors: &mut Vec<FieldError>, place: &str, kinds: &[&str], keys: &[EntryKey]) -> Vec<Entry> {
    if keys.len() > MOST {
        errors.push(FieldError::new(place, "too_many", format!("At most {MOST} entries.")));
        return Vec::new();
    }
    let mut entries: Vec<Entry> = Vec::new();
    for (at, key) in keys.iter().enumerate() {
        match read_one(&format!("{place}[{at}]"), kinds, key) {
            Ok(entry) if entries.iter().all(|other| !other.names_same(&entry)) => entries.push(entry),
            Ok(_) => {
                let field = format!("{place}[{at}]");
                errors.push(FieldError::new(field, "repeated", "This is named already."));
            }
            Err(error) => errors.push(error),
        }
    }
    entries
}

/// Entries as they are kept.
pub fn kept(entries: &[Entry]) -> Result<String> {
    Ok(serde_json::to_string(entries).map_err(anyhow::Error::from)?)
}

fn read_one(place: &str, kinds: &[&str], key: &EntryKey) -> std::result::Result<Entry, FieldError> {
    if !kinds.contains(&key.kind.as_str()) {
        let detail = format!("Choose one of {}.", kinds.join(", "));
        return Err(FieldError::new(format!("{place}.kind"), "unknown", detail));
    }
    let none = Entry {
        kind: key.kind.clone(),
        id: String::new(),
        name: String::new(),
        email: String::new(),
        role: String::new(),
        without: BTreeSet::new(),
    };
    let strange: &[(&str, bool)] = if key.kind == "address" {
        &[("id", key.id.is_some())]
    } else {
        &[("name", key.name.is_some()), ("email", key.email.is_some())]
    };
    if let Some((field, _)) = strange.iter().find(|(_, given)| *given) {
        let detail = "An address has an e-mail address and a name; everything else has an id.";
        return Err(FieldError::new(format!("{place}.{field}"), "not_here", detail));
    }
    if key.kind == "address" {
        let email = wire::email(&format!("{place}.email"), key.email.as_deref().unwrap_or_default())?;
        let name = wire::line(&format!("{place}.name"), key.name.as_deref().unwrap_or_default(), 120, false)?;
        return Ok(Entry { email, name, ..none });
    }
    let id = wire::line(&format!("{place}.id"), key.id.as_deref().unwrap_or_default(), 40, true)?;
    Ok(Entry { id, ..none })
}

impl Entry {
    /// Do both name the same?
    #[must_use]
    pub fn names_same(&self, other: &Self) -> bool {
        self.kind == other.kind && self.id == other.id && self.email == other.email
    }
}

/// What an entry stands for now.
#[derive(Clone, Debug, Default)]
struct Found {
    name: String,
    people: Vec<SubjectId>,
    /// What a list names.
    inside: Vec<Entry>,
}

/// What entries stand for now.
#[derive(Clone, Debug, Default)]
pub struct Known(HashMap<(String, String), Found>);

/// How somebody came onto a transmittal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Way {
    /// `to` or `cc`.
    pub role: String,
    /// The name that was given with an address.
    pub name: String,
    /// The group, company or list that stands for them, where they were not named themselves.
    pub via: Option<String>,
    /// Were they named themselves, be it in a list?
    pub by_name: bool,
    /// The documents that nothing which stands for them is ticked for.
    pub without: BTreeSet<String>,
}

/// Everybody that entries stand for: people once each and addresses once each.
#[derive(Clone, Debug, Default)]
pub struct Everybody {
    /// People with an account.
    pub people: BTreeMap<SubjectId, Way>,
    /// Addresses.
    pub addresses: BTreeMap<String, Way>,
}

row! {
    struct Named { public_id: String, name: String, subject_id: SubjectId }
}

row! {
    struct ListRow { public_id: String, name: String, entries: String }
}

/// Looks up what entries stand for, in a project or in the organisation as a whole.
pub async fn look_up(
    tx: &mut Tx,
    (organisation, project): (OrganisationId, Option<ProjectId>),
    entries: &[Entry],
    now: Timestamp,
) -> Result<Known> {
    let mut known = HashMap::new();
    let mut every: Vec<Entry> = entries.to_vec();
    let lists = ids(entries, "list");
    if !lists.is_empty() {
        let mut text = sql("select public_id, name, entries from distribution_list
            where organisation_id = $1 and (project_id is null or project_id = $2) and public_id in ")
        .bind(organisation)
        .bind(project);
        text.text_list(&lists);
        for row in tx.all::<ListRow>(text).await? {
            let inside: Vec<Entry> = serde_json::from_str(&row.entries).unwrap_or_default();
            every.extend(inside.iter().cloned());
            let found = Found { name: row.name, people: Vec::new(), inside };
            known.insert(("list".to_owned(), row.public_id), found);
        }
    }
    let mut text = sql("select m.public_id, a.name, m.subject_id from member m join account a on a.id = m.account_id
        join organisation_role r on r.subject_id = m.subject_id and r.closed_at is null and r.valid_from <= $2 and r.ends_at > $2
        where m.organisation_id = $1 and m.public_id in ")
    .bind(organisation)
    .bind(now);
    text.text_list(&ids(&every, "person"));
    for row in tx.all::<Named>(text).await? {
        let found = Found { name: row.name, people: vec![row.subject_id], inside: Vec::new() };
        known.insert(("person".to_owned(), row.public_id), found);
    }
    let mut text = sql("select public_id, name, subject_id from access_group
        where organisation_id = $1 and project_id = $2 and deleted_at is null and public_id in ")
    .bind(organisation)
    .bind(project);
    text.text_list(&ids(&every, "group"));
    let groups: Vec<Named> = tx.all(text).await?;
    let mut text =
        sql("select public_id, name, subject_id from company where organisation_id = $1 and public_id in ")
            .bind(organisation);
    text.text_list(&ids(&every, "company"));
    let companies: Vec<Named> = tx.all(text).await?;
    let subjects: Vec<SubjectId> = groups.iter().chain(&companies).map(|row| row.subject_id).collect();
    let inside = people_of(tx, &subjects, now).await?;
    let of = |subject: SubjectId| -> Vec<SubjectId> {
        inside.iter().filter(|(group, _)| *group == subject).map(|(_, person)| *person).collect()
    };
    for (kind, rows) in [("group", groups), ("company", companies)] {
        for row in rows {
            let found = Found { name: row.name, people: of(row.subject_id), inside: Vec::new() };
            known.insert((kind.to_owned(), row.public_id), found);
        }
    }
    Ok(Known(known))
}

fn ids(entries: &[Entry], kind: &str) -> Vec<String> {
    let mut ids: Vec<String> =
        entries.iter().filter(|entry| entry.kind == kind).map(|entry| entry.id.clone()).collect();
    ids.sort_unstable();
    ids.dedup();
    ids
}

impl Known {
    fn of(&self, entry: &Entry) -> Option<&Found> {
        self.0.get(&(entry.kind.clone(), entry.id.clone()))
    }

    /// Names the entries that stand for nothing that there is.
    pub fn check(&self, errors: &mut Vec<FieldError>, place: &str, entries: &[Entry]) {
        for (at, entry) in entries.iter().enumerate() {
            if entry.kind != "address" && self.of(entry).is_none() {
                let detail = format!("There is no such {} here.", entry.kind);
                errors.push(FieldError::new(format!("{place}[{at}].id"), "unknown", detail));
            }
        }
    }

    /// An entry of a transmittal as shown to whoever sees these documents of it.
    #[must_use]
    pub fn shown_with(&self, entry: &Entry, seen: &HashSet<&str>) -> EntryView {
        let without = entry.without.iter().filter(|id| seen.contains(id.as_str())).cloned();
        EntryView { without: without.collect(), ..self.shown(entry) }
    }

    /// An entry as shown.
    #[must_use]
    pub fn shown(&self, entry: &Entry) -> EntryView {
        let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        let found = self.of(entry);
        let missing = entry.kind != "address" && found.is_none();
        let everybody = self.everybody(std::slice::from_ref(entry));
        EntryView {
            kind: entry.kind.clone(),
            id: some(&entry.id),
            name: found.map_or_else(|| entry.name.clone(), |found| found.name.clone()),
            email: some(&entry.email),
            role: some(&entry.role),
            people: everybody.people.len() + everybody.addresses.len(),
            missing,
            without: Vec::new(),
        }
    }

    /// Everybody that the entries stand for. Who is named as `to` anywhere is no `cc`, and who is named themselves needs
    /// no group.
    #[must_use]
    pub fn everybody(&self, entries: &[Entry]) -> Everybody {
        let mut all = Everybody::default();
        for entry in entries {
            match self.of(entry) {
                Some(list) if entry.kind == "list" => {
                    for inner in &list.inside {
                        self.add(&mut all, inner, entry, Some(&list.name));
                    }
                }
                _ => self.add(&mut all, entry, entry, None),
            }
        }
        all
    }

    /// Adds those for whom an entry stands, which a transmittal names itself or by a list.
    fn add(&self, all: &mut Everybody, entry: &Entry, named: &Entry, via: Option<&String>) {
        let way = |via: Option<&String>, by_name: bool| Way {
            role: named.role.clone(),
            name: entry.name.clone(),
            via: via.cloned(),
            by_name,
            without: named.without.clone(),
        };
        if entry.kind == "address" {
            put(&mut all.addresses, entry.email.clone(), way(via, true));
            return;
        }
        let Some(found) = self.of(entry) else { return };
        let by_name = entry.kind == "person";
        let via = if by_name { via } else { via.or(Some(&found.name)) };
        for person in &found.people {
            put(&mut all.people, *person, way(via, by_name));
        }
    }
}

/// Keeps the stronger of two ways: `to` before `cc`, by name before by group, and of documents whatever either is ticked
/// for.
pub(super) fn put<K: Ord>(all: &mut BTreeMap<K, Way>, key: K, way: Way) {
    let kept = all.entry(key).or_insert_with(|| way.clone());
    kept.without.retain(|document| way.without.contains(document));
    if way.role == "to" {
        kept.role = "to".to_owned();
    }
    if way.by_name && !kept.by_name {
        kept.by_name = true;
        kept.via = way.via;
    }
    if kept.name.is_empty() {
        kept.name = way.name;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(kind: &str, id: &str, role: &str) -> Entry {
        Entry {
            kind: kind.to_owned(),
            id: id.to_owned(),
            name: String::new(),
            email: String::new(),
            role: role.to_owned(),
            without: BTreeSet::new(),
        }
    }

    fn known() -> Known {
        let found = |name: &str, people: &[i64], inside: Vec<Entry>| Found {
            name: name.to_owned(),
            people: people.iter().copied().map(SubjectId).collect(),
            inside,
        };
        let key = |kind: &str, id: &str| (kind.to_owned(), id.to_owned());
        Known(HashMap::from([
            (key("person", "one"), found("One", &[1], Vec::new())),
            (key("group", "both"), found("Both", &[1, 2], Vec::new())),
            (
                key("list", "list"),
                found("List", &[], vec![entry("group", "both", ""), entry("person", "one", "")]),
            ),
        ]))
    }

    #[test]
    fn who_is_named_twice_is_reached_once_and_to_wins_over_cc() {
        let all = known().everybody(&[entry("group", "both", "cc"), entry("person", "one", "to")]);
        let ways: Vec<(i64, &str, Option<&str>)> =
            all.people.iter().map(|(who, way)| (who.get(), way.role.as_str(), way.via.as_deref())).collect();
        assert_eq!(ways, [(1, "to", None), (2, "cc", Some("Both"))]);
    }

    #[test]
    fn a_list_stands_for_everybody_it_names() {
        let all = known().everybody(&[entry("list", "list", "to")]);
        let vias: Vec<Option<&str>> = all.people.values().map(|way| way.via.as_deref()).collect();
        assert_eq!(vias, [Some("List"), Some("List")]);
        assert!(all.people[&SubjectId(1)].by_name);
        assert!(!all.people[&SubjectId(2)].by_name);
    }

    #[test]
    fn who_is_named_twice_gets_what_either_is_ticked_for() {
        let without = |entry: Entry, documents: &[&str]| Entry {
            without: documents.iter().map(|id| (*id).to_owned()).collect(),
            ..entry
        };
        let all = known().everybody(&[
            without(entry("list", "list", "to"), &["a", "b"]),
            without(entry("person", "one", "to"), &["b", "c"]),
        ]);
        let lacks: Vec<Vec<&String>> = all.people.values().map(|way| way.without.iter().collect()).collect();
        assert_eq!(lacks, [vec!["b"], vec!["a", "b"]]);
    }

    #[test]
    fn what_is_no_more_stands_for_nobody_and_says_so() {
        let shown = known().shown(&entry("group", "gone", "to"));
        assert_eq!((shown.missing, shown.people), (true, 0));
    }
}
