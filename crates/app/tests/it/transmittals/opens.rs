//! Who opened what a transmittal sent them, and who downloaded it.

use serde_json::{Value, json};

use super::links::open;
use super::skips::{KIM, ROY, Site};
use super::{address, person};

/// Of one of those who got it: whether and how often they opened and downloaded.
fn done<'a>(view: &'a Value, name: &str) -> (&'a Value, &'a Value) {
    let all = view["received"].as_array().unwrap();
    let one = all.iter().find(|one| one["email"] == name || one["name"] == name).unwrap();
    (&one["opened"], &one["downloaded"])
}

#[tokio::test]
async fn opening_and_downloading_are_told_of_each_since_it_was_issued() {
    let mut site = Site::new().await;
    let (a, b) = (site.one.clone(), site.two.clone());
    let file = |document: &str, revision: &str, what: &str| {
        site.world.project_path(&format!("/documents/{document}/revisions/{revision}/{what}"))
    };
    let (content, taken) = (file(&a.id, &a.revisions[1], "content"), file(&a.id, &a.revisions[1], "file"));
    let (older, other) = (file(&a.id, &a.revisions[0], "content"), file(&b.id, &b.revisions[1], "content"));
    let mut viewer = site.world.client(&site.app, "viewer").await;
    let _ = viewer.get(&content).await.expect(200);
    site.app.clock().advance(61 * 60_000);
    let mut to = person(&site.world, "external");
    to["without"] = json!([b.id]);
    let name = site.world.people["external"].name.clone();
    let reader = site.world.people["viewer"].name.clone();
    let to = [address(KIM), address(ROY), to, person(&site.world, "viewer")];
    let path = site.draft(&[(&a, 1), (&b, 1)], &to, false).await;
    let issued = site.issue(&path).await;
    for who in [KIM, ROY, &name, &reader] {
        assert_eq!(done(&issued, who), (&Value::Null, &Value::Null), "what went before is of no account");
    }
    site.told().await;
    let mut kim = site.app.anonymous();
    let place = open(&mut kim, &site.link(KIM)).await;
    let _ = kim.get(&format!("{place}/d/1/file")).await.expect(200);
    let _ = kim.get(&format!("{place}/d/2/file")).await.expect(200);
    let mut outside = site.world.client(&site.app, "external").await;
    let _ = outside.get(&content).await.expect(200);
    // Another revision, and what did not go to them, are nothing of it.
    for path in [&older, &other] {
        let _ = viewer.get(path).await.expect(200);
    }
    let view = site.admin.get(&path).await.expect(200).json();
    let times = |who: &str| {
        let (opened, downloaded) = done(&view, who);
        (opened["times"].as_i64(), downloaded["times"].as_i64())
    };
    assert_eq!((times(KIM), times(ROY), times(&name)), ((Some(1), Some(2)), (None, None), (Some(1), None)));
    assert_eq!(times(&reader), (Some(1), None), "{view}");
    assert!(done(&view, KIM).0["first_at"].as_str().unwrap().starts_with("2026-11-21"));
    // Taking it along is opening it.
    let _ = viewer.get(&taken).await.expect(200);
    // Those from outside hear nothing of it, not even of themselves, and of the project's people those do who send or read
    // the log.
    let theirs = outside.get(&path).await.expect(200).json();
    assert_eq!(done(&theirs, &name), (&Value::Null, &Value::Null));
    let seen = viewer.get(&path).await.expect(200).json();
    assert_eq!((&seen["opens_told"], done(&seen, KIM)), (&json!(false), (&Value::Null, &Value::Null)));
    let seen = site.admin.get(&path).await.expect(200).json();
    assert_eq!(seen["opens_told"], true);
    assert_eq!(done(&seen, KIM).1["times"], 2);
    assert_eq!(done(&seen, &reader).1["times"], 1);
}

#[tokio::test]
async fn it_takes_as_many_statements_for_many_as_for_few() {
    let mut site = Site::new().await;
    let mut counts = Vec::new();
    for many in [1, 30] {
        let to: Vec<Value> = (0..many).map(|at| address(&format!("w{at}.{many}@harbour.example"))).collect();
        let (a, b) = (site.one.clone(), site.two.clone());
        let path = site.draft(&[(&a, 1), (&b, 1)], &to, false).await;
        site.issue(&path).await;
        let before = site.app.db().statements();
        let _ = site.admin.get(&path).await.expect(200);
        counts.push(site.app.db().statements() - before);
    }
    assert_eq!(counts[0], counts[1]);
}
