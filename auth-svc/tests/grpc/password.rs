//! Checking and changing passwords, and what is kept of them.

use auth_svc::password::Cost;
use proto::auth::v1::{ChangePasswordRequest, SessionTokens, VerifyPasswordRequest};
use tonic::{Code, Status};

use crate::server::{PASSWORD, Server, refused};

const NEW: &str = "another fine sentence";

async fn change(
    server: &Server,
    tokens: &SessionTokens,
    current: &str,
    new: &str,
) -> Result<Vec<String>, Status> {
    let message = ChangePasswordRequest {
        current: current.into(),
        new: new.into(),
    };
    let request = server.as_caller(tokens, message).await;
    let answer = server.client().change_password(request).await?;
    Ok(answer.into_inner().ended_session_ids)
}

async fn verify(server: &Server, tokens: &SessionTokens, password: &str) -> Result<(), Status> {
    let message = VerifyPasswordRequest {
        password: password.into(),
    };
    let request = server.as_caller(tokens, message).await;
    server.client().verify_password(request).await.map(|_| ())
}

#[tokio::test]
async fn a_changed_password_ends_every_other_session() {
    let server = Server::start().await;
    let mine = server.register("ada").await;
    let other = server.login("ada").await;
    let ended = change(&server, &mine, PASSWORD, NEW).await.unwrap();
    assert_eq!(ended, [server.session_id(&other).await]);
    assert_eq!(server.ended_since(0).await.0, ended);
    refused(
        server.me(&other).await,
        Code::Unauthenticated,
        "unauthenticated",
    );
    server.me(&mine).await.unwrap();
    server.refresh(&mine.refresh_token).await.unwrap();
    let old = server.try_login("ada", PASSWORD).await;
    refused(old, Code::Unauthenticated, "wrong_credentials");
    server.try_login("ada", NEW).await.unwrap();
}

#[tokio::test]
async fn a_wrong_current_password_changes_nothing() {
    let server = Server::start().await;
    let mine = server.register("ada").await;
    let answer = change(&server, &mine, "wrong password", NEW).await;
    refused(answer, Code::PermissionDenied, "wrong_password");
    server.login("ada").await;
}

#[tokio::test]
async fn a_weak_new_password_is_refused_as_the_new_one() {
    let server = Server::start().await;
    let mine = server.register("ada").await;
    let answer = change(&server, &mine, PASSWORD, "short").await;
    let said = refused(answer, Code::InvalidArgument, "weak_password");
    assert!(said.contains("new password"), "{said}");
}

#[tokio::test]
async fn the_password_can_be_checked_ten_times_wrongly() {
    let server = Server::start().await;
    let mine = server.register("ada").await;
    verify(&server, &mine, PASSWORD).await.unwrap();
    for _ in 0..10 {
        let answer = verify(&server, &mine, "wrong password").await;
        refused(answer, Code::PermissionDenied, "wrong_password");
    }
    let answer = verify(&server, &mine, PASSWORD).await;
    refused(answer, Code::ResourceExhausted, "too_many_tries");
    let answer = change(&server, &mine, PASSWORD, NEW).await;
    refused(answer, Code::ResourceExhausted, "too_many_tries");
    server.login("ada").await;
}

#[tokio::test]
async fn a_hash_that_has_become_too_cheap_is_renewed_at_login() {
    let server = Server::start().await;
    server.register("ada").await;
    let hash = |server: &Server| -> String {
        let select = "SELECT password_hash FROM auth_users";
        let database = server.database();
        database.query_row(select, [], |row| row.get(0)).unwrap()
    };
    let cheap = hash(&server);
    assert!(cheap.starts_with("$argon2id$v=19$m=16,t=1,p=1$"), "{cheap}");
    server.login("ada").await;
    assert_eq!(hash(&server), cheap, "not renewed without need");
    let dearer = Cost {
        memory_kib: 32,
        iterations: 2,
        lanes: 1,
    };
    let server = server
        .restart_with(|config| config.password_cost = dearer)
        .await;
    server.login("ada").await;
    assert!(hash(&server).starts_with("$argon2id$v=19$m=32,t=2,p=1$"));
    server.login("ada").await;
}

#[tokio::test]
async fn no_secret_is_in_the_database_as_it_was_given_out() {
    let server = Server::start().await;
    let tokens = server.register("ada").await;
    let again = server.refresh(&tokens.refresh_token).await.unwrap();
    let answer = server.try_login(PASSWORD, PASSWORD).await;
    refused(answer, Code::Unauthenticated, "wrong_credentials");
    let secrets = [PASSWORD, &tokens.refresh_token, &again.refresh_token];
    let mut bytes = Vec::new();
    for file in ["mood_app.db", "mood_app.db-wal"] {
        bytes.extend(std::fs::read(server.dir.path().join(file)).unwrap());
    }
    let holds = |text: &str| {
        bytes
            .windows(text.len())
            .any(|part| part == text.as_bytes())
    };
    assert!(holds("ada@example.org"), "the search works");
    for secret in secrets {
        assert!(!holds(secret));
    }
}
