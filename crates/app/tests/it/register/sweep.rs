//! The sweep.

use wayleave_db::sql;
use wayleave_testkit::{DAY, TestApp};

use super::{create, upload};

async fn count(app: &TestApp, organisation: wayleave_base::OrganisationId, table: &str) -> i64 {
    let mut tx = app.db().read_in(organisation).await.unwrap();
    let mut text = sql("");
    text.push(&format!("select count(*) as n from {table}"));
    tx.int(text).await.unwrap()
}

#[tokio::test]
async fn what_nobody_uses_goes_after_a_day_and_the_rest_stays() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let mut initiator = world.client(&app, "initiator").await;
    let kept = create(&world, &mut initiator, "A-1", "P01").await;
    let _ = upload(&world, &mut initiator, "unused.pdf").await;
    wayleave_app::tidy(app.app().shared()).await.unwrap();
    assert_eq!(count(&app, world.organisation, "upload").await, 2);
    app.clock().advance(DAY);
    wayleave_app::tidy(app.app().shared()).await.unwrap();
    assert_eq!(count(&app, world.organisation, "upload where used_at is null").await, 0);
    assert_eq!(count(&app, world.organisation, "blob where refs = 0").await, 1);
    // The file may be wanted again for a day, and whoever uploads it anew keeps it.
    let _ = upload(&world, &mut initiator, "unused.pdf").await;
    assert_eq!(count(&app, world.organisation, "blob where refs = 0").await, 0);
    app.clock().advance(DAY);
    wayleave_app::tidy(app.app().shared()).await.unwrap();
    app.clock().advance(DAY);
    wayleave_app::tidy(app.app().shared()).await.unwrap();
    assert_eq!(count(&app, world.organisation, "blob").await, 1);
    let _ = initiator.get(&super::shown(&world, &kept, "/file")).await.expect(200);
}
