//! The export that is checked offline: an archive of the whole log, its checkpoint, the key, and a page that says how.

use axum::response::Response;
use bytes::Bytes;
use jiff::civil::DateTime;
use serde::Serialize;

use super::store::{self, BodyRow};
use crate::archive::{Archive, Passing};
use crate::cx::Cx;
use crate::download::{Parts, attached, in_parts};
use crate::error::Result;
use crate::work::OrganisationRow;

/// How many events one batch reads.
const BATCH: usize = 500;

/// What an event may weigh, roughly; a log that could pass four gigabytes takes the larger form of the archive.
const HEAVY: u64 = 8192;

const README: &str = include_str!("README.txt");

/// What goes into the archive.
pub struct Bundle {
    /// Whose log.
    pub organisation: OrganisationRow,
    /// How many events it has.
    pub events: i64,
    /// The signed checkpoint.
    pub checkpoint: String,
    /// The public key.
    pub key: String,
}

/// A line of the export. What is not there is left out.
#[derive(Serialize)]
struct Line {
    body: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    salt: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    actor_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    ip: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    user_agent: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    entity_label: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    before: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    after: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
}

impl From<BodyRow> for Line {
    fn from(row: BodyRow) -> Self {
        Self {
            body: row.body,
            salt: row.salt.map(hex::encode),
            actor_name: row.actor_name,
            ip: row.ip,
            user_agent: row.user_agent,
            entity_label: row.entity_label,
            before: row.before,
            after: row.after,
            reason: row.reason,
        }
    }
}

struct State {
    cx: Cx,
    bundle: Bundle,
    at: DateTime,
    archive: Option<Archive>,
    passing: Option<Passing>,
    after: i64,
}

/// The archive as an answer, written while it is sent.
pub async fn answer(cx: &Cx, bundle: Bundle) -> Result<Response> {
    let at = jiff::Timestamp::from_millisecond(cx.now()).unwrap_or_default();
    let at = at.to_zoned(jiff::tz::TimeZone::UTC).datetime();
    let archive = Some(Archive::default());
    let state = State { cx: cx.clone(), bundle, at, archive, passing: None, after: 0 };
    attached(in_parts(state).await?, "application/zip", "audit.zip")
}

impl Parts for State {
    async fn next(&mut self) -> Result<(Bytes, bool)> {
        let bytes = self.bytes().await?;
        let more = bytes.is_some();
        Ok((bytes.unwrap_or_default(), more))
    }
}

impl State {
    /// The next bytes: the small files and the head of the large one, then its batches, then the end.
    async fn bytes(&mut self) -> Result<Option<Bytes>> {
        let Some(archive) = self.archive.as_mut() else { return Ok(None) };
        let Some(mut passing) = self.passing.take() else {
            let key = format!("{}\n", self.bundle.key);
            let small = [
                ("README.txt", README),
                ("key", key.as_str()),
                ("checkpoint", self.bundle.checkpoint.as_str()),
            ];
            let mut bytes = Vec::new();
            for (name, content) in small {
                let (mut passing, head) = archive.begin(name, content.len() as u64, self.at);
                passing.note(content.as_bytes());
                bytes.extend(head);
                bytes.extend(content.as_bytes());
                bytes.extend(archive.end(passing)?);
            }
            let size = self.bundle.events.cast_unsigned().saturating_mul(HEAVY);
            let (passing, head) = archive.begin("events.jsonl", size, self.at);
            self.passing = Some(passing);
            bytes.extend(head);
            return Ok(Some(bytes.into()));
        };
        let organisation = self.bundle.organisation.id;
        let mut tx = self.cx.db().read_in(organisation).await?;
        let range = (self.after, self.bundle.events);
        let rows = store::bodies(&mut tx, organisation, range, BATCH).await?;
        drop(tx);
        if let Some(last) = rows.last() {
            self.after = last.seq;
            let mut text = Vec::new();
            for row in rows {
                serde_json::to_writer(&mut text, &Line::from(row)).map_err(anyhow::Error::from)?;
                text.push(b'\n');
            }
            passing.note(&text);
            self.passing = Some(passing);
            return Ok(Some(text.into()));
        }
        let mut bytes = archive.end(passing)?;
        bytes.extend(self.archive.take().map(Archive::close).unwrap_or_default());
        Ok(Some(bytes.into()))
    }
}
