//! The gate of a link: the page that says whose link it is and what is asked, and the form that opens it.

use axum::Form;
use axum::extract::Path;
use axum::extract::rejection::{FormRejection, PathRejection};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use minijinja::context;
use minijinja::value::{Serde, Value};
use serde::{Deserialize, Serialize};
use wayleave_access::SystemAct;
use wayleave_access::audit::{self, Event};

use super::door::{self, Door};
use super::halt::Halt;
use super::open::{self, Guest};
use super::{limits, pages, sessions};
use crate::cx::Cx;
use crate::guests::log::{self, Line};
use crate::guests::model::{LONGEST, State, address, short_text};
use crate::guests::{code, mails};
use crate::password;

/// What a guest types at the gate.
#[derive(Default, Deserialize)]
pub struct Fields {
    #[serde(default)]
    password: String,
    #[serde(default)]
    name: String,
    #[serde(default)]
    email: String,
    #[serde(default)]
    code: String,
}

/// What is wrong with one field of the gate.
#[derive(Debug, Serialize)]
pub struct Wrong {
    field: &'static str,
    text: &'static str,
}

/// GET and HEAD: nothing is decided, counted or told of the document.
pub async fn show(cx: Cx, path: Result<Path<String>, PathRejection>) -> Result<Response, Halt> {
    let token = door::token(path);
    let door = door::find(&cx, &token).await?.ajar()?;
    Ok(gate(StatusCode::OK, &door, &token, &Fields::default(), &[], None))
}

fn gate(
    status: StatusCode,
    door: &Door,
    token: &str,
    fields: &Fields,
    wrong: &[Wrong],
    note: Option<&str>,
) -> Response {
    pages::page(status, "gate.html.j2", words(door, token, fields, wrong, note))
}

/// What the gate says.
pub fn words(door: &Door, token: &str, fields: &Fields, wrong: &[Wrong], note: Option<&str>) -> Value {
    let share = &door.share;
    context! {
        head => Value::from(Serde(&door.head)),
        token,
        shared => if share.transmittal_id.is_some() { "documents" } else { "a document" },
        needs_password => share.password_hash.is_some(),
        needs_name => share.require_name,
        needs_email => share.require_email || share.mail_code,
        needs_code => share.mail_code,
        name => &fields.name,
        email => &fields.email,
        wrong => Value::from(Serde(wrong)),
        note,
    }
}

/// POST: the one way in.
pub async fn enter(
    cx: Cx,
    headers: HeaderMap,
    path: Result<Path<String>, PathRejection>,
    form: Result<Form<Fields>, FormRejection>,
) -> Result<Response, Halt> {
    let token = door::token(path);
    let door = door::find(&cx, &token).await?;
    if let Some(session) = open_already(&cx, &headers, &door).await? {
        return Ok(go_to(&session));
    }
    let door = door.ajar()?;
    let fields = form.map_or_else(|_| Fields::default(), |Form(fields)| fields);
    let (guest, wrong) = declared(&door, &fields);
    if !wrong.is_empty() {
        return Ok(gate(StatusCode::UNPROCESSABLE_ENTITY, &door, &token, &fields, &wrong, None));
    }
    let taken = match check_password(&cx, &door, &fields, &guest).await? {
        Checked::Right(taken) => taken,
        Checked::Wrong => {
            let wrong = [Wrong { field: "password", text: "This is not the password." }];
            return Ok(gate(StatusCode::UNPROCESSABLE_ENTITY, &door, &token, &fields, &wrong, None));
        }
    };
    let Ok(proof) = check_code(&cx, &door, &fields, &guest).await? else {
        let text = "This code does not fit the address, or is older than ten minutes. Ask for a new one.";
        let wrong = [Wrong { field: "code", text }];
        return Ok(gate(StatusCode::UNPROCESSABLE_ENTITY, &door, &token, &fields, &wrong, None));
    };
    let opened = open::open(&cx, &door, &guest, taken.as_ref(), proof).await?;
    let mut response = go_to(&opened.session);
    let cookie = sessions::set_cookie(&cx.shared().config, &door.share.public_id, Some(&opened.token));
    response.headers_mut().append(header::SET_COOKIE, cookie);
    Ok(response)
}

/// The session that this browser has on the link already; opening again does not count again.
async fn open_already(cx: &Cx, headers: &HeaderMap, door: &Door) -> Result<Option<String>, Halt> {
    if door.state == State::Expired {
        return Ok(None);
    }
    let mut tx = cx.db().read().await?;
    let config = &cx.shared().config;
    let found = sessions::on_share(&mut tx, headers, config, door.share.id, cx.now()).await?;
    Ok(found.map(|session| session.public_id))
}

fn go_to(session: &str) -> Response {
    let place = HeaderValue::from_str(&format!("/v/{session}")).expect("public ids are ascii");
    (StatusCode::SEE_OTHER, [(header::LOCATION, place)]).into_response()
}

/// Who the guest says to be, and what is missing from that.
fn declared(door: &Door, fields: &Fields) -> (Guest, Vec<Wrong>) {
    let share = &door.share;
    let mut wrong = Vec::new();
    let mut name = String::new();
    let mut email = String::new();
    if share.require_name {
        match short_text("name", &fields.name, LONGEST) {
            Ok(text) if !text.is_empty() => name = text,
            _ => wrong.push(Wrong { field: "name", text: "Write your name, at most 120 characters." }),
        }
    }
    if share.require_email || share.mail_code {
        match address("email", &fields.email) {
            Ok(text) if !text.is_empty() => email = text,
            _ => wrong.push(Wrong { field: "email", text: "Write your address like name@example.com." }),
        }
    }
    if share.mail_code && fields.code.trim().is_empty() {
        wrong.push(Wrong { field: "code", text: "Ask for a code and write it here." });
    }
    if share.password_hash.is_some() && fields.password.is_empty() {
        wrong.push(Wrong { field: "password", text: "Write the password that you were told." });
    }
    let assurance = if share.mail_code {
        "mail_proven"
    } else if name.is_empty() && email.is_empty() {
        "anonymous_link"
    } else {
        "typed_name"
    };
    (Guest { name, email, assurance }, wrong)
}

/// The outcome of comparing a password.
enum Checked {
    /// It fits, or none is asked for.
    Right(Option<limits::Try>),
    /// It does not.
    Wrong,
}

async fn check_password(cx: &Cx, door: &Door, fields: &Fields, guest: &Guest) -> Result<Checked, Halt> {
    let share = &door.share;
    let Some(hash) = share.password_hash.clone() else { return Ok(Checked::Right(None)) };
    let shared = cx.shared();
    let taken = limits::take_try(shared, door.organisation, share.id, cx.meta.ip, cx.now()).await?;
    let Some(taken) = taken else { return Err(Halt::TooMany) };
    // Longer than any password that can be set; it need not be hashed to be wrong.
    let fits = fields.password.chars().count() <= 200
        && password::verify(shared, fields.password.clone(), Some(hash)).await?;
    if fits {
        return Ok(Checked::Right(Some(taken)));
    }
    let mut tx = cx.db().begin_in(door.organisation).await?;
    let actor = guest.typed().actor(cx, share);
    let entity = ("guest_share", share.public_id.as_str(), share.label.as_str());
    let event = Event::new("guest_share", "guest_share.password_failed", entity).project(share.project_id);
    audit::record(&mut tx, cx.ids(), door.organisation, cx.now(), &actor, &SystemAct::OpenLink, event)
        .await?;
    let line = Line { event: "password_failed", actor: &actor, email: &guest.email, revision: "" };
    log::write(&mut tx, door.organisation, share.id, cx.now(), line).await?;
    limits::wrong(&mut tx, door.organisation, share.id, cx.now()).await?;
    tx.commit().await?;
    shared.wake.notify_one();
    Ok(Checked::Wrong)
}

/// Compares the code. The outer result is a failure of ours; the inner one is the guest's.
async fn check_code(
    cx: &Cx,
    door: &Door,
    fields: &Fields,
    guest: &Guest,
) -> Result<Result<Option<i64>, ()>, Halt> {
    let share = &door.share;
    if !share.mail_code {
        return Ok(Ok(None));
    }
    let mut tx = cx.db().begin_in(door.organisation).await?;
    let newest = code::try_newest(&mut tx, door.organisation, share.id, cx.now()).await?;
    tx.commit().await?;
    let (id, hash) = newest.map_or((0, None), |row| (row.id, String::from_utf8(row.code_hash).ok()));
    let typed: String = fields.code.chars().filter(char::is_ascii_digit).take(12).collect();
    // The hash is worked out for a wrong address too, so that it takes the same time.
    let fits = password::verify(cx.shared(), typed, hash).await?;
    let theirs = guest.email == share.recipient_email;
    Ok(if fits && theirs { Ok(Some(id)) } else { Err(()) })
}

/// POST: has a code sent to the recipient. The answer is the same whatever address was typed.
pub async fn send_code(
    cx: Cx,
    path: Result<Path<String>, PathRejection>,
    form: Result<Form<Fields>, FormRejection>,
) -> Result<Response, Halt> {
    let token = door::token(path);
    let door = door::find(&cx, &token).await?.ajar()?;
    if !door.share.mail_code {
        return Err(Halt::Nothing);
    }
    let fields = form.map_or_else(|_| Fields::default(), |Form(fields)| fields);
    let Some(email) = address("email", &fields.email).ok().filter(|email| !email.is_empty()) else {
        let wrong = [Wrong { field: "email", text: "Write your address like name@example.com." }];
        return Ok(gate(StatusCode::UNPROCESSABLE_ENTITY, &door, &token, &fields, &wrong, None));
    };
    let mut tx = cx.db().begin_in(door.organisation).await?;
    if !limits::take_code(&mut tx, door.organisation, door.share.id, cx.now()).await? {
        return Err(Halt::TooMany);
    }
    let wanted = email == door.share.recipient_email;
    mails::ask_for_code(&mut tx, door.organisation, door.share.id, cx.now(), wanted).await?;
    tx.commit().await?;
    cx.shared().wake.notify_one();
    let note = "If this is the address that the link was made for, a code is on its way to it. It works for ten minutes.";
    Ok(gate(StatusCode::OK, &door, &token, &fields, &[], Some(note)))
}
