//! The rows of files that arrive in pieces.

use wayleave_base::{OrganisationId, ProjectId, SubjectId, Timestamp};
use wayleave_db::{DbResult, Tx, row, sql};

row! {
    /// An upload in pieces, as stored.
    #[derive(Clone, Debug)]
    pub struct Arrival {
        /// The internal id.
        pub id: i64,
        /// The public id, also the name of its file in the staging folder.
        pub public_id: String,
        /// The file's name, made harmless.
        pub filename: String,
        /// The announced size.
        pub size: i64,
        /// Until when it can be continued, or its upload be used.
        pub expires_at: i64,
        /// The upload that was made of it, as JSON; none while it is not whole.
        pub view: Option<String>,
    }
}

row! {
    /// What is being uploaded at a moment.
    pub struct Unfinished {
        /// How many uploads of the person.
        pub count: i64,
        /// Their announced sizes together.
        pub own: i64,
        /// Those of everybody in the organisation.
        pub everybody: i64,
    }
}

/// Whose arrivals are meant.
#[derive(Clone, Copy, Debug)]
pub struct Owner {
    /// The organisation.
    pub organisation: OrganisationId,
    /// The project.
    pub project: ProjectId,
    /// The person who began them.
    pub subject: SubjectId,
}

/// One arrival of this person that has not expired.
pub async fn find(tx: &mut Tx, owner: Owner, public_id: &str, now: Timestamp) -> DbResult<Option<Arrival>> {
    tx.optional(
        sql("select id, public_id, filename, size, expires_at, view from arrival
             where organisation_id = $1 and project_id = $2 and subject_id = $3 and public_id = $4 and expires_at > $5")
        .bind(owner.organisation)
        .bind(owner.project)
        .bind(owner.subject)
        .bind(public_id)
        .bind(now),
    )
    .await
}

/// What this person and the whole organisation have begun and not finished.
pub async fn unfinished(tx: &mut Tx, owner: Owner, now: Timestamp) -> DbResult<Unfinished> {
    tx.one(
        sql("select cast(coalesce(sum(case when subject_id = $2 then 1 else 0 end), 0) as bigint) as count,
               cast(coalesce(sum(case when subject_id = $2 then size else 0 end), 0) as bigint) as own,
               cast(coalesce(sum(size), 0) as bigint) as everybody
             from arrival where organisation_id = $1 and view is null and expires_at > $3")
        .bind(owner.organisation)
        .bind(owner.subject)
        .bind(now),
    )
    .await
}

/// Writes a new one.
pub async fn insert(
    tx: &mut Tx,
    owner: Owner,
    (public_id, filename, size): (&str, &str, i64),
    (now, expires_at): (Timestamp, Timestamp),
) -> DbResult<()> {
    tx.execute(
        sql("insert into arrival (organisation_id, public_id, project_id, subject_id, filename, size, created_at, expires_at)
             values ($1, $2, $3, $4, $5, $6, $7, $8)")
        .bind(owner.organisation)
        .bind(public_id)
        .bind(owner.project)
        .bind(owner.subject)
        .bind(filename)
        .bind(size)
        .bind(now)
        .bind(expires_at),
    )
    .await?;
    Ok(())
}

/// Keeps an unfinished one for longer, and says whether it was still there.
pub async fn renew(tx: &mut Tx, id: i64, expires_at: Timestamp) -> DbResult<bool> {
    let text = sql("update arrival set expires_at = $2 where id = $1 and view is null");
    Ok(tx.execute(text.bind(id).bind(expires_at)).await? == 1)
}

/// Says what became of it; false when it was cancelled or finished meanwhile.
pub async fn finish(tx: &mut Tx, id: i64, view: &str, expires_at: Timestamp) -> DbResult<bool> {
    let text = sql("update arrival set view = $2, expires_at = $3 where id = $1 and view is null");
    Ok(tx.execute(text.bind(id).bind(view).bind(expires_at)).await? == 1)
}

/// Forgets it.
pub async fn delete(tx: &mut Tx, id: i64) -> DbResult<()> {
    tx.execute(sql("delete from arrival where id = $1").bind(id)).await?;
    Ok(())
}

/// Those that have expired, oldest first.
pub async fn expired(
    tx: &mut Tx,
    organisation: OrganisationId,
    now: Timestamp,
    most: i64,
) -> DbResult<Vec<Arrival>> {
    tx.all(
        sql("select id, public_id, filename, size, expires_at, view from arrival
             where organisation_id = $1 and expires_at <= $2 order by expires_at limit $3")
        .bind(organisation)
        .bind(now)
        .bind(most),
    )
    .await
}
