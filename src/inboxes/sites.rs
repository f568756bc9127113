//! The list of sites that may show the widget. It ends up in a header: nothing but plain origins gets in.

use crate::error::{Error, Result};

pub const MAX_SITES: usize = 50;

/// Brings one entry into its stored form: scheme, host, port, nothing else. `shop.example.com` means https.
pub fn clean(entry: &str) -> Result<String> {
    let lower = entry.trim().to_ascii_lowercase();
    let (scheme, rest) = lower.split_once("://").unwrap_or(("https", &lower));
    let host_and_port = rest.strip_suffix('/').unwrap_or(rest);
    if !matches!(scheme, "https" | "http") || !is_host_and_port(host_and_port) {
        return Err(Error::invalid("sites", "invalid_site"));
    }
    Ok(format!("{scheme}://{}", strip_default_port(scheme, host_and_port)))
}

/// Brings a list into its stored form, without doubles.
pub fn clean_all(entries: &[String]) -> Result<Vec<String>> {
    if entries.len() > MAX_SITES {
        return Err(Error::invalid("sites", "too_many"));
    }
    let mut sites = Vec::with_capacity(entries.len());
    for entry in entries {
        let site = clean(entry)?;
        if !sites.contains(&site) {
            sites.push(site);
        }
    }
    Ok(sites)
}

/// Whether a page of this address may show the widget. An empty list lets every page, for setting up.
pub fn allows(sites: &[String], page_url: &str) -> bool {
    sites.is_empty() || origin_of(page_url).is_some_and(|origin| sites.iter().any(|site| matches(site, &origin)))
}

/// Scheme, host and port of an address, as browsers write an origin.
pub fn origin_of(url: &str) -> Option<String> {
    let (scheme, rest) = url.split_once("://")?;
    let scheme = scheme.to_ascii_lowercase();
    let end = rest.find(['/', '?', '#', '\\']).unwrap_or(rest.len());
    let host_and_port = rest[..end].to_ascii_lowercase();
    let plain = matches!(scheme.as_str(), "http" | "https")
        && !host_and_port.starts_with('*')
        && is_host_and_port(&host_and_port);
    plain.then(|| format!("{scheme}://{}", strip_default_port(&scheme, &host_and_port)))
}

fn matches(site: &str, origin: &str) -> bool {
    match site.split_once("://*.") {
        None => site == origin,
        Some((scheme, parent)) => origin
            .strip_prefix(scheme)
            .and_then(|rest| rest.strip_prefix("://"))
            .and_then(|host| host.strip_suffix(parent))
            .is_some_and(|sub| sub.len() > 1 && sub.ends_with('.')),
    }
}

fn is_host_and_port(text: &str) -> bool {
    let (host, port) = match text.split_once(':') {
        Some((host, port)) => (host, Some(port)),
        None => (text, None),
    };
    let bare = host.strip_prefix("*.").unwrap_or(host);
    let host_is_fine = !bare.is_empty()
        && bare.len() <= 253
        && bare
            .split('.')
            .all(|label| !label.is_empty() && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-'));
    // A star over a whole top-level domain would be no list at all.
    let star_is_fine = bare == host || bare.contains('.');
    host_is_fine && star_is_fine && port.is_none_or(|port| port.parse::<u16>().is_ok_and(|port| port > 0))
}

fn strip_default_port<'a>(scheme: &str, host_and_port: &'a str) -> &'a str {
    let default = if scheme == "https" { ":443" } else { ":80" };
    host_and_port.strip_suffix(default).unwrap_or(host_and_port)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_become_origins() {
        for (entry, site) in [
            ("shop.example.com", "https://shop.example.com"),
            (" HTTPS://Shop.Example.com/ ", "https://shop.example.com"),
            ("http://127.0.0.1:8801", "http://127.0.0.1:8801"),
            ("https://*.example.com", "https://*.example.com"),
            ("https://shop.example.com:443", "https://shop.example.com"),
        ] {
            assert_eq!(clean(entry).expect(entry), site);
        }
    }

    #[test]
    fn what_could_change_a_header_is_refused() {
        for bad in [
            "",
            "*",
            "*.com",
            "https://",
            "javascript://x",
            "https://a b.com",
            "https://a.com;script-src *",
            "https://a.com\r\nx: y",
            "https://a.com/path",
            "https://user@a.com",
            "https://a..com",
            "https://a.com:0",
            "https://a.com:99999",
            "https://店铺.com",
            "'self'",
        ] {
            assert!(clean(bad).is_err(), "{bad:?}");
        }
    }

    #[test]
    fn only_listed_pages_are_let_in() {
        let sites = ["https://shop.example.com".to_owned(), "https://*.shop.cn".to_owned()];
        for good in [
            "https://shop.example.com/p/1?x=1",
            "https://shop.example.com",
            "https://m.shop.cn/#a",
            "https://a.b.shop.cn",
        ] {
            assert!(allows(&sites, good), "{good}");
        }
        for bad in [
            "http://shop.example.com/",
            "https://shop.example.com.evil.com/",
            "https://shop.example.com@evil.com/",
            "https://shop.example.com:8443/",
            "https://evil.com/https://shop.example.com",
            "https://shop.cn/",
            "https://evilshop.cn/",
            "https://evil.com\\.shop.cn/",
            "about:blank",
            "",
        ] {
            assert!(!allows(&sites, bad), "{bad}");
        }
        assert!(allows(&[], "https://anything.example"));
    }
}
