//! What is not ticked for somebody does not go to them, and they hear nothing of it.

use serde_json::{Value, json};
use wayleave_testkit::Client;

use super::acknowledge::claims;
use super::links::open;
use super::skips::{KIM, ROY, Site, receiver};
use super::{address, draft, faults, person};
use crate::register::events;
use crate::workflows::words_of;

/// Somebody to whom these documents do not go.
fn without(mut to: Value, documents: &[&str]) -> Value {
    to["without"] = json!(documents);
    to
}

async fn refused(client: &mut Client, path: &str, version: i64) -> Vec<(String, String)> {
    let check = client.post(&format!("{path}/check"), &json!({})).await.expect(200).json();
    assert_eq!(check["may_issue"], false);
    let reply = client.post(&format!("{path}/issue"), &json!({"version": version})).await.expect(422).json();
    let told = faults(&check, "obstacles");
    assert_eq!(faults(&reply, "errors"), told);
    told
}

fn told(refused: &[(&str, &str)]) -> Vec<(String, String)> {
    refused.iter().map(|(field, code)| ((*field).to_owned(), (*code).to_owned())).collect()
}

#[tokio::test]
async fn what_is_not_ticked_is_kept_with_the_draft() {
    let mut site = Site::new().await;
    let (one, two) = (site.one.id.clone(), site.two.id.clone());
    let (a, b) = (site.one.clone(), site.two.clone());
    let path = site.draft(&[(&a, 1), (&b, 1)], &[without(address(KIM), &[&one]), address(ROY)], false).await;
    let view = site.admin.get(&path).await.expect(200).json();
    assert_eq!(
        (&view["recipients"][0]["without"], &view["recipients"][1]["without"]),
        (&json!([one]), &json!([]))
    );
    // What is unknown or named twice is refused at its place, and nothing of the edit is kept.
    let secret = "doc_00000000000000000000000000";
    let to = [without(address(KIM), &[&one, &one]), without(address(ROY), &[&two, secret])];
    let reply = site.admin.patch(&path, &json!({"version": 1, "recipients": to})).await.expect(422).json();
    let wrong = [("recipients[0].without[1]", "repeated"), ("recipients[1].without[1]", "unknown")];
    assert_eq!(faults(&reply, "errors"), told(&wrong));
    let mut body = draft(&[&a], &[without(address(KIM), &[&two])]);
    let reply = site.admin.post(&site.world.project_path("/transmittals"), &body).await.expect(422).json();
    assert_eq!(faults(&reply, "errors"), told(&[("recipients[0].without[0]", "unknown")]));
    body["recipients"][0]["without"] = json!(one);
    let _ = site.admin.post(&site.world.project_path("/transmittals"), &body).await.expect(422);
    // Another subject leaves it alone; what is taken out of the draft is forgotten.
    let view = site.admin.patch(&path, &json!({"version": 1, "subject": "Stairs"})).await.expect(200).json();
    assert_eq!(view["recipients"][0]["without"], json!([one]));
    let edit = json!({"version": 2, "documents": [{"document_id": two}]});
    let view = site.admin.patch(&path, &edit).await.expect(200).json();
    assert_eq!(view["recipients"][0]["without"], json!([]));
    // A list is of whom, not of what.
    let list = json!({"name": "Structure", "entries": [without(address(KIM), &[&one])]});
    let _ = site.admin.post(&site.world.project_path("/distribution-lists"), &list).await.expect(422);
    let changed = events(&site.app, &site.world, "transmittal.changed").await;
    assert!(changed[0].to_string().contains(&one));
}

#[tokio::test]
async fn everybody_gets_something_and_everything_goes_to_somebody() {
    let mut site = Site::new().await;
    let (one, two) = (site.one.id.clone(), site.two.id.clone());
    let (a, b) = (site.one.clone(), site.two.clone());
    let to = [without(address(KIM), &[&one, &two]), address(ROY)];
    let path = site.draft(&[(&a, 1), (&b, 1)], &to, false).await;
    let check = site.check(&path).await;
    assert_eq!(receiver(&check, "email", &json!(KIM))["unticked"], 2);
    let detail = check["obstacles"][0]["detail"].as_str().unwrap();
    assert!(detail.contains(KIM), "{detail}");
    let found = refused(&mut site.admin, &path, 1).await;
    assert_eq!(found, told(&[("recipients[0].without", "required")]));
    let to = [without(address(KIM), &[&two]), without(address(ROY), &[&two])];
    let _ = site.admin.patch(&path, &json!({"version": 1, "recipients": to})).await.expect(200);
    let found = refused(&mut site.admin, &path, 2).await;
    assert_eq!(found, told(&[("documents[1]", "for_nobody")]));
    assert!(events(&site.app, &site.world, "transmittal.issued").await.is_empty());
}

#[tokio::test]
async fn each_gets_what_is_ticked_for_them_and_hears_nothing_of_the_rest() {
    let mut site = Site::new().await;
    let (one, two) = (site.one.id.clone(), site.two.id.clone());
    let external = person(&site.world, "external");
    let to = [without(address(KIM), &[&one]), without(external, &[&one]), address(ROY)];
    let (a, b) = (site.one.clone(), site.two.clone());
    let path = site.draft(&[(&a, 1), (&b, 1)], &to, false).await;
    let check = site.check(&path).await;
    for (who, unticked, newly) in [(KIM, 1, 1), (ROY, 0, 2)] {
        let found = receiver(&check, "email", &json!(who));
        assert_eq!(
            (&found["unticked"], &found["newly_seen"], &found["skipped"]),
            (&json!(unticked), &json!(newly), &json!(0))
        );
    }
    assert_eq!((&check["gains"]["people"], &check["gains"]["documents"]), (&json!(3), &json!(2)));
    // The preview shows each their own.
    let preview =
        site.admin.post(&format!("{path}/preview"), &json!({"email": KIM})).await.expect(200).json();
    let inside = preview["pages"]["inside"].as_str().unwrap();
    assert!(inside.contains("B-202") && !inside.contains("A-101"), "{inside}");
    assert!(preview["mail"]["text"].as_str().unwrap().contains("Documents:      1\n"), "{preview}");
    let id = site.world.people["external"].id.clone();
    let preview =
        site.admin.post(&format!("{path}/preview"), &json!({"person": id})).await.expect(200).json();
    assert_eq!(preview["transmittal"]["documents"].as_array().unwrap().len(), 1);
    let grid = site.admin.get(&format!("{path}/sent-before")).await.expect(200).json();
    assert_eq!(grid["columns"][0]["entry"]["without"], json!([one]));
    let view = site.issue(&path).await;
    let unticked: i64 =
        view["received"].as_array().unwrap().iter().map(|one| one["unticked"].as_i64().unwrap()).sum();
    assert_eq!((unticked, view["documents"].as_array().unwrap().len()), (2, 2));
    let issued = events(&site.app, &site.world, "transmittal.issued").await;
    let with = issued[0].to_string();
    assert!(with.contains("\"not_ticked\":[\"A-101\"]") || with.contains("not_ticked"), "{with}");
    site.told().await;
    // Mails and cover sheets count and list what goes to their readers.
    let mails = site.app.mails();
    let mail = |email: &str| mails.iter().rev().find(|mail| mail.to.email == email).unwrap();
    assert!(mail(KIM).text.contains("Documents:      1\n") && mail(ROY).text.contains("Documents:      2\n"));
    let (kims, roys) = (words_of(&mail(KIM).enclosures[0].bytes), words_of(&mail(ROY).enclosures[0].bytes));
    assert!(kims.contains("1 document") && kims.contains("B-202"), "{kims}");
    assert!(!kims.contains("A-101") && !kims.contains("Held already"), "{kims}");
    assert!(roys.contains("2 documents"), "{roys}");
    // So does the page of a link: no gap in its places tells that others got more.
    let mut kim = site.app.anonymous();
    let place = open(&mut kim, &site.link(KIM)).await;
    let page = kim.get(&place).await.expect(200).text();
    assert!(page.contains("B-202") && !page.contains("A-101") && !page.contains("Download all"), "{page}");
    let first = kim.get(&format!("{place}/d/1")).await.expect(200).text();
    assert!(first.contains("B-202"), "{first}");
    let _ = kim.get(&format!("{place}/d/1/file")).await.expect(200);
    let all = kim.get(&format!("{place}/files")).await.expect(200);
    assert_eq!(zip::ZipArchive::new(std::io::Cursor::new(all.body.to_vec())).unwrap().len(), 1);
    for absent in ["d/2", "d/2/file", "d/9/file"] {
        let _ = kim.get(&format!("{place}/{absent}")).await.expect(404);
    }
    // And whoever has an account: the document is absent to them.
    let mut outside = site.world.client(&site.app, "external").await;
    let theirs = outside.get(&path).await.expect(200).json();
    assert_eq!((theirs["documents"].as_array().unwrap().len(), &theirs["withheld"]), (1, &json!(0)));
    assert_eq!(
        (&theirs["received"][0]["unticked"], &theirs["received"][0]["skipped"]),
        (&json!(0), &json!(0))
    );
    assert!(!theirs.to_string().contains(&one) && !theirs.to_string().contains("A-101"), "{theirs}");
    let document = |id: &str| site.world.project_path(&format!("/documents/{id}"));
    let _ = outside.get(&document(&two)).await.expect(200);
    let hidden = outside.get(&document(&one)).await.expect(404).json();
    let absent = outside.get(&document("doc_00000000000000000000000000")).await.expect(404).json();
    assert_eq!((&hidden["code"], &hidden["detail"]), (&absent["code"], &absent["detail"]));
    let file = |id: &str, revision: &str| document(&format!("{id}/revisions/{revision}/content"));
    let _ = outside.get(&file(&one, &site.one.revisions[1])).await.expect(404);
    let _ = outside.get(&file(&two, &site.two.revisions[1])).await.expect(200);
    let list = outside.get(&site.world.project_path("/transmittals")).await.expect(200).json();
    assert_eq!(list["items"][0]["documents"], 1);
    let sheet = words_of(&outside.get(&format!("{path}/cover-sheet")).await.expect(200).body);
    assert!(sheet.contains("1 document") && !sheet.contains("A-101"), "{sheet}");
    let _ = outside.post(&format!("{path}/acknowledge"), &json!({})).await.expect(200);
    let receipt = claims(&outside.get(&format!("{path}/receipt")).await.expect(200).text()).to_string();
    assert!(receipt.contains("B-202") && !receipt.contains("A-101"), "{receipt}");
    // The project's people see who got how much.
    let sheet = words_of(&site.admin.get(&format!("{path}/cover-sheet")).await.expect(200).body);
    assert!(sheet.contains("1 of 2") && sheet.contains("2 documents"), "{sheet}");
    let ways = site.admin.get(&site.world.project_path("/access?q=trn-001")).await.expect(200).json();
    let mut labels: Vec<&str> =
        ways["items"].as_array().unwrap().iter().map(|way| way["what"]["label"].as_str().unwrap()).collect();
    labels.sort_unstable();
    assert_eq!(labels, ["TRN-001, 1 document", "TRN-001, 1 document", "TRN-001, 2 documents"]);
    // Nobody was sent it who was not, so it is neither held nor owed.
    let (first, last) = (site.one.clone(), site.two.clone());
    let next =
        site.draft(&[(&first, 1), (&last, 1)], &[address(KIM), person(&site.world, "external")], true).await;
    let check = site.check(&next).await;
    assert_eq!(
        (&check["held"], receiver(&check, "email", &json!(KIM))["skipped"].as_i64()),
        (&json!(2), Some(1))
    );
    let grid = site.admin.get(&format!("{next}/sent-before")).await.expect(200).json();
    assert_eq!(
        (&grid["items"][0]["cells"], grid["items"][1]["cells"].as_array().unwrap().len()),
        (&json!([]), 2)
    );
}

#[tokio::test]
async fn who_is_reached_twice_gets_what_either_way_brings() {
    let mut site = Site::new().await;
    let (one, two) = (site.one.id.clone(), site.two.id.clone());
    let company = json!({"kind": "company", "id": site.world.companies["borealis"].0});
    let to = [without(person(&site.world, "external"), &[&one]), without(company, &[&two])];
    let (a, b) = (site.one.clone(), site.two.clone());
    let path = site.draft(&[(&a, 1), (&b, 1)], &to, false).await;
    let check = site.check(&path).await;
    let external = json!(site.world.people["external"].id);
    assert_eq!(receiver(&check, "id", &external)["unticked"], 0, "{check}");
    site.issue(&path).await;
    site.told().await;
    let mut outside = site.world.client(&site.app, "external").await;
    for id in [&one, &two] {
        let _ = outside.get(&site.world.project_path(&format!("/documents/{id}"))).await.expect(200);
    }
}

#[tokio::test]
async fn undone_reissued_and_owed_it_is_as_it_was_ticked() {
    let mut site = Site::new().await;
    let (a, b) = (site.one.clone(), site.two.clone());
    let external = without(person(&site.world, "external"), &[&a.id]);
    let path = site.draft(&[(&a, 0), (&b, 0)], &[external, address(ROY)], false).await;
    site.issue(&path).await;
    let view = site.admin.post(&format!("{path}/undo"), &json!({})).await.expect(200).json();
    assert_eq!(view["recipients"][0]["without"], json!([a.id]));
    let _ = site.admin.post(&format!("{path}/issue"), &json!({"version": view["version"]})).await.expect(200);
    site.told().await;
    let owed = site.admin.get(&site.world.project_path("/transmittals/owed")).await.expect(200).json();
    let told: Vec<(&str, bool)> = owed["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| (one["number"].as_str().unwrap(), one["email"] == ROY))
        .collect();
    assert_eq!(told, [("A-101", true), ("B-202", true), ("B-202", false)].map(|one| one), "{owed}");
    let again = site.admin.post(&format!("{path}/reissue"), &json!({})).await.expect(201).json();
    assert_eq!(again["recipients"][0]["without"], json!([a.id]));
    let holders = format!("/documents/{}/revisions/{}/holders", a.id, a.revisions[0]);
    let list = site.admin.get(&site.world.project_path(&holders)).await.expect(200).json();
    assert_eq!(list["items"].as_array().unwrap().len(), 1, "{list}");
}

#[tokio::test]
async fn what_is_held_and_what_is_not_ticked_add_up() {
    let mut site = Site::new().await;
    let (a, b) = (site.one.clone(), site.two.clone());
    let first = site.draft(&[(&a, 1)], &[address(KIM)], false).await;
    site.issue(&first).await;
    site.told().await;
    // Kim holds the one and is not to get the other, so nothing is left; what is held and not ticked is not ticked.
    let to = [without(address(KIM), &[&b.id]), without(address(ROY), &[&a.id])];
    let path = site.draft(&[(&a, 1), (&b, 1)], &to, true).await;
    let check = site.check(&path).await;
    assert_eq!(check["satisfied"][0]["email"], KIM, "{check}");
    assert_eq!(receiver(&check, "email", &json!(ROY))["unticked"], 1);
    let to = [without(address(KIM), &[&a.id]), address(ROY)];
    let _ = site.admin.patch(&path, &json!({"version": 1, "recipients": to})).await.expect(200);
    let check = site.check(&path).await;
    let kim = receiver(&check, "email", &json!(KIM));
    assert_eq!((&kim["unticked"], &kim["skipped"], &check["held"]), (&json!(1), &json!(0), &json!(0)));
    let _ = site.admin.post(&format!("{path}/issue"), &json!({"version": 2})).await.expect(200);
    site.told().await;
    let mails = site.app.mails();
    let mail = mails.iter().rev().find(|mail| mail.to.email == KIM).unwrap();
    let sheet = words_of(&mail.enclosures[0].bytes);
    assert!(sheet.contains("B-202") && !sheet.contains("A-101"), "{sheet}");
}
