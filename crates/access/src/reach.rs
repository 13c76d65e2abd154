//! What of a document a principal reaches: a pure function of the policy's reach rows, the document, its revisions and
//! the grants on it. Lists, gets, counts and answers about the past all end here.

use crate::Action;
use crate::policy::{Column, Mode, RULES, Rule, When, role_caps};
use crate::words::{Acceptance, Caps, Reason, Status};

/// One reach row that applies to a principal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Clause {
    /// Every document that passes the columns.
    Wide {
        /// The row's id.
        rule: &'static str,
        /// The tests.
        columns: &'static [Column],
        /// Are unaccepted revisions within reach?
        unaccepted: bool,
    },
    /// Documents with a live grant of this right.
    Granted {
        /// The row's id.
        rule: &'static str,
        /// The right.
        cap: Caps,
    },
}

/// The clauses of a mode: the reach rows of the policy that speak of it.
#[must_use]
pub fn clauses(mode: Mode, document_control: bool) -> Vec<Clause> {
    clauses_of(RULES, mode, document_control)
}

/// The clauses of a mode by another policy than the one in force.
#[must_use]
pub fn clauses_of(policy: &'static [Rule], mode: Mode, document_control: bool) -> Vec<Clause> {
    let mut clauses = Vec::new();
    for rule in policy.iter().filter(|rule| rule.action == Action::DocumentView && rule.who.covers(mode)) {
        if rule.when.contains(&When::DocumentControl) && !document_control {
            continue;
        }
        for when in rule.when {
            match *when {
                When::ProjectWide { columns, unaccepted } => {
                    clauses.push(Clause::Wide { rule: rule.id, columns, unaccepted });
                }
                When::Granted(cap) => clauses.push(Clause::Granted { rule: rule.id, cap }),
                _ => {}
            }
        }
    }
    clauses
}

/// What a rule looks at on a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DocumentState {
    /// Its status.
    pub status: Status,
    /// Does it have an accepted revision?
    pub admitted: bool,
    /// Is it restricted to groups?
    pub restricted: bool,
    /// Is it in the bin?
    pub deleted: bool,
}

/// What a rule looks at on a revision.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RevisionState {
    /// Its place in the document, from 1.
    pub seq: i64,
    /// Has it entered the register?
    pub acceptance: Acceptance,
}

/// A live grant on a document, or on a folder it lies in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GrantState {
    /// The grant.
    pub id: i64,
    /// Its rights.
    pub caps: Caps,
    /// The first revision covered.
    pub rev_from: i64,
    /// The last revision covered.
    pub rev_to: i64,
    /// Why it exists.
    pub reason: Reason,
}

/// What is within reach.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reach {
    /// The visible revisions, newest first, with the rights on each.
    pub revisions: Vec<(i64, Caps)>,
    /// The revision shown: the newest accepted one within reach, else the newest.
    pub shown: i64,
    /// The rights on the revision shown.
    pub caps: Caps,
    /// The rules that let it through.
    pub rules: Vec<&'static str>,
    /// The grants that let it through.
    pub grants: Vec<i64>,
    /// The words of those grants.
    pub why: Vec<Reason>,
    /// Is it within project-wide reach?
    pub wide: bool,
}

impl Reach {
    /// The rights on one revision; none when it is out of reach.
    #[must_use]
    pub fn caps_on(&self, seq: i64) -> Caps {
        self.revisions.iter().find(|(at, _)| *at == seq).map_or(Caps::default(), |(_, caps)| *caps)
    }
}

impl Column {
    /// Does the document pass the test?
    #[must_use]
    pub fn passes(self, document: &DocumentState) -> bool {
        match self {
            Self::NotDeleted => !document.deleted,
            Self::Admitted => document.admitted,
            Self::NotRestricted => !document.restricted,
            Self::StatusNotIn(statuses) => !statuses.contains(&document.status),
        }
    }
}

/// Does this grant reach that revision of that document? A grant on a folder never opens restricted documents, and only
/// the grant of an upload opens a revision that was not accepted.
fn covers(grant: &GrantState, document: &DocumentState, revision: &RevisionState) -> bool {
    let accepted = revision.acceptance == Acceptance::Accepted;
    (grant.rev_from..=grant.rev_to).contains(&revision.seq)
        && (accepted || grant.reason == Reason::Created)
        && !(grant.reason == Reason::Folder && document.restricted)
}

/// Everything of the document that the clauses open, or `None` when it does not exist for this principal.
#[must_use]
pub fn reach(
    mode: Mode,
    clauses: &[Clause],
    document: &DocumentState,
    revisions: &[RevisionState],
    grants: &[GrantState],
) -> Option<Reach> {
    if document.deleted {
        return None;
    }
    let mut rights: Vec<(i64, Caps)> =
        revisions.iter().map(|revision| (revision.seq, Caps::default())).collect();
    let (mut rules, mut used, mut why, mut wide) = (Vec::new(), Vec::new(), Vec::new(), false);
    for clause in clauses {
        match *clause {
            Clause::Wide { rule, columns, unaccepted } => {
                if !columns.iter().all(|column| column.passes(document)) {
                    continue;
                }
                let caps = role_caps(mode);
                for (revision, (_, right)) in revisions.iter().zip(&mut rights) {
                    if unaccepted || revision.acceptance == Acceptance::Accepted {
                        *right = right.with(caps);
                        wide = true;
                    }
                }
                rules.push(rule);
            }
            Clause::Granted { rule, cap } => {
                let mut opened = false;
                for grant in grants.iter().filter(|grant| grant.caps.has(cap)) {
                    let mut reaches = false;
                    for (revision, (_, right)) in revisions.iter().zip(&mut rights) {
                        if covers(grant, document, revision) {
                            *right = right.with(grant.caps);
                            reaches = true;
                        }
                    }
                    if reaches && !used.contains(&grant.id) {
                        used.push(grant.id);
                        if !why.contains(&grant.reason) {
                            why.push(grant.reason);
                        }
                    }
                    opened |= reaches;
                }
                if opened {
                    rules.push(rule);
                }
            }
        }
    }
    rights.retain(|(_, caps)| caps.has(Caps::VIEW));
    rights.sort_by_key(|(seq, _)| std::cmp::Reverse(*seq));
    let accepted = |seq: i64| {
        revisions.iter().any(|revision| revision.seq == seq && revision.acceptance == Acceptance::Accepted)
    };
    let (shown, caps) = *rights.iter().find(|(seq, _)| accepted(*seq)).or_else(|| rights.first())?;
    Some(Reach { revisions: rights, shown, caps, rules, grants: used, why, wide })
}
