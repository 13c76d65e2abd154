//! Looking at a link, a thousand times and in both ways, changes nothing: not a cell of any table.

use serde_json::json;

use crate::guests::Scene;

#[tokio::test]
async fn a_thousand_looks_at_a_link_change_nothing() {
    let mut scene = Scene::new().await;
    let (_, link) = scene.create(&json!({"max_opens": 1, "password": "harbour-crane-9"})).await;
    let cells = async |scene: &Scene| -> Vec<(String, String, Vec<u8>)> {
        let cells = scene.app.dump().await;
        cells.into_iter().map(|cell| (cell.table, cell.column, cell.value)).collect()
    };
    let before = cells(&scene).await;
    assert!(before.iter().any(|(table, column, _)| table == "guest_share" && column == "opens"));
    let mut scanner = scene.app.anonymous();
    let page = scanner.get(&link).await.expect(200).body;
    for _ in 0..1000 {
        assert_eq!(scanner.get(&link).await.expect(200).body, page);
        assert!(scanner.head(&link).await.expect(200).body.is_empty());
    }
    assert!(scanner.cookies().is_empty());
    let after = cells(&scene).await;
    assert_eq!(before.len(), after.len());
    for (was, is) in before.iter().zip(&after) {
        assert_eq!(was, is);
    }
    scene.app.run_jobs().await;
}
