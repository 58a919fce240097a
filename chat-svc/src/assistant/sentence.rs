//! A message as clauses of plain lower-case words, with contractions written out.

use super::lexicon::{EMPHASIS, Words, is_face};

/// A message's clauses, split where `. , ; ! ?`, a dash or a new line is.
#[derive(Debug)]
pub(super) struct Sentence {
    pub clauses: Vec<Vec<String>>,
}

impl Sentence {
    pub fn parse(text: &str) -> Self {
        let mut clauses = vec![Vec::new()];
        for piece in text.to_lowercase().split(is_clause_end) {
            let mut words: Vec<String> = Vec::new();
            for word in split_words(piece) {
                words.extend(written_out(&word));
            }
            clauses.push(words);
        }
        clauses.retain(|clause| !clause.is_empty());
        Self { clauses }
    }

    /// The same in one clause, without the words that only add emphasis.
    pub fn without_fillers(&self) -> Self {
        let words = self.clauses.iter().flatten();
        let kept = words.filter(|word| !EMPHASIS.contains(word));
        Self {
            clauses: vec![kept.cloned().collect()],
        }
    }

    /// Whether any clause contains any of the phrases, word by word.
    pub fn has_any(&self, phrases: Words) -> bool {
        let mut clauses = self.clauses.iter();
        clauses.any(|clause| phrases.iter().any(|phrase| find(clause, phrase).is_some()))
    }

    /// Whether it has words, and all of them are in the list.
    pub fn is_only(&self, words: Words) -> bool {
        let mut all = self.clauses.iter().flatten();
        !self.clauses.is_empty() && all.all(|word| words.contains(word))
    }
}

/// Where a phrase begins in a clause.
pub(super) fn find(clause: &[String], phrase: &str) -> Option<usize> {
    let phrase: Vec<&str> = phrase.split(' ').collect();
    let mut windows = clause.windows(phrase.len());
    windows.position(|window| window.iter().zip(&phrase).all(|(word, part)| word == part))
}

fn is_clause_end(c: char) -> bool {
    matches!(
        c,
        '.' | ',' | ';' | '!' | '?' | '\n' | '…' | '–' | '—' | '(' | ')'
    )
}

/// Words of letters, digits and apostrophes; a face is a word of its own.
fn split_words(piece: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    for c in piece.chars() {
        if is_face(c) {
            words.extend([c.to_string(), String::new()]);
        } else if c.is_alphanumeric() {
            if let Some(word) = words.last_mut() {
                word.push(c);
            }
        } else if matches!(c, '\'' | '’' | '‘' | '`') {
            if let Some(word) = words.last_mut() {
                word.push('\'');
            }
        } else {
            words.push(String::new());
        }
    }
    let trimmed = words.iter().map(|word| word.trim_matches('\'').to_owned());
    trimmed.filter(|word| !word.is_empty()).collect()
}

fn written_out(word: &str) -> Vec<String> {
    let parts: &[&str] = match word {
        "im" => &["i", "am"],
        "ive" => &["i", "have"],
        "dont" => &["do", "not"],
        "doesnt" => &["does", "not"],
        "didnt" => &["did", "not"],
        "isnt" => &["is", "not"],
        "arent" => &["are", "not"],
        "aint" | "ain't" => &["am", "not"],
        "wasnt" => &["was", "not"],
        "cant" | "can't" | "cannot" => &["can", "not"],
        "wont" | "won't" => &["will", "not"],
        "wanna" => &["want", "to"],
        "gonna" => &["going", "to"],
        "gimme" => &["give", "me"],
        "whats" => &["what", "is"],
        _ => return with_ending(word),
    };
    parts.iter().map(|part| (*part).to_owned()).collect()
}

fn with_ending(word: &str) -> Vec<String> {
    const ENDINGS: [(&str, &str); 7] = [
        ("n't", "not"),
        ("'m", "am"),
        ("'re", "are"),
        ("'ve", "have"),
        ("'ll", "will"),
        ("'d", "would"),
        ("'s", "is"),
    ];
    for (ending, meaning) in ENDINGS {
        if let Some(stem) = word.strip_suffix(ending).filter(|stem| !stem.is_empty()) {
            return vec![stem.to_owned(), meaning.to_owned()];
        }
    }
    vec![word.to_owned()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn contractions_are_written_out() {
        let sentence = Sentence::parse("I'm NOT ok – it’s, I don't, I cant 'sing'");
        let clauses: Vec<String> = sentence.clauses.iter().map(|c| c.join(" ")).collect();
        assert_eq!(
            clauses,
            ["i am not ok", "it is", "i do not", "i can not sing"]
        );
    }

    #[test]
    fn a_message_without_words_has_no_clauses() {
        assert!(Sentence::parse(" ?!… ' ").clauses.is_empty());
    }
}
