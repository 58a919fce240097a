//! What the assistant makes of the sentences that people write.

use super::*;

fn said(text: &str) -> &'static str {
    match understand(text) {
        Task::Say(answer) => answer,
        task @ (Task::SetMood { .. } | Task::SuggestSongs { .. }) => {
            panic!("{text:?} is understood as {task:?}")
        }
    }
}

fn set_by(text: &str) -> Option<Mood> {
    match understand(text) {
        Task::SetMood { mood, .. } => Some(mood),
        Task::Say(_) | Task::SuggestSongs { .. } => None,
    }
}

fn songs_for(text: &str) -> Option<Option<Mood>> {
    match understand(text) {
        Task::SuggestSongs { mood, .. } => Some(mood),
        Task::Say(_) | Task::SetMood { .. } => None,
    }
}

fn all_say(sentences: &[&str], answer: &str) {
    for text in sentences {
        assert_eq!(said(text), answer, "{text:?}");
    }
}

#[test]
fn a_mood_that_is_told_is_set() {
    for (text, mood) in [
        ("I feel sad", Mood::Sad),
        ("I'm so happy", Mood::Happy),
        ("im really really angry right now!!", Mood::Angry),
        ("I am feeling a bit down today", Mood::Sad),
        ("I’ve been so lonely", Mood::Sad),
        ("sad", Mood::Sad),
        ("So sad today...", Mood::Sad),
        ("feeling great", Mood::Happy),
        ("I feel OK", Mood::Neutral),
        ("I'm fine, thanks", Mood::Neutral),
        ("set my mood to neutral", Mood::Neutral),
        ("mood: happy", Mood::Happy),
        ("My mood is angry.", Mood::Angry),
        ("My boss makes me furious", Mood::Angry),
        ("Hello, I am in a good mood", Mood::Happy),
        ("I'm not happy, I'm sad", Mood::Sad),
        ("i am not happy but sad", Mood::Sad),
        ("not happy. just angry", Mood::Angry),
        ("I was happy yesterday, but now I am sad", Mood::Sad),
        ("I'm tired and sad", Mood::Sad),
        ("I am happy and I am not sad", Mood::Happy),
        ("😢", Mood::Sad),
        ("I'm annoyed 😡", Mood::Angry),
    ] {
        assert_eq!(set_by(text), Some(mood), "{text:?} {:?}", understand(text));
    }
}

#[test]
fn a_negated_mixed_or_other_feeling_asks_which_mood() {
    let sentences = [
        "I'm not happy",
        "I am not really happy today",
        "i dont feel happy",
        "I'm no longer angry",
        "I'm not sad anymore",
        "not happy",
        "I'm not okay",
        "I'm never happy",
        "I'm neither happy nor sad",
        "I'm sad and angry",
        "I am stressed",
        "I feel bad",
        "I feel nothing",
    ];
    all_say(&sentences, answers::WHICH_MOOD);
}

#[test]
fn the_mood_of_others_or_of_another_time_is_not_set() {
    for text in [
        "My sister is sad",
        "She was so angry",
        "I was happy yesterday",
        "Are you happy?",
        "Am I sad?",
        "Happy birthday!",
        "When I am sad I walk",
        "I have happy memories",
        "I better go down there",
        "ok",
        "Great!",
    ] {
        assert_eq!(set_by(text), None, "{text:?}");
    }
}

#[test]
fn a_request_gets_songs_for_the_mood_it_names() {
    for (text, mood) in [
        ("play something", None),
        ("Play", None),
        ("music please", None),
        ("Suggest songs", None),
        ("Can you recommend something?", None),
        ("any new songs?", None),
        ("What should I listen to?", None),
        ("another one", None),
        ("Why don't you play something", None),
        ("suggest songs for sad", Some(Mood::Sad)),
        ("suggest happy songs", Some(Mood::Happy)),
        ("sad songs", Some(Mood::Sad)),
        ("play something for an angry mood", Some(Mood::Angry)),
        ("songs for when I'm angry", Some(Mood::Angry)),
        ("I'm sad, play something", Some(Mood::Sad)),
        ("I'm sad, play something happy", Some(Mood::Happy)),
        ("i feel down play some music", Some(Mood::Sad)),
        ("I'm sad. Cheer me up!", Some(Mood::Happy)),
        ("make me happy", Some(Mood::Happy)),
        ("I want to feel happy", Some(Mood::Happy)),
        ("something calm please", Some(Mood::Neutral)),
        ("I'd like relaxing music", Some(Mood::Neutral)),
        ("I'm in the mood for happy music", Some(Mood::Happy)),
        ("I'm not happy, play something", None),
        ("play something not sad", None),
        ("no sad songs please", None),
        ("happy or sad songs please", None),
    ] {
        assert_eq!(
            songs_for(text),
            Some(mood),
            "{text:?} {:?}",
            understand(text)
        );
    }
}

#[test]
fn a_refusal_of_songs_gets_none() {
    let sentences = [
        "no music",
        "Please don't play music",
        "stop the music",
        "I do not want any songs",
        "don't play anything",
    ];
    all_say(&sentences, answers::NO_SONGS);
}

#[test]
fn talk_about_music_is_no_request() {
    for text in [
        "I like this song",
        "I play guitar",
        "Great song!",
        "Something sad happened",
        "You make me happy",
    ] {
        assert_eq!(songs_for(text), None, "{text:?}");
    }
}

#[test]
fn a_crisis_comes_before_everything_else() {
    let sentences = [
        "I want to die",
        "i just want to die",
        "I don't really want to live anymore",
        "I'm going to kill myself",
        "I feel sad and think about suicide",
        "play something, I want to hurt myself",
        "self-harm",
        "I WISH I WAS DEAD!!!",
        "everyone would be better off without me",
        "help me, I want to end it all",
        "no reason to live",
    ];
    all_say(&sentences, answers::CRISIS);
}

#[test]
fn a_crisis_answer_names_help_and_offers_no_music() {
    let answer = answers::CRISIS.to_lowercase();
    assert!(answer.contains("emergency number") && answer.contains("findahelpline.com"));
    for word in ["music", "song", "play"] {
        assert!(!answer.contains(word), "{word}");
    }
}

#[test]
fn figures_of_speech_are_no_crisis() {
    for text in [
        "I'm dying to hear that song",
        "I ran 5 kms",
        "this homework kills me",
    ] {
        assert_ne!(understand(text), Task::Say(answers::CRISIS), "{text:?}");
    }
}

#[test]
fn small_talk_is_answered() {
    all_say(
        &["help", "What can you do?", "how does this work"],
        answers::HELP,
    );
    all_say(
        &["Who are you?", "are you a real person"],
        answers::IDENTITY,
    );
    all_say(&["How are you?", "Hi, how are you"], answers::HOW_ARE_YOU);
    all_say(
        &["thanks", "Thank you, that was great!", "Hey thx 😊"],
        answers::THANKS,
    );
    all_say(&["hello", "Hi there", "Good morning!"], answers::HELLO);
    all_say(&["bye", "Good night"], answers::FAREWELL);
    all_say(&["ok", "Great!", "All right, cool"], answers::ACKNOWLEDGED);
}

#[test]
fn what_is_not_understood_says_so_and_what_would_be() {
    let sentences = [
        "The train is late",
        "42",
        "???",
        "asdf qwer",
        "",
        "👍",
        "привет",
    ];
    all_say(&sentences, answers::UNKNOWN);
    assert!(answers::UNKNOWN.contains("did not understand"));
    assert!(answers::UNKNOWN.contains("songs"));
}

#[test]
fn the_assistant_says_that_it_is_a_program_and_no_therapist() {
    for text in [GREETING, answers::HELP, answers::IDENTITY] {
        assert!(text.contains("program with fixed answers"));
        assert!(text.contains("therapist"));
    }
}

#[test]
fn every_answer_is_a_valid_message() {
    for text in [GREETING, answers::HELP, answers::CRISIS, answers::UNKNOWN] {
        crate::message::Body::parse(text).unwrap();
    }
}
