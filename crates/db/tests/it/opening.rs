//! Opening a database: a new one is migrated, an old one left alone, a newer one and a too mighty role are refused.

use wayleave_db::testing::{EmptyDb, TestDb};
use wayleave_db::{Db, DbConfig, DbError, Engine, MIGRATIONS, sql};

#[tokio::test]
async fn opening_migrates_once_and_is_idempotent() {
    let place = EmptyDb::new().await;
    for _ in 0..2 {
        let db = Db::open(&place.config()).await.unwrap();
        let mut tx = db.read().await.unwrap();
        let applied = tx.int(sql("select count(*) as n from schema_migration")).await.unwrap();
        assert_eq!(applied, MIGRATIONS.len() as i64);
        tx.rollback().await.unwrap();
        db.close().await;
    }
}

#[tokio::test]
async fn a_newer_schema_is_refused_with_a_sentence() {
    let test = TestDb::new().await;
    let mut tx = test.db().begin().await.unwrap();
    tx.execute(sql("insert into schema_migration (name, applied_at) values ('29990101000000_later', 1)"))
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let refusal = Db::open(&test.config()).await.err().expect("a newer schema must not open");
    assert!(matches!(&refusal, DbError::NewerSchema(name) if name == "29990101000000_later"), "{refusal:?}");
    assert!(refusal.to_string().contains("newer wayleave"), "{refusal}");
}

#[tokio::test]
async fn a_role_that_is_bound_by_row_security_is_accepted() {
    let test = TestDb::new().await;
    Db::open(&test.config()).await.unwrap();
}

/// The role of the tests may not make a stronger one, so whoever starts PostgreSQL for them names one. SQLite has no roles.
#[tokio::test]
async fn a_role_above_row_security_is_refused() {
    if TestDb::engine() != Engine::Postgres {
        return;
    }
    let refusal =
        Db::open(&DbConfig::Postgres(strong_url())).await.err().expect("a superuser must be refused");
    assert!(matches!(refusal, DbError::RoleTooStrong(_)), "{refusal:?}");
    assert!(refusal.to_string().contains("nobypassrls"), "{refusal}");
}

#[expect(clippy::disallowed_methods, reason = "a test has no configuration")]
fn strong_url() -> String {
    std::env::var("WAYLEAVE_TEST_PG_SUPER_URL")
        .expect("WAYLEAVE_TEST_PG_SUPER_URL names a superuser; `cargo xtask pg` sets it")
}

#[tokio::test]
async fn two_test_databases_share_nothing() {
    let (one, two) = (TestDb::new().await, TestDb::new().await);
    crate::rows::place(one.db(), "one").await;
    let mut tx = two.db().read().await.unwrap();
    assert_eq!(tx.int(sql("select count(*) as n from organisation")).await.unwrap(), 0);
}
