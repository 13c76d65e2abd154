//! What the two engines say differently, each difference behind one name. Nothing else asks which engine it is, but the
//! list plans of the access core.

/// A database engine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine {
    /// The default: one file beside the server.
    Sqlite,
    /// For more than one machine.
    Postgres,
}

impl Engine {
    /// The suffix that makes `select … for update` lock the row; SQLite's writers hold the lock already.
    #[must_use]
    pub fn for_update(self) -> &'static str {
        match self {
            Self::Sqlite => "",
            Self::Postgres => " for update",
        }
    }

    /// The suffix that lets several workers claim rows past each other's locks.
    #[must_use]
    pub fn skip_locked(self) -> &'static str {
        match self {
            Self::Sqlite => "",
            Self::Postgres => " for update skip locked",
        }
    }

    /// What stands around `table alias where … = outer.column` so that the table is looked into once for each row of
    /// the tables before it, and never read by another index first: SQLite keeps the order of a cross join, PostgreSQL
    /// must be kept from joining. The conditions on the outer tables follow.
    #[must_use]
    pub fn for_each_row(self, alias: &str) -> (&'static str, String) {
        match self {
            Self::Sqlite => (" cross join ", " and ".to_owned()),
            Self::Postgres => (" cross join lateral (select * from ", format!(" offset 0) {alias} where ")),
        }
    }

    /// The query for name and definition of the indexes of table `$1` that are neither unique nor a key.
    #[must_use]
    pub fn secondary_indexes(self) -> &'static str {
        match self {
            Self::Sqlite => {
                "select name, sql as definition from sqlite_master
                 where type = 'index' and tbl_name = $1 and sql is not null and sql not like 'create unique%' order by name"
            }
            Self::Postgres => {
                "select indexname::text as name, indexdef as definition from pg_indexes
                 where schemaname = current_schema() and tablename = $1 and indexdef not like 'CREATE UNIQUE%'
                 order by indexname"
            }
        }
    }

    /// The statement that shows the plan of `text` without running it.
    #[must_use]
    pub fn explain(self, text: &str) -> String {
        match self {
            Self::Sqlite => format!("explain query plan {text}"),
            Self::Postgres => format!("explain {text}"),
        }
    }
}

/// Turns SQLite's "UNIQUE constraint failed: t.a, t.b" into the name PostgreSQL gives the same key: `t_a_b_key`.
pub(crate) fn unique_name(message: &str) -> String {
    let columns = message.rsplit(": ").next().unwrap_or(message);
    if let Some(index) = columns.strip_prefix("index '") {
        return index.trim_end_matches('\'').to_owned();
    }
    let table = columns.split('.').next().unwrap_or_default();
    let names: Vec<&str> = columns.split(", ").filter_map(|column| column.split('.').nth(1)).collect();
    format!("{table}_{}_key", names.join("_"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_engines_name_a_key_alike() {
        assert_eq!(
            unique_name("UNIQUE constraint failed: document.project_id, document.number_key"),
            "document_project_id_number_key_key"
        );
        assert_eq!(unique_name("UNIQUE constraint failed: account.email"), "account_email_key");
    }
}
