//! Encryption for one browser (RFC 8291, one record of RFC 8188): the push service that carries it reads nothing. Pure.

use anyhow::{Context, anyhow, ensure};
use hkdf::Hkdf;
use p256::elliptic_curve::sec1::ToEncodedPoint;
use p256::{PublicKey, SecretKey, ecdh};
use ring::aead::{AES_128_GCM, Aad, LessSafeKey, Nonce, UnboundKey};
use sha2::Sha256;

pub const SECRET_BYTES: usize = 16;
const SALT_BYTES: usize = 16;
/// What every push service takes.
const MOST_BYTES: usize = 4096;
const RECORD_BYTES: u32 = 4096;
/// Ends the text of the last record; what follows only makes it longer.
const END: u8 = 2;

/// What a browser gave out for whoever writes to it.
#[derive(Debug, Clone, Copy)]
pub struct Reader {
    pub key: PublicKey,
    pub secret: [u8; SECRET_BYTES],
}

/// What is drawn anew for every message.
pub struct Chance {
    pub key: SecretKey,
    pub salt: [u8; SALT_BYTES],
}

impl Chance {
    pub fn draw() -> Self {
        Self { key: any_key(), salt: rand::random() }
    }
}

/// A private key that nobody else has.
pub fn any_key() -> SecretKey {
    loop {
        // Of the numbers of this length all but a few are keys.
        if let Ok(key) = SecretKey::from_slice(&rand::random::<[u8; 32]>()) {
            return key;
        }
    }
}

/// The body that carries a text to a browser; padded to `least` bytes, so that its length tells less.
pub fn encrypt(text: &[u8], reader: &Reader, chance: &Chance, least: usize) -> anyhow::Result<Vec<u8>> {
    let ours = chance.key.public_key().to_encoded_point(false);
    let theirs = reader.key.to_encoded_point(false);
    let shared = ecdh::diffie_hellman(chance.key.to_nonzero_scalar(), reader.key.as_affine());
    let info = [b"WebPush: info\0".as_slice(), theirs.as_bytes(), ours.as_bytes()].concat();
    let material: [u8; 32] = expand(&reader.secret, shared.raw_secret_bytes(), &info)?;
    let key: [u8; 16] = expand(&chance.salt, &material, b"Content-Encoding: aes128gcm\0")?;
    let nonce: [u8; 12] = expand(&chance.salt, &material, b"Content-Encoding: nonce\0")?;

    let mut record = text.to_vec();
    record.push(END);
    record.resize(record.len().max(least), 0);
    let cipher = UnboundKey::new(&AES_128_GCM, &key).map_err(|_| anyhow!("a key of this length"))?;
    let sealed = LessSafeKey::new(cipher).seal_in_place_append_tag(
        Nonce::assume_unique_for_key(nonce),
        Aad::empty(),
        &mut record,
    );
    sealed.map_err(|_| anyhow!("a message for a browser could not be encrypted"))?;

    let mut body = chance.salt.to_vec();
    body.extend(RECORD_BYTES.to_be_bytes());
    body.push(u8::try_from(ours.len()).context("a point of this length")?);
    body.extend(ours.as_bytes());
    body.extend(record);
    ensure!(body.len() <= MOST_BYTES, "a message for a browser is too long");
    Ok(body)
}

fn expand<const N: usize>(salt: &[u8], material: &[u8], info: &[u8]) -> anyhow::Result<[u8; N]> {
    let mut out = [0; N];
    let expanded = Hkdf::<Sha256>::new(Some(salt), material).expand(info, &mut out);
    expanded.map_err(|_| anyhow!("a key of this length"))?;
    Ok(out)
}

#[cfg(test)]
mod tests {
    use base64::Engine as _;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD;
    use proptest::prelude::*;

    use super::*;

    fn bytes<const N: usize>(text: &str) -> [u8; N] {
        URL_SAFE_NO_PAD.decode(text).expect("base64url").try_into().expect("so many bytes")
    }

    /// RFC 8291, section 5 and appendix A.
    #[test]
    fn the_example_of_the_standard_comes_out() {
        let theirs: [u8; 65] =
            bytes("BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4");
        let ours: [u8; 32] = bytes("yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw");
        let reader = Reader {
            key: PublicKey::from_sec1_bytes(&theirs).expect("a point"),
            secret: bytes("BTBZMqHH6r4Tts7J_aSIgg"),
        };
        let chance =
            Chance { key: SecretKey::from_slice(&ours).expect("a key"), salt: bytes("DGv6ra1nlYgDCS1FRnbzlw") };
        let body = encrypt(b"When I grow up, I want to be a watermelon", &reader, &chance, 0).expect("encrypted");
        let expected = "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6Tlz\
            AC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN";
        assert_eq!(URL_SAFE_NO_PAD.encode(body), expected);
    }

    #[test]
    fn what_no_push_service_takes_is_not_sent() {
        let (reader, chance) = (Reader { key: any_key().public_key(), secret: rand::random() }, Chance::draw());
        assert!(encrypt(&[0; 3993], &reader, &chance, 0).is_ok());
        assert!(encrypt(&[0; 3994], &reader, &chance, 0).is_err());
    }

    proptest! {
        #[test]
        fn short_texts_all_look_as_long(text in proptest::collection::vec(any::<u8>(), 0..200)) {
            let reader = Reader { key: any_key().public_key(), secret: rand::random() };
            let body = encrypt(&text, &reader, &Chance::draw(), 512).expect("encrypted");
            prop_assert_eq!(body.len(), 86 + 512 + 16);
        }
    }
}
