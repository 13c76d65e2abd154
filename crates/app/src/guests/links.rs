//! The links of a share as stored, the sessions they opened, and whom the shares of a leaver belong to.

use wayleave_base::{GuestShareId, NEVER, OrganisationId, ProjectId, SubjectId, Timestamp, Token};
use wayleave_db::{DbResult, Tx, row, sql};

use super::store::FROM;

/// The kind of a link's secret.
pub const LINK: &str = "guest_link";

/// Keeps the hash of a link. The link works as long as the share does.
pub async fn keep_link(
    tx: &mut Tx,
    organisation: OrganisationId,
    share: GuestShareId,
    link: &Token,
    now: Timestamp,
) -> DbResult<()> {
    tx.execute(
        sql("insert into secret (token_hash, kind, organisation_id, target_id, created_at, expires_at)
             values ($1, $2, $3, $4, $5, $6)")
        .bind(link.hash())
        .bind(LINK)
        .bind(organisation)
        .bind(share)
        .bind(now)
        .bind(NEVER),
    )
    .await?;
    Ok(())
}

/// Voids one link; it was never handed to anybody.
pub async fn drop_link(tx: &mut Tx, link: &Token) -> DbResult<()> {
    tx.execute(sql("delete from secret where token_hash = $1 and kind = $2").bind(link.hash()).bind(LINK))
        .await?;
    Ok(())
}

/// Voids every link of a share.
pub async fn void_links(
    tx: &mut Tx,
    organisation: OrganisationId,
    share: GuestShareId,
    now: Timestamp,
) -> DbResult<u64> {
    tx.execute(
        sql("update secret set used_at = $4 where kind = $1 and target_id = $2 and organisation_id = $3 and used_at is null")
            .bind(LINK)
            .bind(share)
            .bind(organisation)
            .bind(now),
    )
    .await
}

/// Ends every session of a share.
pub async fn end_sessions(
    tx: &mut Tx,
    organisation: OrganisationId,
    share: GuestShareId,
    now: Timestamp,
) -> DbResult<u64> {
    tx.execute(
        sql("update guest_session set revoked_at = $3 where guest_share_id = $1 and organisation_id = $2 and revoked_at is null")
            .bind(share)
            .bind(organisation)
            .bind(now),
    )
    .await
}

/// Gives the shares that a leaver made to the project, in one project or in all, and says how many of them are in force
/// in each.
pub async fn hand_over(
    tx: &mut Tx,
    organisation: OrganisationId,
    project: Option<ProjectId>,
    leaver: SubjectId,
    now: Timestamp,
) -> DbResult<Vec<(ProjectId, i64)>> {
    row! {
        struct Count { project_id: ProjectId, n: i64 }
    }
    let mut text = sql("select s.project_id, count(*) as n").bind(organisation).bind(leaver).bind(now);
    text.push(FROM).push(
        " where s.organisation_id = $1 and s.created_by = $2 and s.owned_by_project = 0 and g.closed_at is null
          and g.ends_at > $3",
    );
    if let Some(project) = project {
        text.push(" and s.project_id = ").arg(project);
    }
    text.push(" group by s.project_id order by s.project_id");
    let counts: Vec<Count> = tx.all(text).await?;
    let mut text = sql("update guest_share set owned_by_project = 1 where organisation_id = $1 and created_by = $2 and owned_by_project = 0")
        .bind(organisation)
        .bind(leaver);
    if let Some(project) = project {
        text.push(" and project_id = ").arg(project);
    }
    tx.execute(text).await?;
    Ok(counts.into_iter().map(|count| (count.project_id, count.n)).collect())
}
