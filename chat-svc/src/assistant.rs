//! The assistant: reads a sentence by fixed rules and says what to do about it.

mod answers;
mod lexicon;
mod request;
mod sentence;
mod statement;

pub(crate) use answers::GREETING;

use lexicon::{
    ACKNOWLEDGEMENTS, CRISIS, FAREWELLS, GREETINGS, HELP, HOW_ARE_YOU, IDENTITY, THANKS,
};
use request::Request;
use sentence::Sentence;
use statement::Statement;

/// The assistant's user id.
pub(crate) const ASSISTANT: &str = "attune";

/// A mood as the whole product knows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mood {
    Happy,
    Sad,
    Angry,
    Neutral,
}

impl Mood {
    /// The mood's word on the wire.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Happy => "happy",
            Self::Sad => "sad",
            Self::Angry => "angry",
            Self::Neutral => "neutral",
        }
    }
}

/// What a message to the assistant asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Task {
    /// Words are enough; these.
    Say(&'static str),
    /// The person told their mood; the text begins the answer.
    SetMood { mood: Mood, text: &'static str },
    /// The person wants songs, for a mood if they named one; the text begins the answer.
    SuggestSongs {
        mood: Option<Mood>,
        text: &'static str,
    },
}

/// Understands a message. The same text always gives the same task; signs of a crisis come
/// before everything else, and a request for songs before the mood that may come with it.
pub(crate) fn understand(text: &str) -> Task {
    let sentence = Sentence::parse(text);
    if sentence.without_fillers().has_any(CRISIS) {
        return Task::Say(answers::CRISIS);
    }
    match request::find(&sentence) {
        Request::Songs(mood) => return suggest(mood),
        Request::NoSongs => return Task::Say(answers::NO_SONGS),
        Request::None => {}
    }
    match statement::find(&sentence) {
        Statement::Mood(mood) => set(mood),
        Statement::Unclear => Task::Say(answers::WHICH_MOOD),
        Statement::None => Task::Say(small_talk(&sentence)),
    }
}

fn set(mood: Mood) -> Task {
    let text = match mood {
        Mood::Happy => answers::SET_HAPPY,
        Mood::Sad => answers::SET_SAD,
        Mood::Angry => answers::SET_ANGRY,
        Mood::Neutral => answers::SET_NEUTRAL,
    };
    Task::SetMood { mood, text }
}

fn suggest(mood: Option<Mood>) -> Task {
    let text = match mood {
        Some(Mood::Happy) => answers::SONGS_HAPPY,
        Some(Mood::Sad) => answers::SONGS_SAD,
        Some(Mood::Angry) => answers::SONGS_ANGRY,
        Some(Mood::Neutral) => answers::SONGS_NEUTRAL,
        None => answers::SONGS,
    };
    Task::SuggestSongs { mood, text }
}

fn small_talk(sentence: &Sentence) -> &'static str {
    let topics = [
        (IDENTITY, answers::IDENTITY),
        (HELP, answers::HELP),
        (HOW_ARE_YOU, answers::HOW_ARE_YOU),
        (THANKS, answers::THANKS),
        (FAREWELLS, answers::FAREWELL),
        (GREETINGS, answers::HELLO),
    ];
    for (phrases, answer) in topics {
        if sentence.has_any(phrases) {
            return answer;
        }
    }
    if sentence.is_only(ACKNOWLEDGEMENTS) {
        return answers::ACKNOWLEDGED;
    }
    answers::UNKNOWN
}

#[cfg(test)]
mod tests;
