//! Distribution lists of the organisation and of projects: names for people, groups, companies and addresses. A change holds
//! for what is issued from then on; what was issued keeps whom it went to.

use axum::http::StatusCode;
use axum::response::Response;
use serde_json::json;
use wayleave_access::audit::{Event, Stamp};
use wayleave_access::{Action, Permit, Target, act};
use wayleave_base::{ErrorCode, OrganisationId, ProjectId};
use wayleave_db::{DbResult, Tx, row, sql};

use super::entries::{self, Entry, Known};
use super::view_lists::{DistributionList, DistributionListEdit, DistributionLists, NewDistributionList};
use crate::abilities::{Abilities, abilities};
use crate::cx::Cx;
use crate::error::{Error, Result};
use crate::wire;
use crate::work::Work;

/// The most lists of an organisation, and of each project.
const MOST: i64 = 200;
const TAKEN: [&str; 2] =
    ["distribution_list_organisation_id_name_key_key", "distribution_list_project_id_name_key_key"];
/// Whom a list of the organisation may name, and whom one of a project.
const KINDS: [&[&str]; 2] = [&["person", "company", "address"], &["person", "group", "company", "address"]];

row! {
    #[derive(Clone)]
    struct ListRow {
        id: i64, public_id: String, project_id: Option<ProjectId>, name: String, entries: String, updated_at: i64,
        row_version: i64,
    }
}

impl ListRow {
    fn entries(&self) -> Vec<Entry> {
        serde_json::from_str(&self.entries).unwrap_or_default()
    }

    fn shown(&self, known: &Known) -> DistributionList {
        DistributionList {
            id: self.public_id.clone(),
            name: self.name.clone(),
            scope: if self.project_id.is_some() { "project" } else { "organisation" },
            entries: self.entries().iter().map(|entry| known.shown(entry)).collect(),
            updated_at: wire::time(self.updated_at),
            version: self.row_version,
        }
    }
}

/// Where a list is kept: in the organisation, or in a project of it.
type Home = Option<ProjectId>;

const COLUMNS: &str =
    "select id, public_id, project_id, name, entries, updated_at, row_version from distribution_list
    where organisation_id = $1";

/// The lists of the organisation, for those who run it.
pub async fn of_organisation(cx: &Cx, organisation: &str) -> Result<DistributionLists> {
    let mut work = Work::read(cx, organisation).await?;
    work.permit::<act::MemberList>(Target::default())?;
    let facts = work.facts();
    let acts = abilities(&[Action::OrganisationSettings], |act| facts.outcome(act, Target::default()));
    let mut text = sql(COLUMNS).bind(work.organisation.id);
    text.push(" and project_id is null order by name_key");
    let rows = work.tx.all(text).await?;
    listed(&mut work, None, rows, acts).await
}

/// The lists that can be used in a project: its own and the organisation's.
pub async fn of_project(cx: &Cx, organisation: &str, project: &str) -> Result<DistributionLists> {
    let mut work = Work::read(cx, organisation).await?;
    let (project, facts) = work.project(project).await?;
    work.permit_in::<act::DistributionListView>(&facts, Target::default())?;
    let acts = abilities(&[Action::DistributionListManage], |act| facts.outcome(act, Target::default()));
    let mut text = sql(COLUMNS).bind(work.organisation.id).bind(project.id);
    text.push(" and (project_id is null or project_id = $2) order by name_key, id");
    let rows = work.tx.all(text).await?;
    listed(&mut work, Some(project.id), rows, acts).await
}

async fn listed(
    work: &mut Work,
    home: Home,
    rows: Vec<ListRow>,
    abilities: Abilities,
) -> Result<DistributionLists> {
    let every: Vec<Entry> = rows.iter().flat_map(ListRow::entries).collect();
    let (place, now) = ((work.organisation.id, home), work.now());
    let known = entries::look_up(&mut work.tx, place, &every, now).await?;
    let items = rows.iter().map(|row| row.shown(&known)).collect();
    Ok(DistributionLists { items, next: None, abilities })
}

/// The right to change the lists of the organisation, or of a project.
enum Right {
    Organisation(Permit<act::OrganisationSettings>),
    Project(ProjectId, Permit<act::DistributionListManage>),
}

impl Right {
    async fn ask(work: &mut Work, project: Option<&str>) -> Result<Self> {
        let Some(project) = project else {
            return Ok(Self::Organisation(work.permit(Target::default())?));
        };
        let (row, facts) = work.project(project).await?;
        Ok(Self::Project(row.id, work.permit_in(&facts, Target::default())?))
    }

    fn home(&self) -> Home {
        match self {
            Self::Organisation(_) => None,
            Self::Project(project, _) => Some(*project),
        }
    }

    async fn record(&self, work: &mut Work, told: Told<'_>) -> Result<Stamp> {
        let category = if self.home().is_some() { "project" } else { "organisation" };
        let mut event = Event::new(category, told.action, ("distribution_list", told.id, told.name));
        (event.project, event.before, event.after) = (self.home(), told.before, told.after);
        match self {
            Self::Organisation(permit) => work.record(permit, event).await,
            Self::Project(_, permit) => work.record(permit, event).await,
        }
    }
}

/// What the audit log is told of a change.
struct Told<'a> {
    action: &'a str,
    id: &'a str,
    name: &'a str,
    before: Option<serde_json::Value>,
    after: Option<serde_json::Value>,
}

async fn find(tx: &mut Tx, place: (OrganisationId, Home), id: &str) -> Result<ListRow> {
    let mut text = sql(COLUMNS).bind(place.0).bind(id);
    text.push(" and public_id = $2");
    match place.1 {
        Some(project) => text.push(" and project_id = ").arg(project),
        None => text.push(" and project_id is null"),
    };
    tx.optional(text).await?.ok_or_else(Error::not_found)
}

fn taken(done: DbResult<u64>) -> Result<u64> {
    match done {
        Err(error) if TAKEN.iter().any(|key| error.is_unique(key)) => {
            Err(Error::field("name", "taken", "There is a distribution list of this name already."))
        }
        done => Ok(done?),
    }
}

/// Makes a list.
pub async fn create(
    cx: &Cx,
    organisation: &str,
    project: Option<&str>,
    new: NewDistributionList,
) -> Result<Response> {
    let mut work = Work::write(cx, organisation).await?;
    let right = Right::ask(&mut work, project).await?;
    let home = right.home();
    let mut errors = Vec::new();
    let name = wire::name(&mut errors, "name", &new.name, 80);
    let kept = entries::read(&mut errors, "entries", KINDS[usize::from(home.is_some())], &new.entries);
    let (place, now) = ((work.organisation.id, home), work.now());
    let known = entries::look_up(&mut work.tx, place, &kept, now).await?;
    known.check(&mut errors, "entries", &kept);
    Error::check(errors)?;
    let mut count =
        sql("select count(*) as n from distribution_list where organisation_id = $1").bind(place.0);
    match home {
        Some(project) => count.push(" and project_id = ").arg(project),
        None => count.push(" and project_id is null"),
    };
    if work.tx.int(count).await? >= MOST {
        let detail = format!("There are {MOST} distribution lists here already.");
        return Err(Error::because(ErrorCode::Conflict, detail));
    }
    let id = work.cx.ids().public("dis");
    let told = Told {
        action: "distribution_list.created",
        id: &id,
        name: &name,
        before: None,
        after: Some(json!({"name": name, "entries": kept})),
    };
    let stamp = right.record(&mut work, told).await?;
    let text = sql("insert into distribution_list (organisation_id, public_id, project_id, name, name_key, entries, created_by,
          created_at, updated_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $8)")
    .bind(stamp.organisation())
    .bind(&id)
    .bind(home)
    .bind(&name)
    .bind(wire::key(&name))
    .bind(entries::kept(&kept)?)
    .bind(stamp.by())
    .bind(stamp.at());
    taken(work.tx.execute(text).await)?;
    let view = find(&mut work.tx, place, &id).await?.shown(&known);
    work.finish(StatusCode::CREATED, &view).await
}

/// Changes a list.
pub async fn edit(
    cx: &Cx,
    organisation: &str,
    project: Option<&str>,
    id: &str,
    edit: DistributionListEdit,
) -> Result<Response> {
    let mut work = Work::write(cx, organisation).await?;
    let right = Right::ask(&mut work, project).await?;
    let home = right.home();
    let place = (work.organisation.id, home);
    let row = find(&mut work.tx, place, id).await?;
    let mut errors = Vec::new();
    let name =
        edit.name.as_ref().map_or_else(|| row.name.clone(), |name| wire::name(&mut errors, "name", name, 80));
    let kinds = KINDS[usize::from(home.is_some())];
    let kept = edit.entries.as_ref().map(|keys| entries::read(&mut errors, "entries", kinds, keys));
    let now = work.now();
    let entries = kept.clone().unwrap_or_else(|| row.entries());
    let known = entries::look_up(&mut work.tx, place, &entries, now).await?;
    if kept.is_some() {
        known.check(&mut errors, "entries", &entries);
    }
    Error::check(errors)?;
    if row.row_version != edit.version {
        return Err(Error::code(ErrorCode::Stale));
    }
    let told = Told {
        action: "distribution_list.changed",
        id: &row.public_id,
        name: &name,
        before: Some(json!({"name": row.name, "entries": row.entries()})),
        after: Some(json!({"name": name, "entries": entries})),
    };
    right.record(&mut work, told).await?;
    let text = sql("update distribution_list set name = $2, name_key = $3, entries = $4, updated_at = $5,
          row_version = row_version + 1 where id = $1")
    .bind(row.id)
    .bind(&name)
    .bind(wire::key(&name))
    .bind(entries::kept(&entries)?)
    .bind(now);
    taken(work.tx.execute(text).await)?;
    let view = find(&mut work.tx, place, id).await?.shown(&known);
    work.finish(StatusCode::OK, &view).await
}

/// Deletes a list; drafts that name it reach nobody by it any more.
pub async fn delete(cx: &Cx, organisation: &str, project: Option<&str>, id: &str) -> Result<StatusCode> {
    let mut work = Work::write(cx, organisation).await?;
    let right = Right::ask(&mut work, project).await?;
    let home = right.home();
    let place = (work.organisation.id, home);
    let row = find(&mut work.tx, place, id).await?;
    let told = Told {
        action: "distribution_list.deleted",
        id: &row.public_id,
        name: &row.name,
        before: Some(json!({"name": row.name, "entries": row.entries()})),
        after: None,
    };
    right.record(&mut work, told).await?;
    work.tx.execute(sql("delete from distribution_list where id = $1").bind(row.id)).await?;
    work.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}
