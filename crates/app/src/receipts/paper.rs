//! A receipt on paper: what it states, in words.

use wayleave_media::paper::{Column, PALE, Paper, SIZE};
use wayleave_media::{Face, PrintError};
use wayleave_proof::PublicKey;
use wayleave_proof::receipt::{Claims, Kind, Person};
use wayleave_seal::{Identity, Remark};

use crate::error::Result;

const NOTE: &str = "This page is sealed with the organisation's certificate, which a reader of PDF checks. The signed file \
                    that comes beside it proves more: it is checked offline with wayleave-verify and the key above, and \
                    says where in the organisation's audit log the event stands.";

/// The sealed file.
pub fn pdf(claims: &Claims, (key, sealer): (&PublicKey, &Identity)) -> Result<Vec<u8>> {
    let page = page(claims, key).map_err(anyhow::Error::from)?;
    let reason = format!("{} {}", title(claims.kind), claims.object.number);
    sealed(&page, sealer, (&claims.organisation.name, &reason, &claims.at))
}

/// Seals a page for an organisation, with why and when, as RFC 3339 writes it.
pub fn sealed(page: &[u8], sealer: &Identity, (name, reason, at): (&str, &str, &str)) -> Result<Vec<u8>> {
    let digits: String = at.chars().filter(char::is_ascii_digit).take(14).collect();
    let remark = Remark { name, reason, at: &format!("D:{digits}Z") };
    Ok(wayleave_seal::seal(page, sealer, remark).map_err(anyhow::Error::from)?)
}

fn page(claims: &Claims, key: &PublicKey) -> std::result::Result<Vec<u8>, PrintError> {
    let mut paper = Paper::new(false)?;
    paper.paragraph((Face::Bold, SIZE), PALE, 2, &claims.organisation.name);
    paper.skip(6.0);
    paper.title(&format!("{}: {}", title(claims.kind), claims.object.number));
    let number = claims.event.number.to_string();
    let mut about = vec![
        ("Subject", claims.object.subject.clone()),
        ("Project", claims.project.name.clone()),
        ("Person", whose(&claims.person)),
        ("Sure of who", assurance(&claims.assurance).to_owned()),
    ];
    about.extend(claims.person.typed_name.iter().map(|name| ("Name as typed", name.clone())));
    about.extend(claims.received_by.iter().map(|name| ("Received by", name.clone())));
    about.extend(claims.acted_by.iter().map(|actor| ("Recorded by", person(actor))));
    about.extend(claims.acknowledged_on.iter().map(|day| ("Acknowledged on", day.clone())));
    about.extend(
        claims.beside.iter().map(|event| ("Said beside", format!("the record in audit event {event}"))),
    );
    about.extend(claims.answer.iter().map(|answer| ("Answer", answer.replace('_', " "))));
    if let Some(signature) = &claims.signature {
        about.push(("Signed as", signature.full_name.clone()));
        about.push(("Statement", signature.statement.clone()));
    }
    about.extend(claims.comment.iter().map(|comment| ("Comment", comment.clone())));
    about.push(("When", claims.at.clone()));
    about.push(("Audit event", number));
    about.push(("Its hash", claims.event.leaf.clone()));
    about.push(("Key", key.to_string()));
    paper.particulars(40, about.iter().map(|(name, value)| (*name, value.as_str())));
    if !claims.documents.is_empty() {
        paper.heading("Documents");
        let columns = [
            Column { title: "Number", share: 2.0 },
            Column { title: "Title", share: 3.0 },
            Column { title: "Revision", share: 1.1 },
            Column { title: "Status", share: 1.3 },
            Column { title: "SHA-256 of the file, and its bytes", share: 4.2 },
        ];
        let rows = claims.documents.iter().map(|document| {
            let bytes = format!("{} {}", document.sha256, document.size);
            vec![
                document.number.clone(),
                document.title.clone(),
                document.code.clone(),
                document.status.replace('_', " "),
                bytes,
            ]
        });
        paper.table(&columns, &rows.collect::<Vec<_>>());
    }
    if !claims.attachments.is_empty() {
        paper.heading("Attachments");
        let columns = [
            Column { title: "File", share: 4.0 },
            Column { title: "SHA-256 of the file, and its bytes", share: 4.2 },
        ];
        let rows = claims.attachments.iter();
        let rows = rows.map(|file| vec![file.name.clone(), format!("{} {}", file.sha256, file.size)]);
        paper.table(&columns, &rows.collect::<Vec<_>>());
    }
    paper.skip(10.0);
    paper.paragraph((Face::Regular, SIZE), PALE, 4, NOTE);
    paper.finish(&format!("{} {}", title(claims.kind), claims.object.number))
}

fn title(kind: Kind) -> &'static str {
    match kind {
        Kind::TransmittalAcknowledged => "Acknowledgement",
        Kind::TransmittalNotReceived => "Receipt denied",
        Kind::StepAnswered => "Answer to a step",
    }
}

/// Whose it is. Nobody with an account was named by the sender.
fn whose(of: &Person) -> String {
    let written = person(of);
    if of.member.is_none() && of.address.is_some() {
        format!("{written} (as named by the sender)")
    } else {
        written
    }
}

fn person(person: &Person) -> String {
    let name = Some(&person.name).filter(|name| person.address.as_ref() != Some(*name));
    let parts = [name, person.address.as_ref(), person.company.as_ref()];
    parts.into_iter().flatten().filter(|part| !part.is_empty()).cloned().collect::<Vec<_>>().join(", ")
}

/// How sure we are of who it was, in words.
pub fn assurance(code: &str) -> &str {
    match code {
        "account" => "signed in to an account",
        "mail_proven" => "proved the mail address with a code",
        "typed_name" => "typed their name",
        "anonymous_link" => "held the link, and gave no name",
        "recorded" => "as told by whoever recorded it",
        "system" => "the server itself",
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use wayleave_proof::SigningKey;
    use wayleave_proof::receipt::{Attachment, Document, Event, Named, Object, Signature, VERSION};

    use super::*;

    #[test]
    fn everything_that_is_stated_stands_on_the_page() {
        let named = |id: &str, name: &str| Named { id: id.to_owned(), name: name.to_owned() };
        let document = Document {
            id: "doc_1".to_owned(),
            number: "A-101".to_owned(),
            title: "Ground floor plan".to_owned(),
            revision: "rev_1".to_owned(),
            code: "P02".to_owned(),
            status: "under_review".to_owned(),
            sha256: "ab".repeat(32),
            size: 12_345,
        };
        let person = |name: &str| Person {
            name: name.to_owned(),
            typed_name: Some("Ros".to_owned()),
            member: None,
            address: Some("site@example.com".to_owned()),
            company: Some("Harrow Steel".to_owned()),
        };
        let claims = Claims {
            version: VERSION,
            organisation: named("org_1", "Meridian"),
            project: named("prj_1", "Northern pavilion"),
            kind: Kind::StepAnswered,
            object: Object {
                id: "trn_1".to_owned(),
                number: "TRN-012".to_owned(),
                subject: "For construction".to_owned(),
            },
            answer: Some("approve".to_owned()),
            signature: Some(Signature {
                full_name: "Rose Okafor".to_owned(),
                statement: "I checked these drawings.".to_owned(),
            }),
            documents: vec![document],
            attachments: vec![Attachment {
                name: "Stair sketch.pdf".to_owned(),
                sha256: "ef".repeat(32),
                size: 6_789,
            }],
            person: person("R. Okafor"),
            assurance: "mail_proven".to_owned(),
            acted_by: Some(person("B. Lee")),
            received_by: Some("Site office".to_owned()),
            acknowledged_on: Some("2026-11-20".to_owned()),
            beside: None,
            comment: Some("Two copies printed.".to_owned()),
            at: "2026-11-21T14:03:00.000Z".to_owned(),
            event: Event { number: 42, leaf: "cd".repeat(32) },
        };
        let key = SigningKey::new("docs.example.com/audit/org_1", &[7; 32]).expect("a key");
        let sealer =
            Identity::new(&[7; 32], ("Wayleave org_1", "https://docs.example.com"), 0).expect("a sealer");
        let bytes = pdf(&claims, (key.public(), &sealer)).expect("a file");
        assert!(String::from_utf8_lossy(&bytes).contains("D:20261121140300Z"));
        let read = lopdf::Document::load_mem(&bytes).expect("a PDF");
        let text = read.extract_text(&[1]).expect("its text").replace('\n', " ");
        let told =
            ["TRN-012", "A-101", "P02", "under review", "12345", "R. Okafor", "B. Lee", "Harrow Steel"];
        for word in told.into_iter().chain([
            "Rose Okafor",
            "as named by the sender",
            "Name as typed",
            "Site office",
            "2026-11-20",
            "I checked these drawings.",
            "proved the mail address",
            "Two copies printed.",
            "Stair sketch.pdf",
            "6789",
            "14:03:00",
        ]) {
            assert!(text.contains(word), "{word}: {text}");
        }
    }
}
