//! The cover sheet of a transmittal: what it says of itself, what it asks of its reader, and the register of what it sends,
//! with the hashes of the files. It proves nothing; whoever wants proof compares the hashes.

use axum::body::Body;
use axum::response::Response;
use bytes::Bytes;
use wayleave_access::{Target, act};
use wayleave_base::{OrganisationId, SubjectId, TransmittalId};
use wayleave_blob::BlobHash;
use wayleave_db::{DbResult, Tx, row, sql};
use wayleave_media::PrintError;

use super::purposes::{self, Meaning};
use super::received::{self, RecipientRow};
use super::view::{SentThen, Transmittal, TransmittalDocument};
use super::{reading, sheet_paper, skips};
use crate::cx::Cx;
use crate::download::attached;
use crate::error::Result;
use crate::register::overview::status_words;
use crate::settings::{self, Branding};
use crate::shared::Shared;
use crate::wire::{self, Dates};
use crate::work::Work;

/// No logo is larger.
const LOGO: u64 = 8 * 1024 * 1024;

/// What stands on the sheet.
#[derive(Clone, Debug, Default)]
pub struct Sheet {
    /// Who sends: the name of the organisation.
    pub organisation: String,
    /// How it looks.
    pub branding: Branding,
    /// The number.
    pub number: String,
    /// What it is about.
    pub subject: String,
    /// What it is, if it is not in force.
    pub state: Option<&'static str>,
    /// The project, with its reference.
    pub project: String,
    /// Who issued it, or prepares it.
    pub from: String,
    /// Its date.
    pub date: String,
    /// What it is sent for.
    pub purpose: String,
    /// What is asked of those who get it, in sentences.
    pub asked: Vec<String>,
    /// What is said with it.
    pub remarks: String,
    /// To whom it goes, as far as the reader knows.
    pub to: Vec<Reader>,
    /// What is sent.
    pub documents: Vec<Line>,
    /// What the reader was sent before, and is not sent again.
    pub held: Vec<skips::HeldBy>,
    /// How many documents the reader does not see.
    pub withheld: usize,
}

/// One of those to whom it goes.
#[derive(Clone, Debug, Default)]
pub struct Reader {
    /// `to` or `cc`.
    pub role: String,
    /// The name.
    pub name: String,
    /// The company, or the address of whoever has no account.
    pub company: String,
    /// How many documents do not go to them.
    pub lacking: i64,
}

/// A document on the sheet.
#[derive(Clone, Debug, Default)]
pub struct Line {
    /// The number.
    pub number: String,
    /// The title.
    pub title: String,
    /// The revision's code.
    pub revision: String,
    /// The revision's status, in words.
    pub status: String,
    /// The kind of the file and its size; nothing where they are not known.
    pub file: (String, String),
    /// The file's SHA-256.
    pub sha256: String,
}

impl Sheet {
    /// What the file is called.
    pub fn filename(&self) -> String {
        wayleave_media::safe_filename(&format!("{} {}.pdf", self.number, self.subject))
    }

    /// The file. A logo that cannot be read is left out: the sheet is of more use than its head.
    pub async fn pdf(self, shared: &Shared) -> anyhow::Result<Vec<u8>> {
        let logo = match self.branding.logo.as_deref().map(BlobHash::parse) {
            Some(Ok(hash)) => shared.blobs.read_all(hash, LOGO).await.ok(),
            _ => None,
        };
        let print = move || -> std::result::Result<Vec<u8>, PrintError> {
            sheet_paper::pdf(&self, logo.as_ref().map(Bytes::as_ref))
        };
        Ok(tokio::task::spawn_blocking(print).await??)
    }
}

/// The cover sheet as a file, as far as the reader sees the transmittal.
pub async fn answer(cx: &Cx, organisation: &str, project: &str, id: &str) -> Result<Response> {
    let mut work = Work::read(cx, organisation).await?;
    let (project, facts) = work.project(project).await?;
    work.permit_in::<act::TransmittalView>(&facts, Target::default())?;
    let view = reading::shown(&mut work, &project, &facts, id).await?;
    let (team, organisation) = (facts.is_team(), work.organisation.id);
    let dates = settings::dates(&mut work.tx, organisation).await?;
    let held = match view.received.first() {
        Some(own) if !team && own.skipped > 0 => {
            skips::held_by(&mut work.tx, organisation, &own.id, work.me.subject).await?
        }
        _ => Vec::new(),
    };
    let sheet = Sheet {
        organisation: work.organisation.name.clone(),
        branding: settings::branding(&mut work.tx, organisation).await?,
        project: format!("{} · {}", project.reference, project.name),
        held,
        ..of(view, team, dates)
    };
    drop(work);
    let filename = sheet.filename();
    attached(Body::from(sheet.pdf(cx.shared()).await?), "application/pdf", &filename)
}

/// What a purpose asks for. Nothing is asked of whoever gets a copy.
fn asked(response: &str, acknowledgement: &str, by: Option<String>) -> Vec<String> {
    let mut asked = Vec::new();
    match response {
        _ if acknowledgement == "none" => {}
        "formal" => asked.push("Approval or rejection is asked for.".to_owned()),
        "comments" => asked.push("Comments are asked for.".to_owned()),
        _ => {}
    }
    match (acknowledgement, by) {
        ("required", Some(day)) => asked.push(format!("Please acknowledge receipt by {day}.")),
        ("required", None) => asked.push("Please acknowledge receipt.".to_owned()),
        ("optional", _) => asked.push("Receipt may be acknowledged; it is not asked for.".to_owned()),
        _ => asked.push("Sent for information; nothing is asked for.".to_owned()),
    }
    asked
}

/// The kind of a file and its size.
fn file(filename: &str, size: i64) -> (String, String) {
    (wayleave_media::extension(filename).to_uppercase(), wire::size(size))
}

impl From<TransmittalDocument> for Line {
    fn from(one: TransmittalDocument) -> Self {
        Self {
            file: file(&one.filename, one.size),
            number: one.number,
            title: one.title,
            revision: one.revision,
            status: status_words(&one.status),
            sha256: one.sha256,
        }
    }
}

impl From<SentThen> for Line {
    fn from(one: SentThen) -> Self {
        Self {
            number: one.number,
            title: one.title,
            revision: one.revision,
            status: status_words(&one.status),
            sha256: one.sha256,
            ..Self::default()
        }
    }
}

/// The sheet of a transmittal as its reader sees it.
fn of(view: Transmittal, team: bool, dates: Dates) -> Sheet {
    let by = view.acknowledge_by.as_deref().map(|day| dates.written(day));
    // To those from outside it says what is asked of themselves.
    let own = view.received.first().filter(|_| !team).map(|own| own.acknowledgement.clone());
    let acknowledgement = own.unwrap_or_else(|| view.purpose.acknowledgement.clone());
    let received = view.received.into_iter().map(|one| Reader {
        role: one.role,
        company: one.company.or(one.email.filter(|email| *email != one.name)).unwrap_or_default(),
        name: one.name,
        lacking: one.skipped + one.unticked,
    });
    let addressed = view.recipients.into_iter().map(|one| Reader {
        role: one.role.unwrap_or_default(),
        company: one.email.clone().filter(|email| *email != one.name).unwrap_or_default(),
        name: Some(one.name).filter(|name| !name.is_empty()).or(one.email).unwrap_or_default(),
        lacking: 0,
    });
    let draft = view.state == "draft";
    let documents = view.documents.into_iter().map(Line::from);
    Sheet {
        state: match view.state.as_str() {
            "issued" => None,
            "draft" => Some("Draft, not issued"),
            _ => Some("Recalled"),
        },
        from: view.issued_by.or(view.created_by).map(|person| person.name).unwrap_or_default(),
        date: dates.written(&view.dated_on),
        asked: asked(&view.purpose.response, &acknowledgement, by),
        purpose: view.purpose.name,
        number: view.number,
        subject: view.subject,
        remarks: view.remarks,
        to: if draft { addressed.collect() } else { received.collect() },
        documents: documents.chain(view.record.into_iter().map(Line::from)).collect(),
        withheld: view.withheld,
        ..Sheet::default()
    }
}

row! {
    struct Sent {
        id: TransmittalId, subject_id: SubjectId, recipient: String, number: String, subject: String, remarks: String,
        purpose_kept: String, dated_on: String, acknowledge_by: Option<String>, reference: String, project: String,
        organisation: String, issued_by: Option<String>,
    }
}

/// The sheet that goes with the mail to one of those who get a transmittal: what was written down when it was issued, and of
/// its recipients only them; none once it was recalled.
pub async fn sheet_for(tx: &mut Tx, organisation: OrganisationId, recipient: i64) -> DbResult<Option<Sheet>> {
    let text = sql("select t.id, x.subject_id, x.public_id as recipient, t.number, t.subject, t.remarks, t.purpose_kept, t.dated_on,
          t.acknowledge_by, p.reference, p.name as project, o.name as organisation, a.name as issued_by
        from transmittal_recipient x join transmittal t on t.id = x.transmittal_id join project p on p.id = t.project_id
        join organisation o on o.id = t.organisation_id left join member m on m.subject_id = t.issued_by
        left join account a on a.id = m.account_id
        where x.id = $1 and x.organisation_id = $2 and t.state = 'issued'");
    let sent: Option<Sent> = tx.optional(text.bind(recipient).bind(organisation)).await?;
    let Some(sent) = sent else { return Ok(None) };
    let own = received::of(tx, sent.id, sent.subject_id).await?.unwrap_or_default();
    let held = if own.skipped > 0 {
        skips::held_by(tx, organisation, &sent.recipient, sent.subject_id).await?
    } else {
        Vec::new()
    };
    let dates = settings::dates(tx, organisation).await?;
    let by = sent.acknowledge_by.as_deref().map(|day| dates.written(day));
    let meaning = purposes::kept(&sent.purpose_kept);
    let Meaning { name, response, .. } = meaning.unwrap_or_default();
    Ok(Some(Sheet {
        branding: settings::branding(tx, organisation).await?,
        organisation: sent.organisation,
        state: None,
        project: format!("{} · {}", sent.reference, sent.project),
        from: sent.issued_by.unwrap_or_default(),
        date: dates.written(&sent.dated_on),
        purpose: name,
        asked: asked(&response, &own.acknowledgement, by),
        number: sent.number,
        subject: sent.subject,
        remarks: sent.remarks,
        documents: lines(tx, sent.id, sent.subject_id).await?,
        to: vec![reader(own)],
        held,
        withheld: 0,
    }))
}

row! {
    struct LineRow {
        number: String, title: String, revision: String, status: String, blob_hash: String, filename: String, size: i64,
    }
}

/// What went to one of those who get it, as it was when it was issued.
async fn lines(tx: &mut Tx, id: TransmittalId, whose: SubjectId) -> DbResult<Vec<Line>> {
    let mut text = sql("select x.number, x.title, x.revision, x.status, x.blob_hash, r.filename, r.size
        from transmittal_document x join revision r on r.id = x.revision_id where x.transmittal_id = $1")
    .bind(id);
    skips::not_skipped(&mut text, Some(whose));
    text.push(" order by x.position");
    let rows: Vec<LineRow> = tx.all(text).await?;
    let line = |row: LineRow| Line {
        file: file(&row.filename, row.size),
        number: row.number,
        title: row.title,
        revision: row.revision,
        status: status_words(&row.status),
        sha256: row.blob_hash,
    };
    Ok(rows.into_iter().map(line).collect())
}

fn reader(own: RecipientRow) -> Reader {
    let address = if own.email == own.name { String::new() } else { own.email };
    let company = if own.company.is_empty() { address } else { own.company };
    Reader { role: own.role, name: own.name, company, lacking: 0 }
}
