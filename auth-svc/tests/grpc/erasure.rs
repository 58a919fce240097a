//! Erasing an account.

use proto::auth::v1::{CreateInviteRequest, DeleteMeRequest, LogoutRequest, SessionTokens};
use rusqlite::types::ValueRef;
use tonic::Code;

use crate::server::{Server, refused};

async fn delete(server: &Server, tokens: &SessionTokens) -> Vec<String> {
    let request = server.as_caller(tokens, DeleteMeRequest {}).await;
    let answer = server.client().delete_me(request).await.unwrap();
    answer.into_inner().ended_session_ids
}

/// Every text and number in this service's tables, by table.
fn rows(server: &Server) -> Vec<(String, String)> {
    let database = server.database();
    let tables =
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name LIKE 'auth\\_%' ESCAPE '\\'";
    let mut tables = database.prepare(tables).unwrap();
    let tables = tables.query_map([], |row| row.get::<_, String>(0)).unwrap();
    let mut found = Vec::new();
    for table in tables.map(Result::unwrap) {
        let mut all = database.prepare(&format!("SELECT * FROM {table}")).unwrap();
        let columns = all.column_count();
        let mut rows = all.query([]).unwrap();
        while let Some(row) = rows.next().unwrap() {
            let cells = (0..columns).map(|n| match row.get_ref(n).unwrap() {
                ValueRef::Text(text) => String::from_utf8_lossy(text).into_owned(),
                ValueRef::Null | ValueRef::Integer(_) | ValueRef::Real(_) | ValueRef::Blob(_) => {
                    String::new()
                }
            });
            found.push((table.clone(), cells.collect::<Vec<_>>().join("|")));
        }
    }
    found
}

#[tokio::test]
async fn an_erased_account_leaves_nothing_but_the_ids_of_its_ended_sessions() {
    let server = Server::start().await;
    let ada = server.register("ada").await;
    let second = server.login("ada").await;
    server.refresh(&ada.refresh_token).await.unwrap();
    let request = server.as_caller(&ada, CreateInviteRequest {}).await;
    server.client().create_invite(request).await.unwrap();
    for login in ["ada", "ada@example.org"] {
        let failed = server.try_login(login, "wrong password").await;
        refused(failed, Code::Unauthenticated, "wrong_credentials");
    }
    assert!(rows(&server).len() >= 8, "there is something to erase");

    let mut ended = delete(&server, &ada).await;
    let mut expected = vec![
        server.session_id(&ada).await,
        server.session_id(&second).await,
    ];
    let mut left = rows(&server);
    left.retain(|(table, _)| table != "auth_ended_sessions");
    assert_eq!(left, []);
    ended.sort();
    expected.sort();
    assert_eq!(ended, expected);
    let (mut told, _) = server.ended_since(0).await;
    told.sort();
    assert_eq!(told, expected);
}

#[tokio::test]
async fn after_erasure_the_tokens_are_dead_and_the_name_is_free() {
    let server = Server::start().await;
    server.register("ada").await;
    let bob = server.register("bob").await;
    delete(&server, &bob).await;
    refused(
        server.me(&bob).await,
        Code::Unauthenticated,
        "unauthenticated",
    );
    let answer = server.refresh(&bob.refresh_token).await;
    refused(answer, Code::Unauthenticated, "refresh_invalid");
    let answer = server.try_login("bob", crate::server::PASSWORD).await;
    refused(answer, Code::Unauthenticated, "wrong_credentials");
    let again = server.register("bob").await;
    assert_ne!(again.user.unwrap().id, bob.user.unwrap().id);
}

#[tokio::test]
async fn erasing_twice_is_fine_and_erases_nobody_else() {
    let server = Server::start().await;
    let ada = server.register("ada").await;
    let bob = server.register("bob").await;
    assert_eq!(delete(&server, &bob).await.len(), 1);
    assert!(delete(&server, &bob).await.is_empty());
    server.me(&ada).await.unwrap();
    server.refresh(&ada.refresh_token).await.unwrap();
}

#[tokio::test]
async fn a_session_that_has_ended_cannot_erase_the_account() {
    let server = Server::start().await;
    let lost = server.register("ada").await;
    let request = server.as_caller(&lost, LogoutRequest {}).await;
    server.client().logout(request).await.unwrap();
    let request = server.as_caller(&lost, DeleteMeRequest {}).await;
    let answer = server.client().delete_me(request).await;
    refused(answer, Code::Unauthenticated, "unauthenticated");
    server.login("ada").await;
}
