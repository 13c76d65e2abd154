//! The count of outsiders on a document is what asking every person and link would give.

use wayleave_access::audience::{self, Place};
use wayleave_access::{Caps, Principal, ProjectFacts};
use wayleave_base::NEVER;
use wayleave_testkit::{NewDocument, TestApp, World};

async fn counted(app: &TestApp, world: &World, documents: &[wayleave_base::DocumentId]) -> Vec<i64> {
    let mut tx = app.db().read_in(world.organisation).await.unwrap();
    let place = Place {
        organisation: world.organisation,
        project: world.project,
        at: app.clock().now(),
        links: true,
    };
    let counts = audience::outside_counts(&mut tx, place, documents).await.unwrap();
    for document in documents {
        let seers = audience::seers(&mut tx, place, *document, None).await.unwrap();
        let outside = seers.iter().filter(|seer| seer.standing.outside).count() as i64;
        assert_eq!(counts.get(document).copied().unwrap_or_default(), outside);
    }
    documents.iter().map(|document| counts.get(document).copied().unwrap_or_default()).collect()
}

#[tokio::test]
async fn outsiders_are_counted_as_the_evaluator_sees_them() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let plain = world.document(&app, &NewDocument::default()).await;
    let secret = world
        .document(&app, &NewDocument { number: "A-2", restricted: true, ..NewDocument::default() })
        .await;
    let waiting = NewDocument {
        number: "A-3",
        revisions: &[("P01", "pending")],
        uploader: "stranger",
        ..NewDocument::default()
    };
    let waiting = world.document(&app, &waiting).await;
    let all = [plain.document, secret.document, waiting.document];
    // Full Register Access shows the first; only the uploader sees the third.
    assert_eq!(counted(&app, &world, &all).await, [1, 0, 1]);

    // A company's people count when they are in the project; the one with the switch counts once.
    let (view, borealis) = (Caps::VIEW, world.companies["borealis"].1);
    world.grant(&app, &plain, borealis, view, (1, 1), NEVER).await;
    world.grant(&app, &secret, borealis, view, (1, 1), NEVER).await;
    assert_eq!(counted(&app, &world, &all).await, [2, 2, 1]);

    // A responder is let in by name, never by their company.
    world.grant(&app, &plain, world.companies["corvus"].1, view, (1, 1), NEVER).await;
    assert_eq!(counted(&app, &world, &all).await, [3, 2, 1]);
    world.grant(&app, &plain, world.people["responder"].subject, view, (1, 1), NEVER).await;
    assert_eq!(counted(&app, &world, &all).await, [4, 2, 1]);

    // A grant beyond the last revision, one that has ended, and one to somebody in no project let nobody in.
    world.grant(&app, &secret, world.people["stranger"].subject, view, (2, 9), NEVER).await;
    world.grant(&app, &secret, world.people["member"].subject, view, (1, 1), NEVER).await;
    assert_eq!(counted(&app, &world, &all).await, [4, 2, 1]);
}

#[tokio::test]
async fn facts_of_several_projects_are_those_of_each() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let mut tx = app.db().read_in(world.organisation).await.unwrap();
    for (kind, person) in &world.people {
        let role = match *kind {
            "org_admin" => wayleave_access::OrganisationRole::OrgAdmin,
            "org_manager" => wayleave_access::OrganisationRole::OrgManager,
            "responder" => wayleave_access::OrganisationRole::WorkflowResponder,
            _ => wayleave_access::OrganisationRole::Member,
        };
        let principal = Principal::Person { subject: person.subject, role };
        let (organisation, project, at) = (world.organisation, world.project, app.clock().now());
        let one = ProjectFacts::load(&mut tx, organisation, project, &principal, at).await.unwrap();
        let many = ProjectFacts::load_many(&mut tx, organisation, &[project, project], &principal, at)
            .await
            .unwrap();
        assert_eq!(format!("{:?}", one.into_iter().collect::<Vec<_>>()), format!("{many:?}"), "{kind}");
    }
}
