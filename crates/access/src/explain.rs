//! Why somebody may see a document, or may not: the sentence is made from the same facts, reach and outcome that enforce,
//! now or at a moment of the past. A refusal names the nearest miss and the smallest thing that would open the document.

mod grounds;

use wayleave_base::{DocumentId, OrganisationId, ProjectId, SubjectId, Timestamp};
use wayleave_db::{DbResult, Tx, row, sql};

use crate::Action;
use crate::decide::{Outcome, Target};
use crate::documents::{self, Visible};
use crate::facts::ProjectFacts;
use crate::policy::{Mode, UNSHOWN_STATUSES};
use crate::principal::Principal;
use crate::time::holds;
use crate::words::{Acceptance, OrganisationRole, Role, Status};

/// What is asked: may this person see this document at this moment?
#[derive(Clone, Copy)]
pub struct Question<'a> {
    /// The organisation.
    pub organisation: OrganisationId,
    /// The project.
    pub project: ProjectId,
    /// The document.
    pub document: DocumentId,
    /// The person.
    pub person: SubjectId,
    /// The moment asked about.
    pub at: Timestamp,
    /// The moment of asking.
    pub now: Timestamp,
    /// How a moment is written for people.
    pub day: &'a (dyn Fn(Timestamp) -> String + Sync),
}

/// The answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Explanation {
    /// May they see it?
    pub allowed: bool,
    /// The answer in one sentence.
    pub sentence: String,
    /// The rule that lets them in, when one does.
    pub rule: Option<&'static str>,
    /// Everything the answer rests on: who gave what, when and until when.
    pub grounds: Vec<String>,
    /// What came nearest, when nothing lets them in.
    pub nearest_miss: Option<String>,
    /// The least that would let them in.
    pub smallest_grant: Option<String>,
}

row! {
    struct About { name: String, role: Option<String> }
}

row! {
    struct Sheet { number: String, title: String, admitted: bool, restricted: bool, deleted: bool, status: String }
}

/// Answers the question.
pub async fn explain(tx: &mut Tx, question: Question<'_>) -> DbResult<Explanation> {
    let mut text = sql("select a.name, r.role from member m join account a on a.id = m.account_id
        left join organisation_role r on r.subject_id = m.subject_id and ")
    .bind(question.organisation)
    .bind(question.person)
    .bind(question.at);
    text.push(&holds("r", "$3")).push(" where m.organisation_id = $1 and m.subject_id = $2");
    let about: About = tx.one(text).await?;
    let who = about.name;
    let Some(role) = about.role.as_deref().and_then(OrganisationRole::parse) else {
        let miss = format!("{who} was no active member of the organisation.");
        return Ok(refused(&question, &who, miss, "An active account in the organisation."));
    };
    let principal = Principal::Person { subject: question.person, role };
    let Question { organisation, project, at, .. } = question;
    let Some(facts) = ProjectFacts::load(tx, organisation, project, &principal, at).await? else {
        let miss = grounds::last_membership(tx, &question, &who).await?;
        let least =
            format!("A share of the document, which makes {who} an external participant until it ends.");
        return Ok(refused(&question, &who, miss, &least));
    };
    let visible = if at >= question.now {
        documents::find_by_id(tx, &facts.scope(), question.document).await?
    } else {
        documents::as_of(tx, &facts.scope(), question.document).await?
    };
    match visible {
        Some(visible) => allowed(tx, &question, &who, &facts, &visible).await,
        None => denied(tx, &question, &who, &facts).await,
    }
}

fn refused(question: &Question<'_>, who: &str, miss: String, least: &str) -> Explanation {
    let verb = if question.at >= question.now { "cannot see" } else { "could not see" };
    let when = if question.at >= question.now {
        String::new()
    } else {
        format!(" on {}", (question.day)(question.at))
    };
    Explanation {
        allowed: false,
        sentence: format!("{who} {verb} this document{when}. {miss}"),
        rule: None,
        grounds: Vec::new(),
        nearest_miss: Some(miss),
        smallest_grant: Some(least.to_owned()),
    }
}

async fn allowed(
    tx: &mut Tx,
    question: &Question<'_>,
    who: &str,
    facts: &ProjectFacts,
    visible: &Visible,
) -> DbResult<Explanation> {
    let rule = match facts.outcome(Action::DocumentView, Target::document(visible)) {
        Outcome::Allow { rule, .. } => Some(rule),
        Outcome::Deny(_) => None,
    };
    let mut reasons = Vec::new();
    if visible.reach.wide {
        reasons.push(grounds::standing(tx, question, facts).await?);
    }
    reasons.extend(grounds::grants(tx, question, visible).await?);
    let past = question.at < question.now;
    let verb = if past { "could view" } else { "can view" };
    let when = if past { format!(" on {}", (question.day)(question.at)) } else { String::new() };
    let because = reasons.first().cloned().unwrap_or_else(|| "the rules let them".to_owned());
    let more = match reasons.len() {
        0 | 1 => String::new(),
        2 => " (and for one more reason)".to_owned(),
        more => format!(" (and for {} more reasons)", more - 1),
    };
    Ok(Explanation {
        allowed: true,
        sentence: format!(
            "{who} {verb} {}{when} because {because}{more}.",
            visible.document.number_or_title()
        ),
        rule,
        grounds: reasons,
        nearest_miss: None,
        smallest_grant: None,
    })
}

/// Nothing opens the document: what came nearest?
async fn denied(
    tx: &mut Tx,
    question: &Question<'_>,
    who: &str,
    facts: &ProjectFacts,
) -> DbResult<Explanation> {
    let least = format!("A share of the newest accepted revision with {who}.");
    let sheet: Option<Sheet> = tx
        .optional(
            sql("select d.number, d.title, h.admitted, h.restricted, h.deleted, h.status from document d
                 join document_history h on h.document_id = d.id and h.valid_from <= $3 and h.valid_to > $3
                 where d.id = $1 and d.organisation_id = $2")
            .bind(question.document)
            .bind(question.organisation)
            .bind(question.at),
        )
        .await?;
    let Some(sheet) = sheet else {
        return Ok(refused(question, who, "The document did not exist then.".to_owned(), &least));
    };
    if sheet.deleted {
        let miss = "The document is in the bin.".to_owned();
        return Ok(refused(question, who, miss, "Restoring the document."));
    }
    if let Some(miss) = grounds::lost(tx, question, facts, who).await? {
        return Ok(refused(question, who, miss, &least));
    }
    if !sheet.admitted {
        let miss =
            "No revision of it was accepted; its uploader, Document Controllers and admins alone see it."
                .to_owned();
        return Ok(refused(question, who, miss, "Acceptance by a Document Controller."));
    }
    let (miss, least) = by_mode(tx, question, facts, who, &sheet, least).await?;
    Ok(refused(question, who, miss, &least))
}

async fn by_mode(
    tx: &mut Tx,
    question: &Question<'_>,
    facts: &ProjectFacts,
    who: &str,
    sheet: &Sheet,
    least: String,
) -> DbResult<(String, String)> {
    if sheet.restricted && facts.mode != Mode::Responder {
        let groups = grounds::restricted_to(tx, question).await?;
        if groups.is_empty() {
            return Ok(("The document is restricted, to no group.".to_owned(), least));
        }
        let names = groups.join(", ");
        let join = format!("Membership of the group {names}, or a share with {who}.");
        return Ok((format!("The document is restricted; group {names}."), join));
    }
    let unshown = Status::parse(&sheet.status).is_some_and(|status| UNSHOWN_STATUSES.contains(&status));
    Ok(match facts.mode {
        Mode::External { full_register: true } if unshown => (
            format!(
                "Full Register Access does not show documents with status {}.",
                sheet.status.replace('_', " ")
            ),
            least,
        ),
        Mode::External { .. } => {
            (format!("{who} is an external participant and nothing of it was shared with them."), least)
        }
        Mode::Responder => (
            format!(
                "{who} is a responder and nothing of it was assigned to them or shared with them by name."
            ),
            least,
        ),
        _ => ("No rule opens it.".to_owned(), least),
    })
}

/// How a person stands to a project, in words.
fn standing_words(facts: &ProjectFacts) -> &'static str {
    match (facts.mode, facts.role) {
        (Mode::OrgAdmin, _) => "an organisation administrator",
        (Mode::Admin, Some(Role::ProjectAdmin)) => "a Project Admin",
        (Mode::Admin, _) => "an organisation manager",
        (Mode::Member(Role::Initiator), _) => "an initiator",
        (Mode::Member(Role::Reviewer), _) => "a reviewer",
        (Mode::Member(_), _) => "a viewer",
        (Mode::External { .. }, _) => "an external participant with Full Register Access",
        (Mode::Responder, _) => "a responder",
        (Mode::Guest, _) => "a guest",
    }
}

impl documents::DocumentRow {
    /// The number, or the title of what has no number yet.
    fn number_or_title(&self) -> &str {
        if self.number.is_empty() { &self.title } else { &self.number }
    }
}

/// Was the revision accepted?
fn is_accepted(acceptance: &str) -> bool {
    Acceptance::parse(acceptance) == Some(Acceptance::Accepted)
}
