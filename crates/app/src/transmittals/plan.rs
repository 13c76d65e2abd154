//! What issuing a draft comes to: who gets what until when, what stands against it, and who newly sees what. The last is
//! found by issuing it in a transaction that is dropped, so that the code which decides also foretells.

use std::collections::HashMap;

use serde_json::json;
use wayleave_access::audience::{self, Place, Standing};
use wayleave_access::audit::Event;
use wayleave_access::{Action, Demand, Mode, OrganisationRole, ProjectFacts, SharePolicy, Target, act};
use wayleave_base::{DocumentId, NEVER, SubjectId, Timestamp};
use wayleave_db::{row, sql};

use super::documents::{self, Item};
use super::entries::{self, Entry, Everybody, Known, Way};
use super::left_out::{self, Absent};
use super::outcome::{self, Found};
use super::owed::Sent;
use super::skips::Lacks;
use super::store::{self, TransmittalRow as Row};
use super::tables::{Deed, Part};
use super::view::TransmittalCheck;
use super::view_lists::Purpose;
use super::{deliver, ends, purposes, reading};
use crate::cx::Cx;
use crate::error::{FieldError, Result};
use crate::guests::{self, Terms};
use crate::people;
use crate::projects::external_end;
use crate::work::{ProjectRow, Work};

/// Somebody with an account who gets it.
#[derive(Clone, Debug)]
pub struct PersonPlan {
    /// Who.
    pub subject: SubjectId,
    /// How they came onto it.
    pub way: Way,
    /// Are they from outside?
    pub outside: bool,
    /// Their organisation role, when they are not in the project yet.
    pub admit: Option<OrganisationRole>,
    /// Until when they see what was sent.
    pub ends_at: Timestamp,
    /// What of it does not go to them.
    pub lacks: Lacks,
}

/// Somebody who gets a link of their own.
#[derive(Clone, Debug)]
pub struct LinkPlan {
    /// The address.
    pub email: String,
    /// How they came onto it.
    pub way: Way,
    /// Until when the link opens.
    pub ends_at: Timestamp,
    /// What of it does not go to them.
    pub lacks: Lacks,
}

/// What issuing a draft comes to.
#[derive(Clone, Debug)]
pub struct Plan {
    /// What it is sent for.
    pub purpose: Purpose,
    /// What is sent.
    pub items: Vec<Item>,
    /// Who gets it with an account.
    pub people: Vec<PersonPlan>,
    /// Who does not, because they are not in the project.
    pub absent: Vec<Absent>,
    /// Who gets a link.
    pub links: Vec<LinkPlan>,
    /// Whom the draft names.
    pub addressed: Vec<Entry>,
    /// What that stands for now.
    pub known: Known,
    /// Whose the addresses of people in the project are.
    pub accounts: HashMap<String, SubjectId>,
    /// Does nobody get again what they hold already?
    pub skip_sent: bool,
    /// What these people and addresses were sent of it before, and what is open to them still.
    pub before: Vec<Sent>,
    /// Who gets nothing because they hold all of it already.
    pub satisfied: (Vec<PersonPlan>, Vec<LinkPlan>),
    /// The terms of the links.
    pub terms: Terms,
    /// What stands against it.
    pub obstacles: Vec<FieldError>,
}

/// Says what issuing a draft would do; nothing of it is kept.
pub async fn check(cx: &Cx, organisation: &str, project: &str, id: &str) -> Result<TransmittalCheck> {
    let mut work = Work::write(cx, organisation).await?;
    let (project, facts) = work.project(project).await?;
    let permit = work.permit_in::<act::TransmittalIssue>(&facts, Target::default())?;
    let row = reading::open_to(&mut work, (&project, &facts), id, (Part::Sender, Deed::Check)).await?;
    let plan = plan(&mut work, &project, &facts, &row).await?;
    let place = Place::of(&facts);
    let concerned: Vec<SubjectId> = plan.people.iter().map(|receiver| receiver.subject).collect();
    let sent: Vec<DocumentId> = plan.items.iter().map(|item| item.visible.document.id).collect();
    let before = audience::sights(&mut work.tx, place, &sent, &concerned).await?;
    let event = Event::new("transmittal", "transmittal.issued", ("transmittal", &row.public_id, &row.number))
        .project(project.id)
        .after(json!({}));
    let stamp = work.record(&permit, event).await?;
    deliver::give(&mut work, &stamp, &project, row.id, &plan).await?;
    let after = audience::sights(&mut work.tx, place, &sent, &concerned).await?;
    let newly = outcome::gained(before, after);
    let people = people::by_subject(&mut work.tx, work.organisation.id, &concerned).await?;
    let found = Found {
        memberships: ends::of_memberships(&mut work.tx, project.id, &concerned).await?,
        left_out: left_out::told(&mut work, &facts, &plan.absent).await?,
        newly,
        people,
    };
    work.tx.rollback().await?;
    Ok(plan.told(found))
}

/// Works out what issuing a draft comes to.
pub async fn plan(work: &mut Work, project: &ProjectRow, facts: &ProjectFacts, row: &Row) -> Result<Plan> {
    let mut obstacles = Vec::new();
    let purposes = purposes::all(&mut work.tx, work.organisation.id).await?;
    let purpose = reading::purpose(&purposes, row);
    let items = sendable(work, facts, row, &mut obstacles).await?;
    let addressed = reading::addressed(row);
    let (place, now) = ((work.organisation.id, Some(project.id)), work.now());
    let known = entries::look_up(&mut work.tx, place, &addressed, now).await?;
    let mut everybody = known.everybody(&addressed);
    let accounts = members_by_address(work, project, &mut everybody).await?;
    if !everybody.people.values().chain(everybody.addresses.values()).any(|way| way.role == "to") {
        let detail = "Nobody is named whom it goes to.";
        obstacles.push(FieldError::new("recipients", "required", detail));
    }
    let (people, absent) = receivers(work, (project, facts, row), &everybody, &mut obstacles).await?;
    let links = links((project, facts, row), &items, &everybody, &mut obstacles);
    let terms = terms(&purpose, &facts.share_policy);
    let (skip_sent, satisfied, before) = (row.skip_sent, (Vec::new(), Vec::new()), Vec::new());
    let mut plan = Plan {
        terms,
        purpose,
        items,
        people,
        absent,
        links,
        obstacles,
        addressed,
        known,
        accounts,
        skip_sent,
        satisfied,
        before,
    };
    plan.untick();
    plan.look_back(work, (place.0, project.id)).await?;
    Ok(plan)
}

/// The terms of the links: what the purpose asks for, within the policy of the project.
fn terms(purpose: &Purpose, policy: &SharePolicy) -> Terms {
    Terms {
        allow_download: policy.allow_download,
        has_password: false,
        max_opens: policy.default_max_opens,
        require_name: policy.name == Demand::Required,
        require_email: false,
        // A password cannot travel beside its link, so where links need one an address is proven instead.
        mail_code: purpose.mail_code
            || policy.password == Demand::Required
            || policy.email == Demand::Required,
    }
}

/// What of the draft can be sent now; the rest stands against it.
async fn sendable(
    work: &mut Work,
    facts: &ProjectFacts,
    row: &Row,
    obstacles: &mut Vec<FieldError>,
) -> Result<Vec<Item>> {
    let named = store::documents(&mut work.tx, row.id, None).await?;
    let (items, withheld) = documents::seen(work, facts, &named).await?;
    if named.is_empty() {
        obstacles.push(FieldError::new("documents", "required", "Nothing is named that is sent."));
    }
    if withheld > 0 {
        let detail = "Something named here is out of your reach. Take it out, or ask whoever prepared this.";
        obstacles.push(FieldError::new("documents", "unknown", detail));
    }
    for (at, item) in items.iter().enumerate() {
        if let Some((code, detail)) = documents::obstacle(&item.visible, &item.revision) {
            obstacles.push(FieldError::new(format!("documents[{at}]"), code, detail));
        }
    }
    Ok(items)
}

row! {
    struct Account { email: String, subject_id: SubjectId }
}

/// Addresses of people who are in the project belong to their accounts.
async fn members_by_address(
    work: &mut Work,
    project: &ProjectRow,
    everybody: &mut Everybody,
) -> Result<HashMap<String, SubjectId>> {
    let emails: Vec<String> = everybody.addresses.keys().cloned().collect();
    let mut text = sql("select a.email, m.subject_id from member m join account a on a.id = m.account_id
        join organisation_role r on r.subject_id = m.subject_id and r.closed_at is null
        join project_membership p on p.subject_id = m.subject_id and p.project_id = $2 and p.closed_at is null
          and p.valid_from <= $3 and p.ends_at > $3
        where m.organisation_id = $1 and a.email in ")
    .bind(work.organisation.id)
    .bind(project.id)
    .bind(work.now());
    text.text_list(&emails);
    let mut accounts = HashMap::new();
    for account in work.tx.all::<Account>(text).await? {
        if let Some(way) = everybody.addresses.remove(&account.email) {
            entries::put(&mut everybody.people, account.subject_id, way);
            accounts.insert(account.email, account.subject_id);
        }
    }
    Ok(accounts)
}

row! {
    struct Roles { subject_id: SubjectId, role: String }
}

/// Everybody with an account who gets it, and those who do not. Groups and companies stand for those of them who are in the project; who is
/// named themselves and is not in it is let in, if the issuer may do that.
async fn receivers(
    work: &mut Work,
    (project, facts, row): (&ProjectRow, &ProjectFacts, &Row),
    everybody: &Everybody,
    obstacles: &mut Vec<FieldError>,
) -> Result<(Vec<PersonPlan>, Vec<Absent>)> {
    let subjects: Vec<SubjectId> = everybody.people.keys().copied().collect();
    let here: HashMap<SubjectId, Standing> =
        audience::standings(&mut work.tx, Place::of(facts), Some(&subjects))
            .await?
            .into_iter()
            .map(|standing| (standing.subject, standing))
            .collect();
    let raw: Vec<i64> = subjects.iter().map(|subject| subject.get()).collect();
    let mut text =
        sql("select subject_id, role from organisation_role where closed_at is null and subject_id in ");
    text.id_list(&raw);
    let roles: HashMap<SubjectId, OrganisationRole> = work
        .tx
        .all::<Roles>(text)
        .await?
        .into_iter()
        .filter_map(|row| Some((row.subject_id, OrganisationRole::parse(&row.role)?)))
        .collect();
    let zone = &project.timezone;
    let given = row.access_ends_on.as_deref();
    let end = external_end("access_ends_on", given, &facts.share_policy, facts.at, zone);
    let may_let_in = |role: OrganisationRole, subject: SubjectId| {
        role == OrganisationRole::Member
            && facts.outcome(Action::MembershipManage, Target::person(subject)).is_allowed()
    };
    let (mut people, mut absent) = (Vec::new(), Vec::new());
    for (subject, way) in &everybody.people {
        // Those who answer steps only are in no project: a transmittal reaches them by their address.
        let standing = here.get(subject).filter(|standing| standing.mode != Mode::Responder);
        let Some(role) = roles.get(subject) else { continue };
        if standing.is_none() && !way.by_name {
            let may_be_let_in = may_let_in(*role, *subject);
            absent.push(Absent { subject: *subject, way: way.clone(), may_be_let_in });
            continue;
        }
        let outside = standing.is_none_or(|standing| standing.outside);
        let admit = standing.is_none().then_some(*role);
        let ends_at = match (&end, outside) {
            (_, false) => NEVER,
            (Ok(end), true) => *end,
            (Err(_), true) => facts.at + 1,
        };
        people.push(PersonPlan {
            subject: *subject,
            way: way.clone(),
            outside,
            admit,
            ends_at,
            lacks: Lacks::default(),
        });
    }
    if let (Err(error), true) = (end, people.iter().any(|one| one.outside)) {
        obstacles.push(error);
    }
    let refused = |one: &PersonPlan| one.admit.is_some_and(|role| !may_let_in(role, one.subject));
    if people.iter().any(refused) {
        let detail = "Somebody named here is not in the project, and you may not let them in. Name their address instead.";
        obstacles.push(FieldError::new("recipients", "not_in_project", detail));
        people.retain(|one| one.admit.is_none());
    }
    Ok((people, absent))
}

/// Everybody who gets a link of their own, where the policy lets the issuer make links to all that is sent to them.
fn links(
    (project, facts, row): (&ProjectRow, &ProjectFacts, &Row),
    items: &[Item],
    everybody: &Everybody,
    obstacles: &mut Vec<FieldError>,
) -> Vec<LinkPlan> {
    if everybody.addresses.is_empty() {
        return Vec::new();
    }
    let may =
        |item: &Item| facts.outcome(Action::GuestShareCreate, Target::document(&item.visible)).is_allowed();
    let goes = |item: &Item| everybody.addresses.values().any(|way| way.brings(item));
    if let Some(item) = items.iter().find(|item| goes(item) && !may(item)) {
        let number = &item.visible.document.number;
        let detail =
            format!("You may not send {number} to an address: the policy of guest links refuses it.");
        obstacles.push(FieldError::new("recipients", "links_refused", detail));
    }
    let (zone, given) = (&project.timezone, row.access_ends_on.as_deref());
    let ends_at = match guests::link_end(&facts.share_policy, facts.at, zone, given) {
        Ok(end) => end,
        Err(error) => {
            obstacles.push(FieldError { field: "access_ends_on".to_owned(), ..error });
            facts.at + 1
        }
    };
    let link = |(email, way): (&String, &Way)| LinkPlan {
        email: email.clone(),
        way: way.clone(),
        ends_at,
        lacks: Lacks::default(),
    };
    everybody.addresses.iter().map(link).collect()
}

impl Plan {
    /// What is asked of somebody: nothing of those in copy.
    pub fn asked(&self, way: &Way) -> String {
        if way.role == "to" { self.purpose.acknowledgement.clone() } else { "none".to_owned() }
    }
}
