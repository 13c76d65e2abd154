//! What the names of files say, and whom it is told.

use serde_json::{Value, json};
use wayleave_testkit::{NewDocument, TestApp};

use super::{errors, fault, options, scheme};

#[tokio::test]
async fn names_are_read_by_the_scheme_and_find_the_documents_they_mean() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let mut manager = world.client(&app, "org_manager").await;
    options(&mut manager, &world.path(""), "discipline", &["STR", "MEC"]).await;
    options(&mut manager, &world.path(""), "document_type", &["DRG", "SPC"]).await;
    let numbering = json!({"mode": "manual", "scheme": scheme()});
    let _ = manager.put(&world.path("/numbering"), &numbering).await.expect(200);
    for number in ["A-101", "STR-DRG-0001"] {
        let _ = world.document(&app, &NewDocument { number, ..NewDocument::default() }).await;
    }
    let secret =
        NewDocument { number: "C-900", restricted: true, uploader: "org_admin", ..NewDocument::default() };
    let _ = world.document(&app, &secret).await;
    let names = [
        "STR_DRG_0001 rev C - Columns.pdf",
        "A-1O1_P02 Ground floor.pdf",
        "a-101.pdf",
        "C-900_P01.pdf",
        "C-9OO.pdf",
    ];
    let path = world.project_path("/documents/guess");
    let mut initiator = world.client(&app, "initiator").await;
    let read = initiator.post(&path, &json!({"names": names})).await.expect(200).json();
    let items = read["items"].as_array().unwrap();
    let columns = &items[0];
    assert_eq!(
        (&columns["revision"], &columns["title"], &columns["by_scheme"]),
        (&json!("C"), &json!("Columns"), &json!(true))
    );
    assert_eq!(columns["codes"], json!({"discipline": "STR", "document_type": "DRG"}));
    assert_eq!(columns["document"]["number"], "STR-DRG-0001");
    assert_eq!(
        (&items[1]["document"], &items[1]["warning"]),
        (&Value::Null, &json!("A-1O1 looks like A-101."))
    );
    assert_eq!((&items[2]["document"]["number"], &items[2]["near"]), (&json!("A-101"), &json!([])));
    // What one does not see is neither found nor near.
    for hidden in &items[3..] {
        assert_eq!((&hidden["document"], &hidden["near"]), (&Value::Null, &json!([])), "{hidden}");
    }
    let mut admin = world.client(&app, "project_admin").await;
    let read = admin.post(&path, &json!({"names": names})).await.expect(200).json();
    assert_eq!(read["items"][3]["document"]["number"], "C-900");
    // From outside nothing is known at all.
    let mut external = world.client(&app, "external").await;
    let read = external.post(&path, &json!({"names": names})).await.expect(200).json();
    for item in read["items"].as_array().unwrap() {
        assert_eq!((&item["document"], &item["near"]), (&Value::Null, &json!([])));
    }
    let many = vec!["a.pdf"; 201];
    assert_eq!(
        errors(&external.post(&path, &json!({"names": many})).await.expect(422)),
        fault("names", "out_of_range")
    );
    let long = json!({"names": ["x".repeat(301)]});
    assert_eq!(errors(&external.post(&path, &long).await.expect(422)), fault("names[0]", "too_long"));
}
