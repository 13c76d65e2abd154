//! The ledger as a spreadsheet's file, read page by page.

use axum::response::Response;
use bytes::Bytes;

use super::service;
use super::view::{LedgerQuery, LedgerRow};
use crate::cx::Cx;
use crate::download::{CSV, Parts, attached, in_parts};
use crate::error::Result;
use crate::settings;
use crate::sheets::{Cell, Csv};
use crate::wire::{self, Dates};
use crate::work::Work;

struct State {
    cx: Cx,
    organisation: String,
    project: String,
    query: LedgerQuery,
    style: Style,
    csv: Csv,
}

/// The project's ledger as CSV. Each page is decided anew.
pub async fn csv(cx: &Cx, organisation: &str, project: &str, query: LedgerQuery) -> Result<Response> {
    let style = Style::load(cx, organisation, project).await?;
    let parts = State {
        cx: cx.clone(),
        organisation: organisation.to_owned(),
        project: project.to_owned(),
        style,
        query: LedgerQuery { limit: Some(200), cursor: None, ..query },
        csv: Csv::default(),
    };
    attached(in_parts(parts).await?, CSV, "access.csv")
}

const TITLES: [&str; 12] = [
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

impl Parts for State {
    async fn next(&mut self) -> Result<(Bytes, bool)> {
        let page = service::list(&self.cx, &self.organisation, &self.project, &self.query).await?;
        self.query.cursor = page.next;
        let rows: Vec<Vec<Cell>> = page.items.into_iter().map(|row| self.style.cells(row)).collect();
        Ok((self.csv.part(TITLES, &rows)?.into(), self.query.cursor.is_some()))
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

    fn cells(&self, row: LedgerRow) -> Vec<Cell> {
        let rights = row.cause.unwrap_or_else(|| row.rights.join(" "));
        let fields: [String; TITLES.len()] = [
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
        ];
        fields.into_iter().map(Cell::Text).collect()
    }
}
