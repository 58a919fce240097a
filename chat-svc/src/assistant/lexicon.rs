//! The words and phrases that the assistant knows, in the form that `sentence` gives them.

use super::Mood;

/// Words or phrases, separated by a comma and a space.
#[derive(Debug, Clone, Copy)]
pub(super) struct Words(&'static str);

impl Words {
    pub fn iter(self) -> impl Iterator<Item = &'static str> {
        self.0.split(", ")
    }

    pub fn contains(self, word: &str) -> bool {
        self.iter().any(|known| known == word)
    }
}

/// What a word says about how someone feels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Feeling {
    /// None for a feeling that is none of the four moods.
    pub mood: Option<Mood>,
    /// The word means a feeling also where nobody said "I feel": "furious", but not "fine".
    pub is_plain: bool,
}

const FEELINGS: [(Words, Option<Mood>, bool); 9] = [
    (HAPPY, Some(Mood::Happy), true),
    (SAD, Some(Mood::Sad), true),
    (ANGRY, Some(Mood::Angry), true),
    (NEUTRAL, Some(Mood::Neutral), true),
    (HAPPY_OF_ME, Some(Mood::Happy), false),
    (SAD_OF_ME, Some(Mood::Sad), false),
    (ANGRY_OF_ME, Some(Mood::Angry), false),
    (NEUTRAL_OF_ME, Some(Mood::Neutral), false),
    (OTHER_OF_ME, None, false),
];

const HAPPY: Words = Words(
    "happy, happier, joyful, joyous, cheerful, glad, delighted, thrilled, elated, ecstatic, \
     overjoyed, jolly, blissful, 😀, 😃, 😄, 😁, 😊, 🙂, 🥳, 😍, 😂",
);
const HAPPY_OF_ME: Words = Words(
    "good, great, fantastic, wonderful, amazing, awesome, excited, excellent, super, stoked, \
     proud, content, pleased, grateful, better, upbeat, energetic",
);
const SAD: Words = Words(
    "sad, sadder, unhappy, depressed, miserable, heartbroken, gloomy, sorrowful, melancholic, \
     melancholy, lonely, hopeless, 😢, 😭, 😞, 😔, 🙁, ☹, 🥺",
);
const SAD_OF_ME: Words = Words(
    "down, low, blue, crying, grieving, dejected, disappointed, worthless, alone, homesick, hurt",
);
const ANGRY: Words = Words(
    "angry, angrier, furious, enraged, livid, mad, outraged, irate, annoyed, irritated, \
     frustrated, 😡, 😠, 🤬",
);
const ANGRY_OF_ME: Words = Words("pissed, raging, fuming, cross, aggravated");
const NEUTRAL: Words = Words("neutral, meh, indifferent, 😐, 😑");
const NEUTRAL_OF_ME: Words = Words(
    "ok, okay, fine, alright, calm, relaxed, normal, average, balanced, chill, peaceful, well",
);
const OTHER_OF_ME: Words = Words(
    "bad, terrible, awful, horrible, tired, exhausted, stressed, anxious, worried, nervous, \
     scared, afraid, bored, confused, weird, strange, upset, sick, empty, numb, overwhelmed, \
     restless, jealous, lost, mixed, different, nothing",
);

/// What the word says about a feeling, if it does.
pub(super) fn feeling(word: &str) -> Option<Feeling> {
    let mut lists = FEELINGS.iter();
    let found = lists.find(|(words, _, _)| words.contains(word));
    found.map(|&(_, mood, is_plain)| Feeling { mood, is_plain })
}

/// The mood of music that is described by this word.
pub(super) fn mood_of_music(word: &str) -> Option<Mood> {
    if let Some(felt) = feeling(word).filter(|felt| felt.is_plain) {
        return felt.mood;
    }
    match word {
        "upbeat" | "energetic" | "uplifting" | "cheering" => Some(Mood::Happy),
        "calm" | "calming" | "relaxed" | "relaxing" | "chill" | "peaceful" => Some(Mood::Neutral),
        "aggressive" => Some(Mood::Angry),
        _ => None,
    }
}

/// Whether the character is a face that shows a feeling.
pub(super) fn is_face(c: char) -> bool {
    !c.is_ascii() && !c.is_alphanumeric() && feeling(c.encode_utf8(&mut [0; 4])).is_some()
}

/// Words that turn around what follows.
pub(super) const NEGATIONS: Words =
    Words("not, no, never, neither, nor, hardly, barely, without, stop, longer");

/// Words that only add emphasis, so that "I just want to die" is "I want to die".
pub(super) const EMPHASIS: Words = Words(
    "really, just, so, even, actually, literally, simply, honestly, fucking, freaking, bloody, \
     only, now, maybe, sometimes, always, often",
);

/// Words that may stand between "I" and the feeling without changing what is said.
pub(super) const BETWEEN: Words = Words(
    "am, feel, feeling, do, a, an, in, so, very, really, pretty, quite, bit, little, lot, kind, \
     kinda, sort, sorta, of, just, super, extremely, too, totally, rather, somewhat, still, \
     again, now, today, tonight, currently, right, all, also, always, and, or, more, incredibly, \
     absolutely, such, at, the, moment, that, almost, both, only, actually, honestly, truly, \
     deeply, terribly, fucking, freaking, bloody, being, getting, anymore, any, mood, \
     particularly, exactly, especially, completely, utterly, slightly, unusually, this, morning, \
     evening, person",
);

/// Verbs after which also a word such as "fine" or "down" means a feeling.
pub(super) const BEING: Words = Words("am, been, feel, feeling, being, getting");

/// Words that may stand between "my mood" and the feeling.
pub(super) const AFTER_MOOD: Words = Words("is, to, as, be");

/// Signs that someone may harm themselves.
pub(super) const CRISIS: Words = Words(
    "suicide, suicidal, kill myself, killing myself, killed myself, kill my self, to kms, \
     will kms, might kms, should kms, end my life, ending my life, end my own life, take my life, \
     take my own life, taking my life, taking my own life, end it all, ending it all, end myself, \
     want to die, wants to die, wanted to die, want to be dead, rather be dead, wish i was dead, \
     wish i were dead, wish i would die, wish to die, ready to die, better off dead, \
     better off without me, better if i was dead, better if i were dead, not want to live, \
     not want to be alive, not want to exist, not want to wake up, not want to be here anymore, \
     not want to go on living, can not go on anymore, can not go on like this, \
     can not live anymore, can not live like this, no reason to live, nothing to live for, \
     no point in living, not worth living, tired of living, tired of being alive, \
     sick of living, self harm, self harming, selfharm, hurt myself, hurting myself, \
     hurt my self, harm myself, harming myself, cut myself, cutting myself, hang myself, \
     shoot myself, drown myself, overdose, overdosing, unalive, disappear forever, \
     selbstmord, suizid, umbringen, suicidio, suicidarme, suicider",
);

pub(super) const HELP: Words = Words(
    "help, what can you do, what can i do, what do you do, what can i ask, what can i say, \
     how does this work, how do you work, how do i use, commands, what are you able to do, \
     what are your options, instructions, what is this",
);

pub(super) const IDENTITY: Words = Words(
    "who are you, what are you, are you human, are you a human, are you a person, \
     are you a real person, are you real, are you a bot, are you a robot, are you an ai, \
     are you ai, are you a therapist, are you a machine, are you a program, are you chatgpt, \
     your name, who made you, a therapist",
);

pub(super) const HOW_ARE_YOU: Words = Words(
    "how are you, how are things, how is it going, how do you feel, how do you do, what is up, \
     are you happy, are you sad, are you angry, are you ok, are you okay, how is your day, \
     and you",
);

pub(super) const THANKS: Words =
    Words("thanks, thank you, thank, thx, ty, cheers, appreciate it, appreciated");

pub(super) const FAREWELLS: Words =
    Words("bye, goodbye, good bye, see you, see ya, good night, goodnight, cya, farewell");

pub(super) const GREETINGS: Words = Words(
    "hello, hi, hey, hiya, howdy, greetings, good morning, good afternoon, good evening, \
     good day, yo, hallo, hola, salut",
);

pub(super) const ACKNOWLEDGEMENTS: Words = Words(
    "ok, okay, k, fine, cool, nice, great, good, alright, all, right, yes, yeah, yep, no, nope, \
     sure, awesome, perfect, amazing, wow, lol, haha, hmm, understood, i, see, got, it",
);

pub(super) const MUSIC: Words = Words(
    "music, song, songs, track, tracks, playlist, playlists, tune, tunes, album, albums, melody, \
     melodies, soundtrack",
);

/// Verbs and little words that make a request of a clause that names music.
pub(super) const ASKING: Words = Words(
    "play, suggest, recommend, give, find, show, get, choose, pick, want, need, would, could, \
     can, hear, listen, listening, put, please, any, more, another, other, which, what, start, \
     queue, bring, make",
);

/// What a clause that asks by naming music alone may consist of, besides moods.
pub(super) const MUSIC_ONLY: Words = Words(
    "some, a, an, the, for, me, my, mood, new, good, now, when, i, am, feel, feeling, people, \
     day, days, evening, morning, and, or, to, with, in, something, of",
);

/// What makes a request of a "play" that comes right before it, besides moods.
pub(super) const PLAYABLE: Words =
    Words("me, us, some, something, anything, more, another, it, that, whatever");

/// Who plays or recommends something when it is no request.
pub(super) const OTHERS: Words = Words("i, we, they, he, she, to, people, friends");

/// Phrases that ask for songs without naming music.
pub(super) const ASKING_PHRASES: Words = Words(
    "something to listen, anything to listen, what should i listen, what shall i listen, \
     want to listen, like to listen, listen to something, listening to something, \
     put something on, put on something, another one, something else, surprise me, \
     hear something, more like this, more like that",
);

/// Goals that ask for songs of a mood which is not the one the person is in.
pub(super) const GOALS: [(Words, Mood); 2] = [
    (
        Words("cheer me up, lift my mood, lift me up, brighten my mood, brighten my day"),
        Mood::Happy,
    ),
    (
        Words("calm me down, calm down, help me relax, help me calm"),
        Mood::Neutral,
    ),
];

/// Openings after which a feeling is a goal: "make me happy", "I want to feel calm".
pub(super) const GOAL_OPENINGS: Words = Words(
    "make me, want to be, want to feel, like to be, like to feel, need to feel, wish i was, \
     wish i were",
);
