//! From the bytes of a part to what was attached or written: mails that were cut off or garbled yield what is left.

use std::borrow::Cow;

use encoding_rs::GB18030;
use mail_parser::decoders::base64::base64_decode;
use mail_parser::decoders::charsets::map::charset_decoder;

/// The bytes of a part as they were before they travelled.
pub fn transfer<'a>(body: &'a [u8], encoding: Option<&str>) -> Cow<'a, [u8]> {
    match encoding.unwrap_or_default().trim().to_ascii_lowercase().as_str() {
        "base64" => Cow::Owned(base64(body)),
        "quoted-printable" => Cow::Owned(quoted_printable(body)),
        _ => Cow::Borrowed(body),
    }
}

fn base64(body: &[u8]) -> Vec<u8> {
    let known = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'=');
    let letters: Vec<u8> = body.iter().copied().filter(known).collect();
    base64_decode(&letters).unwrap_or_default()
}

fn quoted_printable(body: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(body.len());
    for line in body.split_inclusive(|&byte| byte == b'\n') {
        let trimmed = line.trim_ascii_end();
        let goes_on = trimmed.ends_with(b"=");
        let mut rest = trimmed.strip_suffix(b"=").unwrap_or(trimmed);
        while let Some((&byte, after)) = rest.split_first() {
            match coded(rest) {
                Some(decoded) => {
                    bytes.push(decoded);
                    rest = &rest[3..];
                }
                None => {
                    bytes.push(byte);
                    rest = after;
                }
            }
        }
        if !goes_on && line.ends_with(b"\n") {
            bytes.push(b'\n');
        }
    }
    bytes
}

/// The byte that `=C4` stands for.
fn coded(bytes: &[u8]) -> Option<u8> {
    let &[b'=', high, low, ..] = bytes else { return None };
    let digit = |byte: u8| char::from(byte).to_digit(16);
    u8::try_from(digit(high)? * 16 + digit(low)?).ok()
}

/// What the bytes say in the letters they claim to be written in. Without such a claim they are UTF-8, or else GB18030, which
/// is what programs in China write when they say nothing.
pub fn letters(bytes: &[u8], charset: Option<&str>) -> String {
    let known = charset.filter(|name| !name.eq_ignore_ascii_case("us-ascii"));
    if let Some(decode) = known.and_then(|name| charset_decoder(name.trim().as_bytes())) {
        return decode(bytes);
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(fault) if fault.error_len().is_none() => String::from_utf8_lossy(bytes).into_owned(),
        Err(_) => GB18030.decode_without_bom_handling(bytes).0.into_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_travelled_is_unpacked_however_garbled() {
        let cases: &[(&str, &[u8], &[u8])] = &[
            ("base64", b"5oKo\r\n5aW9\r\n", "您好".as_bytes()),
            ("BASE64", b"5oKo!5aW9 ==", "您好".as_bytes()),
            ("base64", b"5oKo5a", b"\xe6\x82\xa8\xe5"),
            ("quoted-printable", b"=E6=82=\r\n=A8 \r\na=3Db =4", "您\na=b =4".as_bytes()),
            ("quoted-printable", b"100% =ZZ =", b"100% =ZZ "),
            ("8bit", b"as =3D is", b"as =3D is"),
        ];
        for (encoding, body, expected) in cases {
            assert_eq!(transfer(body, Some(encoding)).as_ref(), *expected, "{encoding} {body:?}");
        }
        assert_eq!(transfer(b"words", None).as_ref(), b"words");
    }

    #[test]
    fn letters_are_what_they_claim_to_be_or_else_what_they_can_be() {
        let cases: &[(&[u8], Option<&str>, &str)] = &[
            (b"\xcd\xcb\xbb\xf5", Some("gb2312"), "退货"),
            (b"\xcd\xcb\xbb\xf5", Some("GB18030"), "退货"),
            (b"\xcd\xcb\xbb\xf5", None, "退货"),
            (b"\xcd\xcb\xbb\xf5", Some("us-ascii"), "退货"),
            (b"\xcd\xcb\xbb\xf5", Some("made-up"), "退货"),
            (b"\xb0h\xb3f", Some("big5"), "退貨"),
            ("退货".as_bytes(), Some("utf-8"), "退货"),
            ("退货".as_bytes(), None, "退货"),
            (b"caf\xe9", Some("iso-8859-1"), "café"),
        ];
        for (bytes, charset, expected) in cases {
            assert_eq!(letters(bytes, *charset), *expected, "{charset:?}");
        }
    }
}
