//! The pages, the headers on everything, and paths that are nowhere.

use crate::{client::Ask, stage::Stage};

#[tokio::test]
async fn the_start_page_is_served_and_revalidated() {
    let stage = Stage::new().await;
    let page = stage.ask(Ask::get("/")).await;
    assert!(
        page.ok(200)
            .text()
            .to_lowercase()
            .starts_with("<!doctype html")
    );
    assert_eq!(
        page.header("content-type"),
        Some("text/html; charset=utf-8")
    );
    assert_eq!(page.header("cache-control"), Some("no-cache"));
    let etag = page.header("etag").unwrap();
    let again = stage
        .ask(Ask::get("/index.html").header("if-none-match", etag))
        .await;
    assert!(again.ok(304).body.is_empty());
}

#[tokio::test]
async fn files_have_their_types() {
    let stage = Stage::new().await;
    for (path, kind) in [
        ("/js/main.js", "text/javascript; charset=utf-8"),
        ("/favicon.svg", "image/svg+xml"),
        ("/manifest.webmanifest", "application/manifest+json"),
        ("/docs.css", "text/css; charset=utf-8"),
        ("/docs.js", "text/javascript; charset=utf-8"),
        ("/docs", "text/html; charset=utf-8"),
    ] {
        let file = stage.ask(Ask::get(path)).await;
        assert_eq!(file.ok(200).header("content-type"), Some(kind), "{path}");
    }
    let head = stage.ask(Ask::new("HEAD", "/js/main.js")).await;
    assert!(head.ok(200).body.is_empty());
}

#[tokio::test]
async fn pages_are_compressed_for_those_who_can_read_it() {
    let stage = Stage::new().await;
    let page = stage
        .ask(Ask::get("/docs.js").header("accept-encoding", "gzip"))
        .await;
    assert_eq!(page.ok(200).header("content-encoding"), Some("gzip"));
    assert_eq!(page.header("vary"), Some("accept-encoding"));
}

#[tokio::test]
async fn every_answer_has_the_security_headers() {
    let stage = Stage::new().await;
    for path in ["/", "/healthz", "/me", "/nowhere"] {
        let answer = stage.ask(Ask::get(path)).await;
        let policy = answer.header("content-security-policy").unwrap();
        assert!(
            policy.starts_with("default-src 'self'; script-src 'self';"),
            "{policy}"
        );
        assert!(policy.ends_with("frame-ancestors 'none'"), "{policy}");
        for (name, value) in [
            ("x-content-type-options", "nosniff"),
            ("referrer-policy", "no-referrer"),
            (
                "permissions-policy",
                "camera=(self), microphone=(), geolocation=()",
            ),
            ("cross-origin-opener-policy", "same-origin"),
            ("x-frame-options", "DENY"),
        ] {
            assert_eq!(answer.header(name), Some(value), "{path}");
        }
        assert!(answer.header("x-request-id").is_some(), "{path}");
        assert!(answer.header("cache-control").is_some(), "{path}");
    }
}

#[tokio::test]
async fn an_unknown_path_is_404_and_never_the_start_page() {
    let stage = Stage::new().await;
    stage
        .ask(Ask::get("/nowhere"))
        .await
        .refused(404, "not_found");
    stage
        .ask(Ask::get("/js/nowhere.js"))
        .await
        .refused(404, "not_found");
    stage
        .ask(Ask::get("/../Cargo.toml"))
        .await
        .refused(404, "not_found");
    let post = Ask::new("POST", "/nowhere").header("accept", "text/html");
    stage.ask(post).await.refused(404, "not_found");
    let browser = Ask::get("/nowhere").header("accept", "text/html,*/*;q=0.8");
    let page = stage.ask(browser).await;
    assert!(page.ok(404).text().contains("nothing here"));
}

#[tokio::test]
async fn another_method_is_405_and_told_which_are_allowed() {
    let stage = Stage::new().await;
    let answer = stage.ask(Ask::new("PUT", "/songs")).await;
    answer.refused(405, "method_not_allowed");
    assert_eq!(answer.header("allow"), Some("GET, POST"));
}
