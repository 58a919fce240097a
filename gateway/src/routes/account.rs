//! Profile, preferences, consent, export and the end of an account.

use actix_web::{
    HttpRequest, HttpResponse,
    http::header::{CONTENT_DISPOSITION, ContentDisposition, DispositionParam, DispositionType},
    web::Json,
};
use proto::{auth::v1 as auth, chat::v1 as chat, emotion::v1 as emotion, music::v1 as music};
use serde_json::Value;
use tracing::error;

use super::session::gone;
use crate::{
    call::Call,
    clients::{Answered, EXPORT_DEADLINE, Service},
    dto::{
        account::{ConsentNotice, ConsentRequest, EraseRequest, Export, UpdateRequest, User},
        time::Moment,
    },
    error::ApiError,
    extract::Body,
    identity::Signed,
};

/// Shows profile, preferences and consent.
#[utoipa::path(get, path = "/me", tag = "Account", responses((status = 200, body = User)))]
pub async fn show(me: Signed) -> Result<Json<User>, ApiError> {
    let mut auth = me.clients.auth();
    let user = auth.get_me(me.request(auth::GetMeRequest {})).await;
    Ok(Json(User::from(user.of(Service::Auth)?)))
}

/// Changes what is given and leaves the rest; null clears age, gender and retention.
#[utoipa::path(patch, path = "/me", tag = "Account", request_body = UpdateRequest,
    responses((status = 200, body = User)))]
pub async fn update(me: Signed, Body(body): Body<UpdateRequest>) -> Result<Json<User>, ApiError> {
    let retention = body.retention();
    let mut auth = me.clients.auth();
    let user = auth.update_me(me.request(body.into_message())).await;
    me.profiles.forget(&me.claims.sub);
    let user = user.of(Service::Auth)?;
    if let Some(days) = retention {
        keep_for(&me, days).await?;
    }
    Ok(Json(User::from(user)))
}

/// Tells the services that keep moods and songs; the call can be repeated when one is down.
async fn keep_for(me: &Signed, days: Option<u32>) -> Result<(), ApiError> {
    let (mut moods, mut songs) = (me.clients.emotion(), me.clients.music());
    let (moods, songs) = tokio::join!(
        moods.set_retention(me.request(emotion::SetRetentionRequest { days })),
        songs.set_retention(me.request(music::SetRetentionRequest { days })),
    );
    moods.of(Service::Emotion)?;
    songs.of(Service::Music)?;
    Ok(())
}

/// The camera notice as it stands.
#[utoipa::path(get, path = "/consent", tag = "Account", security(()),
    responses((status = 200, body = ConsentNotice)))]
pub async fn notice(call: Call) -> Result<Json<ConsentNotice>, ApiError> {
    let mut auth = call.clients.auth();
    let request = call.request(auth::GetConsentNoticeRequest {});
    let notice = auth.get_consent_notice(request).await.of(Service::Auth)?;
    Ok(Json(ConsentNotice {
        version: notice.version,
        text: notice.text,
    }))
}

/// Records consent to the camera notice; 409 `consent_outdated` for an older one.
#[utoipa::path(put, path = "/me/consent", tag = "Account", request_body = ConsentRequest,
    responses((status = 200, body = User)))]
pub async fn consent(me: Signed, Body(body): Body<ConsentRequest>) -> Result<Json<User>, ApiError> {
    let mut auth = me.clients.auth();
    let request = me.request(auth::GiveConsentRequest {
        version: body.version,
    });
    let user = auth.give_consent(request).await;
    me.profiles.forget(&me.claims.sub);
    Ok(Json(User::from(user.of(Service::Auth)?)))
}

/// Withdraws consent: no further frame is read.
#[utoipa::path(delete, path = "/me/consent", tag = "Account", responses((status = 204)))]
pub async fn withdraw(me: Signed) -> Result<(), ApiError> {
    let mut auth = me.clients.auth();
    let answer = auth
        .withdraw_consent(me.request(auth::WithdrawConsentRequest {}))
        .await;
    me.profiles.forget(&me.claims.sub);
    answer.of(Service::Auth)?;
    Ok(())
}

/// Everything that Attune holds about the user, as one document.
#[utoipa::path(get, path = "/me/export", tag = "Account", responses((status = 200, body = Export)))]
pub async fn export(me: Signed) -> Result<HttpResponse, ApiError> {
    let clients = &me.clients;
    let (mut account, mut moods) = (clients.auth(), clients.emotion());
    let (mut songs, mut messages) = (clients.music(), clients.chat());
    let (account, moods, songs, messages) = tokio::join!(
        account.export_me(me.request_within(auth::ExportMeRequest {}, EXPORT_DEADLINE)),
        moods.export(me.request_within(emotion::ExportRequest {}, EXPORT_DEADLINE)),
        songs.export(me.request_within(music::ExportRequest {}, EXPORT_DEADLINE)),
        messages.export(me.request_within(chat::ExportRequest {}, EXPORT_DEADLINE)),
    );
    let export = Export {
        exported_at: Moment::now(),
        account: document(Service::Auth, &account.of(Service::Auth)?.json)?,
        moods: document(Service::Emotion, &moods.of(Service::Emotion)?.json)?,
        music: document(Service::Music, &songs.of(Service::Music)?.json)?,
        chat: document(Service::Chat, &messages.of(Service::Chat)?.json)?,
    };
    let name = format!("attune-{}.json", me.claims.username);
    let disposition = ContentDisposition {
        disposition: DispositionType::Attachment,
        parameters: vec![DispositionParam::Filename(name)],
    };
    Ok(HttpResponse::Ok()
        .insert_header((CONTENT_DISPOSITION, disposition))
        .json(export))
}

fn document(service: Service, json: &str) -> Result<Value, ApiError> {
    serde_json::from_str(json)
        .map_err(|error| ApiError::Internal(format!("{service} exported no JSON: {error}")))
}

/// Erases the user: no row of theirs is left. When a service is down the call can be repeated.
#[utoipa::path(delete, path = "/me", tag = "Account", request_body = EraseRequest,
    responses((status = 204)))]
pub async fn erase(
    me: Signed,
    request: HttpRequest,
    Body(body): Body<EraseRequest>,
) -> Result<HttpResponse, ApiError> {
    let clients = &me.clients;
    let mut auth = clients.auth();
    let password = auth::VerifyPasswordRequest {
        password: body.password,
    };
    auth.verify_password(me.request(password))
        .await
        .of(Service::Auth)?;
    erase_traces(&me).await?;
    // The account goes last: while it is there, the user can ask again.
    let account = me.request(auth::DeleteMeRequest {});
    let ended = auth.delete_me(account).await.of(Service::Auth)?;
    me.revocations.add(ended.ended_session_ids);
    me.revocations.add([me.claims.sid.clone()]);
    me.profiles.forget(&me.claims.sub);
    // What was under way when the erasure began may have written since; nothing new can begin.
    sweep(&me).await;
    let answer = gone(&me, &request);
    actix_web::rt::spawn(async move {
        tokio::time::sleep(me.sweep_after).await;
        sweep(&me).await;
    });
    Ok(answer)
}

/// Erases what was written after the erasure.
async fn sweep(me: &Signed) {
    if let Err(failure) = erase_traces(me).await {
        error!(cause = %failure, "rows of an erased account may be left");
    }
}

/// Erases the user from every service but auth.
async fn erase_traces(me: &Signed) -> Result<(), ApiError> {
    let clients = &me.clients;
    let moods = me.request(emotion::EraseRequest {});
    clients.emotion().erase(moods).await.of(Service::Emotion)?;
    let songs = me.request(music::EraseRequest {});
    clients.music().erase(songs).await.of(Service::Music)?;
    let messages = me.request(chat::EraseRequest {});
    clients.chat().erase(messages).await.of(Service::Chat)?;
    Ok(())
}
