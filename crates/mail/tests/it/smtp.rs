//! Mails through SMTP: they arrive as they were, and refusals are judged rightly.

use base64::Engine;
use mail_parser::MessageParser;
use wayleave_mail::SmtpSecurity::{None as Plain, StartTls, Tls};

use crate::sink::{Answers, Sink, hang_up, mailer};
use crate::support::{address, assert_permanent, assert_temporary, mail};

#[tokio::test]
async fn a_mail_arrives_as_it_was_sent() {
    let sink = Sink::start(Answers::new()).await;
    let mut sent = mail();
    sent.reply_to = Some(address("Project office", "office@example.org"));
    sink.mailer(Plain, None).send(&sent).await.unwrap();

    let arrived = sink.arrived();
    assert_eq!(arrived.len(), 1);
    assert_eq!(arrived[0].from, "docs@example.org");
    assert_eq!(arrived[0].to, ["ana@example.net"]);
    let parsed = MessageParser::default().parse(arrived[0].content.as_bytes()).unwrap();
    assert_eq!(parsed.subject(), Some("Prüfung: A-101 rev C"));
    assert_eq!(parsed.from().unwrap().first().unwrap().name(), Some("Brück & Söhne"));
    assert_eq!(parsed.to().unwrap().first().unwrap().name(), Some("Ana \"A.\" Silva"));
    assert_eq!(parsed.reply_to().unwrap().first().unwrap().address(), Some("office@example.org"));
    assert_eq!(parsed.message_id(), Some("mai_01@docs.example.org"));
    assert_eq!(parsed.body_text(0).unwrap().replace("\r\n", "\n").trim(), sent.text.trim());
    assert_eq!(parsed.body_html(0).unwrap(), "<p>Grüße</p>");
    assert!(sink.heard().contains("EHLO docs.example.org"), "{}", sink.heard());
}

#[tokio::test]
async fn several_mails_go_out_one_after_the_other() {
    let sink = Sink::start(Answers::new()).await;
    let mailer = sink.mailer(Plain, None);
    for i in 0..5 {
        let mut numbered = mail();
        numbered.id = format!("mai_{i}");
        mailer.send(&numbered).await.unwrap();
    }
    assert_eq!(sink.arrived().len(), 5);
}

#[tokio::test]
async fn the_server_is_signed_in_to_with_user_and_password() {
    let sink = Sink::start(Answers::new()).await;
    sink.mailer(Plain, Some("s3cret")).send(&mail()).await.unwrap();
    let expected = base64::engine::general_purpose::STANDARD.encode("\0docs\0s3cret");
    assert!(sink.heard().contains(&format!("AUTH PLAIN {expected}")), "{}", sink.heard());
    assert_eq!(sink.arrived().len(), 1);
}

#[tokio::test]
async fn a_refused_sign_in_is_temporary_because_the_operator_can_mend_it() {
    for code in ["535 5.7.8 wrong password", "530 5.7.0 sign in first", "454 4.7.0 try later"] {
        let sink = Sink::start(Answers::from([("AUTH", code)])).await;
        let result = sink.mailer(Plain, Some("wrong")).send(&mail()).await;
        assert_temporary(result, &code[..3]);
        assert_eq!(sink.arrived().len(), 0);
    }
}

#[tokio::test]
async fn a_refusal_of_the_mail_is_judged_by_its_code() {
    for command in ["MAIL", "RCPT", "DATA", "."] {
        let sink = Sink::start(Answers::from([(command, "550 5.1.1 no such person here")])).await;
        assert_permanent(sink.mailer(Plain, None).send(&mail()).await, "no such person here");
        let sink = Sink::start(Answers::from([(command, "451 4.3.0 not just now")])).await;
        assert_temporary(sink.mailer(Plain, None).send(&mail()).await, "not just now");
        assert_eq!(sink.arrived().len(), 0);
    }
}

#[tokio::test]
async fn a_server_that_is_away_or_hangs_up_is_temporary() {
    let sink = Sink::start(Answers::new()).await;
    let port = sink.port;
    drop(sink);
    assert_temporary(mailer(port, Plain, None).send(&mail()).await, "could not be reached");
    let (port, _serving) = hang_up().await;
    assert_temporary(mailer(port, Plain, None).send(&mail()).await, "could not be reached or understood");
}

#[tokio::test]
async fn without_tls_where_it_is_demanded_nothing_is_said() {
    for security in [StartTls, Tls] {
        let sink = Sink::start(Answers::new()).await;
        assert_temporary(sink.mailer(security, Some("s3cret")).send(&mail()).await, "could not be");
        let heard = sink.heard();
        assert!(!heard.contains("AUTH") && !heard.contains("MAIL"), "{heard}");
        assert_eq!(sink.arrived().len(), 0);
    }
}
