//! Reading, changing and exporting one's own account.

use proto::auth::v1::{CreateInviteRequest, ExportMeRequest, SessionTokens, UpdateMeRequest, User};
use tonic::{Code, Status};

use crate::server::{PASSWORD, Server, refused};

async fn update(
    server: &Server,
    tokens: &SessionTokens,
    message: UpdateMeRequest,
) -> Result<User, Status> {
    let request = server.as_caller(tokens, message).await;
    let answer = server.client().update_me(request).await;
    answer.map(|answer| answer.into_inner())
}

#[tokio::test]
async fn only_what_is_set_changes() {
    let server = Server::start().await;
    let tokens = server.register("ada").await;
    let mut expected = tokens.user.clone().unwrap();
    let message = UpdateMeRequest {
        display_name: Some("Ada L.".into()),
        age: Some(36),
        gender: Some("woman".into()),
        theme: Some("dark".into()),
        language: Some("pt-BR".into()),
        intent: Some("lift".into()),
        explicit: Some(true),
        retention_days: Some(90),
        smoothing: Some(false),
        email: Some("ada@new.example".into()),
    };
    let user = update(&server, &tokens, message).await.unwrap();
    expected.display_name = "Ada L.".into();
    expected.age = Some(36);
    expected.gender = Some("woman".into());
    expected.email = "ada@new.example".into();
    let preferences = expected.preferences.as_mut().unwrap();
    preferences.theme = "dark".into();
    preferences.language = "pt-BR".into();
    preferences.intent = "lift".into();
    preferences.explicit = true;
    preferences.retention_days = Some(90);
    preferences.smoothing = false;
    assert_eq!(user, expected);
    let nothing = UpdateMeRequest::default();
    assert_eq!(update(&server, &tokens, nothing).await.unwrap(), expected);
    assert_eq!(server.me(&tokens).await.unwrap(), expected);
    server.login("ada@new.example").await;
}

#[tokio::test]
async fn zero_and_empty_clear_a_field() {
    let server = Server::start().await;
    let tokens = server.register("ada").await;
    let fill = UpdateMeRequest {
        display_name: Some("Ada L.".into()),
        age: Some(36),
        gender: Some("woman".into()),
        retention_days: Some(3650),
        ..UpdateMeRequest::default()
    };
    update(&server, &tokens, fill).await.unwrap();
    let clear = UpdateMeRequest {
        display_name: Some(String::new()),
        age: Some(0),
        gender: Some(String::new()),
        retention_days: Some(0),
        ..UpdateMeRequest::default()
    };
    let user = update(&server, &tokens, clear).await.unwrap();
    assert_eq!(user, tokens.user.unwrap());
}

#[tokio::test]
async fn a_bad_value_is_named_and_nothing_changes() {
    let server = Server::start().await;
    let tokens = server.register("ada").await;
    let good = UpdateMeRequest {
        theme: Some("dark".into()),
        ..UpdateMeRequest::default()
    };
    let with = |change: &dyn Fn(&mut UpdateMeRequest)| {
        let mut message = good.clone();
        change(&mut message);
        message
    };
    let (bad, range) = (Code::InvalidArgument, Code::OutOfRange);
    for (message, code, expected) in [
        (
            with(&|m| m.theme = Some("pink".into())),
            range,
            "invalid_theme",
        ),
        (
            with(&|m| m.intent = Some("calm".into())),
            range,
            "invalid_intent",
        ),
        (
            with(&|m| m.language = Some("english!".into())),
            bad,
            "invalid_language",
        ),
        (
            with(&|m| m.retention_days = Some(3651)),
            range,
            "invalid_retention_days",
        ),
        (with(&|m| m.age = Some(121)), range, "invalid_age"),
        (
            with(&|m| m.gender = Some("x".repeat(41))),
            bad,
            "invalid_gender",
        ),
        (
            with(&|m| m.display_name = Some("a\nb".into())),
            bad,
            "invalid_display_name",
        ),
        (
            with(&|m| m.email = Some("nowhere".into())),
            bad,
            "invalid_email",
        ),
    ] {
        refused(update(&server, &tokens, message).await, code, expected);
    }
    assert_eq!(server.me(&tokens).await.unwrap(), tokens.user.unwrap());
}

#[tokio::test]
async fn somebody_elses_address_is_taken_and_my_own_is_not() {
    let server = Server::start().await;
    server.register("ada").await;
    let bob = server.register("bob").await;
    let email = |address: &str| UpdateMeRequest {
        email: Some(address.into()),
        ..UpdateMeRequest::default()
    };
    let answer = update(&server, &bob, email("ADA@example.org")).await;
    refused(answer, Code::AlreadyExists, "email_taken");
    let user = update(&server, &bob, email("Bob@Example.org"))
        .await
        .unwrap();
    assert_eq!(user.email, "Bob@Example.org");
}

#[tokio::test]
async fn the_export_holds_everything_but_secrets() {
    let server = Server::start().await;
    let tokens = server.register("ada").await;
    let request = server.as_caller(&tokens, CreateInviteRequest {}).await;
    let code = server.client().create_invite(request).await.unwrap();
    let code = code.into_inner().code;
    let failed = server.try_login("ada", "wrong password").await;
    refused(failed, Code::Unauthenticated, "wrong_credentials");
    let request = server.as_caller(&tokens, ExportMeRequest {}).await;
    let answer = server.client().export_me(request).await.unwrap();
    let text = answer.into_inner().json;
    let json: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!(json["account"]["id"], tokens.user.unwrap().id);
    assert_eq!(json["account"]["email"], "ada@example.org");
    assert_eq!(json["account"]["role"], "admin");
    assert_eq!(json["preferences"]["theme"], "system");
    assert!(json["camera_consent"].is_null());
    assert_eq!(json["sessions"][0]["device"], "first device");
    assert_eq!(json["sessions"][0]["current"], true);
    assert_eq!(json["invitations"].as_array().unwrap().len(), 1);
    assert_eq!(json["failed_password_tries"].as_array().unwrap().len(), 1);
    assert!(json["exported_at"].as_str().unwrap().ends_with('Z'));
    for secret in [PASSWORD, &tokens.refresh_token, &code, "$argon2id"] {
        assert!(!text.contains(secret));
    }
}
