//! What can be told of workflows, steps, transmittals and receipt: each metric is a row of data, read by one mechanism.

use super::rows;
use super::source::{By, Dimension, Holds, Listing, Measure, Needs, Source, Which, Words};
use crate::reports::times::Span;

const STATES: Words = &[
    ("active", "In progress"),
    ("returned", "Sent back"),
    ("completed", "Completed"),
    ("cancelled", "Cancelled"),
];
const OUTCOMES: Words = &[
    ("approved", "Approved"),
    ("approved_with_comments", "Approved with comments"),
    ("rejected", "Rejected"),
    ("", "None yet"),
];
const PRIORITIES: Words = &[("urgent", "Urgent"), ("high", "High"), ("medium", "Medium"), ("low", "Low")];
const PARTS: Words = &[("mine", "Open"), ("answered", "Answered")];
const ISSUED: Words = &[("draft", "Draft"), ("issued", "Issued"), ("recalled", "Recalled")];
/// What is overdue: a step, or receipt.
pub const KINDS: Words = &[("step", "Step"), ("acknowledgement", "Acknowledgement")];
const BANDS: Words = &[("week", "Up to 7 days"), ("month", "8 to 30 days"), ("more", "More than 30 days")];

const fn dimension(
    key: &'static str,
    label: &'static str,
    by: By,
    asked: Option<&'static str>,
    told_by: &'static str,
) -> Dimension {
    Dimension { key, label, by, asked, told_by }
}

const fn time(key: &'static str, label: &'static str, column: &'static str, span: Span) -> Dimension {
    dimension(key, label, By::Time(column, span), None, "")
}

const TEMPLATES: By = By::Named("t.public_id", "t.name");
const PEOPLE: By = By::Named(rows::PERSON_CODE, rows::PERSON_NAME);
const COMPANIES: By = By::Named(rows::COMPANY, rows::COMPANY);
const URGENCY: By = By::Words("w.priority", PRIORITIES);

const TEMPLATE: Dimension = dimension("template", "Template", TEMPLATES, Some("template"), "workflow_count");
const OUTCOME: Dimension =
    dimension("outcome", "Outcome", By::Words("coalesce(w.outcome, '')", OUTCOMES), None, "workflow_count");
const PRIORITY: Dimension = dimension("priority", "Priority", URGENCY, None, "workflow_count");
const STARTED_BY: Dimension = dimension("started_by", "Started by", PEOPLE, None, "workflow_count");
const ASSIGNEE: Dimension = dimension("assignee", "Asked", By::Among(rows::ASKED), None, "step_count");

const STEP_PERSON: Dimension = dimension("person", "Person", PEOPLE, None, "step_count");
const STEP_COMPANY: Dimension = dimension("company", "Company", COMPANIES, None, "step_count");
const STEP_TEMPLATE: Dimension = dimension("template", "Template", TEMPLATES, None, "step_count");
const STEP_PRIORITY: Dimension = dimension("priority", "Priority", URGENCY, None, "step_count");

const PURPOSE: Dimension =
    dimension("purpose", "Purpose", By::Purpose("t.purpose"), Some("purpose"), "transmittal_count");
const TO_COMPANY: Dimension =
    dimension("company", "Company of recipients", By::Among(rows::TO_COMPANY), None, "transmittal_ack_rate");

/// Workflows, as their list shows them.
pub static WORKFLOWS: Source = Source {
    counts: "workflows",
    rows: rows::workflows,
    measured: (Measure::Number, "0"),
    days: Some(("Started", "w.started_at")),
    dimensions: &[
        dimension("status", "Status", By::Words("w.status", STATES), Some("status"), "workflow_count"),
        TEMPLATE,
        OUTCOME,
        PRIORITY,
        STARTED_BY,
        ASSIGNEE,
        time("created_month", "Month of start", "w.started_at", Span::Month),
        time("created_quarter", "Quarter of start", "w.started_at", Span::Quarter),
    ],
    list: Some("workflows"),
    needs: Needs::Workflows,
};

/// Workflows that came to their end, and how long each took in calendar days, every round included.
pub static CYCLES: Source = Source {
    counts: "workflows",
    rows: rows::completed,
    measured: (Measure::Days, "w.ended_at - w.started_at"),
    days: Some(("Completed", "w.ended_at")),
    dimensions: &[
        TEMPLATE,
        OUTCOME,
        PRIORITY,
        STARTED_BY,
        ASSIGNEE,
        time("completed_month", "Month of completion", "w.ended_at", Span::Month),
        time("completed_quarter", "Quarter of completion", "w.ended_at", Span::Quarter),
    ],
    list: None,
    needs: Needs::Workflows,
};

/// Steps, once for everybody who is or was asked.
pub static STEPS: Source = Source {
    counts: "steps",
    rows: rows::steps,
    measured: (Measure::Number, "0"),
    days: Some(("Due", "s.due_at")),
    dimensions: &[
        dimension("state", "State", By::Words(rows::PART_STATE, PARTS), None, "step_count"),
        STEP_PERSON,
        STEP_COMPANY,
        STEP_TEMPLATE,
        STEP_PRIORITY,
    ],
    list: None,
    needs: Needs::Workflows,
};

/// Steps with a time by which they are due, once for everybody who answered, or did not in time; and who was in time.
pub static ON_TIME: Source = Source {
    counts: "steps",
    rows: rows::timed_steps,
    measured: (Measure::Percent, rows::IN_TIME),
    days: Some(("Due", "s.due_at")),
    dimensions: &[
        STEP_COMPANY,
        STEP_PERSON,
        STEP_TEMPLATE,
        STEP_PRIORITY,
        time("due_month", "Month when due", "s.due_at", Span::Month),
        time("due_quarter", "Quarter when due", "s.due_at", Span::Quarter),
    ],
    list: None,
    needs: Needs::Workflows,
};

/// Transmittals, as their list shows them.
pub static TRANSMITTALS: Source = Source {
    counts: "transmittals",
    rows: rows::transmittals,
    measured: (Measure::Number, "0"),
    days: Some(("Issued", "t.issued_at")),
    dimensions: &[
        PURPOSE,
        dimension("state", "State", By::Words("t.state", ISSUED), Some("state"), "transmittal_count"),
        dimension("prepared_by", "Prepared by", PEOPLE, None, "transmittal_count"),
        TO_COMPANY,
        time("created_month", "Month of preparation", "t.created_at", Span::Month),
        time("created_quarter", "Quarter of preparation", "t.created_at", Span::Quarter),
    ],
    list: Some("transmittals"),
    needs: Needs::Transmittals,
};

/// Whoever is to acknowledge receipt of a transmittal that was issued, and who did.
pub static ACKNOWLEDGED: Source = Source {
    counts: "acknowledgements",
    rows: rows::receipts,
    measured: (Measure::Percent, rows::ANSWERED),
    days: Some(("Issued", "t.issued_at")),
    dimensions: &[
        dimension("purpose", "Purpose", By::Purpose("t.purpose"), None, "transmittal_ack_rate"),
        dimension("company", "Company", By::Named("y.company", "y.company"), None, "transmittal_ack_rate"),
        dimension(
            "person",
            "Recipient",
            By::Named(rows::RECIPIENT_CODE, "y.name"),
            None,
            "transmittal_ack_rate",
        ),
        time("issued_month", "Month of issue", "t.issued_at", Span::Month),
        time("issued_quarter", "Quarter of issue", "t.issued_at", Span::Quarter),
    ],
    list: None,
    needs: Needs::Transmittals,
};

/// What is overdue: steps by those who were to answer, transmittals by those who were to acknowledge receipt.
pub static OVERDUE: Source = Source {
    counts: "items",
    rows: rows::overdue,
    measured: (Measure::Number, "0"),
    days: None,
    dimensions: &[
        dimension("kind", "Kind", By::Words("z.kind", KINDS), None, "overdue_items"),
        dimension("company", "Company", By::Named("z.company", "z.company"), None, "overdue_items"),
        dimension("person", "Person", By::Named("z.person", "z.name"), None, "overdue_items"),
        dimension("late", "Overdue for", By::Words("z.band", BANDS), None, "overdue_items"),
    ],
    list: None,
    needs: Needs::Both,
};

/// Transmittals that were issued, one by one.
pub static REGISTER: Listing = Listing {
    source: &SENT,
    which: Which::Transmittals,
    columns: &[
        ("number", "Number", Holds::Text, 1.0),
        ("subject", "Subject", Holds::Text, 3.0),
        ("purpose", "Purpose", Holds::Text, 1.4),
        ("issued", "Issued", Holds::Day, 1.0),
        ("state", "State", Holds::Text, 0.9),
        ("documents", "Documents", Holds::Number, 1.0),
        ("recipients", "Recipients", Holds::Number, 1.0),
        ("acknowledged", "Acknowledged", Holds::Number, 1.2),
        ("asked", "Of those asked", Holds::Number, 1.2),
        ("acknowledge_by", "Acknowledge by", Holds::Day, 1.2),
        ("days", "Days overdue", Holds::Number, 1.1),
    ],
};

/// What they are narrowed by.
static SENT: Source = Source {
    counts: "transmittals",
    rows: rows::sent,
    measured: (Measure::Number, "0"),
    days: Some(("Issued", "t.issued_at")),
    dimensions: &[
        PURPOSE,
        TO_COMPANY,
        dimension("state", "State", By::Words("t.state", SENT_STATES), None, "transmittal_count"),
    ],
    list: None,
    needs: Needs::Transmittals,
};
const SENT_STATES: Words = &[("issued", "Issued"), ("recalled", "Recalled")];

/// What is overdue, one by one.
pub static LATE: Listing = Listing {
    source: &OVERDUE,
    which: Which::Overdue,
    columns: &[
        ("kind", "Kind", Holds::Text, 1.2),
        ("number", "Number", Holds::Text, 1.0),
        ("title", "Title", Holds::Text, 3.0),
        ("step", "Step", Holds::Text, 1.6),
        ("person", "Waits for", Holds::Text, 1.6),
        ("company", "Company", Holds::Text, 1.6),
        ("due", "Was due", Holds::Day, 1.0),
        ("days", "Days overdue", Holds::Number, 1.0),
    ],
};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reports::model::{METRICS, Metric, Of};

    #[test]
    fn what_narrows_is_told_by_a_metric_that_is_counted_by_it() {
        for metric in METRICS.iter().filter(|metric| !metric.of_register()) {
            for one in metric.filters().iter().filter(|one| one.narrows()) {
                let told_by = Metric::find(one.told_by).expect("a metric");
                assert!(matches!(told_by.of, Of::Formal(_)), "{} {}", metric.key, one.key);
                let found = told_by.filters().iter().find(|other| other.key == one.told_as());
                assert!(found.is_some_and(Dimension::counts), "{} {}", metric.key, one.key);
            }
        }
    }
}
