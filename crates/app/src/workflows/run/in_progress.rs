//! The workflows that some documents are in, as lists of documents say it.

use wayleave_access::ProjectFacts;
use wayleave_base::DocumentId;
use wayleave_db::{Tx, row, sql};

use super::super::plan::Plan;
use super::listing::days_late;
use super::store_listing::NEXT_DUE;
use crate::error::Result;

row! {
    struct Row {
        document_id: DocumentId, public_id: String, number: String, title: String, status: String, stage: i64, plan: String,
        due_on: Option<String>, next_due: Option<i64>, timezone: String,
    }
}

/// A workflow that is not over.
#[derive(Clone, Debug)]
pub struct InProgress {
    /// The public id.
    pub public_id: String,
    /// The number.
    pub number: String,
    /// The title.
    pub title: String,
    /// `active` or `returned`.
    pub status: String,
    /// The name of the stage that it is at.
    pub stage: String,
    /// For how many days it has been late.
    pub days_late: Option<i64>,
}

/// The newest workflow that is about each document with one of these revisions, if the reader looks at workflows.
pub async fn in_progress(
    tx: &mut Tx,
    facts: &ProjectFacts,
    revisions: &[i64],
) -> Result<Vec<(DocumentId, InProgress)>> {
    let mut text = sql("select z.document_id, z.public_id, z.number, z.title, z.status, z.stage, z.plan, z.due_on, z.next_due, z.timezone
        from (select r.document_id, w.public_id, w.number, w.title, w.status, w.stage, w.plan, w.due_on, p.timezone, ");
    text.push(NEXT_DUE).push(
        " as next_due, row_number() over (partition by r.document_id order by w.id desc) as position
          from workflow_document x join revision r on r.id = x.revision_id join workflow w on w.id = x.workflow_id
          join project p on p.id = w.project_id where r.acceptance = 'accepted' and x.revision_id in ",
    );
    text.id_list(revisions).push(" and ");
    facts.formal().running(&mut text);
    text.push(") z where z.position = 1");
    let rows: Vec<Row> = tx.all(text).await?;
    rows.into_iter().map(|row| Ok((row.document_id, row.told(facts.at)?))).collect()
}

impl Row {
    fn told(self, now: i64) -> Result<InProgress> {
        let plan: Plan = serde_json::from_str(&self.plan).map_err(anyhow::Error::from)?;
        let stage = usize::try_from(self.stage).ok().and_then(|at| plan.stages.get(at));
        let due = (self.due_on.as_deref(), self.next_due);
        Ok(InProgress {
            days_late: days_late(&self.status, due, (now, &self.timezone)),
            public_id: self.public_id,
            number: self.number,
            title: self.title,
            status: self.status,
            stage: stage.map(|stage| stage.name.clone()).unwrap_or_default(),
        })
    }
}
