//! Secondary indexes off before a large load and back after it.

use serde::{Deserialize, Serialize};
use wayleave_db::{DbResult, Tx, row, sql};

/// The tables that a load fills.
const TABLES: [&str; 9] = [
    "access_grant",
    "document",
    "document_ancestor",
    "group_member",
    "organisation_role",
    "passage_words",
    "project_membership",
    "revision",
    "revision_history",
];

/// Under which name the definitions wait meanwhile.
const KEY: &str = "bulk_indexes";

row! {
    #[derive(Serialize, Deserialize)]
    struct Index { name: String, definition: String }
}

row! {
    struct Kept { value: Vec<u8> }
}

/// Drops the secondary indexes of the tables that a load fills and keeps their definitions in the database until
/// [`reindex`]. Unique keys stay. Everything still works, slowly: only for a database that nobody serves yet.
pub async fn unindex(tx: &mut Tx) -> DbResult<()> {
    reindex(tx).await?;
    let mut indexes = Vec::new();
    for table in TABLES {
        let list = sql(tx.engine().secondary_indexes()).bind(table);
        indexes.extend(tx.all::<Index>(list).await?);
    }
    let kept = serde_json::to_vec(&indexes).expect("texts serialise");
    tx.execute(sql("insert into server_key (name, value) values ($1, $2)").bind(KEY).bind(kept)).await?;
    for index in &indexes {
        let mut statement = sql("drop index ");
        statement.push(&index.name);
        tx.execute(statement).await?;
    }
    Ok(())
}

/// Makes the dropped indexes again, also after a load that was interrupted, and has the engine count its rows anew:
/// without that it would choose its plans for the tables as they were.
pub async fn reindex(tx: &mut Tx) -> DbResult<()> {
    let kept: Option<Kept> =
        tx.optional(sql("select value from server_key where name = $1").bind(KEY)).await?;
    let Some(kept) = kept else { return Ok(()) };
    for index in serde_json::from_slice::<Vec<Index>>(&kept.value).unwrap_or_default() {
        let mut statement = sql("");
        statement.push(&index.definition);
        tx.execute(statement).await?;
    }
    tx.execute(sql("delete from server_key where name = $1").bind(KEY)).await?;
    tx.execute(sql("analyze")).await?;
    Ok(())
}
