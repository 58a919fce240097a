//! Accounts, sessions, consent, export and erasure over the whole stack.

use attune_tests::{Attune, PASSWORD, Person};
use rusqlite::Connection;
use serde_json::json;

#[tokio::test]
async fn registering_logs_in_and_shows_the_profile() {
    let attune = Attune::start().await;
    let ada = attune.person("ada").await;
    let me = ada.get("/me").await.expect(200);
    assert_eq!(me["username"], "ada");
    assert_eq!(me["role"], "admin", "the first account is the admin");
    assert!(me["consent"].is_null());
    assert_eq!(
        attune.person("bob").await.get("/me").await.expect(200)["role"],
        "user"
    );
}

#[tokio::test]
async fn a_name_can_be_taken_only_once() {
    let attune = Attune::start().await;
    attune.person("ada").await;
    let again = json!({"username": "ADA", "email": "other@example.org", "password": PASSWORD});
    attune
        .client()
        .post("/auth/register", again)
        .await
        .expect_error(409, "username_taken");
}

#[tokio::test]
async fn wrong_password_and_unknown_login_sound_the_same() {
    let attune = Attune::start().await;
    attune.person("ada").await;
    let login = |login: &str| json!({"login": login, "password": "not the password"});
    let client = attune.client();
    let wrong = client.post("/auth/login", login("ada")).await;
    let unknown = client.post("/auth/login", login("nobody")).await;
    assert_eq!(
        wrong.expect_error(401, "wrong_credentials"),
        unknown.expect_error(401, "wrong_credentials")
    );
}

#[tokio::test]
async fn logging_out_kills_the_session_everywhere_at_once() {
    let attune = Attune::start().await;
    let ada = attune.person("ada").await;
    let elsewhere = ada.log_in_again().await;
    ada.post("/auth/logout", json!({})).await.expect(204);
    ada.get("/me").await.expect(401);
    let refresh = json!({"refresh_token": ada.refresh_token});
    ada.post("/auth/refresh", refresh).await.expect(401);
    elsewhere.get("/me").await.expect(200);
}

#[tokio::test]
async fn a_refresh_token_works_once_and_rotates() {
    let attune = Attune::start().await;
    let ada = attune.person("ada").await;
    let refresh = json!({"refresh_token": ada.refresh_token});
    let rotated = attune
        .client()
        .post("/auth/refresh", refresh)
        .await
        .expect(200);
    assert_ne!(rotated["refresh_token"], ada.refresh_token.as_str());
    let token = rotated["access_token"].as_str().unwrap();
    attune
        .client()
        .with_token(token)
        .get("/me")
        .await
        .expect(200);
}

#[tokio::test]
async fn changing_the_password_ends_the_other_sessions() {
    let attune = Attune::start().await;
    let ada = attune.person("ada").await;
    let elsewhere = ada.log_in_again().await;
    let change = json!({"current": PASSWORD, "new": "another horse battery"});
    ada.post("/auth/password", change).await.expect(204);
    elsewhere.get("/me").await.expect(401);
    ada.get("/me").await.expect(200);
    let old = json!({"login": "ada", "password": PASSWORD});
    attune.client().post("/auth/login", old).await.expect(401);
}

#[tokio::test]
async fn one_session_can_end_another() {
    let attune = Attune::start().await;
    let ada = attune.person("ada").await;
    let elsewhere = ada.log_in_again().await;
    let sessions = ada.get("/auth/sessions").await.expect(200);
    let sessions = sessions["sessions"].as_array().unwrap().clone();
    assert_eq!(sessions.len(), 2);
    let other = sessions
        .iter()
        .find(|session| session["current"] == false)
        .unwrap();
    ada.delete(&format!("/auth/sessions/{}", other["id"].as_str().unwrap()))
        .await
        .expect(204);
    elsewhere.get("/me").await.expect(401);
}

#[tokio::test]
async fn the_camera_needs_consent_to_the_notice_as_it_stands() {
    let attune = Attune::start().await;
    let ada = attune.person("ada").await;
    let frame = json!({"image": "aGVsbG8="});
    ada.post("/predict", frame.clone())
        .await
        .expect_error(403, "consent_required");
    let old = json!({"version": "1999-01-01"});
    ada.put("/me/consent", old)
        .await
        .expect_error(409, "consent_outdated");
    ada.consent().await;
    assert!(ada.get("/me").await.expect(200)["consent"]["at"].is_string());
    ada.post("/predict", frame.clone()).await.expect(400);
    ada.delete("/me/consent").await;
    ada.post("/predict", frame)
        .await
        .expect_error(403, "consent_required");
}

#[tokio::test]
async fn preferences_are_kept_and_bad_ones_refused() {
    let attune = Attune::start().await;
    let ada = attune.person("ada").await;
    let change = json!({"display_name": "Ada L.", "preferences": {"theme": "dark"}});
    ada.patch("/me", change).await.expect(200);
    let me = ada.get("/me").await.expect(200);
    assert_eq!(
        (&me["display_name"], &me["preferences"]["theme"]),
        (&json!("Ada L."), &json!("dark"))
    );
    let answer = ada
        .patch("/me", json!({"preferences": {"theme": "pink"}}))
        .await;
    assert!(answer.status.is_client_error(), "{answer:?}");
}

#[tokio::test]
async fn accounts_and_sessions_outlive_a_restart() {
    let attune = Attune::start().await;
    let ada = attune.person("ada").await;
    let attune = attune.restart().await;
    let same_token = attune.client().with_token(&ada.token);
    assert_eq!(
        same_token.get("/me").await.expect(200)["id"],
        ada.id.as_str()
    );
}

#[tokio::test]
async fn the_export_holds_what_every_service_knows() {
    let attune = Attune::start().await;
    let ada = attune.consenting_person("ada").await;
    leave_traces(&ada).await;
    let export = ada.get("/me/export").await.expect(200).to_string();
    for trace in [
        "ada@example.org",
        "a note to myself",
        "builtin",
        "hello attune",
    ] {
        assert!(export.contains(trace), "{trace} is missing in {export}");
    }
}

#[tokio::test]
async fn deleting_an_account_leaves_no_row_in_any_table() {
    let attune = Attune::start().await;
    let (ada, bob) = (
        attune.consenting_person("ada").await,
        attune.person("bob").await,
    );
    leave_traces(&ada).await;
    ada.say("bob", "hello bob").await;
    bob.say("ada", "hello ada").await;
    assert!(!rows_with(&attune, &ada).is_empty());

    let wrong = ada
        .request(reqwest::Method::DELETE, "/me")
        .json(&json!({"password": "wrong"}));
    ada.send(wrong).await.expect(403);
    let right = ada
        .request(reqwest::Method::DELETE, "/me")
        .json(&json!({"password": PASSWORD}));
    ada.send(right).await.expect(204);

    assert_eq!(rows_with(&attune, &ada), Vec::<String>::new());
    ada.get("/me").await.expect(401);
    bob.get("/chat/conversations").await.expect(200);
}

/// One row at least in every service's tables.
async fn leave_traces(person: &Person) {
    let told = json!({"mood": "sad", "note": "a note to myself"});
    person.post("/moods", told).await;
    let songs = person.get("/songs?mood=sad").await.expect(200);
    let song = songs["songs"][0]["id"].as_str().unwrap();
    let like = json!({"kind": "like"});
    person.post(&format!("/songs/{song}/feedback"), like).await;
    person.say("attune", "hello attune").await;
}

/// Every table whose rows name the person, by id, name or address.
fn rows_with(attune: &Attune, person: &Person) -> Vec<String> {
    let database = Connection::open(attune.data_dir().join("mood_app.db")).unwrap();
    let mut tables = database
        .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
        .unwrap();
    let tables: Vec<String> = tables
        .query_map([], |row| row.get(0))
        .unwrap()
        .collect::<Result<_, _>>()
        .unwrap();
    let traces = [
        person.id.clone(),
        person.username.clone(),
        format!("{}@", person.username),
    ];
    tables
        .into_iter()
        .filter(|table| table_names(&database, table, &traces))
        .collect()
}

fn table_names(database: &Connection, table: &str, traces: &[String; 3]) -> bool {
    let mut statement = database.prepare(&format!("SELECT * FROM {table}")).unwrap();
    let columns = statement.column_count();
    let mut rows = statement.query([]).unwrap();
    while let Some(row) = rows.next().unwrap() {
        for column in 0..columns {
            let Ok(text) = row.get::<_, String>(column) else {
                continue;
            };
            let [id, name, address] = traces;
            if text.contains(id) || text == *name || text.contains(address) {
                return true;
            }
        }
    }
    false
}
