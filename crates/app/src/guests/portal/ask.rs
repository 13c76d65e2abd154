//! A link that is over: its holder asks whoever answers for it to open it again. Only a token that matched comes this far, so
//! nobody learns of a link by asking.

use axum::Form;
use axum::extract::Path;
use axum::extract::rejection::{FormRejection, PathRejection};
use axum::http::StatusCode;
use axum::response::Response;
use minijinja::context;
use minijinja::value::{Serde, Value};
use serde::Deserialize;
use serde_json::json;
use wayleave_access::SystemAct;
use wayleave_access::audit::{self, Event};
use wayleave_base::Token;

use super::door::{self, Door};
use super::halt::Halt;
use super::open::Guest;
use super::{limits, pages};
use crate::cx::Cx;
use crate::guests::log::{self, Line};
use crate::guests::model::{LONGEST, short_text};
use crate::guests::timers;

/// How long the words of whoever asks may be.
const MOST: usize = 500;

/// What whoever asks says.
#[derive(Default, Deserialize)]
pub struct Fields {
    #[serde(default)]
    name: String,
    #[serde(default)]
    note: String,
}

/// The page of a link that is over, with the form that asks for it; behind a session there is no link to ask for.
pub fn over(door: &Door, title: &str, text: &str) -> Response {
    let words = context! {
        head => Value::from(Serde(&door.head)),
        title,
        text,
        ask => door.token.as_ref().map(Token::reveal),
        most => MOST,
    };
    pages::page(StatusCode::GONE, "over.html.j2", words)
}

/// POST: whoever answers for the link is told, once a day. The page is the same however often it is asked.
pub async fn ask(
    cx: Cx,
    path: Result<Path<String>, PathRejection>,
    form: Result<Form<Fields>, FormRejection>,
) -> Result<Response, Halt> {
    let door = match door::find(&cx, &door::token(path)).await?.ajar() {
        Err(Halt::Expired(door) | Halt::Exhausted(door)) => door,
        Err(halt) => return Err(halt),
        // It was opened again meanwhile.
        Ok(door) => return Ok(told(&door, "This link works again", "Open it once more.")),
    };
    let fields = form.map_or_else(|_| Fields::default(), |Form(fields)| fields);
    // What is too long for its field was not typed there.
    let name = short_text("name", &fields.name, LONGEST).unwrap_or_default();
    let note: String =
        fields.note.trim().chars().filter(|c| *c == '\n' || !c.is_control()).take(MOST).collect();
    let (organisation, share, now) = (door.organisation, &door.share, cx.now());
    let mut tx = cx.db().begin_in(organisation).await?;
    if limits::take_ask(&mut tx, organisation, share.id, now).await? {
        let assurance = if name.is_empty() { "anonymous_link" } else { "typed_name" };
        let guest = Guest { name, email: String::new(), assurance };
        let actor = guest.actor(&cx, share);
        let entity = ("guest_share", share.public_id.as_str(), share.label.as_str());
        let event = Event::new("guest_share", "guest_share.asked", entity)
            .project(share.project_id)
            .after(json!({"name": guest.name, "note": note}));
        audit::record(&mut tx, cx.ids(), organisation, now, &actor, &SystemAct::OpenLink, event).await?;
        log::write(
            &mut tx,
            organisation,
            share.id,
            now,
            Line { event: "asked", actor: &actor, email: "", revision: "" },
        )
        .await?;
        timers::tell_asked(&mut tx, cx.shared(), organisation, share, (&guest.called(share), &note)).await?;
        tx.commit().await?;
        cx.shared().wake.notify_one();
    }
    let text =
        "Whoever answers for this link was told. If they agree, the same link works again; try it later.";
    Ok(told(&door, "You have asked", text))
}

fn told(door: &Door, title: &str, text: &str) -> Response {
    pages::message(StatusCode::OK, Some(&door.head), title, text)
}
