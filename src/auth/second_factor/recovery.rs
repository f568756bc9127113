//! Codes on paper that stand in for the app, each of them once.

use totp_rs::Secret as Bytes;

use crate::auth::secret::{self, TokenHash};

pub const CODES: usize = 10;
/// 80 random bits are sixteen letters: too many to be tried out, so their hash may be a quick one.
const CODE_BYTES: usize = 10;
const GROUP_CHARS: usize = 4;

/// A fresh set, as shown: `abcd-efgh-ijkl-mnop`.
pub fn new_codes() -> Vec<String> {
    (0..CODES).map(|_| grouped(&letters())).collect()
}

fn letters() -> String {
    Bytes::from(rand::random::<[u8; CODE_BYTES]>()).to_base32().to_lowercase()
}

fn grouped(code: &str) -> String {
    let chars: Vec<char> = code.chars().collect();
    chars.chunks(GROUP_CHARS).map(String::from_iter).collect::<Vec<_>>().join("-")
}

/// What is stored of a code, however it was typed.
pub fn hash(code: &str) -> TokenHash {
    let plain: String = code.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
    secret::hash(&plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_long_and_differ() {
        let codes = new_codes();
        let different: std::collections::HashSet<_> = codes.iter().collect();
        assert_eq!((codes.len(), different.len()), (10, 10));
        assert!(codes.iter().all(|code| code.len() == 19 && code.split('-').all(|group| group.len() == 4)));
    }

    #[test]
    fn it_does_not_matter_how_a_code_is_typed() {
        assert_eq!(hash("abcd-efgh-ijkl-mnop"), hash(" ABCD EFGH ijkl mnop\n"));
        assert_ne!(hash("abcd-efgh-ijkl-mnop"), hash("abcd-efgh-ijkl-mnoq"));
    }
}
