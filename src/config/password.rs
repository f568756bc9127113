//! Addresses may carry passwords; what is printed and logged does not.

/// An address as it may be shown: without whom it names before the host, and without a `password` it asks with.
pub fn without_password(address: &str) -> String {
    const PASSWORD: &str = "password=";
    // The path of an SQLite file may hold whatever a path may hold.
    if address.starts_with("sqlite:") {
        return address.to_owned();
    }
    let mut shown = address.to_owned();
    let host = shown.find("://").map_or(0, |scheme| scheme + 3);
    // The last one: a password that was not encoded may hold others.
    if let Some(at) = shown.rfind('@').filter(|at| *at >= host) {
        shown.replace_range(host..at, "***");
    }
    let asked = shown.to_ascii_lowercase().find(PASSWORD).map(|at| at + PASSWORD.len());
    if let Some(from) = asked {
        let until = shown[from..].find('&').map_or(shown.len(), |end| from + end);
        shown.replace_range(from..until, "***");
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_found_wherever_an_address_has_it() {
        for (address, shown) in [
            ("nats://n.example:4222", "nats://n.example:4222"),
            ("user:p@ss/word@n.example", "***@n.example"),
            ("tls://t0ken@a.example,tls://u:p@b.example/x", "tls://***@b.example/x"),
            (
                "postgres://db/shop?user=a&password=p%40ss&sslmode=require",
                "postgres://db/shop?user=a&password=***&sslmode=require",
            ),
            ("postgresql:///shop?Password=p", "postgresql:///shop?Password=***"),
            ("sqlite:/srv/a@b/shop.sqlite", "sqlite:/srv/a@b/shop.sqlite"),
            ("", ""),
        ] {
            assert_eq!(without_password(address), shown);
        }
    }
}
