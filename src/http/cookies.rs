//! The two cookies. `__Host-` ties them to this very host over a secure connection (loopback counts as one).

use axum::http::{HeaderMap, header};

pub const SESSION: &str = "__Host-zg_session";
pub const VISITOR: &str = "__Host-zg_visitor";
/// The server ends sessions; the cookie only has to outlive them.
const LONGEST_SESSION_SECONDS: u32 = 90 * 24 * 60 * 60;
const VISITOR_SECONDS: u32 = 400 * 24 * 60 * 60;

/// The value of a cookie.
pub fn read(headers: &HeaderMap, name: &str) -> Option<String> {
    let cookies = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    cookies
        .flat_map(|line| line.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(key, value)| *key == name && !value.is_empty())
        .map(|(_, value)| value.to_owned())
}

pub fn session(token: &str) -> String {
    format!("{SESSION}={token}; Path=/; Max-Age={LONGEST_SESSION_SECONDS}; HttpOnly; Secure; SameSite=Lax")
}

pub fn session_ended() -> String {
    format!("{SESSION}=; Path=/; Max-Age=0; HttpOnly; Secure; SameSite=Lax")
}

/// Partitioned: the panel stands in frames of shops, and each shop's pages get a jar of their own.
pub fn visitor(token: &str) -> String {
    format!("{VISITOR}={token}; Path=/; Max-Age={VISITOR_SECONDS}; HttpOnly; Secure; SameSite=None; Partitioned")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cookie_is_found_among_others() {
        let mut headers = HeaderMap::new();
        headers.append(header::COOKIE, "a=1; __Host-zg_session=abc=; b=2".parse().expect("header"));
        assert_eq!(read(&headers, SESSION).as_deref(), Some("abc="));
        assert_eq!(read(&headers, VISITOR), None);
        assert_eq!(read(&headers, "zg_session"), None);
    }
}
