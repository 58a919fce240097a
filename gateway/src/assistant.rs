//! What the gateway does before the assistant answers: it needs emotion and music, which chat
//! does not know.

use std::{fmt::Write, time::Duration};

use proto::{
    chat::v1::{AnswerAsAssistantRequest, AssistantTask},
    emotion::v1::{ListDetectionsRequest, TellMoodRequest},
    music::v1::{RecommendRequest, Song},
};
use tokio::time::timeout;
use tracing::{info, warn};

use crate::{
    clients::{Answered, Service},
    error::ApiError,
    identity::Signed,
    routes::music::recommended,
};

/// The sender waits for the answer, so that the next poll shows it: not longer than this in all.
const COMPOSE_LIMIT: Duration = Duration::from_secs(3);
const STORE_LIMIT: Duration = Duration::from_secs(1);

const SONGS_FOR_A_MOOD: u32 = 3;
const SONGS_WHEN_ASKED: u32 = 5;
/// What is played to somebody whose mood nobody knows.
const UNKNOWN_MOOD: &str = "neutral";
const APOLOGY: &str = "Sorry, I could not do that just now: a part of Attune is not answering. Please ask me again \
     in a moment.";

/// Does the task and stores the answer to the message. A failure is told in the chat; one to
/// store it is only logged, because the message itself was sent.
pub async fn answer(me: &Signed, in_reply_to: &str, task: AssistantTask) {
    let body = match timeout(COMPOSE_LIMIT, compose(me, task)).await {
        Ok(Ok(body)) => body,
        Ok(Err(error)) => {
            info!(cause = %error, "the assistant could not do its task");
            APOLOGY.to_owned()
        }
        Err(_) => {
            info!("the assistant's task took too long");
            APOLOGY.to_owned()
        }
    };
    let message = AnswerAsAssistantRequest {
        in_reply_to: in_reply_to.to_owned(),
        body,
    };
    let request = me.request_within(message, STORE_LIMIT);
    let stored = me.clients.chat().answer_as_assistant(request).await;
    if let Err(error) = stored.of(Service::Chat) {
        warn!(cause = %error, "the assistant's answer was not stored");
    }
}

async fn compose(me: &Signed, task: AssistantTask) -> Result<String, ApiError> {
    match task.kind.as_str() {
        "say" => Ok(task.text),
        "set_mood" => {
            let mood = task.mood.unwrap_or_else(|| UNKNOWN_MOOD.to_owned());
            tell(me, &mood).await?;
            songs(me, &task.text, mood, SONGS_FOR_A_MOOD).await
        }
        "suggest_songs" => {
            let mood = match task.mood {
                Some(mood) => mood,
                None => latest_mood(me).await?,
            };
            songs(me, &task.text, mood, SONGS_WHEN_ASKED).await
        }
        other => Err(ApiError::Internal(format!("chat asked for {other:?}"))),
    }
}

async fn tell(me: &Signed, mood: &str) -> Result<(), ApiError> {
    let request = me.request(TellMoodRequest {
        mood: mood.to_owned(),
        at_ms: None,
        note: None,
    });
    let mut emotion = me.clients.emotion();
    emotion.tell_mood(request).await.of(Service::Emotion)?;
    Ok(())
}

async fn latest_mood(me: &Signed) -> Result<String, ApiError> {
    let request = me.request(ListDetectionsRequest {
        limit: 1,
        ..Default::default()
    });
    let mut emotion = me.clients.emotion();
    let page = emotion
        .list_detections(request)
        .await
        .of(Service::Emotion)?;
    let latest = page.items.into_iter().next();
    Ok(latest.map_or_else(|| UNKNOWN_MOOD.to_owned(), |latest| latest.mood))
}

async fn songs(me: &Signed, start: &str, mood: String, limit: u32) -> Result<String, ApiError> {
    let request = RecommendRequest {
        mood,
        limit,
        ..Default::default()
    };
    let list = recommended(me, request).await?;
    Ok(with_songs(start, &list.songs))
}

fn with_songs(start: &str, songs: &[Song]) -> String {
    let mut text = start.trim_end().to_owned();
    if !songs.is_empty() {
        text.push('\n');
    }
    for (index, song) in songs.iter().enumerate() {
        let artists = song.artists.join(", ");
        write!(text, "\n{}. {} by {artists}", index + 1, song.title)
            .expect("a string takes any text");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn songs_are_numbered_below_the_words() {
        let song = |title: &str| Song {
            title: title.to_owned(),
            artists: vec!["A".to_owned(), "B".to_owned()],
            ..Default::default()
        };
        assert_eq!(
            with_songs("Here you go:", &[song("One"), song("Two")]),
            "Here you go:\n\n1. One by A, B\n2. Two by A, B"
        );
        assert_eq!(with_songs("Nothing today.", &[]), "Nothing today.");
    }
}
