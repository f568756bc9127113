//! The lines before a mail's words, and before each part of it.

use encoding_rs::GB18030;
use mail_parser::{Addr, ContentType, HeaderName, HeaderValue, Message, MessageParser};

/// Heads are a few KB; what lies below this is no line that anybody needs.
const HEAD_BYTES: usize = 256 * 1024;
const FIELDS: usize = 500;

pub struct Head {
    parsed: Option<Message<'static>>,
    /// Names in lower case with what follows them, on one line each, from the top.
    fields: Vec<(String, String)>,
}

impl Head {
    pub fn read(bytes: &[u8]) -> Self {
        let mut text = decoded(&bytes[..bytes.len().min(HEAD_BYTES)]);
        text.push_str("\r\n\r\n");
        let parsed = MessageParser::default().parse_headers(text.as_bytes()).map(Message::into_owned);
        let fields = parsed.iter().filter(|parsed| !parsed.parts.is_empty()).flat_map(fields).take(FIELDS).collect();
        Self { parsed, fields }
    }

    pub fn is_empty(&self) -> bool {
        self.fields.is_empty()
    }

    /// What follows the first line of that name, as it was written.
    pub fn value(&self, name: &str) -> Option<&str> {
        self.fields.iter().find(|(field, _)| field == name).map(|(_, value)| value.as_str())
    }

    /// What follows each line of that name, from the top.
    pub fn values<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.fields.iter().filter(move |(field, _)| field == name).map(|(_, value)| value.as_str())
    }

    /// Everybody named on lines of that name.
    pub fn people(&self, name: HeaderName<'static>) -> impl Iterator<Item = &Addr<'static>> {
        self.parsed(name).filter_map(HeaderValue::as_address).flat_map(|address| address.iter())
    }

    /// The ids on lines of that name, in order, without their brackets.
    pub fn ids(&self, name: HeaderName<'static>) -> impl Iterator<Item = &str> {
        let values = self.parsed(name).filter_map(HeaderValue::as_text_list).flatten();
        values.map(|id| id.trim()).filter(|id| is_id(id))
    }

    /// What is written on the first line of that name, its encoded words decoded.
    pub fn text(&self, name: HeaderName<'static>) -> Option<&str> {
        self.parsed(name).find_map(HeaderValue::as_text)
    }

    pub fn sent_at_ms(&self) -> Option<i64> {
        let date = self.parsed(HeaderName::Date).find_map(HeaderValue::as_datetime)?;
        date.is_valid().then(|| date.to_timestamp() * 1000)
    }

    pub fn content_type(&self) -> Option<&ContentType<'static>> {
        self.parsed(HeaderName::ContentType).find_map(HeaderValue::as_content_type)
    }

    pub fn disposition(&self) -> Option<&ContentType<'static>> {
        self.parsed(HeaderName::ContentDisposition).find_map(HeaderValue::as_content_type)
    }

    fn parsed(&self, name: HeaderName<'static>) -> impl Iterator<Item = &HeaderValue<'static>> {
        let part = self.parsed.as_ref().and_then(|parsed| parsed.parts.first());
        let headers = part.map(|part| part.headers.as_slice()).unwrap_or_default();
        headers.iter().take(FIELDS).filter(move |header| header.name == name).map(|header| &header.value)
    }
}

fn fields<'a>(parsed: &'a Message<'static>) -> impl Iterator<Item = (String, String)> + 'a {
    let one_line = |value: &str| value.split_whitespace().collect::<Vec<_>>().join(" ");
    parsed.headers_raw().map(move |(name, value)| (name.to_ascii_lowercase(), one_line(value)))
}

/// Some programs write Chinese into a head as it is: what is no UTF-8 is taken for GB18030.
fn decoded(bytes: &[u8]) -> String {
    match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        // Only the last character is broken: it was cut off above.
        Err(fault) if fault.error_len().is_none() => {
            String::from_utf8_lossy(&bytes[..fault.valid_up_to()]).into_owned()
        }
        Err(_) => GB18030.decode_without_bom_handling(bytes).0.into_owned(),
    }
}

/// An id goes into rows and into mails of ours.
fn is_id(id: &str) -> bool {
    !id.is_empty() && id.len() <= 500 && !id.contains(|c: char| c.is_whitespace() || c.is_control() || "<>".contains(c))
}

/// The head of a mail or part, and what follows the first empty line.
pub fn split(bytes: &[u8]) -> (&[u8], &[u8]) {
    let mut start = 0;
    while start < bytes.len() {
        let end = bytes[start..].iter().position(|&byte| byte == b'\n').map_or(bytes.len(), |at| start + at + 1);
        if matches!(&bytes[start..end], b"\n" | b"\r\n") {
            return (&bytes[..start], &bytes[end..]);
        }
        start = end;
    }
    (bytes, &[])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_head_ends_at_the_first_empty_line() {
        assert_eq!(split(b"A: 1\r\n\r\nwords"), (&b"A: 1\r\n"[..], &b"words"[..]));
        assert_eq!(split(b"A: 1\n\nwords\n\nmore"), (&b"A: 1\n"[..], &b"words\n\nmore"[..]));
        assert_eq!(split(b"\r\nwords"), (&b""[..], &b"words"[..]));
        assert_eq!(split(b"A: 1"), (&b"A: 1"[..], &b""[..]));
        assert_eq!(split(b""), (&b""[..], &b""[..]));
    }

    #[test]
    fn lines_are_unfolded_and_kept_in_order() {
        let head = Head::read(b"X-A: one\r\n\ttwo\r\nsubject: s\r\nx-a: three\r\n");
        assert_eq!(head.values("x-a").collect::<Vec<_>>(), ["one two", "three"]);
        assert!(Head::read(b"").is_empty() && Head::read(b"no line of a head").is_empty());
    }

    #[test]
    fn chinese_that_nobody_encoded_is_read() {
        let head = Head::read(b"Subject: \xcd\xcb\xbb\xf5\r\n");
        assert_eq!(head.text(HeaderName::Subject), Some("退货"));
    }

    #[test]
    fn an_id_is_one_word() {
        let head = Head::read(b"References: <a@b> <c@d>\r\n <e f@g> <h@i>\r\n");
        let ids: Vec<_> = head.ids(HeaderName::References).collect();
        assert_eq!((ids.first(), ids.last()), (Some(&"a@b"), Some(&"h@i")));
    }
}
