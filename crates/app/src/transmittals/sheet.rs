//! The cover sheet of a transmittal: what it says of itself and the register of what it sends, with the hashes of the files, on
//! paper. It proves nothing; whoever wants proof compares the hashes.

use axum::body::Body;
use axum::response::Response;
use wayleave_access::{Target, act};
use wayleave_base::{OrganisationId, SubjectId, TransmittalId};
use wayleave_db::{DbResult, Tx, row, sql};
use wayleave_media::paper::{Column, INK, PALE, Paper, SIZE};
use wayleave_media::{Face, PrintError};

use super::purposes::purpose_name;
use super::view::Transmittal;
use super::{reading, store};
use crate::cx::Cx;
use crate::download::attached;
use crate::error::Result;
use crate::settings;
use crate::wire::Dates;
use crate::work::Work;

/// What stands on the sheet.
pub struct Sheet {
    /// The number.
    number: String,
    /// What it is about.
    subject: String,
    /// Names and values under the title.
    about: Vec<(&'static str, String)>,
    /// What is said with it.
    remarks: String,
    /// To whom it went: `to` or `cc`, the name and the company.
    to: Vec<Vec<String>>,
    /// What is sent: number, revision, status, title and hash.
    documents: Vec<Vec<String>>,
    /// How many documents the reader does not see.
    withheld: usize,
}

impl Sheet {
    /// What the file is called.
    pub fn filename(&self) -> String {
        wayleave_media::safe_filename(&format!("{} {}.pdf", self.number, self.subject))
    }

    /// The file.
    pub fn pdf(&self) -> std::result::Result<Vec<u8>, PrintError> {
        let mut paper = Paper::new(false)?;
        paper.title(&format!("Transmittal {}", self.number));
        paper.particulars(4, self.about.iter().map(|(name, value)| (*name, value.as_str())));
        for line in self.remarks.lines() {
            paper.paragraph((Face::Regular, SIZE), INK, 40, line);
        }
        if !self.to.is_empty() {
            paper.heading("To");
            let columns =
                [("", 1.0), ("Name", 4.0), ("Company", 4.0)].map(|(title, share)| Column { title, share });
            paper.table(&columns, &self.to);
        }
        paper.heading("Documents");
        let columns = [("Number", 3.0), ("Revision", 1.6), ("Status", 2.4), ("Title", 5.0), ("SHA-256", 5.0)];
        paper.table(&columns.map(|(title, share)| Column { title, share }), &self.documents);
        if self.withheld > 0 {
            let text =
                format!("{} more documents are out of the reach of whoever printed this.", self.withheld);
            paper.paragraph((Face::Regular, SIZE), PALE, 2, &text);
        }
        paper.finish(&format!("Transmittal {}", self.number))
    }
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
    let sheet = of(view, from, dates);
    let filename = sheet.filename();
    let written = tokio::task::spawn_blocking(move || sheet.pdf());
    let bytes = written.await.map_err(anyhow::Error::from)?.map_err(anyhow::Error::from)?;
    attached(Body::from(bytes), "application/pdf", &filename)
}

/// What stands under the title of every sheet.
fn about(
    dates: Dates,
    (subject, purpose): (&str, &str),
    (dated_on, acknowledge_by): (&str, Option<&str>),
    (issued_by, from): (String, String),
) -> Vec<(&'static str, String)> {
    let mut about = vec![
        ("Subject", subject.to_owned()),
        ("Purpose", purpose.to_owned()),
        ("Date", dates.written(dated_on)),
        ("Sent by", issued_by),
        ("Project", from),
    ];
    about.extend(acknowledge_by.map(|day| ("Acknowledge by", dates.written(day))));
    about
}

/// The row of a document on the sheet.
fn line(number: String, revision: String, status: &str, title: String, sha256: String) -> Vec<String> {
    vec![number, revision, status.replace('_', " "), title, sha256]
}

/// The sheet of a transmittal as its reader sees it.
fn of(view: Transmittal, project: String, dates: Dates) -> Sheet {
    let issued_by = view.issued_by.or(view.created_by).map(|person| person.name).unwrap_or_default();
    let days = (view.dated_on.as_str(), view.acknowledge_by.as_deref());
    let mut about = about(dates, (&view.subject, &view.purpose.name), days, (issued_by, project));
    if view.state != "issued" {
        let state = if view.state == "draft" { "Draft, not issued" } else { "Recalled" };
        about.push(("State", state.to_owned()));
    }
    let to = view.received.into_iter().map(|one| vec![one.role, one.name, one.company.unwrap_or_default()]);
    let documents = view
        .documents
        .into_iter()
        .map(|one| line(one.number, one.revision, &one.status, one.title, one.sha256));
    let kept = view.record.into_iter();
    let kept = kept.map(|one| line(one.number, one.revision, &one.status, one.title, one.sha256));
    let documents = documents.chain(kept);
    Sheet {
        number: view.number,
        subject: view.subject,
        about,
        remarks: view.remarks,
        to: to.collect(),
        documents: documents.collect(),
        withheld: view.withheld,
    }
}

row! {
    struct Sent {
        id: TransmittalId, subject_id: SubjectId, number: String, subject: String, remarks: String, purpose_kept: String, dated_on: String,
        acknowledge_by: Option<String>, role: String, name: String, company: String, reference: String, project: String,
        organisation: String, issued_by: Option<String>,
    }
}

/// The sheet that goes with the mail to one of those who get a transmittal: what was written down when it was issued, and of
/// its recipients only them; none once it was recalled.
pub async fn sheet_for(tx: &mut Tx, organisation: OrganisationId, recipient: i64) -> DbResult<Option<Sheet>> {
    let text = sql("select t.id, x.subject_id, t.number, t.subject, t.remarks, t.purpose_kept, t.dated_on, t.acknowledge_by, x.role, x.name,
          x.company, p.reference, p.name as project, o.name as organisation, a.name as issued_by
        from transmittal_recipient x join transmittal t on t.id = x.transmittal_id join project p on p.id = t.project_id
        join organisation o on o.id = t.organisation_id left join member m on m.subject_id = t.issued_by
        left join account a on a.id = m.account_id
        where x.id = $1 and x.organisation_id = $2 and t.state = 'issued'");
    let sent: Option<Sent> = tx.optional(text.bind(recipient).bind(organisation)).await?;
    let Some(sent) = sent else { return Ok(None) };
    let named = store::documents(tx, sent.id, Some(sent.subject_id)).await?;
    let dates = settings::dates(tx, organisation).await?;
    let from = format!("{} {}, {}", sent.reference, sent.project, sent.organisation);
    let purpose = purpose_name(&sent.purpose_kept);
    let days = (sent.dated_on.as_str(), sent.acknowledge_by.as_deref());
    let by = (sent.issued_by.unwrap_or_default(), from);
    let documents =
        named.into_iter().map(|one| line(one.number, one.revision, &one.status, one.title, one.blob_hash));
    Ok(Some(Sheet {
        about: about(dates, (&sent.subject, &purpose), days, by),
        number: sent.number,
        subject: sent.subject,
        remarks: sent.remarks,
        to: vec![vec![sent.role, sent.name, sent.company]],
        documents: documents.collect(),
        withheld: 0,
    }))
}
