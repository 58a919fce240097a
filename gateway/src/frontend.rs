//! The pages, embedded in the binary: whatever no route answers.

use std::borrow::Cow;

use actix_web::{
    HttpRequest, HttpResponse,
    http::{
        Method, StatusCode,
        header::{ACCEPT, CACHE_CONTROL, CONTENT_TYPE, ETAG, HeaderMap, IF_NONE_MATCH},
    },
    web::Bytes,
};
use rust_embed::{EmbeddedFile, RustEmbed};

use crate::error::ApiError;

#[derive(RustEmbed)]
#[folder = "../frontend/public"]
struct Public;

/// Pages of the gateway itself: the API's documentation and the page for a path that is nowhere.
#[derive(RustEmbed)]
#[folder = "assets"]
struct Own;

/// Names do not change with their content, so a browser asks each time whether it has the latest.
const REVALIDATE: &str = "no-cache";
const A_DAY: &str = "public, max-age=86400";

/// Answers with the file at the path, or says that there is none.
///
/// # Errors
/// [`ApiError::NoSuchPath`], unless a person with a browser asks: they get a page.
pub async fn serve(request: HttpRequest) -> Result<HttpResponse, ApiError> {
    let readable = request.method() == Method::GET || request.method() == Method::HEAD;
    let path = match request.path().trim_start_matches('/') {
        "" => "index.html",
        path => path,
    };
    match Public::get(path).or_else(|| Own::get(path)) {
        Some(file) if readable => Ok(answer(&request, path, file)),
        Some(_) | None if readable && wants_page(request.headers()) => Ok(nowhere()),
        Some(_) | None => Err(ApiError::NoSuchPath),
    }
}

/// Answers with one of the gateway's own pages.
///
/// # Errors
/// [`ApiError::NoSuchPath`] when it has no such page.
pub fn own(request: &HttpRequest, path: &str) -> Result<HttpResponse, ApiError> {
    let file = Own::get(path).ok_or(ApiError::NoSuchPath)?;
    Ok(answer(request, path, file))
}

fn answer(request: &HttpRequest, path: &str, file: EmbeddedFile) -> HttpResponse {
    let (content_type, cache) = kind_of(path);
    // Weak, because the same content may go out compressed.
    let etag = format!("W/\"{}\"", hex(&file.metadata.sha256_hash()[..16]));
    let mut response = HttpResponse::Ok();
    response.insert_header((ETAG, etag.clone()));
    response.insert_header((CACHE_CONTROL, cache));
    if is_known(request.headers(), &etag) {
        return response.status(StatusCode::NOT_MODIFIED).finish();
    }
    response.insert_header((CONTENT_TYPE, content_type));
    response.body(match file.data {
        Cow::Borrowed(bytes) => Bytes::from_static(bytes),
        Cow::Owned(bytes) => Bytes::from(bytes),
    })
}

fn nowhere() -> HttpResponse {
    let page = Own::get("not_found.html").map(|file| file.data.into_owned());
    HttpResponse::NotFound()
        .content_type("text/html; charset=utf-8")
        .body(page.unwrap_or_default())
}

fn wants_page(headers: &HeaderMap) -> bool {
    let accept = headers.get(ACCEPT).and_then(|accept| accept.to_str().ok());
    accept.is_some_and(|accept| accept.contains("text/html"))
}

fn is_known(headers: &HeaderMap, etag: &str) -> bool {
    let known = headers
        .get(IF_NONE_MATCH)
        .and_then(|known| known.to_str().ok());
    let bare = |tag: &str| tag.trim().trim_start_matches("W/").to_owned();
    known.is_some_and(|known| {
        known.trim() == "*" || known.split(',').any(|tag| bare(tag) == bare(etag))
    })
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn kind_of(path: &str) -> (&'static str, &'static str) {
    match path.rsplit('.').next().unwrap_or_default() {
        "html" => ("text/html; charset=utf-8", REVALIDATE),
        "css" => ("text/css; charset=utf-8", REVALIDATE),
        "js" | "mjs" => ("text/javascript; charset=utf-8", REVALIDATE),
        "json" => ("application/json", REVALIDATE),
        "webmanifest" => ("application/manifest+json", REVALIDATE),
        "txt" => ("text/plain; charset=utf-8", REVALIDATE),
        "svg" => ("image/svg+xml", A_DAY),
        "png" => ("image/png", A_DAY),
        "jpg" | "jpeg" => ("image/jpeg", A_DAY),
        "webp" => ("image/webp", A_DAY),
        "ico" => ("image/x-icon", A_DAY),
        "woff2" => ("font/woff2", A_DAY),
        _ => ("application/octet-stream", REVALIDATE),
    }
}
