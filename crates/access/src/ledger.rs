//! The ledger: the only writer of who was let in, when and why. Every row it opens or closes carries the number of the
//! audit event that stands for the change; rows are closed, never edited and never deleted.

pub mod bulk;
mod moves;

use wayleave_base::{DocumentId, FolderId, Ids, ProjectId, RevisionId, SubjectId, Timestamp};
use wayleave_db::{DbResult, Tx, sql};

use crate::audit::Stamp;
use crate::words::{Caps, Cause, Gate, ObjectKind, OrganisationRole, Reason, Role, SubjectKind};

pub use moves::{Moved, move_grants};

/// A grant to be opened.
#[derive(Clone, Copy, Debug)]
pub struct NewGrant {
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
    /// The last revision covered; [`ALL_LATER`] covers those to come.
    pub rev_to: i64,
    /// Why, in a word.
    pub reason: Reason,
    /// The act it follows from.
    pub cause: Cause,
    /// Until when.
    pub ends_at: Timestamp,
}

/// The end of a range that covers later revisions too.
pub const ALL_LATER: i64 = 2_147_483_647;

/// A membership to be opened.
#[derive(Clone, Debug)]
pub struct NewMembership<'a> {
    /// The project.
    pub project: ProjectId,
    /// Whose.
    pub subject: SubjectId,
    /// The role.
    pub role: Role,
    /// The label shown beside the role; it carries no rights.
    pub label: &'a str,
    /// The act it follows from.
    pub cause: Cause,
    /// The reason given.
    pub reason: &'a str,
    /// Until when.
    pub ends_at: Timestamp,
}

/// An override to be opened.
#[derive(Clone, Debug)]
pub struct NewOverride<'a> {
    /// In this project, or in all of them.
    pub project: Option<ProjectId>,
    /// For this person …
    pub subject: Option<SubjectId>,
    /// … or for everybody of this role.
    pub role: Option<Role>,
    /// The gate.
    pub gate: Gate,
    /// Grant or deny.
    pub grant: bool,
    /// The reason given.
    pub reason: &'a str,
    /// Until when.
    pub ends_at: Timestamp,
}

/// Creates a subject for a person, group, company or link.
pub async fn new_subject(tx: &mut Tx, stamp: &Stamp, kind: SubjectKind) -> DbResult<SubjectId> {
    let id = tx
        .int(
            sql("insert into subject (organisation_id, kind) values ($1, $2) returning id as n")
                .bind(stamp.organisation())
                .bind(kind as i64),
        )
        .await?;
    Ok(SubjectId(id))
}

/// Opens a grant and returns its number.
pub async fn grant(tx: &mut Tx, stamp: &Stamp, new: &NewGrant) -> DbResult<i64> {
    let (cause_kind, cause_id) = new.cause.raw();
    tx.int(
        sql("insert into access_grant (organisation_id, subject_id, object_kind, object_id, project_id, caps, rev_from,
               rev_to, reason, cause_kind, cause_id, opened_by, valid_from, ends_at, open_seq)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15) returning id as n")
        .bind(stamp.organisation())
        .bind(new.subject)
        .bind(new.object_kind as i64)
        .bind(new.object)
        .bind(new.project)
        .bind(new.caps.0)
        .bind(new.rev_from)
        .bind(new.rev_to)
        .bind(new.reason as i64)
        .bind(cause_kind)
        .bind(cause_id)
        .bind(stamp.by())
        .bind(stamp.at())
        .bind(new.ends_at)
        .bind(stamp.seq()),
    )
    .await
}

/// `update table set closed_… where open and condition`; the condition's placeholders begin at `$4`.
async fn close(tx: &mut Tx, stamp: &Stamp, table: &str, condition: &str, args: &[i64]) -> DbResult<u64> {
    let mut text = sql("").bind(stamp.at()).bind(stamp.by()).bind(stamp.seq());
    text.push("update ").push(table);
    text.push(" set closed_at = $1, closed_by = $2, close_seq = $3 where closed_at is null and ");
    text.push(condition);
    for arg in args {
        text = text.bind(*arg);
    }
    text.push(" and organisation_id = ").arg(stamp.organisation());
    tx.execute(text).await
}

/// Closes one grant; `false` when it was closed already.
pub async fn close_grant(tx: &mut Tx, stamp: &Stamp, grant: i64) -> DbResult<bool> {
    Ok(close(tx, stamp, "access_grant", "id = $4", &[grant]).await? == 1)
}

/// Closes every open grant that follows from an act.
pub async fn close_cause(tx: &mut Tx, stamp: &Stamp, cause: Cause) -> DbResult<u64> {
    let (kind, id) = cause.raw();
    close(tx, stamp, "access_grant", "cause_kind = $4 and cause_id = $5", &[kind, id]).await
}

/// Closes every open grant on a document.
pub async fn close_document(tx: &mut Tx, stamp: &Stamp, document: DocumentId) -> DbResult<u64> {
    close(tx, stamp, "access_grant", "object_kind = 1 and object_id = $4", &[document.get()]).await
}

/// Closes what a person was given in a project by others; what they uploaded stays theirs should they come back.
pub async fn close_given(
    tx: &mut Tx,
    stamp: &Stamp,
    project: ProjectId,
    subject: SubjectId,
) -> DbResult<u64> {
    let condition =
        "id in (select g.id from access_grant g where g.subject_id = $4 and g.object_kind in (1, 2)
        and g.project_id = $5 and g.closed_at is null and g.reason <> 1)";
    close(tx, stamp, "access_grant", condition, &[subject.get(), project.get()]).await
}

/// Moves the end of every open grant of an act: the open rows are closed and opened anew in the same moment.
pub async fn extend_cause(tx: &mut Tx, stamp: &Stamp, cause: Cause, ends_at: Timestamp) -> DbResult<u64> {
    let (kind, id) = cause.raw();
    let copied = tx
        .execute(
            sql("insert into access_grant (organisation_id, subject_id, object_kind, object_id, project_id, caps, rev_from,
                   rev_to, reason, cause_kind, cause_id, opened_by, valid_from, ends_at, open_seq)
                 select organisation_id, subject_id, object_kind, object_id, project_id, caps, rev_from, rev_to, reason,
                   cause_kind, cause_id, opened_by, $4, $5, $6 from access_grant
                 where cause_kind = $1 and cause_id = $2 and closed_at is null and organisation_id = $3")
            .bind(kind)
            .bind(id)
            .bind(stamp.organisation())
            .bind(stamp.at())
            .bind(ends_at)
            .bind(stamp.seq()),
        )
        .await?;
    let condition = "cause_kind = $4 and cause_id = $5 and open_seq < $3";
    close(tx, stamp, "access_grant", condition, &[kind, id]).await?;
    Ok(copied)
}

/// Gives a member an organisation role, closing the former; `None` ends the membership in the organisation.
pub async fn set_organisation_role(
    tx: &mut Tx,
    stamp: &Stamp,
    subject: SubjectId,
    role: Option<OrganisationRole>,
) -> DbResult<()> {
    close(tx, stamp, "organisation_role", "subject_id = $4", &[subject.get()]).await?;
    let Some(role) = role else { return Ok(()) };
    tx.execute(
        sql("insert into organisation_role (organisation_id, subject_id, role, valid_from, open_seq) values ($1, $2, $3, $4, $5)")
            .bind(stamp.organisation())
            .bind(subject)
            .bind(role.code())
            .bind(stamp.at())
            .bind(stamp.seq()),
    )
    .await?;
    Ok(())
}

/// Opens a membership, closing the one before; returns its number and public id.
pub async fn set_membership(
    tx: &mut Tx,
    ids: &Ids,
    stamp: &Stamp,
    new: &NewMembership<'_>,
) -> DbResult<(i64, String)> {
    close_membership(tx, stamp, new.project, new.subject).await?;
    let (cause_kind, cause_id) = new.cause.raw();
    let public_id = ids.public(wayleave_base::MembershipId::PREFIX);
    let id = tx
        .int(
            sql("insert into project_membership (organisation_id, public_id, project_id, subject_id, role, label, cause_kind,
                   cause_id, reason, opened_by, valid_from, ends_at, open_seq)
                 values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) returning id as n")
            .bind(stamp.organisation())
            .bind(&public_id)
            .bind(new.project)
            .bind(new.subject)
            .bind(new.role.code())
            .bind(new.label)
            .bind(cause_kind)
            .bind(cause_id)
            .bind(new.reason)
            .bind(stamp.by())
            .bind(stamp.at())
            .bind(new.ends_at)
            .bind(stamp.seq()),
        )
        .await?;
    Ok((id, public_id))
}

async fn close_membership(
    tx: &mut Tx,
    stamp: &Stamp,
    project: ProjectId,
    subject: SubjectId,
) -> DbResult<u64> {
    close(
        tx,
        stamp,
        "project_membership",
        "project_id = $4 and subject_id = $5",
        &[project.get(), subject.get()],
    )
    .await
}

/// Ends a membership, and with it the switch, the groups and what others gave the person in the project.
pub async fn end_membership(
    tx: &mut Tx,
    stamp: &Stamp,
    project: ProjectId,
    subject: SubjectId,
) -> DbResult<()> {
    close_membership(tx, stamp, project, subject).await?;
    end_full_register(tx, stamp, project, subject).await?;
    let groups =
        "subject_id = $4 and group_id in (select g.subject_id from access_group g where g.project_id = $5)";
    close(tx, stamp, "group_member", groups, &[subject.get(), project.get()]).await?;
    close_given(tx, stamp, project, subject).await?;
    Ok(())
}

/// Switches Full Register Access on until `ends_at`, replacing an open switch.
pub async fn set_full_register(
    tx: &mut Tx,
    ids: &Ids,
    stamp: &Stamp,
    (project, subject): (ProjectId, SubjectId),
    reason: &str,
    ends_at: Timestamp,
) -> DbResult<()> {
    end_full_register(tx, stamp, project, subject).await?;
    tx.execute(
        sql("insert into full_register (organisation_id, public_id, project_id, subject_id, reason, opened_by, valid_from,
               ends_at, open_seq) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)")
        .bind(stamp.organisation())
        .bind(ids.public("fra"))
        .bind(project)
        .bind(subject)
        .bind(reason)
        .bind(stamp.by())
        .bind(stamp.at())
        .bind(ends_at)
        .bind(stamp.seq()),
    )
    .await?;
    Ok(())
}

/// Switches Full Register Access off.
pub async fn end_full_register(
    tx: &mut Tx,
    stamp: &Stamp,
    project: ProjectId,
    subject: SubjectId,
) -> DbResult<u64> {
    close(tx, stamp, "full_register", "project_id = $4 and subject_id = $5", &[project.get(), subject.get()])
        .await
}

/// Puts a person into a group or company; nothing happens when they are in it.
pub async fn join(tx: &mut Tx, stamp: &Stamp, group: SubjectId, subject: SubjectId) -> DbResult<()> {
    tx.execute(
        sql("insert into group_member (organisation_id, group_id, subject_id, opened_by, valid_from, open_seq)
             select $1, $2, $3, $4, $5, $6 where not exists (select 1 from group_member m
               where m.group_id = $2 and m.subject_id = $3 and m.closed_at is null)")
        .bind(stamp.organisation())
        .bind(group)
        .bind(subject)
        .bind(stamp.by())
        .bind(stamp.at())
        .bind(stamp.seq()),
    )
    .await?;
    Ok(())
}

/// Takes a person out of a group or company; `false` when they were not in it.
pub async fn leave(tx: &mut Tx, stamp: &Stamp, group: SubjectId, subject: SubjectId) -> DbResult<bool> {
    Ok(close(tx, stamp, "group_member", "group_id = $4 and subject_id = $5", &[group.get(), subject.get()])
        .await?
        == 1)
}

/// Lets a group carry a gate.
pub async fn add_group_action(tx: &mut Tx, stamp: &Stamp, group: SubjectId, gate: Gate) -> DbResult<()> {
    tx.execute(
        sql("insert into group_action (organisation_id, group_id, action, valid_from, open_seq)
             select $1, $2, $3, $4, $5 where not exists (select 1 from group_action a
               where a.group_id = $2 and a.action = $3 and a.closed_at is null)")
        .bind(stamp.organisation())
        .bind(group)
        .bind(gate.code())
        .bind(stamp.at())
        .bind(stamp.seq()),
    )
    .await?;
    Ok(())
}

/// Takes every gate that is not in `keep` from a group.
pub async fn keep_group_actions(tx: &mut Tx, stamp: &Stamp, group: SubjectId, keep: &[Gate]) -> DbResult<()> {
    let mut text =
        sql("").bind(stamp.at()).bind(stamp.by()).bind(stamp.seq()).bind(group).bind(stamp.organisation());
    text.push(
        "update group_action set closed_at = $1, closed_by = $2, close_seq = $3
        where group_id = $4 and organisation_id = $5 and closed_at is null and action not in ",
    );
    let codes: Vec<&str> = keep.iter().map(|gate| gate.code()).chain(["-"]).collect();
    text.text_list(&codes);
    tx.execute(text).await?;
    Ok(())
}

/// Closes a group: its members, its gates, and every grant to it.
pub async fn end_group(tx: &mut Tx, stamp: &Stamp, group: SubjectId) -> DbResult<()> {
    close(tx, stamp, "group_member", "group_id = $4", &[group.get()]).await?;
    close(tx, stamp, "group_action", "group_id = $4", &[group.get()]).await?;
    let condition = "id in (select g.id from access_grant g where g.subject_id = $4 and g.closed_at is null)";
    close(tx, stamp, "access_grant", condition, &[group.get()]).await?;
    Ok(())
}

/// Opens an override and returns its public id.
pub async fn set_override(tx: &mut Tx, ids: &Ids, stamp: &Stamp, new: &NewOverride<'_>) -> DbResult<String> {
    let public_id = ids.public(wayleave_base::OverrideId::PREFIX);
    tx.execute(
        sql("insert into permission_override (organisation_id, public_id, project_id, subject_id, role, action, effect, reason,
               opened_by, valid_from, ends_at, open_seq)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)")
        .bind(stamp.organisation())
        .bind(&public_id)
        .bind(new.project)
        .bind(new.subject)
        .bind(new.role.map(Role::code))
        .bind(new.gate.code())
        .bind(if new.grant { 1_i64 } else { -1 })
        .bind(new.reason)
        .bind(stamp.by())
        .bind(stamp.at())
        .bind(new.ends_at)
        .bind(stamp.seq()),
    )
    .await?;
    Ok(public_id)
}

/// Closes an override; `false` when it was closed already.
pub async fn end_override(tx: &mut Tx, stamp: &Stamp, id: i64) -> DbResult<bool> {
    Ok(close(tx, stamp, "permission_override", "id = $4", &[id]).await? == 1)
}

/// Writes a setting of the organisation or of a project, closing the former value.
pub async fn set(
    tx: &mut Tx,
    stamp: &Stamp,
    project: Option<ProjectId>,
    key: &str,
    value: &str,
) -> DbResult<()> {
    let mut text = sql("").bind(stamp.at()).bind(stamp.by()).bind(stamp.seq()).bind(stamp.organisation());
    text.push(
        "update setting set closed_at = $1, closed_by = $2, close_seq = $3
        where organisation_id = $4 and closed_at is null and key = ",
    );
    text.arg(key);
    match project {
        Some(project) => text.push(" and project_id = ").arg(project),
        None => text.push(" and project_id is null"),
    };
    tx.execute(text).await?;
    tx.execute(
        sql("insert into setting (organisation_id, project_id, key, value, valid_from, open_seq) values ($1, $2, $3, $4, $5, $6)")
            .bind(stamp.organisation())
            .bind(project)
            .bind(key)
            .bind(value)
            .bind(stamp.at())
            .bind(stamp.seq()),
    )
    .await?;
    Ok(())
}

/// Locks a project.
pub async fn lock_project(tx: &mut Tx, stamp: &Stamp, project: ProjectId, reason: &str) -> DbResult<()> {
    tx.execute(
        sql("insert into project_lock (organisation_id, project_id, reason, valid_from, opened_by, open_seq) values ($1, $2, $3, $4, $5, $6)")
            .bind(stamp.organisation())
            .bind(project)
            .bind(reason)
            .bind(stamp.at())
            .bind(stamp.by())
            .bind(stamp.seq()),
    )
    .await?;
    Ok(())
}

/// Unlocks a project; `false` when it was not locked.
pub async fn unlock_project(tx: &mut Tx, stamp: &Stamp, project: ProjectId) -> DbResult<bool> {
    Ok(close(tx, stamp, "project_lock", "project_id = $4", &[project.get()]).await? == 1)
}

/// Writes the history of what rules read on a document; called after every change of status, admission, restriction,
/// current revision or deletion.
pub async fn document_changed(tx: &mut Tx, stamp: &Stamp, document: DocumentId) -> DbResult<()> {
    let (at, organisation) = (stamp.at(), stamp.organisation());
    end_history(tx, "document_history", "document_id", document.get(), at).await?;
    tx.execute(
        sql("insert into document_history (organisation_id, document_id, status, admitted, restricted, current_seq, deleted, valid_from)
             select organisation_id, id, status, admitted, restricted, current_seq,
               cast(case when deleted_at is null then 0 else 1 end as bigint), $3
             from document where id = $1 and organisation_id = $2")
        .bind(document)
        .bind(organisation)
        .bind(at),
    )
    .await?;
    Ok(())
}

/// Writes the history of what rules read on a revision; called after every change of status or acceptance.
pub async fn revision_changed(tx: &mut Tx, stamp: &Stamp, revision: RevisionId) -> DbResult<()> {
    let (at, organisation) = (stamp.at(), stamp.organisation());
    end_history(tx, "revision_history", "revision_id", revision.get(), at).await?;
    tx.execute(
        sql("insert into revision_history (organisation_id, revision_id, document_id, seq, status, acceptance, valid_from)
             select organisation_id, id, document_id, seq, status, acceptance, $3 from revision
             where id = $1 and organisation_id = $2")
        .bind(revision)
        .bind(organisation)
        .bind(at),
    )
    .await?;
    Ok(())
}

/// Ends the open row of a history, or removes it when it began in this same moment and never held.
async fn end_history(tx: &mut Tx, table: &str, column: &str, id: i64, at: Timestamp) -> DbResult<()> {
    let mut text = sql("").bind(id).bind(at);
    text.push(&format!("delete from {table} where {column} = $1 and valid_from = $2"));
    tx.execute(text).await?;
    let mut text = sql("").bind(id).bind(at).bind(wayleave_base::NEVER);
    text.push(&format!("update {table} set valid_to = $2 where {column} = $1 and valid_to = $3"));
    tx.execute(text).await?;
    Ok(())
}

/// Creates a folder below `parent` and its closure rows.
pub async fn create_folder(
    tx: &mut Tx,
    ids: &Ids,
    stamp: &Stamp,
    project: ProjectId,
    parent: Option<FolderId>,
    name: &str,
) -> DbResult<FolderId> {
    let id = tx
        .int(
            sql("insert into folder (organisation_id, public_id, project_id, parent_id, name, created_at)
                 values ($1, $2, $3, $4, $5, $6) returning id as n")
            .bind(stamp.organisation())
            .bind(ids.public(FolderId::PREFIX))
            .bind(project)
            .bind(parent)
            .bind(name)
            .bind(stamp.at()),
        )
        .await?;
    tx.execute(
        sql("insert into folder_ancestor (organisation_id, ancestor_id, folder_id) select $1, a.ancestor_id, $2
             from folder_ancestor a where a.folder_id = $3 union all select $1, $2, $2")
        .bind(stamp.organisation())
        .bind(id)
        .bind(parent.map_or(0, FolderId::get)),
    )
    .await?;
    tx.execute(
        sql("insert into folder_parent_history (organisation_id, folder_id, parent_id, valid_from) values ($1, $2, $3, $4)")
            .bind(stamp.organisation())
            .bind(id)
            .bind(parent)
            .bind(stamp.at()),
    )
    .await?;
    Ok(FolderId(id))
}

/// Hangs a folder below another one; the closure of everything below moves with it. A folder cannot go below itself.
pub async fn move_folder(
    tx: &mut Tx,
    stamp: &Stamp,
    folder: FolderId,
    parent: Option<FolderId>,
) -> DbResult<bool> {
    if let Some(parent) = parent {
        let below =
            sql("select count(*) as n from folder_ancestor where ancestor_id = $1 and folder_id = $2");
        if tx.int(below.bind(folder).bind(parent)).await? > 0 {
            return Ok(false);
        }
    }
    tx.execute(
        sql("update folder set parent_id = $2 where id = $1 and organisation_id = $3")
            .bind(folder)
            .bind(parent)
            .bind(stamp.organisation()),
    )
    .await?;
    tx.execute(
        sql("delete from folder_ancestor where folder_id in (select b.folder_id from folder_ancestor b where b.ancestor_id = $1)
               and ancestor_id not in (select b.folder_id from folder_ancestor b where b.ancestor_id = $1)")
        .bind(folder),
    )
    .await?;
    tx.execute(
        sql("insert into folder_ancestor (organisation_id, ancestor_id, folder_id)
             select $1, up.ancestor_id, down.folder_id from folder_ancestor up cross join folder_ancestor down
             where up.folder_id = $2 and down.ancestor_id = $3")
        .bind(stamp.organisation())
        .bind(parent.map_or(0, FolderId::get))
        .bind(folder),
    )
    .await?;
    let documents = "d.folder_id in (select b.folder_id from folder_ancestor b where b.ancestor_id = $1)";
    rebuild_documents(tx, stamp, documents, folder.get()).await?;
    end_history(tx, "folder_parent_history", "folder_id", folder.get(), stamp.at()).await?;
    tx.execute(
        sql("insert into folder_parent_history (organisation_id, folder_id, parent_id, valid_from) values ($1, $2, $3, $4)")
            .bind(stamp.organisation())
            .bind(folder)
            .bind(parent)
            .bind(stamp.at()),
    )
    .await?;
    Ok(true)
}

/// Puts a document into a folder, or takes it out.
pub async fn place_document(
    tx: &mut Tx,
    stamp: &Stamp,
    document: DocumentId,
    folder: Option<FolderId>,
) -> DbResult<()> {
    tx.execute(
        sql("update document set folder_id = $2 where id = $1 and organisation_id = $3")
            .bind(document)
            .bind(folder)
            .bind(stamp.organisation()),
    )
    .await?;
    rebuild_documents(tx, stamp, "d.id = $1", document.get()).await?;
    end_history(tx, "document_folder_history", "document_id", document.get(), stamp.at()).await?;
    tx.execute(
        sql("insert into document_folder_history (organisation_id, document_id, folder_id, valid_from) values ($1, $2, $3, $4)")
            .bind(stamp.organisation())
            .bind(document)
            .bind(folder)
            .bind(stamp.at()),
    )
    .await?;
    Ok(())
}

/// Recomputes which folders lie above the documents that the condition finds.
async fn rebuild_documents(tx: &mut Tx, stamp: &Stamp, condition: &str, id: i64) -> DbResult<()> {
    let mut text = sql("").bind(id);
    text.push("delete from document_ancestor where document_id in (select d.id from document d where ")
        .push(condition)
        .push(")");
    tx.execute(text).await?;
    let mut text = sql("").bind(id);
    text.push("insert into document_ancestor (organisation_id, ancestor_id, document_id) select d.organisation_id, a.ancestor_id, d.id
        from document d join folder_ancestor a on a.folder_id = d.folder_id where ").push(condition);
    text.push(" and d.organisation_id = ").arg(stamp.organisation());
    tx.execute(text).await?;
    Ok(())
}
