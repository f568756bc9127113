//! The parts of a mail: which are words, which are files, and what a report says. The walk is ours, and bounded, because a
//! mail can be nested and split as its sender likes.

use crate::decode::{letters, transfer};
use crate::head::{Head, split};
use crate::line::{at_most, one_line};
use crate::machine::{Report, is_report, outcome, returned_ids};
use crate::quote::{begins_forwarded, fresh};
use crate::received::{Attachment, Fault};
use crate::words::joined;
use crate::{html, kinds};

const PARTS: usize = 100;
const DEPTH: usize = 10;
const ATTACHMENTS: usize = 20;
const NAME_CHARS: usize = 200;
/// Of the words of one part: what lies below is not looked at.
const PLAIN_BYTES: usize = 256 * 1024;
const HTML_BYTES: usize = 1024 * 1024;

#[derive(Default)]
pub struct Parts {
    pub words: Vec<Words>,
    pub attachments: Vec<Attachment>,
    pub report: Option<Report>,
    /// The ids of the mail that a bounce brought back.
    pub returned: Vec<String>,
    /// Whether something was more than what is kept.
    pub cut: bool,
    seen: usize,
    /// Whether this is a report about a delivery.
    delivery: bool,
}

pub enum Words {
    Plain(String),
    Html(String),
}

impl Words {
    /// What was written anew, and whether something quoted was left out.
    pub fn fresh(&self) -> (String, bool) {
        let source = match self {
            Self::Plain(text) => return fresh(text),
            Self::Html(source) => source,
        };
        let words = html::words(source);
        // What is passed on is marked like an answer, and is what the buyer wants to show.
        if words.fresh.trim().is_empty() || begins_forwarded(&words.quoted) {
            return fresh(&format!("{}\n{}", words.fresh, words.quoted));
        }
        let (text, quoted) = fresh(&words.fresh);
        (text, quoted || !words.quoted.trim().is_empty())
    }

    /// All of it.
    pub fn whole(&self) -> String {
        match self {
            Self::Plain(text) => text.clone(),
            Self::Html(source) => {
                let words = html::words(source);
                format!("{}\n{}", words.fresh, words.quoted)
            }
        }
    }

    fn is_blank(&self) -> bool {
        self.whole().trim().is_empty()
    }
}

impl Parts {
    pub fn of(head: &Head, body: &[u8]) -> Result<Self, Fault> {
        let mut parts = Self { delivery: is_report(head) == Some(true), ..Self::default() };
        parts.report = is_report(head).map(|_| if parts.delivery { Report::Failed } else { Report::Other });
        parts.walk(head, body, 0)?;
        Ok(parts)
    }

    fn walk(&mut self, head: &Head, body: &[u8], depth: usize) -> Result<(), Fault> {
        self.seen += 1;
        if self.seen > PARTS || depth > DEPTH {
            return Err(Fault::TooManyParts);
        }
        let kind = head.content_type();
        let boundary = kind.filter(|kind| kind.ctype() == "multipart").and_then(|kind| kind.attribute("boundary"));
        let pieces = boundary.map(|boundary| pieces(body, boundary.as_bytes())).unwrap_or_default();
        if pieces.is_empty() {
            self.leaf(head, body);
            return Ok(());
        }
        let begun = self.words.len();
        for piece in pieces {
            let (lines, body) = split(piece);
            self.walk(&Head::read(lines), body, depth + 1)?;
        }
        if kind.and_then(|kind| kind.subtype()) == Some("alternative") {
            let chosen = chosen(self.words.split_off(begun));
            self.words.extend(chosen);
        }
        Ok(())
    }

    fn leaf(&mut self, head: &Head, body: &[u8]) {
        let kind = head.content_type();
        let (top, sub) = kind.map_or(("text", Some("plain")), |kind| (kind.ctype(), kind.subtype()));
        let bytes = transfer(body, head.value("content-transfer-encoding"));
        let charset = kind.and_then(|kind| kind.attribute("charset"));
        match (top, sub.unwrap_or_default()) {
            ("message", "delivery-status" | "global-delivery-status") if self.delivery => {
                self.report = Some(outcome(&letters(at_most_bytes(&bytes, PLAIN_BYTES), charset)));
            }
            ("message", "rfc822" | "global") | ("text", "rfc822-headers") if self.delivery => {
                self.returned = returned_ids(&Head::read(split(bytes.trim_ascii_start()).0));
            }
            ("message", "disposition-notification") => {}
            ("text", "plain") | ("multipart", _) if !is_file(head) => {
                self.cut |= bytes.len() > PLAIN_BYTES;
                let text = letters(at_most_bytes(&bytes, PLAIN_BYTES), charset);
                let flowed =
                    kind.and_then(|kind| kind.attribute("format")).is_some_and(|f| f.eq_ignore_ascii_case("flowed"));
                let drop_blank =
                    kind.and_then(|kind| kind.attribute("delsp")).is_some_and(|d| d.eq_ignore_ascii_case("yes"));
                self.words.push(Words::Plain(if flowed { joined(&text, drop_blank) } else { text }));
            }
            ("text", "html") if !is_file(head) => {
                self.cut |= bytes.len() > HTML_BYTES;
                self.words.push(Words::Html(letters(at_most_bytes(&bytes, HTML_BYTES), charset)));
            }
            (top, sub) if self.attachments.len() < ATTACHMENTS => {
                let name = name(head, &format!("{top}/{sub}"), self.attachments.len() + 1);
                self.attachments.push(Attachment { name, bytes: bytes.into_owned() });
            }
            _ => self.cut = true,
        }
    }
}

/// Of the same words in several forms: the plain ones, unless they are missing.
fn chosen(forms: Vec<Words>) -> Vec<Words> {
    let (plain, html): (Vec<_>, Vec<_>) = forms.into_iter().partition(|words| matches!(words, Words::Plain(_)));
    if html.is_empty() || !plain.iter().all(Words::is_blank) { plain } else { html }
}

fn is_file(head: &Head) -> bool {
    head.disposition().is_some_and(|how| how.is_attachment() || how.attribute("filename").is_some())
        || head.content_type().is_some_and(|kind| kind.attribute("name").is_some())
}

fn name(head: &Head, kind: &str, number: usize) -> String {
    let given = head.disposition().and_then(|how| how.attribute("filename"));
    let given = given.or_else(|| head.content_type()?.attribute("name"));
    let name = one_line(given.unwrap_or_default(), NAME_CHARS);
    if name.is_empty() { format!("attachment-{number}.{}", kinds::ending(kind)) } else { name }
}

fn at_most_bytes(bytes: &[u8], most: usize) -> &[u8] {
    if bytes.len() <= most {
        return bytes;
    }
    match std::str::from_utf8(&bytes[..most]) {
        Err(fault) if fault.error_len().is_none() => &bytes[..fault.valid_up_to()],
        Ok(text) => at_most(text, most).as_bytes(),
        Err(_) => &bytes[..most],
    }
}

/// What stands between the lines `--boundary`; a mail that was cut off lacks the last of them.
fn pieces<'a>(body: &'a [u8], boundary: &[u8]) -> Vec<&'a [u8]> {
    let mut pieces = Vec::new();
    let (mut start, mut at) = (None, 0);
    while at < body.len() && pieces.len() <= PARTS {
        let end = body[at..].iter().position(|&byte| byte == b'\n').map_or(body.len(), |found| at + found + 1);
        let line = body[at..end].strip_prefix(b"--").and_then(|line| line.strip_prefix(boundary));
        let behind = line.map(<[u8]>::trim_ascii_end).filter(|_| !boundary.is_empty());
        if let Some(behind @ (b"" | b"--")) = behind {
            pieces.extend(start.map(|start| without_line_end(&body[start..at.max(start)])));
            start = Some(end).filter(|_| behind.is_empty());
            if start.is_none() {
                return pieces;
            }
        }
        at = end;
    }
    pieces.extend(start.filter(|start| *start < body.len()).map(|start| &body[start..]));
    pieces
}

/// The line end before a boundary belongs to the boundary.
fn without_line_end(piece: &[u8]) -> &[u8] {
    let piece = piece.strip_suffix(b"\n").unwrap_or(piece);
    piece.strip_suffix(b"\r").unwrap_or(piece)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_stand_between_lines_of_their_boundary() {
        let read = |body: &str| -> Vec<String> {
            pieces(body.as_bytes(), b"b").iter().map(|piece| String::from_utf8_lossy(piece).into_owned()).collect()
        };
        assert_eq!(read("before\r\n--b\r\none\r\n--b \r\n\r\ntwo\r\n--b--\r\nafter\r\n--b\r\n"), ["one", "\r\ntwo"]);
        assert_eq!(read("--b\none\n--bb\n--b\ncut off"), ["one\n--bb", "cut off"]);
        assert_eq!(read("--b\n--b\n--b--"), ["", ""]);
        assert!(read("no boundary").is_empty() && pieces(b"--\nx", b"").is_empty());
    }
}
