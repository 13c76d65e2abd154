//! The rows of guest shares.
//!
//! A share ends with its grant, so neither its end nor its revocation stands in its own row; both are read from the
//! grant that its link has in the ledger.

use wayleave_access::Scope;
use wayleave_access::audit::Stamp;
use wayleave_base::{
    DocumentId, GuestShareId, OrganisationId, ProjectId, SubjectId, Timestamp, TransmittalId,
};
use wayleave_db::{DbResult, Sql, Tx, row, sql};

use super::model::{Standing, State};

row! {
    /// A guest share as stored, with what its grant and its document say.
    #[derive(Clone, Debug)]
    pub struct ShareRow {
        /// The internal id.
        pub id: GuestShareId,
        /// The public id.
        pub public_id: String,
        /// The project.
        pub project_id: ProjectId,
        /// The link as a subject of grants.
        pub subject_id: SubjectId,
        /// The document; of what was sent with a transmittal, the first.
        pub document_id: DocumentId,
        /// The transmittal that it went out with.
        pub transmittal_id: Option<TransmittalId>,
        /// `pinned` or `latest_approved`.
        pub follows: String,
        /// The revision it was made for.
        pub pinned_seq: i64,
        /// The internal name; no guest ever sees it.
        pub label: String,
        /// For whom it was made.
        pub recipient_name: String,
        /// Where that person is reached.
        pub recipient_email: String,
        /// Is downloading allowed?
        pub allow_download: bool,
        /// The slow hash of its password.
        pub password_hash: Option<String>,
        /// How often it may be opened; 0 is without limit.
        pub max_opens: i64,
        /// How often it was.
        pub opens: i64,
        /// Is the guest's name asked for?
        pub require_name: bool,
        /// Is the guest's address asked for?
        pub require_email: bool,
        /// Is a code sent to the recipient on opening?
        pub mail_code: bool,
        /// Who made it.
        pub created_by: SubjectId,
        /// When.
        pub created_at: i64,
        /// Does it belong to the project, since its maker left?
        pub owned_by_project: bool,
        /// How many downloads were made.
        pub downloads: i64,
        /// When it was last opened.
        pub last_accessed_at: Option<i64>,
        /// The warning last given, in days before the end; -1 when its end was written down.
        pub warned_days: i64,
        /// Is its grant open?
        pub live: bool,
        /// When its grant ends.
        pub ends_at: i64,
    }
}

row! {
    /// What a list shows of the document behind a share.
    #[derive(Clone, Debug)]
    pub struct DocumentPart {
        /// The public id.
        pub document_public_id: String,
        /// The number.
        pub number: String,
        /// The title.
        pub title: String,
        /// The code of the revision it was made for.
        pub revision_code: String,
        /// The public id of the transmittal that it went out with.
        pub transmittal_public_id: Option<String>,
        /// That transmittal's number.
        pub transmittal_number: Option<String>,
        /// How many documents it opens.
        pub documents: i64,
        /// Is the document within the reader's reach?
        pub within_reach: bool,
    }
}

/// A share as shown to people of the organisation.
#[derive(Clone, Debug)]
pub struct Shown {
    /// The share.
    pub share: ShareRow,
    /// Its document.
    pub document: DocumentPart,
}

impl wayleave_db::FromRow for Shown {
    fn from_row(row: &wayleave_db::Row) -> DbResult<Self> {
        Ok(Self { share: ShareRow::from_row(row)?, document: DocumentPart::from_row(row)? })
    }
}

impl ShareRow {
    /// What its state is made of.
    #[must_use]
    pub fn standing(&self, suspended: bool) -> Standing {
        Standing {
            live: self.live,
            ends_at: self.ends_at,
            opens: self.opens,
            max_opens: self.max_opens,
            suspended,
        }
    }

    /// Who counts as its owner in rules; nobody once it belongs to the project.
    #[must_use]
    pub fn maker(&self) -> Option<SubjectId> {
        (!self.owned_by_project).then_some(self.created_by)
    }
}

pub(super) const SHARE: &str = "s.id, s.public_id, s.project_id, s.subject_id, s.document_id, s.transmittal_id, s.follows, s.pinned_seq, s.label, \
     s.recipient_name, s.recipient_email, s.allow_download, s.password_hash, s.max_opens, s.opens, s.require_name, \
     s.require_email, s.mail_code, s.created_by, s.created_at, s.owned_by_project, s.downloads, s.last_accessed_at, \
     s.warned_days, cast(case when g.closed_at is null then 1 else 0 end as bigint) as live, g.ends_at";

/// The share and the grant that tells how it stands: the last open one of its link, or the last of all.
pub(super) const FROM: &str = " from guest_share s join access_grant g on g.id = coalesce( \
     (select max(x.id) from access_grant x where x.subject_id = s.subject_id and x.object_kind = 1 and x.closed_at is null), \
     (select max(x.id) from access_grant x where x.subject_id = s.subject_id and x.object_kind = 1 and x.closed_at is not null))";

/// A share by its internal id.
pub async fn by_id(
    tx: &mut Tx,
    organisation: OrganisationId,
    share: GuestShareId,
) -> DbResult<Option<ShareRow>> {
    let mut text = sql("select ");
    text.push(SHARE).push(FROM).push(" where s.organisation_id = ").arg(organisation);
    text.push(" and s.id = ").arg(share);
    tx.optional(text).await
}

row! {
    /// A share met at its door, with what may suspend it.
    #[derive(Clone, Debug)]
    pub struct Door {
        /// How many locks the project has.
        pub locks: i64,
        /// The organisation's policy as stored.
        pub organisation_policy: Option<String>,
        /// The project's policy as stored.
        pub project_policy: Option<String>,
        /// The organisation's name in addresses.
        pub slug: String,
        /// The organisation's name.
        pub organisation_name: String,
        /// The organisation's branding as stored.
        pub branding: Option<String>,
    }
}

/// A share at its door.
#[derive(Clone, Debug)]
pub struct Met {
    /// The share.
    pub share: ShareRow,
    /// What is around it.
    pub door: Door,
}

impl wayleave_db::FromRow for Met {
    fn from_row(row: &wayleave_db::Row) -> DbResult<Self> {
        Ok(Self { share: ShareRow::from_row(row)?, door: Door::from_row(row)? })
    }
}

/// Everything that the door of a link needs, in one statement: a link that must not be told from an unknown one costs
/// the same work as one.
pub async fn met(tx: &mut Tx, organisation: OrganisationId, share: GuestShareId) -> DbResult<Option<Met>> {
    let mut text = sql("select ").bind(organisation).bind(share);
    let setting = |name: &str, project: &str, key: &str| {
        format!(
            ", (select v.value from setting v where v.organisation_id = $1 and v.closed_at is null and v.key = '{key}'
               and v.project_id {project}) as {name}"
        )
    };
    text.push(SHARE).push(", (select count(*) from project_lock l where l.project_id = s.project_id and l.closed_at is null) as locks");
    text.push(&setting("organisation_policy", "is null", crate::settings::EXTERNAL_ACCESS));
    text.push(&setting("project_policy", "= s.project_id", crate::settings::EXTERNAL_ACCESS));
    text.push(&setting("branding", "is null", crate::settings::BRANDING));
    text.push(", o.slug, o.name as organisation_name").push(FROM);
    text.push(
        " join organisation o on o.id = s.organisation_id and o.suspended_at is null
         where s.organisation_id = $1 and s.id = $2",
    );
    tx.optional(text).await
}

/// Who reads shares inside the organisation.
#[derive(Clone, Copy, Debug)]
pub struct Reader {
    /// The person.
    pub me: SubjectId,
    /// May they see everybody's shares, or their own alone?
    pub everybodys: bool,
}

fn shown(scope: &Scope, reader: Reader) -> Sql {
    let mut text = sql("select ");
    text.push(SHARE).push(
        ", d.public_id as document_public_id, d.number, d.title, coalesce(r.code, '') as revision_code,
         t.public_id as transmittal_public_id, t.number as transmittal_number,
         case when t.id is null then (select count(distinct y.object_id) from access_grant y where y.subject_id = s.subject_id
             and y.object_kind = 1 and y.valid_from = s.created_at)
           else (select count(*) from transmittal_document z where z.transmittal_id = t.id and not exists (select 1
             from transmittal_recipient y join transmittal_skip k on k.recipient_id = y.id
             where y.transmittal_id = t.id and y.subject_id = s.subject_id and k.revision_id = z.revision_id)) end as documents",
    );
    text.push(", cast(case when ");
    scope.predicate(&mut text);
    text.push(" then 1 else 0 end as bigint) as within_reach").push(FROM);
    text.push(
        " join document d on d.id = s.document_id left join revision r on r.document_id = d.id and r.seq = s.pinned_seq
         left join transmittal t on t.id = s.transmittal_id where ((s.owned_by_project = 0 and s.created_by = ",
    );
    text.arg(reader.me).push(")");
    if reader.everybodys {
        // Who may see every share still learns of no document beyond their own reach.
        text.push(" or ");
        scope.predicate(&mut text);
    }
    text.push(")");
    text
}

/// A share by its public id, as far as the reader may see it.
pub async fn find(
    tx: &mut Tx,
    scope: &Scope,
    reader: Reader,
    (organisation, project): (OrganisationId, ProjectId),
    public_id: &str,
) -> DbResult<Option<Shown>> {
    let mut text = shown(scope, reader);
    text.push(" and s.organisation_id = ").arg(organisation).push(" and s.project_id = ").arg(project);
    text.push(" and s.public_id = ").arg(public_id);
    tx.optional(text).await
}

/// What a list of shares is narrowed to.
#[derive(Clone, Debug, Default)]
pub struct Wanted {
    /// Only on the document with this public id.
    pub document: Option<String>,
    /// Only of the transmittal with this public id.
    pub transmittal: Option<String>,
    /// Only in this state.
    pub state: Option<State>,
    /// Only before this id.
    pub before: Option<i64>,
}

/// Shares, newest first; one more than `limit` when there are more.
pub async fn list(
    tx: &mut Tx,
    scope: &Scope,
    reader: Reader,
    (organisation, project): (OrganisationId, ProjectId),
    wanted: &Wanted,
    (now, suspended, limit): (Timestamp, bool, usize),
) -> DbResult<Vec<Shown>> {
    let mut text = shown(scope, reader);
    text.push(" and s.organisation_id = ").arg(organisation).push(" and s.project_id = ").arg(project);
    if let Some(document) = &wanted.document {
        let document = text.reserve(document);
        text.push(&format!(
            " and (d.public_id = {document} or s.id in (select y.cause_id from document z join access_grant y
               on y.object_kind = 1 and y.object_id = z.id and y.cause_kind = 4 where z.public_id = {document}))"
        ));
    }
    if let Some(transmittal) = &wanted.transmittal {
        text.push(" and t.public_id = ").arg(transmittal);
    }
    if let Some(before) = wanted.before {
        text.push(" and s.id < ").arg(before);
    }
    if let Some(state) = wanted.state {
        in_state(&mut text, state, now, suspended);
    }
    text.push(" order by s.id desc limit ").arg(i64::try_from(limit + 1).unwrap_or(i64::MAX));
    tx.all(text).await
}

/// The condition of [`Standing::inside`] as SQL.
fn in_state(text: &mut Sql, state: State, now: Timestamp, suspended: bool) {
    let now = text.reserve(now);
    let running = format!(" and g.closed_at is null and g.ends_at > {now}");
    let spent = "(s.max_opens > 0 and s.opens >= s.max_opens)";
    match state {
        State::Revoked => text.push(&format!(" and g.closed_at is not null and {now} = {now}")),
        State::Expired => text.push(&format!(" and g.closed_at is null and g.ends_at <= {now}")),
        State::Exhausted => text.push(&running).push(" and ").push(spent),
        State::Active | State::Suspended => {
            text.push(&running).push(" and not ").push(spent);
            text.push(if (state == State::Suspended) == suspended { "" } else { " and 1 = 0" })
        }
    };
}

/// A share to be stored.
pub struct NewShare<'a> {
    /// The public id.
    pub public_id: &'a str,
    /// The project.
    pub project: ProjectId,
    /// The link.
    pub subject: SubjectId,
    /// The document; of what a transmittal sent, the first.
    pub document: DocumentId,
    /// The transmittal that it shows.
    pub transmittal: Option<TransmittalId>,
    /// What it follows.
    pub follows: &'a str,
    /// The revision it is made for.
    pub pinned_seq: i64,
    /// The internal name.
    pub label: &'a str,
    /// For whom.
    pub recipient: (&'a str, &'a str),
    /// The terms.
    pub terms: &'a super::model::Terms,
    /// The slow hash of its password.
    pub password_hash: Option<String>,
}

/// Stores a share.
pub async fn insert(tx: &mut Tx, stamp: &Stamp, new: &NewShare<'_>) -> DbResult<GuestShareId> {
    let id = tx
        .int(
            sql("insert into guest_share (organisation_id, public_id, project_id, subject_id, document_id, follows, pinned_seq,
                   label, recipient_name, recipient_email, allow_download, password_hash, max_opens, require_name,
                   require_email, mail_code, created_by, created_at, transmittal_id)
                 values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19) returning id as n")
            .bind(stamp.organisation())
            .bind(new.public_id)
            .bind(new.project)
            .bind(new.subject)
            .bind(new.document)
            .bind(new.follows)
            .bind(new.pinned_seq)
            .bind(new.label)
            .bind(new.recipient.0)
            .bind(new.recipient.1)
            .bind(new.terms.allow_download)
            .bind(new.password_hash.clone())
            .bind(new.terms.max_opens)
            .bind(new.terms.require_name)
            .bind(new.terms.require_email)
            .bind(new.terms.mail_code)
            .bind(stamp.by())
            .bind(stamp.at())
            .bind(new.transmittal),
        )
        .await?;
    Ok(GuestShareId(id))
}

/// Writes the fields that an edit can change.
pub async fn update(tx: &mut Tx, stamp: &Stamp, share: &ShareRow) -> DbResult<()> {
    tx.execute(
        sql("update guest_share set label = $3, allow_download = $4, password_hash = $5, max_opens = $6,
               require_name = $7, require_email = $8 where id = $1 and organisation_id = $2")
        .bind(share.id)
        .bind(stamp.organisation())
        .bind(&share.label)
        .bind(share.allow_download)
        .bind(share.password_hash.clone())
        .bind(share.max_opens)
        .bind(share.require_name)
        .bind(share.require_email),
    )
    .await?;
    Ok(())
}

/// Remembers which warning was given; 0 begins anew.
pub async fn note_warning(
    tx: &mut Tx,
    organisation: OrganisationId,
    share: GuestShareId,
    days: i64,
) -> DbResult<()> {
    tx.execute(
        sql("update guest_share set warned_days = $3 where id = $1 and organisation_id = $2")
            .bind(share)
            .bind(organisation)
            .bind(days),
    )
    .await?;
    Ok(())
}
