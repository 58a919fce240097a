//! Finds out whether a message asks for songs, and for which mood.

use super::{
    Mood,
    lexicon::{
        ASKING, ASKING_PHRASES, BETWEEN, GOAL_OPENINGS, GOALS, MUSIC, MUSIC_ONLY, NEGATIONS,
        OTHERS, PLAYABLE, feeling, mood_of_music,
    },
    sentence::{Sentence, find as find_phrase},
    statement::{self, Statement},
};

/// What a message says about songs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Request {
    /// Nothing.
    None,
    /// It asks for some, for a mood if exactly one is named.
    Songs(Option<Mood>),
    /// It asks for none.
    NoSongs,
}

/// A goal ("cheer me up") names the mood before a word of the request ("sad songs") does, and
/// that before what the person says about themselves ("I am sad").
pub(super) fn find(sentence: &Sentence) -> Request {
    let (mut goals, mut named, mut is_asked, mut is_refused) = (vec![], vec![], false, false);
    for clause in &sentence.clauses {
        if let Some(mood) = goal(clause) {
            is_asked = true;
            goals.push(mood);
        } else if let Some(at) = asks_at(clause) {
            let refuses = refuses(clause, at);
            is_refused |= refuses;
            is_asked |= !refuses;
            named.extend(moods_named(clause));
        }
    }
    if is_asked {
        let told = match statement::find(sentence) {
            Statement::Mood(mood) => vec![mood],
            Statement::None | Statement::Unclear => vec![],
        };
        let lists = [goals, named, told];
        let first = lists.iter().find(|moods| !moods.is_empty());
        return Request::Songs(first.and_then(|moods| only(moods)));
    }
    if is_refused {
        Request::NoSongs
    } else {
        Request::None
    }
}

fn only(moods: &[Mood]) -> Option<Mood> {
    let first = *moods.first()?;
    moods.iter().all(|mood| *mood == first).then_some(first)
}

/// Where the clause asks for music: the word that names it, or else the verb.
fn asks_at(clause: &[String]) -> Option<usize> {
    let is_music = |word: &String| MUSIC.contains(word);
    if let Some(at) = clause.iter().position(is_music) {
        let is_asking = clause.iter().any(|word| ASKING.contains(word));
        let is_all = || clause.iter().all(|word| belongs_to_music(word));
        return (is_asking || is_all()).then_some(at);
    }
    let mut words = 0..clause.len();
    words
        .find(|&at| is_verb_of_request(clause, at) || is_something_of_mood(clause, at))
        .or_else(|| {
            ASKING_PHRASES
                .iter()
                .find_map(|phrase| find_phrase(clause, phrase))
        })
}

fn belongs_to_music(word: &str) -> bool {
    let known = MUSIC.contains(word) || MUSIC_ONLY.contains(word) || NEGATIONS.contains(word);
    known || mood_of_music(word).is_some()
}

fn is_verb_of_request(clause: &[String], at: usize) -> bool {
    let next = clause.get(at + 1).map(String::as_str);
    let is_mine = at == 0 || !OTHERS.contains(&clause[at - 1]);
    match clause[at].as_str() {
        "suggest" | "recommend" => is_mine,
        "play" => {
            let plays = |next| PLAYABLE.contains(next) || mood_of_music(next).is_some();
            is_mine && next.is_none_or(plays)
        }
        _ => false,
    }
}

/// "something happy" as a request, but not "something sad happened".
fn is_something_of_mood(clause: &[String], at: usize) -> bool {
    let is_mood = |word: &String| mood_of_music(word).is_some();
    clause[at] == "something"
        && clause.get(at + 1).is_some_and(is_mood)
        && clause.get(at + 2).is_none_or(|word| word == "please")
}

/// Whether a negation before the place turns the request around: "don't play music", but not
/// "why not play", "can't you play", or "no sad songs", which negates only the mood.
fn refuses(clause: &[String], at: usize) -> bool {
    let negates = |index: usize| {
        let asks_politely = clause.get(index + 1).is_some_and(|word| word == "you");
        let asks_why = index > 0 && clause[index - 1] == "why";
        let mut between = clause[index + 1..at].iter();
        NEGATIONS.contains(&clause[index])
            && !asks_politely
            && !asks_why
            && !between.any(|word| feeling(word).is_some())
    };
    (0..at).any(negates)
}

/// The moods that the clause names without a negation in the three words before.
fn moods_named(clause: &[String]) -> Vec<Mood> {
    let mut moods = Vec::new();
    for (index, word) in clause.iter().enumerate() {
        let before = &clause[index.saturating_sub(3)..index];
        if !before.iter().any(|word| NEGATIONS.contains(word)) {
            moods.extend(mood_of_music(word));
        }
    }
    moods
}

/// The mood that the person would like to be in.
fn goal(clause: &[String]) -> Option<Mood> {
    for (phrases, mood) in GOALS {
        let at = phrases
            .iter()
            .find_map(|phrase| find_phrase(clause, phrase));
        if at.is_some_and(|at| !refuses(clause, at)) {
            return Some(mood);
        }
    }
    GOAL_OPENINGS.iter().find_map(|opening| {
        let at = find_phrase(clause, opening)?;
        if refuses(clause, at) || is_told_of_you(clause, at) {
            return None;
        }
        let after = &clause[at + opening.split(' ').count()..];
        let mut rest = after.iter().skip_while(|word| is_skipped(word));
        feeling(rest.next()?)?.mood
    })
}

fn is_skipped(word: &str) -> bool {
    BETWEEN.contains(word) && feeling(word).is_none()
}

/// "you make me happy" tells, "can you make me happy" asks.
fn is_told_of_you(clause: &[String], at: usize) -> bool {
    let asks = |word: &String| matches!(word.as_str(), "can" | "could" | "will" | "would");
    at > 0 && clause[at - 1] == "you" && !clause[..at].iter().any(asks)
}
