//! Folders, the closure of what lies above what, and its history.

use wayleave_base::{DocumentId, FolderId, Ids, ProjectId};
use wayleave_db::{DbResult, Tx, sql};

use super::histories::end_history;
use crate::audit::Stamp;

/// Creates a folder below `parent` and its closure rows.
pub async fn create_folder(
    tx: &mut Tx,
    ids: &Ids,
    stamp: &Stamp,
    project: ProjectId,
    parent: Option<FolderId>,
    name: &str,
) -> DbResult<FolderId> {
    let id = tx
        .int(
            sql("insert into folder (organisation_id, public_id, project_id, parent_id, name, created_at)
                 values ($1, $2, $3, $4, $5, $6) returning id as n")
            .bind(stamp.organisation())
            .bind(ids.public(FolderId::PREFIX))
            .bind(project)
            .bind(parent)
            .bind(name)
            .bind(stamp.at()),
        )
        .await?;
    tx.execute(
        sql("insert into folder_ancestor (organisation_id, ancestor_id, folder_id) select $1, a.ancestor_id, $2
             from folder_ancestor a where a.folder_id = $3 union all select $1, $2, $2")
        .bind(stamp.organisation())
        .bind(id)
        .bind(parent.map_or(0, FolderId::get)),
    )
    .await?;
    tx.execute(
        sql("insert into folder_parent_history (organisation_id, folder_id, parent_id, valid_from) values ($1, $2, $3, $4)")
            .bind(stamp.organisation())
            .bind(id)
            .bind(parent)
            .bind(stamp.at()),
    )
    .await?;
    Ok(FolderId(id))
}

/// Hangs a folder below another one; the closure of everything below moves with it. A folder cannot go below itself.
pub async fn move_folder(
    tx: &mut Tx,
    stamp: &Stamp,
    folder: FolderId,
    parent: Option<FolderId>,
) -> DbResult<bool> {
    if let Some(parent) = parent {
        let below =
            sql("select count(*) as n from folder_ancestor where ancestor_id = $1 and folder_id = $2");
        if tx.int(below.bind(folder).bind(parent)).await? > 0 {
            return Ok(false);
        }
    }
    tx.execute(
        sql("update folder set parent_id = $2 where id = $1 and organisation_id = $3")
            .bind(folder)
            .bind(parent)
            .bind(stamp.organisation()),
    )
    .await?;
    tx.execute(
        sql("delete from folder_ancestor where folder_id in (select b.folder_id from folder_ancestor b where b.ancestor_id = $1)
               and ancestor_id not in (select b.folder_id from folder_ancestor b where b.ancestor_id = $1)")
        .bind(folder),
    )
    .await?;
    tx.execute(
        sql("insert into folder_ancestor (organisation_id, ancestor_id, folder_id)
             select $1, up.ancestor_id, down.folder_id from folder_ancestor up cross join folder_ancestor down
             where up.folder_id = $2 and down.ancestor_id = $3")
        .bind(stamp.organisation())
        .bind(parent.map_or(0, FolderId::get))
        .bind(folder),
    )
    .await?;
    let documents = "d.folder_id in (select b.folder_id from folder_ancestor b where b.ancestor_id = $1)";
    rebuild_documents(tx, stamp, documents, folder.get()).await?;
    end_history(tx, "folder_parent_history", "folder_id", folder.get(), stamp.at()).await?;
    tx.execute(
        sql("insert into folder_parent_history (organisation_id, folder_id, parent_id, valid_from) values ($1, $2, $3, $4)")
            .bind(stamp.organisation())
            .bind(folder)
            .bind(parent)
            .bind(stamp.at()),
    )
    .await?;
    Ok(true)
}

/// Puts a document into a folder, or takes it out.
pub async fn place_document(
    tx: &mut Tx,
    stamp: &Stamp,
    document: DocumentId,
    folder: Option<FolderId>,
) -> DbResult<()> {
    tx.execute(
        sql("update document set folder_id = $2 where id = $1 and organisation_id = $3")
            .bind(document)
            .bind(folder)
            .bind(stamp.organisation()),
    )
    .await?;
    rebuild_documents(tx, stamp, "d.id = $1", document.get()).await?;
    end_history(tx, "document_folder_history", "document_id", document.get(), stamp.at()).await?;
    tx.execute(
        sql("insert into document_folder_history (organisation_id, document_id, folder_id, valid_from) values ($1, $2, $3, $4)")
            .bind(stamp.organisation())
            .bind(document)
            .bind(folder)
            .bind(stamp.at()),
    )
    .await?;
    Ok(())
}

/// Recomputes which folders lie above the documents that the condition finds.
async fn rebuild_documents(tx: &mut Tx, stamp: &Stamp, condition: &str, id: i64) -> DbResult<()> {
    let mut text = sql("").bind(id);
    text.push("delete from document_ancestor where document_id in (select d.id from document d where ")
        .push(condition)
        .push(")");
    tx.execute(text).await?;
    let mut text = sql("").bind(id);
    text.push("insert into document_ancestor (organisation_id, ancestor_id, document_id) select d.organisation_id, a.ancestor_id, d.id
        from document d join folder_ancestor a on a.folder_id = d.folder_id where ").push(condition);
    text.push(" and d.organisation_id = ").arg(stamp.organisation());
    tx.execute(text).await?;
    Ok(())
}
