//! What lies on the Document Controllers' desk: requests for edits, a sheet sent under a wrong number, drafts in the bin.

use std::sync::Arc;

use anyhow::{Context as _, Result};
use serde_json::{Value, json};

use super::register::{Filed, pick, row, send};
use super::stage::Stage;
use crate::demo::caller::{Caller, Content, list_at, text_at};
use crate::demo::papers::Paper;

/// How much lies there.
#[derive(Default)]
pub struct Desk {
    /// Requests that wait.
    pub waiting: usize,
    /// Requests that were decided.
    pub decided: usize,
    /// Drafts in the bin.
    pub binned: usize,
}

/// Somebody asks for an edit of the nth document they hold; a reason to reject decides it.
struct Wish {
    project: &'static str,
    who: &'static str,
    nth: usize,
    field: &'static str,
    why: &'static str,
    rejected: Option<&'static str>,
}

const WISHES: &[Wish] = &[
    Wish {
        project: "harbour",
        who: "sigrid.grieg",
        nth: 0,
        field: "title",
        why: "The title block names the ferry berth, not the quay wall.",
        rejected: None,
    },
    Wish {
        project: "harbour",
        who: "tomas.ferreira",
        nth: 1,
        field: "revision",
        why: "The sheet itself says T01.",
        rejected: None,
    },
    Wish {
        project: "harbour",
        who: "amara.diallo",
        nth: 0,
        field: "discipline",
        why: "This is drainage, not mechanical.",
        rejected: Some("The discipline follows the drawing list; the list has this sheet under mechanical."),
    },
    Wish {
        project: "hospital",
        who: "vera.novak",
        nth: 0,
        field: "description",
        why: "Please say which facade panels it covers.",
        rejected: None,
    },
];

/// Lays everything on the desk.
pub async fn fill(stage: &Stage, papers: &Arc<Vec<Paper>>, filed: &[Filed]) -> Result<Desk> {
    let mut desk = Desk::default();
    for Wish { project, who, nth, field, why, rejected } in WISHES {
        let caller = stage.caller(who)?;
        let Some(document) = held(stage, caller, project, *nth).await? else { continue };
        let wish = json!({"changes": {*field: wished(&document, field)}, "comment": why});
        let path = format!("/documents/{}/edit-requests", text_at(&document, "/id")?);
        let made = caller.post(&stage.project(project, &path)?, wish).await?;
        match rejected {
            None => desk.waiting += 1,
            Some(reason) => {
                let path = format!("/edit-requests/{}/reject", text_at(&made, "/id")?);
                let body = json!({"version": 1, "reason": reason});
                stage.caller("yusuf.demir")?.post(&stage.project(project, &path)?, body).await?;
                desk.decided += 1;
            }
        }
    }
    misnumbered(stage, papers, filed).await?;
    desk.binned = bin(stage, papers, filed).await?;
    Ok(desk)
}

/// The nth document of the register that somebody holds and has not sent in themselves.
async fn held(stage: &Stage, caller: &Caller, project: &str, nth: usize) -> Result<Option<Value>> {
    let page = caller.get(&stage.project(project, "/documents?sort=number&limit=50")?).await?;
    let held = |row: &&Value| row["mine"] == false && row["revision"]["acceptance"] == "accepted";
    Ok(list_at(&page, "/items")?.iter().filter(held).nth(nth).cloned())
}

fn wished(document: &Value, field: &str) -> String {
    let title = document["title"].as_str().unwrap_or_default();
    match field {
        "title" => format!("{title}, ferry berth 2"),
        "revision" => "T01".to_owned(),
        "discipline" => "PLB".to_owned(),
        _ => "Facade panels of grid lines 1 to 7, north side.".to_owned(),
    }
}

/// The next revision of a sheet comes in under a number with a letter O where a nought belongs.
async fn misnumbered(stage: &Stage, papers: &Arc<Vec<Paper>>, filed: &[Filed]) -> Result<()> {
    let right = pick("QW", "CIV", 0, 1).from(papers, filed)?;
    let right = right.first().context("the quay wall has a civil sheet")?;
    let paper = &papers[right.paper];
    let last = paper.revisions.len() - 1;
    let initiator = stage.caller("kwame.boateng")?;
    let upload = send(stage, initiator, papers, right.paper, last).await?;
    let mut row = row(paper, last, &upload);
    let number = paper
        .number
        .rsplit_once('0')
        .map_or_else(|| format!("{}O", paper.number), |(before, after)| format!("{before}O{after}"));
    (row["number"], row["revision"], row["status"]) = (json!(number), json!("P09"), json!("for_review"));
    row["change_description"] = json!("Levels corrected to chart datum.");
    let path = stage.project(paper.project, "/documents")?;
    initiator.post(&path, json!({"rows": [row]})).await.map(drop)
}

/// Two drafts that nobody needs are deleted.
async fn bin(stage: &Stage, papers: &[Paper], filed: &[Filed]) -> Result<usize> {
    let mut count = 0;
    let admin = stage.caller("marcus.oyelaran")?;
    for document in filed.iter().filter(|document| papers[document.paper].project == "harbour") {
        let path = stage.project("harbour", &format!("/documents/{}", document.id))?;
        let seen = admin.get(&path).await?;
        if seen["abilities"]["document.delete"]["allowed"] == true {
            admin.ask(reqwest::Method::DELETE, &path, Content::None).await?.success()?;
            count += 1;
        }
        if count == 2 {
            break;
        }
    }
    Ok(count)
}
