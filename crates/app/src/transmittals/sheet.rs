//! The cover sheet of a transmittal: what it says of itself and the register of what it sends, with the hashes of the files, on
//! paper. It proves nothing; whoever wants proof compares the hashes.

use axum::body::Body;
use axum::response::Response;
use wayleave_access::{Target, act};
use wayleave_media::paper::{Column, INK, PALE, Paper, SIZE};
use wayleave_media::{Face, PrintError};

use super::reading;
use super::view::Transmittal;
use crate::cx::Cx;
use crate::error::Result;
use crate::register::overview::attached;
use crate::settings;
use crate::wire::Dates;
use crate::work::Work;

/// What stands on the sheet.
pub struct Sheet {
    /// The number.
    pub number: String,
    /// Names and values under the title.
    pub about: Vec<(String, String)>,
    /// What is said with it.
    pub remarks: String,
    /// To whom it went: `to` or `cc`, the name and the company.
    pub to: Vec<Vec<String>>,
    /// What is sent: number, revision, status, title and hash.
    pub documents: Vec<Vec<String>>,
    /// How many documents the reader does not see.
    pub withheld: usize,
}

/// The file.
pub fn pdf(sheet: &Sheet) -> std::result::Result<Vec<u8>, PrintError> {
    let mut paper = Paper::new(false)?;
    paper.title(&format!("Transmittal {}", sheet.number));
    paper.particulars(4, sheet.about.iter().map(|(name, value)| (name.as_str(), value.as_str())));
    for line in sheet.remarks.lines() {
        paper.paragraph((Face::Regular, SIZE), INK, 40, line);
    }
    if !sheet.to.is_empty() {
        paper.heading("To");
        let columns =
            [("", 1.0), ("Name", 4.0), ("Company", 4.0)].map(|(title, share)| Column { title, share });
        paper.table(&columns, &sheet.to);
    }
    paper.heading("Documents");
    let columns = [("Number", 3.0), ("Revision", 1.6), ("Status", 2.4), ("Title", 5.0), ("SHA-256", 5.0)];
    paper.table(&columns.map(|(title, share)| Column { title, share }), &sheet.documents);
    if sheet.withheld > 0 {
        let text = format!("{} more documents are out of the reach of whoever printed this.", sheet.withheld);
        paper.paragraph((Face::Regular, SIZE), PALE, 2, &text);
    }
    paper.finish(&format!("Transmittal {}", sheet.number))
}

/// The cover sheet as a file, as far as the reader sees the transmittal.
pub async fn answer(cx: &Cx, organisation: &str, project: &str, id: &str) -> Result<Response> {
    let mut work = Work::read(cx, organisation).await?;
    let (project, facts) = work.project(project).await?;
    work.permit_in::<act::TransmittalView>(&facts, Target::default())?;
    let view = reading::shown(&mut work, &project, &facts, id).await?;
    let dates = settings::dates(&mut work.tx, work.organisation.id).await?;
    let from = format!("{} {}, {}", project.reference, project.name, work.organisation.name);
    drop(work);
    let filename = wayleave_media::safe_filename(&format!("{} {}.pdf", view.number, view.subject));
    let sheet = of(view, &from, dates);
    let written = tokio::task::spawn_blocking(move || pdf(&sheet));
    let bytes = written.await.map_err(anyhow::Error::from)?.map_err(anyhow::Error::from)?;
    attached(Body::from(bytes), "application/pdf", &filename)
}

/// The sheet of a transmittal as its reader sees it.
fn of(view: Transmittal, project: &str, dates: Dates) -> Sheet {
    let issued_by = view.issued_by.or(view.created_by).map(|person| person.name).unwrap_or_default();
    let mut about = vec![
        ("Subject", view.subject),
        ("Purpose", view.purpose.name),
        ("Date", dates.written(&view.dated_on)),
        ("Sent by", issued_by),
        ("Project", project.to_owned()),
    ];
    if let Some(day) = view.acknowledge_by {
        about.push(("Acknowledge by", dates.written(&day)));
    }
    if view.state != "issued" {
        let state = if view.state == "draft" { "Draft, not issued" } else { "Recalled" };
        about.push(("State", state.to_owned()));
    }
    let about = about.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
    let to = view.received.into_iter().map(|one| vec![one.role, one.name, one.company.unwrap_or_default()]);
    let documents = view
        .documents
        .into_iter()
        .map(|one| vec![one.number, one.revision, one.status.replace('_', " "), one.title, one.sha256]);
    Sheet {
        number: view.number,
        about,
        remarks: view.remarks,
        to: to.collect(),
        documents: documents.collect(),
        withheld: view.withheld,
    }
}
