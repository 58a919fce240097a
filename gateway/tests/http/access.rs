//! Who is let in: tokens, sessions that ended, a gateway that does not know yet.

use std::time::{Duration, Instant};

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde_json::json;

use crate::{
    client::Ask,
    fakes::{SESSION, USER, World},
    stage::{Stage, claims, nowhere, token},
};

async fn with_token(stage: &Stage, token: &str) -> crate::client::Answer {
    stage.ask(Ask::get("/me").bearer(token)).await
}

#[tokio::test]
async fn a_good_token_is_let_in() {
    let stage = Stage::new().await;
    let me = stage.get("/me").await;
    assert_eq!(me.ok(200).json()["username"], "ada");
    assert_eq!(me.header("cache-control"), Some("no-store"));
    assert_eq!(stage.world.calls("get_me")[0].user, USER);
}

#[tokio::test]
async fn no_token_is_401() {
    let stage = Stage::new().await;
    let answer = stage.ask(Ask::get("/me")).await;
    answer.refused(401, "token_missing");
    assert_eq!(answer.header("www-authenticate"), Some("Bearer"));
    let basic = Ask::get("/me").header("authorization", "Basic YTpi");
    stage.ask(basic).await.refused(401, "token_missing");
}

#[tokio::test]
async fn expired_token_is_401() {
    let stage = Stage::new().await;
    let expired = stage.world.signer.sign(&claims(USER, SESSION, -1)).unwrap();
    with_token(&stage, &expired)
        .await
        .refused(401, "token_expired");
}

#[tokio::test]
async fn a_token_that_was_let_in_is_refused_once_it_is_over() {
    let stage = Stage::new().await;
    let short = stage.world.signer.sign(&claims(USER, SESSION, 1)).unwrap();
    with_token(&stage, &short).await.ok(200);
    let mut ticks = tokio::time::interval(Duration::from_millis(50));
    let begun = Instant::now();
    let mut answer = with_token(&stage, &short).await;
    while answer.status == 200 && begun.elapsed() < Duration::from_secs(10) {
        ticks.tick().await;
        answer = with_token(&stage, &short).await;
    }
    answer.refused(401, "token_expired");
}

#[tokio::test]
async fn forged_token_is_401() {
    let stage = Stage::new().await;
    let other = World::default()
        .signer
        .sign(&claims(USER, SESSION, 60))
        .unwrap();
    with_token(&stage, &other)
        .await
        .refused(401, "token_invalid");
    let good = token(&stage.world);
    let (head, signature) = good.rsplit_once('.').unwrap();
    let (header, _) = head.split_once('.').unwrap();
    let payload = serde_json::to_vec(&claims("user-2", SESSION, 60)).unwrap();
    let payload = URL_SAFE_NO_PAD.encode(payload);
    let changed = format!("{header}.{payload}.{signature}");
    with_token(&stage, &changed)
        .await
        .refused(401, "token_invalid");
    with_token(&stage, "nonsense")
        .await
        .refused(401, "token_invalid");
}

#[tokio::test]
async fn token_without_a_signature_is_401() {
    let stage = Stage::new().await;
    let kid = stage.world.signer.public_key().kid;
    let header = json!({"alg": "none", "typ": "JWT", "kid": kid}).to_string();
    let payload = serde_json::to_string(&claims(USER, SESSION, 60)).unwrap();
    let none = format!(
        "{}.{}.",
        URL_SAFE_NO_PAD.encode(header),
        URL_SAFE_NO_PAD.encode(payload)
    );
    with_token(&stage, &none)
        .await
        .refused(401, "token_invalid");
}

#[tokio::test]
async fn a_session_ended_through_the_gateway_is_dead_at_once() {
    let stage = Stage::new().await;
    stage.get("/me").await.ok(200);
    let logout = stage.asked(Ask::new("POST", "/auth/logout")).await;
    let cookie = logout.ok(204).header("set-cookie").unwrap();
    assert!(
        cookie.starts_with("attune_refresh=;") && cookie.contains("Max-Age=0"),
        "{cookie}"
    );
    stage.get("/me").await.refused(401, "session_ended");
}

#[tokio::test]
async fn sessions_that_another_password_ended_are_dead_at_once() {
    let stage = Stage::new().await;
    let other = stage
        .world
        .signer
        .sign(&claims(USER, "session-2", 60))
        .unwrap();
    with_token(&stage, &other).await.ok(200);
    let body = json!({"current": "old", "new": "new password"});
    stage.post("/auth/password", &body).await.ok(204);
    with_token(&stage, &other)
        .await
        .refused(401, "session_ended");
    stage.get("/me").await.ok(200);
}

#[tokio::test]
async fn a_session_that_ended_before_the_gateway_started_is_refused() {
    let world = World::default();
    world.ended.lock().unwrap().push(SESSION.to_owned());
    let stage = Stage::with(world, |_| {}).await;
    stage.get("/me").await.refused(401, "session_ended");
}

#[tokio::test]
async fn nobody_is_let_in_before_auth_was_heard() {
    let absent = nowhere().await;
    let stage = Stage::with(World::default(), |config| config.auth_url = absent).await;
    let answer = stage.get("/moods").await;
    answer.refused(503, "starting");
    assert!(answer.header("retry-after").is_some());
    stage.ask(Ask::get("/healthz")).await.ok(200);
}

#[tokio::test]
async fn tokens_are_verified_without_auth_once_its_keys_are_known() {
    let mut stage = Stage::new().await;
    stage.get("/me").await.ok(200);
    stage.down("auth").await;
    stage.get("/moods").await.ok(200);
}
