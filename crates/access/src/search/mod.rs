//! Search within a scope: what is stored to be found, and how a question becomes a condition of the one predicate.
//!
//! Everything that is searched by word or by value is stored as words: the words of texts as they are, whole values such
//! as numbers and codes as one marked word. The engines index these words and never cut or change them, so both answer
//! alike. A search narrows a scope and never widens it, and it looks at the revision that the reader sees: what stands in
//! another revision finds nothing.

mod compile;
mod formal;
mod hits;
mod load;
mod number;
mod print;
mod recheck;
mod store;
mod terms;

pub use compile::{Reader, compile};
pub(crate) use formal::Done;
pub(crate) use hits::Hits;
pub use load::{LoadedTexts, WordLoad};
pub(crate) use print::leading;
pub(crate) use recheck::recheck;
pub use store::{DocumentTexts, Place, ever_stored, forget, move_file, put_content, put_document, put_file};

/// The fields that values are stored for.
pub use wayleave_query::Source;

use wayleave_base::{SubjectId, Timestamp};
use wayleave_db::{Engine, Phrase, WordColumn};

/// A search that is ready to run for one reader.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Search {
    pub(crate) node: Node,
    pub(crate) engine: Engine,
}

impl Search {
    /// Does it find everything?
    pub(crate) fn is_all(&self) -> bool {
        self.node == Node::All
    }
}

/// The tree of conditions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Node {
    All,
    And(Vec<Node>),
    Or(Vec<Node>),
    Not(Box<Node>),
    Leaf(Leaf),
}

/// One condition with everything looked up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Leaf {
    /// Any of these questions to the index of words.
    Text(Vec<Ask>),
    /// The status is one of these.
    Status(Vec<&'static str>),
    /// The owner is one of these.
    Owner(Vec<SubjectId>),
    /// Who uploaded the revision shown is one of these.
    Uploader(Vec<SubjectId>),
    /// Created within these moments.
    Created(Span),
    /// Changed within these moments.
    Updated(Span),
    /// Is it locked?
    Locked(bool),
    /// Is it restricted to groups?
    Restricted(bool),
    /// Was this done with a revision that the reader sees?
    Done(Done, bool),
}

/// From the first moment up to before the second.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Span {
    pub(crate) from: Option<Timestamp>,
    pub(crate) before: Option<Timestamp>,
}

impl Span {
    fn holds(self, at: Timestamp) -> bool {
        self.from.is_none_or(|from| at >= from) && self.before.is_none_or(|before| at < before)
    }
}

/// A question to the index of words: in which passages, and what each engine is asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Ask {
    /// Which kinds of passages; none asks all.
    pub(crate) kind: Option<PassageKind>,
    /// Which words.
    pub(crate) phrase: Phrase,
    /// The engine's own question.
    pub(crate) query: String,
    /// Does it stand for many words? Then asking it of one passage costs as much as asking it of all.
    pub(crate) broad: bool,
}

/// What a passage holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum PassageKind {
    /// The document's own texts and values.
    Document = 0,
    /// A revision's file name and code.
    File = 1,
    /// Text inside the file of a revision.
    Content = 2,
}

/// The column of a document's passage that a field's words stand in.
pub(crate) fn column(source: &Source) -> Option<(PassageKind, WordColumn)> {
    use Source as S;
    Some(match source {
        S::Title => (PassageKind::Document, WordColumn::Title),
        S::Description => (PassageKind::Document, WordColumn::Description),
        S::Tags => (PassageKind::Document, WordColumn::Rest),
        S::FileName => (PassageKind::File, WordColumn::Rest),
        S::Content => (PassageKind::Content, WordColumn::Rest),
        _ => return None,
    })
}
