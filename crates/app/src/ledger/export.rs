//! The ledger as a spreadsheet's file, read page by page.

use axum::body::Body;
use axum::http::{HeaderValue, header};
use axum::response::Response;
use bytes::Bytes;
use futures::stream;

use super::service;
use super::view::{LedgerQuery, LedgerRow};
use crate::audit_log::harmless;
use crate::cx::Cx;
use crate::error::Result;
use crate::settings;
use crate::wire::{self, Dates};
use crate::work::Work;

struct State {
    cx: Cx,
    organisation: String,
    project: String,
    query: LedgerQuery,
    style: Style,
    begun: bool,
    done: bool,
}

/// The project's ledger as CSV. Each page is decided anew.
pub async fn csv(cx: &Cx, organisation: &str, project: &str, query: LedgerQuery) -> Result<Response> {
    let style = Style::load(cx, organisation, project).await?;
    let mut state = State {
        cx: cx.clone(),
        organisation: organisation.to_owned(),
        project: project.to_owned(),
        style,
        query: LedgerQuery { limit: Some(200), cursor: None, ..query },
        begun: false,
        done: false,
    };
    // The first page is read before the answer begins, so that a refusal is an answer of its own.
    let first = state.next().await?;
    let parts = stream::unfold((Some(first), state), |(ready, mut state)| async move {
        if let Some(part) = ready {
            return Some((Ok(part), (None, state)));
        }
        if state.done {
            return None;
        }
        let part = state.next().await.map_err(|error| {
            state.done = true;
            tracing::error!(error = error.sentence(), "an export ended early");
            std::io::Error::other("the export ended early")
        });
        Some((part, (None, state)))
    });
    let mut response = Response::new(Body::from_stream(parts));
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/csv; charset=utf-8"));
    headers
        .insert(header::CONTENT_DISPOSITION, HeaderValue::from_static("attachment; filename=\"access.csv\""));
    Ok(response)
}

impl State {
    async fn next(&mut self) -> Result<Bytes> {
        let page = service::list(&self.cx, &self.organisation, &self.project, &self.query).await?;
        self.query.cursor = page.next;
        self.done = self.query.cursor.is_none();
        let mut writer = csv::Writer::from_writer(Vec::new());
        if !std::mem::replace(&mut self.begun, true) {
            let titles = [
                "kind",
                "who",
                "company",
                "what",
                "project",
                "rights",
                "why",
                "granted by",
                "granted at",
                "ends at",
                "last used at",
                "state",
            ];
            writer.write_record(titles).map_err(anyhow::Error::from)?;
        }
        for row in page.items {
            writer
                .write_record(self.style.fields(row).iter().map(|field| harmless(field)))
                .map_err(anyhow::Error::from)?;
        }
        Ok(writer.into_inner().map_err(|error| anyhow::anyhow!("csv: {error}"))?.into())
    }
}

/// How the file writes moments: as the organisation writes days, in the project's time zone.
struct Style {
    dates: Dates,
    zone: String,
}

impl Style {
    async fn load(cx: &Cx, organisation: &str, project: &str) -> Result<Self> {
        let mut work = Work::read(cx, organisation).await?;
        let (project, _) = work.project(project).await?;
        let dates = settings::dates(&mut work.tx, work.organisation.id).await?;
        Ok(Self { dates, zone: project.timezone })
    }

    fn moment(&self, time: Option<&str>) -> String {
        let at = time.and_then(|time| wire::parse_time("", time).ok());
        at.map(|at| self.dates.cell(at, &self.zone)).unwrap_or_default()
    }

    fn fields(&self, row: LedgerRow) -> [String; 12] {
        let rights = row.cause.unwrap_or_else(|| row.rights.join(" "));
        [
            row.kind,
            row.who.name,
            row.who.company.unwrap_or_default(),
            row.what.label,
            row.what.project.name,
            rights,
            row.why,
            row.granted_by.map(|person| person.name).unwrap_or_default(),
            self.moment(Some(&row.granted_at)),
            self.moment(row.ends_at.as_deref()),
            self.moment(row.last_used_at.as_deref()),
            row.state,
        ]
    }
}
