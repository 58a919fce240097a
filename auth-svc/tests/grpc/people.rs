//! Finding other people.

use proto::auth::v1::{
    FindUsersRequest, LookupUsersRequest, RegisterRequest, SessionTokens, UpdateMeRequest,
};
use tonic::{Code, Status};

use crate::server::{Server, refused, registration};

async fn find(server: &Server, tokens: &SessionTokens, query: &str) -> Result<Vec<String>, Status> {
    let query = query.to_owned();
    let request = server.as_caller(tokens, FindUsersRequest { query }).await;
    let answer = server.client().find_users(request).await?.into_inner();
    Ok(answer.people.into_iter().map(|p| p.username).collect())
}

async fn register(server: &Server, name: &str, display_name: &str) -> SessionTokens {
    let request = RegisterRequest {
        display_name: Some(display_name.into()),
        ..registration(name)
    };
    server
        .client()
        .register(request)
        .await
        .unwrap()
        .into_inner()
}

#[tokio::test]
async fn names_are_found_by_any_part_in_any_case_and_the_caller_is_left_out() {
    let server = Server::start().await;
    let ada = register(&server, "ada", "Ännchen").await;
    let bob = register(&server, "Bob", "Äda's friend").await;
    register(&server, "carol", "").await;
    assert_eq!(find(&server, &ada, "BO").await.unwrap(), ["Bob"]);
    assert_eq!(find(&server, &ada, " äDA ").await.unwrap(), ["Bob"]);
    assert_eq!(find(&server, &bob, "änn").await.unwrap(), ["ada"]);
    assert!(find(&server, &ada, "änn").await.unwrap().is_empty());
    assert!(find(&server, &ada, "example.org").await.unwrap().is_empty());
    assert_eq!(find(&server, &ada, "o").await.unwrap(), ["Bob", "carol"]);
    assert_eq!(find(&server, &ada, "c").await.unwrap(), ["carol"]);
}

#[tokio::test]
async fn a_new_display_name_is_found_and_the_old_one_is_not() {
    let server = Server::start().await;
    let ada = server.register("ada").await;
    let bob = register(&server, "bob", "Old Name").await;
    let message = UpdateMeRequest {
        display_name: Some("New Name".into()),
        ..UpdateMeRequest::default()
    };
    let request = server.as_caller(&bob, message).await;
    server.client().update_me(request).await.unwrap();
    assert_eq!(find(&server, &ada, "new").await.unwrap(), ["bob"]);
    assert!(find(&server, &ada, "old").await.unwrap().is_empty());
}

#[tokio::test]
async fn wildcards_stand_for_themselves() {
    let server = Server::start().await;
    let ada = server.register("ada").await;
    register(&server, "bob_b", "50% \\ off").await;
    register(&server, "carol", "x").await;
    for query in ["%", "_", "\\", "0% \\ o", "b_b"] {
        assert_eq!(
            find(&server, &ada, query).await.unwrap(),
            ["bob_b"],
            "{query}"
        );
    }
}

#[tokio::test]
async fn at_most_twenty_are_found_those_that_begin_with_it_first() {
    let server = Server::start().await;
    let ada = server.register("ada").await;
    for n in 10..32 {
        register(&server, &format!("a-bob{n}"), "").await;
    }
    register(&server, "bob", "").await;
    let found = find(&server, &ada, "bob").await.unwrap();
    assert_eq!(found.len(), 20);
    assert_eq!(found[..2], ["bob", "a-bob10"]);
}

#[tokio::test]
async fn an_empty_or_endless_query_is_refused_with_the_limit() {
    let server = Server::start().await;
    let ada = server.register("ada").await;
    for query in ["", "  ", "a\nb", &"x".repeat(61)] {
        let answer = find(&server, &ada, query).await;
        let said = refused(answer, Code::InvalidArgument, "invalid_query");
        assert!(said.contains("1 to 60"), "{said}");
    }
}

#[tokio::test]
async fn ids_and_usernames_resolve_once_and_unknown_ones_are_left_out() {
    let server = Server::start().await;
    let ada = server.register("ada").await.user.unwrap();
    register(&server, "bob", "Robert").await;
    let request = LookupUsersRequest {
        ids: vec![ada.id.clone(), "unknown".into()],
        usernames: vec!["BOB".into(), "ada".into(), "nobody".into()],
    };
    let answer = server.client().lookup_users(request).await.unwrap();
    let people = answer.into_inner().people;
    let names = people.iter().map(|p| (&*p.username, &*p.display_name));
    assert_eq!(
        names.collect::<Vec<_>>(),
        [("ada", "ada"), ("bob", "Robert")]
    );
    assert_eq!(people[0].id, ada.id);
}

#[tokio::test]
async fn at_most_a_hundred_are_looked_up_at_once() {
    let server = Server::start().await;
    let many = vec!["x".to_owned(); 101];
    for (ids, usernames) in [(many.clone(), vec![]), (vec![], many)] {
        let request = LookupUsersRequest { ids, usernames };
        let answer = server.client().lookup_users(request).await;
        let said = refused(answer, Code::InvalidArgument, "invalid_query");
        assert!(said.contains("100"), "{said}");
    }
}
