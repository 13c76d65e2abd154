//! The things that must be in order before a project is locked. What can be counted is counted when it is asked; a person
//! says the rest.

use wayleave_base::{ProjectId, SubjectId, Timestamp};
use wayleave_db::{DbResult, Tx, row, sql};

use super::view::CloseoutItem;
use crate::error::Result;
use crate::people;
use crate::transmittals::SILENT;
use crate::wire;
use crate::work::{ProjectRow, Work};

row! {
    struct Standing {
        workflows: i64, steps: i64, acknowledgements: i64, overdue: i64, packages: i64, inspected_at: Option<i64>,
        inspected_by: Option<SubjectId>, inspection_note: Option<String>, archived_at: Option<i64>,
        archived_by: Option<SubjectId>,
    }
}

async fn standing(tx: &mut Tx, project: ProjectId, today: &str) -> DbResult<Standing> {
    let unsaid = format!(
        "select count(*) from transmittal t where t.project_id = p.id and t.state = 'issued'
           and exists (select 1 from transmittal_recipient y where y.transmittal_id = t.id and {SILENT})"
    );
    let mut text = sql("select
          (select count(*) from workflow w where w.project_id = p.id and w.status in ('active', 'returned')) as workflows,
          (select count(*) from workflow w join workflow_assignee a on a.workflow_id = w.id
            where w.project_id = p.id and w.status = 'active' and a.state = 'mine') as steps,
          (");
    text.push(&unsaid)
        .push(") as acknowledgements, (")
        .push(&unsaid)
        .push(" and t.acknowledge_by < ")
        .arg(today);
    text.push(
        ") as overdue,
          (select count(*) from work_package k where k.project_id = p.id and k.state not in ('approved', 'closed')) as packages,
          c.inspected_at, c.inspected_by, c.inspection_note, c.archived_at, c.archived_by
        from project p left join project_closeout c on c.project_id = p.id where p.id = ",
    );
    text.arg(project);
    tx.one(text).await
}

/// How all of them stand.
pub async fn items(work: &mut Work, project: &ProjectRow) -> Result<Vec<CloseoutItem>> {
    let today = wire::day_of(work.now(), &project.timezone).to_string();
    let standing = standing(&mut work.tx, project.id, &today).await?;
    let said: Vec<SubjectId> = [standing.inspected_by, standing.archived_by].into_iter().flatten().collect();
    let people = people::by_subject(&mut work.tx, work.organisation.id, &said).await?;
    let counted = |key, count| CloseoutItem {
        key,
        met: count == 0,
        count: Some(count),
        at: None,
        by: None,
        note: String::new(),
    };
    let said = |key, at: Option<Timestamp>, by: Option<SubjectId>, note: Option<String>| CloseoutItem {
        key,
        met: at.is_some(),
        count: None,
        at: at.map(wire::time),
        by: by.and_then(|by| people.get(&by).cloned()),
        note: note.unwrap_or_default(),
    };
    Ok(vec![
        counted("workflows", standing.workflows),
        counted("steps", standing.steps),
        counted("acknowledgements", standing.acknowledgements),
        counted("overdue", standing.overdue),
        counted("packages", standing.packages),
        said("inspection", standing.inspected_at, standing.inspected_by, standing.inspection_note),
        said("archive", standing.archived_at, standing.archived_by, None),
    ])
}

/// What stands against locking the project, by its keys.
pub(crate) async fn against(work: &mut Work, project: &ProjectRow) -> Result<Vec<&'static str>> {
    Ok(items(work, project).await?.into_iter().filter(|item| !item.met).map(|item| item.key).collect())
}

/// Writes of the final inspection, or with nobody that there was none.
pub async fn write_inspection(
    tx: &mut Tx,
    project: &ProjectRow,
    said: Option<(Timestamp, SubjectId)>,
    note: &str,
) -> DbResult<()> {
    let (at, by) = said.unzip();
    let text = sql("insert into project_closeout (project_id, organisation_id, inspected_at, inspected_by, inspection_note)
          select id, organisation_id, $2, $3, $4 from project where id = $1
        on conflict (project_id) do update set inspected_at = excluded.inspected_at,
          inspected_by = excluded.inspected_by, inspection_note = excluded.inspection_note");
    tx.execute(text.bind(project.id).bind(at).bind(by).bind(note)).await?;
    Ok(())
}

/// Writes that the archive was taken.
pub async fn write_archive(
    tx: &mut Tx,
    project: &ProjectRow,
    (at, by): (Timestamp, SubjectId),
) -> DbResult<()> {
    let text = sql("insert into project_closeout (project_id, organisation_id, archived_at, archived_by)
          select id, organisation_id, $2, $3 from project where id = $1
        on conflict (project_id) do update set archived_at = excluded.archived_at, archived_by = excluded.archived_by");
    tx.execute(text.bind(project.id).bind(at).bind(by)).await?;
    Ok(())
}

/// A project that is opened again is inspected and archived anew.
pub(crate) async fn forget(tx: &mut Tx, project: ProjectId) -> DbResult<()> {
    tx.execute(sql("delete from project_closeout where project_id = $1").bind(project)).await?;
    Ok(())
}
