//! The statements of the list of workflows, and whom they wait for.

use wayleave_access::Scope;
use wayleave_base::{OrganisationId, ProjectId, SubjectId, Timestamp};
use wayleave_db::{DbResult, Sql, Tx, row, sql};

use super::store::{WorkflowRow, rows};
use crate::listing::{After, Key, Sorted};
use crate::people;
use crate::wire;

/// Behind all moments: where what is not due stands among what is.
const NEVER_DUE: i64 = i64::MAX;

/// When the first of the open steps of `w` is due.
pub const NEXT_DUE: &str =
    "(select min(s.due_at) from workflow_step s where s.workflow_id = w.id and s.status = 'active')";

/// For whom they wait.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Turn {
    /// A person.
    Person(SubjectId),
    /// Anybody of this company.
    Company(i64),
    /// Anybody from outside.
    Outside,
    /// Nobody who is known.
    Nobody,
}

/// What is asked of the list.
#[derive(Clone, Debug, Default)]
pub struct Wanted {
    /// Words that must all be found.
    pub words: Vec<String>,
    /// In this state.
    pub status: Option<&'static str>,
    /// Started from the template with this public id.
    pub template: Option<String>,
    /// Late on this day.
    pub late_on: Option<String>,
    /// Waiting for them.
    pub turn: Option<Turn>,
    /// Started by this person.
    pub started_by: Option<SubjectId>,
    /// About one of these revisions, in this round or before.
    pub revisions: Option<Vec<i64>>,
}

/// The order of the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// The newest first.
    Newest,
    /// What has the step that is due soonest first.
    Due,
    /// By number.
    Number,
}

impl Order {
    /// Where a row stands.
    #[must_use]
    pub fn after(self, row: &WorkflowRow) -> After {
        let key = match self {
            Self::Newest => None,
            Self::Due => Some(Key::Moment(row.next_due.unwrap_or(NEVER_DUE))),
            Self::Number => Some(Key::Text(crate::sort_key(&row.number))),
        };
        (key, row.id)
    }

    fn push(self, text: &mut Sql, after: Option<&After>, limit: usize) {
        let due = format!("coalesce({NEXT_DUE}, {NEVER_DUE})");
        let (column, downward) = match self {
            Self::Newest => (None, true),
            Self::Due => (Some(due.as_str()), false),
            Self::Number => (Some("w.number_key"), false),
        };
        Sorted { column, id: "w.id", downward }.push(text, after, limit);
    }
}

/// Whose list it is, and what they ask of it.
#[derive(Clone, Copy, Debug)]
pub struct Asked<'a> {
    /// Where.
    pub place: (OrganisationId, ProjectId),
    /// Which documents they see.
    pub scope: &'a Scope,
    /// The moment.
    pub now: Timestamp,
    /// What they ask.
    pub wanted: &'a Wanted,
}

/// The documents of the round of a workflow `w`, with theirs.
const DOCUMENTS: &str = "exists (select 1 from workflow_document x join revision v on v.id = x.revision_id
    join document d on d.id = v.document_id where x.workflow_id = w.id and x.round = w.round and ";

impl Asked<'_> {
    /// `and …` on the workflows `w`.
    fn push(&self, text: &mut Sql) {
        let wanted = self.wanted;
        for word in &wanted.words {
            let like = format!(" like {} escape '!'", text.reserve(wire::pattern(word)));
            text.push(&format!(
                " and (lower(w.number){like} or w.title_key{like} or {DOCUMENTS}lower(d.number){like} and "
            ));
            self.scope.predicate(text);
            text.push("))");
        }
        if let Some(status) = wanted.status {
            text.push(" and w.status = ").arg(status);
        }
        if let Some(template) = &wanted.template {
            text.push(" and t.public_id = ").arg(template);
        }
        if let Some(today) = &wanted.late_on {
            text.push(" and ");
            late(text, today, self.now);
        }
        if let Some(turn) = &wanted.turn {
            self.turn(text, turn);
        }
        if let Some(person) = wanted.started_by {
            text.push(" and w.initiator_id = ").arg(person);
        }
        if let Some(revisions) = &wanted.revisions {
            text.push(" and exists (select 1 from workflow_document x where x.workflow_id = w.id and x.revision_id in ");
            text.id_list(revisions).push(")");
        }
    }

    fn turn(&self, text: &mut Sql, turn: &Turn) {
        text.push(" and w.status = 'active' and exists (select 1 from workflow_assignee a where a.workflow_id = w.id and a.state = 'mine' and ");
        match turn {
            Turn::Person(person) => {
                text.push("a.subject_id = ").arg(*person);
            }
            Turn::Company(company) => {
                text.push("a.subject_id in (select m.subject_id from member m where m.company_id = ")
                    .arg(*company);
                text.push(")");
            }
            Turn::Outside => {
                text.push("not ");
                people::inside(text, self.place.0, "a.subject_id");
            }
            Turn::Nobody => {
                text.push("1 = 0");
            }
        }
        text.push(")");
    }
}

/// The workflow `w` is past its day, or has an open step past its time.
fn late(text: &mut Sql, today: &str, now: Timestamp) {
    text.push("(w.status in ('active', 'returned') and w.due_on < ").arg(today);
    text.push(&format!(" or w.status = 'active' and {NEXT_DUE} <= ")).arg(now).push(")");
}

/// The next workflows in an order, with one row to spare.
pub async fn page(
    tx: &mut Tx,
    asked: &Asked<'_>,
    (order, after): (Order, Option<&After>),
    limit: usize,
) -> DbResult<Vec<WorkflowRow>> {
    let mut text = rows(asked.place.1);
    asked.push(&mut text);
    order.push(&mut text, after, limit);
    tx.all(text).await
}

row! {
    /// How many there are in a state.
    pub struct StatusCount {
        /// The state.
        pub status: String,
        /// How many.
        pub n: i64,
    }
}

/// How many there are in each state, whatever state is asked for.
pub async fn count(tx: &mut Tx, asked: &Asked<'_>) -> DbResult<Vec<StatusCount>> {
    let wanted = Wanted { status: None, ..asked.wanted.clone() };
    let asked = Asked { wanted: &wanted, ..*asked };
    let mut text =
        sql("select w.status, count(*) as n from workflow w join workflow_template t on t.id = w.template_id
        where w.project_id = ");
    text.arg(asked.place.1);
    asked.push(&mut text);
    text.push(" group by w.status");
    tx.all(text).await
}

row! {
    /// Somebody whom a workflow waits for.
    #[derive(Clone, Copy, Debug)]
    pub struct WaitRow {
        /// The workflow.
        pub workflow_id: i64,
        /// Who.
        pub subject_id: SubjectId,
        /// Since when.
        pub activated_at: Option<i64>,
    }
}

/// Whom these workflows wait for, those first who were asked first.
pub async fn waits(tx: &mut Tx, workflows: &[i64]) -> DbResult<Vec<WaitRow>> {
    let mut text = sql("select a.workflow_id, a.subject_id, s.activated_at
        from workflow_assignee a join workflow_step s on s.id = a.step_id where a.state = 'mine' and a.workflow_id in ");
    text.id_list(workflows).push(" order by a.workflow_id, s.activated_at, s.stage, s.place, a.id");
    tx.all(text).await
}

row! {
    /// A revision that a workflow is or was about.
    #[derive(Clone, Debug)]
    pub struct AboutRow {
        /// The workflow.
        pub workflow_id: i64,
        /// The revision.
        pub revision_id: i64,
    }
}

/// Which of these revisions these workflows are or were about.
pub async fn about(tx: &mut Tx, workflows: &[i64], revisions: &[i64]) -> DbResult<Vec<AboutRow>> {
    let mut text =
        sql("select distinct workflow_id, revision_id from workflow_document where workflow_id in ");
    text.id_list(workflows).push(" and revision_id in ").id_list(revisions);
    text.push(" order by workflow_id, revision_id");
    tx.all(text).await
}

row! {
    /// How many workflows of a project are late.
    pub struct LateRow {
        /// The project.
        pub project_id: ProjectId,
        /// How many.
        pub n: i64,
    }
}

/// How many workflows of each of these projects are late, each on its own day.
pub async fn late_in(
    tx: &mut Tx,
    projects: &[(ProjectId, String)],
    now: Timestamp,
) -> DbResult<Vec<LateRow>> {
    let mut days: Vec<&str> = projects.iter().map(|(_, day)| day.as_str()).collect();
    days.sort_unstable();
    days.dedup();
    let mut text = sql("select w.project_id, count(*) as n from workflow w where (1 = 0");
    for day in days {
        let ids: Vec<i64> =
            projects.iter().filter(|(_, other)| other == day).map(|(id, _)| id.get()).collect();
        text.push(" or w.project_id in ").id_list(&ids).push(" and ");
        late(&mut text, day, now);
    }
    text.push(") group by w.project_id");
    tx.all(text).await
}
