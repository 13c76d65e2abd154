//! The record of a workflow for those who keep it: read as its reader sees it, printed and sealed.

use axum::body::Body;
use axum::response::Response;
use wayleave_access::{Target, act};
use wayleave_base::ErrorCode;

use super::evidence_paper::{self, Record, Round};
use super::{comments, read, routed, store};
use crate::audit_log;
use crate::cx::Cx;
use crate::download::attached;
use crate::error::{Error, Result};
use crate::receipts::paper::sealed;
use crate::wire;
use crate::work::Work;

/// The most events that are printed.
const MOST_EVENTS: usize = 2_000;

/// The record as a file, for whoever may look at the workflow.
pub async fn answer(cx: &Cx, organisation: &str, project: &str, id: &str) -> Result<Response> {
    let mut work = Work::read(cx, organisation).await?;
    let (project, facts) = work.project(project).await?;
    work.permit_in::<act::WorkflowView>(&facts, Target::default())?;
    let row = store::find(&mut work.tx, project.id, id).await?.ok_or_else(Error::not_found)?;
    // Whatever was answered has a receipt, so there is a key; without one nothing was signed yet.
    let keys = audit_log::keys(&mut work.tx, work.organisation.id).await?;
    let keys = keys.ok_or_else(|| Error::code(ErrorCode::NotSignedYet))?;
    let routed = store::documents(&mut work.tx, row.id, None).await?;
    let shown = routed::shown(&mut work, &facts, &routed).await?;
    let mut rounds: Vec<Round> = Vec::new();
    for (row, seen) in routed.iter().zip(shown) {
        if rounds.last().is_none_or(|round| round.number != row.round) {
            rounds.push(Round { number: row.round, documents: Vec::new(), withheld: 0 });
        }
        let Some(round) = rounds.last_mut() else { continue };
        match seen {
            Some(document) => round.documents.push((row.status_before.clone(), document)),
            None => round.withheld += 1,
        }
    }
    let place = (work.organisation.id, project.id);
    let events = audit_log::happened_to(&mut work.tx, place, id, MOST_EVENTS).await?;
    let given = store::responses(&mut work.tx, row.id).await?;
    let record = Record {
        organisation: work.organisation.name.clone(),
        project: format!("{} {}", project.reference, project.name),
        reader: work.me.name.clone(),
        at: wire::time(work.now()),
        numbers: given.into_iter().map(|one| (one.public_id, one.seq)).collect(),
        rounds,
        events,
        comments: comments::of_workflow(&mut work, row.id).await?,
        workflow: read::view(&mut work, (project, facts), id).await?,
    };
    drop(work);
    let number = record.workflow.item.number.clone();
    let made = tokio::task::spawn_blocking(move || -> Result<Vec<u8>> {
        let page = evidence_paper::page(&record, &keys.public()?).map_err(anyhow::Error::from)?;
        let reason = format!("Record of {}", record.workflow.item.number);
        sealed(&page, &keys.sealer()?, (&record.organisation, &reason, &record.at))
    });
    let bytes = made.await.map_err(anyhow::Error::from)??;
    attached(Body::from(bytes), "application/pdf", &format!("record {number}.pdf"))
}
