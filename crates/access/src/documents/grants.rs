//! The grants that open documents of a scope: on the documents themselves and on the folders above them.

use std::collections::HashMap;

use wayleave_base::Timestamp;
use wayleave_db::{DbResult, Engine, Sql, Tx, row, sql};

use super::Scope;
use crate::reach::GrantState;
use crate::time::{holds, holds_now};
use crate::words::{Caps, Reason};

row! {
    struct GrantRow { id: i64, object_id: i64, caps: i64, rev_from: i64, rev_to: i64, reason: i64 }
}

/// The grants of the scope's subjects on these documents and the folders above them, now or at a past moment.
pub(super) async fn on(
    tx: &mut Tx,
    scope: &Scope,
    ids: &[i64],
    past: Option<Timestamp>,
) -> DbResult<HashMap<i64, Vec<GrantState>>> {
    of_several(tx, &[(scope, ids.to_vec())], past).await
}

/// The same for documents of several scopes, each of another project.
pub(super) async fn of_several(
    tx: &mut Tx,
    parts: &[(&Scope, Vec<i64>)],
    past: Option<Timestamp>,
) -> DbResult<HashMap<i64, Vec<GrantState>>> {
    let mut grants: HashMap<i64, Vec<GrantState>> = HashMap::new();
    if parts.is_empty() {
        return Ok(grants);
    }
    let engine = tx.engine();
    let direct = joined(parts.iter().map(|(scope, ids)| direct(engine, scope, ids, past)));
    let mut rows: Vec<GrantRow> = tx.all(direct).await?;
    rows.sort_by_key(|row| row.id);
    for row in rows {
        if let Some(reason) = Reason::from_raw(row.reason) {
            grants.entry(row.object_id).or_default().push(GrantState {
                id: row.id,
                caps: Caps(row.caps),
                rev_from: row.rev_from,
                rev_to: row.rev_to,
                reason,
            });
        }
    }
    let foldered: Vec<&(&Scope, Vec<i64>)> =
        parts.iter().filter(|(scope, _)| !scope.folders.is_empty()).collect();
    if foldered.is_empty() {
        return Ok(grants);
    }
    let text = joined(foldered.iter().map(|(scope, ids)| above(scope, ids, past)));
    for (document, folder) in tx.all::<Above>(text).await?.into_iter().map(Above::pair) {
        // A folder lies in one project, so its id tells the scope.
        let granted = foldered.iter().flat_map(|(scope, _)| &scope.folders);
        for granted in granted.filter(|granted| granted.folder_id == folder) {
            grants.entry(document).or_default().push(GrantState {
                id: granted.grant_id,
                caps: granted.caps,
                rev_from: 0,
                rev_to: i64::MAX,
                reason: Reason::Folder,
            });
        }
    }
    Ok(grants)
}

/// Several queries as one; a single one stays as it is.
fn joined(queries: impl Iterator<Item = Sql>) -> Sql {
    let mut queries: Vec<Sql> = queries.collect();
    if queries.len() == 1 {
        return queries.remove(0);
    }
    let mut text = sql("");
    for (at, query) in queries.iter().enumerate() {
        text.push(if at > 0 { " union all select * from (" } else { "select * from (" });
        text.append(query).push(&format!(") q{at}"));
    }
    text
}

/// The grants of the scope's subjects on these documents themselves.
fn direct(engine: Engine, scope: &Scope, ids: &[i64], past: Option<Timestamp>) -> Sql {
    // The documents lead: led by the subject, the engine would read everything that somebody was ever given.
    let (open, close) = engine.for_each_row("g");
    let mut text = sql("select g.id, g.object_id, g.caps, g.rev_from, g.rev_to, g.reason from document d");
    text.push(open)
        .push("access_grant g where g.object_kind = 1 and g.object_id = d.id and g.organisation_id = ");
    text.arg(scope.organisation).push(" and g.project_id = ").arg(scope.project);
    text.push(" and g.subject_id in ").id_list(&scope.subjects).push(" and ");
    let moment = text.reserve(past.unwrap_or(scope.at));
    text.push(&if past.is_some() { holds("g", &moment) } else { holds_now("g", &moment) });
    text.push(&close).push("d.id in ").id_list(ids);
    text
}

row! {
    struct Above { document_id: i64, ancestor_id: i64 }
}

impl Above {
    fn pair(self) -> (i64, i64) {
        (self.document_id, self.ancestor_id)
    }
}

/// Which granted folders lie above these documents: by the closure now, by the histories in the past.
fn above(scope: &Scope, ids: &[i64], past: Option<Timestamp>) -> Sql {
    let folders = scope.folder_ids();
    let Some(at) = past else {
        let mut text =
            sql("select a.document_id, a.ancestor_id from document_ancestor a where a.document_id in ");
        text.id_list(ids).push(" and a.ancestor_id in ").id_list(&folders);
        return text;
    };
    let mut text = sql("with recursive up(document_id, folder_id) as (
        select h.document_id, h.folder_id from document_folder_history h
        where h.folder_id is not null and h.valid_from <= ");
    let moment = text.reserve(at);
    text.push(&format!("{moment} and h.valid_to > {moment} and h.document_id in ")).id_list(ids);
    text.push(&format!(
        " union select up.document_id, p.parent_id from up join folder_parent_history p on p.folder_id = up.folder_id
          where p.parent_id is not null and p.valid_from <= {moment} and p.valid_to > {moment})
        select document_id, folder_id as ancestor_id from up where folder_id in "
    ));
    text.id_list(&folders);
    text
}
