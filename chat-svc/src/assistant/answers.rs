//! Every word that the assistant can say.

/// Opens the conversation with every user.
pub(crate) const GREETING: &str = "Hello, I am the Attune assistant. Tell me how you feel (\"I feel \
sad\") and I set your mood, or ask for songs (\"suggest happy songs\", \"play something\"). Write \
\"help\" to see this again. I am a program with fixed answers, not a person and not a therapist.";

pub(super) const HELP: &str = "I can do two things. Tell me how you feel, such as \"I feel sad\" \
or \"I am happy\", and I set your mood: happy, sad, angry or neutral. Or ask for songs, such as \
\"suggest songs\" or \"play something for an angry mood\". I am a program with fixed answers, not \
a therapist.";

pub(super) const IDENTITY: &str = "I am a program with fixed answers: no person, no therapist, and \
nobody reads along. I can set your mood (\"I feel sad\") and suggest songs (\"play something\").";

pub(super) const HOW_ARE_YOU: &str = "I am a program, so I have no mood of my own. How do you feel: \
happy, sad, angry or neutral?";

pub(super) const HELLO: &str = "Hello! How do you feel: happy, sad, angry or neutral? You can also \
ask me for songs.";

pub(super) const THANKS: &str = "You are welcome. Ask me for songs whenever you like.";

pub(super) const FAREWELL: &str = "Goodbye, and take care.";

pub(super) const ACKNOWLEDGED: &str = "All right. Tell me how you feel, or ask me for songs.";

pub(super) const NO_SONGS: &str = "All right, no songs now. Ask me for some whenever you like.";

pub(super) const WHICH_MOOD: &str = "I would like to get it right: which comes closest to how you \
feel, happy, sad, angry or neutral? Write for example \"I feel neutral\".";

pub(super) const UNKNOWN: &str = "I did not understand that: I am a program that knows only a few \
sentences. Tell me how you feel (\"I feel sad\"), ask for songs (\"suggest happy songs\"), or write \
\"help\".";

/// Calm, without advice of our own and without music: it only says where people are.
pub(super) const CRISIS: &str = "That sounds very hard, and I am sorry. I am only a program and \
cannot help with this, but people can, right now. If you are in danger, please call your local \
emergency number. You can also talk to someone free of charge: findahelpline.com lists helplines \
in your country, by phone, text or chat. If you can, tell someone you trust how you feel.";

pub(super) const SET_HAPPY: &str = "Good to hear. I set your mood to happy.";
pub(super) const SET_SAD: &str = "I am sorry that you feel sad. I set your mood to sad.";
pub(super) const SET_ANGRY: &str = "That sounds upsetting. I set your mood to angry.";
pub(super) const SET_NEUTRAL: &str = "Understood. I set your mood to neutral.";

pub(super) const SONGS: &str = "Here are songs for your mood:";
pub(super) const SONGS_HAPPY: &str = "Here are songs for a happy mood:";
pub(super) const SONGS_SAD: &str = "Here are songs for a sad mood:";
pub(super) const SONGS_ANGRY: &str = "Here are songs for an angry mood:";
pub(super) const SONGS_NEUTRAL: &str = "Here are songs for a neutral mood:";
