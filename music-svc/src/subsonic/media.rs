//! A song's bytes on their way through: from the server, past nobody, to the listener.

use std::collections::VecDeque;

use futures_util::{StreamExt, TryStreamExt, stream, stream::BoxStream};
use reqwest::{
    Response, StatusCode,
    header::{CONTENT_LENGTH, CONTENT_RANGE, CONTENT_TYPE, ETAG, HeaderName, LAST_MODIFIED},
};
use tokio_util::bytes::Bytes;

use crate::{
    catalog::SourceError,
    error::Error,
    http::unreachable,
    media::{ByteRange, CHUNK_BYTES, Head, Opened, Part, Wanted, etag},
    subsonic::{TITLE, client::Client, wire},
};

/// The picture's side in pixels: twice what the page shows.
const PICTURE_SIDE: &str = "600";
const PICTURES: [&str; 4] = ["image/jpeg", "image/png", "image/gif", "image/webp"];

/// What is asked of the server.
pub(super) struct Source {
    pub(super) song_id: String,
    pub(super) cover_art: Option<String>,
    /// What the server said that it sounds like, for when the stream itself does not say.
    pub(super) content_type: Option<String>,
}

/// Opens a song or its picture on the server.
pub(super) async fn open(
    client: &Client,
    source: Source,
    wanted: &Wanted,
) -> Result<Opened, Error> {
    let (method, parameters) = if wanted.artwork {
        let id = source.cover_art.clone().ok_or(Error::MediaNotFound)?;
        let size = PICTURE_SIDE.to_owned();
        ("getCoverArt", vec![("id", id), ("size", size)])
    } else {
        // As it is: a song that is transcoded on the way cannot be sought in.
        let format = "raw".to_owned();
        (
            "stream",
            vec![("id", source.song_id.clone()), ("format", format)],
        )
    };
    let call = (method, parameters.as_slice());
    let response = client.open(call, wanted.range.map(header)).await;
    let response = response.map_err(unavailable)?;
    let range = wanted.range_of(&etag_of(&response));
    let response = if wanted.range.is_some() && range.is_none() {
        client.open(call, None).await.map_err(unavailable)?
    } else {
        response
    };
    let content_type = content_type(&response, wanted.artwork, &source);
    match content_type {
        Some(content_type) => Ok(opened(response, content_type, range)),
        None => Err(failure(response).await),
    }
}

fn header(range: ByteRange) -> String {
    match range {
        ByteRange::From(first, None) => format!("bytes={first}-"),
        ByteRange::From(first, Some(last)) => format!("bytes={first}-{last}"),
        ByteRange::Suffix(count) => format!("bytes=-{count}"),
    }
}

fn text(response: &Response, name: &HeaderName) -> Option<String> {
    let value = response.headers().get(name)?.to_str().ok()?;
    Some(value.to_owned())
}

/// The server's own strong etag, or one made of what tells versions apart.
fn etag_of(response: &Response) -> String {
    let given = text(response, &ETAG);
    let given = given.filter(|given| given.starts_with('"') && given.ends_with('"'));
    given.unwrap_or_else(|| {
        let modified = text(response, &LAST_MODIFIED).unwrap_or_default();
        etag(&format!("{modified} {:?}", total(response)))
    })
}

/// The length of the whole, whether all of it or a part is sent.
fn total(response: &Response) -> Option<u64> {
    match text(response, &CONTENT_RANGE) {
        Some(range) => range.rsplit('/').next()?.parse().ok(),
        None => text(response, &CONTENT_LENGTH)?.parse().ok(),
    }
}

/// The type that we pass on; none when this is no sound or picture but a failure. Nothing that a
/// browser would run is passed on as what it is.
fn content_type(response: &Response, artwork: bool, source: &Source) -> Option<String> {
    let status = response.status();
    if status == StatusCode::RANGE_NOT_SATISFIABLE {
        return Some("application/octet-stream".to_owned());
    }
    let given = text(response, &CONTENT_TYPE)?.to_ascii_lowercase();
    let bare = given
        .split(';')
        .next()
        .unwrap_or_default()
        .trim()
        .to_owned();
    if !status.is_success() {
        return None;
    }
    if artwork {
        return PICTURES.contains(&bare.as_str()).then_some(bare);
    }
    match bare.as_str() {
        sound if sound.starts_with("audio/") => Some(bare),
        "application/ogg" => Some("audio/ogg".to_owned()),
        "application/octet-stream" | "video/mp4" => {
            let known = source.content_type.clone();
            Some(
                known
                    .filter(|kind| kind.starts_with("audio/"))
                    .unwrap_or(bare),
            )
        }
        _ => None,
    }
}

fn opened(response: Response, content_type: String, range: Option<ByteRange>) -> Opened {
    let head = Head {
        content_type,
        etag: etag_of(&response),
        total_bytes: total(&response),
        part: Part::Whole,
    };
    let (part, chunks) = match (response.status(), head.total_bytes) {
        (StatusCode::RANGE_NOT_SATISFIABLE, _) => (Part::Unsatisfiable, stream::empty().boxed()),
        (StatusCode::PARTIAL_CONTENT, _) => {
            (span(&response).unwrap_or(Part::Whole), chunks(response))
        }
        // Some servers know no ranges, or not for every kind of call: then we cut.
        (_, Some(total)) => {
            let part = Part::of(range, total);
            (part, cut(chunks(response), part.extent(total)))
        }
        (_, None) => (Part::Whole, chunks(response)),
    };
    Opened {
        head: Head { part, ..head },
        chunks,
    }
}

/// `bytes 0-99/1000`
fn span(response: &Response) -> Option<Part> {
    let range = text(response, &CONTENT_RANGE)?;
    let (span, _) = range.strip_prefix("bytes ")?.split_once('/')?;
    let (first, last) = span.split_once('-')?;
    let (first, last) = (first.parse().ok()?, last.parse().ok()?);
    (first <= last).then_some(Part::Span(first, last))
}

type Chunks = BoxStream<'static, Result<Bytes, Error>>;

/// Reads on when the listener has taken what was read.
fn chunks(response: Response) -> Chunks {
    let begin = (response, VecDeque::<Bytes>::new());
    let next = async |(mut response, mut waiting): (Response, VecDeque<Bytes>)| {
        if waiting.is_empty() {
            let read = response.chunk().await;
            let mut read = read.map_err(|error| unavailable(unreachable(error)))?;
            while let Some(rest) = read.as_mut().filter(|rest| rest.len() > CHUNK_BYTES) {
                waiting.push_back(rest.split_to(CHUNK_BYTES));
            }
            waiting.extend(read);
        }
        let first = waiting.pop_front();
        Ok(first.map(|chunk| (chunk, (response, waiting))))
    };
    stream::try_unfold(begin, next).boxed()
}

/// So many bytes from `start` on. What comes before is read and dropped; nothing is after.
fn cut(chunks: Chunks, (start, count): (u64, u64)) -> Chunks {
    let begin = (chunks, start, count);
    let next = async |(mut chunks, mut skip, left): (Chunks, u64, u64)| {
        if left == 0 {
            return Ok(None);
        }
        while let Some(mut chunk) = chunks.try_next().await? {
            let length = chunk.len() as u64;
            if skip >= length {
                skip -= length;
                continue;
            }
            drop(chunk.split_to(skip as usize));
            chunk.truncate(left.min(chunk.len() as u64) as usize);
            let left = left - chunk.len() as u64;
            return Ok(Some((chunk, (chunks, 0, left))));
        }
        Ok(None)
    };
    stream::try_unfold(begin, next).boxed()
}

async fn failure(response: Response) -> Error {
    let status = response.status();
    if status == StatusCode::NOT_FOUND {
        return Error::MediaNotFound;
    }
    let meant = match crate::http::whole(response).await {
        Ok(body) => wire::content(&body).err(),
        Err(error) => Some(error),
    };
    match meant {
        Some(SourceError::NothingFound) => Error::MediaNotFound,
        Some(error) => unavailable(error),
        None => unavailable(SourceError::Decode),
    }
}

fn unavailable(error: SourceError) -> Error {
    Error::MediaUnavailable(format!("{} {error}", TITLE.to_lowercase()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_part_is_cut_out_of_chunks_of_any_size() {
        let whole: Vec<u8> = (0..=99).collect();
        for size in [1, 7, 50, 100] {
            for (start, count) in [(0, 100), (0, 1), (13, 40), (99, 1), (50, 50), (5, 0)] {
                let pieces: Vec<_> = whole.chunks(size).map(Bytes::copy_from_slice).collect();
                let chunks = stream::iter(pieces.into_iter().map(Ok)).boxed();
                let part: Vec<Bytes> = cut(chunks, (start, count)).try_collect().await.unwrap();
                let expected = &whole[start as usize..(start + count) as usize];
                assert_eq!(part.concat(), expected, "{size}: {start}+{count}");
            }
        }
    }
}
