//! Entering an import: by a job that acts as its maker, in one transaction. It is checked anew there, so that what came
//! into the register meanwhile is seen; when anything is wrong by then, nothing is entered, and the import can be looked
//! at and corrected again. Whether the server dies before or after, it is entered once.

use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;

use axum::http::StatusCode;
use axum::response::Response;
use serde::{Deserialize, Serialize};
use serde_json::json;
use wayleave_access::ProjectFacts;
use wayleave_access::audit::Event;
use wayleave_access::documents;
use wayleave_base::{ErrorCode, OrganisationId};
use wayleave_db::{row, sql};
use wayleave_jobs::{Job, JobError};

use super::super::create::{self, Batch};
use super::super::edit::{self, DocumentPatch, Held};
use super::super::news;
use super::check::{self, Act, Checked};
use super::service;
use super::store::{self, ImportRecord};
use super::view::{ImportCommit, ImportResult, ImportView};
use crate::cx::{Cx, Meta, Used};
use crate::error::{Error, Result};
use crate::notices::{self, Notice};
use crate::people;
use crate::shared::Shared;
use crate::work::{ProjectRow, Work};

/// Enters an import.
#[derive(Serialize, Deserialize)]
pub struct EnterImport {
    /// The organisation.
    pub organisation: i64,
    /// The import.
    pub import: i64,
}

impl Job for EnterImport {
    const NAME: &'static str = "enter_import";
    const PRIORITY: i64 = 5;
}

/// From where entering was asked for; what is done in its name says so in the audit log.
#[derive(Serialize, Deserialize)]
struct Asked {
    ip: IpAddr,
    user_agent: String,
    request_id: String,
}

/// Asks for an import to be entered.
pub async fn ask(
    cx: &Cx,
    (organisation, project, import): (&str, &str, &str),
    body: &ImportCommit,
) -> Result<Response> {
    let mut work = Work::write(cx, organisation).await?;
    let (project, facts) = work.project(project).await?;
    let owner = (project.id, work.me.subject);
    let record = store::find(&mut work.tx, owner, cx.now(), import).await?.ok_or_else(Error::not_found)?;
    let permit = service::permit(&work, &facts)?;
    if !record.is_open() {
        return Err(Error::because(
            ErrorCode::Conflict,
            "This import was entered already, or is being entered.",
        ));
    }
    if record.row_version != body.version {
        return Err(Error::code(ErrorCode::Stale));
    }
    let view: ImportView = record.clone().view(&cx.shared().imports)?;
    if !view.ok {
        let text = "Some rows are wrong. Nothing is entered before all of them are right.";
        return Err(Error::because(ErrorCode::Conflict, text));
    }
    let asked = Asked {
        ip: cx.meta.ip,
        user_agent: cx.meta.user_agent.clone(),
        request_id: cx.meta.request_id.clone(),
    };
    let event = Event::new("document", "import.asked", ("import", &record.public_id, &record.filename))
        .project(project.id)
        .after(json!({"rows": view.rows, "counts": view.summary.counts}));
    work.record(&permit, event).await?;
    store::wait(&mut work.tx, record.id, &store::json(&asked)?, cx.now()).await?;
    work.enqueue(&EnterImport { organisation: work.organisation.id.get(), import: record.id }).await?;
    let record = store::by_id(&mut work.tx, record.id).await?.ok_or_else(Error::not_found)?;
    let view = record.view(&cx.shared().imports)?;
    work.finish(StatusCode::ACCEPTED, &view).await
}

/// The context in which an import is entered: that of the request which asked for it.
fn context(shared: &Arc<Shared>, record: &ImportRecord) -> Cx {
    let asked: Asked = serde_json::from_str(&record.asked).unwrap_or_else(|_| Asked {
        ip: IpAddr::V4(Ipv4Addr::UNSPECIFIED),
        user_agent: String::new(),
        request_id: String::new(),
    });
    let meta = Meta {
        ip: asked.ip,
        user_agent: asked.user_agent,
        request_id: asked.request_id,
        route: "enter_import".to_owned(),
        idempotency: None,
        used: Used::default(),
    };
    Cx::new(shared.clone(), Arc::new(meta), None)
}

/// Runs [`EnterImport`].
pub async fn enter_later(shared: Arc<Shared>, job: EnterImport) -> std::result::Result<(), JobError> {
    let organisation = OrganisationId(job.organisation);
    let record = {
        let mut tx = shared.db.read_in(organisation).await.map_err(JobError::retry)?;
        store::by_id(&mut tx, job.import).await.map_err(JobError::retry)?
    };
    let Some(record) = record.filter(|record| record.state == "waiting") else { return Ok(()) };
    let entered = enter(&shared, organisation, &record).await;
    shared.imports.forget(record.id);
    let why = match entered {
        Ok(()) => return Ok(()),
        Err(Error::Internal(error)) => {
            tracing::error!(error = format!("{error:#}"), "an import could not be entered");
            "Something went wrong on the server. Nothing was entered; try again.".to_owned()
        }
        Err(Error::Coded(ErrorCode::NotFound, _) | Error::Forbidden { .. }) => {
            "You may no longer import into this project. Nothing was entered.".to_owned()
        }
        Err(error) => format!("{} Nothing was entered.", error.sentence()),
    };
    let mut tx = shared.db.begin_in(organisation).await.map_err(JobError::retry)?;
    store::fail(&mut tx, record.id, &why).await.map_err(JobError::retry)?;
    tx.commit().await.map_err(JobError::retry)
}

row! {
    struct Named { public_id: String }
}

async fn enter(shared: &Arc<Shared>, organisation: OrganisationId, record: &ImportRecord) -> Result<()> {
    let cx = context(shared, record);
    let mut work = Work::write_as(&cx, organisation, record.member_id).await?;
    let text = sql("select public_id from project where id = $1").bind(record.project_id);
    let project = work.tx.one::<Named>(text).await?.public_id;
    let (project, facts) = work.project(&project).await?;
    let permit = service::permit(&work, &facts)?;
    let table = store::sheet(&mut work.tx, record.id).await?;
    let checked = check::check(&mut work, &facts, &table, &record.uploads()?).await?;
    let now = work.now();
    if checked.summary.counts.wrong > 0 {
        let text = "The register has changed since the sheet was checked: some rows are wrong now. Nothing was entered.";
        store::found(&mut work.tx, record.id, (&checked.rows, &checked.summary), text, now).await?;
        notify(
            &mut work,
            &project,
            record,
            "import.refused",
            &json!({"wrong": checked.summary.counts.wrong}),
        )
        .await?;
        return work.commit().await;
    }
    let rows = checked.rows.len();
    let result = apply(&mut work, (&project, &facts), record, checked).await?;
    if store::done(&mut work.tx, record.id, &result, now).await? != 1 {
        // Another worker entered it meanwhile; what was done here is undone with the transaction.
        return Ok(());
    }
    let event = Event::new("document", "import.entered", ("import", &record.public_id, &record.filename))
        .project(project.id)
        .after(json!({"rows": rows, "created": result.created, "revised": result.revised, "changed": result.changed}));
    work.record(&permit, event).await?;
    notify(&mut work, &project, record, "import.entered", &json!({"rows": rows})).await?;
    work.commit().await
}

/// Enters every row.
async fn apply(
    work: &mut Work,
    (project, facts): (&ProjectRow, &ProjectFacts),
    record: &ImportRecord,
    checked: Checked,
) -> Result<ImportResult> {
    let shared = work.cx.shared().clone();
    let batch = Batch::load(work, project, facts).await?.quiet();
    let (mut result, mut waiting) = (ImportResult::default(), 0);
    let (mut statuses, mut revisions) = (Vec::new(), Vec::new());
    for (at, act) in checked.acts.into_iter().enumerate() {
        match act {
            Act::New(draft) => {
                let warrant = create::entitle(work, facts, &draft)?;
                create::store_row(work, facts, &batch, *draft, &warrant).await?;
                waiting += usize::from(batch.all_need_acceptance);
                result.created += 1;
            }
            Act::Revision(draft, patch) => {
                if let (Some(patch), Some(visible)) = (&patch, &draft.document) {
                    let held =
                        Held { project: project.clone(), facts: facts.clone(), visible: visible.clone() };
                    edit::patch_one(work, &held, patch, None).await?;
                }
                let warrant = create::entitle(work, facts, &draft)?;
                let document = create::store_row(work, facts, &batch, *draft, &warrant).await?;
                if batch.all_need_acceptance {
                    waiting += 1;
                } else {
                    revisions.push((document, None));
                }
                result.revised += 1;
            }
            Act::Change(visible, patch, status) => {
                let held = Held { project: project.clone(), facts: facts.clone(), visible: *visible };
                statuses.extend(status.as_ref().map(|_| held.id()));
                change(work, held, patch.as_deref(), status.as_deref(), &record.filename).await?;
                result.changed += 1;
            }
            Act::Nothing => result.unchanged += 1,
            Act::Wrong => return Err(anyhow::anyhow!("a sheet with wrong rows is not entered").into()),
        }
        shared.imports.note(record.id, at + 1);
    }
    if waiting > 0 {
        tell_controllers(work, project, waiting).await?;
    }
    news::revisions(work, facts, &revisions).await?;
    news::statuses(work, facts, &statuses, news::By::Asker).await?;
    Ok(result)
}

/// Changes a document as its row says.
async fn change(
    work: &mut Work,
    mut held: Held,
    patch: Option<&DocumentPatch>,
    status: Option<&str>,
    filename: &str,
) -> Result<()> {
    if let Some(patch) = patch {
        edit::patch_one(work, &held, patch, None).await?;
    }
    let Some(status) = status else { return Ok(()) };
    if patch.is_some() {
        let found = documents::find_by_id(&mut work.tx, &held.facts.scope(), held.id()).await?;
        held.visible = found.ok_or_else(Error::not_found)?;
    }
    let reason = format!("Imported from {filename}");
    edit::set_status_one(work, &held, (status, Some(&reason)), None).await
}

/// Tells the maker how it ended.
async fn notify(
    work: &mut Work,
    project: &ProjectRow,
    record: &ImportRecord,
    kind: &str,
    told: &serde_json::Value,
) -> Result<()> {
    let mut payload = told.clone();
    payload["import"] = json!(record.public_id);
    let notice = Notice { kind, project: Some(project.id), document: None, payload };
    let (ids, organisation, now, to) =
        (work.cx.ids().clone(), work.organisation.id, work.now(), [work.me.subject]);
    notices::notify(&mut work.tx, &ids, organisation, now, &to, &notice).await?;
    Ok(())
}

/// Tells the Document Controllers once of all that waits for them.
async fn tell_controllers(work: &mut Work, project: &ProjectRow, waiting: usize) -> Result<()> {
    let now = work.now();
    let mut controllers = people::document_controllers(&mut work.tx, project.id, now).await?;
    controllers.retain(|controller| *controller != work.me.subject);
    let notice = Notice {
        kind: "import.waiting",
        project: Some(project.id),
        document: None,
        payload: json!({"by": work.me.public_id, "rows": waiting}),
    };
    let (ids, organisation) = (work.cx.ids().clone(), work.organisation.id);
    notices::notify(&mut work.tx, &ids, organisation, now, &controllers, &notice).await?;
    Ok(())
}
