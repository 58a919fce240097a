//! The whole HTTP API on one page. What no route takes goes to `frontend`.

pub mod account;
pub mod calibration;
pub mod chat;
pub mod emotion;
pub mod media;
pub mod music;
pub mod operations;
pub mod reports;
pub mod session;
pub mod users;

use actix_web::web::{ServiceConfig, resource};

/// Puts every route into an app. A known path with another method answers 405 with `Allow`.
#[rustfmt::skip]
pub fn api(app: &mut ServiceConfig) {
    app
        // Sessions
        .service(resource("/auth/register").post(session::register))
        .service(resource("/auth/login").post(session::login))
        .service(resource("/auth/refresh").post(session::refresh))
        .service(resource("/auth/logout").post(session::logout))
        .service(resource("/auth/sessions").get(session::list))
        .service(resource("/auth/sessions/{id}").delete(session::end))
        .service(resource("/auth/password").post(session::change_password))
        .service(resource("/auth/invites").post(session::invite))
        // Account
        .service(resource("/me").get(account::show).patch(account::update).delete(account::erase))
        .service(resource("/me/export").get(account::export))
        .service(resource("/me/consent").put(account::consent).delete(account::withdraw))
        .service(resource("/consent").get(account::notice))
        .service(resource("/me/calibration").get(calibration::show).put(calibration::take).delete(calibration::forget))
        // Mood
        .service(resource("/predict").post(emotion::predict))
        .service(resource("/moods").get(emotion::list).post(emotion::tell).delete(emotion::forget_all))
        .service(resource("/moods/summary").get(emotion::summarise))
        .service(resource("/moods/{id}").patch(emotion::correct).delete(emotion::forget))
        // Music
        .service(resource("/songs").get(music::recommend).post(music::recommend_for))
        .service(resource("/songs/history").get(music::history))
        .service(resource("/songs/{id}/feedback").post(music::give_feedback).delete(music::retract_feedback))
        .service(resource("/songs/{id}/playback").get(media::link))
        .service(resource("/songs/{id}/stream").get(media::stream).head(media::stream))
        .service(resource("/songs/{id}/artwork").get(media::artwork).head(media::artwork))
        .service(resource("/music/providers").get(music::providers))
        .service(resource("/music/taste").get(music::taste).delete(music::forget_taste))
        // Chat
        .service(resource("/chat/send").post(chat::send))
        .service(resource("/chat/fetch").get(chat::fetch))
        .service(resource("/chat/conversations").get(chat::conversations))
        .service(resource("/chat/read").post(chat::read))
        .service(resource("/chat/block").post(chat::block).delete(chat::unblock))
        .service(resource("/chat/unblock").post(chat::unblock_too))
        .service(resource("/chat/report").post(chat::report))
        .service(resource("/chat/reports").get(reports::list))
        .service(resource("/chat/reports/{message_id}").delete(reports::dismiss))
        .service(resource("/users").get(users::find))
        // Operations
        .service(resource("/healthz").get(operations::healthz).head(operations::healthz))
        .service(resource("/readyz").get(operations::readyz).head(operations::readyz))
        .service(resource("/openapi.json").get(operations::openapi))
        .service(resource("/docs").get(operations::docs));
}
