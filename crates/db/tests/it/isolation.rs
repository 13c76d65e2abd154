//! The belt below the code: without an organisation PostgreSQL answers with an error, with another one with nothing.
//! SQLite has no such belt; there the same statements carry the organisation themselves.

use wayleave_db::testing::TestDb;
use wayleave_db::{Engine, sql};

use crate::rows::{alone, grant, place};

/// Every table of organisations that the rows here fill.
const FILLED: &[&str] = &["subject", "project", "folder", "document", "access_grant"];

#[tokio::test]
async fn another_organisation_sees_no_rows() {
    let test = TestDb::new().await;
    let (ours, theirs) = (place(test.db(), "ours").await, place(test.db(), "theirs").await);
    alone(
        test.db(),
        ours.organisation,
        grant(ours.organisation, ours.subject, 1, ours.document, ours.project),
    )
    .await
    .unwrap();
    if TestDb::engine() != Engine::Postgres {
        return;
    }
    for table in FILLED {
        let count = |what: &str| {
            let mut statement = sql("");
            statement
                .push(&format!("select count(*) as n from {table} where {what} = "))
                .arg(ours.organisation);
            statement
        };
        let mut tx = test.db().read_in(theirs.organisation).await.unwrap();
        assert_eq!(
            tx.int(count("organisation_id")).await.unwrap(),
            0,
            "{table} leaks to another organisation"
        );
        let mut tx = test.db().read_in(ours.organisation).await.unwrap();
        assert_ne!(tx.int(count("organisation_id")).await.unwrap(), 0, "{table} hides its own rows");
        let mut tx = test.db().read().await.unwrap();
        let unset = tx.int(count("organisation_id")).await;
        assert!(unset.is_err(), "{table} answered {unset:?} before an organisation was named");
    }
}

#[tokio::test]
async fn another_organisations_rows_cannot_be_written() {
    if TestDb::engine() != Engine::Postgres {
        return;
    }
    let test = TestDb::new().await;
    let (ours, theirs) = (place(test.db(), "ours").await, place(test.db(), "theirs").await);
    let theft = sql("update document set title = 'x' where id = $1").bind(ours.document);
    assert_eq!(alone(test.db(), theirs.organisation, theft).await.unwrap(), 0);
    let planted = sql("insert into subject (organisation_id, kind) values ($1, 1)").bind(ours.organisation);
    assert!(
        alone(test.db(), theirs.organisation, planted).await.is_err(),
        "a row was planted in another organisation"
    );
}

/// The name of the organisation goes with the transaction and does not stick to a pooled connection.
#[tokio::test]
async fn the_organisation_does_not_outlive_its_transaction() {
    if TestDb::engine() != Engine::Postgres {
        return;
    }
    let test = TestDb::new().await;
    let ours = place(test.db(), "ours").await;
    for _ in 0..20 {
        let mut tx = test.db().read_in(ours.organisation).await.unwrap();
        tx.int(sql("select count(*) as n from document")).await.unwrap();
        tx.rollback().await.unwrap();
        let mut tx = test.db().read().await.unwrap();
        assert!(tx.int(sql("select count(*) as n from document")).await.is_err());
    }
}
