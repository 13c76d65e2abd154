//! What one of those who would get a draft will see: the mail, and the page that it leads to. The draft is issued in a
//! transaction that is dropped, and the mail is written and the pages are filled as they are when it is issued, so nothing can
//! look otherwise later. No link is made: what stands in its place opens nothing.

use wayleave_access::{Permit, Target, act};
use wayleave_base::SubjectId;
use wayleave_db::{Tx, row, sql};

use super::letters::{self, Issued, Letter};
use super::plan::{self, Plan};
use super::received::{self, RecipientRow};
use super::tables::{Deed, Part};
use super::view_preview::{PreviewTransmittal, PreviewedMail, PreviewedPages, TransmittalPreview};
use super::{issue, reading, sheet};
use crate::cx::Cx;
use crate::error::{Error, Result};
use crate::work::{OrganisationRow, Work};
use crate::{guests, people};

/// One of those who would get a draft.
enum Whose {
    /// Somebody with an account.
    Person(SubjectId),
    /// Somebody who gets a link.
    Address(String),
}

impl Whose {
    fn is(&self, row: &RecipientRow) -> bool {
        match self {
            Self::Person(subject) => row.email.is_empty() && row.subject_id == *subject,
            Self::Address(email) => row.email == *email,
        }
    }
}

/// Shows what one of those who would get a draft will see; nothing of it is kept.
pub async fn preview(
    cx: &Cx,
    organisation: &str,
    project: &str,
    id: &str,
    asked: PreviewTransmittal,
) -> Result<TransmittalPreview> {
    let mut work = Work::write(cx, organisation).await?;
    let (project, facts) = work.project(project).await?;
    let permit: Permit<act::TransmittalIssue> = work.permit_in(&facts, Target::default())?;
    let row = reading::open_to(&mut work, (&project, &facts), id, (Part::Sender, Deed::Check)).await?;
    let mut plan = plan::plan(&mut work, &project, &facts, &row).await?;
    let whose = whose(&mut work, &plan, &asked).await?;
    // What cannot be issued is seen by nobody.
    Error::check(std::mem::take(&mut plan.obstacles))?;
    plan.keep_for(&whose);
    let told_at = work.now();
    issue::carry_out(&mut work, &permit, (&project, &row), &plan, told_at).await?;
    let rows = received::all(&mut work.tx, row.id, None).await?;
    let one = rows.into_iter().find(|row| whose.is(row)).ok_or_else(nobody)?;
    let whole = work.organisation.clone();
    let issued = Issued::load(&mut work.tx, whole.id, row.id).await?.ok_or_else(Error::not_found)?;
    let mail = mail(&mut work, &whole, &issued, &one).await?;
    let by_link = matches!(whose, Whose::Address(_));
    let pages = if by_link {
        let (door, inside) = guests::pages_of(&mut work.tx, cx, whole.id, one.subject_id).await?;
        Some(PreviewedPages { door, inside })
    } else {
        None
    };
    let mut preview = TransmittalPreview {
        name: one.name,
        by: if by_link { "link" } else { "account" },
        outside: by_link,
        mail,
        pages,
        transmittal: None,
    };
    if by_link {
        work.tx.rollback().await?;
        return Ok(preview);
    }
    // From here on everything is read as the recipient reads it.
    let mut theirs = work.seen_by(one.subject_id).await?;
    let (project, facts) = theirs.project(&project.public_id).await?;
    let _: Permit<act::TransmittalView> = theirs.permit_in(&facts, Target::default())?;
    preview.outside = !facts.is_team();
    preview.transmittal = Some(reading::shown(&mut theirs, &project, &facts, id).await?);
    theirs.tx.rollback().await?;
    Ok(preview)
}

fn nobody() -> Error {
    Error::field("person", "unknown", "They would not get it.")
}

/// Whose view is asked for.
async fn whose(work: &mut Work, plan: &Plan, asked: &PreviewTransmittal) -> Result<Whose> {
    match (&asked.person, &asked.email) {
        (Some(person), None) => {
            let subjects: Vec<SubjectId> = plan.people.iter().map(|one| one.subject).collect();
            let known = people::by_subject(&mut work.tx, work.organisation.id, &subjects).await?;
            let found = known.into_iter().find(|(_, one)| one.id == *person);
            found.map(|(subject, _)| Whose::Person(subject)).ok_or_else(nobody)
        }
        (None, Some(email)) => {
            let email = email.trim().to_lowercase();
            let found = plan.links.iter().find(|one| one.email.to_lowercase() == email);
            let none = || Error::field("email", "unknown", "This address would not get a link.");
            found.map(|one| Whose::Address(one.email.clone())).ok_or_else(none)
        }
        _ => Err(Error::field(
            "person",
            "required",
            "Name one of those who would get it, by person or by email.",
        )),
    }
}

impl Plan {
    /// Leaves out whoever somebody from outside hears nothing of anyhow, so that little is written only to be dropped. Who is
    /// in the project's team sees all who get it.
    fn keep_for(&mut self, whose: &Whose) {
        match whose {
            Whose::Address(email) => {
                self.people.clear();
                self.links.retain(|one| one.email == *email);
            }
            Whose::Person(subject) => {
                if self.people.iter().any(|one| one.subject == *subject && one.outside) {
                    self.people.retain(|one| one.subject == *subject);
                    self.links.clear();
                }
            }
        }
    }
}

row! {
    struct MailRow { to_email: String, to_name: String, subject: String, body_text: String, body_html: String }
}

/// The mail as it is written to them; none for whoever reads notices only, or has them gathered.
async fn mail(
    work: &mut Work,
    whole: &OrganisationRow,
    issued: &Issued,
    to: &RecipientRow,
) -> Result<Option<PreviewedMail>> {
    let shared = work.cx.shared().clone();
    letters::tell(&mut work.tx, &shared, whole, issued, Letter::Issued, std::slice::from_ref(to)).await?;
    let Some(mail) = written(&mut work.tx, to.id).await? else { return Ok(None) };
    let sheet = sheet::sheet_for(&mut work.tx, whole.id, to.id).await?;
    let address = |name: &str, email: &str| {
        if name.is_empty() { email.to_owned() } else { format!("{name} <{email}>") }
    };
    Ok(Some(PreviewedMail {
        from: shared.config.mail_from.clone(),
        to: address(&mail.to_name, &mail.to_email),
        subject: mail.subject,
        text: mail.body_text,
        html: mail.body_html,
        enclosure: sheet.map(|sheet| sheet.filename()),
    }))
}

async fn written(tx: &mut Tx, recipient: i64) -> Result<Option<MailRow>> {
    let text =
        sql("select to_email, to_name, subject, body_text, body_html from mail where recipient_id = $1
        order by id desc limit 1");
    Ok(tx.optional(text.bind(recipient)).await?)
}
