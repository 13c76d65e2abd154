//! The rows of notices and of what people chose.

use wayleave_base::{DocumentId, Ids, NotificationId, OrganisationId, ProjectId, SubjectId, Timestamp};
use wayleave_db::{DbResult, Tx, row, sql};

use super::notify::Notice;
use crate::error::Result;
use crate::settings::{self, NOTIFICATIONS, Notifications, Rhythm};
use crate::shared::Shared;

row! {
    /// A notice as stored.
    #[derive(Clone, Debug)]
    pub struct NoticeRow {
        /// The internal id; the order of writing.
        pub id: i64,
        /// The public id.
        pub public_id: String,
        /// Its kind.
        pub kind: String,
        /// The project it happened in.
        pub project_id: Option<ProjectId>,
        /// The document it concerns.
        pub document_id: Option<DocumentId>,
        /// What its words are made of.
        pub payload: String,
        /// When it was written.
        pub created_at: i64,
        /// When it was read.
        pub read_at: Option<i64>,
    }
}

/// The columns of a notice.
pub const COLUMNS: &str = "id, public_id, kind, project_id, document_id, payload, created_at, read_at";

/// What becomes of the mail of a notice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MailState {
    /// There is none.
    None = 0,
    /// It waits for a digest.
    Waits = 1,
    /// It is told in the mail that the row names.
    Mailed = 2,
    /// It waited, and then there was no reason to tell it.
    Dropped = 3,
}

row! {
    /// What a person chose for one kind of notice, and where their mail goes.
    #[derive(Clone, Debug)]
    pub struct Wish {
        /// The person.
        pub subject_id: SubjectId,
        /// Their name.
        pub name: String,
        /// Their address.
        pub email: String,
        /// Behind the bell?
        pub bell: Option<i64>,
        /// By mail?
        pub mail: Option<i64>,
        /// How often.
        pub rhythm: Option<String>,
    }
}

impl Wish {
    /// The rhythm chosen, if one was.
    #[must_use]
    pub fn rhythm(&self) -> Option<Rhythm> {
        self.rhythm.as_deref().and_then(Rhythm::parse)
    }
}

/// What these people chose for a kind, in one statement; who has left is left out.
pub async fn wishes(
    tx: &mut Tx,
    organisation: OrganisationId,
    kind: &str,
    people: &[i64],
) -> DbResult<Vec<Wish>> {
    let mut text = sql("select m.subject_id, a.name, a.email, c.bell, c.mail, y.rhythm
         from member m join account a on a.id = m.account_id
         join organisation_role r on r.subject_id = m.subject_id and r.closed_at is null
         left join notification_choice c on c.organisation_id = m.organisation_id and c.subject_id = m.subject_id
           and c.kind = $2
         left join notification_rhythm y on y.organisation_id = m.organisation_id and y.subject_id = m.subject_id
         where m.organisation_id = $1 and m.subject_id in ")
    .bind(organisation)
    .bind(kind);
    text.id_list(people).push(" order by m.subject_id");
    tx.all(text).await
}

/// A notice to be stored.
pub struct NewNotice<'a> {
    /// For whom.
    pub subject: SubjectId,
    /// Behind the bell?
    pub bell: bool,
    /// What becomes of its mail.
    pub state: MailState,
    /// When.
    pub now: Timestamp,
    /// What it says.
    pub notice: &'a Notice<'a>,
}

/// Stores a notice.
pub async fn insert(
    tx: &mut Tx,
    ids: &Ids,
    organisation: OrganisationId,
    new: &NewNotice<'_>,
) -> DbResult<i64> {
    tx.int(
        sql("insert into notification (organisation_id, public_id, subject_id, kind, project_id, document_id, payload,
               bell, mail_state, created_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) returning id as n")
        .bind(organisation)
        .bind(ids.public(NotificationId::PREFIX))
        .bind(new.subject)
        .bind(new.notice.kind)
        .bind(new.notice.project)
        .bind(new.notice.document)
        .bind(new.notice.payload.to_string())
        .bind(new.bell)
        .bind(new.state as i64)
        .bind(new.now),
    )
    .await
}

/// Which notices of a person a page shows.
#[derive(Clone, Copy, Debug, Default)]
pub struct Wanted<'a> {
    /// Only those not read.
    pub unread: bool,
    /// Only these kinds; an empty list is every kind.
    pub kinds: &'a [&'a str],
    /// Only those before this one.
    pub before: Option<i64>,
    /// How many.
    pub limit: i64,
}

/// The notices behind a person's bell, the newest first.
pub async fn page(
    tx: &mut Tx,
    organisation: OrganisationId,
    subject: SubjectId,
    wanted: &Wanted<'_>,
) -> DbResult<Vec<NoticeRow>> {
    let mut text = sql("select ");
    text.push(COLUMNS).push(" from notification where organisation_id = ").arg(organisation);
    text.push(" and bell = 1 and subject_id = ").arg(subject);
    if wanted.unread {
        text.push(" and read_at is null");
    }
    if !wanted.kinds.is_empty() {
        text.push(" and kind in ").text_list(wanted.kinds);
    }
    if let Some(before) = wanted.before {
        text.push(" and id < ").arg(before);
    }
    text.push(" order by id desc limit ").arg(wanted.limit);
    tx.all(text).await
}

/// One notice behind a person's bell.
pub async fn find(
    tx: &mut Tx,
    organisation: OrganisationId,
    subject: SubjectId,
    public_id: &str,
) -> DbResult<Option<NoticeRow>> {
    let mut text = sql("select ");
    text.push(COLUMNS).push(" from notification where organisation_id = ").arg(organisation);
    text.push(" and bell = 1 and subject_id = ").arg(subject).push(" and public_id = ").arg(public_id);
    tx.optional(text).await
}

/// One notice of a person, whether it lies behind their bell or was mailed alone.
pub async fn told(
    tx: &mut Tx,
    organisation: OrganisationId,
    subject: SubjectId,
    public_id: &str,
) -> DbResult<Option<NoticeRow>> {
    let mut text = sql("select ");
    text.push(COLUMNS).push(" from notification where organisation_id = ").arg(organisation);
    text.push(" and subject_id = ").arg(subject).push(" and public_id = ").arg(public_id);
    tx.optional(text).await
}

/// Says anew what a notice names.
pub async fn narrow(tx: &mut Tx, organisation: OrganisationId, id: i64, payload: &str) -> DbResult<u64> {
    let text = sql("update notification set payload = $1 where id = $2 and organisation_id = $3");
    tx.execute(text.bind(payload).bind(id).bind(organisation)).await
}

/// Which of a person's notices are marked as read.
pub enum Which<'a> {
    /// All.
    All,
    /// These, by public ids.
    These(&'a [String]),
    /// Those up to and with this one.
    UpTo(i64),
}

/// Marks notices as read; those that were read before keep their moment.
pub async fn read(
    tx: &mut Tx,
    organisation: OrganisationId,
    subject: SubjectId,
    now: Timestamp,
    which: &Which<'_>,
) -> DbResult<u64> {
    let mut text =
        sql("update notification set read_at = $1 where organisation_id = $2 and subject_id = $3 and read_at is null")
            .bind(now)
            .bind(organisation)
            .bind(subject);
    match which {
        Which::All => {}
        Which::These(ids) => drop(text.push(" and public_id in ").text_list(ids)),
        Which::UpTo(id) => drop(text.push(" and id <= ").arg(*id)),
    }
    tx.execute(text).await
}

row! {
    /// What a person chose for a kind.
    #[derive(Clone, Debug)]
    pub struct ChoiceRow {
        /// The kind.
        pub kind: String,
        /// Behind the bell?
        pub bell: bool,
        /// By mail?
        pub mail: bool,
    }
}

/// Everything a person chose.
pub async fn choices(
    tx: &mut Tx,
    organisation: OrganisationId,
    subject: SubjectId,
) -> DbResult<Vec<ChoiceRow>> {
    let text =
        sql("select kind, bell, mail from notification_choice where organisation_id = $1 and subject_id = $2
        order by kind");
    tx.all(text.bind(organisation).bind(subject)).await
}

/// Stores what a person chose for a kind.
pub async fn choose(
    tx: &mut Tx,
    organisation: OrganisationId,
    subject: SubjectId,
    now: Timestamp,
    (kind, bell, mail): (&str, bool, bool),
) -> DbResult<u64> {
    tx.execute(
        sql("insert into notification_choice (organisation_id, subject_id, kind, bell, mail, changed_at)
             values ($1, $2, $3, $4, $5, $6) on conflict (organisation_id, subject_id, kind)
             do update set bell = excluded.bell, mail = excluded.mail, changed_at = excluded.changed_at")
        .bind(organisation)
        .bind(subject)
        .bind(kind)
        .bind(bell)
        .bind(mail)
        .bind(now),
    )
    .await
}

row! {
    struct Chosen { rhythm: String }
}

/// How often a person wants mail; nothing when it is the organisation's choice.
pub async fn rhythm(
    tx: &mut Tx,
    organisation: OrganisationId,
    subject: SubjectId,
) -> DbResult<Option<Rhythm>> {
    let text = sql("select rhythm from notification_rhythm where organisation_id = $1 and subject_id = $2");
    let chosen: Option<Chosen> = tx.optional(text.bind(organisation).bind(subject)).await?;
    Ok(chosen.and_then(|chosen| Rhythm::parse(&chosen.rhythm)))
}

/// Stores how often a person wants mail; without one it is the organisation's choice again.
pub async fn set_rhythm(
    tx: &mut Tx,
    organisation: OrganisationId,
    subject: SubjectId,
    now: Timestamp,
    rhythm: Option<Rhythm>,
) -> DbResult<u64> {
    let Some(rhythm) = rhythm else {
        let text = sql("delete from notification_rhythm where organisation_id = $1 and subject_id = $2");
        return tx.execute(text.bind(organisation).bind(subject)).await;
    };
    tx.execute(
        sql("insert into notification_rhythm (organisation_id, subject_id, rhythm, changed_at) values ($1, $2, $3, $4)
             on conflict (organisation_id, subject_id)
             do update set rhythm = excluded.rhythm, changed_at = excluded.changed_at")
        .bind(organisation)
        .bind(subject)
        .bind(rhythm.code())
        .bind(now),
    )
    .await
}

/// The notices that wait for a person's digest, the oldest first.
pub async fn waiting(
    tx: &mut Tx,
    organisation: OrganisationId,
    subject: SubjectId,
    limit: i64,
) -> DbResult<Vec<NoticeRow>> {
    let mut text = sql("select ");
    text.push(COLUMNS)
        .push(" from notification where mail_state = 1 and organisation_id = ")
        .arg(organisation);
    text.push(" and subject_id = ").arg(subject).push(" order by id limit ").arg(limit);
    tx.all(text).await
}

/// The notices that a mail tells of.
pub async fn told_in(tx: &mut Tx, organisation: OrganisationId, mail: i64) -> DbResult<Vec<NoticeRow>> {
    let mut text = sql("select ");
    text.push(COLUMNS).push(" from notification where organisation_id = ").arg(organisation);
    text.push(" and mail_id = ").arg(mail).push(" order by id");
    tx.all(text).await
}

/// Says of these notices what becomes of their mail.
pub async fn settle(
    tx: &mut Tx,
    organisation: OrganisationId,
    ids: &[i64],
    state: MailState,
    mail: Option<i64>,
) -> DbResult<u64> {
    if ids.is_empty() {
        return Ok(0);
    }
    let mut text =
        sql("update notification set mail_state = $1, mail_id = $2 where organisation_id = $3 and id in ")
            .bind(state as i64)
            .bind(mail)
            .bind(organisation);
    text.id_list(ids);
    tx.execute(text).await
}

/// A day in milliseconds.
const DAY: i64 = 24 * 3600 * 1000;
/// How much longer than those read the unread are kept.
const UNREAD_TIMES: i64 = 4;
/// How many rows one round removes.
const BATCH: i64 = 1_000;

/// Removes what lay behind bells for long enough: the read after the days that the organisation chose, the unread after
/// four times as many. What still waits for a digest stays.
pub async fn forget(shared: &Shared) -> Result<()> {
    let now = shared.clock.now();
    let mut tx = shared.db.read().await?;
    let organisations = tx.ints(sql("select id as n from organisation order by id")).await?;
    drop(tx);
    for organisation in organisations.into_iter().map(OrganisationId) {
        let mut tx = shared.db.begin_in(organisation).await?;
        let usual: Notifications = settings::read(&mut tx, organisation, None, NOTIFICATIONS).await?;
        let old = usual.keep_days.clamp(1, 36_500) * DAY;
        tx.execute(
            sql("delete from notification where organisation_id = $1 and id in (select id from notification
                   where organisation_id = $1 and mail_state <> 1 and (created_at < $3 or (created_at < $2 and read_at < $2))
                   order by id limit $4)")
                .bind(organisation)
                .bind(now - old)
                .bind(now - UNREAD_TIMES * old)
                .bind(BATCH),
        )
        .await?;
        tx.commit().await?;
    }
    Ok(())
}
