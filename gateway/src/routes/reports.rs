//! Reported messages, for an admin to look at.

use actix_web::web::{Json, Path};
use proto::chat::v1::{self as chat, DismissReportsRequest, ListReportsRequest};

use super::users::people;
use crate::{
    clients::{Answered, Service},
    dto::{
        chat::{ReportList, ReportedMessage},
        time::Moment,
    },
    error::ApiError,
    identity::Signed,
};

/// Lists what people reported, latest first. Admins only.
#[utoipa::path(get, path = "/chat/reports", tag = "Chat",
    responses((status = 200, body = ReportList)))]
pub async fn list(me: Signed) -> Result<Json<ReportList>, ApiError> {
    me.as_admin()?;
    let mut chat = me.clients.chat();
    let request = me.request(ListReportsRequest {});
    let list = chat.list_reports(request).await.of(Service::Chat)?;
    let ids = list.reports.iter();
    let ids = ids.flat_map(|one| [one.author_user_id.clone(), one.reporter_user_id.clone()]);
    let names = people(&me, ids).await?;
    let name = |id: &str| names.get(id).map(|person| person.username.clone());
    let shown = |one: chat::ReportedMessage| ReportedMessage {
        from: name(&one.author_user_id),
        reported_by: name(&one.reporter_user_id),
        message_id: one.message_id,
        reason: one.reason,
        body: one.body,
        at: Moment(one.at_ms),
    };
    Ok(Json(ReportList {
        reports: list.reports.into_iter().map(shown).collect(),
    }))
}

/// Forgets every report of a message; the message itself stays. Admins only.
#[utoipa::path(delete, path = "/chat/reports/{message_id}", tag = "Chat",
    params(("message_id" = String, Path)), responses((status = 204)))]
pub async fn dismiss(me: Signed, message_id: Path<String>) -> Result<(), ApiError> {
    me.as_admin()?;
    let request = me.request(DismissReportsRequest {
        message_id: message_id.into_inner(),
    });
    let mut chat = me.clients.chat();
    chat.dismiss_reports(request).await.of(Service::Chat)?;
    Ok(())
}
