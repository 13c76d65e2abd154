//! What an act leaves in the rows of a workflow: a statement for all rows of a kind, whatever their number.

use wayleave_access::audit::Stamp;
use wayleave_base::{NEVER, SubjectId, Timestamp};
use wayleave_db::{DbResult, Tx, sql};

use crate::receipts::Signature;

/// What is written of a workflow after an act.
pub struct Standing<'a> {
    /// Its state.
    pub status: &'a str,
    /// How often it was started.
    pub round: i64,
    /// The stage that is open.
    pub stage: i64,
    /// The verdicts that count, as JSON.
    pub verdicts: &'a str,
    /// The outcome, once there is one.
    pub outcome: Option<&'a str>,
    /// Why it was cancelled, if it was.
    pub cancel_cause: Option<&'a str>,
    /// When it ended, if it has.
    pub ended_at: Option<Timestamp>,
}

/// Writes how a workflow stands.
pub async fn workflow(tx: &mut Tx, id: i64, now: Timestamp, standing: &Standing<'_>) -> DbResult<()> {
    let text = sql(
        "update workflow set status = $2, round = $3, stage = $4, verdicts = $5, outcome = $6, cancel_cause = $7,
          ended_at = $8, updated_at = $9, row_version = row_version + 1 where id = $1",
    )
    .bind(id)
    .bind(standing.status)
    .bind(standing.round)
    .bind(standing.stage)
    .bind(standing.verdicts)
    .bind(standing.outcome)
    .bind(standing.cancel_cause)
    .bind(standing.ended_at)
    .bind(now);
    tx.execute(text).await.map(|_| ())
}

/// Opens steps: their time begins.
pub async fn open(tx: &mut Tx, steps: &[i64], now: Timestamp) -> DbResult<()> {
    let mut text = sql(
        "update workflow_step set status = 'active', verdict = null, activated_at = $1, ended_at = null, told_at = null,
          due_at = case when sla_hours is null then null else $1 + sla_hours * 3600000 end, version = version + 1
        where id in ",
    )
    .bind(now);
    text.id_list(steps);
    tx.execute(text).await.map(|_| ())
}

/// Writes the state and verdict of steps that are not open.
pub async fn settle(
    tx: &mut Tx,
    steps: &[i64],
    (status, verdict): (&str, Option<&str>),
    ended_at: Option<Timestamp>,
) -> DbResult<()> {
    let mut text = sql("update workflow_step set status = $1, verdict = $2, ended_at = $3 where id in ")
        .bind(status)
        .bind(verdict)
        .bind(ended_at);
    text.id_list(steps);
    tx.execute(text).await.map(|_| ())
}

/// Asks people; what is due first comes first among their steps.
pub async fn ask(tx: &mut Tx, assignees: &[i64]) -> DbResult<()> {
    let mut text = sql("update workflow_assignee set state = 'mine', answer = null,
          sort_at = coalesce((select s.due_at from workflow_step s where s.id = workflow_assignee.step_id), $1)
        where id in ")
    .bind(NEVER);
    text.id_list(assignees);
    tx.execute(text).await.map(|_| ())
}

/// Writes what somebody answered.
pub async fn answered(tx: &mut Tx, assignee: i64, answer: &str, now: Timestamp) -> DbResult<()> {
    let text =
        sql("update workflow_assignee set state = 'answered', answer = $2, sort_at = $3 where id = $1");
    tx.execute(text.bind(assignee).bind(answer).bind(now)).await.map(|_| ())
}

/// People who did not answer are asked no more.
pub async fn release(tx: &mut Tx, assignees: &[i64], state: &str, now: Timestamp) -> DbResult<()> {
    let mut text = sql("update workflow_assignee set state = $1, answer = null, sort_at = $2 where id in ")
        .bind(state)
        .bind(now);
    text.id_list(assignees);
    tx.execute(text).await.map(|_| ())
}

/// Answers that were given before a stage is asked anew count no more.
pub async fn forget(tx: &mut Tx, assignees: &[i64]) -> DbResult<()> {
    let mut text = sql("update workflow_assignee set answer = null where id in ");
    text.id_list(assignees);
    tx.execute(text).await.map(|_| ())
}

/// A workflow has ended: whoever answered waits for nobody any more.
pub async fn end(tx: &mut Tx, workflow: i64) -> DbResult<()> {
    let text =
        sql("update workflow_assignee set state = 'done' where workflow_id = $1 and state = 'answered'");
    tx.execute(text.bind(workflow)).await.map(|_| ())
}

/// An answer, to be kept for good.
pub struct NewResponse<'a> {
    /// Its public id.
    pub public_id: &'a str,
    /// The workflow, the step and whose part in it.
    pub at: (i64, i64, i64),
    /// Who answered.
    pub subject: SubjectId,
    /// In which round.
    pub round: i64,
    /// What.
    pub answer: &'a str,
    /// With which words.
    pub comment: &'a str,
    /// What was signed with it.
    pub signature: Option<&'a Signature>,
}

/// Keeps an answer; says which row it is.
pub async fn respond(tx: &mut Tx, stamp: &Stamp, new: &NewResponse<'_>) -> DbResult<i64> {
    let text = sql("insert into workflow_response (organisation_id, public_id, workflow_id, step_id, assignee_id, subject_id,
          round, answer, comment, full_name, statement, seq, created_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) returning id as n")
    .bind(stamp.organisation())
    .bind(new.public_id)
    .bind(new.at.0)
    .bind(new.at.1)
    .bind(new.at.2)
    .bind(new.subject)
    .bind(new.round)
    .bind(new.answer)
    .bind(new.comment)
    .bind(new.signature.map(|signature| signature.full_name.as_str()))
    .bind(new.signature.map(|signature| signature.statement.as_str()))
    .bind(stamp.seq())
    .bind(stamp.at());
    tx.int(text).await
}
