//! The sound of a song and its picture, as a browser's own player asks for them.

use actix_web::{
    HttpRequest, HttpResponse,
    body::SizedStream,
    http::{
        Method, StatusCode,
        header::{
            ACCEPT_RANGES, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_RANGE, ETAG, HeaderName,
            IF_NONE_MATCH, IF_RANGE, RANGE,
        },
    },
    web::{Bytes, Json, Path},
};
use futures_util::{Stream, StreamExt, future::ready, stream};
use jiff::Timestamp;
use proto::music::v1::{
    ByteRange, MediaHead, OpenMediaRequest, OpenMediaResponse, open_media_response::Part,
};
use tonic::Streaming;

use crate::{
    clients::{Answered, Service},
    dto::{music::Link, time::Moment},
    error::ApiError,
    identity::Signed,
    listener::Listener,
    range,
};

/// A browser asks again whether a song is still the same, and keeps a picture for an hour.
const SOUND_CACHING: &str = "private, no-cache";
const PICTURE_CACHING: &str = "private, max-age=3600";

/// Gives a new link to a song's sound, for an `<audio>` element: the one of the list lasts an hour.
#[utoipa::path(get, path = "/songs/{id}/playback", tag = "Music",
    params(("id" = String, Path, description = "A song whose `playback.kind` is `stream`")),
    responses((status = 200, body = Link), (status = 404, description = "No such song"),
        (status = 503, description = "Where the song lies cannot be reached")))]
pub async fn link(me: Signed, song_id: Path<String>) -> Result<Json<Link>, ApiError> {
    // What else would have to be encoded is in no id of a song that is streamed.
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b":._~-".contains(&byte);
    if !song_id.bytes().all(is_plain) {
        return Err(ApiError::NoSuchPath);
    }
    require_sound(&me, &song_id).await?;
    let now_ms = Timestamp::now().as_millisecond();
    let ticket = me.tickets.issue(&me.caller(), &song_id, now_ms);
    Ok(Json(Link {
        kind: "stream",
        url: format!("/songs/{song_id}/stream?ticket={}", ticket.text),
        expires_at: Moment(ticket.expires_at_ms),
    }))
}

/// Asks for one byte, so that no link is given to a song that is not there.
async fn require_sound(me: &Signed, song_id: &str) -> Result<(), ApiError> {
    let message = OpenMediaRequest {
        song_id: song_id.to_owned(),
        range: Some(ByteRange {
            first: Some(0),
            last: Some(0),
        }),
        ..OpenMediaRequest::default()
    };
    let mut music = me.clients.music();
    let messages = music.open_media(me.request(message)).await;
    first(&mut messages.of(Service::Music)?).await.map(drop)
}

/// Streams a song, the whole or one range. Needs an access token, or the ticket in the link that
/// `playback.url` of the list is.
#[utoipa::path(method(get, head), path = "/songs/{id}/stream", tag = "Music",
    params(("id" = String, Path, description = "A song whose `playback.kind` is `stream`"),
        ("ticket" = Option<String>, Query, description = "Instead of an access token"),
        ("Range" = Option<String>, Header, description = "One range, such as `bytes=0-65535`"),
        ("If-Range" = Option<String>, Header, description = "The etag that the range belongs to")),
    responses((status = 200, description = "All of it", content_type = "audio/*"),
        (status = 206, description = "The range"), (status = 304, description = "Not changed"),
        (status = 416, description = "The range lies behind the end")))]
pub async fn stream(
    me: Listener,
    request: HttpRequest,
    song_id: Path<String>,
) -> Result<HttpResponse, ApiError> {
    opened(&me, &request, (song_id.into_inner(), false)).await
}

/// Gives the picture of a song that has one.
#[utoipa::path(method(get, head), path = "/songs/{id}/artwork", tag = "Music",
    params(("id" = String, Path, description = "A song whose `artwork_url` is a path of ours"),
        ("ticket" = Option<String>, Query, description = "Instead of an access token")),
    responses((status = 200, description = "The picture", content_type = "image/*"),
        (status = 304, description = "Not changed")))]
pub async fn artwork(
    me: Listener,
    request: HttpRequest,
    song_id: Path<String>,
) -> Result<HttpResponse, ApiError> {
    opened(&me, &request, (song_id.into_inner(), true)).await
}

async fn opened(
    me: &Listener,
    request: &HttpRequest,
    (song_id, artwork): (String, bool),
) -> Result<HttpResponse, ApiError> {
    let message = OpenMediaRequest {
        song_id,
        artwork,
        range: header(request, &RANGE).and_then(range::parse),
        if_range: header(request, &IF_RANGE).map(str::to_owned),
    };
    let mut music = me.clients.music();
    let messages = music.open_media(me.request(message)).await;
    let mut messages = messages.of(Service::Music)?;
    let head = first(&mut messages).await?;
    let caching = if artwork {
        PICTURE_CACHING
    } else {
        SOUND_CACHING
    };
    let answer = Answer { head, caching };
    let is_held = header(request, &IF_NONE_MATCH).is_some_and(|held| answer.is_held(held));
    if is_held {
        return Ok(answer.begin(StatusCode::NOT_MODIFIED).finish());
    }
    if request.method() == Method::HEAD {
        return answer.with(stream::empty());
    }
    let stopped = me.stopping.clone().cancelled_owned();
    answer.with(chunks(messages).take_until(stopped))
}

fn header<'r>(request: &'r HttpRequest, name: &HeaderName) -> Option<&'r str> {
    request.headers().get(name)?.to_str().ok()
}

async fn first(messages: &mut Streaming<OpenMediaResponse>) -> Result<MediaHead, ApiError> {
    let message = messages.message().await;
    let message = message.map_err(|status| ApiError::of_status(Service::Music, &status))?;
    match message.and_then(|message| message.part) {
        Some(Part::Head(head)) => Ok(head),
        Some(Part::Chunk(_)) | None => {
            let words = "music began a stream without its head";
            Err(ApiError::Internal(words.to_owned()))
        }
    }
}

/// A failure on the way ends the stream before its length is reached, so the client notices.
fn chunks(messages: Streaming<OpenMediaResponse>) -> impl Stream<Item = Result<Bytes, ApiError>> {
    messages.filter_map(|message| {
        ready(match message {
            Ok(OpenMediaResponse {
                part: Some(Part::Chunk(bytes)),
            }) => Some(Ok(bytes)),
            Ok(_) => None,
            Err(status) => Some(Err(ApiError::of_status(Service::Music, &status))),
        })
    })
}

/// What music says about the bytes, as HTTP says it.
struct Answer {
    head: MediaHead,
    caching: &'static str,
}

impl Answer {
    fn is_held(&self, if_none_match: &str) -> bool {
        let mut held = if_none_match.split(',').map(str::trim);
        held.any(|etag| etag == "*" || etag.trim_start_matches("W/") == self.head.etag)
    }

    fn begin(&self, status: StatusCode) -> actix_web::HttpResponseBuilder {
        let mut response = HttpResponse::build(status);
        response
            .insert_header((ETAG, self.head.etag.as_str()))
            .insert_header((CACHE_CONTROL, self.caching))
            .insert_header((ACCEPT_RANGES, "bytes"));
        response
    }

    fn with(
        self,
        body: impl Stream<Item = Result<Bytes, ApiError>> + 'static,
    ) -> Result<HttpResponse, ApiError> {
        let total = self.head.total_bytes;
        if self.head.unsatisfiable {
            return Err(ApiError::RangeNotSatisfiable(total.unwrap_or(0)));
        }
        let part = self.head.part.as_ref();
        let span = part.and_then(|part: &ByteRange| part.first.zip(part.last));
        let mut response = match span {
            Some((first, last)) => {
                let total = total.map_or("*".to_owned(), |total| total.to_string());
                let mut response = self.begin(StatusCode::PARTIAL_CONTENT);
                response.insert_header((CONTENT_RANGE, format!("bytes {first}-{last}/{total}")));
                response
            }
            None => self.begin(StatusCode::OK),
        };
        // Sound and pictures are compressed already; `envelope` takes the header off again.
        response
            .content_type(self.head.content_type.as_str())
            .insert_header((CONTENT_ENCODING, "identity"));
        let length = span.map(|(first, last)| last - first + 1).or(total);
        Ok(match length {
            Some(length) => response.body(SizedStream::new(length, body)),
            None => response.streaming(body),
        })
    }
}
