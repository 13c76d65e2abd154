//! The organisation, its companies, its people and their parts in the projects.

use anyhow::{Context as _, Result};
use serde_json::{Value, json};

use super::metadata;
use super::stage::{Known, Stage};
use crate::demo::caller::{Caller, list_at, text_at};
use crate::demo::cast::{self, COMPANIES, Fate, PASSWORD, PEOPLE, PROJECTS, Person};
use crate::demo::progress::Count;

/// The first administrator takes the set-up link and sets the organisation up.
pub async fn set_up(stage: &mut Stage, token: &str) -> Result<()> {
    let first = &PEOPLE[0];
    let caller = Caller::new(&stage.base, first.name)?;
    caller.post("/api/v1/set-up/check", json!({"token": token})).await?;
    let body = json!({"token": token, "name": first.name, "password": PASSWORD});
    let me = caller.post("/api/v1/set-up/complete", body).await?;
    let now = text_at(&me, "/server_time")?;
    let day = now.get(..10).context("the server's time begins with the day")?;
    stage.today = day.parse().with_context(|| format!("the server's day is {day}"))?;
    let admin = caller.clone();
    stage.enter(first.key, caller);
    let home = admin.get(&stage.organisation("")).await?;
    stage.know(Known::Member, first.key, text_at(&home, "/member_id")?);
    settings(stage, &admin).await?;
    // The organisation came with a company of its name; it is the first of the cast.
    let companies = admin.get(&stage.organisation("/companies")).await?;
    stage.know(Known::Company, COMPANIES[0].key, text_at(&companies, "/items/0/id")?);
    for company in &COMPANIES[1..] {
        let body = json!({
            "name": company.name, "designation": company.designation, "controlling": company.controlling,
        });
        let made = admin.post(&stage.organisation("/companies"), body).await?;
        stage.know(Known::Company, company.key, text_at(&made, "/id")?);
    }
    metadata::choices(stage, &admin).await?;
    let position = json!({"position": first.position, "company_id": stage.company(first.company)?});
    let path = stage.organisation(&format!("/members/{}", stage.member(first.key)?));
    admin.patch(&path, position).await?;
    Ok(())
}

async fn settings(stage: &Stage, admin: &Caller) -> Result<()> {
    let path = stage.organisation("/settings");
    let general = json!({"general": {
        "timezone": "Europe/London", "contact_email": "documents@fairlead.example", "colour": "#0f5c7a",
    }});
    admin.patch(&path, general).await?;
    let access = json!({"external_access": {"name": "optional", "email": "optional", "max_days": 120}});
    admin.patch(&path, access).await?;
    Ok(())
}

/// Fairlead's own people join; they get their parts once there are projects.
pub async fn staff(stage: &mut Stage) -> Result<usize> {
    let staff: Vec<&Person> = PEOPLE.iter().skip(1).filter(|person| !person.is_outside()).collect();
    join(stage, &staff, false).await
}

/// The companies' people join, with their parts in the projects.
pub async fn outsiders(stage: &mut Stage) -> Result<usize> {
    let outsiders: Vec<&Person> = PEOPLE.iter().filter(|person| person.is_outside()).collect();
    join(stage, &outsiders, true).await
}

/// Invites people by mail and accepts with the links in the mails, except where an invitation has another fate.
async fn join(stage: &mut Stage, people: &[&'static Person], with_parts: bool) -> Result<usize> {
    let count = Count::new("people invited and welcomed", people.len());
    for person in people {
        let invitation = invite(stage, person, with_parts).await?;
        match person.fate {
            Fate::Joins | Fate::Leaves => accept(stage, person).await?,
            Fate::Waits => {}
            Fate::Revoked => {
                let path = stage.organisation(&format!("/invitations/{invitation}/revoke"));
                stage.caller(PEOPLE[0].key)?.post(&path, json!({})).await?;
            }
        }
        count.add(1);
    }
    Ok(people.len())
}

async fn invite(stage: &Stage, person: &Person, with_parts: bool) -> Result<String> {
    let parts = if with_parts { person.parts } else { &[] };
    let memberships = parts
        .iter()
        .map(|(project, role)| {
            Ok(json!({"project_id": stage.project_id(project)?, "role": role, "ends_on": end(stage, role)}))
        })
        .collect::<Result<Vec<Value>>>()?;
    let body = json!({
        "invitations": [{"email": person.email(), "name": person.name}],
        "role": person.role,
        "company_id": stage.company(person.company)?,
        "memberships": memberships,
        "message": if person.is_outside() { "Please join us for the drawings of your package." } else { "Welcome." },
    });
    let invited = stage.caller(PEOPLE[0].key)?.post(&stage.organisation("/invitations"), body).await?;
    Ok(text_at(&invited, "/items/0/id")?.to_owned())
}

async fn accept(stage: &mut Stage, person: &'static Person) -> Result<()> {
    let (_, token) = stage.mailbox.token_for(&person.email(), "wli").await?;
    let caller = Caller::new(&stage.base, person.name)?;
    let body = json!({"token": token, "name": person.name, "password": PASSWORD});
    caller.post("/api/v1/invitations/accept", body).await?;
    let home = caller.get(&stage.organisation("")).await?;
    let member = text_at(&home, "/member_id")?.to_owned();
    let path = stage.organisation(&format!("/members/{member}"));
    stage.caller(PEOPLE[0].key)?.patch(&path, json!({"position": person.position})).await?;
    stage.know(Known::Member, person.key, &member);
    stage.enter(person.key, caller);
    Ok(())
}

/// External access has an end.
fn end(stage: &Stage, role: &str) -> Option<String> {
    (role == "external").then(|| stage.day(300))
}

/// The projects, and the parts of Fairlead's people in them.
pub async fn projects(stage: &mut Stage) -> Result<()> {
    let director = stage.caller("farida.haddad")?.clone();
    for project in PROJECTS {
        let body = json!({
            "reference": project.reference, "name": project.name, "description": project.description,
            "starts_on": stage.day(project.days.0), "ends_on": stage.day(project.days.1),
            "first_controller": stage.member(project.controller)?,
        });
        let made = director.post(&stage.organisation("/projects"), body).await?;
        stage.know(Known::Project, project.key, text_at(&made, "/id")?);
    }
    for person in PEOPLE.iter().filter(|person| !person.is_outside()) {
        for (project, role) in person.parts {
            // The first Document Controller came with the project.
            let is_controller =
                PROJECTS.iter().any(|known| known.key == *project && known.controller == person.key);
            if !is_controller {
                let body =
                    json!({"member_id": stage.member(person.key)?, "role": role, "reason": "Project team"});
                director.post(&stage.project(project, "/members")?, body).await?;
            }
        }
    }
    Ok(())
}

/// A group: its project, how this file calls it, its name, what it is for, its actions and its people.
type Group = (
    &'static str,
    &'static str,
    &'static str,
    &'static str,
    &'static [&'static str],
    &'static [&'static str],
);

const GROUPS: &[Group] = &[
    (
        "harbour",
        "commercial",
        "Commercial",
        "May read tenders and contract documents.",
        &[],
        &["nadia.rahman", "piotr.zielinski", "marcus.oyelaran"],
    ),
    (
        "hospital",
        "commercial",
        "Commercial",
        "May read tenders and contract documents.",
        &[],
        &["nadia.rahman", "piotr.zielinski", "chiara.bellandi"],
    ),
    (
        "harbour",
        "marine-panel",
        "Marine design panel",
        "Engineers who meet every second week.",
        &[],
        &["kwame.boateng", "graham.tull", "callum.reid", "ines.carvalho"],
    ),
    (
        "hospital",
        "fire-panel",
        "Fire strategy panel",
        "Certifier, client and designers of the fire strategy.",
        &["view_reports"],
        &["wen.li", "samuel.adeyemi", "beatrix.holm"],
    ),
];

/// Groups, Full Register Access and overrides.
pub async fn powers(stage: &mut Stage) -> Result<()> {
    for (project, key, name, description, actions, people) in GROUPS {
        let members = people.iter().map(|person| stage.member(person)).collect::<Result<Vec<_>>>()?;
        let body =
            json!({"name": name, "description": description, "actions": actions, "member_ids": members});
        let made = stage.caller("farida.haddad")?.post(&stage.project(project, "/groups")?, body).await?;
        stage.know_group(project, key, text_at(&made, "/id")?);
    }
    controllers(stage, "harbour", "anneke.vos").await?;
    controllers(stage, "hospital", "anneke.vos").await?;
    let membership = membership_of(stage, "harbour", "kenji.sato").await?;
    let body = json!({
        "ends_on": stage.day(60), "reason": "Lead structural engineer; coordinates across all packages.",
    });
    let path = stage.project("harbour", &format!("/members/{membership}/full-register"))?;
    stage.caller("marcus.oyelaran")?.post(&path, body).await?;
    for (project, who, action, effect, reason, days) in OVERRIDES {
        let mut body = json!({"action": action, "effect": effect, "reason": reason});
        match cast::find(who) {
            Some(_) => body["member_id"] = stage.member(who)?.into(),
            None => body["role"] = (*who).into(),
        }
        if let Some(days) = days {
            body["ends_on"] = stage.day(*days).into();
        }
        stage.caller("farida.haddad")?.post(&stage.project(project, "/overrides")?, body).await?;
    }
    Ok(())
}

/// An override: project, person or role, action, effect, reason, days.
type Override = (&'static str, &'static str, &'static str, &'static str, &'static str, Option<i32>);

const OVERRIDES: &[Override] = &[
    (
        "harbour",
        "hana.kobayashi",
        "upload_documents",
        "grant",
        "Uploads marked-up sheets while Kwame is on leave.",
        Some(45),
    ),
    (
        "harbour",
        "kwame.boateng",
        "manage_transmittals",
        "deny",
        "Transmittals go out through Document Control.",
        None,
    ),
    ("hospital", "reviewer", "view_audit_log", "grant", "The client asked for insight into the log.", None),
];

async fn controllers(stage: &Stage, project: &str, person: &str) -> Result<()> {
    let director = stage.caller("farida.haddad")?;
    let groups = director.get(&stage.project(project, "/groups")?).await?;
    let group = list_at(&groups, "/items")?.iter().find(|group| group["kind"] == "document_control");
    let group = group.with_context(|| format!("{project} has no Document Control group"))?;
    let path = format!("/groups/{}/members/{}", text_at(group, "/id")?, stage.member(person)?);
    director.put(&stage.project(project, &path)?).await
}

async fn membership_of(stage: &Stage, project: &str, person: &str) -> Result<String> {
    let director = stage.caller("farida.haddad")?;
    let members = director.get(&stage.project(project, "/members?limit=200")?).await?;
    let member = stage.member(person)?;
    let found = list_at(&members, "/items")?.iter().find(|item| item["person"]["id"] == member);
    let found = found.with_context(|| format!("{person} is not in {project}"))?;
    Ok(text_at(found, "/id")?.to_owned())
}

/// Those who leave are deactivated when everything else is done.
pub async fn farewells(stage: &Stage) -> Result<()> {
    for person in PEOPLE.iter().filter(|person| person.fate == Fate::Leaves) {
        let path = stage.organisation(&format!("/members/{}/deactivate", stage.member(person.key)?));
        stage.caller(PEOPLE[0].key)?.post(&path, json!({"reason": "Left the company."})).await?;
    }
    Ok(())
}
