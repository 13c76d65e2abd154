//! The people of the world: an administrator, a member of the staff, a hundred thousand from outside in two hundred
//! companies, and the few whose pages are looked at.

use std::collections::HashMap;

use anyhow::{Context as _, Result};
use wayleave_access::audit::Stamp;
use wayleave_access::ledger::bulk::{self, BulkMembership};
use wayleave_access::{OrganisationRole, Role, SubjectKind};
use wayleave_base::{AccountId, CompanyId, GroupId, MemberId, NEVER, ProjectId, SubjectId};
use wayleave_db::{Tx, row, sql};

use super::load::{Loader, insert};
use super::world::{CONTROLLER, DAY, MEMBER, SPECIAL, World, some_project};
use crate::drawings::dice::Dice;

/// How many people are written in one batch.
const BATCH: usize = 20_000;
/// How many companies from outside there are.
const COMPANIES: usize = 200;

row! {
    struct Account { id: i64, email: String }
}

/// The administrator and the controlling company.
pub async fn make_staff(loader: &mut Loader, world: &mut World) -> Result<()> {
    let (mut tx, stamp) = loader.batch("staff", 1).await?;
    let company = companies(loader, &mut tx, &stamp, &["Bench Build".to_owned()], true).await?;
    let names = ["admin".to_owned()];
    let admin =
        members(loader, &mut tx, &stamp, &names, OrganisationRole::OrgAdmin, |_| Some(company[0])).await?;
    tx.commit().await?;
    world.admin = admin[0];
    loader.by = admin[0];
    Ok(())
}

/// Everybody else, the groups, and who belongs where.
pub async fn make_outsiders(loader: &mut Loader, world: &mut World) -> Result<()> {
    let mut dice = Dice::new(1, "people");
    let (mut tx, stamp) = loader.batch("companies", COMPANIES).await?;
    let names: Vec<String> = (0..COMPANIES).map(|at| format!("Company {at:03}")).collect();
    let outside = companies(loader, &mut tx, &stamp, &names, false).await?;
    let member = OrganisationRole::Member;
    let names = [MEMBER.to_owned(), CONTROLLER.to_owned()];
    let staff = members(loader, &mut tx, &stamp, &names, member, |_| None).await?;
    let special: Vec<String> = SPECIAL.iter().map(|&name| name.to_owned()).collect();
    world.special = members(loader, &mut tx, &stamp, &special, member, |at| outside.get(at).copied()).await?;
    let first = world.projects[0].id;
    let roles = [(staff[0], Role::Reviewer), (staff[1], Role::ProjectAdmin)].into_iter();
    let roles = roles.chain(world.special.iter().map(|subject| (*subject, Role::External)));
    let roles: Vec<_> = roles.map(|(subject, role)| membership(world, first, subject, role)).collect();
    bulk::memberships(&mut tx, &loader.ids, &stamp, &roles).await?;
    tx.commit().await?;
    make_groups(loader, world, &mut dice).await?;
    for start in (0..world.size.externals).step_by(BATCH) {
        let names: Vec<String> =
            (start..world.size.externals.min(start + BATCH)).map(|at| format!("person-{at}")).collect();
        let (mut tx, stamp) = loader.batch("people", names.len()).await?;
        let company = |at: usize| outside.get((start + at) % COMPANIES).copied();
        let subjects = members(loader, &mut tx, &stamp, &names, member, company).await?;
        settle(loader, world, &mut tx, &stamp, subjects, &mut dice).await?;
        tx.commit().await?;
    }
    loader.tell(&format!("{} people are in", world.externals.len()));
    Ok(())
}

/// Gives each person a project, and two groups of it.
async fn settle(
    loader: &Loader,
    world: &mut World,
    tx: &mut Tx,
    stamp: &Stamp,
    subjects: Vec<SubjectId>,
    dice: &mut Dice,
) -> Result<()> {
    let (mut roles, mut pairs) = (Vec::new(), Vec::new());
    for subject in subjects {
        let at = some_project(dice);
        let project = &world.projects[at];
        roles.push(membership(world, project.id, subject, Role::External));
        let count = project.groups.len();
        if count >= 2 {
            let first = dice.below(count);
            let second = (first + 1 + dice.below(count - 1)) % count;
            pairs.extend([(project.groups[first], subject), (project.groups[second], subject)]);
        }
        world.externals.push((subject, at));
    }
    bulk::memberships(tx, &loader.ids, stamp, &roles).await?;
    bulk::join(tx, stamp, &pairs).await?;
    Ok(())
}

fn membership(world: &World, project: ProjectId, subject: SubjectId, role: Role) -> BulkMembership {
    let ends_at = if role == Role::External { world.now + 700 * DAY } else { NEVER };
    BulkMembership { project, subject, role, ends_at }
}

/// The groups of all projects and the big one, with the special people in theirs.
async fn make_groups(loader: &mut Loader, world: &mut World, dice: &mut Dice) -> Result<()> {
    let count = world.size.groups;
    let (mut tx, stamp) = loader.batch("groups", count).await?;
    let subjects = bulk::subjects(&mut tx, &stamp, SubjectKind::Group, count + 1).await?;
    let mut rows = Vec::new();
    for (at, subject) in subjects.iter().enumerate() {
        // The first three are the first project's in a world of any size: two for the typical person, and the big one.
        let project = if at < 3 { 0 } else { some_project(dice) };
        if at == 0 {
            world.big_group = *subject;
        } else {
            world.projects[project].groups.push(*subject);
        }
        rows.push(vec![
            loader.organisation.into(),
            loader.ids.public(GroupId::PREFIX).into(),
            world.projects[project].id.into(),
            (*subject).into(),
            "custom".into(),
            format!("Group {at}").into(),
            format!("group {at}").into(),
            world.now.into(),
        ]);
    }
    let columns = [
        "organisation_id",
        "public_id",
        "project_id",
        "subject_id",
        "kind",
        "name",
        "name_key",
        "created_at",
    ];
    insert(&mut tx, "access_group", &columns, rows).await?;
    let [typ, .., biggroup] = world.special[..] else { anyhow::bail!("the special people are missing") };
    let groups = &world.projects[0].groups;
    let pairs = [(groups[0], typ), (groups[1], typ), (world.big_group, biggroup)];
    bulk::join(&mut tx, &stamp, &pairs).await?;
    tx.commit().await?;
    Ok(())
}

/// Companies; returns their ids and subjects.
async fn companies(
    loader: &Loader,
    tx: &mut Tx,
    stamp: &Stamp,
    names: &[String],
    controlling: bool,
) -> Result<Vec<(CompanyId, SubjectId)>> {
    let subjects = bulk::subjects(tx, stamp, SubjectKind::Company, names.len()).await?;
    let designation = if controlling { "builder" } else { "subcontractor" };
    let rows = names.iter().zip(&subjects).map(|(name, subject)| {
        vec![
            loader.organisation.into(),
            loader.ids.public(CompanyId::PREFIX).into(),
            (*subject).into(),
            name.into(),
            name.to_lowercase().into(),
            designation.into(),
            controlling.into(),
            stamp.at().into(),
        ]
    });
    let columns = [
        "organisation_id",
        "public_id",
        "subject_id",
        "name",
        "name_key",
        "designation",
        "controlling",
        "created_at",
    ];
    insert(tx, "company", &columns, rows.collect()).await?;
    let ids =
        sql("select id as n from company where subject_id >= $1 and subject_id <= $2 order by subject_id");
    let bounds = (subjects.iter().min().copied(), subjects.iter().max().copied());
    let ids = tx.ints(ids.bind(bounds.0).bind(bounds.1)).await?;
    let mut sorted = subjects;
    sorted.sort_unstable();
    Ok(ids.into_iter().map(CompanyId).zip(sorted).collect())
}

/// Accounts, members and their roles; the address of `name` is `name@bench.example`.
async fn members(
    loader: &Loader,
    tx: &mut Tx,
    stamp: &Stamp,
    names: &[String],
    role: OrganisationRole,
    company: impl Fn(usize) -> Option<(CompanyId, SubjectId)>,
) -> Result<Vec<SubjectId>> {
    let email = |name: &String| format!("{name}@bench.example");
    let rows = names.iter().map(|name| {
        vec![loader.ids.public(AccountId::PREFIX).into(), email(name).into(), name.into(), stamp.at().into()]
    });
    insert(tx, "account", &["public_id", "email", "name", "created_at"], rows.collect()).await?;
    let mut accounts = HashMap::new();
    for chunk in names.chunks(500) {
        let mut list = sql("select id, email from account where email in ");
        list.text_list(&chunk.iter().map(email).collect::<Vec<_>>());
        accounts.extend(tx.all::<Account>(list).await?.into_iter().map(|row| (row.email, row.id)));
    }
    let subjects = bulk::subjects(tx, stamp, SubjectKind::Person, names.len()).await?;
    let (mut rows, mut belongs, mut pairs) = (Vec::new(), Vec::new(), Vec::new());
    for (at, (name, subject)) in names.iter().zip(&subjects).enumerate() {
        let account = *accounts.get(&email(name)).context("an account that was just made is missing")?;
        let company = company(at);
        rows.push(vec![
            loader.organisation.into(),
            loader.ids.public(MemberId::PREFIX).into(),
            (*subject).into(),
            account.into(),
            company.map(|(id, _)| id).into(),
            stamp.at().into(),
        ]);
        belongs.push(vec![account.into(), loader.organisation.into()]);
        pairs.extend(company.map(|(_, group)| (group, *subject)));
    }
    let columns = ["organisation_id", "public_id", "subject_id", "account_id", "company_id", "created_at"];
    insert(tx, "member", &columns, rows).await?;
    insert(tx, "account_organisation", &["account_id", "organisation_id"], belongs).await?;
    bulk::organisation_roles(tx, stamp, &subjects, role).await?;
    bulk::join(tx, stamp, &pairs).await?;
    Ok(subjects)
}
