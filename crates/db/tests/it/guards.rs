//! What the triggers and keys refuse on both engines, whatever code above them does.

use wayleave_db::testing::TestDb;
use wayleave_db::{DbError, Sql, sql};

use crate::rows::{Place, alone, grant, place};

/// An open row of each ledger table of `at`.
fn openings(at: &Place) -> Vec<(&'static str, Sql)> {
    let of = |text: &'static str| sql(text).bind(at.organisation).bind(at.subject).bind(at.project);
    vec![
        (
            "organisation_role",
            sql("insert into organisation_role (organisation_id, subject_id, role, valid_from, open_seq)
                 values ($1, $2, 'member', 10, 1)")
            .bind(at.organisation)
            .bind(at.subject),
        ),
        (
            "project_lock",
            of("insert into project_lock (organisation_id, opened_by, project_id, reason, valid_from, open_seq)
                values ($1, $2, $3, 'x', 10, 1)"),
        ),
        (
            "project_membership",
            of("insert into project_membership (organisation_id, public_id, project_id, subject_id, role, cause_kind, cause_id,
                  opened_by, valid_from, open_seq) values ($1, 'm', $3, $2, 'viewer', 1, 1, $2, 10, 1)"),
        ),
        (
            "full_register",
            of("insert into full_register (organisation_id, public_id, project_id, subject_id, opened_by, valid_from, ends_at,
                  open_seq) values ($1, 'f', $3, $2, $2, 10, 99, 1)"),
        ),
        (
            "group_action",
            sql("insert into group_action (organisation_id, group_id, action, valid_from, open_seq)
                 values ($1, $2, 'view_reports', 10, 1)")
            .bind(at.organisation)
            .bind(at.subject),
        ),
        (
            "group_member",
            sql("insert into group_member (organisation_id, group_id, subject_id, opened_by, valid_from, open_seq)
                 values ($1, $2, $2, $2, 10, 1)")
            .bind(at.organisation)
            .bind(at.subject),
        ),
        (
            "permission_override",
            of("insert into permission_override (organisation_id, public_id, project_id, subject_id, action, effect, reason,
                  opened_by, valid_from, open_seq) values ($1, 'o', $3, $2, 'view_reports', 1, 'x', $2, 10, 1)"),
        ),
        (
            "setting",
            sql("insert into setting (organisation_id, project_id, key, value, valid_from, open_seq)
                 values ($1, $2, 'k', 'v', 10, 1)")
            .bind(at.organisation)
            .bind(at.project),
        ),
        ("access_grant", grant(at.organisation, at.subject, 1, at.document, at.project)),
    ]
}

fn is_guard(result: &Result<u64, DbError>) -> bool {
    matches!(result, Err(DbError::Guard(_)))
}

#[tokio::test]
async fn ledger_rows_are_never_deleted_or_edited_and_close_once() {
    let test = TestDb::new().await;
    let at = place(test.db(), "a").await;
    for (table, opening) in openings(&at) {
        let run = |text: String| {
            let mut statement = sql("");
            statement.push(&text);
            alone(test.db(), at.organisation, statement)
        };
        alone(test.db(), at.organisation, opening).await.unwrap();
        assert!(is_guard(&run(format!("delete from {table}")).await), "{table} let itself be deleted");
        for edit in ["valid_from = 11", "open_seq = 2", "ends_at = 50"] {
            assert!(
                is_guard(&run(format!("update {table} set {edit}")).await),
                "{table} let itself be edited: {edit}"
            );
            let smuggled = format!("update {table} set closed_at = 20, closed_by = 1, close_seq = 2, {edit}");
            assert!(is_guard(&run(smuggled).await), "{table} was edited under the cover of closing: {edit}");
        }
        let half = run(format!("update {table} set closed_at = 20")).await;
        assert!(matches!(half, Err(DbError::Constraint(_))), "{table} was closed without an event: {half:?}");
        let close = format!("update {table} set closed_at = 20, closed_by = 1, close_seq = 2");
        assert_eq!(run(close.clone()).await.unwrap(), 1, "{table}");
        assert!(is_guard(&run(close).await), "{table} was closed twice");
        let reopen = format!("update {table} set closed_at = null, closed_by = null, close_seq = null");
        assert!(is_guard(&run(reopen).await), "{table} was opened again");
        assert!(is_guard(&run(format!("delete from {table}")).await), "{table} let a closed row be deleted");
    }
}

/// A column that the SQLite trigger forgets could be edited while a row is closed; this asks every one.
#[tokio::test]
async fn closing_changes_no_other_column() {
    let test = TestDb::new().await;
    let at = place(test.db(), "a").await;
    for (table, opening) in openings(&at) {
        alone(test.db(), at.organisation, opening).await.unwrap();
        let columns = columns(&test, table).await;
        for (column, numeric) in columns {
            if matches!(column.as_str(), "closed_at" | "closed_by" | "close_seq") {
                continue;
            }
            let value = if numeric { "7777777" } else { "'other'" };
            let mut statement = sql("");
            statement.push(&format!(
                "update {table} set closed_at = 20, closed_by = 1, close_seq = 2, {column} = {value}"
            ));
            let result = alone(test.db(), at.organisation, statement).await;
            assert!(result.is_err(), "closing a row of {table} changed its {column}");
        }
    }
}

async fn columns(test: &TestDb, table: &str) -> Vec<(String, bool)> {
    let mut tx = test.db().read().await.unwrap();
    let mut statement = match TestDb::engine() {
        wayleave_db::Engine::Sqlite => sql("select name as c, type as k from pragma_table_info("),
        wayleave_db::Engine::Postgres => sql(
            "select column_name::text as c, data_type::text as k from information_schema.columns where (table_name = ",
        ),
    };
    statement.arg(table).push(")");
    let rows = tx.rows(statement).await.unwrap();
    let numeric = |kind: String| !kind.eq_ignore_ascii_case("text");
    rows.iter().map(|row| (row.get("c").unwrap(), numeric(row.get("k").unwrap()))).collect()
}

#[tokio::test]
async fn a_grant_lies_where_its_object_lies() {
    let test = TestDb::new().await;
    let (ours, theirs) = (place(test.db(), "ours").await, place(test.db(), "theirs").await);
    let org = ours.organisation;
    // A second project of the same organisation.
    let mut tx = test.db().begin_in(org).await.unwrap();
    let second = tx
        .int(
            sql("insert into project (organisation_id, public_id, reference, name, created_by, created_at)
                 values ($1, 'second', 'second', 'second', $2, 1) returning id as n")
            .bind(org)
            .bind(ours.subject),
        )
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let refused = [
        ("another organisation's document", grant(org, ours.subject, 1, theirs.document, ours.project)),
        ("another organisation's folder", grant(org, ours.subject, 2, theirs.folder, ours.project)),
        ("another organisation's subject", grant(org, theirs.subject, 1, ours.document, ours.project)),
        ("another organisation's project", grant(org, ours.subject, 1, ours.document, theirs.project)),
        ("another project of the same organisation", grant(org, ours.subject, 1, ours.document, second)),
        ("a folder in another project", grant(org, ours.subject, 2, ours.folder, second)),
        ("a document that does not exist", grant(org, ours.subject, 1, 999_999, ours.project)),
        ("a kind that does not exist", grant(org, ours.subject, 9, ours.document, ours.project)),
    ];
    for (what, statement) in refused {
        let result = alone(test.db(), org, statement).await;
        assert!(result.is_err(), "a grant on {what} was stored");
    }
    alone(test.db(), org, grant(org, ours.subject, 1, ours.document, ours.project)).await.unwrap();
    alone(test.db(), org, grant(org, ours.subject, 2, ours.folder, ours.project)).await.unwrap();
}

#[tokio::test]
async fn a_document_stays_in_its_project_and_keeps_its_public_id() {
    let test = TestDb::new().await;
    let (ours, theirs) = (place(test.db(), "ours").await, place(test.db(), "theirs").await);
    for change in ["project_id = project_id + 1", "public_id = 'other'"] {
        let mut statement = sql("");
        statement.push(&format!("update document set {change} where id = ")).arg(ours.document);
        assert!(alone(test.db(), ours.organisation, statement).await.is_err(), "{change}");
    }
    let moved = sql("update document set organisation_id = $1 where id = $2")
        .bind(theirs.organisation)
        .bind(ours.document);
    assert!(alone(test.db(), ours.organisation, moved).await.is_err());
}

#[tokio::test]
async fn the_audit_log_only_grows_and_without_gaps() {
    let test = TestDb::new().await;
    let at = place(test.db(), "a").await;
    let event = |seq: i64| {
        sql("insert into audit_event (organisation_id, seq, at, category, action, actor_kind, actor_id, assurance, entity_kind,
               entity_id, rule, grounds, confidential, request_id, body, leaf_hash)
             values ($1, $2, 1, 'c', 'a', 'system', 's', 'system', 'k', 'e', 'r', '[]', 0, '', '{}', $3)")
            .bind(at.organisation)
            .bind(seq)
            .bind(vec![0_u8; 32])
    };
    let head = sql("insert into audit_head (organisation_id, seq, hash) values ($1, 1, $2)")
        .bind(at.organisation)
        .bind(vec![0_u8; 32]);
    alone(test.db(), at.organisation, head).await.unwrap();
    assert!(is_guard(&alone(test.db(), at.organisation, event(2)).await), "a number was left out");
    alone(test.db(), at.organisation, event(1)).await.unwrap();
    for statement in ["delete from audit_event", "update audit_event set actor_id = 'x'"] {
        assert!(is_guard(&alone(test.db(), at.organisation, sql(statement)).await), "{statement}");
    }
}
