//! A report as a file. Who takes one along is noted; the numbers are those of that moment, within what they see.

use axum::body::Body;
use axum::response::Response;
use serde_json::json;
use wayleave_access::audit::Event;
use wayleave_access::{Target, act};

use super::formal::source::Measure;
use super::formal_file::Roll;
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
    let written = match &report.listed {
        Some(listed) => Written::Listed(Roll::new(&title, about, &work.me.name, listed)),
        None => Written::Counted(Sheet::new(&title, about, &work.me.name, &report)),
    };
    drop(work);
    note(cx, (organisation, project), (&title, &filename), wish).await?;
    let bytes = tokio::task::spawn_blocking(move || -> anyhow::Result<Vec<u8>> {
        Ok(match kind {
            Kind::Xlsx => written.workbook()?,
            Kind::Csv => written.csv()?,
            Kind::Pdf => written.pdf()?,
        })
    });
    let bytes = bytes.await.map_err(anyhow::Error::from)??;
    attached(Body::from(bytes), kind.media_type(), &filename)
}

/// What is written: numbers, or what is told one by one.
enum Written {
    Counted(Sheet),
    Listed(Roll),
}

impl Written {
    fn workbook(&self) -> anyhow::Result<Vec<u8>> {
        Ok(match self {
            Self::Counted(sheet) => sheet::workbook(sheet)?,
            Self::Listed(roll) => roll.workbook()?,
        })
    }

    fn csv(&self) -> anyhow::Result<Vec<u8>> {
        match self {
            Self::Counted(sheet) => sheet.csv(),
            Self::Listed(roll) => roll.csv(),
        }
    }

    fn pdf(&self) -> anyhow::Result<Vec<u8>> {
        Ok(match self {
            Self::Counted(sheet) => paper::pdf(sheet)?,
            Self::Listed(roll) => roll.pdf()?,
        })
    }
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
    let unit = match report.measure {
        Measure::Number => None,
        Measure::Days => Some("days, on average"),
        Measure::Percent => Some("per cent"),
    };
    told.extend(unit.map(|unit| ("Told in".to_owned(), unit.to_owned())));
    told.extend(report.conditions.iter().map(|one| (one.label.clone(), one.value.clone())));
    Ok(told)
}
