//! A report as a file. Who takes one along is noted; the numbers are those of that moment, within what they see.

use axum::body::Body;
use axum::response::Response;
use serde_json::json;
use wayleave_access::audit::Event;
use wayleave_access::{Target, act};

use super::table::Sheet;
use super::view::{Report, ReportFile};
use super::{paper, run, sheet};
use crate::cx::Cx;
use crate::download::{CSV, attached};
use crate::error::{Error, FieldError, Result};
use crate::register::overview::XLSX;
use crate::settings;
use crate::wire;
use crate::work::{ProjectRow, Work};

/// How a report is written.
#[derive(Clone, Copy)]
enum Kind {
    Xlsx,
    Csv,
    Pdf,
}

impl Kind {
    fn parse(format: &str) -> Option<Self> {
        Some(match format {
            "xlsx" => Self::Xlsx,
            "csv" => Self::Csv,
            "pdf" => Self::Pdf,
            _ => return None,
        })
    }

    fn media_type(self) -> &'static str {
        match self {
            Self::Xlsx => XLSX,
            Self::Csv => CSV,
            Self::Pdf => "application/pdf",
        }
    }
}

/// Writes a report.
pub async fn export(cx: &Cx, organisation: &str, project: &str, wish: &ReportFile) -> Result<Response> {
    let mut work = Work::read(cx, organisation).await?;
    let (row, facts) = work.project(project).await?;
    work.permit_in::<act::ReportView>(&facts, Target::default())?;
    let mut errors = Vec::new();
    let kind = Kind::parse(&wish.format);
    if kind.is_none() {
        errors.push(FieldError::new("format", "unknown_choice", "Choose xlsx, csv or pdf."));
    }
    let name = wish.name.as_deref().map(|name| wire::name(&mut errors, "name", name, 80));
    Error::check(errors)?;
    let Some(kind) = kind else { return Err(Error::not_found()) };
    let report = run::answer(&mut work, &row, &facts, &wish.question)
        .await
        .map_err(|error| error.below("question"))?;
    let title = name.unwrap_or_else(|| report.metric.label.clone());
    let day = wire::day_of(work.now(), &row.timezone);
    let filename = wayleave_media::safe_filename(&format!("{} {title} {day}.{}", row.reference, wish.format));
    let about = about(&mut work, &row, &report).await?;
    let sheet = Sheet::new(&title, about, &work.me.name, &report);
    drop(work);
    note(cx, (organisation, project), (&title, &filename), wish).await?;
    let written = tokio::task::spawn_blocking(move || -> anyhow::Result<Vec<u8>> {
        Ok(match kind {
            Kind::Xlsx => sheet::workbook(&sheet)?,
            Kind::Csv => sheet.csv()?,
            Kind::Pdf => paper::pdf(&sheet)?,
        })
    });
    let bytes = written.await.map_err(anyhow::Error::from)??;
    attached(Body::from(bytes), kind.media_type(), &filename)
}

/// Notes that the report was taken along, if it still may be. Its numbers were counted before, so that nobody waits for
/// the counting.
async fn note(
    cx: &Cx,
    (organisation, project): (&str, &str),
    (title, filename): (&str, &str),
    wish: &ReportFile,
) -> Result<()> {
    let mut work = Work::write(cx, organisation).await?;
    let (project, facts) = work.project(project).await?;
    let permit = work.permit_in::<act::ReportView>(&facts, Target::default())?;
    let event = Event::new("project", "report.exported", ("project", &project.public_id, title))
        .project(project.id)
        .after(json!({"format": wish.format, "filename": filename, "question": wish.question}));
    work.record(&permit, event).await?;
    work.commit().await
}

/// What stands beside the numbers.
async fn about(work: &mut Work, project: &ProjectRow, report: &Report) -> Result<Vec<(String, String)>> {
    let dates = settings::dates(&mut work.tx, work.organisation.id).await?;
    let mut told = vec![
        ("Project".to_owned(), format!("{} {}", project.reference, project.name)),
        ("Counted".to_owned(), dates.moment(work.now(), &project.timezone)),
        ("By".to_owned(), work.me.name.clone()),
        ("Of".to_owned(), report.metric.label.clone()),
    ];
    told.extend(report.conditions.iter().map(|one| (one.label.clone(), one.value.clone())));
    Ok(told)
}
