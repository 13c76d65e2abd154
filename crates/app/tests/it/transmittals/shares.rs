//! Guest shares of a transmittal that went out (K-3.2): who makes them, what they show, and what is said through them.

use serde_json::{Value, json};

use super::links::{Sent, open};
use crate::register::events;

fn share(sent: &Sent, change: &Value) -> Value {
    let id = sent.path.rsplit('/').next().unwrap();
    let mut body = json!({"transmittal_id": id, "label": "Fire brigade", "expires_on": "2027-01-10",
        "allow_download": true, "recipient_name": "Station 4"});
    body.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
    body
}

#[tokio::test]
async fn what_was_sent_is_shared_by_a_link_whose_holder_acknowledges_receipt() {
    let mut sent = Sent::new("for_review").await;
    sent.told().await;
    let shares = sent.world.project_path("/guest-shares");
    let made = sent.admin.post(&shares, &share(&sent, &json!({}))).await.expect(201).json();
    assert_eq!(made["share"]["transmittal"]["number"], "TRN-001");
    assert_eq!(events(&sent.app, &sent.world, "guest_share.created").await.len(), 1);
    let link = made["link"].as_str().unwrap().strip_prefix("http://localhost:8080").unwrap().to_owned();
    let mut guest = sent.app.anonymous();
    let place = open(&mut guest, &link).await;
    let list = guest.get(&place).await.expect(200).text();
    for part in ["TRN-001", "A-101", "B-202", "Please look at the stairs first."] {
        assert!(list.contains(part), "{part} in {list}");
    }
    assert!(!list.contains("Fire brigade"), "a label is for those inside");
    let _ = guest.get(&format!("{place}/d/2/file")).await.expect(200);
    let said = [("comment", "Hydrants are missing."), ("received_by", "")];
    let _ = guest.form(&format!("{place}/acknowledge"), &said).await.expect(303);
    let view = sent.admin.get(&sent.path).await.expect(200).json();
    let received = view["received"].as_array().unwrap();
    let row = received.iter().find(|row| row["name"] == "Station 4").expect("a row of its own");
    assert_eq!((&row["by"], &row["acknowledgement"]), (&json!("share"), &json!("optional")));
    assert_eq!(row["acknowledged"]["comment"], "Hydrants are missing.");
    // Those who were asked are asked still: a share answers for nobody else.
    assert_eq!(view["acknowledged"], "none");
    let only = |id: &str| format!("{shares}?transmittal={id}");
    let count = async |sent: &mut Sent, id: &str| {
        let list = sent.admin.get(&only(id)).await.expect(200).json();
        list["items"].as_array().unwrap().len()
    };
    let id = sent.path.rsplit('/').next().unwrap().to_owned();
    assert_eq!((count(&mut sent, &id).await, count(&mut sent, "trn_none").await), (3, 0));
    let _ = sent.admin.post(&format!("{}/remind", sent.path), &json!({})).await.expect(200);
    sent.app.run_jobs().await;
    let _ = sent.admin.post(&format!("{}/recall", sent.path), &json!({"reason": "Wrong."})).await.expect(200);
    for dead in [&link, &place] {
        let _ = guest.get(dead).await.expect(404);
    }
    sent.app.run_jobs().await;
}

#[tokio::test]
async fn whoever_cannot_share_every_document_of_it_shares_none() {
    let mut sent = Sent::new("for_review").await;
    let shares = sent.world.project_path("/guest-shares");
    let _ = sent.admin.post(&shares, &share(&sent, &json!({}))).await.expect(409);
    sent.told().await;
    let whole = share(&sent, &json!({}));
    for (kind, status) in [("external", 403), ("viewer", 403), ("initiator", 201), ("org_admin", 201)] {
        let mut client = sent.world.client(&sent.app, kind).await;
        let view = client.get(&sent.path).await.expect(200).json();
        assert_eq!(view["abilities"]["guest_share.create"]["allowed"] == true, status == 201, "{kind}");
        let _ = client.post(&shares, &whole).await.expect(status);
    }
    for (wrong, field) in [
        (json!({"document_id": sent.documents[0].id}), "transmittal_id"),
        (json!({"follows": "latest_approved"}), "follows"),
        (json!({"revision_id": "rev_x"}), "revision_id"),
        (json!({"transmittal_id": null}), "document_id"),
    ] {
        let reply = sent.admin.post(&shares, &share(&sent, &wrong)).await.expect(422).json();
        assert_eq!(reply["errors"][0]["field"], field, "{reply}");
    }
    let _ = sent.admin.post(&shares, &share(&sent, &json!({"transmittal_id": "trn_x"}))).await.expect(404);
    let restricted = "update document set restricted = 1 where number = 'B-202'";
    let mut tx = sent.app.db().begin_in(sent.world.organisation).await.unwrap();
    tx.execute(wayleave_db::sql(restricted)).await.unwrap();
    tx.commit().await.unwrap();
    // An initiator may share the one and not the other, and so not both.
    let mut initiator = sent.world.client(&sent.app, "initiator").await;
    let _ = initiator.post(&shares, &whole).await.expect(403);
    let reply = sent.admin.post(&shares, &whole).await.expect(422).json();
    assert_eq!(reply["errors"][0]["field"], "confirm_confidential", "{reply}");
    let confirmed = share(&sent, &json!({"confirm_confidential": true}));
    let _ = sent.admin.post(&shares, &confirmed).await.expect(201);
    sent.app.run_jobs().await;
}
