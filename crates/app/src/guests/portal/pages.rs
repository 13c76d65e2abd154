//! The pages themselves: templates that are part of the program, escaped, with one style sheet and no script.

use std::sync::LazyLock;

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use minijinja::syntax::SyntaxConfig;
use minijinja::value::{Serde, Value};
use minijinja::{Environment, UndefinedBehavior, context};
use wayleave_mail::Colour;

use super::door::Head;
use crate::error::Error;

static TEMPLATES: LazyLock<Environment<'static>> = LazyLock::new(|| {
    let mut templates = Environment::new();
    templates.set_undefined_behavior(UndefinedBehavior::Strict);
    templates.set_syntax(
        SyntaxConfig::builder()
            .trim_blocks(true)
            .lstrip_blocks(true)
            .build()
            .expect("the usual marks, no others"),
    );
    for (name, source) in [
        ("layout.html.j2", include_str!("../../../templates/portal/layout.html.j2")),
        ("gate.html.j2", include_str!("../../../templates/portal/gate.html.j2")),
        ("message.html.j2", include_str!("../../../templates/portal/message.html.j2")),
        ("over.html.j2", include_str!("../../../templates/portal/over.html.j2")),
        ("document.html.j2", include_str!("../../../templates/portal/document.html.j2")),
        ("parcel.html.j2", include_str!("../../../templates/portal/parcel.html.j2")),
        ("stop.html.j2", include_str!("../../../templates/portal/stop.html.j2")),
    ] {
        templates.add_template(name, source).expect("the templates of the portal parse; a test fills each");
    }
    templates
});

/// The style sheet.
const CSS: &str = include_str!("../../../templates/portal/portal.css");

/// The text of a page from a template.
pub fn filled(template: &str, values: Value) -> Result<String, Error> {
    let rendered = TEMPLATES.get_template(template).and_then(|template| template.render(values));
    Ok(rendered.map_err(anyhow::Error::from)?)
}

/// A page from a template.
pub fn page(status: StatusCode, template: &str, values: Value) -> Response {
    let rendered = filled(template, values).map_err(|error| {
        tracing::error!(?error, template, "a page of the portal could not be filled");
    });
    let kind = HeaderValue::from_static("text/html; charset=utf-8");
    match rendered {
        Ok(text) => (status, [(header::CONTENT_TYPE, kind)], text).into_response(),
        Err(()) => (StatusCode::INTERNAL_SERVER_ERROR, "Something went wrong on the server.").into_response(),
    }
}

/// A page with one honest sentence.
pub fn message(status: StatusCode, head: Option<&Head>, title: &str, text: &str) -> Response {
    page(status, "message.html.j2", context! { head => Value::from(Serde(head)), title, text })
}

/// The style sheet in the colour asked for; anything that is no colour is the product's own.
pub fn css(colour: Option<&str>) -> Response {
    let colour =
        colour.and_then(|digits| Colour::parse(&format!("#{digits}")).ok()).unwrap_or(Colour::DEFAULT);
    let text = format!(":root{{--brand:{colour};--on-brand:{}}}\n{CSS}", colour.text());
    let kind = HeaderValue::from_static("text/css; charset=utf-8");
    let keep = HeaderValue::from_static("public, max-age=3600");
    ([(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, keep)], text).into_response()
}

/// What the portal's answers carry beyond every answer's headers.
pub async fn headers(mut response: Response) -> Response {
    const POLICY: &str = "default-src 'none'; script-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; \
                          base-uri 'none'; frame-ancestors 'none'";
    let headers = response.headers_mut();
    let policy = HeaderValue::from_static(POLICY);
    headers.entry(header::CONTENT_SECURITY_POLICY).or_insert(policy);
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    headers.insert("x-robots-tag", HeaderValue::from_static("noindex, nofollow, noarchive"));
    response
}
