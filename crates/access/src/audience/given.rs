//! What a document is to everybody at once: its state, its revisions and the grants on it, for one document or for many in
//! statements whose number does not depend on theirs.

use std::collections::{BTreeMap, HashMap};

use wayleave_base::{DocumentId, SubjectId};
use wayleave_db::{DbResult, Tx, row, sql};

use super::{Place, Standing, document_state, revision_state, standings};
use crate::policy::Mode;
use crate::reach::{DocumentState, GrantState, Reach, RevisionState, clauses, reach};
use crate::time::holds_now;
use crate::words::{Caps, Reason};

/// How many documents one statement asks for.
const AT_ONCE: usize = 1_000;

/// A document as far as reach looks at it.
pub(super) struct Known {
    state: DocumentState,
    current_seq: i64,
    revisions: Vec<RevisionState>,
    /// The live grants on it and on the folders above it, with whom they name.
    grants: Vec<(i64, GrantState)>,
}

impl Known {
    /// The grants that count for this person.
    fn mine(&self, standing: &Standing) -> Vec<GrantState> {
        let own = self.grants.iter().filter(|(subject, _)| standing.subjects.contains(subject));
        own.map(|(_, grant)| grant.clone()).collect()
    }

    /// What this person reaches of it.
    pub(super) fn reach(&self, standing: &Standing) -> Option<Reach> {
        let clauses = clauses(standing.mode, standing.document_control);
        reach(standing.mode, &clauses, &self.state, &self.revisions, &self.mine(standing))
    }
}

row! {
    struct DocumentFacts {
        id: DocumentId, status: String, admitted: bool, restricted: bool, deleted: bool, current_seq: i64,
    }
}

row! {
    struct RevisionFacts { document_id: DocumentId, seq: i64, acceptance: String }
}

row! {
    struct GrantFacts {
        document_id: DocumentId, id: i64, subject_id: i64, caps: i64, rev_from: i64, rev_to: i64, reason: i64,
    }
}

/// These documents, where they are of this project.
pub(super) async fn known(
    tx: &mut Tx,
    place: Place,
    documents: &[DocumentId],
) -> DbResult<HashMap<DocumentId, Known>> {
    let mut found = HashMap::new();
    for part in documents.chunks(AT_ONCE) {
        let ids: Vec<i64> = part.iter().map(|document| document.get()).collect();
        let mut text = sql("select id, status, admitted, restricted, current_seq,
              cast(case when deleted_at is null then 0 else 1 end as bigint) as deleted
            from document where organisation_id = $1 and project_id = $2 and id in ")
        .bind(place.organisation)
        .bind(place.project);
        text.id_list(&ids);
        for facts in tx.all::<DocumentFacts>(text).await? {
            let state = document_state(&facts.status, facts.admitted, facts.restricted, facts.deleted);
            let current_seq = facts.current_seq;
            let known = Known { state, current_seq, revisions: Vec::new(), grants: Vec::new() };
            found.insert(facts.id, known);
        }
        let mut text = sql(
            "select document_id, seq, acceptance from revision where organisation_id = $1 and document_id in ",
        )
        .bind(place.organisation);
        text.id_list(&ids);
        for facts in tx.all::<RevisionFacts>(text).await? {
            if let Some(known) = found.get_mut(&facts.document_id) {
                known.revisions.push(revision_state(facts.seq, &facts.acceptance));
            }
        }
        for (document, subject, grant) in live_grants(tx, place, &ids).await? {
            if let Some(known) = found.get_mut(&document) {
                known.grants.push((subject, grant));
            }
        }
    }
    Ok(found)
}

/// The live grants on these documents and on the folders above them, with whom they name.
async fn live_grants(tx: &mut Tx, place: Place, ids: &[i64]) -> DbResult<Vec<(DocumentId, i64, GrantState)>> {
    let mut text = sql("").bind(place.organisation).bind(place.project).bind(place.at);
    let live = holds_now("g", "$3");
    text.push(
        "select g.object_id as document_id, g.id, g.subject_id, g.caps, g.rev_from, g.rev_to, g.reason
         from access_grant g where g.object_kind = 1 and g.organisation_id = $1 and g.project_id = $2 and ",
    );
    text.push(&live).push(" and g.object_id in ").id_list(ids);
    text.push(
        " union all
         select a.document_id, g.id, g.subject_id, g.caps, cast(0 as bigint), cast(9223372036854775807 as bigint),
           cast(6 as bigint)
         from document_ancestor a join access_grant g on g.object_kind = 2 and g.object_id = a.ancestor_id
         where g.organisation_id = $1 and g.project_id = $2 and ",
    );
    text.push(&live).push(" and a.document_id in ").id_list(ids);
    Ok(tx
        .all::<GrantFacts>(text)
        .await?
        .into_iter()
        .filter_map(|grant| {
            let reason = Reason::from_raw(grant.reason)?;
            let state = GrantState {
                id: grant.id,
                caps: Caps(grant.caps),
                rev_from: grant.rev_from,
                rev_to: grant.rev_to,
                reason,
            };
            Some((grant.document_id, grant.subject_id, state))
        })
        .collect())
}

/// What each of these people reaches of these documents, in statements whose number does not depend on theirs. Who has no
/// standing in the project is absent.
pub async fn sights(
    tx: &mut Tx,
    place: Place,
    documents: &[DocumentId],
    only: &[SubjectId],
) -> DbResult<Vec<(Standing, Vec<(DocumentId, Reach)>)>> {
    let known = known(tx, place, documents).await?;
    let people = standings(tx, place, Some(only)).await?;
    Ok(people
        .into_iter()
        .map(|standing| {
            let seen = documents.iter().filter_map(|id| Some((*id, known.get(id)?.reach(&standing)?)));
            let seen = seen.collect();
            (standing, seen)
        })
        .collect())
}

/// Everybody to whom some of these documents were given, with those of which they see the current revision, in the order
/// of asking. A responder is not among them: they hear of their steps, and what led to a document would lead them nowhere.
pub async fn given(
    tx: &mut Tx,
    place: Place,
    documents: &[DocumentId],
) -> DbResult<BTreeMap<SubjectId, Vec<DocumentId>>> {
    let mut theirs: BTreeMap<SubjectId, Vec<DocumentId>> = BTreeMap::new();
    if documents.is_empty() {
        return Ok(theirs);
    }
    let known = known(tx, place, documents).await?;
    let people = standings(tx, place, None).await?;
    for document in documents {
        let Some(known) = known.get(document) else { continue };
        for standing in people.iter().filter(|standing| standing.mode != Mode::Responder) {
            let Some(reach) = known.reach(standing) else { continue };
            let current = reach.revisions.iter().any(|(seq, _)| *seq == known.current_seq);
            if current && !reach.grants.is_empty() {
                theirs.entry(standing.subject).or_default().push(*document);
            }
        }
    }
    Ok(theirs)
}
