//! The statements of fields and choices.

use std::collections::HashSet;

use wayleave_access::search;
use wayleave_base::{OrganisationId, ProjectId, Timestamp};
use wayleave_db::{DbResult, Tx, row, sql};

use super::model::{Catalogue, Choice, Field, Kind, code_key, source};

row! {
    struct FieldRow {
        id: i64, project_id: Option<ProjectId>, key: String, label: String, kind: String, built_in: bool, required: bool,
        parent_key: String, position: i64, retired_at: Option<i64>,
    }
}

row! {
    struct ChoiceRow {
        id: i64, field_id: i64, project_id: Option<ProjectId>, code: String, label: String, parent_code: String,
        position: i64, retired_at: Option<i64>,
    }
}

/// The fields of the organisation, and with a project its own and its choices too; two statements.
pub async fn load(
    tx: &mut Tx,
    organisation: OrganisationId,
    project: Option<ProjectId>,
) -> DbResult<Catalogue> {
    // No project has the number 0, so without one only the organisation's rows are found.
    let of = project.map_or(0, ProjectId::get);
    let fields: Vec<FieldRow> = tx
        .all(
            sql("select id, project_id, key, label, kind, built_in, required, parent_key, position, retired_at
                 from metadata_field where organisation_id = $1 and (project_id is null or project_id = $2)")
                .bind(organisation)
                .bind(of),
        )
        .await?;
    let choices: Vec<ChoiceRow> = tx
        .all(
            sql("select o.id, o.field_id, o.project_id, o.code, o.label, o.parent_code, o.position, o.retired_at
                 from field_option o join metadata_field f on f.id = o.field_id
                 where o.organisation_id = $1 and (o.project_id is null or o.project_id = $2)
                   and (f.project_id is null or f.project_id = $2)")
                .bind(organisation)
                .bind(of),
        )
        .await?;
    Ok(joined(fields, choices))
}

/// Fields with their choices: the organisation's before the project's, each by place and key.
fn joined(fields: Vec<FieldRow>, choices: Vec<ChoiceRow>) -> Catalogue {
    let mut fields: Vec<Field> = fields
        .into_iter()
        .map(|row| Field {
            id: row.id,
            project: row.project_id.is_some(),
            key: row.key,
            label: row.label,
            kind: Kind::parse(&row.kind).unwrap_or(Kind::Text),
            built_in: row.built_in,
            required: row.required,
            parent: row.parent_key,
            position: row.position,
            retired: row.retired_at.is_some(),
            choices: Vec::new(),
        })
        .collect();
    fields.sort_by(|a, b| (a.project, a.position, &a.key).cmp(&(b.project, b.position, &b.key)));
    for row in choices {
        let Some(field) = fields.iter_mut().find(|field| field.id == row.field_id) else { continue };
        field.choices.push(Choice {
            id: row.id,
            project: row.project_id.is_some(),
            code: row.code,
            label: row.label,
            parent: row.parent_code,
            position: row.position,
            retired: row.retired_at.is_some(),
        });
    }
    for field in &mut fields {
        field.choices.sort_by(|a, b| (a.project, a.position, &a.code).cmp(&(b.project, b.position, &b.code)));
    }
    Catalogue { fields }
}

/// A field to be stored.
pub struct NewField<'a> {
    /// The project whose it is; none for the organisation's.
    pub project: Option<ProjectId>,
    /// The key.
    pub key: &'a str,
    /// What people read.
    pub label: &'a str,
    /// What it holds.
    pub kind: Kind,
    /// Is it one that every organisation has?
    pub built_in: bool,
    /// Must a document have a value?
    pub required: bool,
    /// The field that its choices depend on.
    pub parent: &'a str,
    /// Its place.
    pub position: i64,
}

/// Stores a field.
pub async fn insert_field(
    tx: &mut Tx,
    organisation: OrganisationId,
    now: Timestamp,
    new: &NewField<'_>,
) -> DbResult<i64> {
    tx.int(
        sql("insert into metadata_field (organisation_id, project_id, key, label, kind, built_in, required, parent_key, position,
               created_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) returning id as n")
            .bind(organisation)
            .bind(new.project)
            .bind(new.key)
            .bind(new.label)
            .bind(new.kind.code())
            .bind(new.built_in)
            .bind(new.required)
            .bind(new.parent)
            .bind(new.position)
            .bind(now),
    )
    .await
}

/// Writes what may change of a field; a time of retirement there is already stays.
pub async fn update_field(tx: &mut Tx, field: &Field, now: Timestamp) -> DbResult<()> {
    tx.execute(
        sql("update metadata_field set label = $2, required = $3, position = $4,
               retired_at = case when $5 = 1 then coalesce(retired_at, $6) else null end where id = $1")
        .bind(field.id)
        .bind(&field.label)
        .bind(field.required)
        .bind(field.position)
        .bind(field.retired)
        .bind(now),
    )
    .await
    .map(|_| ())
}

/// Deletes a field and its choices.
pub async fn delete_field(tx: &mut Tx, field: i64) -> DbResult<()> {
    tx.execute(sql("delete from field_option where field_id = $1").bind(field)).await?;
    tx.execute(sql("delete from metadata_field where id = $1").bind(field)).await.map(|_| ())
}

/// Is the key taken in any project of the organisation? A field of the organisation would meet it there.
pub async fn key_in_projects(tx: &mut Tx, organisation: OrganisationId, key: &str) -> DbResult<bool> {
    let find = sql(
        "select count(*) as n from metadata_field where organisation_id = $1 and key = $2 and project_id is not null",
    );
    Ok(tx.int(find.bind(organisation).bind(key)).await? > 0)
}

/// Does a field depend on this one, in the project or, where none is meant, anywhere?
pub async fn has_dependents(
    tx: &mut Tx,
    organisation: OrganisationId,
    project: Option<ProjectId>,
    key: &str,
) -> DbResult<bool> {
    let mut text =
        sql("select count(*) as n from metadata_field where organisation_id = $1 and parent_key = $2")
            .bind(organisation)
            .bind(key);
    if let Some(project) = project {
        text.push(" and project_id = ").arg(project);
    }
    Ok(tx.int(text).await? > 0)
}

/// Has any project a choice of its own with this code in the field? One of the organisation would meet it there.
pub async fn code_in_projects(tx: &mut Tx, field: i64, code: &str) -> DbResult<bool> {
    let find = sql(
        "select count(*) as n from field_option where field_id = $1 and code_key = $2 and project_id is not null",
    );
    Ok(tx.int(find.bind(field).bind(code_key(code))).await? > 0)
}

/// Has any document a value in the field?
pub async fn has_values(tx: &mut Tx, field: i64) -> DbResult<bool> {
    let find = sql("select count(*) as n from (select 1 from document_value where field_id = $1 limit 1) v")
        .bind(field);
    Ok(tx.int(find).await? > 0)
}

/// A choice to be stored.
pub struct NewChoice<'a> {
    /// The field.
    pub field: i64,
    /// The project whose it is; none for the organisation's.
    pub project: Option<ProjectId>,
    /// The code.
    pub code: &'a str,
    /// What people read.
    pub label: &'a str,
    /// The code in the parent field.
    pub parent: &'a str,
    /// Its place.
    pub position: i64,
}

/// Stores a choice.
pub async fn insert_choice(tx: &mut Tx, organisation: OrganisationId, new: &NewChoice<'_>) -> DbResult<i64> {
    tx.int(
        sql("insert into field_option (organisation_id, field_id, project_id, code, code_key, label, parent_code, position)
             values ($1, $2, $3, $4, $5, $6, $7, $8) returning id as n")
            .bind(organisation)
            .bind(new.field)
            .bind(new.project)
            .bind(new.code)
            .bind(code_key(new.code))
            .bind(new.label)
            .bind(new.parent)
            .bind(new.position),
    )
    .await
}

/// Writes what may change of a choice; a time of retirement there is already stays.
pub async fn update_choice(tx: &mut Tx, choice: &Choice, now: Timestamp) -> DbResult<()> {
    tx.execute(
        sql("update field_option set code = $2, code_key = $3, label = $4, parent_code = $5, position = $6,
               retired_at = case when $7 = 1 then coalesce(retired_at, $8) else null end where id = $1")
        .bind(choice.id)
        .bind(&choice.code)
        .bind(code_key(&choice.code))
        .bind(&choice.label)
        .bind(&choice.parent)
        .bind(choice.position)
        .bind(choice.retired)
        .bind(now),
    )
    .await
    .map(|_| ())
}

/// Brings the choices that are offered under a code in line with its new form.
pub async fn rename_parent(
    tx: &mut Tx,
    organisation: OrganisationId,
    parent: &str,
    (before, after): (&str, &str),
) -> DbResult<()> {
    tx.execute(
        sql("update field_option set parent_code = $4 where organisation_id = $1 and parent_code = $3 and field_id in
               (select id from metadata_field where organisation_id = $1 and parent_key = $2)")
        .bind(organisation)
        .bind(parent)
        .bind(before)
        .bind(after),
    )
    .await
    .map(|_| ())
}

/// Are choices of another field offered under this one?
pub async fn has_children(
    tx: &mut Tx,
    organisation: OrganisationId,
    parent: &str,
    code: &str,
) -> DbResult<bool> {
    let find = sql("select count(*) as n from field_option where organisation_id = $1 and parent_code = $3 and field_id in
               (select id from metadata_field where organisation_id = $1 and parent_key = $2)")
    .bind(organisation)
    .bind(parent)
    .bind(code);
    Ok(tx.int(find).await? > 0)
}

/// Deletes a choice.
pub async fn delete_choice(tx: &mut Tx, choice: i64) -> DbResult<()> {
    tx.execute(sql("delete from field_option where id = $1").bind(choice)).await.map(|_| ())
}

/// Those of these choices, by the key of their field and their code, that a document of the organisation has or once
/// had: what was ever stored to be found by a search.
pub async fn used(
    tx: &mut Tx,
    organisation: OrganisationId,
    choices: &[(&str, &str)],
) -> DbResult<HashSet<(String, String)>> {
    let mut found = HashSet::new();
    for part in choices.chunks(400) {
        let values: Vec<_> = part.iter().map(|(key, code)| (source(key), *code)).collect();
        let known = search::ever_stored(tx, organisation, &values).await?;
        for ((key, code), known) in part.iter().zip(known) {
            if known {
                found.insert(((*key).to_owned(), code_key(code)));
            }
        }
    }
    Ok(found)
}
