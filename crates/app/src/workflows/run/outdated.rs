//! Revisions that are not the current ones any more while a workflow about them runs. Whoever started it is told of each
//! once, in the transaction in which the newer one arrives; the page says so for as long as it is true.

use std::collections::BTreeMap;

use serde_json::json;
use wayleave_access::audit::{self, Actor, Event};
use wayleave_access::{ProjectFacts, SystemAct};
use wayleave_base::{DocumentId, SubjectId};
use wayleave_db::{DbResult, Tx, row, sql};

use crate::error::Result;
use crate::notices::{self, Notice};
use crate::people;
use crate::work::Work;

row! {
    /// A revision that a workflow is about and that has been followed by another.
    #[derive(Clone, Debug)]
    struct OutdatedRow {
        workflow_id: i64, workflow: String, number: String, title: String, initiator_id: SubjectId, round: i64, position: i64,
        document_id: DocumentId, document: String, document_number: String, restricted: bool, code: String, newer: String,
    }
}

/// What runs about earlier revisions of these documents than the current ones, as far as nobody was told of it.
async fn found(tx: &mut Tx, facts: &ProjectFacts, documents: &[DocumentId]) -> DbResult<Vec<OutdatedRow>> {
    let ids: Vec<i64> = documents.iter().map(|document| document.get()).collect();
    let mut text = sql("select w.id as workflow_id, w.public_id as workflow, w.number, w.title, w.initiator_id, x.round,
          x.position, d.id as document_id, d.public_id as document, d.number as document_number, d.restricted, r.code,
          c.code as newer
        from document d join revision r on r.document_id = d.id and r.seq < d.current_seq
        join workflow_document x on x.revision_id = r.id and x.outdated_at is null
        join workflow w on w.id = x.workflow_id and w.round = x.round and w.status = 'active'
        join revision c on c.document_id = d.id and c.seq = d.current_seq
        where d.project_id = ");
    text.arg(facts.project).push(" and d.id in ").id_list(&ids).push(" order by w.id, x.position");
    tx.all(text).await
}

/// Looks after the workflows about documents whose current revisions are new: the log says so, and whoever started one is
/// told, or the Project Admins where they are gone.
pub async fn outdated(work: &mut Work, facts: &ProjectFacts, documents: &[DocumentId]) -> Result<()> {
    if documents.is_empty() {
        return Ok(());
    }
    let mut workflows: BTreeMap<i64, Vec<OutdatedRow>> = BTreeMap::new();
    for row in found(&mut work.tx, facts, documents).await? {
        workflows.entry(row.workflow_id).or_default().push(row);
    }
    for rows in workflows.values() {
        note(work, facts, rows).await?;
        tell(work, facts, rows).await?;
    }
    Ok(())
}

/// Writes into the log, and beside each document, that one workflow is about earlier revisions.
async fn note(work: &mut Work, facts: &ProjectFacts, rows: &[OutdatedRow]) -> Result<()> {
    let Some(first) = rows.first() else { return Ok(()) };
    let told = rows.iter().map(|row| {
        // Its number is not for everybody who reads of the workflow.
        let number = (!row.restricted).then_some(&row.document_number);
        json!({"id": row.document, "number": number, "revision": row.code, "newer": row.newer})
    });
    let label = format!("{} {}", first.number, first.title);
    let event = Event::new("workflow", "workflow.outdated", ("workflow", &first.workflow, &label))
        .project(facts.project)
        .after(json!({"documents": told.collect::<Vec<_>>()}));
    let (ids, organisation, now) = (work.cx.ids().clone(), work.organisation.id, work.now());
    let actor = Actor::system("workflows");
    audit::record(&mut work.tx, &ids, organisation, now, &actor, &SystemAct::Outdated, event).await?;
    let places: Vec<i64> = rows.iter().map(|row| row.position).collect();
    let mut text = sql("update workflow_document set outdated_at = $3 where workflow_id = $1 and round = $2 and position in ")
        .bind(first.workflow_id)
        .bind(first.round)
        .bind(now);
    text.id_list(&places);
    work.tx.execute(text).await?;
    Ok(())
}

async fn tell(work: &mut Work, facts: &ProjectFacts, rows: &[OutdatedRow]) -> Result<()> {
    let Some(first) = rows.first() else { return Ok(()) };
    let (ids, organisation, now) = (work.cx.ids().clone(), work.organisation.id, work.now());
    let place = (organisation, facts.project);
    let mut to = people::answering_for(&mut work.tx, place, Some(first.initiator_id), now).await?;
    // Whoever brought it knows.
    to.retain(|one| *one != work.me.subject);
    let mut payload = json!({"workflow": first.workflow, "number": first.number, "title": first.title});
    let document = match rows {
        [one] => Some(one.document_id),
        _ => {
            payload["documents"] = rows.iter().map(|row| row.document_id.get()).collect();
            None
        }
    };
    let notice = Notice { kind: "workflow.outdated", project: Some(facts.project), document, payload };
    notices::notify(&mut work.tx, &ids, organisation, now, &to, &notice).await?;
    Ok(())
}
