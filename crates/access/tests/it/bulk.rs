//! The bulk path: what it loads is within reach as if it had been written call by call, and nothing guards it less.

use wayleave_access::ledger::bulk::{self, BulkDocument, BulkFolder, BulkGrant, BulkRevision};
use wayleave_access::search::{self, DocumentTexts, LoadedTexts, Place, Reader, WordLoad};
use wayleave_access::{
    Caps, Formal, ObjectKind, Principal, ProjectFacts, Reason, Status, Transmittals, audit,
    documents::{self, Filter, Sort},
};
use wayleave_base::{DocumentId, FolderId, Ids, NEVER, ProjectId, SubjectId};
use wayleave_db::testing::TestDb;
use wayleave_db::{Tx, row, sql};

use crate::site::Site;

const NOW: i64 = 1_800_000_000_000;
const DAY: i64 = 86_400_000;

struct Loaded {
    site: Site,
    project: i64,
    external: i64,
    documents: Vec<i64>,
    folders: Vec<FolderId>,
}

fn document(project: i64, at: usize, folder: Option<FolderId>, owner: i64) -> BulkDocument {
    let revision = |code: &str| BulkRevision {
        code: code.to_owned(),
        blob_hash: "00".repeat(32),
        filename: format!("D-{at}.pdf"),
        size: 1,
        media_type: "application/pdf".to_owned(),
        pages: (1, "[[200,200]]".to_owned()),
        received_from: None,
        uploaded_at: NOW - DAY,
    };
    BulkDocument {
        project: ProjectId(project),
        folder,
        number: (format!("D-{at}"), format!("d-{at:06}")),
        title: ("Plan".to_owned(), "plan".to_owned()),
        document_type: "drawing".to_owned(),
        discipline: "arc".to_owned(),
        status: Status::Approved,
        restricted: at == 7,
        owner: SubjectId(owner),
        created_at: NOW - DAY,
        revisions: vec![revision("P01"), revision("P02")],
    }
}

fn grant(loaded: &Loaded, object_kind: ObjectKind, object: i64) -> BulkGrant {
    BulkGrant {
        subject: SubjectId(loaded.external),
        project: ProjectId(loaded.project),
        object_kind,
        object,
        caps: Caps::VIEW,
        rev_from: 1,
        rev_to: 1,
        reason: if object_kind == ObjectKind::Folder { Reason::Folder } else { Reason::Shared },
        valid_from: NOW - DAY,
        ends_at: NEVER,
        closed_at: None,
    }
}

/// A project of 100 documents, the last 50 of them in a folder below another one.
async fn load(tx: &mut Tx, key: &str) -> Loaded {
    let mut site = Site::found(tx, key, NOW).await;
    let admin = site.person(tx, "org_admin").await;
    let external = site.person(tx, "member").await;
    let project = site.project(tx).await;
    site.set_membership(tx, project, external, "external", NEVER).await;
    let (ids, stamp) = (Ids::system(), site.new_stamp(tx).await);
    let top = BulkFolder { project: ProjectId(project), parent: None, name: "Top" };
    let top = bulk::folders(tx, &ids, &stamp, &[top]).await.unwrap()[0];
    let below = BulkFolder { project: ProjectId(project), parent: Some(top), name: "Below" };
    let below = bulk::folders(tx, &ids, &stamp, &[below]).await.unwrap()[0];
    let new: Vec<_> = (0..100).map(|at| document(project, at, (at >= 50).then_some(below), admin)).collect();
    let made = bulk::documents(tx, &ids, &stamp, &new).await.unwrap();
    let documents = made.iter().map(|(id, _)| id.get()).collect();
    Loaded { site, project, external, documents, folders: vec![top, below] }
}

async fn visible(tx: &mut Tx, loaded: &Loaded) -> Vec<(i64, i64)> {
    let principal = Principal::Person {
        subject: SubjectId(loaded.external),
        role: wayleave_access::OrganisationRole::Member,
    };
    let organisation = loaded.site.organisation;
    let facts = ProjectFacts::load(tx, organisation, ProjectId(loaded.project), &principal, NOW)
        .await
        .unwrap()
        .unwrap();
    let order = (Sort::Created, true);
    let listed = documents::list(tx, &facts.scope(), &Filter::default(), order, None, 200).await.unwrap();
    assert!(listed.next.is_none());
    listed.documents.iter().map(|seen| (seen.document.id.get(), seen.shown().seq)).collect()
}

#[tokio::test]
async fn loaded_grants_open_exactly_what_they_name() {
    let test = TestDb::new().await;
    let mut tx = test.db().begin().await.unwrap();
    let mut loaded = load(&mut tx, "bulk").await;
    let stamp = loaded.site.new_stamp(&mut tx).await;
    let direct = grant(&loaded, ObjectKind::Document, loaded.documents[3]);
    let restricted = grant(&loaded, ObjectKind::Document, loaded.documents[7]);
    let closed =
        BulkGrant { closed_at: Some(NOW - 1), ..grant(&loaded, ObjectKind::Document, loaded.documents[4]) };
    let folder = grant(&loaded, ObjectKind::Folder, loaded.folders[0].get());
    bulk::grants(&mut tx, &stamp, &[direct, closed, restricted, folder]).await.unwrap();
    let mut expected = vec![(loaded.documents[3], 1), (loaded.documents[7], 1)];
    expected.extend(loaded.documents[50..].iter().map(|id| (*id, 2)));
    assert_eq!(visible(&mut tx, &loaded).await, expected);
    let rows = sql(
        "select count(*) as n from access_grant where open_seq = $1 and cause_kind = 8 and cause_id = $1",
    );
    assert_eq!(tx.int(rows.bind(stamp.seq())).await.unwrap(), 4);
    let histories = sql("select count(*) as n from revision_history where valid_from = $1").bind(NOW - DAY);
    assert_eq!(tx.int(histories).await.unwrap(), 200);
    let verified = audit::verify(&mut tx, loaded.site.organisation).await.unwrap();
    assert_eq!(verified.problem, None);
}

#[tokio::test]
async fn a_loaded_grant_must_lie_where_its_object_lies() {
    let test = TestDb::new().await;
    let mut tx = test.db().begin().await.unwrap();
    let mut loaded = load(&mut tx, "bulk").await;
    let other = loaded.site.project(&mut tx).await;
    let stamp = loaded.site.new_stamp(&mut tx).await;
    let astray =
        BulkGrant { project: ProjectId(other), ..grant(&loaded, ObjectKind::Document, loaded.documents[0]) };
    bulk::grants(&mut tx, &stamp, &[astray]).await.unwrap_err();
}

row! {
    struct Name { name: String }
}

async fn indexes(tx: &mut Tx) -> Vec<String> {
    let mut names = Vec::new();
    for table in ["access_grant", "document", "document_ancestor", "revision"] {
        let list = sql(tx.engine().secondary_indexes()).bind(table);
        names.extend(tx.all::<Name>(list).await.unwrap().into_iter().map(|index| index.name));
    }
    names
}

#[tokio::test]
async fn indexes_taken_off_for_a_load_come_back_even_if_it_was_interrupted() {
    let test = TestDb::new().await;
    let mut tx = test.db().begin().await.unwrap();
    let before = indexes(&mut tx).await;
    assert!(before.len() > 10, "{before:?}");
    bulk::unindex(&mut tx).await.unwrap();
    assert_eq!(indexes(&mut tx).await, Vec::<String>::new());
    // A second load begins with what the first one left behind.
    bulk::unindex(&mut tx).await.unwrap();
    let mut loaded = load(&mut tx, "bulk").await;
    let stamp = loaded.site.new_stamp(&mut tx).await;
    let one = grant(&loaded, ObjectKind::Document, loaded.documents[3]);
    bulk::grants(&mut tx, &stamp, &[one]).await.unwrap();
    assert_eq!(visible(&mut tx, &loaded).await, [(loaded.documents[3], 1)]);
    bulk::reindex(&mut tx).await.unwrap();
    assert_eq!(indexes(&mut tx).await, before);
    assert_eq!(visible(&mut tx, &loaded).await, [(loaded.documents[3], 1)]);
}

/// What a search finds for an administrator, oldest first.
async fn found(tx: &mut Tx, loaded: &mut Loaded, typed: &str) -> Vec<i64> {
    let admin = SubjectId(loaded.site.person(tx, "org_admin").await);
    let principal = Principal::Person { subject: admin, role: wayleave_access::OrganisationRole::OrgAdmin };
    let organisation = loaded.site.organisation;
    let facts = ProjectFacts::load(tx, organisation, ProjectId(loaded.project), &principal, NOW)
        .await
        .unwrap()
        .unwrap();
    let query = wayleave_query::parse(typed, &wayleave_query::Fields::default()).unwrap();
    let project = ProjectId(loaded.project);
    let formal = Formal { transmittals: Transmittals::All, workflows: true };
    let reader = Reader { organisation, project, zone: jiff::tz::TimeZone::UTC, team: true, formal };
    let search = Some(search::compile(tx, &reader, &query.expr).await.unwrap());
    let filter = Filter { search, ..Filter::default() };
    let listed =
        documents::list(tx, &facts.scope(), &filter, (Sort::Created, true), None, 200).await.unwrap();
    listed.documents.iter().map(|seen| seen.document.id.get()).collect()
}

#[tokio::test]
async fn loaded_words_are_found_as_if_they_had_been_written_one_by_one() {
    let test = TestDb::new().await;
    let mut tx = test.db().begin().await.unwrap();
    let mut loaded = load(&mut tx, "bulk").await;
    let organisation = loaded.site.organisation;
    let (some, one) = (loaded.documents[..40].to_vec(), loaded.documents[40]);
    let project = ProjectId(loaded.project);
    let place = |id: i64| Place { organisation, project, document: DocumentId(id) };
    let tags = ["urgent".to_owned()];
    let texts = DocumentTexts {
        number: "D-7",
        title: "Fire door schedule",
        description: "Doors of the north wing",
        tags: &tags,
        values: vec![(wayleave_query::Source::Discipline, "arc")],
    };
    // Two passages of one page, and another page.
    let pages = [format!("{} last", "many words ".repeat(150)), "retaining wall".to_owned()];
    let new: Vec<LoadedTexts<'_>> = some
        .iter()
        .map(|id| LoadedTexts {
            place: place(*id),
            texts: texts.clone(),
            files: vec![(1, "D-7_old.pdf", "P01"), (2, "D-7_new.pdf", "P02")],
            contents: vec![(2, &pages)],
        })
        .collect();
    let mut words = WordLoad::default();
    words.put(&mut tx, &new[..25]).await.unwrap();
    words.put(&mut tx, &new[25..]).await.unwrap();
    words.put(&mut tx, &[]).await.unwrap();
    search::put_document(&mut tx, place(one), &texts).await.unwrap();
    search::put_file(&mut tx, place(one), 1, "D-7_old.pdf", "P01").await.unwrap();
    search::put_file(&mut tx, place(one), 2, "D-7_new.pdf", "P02").await.unwrap();
    search::put_content(&mut tx, place(one), 2, &pages).await.unwrap();
    let all: Vec<i64> = some.into_iter().chain([one]).filter(|id| *id != loaded.documents[7]).collect();
    for typed in [
        "\"fire door\"",
        "number:D-7",
        "d?or",
        "discipline:ARC",
        "tag:urgent",
        "file:new",
        "rev:P02",
        "content:\"words last\"",
        "content:\"retaining wall\"",
        "description:north",
    ] {
        let mut hits = found(&mut tx, &mut loaded, typed).await;
        hits.retain(|id| *id != loaded.documents[7]);
        assert_eq!(hits, all, "{typed}");
    }
    for typed in ["file:old", "rev:P01", "content:\"last retaining\""] {
        let hits = found(&mut tx, &mut loaded, typed).await;
        assert_eq!(hits, Vec::<i64>::new(), "{typed}: an older revision, or two pages");
    }
}
