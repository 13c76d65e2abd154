//! The doors for guests: what a link does, how often, and what it says when it is closed.

use anyhow::{Result, ensure};
use jiff::ToSpan as _;
use jiff::civil::Date;
use reqwest::Method;
use reqwest::header::HeaderMap;
use serde_json::json;

use super::Journey;
use crate::demo::caller::{Caller, Content, Reply, list_at, number_at, text_at};

/// The word that opens the link.
const WORD: &str = "nine swans";

/// A guest share and its link's path.
pub struct Share {
    pub id: String,
    pub path: String,
}

/// The initiator shares the drawing: password, no download, two opens.
pub async fn share(journey: &Journey, label: &str) -> Result<Share> {
    let today: Date = journey.day.parse()?;
    let body = json!({
        "document_id": journey.document.0, "revision_id": journey.document.1, "follows": "pinned",
        "label": label, "expires_on": (today + 7.days()).to_string(), "allow_download": false, "password": WORD,
        "max_opens": 2, "require_name": false, "require_email": false, "mail_code": false,
        "recipient_name": "Gale Guest",
    });
    let made = journey.initiator.post(&journey.within("/guest-shares"), body).await?;
    let link = text_at(&made, "/link")?;
    let path = link.strip_prefix(&journey.base);
    ensure!(
        path.is_some_and(|path| path.starts_with("/g/wlg_")),
        "expected a link of this server, got {link}"
    );
    Ok(Share { id: text_at(&made, "/share/id")?.to_owned(), path: path.unwrap_or_default().to_owned() })
}

/// How often the share was opened, and how many lines its log has.
async fn counted(journey: &Journey, share: &Share) -> Result<(i64, usize)> {
    let path = journey.within(&format!("/guest-shares/{}", share.id));
    let now = journey.initiator.get(&path).await?;
    let log = journey.initiator.get(&format!("{path}/log?limit=200")).await?;
    Ok((number_at(&now, "/opens")?, list_at(&log, "/items")?.len()))
}

/// Scanners and previews knock: nothing is counted, nothing is let out.
pub async fn knock(journey: &Journey, share: &Share) -> Result<()> {
    let before = counted(journey, share).await?;
    let scanner = Caller::new(&journey.base, "a scanner")?;
    for _ in 0..50 {
        let page = scanner.fetch(&share.path).await?.expect(200)?;
        ensure!(page.header("set-cookie").is_empty(), "{}: expected no cookie on GET", page.asked);
        ensure!(
            !page.text().contains("QS1-100"),
            "{}: expected no document number before the open",
            page.asked
        );
        scanner.ask(Method::HEAD, &share.path, Content::None).await?.expect(200)?;
    }
    let after = counted(journey, share).await?;
    ensure!(before == after, "expected opens and log lines to stay {before:?}, got {after:?}");
    Ok(())
}

/// Opens twice with the password; the third time the door stays shut.
pub async fn open_until_closed(journey: &Journey, share: &Share) -> Result<()> {
    let guest = Caller::new(&journey.base, "a guest")?;
    let wrong = guest.form(&share.path, &[("password", "ten swans")]).await?;
    ensure!(wrong.status != 303, "{}: expected a wrong password to be refused, got 303", wrong.asked);
    ensure!(counted(journey, share).await?.0 == 0, "expected a wrong password not to count as an open");
    for round in 1..=2 {
        let guest = Caller::new(&journey.base, &format!("guest {round}"))?;
        guest.fetch(&share.path).await?.expect(200)?;
        let opened = guest.form(&share.path, &[("password", WORD)]).await?.expect(303)?;
        let room = opened.header("location").to_owned();
        ensure!(room.starts_with("/v/"), "{}: expected to be led to /v/…, got {room}", opened.asked);
        look_round(journey, &guest, &room).await?;
        let opens = counted(journey, share).await?.0;
        ensure!(opens == round, "expected {round} opens to be counted, got {opens}");
    }
    let late = Caller::new(&journey.base, "guest 3")?;
    late.form(&share.path, &[("password", WORD)]).await?.expect(410)?;
    late.fetch(&share.path).await?.expect(410)?;
    let opens = counted(journey, share).await?.0;
    ensure!(opens == 2, "expected the refused open not to be counted, got {opens} opens");
    Ok(())
}

/// In the room of an open link: the document, its page as an image, and no file.
async fn look_round(journey: &Journey, guest: &Caller, room: &str) -> Result<()> {
    let page = guest.fetch(room).await?.expect(200)?;
    ensure!(page.text().contains("QS1-100"), "{}: expected the document's number on the page", page.asked);
    let image = guest.fetch(&format!("{room}/pages/1")).await?.expect(200)?;
    ensure!(
        is_image(&image.body),
        "{}: expected a PNG, JPEG or WebP, got {:?}",
        image.asked,
        head_of(&image)
    );
    let file = guest.fetch(&format!("{room}/file")).await?;
    ensure!(
        (400..500).contains(&file.status) && !file.body.starts_with(b"%PDF"),
        "{}: expected no file without the right to download, got {}",
        file.asked,
        file.status
    );
    let stranger = Caller::new(&journey.base, "somebody with the room's address")?;
    let peeked = stranger.fetch(&format!("{room}/pages/1")).await?;
    ensure!(
        (400..500).contains(&peeked.status),
        "{}: expected nothing without the guest's cookie, got {}",
        peeked.asked,
        peeked.status
    );
    Ok(())
}

fn is_image(bytes: &[u8]) -> bool {
    let webp = bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP");
    webp || bytes.starts_with(b"\x89PNG\r\n\x1a\n") || bytes.starts_with(b"\xff\xd8\xff")
}

fn head_of(reply: &Reply) -> &[u8] {
    reply.body.get(..12).unwrap_or(&reply.body)
}

/// A revoked link and one that never was: the same answer, byte for byte, to GET and to POST.
pub async fn compare_revoked_and_unknown(journey: &Journey) -> Result<()> {
    let revoked = share(journey, "To be revoked").await?;
    let path = journey.within(&format!("/guest-shares/{}/revoke", revoked.id));
    journey.initiator.post(&path, json!({"reason": "Sent to the wrong person."})).await?;
    // Another link's address with its last letters exchanged was never given out.
    let unknown = format!("/g/wlg_{}", "A".repeat(49));
    for (method, fields) in [(Method::GET, None), (Method::POST, Some(WORD))] {
        let guest = Caller::new(&journey.base, "a guest")?;
        let mut answers = Vec::new();
        for path in [&revoked.path, &unknown] {
            let content = match fields {
                Some(word) => Content::Form(vec![("password".to_owned(), word.to_owned())]),
                None => Content::None,
            };
            answers.push(guest.ask(method.clone(), path, content).await?.expect(404)?);
        }
        let (one, other) = (&answers[0], &answers[1]);
        ensure!(one.body == other.body, "{}: expected the body of an unknown link, got another", one.asked);
        let (one, other) = (telling(&one.headers), telling(&other.headers));
        ensure!(one == other, "expected the headers of an unknown link {other:?}, got {one:?}");
    }
    Ok(())
}

/// The headers that could tell one answer from another; the time and the request's id always differ.
fn telling(headers: &HeaderMap) -> Vec<(String, String)> {
    let mut told: Vec<(String, String)> = headers
        .iter()
        .filter(|(name, _)| !matches!(name.as_str(), "date" | "x-request-id"))
        .map(|(name, value)| (name.to_string(), String::from_utf8_lossy(value.as_bytes()).into_owned()))
        .collect();
    told.sort();
    told
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn images_are_known_by_their_first_bytes() {
        assert!(is_image(b"\x89PNG\r\n\x1a\n....") && is_image(b"\xff\xd8\xff\xe0"));
        assert!(is_image(b"RIFF\0\0\0\0WEBPVP8 ") && !is_image(b"%PDF-1.7") && !is_image(b""));
    }
}
