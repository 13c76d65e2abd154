//! Uploads and what becomes of them.

#![expect(clippy::disallowed_methods, reason = "requests that race need tasks of their own")]

use serde_json::json;
use wayleave_testkit::{PDF, TestApp};

use super::{create, events, row, setting, upload};

#[tokio::test]
async fn an_upload_tells_pages_and_a_guess_from_its_name() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let mut initiator = world.client(&app, "initiator").await;
    let path = world.project_path("/uploads?filename=A-101_P02%20Ground%20floor%20plan.pdf");
    let upload = initiator.upload(&path, PDF).await.expect(201).json();
    assert_eq!(upload["media_type"], "application/pdf");
    assert_eq!(upload["pages"], 1);
    assert_eq!(upload["size"], PDF.len());
    assert_eq!(upload["guess"], json!({"number": "A-101", "revision": "P02", "title": "Ground floor plan"}));
    assert_eq!(events(&app, &world, "upload.received").await.len(), 1);
}

#[tokio::test]
async fn who_may_not_add_documents_may_not_upload_either() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let path = world.project_path("/uploads?filename=a.pdf");
    for (kind, status) in [
        ("viewer", 403),
        ("reviewer", 403),
        ("member", 404),
        ("disabled", 404),
        ("external", 201),
        ("responder", 404),
    ] {
        let mut client = world.client(&app, kind).await;
        let reply = client.upload(&path, PDF).await;
        assert_eq!(reply.status.as_u16(), status, "{kind}");
    }
    assert_eq!(app.anonymous().upload(&path, PDF).await.status.as_u16(), 401);
    let _ = app
        .anonymous()
        .upload("/api/v1/organisations/zzyzx/projects/x/uploads?filename=a", PDF)
        .await
        .expect(401);
}

#[tokio::test]
async fn what_cannot_be_taken_in_is_refused_with_a_sentence_and_leaves_no_row() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let mut initiator = world.client(&app, "initiator").await;
    let cut = PDF[..60].to_vec();
    let cases: Vec<(&str, Vec<u8>, &str)> = vec![
        ("a.pdf", Vec::new(), "empty"),
        ("a.pdf", b"hello, this is no drawing".to_vec(), "not_what_the_name_says"),
        ("a.pdf", cut, "damaged"),
        ("setup.exe", b"MZ\x90\x00".to_vec(), "executable"),
        ("plan.pdf", b"MZ\x90\x00\x03\x00\x00\x00\x04\x00".to_vec(), "executable"),
        ("page.html", b"<html></html>".to_vec(), "type_not_allowed"),
    ];
    for (name, bytes, code) in cases {
        let path = world.project_path(&format!("/uploads?filename={name}"));
        let reply = initiator.upload(&path, bytes).await.expect(422);
        assert_eq!(reply.json()["errors"][0]["code"], code, "{name}: {}", reply.text());
    }
    let mut tx = app.db().read_in(world.organisation).await.unwrap();
    assert_eq!(tx.int(wayleave_db::sql("select count(*) as n from upload")).await.unwrap(), 0);
    assert_eq!(tx.int(wayleave_db::sql("select count(*) as n from blob")).await.unwrap(), 0);
}

#[tokio::test]
async fn a_file_beyond_the_limit_is_refused_whether_announced_or_not() {
    let config = wayleave_app::AppConfig {
        max_upload: 1000,
        cheap_passwords: true,
        ..wayleave_app::AppConfig::default()
    };
    let app = TestApp::with(config).await;
    let world = app.world().await;
    let mut initiator = world.client(&app, "initiator").await;
    let path = world.project_path("/uploads?filename=a.txt");
    let _ = initiator.upload(&path, vec![b'a'; 1001]).await.expect(413);
    let mut announced = initiator.clone().with_header("content-length", "5000");
    let _ = announced.upload(&path, vec![b'a'; 10]).await.expect(413);
    let _ = initiator.upload(&path, vec![b'a'; 1000]).await.expect(201);
}

#[tokio::test]
async fn a_file_may_be_larger_than_any_json() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let mut initiator = world.client(&app, "initiator").await;
    let path = world.project_path("/uploads?filename=points.csv");
    let upload = initiator.upload(&path, vec![b'7'; 5 << 20]).await.expect(201).json();
    assert_eq!((&upload["size"], &upload["media_type"]), (&json!(5 << 20), &json!("text/csv")));
}

#[tokio::test]
async fn tricks_in_names_leave_a_harmless_name() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let mut initiator = world.client(&app, "initiator").await;
    for name in ["..%2F..%2Fetc%2Fpasswd.pdf", "C:%5Cplans%5Cpasswd.pdf", "%E2%80%AEpasswd.pdf"] {
        let path = world.project_path(&format!("/uploads?filename={name}"));
        let upload = initiator.upload(&path, PDF).await.expect(201).json();
        assert_eq!(upload["filename"], "passwd.pdf", "{name}");
    }
    let refused = initiator.upload(&world.project_path("/uploads?filename=passwd.pdf%00"), PDF).await;
    assert_eq!(refused.expect(422).json()["errors"][0]["field"], "filename");
}

#[tokio::test]
async fn an_upload_is_its_owners_used_once_and_expires() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let (mut initiator, mut controller) =
        (world.client(&app, "initiator").await, world.client(&app, "controller").await);
    let id = upload(&world, &mut initiator, "A-1.pdf").await;
    let rows = |id: &str, number: &str| json!({"rows": [row(id, number, "P01")]});
    let path = world.project_path("/documents");
    let reply = controller.post(&path, &rows(&id, "A-1")).await.expect(422);
    assert_eq!(reply.json()["errors"][0]["field"], "rows[0].upload_id");
    let _ = controller.delete(&world.project_path(&format!("/uploads/{id}"))).await.expect(404);
    let _ = initiator.post(&path, &rows(&id, "A-1")).await.expect(201);
    let _ = initiator.post(&path, &rows(&id, "A-2")).await.expect(422);
    let _ = initiator.delete(&world.project_path(&format!("/uploads/{id}"))).await.expect(404);

    let id = upload(&world, &mut initiator, "A-3.pdf").await;
    let _ = initiator.delete(&world.project_path(&format!("/uploads/{id}"))).await.expect(204);
    let _ = initiator.post(&path, &rows(&id, "A-3")).await.expect(422);
    let id = upload(&world, &mut initiator, "A-4.pdf").await;
    app.clock().advance(wayleave_testkit::DAY);
    let _ = initiator.post(&path, &rows(&id, "A-4")).await.expect(422);
}

#[tokio::test]
async fn rows_are_stored_all_or_none_and_errors_name_row_and_field() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let mut initiator = world.client(&app, "initiator").await;
    let _ = create(&world, &mut initiator, "A-101", "P01").await;
    let (one, two, three) = (
        upload(&world, &mut initiator, "1.pdf").await,
        upload(&world, &mut initiator, "2.pdf").await,
        upload(&world, &mut initiator, "3.pdf").await,
    );
    let rows = json!({"rows": [
        row(&one, "A-102", "P01"),
        row(&two, "a-0101", "P01"),
        {"upload_id": three, "title": "", "revision": "", "status": "nonsense", "revision_date": "31.12.", "document_type": ""},
        row(&one, "A-102", "P02"),
    ]});
    let checked = initiator.post(&world.project_path("/documents/validate"), &rows).await.expect(200).json();
    assert_eq!(checked["rows"][0]["ok"], true);
    assert_eq!(checked["rows"][1]["match"]["number"], "A-101");
    assert_eq!(checked["rows"][1]["errors"][0]["code"], "document_number_taken");
    let reply = initiator.post(&world.project_path("/documents"), &rows).await.expect(422).json();
    let fields: Vec<&str> =
        reply["errors"].as_array().unwrap().iter().map(|error| error["field"].as_str().unwrap()).collect();
    for field in [
        "rows[1].number",
        "rows[2].number",
        "rows[2].title",
        "rows[2].revision",
        "rows[2].status",
        "rows[2].revision_date",
        "rows[2].document_type",
        "rows[3].upload_id",
        "rows[3].number",
    ] {
        assert!(fields.contains(&field), "{field} in {fields:?}");
    }
    let count = initiator.get(&world.project_path("/documents/count")).await.expect(200).json();
    assert_eq!(count["count"], 1);
    let good = json!({"rows": [row(&one, "A-102", "P01"), row(&two, "A-103", "P01")]});
    let made = initiator.post(&world.project_path("/documents"), &good).await.expect(201).json();
    assert_eq!(made["items"].as_array().unwrap().len(), 2);
    assert_eq!(made["items"][0]["status"], "draft");
    assert_eq!(made["items"][0]["revision"]["acceptance"], "accepted");
}

#[tokio::test]
async fn statuses_beyond_uploading_take_the_managing_of_documents() {
    let app = TestApp::new().await;
    let world = app.world().await;
    for (kind, status, answer) in [
        ("initiator", "approved", 403),
        ("initiator", "for_information", 201),
        ("initiator", "pending", 403),
        ("controller", "approved", 201),
        ("controller", "withdrawn", 403),
        ("project_admin", "superseded", 403),
    ] {
        let mut client = world.client(&app, kind).await;
        let id = upload(&world, &mut client, "x.pdf").await;
        let mut body = row(&id, &format!("{kind}-{status}"), "1");
        body["status"] = json!(status);
        let checked = client
            .post(&world.project_path("/documents/validate"), &json!({"rows": [body]}))
            .await
            .expect(200);
        assert_eq!(checked.json()["rows"][0]["ok"], answer == 201, "{kind} {status}");
        let reply = client.post(&world.project_path("/documents"), &json!({"rows": [body]})).await;
        assert_eq!(reply.status.as_u16(), answer, "{kind} {status}: {}", reply.text());
    }
    let mut initiator = world.client(&app, "initiator").await;
    let options = initiator.get(&world.project_path("/documents/options")).await.expect(200).json();
    assert_eq!(options["status"], json!(["draft", "for_review", "for_information"]));
}

#[tokio::test]
async fn automatic_numbers_are_never_given_twice_and_pass_those_given_by_hand() {
    let app = TestApp::new().await;
    let world = app.world().await;
    setting(&app, &world, "numbering", &super::numbered("HRB-", 3)).await;
    let mut controller = world.client(&app, "controller").await;
    let _ = create(&world, &mut controller, "HRB-002", "A").await;
    let options = controller.get(&world.project_path("/documents/options")).await.expect(200).json();
    assert_eq!(options["next_number"], "HRB-003");
    let mut numbers = Vec::new();
    for name in ["a.pdf", "b.pdf"] {
        let id = upload(&world, &mut controller, name).await;
        let body =
            json!({"rows": [{"upload_id": id, "title": "Plan", "revision": "A", "document_type": "DRG"}]});
        let made = controller.post(&world.project_path("/documents"), &body).await.expect(201).json();
        numbers.push(made["items"][0].clone());
    }
    assert_eq!((&numbers[0]["number"], &numbers[1]["number"]), (&json!("HRB-003"), &json!("HRB-004")));
    let _ = controller.delete(&super::at(&world, &numbers[1], "")).await.expect(204);
    let id = upload(&world, &mut controller, "c.pdf").await;
    let body = json!({"rows": [{"upload_id": id, "title": "Plan", "revision": "A", "document_type": "DRG"}]});
    let made = controller.post(&world.project_path("/documents"), &body).await.expect(201).json();
    assert_eq!(made["items"][0]["number"], "HRB-005");
}

#[tokio::test]
async fn of_many_at_once_one_gets_the_number() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let mut initiator = world.client(&app, "initiator").await;
    let mut tasks = Vec::new();
    for at in 0..8 {
        let id = upload(&world, &mut initiator, &format!("{at}.pdf")).await;
        let (mut client, path) = (initiator.clone(), world.project_path("/documents"));
        tasks.push(tokio::spawn(async move {
            client.post(&path, &json!({"rows": [row(&id, "A-1", "P01")]})).await.status.as_u16()
        }));
    }
    let mut answers = Vec::new();
    for task in tasks {
        answers.push(task.await.unwrap());
    }
    assert_eq!(answers.iter().filter(|status| **status == 201).count(), 1, "{answers:?}");
    assert!(answers.iter().all(|status| matches!(status, 201 | 409 | 422)), "{answers:?}");
}

#[tokio::test]
async fn a_locked_project_takes_no_files() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let mut admin = world.client(&app, "org_admin").await;
    let id = upload(&world, &mut admin, "a.pdf").await;
    let _ = admin
        .post(&world.project_path("/lock"), &json!({"reason": "Closed out", "early": true}))
        .await
        .expect(200);
    let reply = admin.upload(&world.project_path("/uploads?filename=a.pdf"), PDF).await.expect(409);
    assert_eq!(reply.code(), "project_locked");
    let body = json!({"rows": [row(&id, "A-1", "P01")]});
    assert_eq!(
        admin.post(&world.project_path("/documents"), &body).await.expect(409).code(),
        "project_locked"
    );
}
