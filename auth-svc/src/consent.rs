//! The camera notice, and the agreement to it.

use tracing::info;

use crate::{account::Account, error::Error, service::Service};

/// The version of [`TEXT`]: the day it was last changed. A test pins the two together.
pub const VERSION: &str = "2026-11-23";

/// The notice in plain words; paragraphs are parted by a blank line.
pub const TEXT: &str = include_str!("../assets/consent.md");

/// An agreement to a version of the notice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Consent {
    /// The version agreed to, which may be older than [`VERSION`].
    pub version: String,
    /// When it was first agreed to, in milliseconds since the Unix epoch.
    pub at_ms: i64,
}

impl Service {
    /// Records that the person agrees to `version`. Idempotent: agreeing again to the same
    /// version keeps the first time.
    pub(crate) async fn give_consent(
        &self,
        account: Account,
        version: &str,
    ) -> Result<Account, Error> {
        if version != VERSION {
            return Err(Error::ConsentOutdated { current: VERSION });
        }
        let kept = account.consent.filter(|consent| consent.version == VERSION);
        let consent = kept.unwrap_or_else(|| Consent {
            version: VERSION.to_owned(),
            at_ms: self.clock.now_ms(),
        });
        info!(
            user_id = account.id,
            version = VERSION,
            "camera consent given"
        );
        self.set_consent(account.id, Some(consent)).await
    }

    /// Takes the agreement back. Idempotent.
    pub(crate) async fn withdraw_consent(&self, account: Account) -> Result<Account, Error> {
        info!(user_id = account.id, "camera consent withdrawn");
        self.set_consent(account.id, None).await
    }

    async fn set_consent(&self, user: String, consent: Option<Consent>) -> Result<Account, Error> {
        let updated = self.store.set_consent(user, consent).await?;
        updated.ok_or(Error::SignedOut)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::secret::digest;

    /// When this fails you changed the notice: set `VERSION` to today, then pin the new digest,
    /// so that everybody is asked again.
    const PINNED: (&str, &str) = (
        "2026-11-23",
        "f6634f8e2a8fbb7ea846a54792066f406c1d690720465c96451ed6ea40b72f22",
    );

    #[test]
    fn the_version_changes_with_the_text() {
        let digest: String = digest(TEXT).iter().map(|b| format!("{b:02x}")).collect();
        assert_eq!((VERSION, digest.as_str()), PINNED);
    }

    #[test]
    fn the_notice_says_what_it_must_in_paragraphs_of_plain_text() {
        for part in [
            "never stored",
            "Article 5(1)(f)",
            "withdraw",
            "not feeling",
            "before you agree",
        ] {
            assert!(TEXT.contains(part), "{part}");
        }
        assert!(TEXT.split("\n\n").count() > 5);
        assert!(!TEXT.contains(['#', '*', '`', '\r']), "no markup");
    }
}
