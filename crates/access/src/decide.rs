//! Decisions: the rows of the policy evaluated over facts. An allowed act yields a [`Permit`], which nothing else can make
//! and without which no audit event, and so no change, can be written.

use std::marker::PhantomData;

use wayleave_base::{ErrorCode, SubjectId};

use crate::action::{Act, Action, Level};
use crate::documents::Visible;
use crate::facts::ProjectFacts;
use crate::policy::{Mode, Obligation, RULES, Rule, When, Who};
use crate::principal::{Principal, SystemAct};
use crate::share_policy::Confidential;
use crate::words::{OrganisationRole, Status};

/// What an act is aimed at, as far as rules look at it.
#[derive(Clone, Copy, Debug, Default)]
pub struct Target<'a> {
    /// The document, when there is one.
    pub document: Option<&'a Visible>,
    /// The status asked for.
    pub status: Option<Status>,
    /// The person acted upon.
    pub person: Option<SubjectId>,
    /// That person's organisation role.
    pub person_role: Option<OrganisationRole>,
    /// The organisation role to be given.
    pub new_role: Option<OrganisationRole>,
    /// Who made the thing acted upon; of a step or a work package, who has a part in it.
    pub maker: Option<SubjectId>,
}

impl<'a> Target<'a> {
    /// A document.
    #[must_use]
    pub fn document(document: &'a Visible) -> Self {
        Self { document: Some(document), ..Self::default() }
    }

    /// A person.
    #[must_use]
    pub fn person(person: SubjectId) -> Self {
        Self { person: Some(person), ..Self::default() }
    }

    /// Something that `maker` made.
    #[must_use]
    pub fn made_by(maker: SubjectId) -> Self {
        Self { maker: Some(maker), ..Self::default() }
    }

    /// A wished-for status.
    #[must_use]
    pub fn status(status: Status) -> Self {
        Self { status: Some(status), ..Self::default() }
    }
}

/// The outcome for an act known by its type.
#[must_use]
#[derive(Debug)]
pub enum Decision<A: Act> {
    /// Go on.
    Allow(Permit<A>),
    /// Go on as a request that somebody else decides.
    AllowWith(Conditional<A>),
    /// Do not.
    Deny(Denial),
}

impl<A: Act> Decision<A> {
    /// The permit; an act that needs somebody's approval is not permitted by this.
    pub fn permit(self) -> Result<Permit<A>, Denial> {
        match self {
            Self::Allow(permit) => Ok(permit),
            Self::AllowWith(conditional) => Err(Denial::Forbidden {
                action: A::ACTION,
                rule: conditional.rule,
                ask: ask(Action::RevisionAccept),
            }),
            Self::Deny(denial) => Err(denial),
        }
    }
}

/// The right to do one act, once. It cannot be copied, and only a decision makes one.
#[derive(Debug)]
pub struct Permit<A: Act> {
    rule: &'static str,
    grounds: Vec<i64>,
    obligations: &'static [Obligation],
    act: PhantomData<A>,
}

/// The right to make a request. There is no way from here to the act itself but through the approval.
#[derive(Debug)]
pub struct Conditional<A: Act> {
    rule: &'static str,
    grounds: Vec<i64>,
    obligations: &'static [Obligation],
    act: PhantomData<A>,
}

/// What entitles a change to its audit event: a permit, the right to request, or an act of the closed system list.
pub trait Warrant {
    /// The rule that allowed it.
    fn rule(&self) -> &'static str;
    /// The grants that allowed it.
    fn grounds(&self) -> &[i64];
}

impl<A: Act> Warrant for Permit<A> {
    fn rule(&self) -> &'static str {
        self.rule
    }
    fn grounds(&self) -> &[i64] {
        &self.grounds
    }
}

impl<A: Act> Warrant for Conditional<A> {
    fn rule(&self) -> &'static str {
        self.rule
    }
    fn grounds(&self) -> &[i64] {
        &self.grounds
    }
}

impl Warrant for SystemAct {
    fn rule(&self) -> &'static str {
        self.code()
    }
    fn grounds(&self) -> &[i64] {
        &[]
    }
}

impl<A: Act> Permit<A> {
    /// What comes with the act.
    #[must_use]
    pub fn obligations(&self) -> &'static [Obligation] {
        self.obligations
    }

    /// Must page images carry the reader's name?
    #[must_use]
    pub fn watermark(&self) -> bool {
        self.obligations.contains(&Obligation::Watermark)
    }
}

impl<A: Act> Conditional<A> {
    /// What comes with the request.
    #[must_use]
    pub fn obligations(&self) -> &'static [Obligation] {
        self.obligations
    }
}

/// Why not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Denial {
    /// It does not exist for this principal.
    Hidden,
    /// It may be seen, but this may not be done.
    Forbidden {
        /// The act.
        action: Action,
        /// The row that came nearest.
        rule: &'static str,
        /// Who can change that.
        ask: &'static str,
    },
    /// The state does not allow it now.
    State(ErrorCode),
}

/// A principal in an organisation, for acts on the organisation.
#[derive(Clone, Debug)]
pub struct OrganisationFacts {
    /// The principal.
    pub principal: Principal,
}

impl OrganisationFacts {
    /// Decides an act on the organisation.
    pub fn decide<A: Act>(&self, target: Target<'_>) -> Decision<A> {
        typed(self.outcome(A::ACTION, target))
    }

    /// Decides by code, for abilities.
    #[must_use]
    pub fn outcome(&self, action: Action, target: Target<'_>) -> Outcome {
        self.outcome_by(RULES, action, target)
    }

    /// Decides by another policy than the one in force.
    #[must_use]
    pub fn outcome_by(&self, policy: &'static [Rule], action: Action, target: Target<'_>) -> Outcome {
        let Some(role) = self.principal.role() else { return Outcome::Deny(Denial::Hidden) };
        let speaks = |rule: &Rule| matches!(rule.who, Who::Organisation(roles) if roles.contains(&role));
        evaluate(policy, action, speaks, |when| match when {
            When::NotSelf => target.person != Some(self.principal.subject()),
            When::TargetNotOrgAdmin => target.person_role != Some(OrganisationRole::OrgAdmin),
            When::NewRoleNotOrgAdmin => target.new_role != Some(OrganisationRole::OrgAdmin),
            _ => false,
        })
    }
}

/// A decision without its type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Allowed by this rule, on these grants, with these obligations.
    Allow {
        /// The rule.
        rule: &'static str,
        /// The grants.
        grounds: Vec<i64>,
        /// What comes with it.
        obligations: &'static [Obligation],
    },
    /// Denied.
    Deny(Denial),
}

impl Outcome {
    /// Is it allowed, be it as a request?
    #[must_use]
    pub fn is_allowed(&self) -> bool {
        matches!(self, Self::Allow { .. })
    }

    /// Does it need a Document Controller's approval?
    #[must_use]
    pub fn needs_approval(&self) -> bool {
        matches!(self, Self::Allow { obligations, .. } if obligations.contains(&Obligation::ApprovalByDocumentController))
    }
}

impl ProjectFacts {
    /// Decides an act in the project. Acts on a document take it in the target: it is within reach already, since only
    /// the scope hands one out.
    pub fn decide<A: Act>(&self, target: Target<'_>) -> Decision<A> {
        typed(self.outcome(A::ACTION, target))
    }

    /// Decides by code, for abilities.
    #[must_use]
    pub fn outcome(&self, action: Action, target: Target<'_>) -> Outcome {
        if action.level() == Level::Document && target.document.is_none() {
            return Outcome::Deny(Denial::Hidden);
        }
        let grounds = target.document.map(|document| document.reach.grants.clone()).unwrap_or_default();
        let outcome = if action == Action::DocumentView {
            let rule = target
                .document
                .and_then(|document| document.reach.rules.first().copied())
                .unwrap_or("K-1.5/admin");
            let obligations = if self.mode == Mode::Guest {
                self.policy.iter().find(|row| row.id == rule).map_or(&[][..], |row| row.then)
            } else {
                &[]
            };
            Outcome::Allow { rule, grounds: Vec::new(), obligations }
        } else {
            evaluate(self.policy, action, |rule| rule.who.covers(self.mode), |when| self.holds(when, target))
        };
        let Outcome::Allow { rule, obligations, .. } = outcome else {
            return self.hidden_if_project_is(action, outcome);
        };
        if let Some(code) = self.state_guard(action, target) {
            return Outcome::Deny(Denial::State(code));
        }
        Outcome::Allow { rule, grounds, obligations }
    }

    /// A refusal about the project itself is no answer for those to whom the project does not exist.
    fn hidden_if_project_is(&self, action: Action, refusal: Outcome) -> Outcome {
        let opens = |rule: &&Rule| rule.action == Action::ProjectView && rule.who.covers(self.mode);
        let about_project = matches!(action.level(), Level::Project | Level::Made);
        if about_project && self.policy.iter().find(opens).is_none() {
            return Outcome::Deny(Denial::Hidden);
        }
        refusal
    }

    fn holds(&self, when: When, target: Target<'_>) -> bool {
        let document = target.document;
        match when {
            When::ProjectWide { .. } | When::Granted(_) => document.is_some(),
            When::Holds(gate) => self.gates.has(gate),
            When::DocumentControl => self.document_control,
            When::Caps(caps) => document.is_some_and(|document| document.reach.caps.has(caps)),
            When::OwnDocument => document.is_some_and(|document| {
                let me = self.principal.subject();
                document.document.created_by == me
                    || document.revisions.iter().any(|revision| {
                        revision.seq == document.document.current_seq && revision.uploaded_by == me
                    })
            }),
            When::DocumentStatusIn(statuses) => {
                document.is_some_and(|document| statuses.contains(&document.document.state().status))
            }
            When::StatusIn(statuses) => target.status.is_none_or(|status| statuses.contains(&status)),
            When::Unlocked => document.is_some_and(|document| document.document.locked_at.is_none()),
            When::MayShareConfidential => document.is_some_and(|document| {
                !document.document.restricted
                    || (self.share_policy.confidential == Confidential::ProjectAdmin
                        && matches!(self.mode, Mode::OrgAdmin | Mode::Admin))
            }),
            When::InitiatorsMayShare => self.share_policy.initiators_may_share,
            When::SharingEnabled => self.share_policy.guest_sharing_enabled,
            When::TemplatesOpen => !self.templates_reserved,
            When::OwnThing => target.maker == Some(self.principal.subject()),
            When::NotSelf => target.person != Some(self.principal.subject()) || self.mode == Mode::OrgAdmin,
            When::TargetNotOrgAdmin | When::NewRoleNotOrgAdmin => false,
        }
    }

    /// What the state forbids to everybody, after it is known that the thing may be seen.
    fn state_guard(&self, action: Action, target: Target<'_>) -> Option<ErrorCode> {
        if self.locked && action.writes() {
            return Some(ErrorCode::ProjectLocked);
        }
        let locked = target.document.is_some_and(|document| document.document.locked_at.is_some());
        (locked && action == Action::RevisionUpload).then_some(ErrorCode::DocumentLocked)
    }
}

/// The first row that allows; else the denial that names the row which came nearest.
fn evaluate(
    policy: &'static [Rule],
    action: Action,
    speaks: impl Fn(&Rule) -> bool,
    holds: impl Fn(When) -> bool,
) -> Outcome {
    let mut nearest: Option<(&'static str, usize)> = None;
    for rule in policy.iter().filter(|rule| rule.action == action && speaks(rule)) {
        let missing = rule.when.iter().filter(|when| !holds(**when)).count();
        if missing == 0 {
            return Outcome::Allow { rule: rule.id, grounds: Vec::new(), obligations: rule.then };
        }
        if nearest.is_none_or(|(_, least)| missing < least) {
            nearest = Some((rule.id, missing));
        }
    }
    let rule = nearest.map_or("default", |(id, _)| id);
    Outcome::Deny(Denial::Forbidden { action, rule, ask: ask(action) })
}

fn typed<A: Act>(outcome: Outcome) -> Decision<A> {
    match outcome {
        Outcome::Deny(denial) => Decision::Deny(denial),
        Outcome::Allow { rule, grounds, obligations } => {
            if obligations.contains(&Obligation::ApprovalByDocumentController) {
                Decision::AllowWith(Conditional { rule, grounds, obligations, act: PhantomData })
            } else {
                Decision::Allow(Permit { rule, grounds, obligations, act: PhantomData })
            }
        }
    }
}

/// Who can change that an act is refused.
#[must_use]
pub fn ask(action: Action) -> &'static str {
    match action.level() {
        Level::Organisation => "An organisation administrator can change that.",
        Level::Project => match action {
            Action::EditRequestDecide => "A Document Controller of the project decides on this.",
            // Whoever may manage templates is refused this by the organisation's setting alone.
            Action::WorkflowTemplateChangeActive => {
                "An organisation administrator can change or archive a template that is active."
            }
            _ => "A Project Admin can change that.",
        },
        Level::Document | Level::Made => match action {
            Action::RevisionAccept => "A Document Controller of the project decides on this.",
            Action::DocumentUnlock => "A Project Admin can unlock the document.",
            Action::DocumentArchive => "A Project Admin can archive the document.",
            Action::DocumentRestore => "A Project Admin can take it out of the bin.",
            Action::DocumentUnarchive | Action::DocumentPurge => "An organisation administrator can do that.",
            Action::DocumentMerge => "A Document Controller of the project can merge documents.",
            Action::WorkPackageWork | Action::WorkPackageReview | Action::WorkPackageContribute => {
                "A Project Admin can give you a part in the work package."
            }
            Action::DocumentDownload => "Whoever shared this with you can allow downloading.",
            _ => "A Document Controller or a Project Admin can change that.",
        },
    }
}
