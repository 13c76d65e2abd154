//! Creating and changing work packages.

use axum::http::StatusCode;
use axum::response::Response;
use serde_json::{Value, json};
use wayleave_access::audit::Event;
use wayleave_access::{Permit, Target, act, documents};
use wayleave_base::{DocumentId, ErrorCode, SubjectId};

use super::contents::{self, Held, Linked, Named};
use super::store::{self, Content, Part};
use super::view::{NewWorkPackage, WorkPackageEdit};
use super::{clock, read, tell};
use crate::cx::Cx;
use crate::error::{Error, FieldError, Result};
use crate::register::numbering::counters;
use crate::wire;
use crate::work::{ProjectRow, Work};

/// The counter of a project's work packages.
const COUNTER: &str = "#work_package";

type Manage = Permit<act::WorkPackageManage>;

/// The words of a package as they are kept.
struct Words {
    name: String,
    description: String,
    due_on: Option<String>,
}

impl Words {
    fn content(&self, assignee: Option<SubjectId>) -> Content<'_> {
        let due_on = self.due_on.as_deref();
        Content { name: &self.name, description: &self.description, assignee, due_on }
    }
}

fn name(errors: &mut Vec<FieldError>, text: &str) -> String {
    wire::name(errors, "name", text, 120)
}

fn description(errors: &mut Vec<FieldError>, text: &str) -> String {
    wire::text(errors, "description", text, 4_000, false)
}

fn day(errors: &mut Vec<FieldError>, text: Option<&str>) -> Option<String> {
    let day = wire::parse_day("due_on", text?);
    day.map_err(|error| errors.push(error)).ok().map(|day| day.to_string())
}

/// Who has a part in a package, as a request says.
struct People {
    assignee: Option<SubjectId>,
    reviewers: Vec<SubjectId>,
}

/// Finds the people of a request; whoever answers for a package does not review it.
async fn people(
    work: &mut Work,
    project: &ProjectRow,
    errors: &mut Vec<FieldError>,
    (assignee, reviewers): (Option<&String>, &[String]),
) -> Result<People> {
    let places = reviewers.iter().enumerate().map(|(at, id)| (format!("reviewer_ids[{at}]"), id.as_str()));
    let named: Vec<(String, &str)> =
        assignee.iter().map(|id| ("assignee_id".to_owned(), id.as_str())).chain(places).collect();
    let found = Named(named).find(work, project, errors).await?;
    let of = |id: &String| found.get(id).copied();
    Ok(People { assignee: assignee.and_then(of), reviewers: reviewers.iter().filter_map(of).collect() })
}

/// Refuses that whoever answers for a package reviews it.
fn two_pairs_of_eyes(errors: &mut Vec<FieldError>, people: &People) {
    if people.assignee.is_some_and(|assignee| people.reviewers.contains(&assignee)) {
        let detail = "Whoever the package is assigned to cannot review it.";
        errors.push(FieldError::new("reviewer_ids", "same_person", detail));
    }
}

/// Creates a package.
pub async fn create(cx: &Cx, organisation: &str, project: &str, new: &NewWorkPackage) -> Result<Response> {
    let mut work = Work::write(cx, organisation).await?;
    let (project, facts) = work.project(project).await?;
    let permit: Manage = work.permit_in(&facts, Target::default())?;
    let mut errors = Vec::new();
    let words = Words {
        name: name(&mut errors, &new.name),
        description: description(&mut errors, &new.description),
        due_on: day(&mut errors, new.due_on.as_deref()),
    };
    let fits = contents::check_reviewers(&mut errors, &new.reviewer_ids);
    let asked = (new.assignee_id.as_ref(), if fits { new.reviewer_ids.as_slice() } else { &[] });
    let people = people(&mut work, &project, &mut errors, asked).await?;
    two_pairs_of_eyes(&mut errors, &people);
    let documents = contents::documents(&mut work, &facts, &mut errors, &new.document_ids).await?;
    let workflows = contents::workflows(&mut work, &project, &mut errors, &new.workflow_ids).await?;
    Error::check(errors)?;
    let place = (work.organisation.id, project.id);
    let count = counters::take(&mut work.tx, place, COUNTER, 1).await?;
    let reference = format!("WP-{count:03}");
    let id = work.cx.ids().public("wpk");
    let label = format!("{reference} {}", words.name);
    let numbers: Vec<&str> = documents.iter().map(|one| one.number.as_str()).collect();
    let runs: Vec<&str> = workflows.iter().map(|(_, number)| number.as_str()).collect();
    let event = Event::new("work_package", "work_package.created", ("work_package", &id, &label))
        .project(project.id)
        .confidential(documents.iter().any(|one| one.restricted))
        .after(json!({"reference": reference, "name": words.name, "description": words.description,
            "assignee": new.assignee_id, "reviewers": new.reviewer_ids, "due_on": words.due_on,
            "documents": numbers, "workflows": runs}));
    let stamp = work.record(&permit, event).await?;
    let content = words.content(people.assignee);
    let package = store::insert(&mut work.tx, &stamp, place, (&id, &reference), &content).await?;
    let whole = (place.0, package);
    let ids: Vec<i64> = people.reviewers.iter().map(|person| person.get()).collect();
    store::put_in(&mut work.tx, whole, Part::Reviewers, &ids).await?;
    let ids: Vec<i64> = documents.iter().map(|one| one.id.get()).collect();
    store::put_in(&mut work.tx, whole, Part::Documents, &ids).await?;
    let ids: Vec<i64> = workflows.iter().map(|(id, _)| *id).collect();
    store::put_in(&mut work.tx, whole, Part::Workflows, &ids).await?;
    let held = Held::load(&mut work, (project, facts), &id).await?;
    if let Some(assignee) = people.assignee {
        tell::people(&mut work, &held, "work_package.assigned", &[assignee], None).await?;
    }
    let view = read::view(&mut work, &held).await?;
    work.finish(StatusCode::CREATED, &view).await
}

/// A workflow by its row and its number.
type Run = (i64, String);

/// What of a list goes and what comes.
struct Change<T> {
    out: Vec<T>,
    into: Vec<T>,
}

fn change<T: Copy + PartialEq>(before: &[T], after: &[T]) -> Change<T> {
    let without = |all: &[T], these: &[T]| all.iter().copied().filter(|one| !these.contains(one)).collect();
    Change { out: without(before, after), into: without(after, before) }
}

/// Changes what a package is about.
pub async fn edit(
    cx: &Cx,
    organisation: &str,
    (project, id): (&str, &str),
    edit: &WorkPackageEdit,
) -> Result<Response> {
    let mut work = Work::write(cx, organisation).await?;
    let held = Held::find(&mut work, project, id).await?;
    let permit: Manage = held.permit(&work)?;
    let mut errors = Vec::new();
    let row = held.row.clone();
    let words = Words {
        name: edit.name.as_ref().map_or_else(|| row.name.clone(), |text| name(&mut errors, text)),
        description: edit
            .description
            .as_ref()
            .map_or_else(|| row.description.clone(), |text| description(&mut errors, text)),
        due_on: match &edit.due_on {
            Some(wish) => day(&mut errors, wish.as_deref()),
            None => row.due_on.clone(),
        },
    };
    let people = wished_people(&mut work, &held, &mut errors, edit).await?;
    let documents = wished_documents(&mut work, &held, &mut errors, edit).await?;
    let runs = store::workflows(&mut work.tx, row.id).await?;
    let runs: Vec<(i64, String)> = runs.into_iter().map(|run| (run.id, run.number)).collect();
    let wished_runs = match &edit.workflow_ids {
        Some(ids) => contents::workflows(&mut work, &held.project, &mut errors, ids).await?,
        None => runs.clone(),
    };
    Error::check(errors)?;
    if row.row_version != edit.version {
        return Err(Error::code(ErrorCode::Stale));
    }
    if !held.state.is_editable() {
        let detail = format!("What a work package is about stays once it is {}.", held.state.words());
        return Err(Error::because(ErrorCode::Conflict, detail));
    }
    let label = format!("{} {}", row.reference, words.name);
    let (before, after) =
        told(&mut work, &held, &words, &people, edit, &documents, (&runs, &wished_runs)).await?;
    let event = Event::new("work_package", "work_package.changed", ("work_package", &row.public_id, &label))
        .project(held.project.id)
        .confidential(documents.out.iter().chain(&documents.into).any(|one| one.restricted))
        .before(before)
        .after(after);
    let stamp = work.record(&permit, event).await?;
    let content = words.content(people.assignee);
    let wind = words.due_on != row.due_on && held.state.runs();
    store::update(&mut work.tx, &stamp, row.id, &content, wind).await?;
    let numbers = |people: &[SubjectId]| people.iter().map(|person| person.get()).collect::<Vec<i64>>();
    let docs = |all: &[Linked]| all.iter().map(|one| one.id.get()).collect::<Vec<i64>>();
    let run_ids = |all: &[Run]| all.iter().map(|(id, _)| *id).collect::<Vec<i64>>();
    let whole = (work.organisation.id, row.id);
    for (part, change) in [
        (Part::Reviewers, change(&numbers(&held.reviewers), &numbers(&people.reviewers))),
        (Part::Documents, Change { out: docs(&documents.out), into: docs(&documents.into) }),
        (Part::Workflows, change(&run_ids(&runs), &run_ids(&wished_runs))),
    ] {
        store::take_out(&mut work.tx, row.id, part, &change.out).await?;
        store::put_in(&mut work.tx, whole, part, &change.into).await?;
    }
    let held = Held::load(&mut work, (held.project, held.facts), id).await?;
    if wind {
        let (organisation, now) = (work.organisation.id, work.now());
        clock::wind(&mut work.tx, organisation, &held, now).await?;
    }
    if let Some(assignee) = people.assignee.filter(|one| Some(*one) != row.assignee_id) {
        tell::people(&mut work, &held, "work_package.assigned", &[assignee], None).await?;
    }
    let view = read::view(&mut work, &held).await?;
    work.finish(StatusCode::OK, &view).await
}

/// The people of a package after an edit: those who stay are not asked for, and may have left.
async fn wished_people(
    work: &mut Work,
    held: &Held,
    errors: &mut Vec<FieldError>,
    edit: &WorkPackageEdit,
) -> Result<People> {
    let shown = read::people(work, held).await?;
    let stays = |id: &String, subjects: &[SubjectId]| {
        subjects.iter().copied().find(|one| shown.get(one).is_some_and(|person| person.id == *id))
    };
    let before: Vec<SubjectId> = held.row.assignee_id.into_iter().collect();
    let wished = edit.assignee_id.as_ref().and_then(Option::as_ref);
    let kept = wished.and_then(|id| stays(id, &before));
    let new = wished.filter(|_| kept.is_none());
    let reviewers = edit.reviewer_ids.as_deref().unwrap_or_default();
    let reviewers = if contents::check_reviewers(errors, reviewers) { reviewers } else { &[] };
    let fresh: Vec<String> =
        reviewers.iter().filter(|id| stays(id, &held.reviewers).is_none()).cloned().collect();
    let mut faults = Vec::new();
    let found = people(work, &held.project, &mut faults, (new, &fresh)).await?;
    // A fault stands where the request has it, not where it is among those who are new.
    for fault in faults {
        let at = fault
            .field
            .strip_prefix("reviewer_ids[")
            .and_then(|rest| rest.trim_end_matches(']').parse().ok());
        let id = at.and_then(|at: usize| fresh.get(at));
        let place = id.and_then(|id| reviewers.iter().rposition(|other| other == id));
        let field = place.map_or(fault.field.clone(), |at| format!("reviewer_ids[{at}]"));
        errors.push(FieldError { field, ..fault });
    }
    let people = People {
        assignee: match &edit.assignee_id {
            None => held.row.assignee_id,
            Some(_) => kept.or(found.assignee),
        },
        reviewers: if edit.reviewer_ids.is_some() {
            let kept = reviewers.iter().filter_map(|id| stays(id, &held.reviewers));
            kept.chain(found.reviewers).collect()
        } else {
            held.reviewers.clone()
        },
    };
    two_pairs_of_eyes(errors, &people);
    Ok(people)
}

/// The documents that an edit takes out and puts in. What whoever edits does not see stays.
async fn wished_documents(
    work: &mut Work,
    held: &Held,
    errors: &mut Vec<FieldError>,
    edit: &WorkPackageEdit,
) -> Result<Change<Linked>> {
    let Some(ids) = &edit.document_ids else { return Ok(Change { out: Vec::new(), into: Vec::new() }) };
    let wished = contents::documents(work, &held.facts, errors, ids).await?;
    let before: Vec<DocumentId> =
        store::documents(&mut work.tx, held.row.id).await?.into_iter().map(|link| link.id).collect();
    let seen = documents::among(&mut work.tx, &held.facts.scope(), &before).await?;
    let out = seen.iter().filter(|one| wished.iter().all(|wish| wish.id != one.document.id));
    let out = out.map(|one| Linked {
        id: one.document.id,
        number: one.document.number.clone(),
        restricted: one.document.restricted,
    });
    let out = out.collect();
    let into = wished.into_iter().filter(|wish| !before.contains(&wish.id)).collect();
    Ok(Change { out, into })
}

/// What the audit log is told of an edit: of the documents those that went and those that came.
async fn told(
    work: &mut Work,
    held: &Held,
    words: &Words,
    people: &People,
    edit: &WorkPackageEdit,
    documents: &Change<Linked>,
    (runs, wished): (&[Run], &[Run]),
) -> Result<(Value, Value)> {
    let all: Vec<SubjectId> = held
        .row
        .assignee_id
        .into_iter()
        .chain(people.assignee)
        .chain(held.reviewers.iter().copied())
        .chain(people.reviewers.iter().copied())
        .collect();
    let names = crate::people::by_subject(&mut work.tx, work.organisation.id, &all).await?;
    let id = |person: &SubjectId| names.get(person).map(|person| person.id.clone());
    let ids = |people: &[SubjectId]| people.iter().filter_map(id).collect::<Vec<String>>();
    let row = &held.row;
    let (mut before, mut after) = (
        json!({"name": row.name, "description": row.description, "due_on": row.due_on,
            "assignee": row.assignee_id.as_ref().and_then(id), "reviewers": ids(&held.reviewers)}),
        json!({"name": words.name, "description": words.description, "due_on": words.due_on,
            "assignee": people.assignee.as_ref().and_then(id), "reviewers": ids(&people.reviewers)}),
    );
    if edit.document_ids.is_some() && !(documents.out.is_empty() && documents.into.is_empty()) {
        let numbers = |all: &[Linked]| all.iter().map(|one| one.number.clone()).collect::<Vec<String>>();
        before["documents"] = json!(numbers(&documents.out));
        after["documents"] = json!(numbers(&documents.into));
    }
    if edit.workflow_ids.is_some() {
        let numbers = |all: &[Run]| all.iter().map(|(_, number)| number.clone()).collect::<Vec<_>>();
        before["workflows"] = json!(numbers(runs));
        after["workflows"] = json!(numbers(wished));
    }
    Ok((before, after))
}
