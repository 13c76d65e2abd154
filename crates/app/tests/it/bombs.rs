//! Small files that unpack to large ones, and requests that announce more than they hold: refused or given up with a
//! sentence, or kept unread. Sheets that are hostile in other ways are in `register/imports.rs`, pages that announce too
//! large a picture in the tests of `wayleave-media`, and files beyond the limit in `register/uploads.rs`.

use std::io::{Cursor, Write as _};

use serde_json::{Value, json};
use wayleave_app::AppConfig;
use wayleave_testkit::{Client, TestApp, World};

use crate::register::{row, shown};

/// Files packed as usual.
fn packed(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in files {
        archive.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        archive.write_all(content).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

/// An archive of one file of this content which its list names `count` times, each said to be `says` bytes when unpacked.
fn overlapping(content: &[u8], count: usize, says: Option<u32>) -> Vec<u8> {
    let mut whole = packed(&[("a", content)]);
    let word = |at: usize| u32::from_le_bytes(whole[at..at + 4].try_into().unwrap());
    let (check, small, large) = (word(14), word(18), says.unwrap_or(word(22)));
    let extra = usize::from(u16::from_le_bytes(whole[28..30].try_into().unwrap()));
    whole.truncate(30 + 1 + extra + small as usize);
    let start = whole.len();
    for at in 0..count {
        let name = format!("{at:06}");
        whole.extend(b"PK\x01\x02\x14\x00\x14\x00\x00\x00\x08\x00\x00\x00\x00\x00");
        for number in [check, small, large] {
            whole.extend(number.to_le_bytes());
        }
        whole.extend((name.len() as u16).to_le_bytes());
        whole.extend([0; 16]);
        whole.extend(name.as_bytes());
    }
    let size = whole.len() - start;
    whole.extend(b"PK\x05\x06\x00\x00\x00\x00");
    whole.extend([(count as u16).to_le_bytes(); 2].concat());
    whole.extend((size as u32).to_le_bytes());
    whole.extend((start as u32).to_le_bytes());
    whole.extend([0; 2]);
    whole
}

/// An archive of sixteen archives of sixteen archives and so on, with a megabyte of nothing at the bottom of each.
fn nested(depth: usize) -> Vec<u8> {
    let mut inner = packed(&[("0", &vec![0; 1 << 20])]);
    for _ in 0..depth {
        let names: Vec<String> = (0..16).map(|at| format!("{at}.zip")).collect();
        let files: Vec<(&str, &[u8])> = names.iter().map(|name| (name.as_str(), inner.as_slice())).collect();
        inner = packed(&files);
    }
    inner
}

async fn refused(world: &World, client: &mut Client, sheet: Vec<u8>) -> Value {
    let path = world.project_path("/imports?filename=register.xlsx");
    let problem = client.upload(&path, sheet).await.expect(422).json();
    assert!(problem["errors"][0]["detail"].as_str().is_some_and(|said| said.ends_with('.')), "{problem}");
    problem["errors"][0]["code"].clone()
}

async fn uploaded(world: &World, client: &mut Client, name: &str, bytes: Vec<u8>) -> Value {
    client.upload(&world.project_path(&format!("/uploads?filename={name}")), bytes).await.expect(201).json()
}

async fn entered(world: &World, client: &mut Client, name: &str, number: &str, bytes: Vec<u8>) -> Value {
    let upload = uploaded(world, client, name, bytes).await;
    let body = json!({"rows": [row(upload["id"].as_str().unwrap(), number, "P01")]});
    client.post(&world.project_path("/documents"), &body).await.expect(201).json()["items"][0].clone()
}

#[tokio::test]
async fn archives_that_unpack_to_gigabytes_are_no_sheets() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let mut client = world.client(&app, "initiator").await;
    let block = vec![0; 4 << 20];
    // Forty-two archives in archives: only the outer one is ever opened, and it holds no sheet.
    assert_eq!(refused(&world, &mut client, nested(3)).await, "unreadable");
    // One block of four megabytes in a hundred files at the same place.
    let code = refused(&world, &mut client, overlapping(&block, 100, None)).await;
    assert!(code == "bomb" || code == "unreadable", "{code}");
    // Tens of thousands of names.
    assert_eq!(refused(&world, &mut client, overlapping(b"x", 60_000, None)).await, "bomb");
    // Two gigabytes announced, a few bytes held; and a few bytes announced for what is large.
    let code = refused(&world, &mut client, overlapping(b"x", 1, Some(2_000_000_000))).await;
    assert!(code == "bomb" || code == "unreadable", "{code}");
    let code = refused(&world, &mut client, overlapping(&vec![0; 80 << 20], 1, Some(10))).await;
    assert!(code == "bomb" || code == "unreadable", "{code}");
    // A million names are more than the request may carry.
    let mut million = b"PK\x01\x02".to_vec();
    million.resize(52 << 20, 0);
    let reply = client.upload(&world.project_path("/imports?filename=register.xlsx"), million).await;
    assert_eq!(reply.status, 413, "{}", reply.text());
}

#[tokio::test]
async fn sheets_that_nest_without_end_are_refused() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let mut client = world.client(&app, "initiator").await;
    let deep = format!("<?xml version=\"1.0\"?>{}", "<a>".repeat(300_000));
    let laughs = (1..10).fold("<!ENTITY a0 \"ha\">".to_owned(), |dtd, at| {
        format!("{dtd}<!ENTITY a{at} \"{}\">", format!("&a{};", at - 1).repeat(10))
    });
    let laughing = format!("<?xml version=\"1.0\"?><!DOCTYPE workbook [{laughs}]><workbook>&a9;</workbook>");
    let outside = "<?xml version=\"1.0\"?><!DOCTYPE w [<!ENTITY f SYSTEM \"file:///etc/passwd\">]><workbook>&f;</workbook>";
    for (what, book) in [("deep", deep.as_str()), ("laughing", &laughing), ("outside", outside)] {
        let relations = r#"<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#;
        let files = [
            ("_rels/.rels", relations.as_bytes()),
            ("xl/workbook.xml", book.as_bytes()),
            ("xl/sharedStrings.xml", book.as_bytes()),
            ("xl/_rels/workbook.xml.rels", relations.as_bytes()),
        ];
        assert_eq!(refused(&world, &mut client, packed(&files)).await, "unreadable", "{what}");
    }
    let body = format!("{{\"rows\": {}{}}}", "[".repeat(100_000), "]".repeat(100_000));
    let kind = Some("application/json");
    let path = world.project_path("/documents");
    let reply = client.send(axum::http::Method::POST, &path, kind, body.into()).await;
    assert_eq!(reply.status, 422, "{}", reply.text());
}

#[tokio::test]
async fn archives_and_office_files_are_kept_unread() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let mut client = world.client(&app, "initiator").await;
    for (at, name) in ["a.zip", "b.xlsx", "c.docx"].into_iter().enumerate() {
        let bytes = if at == 0 { nested(3) } else { overlapping(&vec![0; 4 << 20], 1_000, None) };
        let document = entered(&world, &mut client, name, &format!("Z-{at}"), bytes).await;
        app.run_jobs().await;
        let _ = client.get(&shown(&world, &document, "/preview")).await.expect(422);
        let _ = client.get(&shown(&world, &document, "/thumbnail")).await.expect(200);
    }
}

/// A PNG whose head announces these sides, and nothing else.
fn announcing(side: u32) -> Vec<u8> {
    let mut head = b"IHDR".to_vec();
    head.extend(side.to_be_bytes());
    head.extend(side.to_be_bytes());
    head.extend([8, 6, 0, 0, 0]);
    let mut png = b"\x89PNG\r\n\x1a\n\x00\x00\x00\x0d".to_vec();
    let check = crc32fast::hash(&head);
    png.extend(head);
    png.extend(check.to_be_bytes());
    let data = b"IDAT\x78\x9c\x03\x00\x00\x00\x00\x01";
    png.extend(8_u32.to_be_bytes());
    png.extend(data);
    png.extend(crc32fast::hash(data).to_be_bytes());
    png.extend(b"\x00\x00\x00\x00IEND\xae\x42\x60\x82");
    png
}

#[tokio::test]
async fn pictures_that_announce_billions_of_pixels_are_not_unpacked() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let mut client = world.client(&app, "initiator").await;
    for (at, side) in [100_000, 40_000].into_iter().enumerate() {
        let document = entered(&world, &mut client, "p.png", &format!("P-{at}"), announcing(side)).await;
        app.run_jobs().await;
        let problem = client.get(&shown(&world, &document, "/pages/1")).await.expect(422).json();
        assert!(problem["detail"].as_str().unwrap().starts_with("This page cannot be drawn"), "{problem}");
        let _ = client.get(&shown(&world, &document, "/thumbnail")).await.expect(200);
    }
}

/// A PDF whose one page is described by these bytes.
fn page_of(content: &str) -> Vec<u8> {
    let objects = [
        "<</Type/Catalog/Pages 2 0 R>>".to_owned(),
        "<</Type/Pages/Kids[3 0 R]/Count 1>>".to_owned(),
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]/Contents 4 0 R/Resources<<>>>>".to_owned(),
        format!("<</Length {}>>stream\n{content}\nendstream", content.len()),
    ];
    let (mut pdf, mut places) = ("%PDF-1.4\n".to_owned(), Vec::new());
    for (at, object) in objects.iter().enumerate() {
        places.push(pdf.len());
        pdf.push_str(&format!("{} 0 obj{object}endobj\n", at + 1));
    }
    let table = pdf.len();
    pdf.push_str("xref\n0 5\n0000000000 65535 f \n");
    for place in places {
        pdf.push_str(&format!("{place:010} 00000 n \n"));
    }
    pdf.push_str(&format!("trailer<</Size 5/Root 1 0 R>>\nstartxref\n{table}\n%%EOF\n"));
    pdf.into_bytes()
}

#[tokio::test]
async fn pages_that_nest_without_end_bring_nothing_down() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let mut client = world.client(&app, "initiator").await;
    for (at, content) in ["[".repeat(200_000), "<<".repeat(200_000), "q ".repeat(200_000)].iter().enumerate()
    {
        let path = world.project_path(&format!("/uploads?filename=deep-{at}.pdf"));
        let reply = client.upload(&path, page_of(content)).await;
        assert!(matches!(reply.status.as_u16(), 201 | 422), "{}", reply.text());
        if reply.status != 201 {
            continue;
        }
        let upload = reply.json()["id"].as_str().unwrap().to_owned();
        let body = json!({"rows": [row(&upload, &format!("D-{at}"), "P01")]});
        let made = client.post(&world.project_path("/documents"), &body).await.expect(201).json();
        app.run_jobs().await;
        let reply = client.get(&shown(&world, &made["items"][0], "/pages/1?width=320")).await;
        assert!(matches!(reply.status.as_u16(), 200 | 422), "{}", reply.text());
    }
}

#[tokio::test]
async fn announced_gigabytes_are_refused_before_a_byte_is_read() {
    let config = AppConfig { max_upload: 1 << 20, cheap_passwords: true, ..AppConfig::default() };
    let app = TestApp::with(config).await;
    let world = app.world().await;
    let mut client = world.client(&app, "initiator").await;
    let path = world.project_path("/uploads?filename=a.txt");
    let mut announcing = client.clone().with_header("content-length", "2147483648");
    let _ = announcing.upload(&path, vec![b'a'; 10]).await.expect(413);
    // What no file can be as large as is no size at all.
    for (length, status) in [("2147483648", 413), ("18446744073709551615", 422)] {
        let mut tus = client
            .clone()
            .with_header("tus-resumable", "1.0.0")
            .with_header("upload-length", length)
            .with_header("upload-metadata", "filename YS50eHQ=");
        let path = world.project_path("/uploads/resumable");
        let reply = tus.send(axum::http::Method::POST, &path, None, axum::body::Body::empty()).await;
        assert_eq!(reply.status, status, "{}", reply.text());
    }
    let svg = "<!DOCTYPE svg [<!ENTITY a \"aaaa\">]><svg xmlns=\"http://www.w3.org/2000/svg\">&a;</svg>";
    let path = world.project_path("/uploads?filename=a.svg");
    let reply = client.upload(&path, svg.as_bytes().to_vec()).await.expect(422).json();
    assert_eq!(reply["errors"][0]["code"], "type_not_allowed");
}
