//! Notices: the bell, choices, digests, the links that stop mails, and that nobody is told of what they cannot open.

mod choices;
mod digests;
mod links;
mod many;
mod told;

use serde_json::{Value, json};
use wayleave_mail::Mail;
use wayleave_testkit::{Arranged, Client, NewDocument, TestApp, World};

const HOUR: i64 = 3600 * 1000;

async fn bell(client: &mut Client, world: &World, query: &str) -> Value {
    client.get(&world.path(&format!("/notifications{query}"))).await.expect(200).json()
}

fn kinds(bell: &Value) -> Vec<&str> {
    bell["items"].as_array().unwrap().iter().map(|notice| notice["kind"].as_str().unwrap()).collect()
}

async fn choose(client: &mut Client, world: &World, change: Value) -> Value {
    client.patch(&world.path("/notification-choices"), &change).await.expect(200).json()
}

/// Shares a document with a person by name.
async fn share(app: &TestApp, world: &World, document: &Arranged, kind: &str) -> String {
    let mut initiator = world.client(app, "initiator").await;
    let body = json!({"subjects": [{"kind": "person", "id": world.people[kind].id}],
        "revision_id": document.revisions[0], "ends_on": "2026-12-31", "reason": "coordination"});
    let path = world.project_path(&format!("/documents/{}/shares", document.id));
    let made = initiator.post(&path, &body).await.expect(201).json();
    made["items"][0]["id"].as_str().unwrap().to_owned()
}

async fn documents<const N: usize>(app: &TestApp, world: &World, numbers: [&str; N]) -> [Arranged; N] {
    let mut made = Vec::new();
    for number in numbers {
        made.push(world.document(app, &NewDocument { number, ..NewDocument::default() }).await);
    }
    made.try_into().ok().unwrap()
}

/// The mails to a kind of person since `from`.
fn mails_to(app: &TestApp, kind: &str, from: usize) -> Vec<Mail> {
    let to = format!("{kind}@");
    app.mails()[from..].iter().filter(|mail| mail.to.email.starts_with(&to)).cloned().collect()
}

fn header<'m>(mail: &'m Mail, name: &str) -> Option<&'m str> {
    mail.headers.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
}

/// The address behind a mail's link to stop such mails, without the server.
fn stop_link(mail: &Mail) -> String {
    let link = header(mail, "List-Unsubscribe").unwrap();
    let link = link.trim_start_matches('<').trim_end_matches('>');
    assert!(mail.text.contains(link) && mail.html.as_ref().unwrap().contains(link), "{}", mail.text);
    assert_eq!(header(mail, "List-Unsubscribe-Post"), Some("List-Unsubscribe=One-Click"));
    link.split_once("/n/stop/").map(|(_, token)| format!("/n/stop/{token}")).unwrap()
}
