//! The life of the demo: everything goes through the public API, by the people who would do it.

mod census;
mod desk;
pub mod guests;
mod metadata;
mod outside;
mod people;
mod register;
mod routes;
mod sendings;
mod stage;

use std::sync::Arc;

use anyhow::{Context as _, Result};
use serde::{Deserialize, Serialize};

use guests::Link;
use stage::Stage;

use super::cast::{self, COMPANIES, ORGANISATION};
use super::elapsed::Elapsed;
use super::mailbox::Mailbox;
use super::papers;
use super::progress::Steps;

/// So many steps does the seeding tell of.
pub const STEPS: usize = 13;

/// What is kept of the seeding, to be printed at every start.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Notes {
    /// Links that guests can open.
    pub links: Vec<Link>,
    /// What there is, in words.
    pub summary: String,
}

/// Fills an organisation that has just been created, beginning with its set-up link.
pub async fn seed(
    (base, elapsed): (&str, &Elapsed),
    mailbox: Mailbox,
    token: &str,
    steps: &mut Steps,
) -> Result<Notes> {
    let mut stage = Stage::new(base, mailbox);
    let step = steps.begin("The administrator sets the organisation up");
    people::set_up(&mut stage, token).await.context("setting up")?;
    steps.end(step, &format!("{}, {} companies", ORGANISATION.0, COMPANIES.len()));

    let step = steps.begin("People are invited by mail and accept");
    let staff = people::staff(&mut stage).await.context("inviting staff")?;
    people::projects(&mut stage).await.context("creating projects")?;
    metadata::harbour(&stage).await.context("giving a project fields and numbers")?;
    let outsiders = people::outsiders(&mut stage).await.context("inviting outsiders")?;
    people::powers(&mut stage).await.context("giving powers")?;
    let people = staff + outsiders + 1;
    let places = cast::PROJECTS.len();
    steps.end(step, &format!("{people} people invited, {outsiders} of them from outside, {places} projects"));

    let step = steps.begin("Drawings and reports are drawn and uploaded");
    let papers = Arc::new(papers::all(stage.today)?);
    let filed = register::fill(&stage, &papers).await.context("filling the registers")?;
    let revisions: usize = filed.iter().map(|document| document.revisions.len()).sum();
    steps.end(step, &format!("{} documents with {revisions} revisions", filed.len()));

    let step = steps.begin("Companies send papers in, Document Controllers decide");
    let desk = outside::submissions(&stage, &papers).await.context("sending papers in")?;
    steps.end(
        step,
        &format!("{} accepted, {} rejected, {} waiting", desk.accepted, desk.rejected, desk.waiting),
    );

    let step = steps.begin("Commercial papers are restricted, some sheets are locked");
    let restricted = outside::restrict(&stage, &papers, &filed).await.context("restricting")?;
    let locked = outside::locks(&stage, &papers, &filed).await.context("locking")?;
    steps.end(step, &format!("{restricted} restricted, {locked} locked"));

    let step = steps.begin("Documents are shared with persons, companies and groups");
    let lent = outside::shares(&stage, &papers, &filed).await.context("sharing")?;
    steps.end(step, &format!("{} shares, {} of them taken back", lent.shares, lent.revoked));

    let step = steps.begin("The Document Controllers' desk fills");
    let todo = desk::fill(&stage, &papers, &filed).await.context("filling the desk")?;
    steps.end(
        step,
        &format!(
            "{} requests for edits wait, {} decided, one sheet misnumbered, {} drafts in the bin",
            todo.waiting, todo.decided, todo.binned
        ),
    );

    let step = steps.begin("Transmittals go out and are acknowledged");
    let sent = sendings::send(&stage, elapsed, &papers, &filed).await.context("sending transmittals")?;
    steps.end(step, &format!("{}, acknowledged {} times", sent.transmittals, sent.acknowledged));

    let step = steps.begin("Workflows are started and answered");
    let (runs, answered) =
        routes::run(&stage, elapsed, &papers, &filed).await.context("running workflows")?;
    steps.end(step, &format!("{runs}, {answered} steps answered"));

    let step = steps.begin("Guests open links");
    let out = guests::lend(&stage, &papers, &filed).await.context("sharing with guests")?;
    steps
        .end(step, &format!("{} guest shares, {} opens, {} downloads", out.shares, out.opens, out.downloads));

    let step = steps.begin("People from outside read what they were given");
    let read = outside::reading(&stage, &papers, &filed).await.context("reading")?;
    steps.end(step, &format!("{read} documents read"));

    let step = steps.begin("Somebody leaves, a project is closed");
    people::farewells(&stage).await.context("deactivating")?;
    outside::close_out(&stage).await.context("closing a project")?;
    steps.end(step, "one person deactivated, one project locked");

    let step = steps.begin("Everything is counted");
    let census = census::take(&stage).await.context("counting")?;
    steps.end(step, "nothing is missing");
    let revisions = revisions + desk.accepted + desk.rejected + desk.waiting;
    let summary = format!(
        "{} documents with {revisions} revisions, {} companies, {} people, {} ways in for outsiders; \
         grants by reason: {}",
        census.documents,
        census.companies,
        census.people,
        census.ways_in,
        census.reasons.into_iter().collect::<Vec<_>>().join(", ")
    );
    let links = out.links.into_iter().chain([sent.link]).collect();
    Ok(Notes { links, summary })
}
