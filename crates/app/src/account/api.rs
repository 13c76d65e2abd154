//! The operations on an account.

use axum::Json;
use axum::extract::Path;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use wayleave_base::Token;

use crate::cx::Cx;
use crate::error::{Problem, Result};
use crate::http::cookies;
use crate::wire::{Body, List, Paging, Params};

use super::view::{
    AcceptInvitation, AskReset, ChangeMe, ChangePassword, CompleteReset, Credentials, EndSessions,
    InvitationCheck, MeView, ResetHint, SessionView, TokenBody,
};
use super::{accept, passwords, sessions, sign_in};

fn signed_in(cx: &Cx, token: &Token, me: MeView) -> Response {
    let cookie = cookies::give_session(&cx.shared().config, token);
    (StatusCode::OK, [(header::SET_COOKIE, cookie)], Json(me)).into_response()
}

fn signed_out(cx: &Cx) -> Response {
    let cookie = cookies::take_session(&cx.shared().config);
    (StatusCode::NO_CONTENT, [(header::SET_COOKIE, cookie)]).into_response()
}

/// Sign in.
///
/// The answer for an unknown address and for a wrong password is the same. After ten failures within fifteen minutes the
/// account refuses every password until the first of them is a quarter of an hour old.
#[utoipa::path(post, path = "/api/v1/session", operation_id = "sign_in", tag = "account",
    request_body = Credentials,
    responses((status = 200, body = MeView, description = "Signed in; the session is in the cookie."),
        (status = "default", description = "Refused.", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("public"))))]
pub async fn sign_in(cx: Cx, Body(given): Body<Credentials>) -> Result<Response> {
    let (token, me) = sign_in::sign_in(&cx, given).await?;
    Ok(signed_in(&cx, &token, me))
}

/// Sign out.
#[utoipa::path(delete, path = "/api/v1/session", operation_id = "sign_out", tag = "account",
    responses((status = 204, description = "The session has ended."),
        (status = "default", description = "Refused.", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("public"))))]
pub async fn sign_out(cx: Cx) -> Result<Response> {
    sign_in::sign_out(&cx).await?;
    Ok(signed_out(&cx))
}

/// The person who is signed in.
#[utoipa::path(get, path = "/api/v1/me", operation_id = "get_me", tag = "account",
    responses((status = 200, body = MeView),
        (status = "default", description = "Refused.", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("session"))))]
pub async fn me(cx: Cx) -> Result<Json<MeView>> {
    Ok(Json(sign_in::me(&cx).await?))
}

/// Change one's own name or theme.
#[utoipa::path(patch, path = "/api/v1/me", operation_id = "change_me", tag = "account",
    request_body = ChangeMe,
    responses((status = 200, body = MeView),
        (status = "default", description = "Refused.", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("session"))))]
pub async fn change_me(cx: Cx, Body(change): Body<ChangeMe>) -> Result<Json<MeView>> {
    Ok(Json(sign_in::change_me(&cx, change).await?))
}

/// Change one's own password.
///
/// Every other session ends; this one goes on under a new cookie.
#[utoipa::path(post, path = "/api/v1/me/password", operation_id = "change_password", tag = "account",
    request_body = ChangePassword,
    responses((status = 204, description = "Changed."),
        (status = "default", description = "Refused.", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("session"))))]
pub async fn change_password(cx: Cx, Body(given): Body<ChangePassword>) -> Result<Response> {
    let token = passwords::change(&cx, given).await?;
    let cookie = cookies::give_session(&cx.shared().config, &token);
    Ok((StatusCode::NO_CONTENT, [(header::SET_COOKIE, cookie)]).into_response())
}

/// One's own sessions.
#[utoipa::path(get, path = "/api/v1/me/sessions", operation_id = "list_sessions", tag = "account",
    params(Paging),
    responses((status = 200, body = List<SessionView>),
        (status = "default", description = "Refused.", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("session"))))]
pub async fn list_sessions(cx: Cx, Params(paging): Params<Paging>) -> Result<Json<List<SessionView>>> {
    Ok(Json(sessions::list(&cx, &paging).await?))
}

/// End one of one's own sessions.
#[utoipa::path(delete, path = "/api/v1/me/sessions/{session}", operation_id = "end_session", tag = "account",
    params(("session" = String, Path, description = "The session's id.")),
    responses((status = 204, description = "The session has ended."),
        (status = "default", description = "Refused.", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("session"))))]
pub async fn end_session(cx: Cx, Path(session): Path<String>) -> Result<Response> {
    let own = sessions::end_one(&cx, &session).await?;
    Ok(if own { signed_out(&cx) } else { StatusCode::NO_CONTENT.into_response() })
}

/// Sign out everywhere else; with `all`, here too.
#[utoipa::path(delete, path = "/api/v1/me/sessions", operation_id = "end_sessions", tag = "account",
    params(EndSessions),
    responses((status = 204, description = "The sessions have ended."),
        (status = "default", description = "Refused.", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("session"))))]
pub async fn end_sessions(cx: Cx, Params(which): Params<EndSessions>) -> Result<Response> {
    sessions::end_many(&cx, which.all).await?;
    Ok(if which.all { signed_out(&cx) } else { StatusCode::NO_CONTENT.into_response() })
}

/// Ask for a link that resets the password.
///
/// The answer is the same whether the address has an account or not.
#[utoipa::path(post, path = "/api/v1/password-resets", operation_id = "ask_password_reset", tag = "account",
    request_body = AskReset,
    responses((status = 202, description = "If the address has an account, a mail is on its way."),
        (status = "default", description = "Refused.", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("public"))))]
pub async fn ask_reset(cx: Cx, Body(given): Body<AskReset>) -> Result<StatusCode> {
    passwords::ask(&cx, &given).await?;
    Ok(StatusCode::ACCEPTED)
}

/// Look at a reset link without using it.
#[utoipa::path(post, path = "/api/v1/password-resets/check", operation_id = "check_password_reset", tag = "account",
    request_body = TokenBody,
    responses((status = 200, body = ResetHint),
        (status = "default", description = "Refused.", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("public"))))]
pub async fn check_reset(cx: Cx, Body(given): Body<TokenBody>) -> Result<Json<ResetHint>> {
    Ok(Json(passwords::check_reset(&cx, &given.token).await?))
}

/// Set a password by a reset link.
///
/// The link works once. Every session ends, and nobody is signed in by it.
#[utoipa::path(post, path = "/api/v1/password-resets/complete", operation_id = "complete_password_reset", tag = "account",
    request_body = CompleteReset,
    responses((status = 204, description = "The password is set."),
        (status = "default", description = "Refused.", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("public"))))]
pub async fn complete_reset(cx: Cx, Body(given): Body<CompleteReset>) -> Result<StatusCode> {
    passwords::complete_reset(&cx, given).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Look at an invitation without accepting it.
#[utoipa::path(post, path = "/api/v1/invitations/check", operation_id = "check_invitation", tag = "account",
    request_body = TokenBody,
    responses((status = 200, body = InvitationCheck),
        (status = "default", description = "Refused.", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("public"))))]
pub async fn check_invitation(cx: Cx, Body(given): Body<TokenBody>) -> Result<Json<InvitationCheck>> {
    Ok(Json(accept::check(&cx, &given.token).await?))
}

/// Accept an invitation.
///
/// Somebody without an account chooses a password; somebody who has one is signed in to it, or gives its password.
#[utoipa::path(post, path = "/api/v1/invitations/accept", operation_id = "accept_invitation", tag = "account",
    request_body = AcceptInvitation,
    responses((status = 200, body = MeView, description = "Accepted and signed in."),
        (status = "default", description = "Refused.", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("public"))))]
pub async fn accept_invitation(cx: Cx, Body(given): Body<AcceptInvitation>) -> Result<Response> {
    let (token, me) = accept::accept(&cx, given).await?;
    Ok(signed_in(&cx, &token, me))
}

/// Look at the link that sets an organisation up.
#[utoipa::path(post, path = "/api/v1/set-up/check", operation_id = "check_set_up", tag = "account",
    request_body = TokenBody,
    responses((status = 200, body = InvitationCheck),
        (status = "default", description = "Refused.", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("public"))))]
pub async fn check_set_up(cx: Cx, Body(given): Body<TokenBody>) -> Result<Json<InvitationCheck>> {
    Ok(Json(accept::check(&cx, &given.token).await?))
}

/// Become the first administrator of an organisation.
#[utoipa::path(post, path = "/api/v1/set-up/complete", operation_id = "complete_set_up", tag = "account",
    request_body = AcceptInvitation,
    responses((status = 200, body = MeView, description = "Done and signed in."),
        (status = "default", description = "Refused.", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("public"))))]
pub async fn complete_set_up(cx: Cx, Body(given): Body<AcceptInvitation>) -> Result<Response> {
    let (token, me) = accept::accept(&cx, given).await?;
    Ok(signed_in(&cx, &token, me))
}
