//! Many rows by one statement, the same text again and again, so that the engines parse it once.

use std::collections::HashMap;

use wayleave_db::{Arg, DbResult, Sql, Tx, row, sql};

/// How many rows one statement takes. Beyond this nothing is won: SQLite looks its named placeholders up one by one.
const ROWS: usize = 32;

/// An insert into one table.
pub(super) struct Insert<'a> {
    /// The table.
    pub(super) table: &'a str,
    /// Columns that have the same value in every row.
    pub(super) same: Vec<(&'a str, Arg)>,
    /// Columns that each row gives, in this order.
    pub(super) columns: &'a [&'a str],
}

row! {
    struct Made { n: i64, public_id: String }
}

impl Insert<'_> {
    /// Inserts the rows.
    pub(super) async fn run(&self, tx: &mut Tx, rows: impl Iterator<Item = Vec<Arg>>) -> DbResult<()> {
        for statement in self.statements(rows) {
            tx.execute(statement).await?;
        }
        Ok(())
    }

    /// Inserts the rows and returns their ids, in no particular order.
    pub(super) async fn returning(
        &self,
        tx: &mut Tx,
        rows: impl Iterator<Item = Vec<Arg>>,
    ) -> DbResult<Vec<i64>> {
        let mut ids = Vec::new();
        for mut statement in self.statements(rows) {
            statement.push(" returning id as n");
            ids.extend(tx.ints(statement).await?);
        }
        Ok(ids)
    }

    /// Inserts rows that have public ids and returns id by public id: engines do not promise an order.
    pub(super) async fn by_public_id(
        &self,
        tx: &mut Tx,
        rows: impl Iterator<Item = Vec<Arg>>,
    ) -> DbResult<HashMap<String, i64>> {
        let mut ids = HashMap::new();
        for mut statement in self.statements(rows) {
            statement.push(" returning id as n, public_id");
            ids.extend(tx.all::<Made>(statement).await?.into_iter().map(|made| (made.public_id, made.n)));
        }
        Ok(ids)
    }

    fn statements(&self, mut rows: impl Iterator<Item = Vec<Arg>>) -> impl Iterator<Item = Sql> {
        std::iter::from_fn(move || {
            let first = rows.next()?;
            let mut statement = self.head();
            self.push_row(&mut statement, first);
            for row in rows.by_ref().take(ROWS - 1) {
                statement.push(", ");
                self.push_row(&mut statement, row);
            }
            Some(statement)
        })
    }

    /// `insert into table (columns) values `, with the shared values bound first.
    fn head(&self) -> Sql {
        let mut statement = sql("");
        let names: Vec<&str> =
            self.same.iter().map(|(name, _)| *name).chain(self.columns.iter().copied()).collect();
        statement.push(&format!("insert into {} ({}) values ", self.table, names.join(", ")));
        for (_, value) in &self.same {
            statement.reserve(value.clone());
        }
        statement
    }

    fn push_row(&self, statement: &mut Sql, row: Vec<Arg>) {
        statement.push("(");
        for at in 1..=self.same.len() {
            statement.push(&format!("${at}, "));
        }
        for (at, value) in row.into_iter().enumerate() {
            if at > 0 {
                statement.push(", ");
            }
            statement.arg(value);
        }
        statement.push(")");
    }
}
