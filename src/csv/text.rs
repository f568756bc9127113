//! Bytes that should be text: UTF-8 with or without its mark, UTF-16, or the GBK that Chinese spreadsheets write.

use std::borrow::Cow;

use encoding_rs::{Encoding, GB18030, UTF_8};

/// The text; none for bytes that are none.
pub fn decode(bytes: &[u8]) -> Option<Cow<'_, str>> {
    let (encoding, mark) = Encoding::for_bom(bytes).unwrap_or((UTF_8, 0));
    let bytes = &bytes[mark..];
    let text = encoding.decode_without_bom_handling_and_without_replacement(bytes);
    let text = match text {
        None if mark == 0 => GB18030.decode_without_bom_handling_and_without_replacement(bytes),
        text => text,
    };
    // Pictures and programs are no tables, whatever their bytes decode to.
    text.filter(|text| !text.contains('\0'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spreadsheets_write_in_many_ways() {
        let utf16: Vec<u8> =
            [0xFF, 0xFE].into_iter().chain("问题,答案".encode_utf16().flat_map(u16::to_le_bytes)).collect();
        let gbk = GB18030.encode("问题,答案").0.into_owned();
        for bytes in ["问题,答案".as_bytes().to_vec(), "\u{FEFF}问题,答案".as_bytes().to_vec(), utf16, gbk] {
            assert_eq!(decode(&bytes).as_deref(), Some("问题,答案"));
        }
        assert_eq!(decode(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"), None);
        assert_eq!(decode(b"a\0b"), None);
    }
}
