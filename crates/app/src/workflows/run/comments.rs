//! What is said about a step beside its answers (K-6.5): by the project's team and by whoever from outside has a part in it,
//! and read by the same. Nothing that was said is changed or taken back.

use std::collections::{BTreeSet, HashMap};

use axum::http::StatusCode;
use axum::response::Response;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use utoipa::ToSchema;
use wayleave_access::audit::{Event, Stamp};
use wayleave_access::{Action, Permit, act};
use wayleave_base::{ErrorCode, OrganisationId, SubjectId};
use wayleave_db::{DbResult, Tx, row, sql};

use super::super::roll::Roll;
use super::files::Files;
use super::held::{Held, code};
use super::tables::Status;
use super::{acts, files, tell};
use crate::abilities::{Abilities, Ability, ability};
use crate::attachments::{self, Attached, Attachment, Takers};
use crate::cx::Cx;
use crate::error::{Error, FieldError, Result};
use crate::people::{self, PersonRef};
use crate::wire;
use crate::work::Work;

/// The most comments of a step.
const MOST: i64 = 500;
/// The most people whom one comment mentions.
const MOST_MENTIONS: usize = 20;

/// Something to be said about a step.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewStepComment {
    /// The words, 4,000 characters at most.
    #[schema(example = "Is the stair still to move?")]
    pub text: String,
    /// Whom it mentions: they are told. 20 people at most, each of whom can see the step.
    #[serde(default)]
    #[schema(example = json!(["mem_5n0vq2m8c4k7x1w9r3t6y0b2aj"]))]
    pub mentions: Vec<String>,
    /// Files that go with it, by their ids: one's own that were sent to this step and not used yet, 20 at most.
    #[serde(default)]
    #[schema(example = json!([]))]
    pub attachments: Vec<String>,
}

/// What was said about a step.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct StepComments {
    /// The comments, the oldest first.
    pub items: Vec<StepComment>,
    /// Who from outside reads them; told to the project's team alone.
    pub outsiders: Vec<PersonRef>,
    /// What the reader may do.
    pub abilities: Abilities,
}

/// A comment.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct StepComment {
    /// The id.
    #[schema(example = "cmt_5n0vq2m8c4k7x1w9r3t6y0b2aj")]
    pub id: String,
    /// Who said it.
    pub person: Option<PersonRef>,
    /// The words.
    #[schema(example = "Is the stair still to move?")]
    pub text: String,
    /// Whom it mentions.
    pub mentions: Vec<PersonRef>,
    /// With which files.
    pub attachments: Vec<Attachment>,
    /// When.
    pub at: String,
}

row! {
    struct CommentRow { id: i64, public_id: String, subject_id: SubjectId, body: String, mentions: String, created_at: i64 }
}

/// What was said about a step, for whoever may look at it.
pub async fn list(cx: &Cx, organisation: &str, project: &str, step: &str) -> Result<StepComments> {
    let mut work = Work::read(cx, organisation).await?;
    let held = acts::step_in_sight(&mut work, project, step).await?;
    view(&mut work, &held, step).await
}

/// Says something about a step, and tells those who are mentioned, those who are asked and whoever started the workflow.
pub async fn add(
    cx: &Cx,
    organisation: &str,
    place: (&str, &str),
    body: &NewStepComment,
) -> Result<Response> {
    let mut work = Work::write(cx, organisation).await?;
    let held = acts::step_in_sight(&mut work, place.0, place.1).await?;
    let step = held.step(place.1)?.clone();
    let target = acts::theirs(&held, step.id, work.me.subject);
    let permit: Permit<act::StepComment> = work.permit_in(&held.facts, target)?;
    if let Some(why) = closed(&held) {
        return Err(Error::because(ErrorCode::AlreadyEnded, why));
    }
    let mut errors = Vec::new();
    let text = wire::text(&mut errors, "text", &body.text, 4_000, true);
    let mentioned = mentioned(&mut work, &held, step.id, &mut errors, &body.mentions).await?;
    let files = files::named(&mut work, &held, &step, &mut errors, &body.attachments).await?;
    Error::check(errors)?;
    let said = sql("select count(*) as n from step_comment where step_id = $1").bind(step.id);
    if work.tx.int(said).await? >= MOST {
        return Err(Error::because(ErrorCode::Conflict, "A step takes 500 comments."));
    }
    let label = held.label();
    let name = &held.plan.stages[step.at().0].steps[step.at().1].name;
    let event = Event::new("workflow", "workflow.commented", ("workflow", &held.row.public_id, &label))
        .project(held.project.id)
        .after(told(&step.public_id, name, &body.mentions, &files))
        .reason(&text);
    let stamp = work.record(&permit, event).await?;
    let public_id = work.cx.ids().public("cmt");
    let place_of = (work.organisation.id, step.id);
    let row = insert(&mut work.tx, &stamp, place_of, (&public_id, &text), &body.mentions).await?;
    attachments::attach(&mut work.tx, &stamp, (Takers::Comments, row), &files).await?;
    let told = json!({"step": step.public_id});
    tell::notify(&mut work, &held, "step.mentioned", &mentioned, told.clone()).await?;
    let asked = held.assignees.iter().filter(|one| one.step_id == step.id && one.state == "mine");
    let others: BTreeSet<SubjectId> = asked
        .map(|one| one.subject_id)
        .chain([held.row.initiator_id])
        .filter(|one| !mentioned.contains(one))
        .collect();
    let others: Vec<SubjectId> = others.into_iter().collect();
    tell::notify(&mut work, &held, "step.commented", &others, told).await?;
    let view = view(&mut work, &held, place.1).await?;
    work.finish(StatusCode::CREATED, &view).await
}

/// What the audit log is told of a comment.
fn told(step: &str, name: &str, mentions: &[String], files: &[Attached]) -> Value {
    let mut told = json!({"step": step, "name": name, "mentions": mentions});
    if !files.is_empty() {
        told["attachments"] = attachments::told(files);
    }
    told
}

/// Why nothing more is said, if so.
pub fn closed(held: &Held) -> Option<&'static str> {
    let open = [Status::Active, Status::Returned].map(code).contains(&held.row.status);
    (!open).then_some("The workflow has ended.")
}

/// The people whom a comment mentions: the project's team, and from outside whoever has a part in the step.
async fn mentioned(
    work: &mut Work,
    held: &Held,
    step: i64,
    errors: &mut Vec<FieldError>,
    ids: &[String],
) -> Result<Vec<SubjectId>> {
    if ids.len() > MOST_MENTIONS {
        errors.push(FieldError::new("mentions", "too_many", "Mention 20 people at most."));
        return Ok(Vec::new());
    }
    let place = (work.organisation.id, held.project.id);
    let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
    let roll =
        Roll::load(&mut work.tx, place, std::iter::empty(), ids.iter().copied(), work.cx.now()).await?;
    let mut people = Vec::new();
    for (at, id) in ids.iter().enumerate() {
        let sees = |person: &SubjectId| {
            !roll.is_outside(id) || held.part(step, *person).is_some_and(|part| part.state != "pending")
        };
        match roll.person(id) {
            Ok(person) if sees(&person) => people.push(person),
            // Who else is there is nothing that a mention tells.
            _ => {
                let detail = "There is nobody of this id who can see this step.";
                errors.push(FieldError::new(format!("mentions[{at}]"), "unknown", detail));
            }
        }
    }
    Ok(people)
}

async fn view(work: &mut Work, held: &Held, step: &str) -> Result<StepComments> {
    let step = held.step(step)?;
    let rows = all(&mut work.tx, step.id).await?;
    let me = work.me.subject;
    let may = ability(&held.facts.outcome(Action::StepComment, acts::theirs(held, step.id, me)));
    let may = match closed(held) {
        Some(why) if may.allowed => may.refused(why),
        _ => may,
    };
    let parts = held.assignees.iter().filter(|one| one.step_id == step.id && one.state != "pending");
    let parts: Vec<SubjectId> = parts.map(|one| one.subject_id).collect();
    let subjects: Vec<SubjectId> =
        rows.iter().map(|row| row.subject_id).chain(parts.iter().copied()).collect();
    let organisation = work.organisation.id;
    let people = people::by_subject(&mut work.tx, organisation, &subjects).await?;
    let outsiders =
        if held.facts.is_team() { outside(work, held, &parts, &people).await? } else { Vec::new() };
    let mentions: Vec<Vec<String>> = rows
        .iter()
        .map(|row| serde_json::from_str(&row.mentions).map_err(|error| anyhow::Error::from(error).into()))
        .collect::<Result<_>>()?;
    let named = by_id(&mut work.tx, organisation, &mentions).await?;
    let ids: Vec<i64> = rows.iter().map(|row| row.id).collect();
    let files = Files::of_comments(work, &ids).await?;
    let items = rows.into_iter().zip(mentions).map(|(row, mentions)| StepComment {
        attachments: files.shown(row.id),
        id: row.public_id,
        person: people.get(&row.subject_id).cloned(),
        text: row.body,
        mentions: mentions.iter().filter_map(|id| named.get(id).cloned()).collect(),
        at: wire::time(row.created_at),
    });
    let abilities: [(&'static str, Ability); 1] = [(Action::StepComment.code(), may)];
    Ok(StepComments { items: items.collect(), outsiders, abilities: abilities.into() })
}

/// Those of the step's people who are from outside.
async fn outside(
    work: &mut Work,
    held: &Held,
    parts: &[SubjectId],
    people: &HashMap<SubjectId, PersonRef>,
) -> Result<Vec<PersonRef>> {
    let known: Vec<&PersonRef> = parts.iter().filter_map(|part| people.get(part)).collect();
    let (place, now) = ((work.organisation.id, held.project.id), work.now());
    let ids = known.iter().map(|person| person.id.as_str());
    let roll = Roll::load(&mut work.tx, place, std::iter::empty(), ids, now).await?;
    Ok(known.into_iter().filter(|person| roll.is_outside(&person.id)).cloned().collect())
}

async fn all(tx: &mut Tx, step: i64) -> DbResult<Vec<CommentRow>> {
    let text = sql(
        "select id, public_id, subject_id, body, mentions, created_at from step_comment where step_id = $1 order by id",
    );
    tx.all(text.bind(step)).await
}

row! {
    struct SaidRow { id: i64, step: String, subject_id: SubjectId, body: String, created_at: i64 }
}

/// A comment as a record that is printed tells it.
pub struct Said {
    /// The name of the step.
    pub step: String,
    /// Who said it.
    pub person: Option<PersonRef>,
    /// The words.
    pub text: String,
    /// The files.
    pub attachments: Vec<Attachment>,
    /// When.
    pub at: String,
}

/// What was said about all steps of a workflow, in its order. The caller has decided that the reader may know of it.
pub async fn of_workflow(work: &mut Work, workflow: i64) -> Result<Vec<Said>> {
    let text = sql("select c.id, s.name as step, c.subject_id, c.body, c.created_at from step_comment c
        join workflow_step s on s.id = c.step_id where s.workflow_id = $1 order by c.id");
    let rows: Vec<SaidRow> = work.tx.all(text.bind(workflow)).await?;
    let subjects: Vec<SubjectId> = rows.iter().map(|row| row.subject_id).collect();
    let people = people::by_subject(&mut work.tx, work.organisation.id, &subjects).await?;
    let ids: Vec<i64> = rows.iter().map(|row| row.id).collect();
    let files = Files::of_comments(work, &ids).await?;
    let said = rows.into_iter().map(|row| Said {
        attachments: files.shown(row.id),
        step: row.step,
        person: people.get(&row.subject_id).cloned(),
        text: row.body,
        at: wire::time(row.created_at),
    });
    Ok(said.collect())
}

row! {
    struct MemberRow { public_id: String, subject_id: SubjectId }
}

/// The people of these public ids.
async fn by_id(
    tx: &mut Tx,
    organisation: OrganisationId,
    mentions: &[Vec<String>],
) -> DbResult<HashMap<String, PersonRef>> {
    let ids: BTreeSet<&str> = mentions.iter().flatten().map(String::as_str).collect();
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let ids: Vec<&str> = ids.into_iter().collect();
    let mut text =
        sql("select public_id, subject_id from member where organisation_id = $1 and public_id in ")
            .bind(organisation);
    text.text_list(&ids);
    let rows: Vec<MemberRow> = tx.all(text).await?;
    let subjects: Vec<SubjectId> = rows.iter().map(|row| row.subject_id).collect();
    let people = people::by_subject(tx, organisation, &subjects).await?;
    Ok(rows
        .into_iter()
        .filter_map(|row| Some((row.public_id, people.get(&row.subject_id)?.clone())))
        .collect())
}

async fn insert(
    tx: &mut Tx,
    stamp: &Stamp,
    (organisation, step): (OrganisationId, i64),
    (public_id, text): (&str, &str),
    mentions: &[String],
) -> Result<i64> {
    let mentions = serde_json::to_string(mentions).map_err(anyhow::Error::from)?;
    let statement = sql("insert into step_comment (organisation_id, public_id, step_id, subject_id, body, mentions, created_at)
        values ($1, $2, $3, $4, $5, $6, $7) returning id as n")
    .bind(organisation)
    .bind(public_id)
    .bind(step)
    .bind(stamp.by())
    .bind(text)
    .bind(mentions)
    .bind(stamp.at());
    Ok(tx.int(statement).await?)
}

/// Is this comment one on the step?
pub async fn is_of(tx: &mut Tx, step: i64, comment: i64) -> DbResult<bool> {
    let text = sql("select count(*) as n from step_comment where id = $1 and step_id = $2");
    Ok(tx.int(text.bind(comment).bind(step)).await? > 0)
}
