//! The refresh cookie: out of reach of scripts and of other sites, sent to `/auth` only.

use actix_web::{
    HttpRequest,
    cookie::{Cookie, SameSite, time::Duration},
};

const NAME: &str = "attune_refresh";
const CLIENT: &str = "x-attune-client";

/// The cookie that carries a refresh token for as long as the token lives.
pub fn refresh(token: String, max_age_s: u32, secure: bool) -> Cookie<'static> {
    Cookie::build(NAME, token)
        .path("/auth")
        .http_only(true)
        .same_site(SameSite::Strict)
        .secure(secure)
        .max_age(Duration::seconds(max_age_s.into()))
        .finish()
}

/// The cookie that makes a browser forget the other one.
pub fn cleared(secure: bool) -> Cookie<'static> {
    refresh(String::new(), 0, secure)
}

/// The refresh token that the request's cookie carries.
pub fn refresh_token(request: &HttpRequest) -> Option<String> {
    let cookie = request.cookie(NAME)?;
    Some(cookie.value().to_owned()).filter(|token| !token.is_empty())
}

/// Whether the client keeps no cookies and wants the refresh token in the body.
pub fn unwanted(request: &HttpRequest) -> bool {
    let client = request.headers().get(CLIENT);
    client.is_some_and(|client| client.as_bytes().eq_ignore_ascii_case(b"api"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cookie_has_every_flag() {
        assert_eq!(
            refresh("t0".to_owned(), 60, true).to_string(),
            "attune_refresh=t0; HttpOnly; SameSite=Strict; Secure; Path=/auth; Max-Age=60"
        );
        assert!(
            !refresh("t0".to_owned(), 60, false)
                .to_string()
                .contains("Secure")
        );
    }

    #[test]
    fn clearing_empties_the_same_cookie() {
        assert_eq!(
            cleared(false).to_string(),
            "attune_refresh=; HttpOnly; SameSite=Strict; Path=/auth; Max-Age=0"
        );
    }
}
