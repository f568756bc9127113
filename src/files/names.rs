//! File names: cleaned when they come in, quoted by RFC 5987 when they go out.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// All but the attribute characters of RFC 5987.
const NOT_IN_ATTRIBUTES: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'!')
    .remove(b'#')
    .remove(b'$')
    .remove(b'&')
    .remove(b'+')
    .remove(b'-')
    .remove(b'.')
    .remove(b'^')
    .remove(b'_')
    .remove(b'`')
    .remove(b'|')
    .remove(b'~');

const MAX_CHARS: usize = 120;

/// A name that is safe to show and to save under: its last path part, without control characters, text
/// direction marks (which make `gpj.exe` read `exe.jpg`) or what a file system reserves.
pub fn clean(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let kept: String = last.chars().filter(|c| !c.is_control() && !is_invisible(*c)).map(replace_reserved).collect();
    let trimmed = kept.trim_matches(|c: char| c == '.' || c.is_whitespace());
    if trimmed.is_empty() { "file".to_owned() } else { shorten(trimmed) }
}

fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

fn replace_reserved(c: char) -> char {
    if matches!(c, '<' | '>' | ':' | '"' | '|' | '?' | '*') { '_' } else { c }
}

/// Cuts a long name in its stem, so that its extension stays.
fn shorten(name: &str) -> String {
    let count = name.chars().count();
    if count <= MAX_CHARS {
        return name.to_owned();
    }
    let (stem, extension) = match name.rsplit_once('.') {
        Some((stem, extension)) if extension.chars().count() <= 16 => (stem, format!(".{extension}")),
        _ => (name, String::new()),
    };
    let room = MAX_CHARS - extension.chars().count();
    stem.chars().take(room).chain(extension.chars()).collect()
}

/// The `Content-Disposition` of a download: a plain name for old clients, the true one beside it.
pub fn disposition(inline: bool, name: &str) -> String {
    let kind = if inline { "inline" } else { "attachment" };
    let plain: String = name
        .chars()
        .map(|c| if c.is_ascii_graphic() && !matches!(c, '"' | '\\' | '%' | ';') || c == ' ' { c } else { '_' })
        .collect();
    let encoded = utf8_percent_encode(name, NOT_IN_ATTRIBUTES);
    format!("{kind}; filename=\"{plain}\"; filename*=UTF-8''{encoded}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keeps_the_last_part_and_drops_what_deceives() {
        assert_eq!(clean("../../etc/passwd"), "passwd");
        assert_eq!(clean("C:\\photos\\外套.jpg"), "外套.jpg");
        assert_eq!(clean("photo\u{202e}gpj.exe"), "photogpj.exe");
        assert_eq!(clean("a\r\nSet-Cookie: x=1.png"), "aSet-Cookie_ x=1.png");
        assert_eq!(clean(" ... "), "file");
        assert_eq!(clean(""), "file");
    }

    #[test]
    fn a_long_name_keeps_its_extension() {
        let long = clean(&format!("{}.jpeg", "长".repeat(300)));
        assert_eq!(long.chars().count(), MAX_CHARS);
        assert!(long.ends_with(".jpeg"));
    }

    #[test]
    fn a_disposition_cannot_be_broken_out_of() {
        assert_eq!(
            disposition(false, "发票 \"1\".pdf"),
            "attachment; filename=\"__ _1_.pdf\"; filename*=UTF-8''%E5%8F%91%E7%A5%A8%20%221%22.pdf"
        );
        assert!(disposition(false, "a'b*(~).txt").ends_with("filename*=UTF-8''a%27b%2A%28~%29.txt"));
        assert!(disposition(true, "a.png").starts_with("inline; "));
    }
}
