//! Transmittals as they are shown.

use std::collections::{HashMap, HashSet};

use serde_json::json;
use wayleave_access::{Action, Denial, Outcome, ProjectFacts, Target, act};
use wayleave_base::SubjectId;

use super::documents::Item;
use super::opens::Opens;
use super::received::{self, RecipientRow};
use super::store::{self, Sight, TransmittalRow as Row};
use super::tables::{Deed, Part, Refusal, State};
use super::view::{Owed, OwedList, SentThen, Transmittal};
use super::view_lists::Purpose;
use super::view_received::{Acknowledged, Contested, Mailed, OtherTransmittal, ReceivedBy};
use super::{contest, documents, entries, opens, owed, purposes};
use crate::abilities::{Abilities, Ability, ability};
use crate::cx::Cx;
use crate::error::{Error, Result};
use crate::people::{self, PersonRef};
use crate::wire::{self, Paging};
use crate::work::{ProjectRow, Work};

/// What a reader is shown: drafts are of those who prepare transmittals, what was issued is of the project's people.
#[must_use]
pub fn sight(facts: &ProjectFacts) -> Sight {
    let drafts = facts.outcome(Action::TransmittalDrafts, Target::default()).is_allowed();
    Sight { drafts, issued: facts.is_team(), reader: facts.principal.subject(), at: facts.at }
}

/// What a transmittal is sent for: what it meant when it was issued, or what it means now.
#[must_use]
pub fn purpose(purposes: &[Purpose], row: &Row) -> Purpose {
    let now = purposes.iter().find(|purpose| purpose.id == row.purpose);
    let kept = purposes::kept(&row.purpose_kept);
    let shown = Purpose {
        id: row.purpose.clone(),
        name: String::new(),
        response: "none".to_owned(),
        acknowledgement: "none".to_owned(),
        mail_code: false,
        issues: false,
        built_in: false,
        active: false,
        version: 0,
    };
    let shown = now.cloned().unwrap_or(shown);
    match kept {
        None => shown,
        Some(kept) => Purpose {
            name: kept.name,
            response: kept.response,
            acknowledgement: kept.acknowledgement,
            mail_code: kept.mail_code,
            issues: kept.issues,
            ..shown
        },
    }
}

/// One transmittal.
pub async fn get(cx: &Cx, organisation: &str, project: &str, id: &str) -> Result<Transmittal> {
    let mut work = Work::read(cx, organisation).await?;
    let (project, facts) = work.project(project).await?;
    work.permit_in::<act::TransmittalView>(&facts, Target::default())?;
    shown(&mut work, &project, &facts, id).await
}

/// A transmittal that the reader is shown, if they may do this with it now.
pub async fn open_to(
    work: &mut Work,
    (project, facts): (&ProjectRow, &ProjectFacts),
    id: &str,
    (part, deed): (Part, Deed),
) -> Result<Row> {
    let place = (work.organisation.id, project.id);
    let row = store::find(&mut work.tx, place, sight(facts), id).await?.ok_or_else(Error::not_found)?;
    row.life(work.now()).takes(part, deed)?;
    Ok(row)
}

/// One transmittal, if the reader is shown it.
pub async fn shown(
    work: &mut Work,
    project: &ProjectRow,
    facts: &ProjectFacts,
    id: &str,
) -> Result<Transmittal> {
    let place = (work.organisation.id, project.id);
    let row = store::find(&mut work.tx, place, sight(facts), id).await?.ok_or_else(Error::not_found)?;
    // Whom it was addressed to is of the project's people; who got it from outside sees what concerns them.
    let team = facts.is_team();
    let only = (!team).then_some(work.me.subject);
    let named = store::documents(&mut work.tx, row.id, only).await?;
    let (items, withheld) = documents::seen(work, facts, &named).await?;
    // What was recalled opens nothing to those outside; what it was stays theirs to know.
    let keeps = !team && row.state == "recalled";
    let (items, withheld) = if keeps { (Vec::new(), 0) } else { (items, withheld) };
    let record = if keeps { named.into_iter().map(SentThen::from).collect() } else { Vec::new() };
    let addressed = if team { addressed(&row) } else { Vec::new() };
    let now = work.now();
    let known = entries::look_up(&mut work.tx, (place.0, Some(place.1)), &addressed, now).await?;
    let purposes = purposes::all(&mut work.tx, place.0).await?;
    let received = received::all(&mut work.tx, row.id, only).await?;
    let mut mailed = if team && row.state != "draft" {
        received::mailed(&mut work.tx, row.id).await?
    } else {
        HashMap::new()
    };
    let out = team && row.state != "draft";
    let reached = if out { received::reached(&mut work.tx, row.id, now).await? } else { HashSet::new() };
    let shut = if out { received::shut(&mut work.tx, row.id, now).await? } else { HashMap::new() };
    // Who read what is for those who send it, and for those who read the audit log.
    let mut watches = [Action::TransmittalIssue, Action::AuditView].into_iter();
    let watches = out && watches.any(|action| facts.outcome(action, Target::default()).is_allowed());
    let mut opens = if watches { opens::all(&mut work.tx, row.id).await? } else { HashMap::new() };
    let contests =
        if row.state == "draft" { HashMap::new() } else { contest::all(&mut work.tx, row.id).await? };
    let mut named: Vec<_> = received.iter().map(|one| one.subject_id).collect();
    named.extend([row.created_by]);
    named.extend(row.issued_by);
    named.extend(row.recalled_by);
    let people = people::by_subject(&mut work.tx, place.0, &named).await?;
    let state = row.life(now);
    let own = received.iter().find(|one| one.subject_id == work.me.subject);
    let own = own.is_some_and(RecipientRow::is_silent);
    let contest = received.iter().filter(|one| one.subject_id == work.me.subject);
    let contest = contest.into_iter().any(|one| contest::is_open(one, &contests));
    let silent = received.iter().any(RecipientRow::is_silent);
    let mut may = may(facts, &Now { state, own, contest, silent });
    if team {
        may.insert("guest_share.create", may_share(facts, &items, withheld, state));
    }
    let seen = items.iter().map(|item| item.visible.document.public_id.as_str()).collect();
    let recipients = addressed.iter().map(|entry| known.shown_with(entry, &seen)).collect();
    let others = if team { store::others(&mut work.tx, &row).await? } else { Vec::new() };
    let (earlier, later): (Vec<_>, Vec<_>) = others.into_iter().partition(|other| other.earlier);
    let link = |other: store::Other| OtherTransmittal { id: other.public_id, number: other.number };
    Ok(Transmittal {
        acknowledged: match received.first() {
            _ if team => row.acknowledged(),
            Some(own) => {
                let denied = contests.get(&own.id).is_some_and(|said| !said.received);
                own_acknowledgement(&own.acknowledgement, own.acknowledged_at.filter(|_| !denied))
            }
            None => "not_applicable",
        },
        opens_told: watches,
        received: received
            .into_iter()
            .map(|one| {
                let mail = mailed.remove(&one.id).map(Mailed::from);
                let open = reached.contains(&one.subject_id);
                let access =
                    if open { "open" } else { shut.get(&one.subject_id).copied().unwrap_or("revoked") };
                let contested = contests.get(&one.id).map(Contested::from);
                let access = out.then_some(access);
                let Opens { opened, downloaded } = opens.remove(&one.id).unwrap_or_default();
                ReceivedBy { mail, access, contested, opened, downloaded, ..received_by(&people, one, team) }
            })
            .collect(),
        issued_by: row.issued_by.and_then(|by| people.get(&by).cloned()),
        issued_at: row.issued_at.map(wire::time),
        undo_until: row.told_at.filter(|_| state == State::Undoable).map(wire::time),
        purpose: purpose(&purposes, &row),
        recipients,
        documents: items.iter().map(|item| item.shown_to(team)).collect(),
        withheld,
        skip_sent: row.skip_sent,
        record,
        created_by: people.get(&row.created_by).cloned(),
        abilities: may,
        recalled_at: row.recalled_at.map(wire::time),
        recalled_by: row.recalled_by.and_then(|by| people.get(&by).cloned()),
        recall_reason: Some(row.recall_reason).filter(|reason| !reason.is_empty()),
        reissue_of: earlier.into_iter().map(link).next(),
        reissued_as: later.into_iter().map(link).collect(),
        id: row.public_id,
        number: row.number,
        subject: row.subject,
        state: row.state,
        dated_on: row.dated_on,
        remarks: row.remarks,
        acknowledge_by: row.acknowledge_by,
        access_ends_on: row.access_ends_on,
        created_at: wire::time(row.created_at),
        updated_at: wire::time(row.updated_at),
        version: row.row_version,
    })
}

/// Whom a transmittal is addressed to.
#[must_use]
pub fn addressed(row: &Row) -> Vec<entries::Entry> {
    serde_json::from_str(&row.addressed).unwrap_or_default()
}

/// How somebody from outside stands to a transmittal, who hears nothing of the others.
pub fn own_acknowledgement(acknowledgement: &str, acknowledged_at: Option<i64>) -> &'static str {
    match (acknowledged_at, acknowledgement) {
        (Some(_), _) => "all",
        (None, "required") => "none",
        _ => "not_applicable",
    }
}

/// What was sent, as it was then.
impl From<store::Named> for SentThen {
    fn from(named: store::Named) -> Self {
        Self {
            number: named.number,
            title: named.title,
            revision: named.revision,
            status: named.status,
            sha256: named.blob_hash,
        }
    }
}

/// Somebody who got it. By which group they did is of the project's people.
fn received_by(people: &HashMap<SubjectId, PersonRef>, row: RecipientRow, team: bool) -> ReceivedBy {
    let some = |text: String| (!text.is_empty()).then_some(text);
    // By a link it is whoever the sender made it for, whatever name was typed.
    let link = row.acknowledged_how == "link";
    let said_by = if link { row.name.clone() } else { row.acknowledged_name.clone() };
    ReceivedBy {
        id: row.public_id,
        person: people.get(&row.subject_id).cloned(),
        name: row.name,
        by: match (people.contains_key(&row.subject_id), row.email.is_empty()) {
            (true, _) => "account",
            (false, true) => "share",
            (false, false) => "link",
        },
        email: some(row.email),
        company: some(row.company),
        role: row.role,
        via: some(row.via).filter(|_| team),
        acknowledgement: row.acknowledgement,
        ends_at: wire::end(row.ends_at),
        acknowledged: row.acknowledged_at.map(|at| Acknowledged {
            at: wire::time(at),
            how: row.acknowledged_how,
            by: said_by,
            typed_name: some(row.acknowledged_name).filter(|_| link),
            assurance: row.assurance,
            comment: some(row.comment),
            received_by: some(row.received_by),
        }),
        reminded_at: row.reminded_at.map(wire::time),
        skipped: row.skipped,
        // That others got more is not told to those from outside.
        unticked: if team { row.unticked } else { 0 },
        access: None,
        contested: None,
        opened: None,
        downloaded: None,
        mail: None,
    }
}

impl From<received::MailedRow> for Mailed {
    fn from(row: received::MailedRow) -> Self {
        let (state, at) = match (row.sent_at, row.failed_at) {
            (Some(at), _) => ("sent", at),
            (None, Some(at)) => ("failed", at),
            (None, None) => ("waiting", row.created_at),
        };
        let reason = (state != "sent" && !row.error.is_empty()).then_some(row.error);
        Self { state, at: wire::time(at), reason }
    }
}

/// How a transmittal stands to its reader.
struct Now {
    state: State,
    /// May the reader acknowledge receipt?
    own: bool,
    /// May the reader say something beside what was recorded for them?
    contest: bool,
    /// Is anybody left who may?
    silent: bool,
}

/// What the reader may do with it now: what their rights allow, the table of its life takes, and nothing else stands against.
fn may(facts: &ProjectFacts, now: &Now) -> Abilities {
    use Action::{TransmittalAcknowledge, TransmittalIssue, TransmittalManage};
    let unless = |open: bool, why: &'static str| (!open).then_some(why);
    let asked = unless(now.own, "No acknowledgement is asked of you.");
    let contested = unless(now.contest, "Nothing was recorded for you that you did not answer.");
    let owing = unless(now.silent, "Nobody is left who is to acknowledge.");
    let silent = unless(now.silent, "Nobody is left to be reminded.");
    let mut may = Abilities::new();
    for (code, action, (part, deed), lacking) in [
        ("transmittal.manage", TransmittalManage, (Part::Sender, Deed::Edit), None),
        ("transmittal.issue", TransmittalIssue, (Part::Sender, Deed::Issue), None),
        ("transmittal.undo", TransmittalIssue, (Part::Sender, Deed::Undo), None),
        ("transmittal.acknowledge", TransmittalAcknowledge, (Part::Recipient, Deed::Acknowledge), asked),
        ("transmittal.contest", TransmittalAcknowledge, (Part::Recipient, Deed::Contest), contested),
        ("transmittal.record", TransmittalIssue, (Part::Sender, Deed::Record), owing),
        ("transmittal.remind", TransmittalIssue, (Part::Sender, Deed::Remind), silent),
        ("transmittal.recall", TransmittalIssue, (Part::Sender, Deed::Recall), None),
        ("transmittal.reissue", TransmittalManage, (Part::Sender, Deed::Reissue), None),
    ] {
        let ability = ability(&facts.outcome(action, Target::default()));
        let against = now.state.takes(part, deed).err().map(Refusal::sentence).or(lacking);
        may.insert(code, against.into_iter().fold(ability, Ability::refused));
    }
    may
}

/// May the reader share all of it by a link?
fn may_share(facts: &ProjectFacts, items: &[Item], withheld: usize, state: State) -> Ability {
    let outcome = |item: &Item| facts.outcome(Action::GuestShareCreate, Target::document(&item.visible));
    let outcomes: Vec<_> = items.iter().map(outcome).collect();
    let hidden = Outcome::Deny(Denial::Hidden);
    let decided =
        outcomes.iter().find(|outcome| !outcome.is_allowed()).or(outcomes.first()).unwrap_or(&hidden);
    let may = ability(decided);
    match (state.takes(Part::Sharer, Deed::Share), withheld) {
        (Err(why), _) => may.refused(why.sentence()),
        (Ok(()), 0) => may,
        (Ok(()), _) => may.refused("You do not see all of what it sent."),
    }
}

/// Who was sent an earlier revision of a document than the current one, by document.
pub async fn owed(cx: &Cx, organisation: &str, project: &str, paging: &Paging) -> Result<OwedList> {
    let limit = wire::page_size(paging.limit)?;
    let mut work = Work::read(cx, organisation).await?;
    let (project, facts) = work.project(project).await?;
    work.permit_in::<act::TransmittalDrafts>(&facts, Target::default())?;
    let key = json!(["owed", project.public_id, work.me.subject.get()]).to_string();
    let after: Option<owed::After> = wire::position(cx, &key, paging.cursor.as_deref())?;
    let place = (work.organisation.id, project.id);
    let scope = facts.scope();
    let mut rows = owed::owed(&mut work.tx, &scope, (place, facts.at), after.as_ref(), limit).await?;
    let next = wire::cut(cx, &key, &mut rows, limit, owed::OwedRow::place);
    let subjects: Vec<_> = rows.iter().map(|row| row.subject_id).collect();
    let people = people::by_subject(&mut work.tx, place.0, &subjects).await?;
    let items = rows
        .into_iter()
        .map(|row| {
            let person = people.get(&row.subject_id).cloned();
            Owed {
                name: person.as_ref().map_or(row.name, |person| person.name.clone()),
                person,
                email: Some(row.email).filter(|email| !email.is_empty()),
                document_id: row.document_id,
                number: row.number,
                title: row.title,
                sent: row.sent,
                revision_id: row.revision_id,
                current: row.current,
            }
        })
        .collect();
    Ok(OwedList { items, next })
}
