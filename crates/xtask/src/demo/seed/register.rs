//! The registers fill: files are drawn while others are on their way, each document with its revisions in order.

use std::sync::Arc;

use anyhow::{Context as _, Result};
use futures::{StreamExt as _, TryStreamExt as _};
use serde_json::{Value, json};

use super::metadata;
use super::stage::Stage;
use crate::demo::caller::{Caller, encode, list_at, text_at};
use crate::demo::cast;
use crate::demo::papers::Paper;
use crate::demo::progress::Count;
use crate::demo::works::{Course, PLACES};

/// So many documents go to the server in one request.
const BATCH: usize = 8;
/// So many batches are under way at once: one draws while another is sent.
const HANDS: usize = 3;

/// A document as it stands in the register.
#[derive(Clone, Debug)]
pub struct Filed {
    /// The paper.
    pub paper: usize,
    /// The document's id.
    pub id: String,
    /// The ids of its revisions, oldest first.
    pub revisions: Vec<String>,
}

/// Puts everything but the submissions into the registers.
pub async fn fill(stage: &Stage, papers: &Arc<Vec<Paper>>) -> Result<Vec<Filed>> {
    let wanted: Vec<usize> =
        (0..papers.len()).filter(|&index| papers[index].series.course != Course::Submission).collect();
    let total = wanted.iter().map(|&index| papers[index].revisions.len()).sum();
    let count = Count::new("revisions", total);
    let same = |one: &usize, other: &usize| {
        let (one, other) = (papers[*one].series, papers[*other].series);
        one.by == other.by && one.project == other.project
    };
    let batches: Vec<Vec<usize>> =
        wanted.chunk_by(same).flat_map(|run| run.chunks(BATCH).map(<[usize]>::to_vec)).collect();
    let filed: Vec<Vec<Filed>> = futures::stream::iter(batches)
        .map(|batch| file(stage, papers, batch, &count))
        .buffered(HANDS)
        .try_collect()
        .await?;
    Ok(filed.into_iter().flatten().collect())
}

/// Files one batch: the first revisions in one request, the later ones one by one.
async fn file(
    stage: &Stage,
    papers: &Arc<Vec<Paper>>,
    batch: Vec<usize>,
    count: &Count,
) -> Result<Vec<Filed>> {
    let series = papers[batch[0]].series;
    let caller = stage.caller(series.by)?;
    let mut rows = Vec::with_capacity(batch.len());
    for &index in &batch {
        let upload = send(stage, caller, papers, index, 0).await?;
        rows.push(row(&papers[index], 0, &upload));
    }
    let made = caller.post(&stage.project(series.project, "/documents")?, json!({"rows": rows})).await?;
    count.add(batch.len());
    let mut filed = Vec::with_capacity(batch.len());
    for (item, &paper) in list_at(&made, "/items")?.iter().zip(&batch) {
        let id = text_at(item, "/id")?.to_owned();
        let mut document = Filed { paper, id, revisions: vec![text_at(item, "/revision/id")?.to_owned()] };
        revise(stage, papers, &mut document, count).await?;
        filed.push(document);
    }
    Ok(filed)
}

/// Adds the later revisions, each with its verdict.
async fn revise(stage: &Stage, papers: &Arc<Vec<Paper>>, filed: &mut Filed, count: &Count) -> Result<()> {
    let paper = &papers[filed.paper];
    let caller = stage.caller(paper.series.by)?;
    let path = stage.project(paper.project, &format!("/documents/{}", filed.id))?;
    judge(stage, paper, 0, &path).await?;
    for index in 1..paper.revisions.len() {
        let upload = send(stage, caller, papers, filed.paper, index).await?;
        let issue = &paper.revisions[index];
        let body = json!({
            "upload_id": upload, "revision": issue.code, "revision_date": issue.date.to_string(),
            "status": issue.status, "change_description": issue.change,
        });
        let document = caller.post(&format!("{path}/revisions"), body).await?;
        let revisions = list_at(&document, "/revisions")?;
        let made = revisions.iter().find(|revision| revision["code"] == issue.code.as_str());
        let made = made.with_context(|| format!("{} has no revision {}", paper.number, issue.code))?;
        filed.revisions.push(text_at(made, "/id")?.to_owned());
        judge(stage, paper, index, &path).await?;
        count.add(1);
    }
    Ok(())
}

/// Who sets statuses in a project.
fn judge_of(project: &str) -> &'static str {
    match project {
        "harbour" => "marcus.oyelaran",
        "hospital" => "chiara.bellandi",
        _ => "imogen.achterberg",
    }
}

async fn judge(stage: &Stage, paper: &Paper, index: usize, path: &str) -> Result<()> {
    let Some((status, reason)) = paper.revisions[index].verdict else { return Ok(()) };
    let judge = stage.caller(judge_of(paper.project))?;
    let document = judge.get(path).await?;
    let body = json!({"status": status, "reason": reason, "version": document["version"]});
    judge.post(&format!("{path}/status"), body).await.map(drop)
}

/// Draws a revision off the async threads and uploads it; gives back the upload's id.
pub async fn send(
    stage: &Stage,
    caller: &Caller,
    papers: &Arc<Vec<Paper>>,
    index: usize,
    revision: usize,
) -> Result<String> {
    let all = Arc::clone(papers);
    let bytes = tokio::task::spawn_blocking(move || all[index].draw(revision)).await??;
    let paper = &papers[index];
    let path = format!("/uploads?filename={}", encode(&paper.filename(revision)));
    let upload = caller.upload(&stage.project(paper.project, &path)?, bytes).await?;
    Ok(text_at(&upload, "/id")?.to_owned())
}

/// What is said about a paper when it is sent.
pub fn row(paper: &Paper, revision: usize, upload: &str) -> Value {
    let issue = &paper.revisions[revision];
    let series = paper.series;
    let from = cast::company_of(series.from).map_or("", |company| company.code);
    let level = (series.levels > 0).then(|| format!("{:02}", paper.level));
    json!({
        "upload_id": upload, "number": paper.number, "title": paper.title,
        "revision": issue.code, "revision_date": issue.date.to_string(), "status": issue.status,
        "document_type": series.codes.0, "discipline": series.codes.1, "zone": paper.place.0,
        "stage": series.stage(), "level": level, "package": series.package(), "originator": from,
        "building": paper.place.1, "change_description": issue.change,
        "fields": metadata::of_paper(paper.project, series.numbers.0),
    })
}

/// Which documents something is done with: project, place, discipline, how many to pass over, how many to take.
#[derive(Clone, Copy, Debug)]
pub struct Pick {
    pub project: &'static str,
    pub place: &'static str,
    pub discipline: &'static str,
    pub skip: usize,
    pub take: usize,
}

impl Pick {
    /// The documents meant, drafts aside, in the order of their numbers.
    pub fn from<'a>(&self, papers: &[Paper], filed: &'a [Filed]) -> Result<Vec<&'a Filed>> {
        let fits = |document: &&Filed| {
            let paper = &papers[document.paper];
            let last = paper.revisions.last();
            paper.project == self.project
                && paper.place.0 == self.place
                && paper.series.codes.1 == self.discipline
                && last.is_some_and(|issue| issue.status != "draft")
        };
        let found: Vec<&Filed> = filed.iter().filter(fits).skip(self.skip).take(self.take).collect();
        anyhow::ensure!(found.len() == self.take, "the demo has too few documents for {self:?}");
        Ok(found)
    }

    /// The first approved document meant.
    pub fn approved<'a>(&self, papers: &[Paper], filed: &'a [Filed]) -> Result<&'a Filed> {
        let mut all = filed.iter().filter(|document| {
            let paper = &papers[document.paper];
            paper.project == self.project
                && paper.place.0 == self.place
                && paper.series.codes.1 == self.discipline
                && paper.revisions.iter().any(|issue| issue.verdict.is_some())
        });
        all.nth(self.skip).with_context(|| format!("the demo has no approved document for {self:?}"))
    }
}

/// A pick in a place, whose project is known by it.
pub const fn pick(place: &'static str, discipline: &'static str, skip: usize, take: usize) -> Pick {
    Pick { project: project_of(place), place, discipline, skip, take }
}

const fn project_of(place: &str) -> &'static str {
    let mut index = 0;
    while index < PLACES.len() {
        let (project, code, _) = PLACES[index];
        let (code, place) = (code.as_bytes(), place.as_bytes());
        if code[0] == place[0] && code[1] == place[1] {
            return project;
        }
        index += 1;
    }
    panic!("no place of the demo has this code")
}
