//! What somebody does not get with a transmittal because they hold it already: a choice of the draft, worked out for each of
//! those who get it when it is looked at, and written down when it is issued.

use std::collections::BTreeMap;

use wayleave_access::Caps;
use wayleave_access::audit::Stamp;
use wayleave_base::{DocumentId, OrganisationId, RevisionId, SubjectId, TransmittalId};
use wayleave_db::{DbResult, Sql, Tx, row, sql};

use super::documents::SENT;
use super::owed::{self, Sent, What};
use super::plan::Plan;
use super::received::RecipientRow;
use super::store::Place;
use crate::error::{FieldError, Result};
use crate::guests;
use crate::work::Work;

/// The revisions that somebody holds by an earlier transmittal, and by which.
pub type Held = BTreeMap<RevisionId, TransmittalId>;

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
                one.held =
                    held(&before, SENT, |sent| sent.email.is_empty() && sent.subject_id == one.subject);
            }
        }
        for one in &mut self.links {
            one.held = held(&before, by_link, |sent| sent.email == one.email);
        }
        self.before = before;
        if self.skip_sent && !self.items.is_empty() {
            self.leave_out_who_holds_all();
        }
        Ok(())
    }

    fn leave_out_who_holds_all(&mut self) {
        let all = self.items.len();
        let (people, some) =
            std::mem::take(&mut self.people).into_iter().partition(|one| one.held.len() == all);
        let (links, more) =
            std::mem::take(&mut self.links).into_iter().partition(|one| one.held.len() == all);
        (self.people, self.links, self.satisfied) = (some, more, (people, links));
        let nobody = self.people.is_empty() && self.links.is_empty();
        if nobody && (!self.satisfied.0.is_empty() || !self.satisfied.1.is_empty()) {
            let detail =
                "Everybody named here holds all of it already. Send something else, or send it again to all.";
            self.obstacles.push(FieldError::new("skip_sent", "nothing_new", detail));
        }
    }

    /// What somebody who holds this already gets.
    #[must_use]
    pub fn part(&self, held: &Held) -> Part {
        let gets = |revision: &RevisionId| !self.skip_sent || !held.contains_key(revision);
        let sent = self.items.iter().filter(|item| gets(&item.revision.id));
        sent.map(|item| (item.visible.document.id, item.revision.seq)).collect()
    }

    /// What one of those who get it holds already.
    #[must_use]
    pub fn held(&self, row: &RecipientRow) -> Option<&Held> {
        if row.email.is_empty() {
            self.people.iter().find(|one| one.subject == row.subject_id).map(|one| &one.held)
        } else {
            self.links.iter().find(|one| one.email == row.email).map(|one| &one.held)
        }
    }

    /// How much of it somebody who holds this already does not get.
    #[must_use]
    pub fn skipped(&self, held: &Held) -> usize {
        if self.skip_sent { held.len() } else { 0 }
    }

    /// The numbers of the documents that somebody who holds this already does not get.
    #[must_use]
    pub fn left_out(&self, held: &Held) -> Vec<&str> {
        let skipped = |revision: &RevisionId| self.skip_sent && held.contains_key(revision);
        let left = self.items.iter().filter(|item| skipped(&item.revision.id));
        left.map(|item| item.visible.document.number.as_str()).collect()
    }
}

/// What somebody holds with at least these rights.
fn held(before: &[Sent], caps: Caps, whose: impl Fn(&Sent) -> bool) -> Held {
    let holds = |sent: &&Sent| whose(sent) && Caps(sent.caps).has(caps);
    before.iter().filter(holds).map(|sent| (sent.revision_id, sent.transmittal_id)).collect()
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
    if !plan.skip_sent {
        return Ok(());
    }
    let skips: Vec<[i64; 3]> = rows
        .iter()
        .filter_map(|row| Some((row.subject_id, plan.held(row)?)))
        .flat_map(|(subject, held)| {
            held.iter().map(move |(revision, by)| [subject.get(), revision.get(), by.get()])
        })
        .collect();
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
               select x.id, s.revision, x.organisation_id, s.held_by from skipped s
               join transmittal_recipient x on x.subject_id = s.subject and x.transmittal_id = ",
        );
        text.arg(transmittal).push(" and x.organisation_id = ").arg(stamp.organisation());
        tx.execute(text).await?;
    }
    Ok(())
}
