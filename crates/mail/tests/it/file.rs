//! Mails as files: private, whole, and readable for the Outbox page.

use std::os::unix::fs::PermissionsExt;

use mail_parser::MessageParser;
use wayleave_mail::{Mailer, SendError};

use crate::support::{Folder, assert_permanent, assert_temporary, mail};

#[tokio::test]
async fn a_mail_is_a_private_file_named_by_its_id() {
    let folder = Folder::new();
    let mailer = Mailer::file(&folder.path().join("a/outbox"), "docs.example.org").unwrap();
    mailer.send(&mail()).await.unwrap();
    assert_eq!(folder.names("a/outbox"), ["mai_01.eml"]);
    for (path, mode) in [("a/outbox", 0o700), ("a/outbox/mai_01.eml", 0o600)] {
        let mode_found = folder.path().join(path).metadata().unwrap().permissions().mode() & 0o777;
        assert_eq!(mode_found, mode, "{path}");
    }
    let content = std::fs::read(folder.path().join("a/outbox/mai_01.eml")).unwrap();
    let parsed = MessageParser::default().parse(&content).unwrap();
    assert_eq!(parsed.subject(), Some(mail().subject.as_str()));
    assert_eq!(parsed.message_id(), Some("mai_01@docs.example.org"));
    assert_eq!(parsed.date().unwrap().to_timestamp() * 1000, mail().date);
    assert_eq!(parsed.body_html(0).unwrap(), "<p>Grüße</p>");
}

#[tokio::test]
async fn the_text_of_a_mail_can_be_read_back() {
    let folder = Folder::new();
    let mailer = Mailer::file(folder.path(), "docs.example.org").unwrap();
    mailer.send(&mail()).await.unwrap();
    assert_eq!(mailer.read_file("mai_01").await.unwrap().trim(), mail().text.trim());
    for unknown in ["mai_02", "../mai_01", "", "mai_01.eml", "/etc/passwd"] {
        assert_eq!(mailer.read_file(unknown).await, None);
    }
}

#[tokio::test]
async fn a_mail_without_html_is_read_back_as_well() {
    let folder = Folder::new();
    let mailer = Mailer::file(folder.path(), "docs.example.org").unwrap();
    let mut plain = mail();
    plain.html = None;
    mailer.send(&plain).await.unwrap();
    assert_eq!(mailer.read_file("mai_01").await.unwrap().trim(), mail().text.trim());
}

#[tokio::test]
async fn a_mail_sent_twice_is_one_file() {
    let folder = Folder::new();
    let mailer = Mailer::file(folder.path(), "docs.example.org").unwrap();
    mailer.send(&mail()).await.unwrap();
    let mut again = mail();
    again.text = "another try".to_owned();
    mailer.send(&again).await.unwrap();
    assert_eq!(folder.names(""), ["mai_01.eml"]);
    assert_eq!(mailer.read_file("mai_01").await.unwrap().trim(), "another try");
}

#[tokio::test]
async fn an_id_that_leaves_the_folder_is_refused() {
    let folder = Folder::new();
    let mailer = Mailer::file(&folder.path().join("outbox"), "docs.example.org").unwrap();
    for id in ["../escaped", "a/b", "a.b", "", "a\0b", "ä"] {
        let mut wrong = mail();
        wrong.id = id.to_owned();
        assert_permanent(mailer.send(&wrong).await, "cannot be the id");
    }
    assert_eq!(folder.names(""), ["outbox"]);
    assert_eq!(folder.names("outbox"), Vec::<String>::new());
}

#[tokio::test]
async fn a_folder_that_vanished_is_a_temporary_failure() {
    let folder = Folder::new();
    let mailer = Mailer::file(&folder.path().join("outbox"), "docs.example.org").unwrap();
    std::fs::remove_dir(folder.path().join("outbox")).unwrap();
    assert_temporary(mailer.send(&mail()).await, "could not be written");
}

#[test]
fn a_folder_that_cannot_be_used_is_said_at_once() {
    let folder = Folder::new();
    let file = folder.path().join("file");
    std::fs::write(&file, "").unwrap();
    let refusal = Mailer::file(&file.join("outbox"), "docs.example.org").unwrap_err();
    assert!(refusal.to_string().contains("cannot be used"), "{refusal}");
    for domain in ["", "a b", "example.org>", "a\r\nb", ".org"] {
        assert!(Mailer::file(folder.path(), domain).is_err(), "{domain:?} was taken for a domain");
    }
}

#[tokio::test]
async fn memory_keeps_what_was_sent_and_refuses_when_told() {
    let mailer = Mailer::memory();
    let refusal = SendError::Temporary { reason: "the line is busy".to_owned() };
    mailer.refuse_next(refusal.clone());
    assert_eq!(mailer.clone().send(&mail()).await, Err(refusal));
    assert_eq!(mailer.sent(), []);
    mailer.clone().send(&mail()).await.unwrap();
    assert_eq!(mailer.sent(), [mail()]);
    assert_eq!(mailer.read_file("mai_01").await, Some(mail().text));
    assert_eq!(mailer.read_file("mai_02").await, None);
}
