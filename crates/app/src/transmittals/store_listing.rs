//! The statements of the list of transmittals: what is asked of it narrows what a reader is shown, and finds nothing by what
//! they are not.

use wayleave_access::Scope;
use wayleave_base::{ProjectId, SubjectId, Timestamp, TransmittalId};
use wayleave_db::{DbResult, Sql, Tx, row, sql};

use super::skips;
use super::store::{COLUMNS, Place, Sight, TransmittalRow};
use crate::listing::{After, Key, Sorted};
use crate::wire;

/// Behind all days: where what has no day stands among what has one.
const NO_DAY: &str = "9999-12-31";

/// Whom it went to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Recipient {
    /// A person.
    Person(SubjectId),
    /// An address.
    Address(String),
    /// Nobody who is known.
    Nobody,
}

/// How it is the reader's own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Own {
    /// They prepared or issued it.
    Sent,
    /// They got it.
    Received,
    /// They got it and are to acknowledge receipt.
    ToAcknowledge,
}

/// What is asked of the list.
#[derive(Clone, Debug, Default)]
pub struct Wanted {
    /// Words that must all be found.
    pub words: Vec<String>,
    /// In this state.
    pub state: Option<&'static str>,
    /// For this purpose.
    pub purpose: Option<String>,
    /// That this one got.
    pub recipient: Option<Recipient>,
    /// With one of these revisions.
    pub revisions: Option<Vec<i64>>,
    /// Of which somebody is silent.
    pub waiting: bool,
    /// Of which somebody is silent, and the day was before this one.
    pub late_on: Option<String>,
    /// Of what is issued, that of which a mail failed.
    pub mail_failed: bool,
    /// The reader's own.
    pub own: Option<Own>,
}

/// The order of the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// The newest first.
    Newest,
    /// What was issued last first; drafts come last.
    Sent,
    /// What is to be acknowledged soonest first.
    AcknowledgeBy,
    /// By number.
    Number,
}

impl Order {
    /// Where a row stands.
    #[must_use]
    pub fn after(self, row: &TransmittalRow) -> After {
        let key = match self {
            Self::Newest => None,
            Self::Sent => Some(Key::Moment(row.issued_at.unwrap_or_default())),
            Self::AcknowledgeBy => {
                Some(Key::Text(row.acknowledge_by.as_deref().unwrap_or(NO_DAY).to_owned()))
            }
            Self::Number => Some(Key::Text(row.number.to_lowercase())),
        };
        (key, row.id.get())
    }

    fn sorted(self) -> Sorted<'static> {
        let (column, downward) = match self {
            Self::Newest => (None, true),
            Self::Sent => (Some("coalesce(t.issued_at, 0)"), true),
            Self::AcknowledgeBy => (Some("coalesce(t.acknowledge_by, '9999-12-31')"), false),
            Self::Number => (Some("t.number_key"), false),
        };
        Sorted { column, id: "t.id", downward }
    }
}

/// Whose list it is, and what they ask of it.
#[derive(Clone, Copy, Debug)]
pub struct Asked<'a> {
    /// Where.
    pub place: Place,
    /// Which transmittals they are shown.
    pub sight: Sight,
    /// Which documents they see.
    pub scope: &'a Scope,
    /// What they ask.
    pub wanted: &'a Wanted,
}

/// Somebody who is to acknowledge receipt and did not, or says that they did not, whatever was recorded for them.
pub const SILENT: &str = "y.acknowledgement = 'required' and (y.acknowledged_at is null
    or exists (select 1 from transmittal_contest c where c.recipient_id = y.id and c.received = 0))";

/// Somebody who is to acknowledge receipt and has said nothing, nor has anybody for them.
const UNSAID: &str = "y.acknowledgement = 'required' and y.acknowledged_at is null";

/// Somebody to whom the newest mail failed.
const FAILED: &str =
    "exists (select 1 from mail m where m.id = (select max(l.id) from mail l where l.recipient_id = y.id)
    and m.sent_at is null and m.failed_at is not null)";

impl Asked<'_> {
    /// `and …` on the transmittals `t`: within sight, and asked for.
    fn push(&self, text: &mut Sql) {
        self.sight.push(text);
        let wanted = self.wanted;
        for word in &wanted.words {
            self.word(text, word);
        }
        if let Some(state) = wanted.state {
            text.push(" and t.state = ").arg(state);
        }
        if let Some(purpose) = &wanted.purpose {
            text.push(" and t.purpose = ").arg(purpose);
        }
        if let Some(recipient) = &wanted.recipient {
            self.recipient(text, recipient);
        }
        if let Some(revisions) = &wanted.revisions {
            text.push(" and exists (select 1 from transmittal_document x where x.transmittal_id = t.id and x.revision_id in ");
            text.id_list(revisions);
            skips::not_skipped(text, self.outsider());
            text.push(")");
        }
        if wanted.waiting || wanted.late_on.is_some() {
            text.push(" and t.state = 'issued' and ");
            self.somebody(text);
            text.push(SILENT).push(")");
        }
        if let Some(today) = &wanted.late_on {
            text.push(" and t.acknowledge_by < ").arg(today);
        }
        if wanted.mail_failed {
            self.mail_failed(text);
        }
        if let Some(own) = wanted.own {
            self.own(text, own);
        }
    }

    /// `exists (… and`: somebody who got it; from outside, the reader.
    fn somebody(&self, text: &mut Sql) {
        text.push("exists (select 1 from transmittal_recipient y where y.transmittal_id = t.id and ");
        if !self.sight.issued {
            text.push("y.subject_id = ").arg(self.sight.reader).push(" and ");
        }
    }

    fn word(&self, text: &mut Sql, word: &str) {
        let like = format!(" like {} escape '!'", text.reserve(wire::pattern(word)));
        text.push(&format!(" and (t.number_key{like} or t.subject_key{like} or "));
        self.somebody(text);
        text.push(&format!(
            "y.who_key{like}) or exists (select 1 from transmittal_document x join revision v on v.id = x.revision_id
               join document d on d.id = v.document_id where x.transmittal_id = t.id
               and (lower(x.number){like} or x.number = '' and lower(d.number){like}) and "
        ));
        self.scope.predicate(text);
        skips::not_skipped(text, self.outsider());
        text.push("))");
    }

    /// The reader, where they are shown only what they got themselves.
    fn outsider(&self) -> Option<SubjectId> {
        (!self.sight.issued).then_some(self.sight.reader)
    }

    /// From outside others are not asked after.
    fn recipient(&self, text: &mut Sql, recipient: &Recipient) {
        text.push(" and ");
        self.somebody(text);
        match recipient {
            Recipient::Person(person) => text.push("y.subject_id = ").arg(*person),
            Recipient::Address(address) => text.push("y.email = ").arg(address),
            Recipient::Nobody => text.push("1 = 0"),
        };
        text.push(")");
    }

    /// How mails went is of the project's people.
    fn mail_failed(&self, text: &mut Sql) {
        if !self.sight.issued {
            text.push(" and 1 = 0");
            return;
        }
        text.push(" and t.state = 'issued' and ");
        self.somebody(text);
        text.push(FAILED).push(")");
    }

    fn own(&self, text: &mut Sql, own: Own) {
        let (me, at) = (self.sight.reader, self.sight.at);
        if own == Own::Sent {
            text.push(" and (t.created_by = ").arg(me).push(" or t.issued_by = ").arg(me).push(")");
            return;
        }
        let to_do = own == Own::ToAcknowledge;
        text.push(" and (t.state = 'issued' and t.told_at <= ").arg(at);
        text.push(if to_do { ")" } else { " or t.state = 'recalled' and t.told_at <= t.recalled_at)" });
        text.push(" and exists (select 1 from transmittal_recipient y where y.transmittal_id = t.id and y.subject_id = ");
        text.arg(me);
        text.push(&if to_do { format!(" and {UNSAID})") } else { ")".to_owned() });
    }
}

/// The next transmittals in an order, with one row to spare.
pub async fn page(
    tx: &mut Tx,
    asked: &Asked<'_>,
    (order, after): (Order, Option<&After>),
    limit: usize,
) -> DbResult<Vec<TransmittalRow>> {
    let mut text = sql(COLUMNS).bind(asked.place.0).bind(asked.place.1);
    asked.push(&mut text);
    order.sorted().push(&mut text, after, limit);
    tx.all(text).await
}

row! {
    /// How many there are in a state.
    pub struct StateCount {
        /// The state.
        pub state: String,
        /// How many.
        pub n: i64,
    }
}

/// How many there are in each state, whatever state is asked for.
pub async fn count(tx: &mut Tx, asked: &Asked<'_>) -> DbResult<Vec<StateCount>> {
    let wanted = Wanted { state: None, ..asked.wanted.clone() };
    let asked = Asked { wanted: &wanted, ..*asked };
    let mut text = sql(
        "select t.state, count(*) as n from transmittal t where t.organisation_id = $1 and t.project_id = $2",
    )
    .bind(asked.place.0)
    .bind(asked.place.1);
    asked.push(&mut text);
    text.push(" group by t.state");
    tx.all(text).await
}

row! {
    /// To how many a transmittal went, and to how many of them the newest mail failed.
    #[derive(Clone, Copy)]
    pub struct Went {
        /// The transmittal.
        pub transmittal_id: TransmittalId,
        /// To how many.
        pub recipients: i64,
        /// To how many of them the newest mail failed.
        pub failed: i64,
    }
}

/// To how many these transmittals went.
pub async fn went(tx: &mut Tx, ids: &[TransmittalId]) -> DbResult<Vec<Went>> {
    let raw: Vec<i64> = ids.iter().map(|id| id.get()).collect();
    let mut text = sql("select y.transmittal_id, count(*) as recipients,
          cast(sum(case when m.sent_at is null and m.failed_at is not null then 1 else 0 end) as bigint) as failed
        from transmittal_recipient y
        left join mail m on m.id = (select max(l.id) from mail l where l.recipient_id = y.id)
        where y.transmittal_id in ");
    text.id_list(&raw).push(" group by y.transmittal_id");
    tx.all(text).await
}

row! {
    /// Which revision of a document a transmittal sent.
    pub struct SentRevision {
        /// The transmittal.
        pub transmittal_id: TransmittalId,
        /// The revision.
        pub revision_id: i64,
    }
}

/// Which of these revisions these transmittals sent.
pub async fn revisions(tx: &mut Tx, ids: &[TransmittalId], revisions: &[i64]) -> DbResult<Vec<SentRevision>> {
    let raw: Vec<i64> = ids.iter().map(|id| id.get()).collect();
    let mut text =
        sql("select transmittal_id, revision_id from transmittal_document where transmittal_id in ");
    text.id_list(&raw).push(" and revision_id in ").id_list(revisions);
    text.push(" order by transmittal_id, position");
    tx.all(text).await
}

row! {
    /// Transmittals that ask for something to be done, by project and day.
    #[derive(Clone, Debug)]
    pub struct PressingRow {
        /// The project.
        pub project_id: ProjectId,
        /// The day by which receipt is to be acknowledged, behind all others for none.
        pub day: String,
        /// Those of the reader to acknowledge.
        pub own: i64,
        /// Those of which somebody is silent.
        pub silent: i64,
        /// Those of which a mail failed.
        pub failed: i64,
    }
}

/// Of transmittals that are issued in these projects: how many the reader is to acknowledge, of how many somebody is
/// silent, and of how many a mail failed.
pub async fn pressing(
    tx: &mut Tx,
    projects: &[ProjectId],
    (reader, at): (SubjectId, Timestamp),
) -> DbResult<Vec<PressingRow>> {
    let ids: Vec<i64> = projects.iter().map(|project| project.get()).collect();
    let mut text = sql("select z.project_id, z.day, cast(sum(z.own) as bigint) as own,
          cast(sum(z.silent) as bigint) as silent, cast(sum(z.failed) as bigint) as failed
        from (select t.project_id, ");
    text.push(&format!("coalesce(t.acknowledge_by, '{NO_DAY}') as day, case when t.told_at <= ")).arg(at);
    text.push(" and exists (select 1 from transmittal_recipient y where y.transmittal_id = t.id and y.subject_id = ");
    text.arg(reader).push(&format!(
        " and {UNSAID}) then 1 else 0 end as own,
            case when exists (select 1 from transmittal_recipient y where y.transmittal_id = t.id and {SILENT})
              then 1 else 0 end as silent,
            case when exists (select 1 from transmittal_recipient y where y.transmittal_id = t.id and {FAILED})
              then 1 else 0 end as failed
          from transmittal t where t.state = 'issued' and t.project_id in "
    ));
    text.id_list(&ids).push(") z where z.own + z.silent + z.failed > 0 group by z.project_id, z.day");
    tx.all(text).await
}
