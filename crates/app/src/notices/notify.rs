//! Writing notices: one row for each person, and what follows from what they chose.

use std::collections::BTreeSet;

use serde_json::Value;
use wayleave_base::{DocumentId, Ids, OrganisationId, ProjectId, SubjectId, Timestamp};
use wayleave_db::{DbResult, Tx};
use wayleave_mail::Address;

use super::digest;
use super::kinds::{self, Kind};
use super::store::{self, MailState, NewNotice, Wish};
use crate::settings::{self, GENERAL, General, NOTIFICATIONS, Notifications, Rhythm};

/// A notice to be written.
#[derive(Clone, Debug)]
pub struct Notice<'a> {
    /// What happened, such as `submission.received`; a row of the table of kinds.
    pub kind: &'a str,
    /// The project it happened in.
    pub project: Option<ProjectId>,
    /// The document it concerns; a reader who cannot see it is not shown the notice.
    pub document: Option<DocumentId>,
    /// What the words are made of; no titles.
    pub payload: Value,
}

/// Somebody to whom the act writes a letter at once.
#[derive(Clone, Debug)]
pub struct Recipient {
    /// The person.
    pub subject: SubjectId,
    /// Where the letter goes.
    pub to: Address,
    /// The notice that the letter tells of.
    pub(crate) notice: i64,
    /// Its kind.
    pub(crate) kind: &'static Kind,
    /// The project it happened in.
    pub(crate) project: Option<ProjectId>,
}

/// Writes a notice for each of these people who wants one, and answers to whom a letter is due now. Who has left the
/// organisation is told nothing.
pub async fn notify(
    tx: &mut Tx,
    ids: &Ids,
    organisation: OrganisationId,
    now: Timestamp,
    people: &[SubjectId],
    notice: &Notice<'_>,
) -> DbResult<Vec<Recipient>> {
    let kind = kinds::of(notice.kind);
    debug_assert_eq!(kind.code, notice.kind, "every kind of notice is a row of the table");
    let people: BTreeSet<i64> = people.iter().map(|person| person.get()).collect();
    let people: Vec<i64> = people.into_iter().collect();
    if people.is_empty() {
        return Ok(Vec::new());
    }
    let usual: Notifications = settings::read(tx, organisation, None, NOTIFICATIONS).await?;
    let general: General = settings::read(tx, organisation, None, GENERAL).await?;
    let mut due = Vec::new();
    for wish in store::wishes(tx, organisation, kind.code, &people).await? {
        let (bell, state) = way(kind, &wish, usual.digest);
        if !bell && state == MailState::None {
            continue;
        }
        let row = NewNotice { subject: wish.subject_id, bell, state, now, notice };
        let id = store::insert(tx, ids, organisation, &row).await?;
        match state {
            MailState::Waits => {
                let rhythm = if kind.urgent { Rhythm::AtOnce } else { wish.rhythm().unwrap_or(usual.digest) };
                let when = (&usual, general.timezone.as_str(), rhythm);
                digest::set(tx, organisation, wish.subject_id, when, now).await?;
            }
            MailState::Mailed => {
                let to = Address { name: Some(wish.name), email: wish.email };
                due.push(Recipient {
                    subject: wish.subject_id,
                    to,
                    notice: id,
                    kind,
                    project: notice.project,
                });
            }
            MailState::None | MailState::Dropped => {}
        }
    }
    Ok(due)
}

/// Whether the notice is put behind the bell, and what becomes of its mail.
fn way(kind: &Kind, wish: &Wish, usual: Rhythm) -> (bool, MailState) {
    let free = kind.fixed.is_none();
    let bell = wish.bell.filter(|_| free).is_none_or(|bell| bell == 1);
    let mail = wish.mail.filter(|_| free).map_or(kind.mail, |mail| mail == 1);
    let rhythm = if kind.urgent { Rhythm::AtOnce } else { wish.rhythm().unwrap_or(usual) };
    let state = match (mail, rhythm) {
        (false, _) | (true, Rhythm::Never) => MailState::None,
        (true, Rhythm::AtOnce) if kind.letter => MailState::Mailed,
        (true, _) => MailState::Waits,
    };
    (bell, state)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wish(bell: Option<i64>, mail: Option<i64>, rhythm: Option<&str>) -> Wish {
        let rhythm = rhythm.map(str::to_owned);
        let (name, email) = (String::new(), String::new());
        Wish { subject_id: SubjectId(1), name, email, bell, mail, rhythm }
    }

    #[test]
    fn a_kind_goes_the_way_that_its_row_and_the_person_choose() {
        let shared = kinds::of("document.shared");
        assert_eq!(way(shared, &wish(None, None, None), Rhythm::AtOnce), (true, MailState::Mailed));
        assert_eq!(way(shared, &wish(None, None, None), Rhythm::Daily), (true, MailState::Waits));
        assert_eq!(way(shared, &wish(None, None, Some("never")), Rhythm::Daily), (true, MailState::None));
        assert_eq!(way(shared, &wish(Some(0), Some(1), None), Rhythm::Weekly), (false, MailState::Waits));
        assert_eq!(way(shared, &wish(Some(0), Some(0), None), Rhythm::Weekly), (false, MailState::None));
        let group = kinds::of("group.joined");
        assert_eq!(way(group, &wish(None, None, None), Rhythm::AtOnce), (true, MailState::None));
        assert_eq!(way(group, &wish(None, Some(1), None), Rhythm::AtOnce), (true, MailState::Waits));
    }

    #[test]
    fn what_is_fixed_reaches_everybody_at_once() {
        let role = kinds::of("role.changed");
        let deaf = wish(Some(0), Some(0), Some("never"));
        assert_eq!(way(role, &deaf, Rhythm::Weekly), (true, MailState::Mailed));
    }
}
