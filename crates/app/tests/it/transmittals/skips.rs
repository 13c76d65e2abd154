//! What somebody holds already does not go to them again, if the draft says so; and what was sent before is told beforehand.

use serde_json::{Value, json};
use wayleave_testkit::{Arranged, Client, NewDocument, TestApp, World};

use super::acknowledge::claims;
use super::links::open;
use super::{address, draft, faults, person};
use crate::register::events;
use crate::workflows::words_of;

const MINUTE: i64 = 60_000;
pub const KIM: &str = "k.ode@harbour.example";
pub const ROY: &str = "p.roy@harbour.example";

/// A project with two documents of two revisions each.
pub struct Site {
    pub app: TestApp,
    pub world: World,
    pub admin: Client,
    pub one: Arranged,
    pub two: Arranged,
}

impl Site {
    pub async fn new() -> Self {
        let app = TestApp::new().await;
        let world = app.world().await;
        let revisions: &[(&str, &str)] = &[("P01", "accepted"), ("P02", "accepted")];
        let one = world.document(&app, &NewDocument { revisions, ..NewDocument::default() }).await;
        let two = NewDocument { number: "B-202", revisions, ..NewDocument::default() };
        let two = world.document(&app, &two).await;
        let admin = world.client(&app, "project_admin").await;
        Self { app, world, admin, one, two }
    }

    /// A draft of these documents with the revision at a place of each.
    pub async fn draft(&mut self, documents: &[(&Arranged, usize)], to: &[Value], skip: bool) -> String {
        let mut body = draft(&documents.iter().map(|(one, _)| *one).collect::<Vec<_>>(), to);
        for (at, (document, seq)) in documents.iter().enumerate() {
            body["documents"][at]["revision_id"] = json!(document.revisions[*seq]);
        }
        body["skip_sent"] = json!(skip);
        let made = self.admin.post(&self.world.project_path("/transmittals"), &body).await.expect(201).json();
        assert_eq!(made["skip_sent"], skip);
        self.world.project_path(&format!("/transmittals/{}", made["id"].as_str().unwrap()))
    }

    pub async fn issue(&mut self, path: &str) -> Value {
        let view = self.admin.post(&format!("{path}/issue"), &json!({"version": 1})).await;
        view.expect(200).json()
    }

    /// Ten minutes pass and the mails leave.
    pub async fn told(&self) {
        self.app.clock().advance(10 * MINUTE);
        self.app.run_jobs().await;
    }

    pub async fn check(&mut self, path: &str) -> Value {
        self.admin.post(&format!("{path}/check"), &json!({})).await.expect(200).json()
    }

    pub fn link(&self, email: &str) -> String {
        let mails = self.app.mails();
        let mail = mails.iter().rev().find(|mail| mail.to.email == email).expect("a mail");
        let found =
            mail.text.split_whitespace().find_map(|word| word.strip_prefix("http://localhost:8080/g/"));
        format!("/g/{}", found.expect("a link"))
    }
}

/// One of those of a check.
pub fn receiver<'a>(check: &'a Value, key: &str, who: &Value) -> &'a Value {
    let all = check["receivers"].as_array().unwrap();
    all.iter().find(|one| one[key] == *who || one["person"][key] == *who).unwrap_or_else(|| panic!("{check}"))
}

#[tokio::test]
async fn each_gets_what_they_do_not_hold_and_everything_tells_their_own_part() {
    let mut site = Site::new().await;
    let external = site.world.people["external"].id.clone();
    let to = [address(KIM), person(&site.world, "external")];
    let (one, two) = (site.one.clone(), site.two.clone());
    let first = site.draft(&[(&one, 1)], &to, false).await;
    site.issue(&first).await;
    site.told().await;
    let everybody = [address(KIM), person(&site.world, "external"), address(ROY)];
    let path = site.draft(&[(&one, 1), (&two, 1)], &everybody, true).await;
    let check = site.check(&path).await;
    assert_eq!(
        (&check["held"], &check["skip_sent"], &check["satisfied"]),
        (&json!(2), &json!(true), &json!([]))
    );
    for (key, who, skipped, newly) in
        [("email", json!(KIM), 1, 1), ("id", json!(external), 1, 1), ("email", json!(ROY), 0, 2)]
    {
        let found = receiver(&check, key, &who);
        assert_eq!((&found["skipped"], &found["newly_seen"]), (&json!(skipped), &json!(newly)), "{who}");
    }
    let view = site.issue(&path).await;
    let skipped: Vec<i64> =
        view["received"].as_array().unwrap().iter().map(|one| one["skipped"].as_i64().unwrap()).collect();
    assert_eq!(skipped.iter().sum::<i64>(), 2);
    assert_eq!(view["documents"].as_array().unwrap().len(), 2, "the project's people see all of it");
    site.told().await;
    // The mail counts what goes to its reader.
    let mails = site.app.mails();
    let count = |email: &str, n: u8| {
        let mail = mails.iter().rev().find(|mail| mail.to.email == email).unwrap();
        assert!(mail.text.contains(&format!("Documents:      {n}\n")), "{}", mail.text);
    };
    count(KIM, 1);
    count(ROY, 2);
    // The cover sheet names what its reader holds already, and by which transmittal.
    let sheet = |email: &str| {
        let mail = mails.iter().rev().find(|mail| mail.to.email == email).unwrap();
        words_of(&mail.enclosures[0].bytes)
    };
    let (kims, roys) = (sheet(KIM), sheet(ROY));
    for part in ["1 document", "B-202", "Held already", "A-101", "TRN-001"] {
        assert!(kims.contains(part), "{part}: {kims}");
    }
    assert!(roys.contains("2 documents") && !roys.contains("Held already"), "{roys}");
    // So do the page of the link, and what lies behind it; places count what went to its reader.
    let mut kim = site.app.anonymous();
    let place = open(&mut kim, &site.link(KIM)).await;
    let page = kim.get(&place).await.expect(200).text();
    assert!(page.contains("B-202") && !page.contains("A-101"), "{page}");
    assert!(kim.get(&format!("{place}/d/1")).await.expect(200).text().contains("B-202"));
    let _ = kim.get(&format!("{place}/d/2")).await.expect(404);
    let mut roy = site.app.anonymous();
    let place = open(&mut roy, &site.link(ROY)).await;
    let page = roy.get(&place).await.expect(200).text();
    assert!(page.contains("B-202") && page.contains("A-101"), "{page}");
    // And the page and the receipt of somebody with an account.
    let mut outside = site.world.client(&site.app, "external").await;
    let view = outside.get(&path).await.expect(200).json();
    assert_eq!((view["documents"].as_array().unwrap().len(), &view["withheld"]), (1, &json!(0)));
    assert_eq!(view["documents"][0]["number"], "B-202");
    let sheet = words_of(&outside.get(&format!("{path}/cover-sheet")).await.expect(200).body);
    assert!(sheet.contains("1 document") && sheet.contains("Held already"), "{sheet}");
    assert!(!sheet.contains(KIM) && !sheet.contains(ROY) && !sheet.contains("Distribution"), "{sheet}");
    let sheet = words_of(&site.admin.get(&format!("{path}/cover-sheet")).await.expect(200).body);
    for part in ["Distribution", KIM, ROY, "1 of 2", "2 documents"] {
        assert!(sheet.contains(part), "{part}: {sheet}");
    }
    // The ledger and the list of links count what went to each.
    let ways = site.admin.get(&site.world.project_path("/access?q=trn-002")).await.expect(200).json();
    let labels = ways["items"].as_array().unwrap().iter().map(|way| way["what"]["label"].as_str().unwrap());
    let mut labels: Vec<&str> = labels.collect();
    labels.sort_unstable();
    assert_eq!(labels, ["TRN-002, 1 document", "TRN-002, 1 document", "TRN-002, 2 documents"]);
    let links = site.admin.get(&site.world.project_path("/guest-shares")).await.expect(200).json();
    let opens = |email: &str, number: &str| {
        let all = links["items"].as_array().unwrap().iter();
        let mut of = all.filter(|link| link["recipient_email"] == email);
        of.find(|link| link["transmittal"]["number"] == number).unwrap()["documents"].clone()
    };
    assert_eq!((opens(KIM, "TRN-002"), opens(ROY, "TRN-002")), (json!(1), json!(2)));
    let list = outside.get(&site.world.project_path("/transmittals")).await.expect(200).json();
    let counts: Vec<&Value> = list["items"].as_array().unwrap().iter().map(|one| &one["documents"]).collect();
    assert_eq!(counts, [&json!(1), &json!(1)]);
    let _ = outside.post(&format!("{path}/acknowledge"), &json!({})).await.expect(200);
    let receipt = claims(&outside.get(&format!("{path}/receipt")).await.expect(200).text());
    let text = receipt.to_string();
    assert!(text.contains("B-202") && !text.contains("A-101"), "{text}");
    let issued = events(&site.app, &site.world, "transmittal.issued").await;
    assert!(issued.last().unwrap().to_string().contains("held_already"));
    // Recalling the second leaves what the first gave.
    let _ = site.admin.post(&format!("{path}/recall"), &json!({"reason": "wrong"})).await.expect(200);
    let _ = outside.get(&site.world.project_path(&format!("/documents/{}", one.id))).await.expect(200);
    let _ = outside.get(&site.world.project_path(&format!("/documents/{}", two.id))).await.expect(404);
}

#[tokio::test]
async fn what_is_shut_or_never_arrived_is_not_held() {
    let mut site = Site::new().await;
    let to = [address(KIM), person(&site.world, "external")];
    let one = site.one.clone();
    let first = site.draft(&[(&one, 1)], &to, false).await;
    site.issue(&first).await;
    let path = site.draft(&[(&one, 1)], &to, true).await;
    // While it can be undone nobody holds it.
    let check = site.check(&path).await;
    assert_eq!((&check["held"], &check["documents"][0]["sent_before"]), (&json!(0), &json!(2)));
    site.told().await;
    let check = site.check(&path).await;
    assert_eq!((&check["held"], &check["may_issue"]), (&json!(2), &json!(false)));
    assert_eq!(faults(&check, "obstacles"), [("skip_sent".to_owned(), "nothing_new".to_owned())]);
    assert_eq!((&check["receivers"], check["satisfied"].as_array().unwrap().len()), (&json!([]), 2));
    let _ = site.admin.post(&format!("{path}/issue"), &json!({"version": 1})).await.expect(422);
    // Without the choice both get it again, and nothing of it is new to them.
    let edit = json!({"version": 1, "skip_sent": false});
    let _ = site.admin.patch(&path, &edit).await.expect(200);
    let check = site.check(&path).await;
    assert_eq!(
        (&check["may_issue"], &check["held"], &check["gains"]["people"]),
        (&json!(true), &json!(2), &json!(0))
    );
    // What was recalled is held by nobody.
    let _ = site.admin.post(&format!("{first}/recall"), &json!({"reason": "wrong"})).await.expect(200);
    let _ = site.admin.patch(&path, &json!({"version": 2, "skip_sent": true})).await.expect(200);
    let check = site.check(&path).await;
    assert_eq!((&check["held"], check["receivers"].as_array().unwrap().len()), (&json!(0), 2));
    let again = site.admin.post(&format!("{path}/issue"), &json!({"version": 3})).await.expect(200).json();
    // Undone, nothing of it is left, and it can be issued anew.
    let _ = site.admin.post(&format!("{path}/undo"), &json!({})).await.expect(200);
    assert_eq!(again["state"], "issued");
}

#[tokio::test]
async fn the_grid_tells_what_was_sent_to_whom_a_page_at_a_time() {
    let mut site = Site::new().await;
    let (one, two) = (site.one.clone(), site.two.clone());
    let external = person(&site.world, "external");
    let first = site.draft(&[(&one, 1), (&two, 0)], &[address(KIM), external.clone()], false).await;
    site.issue(&first).await;
    site.told().await;
    let company = json!({"kind": "company", "id": site.world.companies["own"].0});
    let to = [external, address(KIM), address(ROY), company];
    let path = site.draft(&[(&one, 1), (&two, 1)], &to, false).await;
    let grid = site.admin.get(&format!("{path}/sent-before?limit=1")).await.expect(200).json();
    assert_eq!(grid["columns"].as_array().unwrap().len(), 4);
    let row = &grid["items"][0];
    assert_eq!((&row["number"], row["cells"].as_array().unwrap().len()), (&json!("A-101"), 2));
    let cell = &row["cells"][1];
    assert_eq!((&cell["column"], &cell["sent"], &cell["held"]), (&json!(1), &json!(1), &json!(1)));
    assert_eq!((&cell["revision"], &cell["transmittal"]["number"]), (&json!("P02"), &json!("TRN-001")));
    let next = grid["next"].as_str().unwrap();
    let page = site.admin.get(&format!("{path}/sent-before?limit=1&cursor={next}")).await.expect(200).json();
    let cell = &page["items"][0]["cells"][0];
    assert_eq!((&page["items"][0]["number"], &page["next"]), (&json!("B-202"), &json!(null)));
    assert_eq!((&cell["sent"], &cell["older"], &cell["revision"]), (&json!(0), &json!(1), &json!("P01")));
    let _ = site.admin.get(&format!("{path}/sent-before?limit=0")).await.expect(422);
    let _ = site.admin.get(&format!("{path}/sent-before?cursor=x")).await.expect(422);
    let mut viewer = site.world.client(&site.app, "viewer").await;
    let _ = viewer.get(&format!("{path}/sent-before")).await.expect(403);
}

#[tokio::test]
async fn the_check_takes_as_many_statements_for_many_as_for_few() {
    let mut site = Site::new().await;
    let mut counts = Vec::new();
    for many in [2, 40] {
        let to: Vec<Value> = (0..many).map(|at| address(&format!("w{at}.{many}@harbour.example"))).collect();
        let (one, two) = (site.one.clone(), site.two.clone());
        let first = site.draft(&[(&one, 1)], &to, false).await;
        site.issue(&first).await;
        site.told().await;
        let path = site.draft(&[(&one, 1), (&two, 1)], &to, true).await;
        let mut count = Vec::new();
        for (ask, body) in
            [("check", json!({})), ("preview", json!({"email": format!("w1.{many}@harbour.example")}))]
        {
            let before = site.app.db().statements();
            let _ = site.admin.post(&format!("{path}/{ask}"), &body).await.expect(200);
            count.push(site.app.db().statements() - before);
        }
        let before = site.app.db().statements();
        let _ = site.admin.get(&format!("{path}/sent-before")).await.expect(200);
        count.push(site.app.db().statements() - before);
        let before = site.app.db().statements();
        site.issue(&path).await;
        count.push(site.app.db().statements() - before);
        counts.push(count);
    }
    assert_eq!(counts[0], counts[1]);
}
