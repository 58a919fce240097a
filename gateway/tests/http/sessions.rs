//! Registration, login, the refresh cookie, allowances.

use gateway::Limits;
use serde_json::json;

use crate::{
    client::{Answer, Ask},
    fakes::{PASSWORD, World},
    stage::Stage,
};

fn login() -> Ask {
    Ask::new("POST", "/auth/login").json(&json!({"login": "ada", "password": PASSWORD}))
}

fn refresh(cookie: &str) -> Ask {
    Ask::new("POST", "/auth/refresh").header("cookie", cookie)
}

fn cookie(answer: &Answer) -> &str {
    answer.header("set-cookie").unwrap_or_default()
}

#[tokio::test]
async fn login_answers_a_session_and_keeps_the_refresh_token_in_a_cookie() {
    let stage = Stage::new().await;
    let answer = stage
        .ask(login().header("user-agent", "Firefox on Linux"))
        .await;
    let json = answer.ok(200).json();
    assert_eq!(json["token_type"], "Bearer");
    assert_eq!(json["expires_in"], 900);
    assert_eq!(json["user"]["created_at"], "2026-01-31T09:30:00.000Z");
    assert!(json.get("refresh_token").is_none(), "{json}");
    assert_eq!(
        cookie(&answer),
        "attune_refresh=refresh-2; HttpOnly; SameSite=Strict; Path=/auth; Max-Age=86400"
    );
    assert!(
        stage.world.calls("login")[0]
            .message
            .contains("Firefox on Linux")
    );
}

#[tokio::test]
async fn a_wrong_password_is_401_in_the_service_s_words() {
    let stage = Stage::new().await;
    let body = json!({"login": "ada", "password": "wrong"});
    let answer = stage.ask(Ask::new("POST", "/auth/login").json(&body)).await;
    answer.refused(401, "wrong_credentials");
    assert!(answer.text().contains("words for the person"));
    assert_eq!(cookie(&answer), "");
}

#[tokio::test]
async fn registration_is_201() {
    let stage = Stage::new().await;
    let body = json!({"username": "ada", "email": "a@example.org", "password": PASSWORD});
    let ask = Ask::new("POST", "/auth/register").json(&body);
    stage.ask(ask).await.ok(201);
}

#[tokio::test]
async fn an_api_client_gets_the_refresh_token_in_the_body() {
    let stage = Stage::new().await;
    let answer = stage.ask(login().header("x-attune-client", "api")).await;
    assert_eq!(answer.ok(200).json()["refresh_token"], "refresh-2");
    assert_eq!(cookie(&answer), "");
    let body = json!({"refresh_token": "refresh-1"});
    let answer = stage
        .ask(Ask::new("POST", "/auth/refresh").json(&body))
        .await;
    assert_eq!(answer.ok(200).json()["refresh_token"], "refresh-2");
    assert_eq!(cookie(&answer), "");
}

#[tokio::test]
async fn the_cookie_is_exchanged_for_a_new_one() {
    let stage = Stage::new().await;
    let answer = stage
        .ask(refresh("other=1; attune_refresh=refresh-1"))
        .await;
    assert!(answer.ok(200).json().get("refresh_token").is_none());
    assert!(cookie(&answer).starts_with("attune_refresh=refresh-2;"));
    let dead = stage.ask(refresh("attune_refresh=refresh-0")).await;
    dead.refused(401, "refresh_invalid");
    let none = stage.ask(Ask::new("POST", "/auth/refresh")).await;
    none.refused(401, "refresh_missing");
}

#[tokio::test]
async fn another_site_may_not_use_the_cookie() {
    let stage = Stage::new().await;
    for (name, value) in [
        ("origin", "https://evil.test"),
        ("origin", "null"),
        ("sec-fetch-site", "cross-site"),
        ("sec-fetch-site", "same-site"),
    ] {
        let ask = refresh("attune_refresh=refresh-1").header(name, value);
        stage.ask(ask).await.refused(403, "cross_site");
    }
    assert!(stage.world.calls("refresh").is_empty());
    for (name, value) in [
        ("origin", "http://attune.test"),
        ("sec-fetch-site", "same-origin"),
    ] {
        let ask = refresh("attune_refresh=refresh-1").header(name, value);
        stage.ask(ask).await.ok(200);
    }
}

#[tokio::test]
async fn behind_a_trusted_proxy_the_cookie_is_secure() {
    let stage = Stage::with(World::default(), |config| config.trust_proxy = true).await;
    let answer = stage
        .ask(login().header("x-forwarded-proto", "https"))
        .await;
    assert!(cookie(&answer).contains("; Secure;"), "{}", cookie(&answer));
    let stage = Stage::new().await;
    let answer = stage
        .ask(login().header("x-forwarded-proto", "https"))
        .await;
    assert!(!cookie(&answer).contains("Secure"), "{}", cookie(&answer));
}

#[tokio::test]
async fn too_many_logins_are_429_and_told_when_to_come_back() {
    let limits = Limits {
        open_per_minute: 2,
        count_loopback: true,
        ..Limits::default()
    };
    let stage = Stage::with(World::default(), |config| config.limits = limits).await;
    for _ in 0..2 {
        stage.ask(login()).await.ok(200);
    }
    let answer = stage.ask(login()).await;
    answer.refused(429, "too_many_requests");
    let wait: u64 = answer.header("retry-after").unwrap().parse().unwrap();
    assert!((1..=30).contains(&wait), "{wait}");
    stage.get("/me").await.ok(200);
}

#[tokio::test]
async fn this_machine_has_no_allowance_by_default() {
    let limits = Limits {
        open_per_minute: 1,
        ..Limits::default()
    };
    let stage = Stage::with(World::default(), |config| config.limits = limits).await;
    for _ in 0..3 {
        stage.ask(login()).await.ok(200);
    }
}

#[tokio::test]
async fn a_user_has_an_allowance_wherever_they_are() {
    let limits = Limits {
        user_per_minute: 2,
        ..Limits::default()
    };
    let stage = Stage::with(World::default(), |config| config.limits = limits).await;
    for _ in 0..2 {
        stage.get("/me").await.ok(200);
    }
    stage.get("/me").await.refused(429, "too_many_requests");
}

#[tokio::test]
async fn sessions_are_listed_and_ended() {
    let stage = Stage::new().await;
    let list = stage.get("/auth/sessions").await;
    assert_eq!(list.ok(200).json()["sessions"][0]["current"], true);
    stage
        .asked(Ask::new("DELETE", "/auth/sessions/session-9"))
        .await
        .ok(204);
    assert!(
        stage.world.calls("end_session")[0]
            .message
            .contains("session-9")
    );
    let invite = stage.asked(Ask::new("POST", "/auth/invites")).await;
    assert_eq!(invite.ok(201).json()["code"], "invite-1");
}
