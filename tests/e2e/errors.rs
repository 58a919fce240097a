//! Bad input of every kind: each gives its own clear error, and the process lives on.

use attune_tests::{Attune, Person, fixture, frame};
use reqwest::{Method, header::CONTENT_TYPE};
use serde_json::json;

/// Asserts that everything still works after the bad input.
async fn still_works(person: &Person) {
    person.get("/readyz").await.expect(200);
    assert_eq!(person.show("portrait.jpg").await["mood"], "happy");
}

fn raw(person: &Person, path: &str, body: &str) -> reqwest::RequestBuilder {
    person
        .request(Method::POST, path)
        .header(CONTENT_TYPE, "application/json")
        .body(body.to_owned())
}

#[tokio::test]
async fn a_body_that_is_not_json_or_lacks_a_field_says_so() {
    let attune = Attune::start().await;
    let ada = attune.consenting_person("ada").await;
    ada.send(raw(&ada, "/predict", "{nonsense"))
        .await
        .expect_error(400, "invalid_json");
    let missing = ada
        .post("/predict", json!({}))
        .await
        .expect_error(400, "invalid_field");
    assert!(missing.contains("image"), "{missing}");
    let unknown = ada
        .post("/predict", json!({"image": "", "colour": 1}))
        .await;
    assert!(
        unknown
            .expect_error(400, "invalid_field")
            .contains("colour")
    );
    still_works(&ada).await;
}

#[tokio::test]
async fn images_that_are_none_are_refused_before_they_cost_anything() {
    let attune = Attune::start().await;
    let ada = attune.consenting_person("ada").await;
    let portrait = fixture("portrait.jpg");
    let predict = |image: String| ada.post("/predict", json!({"image": image}));
    predict("*not base64*".into())
        .await
        .expect_error(400, "invalid_base64");
    predict(frame(b"hello, this is no image"))
        .await
        .expect_error(400, "image_not_supported");
    predict(frame(&portrait[..portrait.len() / 2]))
        .await
        .expect_error(400, "image_damaged");
    predict(frame(&huge_png_header()))
        .await
        .expect_error(413, "image_too_large");
    predict(frame(&vec![0xff; 1_600_000]))
        .await
        .expect_error(413, "image_too_large");
    still_works(&ada).await;
}

#[tokio::test]
async fn a_body_of_ten_megabytes_is_too_large() {
    let attune = Attune::start().await;
    let ada = attune.consenting_person("ada").await;
    let body = format!("{{\"image\":\"{}\"}}", "A".repeat(10 << 20));
    ada.send(raw(&ada, "/predict", &body))
        .await
        .expect_error(413, "body_too_large");
    let body = json!({"mood": "sad", "note": "x".repeat(70_000)}).to_string();
    ada.send(raw(&ada, "/moods", &body))
        .await
        .expect_error(413, "body_too_large");
    still_works(&ada).await;
}

#[tokio::test]
async fn a_forged_or_missing_token_is_401() {
    let attune = Attune::start().await;
    let ada = attune.person("ada").await;
    attune.client().get("/me").await.expect(401);
    let mut forged = ada.token.clone();
    let last = forged.pop().unwrap();
    forged.insert(forged.len() - 20, if last == 'A' { 'B' } else { 'A' });
    attune
        .client()
        .with_token(&forged)
        .get("/me")
        .await
        .expect(401);
    attune
        .client()
        .with_token("eyJhbGciOiJub25lIn0.e30.")
        .get("/me")
        .await
        .expect(401);
    ada.get("/me").await.expect(200);
}

#[tokio::test]
async fn unknown_people_and_long_messages_are_refused() {
    let attune = Attune::start().await;
    let ada = attune.consenting_person("ada").await;
    let message = |to: &str, body: String| json!({"to": to, "body": body, "client_txn_id": "1"});
    let nobody = ada.post("/chat/send", message("nobody", "hi".into())).await;
    nobody.expect_error(404, "user_not_found");
    let long = ada
        .post("/chat/send", message("attune", "x".repeat(50_000)))
        .await;
    let words = long.expect_error(400, "message_too_long");
    assert!(words.contains("4000"), "{words}");
    still_works(&ada).await;
}

#[tokio::test]
async fn unknown_paths_and_methods_answer_in_json() {
    let attune = Attune::start().await;
    let client = attune.client();
    client
        .get("/no/such/path")
        .await
        .expect_error(404, "not_found");
    client
        .delete("/auth/login")
        .await
        .expect_error(405, "method_not_allowed");
    let text = client
        .request(Method::POST, "/auth/login")
        .body("login=ada");
    client
        .send(text)
        .await
        .expect_error(415, "unsupported_media_type");
}

#[tokio::test]
async fn every_page_and_answer_carries_the_security_headers() {
    let attune = Attune::start().await;
    for path in ["/", "/healthz", "/me"] {
        let headers = attune.client().get(path).await.headers;
        let csp = headers["content-security-policy"].to_str().unwrap();
        assert!(
            csp.contains("default-src 'self'") && !csp.contains("unsafe-inline"),
            "{path}: {csp}"
        );
        assert_eq!(headers["x-content-type-options"], "nosniff", "{path}");
        assert!(headers.contains_key("x-request-id"), "{path}");
    }
}

#[tokio::test]
async fn the_openapi_document_names_every_call_of_the_contract() {
    let attune = Attune::start().await;
    let document = attune.client().get("/openapi.json").await.expect(200);
    let paths = document["paths"].as_object().unwrap();
    for (path, method) in [
        ("/auth/register", "post"),
        ("/auth/login", "post"),
        ("/auth/refresh", "post"),
        ("/auth/logout", "post"),
        ("/auth/sessions", "get"),
        ("/auth/sessions/{id}", "delete"),
        ("/auth/password", "post"),
        ("/me", "get"),
        ("/me", "patch"),
        ("/me", "delete"),
        ("/consent", "get"),
        ("/me/consent", "put"),
        ("/me/consent", "delete"),
        ("/me/export", "get"),
        ("/predict", "post"),
        ("/moods", "get"),
        ("/moods", "post"),
        ("/moods", "delete"),
        ("/moods/{id}", "patch"),
        ("/moods/{id}", "delete"),
        ("/moods/summary", "get"),
        ("/songs", "get"),
        ("/songs", "post"),
        ("/songs/{id}/feedback", "post"),
        ("/songs/{id}/feedback", "delete"),
        ("/songs/history", "get"),
        ("/music/providers", "get"),
        ("/music/taste", "get"),
        ("/music/taste", "delete"),
        ("/chat/send", "post"),
        ("/chat/fetch", "get"),
        ("/chat/conversations", "get"),
        ("/chat/read", "post"),
        ("/users", "get"),
        ("/chat/block", "post"),
        ("/chat/report", "post"),
        ("/healthz", "get"),
        ("/readyz", "get"),
    ] {
        assert!(
            paths
                .get(path)
                .is_some_and(|call| call.get(method).is_some()),
            "{method} {path}"
        );
    }
    let page = attune.client().get("/docs").await.expect(200);
    assert!(page.as_str().is_some_and(|html| html.contains("<html")));
}

/// A PNG that is only a header, of 60,000 × 60,000 pixels.
fn huge_png_header() -> Vec<u8> {
    let mut header = b"IHDR".to_vec();
    header.extend(60_000_u32.to_be_bytes());
    header.extend(60_000_u32.to_be_bytes());
    header.extend([8, 6, 0, 0, 0]);
    let mut png = b"\x89PNG\r\n\x1a\n\0\0\0\r".to_vec();
    png.extend(&header);
    png.extend(crc32(&header).to_be_bytes());
    png
}

/// The CRC of PNG chunks (ISO 3309, reflected polynomial 0xEDB88320).
fn crc32(bytes: &[u8]) -> u32 {
    let step = |crc: u32, _| {
        if crc & 1 == 1 {
            (crc >> 1) ^ 0xedb8_8320
        } else {
            crc >> 1
        }
    };
    !bytes
        .iter()
        .fold(!0, |crc, byte| (0..8).fold(crc ^ u32::from(*byte), step))
}

#[test]
fn the_crc_is_that_of_png() {
    assert_eq!(crc32(b"IEND"), 0xae42_6082);
}
