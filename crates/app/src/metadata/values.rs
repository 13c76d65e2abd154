//! What documents have in fields that are no columns of theirs.

use std::collections::HashMap;

use wayleave_base::{DocumentId, OrganisationId};
use wayleave_db::{DbResult, Tx, row, sql};

use super::model::{Catalogue, Values};

row! {
    struct ValueRow { document_id: DocumentId, key: String, value: String }
}

/// The values of several documents, in one statement.
pub async fn of_many(tx: &mut Tx, documents: &[DocumentId]) -> DbResult<HashMap<DocumentId, Values>> {
    let mut found: HashMap<DocumentId, Values> = HashMap::new();
    if documents.is_empty() {
        return Ok(found);
    }
    let ids: Vec<i64> = documents.iter().map(|document| document.get()).collect();
    let mut text = sql(
        "select v.document_id, f.key, v.value from document_value v join metadata_field f on f.id = v.field_id
         where v.document_id in ",
    );
    text.id_list(&ids);
    let rows: Vec<ValueRow> = tx.all(text).await?;
    for row in rows {
        found.entry(row.document_id).or_default().insert(row.key, row.value);
    }
    Ok(found)
}

/// The values of one document.
pub async fn of(tx: &mut Tx, document: DocumentId) -> DbResult<Values> {
    Ok(of_many(tx, &[document]).await?.remove(&document).unwrap_or_default())
}

/// Writes the values that differ.
pub async fn write(
    tx: &mut Tx,
    organisation: OrganisationId,
    document: DocumentId,
    catalogue: &Catalogue,
    (before, after): (&Values, &Values),
) -> DbResult<()> {
    for field in catalogue.fields.iter().filter(|field| !field.built_in) {
        let value = after.get(&field.key);
        if value == before.get(&field.key) {
            continue;
        }
        let text = match value {
            None => sql("delete from document_value where document_id = $1 and field_id = $2")
                .bind(document)
                .bind(field.id),
            Some(value) => {
                sql("insert into document_value (document_id, field_id, organisation_id, value) values ($1, $2, $3, $4)
                     on conflict (document_id, field_id) do update set value = excluded.value")
                .bind(document)
                .bind(field.id)
                .bind(organisation)
                .bind(value)
            }
        };
        tx.execute(text).await?;
    }
    Ok(())
}
