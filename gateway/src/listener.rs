//! Who may hear a song: the holder of a ticket to it, or of an access token.

use std::{future::Future, ops::Deref, pin::Pin, time::Instant};

use actix_web::{
    FromRequest, HttpRequest,
    dev::Payload,
    http::header::AUTHORIZATION,
    web::{Path, Query},
};
use jiff::Timestamp;
use serde::Deserialize;

use crate::{call::Call, error::ApiError, identity::Signed};

/// A call for the bytes of the song in the path.
pub struct Listener(Call);

impl Deref for Listener {
    type Target = Call;

    fn deref(&self) -> &Call {
        &self.0
    }
}

#[derive(Deserialize)]
struct Presented {
    ticket: Option<String>,
}

impl FromRequest for Listener {
    type Error = ApiError;
    type Future = Pin<Box<dyn Future<Output = Result<Self, ApiError>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let presented = Query::<Presented>::from_query(request.query_string()).ok();
        let ticket = presented.and_then(|presented| presented.into_inner().ticket);
        // With both, the token counts: it is newer.
        if ticket.is_none() || request.headers().contains_key(AUTHORIZATION) {
            let signed = Signed::from_request(request, payload);
            return Box::pin(async move { Ok(Self(signed.await?.into_call())) });
        }
        let call = Call::of(request);
        let song_id = Path::<String>::extract(request);
        Box::pin(async move {
            let song_id = song_id.await.map_err(|_| ApiError::NoSuchPath)?;
            let now_ms = Timestamp::now().as_millisecond();
            let caller = call
                .tickets
                .open(&ticket.unwrap_or_default(), &song_id, now_ms)
                .ok_or(ApiError::TicketInvalid)?;
            call.wait_until_ready().await?;
            if call.revocations.contains(&caller.session_id) {
                return Err(ApiError::SessionEnded);
            }
            call.per_user.take(&caller.user_id, Instant::now())?;
            Ok(Self(call.by(caller)))
        })
    }
}
