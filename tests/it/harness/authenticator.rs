//! A phone with an authenticator app.

use serde_json::Value;
use totp_rs::{Builder, Secret, Totp};
use zhanggui::clock::Time;

/// Knows one account's secret.
#[derive(Debug, Clone)]
pub struct Authenticator(Totp);

impl Authenticator {
    /// As set up from the secret that an enrolment shows.
    pub fn of(enrolment: &Value) -> Self {
        let secret = enrolment["secret"].as_str().expect("a secret");
        let secret = Secret::try_from_base32(secret).expect("base32");
        Self(Builder::new().with_secret(secret).build().expect("a code maker"))
    }

    /// The code it shows at a time.
    pub fn code(&self, at: Time) -> String {
        self.0.generate(u64::try_from(at.0 / 1000).expect("after 1970")).to_string()
    }
}
