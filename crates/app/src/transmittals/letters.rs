//! What those who get a transmittal are told of it: a notice and a letter to those with an account, a letter with a link of
//! their own to addresses. The cover sheet is enclosed when a letter leaves.

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use serde_json::json;
use wayleave_base::{NEVER, OrganisationId, ProjectId, SubjectId, Timestamp, TransmittalId};
use wayleave_db::{Tx, row, sql};
use wayleave_jobs::{Enqueue, Handlers, Job, JobError};
use wayleave_mail::{
    Address, RenderError, Rendered, TemplateName, TransmittalIssued, TransmittalLetter, TransmittalRecalled,
    TransmittalReminder, render,
};

use super::purposes::purpose_name;
use super::received::{self, RecipientRow};
use super::store;
use super::tables::State;
use crate::error::Result;
use crate::guests::{self, Covering, Words};
use crate::mailing::{self, Sender};
use crate::notices::{self, Notice};
use crate::shared::Shared;
use crate::work::OrganisationRow;

row! {
    /// What those who get a transmittal are told of it.
    #[derive(Clone, Debug)]
    pub struct Issued {
        /// The internal id.
        pub id: TransmittalId,
        /// The public id.
        pub public_id: String,
        /// The number.
        pub number: String,
        /// What it is about.
        pub subject: String,
        /// What is said with it.
        pub remarks: String,
        /// `draft`, `issued` or `recalled`.
        pub state: String,
        /// What its purpose meant when it was issued, as JSON.
        pub purpose_kept: String,
        /// How many documents it sends.
        pub documents: i64,
        /// The project.
        pub project_id: ProjectId,
        /// Its public id.
        pub project: String,
        /// Its name.
        pub project_name: String,
        /// Its time zone.
        pub timezone: String,
        /// By which day receipt is to be acknowledged.
        pub acknowledge_by: Option<String>,
        /// When it was issued.
        pub issued_at: Option<i64>,
        /// When those who get it are told.
        pub told_at: Option<i64>,
        /// Who issued it.
        pub issued_by: Option<SubjectId>,
        /// Their public id.
        pub by: Option<String>,
        /// Their name.
        pub by_name: Option<String>,
        /// Who recalled it.
        pub recalled_by_name: Option<String>,
        /// Why.
        pub recall_reason: String,
    }
}

impl Issued {
    /// A transmittal that was issued, be it recalled since.
    pub async fn load(
        tx: &mut Tx,
        organisation: OrganisationId,
        transmittal: TransmittalId,
    ) -> Result<Option<Self>> {
        let text = sql("select t.id, t.public_id, t.number, t.subject, t.remarks, t.state, t.purpose_kept, t.project_id,
              (select count(*) from transmittal_document d where d.transmittal_id = t.id) as documents,
              p.public_id as project, p.name as project_name, p.timezone, t.acknowledge_by, t.issued_at, t.told_at, t.issued_by,
              m.public_id as by, a.name as by_name, ra.name as recalled_by_name, t.recall_reason
            from transmittal t join project p on p.id = t.project_id left join member m on m.subject_id = t.issued_by
            left join account a on a.id = m.account_id left join member r on r.subject_id = t.recalled_by
            left join account ra on ra.id = r.account_id
            where t.id = $1 and t.organisation_id = $2 and t.issued_at is not null");
        Ok(tx.optional(text.bind(transmittal).bind(organisation)).await?)
    }

    /// Is it in force, and was it issued then? One that was undone and issued again is another issue.
    #[must_use]
    pub fn is_the_issue_of(&self, at: Timestamp) -> bool {
        self.state == "issued" && self.issued_at == Some(at)
    }

    /// Its state.
    #[must_use]
    pub fn life(&self, now: Timestamp) -> State {
        State::of(&self.state, (self.told_at, false), now)
    }

    /// Who sends it, for whoever reads of it.
    fn sender<'a>(&'a self, whole: &'a OrganisationRow) -> &'a str {
        self.by_name.as_deref().unwrap_or(&whole.name)
    }

    /// A notice of it.
    #[must_use]
    pub fn notice(&self, kind: &'static str) -> Notice<'static> {
        Notice {
            kind,
            project: Some(self.project_id),
            document: None,
            payload: json!({"by": self.by, "transmittal": self.public_id, "number": self.number}),
        }
    }

    /// What the letter that carries a link says.
    fn parcel(&self, letter: Letter, to: &RecipientRow) -> Parcel {
        Parcel {
            recipient: to.id,
            reminder: letter == Letter::Reminder,
            project: self.project_name.clone(),
            number: self.number.clone(),
            about: self.subject.clone(),
            purpose: purpose_name(&self.purpose_kept),
            documents: u64::try_from(self.documents - to.lacking()).unwrap_or_default(),
            remarks: (!self.remarks.is_empty()).then(|| self.remarks.clone()),
            must_acknowledge: to.acknowledgement == "required",
            acknowledge_by: self.acknowledge_by.clone(),
        }
    }
}

/// A transmittal as a letter tells one of its recipients of it, but for the way in.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Parcel {
    /// Whose letter it is: the row of the recipient.
    pub recipient: i64,
    reminder: bool,
    project: String,
    number: String,
    about: String,
    purpose: String,
    documents: u64,
    remarks: Option<String>,
    must_acknowledge: bool,
    acknowledge_by: Option<String>,
}

/// How the reader of a letter comes to what it tells of.
#[derive(Clone, Copy, Debug)]
pub struct Way<'a> {
    /// Where.
    pub link: &'a str,
    /// Is the link the reader's own?
    pub own_link: bool,
    /// Until when.
    pub expires: Option<&'a str>,
    /// Does it ask for a code?
    pub needs_mail_code: bool,
}

impl Parcel {
    /// The letter: the name of its template, and its words.
    pub fn render(
        &self,
        head: &Sender,
        sender: &str,
        way: Way<'_>,
    ) -> std::result::Result<(TemplateName, Rendered), RenderError> {
        let acknowledge_by = self.acknowledge_by.as_deref().map(|day| head.dates().written(day));
        let letter = TransmittalLetter {
            head: head.head(),
            sender,
            project: &self.project,
            number: &self.number,
            about: &self.about,
            purpose: &self.purpose,
            documents: self.documents,
            remarks: self.remarks.as_deref(),
            link: way.link,
            own_link: way.own_link,
            expires: way.expires,
            must_acknowledge: self.must_acknowledge,
            acknowledge_by: acknowledge_by.as_deref(),
            needs_mail_code: way.needs_mail_code,
        };
        Ok(if self.reminder {
            (TemplateName::TransmittalReminder, render(&TransmittalReminder(letter))?)
        } else {
            (TemplateName::TransmittalIssued, render(&TransmittalIssued(letter))?)
        })
    }
}

/// Which letter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Letter {
    /// It was sent to them.
    Issued,
    /// They did not acknowledge receipt.
    Reminder,
}

/// Tells these recipients of a transmittal: those with an account behind the bell and by mail, and those with a link by a mail
/// with a new one.
pub async fn tell(
    tx: &mut Tx,
    shared: &Shared,
    whole: &OrganisationRow,
    issued: &Issued,
    letter: Letter,
    to: &[RecipientRow],
) -> Result<()> {
    let now = shared.clock.now();
    let (links, people): (Vec<&RecipientRow>, Vec<_>) = to.iter().partition(|one| !one.email.is_empty());
    let subjects: Vec<SubjectId> = people.iter().map(|one| one.subject_id).collect();
    let kind = match letter {
        Letter::Issued => "transmittal.issued",
        Letter::Reminder => "transmittal.reminder",
    };
    let link = format!(
        "{}/o/{}/p/{}/transmittals/{}",
        shared.config.public_url, whole.slug, issued.project, issued.public_id
    );
    let head = Sender::load(tx, shared, whole, Some(issued.project_id), "").await?;
    for recipient in notices::notify(tx, &shared.ids, whole.id, now, &subjects, &issued.notice(kind)).await? {
        let Some(row) = people.iter().find(|row| row.subject_id == recipient.subject) else { continue };
        let own = head.for_recipient(&recipient);
        let expires = (row.ends_at < NEVER).then(|| own.dates().day(row.ends_at, &issued.timezone));
        let way = Way { link: &link, own_link: false, expires: expires.as_deref(), needs_mail_code: false };
        let words = issued.parcel(letter, row).render(&own, issued.sender(whole), way);
        let words = words.map_err(anyhow::Error::from)?;
        let mail = mailing::keep_notice(tx, shared, whole.id, now, &recipient, words).await?;
        mailing::carries(tx, whole.id, mail, row.id).await?;
    }
    let links: Vec<(SubjectId, Covering)> = links
        .into_iter()
        .map(|row| {
            let covering = Covering {
                sender: issued.sender(whole).to_owned(),
                zone: issued.timezone.clone(),
                words: Words::Transmittal(issued.parcel(letter, row)),
            };
            (row.subject_id, covering)
        })
        .collect();
    guests::announce_sent(tx, shared, whole, issued.id, &links).await
}

/// Those who got a transmittal are told that it was recalled.
#[derive(Serialize, Deserialize)]
struct TellRecalled {
    organisation: i64,
    transmittal: i64,
}

impl Job for TellRecalled {
    const NAME: &'static str = "tell_recalled_transmittal";
    const PRIORITY: i64 = 5;
}

/// Puts in the job that tells those who got a transmittal that it was recalled.
pub async fn recalled(
    tx: &mut Tx,
    organisation: OrganisationId,
    transmittal: TransmittalId,
    now: Timestamp,
) -> Result<()> {
    let job = TellRecalled { organisation: organisation.get(), transmittal: transmittal.get() };
    let how = Enqueue { run_at: now, dedupe: None, organisation: Some(organisation) };
    Ok(wayleave_jobs::enqueue(tx, now, &job, how).await?)
}

async fn tell_recalled(shared: Arc<Shared>, job: TellRecalled) -> std::result::Result<(), JobError> {
    run(&shared, &job).await.map_err(JobError::from)
}

async fn run(shared: &Shared, job: &TellRecalled) -> Result<()> {
    let organisation = OrganisationId(job.organisation);
    let transmittal = TransmittalId(job.transmittal);
    let now = shared.clock.now();
    let mut tx = shared.db.begin_in(organisation).await?;
    let Some(issued) = Issued::load(&mut tx, organisation, transmittal).await? else { return Ok(()) };
    // Two runs of it at once would tell everybody twice.
    if !store::announce_recall(&mut tx, transmittal).await? {
        return Ok(());
    }
    let rows = received::all(&mut tx, transmittal, None).await?;
    let (links, people): (Vec<&RecipientRow>, Vec<_>) = rows.iter().partition(|one| !one.email.is_empty());
    let people: Vec<SubjectId> = people.into_iter().map(|one| one.subject_id).collect();
    let whole = OrganisationRow::load(&mut tx, organisation).await?;
    let head = Sender::load(&mut tx, shared, &whole, Some(issued.project_id), "").await?;
    let sent_at = head.dates().day(issued.issued_at.unwrap_or(now), &issued.timezone);
    let sender = issued.recalled_by_name.as_deref().unwrap_or(&whole.name);
    let words = TransmittalRecalled {
        head: head.head(),
        sender,
        project: &issued.project_name,
        number: &issued.number,
        about: &issued.subject,
        sent_at: &sent_at,
        reason: &issued.recall_reason,
    };
    let mut notice = issued.notice("transmittal.recalled");
    notice.payload["reason"] = json!(issued.recall_reason);
    for recipient in notices::notify(&mut tx, &shared.ids, organisation, now, &people, &notice).await? {
        let own = head.for_recipient(&recipient);
        mailing::post_notice(
            &mut tx,
            shared,
            organisation,
            now,
            &recipient,
            &TransmittalRecalled { head: own.head(), ..words },
        )
        .await?;
    }
    for row in links {
        let own = head.to(&row.name);
        let to = Address { name: Some(row.name.clone()), email: row.email.clone() };
        mailing::post(
            &mut tx,
            shared,
            organisation,
            now,
            &to,
            &TransmittalRecalled { head: own.head(), ..words },
        )
        .await?;
    }
    tx.commit().await?;
    shared.wake.notify_one();
    Ok(())
}

/// The jobs that tell of transmittals.
pub fn jobs(handlers: Handlers<Shared>) -> Handlers<Shared> {
    handlers.with::<TellRecalled, _, _>(tell_recalled)
}
