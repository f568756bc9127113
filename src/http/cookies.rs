//! The cookies. `__Host-` ties them to this very host over a secure connection (loopback counts as one).

use axum::http::{HeaderMap, header};

pub const SESSION: &str = "__Host-zg_session";
pub const VISITOR: &str = "__Host-zg_visitor";
/// A sign-in that lacks its second proof.
pub const HALF: &str = "__Host-zg_half";
/// Tells a browser that was here before from a new one.
pub const DEVICE: &str = "__Host-zg_device";
/// What a browser keeps while it is at the shop's provider.
pub const PROVIDER: &str = "__Host-zg_provider";
/// The server ends sessions; the cookie only has to outlive them.
const LONGEST_SESSION_SECONDS: u32 = 90 * 24 * 60 * 60;
/// The longest that browsers keep one.
const LONGEST_SECONDS: u32 = 400 * 24 * 60 * 60;
/// The server ends what was begun; the cookie only has to outlive it.
const BEGUN_SECONDS: u32 = 15 * 60;

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

pub fn half(token: &str) -> String {
    strict(HALF, token, BEGUN_SECONDS)
}

pub fn half_ended() -> String {
    strict(HALF, "", 0)
}

pub fn device(token: &str) -> String {
    strict(DEVICE, token, LONGEST_SECONDS)
}

pub fn provider(secret: &str) -> String {
    strict(PROVIDER, secret, BEGUN_SECONDS)
}

pub fn provider_ended() -> String {
    strict(PROVIDER, "", 0)
}

/// Only our own pages send these.
fn strict(name: &str, value: &str, seconds: u32) -> String {
    format!("{name}={value}; Path=/; Max-Age={seconds}; HttpOnly; Secure; SameSite=Strict")
}

/// Partitioned: the panel stands in frames of shops, and each shop's pages get a jar of their own.
pub fn visitor(token: &str) -> String {
    format!("{VISITOR}={token}; Path=/; Max-Age={LONGEST_SECONDS}; HttpOnly; Secure; SameSite=None; Partitioned")
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
