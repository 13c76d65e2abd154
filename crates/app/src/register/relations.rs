//! What a document has to do with others: which supersedes which, what it was called before, and where a merged one went.

use wayleave_access::documents::{self, Visible};
use wayleave_access::{Action, ProjectFacts, Status, Target};
use wayleave_base::DocumentId;
use wayleave_db::{row, sql};

use super::view::DocumentRef;
use crate::error::{Error, Result};
use crate::work::Work;

/// The relations of a document as its reader may know them.
#[derive(Debug, Default)]
pub struct Relations {
    /// The document that supersedes it.
    pub superseded_by: Option<DocumentRef>,
    /// The documents that it supersedes.
    pub supersedes: Vec<DocumentRef>,
    /// What it was called before.
    pub former_numbers: Vec<String>,
}

row! {
    struct Number { number: String }
}

/// How many superseded documents are named.
const MOST: i64 = 50;

/// The relations of a document.
pub async fn of(work: &mut Work, facts: &ProjectFacts, visible: &Visible) -> Result<Relations> {
    let document = &visible.document;
    let text = sql("select id as n from document where superseded_by = $1 and organisation_id = $2 and status = 'superseded'
        order by number_key limit $3")
    .bind(document.id)
    .bind(work.organisation.id)
    .bind(MOST);
    let mut ids: Vec<DocumentId> = work.tx.ints(text).await?.into_iter().map(DocumentId).collect();
    let by = document.superseded_by.filter(|_| document.state().status == Status::Superseded);
    ids.extend(by);
    let seen = documents::among(&mut work.tx, &facts.scope(), &ids).await?;
    let (later, earlier): (Vec<&Visible>, Vec<&Visible>) =
        seen.iter().partition(|other| Some(other.document.id) == by);
    let former_numbers = if facts.is_team() { former(work, document.id).await? } else { Vec::new() };
    Ok(Relations {
        superseded_by: later.first().map(|other| DocumentRef::of(&other.document)),
        supersedes: earlier.iter().map(|other| DocumentRef::of(&other.document)).collect(),
        former_numbers,
    })
}

async fn former(work: &mut Work, document: DocumentId) -> Result<Vec<String>> {
    let text = sql("select f.number, f.number_key from former_number f where f.document_id = $1
        union select d.number, d.number_key from document d where d.merged_into = $1 and d.admitted = 1 order by 2")
    .bind(document);
    Ok(work.tx.all::<Number>(text).await?.into_iter().map(|row| row.number).collect())
}

/// The answer to whoever asks for a document that does not exist for them: where it went, if it was merged into one that
/// they see.
pub async fn gone(work: &mut Work, facts: &ProjectFacts, public_id: &str, error: Error) -> Result<Error> {
    let merged = sql("select d.merged_into as n from document d where d.project_id = $1 and d.public_id = $2
        and d.merged_into is not null and d.admitted = 1")
    .bind(facts.project)
    .bind(public_id);
    let Some(target) = work.tx.maybe_int(merged).await? else { return Ok(error) };
    let Some(target) = documents::find_by_id(&mut work.tx, &facts.scope(), DocumentId(target)).await? else {
        return Ok(error);
    };
    let seen = facts.outcome(Action::DocumentView, Target::document(&target)).is_allowed();
    let document = target.document;
    Ok(if seen { Error::Merged { number: document.number, document_id: document.public_id } } else { error })
}
