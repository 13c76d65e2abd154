//! The hand that loads: it opens an audit event for every batch, counts, and says how far it is.

use std::time::Instant;

use anyhow::Result;
use serde_json::json;
use wayleave_access::SystemAct;
use wayleave_access::audit::{self, Actor, Event, Stamp};
use wayleave_access::ledger::bulk;
use wayleave_base::{Clock, Ids, OrganisationId, SubjectId};
use wayleave_db::{Arg, Db, Sql, Tx, sql};

use crate::shell;

/// The name in addresses of the organisation that is measured.
pub const SLUG: &str = "bench";

/// Loads one organisation.
pub struct Loader {
    /// The database.
    pub db: Db,
    /// Where ids come from.
    pub ids: Ids,
    /// The organisation.
    pub organisation: OrganisationId,
    /// Who is named as the giver, once there is somebody.
    pub by: SubjectId,
    started: Instant,
    batches: usize,
}

impl Loader {
    /// Creates the organisation and takes the secondary indexes off.
    pub async fn begin(db: Db) -> Result<Loader> {
        let (ids, now) = (Ids::system(), Clock::system().now());
        let mut tx = db.begin().await?;
        let insert = "insert into organisation (public_id, slug, name, created_at) values ($1, $2, $3, $4) returning id as n";
        let insert = sql(insert).bind(ids.public(OrganisationId::PREFIX)).bind(SLUG).bind("Bench").bind(now);
        let organisation = OrganisationId(tx.int(insert).await?);
        tx.enter(organisation).await?;
        audit::begin(&mut tx, organisation).await?;
        bulk::unindex(&mut tx).await?;
        tx.commit().await?;
        Ok(Loader { db, ids, organisation, by: SubjectId(0), started: Instant::now(), batches: 0 })
    }

    /// Another hand for the same organisation, when this one is only lent.
    pub fn again(&self) -> Loader {
        Loader { db: self.db.clone(), ids: self.ids.clone(), started: Instant::now(), ..*self }
    }

    /// Opens the transaction and the audit event of a batch.
    pub async fn batch(&mut self, what: &str, rows: usize) -> Result<(Tx, Stamp)> {
        self.batches += 1;
        let mut tx = self.db.begin_in(self.organisation).await?;
        let actor = Actor { subject: self.by, ..Actor::system("bench") };
        let event = Event::new("access", "access.loaded", ("organisation", SLUG, "Bench"))
            .after(json!({ "what": what, "rows": rows }));
        let now = Clock::system().now();
        let stamp =
            audit::record(&mut tx, &self.ids, self.organisation, now, &actor, &SystemAct::Operator, event)
                .await?;
        Ok((tx, stamp))
    }

    /// Says how far the load is.
    pub fn tell(&self, what: &str) {
        shell::note(&format!("  {what} after {}", shell::elapsed(self.started)));
    }

    /// Puts the indexes back; returns how many seconds the load took in all and how many events it wrote.
    pub async fn finish(self) -> Result<(f64, usize)> {
        self.tell("rows are in, indexes follow");
        let mut tx = self.db.begin().await?;
        bulk::reindex(&mut tx).await?;
        tx.commit().await?;
        self.tell("indexes and statistics are made");
        loop {
            let mut tx = self.db.begin().await?;
            let more = tx.merge_words(10_000).await?;
            tx.commit().await?;
            if !more {
                break;
            }
        }
        self.tell("the index of words is merged");
        Ok((self.started.elapsed().as_secs_f64(), self.batches))
    }
}

/// Rows of tables that are not the ledger's: `insert into table (columns) values …`, some at a time.
pub async fn insert(tx: &mut Tx, table: &str, columns: &[&str], rows: Vec<Vec<Arg>>) -> Result<()> {
    for statement in statements(table, columns, rows) {
        tx.execute(statement).await?;
    }
    Ok(())
}

fn statements(table: &str, columns: &[&str], rows: Vec<Vec<Arg>>) -> Vec<Sql> {
    let mut statements = Vec::new();
    let mut rows = rows.into_iter().peekable();
    while rows.peek().is_some() {
        let mut statement = sql("");
        statement.push(&format!("insert into {table} ({}) values ", columns.join(", ")));
        for (at, row) in rows.by_ref().take(32).enumerate() {
            statement.push(if at == 0 { "(" } else { ", (" });
            for (at, value) in row.into_iter().enumerate() {
                statement.push(if at == 0 { "" } else { ", " });
                statement.arg(value);
            }
            statement.push(")");
        }
        statements.push(statement);
    }
    statements
}
