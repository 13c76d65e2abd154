//! The links that go out with a transmittal: what their holders find, and what ends them.

use serde_json::{Value, json};
use wayleave_db::sql;
use wayleave_testkit::{Arranged, Client, NewDocument, TestApp, World};

use super::{address, draft, person};
use crate::register::events;

const MINUTE: i64 = 60_000;
pub const ADDRESSES: [&str; 2] = ["k.ode@harbour.example", "p.roy@harbour.example"];

/// Two documents that went to two addresses, and to somebody with an account.
pub struct Sent {
    pub app: TestApp,
    pub world: World,
    pub admin: Client,
    pub documents: [Arranged; 2],
    pub path: String,
}

impl Sent {
    pub async fn new(purpose: &str) -> Self {
        let app = TestApp::new().await;
        let world = app.world().await;
        let one = world.document(&app, &NewDocument::default()).await;
        let two = NewDocument { number: "B-202", status: "approved", ..NewDocument::default() };
        let two = world.document(&app, &two).await;
        let mut admin = world.client(&app, "project_admin").await;
        let mut to: Vec<Value> = ADDRESSES.iter().map(|email| address(email)).collect();
        to.push(person(&world, "external"));
        let mut body = draft(&[&one, &two], &to);
        body["purpose"] = json!(purpose);
        body["remarks"] = json!("Please look at the stairs first.");
        let made = admin.post(&world.project_path("/transmittals"), &body).await.expect(201).json();
        let path = world.project_path(&format!("/transmittals/{}", made["id"].as_str().unwrap()));
        let _ = admin.post(&format!("{path}/issue"), &json!({"version": 1})).await.expect(200);
        Self { app, world, admin, documents: [one, two], path }
    }

    /// Ten minutes pass and the mails leave.
    pub async fn told(&self) {
        self.app.clock().advance(10 * MINUTE);
        self.app.run_jobs().await;
    }

    /// The link in the newest mail to an address.
    pub fn link(&self, email: &str) -> String {
        let mails = self.app.mails();
        let mail = mails.iter().rev().find(|mail| mail.to.email == email).expect("a mail to this address");
        let words = mail.text.split_whitespace();
        let link = words.rev().find_map(|word| word.strip_prefix("http://localhost:8080/g/"));
        format!("/g/{}", link.expect("a link in the mail"))
    }

    pub async fn shares(&mut self) -> Vec<Value> {
        let list = self.admin.get(&self.world.project_path("/guest-shares")).await.expect(200).json();
        list["items"].as_array().unwrap().clone()
    }
}

/// Opens a link and returns where the list of what was sent is.
pub async fn open(guest: &mut Client, link: &str) -> String {
    guest.form(link, &[]).await.expect(303).header("location").unwrap().to_owned()
}

#[tokio::test]
async fn each_address_gets_a_link_of_its_own_to_all_that_was_sent_and_to_nothing_else() {
    let mut sent = Sent::new("for_review").await;
    sent.app.run_jobs().await;
    assert!(sent.app.mails().is_empty(), "nobody is told while it can be undone");
    sent.told().await;
    let links = ADDRESSES.map(|email| sent.link(email));
    assert_ne!(links[0], links[1]);
    let mail = sent.app.mails().into_iter().find(|mail| mail.to.email == ADDRESSES[0]).unwrap();
    for part in
        ["TRN-001", "Ground floor, second issue", "Please look at the stairs", "and acknowledge receipt"]
    {
        assert!(mail.text.contains(part) && mail.html.as_ref().unwrap().contains(part), "{}", mail.text);
    }
    let mut guest = sent.app.anonymous();
    let gate = guest.get(&links[0]).await.expect(200).text();
    assert!(gate.contains("shared documents with you") && !gate.contains("TRN-001"), "{gate}");
    let place = open(&mut guest, &links[0]).await;
    let list = guest.get(&place).await.expect(200).text();
    for part in ["TRN-001", "For Review", "A-101", "B-202", "look at the stairs", "project admin of"] {
        assert!(list.contains(part), "{part} in {list}");
    }
    assert!(!list.contains("<script") && !list.contains(ADDRESSES[1]), "{list}");
    let page = guest.get(&format!("{place}/d/2")).await.expect(200).text();
    assert!(page.contains("B-202") && page.contains(&format!("{place}/d/2/pages/1")), "{page}");
    let image = guest.get(&format!("{place}/d/2/pages/1?width=320")).await.expect(200);
    assert_eq!(image.header("content-type"), Some("image/png"));
    for at in [1, 2, 1] {
        let _ = guest.get(&format!("{place}/d/{at}/file")).await.expect(200);
    }
    for nothing in ["/d/0", "/d/3", "/d/x", "/d/3/file", "/file", "/pages/1"] {
        let _ = guest.get(&format!("{place}{nothing}")).await.expect(404);
    }
    // A document that was not sent is out of reach, whatever its project.
    let other = NewDocument { number: "C-303", ..NewDocument::default() };
    let _ = sent.world.document(&sent.app, &other).await;
    assert!(!guest.get(&place).await.expect(200).text().contains("C-303"));
    let shares = sent.shares().await;
    assert_eq!(shares.len(), 2);
    assert!(shares.iter().all(|share| share["transmittal"]["number"] == "TRN-001"));
    let opened: Vec<&Value> = shares.iter().filter(|share| share["opens"] == 1).collect();
    assert_eq!((opened.len(), &opened[0]["recipient_email"]), (1, &json!(ADDRESSES[0])));
    assert_eq!(events(&sent.app, &sent.world, "guest_share.accessed").await.len(), 1);
    let downloads = events(&sent.app, &sent.world, "guest_share.downloaded").await;
    assert_eq!(downloads.len(), 2, "each file once");
    // The ledger of external access lists each link with what it went out with, on every document.
    for document in &sent.documents {
        let ask = format!("/access?kind=guest_share&document={}", document.id);
        let ways = sent.admin.get(&sent.world.project_path(&ask)).await.expect(200).json();
        assert_eq!(ways["items"].as_array().unwrap().len(), 2, "{ways}");
        let ask = format!("/guest-shares?document={}", document.id);
        let list = sent.admin.get(&sent.world.project_path(&ask)).await.expect(200).json();
        assert_eq!(list["items"].as_array().unwrap().len(), 2);
    }
}

/// Every address in a mail, in text and in mark-up.
fn addresses(text: &str) -> Vec<String> {
    text.split(|letter: char| letter.is_whitespace() || "\"<>()".contains(letter))
        .filter_map(|word| word.strip_prefix("http://localhost:8080"))
        .map(|path| if path.is_empty() { "/".to_owned() } else { path.replace("&amp;", "&") })
        .collect()
}

#[tokio::test]
async fn a_scanner_that_follows_every_link_in_every_mail_twice_changes_nothing() {
    let sent = Sent::new("for_review").await;
    sent.told().await;
    let mails = sent.app.mails();
    assert_eq!(mails.len(), 3);
    let state = sent.app.state().await;
    let mut scanner = sent.app.anonymous();
    let mut followed = 0;
    for mail in &mails {
        let stop = mail.headers.iter().map(|(_, value)| value.as_str());
        let texts = [mail.text.as_str(), mail.html.as_deref().unwrap_or_default()].into_iter().chain(stop);
        for link in texts.flat_map(addresses) {
            for _ in 0..2 {
                let _ = scanner.get(&link).await;
                let _ = scanner.head(&link).await;
                followed += 1;
            }
        }
    }
    assert!(followed >= 15, "{followed} links");
    assert!(scanner.cookies().is_empty());
    assert_eq!(sent.app.state().await, state);
    // The link still opens to whom it was sent.
    let mut guest = sent.app.anonymous();
    let place = open(&mut guest, &sent.link(ADDRESSES[0])).await;
    let _ = guest.get(&place).await.expect(200);
}

#[tokio::test]
async fn undoing_ends_the_links_before_they_are_sent() {
    let mut sent = Sent::new("for_review").await;
    // Somebody takes a link by hand while it can be undone.
    let shares = sent.shares().await;
    let renew = format!("/guest-shares/{}/regenerate", shares[0]["id"].as_str().unwrap());
    let made = sent.admin.post(&sent.world.project_path(&renew), &json!({})).await.expect(200).json();
    let link = made["link"].as_str().unwrap().strip_prefix("http://localhost:8080").unwrap().to_owned();
    let mut guest = sent.app.anonymous();
    let place = open(&mut guest, &link).await;
    let undo = format!("{}/undo", sent.path);
    let _ = sent.admin.post(&undo, &json!({})).await.expect(200);
    let _ = guest.get(&link).await.expect(404);
    let _ = guest.get(&place).await.expect(404);
    sent.told().await;
    assert!(sent.app.mails().is_empty());
    assert!(sent.shares().await.iter().all(|share| share["state"] == "revoked"));
    // Issued again, everybody gets a new link.
    let draft = sent.admin.get(&sent.path).await.expect(200).json();
    let again = json!({"version": draft["version"]});
    let _ = sent.admin.post(&format!("{}/issue", sent.path), &again).await.expect(200);
    sent.told().await;
    let _ = open(&mut guest, &sent.link(ADDRESSES[0])).await;
    assert_eq!(sent.shares().await.iter().filter(|share| share["state"] == "active").count(), 2);
}

#[tokio::test]
async fn a_purpose_that_demands_it_asks_for_a_code_from_the_mail() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let mut admin = world.client(&app, "org_admin").await;
    let purpose = json!({"name": "For Tender", "acknowledgement": "required", "mail_code": true});
    let purpose = admin.post(&world.path("/transmittal-purposes"), &purpose).await.expect(201).json();
    let document = world.document(&app, &NewDocument::default()).await;
    let mut body = draft(&[&document], &[address(ADDRESSES[0])]);
    body["purpose"] = purpose["id"].clone();
    let made = admin.post(&world.project_path("/transmittals"), &body).await.expect(201).json();
    let path = world.project_path(&format!("/transmittals/{}", made["id"].as_str().unwrap()));
    let _ = admin.post(&format!("{path}/issue"), &json!({"version": 1})).await.expect(200);
    let mut sent = Sent { app, world, admin, documents: [document.clone(), document], path };
    sent.told().await;
    let link = sent.link(ADDRESSES[0]);
    let mut guest = sent.app.anonymous();
    let _ = guest.form(&link, &[]).await.expect(422);
    let email = ("email", ADDRESSES[0]);
    let _ = guest.form(&format!("{link}/code"), &[email]).await.expect(200);
    sent.app.run_jobs().await;
    let text = sent.app.mails().last().unwrap().text.clone();
    let code = text.split(|letter: char| !letter.is_ascii_digit()).find(|word| word.len() == 6).unwrap();
    let place = guest.form(&link, &[email, ("code", code)]).await.expect(303);
    let list = guest.get(place.header("location").unwrap()).await.expect(200).text();
    assert!(list.contains(&format!("You opened this as {}.", ADDRESSES[0])), "{list}");
    // A guest share of it asks no less.
    let shares = sent.world.project_path("/guest-shares");
    let id = sent.path.rsplit('/').next().unwrap();
    let body = json!({"transmittal_id": id, "label": "Bidder 3", "expires_on": "2027-01-10"});
    let reply = sent.admin.post(&shares, &body).await.expect(422).json();
    assert_eq!(reply["errors"][0]["field"], "mail_code", "{reply}");
}

#[tokio::test]
async fn what_is_taken_back_is_gone_from_the_list_and_what_is_superseded_says_so() {
    let mut sent = Sent::new("for_review").await;
    sent.told().await;
    let mut guest = sent.app.anonymous();
    let place = open(&mut guest, &sent.link(ADDRESSES[1])).await;
    let at = |document: &Arranged| sent.world.project_path(&format!("/documents/{}", document.id));
    let mut tx = sent.app.db().begin_in(sent.world.organisation).await.unwrap();
    let withdraw = wayleave_db::sql("update document set status = 'withdrawn' where id = $1");
    tx.execute(withdraw.bind(sent.documents[0].document)).await.unwrap();
    tx.commit().await.unwrap();
    let two = at(&sent.documents[1]);
    let newer = NewDocument { number: "B-203", ..NewDocument::default() };
    let newer = sent.world.document(&sent.app, &newer).await;
    let by = json!({"by_document_id": newer.id, "version": 1});
    let _ = sent.admin.post(&format!("{two}/supersede"), &by).await.expect(200);
    let list = guest.get(&place).await.expect(200).text();
    assert!(
        list.contains("No longer available") && list.contains("Superseded by a newer revision"),
        "{list}"
    );
    let _ = guest.get(&format!("{place}/d/1")).await.expect(410);
    let _ = guest.get(&format!("{place}/d/1/file")).await.expect(410);
    let _ = guest.get(&format!("{place}/d/2")).await.expect(200);
    // Whoever may not download loses the file with the next request.
    let share = sent.shares().await.into_iter().find(|share| share["opens"] == 1).unwrap();
    let share = sent.world.project_path(&format!("/guest-shares/{}", share["id"].as_str().unwrap()));
    let _ = sent.admin.patch(&share, &json!({"allow_download": false})).await.expect(200);
    let _ = guest.get(&format!("{place}/d/2/file")).await.expect(403);
    let _ = sent.admin.post(&format!("{share}/revoke"), &json!({})).await.expect(200);
    let _ = guest.get(&place).await.expect(404);
    // The other address keeps its own.
    let mut other = sent.app.anonymous();
    let _ = open(&mut other, &sent.link(ADDRESSES[0])).await;
}

#[tokio::test]
async fn all_files_come_in_one_archive_and_each_is_a_download_of_its_own() {
    let mut sent = Sent::new("for_review").await;
    sent.told().await;
    let mut guest = sent.app.anonymous();
    let place = open(&mut guest, &sent.link(ADDRESSES[0])).await;
    let list = guest.get(&place).await.expect(200).text();
    assert!(
        list.contains(&format!("href=\"{place}/files\"")) && list.contains("Download all (2 files, "),
        "{list}"
    );
    // Nothing is taken along by whoever only asks what it would be.
    let asked = guest.head(&format!("{place}/files")).await.expect(200);
    assert_eq!(asked.header("content-type"), Some("application/zip"));
    assert_eq!(events(&sent.app, &sent.world, "guest_share.downloaded").await.len(), 0);
    let all = guest.get(&format!("{place}/files")).await.expect(200);
    assert!(all.header("content-disposition").unwrap().contains("TRN-001.zip"));
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(all.body.to_vec())).unwrap();
    for at in 0..archive.len() {
        let mut bytes = Vec::new();
        std::io::copy(&mut archive.by_index(at).unwrap(), &mut bytes).unwrap();
        let alone = guest.get(&format!("{place}/d/{}/file", at + 1)).await.expect(200);
        assert_eq!(bytes, alone.body.to_vec());
    }
    assert_eq!(archive.len(), 2);
    assert_eq!(events(&sent.app, &sent.world, "guest_share.downloaded").await.len(), 2);
    // Nobody else's browser gets it, and what may not be downloaded does not come along.
    let _ = sent.app.anonymous().get(&format!("{place}/files")).await.expect(404);
    let share = sent.shares().await.into_iter().find(|share| share["opens"] == 1).unwrap();
    let share = sent.world.project_path(&format!("/guest-shares/{}", share["id"].as_str().unwrap()));
    let _ = sent.admin.patch(&share, &json!({"allow_download": false})).await.expect(200);
    assert!(!guest.get(&place).await.expect(200).text().contains("Download all"));
    let _ = guest.get(&format!("{place}/files")).await.expect(404);
    sent.app.run_jobs().await;
}

#[tokio::test]
async fn files_that_are_fetched_in_parts_two_at_a_time_are_one_download_each() {
    let mut sent = Sent::new("for_review").await;
    sent.told().await;
    let mut guest = sent.app.anonymous();
    let place = open(&mut guest, &sent.link(ADDRESSES[0])).await;
    let parts = async |guest: &Client| {
        for range in ["bytes=0-9", "bytes=10-19", "bytes=20-"] {
            let mut guest = guest.clone().with_header("range", range);
            for at in [1, 2] {
                let _ = guest.get(&format!("{place}/d/{at}/file")).await.expect(206);
            }
        }
    };
    parts(&guest).await;
    assert_eq!(events(&sent.app, &sent.world, "guest_share.downloaded").await.len(), 2);
    let share = sent.shares().await.into_iter().find(|share| share["opens"] == 1).unwrap();
    assert_eq!(share["downloads"], 2);
    // As long as the session lasts, an hour later it is another download.
    for _ in 0..3 {
        sent.app.clock().advance(25 * MINUTE);
        let _ = guest.get(&place).await.expect(200);
    }
    parts(&guest).await;
    assert_eq!(events(&sent.app, &sent.world, "guest_share.downloaded").await.len(), 4);
}

#[tokio::test]
async fn pages_bear_the_address_that_the_link_was_made_for() {
    let mut sent = Sent::new("for_review").await;
    sent.told().await;
    let mut images = Vec::new();
    for email in ADDRESSES {
        let mut guest = sent.app.anonymous();
        let place = open(&mut guest, &sent.link(email)).await;
        images.push(guest.get(&format!("{place}/d/1/pages/1?width=960")).await.expect(200).body);
    }
    assert_ne!(images[0], images[1]);
    // A link of the same address bears the same: it is the address that stands there, not the link.
    let shares = sent.shares().await;
    let share = shares.iter().find(|share| share["recipient_email"] == ADDRESSES[0]).unwrap();
    let change = sql("update guest_share set recipient_email = $2 where public_id = $1");
    let change = change.bind(share["id"].as_str().unwrap()).bind(ADDRESSES[1]);
    let mut tx = sent.app.db().begin_in(sent.world.organisation).await.unwrap();
    tx.execute(change).await.unwrap();
    tx.commit().await.unwrap();
    let mut guest = sent.app.anonymous();
    let place = open(&mut guest, &sent.link(ADDRESSES[0])).await;
    let image = guest.get(&format!("{place}/d/1/pages/1?width=960")).await.expect(200).body;
    assert_eq!(image, images[1]);
}
