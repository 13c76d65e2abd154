//! The bulk path of the ledger: registers, people and grants by the hundred thousand, for imports and for measuring.
//!
//! It writes the same rows as the ledger's single calls, through the same constraints and triggers, and carries the number
//! of an audit event as they do: a batch, of whatever size the caller makes it, has one event. What is brought along from
//! elsewhere keeps its own times. Secondary indexes may be taken off a database that nobody serves yet ([`unindex`]);
//! unique keys, checks and triggers always stay.

mod indexes;
mod register;
mod rows;

pub use indexes::{reindex, unindex};
pub use register::{BulkDocument, BulkFolder, BulkRevision, documents, folders};

use wayleave_base::{Ids, MembershipId, ProjectId, SubjectId, Timestamp};
use wayleave_db::{Arg, DbResult, Tx};

use crate::audit::Stamp;
use crate::words::{Caps, Cause, ObjectKind, OrganisationRole, Reason, Role, SubjectKind};
use rows::Insert;

/// A grant to be loaded; its cause is the batch.
#[derive(Clone, Copy, Debug)]
pub struct BulkGrant {
    /// To whom.
    pub subject: SubjectId,
    /// The project it lies in.
    pub project: ProjectId,
    /// On what kind of thing.
    pub object_kind: ObjectKind,
    /// On what.
    pub object: i64,
    /// Which rights.
    pub caps: Caps,
    /// The first revision covered.
    pub rev_from: i64,
    /// The last revision covered.
    pub rev_to: i64,
    /// Why, in a word.
    pub reason: Reason,
    /// Since when.
    pub valid_from: Timestamp,
    /// Until when.
    pub ends_at: Timestamp,
    /// When it was closed, for what is history already.
    pub closed_at: Option<Timestamp>,
}

/// A project membership to be loaded; its cause is the batch.
#[derive(Clone, Copy, Debug)]
pub struct BulkMembership {
    /// The project.
    pub project: ProjectId,
    /// Whose.
    pub subject: SubjectId,
    /// The role.
    pub role: Role,
    /// Until when.
    pub ends_at: Timestamp,
}

/// Loads grants.
pub async fn grants(tx: &mut Tx, stamp: &Stamp, new: &[BulkGrant]) -> DbResult<()> {
    let insert = Insert {
        table: "access_grant",
        same: vec![
            ("organisation_id", stamp.organisation().into()),
            ("cause_kind", Cause::Bulk(0).raw().0.into()),
            ("cause_id", stamp.seq().into()),
            ("opened_by", stamp.by().into()),
            ("open_seq", stamp.seq().into()),
        ],
        columns: &[
            "subject_id",
            "object_kind",
            "object_id",
            "project_id",
            "caps",
            "rev_from",
            "rev_to",
            "reason",
            "valid_from",
            "ends_at",
        ],
    };
    let open = new.iter().filter(|grant| grant.closed_at.is_none());
    insert.run(tx, open.map(BulkGrant::columns)).await?;
    let mut closed = insert;
    closed.same.extend([("closed_by", stamp.by().into()), ("close_seq", stamp.seq().into())]);
    let columns: Vec<&str> = closed.columns.iter().copied().chain(["closed_at"]).collect();
    let closed = Insert { columns: &columns, ..closed };
    let past = new.iter().filter_map(|grant| {
        let mut columns = grant.columns();
        columns.push(grant.closed_at?.into());
        Some(columns)
    });
    closed.run(tx, past).await
}

impl BulkGrant {
    fn columns(&self) -> Vec<Arg> {
        vec![
            self.subject.into(),
            (self.object_kind as i64).into(),
            self.object.into(),
            self.project.into(),
            self.caps.0.into(),
            self.rev_from.into(),
            self.rev_to.into(),
            (self.reason as i64).into(),
            self.valid_from.into(),
            self.ends_at.into(),
        ]
    }
}

/// Creates `count` subjects of one kind.
pub async fn subjects(
    tx: &mut Tx,
    stamp: &Stamp,
    kind: SubjectKind,
    count: usize,
) -> DbResult<Vec<SubjectId>> {
    let insert = Insert {
        table: "subject",
        same: vec![("organisation_id", stamp.organisation().into())],
        columns: &["kind"],
    };
    let ids = insert.returning(tx, std::iter::repeat_n(vec![(kind as i64).into()], count)).await?;
    Ok(ids.into_iter().map(SubjectId).collect())
}

/// Gives subjects that have no organisation role one.
pub async fn organisation_roles(
    tx: &mut Tx,
    stamp: &Stamp,
    subjects: &[SubjectId],
    role: OrganisationRole,
) -> DbResult<()> {
    let insert = Insert {
        table: "organisation_role",
        same: vec![
            ("organisation_id", stamp.organisation().into()),
            ("role", role.code().into()),
            ("valid_from", stamp.at().into()),
            ("open_seq", stamp.seq().into()),
        ],
        columns: &["subject_id"],
    };
    insert.run(tx, subjects.iter().map(|subject| vec![(*subject).into()])).await
}

/// Loads memberships of people who have none in the project yet.
pub async fn memberships(tx: &mut Tx, ids: &Ids, stamp: &Stamp, new: &[BulkMembership]) -> DbResult<()> {
    let insert = Insert {
        table: "project_membership",
        same: vec![
            ("organisation_id", stamp.organisation().into()),
            ("cause_kind", Cause::Bulk(0).raw().0.into()),
            ("cause_id", stamp.seq().into()),
            ("opened_by", stamp.by().into()),
            ("valid_from", stamp.at().into()),
            ("open_seq", stamp.seq().into()),
        ],
        columns: &["public_id", "project_id", "subject_id", "role", "ends_at"],
    };
    let rows = new.iter().map(|new| {
        vec![
            ids.public(MembershipId::PREFIX).into(),
            new.project.into(),
            new.subject.into(),
            new.role.code().into(),
            new.ends_at.into(),
        ]
    });
    insert.run(tx, rows).await
}

/// Puts people into groups or companies they are not in yet: pairs of group and person.
pub async fn join(tx: &mut Tx, stamp: &Stamp, pairs: &[(SubjectId, SubjectId)]) -> DbResult<()> {
    let insert = Insert {
        table: "group_member",
        same: vec![
            ("organisation_id", stamp.organisation().into()),
            ("opened_by", stamp.by().into()),
            ("valid_from", stamp.at().into()),
            ("open_seq", stamp.seq().into()),
        ],
        columns: &["group_id", "subject_id"],
    };
    insert.run(tx, pairs.iter().map(|(group, subject)| vec![(*group).into(), (*subject).into()])).await
}
