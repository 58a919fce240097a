//! The stream of a song's bytes: first a head, then chunks.

use futures_util::{StreamExt, stream, stream::BoxStream};
use proto::music::v1::{self as pb, open_media_response::Part as Message};
use rpc::status;
use tonic::Status;

use crate::media::{ByteRange, Head, Opened, Part, Wanted};

pub(super) type Messages = BoxStream<'static, Result<pb::OpenMediaResponse, Status>>;

pub(super) fn wanted(request: pb::OpenMediaRequest) -> Wanted {
    Wanted {
        song_id: request.song_id,
        artwork: request.artwork,
        range: request.range.and_then(range),
        if_range: request.if_range,
    }
}

fn range(range: pb::ByteRange) -> Option<ByteRange> {
    match (range.first, range.last) {
        (Some(first), last) => Some(ByteRange::From(first, last)),
        (None, Some(count)) => Some(ByteRange::Suffix(count)),
        (None, None) => None,
    }
}

pub(super) fn messages(opened: Opened) -> Messages {
    let head = message(Message::Head(opened.head.into()));
    let chunks = opened.chunks.map(|chunk| match chunk {
        Ok(bytes) => Ok(message(Message::Chunk(bytes))),
        Err(error) => Err(status(&error)),
    });
    stream::once(async { Ok(head) }).chain(chunks).boxed()
}

const fn message(part: Message) -> pb::OpenMediaResponse {
    pb::OpenMediaResponse { part: Some(part) }
}

impl From<Head> for pb::MediaHead {
    fn from(head: Head) -> Self {
        let part = match head.part {
            Part::Span(first, last) => Some(pb::ByteRange {
                first: Some(first),
                last: Some(last),
            }),
            Part::Whole | Part::Unsatisfiable => None,
        };
        Self {
            content_type: head.content_type,
            etag: head.etag,
            total_bytes: head.total_bytes,
            part,
            unsatisfiable: head.part == Part::Unsatisfiable,
        }
    }
}
