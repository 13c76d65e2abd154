//! The access log of a guest share: what was done with the link and to it, for those who answer for the share.

use wayleave_access::audit::Actor;
use wayleave_base::{GuestShareId, OrganisationId, Timestamp};
use wayleave_db::{DbResult, Tx, row, sql};

use super::view::LogEntry;
use crate::error::Result;
use crate::sheets::{Cell, Csv};
use crate::wire;

row! {
    /// One line of the log.
    #[derive(Clone, Debug)]
    pub struct LogRow {
        /// The internal id; the order of the log.
        pub id: i64,
        /// When.
        pub at: i64,
        /// What, such as `accessed`.
        pub event: String,
        /// From where.
        pub ip: String,
        /// With which program.
        pub user_agent: String,
        /// Under which name.
        pub name: String,
        /// Under which address.
        pub email: String,
        /// How sure that is.
        pub assurance: String,
        /// The revision that was shown.
        pub revision: String,
    }
}

impl LogRow {
    /// The line on the wire.
    #[must_use]
    pub fn shown(self) -> LogEntry {
        LogEntry {
            at: wire::time(self.at),
            event: self.event,
            ip: self.ip,
            user_agent: self.user_agent,
            name: self.name,
            email: self.email,
            assurance: self.assurance,
            revision: self.revision,
        }
    }
}

/// Something to be written into the log.
#[derive(Clone, Copy, Debug)]
pub struct Line<'a> {
    /// What, such as `accessed`.
    pub event: &'a str,
    /// Who, from where and how sure that is.
    pub actor: &'a Actor,
    /// The address that was given or proven.
    pub email: &'a str,
    /// The revision that was shown.
    pub revision: &'a str,
}

/// Writes a line.
pub async fn write(
    tx: &mut Tx,
    organisation: OrganisationId,
    share: GuestShareId,
    at: Timestamp,
    line: Line<'_>,
) -> DbResult<()> {
    tx.execute(
        sql("insert into guest_access (organisation_id, guest_share_id, at, event, ip, user_agent, name, email, assurance, revision)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)")
        .bind(organisation)
        .bind(share)
        .bind(at)
        .bind(line.event)
        .bind(&line.actor.ip)
        .bind(&line.actor.user_agent)
        .bind(&line.actor.name)
        .bind(line.email)
        .bind(line.actor.assurance)
        .bind(line.revision),
    )
    .await?;
    Ok(())
}

/// Lines of the log, newest first, at most `limit`.
pub async fn list(
    tx: &mut Tx,
    organisation: OrganisationId,
    share: GuestShareId,
    before: Option<i64>,
    limit: usize,
) -> DbResult<Vec<LogRow>> {
    let mut text = sql(
        "select id, at, event, ip, user_agent, name, email, assurance, revision from guest_access where guest_share_id = ",
    );
    text.arg(share).push(" and organisation_id = ").arg(organisation);
    if let Some(before) = before {
        text.push(" and id < ").arg(before);
    }
    text.push(" order by id desc limit ").arg(i64::try_from(limit).unwrap_or(i64::MAX));
    tx.all(text).await
}

/// The lines as CSV with a head.
pub fn csv(rows: Vec<LogRow>) -> Result<Vec<u8>> {
    let titles = ["time_utc", "event", "ip_address", "user_agent", "name", "email", "assurance", "revision"];
    let cells = |row: LogRow| {
        let time = wire::time(row.at);
        let fields =
            [time, row.event, row.ip, row.user_agent, row.name, row.email, row.assurance, row.revision];
        fields.map(Cell::Text).to_vec()
    };
    let rows: Vec<Vec<Cell>> = rows.into_iter().map(cells).collect();
    Ok(Csv::default().part(titles, &rows)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_typed_formula_reaches_no_spreadsheet() {
        let row = LogRow {
            id: 1,
            at: 0,
            event: "accessed".to_owned(),
            ip: "203.0.113.9".to_owned(),
            user_agent: "@SUM(1)".to_owned(),
            name: "=HYPERLINK(\"http://x\")".to_owned(),
            email: " +1".to_owned(),
            assurance: "typed_name".to_owned(),
            revision: "-A".to_owned(),
        };
        let text = String::from_utf8(csv(vec![row]).expect("plain rows")).expect("plain text");
        let line = text.lines().nth(1).expect("one row");
        assert_eq!(
            line,
            "1970-01-01T00:00:00.000Z,accessed,203.0.113.9,'@SUM(1),\"'=HYPERLINK(\"\"http://x\"\")\",' +1,typed_name,'-A"
        );
    }
}
