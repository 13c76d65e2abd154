//! The part inside the project: people come in by mail, drawings come in by upload.

use anyhow::{Context as _, Result, ensure};
use serde_json::{Value, json};

use super::{Journey, PASSWORD};
use crate::demo::caller::{Caller, encode, list_at, text_at};
use crate::drawings::{self, Kind, Paper, Revision, SheetSpec};

/// So much unseen noise makes the large file larger than 100 MB.
const NOISE_MIB: usize = 101;

/// The administrator takes the set-up link and finds a company of the organisation's name; another company, a project and
/// three people follow.
pub async fn begin(journey: &mut Journey, token: &str) -> Result<()> {
    let admin = &journey.admin;
    let body = json!({"token": token, "name": "Ada Quay", "password": PASSWORD});
    let me = admin.post("/api/v1/set-up/complete", body).await?;
    journey.day = text_at(&me, "/server_time")?.get(..10).context("a time begins with its day")?.to_owned();
    let companies = journey.admin.get(&journey.organisation("/companies")).await?;
    let own = text_at(&companies, "/items/0/id")?.to_owned();
    let body = json!({"name": "Evan & Daughters", "designation": "subcontractor", "controlling": false});
    let outside = journey.admin.post(&journey.organisation("/companies"), body).await?;
    let outside = text_at(&outside, "/id")?.to_owned();
    let controller = ("cato@quayside.example", "Cato Ruiz");
    join(journey, &journey.controller, controller, &own, json!([])).await?;
    let home = journey.controller.get(&journey.organisation("")).await?;
    let body = json!({
        "reference": "QS1", "name": "Lock gates", "first_controller": text_at(&home, "/member_id")?,
    });
    let project = journey.admin.post(&journey.organisation("/projects"), body).await?;
    journey.project = text_at(&project, "/id")?.to_owned();
    let part = |role: &str| json!([{"project_id": journey.project, "role": role}]);
    let initiator = ("ines@quayside.example", "Ines Mora");
    join(journey, &journey.initiator, initiator, &own, part("initiator")).await?;
    let external = ("evan@daughters.example", "Evan Poe");
    join(journey, &journey.external, external, &outside, part("external")).await?;
    outbox(journey, initiator.0).await
}

async fn join(
    journey: &Journey,
    caller: &Caller,
    (email, name): (&str, &str),
    company: &str,
    memberships: Value,
) -> Result<()> {
    let body = json!({
        "invitations": [{"email": email, "name": name}], "role": "member", "company_id": company,
        "memberships": memberships,
    });
    journey.admin.post(&journey.organisation("/invitations"), body).await?;
    let (letter, token) = journey.mailbox.token_for(email, "wli").await?;
    ensure!(letter.contains("Ada Quay"), "expected the mail to {email} to name who invites, got: {letter}");
    let body = json!({"token": token, "name": name, "password": PASSWORD});
    caller.post("/api/v1/invitations/accept", body.clone()).await?;
    let again = Caller::new(&journey.base, "somebody with a used invitation")?;
    let path = "/api/v1/invitations/accept";
    let refused = again.ask(reqwest::Method::POST, path, crate::demo::caller::Content::Json(body)).await?;
    ensure!(
        (400..500).contains(&refused.status),
        "{}: expected a used link to be refused, got {}",
        refused.asked,
        refused.status
    );
    Ok(())
}

/// The organisation's outbox shows the mail, and never the link to anybody who did not invite.
async fn outbox(journey: &Journey, email: &str) -> Result<()> {
    let outbox = journey.admin.get(&journey.organisation("/outbox")).await?;
    let listed = list_at(&outbox, "/items")?.iter().any(|mail| mail.to_string().contains(email));
    ensure!(listed, "expected the outbox to list the mail to {email}, got {outbox}");
    Ok(())
}

fn sheet(number: &str, title: &str, kind: Kind, padding_mib: Option<usize>) -> Vec<u8> {
    let revision = Revision {
        code: "P01".to_owned(),
        date: "2026-01-12".to_owned(),
        description: "First issue".to_owned(),
        drawn: "IM".to_owned(),
        checked: "CR".to_owned(),
        approved: "AQ".to_owned(),
    };
    drawings::sheet(&SheetSpec {
        kind,
        paper: Paper::A1,
        seed: 77,
        client: "Canal Board".to_owned(),
        project: "Lock gates".to_owned(),
        originator: "Quayside Civil".to_owned(),
        title: title.to_owned(),
        number: number.to_owned(),
        status: "S3 – For review".to_owned(),
        level: 1,
        revisions: vec![revision],
        padding_mib,
    })
}

async fn upload(journey: &Journey, caller: &Caller, number: &str, bytes: Vec<u8>) -> Result<String> {
    let path = journey.within(&format!("/uploads?filename={}", encode(&format!("{number}.pdf"))));
    let upload = caller.upload(&path, bytes).await?;
    ensure!(
        upload["media_type"] == "application/pdf" && upload["pages"] == 1,
        "expected {number} to be seen as a PDF of one page, got {upload}"
    );
    Ok(text_at(&upload, "/id")?.to_owned())
}

fn row(upload: &str, number: &str, title: &str) -> Value {
    json!({
        "upload_id": upload, "number": number, "title": title, "revision": "P01", "status": "for_review",
        "document_type": "DRG", "discipline": "CIV",
    })
}

/// Three PDFs go in with one request, all or nothing; the largest comes back byte for byte. Gives back its size.
pub async fn upload_three(journey: &mut Journey) -> Result<usize> {
    let initiator = &journey.initiator;
    let drawn = tokio::task::spawn_blocking(|| {
        [
            (
                "QS1-100",
                "Lock gates, general arrangement",
                sheet("QS1-100", "Lock gates", Kind::FloorPlan, None),
            ),
            ("QS1-200", "Lock gates, site layout", sheet("QS1-200", "Lock gates", Kind::SitePlan, None)),
            ("QS1-300", "Lock gates, survey", sheet("QS1-300", "Survey", Kind::Detail, Some(NOISE_MIB))),
        ]
    });
    let drawn = drawn.await?;
    let mut rows = Vec::new();
    for (number, title, bytes) in &drawn {
        rows.push(row(&upload(journey, initiator, number, bytes.clone()).await?, number, title));
    }
    let checked = initiator.post(&journey.within("/documents/validate"), json!({"rows": rows})).await?;
    let all_ok = list_at(&checked, "/rows")?.iter().all(|row| row["ok"] == true);
    ensure!(all_ok, "expected all three rows to be valid, got {checked}");
    let made = initiator.post(&journey.within("/documents"), json!({"rows": rows})).await?;
    let items = list_at(&made, "/items")?;
    ensure!(items.len() == 3, "expected three documents, got {}", items.len());
    let ids = |item: &Value| -> Result<(String, String)> {
        Ok((text_at(item, "/id")?.to_owned(), text_at(item, "/revision/id")?.to_owned()))
    };
    let (large, revision) = ids(&items[2])?;
    let path = journey.within(&format!("/documents/{large}/revisions/{revision}/file"));
    let answer = initiator.fetch(&path).await?.expect(200)?;
    let bytes = &drawn[2].2;
    ensure!(bytes.len() > 100_000_000, "the large file has only {} bytes", bytes.len());
    ensure!(
        answer.body == *bytes,
        "{}: expected the {} bytes that were uploaded, got {} others",
        answer.asked,
        bytes.len(),
        answer.body.len()
    );
    journey.document = ids(&items[0])?;
    Ok(bytes.len())
}

/// The external's upload waits unseen until the Document Controller accepts it.
pub async fn submit(journey: &Journey) -> Result<()> {
    let (number, title) = ("EVN-1", "Gate hinge, shop drawing");
    let bytes = sheet(number, title, Kind::Detail, None);
    let upload = upload(journey, &journey.external, number, bytes).await?;
    let body = json!({"rows": [row(&upload, number, title)]});
    let made = journey.external.post(&journey.within("/documents"), body).await?;
    let acceptance = text_at(&made, "/items/0/revision/acceptance")?;
    ensure!(acceptance == "pending", "expected an external's upload to be born pending, got {acceptance}");
    ensure!(
        !sees(journey, &journey.initiator, number).await?,
        "expected {number} to be hidden until it is accepted"
    );
    let queue = journey.controller.get(&journey.within("/pending")).await?;
    let listed = list_at(&queue, "/items")?;
    ensure!(listed.len() == 1, "expected one submission in the queue, got {queue}");
    let (document, revision) = (text_at(&made, "/items/0/id")?, text_at(&made, "/items/0/revision/id")?);
    let path = journey.within(&format!("/documents/{document}/revisions/{revision}/accept"));
    let body = json!({"as": "new", "number": "QS1-400", "status": "for_review"});
    let by_initiator = journey
        .initiator
        .ask(reqwest::Method::POST, &path, crate::demo::caller::Content::Json(body.clone()))
        .await?;
    by_initiator.expect(404)?;
    journey.controller.post(&path, body).await?;
    ensure!(
        sees(journey, &journey.initiator, "QS1-400").await?,
        "expected QS1-400 in the register once accepted"
    );
    Ok(())
}

async fn sees(journey: &Journey, caller: &Caller, number: &str) -> Result<bool> {
    let list = caller.get(&journey.within("/documents?limit=200")).await?;
    Ok(list_at(&list, "/items")?.iter().any(|item| item["number"] == number))
}
