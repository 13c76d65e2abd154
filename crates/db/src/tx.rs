//! A transaction on either engine: the one place where statements run, and where they are counted.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use sqlx::postgres::{PgArguments, Postgres};
use sqlx::query::Query;
use sqlx::sqlite::{Sqlite, SqliteArguments};
use sqlx::{AssertSqlSafe, Transaction};
use wayleave_base::OrganisationId;

use crate::row::Inner as RowInner;
use crate::{Arg, DbError, DbResult, Engine, FromRow, Row, Sql, sql};

/// An open transaction. Dropping it rolls back.
pub struct Tx {
    inner: Inner,
    organisation: Option<OrganisationId>,
    watch: Arc<Watch>,
    #[cfg(feature = "testing")]
    rewrite: Option<Arc<Rewrite>>,
}

/// What all transactions of a database have in common.
#[derive(Default)]
pub(crate) struct Watch {
    counter: AtomicU64,
    #[cfg(feature = "testing")]
    rewrite: std::sync::Mutex<Option<Arc<Rewrite>>>,
}

impl Watch {
    /// How many statements ran.
    pub(crate) fn counted(&self) -> u64 {
        self.counter.load(Ordering::Relaxed)
    }

    #[cfg(feature = "testing")]
    pub(crate) fn rewrite(&self, rewrite: Option<Arc<Rewrite>>) {
        *self.rewrite.lock().unwrap_or_else(std::sync::PoisonError::into_inner) = rewrite;
    }

    #[cfg(feature = "testing")]
    fn text(&self, statement: &Sql) -> Option<String> {
        let rewrite = self.rewrite.lock().unwrap_or_else(std::sync::PoisonError::into_inner).clone()?;
        rewrite(statement)
    }
}

/// What a test puts between a statement and the engine: another text, or `None` to leave it.
#[cfg(feature = "testing")]
pub type Rewrite = dyn Fn(&Sql) -> Option<String> + Send + Sync;

pub(crate) enum Inner {
    Sqlite(Transaction<'static, Sqlite>),
    Postgres(Transaction<'static, Postgres>),
}

fn sqlite_query(statement: Sql) -> Query<'static, Sqlite, SqliteArguments> {
    let mut query = sqlx::query(AssertSqlSafe(statement.text)).persistent(!statement.once);
    for arg in statement.args {
        query = match arg {
            Arg::Int(value) => query.bind(value),
            Arg::Text(value) => query.bind(value),
            Arg::Bytes(value) => query.bind(value),
        };
    }
    query
}

fn postgres_query(statement: Sql) -> Query<'static, Postgres, PgArguments> {
    let mut query = sqlx::query(AssertSqlSafe(statement.text)).persistent(!statement.once);
    for arg in statement.args {
        query = match arg {
            Arg::Int(value) => query.bind(value),
            Arg::Text(value) => query.bind(value),
            Arg::Bytes(value) => query.bind(value),
        };
    }
    query
}

impl Tx {
    pub(crate) fn new(inner: Inner, watch: Arc<Watch>) -> Self {
        Self {
            inner,
            organisation: None,
            watch,
            #[cfg(feature = "testing")]
            rewrite: None,
        }
    }

    /// Puts every further statement of this transaction through `rewrite`, so that a test can watch statements, or damage
    /// one and see whether anybody notices.
    #[cfg(feature = "testing")]
    pub fn rewrite(&mut self, rewrite: Arc<Rewrite>) {
        self.rewrite = Some(rewrite);
    }

    /// Counts a statement on its way to the engine.
    fn counted(&self, statement: Sql) -> Sql {
        self.watch.counter.fetch_add(1, Ordering::Relaxed);
        #[cfg(feature = "testing")]
        if let Some(text) = self.rewritten(&statement) {
            return statement.with_text(text);
        }
        statement
    }

    #[cfg(feature = "testing")]
    fn rewritten(&self, statement: &Sql) -> Option<String> {
        let own = self.rewrite.as_ref().and_then(|rewrite| rewrite(statement));
        own.or_else(|| self.watch.text(statement))
    }

    /// The engine this runs on.
    #[must_use]
    pub fn engine(&self) -> Engine {
        match self.inner {
            Inner::Sqlite(_) => Engine::Sqlite,
            Inner::Postgres(_) => Engine::Postgres,
        }
    }

    /// Opens the tables of one organisation to this transaction; until then PostgreSQL answers them with an error.
    pub async fn enter(&mut self, organisation: OrganisationId) -> DbResult<()> {
        if let Inner::Postgres(tx) = &mut self.inner {
            sqlx::query("select set_config('app.organisation', $1, true)")
                .bind(organisation.get().to_string())
                .execute(&mut **tx)
                .await?;
        }
        self.organisation = Some(organisation);
        Ok(())
    }

    /// The organisation entered, if any.
    #[must_use]
    pub fn organisation(&self) -> Option<OrganisationId> {
        self.organisation
    }

    /// Runs a statement and says how many rows it touched.
    pub async fn execute(&mut self, statement: Sql) -> DbResult<u64> {
        let statement = self.counted(statement);
        Ok(match &mut self.inner {
            Inner::Sqlite(tx) => sqlite_query(statement).execute(&mut **tx).await?.rows_affected(),
            Inner::Postgres(tx) => postgres_query(statement).execute(&mut **tx).await?.rows_affected(),
        })
    }

    /// All rows.
    pub async fn rows(&mut self, statement: Sql) -> DbResult<Vec<Row>> {
        let statement = self.counted(statement);
        Ok(match &mut self.inner {
            Inner::Sqlite(tx) => {
                let rows = sqlite_query(statement).fetch_all(&mut **tx).await?;
                rows.into_iter().map(|row| Row(RowInner::Sqlite(row))).collect()
            }
            Inner::Postgres(tx) => {
                let rows = postgres_query(statement).fetch_all(&mut **tx).await?;
                rows.into_iter().map(|row| Row(RowInner::Postgres(row))).collect()
            }
        })
    }

    /// All rows as `T`.
    pub async fn all<T: FromRow>(&mut self, statement: Sql) -> DbResult<Vec<T>> {
        self.rows(statement).await?.iter().map(T::from_row).collect()
    }

    /// The first row, if there is one.
    pub async fn row(&mut self, statement: Sql) -> DbResult<Option<Row>> {
        let statement = self.counted(statement);
        Ok(match &mut self.inner {
            Inner::Sqlite(tx) => {
                sqlite_query(statement).fetch_optional(&mut **tx).await?.map(|row| Row(RowInner::Sqlite(row)))
            }
            Inner::Postgres(tx) => postgres_query(statement)
                .fetch_optional(&mut **tx)
                .await?
                .map(|row| Row(RowInner::Postgres(row))),
        })
    }

    /// The first row as `T`, if there is one.
    pub async fn optional<T: FromRow>(&mut self, statement: Sql) -> DbResult<Option<T>> {
        self.row(statement).await?.as_ref().map(T::from_row).transpose()
    }

    /// The one row as `T`; none is [`DbError::NoRow`].
    pub async fn one<T: FromRow>(&mut self, statement: Sql) -> DbResult<T> {
        self.optional(statement).await?.ok_or(DbError::NoRow)
    }

    /// The integer column `n` of the one row, as in `insert … returning id as n`.
    pub async fn int(&mut self, statement: Sql) -> DbResult<i64> {
        self.row(statement).await?.ok_or(DbError::NoRow)?.get("n")
    }

    /// The integer column `n` of the first row, if there is one.
    pub async fn maybe_int(&mut self, statement: Sql) -> DbResult<Option<i64>> {
        self.row(statement).await?.map(|row| row.get("n")).transpose()
    }

    /// The integer column `n` of every row.
    pub async fn ints(&mut self, statement: Sql) -> DbResult<Vec<i64>> {
        self.rows(statement).await?.iter().map(|row| row.get("n")).collect()
    }

    /// The plan of a statement as one text, for plan tests.
    pub async fn explain(&mut self, statement: &Sql) -> DbResult<String> {
        let text = self.engine().explain(statement.text());
        let column = match self.engine() {
            Engine::Sqlite => "detail",
            Engine::Postgres => "QUERY PLAN",
        };
        let rows = self.rows(statement.with_text(text)).await?;
        let lines: Vec<String> = rows.iter().map(|row| row.get(column)).collect::<DbResult<_>>()?;
        Ok(lines.join("\n"))
    }

    /// Makes everything since the start durable.
    #[cfg_attr(
        not(feature = "testing"),
        expect(unused_mut, reason = "only a test may put a statement before the commit")
    )]
    pub async fn commit(mut self) -> DbResult<()> {
        #[cfg(feature = "testing")]
        if let Some(text) = self.watch.text(&sql("commit")) {
            if text == "rollback" {
                return self.rollback().await;
            }
            self.execute(Sql { text: text.into(), args: Vec::new(), once: false }).await?;
        }
        match self.inner {
            Inner::Sqlite(tx) => tx.commit().await?,
            Inner::Postgres(tx) => tx.commit().await?,
        }
        Ok(())
    }

    /// Undoes everything since the start.
    pub async fn rollback(self) -> DbResult<()> {
        match self.inner {
            Inner::Sqlite(tx) => tx.rollback().await?,
            Inner::Postgres(tx) => tx.rollback().await?,
        }
        Ok(())
    }

    /// Marks a point to which [`Tx::undo_to_mark`] can go back.
    pub async fn mark(&mut self) -> DbResult<()> {
        self.execute(sql("savepoint wayleave_mark")).await.map(|_| ())
    }

    /// Undoes everything since [`Tx::mark`].
    pub async fn undo_to_mark(&mut self) -> DbResult<()> {
        self.execute(sql("rollback to savepoint wayleave_mark")).await.map(|_| ())
    }
}
