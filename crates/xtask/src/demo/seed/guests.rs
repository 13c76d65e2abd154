//! Guest shares of every kind and state, and guests who open some of them through the portal.

use anyhow::{Context as _, Result};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::register::{Filed, Pick, pick};
use super::stage::Stage;
use crate::demo::caller::{Caller, text_at};
use crate::demo::papers::Paper;

/// A link that is kept to be printed.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Link {
    /// What it is.
    pub label: String,
    /// The path on the server.
    pub path: String,
    /// The password that opens it, if it asks for one.
    pub password: Option<String>,
}

/// What is done with a share once it is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Then {
    Stays,
    Revoked(&'static str),
    Extended(i32),
}

/// Somebody who opens a link: name, address, and whether they download.
type Visitor = (&'static str, &'static str, bool);

struct Lending {
    by: &'static str,
    what: Pick,
    label: &'static str,
    days: i32,
    follows: bool,
    download: bool,
    password: Option<&'static str>,
    max_opens: i64,
    /// Are name and address asked for?
    asks: (bool, bool),
    mail_code: bool,
    recipient: (&'static str, &'static str),
    visitors: &'static [Visitor],
    then: Then,
}

const PLAIN: Lending = Lending {
    by: "",
    what: pick("CT", "ARC", 0, 1),
    label: "",
    days: 30,
    follows: false,
    download: true,
    password: None,
    max_opens: 0,
    asks: (false, false),
    mail_code: false,
    recipient: ("", ""),
    visitors: &[],
    then: Then::Stays,
};

/// The password of the links that ask for one.
pub const PASSWORD: &str = "low tide 14";

const LENDINGS: &[Lending] = &[
    Lending {
        by: "yusuf.demir",
        label: "Cruise terminal plan for the town council",
        days: 90,
        follows: true,
        visitors: &[("", "", true), ("", "", false), ("", "", false)],
        ..PLAIN
    },
    Lending {
        by: "kwame.boateng",
        what: pick("CT", "STR", 0, 1),
        label: "Steelwork tender, bidder 2",
        days: 45,
        download: false,
        password: Some(PASSWORD),
        max_opens: 10,
        recipient: ("Halden Steel", "tenders@halden-steel.example"),
        visitors: &[("", "", false)],
        ..PLAIN
    },
    Lending {
        by: "anneke.vos",
        what: pick("FB", "ARC", 0, 1),
        label: "Ferry operator, berth layout",
        asks: (true, true),
        visitors: &[
            ("Pernille Dahl", "p.dahl@straitferries.example", true),
            ("Otto Reuter", "o.reuter@straitferries.example", false),
        ],
        ..PLAIN
    },
    Lending {
        by: "marcus.oyelaran",
        what: pick("QW", "CIV", 0, 1),
        label: "Coast guard, one look",
        days: 14,
        download: false,
        max_opens: 1,
        visitors: &[("", "", false)],
        ..PLAIN
    },
    Lending {
        by: "yusuf.demir",
        what: pick("CS", "ARC", 0, 1),
        label: "Customs office, sent to the wrong address",
        visitors: &[("", "", true)],
        then: Then::Revoked("The address was wrong; a new link went to the right one."),
        ..PLAIN
    },
    Lending {
        by: "marcus.oyelaran",
        what: pick("CT", "ARC", 2, 1),
        label: "Press day, ends tonight",
        days: 0,
        download: false,
        asks: (true, false),
        visitors: &[("Alma Winter", "", false)],
        ..PLAIN
    },
    Lending {
        by: "beatrix.holm",
        what: pick("WB", "ARC", 0, 1),
        label: "Patients' council",
        days: 60,
        follows: true,
        download: false,
        max_opens: 25,
        visitors: &[("", "", false), ("", "", false)],
        then: Then::Extended(100),
        ..PLAIN
    },
    Lending {
        by: "chiara.bellandi",
        what: pick("TS", "ARC", 0, 1),
        label: "Insurer, theatre suite",
        mail_code: true,
        recipient: ("Edda Sommer", "e.sommer@harbour-mutual.example"),
        ..PLAIN
    },
    Lending {
        by: "elena.petrova",
        what: pick("WB", "STR", 0, 1),
        label: "Concrete supplier",
        password: Some(PASSWORD),
        asks: (true, false),
        recipient: ("Bex Concrete", "plant@bexconcrete.example"),
        visitors: &[("Joao Pinto", "", true)],
        ..PLAIN
    },
    Lending {
        by: "saoirse.kavanagh",
        what: pick("EC", "MEC", 0, 1),
        label: "Boiler maker, never opened",
        days: 7,
        ..PLAIN
    },
    Lending {
        by: "imogen.achterberg",
        what: Pick { take: 1, ..pick("B3", "CIV", 0, 1) },
        label: "Port maintenance crew",
        days: 90,
        visitors: &[("", "", true)],
        ..PLAIN
    },
];

/// What came of it.
#[derive(Default)]
pub struct Lent {
    /// Links that can be opened, the best to show first.
    pub links: Vec<Link>,
    /// Shares made.
    pub shares: usize,
    /// Times that guests opened one.
    pub opens: usize,
    /// Files that guests took along.
    pub downloads: usize,
}

/// Makes the guest shares and lets guests in.
pub async fn lend(stage: &Stage, papers: &[Paper], filed: &[Filed]) -> Result<Lent> {
    let mut lent = Lent::default();
    for lending in LENDINGS {
        let document = if lending.what.place == "B3" {
            lending.what.from(papers, filed)?[0]
        } else {
            lending.what.approved(papers, filed)?
        };
        let maker = stage.caller(lending.by)?;
        let made = maker
            .post(&stage.project(lending.what.project, "/guest-shares")?, body(stage, lending, document))
            .await?;
        let link = text_at(&made, "/link")?;
        let path = link
            .strip_prefix(&stage.base)
            .with_context(|| format!("the link {link} is not of this server"))?;
        lent.shares += 1;
        for visitor in lending.visitors {
            visit(stage, lending, path, *visitor).await?;
            lent.opens += 1;
            lent.downloads += usize::from(visitor.2);
        }
        let share = text_at(&made, "/share/id")?;
        let act = |rest: &str| stage.project(lending.what.project, &format!("/guest-shares/{share}/{rest}"));
        match lending.then {
            Then::Stays => {}
            Then::Revoked(reason) => drop(maker.post(&act("revoke")?, json!({"reason": reason})).await?),
            Then::Extended(days) => {
                drop(maker.post(&act("extend")?, json!({"expires_on": stage.day(days)})).await?);
            }
        }
        let opens = lending.max_opens == 0 || lending.max_opens > lending.visitors.len() as i64;
        if opens
            && lending.days >= 30
            && lending.then == Then::Stays
            && lending.what.place != "B3"
            && !lending.mail_code
        {
            let password = lending.password.map(str::to_owned);
            lent.links.push(Link { label: lending.label.to_owned(), path: path.to_owned(), password });
        }
    }
    Ok(lent)
}

fn body(stage: &Stage, lending: &Lending, document: &Filed) -> serde_json::Value {
    let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    json!({
        "document_id": document.id,
        "revision_id": if lending.follows { None } else { document.revisions.last() },
        "follows": if lending.follows { "latest_approved" } else { "pinned" },
        "label": lending.label, "expires_on": stage.day(lending.days),
        "allow_download": lending.download, "password": lending.password, "max_opens": lending.max_opens,
        "require_name": lending.asks.0, "require_email": lending.asks.1, "mail_code": lending.mail_code,
        "recipient_name": some(lending.recipient.0), "recipient_email": some(lending.recipient.1),
    })
}

/// A guest opens the link in a browser of their own, looks at a page and may take the file along.
async fn visit(stage: &Stage, lending: &Lending, path: &str, (name, email, takes): Visitor) -> Result<()> {
    let guest = Caller::new(&stage.base, if name.is_empty() { "a guest" } else { name })?;
    guest.fetch(path).await?.expect(200)?;
    let mut fields = Vec::new();
    fields.extend(lending.password.map(|password| ("password", password)));
    fields.extend((!name.is_empty()).then_some(("name", name)));
    fields.extend((!email.is_empty()).then_some(("email", email)));
    let opened = guest.form(path, &fields).await?.expect(303)?;
    let room = opened.header("location").to_owned();
    guest.fetch(&room).await?.expect(200)?;
    guest.fetch(&format!("{room}/pages/1")).await?.expect(200)?;
    if takes {
        guest.fetch(&format!("{room}/file")).await?.expect(200)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::demo::{cast, papers};

    #[test]
    fn every_lending_has_a_maker_and_a_document() {
        let papers = papers::all(date(2026, 3, 14)).expect("the tables fit together");
        let filed: Vec<Filed> = (0..papers.len())
            .map(|paper| Filed { paper, id: String::new(), revisions: Vec::new() })
            .collect();
        for lending in LENDINGS {
            assert!(cast::find(lending.by).is_some(), "{}", lending.by);
            if lending.what.place != "B3" {
                lending.what.approved(&papers, &filed).expect("there is an approved document");
            }
            assert!(
                lending.visitors.iter().all(|visitor| lending.download || !visitor.2),
                "{}",
                lending.label
            );
        }
    }
}
