//! The archive of a project: one file with everything that its reader gets from the project's own addresses, one after
//! the other, each decided and noted when its turn comes. What stays away is named with its reason in the closing list.
//! The archive counts as taken once that list was sent.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

use axum::response::Response;
use futures::{StreamExt as _, TryStreamExt as _};
use sha2::{Digest as _, Sha256};
use wayleave_access::audit::Event;
use wayleave_access::documents::Position;
use wayleave_access::{Target, act};
use wayleave_blob::{BlobError, BlobHash, BlobStream};
use wayleave_db::{row, sql};

use super::checklist;
use crate::audit_log::{self, Form};
use crate::cx::Cx;
use crate::download::attached;
use crate::error::{Error, Result};
use crate::packed::{self, Entries, Entry, Names, ZIP};
use crate::register::exports::{self, Wanted};
use crate::register::files::{self, Place};
use crate::register::serve;
use crate::sheets::{Cell, Csv};
use crate::transmittals::{self, ListTransmittals};
use crate::work::Work;
use crate::workflows;

/// The closing list.
const LIST: &str = "manifest.csv";
/// Where transmittals are.
const TRANSMITTALS: &str = "transmittals/";
/// A part of which nobody knows beforehand how long it is may be longer than any.
const ANY: u64 = u64::MAX;

/// What comes next.
enum Part {
    Register,
    Files,
    Transmittals,
    CoverSheet(Found),
    Record(Found),
    Audit(Form),
    List,
}

/// What became of something: its name in the archive and the sum of its bytes, or why it stays away.
struct Outcome {
    name: String,
    about: String,
    reason: String,
    sum: Arc<Mutex<Sha256>>,
}

struct State {
    cx: Cx,
    organisation: String,
    project: String,
    parts: VecDeque<Part>,
    /// The revisions of a page of the register, and where the next page begins.
    wanted: VecDeque<Wanted>,
    after: Option<Position>,
    begun: bool,
    outcomes: Vec<Outcome>,
    names: Names,
}

row! {
    /// Something that has a paper of its own.
    struct Found { public_id: String, number: String }
}

/// The archive as an answer.
pub async fn answer(cx: &Cx, organisation: &str, project: &str) -> Result<Response> {
    let mut work = Work::read(cx, organisation).await?;
    let (row, facts) = work.project(project).await?;
    work.permit_in::<act::ProjectArchive>(&facts, Target::default())?;
    let sent = sql(
        "select public_id, number from transmittal where project_id = $1 and state <> 'draft' order by id",
    );
    let sent: Vec<Found> = work.tx.all(sent.bind(row.id)).await?;
    let run =
        sql("select public_id, number from workflow where project_id = $1 and status <> 'draft' order by id");
    let run: Vec<Found> = work.tx.all(run.bind(row.id)).await?;
    drop(work);
    let mut parts = VecDeque::from([Part::Register, Part::Files, Part::Transmittals]);
    parts.extend(sent.into_iter().map(Part::CoverSheet));
    parts.extend(run.into_iter().map(Part::Record));
    parts.extend([Part::Audit(Form::Csv), Part::Audit(Form::Json), Part::List]);
    let state = State {
        cx: cx.clone(),
        organisation: organisation.to_owned(),
        project: row.public_id,
        parts,
        wanted: VecDeque::new(),
        after: None,
        begun: false,
        outcomes: Vec::new(),
        names: Names::without(&[LIST]),
    };
    let name = format!("{} archive.zip", wayleave_media::safe_filename(&row.reference));
    attached(packed::body(state, cx.now()).await?, ZIP, &name)
}

impl Entries for State {
    async fn next(&mut self) -> Result<Option<Entry>> {
        // Decided as of now, not as of when the archive began.
        self.cx = self.cx.later();
        loop {
            if let Some(wanted) = self.wanted.pop_front() {
                if let Some(entry) = self.file(wanted).await? {
                    return Ok(Some(entry));
                }
                continue;
            }
            let Some(part) = self.parts.pop_front() else {
                self.note().await?;
                return Ok(None);
            };
            if let Some(entry) = self.part(part).await? {
                return Ok(Some(entry));
            }
        }
    }
}

impl State {
    async fn part(&mut self, part: Part) -> Result<Option<Entry>> {
        let (cx, organisation, project) = (self.cx.clone(), self.organisation.clone(), self.project.clone());
        match part {
            Part::Register => {
                let answer = exports::whole(&cx, &organisation, &project).await;
                self.answered(
                    ("", "register.xlsx"),
                    "The register",
                    answer.map(|bytes| Response::new(bytes.into())),
                )
            }
            Part::Files => {
                if !std::mem::replace(&mut self.begun, true) || self.after.is_some() {
                    let page = exports::everything(&cx, &organisation, &project, self.after.as_ref()).await?;
                    self.wanted.extend(page.wanted);
                    self.after = page.next;
                    // The next page comes after the files of this one.
                    self.parts.push_front(Part::Files);
                }
                Ok(None)
            }
            Part::Transmittals => {
                let answer =
                    transmittals::list_file(&cx, &organisation, &project, ListTransmittals::default()).await;
                self.answered((TRANSMITTALS, "list.csv"), "The transmittals", answer)
            }
            Part::CoverSheet(of) => {
                let answer = transmittals::cover_sheet(&cx, &organisation, &project, &of.public_id).await;
                self.answered((TRANSMITTALS, &format!("{}.pdf", of.number)), "Cover sheet", answer)
            }
            Part::Record(of) => {
                let answer = workflows::record(&cx, &organisation, &project, &of.public_id).await;
                self.answered(("workflows/", &format!("{}.pdf", of.number)), "Record of a workflow", answer)
            }
            Part::Audit(form) => {
                let answer = audit_log::of_project(&cx, &organisation, &project, form).await;
                let name = if form == Form::Csv { "audit.csv" } else { "audit.json" };
                self.answered(("", name), "The audit log", answer)
            }
            Part::List => self.list().map(Some),
        }
    }

    /// Takes something along under a name of its own.
    fn take(&mut self, (folder, file): (&str, &str), about: &str, (size, bytes): (u64, BlobStream)) -> Entry {
        let name = format!("{folder}{}", self.names.give(file));
        let sum: Arc<Mutex<Sha256>> = Arc::default();
        let adding = Arc::clone(&sum);
        let bytes = bytes.inspect_ok(move |bytes| {
            adding.lock().unwrap_or_else(PoisonError::into_inner).update(bytes);
        });
        self.outcomes.push(Outcome {
            name: name.clone(),
            about: about.to_owned(),
            reason: String::new(),
            sum,
        });
        Entry::Stored(name, size, bytes.boxed())
    }

    /// Notes why something stays away.
    fn leave(&mut self, about: String, reason: String) -> Option<Entry> {
        self.outcomes.push(Outcome { name: String::new(), about, reason, sum: Arc::default() });
        None
    }

    /// Takes along what an address answers.
    fn answered(
        &mut self,
        name: (&str, &str),
        about: &str,
        answer: Result<Response>,
    ) -> Result<Option<Entry>> {
        match answer {
            Ok(response) => {
                let bytes = response.into_body().into_data_stream();
                let bytes = bytes.map_err(|error| BlobError::Interrupted(std::io::Error::other(error)));
                Ok(Some(self.take(name, about, (ANY, bytes.boxed()))))
            }
            Err(error @ Error::Internal(_)) => Err(error),
            Err(error) => Ok(self.leave(format!("{about} {}", name.1), error.sentence())),
        }
    }

    /// Begins a file, or notes why it stays away.
    async fn file(&mut self, wanted: Wanted) -> Result<Option<Entry>> {
        let place = Place {
            organisation: &self.organisation,
            project: &self.project,
            document: &wanted.document,
            revision: &wanted.revision,
        };
        let file = match files::take(&self.cx, place).await {
            Ok(file) => file,
            Err(error @ Error::Internal(_)) => return Err(error),
            Err(_) => {
                let reason = "You may see this document, but not download its file.".to_owned();
                return Ok(self.leave(wanted.called, reason));
            }
        };
        let hash = BlobHash::parse(&file.hash).map_err(anyhow::Error::from)?;
        let found = self.cx.shared().blobs.get(hash, None).await.map_err(serve::missing)?;
        let name = format!("{} {}", wanted.called, file.filename);
        Ok(Some(self.take(("files/", &name), &wanted.called, found)))
    }

    /// The closing list as a file of the archive.
    fn list(&self) -> Result<Entry> {
        let titles = ["File", "What", "Left out because", "SHA-256"];
        let rows: Vec<Vec<Cell>> = self.outcomes.iter().map(Outcome::cells).collect();
        Ok(Entry::Made(LIST.to_owned(), Csv::default().part(titles, &rows)?.into()))
    }

    /// Notes that the archive was taken.
    async fn note(&self) -> Result<()> {
        let mut work = Work::write(&self.cx, &self.organisation).await?;
        let (project, facts) = work.project(&self.project).await?;
        let permit = work.permit_in::<act::ProjectArchive>(&facts, Target::default())?;
        let count = |left_out: bool| {
            self.outcomes.iter().filter(|outcome| outcome.reason.is_empty() != left_out).count()
        };
        let event = Event::new("project", "project.archived", ("project", &project.public_id, &project.name))
            .project(project.id)
            .after(serde_json::json!({"files": count(false), "left_out": count(true)}));
        work.record(&permit, event).await?;
        let said = (work.now(), work.me.subject);
        checklist::write_archive(&mut work.tx, &project, said).await?;
        work.commit().await
    }
}

impl Outcome {
    fn cells(&self) -> Vec<Cell> {
        let sum = self.sum.lock().unwrap_or_else(PoisonError::into_inner).clone().finalize();
        let sum = if self.name.is_empty() { String::new() } else { hex::encode(sum) };
        [&self.name, &self.about, &self.reason, &sum].map(|text| Cell::text(text)).to_vec()
    }
}
