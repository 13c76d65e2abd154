//! What those who get a transmittal are told of it, by mail and by the calendar.

use serde_json::json;
use wayleave_mail::Mail;

use super::links::{ADDRESSES, Sent, open};
use crate::register::events;
use crate::workflows::words_of;

const HOUR: i64 = 3_600_000;
const DAY: i64 = 24 * HOUR;

/// The mails since these, by the address.
fn to<'m>(mails: &'m [Mail], email: &str) -> Vec<&'m Mail> {
    mails.iter().filter(|mail| mail.to.email == email).collect()
}

#[tokio::test]
async fn each_letter_encloses_a_cover_sheet_that_names_its_reader_and_nobody_else() {
    let mut sent = Sent::new("for_review").await;
    sent.told().await;
    let mails = sent.app.mails();
    let account = sent.world.people["external"].email.clone();
    for email in [ADDRESSES[0], ADDRESSES[1], account.as_str()] {
        let letters = to(&mails, email);
        let letter = letters.iter().find(|mail| mail.subject.starts_with("TRN-001 ")).expect("a letter");
        assert!(letter.text.contains("Acknowledge by:"), "{}", letter.text);
        assert!(letter.text.contains("Open it and acknowledge receipt:"), "{}", letter.text);
        assert_eq!(letter.text.contains("You need no account"), email != account);
        let [sheet] = letter.enclosures.as_slice() else { panic!("{email}: one file") };
        assert_eq!(sheet.filename, "TRN-001 Ground floor, second issue.pdf");
        let paper = words_of(&sheet.bytes);
        assert!(paper.contains("Transmittal TRN-001"), "{paper}");
        for other in ADDRESSES {
            assert_eq!(paper.contains(other), other == email, "{email} reads {paper}");
        }
        assert!(paper.contains("A-101") && paper.contains("B-202"), "{paper}");
    }
    let view = sent.admin.get(&sent.path).await.expect(200).json();
    for one in view["received"].as_array().unwrap() {
        assert_eq!(one["mail"]["state"], "sent", "{one}");
    }
    let mut external = sent.world.client(&sent.app, "external").await;
    let own = external.get(&sent.path).await.expect(200).json();
    assert!(own["received"][0]["mail"].is_null(), "how mails went is of the project's people");
}

#[tokio::test]
async fn the_silent_are_reminded_by_the_calendar_until_they_acknowledge() {
    let mut sent = Sent::new("for_review").await;
    sent.told().await;
    let view = sent.admin.get(&sent.path).await.expect(200).json();
    let by: jiff::civil::Date = view["acknowledge_by"].as_str().unwrap().parse().unwrap();
    let morning = by.at(9, 0, 0, 0).to_zoned(jiff::tz::TimeZone::UTC).unwrap().timestamp().as_millisecond();
    let mut guest = sent.app.anonymous();
    let place = open(&mut guest, &sent.link(ADDRESSES[0])).await;
    let _ = guest.form(&format!("{place}/acknowledge"), &[]).await.expect(303);
    sent.app.run_jobs().await;
    let mut counts = Vec::new();
    let mut seen = sent.app.mails().len();
    sent.app.clock().advance(morning - sent.app.clock().now() - DAY);
    for _ in 0..4 {
        sent.app.run_jobs().await;
        let mails = sent.app.mails();
        let reminders = mails[seen..].iter().filter(|mail| mail.subject.contains("please acknowledge"));
        let mut to: Vec<&str> = reminders.map(|mail| mail.to.email.as_str()).collect();
        to.sort_unstable();
        assert!(!to.contains(&ADDRESSES[0]), "whoever acknowledged is left alone: {to:?}");
        counts.push(to.len());
        seen = mails.len();
        sent.app.clock().advance(DAY);
    }
    assert_eq!(counts, [0, 2, 2, 2]);
    let mut issuer = sent.world.client(&sent.app, "project_admin").await;
    let bell = issuer.get(&sent.world.path("/notifications")).await.expect(200).json();
    let late =
        bell["items"].as_array().unwrap().iter().filter(|one| one["kind"] == "transmittal.overdue").count();
    assert_eq!(late, 1, "whoever sent it is told once: {bell}");
    let logged = events(&sent.app, &sent.world, "transmittal.reminded").await;
    assert_eq!(logged.len(), 3);
    let mut external = sent.world.client(&sent.app, "external").await;
    let _ = external.post(&format!("{}/acknowledge", sent.path), &json!({})).await.expect(200);
    let mut other = sent.app.anonymous();
    let place = open(&mut other, &sent.link(ADDRESSES[1])).await;
    let _ = other.form(&format!("{place}/acknowledge"), &[]).await.expect(303);
    sent.app.run_jobs().await;
    for _ in 0..3 {
        sent.app.clock().advance(DAY);
        sent.app.run_jobs().await;
    }
    assert_eq!(events(&sent.app, &sent.world, "transmittal.reminded").await.len(), 3);
}

#[tokio::test]
async fn whoever_was_told_of_a_transmittal_is_told_that_it_was_recalled() {
    let mut sent = Sent::new("for_review").await;
    sent.told().await;
    let before = sent.app.mails().len();
    let recall = format!("{}/recall", sent.path);
    let _ = sent.admin.post(&recall, &json!({"reason": "It shows the wrong block."})).await.expect(200);
    sent.app.run_jobs().await;
    let mails = sent.app.mails();
    let account = sent.world.people["external"].email.clone();
    for email in [ADDRESSES[0], ADDRESSES[1], account.as_str()] {
        let [letter] = to(&mails[before..], email)[..] else { panic!("{email}: one letter") };
        assert!(letter.subject.contains("was recalled") && letter.enclosures.is_empty());
        assert!(letter.text.contains("It shows the wrong block."), "{}", letter.text);
    }
}

#[tokio::test]
async fn nobody_is_told_of_a_recall_who_was_not_told_of_the_transmittal() {
    let mut sent = Sent::new("for_review").await;
    let before = sent.app.mails().len();
    let recall = format!("{}/recall", sent.path);
    let _ = sent.admin.post(&recall, &json!({"reason": "Too early."})).await.expect(200);
    sent.app.clock().advance(HOUR);
    sent.app.run_jobs().await;
    assert_eq!(sent.app.mails().len(), before);
}

#[tokio::test]
async fn the_letter_with_the_cover_sheet_does_not_wait_for_a_digest() {
    let sent = Sent::new("for_review").await;
    let mut external = sent.world.client(&sent.app, "external").await;
    let rhythm = json!({"rhythm": "weekly"});
    let _ = external.patch(&sent.world.path("/notification-choices"), &rhythm).await.expect(200);
    sent.told().await;
    let mails = sent.app.mails();
    let account = sent.world.people["external"].email.clone();
    let letters = to(&mails, &account);
    assert_eq!((letters.len(), letters[0].enclosures.len()), (1, 1));
    // Nor does a digest tell of it again.
    sent.app.clock().advance(8 * DAY);
    sent.app.run_jobs().await;
    let mails = sent.app.mails();
    assert!(to(&mails, &account).iter().all(|mail| !mail.subject.contains("things happened")));
}
