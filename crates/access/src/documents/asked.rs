//! What a reader asks of the revision that they are shown.
//!
//! The project's own people are shown the current revision, of which the document's own row tells what is asked. Where
//! they may be shown another, and for everybody from outside, the rows decide: an answer that depended on a revision out
//! of reach would tell of it.

use wayleave_base::{CompanyId, Timestamp};
use wayleave_db::{DbResult, Sql, Tx, sql};

use super::{Scope, Visible};
use crate::words::Acceptance;

/// What a reader asks of the revision that they are shown; what is empty asks nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RevisionFilter {
    /// From which day to which the sheet is dated, both included, as `2026-11-20`.
    pub dated: (Option<String>, Option<String>),
    /// From which moment on and before which it was accepted.
    pub accepted: (Option<Timestamp>, Option<Timestamp>),
    /// From which moment on and before which it was uploaded.
    pub uploaded: (Option<Timestamp>, Option<Timestamp>),
    /// From any of these companies.
    pub from: Vec<CompanyId>,
}

impl RevisionFilter {
    /// Is nothing asked?
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Is the shown revision of this document one that is asked for?
    #[must_use]
    pub fn finds(&self, visible: &Visible) -> bool {
        let revision = visible.shown();
        let date = revision.revision_date.as_deref();
        let dated = match &self.dated {
            (None, None) => true,
            (from, to) => date.is_some_and(|date| {
                from.as_deref().is_none_or(|from| date >= from) && to.as_deref().is_none_or(|to| date <= to)
            }),
        };
        let accepted = self.accepted == (None, None)
            || (revision.acceptance == Acceptance::Accepted.code()
                && within(self.accepted, revision.decided_at.unwrap_or(revision.uploaded_at)));
        let from = self.from.is_empty() || revision.received_from.is_some_and(|one| self.from.contains(&one));
        dated && accepted && within(self.uploaded, revision.uploaded_at) && from
    }

    /// The same over table `d`, beginning with `and`: exact where the current revision is the one shown, and never too
    /// narrow elsewhere.
    pub(super) fn print(&self, text: &mut Sql, team: bool) {
        if self.is_empty() {
            return;
        }
        if team {
            text.push(" and (d.restricted = 1 or d.admitted = 0 or (1 = 1");
            self.conditions(
                text,
                ["d.current_dated", "d.current_accepted", "d.current_uploaded", "d.current_from"],
            );
        } else {
            text.push(" and (exists (select 1 from revision f where f.document_id = d.id");
            let accepted = "coalesce(f.decided_at, f.uploaded_at)";
            self.conditions(text, ["f.revision_date", accepted, "f.uploaded_at", "f.received_from"]);
        }
        text.push("))");
    }

    fn conditions(&self, text: &mut Sql, [dated, accepted, uploaded, company]: [&str; 4]) {
        if self.dated != (None, None) {
            // What has no date has an empty one in the document's row.
            text.push(&format!(" and {dated} >= ")).arg(self.dated.0.as_deref().unwrap_or("0"));
        }
        if let Some(to) = &self.dated.1 {
            text.push(&format!(" and {dated} <= ")).arg(to);
        }
        for (column, (from, before)) in [(accepted, self.accepted), (uploaded, self.uploaded)] {
            if let Some(from) = from {
                text.push(&format!(" and {column} >= ")).arg(from);
            }
            if let Some(before) = before {
                text.push(&format!(" and {column} < ")).arg(before);
            }
        }
        if !self.from.is_empty() {
            let ids: Vec<i64> = self.from.iter().map(|company| company.get()).collect();
            text.push(&format!(" and {company} in ")).id_list(&ids);
        }
    }
}

/// The companies, 500 at most, that current revisions within the scope came from, where whoever reads is shown the current
/// one; to people from outside none is told.
pub async fn senders(tx: &mut Tx, scope: &Scope) -> DbResult<Vec<CompanyId>> {
    if scope.is_empty() || !scope.is_team() {
        return Ok(Vec::new());
    }
    let mut text = sql("select c.id as n from company c where c.organisation_id = ");
    text.arg(scope.organisation).push(
        " and exists (select 1 from document d where d.current_from = c.id and d.restricted = 0 and d.admitted = 1 and ",
    );
    scope.predicate(&mut text);
    text.push(") order by c.id limit 500");
    Ok(tx.ints(text).await?.into_iter().map(CompanyId).collect())
}

fn within((from, before): (Option<Timestamp>, Option<Timestamp>), at: Timestamp) -> bool {
    from.is_none_or(|from| at >= from) && before.is_none_or(|before| at < before)
}
