//! The main path of the product over HTTP, in an organisation of its own: a controlled drawing reaches an outsider, and
//! everyone entitled can see that it did. It stops at the first wrong status or byte with a sentence.

mod doors;
mod inside;
mod records;

use anyhow::{Context as _, Result};

use super::caller::Caller;
use super::folder::Folder;
use super::host::{Host, Site};
use super::mailbox::Mailbox;
use super::progress::Steps;
use crate::shell;

const ORGANISATION: (&str, &str) = ("Quayside Civil", "quayside");
const PASSWORD: &str = "stone-heron-lattice-82";

/// Everybody on the path, and what they have made so far.
struct Journey {
    base: String,
    mailbox: Mailbox,
    admin: Caller,
    controller: Caller,
    initiator: Caller,
    external: Caller,
    project: String,
    day: String,
    /// The document that goes outside, with its revision.
    document: (String, String),
}

impl Journey {
    fn new(site: &Site, folder: &Folder) -> Result<Self> {
        let base = site.base();
        Ok(Self {
            mailbox: Mailbox::new(&folder.mail()),
            admin: Caller::new(&base, "Ada, the administrator,")?,
            controller: Caller::new(&base, "Cato, the Document Controller,")?,
            initiator: Caller::new(&base, "Ines, the initiator,")?,
            external: Caller::new(&base, "Evan, the external,")?,
            project: String::new(),
            day: String::new(),
            document: (String::new(), String::new()),
            base,
        })
    }

    fn organisation(&self, rest: &str) -> String {
        format!("/api/v1/organisations/{}{rest}", ORGANISATION.1)
    }

    fn within(&self, rest: &str) -> String {
        self.organisation(&format!("/projects/{}{rest}", self.project))
    }
}

/// Walks the path and tells the times.
pub async fn walk(site: &Site, folder: &Folder) -> Result<()> {
    let mut steps = Steps::new(9);
    let mut host = None;
    let result = stages(site, folder, &mut steps, &mut host).await;
    if let (Err(_), Some(_)) = (&result, &host) {
        shell::note(&format!("      the server's log is {}", folder.log().display()));
    }
    result?;
    if let Some(host) = &mut host {
        host.stop().await?;
    }
    shell::say(&format!("\nevery step answered as it should\n{}", steps.table()));
    Ok(())
}

async fn stages(site: &Site, folder: &Folder, steps: &mut Steps, host: &mut Option<Host>) -> Result<()> {
    let mut journey = Journey::new(site, folder)?;
    let step = steps.begin("start the server");
    let token = site.create_organisation(ORGANISATION.0, ORGANISATION.1, "ada@quayside.example")?;
    *host = Some(site.serve().await?);
    steps.end(step, "ready");

    let step = steps.begin("the administrator creates a project and invites an initiator");
    inside::begin(&mut journey, &token).await.context("step 2, project and invitation")?;
    steps.end(step, "invited and accepted by the link in the mail");

    let step = steps.begin("the initiator uploads three PDFs");
    let size = inside::upload_three(&mut journey).await.context("step 3, three PDFs")?;
    steps.end(step, &format!("the largest has {} MB and came back byte for byte", size / 1_000_000));

    let step = steps.begin("an external uploads one, a Document Controller accepts it");
    inside::submit(&journey).await.context("step 4, submission")?;
    steps.end(step, "hidden before, in the register after");

    let step = steps.begin("the initiator makes a guest share");
    let share = doors::share(&journey, "Guest of the check").await.context("step 5, guest share")?;
    steps.end(step, "with a password, without download, for two opens");

    let step = steps.begin("GET and HEAD change nothing");
    doors::knock(&journey, &share).await.context("step 6, GET and HEAD")?;
    steps.end(step, "100 requests, no open, no line in the log");

    let step = steps.begin("a clean client opens the link");
    doors::open_until_closed(&journey, &share).await.context("step 7, opening")?;
    steps.end(step, "two opens, page images, no file; the third open is refused");

    let step = steps.begin("a revoked and an unknown link");
    doors::compare_revoked_and_unknown(&journey).await.context("step 8, revoked and unknown")?;
    steps.end(step, "the same bytes");

    let step = steps.begin("audit log and ledger");
    let events = records::read(&journey, &share).await.context("step 9, audit and ledger")?;
    steps.end(step, &format!("{events} events, the chain holds"));
    Ok(())
}
