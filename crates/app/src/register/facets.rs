//! How many documents the reader sees of each status and code, for the register's filters.

use std::collections::BTreeMap;

use serde::Serialize;
use utoipa::ToSchema;
use wayleave_access::documents::{self, Facet};
use wayleave_access::{Target, act};

use super::list::{self, ListQuery};
use super::lookup;
use crate::cx::Cx;
use crate::error::Result;
use crate::people::CompanyRef;
use crate::work::Work;

/// How many values of a field are told: what people write as they like may differ in every document.
const MOST: usize = 500;

/// How many documents there are of each code.
#[derive(Debug, Serialize, ToSchema)]
pub struct DocumentFacets {
    /// The fields in the order of screens.
    pub fields: Vec<FacetView>,
    /// The companies that revisions came from, by name, as far as the project's own people are shown them.
    pub companies: Vec<CompanyRef>,
    /// Were there more documents than are counted? Then every number is a lower bound.
    pub more: bool,
}

/// The numbers of one field.
#[derive(Debug, Serialize, ToSchema)]
pub struct FacetView {
    /// The field, named as the list's parameter.
    pub field: &'static str,
    /// Its codes, the 500 most frequent, the most frequent first; the empty code stands for documents without one.
    pub values: Vec<FacetValue>,
}

/// A code and its number.
#[derive(Debug, Serialize, ToSchema)]
pub struct FacetValue {
    /// The code.
    pub code: String,
    /// What people read; the code itself where it has no label.
    pub label: String,
    /// How many documents.
    pub count: i64,
}

/// The numbers of the list that the query asks for, each field counted without its own filter.
pub async fn facets(cx: &Cx, organisation: &str, project: &str, query: &ListQuery) -> Result<DocumentFacets> {
    let mut work = Work::read(cx, organisation).await?;
    let (project, facts) = work.project(project).await?;
    work.permit_in::<act::ProjectView>(&facts, Target::default())?;
    let filter = query.filter(&mut work, &project, &facts).await?;
    let fields: Vec<Facet> = Facet::all().collect();
    let found = documents::facets(&mut work.tx, &facts.scope(), &filter, &fields).await?;
    // Documents keep codes that have been retired since.
    let labels: BTreeMap<(String, String), String> = list::option_rows(&mut work, facts.project, true)
        .await?
        .into_iter()
        .map(|row| ((row.field, row.code), row.label))
        .collect();
    let view = |(field, numbers): (Facet, BTreeMap<String, i64>)| {
        let label =
            |code: &String| labels.get(&(field.name().to_owned(), code.clone())).unwrap_or(code).clone();
        let mut values: Vec<FacetValue> = numbers
            .into_iter()
            .map(|(code, count)| FacetValue { label: label(&code), code, count })
            .collect();
        values.sort_by(|one, two| two.count.cmp(&one.count).then_with(|| one.code.cmp(&two.code)));
        values.truncate(MOST);
        FacetView { field: field.name(), values }
    };
    let senders = documents::senders(&mut work.tx, &facts.scope()).await?;
    let known = lookup::companies(&mut work.tx, work.organisation.id, &senders).await?;
    let mut companies: Vec<CompanyRef> = known.into_values().collect();
    companies.sort_by(|one, two| one.name.cmp(&two.name).then_with(|| one.id.cmp(&two.id)));
    Ok(DocumentFacets { fields: found.fields.into_iter().map(view).collect(), companies, more: found.more })
}
