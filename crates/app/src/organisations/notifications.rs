//! The bell: a person's notices. Their words are made when they are read, from what the reader may see then; a notice
//! about a document that the reader can no longer see is passed over.

use std::collections::{HashMap, HashSet};

use axum::Json;
use axum::extract::Path;
use axum::response::Response;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;
use wayleave_access::{OrganisationRole, ProjectFacts, Target, act, documents};
use wayleave_base::{DocumentId, ErrorCode, ProjectId};
use wayleave_db::{row, sql};

use crate::cx::Cx;
use crate::error::{Error, Problem, Result};
use crate::people;
use crate::wire::{Body, Paging, Params, page_size, time};
use crate::work::Work;

/// Beyond this many unread notices nobody counts.
const MOST_UNREAD: i64 = 100;

row! {
    #[derive(Clone, Debug)]
    struct NoticeRow {
        id: i64, public_id: String, kind: String, project_id: Option<ProjectId>, document_id: Option<DocumentId>,
        payload: String, created_at: i64, read_at: Option<i64>,
    }
}

const COLUMNS: &str = "id, public_id, kind, project_id, document_id, payload, created_at, read_at";

/// A notice.
#[derive(Debug, Serialize, ToSchema)]
pub struct NoticeView {
    /// The public id.
    pub id: String,
    /// What happened.
    #[schema(example = "submission.received")]
    pub kind: String,
    /// The same in words.
    #[schema(example = "Bo Lee submitted a document in Harbour House.")]
    pub text: String,
    /// The page to go to, without the server's address.
    pub link: Option<String>,
    /// When it happened.
    pub created_at: String,
    /// When it was read.
    pub read_at: Option<String>,
}

/// A page of notices.
#[derive(Debug, Serialize, ToSchema)]
pub struct NoticeList {
    /// The rows, the newest first.
    pub items: Vec<NoticeView>,
    /// Pass as `cursor` to get the next page; null on the last.
    pub next: Option<String>,
    /// How many are unread; 100 at most.
    pub unread: i64,
}

/// Which notices were read.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReadNotices {
    /// These; all when absent.
    pub ids: Option<Vec<String>>,
}

/// One's own notices, the newest first.
#[utoipa::path(get, path = "/api/v1/organisations/{organisation}/notifications", operation_id = "list_notifications",
    tag = "organisation",
    params(("organisation" = String, Path, description = "Public id or slug."), Paging),
    responses((status = 200, body = NoticeList),
        (status = "default", description = "Refused.", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("organisation.view"))))]
pub async fn list_notifications(
    cx: Cx,
    Path(organisation): Path<String>,
    Params(query): Params<Paging>,
) -> Result<Json<NoticeList>> {
    let mut work = Work::read(&cx, &organisation).await?;
    work.permit::<act::OrganisationView>(Target::default())?;
    let limit = page_size(query.limit)?;
    let list = format!("notifications?{}", work.me.subject);
    let mut text = sql("select ");
    text.push(COLUMNS).push(" from notification where organisation_id = ").arg(work.organisation.id);
    text.push(" and subject_id = ").arg(work.me.subject);
    if let Some(cursor) = &query.cursor {
        let before: Option<i64> = cx.shared().cursors.open(&list, cursor);
        text.push(" and id < ").arg(before.ok_or_else(|| Error::code(ErrorCode::InvalidCursor))?);
    }
    text.push(" order by id desc limit ").arg(limit as i64 + 1);
    let mut rows: Vec<NoticeRow> = work.tx.all(text).await?;
    let more = rows.len() > limit;
    rows.truncate(limit);
    let next = rows.last().filter(|_| more).map(|row| cx.shared().cursors.seal(&list, &row.id));
    let sight = Sight::load(&mut work, &rows).await?;
    let items = rows.into_iter().filter_map(|row| sight.shown(&work, row)).collect();
    let unread = unread(&mut work).await?;
    Ok(Json(NoticeList { items, next, unread }))
}

/// Mark one's own notices as read.
#[utoipa::path(post, path = "/api/v1/organisations/{organisation}/notifications/read", operation_id = "read_notifications",
    tag = "organisation",
    params(("organisation" = String, Path, description = "Public id or slug.")),
    request_body = ReadNotices,
    responses((status = 204, description = "Marked."),
        (status = "default", description = "Refused.", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("organisation.view"))))]
pub async fn read_notifications(
    cx: Cx,
    Path(organisation): Path<String>,
    Body(given): Body<ReadNotices>,
) -> Result<Response> {
    let mut work = Work::write(&cx, &organisation).await?;
    work.permit::<act::OrganisationView>(Target::default())?;
    if given.ids.as_ref().is_some_and(|ids| ids.len() > 1000) {
        return Err(Error::field("ids", "too_many", "Name 1000 notices at most, or none for all."));
    }
    let mut text = sql("update notification set read_at = $1 where organisation_id = $2 and subject_id = $3 and read_at is null")
        .bind(work.now())
        .bind(work.organisation.id)
        .bind(work.me.subject);
    if let Some(ids) = &given.ids {
        text.push(" and public_id in ").text_list(ids);
    }
    work.tx.execute(text).await?;
    work.finish_empty().await
}

/// How many notices the person has not read, of those they may still see.
pub async fn unread(work: &mut Work) -> Result<i64> {
    let mut text = sql("select ");
    text.push(COLUMNS).push(" from notification where read_at is null and organisation_id = ");
    text.arg(work.organisation.id).push(" and subject_id = ").arg(work.me.subject);
    text.push(" order by id desc limit ").arg(MOST_UNREAD);
    let rows: Vec<NoticeRow> = work.tx.all(text).await?;
    let sight = Sight::load(work, &rows).await?;
    Ok(rows.iter().filter(|row| sight.covers(row)).count() as i64)
}

row! {
    struct ProjectName { id: ProjectId, public_id: String, name: String }
}

row! {
    struct PersonName { public_id: String, name: String }
}

/// What the reader sees now of the things that some notices name.
struct Sight {
    projects: HashMap<ProjectId, ProjectName>,
    documents: HashMap<DocumentId, (String, String)>,
    people: HashMap<String, String>,
    slug: String,
}

impl Sight {
    async fn load(work: &mut Work, rows: &[NoticeRow]) -> Result<Self> {
        let mut sight = Self {
            projects: HashMap::new(),
            documents: HashMap::new(),
            people: HashMap::new(),
            slug: work.organisation.slug.clone(),
        };
        sight.load_projects(work, rows).await?;
        sight.load_people(work, rows).await?;
        Ok(sight)
    }

    async fn load_projects(&mut self, work: &mut Work, rows: &[NoticeRow]) -> Result<()> {
        let wanted: HashSet<i64> = rows.iter().filter_map(|row| row.project_id).map(ProjectId::get).collect();
        if wanted.is_empty() {
            return Ok(());
        }
        let mut ids: Vec<i64> = wanted.into_iter().collect();
        ids.sort_unstable();
        let mut text = sql("select id, public_id, name from project where organisation_id = ");
        text.arg(work.organisation.id).push(" and id in ").id_list(&ids);
        let found: Vec<ProjectName> = work.tx.all(text).await?;
        let (organisation, principal, now) = (work.organisation.id, work.principal(), work.now());
        for project in found {
            let facts = ProjectFacts::load(&mut work.tx, organisation, project.id, &principal, now).await?;
            let Some(facts) = facts else { continue };
            let mut mine: Vec<DocumentId> = rows
                .iter()
                .filter(|row| row.project_id == Some(project.id))
                .filter_map(|row| row.document_id)
                .collect();
            mine.sort_unstable();
            mine.dedup();
            for visible in documents::among(&mut work.tx, &facts.scope(), &mine).await? {
                let named = (visible.document.public_id, visible.document.number);
                self.documents.insert(visible.document.id, named);
            }
            self.projects.insert(project.id, project);
        }
        Ok(())
    }

    /// The people that payloads name by their public ids.
    async fn load_people(&mut self, work: &mut Work, rows: &[NoticeRow]) -> Result<()> {
        let mut ids: Vec<String> = rows
            .iter()
            .filter_map(|row| serde_json::from_str::<Value>(&row.payload).ok())
            .flat_map(|payload| {
                ["by", "member", "leaver"].map(|key| payload[key].as_str().map(str::to_owned))
            })
            .flatten()
            .collect();
        ids.sort();
        ids.dedup();
        if ids.is_empty() {
            return Ok(());
        }
        let mut text = sql(
            "select m.public_id, a.name from member m join account a on a.id = m.account_id where m.organisation_id = ",
        );
        text.arg(work.organisation.id).push(" and m.public_id in ").text_list(&ids);
        let found: Vec<PersonName> = work.tx.all(text).await?;
        self.people = found.into_iter().map(|person| (person.public_id, person.name)).collect();
        Ok(())
    }

    /// May the reader still know of this?
    fn covers(&self, row: &NoticeRow) -> bool {
        row.document_id.is_none_or(|document| self.documents.contains_key(&document))
            && row.project_id.is_none_or(|project| {
                self.projects.contains_key(&project)
                    || row.document_id.is_none() && OUTLIVES.contains(&row.kind.as_str())
            })
    }

    fn shown(&self, work: &Work, row: NoticeRow) -> Option<NoticeView> {
        if !self.covers(&row) {
            return None;
        }
        let payload: Value = serde_json::from_str(&row.payload).unwrap_or(Value::Null);
        let project = row.project_id.and_then(|id| self.projects.get(&id));
        let document = row.document_id.and_then(|id| self.documents.get(&id));
        let words = Words {
            payload: &payload,
            people: &self.people,
            project: project.map_or("a project", |project| project.name.as_str()),
            document: document.map(|(_, number)| number.as_str()).filter(|number| !number.is_empty()),
            organisation: &work.organisation.name,
        };
        Some(NoticeView {
            text: words.of(&row.kind),
            link: Some(self.link(&row.kind, project, document)),
            id: row.public_id,
            kind: row.kind,
            created_at: time(row.created_at),
            read_at: row.read_at.map(time),
        })
    }

    fn link(&self, kind: &str, project: Option<&ProjectName>, document: Option<&(String, String)>) -> String {
        let organisation = format!("/o/{}", self.slug);
        let Some(project) = project else {
            return match kind {
                "invitation.accepted" => format!("{organisation}/people"),
                _ => organisation,
            };
        };
        let place = format!("{organisation}/p/{}", project.public_id);
        match (kind, document) {
            ("submission.received", _) => format!("{place}/pending"),
            ("edit_request.made", _) => format!("{place}/edit-requests"),
            ("access.handed_over", _) | ("access.expiring", None) => format!("{place}/access"),
            ("import.waiting", _) => format!("{place}/pending"),
            ("import.entered" | "import.refused", _) => format!("{place}/import"),
            ("export.ready", _) => format!("{place}/register?exports=true"),
            (kind, None) if kind.starts_with("guest_share.") => format!("{place}/shares"),
            (_, Some((document, _))) => format!("{place}/register/{document}"),
            (_, None) => format!("{place}/register"),
        }
    }
}

/// Notices that say that a project is closed to the reader; they need not see it to be told.
const OUTLIVES: &[&str] = &["membership.ended", "membership.removed", "group.left", "full_register.ended"];

/// What the words of a notice are made of.
struct Words<'a> {
    payload: &'a Value,
    people: &'a HashMap<String, String>,
    project: &'a str,
    document: Option<&'a str>,
    organisation: &'a str,
}

impl Words<'_> {
    fn person(&self, key: &str) -> &str {
        let id = self.payload[key].as_str().unwrap_or_default();
        self.people.get(id).map_or("Somebody", String::as_str)
    }

    fn role(&self, key: &str) -> Option<&'static str> {
        let code = self.payload[key].as_str()?;
        OrganisationRole::parse(code)
            .map(people::organisation_role)
            .or_else(|| wayleave_access::Role::parse(code).map(people::project_role))
    }

    /// The warning before an end, to the one who loses the access or to others.
    fn ending(&self, own: bool) -> String {
        let days = match self.payload["days"].as_i64() {
            Some(1) => "in a day".to_owned(),
            Some(days) => format!("in {days} days"),
            None => "soon".to_owned(),
        };
        let what = match (self.document, self.payload["what"].as_str()) {
            (Some(document), _) => format!("access to {document}"),
            (None, Some("share") | None) => "access to a document".to_owned(),
            (None, Some(what)) => what.to_owned(),
        };
        let project = self.project;
        match (own, self.payload["member"].as_str()) {
            (true, _) => format!("Your {what} in {project} ends {days}."),
            (false, Some(_)) => format!("The {what} of {} in {project} ends {days}.", self.person("member")),
            (false, None) => format!("The {what} of a company or group in {project} ends {days}."),
        }
    }

    /// The notice in words; a kind without words of its own says where something happened.
    fn of(&self, kind: &str) -> String {
        let (project, organisation) = (self.project, self.organisation);
        let document = self.document.unwrap_or("a document");
        let role = self.role("role").or_else(|| self.role("after")).unwrap_or("somebody with another role");
        match kind {
            "role.changed" => {
                format!("{} changed your role: you are {role} of {organisation} now.", self.person("by"))
            }
            "invitation.accepted" => {
                format!("{} accepted your invitation to {organisation}.", self.person("member"))
            }
            "access.handed_over" => {
                format!("What {} granted in {project} belongs to the project now.", self.person("leaver"))
            }
            "submission.received" => format!("{} submitted a document in {project}.", self.person("by")),
            "submission.accepted" => format!("Your submission was accepted in {project} as {document}."),
            "submission.rejected" => format!("Your submission in {project} was rejected."),
            "edit_request.made" => {
                format!("{} asks for edits of {document} in {project}.", self.person("by"))
            }
            "edit_request.approved" => format!("Your edits of {document} in {project} were approved."),
            "edit_request.rejected" => format!("Your edits of {document} in {project} were rejected."),
            "edit_request.deleted" => {
                format!("Your request for edits of {document} in {project} was removed.")
            }
            "edit_request.lapsed" => {
                format!(
                    "Your request for edits in {project} was closed: the document was merged with another."
                )
            }
            "document.edited" => {
                format!("{} changed the details of {document} in {project}.", self.person("by"))
            }
            "import.entered" => {
                let rows = self.payload["rows"].as_i64().unwrap_or_default();
                format!("Your import into {project} is done: {rows} rows.")
            }
            "import.refused" => {
                format!("Your import into {project} was not entered: some rows are wrong now.")
            }
            "import.waiting" => {
                let rows = self.payload["rows"].as_i64().unwrap_or_default();
                format!(
                    "{} imported {rows} documents into {project}; they wait for acceptance.",
                    self.person("by")
                )
            }
            "export.ready" => {
                let rows = self.payload["rows"].as_i64().unwrap_or_default();
                format!("Your export of {project} is ready: {rows} rows.")
            }
            "document.shared" => format!("{document} of {project} was shared with you."),
            "guest_share.expiring" => format!("A guest share of yours in {project} ends soon."),
            "guest_share.password_failures" => {
                format!("Somebody tried wrong passwords on a guest share of yours in {project}.")
            }
            "access.expiring" | "access.ending" => self.ending(kind == "access.ending"),
            "document_control.joined" => format!("You are a Document Controller of {project} now."),
            "group.joined" => format!("You were put into a group of {project}."),
            "group.left" => format!("You were taken out of a group of {project}."),
            "full_register.granted" => format!("You may see the full register of {project} now."),
            "full_register.ended" => format!("Your access to the full register of {project} has ended."),
            "membership.granted" => format!("You take part in {project} now."),
            "membership.changed" => format!("Your role in {project} has changed."),
            "membership.ended" | "membership.removed" => format!("Your membership in {project} has ended."),
            _ => format!("There is something new in {project}."),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn words_name_people_by_what_the_reader_sees() {
        let people = HashMap::from([("mem_1".to_owned(), "Bo Lee".to_owned())]);
        let payload = json!({"by": "mem_1", "role": "org_manager"});
        let words = Words {
            payload: &payload,
            people: &people,
            project: "P",
            document: None,
            organisation: "Harbour",
        };
        assert_eq!(
            words.of("role.changed"),
            "Bo Lee changed your role: you are an organisation manager of Harbour now."
        );
        assert_eq!(words.of("never.heard_of"), "There is something new in P.");
        let payload = json!({"member": "mem_1", "days": 7, "what": "Full Register Access"});
        let words = Words { payload: &payload, ..words };
        assert_eq!(words.of("access.ending"), "Your Full Register Access in P ends in 7 days.");
        assert_eq!(words.of("access.expiring"), "The Full Register Access of Bo Lee in P ends in 7 days.");
    }
}
