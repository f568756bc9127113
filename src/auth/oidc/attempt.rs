//! One way to the provider and back. The browser keeps a secret of which the database holds the hash; nonce and PKCE
//! verifier are made of it, so that nothing stored here could finish a sign-in that somebody else began.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};
use url::Url;

use super::discovery::Discovery;
use crate::auth::secret;

/// Time to sign in at the provider.
pub const SECONDS: i64 = 10 * 60;
const SCOPE: &str = "openid email profile";

/// What goes out with a browser.
#[derive(Clone)]
pub struct Attempt {
    /// Comes back in the address.
    pub state: String,
    /// Comes back in a cookie.
    pub browser: String,
}

impl Attempt {
    pub fn new() -> Self {
        Self { state: secret::random_token(), browser: secret::random_token() }
    }

    /// The provider's address that asks who this is.
    pub fn url(&self, discovery: &Discovery, client_id: &str, redirect_url: &str) -> Option<String> {
        let mut url = Url::parse(&discovery.authorization_endpoint).ok()?;
        let challenge = URL_SAFE_NO_PAD.encode(Sha256::digest(verifier(&self.browser)));
        url.query_pairs_mut()
            .append_pair("response_type", "code")
            .append_pair("client_id", client_id)
            .append_pair("redirect_uri", redirect_url)
            .append_pair("scope", SCOPE)
            .append_pair("state", &self.state)
            .append_pair("nonce", &nonce(&self.browser))
            .append_pair("code_challenge", &challenge)
            .append_pair("code_challenge_method", "S256");
        Some(url.into())
    }
}

/// What the ID token must repeat.
pub fn nonce(browser: &str) -> String {
    derived("nonce", browser)
}

/// What proves to the provider that the code comes from whom it was given to.
pub fn verifier(browser: &str) -> String {
    derived("verifier", browser)
}

fn derived(purpose: &str, browser: &str) -> String {
    URL_SAFE_NO_PAD.encode(Sha256::digest(format!("{purpose}.{browser}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_provider_sees_tells_nothing_of_what_it_must_not() {
        let discovery: Discovery = serde_json::from_value(serde_json::json!({
            "issuer": "https://id.example", "authorization_endpoint": "https://id.example/authorize?tenant=1",
            "token_endpoint": "https://id.example/token", "jwks_uri": "https://id.example/keys",
        }))
        .expect("a document");
        let attempt = Attempt::new();
        let url = attempt.url(&discovery, "zhang gui", "https://desk.example/sign-in/callback").expect("an address");
        assert!(url.starts_with("https://id.example/authorize?tenant=1&response_type=code&client_id=zhang+gui&"));
        assert!(url.contains(&nonce(&attempt.browser)) && url.contains(&attempt.state));
        assert!(!url.contains(&attempt.browser) && !url.contains(&verifier(&attempt.browser)));
        assert_ne!(nonce(&attempt.browser), verifier(&attempt.browser));
        assert!((43..=128).contains(&verifier(&attempt.browser).len()), "as RFC 7636 wants it");
    }
}
