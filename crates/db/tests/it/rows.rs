//! The fewest rows that the tests here stand on: an organisation with a project, people, a folder and a document.

use wayleave_base::OrganisationId;
use wayleave_db::{Db, DbResult, Sql, Tx, sql};

/// Ids of one organisation's rows.
#[derive(Clone, Copy, Debug)]
pub struct Place {
    pub organisation: OrganisationId,
    pub project: i64,
    pub subject: i64,
    pub folder: i64,
    pub document: i64,
}

/// Writes an organisation; `key` tells it from others.
pub async fn place(db: &Db, key: &str) -> Place {
    let mut tx = db.begin().await.unwrap();
    let organisation = OrganisationId(
        tx.int(
            sql("insert into organisation (public_id, slug, name, created_at) values ($1, $1, $1, 1) returning id as n").bind(key),
        )
        .await
        .unwrap(),
    );
    tx.enter(organisation).await.unwrap();
    let subject = tx
        .int(
            sql("insert into subject (organisation_id, kind) values ($1, 1) returning id as n")
                .bind(organisation),
        )
        .await
        .unwrap();
    let project = tx
        .int(
            sql("insert into project (organisation_id, public_id, reference, name, created_by, created_at)
                 values ($1, $2, $2, $2, $3, 1) returning id as n")
            .bind(organisation)
            .bind(key)
            .bind(subject),
        )
        .await
        .unwrap();
    let folder = tx
        .int(
            sql("insert into folder (organisation_id, public_id, project_id, name, created_at)
                 values ($1, $2, $3, $2, 1) returning id as n")
            .bind(organisation)
            .bind(key)
            .bind(project),
        )
        .await
        .unwrap();
    let document = tx
        .int(
            sql("insert into document (organisation_id, public_id, project_id, number, number_key, title, title_key, status,
                   admitted, owner_id, created_by, created_at, updated_at)
                 values ($1, $2, $3, $2, $2, $2, $2, 'approved', 1, $4, $4, 1, 1) returning id as n")
            .bind(organisation)
            .bind(key)
            .bind(project)
            .bind(subject),
        )
        .await
        .unwrap();
    tx.commit().await.unwrap();
    Place { organisation, project, subject, folder, document }
}

/// The statement that opens a grant; each argument can be wrong on purpose.
pub fn grant(organisation: OrganisationId, subject: i64, kind: i64, object: i64, project: i64) -> Sql {
    sql("insert into access_grant (organisation_id, subject_id, object_kind, object_id, project_id, caps, reason, cause_kind,
           cause_id, opened_by, valid_from, open_seq) values ($1, $2, $3, $4, $5, 1, 3, 3, 1, $2, 10, 1) returning id as n")
        .bind(organisation)
        .bind(subject)
        .bind(kind)
        .bind(object)
        .bind(project)
}

/// Runs one statement in a transaction of its own inside an organisation.
pub async fn alone(db: &Db, organisation: OrganisationId, statement: Sql) -> DbResult<u64> {
    let mut tx: Tx = db.begin_in(organisation).await?;
    let count = tx.execute(statement).await?;
    tx.commit().await?;
    Ok(count)
}
