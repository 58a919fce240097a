//! Somebody who uses Attune over HTTP.

use reqwest::Method;
use serde_json::{Value, json};

use crate::{Answer, fixture, frame};

/// The password of every person in the tests.
pub const PASSWORD: &str = "correct horse battery";

/// An HTTP client, with an access token or without.
#[derive(Clone)]
pub struct Client {
    http: reqwest::Client,
    base: String,
    token: Option<String>,
}

impl Client {
    /// A client of the gateway at `base`, such as `http://127.0.0.1:8080`.
    pub fn at(base: &str) -> Self {
        // Only a plain-HTTP client is built here, but reqwest wants a provider all the same.
        let _ = rustls::crypto::ring::default_provider().install_default();
        Self {
            http: reqwest::Client::new(),
            base: base.to_owned(),
            token: None,
        }
    }

    /// The same client with another access token.
    #[must_use]
    pub fn with_token(&self, token: &str) -> Self {
        Self {
            token: Some(token.to_owned()),
            ..self.clone()
        }
    }

    /// A request to `path`, authorised when there is a token, marked as a client without cookies.
    pub fn request(&self, method: Method, path: &str) -> reqwest::RequestBuilder {
        let request = self.http.request(method, format!("{}{path}", self.base));
        let request = request.header("x-attune-client", "api");
        match &self.token {
            Some(token) => request.bearer_auth(token),
            None => request,
        }
    }

    /// Sends a request as it is.
    pub async fn send(&self, request: reqwest::RequestBuilder) -> Answer {
        let response = request.send().await.expect("the gateway answers");
        Answer::of(response).await.expect("the body is complete")
    }

    /// GET; nothing when no gateway answers.
    pub async fn try_get(&self, path: &str) -> Option<Answer> {
        Answer::of(self.request(Method::GET, path).send().await.ok()?).await
    }

    /// POST with a JSON body; nothing when no gateway answers.
    pub async fn try_post(&self, path: &str, body: Value) -> Option<Answer> {
        Answer::of(
            self.request(Method::POST, path)
                .json(&body)
                .send()
                .await
                .ok()?,
        )
        .await
    }

    /// GET.
    pub async fn get(&self, path: &str) -> Answer {
        self.send(self.request(Method::GET, path)).await
    }

    /// POST with a JSON body.
    pub async fn post(&self, path: &str, body: Value) -> Answer {
        self.send(self.request(Method::POST, path).json(&body))
            .await
    }

    /// PUT with a JSON body.
    pub async fn put(&self, path: &str, body: Value) -> Answer {
        self.send(self.request(Method::PUT, path).json(&body)).await
    }

    /// PATCH with a JSON body.
    pub async fn patch(&self, path: &str, body: Value) -> Answer {
        self.send(self.request(Method::PATCH, path).json(&body))
            .await
    }

    /// DELETE without a body.
    pub async fn delete(&self, path: &str) -> Answer {
        self.send(self.request(Method::DELETE, path)).await
    }
}

/// Somebody with an account who is logged in.
pub struct Person {
    /// The name they registered with.
    pub username: String,
    /// Their id.
    pub id: String,
    /// Their access token.
    pub token: String,
    /// Their refresh token.
    pub refresh_token: String,
    client: Client,
}

impl std::ops::Deref for Person {
    type Target = Client;

    fn deref(&self) -> &Client {
        &self.client
    }
}

impl Person {
    /// Registers somebody.
    pub async fn register(client: Client, username: &str) -> Self {
        let body = json!({
            "username": username, "email": format!("{username}@example.org"), "password": PASSWORD,
        });
        Self::of(
            &client,
            client.post("/auth/register", body).await.expect(201),
        )
    }

    /// Logs in once more: another session of the same person.
    pub async fn log_in_again(&self) -> Self {
        let body = json!({"login": self.username, "password": PASSWORD});
        Self::of(
            &self.client,
            self.client.post("/auth/login", body).await.expect(200),
        )
    }

    fn of(client: &Client, session: Value) -> Self {
        let text = |value: &Value| value.as_str().expect("a string").to_owned();
        let token = text(&session["access_token"]);
        Self {
            username: text(&session["user"]["username"]),
            id: text(&session["user"]["id"]),
            refresh_token: text(&session["refresh_token"]),
            client: client.with_token(&token),
            token,
        }
    }

    /// Agrees to the camera.
    pub async fn consent(&self) {
        let notice = self.get("/consent").await.expect(200);
        self.put("/me/consent", json!({"version": notice["version"]}))
            .await
            .expect(200);
    }

    /// Shows a fixture image to the camera.
    pub async fn show(&self, image: &str) -> Value {
        self.post("/predict", json!({"image": frame(&fixture(image))}))
            .await
            .expect(200)
    }

    /// Sends a chat message; the transaction id is the text itself.
    pub async fn say(&self, to: &str, text: &str) -> Value {
        let body = json!({"to": to, "body": text, "client_txn_id": text});
        self.post("/chat/send", body).await.expect(200)["message"].clone()
    }
}
