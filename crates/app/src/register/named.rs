//! Documents that a request names, each with a revision: found within the reach of whoever asks, or refused at its place.

use std::collections::HashMap;

use wayleave_access::documents::{self, RevisionRow};
use wayleave_access::{ProjectFacts, Visible};
use wayleave_base::DocumentId;
use wayleave_db::{row, sql};

use crate::error::{FieldError, Result};
use crate::work::Work;

/// What stands against taking a revision: a code and a sentence.
pub type Obstacle = (&'static str, &'static str);

/// A document that was named, with the revision that is meant.
#[derive(Clone, Debug)]
pub struct Named {
    /// Its place among those that were named.
    pub at: usize,
    /// The document.
    pub visible: Visible,
    /// The revision.
    pub revision: RevisionRow,
}

row! {
    struct Key { id: DocumentId, public_id: String }
}

/// Finds what `asked` names by public ids, the shown revision where none is given. Of more than `most` none is looked at;
/// what is unknown, named twice or stopped by an `obstacle` is an error at `documents[n]` and left out.
pub async fn revisions(
    work: &mut Work,
    facts: &ProjectFacts,
    errors: &mut Vec<FieldError>,
    (asked, most): (&[(&str, Option<&str>)], usize),
    obstacle: impl Fn(&Visible, &RevisionRow) -> Option<Obstacle>,
) -> Result<Vec<Named>> {
    if asked.len() > most {
        errors.push(FieldError::new("documents", "too_many", format!("At most {most} documents.")));
        return Ok(Vec::new());
    }
    let ids: Vec<&str> = asked.iter().map(|(document, _)| *document).collect();
    let mut text =
        sql("select id, public_id from document where project_id = $1 and public_id in ").bind(facts.project);
    text.text_list(&ids);
    let keys: Vec<DocumentId> = work.tx.all::<Key>(text).await?.into_iter().map(|key| key.id).collect();
    let found = documents::among(&mut work.tx, &facts.scope(), &keys).await?;
    let found: HashMap<&str, &Visible> =
        found.iter().map(|visible| (visible.document.public_id.as_str(), visible)).collect();
    let mut named: Vec<Named> = Vec::new();
    let mut fault = |at: usize, field: &str, (code, detail): Obstacle| {
        errors.push(FieldError::new(format!("documents[{at}].{field}"), code, detail));
    };
    for (at, (document, revision)) in asked.iter().enumerate() {
        let Some(visible) = found.get(document) else {
            fault(at, "document_id", ("unknown", "There is no such document."));
            continue;
        };
        let Some(revision) = revision.map_or_else(|| Some(visible.shown()), |id| visible.revision(id)) else {
            fault(at, "revision_id", ("unknown", "There is no such revision."));
            continue;
        };
        if named.iter().any(|other| other.visible.document.id == visible.document.id) {
            fault(at, "document_id", ("repeated", "This document is named already."));
        } else if let Some(why) = obstacle(visible, revision) {
            fault(at, "revision_id", why);
        } else {
            named.push(Named { at, visible: (*visible).clone(), revision: revision.clone() });
        }
    }
    Ok(named)
}
