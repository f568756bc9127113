//! Codes as every authenticator app makes them: SHA-1, six digits, a new one every thirty seconds.

use totp_rs::{Builder, Secret as Bytes, Totp};

use crate::clock::Time;
use crate::sealed::Secret;

/// As long as the hash, as RFC 4226 recommends.
const SECRET_BYTES: usize = 20;

/// A new secret, in the letters that can be typed into an app.
pub fn new_secret() -> Secret {
    Secret::new(Bytes::from(rand::random::<[u8; SECRET_BYTES]>()).to_base32())
}

/// The time step whose code this is: the one of now, or its neighbours, because clocks differ.
pub fn step_of(secret: &Secret, code: &str, now: Time) -> Option<i64> {
    let digits: String = code.chars().filter(|c| !c.is_whitespace()).collect();
    let seconds = u64::try_from(now.0 / 1000).ok()?;
    let step = totp(secret, None)?.check(&digits, seconds)?;
    i64::try_from(step).ok()
}

/// The address that an app reads from the picture.
pub fn address(secret: &Secret, shop: &str, email: &str) -> Option<String> {
    totp(secret, Some((shop, email)))?.to_url().ok()
}

fn totp(secret: &Secret, names: Option<(&str, &str)>) -> Option<Totp> {
    let mut builder = Builder::new().with_secret(Bytes::try_from_base32(secret.expose()).ok()?);
    if let Some((shop, email)) = names {
        // A colon parts the two in the address.
        builder = builder.with_issuer(Some(shop.replace(':', " "))).with_account_name(email.replace(':', " "));
    }
    builder.build().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The secret of RFC 6238's appendix B.
    fn of_the_standard() -> Secret {
        Secret::new(Bytes::from(*b"12345678901234567890").to_base32())
    }

    #[test]
    fn codes_are_those_of_the_standard() {
        // The appendix shows eight digits; the last six are ours.
        for (seconds, code) in
            [(59, "287082"), (1_111_111_109, "081804"), (1_234_567_890, "005924"), (20_000_000_000, "353130")]
        {
            let step = step_of(&of_the_standard(), code, Time(seconds * 1000));
            assert_eq!(step, Some(seconds / 30), "{code}");
        }
    }

    #[test]
    fn a_code_holds_one_step_before_and_after_its_own() {
        let at = |seconds: i64| step_of(&of_the_standard(), "081804", Time(seconds * 1000));
        let step = 1_111_111_109 / 30;
        for seconds in [(step - 1) * 30, step * 30, (step + 2) * 30 - 1] {
            assert_eq!(at(seconds), Some(step));
        }
        assert_eq!((at((step - 1) * 30 - 1), at((step + 2) * 30)), (None, None));
    }

    #[test]
    fn what_is_no_code_is_refused() {
        let now = Time(1_111_111_109_000);
        assert!(step_of(&of_the_standard(), "081 804", now).is_some());
        for other in ["", "81804", "0818040", "+81804", "０８１８０４", "081805", "abcdef"] {
            assert_eq!(step_of(&of_the_standard(), other, now), None, "{other}");
        }
    }

    #[test]
    fn an_app_learns_shop_and_account() {
        let address = address(&of_the_standard(), "青禾:外套", "mei@shop.example").expect("an address");
        assert!(address.starts_with("otpauth://totp/%E9%9D%92"), "{address}");
        assert!(address.contains("secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"), "{address}");
        assert_ne!(new_secret().expose(), new_secret().expose());
    }
}
