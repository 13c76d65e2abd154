//! The rows of an export, page by page; each page is decided and read anew, as what the reader is by then.

use std::collections::HashMap;

use jiff::tz::TimeZone;
use wayleave_access::documents::{self, Filter, Position, Sort, Visible};
use wayleave_access::{ProjectFacts, Target, act};
use wayleave_base::{DocumentId, MemberId, OrganisationId};
use wayleave_db::sql;

use super::super::viewer::Viewer;
use super::columns::{self, Column};
use super::view::NewExport;
use super::{MOST_FILES, PAGE};
use crate::cx::Cx;
use crate::error::{Error, FieldError, Result};
use crate::metadata::store as metadata;
use crate::sheets::{Cell, Heading};
use crate::work::{ProjectRow, Work};

/// As whom the register is read: within a request, or for somebody who asked a while ago.
#[derive(Clone)]
pub enum Reader {
    /// Whoever makes the request, in this organisation.
    Session(Cx, String),
    /// This member.
    Member(Cx, OrganisationId, MemberId),
}

impl Reader {
    /// A transaction that reads as them.
    pub async fn read(&self) -> Result<Work> {
        match self {
            Self::Session(cx, organisation) => Work::read(cx, organisation).await,
            Self::Member(cx, organisation, member) => Work::read_as(cx, *organisation, *member).await,
        }
    }

    /// A transaction that writes as them.
    pub async fn write(&self) -> Result<Work> {
        match self {
            Self::Session(cx, organisation) => Work::write(cx, organisation).await,
            Self::Member(cx, organisation, member) => Work::write_as(cx, *organisation, *member).await,
        }
    }
}

/// A question made ready for one transaction.
pub struct Question {
    /// The project.
    pub project: ProjectRow,
    /// The reader's standing in it.
    pub facts: ProjectFacts,
    /// What is asked.
    pub filter: Filter,
    order: (Sort, bool),
    /// The columns.
    pub columns: Vec<Column>,
    zone: TimeZone,
}

/// A page of rows.
pub struct Page {
    /// The documents.
    pub documents: Vec<Visible>,
    /// Where the next page begins, if there is one.
    pub next: Option<Position>,
}

impl Question {
    /// Reads a question and holds it to what can be asked.
    pub async fn open(work: &mut Work, project: &str, request: &NewExport) -> Result<Self> {
        let (project, facts) = work.project(project).await?;
        work.permit_in::<act::ProjectView>(&facts, Target::default())?;
        let catalogue = metadata::load(&mut work.tx, work.organisation.id, Some(project.id)).await?;
        let columns = columns::asked(&catalogue, &facts, &request.columns)?;
        let mut filter =
            request.query.filter(work, &project, &facts).await.map_err(|error| error.below("query"))?;
        let order = request.query.order(&facts).map_err(|error| error.below("query"))?;
        if let Some(ids) = &request.documents {
            filter.among = among(work, &facts, ids).await?;
        }
        let zone = TimeZone::get(&project.timezone).unwrap_or(TimeZone::UTC);
        Ok(Self { project, facts, filter, order, columns, zone })
    }

    /// The titles of the columns.
    #[must_use]
    pub fn headings(&self) -> Vec<Heading> {
        self.columns.iter().map(|column| column.heading.clone()).collect()
    }

    /// How many documents are asked for, and whether there are more than that.
    pub async fn count(&self, work: &mut Work) -> Result<(i64, bool)> {
        Ok(documents::count(&mut work.tx, &self.facts.scope(), &self.filter).await?)
    }

    /// A page of them.
    pub async fn page(&self, work: &mut Work, after: Option<&Position>) -> Result<Page> {
        let scope = self.facts.scope();
        let listed = documents::list(&mut work.tx, &scope, &self.filter, self.order, after, PAGE).await?;
        Ok(Page { documents: listed.documents, next: listed.next })
    }

    /// The cells of these documents.
    pub async fn cells(&self, work: &mut Work, documents: &[Visible]) -> Result<Vec<Vec<Cell>>> {
        let shown = Viewer::new(work, &self.facts, documents).await?;
        let rows = documents.iter().map(|visible| {
            let row = shown.row(visible, &[]);
            self.columns.iter().map(|column| column.cell(visible, &row, &self.zone)).collect()
        });
        Ok(rows.collect())
    }
}

/// The documents named, each of them within reach.
async fn among(work: &mut Work, facts: &ProjectFacts, ids: &[String]) -> Result<Vec<i64>> {
    if ids.is_empty() || ids.len() > MOST_FILES {
        let text = format!("Name 1 to {MOST_FILES} documents.");
        return Err(Error::field("documents", "out_of_range", text));
    }
    let mut text =
        sql("select id as n from document where organisation_id = $1 and project_id = $2 and public_id in ")
            .bind(work.organisation.id)
            .bind(facts.project);
    text.text_list(ids);
    let known: Vec<DocumentId> = work.tx.ints(text).await?.into_iter().map(DocumentId).collect();
    let found = documents::among(&mut work.tx, &facts.scope(), &known).await?;
    let within: HashMap<&str, i64> = found
        .iter()
        .map(|visible| (visible.document.public_id.as_str(), visible.document.id.get()))
        .collect();
    let missing = ids.iter().enumerate().filter(|(_, id)| !within.contains_key(id.as_str()));
    let text = "There is no such document.";
    let missing = missing.map(|(at, _)| FieldError::new(format!("documents[{at}]"), "unknown", text));
    Error::check(missing.collect())?;
    Ok(within.into_values().collect())
}
