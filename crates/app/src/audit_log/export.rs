//! Exports, streamed in batches so that no log is too long: CSV for spreadsheets, JSON lines in one list.

use axum::body::Body;
use axum::http::{HeaderValue, header};
use axum::response::Response;
use bytes::Bytes;
use futures::stream;
use wayleave_base::OrganisationId;

use super::store::{self, Wanted};
use super::view::AuditEvent;
use crate::cx::Cx;
use crate::error::{Error, Result};

/// How many events one batch reads.
const BATCH: usize = 500;

/// The form of an export.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// Comma-separated values, one line per event.
    Csv,
    /// A JSON list.
    Json,
}

impl Form {
    /// Reads the `format` parameter.
    pub fn parse(text: Option<&str>) -> Result<Self> {
        match text {
            None | Some("csv") => Ok(Self::Csv),
            Some("json") => Ok(Self::Json),
            Some(_) => Err(Error::field("format", "unknown", "The format is csv or json.")),
        }
    }
}

struct State {
    cx: Cx,
    organisation: OrganisationId,
    wanted: Wanted,
    form: Form,
    before: i64,
    begun: bool,
    done: bool,
}

/// The answer of an export: the events that `wanted` finds, newest first.
pub fn answer(cx: &Cx, organisation: OrganisationId, wanted: Wanted, form: Form) -> Result<Response> {
    let state =
        State { cx: cx.clone(), organisation, wanted, form, before: i64::MAX, begun: false, done: false };
    let parts = stream::unfold(state, |mut state| async move {
        if state.done {
            return None;
        }
        let part = state.next().await;
        Some((part, state))
    });
    let (kind, name) = match form {
        Form::Csv => ("text/csv; charset=utf-8", "audit.csv"),
        Form::Json => ("application/json", "audit.json"),
    };
    let mut response = Response::new(Body::from_stream(parts));
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    let disposition = format!("attachment; filename=\"{name}\"");
    headers.insert(
        header::CONTENT_DISPOSITION,
        HeaderValue::from_str(&disposition).map_err(anyhow::Error::from)?,
    );
    Ok(response)
}

impl State {
    async fn next(&mut self) -> std::result::Result<Bytes, std::io::Error> {
        self.batch().await.map_err(|error| {
            self.done = true;
            tracing::error!(error = error.sentence(), "an export ended early");
            std::io::Error::other("the export ended early")
        })
    }

    async fn batch(&mut self) -> Result<Bytes> {
        let mut tx = self.cx.db().read_in(self.organisation).await?;
        let rows = store::list_events(&mut tx, self.organisation, &self.wanted, self.before, BATCH).await?;
        self.done = rows.len() < BATCH;
        if let Some(last) = rows.last() {
            self.before = last.seq;
        }
        let events: Vec<AuditEvent> = rows.into_iter().map(AuditEvent::from).collect();
        match self.form {
            Form::Csv => self.csv(&events),
            Form::Json => self.json(&events),
        }
    }

    fn csv(&mut self, events: &[AuditEvent]) -> Result<Bytes> {
        let mut writer = csv::Writer::from_writer(Vec::new());
        if !std::mem::replace(&mut self.begun, true) {
            writer
                .write_record([
                    "seq",
                    "at",
                    "category",
                    "action",
                    "summary",
                    "project",
                    "actor",
                    "actor_id",
                    "assurance",
                    "ip",
                    "entity",
                    "entity_id",
                    "before",
                    "after",
                    "reason",
                    "rule",
                    "request_id",
                    "hash",
                ])
                .map_err(anyhow::Error::from)?;
        }
        for event in events {
            let text = |value: &Option<serde_json::Value>| {
                value.as_ref().map(ToString::to_string).unwrap_or_default()
            };
            let record = [
                event.seq.to_string(),
                event.at.clone(),
                event.category.clone(),
                event.action.clone(),
                event.summary.clone(),
                event.project.as_ref().map(|project| project.reference.clone()).unwrap_or_default(),
                event.actor.name.clone().unwrap_or_default(),
                event.actor.id.clone(),
                event.assurance.clone(),
                event.ip.clone().unwrap_or_default(),
                event.entity.label.clone().unwrap_or_default(),
                event.entity.id.clone(),
                text(&event.before),
                text(&event.after),
                event.reason.clone().unwrap_or_default(),
                event.rule.clone(),
                event.request_id.clone(),
                event.hash.clone(),
            ];
            writer.write_record(record.iter().map(|field| harmless(field))).map_err(anyhow::Error::from)?;
        }
        Ok(writer.into_inner().map_err(|error| anyhow::anyhow!("csv: {error}"))?.into())
    }

    fn json(&mut self, events: &[AuditEvent]) -> Result<Bytes> {
        let mut text = String::new();
        for event in events {
            text.push_str(if std::mem::replace(&mut self.begun, true) { ",\n" } else { "[" });
            text.push_str(&serde_json::to_string(event).map_err(anyhow::Error::from)?);
        }
        if self.done {
            text.push_str(if self.begun { "]\n" } else { "[]\n" });
        }
        Ok(text.into())
    }
}

/// A field that a spreadsheet would take for a formula is marked as text.
#[must_use]
pub(crate) fn harmless(field: &str) -> String {
    if field.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{field}") } else { field.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::harmless;

    #[test]
    fn formulas_are_marked_as_text() {
        assert_eq!(harmless("=HYPERLINK(1)"), "'=HYPERLINK(1)");
        assert_eq!(harmless("A-101"), "A-101");
    }
}
