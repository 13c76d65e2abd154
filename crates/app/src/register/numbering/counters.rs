//! The counters of a project: taken one by one, moved past what is there already, and set by hand, upward only.

use std::collections::BTreeMap;

use axum::http::StatusCode;
use axum::response::Response;
use serde_json::json;
use wayleave_access::audit::Event;
use wayleave_access::{Action, Target, act};
use wayleave_base::{ErrorCode, OrganisationId, ProjectId, Timestamp};
use wayleave_db::{DbResult, Tx, row, sql};

use super::scheme::{Codes, CounterScope, Scheme};
use super::view::{CounterEdit, CounterList, CounterView};
use super::{MOST, Numberer};
use crate::abilities::abilities;
use crate::cx::Cx;
use crate::error::{Error, FieldError, Result};
use crate::metadata::model::is_code;
use crate::wire;
use crate::work::Work;

/// The most counters that a list shows.
const LISTED: i64 = 500;

/// The next count of a sequence, if it was ever begun.
pub async fn next(tx: &mut Tx, project: ProjectId, key: &str) -> DbResult<Option<i64>> {
    let find = sql("select next as n from number_counter where project_id = $1 and scope = $2");
    tx.maybe_int(find.bind(project).bind(key)).await
}

/// Takes the next count; the row stays locked until the transaction ends.
pub async fn take(
    tx: &mut Tx,
    (organisation, project): (OrganisationId, ProjectId),
    key: &str,
    start: i64,
) -> DbResult<i64> {
    tx.int(
        sql("insert into number_counter (project_id, organisation_id, scope, next) values ($1, $2, $3, $4)
             on conflict (project_id, scope) do update set next = case when number_counter.next < excluded.next
               then excluded.next else number_counter.next + 1 end
             returning next - 1 as n")
        .bind(project)
        .bind(organisation)
        .bind(key)
        .bind(start + 1),
    )
    .await
}

/// Moves a counter on, never back.
pub async fn advance(
    tx: &mut Tx,
    (organisation, project): (OrganisationId, ProjectId),
    key: &str,
    next: i64,
) -> DbResult<()> {
    tx.execute(
        sql("insert into number_counter (project_id, organisation_id, scope, next) values ($1, $2, $3, $4)
             on conflict (project_id, scope) do update set next = case when number_counter.next < excluded.next
               then excluded.next else number_counter.next end")
        .bind(project)
        .bind(organisation)
        .bind(key)
        .bind(next),
    )
    .await
    .map(|_| ())
}

row! {
    /// A counter as stored.
    pub struct CounterRow {
        /// What tells it from the others of the project.
        pub scope: String,
        /// The next count.
        pub next: i64,
    }
}

/// The counters of a project's document numbers (those of other things begin with `#`), in an order that both engines keep.
pub async fn all(tx: &mut Tx, project: ProjectId) -> DbResult<Vec<CounterRow>> {
    let mut rows: Vec<CounterRow> = tx
        .all(
            sql("select scope, next from number_counter where project_id = $1 and scope not like '#%' limit $2")
                .bind(project)
                .bind(LISTED),
        )
        .await?;
    rows.sort_by(|a, b| a.scope.cmp(&b.scope));
    Ok(rows)
}

impl Numberer {
    /// A counter as it is shown.
    fn counter(&self, scheme: Option<&Scheme>, row: &CounterRow, now: Timestamp) -> CounterView {
        let reading = scheme.and_then(|scheme| scheme.read_key(&row.scope, &self.options));
        let Some((scheme, reading)) = scheme.zip(reading) else {
            // The counter of a former scheme says what it can by itself.
            let sequence = row.scope.split_once(' ').map_or(row.scope.as_str(), |(_, text)| text);
            return CounterView {
                id: row.scope.clone(),
                sequence: sequence.to_owned(),
                next: row.next,
                sample: String::new(),
                codes: None,
                current: false,
            };
        };
        let codes = (scheme.scope == CounterScope::Combination).then_some(&reading.codes);
        let day = reading.day.unwrap_or_else(|| wire::day_of(now, &self.zone));
        let samples = codes.cloned().unwrap_or_else(|| self.first_codes(scheme));
        CounterView {
            id: row.scope.clone(),
            sequence: scheme.sequence(codes, reading.day),
            next: row.next.max(scheme.start()),
            sample: scheme.number(&samples, day, row.next.max(scheme.start())),
            codes: codes.cloned(),
            current: true,
        }
    }

    /// A code for each field of the scheme: the first that is offered.
    fn first_codes(&self, scheme: &Scheme) -> Codes {
        let first = |key: &str| {
            let field = self.catalogue.get(key)?;
            field.choices.iter().find(|choice| !choice.retired).map(|choice| choice.code.clone())
        };
        scheme
            .fields()
            .into_iter()
            .map(|key| (key.to_owned(), first(key).unwrap_or_else(|| "XX".to_owned())))
            .collect()
    }
}

/// The counters.
pub async fn list(cx: &Cx, organisation: &str, project: &str) -> Result<CounterList> {
    let mut work = Work::read(cx, organisation).await?;
    let (_, facts) = crate::projects::open_project(&mut work, project).await?;
    work.permit_in::<act::ProjectSettingsView>(&facts, Target::default())?;
    let numberer = super::of(&mut work.tx, work.organisation.id, facts.project).await?;
    let rows = all(&mut work.tx, facts.project).await?;
    let now = work.now();
    let shown = rows.iter().map(|row| numberer.counter(numberer.scheme.as_ref(), row, now));
    Ok(CounterList {
        items: shown.collect(),
        abilities: abilities(&[Action::ProjectSettings], |action| facts.outcome(action, Target::default())),
    })
}

/// Sets a counter: upward only, for numbers that were given elsewhere.
pub async fn set(cx: &Cx, organisation: &str, project: &str, body: CounterEdit) -> Result<Response> {
    let mut work = Work::write(cx, organisation).await?;
    let (row, facts) = crate::projects::open_project(&mut work, project).await?;
    let permit = work.permit_in::<act::ProjectSettings>(&facts, Target::default())?;
    let numberer = super::of(&mut work.tx, work.organisation.id, row.id).await?;
    let Some(scheme) = &numberer.scheme else {
        return Err(Error::because(ErrorCode::Conflict, "The project has no numbering scheme."));
    };
    let key = which(&numberer, scheme, &body, work.now())?;
    let before = next(&mut work.tx, row.id, &key).await?.unwrap_or(0).max(scheme.start());
    if body.next > MOST {
        return Err(Error::field("next", "out_of_range", format!("Choose {MOST} at most.")));
    }
    if body.next < before {
        let text = format!("The next count is {before}; a counter goes upward only.");
        return Err(Error::field("next", "only_upward", text));
    }
    let changed = CounterRow { scope: key, next: body.next };
    let shown = numberer.counter(Some(scheme), &changed, work.now());
    if body.next > before {
        let entity = ("project", row.public_id.as_str(), row.name.as_str());
        let event = Event::new("project", "numbering.counter_set", entity)
            .project(row.id)
            .before(json!({"counter": changed.scope, "sequence": shown.sequence, "next": before}))
            .after(json!({"counter": changed.scope, "sequence": shown.sequence, "next": body.next}));
        work.record(&permit, event).await?;
        advance(&mut work.tx, (work.organisation.id, row.id), &changed.scope, body.next).await?;
    }
    work.finish(StatusCode::OK, &shown).await
}

/// Which counter is meant: by its id, or by the codes of its numbers today.
fn which(numberer: &Numberer, scheme: &Scheme, body: &CounterEdit, now: Timestamp) -> Result<String> {
    if let Some(id) = &body.id {
        if scheme.read_key(id, &numberer.options).is_some() {
            return Ok(id.clone());
        }
        return Err(Error::field("id", "unknown", "The scheme in force has no such counter."));
    }
    let given: BTreeMap<String, String> = body.codes.clone().unwrap_or_default();
    let (mut errors, mut codes) = (Vec::new(), Codes::new());
    let needed = if scheme.scope == CounterScope::Combination { scheme.fields() } else { Vec::new() };
    for key in needed {
        let path = format!("codes.{key}");
        match (given.get(key).map(|code| code.trim()), numberer.catalogue.get(key)) {
            (None | Some(""), _) => {
                errors.push(FieldError::new(path, "required", "This is required."));
            }
            (Some(code), Some(field))
                if field.choice(code).is_some() || (field.is_free() && is_code(code)) =>
            {
                codes.insert(key.to_owned(), field.settled(code));
            }
            _ => errors.push(FieldError::new(path, "unknown_choice", "Choose one of the values offered.")),
        }
    }
    Error::check(errors)?;
    Ok(scheme.counter_key(&codes, wire::day_of(now, &numberer.zone)))
}
