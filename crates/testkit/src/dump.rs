//! Everything that the database holds, as whoever steals it would read it.

use std::collections::BTreeMap;

use wayleave_base::OrganisationId;
use wayleave_db::testing::TestDb;
use wayleave_db::{Engine, Tx, row, sql};

use crate::TestApp;

/// One value of one row.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Cell {
    /// The table.
    pub table: String,
    /// The column.
    pub column: String,
    /// Is it text? Otherwise it is bytes, or a number in its digits.
    pub is_text: bool,
    /// The value.
    pub value: Vec<u8>,
}

row! {
    struct ColumnRow { t: String, c: String, k: String }
}

/// What changes without anybody's doing: counted tries and queued work.
const RESTLESS: &[&str] = &["attempt", "job"];

impl TestApp {
    /// Every value of every table, in the tables of every organisation too.
    pub async fn dump(&self) -> Vec<Cell> {
        let mut cells = Vec::new();
        let mut tx = self.db().read().await.expect("a transaction");
        let mut rounds = tx.ints(sql("select id as n from organisation order by id")).await.expect("ids");
        drop(tx);
        if TestDb::engine() == Engine::Sqlite {
            // One round sees every row there.
            rounds.truncate(1);
        }
        for organisation in rounds {
            let mut tx = self.db().read_in(OrganisationId(organisation)).await.expect("a transaction");
            for column in columns(&mut tx).await {
                cells.extend(read(&mut tx, &column).await);
            }
        }
        cells.sort();
        cells.dedup();
        cells
    }

    /// How many different values each column holds and what they add up to: equal before and after means that nothing
    /// was changed. Counted tries and queued work are left out.
    pub async fn state(&self) -> BTreeMap<String, String> {
        let mut state: BTreeMap<String, (usize, u64)> = BTreeMap::new();
        for cell in self.dump().await {
            if RESTLESS.contains(&cell.table.as_str()) {
                continue;
            }
            let entry = state.entry(format!("{}.{}", cell.table, cell.column)).or_default();
            entry.0 += 1;
            // FNV-1a; summing makes the order of rows indifferent.
            let hash = cell.value.iter().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
                (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)
            });
            entry.1 = entry.1.wrapping_add(hash);
        }
        state
            .into_iter()
            .map(|(column, (count, sum))| (column, format!("{count} values, {sum:016x}")))
            .collect()
    }
}

async fn columns(tx: &mut Tx) -> Vec<ColumnRow> {
    let text = match tx.engine() {
        Engine::Sqlite => {
            "select m.name as t, p.name as c, lower(p.type) as k from sqlite_master m join pragma_table_info(m.name) p
             where m.type = 'table' and m.name not like 'sqlite%'"
        }
        Engine::Postgres => {
            "select cast(table_name as text) as t, cast(column_name as text) as c, cast(data_type as text) as k
             from information_schema.columns where table_schema = 'public'"
        }
    };
    tx.all(sql(text)).await.expect("the catalogue answers")
}

async fn read(tx: &mut Tx, column: &ColumnRow) -> Vec<Cell> {
    let ColumnRow { t, c, k } = column;
    let is_bytes = matches!(k.as_str(), "blob" | "bytea");
    // A value twice in one column tells no more than once.
    let value = match (tx.engine(), is_bytes) {
        (Engine::Sqlite, _) => format!("hex(\"{c}\")"),
        (Engine::Postgres, true) => format!("encode(\"{c}\", 'hex')"),
        (Engine::Postgres, false) => format!("encode(convert_to(cast(\"{c}\" as text), 'UTF8'), 'hex')"),
    };
    let mut text = sql("");
    text.push(&format!(
        "select {value} as v, count(*) as n from \"{t}\" where \"{c}\" is not null group by 1"
    ));
    let rows = tx.rows(text).await.unwrap_or_else(|error| panic!("{t}.{c}: {error}"));
    rows.iter()
        .map(|row| Cell {
            table: t.clone(),
            column: c.clone(),
            is_text: k == "text",
            value: bytes(
                &row.get::<String>("v").expect("hexadecimal digits"),
                row.get("n").expect("a count"),
            ),
        })
        .collect()
}

/// The bytes of hexadecimal digits, and how often they occur when that is more than once.
fn bytes(digits: &str, times: i64) -> Vec<u8> {
    let half = |digit: u8| char::from(digit).to_digit(16).expect("a hexadecimal digit");
    let mut bytes: Vec<u8> = digits
        .as_bytes()
        .chunks(2)
        .map(|pair| u8::try_from(half(pair[0]) * 16 + half(pair[1])).expect("two digits are a byte"))
        .collect();
    if times > 1 {
        bytes.extend_from_slice(format!(" (×{times})").as_bytes());
    }
    bytes
}
