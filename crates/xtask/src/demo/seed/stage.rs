//! What the seeding has made so far: who can be asked to act, and under which ids things are known to the server.

use std::collections::BTreeMap;

use anyhow::{Context as _, Result};
use jiff::ToSpan as _;
use jiff::civil::Date;

use crate::demo::caller::Caller;
use crate::demo::cast;
use crate::demo::mailbox::Mailbox;

/// The stage on which everybody acts.
pub struct Stage {
    /// Where the server is.
    pub base: String,
    /// Where its mails lie.
    pub mailbox: Mailbox,
    /// The day as the server counts.
    pub today: Date,
    callers: BTreeMap<&'static str, Caller>,
    members: BTreeMap<&'static str, String>,
    companies: BTreeMap<&'static str, String>,
    projects: BTreeMap<&'static str, String>,
    groups: BTreeMap<(&'static str, &'static str), String>,
}

impl Stage {
    /// An empty stage.
    pub fn new(base: &str, mailbox: Mailbox) -> Self {
        Self {
            base: base.to_owned(),
            mailbox,
            today: Date::default(),
            callers: BTreeMap::new(),
            members: BTreeMap::new(),
            companies: BTreeMap::new(),
            projects: BTreeMap::new(),
            groups: BTreeMap::new(),
        }
    }

    /// Somebody comes on stage, signed in.
    pub fn enter(&mut self, key: &'static str, caller: Caller) {
        self.callers.insert(key, caller);
    }

    /// Somebody who is signed in.
    pub fn caller(&self, key: &str) -> Result<&Caller> {
        self.callers.get(key).with_context(|| format!("{key} has not signed in"))
    }

    /// Notes the id of a member, a company or a project.
    pub fn know(&mut self, what: Known, key: &'static str, id: &str) {
        let ids = match what {
            Known::Member => &mut self.members,
            Known::Company => &mut self.companies,
            Known::Project => &mut self.projects,
        };
        ids.insert(key, id.to_owned());
    }

    /// The id of a member.
    pub fn member(&self, key: &str) -> Result<&str> {
        self.members.get(key).map(String::as_str).with_context(|| format!("{key} is no member yet"))
    }

    /// The id of a company.
    pub fn company(&self, key: &str) -> Result<&str> {
        self.companies.get(key).map(String::as_str).with_context(|| format!("{key} is no company yet"))
    }

    /// The id of a project.
    pub fn project_id(&self, key: &str) -> Result<&str> {
        self.projects.get(key).map(String::as_str).with_context(|| format!("{key} is no project yet"))
    }

    /// Notes the id of a group of a project.
    pub fn know_group(&mut self, project: &'static str, key: &'static str, id: &str) {
        self.groups.insert((project, key), id.to_owned());
    }

    /// The id of a group of a project.
    pub fn group(&self, project: &'static str, key: &'static str) -> Result<&str> {
        let found = self.groups.get(&(project, key)).map(String::as_str);
        found.with_context(|| format!("{key} is no group of {project} yet"))
    }

    /// The address of the organisation's API.
    pub fn organisation(&self, rest: &str) -> String {
        format!("/api/v1/organisations/{}{rest}", cast::ORGANISATION.1)
    }

    /// The address of a project's API.
    pub fn project(&self, key: &str, rest: &str) -> Result<String> {
        Ok(self.organisation(&format!("/projects/{}{rest}", self.project_id(key)?)))
    }

    /// A day so many days from today, as the API writes it.
    pub fn day(&self, days: i32) -> String {
        (self.today + i64::from(days).days()).to_string()
    }
}

/// What has an id.
#[derive(Clone, Copy, Debug)]
pub enum Known {
    Member,
    Company,
    Project,
}
