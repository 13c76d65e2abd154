//! Who holds a revision, as it is told.

use serde::Serialize;
use utoipa::ToSchema;

use crate::people::PersonRef;

/// A way in which somebody holds a revision.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct HeldBy {
    /// `transmittal`, `share`, `guest_share` (a link) or `workflow` (whoever answers a step about it).
    #[schema(example = "transmittal")]
    pub kind: String,
    /// The number of the transmittal or workflow, the label of the link, the group or company that it was shared with.
    #[schema(example = "TRN-001")]
    pub label: Option<String>,
    /// The id of that transmittal, workflow, share or link.
    #[schema(example = "trn_5n0vq2m8c4k7x1w9r3t6y0b2aj")]
    pub id: Option<String>,
    /// Since when.
    pub since: String,
    /// Until when it opens the revision; of what was sent it may be over.
    pub ends_at: Option<String>,
}

/// Somebody who holds a revision.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Holder {
    /// Who, where they are a member.
    pub person: Option<PersonRef>,
    /// The name; of a link that names nobody, its label.
    #[schema(example = "Kim Ode")]
    pub name: String,
    /// The address of nobody in the project.
    #[schema(example = "k.ode@harbour.example")]
    pub email: Option<String>,
    /// Do they hold the current revision too?
    #[schema(example = false)]
    pub has_current: bool,
    /// By what they hold it; at least one.
    pub ways: Vec<HeldBy>,
}

/// Who holds a revision.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct RevisionHolders {
    /// Those without the current revision first, by name.
    pub items: Vec<Holder>,
    /// How many people see it as they see every revision, by their place in the project.
    #[schema(example = 6)]
    pub by_role: usize,
    /// Its code.
    #[schema(example = "P01")]
    pub revision: String,
    /// The code of the current revision.
    #[schema(example = "P02")]
    pub current: String,
    /// The id of the current revision.
    #[schema(example = "rev_5n0vq2m8c4k7x1w9r3t6y0b2aj")]
    pub current_id: String,
}
