//! What somebody does not get with a transmittal, because it is not ticked for them, or because they hold it already and the
//! draft skips that: worked out for each of those who get it when it is looked at, and written down when it is issued.

use std::collections::{BTreeMap, BTreeSet};

use wayleave_access::Caps;
use wayleave_access::audit::Stamp;
use wayleave_base::{DocumentId, OrganisationId, RevisionId, SubjectId, TransmittalId};
use wayleave_db::{DbResult, Sql, Tx, row, sql};

use super::documents::{Item, SENT};
use super::owed::{self, Sent, What};
use super::plan::Plan;
use super::received::RecipientRow;
use super::store::Place;
use crate::error::{FieldError, Result};
use crate::guests;
use crate::work::Work;

/// The revisions that somebody holds by an earlier transmittal, and by which.
pub type Held = BTreeMap<RevisionId, TransmittalId>;

/// What of a transmittal does not go to somebody.
#[derive(Clone, Debug, Default)]
pub struct Lacks {
    /// What is not ticked for them.
    pub unticked: BTreeSet<RevisionId>,
    /// What they hold by an earlier transmittal, of what is ticked for them.
    pub held: Held,
}

/// What is sent to some: documents and the place of the revision.
pub type Part = Vec<(DocumentId, i64)>;

/// How many rows one statement writes.
const AT_ONCE: usize = 500;

/// `and …` on the documents `x` of a transmittal: those that went to this one of those who got it.
pub fn not_skipped(text: &mut Sql, whose: Option<SubjectId>) {
    let Some(whose) = whose else { return };
    text.push(
        " and not exists (select 1 from transmittal_recipient y join transmittal_skip k on k.recipient_id = y.id
            where y.transmittal_id = x.transmittal_id and k.revision_id = x.revision_id and y.subject_id = ",
    );
    text.arg(whose).push(")");
}

impl Plan {
    /// Finds what everybody who gets it was sent of it before, and if nobody is to get that again, leaves those out who hold
    /// all of it.
    pub async fn look_back(&mut self, work: &mut Work, place: Place) -> Result<()> {
        let revisions: Vec<i64> = self.items.iter().map(|item| item.revision.id.get()).collect();
        let people: Vec<i64> = self.people.iter().map(|one| one.subject.get()).collect();
        let emails: Vec<&str> = self.links.iter().map(|one| one.email.as_str()).collect();
        let (now, what) = (work.now(), What::Revisions(&revisions));
        let before = owed::sent_before(&mut work.tx, (place, now), what, (&people, &emails)).await?;
        let by_link = guests::link_caps(self.terms.allow_download);
        for one in &mut self.people {
            // Whoever is let in by this was out in between, and nothing is open to them.
            if one.admit.is_none() {
                let whose = |sent: &Sent| sent.email.is_empty() && sent.subject_id == one.subject;
                one.lacks.look_back(&before, SENT, whose);
            }
        }
        for one in &mut self.links {
            one.lacks.look_back(&before, by_link, |sent| sent.email == one.email);
        }
        self.before = before;
        if self.skip_sent && !self.items.is_empty() {
            self.leave_out_who_holds_all();
        }
        Ok(())
    }

    fn leave_out_who_holds_all(&mut self) {
        let all = self.items.len();
        let satisfied =
            |lacks: &Lacks| !lacks.held.is_empty() && lacks.held.len() + lacks.unticked.len() == all;
        let (people, some) =
            std::mem::take(&mut self.people).into_iter().partition(|one| satisfied(&one.lacks));
        let (links, more) =
            std::mem::take(&mut self.links).into_iter().partition(|one| satisfied(&one.lacks));
        (self.people, self.links, self.satisfied) = (some, more, (people, links));
        let nobody = self.people.is_empty() && self.links.is_empty();
        if nobody && (!self.satisfied.0.is_empty() || !self.satisfied.1.is_empty()) {
            let detail =
                "Everybody named here holds all of it already. Send something else, or send it again to all.";
            self.obstacles.push(FieldError::new("skip_sent", "nothing_new", detail));
        }
    }

    /// What goes to somebody who lacks this.
    #[must_use]
    pub fn part(&self, lacks: &Lacks) -> Part {
        let sent =
            self.items.iter().filter(|item| !self.is_held(lacks, item) && !self.is_unticked(lacks, item));
        sent.map(|item| (item.visible.document.id, item.revision.seq)).collect()
    }

    /// What of it is new to somebody to whom it goes, whether they are sent again what they hold or not.
    pub fn new_to<'a>(&'a self, lacks: &'a Lacks) -> impl Iterator<Item = &'a Item> {
        let old =
            |revision: &RevisionId| lacks.held.contains_key(revision) || lacks.unticked.contains(revision);
        self.items.iter().filter(move |item| !old(&item.revision.id))
    }

    /// What does not go to one of those who get it.
    fn lacks(&self, row: &RecipientRow) -> Option<&Lacks> {
        if row.email.is_empty() {
            self.people.iter().find(|one| one.subject == row.subject_id).map(|one| &one.lacks)
        } else {
            self.links.iter().find(|one| one.email == row.email).map(|one| &one.lacks)
        }
    }

    /// How much of it somebody does not get because they hold it already.
    #[must_use]
    pub fn skipped(&self, lacks: &Lacks) -> usize {
        if self.skip_sent { lacks.held.len() } else { 0 }
    }

    /// Does somebody not get this because they hold it already?
    pub fn is_held(&self, lacks: &Lacks, item: &Item) -> bool {
        self.skip_sent && lacks.held.contains_key(&item.revision.id)
    }

    /// Does somebody not get this because it is not ticked for them?
    pub fn is_unticked(&self, lacks: &Lacks, item: &Item) -> bool {
        lacks.unticked.contains(&item.revision.id)
    }

    /// The numbers of the documents that one of those who get it does not get for this reason.
    #[must_use]
    pub fn numbers(&self, row: &RecipientRow, why: fn(&Self, &Lacks, &Item) -> bool) -> Vec<&str> {
        let Some(lacks) = self.lacks(row) else { return Vec::new() };
        let left = self.items.iter().filter(|item| why(self, lacks, item));
        left.map(|item| item.visible.document.number.as_str()).collect()
    }
}

impl Lacks {
    /// Finds what of what is ticked for somebody they hold with at least these rights.
    fn look_back(&mut self, before: &[Sent], caps: Caps, whose: impl Fn(&Sent) -> bool) {
        let holds = |sent: &&Sent| {
            whose(sent) && Caps(sent.caps).has(caps) && !self.unticked.contains(&sent.revision_id)
        };
        let held = before.iter().filter(holds).map(|sent| (sent.revision_id, sent.transmittal_id));
        self.held = held.collect();
    }
}

row! {
    /// What somebody was not sent again, as the earlier transmittal told them of it.
    #[derive(Clone, Debug)]
    pub struct HeldBy {
        /// The number.
        pub number: String,
        /// The title.
        pub title: String,
        /// The revision's code.
        pub revision: String,
        /// The number of the transmittal that sent it to them.
        pub sent_with: String,
    }
}

/// What one of those who got a transmittal was not sent again with it, in its order.
pub async fn held_by(
    tx: &mut Tx,
    organisation: OrganisationId,
    recipient: &str,
    subject: SubjectId,
) -> DbResult<Vec<HeldBy>> {
    let text = sql("select e.number, e.title, e.revision, t.number as sent_with
        from transmittal_recipient y join transmittal_skip k on k.recipient_id = y.id join transmittal t on t.id = k.held_by
        join transmittal_document d on d.transmittal_id = y.transmittal_id and d.revision_id = k.revision_id
        join transmittal_document e on e.transmittal_id = k.held_by and e.revision_id = k.revision_id
        where y.public_id = $1 and y.organisation_id = $2 and y.subject_id = $3 order by d.position");
    tx.all(text.bind(recipient).bind(organisation).bind(subject)).await
}

/// Puts those together who get the same: most get everything, so there are few such parts however many people there are.
pub fn by_part<T>(all: impl IntoIterator<Item = (Part, T)>) -> BTreeMap<Part, Vec<T>> {
    let mut parts: BTreeMap<Part, Vec<T>> = BTreeMap::new();
    for (part, one) in all {
        parts.entry(part).or_default().push(one);
    }
    parts
}

/// Writes down what those who get a transmittal do not get with it; their rows are there already.
pub async fn keep(
    tx: &mut Tx,
    stamp: &Stamp,
    transmittal: TransmittalId,
    plan: &Plan,
    rows: &[RecipientRow],
) -> DbResult<()> {
    let mut skips: Vec<[i64; 3]> = Vec::new();
    for (subject, lacks) in rows.iter().filter_map(|row| Some((row.subject_id.get(), plan.lacks(row)?))) {
        skips.extend(lacks.unticked.iter().map(|revision| [subject, revision.get(), 0]));
        let held = lacks.held.iter().filter(|_| plan.skip_sent);
        skips.extend(held.map(|(revision, by)| [subject, revision.get(), by.get()]));
    }
    for part in skips.chunks(AT_ONCE) {
        let mut text = sql("with skipped(subject, revision, held_by) as (values ");
        for (at, row) in part.iter().enumerate() {
            text.push(if at > 0 { ", (" } else { "(" });
            for (column, number) in row.iter().enumerate() {
                text.push(if column > 0 { ", cast(" } else { "cast(" }).arg(*number).push(" as bigint)");
            }
            text.push(")");
        }
        text.push(
            ") insert into transmittal_skip (recipient_id, revision_id, organisation_id, held_by)
               select x.id, s.revision, x.organisation_id, nullif(s.held_by, 0) from skipped s
               join transmittal_recipient x on x.subject_id = s.subject and x.transmittal_id = ",
        );
        text.arg(transmittal).push(" and x.organisation_id = ").arg(stamp.organisation());
        tx.execute(text).await?;
    }
    Ok(())
}
