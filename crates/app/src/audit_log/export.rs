//! Exports, streamed in batches so that no log is too long: CSV for spreadsheets, JSON lines in one list.

use axum::response::Response;
use bytes::Bytes;
use wayleave_base::OrganisationId;

use super::service::{self, Exported};
use super::store::{self, Wanted};
use super::view::{AuditEvent, AuditQuery};
use crate::cx::Cx;
use crate::download::{CSV, Parts, attached, in_parts};
use crate::error::{Error, Result};
use crate::sheets::{Cell, Csv};

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
    csv: Csv,
    begun: bool,
}

/// The export of a log, in the form that its query asks for; that it was made is noted.
pub async fn whole(cx: &Cx, of: &Exported, query: &AuditQuery) -> Result<Response> {
    let form = Form::parse(query.format.as_deref())?;
    let (work, wanted) = service::begin_export(cx, of, query).await?;
    let organisation = work.organisation.id;
    work.commit().await?;
    answer(cx, organisation, wanted, form).await
}

/// The whole log of a project.
pub(crate) async fn of_project(cx: &Cx, organisation: &str, project: &str, form: Form) -> Result<Response> {
    let of = Exported { organisation: organisation.to_owned(), project: Some(project.to_owned()) };
    let format = Some(if form == Form::Csv { "csv" } else { "json" }.to_owned());
    whole(cx, &of, &AuditQuery { format, ..AuditQuery::default() }).await
}

/// The answer of an export: the events that `wanted` finds, newest first.
async fn answer(cx: &Cx, organisation: OrganisationId, wanted: Wanted, form: Form) -> Result<Response> {
    let (kind, name) = match form {
        Form::Csv => (CSV, "audit.csv"),
        Form::Json => ("application/json", "audit.json"),
    };
    let cx = cx.clone();
    let csv = Csv::default();
    let parts = State { cx, organisation, wanted, form, before: i64::MAX, csv, begun: false };
    attached(in_parts(parts).await?, kind, name)
}

impl Parts for State {
    async fn next(&mut self) -> Result<(Bytes, bool)> {
        let mut tx = self.cx.db().read_in(self.organisation).await?;
        let rows = store::list_events(&mut tx, self.organisation, &self.wanted, self.before, BATCH).await?;
        let more = rows.len() == BATCH;
        if let Some(last) = rows.last() {
            self.before = last.seq;
        }
        let events: Vec<AuditEvent> = rows.into_iter().map(AuditEvent::from).collect();
        let part = match self.form {
            Form::Csv => {
                let rows: Vec<Vec<Cell>> = events.iter().map(cells).collect();
                self.csv.part(TITLES, &rows)?.into()
            }
            Form::Json => self.json(&events, more)?,
        };
        Ok((part, more))
    }
}

impl State {
    fn json(&mut self, events: &[AuditEvent], more: bool) -> Result<Bytes> {
        let mut text = String::new();
        for event in events {
            text.push_str(if std::mem::replace(&mut self.begun, true) { ",\n" } else { "[" });
            text.push_str(&serde_json::to_string(event).map_err(anyhow::Error::from)?);
        }
        if !more {
            text.push_str(if self.begun { "]\n" } else { "[]\n" });
        }
        Ok(text.into())
    }
}

const TITLES: [&str; 18] = [
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
];

fn cells(event: &AuditEvent) -> Vec<Cell> {
    let text =
        |value: &Option<serde_json::Value>| value.as_ref().map(ToString::to_string).unwrap_or_default();
    let fields: [String; TITLES.len()] = [
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
    fields.into_iter().map(Cell::Text).collect()
}
