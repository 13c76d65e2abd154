//! Sharing a revision with people, companies and groups. A person who is not in the project becomes its external
//! participant, with an end, in the same transaction; a preview runs all of it and undoes it.

use serde_json::json;
use wayleave_access::audience::Seer;
use wayleave_access::audit::{Event, Stamp};
use wayleave_access::ledger::{self, NewGrant, NewMembership};
use wayleave_access::{
    Caps, Cause, ObjectKind, OrganisationRole, ProjectFacts, Reason, Role, Target, Visible, act,
};
use wayleave_base::{ErrorCode, NEVER, ShareId, SubjectId};
use wayleave_mail::DocumentShared;

use super::gains;
use super::plan::{Named, Plan, plan};
use super::store::{self, NewShareRow};
use super::view::{NewShare, ShareView, Shares};
use crate::cx::Cx;
use crate::error::{Error, OnTaken, Result};
use crate::expiry::{self, Ending};
use crate::mailing::{self, Sender};
use crate::notices::{self, Notice};
use crate::projects::external_end;
use crate::wire;
use crate::work::{ProjectRow, Work};
use crate::workflows::Turn;

/// Shares, or says what sharing would do; the caller commits the work unless it is a preview.
pub async fn share(
    cx: &Cx,
    (organisation, project, document): (&str, &str, &str),
    new: &NewShare,
    preview: bool,
) -> Result<(Work, Shares)> {
    let mut work = Work::write(cx, organisation).await?;
    let (row, facts) = work.project(project).await?;
    let visible = work.document(&facts, document).await?;
    let permit = work.permit_in::<act::DocumentShare>(&facts, Target::document(&visible))?;
    let plan = plan(&mut work, &row, &facts, &visible, new).await?;
    for named in plan.subjects.iter().filter(|named| named.admit.is_some()) {
        // Letting somebody into the project is an act of its own, and not everybody who may share may do it.
        work.permit_in::<act::MembershipManage>(&facts, Target::person(named.subject))?;
    }
    let (members, concerned) = concerned(&mut work, &plan).await?;
    let before = gains::seers(&mut work, &facts, visible.document.id, &concerned).await?;
    let stamp = record(&mut work, &row, &visible, &plan, &permit).await?;
    let mut items = Vec::new();
    for named in &plan.subjects {
        items.push(give(&mut work, &stamp, &facts, (&row, &visible), &plan, named).await?);
    }
    let after = gains::seers(&mut work, &facts, visible.document.id, &concerned).await?;
    let gained = gains::gained(&before, after);
    let gains = gains::counted(&mut work, &gained).await?;
    if preview {
        items.clear();
    } else {
        tell(&mut work, (&row, &visible), &plan, &members, &gained).await?;
    }
    Ok((work, Shares { items, gains }))
}

/// Who is in which of the subjects, and everybody whom the share can concern.
async fn concerned(work: &mut Work, plan: &Plan) -> Result<(Vec<(SubjectId, SubjectId)>, Vec<SubjectId>)> {
    let subjects: Vec<SubjectId> = plan.subjects.iter().map(|named| named.subject).collect();
    let now = work.now();
    let members = store::people_of(&mut work.tx, &subjects, now).await?;
    let mut everybody = subjects;
    everybody.extend(members.iter().map(|(_, person)| *person));
    Ok((members, everybody))
}

async fn record(
    work: &mut Work,
    project: &ProjectRow,
    visible: &Visible,
    plan: &Plan,
    permit: &wayleave_access::Permit<act::DocumentShare>,
) -> Result<Stamp> {
    let document = &visible.document;
    let with: Vec<_> = plan
        .subjects
        .iter()
        .map(|named| {
            json!({"kind": named.shown.kind, "id": named.shown.id, "name": named.shown.name,
                "ends_at": wire::end(named.ends_at), "admitted": named.admit.is_some()})
        })
        .collect();
    let label = format!("{} {}", document.number, document.title);
    let event = Event::new("access", "document.shared", ("document", &document.public_id, label.trim()))
        .project(project.id)
        .after(json!({"with": with, "rights": plan.caps.words(), "revision": plan.code,
            "later": plan.rev_to == ledger::ALL_LATER}))
        .reason(&plan.reason)
        .confidential(document.restricted);
    work.record(permit, event).await
}

/// Gives one subject the share, and a person from nowhere the membership.
async fn give(
    work: &mut Work,
    stamp: &Stamp,
    facts: &ProjectFacts,
    (project, visible): (&ProjectRow, &Visible),
    plan: &Plan,
    named: &Named,
) -> Result<ShareView> {
    let public_id = work.cx.ids().public(ShareId::PREFIX);
    let row = NewShareRow {
        public_id: &public_id,
        organisation: work.organisation.id,
        project: project.id,
        document: visible.document.id,
        subject: named.subject,
        caps: plan.caps.0,
        range: (plan.seq, plan.rev_to),
        reason: &plan.reason,
        by: (work.me.subject, work.now()),
    };
    let share = store::insert(&mut work.tx, &row).await?;
    let cause = Cause::Share(share.get());
    admit(work, stamp, facts, project, (plan, named, cause)).await?;
    let grant = NewGrant {
        subject: named.subject,
        project: project.id,
        object_kind: ObjectKind::Document,
        object: visible.document.id.get(),
        caps: plan.caps,
        rev_from: plan.seq,
        rev_to: plan.rev_to,
        reason: Reason::Shared,
        cause,
        ends_at: named.ends_at,
    };
    ledger::grant(&mut work.tx, stamp, &grant).await?;
    let (organisation, now) = (work.organisation.id, work.now());
    expiry::set(&mut work.tx, organisation, Ending::share(share), named.ends_at, now).await?;
    Ok(ShareView {
        id: public_id,
        subject: named.shown.clone(),
        rights: plan.caps.words(),
        revision: plan.code.clone(),
        later: plan.rev_to == ledger::ALL_LATER,
        reason: plan.reason.clone(),
        granted_at: wire::time(stamp.at()),
        ends_at: wire::end(named.ends_at),
        admitted: named.admit.is_some(),
    })
}

/// Makes a person who is not in the project its external participant, until the share ends or the policy says.
async fn admit(
    work: &mut Work,
    stamp: &Stamp,
    facts: &ProjectFacts,
    project: &ProjectRow,
    (plan, named, cause): (&Plan, &Named, Cause),
) -> Result<()> {
    if named.admit.as_ref().is_none_or(|person| person.role != OrganisationRole::Member) {
        return Ok(());
    }
    let ends_at = if named.ends_at < NEVER {
        named.ends_at
    } else {
        external_end("ends_on", None, &facts.share_policy, facts.at, &project.timezone)
            .map_err(|error| Error::Fields(vec![error]))?
    };
    let opened = NewMembership {
        project: project.id,
        subject: named.subject,
        role: Role::External,
        label: "",
        cause,
        reason: &plan.reason,
        ends_at,
    };
    let ids = work.cx.ids().clone();
    ledger::set_membership(&mut work.tx, &ids, stamp, &opened)
        .await
        .on_taken("project_membership_project_id_subject_id_key", || Error::code(ErrorCode::Conflict))?;
    let (organisation, now) = (work.organisation.id, work.now());
    let ending = Ending::membership(project.id, named.subject);
    expiry::set(&mut work.tx, organisation, ending, ends_at, now).await?;
    work.settle_steps((stamp, Turn::Came), (named.subject, Some(project.id))).await
}

/// Tells everybody who gained something, by the bell and by mail.
async fn tell(
    work: &mut Work,
    (project, visible): (&ProjectRow, &Visible),
    plan: &Plan,
    members: &[(SubjectId, SubjectId)],
    gained: &[Seer],
) -> Result<()> {
    let people: Vec<SubjectId> =
        gained.iter().map(|seer| seer.standing.subject).filter(|person| *person != work.me.subject).collect();
    let shared = work.cx.shared().clone();
    let (organisation, now) = (work.organisation.id, work.now());
    let document = &visible.document;
    let notice = Notice {
        kind: "document.shared",
        project: Some(project.id),
        document: Some(document.id),
        payload: json!({"by": work.me.public_id, "revision": plan.code}),
    };
    let told = notices::notify(&mut work.tx, &shared.ids, organisation, now, &people, &notice).await?;
    let base = &shared.config.public_url;
    let link = format!(
        "{base}/o/{}/p/{}/register/{}",
        work.organisation.slug, project.public_id, document.public_id
    );
    for to in told {
        let person = to.subject;
        let own = plan.subjects.iter().find(|named| named.subject == person);
        let by_group = || plan.subjects.iter().find(|named| members.contains(&(named.subject, person)));
        let Some(named) = own.or_else(by_group) else { continue };
        let sender = Sender::telling(&mut work.tx, &shared, &work.organisation, &to).await?;
        let until = (named.ends_at < NEVER).then(|| sender.dates().day(named.ends_at, &project.timezone));
        let letter = DocumentShared {
            head: sender.head(),
            project: &project.name,
            shared_by: &work.me.name,
            shared_with: own.is_none().then_some(named.shown.name.as_str()),
            number: &document.number,
            title: &document.title,
            revision: &plan.code,
            later_revisions: plan.rev_to == ledger::ALL_LATER,
            may_download: plan.caps.has(Caps::DOWNLOAD),
            until: until.as_deref(),
            reason: (!plan.reason.is_empty()).then_some(plan.reason.as_str()),
            link: &link,
        };
        mailing::post_notice(&mut work.tx, &shared, organisation, now, &to, &letter).await?;
    }
    Ok(())
}
