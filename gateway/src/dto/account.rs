//! The JSON of the account: profile, preferences, consent, export.

use proto::auth::v1 as auth;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

use super::time::Moment;

/// The user as they see themselves.
#[derive(Debug, PartialEq, Serialize, ToSchema)]
pub struct User {
    /// Opaque.
    pub id: String,
    /// The name for login and for others to write to.
    pub username: String,
    /// Never shown to others.
    pub email: String,
    /// The name that others see.
    pub display_name: String,
    /// In years.
    pub age: Option<u32>,
    /// In the user's own word.
    pub gender: Option<String>,
    /// `admin` or `user`.
    pub role: String,
    /// When the account was made.
    pub created_at: Moment,
    /// How Attune shall behave.
    pub preferences: Preferences,
    /// To what the user agreed before the camera started; null for nothing.
    pub consent: Option<Consent>,
}

/// How Attune shall behave.
#[derive(Debug, PartialEq, Serialize, ToSchema)]
pub struct Preferences {
    /// `system`, `light` or `dark`.
    pub theme: String,
    /// BCP 47.
    pub language: String,
    /// What music shall do: `match`, `lift` or `surprise`.
    pub intent: String,
    /// Whether songs with explicit lyrics may be recommended.
    pub explicit: bool,
    /// For how many days moods and songs are kept; null until they are erased.
    pub retention_days: Option<u32>,
    /// Whether a mood is shown only when several frames agree.
    pub smoothing: bool,
}

/// Consent to the camera notice.
#[derive(Debug, PartialEq, Serialize, ToSchema)]
pub struct Consent {
    /// Of the notice that was agreed to.
    pub version: String,
    /// When.
    pub at: Moment,
}

impl From<auth::User> for User {
    fn from(user: auth::User) -> Self {
        Self {
            id: user.id,
            username: user.username,
            email: user.email,
            display_name: user.display_name,
            age: user.age,
            gender: user.gender,
            role: user.role,
            created_at: Moment(user.created_at_ms),
            preferences: user.preferences.unwrap_or_default().into(),
            consent: user.consent.map(|consent| Consent {
                version: consent.version,
                at: Moment(consent.at_ms),
            }),
        }
    }
}

impl From<auth::Preferences> for Preferences {
    fn from(preferences: auth::Preferences) -> Self {
        Self {
            theme: preferences.theme,
            language: preferences.language,
            intent: preferences.intent,
            explicit: preferences.explicit,
            retention_days: preferences.retention_days,
            smoothing: preferences.smoothing,
        }
    }
}

/// Changes to the account; what is absent stays as it is.
#[derive(Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct UpdateRequest {
    /// The name that others see.
    pub display_name: Option<String>,
    /// The address for login.
    pub email: Option<String>,
    /// In years; null clears it.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<u32>)]
    pub age: Option<Option<u32>>,
    /// In the user's own word; null clears it.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<String>)]
    pub gender: Option<Option<String>>,
    /// How Attune shall behave.
    pub preferences: Option<PreferencesUpdate>,
}

/// Changes to the preferences; what is absent stays as it is.
#[derive(Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PreferencesUpdate {
    /// `system`, `light` or `dark`.
    pub theme: Option<String>,
    /// BCP 47.
    pub language: Option<String>,
    /// `match`, `lift` or `surprise`.
    pub intent: Option<String>,
    /// Whether songs with explicit lyrics may be recommended.
    pub explicit: Option<bool>,
    /// For how many days moods and songs are kept; null until they are erased.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<u32>)]
    pub retention_days: Option<Option<u32>>,
    /// Whether a mood is shown only when several frames agree.
    pub smoothing: Option<bool>,
}

/// Tells null, which clears a field, from absence, which leaves it.
fn given<'de, T, D>(deserializer: D) -> Result<Option<Option<T>>, D::Error>
where
    T: Deserialize<'de>,
    D: Deserializer<'de>,
{
    Option::<T>::deserialize(deserializer).map(Some)
}

impl UpdateRequest {
    /// The retention that the services shall be told, if it is to change: null keeps for ever.
    pub fn retention(&self) -> Option<Option<u32>> {
        let days = self.preferences.as_ref()?.retention_days?;
        Some(days.filter(|days| *days > 0))
    }

    /// The message for auth, in which zero and the empty word clear a field. An age of 0 is told as 1, which auth
    /// refuses just as well.
    pub fn into_message(self) -> auth::UpdateMeRequest {
        let preferences = self.preferences.unwrap_or_default();
        auth::UpdateMeRequest {
            display_name: self.display_name,
            email: self.email,
            age: self.age.map(|years| years.map_or(0, |years| years.max(1))),
            gender: self.gender.map(Option::unwrap_or_default),
            theme: preferences.theme,
            language: preferences.language,
            intent: preferences.intent,
            explicit: preferences.explicit,
            retention_days: preferences.retention_days.map(Option::unwrap_or_default),
            smoothing: preferences.smoothing,
        }
    }
}

/// The camera notice as it stands.
#[derive(Serialize, ToSchema)]
pub struct ConsentNotice {
    /// For PUT /me/consent.
    pub version: String,
    /// Plain words, paragraphs parted by a blank line.
    pub text: String,
}

/// Agreement to the camera notice.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ConsentRequest {
    /// Of the notice that was read.
    pub version: String,
}

/// The last word before the account is erased.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EraseRequest {
    /// The user's password.
    pub password: String,
}

/// Everything that Attune holds about the user.
#[derive(Serialize, ToSchema)]
pub struct Export {
    /// When it was put together.
    pub exported_at: Moment,
    /// Account, sessions and consent.
    pub account: Value,
    /// Every mood.
    pub moods: Value,
    /// Recommendations, feedback and taste.
    pub music: Value,
    /// Conversations and messages.
    pub chat: Value,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(json: &str) -> auth::UpdateMeRequest {
        let update: UpdateRequest = serde_json::from_str(json).unwrap();
        update.into_message()
    }

    #[test]
    fn null_clears_what_absence_leaves() {
        assert_eq!(message("{}"), auth::UpdateMeRequest::default());
        let cleared =
            message(r#"{"age":null,"gender":null,"preferences":{"retention_days":null}}"#);
        assert_eq!(cleared.age, Some(0));
        assert_eq!(cleared.gender.as_deref(), Some(""));
        assert_eq!(cleared.retention_days, Some(0));
        let set = message(r#"{"age":30,"preferences":{"retention_days":7,"explicit":false}}"#);
        assert_eq!((set.age, set.retention_days), (Some(30), Some(7)));
        assert_eq!((set.gender, set.explicit), (None, Some(false)));
        assert_eq!(message(r#"{"age":0}"#).age, Some(1), "0 clears nothing");
    }

    #[test]
    fn retention_is_told_only_when_it_is_given() {
        let retention = |json: &str| {
            serde_json::from_str::<UpdateRequest>(json)
                .unwrap()
                .retention()
        };
        assert_eq!(retention("{}"), None);
        assert_eq!(retention(r#"{"preferences":{"theme":"dark"}}"#), None);
        assert_eq!(
            retention(r#"{"preferences":{"retention_days":null}}"#),
            Some(None)
        );
        assert_eq!(
            retention(r#"{"preferences":{"retention_days":0}}"#),
            Some(None)
        );
        assert_eq!(
            retention(r#"{"preferences":{"retention_days":30}}"#),
            Some(Some(30))
        );
    }

    #[test]
    fn a_user_has_every_field_even_when_empty() {
        let user = User::from(auth::User::default());
        let json = serde_json::to_value(&user).unwrap();
        for field in ["age", "gender", "consent"] {
            assert!(json[field].is_null(), "{field}");
        }
        assert_eq!(json["created_at"], "1970-01-01T00:00:00.000Z");
        assert!(json["preferences"]["retention_days"].is_null());
    }
}
