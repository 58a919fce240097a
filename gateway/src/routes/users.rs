//! People to talk to, and how ids become names.

use std::collections::{HashMap, HashSet};

use actix_web::web::Json;
use proto::auth::v1::{self as auth, FindUsersRequest, LookupUsersRequest};

use crate::{
    clients::{Answered, Service},
    dto::chat::{PeopleList, PeopleQuery, Person},
    error::ApiError,
    extract::Query,
    identity::Signed,
};

/// The assistant's id, which is its username too.
pub const ASSISTANT: &str = "attune";

/// Finds people by a part of their name.
#[utoipa::path(get, path = "/users", tag = "Chat", params(PeopleQuery),
    responses((status = 200, body = PeopleList)))]
pub async fn find(
    me: Signed,
    Query(query): Query<PeopleQuery>,
) -> Result<Json<PeopleList>, ApiError> {
    let request = me.request(FindUsersRequest { query: query.query });
    let mut auth = me.clients.auth();
    let found = auth.find_users(request).await.of(Service::Auth)?;
    let users = found.people.into_iter().map(Person::from).collect();
    Ok(Json(PeopleList { users }))
}

impl From<auth::Person> for Person {
    fn from(person: auth::Person) -> Self {
        Self {
            username: person.username,
            display_name: person.display_name,
        }
    }
}

/// The id of the user with this name, whatever its case.
///
/// # Errors
/// [`ApiError::UserNotFound`] when there is none.
pub async fn id_of(me: &Signed, username: &str) -> Result<String, ApiError> {
    let wanted = username.trim().to_lowercase();
    if wanted == ASSISTANT {
        return Ok(ASSISTANT.to_owned());
    }
    let request = me.request(LookupUsersRequest {
        ids: Vec::new(),
        usernames: vec![wanted],
    });
    let mut auth = me.clients.auth();
    let found = auth.lookup_users(request).await.of(Service::Auth)?;
    let person = found.people.into_iter().next();
    person
        .map(|person| person.id)
        .ok_or_else(|| ApiError::UserNotFound(username.to_owned()))
}

/// The people behind these ids. Erased ones are missing; the assistant is always known.
///
/// # Errors
/// [`ApiError`] when auth does not answer.
pub async fn people(
    me: &Signed,
    ids: impl IntoIterator<Item = String>,
) -> Result<HashMap<String, Person>, ApiError> {
    let mut unknown: HashSet<String> = ids.into_iter().filter(|id| !id.is_empty()).collect();
    let mut people = HashMap::new();
    if unknown.remove(ASSISTANT) {
        let assistant = Person {
            username: ASSISTANT.to_owned(),
            display_name: "Attune".to_owned(),
        };
        people.insert(ASSISTANT.to_owned(), assistant);
    }
    if unknown.is_empty() {
        return Ok(people);
    }
    let request = me.request(LookupUsersRequest {
        ids: unknown.into_iter().collect(),
        usernames: Vec::new(),
    });
    let mut auth = me.clients.auth();
    let found = auth.lookup_users(request).await.of(Service::Auth)?;
    for person in found.people {
        people.insert(person.id.clone(), Person::from(person));
    }
    Ok(people)
}
