//! The outside world: submissions and what becomes of them, restricted papers, shares, locks.

use std::sync::Arc;

use anyhow::{Context as _, Result};
use serde_json::json;

use super::register::{Filed, Pick, pick, row, send};
use super::stage::Stage;
use crate::demo::caller::{list_at, text_at};
use crate::demo::papers::Paper;
use crate::demo::works::Course;

/// What a Document Controller makes of a submission.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Decision {
    Waits,
    Accepted,
    Rejected(&'static str),
}

const REASONS: &[&str] = &[
    "The title block is not the project's; please use the template of package PK10.",
    "The levels refer to the old datum. Correct them to chart datum and send the sheet again.",
    "This is a duplicate of the sheet you sent on Monday.",
];

fn decision_on(index: usize) -> Decision {
    match index % 5 {
        0 | 4 => Decision::Waits,
        3 => Decision::Rejected(REASONS[index / 5 % REASONS.len()]),
        _ => Decision::Accepted,
    }
}

/// How the submissions went.
#[derive(Default)]
pub struct Desk {
    /// Accepted as documents or revisions.
    pub accepted: usize,
    /// Rejected with a reason.
    pub rejected: usize,
    /// Still waiting.
    pub waiting: usize,
}

/// The companies send in their papers; Document Controllers decide about most of them.
pub async fn submissions(stage: &Stage, papers: &Arc<Vec<Paper>>) -> Result<Desk> {
    let mut desk = Desk::default();
    let wanted = (0..papers.len()).filter(|&index| papers[index].series.course == Course::Submission);
    for (place, index) in wanted.enumerate() {
        let (document, revision) = submit(stage, papers, index, 0).await?;
        match decision_on(place) {
            Decision::Waits => desk.waiting += 1,
            Decision::Rejected(reason) => {
                let path = format!("/documents/{document}/revisions/{revision}/reject");
                desk_of(stage, papers, index, &path, json!({"reason": reason})).await?;
                desk.rejected += 1;
            }
            Decision::Accepted => {
                let path = format!("/documents/{document}/revisions/{revision}/accept");
                desk_of(stage, papers, index, &path, json!({"as": "new", "status": "for_review"})).await?;
                desk.accepted += 1;
                if papers[index].revisions.len() > 1 {
                    let (sent, revision) = submit(stage, papers, index, 1).await?;
                    let path = format!("/documents/{sent}/revisions/{revision}/accept");
                    let body = json!({"as": "revision", "document_id": document, "status": "for_review"});
                    desk_of(stage, papers, index, &path, body).await?;
                    desk.accepted += 1;
                }
            }
        }
    }
    Ok(desk)
}

async fn submit(
    stage: &Stage,
    papers: &Arc<Vec<Paper>>,
    index: usize,
    revision: usize,
) -> Result<(String, String)> {
    let paper = &papers[index];
    let sender = stage.caller(paper.series.by)?;
    let upload = send(stage, sender, papers, index, revision).await?;
    let body = json!({"rows": [row(paper, revision, &upload)]});
    let made = sender.post(&stage.project(paper.project, "/documents")?, body).await?;
    Ok((text_at(&made, "/items/0/id")?.to_owned(), text_at(&made, "/items/0/revision/id")?.to_owned()))
}

async fn desk_of(
    stage: &Stage,
    papers: &[Paper],
    index: usize,
    path: &str,
    body: serde_json::Value,
) -> Result<()> {
    let project = papers[index].project;
    let controller = stage.caller(controller_of(project))?;
    controller.post(&stage.project(project, path)?, body).await.map(drop)
}

fn controller_of(project: &str) -> &'static str {
    if project == "harbour" { "yusuf.demir" } else { "saoirse.kavanagh" }
}

/// Commercial papers are for the Commercial group alone.
pub async fn restrict(stage: &Stage, papers: &[Paper], filed: &[Filed]) -> Result<usize> {
    let commercial =
        filed.iter().filter(|document| papers[document.paper].series.course == Course::Commercial);
    let mut count = 0;
    for document in commercial {
        let project = papers[document.paper].project;
        let path = stage.project(project, &format!("/documents/{}/restrict", document.id))?;
        let body = json!({"restricted": true, "group_ids": [stage.group(project, "commercial")?]});
        stage.caller(controller_of(project))?.post(&path, body).await?;
        count += 1;
    }
    Ok(count)
}

/// With whom something is shared.
#[derive(Clone, Copy, Debug)]
enum With {
    Person(&'static str),
    Company(&'static str),
    Group(&'static str),
}

/// A loan: who shares what with whom, for how many days, and why.
struct Loan {
    by: &'static str,
    with: &'static [With],
    what: Pick,
    download: bool,
    later: bool,
    days: i32,
    reason: &'static str,
}

use With::{Company, Group, Person};

const LOANS: &[Loan] = &[
    Loan {
        by: "kwame.boateng",
        with: &[Company("grieg-marine")],
        what: pick("QW", "CIV", 0, 4),
        download: true,
        later: true,
        days: 180,
        reason: "Piling package: setting-out and drainage sheets for the works.",
    },
    Loan {
        by: "yusuf.demir",
        with: &[Person("sigrid.grieg"), Person("tomas.ferreira")],
        what: pick("FB", "STR", 0, 6),
        download: true,
        later: true,
        days: 120,
        reason: "Pile layouts follow the framing of ferry berth 2.",
    },
    Loan {
        by: "yusuf.demir",
        with: &[Company("sato-brandt")],
        what: pick("CT", "ARC", 0, 8),
        download: true,
        later: true,
        days: 200,
        reason: "Architecture as the base of the structural model.",
    },
    Loan {
        by: "anneke.vos",
        with: &[Person("amara.diallo")],
        what: pick("CT", "MEC", 0, 3),
        download: true,
        later: false,
        days: 90,
        reason: "Public health coordination of the cruise terminal.",
    },
    Loan {
        by: "marcus.oyelaran",
        with: &[Person("ines.carvalho")],
        what: pick("QW", "CIV", 4, 3),
        download: false,
        later: false,
        days: 30,
        reason: "Environmental statement: reading only, until the figures are released.",
    },
    Loan {
        by: "marcus.oyelaran",
        with: &[Person("wen.li")],
        what: pick("CS", "ARC", 0, 5),
        download: true,
        later: false,
        days: 45,
        reason: "Building permit application, customs shed.",
    },
    Loan {
        by: "yusuf.demir",
        with: &[Group("marine-panel")],
        what: pick("FB", "CIV", 0, 5),
        download: true,
        later: true,
        days: 150,
        reason: "For the marine design panel.",
    },
    Loan {
        by: "yusuf.demir",
        with: &[Person("dario.conti")],
        what: pick("CS", "STR", 0, 2),
        download: true,
        later: true,
        days: 7,
        reason: "Query on the column grid; ends with the answer.",
    },
    Loan {
        by: "beatrix.holm",
        with: &[Company("castellan")],
        what: pick("WB", "ARC", 0, 8),
        download: true,
        later: true,
        days: 240,
        reason: "Facade package: plans and elevations of the ward block.",
    },
    Loan {
        by: "beatrix.holm",
        with: &[Person("priya.raman"), Person("jonas.weiss")],
        what: pick("TS", "ARC", 0, 6),
        download: true,
        later: true,
        days: 180,
        reason: "Ceiling coordination of the theatre suite.",
    },
    Loan {
        by: "saoirse.kavanagh",
        with: &[Company("lumen-loop")],
        what: pick("EC", "MEC", 0, 3),
        download: true,
        later: true,
        days: 240,
        reason: "Energy centre: the designer's own schematics as registered.",
    },
    Loan {
        by: "chiara.bellandi",
        with: &[Person("ruth.calder")],
        what: pick("WB", "FAC", 0, 4),
        download: false,
        later: false,
        days: 21,
        reason: "Estates asked to see the parapet access before the meeting.",
    },
    Loan {
        by: "saoirse.kavanagh",
        with: &[Group("fire-panel"), Person("wen.li")],
        what: pick("WB", "ARC", 8, 4),
        download: true,
        later: true,
        days: 90,
        reason: "Fire strategy review, second round.",
    },
    Loan {
        by: "elena.petrova",
        with: &[Person("miriam.brandt")],
        what: pick("WB", "STR", 0, 5),
        download: true,
        later: true,
        days: 365,
        reason: "Structural engineer of record for the ward block.",
    },
    Loan {
        by: "beatrix.holm",
        with: &[Person("ngozi.eze")],
        what: pick("WB", "ARC", 12, 6),
        download: true,
        later: true,
        days: 200,
        reason: "Interiors follow the plans of the ward block.",
    },
];

/// What became of the loans.
#[derive(Default)]
pub struct Lent {
    /// Shares made.
    pub shares: usize,
    /// Shares taken back.
    pub revoked: usize,
}

/// Documents are shared with persons, companies and groups; two shares are taken back and one is extended.
pub async fn shares(stage: &Stage, papers: &[Paper], filed: &[Filed]) -> Result<Lent> {
    let mut lent = Lent::default();
    for (index, loan) in LOANS.iter().enumerate() {
        let sharer = stage.caller(loan.by)?;
        let subjects =
            loan.with.iter().map(|with| subject(stage, loan, *with)).collect::<Result<Vec<_>>>()?;
        for document in loan.what.from(papers, filed)? {
            let revision = document.revisions.last().context("a document has a revision")?;
            let path = stage.project(loan.what.project, &format!("/documents/{}/shares", document.id))?;
            let body = json!({
                "subjects": subjects, "revision_id": revision, "later": loan.later,
                "rights": {"download": loan.download}, "ends_on": stage.day(loan.days), "reason": loan.reason,
            });
            let made = sharer.post(&path, body).await?;
            let items = list_at(&made, "/items")?;
            lent.shares += items.len();
            if index % 7 == 3 && lent.revoked < index / 3 + 1 {
                let path = format!("/shares/{}/revoke", text_at(&items[0], "/id")?);
                let body = json!({"reason": "Sent to the wrong package."});
                sharer.post(&stage.project(loan.what.project, &path)?, body).await?;
                lent.revoked += 1;
            } else if index == 7 {
                let path = format!("/shares/{}/extend", text_at(&items[0], "/id")?);
                let body = json!({"ends_on": stage.day(loan.days + 14)});
                sharer.post(&stage.project(loan.what.project, &path)?, body).await?;
            }
        }
    }
    Ok(lent)
}

fn subject(stage: &Stage, loan: &Loan, with: With) -> Result<serde_json::Value> {
    Ok(match with {
        Person(key) => json!({"kind": "person", "id": stage.member(key)?}),
        Company(key) => json!({"kind": "company", "id": stage.company(key)?}),
        Group(key) => json!({"kind": "group", "id": stage.group(loan.what.project, key)?}),
    })
}

const LOCKS: &[(&str, Pick, &str)] = &[
    ("yusuf.demir", pick("CT", "ARC", 2, 2), "Frozen for the planning application."),
    ("saoirse.kavanagh", pick("TS", "ARC", 1, 1), "Under dispute with the theatre consultant."),
    ("saoirse.kavanagh", pick("WB", "STR", 3, 1), "Concrete is being poured from this sheet."),
];

/// Some documents are locked, with a reason.
pub async fn locks(stage: &Stage, papers: &[Paper], filed: &[Filed]) -> Result<usize> {
    let mut count = 0;
    for (by, what, reason) in LOCKS {
        for document in what.from(papers, filed)? {
            let path = stage.project(what.project, &format!("/documents/{}/lock", document.id))?;
            stage.caller(by)?.post(&path, json!({"reason": reason})).await?;
            count += 1;
        }
    }
    Ok(count)
}

/// People from outside read and download what they were given.
pub async fn reading(stage: &Stage, papers: &[Paper], filed: &[Filed]) -> Result<usize> {
    const READERS: &[(&str, Pick)] = &[
        ("sigrid.grieg", pick("QW", "CIV", 0, 2)),
        ("tomas.ferreira", pick("FB", "STR", 0, 3)),
        ("miriam.brandt", pick("CT", "ARC", 0, 2)),
        ("kenji.sato", pick("CS", "ARC", 1, 2)),
        ("vera.novak", pick("WB", "ARC", 0, 3)),
        ("priya.raman", pick("TS", "ARC", 2, 2)),
        ("wen.li", pick("CS", "ARC", 2, 2)),
    ];
    let mut count = 0;
    for (reader, what) in READERS {
        for document in what.from(papers, filed)? {
            let revision = document.revisions.last().context("a document has a revision")?;
            let file = format!("/documents/{}/revisions/{revision}", document.id);
            let reader = stage.caller(reader)?;
            reader
                .fetch(&stage.project(what.project, &format!("{file}/pages/1?width=800"))?)
                .await?
                .expect(200)?;
            reader.fetch(&stage.project(what.project, &format!("{file}/file"))?).await?.expect(200)?;
            count += 1;
        }
    }
    Ok(count)
}

/// The finished project is handed over and locked; its links stop with it.
pub async fn close_out(stage: &Stage) -> Result<()> {
    let caller = stage.caller("imogen.achterberg")?;
    let inspection = stage.project("berth", "/closeout/inspection")?;
    caller.replace(&inspection, json!({"note": "Snag list settled; the port took over."})).await?;
    caller.fetch(&stage.project("berth", "/closeout/archive")?).await?.expect(200)?;
    let body = json!({"reason": "Handed over to the port; the record is closed."});
    caller.post(&stage.project("berth", "/lock")?, body).await.map(drop)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::demo::{cast, papers};

    /// Documents as the register would hold them, without a server.
    pub fn filed(papers: &[Paper]) -> Vec<Filed> {
        let wanted = (0..papers.len()).filter(|&index| papers[index].series.course != Course::Submission);
        wanted.map(|paper| Filed { paper, id: String::new(), revisions: Vec::new() }).collect()
    }

    #[test]
    fn whatever_is_shared_or_locked_is_there() {
        let papers = papers::all(date(2026, 3, 14)).expect("the tables fit together");
        let filed = filed(&papers);
        for pick in LOANS.iter().map(|loan| loan.what).chain(LOCKS.iter().map(|(_, pick, _)| *pick)) {
            pick.from(&papers, &filed).expect("there are enough");
        }
        for loan in LOANS {
            assert!(cast::find(loan.by).is_some(), "{}", loan.by);
        }
    }

    #[test]
    fn a_submission_of_every_fate_comes_in() {
        let decisions: Vec<Decision> = (0..10).map(decision_on).collect();
        assert!(decisions.contains(&Decision::Waits) && decisions.contains(&Decision::Accepted));
        assert!(decisions.iter().filter(|decision| matches!(decision, Decision::Rejected(_))).count() == 2);
    }
}
