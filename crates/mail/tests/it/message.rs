//! The form of a mail on the wire: nothing in its values can add a header or a recipient.

use mail_parser::{MessageParser, MimeHeaders as _};
use wayleave_mail::{Mail, Mailer};

use crate::support::{Folder, address, assert_permanent, mail};

const BREAKS: [&str; 6] =
    ["a\r\nBcc: victim@example.com", "a\nBcc: victim@example.com", "a\rb", "a\0b", "a\u{85}b", "\n"];

/// The mail as a file holds it.
async fn wire(mail: &Mail) -> String {
    let folder = Folder::new();
    let mailer = Mailer::file(folder.path(), "docs.example.org").unwrap();
    mailer.send(mail).await.unwrap();
    std::fs::read_to_string(folder.path().join(format!("{}.eml", mail.id))).unwrap()
}

#[tokio::test]
async fn line_breaks_are_refused_in_every_header() {
    let mailer = Mailer::memory();
    for with_break in BREAKS {
        let changes: [fn(&mut Mail, &str); 7] = [
            |mail, text| mail.subject = text.to_owned(),
            |mail, text| mail.from.name = Some(format!("A{text}")),
            |mail, text| mail.to.name = Some(format!("A{text}")),
            |mail, text| mail.reply_to = Some(address(&format!("A{text}"), "a@example.org")),
            |mail, text| mail.to.email = format!("a@example.org{text}"),
            |mail, text| mail.headers = vec![("X-Project".to_owned(), text.to_owned())],
            |mail, text| mail.headers = vec![(format!("X-{text}"), "value".to_owned())],
        ];
        for change in changes {
            let mut wrong = mail();
            change(&mut wrong, with_break);
            assert_permanent(mailer.send(&wrong).await, "");
        }
    }
    assert_eq!(mailer.sent(), []);
}

#[tokio::test]
async fn names_in_any_script_arrive_as_they_are() {
    for name in
        ["Zoë Łukasz", "李雷", "Müller, Jörg <x@example.com>", "\"quoted\" (comment)", "a@example.com"]
    {
        let mut named = mail();
        named.to = address(name, "someone@example.net");
        named.from = address(name, "docs@example.org");
        named.reply_to = Some(address(name, "answers@example.org"));
        named.subject = format!("{name}: {}", "a long subject that must be folded ".repeat(8).trim());
        let wire = wire(&named).await;
        assert!(wire.is_ascii());
        let parsed = MessageParser::default().parse(wire.as_bytes()).unwrap();
        for (found, email) in [
            (parsed.to(), "someone@example.net"),
            (parsed.from(), "docs@example.org"),
            (parsed.reply_to(), "answers@example.org"),
        ] {
            let found = found.unwrap().clone().into_list();
            assert_eq!(found.len(), 1, "{name} became several addresses");
            assert_eq!(found[0].address(), Some(email));
            assert_eq!(found[0].name(), Some(name));
        }
        assert_eq!(parsed.subject(), Some(named.subject.as_str()));
    }
}

#[tokio::test]
async fn every_mail_says_that_it_is_automatic_and_which_it_is() {
    let mut marked = mail();
    marked.headers = vec![("X-Wayleave-Template".to_owned(), "document_shared".to_owned())];
    let wire = wire(&marked).await;
    for header in [
        "Auto-Submitted: auto-generated\r\n",
        "Message-ID: <mai_01@docs.example.org>\r\n",
        "X-Wayleave-Template: document_shared\r\n",
        "MIME-Version: 1.0\r\n",
    ] {
        assert_eq!(wire.matches(header).count(), 1, "{header:?} in {wire}");
    }
    assert!(wire.contains("multipart/alternative"));
    let (text, html) = (wire.find("text/plain").unwrap(), wire.find("text/html").unwrap());
    assert!(text < html, "readers show the last form they understand");
}

#[tokio::test]
async fn a_file_comes_with_its_mail_byte_for_byte() {
    let bytes: Vec<u8> = (0..=255).cycle().take(5000).collect();
    let mut sent = mail();
    sent.enclosures = vec![wayleave_mail::Enclosure {
        filename: "TRN-012 Grundriß \"B\".pdf".to_owned(),
        media_type: "application/pdf",
        bytes: bytes.clone(),
    }];
    let wire = wire(&sent).await;
    let parsed = MessageParser::default().parse(wire.as_bytes()).unwrap();
    let file = parsed.attachment(0).unwrap();
    assert_eq!(file.attachment_name(), Some("TRN-012 Grundriß \"B\".pdf"));
    assert_eq!(file.contents(), bytes);
    assert!(parsed.body_text(0).unwrap().starts_with("Hello Ana"));
    assert!(parsed.body_html(0).unwrap().contains("Grüße"));
    sent.enclosures[0].filename = "a\r\nBcc: victim@example.com".to_owned();
    assert_permanent(Mailer::memory().send(&sent).await, "line break");
}

#[tokio::test]
async fn headers_that_every_mail_has_cannot_be_given() {
    for name in ["Bcc", "to", "From", "Subject", "Message-Id", "Content-Type", "Auto-Submitted", "Sender"] {
        let mut wrong = mail();
        wrong.headers = vec![(name.to_owned(), "victim@example.com".to_owned())];
        assert_permanent(Mailer::memory().send(&wrong).await, "set by the mail itself");
    }
    for name in ["", "X Y", "X:", "X_ä"] {
        let mut wrong = mail();
        wrong.headers = vec![(name.to_owned(), "value".to_owned())];
        assert_permanent(Mailer::memory().send(&wrong).await, "cannot be the name of a header");
    }
}

#[tokio::test]
async fn what_is_no_address_is_refused_for_good() {
    for email in ["", "nobody", "a@", "@example.org", "a@example.org, b@example.org", "<a@example.org>"] {
        let mut wrong = mail();
        wrong.to.email = email.to_owned();
        assert_permanent(Mailer::memory().send(&wrong).await, "the to address");
    }
    let mut early = mail();
    early.date = -1;
    assert_permanent(Mailer::memory().send(&early).await, "before 1970");
}
