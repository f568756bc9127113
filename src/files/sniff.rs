//! What a file is, by its bytes alone.

use image::ImageFormat;

/// As much of a file's beginning as its type shows in.
pub const HEAD_BYTES: usize = 8192;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sniffed {
    /// One of the four kinds that are shown inline.
    Picture(ImageFormat),
    /// Anything else; it only ever downloads.
    Other(&'static str),
    /// A program: nobody sends one to a shop for a good reason.
    Program,
}

/// Tells the type from the first bytes.
pub fn sniff(head: &[u8]) -> Sniffed {
    if let Some(format) = picture_format(head) {
        return Sniffed::Picture(format);
    }
    if infer::is_app(head) || head.starts_with(b"#!") {
        return Sniffed::Program;
    }
    match infer::get(head) {
        // Markup and scripts are kept as plain bytes, so that no client is tempted to render them; so is what begins
        // somewhat like a picture, for it was never decoded as one.
        Some(kind) if kind.matcher_type() != infer::MatcherType::Text && !is_inline(kind.mime_type()) => {
            Sniffed::Other(kind.mime_type())
        }
        None if is_plain_text(head) => Sniffed::Other("text/plain"),
        _ => Sniffed::Other("application/octet-stream"),
    }
}

fn picture_format(head: &[u8]) -> Option<ImageFormat> {
    match head {
        [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1a, b'\n', ..] => Some(ImageFormat::Png),
        [0xff, 0xd8, 0xff, ..] => Some(ImageFormat::Jpeg),
        [b'G', b'I', b'F', b'8', b'7' | b'9', b'a', ..] => Some(ImageFormat::Gif),
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Some(ImageFormat::WebP),
        _ => None,
    }
}

fn is_plain_text(head: &[u8]) -> bool {
    // The head may end within a character.
    let whole = match std::str::from_utf8(head) {
        Ok(text) => text,
        Err(error) if error.error_len().is_none() => {
            std::str::from_utf8(&head[..error.valid_up_to()]).unwrap_or_default()
        }
        Err(_) => return false,
    };
    let start = whole.trim_start_matches(['\u{feff}', ' ', '\t', '\r', '\n']);
    !whole.is_empty() && !start.starts_with('<') && !whole.chars().any(|c| c.is_control() && !c.is_whitespace())
}

/// The types that are shown where they are; everything else is a download.
pub fn is_inline(mime: &str) -> bool {
    matches!(mime, "image/png" | "image/jpeg" | "image/gif" | "image/webp")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_tell_the_type() {
        assert_eq!(sniff(b"\x89PNG\r\n\x1a\n----"), Sniffed::Picture(ImageFormat::Png));
        assert_eq!(sniff(b"GIF89a-----"), Sniffed::Picture(ImageFormat::Gif));
        assert_eq!(sniff(b"%PDF-1.7 ..."), Sniffed::Other("application/pdf"));
        assert_eq!(sniff("身高,体重\n170,60\n".as_bytes()), Sniffed::Other("text/plain"));
        assert_eq!(sniff(b"MZ\x90\x00 a program"), Sniffed::Program);
        assert_eq!(
            sniff(b"\x7fELF\x02\x01\x01\0\0\0\0\0\0\0\0\0\x03\0\x3e\0........................................"),
            Sniffed::Program
        );
        assert_eq!(sniff(b"#!/bin/sh\nrm -rf"), Sniffed::Program);
    }

    #[test]
    fn half_a_picture_is_plain_bytes() {
        for beginning in [&b"GIF\x01<script>alert(1)</script>"[..], b"GIFED\0\x01\x1f\x1f"] {
            assert_eq!(sniff(beginning), Sniffed::Other("application/octet-stream"));
        }
    }

    #[test]
    fn what_could_run_in_a_browser_is_plain_bytes() {
        for hostile in [
            "<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
            "  <!DOCTYPE html><script>alert(1)</script>",
            "\u{feff}<html><body>",
            "<?xml version='1.0'?><svg/>",
        ] {
            assert_eq!(sniff(hostile.as_bytes()), Sniffed::Other("application/octet-stream"), "{hostile}");
        }
        assert!(!is_inline("image/svg+xml") && !is_inline("text/html") && !is_inline("application/pdf"));
    }
}
