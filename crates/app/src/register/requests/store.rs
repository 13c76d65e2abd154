//! The rows of requests for edits.

use serde::{Deserialize, Serialize};
use wayleave_access::Scope;
use wayleave_access::documents::{CAP, Counted, capped};
use wayleave_base::{DocumentId, OrganisationId, ProjectId, RevisionId, SubjectId, Timestamp};
use wayleave_db::{DbResult, Sql, Tx, row, sql};

/// One wished change, as stored.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// The field.
    pub field: String,
    /// The value when it was asked for.
    pub before: String,
    /// The value wished.
    pub wished: String,
    /// The value written by the approval.
    #[serde(default)]
    pub applied: Option<String>,
}

row! {
    /// A request for edits.
    #[derive(Clone, Debug)]
    pub struct RequestRow {
        /// The internal id.
        pub id: i64,
        /// The public id.
        pub public_id: String,
        /// The document.
        pub document_id: DocumentId,
        /// The revision that the requester looked at.
        pub revision_id: RevisionId,
        /// Who asks.
        pub requested_by: SubjectId,
        /// Since when.
        pub requested_at: i64,
        /// Why.
        pub comment: String,
        /// The changes, JSON.
        pub changes: String,
        /// Its state.
        pub state: String,
        /// Who decided.
        pub decided_by: Option<SubjectId>,
        /// When.
        pub decided_at: Option<i64>,
        /// The reason of the decision.
        pub reason: String,
        /// The version that a decision must name.
        pub row_version: i64,
    }
}

impl RequestRow {
    /// The changes.
    #[must_use]
    pub fn changes(&self) -> Vec<Change> {
        serde_json::from_str(&self.changes).unwrap_or_default()
    }

    /// Does it wait for a decision?
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.state == "open"
    }
}

const COLUMNS: &str = "select q.id, q.public_id, q.document_id, q.revision_id, q.requested_by, q.requested_at, q.comment, \
     q.changes, q.state, q.decided_by, q.decided_at, q.reason, q.row_version from edit_request q where q.organisation_id = ";

fn rows(organisation: OrganisationId) -> Sql {
    let mut text = sql("");
    text.push(COLUMNS).arg(organisation);
    text
}

/// A request to be stored.
pub struct NewRequest<'a> {
    /// The public id.
    pub public_id: &'a str,
    /// The project.
    pub project: ProjectId,
    /// The document.
    pub document: DocumentId,
    /// The revision that the requester looks at.
    pub revision: RevisionId,
    /// Who asks.
    pub by: SubjectId,
    /// Why.
    pub comment: &'a str,
    /// The changes.
    pub changes: &'a [Change],
}

/// Stores a request.
pub async fn insert(
    tx: &mut Tx,
    organisation: OrganisationId,
    now: Timestamp,
    new: &NewRequest<'_>,
) -> DbResult<i64> {
    tx.int(
        sql("insert into edit_request (organisation_id, public_id, project_id, document_id, revision_id, requested_by,
               requested_at, comment, changes) values ($1, $2, $3, $4, $5, $6, $7, $8, $9) returning id as n")
        .bind(organisation)
        .bind(new.public_id)
        .bind(new.project)
        .bind(new.document)
        .bind(new.revision)
        .bind(new.by)
        .bind(now)
        .bind(new.comment)
        .bind(serde_json::json!(new.changes).to_string()),
    )
    .await
}

/// A request of a project by its public id.
pub async fn find(
    tx: &mut Tx,
    organisation: OrganisationId,
    project: ProjectId,
    public_id: &str,
) -> DbResult<Option<RequestRow>> {
    let mut text = rows(organisation);
    text.push(" and q.project_id = ").arg(project).push(" and q.public_id = ").arg(public_id);
    tx.optional(text).await
}

/// Somebody's open request about a document.
pub async fn own_open(
    tx: &mut Tx,
    organisation: OrganisationId,
    document: DocumentId,
    requester: SubjectId,
) -> DbResult<Option<RequestRow>> {
    let mut text = rows(organisation);
    text.push(" and q.document_id = ").arg(document).push(" and q.requested_by = ").arg(requester);
    text.push(" and q.state = 'open'");
    tx.optional(text).await
}

/// How many requests about documents within the scope there are: those that are open, or those that one person made.
pub async fn count_within(tx: &mut Tx, scope: &Scope, of: Option<SubjectId>) -> DbResult<Counted> {
    let mut text = sql(
        "select count(*) as n from (select q.id from edit_request q join document d on d.id = q.document_id where ",
    );
    scope.predicate(&mut text);
    match of {
        None => drop(text.push(" and q.state = 'open'")),
        Some(person) => drop(text.push(" and q.requested_by = ").arg(person)),
    }
    text.push(&format!(" limit {}) c", CAP + 1));
    Ok(capped(tx.int(text).await?))
}

/// How many requests about a document are open.
pub async fn count_open(tx: &mut Tx, organisation: OrganisationId, document: DocumentId) -> DbResult<i64> {
    tx.int(
        sql("select count(*) as n from edit_request where organisation_id = $1 and document_id = $2 and state = 'open'")
            .bind(organisation)
            .bind(document),
    )
    .await
}

/// The open requests about a document.
pub async fn open_on(
    tx: &mut Tx,
    organisation: OrganisationId,
    document: DocumentId,
) -> DbResult<Vec<RequestRow>> {
    let mut text = rows(organisation);
    text.push(" and q.document_id = ").arg(document).push(" and q.state = 'open' order by q.id");
    tx.all(text).await
}

/// Hangs the requests about a document on the one that it was merged into; none of them is open any more.
pub async fn follow(tx: &mut Tx, source: DocumentId, target: DocumentId) -> DbResult<()> {
    let text = sql("update edit_request set document_id = $2 where document_id = $1 and state <> 'open'");
    tx.execute(text.bind(source).bind(target)).await.map(|_| ())
}

/// Which requests a page holds.
pub enum Which {
    /// Those that wait, oldest first, behind this one.
    Open(i64),
    /// Those decided, the last first, before this moment and request.
    Decided(i64, i64),
    /// Somebody's own, newest first, before this one.
    Own(SubjectId, i64),
}

/// A page of requests.
pub async fn page(
    tx: &mut Tx,
    (organisation, project): (OrganisationId, ProjectId),
    which: &Which,
    document: Option<&str>,
    limit: usize,
) -> DbResult<Vec<RequestRow>> {
    let mut text = rows(organisation);
    text.push(" and q.project_id = ").arg(project);
    if let Some(document) = document {
        text.push(" and q.document_id in (select d.id from document d where d.project_id = ").arg(project);
        text.push(" and d.public_id = ").arg(document).push(")");
    }
    match *which {
        Which::Open(after) => {
            text.push(" and q.state = 'open' and q.id > ").arg(after).push(" order by q.id");
        }
        Which::Decided(at, id) => {
            text.push(" and q.state <> 'open' and (q.decided_at, q.id) < (").arg(at).push(", ").arg(id);
            text.push(") order by q.decided_at desc, q.id desc");
        }
        Which::Own(requester, before) => {
            text.push(" and q.requested_by = ").arg(requester).push(" and q.id < ").arg(before);
            text.push(" order by q.id desc");
        }
    }
    text.push(" limit ").arg(limit as i64);
    tx.all(text).await
}

/// What was decided about a request.
pub struct Decided<'a> {
    /// The state from now on.
    pub state: &'a str,
    /// By whom and when.
    pub by: (SubjectId, Timestamp),
    /// The reason.
    pub reason: &'a str,
    /// The changes with what was written of them.
    pub changes: &'a [Change],
}

/// Ends a request; `false` when somebody was faster.
pub async fn end(tx: &mut Tx, request: i64, decided: &Decided<'_>) -> DbResult<bool> {
    let ended = sql(
        "update edit_request set state = $2, decided_by = $3, decided_at = $4, reason = $5, changes = $6,
        row_version = row_version + 1 where id = $1 and state = 'open'",
    )
    .bind(request)
    .bind(decided.state)
    .bind(decided.by.0)
    .bind(decided.by.1)
    .bind(decided.reason)
    .bind(serde_json::json!(decided.changes).to_string());
    Ok(tx.execute(ended).await? == 1)
}
