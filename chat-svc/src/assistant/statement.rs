//! Finds out what someone says about their own mood.

use super::{
    Mood,
    lexicon::{AFTER_MOOD, BEING, BETWEEN, NEGATIONS, feeling},
    sentence::Sentence,
};

/// What a message says about the mood of who wrote it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Statement {
    /// Nothing.
    None,
    /// One mood.
    Mood(Mood),
    /// Something, but not which of the four: negated, several at once, or another feeling.
    Unclear,
}

#[derive(Default)]
struct Told {
    moods: Vec<Mood>,
    is_vague: bool,
}

/// Only the first person and the present count: "she is sad" and "I was sad" say nothing.
pub(super) fn find(sentence: &Sentence) -> Statement {
    let mut told = Told::default();
    for clause in &sentence.clauses {
        for (start, has_verb) in starts(clause) {
            listen(&clause[start..], has_verb, &mut told);
        }
    }
    match told.moods.as_slice() {
        [] if told.is_vague => Statement::Unclear,
        [] => Statement::None,
        [mood, others @ ..] if others.iter().all(|other| other == mood) => Statement::Mood(*mood),
        [_, ..] => Statement::Unclear,
    }
}

/// Where the words begin that say how the writer is, and whether the verb was there already.
fn starts(clause: &[String]) -> Vec<(usize, bool)> {
    let mut starts = Vec::new();
    for (index, word) in clause.iter().enumerate() {
        let before = index.checked_sub(1).map(|before| clause[before].as_str());
        match (word.as_str(), before) {
            ("i", Some("am" | "do" | "should" | "if" | "when")) => {}
            ("i", _) => starts.push((index + 1, false)),
            ("me", Some("makes" | "made" | "making" | "leaves" | "left"))
            | ("mood", Some("my" | "set" | "current") | None) => starts.push((index + 1, true)),
            _ => {}
        }
    }
    if starts.is_empty() && is_bare(clause) {
        starts.push((0, false));
    }
    starts
}

/// A clause such as "so sad" or "feeling good": nothing but a feeling.
fn is_bare(clause: &[String]) -> bool {
    let says_feel = clause
        .iter()
        .any(|word| BEING.contains(word) && word != "being");
    let mut has_feeling = false;
    for word in clause {
        match feeling(word) {
            Some(felt) if felt.is_plain || says_feel => has_feeling = true,
            Some(_) | None if BETWEEN.contains(word) || NEGATIONS.contains(word) => {}
            Some(_) | None => return false,
        }
    }
    has_feeling
}

/// Walks on as long as the words belong to the statement.
fn listen(words: &[String], mut has_verb: bool, told: &mut Told) {
    let mut is_negated = false;
    let skipped = words.iter().take_while(|word| AFTER_MOOD.contains(word));
    let words = &words[skipped.count()..];
    for (index, word) in words.iter().enumerate() {
        has_verb |= BEING.contains(word);
        if is_been(words, index) {
            continue;
        } else if word == "but" {
            is_negated = false;
        } else if NEGATIONS.contains(word) {
            is_negated = true;
        } else if let Some(felt) = feeling(word).filter(|felt| felt.is_plain || has_verb) {
            match felt.mood {
                Some(mood) if !is_negated => told.moods.push(mood),
                Some(_) | None => told.is_vague = true,
            }
        } else if !BETWEEN.contains(word) {
            return;
        }
    }
}

/// "have been" says as much as "am"; "have" alone does not.
fn is_been(words: &[String], index: usize) -> bool {
    let at = |index: usize| words.get(index).map(String::as_str);
    match at(index) {
        Some("have") => at(index + 1) == Some("been"),
        Some("been") => index > 0 && at(index - 1) == Some("have"),
        Some(_) | None => false,
    }
}
