//! The rows of workflows: what was started, its steps, who is asked, and what they answered.

use wayleave_base::{DocumentId, OrganisationId, ProjectId, RevisionId, SubjectId, Timestamp};
use wayleave_db::{DbResult, Sql, Tx, row, sql};

use super::store_listing::NEXT_DUE;

row! {
    /// A workflow as stored.
    #[derive(Clone, Debug)]
    pub struct WorkflowRow {
        pub id: i64,
        pub public_id: String,
        pub number: String,
        pub title: String,
        pub priority: String,
        pub due_on: Option<String>,
        pub notes: String,
        pub template: String,
        pub template_name: String,
        pub template_version: i64,
        pub plan: String,
        pub status: String,
        pub round: i64,
        pub stage: i64,
        pub verdicts: String,
        pub outcome: Option<String>,
        pub cancel_cause: Option<String>,
        pub initiator_id: SubjectId,
        pub started_at: i64,
        pub ended_at: Option<i64>,
        pub row_version: i64,
        pub next_due: Option<i64>,
    }
}

row! {
    /// A step as stored.
    #[derive(Clone, Debug)]
    pub struct StepRow {
        pub id: i64,
        pub public_id: String,
        pub stage: i64,
        pub place: i64,
        pub status: String,
        pub verdict: Option<String>,
        pub activated_at: Option<i64>,
        pub due_at: Option<i64>,
        pub ended_at: Option<i64>,
        pub version: i64,
    }
}

row! {
    /// Somebody's part in a step.
    #[derive(Clone, Debug)]
    pub struct AssigneeRow {
        pub id: i64,
        pub step_id: i64,
        pub subject_id: SubjectId,
        pub original_id: SubjectId,
        pub state: String,
        pub answer: Option<String>,
        pub sort_at: i64,
    }
}

row! {
    /// A revision that a workflow is about.
    #[derive(Clone, Debug)]
    pub struct RoutedRow {
        pub round: i64,
        pub revision_id: RevisionId,
        pub seq: i64,
        pub code: String,
        pub revision_status: String,
        pub status_before: String,
        pub document_id: DocumentId,
        pub document: String,
        pub number: String,
        pub title: String,
        pub restricted: bool,
        pub sha256: String,
    }
}

row! {
    /// An answer as it was given.
    #[derive(Clone, Debug)]
    pub struct ResponseRow {
        pub id: i64,
        pub public_id: String,
        pub step_id: i64,
        pub subject_id: SubjectId,
        pub round: i64,
        pub answer: String,
        pub comment: String,
        pub full_name: Option<String>,
        pub statement: Option<String>,
        pub seq: i64,
        pub created_at: i64,
    }
}

/// The workflows `w` of a project, with their templates `t`.
pub fn rows(project: ProjectId) -> Sql {
    let mut text = sql("select w.id, w.public_id, w.number, w.title, w.priority, w.due_on, w.notes,
          t.public_id as template, w.template_name, w.template_version, w.plan, w.status, w.round, w.stage, w.verdicts,
          w.outcome, w.cancel_cause, w.initiator_id, w.started_at, w.ended_at, w.row_version, ");
    text.push(NEXT_DUE).push(
        " as next_due
        from workflow w join workflow_template t on t.id = w.template_id where w.project_id = ",
    );
    text.arg(project);
    text
}

/// One of them.
pub async fn find(tx: &mut Tx, project: ProjectId, public_id: &str) -> DbResult<Option<WorkflowRow>> {
    let mut text = rows(project);
    text.push(" and w.public_id = ").arg(public_id);
    tx.optional(text).await
}

/// The workflow that a step belongs to.
pub async fn find_of_step(tx: &mut Tx, project: ProjectId, step: &str) -> DbResult<Option<WorkflowRow>> {
    let mut text = rows(project);
    text.push(" and w.id = (select s.workflow_id from workflow_step s where s.public_id = ").arg(step);
    text.push(")");
    tx.optional(text).await
}

/// The steps of these workflows, in their order.
pub async fn steps(tx: &mut Tx, workflow: i64) -> DbResult<Vec<StepRow>> {
    let text =
        sql("select id, public_id, stage, place, status, verdict, activated_at, due_at, ended_at, version
        from workflow_step where workflow_id = $1 order by stage, place");
    tx.all(text.bind(workflow)).await
}

/// Whoever has a part in a workflow's steps; those who gave it away are left out.
pub async fn assignees(tx: &mut Tx, workflow: i64) -> DbResult<Vec<AssigneeRow>> {
    let text =
        sql("select id, step_id, subject_id, original_id, state, answer, sort_at from workflow_assignee
        where workflow_id = $1 and state <> 'gone' order by id");
    tx.all(text.bind(workflow)).await
}

/// The revisions that a workflow is about; those of one round, or of all in their order.
pub async fn documents(tx: &mut Tx, workflow: i64, round: Option<i64>) -> DbResult<Vec<RoutedRow>> {
    let mut text = sql("select w.round, w.revision_id, r.seq, r.code, r.status as revision_status, w.status_before, r.document_id,
          d.public_id as document, d.number, d.title, d.restricted, r.blob_hash as sha256
        from workflow_document w join revision r on r.id = w.revision_id join document d on d.id = r.document_id
        where w.workflow_id = ");
    text.arg(workflow);
    if let Some(round) = round {
        text.push(" and w.round = ").arg(round);
    }
    text.push(" order by w.round, w.position");
    tx.all(text).await
}

const RESPONSE: &str =
    "select id, public_id, step_id, subject_id, round, answer, comment, full_name, statement, seq, created_at
    from workflow_response";

/// The answers given so far, in their order.
pub async fn responses(tx: &mut Tx, workflow: i64) -> DbResult<Vec<ResponseRow>> {
    let mut text = sql(RESPONSE);
    text.push(" where workflow_id = ").arg(workflow).push(" order by id");
    tx.all(text).await
}

/// One answer to a step of the project.
pub async fn response(
    tx: &mut Tx,
    project: ProjectId,
    (step, response): (&str, &str),
) -> DbResult<Option<ResponseRow>> {
    let mut text = sql(RESPONSE);
    text.push(" where public_id = ").arg(response);
    text.push(" and step_id = (select s.id from workflow_step s where s.public_id = ").arg(step);
    text.push(" and s.project_id = ").arg(project).push(")");
    tx.optional(text).await
}

/// Those of these revisions that lie in a workflow that runs, with its number.
pub async fn running_with(tx: &mut Tx, revisions: &[RevisionId]) -> DbResult<Vec<RunningRow>> {
    let ids: Vec<i64> = revisions.iter().map(|revision| revision.get()).collect();
    let mut text =
        sql("select x.revision_id, w.number from workflow_document x join workflow w on w.id = x.workflow_id
        where w.status = 'active' and x.round = w.round and x.revision_id in ");
    text.id_list(&ids);
    tx.all(text).await
}

row! {
    /// A revision in a workflow that runs.
    pub struct RunningRow { pub revision_id: RevisionId, pub number: String }
}

/// What is written of a new workflow.
pub struct NewRow<'a> {
    /// Its public id.
    pub public_id: &'a str,
    /// Its number.
    pub number: &'a str,
    /// What it is about.
    pub title: &'a str,
    /// How urgent it is.
    pub priority: &'a str,
    /// The day by which it should be done.
    pub due_on: Option<&'a str>,
    /// What whoever started it says.
    pub notes: &'a str,
    /// The template, its name and the version of its plan.
    pub template: (i64, &'a str, i64),
    /// The plan as it is run.
    pub plan: &'a str,
    /// Who starts it, and when.
    pub by: (SubjectId, Timestamp),
}

/// Writes a workflow that nobody is asked in yet.
pub async fn insert(
    tx: &mut Tx,
    (organisation, project): (OrganisationId, ProjectId),
    new: &NewRow<'_>,
) -> DbResult<i64> {
    let text = sql("insert into workflow (organisation_id, public_id, project_id, number, number_key, title, title_key, priority, due_on,
          notes, template_id, template_name, template_version, plan, status, round, stage, verdicts, initiator_id,
          started_at, updated_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, 'draft', 0, 0, '[]', $15, $16, $16)
        returning id as n")
    .bind(organisation)
    .bind(new.public_id)
    .bind(project)
    .bind(new.number)
    .bind(crate::sort_key(new.number))
    .bind(new.title)
    .bind(crate::wire::key(new.title))
    .bind(new.priority)
    .bind(new.due_on)
    .bind(new.notes)
    .bind(new.template.0)
    .bind(new.template.1)
    .bind(new.template.2)
    .bind(new.plan)
    .bind(new.by.0)
    .bind(new.by.1);
    tx.int(text).await
}

/// Has the project a workflow of this number?
pub async fn has_number(tx: &mut Tx, project: ProjectId, number: &str) -> DbResult<bool> {
    let text = sql("select count(*) as n from workflow where project_id = $1 and number_key = $2");
    Ok(tx.int(text.bind(project).bind(crate::sort_key(number))).await? > 0)
}

/// How many parts one statement writes: engines bound the values of a statement.
const AT_ONCE: usize = 1_000;

/// A new step: its public id, stage, place, name, what it asks for, and its hours.
pub type NewStep<'a> = (String, i64, i64, &'a str, String, Option<i64>);

/// Writes the steps of a workflow, all of them waiting.
pub async fn insert_steps(
    tx: &mut Tx,
    (organisation, project, workflow): (OrganisationId, ProjectId, i64),
    new: &[NewStep<'_>],
) -> DbResult<()> {
    let mut text = sql(
        "insert into workflow_step (organisation_id, workflow_id, project_id, public_id, stage, place, name,
          kind, sla_hours, status) values ",
    );
    for (at, (public_id, stage, place, name, kind, hours)) in new.iter().enumerate() {
        text.push(if at > 0 { ", (" } else { "(" }).arg(organisation).push(", ").arg(workflow).push(", ");
        text.arg(project).push(", ").arg(public_id).push(", ").arg(*stage).push(", ").arg(*place).push(", ");
        text.arg(*name).push(", ").arg(kind).push(", ").arg(*hours).push(", 'pending')");
    }
    tx.execute(text).await.map(|_| ())
}

/// Gives people their parts in steps, as step and person; none of them is asked yet.
pub async fn insert_assignees(
    tx: &mut Tx,
    (organisation, project, workflow): (OrganisationId, ProjectId, i64),
    new: &[(i64, SubjectId, SubjectId)],
    now: Timestamp,
) -> DbResult<()> {
    for part in new.chunks(AT_ONCE) {
        let mut text = sql(
            "insert into workflow_assignee (organisation_id, workflow_id, project_id, step_id, subject_id,
              original_id, state, sort_at) values ",
        );
        for (at, (step, person, original)) in part.iter().enumerate() {
            text.push(if at > 0 { ", (" } else { "(" }).arg(organisation).push(", ").arg(workflow).push(", ");
            text.arg(project).push(", ").arg(*step).push(", ").arg(*person).push(", ").arg(*original);
            text.push(", 'pending', ").arg(now).push(")");
        }
        tx.execute(text).await?;
    }
    Ok(())
}

/// Writes which revisions a round is about, with the status that each has.
pub async fn insert_documents(
    tx: &mut Tx,
    (organisation, workflow, round): (OrganisationId, i64, i64),
    new: &[(RevisionId, String)],
) -> DbResult<()> {
    if new.is_empty() {
        return Ok(());
    }
    let mut text =
        sql("insert into workflow_document (organisation_id, workflow_id, round, position, revision_id,
          status_before) values ");
    for (at, (revision, status)) in new.iter().enumerate() {
        text.push(if at > 0 { ", (" } else { "(" }).arg(organisation).push(", ").arg(workflow).push(", ");
        text.arg(round).push(", ").arg(at as i64).push(", ").arg(*revision).push(", ").arg(status).push(")");
    }
    tx.execute(text).await.map(|_| ())
}
