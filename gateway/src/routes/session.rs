//! Registration, login, refresh, sessions, password, invitations.

use actix_web::{
    HttpRequest, HttpResponse,
    http::StatusCode,
    web::{Json, Path, Payload},
};
use proto::auth::v1::{
    self as auth, ChangePasswordRequest, CreateInviteRequest, EndSessionRequest,
    ListSessionsRequest, LogoutRequest, SessionTokens,
};

use crate::{
    call::{Call, device},
    clients::{Answered, Service},
    cookie,
    dto::{
        account::User,
        session::{
            Invite, LoginRequest, PasswordRequest, RefreshRequest, RegisterRequest, SessionAnswer,
            SessionItem, SessionList,
        },
        time::Moment,
    },
    error::ApiError,
    extract::{Body, read_if_any},
    identity::Signed,
    origin,
};

/// Creates an account and its first session. The first account is the admin.
#[utoipa::path(post, path = "/auth/register", tag = "Account", security(()),
    request_body = RegisterRequest, responses((status = 201, body = SessionAnswer)))]
pub async fn register(
    call: Call,
    request: HttpRequest,
    Body(body): Body<RegisterRequest>,
) -> Result<HttpResponse, ApiError> {
    call.throttle()?;
    let message = body.into_message(device(&request));
    let tokens = call.clients.auth().register(call.request(message)).await;
    let by_body = cookie::unwanted(&request);
    answer(
        &call,
        &request,
        StatusCode::CREATED,
        tokens.of(Service::Auth)?,
        by_body,
    )
}

/// Opens a session.
#[utoipa::path(post, path = "/auth/login", tag = "Account", security(()),
    request_body = LoginRequest, responses((status = 200, body = SessionAnswer)))]
pub async fn login(
    call: Call,
    request: HttpRequest,
    Body(body): Body<LoginRequest>,
) -> Result<HttpResponse, ApiError> {
    call.throttle()?;
    let message = auth::LoginRequest {
        login: body.login,
        password: body.password,
        device: device(&request),
    };
    let tokens = call.clients.auth().login(call.request(message)).await;
    let by_body = cookie::unwanted(&request);
    answer(
        &call,
        &request,
        StatusCode::OK,
        tokens.of(Service::Auth)?,
        by_body,
    )
}

/// Exchanges a refresh token, from the cookie or the body, for a new pair; the old one is dead.
#[utoipa::path(post, path = "/auth/refresh", tag = "Account", security(()),
    request_body = Option<RefreshRequest>, responses((status = 200, body = SessionAnswer)))]
pub async fn refresh(
    call: Call,
    request: HttpRequest,
    payload: Payload,
) -> Result<HttpResponse, ApiError> {
    call.throttle()?;
    let body: Option<RefreshRequest> = read_if_any(&request, payload.into_inner()).await?;
    let in_body = body.is_some();
    let refresh_token = match body {
        Some(body) => body.refresh_token,
        None => cookie::refresh_token(&request).ok_or(ApiError::RefreshMissing)?,
    };
    if !in_body && origin::is_cross_site(&request, call.trust_proxy) {
        return Err(ApiError::CrossSite);
    }
    let message = auth::RefreshRequest { refresh_token };
    let tokens = call.clients.auth().refresh(call.request(message)).await;
    let by_body = in_body || cookie::unwanted(&request);
    answer(
        &call,
        &request,
        StatusCode::OK,
        tokens.of(Service::Auth)?,
        by_body,
    )
}

/// Ends the session everywhere.
#[utoipa::path(post, path = "/auth/logout", tag = "Account", responses((status = 204)))]
pub async fn logout(me: Signed, request: HttpRequest) -> Result<HttpResponse, ApiError> {
    let mut auth = me.clients.auth();
    auth.logout(me.request(LogoutRequest {}))
        .await
        .of(Service::Auth)?;
    me.revocations.add([me.claims.sid.clone()]);
    Ok(gone(&me, &request))
}

/// Lists where the user is logged in.
#[utoipa::path(get, path = "/auth/sessions", tag = "Account",
    responses((status = 200, body = SessionList)))]
pub async fn list(me: Signed) -> Result<Json<SessionList>, ApiError> {
    let mut auth = me.clients.auth();
    let request = me.request(ListSessionsRequest {});
    let list = auth.list_sessions(request).await.of(Service::Auth)?;
    Ok(Json(SessionList {
        sessions: list.sessions.into_iter().map(SessionItem::from).collect(),
    }))
}

/// Ends one session everywhere.
#[utoipa::path(delete, path = "/auth/sessions/{id}", tag = "Account",
    params(("id" = String, Path, description = "From GET /auth/sessions")),
    responses((status = 204)))]
pub async fn end(me: Signed, id: Path<String>) -> Result<(), ApiError> {
    let id = id.into_inner();
    let request = me.request(EndSessionRequest { id: id.clone() });
    let mut auth = me.clients.auth();
    auth.end_session(request).await.of(Service::Auth)?;
    me.revocations.add([id]);
    Ok(())
}

/// Changes the password and ends the other sessions.
#[utoipa::path(post, path = "/auth/password", tag = "Account", request_body = PasswordRequest,
    responses((status = 204)))]
pub async fn change_password(
    me: Signed,
    Body(body): Body<PasswordRequest>,
) -> Result<(), ApiError> {
    let request = me.request(ChangePasswordRequest {
        current: body.current,
        new: body.new,
    });
    let mut auth = me.clients.auth();
    let answer = auth.change_password(request).await.of(Service::Auth)?;
    me.revocations.add(answer.ended_session_ids);
    Ok(())
}

/// Makes a one-time code that lets somebody register while that needs an invitation. Admins only.
#[utoipa::path(post, path = "/auth/invites", tag = "Account",
    responses((status = 201, body = Invite)))]
pub async fn invite(me: Signed) -> Result<(Json<Invite>, StatusCode), ApiError> {
    let mut auth = me.clients.auth();
    let request = me.request(CreateInviteRequest {});
    let made = auth.create_invite(request).await.of(Service::Auth)?;
    let invite = Invite {
        code: made.code,
        expires_at: Moment(made.expires_at_ms),
    };
    Ok((Json(invite), StatusCode::CREATED))
}

/// An empty answer that also makes a browser forget the refresh cookie.
pub fn gone(call: &Call, request: &HttpRequest) -> HttpResponse {
    let secure = origin::is_https(request, call.trust_proxy);
    HttpResponse::NoContent()
        .cookie(cookie::cleared(secure))
        .finish()
}

fn answer(
    call: &Call,
    request: &HttpRequest,
    status: StatusCode,
    tokens: SessionTokens,
    by_body: bool,
) -> Result<HttpResponse, ApiError> {
    let user = tokens
        .user
        .ok_or_else(|| ApiError::Internal("auth answered a session without its user".to_owned()))?;
    let mut response = HttpResponse::build(status);
    let refresh_token = if by_body {
        Some(tokens.refresh_token)
    } else {
        let secure = origin::is_https(request, call.trust_proxy);
        let max_age_s = tokens.refresh_expires_in_s;
        response.cookie(cookie::refresh(tokens.refresh_token, max_age_s, secure));
        None
    };
    Ok(response.json(SessionAnswer {
        user: User::from(user),
        access_token: tokens.access_token,
        token_type: "Bearer",
        expires_in: tokens.expires_in_s,
        refresh_token,
    }))
}
