//! The choices of the register's fields: codes with labels, retired rather than deleted.

use axum::Json;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::{IntoParams, ToSchema};
use wayleave_access::audit::Event;
use wayleave_access::{Target, act};
use wayleave_base::OrganisationId;
use wayleave_db::{DbResult, Tx, row, sql};

use crate::cx::Cx;
use crate::error::{Error, FieldError, OnTaken, Problem, Result};
use crate::wire::{self, Body, Params};
use crate::work::Work;

/// The fields that have choices.
pub const FIELDS: &[&str] =
    &["document_type", "discipline", "zone", "stage", "level", "package", "originator"];
/// A field has no more choices than a list can show.
const MOST: i64 = 1000;

/// What a new organisation begins with.
const DEFAULTS: &[(&str, &[(&str, &str)])] = &[
    (
        "document_type",
        &[
            ("DRG", "Drawing"),
            ("SPC", "Specification"),
            ("SCH", "Schedule"),
            ("RPT", "Report"),
            ("CAL", "Calculation"),
            ("MST", "Method statement"),
            ("RSK", "Risk assessment"),
            ("MTL", "Material submittal"),
            ("ITP", "Inspection and test plan"),
            ("CER", "Certificate"),
            ("MAN", "Manual"),
            ("MOM", "Minutes of meeting"),
            ("MOD", "Model"),
            ("LTR", "Letter"),
        ],
    ),
    (
        "discipline",
        &[
            ("ARC", "Architecture"),
            ("STR", "Structure"),
            ("CIV", "Civil works"),
            ("MEC", "Mechanical"),
            ("ELE", "Electrical"),
            ("PLB", "Plumbing and drainage"),
            ("FIR", "Fire safety"),
            ("GEO", "Ground engineering"),
            ("LAN", "Landscape"),
            ("INT", "Interiors"),
            ("SUR", "Survey"),
            ("GEN", "General"),
        ],
    ),
    ("zone", &[("ZA", "Zone A"), ("ZB", "Zone B"), ("ZC", "Zone C"), ("EXT", "External works")]),
    (
        "stage",
        &[
            ("BR", "Brief"),
            ("CD", "Concept design"),
            ("DD", "Developed design"),
            ("TD", "Technical design"),
            ("FC", "For construction"),
            ("AB", "As built"),
        ],
    ),
    (
        "level",
        &[("B1", "Basement 1"), ("00", "Ground floor"), ("01", "Level 1"), ("02", "Level 2"), ("RF", "Roof")],
    ),
];

/// Writes the choices a new organisation begins with.
pub async fn seed(tx: &mut Tx, organisation: OrganisationId) -> DbResult<()> {
    for (field, choices) in DEFAULTS {
        for (position, (code, label)) in (1_i64..).zip(*choices) {
            insert(tx, organisation, field, code, label, position).await?;
        }
    }
    Ok(())
}

async fn insert(
    tx: &mut Tx,
    organisation: OrganisationId,
    field: &str,
    code: &str,
    label: &str,
    position: i64,
) -> DbResult<()> {
    tx.execute(
        sql("insert into field_option (organisation_id, field, code, label, position) values ($1, $2, $3, $4, $5)")
            .bind(organisation)
            .bind(field)
            .bind(code)
            .bind(label)
            .bind(position),
    )
    .await?;
    Ok(())
}

row! {
    struct OptionRow { field: String, code: String, label: String, retired_at: Option<i64> }
}

/// A choice of a field.
#[derive(Debug, Serialize, ToSchema)]
pub struct OptionView {
    /// Field and code, such as `discipline.STR`.
    #[schema(example = "discipline.STR")]
    pub id: String,
    /// The field.
    #[schema(example = "discipline")]
    pub field: String,
    /// The code.
    #[schema(example = "STR")]
    pub code: String,
    /// The label.
    #[schema(example = "Structure")]
    pub label: String,
    /// Is it kept for what has it already, but offered no more?
    pub retired: bool,
}

impl From<OptionRow> for OptionView {
    fn from(row: OptionRow) -> Self {
        Self {
            id: format!("{}.{}", row.field, row.code),
            field: row.field,
            code: row.code,
            label: row.label,
            retired: row.retired_at.is_some(),
        }
    }
}

/// The choices of one field or of all.
#[derive(Debug, Serialize, ToSchema)]
pub struct OptionList {
    /// The choices, in their order.
    pub items: Vec<OptionView>,
}

/// Which choices.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct OptionQuery {
    /// The field; all fields when absent.
    pub field: Option<String>,
}

/// A choice to be added.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewOption {
    /// The field.
    #[schema(example = "zone")]
    pub field: String,
    /// The code.
    #[schema(example = "ZD")]
    pub code: String,
    /// The label.
    #[schema(example = "Zone D")]
    pub label: String,
}

fn check_field(field: &str) -> Option<FieldError> {
    (!FIELDS.contains(&field)).then(|| FieldError::new("field", "unknown", "There is no such field."))
}

fn is_code(code: &str) -> bool {
    (1..=16).contains(&code.len())
        && code.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
        && !code.starts_with('-')
}

/// The choices of the register's fields.
#[utoipa::path(get, path = "/api/v1/organisations/{organisation}/options", operation_id = "list_options", tag = "settings",
    params(("organisation" = String, Path, description = "Public id or slug."), OptionQuery),
    responses((status = 200, body = OptionList),
        (status = "default", description = "Refused.", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("option.manage"))))]
pub async fn list_options(
    cx: Cx,
    Path(organisation): Path<String>,
    Params(query): Params<OptionQuery>,
) -> Result<Json<OptionList>> {
    let mut work = Work::read(&cx, &organisation).await?;
    work.permit::<act::OptionManage>(Target::default())?;
    Error::check(query.field.as_deref().and_then(check_field).into_iter().collect())?;
    let mut text = sql("select field, code, label, retired_at from field_option where organisation_id = ");
    text.arg(work.organisation.id);
    if let Some(field) = &query.field {
        text.push(" and field = ").arg(field);
    }
    text.push(" order by field, position, code");
    let rows: Vec<OptionRow> = work.tx.all(text).await?;
    Ok(Json(OptionList { items: rows.into_iter().map(OptionView::from).collect() }))
}

/// Add a choice to a field.
#[utoipa::path(post, path = "/api/v1/organisations/{organisation}/options", operation_id = "add_option", tag = "settings",
    params(("organisation" = String, Path, description = "Public id or slug.")),
    request_body = NewOption,
    responses((status = 201, body = OptionView),
        (status = "default", description = "Refused.", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("option.manage"))))]
pub async fn add_option(
    cx: Cx,
    Path(organisation): Path<String>,
    Body(new): Body<NewOption>,
) -> Result<Response> {
    let mut work = Work::write(&cx, &organisation).await?;
    let permit = work.permit::<act::OptionManage>(Target::default())?;
    let mut errors: Vec<FieldError> = check_field(&new.field).into_iter().collect();
    let code = new.code.trim().to_owned();
    if !is_code(&code) {
        let detail = "A code has 1 to 16 letters, digits and hyphens, and begins with a letter or digit.";
        errors.push(FieldError::new("code", "malformed", detail));
    }
    let label =
        wire::line("label", &new.label, 100, true).map_err(|error| errors.push(error)).unwrap_or_default();
    Error::check(errors)?;
    let organisation = work.organisation.id;
    let count = sql("select count(*) as n from field_option where organisation_id = $1 and field = $2");
    if work.tx.int(count.bind(organisation).bind(&new.field)).await? >= MOST {
        return Err(Error::field("field", "full", format!("A field has {MOST} choices at most.")));
    }
    let same = sql(
        "select count(*) as n from field_option where organisation_id = $1 and field = $2 and lower(code) = $3",
    );
    if work.tx.int(same.bind(organisation).bind(&new.field).bind(code.to_lowercase())).await? > 0 {
        return Err(taken());
    }
    let last = sql(
        "select cast(coalesce(max(position), 0) as bigint) as n from field_option where organisation_id = $1 and field = $2",
    );
    let position = work.tx.int(last.bind(organisation).bind(&new.field)).await? + 1;
    let row = OptionRow { field: new.field, code, label, retired_at: None };
    let id = format!("{}.{}", row.field, row.code);
    let event = Event::new("organisation", "option.added", ("option", &id, &row.label))
        .after(json!({"field": row.field, "code": row.code, "label": row.label}));
    work.record(&permit, event).await?;
    insert(&mut work.tx, organisation, &row.field, &row.code, &row.label, position)
        .await
        .on_taken("field_option_organisation_id_field_code_key", taken)?;
    work.finish(StatusCode::CREATED, &OptionView::from(row)).await
}

fn taken() -> Error {
    Error::field("code", "taken", "The field has this code already.")
}

/// Offer a choice no more. What has it keeps it.
#[utoipa::path(post, path = "/api/v1/organisations/{organisation}/options/{option}/retire", operation_id = "retire_option",
    tag = "settings",
    params(("organisation" = String, Path, description = "Public id or slug."), ("option" = String, Path, description = "The choice's id.")),
    responses((status = 204, description = "Retired."),
        (status = "default", description = "Refused.", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("option.manage"))))]
pub async fn retire_option(cx: Cx, Path((organisation, option)): Path<(String, String)>) -> Result<Response> {
    set_retired(&cx, &organisation, &option, true).await
}

/// Offer a choice again.
#[utoipa::path(post, path = "/api/v1/organisations/{organisation}/options/{option}/restore", operation_id = "restore_option",
    tag = "settings",
    params(("organisation" = String, Path, description = "Public id or slug."), ("option" = String, Path, description = "The choice's id.")),
    responses((status = 204, description = "Restored."),
        (status = "default", description = "Refused.", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("option.manage"))))]
pub async fn restore_option(
    cx: Cx,
    Path((organisation, option)): Path<(String, String)>,
) -> Result<Response> {
    set_retired(&cx, &organisation, &option, false).await
}

async fn set_retired(cx: &Cx, organisation: &str, option: &str, retired: bool) -> Result<Response> {
    let mut work = Work::write(cx, organisation).await?;
    let permit = work.permit::<act::OptionManage>(Target::default())?;
    let (field, code) = option.split_once('.').ok_or_else(Error::not_found)?;
    let id = work.organisation.id;
    let find = sql(
        "select field, code, label, retired_at from field_option where organisation_id = $1 and field = $2 and code = $3",
    );
    let found: Option<OptionRow> = work.tx.optional(find.bind(id).bind(field).bind(code)).await?;
    let row = found.ok_or_else(Error::not_found)?;
    if row.retired_at.is_some() != retired {
        let action = if retired { "option.retired" } else { "option.restored" };
        work.record(&permit, Event::new("organisation", action, ("option", option, &row.label))).await?;
        let at = retired.then(|| work.now());
        work.tx
            .execute(
                sql("update field_option set retired_at = $4 where organisation_id = $1 and field = $2 and code = $3")
                    .bind(id)
                    .bind(field)
                    .bind(code)
                    .bind(at),
            )
            .await?;
    }
    work.finish_empty().await
}
