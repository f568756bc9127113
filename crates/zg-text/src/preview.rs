//! One line of a message, for lists.

use crate::fold::clings;

const PREVIEW_CHARS: usize = 120;
const ZERO_WIDTH_JOINER: char = '\u{200D}';

/// At most 120 characters on one line, `…` at the end where something was left out. Line breaks and runs of
/// space become one space; characters that turn the direction of what follows are left out, because in a list
/// they would also turn the neighbouring row.
pub fn preview(text: &str) -> String {
    let mut line = String::new();
    let mut chars = text.chars().filter(|c| !turns_direction(*c)).peekable();
    let mut shown = 0;
    while let Some(c) = chars.next() {
        if c.is_whitespace() || c.is_control() {
            let is_pointless = line.is_empty() || line.ends_with(' ');
            if is_pointless {
                continue;
            }
            line.push(' ');
        } else {
            line.push(c);
        }
        shown += 1;
        if shown == PREVIEW_CHARS && chars.any(|c| !c.is_whitespace() && !c.is_control()) {
            drop_last_whole(&mut line, c);
            line.truncate(line.trim_end().len());
            line.push('…');
            return line;
        }
    }
    line.truncate(line.trim_end().len());
    line
}

fn turns_direction(c: char) -> bool {
    matches!(c, '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

/// Makes room for `…` without leaving half of an emoji or a letter without its accent.
fn drop_last_whole(line: &mut String, mut last: char) {
    line.pop();
    while let Some(before) = line.chars().next_back() {
        let joined = last == ZERO_WIDTH_JOINER || before == ZERO_WIDTH_JOINER || clings(last);
        if !joined {
            break;
        }
        last = before;
        line.pop();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_becomes_one_line() {
        assert_eq!(preview("  你好，\n\n  请问\t有货吗？ \r\n"), "你好， 请问 有货吗？");
        assert_eq!(preview("\u{202E}gnp.exe"), "gnp.exe");
        assert_eq!(preview("\u{7}\u{0}"), "");
    }

    #[test]
    fn a_long_message_ends_in_an_ellipsis() {
        let line = preview(&"好".repeat(500));
        assert_eq!(line.chars().count(), PREVIEW_CHARS);
        assert!(line.ends_with("好…"));
        assert_eq!(preview(&"好".repeat(PREVIEW_CHARS)), "好".repeat(PREVIEW_CHARS));
    }

    #[test]
    fn no_emoji_is_cut_in_half() {
        let family = "👩\u{200D}👩\u{200D}👧";
        for lead in 110..PREVIEW_CHARS {
            let line = preview(&("好".repeat(lead) + &family.repeat(9)));
            let rest = line.trim_start_matches('好').trim_end_matches('…');
            assert_eq!(rest.replace(family, ""), "", "after {lead}");
        }
    }
}
