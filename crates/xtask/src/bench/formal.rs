//! `cargo xtask bench formal`: what it costs to issue a transmittal of 200 documents to 30 people, which opens 6,000 grants, and
//! to look at one's own steps after 10,000 answers.

use std::time::Instant;

use anyhow::{Context as _, Result, ensure};
use serde_json::{Value, json};
use tokio::runtime::Runtime;
use wayleave_db::{row, sql};

use super::client::Client;
use super::load::SLUG;
use super::register::{self, Bench, Wanted};
use super::session;
use super::timing::{Samples, over_http};
use super::world::MEMBER;
use super::{Engines, FormalOptions, report};
use crate::shell;

/// The size of the world: ten thousand documents.
const SCALE: f64 = 0.01;
/// How many documents are sent.
const DOCUMENTS: usize = 200;
/// To how many people from outside.
const PEOPLE: usize = 30;
/// How often the transmittal is issued, and issuing it undone.
const REPEAT: usize = 60;
/// How many steps one workflow has, side by side.
const STEPS: usize = 20;
/// How many workflows are answered to their end.
const ANSWERED: usize = 500;
/// How many wait for an answer.
const WAITING: usize = 5;

/// Measures one or both engines.
pub fn run(options: &FormalOptions) -> Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    for (engine, name) in [(Engines::Sqlite, "SQLite"), (Engines::Postgres, "PostgreSQL")] {
        if options.engine != engine && options.engine != Engines::Both {
            continue;
        }
        let machine = report::machine()?;
        let text = measure(&runtime, engine, name, &machine)?;
        report::publish(&format!("formal-{}", name.to_lowercase()), &text, options.dry)?;
    }
    Ok(())
}

fn measure(runtime: &Runtime, engine: Engines, name: &str, machine: &str) -> Result<String> {
    let (place, db, _) = register::make(runtime, Wanted { engine, scale: SCALE, keep: false, words: false })?;
    let server = place.serve()?;
    let bench = runtime.block_on(Bench::new(db, Some(server)))?;
    let admin = runtime.block_on(session::open(&bench.db, bench.organisation, "admin"))?;
    let member = runtime.block_on(session::open(&bench.db, bench.organisation, MEMBER))?;
    let mut admin = Client::connect(bench.port(), &admin.cookie)?;
    shell::note("  measuring transmittals");
    let (issue, undo) = transmittals(runtime, &bench, &mut admin)?;
    shell::note("  answering steps");
    let person = runtime.block_on(whoever_answers(&bench))?;
    let respond = answers(&bench, &mut admin, &mut Client::connect(bench.port(), &member.cookie)?, &person)?;
    shell::note("  measuring steps");
    let page = |state: &str| {
        let path = format!("/api/v1/organisations/{SLUG}/my-steps?state={state}");
        over_http(bench.port(), &member.cookie, &[path], 1, 1_000)
    };
    let (mine, done) = (page("mine")?, page("done")?);
    let command = format!("cargo xtask bench formal --engine {}", format!("{engine:?}").to_lowercase());
    let mut text = format!("Command: `{command}`.\n{machine}\n\n");
    text.push_str("Milliseconds over HTTP, one connection, p50 / p95 / p99.\n\n| What | on ");
    text.push_str(name);
    text.push_str(" |\n|---|---|\n");
    for (what, samples) in [
        (format!("issue {DOCUMENTS} documents to {PEOPLE} people"), &issue),
        ("undo it".to_owned(), &undo),
        ("answer a step".to_owned(), &respond),
        (format!("first page of one's steps, {} waiting", WAITING * STEPS), &mine),
        (format!("first page of {} steps that are done", ANSWERED * STEPS), &done),
    ] {
        text.push_str(&format!("| {what} | {} |\n", samples.cell()));
    }
    Ok(text)
}

row! {
    struct PublicId { public_id: String }
}

/// Current, accepted documents of the first project that are not restricted, and people from outside who are in it.
async fn parties(bench: &Bench) -> Result<(Vec<String>, Vec<String>)> {
    let mut tx = bench.db.read_in(bench.organisation).await?;
    let documents = sql(
        "select public_id from document where project_id = (select min(id) from project) and restricted = 0
        order by id limit $1",
    )
    .bind(DOCUMENTS as i64);
    let people =
        sql("select m.public_id from project_membership p join member m on m.subject_id = p.subject_id
        where p.project_id = (select min(id) from project) and p.role = 'external' and p.closed_at is null
        order by m.id limit $1")
        .bind(PEOPLE as i64);
    let documents: Vec<PublicId> = tx.all(documents).await?;
    let people: Vec<PublicId> = tx.all(people).await?;
    ensure!(documents.len() == DOCUMENTS && people.len() == PEOPLE, "the world is too small");
    let ids = |rows: Vec<PublicId>| rows.into_iter().map(|row| row.public_id).collect();
    Ok((ids(documents), ids(people)))
}

/// Issues a transmittal and undoes it, again and again.
fn transmittals(runtime: &Runtime, bench: &Bench, admin: &mut Client) -> Result<(Samples, Samples)> {
    let (documents, people) = runtime.block_on(parties(bench))?;
    let documents: Vec<Value> = documents.iter().map(|id| json!({"document_id": id})).collect();
    let to: Vec<Value> = people.iter().map(|id| json!({"kind": "person", "id": id})).collect();
    let body = json!({"subject": "Ground floor", "purpose": "for_information", "documents": documents, "recipients": to});
    let project = bench.documents.trim_end_matches("/documents").to_owned();
    let mut view = admin.post_json(&format!("{project}/transmittals"), &body)?;
    let id = view["id"].as_str().context("a transmittal has no id")?.to_owned();
    let (mut issue, mut undo) = (Vec::new(), Vec::new());
    for _ in 0..REPEAT {
        for (act, times) in [("issue", &mut issue), ("undo", &mut undo)] {
            let path = format!("{project}/transmittals/{id}/{act}");
            let body = if act == "issue" { json!({"version": view["version"]}) } else { Value::Null };
            let started = Instant::now();
            view = admin.post_json(&path, &body)?;
            times.push(started.elapsed());
        }
    }
    Ok((Samples::new(issue), Samples::new(undo)))
}

async fn whoever_answers(bench: &Bench) -> Result<String> {
    let mut tx = bench.db.read_in(bench.organisation).await?;
    let text =
        sql("select m.public_id from member m join account a on a.id = m.account_id where a.email = $1");
    let row: PublicId = tx.one(text.bind(format!("{MEMBER}@bench.example"))).await?;
    Ok(row.public_id)
}

/// Starts workflows whose steps one person answers, and answers them; the times of the answers.
fn answers(bench: &Bench, admin: &mut Client, member: &mut Client, person: &str) -> Result<Samples> {
    let project = bench.documents.trim_end_matches("/documents").to_owned();
    let step = |at: usize| json!({"name": format!("Step {at}"), "type": "acknowledge", "assignment": {"kind": "person", "person_id": person}});
    let steps: Vec<Value> = (0..STEPS).map(step).collect();
    let plan = json!({"name": "Side by side", "category": "Review", "settings": {"document_required": false},
        "stages": [{"steps": steps}]});
    let template = admin.post_json(&format!("{project}/workflow-templates"), &plan)?;
    let template = template["id"].as_str().context("a template has no id")?.to_owned();
    admin.post_json(&format!("{project}/workflow-templates/{template}/activate"), &json!({"version": 1}))?;
    let mut times = Vec::with_capacity(ANSWERED * STEPS);
    for at in 0..ANSWERED + WAITING {
        let wish = json!({"template_id": template, "title": format!("Round {at}")});
        let made = admin.post_json(&format!("{project}/workflows"), &wish)?;
        if at >= ANSWERED {
            continue;
        }
        let steps = made["stages"][0]["steps"].as_array().context("a workflow has no steps")?;
        for step in steps {
            let path =
                format!("{project}/steps/{}/respond", step["id"].as_str().context("a step has no id")?);
            let started = Instant::now();
            member.post_json(&path, &json!({"version": step["version"], "answer": "acknowledge"}))?;
            times.push(started.elapsed());
        }
    }
    Ok(Samples::new(times))
}
