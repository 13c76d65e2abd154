//! What a request to share comes to: checked subjects, rights, range and ends.

use wayleave_access::audience::{self, Place};
use wayleave_access::ledger::ALL_LATER;
use wayleave_access::{Acceptance, Caps, ProjectFacts, Visible};
use wayleave_base::{NEVER, SubjectId, Timestamp};

use super::store;
use super::view::{NewShare, SharedWith, SubjectKey};
use crate::error::{Error, FieldError, Result};
use crate::projects::{Candidate, external_end, find_candidate, future_end};
use crate::wire;
use crate::work::{ProjectRow, Work};

/// One subject of a share.
pub struct Named {
    /// The subject.
    pub subject: SubjectId,
    /// As shown.
    pub shown: SharedWith,
    /// Until when.
    pub ends_at: Timestamp,
    /// A person who is not in the project yet.
    pub admit: Option<Candidate>,
}

/// A checked share.
pub struct Plan {
    /// With whom.
    pub subjects: Vec<Named>,
    /// The rights.
    pub caps: Caps,
    /// The revision shared.
    pub seq: i64,
    /// Its code.
    pub code: String,
    /// The last revision covered.
    pub rev_to: i64,
    /// Why.
    pub reason: String,
}

const MOST: usize = 50;

/// Checks a request: the revision is accepted and within reach, no right goes beyond the sharer's own, and whoever is from
/// outside has an end.
pub async fn plan(
    work: &mut Work,
    project: &ProjectRow,
    facts: &ProjectFacts,
    visible: &Visible,
    new: &NewShare,
) -> Result<Plan> {
    let mut errors = Vec::new();
    let reason = wire::text(&mut errors, "reason", &new.reason, 1000, false);
    let caps = Caps::VIEW
        .with(if new.rights.download { Caps::DOWNLOAD } else { Caps::default() })
        .with(if new.rights.comment { Caps::COMMENT } else { Caps::default() });
    let revision = visible.revision(&new.revision_id);
    let (mut seq, mut code) = (0, String::new());
    match revision {
        None => errors.push(FieldError::new("revision_id", "unknown", "There is no such revision.")),
        Some(revision) => {
            (seq, code) = (revision.seq, revision.code.clone());
            if Acceptance::parse(&revision.acceptance) != Some(Acceptance::Accepted) {
                let detail = "Only accepted revisions can be shared.";
                errors.push(FieldError::new("revision_id", "not_accepted", detail));
            }
            beyond(&mut errors, visible.caps_on(revision), caps);
        }
    }
    if new.later && !visible.reach.wide && !store::reaches_later(&mut work.tx, &visible.reach.grants).await? {
        let detail = "You cannot share later revisions, since you do not see them yourself.";
        errors.push(FieldError::new("later", "beyond_own_rights", detail));
    }
    if visible.document.restricted && !new.confirm_confidential {
        let detail = "The document is restricted; confirm that you mean to share it.";
        errors.push(FieldError::new("confirm_confidential", "confirm", detail));
    }
    if new.subjects.is_empty() || new.subjects.len() > MOST {
        let detail = format!("Name 1 to {MOST} people, companies or groups.");
        errors.push(FieldError::new("subjects", "out_of_range", detail));
        return Err(Error::Fields(errors));
    }
    let mut subjects: Vec<Named> = Vec::new();
    for (at, key) in new.subjects.iter().enumerate() {
        match subject(work, project, facts, key, new.ends_on.as_deref(), at).await? {
            Ok(named) if subjects.iter().all(|other| other.subject != named.subject) => subjects.push(named),
            Ok(_) => {}
            Err(error) => errors.push(error),
        }
    }
    Error::check(errors)?;
    let rev_to = if new.later { ALL_LATER } else { seq };
    Ok(Plan { subjects, caps, seq, code, rev_to, reason })
}

/// Rights that the sharer lacks on the revision.
fn beyond(errors: &mut Vec<FieldError>, own: Caps, asked: Caps) {
    for (cap, field) in [(Caps::DOWNLOAD, "rights.download"), (Caps::COMMENT, "rights.comment")] {
        if asked.has(cap) && !own.has(cap) {
            let detail = "You cannot give a right that you do not have on this revision.";
            errors.push(FieldError::new(field, "beyond_own_rights", detail));
        }
    }
    if !own.has(Caps::RESHARE) {
        let detail = "You may not share this revision onwards.";
        errors.push(FieldError::new("revision_id", "beyond_own_rights", detail));
    }
}

async fn subject(
    work: &mut Work,
    project: &ProjectRow,
    facts: &ProjectFacts,
    key: &SubjectKey,
    ends_on: Option<&str>,
    at: usize,
) -> Result<std::result::Result<Named, FieldError>> {
    let unknown = |detail: &str| Ok(Err(FieldError::new(format!("subjects[{at}].id"), "unknown", detail)));
    let (organisation, now) = (work.organisation.id, work.now());
    let (subject, shown, outside, admit) = match key.kind.as_str() {
        "person" => {
            let Some(person) = find_candidate(&mut work.tx, organisation, &key.id, now).await? else {
                return unknown("There is no such active member.");
            };
            if person.subject == work.me.subject {
                return unknown("You see this document already.");
            }
            let here = audience::standings(&mut work.tx, Place::of(facts), Some(&[person.subject])).await?;
            let shown =
                SharedWith { kind: "person", id: person.public_id.clone(), name: person.name.clone() };
            let outside = here.first().is_none_or(|standing| standing.outside);
            (person.subject, shown, outside, here.is_empty().then_some(person))
        }
        "company" | "group" => {
            let (kind, found) = if key.kind == "company" {
                ("company", store::company(&mut work.tx, organisation, &key.id).await?)
            } else {
                ("group", store::group(&mut work.tx, project.id, &key.id, now).await?)
            };
            let Some(found) = found else { return unknown("There is no such company or group here.") };
            let shown = SharedWith { kind, id: found.public_id, name: found.name };
            (found.subject_id, shown, found.outside, None)
        }
        _ => {
            let field = format!("subjects[{at}].kind");
            return Ok(Err(FieldError::new(field, "unknown", "Choose person, company or group.")));
        }
    };
    let ends_at = if outside {
        external_end("ends_on", ends_on, &facts.share_policy, now, &project.timezone)
    } else {
        ends_on.map_or(Ok(NEVER), |day| future_end("ends_on", day, now, &project.timezone))
    };
    Ok(ends_at.map(|ends_at| Named { subject, shown, ends_at, admit }))
}
