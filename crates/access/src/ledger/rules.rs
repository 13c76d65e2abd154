//! What bends the rules: overrides, settings and locks of projects.

use wayleave_base::{Ids, ProjectId, SubjectId, Timestamp};
use wayleave_db::{DbResult, Tx, sql};

use super::close;
use crate::audit::Stamp;
use crate::words::{Gate, Role};

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
