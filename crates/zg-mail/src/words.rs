//! Words as people read them: lines that end alike, nothing invisible, no holes.

/// Without what no reader sees, lines trimmed at their end, at most one empty line in a row.
pub fn tidy(text: &str) -> String {
    let mut tidy = String::with_capacity(text.len());
    let mut empty = 0;
    for line in text.replace("\r\n", "\n").split(['\n', '\r', '\u{2028}', '\u{2029}']) {
        let visible = |c: &char| !c.is_control() && !matches!(c, '\u{FEFF}' | '\u{FFFC}');
        let blank = |c: char| if matches!(c, '\t' | '\u{A0}') { ' ' } else { c };
        let line: String = line.chars().map(blank).filter(visible).collect();
        let line = line.trim_end();
        empty = if line.is_empty() { empty + 1 } else { 0 };
        if empty < 2 {
            tidy.push_str(line);
            tidy.push('\n');
        }
    }
    tidy.trim_matches('\n').to_owned()
}

/// Lines that were broken only to fit a screen, joined again (RFC 3676).
pub fn joined(text: &str, drop_blank: bool) -> String {
    let mut joined = String::with_capacity(text.len());
    for line in text.split('\n') {
        let line = line.trim_end_matches('\r');
        let stuffed = line.strip_prefix(' ').unwrap_or(line);
        let goes_on = stuffed.ends_with(' ') && stuffed != "-- " && !stuffed.starts_with('>');
        let kept = if goes_on && drop_blank { stuffed.trim_end_matches(' ') } else { stuffed };
        joined.push_str(kept);
        if !goes_on {
            joined.push('\n');
        }
    }
    joined
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_tidy() {
        assert_eq!(tidy("\r\n 您好 \t\r\n\r\n\r\n\r\n谢谢\u{0}\u{FEFF}\r\n"), " 您好\n\n谢谢");
        assert_eq!(tidy("a\rb\u{A0}c\td"), "a\nb c d");
        assert_eq!(tidy(" \n\t\n"), "");
    }

    #[test]
    fn broken_lines_are_whole_again() {
        let text = "It arrived \r\nbroken.\r\n  indented\r\n> quoted \r\n-- \r\nMei";
        assert_eq!(joined(text, false), "It arrived broken.\n indented\n> quoted \n-- \nMei\n");
        assert_eq!(joined("我要 \n退货", true), "我要退货\n");
    }
}
