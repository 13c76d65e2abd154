//! The rows that an explanation rests on, each as a clause that follows "because".

use std::collections::HashMap;

use wayleave_base::{NEVER, SubjectId, Timestamp};
use wayleave_db::{DbResult, Tx, row, sql};

use super::{Question, is_accepted, standing_words};
use crate::documents::Visible;
use crate::facts::ProjectFacts;
use crate::policy::Mode;
use crate::time::holds;
use crate::words::{Caps, Reason};

row! {
    struct Named { subject_id: SubjectId, name: String }
}

/// The names of people, groups, companies and links.
async fn names(tx: &mut Tx, question: &Question<'_>, ids: &[i64]) -> DbResult<HashMap<SubjectId, String>> {
    let mut text = sql("").bind(question.organisation);
    text.push(
        "select m.subject_id, a.name from member m join account a on a.id = m.account_id
        where m.organisation_id = $1 and m.subject_id in ",
    );
    text.id_list(ids);
    for table in ["company", "access_group"] {
        text.push(&format!(
            " union all select t.subject_id, t.name from {table} t where t.organisation_id = $1 and t.subject_id in "
        ));
        text.id_list(ids);
    }
    let rows: Vec<Named> = tx.all(text).await?;
    Ok(rows.into_iter().map(|row| (row.subject_id, row.name)).collect())
}

fn called(names: &HashMap<SubjectId, String>, subject: SubjectId) -> String {
    names.get(&subject).cloned().unwrap_or_else(|| "the system".to_owned())
}

fn ending(question: &Question<'_>, ends_at: Timestamp) -> String {
    if ends_at >= NEVER { String::new() } else { format!(", ends {}", (question.day)(ends_at)) }
}

row! {
    struct Given { opened_by: SubjectId, valid_from: i64, ends_at: i64 }
}

/// Why project-wide reach: the role or the switch, who gave it, when and until when.
pub(super) async fn standing(tx: &mut Tx, question: &Question<'_>, facts: &ProjectFacts) -> DbResult<String> {
    let words = standing_words(facts);
    let (table, verb) = match facts.mode {
        Mode::External { .. } => ("full_register", "switched on"),
        _ => ("project_membership", "given"),
    };
    let control = if facts.document_control { " and a Document Controller" } else { "" };
    if facts.role.is_none() || facts.mode == Mode::OrgAdmin {
        return Ok(format!("they are {words}"));
    }
    let mut text = sql("").bind(question.project).bind(question.person).bind(question.at);
    text.push(&format!(
        "select t.opened_by, t.valid_from, t.ends_at from {table} t
         where t.project_id = $1 and t.subject_id = $2 and {}",
        holds("t", "$3")
    ));
    let Some(given) = tx.optional::<Given>(text).await? else {
        return Ok(format!("they are {words}{control}"));
    };
    let names = names(tx, question, &[given.opened_by.get()]).await?;
    Ok(format!(
        "they are {words}{control}, {verb} by {} on {}{}",
        called(&names, given.opened_by),
        (question.day)(given.valid_from),
        ending(question, given.ends_at)
    ))
}

row! {
    struct Grant {
        id: i64, subject_id: SubjectId, caps: i64, rev_from: i64, rev_to: i64, reason: i64, opened_by: SubjectId,
        valid_from: i64, ends_at: i64, transmittal: Option<String>,
    }
}

/// Each grant that opens the document, as a clause.
pub(super) async fn grants(tx: &mut Tx, question: &Question<'_>, visible: &Visible) -> DbResult<Vec<String>> {
    if visible.reach.grants.is_empty() {
        return Ok(Vec::new());
    }
    let mut text =
        sql("select g.id, g.subject_id, g.caps, g.rev_from, g.rev_to, g.reason, g.opened_by, g.valid_from, g.ends_at,
          t.number as transmittal
        from access_grant g left join transmittal t on g.cause_kind = 9 and t.id = g.cause_id where g.id in ");
    text.id_list(&visible.reach.grants).push(" order by g.ends_at desc, g.id");
    let rows: Vec<Grant> = tx.all(text).await?;
    let ids: Vec<i64> = rows.iter().flat_map(|row| [row.subject_id.get(), row.opened_by.get()]).collect();
    let names = names(tx, question, &ids).await?;
    Ok(rows
        .iter()
        .filter_map(|row| {
            let codes: Vec<&str> = visible
                .revisions
                .iter()
                .rev()
                .filter(|revision| (row.rev_from..=row.rev_to).contains(&revision.seq))
                .filter(|revision| is_accepted(&revision.acceptance) || row.reason == Reason::Created as i64)
                .map(|revision| revision.code.as_str())
                .collect();
            let later = row.rev_to == crate::ledger::ALL_LATER;
            Some(row.clause(question, &names, &revision_words(&codes, later)))
                .filter(|_| Caps(row.caps).has(Caps::VIEW))
        })
        .collect())
}

fn revision_words(codes: &[&str], later: bool) -> String {
    let shown = match codes {
        [] => "no revision yet".to_owned(),
        [one] => format!("revision {one}"),
        [first, .., last] => format!("revisions {first} to {last}"),
    };
    if later { format!("{shown} and later accepted ones") } else { shown }
}

impl Grant {
    fn clause(&self, question: &Question<'_>, names: &HashMap<SubjectId, String>, revisions: &str) -> String {
        let by = called(names, self.opened_by);
        let on = (question.day)(self.valid_from);
        let end = ending(question, self.ends_at);
        let with = if self.subject_id == question.person {
            String::new()
        } else {
            format!(" with {}", called(names, self.subject_id))
        };
        match Reason::from_raw(self.reason) {
            Some(Reason::Created) => format!("they uploaded {revisions} on {on}"),
            Some(Reason::Assigned) => format!("{by} assigned {revisions} to them on {on}{end}"),
            Some(Reason::Group) => {
                let group = called(names, self.subject_id);
                format!("they belong to {group}, which {by} let in on {on}{end}")
            }
            Some(Reason::Transmitted) => {
                let number = self.transmittal.as_deref().unwrap_or_default();
                format!("{by} sent {revisions} with transmittal {number} on {on}{end}")
            }
            Some(Reason::Folder) => format!("{by} shared a folder it lies in{with} on {on}{end}"),
            _ => format!("{by} shared {revisions}{with} on {on}{end}"),
        }
    }
}

row! {
    struct Ended {
        role: String, ends_at: i64, closed_at: Option<i64>, closed_by: Option<SubjectId>,
    }
}

/// What became of the person's last membership, if there was one.
pub(super) async fn last_membership(tx: &mut Tx, question: &Question<'_>, who: &str) -> DbResult<String> {
    let text = sql("select role, ends_at, closed_at, closed_by from project_membership
        where project_id = $1 and subject_id = $2 and organisation_id = $3 and valid_from <= $4
        order by valid_from desc, id desc limit 1")
    .bind(question.project)
    .bind(question.person)
    .bind(question.organisation)
    .bind(question.at);
    let Some(last) = tx.optional::<Ended>(text).await? else {
        return Ok(format!("{who} has no membership in the project."));
    };
    let role = last.role.replace('_', " ");
    Ok(match (last.closed_at, last.closed_by) {
        (Some(at), Some(by)) if at <= question.at && at < last.ends_at => {
            let names = names(tx, question, &[by.get()]).await?;
            let (by, on) = (called(&names, by), (question.day)(at));
            format!("{who}'s membership as {role} was ended by {by} on {on}.")
        }
        _ => format!("{who}'s membership as {role} expired on {}.", (question.day)(last.ends_at)),
    })
}

row! {
    struct Past {
        reason: i64, rev_from: i64, rev_to: i64, opened_by: SubjectId, valid_from: i64, ends_at: i64,
        closed_at: Option<i64>, closed_by: Option<SubjectId>,
    }
}

/// A grant that once opened the document and does no more, or a group left that is let in: the latest of them.
pub(super) async fn lost(
    tx: &mut Tx,
    question: &Question<'_>,
    facts: &ProjectFacts,
    who: &str,
) -> DbResult<Option<String>> {
    let mut text = sql("select g.reason, g.rev_from, g.rev_to, g.opened_by, g.valid_from, g.ends_at, g.closed_at, g.closed_by
        from access_grant g where g.object_kind = 1 and g.object_id = $1 and g.organisation_id = $2 and g.valid_from <= $3
        and g.subject_id in ")
    .bind(question.document)
    .bind(question.organisation)
    .bind(question.at);
    text.id_list(&facts.subjects).push(" order by g.valid_from desc, g.id desc limit 1");
    let Some(past) = tx.optional::<Past>(text).await? else { return left_group(tx, question, who).await };
    let mut ids = vec![past.opened_by.get()];
    ids.extend(past.closed_by.map(SubjectId::get));
    let names = names(tx, question, &ids).await?;
    let given = match Reason::from_raw(past.reason) {
        Some(Reason::Created) => format!("What {who} uploaded on {}", (question.day)(past.valid_from)),
        _ => {
            let by = called(&names, past.opened_by);
            format!("What {by} shared on {}", (question.day)(past.valid_from))
        }
    };
    Ok(Some(match (past.closed_at, past.closed_by) {
        (Some(at), Some(by)) if at <= question.at && at < past.ends_at => {
            format!("{given} was revoked by {} on {}.", called(&names, by), (question.day)(at))
        }
        _ if past.ends_at <= question.at => format!("{given} expired on {}.", (question.day)(past.ends_at)),
        _ => format!("{given} covers no revision that was accepted."),
    }))
}

row! {
    struct Left { group_id: SubjectId, closed_at: Option<i64>, ends_at: i64 }
}

/// A group or company that is let in and that the person was in before.
async fn left_group(tx: &mut Tx, question: &Question<'_>, who: &str) -> DbResult<Option<String>> {
    let mut text = sql("").bind(question.document).bind(question.person).bind(question.at);
    text.push(&format!(
        "select b.group_id, b.closed_at, b.ends_at from group_member b
         join access_grant g on g.subject_id = b.group_id and g.object_kind = 1 and g.object_id = $1 and {}
         where b.subject_id = $2 and (b.closed_at <= $3 or b.ends_at <= $3) order by b.id desc limit 1",
        holds("g", "$3")
    ));
    let Some(left) = tx.optional::<Left>(text).await? else { return Ok(None) };
    let names = names(tx, question, &[left.group_id.get()]).await?;
    let at = left.closed_at.unwrap_or(left.ends_at);
    let group = called(&names, left.group_id);
    Ok(Some(format!("{who} left {group}, which may see it, on {}.", (question.day)(at))))
}

/// The groups that a restricted document is open to.
pub(super) async fn restricted_to(tx: &mut Tx, question: &Question<'_>) -> DbResult<Vec<String>> {
    let mut text = sql("").bind(question.document).bind(question.organisation).bind(question.at);
    text.push(&format!(
        "select q.subject_id, q.name from access_grant g join access_group q on q.subject_id = g.subject_id
         where g.object_kind = 1 and g.object_id = $1 and g.organisation_id = $2 and g.reason = 5 and {} order by q.name",
        holds("g", "$3")
    ));
    Ok(tx.all::<Named>(text).await?.into_iter().map(|group| group.name).collect())
}
