//! The name of a conversation, signed, in what we send: what comes back with it belongs there, and nothing else does.
//!
//! A buyer sees the token, so it opens nothing by itself: whoever joins a mail to a conversation also asks who wrote it.

use hmac::{Hmac, Mac};
use sha2::Sha256;
use uuid::Uuid;

use crate::person::address;

/// What the signature is for, so that the key could sign something else one day.
const PURPOSE: &[u8] = b"zg-mail conversation 1\0";
/// 128 bits: nobody guesses one by asking.
const SIGNED_BYTES: usize = 16;
const BYTES: usize = 16 + SIGNED_BYTES;
/// Letters that survive a server which changes their case, five bits each.
const LETTERS: &[u8; 32] = b"abcdefghijklmnopqrstuvwxyz234567";
const CHARS: usize = (BYTES * 8).div_ceil(5);
/// Of an address before its @ (RFC 5321).
const LOCAL_CHARS: usize = 64;
/// Mails name few others; what is longer was made up.
const TRIED: usize = 500;

/// The key that signs the conversations of one shop or installation.
#[derive(Clone)]
pub struct ThreadKey([u8; 32]);

impl std::fmt::Debug for ThreadKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("ThreadKey(…)")
    }
}

impl ThreadKey {
    pub fn new(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The Message-ID, without brackets, of a mail in that conversation.
    pub fn message_id(&self, conversation: Uuid, mail: Uuid, domain: &str) -> String {
        let plain = |c: &char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-');
        let domain: String = domain.chars().filter(plain).take(253).collect();
        let domain = if domain.is_empty() { "mail.invalid" } else { &domain };
        format!("{}.{}@{domain}", self.token(conversation), mail.simple())
    }

    /// Where answers to that conversation go, for a mailbox that also gets what is sent to `name+anything@`: none where that
    /// address would be longer than servers take, or the mailbox is none.
    pub fn reply_address(&self, conversation: Uuid, mailbox: &str) -> Option<String> {
        let mailbox = address(mailbox)?;
        let (local, domain) = mailbox.rsplit_once('@')?;
        (local.len() + 1 + CHARS <= LOCAL_CHARS).then(|| format!("{local}+{}@{domain}", self.token(conversation)))
    }

    /// The conversation that these ids and addresses name; where several do, the last of them.
    pub fn conversation_in<'a>(&self, ids_and_addresses: impl IntoIterator<Item = &'a str>) -> Option<Uuid> {
        let all = ids_and_addresses.into_iter().take(TRIED);
        all.filter_map(|text| {
            let (local, _) = text.trim().trim_start_matches('<').rsplit_once('@')?;
            local.split(['.', '+']).take(8).find_map(|token| self.verify(token))
        })
        .last()
    }

    fn token(&self, conversation: Uuid) -> String {
        let mut bytes = [0; BYTES];
        bytes[..16].copy_from_slice(conversation.as_bytes());
        bytes[16..].copy_from_slice(&self.signed(conversation).finalize().into_bytes()[..SIGNED_BYTES]);
        encode(&bytes)
    }

    fn verify(&self, token: &str) -> Option<Uuid> {
        let bytes = decode(token)?;
        let conversation = Uuid::from_slice(&bytes[..16]).ok()?;
        self.signed(conversation).verify_truncated_left(&bytes[16..]).ok()?;
        Some(conversation)
    }

    fn signed(&self, conversation: Uuid) -> Hmac<Sha256> {
        // Filled up with zeros, as HMAC does with every key that is shorter than its block.
        let mut key = [0; 64];
        key[..self.0.len()].copy_from_slice(&self.0);
        let mut mac = <Hmac<Sha256> as Mac>::new(&key.into());
        mac.update(PURPOSE);
        mac.update(conversation.as_bytes());
        mac
    }
}

fn encode(bytes: &[u8; BYTES]) -> String {
    let bit = |at: usize| bytes.get(at / 8).is_some_and(|byte| byte >> (7 - at % 8) & 1 == 1);
    let letter = |index: usize| (0..5).fold(0, |value, at| value << 1 | usize::from(bit(index * 5 + at)));
    (0..CHARS).map(|index| char::from(LETTERS[letter(index)])).collect()
}

/// None unless it is what `encode` makes, in whatever case.
fn decode(token: &str) -> Option<[u8; BYTES]> {
    if token.len() != CHARS {
        return None;
    }
    let mut bytes = [0_u8; BYTES];
    for (index, letter) in token.bytes().enumerate() {
        let value = LETTERS.iter().position(|known| *known == letter.to_ascii_lowercase())?;
        for at in (0..5).filter(|at| value >> (4 - at) & 1 == 1) {
            let bit = index * 5 + at;
            *bytes.get_mut(bit / 8)? |= 1 << (7 - bit % 8);
        }
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_that_would_be_too_long_is_none() {
        let key = ThreadKey::new([7; 32]);
        let id = Uuid::from_u128(1);
        let short = key.reply_address(id, "Service@Shop.example").expect("an address");
        assert!(short.starts_with("service+") && short.ends_with("@shop.example"), "{short}");
        assert_eq!(key.conversation_in([short.as_str()]), Some(id));
        assert_eq!(key.reply_address(id, "customer.service@shop.example"), None);
        assert_eq!(key.reply_address(id, "no address"), None);
    }

    #[test]
    fn a_domain_cannot_end_the_line() {
        let id = ThreadKey::new([7; 32]).message_id(Uuid::nil(), Uuid::nil(), "shop.example>\r\nBcc: x@y");
        assert!(id.ends_with("@shop.exampleBccxy"), "{id}");
        assert!(ThreadKey::new([7; 32]).message_id(Uuid::nil(), Uuid::nil(), "商店").ends_with("@mail.invalid"));
    }

    #[test]
    fn a_key_is_not_printed() {
        assert_eq!(format!("{:?}", ThreadKey::new([7; 32])), "ThreadKey(…)");
    }
}
