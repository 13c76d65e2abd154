//! Companies: whom people belong to. A company is also a subject, so that something can be shared with all of its people.

use axum::Json;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::{IntoParams, ToSchema};
use wayleave_access::audit::{Event, Stamp};
use wayleave_access::{SubjectKind, Target, act, ledger};
use wayleave_base::{CompanyId, ErrorCode, Ids, OrganisationId, SubjectId};
use wayleave_db::{DbResult, Tx, row, sql};

use crate::cx::Cx;
use crate::error::{Error, FieldError, OnTaken, Problem, Result};
use crate::people::CompanyRef;
use crate::wire::{self, Body, List, Params, page_size};
use crate::work::Work;

/// What a company is to the projects.
pub const DESIGNATIONS: &[(&str, &str)] = &[
    ("builder", "Builder"),
    ("client", "Client"),
    ("consultant", "Consultant"),
    ("subcontractor", "Subcontractor"),
    ("supplier", "Supplier"),
    ("authority", "Authority"),
    ("other", "Other"),
];

row! {
    /// A company as stored.
    #[derive(Clone, Debug)]
    pub struct CompanyRow {
        pub id: CompanyId,
        pub public_id: String,
        pub subject_id: SubjectId,
        pub name: String,
        pub name_key: String,
        pub designation: String,
        pub controlling: bool,
        pub people_count: i64,
    }
}

const COLUMNS: &str = "c.id, c.public_id, c.subject_id, c.name, c.name_key, c.designation, c.controlling, \
    (select count(*) from member m join organisation_role r on r.subject_id = m.subject_id and r.closed_at is null \
     where m.company_id = c.id) as people_count";

impl CompanyRow {
    /// The company as shown beside a person.
    #[must_use]
    pub fn shown(&self) -> CompanyRef {
        CompanyRef { id: self.public_id.clone(), name: self.name.clone(), controlling: self.controlling }
    }
}

/// A company by its public id.
pub async fn find(
    tx: &mut Tx,
    organisation: OrganisationId,
    public_id: &str,
) -> DbResult<Option<CompanyRow>> {
    let mut text = sql("select ");
    text.push(COLUMNS).push(" from company c where c.organisation_id = ").arg(organisation);
    text.push(" and c.public_id = ").arg(public_id);
    tx.optional(text).await
}

/// Companies by their numbers.
pub async fn by_id(tx: &mut Tx, organisation: OrganisationId, ids: &[i64]) -> DbResult<Vec<CompanyRow>> {
    let mut text = sql("select ");
    text.push(COLUMNS).push(" from company c where c.organisation_id = ").arg(organisation);
    text.push(" and c.id in ").id_list(ids);
    tx.all(text).await
}

/// The subject of a company.
pub async fn subject_of(
    tx: &mut Tx,
    organisation: OrganisationId,
    company: CompanyId,
) -> DbResult<SubjectId> {
    let text = sql("select subject_id as n from company where organisation_id = $1 and id = $2");
    Ok(SubjectId(tx.int(text.bind(organisation).bind(company)).await?))
}

/// Writes a company and its subject.
async fn insert(
    tx: &mut Tx,
    stamp: &Stamp,
    public_id: &str,
    (name, designation, controlling): (&str, &str, bool),
) -> DbResult<CompanyId> {
    let subject = ledger::new_subject(tx, stamp, SubjectKind::Company).await?;
    let id = tx
        .int(
            sql("insert into company (organisation_id, public_id, subject_id, name, name_key, designation, controlling, created_at)
                 values ($1, $2, $3, $4, $5, $6, $7, $8) returning id as n")
            .bind(stamp.organisation())
            .bind(public_id)
            .bind(subject)
            .bind(name)
            .bind(wire::key(name))
            .bind(designation)
            .bind(controlling)
            .bind(stamp.at()),
        )
        .await?;
    Ok(CompanyId(id))
}

/// Writes the company that runs a new organisation's projects and bears its name.
pub async fn found(tx: &mut Tx, ids: &Ids, stamp: &Stamp, name: &str) -> DbResult<CompanyId> {
    insert(tx, stamp, &ids.public(CompanyId::PREFIX), (name, DESIGNATIONS[0].0, true)).await
}

/// A company of the organisation.
#[derive(Debug, Serialize, ToSchema)]
pub struct CompanyView {
    /// The public id.
    pub id: String,
    /// The name.
    #[schema(example = "Harbour Steel")]
    pub name: String,
    /// What it is to the projects.
    #[schema(example = "subcontractor")]
    pub designation: String,
    /// Does it control projects of the organisation?
    pub controlling: bool,
    /// How many active members belong to it.
    pub people_count: i64,
}

impl From<CompanyRow> for CompanyView {
    fn from(row: CompanyRow) -> Self {
        Self {
            id: row.public_id,
            name: row.name,
            designation: row.designation,
            controlling: row.controlling,
            people_count: row.people_count,
        }
    }
}

/// Which companies.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct CompanyQuery {
    /// A part of the name.
    pub q: Option<String>,
    /// Rows of a page, 1 to 200.
    pub limit: Option<i64>,
    /// Where the page before ended.
    pub cursor: Option<String>,
}

/// A company to be created.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewCompany {
    /// The name.
    #[schema(example = "Harbour Steel")]
    pub name: String,
    /// One of the designations.
    #[schema(example = "subcontractor")]
    pub designation: String,
    /// Does it control projects of the organisation? Its people are no outsiders then.
    #[serde(default)]
    pub controlling: bool,
}

/// What may be changed of a company.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ChangeCompany {
    /// The name.
    pub name: Option<String>,
    /// One of the designations.
    pub designation: Option<String>,
    /// Does it control projects of the organisation?
    pub controlling: Option<bool>,
}

/// A designation that a company can have.
#[derive(Debug, Serialize, ToSchema)]
pub struct Designation {
    /// The code.
    #[schema(example = "subcontractor")]
    pub code: &'static str,
    /// The label.
    #[schema(example = "Subcontractor")]
    pub label: &'static str,
}

/// The designations.
#[derive(Debug, Serialize, ToSchema)]
pub struct DesignationList {
    /// All of them.
    pub items: Vec<Designation>,
}

fn taken() -> Error {
    Error::field("name", "taken", "Another company of the organisation has that name.")
}

fn check(name: &str, designation: &str) -> Result<String> {
    let mut errors = Vec::new();
    let name = wire::line("name", name, 200, true).map_err(|error| errors.push(error)).unwrap_or_default();
    if !DESIGNATIONS.iter().any(|(code, _)| *code == designation) {
        errors.push(FieldError::new("designation", "unknown", "There is no such designation."));
    }
    Error::check(errors)?;
    Ok(name)
}

/// The companies of the organisation, by name.
#[utoipa::path(get, path = "/api/v1/organisations/{organisation}/companies", operation_id = "list_companies", tag = "people",
    params(("organisation" = String, Path, description = "Public id or slug."), CompanyQuery),
    responses((status = 200, body = List<CompanyView>),
        (status = "default", description = "Refused.", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("member.list"))))]
pub async fn list_companies(
    cx: Cx,
    Path(organisation): Path<String>,
    Params(query): Params<CompanyQuery>,
) -> Result<Json<List<CompanyView>>> {
    let mut work = Work::read(&cx, &organisation).await?;
    work.permit::<act::MemberList>(Target::default())?;
    let limit = page_size(query.limit)?;
    let q = query.q.as_deref().map(str::trim).filter(|q| !q.is_empty());
    let list = format!("companies?{}&{}", work.me.subject, q.unwrap_or_default());
    let cursors = &work.cx.shared().cursors;
    let after: Option<(String, i64)> = match &query.cursor {
        Some(cursor) => {
            Some(cursors.open(&list, cursor).ok_or_else(|| Error::code(ErrorCode::InvalidCursor))?)
        }
        None => None,
    };
    let mut text = sql("select ");
    text.push(COLUMNS).push(" from company c where c.organisation_id = ").arg(work.organisation.id);
    if let Some(q) = q {
        text.push(" and lower(c.name) like ").arg(wire::pattern(q)).push(" escape '!'");
    }
    if let Some((name, id)) = &after {
        text.push(" and (c.name_key, c.id) > (").arg(name).push(", ").arg(*id).push(")");
    }
    text.push(" order by c.name_key, c.id limit ").arg(limit as i64 + 1);
    let mut rows: Vec<CompanyRow> = work.tx.all(text).await?;
    let more = rows.len() > limit;
    rows.truncate(limit);
    let next = rows.last().filter(|_| more).map(|row| cursors.seal(&list, &(&row.name_key, row.id.get())));
    Ok(Json(List { items: rows.into_iter().map(CompanyView::from).collect(), next }))
}

/// Create a company.
#[utoipa::path(post, path = "/api/v1/organisations/{organisation}/companies", operation_id = "create_company", tag = "people",
    params(("organisation" = String, Path, description = "Public id or slug.")),
    request_body = NewCompany,
    responses((status = 201, body = CompanyView),
        (status = "default", description = "Refused.", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("company.manage"))))]
pub async fn create_company(
    cx: Cx,
    Path(organisation): Path<String>,
    Body(new): Body<NewCompany>,
) -> Result<Response> {
    let mut work = Work::write(&cx, &organisation).await?;
    let permit = work.permit::<act::CompanyManage>(Target::default())?;
    let name = check(&new.name, &new.designation)?;
    let public_id = cx.ids().public(CompanyId::PREFIX);
    let event = Event::new("organisation", "company.created", ("company", &public_id, &name))
        .after(json!({"name": name, "designation": new.designation, "controlling": new.controlling}));
    let stamp = work.record(&permit, event).await?;
    insert(&mut work.tx, &stamp, &public_id, (&name, &new.designation, new.controlling))
        .await
        .on_taken("company_organisation_id_name_key_key", taken)?;
    let NewCompany { designation, controlling, .. } = new;
    let view = CompanyView { id: public_id, name, designation, controlling, people_count: 0 };
    work.finish(StatusCode::CREATED, &view).await
}

/// Change a company. Whether its people are outsiders follows at once.
#[utoipa::path(patch, path = "/api/v1/organisations/{organisation}/companies/{company}", operation_id = "change_company",
    tag = "people",
    params(("organisation" = String, Path, description = "Public id or slug."), ("company" = String, Path, description = "The company's id.")),
    request_body = ChangeCompany,
    responses((status = 200, body = CompanyView),
        (status = "default", description = "Refused.", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("company.manage"))))]
pub async fn change_company(
    cx: Cx,
    Path((organisation, company)): Path<(String, String)>,
    Body(change): Body<ChangeCompany>,
) -> Result<Response> {
    let mut work = Work::write(&cx, &organisation).await?;
    let permit = work.permit::<act::CompanyManage>(Target::default())?;
    let id = work.organisation.id;
    let mut row = find(&mut work.tx, id, &company).await?.ok_or_else(Error::not_found)?;
    let before = json!({"name": row.name, "designation": row.designation, "controlling": row.controlling});
    let designation = change.designation.unwrap_or_else(|| row.designation.clone());
    row.name = check(change.name.as_deref().unwrap_or(&row.name), &designation)?;
    row.designation = designation;
    row.controlling = change.controlling.unwrap_or(row.controlling);
    let after = json!({"name": row.name, "designation": row.designation, "controlling": row.controlling});
    if before != after {
        let event = Event::new("organisation", "company.changed", ("company", &row.public_id, &row.name))
            .before(before)
            .after(after);
        work.record(&permit, event).await?;
        work.tx
            .execute(
                sql("update company set name = $3, name_key = $4, designation = $5, controlling = $6
                     where id = $1 and organisation_id = $2")
                .bind(row.id)
                .bind(id)
                .bind(&row.name)
                .bind(wire::key(&row.name))
                .bind(&row.designation)
                .bind(row.controlling),
            )
            .await
            .on_taken("company_organisation_id_name_key_key", taken)?;
    }
    work.finish(StatusCode::OK, &CompanyView::from(row)).await
}

/// The designations that a company can have.
#[utoipa::path(get, path = "/api/v1/organisations/{organisation}/designations", operation_id = "list_designations",
    tag = "people",
    params(("organisation" = String, Path, description = "Public id or slug.")),
    responses((status = 200, body = DesignationList),
        (status = "default", description = "Refused.", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("organisation.view"))))]
pub async fn list_designations(cx: Cx, Path(organisation): Path<String>) -> Result<Json<DesignationList>> {
    let work = Work::read(&cx, &organisation).await?;
    work.permit::<act::OrganisationView>(Target::default())?;
    let items = DESIGNATIONS.iter().map(|(code, label)| Designation { code, label }).collect();
    Ok(Json(DesignationList { items }))
}
