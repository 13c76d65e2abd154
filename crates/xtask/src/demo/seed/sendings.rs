//! Transmittals in every state: a draft, some that are acknowledged by all, by some and by nobody in time, one recalled.

use anyhow::{Context as _, Result};
use serde_json::{Value, json};

use super::guests::Link;
use super::register::{Filed, Pick, pick};
use super::stage::Stage;
use crate::demo::caller::{Caller, text_at};
use crate::demo::elapsed::Elapsed;
use crate::demo::papers::Paper;

/// Somebody to whom a transmittal goes.
#[derive(Clone, Copy, Debug)]
enum To {
    Person(&'static str),
    /// Of whom nothing is asked.
    Copy(&'static str),
    Company(&'static str),
    /// The project's distribution list.
    List,
    /// Somebody without an account: name and address.
    Address(&'static str, &'static str),
}

/// Somebody who says that it came: a person, or an address by its link, with a word.
type Answer = (&'static str, &'static str);

/// What becomes of it.
#[derive(Clone, Copy, Debug)]
enum Fate {
    Draft,
    /// The mails leave, and these answer.
    Answered(&'static [Answer]),
    Recalled(&'static str),
}

struct Sending {
    by: &'static str,
    what: Pick,
    /// Is the earliest revision sent, so that its holders are owed the current one?
    earliest: bool,
    subject: &'static str,
    purpose: &'static str,
    remarks: &'static str,
    to: &'static [To],
    /// Its date and the day by which receipt is to be acknowledged, in days from today.
    days: (i32, i32),
    fate: Fate,
}

/// The list of the harbour: its name and whom it names.
const LIST: (&str, &[To]) = (
    "Marine works, for construction",
    &[
        To::Person("sigrid.grieg"),
        To::Person("tomas.ferreira"),
        To::Address("Harbour master", "harbour.master@aldmouth-pilots.example"),
    ],
);

/// A purpose of the organisation's own.
const OWN_PURPOSE: &str = "For Construction";

const SENDINGS: &[Sending] = &[
    Sending {
        by: "yusuf.demir",
        what: pick("QW", "CIV", 0, 3),
        earliest: true,
        subject: "Quay wall, civil sheets for the piling works",
        purpose: OWN_PURPOSE,
        remarks: "Set out from these; the drainage layout follows.",
        to: &[To::List],
        days: (-9, -2),
        fate: Fate::Answered(&[
            ("tomas.ferreira", "Received, passed on to the rig crew."),
            ("harbour.master@aldmouth-pilots.example", "Thank you, filed."),
        ]),
    },
    Sending {
        by: "yusuf.demir",
        what: pick("FB", "STR", 0, 2),
        earliest: false,
        subject: "Ferry berth 2, framing for approval by the client",
        purpose: "for_approval",
        remarks: "",
        to: &[To::Person("graham.tull"), To::Person("helena.marsh"), To::Address("Licensing desk", SILENT)],
        days: (-1, 8),
        fate: Fate::Answered(&[("graham.tull", "Received; our answer comes within the week.")]),
    },
    Sending {
        by: "anneke.vos",
        what: pick("CT", "ARC", 0, 4),
        earliest: false,
        subject: "Cruise terminal, plans and elevations for the record",
        purpose: "for_information",
        remarks: "For your files; nothing is asked of you.",
        to: &[To::Company("orrin-vale"), To::Copy("wen.li")],
        days: (-3, 4),
        fate: Fate::Answered(&[]),
    },
    Sending {
        by: "marcus.oyelaran",
        what: pick("CS", "ARC", 0, 2),
        earliest: false,
        subject: "Customs shed, tender set",
        purpose: "for_review",
        remarks: "",
        to: &[To::Address("Halden Steel, bids", "bids@halden-steel.example")],
        days: (-2, 5),
        fate: Fate::Recalled("The set was put together from the wrong zone; another one follows."),
    },
    Sending {
        by: "anneke.vos",
        what: pick("FB", "CIV", 0, 2),
        earliest: false,
        subject: "Ferry berth 2, drainage after the survey",
        purpose: "for_review",
        remarks: "",
        to: &[To::Person("amara.diallo"), To::Person("callum.reid")],
        days: (0, 7),
        fate: Fate::Draft,
    },
    Sending {
        by: "saoirse.kavanagh",
        what: pick("WB", "ARC", 0, 3),
        earliest: false,
        subject: "Ward block, fire strategy for the certifier",
        purpose: "for_review",
        remarks: "The compartment lines of levels 1 to 3 changed.",
        to: &[To::Person("wen.li"), To::Person("samuel.adeyemi"), To::Person("ngozi.eze")],
        days: (-12, -5),
        fate: Fate::Answered(&[
            ("wen.li", "Received."),
            ("samuel.adeyemi", ""),
            ("ngozi.eze", "Received, thank you."),
        ]),
    },
    Sending {
        by: "saoirse.kavanagh",
        what: pick("EC", "MEC", 0, 2),
        earliest: false,
        subject: "Energy centre, schematics for the boiler maker",
        purpose: OWN_PURPOSE,
        remarks: "",
        to: &[To::Person("priya.raman"), To::Address("Kessel works", "office@kesselworks.example")],
        days: (-15, -6),
        fate: Fate::Answered(&[]),
    },
];

/// Whoever may acknowledge by a link that is printed.
const SILENT: &str = "licensing@straitferries.example";

/// How many there are, how often receipt was acknowledged, and a link by which it still can be.
pub struct Sent {
    pub transmittals: usize,
    pub acknowledged: usize,
    pub link: Link,
}

/// Prepares them, issues them, lets the time to undo pass, and answers.
pub async fn send(stage: &Stage, elapsed: &Elapsed, papers: &[Paper], filed: &[Filed]) -> Result<Sent> {
    let (own, list) = (purpose(stage).await?, distribution(stage).await?);
    let mut issued = Vec::new();
    for sending in SENDINGS {
        let path = stage.project(sending.what.project, "/transmittals")?;
        let body = body(stage, sending, (&own, &list), &sending.what.from(papers, filed)?)?;
        let made = stage.caller(sending.by)?.post(&path, body).await.context(sending.subject)?;
        let path = format!("{path}/{}", text_at(&made, "/id")?);
        if !matches!(sending.fate, Fate::Draft) {
            let version = json!({"version": made["version"]});
            stage
                .caller(sending.by)?
                .post(&format!("{path}/issue"), version)
                .await
                .context(sending.subject)?;
            issued.push((sending, path));
        }
    }
    elapsed.until_told().await?;
    let (_, token) = stage.mailbox.token_for(SILENT, "wlg").await?;
    let label = "Ferry berth 2, a transmittal to acknowledge".to_owned();
    let link = Link { label, path: format!("/g/{token}"), password: None };
    let mut sent = Sent { transmittals: SENDINGS.len(), acknowledged: 0, link };
    for (sending, path) in issued {
        match sending.fate {
            Fate::Draft => {}
            Fate::Recalled(reason) => {
                let recall = format!("{path}/recall");
                stage.caller(sending.by)?.post(&recall, json!({"reason": reason})).await?;
            }
            Fate::Answered(answers) => {
                for answer in answers {
                    acknowledge(stage, &path, *answer).await.context(sending.subject)?;
                    sent.acknowledged += 1;
                }
            }
        }
    }
    Ok(sent)
}

async fn purpose(stage: &Stage) -> Result<String> {
    let body = json!({"name": OWN_PURPOSE, "acknowledgement": "required", "issues": true});
    let path = stage.organisation("/transmittal-purposes");
    let made = stage.caller("imogen.achterberg")?.post(&path, body).await.context("a purpose")?;
    Ok(text_at(&made, "/id")?.to_owned())
}

async fn distribution(stage: &Stage) -> Result<String> {
    let entries = LIST.1.iter().map(|to| addressee(stage, *to, "")).collect::<Result<Vec<_>>>()?;
    let path = stage.project("harbour", "/distribution-lists")?;
    let body = json!({"name": LIST.0, "entries": entries});
    let made = stage.caller("marcus.oyelaran")?.post(&path, body).await.context("a distribution list")?;
    Ok(text_at(&made, "/id")?.to_owned())
}

fn addressee(stage: &Stage, to: To, list: &str) -> Result<Value> {
    Ok(match to {
        To::Person(key) => json!({"kind": "person", "id": stage.member(key)?}),
        To::Copy(key) => json!({"kind": "person", "id": stage.member(key)?, "role": "cc"}),
        To::Company(key) => json!({"kind": "company", "id": stage.company(key)?}),
        To::List => json!({"kind": "list", "id": list}),
        To::Address(name, email) => json!({"kind": "address", "name": name, "email": email}),
    })
}

fn body(stage: &Stage, sending: &Sending, (own, list): (&str, &str), documents: &[&Filed]) -> Result<Value> {
    let purpose = if sending.purpose == OWN_PURPOSE { own } else { sending.purpose };
    let recipients = sending.to.iter().map(|to| addressee(stage, *to, list)).collect::<Result<Vec<_>>>()?;
    let revision = |filed: &Filed| filed.revisions.first().filter(|_| sending.earliest).cloned();
    let documents: Vec<Value> =
        documents.iter().map(|one| json!({"document_id": one.id, "revision_id": revision(one)})).collect();
    let (dated, by) = sending.days;
    Ok(json!({
        "subject": sending.subject, "purpose": purpose, "remarks": sending.remarks,
        "dated_on": stage.day(dated), "acknowledge_by": (sending.purpose != "for_information").then(|| stage.day(by)),
        "recipients": recipients, "documents": documents,
    }))
}

/// A person says so signed in, an address on the page of its link.
async fn acknowledge(stage: &Stage, path: &str, (who, comment): Answer) -> Result<()> {
    if !who.contains('@') {
        let said = json!({"comment": comment});
        return stage.caller(who)?.post(&format!("{path}/acknowledge"), said).await.map(drop);
    }
    let (_, token) = stage.mailbox.token_for(who, "wlg").await?;
    let guest = Caller::new(&stage.base, who)?;
    let opened = guest.form(&format!("/g/{token}"), &[]).await?.expect(303)?;
    let room = opened.header("location").to_owned();
    guest.fetch(&room).await?.expect(200)?;
    let said = [("comment", comment), ("received_by", "")];
    guest.form(&format!("{room}/acknowledge"), &said).await?.expect(303).map(drop)
}
