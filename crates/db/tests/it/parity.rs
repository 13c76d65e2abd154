//! The two schemas are one: the same tables with the same columns, kinds and nullability, whichever engine runs.

use std::collections::{BTreeMap, BTreeSet};

use wayleave_db::testing::TestDb;
use wayleave_db::{Engine, GLOBAL_TABLES, sql};

/// table → column → (kind, may be null).
type Schema = BTreeMap<String, BTreeMap<String, (String, bool)>>;

macro_rules! migrations {
    ($engine:literal) => {
        concat!(
            include_str!(concat!("../../migrations/", $engine, "/20261121000000_begin.sql")),
            include_str!(concat!("../../migrations/", $engine, "/20261124010000_project_closeout.sql")),
            include_str!(concat!("../../migrations/", $engine, "/20261124020000_register_orders.sql")),
            include_str!(concat!("../../migrations/", $engine, "/20261124030000_transmittal_ticks.sql")),
        )
    };
}
const SQLITE: &str = migrations!("sqlite");
const POSTGRES: &str = migrations!("postgres");

/// The index of words is each engine's own: a virtual table with its shadows here, a table with an index there.
fn is_word_index(table: &str) -> bool {
    table == "passage_words" || table.starts_with("passage_words_")
}

/// The table and the column of `alter table … add column …;`.
fn added(line: &str) -> Option<(String, &str)> {
    let (table, column) = line.strip_prefix("alter table ")?.split_once(" add column ")?;
    Some((table.to_owned(), column.trim_end_matches(';')))
}

/// The two names of `alter table … rename to …;`.
fn renamed(line: &str) -> Option<(&str, &str)> {
    let (table, name) = line.strip_prefix("alter table ")?.split_once(" rename to ")?;
    Some((table, name.trim_end_matches(';')))
}

/// The table and the column of `alter table … alter column … drop not null;`.
fn freed(line: &str) -> Option<(&str, &str)> {
    let (table, column) = line.strip_prefix("alter table ")?.split_once(" alter column ")?;
    Some((table, column.strip_suffix(" drop not null;")?))
}

/// A column as it is written in one line, if it is one.
fn column(line: &str) -> Option<(String, (String, bool))> {
    let mut words = line.split_whitespace();
    let (column, kind) = (words.next()?, words.next()?);
    if matches!(column, "primary" | "unique" | "foreign" | "check" | "--") || column.ends_with('(') {
        return None;
    }
    let kind = match kind.trim_end_matches(',') {
        "integer" | "bigint" => "number",
        "blob" | "bytea" => "bytes",
        other => other,
    };
    let nullable = !line.contains("not null") && !line.contains("primary key");
    Some((column.to_owned(), (kind.to_owned(), nullable)))
}

/// Reads `create table`, `add column` and what makes a table anew as they are written in the migrations: one column a line.
fn written(text: &str) -> Schema {
    let mut schema = Schema::new();
    let mut table = None;
    for line in text.lines() {
        if let Some(name) = line.strip_prefix("create table ") {
            table = name.split([' ', '(']).next().map(str::to_owned);
        } else if let Some((table, column)) = added(line) {
            schema.entry(table).or_default().extend(self::column(column));
        } else if let Some(table) = line.strip_prefix("drop table ") {
            schema.remove(table.trim_end_matches(';'));
        } else if let Some((table, name)) = renamed(line) {
            let columns = schema.remove(table).unwrap_or_default();
            schema.insert(name.to_owned(), columns);
        } else if let Some((table, column)) = freed(line) {
            let kept = schema.get_mut(table).and_then(|columns| columns.get_mut(column));
            kept.expect("a column that stands").1 = true;
        } else if line.starts_with(')') {
            table = None;
        } else if let Some(table) = &table {
            if is_word_index(table) {
                continue;
            }
            schema.entry(table.clone()).or_default().extend(column(line));
        }
    }
    schema
}

#[test]
fn both_migrations_write_the_same_schema() {
    let (sqlite, postgres) = (written(SQLITE), written(POSTGRES));
    assert!(sqlite.len() > 40, "the reader of migrations found only {} tables", sqlite.len());
    let names = |schema: &Schema| schema.keys().cloned().collect::<BTreeSet<_>>();
    assert_eq!(names(&sqlite), names(&postgres));
    for (table, columns) in &sqlite {
        assert_eq!(columns, &postgres[table], "the columns of {table}");
    }
}

#[tokio::test]
async fn the_catalogue_says_what_the_migrations_say() {
    let test = TestDb::new().await;
    let mut tx = test.db().read().await.unwrap();
    let (statement, text) = match TestDb::engine() {
        Engine::Sqlite => (
            "select m.name as t, p.name as c, lower(p.type) as k,
               cast(case when p.\"notnull\" = 1 or p.pk > 0 then 0 else 1 end as bigint) as n
             from sqlite_master m join pragma_table_info(m.name) p where m.type = 'table' and m.name not like 'sqlite_%'",
            SQLITE,
        ),
        Engine::Postgres => (
            "select table_name::text as t, column_name::text as c, data_type::text as k,
               (case when is_nullable = 'YES' then 1 else 0 end)::bigint as n
             from information_schema.columns where table_schema = 'public'",
            POSTGRES,
        ),
    };
    let mut found = Schema::new();
    for row in tx.rows(sql(statement)).await.unwrap() {
        let kind = match row.get::<String>("k").unwrap().as_str() {
            "integer" | "bigint" => "number".to_owned(),
            "blob" | "bytea" => "bytes".to_owned(),
            other => other.to_owned(),
        };
        let table: String = row.get("t").unwrap();
        found.entry(table).or_default().insert(row.get("c").unwrap(), (kind, row.get("n").unwrap()));
    }
    found.remove("schema_migration");
    found.retain(|table, _| !is_word_index(table));
    assert_eq!(found, written(text));
}

/// Every table that names an organisation is closed to other organisations, or stands on the list of those that are
/// read before one is known.
#[tokio::test]
async fn every_table_of_an_organisation_has_row_security_forced() {
    let of_organisations: BTreeSet<String> = written(POSTGRES)
        .into_iter()
        .filter(|(name, columns)| {
            columns.contains_key("organisation_id") && !GLOBAL_TABLES.contains(&name.as_str())
        })
        .map(|(name, _)| name)
        .collect();
    for table in &of_organisations {
        for clause in ["enable", "force"] {
            let line = format!("alter table {table} {clause} row level security;");
            assert!(POSTGRES.contains(&line), "{table} has no `{line}`");
        }
    }
    if TestDb::engine() != Engine::Postgres {
        return;
    }
    let test = TestDb::new().await;
    let mut tx = test.db().read().await.unwrap();
    let rows = tx
        .rows(sql("select c.relname::text as t from pg_class c join pg_policy p on p.polrelid = c.oid
                   where c.relrowsecurity and c.relforcerowsecurity"))
        .await
        .unwrap();
    let guarded: BTreeSet<String> = rows.iter().map(|row| row.get("t").unwrap()).collect();
    assert_eq!(guarded, of_organisations);
}
