//! The register as a list: what the reader may see, narrowed by what they ask, page by page.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use wayleave_access::documents::{self, Coded, Filter, Position, RevisionFilter, Sort};
use wayleave_access::{ProjectFacts, Status, Target, act};
use wayleave_base::{CompanyId, ErrorCode, ProjectId};
use wayleave_query::Source;

use super::question::SearchHint;
use super::view::{DocumentView, RowView};
use super::viewer::{self, Viewer};
use super::{lookup, question, relations};
use crate::cx::Cx;
use crate::error::{Error, FieldError, Result};
use crate::metadata::store as metadata;
use crate::notices;
use crate::wire::{self, List};
use crate::work::{ProjectRow, Work};

/// What a list of documents can be asked.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, IntoParams, ToSchema)]
#[serde(deny_unknown_fields, default)]
#[into_params(parameter_in = Query)]
#[schema(as = DocumentQuery)]
pub struct ListQuery {
    /// A search in the register's search language.
    pub q: Option<String>,
    /// Any of these statuses.
    pub status: Vec<String>,
    /// Any of these document types.
    pub document_type: Vec<String>,
    /// Any of these disciplines.
    pub discipline: Vec<String>,
    /// Any of these zones.
    pub zone: Vec<String>,
    /// Any of these stages.
    pub stage: Vec<String>,
    /// Any of these levels.
    pub level: Vec<String>,
    /// Any of these programmes.
    pub programme: Vec<String>,
    /// Any of these sub-programmes.
    pub sub_programme: Vec<String>,
    /// Any of these packages.
    pub package: Vec<String>,
    /// Any of these originators.
    pub originator: Vec<String>,
    /// Any of these areas, as they are written.
    pub area: Vec<String>,
    /// Any of these buildings, as they are written.
    pub building: Vec<String>,
    /// Any of these floors, as they are written.
    pub floor: Vec<String>,
    /// Any of these tags of assets, as they are written.
    pub asset_tag: Vec<String>,
    /// Any of these companies that the revision shown came from, by their ids.
    pub received_from: Vec<String>,
    /// The date on the revision shown is this day or later.
    pub revision_date_from: Option<String>,
    /// The date on the revision shown is this day or earlier.
    pub revision_date_to: Option<String>,
    /// The revision shown was accepted at this moment or later.
    pub accepted_from: Option<String>,
    /// The revision shown was accepted before this moment.
    pub accepted_before: Option<String>,
    /// The revision shown was uploaded at this moment or later.
    pub uploaded_from: Option<String>,
    /// The revision shown was uploaded before this moment.
    pub uploaded_before: Option<String>,
    /// Any of these values in a field, as `key:value`; of several fields, all.
    pub field: Vec<String>,
    /// Only what the reader uploaded.
    pub mine: Option<bool>,
    /// Only submissions that wait for acceptance.
    pub pending: Option<bool>,
    /// Only restricted, or only unrestricted documents.
    pub restricted: Option<bool>,
    /// Only documents that a transmittal issued, or only the others, as far as the reader is shown it.
    pub issued: Option<bool>,
    /// Only documents in a workflow that is not over, or only the others; likewise.
    pub workflow: Option<bool>,
    /// Only the documents that this notification of the reader's own tells of.
    pub notice: Option<String>,
    /// `newest`, `number`, `title`, `type`, `discipline`, and for the project's own people `updated`, `status`, `revision`,
    /// `revision_date`, `accepted` or `uploaded`, of the current revision; with `-` before it, the other way round.
    pub sort: Option<String>,
    /// Rows of a page, 200 at most.
    pub limit: Option<i64>,
    /// Where the page before ended.
    pub cursor: Option<String>,
}

/// How many documents there are.
#[derive(Debug, Serialize, ToSchema)]
pub struct DocumentCount {
    /// How many, 10,000 at most.
    pub count: i64,
    /// Are there more than were counted?
    pub more: bool,
    /// Remarks on the search, such as a prefix that does not exist.
    pub hints: Vec<SearchHint>,
}

/// Values given in one parameter, by repeating it or with commas.
pub(crate) fn several(values: &[String]) -> Vec<String> {
    values
        .iter()
        .flat_map(|value| value.split(','))
        .map(str::trim)
        .filter(|value| !value.is_empty())
        .map(str::to_owned)
        .take(50)
        .collect()
}

impl ListQuery {
    /// The filter that the query asks for, its search read and made ready.
    pub(crate) async fn filter(
        &self,
        work: &mut Work,
        project: &ProjectRow,
        facts: &ProjectFacts,
    ) -> Result<Filter> {
        let q = self.q.as_deref().unwrap_or_default();
        let statuses = several(&self.status);
        if statuses.iter().any(|status| Status::parse(status).is_none()) {
            return Err(Error::field("status", "unknown_choice", "There is no such status."));
        }
        Ok(Filter {
            search: question::compile(work, project, facts, (q, &self.done())).await?,
            statuses,
            codes: self.codes(),
            values: self.values(work, project).await?,
            revision: self.revision(work).await?,
            // From outside nothing tells whether a document is restricted.
            restricted: self.restricted.filter(|_| facts.is_team()),
            waiting: self.pending == Some(true),
            admitted: (self.pending == Some(false)).then_some(true),
            uploaded_by: (self.mine == Some(true)).then_some(work.me.subject),
            documents: match &self.notice {
                Some(notice) => Some(notices::documents(work, project.id, notice).await?),
                None => None,
            },
            ..Filter::default()
        })
    }

    /// What is wrong with a query that is to be kept: it must not be of any size, and what is not listed has no pages. The
    /// faults are named below `query`.
    pub(crate) fn kept(&self) -> Result<Vec<FieldError>> {
        let mut errors = Vec::new();
        for (name, given) in [("limit", self.limit.is_some()), ("cursor", self.cursor.is_some())] {
            if given {
                errors.push(FieldError::new(format!("query.{name}"), "unknown", "There are no pages here."));
            }
        }
        let fields = serde_json::to_value(self).map_err(anyhow::Error::from)?;
        for (name, value) in fields.as_object().into_iter().flatten() {
            let values = value.as_array().map_or(std::slice::from_ref(value), Vec::as_slice);
            if values.len() > 50 {
                errors.push(FieldError::new(format!("query.{name}"), "too_many", "At most 50 values."));
            }
            if values.iter().filter_map(serde_json::Value::as_str).any(|text| text.chars().count() > 512) {
                errors.push(FieldError::new(format!("query.{name}"), "too_long", "At most 512 characters."));
            }
        }
        Ok(errors)
    }

    /// What is asked of the revision shown.
    async fn revision(&self, work: &mut Work) -> Result<RevisionFilter> {
        let day = |field: &str, text: &Option<String>| {
            let day = text.as_deref().map(|text| wire::parse_day(field, text)).transpose();
            day.map(|day| day.map(|day| day.to_string())).map_err(|error| Error::Fields(vec![error]))
        };
        let moment = |field: &str, text: &Option<String>| {
            text.as_deref().map(|text| wire::parse_time(field, text)).transpose()
        };
        let wanted = several(&self.received_from);
        let from = if wanted.is_empty() {
            Vec::new()
        } else {
            let known = lookup::companies_named(&mut work.tx, work.organisation.id, &wanted).await?;
            // A company that does not exist sent nothing; left out, it would not narrow the list.
            if known.is_empty() { vec![CompanyId(0)] } else { known }
        };
        Ok(RevisionFilter {
            dated: (
                day("revision_date_from", &self.revision_date_from)?,
                day("revision_date_to", &self.revision_date_to)?,
            ),
            accepted: (
                moment("accepted_from", &self.accepted_from)?,
                moment("accepted_before", &self.accepted_before)?,
            ),
            uploaded: (
                moment("uploaded_from", &self.uploaded_from)?,
                moment("uploaded_before", &self.uploaded_before)?,
            ),
            from,
        })
    }

    /// The parameters that ask something of the revision shown, as they were given.
    pub(crate) fn asked_of_revisions(&self) -> Vec<(&'static str, Vec<String>)> {
        let days = [
            ("revision_date_from", &self.revision_date_from),
            ("revision_date_to", &self.revision_date_to),
            ("accepted_from", &self.accepted_from),
            ("accepted_before", &self.accepted_before),
            ("uploaded_from", &self.uploaded_from),
            ("uploaded_before", &self.uploaded_before),
        ];
        let given = days.into_iter().filter_map(|(name, given)| Some((name, vec![given.clone()?])));
        let from = several(&self.received_from);
        given.chain((!from.is_empty()).then_some(("received_from", from))).collect()
    }

    /// What is asked about formal work, as a search asks it.
    pub(super) fn done(&self) -> Vec<(Source, bool)> {
        let asked = [(Source::Issued, self.issued), (Source::InWorkflow, self.workflow)];
        asked.into_iter().filter_map(|(source, flag)| Some((source, flag?))).collect()
    }

    /// The codes asked for by field; a field that is not asked for is absent.
    pub(crate) fn codes(&self) -> BTreeMap<Coded, Vec<String>> {
        let asked = |field| match field {
            Coded::DocumentType => &self.document_type,
            Coded::Discipline => &self.discipline,
            Coded::Zone => &self.zone,
            Coded::Stage => &self.stage,
            Coded::Level => &self.level,
            Coded::Programme => &self.programme,
            Coded::SubProgramme => &self.sub_programme,
            Coded::Package => &self.package,
            Coded::Originator => &self.originator,
            Coded::Area => &self.area,
            Coded::Building => &self.building,
            Coded::Floor => &self.floor,
            Coded::AssetTag => &self.asset_tag,
        };
        Coded::ALL
            .into_iter()
            .map(|field| (field, several(asked(field))))
            .filter(|(_, codes)| !codes.is_empty())
            .collect()
    }

    /// The values asked for in the project's own fields, by the number of the field.
    async fn values(&self, work: &mut Work, project: &ProjectRow) -> Result<BTreeMap<i64, Vec<String>>> {
        let mut asked: BTreeMap<i64, Vec<String>> = BTreeMap::new();
        if self.field.is_empty() {
            return Ok(asked);
        }
        let catalogue = metadata::load(&mut work.tx, work.organisation.id, Some(project.id)).await?;
        for pair in self.field.iter().take(50) {
            let (key, value) = pair.split_once(':').unwrap_or((pair.as_str(), ""));
            let field = catalogue
                .get(key.trim())
                .filter(|field| !field.built_in)
                .ok_or_else(|| Error::field("field", "unknown", "The project has no such field."))?;
            asked.entry(field.id).or_default().push(field.settled(value.trim()));
        }
        Ok(asked)
    }

    /// The order that the query asks for, and whether it ascends.
    pub(super) fn order(&self, facts: &ProjectFacts) -> Result<(Sort, bool)> {
        let asked = self.sort.as_deref().unwrap_or("newest");
        let (name, reversed) = asked.strip_prefix('-').map_or((asked, false), |name| (name, true));
        let (sort, ascending) = match name {
            "newest" => (Sort::Created, false),
            "updated" => (Sort::Updated, false),
            "number" => (Sort::Number, true),
            "title" => (Sort::Title, true),
            "status" => (Sort::Status, true),
            "type" => (Sort::DocumentType, true),
            "discipline" => (Sort::Discipline, true),
            "revision" => (Sort::Revision, true),
            "revision_date" => (Sort::RevisionDate, false),
            "accepted" => (Sort::Accepted, false),
            "uploaded" => (Sort::Uploaded, false),
            _ => {
                let text = "Sort by newest, updated, number, title, status, type, discipline, revision, \
                            revision_date, accepted or uploaded.";
                return Err(Error::field("sort", "unknown_choice", text));
            }
        };
        // Outsiders would learn by the order of revisions that they do not see.
        if sort.is_of_the_team() && !facts.is_team() {
            return Ok((Sort::Created, reversed));
        }
        Ok((sort, ascending != reversed))
    }
}

/// A page of the documents that the reader sees.
pub async fn list(cx: &Cx, organisation: &str, project: &str, query: &ListQuery) -> Result<List<RowView>> {
    let limit = wire::page_size(query.limit)?;
    let mut work = Work::read(cx, organisation).await?;
    let (project, facts) = work.project(project).await?;
    work.permit_in::<act::ProjectView>(&facts, Target::default())?;
    let (filter, order) = (query.filter(&mut work, &project, &facts).await?, query.order(&facts)?);
    // The search as it was typed: what its patterns stand for may grow between two pages.
    let key = format!(
        "documents {} {} {order:?} {:?} {:?} {:?}",
        project.public_id,
        work.me.public_id,
        query.q,
        query.done(),
        Filter { search: None, ..filter.clone() },
    );
    let cursors = &cx.shared().cursors;
    let after: Option<Position> = match &query.cursor {
        None => None,
        Some(cursor) => {
            Some(cursors.open(&key, cursor).ok_or_else(|| Error::code(ErrorCode::InvalidCursor))?)
        }
    };
    let listed = documents::list(&mut work.tx, &facts.scope(), &filter, order, after.as_ref(), limit).await?;
    let shown = Viewer::new(&mut work, &facts, &listed.documents).await?;
    Ok(List {
        items: listed.documents.iter().map(|visible| shown.row(visible, viewer::ROW_ACTIONS)).collect(),
        next: listed.next.map(|position| cursors.seal(&key, &position)),
    })
}

/// How many documents the reader sees.
pub async fn count(cx: &Cx, organisation: &str, project: &str, query: &ListQuery) -> Result<DocumentCount> {
    let mut work = Work::read(cx, organisation).await?;
    let (project, facts) = work.project(project).await?;
    work.permit_in::<act::ProjectView>(&facts, Target::default())?;
    let filter = query.filter(&mut work, &project, &facts).await?;
    let (count, more) = documents::count(&mut work.tx, &facts.scope(), &filter).await?;
    let hints = question::hints(&mut work, project.id, query.q.as_deref().unwrap_or_default()).await?;
    Ok(DocumentCount { count, more, hints })
}

/// One document.
pub async fn get(cx: &Cx, organisation: &str, project: &str, document: &str) -> Result<DocumentView> {
    let mut work = Work::read(cx, organisation).await?;
    let (_, facts) = work.project(project).await?;
    let visible = match work.document(&facts, document).await {
        Ok(visible) => visible,
        Err(error) => return Err(relations::gone(&mut work, &facts, document, error).await?),
    };
    viewer::document(&mut work, &facts, &visible).await
}

/// A value of a coded field.
pub(super) struct OptionRow {
    pub(super) field: String,
    pub(super) code: String,
    pub(super) label: String,
}

/// The project's values of coded fields, retired ones too if so wished.
pub(super) async fn option_rows(
    work: &mut Work,
    project: ProjectId,
    retired: bool,
) -> Result<Vec<OptionRow>> {
    let catalogue = metadata::load(&mut work.tx, work.organisation.id, Some(project)).await?;
    let rows = catalogue.fields.iter().flat_map(|field| {
        let choices = field.choices.iter().filter(move |choice| retired || !choice.retired);
        choices.map(|choice| OptionRow {
            field: field.key.clone(),
            code: choice.code.clone(),
            label: choice.label.clone(),
        })
    });
    Ok(rows.collect())
}
