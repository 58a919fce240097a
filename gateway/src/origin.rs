//! Where a request comes from: its address, whether over TLS, from which page.

use std::net::{IpAddr, SocketAddr};

use actix_web::{
    HttpRequest,
    http::header::{HOST, HeaderMap, ORIGIN},
};

const FORWARDED_FOR: &str = "x-forwarded-for";
const FORWARDED_PROTO: &str = "x-forwarded-proto";
const FORWARDED_HOST: &str = "x-forwarded-host";
const FETCH_SITE: &str = "sec-fetch-site";

/// The client's address. With a trusted proxy it is the last one in `X-Forwarded-For`, which the
/// proxy wrote itself; earlier ones are the client's own words.
pub fn client_ip(request: &HttpRequest, trust_proxy: bool) -> Option<IpAddr> {
    let told = text(request.headers(), FORWARDED_FOR).filter(|_| trust_proxy);
    let told = told.and_then(|list| list.rsplit(',').next().map(str::trim));
    let told = told.and_then(|one| {
        let bare = one.parse::<IpAddr>().ok();
        bare.or_else(|| one.parse::<SocketAddr>().ok().map(|address| address.ip()))
    });
    told.or_else(|| request.peer_addr().map(|address| address.ip()))
}

/// Whom an allowance belongs to: an IPv4 address, or the /64 network that one IPv6 client has.
pub fn client_key(ip: IpAddr) -> String {
    match ip.to_canonical() {
        IpAddr::V4(ip) => ip.to_string(),
        IpAddr::V6(ip) => {
            let [a, b, c, d, ..] = ip.segments();
            format!("{a:x}:{b:x}:{c:x}:{d:x}::/64")
        }
    }
}

/// Whether the client speaks TLS, as far as a trusted proxy tells; the gateway itself has none.
pub fn is_https(request: &HttpRequest, trust_proxy: bool) -> bool {
    trust_proxy && text(request.headers(), FORWARDED_PROTO) == Some("https")
}

/// Whether a browser says that a page of another origin sent this.
pub fn is_cross_site(request: &HttpRequest, trust_proxy: bool) -> bool {
    let headers = request.headers();
    if let Some(site) = text(headers, FETCH_SITE) {
        return !matches!(site, "same-origin" | "none");
    }
    let Some(origin) = text(headers, ORIGIN.as_str()) else {
        return false;
    };
    let forwarded = text(headers, FORWARDED_HOST).filter(|_| trust_proxy);
    let host = forwarded.or_else(|| text(headers, HOST.as_str()));
    let page = origin.split_once("://").map(|(_, authority)| authority);
    match (page, host) {
        (Some(page), Some(host)) => !page.eq_ignore_ascii_case(host),
        (Some(_) | None, Some(_) | None) => true,
    }
}

fn text<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name)?.to_str().ok()
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    fn request(headers: &[(&'static str, &'static str)]) -> HttpRequest {
        let peer = "192.0.2.1:4000".parse().unwrap();
        let mut request = TestRequest::default().peer_addr(peer);
        for header in headers {
            request = request.insert_header(*header);
        }
        request.to_http_request()
    }

    #[test]
    fn forwarded_headers_count_only_with_a_trusted_proxy() {
        let request = request(&[
            ("x-forwarded-for", "6.6.6.6, 198.51.100.7"),
            ("x-forwarded-proto", "https"),
        ]);
        assert_eq!(client_ip(&request, false).unwrap().to_string(), "192.0.2.1");
        assert_eq!(
            client_ip(&request, true).unwrap().to_string(),
            "198.51.100.7"
        );
        assert!(!is_https(&request, false));
        assert!(is_https(&request, true));
    }

    #[test]
    fn all_addresses_of_one_ipv6_network_share_an_allowance() {
        let key = |text: &str| client_key(text.parse().unwrap());
        assert_eq!(key("2001:db8:1:2::3"), key("2001:db8:1:2:ffff::9"));
        assert_ne!(key("2001:db8:1:2::3"), key("2001:db8:1:3::3"));
        assert_eq!(key("::ffff:192.0.2.1"), "192.0.2.1");
    }

    #[test]
    fn pages_of_other_origins_are_told_apart() {
        let cross = |headers| is_cross_site(&request(headers), false);
        assert!(!cross(&[("host", "attune.test")]));
        assert!(!cross(&[
            ("host", "attune.test"),
            ("origin", "https://attune.test")
        ]));
        assert!(cross(&[
            ("host", "attune.test"),
            ("origin", "https://evil.test")
        ]));
        assert!(cross(&[("host", "attune.test"), ("origin", "null")]));
        assert!(!cross(&[("host", "x"), ("sec-fetch-site", "same-origin")]));
        assert!(cross(&[("host", "x"), ("sec-fetch-site", "same-site")]));
        assert!(cross(&[("host", "x"), ("sec-fetch-site", "cross-site")]));
    }
}
