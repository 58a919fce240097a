//! Which source is asked first.

use env_config::{Env, InvalidVariable};

const VARIABLE: &str = "ATTUNE_MUSIC_SOURCES";

/// A source that can be set up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SourceName {
    /// Spotify's search.
    Spotify,
    /// A music server such as Navidrome.
    Subsonic,
    /// A folder of files.
    Folder,
}

impl SourceName {
    /// Every one, in the order that is asked where none is set.
    pub const ALL: [Self; 3] = [Self::Spotify, Self::Subsonic, Self::Folder];

    const fn word(self) -> &'static str {
        match self {
            Self::Spotify => "spotify",
            Self::Subsonic => "subsonic",
            Self::Folder => "folder",
        }
    }
}

/// The sources that may be asked, the preferred one first. The built-in one comes after them all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceOrder(Vec<SourceName>);

impl Default for SourceOrder {
    fn default() -> Self {
        Self(SourceName::ALL.to_vec())
    }
}

impl SourceOrder {
    pub(super) fn from_env(env: &Env) -> Result<Self, InvalidVariable> {
        let Some(text) = env.text(VARIABLE) else {
            return Ok(Self::default());
        };
        parsed(text).ok_or_else(|| InvalidVariable {
            name: VARIABLE,
            expected: "some of spotify, subsonic and folder, each at most once, and at the end \
                       builtin: for example folder,builtin"
                .to_owned(),
        })
    }

    pub(super) fn has(&self, name: SourceName) -> bool {
        self.0.contains(&name)
    }

    /// All sources: those that may be asked in their order, then those that are off.
    pub(crate) fn all(&self) -> Vec<SourceName> {
        let off = SourceName::ALL.into_iter().filter(|name| !self.has(*name));
        self.0.iter().copied().chain(off).collect()
    }
}

fn parsed(text: &str) -> Option<SourceOrder> {
    let mut words: Vec<&str> = text.split(',').map(str::trim).collect();
    // It must be said, because nothing after it would ever be asked.
    if words.pop() != Some("builtin") {
        return None;
    }
    let mut order = Vec::new();
    for word in words {
        let name = SourceName::ALL
            .into_iter()
            .find(|name| name.word() == word)?;
        if order.contains(&name) {
            return None;
        }
        order.push(name);
    }
    Some(SourceOrder(order))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn order(text: &str) -> Result<SourceOrder, InvalidVariable> {
        SourceOrder::from_env(&Env::default().with(VARIABLE, text))
    }

    #[test]
    fn the_order_is_taken_as_written_and_the_rest_is_off() {
        use SourceName::{Folder, Spotify, Subsonic};
        let given = order("folder, spotify,builtin").unwrap();
        assert_eq!(given.all(), [Folder, Spotify, Subsonic]);
        assert!(given.has(Folder) && !given.has(Subsonic));
        assert_eq!(order("builtin").unwrap(), SourceOrder(Vec::new()));
        assert_eq!(order("").unwrap().all(), SourceName::ALL);
    }

    #[test]
    fn unknown_repeated_and_endless_orders_are_refused_by_name() {
        for text in [
            "spotify",
            "tidal,builtin",
            "folder,folder,builtin",
            "builtin,folder",
            ",",
        ] {
            let error = order(text).unwrap_err();
            assert_eq!(error.name, VARIABLE, "{text}");
        }
    }
}
