//! Text that is one line, whatever somebody wrote into it: nothing of it begins a line of a head.

/// At most so many characters of it, on one line.
pub fn one_line(text: &str, chars: usize) -> String {
    let blank = |c: char| if c.is_control() || matches!(c, '\u{2028}' | '\u{2029}' | '\u{FEFF}') { ' ' } else { c };
    let line: String = text.chars().take(chars * 8).map(blank).collect();
    let line = line.split_whitespace().collect::<Vec<_>>().join(" ");
    let short: String = line.chars().take(chars).collect();
    short.trim_end().to_owned()
}

/// At most so many bytes of it, and whole characters.
pub fn at_most(text: &str, bytes: usize) -> &str {
    &text[..text.floor_char_boundary(bytes)]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_stays_one() {
        assert_eq!(one_line(" 退货\r\nBcc: x@y.example\u{2028}\u{0} 单号 ", 60), "退货 Bcc: x@y.example 单号");
        assert_eq!(one_line("一二三四", 3), "一二三");
        assert_eq!(at_most("退货", 4), "退");
    }
}
