//! Projects, the folders in them, and the documents in those.

use anyhow::Result;
use wayleave_access::Status;
use wayleave_access::ledger::bulk::{self, BulkDocument, BulkFolder, BulkRevision};
use wayleave_base::{FolderId, ProjectId};
use wayleave_db::sql;

use super::load::Loader;
use super::world::{DAY, FIRST_SHARE, Folder, PROJECTS, Project, World, some_project};
use crate::drawings::dice::Dice;

/// How many documents are written in one batch.
const BATCH: usize = 20_000;
/// How deep folders lie at most.
const DEPTH: usize = 6;

/// The projects, empty.
pub async fn make_projects(loader: &mut Loader, world: &mut World) -> Result<()> {
    let (mut tx, _) = loader.batch("projects", PROJECTS).await?;
    for at in 0..PROJECTS {
        let insert =
            sql("insert into project (organisation_id, public_id, reference, name, created_by, created_at)
                values ($1, $2, $3, $4, $5, $6) returning id as n")
            .bind(loader.organisation)
            .bind(loader.ids.public(ProjectId::PREFIX))
            .bind(format!("B-{at:03}"))
            .bind(format!("Project {at}"))
            .bind(world.admin)
            .bind(world.now - 800 * DAY);
        let id = ProjectId(tx.int(insert).await?);
        world.projects.push(Project { id, folders: Vec::new(), documents: Vec::new(), groups: Vec::new() });
    }
    tx.commit().await?;
    Ok(())
}

/// A folder before it has an id: the place of its parent in the list, and how deep it lies.
struct Plan {
    parent: Option<usize>,
    depth: usize,
    leaf: bool,
}

/// The folders of all projects, level by level.
pub async fn make_folders(loader: &mut Loader, world: &mut World) -> Result<()> {
    let mut dice = Dice::new(2, "folders");
    let first = world.size.folders * FIRST_SHARE / 10;
    let other = (world.size.folders - first) / (PROJECTS - 1);
    let plans: Vec<Vec<Plan>> = (0..PROJECTS)
        .map(
            |at| if at == 0 { plan(&mut dice, first, world.size.subtree) } else { plan(&mut dice, other, 1) },
        )
        .collect();
    let mut made: Vec<Vec<i64>> = plans.iter().map(|plan| vec![0; plan.len()]).collect();
    let (mut tx, stamp) = loader.batch("folders", world.size.folders).await?;
    for depth in 1..=DEPTH {
        let mut new = Vec::new();
        let mut places = Vec::new();
        for (project, plan) in plans.iter().enumerate() {
            for (at, folder) in plan.iter().enumerate().filter(|(_, folder)| folder.depth == depth) {
                let parent = folder.parent.map(|parent| FolderId(made[project][parent]));
                new.push(BulkFolder { project: world.projects[project].id, parent, name: "Folder" });
                places.push((project, at));
            }
        }
        let ids = bulk::folders(&mut tx, &loader.ids, &stamp, &new).await?;
        for ((project, at), id) in places.into_iter().zip(ids) {
            made[project][at] = id.get();
        }
    }
    tx.commit().await?;
    for ((project, plan), ids) in world.projects.iter_mut().zip(&plans).zip(made) {
        project.folders = plan.iter().zip(ids).map(|(plan, id)| Folder { id, leaf: plan.leaf }).collect();
    }
    loader.tell("folders are in");
    Ok(())
}

/// `count` folders of which the first `subtree` hang together below the first one.
fn plan(dice: &mut Dice, count: usize, subtree: usize) -> Vec<Plan> {
    let mut plan: Vec<Plan> = Vec::with_capacity(count);
    for at in 0..count {
        let from = if at < subtree { 0 } else { subtree };
        let parent = loop {
            if at == from || (at > subtree && dice.one_in(20)) {
                break None;
            }
            let parent = from + dice.below(at - from);
            if plan[parent].depth < DEPTH {
                break Some(parent);
            }
        };
        let depth = parent.map_or(1, |parent| plan[parent].depth + 1);
        if let Some(parent) = parent {
            plan[parent].leaf = false;
        }
        plan.push(Plan { parent, depth, leaf: true });
    }
    plan
}

/// The documents, of all projects in turns as they would come in; four of five lie in a folder.
pub async fn make_documents(loader: &mut Loader, world: &mut World) -> Result<()> {
    let mut dice = Dice::new(3, "documents");
    let total = world.size.documents;
    for start in (0..total).step_by(BATCH) {
        let end = total.min(start + BATCH);
        let mut places = Vec::with_capacity(end - start);
        let mut new = Vec::with_capacity(end - start);
        for at in start..end {
            let place = some_project(&mut dice);
            places.push(place);
            new.push(document(world, &mut dice, place, at));
        }
        let (mut tx, stamp) = loader.batch("documents", new.len()).await?;
        let ids = bulk::documents(&mut tx, &loader.ids, &stamp, &new).await?;
        if let Some(words) = &mut world.words {
            let made: Vec<_> = ids.iter().map(|(id, _)| *id).zip(&new).collect();
            words.put(&mut tx, loader.organisation, &made).await?;
        }
        tx.commit().await?;
        for (place, (id, _)) in places.into_iter().zip(ids) {
            world.projects[place].documents.push(id.get());
        }
        if end.is_multiple_of(5 * BATCH) {
            loader.tell(&format!("{end} documents are in"));
        }
    }
    for project in &mut world.projects {
        project.documents.sort_unstable();
    }
    Ok(())
}

fn document(world: &World, dice: &mut Dice, place: usize, at: usize) -> BulkDocument {
    let project = &world.projects[place];
    let folder = (!dice.one_in(5)).then(|| FolderId(project.folders[dice.below(project.folders.len())].id));
    // Six digits, whatever the size of the world.
    let n = 100_000 + at % 900_000;
    let series = at / 900_000;
    let discipline = dice.pick(&["arc", "str", "mep", "civ"]);
    let title =
        format!("{} {}", dice.pick(&["Plan", "Section", "Detail", "Schedule", "Report"]), dice.below(400));
    // The last two years, the newest last.
    let created_at = world.now - 700 * DAY + (690 * DAY / world.size.documents as i64) * at as i64;
    let status =
        [Status::Approved, Status::ForReview, Status::ForInformation, Status::UnderReview][dice.below(4)];
    let revision = |code: &str, uploaded_at| BulkRevision {
        code: code.to_owned(),
        blob_hash: "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855".to_owned(),
        filename: format!("{discipline}-{n}_{code}.pdf"),
        size: 1_048_576,
        media_type: "application/pdf".to_owned(),
        pages: (1, "[[2384,1684]]".to_owned()),
        received_from: None,
        uploaded_at,
    };
    let mut revisions = vec![revision("P01", created_at)];
    if dice.one_in(5) {
        revisions.push(revision("P02", created_at + DAY));
    }
    BulkDocument {
        project: project.id,
        folder,
        number: (format!("{discipline}{series}-{n}").to_uppercase(), format!("{discipline}01{series}-06{n}")),
        title: (title.clone(), title.to_lowercase()),
        document_type: "DRG".to_owned(),
        discipline: discipline.to_owned(),
        status,
        restricted: dice.one_in(200),
        owner: world.admin,
        created_at,
        revisions,
    }
}
