//! Making accounts.

use auth_svc::invite::Signups;
use proto::auth::v1::RegisterRequest;
use tonic::Code;

use crate::server::{Server, refused, registration};

#[tokio::test]
async fn the_first_account_is_the_admins_and_the_next_is_not() {
    let server = Server::start().await;
    assert_eq!(server.register("ada").await.user.unwrap().role, "admin");
    assert_eq!(server.register("bob").await.user.unwrap().role, "user");
}

#[tokio::test]
async fn of_many_who_are_first_at_once_exactly_one_is_admin() {
    let server = Server::start().await;
    let registering = (0..8).map(|n| {
        let mut client = server.client();
        let request = registration(&format!("user{n}"));
        tokio::spawn(async move { client.register(request).await.unwrap().into_inner() })
    });
    let mut roles = Vec::new();
    for task in registering.collect::<Vec<_>>() {
        roles.push(task.await.unwrap().user.unwrap().role);
    }
    assert_eq!(roles.iter().filter(|role| *role == "admin").count(), 1);
}

#[tokio::test]
async fn one_name_registered_twice_at_once_makes_one_account() {
    let server = Server::start().await;
    let registering = (0..6).map(|_| {
        let mut client = server.client();
        tokio::spawn(async move { client.register(registration("ada")).await })
    });
    let mut made = 0;
    for task in registering.collect::<Vec<_>>() {
        match task.await.unwrap() {
            Ok(_) => made += 1,
            Err(status) => assert_eq!(status.code(), Code::AlreadyExists),
        }
    }
    assert_eq!(made, 1);
}

#[tokio::test]
async fn a_new_account_is_what_was_asked_for_with_the_defaults() {
    let server = Server::start().await;
    let request = RegisterRequest {
        username: " Ada ".into(),
        email: " Ada@Example.org ".into(),
        display_name: Some("  ".into()),
        age: Some(36),
        gender: Some("woman".into()),
        ..registration("ada")
    };
    let tokens = server
        .client()
        .register(request)
        .await
        .unwrap()
        .into_inner();
    assert_eq!(tokens.expires_in_s, 600);
    assert_eq!(tokens.refresh_expires_in_s, 30 * 24 * 60 * 60);
    assert!(tokens.refresh_token.len() >= 43, "256 bits");
    let user = tokens.user.clone().unwrap();
    assert_eq!((&*user.username, &*user.display_name), ("Ada", "Ada"));
    assert_eq!(user.email, "Ada@Example.org");
    assert_eq!(
        (user.age, user.gender.as_deref()),
        (Some(36), Some("woman"))
    );
    assert_eq!(user.consent, None);
    let preferences = user.preferences.clone().unwrap();
    assert_eq!(
        (
            &*preferences.theme,
            &*preferences.language,
            &*preferences.intent
        ),
        ("system", "en", "match")
    );
    assert_eq!((preferences.explicit, preferences.smoothing), (false, true));
    assert_eq!(preferences.retention_days, None);
    assert_eq!(server.me(&tokens).await.unwrap(), user);
}

#[tokio::test]
async fn the_access_token_says_who_and_which_session() {
    let server = Server::start().await;
    let tokens = server.register("ada").await;
    let claims = server.claims(&tokens).await;
    assert_eq!(claims.sub, tokens.user.unwrap().id);
    assert_eq!((&*claims.username, &*claims.role), ("ada", "admin"));
    assert_eq!(claims.exp - claims.iat, 600);
    assert_eq!(claims.iss, "attune");
}

#[tokio::test]
async fn taken_names_are_refused_in_any_case() {
    let server = Server::start().await;
    server.register("ada").await;
    let name = RegisterRequest {
        email: "other@example.org".into(),
        ..registration("ADA")
    };
    let answer = server.client().register(name).await;
    refused(answer, Code::AlreadyExists, "username_taken");
    let address = RegisterRequest {
        email: "ADA@example.ORG".into(),
        ..registration("other")
    };
    let answer = server.client().register(address).await;
    refused(answer, Code::AlreadyExists, "email_taken");
}

/// Registers with one field changed and asserts that the refusal has this word and limit.
async fn malformed(
    server: &Server,
    change: impl FnOnce(&mut RegisterRequest),
    expected: &str,
    limit: &str,
) {
    let mut request = registration("ada");
    change(&mut request);
    let answer = server.client().register(request).await;
    let said = refused(answer, Code::InvalidArgument, expected);
    assert!(said.contains(limit), "{expected}: {said}");
}

#[tokio::test]
async fn a_bad_name_or_address_is_named_with_its_limit() {
    let server = Server::start().await;
    let too_long = Some("x".repeat(61));
    malformed(
        &server,
        |r| r.username = "ab".into(),
        "invalid_username",
        "3 to 32",
    )
    .await;
    malformed(
        &server,
        |r| r.username = "Admin".into(),
        "invalid_username",
        "reserved",
    )
    .await;
    malformed(
        &server,
        |r| r.email = "ada".into(),
        "invalid_email",
        "name@",
    )
    .await;
    malformed(
        &server,
        |r| r.display_name = too_long,
        "invalid_display_name",
        "60",
    )
    .await;
    malformed(
        &server,
        |r| r.gender = Some("x".repeat(41)),
        "invalid_gender",
        "40",
    )
    .await;
    let user = server.register("ada").await.user.unwrap();
    assert_eq!(user.role, "admin", "none of the refused ones was stored");
}

#[tokio::test]
async fn a_bad_password_is_named_with_its_limit() {
    let server = Server::start().await;
    malformed(
        &server,
        |r| r.password = "short".into(),
        "weak_password",
        "at least 8",
    )
    .await;
    malformed(
        &server,
        |r| r.password = "Password1".into(),
        "weak_password",
        "common",
    )
    .await;
    malformed(
        &server,
        |r| r.password = "i am ADA".into(),
        "weak_password",
        "name",
    )
    .await;
    malformed(
        &server,
        |r| r.password = r.email.clone(),
        "weak_password",
        "address",
    )
    .await;
    malformed(
        &server,
        |r| r.password = "x".repeat(257),
        "invalid_password",
        "256",
    )
    .await;
}

#[tokio::test]
async fn an_age_out_of_range_is_told_apart_from_a_malformed_field() {
    let server = Server::start().await;
    for age in [0, 12, 121] {
        let request = RegisterRequest {
            age: Some(age),
            ..registration("ada")
        };
        let answer = server.client().register(request).await;
        let said = refused(answer, Code::OutOfRange, "invalid_age");
        assert!(said.contains("13 to 120"), "{said}");
    }
}

#[tokio::test]
async fn closed_signups_let_only_the_first_in() {
    let server = Server::start_with(|config| config.signups = Signups::Closed).await;
    server.register("ada").await;
    let answer = server.client().register(registration("bob")).await;
    refused(answer, Code::PermissionDenied, "signups_closed");
}
