//! The rows of formal work that a reader is shown: the same that stand in the lists of workflows and of transmittals.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use wayleave_access::ProjectFacts;
use wayleave_base::{OrganisationId, ProjectId, SubjectId, Timestamp};
use wayleave_db::Sql;

use crate::reports::times;
use crate::transmittals::{SILENT, Sight, sight};
use crate::wire;
use crate::work::{ProjectRow, Work};

/// Whose report it is, where, and when.
#[derive(Clone, Debug)]
pub struct Reader {
    /// The organisation.
    pub organisation: OrganisationId,
    /// The project.
    pub project: ProjectId,
    /// The moment.
    pub now: Timestamp,
    /// The day on which it lies there.
    pub today: Date,
    /// Where the days of the project begin.
    pub zone: TimeZone,
    /// Which transmittals they are shown.
    pub sight: Sight,
}

impl Reader {
    /// Whoever works.
    #[must_use]
    pub fn new(work: &Work, project: &ProjectRow, facts: &ProjectFacts) -> Self {
        Self {
            organisation: work.organisation.id,
            project: project.id,
            now: work.now(),
            today: wire::day_of(work.now(), &project.timezone),
            zone: TimeZone::get(&project.timezone).unwrap_or(TimeZone::UTC),
            sight: sight(facts),
        }
    }

    /// The day on which a moment lies there.
    #[must_use]
    pub fn day_of(&self, at: Timestamp) -> Date {
        wire::day_of(at, self.zone.iana_name().unwrap_or("UTC"))
    }

    /// The day so many days ago.
    fn ago(&self, days: i64) -> Date {
        self.today.saturating_sub(jiff::Span::new().days(days))
    }
}

/// Joins somebody `m` with their name `u`, company `c` and, where they have not come yet, their invitation `i`.
fn person(subject: &str) -> String {
    format!(
        " left join member m on m.subject_id = {subject} left join account u on u.id = m.account_id
          left join company c on c.id = m.company_id
          left join invitation i on m.id is null and i.id = (select max(j.id) from invitation j where j.subject_id = {subject})"
    )
}

/// Their code.
pub const PERSON_CODE: &str = "coalesce(m.public_id, i.public_id, '')";
/// Their name.
pub const PERSON_NAME: &str = "coalesce(u.name, case when i.name = '' then i.email else i.name end, '')";
/// The name of their company.
pub const COMPANY: &str = "coalesce(c.name, '')";
/// Whoever is or was asked in the workflow `w` has one of these codes.
pub const ASKED: &str =
    "exists (select 1 from workflow_assignee b join member n on n.subject_id = b.subject_id
    where b.workflow_id = w.id and b.state in ('mine', 'answered', 'done') and n.public_id in ";
/// Whoever got the transmittal `t` belongs to one of these companies.
pub const TO_COMPANY: &str =
    "exists (select 1 from transmittal_recipient x where x.transmittal_id = t.id and x.company in ";
/// Is the part `a` open or answered?
pub const PART_STATE: &str = "case when a.state = 'mine' then 'mine' else 'answered' end";
/// Was it answered before it was due?
pub const IN_TIME: &str = "case when a.answer is not null and a.sort_at < s.due_at then 1 else 0 end";
/// Did the recipient `y` acknowledge receipt, and does not say otherwise?
pub const ANSWERED: &str = "case when y.acknowledged_at is not null
    and not exists (select 1 from transmittal_contest k where k.recipient_id = y.id and k.received = 0) then 1 else 0 end";
/// The code of a recipient: whoever has no account is known by their address.
pub const RECIPIENT_CODE: &str = "coalesce(m.public_id, y.email)";

/// The workflows `w` of the project with their templates `t`.
pub fn workflows(text: &mut Sql, reader: &Reader) {
    text.push(" from workflow w join workflow_template t on t.id = w.template_id")
        .push(&person("w.initiator_id"));
    text.push(" where w.organisation_id = ").arg(reader.organisation);
    text.push(" and w.project_id = ").arg(reader.project);
}

/// Those that are completed.
pub fn completed(text: &mut Sql, reader: &Reader) {
    workflows(text, reader);
    text.push(" and w.status = 'completed'");
}

/// Parts `a` in steps `s` that somebody is asked to answer, or answered.
pub fn steps(text: &mut Sql, reader: &Reader) {
    parts(text, reader);
    text.push(" and (a.state = 'mine' or a.state in ('answered', 'done') and a.answer is not null)");
}

/// Those that have a time, and are answered or late.
pub fn timed_steps(text: &mut Sql, reader: &Reader) {
    steps(text, reader);
    text.push(" and s.due_at is not null and (a.answer is not null or w.status = 'active' and s.due_at <= ");
    text.arg(reader.now).push(")");
}

fn parts(text: &mut Sql, reader: &Reader) {
    text.push(
        " from workflow w join workflow_template t on t.id = w.template_id
          join workflow_assignee a on a.workflow_id = w.id join workflow_step s on s.id = a.step_id",
    );
    text.push(&person("a.subject_id")).push(" where w.organisation_id = ").arg(reader.organisation);
    text.push(" and w.project_id = ").arg(reader.project);
}

/// The transmittals `t` that the reader is shown.
pub fn transmittals(text: &mut Sql, reader: &Reader) {
    text.push(" from transmittal t").push(&person("t.created_by"));
    text.push(" where t.organisation_id = ").arg(reader.organisation);
    text.push(" and t.project_id = ").arg(reader.project);
    reader.sight.push(text);
}

/// Those that were issued.
pub fn sent(text: &mut Sql, reader: &Reader) {
    text.push(" from transmittal t where t.organisation_id = ").arg(reader.organisation);
    text.push(" and t.project_id = ").arg(reader.project).push(" and t.state <> 'draft'");
    reader.sight.push(text);
}

/// Whoever `y` is to acknowledge receipt of the transmittals `t` that are issued.
pub fn receipts(text: &mut Sql, reader: &Reader) {
    text.push(
        " from transmittal t join transmittal_recipient y on y.transmittal_id = t.id
          left join member m on m.subject_id = y.subject_id where t.organisation_id = ",
    );
    text.arg(reader.organisation).push(" and t.project_id = ").arg(reader.project);
    text.push(" and t.state = 'issued' and y.acknowledgement = 'required'");
    reader.sight.push(text);
}

/// Steps that are past their time.
pub fn late_steps(text: &mut Sql, reader: &Reader) {
    parts(text, reader);
    text.push(" and w.status = 'active' and a.state = 'mine' and s.due_at <= ").arg(reader.now);
}

/// Receipt that was to be acknowledged before today.
pub fn late_receipts(text: &mut Sql, reader: &Reader) {
    receipts(text, reader);
    text.push(" and t.acknowledge_by < ").arg(reader.today.to_string());
    text.push(&format!(" and {SILENT}"));
}

/// One of the two that may be overdue.
#[derive(Clone, Copy, Debug)]
pub enum Half {
    /// Steps by those who were to answer.
    Steps,
    /// Transmittals by those who were to acknowledge receipt.
    Receipts,
}

impl Half {
    /// The code of whoever it waits for.
    #[must_use]
    pub fn person(self) -> &'static str {
        match self {
            Self::Steps => PERSON_CODE,
            Self::Receipts => RECIPIENT_CODE,
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Steps => PERSON_NAME,
            Self::Receipts => "y.name",
        }
    }

    /// Their company; a recipient's is that of the time of issue.
    #[must_use]
    pub fn company(self) -> &'static str {
        match self {
            Self::Steps => COMPANY,
            Self::Receipts => "y.company",
        }
    }

    /// The subject it waits for; none for addresses.
    #[must_use]
    pub fn subject(self) -> &'static str {
        match self {
            Self::Steps => "a.subject_id",
            Self::Receipts => "y.subject_id",
        }
    }

    /// Whom it waits for, by name and company, and whether that is `me`.
    pub fn whose(self, text: &mut Sql, me: SubjectId) {
        text.push(&format!("{} as person, {} as company, ", self.name(), self.company()));
        text.push(&format!("cast(case when {} = ", self.subject())).arg(me);
        text.push(" then 1 else 0 end as bigint) as mine");
    }

    /// For how long it has been overdue: `week`, `month` or `more`.
    pub fn band(self, text: &mut Sql, reader: &Reader) {
        text.push("case");
        for (days, band) in [(7, "week"), (30, "month")] {
            let since = reader.ago(days);
            match self {
                Self::Steps => text.push(" when s.due_at >= ").arg(times::start(since, &reader.zone)),
                Self::Receipts => text.push(" when t.acknowledge_by >= ").arg(since.to_string()),
            };
            text.push(&format!(" then '{band}'"));
        }
        text.push(" else 'more' end");
    }

    fn push(self, text: &mut Sql, reader: &Reader) {
        let kind = if matches!(self, Self::Steps) { "step" } else { "acknowledgement" };
        text.push(&format!(
            "select '{kind}' as kind, {} as person, {} as name, {} as company, ",
            self.person(),
            self.name(),
            self.company()
        ));
        self.band(text, reader);
        text.push(" as band");
        match self {
            Self::Steps => late_steps(text, reader),
            Self::Receipts => late_receipts(text, reader),
        }
    }
}

/// What is overdue, as rows `z`.
pub fn overdue(text: &mut Sql, reader: &Reader) {
    text.push(" from (");
    Half::Steps.push(text, reader);
    text.push(" union all ");
    Half::Receipts.push(text, reader);
    text.push(") z where 1 = 1");
}
