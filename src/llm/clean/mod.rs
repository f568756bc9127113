//! What a model says, made fit to be shown: plain text, as long as it may be, without an address that nobody gave it. Pure.

mod addresses;
mod citations;
mod markup;
mod thoughts;

pub use addresses::Addresses;

/// What may stand in an answer.
#[derive(Debug, Clone)]
pub struct Rules {
    pub most_chars: usize,
    /// Addresses that the model was given.
    pub addresses: Addresses,
    /// Whether a number in brackets names an entry; otherwise it is text.
    pub cites: bool,
}

/// An answer that is fit to be shown.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Clean {
    pub text: String,
    /// The numbers of entries that it names, whether there are such or not, in the order of their use.
    pub named: Vec<usize>,
    pub removed_links: usize,
    pub cut: bool,
}

/// A whole answer.
pub fn clean(raw: &str, rules: &Rules) -> Clean {
    let spoken = thoughts::without(raw);
    let words = visible(&spoken);
    let (unnumbered, named) = if rules.cites { citations::take(&words) } else { (words, Vec::new()) };
    let (safe, removed_links) = rules.addresses.only_given(&markup::without(&unnumbered));
    let tidy = tidy(&safe);
    let text: String = tidy.chars().take(rules.most_chars).collect();
    let cut = text.len() < tidy.len();
    Clean { text: text.trim_end().to_owned(), named, removed_links, cut }
}

/// What was said in the end, without the thoughts before it.
pub fn spoken(raw: &str) -> String {
    thoughts::without(raw).into_owned()
}

/// The beginning of an answer that is still coming: without its last word, which may become something else.
pub fn clean_so_far(raw: &str, rules: &Rules) -> String {
    let is_end = |c: char| c.is_whitespace() || !(c.is_ascii() || c.is_alphanumeric()) || addresses::is_ideograph(c);
    let whole =
        raw.rfind(is_end).map_or("", |last| &raw[..last + raw[last..].chars().next().map_or(0, char::len_utf8)]);
    clean(whole, rules).text
}

/// Without characters that cannot be seen, or that turn what follows; those that join emoji stay.
fn visible(text: &str) -> String {
    let is_hidden = |c: char| {
        matches!(c, '\u{00AD}' | '\u{061C}' | '\u{180E}' | '\u{200B}' | '\u{200C}' | '\u{200E}' | '\u{200F}'
            | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{FEFF}' | '\u{FFF9}'..='\u{FFFB}'
            | '\u{E0000}'..='\u{E0FFF}')
    };
    let kept = text.chars().filter(|c| !is_hidden(*c));
    kept.filter_map(|c| match c {
        '\n' => Some('\n'),
        '\t' => Some(' '),
        c if c.is_control() => None,
        c => Some(c),
    })
    .collect()
}

/// No blanks at the ends of lines, no brackets around nothing, one empty line at most.
fn tidy(text: &str) -> String {
    let mut whole = text.to_owned();
    for empty in ["()", "（）", "[]", "【】", "<>", "《》", "「」"] {
        whole = whole.replace(empty, "");
    }
    let mut lines: Vec<String> = Vec::new();
    for line in whole.lines() {
        let indent: String = line.chars().take_while(|c| *c == ' ').collect();
        let words = joined(line.split(' ').filter(|word| !word.is_empty()));
        let is_second_blank = words.is_empty() && lines.last().is_none_or(String::is_empty);
        if !is_second_blank {
            lines.push(if words.is_empty() { words } else { format!("{indent}{words}") });
        }
    }
    lines.join("\n").trim().to_owned()
}

/// Words with a blank between two of them, and none before a mark that closes what was said.
fn joined<'a>(words: impl Iterator<Item = &'a str>) -> String {
    const CLOSING: &str = "，。；：！？、";
    let mut line = String::new();
    for word in words {
        let closes = word.starts_with(|c| CLOSING.contains(c)) || word.chars().all(|c| ",.;!?".contains(c));
        if !line.is_empty() && !closes {
            line.push(' ');
        }
        line.push_str(word);
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rules(given: &[&str], cites: bool) -> Rules {
        Rules { most_chars: 100, addresses: Addresses::given_in(given.iter().copied()), cites }
    }

    #[test]
    fn a_draft_becomes_plain_words_with_its_sources() {
        let raw = "<think>buyer asks…</think>**您好**，付款后48小时内发货[2]，\
            详见[物流说明](https://evil.example/x)【1】。\r\n\r\n\r\n亲可以看 https://shop.example/ship [9]\u{202E}";
        let clean = clean(raw, &rules(&["见 https://shop.example/ship 。"], true));
        assert_eq!(clean.text, "您好，付款后48小时内发货，详见物流说明。\n\n亲可以看 https://shop.example/ship");
        assert_eq!((clean.named, clean.removed_links, clean.cut), (vec![2, 1, 9], 1, false));
    }

    #[test]
    fn what_is_too_long_is_cut() {
        let long = clean(&"长".repeat(150), &rules(&[], false));
        assert_eq!((long.text.chars().count(), long.cut), (100, true));
    }

    #[test]
    fn nothing_half_said_is_shown() {
        let rules = rules(&[], true);
        for (raw, shown) in [
            ("亲，请看 https://evil.exa", "亲，请看"),
            ("亲，请看https://evil.example", "亲，请看"),
            ("付款后发货[1", "付款后发货"),
            ("It ships to", "It ships"),
            ("<think>he wants", ""),
            ("", ""),
        ] {
            assert_eq!(clean_so_far(raw, &rules), shown, "{raw}");
        }
    }

    #[test]
    fn masks_are_no_emphasis() {
        let text = "请打 138******00 或写信到 m***@shop.cn，身份证 11****************，卡 **** **** **** 7894";
        assert_eq!(clean(text, &rules(&[text], false)).text, text);
    }
}
