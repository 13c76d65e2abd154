//! Searches for what was done formally with a document. It is looked up in the rows of transmittals and workflows, by the
//! revisions that the reader sees, as texts are by the revision that is shown.

use wayleave_base::ProjectId;
use wayleave_db::{DbResult, Sql, Tx, row, sql};

use super::hits::Found;
use crate::formal::Formal;

/// Something that was done with revisions, as far as this reader is shown it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Done {
    /// A transmittal issued one.
    Issued(Formal),
    /// A workflow that is not over is about one.
    InWorkflow(Formal),
}

impl Done {
    /// `from … where (condition)`: the revisions `v` that it was done with. What was not accepted is not in the register, and
    /// not everybody who sees the document sees it.
    fn revisions(self, text: &mut Sql) {
        match self {
            Self::Issued(formal) => {
                text.push(
                    " from revision v join transmittal_document x on x.revision_id = v.id
                      join transmittal t on t.id = x.transmittal_id
                      where v.acceptance = 'accepted' and t.issues = 1 and ",
                );
                formal.transmittals.sent(text);
            }
            Self::InWorkflow(formal) => {
                text.push(
                    " from revision v join workflow_document x on x.revision_id = v.id
                      join workflow w on w.id = x.workflow_id where v.acceptance = 'accepted' and ",
                );
                formal.running(text);
            }
        }
    }

    /// It was done with a revision of the document `d`, whichever.
    pub(super) fn exists(self, text: &mut Sql) {
        text.push("exists (select 1");
        self.revisions(text);
        text.push(" and v.document_id = d.id)");
    }

    /// A query for the documents of a project, as `id`, with revisions of which it was done.
    pub(super) fn documents(self, text: &mut Sql, project: ProjectId) {
        text.push("select v.document_id as id");
        self.revisions(text);
        text.push(match self {
            Self::Issued(_) => " and t.project_id = ",
            Self::InWorkflow(_) => " and w.project_id = ",
        });
        text.arg(project);
    }

    /// With which revisions of these documents it was done.
    pub(super) async fn among(self, tx: &mut Tx, ids: &[i64]) -> DbResult<Found> {
        let mut text = sql("select distinct v.document_id, v.seq");
        self.revisions(&mut text);
        text.push(" and v.document_id in ").id_list(ids);
        let mut found = Found::new();
        for row in tx.all::<With>(text).await? {
            found.entry(row.document_id).or_default().push(row.seq);
        }
        Ok(found)
    }
}

row! {
    struct With { document_id: i64, seq: i64 }
}
