//! Standard error without what tells who somebody is: every line is masked before it is written.

use std::io::{self, Stderr, Write};

use tracing_subscriber::fmt::MakeWriter;

/// How the lines are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    Text,
    /// Only texts are masked: a number with stars in it would be no JSON.
    Json,
}

/// Writes to standard error.
#[derive(Debug, Clone, Copy)]
pub struct Masked(pub Format);

impl<'a> MakeWriter<'a> for Masked {
    type Writer = Lines<Stderr>;

    fn make_writer(&'a self) -> Self::Writer {
        Lines { format: self.0, out: io::stderr() }
    }
}

/// Masks what is written through it; the log hands over whole lines.
#[derive(Debug)]
pub struct Lines<W> {
    format: Format,
    out: W,
}

impl<W: Write> Write for Lines<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let line = String::from_utf8_lossy(bytes);
        match self.format {
            Format::Text => self.out.write_all(zg_text::mask(&line).as_bytes())?,
            Format::Json => self.out.write_all(mask_texts(&line).as_bytes())?,
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

/// Masks the texts of a JSON document, between their quotes.
fn mask_texts(json: &str) -> String {
    let mut masked = String::with_capacity(json.len());
    let mut rest = json;
    while let Some(begin) = rest.find('"') {
        let (before, text) = rest.split_at(begin + 1);
        let end = closing_quote(text);
        masked.push_str(before);
        masked.push_str(&mask_text(&text[..end]));
        rest = &text[end..];
        if let Some(after) = rest.strip_prefix('"') {
            masked.push('"');
            rest = after;
        }
    }
    masked.push_str(rest);
    masked
}

/// Masks what a text says: as it is written, the digits of an escape would run into those of a number.
fn mask_text(written: &str) -> String {
    let said: Result<String, _> = serde_json::from_str(&format!("\"{written}\""));
    let Ok(said) = said else { return zg_text::mask(written).into_owned() };
    let quoted = serde_json::Value::from(zg_text::mask(&said).into_owned()).to_string();
    quoted[1..quoted.len() - 1].to_owned()
}

/// Where a text ends, quotes with a backslash before them being its own.
fn closing_quote(text: &str) -> usize {
    let mut escaped = false;
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'"' => return at,
            _ => {}
        }
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(format: Format, line: &str) -> String {
        let mut lines = Lines { format, out: Vec::new() };
        lines.write_all(line.as_bytes()).expect("written");
        String::from_utf8(lines.out).expect("text")
    }

    #[test]
    fn lines_know_nobody() {
        let line = "2026-11-11T04:05:06.123456Z  WARN zhanggui: failed error=13800138000 mei@shop.cn\n";
        let masked = "2026-11-11T04:05:06.123456Z  WARN zhanggui: failed error=138******00 m***@shop.cn\n";
        assert_eq!(written(Format::Text, line), masked);
    }

    #[test]
    fn json_stays_json() {
        let line = serde_json::json!({
            "error": "call \"13800138000\" \\ \n mei@shop.cn \u{1}13900139000",
            "bytes": 13_800_138_000_u64,
            "13700137000": null,
        });
        let masked = written(Format::Json, &line.to_string());
        let read: serde_json::Value = serde_json::from_str(&masked).expect("JSON");
        assert_eq!(read["bytes"], 13_800_138_000_u64);
        for personal in ["13900139000", "13700137000", "mei@"] {
            assert!(!masked.contains(personal), "{masked}");
        }
        assert!(read["error"].as_str().expect("a text").starts_with("call \"138******00\" \\ \n m***@shop.cn"));
    }
}
